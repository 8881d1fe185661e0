#!/usr/bin/env python3
"""Writes bench/applets/expected.jsonl: what Node.js 20 makes of the first events of our own applets.

    expected.py --bin BUILD/bin --moment NODE_MODULES --npm NODE_MODULES-of-npm/bench
"""

import argparse
import json
import tempfile
from pathlib import Path

from applet_events import MAKERS, events
from bench_applets import BENCH, Applet, Engine, commands

EVENTS = 8


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("bin", "moment", "npm"):
        parser.add_argument("--" + name, type=Path, required=True)
    options = parser.parse_args()
    options.node, options.quickjs = True, None
    with tempfile.TemporaryDirectory() as folder, (BENCH / "applets/expected.jsonl").open("w") as out:
        for name in MAKERS:
            applet = Applet(name, (BENCH / "applets" / f"{name}.ts").read_text(), events(name, EVENTS), Path(folder))
            applet.compile(options.bin)
            applet.erase_types(options.npm / "typescript")
            engine = Engine(commands(applet, options)["plain"])
            for number, outcome in enumerate(engine.outcomes(EVENTS)):
                line = {"id": name, "k": number, "expect": outcome}
                out.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
            engine.stop()


main()
