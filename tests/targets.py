#!/usr/bin/env python3
"""Runs applets and scripts compiled for another processor, and compares every byte with this machine's.

    targets.py --bin BUILD/bin --target riscv64 --other CROSS-BUILD [--every N]

What runs: the corpus where it lies beside the project, the applets of bench/, and every script of
tests/js and tests/num/js. Outcomes, output and exit codes must be equal. --every N takes every Nth
applet of the corpus. Exits 1 where something differs.
"""

import argparse
import concurrent.futures
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))
from applet_events import MAKERS, events  # noqa: E402

FOLDERS = ["js/core", "js/lang", "js/builtins", "js/text", "js/typescript", "js/moment", "num/js"]


def json_lines(paths):
    for path in sorted(paths):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def programs(every):
    """(name, source, events or None for a script) of all that runs."""
    shared = ROOT.parent / "shared" / "applets"
    cases = {}
    for case in json_lines(shared.glob("cases*.jsonl")):
        cases.setdefault(case["id"], []).append(case["event"])
    for number, applet in enumerate(json_lines(shared.glob("corpus*.jsonl"))):
        if number % every == 0:
            yield applet["id"] + ".ts", applet["source"], cases[applet["id"]]
    for name in MAKERS:
        yield f"{name}.ts", (ROOT / f"bench/applets/{name}.ts").read_text(encoding="utf-8"), events(name, 8)
    for folder in FOLDERS:
        for path in sorted((ROOT / "tests" / folder).glob("*.[jt]s")):
            if path.with_suffix(".expected").exists() or path.with_suffix(".out").exists():
                yield path.name, path.read_text(encoding="utf-8"), None


def result(compiler, target, runner, name, source, event_list):
    """What the program prints, for one target; or what the compiler says, where it refuses it."""
    with tempfile.TemporaryDirectory() as folder:
        path, image, lines = (Path(folder) / part for part in (name, "image", "events"))
        path.write_text(source, encoding="utf-8", newline="")
        made = subprocess.run(
            [compiler, "--script" if event_list is None else "--applet", "--target", target, "-o", image, path],
            cwd=folder, capture_output=True, check=False,
        )  # fmt: skip
        if made.returncode != 0:
            return made.returncode, made.stdout, made.stderr.replace(folder.encode(), b"")
        lines.write_text("\n".join(json.dumps(event) for event in event_list or []), encoding="utf-8")
        ran = subprocess.run([*runner, image] + [lines] * (event_list is not None),
                             capture_output=True, timeout=300, check=False)  # fmt: skip
        return ran.returncode, ran.stdout, ran.stderr


def show(name, here, there):
    print(f"{name}: exit codes {here[0]} and {there[0]}")
    for label, one, other in (("output", here[1], there[1]), ("errors", here[2], there[2])):
        for mine, theirs in zip(one.splitlines() + [b"(end)"], other.splitlines() + [b"(end)"]):
            if mine != theirs:
                print(f"  {label} here   {mine[:300].decode(errors='replace')}\n"
                      f"  {label} there  {theirs[:300].decode(errors='replace')}")  # fmt: skip
                break


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--target", required=True, help="as tapdance-cc names it")
    parser.add_argument("--other", type=Path, required=True, help="the cross build's folder")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    compiler = options.bin.resolve() / "tapdance-cc"
    machine = subprocess.run(["uname", "-m"], capture_output=True, text=True, check=True).stdout.strip()
    here = machine, [options.bin.resolve() / "tapdance-run"]
    there = options.target, [f"qemu-{options.target}-static", options.other.resolve() / "bin/tapdance-run"]

    def compare(program):
        return program[0], *(result(compiler, *side, *program) for side in (here, there))

    count = different = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, mine, theirs in pool.map(compare, programs(options.every)):
            count += 1
            if mine != theirs:
                different += 1
                show(name, mine, theirs)
    print(f"{options.target}: {count - different} of {count} programs do the same to the byte")
    return 1 if different or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
