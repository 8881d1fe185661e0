/*
 * runtime/property.c: the essential internal methods (ECMA-262 clause 10.1) over what object.c
 * finds and stores: define, has, get, set, delete.
 *
 * There are no proxies, so only accessors can run code or throw here.
 */
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

static const struct accessor *place_accessor(const struct place *place) {
    return value_pointer(*place->at);
}

int object_get_own(struct rt *rt, value object, value key, struct property *out) {
    struct place place;
    if (!object_place(rt, value_object(object), key, &place)) {
        return 0;
    }
    out->attributes = place.attributes & ATTR_ALL;
    out->value = out->getter = out->setter = VALUE_UNDEFINED;
    if ((place.attributes & ATTR_ACCESSOR) != 0) {
        out->getter = place_accessor(&place)->getter;
        out->setter = place_accessor(&place)->setter;
        out->attributes &= ~(uint32_t)ATTR_WRITABLE;
        out->has = ATTR_ENUMERABLE | ATTR_CONFIGURABLE | PROPERTY_HAS_GET | PROPERTY_HAS_SET;
        out->attributes |= ATTR_ACCESSOR;
    } else {
        out->value = place_value(&place);
        out->has = ATTR_ALL | PROPERTY_HAS_VALUE;
    }
    return 1;
}

int object_has_own(struct rt *rt, value object, value key) {
    struct place place;
    return object_place(rt, value_object(object), key, &place);
}

int object_has(struct rt *rt, value object, value key) {
    struct place place;
    for (value at = object; at != VALUE_NULL; at = object_get_prototype(at)) {
        if (object_place(rt, value_object(at), key, &place)) {
            return 1;
        }
        rt_burn(rt, 1); /* chains may be long */
    }
    return 0;
}

value object_get_receiver(struct rt *rt, value object, value key, value receiver) {
    struct place place;
    struct object *o = value_object(object);
    for (;;) {
        if (object_place(rt, o, key, &place)) {
            if ((place.attributes & ATTR_ACCESSOR) == 0) {
                return place_value(&place);
            }
            value getter = place_accessor(&place)->getter;
            if (getter == VALUE_UNDEFINED) {
                return VALUE_UNDEFINED;
            }
            return function_call(rt, getter, receiver, 0, NULL);
        }
        link prototype = object_shape(o)->prototype;
        if (prototype == 0) {
            return VALUE_UNDEFINED;
        }
        o = link_pointer(prototype);
        rt_burn(rt, 1);
    }
}

value object_get(struct rt *rt, value object, value key) {
    return object_get_receiver(rt, object, key, object);
}

/* The last steps of OrdinarySet: the data property becomes the receiver's own. */
static int set_on_receiver(struct rt *rt, value key, value v, value receiver) {
    if (!value_is_object(receiver)) {
        return 0;
    }
    struct object *o = value_object(receiver);
    struct place place;
    if (object_place(rt, o, key, &place)) {
        if ((place.attributes & ATTR_ACCESSOR) != 0 || (place.attributes & ATTR_WRITABLE) == 0) {
            return 0;
        }
        if (place.at == NULL) { /* writable and computed: an array's length */
            return array_assign_length(rt, receiver, v);
        }
        heap_touch(rt, place.at, sizeof *place.at);
        *place.at = v;
        return 1;
    }
    struct property property = {ATTR_ALL | PROPERTY_HAS_VALUE, ATTR_ALL, v, VALUE_UNDEFINED,
                                VALUE_UNDEFINED};
    return object_define_own(rt, receiver, key, &property);
}

int object_set_receiver(struct rt *rt, value object, value key, value v, value receiver) {
    struct place place;
    for (value at = object; at != VALUE_NULL; at = object_get_prototype(at)) {
        rt_burn(rt, 1);
        if (!object_place(rt, value_object(at), key, &place)) {
            continue;
        }
        if ((place.attributes & ATTR_ACCESSOR) != 0) {
            value setter = place_accessor(&place)->setter;
            if (setter == VALUE_UNDEFINED) {
                return 0;
            }
            return function_call(rt, setter, receiver, 1, &v) == VALUE_EXCEPTION ? -1 : 1;
        }
        if ((place.attributes & ATTR_WRITABLE) == 0) {
            return 0;
        }
        if (at == receiver && place.at != NULL) {
            heap_touch(rt, place.at, sizeof *place.at);
            *place.at = v;
            return 1;
        }
        break;
    }
    return set_on_receiver(rt, key, v, receiver);
}

value throw_readonly(struct rt *rt, value object, value key) {
    struct place place;
    for (value at = object; value_is_object(at); at = object_get_prototype(at)) {
        if (object_place(rt, value_object(at), key, &place)) {
            if ((place.attributes & ATTR_ACCESSOR) != 0) {
                return throw_type(rt, "Cannot set property %v of %v which has only a getter", key,
                                  object);
            }
            return throw_type(rt, "Cannot assign to read only property '%v' of object '%v'", key,
                              object);
        }
    }
    return throw_type(rt, "Cannot add property %v, object is not extensible", key);
}

