/*
 * runtime/text/regexp_compile.c: trees to programs. The meaning of each construct is that of
 * ECMA-262 22.2.2; the instructions are in regexp_code.h.
 */
#include "runtime/text/regexp_emit.h"

#define NULLABLE_BUDGET 256u

static void emit_node(struct regexp_emitter *emitter, const struct regexp_node *node,
                      const struct regexp_follow *follow);

/* Whether a character can be compared as a single code unit. */
static bool is_single_unit(const struct regexp_emitter *emitter, uint32_t point) {
    return point < 0x10000 && !(emitter->unicode && (text_is_lead(point) || text_is_trail(point)));
}

static void emit_char(struct regexp_emitter *emitter, uint32_t point) {
    if (is_single_unit(emitter, point)) {
        regexp_emit_op(emitter, emitter->back ? OP_UNIT_BACK : OP_UNIT, point);
    } else {
        regexp_emit_op(emitter, emitter->back ? OP_POINT_BACK : OP_POINT, point);
    }
}

/* A set; a letter in both cases needs no table. */
static void emit_set(struct regexp_emitter *emitter, const struct regexp_set *set) {
    const uint32_t *ranges = set->ranges;
    if (!emitter->back && set->count == 2 && ranges[0] == ranges[1] && ranges[2] == ranges[3] &&
        is_single_unit(emitter, ranges[0]) && is_single_unit(emitter, ranges[2])) {
        regexp_emit_op(emitter, OP_EITHER, ranges[0]);
        regexp_emit(emitter, ranges[2]);
        return;
    }
    regexp_emit_op(emitter, emitter->back ? OP_SET_BACK : OP_SET, regexp_emit_set(emitter, set));
}

/* Whether a node is one code unit to compare with, or (`*fold`) an ASCII letter in either case. */
static bool is_unit(const struct regexp_emitter *emitter, const struct regexp_node *node,
                    uint32_t *unit, bool *fold) {
    *fold = node->kind == REGEXP_SET;
    if (node->kind == REGEXP_CHAR) {
        *unit = node->point;
        return is_single_unit(emitter, node->point);
    }
    const uint32_t *ranges = *fold ? node->set->ranges : NULL;
    if (!*fold || node->set->count != 2 || ranges[0] != ranges[1] || ranges[2] != ranges[3] ||
        ranges[0] < 'A' || ranges[0] > 'Z' || ranges[2] != ranges[0] + 32) {
        return false;
    }
    *unit = ranges[2];
    return true;
}

/* Emits the characters from `node` on as one comparison; returns the first node not taken, `node`
 * itself if there are not two. */
static const struct regexp_node *emit_literal(struct regexp_emitter *emitter,
                                              const struct regexp_node *node) {
    uint32_t count = 0, unit = 0, bits = 0;
    bool fold = false, folds = false;
    for (const struct regexp_node *n = node; n != NULL && is_unit(emitter, n, &unit, &fold);
         n = n->next) {
        folds = folds || fold;
        count++;
    }
    if (count < 2) {
        return node;
    }
    const struct regexp_node *first = node;
    regexp_emit_op(emitter, folds ? OP_UNITS_FOLD : OP_UNITS, count);
    for (uint32_t i = 0; i < count; i += 2) {
        is_unit(emitter, node, &unit, &fold);
        uint32_t pair = unit;
        node = node->next;
        if (i + 1 < count) {
            is_unit(emitter, node, &unit, &fold);
            pair |= unit << 16;
            node = node->next;
        }
        regexp_emit(emitter, pair);
    }
    for (uint32_t i = 0; folds && i < count; i++, first = first->next) {
        is_unit(emitter, first, &unit, &fold);
        bits = (i % 32 == 0 ? 0 : bits) | (uint32_t)fold << i % 32;
        if (i % 32 == 31 || i + 1 == count) {
            regexp_emit(emitter, bits);
        }
    }
    return node;
}

