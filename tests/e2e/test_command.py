"""The command's own words: what it refuses, with file and line; what it says of applets; options."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from support import ECHO, Platform, check, echo_plan, expect, new_secret, wait_for  # noqa: E402

HEAD = 'applet = "door";\nsource = "door.ts";\n'
TRIGGER = 'triggers = ( { name = "Door.rang"; webhook = ""; } );\n'
ACTION = 'actions = ( { name = "Log.write"; jsonl = "log.jsonl"; } );\n'


class Home:
    """A user's folder with services that nobody serves; no platform runs."""

    def __init__(self, bin_folder):
        self.bin = Path(bin_folder)

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tapdance-home-"))
        token = self.folder / "token"
        token.write_text("t" * 43 + "\n")
        self.run("init", "--user", "ada")
        self.run("trust", "add", "--key", "ab" * 32, "--class", "none")
        self.run("service", "add", "host", "--kind", "host", "--url", "http://127.0.0.1:9",
                 "--keystore", "127.0.0.1:9", "--token-file", token)
        for kind in ("trigger", "action"):
            self.run("service", "add", kind, "--kind", kind, "--url", "http://127.0.0.1:9",
                     "--api-url", "https://127.0.0.1:9", "--token-file", token)
        (self.folder / "door.ts").write_text(ECHO)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def run(self, *arguments, code=0):
        environment = dict(os.environ, TAPDANCE_HOME=str(self.folder / "home"))
        result = subprocess.run([self.bin / "tapdance", *map(str, arguments)], env=environment,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                timeout=60)
        expect(f"exit code of {arguments}: {result.stderr}", result.returncode, code)
        return result

    def plan(self, text, code, *said):
        """Deploys this file; it must end with `code` and say all of `said`."""
        path = self.folder / "door.applet"
        path.write_text(text)
        result = self.run("deploy", path, code=code)
        for part in said:
            check(f"says {part!r}", part in result.stderr, result.stderr)
        return result


def test_deployment_files(bin_folder):
    """What a deployment file says wrongly is refused with its line and, where close, what was meant."""
    with Home(bin_folder) as home:
        home.plan(HEAD + 'timezoone = "UTC";\n' + TRIGGER, 3, "door.applet:3:", "timezoone",
                  "did you mean 'timezone'?")
        home.plan(HEAD + 'colour = "red";\n' + TRIGGER, 3, "door.applet:3:", "'colour'")
        home.plan(HEAD + 'max_delay_s = "600";\n' + TRIGGER, 3, "door.applet:3:", "whole number")
        home.plan(HEAD + TRIGGER + 'actions = ( { name = "Log.write"; jsonll = "a"; } );\n', 3,
                  "door.applet:4:", "did you mean 'jsonl'?")
        home.plan(HEAD + TRIGGER + 'actions = ( { name = "Log.write"; webhook = "https://a.b/c"; } );\n',
                  3, "door.applet:4:", "secret")
        home.plan(HEAD + TRIGGER + 'actions = ( { name = "Log.write"; jsonl = "../a"; } );\n', 3,
                  "door.applet:4:", "no path")
        home.plan(HEAD + 'triggers = ( { name = "Door.rang"; file = "/etc/passwd"; } );\n', 3,
                  "door.applet:3:", "no path")
        home.plan(HEAD + 'triggers = ( { name = "Door.rang"; webhook = "hunter2"; } );\n', 3,
                  "door.applet:3:", "whsec_")
        home.plan(HEAD + 'triggers = ( { name = "A.b"; webhook = ""; file = "x"; } );\n', 3,
                  "door.applet:3:", "where it comes from")
        home.plan(HEAD + TRIGGER + 'queries = ( { name = "A.b"; webhook = ""; } );\n', 3,
                  "door.applet:4:", "rows")
        home.plan(HEAD + "quantum_ms = 10001;\n" + TRIGGER, 3, "door.applet:3:", "quantum_ms")
        home.plan(HEAD + "fuel = 9999;\n" + TRIGGER, 3, "door.applet:3:", "fuel")
        home.plan(HEAD + "memory_mib = 257;\n" + TRIGGER, 3, "door.applet:3:", "memory_mib")
        missing = home.run("deploy", home.folder / "none.applet", code=3)
        check("a file that isn't there", "none.applet can't be read: No such file" in missing.stderr,
              missing.stderr)