int object_set(struct rt *rt, value object, value key, value v) {
    int done = object_set_receiver(rt, object, key, v, object);
    if (done == 0) {
        throw_readonly(rt, object, key);
        return -1;
    }
    return done < 0 ? -1 : 0;
}

int object_delete(struct rt *rt, value object, value key) {
    struct object *o = value_object(object);
    struct place place;
    if (o->class_id == CLASS_FUNCTION && ((struct function *)o)->lazy != 0) {
        function_materialise(rt, o);
    }
    if (!object_place(rt, o, key, &place)) {
        return 1;
    }
    if ((place.attributes & ATTR_CONFIGURABLE) == 0) {
        return 0;
    }
    if (o->class_id == CLASS_MAPPED_ARGUMENTS && value_is_int(key) &&
        (uint32_t)value_to_int(key) < ((struct mapped_arguments *)o)->count) {
        uint32_t *map = link_pointer(((struct mapped_arguments *)o)->map);
        heap_touch(rt, &map[value_to_int(key)], sizeof *map);
        map[value_to_int(key)] = UINT32_MAX;
    }
    if (place.slot >= 0) {
        shape_remove(rt, o, (uint32_t)place.slot);
        return 1;
    }
    struct elements *elements = link_pointer(o->elements);
    uint32_t index = (uint32_t)value_to_int(key);
    heap_touch(rt, &elements->values[index], sizeof(value));
    elements->values[index] = VALUE_HOLE;
    if (index + 1 == elements->length) {
        heap_touch(rt, elements, sizeof *elements);
        elements->length--;
    }
    return 1;
}

/* --- definition --- */

/* Steps 2 to 5 of ValidateAndApplyPropertyDescriptor: may `now` become what is asked? */
static bool change_allowed(struct rt *rt, const struct property *now,
                           const struct property *wanted) {
    if ((now->attributes & ATTR_CONFIGURABLE) != 0) {
        return true;
    }
    if ((wanted->has & wanted->attributes & ATTR_CONFIGURABLE) != 0) {
        return false;
    }
    if ((wanted->has & ATTR_ENUMERABLE) != 0 &&
        ((wanted->attributes ^ now->attributes) & ATTR_ENUMERABLE) != 0) {
        return false;
    }
    bool to_accessor = (wanted->has & (PROPERTY_HAS_GET | PROPERTY_HAS_SET)) != 0;
    bool to_data = (wanted->has & (PROPERTY_HAS_VALUE | ATTR_WRITABLE)) != 0;
    if ((now->attributes & ATTR_ACCESSOR) != 0) {
        return !to_data &&
               ((wanted->has & PROPERTY_HAS_GET) == 0 || wanted->getter == now->getter) &&
               ((wanted->has & PROPERTY_HAS_SET) == 0 || wanted->setter == now->setter);
    }
    if (to_accessor) {
        return false;
    }
    if ((now->attributes & ATTR_WRITABLE) != 0) {
        return true;
    }
    return (wanted->has & wanted->attributes & ATTR_WRITABLE) == 0 &&
           ((wanted->has & PROPERTY_HAS_VALUE) == 0 || value_same(rt, wanted->value, now->value));
}

static value accessor_cell(struct rt *rt, value getter, value setter) {
    struct accessor *cell = heap_alloc(rt, sizeof *cell);
    cell->getter = getter;
    cell->setter = setter;
    return value_from_pointer(TAG_CELL, cell);
}

static void define_new(struct rt *rt, struct object *object, value key,
                       const struct property *property) {
    uint32_t attributes = property->has & property->attributes & ATTR_ALL;
    value v = (property->has & PROPERTY_HAS_VALUE) != 0 ? property->value : VALUE_UNDEFINED;
    if ((property->has & (PROPERTY_HAS_GET | PROPERTY_HAS_SET)) != 0) {
        attributes = (attributes & ~(uint32_t)ATTR_WRITABLE) | ATTR_ACCESSOR;
        v = accessor_cell(
            rt, (property->has & PROPERTY_HAS_GET) != 0 ? property->getter : VALUE_UNDEFINED,
            (property->has & PROPERTY_HAS_SET) != 0 ? property->setter : VALUE_UNDEFINED);
    }
    if (object->class_id == CLASS_FUNCTION && ((struct function *)object)->lazy != 0) {
        function_materialise(rt, object);
    }
    object_add(rt, object, key, v, attributes);
}

