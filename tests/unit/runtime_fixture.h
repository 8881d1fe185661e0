/*
 * tests/unit/runtime_fixture.h: a runtime with a fresh realm for one test: maps the window, makes
 * the realm, gives fuel and a stack limit.
 */
#ifndef TESTS_UNIT_RUNTIME_FIXTURE_H
#define TESTS_UNIT_RUNTIME_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/event.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text.h"

#define FIXTURE_WINDOW (256u << 20)

static inline int fixture_start(void **state) {
    struct rt *rt = calloc(1, sizeof *rt);
    void *window = mmap((void *)(uintptr_t)WINDOW_BASE, FIXTURE_WINDOW, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    if (rt == NULL || window == MAP_FAILED) {
        return -1;
    }
    heap_start_empty(rt, FIXTURE_WINDOW);
    rt->fuel = INT64_MAX;
    rt->exception = VALUE_HOLE;
    realm_create(rt);
    *state = rt;
    return 0;
}

static inline int fixture_end(void **state) {
    munmap((void *)(uintptr_t)WINDOW_BASE, FIXTURE_WINDOW);
    free(*state);
    return 0;
}

#define RUNTIME_TEST(function) cmocka_unit_test_setup_teardown(function, fixture_start, fixture_end)

/* A string value and a key from ASCII. */
#define S(text) string_from_ascii(rt, text)
#define K(text) key_from_ascii(rt, text)
#define I(n)    value_from_int(n)

static inline void assert_text(struct rt *rt, value v, const char *expected) {
    char buffer[4096];
    assert_true(value_is_string(v));
    size_t length = string_to_utf8(rt, v, buffer, sizeof buffer - 1);
    assert_true(length < sizeof buffer);
    buffer[length] = 0;
    assert_string_equal(buffer, expected);
}

/* Takes the pending exception and compares its "Name: message". */
static inline void assert_thrown(struct rt *rt, const char *expected) {
    assert_true(rt->exception != VALUE_HOLE);
    assert_text(rt, to_string(rt, exception_take(rt)), expected);
}

#endif
