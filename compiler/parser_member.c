/*
 * compiler/parser_member.c: members, calls, optional chains, new and super (ECMA-262 13.3).
 */
#include "compiler/parser_internal.h"

static struct ast_node *parse_dot(struct parser *parser, struct ast_node *object, bool optional) {
    const uint32_t name_position = parser->token.position;
    if (parser->token.kind == TOKEN_PRIVATE_NAME) {
        struct ast_node *node = parser_node(parser, NODE_PRIVATE_MEMBER, object->position);
        node->as.private_member.object = object;
        node->as.private_member.name = parser->token.name;
        node->as.private_member.name_position = name_position;
        node->as.private_member.optional = optional;
        parser_advance(parser);
        return parser_finish(parser, node);
    }
    struct ast_node *node = parser_node(parser, NODE_MEMBER, object->position);
    node->as.member.object = object;
    node->as.member.name_position = name_position;
    node->as.member.optional = optional;
    node->as.member.name = parse_property_name_atom(parser);
    return parser_finish(parser, node);
}

static struct ast_node *parse_bracket(struct parser *parser, struct ast_node *object,
                                      bool optional) {
    struct ast_node *node = parser_node(parser, NODE_INDEX, object->position);
    parser_advance(parser);
    node->as.index.object = object;
    node->as.index.optional = optional;
    node->as.index.index = parse_expression_in(parser);
    parser_expect(parser, TOKEN_RIGHT_BRACKET, "behind the index");
    return parser_finish(parser, node);
}

static struct ast_node *parse_call(struct parser *parser, struct ast_node *callee, bool optional) {
    struct ast_node *node = parser_node(parser, NODE_CALL, callee->position);
    node->as.call.callee = callee;
    node->as.call.optional = optional;
    if (callee->kind == NODE_IDENTIFIER) {
        callee->as.identifier.flags |= IDENTIFIER_CALLED;
    }
    parse_arguments(parser, &node->as.call.arguments);
    return parser_finish(parser, node);
}

/* Behind `?.`. */
static struct ast_node *parse_optional(struct parser *parser, struct ast_node *object) {
    if (parser->typescript && parser->token.kind == TOKEN_LESS) {
        parse_type_arguments(parser);
    }
    switch (parser->token.kind) {
    case TOKEN_LEFT_PAREN: return parse_call(parser, object, true);
    case TOKEN_LEFT_BRACKET: return parse_bracket(parser, object, true);
    case TOKEN_TEMPLATE:
        parser_fail(parser, DIAG_SYNTAX, parser->token.position, parser->token.position + 1, NULL,
                    "a tagged template cannot be part of an optional chain");
    default: return parse_dot(parser, object, true);
    }
}

static struct ast_node *close_chain(struct parser *parser, struct ast_node *node, bool open) {
    if (!open) {
        return node;
    }
    struct ast_node *chain = parser_node(parser, NODE_CHAIN, node->position);
    chain->as.unary.operand = node;
    return parser_finish(parser, chain);
}

/* Everything that may follow a primary expression. `calls` false: a callee of `new`. */
static struct ast_node *parse_tail(struct parser *parser, struct ast_node *node, bool calls) {
    bool chain = false;
    for (;;) {
        switch (parser->token.kind) {
        case TOKEN_DOT:
            parser_advance(parser);
            node = parse_dot(parser, node, false);
            break;
        case TOKEN_LEFT_BRACKET: node = parse_bracket(parser, node, false); break;
        case TOKEN_QUESTION_DOT:
            if (!calls) {
                parser_fail(parser, DIAG_SYNTAX, parser->token.position, parser->token.end,
                            "put the chain in parentheses",
                            "an optional chain cannot follow 'new' directly");
            }
            parser_advance(parser);
            chain = true;
            node = parse_optional(parser, node);
            break;
        case TOKEN_LEFT_PAREN:
            if (!calls) {
                return node;
            }
            node = parse_call(parser, node, false);
            break;
        case TOKEN_TEMPLATE:
            if (chain) {
                parser_fail(parser, DIAG_SYNTAX, parser->token.position, parser->token.position + 1,
                            NULL, "a tagged template cannot be part of an optional chain");
            }
            node = parse_template(parser, node, node->position);
            break;
        case TOKEN_BANG:
            if (!parser->typescript || parser->token.newline_before) {
                return close_chain(parser, node, chain);
            }
            parser_advance(parser); /* x!: not null, says the author */
            break;
        case TOKEN_LESS:
        case TOKEN_SHIFT_LEFT:
            if (!parser->typescript || !parse_call_type_arguments(parser)) {
                return close_chain(parser, node, chain);
            }
            break;
        default: return close_chain(parser, node, chain);
        }
    }
}

