/*
 * compiler/parser_type.c: TypeScript types. They are checked for form only and dropped, except
 * that the simplest ones become hints for the optimiser.
 */
#include "compiler/parser_internal.h"

/* `<T extends U = V, ...>` */
void parse_type_parameters(struct parser *parser) {
    if (parser->token.kind != TOKEN_LESS) {
        return;
    }
    parser_advance(parser);
    while (parser->token.kind != TOKEN_GREATER) {
        /* Modifiers: const, in, out. The last name is the parameter's. */
        struct token next;
        parser_peek(parser, &next);
        while (parser->token.kind == TOKEN_CONST || parser->token.kind == TOKEN_IN ||
               (parser_at_name(parser, parser->names->out) && next.kind == TOKEN_IDENTIFIER)) {
            parser_advance(parser);
            parser_peek(parser, &next);
        }
        if (parser->token.kind != TOKEN_IDENTIFIER) {
            parser_unexpected(parser, "a type parameter");
        }
        parser_advance(parser);
        if (parser_accept(parser, TOKEN_EXTENDS)) {
            parse_type(parser);
        }
        if (parser_accept(parser, TOKEN_ASSIGN)) {
            parse_type(parser);
        }
        lexer_split_angle(&parser->lexer, &parser->token);
        if (parser->token.kind != TOKEN_GREATER) {
            parser_expect(parser, TOKEN_COMMA, "or '>' behind the type parameter");
        }
    }
    parser_advance(parser);
}

/* Closes `<...>`: only one `>` of a longer token belongs to it. */
static void expect_greater(struct parser *parser) {
    switch (parser->token.kind) {
    case TOKEN_GREATER:
    case TOKEN_GREATER_EQUAL:
    case TOKEN_SHIFT_RIGHT:
    case TOKEN_SHIFT_RIGHT_UNSIGNED:
    case TOKEN_ASSIGN_SHIFT_RIGHT:
    case TOKEN_ASSIGN_SHIFT_RIGHT_UNSIGNED:
        lexer_split_angle(&parser->lexer, &parser->token);
        parser_advance(parser);
        break;
    default: parser_unexpected(parser, "'>' behind the type arguments");
    }
}

static void parse_type_list(struct parser *parser) {
    lexer_split_angle(&parser->lexer, &parser->token);
    parser_advance(parser);
    parse_type(parser);
    while (parser_accept(parser, TOKEN_COMMA)) {
        parse_type(parser);
    }
}

void parse_type_arguments(struct parser *parser) {
    parse_type_list(parser);
    expect_greater(parser);
}

static bool starts_expression(enum token_kind kind) {
    switch (kind) {
    case TOKEN_IDENTIFIER:
    case TOKEN_PRIVATE_NAME:
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_THIS:
    case TOKEN_SUPER:
    case TOKEN_NULL:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_LEFT_BRACKET:
    case TOKEN_LEFT_BRACE:
    case TOKEN_FUNCTION:
    case TOKEN_CLASS:
    case TOKEN_NEW:
    case TOKEN_SLASH:
    case TOKEN_ASSIGN_DIVIDE:
    case TOKEN_TILDE:
    case TOKEN_BANG:
    case TOKEN_DELETE:
    case TOKEN_TYPEOF:
    case TOKEN_VOID:
    case TOKEN_INCREMENT:
    case TOKEN_DECREMENT:
    case TOKEN_IMPORT:
    case TOKEN_AT: return true;
    default: return false;
    }
}

/*
 * Type arguments of an expression, when what follows them says so: TypeScript's own rule. A `(`
 * or template makes a call; a comparison goes on with an operand on the same line.
 */
static bool try_type_arguments(struct parser *parser, void *context) {
    (void)context;
    parse_type_list(parser);
    if (parser->token.kind != TOKEN_GREATER) {
        return false;
    }
    parser_advance(parser);
    switch (parser->token.kind) {
    case TOKEN_LEFT_PAREN:
    case TOKEN_TEMPLATE: return true;
    case TOKEN_LESS:
    case TOKEN_GREATER:
    case TOKEN_PLUS:
    case TOKEN_MINUS: return false;
    default:
        return parser->token.newline_before || !starts_expression(parser->token.kind) ||
               parser_at_name(parser, parser->names->as) ||
               parser_at_name(parser, parser->names->satisfies);
    }
}

bool parse_call_type_arguments(struct parser *parser) {
    return parser_attempt(parser, try_type_arguments, NULL);
}

