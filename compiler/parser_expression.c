/*
 * compiler/parser_expression.c: operators, assignment, calls and members (ECMA-262 13.3 to 13.16).
 */
#include "compiler/parser_internal.h"

struct operator_row {
    uint8_t precedence; /* 0: no binary operator */
    uint8_t operator_;
};

enum {
    PRECEDENCE_NULLISH = 1,
    PRECEDENCE_OR,
    PRECEDENCE_AND,
    PRECEDENCE_BIT_OR,
    PRECEDENCE_BIT_XOR,
    PRECEDENCE_BIT_AND,
    PRECEDENCE_EQUALITY,
    PRECEDENCE_RELATIONAL,
    PRECEDENCE_SHIFT,
    PRECEDENCE_ADDITIVE,
    PRECEDENCE_MULTIPLICATIVE,
    PRECEDENCE_POWER,
};

static const struct operator_row binary_operators[TOKEN_KIND_COUNT] = {
    [TOKEN_NULLISH] = {PRECEDENCE_NULLISH, OP_NULLISH},
    [TOKEN_OR] = {PRECEDENCE_OR, OP_OR},
    [TOKEN_AND] = {PRECEDENCE_AND, OP_AND},
    [TOKEN_BIT_OR] = {PRECEDENCE_BIT_OR, OP_BIT_OR},
    [TOKEN_BIT_XOR] = {PRECEDENCE_BIT_XOR, OP_BIT_XOR},
    [TOKEN_BIT_AND] = {PRECEDENCE_BIT_AND, OP_BIT_AND},
    [TOKEN_EQUAL] = {PRECEDENCE_EQUALITY, OP_EQUAL},
    [TOKEN_NOT_EQUAL] = {PRECEDENCE_EQUALITY, OP_NOT_EQUAL},
    [TOKEN_STRICT_EQUAL] = {PRECEDENCE_EQUALITY, OP_STRICT_EQUAL},
    [TOKEN_STRICT_NOT_EQUAL] = {PRECEDENCE_EQUALITY, OP_STRICT_NOT_EQUAL},
    [TOKEN_LESS] = {PRECEDENCE_RELATIONAL, OP_LESS},
    [TOKEN_GREATER] = {PRECEDENCE_RELATIONAL, OP_GREATER},
    [TOKEN_LESS_EQUAL] = {PRECEDENCE_RELATIONAL, OP_LESS_EQUAL},
    [TOKEN_GREATER_EQUAL] = {PRECEDENCE_RELATIONAL, OP_GREATER_EQUAL},
    [TOKEN_INSTANCEOF] = {PRECEDENCE_RELATIONAL, OP_INSTANCEOF},
    [TOKEN_IN] = {PRECEDENCE_RELATIONAL, OP_IN},
    [TOKEN_SHIFT_LEFT] = {PRECEDENCE_SHIFT, OP_SHIFT_LEFT},
    [TOKEN_SHIFT_RIGHT] = {PRECEDENCE_SHIFT, OP_SHIFT_RIGHT},
    [TOKEN_SHIFT_RIGHT_UNSIGNED] = {PRECEDENCE_SHIFT, OP_SHIFT_RIGHT_UNSIGNED},
    [TOKEN_PLUS] = {PRECEDENCE_ADDITIVE, OP_ADD},
    [TOKEN_MINUS] = {PRECEDENCE_ADDITIVE, OP_SUBTRACT},
    [TOKEN_STAR] = {PRECEDENCE_MULTIPLICATIVE, OP_MULTIPLY},
    [TOKEN_SLASH] = {PRECEDENCE_MULTIPLICATIVE, OP_DIVIDE},
    [TOKEN_PERCENT] = {PRECEDENCE_MULTIPLICATIVE, OP_REMAINDER},
    [TOKEN_POWER] = {PRECEDENCE_POWER, OP_POWER},
};

