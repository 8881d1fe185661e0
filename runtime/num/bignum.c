/*
 * runtime/num/bignum.c: natural numbers of bounded size.
 */
#include "bignum.h"

#include <string.h>

void bignum_set(struct bignum *b, uint64_t value) {
    b->overflow = false;
    b->limb[0] = (uint32_t)value;
    b->limb[1] = (uint32_t)(value >> 32);
    b->count = b->limb[1] != 0 ? 2 : b->limb[0] != 0;
}

static void append(struct bignum *b, uint32_t limb) {
    if (limb == 0) {
        return;
    }
    if (b->count == BIGNUM_LIMBS) {
        b->overflow = true;
        return;
    }
    b->limb[b->count++] = limb;
}

void bignum_multiply_add(struct bignum *b, uint32_t factor, uint32_t addend) {
    uint64_t carry = addend;
    for (int i = 0; i < b->count; i++) {
        carry += (uint64_t)b->limb[i] * factor;
        b->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    append(b, (uint32_t)carry);
}

void bignum_multiply_5(struct bignum *b, int power) {
    static const uint32_t small[13] = {1,     5,      25,      125,     625,      3125,     15625,
                                       78125, 390625, 1953125, 9765625, 48828125, 244140625};
    while (power >= 13) {
        bignum_multiply_add(b, 1220703125u, 0);
        power -= 13;
    }
    if (power > 0) {
        bignum_multiply_add(b, small[power], 0);
    }
}

void bignum_shift_left(struct bignum *b, int bits) {
    int limbs = bits / 32;
    if (bits <= 0 || b->count == 0) {
        return;
    }
    if (b->count + limbs > BIGNUM_LIMBS) {
        b->overflow = true;
        return;
    }
    if (limbs > 0) {
        memmove(b->limb + limbs, b->limb, (size_t)b->count * sizeof b->limb[0]);
        memset(b->limb, 0, (size_t)limbs * sizeof b->limb[0]);
        b->count += limbs;
    }
    if (bits % 32 != 0) {
        bignum_multiply_add(b, 1u << (bits % 32), 0);
    }
}

bool bignum_shift_right(struct bignum *b, int bits) {
    int limbs = bits / 32;
    int rest = bits % 32;
    uint32_t lost = 0;
    if (limbs >= b->count) {
        lost = (uint32_t)b->count;
        b->count = 0;
        return lost != 0;
    }
    for (int i = 0; i < limbs; i++) {
        lost |= b->limb[i];
    }
    if (limbs > 0) {
        b->count -= limbs;
        memmove(b->limb, b->limb + limbs, (size_t)b->count * sizeof b->limb[0]);
    }
    if (rest != 0) {
        lost |= b->limb[0] << (32 - rest);
        for (int i = 0; i < b->count; i++) {
            uint32_t above = i + 1 < b->count ? b->limb[i + 1] : 0;
            b->limb[i] = (b->limb[i] >> rest) | (above << (32 - rest));
        }
        if (b->limb[b->count - 1] == 0) {
            b->count--;
        }
    }
    return lost != 0;
}

uint32_t bignum_divide(struct bignum *b, uint32_t divisor) {
    uint64_t remainder = 0;
    for (int i = b->count - 1; i >= 0; i--) {
        uint64_t value = (remainder << 32) | b->limb[i];
        b->limb[i] = (uint32_t)(value / divisor);
        remainder = value % divisor;
    }
    while (b->count > 0 && b->limb[b->count - 1] == 0) {
        b->count--;
    }
    return (uint32_t)remainder;
}

int bignum_compare(const struct bignum *a, const struct bignum *b) {
    if (a->count != b->count) {
        return a->count < b->count ? -1 : 1;
    }
    for (int i = a->count - 1; i >= 0; i--) {
        if (a->limb[i] != b->limb[i]) {
            return a->limb[i] < b->limb[i] ? -1 : 1;
        }
    }
    return 0;
}
