/*
 * compiler/lower_loop.c: loops (ECMA-262 14.7).
 */
#include "compiler/lower_internal.h"

static struct control loop_open(struct lower *l, struct ast_node *node) {
    return (struct control){.kind = CONTROL_TARGET,
                            .parent = l->control,
                            .node = node,
                            .break_block = lower_block(l),
                            .continue_block = lower_block(l),
                            .handler = l->handler};
}

/* Back to the head, at the price of one unit of fuel. */
static void loop_back(struct lower *l, uint32_t head) {
    lower_emit(l, IR_FUEL, 0, FORM_NONE);
    lower_jump(l, head);
}

static void loop_body(struct lower *l, struct control *control, struct ast_node *body) {
    l->control = control;
    lower_statement(l, body);
    l->control = control->parent;
    lower_jump(l, control->continue_block);
    lower_at(l, control->continue_block);
}

static void while_loop(struct lower *l, struct ast_node *node) {
    struct control control = loop_open(l, node);
    uint32_t head = lower_block(l), body = lower_block(l);
    lower_jump(l, head);
    l->loop_depth++;
    lower_at(l, head);
    lower_condition(l, node->as.loop.test, body, control.break_block);
    lower_at(l, body);
    loop_body(l, &control, node->as.loop.body);
    loop_back(l, head);
    l->loop_depth--;
    lower_at(l, control.break_block);
}

static void do_loop(struct lower *l, struct ast_node *node) {
    struct control control = loop_open(l, node);
    uint32_t head = lower_block(l), again = lower_block(l);
    lower_jump(l, head);
    l->loop_depth++;
    lower_at(l, head);
    loop_body(l, &control, node->as.loop.body);
    lower_condition(l, node->as.loop.test, again, control.break_block);
    lower_at(l, again);
    loop_back(l, head);
    l->loop_depth--;
    lower_at(l, control.break_block);
}

/* CreatePerIterationEnvironment. */
static void iteration_copy(struct lower *l, struct scope *scope) {
    struct frame *frame = scope ? scope->user : NULL;
    if (!frame || !scope->per_iteration) {
        return;
    }
    ir_ref pointer = lower_get(l, frame->pointer);
    lower_set(l, frame->pointer, LOWER_CALL(l, rt_environment_copy, A_REF(pointer)));
}

static void for_loop(struct lower *l, struct ast_node *node) {
    struct scope *scope = node->as.for_.scope;
    struct ast_node *init = node->as.for_.init;
    lower_scope_enter(l, scope, 0);
    if (init && init->kind == NODE_VARIABLES) {
        lower_statement(l, init);
    } else if (init) {
        lower_effect(l, init);
    }
    struct control control = loop_open(l, node);
    uint32_t head = lower_block(l), body = lower_block(l);
    iteration_copy(l, scope);
    lower_jump(l, head);
    l->loop_depth++;
    lower_at(l, head);
    if (node->as.for_.test) {
        lower_condition(l, node->as.for_.test, body, control.break_block);
    } else {
        lower_jump(l, body);
    }
    lower_at(l, body);
    loop_body(l, &control, node->as.for_.body);
    iteration_copy(l, scope);
    if (node->as.for_.update) {
        lower_effect(l, node->as.for_.update);
    }
    loop_back(l, head);
    l->loop_depth--;
    lower_at(l, control.break_block);
    lower_scope_leave(l, scope);
}

void lower_loop(struct lower *l, struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_WHILE: while_loop(l, node); return;
    case NODE_DO_WHILE: do_loop(l, node); return;
    case NODE_FOR: for_loop(l, node); return;
    default: lower_for_each(l, node); return;
    }
}

/* --- for-in, for-of --- */