/* Assignment operators; 1 stands for plain `=`, else 1 + enum ast_operator. */
static const uint8_t assignment_operators[TOKEN_KIND_COUNT] = {
    [TOKEN_ASSIGN] = 1 + OP_NONE,
    [TOKEN_ASSIGN_ADD] = 1 + OP_ADD,
    [TOKEN_ASSIGN_SUBTRACT] = 1 + OP_SUBTRACT,
    [TOKEN_ASSIGN_MULTIPLY] = 1 + OP_MULTIPLY,
    [TOKEN_ASSIGN_DIVIDE] = 1 + OP_DIVIDE,
    [TOKEN_ASSIGN_REMAINDER] = 1 + OP_REMAINDER,
    [TOKEN_ASSIGN_POWER] = 1 + OP_POWER,
    [TOKEN_ASSIGN_SHIFT_LEFT] = 1 + OP_SHIFT_LEFT,
    [TOKEN_ASSIGN_SHIFT_RIGHT] = 1 + OP_SHIFT_RIGHT,
    [TOKEN_ASSIGN_SHIFT_RIGHT_UNSIGNED] = 1 + OP_SHIFT_RIGHT_UNSIGNED,
    [TOKEN_ASSIGN_BIT_AND] = 1 + OP_BIT_AND,
    [TOKEN_ASSIGN_BIT_OR] = 1 + OP_BIT_OR,
    [TOKEN_ASSIGN_BIT_XOR] = 1 + OP_BIT_XOR,
    [TOKEN_ASSIGN_AND] = 1 + OP_AND,
    [TOKEN_ASSIGN_OR] = 1 + OP_OR,
    [TOKEN_ASSIGN_NULLISH] = 1 + OP_NULLISH,
};

static struct ast_node *parse_unary(struct parser *parser);

/* `#name in object` */
static struct ast_node *parse_private_in(struct parser *parser, unsigned minimum) {
    struct ast_node *node = parser_node(parser, NODE_PRIVATE_IN, parser->token.position);
    node->as.private_member.name = parser->token.name;
    node->as.private_member.name_position = parser->token.position;
    parser_advance(parser);
    if (parser->token.kind != TOKEN_IN || parser->no_in || minimum >= PRECEDENCE_RELATIONAL) {
        parser_unexpected(parser, "'in' behind a private name");
    }
    return node;
}

/* Mixing ?? with || or && needs parentheses (ECMA-262 13.13). */
static void check_mixed_logical(struct parser *parser, enum ast_operator operator_,
                                const struct ast_node *side) {
    if (side->kind != NODE_LOGICAL || side->parenthesised) {
        return;
    }
    const bool one = operator_ == OP_NULLISH;
    const bool other = side->as.binary.operator_ == OP_NULLISH;
    if (one != other) {
        parser_fail(parser, DIAG_SYNTAX, side->position, side->end, "add parentheses",
                    "'?\?' cannot be mixed with '||' or '&&' without parentheses");
    }
}

static struct ast_node *join_binary(struct parser *parser, enum ast_operator operator_,
                                    struct ast_node *left, struct ast_node *right) {
    const bool logical = operator_ == OP_AND || operator_ == OP_OR || operator_ == OP_NULLISH;
    if (left->kind == NODE_PRIVATE_IN && left->as.private_member.object == NULL) {
        left->as.private_member.object = right;
        return parser_finish(parser, left);
    }
    if (logical) {
        check_mixed_logical(parser, operator_, left);
        check_mixed_logical(parser, operator_, right);
    }
    struct ast_node *node =
        parser_node(parser, logical ? NODE_LOGICAL : NODE_BINARY, left->position);
    node->as.binary.operator_ = operator_;
    node->as.binary.left = left;
    node->as.binary.right = right;
    return parser_finish(parser, node);
}

/* TypeScript's `as T`, `as const` and `satisfies T`: only their syntax matters. */
static bool parse_as(struct parser *parser) {
    if (!parser->typescript || parser->token.newline_before ||
        (!parser_at_name(parser, parser->names->as) &&
         !parser_at_name(parser, parser->names->satisfies))) {
        return false;
    }
    parser_advance(parser);
    if (!parser_accept(parser, TOKEN_CONST)) {
        parse_type(parser);
    }
    return true;
}

