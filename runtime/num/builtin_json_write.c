/*
 * runtime/num/builtin_json_write.c: JSON.stringify (ECMA-262 25.5.2).
 *
 * A property's value is settled first (toJSON, replacer, wrappers), then its key is written, then
 * the value: so nothing is written for properties that are left out.
 */
#include <string.h>

#include "builtin_json.h"
#include "builtin_text.h"
#include "runtime/array.h"
#include "runtime/convert.h"
#include "runtime/num/math_bits.h"
#include "runtime/num/number_format.h"
#include "runtime/realm.h"

enum { PENDING_MAX = 512 };

struct writer {
    struct rt *rt;
    struct text_builder out;
    uint8_t pending[PENDING_MAX]; /* Latin-1 units not yet handed to `out` */
    uint32_t pending_count;
    value replacer;   /* function, or undefined */
    value properties; /* array of keys, or undefined */
    struct text gap;  /* one step of indentation */
    uint32_t depth;
};

static void flush(struct writer *w) {
    const struct text text = {w->pending_count, false, w->pending};
    text_builder_range(&w->out, text, 0, text.length);
    w->pending_count = 0;
}

static void put_unit(struct writer *w, uint8_t unit) {
    if (w->pending_count == PENDING_MAX) {
        flush(w);
    }
    w->pending[w->pending_count++] = unit;
}

static void put_range(struct writer *w, struct text text, uint32_t start, uint32_t end) {
    uint32_t length = end - start;
    if (text.wide || length > PENDING_MAX / 2) {
        flush(w);
        text_builder_range(&w->out, text, start, end);
        return;
    }
    if (length > PENDING_MAX - w->pending_count) {
        flush(w);
    }
    memcpy(w->pending + w->pending_count, (const uint8_t *)text.units + start, length);
    w->pending_count += length;
}

static void put_ascii(struct writer *w, const char *text) {
    while (*text != '\0') {
        put_unit(w, (uint8_t)*text++);
    }
}

static void put_escape(struct writer *w, uint32_t c) {
    static const char hex[] = "0123456789abcdef";
    static const char names[] = "btn?fr"; /* of 8 .. 13 */
    put_unit(w, '\\');
    if (c == '"' || c == '\\') {
        put_unit(w, (uint8_t)c);
    } else if (c >= 8 && c <= 13 && c != 11) {
        put_unit(w, (uint8_t)names[c - 8]);
    } else {
        put_unit(w, 'u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put_unit(w, (uint8_t)hex[c >> shift & 15]);
        }
    }
}

/* The index of the next unit from `i` on that must be escaped: controls, quotes, backslashes and
 * surrogates without their other half. */
static uint32_t next_escape(struct text text, uint32_t i) {
    if (!text.wide) {
        const uint8_t *units = text.units;
        while (i < text.length && units[i] >= 0x20 && units[i] != '"' && units[i] != '\\') {
            i++;
        }
        return i;
    }
    for (; i < text.length; i++) {
        uint32_t c = text_at(text, i);
        if (c >= 0xd800 && c <= 0xdfff) {
            uint32_t next = i + 1 < text.length ? text_at(text, i + 1) : 0;
            if (c >= 0xdc00 || next < 0xdc00 || next > 0xdfff) {
                return i;
            }
            i++;
        } else if (c < 0x20 || c == '"' || c == '\\') {
            return i;
        }
    }
    return i;
}

/* 25.5.2.3 QuoteJSONString */
static void write_quoted(struct writer *w, value string) {
    struct text text = string_text(w->rt, string);
    uint32_t done = 0;
    rt_burn(w->rt, text.length / 16);
    put_unit(w, '"');
    for (;;) {
        uint32_t next = next_escape(text, done);
        put_range(w, text, done, next);
        if (next >= text.length) {
            break;
        }
        put_escape(w, text_at(text, next));
        done = next + 1;
    }
    put_unit(w, '"');
}

static void write_number(struct writer *w, value number) {
    char text[NUMBER_TEXT_MAX];
    double x = value_number(number);
    if (!is_finite(x)) {
        put_ascii(w, "null");
        return;
    }
    uint32_t length =
        (uint32_t)(value_is_int(number) ? number_int_to_text(value_to_int(number), text)
                                        : number_to_text(x, text));
    put_range(w, (struct text){length, false, text}, 0, length);
}

