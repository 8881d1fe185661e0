/* lib/text.c: UTF-8 (RFC 3629) and the shapes of names. */
#include "lib/text.h"

#include "lib/limits.h"

#include <string.h>

bool text_is_id(struct view text) {
    if (text.length < 1 || text.length > LIMIT_ID_BYTES) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return true;
}

/*
 * Bytes of the well-formed character at the reader's position, 0 where there is none. The second
 * byte's range depends on the first (Unicode 15, table 3-7): this excludes overlong forms,
 * surrogates and what lies above U+10FFFF.
 */
static size_t character_bytes(const uint8_t *at, size_t left) {
    uint8_t first = at[0], least = 0x80, most = 0xbf;
    size_t bytes = 0;
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        bytes = 2;
    } else if (first >= 0xe0 && first <= 0xef) {
        bytes = 3;
        least = first == 0xe0 ? 0xa0 : 0x80;
        most = first == 0xed ? 0x9f : 0xbf;
    } else if (first >= 0xf0 && first <= 0xf4) {
        bytes = 4;
        least = first == 0xf0 ? 0x90 : 0x80;
        most = first == 0xf4 ? 0x8f : 0xbf;
    }
    if (bytes == 0 || bytes > left || at[1] < least || at[1] > most) {
        return 0;
    }
    for (size_t i = 2; i < bytes; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return bytes;
}

bool text_is_utf8(struct view text) {
    size_t i = 0;
    while (i < text.length) {
        /* Most text is ASCII: eight bytes at a time. */
        uint64_t eight = 0;
        size_t bytes = 0;
        if (text.length - i >= sizeof eight) {
            memcpy(&eight, text.data + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        bytes = character_bytes(text.data + i, text.length - i);
        if (bytes == 0) {
            return false;
        }
        i += bytes;
    }
    return true;
}

static bool has_any(struct view text, struct view unwanted) {
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = text.data[i];
        if (c < 0x20 || c == 0x7f ||
            (unwanted.length > 0 && memchr(unwanted.data, c, unwanted.length) != NULL)) {
            return true;
        }
    }
    return false;
}

bool text_is_name(struct view text) {
    size_t dots = 0, dot = 0;
    if (text.length < 3 || text.length > LIMIT_NAME_BYTES ||
        has_any(text, view_text(" \"'/\\%?#")) || !text_is_utf8(text)) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '.') {
            dots++;
            dot = i;
        }
    }
    return dots == 1 && dot > 0 && dot < text.length - 1;
}

bool text_is_ingredient(struct view text) {
    return text.length >= 1 && text.length <= LIMIT_INGREDIENT_BYTES &&
           !has_any(text, view_of(NULL, 0)) && text_is_utf8(text);
}

bool text_is_url(struct view text) {
    static const char http[] = "http://", https[] = "https://";
    bool scheme =
        (text.length > sizeof http - 1 && memcmp(text.data, http, sizeof http - 1) == 0) ||
        (text.length > sizeof https - 1 && memcmp(text.data, https, sizeof https - 1) == 0);
    if (!scheme || text.length > LIMIT_URL_BYTES) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] <= 0x20 || text.data[i] >= 0x7f) {
            return false;
        }
    }
    return true;
}

struct view text_truncate(struct view text, size_t most) {
    size_t length = text.length;
    if (length <= most) {
        return text;
    }
    length = most;
    /* text.data[length] is the first byte that goes: step back while it continues a character. */
    while (length > 0 && (text.data[length] & 0xc0) == 0x80) {
        length--;
    }
    return view_of(text.data, length);
}

static void put_character(struct writer *writer, uint32_t c) {
    if (c < 0x80) {
        writer_u8(writer, (uint8_t)c);
    } else if (c < 0x800) {
        writer_u8(writer, (uint8_t)(0xc0 | c >> 6));
        writer_u8(writer, (uint8_t)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        writer_u8(writer, (uint8_t)(0xe0 | c >> 12));
        writer_u8(writer, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        writer_u8(writer, (uint8_t)(0x80 | (c & 0x3f)));
    } else {
        writer_u8(writer, (uint8_t)(0xf0 | c >> 18));
        writer_u8(writer, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
        writer_u8(writer, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        writer_u8(writer, (uint8_t)(0x80 | (c & 0x3f)));
    }
}

void text_put_utf16(struct writer *writer, const uint16_t *units, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t c = units[i];
        if (c >= 0xd800 && c <= 0xdbff && i + 1 < count && units[i + 1] >= 0xdc00 &&
            units[i + 1] <= 0xdfff) {
            c = 0x10000 + ((c - 0xd800) << 10) + (units[i + 1] - 0xdc00u);
            i++;
        } else if (c >= 0xd800 && c <= 0xdfff) {
            c = 0xfffd;
        }
        put_character(writer, c);
    }
}

void text_put_latin1(struct writer *writer, const uint8_t *units, size_t count) {
    for (size_t i = 0; i < count; i++) {
        put_character(writer, units[i]);
    }
}
