"""Nothing that users keep secret is anywhere in tapd: memory, files, logs, sockets.

The same searches find markers that were put there on purpose, so they can fail.
"""

import base64
import http.client
import os
import re
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from support import Platform, Tap, check, expect, new_secret, post_webhook, request, wait_for  # noqa: E402
import reference as ref  # noqa: E402

EVENTS = 200
ZEROS = re.compile(rb"\0{65,}")

APPLET = """
const marker = "MARKSOURCE-fifty-two-letters-of-the-applet-s-own-text";
function MARKFUNCTIONNAME(text: string): string { return marker + " MARKFIELD " + text; }
Log.write.setLine(MARKFUNCTIONNAME(Door.rang.Visitor));
console.log("MARKLOGLINE", Door.rang.Visitor);
if (Door.rang.Visitor.indexOf("7") > 0) { Log.write.skip("MARKSKIP"); }
"""


def memory_of(pid):
    """All readable memory of a process, mapping by mapping."""
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, permissions, *rest = line.split(maxsplit=5)
            if "r" not in permissions or rest[-1:] in (["[vvar]"], ["[vsyscall]"]):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                continue


def search(patterns, parts):
    """The names of the patterns that occur in any of the parts."""
    found = set()
    for part in parts:
        part = ZEROS.sub(bytes(64), part)  # most of a process is zeros, and they are slow to search
        found.update(name for name, pattern in patterns if pattern in part)
    return sorted(found)


def text_patterns(texts):
    for text in texts:
        yield f"{text} (UTF-8)", text.encode()
        yield f"{text} (UTF-16)", text.encode("utf-16-le")


def key_patterns(keys):
    for name, key in keys.items():
        yield f"key {name} (raw)", key
        yield f"key {name} (hex)", key.hex().encode()
        yield f"key {name} (HEX)", key.hex().upper().encode()
        text = base64.urlsafe_b64encode(key).rstrip(b"=")
        yield f"key {name} (base64url)", text
        yield f"key {name} (base64)", base64.b64encode(key).rstrip(b"=")


