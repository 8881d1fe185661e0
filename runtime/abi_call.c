/*
 * runtime/abi_call.c: calls and construction by compiled code, and what a called function needs of
 * the runtime: environments, `this`, `arguments`, rest parameters.
 */
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <string.h>

static value throw_not(struct rt *rt, value what, value v, const char *role) {
    return throw_type(rt, "%v is not a %s", what != VALUE_UNDEFINED ? what : v, role);
}

/* True where a callable is the built-in with this code. */
static inline bool is_native(const struct rt *rt, value callee, code_fn code) {
    return value_is_class(callee, CLASS_FUNCTION) &&
           function_info(rt, value_function(callee))->code == code;
}

value rt_call(struct rt *rt, value callee, value this_value, uint32_t argc, value *argv,
              value what) {
    if (value_is_class(callee, CLASS_FUNCTION) && !function_stack_is_low(rt)) {
        return function_enter(rt, value_function(callee), this_value, argc, argv);
    }
    if (!value_is_callable(callee)) {
        return throw_not(rt, what, callee, "function");
    }
    return function_call(rt, callee, this_value, argc, argv);
}

value rt_call_method(struct rt *rt, value base, value name, uint32_t argc, value *argv,
                     struct inline_cache *cache, value what) {
    value callee = rt_get_named(rt, base, name, cache);
    if (value_is_class(callee, CLASS_FUNCTION) && !function_stack_is_low(rt)) {
        if (is_native(rt, callee, function_call_method) && argc != 0 &&
            value_is_class(base, CLASS_FUNCTION)) { /* f.call(this, …) */
            rt_burn(rt, 1);
            return function_enter(rt, value_function(base), argv[0], argc - 1, argv + 1);
        }
        return function_enter(rt, value_function(callee), base, argc, argv);
    }
    return callee == VALUE_EXCEPTION ? callee : rt_call(rt, callee, base, argc, argv, what);
}

value rt_call_forward(struct rt *rt, value callee, value function, value this_value,
                      struct function *caller, uint32_t argc, value *argv, uint32_t mapped,
                      value what) {
    if (is_native(rt, callee, function_apply) && value_is_callable(function)) {
        rt_burn(rt, 1 + (uint64_t)argc); /* as `apply` does */
        return rt_call(rt, function, this_value, argc, argv, VALUE_UNDEFINED);
    }
    value arguments[2] = {this_value,
                          mapped != 0 ? rt_arguments_mapped(rt, caller, argc, argv, NULL, NULL, 0)
                                      : rt_arguments(rt, argc, argv)};
    return rt_call(rt, callee, function, 2, arguments, what);
}

/* The values of an array that rt_array_spread filled: dense, maybe with holes at its end. */
static value *spread_values(struct rt *rt, value array, uint32_t *argc) {
    const struct array *a = (const struct array *)value_object(array);
    *argc = a->length;
    return a->object.elements == 0 ? NULL
                                   : ((struct elements *)link_pointer(a->object.elements))->values;
}

value rt_call_spread(struct rt *rt, value callee, value this_value, value arguments_array,
                     value what) {
    uint32_t argc;
    value *argv = spread_values(rt, arguments_array, &argc);
    return rt_call(rt, callee, this_value, argc, argv, what);
}

value rt_construct(struct rt *rt, value callee, uint32_t argc, value *argv, value what) {
    if (!value_is_constructor(rt, callee)) {
        return throw_not(rt, what, callee, "constructor");
    }
    return function_construct(rt, callee, argc, argv, callee);
}

value rt_construct_spread(struct rt *rt, value callee, value arguments_array, value what) {
    uint32_t argc;
    value *argv = spread_values(rt, arguments_array, &argc);
    return rt_construct(rt, callee, argc, argv, what);
}

value rt_super_call(struct rt *rt, struct function *callee, uint32_t argc, value *argv,
                    value new_target) {
    value parent = object_get_prototype(object_value(callee));
    if (!value_is_constructor(rt, parent)) {
        value name = object_get(rt, object_value(callee), rt->realm->atom_name);
        bool named = value_is_string(name) && string_length(name) != 0;
        return throw_type(rt, "Super constructor %v of %v is not a constructor",
                          parent == rt->realm->prototypes[CLASS_FUNCTION] ? VALUE_NULL : parent,
                          named ? name : string_from_ascii(rt, "anonymous class"));
    }
    return function_construct(rt, parent, argc, argv, new_target);
}

