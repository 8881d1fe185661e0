/* lib/hex.h: lower-case hexadecimal of public values (digests, ids); never used for keys. */
#ifndef LIB_HEX_H
#define LIB_HEX_H

#include "lib/cursor.h"

/* Writes 2 * length digits and a terminator. STATUS_TOO_LARGE where `capacity` is less. */
MUST_CHECK enum status hex_encode(char *to, size_t capacity, struct view bytes);
/*
 * Reads exactly 2 * `length` digits of either case (`text` ends there). STATUS_INVALID for anything
 * else.
 */
MUST_CHECK enum status hex_decode(const char *text, uint8_t *to, size_t length);

#endif
