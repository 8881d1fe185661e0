/*
 * tests/unit/test_num.c: numbers as text, Math and dates, by the examples of the standard and the
 * properties that must hold. The comparison with Node.js is tests/num/compare.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/num/bignum.h"
#include "runtime/num/date_time.h"
#include "runtime/num/math_bits.h"
#include "runtime/num/math_functions.h"
#include "runtime/num/number_format.h"
#include "runtime/num/number_parse.h"

static struct number_text latin1(const char *text) {
    return (struct number_text){text, strlen(text), false};
}

static void assert_text(const char *actual, size_t length, const char *expected) {
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(actual, expected, length);
}

static void assert_bits(double actual, double expected) {
    assert_true(double_bits(actual) == double_bits(expected));
}

static void test_bignum(void **state) {
    struct bignum a;
    struct bignum b;
    bignum_set(&a, 1);
    for (int i = 0; i < 40; i++) {
        bignum_multiply_add(&a, 10, 0);
    }
    bignum_set(&b, 1);
    bignum_multiply_5(&b, 40);
    bignum_shift_left(&b, 40);
    assert_int_equal(bignum_compare(&a, &b), 0);
    bignum_multiply_add(&b, 1, 1);
    assert_int_equal(bignum_compare(&a, &b), -1);
    assert_true(bignum_shift_right(&b, 1));
    assert_int_equal(bignum_compare(&a, &b), 1);
    assert_int_equal(bignum_divide(&a, 1000000007), 24010000);
    assert_false(a.overflow);
    bignum_set(&a, 1);
    bignum_shift_left(&a, 32 * BIGNUM_LIMBS);
    assert_true(a.overflow);
    bignum_set(&a, UINT64_MAX);
    for (int i = 0; i < 2 * BIGNUM_LIMBS; i++) {
        bignum_multiply_add(&a, UINT32_MAX, UINT32_MAX);
    }
    assert_true(a.overflow);
}

static void test_number_text(void **state) {
    static const struct {
        double x;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1e21, "1e+21"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e-6, "0.000001"},
        {1e-7, "1e-7"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {0.1 + 0.2, "0.30000000000000004"},
        {-2147483648.0, "-2147483648"},
        {9007199254740993.0, "9007199254740992"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
    };
    char out[NUMBER_TEXT_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_text(out, number_to_text(cases[i].x, out), cases[i].text);
    }
    assert_text(out, number_to_text(math_nan(), out), "NaN");
    assert_text(out, number_to_text(-math_infinity(), out), "-Infinity");
}

static void test_number_formats(void **state) {
    char out[NUMBER_RADIX_MAX];
    assert_text(out, number_to_fixed(1.45, 1, out), "1.4");
    assert_text(out, number_to_fixed(2.5, 0, out), "3");
    assert_text(out, number_to_fixed(-2.5, 0, out), "-3");
    assert_text(out, number_to_fixed(-1e-9, 2, out), "-0.00");
    assert_text(out, number_to_fixed(0.5, 0, out), "1");
    assert_text(out, number_to_fixed(0.000001, 7, out), "0.0000010");
    assert_text(out, number_to_fixed(1e21, 2, out), "1e+21");
    assert_text(out, number_to_fixed(999.995, 2, out), "1000.00");
    assert_text(out, number_to_exponential(123456, 2, out), "1.23e+5");
    assert_text(out, number_to_exponential(0, 2, out), "0.00e+0");
    assert_text(out, number_to_exponential(99999, 1, out), "1.0e+5");
    assert_text(out, number_to_exponential(12.5, -1, out), "1.25e+1");
    assert_text(out, number_to_precision(123.456, 4, out), "123.5");
    assert_text(out, number_to_precision(0.000001, 2, out), "0.0000010");
    assert_text(out, number_to_precision(1e-7, 2, out), "1.0e-7");
    assert_text(out, number_to_precision(1e21, 3, out), "1.00e+21");
    assert_text(out, number_to_radix(255, 16, out), "ff");
    assert_text(out, number_to_radix(-0.5, 2, out), "-0.1");
    assert_int_equal(number_to_radix(5e-324, 2, out), 1076);
    assert_int_equal(number_to_radix(-1.7976931348623157e308, 2, out), 1025);
}

/* Printing and reading back gives the same bits, over all exponents. */
static void test_round_trip(void **state) {
    char out[NUMBER_TEXT_MAX];
    uint32_t random = 1;
    for (int i = 0; i < 20000; i++) {
        uint64_t high = (uint64_t)(math_random_next(&random) * 4294967296.0);
        uint64_t low = (uint64_t)(math_random_next(&random) * 4294967296.0);
        double x = double_from_bits(high << 32 | low);
        if (!is_finite(x)) {
            continue;
        }
        struct number_text text = {out, number_to_text(x, out), false};
        assert_bits(number_parse(text), x);
        assert_bits(number_parse_float(text), x);
    }
}

