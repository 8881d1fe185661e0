/*
 * compiler/bounds_walk.c: the order in which statements and expressions run; see bounds.c.
 */
#include <string.h>

#include "compiler/bounds_internal.h"
#include "compiler/warn.h"

static void walk_expression(struct walk *walk, const struct ast_node *node, struct state *state);
static void walk_statement(struct walk *walk, const struct ast_node *node, struct state *state);

struct state walk_copy(struct walk *walk, const struct state *state) {
    struct state copy = state_unreached(walk);
    memcpy(copy.facts, state->facts, walk->words * sizeof(uint64_t));
    copy.reached = state->reached;
    return copy;
}

/* --- Expressions --- */

/* Runs or does not: nothing that it does holds behind it. */
static void walk_maybe(struct walk *walk, const struct ast_node *node, const struct state *state) {
    struct state copy = walk_copy(walk, state);
    walk_expression(walk, node, &copy);
}

struct visiting {
    struct walk *walk;
    struct state *state;
};

static void visit_expression(void *context, struct ast_node *node) {
    const struct visiting *visiting = context;
    walk_expression(visiting->walk, node, visiting->state);
}

static void walk_children(struct walk *walk, const struct ast_node *node, struct state *state) {
    struct visiting visiting = {walk, state};
    ast_visit_children((struct ast_node *)(uintptr_t)node, visit_expression, &visiting);
}

static void walk_operands(struct walk *walk, const struct ast_node *node, struct state *state) {
    switch ((enum ast_kind)node->kind) {
    case NODE_FUNCTION:
    case NODE_CLASS:
    case NODE_CLASS_DECLARATION: return; /* their code runs when they are called, if ever */
    case NODE_LOGICAL:
        walk_expression(walk, node->as.binary.left, state);
        walk_maybe(walk, node->as.binary.right, state);
        return;
    case NODE_CONDITIONAL: {
        walk_expression(walk, node->as.conditional.test, state);
        struct state other = walk_copy(walk, state);
        walk_expression(walk, node->as.conditional.yes, state);
        walk_expression(walk, node->as.conditional.no, &other);
        state_join(walk, state, &other);
        return;
    }
    case NODE_CHAIN: walk_maybe(walk, node->as.unary.operand, state); return;
    case NODE_DEFAULT:
        walk_maybe(walk, node->as.assign.value, state);
        walk_expression(walk, node->as.assign.target, state);
        return;
    case NODE_ASSIGN:
        walk_expression(walk, node->as.assign.target, state);
        if (node->as.assign.operator_ >= OP_AND && node->as.assign.operator_ <= OP_NULLISH) {
            walk_maybe(walk, node->as.assign.value, state);
        } else {
            walk_expression(walk, node->as.assign.value, state);
        }
        return;
    case NODE_CALL:
        walk_children(walk, node, state);
        walk_call(walk, node, state);
        return;
    default: walk_children(walk, node, state); return;
    }
}

static void walk_expression(struct walk *walk, const struct ast_node *node, struct state *state) {
    walk->depth++;
    walk_operands(walk, node, state);
    walk->depth--;
}

void walk_parameters(struct walk *walk, const struct ast_list *parameters, struct state *state) {
    for (uint32_t i = 0; i < parameters->count; i++) {
        walk_expression(walk, parameters->items[i], state);
    }
}

/* --- Jumps --- */

static struct frame *frame_of(const struct walk *walk, const struct ast_node *target) {
    struct frame *frame = walk->frames;
    while (frame != NULL && frame->node != target) {
        frame = frame->outer;
    }
    return frame;
}

static void frame_open(struct walk *walk, struct frame *frame, const struct ast_node *node) {
    *frame = (struct frame){node, state_unreached(walk), state_unreached(walk), walk->frames};
    walk->frames = frame;
}

/* Behind the statement: what ran through, and what left it. */
static void frame_close(struct walk *walk, struct frame *frame, struct state *state) {
    walk->frames = frame->outer;
    state_join(walk, state, &frame->breaks);
}

static void walk_jump(struct walk *walk, const struct ast_node *node, struct state *state) {
    struct frame *frame = frame_of(walk, node->as.jump.target);
    if (frame != NULL) {
        state_join(walk, node->kind == NODE_BREAK ? &frame->breaks : &frame->continues, state);
    }
    state->reached = false;
}

/* --- Loops --- */

static bool is_true(const struct ast_node *test) {
    return test == NULL || (test->kind == NODE_BOOLEAN && test->as.boolean) ||
           (test->kind == NODE_NUMBER && test->as.number == 1);
}

/* `while` and `for`: the body runs any number of times, so nothing that it does is certain. */
static void walk_loop(struct walk *walk, const struct ast_node *node, const struct ast_node *test,
                      const struct ast_node *update, const struct ast_node *body,
                      struct state *state) {
    struct frame frame;
    if (test != NULL) {
        walk_expression(walk, test, state);
    }
    frame_open(walk, &frame, node);
    struct state round = walk_copy(walk, state);
    walk_statement(walk, body, &round);
    state_join(walk, &round, &frame.continues);
    if (update != NULL) {
        walk_expression(walk, update, &round);
    }
    if (is_true(test)) {
        state->reached = false;
    }
    frame_close(walk, &frame, state);
}

static void walk_do_while(struct walk *walk, const struct ast_node *node, struct state *state) {
    struct frame frame;
    frame_open(walk, &frame, node);
    walk_statement(walk, node->as.loop.body, state);
    state_join(walk, state, &frame.continues);
    walk_expression(walk, node->as.loop.test, state);
    if (is_true(node->as.loop.test)) {
        state->reached = false;
    }
    frame_close(walk, &frame, state);
}

