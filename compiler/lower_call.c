/*
 * compiler/lower_call.c: calls, construction, array literals and spread (ECMA-262 13.3).
 */
#include "compiler/lower_internal.h"

#include <string.h>

/* Longer array literals are pushed element by element: LLVM slows down on endless straight code. */
enum { ARRAY_AT_ONCE = 256 };

static bool has_spread(struct ast_list list) {
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.items[i] && list.items[i]->kind == NODE_SPREAD) {
            return true;
        }
    }
    return false;
}

static bool only_last_spreads(struct ast_list list) {
    return list.count > 0 && !has_spread((struct ast_list){list.items, list.count - 1});
}

/* A variable that neither throws nor can be changed by a getter that runs before it is read. */
static bool is_quiet_name(const struct binding *binding, const struct ast_node *node) {
    return binding && !(node->as.identifier.flags & IDENTIFIER_NEEDS_TDZ) &&
           !(binding->captured && binding->assigned) &&
           ((struct place *)binding->user)->kind != PLACE_GLOBAL;
}

/* True where evaluating `node` runs no code of the applet and changes nothing. */
static bool is_quiet(const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER:
    case NODE_STRING:
    case NODE_BOOLEAN:
    case NODE_NULL:
    case NODE_REGEXP:
    case NODE_FUNCTION: return true;
    case NODE_IDENTIFIER: return is_quiet_name(node->as.identifier.binding, node);
    default: return false;
    }
}

static bool all_quiet(struct ast_list list) {
    for (uint32_t i = 0; i < list.count; i++) {
        if (!list.items[i] || !is_quiet(list.items[i])) {
            return false;
        }
    }
    return true;
}

static struct values evaluate(struct lower *l, struct ast_list list) {
    struct values values = {arena_alloc_array(l->arena, list.count + 1u, sizeof(ir_ref)),
                            list.count};
    for (uint32_t i = 0; i < list.count; i++) {
        values.items[i] = list.items[i] ? lower_expression(l, list.items[i]) : lower_hole(l);
    }
    return values;
}

/* Spread arguments of a call are worded as V8 does: it knows the text of a single last one. */
enum spread_place { SPREAD_LITERAL, SPREAD_ARGUMENT, SPREAD_LAST_ARGUMENT };

static void spread(struct lower *l, ir_ref array, struct ast_node *node, enum spread_place place) {
    struct ast_node *operand = node->as.unary.operand;
    ir_ref ref = lower_expression(l, operand);
    struct iterated_text text = {IR_NONE, ITERATE_VALUE};
    switch (place) {
    case SPREAD_LITERAL: text = lower_iterated_text(l, operand); break;
    case SPREAD_ARGUMENT: text.ref = lower_undefined(l); break;
    case SPREAD_LAST_ARGUMENT:
        text = (struct iterated_text){lower_text(l, operand), ITERATE_SPREAD};
        break;
    }
    LOWER_CALL(l, rt_array_spread, A_REF(array), A_REF(ref), A_REF(text.ref), A_U32(text.form));
}

/* Of a literal, or of a call's arguments. */
static ir_ref array_of(struct lower *l, struct ast_list list, bool arguments) {
    enum spread_place place = arguments ? SPREAD_ARGUMENT : SPREAD_LITERAL;
    enum spread_place last_place =
        arguments && only_last_spreads(list) ? SPREAD_LAST_ARGUMENT : place;
    if (!has_spread(list) && list.count <= ARRAY_AT_ONCE) {
        struct values values = evaluate(l, list);
        return LOWER_CALL_VALUES(l, rt_array, values, A_U32(values.count), A_VALUES(0));
    }
    ir_ref array = LOWER_CALL(l, rt_array, A_U32(0), A_NULL);
    for (uint32_t i = 0; i < list.count; i++) {
        struct ast_node *item = list.items[i];
        if (!item) {
            LOWER_CALL(l, rt_array_push_hole, A_REF(array));
        } else if (item->kind == NODE_SPREAD) {
            spread(l, array, item, i + 1 < list.count ? place : last_place);
        } else {
            ir_ref ref = lower_expression(l, item);
            LOWER_CALL(l, rt_array_push, A_REF(array), A_REF(ref));
        }
    }
    return array;
}

