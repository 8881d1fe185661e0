/*
 * tests/unit/lib_test.h: what the tests of lib/ share: cmocka, a predictable source of randomness,
 * hexadecimal literals.
 */
#ifndef TESTS_UNIT_LIB_TEST_H
#define TESTS_UNIT_LIB_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "lib/cursor.h"
#include "lib/hex.h"
#include "lib/secret.h"

#define assert_ok(call)           assert_int_equal((call), STATUS_OK)
#define assert_status(call, want) assert_int_equal((call), (want))

/* Randomness 0, 1, 2 … modulo 256, counted from the last reset. */
static uint32_t counting_next;

static const char *counting_name(void) {
    return "counting";
}

static uint32_t counting_random(void) {
    return counting_next++;
}

static void counting_buffer(void *const bytes, const size_t length) {
    for (size_t i = 0; i < length; i++) {
        ((uint8_t *)bytes)[i] = (uint8_t)counting_next++;
    }
}

static struct randombytes_implementation counting_implementation = {
    .implementation_name = counting_name,
    .random = counting_random,
    .buf = counting_buffer,
};

static inline void use_counting_random(void) {
    counting_next = 0;
    randombytes_set_implementation(&counting_implementation);
}

/* Decodes a literal into `to`; returns the bytes. */
static inline struct view from_hex(const char *text, uint8_t *to, size_t capacity) {
    size_t length = strlen(text) / 2;
    assert_true(length <= capacity && strlen(text) % 2 == 0);
    assert_int_equal(hex_decode(text, to, length), STATUS_OK);
    return view_of(to, length);
}

static inline struct secret secret_of(uint8_t value) {
    struct secret secret;
    memset(secret.bytes, value, sizeof secret.bytes);
    return secret;
}

static inline void assert_view_equal(struct view got, struct view want) {
    assert_int_equal(got.length, want.length);
    assert_memory_equal(got.data, want.data, want.length);
}

static inline void assert_view_text(struct view got, const char *want) {
    assert_view_equal(got, view_text(want));
}

#endif