static void emit_sequence(struct regexp_emitter *emitter, const struct regexp_node *node,
                          const struct regexp_follow *follow) {
    if (emitter->back) {
        /* Right to left. Reversed by repeated search from the front: lookbehinds are short, and a
         * long one is refused rather than let take quadratic time. */
        const struct regexp_node *end = NULL;
        uint32_t steps = 0;
        while (end != node->child && emitter->status == STATUS_OK) {
            const struct regexp_node *last = node->child;
            while (last->next != end) {
                last = last->next;
                if (++steps > REGEXP_WORD_LIMIT) {
                    emitter->status = STATUS_TOO_LARGE;
                    return;
                }
            }
            emit_node(emitter, last, follow);
            end = last;
        }
        return;
    }
    for (const struct regexp_node *child = node->child; child != NULL;) {
        const struct regexp_node *next = emit_literal(emitter, child);
        if (next != child) {
            child = next;
        } else {
            struct regexp_follow rest = {child->next, follow, false};
            emit_node(emitter, child, &rest);
            child = child->next;
        }
    }
}

static bool is_disjoint(const struct regexp_first *a, const struct regexp_first *b) {
    uint32_t common = 0;
    for (uint32_t i = 0; i < 8; i++) {
        common |= a->bits[i] & b->bits[i];
    }
    return common == 0 && !(a->above && b->above);
}

/* What a node can be entered with, in the direction of matching. */
static bool edge_of(const struct regexp_emitter *emitter, const struct regexp_node *node,
                    struct regexp_first *edge, uint32_t *budget) {
    return emitter->back ? regexp_last_of(node, edge, budget) : regexp_first_of(node, edge, budget);
}

/* Lets an alternative or iteration be passed over if the next unit cannot start it; `first` gets what
 * can. Returns where to patch the target, or 0 (no instruction is patched at 0) if nothing can be
 * said. */
static uint32_t emit_peek(struct regexp_emitter *emitter, const struct regexp_node *node,
                          struct regexp_first *first) {
    uint32_t budget = NULLABLE_BUDGET, all = UINT32_MAX;
    *first = (struct regexp_first){{0}, false};
    if (edge_of(emitter, node, first, &budget)) {
        return 0;
    }
    for (uint32_t i = 0; i < 8; i++) {
        all &= first->bits[i];
    }
    if (all == UINT32_MAX && first->above) {
        return 0;
    }
    uint32_t at = regexp_emit_op(emitter, emitter->back ? OP_PEEK_BACK : OP_PEEK, 0);
    regexp_emit(emitter, regexp_emit_first(emitter, first));
    return at;
}

/* Whether what `first` says rules out all later alternatives: then none needs to be remembered. */
static bool excludes_rest(const struct regexp_emitter *emitter, const struct regexp_node *rest,
                          const struct regexp_first *first) {
    struct regexp_first others = {{0}, false};
    uint32_t budget = NULLABLE_BUDGET;
    for (; rest != NULL; rest = rest->next) {
        if (edge_of(emitter, rest, &others, &budget)) {
            return false;
        }
    }
    return is_disjoint(first, &others);
}

static void patch_target(struct regexp_emitter *emitter, uint32_t at) {
    if (at != 0) {
        regexp_patch_operand(emitter, at);
    }
}

static void emit_choice(struct regexp_emitter *emitter, const struct regexp_node *node,
                        const struct regexp_follow *follow) {
    uint32_t jumps = 0; /* a chain through the operands of the jumps to the end */
    for (const struct regexp_node *child = node->child; child != NULL; child = child->next) {
        if (child->next == NULL) {
            emit_node(emitter, child, follow);
            break;
        }
        struct regexp_first first;
        uint32_t peek = emit_peek(emitter, child, &first), split = 0;
        if (peek == 0 || !excludes_rest(emitter, child->next, &first)) {
            split = regexp_emit_op(emitter, OP_SPLIT, 0);
            emitter->choices = true;
        }
        emit_node(emitter, child, follow);
        jumps = regexp_emit_op(emitter, OP_JUMP, jumps);
        patch_target(emitter, split);
        patch_target(emitter, peek);
    }
    while (jumps != 0 && emitter->status == STATUS_OK) {
        uint32_t at = jumps;
        jumps = emitter->code.items[at] >> 8;
        regexp_patch_operand(emitter, at);
    }
}

