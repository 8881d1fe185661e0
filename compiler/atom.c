/*
 * compiler/atom.c: see atom.h. Owns the hash table of names.
 */
#include "compiler/atom.h"

#include <string.h>

static uint32_t hash_text(const char *text, size_t length) {
    uint32_t hash =
        2166136261u; /* FNV-1a; the table belongs to one compilation of one's own text */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    }
    return hash;
}

void atom_table_init(struct atom_table *table, struct arena *arena) {
    *table = (struct atom_table){.arena = arena, .slot_count = 512};
    table->slots = arena_alloc_array(arena, table->slot_count, sizeof(struct atom *));
#define ATOM_NAME_INTERN(field, text)                                                              \
    table->names.field = atom_intern(table, text, sizeof(text) - 1);
    ATOM_NAME_LIST(ATOM_NAME_INTERN)
#undef ATOM_NAME_INTERN
}

static void insert(struct atom_table *table, struct atom *atom) {
    uint32_t slot = atom->hash & (table->slot_count - 1);
    while (table->slots[slot] != NULL) {
        slot = (slot + 1) & (table->slot_count - 1);
    }
    table->slots[slot] = atom;
}

static void enlarge(struct atom_table *table) {
    struct atom **old = table->slots;
    const uint32_t old_count = table->slot_count;
    table->slot_count *= 2;
    table->slots = arena_alloc_array(table->arena, table->slot_count, sizeof(struct atom *));
    for (uint32_t i = 0; i < old_count; i++) {
        if (old[i] != NULL) {
            insert(table, old[i]);
        }
    }
}

struct atom *atom_intern(struct atom_table *table, const char *text, size_t length) {
    const uint32_t hash = hash_text(text, length);
    for (uint32_t slot = hash & (table->slot_count - 1); table->slots[slot] != NULL;
         slot = (slot + 1) & (table->slot_count - 1)) {
        struct atom *atom = table->slots[slot];
        if (atom->hash == hash && atom->length == length && memcmp(atom->text, text, length) == 0) {
            return atom;
        }
    }
    if (table->count >= table->slot_count / 2) {
        enlarge(table);
    }
    struct atom *atom = arena_alloc(table->arena, sizeof(struct atom) + length + 1);
    atom->hash = hash;
    atom->length = (uint32_t)length;
    memcpy(atom->text, text, length);
    insert(table, atom);
    table->count++;
    return atom;
}

size_t atom_encode(uint32_t point, char *out) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

struct atom *atom_from_string(struct atom_table *table, struct ast_string string) {
    char small[256];
    const size_t needed = (size_t)string.length * 3 + 1;
    char *text = needed <= sizeof(small) ? small : arena_alloc(table->arena, needed);
    size_t length = 0;
    for (uint32_t i = 0; i < string.length; i++) {
        uint32_t point = string.units[i];
        if (point >= 0xD800 && point < 0xDC00 && i + 1 < string.length &&
            string.units[i + 1] >= 0xDC00 && string.units[i + 1] < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (string.units[i + 1] - 0xDC00u);
            i++;
        }
        length += atom_encode(point, text + length);
    }
    return atom_intern(table, text, length);
}

struct ast_string atom_to_string(struct arena *arena, const struct atom *atom) {
    const unsigned char *text = (const unsigned char *)atom->text;
    uint16_t *units = arena_alloc_array(arena, (size_t)atom->length + 1, sizeof(*units));
    uint32_t length = 0;
    for (uint32_t i = 0; i < atom->length;) {
        if (text[i] < 0x80) {
            units[length++] = text[i];
            i += 1;
        } else if (text[i] < 0xE0) {
            units[length++] = (uint16_t)((text[i] & 0x1F) << 6 | (text[i + 1] & 0x3F));
            i += 2;
        } else if (text[i] < 0xF0) {
            units[length++] = (uint16_t)((text[i] & 0x0F) << 12 | (text[i + 1] & 0x3F) << 6 |
                                         (text[i + 2] & 0x3F));
            i += 3;
        } else {
            const uint32_t point =
                (uint32_t)(text[i] & 0x07) << 18 | (uint32_t)(text[i + 1] & 0x3F) << 12 |
                (uint32_t)(text[i + 2] & 0x3F) << 6 | (uint32_t)(text[i + 3] & 0x3F);
            units[length++] = (uint16_t)(0xD800 + ((point - 0x10000) >> 10));
            units[length++] = (uint16_t)(0xDC00 + ((point - 0x10000) & 0x3FF));
            i += 4;
        }
    }
    return (struct ast_string){.units = units, .length = length};
}