/* Shorter arrays of constants are no larger as code. */
enum { ARRAY_CONSTANT_LEAST = 6 };

/* The bits of a constant element; strings as rt_array_constants takes them. */
static bool constant_bits(struct lower *l, const struct ast_node *node, value *bits) {
    if (!node) {
        *bits = VALUE_HOLE;
        return true;
    }
    bool minus = node->kind == NODE_UNARY && node->as.unary.operator_ == OP_MINUS &&
                 node->as.unary.operand->kind == NODE_NUMBER;
    if (minus) {
        node = node->as.unary.operand;
    }
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER:
        *bits = value_from_number(minus ? -node->as.number : node->as.number);
        return true;
    case NODE_STRING:
        *bits = (TAG_CELL << TAG_SHIFT) | ir_string(l->module, node->as.string);
        return true;
    case NODE_BOOLEAN: *bits = value_from_bool(node->as.boolean); return true;
    case NODE_NULL: *bits = VALUE_NULL; return true;
    default: return false;
    }
}

/* An array of constants is a table, not code: a fifth of the size, and compiled at once however
 * long. IR_NONE where it isn't one. */
static ir_ref constant_array(struct lower *l, struct ast_list list) {
    if (list.count < ARRAY_CONSTANT_LEAST) {
        return IR_NONE;
    }
    uint32_t *words = arena_alloc_array(l->arena, 2 * (size_t)list.count, sizeof *words);
    for (uint32_t i = 0; i < list.count; i++) {
        value bits;
        if (!constant_bits(l, list.items[i], &bits)) {
            return IR_NONE;
        }
        words[2 * i] = (uint32_t)bits; /* every target is little-endian */
        words[2 * i + 1] = (uint32_t)(bits >> 32);
    }
    struct ir_argument map = {ARG_MAP, ir_map_new(l->module, l->ir, words, 2 * list.count)};
    return LOWER_CALL(l, rt_array_constants, A_U32(l->module->number), A_U32(list.count), map);
}

ir_ref lower_array(struct lower *l, struct ast_list list) {
    ir_ref constant = constant_array(l, list);
    if (constant != IR_NONE) {
        return constant;
    }
    return array_of(l, list, false);
}

/* --- callees: a function and its `this` --- */

struct callee {
    ir_ref function, receiver;
};

static void callee_member(struct lower *l, struct ast_node *node, struct callee *out) {
    if (node->kind == NODE_SUPER_MEMBER) {
        struct target target;
        lower_target(l, node, false, false, &target);
        out->receiver = target.object;
        out->function = lower_target_get(l, &target);
        return;
    }
    struct target target = {TARGET_NAMED, node, IR_NONE, IR_NONE, false};
    bool optional;
    if (node->kind == NODE_MEMBER) {
        optional = node->as.member.optional;
        target.object = lower_expression(l, node->as.member.object);
    } else if (node->kind == NODE_INDEX) {
        optional = node->as.index.optional;
        target.object = lower_expression(l, node->as.index.object);
    } else {
        optional = node->as.private_member.optional;
        target.object = lower_expression(l, node->as.private_member.object);
    }
    if (optional) {
        lower_chain_test(l, target.object);
    }
    if (node->kind == NODE_MEMBER) {
        target.key = lower_key_atom(l, node->as.member.name);
    } else if (node->kind == NODE_INDEX) {
        target.kind = TARGET_KEYED;
        target.key = lower_key(l, node->as.index.index);
    } else {
        target.kind = TARGET_PRIVATE;
        target.key = lower_binding_get(l, node->as.private_member.binding);
    }
    out->receiver = target.object;
    out->function = lower_target_get(l, &target);
}

static void callee(struct lower *l, struct ast_node *node, struct callee *out);

