/*
 * compiler/parser_build.c: nodes that lowering makes, names of numbers, names of functions.
 */
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

const struct atom *build_number_name(struct parser *parser, double number) {
    char text[AST_NUMBER_TEXT_MAX];
    return atom_intern(parser->atoms, text, ast_number_text(number, text));
}
