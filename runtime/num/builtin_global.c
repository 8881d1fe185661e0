/*
 * runtime/num/builtin_global.c: the global object's value properties and functions (ECMA-262 19.1,
 * 19.2, B.2.1).
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/num/builtin_text.h"
#include "runtime/num/math_bits.h"
#include "runtime/realm.h"

/* 19.2.5 parseInt ( string, radix ) */
NATIVE(global_parse_int) {
    int32_t radix = 0;
    if (value_is_int(ARG(0)) && ARG(1) == VALUE_UNDEFINED) {
        return ARG(0);
    }
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION || to_int32(rt, ARG(1), &radix) < 0) {
        return VALUE_EXCEPTION;
    }
    rt_burn(rt, string_length(string) / 16);
    return value_from_number(number_parse_int(number_text_of(rt, string), radix));
}

/* 19.2.4 parseFloat ( string ) */
NATIVE(global_parse_float) {
    if (value_is_int(ARG(0))) {
        return ARG(0);
    }
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    rt_burn(rt, string_length(string) / 16);
    return value_from_number(number_parse_float(number_text_of(rt, string)));
}

/* 19.2.3 isNaN ( number ) */
NATIVE(global_is_nan) {
    double x;
    if (to_double(rt, ARG(0), &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_bool(is_nan(x));
}

/* 19.2.2 isFinite ( number ) */
NATIVE(global_is_finite) {
    double x;
    if (to_double(rt, ARG(0), &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_bool(is_finite(x));
}

/* --- 19.2.6 URI handling --- */

static value malformed(struct rt *rt) {
    return throw_error(rt, ERROR_URI, "URI malformed");
}

static bool is_alphanumeric(uint32_t c) {
    uint32_t letter = c | 0x20;
    return (c >= '0' && c <= '9') || (c < 128 && letter >= 'a' && letter <= 'z');
}

/* Whether an ASCII character is in `set`. */
static bool is_in(uint32_t c, const char *set) {
    for (; *set != '\0'; set++) {
        if (c == (uint8_t)*set) {
            return true;
        }
    }
    return false;
}

static const char uri_marks[] = "-_.!~*'()";
static const char uri_reserved[] = ";/?:@&=+$,#";

static void add_percent(struct text_builder *builder, uint32_t byte) {
    static const char hex[] = "0123456789ABCDEF";
    text_builder_unit(builder, '%');
    text_builder_unit(builder, (uint8_t)hex[byte >> 4 & 15]);
    text_builder_unit(builder, (uint8_t)hex[byte & 15]);
}

static void add_percent_utf8(struct text_builder *builder, uint32_t c) {
    if (c < 0x80) {
        add_percent(builder, c);
        return;
    }
    if (c < 0x800) {
        add_percent(builder, 0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            add_percent(builder, 0xe0 | c >> 12);
        } else {
            add_percent(builder, 0xf0 | c >> 18);
            add_percent(builder, 0x80 | (c >> 12 & 0x3f));
        }
        add_percent(builder, 0x80 | (c >> 6 & 0x3f));
    }
    add_percent(builder, 0x80 | (c & 0x3f));
}

/* encodeURI (magic 0) and encodeURIComponent (magic 1) */
NATIVE(global_encode) {
    struct text_builder builder;
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string);
    rt_burn(rt, text.length / 8);
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < text.length; i++) {
        uint32_t c = text_at(text, i);
        if (is_alphanumeric(c) || is_in(c, uri_marks) ||
            (callee->magic == 0 && is_in(c, uri_reserved))) {
            text_builder_unit(&builder, (uint16_t)c);
            continue;
        }
        if (c >= 0xd800 && c <= 0xdfff) {
            uint32_t trail = i + 1 < text.length ? text_at(text, i + 1) : 0;
            if (c >= 0xdc00 || trail < 0xdc00 || trail > 0xdfff) {
                return malformed(rt);
            }
            c = 0x10000 + ((c - 0xd800) << 10) + (trail - 0xdc00);
            i++;
        }
        add_percent_utf8(&builder, c);
    }
    return text_builder_finish(&builder);
}

static int hex_value(uint32_t c) {
    if (c >= '0' && c <= '9') {
        return (int)(c - '0');
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (int)(c - 'a') + 10 : -1;
}

/* The two hexadecimal digits at `index`, or -1. */
static int hex_pair(struct text text, uint32_t index) {
    if (text.length < 2 || index > text.length - 2) {
        return -1;
    }
    int high = hex_value(text_at(text, index));
    int low = hex_value(text_at(text, index + 1));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Decodes the %XX sequence of one code point at *index and moves behind it. The code point, or -1
 * where it isn't well-formed UTF-8. */
static int32_t decode_point(struct text text, uint32_t *index) {
    static const int32_t least[4] = {0, 0x80, 0x800, 0x10000};
    int byte = hex_pair(text, *index + 1);
    *index += 3;
    if (byte < 0x80) {
        return byte;
    }
    int more = byte >= 0xf0 && byte <= 0xf7 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
    if (more == 0 || byte >= 0xf8) {
        return -1;
    }
    int32_t point = byte & (0x3f >> more);
    for (int i = 0; i < more; i++) {
        if (*index >= text.length || text_at(text, *index) != '%') {
            return -1;
        }
        byte = hex_pair(text, *index + 1);
        if ((byte & 0xc0) != 0x80 || byte < 0) {
            return -1;
        }
        *index += 3;
        point = point << 6 | (byte & 0x3f);
    }
    bool valid = point >= least[more] && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return valid ? point : -1;
}

/* decodeURI (magic 0: reserved characters stay encoded) and decodeURIComponent (magic 1) */
NATIVE(global_decode) {
    struct text_builder builder;
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string);
    rt_burn(rt, text.length / 8);
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < text.length;) {
        uint32_t c = text_at(text, i);
        if (c != '%') {
            text_builder_unit(&builder, (uint16_t)c);
            i++;
            continue;
        }
        uint32_t start = i;
        int32_t point = decode_point(text, &i);
        if (point < 0) {
            return malformed(rt);
        }
        if (callee->magic == 0 && is_in((uint32_t)point, uri_reserved)) {
            text_builder_range(&builder, text, start, i);
        } else {
            text_builder_code_point(&builder, (uint32_t)point);
        }
    }
    return text_builder_finish(&builder);
}

/* B.2.1.1 escape ( string ) */
NATIVE(global_escape) {
    struct text_builder builder;
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string);
    rt_burn(rt, text.length / 8);
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < text.length; i++) {
        uint32_t c = text_at(text, i);
        if (is_alphanumeric(c) || is_in(c, "@*_+-./")) {
            text_builder_unit(&builder, (uint16_t)c);
        } else if (c < 256) {
            add_percent(&builder, c);
        } else {
            static const char hex[] = "0123456789ABCDEF";
            text_builder_ascii(&builder, "%u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                text_builder_unit(&builder, (uint8_t)hex[c >> shift & 15]);
            }
        }
    }
    return text_builder_finish(&builder);
}

