/*
 * runtime/elements.c: array lengths (ECMA-262 10.4.2) and the order of own keys (10.1.11).
 */
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

static double entry_index(struct rt *rt, value key) {
    if (value_is_int(key)) {
        return value_to_int(key);
    }
    if (value_is_string(key) && (value_string(key)->flags & STRING_INDEX) != 0) {
        return string_to_double(rt, key);
    }
    return -1;
}

static void truncate_dense(struct rt *rt, struct object *object, uint32_t length) {
    if (object->elements == 0) {
        return;
    }
    struct elements *elements = link_pointer(object->elements);
    if (elements->length > length) {
        heap_touch(rt, elements, sizeof *elements);
        elements->length = length;
    }
}

/* Deletes the dictionary's elements from `length` on, as far down as they can be deleted: returns
 * the length that remains. One pass finds the last that stays, one deletes those behind it. */
static uint32_t truncate_dictionary(struct rt *rt, struct object *object, uint32_t length) {
    const struct shape *shape = object_shape(object);
    rt_burn(rt, shape->count);
    for (uint32_t i = 0; i < shape->count; i++) {
        double index = entry_index(rt, shape_entry(shape, i)->key);
        if (index >= length && (shape_entry(shape, i)->attributes & ATTR_CONFIGURABLE) == 0) {
            length = (uint32_t)index + 1;
        }
    }
    for (uint32_t i = 0; i < object_shape(object)->count; i++) {
        if (entry_index(rt, shape_entry(object_shape(object), i)->key) >= length) {
            shape_remove(rt, object, i);
        }
    }
    return length;
}

bool array_set_checked_length(struct rt *rt, struct array *array, uint32_t length) {
    uint32_t wanted = length;
    if (length < array->length) {
        truncate_dense(rt, &array->object, length);
        if ((array->object.flags & OBJECT_HAS_INDEXED) != 0) {
            length = truncate_dictionary(rt, &array->object, length);
        }
    }
    heap_touch(rt, array, sizeof *array);
    array->length = length;
    return length == wanted;
}

/* ArraySetLength steps 3 to 5: ToUint32 and ToNumber, in this order. 0 or -1. */
static int checked_length(struct rt *rt, value v, uint32_t *out) {
    double number;
    if (value_is_int(v) && value_to_int(v) >= 0) {
        *out = (uint32_t)value_to_int(v);
        return 0;
    }
    if (to_uint32(rt, v, out) < 0 || to_double(rt, v, &number) < 0) {
        return -1;
    }
    if ((double)*out != number) {
        throw_range(rt, "Invalid array length");
        return -1;
    }
    return 0;
}

int array_define_length(struct rt *rt, value array, const struct property *property) {
    struct array *a = (struct array *)value_object(array);
    uint32_t length = a->length;
    if ((property->has & PROPERTY_HAS_VALUE) != 0 &&
        checked_length(rt, property->value, &length) < 0) {
        return -1;
    }
    if ((property->has & (PROPERTY_HAS_GET | PROPERTY_HAS_SET)) != 0 ||
        (property->has & property->attributes & (ATTR_CONFIGURABLE | ATTR_ENUMERABLE)) != 0) {
        return 0;
    }
    if ((a->object.flags & OBJECT_LENGTH_READONLY) != 0 &&
        (length != a->length || (property->has & property->attributes & ATTR_WRITABLE) != 0)) {
        return 0;
    }
    bool complete = length == a->length || array_set_checked_length(rt, a, length);
    if ((property->has & ATTR_WRITABLE) != 0 && (property->attributes & ATTR_WRITABLE) == 0) {
        heap_touch(rt, a, sizeof *a);
        a->object.flags |= OBJECT_LENGTH_READONLY;
    }
    return complete;
}

int array_assign_length(struct rt *rt, value array, value v) {
    struct property property = {PROPERTY_HAS_VALUE, 0, v, VALUE_UNDEFINED, VALUE_UNDEFINED};
    return array_define_length(rt, array, &property);
}

double object_next_index(struct rt *rt, value object, double from) {
    const struct object *o = value_object(object);
    double best = -1;
    if (o->class_id == CLASS_STRING) {
        if (from < string_length(((const struct wrapper *)o)->primitive)) {
            return from;
        }
    }
    if (o->elements != 0) {
        const struct elements *elements = link_pointer(o->elements);
        for (double i = from; i < elements->length; i++) {
            if (elements->values[(uint32_t)i] != VALUE_HOLE) {
                best = i;
                break;
            }
        }
    }
    if ((o->flags & OBJECT_HAS_INDEXED) != 0) {
        const struct shape *shape = object_shape(o);
        for (uint32_t i = 0; i < shape->count; i++) {
            double index = entry_index(rt, shape_entry(shape, i)->key);
            if (index >= from && (best < 0 || index < best)) {
                best = index;
            }
        }
        rt_burn(rt, shape->count);
    }
    return best;
}

