/*
 * lib/cursor.h: the only way bytes are parsed and produced.
 *
 * A `reader` never reads past its end; a `writer` never writes past its capacity and remembers an
 * overflow, so that an encoder may check once at its end. Neither owns its memory. After a failed
 * read the position is where it was before.
 */
#ifndef LIB_CURSOR_H
#define LIB_CURSOR_H

#include "lib/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes owned by somebody else. `data` may be NULL only when `length` is 0. */
struct view {
    const uint8_t *data;
    size_t length;
};

struct view view_of(const void *data, size_t length);
/* The bytes of a C string without its terminator. */
struct view view_text(const char *text);
/* Not constant time: for public values only. Secrets are compared by secret_equal. */
bool view_equal(struct view a, struct view b);
/* True where `inner` lies wholly inside `outer`; used by tests of zero-copy decoders. */
bool view_contains(struct view outer, struct view inner);

struct reader {
    const uint8_t *data;
    size_t length;
    size_t position; /* <= length */
};

void reader_init(struct reader *reader, const void *data, size_t length);
void reader_init_view(struct reader *reader, struct view view);
size_t reader_left(const struct reader *reader);
/* Fixed-size integers, little endian unless named be. STATUS_INVALID where too few bytes are left.
 */
MUST_CHECK enum status reader_u8(struct reader *reader, uint8_t *value);
MUST_CHECK enum status reader_u16(struct reader *reader, uint16_t *value);
MUST_CHECK enum status reader_u16be(struct reader *reader, uint16_t *value);
MUST_CHECK enum status reader_u32(struct reader *reader, uint32_t *value);
MUST_CHECK enum status reader_u64(struct reader *reader, uint64_t *value);
MUST_CHECK enum status reader_i64(struct reader *reader, int64_t *value);
/* An unsigned big-endian integer of `width` (1 to 8) bytes. */
MUST_CHECK enum status reader_be(struct reader *reader, size_t width, uint64_t *value);
/* Copies `length` bytes out. */
MUST_CHECK enum status reader_bytes(struct reader *reader, void *to, size_t length);
/* Borrows `length` bytes. */
MUST_CHECK enum status reader_view(struct reader *reader, size_t length, struct view *view);
/* A reader of the next `length` bytes alone; `reader` moves behind them. */
MUST_CHECK enum status reader_sub(struct reader *reader, size_t length, struct reader *sub);
/* STATUS_OK only where nothing is left. */
MUST_CHECK enum status reader_end(const struct reader *reader);

struct writer {
    uint8_t *data;
    size_t capacity;
    size_t position; /* <= capacity */
    bool overflow;   /* sticky: set once something did not fit; nothing is written from then on */
};

void writer_init(struct writer *writer, void *data, size_t capacity);
size_t writer_left(const struct writer *writer);
void writer_u8(struct writer *writer, uint8_t value);
void writer_u16(struct writer *writer, uint16_t value);
void writer_u16be(struct writer *writer, uint16_t value);
void writer_u32(struct writer *writer, uint32_t value);
void writer_u64(struct writer *writer, uint64_t value);
void writer_i64(struct writer *writer, int64_t value);
void writer_be(struct writer *writer, size_t width, uint64_t value);
void writer_bytes(struct writer *writer, const void *data, size_t length);
void writer_view(struct writer *writer, struct view view);
void writer_zeros(struct writer *writer, size_t length);
/* The address of `length` bytes to be filled by the caller, or NULL after an overflow. */
uint8_t *writer_reserve(struct writer *writer, size_t length);
/* What was written so far (from the start of the buffer). */
struct view writer_written(const struct writer *writer);
/* STATUS_TOO_LARGE after an overflow. */
MUST_CHECK enum status writer_end(const struct writer *writer);

#endif
