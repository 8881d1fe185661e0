/*
 * compiler/lower_statement.c: statements by kind.
 */
#include "compiler/lower_internal.h"

void lower_statements(struct lower *l, struct ast_list list) {
    for (uint32_t i = 0; i < list.count; i++) {
        lower_statement(l, list.items[i]);
    }
}

static void variables(struct lower *l, struct ast_node *node) {
    for (uint32_t i = 0; i < node->as.variables.declarators.count; i++) {
        struct ast_node *declarator = node->as.variables.declarators.items[i];
        struct ast_node *initial = declarator->as.assign.value;
        struct origin origin = {ORIGIN_DECLARED, initial, IR_NONE};
        if (initial) {
            lower_pattern(l, declarator->as.assign.target, lower_expression(l, initial), origin);
        } else if (node->as.variables.kind != VARIABLE_VAR) {
            lower_pattern(l, declarator->as.assign.target, lower_undefined(l), origin);
        }
    }
}

static void if_statement(struct lower *l, struct ast_node *node) {
    uint32_t yes = lower_block(l), join = lower_block(l);
    uint32_t no = node->as.conditional.no ? lower_block(l) : join;
    lower_condition(l, node->as.conditional.test, yes, no);
    lower_at(l, yes);
    lower_statement(l, node->as.conditional.yes);
    lower_jump(l, join);
    if (node->as.conditional.no) {
        lower_at(l, no);
        lower_statement(l, node->as.conditional.no);
        lower_jump(l, join);
    }
    lower_at(l, join);
}

static void block(struct lower *l, struct ast_node *node) {
    lower_scope_enter(l, node->as.block.scope, 0);
    lower_hoisted(l, node->as.block.scope);
    lower_statements(l, node->as.block.statements);
    lower_scope_leave(l, node->as.block.scope);
}

static void labeled(struct lower *l, struct ast_node *node) {
    struct control control = {.kind = CONTROL_TARGET,
                              .parent = l->control,
                              .node = node,
                              .break_block = lower_block(l),
                              .handler = l->handler};
    l->control = &control;
    lower_statement(l, node->as.labeled.body);
    l->control = control.parent;
    lower_jump(l, control.break_block);
    lower_at(l, control.break_block);
}

/* Annex B.3.3: a function declared in a block is copied to the function's variable. */
static void function_declaration(struct lower *l, struct ast_node *node) {
    struct binding *to = node->as.function_declaration.var_binding;
    if (to) {
        lower_binding_set(l, to, lower_binding_get(l, node->as.function_declaration.binding));
    }
}

static void class_declaration(struct lower *l, struct ast_node *node) {
    struct ast_class *class_ = node->as.class_;
    ir_ref made = lower_class(l, class_);
    if (class_->binding) {
        lower_binding_set(l, class_->binding, made);
    }
}

static void throw_statement(struct lower *l, struct ast_node *node) {
    ir_ref thrown = lower_expression(l, node->as.unary.operand);
    LOWER_CALL(l, rt_throw, A_REF(thrown));
    lower_raise(l);
}

static void initialise_fields(struct lower *l) {
    struct ast_function *f = l->fn->ast;
    if (f && f->class_ && lower_class_has_fields(f->class_)) {
        ir_ref object = lower_this(l, f->this_binding);
        LOWER_CALL(l, rt_run_fields, A_CALLEE, A_REF(object));
    }
}

void lower_statement(struct lower *l, struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_VARIABLES: variables(l, node); return;
    case NODE_FUNCTION_DECLARATION: function_declaration(l, node); return;
    case NODE_CLASS_DECLARATION: class_declaration(l, node); return;
    case NODE_EXPRESSION_STATEMENT: lower_effect(l, node->as.unary.operand); return;
    case NODE_BLOCK: block(l, node); return;
    case NODE_EMPTY: return;
    case NODE_IF: if_statement(l, node); return;
    case NODE_FOR:
    case NODE_FOR_IN:
    case NODE_FOR_OF:
    case NODE_WHILE:
    case NODE_DO_WHILE: lower_loop(l, node); return;
    case NODE_RETURN: lower_return(l, node->as.unary.operand); return;
    case NODE_BREAK:
    case NODE_CONTINUE: lower_jump_statement(l, node); return;
    case NODE_THROW: throw_statement(l, node); return;
    case NODE_TRY: lower_try(l, node); return;
    case NODE_SWITCH: lower_switch(l, node); return;
    case NODE_LABELED: labeled(l, node); return;
    case NODE_INITIALISE_FIELDS: initialise_fields(l); return;
    default: lower_refuse(l, node, "this statement is not supported here", NULL);
    }
}