def files_below(folder):
    for path in Path(folder).rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def test_operator_sees_nothing(bin_folder):
    """200 events whose every part is marked; then tapd's memory, files, log and sockets are searched."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        with Tap(platform.ports["host"]) as host, Tap(platform.ports["trigger"]) as trigger, \
                Tap(platform.ports["action"]) as action, Tap(platform.ports["keystore"]) as keystore:
            for name, changes in (
                ("local-host", dict(url=f"http://127.0.0.1:{host.port}",
                                    keystore=f"127.0.0.1:{keystore.port}")),
                ("local-trigger", dict(url=f"http://127.0.0.1:{trigger.port}")),
                ("local-action", dict(url=f"http://127.0.0.1:{action.port}")),
            ):
                platform.set_service(name, **changes)
            platform.deploy_text(
                "door", APPLET,
                f'timezone = "Pacific/Chatham";\n'
                f'triggers = ( {{ name = "Door.rang"; webhook = "{secret}"; }} );\n'
                'actions = ( { name = "Log.write"; jsonl = "MARKSINKNAME.jsonl"; } );')
            for number in range(EVENTS):
                expect("accepted", post_webhook(platform, "door", "Door.rang",
                                                {"Visitor": f"MARKEVENT{number:04}"}, secret), 202)
            skipped = sum("7" in f"{number:04}" for number in range(EVENTS))
            lines = platform.sink_when("MARKSINKNAME.jsonl", EVENTS - skipped)
            history = platform.history_when("door", EVENTS)
            check("the events ran as marked", "MARKFIELD MARKEVENT0000" in
                  lines[0]["fields"]["Line"] and "MARKLOGLINE" in history[0]["log"])
            check("what travels was recorded", all(
                len(tap.recorded) > size for tap, size in
                ((host, 10000), (trigger, 1024 * EVENTS), (action, 4096 * EVENTS), (keystore, 1000))))
            check("it is what tapd sent", b"POST /v1/fetch" in trigger.recorded and
                  b"POST /v1/deliver/door/" in action.recorded)

            master = (platform.home / "master.key").read_bytes()
            epoch = history[0]["epoch"]
            keys = {"master": master, "signing": ref.signing_seed(master)}
            for purpose, name in (("code", ""), ("record", ""), ("trigger", "Door.rang"),
                                  ("action", "Log.write")):
                keys[purpose] = ref.derive(master, "door", epoch, purpose, name)
            texts = ["MARKEVENT0", "MARKSOURCE", "fifty-two-letters", "MARKFUNCTIONNAME", "MARKFIELD",
                     "MARKLOGLINE", "MARKSKIP", "MARKSINKNAME", "Pacific/Chatham", secret]
            patterns = list(text_patterns(texts)) + list(key_patterns(keys))

            tapd = platform.processes("tapd")[0]
            expect("markers in tapd's memory", search(patterns, memory_of(tapd)), [])
            expect("markers in tapd's files", search(patterns, files_below(platform.data / "host")), [])
            expect("markers in the log", search(patterns, ["".join(platform.log).encode()]), [])
            for name, tap in (("host", host), ("trigger", trigger), ("action", action),
                              ("keystore", keystore)):
                expect(f"markers in what the {name} port saw",
                       search(patterns, [bytes(tap.recorded)]), [])

            # The same searches where the markers are meant to be: in the programs that may have them.
            found = search(patterns, memory_of(platform.trusted("applet")))
            check("the applet's memory holds its text", any("MARKSOURCE" in name for name in found),
                  str(found))
            found = search(patterns, files_below(platform.data / "trigger"))
            check("the trigger service's files hold events and its key",
                  "MARKEVENT0 (UTF-8)" in found and "key trigger (raw)" in found and
                  not any("key action" in name or "MARKSOURCE" in name for name in found), str(found))
            found = search(patterns, files_below(platform.data / "action"))
            check("the action service's files hold fields and its key",
                  "MARKFIELD (UTF-8)" in found and "key action (raw)" in found and
                  not any("key trigger" in name for name in found), str(found))
            check("the keystore's memory holds the keys", "key code (raw)" in
                  search(patterns, memory_of(platform.trusted("keystore"))))


def test_search_finds_what_is_there(bin_folder):
    """Markers sent to tapd in clear are found in its memory, its files and on its socket."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        with Tap(platform.ports["host"]) as host:
            platform.set_service("local-host", url=f"http://127.0.0.1:{host.port}")
            platform.deploy_text(
                "door", APPLET,
                f'triggers = ( {{ name = "Door.rang"; webhook = "{secret}"; }} );\n'
                'actions = ( { name = "Log.write"; jsonl = "log.jsonl"; } );')
            tapd = platform.processes("tapd")[0]
            patterns = list(text_patterns(["MARKCLEAR", "MARKSTORED"])) + list(
                key_patterns({"of the test": ref.sha256(b"a key")}))
            expect("nothing before", search(patterns, memory_of(tapd)), [])
            # An account token is hashed, but the query string and the headers are in tapd's buffers.
            key = base64.urlsafe_b64encode(ref.sha256(b"a key")).decode().rstrip("=")
            connection = http.client.HTTPConnection("127.0.0.1", host.port)
            connection.request("POST", "/v1/notify/door?MARKCLEAR=1", b"MARKCLEAR" * 50,
                               {"X-Key": key})
            check("tapd answered", connection.getresponse().read() is not None)
            found = search(patterns, memory_of(tapd))
            check("found in memory", "MARKCLEAR (UTF-8)" in found and
                  "key of the test (base64url)" in found, str(found))
            connection.close()
            check("found on the socket", "MARKCLEAR (UTF-8)" in
                  search(patterns, [bytes(host.recorded)]))
            database = sqlite3.connect(platform.data / "host" / "host.sqlite")
            database.execute("UPDATE applet SET fetch_tokens = ?", ('{"Door.rang":"MARKSTORED"}',))
            database.commit()
            expect("found in files", search(patterns, files_below(platform.data / "host")),
                   ["MARKSTORED (UTF-8)"])
            database.close()
