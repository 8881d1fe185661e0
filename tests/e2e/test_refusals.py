"""Attacks against the running programs, each after a proof that the unchanged thing is accepted."""

import json
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from support import (  # noqa: E402
    ECHO,
    Middle,
    Platform,
    check,
    echo_plan,
    expect,
    flip,
    new_secret,
    post_webhook,
    request,
    wait_for,
)
from protocol_client import FalseKeystore, Forger, ask_as_applet, connect  # noqa: E402
import reference as ref  # noqa: E402


def deploy(platform, name="door", more="", check_it=True, sink="log.jsonl", secret=None):
    return platform.deploy_text(name, ECHO, echo_plan(secret or platform.secret, sink, more),
                                check=check_it)


class Attacked(Platform):
    """A platform with the user's keys made and one webhook secret."""

    def __init__(self, bin_folder):
        super().__init__(bin_folder)
        self.secret = new_secret()

    def __enter__(self):
        super().__enter__()
        self.init()
        return self

    def ring(self, visitor, applet="door"):
        self.notify(applet, "Door.rang", {"Visitor": visitor})

    def lines(self, count, sink="log.jsonl"):
        return [line["fields"]["Line"] for line in self.sink_when(sink, count)]

    def database(self, name):
        return sqlite3.connect(self.data / name)

    def log_says(self, text, seconds=15):
        wait_for(f"'{text}' in the log", lambda: any(text in line for line in self.log), seconds)


def test_keystore_evidence(bin_folder):
    """The command tells no key to a keystore whose evidence is forged, stale or of something else."""
    with Attacked(bin_folder) as platform:
        forger = Forger(platform)
        good = lambda data: forger.evidence(data, forger.keystore)  # noqa: E731
        other_device = os.urandom(32)
        _, _, genuine = connect(platform.ports["keystore"], "user")
        attacks = {
            "another device": (
                lambda data: forger.evidence(data, forger.keystore, device_seed=other_device),
                "none of the pinned anchors"),
            "a statement that the certified monitor did not sign": (
                lambda data: forger.evidence(data, forger.keystore, signer=other_device),
                "not signed by the certified monitor"),
            "one bit changed": (lambda data: flip(good(data), -1), "not signed"),
            "genuine evidence of another channel": (lambda _: genuine, "another channel"),
            "evidence of the other role": (
                lambda data: forger.evidence(flip(data, 0), forger.keystore), "another channel"),
            "another program": (
                lambda data: forger.evidence(data, forger.applet), "program's measurement"),
            "another monitor": (
                lambda data: forger.evidence(data, forger.keystore, monitor=bytes(32)),
                "monitor's measurement"),
            "another input": (
                lambda data: forger.evidence(data, forger.keystore, bind=b"x" * 32),
                "another input"),
            "debugging": (
                lambda data: forger.evidence(data, forger.keystore, changes={263: 0}),
                "debugging"),
            "an enclave's profile of tomorrow": (
                lambda data: forger.evidence(data, forger.keystore,
                                             changes={265: "urn:tapdance:evidence:2"}),
                "another profile"),
            "garbage": (lambda _: os.urandom(300), "malformed"),
        }
        for what, (introduce, reason) in attacks.items():
            with FalseKeystore(introduce) as false:
                platform.set_service("local-host", keystore=f"127.0.0.1:{false.port}")
                result = deploy(platform, check_it=False)
                expect(f"{what}: the exit code", result.returncode, 5)
                check(f"{what}: says why", reason in result.stderr, result.stderr)
                check(f"{what}: reached", false.handshakes == 1)
                expect(f"{what}: what was sent", false.requests, [])
        # With the device's own secret everything can be made: the attacks above do reach the check.
        with FalseKeystore(good) as false:
            platform.set_service("local-host", keystore=f"127.0.0.1:{false.port}")
            deploy(platform, check_it=False)
            expect("good evidence gets the keys", [sorted(r) for r in false.requests], [[1, 2, 3, 4]])
        # Pinned above `none`, a process backend contradicts itself.
        key = json.loads((platform.home / "trust.json").read_text())["anchors"][0]["key"]
        platform.command("trust", "remove", key, check=False)
        trust = json.loads((platform.home / "trust.json").read_text())
        trust["anchors"] = [{"key": key, "class": "silicon", "note": "believed to be"}]
        (platform.home / "trust.json").write_text(json.dumps(trust))
        platform.set_service("local-host", keystore=f"127.0.0.1:{platform.ports['keystore']}")
        result = deploy(platform, check_it=False)
        expect("class silicon", result.returncode, 5)
        check("says so", "contradicts" in result.stderr, result.stderr)


