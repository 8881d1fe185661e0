/*
 * runtime/abi_literal.c: object and array literals, templates, regular expressions and classes of
 * compiled code.
 */
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"
#include "runtime/text/builtin_text.h"

#include <string.h>

value rt_object(struct rt *rt) {
    return object_new(rt);
}

/* What the cache of a literal holds: the final shape (holder) and the event that it lives in. */
static bool knows_shape(const struct rt *rt, const struct inline_cache *cache) {
    return cache->shape_id != 0 &&
           (cache->slot == CACHE_FOREVER || cache->slot == rt->event_number);
}

value rt_object_literal(struct rt *rt, uint32_t module, uint32_t count, const value *values,
                        const uint32_t *keys, struct inline_cache *cache) {
    struct object *object = heap_alloc(rt, sizeof *object + (size_t)count * sizeof(value));
    object->class_id = CLASS_OBJECT;
    object->slots = link_to(object + 1);
    object->slot_capacity = (uint16_t)count;
    if (knows_shape(rt, cache)) {
        object->shape = cache->holder;
        memcpy(object + 1, values, (size_t)count * sizeof(value));
        return object_value(object);
    }
    const value *constants = rt->modules[module]->constants;
    object->shape = link_to(shape_root(rt, CLASS_OBJECT, rt->realm->prototypes[CLASS_OBJECT]));
    for (uint32_t i = 0; i < count; i++) {
        object_add(rt, object, constants[keys[i]], values[i], ATTR_ALL);
    }
    *cache = (struct inline_cache){.shape_id = object_shape(object)->id,
                                   .slot = object->shape < rt->baseline_end ? CACHE_FOREVER
                                                                            : rt->event_number,
                                   .holder = object->shape};
    return object_value(object);
}

value rt_array_constants(struct rt *rt, uint32_t module, uint32_t count, const value *values) {
    const value *constants = rt->modules[module]->constants;
    rt_burn(rt, count / 16);
    value array = array_new(rt, count, values);
    value *to = ((struct elements *)link_pointer(value_object(array)->elements))->values;
    for (uint32_t i = 0; i < count; i++) {
        if (value_is_cell(to[i])) {
            to[i] = constants[(uint32_t)to[i]];
        }
    }
    return array;
}

value rt_array(struct rt *rt, uint32_t count, const value *values) {
    return array_new(rt, count, values);
}

int32_t rt_array_push(struct rt *rt, value array, value v) {
    array_push(rt, array, v);
    return 0;
}

int32_t rt_array_push_hole(struct rt *rt, value array) {
    array_push(rt, array, VALUE_HOLE);
    return 0;
}

int32_t rt_array_spread(struct rt *rt, value array, value iterable, value what, uint32_t form) {
    struct iterator iterator;
    if (rt_iterator_open(rt, &iterator, iterable, what, form) < 0) {
        return -1;
    }
    value v;
    int more;
    while ((more = iterator_next(rt, &iterator, &v)) == 1) {
        array_push(rt, array, v);
    }
    return more;
}

int32_t rt_define_field(struct rt *rt, value object, value key, value v) {
    key = to_property_key(rt, key);
    if (key == VALUE_EXCEPTION) {
        return -1;
    }
    int done = object_create_data(rt, object, key, v);
    if (done == 0) {
        throw_type(rt, "Cannot redefine property: %v", key);
    }
    return done == 1 ? 0 : -1;
}

void rt_set_home(struct rt *rt, value function, value home) {
    heap_touch(rt, value_function(function), sizeof(struct function));
    value_function(function)->home = link_to(value_object(home));
}

value rt_set_function_name(struct rt *rt, value function, value key, uint32_t prefix) {
    value name;
    if (value_is_symbol(key)) {
        name = symbol_description(key);
        if (name == VALUE_UNDEFINED) {
            name = rt->realm->atom_empty;
        } else if (!value_symbol(key)->private_name) {
            name = string_concat(rt, string_from_unit(rt, '['), name);
            name = string_concat(rt, name, string_from_unit(rt, ']'));
        }
    } else {
        key = to_property_key(rt, key);
        if (key == VALUE_EXCEPTION) {
            return key;
        }
        name = key_to_string(rt, key);
    }
    if (prefix != 0) {
        name = string_concat(rt, string_from_ascii(rt, prefix == 1 ? "get " : "set "), name);
    }
    if (name == VALUE_EXCEPTION) {
        return name;
    }
    if (value_function(function)->lazy != 0) {
        function_materialise(rt, value_object(function));
    }
    object_define(rt, function, rt->realm->atom_name, name, ATTR_READONLY);
    return function;
}

int32_t rt_define_method(struct rt *rt, value object, value key, value function, uint32_t kind) {
    key = to_property_key(rt, key);
    if (key == VALUE_EXCEPTION) {
        return -1;
    }
    uint32_t base_kind = kind & 3;
    rt_set_home(rt, function, object);
    if (rt_set_function_name(rt, function, key, base_kind - DEFINE_METHOD) == VALUE_EXCEPTION) {
        return -1;
    }
    uint32_t attributes = ATTR_WRITABLE | ATTR_CONFIGURABLE;
    if ((kind & 4) == 0) {
        attributes |= ATTR_ENUMERABLE;
    }
    struct property property = {ATTR_ALL | PROPERTY_HAS_VALUE, attributes, function,
                                VALUE_UNDEFINED, VALUE_UNDEFINED};
    if (base_kind != DEFINE_METHOD) {
        bool getter = base_kind == DEFINE_GETTER;
        property.has = ATTR_ENUMERABLE | ATTR_CONFIGURABLE;
        property.has |= getter ? PROPERTY_HAS_GET : PROPERTY_HAS_SET;
        property.getter = property.setter = function;
    }
    int done = object_define_own(rt, object, key, &property);
    if (done == 0) {
        throw_type(rt, "Cannot redefine property: %v", key);
    }
    return done == 1 ? 0 : -1;
}

