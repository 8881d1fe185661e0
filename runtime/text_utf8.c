/*
 * runtime/text_utf8.c: strings to and from UTF-8 (WHATWG Encoding: one U+FFFD for each maximal part
 * of an invalid sequence).
 */
#include "runtime/text_internal.h"

#include <string.h>

/* Reads one code point at *at and moves behind it. */
static uint32_t decode_utf8(const uint8_t *bytes, size_t length, size_t *at) {
    uint32_t first = bytes[(*at)++];
    if (first < 0x80) {
        return first;
    }
    uint32_t need = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) {
        return 0xfffd;
    }
    uint32_t lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    uint32_t highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    uint32_t point = first & (0x3fu >> need);
    for (uint32_t i = 0; i < need; i++) {
        if (*at >= length || bytes[*at] < lowest || bytes[*at] > highest) {
            return 0xfffd;
        }
        point = point << 6 | (bytes[(*at)++] & 0x3fu);
        lowest = 0x80;
        highest = 0xbf;
    }
    return point;
}

value string_from_utf8(struct rt *rt, const char *bytes, size_t length) {
    const uint8_t *source = (const uint8_t *)bytes;
    size_t ascii = 0;
    while (ascii < length && source[ascii] < 0x80) {
        ascii++;
    }
    if (ascii == length) {
        return string_from_latin1(rt, source, length);
    }
    struct text_builder builder;
    text_builder_start(&builder, rt);
    for (size_t at = 0; at < length;) {
        text_builder_code_point(&builder, decode_utf8(source, length, &at));
    }
    return text_builder_finish(&builder);
}

size_t string_to_utf8(struct rt *rt, value string, char *out, size_t capacity) {
    struct text text = string_text(rt, string);
    size_t at = 0;
    for (uint32_t i = 0; i < text.length; i++) {
        uint32_t point = text_at(text, i);
        if (point >= 0xd800 && point < 0xe000) {
            uint32_t next = i + 1 < text.length ? text_at(text, i + 1) : 0;
            if (point < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
                point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
                i++;
            } else {
                point = 0xfffd;
            }
        }
        uint32_t more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
        static const uint8_t lead[4] = {0, 0xc0, 0xe0, 0xf0};
        for (uint32_t k = 0; k <= more; k++) {
            uint32_t bits = point >> (6 * (more - k));
            uint32_t byte = k == 0 ? lead[more] | bits : 0x80 | (bits & 0x3f);
            if (at < capacity) {
                out[at] = (char)(uint8_t)byte;
            }
            at++;
        }
    }
    return at;
}
