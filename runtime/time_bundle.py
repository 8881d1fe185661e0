#!/usr/bin/env python3
"""Writes one script with the modules of the time library; see time_modules.js.

usage: time_bundle.py OUTPUT time_modules.js NODE_MODULES LOCALE…
"""

import sys
from pathlib import Path

output, loader, packages, *locales = sys.argv[1:]
moment = Path(packages) / "moment"
modules = [
    ("moment", moment / "moment.js"),
    ("moment-timezone",
     Path(packages) / "moment-timezone/builds/moment-timezone-with-data.js"),
    *((f"./locale/{name}", moment / f"locale/{name}.js") for name in locales),
]  # fmt: skip
parts = [Path(loader).read_text("utf-8")]
for name, path in modules:
    source = path.read_text("utf-8")
    parts.append(f'define("{name}", function (exports, require, module) {{\n{source}\n}});\n')
Path(output).write_text("".join(parts), "utf-8")
