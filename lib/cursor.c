/*
 * lib/cursor.c: bounded reads and writes. The only pointer arithmetic on bytes of others is
 * here.
 */
#include "lib/cursor.h"

#include <string.h>

struct view view_of(const void *data, size_t length) {
    return (struct view){.data = data, .length = length};
}

struct view view_text(const char *text) {
    /* Firmware and enclaves offer mem* only; volatile keeps the compiler from calling strlen. */
    const volatile char *at = text;
    size_t length = 0;
    while (at[length] != '\0') {
        length++;
    }
    return view_of(text, length);
}

bool view_equal(struct view a, struct view b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

bool view_contains(struct view outer, struct view inner) {
    uintptr_t from = (uintptr_t)outer.data;
    uintptr_t at = (uintptr_t)inner.data;
    return at >= from && at - from <= outer.length && inner.length <= outer.length - (at - from);
}

void reader_init(struct reader *reader, const void *data, size_t length) {
    *reader = (struct reader){.data = data, .length = length, .position = 0};
}

void reader_init_view(struct reader *reader, struct view view) {
    reader_init(reader, view.data, view.length);
}

size_t reader_left(const struct reader *reader) {
    return reader->length - reader->position;
}

enum status reader_view(struct reader *reader, size_t length, struct view *view) {
    if (length > reader_left(reader)) {
        return STATUS_INVALID;
    }
    /* An empty reader may have no memory at all, and NULL + 0 is undefined in C17. */
    *view = view_of(reader->data == NULL ? NULL : reader->data + reader->position, length);
    reader->position += length;
    return STATUS_OK;
}

enum status reader_sub(struct reader *reader, size_t length, struct reader *sub) {
    struct view view = {0};
    enum status status = reader_view(reader, length, &view);
    if (status == STATUS_OK) {
        reader_init_view(sub, view);
    }
    return status;
}

enum status reader_bytes(struct reader *reader, void *to, size_t length) {
    struct view view = {0};
    enum status status = reader_view(reader, length, &view);
    if (status == STATUS_OK && length > 0) {
        memcpy(to, view.data, length);
    }
    return status;
}

enum status reader_be(struct reader *reader, size_t width, uint64_t *value) {
    struct view view = {0};
    enum status status = STATUS_INVALID;
    if (width < 1 || width > 8) {
        return STATUS_INVALID;
    }
    status = reader_view(reader, width, &view);
    if (status == STATUS_OK) {
        uint64_t sum = 0;
        for (size_t i = 0; i < width; i++) {
            sum = sum << 8 | view.data[i];
        }
        *value = sum;
    }
    return status;
}

static enum status read_le(struct reader *reader, size_t width, uint64_t *value) {
    struct view view = {0};
    enum status status = reader_view(reader, width, &view);
    if (status == STATUS_OK) {
        uint64_t sum = 0;
        for (size_t i = width; i > 0; i--) {
            sum = sum << 8 | view.data[i - 1];
        }
        *value = sum;
    }
    return status;
}

enum status reader_u8(struct reader *reader, uint8_t *value) {
    return reader_bytes(reader, value, 1);
}

enum status reader_u16(struct reader *reader, uint16_t *value) {
    uint64_t wide = 0;
    enum status status = read_le(reader, 2, &wide);
    if (status == STATUS_OK) {
        *value = (uint16_t)wide;
    }
    return status;
}

enum status reader_u16be(struct reader *reader, uint16_t *value) {
    uint64_t wide = 0;
    enum status status = reader_be(reader, 2, &wide);
    if (status == STATUS_OK) {
        *value = (uint16_t)wide;
    }
    return status;
}

enum status reader_u32(struct reader *reader, uint32_t *value) {
    uint64_t wide = 0;
    enum status status = read_le(reader, 4, &wide);
    if (status == STATUS_OK) {
        *value = (uint32_t)wide;
    }
    return status;
}

enum status reader_u64(struct reader *reader, uint64_t *value) {
    return read_le(reader, 8, value);
}

enum status reader_i64(struct reader *reader, int64_t *value) {
    uint64_t wide = 0;
    enum status status = read_le(reader, 8, &wide);
    if (status == STATUS_OK) {
        memcpy(value, &wide, sizeof *value);
    }
    return status;
}

enum status reader_end(const struct reader *reader) {
    return reader_left(reader) == 0 ? STATUS_OK : STATUS_INVALID;
}

void writer_init(struct writer *writer, void *data, size_t capacity) {
    *writer = (struct writer){.data = data, .capacity = capacity, .position = 0, .overflow = false};
}

size_t writer_left(const struct writer *writer) {
    return writer->overflow ? 0 : writer->capacity - writer->position;
}

uint8_t *writer_reserve(struct writer *writer, size_t length) {
    uint8_t *at = NULL;
    if (writer->overflow || writer->data == NULL || length > writer->capacity - writer->position) {
        writer->overflow = true;
        return NULL;
    }
    at = writer->data + writer->position;
    writer->position += length;
    return at;
}

void writer_bytes(struct writer *writer, const void *data, size_t length) {
    uint8_t *at = writer_reserve(writer, length);
    if (at != NULL && length > 0) {
        memcpy(at, data, length);
    }
}

void writer_view(struct writer *writer, struct view view) {
    writer_bytes(writer, view.data, view.length);
}

void writer_zeros(struct writer *writer, size_t length) {
    uint8_t *at = writer_reserve(writer, length);
    if (at != NULL && length > 0) {
        memset(at, 0, length);
    }
}

void writer_be(struct writer *writer, size_t width, uint64_t value) {
    uint8_t *at = writer_reserve(writer, width);
    for (size_t i = 0; at != NULL && i < width; i++) {
        at[i] = (uint8_t)(value >> (8 * (width - 1 - i)));
    }
}

static void write_le(struct writer *writer, size_t width, uint64_t value) {
    uint8_t *at = writer_reserve(writer, width);
    for (size_t i = 0; at != NULL && i < width; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

void writer_u8(struct writer *writer, uint8_t value) {
    write_le(writer, 1, value);
}

void writer_u16(struct writer *writer, uint16_t value) {
    write_le(writer, 2, value);
}

void writer_u16be(struct writer *writer, uint16_t value) {
    writer_be(writer, 2, value);
}

void writer_u32(struct writer *writer, uint32_t value) {
    write_le(writer, 4, value);
}

void writer_u64(struct writer *writer, uint64_t value) {
    write_le(writer, 8, value);
}

void writer_i64(struct writer *writer, int64_t value) {
    write_le(writer, 8, (uint64_t)value);
}

struct view writer_written(const struct writer *writer) {
    return view_of(writer->data, writer->position);
}

enum status writer_end(const struct writer *writer) {
    return writer->overflow ? STATUS_TOO_LARGE : STATUS_OK;
}
