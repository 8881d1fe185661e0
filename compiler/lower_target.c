/*
 * compiler/lower_target.c: member access, assignment and update (ECMA-262 13.15, 13.4).
 */
#include "compiler/lower_internal.h"

/* A key that ToPropertyKey leaves as it is, without running code. */
static bool plain_key(struct lower *l, ir_ref key) {
    enum ir_op op = (enum ir_op)l->ir->instructions[key].op;
    return op == IR_NUMBER || op == IR_STRING;
}

static void target_index(struct lower *l, struct ast_node *node, bool reads, struct target *t) {
    t->kind = TARGET_KEYED;
    t->object = lower_expression(l, node->as.index.object);
    t->key = lower_key(l, node->as.index.index);
    if (reads && !plain_key(l, t->key)) { /* converted once, though used twice */
        LOWER_CALL(l, rt_require_object_coercible, A_REF(t->object), A_REF(t->key));
        t->key = LOWER_CALL(l, rt_to_key, A_REF(t->key));
    }
}

static void target_super(struct lower *l, struct ast_node *node, bool reads, struct target *t) {
    t->kind = TARGET_SUPER;
    t->object = lower_this(l, node->as.super_member.this_binding);
    if (node->as.super_member.name) {
        t->key = lower_key_atom(l, node->as.super_member.name);
        return;
    }
    t->key = lower_key(l, node->as.super_member.index);
    if (reads && !plain_key(l, t->key)) {
        t->key = LOWER_CALL(l, rt_to_key, A_REF(t->key));
    }
}

static void target_call(struct lower *l, struct ast_node *node, struct target *t) {
    t->kind = TARGET_CALL;
    lower_effect(l, node);
    ir_ref message = lower_ascii(l, "Invalid left-hand side in assignment");
    LOWER_CALL(l, rt_throw_reference, A_REF(message));
    lower_raise(l);
}

void lower_target(struct lower *l, struct ast_node *node, bool strict, bool reads,
                  struct target *target) {
    *target = (struct target){TARGET_NAME, node, IR_NONE, IR_NONE, strict};
    switch ((enum ast_kind)node->kind) {
    case NODE_MEMBER:
        target->kind = TARGET_NAMED;
        target->object = lower_expression(l, node->as.member.object);
        target->key = lower_key_atom(l, node->as.member.name);
        return;
    case NODE_INDEX: target_index(l, node, reads, target); return;
    case NODE_PRIVATE_MEMBER:
        target->kind = TARGET_PRIVATE;
        target->object = lower_expression(l, node->as.private_member.object);
        target->key = lower_binding_get(l, node->as.private_member.binding);
        return;
    case NODE_SUPER_MEMBER: target_super(l, node, reads, target); return;
    case NODE_CALL: target_call(l, node, target); return;
    default: return;
    }
}

ir_ref lower_target_get(struct lower *l, const struct target *t) {
    switch (t->kind) {
    case TARGET_NAME: return lower_identifier(l, t->node);
    case TARGET_NAMED:
        return LOWER_CALL(l, rt_get_named, A_REF(t->object), A_REF(t->key), A_CACHE(l));
    case TARGET_KEYED:
        if (l->ir->instructions[t->key].op == IR_STRING) {
            return LOWER_CALL(l, rt_get_named, A_REF(t->object), A_REF(t->key), A_CACHE(l));
        }
        return LOWER_CALL(l, rt_get, A_REF(t->object), A_REF(t->key));
    case TARGET_PRIVATE: return LOWER_CALL(l, rt_private_get, A_REF(t->object), A_REF(t->key));
    case TARGET_CALL: return lower_undefined(l);
    case TARGET_SUPER: break;
    }
    ir_ref home = lower_binding_get(l, t->node->as.super_member.home_object);
    return LOWER_CALL(l, rt_super_get, A_FUNCTION(home), A_REF(t->key), A_REF(t->object));
}

void lower_target_set(struct lower *l, const struct target *t, ir_ref ref) {
    switch (t->kind) {
    case TARGET_NAME: lower_identifier_set(l, t->node, ref); return;
    case TARGET_NAMED:
        LOWER_CALL(l, rt_set_named, A_REF(t->object), A_REF(t->key), A_REF(ref), A_CACHE(l),
                   A_U32(t->strict));
        return;
    case TARGET_KEYED:
        LOWER_CALL(l, rt_set, A_REF(t->object), A_REF(t->key), A_REF(ref), A_U32(t->strict));
        return;
    case TARGET_PRIVATE:
        LOWER_CALL(l, rt_private_set, A_REF(t->object), A_REF(t->key), A_REF(ref));
        return;
    case TARGET_CALL: return;
    case TARGET_SUPER: break;
    }
    ir_ref home = lower_binding_get(l, t->node->as.super_member.home_object);
    LOWER_CALL(l, rt_super_set, A_FUNCTION(home), A_REF(t->key), A_REF(ref), A_REF(t->object),
               A_U32(t->strict));
}

