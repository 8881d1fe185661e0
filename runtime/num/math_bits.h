/*
 * runtime/num/math_bits.h: the bits of a double, for the mathematical functions.
 *
 * Owns nothing but inline helpers. IEEE 754 binary64 is assumed; integers wrap as unsigned.
 */
#ifndef RUNTIME_NUM_MATH_BITS_H
#define RUNTIME_NUM_MATH_BITS_H

#include <stdint.h>

static inline uint64_t double_bits(double x) {
    union {
        double number;
        uint64_t bits;
    } view = {.number = x};
    return view.bits;
}

static inline double double_from_bits(uint64_t bits) {
    union {
        uint64_t bits;
        double number;
    } view = {.bits = bits};
    return view.number;
}

/* The upper 32 bits (sign, exponent, 20 bits of the fraction) as the algorithms compare them. */
static inline int32_t high_word(double x) {
    return (int32_t)(uint32_t)(double_bits(x) >> 32);
}

static inline uint32_t low_word(double x) {
    return (uint32_t)double_bits(x);
}

/* The same without the sign. */
static inline int32_t high_magnitude(double x) {
    return (int32_t)((uint32_t)(double_bits(x) >> 32) & 0x7fffffffu);
}

static inline double with_high(double x, uint32_t high) {
    return double_from_bits(((uint64_t)high << 32) | low_word(x));
}

/* `x` with the lower half of its fraction cleared: products of two such halves are exact. */
static inline double upper_half(double x) {
    return double_from_bits(double_bits(x) & 0xffffffff00000000u);
}

/* The one NaN that this library returns. */
static inline double math_nan(void) {
    return double_from_bits(0x7ff8000000000000u);
}

static inline double math_infinity(void) {
    return double_from_bits(0x7ff0000000000000u);
}

static inline int is_nan(double x) {
    return x != x;
}

static inline int is_finite(double x) {
    return high_magnitude(x) < 0x7ff00000;
}

/* c[0] + z*(c[1] + z*(... c[n-1])), in exactly this order of operations. */
static inline double polynomial(double z, const double *c, int n) {
    double sum = c[n - 1];
    for (int i = n - 2; i >= 0; i--) {
        sum = c[i] + z * sum;
    }
    return sum;
}

#endif
