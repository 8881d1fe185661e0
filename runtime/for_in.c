/*
 * runtime/for_in.c: enumeration of for-in (ECMA-262 14.7.5.9 EnumerateObjectProperties): own
 * enumerable string keys, then those of the prototypes that nothing before them hides; keys deleted
 * meanwhile are left out.
 */
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

struct for_in {
    struct object object;
    value base; /* undefined: nothing to enumerate */
    value keys; /* array */
    uint32_t index;
};

_Static_assert(sizeof(struct for_in) <= CLASS_FOR_IN_SIZE, "class size");

/* Appends the keys of a prototype that no object between `base` and it has. */
static void push_inherited(struct rt *rt, value keys, value base, value prototype) {
    value more = object_own_keys(rt, prototype, OWN_KEYS_STRINGS | OWN_KEYS_ENUMERABLE);
    uint32_t count = ((const struct array *)value_object(more))->length;
    for (uint32_t i = 0; i < count; i++) {
        value name = object_dense(value_object(more), i);
        value key = string_to_key(rt, name);
        bool hidden = false;
        for (value at = base; at != prototype && !hidden; at = object_get_prototype(at)) {
            rt_burn(rt, 1);
            hidden = object_has_own(rt, at, key) == 1;
        }
        if (!hidden) {
            array_push(rt, keys, name);
        }
    }
}

value rt_for_in_open(struct rt *rt, value object) {
    value state = object_create(rt, CLASS_FOR_IN_ITERATOR, VALUE_NULL);
    struct for_in *for_in = (struct for_in *)value_object(state);
    for_in->base = VALUE_UNDEFINED;
    if (value_is_nullish(object)) {
        return state;
    }
    for_in->base = to_object(rt, object);
    for_in->keys = object_own_keys(rt, for_in->base, OWN_KEYS_STRINGS | OWN_KEYS_ENUMERABLE);
    for (value at = object_get_prototype(for_in->base); at != VALUE_NULL;
         at = object_get_prototype(at)) {
        push_inherited(rt, for_in->keys, for_in->base, at);
    }
    return state;
}

value rt_for_in_next(struct rt *rt, value state) {
    struct for_in *for_in = (struct for_in *)value_object(state);
    if (for_in->base == VALUE_UNDEFINED) {
        return VALUE_HOLE;
    }
    rt_burn(rt, 1);
    for (;;) {
        const struct array *keys = (const struct array *)value_object(for_in->keys);
        if (for_in->index >= keys->length) {
            return VALUE_HOLE;
        }
        value name = object_dense(&keys->object, for_in->index++);
        if (object_has(rt, for_in->base, string_to_key(rt, name)) == 1) {
            return name;
        }
    }
}
