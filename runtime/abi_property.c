/*
 * runtime/abi_property.c: property access of compiled code, with its inline caches.
 *
 * A cache knows plain data properties only: own ones by shape, inherited ones by shape and the
 * epoch of all prototypes' structure, absent ones likewise, and additions (shape before, shape after).
 */
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <string.h>

/* Steps along a prototype chain that cost no fuel: caches outlive events, and what an event finds
 * in them has chains shorter than this; so they don't show in its fuel. */
#define CHAIN_FREE 16u
#define ABSENT     1u /* holder: no object of the chain has the property */

/* Compiled code hands over integers as doubles at times: the int32 form where there is one. */
static inline value normal_key(value key) {
    return value_is_double(key) ? value_from_number(value_to_double_raw(key)) : key;
}

/* The fast reading of an element, or VALUE_HOLE. */
static inline value element_fast(struct rt *rt, value base, value key) {
    if (value_is_object(base) && value_is_int(key)) {
        const struct object *object = value_object(base);
        if (object->class_id != CLASS_MAPPED_ARGUMENTS && object->class_id != CLASS_STRING &&
            value_to_int(key) >= 0) {
            return object_dense(object, (uint32_t)value_to_int(key));
        }
    }
    return VALUE_HOLE;
}

value rt_get(struct rt *rt, value base, value key) {
    key = normal_key(key);
    value element = element_fast(rt, base, key);
    if (element != VALUE_HOLE) {
        return element;
    }
    if (value_is_string(base) && value_is_int(key) &&
        (uint32_t)value_to_int(key) < string_length(base)) {
        return string_from_unit(rt, text_at(string_text(rt, base), (uint32_t)value_to_int(key)));
    }
    if (value_is_nullish(base)) {
        return value_get(rt, base, key); /* throws before the key is converted */
    }
    key = to_property_key(rt, key);
    return key == VALUE_EXCEPTION ? key : value_get(rt, base, key);
}

static inline void burn_step(struct rt *rt, uint32_t *steps) {
    if (++*steps > CHAIN_FREE) {
        rt_burn(rt, 1);
    }
}

/*
 * What all sites together found lately, by shape and name: for sites that see several shapes in
 * turn, whose own cache knows one. As good as those caches are, for the same reasons; a third of
 * moment's reads come here. Shapes of past events stay in it until others take their places.
 */
enum { FOUND_BITS = 9, FOUND_COUNT = 1 << FOUND_BITS };
static struct found {
    value name;
    struct inline_cache cache;
} found[FOUND_COUNT];

static struct inline_cache *found_place(uint32_t shape_id, value name) {
    uint32_t hash = ((uint32_t)name >> 3 ^ shape_id * 0x85ebca6bu) * 0x9e3779b1u;
    struct found *at = &found[hash >> (32 - FOUND_BITS)];
    if (at->name != name) {
        *at = (struct found){.name = name};
    }
    return &at->cache;
}

void property_caches_clear(void) {
    memset(found, 0, sizeof found);
}

/* Looks up and, where the property is plain data, fills the cache. */
static value find_and_cache(struct rt *rt, value base, value name, struct inline_cache *cache) {
    struct object *receiver = value_object(base);
    struct place place;
    uint32_t steps = 0;
    for (struct object *o = receiver;;) {
        if (object_place(rt, o, name, &place)) {
            if ((place.attributes & ATTR_ACCESSOR) != 0) {
                break;
            }
            if (place.slot >= 0) {
                uint32_t id = object_shape(receiver)->id;
                cache->shape_id = o == receiver ? id : id | CACHE_OTHER;
                cache->slot = (uint32_t)place.slot;
                cache->holder = link_to(o);
                cache->reserved = rt->prototype_epoch;
            }
            return place_value(&place);
        }
        if (object_shape(o)->prototype == 0) {
            cache->shape_id = object_shape(receiver)->id | CACHE_OTHER;
            cache->holder = ABSENT;
            cache->reserved = rt->prototype_epoch;
            return VALUE_UNDEFINED;
        }
        o = link_pointer(object_shape(o)->prototype);
        object_mark_prototype(rt, o);
        burn_step(rt, &steps);
    }
    return object_get_receiver(rt, base, name, base);
}

/* What the cache knows of an object of this shape: true with *out set. */
static inline bool cached(const struct rt *rt, const struct object *object,
                          const struct inline_cache *cache, value *out) {
    uint32_t id = object_shape(object)->id;
    if (id == cache->shape_id) {
        *out = object_slots(object)[cache->slot];
        return true;
    }
    if ((id | CACHE_OTHER) != cache->shape_id || cache->reserved != rt->prototype_epoch) {
        return false;
    }
    *out = cache->holder == ABSENT ? VALUE_UNDEFINED
                                   : object_slots(link_pointer(cache->holder))[cache->slot];
    return true;
}

