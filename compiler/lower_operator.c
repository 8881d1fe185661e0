/*
 * compiler/lower_operator.c: unary and binary operators, with folding of constants.
 */
#include "compiler/lower_internal.h"

#include <string.h>

static const struct ir_instruction *instruction(const struct lower *l, ir_ref ref) {
    return &l->ir->instructions[ref];
}

/* "a" + "b" where both are constants. */
static ir_ref fold_strings(struct lower *l, ir_ref a, ir_ref b) {
    if (instruction(l, a)->op != IR_STRING || instruction(l, b)->op != IR_STRING) {
        return IR_NONE;
    }
    struct ast_string x = l->module->strings[instruction(l, a)->index];
    struct ast_string y = l->module->strings[instruction(l, b)->index];
    uint16_t *units = arena_alloc_array(l->arena, x.length + (size_t)y.length + 1, sizeof *units);
    if (x.length) {
        memcpy(units, x.units, 2 * (size_t)x.length);
    }
    if (y.length) {
        memcpy(units + x.length, y.units, 2 * (size_t)y.length);
    }
    return lower_string(l, (struct ast_string){units, x.length + y.length});
}

static ir_ref negated(struct lower *l, ir_ref boolean) {
    ir_ref ref = lower_emit(l, IR_NOT, KNOWN_BOOL, FORM_BOOL);
    l->ir->instructions[ref].a = boolean;
    return ref;
}

ir_ref lower_operator(struct lower *l, enum ast_operator operator_, ir_ref a, ir_ref b) {
    switch (operator_) {
    case OP_ADD: {
        ir_ref folded = fold_strings(l, a, b);
        return folded != IR_NONE ? folded : lower_binary(l, IR_ARITHMETIC, IMPORT_rt_add, a, b);
    }
    case OP_SUBTRACT: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_subtract, a, b);
    case OP_MULTIPLY: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_multiply, a, b);
    case OP_DIVIDE: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_divide, a, b);
    case OP_REMAINDER: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_remainder, a, b);
    case OP_POWER: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_exponent, a, b);
    case OP_SHIFT_LEFT: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_shift_left, a, b);
    case OP_SHIFT_RIGHT: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_shift_right, a, b);
    case OP_SHIFT_RIGHT_UNSIGNED:
        return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_shift_right_unsigned, a, b);
    case OP_BIT_AND: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_bit_and, a, b);
    case OP_BIT_OR: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_bit_or, a, b);
    case OP_BIT_XOR: return lower_binary(l, IR_ARITHMETIC, IMPORT_rt_bit_xor, a, b);
    case OP_EQUAL: return lower_binary(l, IR_EQUAL, IMPORT_rt_equal, a, b);
    case OP_NOT_EQUAL: return negated(l, lower_binary(l, IR_EQUAL, IMPORT_rt_equal, a, b));
    case OP_STRICT_EQUAL: return lower_binary(l, IR_EQUAL, IMPORT_rt_strict_equal, a, b);
    case OP_STRICT_NOT_EQUAL:
        return negated(l, lower_binary(l, IR_EQUAL, IMPORT_rt_strict_equal, a, b));
    case OP_LESS: return lower_binary(l, IR_COMPARE, IMPORT_rt_less, a, b);
    case OP_LESS_EQUAL: return lower_binary(l, IR_COMPARE, IMPORT_rt_less_equal, a, b);
    case OP_GREATER: return lower_binary(l, IR_COMPARE, IMPORT_rt_greater, a, b);
    case OP_GREATER_EQUAL: return lower_binary(l, IR_COMPARE, IMPORT_rt_greater_equal, a, b);
    case OP_INSTANCEOF: return LOWER_CALL(l, rt_instance_of, A_REF(a), A_REF(b));
    case OP_IN: return LOWER_CALL(l, rt_in, A_REF(a), A_REF(b));
    default: break;
    }
    return IR_NONE; /* no other operator is binary */
}