static struct ast_node *parse_binary(struct parser *parser, unsigned minimum) {
    struct ast_node *left = NULL;
    if (parser->token.kind == TOKEN_PRIVATE_NAME) {
        left = parse_private_in(parser, minimum);
    } else {
        left = parse_unary(parser);
    }
    for (;;) {
        const struct operator_row row = binary_operators[parser->token.kind];
        if (minimum < PRECEDENCE_RELATIONAL && parse_as(parser)) {
            continue;
        }
        if (row.precedence <= minimum || (row.operator_ == OP_IN && parser->no_in) ||
            parser->token.escaped) {
            return left;
        }
        if (row.operator_ == OP_POWER && left->kind == NODE_UNARY && !left->parenthesised) {
            parser_fail(parser, DIAG_SYNTAX, left->position, left->end, "add parentheses",
                        "a unary operator before '**' needs parentheses");
        }
        parser_advance(parser);
        /* Left to right, except for `**`. */
        const unsigned next = row.operator_ == OP_POWER ? row.precedence - 1u : row.precedence;
        parser_enter(parser);
        struct ast_node *right = parse_binary(parser, next);
        parser_leave(parser);
        left = join_binary(parser, (enum ast_operator)row.operator_, left, right);
    }
}

static struct ast_node *parse_conditional(struct parser *parser) {
    struct ast_node *test = parse_binary(parser, 0);
    if (parser->token.kind != TOKEN_QUESTION) {
        return test;
    }
    struct ast_node *node = parser_node(parser, NODE_CONDITIONAL, test->position);
    parser_advance(parser);
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    parser->no_in = false;
    parser->conditional_yes = true;
    node->as.conditional.test = test;
    node->as.conditional.yes = parse_assignment(parser);
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    parser_expect(parser, TOKEN_COLON, "behind the conditional's first value");
    node->as.conditional.no = parse_assignment(parser);
    return parser_finish(parser, node);
}

static _Noreturn void fail_cover(struct parser *parser) {
    const uint32_t position = parser->cover_error;
    if (parser->cover_duplicate) {
        parser_fail(parser, DIAG_EARLY, position, position + 9, "keep one of them",
                    "duplicate __proto__ in an object literal");
    }
    parser_fail(parser, DIAG_SYNTAX, position, position + 1, "write ':' in an object literal",
                "'=' is only allowed in a destructuring pattern");
}

/* At an assignment operator behind `left`. */
static struct ast_node *parse_assign_to(struct parser *parser, struct ast_node *left) {
    const enum ast_operator operator_ =
        (enum ast_operator)(assignment_operators[parser->token.kind] - 1);
    struct ast_node *node = parser_node(parser, NODE_ASSIGN, left->position);
    if (operator_ == OP_NONE && (left->kind == NODE_OBJECT || left->kind == NODE_ARRAY)) {
        parser->cover_error = NO_POSITION;
    }
    const bool logical = operator_ == OP_AND || operator_ == OP_OR || operator_ == OP_NULLISH;
    left = logical ? convert_to_target(parser, left, false)
                   : convert_to_reference(parser, left, operator_ == OP_NONE);
    if (left->kind == NODE_IDENTIFIER && operator_ != OP_NONE) {
        left->as.identifier.flags |= IDENTIFIER_READ;
    }
    parser_advance(parser);
    node->as.assign.operator_ = operator_;
    node->as.assign.target = left;
    node->as.assign.value = parse_assignment(parser);
    if (left->kind == NODE_IDENTIFIER && !left->parenthesised &&
        (operator_ == OP_NONE || operator_ == OP_AND || operator_ == OP_OR ||
         operator_ == OP_NULLISH)) {
        build_infer_name(node->as.assign.value, left->as.identifier.name);
    }
    return parser_finish(parser, node);
}

static bool try_async_arrow(struct parser *parser, void *context) {
    struct ast_node **node = context;
    refuse_async(parser, "async functions are");
    *node = parse_arrow(parser);
    return *node != NULL;
}

