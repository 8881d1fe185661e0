#!/usr/bin/env python3
"""Finds out which functions an ordinary run of an applet executes, and writes runtime/hot.ld, by
which the linker puts them together: a process then maps a third of the program.

    tools/hot_sections.py --build BUILD > runtime/hot.ld

Run it again where start or peak memory of tapdance-run has grown (./dev bench applets); a stale list
costs memory, nothing else. Steps through the runner one instruction at a time: takes minutes. Linux
on x86-64; the list serves all targets, as far as their functions have the same names.
"""

import argparse
import bisect
import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# What most applets do: conditions on the time and on texts, texts put together.
PLAIN = """
const name = Feed.item.Title;
const words = name.trim().split(/\\s+/).map((word) => word.toLowerCase()).filter((word) => word.length > 2);
if (words.indexOf("release") >= 0 && name.match(/v(\\d+)/)) {
  Chat.post.setText("New: " + name.replace(/[^\\w ]/g, "").substring(0, 20) + " " + words.join(", "));
} else if (parseFloat(Feed.item.Price) > 12.5) {
  Chat.post.setText(`${name}: ${(Number(Feed.item.Price) * 1.2).toFixed(2)}`);
} else {
  Chat.post.skip("nothing");
}
console.log(words.length, Math.round(2.5), JSON.stringify({ words }), Object.keys(Feed.item));
"""
CLOCK = """
if (Meta.currentUserTime.hour() < 7) {
  Chat.post.skip("too early");
} else {
  Chat.post.setText("New row: " + Feed.item.Title + " at " + Meta.currentUserTime.format("LLL"));
}
"""
TIME = """
const now = Meta.currentUserTime;
if (now.hour() < 7 || now.isoWeekday() > 5) {
  Chat.post.skip("too early");
}
const due = moment(Feed.item.Due, "YYYY-MM-DD").add(1, "day").startOf("day");
Chat.post.setText(now.format("dddd, MMMM Do YYYY, h:mm A") + now.format() + due.diff(now, "hours") +
  due.fromNow() + moment.tz("2026-01-31T08:00:00Z", "America/New_York").format("LLLL"));
"""
EVENT = {
    "ingredients": {"Feed.item.Title": "Release v2.4.0 of the rocket", "Feed.item.Price": "13.75",
                    "Feed.item.Due": "2026-02-01"},
    "now": "2026-01-31T08:00:00Z", "timezone": "Europe/Paris", "seed": 7,
}  # fmt: skip

# What tapdance-applet runs beside; not stepped through here.
SODIUM = ("aead_chacha20poly1305", "argon2-core", "blake2b", "chacha20_dolbeau", "chacha20_ref", "core",
          "ed25519", "fe51_invert", "hash_sha", "hmacsha256", "keypair", "onetimeauth_poly1305", "open",
          "poly1305_donna", "poly1305_sse2", "randombytes", "runtime", "sandy2x", "scalarmult_curve25519",
          "sign", "stream_chacha20", "stream_salsa20", "utils", "verify", "x25519_ref10")  # fmt: skip
LIBC = ("clock_gettime", "close", "explicit_bzero_chk", "fcntl64", "getpagesize", "getpid", "madvise",
        "mlock", "munmap", "poll", "recv", "send", "setrlimit64", "syscall", "sysconf")  # fmt: skip
RUNTIME = ("applet_set_locale", "find_unit", "host_has_locale", "search_names", "string_to_utf8")
TRUSTED = [
    "*tapdance-applet.p/applet_*.o(.text .text.*)",
    "*tapdance_platform.a.p/*.o(.text .text.*)",
    "*tapdance_common.a.p/*.o(.text .text.*)",
    *(f"*libsodium.a:*{part}*.o(.text .text.*)" for part in SODIUM),
    *(f"*libc.a:{name}.o(.text)" for name in LIBC),
    *(f"*(.text.{name})" for name in RUNTIME),
]
COLD = ["*(.rodata.unicode_*)", "*libc.a:C-ctype.o(.rodata .rodata.*)",
        "*libc.a:C-translit.o(.rodata .rodata.*)", "*libc.a:fpioconst.o(.rodata .rodata.*)"]  # fmt: skip

