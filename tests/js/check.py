#!/usr/bin/env python3
"""Compiles and runs every script of some folders and compares what it prints.

    check.py TAPDANCE-CC TAPDANCE-RUN FOLDER...

A script NAME.js has its expected output beside it in NAME.out or NAME.expected.
"""

import difflib
import subprocess
import sys
import tempfile
from pathlib import Path


def check(compiler, runner, script, expected):
    with tempfile.TemporaryDirectory() as folder:
        image = str(Path(folder) / "image")
        made = subprocess.run(
            [compiler, "--script", "-o", image, str(script)],
            capture_output=True, text=True, check=False,
        )
        if made.returncode != 0:
            return made.stdout + made.stderr
        ran = subprocess.run([runner, image], capture_output=True, timeout=60, check=False)
    got = ran.stdout.decode("utf-8", "replace").splitlines()
    want = expected.read_text("utf-8").splitlines()
    if got == want and ran.returncode in (0, 1):
        return ""
    lines = difflib.unified_diff(want, got, "expected", "printed", lineterm="")
    return f"exit code {ran.returncode}\n" + "\n".join(lines) + "\n" + ran.stderr.decode()


def main():
    compiler, runner = sys.argv[1:3]
    failed = count = 0
    for folder in sys.argv[3:]:
        for script in sorted(Path(folder).glob("*.js")):
            outputs = [script.with_suffix(s) for s in (".out", ".expected")]
            found = [path for path in outputs if path.exists()]
            if not found:
                continue
            count += 1
            problem = check(compiler, runner, script, found[0])
            if problem:
                failed += 1
                print(f"FAIL {script}\n{problem}")
    print(f"{count - failed} of {count} scripts print what they should")
    return 1 if failed or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
