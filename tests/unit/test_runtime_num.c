/*
 * tests/unit/test_runtime_num.c: Number, Math, Date, JSON and the global functions in a realm,
 * called as compiled code calls them. The scripts of tests/num/js go further.
 */
#include "runtime_fixture.h"

/* OBJECT.NAME(arguments…) on a global object, or a global function where `object` is NULL. */
static value call(struct rt *rt, const char *object, const char *name, uint32_t argc, value *argv) {
    value base = rt->realm->global;
    if (object != NULL) {
        base = object_get_name(rt, base, object);
    }
    return value_invoke(rt, base, K(name), argc, argv);
}

static value call1(struct rt *rt, const char *object, const char *name, value a) {
    return call(rt, object, name, 1, &a);
}

static value parse(struct rt *rt, const char *text) {
    return call1(rt, "JSON", "parse", S(text));
}

static void assert_number(value v, double expected) {
    assert_true(value_is_number(v));
    double x = value_number(v);
    assert_true(x == expected || (x != x && expected != expected));
}

static void json_round_trip(void **state) {
    static const char *const texts[] = {
        "null",
        "-1.5e-7",
        "\"a\\\"\\\\\\n\\u0001\"",
        "[]",
        "{}",
        "[1,[2,[3,{\"x\":[4]}],5],6]",
        "{\"b\":1,\"a\":{\"\":[true,false,null]},\"c\":\"\"}",
        "\"\\ud800\"",
    };
    struct rt *rt = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_text(rt, call1(rt, "JSON", "stringify", parse(rt, texts[i])), texts[i]);
    }
}

static void json_errors(void **state) {
    struct rt *rt = *state;
    assert_true(parse(rt, "{\"a\":1,}") == VALUE_EXCEPTION);
    assert_thrown(rt, "SyntaxError: Expected double-quoted property name in JSON at position 7");
    assert_true(parse(rt, "abc") == VALUE_EXCEPTION);
    assert_thrown(rt, "SyntaxError: Unexpected token 'a', \"abc\" is not valid JSON");
    assert_true(parse(rt, "[1,") == VALUE_EXCEPTION);
    assert_thrown(rt, "SyntaxError: Unexpected end of JSON input");
    assert_true(parse(rt, "[1,2,3,4,5,6,7,8,x,10,11,12]") == VALUE_EXCEPTION);
    assert_thrown(
        rt, "SyntaxError: Unexpected token 'x', ...\"4,5,6,7,8,x,10,11,12\"... is not valid JSON");
    value self = array_new(rt, 0, NULL);
    array_push(rt, self, self);
    assert_true(call1(rt, "JSON", "stringify", self) == VALUE_EXCEPTION);
    assert_thrown(rt, "TypeError: Converting circular structure to JSON\n"
                      "    --> starting at object with constructor 'Array'\n"
                      "    --- index 0 closes the circle");
}

static void deep_array(struct rt *rt, void *argument) {
    value nested = array_new(rt, 0, NULL);
    for (int i = 0; i < 200000; i++) {
        nested = array_new(rt, 1, &nested);
    }
    *(value *)argument = call1(rt, "JSON", "stringify", nested);
}

/* Any depth can be read; what recurses ends with a RangeError, not with the process. */
static void json_depth(void **state) {
    struct rt *rt = *state;
    static char text[400001];
    memset(text, '[', 200000);
    memset(text + 200000, ']', 200000);
    value v = parse(rt, text);
    assert_true(value_is_array(v));
    assert_true(rt_enter(rt, deep_array, &v) == RT_LIMIT_NONE);
    assert_true(v == VALUE_EXCEPTION);
    assert_thrown(rt, "RangeError: Maximum call stack size exceeded");
}

static void json_spends_fuel(struct rt *rt, void *argument) {
    *(value *)argument = parse(rt, "[1,2,3,4,5,6,7,8,9,10]");
}

static void json_fuel(void **state) {
    struct rt *rt = *state;
    value v = VALUE_UNDEFINED;
    rt->fuel = 5;
    assert_true(rt_enter(rt, json_spends_fuel, &v) == RT_LIMIT_TIMEOUT);
    assert_true(v == VALUE_UNDEFINED);
    rt->fuel = INT64_MAX;
}

