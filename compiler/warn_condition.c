/*
 * compiler/warn_condition.c: conditions that do not decide anything, and what stands in a condition by
 * mistake.
 */
#include <string.h>

#include "compiler/warn_internal.h"

static bool is_constant_text(const struct ast_node *node) {
    struct ast_string text;
    return infer_text(node, &text) && text.length > 0;
}

/* A literal that counts as true; true itself is left alone: it is meant. */
static bool is_true_literal(const struct ast_node *node) {
    double number = 0;
    return is_constant_text(node) || (infer_number(node, &number) && number != 0) ||
           node->kind == NODE_REGEXP || node->kind == NODE_OBJECT || node->kind == NODE_ARRAY;
}

static bool is_comparison(const struct ast_node *node) {
    return node->kind == NODE_BINARY && node->as.binary.operator_ >= OP_EQUAL &&
           node->as.binary.operator_ <= OP_GREATER_EQUAL;
}

/* `const hour = now.hour; if (hour < 7)` */
static bool holds_function(struct warner *warner, const struct ast_node *name) {
    const struct ast_node *value = infer_only_value(&warner->inferrer, name);
    const struct known_member *member =
        value != NULL ? infer_member(&warner->inferrer, value) : NULL;
    if (member == NULL || !member->is_method || warner->extends_types) {
        return false;
    }
    const enum known_type object = infer_type(&warner->inferrer, value->as.member.object);
    warn(warner, WARN_NOT_CALLED, name,
         warn_text(warner, "call it where it is assigned: %s()", member->name),
         "%s is the function %s of %s, not its result", warn_source(warner, name), member->name,
         known_type_name(object));
    return true;
}

bool warn_not_called(struct warner *warner, const struct ast_node *node) {
    while (node->kind == NODE_CHAIN) {
        node = node->as.unary.operand;
    }
    if (node->kind == NODE_IDENTIFIER) {
        return holds_function(warner, node);
    }
    const struct known_member *member = infer_member(&warner->inferrer, node);
    if (member == NULL || !member->is_method || warner->extends_types) {
        return false;
    }
    const enum known_type object = infer_type(&warner->inferrer, node->as.member.object);
    warn_member(warner, WARN_NOT_CALLED, node, warn_text(warner, "call it: %s()", member->name),
                "%s of %s is a function, not its result", member->name, known_type_name(object));
    return true;
}

/* `if (a = b)`. Loops may take a value and test it at once; so may an `if` that is given a call's. */
static void check_assignment(struct warner *warner, const struct ast_node *node, bool in_loop) {
    const struct ast_node *value = node->as.assign.value;
    const bool literal = value->kind == NODE_NUMBER || value->kind == NODE_BOOLEAN ||
                         value->kind == NODE_NULL || is_constant_text(value) ||
                         value->kind == NODE_STRING;
    const bool plain =
        value->kind == NODE_IDENTIFIER || value->kind == NODE_MEMBER || value->kind == NODE_INDEX;
    if (node->as.assign.operator_ != OP_NONE || node->parenthesised ||
        !(literal || (plain && !in_loop))) {
        return;
    }
    warn(warner, WARN_ASSIGNMENT, node,
         "compare with == or ===", "this assigns to %s; it does not compare",
         warn_source(warner, node->as.assign.target));
}

/* `x == "a" || "b"` */
static void check_literal_operand(struct warner *warner, const struct ast_node *node,
                                  const struct ast_node *whole) {
    const struct ast_node *first = whole->as.binary.left;
    while (first->kind == NODE_LOGICAL) {
        first = first->as.binary.left;
    }
    const char *hint = "leave it out, or compare something with it";
    if (is_comparison(first)) {
        static const char *const signs[] = {"==", "!=", "===", "!==", "<", "<=", ">", ">="};
        hint = warn_text(warner, "write out each comparison: … %s %s %s %s",
                         whole->as.binary.operator_ == OP_OR ? "||" : "&&",
                         warn_source(warner, first->as.binary.left),
                         signs[first->as.binary.operator_ - OP_EQUAL], warn_source(warner, node));
    }
    warn(warner, WARN_CONSTANT, node, hint, "%s alone is always true here",
         warn_source(warner, node));
}

static bool contains_literal(const struct ast_node *node) {
    if (node->kind == NODE_LOGICAL) {
        return contains_literal(node->as.binary.left) || contains_literal(node->as.binary.right);
    }
    return is_true_literal(node);
}

/* What is tested: the operand of an `if`, a loop, `!`, or of && and || inside. */
static void check_test(struct warner *warner, const struct ast_node *node, bool in_loop,
                       const struct ast_node *whole) {
    if (node->kind == NODE_LOGICAL && node->as.binary.operator_ != OP_NULLISH) {
        check_test(warner, node->as.binary.left, in_loop, node);
        check_test(warner, node->as.binary.right, in_loop, node);
        return;
    }
    if (node->kind == NODE_ASSIGN) {
        check_assignment(warner, node, in_loop);
    } else if (node->kind == NODE_FUNCTION) {
        warn(warner, WARN_CONSTANT, node,
             node->as.function->kind == FUNCTION_ARROW ? "\"at least\" is written >=" : NULL,
             "a function is always true");
    } else if (whole != NULL && is_true_literal(node)) {
        check_literal_operand(warner, node, whole);
    } else if (infer_member(&warner->inferrer, node) != NULL &&
               !warn_is_guarded(warner, node, true)) {
        warn_not_called(warner, node);
    }
}

