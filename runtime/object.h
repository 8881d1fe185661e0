/*
 * runtime/object.h: objects, shapes and properties (ECMA-262 clause 10).
 *
 * A *key* is an int32 value (array index 0 .. 2^31 - 2), an atom, or a symbol. Everything here that
 * takes a key expects that form (to_property_key makes it).
 */
#ifndef RUNTIME_OBJECT_H
#define RUNTIME_OBJECT_H

#include "runtime/rt.h"

enum class_id {
    CLASS_OBJECT,
    CLASS_ARRAY,
    CLASS_FUNCTION,
    CLASS_BOUND_FUNCTION,
    CLASS_ERROR,
    CLASS_BOOLEAN,
    CLASS_NUMBER,
    CLASS_STRING, /* wrapper */
    CLASS_SYMBOL, /* wrapper */
    CLASS_DATE,
    CLASS_REGEXP,
    CLASS_ARGUMENTS,        /* unmapped */
    CLASS_MAPPED_ARGUMENTS, /* sloppy, aliased with its parameters */
    CLASS_MAP,
    CLASS_SET,
    CLASS_WEAK_MAP,
    CLASS_WEAK_SET,
    CLASS_ARRAY_ITERATOR,
    CLASS_STRING_ITERATOR,
    CLASS_MAP_ITERATOR,
    CLASS_SET_ITERATOR,
    CLASS_REGEXP_STRING_ITERATOR,
    CLASS_FOR_IN_ITERATOR, /* internal */
    CLASS_GLOBAL,
    CLASS_JSON,
    CLASS_MATH,
    CLASS_COUNT
};

enum object_flags {
    OBJECT_NOT_EXTENSIBLE = 1,
    OBJECT_CALLABLE = 2,
    OBJECT_SLOW_ELEMENTS = 4,    /* indexed properties live in the shape's dictionary */
    OBJECT_HAS_INDEXED = 8,      /* as a prototype: has or had indexed properties */
    OBJECT_LENGTH_READONLY = 16, /* array whose length is not writable */
    OBJECT_IS_PROTOTYPE = 32     /* some shape names it as its prototype */
};

/* Every object starts so. Specific classes append their own fields (class_size tells the total). */
struct object {
    link shape;             /* struct shape: prototype, keys, attributes */
    uint8_t class_id;       /* enum class_id */
    uint8_t flags;          /* enum object_flags */
    uint16_t slot_capacity; /* of slots, in values; grows by object.c only */
    link slots;             /* value[]: named properties in the shape's order */
    link elements;          /* struct elements: dense indexed properties; 0 none */
};

struct elements {
    uint32_t capacity; /* of values */
    uint32_t length;   /* values[0..length) are set or VALUE_HOLE; the rest doesn't exist */
    value values[];
};

struct array {
    struct object object;
    uint32_t length; /* the `length` property; may exceed elements->length */
    uint32_t reserved;
};

struct function {
    struct object object;
    uint32_t code;    /* module number << 16 | index in its functions */
    link environment; /* struct environment of the closure; 0 none */
    link home;        /* home object, for super; 0 none */
    link fields;    /* class constructors: the function that initialises instance fields; 0 none */
    uint32_t magic; /* built-ins: function_info.magic */
    uint32_t lazy;  /* function.c: which of name/length/prototype are still to be made */
    value extra;    /* arrow: captured `this`; built-ins: own data; else undefined */
};

/* Captured variables of one scope. */
struct environment {
    link parent;
    uint32_t count;
    value slots[];
};

/* Objects that wrap one value: Boolean, Number, String, Symbol, Date (time value as a number). */
struct wrapper {
    struct object object;
    value primitive;
};

enum attribute {
    ATTR_WRITABLE = 1,
    ATTR_ENUMERABLE = 2,
    ATTR_CONFIGURABLE = 4,
    ATTR_ACCESSOR = 8,
    ATTR_NONE = 0,
    ATTR_ALL = 7,     /* ordinary assignment */
    ATTR_HIDDEN = 5,  /* writable, configurable: built-in methods */
    ATTR_READONLY = 4 /* configurable only: `length` and `name` of functions */
};

/* [[GetOwnProperty]]'s answer. `has` says which fields a definition mentions (ATTR_* bits for the
 * attributes, PROPERTY_HAS_*). */
enum property_has { PROPERTY_HAS_VALUE = 16, PROPERTY_HAS_GET = 32, PROPERTY_HAS_SET = 64 };
struct property {
    uint32_t has;
    uint32_t attributes;
    value value;
    value getter, setter; /* function or undefined */
};

/* Sizes of classes whose layout belongs to one file; that file asserts that it fits. */
#define CLASS_REGEXP_SIZE 128 /* CLASS_REGEXP and the string iterators */
#define CLASS_FOR_IN_SIZE 64