def test_applet_evidence(bin_folder):
    """The keystore gives an applet's keys to that program with that package alone."""
    with Attacked(bin_folder) as platform:
        deploy(platform)
        forger = Forger(platform)
        database = platform.database("host/host.sqlite")
        epoch, package = database.execute("SELECT epoch, package FROM applet").fetchone()
        database.close()
        bind = ref.sha256(package)

        def ask(user=platform.user, applet="door", at=epoch, **evidence):
            return ask_as_applet(platform.ports["keystore"], forger, user, applet, at,
                                 **{"bind": bind, **evidence})

        master = (platform.home / "master.key").read_bytes()
        found = ask()
        expect("with the device's secret", found[1], 0)
        expect("the keys are those of the master", found[4][1],
               ref.derive(master, "door", epoch, "code", ""))
        attacks = {
            "the keystore's program": dict(program=forger.keystore),
            "an unknown program": dict(program=b"x" * 32),
            "another package": dict(bind=flip(bind, 0)),
            "another monitor": dict(monitor=b"x" * 32),
            "another device": dict(device_seed=os.urandom(32)),
            "another signer": dict(signer=os.urandom(32)),
            "debugging": dict(changes={263: 0}),
        }
        for what, change in attacks.items():
            answer = ask(**change)
            check(f"{what} is refused", answer[1] != 0 and 4 not in answer, str(answer))
        for what, change in {"another epoch": dict(at=epoch + 1), "another user": dict(user="eve"),
                             "another applet": dict(applet="gate")}.items():
            answer = ask(**change)
            check(f"{what} is unknown", answer[1] != 0 and 4 not in answer, str(answer))
        # Evidence of another channel: two channels, the first one's caller data in the second.
        first, h, _ = connect(platform.ports["keystore"], "applet")
        first.connection.close()
        second, _, _ = connect(platform.ports["keystore"], "applet")
        with second.connection:
            second.send(1, forger.evidence(ref.caller_data(1, "applet", h), forger.applet, bind))
            second.send(2, ref.cbor2.dumps({1: platform.user, 2: "door", 3: epoch, 4: "x86-64"}))
            try:
                answer = ref.cbor2.loads(second.receive()[1])
                check("stale evidence", answer[1] != 0 and 4 not in answer, str(answer))
            except EOFError:
                pass  # ended without a word: no keys either


def stop_and_edit(platform, statement, values):
    """As the operator: changes tapd's database while nothing runs."""
    platform.stop()
    database = platform.database("host/host.sqlite")
    database.execute(statement, values)
    database.commit()
    database.close()
    platform.start()


def test_packages(bin_folder):
    """An old, another or a changed package gets no keys, whatever the host says that it is."""
    with Attacked(bin_folder) as platform:
        deploy(platform)
        deploy(platform, "gate")
        database = platform.database("host/host.sqlite")
        packages = dict(database.execute("SELECT applet, package FROM applet").fetchall())
        database.close()
        door, gate = packages["door"], packages["gate"]
        clear_bytes = int.from_bytes(door[8:12], "little")
        first_epoch = ref.cbor2.loads(door[12 : 12 + clear_bytes])[3]
        deploy(platform)  # so that `door` is the package of an old epoch now
        database = platform.database("host/host.sqlite")
        epoch, current = database.execute(
            "SELECT epoch, package FROM applet WHERE applet = 'door'").fetchone()
        database.close()
        gate_clear = int.from_bytes(gate[8:12], "little")
        head = current[: 12 + clear_bytes]
        attacks = {
            "the package of an old epoch": (first_epoch, door),
            "one bit of the sealed part": (epoch, flip(current, -1)),
            "one bit of a URL": (epoch, flip(current, current.index(b"http://") + 7)),
            "another applet's sealed part": (epoch, head + gate[12 + gate_clear :]),
        }
        for what, (number, package) in attacks.items():
            stop_and_edit(platform, "UPDATE applet SET package = ?, epoch = ? WHERE applet = 'door'",
                          (package, number))

            def refused():
                found = platform.listed("door")
                return found if found.get("state") == "refused" else None

            found = wait_for(f"{what}: refused", refused, 15)
            check(f"{what}: says why", "keystore gave no keys" in found["detail"], str(found))
        stop_and_edit(platform, "UPDATE applet SET package = ?, epoch = ? WHERE applet = 'door'",
                      (current, epoch))
        platform.ring("the genuine package")
        expect("the genuine package runs", platform.lines(1), ["visit of the genuine package"])


