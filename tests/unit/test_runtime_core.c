/*
 * tests/unit/test_runtime_core.c: values, heap, shapes, objects and arrays of the runtime.
 */
#include "runtime_fixture.h"

static void values_box_and_unbox(void **state) {
    assert_true(value_from_number(3.0) == I(3));
    assert_true(value_is_double(value_from_number(-0.0)));
    assert_true(value_is_double(value_from_number(2147483648.0)));
    assert_true(value_from_number(-2147483648.0) == I(INT32_MIN));
    assert_true(value_from_u32(UINT32_MAX) == value_from_double_raw(4294967295.0));
    assert_true(value_is_double(VALUE_NAN) && value_is_number(VALUE_NAN));
    assert_false(value_is_number(VALUE_UNDEFINED));
    assert_true(value_is_nullish(VALUE_UNDEFINED) && value_is_nullish(VALUE_NULL));
    assert_false(value_is_nullish(VALUE_FALSE) || value_is_nullish(VALUE_HOLE));
    assert_true(value_is_bool(VALUE_TRUE) && value_is_bool(VALUE_FALSE));
}

static void int32_conversion_is_modular(void **state) {
    assert_int_equal(double_to_int32(4294967296.0), 0);
    assert_int_equal(double_to_int32(2147483648.0), INT32_MIN);
    assert_int_equal(double_to_int32(-2147483649.0), INT32_MAX);
    assert_int_equal(double_to_int32(1e20), 1661992960);
    assert_int_equal(double_to_int32(-4294967297.5), -1);
    assert_int_equal(double_to_int32(1.0 / 0.0), 0);
    assert_int_equal(double_to_int32(1e300), 0);
}

static void objects_share_shapes(void **state) {
    struct rt *rt = *state;
    value a = object_new(rt), b = object_new(rt);
    object_set(rt, a, K("x"), I(1));
    object_set(rt, a, K("y"), I(2));
    object_set(rt, b, K("x"), I(3));
    assert_true(value_object(a)->shape != value_object(b)->shape);
    object_set(rt, b, K("y"), I(4));
    assert_true(value_object(a)->shape == value_object(b)->shape);
    assert_true(object_get(rt, a, K("y")) == I(2));
    assert_true(object_get(rt, b, K("x")) == I(3));
    object_define(rt, b, K("z"), I(5), ATTR_HIDDEN);
    object_set(rt, a, K("z"), I(5));
    assert_true(value_object(a)->shape != value_object(b)->shape);
}

static void assert_keys(struct rt *rt, value object, const char *expected) {
    value keys = object_own_keys(rt, object, OWN_KEYS_STRINGS);
    value comma = S(",");
    value text = value_invoke(rt, keys, K("join"), 1, &comma);
    assert_text(rt, text, expected);
}

static void keys_come_in_order(void **state) {
    struct rt *rt = *state;
    value o = object_new(rt);
    const char *names[] = {"b", "10", "a", "2", "4294967295", "4294967294", "-1", "01"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        object_set(rt, o, K(names[i]), I((int32_t)i));
    }
    assert_keys(rt, o, "2,10,4294967294,b,a,4294967295,-1,01");
    object_delete(rt, o, K("b"));
    object_set(rt, o, K("b"), I(0));
    assert_keys(rt, o, "2,10,4294967294,a,4294967295,-1,01,b");
}

static void many_properties_and_deletes(void **state) {
    struct rt *rt = *state;
    value o = object_new(rt);
    for (int32_t i = 0; i < 5000; i++) {
        value name = string_concat(rt, S("p"), number_to_string(rt, I(i)));
        assert_int_equal(object_set(rt, o, string_to_key(rt, name), I(i)), 0);
    }
    for (int32_t i = 0; i < 5000; i += 2) {
        value name = string_concat(rt, S("p"), number_to_string(rt, I(i)));
        assert_int_equal(object_delete(rt, o, string_to_key(rt, name)), 1);
    }
    object_set(rt, o, K("last"), I(-1));
    for (int32_t i = 0; i < 5000; i++) {
        value name = string_concat(rt, S("p"), number_to_string(rt, I(i)));
        value v = object_get(rt, o, string_to_key(rt, name));
        assert_true(v == (i % 2 != 0 ? I(i) : VALUE_UNDEFINED));
    }
    assert_true(object_get(rt, o, K("last")) == I(-1));
}