static void report_chain(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *subject = NULL;
    const enum range_verdict verdict = warn_range_chain(warner, node, &subject);
    if (verdict == RANGE_ALWAYS) {
        warn(warner, WARN_CONSTANT, node, "with && both parts must hold",
             "this is always true, whatever %s is", warn_source(warner, subject));
    } else if (verdict == RANGE_NEVER) {
        warn(warner, WARN_CONSTANT, node, "with || one of the parts is enough",
             "this is never true, whatever %s is", warn_source(warner, subject));
    }
}

/* One comparison: never true anywhere; always true only where it is all that is tested. */
static void report_single(struct warner *warner, const struct ast_node *node, bool whole) {
    const enum range_verdict verdict = warn_range_single(warner, node);
    const bool differs = node->as.binary.operator_ == OP_NOT_EQUAL ||
                         node->as.binary.operator_ == OP_STRICT_NOT_EQUAL;
    if (verdict == RANGE_NEVER) {
        warn(warner, WARN_CONSTANT, node, NULL, "this is never true: %s does not give such a value",
             warn_source(warner, node->as.binary.left));
    } else if (verdict == RANGE_ALWAYS && (differs || whole)) {
        warn(warner, WARN_CONSTANT, node, NULL, "this is always true, whatever %s gives",
             warn_source(warner, node->as.binary.left));
    }
}

/* The same condition again in `else if`: it was false before. */
static void check_else_if(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *earlier = node;
    for (uint32_t steps = 0; steps < 64; steps++) {
        const struct ast_node *parent = warner->analysis->parents[earlier->id];
        if (parent == NULL || parent->kind != NODE_IF || parent->as.conditional.no != earlier) {
            return;
        }
        if (infer_pure(&warner->inferrer, node->as.conditional.test) &&
            infer_same(&warner->inferrer, node->as.conditional.test, parent->as.conditional.test)) {
            warn(warner, WARN_DUPLICATE, node->as.conditional.test, NULL,
                 "the same condition was tested before in this chain: this branch never runs");
            return;
        }
        earlier = parent;
    }
}

/* `if (a);`: what follows runs in any case. */
static void check_empty_body(struct warner *warner, const struct ast_node *node) {
    if (node->as.conditional.yes->kind == NODE_EMPTY && node->as.conditional.no == NULL) {
        warn(warner, WARN_EMPTY_BODY, node->as.conditional.yes,
             "take the semicolon away, or write {} where nothing shall happen",
             "this semicolon is all that the if decides about");
    }
}

static bool is_test_of(const struct ast_node *parent, const struct ast_node *node) {
    switch (parent != NULL ? (enum ast_kind)parent->kind : NODE_EMPTY) {
    case NODE_IF:
    case NODE_CONDITIONAL: return parent->as.conditional.test == node;
    case NODE_UNARY: return parent->as.unary.operator_ == OP_NOT;
    default: return false;
    }
}

static void check_logical(struct warner *warner, const struct ast_node *node) {
    const enum ast_operator operator_ = node->as.binary.operator_;
    const struct ast_node *parent = warner->analysis->parents[node->id];
    const struct ast_node *left = node->as.binary.left;
    const struct ast_node *right = node->as.binary.right;
    if (operator_ == OP_NULLISH) {
        return;
    }
    if (parent == NULL || parent->kind != NODE_LOGICAL ||
        parent->as.binary.operator_ != operator_) {
        report_chain(warner, node);
    }
    /* `case "a" || "b"`, `x == ("a" || "b")`, `y = x == "a" || "b"`; conditions are check_test's */
    const struct ast_node *outer = parent;
    const struct ast_node *inner = node;
    while (outer != NULL && outer->kind == NODE_LOGICAL) {
        inner = outer;
        outer = warner->analysis->parents[outer->id];
    }
    const bool tested = is_test_of(outer, inner) ||
                        (outer != NULL && (outer->kind == NODE_WHILE || outer->kind == NODE_FOR ||
                                           outer->kind == NODE_DO_WHILE));
    if (tested || operator_ != OP_OR) {
        return;
    }
    if (is_true_literal(left)) {
        warn(warner, WARN_CONSTANT, right, "write out each comparison, or a case for each value",
             "this is never looked at: %s before || counts as true", warn_source(warner, left));
    } else if (is_comparison(left) && is_true_literal(right)) {
        check_literal_operand(warner, right, node);
    }
}

void warn_condition_node(struct warner *warner, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_IF:
        check_else_if(warner, node);
        check_empty_body(warner, node);
        check_test(warner, node->as.conditional.test, false, NULL);
        break;
    case NODE_CONDITIONAL: check_test(warner, node->as.conditional.test, false, NULL); break;
    case NODE_WHILE:
    case NODE_DO_WHILE: check_test(warner, node->as.loop.test, true, NULL); break;
    case NODE_FOR:
        if (node->as.for_.test != NULL) {
            check_test(warner, node->as.for_.test, true, NULL);
        }
        break;
    case NODE_LOGICAL: check_logical(warner, node); break;
    case NODE_UNARY:
        if (node->as.unary.operator_ == OP_NOT && !contains_literal(node->as.unary.operand)) {
            check_test(warner, node->as.unary.operand, false, NULL);
        }
        break;
    case NODE_BINARY:
        if (is_comparison(node)) {
            report_single(warner, node, is_test_of(warner->analysis->parents[node->id], node));
        }
        break;
    default: break;
    }
}
