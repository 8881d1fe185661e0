/*
 * runtime/builtin_array_access.c: how the methods of Array reach elements (runtime/array.h).
 */
#include "runtime/array.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <string.h>

#define FIRST_CAPACITY 4u
#define PROBES         8            /* single look-ups before a search through the keys */
#define INDEX_MAX      4294967294.0 /* the largest array index; longer ones are plain names */

static bool has_indexed(const struct object *object) {
    const struct elements *elements = object->elements == 0 ? NULL : link_pointer(object->elements);
    return (object->flags & (OBJECT_HAS_INDEXED | OBJECT_SLOW_ELEMENTS)) != 0 ||
           (elements != NULL && elements->length != 0) || object->class_id == CLASS_STRING ||
           object->class_id == CLASS_ARGUMENTS || object->class_id == CLASS_MAPPED_ARGUMENTS;
}

bool array_reads_plain(value object) {
    const struct object *o = value_object(object);
    if ((o->class_id != CLASS_ARRAY && o->class_id != CLASS_OBJECT) ||
        (o->flags & (OBJECT_SLOW_ELEMENTS | OBJECT_HAS_INDEXED)) != 0) {
        return false;
    }
    for (link at = object_shape(o)->prototype; at != 0;) {
        const struct object *prototype = link_pointer(at);
        if (has_indexed(prototype)) {
            return false;
        }
        at = object_shape(prototype)->prototype;
    }
    return true;
}

bool array_is_plain(value array) {
    return value_is_array(array) &&
           (value_object(array)->flags &
            (OBJECT_NOT_EXTENSIBLE | OBJECT_LENGTH_READONLY | OBJECT_IS_PROTOTYPE)) == 0 &&
           array_reads_plain(array);
}

struct elements *array_make_room(struct rt *rt, value array, uint32_t count) {
    struct object *object = value_object(array);
    struct elements *elements = object->elements == 0 ? NULL : link_pointer(object->elements);
    uint32_t capacity = elements == NULL ? 0 : elements->capacity;
    if (elements != NULL && capacity >= count) {
        return elements;
    }
    size_t wanted = capacity < FIRST_CAPACITY / 2 ? FIRST_CAPACITY : (size_t)capacity * 2;
    wanted = wanted < count ? count : wanted;
    /* More values than 4 GiB hold can't be reached: the heap's end comes first. */
    size_t size = sizeof *elements + wanted * sizeof(value);
    heap_touch(rt, object, sizeof *object);
    if (elements == NULL) {
        elements = heap_alloc(rt, size);
    } else {
        heap_touch(rt, elements, sizeof *elements);
        elements = heap_grow(rt, elements, sizeof *elements + capacity * sizeof(value), size);
    }
    elements->capacity = (uint32_t)wanted;
    object->elements = link_to(elements);
    return elements;
}

struct elements *array_reserve(struct rt *rt, value array, uint32_t count) {
    struct array *a = value_pointer(array);
    struct elements *elements = array_make_room(rt, array, count);
    heap_touch(rt, a, sizeof *a);
    heap_touch(rt, elements, sizeof *elements + count * sizeof(value));
    for (; elements->length < count; elements->length++) {
        elements->values[elements->length] = VALUE_HOLE;
    }
    if (a->length < count) {
        a->length = count;
    }
    return elements;
}

void array_truncate(struct rt *rt, value array, uint32_t count) {
    struct array *a = value_pointer(array);
    heap_touch(rt, a, sizeof *a);
    a->length = count;
    if (a->object.elements != 0) {
        struct elements *elements = link_pointer(a->object.elements);
        if (elements->length > count) {
            heap_touch(rt, elements, sizeof *elements);
            elements->length = count;
        }
    }
}

int array_element_slow(struct rt *rt, value object, double index, value *out) {
    if (index <= INDEX_MAX && array_reads_plain(object)) {
        return 0;
    }
    value key = key_from_index(rt, index);
    int found = object_has(rt, object, key);
    if (found <= 0) {
        return found;
    }
    *out = object_get(rt, object, key);
    return *out == VALUE_EXCEPTION ? -1 : 1;
}

value array_get(struct rt *rt, value object, double index) {
    const struct elements *elements = array_dense(object);
    if (elements != NULL && index < elements->length) {
        value v = elements->values[(uint32_t)index];
        if (v != VALUE_HOLE) {
            return v;
        }
    }
    return object_get(rt, object, key_from_index(rt, index));
}

/* Writes or adds a dense element of an array; false where that takes the long way. */
static bool set_plain(struct rt *rt, value object, double index, value v) {
    return value_is_array(object) && index < INT32_MAX &&
           array_store_fast(rt, value_object(object), (uint32_t)index, v);
}