static value get_and_cache(struct rt *rt, value base, value name, struct inline_cache *cache) {
    const struct object *object = value_object(base);
    const uint32_t id = object_shape(object)->id;
    struct inline_cache known = {0};
    value v;
    if ((link)name >= rt->baseline_end) { /* the next event may have another name there */
        v = find_and_cache(rt, base, name, &known);
    } else {
        known = *found_place(id, name);
        if (!cached(rt, object, &known, &v)) {
            known.shape_id = 0;
            v = find_and_cache(rt, base, name, &known); /* may run a getter, which looks up too */
            if (known.shape_id != 0) {
                *found_place(id, name) = known;
            }
        }
    }
    if (cache != NULL && known.shape_id != 0) {
        *cache = known;
    }
    return v;
}

value object_get_often(struct rt *rt, value object, value name) {
    return get_and_cache(rt, object, name, NULL);
}

value object_get_method_often(struct rt *rt, value object, value name) {
    value method = object_get_often(rt, object, name);
    if (method == VALUE_EXCEPTION || value_is_callable(method)) {
        return method;
    }
    return value_is_nullish(method) ? VALUE_UNDEFINED
                                    : throw_type(rt, "%c is not a function", method);
}

/* Methods of strings and numbers: the cache holds the shape of the primitive's prototype. */
static value primitive_get(struct rt *rt, value base, value name, struct inline_cache *cache) {
    struct realm *realm = rt->realm;
    if (value_is_string(base) && name == realm->atom_length) {
        return value_from_u32(string_length(base));
    }
    if (cache == NULL || value_is_int(name) || !(value_is_string(base) || value_is_number(base))) {
        return value_get(rt, base, name);
    }
    struct object *o =
        value_object(realm->prototypes[value_is_string(base) ? CLASS_STRING : CLASS_NUMBER]);
    uint32_t shape_id = object_shape(o)->id | CACHE_OTHER;
    if (shape_id == cache->shape_id && cache->holder != ABSENT &&
        cache->reserved == rt->prototype_epoch) {
        return object_slots(link_pointer(cache->holder))[cache->slot];
    }
    struct place place;
    uint32_t steps = 0;
    while (!object_place(rt, o, name, &place)) {
        if (object_shape(o)->prototype == 0) {
            return VALUE_UNDEFINED;
        }
        o = link_pointer(object_shape(o)->prototype);
        object_mark_prototype(rt, o);
        burn_step(rt, &steps);
    }
    if (place.slot < 0 || (place.attributes & ATTR_ACCESSOR) != 0) {
        return value_get(rt, base, name);
    }
    *cache = (struct inline_cache){shape_id, (uint32_t)place.slot, link_to(o), rt->prototype_epoch};
    return place_value(&place);
}

value rt_get_named(struct rt *rt, value base, value name, struct inline_cache *cache) {
    if (!value_is_object(base)) {
        return primitive_get(rt, base, name, cache);
    }
    const struct object *object = value_object(base);
    if (cache == NULL || value_is_int(name)) {
        return object_get_receiver(rt, base, name, base);
    }
    value v;
    if (cached(rt, object, cache, &v)) {
        return v;
    }
    if (name == rt->realm->atom_length && object->class_id == CLASS_ARRAY) {
        return value_from_u32(((const struct array *)object)->length);
    }
    return get_and_cache(rt, base, name, cache);
}

/* A refused assignment: 0 in sloppy code, -1 with a TypeError in strict code. */
static int32_t refused(struct rt *rt, value base, value key, uint32_t strict) {
    if (strict == 0) {
        return 0;
    }
    if (value_is_object(base)) {
        throw_readonly(rt, base, key);
    } else {
        throw_type(rt, "Cannot create property '%v' on %v '%v'", key, value_typeof(rt, base), base);
    }
    return -1;
}

static int32_t set_key(struct rt *rt, value base, value key, value v, uint32_t strict) {
    int done;
    if (value_is_object(base)) {
        done = object_set_receiver(rt, base, key, v, base);
    } else {
        if (value_is_string(base) &&
            (key == rt->realm->atom_length ||
             (value_is_int(key) && (uint32_t)value_to_int(key) < string_length(base)))) {
            if (strict != 0) {
                throw_type(rt, "Cannot assign to read only property '%v' of string '%v'", key,
                           base);
            }
            return strict != 0 ? -1 : 0;
        }
        value object = to_object(rt, base);
        done = object_set_receiver(rt, object_get_prototype(object), key, v, base);
    }
    return done == 0 ? refused(rt, base, key, strict) : done < 0 ? -1 : 0;
}

