/*
 * runtime/collection.h: the tables behind Map, Set, WeakMap and WeakSet, and their iterators.
 *
 * A table keeps its entries in insertion order in one array; a chained hash index finds them.
 * Deleting leaves a tombstone (key VALUE_HOLE) until the array is compacted. Every entry carries
 * the running number of its insertion; a cursor remembers the number it has passed, so it finds
 * its place again after any deletion, compaction or clear.
 */
#ifndef RUNTIME_COLLECTION_H
#define RUNTIME_COLLECTION_H

#include "runtime/object.h"

struct collection_entry {
    value key; /* normalised; VALUE_HOLE: deleted */
    value value;
    uint64_t sequence; /* number of the insertion, rising along the array */
    uint32_t hash;
    uint32_t next; /* index + 1 of the next entry in the same bucket; 0 ends the chain */
};

/* CLASS_MAP, CLASS_SET, CLASS_WEAK_MAP, CLASS_WEAK_SET. */
struct collection {
    struct object object;
    link entries;      /* struct collection_entry[capacity] */
    link buckets;      /* uint32_t[capacity]: index + 1 of the first entry */
    uint32_t capacity; /* a power of two, or 0 */
    uint32_t used;     /* entries[0..used) are set, tombstones among them */
    uint32_t live;     /* without the tombstones: `size` */
    uint32_t epoch;    /* rises when entries move */
    uint64_t sequence; /* number of the last insertion */
};

/* A place in a collection's order. All zero: the beginning. */
struct collection_cursor {
    uint64_t sequence; /* of the last entry that was passed */
    uint32_t position; /* next index to look at, valid while epoch equals the collection's */
    uint32_t epoch;
};

enum collection_kind { COLLECTION_KEYS, COLLECTION_VALUES, COLLECTION_ENTRIES };

/* CLASS_MAP_ITERATOR, CLASS_SET_ITERATOR. */
struct collection_iterator {
    struct object object;
    struct collection_cursor cursor;
    link collection; /* 0: exhausted */
    uint32_t kind;   /* enum collection_kind */
};

/* The entry of `key`, or NULL. -0 counts as +0, NaN equals itself (SameValueZero). */
struct collection_entry *collection_find(struct rt *rt, const struct collection *collection,
                                         value key);
/* Sets or replaces. */
void collection_put(struct rt *rt, struct collection *collection, value key, value v);
/* True when there was one. */
bool collection_remove(struct rt *rt, struct collection *collection, value key);
void collection_clear(struct rt *rt, struct collection *collection);
/* Advances the cursor past the next live entry and returns it, or NULL at the end. The pointer
 * holds until the collection changes. */
const struct collection_entry *collection_next(struct rt *rt, const struct collection *collection,
                                               struct collection_cursor *cursor);

/* CreateMapIterator / CreateSetIterator for a collection of CLASS_MAP or CLASS_SET. */
value collection_iterator_new(struct rt *rt, value collection, enum collection_kind kind);
/* One step of a Map or Set iterator (CLASS_MAP_ITERATOR, CLASS_SET_ITERATOR) without the result
 * object: 1 with *out set, 0 at the end. */
int collection_iterator_step(struct rt *rt, value iterator, value *out);
/* %MapIteratorPrototype%.next and %SetIteratorPrototype%.next; magic: the iterator's class. */
value collection_iterator_next(struct rt *rt, struct function *callee, value this_value,
                               uint32_t argc, value *argv, value new_target);

#endif
