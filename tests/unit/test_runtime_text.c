/*
 * tests/unit/test_runtime_text.c: String and RegExp inside the runtime, where tests/js/text does
 * not reach: limits, what a reset leaves behind, the cache of compiled expressions.
 */
#include "runtime_fixture.h"

#include "runtime/text/builtin_regexp.h"

static value call(struct rt *rt, value base, const char *method, value argument) {
    return value_invoke(rt, base, K(method), 1, &argument);
}

static value regexp(struct rt *rt, const char *source, const char *flags) {
    return regexp_object_new(rt, S(source), S(flags));
}

static void compiled_once(void **state) {
    struct rt *rt = *state;
    value first = regexp(rt, "a(b+)", "g"), second = regexp(rt, "a(b+)", "g");
    value other = regexp(rt, "a(b+)", "gi");
    assert_true(first != second);
    assert_int_equal(value_regexp(first)->program, value_regexp(second)->program);
    assert_int_not_equal(value_regexp(first)->program, value_regexp(other)->program);
}

/* Whatever expressions did during an event, the baseline is the same afterwards, and works. */
static void reset_leaves_nothing(void **state) {
    struct rt *rt = *state;
    value literal = regexp(rt, "(\\w)\\d*", "g");
    object_define_name(rt, rt->realm->global, "literal", literal, ATTR_ALL);
    call(rt, literal, "exec", S("x1")); /* uses the matcher's memory before the baseline */
    regexp_set_last_index(rt, literal, 0);
    heap_seal_baseline(rt);
    uint64_t digest = heap_digest(rt);
    for (int i = 0; i < 3; i++) {
        value found = call(rt, literal, "exec", S("a1 b2"));
        assert_text(rt, object_get(rt, found, I(0)), "a1");
        found = call(rt, literal, "exec", S("a1 b2"));
        assert_text(rt, object_get(rt, found, I(0)), "b2");
        value dynamic = regexp(rt, i == 1 ? "(?:a|b)*c" : "[a-c]+?$", "");
        assert_true(call(rt, dynamic, "test", S("ababababc")) == VALUE_TRUE);
        value parts = call(rt, S("1,2;3"), "split", regexp(rt, "[,;]", ""));
        assert_text(rt, object_get(rt, parts, I(2)), "3");
        heap_reset(rt);
        assert_true(heap_digest(rt) == digest);
    }
}

static void refused(void **state) {
    struct rt *rt = *state;
    assert_true(regexp(rt, "(", "") == VALUE_EXCEPTION);
    assert_thrown(rt, "SyntaxError: Invalid regular expression: /(/: Unterminated group");
    assert_true(regexp(rt, "a{2,1}", "yg") == VALUE_EXCEPTION);
    assert_thrown(rt,
                  "SyntaxError: Invalid regular expression: /a{2,1}/gy: numbers out of order in "
                  "{} quantifier");
    assert_true(regexp(rt, "a", "gg") == VALUE_EXCEPTION);
    assert_thrown(rt, "SyntaxError: Invalid flags supplied to RegExp constructor 'gg'");
}

static void run_away(struct rt *rt, void *argument) {
    value *object = argument;
    call(rt, *object, "test", S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"));
}

static void runaway_is_a_timeout(void **state) {
    struct rt *rt = *state;
    value object = regexp(rt, "(a+)+$", "");
    rt->fuel = 1000000;
    rt->stack_bytes = 1 << 20;
    assert_int_equal(rt_enter(rt, run_away, &object), RT_LIMIT_TIMEOUT);
    assert_true(rt->fuel <= 0);
}

static void deep_stack_is_a_range_error(void **state) {
    struct rt *rt = *state;
    value count = I(3000000);
    value text = value_invoke(rt, S("ab"), K("repeat"), 1, &count);
    assert_true(call(rt, regexp(rt, "^(?:a|b)*$", ""), "test", text) == VALUE_EXCEPTION);
    assert_thrown(rt, "RangeError: Maximum call stack size exceeded");
}

/* Long searches pay for what they compare. */
static void search_burns_fuel(void **state) {
    struct rt *rt = *state;
    value count = I(100000);
    value text = value_invoke(rt, S("a"), K("repeat"), 1, &count);
    value needle = string_concat(rt, string_slice(rt, text, 0, 5000), S("b"));
    int64_t before = rt->fuel;
    assert_true(call(rt, text, "indexOf", needle) == I(-1));
    assert_true(before - rt->fuel > 10000000);
    before = rt->fuel;
    assert_true(call(rt, text, "indexOf", S("b")) == I(-1));
    assert_in_range((uint64_t)(before - rt->fuel), 10000, 200000);
}

static void collation(void **state) {
    struct rt *rt = *state;
    static const char *const ordered[] = {"",
                                          " ",
                                          "_a",
                                          "-a",
                                          ",",
                                          "$",
                                          "1",
                                          "10",
                                          "2",
                                          "a",
                                          "A",
                                          "\xc3\xa1",
                                          "\xc3\x81",
                                          "ab",
                                          "co-op",
                                          "coop",
                                          "resume",
                                          "Resume",
                                          "r\xc3\xa9sum\xc3\xa9",
                                          "z",
                                          "\xce\xb1",
                                          "\xd0\xb6"};
    size_t count = sizeof ordered / sizeof ordered[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            value left = string_from_utf8(rt, ordered[i], strlen(ordered[i]));
            value right = string_from_utf8(rt, ordered[k], strlen(ordered[k]));
            int expected = i < k ? -1 : i > k;
            assert_true(call(rt, left, "localeCompare", right) == I(expected));
        }
    }
    /* Canonical equivalents are equal. */
    assert_true(call(rt, string_from_utf8(rt, "e\xcc\x81", 3), "localeCompare",
                     string_from_utf8(rt, "\xc3\xa9", 2)) == I(0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        RUNTIME_TEST(compiled_once),
        RUNTIME_TEST(reset_leaves_nothing),
        RUNTIME_TEST(refused),
        RUNTIME_TEST(runaway_is_a_timeout),
        RUNTIME_TEST(deep_stack_is_a_range_error),
        RUNTIME_TEST(search_burns_fuel),
        RUNTIME_TEST(collation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