/* A line break and the indentation, if there is any. */
static void write_break(struct writer *w) {
    if (w->gap.length == 0) {
        return;
    }
    put_unit(w, '\n');
    for (uint32_t i = 0; i < w->depth; i++) {
        put_range(w, w->gap, 0, w->gap.length);
    }
}

/* A key in the form that the program sees. */
static value key_text(struct rt *rt, value key) {
    return value_is_string(key) ? key : key_to_string(rt, key);
}

/* Number, String and Boolean objects as their primitives. */
static value unwrap(struct rt *rt, value v) {
    if (value_is_class(v, CLASS_NUMBER)) {
        return to_number(rt, v);
    }
    if (value_is_class(v, CLASS_STRING)) {
        return to_string(rt, v);
    }
    if (value_is_class(v, CLASS_BOOLEAN)) {
        return ((struct wrapper *)value_pointer(v))->primitive;
    }
    return v;
}

/* The first steps of 25.5.2.2 SerializeJSONProperty: what is to be written for `v`, undefined if
 * nothing. */
static value settle(struct writer *w, value holder, value key, value v) {
    struct rt *rt = w->rt;
    if (value_is_object(v)) {
        value method = object_get(rt, v, rt->realm->atom_to_json);
        if (method == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (value_is_callable(method)) {
            value name = key_text(rt, key);
            v = function_call(rt, method, v, 1, &name);
        }
    }
    if (v != VALUE_EXCEPTION && w->replacer != VALUE_UNDEFINED) {
        value arguments[2] = {key_text(rt, key), v};
        v = function_call(rt, w->replacer, holder, 2, arguments);
    }
    if (v == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (value_is_object(v)) {
        v = value_is_callable(v) ? VALUE_UNDEFINED : unwrap(rt, v);
    }
    return value_is_symbol(v) ? VALUE_UNDEFINED : v;
}

static int write_object(struct writer *w, const struct json_frame *frame);
static int write_array(struct writer *w, const struct json_frame *frame);

/* Writes a settled value. 0 or -1. */
static int write_value(struct writer *w, const struct json_frame *parent, value key, value v) {
    if (value_is_string(v)) {
        write_quoted(w, v);
    } else if (value_is_number(v)) {
        write_number(w, v);
    } else if (v == VALUE_NULL) {
        put_ascii(w, "null");
    } else if (value_is_bool(v)) {
        put_ascii(w, v == VALUE_TRUE ? "true" : "false");
    } else {
        if (json_check_stack(w->rt) < 0 || json_check_circle(w->rt, parent, v, key) < 0) {
            return -1;
        }
        const struct json_frame frame = {parent, v, key};
        w->depth++;
        int result = value_is_array(v) ? write_array(w, &frame) : write_object(w, &frame);
        w->depth--;
        return result;
    }
    return 0;
}

/* The closing bracket, on its own line if anything was written before it. */
static void write_close(struct writer *w, char bracket, bool empty) {
    w->depth--;
    if (!empty) {
        write_break(w);
    }
    w->depth++;
    put_unit(w, (uint8_t)bracket);
}

/* 25.5.2.5 SerializeJSONArray */
static int write_array(struct writer *w, const struct json_frame *frame) {
    struct rt *rt = w->rt;
    double length;
    if (object_length(rt, frame->object, &length) < 0) {
        return -1;
    }
    put_unit(w, '[');
    for (double i = 0; i < length; i++) {
        value key = value_from_number(i);
        value v = array_get(rt, frame->object, i);
        if (v != VALUE_EXCEPTION) {
            v = settle(w, frame->object, key, v);
        }
        if (v == VALUE_EXCEPTION) {
            return -1;
        }
        rt_burn(rt, 1);
        if (i > 0) {
            put_unit(w, ',');
        }
        write_break(w);
        if (write_value(w, frame, key, v == VALUE_UNDEFINED ? VALUE_NULL : v) < 0) {
            return -1;
        }
    }
    write_close(w, ']', length == 0);
    return 0;
}

/* 25.5.2.4 SerializeJSONObject */
static int write_object(struct writer *w, const struct json_frame *frame) {
    struct rt *rt = w->rt;
    value keys = w->properties;
    bool empty = true;
    double count;
    if (keys == VALUE_UNDEFINED) {
        keys = object_own_keys(rt, frame->object, OWN_KEYS_STRINGS | OWN_KEYS_ENUMERABLE);
    }
    if (keys == VALUE_EXCEPTION || object_length(rt, keys, &count) < 0) {
        return -1;
    }
    put_unit(w, '{');
    for (double i = 0; i < count; i++) {
        value name = array_get(rt, keys, i);
        value v = object_get(rt, frame->object, string_to_key(rt, name));
        if (v != VALUE_EXCEPTION) {
            v = settle(w, frame->object, name, v);
        }
        if (v == VALUE_EXCEPTION) {
            return -1;
        }
        rt_burn(rt, 1);
        if (v == VALUE_UNDEFINED) {
            continue;
        }
        if (!empty) {
            put_unit(w, ',');
        }
        empty = false;
        write_break(w);
        write_quoted(w, name);
        put_unit(w, ':');
        if (w->gap.length > 0) {
            put_unit(w, ' ');
        }
        if (write_value(w, frame, name, v) < 0) {
            return -1;
        }
    }
    write_close(w, '}', empty);
    return 0;
}

/* An entry of a replacer array as a property name; undefined if it is none. */
static value list_name(struct rt *rt, value v) {
    if (value_is_string(v)) {
        return v;
    }
    if (value_is_number(v) || value_is_class(v, CLASS_NUMBER) || value_is_class(v, CLASS_STRING)) {
        return to_string(rt, v);
    }
    return VALUE_UNDEFINED;
}

/* The names in a replacer array, each once, in order. */
static value property_list(struct rt *rt, value replacer) {
    value list = array_new(rt, 0, NULL);
    value seen = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    double length;
    if (object_length(rt, replacer, &length) < 0) {
        return VALUE_EXCEPTION;
    }
    for (double i = 0; i < length; i++) {
        value v = array_get(rt, replacer, i);
        value name = v == VALUE_EXCEPTION ? v : list_name(rt, v);
        if (name == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        rt_burn(rt, 1);
        if (name == VALUE_UNDEFINED) {
            continue;
        }
        value key = string_to_key(rt, name);
        int known = object_has_own(rt, seen, key);
        if (known < 0) {
            return VALUE_EXCEPTION;
        }
        if (known == 0) {
            object_define(rt, seen, key, VALUE_TRUE, ATTR_ALL);
            array_push(rt, list, name);
        }
    }
    return list;
}

/* The `space` argument as the text of one step. 0 or -1. */
static int gap_option(struct rt *rt, value space, struct text *gap) {
    static const uint8_t spaces[10] = "          ";
    *gap = (struct text){0, false, spaces};
    if (value_is_object(space)) {
        space = value_is_class(space, CLASS_BOOLEAN) ? VALUE_UNDEFINED : unwrap(rt, space);
    }
    if (space == VALUE_EXCEPTION) {
        return -1;
    }
    if (value_is_number(space)) {
        double count = value_number(space);
        gap->length = count >= 10 ? 10 : count >= 1 ? (uint32_t)count : 0;
    } else if (value_is_string(space)) {
        *gap = string_text(rt, space);
        gap->length = gap->length > 10 ? 10 : gap->length;
    }
    return 0;
}

/* { "": v } */
static value wrapper_of(struct rt *rt, value v) {
    value wrapper = object_new(rt);
    object_define(rt, wrapper, rt->realm->atom_empty, v, ATTR_ALL);
    return wrapper;
}

value json_stringify(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                     value *argv, value new_target) {
    struct writer w;
    w.rt = rt;
    w.replacer = VALUE_UNDEFINED;
    w.properties = VALUE_UNDEFINED;
    w.pending_count = 0;
    w.depth = 0;
    value holder = VALUE_UNDEFINED;
    value replacer = ARG(1);
    if (value_is_callable(replacer)) {
        w.replacer = replacer;
        holder = wrapper_of(rt, ARG(0));
    } else if (value_is_array(replacer)) {
        w.properties = property_list(rt, replacer);
        if (w.properties == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
    }
    if (gap_option(rt, ARG(2), &w.gap) < 0) {
        return VALUE_EXCEPTION;
    }
    value v = settle(&w, holder, rt->realm->atom_empty, ARG(0));
    if (v == VALUE_EXCEPTION || v == VALUE_UNDEFINED) {
        return v;
    }
    text_builder_start(&w.out, rt);
    if (write_value(&w, NULL, rt->realm->atom_empty, v) < 0) {
        return VALUE_EXCEPTION;
    }
    flush(&w);
    return text_builder_finish(&w.out);
}