def test_time_zones(bin_folder):
    """A zone that moment-timezone does not have is refused; zones and links that it has are not."""
    with Home(bin_folder) as home:
        home.plan(HEAD + 'timezone = "Europe/Pariss";\n' + TRIGGER + ACTION, 3, "door.applet:3:",
                  "Europe/Pariss", "did you mean 'Europe/Paris'?")
        home.plan(HEAD + 'timezone = "Mars/Olympus";\n' + TRIGGER + ACTION, 3, "Mars/Olympus")
        for zone in ("Europe/Paris", "UTC", "US/Pacific", "Asia/Kathmandu"):
            # Nobody serves, so a good file ends where the services are asked.
            home.plan(HEAD + f'timezone = "{zone}";\n' + TRIGGER + ACTION, 4, "does not answer")


def test_locales(bin_folder):
    """A locale that is not built in is refused with a list of those that are."""
    with Home(bin_folder) as home:
        home.plan(HEAD + 'locale = "sv";\n' + TRIGGER + ACTION, 3, "door.applet:3:", "'sv'",
                  "there are en, de, es, fr, it, ja, nl, pl, pt-br, ru, zh-cn")
        for locale in ("en", "de", "pt-br"):
            home.plan(HEAD + f'locale = "{locale}";\n' + TRIGGER + ACTION, 4, "does not answer")


def test_lengths_and_codes(bin_folder):
    """What can't be loaded is refused before anybody is told; exit codes are those of the manual."""
    with Home(bin_folder) as home:
        names = [f"Log.write{i}" for i in range(16)]
        lines = "".join(f'{name}.setLine("x" + Door.rang.Visitor);\n' for name in names)
        (home.folder / "door.ts").write_text(lines)
        entries = ", ".join(f'{{ name = "{name}"; jsonl = "a"; message_bytes = 65536; }}'
                            for name in names)
        home.plan(HEAD + TRIGGER + f"actions = ( {entries} );\n", 1, "message_bytes")
        check("nothing noted", not (home.folder / "home" / "deployments").exists())
        (home.folder / "door.ts").write_text("let = ;\n")
        home.plan(HEAD + TRIGGER + ACTION, 2)
        (home.folder / "door.ts").write_text("Log.write.setLine(Window.opened.Name);\n")
        home.plan(HEAD + TRIGGER + ACTION, 1, "no trigger of the deployment file supplies it")


def test_programs_help(bin_folder):
    """Every program says what it takes, on standard output, and ends with 0."""
    for program in ("tapd", "tapdance-trigger", "tapdance-action", "tapdance-monitor", "tapdance"):
        result = subprocess.run([Path(bin_folder) / program, "--help"], capture_output=True,
                                text=True, timeout=10)
        expect(f"{program} --help", (result.returncode, result.stderr), (0, ""))
        check(f"{program} shows its usage", f"usage: {program} " in result.stdout, result.stdout)
        wrong = subprocess.run([Path(bin_folder) / program, "--nonsense"], capture_output=True,
                               text=True, timeout=10)
        check(f"{program} --nonsense", wrong.returncode != 0 and wrong.stdout == "", wrong.stdout)


def test_trust(bin_folder):
    """Nothing is added twice; shared kernels and DMA have their options."""
    with Home(bin_folder) as home:
        trust = home.folder / "home" / "trust.json"
        before = trust.read_text()
        again = home.run("trust", "add", "--key", "AB" * 32, "--class", "none")
        check("says so", "already there" in again.stdout, again.stdout)
        expect("nothing changed", trust.read_text(), before)
        home.run("trust", "add", "--monitor", "cd" * 32)
        for _ in range(12):  # 8 monitors are the most
            check("monitor", "already there" in
                  home.run("trust", "add", "--monitor", "cd" * 32).stdout)
        home.run("trust", "add", "--applet-program", "cd" * 32)  # another list
        home.run("trust", "add", "--key", "ab" * 32, "--class", "board")
        expect("a key's class is changed, not added", [
            (item["key"], item["class"]) for item in json.loads(trust.read_text())["anchors"]],
            [("ab" * 32, "board")])
        home.run("trust", "shared-kernel", "allowed")
        home.run("trust", "dma", "not-required")
        shown = home.run("trust", "show").stdout
        check("both shown", "shared kernel      allowed" in shown and "not required" in shown, shown)
        home.run("trust", "shared-kernel", "refused")
        home.run("trust", "dma", "required")
        found = json.loads(trust.read_text())
        expect("both back", (found["shared_kernel_allowed"], found["dma_required"]), (False, True))
        home.run("trust", "dma", "perhaps", code=3)


TWO_DOORS = """
Log.write.setLine("visit of " + Door.rang.Visitor);
Log.other.setLine("and " + Gate.opened.Visitor);
const first = Sheet.rows[0];
"""


