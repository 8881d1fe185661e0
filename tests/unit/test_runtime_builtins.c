/*
 * tests/unit/test_runtime_builtins.c: what scripts can't see of the built-in objects: that every
 * change to objects of the baseline is undone by a reset, and that every loop burns fuel.
 */
#include "tests/unit/runtime_fixture.h"

#include "runtime/array.h"
#include "runtime/collection.h"

#define DIGIT_COUNT 12

/* The objects that an applet's loading might leave in the baseline. */
struct world {
    value array, sparse, object, map, set, weak, array_iterator, map_iterator, set_iterator;
};

static value array_of_digits(struct rt *rt) {
    value digits[DIGIT_COUNT];
    for (int32_t i = 0; i < DIGIT_COUNT; i++) {
        digits[i] = I(i * 7 % DIGIT_COUNT);
    }
    return array_new(rt, DIGIT_COUNT, digits);
}

static value construct(struct rt *rt, const char *name, value argument) {
    value constructor = object_get_name(rt, rt->realm->global, name);
    return function_construct(rt, constructor, 1, &argument, constructor);
}

static value call_method(struct rt *rt, value base, const char *name, uint32_t argc, value *argv) {
    value result = value_invoke(rt, base, K(name), argc, argv);
    assert_true(result != VALUE_EXCEPTION);
    return result;
}

static struct world world_make(struct rt *rt) {
    struct world world;
    world.array = array_of_digits(rt);
    world.sparse = array_of_digits(rt);
    assert_int_equal(object_set(rt, world.sparse, I(5000), I(1)), 0);
    world.object = object_new(rt);
    object_define_name(rt, world.object, "name", I(1), ATTR_ALL);
    world.set = construct(rt, "Set", world.array);
    world.map = construct(rt, "Map", call_method(rt, world.array, "entries", 0, NULL));
    world.weak = construct(rt, "WeakMap", VALUE_UNDEFINED);
    value pair[2] = {world.object, I(1)};
    call_method(rt, world.weak, "set", 2, pair);
    world.array_iterator = call_method(rt, world.array, "values", 0, NULL);
    world.map_iterator = call_method(rt, world.map, "entries", 0, NULL);
    world.set_iterator = call_method(rt, world.set, "values", 0, NULL);
    call_method(rt, world.set_iterator, "next", 0, NULL);
    return world;
}

/* Changes all of it, in ways that reach every write of the built-ins. */
static void change_arrays(struct rt *rt, value array) {
    value numbers[4] = {I(2), I(3), I(4), I(5)};
    call_method(rt, array, "push", 4, numbers);
    call_method(rt, array, "sort", 0, NULL);
    call_method(rt, array, "reverse", 0, NULL);
    call_method(rt, array, "splice", 4, numbers);
    call_method(rt, array, "unshift", 3, numbers);
    call_method(rt, array, "shift", 0, NULL);
    call_method(rt, array, "pop", 0, NULL);
    call_method(rt, array, "copyWithin", 2, numbers);
    call_method(rt, array, "fill", 3, numbers);
    call_method(rt, array, "join", 0, NULL);
    assert_int_equal(object_set(rt, array, rt->realm->atom_length, I(3)), 0);
}

static void change_collections(struct rt *rt, const struct world *world) {
    for (int32_t i = -40; i < 40; i++) {
        value pair[2] = {I(i), I(i)};
        call_method(rt, world->map, "set", 2, pair);
        call_method(rt, world->set, "add", 1, pair);
        call_method(rt, world->map, "delete", 1, &pair[i & 1]);
    }
    call_method(rt, world->array_iterator, "next", 0, NULL);
    call_method(rt, world->map_iterator, "next", 0, NULL);
    call_method(rt, world->set_iterator, "next", 0, NULL);
    value six = I(6);
    call_method(rt, world->set, "delete", 1, &six);
    call_method(rt, world->map, "clear", 0, NULL);
    call_method(rt, world->weak, "delete", 1, (value[]){world->object});
}

static void change_objects(struct rt *rt, const struct world *world) {
    value object = object_get_name(rt, rt->realm->global, "Object");
    value symbol = object_get_name(rt, rt->realm->global, "Symbol");
    value pair[2] = {world->object, world->array};
    call_method(rt, object, "assign", 2, pair);
    call_method(rt, object, "freeze", 1, (value[]){world->array});
    call_method(rt, object, "freeze", 1, (value[]){object_get_prototype(world->array)});
    call_method(rt, object, "setPrototypeOf", 2, (value[]){world->object, VALUE_NULL});
    call_method(rt, symbol, "for", 1, (value[]){S("registered in an event")});
}

static void change_all(struct rt *rt, void *argument) {
    const struct world *world = argument;
    change_arrays(rt, world->array);
    change_arrays(rt, world->sparse);
    change_collections(rt, world);
    change_objects(rt, world);
}

static void test_reset_undoes_everything(void **state) {
    struct rt *rt = *state;
    struct world world = world_make(rt);
    heap_seal_baseline(rt);
    uint64_t before = heap_digest(rt);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(rt_enter(rt, change_all, &world), RT_LIMIT_NONE);
        assert_true(heap_digest(rt) != before);
        heap_reset(rt);
        assert_true(heap_digest(rt) == before);
    }
}

