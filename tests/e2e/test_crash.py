"""kill -9 of every program in the middle of 100 events: nothing is lost, nothing happens twice.

An event may have two run records, where the host or a program died between a run and the storing of its
end; `history --verify` says so without calling it a finding, since both name one outcome and the same
idems. Anything else that it says would be one.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from support import ECHO, Platform, check, echo_plan, expect, new_secret, post_webhook, wait_for  # noqa: E402

EVENTS = 100
SENDERS = 4


def send_all(platform, secret, sent):
    """As a good sender of webhooks: again under the same id until it is taken."""

    def sender(first):
        for number in range(first, EVENTS, SENDERS):
            limit = time.monotonic() + 30
            while time.monotonic() < limit:
                try:
                    status = post_webhook(platform, "door", "Door.rang", {"Visitor": f"v{number}"},
                                          secret, identity=f"msg_{number}")
                except OSError:
                    status = 0
                if status == 202:
                    sent.append(number)
                    break
                time.sleep(0.05)
            time.sleep(0.02)

    threads = [threading.Thread(target=sender, args=(first,)) for first in range(SENDERS)]
    for thread in threads:
        thread.start()
    return threads


def kill_during_events(bin_folder, pick, settled=lambda platform: None):
    """`pick(platform)`: the process id to kill, twice, while events come in."""
    secret = new_secret()
    with Platform(bin_folder) as platform:
        platform.init()
        platform.deploy_text("door", ECHO, echo_plan(secret))
        sent = []
        threads = send_all(platform, secret, sent)
        for share in (20, 60):
            wait_for("events under way", lambda: len(platform.sink("log.jsonl")) >= share, 40)
            pid = wait_for("a process to kill", lambda: pick(platform), 30)
            os.kill(pid, signal.SIGKILL)
            wait_for("its end", lambda: pid not in all_processes(), 10)
        for thread in threads:
            thread.join()
        expect("accepted events", len(sent), EVENTS)
        lines = platform.sink_when("log.jsonl", EVENTS, 60)
        settled(platform)
        platform.history_when("door", EVENTS)
        time.sleep(1)
        lines = [line["fields"]["Line"] for line in platform.sink("log.jsonl")]
        expect("each action once", sorted(lines),
               sorted(f"visit of v{number}" for number in range(EVENTS)))
        verified = platform.command("history", "door", "--verify", check=False)
        alarms = [line for line in verified.stdout.splitlines() if line.startswith("!")]
        expect("findings", alarms, [])
        expect("verified", verified.returncode, 0)
        notes = [line for line in verified.stdout.splitlines() if line.startswith("  event ")]
        runs = len(platform.history("door"))
        check("every second record is explained", runs >= EVENTS and
              (runs == EVENTS) == (notes == []), f"{runs} runs\n" + "\n".join(notes))
        # And it all still works: a new event, a new deployment.
        wait_for("a healthy host", lambda: platform.host("/healthz")[0] == 200)
        platform.deploy_text("door", ECHO.replace("visit", "late visit"), echo_plan(secret))
        platform.notify("door", "Door.rang", {"Visitor": "the last"})
        platform.sink_when("log.jsonl", EVENTS + 1)
        expect("the last", platform.sink("log.jsonl")[-1]["fields"]["Line"],
               "late visit of the last")


def all_processes():
    alive = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            if stat[stat.rindex(")") + 2] != "Z":
                alive.add(int(entry.name))
    return alive


def one_called(name):
    def pick(platform):
        found = platform.processes(name)
        return found[0] if found else None

    return pick


def test_kill_tapd(bin_folder):
    kill_during_events(bin_folder, one_called("tapd"))


def test_kill_monitor(bin_folder):
    kill_during_events(bin_folder, one_called("tapdance-monitor"))


def test_kill_keystore(bin_folder):
    kill_during_events(bin_folder, lambda platform: platform.trusted("keystore"))


def test_kill_applet(bin_folder):
    kill_during_events(bin_folder, lambda platform: platform.trusted("applet"))


def test_kill_trigger_service(bin_folder):
    kill_during_events(bin_folder, one_called("tapdance-trigger"))


def test_kill_action_service(bin_folder):
    kill_during_events(bin_folder, one_called("tapdance-action"))


def test_one_monitor_for_a_state(bin_folder):
    """Two monitors on one state directory would each count slots: the second is refused, by name."""
    with tempfile.TemporaryDirectory() as folder:
        def start(name):
            return subprocess.Popen(
                [Path(bin_folder, "tapdance-monitor"), "--state", f"{folder}/state",
                 "--socket", f"{folder}/{name}"], stderr=subprocess.PIPE, text=True)  # fmt: skip

        started = [start("first")]
        try:
            wait_for("the first monitor", lambda: Path(folder, "first").exists(), 10)
            started.append(start("second"))
            told = started[1].communicate(timeout=20)[1]
            expect("the second one's exit", started[1].returncode, 1)
            check("it says why", "another monitor runs with" in told, told)
            started[0].kill()
            started[0].wait()
            started.append(start("third"))
            wait_for("a monitor after a crash", lambda: Path(folder, "third").exists(), 10)
        finally:
            for process in started:
                process.kill()
                process.wait()
                process.stderr.close()