/* `(` of a function type rather than of a parenthesised one. */
static bool try_function_parameters(struct parser *parser, void *context) {
    (void)context;
    parser_advance(parser);
    if (parser->token.kind == TOKEN_RIGHT_PAREN || parser->token.kind == TOKEN_ELLIPSIS) {
        return true;
    }
    if (parser->token.kind == TOKEN_IDENTIFIER || parser->token.kind == TOKEN_THIS) {
        parser_advance(parser);
    } else if (parser->token.kind == TOKEN_LEFT_BRACE || parser->token.kind == TOKEN_LEFT_BRACKET) {
        parse_binding_target(parser);
    } else {
        return false;
    }
    switch (parser->token.kind) {
    case TOKEN_COLON:
    case TOKEN_COMMA:
    case TOKEN_QUESTION:
    case TOKEN_ASSIGN: return true;
    case TOKEN_RIGHT_PAREN: {
        parser_advance(parser);
        return parser->token.kind == TOKEN_ARROW;
    }
    default: return false;
    }
}

static bool at_function_type(struct parser *parser) {
    if (parser->token.kind == TOKEN_LESS) {
        return true;
    }
    if (parser->token.kind != TOKEN_LEFT_PAREN) {
        return false;
    }
    return parser_look(parser, try_function_parameters, NULL);
}

/* The parameters of a signature; initialisers are not allowed there. */
static void parse_signature_parameters(struct parser *parser) {
    parser_expect(parser, TOKEN_LEFT_PAREN, "before the parameters");
    while (parser->token.kind != TOKEN_RIGHT_PAREN) {
        parser_accept(parser, TOKEN_ELLIPSIS);
        if (!parser_accept(parser, TOKEN_THIS)) {
            parse_binding_target(parser);
        }
        parser_accept(parser, TOKEN_QUESTION);
        parse_type_annotation(parser);
        if (parser->token.kind != TOKEN_RIGHT_PAREN) {
            parser_expect(parser, TOKEN_COMMA, "between parameters");
        }
    }
    parser_advance(parser);
}

static void parse_signature(struct parser *parser) {
    parse_type_parameters(parser);
    parse_signature_parameters(parser);
    parse_return_type(parser);
}

static void parse_member_end(struct parser *parser) {
    if (!parser_accept(parser, TOKEN_COMMA)) {
        parser_semicolon(parser);
    }
}

/* Whether the current word is a modifier: a name, string, number or `[` follows it. */
static bool is_member_modifier(struct parser *parser) {
    const struct atom_names *names = parser->names;
    if (!parser_at_name(parser, names->readonly) && !parser_at_name(parser, names->get) &&
        !parser_at_name(parser, names->set)) {
        return false;
    }
    struct token next;
    parser_peek(parser, &next);
    return next.name != NULL || next.kind == TOKEN_STRING || next.kind == TOKEN_NUMBER ||
           next.kind == TOKEN_LEFT_BRACKET;
}

/* `{ +readonly [K in T as U]-?: V }` */
static bool try_mapped_type(struct parser *parser, void *context) {
    (void)context;
    parser_advance(parser); /* the brace */
    if (parser->token.kind == TOKEN_PLUS || parser->token.kind == TOKEN_MINUS) {
        parser_advance(parser);
    }
    if (parser_at_name(parser, parser->names->readonly)) {
        parser_advance(parser);
    }
    if (!parser_accept(parser, TOKEN_LEFT_BRACKET) || parser->token.kind != TOKEN_IDENTIFIER) {
        return false;
    }
    parser_advance(parser);
    if (!parser_accept(parser, TOKEN_IN)) {
        return false;
    }
    parse_type(parser);
    if (parser_at_name(parser, parser->names->as)) {
        parser_advance(parser);
        parse_type(parser);
    }
    parser_expect(parser, TOKEN_RIGHT_BRACKET, "in a mapped type");
    if (parser->token.kind == TOKEN_PLUS || parser->token.kind == TOKEN_MINUS) {
        parser_advance(parser);
    }
    parser_accept(parser, TOKEN_QUESTION);
    parse_type_annotation(parser);
    parse_member_end(parser);
    return parser_accept(parser, TOKEN_RIGHT_BRACE);
}

static bool try_index_signature(struct parser *parser, void *context) {
    (void)context;
    if (!parser_accept(parser, TOKEN_LEFT_BRACKET) || parser->token.kind != TOKEN_IDENTIFIER) {
        return false;
    }
    parser_advance(parser);
    if (parser->token.kind != TOKEN_COLON) {
        return false;
    }
    parse_type_annotation(parser);
    parser_expect(parser, TOKEN_RIGHT_BRACKET, "in an index signature");
    parse_type_annotation(parser);
    parse_member_end(parser);
    return true;
}

