/*
 * lib/cbor.h: deterministic CBOR out (RFC 8949 section 4.2.1), strict CBOR in.
 *
 * The encoder writes shortest forms and definite lengths; the caller writes map keys in the order
 * of their encodings (labels 1, 2, 3 …, then -1, -2 …; for texts: shorter first, then bytewise).
 * The decoder refuses indefinite lengths, integers that are not in the shortest form, texts that
 * are not UTF-8, reserved additional information, and nesting deeper than LIMIT_CBOR_DEPTH. It does
 * not ask for sorted maps, so that stock encoders of other languages may be used; a duplicate key
 * is refused (the map helper for integer labels, cbor_skip for everything else). Floating-point
 * numbers occur in none of our formats: STATUS_UNSUPPORTED.
 * All decoders return STATUS_INVALID for malformed or unexpected items and leave the reader where
 * it was.
 */
#ifndef LIB_CBOR_H
#define LIB_CBOR_H

#include "lib/cursor.h"

enum cbor_type {
    CBOR_UINT = 0,
    CBOR_NINT = 1,
    CBOR_BYTES = 2,
    CBOR_TEXT = 3,
    CBOR_ARRAY = 4,
    CBOR_MAP = 5,
    CBOR_TAG = 6,
    CBOR_SIMPLE = 7,
};

void cbor_put_head(struct writer *writer, enum cbor_type type, uint64_t argument);
void cbor_put_uint(struct writer *writer, uint64_t value);
void cbor_put_int(struct writer *writer, int64_t value);
void cbor_put_bytes(struct writer *writer, struct view bytes);
void cbor_put_fixed(struct writer *writer, const void *bytes, size_t length);
/* `text` must be UTF-8; not checked here. */
void cbor_put_text(struct writer *writer, struct view text);
void cbor_put_string(struct writer *writer, const char *text);
void cbor_put_array(struct writer *writer, size_t count);
void cbor_put_map(struct writer *writer, size_t count);
void cbor_put_tag(struct writer *writer, uint64_t tag);
void cbor_put_bool(struct writer *writer, bool value);
void cbor_put_null(struct writer *writer);
/* Bytes that the head of an item with this argument takes: 1, 2, 3, 5 or 9. */
size_t cbor_head_bytes(uint64_t argument);
/*
 * Exactly `length` bytes (at least 1) of padding: an array of byte strings of zeros. Readers ignore
 * the contents. The array is what makes every length reachable.
 */
void cbor_put_padding(struct writer *writer, size_t length);

/* The type of the next item. */
MUST_CHECK enum status cbor_peek(const struct reader *reader, enum cbor_type *type);
MUST_CHECK enum status cbor_get_uint(struct reader *reader, uint64_t *value);
/* STATUS_INVALID also where the value does not fit. */
MUST_CHECK enum status cbor_get_u32(struct reader *reader, uint32_t *value);
MUST_CHECK enum status cbor_get_int(struct reader *reader, int64_t *value);
MUST_CHECK enum status cbor_get_bytes(struct reader *reader, struct view *bytes);
/* A byte string of exactly `length` bytes, copied. */
MUST_CHECK enum status cbor_get_fixed(struct reader *reader, void *bytes, size_t length);
MUST_CHECK enum status cbor_get_text(struct reader *reader, struct view *text);
/* The count is checked against the bytes left (an entry takes at least one byte, or two). */
MUST_CHECK enum status cbor_get_array(struct reader *reader, size_t *count);
/* An array of exactly `count` items. */
MUST_CHECK enum status cbor_get_array_of(struct reader *reader, size_t count);
MUST_CHECK enum status cbor_get_map(struct reader *reader, size_t *count);
MUST_CHECK enum status cbor_get_tag(struct reader *reader, uint64_t tag);
MUST_CHECK enum status cbor_get_bool(struct reader *reader, bool *value);
MUST_CHECK enum status cbor_get_null(struct reader *reader);
/*
 * Steps over one item of any kind, checking all the rules above inside it; `depth` nested levels
 * are allowed. Maps of more than LIMIT_CBOR_ENTRIES entries are refused (STATUS_TOO_LARGE), since
 * looking for duplicates is quadratic.
 */
MUST_CHECK enum status cbor_skip(struct reader *reader, unsigned depth);
/* cbor_skip, giving the bytes of the item. */
MUST_CHECK enum status cbor_get_item(struct reader *reader, struct view *item);
/* One item and nothing behind it. */
MUST_CHECK enum status cbor_check(struct view item);
/* Steps over an array of byte strings (what cbor_put_padding writes). */
MUST_CHECK enum status cbor_get_padding(struct reader *reader);

/*
 * A map with integer labels 0 to 63:
 *
 *     status = cbor_map_begin(&map, &reader);
 *     while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
 *         switch (label) {
 *         case 1: status = cbor_get_uint(&reader, &seq); break;
 *         default: status = STATUS_INVALID;
 *         }
 *     }
 *     if (status == STATUS_OK) { status = cbor_map_end(&map, LABEL(1)); }
 *
 * A label that is repeated or out of range fails.
 */
struct cbor_map {
    struct reader *reader;
    size_t left;
    uint64_t seen; /* bit n: label n occurred */
    bool ordered;  /* labels have to ascend */
};

#define CBOR_LABEL(n) (UINT64_C(1) << (n))

MUST_CHECK enum status cbor_map_begin(struct cbor_map *map, struct reader *reader);
/* The same for what is signed or hashed and therefore deterministic: labels have to ascend. */
MUST_CHECK enum status cbor_map_begin_ordered(struct cbor_map *map, struct reader *reader);
/* False at the end of the map and after an error, which is then in `*status`. */
bool cbor_map_next(struct cbor_map *map, unsigned *label, enum status *status);
/* STATUS_INVALID unless all labels in `required` occurred. */
MUST_CHECK enum status cbor_map_end(const struct cbor_map *map, uint64_t required);
bool cbor_map_has(const struct cbor_map *map, unsigned label);

#endif
