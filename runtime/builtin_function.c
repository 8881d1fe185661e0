/*
 * runtime/builtin_function.c: Function and Function.prototype (ECMA-262 20.2). Making functions
 * from text is left out: there is no interpreter in the runtime.
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <string.h>

NATIVE(function_constructor) {
    return throw_error(rt, ERROR_EVAL, "Code generation from strings disallowed for this context");
}

NATIVE(function_prototype) {
    return VALUE_UNDEFINED;
}

NATIVE(throw_type_error) {
    return throw_type(rt, "'caller', 'callee', and 'arguments' properties may not be accessed on "
                          "strict mode functions or the arguments objects for calls to them");
}

static value not_a_function(struct rt *rt, const char *name) {
    return throw_type(rt, "Function.prototype.%s was called on a value which is not a function",
                      name);
}

/* CreateListFromArrayLike (7.3.18) into the arena. NULL: exception. */
static value *list_from_array_like(struct rt *rt, value v, uint32_t *count) {
    double length;
    if (!value_is_object(v)) {
        throw_type(rt, "CreateListFromArrayLike called on non-object");
        return NULL;
    }
    if (object_length(rt, v, &length) < 0) {
        return NULL;
    }
    if (length > 1u << 20) {
        throw_range(rt, "Maximum call stack size exceeded"); /* as a push of so many would */
        return NULL;
    }
    rt_burn(rt, (uint64_t)length);
    value *list = heap_alloc_array(rt, (size_t)length + 1, sizeof(value));
    for (uint32_t i = 0; i < length; i++) {
        list[i] = object_get(rt, v, value_from_u32(i));
        if (list[i] == VALUE_EXCEPTION) {
            return NULL;
        }
    }
    *count = (uint32_t)length;
    return list;
}

value function_apply(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                     value *argv, value new_target) {
    uint32_t count = 0;
    value *list = NULL;
    if (!value_is_callable(this_value)) {
        return not_a_function(rt, "apply");
    }
    if (!value_is_nullish(ARG(1))) {
        list = list_from_array_like(rt, argv[1], &count);
        if (list == NULL) {
            return VALUE_EXCEPTION;
        }
    }
    return function_call(rt, this_value, ARG(0), count, list);
}

value function_call_method(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                           value *argv, value new_target) {
    if (!value_is_callable(this_value)) {
        return not_a_function(rt, "call");
    }
    return function_call(rt, this_value, ARG(0), argc != 0 ? argc - 1 : 0,
                         argc != 0 ? argv + 1 : argv);
}

/* The `length` of a bound function (20.2.3.2 steps 4 to 8). 0 or -1. */
static int bound_length(struct rt *rt, value target, uint32_t bound, value *out) {
    *out = value_from_int(0);
    if (object_has_own(rt, target, rt->realm->atom_length) == 0) {
        return 0;
    }
    value length = object_get(rt, target, rt->realm->atom_length);
    if (length == VALUE_EXCEPTION) {
        return -1;
    }
    if (value_is_number(length)) {
        double d;
        to_integer(rt, length, &d);
        *out = value_from_number(d > bound ? d - bound : 0);
    }
    return 0;
}

NATIVE(function_bind) {
    if (!value_is_callable(this_value)) {
        return throw_type(rt, "Bind must be called on a function");
    }
    value v = object_create(rt, CLASS_BOUND_FUNCTION, object_get_prototype(this_value));
    struct bound_function *bound = (struct bound_function *)value_object(v);
    bound->target = this_value;
    bound->this_value = ARG(0);
    if (argc > 1) {
        value *arguments = heap_alloc_array(rt, argc - 1, sizeof(value));
        memcpy(arguments, argv + 1, (argc - 1) * sizeof(value));
        bound->arguments = link_to(arguments);
        bound->count = argc - 1;
    }
    value length;
    if (bound_length(rt, this_value, bound->count, &length) < 0) {
        return VALUE_EXCEPTION;
    }
    object_define(rt, v, rt->realm->atom_length, length, ATTR_READONLY);
    value name = object_get(rt, this_value, rt->realm->atom_name);
    if (name == VALUE_EXCEPTION) {
        return name;
    }
    name = string_concat(rt, string_from_ascii(rt, "bound "),
                         value_is_string(name) ? name : rt->realm->atom_empty);
    if (name == VALUE_EXCEPTION) {
        return name;
    }
    object_define(rt, v, rt->realm->atom_name, name, ATTR_READONLY);
    return v;
}

