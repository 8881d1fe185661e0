/*
 * runtime/snapshot_compact.c: copies the reachable heap. Owns the knowledge of what each kind of
 * block refers to.
 *
 * Three steps: mark what is reachable, breadth first; place it, block by block; copy it with all
 * references rewritten. Marking and rewriting walk a block by the same function, so that neither
 * can forget a field. The tables that hash by address or by text are made anew.
 */
#include "runtime/snapshot_compact.h"

#include "runtime/collection.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/snapshot_touch.h"
#include "runtime/text/builtin_regexp.h"
#include "runtime/text_internal.h"

#include <stdlib.h>
#include <string.h>

enum kind {
    KIND_BYTES,  /* nothing in it refers to anything */
    KIND_VALUES, /* values alone */
    KIND_REALM,
    KIND_OBJECT,
    KIND_ELEMENTS,
    KIND_SHAPE,
    KIND_SHAPE_TABLE,
    KIND_ENVIRONMENT,
    KIND_STRING,
    KIND_SYMBOL,
    KIND_ACCESSOR,
    KIND_REGEXP_STATE
};

/* Where a block goes. The kernel maps pages by the dozen around the one that is touched: so what is
 * used together stands together. */
enum part {
    PART_REALM,
    PART_CORE,
    PART_CORE_TEXT,
    PART_USED, /* of the time library, by most applets */
    PART_TIME,
    PART_TIME_TEXT,
    PART_LITERAL, /* texts that only the time library's code refers to */
    PART_LONG_TEXT,
    PART_WRITTEN, /* by most events; the baseline follows */
    PART_COUNT
};

#define LONG_TEXT 256u /* bytes */

struct block {
    link from, to;
    uint32_t size;
    uint8_t kind, part;
};

struct compaction {
    struct rt *rt;
    const struct snapshot_layout *layout;
    struct block *blocks;
    uint32_t block_count;
    uint32_t *block_of; /* by link / 8: index + 1 of its block */
    link *shapes;       /* to keep if the shape before them is kept */
    uint32_t shape_count;
    enum part part;      /* where what is marked now goes; PART_CORE or PART_TIME: by its kind */
    uint8_t *copy;       /* while rewriting: the new heap; NULL while marking */
    struct block *block; /* the one that is walked */
    const char *refusal;
};

static bool is_used(const struct compaction *c, link at) {
    return c->layout->used != NULL && c->layout->used[at / TOUCH_PAGE] != 0;
}

static void mark(struct compaction *c, link at, enum kind kind, size_t size) {
    if (at == 0 || c->block_of[at >> 3] != 0) {
        return;
    }
    enum part part = c->part;
    if (kind == KIND_STRING && size > LONG_TEXT) {
        part = PART_LONG_TEXT;
    } else if (part >= PART_TIME && part <= PART_LITERAL && is_used(c, at)) {
        part = PART_USED;
    } else if (kind == KIND_STRING && (part == PART_CORE || part == PART_TIME)) {
        part++;
    }
    c->blocks[c->block_count] =
        (struct block){at, 0, ((uint32_t)size + 7) & ~7u, (uint8_t)kind, (uint8_t)part};
    c->block_of[at >> 3] = ++c->block_count;
}

static link moved(const struct compaction *c, link at) {
    uint32_t index = at == 0 ? 0 : c->block_of[at >> 3];
    return index == 0 ? 0 : c->blocks[index - 1].to;
}

/* Where a field of the walked block stands in the new heap. */
static void *in_copy(const struct compaction *c, const void *field) {
    return c->copy + c->block->to + (link_to(field) - c->block->from);
}

/* A link in the walked block to a block of `kind`. */
static void see_link(struct compaction *c, const link *field, enum kind kind, size_t size) {
    if (c->copy == NULL) {
        mark(c, *field, kind, size);
    } else {
        link to = moved(c, *field);
        memcpy(in_copy(c, field), &to, sizeof to);
    }
}

static void forget_link(struct compaction *c, const link *field) {
    if (c->copy != NULL) {
        memset(in_copy(c, field), 0, sizeof *field);
    }
}