int array_set(struct rt *rt, value object, double index, value v) {
    struct elements *elements = array_dense(object);
    if (elements != NULL && index < elements->length) {
        value *place = &elements->values[(uint32_t)index];
        if (*place != VALUE_HOLE) {
            heap_touch(rt, place, sizeof *place);
            *place = v;
            return 0;
        }
    }
    if (set_plain(rt, object, index, v)) {
        return 0;
    }
    return object_set(rt, object, key_from_index(rt, index), v);
}

int array_delete(struct rt *rt, value object, double index) {
    value key = key_from_index(rt, index);
    int done = object_delete(rt, object, key);
    if (done == 0) {
        throw_type(rt, "Cannot delete property '%v' of %v", key, object);
        return -1;
    }
    return done < 0 ? -1 : 0;
}

int array_create_data(struct rt *rt, value object, double index, value v) {
    if (set_plain(rt, object, index, v)) {
        return 0;
    }
    value key = key_from_index(rt, index);
    int done = object_create_data(rt, object, key, v);
    if (done == 0) {
        int exists = object_has_own(rt, object, key);
        if (exists == 0) {
            throw_type(rt, "Cannot add property %v, object is not extensible", key);
        } else if (exists > 0) {
            throw_type(rt, "Cannot redefine property: %v", key);
        }
        return -1;
    }
    return done < 0 ? -1 : 0;
}

int array_set_length(struct rt *rt, value object, double length) {
    if (array_is_plain(object) && length <= UINT32_MAX) {
        struct array *array = value_pointer(object);
        uint32_t count = (uint32_t)length;
        if (count < array->length) {
            array_truncate(rt, object, count);
        } else if (count > array->length) {
            heap_touch(rt, array, sizeof *array);
            array->length = count;
        }
        return 0;
    }
    return object_set(rt, object, rt->realm->atom_length, value_from_number(length));
}

/* The index below 2^53 that a property name spells canonically, or -1. */
static double name_index(struct rt *rt, value name) {
    struct text text = string_text(rt, name);
    double index = 0;
    if (text.length == 0 || text.length > 16 || (text.length > 1 && text_at(text, 0) == '0')) {
        return -1;
    }
    for (uint32_t i = 0; i < text.length; i++) {
        uint16_t unit = text_at(text, i);
        if (unit < '0' || unit > '9') {
            return -1;
        }
        index = index * 10 + (unit - '0');
    }
    return index <= ARRAY_MAX_SAFE ? index : -1;
}

/* Among the names above INDEX_MAX of the object and its prototypes that spell an integer: the
 * smallest in [from, none) (forward) or the largest in [0, from] (not forward); `none` without. */
static double search_names(struct rt *rt, value object, double from, double none, bool forward) {
    double best = none;
    for (; object != VALUE_NULL; object = object_get_prototype(object)) {
        value keys = object_own_keys(rt, object, OWN_KEYS_STRINGS);
        const struct array *array = value_pointer(keys);
        if (keys == VALUE_EXCEPTION || array->length == 0) {
            continue;
        }
        const struct elements *elements = link_pointer(array->object.elements);
        rt_burn(rt, array->length);
        for (uint32_t i = 0; i < array->length; i++) {
            double index = name_index(rt, elements->values[i]);
            if (index <= INDEX_MAX) {
                continue;
            }
            if (forward ? index >= from && index < best : index <= from && index > best) {
                best = index;
            }
        }
    }
    return best;
}

/* The first index in [from, end) of the object or its prototypes, or `end`. */
static double search_up(struct rt *rt, value object, double from, double end) {
    double best = end;
    for (value o = object; o != VALUE_NULL && from <= INDEX_MAX; o = object_get_prototype(o)) {
        double index = object_next_index(rt, o, from);
        if (index >= 0 && index < best) {
            best = index;
        }
    }
    return best == end && end > INDEX_MAX ? search_names(rt, object, from, end, true) : best;
}

/* The last index in [0, from] of the object or its prototypes, or -1. */
static double search_down(struct rt *rt, value object, double from) {
    double best = from > INDEX_MAX ? search_names(rt, object, from, -1, false) : -1;
    if (best >= 0) {
        return best;
    }
    from = from > INDEX_MAX ? INDEX_MAX : from;
    for (; object != VALUE_NULL && from >= 0; object = object_get_prototype(object)) {
        double index = object_previous_index(rt, object, from);
        if (index > best) {
            best = index;
        }
    }
    return best;
}

