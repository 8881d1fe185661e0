/*
 * compiler/optimise_assign.c: finds `var` variables that are always assigned before they are read,
 * and drops the `undefined` that they start with, which would widen their type.
 *
 * A forward analysis over sets of variables: a variable is in the set where every way there has
 * assigned it something else since it was last made undefined.
 */
#include <string.h>

#include "compiler/optimise.h"
#include "compiler/optimise_internal.h"

/* Larger products of blocks and variables, and graphs that take long to settle, are left alone:
 * compile time stays linear in practice. */
enum { ASSIGN_MOST_WORDS = 1 << 20, ASSIGN_MOST_PASSES = 24 };

struct sets {
    struct ir_function *f;
    uint32_t words;   /* of one set */
    uint64_t *before; /* by block; all ones until it is reached */
    uint64_t *now;
    uint64_t *read; /* variables that may be read while undefined */
    bool changed;
};

static bool is_undefined(const struct ir_function *f, const struct ir_instruction *i) {
    const struct ir_instruction *from = &f->instructions[i->a];
    return from->op == IR_SPECIAL && from->known == KNOWN_UNDEFINED;
}

static void meet(struct sets *sets, uint32_t block) {
    if (block == IR_NONE) {
        return;
    }
    uint64_t *to = sets->before + (size_t)block * sets->words;
    for (uint32_t w = 0; w < sets->words; w++) {
        uint64_t joined = to[w] & sets->now[w];
        sets->changed |= joined != to[w];
        to[w] = joined;
    }
}

static void step(struct sets *sets, const struct ir_instruction *i) {
    meet(sets, i->handler);
    uint64_t bit = 1ull << (i->index & 63);
    if (i->op == IR_SET) {
        if (is_undefined(sets->f, i)) {
            sets->now[i->index / 64] &= ~bit;
        } else {
            sets->now[i->index / 64] |= bit;
        }
    } else if (i->op == IR_GET && !(sets->now[i->index / 64] & bit)) {
        sets->read[i->index / 64] |= bit;
    }
    meet(sets, i->target[0]);
    meet(sets, i->target[1]);
    for (uint32_t k = 0; i->op == IR_SWITCH && k < i->count; k++) {
        meet(sets, i->cases[k]);
    }
}

static void pass(struct sets *sets) {
    struct ir_function *f = sets->f;
    for (uint32_t block = 0; block < f->block_count; block++) {
        memcpy(sets->now, sets->before + (size_t)block * sets->words, 8ull * sets->words);
        for (uint32_t at = f->blocks[block].first; at != IR_NONE; at = f->instructions[at].next) {
            step(sets, &f->instructions[at]);
        }
    }
}

void ir_drop_undefined(struct ir_module *module, struct ir_function *f) {
    struct sets sets = {.f = f, .words = (f->variable_count + 63) / 64};
    size_t words = (size_t)sets.words * f->block_count;
    if (words == 0 || words > ASSIGN_MOST_WORDS) {
        return;
    }
    sets.before = arena_alloc_array(module->arena, words, 8);
    sets.now = arena_alloc_array(module->arena, sets.words, 8);
    sets.read = arena_alloc_array(module->arena, sets.words, 8);
    memset(sets.before, 0xff, 8 * words);
    memset(sets.before, 0, 8ull * sets.words); /* nothing is assigned on entry */
    unsigned passes = 0;
    do {
        if (++passes > ASSIGN_MOST_PASSES) {
            return;
        }
        sets.changed = false;
        memset(sets.read, 0, 8ull * sets.words); /* only the last pass counts */
        pass(&sets);
    } while (sets.changed);
    for (uint32_t at = 0; at < f->instruction_count; at++) {
        struct ir_instruction *i = &f->instructions[at];
        if (i->op == IR_SET && is_undefined(f, i) &&
            !(sets.read[i->index / 64] & 1ull << (i->index & 63))) {
            i->op = IR_NOTHING;
        }
    }
}
