/*
 * runtime/text/text_view.h: how runtime/text sees a string (Latin-1 or UTF-16 code units, not
 * owned) and asks for memory. Nothing here depends on the rest of the runtime.
 */
#ifndef RUNTIME_TEXT_TEXT_VIEW_H
#define RUNTIME_TEXT_TEXT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `length` code units at `units`: uint8_t (Latin-1) or, if `wide`, uint16_t (UTF-16). */
struct text_view {
    const void *units;
    uint32_t length;
    bool wide;
};

/* Memory that the caller hands in. `allocate` returns `size` bytes aligned to 8, or NULL; what it
 * returned is never given back one by one (an arena, in the applet). */
struct text_memory {
    void *(*allocate)(void *context, size_t size);
    void *context;
};

/* The code unit at `index`, which must be below the length. */
static inline uint32_t text_unit(const struct text_view *view, uint32_t index) {
    return view->wide ? ((const uint16_t *)view->units)[index]
                      : ((const uint8_t *)view->units)[index];
}

static inline bool text_is_lead(uint32_t unit) {
    return (unit & 0xfffffc00u) == 0xd800;
}

static inline bool text_is_trail(uint32_t unit) {
    return (unit & 0xfffffc00u) == 0xdc00;
}

static inline uint32_t text_pair(uint32_t lead, uint32_t trail) {
    return 0x10000 + ((lead - 0xd800) << 10) + (trail - 0xdc00);
}

/* The code point at `*index` (a lone surrogate counts as itself); moves `*index` behind it. */
static inline uint32_t text_next(const struct text_view *view, uint32_t *index) {
    uint32_t unit = text_unit(view, (*index)++);
    if (text_is_lead(unit) && *index < view->length) {
        uint32_t trail = text_unit(view, *index);
        if (text_is_trail(trail)) {
            (*index)++;
            return text_pair(unit, trail);
        }
    }
    return unit;
}

/* Writes `point` as one or two UTF-16 units; returns how many. */
static inline uint32_t text_put(uint16_t *out, uint32_t point) {
    if (point < 0x10000) {
        out[0] = (uint16_t)point;
        return 1;
    }
    out[0] = (uint16_t)(0xd7c0 + (point >> 10));
    out[1] = (uint16_t)(0xdc00 + (point & 0x3ff));
    return 2;
}

#endif