int32_t rt_set_literal_prototype(struct rt *rt, value object, value prototype) {
    if (value_is_object(prototype) || prototype == VALUE_NULL) {
        object_set_prototype(rt, object, prototype);
    }
    return 0;
}

static bool is_excluded(struct rt *rt, value key, uint32_t excluded, const value *keys) {
    for (uint32_t i = 0; i < excluded; i++) {
        if (value_same(rt, key, keys[i])) {
            return true;
        }
    }
    return false;
}

int32_t rt_copy_properties(struct rt *rt, value target, value source, uint32_t excluded,
                           const value *keys) {
    if (value_is_nullish(source)) {
        return 0;
    }
    source = to_object(rt, source);
    value names = object_own_keys(rt, source, OWN_KEYS_STRINGS | OWN_KEYS_SYMBOLS);
    uint32_t count = ((const struct array *)value_object(names))->length;
    rt_burn(rt, count);
    for (uint32_t i = 0; i < count; i++) {
        value key = to_property_key(rt, object_dense(value_object(names), i));
        struct place place;
        if (is_excluded(rt, key, excluded, keys) ||
            !object_place(rt, value_object(source), key, &place) ||
            (place.attributes & ATTR_ENUMERABLE) == 0) {
            continue;
        }
        value v = object_get(rt, source, key);
        if (v == VALUE_EXCEPTION) {
            return -1;
        }
        object_create_data(rt, target, key, v);
    }
    return 0;
}

value rt_regexp(struct rt *rt, value source, uint32_t code) {
    return regexp_literal_new(rt, source, code);
}

static void freeze_array(struct rt *rt, value array, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        struct property fixed = {ATTR_WRITABLE | ATTR_CONFIGURABLE, 0, VALUE_UNDEFINED,
                                 VALUE_UNDEFINED, VALUE_UNDEFINED};
        object_define_own(rt, array, value_from_u32(i), &fixed);
    }
    struct property length = {ATTR_WRITABLE, 0, VALUE_UNDEFINED, VALUE_UNDEFINED, VALUE_UNDEFINED};
    object_define_own(rt, array, rt->realm->atom_length, &length);
    object_prevent_extensions(rt, array);
}

value rt_template_object(struct rt *rt, uint32_t site, uint32_t count, const value *cooked,
                         const value *raw) {
    struct realm *realm = rt->realm;
    if (realm->template_objects == VALUE_UNDEFINED) {
        heap_touch(rt, &realm->template_objects, sizeof(value));
        realm->template_objects = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    }
    value key = value_from_u32(site);
    value known = object_get(rt, realm->template_objects, key);
    if (known != VALUE_UNDEFINED) {
        return known;
    }
    value template = array_new(rt, count, cooked);
    value raw_array = array_new(rt, count, raw);
    freeze_array(rt, raw_array, count);
    object_define_name(rt, template, "raw", raw_array, ATTR_NONE);
    freeze_array(rt, template, count);
    object_create_data(rt, realm->template_objects, key, template);
    return template;
}

/* The two parents of a class with `extends` (15.7.14 step 8). 0 or -1. */
static int heritage_parents(struct rt *rt, value heritage, value *prototype_parent,
                            value *constructor_parent) {
    *constructor_parent = rt->realm->prototypes[CLASS_FUNCTION];
    if (heritage == VALUE_HOLE) {
        *prototype_parent = rt->realm->prototypes[CLASS_OBJECT];
        return 0;
    }
    if (heritage == VALUE_NULL) {
        *prototype_parent = VALUE_NULL;
        return 0;
    }
    if (!value_is_constructor(rt, heritage)) {
        throw_type(rt, "Class extends value %v is not a constructor or null", heritage);
        return -1;
    }
    *constructor_parent = heritage;
    *prototype_parent = object_get(rt, heritage, rt->realm->atom_prototype);
    if (*prototype_parent == VALUE_EXCEPTION) {
        return -1;
    }
    if (!value_is_object(*prototype_parent) && *prototype_parent != VALUE_NULL) {
        throw_type(rt, "Class extends value does not have valid prototype property %v",
                   *prototype_parent);
        return -1;
    }
    return 0;
}

int32_t rt_class(struct rt *rt, value constructor, value heritage, value *prototype) {
    value prototype_parent, constructor_parent;
    if (heritage_parents(rt, heritage, &prototype_parent, &constructor_parent) < 0) {
        return -1;
    }
    *prototype = object_create(rt, CLASS_OBJECT, prototype_parent);
    if (value_function(constructor)->lazy != 0) {
        function_materialise(rt, value_object(constructor));
    }
    object_set_prototype(rt, constructor, constructor_parent);
    object_define(rt, constructor, rt->realm->atom_prototype, *prototype, ATTR_NONE);
    object_define(rt, *prototype, rt->realm->atom_constructor, constructor, ATTR_HIDDEN);
    rt_set_home(rt, constructor, *prototype);
    return 0;
}

void rt_set_fields(struct rt *rt, value constructor, value initialiser) {
    heap_touch(rt, value_function(constructor), sizeof(struct function));
    value_function(constructor)->fields = link_to(value_object(initialiser));
}

int32_t rt_run_fields(struct rt *rt, struct function *callee, value object) {
    if (callee->fields == 0) {
        return 0;
    }
    value initialiser = object_value(link_pointer(callee->fields));
    return function_call(rt, initialiser, object, 0, NULL) == VALUE_EXCEPTION ? -1 : 0;
}
