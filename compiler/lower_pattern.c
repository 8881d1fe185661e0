/*
 * compiler/lower_pattern.c: destructuring (ECMA-262 8.5.2, 13.15.5).
 */
#include "compiler/lower_internal.h"

ir_ref lower_default(struct lower *l, struct ast_node *initial, ir_ref ref) {
    uint32_t absent = lower_block(l), join = lower_block(l), result = lower_variable(l);
    lower_set(l, result, ref);
    lower_branch(l, lower_is(l, ref, TEST_UNDEFINED), absent, join);
    lower_at(l, absent);
    lower_set(l, result, lower_expression(l, initial));
    lower_jump(l, join);
    lower_at(l, join);
    return lower_get(l, result);
}

ir_ref lower_property_key(struct lower *l, const struct ast_key *key) {
    switch (key->kind) {
    case KEY_NAME: return lower_key_atom(l, key->as.name);
    case KEY_NUMBER: return lower_key_number(l, key->as.number);
    case KEY_PRIVATE: return lower_binding_get(l, key->private_binding);
    case KEY_COMPUTED: break;
    }
    ir_ref ref = lower_key(l, key->as.computed);
    uint8_t op = l->ir->instructions[ref].op;
    if (op == IR_STRING || op == IR_NUMBER) {
        return op == IR_NUMBER ? lower_key_number(l, l->ir->instructions[ref].number) : ref;
    }
    return LOWER_CALL(l, rt_to_key, A_REF(ref));
}

static bool is_reference(const struct ast_node *node) {
    return node->kind == NODE_MEMBER || node->kind == NODE_INDEX ||
           node->kind == NODE_PRIVATE_MEMBER || node->kind == NODE_SUPER_MEMBER;
}

/* An element of a pattern: its target, which may be evaluated early, and its default. */
struct element {
    struct ast_node *to, *value;
    struct target target;
    bool prepared;
};

static struct element element_open(struct lower *l, struct ast_node *node) {
    struct element element = {node, NULL, {TARGET_NAME, NULL, IR_NONE, IR_NONE, false}, false};
    if (node->kind == NODE_DEFAULT) {
        element.to = node->as.assign.target;
        element.value = node->as.assign.value;
    }
    if (is_reference(element.to)) { /* object and key come before the value is fetched */
        lower_target(l, element.to, true, false, &element.target);
        element.target.strict = element.to->strict || l->fn->ast == NULL || l->fn->ast->strict;
        element.prepared = true;
    }
    return element;
}

static void element_close(struct lower *l, const struct element *element, ir_ref ref,
                          struct origin origin) {
    if (element->value) {
        ref = lower_default(l, element->value, ref);
    }
    if (element->prepared) {
        lower_target_set(l, &element->target, ref);
    } else {
        lower_pattern(l, element->to, ref, origin);
    }
}

static const struct origin part = {ORIGIN_PART, NULL, IR_NONE};

/* --- where a value came from --- */

/* V8 finds the initial value again by its position: only where its first token is that. */
static bool starts_itself(const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_CALL: return node->as.call.callee->kind == NODE_IDENTIFIER;
    case NODE_UPDATE: return node->as.update.prefix;
    case NODE_NUMBER:
    case NODE_STRING:
    case NODE_BOOLEAN:
    case NODE_NULL:
    case NODE_REGEXP:
    case NODE_IDENTIFIER:
    case NODE_THIS:
    case NODE_ARRAY:
    case NODE_OBJECT:
    case NODE_FUNCTION:
    case NODE_CLASS:
    case NODE_NEW:
    case NODE_UNARY: return true;
    default: return false;
    }
}

/* For "x is not iterable". */
static struct iterated_text array_origin(struct lower *l, struct origin origin) {
    if (origin.kind == ORIGIN_DECLARED && origin.node && starts_itself(origin.node)) {
        return lower_iterated_text(l, origin.node);
    }
    if (origin.kind == ORIGIN_NAMED) {
        return (struct iterated_text){origin.text, ITERATE_VALUE};
    }
    if (origin.kind == ORIGIN_PROPERTY) {
        return (struct iterated_text){origin.text, ITERATE_PROPERTY};
    }
    return (struct iterated_text){lower_undefined(l), ITERATE_VALUE};
}

/* For "Cannot destructure property 'a' of 'x'". */
static ir_ref object_origin(struct lower *l, struct origin origin) {
    switch (origin.kind) {
    case ORIGIN_DECLARED:
    case ORIGIN_ASSIGNED: return lower_text(l, origin.node);
    case ORIGIN_NAMED: return origin.text;
    default: return lower_undefined(l);
    }
}

/* --- arrays --- */

/* The next element into a variable: undefined behind the end. */
static ir_ref iterator_step(struct lower *l, uint32_t iterator) {
    uint32_t out = l->ir->out_count++;
    uint32_t some = lower_block(l), none = lower_block(l), join = lower_block(l);
    uint32_t result = lower_variable(l);
    lower_branch(l, LOWER_CALL(l, rt_iterator_next, A_ITERATOR(iterator), A_OUT(out)), some, none);
    lower_at(l, some);
    ir_ref ref = lower_emit(l, IR_OUT, KNOWN_ANY, FORM_VALUE);
    l->ir->instructions[ref].index = out;
    lower_set(l, result, ref);
    lower_jump(l, join);
    lower_at(l, none);
    lower_set(l, result, lower_undefined(l));
    lower_jump(l, join);
    lower_at(l, join);
    return lower_get(l, result);
}

