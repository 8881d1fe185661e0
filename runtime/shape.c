/*
 * runtime/shape.c: shapes, their tables, transitions and roots.
 */
#include "runtime/shape.h"
#include "runtime/realm.h"

#include <string.h>

#define INDEX_FROM        8 /* tables with more entries have buckets */
#define ROOT_BUCKETS      256
#define TRANSITIONS_FIRST 64u

static uint32_t next_id(struct rt *rt) {
    return rt->next_shape_id++;
}

static void bump_epoch(struct rt *rt, const struct object *object) {
    if ((object->flags & OBJECT_IS_PROTOTYPE) != 0) {
        rt->prototype_epoch++;
    }
}

void object_mark_prototype(struct rt *rt, struct object *object) {
    if ((object->flags & OBJECT_IS_PROTOTYPE) == 0) {
        heap_touch(rt, object, sizeof *object);
        object->flags |= OBJECT_IS_PROTOTYPE;
    }
}

static link *root_bucket(const struct rt *rt, link prototype, uint32_t class_id) {
    return (link *)link_pointer(rt->realm->root_shapes) +
           (((prototype >> 3) * 0x9e3779b1u + class_id * 0x85ebca6bu) >> 24);
}

static void root_insert(struct rt *rt, struct shape *shape) {
    link *bucket = root_bucket(rt, shape->prototype, shape->class_id);
    shape->sibling = *bucket;
    heap_touch(rt, bucket, sizeof *bucket);
    *bucket = link_to(shape);
}

struct shape *shape_root(struct rt *rt, enum class_id class_id, value prototype) {
    struct realm *realm = rt->realm;
    link proto = value_is_object(prototype) ? link_to(value_object(prototype)) : 0;
    if (realm->class_shapes[class_id] != 0 && realm->prototypes[class_id] == prototype) {
        return link_pointer(realm->class_shapes[class_id]);
    }
    for (link at = *root_bucket(rt, proto, class_id); at != 0;) {
        struct shape *shape = link_pointer(at);
        if (shape->prototype == proto && shape->class_id == (uint32_t)class_id) {
            return shape;
        }
        at = shape->sibling;
    }
    struct shape *shape = heap_alloc(rt, sizeof *shape);
    shape->id = next_id(rt);
    shape->prototype = proto;
    shape->class_id = (uint32_t)class_id;
    root_insert(rt, shape);
    if (proto != 0) {
        object_mark_prototype(rt, value_object(prototype));
    }
    if (realm->prototypes[class_id] == prototype && proto != 0 && rt->baseline_end == 0) {
        realm->class_shapes[class_id] = link_to(shape);
    }
    return shape;
}

int32_t shape_find(const struct shape *shape, value key) {
    if (shape->count == 0) {
        return -1;
    }
    const struct shape_table *table = link_pointer(shape->table);
    if (table->buckets == 0) {
        for (uint32_t i = 0; i < shape->count; i++) {
            if (table->entries[i].key == key) {
                return (int32_t)i;
            }
        }
        return -1;
    }
    const uint32_t *buckets = link_pointer(table->buckets);
    for (uint32_t i = buckets[key_hash(key) & (table->capacity - 1)]; i != 0;) {
        const struct shape_entry *entry = &table->entries[i - 1];
        if (entry->key == key) {
            return i - 1 < shape->count ? (int32_t)(i - 1) : -1;
        }
        i = entry->next;
    }
    return -1;
}

static void table_link(struct rt *rt, struct shape_table *table, uint32_t index) {
    struct shape_entry *entry = &table->entries[index];
    uint32_t *bucket =
        (uint32_t *)link_pointer(table->buckets) + (key_hash(entry->key) & (table->capacity - 1));
    heap_touch(rt, bucket, sizeof *bucket);
    entry->next = *bucket;
    *bucket = index + 1;
}

/* A new table with the first `count` entries of `from` (which may be NULL). */
static struct shape_table *table_copy(struct rt *rt, const struct shape_table *from, uint32_t count,
                                      uint32_t capacity) {
    struct shape_table *table =
        heap_alloc(rt, sizeof *table + (size_t)capacity * sizeof(struct shape_entry));
    table->capacity = capacity;
    table->count = count;
    if (capacity > INDEX_FROM) {
        table->buckets = link_to(heap_alloc_array(rt, capacity, sizeof(uint32_t)));
    }
    for (uint32_t i = 0; i < count; i++) {
        table->entries[i].key = from->entries[i].key;
        table->entries[i].attributes = from->entries[i].attributes;
        if (table->buckets != 0 && table->entries[i].key != VALUE_HOLE) {
            table_link(rt, table, i);
        }
    }
    return table;
}

