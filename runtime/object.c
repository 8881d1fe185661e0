/*
 * runtime/object.c: making objects, their storage, and finding own properties: ordinary ones and
 * the exotic ones of arrays, strings and arguments (ECMA-262 clause 10).
 */
#include "runtime/array.h"
#include "runtime/collection.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <string.h>

size_t class_size(enum class_id class_id) {
    switch (class_id) {
    case CLASS_ARRAY: return sizeof(struct array);
    case CLASS_FUNCTION: return sizeof(struct function);
    case CLASS_BOUND_FUNCTION: return sizeof(struct bound_function);
    case CLASS_BOOLEAN:
    case CLASS_NUMBER:
    case CLASS_STRING:
    case CLASS_SYMBOL:
    case CLASS_DATE: return sizeof(struct wrapper);
    case CLASS_REGEXP:
    case CLASS_REGEXP_STRING_ITERATOR:
    case CLASS_STRING_ITERATOR: return CLASS_REGEXP_SIZE;
    case CLASS_MAPPED_ARGUMENTS: return sizeof(struct mapped_arguments);
    case CLASS_MAP:
    case CLASS_SET:
    case CLASS_WEAK_MAP:
    case CLASS_WEAK_SET: return sizeof(struct collection);
    case CLASS_MAP_ITERATOR:
    case CLASS_SET_ITERATOR: return sizeof(struct collection_iterator);
    case CLASS_ARRAY_ITERATOR: return sizeof(struct array_iterator);
    case CLASS_FOR_IN_ITERATOR: return CLASS_FOR_IN_SIZE;
    default: return sizeof(struct object);
    }
}

value object_create(struct rt *rt, enum class_id class_id, value prototype) {
    struct shape *shape = shape_root(rt, class_id, prototype);
    struct object *object = heap_alloc(rt, class_size(class_id));
    object->shape = link_to(shape);
    object->class_id = (uint8_t)class_id;
    if (class_id == CLASS_FUNCTION || class_id == CLASS_BOUND_FUNCTION) {
        object->flags = OBJECT_CALLABLE;
        if (class_id == CLASS_FUNCTION) {
            ((struct function *)object)->extra = VALUE_UNDEFINED;
        }
    } else if (class_id >= CLASS_BOOLEAN && class_id <= CLASS_DATE) {
        ((struct wrapper *)object)->primitive = VALUE_UNDEFINED;
    }
    return object_value(object);
}

value object_new(struct rt *rt) {
    return object_create(rt, CLASS_OBJECT, rt->realm->prototypes[CLASS_OBJECT]);
}

value object_wrap(struct rt *rt, enum class_id class_id, value primitive) {
    value object = object_create(rt, class_id, rt->realm->prototypes[class_id]);
    ((struct wrapper *)value_object(object))->primitive = primitive;
    return object;
}

static struct elements *elements_new(struct rt *rt, uint32_t capacity) {
    struct elements *elements = heap_alloc(rt, sizeof *elements + (size_t)capacity * sizeof(value));
    elements->capacity = capacity;
    return elements;
}

value array_new(struct rt *rt, uint32_t length, const value *values) {
    value array = object_create(rt, CLASS_ARRAY, rt->realm->prototypes[CLASS_ARRAY]);
    struct array *a = (struct array *)value_object(array);
    a->length = length;
    if (length != 0 && (values != NULL || length <= 65536)) {
        struct elements *elements = elements_new(rt, length);
        elements->length = length;
        if (values != NULL) {
            memcpy(elements->values, values, (size_t)length * sizeof(value));
        } else {
            for (uint32_t i = 0; i < length; i++) {
                elements->values[i] = VALUE_HOLE;
            }
        }
        a->object.elements = link_to(elements);
    }
    return array;
}

/* Room for `count` dense elements; `length` stays. */
static struct elements *elements_reserve(struct rt *rt, struct object *object, uint32_t count) {
    struct elements *old = object->elements != 0 ? link_pointer(object->elements) : NULL;
    uint32_t capacity = old != NULL ? old->capacity : 0;
    if (count <= capacity) {
        return old;
    }
    uint32_t wanted = capacity + capacity / 2 < count ? count : capacity + capacity / 2;
    if (wanted < 4) {
        wanted = 4;
    }
    heap_touch(rt, object, sizeof *object);
    if (old != NULL) {
        heap_touch(rt, old, sizeof *old);
    }
    struct elements *grown =
        heap_grow(rt, old, old != NULL ? sizeof *old + (size_t)capacity * sizeof(value) : 0,
                  sizeof *grown + (size_t)wanted * sizeof(value));
    grown->capacity = wanted;
    object->elements = link_to(grown);
    return grown;
}

