#!/usr/bin/env python3
"""Runs scripts and applets at every limit (sweep.c); without --full a sample that takes seconds.

    sweep.py --bin BUILD/bin --sweep BUILD/tests/sweep/sweep [--full | --points N]
             [--applets A.jsonl… --cases C.jsonl…]

The applets of this folder and their events, the scripts of tests/js and the examples' applets; with
--applets a corpus (as tests/corpus.py reads it) instead.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLE, FULL = 8, 400   # limits of each kind that an event is run at, beside those around its need
STEPS_A_POINT = 500000  # that an event may take at most: one that takes long is run at fewer
# Small, so that runs which end at them are short.
LIMITS = ["--fuel", "3000000", "--memory", "8000000"]


def compile_one(options, kind, source, folder):
    image = os.path.join(folder, "image")
    limits = LIMITS if kind == "--applet" and not options.applets else []
    made = subprocess.run([f"{options.bin}/tapdance-cc", kind, *limits, "-o", image, source], capture_output=True,
                          text=True, check=False)
    return image if made.returncode == 0 else None


def sweep(options, image, events, folder):
    command = [options.sweep, "--points", str(options.points), "--work", str(options.points * STEPS_A_POINT),
               "--seed", options.seed, image]
    if events:
        path = os.path.join(folder, "events")
        Path(path).write_text("\n".join(events) + "\n", encoding="utf-8")
        command.append(path)
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)


def programs(options):
    """(name, kind, path or text, events) of all that is swept."""
    if options.applets:
        cases = collections.defaultdict(list)
        for path in options.cases:
            for line in Path(path).read_text(encoding="utf-8").splitlines():
                case = json.loads(line)
                cases[case["id"]].append(json.dumps(case["event"]))
        for path in options.applets:
            for line in Path(path).read_text(encoding="utf-8").splitlines():
                applet = json.loads(line)
                if options.bench and not applet.get("bench"):
                    continue
                yield applet["id"], "--applet", applet["source"], cases[applet["id"]]
        return
    for path in sorted(HERE.glob("*.ts")):
        events = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
        yield path.name, "--applet", path, events
    for path in sorted((ROOT / "tests/js").glob("*/*.js")):
        if path.parent.name != "refused":
            yield f"{path.parent.name}/{path.name}", "--script", path, []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--sweep", required=True)
    parser.add_argument("--full", action="store_const", dest="points", const=FULL, default=SAMPLE)
    parser.add_argument("--points", type=int, default=SAMPLE)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--applets", nargs="+")
    parser.add_argument("--bench", action="store_true", help="of a corpus only the applets that are marked so")
    parser.add_argument("--cases", nargs="+", default=[])
    options = parser.parse_args()
    swept = events_swept = runs = 0
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, source, events in programs(options):
            if isinstance(source, str):
                path = os.path.join(folder, "applet.ts")
                Path(path).write_bytes(source.encode("utf-8"))
                source = path
            image = compile_one(options, kind, source, folder)
            if image is None:
                if not options.applets:
                    failed.append(f"{name}: does not compile")
                continue
            done = sweep(options, image, events, folder)
            found = re.search(r"^(\d+) events, (\d+) runs$", done.stdout, re.MULTILINE)
            if done.returncode != 0 or not found:
                failed.append(f"{name}: exit {done.returncode}: {done.stderr[-1500:]}")
                continue
            swept += 1
            events_swept += int(found[1])
            runs += int(found[2])
    print("\n".join(failed))
    print(f"{swept} programs, {events_swept} events, {runs} runs, {len(failed)} failed")
    return 1 if failed or not swept else 0


if __name__ == "__main__":
    sys.exit(main())
