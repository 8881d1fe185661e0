/*
 * runtime/text/builtin_string_change.c: methods of String.prototype that make changed strings: case,
 * trimming, padding, repetition, normalization, Annex B's HTML (ECMA-262 22.1.3, B.2.2).
 */
#include <string.h>

#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text/builtin_text.h"
#include "runtime/text/text_scan.h"
#include "runtime/text/unicode.h"

static void *allocate_in_heap(void *context, size_t size) {
    return heap_alloc(context, size);
}

struct text_memory text_heap(struct rt *rt) {
    return (struct text_memory){allocate_in_heap, rt};
}

static value this_string(struct rt *rt, struct function *callee, value this_value) {
    return text_this(rt, callee, "String", this_value);
}

/* Maps Latin-1 units from `at` on; how far it came: to the end, or to a unit whose mapping is not
 * one unit of Latin-1. */
static uint32_t map_latin1(const uint8_t *units, uint32_t length, bool lower, uint8_t *out) {
    uint8_t first = lower ? 'A' : 'a', last = lower ? 'Z' : 'z';
    uint32_t at = 0;
    while (at < length) {
        uint64_t word;
        if (length - at >= 8) {
            memcpy(&word, units + at, sizeof word);
            if (scan_flip_case(word, first, last, &word)) {
                memcpy(out + at, &word, sizeof word);
                at += 8;
                continue;
            }
        }
        uint32_t end = length - at < 8 ? length : at + 8;
        for (; at < end; at++) {
            uint32_t mapped = lower ? unicode_lower(units[at]) : unicode_upper(units[at]);
            if (mapped > 255 || (!lower && units[at] == 0xdf)) {
                return at;
            }
            out[at] = (uint8_t)mapped;
        }
    }
    return length;
}

/* Changes the case of a Latin-1 text whose result is Latin-1 too, or returns VALUE_HOLE. */
static value latin1_case(struct rt *rt, value string, struct text text, bool lower) {
    uint8_t *out = heap_alloc(rt, text.length);
    if (map_latin1(text.units, text.length, lower, out) < text.length) {
        return VALUE_HOLE;
    }
    return memcmp(out, text.units, text.length) == 0 ? string
                                                     : string_from_latin1(rt, out, text.length);
}

/* 22.1.3.26 toLowerCase, 22.1.3.30 toUpperCase (by magic), and the locale variants, which know no
 * language with rules of its own. */
TEXT_METHOD(string_case) {
    bool lower = callee->magic != 0;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    struct text text = string_text(rt, string);
    rt_burn(rt, text.wide ? text.length * 2 : text.length / 4);
    if (!text.wide) {
        value result = latin1_case(rt, string, text, lower);
        if (result != VALUE_HOLE) {
            return result;
        }
    }
    struct text_view view = text_view_of(text);
    uint32_t length = lower ? unicode_lower_text(&view, NULL) : unicode_upper_text(&view, NULL);
    if (length > STRING_MAX_LENGTH) {
        return throw_range(rt, "Invalid string length");
    }
    uint16_t *out = heap_alloc_array(rt, length, sizeof *out);
    length = lower ? unicode_lower_text(&view, out) : unicode_upper_text(&view, out);
    return string_from_utf16(rt, out, length);
}

/* 22.1.3.31 trim, 22.1.3.32 trimEnd, 22.1.3.33 trimStart (by magic). */
TEXT_METHOD(string_trim) {
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    struct text text = string_text(rt, string);
    uint32_t start = 0, end = text.length;
    while ((callee->magic & 1) != 0 && start < end && unicode_is_space(text_at(text, start))) {
        start++;
    }
    while ((callee->magic & 2) != 0 && end > start && unicode_is_space(text_at(text, end - 1))) {
        end--;
    }
    rt_burn(rt, (text.length - (end - start)) / 4);
    return end - start == text.length ? string : string_slice(rt, string, start, end);
}

/* 22.1.3.16 padEnd, 22.1.3.17 padStart (by magic). */
TEXT_METHOD(string_pad) {
    double wanted = 0;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION || to_length(rt, ARG(0), &wanted) < 0) {
        return VALUE_EXCEPTION;
    }
    uint32_t length = string_length(string);
    if (wanted <= length) {
        return string;
    }
    value filler = ARG(1) == VALUE_UNDEFINED ? string_from_unit(rt, ' ') : to_string(rt, argv[1]);
    if (filler == VALUE_EXCEPTION) {
        return filler;
    }
    struct text fill = string_text(rt, filler);
    if (fill.length == 0) {
        return string;
    }
    if (wanted > STRING_MAX_LENGTH) {
        return throw_range(rt, "Invalid string length");
    }
    uint32_t left = (uint32_t)wanted - length;
    struct text_builder builder;
    rt_burn(rt, left / 4);
    text_builder_start(&builder, rt);
    if (callee->magic == 0) {
        text_builder_string(&builder, string);
    }
    for (; left > 0; left -= left < fill.length ? left : fill.length) {
        text_builder_range(&builder, fill, 0, left < fill.length ? left : fill.length);
    }
    if (callee->magic != 0) {
        text_builder_string(&builder, string);
    }
    return text_builder_finish(&builder);
}