static void table_append(struct rt *rt, struct shape_table *table, value key, uint32_t attributes) {
    struct shape_entry *entry = &table->entries[table->count];
    heap_touch(rt, entry, sizeof *entry);
    heap_touch(rt, table, sizeof *table);
    entry->key = key;
    entry->attributes = attributes;
    entry->next = 0;
    if (table->buckets != 0) {
        table_link(rt, table, table->count);
    }
    table->count++;
}

void object_reserve_slots(struct rt *rt, struct object *object, uint32_t count) {
    uint32_t capacity = object->slot_capacity;
    if (count <= capacity) {
        return;
    }
    /* UINT16_MAX stands for a dictionary's: as many slots as its table has entries */
    uint32_t wanted = capacity == 0 ? 4 : capacity * 2;
    while (wanted < count) {
        wanted *= 2;
    }
    heap_touch(rt, object, sizeof *object);
    value *slots = heap_grow(rt, object->slots != 0 ? object_slots(object) : NULL,
                             (size_t)capacity * sizeof(value), (size_t)wanted * sizeof(value));
    object->slots = link_to(slots);
    object->slot_capacity = (uint16_t)wanted;
}

/* --- transitions: from a shape, a key and attributes to the next shape ---
 *
 * Two tables as for atoms (atoms.c): the snapshot's, never written again, and one for later. */

/* The hash stands beside the link, so that a search touches the pages of no other shape. */
struct transition {
    uint32_t hash;
    link child; /* struct shape; 0 empty */
};

struct transition_table {
    uint32_t capacity; /* power of two */
    uint32_t count;
    struct transition entries[];
};

static uint32_t transition_hash(link parent, value key, uint32_t attributes) {
    uint32_t hash = (key_hash(key) ^ (parent >> 3)) * 0x9e3779b1u + attributes;
    return hash ^ hash >> 15;
}

static struct transition_table *transitions_new(struct rt *rt, uint32_t capacity) {
    struct transition_table *table =
        heap_alloc(rt, sizeof *table + (size_t)capacity * sizeof(struct transition));
    table->capacity = capacity;
    heap_touch(rt, &rt->realm->transitions, sizeof(link));
    rt->realm->transitions = link_to(table);
    return table;
}

/* The place of a transition in a table: its child's, or the empty one where it belongs. */
static struct transition *transition_place(struct transition_table *table, link parent, value key,
                                           uint32_t attributes) {
    uint32_t hash = transition_hash(parent, key, attributes);
    for (uint32_t at = hash;; at++) {
        struct transition *place = &table->entries[at & (table->capacity - 1)];
        if (place->child == 0) {
            return place;
        }
        if (place->hash != hash) {
            continue;
        }
        const struct shape *child = link_pointer(place->child);
        if (child->parent == parent) {
            const struct shape_entry *entry = shape_entry(child, child->count - 1);
            if (entry->key == key && entry->attributes == attributes) {
                return place;
            }
        }
    }
}