static void callee_chain(struct lower *l, struct ast_node *node, struct callee *out) {
    uint32_t before = l->chain_exit, join = lower_block(l);
    uint32_t function = lower_variable(l), receiver = lower_variable(l);
    struct callee inner;
    l->chain_exit = lower_block(l);
    callee(l, node->as.unary.operand, &inner);
    lower_set(l, function, inner.function);
    lower_set(l, receiver, inner.receiver);
    lower_jump(l, join);
    lower_at(l, l->chain_exit);
    lower_set(l, function, lower_undefined(l));
    lower_set(l, receiver, lower_undefined(l));
    lower_jump(l, join);
    lower_at(l, join);
    l->chain_exit = before;
    out->function = lower_get(l, function);
    out->receiver = lower_get(l, receiver);
}

static void callee(struct lower *l, struct ast_node *node, struct callee *out) {
    switch ((enum ast_kind)node->kind) {
    case NODE_MEMBER:
    case NODE_INDEX:
    case NODE_PRIVATE_MEMBER:
    case NODE_SUPER_MEMBER: callee_member(l, node, out); return;
    case NODE_CHAIN: callee_chain(l, node, out); return;
    default: break;
    }
    out->function = lower_expression(l, node);
    out->receiver = lower_undefined(l);
}

/* Code that only exists at run time can't be compiled. */
static void refuse_evaluation(struct lower *l, const struct ast_node *callee_node) {
    if (callee_node->kind != NODE_IDENTIFIER || callee_node->as.identifier.binding) {
        return;
    }
    const char *name = callee_node->as.identifier.name->text;
    if (strcmp(name, "eval") == 0) {
        lower_refuse(l, callee_node, "eval is not part of the applet language",
                     "an applet is compiled before it runs; use JSON.parse for data");
    } else if (strcmp(name, "Function") == 0) {
        lower_refuse(l, callee_node, "Function(...) is not part of the applet language",
                     "an applet is compiled before it runs; write the function itself");
    }
}

static bool method_call(const struct ast_node *node) {
    const struct ast_node *callee_node = node->as.call.callee;
    return callee_node->kind == NODE_MEMBER && !callee_node->as.member.optional &&
           !node->as.call.optional && all_quiet(node->as.call.arguments);
}

/* f.apply(x, arguments) where nothing else sees the arguments: no object is made of them. */
static ir_ref call_forward(struct lower *l, struct ast_node *node) {
    struct callee target;
    callee_member(l, node->as.call.callee, &target);
    ir_ref this_value = lower_expression(l, node->as.call.arguments.items[0]);
    ir_ref text = lower_text(l, node->as.call.callee);
    return LOWER_CALL(l, rt_call_forward, A_REF(target.function), A_REF(target.receiver),
                      A_REF(this_value), A_CALLEE, ((struct ir_argument){ARG_ARGC, 0}),
                      ((struct ir_argument){ARG_ARGV, 0}), A_U32(l->fn->ast->mapped_arguments),
                      A_REF(text));
}

ir_ref lower_call(struct lower *l, struct ast_node *node) {
    struct ast_node *what = node->as.call.callee;
    struct ast_list list = node->as.call.arguments;
    refuse_evaluation(l, what);
    if (node->as.call.forwards && l->fn->ast->forwards_arguments) {
        return call_forward(l, node);
    }
    if (method_call(node)) { /* nothing happens between finding the method and calling it */
        ir_ref base = lower_expression(l, what->as.member.object);
        ir_ref name = lower_key_atom(l, what->as.member.name);
        struct values values = evaluate(l, list);
        ir_ref text = lower_text(l, what);
        return LOWER_CALL_VALUES(l, rt_call_method, values, A_REF(base), A_REF(name),
                                 A_U32(values.count), A_VALUES(0), A_CACHE(l), A_REF(text));
    }
    struct callee target;
    callee(l, what, &target);
    if (node->as.call.optional) {
        lower_chain_test(l, target.function);
    }
    if (has_spread(list)) {
        ir_ref array = array_of(l, list, true);
        ir_ref text = lower_text(l, what);
        return LOWER_CALL(l, rt_call_spread, A_REF(target.function), A_REF(target.receiver),
                          A_REF(array), A_REF(text));
    }
    struct values values = evaluate(l, list);
    ir_ref text = lower_text(l, what);
    return LOWER_CALL_VALUES(l, rt_call, values, A_REF(target.function), A_REF(target.receiver),
                             A_U32(values.count), A_VALUES(0), A_REF(text));
}

