/*
 * runtime/function.c: function objects: making them, their lazy properties, [[Call]] and
 * [[Construct]] (ECMA-262 10.2, 10.3, 10.4.1, 7.3).
 */
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <string.h>

enum { LAZY_ALL = 1 };

static value function_new(struct rt *rt, uint32_t code) {
    value v = object_create(rt, CLASS_FUNCTION, rt->realm->prototypes[CLASS_FUNCTION]);
    struct function *function = value_function(v);
    function->code = code;
    function->lazy = LAZY_ALL;
    return v;
}

value rt_closure(struct rt *rt, uint32_t code, struct environment *environment,
                 value this_if_arrow) {
    value v = function_new(rt, code);
    struct function *function = value_function(v);
    function->environment = environment != NULL ? link_to(environment) : 0;
    function->extra = this_if_arrow;
    return v;
}

value native_function(struct rt *rt, uint32_t module, uint32_t index) {
    value v = function_new(rt, module << 16 | index);
    value_function(v)->magic = rt->modules[module]->functions[index].magic;
    return v;
}

void function_materialise(struct rt *rt, struct object *object) {
    struct function *function = (struct function *)object;
    const struct function_info *info = function_info(rt, function);
    heap_touch(rt, function, sizeof *function);
    function->lazy = 0;
    value name = rt->realm->atom_empty;
    if (info->name != NULL) {
        name = string_from_ascii(rt, info->name);
    } else if ((info->flags & FUNCTION_NATIVE) == 0) {
        name = rt->modules[function->code >> 16]->constants[info->name_constant];
        name = value_is_string(name) ? name : key_to_string(rt, name);
    }
    object_add(rt, object, rt->realm->atom_length, value_from_int(info->length), ATTR_READONLY);
    object_add(rt, object, rt->realm->atom_name, name, ATTR_READONLY);
    if ((info->flags & (FUNCTION_ARROW | FUNCTION_METHOD | FUNCTION_NATIVE | FUNCTION_CLASS)) ==
        0) {
        value prototype = object_new(rt);
        object_add(rt, value_object(prototype), rt->realm->atom_constructor, object_value(object),
                   ATTR_HIDDEN);
        object_add(rt, object, rt->realm->atom_prototype, prototype, ATTR_WRITABLE);
    }
}

static bool function_is_constructor(const struct rt *rt, const struct function *function) {
    uint32_t flags = function_info(rt, function)->flags;
    if ((flags & FUNCTION_NATIVE) != 0) {
        return (flags & FUNCTION_CONSTRUCTOR) != 0;
    }
    return (flags & (FUNCTION_ARROW | FUNCTION_METHOD)) == 0;
}

bool value_is_constructor(struct rt *rt, value v) {
    while (value_is_class(v, CLASS_BOUND_FUNCTION)) {
        v = ((const struct bound_function *)value_object(v))->target;
    }
    return value_is_class(v, CLASS_FUNCTION) && function_is_constructor(rt, value_function(v));
}

/* The bound arguments followed by the caller's. */
static value *bound_arguments(struct rt *rt, const struct bound_function *bound, uint32_t argc,
                              const value *argv) {
    value *all = heap_alloc_array(rt, bound->count + (size_t)argc, sizeof(value));
    if (bound->count != 0) {
        memcpy(all, link_pointer(bound->arguments), bound->count * sizeof(value));
    }
    if (argc != 0) {
        memcpy(all + bound->count, argv, argc * sizeof(value));
    }
    return all;
}

value function_call(struct rt *rt, value callee, value this_value, uint32_t argc, value *argv) {
    if (!value_is_callable(callee)) {
        return throw_type(rt, "%c is not a function", callee);
    }
    if (function_stack_is_low(rt)) {
        return rt_stack_overflow(rt);
    }
    while (value_object(callee)->class_id == CLASS_BOUND_FUNCTION) {
        rt_burn(rt, 1);
        const struct bound_function *bound = (const void *)value_object(callee);
        argv = bound_arguments(rt, bound, argc, argv);
        argc += bound->count;
        this_value = bound->this_value;
        callee = bound->target;
    }
    return function_enter(rt, value_function(callee), this_value, argc, argv);
}

value throw_class_call(struct rt *rt, struct function *function) {
    return throw_type(rt, "Class constructor %v cannot be invoked without 'new'",
                      object_get(rt, object_value(function), rt->realm->atom_name));
}