/* Stores dense element `index` <= a little past the end; holes in between. */
static void elements_store(struct rt *rt, struct object *object, uint32_t index, value v) {
    struct elements *elements = elements_reserve(rt, object, index + 1);
    if (index >= elements->length) {
        heap_touch(rt, elements, sizeof *elements);
        heap_touch(rt, &elements->values[elements->length],
                   (size_t)(index + 1 - elements->length) * sizeof(value));
        for (uint32_t i = elements->length; i < index; i++) {
            elements->values[i] = VALUE_HOLE;
        }
        elements->length = index + 1;
    }
    heap_touch(rt, &elements->values[index], sizeof(value));
    elements->values[index] = v;
}

void array_push(struct rt *rt, value array, value element) {
    struct array *a = (struct array *)value_object(array);
    heap_touch(rt, a, sizeof *a);
    elements_store(rt, &a->object, a->length, element);
    a->length++;
}

bool prototypes_have_indexed(struct rt *rt, const struct object *object) {
    for (link at = object_shape(object)->prototype; at != 0;) {
        const struct object *prototype = link_pointer(at);
        if (prototype->elements != 0 || (prototype->flags & OBJECT_HAS_INDEXED) != 0) {
            return true;
        }
        if (prototype->class_id == CLASS_STRING &&
            string_length(((const struct wrapper *)prototype)->primitive) != 0) {
            return true;
        }
        rt_burn(rt, 1);
        at = object_shape(prototype)->prototype;
    }
    return false;
}

bool array_store_fast(struct rt *rt, struct object *object, uint32_t index, value v) {
    struct array *array = (struct array *)object;
    if ((object->flags & (OBJECT_SLOW_ELEMENTS | OBJECT_NOT_EXTENSIBLE | OBJECT_LENGTH_READONLY)) !=
        0) {
        return false;
    }
    uint32_t present = 0;
    if (object->elements != 0) {
        struct elements *elements = link_pointer(object->elements);
        present = elements->length;
        if (index < present && elements->values[index] != VALUE_HOLE) {
            heap_touch(rt, &elements->values[index], sizeof(value));
            elements->values[index] = v;
            return true;
        }
    }
    if (index > present + present / 2 + 1024 || prototypes_have_indexed(rt, object)) {
        return false;
    }
    elements_store(rt, object, index, v);
    if (index >= array->length) {
        heap_touch(rt, array, sizeof *array);
        array->length = index + 1;
    }
    return true;
}

static void mark_indexed(struct rt *rt, struct object *object) {
    if ((object->flags & OBJECT_HAS_INDEXED) == 0) {
        heap_touch(rt, object, sizeof *object);
        object->flags |= OBJECT_HAS_INDEXED;
    }
}

void object_make_slow(struct rt *rt, struct object *object) {
    if ((object->flags & OBJECT_SLOW_ELEMENTS) != 0) {
        return;
    }
    mark_indexed(rt, object);
    heap_touch(rt, object, sizeof *object);
    object->flags |= OBJECT_SLOW_ELEMENTS;
    if (object->elements == 0) {
        return;
    }
    const struct elements *elements = link_pointer(object->elements);
    object->elements = 0;
    for (uint32_t i = 0; i < elements->length; i++) {
        if (elements->values[i] != VALUE_HOLE) {
            object_add(rt, object, value_from_int((int32_t)i), elements->values[i], ATTR_ALL);
        }
    }
}

void object_add(struct rt *rt, struct object *object, value key, value v, uint32_t attributes) {
    if (value_is_int(key) && (object->flags & OBJECT_SLOW_ELEMENTS) == 0) {
        uint32_t index = (uint32_t)value_to_int(key);
        const struct elements *elements =
            object->elements != 0 ? link_pointer(object->elements) : NULL;
        uint32_t present = elements != NULL ? elements->length : 0;
        if (attributes == ATTR_ALL && index <= present + present / 2 + 1024) {
            elements_store(rt, object, index, v);
            return;
        }
        object_make_slow(rt, object);
    }
    if (value_is_string(key) && (value_string(key)->flags & STRING_INDEX) != 0) {
        mark_indexed(rt, object);
    }
    uint32_t slot = shape_add(rt, object, key, attributes);
    value *slots = object_slots(object);
    heap_touch(rt, &slots[slot], sizeof(value));
    slots[slot] = v;
}

/* The parameter's place that a mapped arguments object's index aliases, or NULL. */
static value *mapped_place(const struct object *object, uint32_t index) {
    const struct mapped_arguments *arguments = (const struct mapped_arguments *)object;
    if (index >= arguments->count) {
        return NULL;
    }
    uint32_t slot = ((const uint32_t *)link_pointer(arguments->map))[index];
    if (slot == UINT32_MAX) {
        return NULL;
    }
    return &((struct environment *)link_pointer(arguments->environment))->slots[slot];
}

