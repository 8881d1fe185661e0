/*
 * compiler/parser_build.c: nodes that lowering makes, names of numbers, names of functions.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/parser_internal.h"

struct ast_node *build_identifier(struct parser *parser, const struct atom *name, uint32_t position,
                                  unsigned flags) {
    struct ast_node *node = parser_node(parser, NODE_IDENTIFIER, position);
    node->as.identifier.name = name;
    node->as.identifier.flags = (uint8_t)flags;
    node->end = position;
    return node;
}

struct ast_node *build_string(struct parser *parser, const struct atom *text, uint32_t position) {
    struct ast_node *node = parser_node(parser, NODE_STRING, position);
    node->as.string = atom_to_string(parser->arena, text);
    node->end = position;
    return node;
}

struct ast_node *build_number(struct parser *parser, double number, uint32_t position) {
    struct ast_node *node = parser_node(parser, NODE_NUMBER, position);
    node->as.number = number;
    node->end = position;
    return node;
}

struct ast_node *build_member(struct parser *parser, struct ast_node *object,
                              const struct atom *name, uint32_t position) {
    struct ast_node *node = parser_node(parser, NODE_MEMBER, position);
    node->as.member.object = object;
    node->as.member.name = name;
    node->as.member.name_position = position;
    node->end = position;
    return node;
}

struct ast_node *build_index(struct parser *parser, struct ast_node *object, struct ast_node *index,
                             uint32_t position) {
    struct ast_node *node = parser_node(parser, NODE_INDEX, position);
    node->as.index.object = object;
    node->as.index.index = index;
    node->end = position;
    return node;
}

struct ast_node *build_assign(struct parser *parser, struct ast_node *target,
                              struct ast_node *value, uint32_t position) {
    struct ast_node *node = parser_node(parser, NODE_ASSIGN, position);
    if (target->kind == NODE_IDENTIFIER) {
        target->as.identifier.flags = IDENTIFIER_ASSIGNED;
    }
    node->as.assign.operator_ = OP_NONE;
    node->as.assign.target = target;
    node->as.assign.value = value;
    node->end = position;
    return node;
}

struct ast_node *build_statement(struct parser *parser, struct ast_node *expression) {
    struct ast_node *node = parser_node(parser, NODE_EXPRESSION_STATEMENT, expression->position);
    node->as.unary.operand = expression;
    node->end = expression->end;
    return node;
}

struct ast_node *build_variable(struct parser *parser, enum ast_variable_kind kind,
                                const struct atom *name, struct ast_node *value,
                                uint32_t position) {
    struct list_builder list = {0};
    struct ast_node *declarator = parser_node(parser, NODE_DECLARATOR, position);
    declarator->as.assign.target = build_identifier(parser, name, position, IDENTIFIER_DECLARES);
    declarator->as.assign.value = value;
    declarator->end = position;
    parser_push(parser, &list, declarator);
    struct ast_node *node = parser_node(parser, NODE_VARIABLES, position);
    node->as.variables.kind = kind;
    node->as.variables.declarators = parser_list(&list);
    node->end = position;
    return node;
}

void build_infer_name(struct ast_node *value, const struct atom *name) {
    if (value->kind == NODE_FUNCTION && value->as.function->name == NULL) {
        value->as.function->name = name;
    } else if (value->kind == NODE_CLASS && value->as.class_->name == NULL) {
        value->as.class_->name = name;
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

const struct atom *build_number_name(struct parser *parser, double number) {
    char text[64];
    char digits[40];
    int count = 0;
    if (isnan(number)) {
        return parser->names->nan;
    }
    if (number == 0) {
        return atom_intern(parser->atoms, "0", 1);
    }
    if (isinf(number)) {
        return number > 0 ? parser->names->infinity : atom_intern(parser->atoms, "-Infinity", 9);
    }
    const int point = shortest_digits(fabs(number), digits, &count);
    const char *sign = number < 0 ? "-" : "";
    if (count <= point && point <= 21) {
        snprintf(text, sizeof(text), "%s%.*s%.*s", sign, count, digits, point - count,
                 "000000000000000000000");
    } else if (point > 0 && point <= 21) {
        snprintf(text, sizeof(text), "%s%.*s.%.*s", sign, point, digits, count - point,
                 digits + point);
    } else if (point > -6 && point <= 0) {
        snprintf(text, sizeof(text), "%s0.%.*s%.*s", sign, -point, "000000", count, digits);
    } else if (count == 1) {
        snprintf(text, sizeof(text), "%s%ce%+d", sign, digits[0], point - 1);
    } else {
        snprintf(text, sizeof(text), "%s%c.%.*se%+d", sign, digits[0], count - 1, digits + 1,
                 point - 1);
    }
    return atom_intern(parser->atoms, text, strlen(text));
}
