#!/usr/bin/env python3
"""Prints runtime/num/decimal_powers.c: the powers of ten to 128 bits, rounded down."""

FIRST, LAST = -342, 326


def power(k):
    """10^k scaled by a power of two into [2^127, 2^128), rounded down."""
    if k >= 0:
        value = 10**k
        bits = value.bit_length()
        return value >> (bits - 128) if bits > 128 else value << (128 - bits)
    divisor = 10**-k
    return (1 << (127 + divisor.bit_length())) // divisor


print(f"""/*
 * runtime/num/decimal_powers.c: 10^{FIRST} to 10^{LAST}, 128 bits each, rounded down.
 *
 * Made by runtime/num/make_powers.py. The binary exponent follows from the decimal one.
 */
#include "decimal_powers.h"

const uint64_t decimal_powers[DECIMAL_POWER_LAST - DECIMAL_POWER_FIRST + 1][2] = {{""")
for k in range(FIRST, LAST + 1):
    value = power(k)
    assert 1 << 127 <= value < 1 << 128
    print(f"    {{0x{value >> 64:016x}u, 0x{value & (2**64 - 1):016x}u}},")
print("};")
