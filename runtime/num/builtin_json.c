/*
 * runtime/num/builtin_json.c: the JSON object, and the reviver of JSON.parse (ECMA-262 25.5).
 */
#include "builtin_json.h"

#include "runtime/abi.h"
#include "runtime/array.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/realm.h"

int json_check_stack(struct rt *rt) {
    if ((uintptr_t)__builtin_frame_address(0) < rt->stack_limit) {
        (void)rt_stack_overflow(rt);
        return -1;
    }
    return 0;
}

static value revive(struct rt *rt, value reviver, value holder, value key);

/* Revives one property of `object` in place. 0 or -1. */
static int revive_property(struct rt *rt, value reviver, value object, value key) {
    value v = revive(rt, reviver, object, key);
    if (v == VALUE_EXCEPTION) {
        return -1;
    }
    /* a refusal (frozen by the reviver) is no error here */
    int done = v == VALUE_UNDEFINED ? object_delete(rt, object, key)
                                    : object_create_data(rt, object, key, v);
    return done < 0 ? -1 : 0;
}

static int revive_array(struct rt *rt, value reviver, value array) {
    double length;
    if (object_length(rt, array, &length) < 0) {
        return -1;
    }
    for (double i = 0; i < length; i++) {
        if (revive_property(rt, reviver, array, key_from_index(rt, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

static int revive_object(struct rt *rt, value reviver, value object) {
    value keys = object_own_keys(rt, object, OWN_KEYS_STRINGS | OWN_KEYS_ENUMERABLE);
    double count;
    if (keys == VALUE_EXCEPTION || object_length(rt, keys, &count) < 0) {
        return -1;
    }
    for (double i = 0; i < count; i++) {
        value key = string_to_key(rt, array_get(rt, keys, i));
        if (revive_property(rt, reviver, object, key) < 0) {
            return -1;
        }
    }
    return 0;
}

/* 25.5.1.1 InternalizeJSONProperty */
static value revive(struct rt *rt, value reviver, value holder, value key) {
    if (json_check_stack(rt) < 0) {
        return VALUE_EXCEPTION;
    }
    rt_burn(rt, 1);
    value v = object_get(rt, holder, key);
    if (v == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (value_is_object(v)) {
        int done = value_is_array(v) ? revive_array(rt, reviver, v) : revive_object(rt, reviver, v);
        if (done < 0) {
            return VALUE_EXCEPTION;
        }
    }
    value arguments[2] = {key_to_string(rt, key), v};
    return function_call(rt, reviver, holder, 2, arguments);
}

/* 25.5.1 JSON.parse ( text [ , reviver ] ) */
NATIVE(json_parse) {
    value source = to_string(rt, ARG(0));
    if (source == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value v = json_parse_text(rt, source);
    if (v == VALUE_EXCEPTION || !value_is_callable(ARG(1))) {
        return v;
    }
    value root = object_new(rt);
    object_define(rt, root, rt->realm->atom_empty, v, ATTR_ALL);
    return revive(rt, ARG(1), root, rt->realm->atom_empty);
}

static const struct function_info json_functions[] = {
    NATIVE_FUNCTION("parse", json_parse, 2),
    NATIVE_FUNCTION("stringify", json_stringify, 3),
};

const struct code_module builtin_json_module = {.functions = json_functions, .function_count = 2};

void builtin_json_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value json = object_create(rt, CLASS_JSON, realm->prototypes[CLASS_OBJECT]);
    native_methods(rt, json, MODULE_json, 0, 2);
    object_define(rt, json, realm->symbols[SYMBOL_TO_STRING_TAG], string_from_ascii(rt, "JSON"),
                  ATTR_READONLY);
    object_define_name(rt, realm->global, "JSON", json, ATTR_HIDDEN);
}
