/*
 * runtime/num/math_round.c: rounding, remainder, conversions to integers, and Math's small
 * functions. Done on the bits, so that nothing depends on the target's instructions.
 */
#include "math_bits.h"
#include "math_functions.h"

/* The exponent of a double: 0 for [1, 2). */
static int exponent_of(double x) {
    return (high_magnitude(x) >> 20) - 1023;
}

double math_trunc(double x) {
    int exponent = exponent_of(x);
    uint64_t bits = double_bits(x);
    if (exponent < 0) {
        return double_from_bits(bits & 0x8000000000000000u);
    }
    if (exponent >= 52) {
        return x;
    }
    return double_from_bits(bits & ~(0x000fffffffffffffu >> exponent));
}

double math_floor(double x) {
    double whole = math_trunc(x);
    return whole > x ? whole - 1.0 : whole;
}

double math_ceil(double x) {
    double whole = math_trunc(x);
    if (whole < x) {
        return whole + 1.0;
    }
    return whole;
}

double math_round(double x) {
    if (exponent_of(x) >= 52) {
        return x;
    }
    double down = math_floor(x);
    double result = x - down >= 0.5 ? down + 1.0 : down;
    /* -0.5 <= x < 0 gives -0 */
    return result == 0.0 && high_word(x) < 0 ? -0.0 : result;
}

double math_fround(double x) {
    return (double)(float)x;
}

double math_sign(double x) {
    if (x > 0) {
        return 1.0;
    }
    return x < 0 ? -1.0 : x;
}

uint32_t math_clz32(uint32_t x) {
    uint32_t count = 32;
    while (x != 0) {
        x >>= 1;
        count--;
    }
    return count;
}

int32_t math_imul(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a * (uint32_t)b);
}

double math_max(double a, double b) {
    if (is_nan(a) || is_nan(b)) {
        return math_nan();
    }
    if (a == b) {
        return high_word(a) < 0 ? b : a;
    }
    return a > b ? a : b;
}

double math_min(double a, double b) {
    if (is_nan(a) || is_nan(b)) {
        return math_nan();
    }
    if (a == b) {
        return high_word(a) < 0 ? a : b;
    }
    return a < b ? a : b;
}

double math_scale(double x, int n) {
    while (n > 1023) {
        x *= 0x1p1023;
        n -= 1023;
        if (n > 2200) {
            n = 2200;
        }
    }
    /* Steps that stop 53 short of the subnormals, so that only the last one rounds. */
    while (n < -1022) {
        x *= 0x1p-969;
        n += 969;
        if (n < -2200) {
            n = -2200;
        }
    }
    return x * double_from_bits((uint64_t)(uint32_t)(1023 + n) << 52);
}

/* The mantissa of a finite double above zero as an integer, with its exponent. */
static uint64_t mantissa_of(uint64_t magnitude_bits, int *exponent) {
    uint64_t mantissa = magnitude_bits & 0x000fffffffffffffu;
    int biased = (int)(magnitude_bits >> 52);
    if (biased == 0) {
        *exponent = -1074;
        return mantissa;
    }
    *exponent = biased - 1075;
    return mantissa | 0x0010000000000000u;
}

double math_remainder(double dividend, double divisor) {
    double x = __builtin_fabs(dividend);
    double y = __builtin_fabs(divisor);
    if (is_nan(dividend) || is_nan(divisor) || !is_finite(dividend) || divisor == 0.0) {
        return math_nan();
    }
    if (!is_finite(divisor) || x < y) {
        return dividend;
    }
    int ex;
    int ey;
    uint64_t mx = mantissa_of(double_bits(x), &ex);
    uint64_t my = mantissa_of(double_bits(y), &ey);
    /* x >= y and normalised mantissas, so ex >= ey; eleven bits fit above the mantissa */
    mx %= my;
    for (int shift = ex - ey; shift > 0 && mx != 0;) {
        int step = shift < 11 ? shift : 11;
        mx = (mx << step) % my;
        shift -= step;
    }
    double result = math_scale((double)mx, ey);
    return high_word(dividend) < 0 ? -result : result;
}

int32_t math_to_int32(double x) {
    int exponent = exponent_of(x);
    if (exponent < 31) {
        return (int32_t)x;
    }
    if (exponent > 83) { /* also NaN and infinities: a multiple of 2^32, or none */
        return 0;
    }
    uint64_t mantissa = (double_bits(x) & 0x000fffffffffffffu) | 0x0010000000000000u;
    uint32_t low;
    if (exponent <= 52) {
        low = (uint32_t)(mantissa >> (52 - exponent));
    } else {
        low = (uint32_t)(mantissa << (exponent - 52));
    }
    return (int32_t)(high_word(x) < 0 ? 0u - low : low);
}

double math_random_next(uint32_t *state) {
    *state += 0x6D2B79F5u;
    uint32_t a = *state;
    uint32_t t = (a ^ (a >> 15)) * (1u | a);
    t = (t + (t ^ (t >> 7)) * (61u | t)) ^ t;
    return (double)(t ^ (t >> 14)) / 4294967296.0;
}
