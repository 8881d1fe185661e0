"""The scripts of tests/num/js print what Node.js printed (their .out files, see expect.js)."""

import difflib
import subprocess
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent / "js"


def test_numeric_scripts(programs):
    """`programs` is the folder of the built programs."""
    scripts = sorted(SCRIPTS.glob("*.js"))
    assert scripts
    for script in scripts:
        run = subprocess.run(
            [Path(programs) / "tapdance", "run", script],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        expected = script.with_suffix(".out").read_text()
        changes = difflib.unified_diff(
            expected.splitlines(), run.stdout.splitlines(), "node", "tapdance", lineterm="", n=0
        )
        report = "\n".join(list(changes)[:40])
        assert run.returncode == 0 and not report, f"{script.name}\n{report}\n{run.stderr[-1000:]}"


if __name__ == "__main__":
    import sys

    test_numeric_scripts(sys.argv[1])
    print("ok")