static void attributes_are_respected(void **state) {
    struct rt *rt = *state;
    value o = object_new(rt);
    object_define(rt, o, K("fixed"), I(1), ATTR_NONE);
    assert_int_equal(object_set(rt, o, K("fixed"), I(2)), -1);
    assert_thrown(rt, "TypeError: Cannot assign to read only property 'fixed' of object "
                      "'#<Object>'");
    assert_int_equal(object_delete(rt, o, K("fixed")), 0);
    struct property change = {PROPERTY_HAS_VALUE, 0, I(1), VALUE_UNDEFINED, VALUE_UNDEFINED};
    assert_int_equal(object_define_own(rt, o, K("fixed"), &change), 1);
    change.value = I(2);
    assert_int_equal(object_define_own(rt, o, K("fixed"), &change), 0);
    value child = object_create(rt, CLASS_OBJECT, o);
    assert_int_equal(object_set(rt, child, K("fixed"), I(3)), -1);
    exception_take(rt);
    object_prevent_extensions(rt, o);
    assert_int_equal(object_set(rt, o, K("new"), I(3)), -1);
    assert_thrown(rt, "TypeError: Cannot add property new, object is not extensible");
}

static void arrays_keep_length(void **state) {
    struct rt *rt = *state;
    value a = array_new(rt, 0, NULL);
    object_set(rt, a, I(0), S("a"));
    object_set(rt, a, I(4), S("e"));
    assert_true(object_get(rt, a, K("length")) == I(5));
    assert_true(object_get(rt, a, I(2)) == VALUE_UNDEFINED);
    assert_int_equal(object_has(rt, a, I(2)), 0);
    object_set(rt, a, K("length"), I(1));
    assert_true(object_get(rt, a, I(4)) == VALUE_UNDEFINED);
    object_set(rt, a, I(5000000), S("far"));
    assert_true((value_object(a)->flags & OBJECT_SLOW_ELEMENTS) != 0);
    assert_true(object_get(rt, a, K("length")) == I(5000001));
    assert_keys(rt, a, "0,5000000,length");
    assert_int_equal(object_set(rt, a, K("length"), value_from_number(1.5)), -1);
    assert_thrown(rt, "RangeError: Invalid array length");
    object_set(rt, a, K("4294967294"), I(1));
    assert_true(value_number(object_get(rt, a, K("length"))) == 4294967295.0);
    object_set(rt, a, K("4294967295"), I(1));
    assert_true(value_number(object_get(rt, a, K("length"))) == 4294967295.0);
}

static void undeletable_element_stops_truncation(void **state) {
    struct rt *rt = *state;
    value values[] = {I(0), I(1), I(2), I(3)};
    value a = array_new(rt, 4, values);
    object_define(rt, a, I(1), I(9), ATTR_WRITABLE);
    assert_int_equal(object_set(rt, a, K("length"), I(0)), -1);
    exception_take(rt);
    assert_true(object_get(rt, a, K("length")) == I(2));
    assert_true(object_get(rt, a, I(1)) == I(9));
}