ir_ref lower_member_get(struct lower *l, struct ast_node *node) {
    struct target t = {TARGET_NAMED, node, IR_NONE, IR_NONE, false};
    bool optional = false;
    struct ast_node *object = NULL;
    switch ((enum ast_kind)node->kind) {
    case NODE_MEMBER:
        object = node->as.member.object;
        optional = node->as.member.optional;
        break;
    case NODE_INDEX:
        object = node->as.index.object;
        optional = node->as.index.optional;
        break;
    case NODE_PRIVATE_MEMBER:
        object = node->as.private_member.object;
        optional = node->as.private_member.optional;
        break;
    default: lower_target(l, node, false, false, &t); return lower_target_get(l, &t);
    }
    t.object = lower_expression(l, object);
    if (optional) {
        lower_chain_test(l, t.object);
    }
    if (node->kind == NODE_MEMBER) {
        t.key = lower_key_atom(l, node->as.member.name);
    } else if (node->kind == NODE_INDEX) {
        t.kind = TARGET_KEYED;
        t.key = lower_key(l, node->as.index.index);
    } else {
        t.kind = TARGET_PRIVATE;
        t.key = lower_binding_get(l, node->as.private_member.binding);
    }
    return lower_target_get(l, &t);
}

static bool is_pattern(const struct ast_node *node) {
    return node->kind == NODE_ARRAY_PATTERN || node->kind == NODE_OBJECT_PATTERN;
}

/* target &&= value and its kin: the value is evaluated only where it is stored. */
static ir_ref logical_assign(struct lower *l, struct ast_node *node) {
    struct target target;
    lower_target(l, node->as.assign.target, node->strict, true, &target);
    uint32_t store = lower_block(l), join = lower_block(l), result = lower_variable(l);
    ir_ref old = lower_target_get(l, &target);
    lower_set(l, result, old);
    switch (node->as.assign.operator_) {
    case OP_AND: lower_branch(l, lower_to_boolean(l, old), store, join); break;
    case OP_OR: lower_branch(l, lower_to_boolean(l, old), join, store); break;
    default: lower_branch(l, lower_is(l, old, TEST_NULLISH), store, join); break;
    }
    lower_at(l, store);
    ir_ref ref = lower_expression(l, node->as.assign.value);
    lower_target_set(l, &target, ref);
    lower_set(l, result, ref);
    lower_jump(l, join);
    lower_at(l, join);
    return lower_get(l, result);
}

ir_ref lower_assign(struct lower *l, struct ast_node *node) {
    struct ast_node *to = node->as.assign.target;
    enum ast_operator operator_ = node->as.assign.operator_;
    if (operator_ == OP_AND || operator_ == OP_OR || operator_ == OP_NULLISH) {
        return logical_assign(l, node);
    }
    if (is_pattern(to)) {
        ir_ref ref = lower_expression(l, node->as.assign.value);
        lower_pattern(l, to, ref, (struct origin){ORIGIN_ASSIGNED, node->as.assign.value, IR_NONE});
        return ref;
    }
    struct target target;
    bool compound = operator_ != OP_NONE;
    lower_target(l, to, node->strict, compound, &target);
    ir_ref old = compound ? lower_target_get(l, &target) : IR_NONE;
    ir_ref ref = lower_expression(l, node->as.assign.value);
    if (compound) {
        ref = lower_operator(l, operator_, old, ref);
    }
    lower_target_set(l, &target, ref);
    return ref;
}

ir_ref lower_update(struct lower *l, struct ast_node *node) {
    struct target target;
    lower_target(l, node->as.update.target, node->strict, true, &target);
    ir_ref old = lower_target_get(l, &target);
    ir_ref number = lower_emit(l, IR_UNARY, KNOWN_NUMBER, FORM_VALUE);
    struct ir_instruction *i = &l->ir->instructions[number];
    i->index = IMPORT_rt_to_number;
    i->a = old;
    i->handler = l->handler;
    l->ir->calls_code = true;
    ir_ref one = lower_number(l, 1);
    uint32_t import =
        node->as.update.operator_ == OP_INCREMENT ? IMPORT_rt_add : IMPORT_rt_subtract;
    ir_ref next = lower_binary(l, IR_ARITHMETIC, import, number, one);
    lower_target_set(l, &target, next);
    return node->as.update.prefix ? next : number;
}