static void parse_type_member(struct parser *parser) {
    if (parser->token.kind == TOKEN_LEFT_PAREN || parser->token.kind == TOKEN_LESS) {
        parse_signature(parser);
        parse_member_end(parser);
        return;
    }
    struct token next;
    parser_peek(parser, &next);
    if (parser->token.kind == TOKEN_NEW &&
        (next.kind == TOKEN_LEFT_PAREN || next.kind == TOKEN_LESS)) {
        parser_advance(parser);
        parse_signature(parser);
        parse_member_end(parser);
        return;
    }
    while (is_member_modifier(parser)) {
        parser_advance(parser);
    }
    if (parser->token.kind == TOKEN_LEFT_BRACKET &&
        parser_attempt(parser, try_index_signature, NULL)) {
        return;
    }
    struct ast_key key;
    const uint32_t function_count = parser->script->function_count;
    parse_key(parser, &key, false);
    parser->script->function_count = function_count; /* a computed name is dropped too */
    parser_accept(parser, TOKEN_QUESTION);
    if (parser->token.kind == TOKEN_LEFT_PAREN || parser->token.kind == TOKEN_LESS) {
        parse_signature(parser);
    } else {
        parse_type_annotation(parser);
    }
    parse_member_end(parser);
}

void parse_type_members(struct parser *parser) {
    parser_expect(parser, TOKEN_LEFT_BRACE, "before the members");
    while (parser->token.kind != TOKEN_RIGHT_BRACE) {
        parse_type_member(parser);
    }
    parser_advance(parser);
}

static void parse_object_type(struct parser *parser) {
    if (!parser_attempt(parser, try_mapped_type, NULL)) {
        parse_type_members(parser);
    }
}

/* `name:` or `name?:` before the type of a tuple's element. */
static bool try_element_name(struct parser *parser, void *context) {
    (void)context;
    if (parser->token.name == NULL) {
        return false;
    }
    parser_advance(parser);
    parser_accept(parser, TOKEN_QUESTION);
    return parser_accept(parser, TOKEN_COLON);
}

static void parse_tuple_type(struct parser *parser) {
    parser_advance(parser);
    while (parser->token.kind != TOKEN_RIGHT_BRACKET) {
        parser_accept(parser, TOKEN_ELLIPSIS);
        parser_attempt(parser, try_element_name, NULL);
        parse_type(parser);
        parser_accept(parser, TOKEN_QUESTION);
        if (parser->token.kind != TOKEN_RIGHT_BRACKET) {
            parser_expect(parser, TOKEN_COMMA, "or ']' in a tuple type");
        }
    }
    parser_advance(parser);
}

/* `a.b.c`; any word may follow a dot. */
static const struct atom *parse_entity_name(struct parser *parser) {
    const struct atom *name = parser->token.name;
    if (name == NULL) {
        parser_unexpected(parser, "a type");
    }
    parser_advance(parser);
    while (parser_accept(parser, TOKEN_DOT)) {
        name = parse_property_name_atom(parser);
    }
    return name;
}

static enum ast_hint named_hint(const struct parser *parser, const struct atom *name) {
    const struct atom_names *names = parser->names;
    if (name == names->number) {
        return HINT_NUMBER;
    }
    if (name == names->string) {
        return HINT_STRING;
    }
    if (name == names->boolean) {
        return HINT_BOOLEAN;
    }
    return name == names->array || name == names->readonly_array ? HINT_ARRAY : HINT_UNKNOWN;
}

static enum ast_hint parse_type_reference(struct parser *parser) {
    const enum ast_hint hint = named_hint(parser, parse_entity_name(parser));
    if (!parser->token.newline_before &&
        (parser->token.kind == TOKEN_LESS || parser->token.kind == TOKEN_SHIFT_LEFT)) {
        parse_type_arguments(parser);
    }
    return hint;
}

static void parse_template_type(struct parser *parser) {
    for (;;) {
        const bool last = parser->token.template_ends;
        parser_advance(parser);
        if (last) {
            return;
        }
        parse_type(parser);
        if (parser->token.kind != TOKEN_RIGHT_BRACE) {
            parser_unexpected(parser, "'}' in a template type");
        }
        lexer_rescan_template(&parser->lexer, &parser->token);
        if (parser->token.kind == TOKEN_ERROR) {
            longjmp(*parser->recovery, 1);
        }
    }
}

