/*
 * runtime/builtin_object.c: the Object constructor and its functions (ECMA-262 20.1.1, 20.1.2),
 * and the table of the module.
 */
#include "runtime/builtin_object.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text.h"

/* 20.1.1.1 Object ( [ value ] ) */
NATIVE(object_constructor) {
    if (new_target != VALUE_UNDEFINED && new_target != object_value(callee)) {
        return object_create_from_constructor(rt, new_target, CLASS_OBJECT);
    }
    value v = ARG(0);
    return value_is_nullish(v) ? object_new(rt) : to_object(rt, v);
}

/* The keys of `object` as an array that only this code sees. */
static value own_keys(struct rt *rt, value object, uint32_t flags, uint32_t *count) {
    value keys = object_own_keys(rt, object, flags);
    if (keys == VALUE_EXCEPTION) {
        *count = 0;
        return VALUE_EXCEPTION;
    }
    *count = ((struct array *)value_pointer(keys))->length;
    rt_burn(rt, *count);
    return keys;
}

/* Key i of own_keys' array, in the form the property functions take. */
static value key_at(struct rt *rt, value keys, uint32_t i) {
    const struct array *array = value_pointer(keys);
    const struct elements *elements = link_pointer(array->object.elements);
    value key = elements->values[i];
    return value_is_string(key) ? string_to_key(rt, key) : key;
}

/* Own enumerable properties of `source` set on `target`. 0 or -1. */
static int assign_from(struct rt *rt, value target, value source) {
    uint32_t count;
    value from = to_object(rt, source);
    if (from == VALUE_EXCEPTION) {
        return -1;
    }
    value keys = own_keys(rt, from, OWN_KEYS_STRINGS | OWN_KEYS_SYMBOLS, &count);
    if (keys == VALUE_EXCEPTION) {
        return -1;
    }
    for (uint32_t i = 0; i < count; i++) {
        rt_burn(rt, 1);
        struct property property;
        value key = key_at(rt, keys, i);
        int found = object_get_own(rt, from, key, &property);
        if (found < 0) {
            return -1;
        }
        if (found == 0 || (property.attributes & ATTR_ENUMERABLE) == 0) {
            continue;
        }
        value v = object_get(rt, from, key);
        if (v == VALUE_EXCEPTION || object_set(rt, target, key, v) < 0) {
            return -1;
        }
    }
    return 0;
}

