/*
 * runtime/abi_global.c: global variables of compiled scripts (ECMA-262 9.1.1.4).
 */
#include "runtime/abi.h"
#include "runtime/realm.h"
#include "runtime/shape.h"

value rt_global_get(struct rt *rt, value name, struct inline_cache *cache) {
    value global = rt->realm->global;
    struct object *object = value_object(global);
    const struct shape *shape = object_shape(object);
    if (cache != NULL && cache->shape_id != 0 && cache->slot < shape->count) {
        /* every global that an event adds changes the shape, but the slot stays */
        const struct shape_entry *entry = shape_entry(shape, cache->slot);
        if (entry->key == name && (entry->attributes & ATTR_ACCESSOR) == 0) {
            return object_slots(object)[cache->slot];
        }
    }
    struct place place;
    if (object_place(rt, object, name, &place)) {
        if ((place.attributes & ATTR_ACCESSOR) == 0) {
            if (cache != NULL && place.slot >= 0) {
                cache->shape_id = shape->id; /* any but 0 */
                cache->slot = (uint32_t)place.slot;
            }
            return place_value(&place);
        }
    } else if (object_has(rt, global, name) == 0) {
        return throw_error(rt, ERROR_REFERENCE, "%v is not defined", name);
    }
    return object_get(rt, global, name);
}

value rt_global_get_soft(struct rt *rt, value name) {
    return object_get(rt, rt->realm->global, name);
}

int32_t rt_global_set(struct rt *rt, value name, value v, uint32_t strict) {
    value global = rt->realm->global;
    struct place place;
    if (object_place(rt, value_object(global), name, &place) && place.at != NULL &&
        (place.attributes & (ATTR_ACCESSOR | ATTR_WRITABLE)) == ATTR_WRITABLE) {
        heap_touch(rt, place.at, sizeof(value));
        *place.at = v;
        return 0;
    }
    if (strict != 0 && object_has(rt, global, name) == 0) {
        throw_error(rt, ERROR_REFERENCE, "%v is not defined", name);
        return -1;
    }
    return rt_set_named(rt, global, name, v, NULL, strict);
}

int32_t rt_global_delete(struct rt *rt, value name) {
    return object_delete(rt, rt->realm->global, name);
}

int32_t rt_global_declare(struct rt *rt, value name) {
    value global = rt->realm->global;
    if (object_has_own(rt, global, name) == 1) {
        return 0;
    }
    object_define(rt, global, name, VALUE_UNDEFINED, ATTR_WRITABLE | ATTR_ENUMERABLE);
    return 0;
}

int32_t rt_global_declare_function(struct rt *rt, value name, value function) {
    value global = rt->realm->global;
    struct property now;
    struct property wanted = {PROPERTY_HAS_VALUE, ATTR_WRITABLE | ATTR_ENUMERABLE, function,
                              VALUE_UNDEFINED, VALUE_UNDEFINED};
    int has = object_get_own(rt, global, name, &now);
    if (has == 1 && (now.attributes & ATTR_CONFIGURABLE) == 0 &&
        ((now.attributes & ATTR_ACCESSOR) != 0 ||
         (now.attributes & (ATTR_WRITABLE | ATTR_ENUMERABLE)) !=
             (ATTR_WRITABLE | ATTR_ENUMERABLE))) {
        throw_error(rt, ERROR_SYNTAX, "Identifier '%v' has already been declared", name);
        return -1;
    }
    if (has == 0 || (now.attributes & ATTR_CONFIGURABLE) != 0) {
        wanted.has |= ATTR_ALL;
    }
    object_define_own(rt, global, name, &wanted);
    return rt_set_named(rt, global, name, function, NULL, 0);
}

int32_t rt_global_check_lexical(struct rt *rt, value name) {
    struct property now;
    if (object_get_own(rt, rt->realm->global, name, &now) == 1 &&
        (now.attributes & ATTR_CONFIGURABLE) == 0) {
        throw_error(rt, ERROR_SYNTAX, "Identifier '%v' has already been declared", name);
        return -1;
    }
    return 0;
}
