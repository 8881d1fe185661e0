"""The applets that ./dev bench runs: strings and regular expressions as applets use them."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))


def test_outcomes_are_those_of_node(binaries):
    from applet_events import MAKERS, events

    expected = {}
    for line in (BENCH / "applets/expected.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        expected.setdefault(case["id"], []).append(case["expect"])
    assert sorted(expected) == sorted(MAKERS)
    for name, outcomes in expected.items():
        with tempfile.TemporaryDirectory() as folder:
            image = Path(folder) / "image"
            subprocess.run([binaries / "tapdance-cc", "--applet", "-o", image, BENCH / f"applets/{name}.ts"], check=True)
            lines = "\n".join(json.dumps(event) for event in events(name, len(outcomes)))
            run = subprocess.run([binaries / "tapdance-run", image], input=lines, check=True,
                                 capture_output=True, text=True, encoding="utf-8")  # fmt: skip
        got = [json.loads(line) for line in run.stdout.splitlines()]
        assert got == outcomes, f"{name}:\ngot      {got}\nexpected {outcomes}"
