/*
 * runtime/num/number_decimal.c: the nearest double of a decimal.
 *
 * Three ways, each only where the one before can't decide: double arithmetic that is exact; one
 * product of 64 by 128 bits with its error bound (D. Lemire, "Number parsing at a gigabyte per
 * second"); comparison of natural numbers.
 */
#include "number_decimal.h"

#include "bignum.h"
#include "decimal_powers.h"
#include "math_bits.h"

typedef unsigned __int128 uint128;

enum {
    LEADING_DIGITS = 19,
    EXACT_DIGITS = 780, /* more than the 767 that can tell a double from a halfway point */
};

bool decimal_scan(const struct number_text *text, size_t start, bool integer,
                  struct scanned_decimal *d) {
    bool any = false;
    bool point = false;
    int64_t exponent = 0;
    *d = (struct scanned_decimal){.end = start};
    for (size_t i = start; i < text->length; i++) {
        uint32_t c = number_text_unit(text, i);
        if (c == '.' && !point && !integer) {
            point = true;
            if (any) {
                d->end = i + 1;
            }
            continue;
        }
        if (c < '0' || c > '9') {
            break;
        }
        any = true;
        d->end = i + 1;
        if (d->significant == 0 && c == '0') {
            exponent -= point;
            continue;
        }
        if (d->significant == LEADING_DIGITS) {
            exponent += !point;
            d->more = d->more || c != '0';
            continue;
        }
        if (d->significant == 0) {
            d->first = i;
        }
        d->leading = d->leading * 10 + (c - '0');
        d->significant++;
        exponent -= point;
    }
    d->exponent = exponent;
    return any;
}

/* Rounds (high:low) * 2^exponent, with bit 127 set, to a double's bits, halves to even. */
static uint64_t round_128(uint128 value, int exponent) {
    int biased = exponent + 127 + 1023;
    int drop = 75;
    if (biased >= 2047) {
        return 0x7ff0000000000000u;
    }
    if (biased <= 0) {
        drop += 1 - biased;
        biased = 0;
        if (drop > 128) {
            return 0;
        }
    }
    uint64_t mantissa = drop == 128 ? 0 : (uint64_t)(value >> drop);
    uint128 rest = drop == 128 ? value : value & (((uint128)1 << drop) - 1);
    uint128 half = (uint128)1 << (drop - 1);
    if (rest > half || (rest == half && (mantissa & 1))) {
        mantissa++;
    }
    /* a carry out of the mantissa goes into the exponent, as it should */
    if (biased == 0) {
        return mantissa;
    }
    return ((uint64_t)(biased - 1) << 52) + mantissa;
}

/* Bits of the double below or at the value, *certain if it is the nearest. */
static uint64_t estimate(uint64_t leading, int power, bool more, bool *certain) {
    const uint64_t *entry = decimal_powers[power - DECIMAL_POWER_FIRST];
    int shift = __builtin_clzll(leading);
    int exponent = decimal_power_log2(power) - shift - 63;
    uint64_t w = leading << shift;
    uint128 low = (uint128)w * entry[1];
    uint128 product = (uint128)w * entry[0] + (uint64_t)(low >> 64);
    /* what was cut off: one unit here, one from the table, and 10^power * 2^shift if digits
     * follow (less than 2^64 << shift) */
    uint128 error = 2;
    if (more) {
        error += (uint128)1 << (64 + shift);
    }
    int normalise = (product >> 127) == 0;
    product <<= normalise;
    error <<= normalise;
    exponent -= normalise;
    uint128 upper = product + error;
    uint64_t bits = round_128(product, exponent);
    *certain = upper >= product && bits == round_128(upper, exponent);
    return bits;
}

/* The decimal's digits (as many as can matter) as a natural number; *exponent is that of the last
 * one. Nine digits at a time. */
