"""Every time zone of moment-timezone: unpacked ahead of the event (runtime/host_zone.c) it is the same
as unpacked by the library itself."""

import json
import subprocess
import tempfile
from pathlib import Path

APPLET = """
const zone = moment.tz.zone(Zone.test.Name);
Zone.out.setContent(zone === null ? "none" : JSON.stringify([zone, Object.keys(zone)]));
"""
NAMES = "console.log(JSON.stringify(moment.tz.names()));"


def outcomes(bin_folder, folder, source, events):
    applet = Path(folder) / "applet.ts"
    applet.write_text(source, "utf-8")
    lines = "".join(json.dumps(event) + "\n" for event in events)
    run = subprocess.run([bin_folder / "tapdance", "run", applet, "--events", "-"], input=lines,
                         capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def event(name, timezone):
    return {"ingredients": {"Zone.test.Name": name}, "now": "2026-01-31T08:00:00Z",
            "timezone": timezone}


def test_all_zones(bin_folder):
    with tempfile.TemporaryDirectory() as folder:
        names = json.loads(outcomes(bin_folder, folder, NAMES, [event("", "UTC")])[0]["log"][0])
        assert len(names) > 500, len(names)
        wanted = [name.lower() for name in names[::7]] + names + ["No/Zone"]
        by_library = outcomes(bin_folder, folder, APPLET, [event(name, "UTC") for name in wanted])
        ahead = outcomes(bin_folder, folder, APPLET, [event(name, name) for name in wanted])
        for name, one, other in zip(wanted, by_library, ahead, strict=True):
            one.pop("log")  # of the event's own unknown zone
            other.pop("log")
            assert one == other and one["status"] == "ok", name