/* `import("file").a.B<T>` */
static void parse_import_type(struct parser *parser) {
    parser_advance(parser);
    parser_expect(parser, TOKEN_LEFT_PAREN, "behind 'import' in a type");
    parse_type(parser);
    if (parser_accept(parser, TOKEN_COMMA) && parser->token.kind != TOKEN_RIGHT_PAREN) {
        parse_type(parser);
    }
    parser_expect(parser, TOKEN_RIGHT_PAREN, "behind the imported file");
    while (parser_accept(parser, TOKEN_DOT)) {
        parse_property_name_atom(parser);
    }
    if (!parser->token.newline_before && parser->token.kind == TOKEN_LESS) {
        parse_type_arguments(parser);
    }
}

static enum ast_hint parse_primary_type(struct parser *parser) {
    switch (parser->token.kind) {
    case TOKEN_STRING: parser_advance(parser); return HINT_STRING;
    case TOKEN_NUMBER: parser_advance(parser); return HINT_NUMBER;
    case TOKEN_TRUE:
    case TOKEN_FALSE: parser_advance(parser); return HINT_BOOLEAN;
    case TOKEN_NULL:
    case TOKEN_VOID:
    case TOKEN_THIS: parser_advance(parser); return HINT_UNKNOWN;
    case TOKEN_TEMPLATE: parse_template_type(parser); return HINT_STRING;
    case TOKEN_MINUS:
        parser_advance(parser);
        parser_expect(parser, TOKEN_NUMBER, "behind '-' in a type");
        return HINT_NUMBER;
    case TOKEN_TYPEOF:
        parser_advance(parser);
        if (parser->token.kind == TOKEN_IMPORT) {
            parse_import_type(parser);
        } else {
            parse_type_reference(parser);
        }
        return HINT_UNKNOWN;
    case TOKEN_IMPORT: parse_import_type(parser); return HINT_UNKNOWN;
    case TOKEN_LEFT_PAREN: {
        parser_advance(parser);
        const bool no_conditional = parser->no_conditional_type;
        parser->no_conditional_type = false;
        const enum ast_hint hint = parse_type(parser);
        parser->no_conditional_type = no_conditional;
        parser_expect(parser, TOKEN_RIGHT_PAREN, "behind the type");
        return hint;
    }
    case TOKEN_LEFT_BRACKET: parse_tuple_type(parser); return HINT_ARRAY;
    case TOKEN_LEFT_BRACE: parse_object_type(parser); return HINT_UNKNOWN;
    case TOKEN_IDENTIFIER: return parse_type_reference(parser);
    default: parser_unexpected(parser, "a type");
    }
}

/* `T[]`, `T[K]`; the bracket must be on the same line. */
static enum ast_hint parse_postfix_type(struct parser *parser) {
    enum ast_hint hint = parse_primary_type(parser);
    while (!parser->token.newline_before && parser_accept(parser, TOKEN_LEFT_BRACKET)) {
        hint = HINT_ARRAY;
        if (parser->token.kind != TOKEN_RIGHT_BRACKET) {
            parse_type(parser);
            hint = HINT_UNKNOWN;
        }
        parser_expect(parser, TOKEN_RIGHT_BRACKET, "in an array or indexed type");
    }
    return hint;
}

/* A constraint of `infer T extends U` ends before `?` of the conditional type around it. */
static bool try_infer_constraint(struct parser *parser, void *context) {
    (void)context;
    const bool no_conditional = parser->no_conditional_type;
    parser->no_conditional_type = true;
    parser_advance(parser);
    parse_type(parser);
    parser->no_conditional_type = no_conditional;
    return no_conditional || parser->token.kind != TOKEN_QUESTION;
}