value function_construct(struct rt *rt, value constructor, uint32_t argc, value *argv,
                         value new_target) {
    if (!value_is_constructor(rt, constructor)) {
        return throw_type(rt, "%v is not a constructor", constructor);
    }
    if (function_stack_is_low(rt)) {
        return rt_stack_overflow(rt);
    }
    while (value_object(constructor)->class_id == CLASS_BOUND_FUNCTION) {
        rt_burn(rt, 1);
        const struct bound_function *bound = (const void *)value_object(constructor);
        argv = bound_arguments(rt, bound, argc, argv);
        argc += bound->count;
        if (new_target == constructor) {
            new_target = bound->target;
        }
        constructor = bound->target;
    }
    struct function *function = value_function(constructor);
    const struct function_info *info = function_info(rt, function);
    if ((info->flags & FUNCTION_NATIVE) != 0) {
        rt_burn(rt, 1);
    }
    return info->code(rt, function, VALUE_HOLE, argc, argv, new_target);
}

value object_create_from_constructor(struct rt *rt, value new_target, enum class_id class_id) {
    value prototype = VALUE_UNDEFINED;
    if (value_is_object(new_target)) {
        prototype = object_get(rt, new_target, rt->realm->atom_prototype);
        if (prototype == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
    }
    return object_create(rt, class_id,
                         value_is_object(prototype) ? prototype : rt->realm->prototypes[class_id]);
}

value value_invoke(struct rt *rt, value base, value key, uint32_t argc, value *argv) {
    value method = value_get(rt, base, key);
    if (method == VALUE_EXCEPTION) {
        return method;
    }
    if (!value_is_callable(method)) {
        return throw_type(rt, "%v is not a function", key);
    }
    return function_call(rt, method, base, argc, argv);
}

/* OrdinaryHasInstance (7.3.22). */
int function_has_instance(struct rt *rt, value function, value v) {
    if (!value_is_callable(function)) {
        return 0;
    }
    if (value_is_class(function, CLASS_BOUND_FUNCTION)) {
        return value_instance_of(rt, v,
                                 ((const struct bound_function *)value_object(function))->target);
    }
    if (!value_is_object(v)) {
        return 0;
    }
    value prototype = object_get(rt, function, rt->realm->atom_prototype);
    if (prototype == VALUE_EXCEPTION) {
        return -1;
    }
    if (!value_is_object(prototype)) {
        throw_type(rt, "Function has non-object prototype '%v' in instanceof check", prototype);
        return -1;
    }
    for (v = object_get_prototype(v); v != VALUE_NULL; v = object_get_prototype(v)) {
        if (v == prototype) {
            return 1;
        }
        rt_burn(rt, 1);
    }
    return 0;
}

int value_instance_of(struct rt *rt, value v, value target) {
    if (!value_is_object(target)) {
        throw_type(rt, "Right-hand side of 'instanceof' is not %s",
                   value_is_object(target) ? "callable" : "an object");
        return -1;
    }
    if (function_stack_is_low(rt)) {
        rt_stack_overflow(rt);
        return -1;
    }
    value method = object_get_method_often(rt, target, rt->realm->symbols[SYMBOL_HAS_INSTANCE]);
    if (method == VALUE_EXCEPTION) {
        return -1;
    }
    if (value_is_class(method, CLASS_FUNCTION) &&
        function_info(rt, value_function(method))->code == function_has_instance_method) {
        rt_burn(rt, 1);
        return function_has_instance(rt, target, v);
    }
    if (method != VALUE_UNDEFINED) {
        value answer = function_call(rt, method, target, 1, &v);
        return answer == VALUE_EXCEPTION ? -1 : to_boolean(answer);
    }
    if (!value_is_callable(target)) {
        throw_type(rt, "Right-hand side of 'instanceof' is not callable");
        return -1;
    }
    return function_has_instance(rt, target, v);
}

value species_constructor(struct rt *rt, value object, value default_constructor) {
    value constructor = object_get(rt, object, rt->realm->atom_constructor);
    if (constructor == VALUE_EXCEPTION || constructor == VALUE_UNDEFINED) {
        return constructor == VALUE_UNDEFINED ? default_constructor : constructor;
    }
    if (!value_is_object(constructor)) {
        return throw_type(rt, "The .constructor property is not an object");
    }
    value species = object_get(rt, constructor, rt->realm->symbols[SYMBOL_SPECIES]);
    if (species == VALUE_EXCEPTION) {
        return species;
    }
    if (value_is_nullish(species)) {
        return default_constructor;
    }
    if (!value_is_constructor(rt, species)) {
        return throw_type(rt, "object.constructor[Symbol.species] is not a constructor");
    }
    return species;
}