static int32_t throw_nullish_set(struct rt *rt, value base, value key) {
    throw_type(rt, "Cannot set properties of %v (setting '%v')", base, key);
    return -1;
}

int32_t rt_set(struct rt *rt, value base, value key, value v, uint32_t strict) {
    key = normal_key(key);
    if (value_is_array(base) && value_is_int(key) && value_to_int(key) >= 0 &&
        value_to_int(key) != INT32_MAX &&
        array_store_fast(rt, value_object(base), (uint32_t)value_to_int(key), v)) {
        return 0;
    }
    if (value_is_nullish(base)) {
        return throw_nullish_set(rt, base, key);
    }
    key = to_property_key(rt, key);
    return key == VALUE_EXCEPTION ? -1 : set_key(rt, base, key, v, strict);
}

/* True where adding `name` to `object` as plain data meets no prototype's property. */
static bool can_add(struct rt *rt, struct object *object, value name) {
    struct place place;
    uint32_t steps = 0;
    if ((object->flags & OBJECT_NOT_EXTENSIBLE) != 0 ||
        (object_shape(object)->flags & SHAPE_DICTIONARY) != 0 ||
        object_shape(object)->count >= SHAPE_MAX_SHARED) {
        return false;
    }
    for (link at = object_shape(object)->prototype; at != 0;) {
        struct object *prototype = link_pointer(at);
        if (object_place(rt, prototype, name, &place) &&
            ((place.attributes & ATTR_ACCESSOR) != 0 || (place.attributes & ATTR_WRITABLE) == 0)) {
            return false;
        }
        object_mark_prototype(rt, prototype);
        burn_step(rt, &steps);
        at = object_shape(prototype)->prototype;
    }
    return true;
}

static int32_t set_and_cache(struct rt *rt, value base, value name, value v,
                             struct inline_cache *cache, uint32_t strict) {
    struct object *object = value_object(base);
    struct place place;
    if (object_place(rt, object, name, &place)) {
        if (place.slot < 0 || (place.attributes & ATTR_ACCESSOR) != 0 ||
            (place.attributes & ATTR_WRITABLE) == 0) {
            return set_key(rt, base, name, v, strict);
        }
        heap_touch(rt, place.at, sizeof(value));
        *place.at = v;
        cache->shape_id = object_shape(object)->id;
        cache->slot = (uint32_t)place.slot;
        return 0;
    }
    if (!can_add(rt, object, name) ||
        (object->class_id == CLASS_FUNCTION && ((struct function *)object)->lazy != 0)) {
        return set_key(rt, base, name, v, strict);
    }
    uint32_t before = object_shape(object)->id;
    object_add(rt, object, name, v, ATTR_ALL);
    if ((object->flags & OBJECT_IS_PROTOTYPE) == 0) {
        cache->shape_id = before | CACHE_OTHER;
        cache->holder = object->shape;
        cache->slot = object->shape < rt->baseline_end ? CACHE_FOREVER : rt->event_number;
        cache->reserved = rt->prototype_epoch;
    }
    return 0;
}

int32_t rt_set_named(struct rt *rt, value base, value name, value v, struct inline_cache *cache,
                     uint32_t strict) {
    if (value_is_nullish(base)) {
        return throw_nullish_set(rt, base, name);
    }
    if (!value_is_object(base) || cache == NULL || value_is_int(name)) {
        return set_key(rt, base, name, v, strict);
    }
    struct object *object = value_object(base);
    uint32_t id = object_shape(object)->id;
    if (id == cache->shape_id) {
        value *at = &object_slots(object)[cache->slot];
        heap_touch(rt, at, sizeof *at);
        *at = v;
        return 0;
    }
    if ((id | CACHE_OTHER) == cache->shape_id && cache->reserved == rt->prototype_epoch &&
        (cache->slot == CACHE_FOREVER || cache->slot == rt->event_number) &&
        (object->flags & OBJECT_IS_PROTOTYPE) == 0 &&
        (object->class_id != CLASS_FUNCTION || ((struct function *)object)->lazy == 0)) {
        uint32_t slot = object_shape(object)->count;
        object_reserve_slots(rt, object, slot + 1);
        heap_touch(rt, object, sizeof *object);
        value *at = &object_slots(object)[slot];
        heap_touch(rt, at, sizeof *at);
        object->shape = cache->holder;
        *at = v;
        return 0;
    }
    return set_and_cache(rt, base, name, v, cache, strict);
}

