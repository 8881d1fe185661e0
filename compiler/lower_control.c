/*
 * compiler/lower_control.c: leaving blocks early: break, continue, return, switch, try.
 *
 * A finally block is compiled once. Who enters it says in a variable how it was entered: 0 by
 * falling out of the block, 1 by an exception, which is kept as returned values are, 2 and up by a
 * jump that goes on afterwards (the completion records of ECMA-262 6.2.4).
 */
#include "compiler/lower_internal.h"

static ir_ref completion(struct lower *l, uint32_t number) {
    ir_ref ref = lower_emit(l, IR_COMPLETION, KNOWN_INT, FORM_INT);
    l->ir->instructions[ref].index = number;
    return ref;
}

static uint32_t exit_number(struct lower *l, struct finally *finally, struct control *target,
                            bool is_continue) {
    uint32_t number = 2;
    for (struct exit *exit = finally->exits; exit; exit = exit->next, number++) {
        if (exit->target == target && exit->is_continue == is_continue) {
            return number;
        }
    }
    struct exit *exit = ARENA_NEW(l->arena, struct exit);
    exit->target = target;
    exit->is_continue = is_continue;
    *finally->exits_end = exit;
    finally->exits_end = &exit->next;
    finally->exit_count++;
    return number;
}

void lower_exit(struct lower *l, struct control *target, bool is_continue) {
    uint32_t handler = l->handler;
    struct control *before = l->control;
    for (struct control *c = l->control; c && c != target; c = c->parent) {
        if (c->kind == CONTROL_ITERATOR) {
            l->handler = c->handler;
            LOWER_CALL(l, rt_iterator_close, A_ITERATOR(c->iterator), A_U32(0));
        } else if (c->kind == CONTROL_FINALLY) {
            uint32_t number = exit_number(l, c->finally, target, is_continue);
            if (!target) { /* the block may return something else and not get to its end */
                lower_set(l, c->finally->saved, lower_get(l, l->fn->return_variable));
            }
            lower_set(l, c->finally->completion, completion(l, number));
            lower_jump(l, c->finally->entry);
            l->handler = handler;
            return;
        }
    }
    l->control = before;
    l->handler = handler;
    if (!target) {
        lower_jump(l, l->fn->exit_block);
    } else {
        lower_jump(l, is_continue ? target->continue_block : target->break_block);
    }
}

void lower_return(struct lower *l, struct ast_node *node) {
    ir_ref ref = node ? lower_expression(l, node) : lower_undefined(l);
    lower_set(l, l->fn->return_variable, ref);
    lower_exit(l, NULL, false);
}

void lower_jump_statement(struct lower *l, struct ast_node *node) {
    for (struct control *c = l->control; c; c = c->parent) {
        if (c->kind == CONTROL_TARGET && c->node == node->as.jump.target) {
            lower_exit(l, c, node->kind == NODE_CONTINUE);
            return;
        }
    }
    lower_refuse(l, node, "this jump has no target", NULL);
}

/* --- switch --- */

void lower_switch(struct lower *l, struct ast_node *node) {
    struct ast_list cases = node->as.switch_.cases;
    ir_ref on = lower_expression(l, node->as.switch_.discriminant);
    lower_scope_enter(l, node->as.switch_.scope, 0);
    lower_hoisted(l, node->as.switch_.scope);
    struct control control = {.kind = CONTROL_TARGET,
                              .parent = l->control,
                              .node = node,
                              .break_block = lower_block(l),
                              .handler = l->handler};
    uint32_t *blocks = arena_alloc_array(l->arena, cases.count + 1u, sizeof *blocks);
    uint32_t otherwise = control.break_block;
    for (uint32_t i = 0; i < cases.count; i++) {
        blocks[i] = lower_block(l);
    }
    for (uint32_t i = 0; i < cases.count; i++) {
        struct ast_node *test = cases.items[i]->as.case_.test;
        if (!test) {
            otherwise = blocks[i];
            continue;
        }
        uint32_t next = lower_block(l);
        ir_ref ref = lower_expression(l, test);
        lower_branch(l, lower_binary(l, IR_EQUAL, IMPORT_rt_strict_equal, on, ref), blocks[i],
                     next);
        lower_at(l, next);
    }
    lower_jump(l, otherwise);
    l->control = &control;
    for (uint32_t i = 0; i < cases.count; i++) {
        lower_at(l, blocks[i]);
        lower_statements(l, cases.items[i]->as.case_.statements);
        lower_jump(l, i + 1 < cases.count ? blocks[i + 1] : control.break_block);
    }
    l->control = control.parent;
    lower_scope_leave(l, node->as.switch_.scope);
    lower_at(l, control.break_block);
}

