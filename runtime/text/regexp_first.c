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

/* Both directions: what a node can be entered with. */
static bool edge_of(const struct regexp_node *node, struct regexp_first *first, uint32_t *budget,
                    bool back);

static bool edge_of_sequence(const struct regexp_node *node, struct regexp_first *first,
                             uint32_t *budget, bool back) {
    enum { BACK_MOST = 16 };
    const struct regexp_node *nodes[BACK_MOST];
    uint32_t count = 0;
    if (!back) {
        for (; node != NULL; node = node->next) {
            if (!edge_of(node, first, budget, false)) {
                return false;
            }
        }
        return true;
    }
    for (; node != NULL; node = node->next) {
        if (count == BACK_MOST) {
            add_everything(first);
            return true;
        }
        nodes[count++] = node;
    }
    while (count > 0) {
        if (!edge_of(nodes[--count], first, budget, true)) {
            return false;
        }
    }
    return true;
}

/* A lookaround in the direction of travel must match there as well; others only narrow. */
static bool edge_of_look(const struct regexp_node *node, struct regexp_first *first,
                         uint32_t *budget, bool back) {
    struct regexp_first with = *first;
    if (node->negative || node->behind != back ||
        edge_of_sequence(node->child, &with, budget, back)) {
        return true;
    }
    *first = with;
    return false;
}

static bool edge_of(const struct regexp_node *node, struct regexp_first *first, uint32_t *budget,
                    bool back) {
    bool nullable = false;
    if (*budget == 0) {
        add_everything(first);
        return true;
    }
    --*budget;
    switch (node->kind) {
    case REGEXP_CHAR: add_point(first, node->point); return false;
    case REGEXP_SET: add_set(first, node->set); return false;
    case REGEXP_SEQUENCE: return edge_of_sequence(node->child, first, budget, back);
    case REGEXP_CHOICE:
        for (const struct regexp_node *child = node->child; child != NULL; child = child->next) {
            nullable = edge_of(child, first, budget, back) || nullable;
        }
        return nullable;
    case REGEXP_CAPTURE: return edge_of(node->child, first, budget, back);
    case REGEXP_REPEAT:
        nullable = edge_of(node->child, first, budget, back);
        return nullable || node->min == 0;
    case REGEXP_BACK_REFERENCE: add_everything(first); return true;
    case REGEXP_LOOK: return edge_of_look(node, first, budget, back);
    case REGEXP_EMPTY:
    case REGEXP_LINE_START:
    case REGEXP_LINE_END:
    case REGEXP_WORD_EDGE: return true; /* they only narrow what comes next */
    }
    return true;
}

bool regexp_first_of(const struct regexp_node *node, struct regexp_first *first, uint32_t *budget) {
    return edge_of(node, first, budget, false);
}

bool regexp_last_of(const struct regexp_node *node, struct regexp_first *first, uint32_t *budget) {
    return edge_of(node, first, budget, true);
}

bool regexp_first_after(const struct regexp_follow *follow, struct regexp_first *first) {
    uint32_t budget = FOLLOW_BUDGET;
    for (; follow != NULL; follow = follow->parent) {
        if (!edge_of_sequence(follow->node, first, &budget, false) && !follow->again) {
            return true;
        }
    }
    return false;
}

bool regexp_is_nullable(const struct regexp_node *node, uint32_t *budget) {
    if (*budget == 0) {
        return true;
    }
    --*budget;
    switch (node->kind) {
    case REGEXP_CHAR:
    case REGEXP_SET: return false;
    case REGEXP_SEQUENCE:
        for (node = node->child; node != NULL; node = node->next) {
            if (!regexp_is_nullable(node, budget)) {
                return false;
            }
        }
        return true;
    case REGEXP_CHOICE:
        for (node = node->child; node != NULL; node = node->next) {
            if (regexp_is_nullable(node, budget)) {
                return true;
            }
        }
        return false;
    case REGEXP_CAPTURE: return regexp_is_nullable(node->child, budget);
    case REGEXP_REPEAT: return node->min == 0 || regexp_is_nullable(node->child, budget);
    default: return true;
    }
}
