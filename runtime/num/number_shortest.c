/*
 * runtime/num/number_shortest.c: the shortest decimal that reads back as a given double.
 *
 * Schubfach (R. Giulietti, "The Schubfach way to render doubles"): the rounding interval is
 * scaled by one power of ten so that it holds at most a few integers; the comparisons are exact
 * because the scaled bounds are rounded to odd.
 */
#include "decimal_powers.h"
#include "math_bits.h"
#include "number_format.h"

typedef unsigned __int128 uint128;

static uint64_t round_to_odd(const uint64_t power[2], uint64_t value) {
    uint128 low = (uint128)power[1] * value;
    uint128 high = (uint128)power[0] * value + (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* 10^k to 128 bits, rounded up. */
static void power_rounded_up(int k, uint64_t power[2]) {
    const uint64_t *entry = decimal_powers[k - DECIMAL_POWER_FIRST];
    uint64_t inexact = k < 0 || k > DECIMAL_POWER_EXACT_LAST;
    power[1] = entry[1] + inexact;
    power[0] = entry[0] + (inexact && power[1] == 0);
}

/* The shortest decimal of mantissa * 2^exponent: *power is its decimal exponent. `uneven`: the
 * neighbour below is only half as far away as the one above. */
static uint64_t shortest(uint64_t mantissa, int exponent, int uneven, int *decimal_exponent) {
    uint64_t odd = mantissa & 1;
    int k = (exponent * 1262611 - (uneven ? 524031 : 0)) >> 22;
    int shift = exponent + decimal_power_log2(-k) + 1;
    uint64_t power[2];
    power_rounded_up(-k, power);
    uint64_t below = round_to_odd(power, (4 * mantissa - (uneven ? 1 : 2)) << shift);
    uint64_t value = round_to_odd(power, (4 * mantissa) << shift);
    uint64_t above = round_to_odd(power, (4 * mantissa + 2) << shift);
    uint64_t lower = below + odd;
    uint64_t upper = above - odd;
    uint64_t s = value / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        int down_inside = lower <= 40 * tens;
        int up_inside = 40 * tens + 40 <= upper;
        if (down_inside != up_inside) {
            *decimal_exponent = k + 1;
            return tens + (uint64_t)up_inside;
        }
    }
    *decimal_exponent = k;
    int down_inside = lower <= 4 * s;
    int up_inside = 4 * s + 4 <= upper;
    if (down_inside != up_inside) {
        return s + (uint64_t)up_inside;
    }
    uint64_t middle = 4 * s + 2;
    return s + (value > middle || (value == middle && (s & 1)));
}

int number_shortest_digits(double x, char digits[20], int *point) {
    uint64_t bits = double_bits(x);
    uint64_t mantissa = bits & 0x000fffffffffffffu;
    int biased = (int)(bits >> 52) & 0x7ff;
    int exponent = -1074;
    if (biased != 0) {
        mantissa |= 0x0010000000000000u;
        exponent = biased - 1075;
    }
    int decimal_exponent = 0;
    uint64_t value;
    if (exponent <= 0 && exponent > -53 && (mantissa & ((1ull << -exponent) - 1)) == 0) {
        value = mantissa >> -exponent; /* an integer below 2^53 */
    } else {
        int uneven = (bits & 0x000fffffffffffffu) == 0 && biased > 1;
        value = shortest(mantissa, exponent, uneven, &decimal_exponent);
    }
    while (value % 10 == 0) {
        value /= 10;
        decimal_exponent++;
    }
    int count = 0;
    for (uint64_t rest = value; rest != 0; rest /= 10) {
        count++;
    }
    for (int i = count; i > 0; i--) {
        digits[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    *point = decimal_exponent + count;
    return count;
}
