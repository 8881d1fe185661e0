/*
 * runtime/shape.h: hidden classes. A shape says which keys an object has, in which slots, with
 * which attributes, and what its prototype and class are.
 *
 * Ordinary shapes are immutable and shared: adding a key leads along a transition to the next one.
 * Shapes of one lineage share a table of entries; a shape sees the first `count` of them. A
 * *dictionary* shape belongs to one object alone and changes in place, with a new id each time.
 * Ids are never used twice, not even across events, so caches compare nothing else.
 */
#ifndef RUNTIME_SHAPE_H
#define RUNTIME_SHAPE_H

#include "runtime/heap.h"
#include "runtime/object.h"

struct shape_entry {
    value key; /* VALUE_HOLE: deleted (dictionaries only) */
    uint32_t attributes;
    uint32_t next; /* index + 1 of the next entry in the bucket */
};

struct shape_table {
    uint32_t capacity, count;
    link buckets; /* uint32_t[capacity]: index + 1; 0: searched from the start to the end */
    uint32_t reserved;
    struct shape_entry entries[];
};

enum shape_flags { SHAPE_DICTIONARY = 1 };

struct shape {
    uint32_t id;
    uint32_t count; /* entries of the table that count, and slots in use */
    link prototype; /* object; 0: null */
    link table;     /* struct shape_table; 0 while empty */
    link parent;    /* the shape before its last entry was added */
    link sibling;   /* chains root shapes of one bucket */
    uint32_t flags; /* enum shape_flags */
    uint32_t class_id;
    uint32_t live; /* dictionaries: entries that are not deleted */
    uint32_t reserved;
};

/* Accessor properties hold one of these (TAG_CELL) in their slot. */
struct accessor {
    value getter, setter; /* function or undefined */
};

#define SHAPE_MAX_SHARED 64 /* more properties make a dictionary */

static inline struct shape *object_shape(const struct object *object) {
    return link_pointer(object->shape);
}
static inline value *object_slots(const struct object *object) {
    return link_pointer(object->slots);
}
static inline const struct shape_entry *shape_entry(const struct shape *shape, uint32_t slot) {
    return &((const struct shape_table *)link_pointer(shape->table))->entries[slot];
}
static inline uint32_t key_hash(value key) {
    if (value_is_int(key)) {
        return (uint32_t)value_to_int(key) * 0x9e3779b1u;
    }
    /* strings and symbols keep their hash at different places */
    return value_is_symbol(key) ? value_symbol(key)->hash
                                : ((const uint32_t *)value_pointer(key))[2];
}

/* Empty tables, for `count` transitions at first. */
void shapes_create(struct rt *rt, uint32_t count);
/* For the snapshot's compaction. The shapes that transitions lead to, into out[] unless NULL; their
 * number. */
uint32_t shapes_list(const struct rt *rt, link *out);
/* Lets shapes see the table of a shape that goes on where they end, instead of one of their own that
 * it was copied from. */
void shapes_share_tables(const link *shapes, uint32_t count);
/* Enters a shape that was moved into new tables. */
void shapes_index(struct rt *rt, struct shape *shape);
/* The tables are complete as they are: later transitions go into another. */
void shapes_finish(struct rt *rt);
/* The empty shape of objects of a class with this prototype (object or null). */
struct shape *shape_root(struct rt *rt, enum class_id class_id, value prototype);
/* Slot of a key, or -1. */
int32_t shape_find(const struct shape *shape, value key);
/* The object gets one more property; its value goes to the returned slot by the caller. */
uint32_t shape_add(struct rt *rt, struct object *object, value key, uint32_t attributes);
void shape_remove(struct rt *rt, struct object *object, uint32_t slot);
void shape_set_attributes(struct rt *rt, struct object *object, uint32_t slot, uint32_t attributes);
/* Gives the object a shape of its own with a new id. */
void shape_make_dictionary(struct rt *rt, struct object *object);
void shape_set_prototype(struct rt *rt, struct object *object, value prototype);
/* Slots for `count` properties. */
void object_reserve_slots(struct rt *rt, struct object *object, uint32_t count);
/* Notes that objects may inherit from this one. */
void object_mark_prototype(struct rt *rt, struct object *object);

