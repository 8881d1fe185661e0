/*
 * runtime/text/text_scan.h: looking at Latin-1 text eight units at a time (little-endian targets).
 */
#ifndef RUNTIME_TEXT_TEXT_SCAN_H
#define RUNTIME_TEXT_TEXT_SCAN_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/*
 * What follows finds candidates many at a time where the processor can: the result is a place at
 * or before the first that fits, after which the caller looks one by one.
 */

/* Units in one of three ranges, first | last << 8. */
static inline uint32_t scan_ranges(const uint8_t *bytes, uint32_t from, uint32_t end,
                                   const uint32_t ranges[3]) {
#ifdef __SSE2__
    __m128i low[3], span[3];
    for (int i = 0; i < 3; i++) {
        uint32_t first = ranges[i] & 0xff, last = ranges[i] >> 8;
        low[i] = _mm_set1_epi8((char)first);
        span[i] = _mm_set1_epi8((char)(last - first));
    }
    while (end - from >= 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + from));
        __m128i found = _mm_setzero_si128();
        for (int i = 0; i < 3; i++) {
            __m128i above = _mm_sub_epi8(block, low[i]);
            found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(above, span[i]), above));
        }
        uint32_t mask = (uint32_t)_mm_movemask_epi8(found);
        if (mask != 0) {
            return from + (uint32_t)__builtin_ctz(mask);
        }
        from += 16;
    }
#endif
    return from;
}

/* The same of 16-bit units. */
static inline uint32_t scan_ranges_wide(const uint16_t *units, uint32_t from, uint32_t end,
                                        const uint32_t ranges[3]) {
#ifdef __SSE2__
    __m128i low[3], span[3];
    for (int i = 0; i < 3; i++) {
        uint32_t first = ranges[i] & 0xff, last = ranges[i] >> 8;
        low[i] = _mm_set1_epi16((short)first);
        span[i] = _mm_set1_epi16((short)(last - first));
    }
    while (end - from >= 8) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(units + from));
        __m128i found = _mm_setzero_si128();
        for (int i = 0; i < 3; i++) {
            __m128i beyond = _mm_subs_epu16(_mm_sub_epi16(block, low[i]), span[i]);
            found = _mm_or_si128(found, _mm_cmpeq_epi16(beyond, _mm_setzero_si128()));
        }
        uint32_t mask = (uint32_t)_mm_movemask_epi8(found);
        if (mask != 0) {
            return from + (uint32_t)__builtin_ctz(mask) / 2;
        }
        from += 8;
    }
#endif
    return from;
}

/* Places where a text's first byte stands, and its last `distance` further on, once the bits of
 * their folds are set. */
struct scan_ends {
    uint8_t first, first_fold, last, last_fold;
    uint32_t distance;
};

static inline uint32_t scan_ends(const uint8_t *bytes, uint32_t from, uint32_t end,
                                 const struct scan_ends *ends) {
#ifdef __SSE2__
    __m128i first = _mm_set1_epi8((char)ends->first), last = _mm_set1_epi8((char)ends->last);
    __m128i first_fold = _mm_set1_epi8((char)ends->first_fold);
    __m128i last_fold = _mm_set1_epi8((char)ends->last_fold);
    while (end - from >= 16) {
        const uint8_t *at = bytes + from;
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(at + ends->distance));
        a = _mm_cmpeq_epi8(_mm_or_si128(a, first_fold), first);
        b = _mm_cmpeq_epi8(_mm_or_si128(b, last_fold), last);
        uint32_t mask = (uint32_t)_mm_movemask_epi8(_mm_and_si128(a, b));
        if (mask != 0) {
            return from + (uint32_t)__builtin_ctz(mask);
        }
        from += 16;
    }
#endif
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