/* Stores the position in a register. */
static void emit_save(struct regexp_emitter *emitter, uint32_t number) {
    regexp_emit_op(emitter, emitter->choices ? OP_SAVE : OP_STORE, number);
}

static void emit_capture(struct regexp_emitter *emitter, const struct regexp_node *node,
                         const struct regexp_follow *follow) {
    uint32_t start = node->number * 2, end = start + 1;
    emit_save(emitter, emitter->back ? end : start);
    emit_node(emitter, node->child, follow);
    emit_save(emitter, emitter->back ? start : end);
}

/* Whether the end of the text must come next. */
static bool is_text_end(const struct regexp_emitter *emitter, const struct regexp_follow *follow) {
    return !follow->again && follow->node != NULL && follow->node->kind == REGEXP_LINE_END &&
           (emitter->tree->flags & REGEXP_MULTILINE) == 0;
}

/* A loop over one character or set, left to right. */
static void emit_run(struct regexp_emitter *emitter, const struct regexp_node *node,
                     const struct regexp_follow *follow) {
    const struct regexp_node *child = node->child;
    uint32_t range[2] = {child->point, child->point}, budget = 1, after = 0;
    struct regexp_set single = {range, 1, 1, true, NULL};
    struct regexp_first own = {{0}, false}, next = {{0}, false};
    uint32_t set = regexp_emit_set(emitter, child->kind == REGEXP_CHAR ? &single : child->set);
    enum regexp_operation operation = node->lazy ? OP_RUN_LAZY : OP_RUN;
    while (follow != NULL && follow->node == NULL) {
        follow = follow->parent;
    }
    regexp_first_of(child, &own, &budget);
    if (regexp_first_after(follow, &next)) {
        after = regexp_emit_first(emitter, &next);
        if (!node->lazy && is_disjoint(&own, &next)) {
            operation =
                OP_RUN_ALL; /* what comes next can't start where a character is given back */
            after = 0;
        }
    } else if (!node->lazy && (follow == NULL || is_text_end(emitter, follow))) {
        operation = OP_RUN_ALL; /* nothing that could fail, or that could only fail there */
    }
    emitter->choices = emitter->choices || (operation != OP_RUN_ALL && node->min != node->max);
    regexp_emit_op(emitter, operation, set);
    regexp_emit(emitter, node->min);
    regexp_emit(emitter, node->max);
    regexp_emit(emitter, after);
}

static void emit_reset(struct regexp_emitter *emitter, const struct regexp_node *node) {
    if (node->first_capture < node->end_capture) {
        regexp_emit_op(emitter, OP_RESET, node->first_capture * 2);
        regexp_emit(emitter, node->end_capture * 2);
    }
}

/* `?`, `*`, and `+` of what always consumes: no counter. Where the next unit decides between one
 * more iteration and what follows, the other is not remembered. */
static void emit_simple_loop(struct regexp_emitter *emitter, const struct regexp_node *node,
                             const struct regexp_follow *follow, bool nullable) {
    struct regexp_follow again = {node->child, follow, true};
    struct regexp_first first, next = {{0}, false};
    uint32_t stored = nullable ? emitter->registers++ : 0;
    uint32_t top = emitter->code.count, budget = NULLABLE_BUDGET, peek = 0, split = 0;
    /* Whatever the body leaves is there in the next iteration. */
    emitter->choices = emitter->choices || node->max > 1;
    first = next;
    bool decided = !emitter->back && !regexp_first_of(node->child, &first, &budget) &&
                   regexp_first_after(follow, &next) && is_disjoint(&first, &next);
    if (node->min == 0) {
        peek = node->lazy && !decided ? 0 : emit_peek(emitter, node->child, &first);
        if (peek == 0 || !decided) {
            split = regexp_emit_op(emitter, node->lazy ? OP_SPLIT_FAR : OP_SPLIT, 0);
            emitter->choices = true;
        }
    }
    if (nullable) {
        emit_save(emitter, stored);
    }
    emit_reset(emitter, node);
    emit_node(emitter, node->child, &again);
    if (nullable) {
        regexp_emit_op(emitter, OP_MOVED, stored);
    }
    if (node->min == 1) {
        peek = decided ? emit_peek(emitter, node->child, &first) : 0;
        if (peek != 0) {
            regexp_emit_op(emitter, OP_JUMP, top);
            patch_target(emitter, peek);
        } else {
            regexp_emit_op(emitter, node->lazy ? OP_SPLIT : OP_SPLIT_FAR, top);
        }
        return;
    }
    if (node->max == REGEXP_INFINITE) {
        regexp_emit_op(emitter, OP_JUMP, top);
    }
    patch_target(emitter, split);
    patch_target(emitter, peek);
}

