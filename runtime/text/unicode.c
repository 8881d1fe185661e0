/*
 * runtime/text/unicode.c: look-ups in the property tables: identifiers, white space and what
 * \p{...} names. Case is in unicode_case.c, normalization in unicode_normalize.c.
 */
#include "runtime/text/unicode.h"

#include <string.h>

#include "runtime/text/unicode_tables.h"

#define POINT_LIMIT 0x110000u

static uint32_t read_varint(const uint8_t **cursor) {
    uint32_t value = 0;
    for (uint32_t shift = 0;; shift += 7) {
        uint8_t byte = *(*cursor)++;
        value |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
}

static bool binary_contains(uint32_t property, uint32_t point) {
    const uint8_t *cursor = unicode_binary_data + unicode_binary_offsets[property];
    const uint8_t *end = unicode_binary_data + unicode_binary_offsets[property + 1];
    uint32_t position = 0;
    while (cursor < end) {
        position += read_varint(&cursor);
        if (point < position) {
            return false;
        }
        position += read_varint(&cursor);
        if (point < position) {
            return true;
        }
    }
    return false;
}

static bool is_ascii_letter(uint32_t point) {
    return (point | 0x20) - 'a' < 26;
}

bool unicode_is_id_start(uint32_t point) {
    if (point < 0x80) {
        return is_ascii_letter(point);
    }
    return binary_contains(UNICODE_BINARY_ID_START, point);
}

bool unicode_is_id_continue(uint32_t point) {
    if (point < 0x80) {
        return is_ascii_letter(point) || point - '0' < 10 || point == '_';
    }
    return binary_contains(UNICODE_BINARY_ID_CONTINUE, point);
}

bool unicode_is_space(uint32_t point) {
    if (point < 0x80) {
        return point == ' ' || point - '\t' < 5;
    }
    switch (point) {
    case 0x00a0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202f:
    case 0x205f:
    case 0x3000:
    case 0xfeff: return true;
    default: return point - 0x2000 <= 0xa;
    }
}

/* Finds `name` among the names of one kind; false if there is none. */
static bool find_name(uint8_t kind, const char *name, uint32_t length, uint32_t *number) {
    const uint8_t *entry = unicode_property_names;
    while (entry[0] != 0) {
        if (entry[0] == kind && entry[2] == length && memcmp(entry + 3, name, length) == 0) {
            *number = entry[1];
            return true;
        }
        entry += 3 + entry[2];
    }
    return false;
}

static bool same_name(const char *name, uint32_t length, const char *other) {
    uint32_t i = 0;
    while (i < length && other[i] != 0 && name[i] == other[i]) {
        i++;
    }
    return i == length && other[i] == 0;
}

static bool name_is(const char *name, uint32_t length, const char *full, const char *brief) {
    return same_name(name, length, full) || same_name(name, length, brief);
}

enum status unicode_property_find(const char *name, uint32_t name_length, const char *value,
                                  uint32_t value_length, struct unicode_property *out) {
    bool found = false;
    if (value_length == 0) {
        out->kind = UNICODE_BINARY;
        found = find_name('b', name, name_length, &out->number);
        if (!found) {
            out->kind = UNICODE_CATEGORY;
            found = find_name('c', name, name_length, &out->number);
        }
    } else if (name_is(name, name_length, "General_Category", "gc")) {
        out->kind = UNICODE_CATEGORY;
        found = find_name('c', value, value_length, &out->number);
    } else if (name_is(name, name_length, "Script", "sc")) {
        out->kind = UNICODE_SCRIPT;
        found = find_name('s', value, value_length, &out->number);
    } else if (name_is(name, name_length, "Script_Extensions", "scx")) {
        out->kind = UNICODE_EXTENSIONS;
        found = find_name('s', value, value_length, &out->number);
    }
    return found ? STATUS_OK : STATUS_NOT_FOUND;
}

typedef enum status (*range_function)(void *context, uint32_t first, uint32_t last);

static enum status each_binary(uint32_t property, range_function add, void *context) {
    const uint8_t *cursor = unicode_binary_data + unicode_binary_offsets[property];
    const uint8_t *end = unicode_binary_data + unicode_binary_offsets[property + 1];
    enum status status = STATUS_OK;
    uint32_t position = 0;
    while (cursor < end && status == STATUS_OK) {
        uint32_t first = position + read_varint(&cursor);
        position = first + read_varint(&cursor);
        status = add(context, first, position - 1);
    }
    return status;
}

static enum status each_category(uint32_t mask, range_function add, void *context) {
    const uint8_t *cursor = unicode_category_runs;
    enum status status = STATUS_OK;
    uint32_t position = 0;
    while (position < POINT_LIMIT && status == STATUS_OK) {
        uint32_t run = read_varint(&cursor);
        uint32_t first = position;
        position += run >> 5;
        if (mask >> (run & 31) & 1) {
            status = add(context, first, position - 1);
        }
    }
    return status;
}

static bool extension_has(uint32_t index, uint32_t script) {
    const uint8_t *set = unicode_extension_sets;
    while (--index > 0) {
        set += 1 + set[0];
    }
    for (uint32_t i = 1; i <= set[0]; i++) {
        if (set[i] == script) {
            return true;
        }
    }
    return false;
}

/* Walks scripts and, if `extensions`, the script extensions that overrule them, side by side. */
static enum status each_script(uint32_t script, bool extensions, range_function add,
                               void *context) {
    const uint8_t *scripts = unicode_script_runs, *others = unicode_extension_runs;
    uint32_t script_end = 0, other_end = extensions ? 0 : POINT_LIMIT;
    uint32_t position = 0, current = 0, other = 0;
    enum status status = STATUS_OK;
    while (position < POINT_LIMIT && status == STATUS_OK) {
        if (position == script_end) {
            script_end += read_varint(&scripts);
            current = *scripts++;
        }
        if (position == other_end) {
            other_end += read_varint(&others);
            other = *others++;
        }
        uint32_t end = script_end < other_end ? script_end : other_end;
        if (other != 0 ? extension_has(other, script) : current == script) {
            status = add(context, position, end - 1);
        }
        position = end;
    }
    return status;
}

enum status unicode_property_each(const struct unicode_property *property, range_function add,
                                  void *context) {
    switch (property->kind) {
    case UNICODE_BINARY: return each_binary(property->number, add, context);
    case UNICODE_CATEGORY:
        return each_category(unicode_category_masks[property->number], add, context);
    case UNICODE_SCRIPT: return each_script(property->number, false, add, context);
    case UNICODE_EXTENSIONS: return each_script(property->number, true, add, context);
    }
    return STATUS_INVALID;
}
