/*
 * runtime/num/bignum.h: natural numbers of bounded size, for the exact cases of printing and
 * parsing. No allocation: the caller owns the object.
 *
 * Printing and parsing stay within BIGNUM_LIMBS by the range of a double and the digits they keep;
 * an operation that would not fit sets `overflow` and leaves an unspecified value.
 */
#ifndef RUNTIME_NUM_BIGNUM_H
#define RUNTIME_NUM_BIGNUM_H

#include <stdbool.h>
#include <stdint.h>

/* 5120 bits. The largest operand: 800 decimal digits against 5^1130 times a mantissa. */
enum { BIGNUM_LIMBS = 160 };

struct bignum {
    uint32_t limb[BIGNUM_LIMBS]; /* least significant first */
    int count;                   /* limbs in use; the last one is not zero */
    bool overflow;
};

void bignum_set(struct bignum *b, uint64_t value);
void bignum_multiply_add(struct bignum *b, uint32_t factor, uint32_t addend);
void bignum_multiply_5(struct bignum *b, int power);
void bignum_shift_left(struct bignum *b, int bits);

/* Shifts right; true if a bit other than zero was shifted out. */
bool bignum_shift_right(struct bignum *b, int bits);

/* Divides by `divisor` (not zero) and returns the remainder. */
uint32_t bignum_divide(struct bignum *b, uint32_t divisor);

/* -1, 0, 1 as a is less than, equal to, greater than b. */
int bignum_compare(const struct bignum *a, const struct bignum *b);

#endif