static size_t string_size(struct text text) {
    size_t bytes = (size_t)text.length << text.wide;
    return offsetof(struct string, u) + (bytes < 8 ? 8 : bytes);
}

static void mark_value(struct compaction *c, value v) {
    link at = link_to(value_pointer(v));
    switch (value_tag(v)) {
    case TAG_STRING: mark(c, at, KIND_STRING, string_size(string_text(c->rt, v))); break;
    case TAG_SYMBOL: mark(c, at, KIND_SYMBOL, sizeof(struct symbol)); break;
    case TAG_CELL: mark(c, at, KIND_ACCESSOR, sizeof(struct accessor)); break;
    case TAG_OBJECT:
        mark(c, at, KIND_OBJECT, class_size((enum class_id)value_object(v)->class_id));
        break;
    default: break;
    }
}

static bool value_is_heap(value v) {
    return value_tag(v) >= TAG_STRING && v != VALUE_EXCEPTION;
}

static void see_value(struct compaction *c, const value *field) {
    if (!value_is_heap(*field)) {
        return;
    }
    if (c->copy == NULL) {
        mark_value(c, *field);
    } else {
        value to = value_from_pointer(value_tag(*field),
                                      link_pointer(moved(c, link_to(value_pointer(*field)))));
        memcpy(in_copy(c, field), &to, sizeof to);
    }
}

static void see_values(struct compaction *c, const value *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        see_value(c, &fields[i]);
    }
}

static void see_object_link(struct compaction *c, const link *field) {
    const struct object *object = link_pointer(*field);
    see_link(c, field, KIND_OBJECT, *field == 0 ? 0 : class_size((enum class_id)object->class_id));
}

static void walk_realm(struct compaction *c, const struct realm *realm) {
    /* of its links the tables' are left out: those are made anew */
    see_link(c, &realm->unit_strings, KIND_VALUES, 256 * sizeof(value));
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        see_link(c, &realm->class_shapes[i], KIND_SHAPE, sizeof(struct shape));
    }
    see_values(c, &realm->global, REALM_VALUES - (c->part < PART_TIME));
}

/* Whether a transition will lead to a shape: not to those that objects got once, while the time
 * library was loaded, on their way to the shape that they have. */
static bool is_found_again(const struct compaction *c, const struct shape *shape) {
    return c->layout->used == NULL || c->block->part == PART_CORE || is_used(c, link_to(shape));
}

static void walk_shape(struct compaction *c, const struct shape *shape) {
    const struct shape_table *table = link_pointer(shape->table);
    see_object_link(c, &shape->prototype);
    if (is_found_again(c, shape)) {
        see_link(c, &shape->parent, KIND_SHAPE, sizeof *shape);
    } else {
        forget_link(c, &shape->parent);
    }
    see_link(c, &shape->table, KIND_SHAPE_TABLE,
             shape->table == 0
                 ? 0
                 : sizeof *table + (size_t)table->capacity * sizeof(struct shape_entry));
    forget_link(c, &shape->sibling);
}

static void walk_shape_table(struct compaction *c, const struct shape_table *table) {
    see_link(c, &table->buckets, KIND_BYTES, (size_t)table->capacity * sizeof(uint32_t));
    for (uint32_t i = 0; i < table->count; i++) {
        see_value(c, &table->entries[i].key);
    }
}

static void walk_function(struct compaction *c, const struct function *function) {
    const struct environment *environment = link_pointer(function->environment);
    see_link(c, &function->environment, KIND_ENVIRONMENT,
             function->environment == 0 ? 0
                                        : sizeof *environment + environment->count * sizeof(value));
    see_object_link(c, &function->home);
    see_object_link(c, &function->fields);
    if (value_is_cell(function->extra) && c->copy == NULL) {
        if (object_value(function) != c->rt->realm->regexp_constructor) {
            c->refusal = "a built-in function that is at work";
            return;
        }
        mark(c, link_to(value_pointer(function->extra)), KIND_REGEXP_STATE,
             sizeof(struct regexp_state));
    }
    see_value(c, &function->extra);
}