/* The object or iterable, evaluated with the loop's names in their dead zone. */
static ir_ref each_subject(struct lower *l, struct ast_node *node) {
    struct ast_node *left = node->as.for_each.left;
    struct scope *scope = node->as.for_each.scope;
    if (left->kind == NODE_VARIABLES) {
        struct ast_node *declarator = left->as.variables.declarators.items[0];
        if (declarator->as.assign.value) { /* Annex B.3.6 */
            struct ast_node *initial = declarator->as.assign.value;
            lower_pattern(l, declarator->as.assign.target, lower_expression(l, initial),
                          (struct origin){ORIGIN_DECLARED, initial, IR_NONE});
        }
    }
    bool dead_zone = false;
    for (struct binding *b = scope ? scope->bindings : NULL; b; b = b->next) {
        dead_zone |= b->needs_tdz;
    }
    if (dead_zone) {
        lower_scope_enter(l, scope, 0);
    }
    ir_ref subject = lower_expression(l, node->as.for_each.right);
    if (dead_zone) {
        lower_scope_leave(l, scope);
    }
    return subject;
}

static void each_assign(struct lower *l, struct ast_node *node, ir_ref ref) {
    struct ast_node *left = node->as.for_each.left;
    struct origin origin = {ORIGIN_PART, NULL, IR_NONE};
    if (left->kind == NODE_VARIABLES) {
        left = left->as.variables.declarators.items[0]->as.assign.target;
        if (left->kind != NODE_IDENTIFIER) {
            origin = (struct origin){ORIGIN_NAMED, NULL, lower_ascii(l, ".for")};
        }
    }
    lower_pattern(l, left, ref, origin);
}

static void for_in(struct lower *l, struct ast_node *node) {
    ir_ref subject = each_subject(l, node);
    ir_ref state = LOWER_CALL(l, rt_for_in_open, A_REF(subject));
    struct control control = loop_open(l, node);
    uint32_t head = lower_block(l), body = lower_block(l);
    lower_jump(l, head);
    l->loop_depth++;
    lower_at(l, head);
    ir_ref key = LOWER_CALL(l, rt_for_in_next, A_REF(state));
    lower_branch(l, lower_is(l, key, TEST_HOLE), control.break_block, body);
    lower_at(l, body);
    lower_scope_enter(l, node->as.for_each.scope, 0);
    each_assign(l, node, key);
    loop_body(l, &control, node->as.for_each.body);
    lower_scope_leave(l, node->as.for_each.scope);
    loop_back(l, head);
    l->loop_depth--;
    lower_at(l, control.break_block);
}

static void for_of(struct lower *l, struct ast_node *node) {
    ir_ref subject = each_subject(l, node);
    uint32_t iterator = l->ir->iterator_count++, out = l->ir->out_count++;
    struct iterated_text text = lower_iterated_text(l, node->as.for_each.right);
    LOWER_CALL(l, rt_iterator_open, A_ITERATOR(iterator), A_REF(subject), A_REF(text.ref),
               A_U32(text.form));
    /* `break` and jumps further out close the iterator, `continue` does not */
    struct control closing = {.kind = CONTROL_ITERATOR,
                              .parent = l->control,
                              .handler = l->handler,
                              .iterator = iterator};
    struct control control = loop_open(l, node);
    control.parent = &closing;
    uint32_t head = lower_block(l), body = lower_block(l), failed = lower_block(l),
             done = lower_block(l);
    lower_jump(l, head);
    l->loop_depth++;
    lower_at(l, head);
    lower_branch(l, LOWER_CALL(l, rt_iterator_next, A_ITERATOR(iterator), A_OUT(out)), body, done);
    lower_at(l, body);
    ir_ref ref = lower_emit(l, IR_OUT, KNOWN_ANY, FORM_VALUE);
    l->ir->instructions[ref].index = out;
    l->handler = failed;
    l->control = &closing;
    lower_scope_enter(l, node->as.for_each.scope, 0);
    each_assign(l, node, ref);
    loop_body(l, &control, node->as.for_each.body);
    l->control = closing.parent;
    lower_scope_leave(l, node->as.for_each.scope);
    l->handler = closing.handler;
    loop_back(l, head);
    lower_at(l, control.break_block);
    LOWER_CALL(l, rt_iterator_close, A_ITERATOR(iterator), A_U32(0));
    lower_jump(l, done);
    lower_at(l, failed);
    LOWER_CALL(l, rt_iterator_close, A_ITERATOR(iterator), A_U32(1));
    lower_raise(l);
    l->loop_depth--;
    lower_at(l, done);
}

void lower_for_each(struct lower *l, struct ast_node *node) {
    if (node->kind == NODE_FOR_IN) {
        for_in(l, node);
    } else {
        for_of(l, node);
    }
}
