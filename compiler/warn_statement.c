/*
 * compiler/warn_statement.c: statements that do nothing, and what is there twice.
 */
#include <string.h>

#include "compiler/warn_internal.h"

static bool pure_arguments(struct warner *warner, const struct ast_list *arguments) {
    for (uint32_t i = 0; i < arguments->count; i++) {
        if (!infer_pure(&warner->inferrer, arguments->items[i])) {
            return false;
        }
    }
    return true;
}

/* Inside `try {` a call may stand for the error that it throws. */
static bool is_tried(const struct warner *warner, const struct ast_node *node) {
    const struct ast_node *inner = node;
    const struct ast_node *outer = warner->analysis->parents[node->id];
    while (outer != NULL && outer->kind != NODE_FUNCTION &&
           outer->kind != NODE_FUNCTION_DECLARATION) {
        if (outer->kind == NODE_TRY && outer->as.try_.block == inner) {
            return true;
        }
        inner = outer;
        outer = warner->analysis->parents[outer->id];
    }
    return false;
}

/* `text.replace("a", "b");` gives a new text, which goes nowhere. */
static void check_unused_call(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *callee = node->as.call.callee;
    const struct known_member *member = infer_member(&warner->inferrer, callee);
    if (member == NULL || !member->is_method || warner->extends_types ||
        !pure_arguments(warner, &node->as.call.arguments)) {
        return;
    }
    const bool getter = member->low < member->high && node->as.call.arguments.count == 0;
    if ((!member->pure && !getter) || is_tried(warner, node)) {
        return;
    }
    const struct ast_node *object = callee->as.member.object;
    const char *hint = NULL;
    if (object->kind == NODE_IDENTIFIER && object->as.identifier.binding != NULL &&
        infer_type(&warner->inferrer, object) == (enum known_type)member->result) {
        const char *name = object->as.identifier.name->text;
        hint = warn_text(warner, "assign it: %s = %s.%s(…)", name, name, member->name);
    }
    warn(warner, WARN_UNUSED_RESULT, node, hint, "%s changes nothing; its result is not used",
         member->name);
}

/* `else (a < b) …`, where else if was meant. */
static bool is_else(const struct warner *warner, const struct ast_node *node) {
    const struct ast_node *statement = warner->analysis->parents[node->id];
    const struct ast_node *around = warner->analysis->parents[statement->id];
    return around != NULL && around->kind == NODE_IF && around->as.conditional.no == statement;
}

static bool is_calculation(const struct ast_node *node) {
    return node->kind == NODE_BINARY || node->kind == NODE_LOGICAL;
}

static void check_calculation(struct warner *warner, const struct ast_node *node) {
    const enum ast_operator operator_ = node->as.binary.operator_;
    const char *hint = NULL;
    if (is_else(warner, node)) {
        hint = "did you mean else if?";
    } else if (operator_ == OP_EQUAL || operator_ == OP_STRICT_EQUAL) {
        hint = "= assigns";
    }
    warn(warner, WARN_UNUSED_RESULT, node, hint, "this %s, and the result is not used",
         node->kind == NODE_LOGICAL || operator_ >= OP_EQUAL ? "compares" : "calculates");
}

static void check_expression(struct warner *warner, const struct ast_node *node) {
    if (node->kind == NODE_CALL) {
        check_unused_call(warner, node);
    } else if (is_calculation(node) && infer_pure(&warner->inferrer, node)) {
        check_calculation(warner, node);
    } else if (node->kind == NODE_MEMBER) {
        warn_not_called(warner, node);
    }
}

static void check_assignment(struct warner *warner, const struct ast_node *node) {
    if (node->as.assign.operator_ == OP_NONE &&
        (node->as.assign.target->kind == NODE_IDENTIFIER ||
         node->as.assign.target->kind == NODE_MEMBER) &&
        infer_same(&warner->inferrer, node->as.assign.target, node->as.assign.value)) {
        warn(warner, WARN_SELF_ASSIGNMENT, node, NULL, "this assigns %s to itself",
             warn_source(warner, node->as.assign.target));
    }
}

static bool same_key(const struct ast_node *a, const struct ast_node *b) {
    return a->kind == NODE_PROPERTY && b->kind == NODE_PROPERTY &&
           a->as.property.kind == PROPERTY_VALUE && b->as.property.kind == PROPERTY_VALUE &&
           a->as.property.key.kind == KEY_NAME && b->as.property.key.kind == KEY_NAME &&
           a->as.property.key.as.name == b->as.property.key.as.name;
}

static void check_object(struct warner *warner, const struct ast_node *node) {
    const struct ast_list *properties = &node->as.list;
    for (uint32_t i = 0; i < properties->count && i < 1000; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (same_key(properties->items[i], properties->items[k])) {
                warn(warner, WARN_DUPLICATE, properties->items[i], NULL,
                     "the key %s is there twice: this one replaces the one before",
                     properties->items[i]->as.property.key.as.name->text);
                break;
            }
        }
    }
}

void warn_statement_node(struct warner *warner, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_EXPRESSION_STATEMENT: check_expression(warner, node->as.unary.operand); break;
    case NODE_ASSIGN: check_assignment(warner, node); break;
    case NODE_OBJECT: check_object(warner, node); break;
    default: break;
    }
}