static void walk_regexp(struct compaction *c, const struct regexp_object *regexp) {
    const struct regexp_program *program = link_pointer(regexp->program);
    see_value(c, &regexp->source);
    see_link(c, &regexp->program, KIND_BYTES, regexp->program == 0 ? 0 : program->size);
    see_link(c, &regexp->birth_shape, KIND_SHAPE, sizeof(struct shape));
}

static void walk_regexp_state(struct compaction *c, const struct regexp_state *state) {
    see_values(c, state->flag_keys, REGEXP_FLAG_COUNT);
    see_values(c, state->methods, state->method_count);
    see_link(c, &state->object_shape, KIND_SHAPE, sizeof(struct shape));
    see_link(c, &state->match_shape, KIND_SHAPE, sizeof(struct shape));
    for (uint32_t i = 0; i < REGEXP_CACHE_SIZE; i++) {
        const struct regexp_program *program = link_pointer(state->cache[i].program);
        see_value(c, &state->cache[i].source);
        see_link(c, &state->cache[i].program, KIND_BYTES,
                 state->cache[i].program == 0 ? 0 : program->size);
    }
    forget_link(c, &state->stack); /* memory of past matches */
    forget_link(c, &state->stack_capacity);
    forget_link(c, &state->registers);
    forget_link(c, &state->register_capacity);
}

/* What classes have beyond struct object. */
static void walk_class(struct compaction *c, const struct object *object) {
    switch ((enum class_id)object->class_id) {
    case CLASS_OBJECT:
    case CLASS_ARRAY:
    case CLASS_ERROR:
    case CLASS_ARGUMENTS:
    case CLASS_GLOBAL:
    case CLASS_JSON:
    case CLASS_MATH: return;
    case CLASS_FUNCTION: walk_function(c, (const struct function *)object); return;
    case CLASS_BOUND_FUNCTION: {
        const struct bound_function *bound = (const struct bound_function *)object;
        see_value(c, &bound->target);
        see_value(c, &bound->this_value);
        see_link(c, &bound->arguments, KIND_VALUES, bound->count * sizeof(value));
        return;
    }
    case CLASS_BOOLEAN:
    case CLASS_NUMBER:
    case CLASS_STRING:
    case CLASS_SYMBOL:
    case CLASS_DATE: see_value(c, &((const struct wrapper *)object)->primitive); return;
    case CLASS_REGEXP: walk_regexp(c, (const struct regexp_object *)object); return;
    case CLASS_MAP:
    case CLASS_SET:
    case CLASS_WEAK_MAP:
    case CLASS_WEAK_SET:
        if (((const struct collection *)object)->entries == 0) {
            return;
        }
        c->refusal = "a filled collection";
        return;
    default: c->refusal = "an object of a class that works for one call"; return;
    }
}

static void walk_object(struct compaction *c, const struct object *object) {
    const struct shape *shape = object_shape(object);
    const struct shape_table *table = link_pointer(shape->table);
    const struct elements *elements = link_pointer(object->elements);
    bool dictionary = (shape->flags & SHAPE_DICTIONARY) != 0;
    see_link(c, &object->shape, KIND_SHAPE, sizeof *shape);
    see_link(c, &object->slots, KIND_VALUES,
             (dictionary ? table->capacity : object->slot_capacity) * sizeof(value));
    see_link(c, &object->elements, KIND_ELEMENTS,
             object->elements == 0 ? 0 : sizeof *elements + elements->capacity * sizeof(value));
    walk_class(c, object);
}