static void walk_for_each(struct walk *walk, const struct ast_node *node, struct state *state) {
    struct frame frame;
    walk_expression(walk, node->as.for_each.right, state);
    frame_open(walk, &frame, node);
    struct state round = walk_copy(walk, state);
    walk_statement(walk, node->as.for_each.body, &round);
    frame_close(walk, &frame, state);
}

/* --- Branches --- */

static void walk_if(struct walk *walk, const struct ast_node *node, struct state *state) {
    walk_expression(walk, node->as.conditional.test, state);
    struct state other = walk_copy(walk, state);
    walk_statement(walk, node->as.conditional.yes, state);
    if (node->as.conditional.no != NULL) {
        walk_statement(walk, node->as.conditional.no, &other);
    }
    state_join(walk, state, &other);
}

static void walk_switch(struct walk *walk, const struct ast_node *node, struct state *state) {
    const struct ast_list *cases = &node->as.switch_.cases;
    struct frame frame;
    bool has_default = false;
    walk_expression(walk, node->as.switch_.discriminant, state);
    frame_open(walk, &frame, node);
    struct state through = state_unreached(walk); /* falls through from the case before */
    for (uint32_t i = 0; i < cases->count; i++) {
        const struct ast_node *item = cases->items[i];
        has_default = has_default || item->as.case_.test == NULL;
        if (item->as.case_.test != NULL) {
            walk_maybe(walk, item->as.case_.test, state);
        }
        state_join(walk, &through, state);
        walk_statements(walk, &item->as.case_.statements, &through);
    }
    if (has_default) {
        *state = through;
    } else {
        state_join(walk, state, &through);
    }
    frame_close(walk, &frame, state);
}

static void walk_try(struct walk *walk, const struct ast_node *node, struct state *state) {
    const struct state before = walk_copy(walk, state);
    walk_statement(walk, node->as.try_.block, state);
    if (node->as.try_.handler != NULL) {
        struct state caught = walk_copy(walk, &before); /* anything of the block may have failed */
        walk_statement(walk, node->as.try_.handler, &caught);
        state_join(walk, state, &caught);
    }
    if (node->as.try_.finalizer != NULL) {
        /* it also runs where nothing goes on behind it */
        struct state last = walk_copy(walk, state->reached ? state : &before);
        const bool goes_on = state->reached;
        walk_statement(walk, node->as.try_.finalizer, &last);
        last.reached = last.reached && goes_on;
        *state = last;
    }
}

/* --- Statements --- */

/* Declares only, or does nothing: standing behind a return is no mistake. */
static bool is_idle(const struct ast_node *node) {
    if (node->kind == NODE_VARIABLES) {
        for (uint32_t i = 0; i < node->as.variables.declarators.count; i++) {
            if (node->as.variables.declarators.items[i]->as.assign.value != NULL) {
                return false;
            }
        }
        return node->as.variables.kind == VARIABLE_VAR;
    }
    /* a lone break ends a case by habit */
    return node->kind == NODE_FUNCTION_DECLARATION || node->kind == NODE_EMPTY ||
           node->kind == NODE_BREAK;
}

void walk_statements(struct walk *walk, const struct ast_list *statements, struct state *state) {
    const bool begun = state->reached;
    bool reported = false;
    for (uint32_t i = 0; i < statements->count; i++) {
        const struct ast_node *node = statements->items[i];
        if (begun && !state->reached && !reported && !is_idle(node)) {
            reported = true;
            if (walk->diagnostics != NULL) {
                diag_add(walk->diagnostics, DIAG_WARNING, WARN_UNREACHABLE, node->position,
                         node->end, NULL, "this is never reached");
            }
        }
        walk_statement(walk, node, state);
    }
}

static void walk_parts(struct walk *walk, const struct ast_node *node, struct state *state) {
    switch ((enum ast_kind)node->kind) {
    case NODE_FUNCTION_DECLARATION:
    case NODE_EMPTY: return;
    case NODE_BLOCK: walk_statements(walk, &node->as.block.statements, state); return;
    case NODE_IF: walk_if(walk, node, state); return;
    case NODE_WHILE:
        walk_loop(walk, node, node->as.loop.test, NULL, node->as.loop.body, state);
        return;
    case NODE_FOR:
        if (node->as.for_.init != NULL) {
            walk_statement(walk, node->as.for_.init, state);
        }
        walk_loop(walk, node, node->as.for_.test, node->as.for_.update, node->as.for_.body, state);
        return;
    case NODE_DO_WHILE: walk_do_while(walk, node, state); return;
    case NODE_FOR_IN:
    case NODE_FOR_OF: walk_for_each(walk, node, state); return;
    case NODE_SWITCH: walk_switch(walk, node, state); return;
    case NODE_TRY: walk_try(walk, node, state); return;
    case NODE_LABELED: {
        struct frame frame;
        frame_open(walk, &frame, node);
        walk_statement(walk, node->as.labeled.body, state);
        frame_close(walk, &frame, state);
        return;
    }
    case NODE_BREAK:
    case NODE_CONTINUE: walk_jump(walk, node, state); return;
    case NODE_RETURN:
        if (node->as.unary.operand != NULL) {
            walk_expression(walk, node->as.unary.operand, state);
        }
        state_join(walk, walk->exit, state);
        state->reached = false;
        return;
    case NODE_THROW:
        walk_expression(walk, node->as.unary.operand, state);
        state->reached = false;
        return;
    default: walk_expression(walk, node, state); return;
    }
}

static void walk_statement(struct walk *walk, const struct ast_node *node, struct state *state) {
    walk->depth++;
    walk_parts(walk, node, state);
    walk->depth--;
}