/* Applies an allowed change to an existing property at `place`. */
static void define_change(struct rt *rt, struct object *object, value key,
                          const struct property *now, const struct property *wanted,
                          const struct place *place) {
    uint32_t attributes = (now->attributes & ~wanted->has) | (wanted->attributes & wanted->has);
    attributes &= ATTR_ALL;
    value v = now->value;
    bool was_accessor = (now->attributes & ATTR_ACCESSOR) != 0;
    if ((wanted->has & (PROPERTY_HAS_GET | PROPERTY_HAS_SET)) != 0 ||
        (was_accessor && (wanted->has & (PROPERTY_HAS_VALUE | ATTR_WRITABLE)) == 0)) {
        attributes = (attributes & ~(uint32_t)ATTR_WRITABLE) | ATTR_ACCESSOR;
        v = was_accessor && (wanted->has & (PROPERTY_HAS_GET | PROPERTY_HAS_SET)) == 0
                ? *place->at
                : accessor_cell(
                      rt, (wanted->has & PROPERTY_HAS_GET) != 0 ? wanted->getter : now->getter,
                      (wanted->has & PROPERTY_HAS_SET) != 0 ? wanted->setter : now->setter);
    } else {
        if (was_accessor) {
            attributes &= (wanted->has & wanted->attributes) | ~(uint32_t)ATTR_WRITABLE;
        }
        if ((wanted->has & PROPERTY_HAS_VALUE) != 0) {
            v = wanted->value;
        }
    }
    uint32_t slot;
    if (place->slot < 0) {
        if (attributes == ATTR_ALL) {
            heap_touch(rt, place->at, sizeof(value));
            *place->at = v;
            return;
        }
        object_make_slow(rt, object);
        slot = (uint32_t)shape_find(object_shape(object), key);
    } else {
        slot = (uint32_t)place->slot;
    }
    if (shape_entry(object_shape(object), slot)->attributes != attributes) {
        shape_set_attributes(rt, object, slot, attributes);
    }
    value *at = &object_slots(object)[slot];
    heap_touch(rt, at, sizeof *at);
    *at = v;
}

/* What [[DefineOwnProperty]] of mapped arguments does besides (10.4.4.2). */
static void define_mapped(struct rt *rt, struct mapped_arguments *arguments, uint32_t index,
                          const struct property *property) {
    uint32_t *map = link_pointer(arguments->map);
    if (index >= arguments->count || map[index] == UINT32_MAX) {
        return;
    }
    struct environment *environment = link_pointer(arguments->environment);
    if ((property->has & PROPERTY_HAS_VALUE) != 0) {
        heap_touch(rt, &environment->slots[map[index]], sizeof(value));
        environment->slots[map[index]] = property->value;
    }
    if ((property->has & (PROPERTY_HAS_GET | PROPERTY_HAS_SET)) != 0 ||
        ((property->has & ATTR_WRITABLE) != 0 && (property->attributes & ATTR_WRITABLE) == 0)) {
        heap_touch(rt, &map[index], sizeof *map);
        map[index] = UINT32_MAX;
    }
}

/* Step 3 of an array's [[DefineOwnProperty]] for an index: false where it must be refused. */
static bool array_index_allowed(struct rt *rt, struct object *object, double index) {
    struct array *array = (struct array *)object;
    return index < array->length || (object->flags & OBJECT_LENGTH_READONLY) == 0;
}

static void array_index_defined(struct rt *rt, struct object *object, double index) {
    struct array *array = (struct array *)object;
    if (index >= array->length) {
        heap_touch(rt, array, sizeof *array);
        array->length = (uint32_t)index + 1;
    }
}

/* The index that a key is, or -1. */
static double key_index(struct rt *rt, value key) {
    if (value_is_int(key)) {
        return value_to_int(key);
    }
    if (value_is_string(key) && (value_string(key)->flags & STRING_INDEX) != 0) {
        return string_to_double(rt, key);
    }
    return -1;
}

int object_define_own(struct rt *rt, value object, value key, const struct property *property) {
    struct object *o = value_object(object);
    struct property wanted = *property;
    double index = -1;
    if (o->class_id == CLASS_ARRAY) {
        if (key == rt->realm->atom_length) {
            return array_define_length(rt, object, property);
        }
        index = key_index(rt, key);
        if (index >= 0 && !array_index_allowed(rt, o, index)) {
            return 0;
        }
    }
    struct place place;
    if (!object_place(rt, o, key, &place)) {
        if ((o->flags & OBJECT_NOT_EXTENSIBLE) != 0 &&
            !(value_is_symbol(key) && value_symbol(key)->private_name)) {
            return 0;
        }
        define_new(rt, o, key, property);
        if (index >= 0) {
            array_index_defined(rt, o, index);
        }
        return 1;
    }
    struct property now;
    object_get_own(rt, object, key, &now);
    if (!change_allowed(rt, &now, &wanted)) {
        return 0;
    }
    if (place.at == NULL) {
        return 1; /* a string's own: nothing can change */
    }
    if (o->class_id == CLASS_MAPPED_ARGUMENTS && value_is_int(key)) {
        if ((wanted.has & (PROPERTY_HAS_VALUE | ATTR_WRITABLE)) == ATTR_WRITABLE &&
            (wanted.attributes & ATTR_WRITABLE) == 0) {
            wanted.has |= PROPERTY_HAS_VALUE; /* the parameter's value stays behind */
            wanted.value = now.value;
        }
        define_mapped(rt, (struct mapped_arguments *)o, (uint32_t)value_to_int(key), &wanted);
        if (!object_place(rt, o, key, &place)) {
            return -1;
        }
    }
    define_change(rt, o, key, &now, &wanted, &place);
    return 1;
}