/* Marks what a block refers to, or rewrites its references. */
static void walk(struct compaction *c, struct block *block) {
    const void *at = link_pointer(block->from);
    c->block = block;
    switch ((enum kind)block->kind) {
    case KIND_BYTES:
    case KIND_STRING: break;
    case KIND_VALUES: see_values(c, at, block->size / sizeof(value)); break;
    case KIND_REALM: walk_realm(c, at); break;
    case KIND_OBJECT: walk_object(c, at); break;
    case KIND_ELEMENTS:
        see_values(c, ((const struct elements *)at)->values, ((const struct elements *)at)->length);
        break;
    case KIND_SHAPE: walk_shape(c, at); break;
    case KIND_SHAPE_TABLE: walk_shape_table(c, at); break;
    case KIND_ENVIRONMENT: {
        const struct environment *environment = at;
        const struct environment *parent = link_pointer(environment->parent);
        see_link(c, &environment->parent, KIND_ENVIRONMENT,
                 environment->parent == 0 ? 0 : sizeof *parent + parent->count * sizeof(value));
        see_values(c, environment->slots, environment->count);
        break;
    }
    case KIND_SYMBOL: see_value(c, &((const struct symbol *)at)->description); break;
    case KIND_ACCESSOR:
        see_value(c, &((const struct accessor *)at)->getter);
        see_value(c, &((const struct accessor *)at)->setter);
        break;
    case KIND_REGEXP_STATE: walk_regexp_state(c, at); break;
    }
}

static void walk_all(struct compaction *c, uint32_t from) {
    for (uint32_t i = from; i < c->block_count; i++) {
        walk(c, &c->blocks[i]);
    }
}

/* The empty shape that objects of a class start from, though none has it now, where their prototype
 * is there. Without it a constructor's objects would get new shapes in every event. */
static void mark_root(struct compaction *c, link at) {
    const struct shape *root = link_pointer(at);
    if (root->parent == 0 && root->count == 0 && (root->flags & SHAPE_DICTIONARY) == 0 &&
        c->block_of[root->prototype >> 3] != 0) {
        mark(c, at, KIND_SHAPE, sizeof *root);
    }
}

/* Shapes that objects would reach again by adding properties: where the shape before is marked. */
static void mark_transitions(struct compaction *c) {
    uint32_t before;
    do {
        before = c->block_count;
        for (uint32_t i = 0; i < c->shape_count; i++) {
            const struct shape *shape = link_pointer(c->shapes[i]);
            bool wanted = c->layout->used == NULL || is_used(c, c->shapes[i]);
            if (wanted) {
                mark_root(c, shape->parent);
            }
            if (wanted && c->block_of[shape->parent >> 3] != 0) {
                mark(c, c->shapes[i], KIND_SHAPE, sizeof *shape);
            }
        }
        walk_all(c, before);
    } while (c->block_count != before);
}

static void mark_all(struct compaction *c, uint32_t constant_count) {
    struct rt *rt = c->rt;
    const struct realm *realm = rt->realm;
    c->part = PART_REALM;
    mark(c, link_to(realm), KIND_REALM, sizeof *realm);
    c->part = PART_WRITTEN;
    mark_value(c, realm->global);
    walk_object(c, value_object(realm->global)); /* its shape and slots */
    c->part = PART_CORE;
    walk_all(c, 0);
    c->part = PART_TIME;
    walk_realm(c, realm);
    walk_all(c, 0);
    mark_transitions(c);
    c->part = PART_LITERAL;
    const value *constants = link_pointer(HEAP_TIME_CONSTANTS);
    for (uint32_t i = 0; i < constant_count; i++) {
        mark_value(c, constants[i]);
    }
}

/* Gives each block its place. Returns the end. */
static link place(struct compaction *c, link constants_end) {
    link at = (link)sizeof(struct heap_header);
    for (int part = 0; part < PART_COUNT; part++) {
        for (uint32_t i = 0; i < c->block_count; i++) {
            if (c->blocks[i].part == part) {
                at = c->layout->apart && part != PART_REALM
                         ? (at + TOUCH_PAGE - 1) & ~(TOUCH_PAGE - 1)
                         : at;
                c->blocks[i].to = at;
                at += c->blocks[i].size;
            }
        }
        if (part == PART_REALM) {
            c->refusal = at > HEAP_TIME_CONSTANTS ? "a realm larger than a page" : c->refusal;
            at = constants_end;
        }
    }
    return at;
}