static inline struct object *value_object(value v) {
    return (struct object *)value_pointer(v);
}
static inline value object_value(const void *object) {
    return value_from_pointer(TAG_OBJECT, object);
}
static inline bool value_is_class(value v, enum class_id class_id) {
    return value_is_object(v) && value_object(v)->class_id == class_id;
}
static inline bool value_is_callable(value v) {
    return value_is_object(v) && (value_object(v)->flags & OBJECT_CALLABLE) != 0;
}
static inline bool value_is_array(value v) {
    return value_is_class(v, CLASS_ARRAY);
}

/* --- making objects; none of these can fail except by rt_limit --- */

/* An empty object of a class; `prototype` is an object value or null. */
value object_create(struct rt *rt, enum class_id class_id, value prototype);
/* `{}`. */
value object_new(struct rt *rt);
/* OrdinaryCreateFromConstructor: the prototype comes from new_target.prototype, else from
 * realm->prototypes[class_id]. May run code; VALUE_EXCEPTION. */
value object_create_from_constructor(struct rt *rt, value new_target, enum class_id class_id);
/* A wrapper object of CLASS_BOOLEAN, _NUMBER, _STRING, _SYMBOL or _DATE with its usual prototype.
 */
value object_wrap(struct rt *rt, enum class_id class_id, value primitive);
/* Dense array with `length` values (copied), or holes where values is NULL. */
value array_new(struct rt *rt, uint32_t length, const value *values);
/* Appends to an array that this code made itself. */
void array_push(struct rt *rt, value array, value element);

/* --- the essential internal methods; `object` must be an object value --- */

value object_get_prototype(value object); /* object or null */
/* False when refused (not extensible, cycle). */
bool object_set_prototype(struct rt *rt, value object, value prototype);
void object_prevent_extensions(struct rt *rt, value object);
static inline bool object_is_extensible(value object) {
    return !(value_object(object)->flags & OBJECT_NOT_EXTENSIBLE);
}
/* 1 found, 0 not, -1 exception. */
int object_get_own(struct rt *rt, value object, value key, struct property *out);
/* ValidateAndApplyPropertyDescriptor. 1 done, 0 refused, -1 exception. */
int object_define_own(struct rt *rt, value object, value key, const struct property *property);
int object_has(struct rt *rt, value object, value key);
int object_has_own(struct rt *rt, value object, value key);
value object_get(struct rt *rt, value object, value key);
/* [[Get]] with another receiver (super, primitives). */
value object_get_receiver(struct rt *rt, value object, value key, value receiver);
/* [[Set]]. 1 done, 0 refused, -1 exception. */
int object_set_receiver(struct rt *rt, value object, value key, value v, value receiver);
/* Set(O, P, V, true): a refusal is a TypeError. 0 done, -1 exception. */
int object_set(struct rt *rt, value object, value key, value v);
/* [[Delete]]. 1 done, 0 refused, -1 exception. */
int object_delete(struct rt *rt, value object, value key);

enum own_keys_flags {
    OWN_KEYS_STRINGS = 1,
    OWN_KEYS_SYMBOLS = 2,
    OWN_KEYS_ENUMERABLE = 4 /* only enumerable ones */
};
/* [[OwnPropertyKeys]] in the specified order, as an array of strings (ints as strings too) and
 * symbols. */
value object_own_keys(struct rt *rt, value object, uint32_t own_keys_flags);

/* --- conveniences --- */

/* CreateDataProperty. 1, 0 refused, -1. */
int object_create_data(struct rt *rt, value object, value key, value v);
/* Defines a data property on an ordinary object that this code made itself: can't be refused. */
void object_define(struct rt *rt, value object, value key, value v, uint32_t attributes);
void object_define_name(struct rt *rt, value object, const char *name, value v,
                        uint32_t attributes);
value object_get_name(struct rt *rt, value object, const char *ascii_name);
/* GetV: property of any value (TypeError for null and undefined, naming the key as V8 does). */
value value_get(struct rt *rt, value base, value key);
/* GetMethod: undefined for null/undefined; TypeError if not callable. */
value value_get_method(struct rt *rt, value base, value key);
/* LengthOfArrayLike, 0 .. 2^53 - 1 through *length. 0 or -1. */
int object_length(struct rt *rt, value object, double *length);
/* Property of index 0 .. 2^53 - 1 as a key. */
value key_from_index(struct rt *rt, double index);
/* FromPropertyDescriptor / ToPropertyDescriptor. */
value property_to_object(struct rt *rt, const struct property *property);
int property_from_object(struct rt *rt, value object, struct property *out);

/* The smallest own index key (0 .. 2^32 - 2) >= from, or -1; the largest <= from, or -1. Without
 * allocation, for sparse arrays. */
double object_next_index(struct rt *rt, value object, double from);
double object_previous_index(struct rt *rt, value object, double from);

/* --- symbols --- */
struct symbol {
    uint16_t private_name; /* 1: a class's #name */
    uint16_t registered;   /* 1: made by Symbol.for */
    uint32_t hash;
    value description; /* string or undefined */
};
static inline struct symbol *value_symbol(value v) {
    return (struct symbol *)value_pointer(v);
}
value symbol_new(struct rt *rt, value description_or_undefined);
value symbol_description(value symbol);

#endif