def test_services_told_once(bin_folder):
    """`remove` tells a service once, however many triggers and actions it has."""
    with Platform(bin_folder) as platform:
        platform.init()
        platform.deploy_text("door", TWO_DOORS, """
            triggers = ( { name = "Door.rang"; webhook = ""; }, { name = "Gate.opened"; webhook = ""; } );
            queries = ( { name = "Sheet.rows"; file = "rows.jsonl"; } );
            actions = ( { name = "Log.write"; jsonl = "a"; }, { name = "Log.other"; jsonl = "b"; } );
            """)
        removed = platform.command("remove", "door")
        expect("no complaint", removed.stderr, "")
        check("said", "out of service" in removed.stdout)


def test_secret_kept(bin_folder):
    """webhook = "" makes a secret once; deploying again keeps it, so that senders go on."""
    with Platform(bin_folder) as platform:
        platform.init()
        plan = TRIGGER + ACTION
        first = platform.deploy_text("door", ECHO, plan)
        check("shown", "Webhook secret of door Door.rang: whsec_" in first.stdout, first.stdout)
        note = platform.home / "deployments" / "door.json"
        secret = json.loads(note.read_text())["triggers"][0]["settings"]["secret"]
        check("the one that was shown", secret in first.stdout)
        again = platform.deploy_text("door", ECHO, plan)
        check("not shown again", "secret" not in again.stdout, again.stdout)
        expect("kept", json.loads(note.read_text())["triggers"][0]["settings"]["secret"], secret)
        platform.notify("door", "Door.rang", {"Visitor": "Ada"})
        platform.sink_when("log.jsonl", 1)


