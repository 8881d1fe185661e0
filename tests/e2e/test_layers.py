"""What keeps the trusted part small: nothing of it includes anything from the untrusted folders."""

import re
from pathlib import Path

from platform_harness import Failure

ROOT = Path(__file__).resolve().parents[2]
TRUSTED = ("lib", "monitor", "platform", "runtime", "trusted")
UNTRUSTED = ("bench", "cli", "compiler", "host", "net", "services")
# Programs of the user's own machine, which lie beside what they exercise.
USERS_OWN = re.compile(r"runtime/(local_\w+|snapshot_builder)\.[ch]")


def includes(path):
    return re.findall(r'^\s*#\s*include\s+"([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)


def test_trusted_folders_include_nothing_untrusted(_bin_folder):
    seen = 0
    for folder in TRUSTED:
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            name = path.relative_to(ROOT).as_posix()
            for included in includes(path):
                seen += 1
                if included.split("/")[0] in UNTRUSTED and not USERS_OWN.fullmatch(name):
                    raise Failure(f"{name} includes {included}")
    if seen < 100:
        raise Failure(f"only {seen} includes found: is this the project's folder?")
    # The rule can fail: the host includes from net/.
    if not any(name.startswith("net/") for name in includes(ROOT / "host" / "host.h")):
        raise Failure("host/host.h includes nothing from net/: this test looks for the wrong thing")
