"""How fast applets run, start and compile, beside Node.js and QuickJS; see docs/benchmarks.md."""

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from applet_events import MAKERS, events

BENCH = Path(__file__).resolve().parent
SHARED = BENCH.parent.parent / "shared" / "applets"

EVENTS = 64  # of each applet of our own
ROUNDS = 11
ROUND_SECONDS = 0.05
WARM_SECONDS = 0.6  # Node.js has compiled everything that it will by then

GOALS = {  # set: {engine: most of its time}, of either host
    "ten applets of the corpus": {"node": 0.5, "quickjs": 0.1},
    "ten of strings and regular expressions": {"node": 1.0, "quickjs": 0.1},
}
HOSTS = ("tuned", "plain")


class Wrong(Exception):
    """Engines disagree, or one of them failed."""


class Applet:
    """One applet with its events, in the files that the engines read."""

    def __init__(self, name, source, event_list, folder):
        self.name, self.source = name, source
        self.uses_time = re.search(r"\b(Meta|moment|MomentJS)\b", source) is not None
        self.count = len(event_list)
        self.path = folder / f"{name}.ts"
        self.path.write_text(source, encoding="utf-8", newline="")
        self.image, self.names, self.script, self.events, self.one = (
            folder / (name + end) for end in (".img", ".names", ".js", ".events", ".one")
        )
        lines = [json.dumps(event, ensure_ascii=False) + "\n" for event in event_list]
        self.events.write_text("".join(lines), encoding="utf-8")
        self.one.write_text(lines[0], encoding="utf-8")

    def compile(self, bin_folder):
        compiler = bin_folder / "tapdance-cc"
        subprocess.run([compiler, "--applet", "-o", self.image, self.path], check=True)
        report = subprocess.run([compiler, "--applet", "--check", "--json", self.path],
                                check=True, capture_output=True, text=True)  # fmt: skip
        self.names.write_text(json.dumps(json.loads(report.stdout)["files"][0]))

    def erase_types(self, typescript):
        erased = subprocess.run(["node", BENCH / "erase.js", typescript], input=self.source, check=True,
                                capture_output=True, text=True, encoding="utf-8")  # fmt: skip
        self.script.write_text(erased.stdout, encoding="utf-8")


class Engine:
    """One process that runs one applet."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "TZ": "UTC"},
        )  # fmt: skip

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if line == "":
            raise Wrong(f"an engine ended: {self.process.args[0]}, exit {self.process.wait()}")
        return line

    def outcomes(self, count):
        lines = [self.ask("outcomes")] + [self.answer() for _ in range(count - 1)]
        return [{k: v for k, v in json.loads(line).items() if k != "error"} for line in lines]

    def processor_seconds(self):
        """Of the thread that runs the applet. The kernel's figure is exact while the thread sleeps."""
        proc = Path(f"/proc/{self.process.pid}")
        while not re.search(r"\) S ", (proc / "stat").read_text()):
            time.sleep(0)
        return int((proc / "schedstat").read_text().split()[0]) / 1e9

    def seconds(self, passes):
        start = self.processor_seconds()
        if self.ask(f"time {passes}") != "done\n":
            raise Wrong("an engine lost its outcome")
        return self.processor_seconds() - start

    def warm(self):
        """Runs until it is warm; the passes of one round."""
        passes, taken, end = 1, self.seconds(1), time.perf_counter() + WARM_SECONDS
        while taken < ROUND_SECONDS or time.perf_counter() < end:
            passes = max(1, int(passes * min(4, 1.2 * ROUND_SECONDS / taken)))
            taken = self.seconds(passes)
        return passes

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def time_modules(options):
    zones = "moment-timezone/builds/moment-timezone-with-data.js"
    return [options.moment / "moment/moment.js", options.moment / zones]


def commands(applet, options):
    """The engines' command lines: ours first."""
    out = {"ours": [options.bin / "tapdance-bench-applet", applet.image, applet.events]}
    arguments = [applet.script, applet.names, applet.events, *time_modules(options)]
    for engine, start in (("node", ["node"]), ("quickjs", [options.quickjs, "--std"])):
        for host in HOSTS if getattr(options, engine) else ():
            out[engine, host] = [*start, BENCH / "engine.js", host, *arguments]
    return out


def measure(applet, options):
    """Microseconds for an event in each engine: medians of rounds that take turns."""
    engines = {name: Engine(command) for name, command in commands(applet, options).items()}
    try:
        expected = engines["ours"].outcomes(applet.count)
        for name, engine in engines.items():
            for number, outcome in enumerate(engine.outcomes(applet.count)):
                if outcome != expected[number]:
                    raise Wrong(f"{applet.name}, event {number}: {name} {outcome}, ours {expected[number]}")
        passes = {name: engine.warm() for name, engine in engines.items()}
        times = {name: [] for name in engines}
        for _ in range(ROUNDS):
            for name, engine in engines.items():
                times[name].append(engine.seconds(passes[name]) / passes[name] / applet.count * 1e6)
    finally:
        for engine in engines.values():
            engine.stop()
    return {name: statistics.median(taken) for name, taken in times.items()}


def show_row(name, row):
    peers = [(engine, taken) for engine, taken in row.items() if engine != "ours"]
    print(f"  {name:14}{row['ours']:9.2f}"
          + "".join(f"{taken:14.2f} {row['ours'] / taken:6.2f}x" for _, taken in peers), flush=True)  # fmt: skip