def test_failed_deployment(bin_folder):
    """`list` says of a first deployment that failed, and of an applet that is gone, what they are."""
    with Platform(bin_folder) as platform:
        platform.init()
        services = platform.services()
        host = services["local-host"]["url"]
        api = services["local-action"]["api_url"]
        platform.set_service("local-action", api_url="https://127.0.0.1:9")
        failed = platform.deploy_text("door", ECHO, TRIGGER + ACTION, check=False)
        expect("the code", failed.returncode, 4)
        listed = platform.command("list")
        check("failed", "failed" in listed.stdout and "deploy it again" in listed.stdout,
              listed.stdout)
        expect("without complaint", listed.stderr, "")
        platform.set_service("local-action", api_url=api)
        platform.deploy_text("door", ECHO, TRIGGER + ACTION)
        check("ready", "ready" in platform.command("list").stdout)
        expect("the host drops it", platform.host("/v1/applets/door", token=platform.token("host"),
                                                  method="DELETE")[0] // 100, 2)
        listed = platform.command("list")
        check("gone", "gone" in listed.stdout and listed.stderr == "", listed.stdout + listed.stderr)
        check("host", host.startswith("http"))


def test_self_hosted_again(bin_folder):
    """`init --self-hosted` with keys takes up the platform's present measurements and nothing else."""
    with Platform(bin_folder) as platform:
        platform.init()
        master = (platform.home / "master.key").read_bytes()
        trust = json.loads((platform.home / "trust.json").read_text())
        damaged = dict(trust, programs={"applet": ["00" * 32], "keystore": ["00" * 32]})
        (platform.home / "trust.json").write_text(json.dumps(damaged))
        (platform.home / "services.json").unlink()
        again = platform.init()
        check("says so", "Your keys" in again.stdout and "trust.json" in again.stdout, again.stdout)
        expect("the keys", (platform.home / "master.key").read_bytes(), master)
        expect("trust", json.loads((platform.home / "trust.json").read_text()), trust)
        expect("what was there", json.loads((platform.home / "trust.json.old").read_text()), damaged)
        platform.deploy_text("door", ECHO, echo_plan(new_secret()))
        refused = platform.command("init", "--self-hosted", "--user", "bob", check=False)
        expect("another user", refused.returncode, 3)
        refused = platform.command("init", check=False)
        check("without it keys are refused", refused.returncode == 3 and "never" in refused.stderr)


def test_first_lines(bin_folder):
    """A file that is made after its source was registered is read from its first line."""
    with Platform(bin_folder) as platform:
        platform.init()
        folder = platform.data / "trigger" / "sources" / platform.user
        (folder / "old.jsonl").write_text('{"Visitor": "before"}\n')
        plan = 'triggers = ( {{ name = "Door.rang"; file = "{}"; }} );\n'
        platform.deploy_text("door", ECHO, plan.format("new.jsonl") + ACTION)
        (folder / "new.jsonl").write_text('{"Visitor": "first"}\n{"Visitor": "second"}\n')
        lines = platform.sink_when("log.jsonl", 2)
        expect("both lines", [line["fields"]["Line"] for line in lines],
               ["visit of first", "visit of second"])
        platform.deploy_text("door", ECHO, plan.format("old.jsonl") + ACTION)
        with open(folder / "old.jsonl", "a", encoding="utf-8") as file:
            file.write('{"Visitor": "after"}\n')
        lines = platform.sink_when("log.jsonl", 3)
        expect("only what came later", lines[2]["fields"]["Line"], "visit of after")


def test_wide_rows(bin_folder):
    """An event whose queries have more than 4,096 cells together reaches the applet."""
    source = """
        Log.write.setLine(Door.rang.Visitor + " " + Sheet.rows.length + " " + Sheet.rows[99].c59);
        """
    plan = TRIGGER + 'queries = ( { name = "Sheet.rows"; file = "rows.jsonl"; } );\n' + ACTION
    row = json.dumps({f"c{i}": str(i % 10) for i in range(60)})
    with Platform(bin_folder) as platform:
        platform.init()
        rows = platform.data / "trigger" / "sources" / platform.user / "rows.jsonl"
        rows.write_text((row + "\n") * 100)
        platform.deploy_text("door", source, plan)
        platform.notify("door", "Door.rang", {"Visitor": "Ada"})
        line = platform.sink_when("log.jsonl", 1)[0]
        expect("what the applet saw", line["fields"]["Line"], "Ada 100 9")


def test_retention(bin_folder):
    """What was settled long ago is dropped; counting goes on, and a lie would show."""
    with Platform(bin_folder) as platform:
        platform.init()
        platform.deploy_text("door", ECHO, TRIGGER + ACTION)
        for visitor in ("one", "two", "three"):
            platform.notify("door", "Door.rang", {"Visitor": visitor})
        platform.sink_when("log.jsonl", 3)
        trigger = platform.data / "trigger" / "service.sqlite"
        action = platform.data / "action" / "service.sqlite"

        def ask(path, statement, *values):
            database = sqlite3.connect(path, timeout=20)
            try:
                with database:
                    return database.execute(statement, values).fetchall()
            finally:
                database.close()

        wait_for("all settled", lambda: ask(trigger, "SELECT count(*) FROM event WHERE state ="
                                            " 'notified'") == [(3,)] and
                 ask(action, "SELECT count(*) FROM job WHERE state = 'done'") == [(3,)])
        month = 31 * 86400000
        ask(trigger, "UPDATE event SET now_ms = now_ms - ?", month)
        ask(action, "UPDATE job SET accepted_ms = accepted_ms - ? WHERE n < 3", month)
        ask(action, "INSERT INTO job(user, applet, name, idem, run, fields, sink, accepted_ms, state)"
            " SELECT user, 'other', name, idem, run, '{}', '{\"type\":\"none\"}', accepted_ms,"
            " 'waiting' FROM job WHERE n = 1")
        platform.restart("tapdance-trigger")
        platform.restart("tapdance-action")
        wait_for("old events dropped", lambda: ask(trigger, "SELECT seq FROM event") == [(3,)])
        wait_for("old jobs dropped", lambda: ask(
            action, "SELECT n, state FROM job ORDER BY n") == [(3, "done"), (4, "waiting")])
        platform.notify("door", "Door.rang", {"Visitor": "four"})
        platform.sink_when("log.jsonl", 4)
        expect("the count goes on", ask(trigger, "SELECT max(seq) FROM event"), [(4,)])
        found = platform.command("history", "door", "--verify", check=False)
        check("young records of dropped events are findings", found.returncode == 5 and
              "names an event" in found.stdout, found.stdout)


def test_full_window(bin_folder):
    """A script that may use more memory than there is ends with OutOfMemory, not with a crash."""
    with tempfile.TemporaryDirectory() as folder:
        script, image = Path(folder, "fill.js"), Path(folder, "fill.img")
        for body in ('a.push("x".repeat(1000) + a.length)', "a.push([1, 2, 3])"):
            script.write_text(f"const a = []; for (;;) {body};\n")
            subprocess.run([Path(bin_folder, "tapdance-cc"), "--script", "--memory", "2000000000",
                            "--fuel", "1000000000", "-o", image, script], check=True)  # fmt: skip
            ended = subprocess.run([Path(bin_folder, "tapdance-run"), image], capture_output=True,
                                   text=True, timeout=120)  # fmt: skip
            expect(body, (ended.returncode, ended.stderr), (1, "Uncaught OutOfMemory\n"))