value rt_super_call_spread(struct rt *rt, struct function *callee, value arguments_array,
                           value new_target) {
    uint32_t argc;
    value *argv = spread_values(rt, arguments_array, &argc);
    return rt_super_call(rt, callee, argc, argv, new_target);
}

struct environment *rt_environment_new(struct rt *rt, struct environment *parent, uint32_t count) {
    struct environment *environment =
        heap_alloc(rt, sizeof *environment + (size_t)count * sizeof(value));
    environment->parent = parent != NULL ? link_to(parent) : 0;
    environment->count = count;
    for (uint32_t i = 0; i < count; i++) {
        environment->slots[i] = VALUE_UNDEFINED;
    }
    return environment;
}

struct environment *rt_environment_copy(struct rt *rt, struct environment *from) {
    size_t size = sizeof *from + (size_t)from->count * sizeof(value);
    struct environment *environment = heap_alloc(rt, size);
    memcpy(environment, from, size);
    return environment;
}

void rt_environment_set(struct rt *rt, struct environment *environment, uint32_t slot, value v) {
    heap_touch(rt, &environment->slots[slot], sizeof(value));
    environment->slots[slot] = v;
}

value rt_this_sloppy(struct rt *rt, value this_value) {
    if (value_is_object(this_value)) {
        return this_value;
    }
    return value_is_nullish(this_value) ? rt->realm->global : to_object(rt, this_value);
}

value rt_this_new(struct rt *rt, value new_target) {
    return object_create_from_constructor(rt, new_target, CLASS_OBJECT);
}

static value arguments_new(struct rt *rt, enum class_id class_id, uint32_t argc,
                           const value *argv) {
    value v = object_create(rt, class_id, rt->realm->prototypes[CLASS_OBJECT]);
    struct object *object = value_object(v);
    if (argc != 0) {
        struct elements *elements = heap_alloc(rt, sizeof *elements + (size_t)argc * sizeof(value));
        elements->capacity = elements->length = argc;
        memcpy(elements->values, argv, (size_t)argc * sizeof(value));
        object->elements = link_to(elements);
    }
    object_add(rt, object, rt->realm->atom_length, value_from_u32(argc), ATTR_HIDDEN);
    return v;
}

value rt_arguments(struct rt *rt, uint32_t argc, value *argv) {
    value v = arguments_new(rt, CLASS_ARGUMENTS, argc, argv);
    struct property callee = {PROPERTY_HAS_GET | PROPERTY_HAS_SET, 0, VALUE_UNDEFINED,
                              rt->realm->throw_type_error, rt->realm->throw_type_error};
    object_define_own(rt, v, key_from_ascii(rt, "callee"), &callee);
    object_define(rt, v, rt->realm->symbols[SYMBOL_ITERATOR], rt->realm->array_values, ATTR_HIDDEN);
    return v;
}

value rt_arguments_mapped(struct rt *rt, struct function *callee, uint32_t argc, value *argv,
                          struct environment *environment, const uint32_t *map, uint32_t count) {
    value v = arguments_new(rt, CLASS_MAPPED_ARGUMENTS, argc, argv);
    struct mapped_arguments *arguments = (struct mapped_arguments *)value_object(v);
    arguments->count = count < argc ? count : argc;
    if (arguments->count != 0) {
        uint32_t *copy = heap_alloc_array(rt, arguments->count, sizeof *copy);
        memcpy(copy, map, arguments->count * sizeof *copy);
        arguments->map = link_to(copy);
        arguments->environment = link_to(environment);
    }
    struct object *object = &arguments->object;
    object_add(rt, object, rt->realm->atom_callee, object_value(callee), ATTR_HIDDEN);
    object_add(rt, object, rt->realm->symbols[SYMBOL_ITERATOR], rt->realm->array_values,
               ATTR_HIDDEN);
    return v;
}

value rt_rest(struct rt *rt, uint32_t argc, value *argv, uint32_t from) {
    return from < argc ? array_new(rt, argc - from, argv + from) : array_new(rt, 0, NULL);
}