static void json_indent(void **state) {
    struct rt *rt = *state;
    value arguments[3] = {parse(rt, "{\"a\":[1,{}],\"b\":[]}"), VALUE_NULL, I(2)};
    assert_text(rt, call(rt, "JSON", "stringify", 3, arguments),
                "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
}

static void numbers(void **state) {
    struct rt *rt = *state;
    value digits = I(2);
    assert_text(rt, value_invoke(rt, value_from_number(1.005), K("toFixed"), 1, &digits), "1.00");
    assert_text(rt, value_invoke(rt, I(255), K("toString"), 1, &digits), "11111111");
    assert_text(rt, value_invoke(rt, value_from_number(1234567.891), K("toLocaleString"), 0, NULL),
                "1,234,567.891");
    digits = I(101);
    assert_true(value_invoke(rt, I(1), K("toFixed"), 1, &digits) == VALUE_EXCEPTION);
    assert_thrown(rt, "RangeError: toFixed() digits argument must be between 0 and 100");
    value number = object_get_name(rt, rt->realm->global, "Number");
    assert_true(object_get_name(rt, number, "parseFloat") ==
                object_get_name(rt, rt->realm->global, "parseFloat"));
    assert_true(object_get_name(rt, number, "MAX_SAFE_INTEGER") ==
                value_from_number(9007199254740991.0));
}

static void mathematics(void **state) {
    struct rt *rt = *state;
    value pair[2] = {S("3"), I(4)};
    assert_number(call(rt, "Math", "hypot", 2, pair), 5);
    assert_number(call(rt, "Math", "max", 2, pair), 4);
    assert_number(call(rt, "Math", "max", 0, NULL), -1.0 / 0.0);
    assert_number(call1(rt, "Math", "floor", value_from_number(-0.5)), -1);
    assert_number(call1(rt, "Math", "abs", I(INT32_MIN)), 2147483648.0);
    assert_number(call1(rt, "Math", "clz32", I(1)), 31);
    rt->random_state = 1;
    assert_number(call(rt, "Math", "random", 0, NULL), 0.6270739405881613);
}

static value new_date(struct rt *rt, uint32_t argc, value *argv) {
    value constructor = object_get_name(rt, rt->realm->global, "Date");
    return function_construct(rt, constructor, argc, argv, constructor);
}

static void dates(void **state) {
    struct rt *rt = *state;
    rt->now_ms = 1678907787123.0;
    value date = new_date(rt, 0, NULL);
    assert_text(rt, value_invoke(rt, date, K("toISOString"), 0, NULL), "2023-03-15T19:16:27.123Z");
    assert_text(rt, to_string(rt, date),
                "Wed Mar 15 2023 19:16:27 GMT+0000 (Coordinated Universal Time)");
    value month = I(13);
    assert_number(value_invoke(rt, date, K("setMonth"), 1, &month), 1708024587123.0);
    assert_number(value_invoke(rt, date, K("getDate"), 0, NULL), 15);
    value fields[2] = {I(99), I(0)};
    assert_number(to_number(rt, new_date(rt, 2, fields)), 915148800000.0);
    value wrong = S("nonsense");
    date = new_date(rt, 1, &wrong);
    assert_text(rt, to_string(rt, date), "Invalid Date");
    assert_true(value_invoke(rt, date, K("toISOString"), 0, NULL) == VALUE_EXCEPTION);
    assert_thrown(rt, "RangeError: Invalid time value");
    assert_true(value_invoke(rt, date, K("toJSON"), 0, NULL) == VALUE_NULL);
}

static void global_functions(void **state) {
    struct rt *rt = *state;
    assert_number(call1(rt, NULL, "parseInt", S("0x1fz")), 31);
    assert_number(call1(rt, NULL, "parseFloat", S("-1.5e3x")), -1500);
    assert_text(rt, call1(rt, NULL, "encodeURIComponent", S("a b&/")), "a%20b%26%2F");
    assert_text(rt, call1(rt, NULL, "decodeURI", S("%41%2F%C3%A9")), "A%2F\xc3\xa9");
    assert_text(rt, call1(rt, NULL, "unescape", S("%u20AC%41%4")),
                "\xe2\x82\xac"
                "A%4");
    assert_true(call1(rt, NULL, "decodeURIComponent", S("%C3%28")) == VALUE_EXCEPTION);
    assert_thrown(rt, "URIError: URI malformed");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        RUNTIME_TEST(json_round_trip), RUNTIME_TEST(json_errors), RUNTIME_TEST(json_depth),
        RUNTIME_TEST(json_fuel),       RUNTIME_TEST(json_indent), RUNTIME_TEST(numbers),
        RUNTIME_TEST(mathematics),     RUNTIME_TEST(dates),       RUNTIME_TEST(global_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
