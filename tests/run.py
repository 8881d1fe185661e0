#!/usr/bin/env python3
"""Runs every test of TAPDance and prints what failed and why.

Four kinds: unit tests (meson's, in the ordinary build and again with the address and undefined
behaviour sanitizers), what runs on other processors under qemu, the corpus of real applets where it lies beside the project, and scripts and
end-to-end tests: every function test_* of tests/e2e/test_*.py and tests/num/test_*.py. The last line is `N passed, N failed`.
"""

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "examples"))


class Results:
    def __init__(self):
        self.passed = 0
        self.failed = []

    def add(self, name, good, detail="", seconds=None):
        took = "" if seconds is None else f"  ({seconds:.1f} s)"
        print(f"{'ok  ' if good else 'FAIL'}  {name}{took}", flush=True)
        if good:
            self.passed += 1
        else:
            self.failed.append(name)
            if detail:
                print("      " + detail.rstrip().replace("\n", "\n      "), flush=True)


def build(results, folder, label):
    run = subprocess.run(
        ["ninja", "-C", folder, "-j", "2", "--quiet"], capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        results.add(f"{label}: build", False, (run.stdout + run.stderr)[-4000:])
    return run.returncode == 0


def meson_tests(results, folder, label, wanted):
    """Builds what the tests need and runs them; one result for each meson test."""
    # the build files alone, to know the tests' names
    subprocess.run(["ninja", "-C", folder, "--quiet", "build.ninja"], capture_output=True, check=False)
    names = subprocess.run(
        ["meson", "test", "-C", folder, "--no-rebuild", "--list"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    chosen = [name.split(" / ")[-1].strip() for name in names if not name.startswith("ninja")]
    chosen = [name for name in chosen if name and wanted(f"{label}: {name}")]
    if not chosen or not build(results, folder, label):
        return
    subprocess.run(
        ["meson", "test", "-C", folder, "--no-rebuild", "--num-processes", "2", "-t", "10", *chosen],
        capture_output=True,
        text=True,
        check=False,
    )
    log = Path(folder) / "meson-logs" / "testlog.json"
    for line in log.read_text().splitlines():
        test = json.loads(line)
        name = test["name"].split(" / ")[-1]
        good = test["result"] in ("OK", "EXPECTEDFAIL")
        detail = (test.get("stdout", "") + test.get("stderr", ""))[-3000:]
        results.add(f"{label}: {name}", good, f"{test['result']}\n{detail}", test["duration"])


def corpus_test(results, build, wanted):
    """The three numbers of the corpus; none may be wrong."""
    shared = ROOT.parent / "shared" / "applets"
    if not wanted("corpus"):
        return
    if not shared.is_dir():
        print("note  corpus: not beside the project, left out", flush=True)
        return
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, ROOT / "tests" / "corpus.py", "--bin", Path(build) / "bin"]
        + ["--applets", *sorted(shared.glob("corpus*.jsonl"))]
        + ["--cases", *sorted(shared.glob("cases*.jsonl"))],
        capture_output=True,
        text=True,
        check=False,
    )
    print("      " + run.stdout.rstrip().replace("\n", "\n      "), flush=True)
    # Every applet compiles today, so a refusal is a step back and fails too.
    whole = re.search(r"^corpus: [1-9].* 0 refused, 0 wrong$", run.stdout, re.MULTILINE)
    good = run.returncode == 0 and whole is not None
    results.add("corpus", good, run.stderr[-3000:], time.monotonic() - start)


def cross_tests(results, native, target, folder, whole, wanted):
    """Another processor, under qemu: its meson tests, and programs compared with this machine's."""
    meson_tests(results, folder, target, wanted)
    label = f"{target}: programs"
    if not wanted(label) or not build(results, folder, target):
        return
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, ROOT / "tests" / "targets.py", "--bin", Path(native) / "bin"]
        + ["--target", target, "--other", folder, "--every", "1" if whole else "8"],
        capture_output=True,
        text=True,
        check=False,
    )
    results.add(label, run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:], time.monotonic() - start)


def corpus_sweep(results, build, wanted):
    """The corpus' marked applets at a few limits each; all of it by tests/sweep/sweep.py --full."""
    shared = ROOT.parent / "shared" / "applets"
    if not wanted("sweep: corpus") or not shared.is_dir():
        return
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, ROOT / "tests" / "sweep" / "sweep.py", "--bin", Path(build) / "bin"]
        + ["--sweep", Path(build) / "tests" / "sweep" / "sweep", "--bench", "--points", "4"]
        + ["--applets", *sorted(shared.glob("corpus*.jsonl"))]
        + ["--cases", *sorted(shared.glob("cases*.jsonl"))],
        capture_output=True,
        text=True,
        check=False,
    )
    results.add("sweep: corpus", run.returncode == 0, run.stdout + run.stderr, time.monotonic() - start)


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def end_to_end(results, build, wanted, pattern):
    """Every function test_* of these files, called with the folder of the programs."""
    folders = ["num", "e2e"]
    if pattern.startswith("enclave"):
        folders.append("enclave")  # by name only: it needs a cross compiler, an emulator and OpenSBI's source
    files = [path for folder in folders for path in (ROOT / "tests" / folder).glob("test_*.py")]
    for path in sorted(files):
        module = load(path)
        for name in [name for name in dir(module) if name.startswith("test_")]:
            label = f"{path.stem[5:]}: {name[5:].replace('_', ' ')}"
            if not wanted(label):
                continue
            start = time.monotonic()
            try:
                getattr(module, name)(Path(build) / "bin")
                results.add(label, True, "", time.monotonic() - start)
            except Exception:  # a test may fail in any way; the next one still runs
                results.add(label, False, traceback.format_exc(), time.monotonic() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--sanitized")
    parser.add_argument("--cross", action="append", default=[], metavar="TARGET=FOLDER")
    parser.add_argument("--whole", action="store_true", help="all of what is else a sample")
    parser.add_argument("name", nargs="?", default="", help="only tests whose name matches this")
    options = parser.parse_args()
    pattern = re.compile(options.name, re.IGNORECASE)
    results = Results()

    def wanted(name):
        return pattern.search(name) is not None

    os.chdir(ROOT)
    meson_tests(results, options.build, "unit", wanted)
    if options.sanitized:
        meson_tests(results, options.sanitized, "sanitized", wanted)
    for target, folder in (cross.split("=", 1) for cross in options.cross):
        cross_tests(results, options.build, target, folder, options.whole, wanted)
    corpus_test(results, options.build, wanted)
    corpus_sweep(results, options.build, wanted)
    end_to_end(results, options.build, wanted, options.name)
    for name in results.failed:
        print(f"failed: {name}")
    if results.passed + len(results.failed) == 0:
        print(f"no test matches '{options.name}'")
        return 1
    print(f"{results.passed} passed, {len(results.failed)} failed")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
