/*
 * runtime/text.c: strings: making, joining, flattening, comparing.
 *
 * A rope is flattened into a buffer; the rope then becomes a view of it. When a longer rope that
 * begins with such a view is flattened and the view reaches the buffer's end, the new units are
 * appended to the same buffer: reading a string while building it stays linear.
 */
#include "runtime/function.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text_internal.h"

#include <string.h>

#define FLAT_LIMIT 24 /* shorter results of concatenation and slicing are copied */

struct string *string_allocate(struct rt *rt, uint32_t length, bool wide) {
    size_t bytes = wide ? (size_t)length * 2 : length;
    struct string *s = heap_alloc(rt, offsetof(struct string, u) + (bytes < 8 ? 8 : bytes));
    s->flags = wide ? STRING_WIDE : 0;
    s->length = length;
    return s;
}

static void copy_units(void *to, bool to_wide, uint32_t at, struct text from) {
    if (to_wide == from.wide) {
        size_t scale = to_wide ? 2 : 1;
        memcpy((uint8_t *)to + at * scale, from.units, from.length * scale);
        return;
    }
    if (to_wide) {
        uint16_t *units = (uint16_t *)to + at;
        const uint8_t *source = from.units;
        for (uint32_t i = 0; i < from.length; i++) {
            units[i] = source[i];
        }
    } else { /* the caller knows that they fit */
        uint8_t *units = (uint8_t *)to + at;
        const uint16_t *source = from.units;
        for (uint32_t i = 0; i < from.length; i++) {
            units[i] = (uint8_t)source[i];
        }
    }
}

static bool is_rope(const struct string *s) {
    return (s->flags & (STRING_ROPE | STRING_VIEW)) == STRING_ROPE;
}

static struct text flat_text(const struct string *s) {
    struct text text = {s->length, (s->flags & STRING_WIDE) != 0, s->u.latin1};
    if ((s->flags & STRING_VIEW) != 0) {
        const struct string *base = link_pointer(s->u.rope.left);
        text.wide = (base->flags & STRING_WIDE) != 0;
        text.units = base->u.latin1 + (text.wide ? 2ull : 1ull) * s->u.rope.right;
    }
    return text;
}

/* The buffer that the flattened rope can be appended to, or NULL. *done: units already there. */
static struct string *reusable_buffer(struct rt *rt, const struct string *rope, uint32_t *done,
                                      bool *grow) {
    const struct string *s = rope;
    while (is_rope(s)) {
        s = link_pointer(s->u.rope.left);
    }
    if ((s->flags & STRING_VIEW) == 0) {
        return NULL;
    }
    struct string *buffer = link_pointer(s->u.rope.left);
    if ((buffer->flags & STRING_BUFFER) == 0 || s->u.rope.right + s->length != buffer->length ||
        s->u.rope.right != 0 || link_to(buffer) < rt->baseline_end) {
        return NULL;
    }
    *grow = true;
    if (((rope->flags ^ buffer->flags) & STRING_WIDE) != 0 || buffer->depth < rope->length) {
        return NULL;
    }
    *done = s->length;
    return buffer;
}

/* Writes the units of `rope` from unit `skip` on into to[]. Always goes on with the shorter of two
 * ropes and keeps the longer one for later, so the list stays below 32 entries. */
static void write_rope(const struct string *rope, void *to, bool wide, uint32_t skip) {
    struct {
        const struct string *rope;
        uint32_t start;
    } later[32];
    uint32_t count = 0;
    const struct string *s = rope;
    uint32_t start = 0;
    for (;;) {
        while (is_rope(s)) {
            const struct string *left = link_pointer(s->u.rope.left);
            const struct string *right = link_pointer(s->u.rope.right);
            uint32_t right_start = start + left->length;
            if (!is_rope(right)) {
                if (right_start >= skip) {
                    copy_units(to, wide, right_start, flat_text(right));
                }
                s = left;
            } else if (!is_rope(left)) {
                if (start >= skip) {
                    copy_units(to, wide, start, flat_text(left));
                }
                s = right;
                start = right_start;
            } else {
                bool left_first = left->length <= right->length;
                later[count].rope = left_first ? right : left;
                later[count].start = left_first ? right_start : start;
                count++;
                s = left_first ? left : right;
                start = left_first ? start : right_start;
            }
        }
        if (start >= skip) {
            copy_units(to, wide, start, flat_text(s));
        }
        if (count == 0) {
            return;
        }
        count--;
        s = later[count].rope;
        start = later[count].start;
    }
}

static void flatten(struct rt *rt, struct string *rope) {
    uint32_t done = 0;
    bool grow = false;
    bool wide = (rope->flags & STRING_WIDE) != 0;
    struct string *buffer = reusable_buffer(rt, rope, &done, &grow);
    rt_burn(rt, (rope->length - done) / 16);
    if (buffer == NULL) {
        uint32_t capacity = rope->length;
        if (grow && capacity < STRING_MAX_LENGTH / 2) {
            capacity *= 2;
        }
        buffer = string_allocate(rt, capacity, wide);
        buffer->flags |= STRING_BUFFER;
        buffer->depth = capacity;
    }
    write_rope(rope, buffer->u.latin1, wide, done);
    buffer->length = rope->length;
    heap_touch(rt, rope, sizeof *rope);
    rope->flags |= STRING_VIEW;
    rope->u.rope.left = link_to(buffer);
    rope->u.rope.right = 0;
}