static bool indexed_place(struct rt *rt, struct object *object, value key, struct place *out) {
    uint32_t index = (uint32_t)value_to_int(key);
    if (object->class_id == CLASS_STRING) {
        value primitive = ((struct wrapper *)object)->primitive;
        if (index < string_length(primitive)) {
            struct text text = string_text(rt, primitive);
            out->computed = string_from_unit(rt, text_at(text, index));
            out->attributes = ATTR_ENUMERABLE;
            return true;
        }
    }
    if (object->elements != 0) {
        struct elements *elements = link_pointer(object->elements);
        if (index < elements->length && elements->values[index] != VALUE_HOLE) {
            out->at = &elements->values[index];
            out->attributes = ATTR_ALL;
            if (object->class_id == CLASS_MAPPED_ARGUMENTS && mapped_place(object, index) != NULL) {
                out->at = mapped_place(object, index);
            }
            return true;
        }
    }
    return false;
}

bool object_place(struct rt *rt, struct object *object, value key, struct place *out) {
    out->at = NULL;
    out->slot = -1;
    if (value_is_int(key)) {
        if (indexed_place(rt, object, key, out)) {
            return true;
        }
        if ((object->flags & OBJECT_SLOW_ELEMENTS) == 0) {
            return false;
        }
    } else if (key == rt->realm->atom_length) {
        if (object->class_id == CLASS_ARRAY) {
            out->computed = value_from_u32(((struct array *)object)->length);
            out->attributes =
                (object->flags & OBJECT_LENGTH_READONLY) != 0 ? ATTR_NONE : ATTR_WRITABLE;
            return true;
        }
        if (object->class_id == CLASS_STRING) {
            out->computed = value_from_u32(string_length(((struct wrapper *)object)->primitive));
            out->attributes = ATTR_NONE;
            return true;
        }
    }
    if (object->class_id == CLASS_FUNCTION && ((struct function *)object)->lazy != 0 &&
        (key == rt->realm->atom_length || key == rt->realm->atom_name ||
         key == rt->realm->atom_prototype)) {
        function_materialise(rt, object);
    }
    int32_t slot = shape_find(object_shape(object), key);
    if (slot < 0) {
        return false;
    }
    out->slot = slot;
    out->attributes = shape_entry(object_shape(object), (uint32_t)slot)->attributes;
    out->at = &object_slots(object)[slot];
    if (value_is_int(key) && object->class_id == CLASS_MAPPED_ARGUMENTS &&
        mapped_place(object, (uint32_t)value_to_int(key)) != NULL) {
        out->at = mapped_place(object, (uint32_t)value_to_int(key));
    }
    return true;
}

value object_get_prototype(value object) {
    link prototype = object_shape(value_object(object))->prototype;
    return prototype == 0 ? VALUE_NULL : object_value(link_pointer(prototype));
}

bool object_set_prototype(struct rt *rt, value object, value prototype) {
    if (object_get_prototype(object) == prototype) {
        return true;
    }
    if (!object_is_extensible(object) || object == rt->realm->prototypes[CLASS_OBJECT]) {
        return false;
    }
    for (value at = prototype; at != VALUE_NULL; at = object_get_prototype(at)) {
        if (at == object) {
            return false;
        }
        rt_burn(rt, 1);
    }
    shape_set_prototype(rt, value_object(object), prototype);
    return true;
}

void object_prevent_extensions(struct rt *rt, value object) {
    struct object *o = value_object(object);
    if ((o->flags & OBJECT_NOT_EXTENSIBLE) != 0) {
        return;
    }
    if (o->class_id == CLASS_FUNCTION && ((struct function *)o)->lazy != 0) {
        function_materialise(rt, o);
    }
    shape_make_dictionary(rt, o); /* caches that add a property compare the shape only */
    heap_touch(rt, o, sizeof *o);
    o->flags |= OBJECT_NOT_EXTENSIBLE;
}

value symbol_new(struct rt *rt, value description_or_undefined) {
    struct symbol *symbol = heap_alloc(rt, sizeof *symbol);
    heap_touch(rt, &rt->realm->symbol_count, sizeof(uint32_t));
    symbol->hash = ++rt->realm->symbol_count * 0x9e3779b1u;
    symbol->description = description_or_undefined;
    return value_from_pointer(TAG_SYMBOL, symbol);
}

value symbol_description(value symbol) {
    return value_symbol(symbol)->description;
}