def test_trigger_messages(bin_folder):
    """Between trigger service and tapd: changed, replayed, swapped and late events do nothing."""
    with Attacked(bin_folder) as platform, Middle(platform.ports["trigger"]) as middle:
        platform.set_service("local-trigger", url=middle.url)
        deploy(platform)
        deploy(platform, "gate", sink="gate.jsonl")
        deploy(platform, "late", "max_delay_s = 1;", sink="late.jsonl")
        runs = 0

        def genuine(text):
            nonlocal runs
            middle.change = lambda path, sent, status, body: (status, body)
            platform.ring(text)
            runs += 1
            check(text, platform.lines(runs)[-1] == "visit of " + text)

        def attack(what, change, reason, applet="door"):
            middle.change = change
            count = sum(reason in line for line in platform.log)
            before = len(middle.seen)
            platform.ring(what, applet)
            wait_for(f"{what} refused", lambda: sum(reason in line for line in platform.log) > count)
            check(f"{what}: it was answered", len(middle.seen) > before)
            expect(f"{what}: nothing was done", len(platform.sink("log.jsonl")), runs)

        genuine("an unchanged event")
        recorded = middle.seen[-1][4]
        for at in (0, 3, 20, 60, 500, -1):
            attack(f"bit at {at}", lambda p, s, status, body, at=at: (status, flip(body, at)),
                   "failed: ")
        attack("shortened", lambda p, s, status, body: (status, body[:-1]), "failed: ")
        attack("replayed under another nonce", lambda p, s, status, body: (status, recorded),
               "a sealed message does not open")
        middle.change = lambda path, sent, status, body: (status, body)
        platform.ring("for the gate", "gate")
        expect("the gate", platform.lines(1, "gate.jsonl"), ["visit of for the gate"])
        other = middle.seen[-1][4]
        attack("another applet's event", lambda p, s, status, body: (status, other),
               "a sealed message does not open")

        # The host asks for an old event under a fresh nonce: the same event, so the same idem.
        first = json.loads(middle.seen[0][2])["event_id"]
        middle.outgoing = lambda path, body: json.dumps(
            {**json.loads(body), "event_id": first}).encode()
        middle.change = lambda path, sent, status, body: (status, body)
        platform.ring("an event in whose place an old one runs")
        platform.history_when("door", runs + 1)
        time.sleep(0.5)
        middle.outgoing = lambda path, body: body
        expect("the old event acts no second time", len(platform.sink("log.jsonl")), runs)
        verified = platform.command("history", "door", "--verify", check=False)
        expect("history --verify finds it", verified.returncode, 5)
        check("and the events that never ran", "no record" in verified.stdout, verified.stdout)

        def slowly(path, sent, status, body):
            time.sleep(7.5)
            return status, body

        attack("an event older than max_delay", slowly, "too old", "late")
        expect("nothing late", platform.sink("late.jsonl"), [])
        genuine("the last")


