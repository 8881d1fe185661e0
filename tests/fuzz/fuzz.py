#!/usr/bin/env python3
"""Runs one libFuzzer target from the seeds kept here, and keeps better seeds.

    fuzz.py NAME --build BUILD-fuzz [--seconds N] [--keep]

Inputs grow in BUILD-fuzz/inputs/NAME; what makes a target fail stands in BUILD-fuzz/found/NAME. --keep
replaces tests/fuzz/seeds/NAME.txt (base64, one a line) by the smallest inputs that reach most, SEED_BYTES at
most. The sanitized build's tests replay the seeds.
"""
import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SEEDS = Path(__file__).resolve().parent / "seeds"
SEED_BYTES = 14000  # of one target, before base64
LIMITS = ["-timeout=20", "-rss_limit_mb=2048"]


def unpack(name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for line in (SEEDS / f"{name}.txt").read_text(encoding="ascii").splitlines():
        content = base64.b64decode(line)
        (folder / hashlib.sha1(content).hexdigest()).write_bytes(content)


def keep(name, target, inputs):
    """The inputs that reach something which no smaller one does, as far as the room goes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([target, *LIMITS, "-merge=1", folder, inputs], check=True, capture_output=True)
        contents = sorted((path.read_bytes() for path in Path(folder).iterdir()), key=len)
    room, lines = SEED_BYTES, []
    for content in contents:
        if len(content) > room:
            break
        room -= len(content)
        lines.append(base64.b64encode(content).decode("ascii"))
    (SEEDS / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{name}: {len(lines)} seeds of {len(contents)} kept, {SEED_BYTES - room} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    target = options.build / "tests" / "fuzz" / f"fuzz_{options.name}"
    inputs = options.build / "inputs" / options.name
    found = options.build / "found" / options.name
    found.mkdir(parents=True, exist_ok=True)
    unpack(options.name, inputs)
    if options.seconds > 0:
        run = subprocess.run([target, *LIMITS, f"-max_total_time={options.seconds}", "-print_final_stats=1",
                              f"-artifact_prefix={found}/", inputs], check=False, stderr=subprocess.PIPE, text=True,
                             errors="replace")
        executions = re.findall(r"number_of_executed_units: (\d+)", run.stderr)
        if run.returncode != 0:
            print(run.stderr[-6000:])
            print(f"{options.name}: failed; the input is in {found}")
            return 1
        print(f"{options.name}: {executions[0]} executions, no fault")
    if options.keep:
        keep(options.name, target, inputs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
