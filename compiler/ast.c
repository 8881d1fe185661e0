/*
 * compiler/ast.c: helpers over the syntax tree that several phases share.
 */
#include "compiler/ast.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ast_pattern_names(struct ast_node *pattern,
                       void (*visit)(void *context, struct ast_node *name), void *context) {
    if (pattern == NULL) {
        return;
    }
    switch ((enum ast_kind)pattern->kind) {
    case NODE_IDENTIFIER: visit(context, pattern); break;
    case NODE_DEFAULT: ast_pattern_names(pattern->as.assign.target, visit, context); break;
    case NODE_REST: ast_pattern_names(pattern->as.unary.operand, visit, context); break;
    case NODE_PATTERN_PROPERTY:
        ast_pattern_names(pattern->as.property.value, visit, context);
        break;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < pattern->as.list.count; i++) {
            ast_pattern_names(pattern->as.list.items[i], visit, context);
        }
        break;
    default: break; /* members are targets, but declare nothing */
    }
}

typedef void visit_function(void *context, struct ast_node *child);

static void visit_one(struct ast_node *child, visit_function *visit, void *context) {
    if (child != NULL) {
        visit(context, child);
    }
}

static void visit_list(const struct ast_list *list, visit_function *visit, void *context) {
    for (uint32_t i = 0; i < list->count; i++) {
        visit_one(list->items[i], visit, context);
    }
}

static void visit_key(const struct ast_key *key, visit_function *visit, void *context) {
    if (key->kind == KEY_COMPUTED) {
        visit_one(key->as.computed, visit, context);
    }
}

void ast_visit_function(const struct ast_function *function, visit_function *visit, void *context) {
    visit_list(&function->parameters, visit, context);
    visit_list(&function->body, visit, context);
}

static void visit_class(const struct ast_class *class_, visit_function *visit, void *context) {
    visit_one(class_->superclass, visit, context);
    if (class_->constructor != NULL) {
        ast_visit_function(class_->constructor, visit, context);
    }
    visit_list(&class_->members, visit, context);
}

static void visit_statement(struct ast_node *node, visit_function *visit, void *context) {
    switch ((enum ast_kind)node->kind) {
    case NODE_VARIABLES: visit_list(&node->as.variables.declarators, visit, context); break;
    case NODE_FUNCTION_DECLARATION:
        ast_visit_function(node->as.function_declaration.function, visit, context);
        break;
    case NODE_BLOCK: visit_list(&node->as.block.statements, visit, context); break;
    case NODE_FOR:
        visit_one(node->as.for_.init, visit, context);
        visit_one(node->as.for_.test, visit, context);
        visit_one(node->as.for_.update, visit, context);
        visit_one(node->as.for_.body, visit, context);
        break;
    case NODE_FOR_IN:
    case NODE_FOR_OF:
        visit_one(node->as.for_each.left, visit, context);
        visit_one(node->as.for_each.right, visit, context);
        visit_one(node->as.for_each.body, visit, context);
        break;
    case NODE_WHILE:
        visit_one(node->as.loop.test, visit, context);
        visit_one(node->as.loop.body, visit, context);
        break;
    case NODE_DO_WHILE:
        visit_one(node->as.loop.body, visit, context);
        visit_one(node->as.loop.test, visit, context);
        break;
    case NODE_TRY:
        visit_one(node->as.try_.block, visit, context);
        visit_one(node->as.try_.parameter, visit, context);
        visit_one(node->as.try_.handler, visit, context);
        visit_one(node->as.try_.finalizer, visit, context);
        break;
    case NODE_SWITCH:
        visit_one(node->as.switch_.discriminant, visit, context);
        visit_list(&node->as.switch_.cases, visit, context);
        break;
    case NODE_CASE:
        visit_one(node->as.case_.test, visit, context);
        visit_list(&node->as.case_.statements, visit, context);
        break;
    case NODE_LABELED: visit_one(node->as.labeled.body, visit, context); break;
    case NODE_CLASS_MEMBER:
        if (node->as.member_.kind != MEMBER_STATIC_BLOCK) {
            visit_key(&node->as.member_.key, visit, context);
        }
        if (node->as.member_.function != NULL) {
            ast_visit_function(node->as.member_.function, visit, context);
        }
        break;
    default: break; /* literals, this, jumps, empty statements: no children */
    }
}