double object_previous_index(struct rt *rt, value object, double from) {
    const struct object *o = value_object(object);
    double best = -1;
    if (o->class_id == CLASS_STRING) {
        double length = string_length(((const struct wrapper *)o)->primitive);
        best = from < length ? from : length - 1;
    }
    if (o->elements != 0) {
        const struct elements *elements = link_pointer(o->elements);
        double start = from < elements->length ? from : (double)elements->length - 1;
        for (double i = start; i > best; i--) {
            if (elements->values[(uint32_t)i] != VALUE_HOLE) {
                best = i;
            }
        }
    }
    if ((o->flags & OBJECT_HAS_INDEXED) != 0) {
        const struct shape *shape = object_shape(o);
        for (uint32_t i = 0; i < shape->count; i++) {
            double index = entry_index(rt, shape_entry(shape, i)->key);
            if (index <= from && index > best) {
                best = index;
            }
        }
        rt_burn(rt, shape->count);
    }
    return best;
}

/* Restores the order of a heap whose root `at` may be too small. */
static void sift_down(value *keys, const double *order, uint32_t *at_of, uint32_t at,
                      uint32_t count) {
    for (;;) {
        uint32_t child = at * 2 + 1;
        if (child >= count) {
            return;
        }
        if (child + 1 < count && order[at_of[child + 1]] > order[at_of[child]]) {
            child++;
        }
        if (order[at_of[at]] >= order[at_of[child]]) {
            return;
        }
        uint32_t swap = at_of[at];
        at_of[at] = at_of[child];
        at_of[child] = swap;
        at = child;
    }
}

/* Appends the dictionary's index keys to `array` as strings, ascending. */
static void push_sorted_indices(struct rt *rt, value array, const struct object *o,
                                uint32_t flags) {
    const struct shape *shape = object_shape(o);
    uint32_t count = 0;
    double *order = heap_alloc_array(rt, shape->count, sizeof *order);
    value *keys = heap_alloc_array(rt, shape->count, sizeof *keys);
    uint32_t *at_of = heap_alloc_array(rt, shape->count, sizeof *at_of);
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct shape_entry *entry = shape_entry(shape, i);
        double index = entry_index(rt, entry->key);
        if (index >= 0 &&
            ((flags & OWN_KEYS_ENUMERABLE) == 0 || (entry->attributes & ATTR_ENUMERABLE) != 0)) {
            order[count] = index;
            keys[count] = entry->key;
            at_of[count] = count;
            count++;
        }
    }
    for (uint32_t i = count / 2; i-- > 0;) {
        sift_down(keys, order, at_of, i, count);
    }
    for (uint32_t end = count; end > 1; end--) {
        uint32_t swap = at_of[0];
        at_of[0] = at_of[end - 1];
        at_of[end - 1] = swap;
        sift_down(keys, order, at_of, 0, end - 1);
    }
    for (uint32_t i = 0; i < count; i++) {
        array_push(rt, array, key_to_string(rt, keys[at_of[i]]));
    }
}

static void push_indices(struct rt *rt, value array, struct object *o, uint32_t flags) {
    if (o->class_id == CLASS_STRING) {
        uint32_t length = string_length(((struct wrapper *)o)->primitive);
        for (uint32_t i = 0; i < length; i++) {
            array_push(rt, array, key_to_string(rt, value_from_u32(i)));
        }
    }
    if (o->elements != 0) {
        const struct elements *elements = link_pointer(o->elements);
        for (uint32_t i = 0; i < elements->length; i++) {
            if (elements->values[i] != VALUE_HOLE) {
                array_push(rt, array, key_to_string(rt, value_from_u32(i)));
            }
        }
    }
    if ((o->flags & OBJECT_HAS_INDEXED) != 0) {
        push_sorted_indices(rt, array, o, flags);
    }
}

value object_own_keys(struct rt *rt, value object, uint32_t flags) {
    struct object *o = value_object(object);
    value array = array_new(rt, 0, NULL);
    if (o->class_id == CLASS_FUNCTION && ((struct function *)o)->lazy != 0) {
        function_materialise(rt, o);
    }
    if ((flags & OWN_KEYS_STRINGS) != 0) {
        push_indices(rt, array, o, flags);
        if ((flags & OWN_KEYS_ENUMERABLE) == 0 &&
            (o->class_id == CLASS_ARRAY || o->class_id == CLASS_STRING)) {
            array_push(rt, array, rt->realm->atom_length);
        }
    }
    const struct shape *shape = object_shape(o);
    rt_burn(rt, shape->count);
    for (uint32_t pass = OWN_KEYS_STRINGS; pass <= OWN_KEYS_SYMBOLS; pass++) {
        for (uint32_t i = 0; i < shape->count && (flags & pass) != 0; i++) {
            const struct shape_entry *entry = shape_entry(shape, i);
            bool wanted =
                pass == OWN_KEYS_STRINGS
                    ? value_is_string(entry->key) && entry_index(rt, entry->key) < 0
                    : value_is_symbol(entry->key) && !value_symbol(entry->key)->private_name;
            if (wanted && ((flags & OWN_KEYS_ENUMERABLE) == 0 ||
                           (entry->attributes & ATTR_ENUMERABLE) != 0)) {
                array_push(rt, array, entry->key);
            }
        }
    }
    return array;
}
