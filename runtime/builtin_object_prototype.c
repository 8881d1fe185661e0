/*
 * runtime/builtin_object_prototype.c: the methods of Object.prototype (ECMA-262 20.1.3, B.2.2).
 */
#include "runtime/builtin_object.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

int object_define_or_throw(struct rt *rt, value object, value key,
                           const struct property *property) {
    int done = object_define_own(rt, object, key, property);
    if (done > 0) {
        return 0;
    }
    if (done < 0) {
        return -1;
    }
    int exists = object_has_own(rt, object, key);
    if (exists < 0) {
        return -1;
    }
    if (exists > 0) {
        throw_type(rt, "Cannot redefine property: %v", key);
    } else {
        throw_type(rt, "Cannot define property %v, object is not extensible", key);
    }
    return -1;
}

int object_set_prototype_or_throw(struct rt *rt, value object, value prototype) {
    if (object_set_prototype(rt, object, prototype)) {
        return 0;
    }
    if (object == rt->realm->prototypes[CLASS_OBJECT]) {
        throw_type(rt,
                   "Immutable prototype object 'Object.prototype' cannot have their prototype set");
    } else if (!object_is_extensible(object)) {
        throw_type(rt, "%v is not extensible", object);
    } else {
        throw_type(rt, "Cyclic __proto__ value");
    }
    return -1;
}

/* The builtinTag of 20.1.3.6. */
const char *object_tag(value object) {
    switch ((enum class_id)value_object(object)->class_id) {
    case CLASS_ARRAY: return "Array";
    case CLASS_ARGUMENTS:
    case CLASS_MAPPED_ARGUMENTS: return "Arguments";
    case CLASS_ERROR: return "Error";
    case CLASS_BOOLEAN: return "Boolean";
    case CLASS_NUMBER: return "Number";
    case CLASS_STRING: return "String";
    case CLASS_DATE: return "Date";
    case CLASS_REGEXP: return "RegExp";
    default: return value_is_callable(object) ? "Function" : "Object";
    }
}

OBJECT_METHOD(object_proto_to_string) {
    if (value_is_nullish(this_value)) {
        return string_from_ascii(rt,
                                 this_value == VALUE_NULL ? "[object Null]" : "[object Undefined]");
    }
    value object = to_object(rt, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    const char *name = object_tag(object);
    value tag = object_get_often(rt, object, rt->realm->symbols[SYMBOL_TO_STRING_TAG]);
    if (tag == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct text_builder builder;
    text_builder_start(&builder, rt);
    text_builder_ascii(&builder, "[object ");
    if (value_is_string(tag)) {
        text_builder_string(&builder, tag);
    } else {
        text_builder_ascii(&builder, name);
    }
    text_builder_ascii(&builder, "]");
    return text_builder_finish(&builder);
}

OBJECT_METHOD(object_proto_to_locale_string) {
    if (value_is_nullish(this_value)) {
        return throw_type(rt, "Object.prototype.toLocaleString called on null or undefined");
    }
    return value_invoke(rt, this_value, rt->realm->atom_to_string, 0, NULL);
}

OBJECT_METHOD(object_proto_value_of) {
    return to_object(rt, this_value);
}

OBJECT_METHOD(object_proto_has_own_property) {
    value key = to_property_key(rt, ARG(0));
    if (key == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value object = to_object(rt, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    int found = object_has_own(rt, object, key);
    return found < 0 ? VALUE_EXCEPTION : value_from_bool(found > 0);
}

OBJECT_METHOD(object_proto_is_prototype_of) {
    value v = ARG(0);
    if (!value_is_object(v)) {
        return VALUE_FALSE;
    }
    value object = to_object(rt, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (v = object_get_prototype(v); v != VALUE_NULL; v = object_get_prototype(v)) {
        rt_burn(rt, 1);
        if (v == object) {
            return VALUE_TRUE;
        }
    }
    return VALUE_FALSE;
}

OBJECT_METHOD(object_proto_property_is_enumerable) {
    value key = to_property_key(rt, ARG(0));
    if (key == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value object = to_object(rt, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct property property;
    int found = object_get_own(rt, object, key, &property);
    if (found < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_bool(found > 0 && (property.attributes & ATTR_ENUMERABLE) != 0);
}

/* B.2.2.2 __defineGetter__, B.2.2.3 __defineSetter__ */
OBJECT_METHOD(object_proto_define_accessor) {
    value object = to_object(rt, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value accessor = ARG(1);
    bool setter = callee->magic != 0;
    if (!value_is_callable(accessor)) {
        return throw_type(rt, setter ? "Object.prototype.__defineSetter__: Expecting function"
                                     : "Object.prototype.__defineGetter__: Expecting function");
    }
    struct property property = {.has = ATTR_ENUMERABLE | ATTR_CONFIGURABLE,
                                .attributes = ATTR_ENUMERABLE | ATTR_CONFIGURABLE | ATTR_ACCESSOR,
                                .value = VALUE_UNDEFINED,
                                .getter = VALUE_UNDEFINED,
                                .setter = VALUE_UNDEFINED};
    if (setter) {
        property.has |= PROPERTY_HAS_SET;
        property.setter = accessor;
    } else {
        property.has |= PROPERTY_HAS_GET;
        property.getter = accessor;
    }
    value key = to_property_key(rt, ARG(0));
    if (key == VALUE_EXCEPTION || object_define_or_throw(rt, object, key, &property) < 0) {
        return VALUE_EXCEPTION;
    }
    return VALUE_UNDEFINED;
}

/* B.2.2.4 __lookupGetter__, B.2.2.5 __lookupSetter__ */
OBJECT_METHOD(object_proto_lookup_accessor) {
    value object = to_object(rt, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value key = to_property_key(rt, ARG(0));
    if (key == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (; object != VALUE_NULL; object = object_get_prototype(object)) {
        rt_burn(rt, 1);
        struct property property;
        int found = object_get_own(rt, object, key, &property);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found > 0) {
            if ((property.attributes & ATTR_ACCESSOR) == 0) {
                return VALUE_UNDEFINED;
            }
            return callee->magic != 0 ? property.setter : property.getter;
        }
    }
    return VALUE_UNDEFINED;
}

/* B.2.2.1 get Object.prototype.__proto__ */
OBJECT_METHOD(object_proto_get_proto) {
    value object = to_object(rt, this_value);
    return object == VALUE_EXCEPTION ? VALUE_EXCEPTION : object_get_prototype(object);
}

/* B.2.2.1 set Object.prototype.__proto__ */
OBJECT_METHOD(object_proto_set_proto) {
    if (value_is_nullish(this_value)) {
        return throw_type(rt, "Object.prototype.__proto__ called on null or undefined");
    }
    value prototype = ARG(0);
    if (!value_is_object(this_value) || (!value_is_object(prototype) && prototype != VALUE_NULL)) {
        return VALUE_UNDEFINED;
    }
    if (object_set_prototype_or_throw(rt, this_value, prototype) < 0) {
        return VALUE_EXCEPTION;
    }
    return VALUE_UNDEFINED;
}