/* 22.1.3.18 String.prototype.repeat ( count ) */
TEXT_METHOD(string_repeat) {
    double count = 0;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION || to_integer(rt, ARG(0), &count) < 0) {
        return VALUE_EXCEPTION;
    }
    if (count < 0 || count > 9007199254740991.0) {
        return throw_range(rt, "Invalid count value: %v", ARG(0));
    }
    struct text text = string_text(rt, string);
    if (text.length == 0 || count == 0) {
        return rt->realm->atom_empty;
    }
    if (count * text.length > STRING_MAX_LENGTH) {
        return throw_range(rt, "Invalid string length");
    }
    struct text_builder builder;
    rt_burn(rt, (uint64_t)(count * text.length) / 4 + (uint64_t)count);
    text_builder_start(&builder, rt);
    for (; count >= 1; count--) {
        text_builder_range(&builder, text, 0, text.length);
    }
    return text_builder_finish(&builder);
}

/* 22.1.3.15 String.prototype.normalize ( form ) */
TEXT_METHOD(string_normalize) {
    static const char *const names[] = {"NFC", "NFD", "NFKC", "NFKD"};
    enum unicode_form form = UNICODE_NFC;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    if (ARG(0) != VALUE_UNDEFINED) {
        value name = to_string(rt, argv[0]);
        uint32_t i = 0;
        if (name == VALUE_EXCEPTION) {
            return name;
        }
        while (i < 4 && !string_equals(rt, name, string_from_ascii(rt, names[i]))) {
            i++;
        }
        if (i == 4) {
            return throw_range(rt, "The normalization form should be one of NFC, NFD, NFKC, NFKD.");
        }
        form = (enum unicode_form)i;
    }
    struct text text = string_text(rt, string);
    if (!text.wide && form == UNICODE_NFC) {
        return string; /* all of Latin-1 is composed */
    }
    struct text_view view = text_view_of(text);
    struct text_memory memory = text_heap(rt);
    uint16_t *units = NULL;
    uint32_t length = 0;
    rt_burn(rt, text.length);
    if (unicode_normalize(form, &view, &memory, &units, &length) != STATUS_OK ||
        length > STRING_MAX_LENGTH) {
        return throw_range(rt, "Invalid string length");
    }
    return string_from_utf16(rt, units, length);
}

/* 22.1.3.5 String.prototype.concat ( ...args ) */
TEXT_METHOD(string_concat_method) {
    value string = this_string(rt, callee, this_value);
    for (uint32_t i = 0; i < argc && string != VALUE_EXCEPTION; i++) {
        value next = to_string(rt, argv[i]);
        string = next == VALUE_EXCEPTION ? next : string_concat(rt, string, next);
    }
    return string;
}

/* B.2.2.2.1 CreateHTML */
TEXT_METHOD(string_html) {
    static const struct {
        const char *tag, *attribute;
    } elements[] = {[HTML_ANCHOR] = {"a", "name"},      [HTML_BIG] = {"big", NULL},
                    [HTML_BLINK] = {"blink", NULL},     [HTML_BOLD] = {"b", NULL},
                    [HTML_FIXED] = {"tt", NULL},        [HTML_FONTCOLOR] = {"font", "color"},
                    [HTML_FONTSIZE] = {"font", "size"}, [HTML_ITALICS] = {"i", NULL},
                    [HTML_LINK] = {"a", "href"},        [HTML_SMALL] = {"small", NULL},
                    [HTML_STRIKE] = {"strike", NULL},   [HTML_SUB] = {"sub", NULL},
                    [HTML_SUP] = {"sup", NULL}};
    const char *tag = elements[callee->magic].tag, *attribute = elements[callee->magic].attribute;
    struct text_builder builder;
    value string = this_string(rt, callee, this_value), argument = VALUE_UNDEFINED;
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    text_builder_start(&builder, rt);
    text_builder_ascii(&builder, "<");
    text_builder_ascii(&builder, tag);
    if (attribute != NULL) {
        argument = to_string(rt, ARG(0));
        if (argument == VALUE_EXCEPTION) {
            return argument;
        }
        struct text text = string_text(rt, argument);
        rt_burn(rt, text.length);
        text_builder_ascii(&builder, " ");
        text_builder_ascii(&builder, attribute);
        text_builder_ascii(&builder, "=\"");
        for (uint32_t i = 0; i < text.length; i++) {
            if (text_at(text, i) == '"') {
                text_builder_ascii(&builder, "&quot;");
            } else {
                text_builder_unit(&builder, text_at(text, i));
            }
        }
        text_builder_ascii(&builder, "\"");
    }
    text_builder_ascii(&builder, ">");
    text_builder_string(&builder, string);
    text_builder_ascii(&builder, "</");
    text_builder_ascii(&builder, tag);
    text_builder_ascii(&builder, ">");
    return text_builder_finish(&builder);
}

/* ECMA-262 2024 22.1.3.10 isWellFormed, 22.1.3.31 toWellFormed (by magic); Node 20 has them. */
TEXT_METHOD(string_well_formed) {
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    struct text_view view = text_view_of(string_text(rt, string));
    struct text_builder builder;
    bool good = true;
    rt_burn(rt, view.length / 4);
    for (uint32_t i = 0; i < view.length && view.wide && good;) {
        uint32_t point = text_next(&view, &i);
        good = !text_is_lead(point) && !text_is_trail(point);
    }
    if (callee->magic == 0) {
        return value_from_bool(good);
    }
    if (good) {
        return string;
    }
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < view.length;) {
        uint32_t point = text_next(&view, &i);
        bool lone = text_is_lead(point) || text_is_trail(point);
        text_builder_code_point(&builder, lone ? 0xfffd : point);
    }
    return text_builder_finish(&builder);
}
