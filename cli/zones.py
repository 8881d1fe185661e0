#!/usr/bin/env python3
"""Writes the names of moment-timezone's zones and links, sorted, as C strings.

usage: zones.py OUTPUT [latest.json]; without the data the list is empty.
"""

import json
import sys
from pathlib import Path

names = set()
if len(sys.argv) > 2:
    data = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    names.update(zone.split("|")[0] for zone in data["zones"])
    names.update(name for link in data["links"] for name in link.split("|"))
Path(sys.argv[1]).write_text("".join(f'"{name}",\n' for name in sorted(names)), encoding="ascii")