static void collect_digits(const struct number_text *text, const struct scanned_decimal *d,
                           struct bignum *decimal, int *exponent) {
    uint32_t part = 0;
    uint32_t scale = 1;
    int digits = 0;
    bool more = false;
    bignum_set(decimal, 0);
    for (size_t i = d->first; i < d->end && !more; i++) {
        uint32_t c = number_text_unit(text, i);
        if (c == '.') {
            continue;
        }
        if (digits == EXACT_DIGITS) {
            more = c != '0';
            continue;
        }
        part = part * 10 + (c - '0');
        scale *= 10;
        digits++;
        if (scale == 1000000000u) {
            bignum_multiply_add(decimal, scale, part);
            part = 0;
            scale = 1;
        }
    }
    bignum_multiply_add(decimal, scale, part);
    if (more) { /* anything above the digits kept decides the same way */
        bignum_multiply_add(decimal, 10, 1);
        digits++;
    }
    *exponent = (int)d->exponent + d->significant - digits;
}

/* Compares the decimal with the middle between the double of `bits` and the next one. */
static int compare_middle(const struct number_text *text, const struct scanned_decimal *d,
                          uint64_t bits) {
    struct bignum decimal;
    struct bignum middle;
    int exponent = 0;
    collect_digits(text, d, &decimal, &exponent);
    int biased = (int)(bits >> 52);
    uint64_t mantissa = bits & 0x000fffffffffffffu;
    int binary = -1075;
    if (biased != 0) {
        mantissa |= 0x0010000000000000u;
        binary = biased - 1076;
    }
    bignum_set(&middle, 2 * mantissa + 1);
    /* decimal * 5^e * 2^e against middle * 2^binary */
    bignum_multiply_5(exponent >= 0 ? &decimal : &middle, exponent >= 0 ? exponent : -exponent);
    int difference = exponent - binary;
    bignum_shift_left(difference > 0 ? &decimal : &middle,
                      difference > 0 ? difference : -difference);
    return bignum_compare(&decimal, &middle);
}

static uint64_t decide_exactly(const struct number_text *text, const struct scanned_decimal *d,
                               uint64_t bits) {
    while (bits > 0 && compare_middle(text, d, bits - 1) < 0) {
        bits--;
    }
    while (bits < 0x7ff0000000000000u) {
        int order = compare_middle(text, d, bits);
        if (order < 0 || (order == 0 && (bits & 1) == 0)) {
            break;
        }
        bits++;
        if (order == 0) {
            break;
        }
    }
    return bits;
}

double decimal_to_double(const struct number_text *text, const struct scanned_decimal *d) {
    static const double exact_powers[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (d->significant == 0 || d->exponent < DECIMAL_POWER_FIRST) {
        return 0.0;
    }
    if (d->exponent > 308) {
        return math_infinity();
    }
    int power = (int)d->exponent;
    if (!d->more && d->leading < (1ull << 53) && power >= -22 && power <= 22) {
        double value = (double)d->leading;
        return power < 0 ? value / exact_powers[-power] : value * exact_powers[power];
    }
    bool certain = false;
    uint64_t bits = estimate(d->leading, power, d->more, &certain);
    if (!certain) {
        bits = decide_exactly(text, d, bits);
    }
    return double_from_bits(bits);
}

/* Reads an ExponentPart at *position; leaves it alone if there is none. */
static void scan_exponent(const struct number_text *text, size_t *position, int64_t *exponent) {
    size_t i = *position;
    bool negative = false;
    if (i >= text->length || (number_text_unit(text, i) | 0x20) != 'e') {
        return;
    }
    i++;
    if (i < text->length &&
        (number_text_unit(text, i) == '+' || number_text_unit(text, i) == '-')) {
        negative = number_text_unit(text, i) == '-';
        i++;
    }
    size_t digits = i;
    int64_t value = 0;
    for (; i < text->length; i++) {
        uint32_t c = number_text_unit(text, i);
        if (c < '0' || c > '9') {
            break;
        }
        if (value < ((int64_t)1 << 40)) { /* longer than any text's own exponent */
            value = value * 10 + (c - '0');
        }
    }
    if (i == digits) {
        return;
    }
    *exponent += negative ? -value : value;
    *position = i;
}

bool number_parse_decimal(struct number_text text, size_t *position, double *result) {
    struct scanned_decimal d;
    if (!decimal_scan(&text, *position, false, &d)) {
        return false;
    }
    *position = d.end;
    scan_exponent(&text, position, &d.exponent);
    *result = decimal_to_double(&text, &d);
    return true;
}