/* Wherever the fuel runs out, the event ends in a timeout and leaves no trace. */
static void test_every_fuel(void **state) {
    struct rt *rt = *state;
    struct world world = world_make(rt);
    heap_seal_baseline(rt);
    uint64_t before = heap_digest(rt);
    uint32_t timeouts = 0;
    for (int64_t fuel = 0;; fuel += 7) {
        rt->fuel = fuel;
        enum rt_limit_kind kind = rt_enter(rt, change_all, &world);
        rt->fuel = INT64_MAX;
        heap_reset(rt);
        assert_true(heap_digest(rt) == before);
        if (kind == RT_LIMIT_NONE) {
            break;
        }
        assert_int_equal(kind, RT_LIMIT_TIMEOUT);
        timeouts++;
    }
    assert_true(timeouts > 20);
}

/* Wherever memory runs out, the same. */
static void test_every_allocation(void **state) {
    struct rt *rt = *state;
    struct world world = world_make(rt);
    heap_seal_baseline(rt);
    uint64_t before = heap_digest(rt);
    link limit = rt->limit;
    uint32_t failures = 0;
    for (link room = 16;; room += 104) {
        rt->limit = rt->next + room;
        enum rt_limit_kind kind = rt_enter(rt, change_all, &world);
        rt->limit = limit;
        heap_reset(rt);
        assert_true(heap_digest(rt) == before);
        if (kind == RT_LIMIT_NONE) {
            break;
        }
        assert_int_equal(kind, RT_LIMIT_MEMORY);
        failures++;
    }
    assert_true(failures > 20);
}

struct call {
    value base;
    const char *method;
    value argument;
};

static void run_call(struct rt *rt, void *argument) {
    const struct call *call = argument;
    value v = call->argument;
    if (value_invoke(rt, call->base, K(call->method), 1, &v) == VALUE_EXCEPTION) {
        exception_take(rt);
    }
}

/* Methods whose visible steps are as many as the length end by fuel, not by patience. */
static void test_endless_loops_burn(void **state) {
    static const char *const methods[] = {"find", "findIndex", "fill", "join"};
    struct rt *rt = *state;
    value prototype = rt->realm->prototypes[CLASS_ARRAY];
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        value like = object_create(rt, CLASS_OBJECT, prototype);
        object_define(rt, like, rt->realm->atom_length, value_from_number(ARRAY_MAX_SAFE),
                      ATTR_ALL);
        struct call call = {like, methods[i], object_get_name(rt, rt->realm->global, "Boolean")};
        if (strcmp(methods[i], "join") == 0) {
            call.argument = S("");
        }
        rt->fuel = 100000;
        assert_int_equal(rt_enter(rt, run_call, &call), RT_LIMIT_TIMEOUT);
        rt->fuel = INT64_MAX;
    }
}

/* Methods that only look at what exists pass over any gap. */
static void test_gaps_cost_nothing(void **state) {
    static const char *const methods[] = {
        "forEach",     "map",     "filter", "some",    "every", "reduce",  "reduceRight", "indexOf",
        "lastIndexOf", "flatMap", "shift",  "reverse", "sort",  "unshift", "flat"};
    struct rt *rt = *state;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        value array = array_of_digits(rt);
        assert_int_equal(object_set(rt, array, key_from_index(rt, 4294967290.0), I(1)), 0);
        struct call call = {array, methods[i], object_get_name(rt, rt->realm->global, "Number")};
        bool compares = strcmp(methods[i], "sort") == 0 || strcmp(methods[i], "flat") == 0;
        call.argument = compares ? VALUE_UNDEFINED : call.argument;
        rt->fuel = 20000;
        assert_int_equal(rt_enter(rt, run_call, &call), RT_LIMIT_NONE);
        rt->fuel = INT64_MAX;
    }
}

/* An array nested deeper than the stack is a RangeError, not a crash. */
static void deep_join(struct rt *rt, void *argument) {
    value outer = array_new(rt, 0, NULL);
    for (int i = 0; i < 200000; i++) {
        outer = array_new(rt, 1, &outer);
    }
    assert_true(value_invoke(rt, outer, K(argument), 1,
                             (value[]){value_from_number(ARRAY_MAX_SAFE)}) == VALUE_EXCEPTION);
    assert_thrown(rt, "RangeError: Maximum call stack size exceeded");
}

static void test_deep_nesting(void **state) {
    struct rt *rt = *state;
    assert_int_equal(rt_enter(rt, deep_join, (void *)(uintptr_t) "join"), RT_LIMIT_NONE);
    assert_int_equal(rt_enter(rt, deep_join, (void *)(uintptr_t) "flat"), RT_LIMIT_NONE);
    assert_int_equal(rt_enter(rt, deep_join, (void *)(uintptr_t) "toLocaleString"), RT_LIMIT_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        RUNTIME_TEST(test_reset_undoes_everything), RUNTIME_TEST(test_every_fuel),
        RUNTIME_TEST(test_every_allocation),        RUNTIME_TEST(test_endless_loops_burn),
        RUNTIME_TEST(test_gaps_cost_nothing),       RUNTIME_TEST(test_deep_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