static ir_ref unary_import(struct lower *l, uint32_t import, ir_ref a) {
    ir_ref ref = lower_emit(l, IR_UNARY, ir_import_known(import), FORM_VALUE);
    struct ir_instruction *i = &l->ir->instructions[ref];
    i->index = import;
    i->a = a;
    i->handler = l->handler;
    l->ir->calls_code = true;
    return ref;
}

static ir_ref minus(struct lower *l, ir_ref a) {
    if (instruction(l, a)->op == IR_NUMBER) {
        return lower_number(l, -instruction(l, a)->number);
    }
    return unary_import(l, IMPORT_rt_negate, a);
}

static ir_ref delete_member(struct lower *l, struct ast_node *operand, bool strict) {
    struct target target;
    if (operand->kind == NODE_SUPER_MEMBER) {
        ir_ref message = lower_ascii(l, "Unsupported reference to 'super'");
        (void)lower_this(l, operand->as.super_member.this_binding);
        if (operand->as.super_member.index) {
            (void)lower_expression(l, operand->as.super_member.index);
        }
        LOWER_CALL(l, rt_throw_reference, A_REF(message));
        lower_raise(l);
        return lower_boolean(l, true);
    }
    bool optional =
        operand->kind == NODE_MEMBER ? operand->as.member.optional : operand->as.index.optional;
    struct ast_node *object =
        operand->kind == NODE_MEMBER ? operand->as.member.object : operand->as.index.object;
    target.object = lower_expression(l, object);
    if (optional) {
        lower_chain_test(l, target.object);
    }
    target.key = operand->kind == NODE_MEMBER ? lower_key_atom(l, operand->as.member.name)
                                              : lower_expression(l, operand->as.index.index);
    return LOWER_CALL(l, rt_delete, A_REF(target.object), A_REF(target.key), A_U32(strict));
}

static ir_ref delete_chain(struct lower *l, struct ast_node *inner, bool strict) {
    uint32_t before = l->chain_exit;
    uint32_t join = lower_block(l), result = lower_variable(l);
    l->chain_exit = lower_block(l);
    lower_set(l, result, delete_member(l, inner, strict));
    lower_jump(l, join);
    lower_at(l, l->chain_exit);
    lower_set(l, result, lower_boolean(l, true));
    lower_jump(l, join);
    lower_at(l, join);
    l->chain_exit = before;
    return lower_get(l, result);
}

static bool is_member(const struct ast_node *node) {
    return node->kind == NODE_MEMBER || node->kind == NODE_INDEX || node->kind == NODE_SUPER_MEMBER;
}

static ir_ref delete_operator(struct lower *l, struct ast_node *operand, bool strict) {
    if (is_member(operand)) {
        return delete_member(l, operand, strict);
    }
    if (operand->kind == NODE_CHAIN && is_member(operand->as.unary.operand)) {
        return delete_chain(l, operand->as.unary.operand, strict);
    }
    if (operand->kind == NODE_IDENTIFIER) {
        struct binding *binding = operand->as.identifier.binding;
        if (binding && !binding->is_global) {
            return lower_boolean(l, false);
        }
        if (binding && !l->shares_realm) {
            return lower_boolean(l, false);
        }
        ir_ref name = lower_key_atom(l, operand->as.identifier.name);
        return LOWER_CALL(l, rt_global_delete, A_REF(name));
    }
    lower_effect(l, operand);
    return lower_boolean(l, true);
}

ir_ref lower_unary(struct lower *l, struct ast_node *node) {
    struct ast_node *operand = node->as.unary.operand;
    if (node->as.unary.operator_ == OP_DELETE) {
        return delete_operator(l, operand, node->strict);
    }
    ir_ref ref = lower_expression(l, operand);
    switch (node->as.unary.operator_) {
    case OP_PLUS: return unary_import(l, IMPORT_rt_to_number, ref);
    case OP_MINUS: return minus(l, ref);
    case OP_BIT_NOT: return unary_import(l, IMPORT_rt_bit_not, ref);
    case OP_NOT: return negated(l, lower_to_boolean(l, ref));
    case OP_TYPEOF: return LOWER_CALL(l, rt_typeof, A_REF(ref));
    default: return lower_undefined(l); /* void */
    }
}
