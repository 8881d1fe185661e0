/*
 * runtime/text/regexp_matcher.h: what both matchers read texts with: characters either way, sets,
 * back references. Private to regexp_match.c and regexp_native.c.
 */
#ifndef RUNTIME_TEXT_REGEXP_MATCHER_H
#define RUNTIME_TEXT_REGEXP_MATCHER_H

#include "runtime/text/regexp_code.h"
#include "runtime/text/unicode.h"

#define ALWAYS static inline __attribute__((always_inline))

struct matcher {
    const struct regexp_program *program;
    const uint32_t *words; /* the program */
    const void *units;
    uint32_t length;
    uint32_t *registers;
    struct regexp_stack *stack;
    uint32_t *entries;
    uint32_t top; /* words in use */
    uint32_t capacity;
};

/* One instantiation of what follows for each kind of input: `wide` and `unicode` are constants. */

ALWAYS uint32_t unit_at(const struct matcher *m, uint32_t index, bool wide) {
    return wide ? ((const uint16_t *)m->units)[index] : ((const uint8_t *)m->units)[index];
}

ALWAYS bool bit_of(const uint32_t *set, uint32_t unit) {
    return (set[unit / 32] >> unit % 32 & 1) != 0;
}

static inline bool in_ranges(const uint32_t *set, uint32_t point) {
    const uint32_t *ranges = set + REGEXP_SET_BITS + 1;
    uint32_t low = 0, high = set[REGEXP_SET_BITS];
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (point > ranges[(size_t)middle * 2 + 1]) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < set[REGEXP_SET_BITS] && point >= ranges[(size_t)low * 2];
}

ALWAYS bool in_set(const uint32_t *set, uint32_t point, bool wide) {
    return !wide || point < 256 ? bit_of(set, point) : in_ranges(set, point);
}

/* The character at `*position`, which must not be the end; moves behind it. */
ALWAYS uint32_t read_forward(const struct matcher *m, uint32_t *position, bool wide, bool unicode) {
    uint32_t unit = unit_at(m, (*position)++, wide);
    if (wide && unicode && text_is_lead(unit) && *position < m->length) {
        uint32_t trail = unit_at(m, *position, wide);
        if (text_is_trail(trail)) {
            ++*position;
            return text_pair(unit, trail);
        }
    }
    return unit;
}

/* The character before `*position`, which must not be 0; moves in front of it. */
ALWAYS uint32_t read_back(const struct matcher *m, uint32_t *position, bool wide, bool unicode) {
    uint32_t unit = unit_at(m, --*position, wide);
    if (wide && unicode && text_is_trail(unit) && *position > 0) {
        uint32_t lead = unit_at(m, *position - 1, wide);
        if (text_is_lead(lead)) {
            --*position;
            return text_pair(lead, unit);
        }
    }
    return unit;
}

/* Whether a lone surrogate's text ends within a code point of the subject, whose units are wide. */
ALWAYS bool splits_pair(const struct matcher *m, uint32_t at) {
    return at > 0 && at < m->length && text_is_lead(unit_at(m, at - 1, true)) &&
           text_is_trail(unit_at(m, at, true));
}

/* Compares the text of a capture with that at (or before) the position, and moves. */
static inline bool match_reference(const struct matcher *m, uint32_t number, bool back,
                                   uint32_t *position, bool wide, bool unicode) {
    uint32_t start = m->registers[(size_t)number * 2], end = m->registers[(size_t)number * 2 + 1];
    if (start == REGEXP_UNSET || end == REGEXP_UNSET || start == end) {
        return true;
    }
    uint32_t count = end - start;
    if (back ? *position < count : m->length - *position < count) {
        return false;
    }
    uint32_t from = back ? *position - count : *position;
    bool fold = (m->program->flags & REGEXP_IGNORE_CASE) != 0;
    bool modern = (m->program->flags & REGEXP_UNICODE) != 0;
    for (uint32_t i = 0; i < count;) {
        uint32_t a = start + i, b = from + i;
        uint32_t left = read_forward(m, &a, wide, unicode && fold);
        uint32_t right = read_forward(m, &b, wide, unicode && fold);
        if (left != right &&
            (!fold || unicode_canonicalize(left, modern) != unicode_canonicalize(right, modern))) {
            return false;
        }
        i = a - start;
    }
    uint32_t edge = back ? from : from + count;
    if (wide && unicode && splits_pair(m, edge)) {
        return false;
    }
    *position = edge;
    return true;
}

/* The first position from `start` on where the program says that a match can start, or UINT32_MAX.
 * `*required` remembers where the program's required unit was found last; REGEXP_UNSET at first.
 * `*cost` gets the fuel that it takes. */
uint32_t regexp_find_start(const struct regexp_program *program, const struct text_view *input,
                           uint32_t start, uint32_t *required, uint64_t *cost);

/* Makes the stack larger, of which `used` words are in use; false at its limit. */
bool regexp_stack_grow(struct regexp_stack *stack, uint32_t used);

#endif
