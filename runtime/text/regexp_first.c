/*
 * runtime/text/regexp_first.c: first sets of pieces of an expression.
 */
#include "runtime/text/regexp_first.h"

#include <string.h>

#define FOLLOW_BUDGET 64u

static void add_everything(struct regexp_first *first) {
    memset(first->bits, 0xff, sizeof first->bits);
    first->above = true;
}

static void add_point(struct regexp_first *first, uint32_t point) {
    if (point < 256) {
        first->bits[point / 32] |= 1u << point % 32;
    } else {
        first->above = true;
    }
}

static void add_set(struct regexp_first *first, const struct regexp_set *set) {
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t last = set->ranges[(size_t)i * 2 + 1];
        for (uint32_t point = set->ranges[(size_t)i * 2]; point <= last && point < 256; point++) {
            add_point(first, point);
        }
        first->above = first->above || last > 255;
    }
}

static bool first_of_sequence(const struct regexp_node *node, struct regexp_first *first,
                              uint32_t *budget) {
    for (; node != NULL; node = node->next) {
        if (!regexp_first_of(node, first, budget)) {
            return false;
        }
    }
    return true;
}

bool regexp_first_of(const struct regexp_node *node, struct regexp_first *first, uint32_t *budget) {
    bool nullable = false;
    if (*budget == 0) {
        add_everything(first);
        return true;
    }
    --*budget;
    switch (node->kind) {
    case REGEXP_CHAR: add_point(first, node->point); return false;
    case REGEXP_SET: add_set(first, node->set); return false;
    case REGEXP_SEQUENCE: return first_of_sequence(node->child, first, budget);
    case REGEXP_CHOICE:
        for (const struct regexp_node *child = node->child; child != NULL; child = child->next) {
            nullable = regexp_first_of(child, first, budget) || nullable;
        }
        return nullable;
    case REGEXP_CAPTURE: return regexp_first_of(node->child, first, budget);
    case REGEXP_REPEAT:
        nullable = regexp_first_of(node->child, first, budget);
        return nullable || node->min == 0;
    case REGEXP_BACK_REFERENCE: add_everything(first); return true;
    case REGEXP_EMPTY:
    case REGEXP_LINE_START:
    case REGEXP_LINE_END:
    case REGEXP_WORD_EDGE:
    case REGEXP_LOOK: return true; /* they only narrow what comes next */
    }
    return true;
}

bool regexp_first_after(const struct regexp_follow *follow, struct regexp_first *first) {
    uint32_t budget = FOLLOW_BUDGET;
    for (; follow != NULL && !follow->unknown; follow = follow->parent) {
        if (!first_of_sequence(follow->node, first, &budget)) {
            return true;
        }
    }
    return false;
}

bool regexp_is_nullable(const struct regexp_node *node, uint32_t *budget) {
    struct regexp_first ignored = {{0}, false};
    return regexp_first_of(node, &ignored, budget);
}
