/*
 * compiler/lower_expression.c: expressions by kind.
 */
#include "compiler/lower_internal.h"

/* Deeper nesting than this is refused; the parser has a bound of its own below it. */
enum { LOWER_MAX_DEPTH = 4000 };

static ir_ref sequence(struct lower *l, struct ast_list list) {
    for (uint32_t i = 0; i + 1 < list.count; i++) {
        lower_effect(l, list.items[i]);
    }
    return lower_expression(l, list.items[list.count - 1]);
}

static ir_ref regexp(struct lower *l, struct ast_node *node) {
    ir_ref pattern = lower_string(l, node->as.regexp.pattern);
    uint32_t index = ir_regexp(l->module, node->as.regexp.pattern, node->as.regexp.flags);
    return LOWER_CALL(l, rt_regexp, A_REF(pattern), A_CODE(index));
}

/* `#name in object` */
static ir_ref private_in(struct lower *l, struct ast_node *node) {
    ir_ref object = lower_expression(l, node->as.private_member.object);
    ir_ref name = lower_binding_get(l, node->as.private_member.binding);
    return LOWER_CALL(l, rt_in, A_REF(name), A_REF(object));
}

static ir_ref expression(struct lower *l, struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER: return lower_number(l, node->as.number);
    case NODE_STRING: return lower_string(l, node->as.string);
    case NODE_BOOLEAN: return lower_boolean(l, node->as.boolean);
    case NODE_NULL: return lower_null(l);
    case NODE_REGEXP: return regexp(l, node);
    case NODE_TEMPLATE: return lower_template(l, node);
    case NODE_TAGGED_TEMPLATE: return lower_tagged_template(l, node);
    case NODE_IDENTIFIER: return lower_identifier(l, node);
    case NODE_THIS: return lower_this(l, node->as.this_.binding);
    case NODE_NEW_TARGET: return lower_binding_get(l, node->as.this_.binding);
    case NODE_ARRAY: return lower_array(l, node->as.list);
    case NODE_OBJECT: return lower_object(l, node);
    case NODE_FUNCTION: return lower_closure(l, node->as.function);
    case NODE_CLASS: return lower_class(l, node->as.class_);
    case NODE_UNARY: return lower_unary(l, node);
    case NODE_UPDATE: return lower_update(l, node);
    case NODE_BINARY: {
        ir_ref left = lower_expression(l, node->as.binary.left);
        ir_ref right = lower_expression(l, node->as.binary.right);
        return lower_operator(l, node->as.binary.operator_, left, right);
    }
    case NODE_LOGICAL: return lower_logical(l, node);
    case NODE_ASSIGN: return lower_assign(l, node);
    case NODE_CONDITIONAL: return lower_conditional(l, node);
    case NODE_SEQUENCE: return sequence(l, node->as.list);
    case NODE_CALL: return lower_call(l, node);
    case NODE_NEW: return lower_new(l, node);
    case NODE_SUPER_CALL: return lower_super_call(l, node);
    case NODE_MEMBER:
    case NODE_INDEX:
    case NODE_PRIVATE_MEMBER:
    case NODE_SUPER_MEMBER: return lower_member_get(l, node);
    case NODE_PRIVATE_IN: return private_in(l, node);
    case NODE_CHAIN: return lower_chain(l, node);
    default:
        lower_refuse(l, node, "this construct is not supported here", NULL);
        return lower_undefined(l);
    }
}

ir_ref lower_expression(struct lower *l, struct ast_node *node) {
    if (l->depth > LOWER_MAX_DEPTH) {
        lower_refuse(l, node, "nested too deeply", "split the expression");
        return lower_undefined(l);
    }
    l->depth++;
    ir_ref ref = expression(l, node);
    l->depth--;
    return ref;
}

void lower_effect(struct lower *l, struct ast_node *node) {
    (void)lower_expression(l, node);
}

/* --- conditions: branches instead of boolean values --- */

static bool is_not(const struct ast_node *node) {
    return node->kind == NODE_UNARY && node->as.unary.operator_ == OP_NOT;
}

void lower_condition(struct lower *l, struct ast_node *node, uint32_t yes, uint32_t no) {
    while (is_not(node)) {
        uint32_t swap = yes;
        yes = no;
        no = swap;
        node = node->as.unary.operand;
    }
    if (node->kind == NODE_LOGICAL && node->as.binary.operator_ != OP_NULLISH &&
        l->depth < LOWER_MAX_DEPTH) {
        uint32_t second = lower_block(l);
        l->depth++;
        if (node->as.binary.operator_ == OP_AND) {
            lower_condition(l, node->as.binary.left, second, no);
        } else {
            lower_condition(l, node->as.binary.left, yes, second);
        }
        lower_at(l, second);
        lower_condition(l, node->as.binary.right, yes, no);
        l->depth--;
        return;
    }
    ir_ref ref = lower_expression(l, node);
    lower_branch(l, lower_to_boolean(l, ref), yes, no);
}

ir_ref lower_conditional(struct lower *l, struct ast_node *node) {
    uint32_t yes = lower_block(l), no = lower_block(l), join = lower_block(l);
    uint32_t result = lower_variable(l);
    lower_condition(l, node->as.conditional.test, yes, no);
    lower_at(l, yes);
    lower_set(l, result, lower_expression(l, node->as.conditional.yes));
    lower_jump(l, join);
    lower_at(l, no);
    lower_set(l, result, lower_expression(l, node->as.conditional.no));
    lower_jump(l, join);
    lower_at(l, join);
    return lower_get(l, result);
}

ir_ref lower_logical(struct lower *l, struct ast_node *node) {
    uint32_t second = lower_block(l), join = lower_block(l), result = lower_variable(l);
    ir_ref left = lower_expression(l, node->as.binary.left);
    lower_set(l, result, left);
    switch (node->as.binary.operator_) {
    case OP_AND: lower_branch(l, lower_to_boolean(l, left), second, join); break;
    case OP_OR: lower_branch(l, lower_to_boolean(l, left), join, second); break;
    default: lower_branch(l, lower_is(l, left, TEST_NULLISH), second, join); break;
    }
    lower_at(l, second);
    lower_set(l, result, lower_expression(l, node->as.binary.right));
    lower_jump(l, join);
    lower_at(l, join);
    return lower_get(l, result);
}

/* --- optional chains --- */

void lower_chain_test(struct lower *l, ir_ref base) {
    uint32_t go_on = lower_block(l);
    lower_branch(l, lower_is(l, base, TEST_NULLISH), l->chain_exit, go_on);
    lower_at(l, go_on);
}

ir_ref lower_chain(struct lower *l, struct ast_node *node) {
    uint32_t before = l->chain_exit;
    uint32_t join = lower_block(l), result = lower_variable(l);
    l->chain_exit = lower_block(l);
    lower_set(l, result, lower_expression(l, node->as.unary.operand));
    lower_jump(l, join);
    lower_at(l, l->chain_exit);
    lower_set(l, result, lower_undefined(l));
    lower_jump(l, join);
    lower_at(l, join);
    l->chain_exit = before;
    return lower_get(l, result);
}
