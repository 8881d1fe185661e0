/* lib/cbor.c: the encoder and the decoder of single items. Checks of whole trees: cbor_check.c. */
#include "lib/cbor.h"

#include "lib/limits.h"
#include "lib/text.h"

#include <string.h>

size_t cbor_head_bytes(uint64_t argument) {
    if (argument < 24) {
        return 1;
    }
    if (argument <= UINT8_MAX) {
        return 2;
    }
    if (argument <= UINT16_MAX) {
        return 3;
    }
    return argument <= UINT32_MAX ? 5 : 9;
}

void cbor_put_head(struct writer *writer, enum cbor_type type, uint64_t argument) {
    uint8_t major = (uint8_t)((unsigned)type << 5);
    size_t bytes = cbor_head_bytes(argument);
    switch (bytes) {
    case 1: writer_u8(writer, (uint8_t)(major | argument)); return;
    case 2: writer_u8(writer, major | 24); break;
    case 3: writer_u8(writer, major | 25); break;
    case 5: writer_u8(writer, major | 26); break;
    default: writer_u8(writer, major | 27); break;
    }
    writer_be(writer, bytes - 1, argument);
}

void cbor_put_uint(struct writer *writer, uint64_t value) {
    cbor_put_head(writer, CBOR_UINT, value);
}

void cbor_put_int(struct writer *writer, int64_t value) {
    if (value >= 0) {
        cbor_put_head(writer, CBOR_UINT, (uint64_t)value);
    } else {
        cbor_put_head(writer, CBOR_NINT, (uint64_t)(-1 - value));
    }
}

void cbor_put_bytes(struct writer *writer, struct view bytes) {
    cbor_put_head(writer, CBOR_BYTES, bytes.length);
    writer_view(writer, bytes);
}

void cbor_put_fixed(struct writer *writer, const void *bytes, size_t length) {
    cbor_put_bytes(writer, view_of(bytes, length));
}

void cbor_put_text(struct writer *writer, struct view text) {
    cbor_put_head(writer, CBOR_TEXT, text.length);
    writer_view(writer, text);
}

void cbor_put_string(struct writer *writer, const char *text) {
    cbor_put_text(writer, view_text(text));
}

void cbor_put_array(struct writer *writer, size_t count) {
    cbor_put_head(writer, CBOR_ARRAY, count);
}

void cbor_put_map(struct writer *writer, size_t count) {
    cbor_put_head(writer, CBOR_MAP, count);
}

void cbor_put_tag(struct writer *writer, uint64_t tag) {
    cbor_put_head(writer, CBOR_TAG, tag);
}

void cbor_put_bool(struct writer *writer, bool value) {
    cbor_put_head(writer, CBOR_SIMPLE, value ? 21 : 20);
}

void cbor_put_null(struct writer *writer) {
    cbor_put_head(writer, CBOR_SIMPLE, 22);
}

void cbor_put_padding(struct writer *writer, size_t length) {
    size_t rest = 0, zeros = 0;
    if (length == 0) {
        writer->overflow = true; /* an absent item can't be written */
        return;
    }
    if (length == 1) {
        cbor_put_array(writer, 0);
        return;
    }
    rest = length - 1;
    /* A byte string of n takes n + head(n); the few sizes between two head lengths are reached by
     * an empty second string. */
    for (size_t head = 1; head <= 9; head++) {
        if (rest >= head && cbor_head_bytes(rest - head) == head) {
            zeros = rest - head;
            cbor_put_array(writer, 1);
            cbor_put_head(writer, CBOR_BYTES, zeros);
            writer_zeros(writer, zeros);
            return;
        }
    }
    rest--;
    for (size_t head = 1; head <= 9; head++) {
        if (rest >= head && cbor_head_bytes(rest - head) == head) {
            zeros = rest - head;
            cbor_put_array(writer, 2);
            cbor_put_head(writer, CBOR_BYTES, zeros);
            writer_zeros(writer, zeros);
            cbor_put_head(writer, CBOR_BYTES, 0);
            return;
        }
    }
    writer->overflow = true; /* not reached: the gaps are at most four bytes wide, see the test */
}

enum status cbor_peek(const struct reader *reader, enum cbor_type *type) {
    struct reader ahead = *reader;
    uint8_t first = 0;
    enum status status = reader_u8(&ahead, &first);
    if (status == STATUS_OK) {
        *type = (enum cbor_type)(first >> 5);
    }
    return status;
}

/*
 * The head of the next item: RFC 8949 section 3, shortest form only (4.2.1), no indefinite
 * lengths.
 */
static enum status get_head(struct reader *reader, enum cbor_type *type, uint64_t *argument,
                            uint8_t *info) {
    struct reader ahead = *reader;
    uint8_t first = 0;
    uint64_t value = 0;
    if (reader_u8(&ahead, &first) != STATUS_OK) {
        return STATUS_INVALID;
    }
    *type = (enum cbor_type)(first >> 5);
    *info = first & 31;
    if (*info < 24) {
        value = *info;
    } else if (*info <= 27) {
        size_t width = (size_t)1 << (*info - 24);
        if (reader_be(&ahead, width, &value) != STATUS_OK) {
            return STATUS_INVALID;
        }
        if (*type != CBOR_SIMPLE && cbor_head_bytes(value) != width + 1) {
            return STATUS_INVALID;
        }
    } else {
        return STATUS_INVALID;
    }
    *argument = value;
    *reader = ahead;
    return STATUS_OK;
}

