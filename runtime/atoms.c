/*
 * runtime/atoms.c: interned strings and property keys. A table hashes by content; an atom made from
 * a flat string is that string itself.
 *
 * There are two tables: the snapshot's, which is full and never written again, so that its pages
 * stay shared by all processes, and a small one for what comes later.
 */
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text_internal.h"

#include <string.h>

/* The hash stands beside the link, so that a search touches the pages of no other string. */
struct atom_entry {
    uint32_t hash;
    link string; /* 0: empty */
};

struct atom_table {
    uint32_t capacity; /* power of two */
    uint32_t count;
    struct atom_entry entries[];
};

#define FIRST_CAPACITY 64u

static uint32_t hash_text(struct text text) {
    uint32_t hash = 0x811c9dc5u;
    if (text.wide) {
        const uint16_t *units = text.units;
        for (uint32_t i = 0; i < text.length; i++) {
            hash = (hash ^ units[i]) * 0x01000193u;
        }
    } else {
        const uint8_t *units = text.units;
        for (uint32_t i = 0; i < text.length; i++) {
            hash = (hash ^ units[i]) * 0x01000193u;
        }
    }
    hash ^= hash >> 15;
    hash *= 0x2c1b3c6du;
    return hash ^ hash >> 13;
}

uint32_t string_hash(struct rt *rt, value string) {
    struct string *s = value_string(string);
    if ((s->flags & STRING_HASHED) == 0) {
        rt_burn(rt, s->length / 8);
        uint32_t hash = hash_text(string_text(rt, string));
        heap_touch(rt, s, sizeof *s);
        s->hash = hash;
        s->flags |= STRING_HASHED;
    }
    return s->hash;
}

static struct atom_table *table_new(struct rt *rt, uint32_t capacity) {
    struct atom_table *table =
        heap_alloc(rt, sizeof *table + (size_t)capacity * sizeof(struct atom_entry));
    table->capacity = capacity;
    heap_touch(rt, &rt->realm->atoms, sizeof rt->realm->atoms);
    rt->realm->atoms = link_to(table);
    return table;
}

void atoms_create(struct rt *rt, uint32_t count) {
    uint32_t capacity = FIRST_CAPACITY;
    while (capacity < count * 2) {
        capacity *= 2;
    }
    rt->realm->snapshot_atoms = 0;
    table_new(rt, capacity);
}

void atoms_finish(struct rt *rt) {
    rt->realm->snapshot_atoms = rt->realm->atoms;
    rt->realm->atoms = 0;
}

static void grow(struct rt *rt, const struct atom_table *old) {
    struct atom_table *table = table_new(rt, old->capacity * 2);
    table->count = old->count;
    for (uint32_t i = 0; i < old->capacity; i++) {
        if (old->entries[i].string == 0) {
            continue;
        }
        uint32_t at = old->entries[i].hash & (table->capacity - 1);
        while (table->entries[at].string != 0) {
            at = (at + 1) & (table->capacity - 1);
        }
        table->entries[at] = old->entries[i];
    }
}

/* The atom of a table with these units, or NULL and *at, the place for it. */
static struct string *find_in(link in, struct text text, uint32_t hash, uint32_t *at) {
    const struct atom_table *table = link_pointer(in);
    if (in == 0) {
        return NULL;
    }
    uint32_t i = hash & (table->capacity - 1);
    for (; table->entries[i].string != 0; i = (i + 1) & (table->capacity - 1)) {
        if (table->entries[i].hash != hash) {
            continue;
        }
        struct string *s = link_pointer(table->entries[i].string);
        if (s->length == text.length) {
            struct text own = {s->length, (s->flags & STRING_WIDE) != 0, s->u.latin1};
            if (text_equals(own, text)) {
                return s;
            }
        }
    }
    *at = i;
    return NULL;
}

/* The atom with these units, or NULL and *at, where insert() puts it. */
static struct string *find(struct rt *rt, struct text text, uint32_t hash, uint32_t *at) {
    struct string *found = find_in(rt->realm->snapshot_atoms, text, hash, at);
    if (found != NULL) {
        return found;
    }
    if (rt->realm->atoms == 0) {
        table_new(rt, FIRST_CAPACITY);
    }
    return find_in(rt->realm->atoms, text, hash, at);
}

/* The canonical text of an integer 0 .. 2^32 - 2 as that integer, else -1. */
static int64_t array_index(struct text text) {
    if (text.length == 0 || text.length > 10) {
        return -1;
    }
    if (text_at(text, 0) == '0') {
        return text.length == 1 ? 0 : -1;
    }
    int64_t index = 0;
    for (uint32_t i = 0; i < text.length; i++) {
        uint32_t unit = text_at(text, i);
        if (unit < '0' || unit > '9') {
            return -1;
        }
        index = index * 10 + (unit - '0');
    }
    return index <= 0xfffffffell ? index : -1;
}

static value insert(struct rt *rt, struct string *s, uint32_t hash, uint32_t at, bool index) {
    struct atom_table *table = link_pointer(rt->realm->atoms);
    heap_touch(rt, s, sizeof *s);
    s->flags |= STRING_ATOM | STRING_HASHED | (index ? STRING_INDEX : 0);
    s->hash = hash;
    heap_touch(rt, &table->entries[at], sizeof table->entries[at]);
    heap_touch(rt, table, sizeof *table);
    table->entries[at] = (struct atom_entry){hash, link_to(s)};
    table->count++;
    if (table->count > table->capacity / 2) {
        grow(rt, table);
    }
    return string_value(s);
}

void atoms_index(struct rt *rt, struct string *atom) {
    uint32_t at = 0;
    find(rt, string_text(rt, string_value(atom)), atom->hash, &at);
    insert(rt, atom, atom->hash, at, (atom->flags & STRING_INDEX) != 0);
}

static struct string *copy(struct rt *rt, struct text text) {
    struct string *s = string_allocate(rt, text.length, text.wide);
    memcpy(s->u.latin1, text.units, (text.wide ? 2ull : 1ull) * text.length);
    return s;
}

value string_to_key(struct rt *rt, value string) {
    struct string *s = value_string(string);
    if ((s->flags & STRING_ATOM) != 0) {
        return string;
    }
    struct text text = string_text(rt, string);
    int64_t index = array_index(text);
    if (index >= 0 && index < INT32_MAX) {
        return value_from_int((int32_t)index);
    }
    uint32_t hash = string_hash(rt, string);
    uint32_t at;
    struct string *found = find(rt, text, hash, &at);
    if (found != NULL) {
        return string_value(found);
    }
    bool flat = (s->flags & STRING_ROPE) == 0;
    return insert(rt, flat ? s : copy(rt, text), hash, at, index >= 0);
}

value key_from_ascii(struct rt *rt, const char *name) {
    struct text text = {(uint32_t)text_ascii_length(name), false, name};
    int64_t index = array_index(text);
    if (index >= 0 && index < INT32_MAX) {
        return value_from_int((int32_t)index);
    }
    uint32_t hash = hash_text(text);
    uint32_t at;
    struct string *found = find(rt, text, hash, &at);
    return found != NULL ? string_value(found) : insert(rt, copy(rt, text), hash, at, index >= 0);
}
