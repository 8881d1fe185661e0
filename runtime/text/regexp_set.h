/*
 * runtime/text/regexp_set.h: sets of code points as sorted ranges, built while a pattern is parsed.
 */
#ifndef RUNTIME_TEXT_REGEXP_SET_H
#define RUNTIME_TEXT_REGEXP_SET_H

#include "lib/status.h"
#include "runtime/text/text_view.h"

#define REGEXP_POINT_LAST 0x10ffffu

/* Inclusive ranges as pairs; normalized: sorted, disjoint, not touching. */
struct regexp_set {
    uint32_t *ranges;
    uint32_t count;    /* of pairs */
    uint32_t capacity; /* of pairs */
    bool sorted;       /* nothing was added out of order since it was last normalized */
    const struct text_memory *memory;
};

/* An empty set. STATUS_NO_MEMORY from this and all that add. */
enum status regexp_set_new(const struct text_memory *memory, struct regexp_set **set) MUST_CHECK;
enum status regexp_set_add(struct regexp_set *set, uint32_t first, uint32_t last) MUST_CHECK;
enum status regexp_set_add_set(struct regexp_set *set, const struct regexp_set *other) MUST_CHECK;

/* Sorts and merges the ranges. */
void regexp_set_normalize(struct regexp_set *set);

/* Replaces a set by its complement in 0..10FFFF; normalizes. */
enum status regexp_set_negate(struct regexp_set *set) MUST_CHECK;

/* Adds every code point that Canonicalize maps to the same as a member; normalizes. */
enum status regexp_set_close(struct regexp_set *set, bool unicode) MUST_CHECK;

/* Whether a normalized set holds `point`. */
bool regexp_set_has(const struct regexp_set *set, uint32_t point);

/* Adds \d, \s, \w (the letter in lower case) to the set; for \w under i and u with the two letters
 * that fold to word characters. */
enum status regexp_set_add_escape(struct regexp_set *set, char letter, uint32_t flags) MUST_CHECK;

#endif
