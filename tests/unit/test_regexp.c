/*
 * tests/unit/test_regexp.c: what the comparison with Node does not reach: limits, fuel, stack,
 * names, allocation failures, flags.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/text/regexp.h"

static char arena[8 << 20] __attribute__((aligned(8)));
static size_t arena_used;
static long allocations_left; /* negative: no limit */

static void *allocate(void *context, size_t size) {
    size = (size + 7) & ~(size_t)7;
    if (allocations_left == 0 || size > sizeof arena - arena_used) {
        return NULL;
    }
    allocations_left -= allocations_left > 0;
    arena_used += size;
    return arena + arena_used - size;
}

static const struct text_memory memory = {allocate, NULL};

static int reset(void **state) {
    arena_used = 0;
    allocations_left = -1;
    return 0;
}

static struct text_view view(const char *text) {
    return (struct text_view){text, (uint32_t)strlen(text), false};
}

static const struct regexp_program *compile(const char *pattern, uint32_t flags) {
    const struct regexp_program *program = NULL;
    struct regexp_error error = {NULL, 0};
    struct text_view text = view(pattern);
    assert_int_equal(regexp_compile(&text, flags, &memory, &program, &error), STATUS_OK);
    return program;
}

static enum regexp_result match(const struct regexp_program *program, const char *input,
                                uint32_t stack_limit, int64_t fuel, uint32_t *registers) {
    struct regexp_stack stack = {NULL, 0, stack_limit, &memory};
    struct text_view text = view(input);
    return regexp_match(program, &text, 0, registers, &stack, &fuel);
}

static void test_flags(void **state) {
    uint32_t flags = 0;
    struct text_view text = view("dgimsuy");
    assert_int_equal(regexp_parse_flags(&text, &flags), STATUS_OK);
    assert_int_equal(flags, 127);
    text = view("");
    assert_int_equal(regexp_parse_flags(&text, &flags), STATUS_OK);
    assert_int_equal(flags, 0);
    text = view("gg");
    assert_int_equal(regexp_parse_flags(&text, &flags), STATUS_INVALID);
    text = view("v");
    assert_int_equal(regexp_parse_flags(&text, &flags), STATUS_INVALID);
}

static void test_names(void **state) {
    const struct regexp_program *program = compile("(?<year>\\d+)-(x)(?<m>\\d)", 0);
    struct text_view name;
    uint32_t capture = 0;
    assert_int_equal(program->name_count, 2);
    regexp_group_name(program, 0, &name, &capture);
    assert_int_equal(capture, 1);
    assert_int_equal(name.length, 4);
    assert_int_equal(text_unit(&name, 0), 'y');
    regexp_group_name(program, 1, &name, &capture);
    assert_int_equal(capture, 3);
    assert_int_equal(name.length, 1);
    assert_int_equal(text_unit(&name, 0), 'm');
}

static void test_error_position(void **state) {
    const struct regexp_program *program = NULL;
    struct regexp_error error = {NULL, 0};
    struct text_view text = view("ab(c");
    assert_int_equal(regexp_compile(&text, 0, &memory, &program, &error), STATUS_INVALID);
    assert_string_equal(error.message, "Unterminated group");
    assert_int_equal(error.position, 4);
}