/* Source text is not kept: every function shows itself as a native one (a listed difference). */
NATIVE(function_to_string) {
    if (!value_is_callable(this_value)) {
        return throw_type(rt, "Function.prototype.toString requires that 'this' be a Function");
    }
    struct property property;
    value name = VALUE_UNDEFINED;
    if (object_get_own(rt, this_value, rt->realm->atom_name, &property) == 1 &&
        (property.attributes & ATTR_ACCESSOR) == 0) {
        name = property.value;
    }
    struct text_builder builder;
    text_builder_start(&builder, rt);
    text_builder_ascii(&builder, "function ");
    /* The names of private methods and bound functions can't stand there (20.2.3.5). */
    if (value_is_string(name) && !value_is_class(this_value, CLASS_BOUND_FUNCTION) &&
        !(string_length(name) > 0 && text_at(string_text(rt, name), 0) == '#')) {
        text_builder_string(&builder, name);
    }
    text_builder_ascii(&builder, "() { [native code] }");
    return text_builder_finish(&builder);
}

value function_has_instance_method(struct rt *rt, struct function *callee, value this_value,
                                   uint32_t argc, value *argv, value new_target) {
    int answer = function_has_instance(rt, this_value, ARG(0));
    return answer < 0 ? VALUE_EXCEPTION : value_from_bool(answer == 1);
}

enum { CONSTRUCTOR, PROTOTYPE, THROW_TYPE_ERROR, FIRST_METHOD, HAS_INSTANCE = 7, COUNT };

static const struct function_info functions[COUNT] = {
    NATIVE_CONSTRUCTOR("Function", function_constructor, 1),
    NATIVE_FUNCTION("", function_prototype, 0),
    NATIVE_FUNCTION("", throw_type_error, 0),
    NATIVE_FUNCTION("apply", function_apply, 2),
    NATIVE_FUNCTION("bind", function_bind, 1),
    NATIVE_FUNCTION("call", function_call_method, 1),
    NATIVE_FUNCTION("toString", function_to_string, 0),
    NATIVE_FUNCTION("[Symbol.hasInstance]", function_has_instance_method, 1),
};

const struct code_module builtin_function_module = {.functions = functions,
                                                   .function_count = COUNT};

void builtin_function_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value prototype = realm->prototypes[CLASS_FUNCTION];
    value constructor = native_function(rt, MODULE_function, CONSTRUCTOR);
    realm->function_constructor = constructor;
    native_methods(rt, prototype, MODULE_function, FIRST_METHOD, HAS_INSTANCE);
    object_define(rt, prototype, realm->symbols[SYMBOL_HAS_INSTANCE],
                  native_function(rt, MODULE_function, HAS_INSTANCE), ATTR_NONE);
    native_class(rt, "Function", constructor, prototype);

    value thrower = native_function(rt, MODULE_function, THROW_TYPE_ERROR);
    realm->throw_type_error = thrower;
    struct property fixed = {ATTR_CONFIGURABLE, 0, VALUE_UNDEFINED, VALUE_UNDEFINED,
                             VALUE_UNDEFINED};
    object_define_own(rt, thrower, realm->atom_length, &fixed);
    object_define_own(rt, thrower, realm->atom_name, &fixed);
    object_prevent_extensions(rt, thrower);
    struct property poison = {ATTR_CONFIGURABLE | PROPERTY_HAS_GET | PROPERTY_HAS_SET,
                              ATTR_CONFIGURABLE, VALUE_UNDEFINED, thrower, thrower};
    object_define_own(rt, prototype, key_from_ascii(rt, "arguments"), &poison);
    object_define_own(rt, prototype, key_from_ascii(rt, "caller"), &poison);
}