def test_action_messages(bin_folder):
    """Between tapd and action service: changed, repeated and misdirected messages act once or never."""
    two = 'Log.write.setLine(Door.rang.Visitor);\nBook.note.setLine("note " + Door.rang.Visitor);'
    with Attacked(bin_folder) as platform, Middle(platform.ports["action"]) as middle:
        platform.set_service("local-action", url=middle.url)
        platform.deploy_text(
            "door", two,
            f'triggers = ( {{ name = "Door.rang"; webhook = "{platform.secret}"; }} );\n'
            'actions = ( { name = "Log.write"; jsonl = "log.jsonl"; },\n'
            '            { name = "Book.note"; jsonl = "book.jsonl"; } );')
        deploy(platform, "gate", sink="gate.jsonl")
        platform.ring("one")
        expect("done", [platform.lines(1), platform.lines(1, "book.jsonl")], [["one"], ["note one"]])
        # The proxy notes an exchange once its answer is through, which may be after the action.
        wait_for("both deliveries", lambda: len(middle.seen) >= 2)
        sent = {path.rsplit("/", 1)[1]: (path, headers["Authorization"], body)
                for path, headers, body, _, _ in middle.seen}
        path, token, message = sent["Log.write"]
        base = f"http://127.0.0.1:{platform.ports['action']}"

        def deliver(where, authorization, body):
            return request(base + where, "POST", body, {"Authorization": authorization,
                                                        "Content-Type": "application/cose"})

        genuine = middle.seen[0][3:]
        for _ in range(3):
            expect("the same message again: the same answer", deliver(path, token, message), genuine)
        for at in (0, 2, 10, 30, 50, 60, len(message) // 2, -1):
            expect(f"bit at {at}", deliver(path, token, flip(message, at))[0], 401)
        expect("shortened", deliver(path, token, message[:-1])[0], 401)
        expect("nothing", deliver(path, token, b"")[0] in (400, 401), True)
        expect("to the other action", deliver(sent["Book.note"][0], token, message)[0], 401)
        expect("to another applet", deliver(path.replace("door", "gate"), token, message)[0], 401)
        expect("to none", deliver("/v1/deliver/none/Log.write", token, message)[0], 401)
        expect("with a wrong token", deliver(path, "Bearer " + "x" * 43, message)[0], 401)
        expect("without a token", request(base + path, "POST", message)[0], 401)
        # On the way: a changed message is refused and not done, and the next one is.
        middle.outgoing = lambda where, body: flip(body, -1)
        platform.ring("changed on the way")
        platform.log_says("refused: 401")
        middle.outgoing = lambda where, body: body
        platform.ring("two")
        platform.lines(2, "book.jsonl")
        time.sleep(0.5)
        expect("what was done", platform.lines(2), ["one", "two"])
        expect("the notes", platform.lines(2, "book.jsonl"), ["note one", "note two"])
        expect("the gate did nothing", platform.sink("gate.jsonl"), [])
        # Messages of a replaced epoch die with their keys.
        deploy(platform, "gate", sink="gate.jsonl")
        platform.deploy_text("door", two.replace("note ", "remark "),
                             (platform.folder / "applets" / "door.applet").read_text().split(
                                 "\n", 2)[2])
        expect("in the time of grace", deliver(path, token, message)[0], 202)
        platform.stop()
        database = platform.database("action/service.sqlite")
        database.execute("UPDATE deployment SET retired_ms = retired_ms - 600001"
                         " WHERE retired_ms IS NOT NULL")
        database.commit()
        database.close()
        platform.start()
        expect("after it", deliver(path, token, message)[0], 401)
        expect("still once", platform.lines(2), ["one", "two"])


def test_tokens(bin_folder):
    """Everybody without the right token is told 401, at every door, the same for what doesn't exist."""
    with Attacked(bin_folder) as platform:
        deploy(platform)
        certificate = ssl.create_default_context(cafile=platform.data / "tls" / "service.crt")
        ports = platform.ports
        plain = {
            "host": [("GET", "/v1/applets"), ("GET", "/v1/applets/door"), ("PUT", "/v1/applets/door"),
                     ("DELETE", "/v1/applets/door"), ("GET", "/v1/applets/door/records"),
                     ("POST", "/v1/notify/door"), ("POST", "/v1/notify/none")],
            "trigger": [("POST", "/v1/fetch")],
            "action": [("POST", "/v1/deliver/door/Log.write"), ("POST", "/v1/deliver/none/x.y")],
        }
        secure = {
            kind: [("PUT", "/v1/deployments/door"), ("DELETE", "/v1/deployments/door"),
                   ("GET", f"/v1/deployments/door/{what}?after=0")]
            for kind, what in (("trigger_tls", "events"), ("action_tls", "deliveries"))
        }
        fetch = json.dumps({"applet": "door", "epoch": 1, "source": "Door.rang",
                            "event_id": "0" * 32, "nonce": "0" * 32}).encode()
        wrong = [{}, {"Authorization": "Bearer " + "A" * 43}, {"Authorization": "Bearer "},
                 {"Authorization": "Basic " + platform.token("host")},
                 {"Authorization": "Bearer " + platform.token("host")[:-1]}]
        for scheme, doors in (("http", plain), ("https", secure)):
            for kind, requests in doors.items():
                for method, path in requests:
                    for headers in wrong:
                        made = urllib.request.Request(
                            f"{scheme}://127.0.0.1:{ports[kind]}{path}", method=method,
                            data=fetch if method in ("POST", "PUT") else None, headers=headers)
                        try:
                            with urllib.request.urlopen(
                                    made, timeout=10,
                                    context=certificate if scheme == "https" else None) as answer:
                                status = answer.status
                        except urllib.error.HTTPError as error:
                            status = error.code
                            error.close()
                        expect(f"{method} {kind}{path} {headers}", status, 401)
        # Tokens of one program open no other.
        expect("the action service's token at the host",
               platform.host("/v1/applets", token=platform.token("action"))[0], 401)
        expect("the user's token notifies nobody",
               platform.host("/v1/notify/door", token=platform.token("host"), method="POST",
                             body={"trigger": "Door.rang", "event_id": "0" * 32})[0], 401)


def test_registration_needs_tls(bin_folder):
    """Keys go over https to the pinned certificate or nowhere."""
    with Attacked(bin_folder) as platform:
        received = []

        def listen(secure):
            server = socket.create_server(("127.0.0.1", 0))

            def serve():
                while True:
                    try:
                        connection, _ = server.accept()
                        connection.settimeout(5)
                        if secure is not None:
                            connection = secure.wrap_socket(connection, server_side=True)
                        with connection:
                            received.append(connection.recv(65536))
                            connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
                    except OSError:
                        if server.fileno() < 0:
                            return

            threading.Thread(target=serve, daemon=True).start()
            return server

        original = platform.services()["local-action"]
        with listen(None) as server:
            platform.set_service("local-action",
                                 api_url=f"http://127.0.0.1:{server.getsockname()[1]}")
            result = deploy(platform, check_it=False)
            check("plain http", result.returncode != 0 and "https" in result.stderr, result.stderr)
        key, certificate = platform.folder / "false.key", platform.folder / "false.crt"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=x",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                        certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        with listen(context) as server:
            url = f"https://127.0.0.1:{server.getsockname()[1]}"
            platform.set_service("local-action", api_url=url)
            result = deploy(platform, check_it=False)
            expect("another certificate", result.returncode, 5)
            check("says so", "certificate" in result.stderr, result.stderr)
            expect("nothing was received", [part for part in received if part], [])
            # The listener does hear whoever trusts it.
            platform.set_service("local-action", authority=certificate.read_text())
            deploy(platform, check_it=False)
            check("the counter-test", any(b"PUT /v1/deployments/door" in part for part in received))
        platform.set_service("local-action", **original)
        deploy(platform)


def test_rolled_back_keystore(bin_folder):
    """Old keystore files are refused, and applets start when the newest are there again."""
    with Attacked(bin_folder) as platform:
        deploy(platform)
        old = platform.folder / "old"
        old.mkdir()
        for file in (platform.data / "host").glob("keystore.blob*"):
            shutil.copy(file, old)
        deploy(platform)
        deploy(platform, "gate", sink="gate.jsonl")
        platform.stop()
        newest = platform.folder / "newest"
        newest.mkdir()
        for file in (platform.data / "host").glob("keystore.blob*"):
            shutil.move(file, newest)
        for file in old.iterdir():
            shutil.copy(file, platform.data / "host")
        platform.start()
        platform.log_says("not the newest")
        found = platform.listed("door")
        check("the applet doesn't start", found["state"] == "starting", str(found))
        check("and says why", "keystore" in found["detail"], str(found))
        listed = platform.command("list").stdout
        check("list says why", "keystore" in listed, listed)
        result = deploy(platform, "other", check_it=False)
        expect("deploying: the keystore does not answer", result.returncode, 4)
        platform.stop()
        for file in newest.iterdir():
            shutil.copy(file, platform.data / "host")
        platform.start()
        wait_for("ready again", lambda: platform.listed("door")["state"] == "ready")
        platform.ring("back again")
        expect("it works", platform.lines(1), ["visit of back again"])


def test_keystore_clients(bin_folder):
    """Garbage, half handshakes and 1,000 connections at port 7777: users and applets are served."""
    with Attacked(bin_folder) as platform:
        port = platform.ports["keystore"]
        keystore = platform.host("/healthz")[0]
        expect("healthy", keystore, 200)
        first = b"\x00\x04user"
        hostile = [os.urandom(5000), first, first + b"\x00\x20" + bytes(32),
                   first + b"\x00\x20" + os.urandom(31), b"\x00\x00", b"\xff\xff" + bytes(70000),
                   b"\x00\x06applet\x00\x20" + os.urandom(32) + os.urandom(3000),
                   first + b"\x00\x20" + os.urandom(32) + b"\x00\x11" + os.urandom(17)]
        connections = []
        for number in range(1000):
            try:
                connection = socket.create_connection(("127.0.0.1", port), 10)
                connection.settimeout(10)
                connections.append(connection)
                if number % 3 != 0:
                    connection.sendall(hostile[number % len(hostile)])
            except OSError:
                pass
        check("many came through", len(connections) > 900, str(len(connections)))
        deploy(platform)
        platform.ring("through the crowd")
        expect("served", platform.lines(1), ["visit of through the crowd"])
        pid = platform.processes("tapd")
        for connection in connections:
            connection.close()
        deploy(platform)
        expect("tapd is the same process", platform.processes("tapd"), pid)
        check("the keystore never ended",
              not any("the keystore ended" in line for line in platform.log), "".join(platform.log[-9:]))
        expect("healthy still", platform.host("/healthz")[0], 200)


def test_terminal(bin_folder):
    """What a host says, and what strangers put into events, moves no cursor of the user's terminal."""
    evil = "\x1b[2J\x1b]0;owned\x07\r\u009b31mVerified"
    applet = "console.log(Door.rang.Visitor);\nLog.write.setLine(Door.rang.Visitor);"
    with Attacked(bin_folder) as platform, Middle(platform.ports["host"]) as middle:
        platform.set_service("local-host", url=middle.url)
        platform.deploy_text("door", applet, echo_plan(platform.secret))
        platform.ring(evil + "\nsecond line")
        platform.history_when("door", 1)
        expect("the sink gets all of it", platform.lines(1), [evil + "\nsecond line"])
        shown = platform.command("history", "door", "--verify").stdout
        check("history shows it", "owned" in shown and "log: second line" in shown, repr(shown))

        def lie(path, sent, status, body):
            return 200, json.dumps({"state": "ready\x1b[1m", "events": 1, "detail": evil}).encode()

        middle.change = lie
        listed = platform.command("list").stdout
        check("the lie arrives", "owned" in listed, repr(listed))
        middle.change = lambda path, sent, status, body: (
            400, json.dumps({"title": evil, "detail": "\n" + evil}).encode())
        problem = platform.command("list", check=False)
        check("the problem arrives", "owned" in problem.stderr, repr(problem.stderr))
        for text in (shown, listed, problem.stdout, problem.stderr):
            check("no control characters", not any(
                (ord(letter) < 32 and letter not in "\n\t") or 0x7F <= ord(letter) < 0xA0
                for letter in text), repr(text))
        check("no line of the host's own", all(
            line.startswith("tapdance: ") for line in problem.stderr.splitlines()), problem.stderr)


def test_connections_without_end(bin_folder):
    """More idle connections than a process has descriptors: it neither burns nor floods its log."""
    attacked = Attacked(bin_folder)
    attacked.most_files = 80
    with attacked as platform:
        deploy(platform)
        for name, port in (("tapd", "host"), ("tapdance-trigger", "trigger"),
                           ("tapdance-action", "action_tls")):
            pid = platform.processes(name)[0]
            lines = len(platform.log)
            connections = []
            for number in range(150):
                connection = socket.create_connection(("127.0.0.1", platform.ports[port]), 10)
                connection.sendall(b"GET / HT"[: number % 9])
                connections.append(connection)
            wait_for("all descriptors taken", lambda pid=pid: len(os.listdir(f"/proc/{pid}/fd")) >= 79)
            before = processor_seconds(pid)
            time.sleep(1)
            check(f"{name} rests", processor_seconds(pid) - before < 0.3)
            check(f"{name} says so", any("connections wait" in line for line in platform.log[lines:]))
            check(f"{name} says it once", len(platform.log) - lines < 10, str(len(platform.log) - lines))
            for connection in connections:
                connection.close()
        platform.ring("afterwards")
        expect("all serve again", platform.lines(1), ["visit of afterwards"])


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
