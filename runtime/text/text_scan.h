/*
 * runtime/text/text_scan.h: looking at Latin-1 text eight units at a time (little-endian targets).
 */
#ifndef RUNTIME_TEXT_TEXT_SCAN_H
#define RUNTIME_TEXT_TEXT_SCAN_H

#include <stdint.h>
#include <string.h>

#define SCAN_ONES UINT64_C(0x0101010101010101)
#define SCAN_TOPS UINT64_C(0x8080808080808080)

/* The first index in [from, end) whose byte is `byte`, or `end`. */
static inline uint32_t scan_byte(const uint8_t *bytes, uint32_t from, uint32_t end, uint8_t byte) {
    uint64_t pattern = SCAN_ONES * byte;
    while (end - from >= 8) {
        uint64_t word;
        memcpy(&word, bytes + from, sizeof word);
        word ^= pattern;
        /* The lowest set top bit is that of the first byte that is 0. */
        uint64_t zero = (word - SCAN_ONES) & ~word & SCAN_TOPS;
        if (zero != 0) {
            return from + (uint32_t)__builtin_ctzll(zero) / 8;
        }
        from += 8;
    }
    while (from < end && bytes[from] != byte) {
        from++;
    }
    return from;
}

/* Eight bytes with those in [first, last], ASCII letters, flipped to the other case; or false if one
 * is not ASCII. */
static inline int scan_flip_case(uint64_t word, uint8_t first, uint8_t last, uint64_t *out) {
    if ((word & SCAN_TOPS) != 0) {
        return 0;
    }
    uint64_t from = word + SCAN_ONES * (0x80u - first);
    uint64_t beyond = word + SCAN_ONES * (0x7fu - last);
    *out = word ^ ((from ^ beyond) & SCAN_TOPS) >> 2;
    return 1;
}

#endif
