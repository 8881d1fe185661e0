/*
 * runtime/property_tools.c: what built-ins do with properties besides the internal methods:
 * shorthand definitions, descriptors as objects, GetV, lengths.
 */
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

int object_create_data(struct rt *rt, value object, value key, value v) {
    struct property property = {ATTR_ALL | PROPERTY_HAS_VALUE, ATTR_ALL, v, VALUE_UNDEFINED,
                                VALUE_UNDEFINED};
    return object_define_own(rt, object, key, &property);
}

void object_define(struct rt *rt, value object, value key, value v, uint32_t attributes) {
    struct property property = {ATTR_ALL | PROPERTY_HAS_VALUE, attributes, v, VALUE_UNDEFINED,
                                VALUE_UNDEFINED};
    object_define_own(rt, object, key, &property);
}

void object_define_name(struct rt *rt, value object, const char *name, value v,
                        uint32_t attributes) {
    object_define(rt, object, key_from_ascii(rt, name), v, attributes);
}

value object_get_name(struct rt *rt, value object, const char *ascii_name) {
    return object_get(rt, object, key_from_ascii(rt, ascii_name));
}

/* The object whose properties a primitive shows; VALUE_EXCEPTION for null and undefined. */
static value primitive_prototype(struct rt *rt, value base, value key) {
    struct realm *realm = rt->realm;
    if (value_is_string(base)) {
        return realm->prototypes[CLASS_STRING];
    }
    if (value_is_number(base)) {
        return realm->prototypes[CLASS_NUMBER];
    }
    if (value_is_bool(base)) {
        return realm->prototypes[CLASS_BOOLEAN];
    }
    if (value_is_symbol(base)) {
        return realm->prototypes[CLASS_SYMBOL];
    }
    return throw_type(rt, "Cannot read properties of %s (reading '%v')",
                      base == VALUE_NULL ? "null" : "undefined", key);
}

value value_get(struct rt *rt, value base, value key) {
    if (value_is_object(base)) {
        return object_get_receiver(rt, base, key, base);
    }
    if (value_is_string(base)) {
        if (key == rt->realm->atom_length) {
            return value_from_u32(string_length(base));
        }
        if (value_is_int(key) && (uint32_t)value_to_int(key) < string_length(base)) {
            struct text text = string_text(rt, base);
            return string_from_unit(rt, text_at(text, (uint32_t)value_to_int(key)));
        }
    }
    value prototype = primitive_prototype(rt, base, key);
    if (prototype == VALUE_EXCEPTION) {
        return prototype;
    }
    return object_get_receiver(rt, prototype, key, base);
}

value value_get_method(struct rt *rt, value base, value key) {
    value method = value_get(rt, base, key);
    if (method == VALUE_EXCEPTION || method == VALUE_UNDEFINED) {
        return method;
    }
    if (method == VALUE_NULL) {
        return VALUE_UNDEFINED;
    }
    if (!value_is_callable(method)) {
        return throw_type(rt, "%c is not a function", method);
    }
    return method;
}

int object_length(struct rt *rt, value object, double *length) {
    if (value_is_array(object)) {
        *length = ((const struct array *)value_object(object))->length;
        return 0;
    }
    value v = object_get(rt, object, rt->realm->atom_length);
    if (v == VALUE_EXCEPTION) {
        return -1;
    }
    return to_length(rt, v, length);
}

value key_from_index(struct rt *rt, double index) {
    if (index < 2147483647.0) {
        return value_from_int((int32_t)index);
    }
    return string_to_key(rt, number_to_string(rt, value_from_number(index)));
}

value property_to_object(struct rt *rt, const struct property *property) {
    struct realm *realm = rt->realm;
    value object = object_new(rt);
    if ((property->has & PROPERTY_HAS_VALUE) != 0) {
        object_create_data(rt, object, realm->atom_value, property->value);
    }
    if ((property->has & ATTR_WRITABLE) != 0) {
        object_create_data(rt, object, key_from_ascii(rt, "writable"),
                           value_from_bool((property->attributes & ATTR_WRITABLE) != 0));
    }
    if ((property->has & PROPERTY_HAS_GET) != 0) {
        object_create_data(rt, object, realm->atom_get, property->getter);
    }
    if ((property->has & PROPERTY_HAS_SET) != 0) {
        object_create_data(rt, object, realm->atom_set, property->setter);
    }
    if ((property->has & ATTR_ENUMERABLE) != 0) {
        object_create_data(rt, object, key_from_ascii(rt, "enumerable"),
                           value_from_bool((property->attributes & ATTR_ENUMERABLE) != 0));
    }
    if ((property->has & ATTR_CONFIGURABLE) != 0) {
        object_create_data(rt, object, key_from_ascii(rt, "configurable"),
                           value_from_bool((property->attributes & ATTR_CONFIGURABLE) != 0));
    }
    return object;
}

/* Reads one field: 1 with *out, 0 absent, -1. */
static int descriptor_field(struct rt *rt, value object, const char *name, value *out) {
    value key = key_from_ascii(rt, name);
    int has = object_has(rt, object, key);
    if (has <= 0) {
        return has;
    }
    *out = object_get(rt, object, key);
    return *out == VALUE_EXCEPTION ? -1 : 1;
}

static int descriptor_flag(struct rt *rt, value object, const char *name, uint32_t bit,
                           struct property *out) {
    value v;
    int has = descriptor_field(rt, object, name, &v);
    if (has == 1) {
        out->has |= bit;
        out->attributes |= to_boolean(v) ? bit : 0;
    }
    return has;
}

static int descriptor_function(struct rt *rt, value object, const char *name, uint32_t bit,
                               struct property *out, value *place) {
    int has = descriptor_field(rt, object, name, place);
    if (has != 1) {
        *place = VALUE_UNDEFINED;
        return has;
    }
    out->has |= bit;
    if (*place != VALUE_UNDEFINED && !value_is_callable(*place)) {
        throw_type(rt, "%s must be a function: %v", bit == PROPERTY_HAS_GET ? "Getter" : "Setter",
                   *place);
        return -1;
    }
    return 1;
}

int property_from_object(struct rt *rt, value object, struct property *out) {
    if (!value_is_object(object)) {
        throw_type(rt, "Property description must be an object: %v", object);
        return -1;
    }
    *out = (struct property){0, 0, VALUE_UNDEFINED, VALUE_UNDEFINED, VALUE_UNDEFINED};
    if (descriptor_flag(rt, object, "enumerable", ATTR_ENUMERABLE, out) < 0 ||
        descriptor_flag(rt, object, "configurable", ATTR_CONFIGURABLE, out) < 0) {
        return -1;
    }
    int has = descriptor_field(rt, object, "value", &out->value);
    if (has < 0) {
        return -1;
    }
    if (has == 1) {
        out->has |= PROPERTY_HAS_VALUE;
    }
    if (descriptor_flag(rt, object, "writable", ATTR_WRITABLE, out) < 0 ||
        descriptor_function(rt, object, "get", PROPERTY_HAS_GET, out, &out->getter) < 0 ||
        descriptor_function(rt, object, "set", PROPERTY_HAS_SET, out, &out->setter) < 0) {
        return -1;
    }
    if ((out->has & (PROPERTY_HAS_GET | PROPERTY_HAS_SET)) != 0 &&
        (out->has & (PROPERTY_HAS_VALUE | ATTR_WRITABLE)) != 0) {
        throw_type(rt,
                   "Invalid property descriptor. Cannot both specify accessors and a value or "
                   "writable attribute, %v",
                   object);
        return -1;
    }
    return 0;
}