static void test_number_parse(void **state) {
    static const uint16_t wide[] = {0x2003, '4', '2', 0xfeff};
    assert_bits(number_parse((struct number_text){wide, 4, true}), 42.0);
    assert_bits(number_parse(latin1("")), 0.0);
    assert_bits(number_parse(latin1("-0")), -0.0);
    assert_bits(number_parse(latin1(" \n0x1F\t")), 31.0);
    assert_bits(number_parse(latin1("0b101")), 5.0);
    assert_bits(number_parse(latin1(".5e1")), 5.0);
    assert_bits(number_parse(latin1("-Infinity")), -math_infinity());
    assert_bits(number_parse(latin1("9007199254740993")), 9007199254740992.0);
    assert_bits(number_parse(latin1("9007199254740993.000000000000000000001")), 9007199254740994.0);
    assert_bits(number_parse(latin1("2.4703282292062327e-324")), 0.0);
    assert_bits(number_parse(latin1("2.4703282292062328e-324")), 5e-324);
    assert_bits(number_parse(latin1("1e99999999999999999999")), math_infinity());
    static const char *const wrong[] = {"-0x10", "0x", "1e", ".", "1_0", "infinity", "1 2", "+"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_true(is_nan(number_parse(latin1(wrong[i]))));
    }
}

static void test_parse_prefix(void **state) {
    assert_bits(number_parse_float(latin1("3.14abc")), 3.14);
    assert_bits(number_parse_float(latin1("1e+")), 1.0);
    assert_true(is_nan(number_parse_float(latin1("e5"))));
    assert_bits(number_parse_int(latin1("  -42px"), 0), -42.0);
    assert_bits(number_parse_int(latin1("0x1f"), 0), 31.0);
    assert_bits(number_parse_int(latin1("0x1f"), 10), 0.0);
    assert_bits(number_parse_int(latin1("zz"), 36), 1295.0);
    assert_bits(number_parse_int(latin1("100000000000000000000001"), 2), 8388609.0);
    assert_true(is_nan(number_parse_int(latin1("9"), 8)));
    assert_true(is_nan(number_parse_int(latin1("1"), 37)));
    assert_true(is_nan(number_parse_int(latin1("0x"), 16)));
}

static void test_math(void **state) {
    assert_bits(math_sin(0.5), 0.479425538604203);
    assert_bits(math_cos(1e22), 0.523214785395139);
    assert_bits(math_exp(1.0), 2.718281828459045);
    assert_bits(math_pow(2, 0.5), 1.4142135623730951);
    assert_bits(math_pow(10, 308), 1e308);
    assert_true(is_nan(math_pow(1, math_infinity())));
    assert_bits(math_round(-0.5), -0.0);
    assert_bits(math_round(0.49999999999999994), 0.0);
    assert_bits(math_round(2.5), 3.0);
    assert_bits(math_max(-0.0, 0.0), 0.0);
    assert_bits(math_min(0.0, -0.0), -0.0);
    assert_bits(math_remainder(-1, 1), -0.0);
    assert_bits(math_remainder(1e308, 3), 2.0);
    assert_bits(math_scale(1.0, -1074), 5e-324);
    assert_bits(math_scale(5e-324, 2097), 0x1p1023);
    assert_int_equal(math_to_int32(4294967295.0), -1);
    assert_int_equal(math_to_int32(-2147483649.0), INT32_MAX);
    assert_int_equal(math_to_int32(1e300), 0);
    assert_int_equal(math_to_int32(math_nan()), 0);
    uint32_t seed = 1;
    assert_bits(math_random_next(&seed), 0.6270739405881613);
}

static void test_date(void **state) {
    char out[DATE_TEXT_MAX];
    struct date_fields f;
    double time = 1678907787000.0;
    assert_text(out, date_format(time, DATE_STYLE_FULL, out),
                "Wed Mar 15 2023 19:16:27 GMT+0000 (Coordinated Universal Time)");
    assert_text(out, date_format(time, DATE_STYLE_ISO, out), "2023-03-15T19:16:27.000Z");
    assert_text(out, date_format(-8.64e15, DATE_STYLE_ISO, out), "-271821-04-20T00:00:00.000Z");
    assert_text(out, date_format(math_nan(), DATE_STYLE_FULL, out), "Invalid Date");
    assert_bits(date_parse(latin1("Wed, 15 Mar 2023 19:16:27 GMT")), time);
    assert_bits(date_parse(latin1("2023-03-15T20:16:27+01:00")), time);
    assert_true(is_nan(date_parse(latin1("2023-13-15"))));
    assert_true(is_nan(date_parse(latin1(""))));
    assert_true(is_nan(date_time_clip(8.64e15 + 1)));
    assert_bits(date_time_clip(-0.0), 0.0);
    /* every day of 1600 years comes back from its own fields */
    for (int day = -300000; day < 300000; day++) {
        date_fields_of(day * DATE_MS_PER_DAY, &f);
        assert_bits(date_make_day(f.year, f.month, f.day), (double)day + 0.0);
        assert_int_equal(f.weekday, ((day + 4) % 7 + 7) % 7);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bignum),         cmocka_unit_test(test_number_text),
        cmocka_unit_test(test_number_formats), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_number_parse),   cmocka_unit_test(test_parse_prefix),
        cmocka_unit_test(test_math),           cmocka_unit_test(test_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
