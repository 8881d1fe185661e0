#!/usr/bin/env python3
"""Measures TAPDance on this machine and prints the figures; see docs/benchmarks.md.

    bench.py --bin BUILD/bin [--quickjs PATH] [path] [memory] [applets] [fsync]      (default: all)
"""

import argparse
import datetime
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "examples"))
from bench_applets import Applet, Wrong, bench_applets, time_modules  # noqa: E402
from platform_harness import Failure, Platform, free_port, wait_for  # noqa: E402

PLAN = """
applet = "{name}";
source = "{source}";
timezone = "Europe/Paris";
triggers = ( {{ name = "Bench.event"; service = "bench-trigger"; file = "none.jsonl"; }} );
actions = ( {{ name = "Bench.act"; service = "bench-action"; jsonl = "none.jsonl"; }} );
"""


class BenchServices:
    """tapdance-bench-services beside a platform, registered as the user's services."""

    def __init__(self, platform):
        self.platform = platform
        self.port, self.tls_port = free_port(), free_port()
        tls = platform.data / "tls"
        self.process = subprocess.Popen(
            [
                platform.bin / "tapdance-bench-services",
                f"127.0.0.1:{self.port}",
                f"127.0.0.1:{self.tls_port}",
                tls / "service.crt",
                tls / "service.key",
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        if "ready" not in self.process.stderr.readline():
            raise Failure("the bench services did not start")
        token = platform.folder / "bench.token"
        token.write_text("unused-by-the-bench-services\n")
        for kind in ("trigger", "action"):
            platform.command(
                "service", "add", f"bench-{kind}", "--kind", kind,
                "--url", f"http://127.0.0.1:{self.port}",
                "--api-url", f"https://127.0.0.1:{self.tls_port}",
                "--authority", tls / "service.crt", "--token-file", token,
            )  # fmt: skip

    def deploy(self, name, source=ROOT / "bench" / "echo.ts"):
        plan = self.platform.folder / f"{name}.applet"
        plan.write_text(PLAN.format(name=name, source=source))
        self.platform.command("deploy", plan)

    def stop(self):
        self.process.kill()
        self.process.wait()


def notify_token(platform, applet):
    """The notify token is the trigger service's; the bench makes its own and puts in its hash."""
    import base64
    import hashlib
    import sqlite3

    token = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
    hashed = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    platform.stop()
    database = sqlite3.connect(platform.data / "host" / "host.sqlite")
    database.execute("UPDATE applet SET notify_hash = ? WHERE applet = ?", [hashed, applet])
    database.commit()
    database.close()
    platform.log.clear()
    platform.start()
    wait_ready(platform, [applet])
    return token


def wait_ready(platform, applets):
    token = platform.token("host")

    def all_ready():
        states = {a["applet"]: a["state"] for a in platform.host("/v1/applets", token)[1]["applets"]}
        return all(states.get(name) == "ready" for name in applets)

    wait_for("the applets", all_ready, 60)


def cpu_ms(pids):
    ticks = 0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat").read_text()
        fields = stat[stat.rindex(")") + 2 :].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def wrk(url, token, size, seconds, *carried):
    run = subprocess.run(
        ["wrk", f"-t{size}", f"-c{size}", f"-d{seconds}s", "--latency", "--timeout", "10s",
         "-s", ROOT / "bench" / "notify.lua", url, "--", str(random.getrandbits(31)), token, *carried],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    text = run.stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise Failure("wrk met errors:\n" + text)

    def milliseconds(label):
        number, unit = re.search(rf"{label}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

    return milliseconds("50"), milliseconds("99"), int(re.search(r"(\d+) requests in", text).group(1))


class NodePlatform:
    """bench/platform.js in front of the bench services: the same applet, in plain text."""

    EVENT = {"ingredients": {"Bench.event.Title": "Release v2.4.0 of the rocket, 12 items"},
             "timezone": "Europe/Paris", "seed": 7}  # fmt: skip

    def __init__(self, kind, services, options, folder):
        applet = Applet("echo", (ROOT / "bench" / "echo.ts").read_text(), [self.EVENT], folder)
        applet.compile(Path(options.bin))
        applet.erase_types(Path(options.npm) / "typescript")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/v1/notify/bench?wait=1"
        self.process = subprocess.Popen(
            ["node", ROOT / "bench" / "platform.js", kind, str(port), f"http://127.0.0.1:{services.port}",
             applet.script, applet.names, *time_modules(options), Path(options.npm).resolve() / "undici"],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        if "ready" not in self.process.stderr.readline():
            raise Failure("the platform in Node.js did not start")

    def carried(self):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        return json.dumps({**self.EVENT, "now": now, "triggerTime": now})

    def stop(self):
        self.process.kill()
        self.process.wait()


def accepted(services):
    with urllib.request.urlopen(f"http://127.0.0.1:{services.port}/counts") as answer:
        counts = json.load(answer)
    if counts["refused"] != 0:
        raise Failure(f"{counts['refused']} actions were refused")
    return counts["accepted"]


def load(services, size, seconds, url, pids, token, *carried):
    """(events/s, p50 ms, p99 ms, CPU ms an event) until the last action has arrived."""
    cpu, before, start = cpu_ms(pids), accepted(services), time.monotonic()
    p50, p99, requests = wrk(url, token, size, seconds, *carried)
    # wrk drops what is under way at its end
    wait_for("the actions", lambda: accepted(services) - before >= requests, 30, 0.001)
    taken = time.monotonic() - start
    delivered = accepted(services) - before
    return delivered / taken, p50, p99, (cpu_ms(pids) - cpu) / delivered


PATH_GOALS = "at least 1.5 and 2.5 times the events/s of tuned and usual; p50, p99 at most 0.5, 0.3 of usual's; " \
    "CPU at most 0.3 of tuned's"  # fmt: skip


def show_path(size, ours, peers):
    print(f"  ({size},{size}) {'ours':6}  {ours[0]:9.0f}  {ours[1]:8.2f}  {ours[2]:8.2f}  {ours[3]:8.3f}")
    for kind, peer in peers.items():
        ratios = [mine / theirs for mine, theirs in zip(ours, peer)]
        print(f"        {kind:6}  {peer[0]:9.0f}  {peer[1]:8.2f}  {peer[2]:8.2f}  {peer[3]:8.3f}   ours/{kind}: "
              f"{ratios[0]:.2f}, {ratios[1]:.2f}, {ratios[2]:.2f}, {ratios[3]:.2f}")  # fmt: skip


def bench_path(options):
    print("\nend to end, pull: notification, fetch, run, delivery; wait=1 (nothing waits for the disk)")
    print("  wrk             events/s    p50 ms    p99 ms  CPU ms an event (all of the platform's processes)")
    with Platform(options.bin) as platform, tempfile.TemporaryDirectory() as folder:
        platform.init()
        services = BenchServices(platform)
        nodes = {}
        try:
            services.deploy("bench")
            token = notify_token(platform, "bench")
            pids = [pid for name in ("tapd", "tapdance-monitor")
                    for pid in platform.processes(name)] + applet_processes(platform)  # fmt: skip
            url = f"http://127.0.0.1:{platform.ports['host']}/v1/notify/bench?wait=1"
            load(services, 1, 1, url, pids, token)
            if options.npm is not None and shutil.which("node") is not None:
                nodes = {k: NodePlatform(k, services, options, Path(folder)) for k in ("tuned", "usual")}
            for node in nodes.values():
                load(services, 2, 3, node.url, [node.process.pid], token, node.carried())
            for size in (1, 2, 3):
                ours = load(services, size, options.seconds, url, pids, token)
                show_path(size, ours, {
                    kind: load(services, size, options.seconds, node.url, [node.process.pid], token, node.carried())
                    for kind, node in nodes.items()})  # fmt: skip
            if nodes:
                print(f"  goals: {PATH_GOALS}")
        finally:
            for node in nodes.values():
                node.stop()
            services.stop()


def pss_kib(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE).group(1))


def applet_processes(platform):
    """Process ids of the trusted programs: the monitor's children."""
    monitor = platform.processes("tapdance-monitor")[0]
    children = Path(f"/proc/{monitor}/task/{monitor}/children").read_text().split()
    return [int(child) for child in children]


def bench_memory(options):
    count = 10
    with Platform(options.bin) as platform:
        platform.init()
        services = BenchServices(platform)
        try:
            services.deploy("bench")
            before = set(applet_processes(platform))
            for number in range(count):
                services.deploy(f"idle-{number}")
            new = [pid for pid in applet_processes(platform) if pid not in before]
            sizes = [pss_kib(pid) for pid in new]
            print(f"\nmemory of one more idle applet (PSS, {len(sizes)} applets): median "
                  f"{statistics.median(sizes):.0f} KiB, worst {max(sizes)} KiB")  # fmt: skip
            for pid in new:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.5)
            wait_ready(platform, [f"idle-{number}" for number in range(count)])
            times = [int(n) for line in platform.log
                     for n in re.findall(r"ready after (\d+) ms", line)]  # fmt: skip
            print(f"package to ready ({len(times)} starts): median {statistics.median(times):.0f} ms, "
                  f"worst {max(times)} ms")  # fmt: skip
        finally:
            services.stop()


def bench_fsync(options):
    """What one durable commit costs here: the floor under every stored event."""
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"tapdance-fsync-{os.getpid()}"
    times = []
    with open(path, "wb") as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    path.unlink()
    print(f"\nfdatasync of 4 KiB on this disk: median {statistics.median(times):.2f} ms, "
          f"p99 {sorted(times)[-2]:.2f} ms")  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--seconds", type=int, default=5, help="of each wrk run")
    parser.add_argument("--moment", type=Path, help="the node_modules folder that the build used")
    parser.add_argument("--npm", help="the node_modules folder of npm/bench; without: ours alone")
    parser.add_argument("--quickjs", help="QuickJS's qjs, to compare applets with")
    parser.add_argument("parts", nargs="*", help="fsync, path, memory, applets")
    options = parser.parse_args()
    parts = {"fsync": bench_fsync, "path": bench_path, "memory": bench_memory,
             "applets": bench_applets}  # fmt: skip
    for name in options.parts or parts:
        if name not in parts:
            parser.error(f"there is no part '{name}': {', '.join(parts)}")
        try:
            parts[name](options)
        except (Failure, Wrong) as failure:
            print(f"{name}: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