static void emit_counted_loop(struct regexp_emitter *emitter, const struct regexp_node *node,
                              const struct regexp_follow *follow, bool nullable) {
    struct regexp_follow again = {node->child, follow, true};
    uint32_t counter = emitter->registers++;
    uint32_t stored = nullable ? emitter->registers++ : 0;
    emitter->choices = true;
    regexp_emit_op(emitter, OP_ZERO, counter);
    uint32_t top = regexp_emit_op(emitter, node->lazy ? OP_LOOP_LAZY : OP_LOOP, counter);
    regexp_emit(emitter, node->min);
    regexp_emit(emitter, node->max);
    uint32_t exit = regexp_emit(emitter, 0);
    if (nullable) {
        emit_save(emitter, stored);
    }
    emit_reset(emitter, node);
    emit_node(emitter, node->child, &again);
    if (nullable) {
        regexp_emit_op(emitter, OP_MOVED_MIN, stored);
        regexp_emit(emitter, counter);
        regexp_emit(emitter, node->min);
    }
    regexp_emit_op(emitter, OP_NEXT, counter);
    regexp_emit(emitter, top);
    regexp_patch_word(emitter, exit);
}

static void emit_repeat(struct regexp_emitter *emitter, const struct regexp_node *node,
                        const struct regexp_follow *follow) {
    const struct regexp_node *child = node->child;
    uint32_t budget = NULLABLE_BUDGET;
    if (node->min == 1 && node->max == 1) {
        emit_node(emitter, child, follow);
        return;
    }
    if (!emitter->back && (child->kind == REGEXP_CHAR || child->kind == REGEXP_SET)) {
        emit_run(emitter, node, follow);
        return;
    }
    bool nullable = regexp_is_nullable(child, &budget);
    if ((node->min == 0 && (node->max == 1 || node->max == REGEXP_INFINITE)) ||
        (node->min == 1 && node->max == REGEXP_INFINITE && !nullable)) {
        emit_simple_loop(emitter, node, follow, nullable);
    } else {
        emit_counted_loop(emitter, node, follow, nullable);
    }
}

/* A lookaround at one character needs no stack. */
static bool emit_adjacent(struct regexp_emitter *emitter, const struct regexp_node *node) {
    const struct regexp_node *child = node->child;
    uint32_t range[2] = {child->point, child->point};
    struct regexp_set single = {range, 1, 1, true, NULL};
    if (child->kind != REGEXP_CHAR && child->kind != REGEXP_SET) {
        return false;
    }
    uint32_t set = regexp_emit_set(emitter, child->kind == REGEXP_CHAR ? &single : child->set);
    regexp_emit_op(emitter, node->behind ? OP_BEHIND : OP_AHEAD, set);
    regexp_emit(emitter, node->negative);
    return true;
}

/* Before a lookbehind: fails at once where the character before the position can't be its last. */
static void emit_last(struct regexp_emitter *emitter, const struct regexp_node *node) {
    struct regexp_first last = {{0}, false};
    uint32_t budget = NULLABLE_BUDGET;
    if (node->behind && !node->negative && !regexp_last_of(node->child, &last, &budget)) {
        regexp_emit_op(emitter, OP_BEHIND, regexp_emit_first(emitter, &last));
        regexp_emit(emitter, 0);
    }
}