static link transition_find(const struct rt *rt, link parent, value key, uint32_t attributes) {
    const link tables[] = {rt->realm->snapshot_transitions, rt->realm->transitions};
    for (int i = 0; i < 2; i++) {
        link found =
            tables[i] == 0
                ? 0
                : transition_place(link_pointer(tables[i]), parent, key, attributes)->child;
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

static struct transition_table *transitions_grow(struct rt *rt) {
    const struct transition_table *old = link_pointer(rt->realm->transitions);
    struct transition_table *table = transitions_new(rt, old->capacity * 2);
    table->count = old->count;
    for (uint32_t i = 0; i < old->capacity; i++) {
        if (old->entries[i].child != 0) {
            uint32_t at = old->entries[i].hash;
            while (table->entries[at & (table->capacity - 1)].child != 0) {
                at++;
            }
            table->entries[at & (table->capacity - 1)] = old->entries[i];
        }
    }
    return table;
}

static void transition_insert(struct rt *rt, struct shape *child, value key, uint32_t attributes) {
    struct transition_table *table = rt->realm->transitions == 0
                                         ? transitions_new(rt, TRANSITIONS_FIRST)
                                         : link_pointer(rt->realm->transitions);
    if (table->count >= table->capacity / 2) {
        table = transitions_grow(rt);
    }
    struct transition *place = transition_place(table, child->parent, key, attributes);
    heap_touch(rt, table, sizeof *table);
    heap_touch(rt, place, sizeof *place);
    place->hash = transition_hash(child->parent, key, attributes);
    place->child = link_to(child);
    table->count++;
}

void shapes_create(struct rt *rt, uint32_t count) {
    uint32_t capacity = TRANSITIONS_FIRST;
    while (capacity < count * 2) {
        capacity *= 2;
    }
    rt->realm->root_shapes = link_to(heap_alloc_array(rt, ROOT_BUCKETS, sizeof(link)));
    rt->realm->snapshot_transitions = 0;
    transitions_new(rt, capacity);
}

void shapes_finish(struct rt *rt) {
    rt->realm->snapshot_transitions = rt->realm->transitions;
    rt->realm->transitions = 0;
}

uint32_t shapes_list(const struct rt *rt, link *out) {
    const link tables[] = {rt->realm->snapshot_transitions, rt->realm->transitions};
    uint32_t count = 0;
    for (int t = 0; t < 2; t++) {
        const struct transition_table *table = link_pointer(tables[t]);
        for (uint32_t i = 0; tables[t] != 0 && i < table->capacity; i++) {
            if (table->entries[i].child != 0) {
                if (out != NULL) {
                    out[count] = table->entries[i].child;
                }
                count++;
            }
        }
    }
    return count;
}

void shapes_share_tables(const link *shapes, uint32_t count) {
    for (uint32_t depth = SHAPE_MAX_SHARED; depth > 1; depth--) {
        for (uint32_t i = 0; i < count; i++) {
            const struct shape *shape = link_pointer(shapes[i]);
            struct shape *parent = link_pointer(shape->parent);
            const struct shape_table *table = link_pointer(parent->table);
            if (shape->count == depth && table->count == parent->count) {
                parent->table = shape->table;
            }
        }
    }
}

void shapes_index(struct rt *rt, struct shape *shape) {
    if (shape->parent != 0) {
        const struct shape_entry *entry = shape_entry(shape, shape->count - 1);
        transition_insert(rt, shape, entry->key, entry->attributes);
    } else if ((shape->flags & SHAPE_DICTIONARY) == 0 && shape->count == 0) {
        root_insert(rt, shape);
    }
}

static struct shape *add_shared(struct rt *rt, struct shape *parent, value key,
                                uint32_t attributes) {
    link known = transition_find(rt, link_to(parent), key, attributes);
    if (known != 0) {
        return link_pointer(known);
    }
    uint32_t count = parent->count;
    struct shape_table *table = parent->table != 0 ? link_pointer(parent->table) : NULL;
    if (table == NULL || table->count != count) { /* first child of a root, or a branch */
        table = table_copy(rt, table, count, count < 4 ? 4 : count * 2);
    } else if (count == table->capacity) {
        table = table_copy(rt, table, count, count * 2);
    }
    struct shape *child = heap_alloc(rt, sizeof *child);
    table_append(rt, table, key, attributes);
    child->id = next_id(rt);
    child->count = count + 1;
    child->prototype = parent->prototype;
    child->class_id = parent->class_id;
    child->table = link_to(table);
    child->parent = link_to(parent);
    transition_insert(rt, child, key, attributes);
    return child;
}

/* Moves a full dictionary to a larger table and larger slots, leaving deleted entries behind. */
static void dictionary_grow(struct rt *rt, struct object *object, struct shape *shape) {
    const struct shape_table *old = link_pointer(shape->table);
    uint32_t capacity = 16;
    while (capacity < shape->live + shape->live / 2 + 1) {
        capacity *= 2;
    }
    struct shape_table *table =
        heap_alloc(rt, sizeof *table + (size_t)capacity * sizeof(struct shape_entry));
    table->capacity = capacity;
    table->buckets = link_to(heap_alloc_array(rt, capacity, sizeof(uint32_t)));
    value *slots = heap_alloc_array(rt, capacity, sizeof(value));
    const value *old_slots = object_slots(object);
    for (uint32_t i = 0; i < shape->count; i++) {
        if (old->entries[i].key != VALUE_HOLE) {
            slots[table->count] = old_slots[i];
            table_append(rt, table, old->entries[i].key, old->entries[i].attributes);
        }
    }
    heap_touch(rt, object, sizeof *object);
    heap_touch(rt, shape, sizeof *shape);
    shape->table = link_to(table);
    shape->count = table->count;
    object->slots = link_to(slots);
    object->slot_capacity = UINT16_MAX;
}

void shape_make_dictionary(struct rt *rt, struct object *object) {
    struct shape *from = object_shape(object);
    bump_epoch(rt, object);
    if ((from->flags & SHAPE_DICTIONARY) != 0) {
        heap_touch(rt, from, sizeof *from);
        from->id = next_id(rt);
        return;
    }
    struct shape *shape = heap_alloc(rt, sizeof *shape);
    *shape = *from;
    shape->id = next_id(rt);
    shape->flags |= SHAPE_DICTIONARY;
    shape->parent = shape->sibling = 0;
    shape->live = shape->count;
    uint32_t capacity = 8;
    while (capacity < shape->count) {
        capacity *= 2;
    }
    const struct shape_table *old = from->table != 0 ? link_pointer(from->table) : NULL;
    shape->table = link_to(table_copy(rt, old, shape->count, capacity));
    value *slots = heap_alloc_array(rt, capacity, sizeof(value));
    if (shape->count != 0) {
        memcpy(slots, object_slots(object), shape->count * sizeof(value));
    }
    heap_touch(rt, object, sizeof *object);
    object->slots = link_to(slots);
    object->slot_capacity = UINT16_MAX;
    object->shape = link_to(shape);
}

uint32_t shape_add(struct rt *rt, struct object *object, value key, uint32_t attributes) {
    struct shape *shape = object_shape(object);
    if ((shape->flags & SHAPE_DICTIONARY) == 0) {
        if (shape->count < SHAPE_MAX_SHARED) {
            uint32_t slot = shape->count;
            struct shape *child = add_shared(rt, shape, key, attributes);
            object_reserve_slots(rt, object, slot + 1);
            heap_touch(rt, object, sizeof *object);
            object->shape = link_to(child);
            bump_epoch(rt, object);
            return slot;
        }
        shape_make_dictionary(rt, object);
        shape = object_shape(object);
    }
    if (shape->count == ((const struct shape_table *)link_pointer(shape->table))->capacity) {
        dictionary_grow(rt, object, shape);
    }
    heap_touch(rt, shape, sizeof *shape);
    table_append(rt, link_pointer(shape->table), key, attributes);
    shape->id = next_id(rt);
    shape->live++;
    bump_epoch(rt, object);
    return shape->count++;
}

void shape_remove(struct rt *rt, struct object *object, uint32_t slot) {
    shape_make_dictionary(rt, object);
    struct shape *shape = object_shape(object);
    struct shape_table *table = link_pointer(shape->table);
    struct shape_entry *entry = &table->entries[slot];
    if (table->buckets != 0) {
        uint32_t *at = (uint32_t *)link_pointer(table->buckets) +
                       (key_hash(entry->key) & (table->capacity - 1));
        while (*at != slot + 1) {
            at = &table->entries[*at - 1].next;
        }
        heap_touch(rt, at, sizeof *at);
        *at = entry->next;
    }
    heap_touch(rt, entry, sizeof *entry);
    entry->key = VALUE_HOLE;
    value *slots = object_slots(object);
    heap_touch(rt, &slots[slot], sizeof *slots);
    slots[slot] = VALUE_UNDEFINED;
    heap_touch(rt, shape, sizeof *shape);
    shape->live--;
}

void shape_set_attributes(struct rt *rt, struct object *object, uint32_t slot,
                          uint32_t attributes) {
    shape_make_dictionary(rt, object);
    struct shape_table *table = link_pointer(object_shape(object)->table);
    heap_touch(rt, &table->entries[slot], sizeof table->entries[slot]);
    table->entries[slot].attributes = attributes;
}

void shape_set_prototype(struct rt *rt, struct object *object, value prototype) {
    struct shape *from = object_shape(object);
    bump_epoch(rt, object);
    if ((from->flags & SHAPE_DICTIONARY) == 0 && from->count == 0) {
        struct shape *root = shape_root(rt, (enum class_id)object->class_id, prototype);
        heap_touch(rt, object, sizeof *object);
        object->shape = link_to(root);
        return;
    }
    shape_make_dictionary(rt, object);
    struct shape *shape = object_shape(object);
    heap_touch(rt, shape, sizeof *shape);
    shape->prototype = value_is_object(prototype) ? link_to(value_object(prototype)) : 0;
    if (shape->prototype != 0) {
        object_mark_prototype(rt, value_object(prototype));
    }
}