void ast_visit_children(struct ast_node *node, visit_function *visit, void *context) {
    switch ((enum ast_kind)node->kind) {
    case NODE_TEMPLATE:
    case NODE_TAGGED_TEMPLATE:
        visit_one(node->as.template_.tag, visit, context);
        visit_list(&node->as.template_.expressions, visit, context);
        break;
    case NODE_ARRAY:
    case NODE_OBJECT:
    case NODE_SEQUENCE:
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN: visit_list(&node->as.list, visit, context); break;
    case NODE_PROPERTY:
    case NODE_PATTERN_PROPERTY:
        visit_key(&node->as.property.key, visit, context);
        visit_one(node->as.property.value, visit, context);
        break;
    case NODE_FUNCTION: ast_visit_function(node->as.function, visit, context); break;
    case NODE_CLASS:
    case NODE_CLASS_DECLARATION: visit_class(node->as.class_, visit, context); break;
    case NODE_UNARY:
    case NODE_CHAIN:
    case NODE_SPREAD:
    case NODE_REST:
    case NODE_EXPRESSION_STATEMENT:
    case NODE_RETURN:
    case NODE_THROW: visit_one(node->as.unary.operand, visit, context); break;
    case NODE_UPDATE: visit_one(node->as.update.target, visit, context); break;
    case NODE_BINARY:
    case NODE_LOGICAL:
        visit_one(node->as.binary.left, visit, context);
        visit_one(node->as.binary.right, visit, context);
        break;
    case NODE_ASSIGN:
    case NODE_DEFAULT:
    case NODE_DECLARATOR:
        visit_one(node->as.assign.target, visit, context);
        visit_one(node->as.assign.value, visit, context);
        break;
    case NODE_CONDITIONAL:
    case NODE_IF:
        visit_one(node->as.conditional.test, visit, context);
        visit_one(node->as.conditional.yes, visit, context);
        visit_one(node->as.conditional.no, visit, context);
        break;
    case NODE_CALL:
    case NODE_NEW:
        visit_one(node->as.call.callee, visit, context);
        visit_list(&node->as.call.arguments, visit, context);
        break;
    case NODE_SUPER_CALL: visit_list(&node->as.super_call.arguments, visit, context); break;
    case NODE_MEMBER: visit_one(node->as.member.object, visit, context); break;
    case NODE_INDEX:
        visit_one(node->as.index.object, visit, context);
        visit_one(node->as.index.index, visit, context);
        break;
    case NODE_PRIVATE_MEMBER:
    case NODE_PRIVATE_IN: visit_one(node->as.private_member.object, visit, context); break;
    case NODE_SUPER_MEMBER: visit_one(node->as.super_member.index, visit, context); break;
    default: visit_statement(node, visit, context); break;
    }
}

/* The shortest digits that read back as `number` (positive, finite); returns the exponent n of
 * 0.d1d2... * 10^n, and the count of digits. */
static int shortest_digits(double number, char *digits, int *count) {
    char text[40];
    int precision = 0;
    do {
        snprintf(text, sizeof(text), "%.*e", precision, number);
    } while (strtod(text, NULL) != number && ++precision < 17);
    *count = 0;
    const char *c = text;
    for (; *c != 'e'; c++) {
        if (*c != '.') {
            digits[(*count)++] = *c;
        }
    }
    while (*count > 1 && digits[*count - 1] == '0') {
        (*count)--;
    }
    return atoi(c + 1) + 1;
}

size_t ast_number_text(double number, char text[AST_NUMBER_TEXT_MAX]) {
    char digits[40];
    int count = 0;
    if (number == 0 || isnan(number) || isinf(number)) {
        strcpy(text, number == 0     ? "0"
                     : isnan(number) ? "NaN"
                     : number > 0    ? "Infinity"
                                     : "-Infinity");
        return strlen(text);
    }
    const int point = shortest_digits(fabs(number), digits, &count);
    const char *sign = number < 0 ? "-" : "";
    if (count <= point && point <= 21) {
        snprintf(text, AST_NUMBER_TEXT_MAX, "%s%.*s%.*s", sign, count, digits, point - count,
                 "000000000000000000000");
    } else if (point > 0 && point <= 21) {
        snprintf(text, AST_NUMBER_TEXT_MAX, "%s%.*s.%.*s", sign, point, digits, count - point,
                 digits + point);
    } else if (point > -6 && point <= 0) {
        snprintf(text, AST_NUMBER_TEXT_MAX, "%s0.%.*s%.*s", sign, -point, "000000", count, digits);
    } else if (count == 1) {
        snprintf(text, AST_NUMBER_TEXT_MAX, "%s%ce%+d", sign, digits[0], point - 1);
    } else {
        snprintf(text, AST_NUMBER_TEXT_MAX, "%s%c.%.*se%+d", sign, digits[0], count - 1, digits + 1,
                 point - 1);
    }
    return strlen(text);
}