static void emit_look(struct regexp_emitter *emitter, const struct regexp_node *node) {
    bool outer = emitter->back;
    uint32_t target = 0, stored = emitter->registers;
    if (emit_adjacent(emitter, node)) {
        return;
    }
    emit_last(emitter, node);
    emitter->registers += 2;
    emitter->choices = true;
    regexp_emit_op(emitter, node->negative ? OP_LOOK_NOT : OP_LOOK, stored);
    if (node->negative) {
        target = regexp_emit(emitter, 0);
    }
    emitter->back = node->behind;
    emit_node(emitter, node->child, NULL);
    emitter->back = outer;
    regexp_emit_op(emitter, node->negative ? OP_LOOK_NOT_END : OP_LOOK_END, stored);
    if (node->negative) {
        regexp_patch_word(emitter, target);
    }
}

static void emit_word_edge(struct regexp_emitter *emitter, bool negative) {
    if (emitter->word_set == 0) {
        emitter->word_set = regexp_emit_set(emitter, emitter->tree->words);
    }
    regexp_emit_op(emitter, negative ? OP_NO_WORD_EDGE : OP_WORD_EDGE, emitter->word_set);
}

static void emit_node(struct regexp_emitter *emitter, const struct regexp_node *node,
                      const struct regexp_follow *follow) {
    bool lines = (emitter->tree->flags & REGEXP_MULTILINE) != 0;
    if (emitter->status != STATUS_OK) {
        return;
    }
    switch (node->kind) {
    case REGEXP_EMPTY: break;
    case REGEXP_CHAR: emit_char(emitter, node->point); break;
    case REGEXP_SET: emit_set(emitter, node->set); break;
    case REGEXP_SEQUENCE: emit_sequence(emitter, node, follow); break;
    case REGEXP_CHOICE: emit_choice(emitter, node, follow); break;
    case REGEXP_CAPTURE: emit_capture(emitter, node, follow); break;
    case REGEXP_REPEAT: emit_repeat(emitter, node, follow); break;
    case REGEXP_LINE_START:
        regexp_emit_op(emitter, lines ? OP_LINE_START : OP_TEXT_START, 0);
        break;
    case REGEXP_LINE_END: regexp_emit_op(emitter, lines ? OP_LINE_END : OP_TEXT_END, 0); break;
    case REGEXP_WORD_EDGE: emit_word_edge(emitter, node->negative); break;
    case REGEXP_LOOK: emit_look(emitter, node); break;
    case REGEXP_BACK_REFERENCE:
        emitter->references = true;
        regexp_emit_op(emitter, emitter->back ? OP_REFERENCE_BACK : OP_REFERENCE, node->number);
        break;
    }
}

/* Whether every match starts with ^ (without m). */
static bool is_anchored(const struct regexp_node *node) {
    while (node->kind == REGEXP_CAPTURE || node->kind == REGEXP_SEQUENCE) {
        node = node->child;
    }
    if (node->kind == REGEXP_CHOICE) {
        for (node = node->child; node != NULL; node = node->next) {
            if (!is_anchored(node)) {
                return false;
            }
        }
        return true;
    }
    return node->kind == REGEXP_LINE_START;
}

/* If the expression begins with an unbounded loop over single characters, a start inside what the
 * loop consumed tries nothing new: the rest was tried at every position from there to the loop's
 * end. Unless the rest refers back to text that depends on the start. */
static void choose_skip(struct regexp_emitter *emitter) {
    const struct regexp_node *node = emitter->tree->root;
    while (node->kind == REGEXP_CAPTURE || node->kind == REGEXP_SEQUENCE) {
        node = node->child;
    }
    if (node->kind == REGEXP_REPEAT && node->max == REGEXP_INFINITE && !emitter->references &&
        node->child->kind == REGEXP_SET) {
        emitter->skip = regexp_emit_set(emitter, node->child->set);
    }
}

/* How much it helps to know that a unit doesn't occur: more where it is rare in texts. */
static uint32_t rarity(uint32_t unit) {
    bool upper = unit >= 'A' && unit <= 'Z', lower = unit >= 'a' && unit <= 'z';
    bool digit = unit >= '0' && unit <= '9';
    return unit == ' ' ? 1 : lower ? 2 : upper || digit || unit == '.' || unit == ',' ? 3 : 4;
}

