/*
 * compiler/lower_object.c: object literals and templates (ECMA-262 13.2.5, 13.2.8).
 */
#include "compiler/lower_internal.h"

/* An anonymous function or class under a computed key gets its name at run time. */
static bool takes_name(const struct ast_node *initial) {
    if (initial->kind == NODE_FUNCTION) {
        return initial->as.function->name == NULL;
    }
    return initial->kind == NODE_CLASS && initial->as.class_->name == NULL &&
           !initial->as.class_->has_own_name;
}

static void property(struct lower *l, struct ast_node *node, ir_ref object) {
    struct ast_node *initial = node->as.property.value;
    if (node->as.property.kind == PROPERTY_SPREAD) {
        ir_ref source = lower_expression(l, initial);
        LOWER_CALL(l, rt_copy_properties, A_REF(object), A_REF(source), A_U32(0), A_NULL);
        return;
    }
    if (node->as.property.kind == PROPERTY_PROTOTYPE) {
        ir_ref prototype = lower_expression(l, initial);
        LOWER_CALL(l, rt_set_literal_prototype, A_REF(object), A_REF(prototype));
        return;
    }
    ir_ref key = lower_property_key(l, &node->as.property.key);
    ir_ref ref = lower_expression(l, initial);
    bool method = initial->kind == NODE_FUNCTION && initial->as.function->kind == FUNCTION_METHOD;
    if (node->as.property.kind == PROPERTY_GETTER) {
        LOWER_CALL(l, rt_define_method, A_REF(object), A_REF(key), A_REF(ref),
                   A_U32(DEFINE_GETTER));
    } else if (node->as.property.kind == PROPERTY_SETTER) {
        LOWER_CALL(l, rt_define_method, A_REF(object), A_REF(key), A_REF(ref),
                   A_U32(DEFINE_SETTER));
    } else if (method) {
        LOWER_CALL(l, rt_define_method, A_REF(object), A_REF(key), A_REF(ref),
                   A_U32(DEFINE_METHOD));
    } else {
        if (node->as.property.key.kind == KEY_COMPUTED && takes_name(initial)) {
            LOWER_CALL(l, rt_set_function_name, A_REF(ref), A_REF(key), A_U32(0));
        }
        LOWER_CALL(l, rt_define_field, A_REF(object), A_REF(key), A_REF(ref));
    }
}

/* Longer literals are made field by field behind this many. */
enum { LITERAL_MOST = 48 };

/* `name: value` with a name that is no index. */
static const struct atom *plain_name(const struct ast_node *node) {
    if (node->as.property.kind != PROPERTY_VALUE || node->as.property.key.kind != KEY_NAME) {
        return NULL;
    }
    const struct ast_node *initial = node->as.property.value;
    const struct atom *name = node->as.property.key.as.name;
    bool method = initial->kind == NODE_FUNCTION && initial->as.function->kind == FUNCTION_METHOD;
    return method || (name->text[0] >= '0' && name->text[0] <= '9') ? NULL : name;
}

/* How many fields at the start can be made at once: plain names, all different. */
static uint32_t plain_fields(const struct ast_list *list) {
    uint32_t count = 0;
    for (; count < list->count && count < LITERAL_MOST; count++) {
        const struct atom *name = plain_name(list->items[count]);
        bool again = name == NULL;
        for (uint32_t i = 0; i < count && !again; i++) {
            again = plain_name(list->items[i]) == name;
        }
        if (again) {
            break;
        }
    }
    return count;
}

/*
 * The plain fields that a literal starts with are made in one call, whose cache knows the shape.
 * Their values are evaluated first: nothing can see the object before. An object of five fields
 * takes a fifth of the time.
 */
ir_ref lower_object(struct lower *l, struct ast_node *node) {
    const struct ast_list *list = &node->as.list;
    uint32_t at = plain_fields(list);
    ir_ref object;
    if (at == 0) {
        object = LOWER_CALL_0(l, rt_object);
    } else {
        struct values values = {arena_alloc_array(l->arena, at, sizeof(ir_ref)), at};
        uint32_t *keys = arena_alloc_array(l->arena, at, sizeof *keys);
        for (uint32_t i = 0; i < at; i++) {
            ir_ref key = lower_atom(l, plain_name(list->items[i]));
            keys[i] = l->ir->instructions[key].index;
            values.items[i] = lower_expression(l, list->items[i]->as.property.value);
        }
        struct ir_argument map = {ARG_MAP, ir_map_new(l->module, l->ir, keys, at)};
        object = LOWER_CALL_VALUES(l, rt_object_literal, values, A_U32(l->module->number),
                                   A_U32(at), A_VALUES(0), map, A_CACHE(l));
    }
    for (; at < list->count; at++) {
        property(l, list->items[at], object);
    }
    return object;
}

ir_ref lower_template(struct lower *l, struct ast_node *node) {
    struct ast_list list = node->as.template_.expressions;
    struct values values = {arena_alloc_array(l->arena, 2 * (size_t)list.count + 1, sizeof(ir_ref)),
                            0};
    for (uint32_t i = 0; i <= list.count; i++) {
        struct ast_string text = node->as.template_.cooked[i];
        if (text.length > 0) {
            values.items[values.count++] = lower_string(l, text);
        }
        if (i < list.count) {
            ir_ref ref = lower_expression(l, list.items[i]);
            if (lower_known(l, ref) != KNOWN_STRING) {
                ref = LOWER_CALL(l, rt_to_string, A_REF(ref));
            }
            values.items[values.count++] = ref;
        }
    }
    if (values.count == 0) {
        return lower_ascii(l, "");
    }
    if (values.count == 1) {
        return values.items[0];
    }
    return LOWER_CALL_VALUES(l, rt_concat, values, A_U32(values.count), A_VALUES(0));
}
