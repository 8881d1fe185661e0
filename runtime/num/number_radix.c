/*
 * runtime/num/number_radix.c: Number::toString in a radix other than ten, as V8 writes it.
 *
 * The standard leaves the number of digits open. V8 writes fraction digits until what is left is
 * below half the distance to the next double, all in double arithmetic; so do we, operation by
 * operation.
 */
#include <string.h>

#include "math_bits.h"
#include "math_functions.h"
#include "number_format.h"

static const char digit_characters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

enum { POINT = 1100, BUFFER = NUMBER_RADIX_MAX };

static int digit_value(char c) {
    return c > '9' ? c - 'a' + 10 : c - '0';
}

/* Adds one to the digits in [POINT + 1, *end), dropping those that become zero. Returns 1 if the
 * carry leaves the fraction (which is empty then). */
static int carry_up(char *buffer, int *end, int radix) {
    for (;;) {
        (*end)--;
        if (*end == POINT) {
            return 1;
        }
        int digit = digit_value(buffer[*end]) + 1;
        if (digit < radix) {
            buffer[(*end)++] = digit_characters[digit];
            return 0;
        }
    }
}

/* Writes the fraction's digits behind POINT; *end is where they stop. Returns the carry. */
static int put_fraction(char *buffer, int *end, double fraction, double delta, int radix) {
    buffer[(*end)++] = '.';
    do {
        fraction *= radix;
        delta *= radix;
        int digit = (int)fraction;
        buffer[(*end)++] = digit_characters[digit];
        fraction -= digit;
        /* to the nearest, halves to even */
        if (fraction > 0.5 || (fraction == 0.5 && (digit & 1))) {
            if (fraction + delta > 1) {
                return carry_up(buffer, end, radix);
            }
        }
    } while (fraction >= delta);
    return 0;
}

size_t number_to_radix(double x, int radix, char out[NUMBER_RADIX_MAX]) {
    char buffer[BUFFER];
    int start = POINT;
    int end = POINT;
    if (!is_finite(x) || x == 0.0 || radix == 10) {
        return number_to_text(x, out);
    }
    int negative = x < 0;
    double magnitude = __builtin_fabs(x);
    double whole = math_floor(magnitude);
    double fraction = magnitude - whole;
    double delta = 0.5 * (double_from_bits(double_bits(magnitude) + 1) - magnitude);
    if (delta < 5e-324) {
        delta = 5e-324;
    }
    if (fraction >= delta) {
        whole += put_fraction(buffer, &end, fraction, delta, radix);
    }
    /* digits that a double can't tell are zeros */
    while (whole / radix >= 0x1p53) {
        whole /= radix;
        buffer[--start] = '0';
    }
    do {
        double remainder = math_remainder(whole, radix);
        buffer[--start] = digit_characters[(int)remainder];
        whole = (whole - remainder) / radix;
    } while (whole > 0);
    if (negative) {
        buffer[--start] = '-';
    }
    size_t length = (size_t)(end - start);
    memcpy(out, buffer + start, length);
    return length;
}