double array_next_present(struct rt *rt, value object, double from, double end) {
    bool plain = array_reads_plain(object);
    const struct elements *elements = array_dense(object);
    int probes = 0;
    for (; from < end; from++) {
        rt_burn(rt, 1);
        if (elements != NULL && from < elements->length) {
            if (elements->values[(uint32_t)from] != VALUE_HOLE) {
                return from;
            }
            if (plain) {
                continue;
            }
        } else if (plain) {
            return end <= INDEX_MAX ? end : search_names(rt, object, from, end, true);
        }
        if (object_has(rt, object, key_from_index(rt, from)) != 0) {
            return from;
        }
        if (++probes == PROBES) {
            return search_up(rt, object, from + 1, end);
        }
    }
    return end;
}

double array_previous_present(struct rt *rt, value object, double from) {
    bool plain = array_reads_plain(object);
    const struct elements *elements = array_dense(object);
    int probes = 0;
    if (plain && from >= (elements == NULL ? 0 : elements->length)) {
        double far = from > INDEX_MAX ? search_names(rt, object, from, -1, false) : -1;
        if (far >= 0) {
            return far;
        }
        from = elements == NULL ? -1 : (double)elements->length - 1;
    }
    for (; from >= 0; from--) {
        rt_burn(rt, 1);
        if (elements != NULL && from < elements->length) {
            if (elements->values[(uint32_t)from] != VALUE_HOLE) {
                return from;
            }
            if (plain) {
                continue;
            }
        }
        if (object_has(rt, object, key_from_index(rt, from)) != 0) {
            return from;
        }
        if (++probes == PROBES) {
            return search_down(rt, object, from - 1);
        }
    }
    return -1;
}

int array_step_slow(struct rt *rt, value object, double *index, double end, value *out) {
    *index = array_next_present(rt, object, *index, end);
    if (*index >= end) {
        return 0;
    }
    return array_element(rt, object, *index, out);
}

value array_create(struct rt *rt, double length) {
    if (length > UINT32_MAX) {
        return throw_range(rt, "Invalid array length");
    }
    value array = array_new(rt, 0, NULL);
    ((struct array *)value_pointer(array))->length = (uint32_t)length;
    return array;
}

/* True where %Array% still has the species getter it was born with. */
static bool species_untouched(struct rt *rt, value constructor) {
    struct property property;
    if (constructor != rt->realm->array_constructor ||
        object_get_own(rt, constructor, rt->realm->symbols[SYMBOL_SPECIES], &property) <= 0) {
        return false;
    }
    return (property.attributes & ATTR_ACCESSOR) != 0 &&
           value_is_class(property.getter, CLASS_FUNCTION) &&
           value_function(property.getter)->code == (MODULE_array << 16 | ARRAY_SPECIES_INDEX);
}

value array_species_create(struct rt *rt, value original, double length) {
    if (!value_is_array(original)) {
        return array_create(rt, length);
    }
    value constructor = object_get(rt, original, rt->realm->atom_constructor);
    if (constructor == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (value_is_object(constructor)) {
        if (species_untouched(rt, constructor)) {
            return array_create(rt, length);
        }
        constructor = object_get(rt, constructor, rt->realm->symbols[SYMBOL_SPECIES]);
        if (constructor == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (constructor == VALUE_NULL) {
            constructor = VALUE_UNDEFINED;
        }
    }
    if (constructor == VALUE_UNDEFINED) {
        return array_create(rt, length);
    }
    if (!value_is_constructor(rt, constructor)) {
        return throw_type(rt, "object.constructor[Symbol.species] is not a constructor");
    }
    value argument = value_from_number(length);
    return function_construct(rt, constructor, 1, &argument, constructor);
}

value array_this_object(struct rt *rt, const struct function *callee, value this_value) {
    /* V8 names these methods, and no others. */
    static const char *const named[] = {"concat",    "every",       "filter",  "find",
                                        "findIndex", "forEach",     "indexOf", "map",
                                        "reduce",    "reduceRight", "some",    "sort"};
    if (value_is_nullish(this_value)) {
        const char *name = function_info(rt, callee)->name;
        for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
            if (strcmp(name, named[i]) == 0) {
                return throw_type(rt, "Array.prototype.%s called on null or undefined", name);
            }
        }
    }
    return to_object(rt, this_value);
}

value array_this(struct rt *rt, const struct function *callee, value this_value, double *length) {
    value object = array_this_object(rt, callee, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (value_is_array(object)) {
        *length = ((struct array *)value_pointer(object))->length;
        return object;
    }
    return object_length(rt, object, length) < 0 ? VALUE_EXCEPTION : object;
}

value array_too_long(struct rt *rt) {
    return throw_type(rt, "Invalid array length");
}