ir_ref lower_new(struct lower *l, struct ast_node *node) {
    struct ast_list list = node->as.call.arguments;
    refuse_evaluation(l, node->as.call.callee);
    ir_ref function = lower_expression(l, node->as.call.callee);
    if (has_spread(list)) {
        ir_ref array = array_of(l, list, true);
        ir_ref text = lower_text(l, node->as.call.callee);
        return LOWER_CALL(l, rt_construct_spread, A_REF(function), A_REF(array), A_REF(text));
    }
    struct values values = evaluate(l, list);
    ir_ref text = lower_text(l, node->as.call.callee);
    return LOWER_CALL_VALUES(l, rt_construct, values, A_REF(function), A_U32(values.count),
                             A_VALUES(0), A_REF(text));
}

ir_ref lower_super_call(struct lower *l, struct ast_node *node) {
    struct ast_list list = node->as.super_call.arguments;
    struct binding *this_binding = node->as.super_call.this_binding;
    ir_ref active = lower_binding_get(l, node->as.super_call.function_binding);
    ir_ref target = lower_binding_get(l, node->as.super_call.new_target);
    ir_ref made;
    if (has_spread(list)) {
        ir_ref array = array_of(l, list, true);
        made = LOWER_CALL(l, rt_super_call_spread, A_FUNCTION(active), A_REF(array), A_REF(target));
    } else {
        struct values values = evaluate(l, list);
        made = LOWER_CALL_VALUES(l, rt_super_call, values, A_FUNCTION(active), A_U32(values.count),
                                 A_VALUES(0), A_REF(target));
    }
    uint32_t first = lower_block(l), again = lower_block(l);
    ir_ref bound = lower_binding_get(l, this_binding);
    lower_branch(l, lower_is(l, bound, TEST_HOLE), first, again);
    lower_at(l, again);
    ir_ref message = lower_ascii(l, "Super constructor may only be called once");
    LOWER_CALL(l, rt_throw_reference, A_REF(message));
    lower_raise(l);
    lower_at(l, first);
    lower_binding_set(l, this_binding, made);
    struct ast_class *class_ = node->as.super_call.class_;
    if (class_ && !class_->fields_by_statement && lower_class_has_fields(class_)) {
        LOWER_CALL(l, rt_run_fields, A_FUNCTION(active), A_REF(made));
    }
    return made;
}

static ir_ref template_object(struct lower *l, struct ast_node *node) {
    uint32_t count = node->as.template_.expressions.count + 1;
    struct values values = {arena_alloc_array(l->arena, 2 * (size_t)count, sizeof(ir_ref)),
                            2 * count};
    for (uint32_t i = 0; i < count; i++) {
        struct ast_string cooked = node->as.template_.cooked[i];
        values.items[i] = cooked.units ? lower_string(l, cooked) : lower_undefined(l);
        values.items[count + i] = lower_string(l, node->as.template_.raw[i]);
    }
    uint32_t site = l->module->template_count++;
    return LOWER_CALL_VALUES(l, rt_template_object, values, A_U32(site), A_U32(count), A_VALUES(0),
                             A_VALUES(count));
}

ir_ref lower_tagged_template(struct lower *l, struct ast_node *node) {
    struct callee target;
    callee(l, node->as.template_.tag, &target);
    struct ast_list list = node->as.template_.expressions;
    struct values values = {arena_alloc_array(l->arena, list.count + 1u, sizeof(ir_ref)),
                            list.count + 1};
    values.items[0] = template_object(l, node);
    for (uint32_t i = 0; i < list.count; i++) {
        values.items[i + 1] = lower_expression(l, list.items[i]);
    }
    ir_ref text = lower_text(l, node->as.template_.tag);
    return LOWER_CALL_VALUES(l, rt_call, values, A_REF(target.function), A_REF(target.receiver),
                             A_U32(values.count), A_VALUES(0), A_REF(text));
}
