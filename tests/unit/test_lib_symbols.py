#!/usr/bin/python3
"""lib/ inside enclaves stands on libsodium and mem* only: test_lib_symbols.py LIBTAPDANCE_COMMON.A

Fails where an object needs anything else from outside, or holds writable global data. The shared rings
are the host's side of the process backend and use the operating system.
"""
import re
import subprocess
import sys

ALLOWED = re.compile(r"^(crypto_\w+|sodium_\w+|randombytes_buf|mem(cpy|move|set|cmp|chr)"
                     r"|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__mem\w+_chk|__asan_\w+|__ubsan_\w+)$")
HOST_ONLY = "ring_map.c.o"


def main():
    listing = subprocess.run(["nm", sys.argv[1]], capture_output=True, text=True, check=True).stdout
    defined, needed, member, members = set(), [], None, 0
    for line in listing.splitlines():
        if line.endswith(":"):
            member, members = line[:-1], members + 1
            continue
        fields = line.split()
        if len(fields) < 2:
            continue
        kind, name = fields[-2], fields[-1]
        if kind == "U":
            needed.append((member, name))
        else:
            defined.add(name)
            if kind in "bBdDC" and not name.startswith(("__asan", ".Lubsan", ".LASAN")):
                sys.exit("%s: writable global data: %s" % (member, name))
    wrong = sorted({"%s: %s" % (member, name) for member, name in needed
                    if name not in defined and not ALLOWED.match(name) and not member.endswith(HOST_ONLY)})
    if members < 20 or not any(name.startswith("crypto_") for _, name in needed):
        sys.exit("this is not the archive of lib/")
    if wrong:
        sys.exit("needed from outside:\n" + "\n".join(wrong))
    print(members, "objects stand on libsodium and mem* only")


if __name__ == "__main__":
    main()
