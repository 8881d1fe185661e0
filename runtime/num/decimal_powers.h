/*
 * runtime/num/decimal_powers.h: the one table behind shortest printing and decimal parsing.
 *
 * Entry k - DECIMAL_POWER_FIRST holds {high, low} of floor(10^k * 2^(127 - floor(log2(10^k)))).
 * Exact for 0 <= k <= 55.
 */
#ifndef RUNTIME_NUM_DECIMAL_POWERS_H
#define RUNTIME_NUM_DECIMAL_POWERS_H

#include <stdint.h>

enum {
    DECIMAL_POWER_FIRST = -342,
    DECIMAL_POWER_LAST = 326,
    DECIMAL_POWER_EXACT_LAST = 55,
};

extern const uint64_t decimal_powers[DECIMAL_POWER_LAST - DECIMAL_POWER_FIRST + 1][2];

/* floor(log2(10^k)) for |k| <= 1233. */
static inline int decimal_power_log2(int k) {
    return (k * 1741647) >> 19;
}

#endif