/* 20.1.2.1 Object.assign ( target, ...sources ) */
NATIVE(object_assign) {
    value target = to_object(rt, ARG(0));
    if (target == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (uint32_t i = 1; i < argc; i++) {
        if (!value_is_nullish(argv[i]) && assign_from(rt, target, argv[i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return target;
}

/* 20.1.2.3.1 ObjectDefineProperties. The object, or VALUE_EXCEPTION. */
static value define_properties(struct rt *rt, value object, value properties) {
    uint32_t count;
    value source = to_object(rt, properties);
    if (source == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value keys = own_keys(rt, source, OWN_KEYS_STRINGS | OWN_KEYS_SYMBOLS, &count);
    if (keys == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct definition {
        value key;
        struct property property;
    } *definitions = heap_alloc_array(rt, count, sizeof *definitions);
    uint32_t defined = 0;
    for (uint32_t i = 0; i < count; i++) {
        rt_burn(rt, 1);
        struct property own;
        value key = key_at(rt, keys, i);
        int found = object_get_own(rt, source, key, &own);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found == 0 || (own.attributes & ATTR_ENUMERABLE) == 0) {
            continue;
        }
        value description = object_get(rt, source, key);
        if (description == VALUE_EXCEPTION ||
            property_from_object(rt, description, &definitions[defined].property) < 0) {
            return VALUE_EXCEPTION;
        }
        definitions[defined++].key = key;
    }
    for (uint32_t i = 0; i < defined; i++) {
        rt_burn(rt, 1);
        if (object_define_or_throw(rt, object, definitions[i].key, &definitions[i].property) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return object;
}

/* 20.1.2.2 Object.create ( O, Properties ) */
NATIVE(object_create_function) {
    value prototype = ARG(0);
    if (!value_is_object(prototype) && prototype != VALUE_NULL) {
        return throw_type(rt, "Object prototype may only be an Object or null: %v", prototype);
    }
    value object = object_create(rt, CLASS_OBJECT, prototype);
    value properties = ARG(1);
    return properties == VALUE_UNDEFINED ? object : define_properties(rt, object, properties);
}

/* 20.1.2.3 Object.defineProperties ( O, Properties ) */
NATIVE(object_define_properties) {
    value object = ARG(0);
    if (!value_is_object(object)) {
        return throw_type(rt, "Object.defineProperties called on non-object");
    }
    return define_properties(rt, object, ARG(1));
}

/* 20.1.2.4 Object.defineProperty ( O, P, Attributes ) */
NATIVE(object_define_property) {
    value object = ARG(0);
    if (!value_is_object(object)) {
        return throw_type(rt, "Object.defineProperty called on non-object");
    }
    value key = to_property_key(rt, ARG(1));
    if (key == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct property property;
    if (property_from_object(rt, ARG(2), &property) < 0 ||
        object_define_or_throw(rt, object, key, &property) < 0) {
        return VALUE_EXCEPTION;
    }
    return object;
}

enum { LIST_KEYS, LIST_VALUES, LIST_ENTRIES };

/* 20.1.2.5 entries, 20.1.2.18 keys, 20.1.2.23 values (by magic): EnumerableOwnPropertyNames. */
NATIVE(object_list) {
    value object = to_object(rt, ARG(0));
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    uint32_t count;
    if (callee->magic == LIST_KEYS) {
        return own_keys(rt, object, OWN_KEYS_STRINGS | OWN_KEYS_ENUMERABLE, &count);
    }
    value keys = own_keys(rt, object, OWN_KEYS_STRINGS, &count);
    if (keys == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value list = array_new(rt, 0, NULL);
    for (uint32_t i = 0; i < count; i++) {
        rt_burn(rt, 1);
        /* A getter may delete or hide what comes after it, so each is looked at in its turn. */
        struct property property;
        value key = key_at(rt, keys, i);
        int found = object_get_own(rt, object, key, &property);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found == 0 || (property.attributes & ATTR_ENUMERABLE) == 0) {
            continue;
        }
        value v = (property.attributes & ATTR_ACCESSOR) != 0 ? object_get(rt, object, key)
                                                             : property.value;
        if (v == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (callee->magic == LIST_ENTRIES) {
            value pair[2] = {key_to_string(rt, key), v};
            v = array_new(rt, 2, pair);
        }
        array_push(rt, list, v);
    }
    return list;
}

enum { LEVEL_SEALED, LEVEL_FROZEN };

/* 20.1.2.6 freeze, 20.1.2.22 seal (by magic): SetIntegrityLevel. */
NATIVE(object_set_integrity) {
    value object = ARG(0);
    if (!value_is_object(object)) {
        return object;
    }
    object_prevent_extensions(rt, object);
    uint32_t count;
    value keys = own_keys(rt, object, OWN_KEYS_STRINGS | OWN_KEYS_SYMBOLS, &count);
    if (keys == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (uint32_t i = 0; i < count; i++) {
        rt_burn(rt, 1);
        struct property own;
        value key = key_at(rt, keys, i);
        int found = object_get_own(rt, object, key, &own);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found == 0) {
            continue;
        }
        struct property property = {.has = ATTR_CONFIGURABLE,
                                    .value = VALUE_UNDEFINED,
                                    .getter = VALUE_UNDEFINED,
                                    .setter = VALUE_UNDEFINED};
        if (callee->magic == LEVEL_FROZEN && (own.attributes & ATTR_ACCESSOR) == 0) {
            property.has |= ATTR_WRITABLE;
        }
        if (object_define_or_throw(rt, object, key, &property) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return object;
}

/* 20.1.2.15 isFrozen, 20.1.2.16 isSealed (by magic): TestIntegrityLevel. */
NATIVE(object_test_integrity) {
    value object = ARG(0);
    if (!value_is_object(object)) {
        return VALUE_TRUE;
    }
    if (object_is_extensible(object)) {
        return VALUE_FALSE;
    }
    uint32_t count;
    value keys = own_keys(rt, object, OWN_KEYS_STRINGS | OWN_KEYS_SYMBOLS, &count);
    if (keys == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (uint32_t i = 0; i < count; i++) {
        rt_burn(rt, 1);
        struct property own;
        int found = object_get_own(rt, object, key_at(rt, keys, i), &own);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found == 0) {
            continue;
        }
        if ((own.attributes & ATTR_CONFIGURABLE) != 0 ||
            (callee->magic == LEVEL_FROZEN && (own.attributes & ATTR_ACCESSOR) == 0 &&
             (own.attributes & ATTR_WRITABLE) != 0)) {
            return VALUE_FALSE;
        }
    }
    return VALUE_TRUE;
}

/* 20.1.2.7 Object.fromEntries ( iterable ) */
NATIVE(object_from_entries) {
    value iterable = ARG(0);
    if (value_is_nullish(iterable)) {
        return throw_type(rt, "undefined is not iterable"); /* V8 says so of null too */
    }
    value object = object_new(rt);
    struct iterator iterator;
    if (iterator_open(rt, iterable, &iterator) < 0) {
        return VALUE_EXCEPTION;
    }
    for (;;) {
        rt_burn(rt, 1);
        value item;
        int more = iterator_next(rt, &iterator, &item);
        if (more <= 0) {
            return more < 0 ? VALUE_EXCEPTION : object;
        }
        value key = VALUE_EXCEPTION;
        value v = VALUE_EXCEPTION;
        if (!value_is_object(item)) {
            throw_type(rt, "Iterator value %v is not an entry object", item);
        } else {
            key = object_get(rt, item, value_from_int(0));
            if (key != VALUE_EXCEPTION) {
                v = object_get(rt, item, value_from_int(1));
            }
        }
        if (v != VALUE_EXCEPTION) {
            key = to_property_key(rt, key);
        }
        if (v == VALUE_EXCEPTION || key == VALUE_EXCEPTION ||
            object_create_data(rt, object, key, v) < 0) {
            iterator_close(rt, &iterator, true);
            return VALUE_EXCEPTION;
        }
    }
}

/* 20.1.2.8 Object.getOwnPropertyDescriptor ( O, P ) */
NATIVE(object_get_own_property_descriptor) {
    value object = to_object(rt, ARG(0));
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value key = to_property_key(rt, ARG(1));
    if (key == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct property property;
    int found = object_get_own(rt, object, key, &property);
    if (found <= 0) {
        return found < 0 ? VALUE_EXCEPTION : VALUE_UNDEFINED;
    }
    return property_to_object(rt, &property);
}

/* 20.1.2.9 Object.getOwnPropertyDescriptors ( O ) */
NATIVE(object_get_own_property_descriptors) {
    value object = to_object(rt, ARG(0));
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    uint32_t count;
    value keys = own_keys(rt, object, OWN_KEYS_STRINGS | OWN_KEYS_SYMBOLS, &count);
    if (keys == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value result = object_new(rt);
    for (uint32_t i = 0; i < count; i++) {
        rt_burn(rt, 1);
        struct property property;
        value key = key_at(rt, keys, i);
        int found = object_get_own(rt, object, key, &property);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found > 0 &&
            object_create_data(rt, result, key, property_to_object(rt, &property)) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return result;
}

/* 20.1.2.10 getOwnPropertyNames, 20.1.2.11 getOwnPropertySymbols: magic is the kind of keys. */
NATIVE(object_get_own_property_keys) {
    value object = to_object(rt, ARG(0));
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    uint32_t count;
    return own_keys(rt, object, callee->magic, &count);
}

/* 20.1.2.12 Object.getPrototypeOf ( O ) */
NATIVE(object_get_prototype_of) {
    value object = to_object(rt, ARG(0));
    return object == VALUE_EXCEPTION ? VALUE_EXCEPTION : object_get_prototype(object);
}

/* 20.1.2.13 Object.hasOwn ( O, P ) */
NATIVE(object_has_own_function) {
    value object = to_object(rt, ARG(0));
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value key = to_property_key(rt, ARG(1));
    if (key == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    int found = object_has_own(rt, object, key);
    return found < 0 ? VALUE_EXCEPTION : value_from_bool(found > 0);
}

/* 20.1.2.14 Object.is ( value1, value2 ) */
NATIVE(object_is) {
    return value_from_bool(value_same(rt, ARG(0), ARG(1)));
}

/* 20.1.2.17 Object.isExtensible ( O ) */
NATIVE(object_is_extensible_function) {
    value object = ARG(0);
    return value_from_bool(value_is_object(object) && object_is_extensible(object));
}

/* 20.1.2.19 Object.preventExtensions ( O ) */
NATIVE(object_prevent_extensions_function) {
    value object = ARG(0);
    if (value_is_object(object)) {
        object_prevent_extensions(rt, object);
    }
    return object;
}

/* 20.1.2.22 Object.setPrototypeOf ( O, proto ) */
NATIVE(object_set_prototype_of) {
    value object = ARG(0);
    value prototype = ARG(1);
    if (value_is_nullish(object)) {
        return throw_type(rt, "Object.setPrototypeOf called on null or undefined");
    }
    if (!value_is_object(prototype) && prototype != VALUE_NULL) {
        return throw_type(rt, "Object prototype may only be an Object or null: %v", prototype);
    }
    if (value_is_object(object) && object_set_prototype_or_throw(rt, object, prototype) < 0) {
        return VALUE_EXCEPTION;
    }
    return object;
}

enum { STATIC_FIRST = 1, STATIC_END = 23 };

static const struct function_info object_functions[] = {
    NATIVE_CONSTRUCTOR("Object", object_constructor, 1),
    NATIVE_FUNCTION("assign", object_assign, 2),
    NATIVE_FUNCTION("getOwnPropertyDescriptor", object_get_own_property_descriptor, 2),
    NATIVE_FUNCTION("getOwnPropertyDescriptors", object_get_own_property_descriptors, 1),
    NATIVE_MAGIC("getOwnPropertyNames", object_get_own_property_keys, 1, OWN_KEYS_STRINGS),
    NATIVE_MAGIC("getOwnPropertySymbols", object_get_own_property_keys, 1, OWN_KEYS_SYMBOLS),
    NATIVE_FUNCTION("hasOwn", object_has_own_function, 2),
    NATIVE_FUNCTION("is", object_is, 2),
    NATIVE_FUNCTION("preventExtensions", object_prevent_extensions_function, 1),
    NATIVE_MAGIC("seal", object_set_integrity, 1, LEVEL_SEALED),
    NATIVE_FUNCTION("create", object_create_function, 2),
    NATIVE_FUNCTION("defineProperties", object_define_properties, 2),
    NATIVE_FUNCTION("defineProperty", object_define_property, 3),
    NATIVE_MAGIC("freeze", object_set_integrity, 1, LEVEL_FROZEN),
    NATIVE_FUNCTION("getPrototypeOf", object_get_prototype_of, 1),
    NATIVE_FUNCTION("setPrototypeOf", object_set_prototype_of, 2),
    NATIVE_FUNCTION("isExtensible", object_is_extensible_function, 1),
    NATIVE_MAGIC("isFrozen", object_test_integrity, 1, LEVEL_FROZEN),
    NATIVE_MAGIC("isSealed", object_test_integrity, 1, LEVEL_SEALED),
    NATIVE_MAGIC("keys", object_list, 1, LIST_KEYS),
    NATIVE_MAGIC("entries", object_list, 1, LIST_ENTRIES),
    NATIVE_FUNCTION("fromEntries", object_from_entries, 1),
    NATIVE_MAGIC("values", object_list, 1, LIST_VALUES),
    /* Object.prototype, from STATIC_END on */
    NATIVE_MAGIC("__defineGetter__", object_proto_define_accessor, 2, 0),
    NATIVE_MAGIC("__defineSetter__", object_proto_define_accessor, 2, 1),
    NATIVE_FUNCTION("hasOwnProperty", object_proto_has_own_property, 1),
    NATIVE_MAGIC("__lookupGetter__", object_proto_lookup_accessor, 1, 0),
    NATIVE_MAGIC("__lookupSetter__", object_proto_lookup_accessor, 1, 1),
    NATIVE_FUNCTION("isPrototypeOf", object_proto_is_prototype_of, 1),
    NATIVE_FUNCTION("propertyIsEnumerable", object_proto_property_is_enumerable, 1),
    NATIVE_FUNCTION("toString", object_proto_to_string, 0),
    NATIVE_FUNCTION("valueOf", object_proto_value_of, 0),
    NATIVE_FUNCTION("get __proto__", object_proto_get_proto, 0),
    NATIVE_FUNCTION("set __proto__", object_proto_set_proto, 1),
    NATIVE_FUNCTION("toLocaleString", object_proto_to_locale_string, 0),
};

#define OBJECT_FUNCTION_COUNT (sizeof object_functions / sizeof object_functions[0])

const struct code_module builtin_object_module = {.functions = object_functions,
                                                  .function_count = OBJECT_FUNCTION_COUNT};

void builtin_object_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_object, 0);
    value prototype = realm->prototypes[CLASS_OBJECT];
    realm->object_constructor = constructor;
    native_class(rt, "Object", constructor, prototype);
    native_methods(rt, constructor, MODULE_object, STATIC_FIRST, STATIC_END);
    native_methods(rt, prototype, MODULE_object, STATIC_END, OBJECT_FUNCTION_COUNT);
}