/* `async x =>`, `async (x) =>`, `async function`: read to be refused by name; else NULL. */
static struct ast_node *parse_async(struct parser *parser) {
    struct ast_node *node = NULL;
    struct token next;
    if (!parser_at_name(parser, parser->names->async)) {
        return NULL;
    }
    parser_peek(parser, &next);
    if (next.newline_before) {
        return NULL;
    }
    if (next.kind == TOKEN_FUNCTION || (next.kind == TOKEN_IDENTIFIER && !parser->no_in)) {
        refuse_async(parser, "async functions are");
    } else if (next.kind == TOKEN_IDENTIFIER || next.kind == TOKEN_LEFT_PAREN ||
               (next.kind == TOKEN_LESS && parser->typescript)) {
        parser_attempt(parser, try_async_arrow, &node);
    }
    return node;
}

struct ast_node *parse_assignment_cover(struct parser *parser) {
    parser_enter(parser);
    const enum token_kind kind = parser->token.kind;
    if (kind == TOKEN_IDENTIFIER) {
        struct ast_node *arrow = parse_async(parser);
        if (arrow != NULL) {
            parser_leave(parser);
            return arrow;
        }
    }
    if (kind == TOKEN_IDENTIFIER || kind == TOKEN_LEFT_PAREN || kind == TOKEN_LESS) {
        struct ast_node *arrow = parse_arrow(parser);
        if (arrow != NULL) {
            parser_leave(parser);
            return arrow;
        }
    }
    const uint32_t outer_error = parser->cover_error;
    const bool outer_duplicate = parser->cover_duplicate;
    parser->cover_error = NO_POSITION;
    struct ast_node *node = parse_conditional(parser);
    if (assignment_operators[parser->token.kind] != 0) {
        node = parse_assign_to(parser, node);
    }
    const bool may_be_pattern =
        (node->kind == NODE_OBJECT || node->kind == NODE_ARRAY) && !node->parenthesised;
    if (parser->cover_error != NO_POSITION && !may_be_pattern) {
        fail_cover(parser);
    }
    if (parser->cover_error == NO_POSITION) {
        parser->cover_error = outer_error;
        parser->cover_duplicate = outer_duplicate;
    }
    parser_leave(parser);
    return node;
}

struct ast_node *parse_assignment(struct parser *parser) {
    const uint32_t outer_error = parser->cover_error;
    parser->cover_error = NO_POSITION;
    struct ast_node *node = parse_assignment_cover(parser);
    if (parser->cover_error != NO_POSITION) {
        fail_cover(parser);
    }
    parser->cover_error = outer_error;
    return node;
}

struct ast_node *parse_assignment_in(struct parser *parser) {
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    parser->no_in = false;
    parser->conditional_yes = false;
    struct ast_node *node = parse_assignment(parser);
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    return node;
}

struct ast_node *parse_expression(struct parser *parser) {
    struct ast_node *first = parse_assignment(parser);
    if (parser->token.kind != TOKEN_COMMA) {
        return first;
    }
    struct ast_node *node = parser_node(parser, NODE_SEQUENCE, first->position);
    struct list_builder items = {0};
    parser_push(parser, &items, first);
    while (parser_accept(parser, TOKEN_COMMA)) {
        parser_push(parser, &items, parse_assignment(parser));
    }
    node->as.list = parser_list(&items);
    return parser_finish(parser, node);
}

struct ast_node *parse_expression_in(struct parser *parser) {
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    parser->no_in = false;
    parser->conditional_yes = false;
    struct ast_node *node = parse_expression(parser);
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    return node;
}

/* --- Unary and update --- */

static enum ast_operator unary_operator(enum token_kind kind) {
    switch (kind) {
    case TOKEN_PLUS: return OP_PLUS;
    case TOKEN_MINUS: return OP_MINUS;
    case TOKEN_BANG: return OP_NOT;
    case TOKEN_TILDE: return OP_BIT_NOT;
    case TOKEN_TYPEOF: return OP_TYPEOF;
    case TOKEN_VOID: return OP_VOID;
    case TOKEN_DELETE: return OP_DELETE;
    default: return OP_NONE;
    }
}

