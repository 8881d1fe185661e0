#!/usr/bin/env python3
"""Writes runtime/abi_hash.h: SHA-256 over the headers that compiled code depends on."""
import hashlib
import sys

digest = hashlib.sha256()
for name in sys.argv[2:]:
    with open(name, 'rb') as file:
        digest.update(file.read())
with open(sys.argv[1], 'w', encoding='ascii') as out:
    out.write('#define IMAGE_ABI_HASH ' + ', '.join(f'0x{b:02x}' for b in digest.digest()) + '\n')