PTRACE_TRACEME, PTRACE_SINGLESTEP, PTRACE_PEEKUSER, RIP = 0, 9, 3, 16 * 8


def executed(command):
    """The 16-byte blocks of code that the command runs through."""
    ptrace = ctypes.CDLL(None, use_errno=True).ptrace
    ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    ptrace.restype = ctypes.c_long
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        ptrace(PTRACE_TRACEME, 0, None, None)
        os.execv(command[0], command)
    blocks = set()
    os.waitpid(child, 0)
    while True:
        ptrace(PTRACE_SINGLESTEP, child, None, None)
        if not os.WIFSTOPPED(os.waitpid(child, 0)[1]):
            return blocks
        blocks.add(ptrace(PTRACE_PEEKUSER, child, RIP, None) >> 4)


def sections(link_map):
    """(start, size, section, file) of all code, from the linker's map."""
    text = link_map[link_map.index("Linker script and memory map") :]
    found = re.findall(
        r"^ (\.text\S*)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S+)$", text, re.MULTILINE
    )
    return sorted((int(at, 16), int(size, 16), name, file) for name, at, size, file in found
                  if int(size, 16) > 0)  # fmt: skip


def pattern(name, file):
    """How a linker script names an input section."""
    if name != ".text" and not re.match(r"\.text\.(avx|evex|sse|ssse)", name):
        return f"*({name})"
    archive = re.search(r"([^/]*\.a)\((.*)\)$", file)
    where = f"{archive[1]}:{archive[2]}" if archive else re.sub(r"^.*\.\._", "", Path(file).name)
    return f"*{where}({name})"


def hot_sections(build, folder):
    commands = subprocess.run(["ninja", "-C", build, "-t", "commands", "runtime/tapdance-run"],
                              capture_output=True, text=True, check=True).stdout  # fmt: skip
    link = [line for line in commands.splitlines() if "-o runtime/tapdance-run " in line][-1]
    runner = folder / "runner"
    link = link.replace("-o runtime/tapdance-run ", f"-o {runner} -Wl,-Map={folder}/map ")
    subprocess.run(link, shell=True, cwd=build, check=True)
    known = sections((folder / "map").read_text())
    starts = [section[0] for section in known]
    (folder / "event.json").write_text(json.dumps(EVENT))
    runs = []
    for source in PLAIN, CLOCK, TIME:
        hot = set()
        runs.append(hot)
        (folder / "applet.ts").write_text(source)
        image = folder / "applet.img"
        subprocess.run([build / "bin/tapdance-cc", folder / "applet.ts", "-o", image], check=True)
        for block in executed([str(runner), str(image), str(folder / "event.json")]):
            for address in (block << 4, (block << 4) + 15):
                at = bisect.bisect_right(starts, address) - 1
                if at >= 0 and block << 4 < known[at][0] + known[at][1]:
                    hot.add(pattern(*known[at][2:]))
    # what all need, then what two need, what one needs
    needs = {one: [one in run for run in runs] for run in runs for one in run}
    return sorted(needs, key=lambda one: (-sum(needs[one]), needs[one], one))


def show(name, inputs, where):
    lines = "".join(f"    {one}\n" for one in inputs)
    print(f"SECTIONS\n{{\n  {name} :\n  {{\n{lines}  }}\n}}\nINSERT {where};")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hot = hot_sections(options.build.resolve(), Path(folder))
    print("/* Written by tools/hot_sections.py: the functions that most applets run, together. */")
    show(".text_hot", TRUSTED + hot, "BEFORE .text")
    print("/* Large tables that few applets read, apart from what all do. */")
    show(".rodata_cold", COLD, "AFTER .rodata")
    sys.stderr.write(f"{len(hot)} sections\n")


if __name__ == "__main__":
    main()