static void check_delete(struct parser *parser, struct ast_node *operand) {
    const struct ast_node *target =
        operand->kind == NODE_CHAIN ? operand->as.unary.operand : operand;
    if (target->kind == NODE_PRIVATE_MEMBER) {
        parser_early(parser, target->position, target->end, "assign undefined instead",
                     "a private field cannot be deleted");
    }
    if (operand->kind != NODE_IDENTIFIER) {
        return;
    }
    operand->as.identifier.flags = IDENTIFIER_DELETED;
    if (parser->strict) {
        parser_early(parser, operand->position, operand->end, "assign undefined instead",
                     "a variable cannot be deleted in strict mode");
    }
}

static struct ast_node *parse_prefix_operator(struct parser *parser, enum ast_operator operator_) {
    struct ast_node *node = parser_node(parser, NODE_UNARY, parser->token.position);
    parser_advance(parser);
    struct ast_node *operand = parse_unary(parser);
    node->as.unary.operator_ = operator_;
    node->as.unary.operand = operand;
    if (operator_ == OP_TYPEOF && operand->kind == NODE_IDENTIFIER) {
        operand->as.identifier.flags |= IDENTIFIER_TYPEOF;
    } else if (operator_ == OP_DELETE) {
        check_delete(parser, operand);
    }
    return parser_finish(parser, node);
}

static struct ast_node *make_update(struct parser *parser, uint32_t position,
                                    struct ast_node *target, enum token_kind kind, bool prefix) {
    struct ast_node *node = parser_node(parser, NODE_UPDATE, position);
    target = convert_to_reference(parser, target, false);
    if (target->kind == NODE_IDENTIFIER) {
        target->as.identifier.flags |= IDENTIFIER_READ;
    }
    node->as.update.operator_ = kind == TOKEN_INCREMENT ? OP_INCREMENT : OP_DECREMENT;
    node->as.update.prefix = prefix;
    node->as.update.target = target;
    return node;
}

/* In an async function, refused already: a value, so that reading goes on behind it. */
static struct ast_node *parse_await(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_UNARY, parser->token.position);
    if (parser->function->parameters) {
        parser_early(parser, parser->token.position, parser->token.end, NULL,
                     "'await' in the parameters of an async function");
    }
    parser_advance(parser);
    node->as.unary.operator_ = OP_VOID;
    node->as.unary.operand = parse_unary(parser);
    return parser_finish(parser, node);
}

static struct ast_node *parse_unary(struct parser *parser) {
    const enum token_kind kind = parser->token.kind;
    const uint32_t position = parser->token.position;
    const enum ast_operator operator_ = unary_operator(kind);
    struct ast_node *node = NULL;
    parser_enter(parser);
    if (operator_ != OP_NONE && !parser->token.escaped) {
        node = parse_prefix_operator(parser, operator_);
    } else if (kind == TOKEN_INCREMENT || kind == TOKEN_DECREMENT) {
        parser_advance(parser);
        struct ast_node *target = parse_unary(parser);
        node = parser_finish(parser, make_update(parser, position, target, kind, true));
    } else if (parser->function->async && parser_at_name(parser, parser->names->await)) {
        node = parse_await(parser);
    } else if (kind == TOKEN_LESS && parser->typescript) {
        /* A type assertion: <T>expression. */
        parser_advance(parser);
        if (!parser_accept(parser, TOKEN_CONST)) {
            parse_type(parser);
        }
        lexer_split_angle(&parser->lexer, &parser->token);
        parser_expect(parser, TOKEN_GREATER, "behind the type");
        node = parse_unary(parser);
    } else {
        node = parse_left_hand_side(parser);
        const enum token_kind next = parser->token.kind;
        if ((next == TOKEN_INCREMENT || next == TOKEN_DECREMENT) && !parser->token.newline_before) {
            node = make_update(parser, position, node, next, false);
            parser_advance(parser);
            parser_finish(parser, node);
        }
    }
    parser_leave(parser);
    return node;
}
