/*
 * tests/unit/test_runtime_snapshot.c: the compaction of the snapshot (runtime/snapshot_compact.h):
 * what is reachable stays what it was, what isn't goes, and the heap works on.
 */
#include "runtime/snapshot_compact.h"
#include "tests/unit/runtime_fixture.h"

static const struct snapshot_layout dense = {.transitions = true};

static void compact(struct rt *rt) {
    const struct snapshot_layout apart = {.transitions = true, .apart = true};
    const char *reason = NULL;
    assert_int_equal(snapshot_compact(rt, 0, &apart, &reason), STATUS_OK);
    assert_int_equal(snapshot_compact(rt, 0, &dense, &reason), STATUS_OK);
}

static void put(struct rt *rt, const char *name, value v) {
    object_define_name(rt, rt->realm->global, name, v, ATTR_ALL);
}

static value get(struct rt *rt, const char *name) {
    return object_get_name(rt, rt->realm->global, name);
}

static void test_drops_garbage(void **state) {
    struct rt *rt = *state;
    array_new(rt, 1, NULL); /* with the shape of arrays */
    compact(rt);
    link small = rt->next;
    for (int i = 0; i < 1000; i++) {
        array_new(rt, 100, NULL);
    }
    compact(rt);
    assert_int_equal(rt->next, small);
}

static void test_keeps_objects(void **state) {
    struct rt *rt = *state;
    value inner = object_new(rt);
    object_define_name(rt, inner, "b", I(2), ATTR_ALL);
    object_define_name(rt, inner, "a", value_from_double_raw(0.5), ATTR_READONLY);
    value list[] = {inner, S("text"), VALUE_HOLE, VALUE_NULL};
    put(rt, "list", array_new(rt, 4, list));
    put(rt, "again", inner);
    compact(rt);
    value array = get(rt, "list");
    value moved = object_get(rt, array, I(0));
    assert_true(moved == get(rt, "again"));
    assert_true(object_get_name(rt, moved, "b") == I(2));
    struct property property;
    assert_int_equal(object_get_own(rt, moved, K("a"), &property), 1);
    assert_int_equal(property.attributes & ATTR_ALL, ATTR_READONLY);
    assert_text(rt, object_get(rt, array, I(1)), "text");
    assert_int_equal(object_has_own(rt, array, I(2)), 0);
    assert_true(object_get(rt, array, I(3)) == VALUE_NULL);
    /* the same properties lead to the same shape as before */
    value other = object_new(rt);
    object_define_name(rt, other, "b", I(1), ATTR_ALL);
    object_define_name(rt, other, "a", I(1), ATTR_READONLY);
    assert_int_equal(value_object(other)->shape, value_object(moved)->shape);
}

static void test_flattens_strings(void **state) {
    struct rt *rt = *state;
    value left = S("a text that is long enough for a rope, ");
    value rope = string_concat(rt, left, S("and another one that makes it so"));
    put(rt, "rope", rope);
    put(rt, "slice", string_slice(rt, rope, 2, 60));
    compact(rt);
    assert_text(rt, get(rt, "rope"),
                "a text that is long enough for a rope, and another one that makes it so");
    assert_text(rt, get(rt, "slice"), "text that is long enough for a rope, and another one that ");
    assert_int_equal(value_string(get(rt, "slice"))->flags & STRING_ROPE, 0);
}

static void test_keeps_builtins(void **state) {
    struct rt *rt = *state;
    value pattern[] = {S("(b+)c"), S("g")};
    value regexp = function_construct(rt, rt->realm->regexp_constructor, 2, pattern,
                                      rt->realm->regexp_constructor);
    put(rt, "regexp", regexp);
    value bound = value_invoke(rt, object_get_name(rt, get(rt, "Math"), "max"), K("bind"), 2,
                               (value[]){VALUE_NULL, I(7)});
    put(rt, "bound", bound);
    compact(rt);
    value argument = S("abbc");
    value match = value_invoke(rt, get(rt, "regexp"), K("exec"), 1, &argument);
    assert_text(rt, object_get(rt, match, I(1)), "bb");
    assert_true(function_call(rt, get(rt, "bound"), VALUE_NULL, 1, (value[]){I(3)}) == I(7));
    value made = function_construct(rt, get(rt, "Map"), 0, NULL, get(rt, "Map"));
    value_invoke(rt, made, K("set"), 2, (value[]){I(1), I(2)});
    assert_true(value_invoke(rt, made, K("get"), 1, (value[]){I(1)}) == I(2));
}

static void test_refuses(void **state) {
    struct rt *rt = *state;
    const char *reason = NULL;
    value map = function_construct(rt, get(rt, "Map"), 0, NULL, get(rt, "Map"));
    value_invoke(rt, map, K("set"), 2, (value[]){I(1), I(2)});
    put(rt, "map", map);
    assert_int_equal(snapshot_compact(rt, 0, &dense, &reason), STATUS_UNSUPPORTED);
    assert_string_equal(reason, "a filled collection");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        RUNTIME_TEST(test_drops_garbage),    RUNTIME_TEST(test_keeps_objects),
        RUNTIME_TEST(test_flattens_strings), RUNTIME_TEST(test_keeps_builtins),
        RUNTIME_TEST(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