/* `super` as the start of a member or call. */
static struct ast_node *parse_super(struct parser *parser) {
    const uint32_t position = parser->token.position;
    const uint32_t end = parser->token.end;
    parser_advance(parser);
    if (parser->typescript && parser->token.kind == TOKEN_LESS) {
        parse_call_type_arguments(parser);
    }
    if (parser->token.kind == TOKEN_LEFT_PAREN) {
        if (!parser->function->super_call) {
            parser_early(parser, position, end, "call it in the constructor of a derived class",
                         "'super(...)' outside the constructor of a class with 'extends'");
        }
        struct ast_node *node = parser_node(parser, NODE_SUPER_CALL, position);
        parse_arguments(parser, &node->as.super_call.arguments);
        return parser_finish(parser, node);
    }
    if (!parser->function->super_member) {
        parser_early(parser, position, end, "use it in methods only", "'super' outside a method");
    }
    struct ast_node *node = parser_node(parser, NODE_SUPER_MEMBER, position);
    if (parser_accept(parser, TOKEN_DOT)) {
        node->as.super_member.name = parse_property_name_atom(parser);
    } else if (parser_accept(parser, TOKEN_LEFT_BRACKET)) {
        node->as.super_member.index = parse_expression_in(parser);
        parser_expect(parser, TOKEN_RIGHT_BRACKET, "behind the index");
    } else {
        parser_unexpected(parser, "'.', '[' or '(' behind super");
    }
    return parser_finish(parser, node);
}

static struct ast_node *parse_new_target(struct parser *parser, uint32_t position) {
    parser_advance(parser);
    if (!parser_at_name(parser, parser->names->target)) {
        parser_unexpected(parser, "'target' behind 'new.'");
    }
    struct ast_node *node = parser_node(parser, NODE_NEW_TARGET, position);
    parser_advance(parser);
    if (!parser->function->new_target) {
        parser_early(parser, position, parser->previous_end, "use it in functions only",
                     "'new.target' outside a function");
    }
    return parser_finish(parser, node);
}

static struct ast_node *parse_callee_start(struct parser *parser);

static struct ast_node *parse_new(struct parser *parser) {
    const uint32_t position = parser->token.position;
    parser_enter(parser);
    parser_advance(parser);
    if (parser->token.kind == TOKEN_DOT) {
        parser_leave(parser);
        return parse_new_target(parser, position);
    }
    struct ast_node *node = parser_node(parser, NODE_NEW, position);
    if (parser->token.kind == TOKEN_IMPORT) {
        parser_unexpected(parser, "a constructor");
    }
    node->as.call.callee = parse_tail(parser, parse_callee_start(parser), false);
    if (node->as.call.callee->kind == NODE_SUPER_CALL) {
        parser_fail(parser, DIAG_SYNTAX, position, parser->previous_end, NULL,
                    "'new super()' is not possible");
    }
    if (parser->token.kind == TOKEN_LEFT_PAREN) {
        parse_arguments(parser, &node->as.call.arguments);
    }
    parser_leave(parser);
    return parser_finish(parser, node);
}

/* `import(file)` and `import.meta`, read to be refused by name. */
static struct ast_node *parse_import_expression(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_NULL, parser->token.position);
    struct ast_list arguments;
    parser_unsupported(parser, parser->token.position, parser->token.end,
                       "put everything the applet needs into its one file", "modules are");
    parser_advance(parser);
    if (parser_accept(parser, TOKEN_DOT)) {
        parse_property_name_atom(parser);
    }
    if (parser->token.kind == TOKEN_LEFT_PAREN) {
        parse_arguments(parser, &arguments);
    }
    return parser_finish(parser, node);
}

static struct ast_node *parse_callee_start(struct parser *parser) {
    if (parser->token.escaped) {
        return parse_primary(parser);
    }
    switch (parser->token.kind) {
    case TOKEN_NEW: return parse_new(parser);
    case TOKEN_SUPER: return parse_super(parser);
    case TOKEN_IMPORT: return parse_import_expression(parser);
    default: return parse_primary(parser);
    }
}

struct ast_node *parse_left_hand_side(struct parser *parser) {
    return parse_tail(parser, parse_callee_start(parser), true);
}