static void test_fuel(void **state) {
    static const char input[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac";
    const struct regexp_program *program = compile("(?:a+)+[bd]", 0);
    uint32_t registers[16];
    assert_true(program->register_count <= 16);
    assert_int_equal(match(program, input, 1 << 20, 1000000, registers), REGEXP_OUT_OF_FUEL);
    assert_int_equal(match(program, input, 1 << 20, 0, registers), REGEXP_OUT_OF_FUEL);
    program = compile("a+c", 0);
    for (int64_t fuel = 0; fuel < 40; fuel++) {
        assert_int_equal(match(program, input, 1 << 20, fuel, registers), REGEXP_OUT_OF_FUEL);
    }
    assert_int_equal(match(program, input, 1 << 20, 1000, registers), REGEXP_MATCH);
}

static void test_stack(void **state) {
    static char input[20001];
    const struct regexp_program *program = compile("(?:a|ab|b)*[cd]", 0);
    uint32_t registers[16];
    memset(input, 'a', 20000);
    assert_int_equal(match(program, input, 4096, 100000000, registers), REGEXP_OUT_OF_STACK);
    /* A single-character loop takes no stack for each character. */
    program = compile("^[ab]*a", 0);
    assert_int_equal(match(program, input, 1024, 100000000, registers), REGEXP_MATCH);
    assert_int_equal(registers[1], 20000);
    program = compile("^[ab]*c", 0);
    assert_int_equal(match(program, input, 1024, 100000000, registers), REGEXP_NO_MATCH);
}

/* Without a unit that every match has, nothing is tried. */
static void test_required(void **state) {
    static char input[40001];
    const struct regexp_program *program = compile("(?<=a)(?:[a-z]+ ?)+@(?=[a-z]+!)", 0);
    uint32_t registers[16];
    memset(input, 'a', 40000);
    assert_int_equal(match(program, input, 4096, 50000, registers), REGEXP_NO_MATCH);
    memcpy(input + 4, "@b!", 3);
    assert_int_equal(match(program, input, 4096, 50000, registers), REGEXP_MATCH);
    assert_int_equal(registers[0], 1);
    memcpy(input + 6, "@", 1); /* one stands there, but no match; then none is left */
    assert_int_equal(match(program, input, 4096, 90000, registers), REGEXP_NO_MATCH);
}

static void test_depth(void **state) {
    char pattern[2 * (REGEXP_DEPTH_LIMIT + 1) + 1];
    const struct regexp_program *program = NULL;
    struct regexp_error error = {NULL, 0};
    memset(pattern, '(', REGEXP_DEPTH_LIMIT);
    memset(pattern + REGEXP_DEPTH_LIMIT, ')', REGEXP_DEPTH_LIMIT);
    pattern[REGEXP_DEPTH_LIMIT * 2] = 0;
    assert_int_equal(compile(pattern, 0)->capture_count, REGEXP_DEPTH_LIMIT + 1);
    memset(pattern, '(', REGEXP_DEPTH_LIMIT + 1);
    struct text_view text = view(pattern);
    assert_int_equal(regexp_compile(&text, 0, &memory, &program, &error), STATUS_INVALID);
    assert_string_equal(error.message, "Regular expression too large");
}

/* Every allocation fails once; nothing but STATUS_NO_MEMORY may come of it. */
static void test_no_memory(void **state) {
    struct text_view text = view("(?<a>x|[^y]\\w*?)\\k<a>\\p{Lu}{2,3}(?<=b)(?!c)\\bde");
    for (long n = 0;; n++) {
        const struct regexp_program *program = NULL;
        struct regexp_error error = {NULL, 0};
        arena_used = 0;
        allocations_left = n;
        enum status status =
            regexp_compile(&text, REGEXP_UNICODE | REGEXP_IGNORE_CASE, &memory, &program, &error);
        if (status == STATUS_OK) {
            assert_true(n > 20);
            break;
        }
        assert_int_equal(status, STATUS_NO_MEMORY);
    }
    allocations_left = -1;
    const struct regexp_program *program = compile("(a|b)*", 0);
    uint32_t registers[16];
    allocations_left = 0;
    assert_int_equal(match(program, "ab", 1 << 20, 1000, registers), REGEXP_OUT_OF_STACK);
}

/* A program has no pointers: a copy elsewhere does the same. */
static void test_copy(void **state) {
    static uint32_t copy[256];
    const struct regexp_program *program = compile("(\\w+)@(?<host>[a-z.]+)", 0);
    uint32_t registers[16];
    assert_true(program->size <= sizeof copy);
    memcpy(copy, program, program->size);
    memset(arena, 0xee, arena_used);
    const struct regexp_program *moved = (const struct regexp_program *)(const void *)copy;
    assert_int_equal(match(moved, "to: me@example.org!", 1 << 16, 1000, registers), REGEXP_MATCH);
    assert_int_equal(registers[0], 4);
    assert_int_equal(registers[1], 18);
    assert_int_equal(registers[4], 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_flags, reset),
        cmocka_unit_test_setup(test_names, reset),
        cmocka_unit_test_setup(test_error_position, reset),
        cmocka_unit_test_setup(test_fuel, reset),
        cmocka_unit_test_setup(test_stack, reset),
        cmocka_unit_test_setup(test_required, reset),
        cmocka_unit_test_setup(test_depth, reset),
        cmocka_unit_test_setup(test_no_memory, reset),
        cmocka_unit_test_setup(test_copy, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