/* A head of the expected type; the reader moves only on success. */
static enum status get_typed(struct reader *reader, enum cbor_type expected, uint64_t *argument) {
    struct reader ahead = *reader;
    enum cbor_type type = CBOR_UINT;
    uint8_t info = 0;
    if (get_head(&ahead, &type, argument, &info) != STATUS_OK || type != expected) {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_uint(struct reader *reader, uint64_t *value) {
    return get_typed(reader, CBOR_UINT, value);
}

enum status cbor_get_u32(struct reader *reader, uint32_t *value) {
    struct reader ahead = *reader;
    uint64_t wide = 0;
    if (get_typed(&ahead, CBOR_UINT, &wide) != STATUS_OK || wide > UINT32_MAX) {
        return STATUS_INVALID;
    }
    *value = (uint32_t)wide;
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_int(struct reader *reader, int64_t *value) {
    struct reader ahead = *reader;
    enum cbor_type type = CBOR_UINT;
    uint64_t argument = 0;
    uint8_t info = 0;
    if (get_head(&ahead, &type, &argument, &info) != STATUS_OK || argument > INT64_MAX) {
        return STATUS_INVALID;
    }
    if (type == CBOR_UINT) {
        *value = (int64_t)argument;
    } else if (type == CBOR_NINT) {
        *value = -1 - (int64_t)argument;
    } else {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

static enum status get_string(struct reader *reader, enum cbor_type type, struct view *bytes) {
    struct reader ahead = *reader;
    uint64_t length = 0;
    if (get_typed(&ahead, type, &length) != STATUS_OK || length > reader_left(&ahead) ||
        reader_view(&ahead, (size_t)length, bytes) != STATUS_OK) {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_bytes(struct reader *reader, struct view *bytes) {
    return get_string(reader, CBOR_BYTES, bytes);
}

enum status cbor_get_fixed(struct reader *reader, void *bytes, size_t length) {
    struct reader ahead = *reader;
    struct view view = {0};
    if (get_string(&ahead, CBOR_BYTES, &view) != STATUS_OK || view.length != length) {
        return STATUS_INVALID;
    }
    if (length > 0) {
        memcpy(bytes, view.data, length);
    }
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_text(struct reader *reader, struct view *text) {
    struct reader ahead = *reader;
    if (get_string(&ahead, CBOR_TEXT, text) != STATUS_OK || !text_is_utf8(*text)) {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

static enum status get_count(struct reader *reader, enum cbor_type type, size_t least_bytes,
                             size_t *count) {
    struct reader ahead = *reader;
    uint64_t argument = 0;
    if (get_typed(&ahead, type, &argument) != STATUS_OK ||
        argument > reader_left(&ahead) / least_bytes) {
        return STATUS_INVALID;
    }
    *count = (size_t)argument;
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_array(struct reader *reader, size_t *count) {
    return get_count(reader, CBOR_ARRAY, 1, count);
}

enum status cbor_get_array_of(struct reader *reader, size_t count) {
    struct reader ahead = *reader;
    size_t got = 0;
    if (get_count(&ahead, CBOR_ARRAY, 1, &got) != STATUS_OK || got != count) {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_map(struct reader *reader, size_t *count) {
    return get_count(reader, CBOR_MAP, 2, count);
}

enum status cbor_get_tag(struct reader *reader, uint64_t tag) {
    struct reader ahead = *reader;
    uint64_t got = 0;
    if (get_typed(&ahead, CBOR_TAG, &got) != STATUS_OK || got != tag) {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

static enum status get_simple(struct reader *reader, uint8_t *value) {
    struct reader ahead = *reader;
    enum cbor_type type = CBOR_UINT;
    uint64_t argument = 0;
    uint8_t info = 0;
    if (get_head(&ahead, &type, &argument, &info) != STATUS_OK || type != CBOR_SIMPLE ||
        info >= 24) {
        return STATUS_INVALID;
    }
    *value = info;
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_bool(struct reader *reader, bool *value) {
    struct reader ahead = *reader;
    uint8_t simple = 0;
    if (get_simple(&ahead, &simple) != STATUS_OK || (simple != 20 && simple != 21)) {
        return STATUS_INVALID;
    }
    *value = simple == 21;
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_null(struct reader *reader) {
    struct reader ahead = *reader;
    uint8_t simple = 0;
    if (get_simple(&ahead, &simple) != STATUS_OK || simple != 22) {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

enum status cbor_get_padding(struct reader *reader) {
    struct reader ahead = *reader;
    struct view ignored = {0};
    size_t count = 0;
    enum status status = cbor_get_array(&ahead, &count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = cbor_get_bytes(&ahead, &ignored);
    }
    if (status == STATUS_OK) {
        *reader = ahead;
    }
    return status;
}

enum status cbor_map_begin(struct cbor_map *map, struct reader *reader) {
    *map = (struct cbor_map){.reader = reader, .left = 0, .seen = 0};
    return cbor_get_map(reader, &map->left);
}

enum status cbor_map_begin_ordered(struct cbor_map *map, struct reader *reader) {
    enum status status = cbor_map_begin(map, reader);
    map->ordered = true;
    return status;
}

bool cbor_map_next(struct cbor_map *map, unsigned *label, enum status *status) {
    uint64_t value = 0;
    if (*status != STATUS_OK || map->left == 0) {
        return false;
    }
    if (cbor_get_uint(map->reader, &value) != STATUS_OK || value >= 64 ||
        (map->seen & CBOR_LABEL(value)) != 0 || (map->ordered && map->seen >> value != 0)) {
        *status = STATUS_INVALID;
        return false;
    }
    map->seen |= CBOR_LABEL(value);
    map->left--;
    *label = (unsigned)value;
    return true;
}

enum status cbor_map_end(const struct cbor_map *map, uint64_t required) {
    return map->left == 0 && (map->seen & required) == required ? STATUS_OK : STATUS_INVALID;
}

bool cbor_map_has(const struct cbor_map *map, unsigned label) {
    return label < 64 && (map->seen & CBOR_LABEL(label)) != 0;
}