/* B.2.1.2 unescape ( string ) */
NATIVE(global_unescape) {
    struct text_builder builder;
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string);
    rt_burn(rt, text.length / 8);
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < text.length; i++) {
        uint16_t c = text_at(text, i);
        if (c == '%') {
            int two = hex_pair(text, i + 1);
            if (two >= 0) {
                c = (uint16_t)two;
                i += 2;
            } else if (i + 1 < text.length && text_at(text, i + 1) == 'u') {
                int high = hex_pair(text, i + 2);
                int low = hex_pair(text, i + 4);
                if (high >= 0 && low >= 0) {
                    c = (uint16_t)(high << 8 | low);
                    i += 5;
                }
            }
        }
        text_builder_unit(&builder, c);
    }
    return text_builder_finish(&builder);
}

static const struct function_info global_functions[] = {
    NATIVE_FUNCTION("parseInt", global_parse_int, 2),
    NATIVE_FUNCTION("parseFloat", global_parse_float, 1),
    NATIVE_FUNCTION("isNaN", global_is_nan, 1),
    NATIVE_FUNCTION("isFinite", global_is_finite, 1),
    NATIVE_MAGIC("encodeURI", global_encode, 1, 0),
    NATIVE_MAGIC("encodeURIComponent", global_encode, 1, 1),
    NATIVE_MAGIC("decodeURI", global_decode, 1, 0),
    NATIVE_MAGIC("decodeURIComponent", global_decode, 1, 1),
    NATIVE_FUNCTION("escape", global_escape, 1),
    NATIVE_FUNCTION("unescape", global_unescape, 1),
};

enum { GLOBAL_FUNCTION_COUNT = sizeof global_functions / sizeof *global_functions };

const struct code_module builtin_global_module = {.functions = global_functions,
                                                  .function_count = GLOBAL_FUNCTION_COUNT};

void builtin_global_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value global = realm->global;
    object_define_name(rt, global, "globalThis", global, ATTR_HIDDEN);
    object_define_name(rt, global, "NaN", VALUE_NAN, ATTR_NONE);
    object_define_name(rt, global, "Infinity", value_from_number(math_infinity()), ATTR_NONE);
    object_define_name(rt, global, "undefined", VALUE_UNDEFINED, ATTR_NONE);
    native_methods(rt, global, MODULE_global, 0, GLOBAL_FUNCTION_COUNT);
    /* 21.1.2.12, 21.1.2.13: the same function objects */
    value number = object_get(rt, realm->prototypes[CLASS_NUMBER], realm->atom_constructor);
    object_define_name(rt, number, "parseFloat", object_get_name(rt, global, "parseFloat"),
                       ATTR_HIDDEN);
    object_define_name(rt, number, "parseInt", object_get_name(rt, global, "parseInt"),
                       ATTR_HIDDEN);
}
