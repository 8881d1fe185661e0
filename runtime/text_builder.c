/*
 * runtime/text_builder.c: a string made piece by piece, in one growing flat string.
 */
#include "runtime/function.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text_internal.h"

#include <string.h>

#define HEADER offsetof(struct string, u)

static uint8_t *block(const struct text_builder *builder) {
    return (uint8_t *)builder->units - HEADER;
}

void text_builder_start(struct text_builder *builder, struct rt *rt) {
    builder->rt = rt;
    builder->capacity = 32;
    builder->length = 0;
    builder->wide = false;
    builder->too_long = false;
    builder->units = (uint8_t *)heap_alloc(rt, HEADER + 32) + HEADER;
}

static void widen(struct text_builder *builder) {
    uint8_t *wide = heap_alloc(builder->rt, HEADER + (size_t)builder->capacity * 2);
    uint16_t *to = (uint16_t *)(void *)(wide + HEADER);
    const uint8_t *from = builder->units;
    for (uint32_t i = 0; i < builder->length; i++) {
        to[i] = from[i];
    }
    builder->units = wide + HEADER;
    builder->wide = true;
}

/* Room for `more` units; false when the string would be too long. */
static bool reserve(struct text_builder *builder, uint32_t more) {
    if (more > STRING_MAX_LENGTH - builder->length || builder->too_long) {
        builder->too_long = true;
        return false;
    }
    uint32_t need = builder->length + more;
    if (need > builder->capacity) {
        uint32_t capacity = builder->capacity * 2 > need ? builder->capacity * 2 : need;
        size_t scale = builder->wide ? 2 : 1;
        builder->units =
            (uint8_t *)heap_grow(builder->rt, block(builder), HEADER + builder->capacity * scale,
                                 HEADER + capacity * scale) +
            HEADER;
        builder->capacity = capacity;
    }
    return true;
}

void text_builder_unit(struct text_builder *builder, uint16_t unit) {
    if (!reserve(builder, 1)) {
        return;
    }
    if (unit > 255 && !builder->wide) {
        widen(builder);
    }
    if (builder->wide) {
        ((uint16_t *)builder->units)[builder->length++] = unit;
    } else {
        ((uint8_t *)builder->units)[builder->length++] = (uint8_t)unit;
    }
}

void text_builder_code_point(struct text_builder *builder, uint32_t code_point) {
    if (code_point < 0x10000) {
        text_builder_unit(builder, (uint16_t)code_point);
        return;
    }
    text_builder_unit(builder, (uint16_t)(0xd800 + ((code_point - 0x10000) >> 10)));
    text_builder_unit(builder, (uint16_t)(0xdc00 + ((code_point - 0x10000) & 0x3ff)));
}

void text_builder_ascii(struct text_builder *builder, const char *text) {
    struct text view = {(uint32_t)text_ascii_length(text), false, text};
    text_builder_range(builder, view, 0, view.length);
}

void text_builder_string(struct text_builder *builder, value string) {
    struct text text = string_text(builder->rt, string);
    text_builder_range(builder, text, 0, text.length);
}

void text_builder_range(struct text_builder *builder, struct text text, uint32_t start,
                        uint32_t end) {
    uint32_t count = end - start;
    if (end <= start || !reserve(builder, count)) {
        return;
    }
    if (text.wide && !builder->wide) {
        const uint16_t *units = text.units;
        uint16_t all = 0;
        for (uint32_t i = start; i < end; i++) {
            all |= units[i];
        }
        if (all > 255) {
            widen(builder);
        }
    }
    if (text.wide == builder->wide) {
        size_t scale = text.wide ? 2 : 1;
        memcpy((uint8_t *)builder->units + builder->length * scale,
               (const uint8_t *)text.units + start * scale, count * scale);
    } else if (builder->wide) {
        uint16_t *to = (uint16_t *)builder->units + builder->length;
        const uint8_t *from = (const uint8_t *)text.units + start;
        for (uint32_t i = 0; i < count; i++) {
            to[i] = from[i];
        }
    } else {
        uint8_t *to = (uint8_t *)builder->units + builder->length;
        const uint16_t *from = (const uint16_t *)text.units + start;
        for (uint32_t i = 0; i < count; i++) {
            to[i] = (uint8_t)from[i];
        }
    }
    builder->length += count;
}

value text_builder_finish(struct text_builder *builder) {
    struct rt *rt = builder->rt;
    if (builder->too_long) {
        return throw_range(rt, "Invalid string length");
    }
    if (builder->length == 0) {
        return rt->realm->atom_empty;
    }
    if (builder->length == 1 && !builder->wide) {
        return string_from_unit(rt, *(const uint8_t *)builder->units);
    }
    struct string *s = (void *)block(builder);
    s->flags = builder->wide ? STRING_WIDE : 0;
    s->length = builder->length;
    return string_value(s);
}