/* Ropes and views become what they mean. */
static void copy_string(struct compaction *c, const struct block *block) {
    const struct string *s = link_pointer(block->from);
    struct text text = string_text(c->rt, string_value(s));
    struct string *to = (void *)(c->copy + block->to);
    to->flags = (s->flags & ~(uint32_t)(STRING_WIDE | STRING_ROPE | STRING_VIEW | STRING_BUFFER)) |
                (text.wide ? STRING_WIDE : 0);
    to->length = s->length;
    to->hash = s->hash;
    memcpy(to->u.latin1, text.units, (size_t)text.length << text.wide);
}

static void copy_all(struct compaction *c, uint32_t constant_count) {
    const value *constants = link_pointer(HEAP_TIME_CONSTANTS);
    for (uint32_t i = 0; i < c->block_count; i++) {
        struct block *block = &c->blocks[i];
        if (block->kind == KIND_STRING) {
            copy_string(c, block);
        } else {
            memcpy(c->copy + block->to, link_pointer(block->from), block->size);
            walk(c, block);
        }
    }
    /* the constants stand in a block that doesn't move */
    struct block fixed = {.from = HEAP_TIME_CONSTANTS, .to = HEAP_TIME_CONSTANTS};
    c->block = &fixed;
    memcpy(c->copy + fixed.to, constants, constant_count * sizeof(value));
    see_values(c, constants, constant_count);
}

/* Once it is moved. */
static bool block_is_atom(const struct block *block) {
    return block->kind == KIND_STRING &&
           (((const struct string *)link_pointer(block->to))->flags & STRING_ATOM) != 0;
}

/* The tables that find atoms by text, shapes by their prototype's or parent's place. */
static void index_all(const struct compaction *c) {
    struct rt *rt = c->rt;
    uint32_t shapes = 0, atoms = 0;
    for (uint32_t i = 0; i < c->block_count; i++) {
        shapes += c->blocks[i].kind == KIND_SHAPE;
        atoms += block_is_atom(&c->blocks[i]);
    }
    shapes_create(rt, shapes);
    atoms_create(rt, atoms);
    for (uint32_t i = 0; i < c->block_count; i++) {
        void *at = link_pointer(c->blocks[i].to);
        if (c->blocks[i].kind == KIND_SHAPE) {
            shapes_index(rt, at);
        } else if (block_is_atom(&c->blocks[i])) {
            atoms_index(rt, at);
        }
    }
    shapes_finish(rt);
    atoms_finish(rt);
}

static enum status compact(struct compaction *c, uint32_t constant_count) {
    struct rt *rt = c->rt;
    mark_all(c, constant_count);
    link end = place(c, (link)(HEAP_TIME_CONSTANTS + constant_count * sizeof(value)));
    if (c->refusal != NULL) {
        return STATUS_UNSUPPORTED;
    }
    c->copy = calloc(1, end);
    if (c->copy == NULL) {
        return STATUS_NO_MEMORY;
    }
    copy_all(c, constant_count);
    rt->realm = link_pointer(c->blocks[0].to);
    memset(link_pointer(end), 0, rt->next > end ? rt->next - end : 0);
    memcpy(link_pointer(0), c->copy, end);
    rt->next = end;
    index_all(c);
    return STATUS_OK;
}

enum status snapshot_compact(struct rt *rt, uint32_t constant_count,
                             const struct snapshot_layout *layout, const char **reason) {
    struct compaction c = {.rt = rt, .layout = layout};
    c.block_of = calloc(rt->limit >> 3, sizeof *c.block_of);
    c.blocks = calloc(rt->next >> 4, sizeof *c.blocks);
    c.shape_count = layout->transitions ? shapes_list(rt, NULL) : 0;
    c.shapes = calloc(c.shape_count + 1, sizeof *c.shapes);
    enum status status = STATUS_NO_MEMORY;
    if (c.block_of != NULL && c.blocks != NULL && c.shapes != NULL) {
        if (layout->transitions) {
            shapes_list(rt, c.shapes);
            shapes_share_tables(c.shapes, c.shape_count);
        }
        status = compact(&c, constant_count);
    }
    *reason = c.refusal != NULL ? c.refusal : "no memory";
    free(c.copy);
    free(c.shapes);
    free(c.blocks);
    free(c.block_of);
    return status;
}