/* ...rest: everything that is left, as an array. */
static ir_ref iterator_rest(struct lower *l, uint32_t iterator) {
    uint32_t out = l->ir->out_count++, array = lower_variable(l);
    uint32_t head = lower_block(l), some = lower_block(l), none = lower_block(l);
    lower_set(l, array, LOWER_CALL(l, rt_array, A_U32(0), A_NULL));
    lower_jump(l, head);
    lower_at(l, head);
    lower_emit(l, IR_FUEL, 0, FORM_NONE);
    lower_branch(l, LOWER_CALL(l, rt_iterator_next, A_ITERATOR(iterator), A_OUT(out)), some, none);
    lower_at(l, some);
    ir_ref ref = lower_emit(l, IR_OUT, KNOWN_ANY, FORM_VALUE);
    l->ir->instructions[ref].index = out;
    ir_ref to = lower_get(l, array);
    LOWER_CALL(l, rt_array_push, A_REF(to), A_REF(ref));
    lower_jump(l, head);
    lower_at(l, none);
    return lower_get(l, array);
}

static void array_pattern(struct lower *l, struct ast_node *node, ir_ref ref,
                          struct origin origin) {
    uint32_t iterator = l->ir->iterator_count++;
    struct iterated_text text = array_origin(l, origin);
    LOWER_CALL(l, rt_iterator_open, A_ITERATOR(iterator), A_REF(ref), A_REF(text.ref),
               A_U32(text.form));
    uint32_t before = l->handler, failed = lower_block(l), join = lower_block(l);
    l->handler = failed;
    for (uint32_t i = 0; i < node->as.list.count; i++) {
        struct ast_node *item = node->as.list.items[i];
        if (!item) {
            /* its value isn't read: 13.15.5.3, Elision */
            LOWER_CALL(l, rt_iterator_next, A_ITERATOR(iterator), A_NULL);
        } else if (item->kind == NODE_REST) {
            struct element element = element_open(l, item->as.unary.operand);
            element_close(l, &element, iterator_rest(l, iterator), part);
        } else {
            struct element element = element_open(l, item);
            element_close(l, &element, iterator_step(l, iterator), part);
        }
    }
    l->handler = before;
    LOWER_CALL(l, rt_iterator_close, A_ITERATOR(iterator), A_U32(0));
    lower_jump(l, join);
    lower_at(l, failed);
    LOWER_CALL(l, rt_iterator_close, A_ITERATOR(iterator), A_U32(1));
    lower_raise(l);
    lower_at(l, join);
}

/* --- objects --- */

/*
 * Refuses null and undefined. Where reading the first property does that anyway with the same words
 * as V8, nothing is needed.
 */
static void require_object(struct lower *l, struct ast_list list, ir_ref ref,
                           struct origin origin) {
    struct ast_node *first = list.count > 0 ? list.items[0] : NULL;
    ir_ref key = lower_undefined(l);
    if (first && first->kind != NODE_REST && first->as.property.key.kind != KEY_COMPUTED) {
        const struct ast_node *to = first->as.property.value;
        if (origin.kind == ORIGIN_PART || origin.kind == ORIGIN_PROPERTY ||
            to->kind == NODE_DEFAULT || is_reference(to)) {
            return;
        }
        key = lower_property_key(l, &first->as.property.key);
    }
    ir_ref text = object_origin(l, origin);
    LOWER_CALL(l, rt_require_destructurable, A_REF(ref), A_REF(key), A_REF(text));
}

static void object_pattern(struct lower *l, struct ast_node *node, ir_ref ref,
                           struct origin origin) {
    struct ast_list list = node->as.list;
    require_object(l, list, ref, origin);
    struct values keys = {arena_alloc_array(l->arena, list.count + 1u, sizeof(ir_ref)), 0};
    for (uint32_t i = 0; i < list.count; i++) {
        struct ast_node *item = list.items[i];
        if (item->kind == NODE_REST) {
            struct element element = element_open(l, item->as.unary.operand);
            ir_ref rest = LOWER_CALL_0(l, rt_object);
            LOWER_CALL_VALUES(l, rt_copy_properties, keys, A_REF(rest), A_REF(ref),
                              A_U32(keys.count), A_VALUES(0));
            element_close(l, &element, rest, part);
            continue;
        }
        ir_ref key = lower_property_key(l, &item->as.property.key);
        keys.items[keys.count++] = key;
        struct element element = element_open(l, item->as.property.value);
        ir_ref got = l->ir->instructions[key].op == IR_STRING
                         ? LOWER_CALL(l, rt_get_named, A_REF(ref), A_REF(key), A_CACHE(l))
                         : LOWER_CALL(l, rt_get, A_REF(ref), A_REF(key));
        struct origin inner = part;
        if (element.to->kind == NODE_ARRAY_PATTERN && !element.value &&
            origin.kind != ORIGIN_PART && origin.kind != ORIGIN_PROPERTY) {
            inner = (struct origin){ORIGIN_PROPERTY, NULL, object_origin(l, origin)};
        }
        element_close(l, &element, got, inner);
    }
}

void lower_pattern(struct lower *l, struct ast_node *node, ir_ref ref, struct origin origin) {
    switch ((enum ast_kind)node->kind) {
    case NODE_IDENTIFIER: lower_identifier_set(l, node, ref); return;
    case NODE_ARRAY_PATTERN: array_pattern(l, node, ref, origin); return;
    case NODE_OBJECT_PATTERN: object_pattern(l, node, ref, origin); return;
    case NODE_DEFAULT:
        lower_pattern(l, node->as.assign.target, lower_default(l, node->as.assign.value, ref),
                      origin);
        return;
    default: break;
    }
    struct target target;
    bool strict = l->fn->ast == NULL || l->fn->ast->strict;
    lower_target(l, node, strict, false, &target);
    lower_target_set(l, &target, ref);
}