/* Where an own property is; see object_place(). */
struct place {
    uint32_t attributes;
    value *at; /* its storage; NULL: computed, see `computed` */
    value computed;
    int32_t slot; /* named property: slot; else -1 */
};
/* [[Get]] of a name (no index) that is asked of many objects of few shapes. */
value object_get_often(struct rt *rt, value object, value name);
/* GetMethod, likewise. */
value object_get_method_often(struct rt *rt, value object, value name);
/* Forgets what object_get_often and compiled code found: shape ids begin anew. */
void property_caches_clear(void);
/* Finds an own property. No code of the program can run here. */
bool object_place(struct rt *rt, struct object *object, value key, struct place *out);
static inline value place_value(const struct place *place) {
    return place->at != NULL ? *place->at : place->computed;
}
/* The own dense element, or VALUE_HOLE. */
static inline value object_dense(const struct object *object, uint32_t index) {
    if (object->elements != 0) {
        const struct elements *elements = link_pointer(object->elements);
        if (index < elements->length) {
            return elements->values[index];
        }
    }
    return VALUE_HOLE;
}
/* Adds an own property that doesn't exist; storage rules only, no checks. */
void object_add(struct rt *rt, struct object *object, value key, value v, uint32_t attributes);
/* Moves dense elements into the dictionary. */
void object_make_slow(struct rt *rt, struct object *object);
/* Stores at an index of an array known to be dense, extensible and without indexed properties in
 * its prototypes; false where the general way must be taken. */
bool array_store_fast(struct rt *rt, struct object *object, uint32_t index, value v);
/* Assignment to an array's length. 1, 0 refused, -1 exception. */
int array_assign_length(struct rt *rt, value array, value v);
/* [[DefineOwnProperty]] of "length". */
int array_define_length(struct rt *rt, value array, const struct property *property);
/* Sets the length after the value is checked. False where an element couldn't be deleted. */
bool array_set_checked_length(struct rt *rt, struct array *array, uint32_t length);
/* True where a prototype has an indexed property. */
bool prototypes_have_indexed(struct rt *rt, const struct object *object);
/* Makes length, name and prototype of a function into real properties. */
void function_materialise(struct rt *rt, struct object *object);

/* Sloppy arguments: those of the first `count` indices that still alias a parameter. */
struct mapped_arguments {
    struct object object;
    link environment;
    link map; /* uint32_t[count]: slot, or UINT32_MAX */
    uint32_t count;
    uint32_t reserved;
};
struct bound_function {
    struct object object;
    value target, this_value;
    link arguments; /* value[count] */
    uint32_t count;
};

size_t class_size(enum class_id class_id);

/* The constant facts about a function's code. */
static inline const struct function_info *function_info(const struct rt *rt,
                                                        const struct function *function) {
    return &rt->modules[function->code >> 16]->functions[function->code & 0xffff];
}
/* True where no further native frame may start. */
static inline bool function_stack_is_low(const struct rt *rt) {
    return (uintptr_t)__builtin_frame_address(0) < rt->stack_limit;
}
value throw_class_call(struct rt *rt, struct function *function);
/* [[Call]] of a function that isn't bound, below the stack check. A call costs one unit of fuel:
 * compiled code spends it itself when it starts. */
static inline value function_enter(struct rt *rt, struct function *function, value this_value,
                                   uint32_t argc, value *argv) {
    const struct function_info *info = function_info(rt, function);
    if ((info->flags & (FUNCTION_CLASS | FUNCTION_NATIVE)) != 0) {
        if ((info->flags & FUNCTION_CLASS) != 0) {
            return throw_class_call(rt, function);
        }
        rt_burn(rt, 1);
    }
    return info->code(rt, function, this_value, argc, argv, VALUE_UNDEFINED);
}
/* OrdinaryHasInstance (7.3.22): 1, 0, -1. */
int function_has_instance(struct rt *rt, value function, value v);
/* The TypeError of an assignment that [[Set]] refused. */
value throw_readonly(struct rt *rt, value object, value key);
/* The well-known symbols of a new realm. */
void symbols_create(struct rt *rt);

#endif
