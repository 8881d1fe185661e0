/*
 * runtime/array.h: what the files of Array share: element access with a fast path for dense
 * arrays, species, and the array iterator's layout. Indexes are doubles, 0 .. 2^53 - 1.
 *
 * There are no proxies in the language, so HasProperty followed by Get can't be told from one
 * combined step; array_element takes both in one. Every call looks at the object afresh, so
 * callbacks may change anything in between.
 */
#ifndef RUNTIME_ARRAY_H
#define RUNTIME_ARRAY_H

#include "runtime/function.h"

enum array_iterator_kind { ARRAY_KEYS, ARRAY_VALUES, ARRAY_ENTRIES };

/* CLASS_ARRAY_ITERATOR. */
struct array_iterator {
    struct object object;
    value target; /* the object; undefined when exhausted */
    double index;
    uint32_t kind; /* enum array_iterator_kind */
    uint32_t reserved;
};

/* CreateArrayIterator (23.1.5.1). */
value array_iterator_new(struct rt *rt, value object, enum array_iterator_kind kind);

/* The dense elements of an array or plain object, or NULL where it has none. */
static inline struct elements *array_dense(value object) {
    const struct object *o = value_object(object);
    if ((o->class_id != CLASS_ARRAY && o->class_id != CLASS_OBJECT) ||
        (o->flags & OBJECT_SLOW_ELEMENTS) != 0 || o->elements == 0) {
        return NULL;
    }
    return link_pointer(o->elements);
}

int array_element_slow(struct rt *rt, value object, double index, value *out);
/* HasProperty, then Get. 1 with *out set, 0 absent, -1 exception. */
static inline int array_element(struct rt *rt, value object, double index, value *out) {
    const struct elements *elements = array_dense(object);
    if (elements != NULL && index < elements->length) {
        value v = elements->values[(uint32_t)index];
        if (v != VALUE_HOLE) {
            *out = v;
            return 1;
        }
    }
    return array_element_slow(rt, object, index, out);
}
/* Get(O, index). */
value array_get(struct rt *rt, value object, double index);
/* Set(O, index, v, true). 0 or -1. */
int array_set(struct rt *rt, value object, double index, value v);
/* DeletePropertyOrThrow(O, index). 0 or -1. */
int array_delete(struct rt *rt, value object, double index);
/* CreateDataPropertyOrThrow(O, index, v). 0 or -1. */
int array_create_data(struct rt *rt, value object, double index, value v);
/* Set(O, "length", length, true). 0 or -1. */
int array_set_length(struct rt *rt, value object, double length);
/* The first index in [from, end) whose property exists, or `end`. Skips wide gaps of sparse objects
 * without visiting each index. */
double array_next_present(struct rt *rt, value object, double from, double end);
/* The last such index in [0, from], or -1. */
double array_previous_present(struct rt *rt, value object, double from);

int array_step_slow(struct rt *rt, value object, double *index, double end, value *out);
/* Looks for the first present element at or after *index and below `end`: 1 with *index and *out
 * set, 0 when there is none, -1 exception. */
static inline int array_step(struct rt *rt, value object, double *index, double end, value *out) {
    const struct elements *elements = array_dense(object);
    if (elements != NULL && *index < elements->length && *index < end) {
        value v = elements->values[(uint32_t)*index];
        if (v != VALUE_HOLE) {
            *out = v;
            return 1;
        }
    }
    return array_step_slow(rt, object, index, end, out);
}

/* ArrayCreate (10.4.2.2): RangeError past 2^32 - 1. */
value array_create(struct rt *rt, double length);
/* ArraySpeciesCreate (10.4.2.3). */
value array_species_create(struct rt *rt, value original, double length);
/* True where indexes that `object` itself lacks are absent altogether: it keeps its indexed
 * properties in dense elements only, and its prototypes have none. */
bool array_reads_plain(value object);
/* True where writing, adding and deleting indexed properties touches nothing but the elements: an
 * extensible array, array_reads_plain, with a writable length. */
bool array_is_plain(value array);
/* The elements of an array_is_plain array, made to hold [0, count): new places are holes, `length`
 * rises to at least count. The caller may write all of them. */
struct elements *array_reserve(struct rt *rt, value array, uint32_t count);
/* Makes room for `count` elements of an array_is_plain array without adding any. */
struct elements *array_make_room(struct rt *rt, value array, uint32_t count);
/* Cuts an array_is_plain array down to `count` elements, its new length. */
void array_truncate(struct rt *rt, value array, uint32_t count);

/* The common start of Array.prototype methods: ToObject(this), then LengthOfArrayLike. The object,
 * or VALUE_EXCEPTION. */
value array_this_object(struct rt *rt, const struct function *callee, value this_value);
value array_this(struct rt *rt, const struct function *callee, value this_value, double *length);
/* TypeError for a result longer than 2^53 - 1. */
value array_too_long(struct rt *rt);

/* The index of %get Array [ @@species ]% in the module's table. */
#define ARRAY_SPECIES_INDEX 1

#define ARRAY_MAX_SAFE 9007199254740991.0 /* 2^53 - 1 */

/* Method groups; each defines its own entries of the module's table. */
#define ARRAY_METHOD(name)                                                                         \
    value name(struct rt *rt, struct function *callee, value this_value, uint32_t argc,            \
               value *argv, value new_target)

/* builtin_array_change.c */
ARRAY_METHOD(array_push_method);
ARRAY_METHOD(array_pop);
ARRAY_METHOD(array_shift);
ARRAY_METHOD(array_unshift);
ARRAY_METHOD(array_splice);
ARRAY_METHOD(array_reverse);
ARRAY_METHOD(array_fill);
ARRAY_METHOD(array_copy_within);
/* builtin_array_copy.c */
ARRAY_METHOD(array_to_reversed);
ARRAY_METHOD(array_to_spliced);
ARRAY_METHOD(array_with);
/* builtin_array_iterate.c */
ARRAY_METHOD(array_for_each);
ARRAY_METHOD(array_map);
ARRAY_METHOD(array_filter);
ARRAY_METHOD(array_some_every);
ARRAY_METHOD(array_reduce);
ARRAY_METHOD(array_find);
ARRAY_METHOD(array_flat);
ARRAY_METHOD(array_flat_map);
/* builtin_array_read.c */
ARRAY_METHOD(array_at);
ARRAY_METHOD(array_includes);
ARRAY_METHOD(array_index_of);
ARRAY_METHOD(array_last_index_of);
ARRAY_METHOD(array_slice);
ARRAY_METHOD(array_concat);
ARRAY_METHOD(array_join);
ARRAY_METHOD(array_to_string);
ARRAY_METHOD(array_to_locale_string);
/* builtin_array_sort.c */
ARRAY_METHOD(array_sort);
ARRAY_METHOD(array_to_sorted);

/* magic of array_find, array_some_every and array_reduce */
enum { ARRAY_FIND_VALUE, ARRAY_FIND_INDEX, ARRAY_FIND_LAST_VALUE, ARRAY_FIND_LAST_INDEX };
enum { ARRAY_SOME, ARRAY_EVERY };
enum { ARRAY_REDUCE, ARRAY_REDUCE_RIGHT };

#endif