/* --- try --- */

/* The handler of a try statement; the exception is pending at its start. */
static void catch_clause(struct lower *l, struct ast_node *node) {
    ir_ref thrown = LOWER_CALL_0(l, rt_catch);
    lower_scope_enter(l, node->as.try_.scope, 0);
    if (node->as.try_.parameter) {
        bool object = node->as.try_.parameter->kind == NODE_OBJECT_PATTERN;
        struct origin origin = {ORIGIN_VALUE, NULL, IR_NONE};
        if (object) {
            origin = (struct origin){ORIGIN_NAMED, NULL, lower_ascii(l, ".catch")};
        }
        lower_pattern(l, node->as.try_.parameter, thrown, origin);
    }
    lower_statement(l, node->as.try_.handler);
    lower_scope_leave(l, node->as.try_.scope);
}

static void try_catch(struct lower *l, struct ast_node *node) {
    if (!node->as.try_.handler) {
        lower_statement(l, node->as.try_.block);
        return;
    }
    uint32_t before = l->handler, caught = lower_block(l), join = lower_block(l);
    l->handler = caught;
    lower_statement(l, node->as.try_.block);
    l->handler = before;
    lower_jump(l, join);
    lower_at(l, caught);
    catch_clause(l, node);
    lower_jump(l, join);
    lower_at(l, join);
}

static void finally_leave(struct lower *l, struct finally *finally) {
    uint32_t count = finally->exit_count + 2, next = lower_block(l), thrown = lower_block(l);
    uint32_t *cases = arena_alloc_array(l->arena, count, sizeof *cases);
    cases[0] = next;
    cases[1] = thrown;
    for (uint32_t i = 2; i < count; i++) {
        cases[i] = lower_block(l);
    }
    ir_ref how = lower_get(l, finally->completion);
    ir_ref node = lower_emit(l, IR_SWITCH, 0, FORM_NONE);
    l->ir->instructions[node].a = how;
    l->ir->instructions[node].cases = cases;
    l->ir->instructions[node].count = count;
    lower_at(l, thrown);
    ir_ref saved = lower_get(l, finally->saved);
    LOWER_CALL(l, rt_throw, A_REF(saved));
    lower_raise(l);
    uint32_t number = 2;
    for (struct exit *exit = finally->exits; exit; exit = exit->next) {
        lower_at(l, cases[number++]);
        if (!exit->target) {
            lower_set(l, l->fn->return_variable, lower_get(l, finally->saved));
        }
        lower_exit(l, exit->target, exit->is_continue);
    }
    lower_at(l, next);
}

void lower_try(struct lower *l, struct ast_node *node) {
    if (!node->as.try_.finalizer) {
        try_catch(l, node);
        return;
    }
    struct finally finally = {
        .entry = lower_block(l), .completion = lower_variable(l), .saved = lower_variable(l)};
    finally.exits_end = &finally.exits;
    struct control control = {
        .kind = CONTROL_FINALLY, .parent = l->control, .handler = l->handler, .finally = &finally};
    uint32_t failed = lower_block(l);
    l->control = &control;
    l->handler = failed;
    try_catch(l, node);
    l->handler = control.handler;
    l->control = control.parent;
    lower_set(l, finally.completion, completion(l, 0));
    lower_jump(l, finally.entry);
    lower_at(l, failed);
    lower_set(l, finally.saved, LOWER_CALL_0(l, rt_catch));
    lower_set(l, finally.completion, completion(l, 1));
    lower_jump(l, finally.entry);
    lower_at(l, finally.entry);
    lower_statement(l, node->as.try_.finalizer);
    finally_leave(l, &finally);
}