int32_t rt_delete(struct rt *rt, value base, value key, uint32_t strict) {
    if (value_is_nullish(base)) {
        throw_type(rt, "Cannot convert undefined or null to object");
        return -1;
    }
    value object = to_object(rt, base);
    key = to_property_key(rt, key);
    if (key == VALUE_EXCEPTION) {
        return -1;
    }
    int done = object_delete(rt, object, key);
    if (done == 0 && strict != 0) {
        throw_type(rt, "Cannot delete property '%v' of %v", key, object);
        return -1;
    }
    return done;
}

/* --- super --- */

static value super_base(struct rt *rt, struct function *callee) {
    return callee->home == 0 ? VALUE_UNDEFINED
                             : object_get_prototype(object_value(link_pointer(callee->home)));
}

value rt_super_get(struct rt *rt, struct function *callee, value key, value this_value) {
    value base = super_base(rt, callee);
    if (value_is_nullish(base)) {
        return value_get(rt, base, key);
    }
    key = to_property_key(rt, key);
    return key == VALUE_EXCEPTION ? key : object_get_receiver(rt, base, key, this_value);
}

int32_t rt_super_set(struct rt *rt, struct function *callee, value key, value v, value this_value,
                     uint32_t strict) {
    value base = super_base(rt, callee);
    if (value_is_nullish(base)) {
        return throw_nullish_set(rt, base, key);
    }
    key = to_property_key(rt, key);
    if (key == VALUE_EXCEPTION) {
        return -1;
    }
    int done = object_set_receiver(rt, base, key, v, this_value);
    return done == 0 ? refused(rt, this_value, key, strict) : done < 0 ? -1 : 0;
}

/* --- private names --- */

value rt_private_new(struct rt *rt, value description) {
    value name = symbol_new(rt, description);
    value_symbol(name)->private_name = 1;
    return name;
}

value rt_private_get(struct rt *rt, value base, value name) {
    struct place place;
    if (!value_is_object(base) || !object_place(rt, value_object(base), name, &place)) {
        return throw_type(rt,
                          "Cannot read private member %v from an object whose class did not "
                          "declare it",
                          name);
    }
    if ((place.attributes & ATTR_ACCESSOR) == 0) {
        return *place.at;
    }
    value getter = ((const struct accessor *)value_pointer(*place.at))->getter;
    if (getter == VALUE_UNDEFINED) {
        return throw_type(rt, "'%v' was defined without a getter", name);
    }
    return function_call(rt, getter, base, 0, NULL);
}

int32_t rt_private_set(struct rt *rt, value base, value name, value v) {
    struct place place;
    if (!value_is_object(base) || !object_place(rt, value_object(base), name, &place)) {
        throw_type(rt, "Cannot write private member %v to an object whose class did not declare it",
                   name);
        return -1;
    }
    if ((place.attributes & ATTR_ACCESSOR) != 0) {
        value setter = ((const struct accessor *)value_pointer(*place.at))->setter;
        if (setter == VALUE_UNDEFINED) {
            throw_type(rt, "'%v' was defined without a setter", name);
            return -1;
        }
        return function_call(rt, setter, base, 1, &v) == VALUE_EXCEPTION ? -1 : 0;
    }
    if ((place.attributes & ATTR_WRITABLE) == 0) {
        throw_type(rt, "Private method '%v' is not writable", name);
        return -1;
    }
    heap_touch(rt, place.at, sizeof(value));
    *place.at = v;
    return 0;
}

int32_t rt_private_define(struct rt *rt, value base, value name, value v, uint32_t kind) {
    struct property property = {ATTR_ALL | PROPERTY_HAS_VALUE, ATTR_CONFIGURABLE, v,
                                VALUE_UNDEFINED, VALUE_UNDEFINED};
    uint32_t base_kind = kind & 3;
    struct place place;
    bool exists = object_place(rt, value_object(base), name, &place);
    if (base_kind == DEFINE_GETTER || base_kind == DEFINE_SETTER) {
        bool getter = base_kind == DEFINE_GETTER;
        property.has = ATTR_CONFIGURABLE | (getter ? PROPERTY_HAS_GET : PROPERTY_HAS_SET);
        property.getter = property.setter = v;
        if (exists && (place.attributes & ATTR_ACCESSOR) != 0) {
            const struct accessor *cell = value_pointer(*place.at);
            exists = (getter ? cell->getter : cell->setter) != VALUE_UNDEFINED;
        }
    } else if (base_kind == DEFINE_FIELD) {
        property.attributes |= ATTR_WRITABLE;
    }
    if (exists) {
        throw_type(rt, "Cannot initialize %v twice on the same object", name);
        return -1;
    }
    return object_define_own(rt, base, name, &property) == 1 ? 0 : -1;
}