struct text string_text(struct rt *rt, value v) {
    struct string *s = value_string(v);
    if (is_rope(s)) {
        flatten(rt, s);
    }
    return flat_text(s);
}

uint32_t string_length(value v) {
    return value_string(v)->length;
}

value string_from_latin1(struct rt *rt, const uint8_t *units, size_t length) {
    if (length == 1) {
        return string_from_unit(rt, units[0]);
    }
    if (length > STRING_MAX_LENGTH) {
        rt_limit(rt, RT_LIMIT_MEMORY);
    }
    struct string *s = string_allocate(rt, (uint32_t)length, false);
    memcpy(s->u.latin1, units, length);
    return string_value(s);
}

value string_from_ascii(struct rt *rt, const char *text) {
    return string_from_latin1(rt, (const uint8_t *)text, text_ascii_length(text));
}

value string_from_utf16(struct rt *rt, const uint16_t *units, size_t length) {
    uint16_t all = 0;
    for (size_t i = 0; i < length; i++) {
        all |= units[i];
    }
    if (length > STRING_MAX_LENGTH) {
        rt_limit(rt, RT_LIMIT_MEMORY);
    }
    if (length == 1 && all < 256) {
        return string_from_unit(rt, all);
    }
    struct string *s = string_allocate(rt, (uint32_t)length, all > 255);
    struct text text = {(uint32_t)length, true, units};
    copy_units(s->u.latin1, all > 255, 0, text);
    return string_value(s);
}

value string_from_unit(struct rt *rt, uint16_t unit) {
    if (unit < 256 && rt->realm->unit_strings != 0) {
        return ((const value *)link_pointer(rt->realm->unit_strings))[unit];
    }
    struct string *s = string_allocate(rt, 1, unit > 255);
    if (unit > 255) {
        s->u.wide[0] = unit;
    } else {
        s->u.latin1[0] = (uint8_t)unit;
    }
    return string_value(s);
}

value string_slice(struct rt *rt, value string, uint32_t start, uint32_t end) {
    struct text text = string_text(rt, string);
    if (start >= end) {
        return rt->realm->atom_empty;
    }
    uint32_t length = end - start;
    if (length == text.length) {
        return string;
    }
    if (length == 1) {
        return string_from_unit(rt, text_at(text, start));
    }
    if (length < FLAT_LIMIT) {
        return text.wide ? string_from_utf16(rt, (const uint16_t *)text.units + start, length)
                         : string_from_latin1(rt, (const uint8_t *)text.units + start, length);
    }
    const struct string *base = value_string(string);
    uint32_t offset = start;
    if ((base->flags & STRING_VIEW) != 0) {
        offset += base->u.rope.right;
        base = link_pointer(base->u.rope.left);
    }
    struct string *view = heap_alloc(rt, sizeof *view);
    view->flags = STRING_ROPE | STRING_VIEW | (base->flags & STRING_WIDE);
    view->length = length;
    view->u.rope.left = link_to(base);
    view->u.rope.right = offset;
    return string_value(view);
}

value string_concat(struct rt *rt, value left, value right) {
    const struct string *a = value_string(left);
    const struct string *b = value_string(right);
    if (a->length == 0) {
        return right;
    }
    if (b->length == 0) {
        return left;
    }
    if (a->length + b->length > STRING_MAX_LENGTH) {
        return throw_range(rt, "Invalid string length");
    }
    uint32_t length = a->length + b->length;
    uint32_t wide = (a->flags | b->flags) & STRING_WIDE;
    struct string *s;
    if (length < FLAT_LIMIT && !is_rope(a) && !is_rope(b)) {
        s = string_allocate(rt, length, wide != 0);
        copy_units(s->u.latin1, wide != 0, 0, flat_text(a));
        copy_units(s->u.latin1, wide != 0, a->length, flat_text(b));
        return string_value(s);
    }
    s = heap_alloc(rt, sizeof *s);
    s->flags = STRING_ROPE | wide;
    s->length = length;
    s->u.rope.left = link_to(a);
    s->u.rope.right = link_to(b);
    return string_value(s);
}

bool text_equals(struct text a, struct text b) {
    if (a.length != b.length) {
        return false;
    }
    if (a.wide == b.wide) {
        return memcmp(a.units, b.units, (a.wide ? 2ull : 1ull) * a.length) == 0;
    }
    for (uint32_t i = 0; i < a.length; i++) {
        if (text_at(a, i) != text_at(b, i)) {
            return false;
        }
    }
    return true;
}

bool string_equals(struct rt *rt, value left, value right) {
    if (left == right) {
        return true;
    }
    const struct string *a = value_string(left);
    const struct string *b = value_string(right);
    if (a->length != b->length || ((a->flags & b->flags) & STRING_ATOM) != 0) {
        return false;
    }
    rt_burn(rt, a->length / 16);
    struct text text = string_text(rt, left);
    return text_equals(text, string_text(rt, right));
}

int string_compare(struct rt *rt, value left, value right) {
    struct text a = string_text(rt, left);
    struct text b = string_text(rt, right);
    uint32_t shared = a.length < b.length ? a.length : b.length;
    rt_burn(rt, shared / 16);
    for (uint32_t i = 0; i < shared; i++) {
        int difference = (int)text_at(a, i) - (int)text_at(b, i);
        if (difference != 0) {
            return difference;
        }
    }
    return a.length < b.length ? -1 : a.length > b.length;
}
