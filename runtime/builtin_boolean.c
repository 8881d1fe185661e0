/*
 * runtime/builtin_boolean.c: Boolean and Boolean.prototype (ECMA-262 20.3).
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/text.h"

/* 20.3.1.1 Boolean ( value ) */
NATIVE(boolean_constructor) {
    value primitive = value_from_bool(to_boolean(ARG(0)));
    if (new_target == VALUE_UNDEFINED) {
        return primitive;
    }
    value object = object_create_from_constructor(rt, new_target, CLASS_BOOLEAN);
    if (object != VALUE_EXCEPTION) {
        ((struct wrapper *)value_pointer(object))->primitive = primitive;
    }
    return object;
}

/* thisBooleanValue; `method` names the caller in the TypeError. */
static value this_boolean(struct rt *rt, value this_value, const char *method) {
    if (value_is_bool(this_value)) {
        return this_value;
    }
    if (value_is_class(this_value, CLASS_BOOLEAN)) {
        return ((struct wrapper *)value_pointer(this_value))->primitive;
    }
    return throw_type(rt, "%s requires that 'this' be a Boolean", method);
}

/* 20.3.3.2 Boolean.prototype.toString ( ) */
NATIVE(boolean_to_string) {
    value b = this_boolean(rt, this_value, "Boolean.prototype.toString");
    return b == VALUE_EXCEPTION ? VALUE_EXCEPTION : to_string(rt, b);
}

/* 20.3.3.3 Boolean.prototype.valueOf ( ) */
NATIVE(boolean_value_of) {
    return this_boolean(rt, this_value, "Boolean.prototype.valueOf");
}

static const struct function_info boolean_functions[] = {
    NATIVE_CONSTRUCTOR("Boolean", boolean_constructor, 1),
    NATIVE_FUNCTION("toString", boolean_to_string, 0),
    NATIVE_FUNCTION("valueOf", boolean_value_of, 0),
};

const struct code_module builtin_boolean_module = {.functions = boolean_functions,
                                                   .function_count = 3};

void builtin_boolean_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_boolean, 0);
    /* Boolean.prototype is itself a Boolean, false. */
    value prototype = object_create(rt, CLASS_BOOLEAN, realm->prototypes[CLASS_OBJECT]);
    ((struct wrapper *)value_pointer(prototype))->primitive = VALUE_FALSE;
    realm->prototypes[CLASS_BOOLEAN] = prototype;
    native_class(rt, "Boolean", constructor, prototype);
    native_methods(rt, prototype, MODULE_boolean, 1, 3);
}
