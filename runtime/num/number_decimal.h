/*
 * runtime/num/number_decimal.h: correctly rounded decimals, inside number parsing only.
 */
#ifndef RUNTIME_NUM_NUMBER_DECIMAL_H
#define RUNTIME_NUM_NUMBER_DECIMAL_H

#include "number_parse.h"

/* A scanned decimal: (first 19 significant digits) * 10^exponent, and where they stand. */
struct scanned_decimal {
    uint64_t leading; /* the first 19 significant digits */
    int64_t exponent; /* of the last of them */
    int significant;  /* how many digits `leading` holds */
    bool more;        /* digits other than zero follow */
    size_t first;     /* index of the first significant digit */
    size_t end;       /* behind the last digit */
};

/* Scans digits with at most one point (none if `integer`) from `start`; false if no digit. */
bool decimal_scan(const struct number_text *text, size_t start, bool integer,
                  struct scanned_decimal *d);

/* The double nearest to the scanned decimal, halves to even. */
double decimal_to_double(const struct number_text *text, const struct scanned_decimal *d);

#endif
