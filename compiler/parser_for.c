/*
 * compiler/parser_for.c: the three kinds of for statement (ECMA-262 14.7.4, 14.7.5).
 */
#include "compiler/parser_internal.h"

static struct ast_node *parse_plain_for(struct parser *parser, struct ast_node *node,
                                        struct ast_node *init) {
    node->as.for_.init = init;
    parser_expect(parser, TOKEN_SEMICOLON, "behind the first part of for");
    if (parser->token.kind != TOKEN_SEMICOLON) {
        node->as.for_.test = parse_expression_in(parser);
    }
    parser_expect(parser, TOKEN_SEMICOLON, "behind the condition of for");
    if (parser->token.kind != TOKEN_RIGHT_PAREN) {
        node->as.for_.update = parse_expression_in(parser);
    }
    parser_expect(parser, TOKEN_RIGHT_PAREN, "behind the head of for");
    node->as.for_.body = parse_loop_statement(parser, node);
    return parser_finish(parser, node);
}

/* At `in` or `of`. */
static struct ast_node *parse_for_each(struct parser *parser, struct ast_node *node,
                                       struct ast_node *left) {
    const bool of = parser->token.kind != TOKEN_IN;
    node->kind = of ? NODE_FOR_OF : NODE_FOR_IN;
    node->as.for_each.left = left;
    parser_advance(parser);
    node->as.for_each.right = of ? parse_assignment_in(parser) : parse_expression_in(parser);
    parser_expect(parser, TOKEN_RIGHT_PAREN, "behind the head of for");
    node->as.for_each.body = parse_loop_statement(parser, node);
    return parser_finish(parser, node);
}

static bool at_of(struct parser *parser) {
    return parser_at_name(parser, parser->names->of);
}

/* Only `for (var name = value in object)` of sloppy code may have a value (Annex B.3.6). */
static void check_each_declaration(struct parser *parser, const struct ast_node *left) {
    const struct ast_list *list = &left->as.variables.declarators;
    if (list->count != 1) {
        parser_early(parser, left->position, left->end, "declare one variable",
                     "a for-in or for-of loop declares exactly one variable");
        return;
    }
    const struct ast_node *first = list->items[0];
    const bool allowed = left->as.variables.kind == VARIABLE_VAR && !parser->strict &&
                         parser->token.kind == TOKEN_IN &&
                         first->as.assign.target->kind == NODE_IDENTIFIER;
    if (first->as.assign.value != NULL && !allowed) {
        parser_early(parser, first->position, first->end, "delete the value",
                     "the variable of a for-in or for-of loop cannot have a value");
    }
}

static struct ast_node *parse_for_declaration(struct parser *parser, struct ast_node *node,
                                              enum ast_variable_kind kind) {
    const uint32_t position = parser->token.position;
    parser_advance(parser);
    parser->no_in = true;
    struct ast_node *left = parse_variables(parser, kind, position, true);
    parser->no_in = false;
    if (parser->token.kind == TOKEN_IN || at_of(parser)) {
        check_each_declaration(parser, left);
        return parse_for_each(parser, node, left);
    }
    return parse_plain_for(parser, node, left);
}

static struct ast_node *parse_for_expression(struct parser *parser, struct ast_node *node) {
    const struct token first = parser->token;
    parser->no_in = true;
    /* Like parse_expression, but the first part may turn out to be a pattern. */
    parser->cover_error = NO_POSITION;
    struct ast_node *left = parse_assignment_cover(parser);
    if (parser->token.kind == TOKEN_IN || at_of(parser)) {
        parser->no_in = false;
        if (at_of(parser) && first.kind == TOKEN_IDENTIFIER && !first.escaped &&
            (first.name == parser->names->let ||
             (first.name == parser->names->async && left->kind == NODE_IDENTIFIER &&
              !left->parenthesised))) {
            parser_early(parser, first.position, first.end, "choose another name",
                         "a for-of loop cannot start with '%s'", first.name->text);
        }
        parser->cover_error = NO_POSITION;
        return parse_for_each(parser, node, convert_to_reference(parser, left, true));
    }
    if (parser->cover_error != NO_POSITION) {
        parser_fail(parser, DIAG_SYNTAX, parser->cover_error, parser->cover_error + 1, NULL,
                    "'=' is only allowed in a destructuring pattern");
    }
    if (parser->token.kind == TOKEN_COMMA) {
        struct ast_node *sequence = parser_node(parser, NODE_SEQUENCE, left->position);
        struct list_builder items = {0};
        parser_push(parser, &items, left);
        while (parser_accept(parser, TOKEN_COMMA)) {
            parser_push(parser, &items, parse_assignment(parser));
        }
        sequence->as.list = parser_list(&items);
        left = parser_finish(parser, sequence);
    }
    parser->no_in = false;
    return parse_plain_for(parser, node, left);
}

/* In a for head `let` is a declaration unless `in`, `of`, `;` or an operator follows. */
static bool at_for_let(struct parser *parser) {
    if (!parse_at_let(parser)) {
        return false;
    }
    struct token next;
    parser_peek(parser, &next);
    if (next.kind != TOKEN_IDENTIFIER || next.name != parser->names->of) {
        return true;
    }
    /* `for (let of ...)`: `of` is the variable only when `=`, `;`, `,`, `in`, `of` or `:` follows. */
    const struct parser saved = *parser;
    parser_advance(parser);
    parser_peek(parser, &next);
    *parser = saved;
    return next.kind == TOKEN_ASSIGN || next.kind == TOKEN_SEMICOLON || next.kind == TOKEN_COMMA ||
           next.kind == TOKEN_IN || next.kind == TOKEN_COLON ||
           (next.kind == TOKEN_IDENTIFIER && next.name == parser->names->of);
}

struct ast_node *parse_for(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_FOR, parser->token.position);
    parser_advance(parser);
    if (parser_at_name(parser, parser->names->await)) {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "use an ordinary for-of loop", "'for await' loops are");
        parser_advance(parser);
    }
    parser_expect(parser, TOKEN_LEFT_PAREN, "behind 'for'");
    if (parser->token.kind == TOKEN_SEMICOLON) {
        return parse_plain_for(parser, node, NULL);
    }
    if (parser->token.kind == TOKEN_VAR) {
        return parse_for_declaration(parser, node, VARIABLE_VAR);
    }
    if (parser->token.kind == TOKEN_CONST) {
        return parse_for_declaration(parser, node, VARIABLE_CONST);
    }
    if (at_for_let(parser)) {
        return parse_for_declaration(parser, node, VARIABLE_LET);
    }
    return parse_for_expression(parser, node);
}
