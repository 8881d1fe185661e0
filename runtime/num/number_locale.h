/*
 * runtime/num/number_locale.h: numbers as English (en-US) writes them: 1,234.568.
 */
#ifndef RUNTIME_NUM_NUMBER_LOCALE_H
#define RUNTIME_NUM_NUMBER_LOCALE_H

#include <stdbool.h>
#include <stddef.h>

enum { NUMBER_LOCALE_MAX = 448 }; /* 312 digits, 103 commas, point, 20 fraction digits */

struct number_locale_form {
    int minimum_fraction; /* 0 .. 20 */
    int maximum_fraction; /* minimum_fraction .. 20 */
    bool grouping;        /* a comma before every third digit */
    bool percent;         /* times 100 */
};

/* The digits of |x|, `x` finite: rounded from the shortest decimal, halves away from zero, as ICU
 * does. Writes ASCII into `out` and returns the length. */
size_t number_to_locale(double x, const struct number_locale_form *form,
                        char out[NUMBER_LOCALE_MAX]);

#endif