def show_set(title, applets, options):
    print(f"\n{title}: decoded event to outcome, microseconds of processor time; ours is so many times it")
    rows = []
    for applet in applets:
        row = measure(applet, options)
        if not rows:
            print(f"  {'':14}{'ours':>9}" + "".join(f"{' '.join(p):>22}" for p in row if p != "ours"))
        rows.append(row)
        show_row(applet.name, row)
    mean = {name: statistics.geometric_mean(row[name] for row in rows) for name in rows[0]}
    show_row("geometric mean", mean)
    for (engine, host), taken in [item for item in mean.items() if item[0] != "ours"]:
        goal, ratio = GOALS[title][engine], mean["ours"] / taken
        print(f"  {ratio:.2f} of the time of {engine} with a {host} host; goal at most {goal}: "
              f"{'reached' if ratio <= goal else 'NOT reached'}")  # fmt: skip


def launch(options, count, *command):
    """[(first output us, end us, processor us, peak KiB)] of `count` starts."""
    run = subprocess.run([options.bin / "tapdance-bench-launch", str(count), *command],
                         check=True, capture_output=True, text=True)  # fmt: skip
    out = []
    for line in run.stdout.splitlines():
        first, end, processor, peak, code = line.split()
        if code != "0":
            raise Wrong(f"{command[0]}: exit code {code}")
        out.append((float(first), float(end), float(processor), int(peak)))
    return out


def show_starts(applets, options):
    print("\nstart of tapdance-run to the first outcome, one event; peak memory (VmHWM)")
    for label, wanted in (("without moment", False), ("with moment", True)):
        chosen = [a for a in applets if a.uses_time is wanted]
        runs = [launch(options, 20, options.bin / "tapdance-run", a.image, a.one) for a in chosen]
        starts = [statistics.median(first for first, *_ in run) / 1000 for run in runs]
        peaks = [peak for run in runs for *_, peak in run]
        print(f"  {label:15} {len(chosen):2} applets: median {statistics.median(starts):.2f} ms, worst "
              f"{max(starts):.2f} ms (goal 2); peak median {statistics.median(peaks):.0f} KiB, worst "
              f"{max(peaks)} KiB (goal 2048)")  # fmt: skip


def show_compiler(sources, options, folder):
    times, processor, images = [], [], []
    for number, source in enumerate(sources):
        path, image = folder / f"c{number}.ts", folder / f"c{number}.img"
        path.write_text(source, encoding="utf-8", newline="")
        runs = launch(options, 3, options.bin / "tapdance-cc", "--applet", "-o", image, path)
        times.append(statistics.median(end for _, end, _, _ in runs) / 1000)
        processor.append(statistics.median(used for _, _, used, _ in runs) / 1000)
        images.append(image)
    sizes = subprocess.run([options.bin / "tapdance-bench-package-size", *images], check=True,
                           capture_output=True, text=True).stdout.split()  # fmt: skip
    packages = [int(size) for size in sizes]
    plain = [image.stat().st_size for image in images]
    print(f"\ncompiling {len(times)} applets, whole process: median {statistics.median(times):.1f} ms (goal 20), "
          f"worst {max(times):.0f} ms (goal 250); processor time {statistics.median(processor):.1f} and "
          f"{max(processor):.0f} ms")  # fmt: skip
    print(f"sealed packages: median {statistics.median(packages):.0f} bytes (goal 8192), worst {max(packages)}; "
          f"images: median {statistics.median(plain):.0f}, worst {max(plain)}")  # fmt: skip


def lines(pattern):
    return [json.loads(line) for path in sorted(SHARED.glob(pattern))
            for line in path.read_text(encoding="utf-8").splitlines()]  # fmt: skip


def corpus_applets(folder):
    """Those ten that the comparison is about, and the sources of all."""
    if not SHARED.is_dir():
        return [], []
    applets = lines("corpus*.jsonl")
    cases = {a["id"]: [] for a in applets if a.get("bench")}
    for case in lines("cases*.jsonl"):
        if case["id"] in cases:
            cases[case["id"]].append(case["event"])
    return [Applet(a["id"], a["source"], cases[a["id"]], folder) for a in applets if a.get("bench")], [
        a["source"] for a in applets]  # fmt: skip


def bench_applets(options):
    options.bin = Path(options.bin)
    options.node = options.npm is not None and shutil.which("node") is not None
    with tempfile.TemporaryDirectory(prefix="tapdance-bench-") as name:
        folder = Path(name)
        ten, sources = corpus_applets(folder)
        own = [Applet(n, (BENCH / "applets" / f"{n}.ts").read_text(encoding="utf-8"), events(n, EVENTS), folder)
               for n in MAKERS]  # fmt: skip
        for applet in ten + own:
            applet.compile(options.bin)
            if options.node or options.quickjs:
                applet.erase_types(Path(options.npm) / "typescript")
        if options.node:
            version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
            print(f"\nnode: Node.js {version}, hot, a tuned host; plain: the same with a host as the contract words it")
            print("both without fresh globals for an event; see docs/benchmarks.md")
        else:
            print("\napplets: Node.js isn't here, so ours alone is measured")
        sets = list(GOALS)
        if ten:
            show_set(sets[0], ten, options)
        else:
            print("\napplets: the corpus isn't beside the project, its ten applets are left out")
        show_set(sets[1], own, options)
        timed = Applet("echo", (BENCH / "echo.ts").read_text(), [{
            "now": "2026-01-31T08:00:00Z", "ingredients": {"Bench.event.Title": "Release v2"}}], folder)  # fmt: skip
        timed.compile(options.bin)
        show_starts(ten + own + [timed], options)
        show_compiler(sources + [applet.source for applet in own], options, folder)