/* Finds the rarest unit that every match has at or behind its start. */
static void find_required(struct regexp_emitter *emitter, const struct regexp_node *node,
                          uint32_t *budget) {
    for (; node != NULL && *budget > 0; node = node->next) {
        --*budget;
        bool passes = node->kind == REGEXP_SEQUENCE || node->kind == REGEXP_CAPTURE ||
                      (node->kind == REGEXP_REPEAT && node->min > 0) ||
                      (node->kind == REGEXP_LOOK && !node->behind && !node->negative);
        if (passes) {
            find_required(emitter, node->child, budget);
        } else if (node->kind == REGEXP_CHAR && is_single_unit(emitter, node->point) &&
                   (emitter->required == REGEXP_UNSET ||
                    rarity(node->point) >= rarity(emitter->required))) {
            emitter->required = node->point;
        }
    }
}

/* The instruction UNITS or UNITS_FOLD that every match begins with; 0: another comes first. */
static uint32_t first_units(const struct regexp_emitter *emitter) {
    const uint32_t *code = emitter->code.items;
    for (uint32_t at = 0; emitter->status == STATUS_OK; at++) {
        uint32_t operation = code[at] & 0xff;
        if (operation == OP_UNITS || operation == OP_UNITS_FOLD) {
            return at;
        }
        if (operation != OP_STORE) {
            break;
        }
    }
    return 0;
}

/* How the matcher may look for a start. */
static enum regexp_scan choose_scan(struct regexp_emitter *emitter, uint32_t *data) {
    struct regexp_first first = {{0}, false};
    uint32_t budget = NULLABLE_BUDGET, required_budget = NULLABLE_BUDGET, count = 0, unit = 0;
    const struct regexp_node *root = emitter->tree->root;
    if ((emitter->tree->flags & REGEXP_MULTILINE) == 0 && is_anchored(root)) {
        return SCAN_TEXT_START;
    }
    find_required(emitter, root, &required_budget);
    if (regexp_first_of(root, &first, &budget)) {
        return SCAN_ANYWHERE;
    }
    *data = first_units(emitter);
    if (*data != 0) {
        emitter->required = REGEXP_UNSET; /* if a match can start there, it is there most likely */
        return SCAN_UNITS;
    }
    for (uint32_t i = 0; i < 256; i++) {
        if ((first.bits[i / 32] >> i % 32 & 1) != 0) {
            count++;
            unit = i;
        }
    }
    if (count == 1 && !first.above) {
        *data = unit;
        return SCAN_UNIT;
    }
    if (count == 256 && first.above) {
        return SCAN_ANYWHERE;
    }
    emitter->ranges = regexp_emit_ranges(emitter, first.bits);
    *data = regexp_emit_first(emitter, &first);
    return SCAN_SET;
}

enum status regexp_compile_tree(const struct regexp_tree *tree, const struct text_memory *memory,
                                const struct regexp_program **program, struct regexp_error *error) {
    struct regexp_emitter emitter = {.tree = tree,
                                     .memory = memory,
                                     .registers = tree->capture_count * 2,
                                     .unicode = (tree->flags & REGEXP_UNICODE) != 0,
                                     .required = REGEXP_UNSET,
                                     .status = STATUS_OK};
    uint32_t scan_data = 0;
    /* The first word of code is never a target or patched, so that 0 can mean "none". */
    regexp_emit_op(&emitter, OP_STORE, 0);
    emit_node(&emitter, tree->root, NULL);
    regexp_emit_op(&emitter, OP_MATCH, 0);
    choose_skip(&emitter);
    enum regexp_scan scan = choose_scan(&emitter, &scan_data);
    enum status status = regexp_emit_program(&emitter, scan, scan_data, program);
    if (status == STATUS_TOO_LARGE) {
        *error = (struct regexp_error){"Regular expression too large", 0};
    }
    return status;
}

enum status regexp_compile(const struct text_view *pattern, uint32_t flags,
                           const struct text_memory *memory, const struct regexp_program **program,
                           struct regexp_error *error) {
    const struct regexp_tree *tree = NULL;
    enum status status = regexp_parse(pattern, flags, memory, &tree, error);
    return status == STATUS_OK ? regexp_compile_tree(tree, memory, program, error) : status;
}
