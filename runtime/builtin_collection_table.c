/*
 * runtime/builtin_collection_table.c: the hash table of Map, Set, WeakMap and WeakSet. There is no
 * garbage collection, so a weak table is the same as any other.
 */
#include "runtime/collection.h"
#include "runtime/heap.h"
#include "runtime/text.h"

#define SMALLEST_CAPACITY 4u

static struct collection_entry *entries_of(const struct collection *collection) {
    return link_pointer(collection->entries);
}

static uint32_t *buckets_of(const struct collection *collection) {
    return link_pointer(collection->buckets);
}

/* The one form of a key: equal keys that aren't strings have equal bits. */
static value normalise(value key) {
    if (value_is_double(key)) {
        double d = value_to_double_raw(key);
        if (d != d) {
            return VALUE_NAN;
        }
        return d == 0 ? value_from_int(0) : value_from_number(d);
    }
    return key;
}

static uint32_t mix(uint64_t x) {
    x ^= x >> 32;
    x *= 0x9e3779b97f4a7c15ull;
    return (uint32_t)(x >> 32);
}

static uint32_t hash_of(struct rt *rt, value key) {
    return value_is_string(key) ? string_hash(rt, key) : mix(key);
}

static struct collection_entry *find_hashed(struct rt *rt, const struct collection *collection,
                                            value key, uint32_t hash) {
    if (collection->capacity == 0) {
        return NULL;
    }
    struct collection_entry *entries = entries_of(collection);
    bool text = value_is_string(key);
    uint32_t at = buckets_of(collection)[hash & (collection->capacity - 1)];
    while (at != 0) {
        struct collection_entry *entry = &entries[at - 1];
        rt_burn(rt, 1);
        if (entry->key == key || (text && entry->hash == hash && value_is_string(entry->key) &&
                                  string_equals(rt, entry->key, key))) {
            return entry;
        }
        at = entry->next;
    }
    return NULL;
}

struct collection_entry *collection_find(struct rt *rt, const struct collection *collection,
                                         value key) {
    key = normalise(key);
    return find_hashed(rt, collection, key, hash_of(rt, key));
}

/* Moves the live entries together into `to` (which may be where they are) and links them into
 * empty buckets. */
static void rebuild(struct rt *rt, struct collection *collection, struct collection_entry *to,
                    uint32_t *buckets) {
    const struct collection_entry *from = entries_of(collection);
    uint32_t count = 0;
    rt_burn(rt, collection->used);
    for (uint32_t i = 0; i < collection->used; i++) {
        if (from[i].key == VALUE_HOLE) {
            continue;
        }
        to[count] = from[i];
        uint32_t *bucket = &buckets[to[count].hash & (collection->capacity - 1)];
        to[count].next = *bucket;
        *bucket = ++count;
    }
    collection->used = count;
    collection->entries = link_to(to);
    collection->buckets = link_to(buckets);
    collection->epoch++;
}

/* Makes place for one more entry. The collection itself has been touched. */
static void make_room(struct rt *rt, struct collection *collection) {
    uint32_t capacity = collection->capacity;
    if (collection->used < capacity) {
        return;
    }
    if (capacity != 0 && collection->live <= capacity / 2) {
        struct collection_entry *entries = entries_of(collection);
        uint32_t *buckets = buckets_of(collection);
        heap_touch(rt, entries, capacity * sizeof *entries);
        heap_touch(rt, buckets, capacity * sizeof *buckets);
        for (uint32_t i = 0; i < capacity; i++) {
            buckets[i] = 0;
        }
        rebuild(rt, collection, entries, buckets);
        return;
    }
    /* 2^31 entries would be 64 GiB: the heap's end comes long before an overflow. */
    collection->capacity = capacity == 0 ? SMALLEST_CAPACITY : capacity * 2;
    rebuild(rt, collection,
            heap_alloc_array(rt, collection->capacity, sizeof(struct collection_entry)),
            heap_alloc_array(rt, collection->capacity, sizeof(uint32_t)));
}

void collection_put(struct rt *rt, struct collection *collection, value key, value v) {
    key = normalise(key);
    uint32_t hash = hash_of(rt, key);
    struct collection_entry *entry = find_hashed(rt, collection, key, hash);
    if (entry != NULL) {
        heap_touch(rt, entry, sizeof *entry);
        entry->value = v;
        return;
    }
    heap_touch(rt, collection, sizeof *collection);
    make_room(rt, collection);
    entry = &entries_of(collection)[collection->used];
    uint32_t *bucket = &buckets_of(collection)[hash & (collection->capacity - 1)];
    heap_touch(rt, entry, sizeof *entry);
    heap_touch(rt, bucket, sizeof *bucket);
    entry->key = key;
    entry->value = v;
    entry->hash = hash;
    entry->sequence = ++collection->sequence;
    entry->next = *bucket;
    *bucket = ++collection->used;
    collection->live++;
}

bool collection_remove(struct rt *rt, struct collection *collection, value key) {
    struct collection_entry *entry = collection_find(rt, collection, key);
    if (entry == NULL) {
        return false;
    }
    struct collection_entry *entries = entries_of(collection);
    uint32_t at = (uint32_t)(entry - entries) + 1;
    uint32_t *from = &buckets_of(collection)[entry->hash & (collection->capacity - 1)];
    while (*from != at) {
        from = &entries[*from - 1].next;
    }
    heap_touch(rt, from, sizeof *from);
    heap_touch(rt, entry, sizeof *entry);
    heap_touch(rt, collection, sizeof *collection);
    *from = entry->next;
    entry->key = VALUE_HOLE;
    entry->value = VALUE_UNDEFINED;
    collection->live--;
    return true;
}

void collection_clear(struct rt *rt, struct collection *collection) {
    if (collection->used == 0) {
        return;
    }
    uint32_t *buckets = buckets_of(collection);
    heap_touch(rt, collection, sizeof *collection);
    heap_touch(rt, buckets, collection->capacity * sizeof *buckets);
    rt_burn(rt, collection->capacity);
    for (uint32_t i = 0; i < collection->capacity; i++) {
        buckets[i] = 0;
    }
    collection->used = 0;
    collection->live = 0;
    collection->epoch++;
}

/* The first position whose entry came after `sequence`. */
static uint32_t position_after(const struct collection *collection, uint64_t sequence) {
    const struct collection_entry *entries = entries_of(collection);
    uint32_t low = 0;
    uint32_t high = collection->used;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entries[middle].sequence > sequence) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

const struct collection_entry *collection_next(struct rt *rt, const struct collection *collection,
                                               struct collection_cursor *cursor) {
    if (cursor->epoch != collection->epoch) {
        cursor->position = position_after(collection, cursor->sequence);
        cursor->epoch = collection->epoch;
    }
    const struct collection_entry *entries = entries_of(collection);
    while (cursor->position < collection->used) {
        const struct collection_entry *entry = &entries[cursor->position++];
        rt_burn(rt, 1);
        if (entry->key != VALUE_HOLE) {
            cursor->sequence = entry->sequence;
            return entry;
        }
    }
    return NULL;
}
