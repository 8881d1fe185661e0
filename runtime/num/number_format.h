/*
 * runtime/num/number_format.h: numbers as text, as ECMA-262 clauses 6.1.6.1.20 and 21.1.3 and
 * V8 11.3 (where the standard leaves a choice) write them.
 *
 * Every function writes ASCII without a terminating zero into the caller's buffer and returns
 * the number of characters. None can fail: the buffers' sizes below hold every result.
 */
#ifndef RUNTIME_NUM_NUMBER_FORMAT_H
#define RUNTIME_NUM_NUMBER_FORMAT_H

#include <stddef.h>
#include <stdint.h>

enum {
    NUMBER_TEXT_MAX = 32,    /* Number::toString, radix 10 */
    NUMBER_DIGITS_MAX = 128, /* toFixed, toExponential, toPrecision with up to 100 digits */
    NUMBER_RADIX_MAX = 2240, /* Number::toString, another radix */
};

/* Number::toString(x, 10): the fewest digits that read back as x, of those the closest. */
size_t number_to_text(double x, char out[NUMBER_TEXT_MAX]);

/* The decimal digits of an integer. */
size_t number_int_to_text(int32_t x, char out[NUMBER_TEXT_MAX]);

/* Number::toString(x, radix), 2 <= radix <= 36. */
size_t number_to_radix(double x, int radix, char out[NUMBER_RADIX_MAX]);

/* 21.1.3.3 for 0 <= digits <= 100; |x| >= 10^21 is written as Number::toString does. */
size_t number_to_fixed(double x, int digits, char out[NUMBER_DIGITS_MAX]);

/* 21.1.3.2 for 0 <= digits <= 100, or -1 for as many digits as necessary. */
size_t number_to_exponential(double x, int digits, char out[NUMBER_DIGITS_MAX]);

/* 21.1.3.5 for 1 <= precision <= 100. */
size_t number_to_precision(double x, int precision, char out[NUMBER_DIGITS_MAX]);

/* The shortest digits of a finite x > 0: x = 0.DIGITS * 10^point. At most 17 digits. */
int number_shortest_digits(double x, char digits[20], int *point);

#endif