static enum ast_hint parse_operator_type(struct parser *parser) {
    const struct atom_names *names = parser->names;
    enum ast_hint hint = HINT_UNKNOWN;
    parser_enter(parser);
    struct token next = {0};
    const bool keyof = parser_at_name(parser, names->keyof);
    const bool readonly = parser_at_name(parser, names->readonly);
    const bool infer = parser_at_name(parser, names->infer);
    if (keyof || readonly || infer || parser_at_name(parser, names->unique)) {
        parser_peek(parser, &next);
    }
    const bool operand = next.name != NULL || next.kind == TOKEN_LEFT_PAREN ||
                         next.kind == TOKEN_LEFT_BRACE || next.kind == TOKEN_LEFT_BRACKET ||
                         next.kind == TOKEN_STRING || next.kind == TOKEN_TEMPLATE;
    if (infer && next.kind == TOKEN_IDENTIFIER) {
        parser_advance(parser);
        parser_advance(parser);
        if (parser->token.kind == TOKEN_EXTENDS) {
            parser_attempt(parser, try_infer_constraint, NULL);
        }
    } else if (operand && !infer && !next.newline_before) {
        parser_advance(parser);
        hint = parse_operator_type(parser);
        hint = readonly ? hint : HINT_UNKNOWN;
    } else {
        hint = parse_postfix_type(parser);
    }
    parser_leave(parser);
    return hint;
}

static enum ast_hint parse_function_or_operator(struct parser *parser) {
    struct token next = {0};
    bool constructor = parser->token.kind == TOKEN_NEW;
    if (parser_at_name(parser, parser->names->abstract)) {
        parser_peek(parser, &next);
        if (next.kind == TOKEN_NEW) {
            parser_advance(parser);
            constructor = true;
        }
    }
    if (!constructor && !at_function_type(parser)) {
        return parse_operator_type(parser);
    }
    if (constructor) {
        parser_advance(parser);
    }
    parse_type_parameters(parser);
    parse_signature_parameters(parser);
    parser_expect(parser, TOKEN_ARROW, "in a function type");
    parser_enter(parser);
    parse_result_type(parser);
    parser_leave(parser);
    return HINT_UNKNOWN;
}

static enum ast_hint parse_intersection(struct parser *parser) {
    parser_accept(parser, TOKEN_BIT_AND);
    enum ast_hint hint = parse_function_or_operator(parser);
    while (parser_accept(parser, TOKEN_BIT_AND)) {
        parse_function_or_operator(parser);
        hint = HINT_UNKNOWN;
    }
    return hint;
}

static enum ast_hint parse_union(struct parser *parser) {
    parser_accept(parser, TOKEN_BIT_OR);
    enum ast_hint hint = parse_intersection(parser);
    while (parser_accept(parser, TOKEN_BIT_OR)) {
        hint = parse_intersection(parser) == hint ? hint : HINT_UNKNOWN;
    }
    return hint;
}

enum ast_hint parse_type(struct parser *parser) {
    parser_enter(parser);
    enum ast_hint hint = parse_union(parser);
    if (!parser->no_conditional_type && !parser->token.newline_before &&
        parser_accept(parser, TOKEN_EXTENDS)) {
        parser->no_conditional_type = true;
        parse_type(parser);
        parser->no_conditional_type = false;
        parser_expect(parser, TOKEN_QUESTION, "in a conditional type");
        parse_type(parser);
        parser_expect(parser, TOKEN_COLON, "in a conditional type");
        parse_type(parser);
        hint = HINT_UNKNOWN;
    }
    parser_leave(parser);
    return hint;
}

/* A type, or `x is T`, `asserts x`, `asserts x is T`. */
enum ast_hint parse_result_type(struct parser *parser) {
    struct token next = {0};
    if (parser->token.kind == TOKEN_IDENTIFIER || parser->token.kind == TOKEN_THIS) {
        parser_peek(parser, &next);
    }
    if (parser_at_name(parser, parser->names->asserts) && !next.newline_before &&
        (next.kind == TOKEN_IDENTIFIER || next.kind == TOKEN_THIS)) {
        parser_advance(parser);
        parser_peek(parser, &next);
        if (next.name != parser->names->is || next.newline_before) {
            parser_advance(parser);
            return HINT_UNKNOWN;
        }
    }
    if (next.kind == TOKEN_IDENTIFIER && next.name == parser->names->is && !next.newline_before) {
        parser_advance(parser);
        parser_advance(parser);
        parse_type(parser);
        return HINT_UNKNOWN;
    }
    return parse_type(parser);
}

enum ast_hint parse_return_type(struct parser *parser) {
    return parser_accept(parser, TOKEN_COLON) ? parse_result_type(parser) : HINT_UNKNOWN;
}

enum ast_hint parse_type_annotation(struct parser *parser) {
    const bool no_conditional = parser->no_conditional_type;
    parser->no_conditional_type = false;
    const enum ast_hint hint =
        parser_accept(parser, TOKEN_COLON) ? parse_type(parser) : HINT_UNKNOWN;
    parser->no_conditional_type = no_conditional;
    return hint;
}