static void inline_caches_follow_changes(void **state) {
    struct rt *rt = *state;
    struct inline_cache get = {0}, set = {0};
    value prototype = object_new(rt);
    object_set(rt, prototype, K("m"), I(1));
    value a = object_create(rt, CLASS_OBJECT, prototype);
    value b = object_create(rt, CLASS_OBJECT, prototype);
    assert_true(rt_get_named(rt, a, K("m"), &get) == I(1));
    assert_true(get.shape_id != 0 && get.holder != 0);
    assert_true(rt_get_named(rt, b, K("m"), &get) == I(1));
    object_set(rt, prototype, K("m"), I(2));
    assert_true(rt_get_named(rt, a, K("m"), &get) == I(2));
    object_delete(rt, prototype, K("m"));
    assert_true(rt_get_named(rt, a, K("m"), &get) == VALUE_UNDEFINED);

    assert_int_equal(rt_set_named(rt, a, K("x"), I(5), &set, 1), 0);
    assert_int_equal(rt_set_named(rt, b, K("x"), I(6), &set, 1), 0);
    assert_true(object_get(rt, b, K("x")) == I(6));
    assert_true(value_object(a)->shape == value_object(b)->shape);
    value c = object_create(rt, CLASS_OBJECT, prototype);
    object_define(rt, prototype, K("x"), I(0), ATTR_NONE);
    assert_int_equal(rt_set_named(rt, c, K("x"), I(7), &set, 1), -1);
    exception_take(rt);
    assert_int_equal(object_has_own(rt, c, K("x")), 0);
}

static void reset_undoes_everything(void **state) {
    struct rt *rt = *state;
    heap_seal_baseline(rt);
    uint64_t before = heap_digest(rt);
    for (int round = 0; round < 3; round++) {
        value array_prototype = rt->realm->prototypes[CLASS_ARRAY];
        object_set(rt, array_prototype, K("evil"), I(1));
        object_delete(rt, array_prototype, K("push"));
        object_set(rt, rt->realm->prototypes[CLASS_OBJECT], K("toString"), I(1));
        object_set_prototype(rt, array_prototype, VALUE_NULL);
        object_set(rt, rt->realm->global, K("leak"), S("text"));
        object_set(rt, rt->realm->object_constructor, K("name2"), I(2));
        for (int32_t i = 0; i < 3000; i++) {
            string_to_key(rt, string_concat(rt, S("atom"), number_to_string(rt, I(i))));
        }
        assert_true(heap_digest(rt) != before);
        heap_reset(rt);
        assert_true(heap_digest(rt) == before);
    }
    value array = array_new(rt, 0, NULL);
    assert_int_equal(object_has(rt, array, K("push")), 1);
    assert_int_equal(object_has(rt, array, K("evil")), 0);
    assert_int_equal(object_has(rt, rt->realm->global, K("leak")), 0);
}

static void allocate_forever(struct rt *rt, void *argument) {
    value a = array_new(rt, 0, NULL);
    for (;;) {
        array_push(rt, a, object_new(rt));
        ++*(int *)argument;
    }
}

static void burn_forever(struct rt *rt, void *argument) {
    for (;;) {
        rt_burn(rt, 1);
        ++*(int *)argument;
    }
}

static void limits_leave_the_event(void **state) {
    struct rt *rt = *state;
    heap_seal_baseline(rt);
    uint64_t before = heap_digest(rt);
    int count = 0;
    rt->limit = rt->next + (8u << 20);
    assert_int_equal(rt_enter(rt, allocate_forever, &count), RT_LIMIT_MEMORY);
    assert_true(count > 1000);
    heap_reset(rt);
    assert_true(heap_digest(rt) == before);
    count = 0;
    rt->fuel = 1000;
    assert_int_equal(rt_enter(rt, burn_forever, &count), RT_LIMIT_TIMEOUT);
    assert_int_equal(count, 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_box_and_unbox),
        cmocka_unit_test(int32_conversion_is_modular),
        RUNTIME_TEST(objects_share_shapes),
        RUNTIME_TEST(keys_come_in_order),
        RUNTIME_TEST(many_properties_and_deletes),
        RUNTIME_TEST(attributes_are_respected),
        RUNTIME_TEST(arrays_keep_length),
        RUNTIME_TEST(undeletable_element_stops_truncation),
        RUNTIME_TEST(inline_caches_follow_changes),
        RUNTIME_TEST(reset_undoes_everything),
        RUNTIME_TEST(limits_leave_the_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
