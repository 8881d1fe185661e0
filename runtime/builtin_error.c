/*
 * runtime/builtin_error.c: Error and the native errors (ECMA-262 20.5).
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/text.h"

static value error_prototype(struct rt *rt, value new_target, uint32_t kind) {
    value prototype = object_get(rt, new_target, rt->realm->atom_prototype);
    if (prototype == VALUE_EXCEPTION || value_is_object(prototype)) {
        return prototype;
    }
    return rt->realm->error_prototypes[kind];
}

NATIVE(error_constructor) {
    value target = new_target == VALUE_UNDEFINED ? object_value(callee) : new_target;
    value prototype = error_prototype(rt, target, callee->magic);
    if (prototype == VALUE_EXCEPTION) {
        return prototype;
    }
    value error = object_create(rt, CLASS_ERROR, prototype);
    if (ARG(0) != VALUE_UNDEFINED) {
        value message = to_string(rt, argv[0]);
        if (message == VALUE_EXCEPTION) {
            return message;
        }
        object_define(rt, error, rt->realm->atom_message, message, ATTR_HIDDEN);
    }
    if (value_is_object(ARG(1))) {
        value key = key_from_ascii(rt, "cause");
        if (object_has(rt, argv[1], key) == 1) {
            value cause = object_get(rt, argv[1], key);
            if (cause == VALUE_EXCEPTION) {
                return cause;
            }
            object_define(rt, error, key, cause, ATTR_HIDDEN);
        }
    }
    return error;
}

/* A string property with a default for undefined. */
static value text_of(struct rt *rt, value object, value key, value absent) {
    value v = object_get(rt, object, key);
    if (v == VALUE_EXCEPTION) {
        return v;
    }
    return v == VALUE_UNDEFINED ? absent : to_string(rt, v);
}

NATIVE(error_to_string) {
    struct realm *realm = rt->realm;
    if (!value_is_object(this_value)) {
        return throw_type(rt, "Error.prototype.toString requires that 'this' be a JSReceiver");
    }
    value name = text_of(rt, this_value, realm->atom_name, string_from_ascii(rt, "Error"));
    if (name == VALUE_EXCEPTION) {
        return name;
    }
    value message = text_of(rt, this_value, realm->atom_message, realm->atom_empty);
    if (message == VALUE_EXCEPTION || string_length(name) == 0) {
        return message;
    }
    if (string_length(message) == 0) {
        return name;
    }
    name = string_concat(rt, name, string_from_ascii(rt, ": "));
    return name == VALUE_EXCEPTION ? name : string_concat(rt, name, message);
}

/* V8's: where an error came from. There is no trace here: the text of the error itself. */
NATIVE(error_get_stack) {
    if (!value_is_class(this_value, CLASS_ERROR)) {
        return VALUE_UNDEFINED;
    }
    return error_to_string(rt, callee, this_value, 0, NULL, VALUE_UNDEFINED);
}

NATIVE(error_set_stack) {
    if (value_is_object(this_value)) {
        object_define_name(rt, this_value, "stack", ARG(0), ATTR_HIDDEN);
    }
    return VALUE_UNDEFINED;
}

NATIVE(error_capture_stack_trace) {
    return VALUE_UNDEFINED;
}

enum { METHODS = ERROR_KIND_COUNT, CAPTURE = METHODS + 3, COUNT };

static const char *const names[ERROR_KIND_COUNT] = {
    "Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError",
};

#define ERROR_CLASS(name, kind)                                                                    \
    {                                                                                              \
        error_constructor, name, 0, 1, FUNCTION_NATIVE | FUNCTION_STRICT | FUNCTION_CONSTRUCTOR,   \
            kind                                                                                   \
    }

static const struct function_info functions[COUNT] = {
    ERROR_CLASS("Error", ERROR_ERROR),
    ERROR_CLASS("TypeError", ERROR_TYPE),
    ERROR_CLASS("RangeError", ERROR_RANGE),
    ERROR_CLASS("SyntaxError", ERROR_SYNTAX),
    ERROR_CLASS("ReferenceError", ERROR_REFERENCE),
    ERROR_CLASS("EvalError", ERROR_EVAL),
    ERROR_CLASS("URIError", ERROR_URI),
    NATIVE_FUNCTION("toString", error_to_string, 0),
    NATIVE_FUNCTION("get stack", error_get_stack, 0),
    NATIVE_FUNCTION("set stack", error_set_stack, 1),
    NATIVE_FUNCTION("captureStackTrace", error_capture_stack_trace, 2),
};

const struct code_module builtin_error_module = {.functions = functions,
                                                .function_count = COUNT};

void builtin_error_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    for (uint32_t kind = 0; kind < ERROR_KIND_COUNT; kind++) {
        value parent = kind == ERROR_ERROR ? realm->prototypes[CLASS_OBJECT]
                                           : realm->error_prototypes[ERROR_ERROR];
        value prototype = object_create(rt, CLASS_OBJECT, parent);
        value constructor = native_function(rt, MODULE_error, kind);
        realm->error_prototypes[kind] = prototype;
        realm->error_constructors[kind] = constructor;
        if (kind == ERROR_ERROR) {
            realm->prototypes[CLASS_ERROR] = prototype;
            native_methods(rt, constructor, MODULE_error, CAPTURE, CAPTURE + 1);
        } else {
            object_set_prototype(rt, constructor, realm->error_constructors[ERROR_ERROR]);
        }
        native_class(rt, names[kind], constructor, prototype);
        object_define(rt, prototype, realm->atom_name, string_from_ascii(rt, names[kind]),
                      ATTR_HIDDEN);
        object_define(rt, prototype, realm->atom_message, realm->atom_empty, ATTR_HIDDEN);
    }
    native_methods(rt, realm->error_prototypes[ERROR_ERROR], MODULE_error, METHODS, CAPTURE);
}
