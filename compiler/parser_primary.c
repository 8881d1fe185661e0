/*
 * compiler/parser_primary.c: literals, templates, array and object literals, arguments
 * (ECMA-262 13.2).
 */
#include "compiler/parser_internal.h"

#include <string.h>

const struct atom *parse_property_name_atom(struct parser *parser) {
    const struct atom *name = parser->token.name;
    if (name == NULL || parser->token.kind == TOKEN_PRIVATE_NAME) {
        parser_unexpected(parser, "a property name");
    }
    parser_advance(parser);
    return name;
}

static void refuse_bigint(struct parser *parser) {
    if (parser->token.bigint) {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "use a number, or a string for long digits", "BigInt literals are");
    }
}

void parse_key(struct parser *parser, struct ast_key *key, bool allow_private) {
    const struct token *token = &parser->token;
    key->position = token->position;
    switch (token->kind) {
    case TOKEN_STRING:
        check_octal(parser, token);
        key->kind = KEY_NAME;
        key->as.name = atom_from_string(parser->atoms, token->string);
        parser_advance(parser);
        break;
    case TOKEN_NUMBER:
        check_octal(parser, token);
        refuse_bigint(parser);
        key->kind = KEY_NUMBER;
        key->as.number = token->number;
        parser_advance(parser);
        break;
    case TOKEN_LEFT_BRACKET:
        key->kind = KEY_COMPUTED;
        parser_advance(parser);
        key->as.computed = parse_assignment_in(parser);
        parser_expect(parser, TOKEN_RIGHT_BRACKET, "behind the computed name");
        break;
    case TOKEN_PRIVATE_NAME:
        if (!allow_private) {
            parser_unexpected(parser, "a property name; private names belong to classes");
        }
        key->kind = KEY_PRIVATE;
        key->as.name = token->name;
        parser_advance(parser);
        break;
    default:
        key->kind = KEY_NAME;
        key->as.name = parse_property_name_atom(parser);
        break;
    }
}

const struct atom *parse_key_name(struct parser *parser, const struct ast_key *key) {
    switch (key->kind) {
    case KEY_NAME:
    case KEY_PRIVATE: return key->as.name;
    case KEY_NUMBER: return build_number_name(parser, key->as.number);
    case KEY_COMPUTED: return NULL;
    }
    return NULL;
}

void parse_arguments(struct parser *parser, struct ast_list *arguments) {
    struct list_builder items = {0};
    parser_expect(parser, TOKEN_LEFT_PAREN, "before the arguments");
    while (parser->token.kind != TOKEN_RIGHT_PAREN) {
        if (parser->token.kind == TOKEN_ELLIPSIS) {
            struct ast_node *spread = parser_node(parser, NODE_SPREAD, parser->token.position);
            parser_advance(parser);
            spread->as.unary.operand = parse_assignment_in(parser);
            parser_push(parser, &items, parser_finish(parser, spread));
        } else {
            parser_push(parser, &items, parse_assignment_in(parser));
        }
        if (parser->token.kind != TOKEN_RIGHT_PAREN) {
            parser_expect(parser, TOKEN_COMMA, "or ')' behind the argument");
        }
    }
    parser_advance(parser);
    *arguments = parser_list(&items);
}

struct ast_node *parse_template(struct parser *parser, struct ast_node *tag, uint32_t position) {
    struct ast_node *node =
        parser_node(parser, tag != NULL ? NODE_TAGGED_TEMPLATE : NODE_TEMPLATE, position);
    struct list_builder expressions = {0};
    struct ast_string *cooked = NULL;
    struct ast_string *raw = NULL;
    size_t cooked_capacity = 0;
    size_t raw_capacity = 0;
    for (uint32_t count = 0;; count++) {
        const struct token *token = &parser->token;
        if (token->string.units == NULL && tag == NULL) {
            parser_early(parser, token->bad_escape, token->bad_escape + 2,
                         "write \\\\ for a backslash", "malformed or octal escape in a template");
        }
        cooked = arena_grow(parser->arena, cooked, count, &cooked_capacity, sizeof(*cooked));
        raw = arena_grow(parser->arena, raw, count, &raw_capacity, sizeof(*raw));
        cooked[count] = token->string;
        raw[count] = token->raw;
        const bool last = token->template_ends;
        parser_advance(parser);
        if (last) {
            break;
        }
        parser_push(parser, &expressions, parse_expression_in(parser));
        if (parser->token.kind != TOKEN_RIGHT_BRACE) {
            parser_unexpected(parser, "'}' behind the template's expression");
        }
        lexer_rescan_template(&parser->lexer, &parser->token);
        if (parser->token.kind == TOKEN_ERROR) {
            longjmp(*parser->recovery, 1);
        }
    }
    node->as.template_.tag = tag;
    node->as.template_.cooked = cooked;
    node->as.template_.raw = tag != NULL ? raw : NULL;
    node->as.template_.expressions = parser_list(&expressions);
    return parser_finish(parser, node);
}

static struct ast_node *parse_array(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_ARRAY, parser->token.position);
    struct list_builder items = {0};
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    parser->no_in = false;
    parser->conditional_yes = false;
    parser_advance(parser);
    while (parser->token.kind != TOKEN_RIGHT_BRACKET) {
        if (parser->token.kind == TOKEN_COMMA) {
            parser_push(parser, &items, NULL);
            parser_advance(parser);
            continue;
        }
        struct ast_node *item = NULL;
        if (parser->token.kind == TOKEN_ELLIPSIS) {
            item = parser_node(parser, NODE_SPREAD, parser->token.position);
            parser_advance(parser);
            item->as.unary.operand = parse_assignment_cover(parser);
            parser_finish(parser, item);
            /* Remembered for the case that this is a pattern: `[...a,]` is none. */
            item->parenthesised = parser->token.kind == TOKEN_COMMA;
        } else {
            item = parse_assignment_cover(parser);
        }
        parser_push(parser, &items, item);
        if (parser->token.kind != TOKEN_RIGHT_BRACKET) {
            parser_expect(parser, TOKEN_COMMA, "or ']' behind the element");
        }
    }
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    parser_advance(parser);
    node->as.list = parser_list(&items);
    return parser_finish(parser, node);
}

/* Whether the token behind `get`, `set`, `async`, ... makes that word a modifier. */
static bool starts_key(const struct token *token) {
    return token->kind == TOKEN_STRING || token->kind == TOKEN_NUMBER ||
           token->kind == TOKEN_LEFT_BRACKET || token->kind == TOKEN_PRIVATE_NAME ||
           token->name != NULL;
}

static struct ast_node *require_body(struct parser *parser, struct ast_node *method) {
    if (method == NULL) {
        parser_unexpected(parser, "'{' and the method's body");
    }
    return method;
}

static bool parse_accessor(struct parser *parser, struct ast_node *node) {
    const bool getter = parser_at_name(parser, parser->names->get);
    if (!getter && !parser_at_name(parser, parser->names->set)) {
        return false;
    }
    struct token next;
    parser_peek(parser, &next);
    if (!starts_key(&next)) {
        return false;
    }
    parser_advance(parser);
    parse_key(parser, &node->as.property.key, false);
    node->as.property.kind = getter ? PROPERTY_GETTER : PROPERTY_SETTER;
    node->as.property.value =
        require_body(parser, parse_method(parser, getter ? FUNCTION_GETTER : FUNCTION_SETTER,
                                          &node->as.property.key, node->position));
    return true;
}

/* What a refused method is. */
struct suspension {
    bool generator, async;
};

static struct suspension refuse_modifiers(struct parser *parser) {
    struct suspension found = {false, false};
    if (parser_at_name(parser, parser->names->async)) {
        struct token next;
        parser_peek(parser, &next);
        if (!next.newline_before && (starts_key(&next) || next.kind == TOKEN_STAR)) {
            refuse_async(parser, "async methods are");
            found.async = true;
        }
    }
    found.generator = refuse_generator(parser, "generator methods are");
    return found;
}

/* `name` or `name = default`, the latter only if this becomes a pattern. */
static void parse_shorthand(struct parser *parser, struct ast_node *node,
                            const struct token *first) {
    if (first->kind != TOKEN_IDENTIFIER) {
        parser_unexpected(parser, "':' and a value behind the property name");
    }
    check_identifier(parser, first);
    struct ast_node *value =
        build_identifier(parser, first->name, first->position, IDENTIFIER_READ);
    value->end = first->end;
    node->as.property.shorthand = true;
    if (parser->token.kind == TOKEN_ASSIGN) {
        if (parser->cover_error == NO_POSITION) {
            parser->cover_error = parser->token.position;
            parser->cover_duplicate = false;
        }
        struct ast_node *assign = parser_node(parser, NODE_ASSIGN, value->position);
        parser_advance(parser);
        assign->as.assign.target = convert_to_target(parser, value, false);
        assign->as.assign.value = parse_assignment(parser);
        build_infer_name(assign->as.assign.value, first->name);
        value = parser_finish(parser, assign);
    }
    node->as.property.value = value;
}

static void parse_property_value(struct parser *parser, struct ast_node *node, bool *has_proto) {
    const struct ast_key *key = &node->as.property.key;
    node->as.property.value = parse_assignment_cover(parser);
    if (key->kind == KEY_NAME && key->as.name == parser->names->proto) {
        node->as.property.kind = PROPERTY_PROTOTYPE;
        if (*has_proto && parser->cover_error == NO_POSITION) {
            parser->cover_error = key->position;
            parser->cover_duplicate = true;
        }
        *has_proto = true;
    } else {
        const struct atom *name = parse_key_name(parser, key);
        if (name != NULL) {
            build_infer_name(node->as.property.value, name);
        }
    }
}

static struct ast_node *parse_property(struct parser *parser, bool *has_proto) {
    struct ast_node *node = parser_node(parser, NODE_PROPERTY, parser->token.position);
    if (parser->token.kind == TOKEN_ELLIPSIS) {
        parser_advance(parser);
        node->as.property.kind = PROPERTY_SPREAD;
        node->as.property.value = parse_assignment_cover(parser);
        parser_finish(parser, node);
        node->parenthesised = parser->token.kind == TOKEN_COMMA; /* see parse_array */
        return node;
    }
    const struct suspension found = refuse_modifiers(parser);
    if (!found.generator && parse_accessor(parser, node)) {
        return parser_finish(parser, node);
    }
    const struct token first = parser->token;
    parse_key(parser, &node->as.property.key, false);
    if (parser_accept(parser, TOKEN_COLON)) {
        parse_property_value(parser, node, has_proto);
    } else if (parser->token.kind == TOKEN_LEFT_PAREN ||
               (parser->typescript && parser->token.kind == TOKEN_LESS)) {
        parser->generator_next = found.generator;
        parser->async_next = found.async;
        node->as.property.value = require_body(
            parser, parse_method(parser, FUNCTION_METHOD, &node->as.property.key, node->position));
    } else {
        parse_shorthand(parser, node, &first);
    }
    return parser_finish(parser, node);
}

static struct ast_node *parse_object(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_OBJECT, parser->token.position);
    struct list_builder items = {0};
    bool has_proto = false;
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    parser->no_in = false;
    parser->conditional_yes = false;
    parser_advance(parser);
    while (parser->token.kind != TOKEN_RIGHT_BRACE) {
        parser_push(parser, &items, parse_property(parser, &has_proto));
        if (parser->token.kind != TOKEN_RIGHT_BRACE) {
            parser_expect(parser, TOKEN_COMMA, "or '}' behind the property");
        }
    }
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    parser_advance(parser);
    node->as.list = parser_list(&items);
    return parser_finish(parser, node);
}

/* Each flag of ECMA-262 22.2.4 at most once; the pattern is the hook's business. */
static void check_regexp(struct parser *parser, const struct token *token) {
    uint32_t seen = 0;
    for (uint32_t i = 0; i < token->flags.length; i++) {
        const uint16_t unit = token->flags.units[i];
        const char *known = unit < 0x80 ? strchr("dgimsuy", unit) : NULL;
        const uint32_t bit = known != NULL && unit != 0 ? 1u << (unit - 'a') : 0;
        if (bit == 0 || (seen & bit) != 0) {
            parser_early(parser, token->position, token->end, "flags are d, g, i, m, s, u and y",
                         bit == 0 ? "unknown regular expression flag"
                                  : "a regular expression flag is given twice");
            return;
        }
        seen |= bit;
    }
    const struct parse_options *options = parser->options;
    if (options->validate_regexp != NULL) {
        const char *message =
            options->validate_regexp(options->regexp_context, token->raw, token->flags);
        if (message != NULL) {
            parser_early(parser, token->position, token->end, NULL,
                         "invalid regular expression: %s", message);
        }
    }
}

static struct ast_node *parse_regexp(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_REGEXP, parser->token.position);
    lexer_rescan_regexp(&parser->lexer, &parser->token);
    if (parser->token.kind == TOKEN_ERROR) {
        longjmp(*parser->recovery, 1);
    }
    check_regexp(parser, &parser->token);
    node->as.regexp.pattern = parser->token.raw;
    node->as.regexp.flags = parser->token.flags;
    parser_advance(parser);
    return parser_finish(parser, node);
}

/* `await x` and `yield x` read as two names in a script; say what is meant. */
static void refuse_suspension(struct parser *parser) {
    const bool await_ = parser_at_name(parser, parser->names->await);
    if (!await_ && !parser_at_name(parser, parser->names->yield)) {
        return;
    }
    struct token next;
    parser_peek(parser, &next);
    if (!next.newline_before &&
        (next.kind == TOKEN_IDENTIFIER || next.kind == TOKEN_NUMBER || next.kind == TOKEN_STRING ||
         next.kind == TOKEN_NEW || next.kind == TOKEN_THIS)) {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "call the function and use its result directly",
                           await_ ? "'await' is" : "'yield' is");
        longjmp(*parser->recovery, 1);
    }
}

/* In a generator, refused already: any well-formed value, so that reading goes on behind it. */
static struct ast_node *parse_yield(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_NULL, parser->token.position);
    if (parser->function->parameters) {
        parser_early(parser, parser->token.position, parser->token.end, NULL,
                     "'yield' in the parameters of a generator");
    }
    parser_advance(parser);
    switch (parser->token.kind) {
    case TOKEN_RIGHT_PAREN:
    case TOKEN_RIGHT_BRACKET:
    case TOKEN_RIGHT_BRACE:
    case TOKEN_COMMA:
    case TOKEN_SEMICOLON:
    case TOKEN_COLON:
    case TOKEN_IN:
    case TOKEN_END: return parser_finish(parser, node);
    default: break;
    }
    if (parser->token.newline_before) {
        return parser_finish(parser, node);
    }
    parser_accept(parser, TOKEN_STAR);
    return parse_assignment(parser);
}

static struct ast_node *parse_identifier_expression(struct parser *parser) {
    if (parser->function->generator && parser_at_name(parser, parser->names->yield)) {
        return parse_yield(parser);
    }
    refuse_suspension(parser);
    struct ast_node *node = parse_identifier_reference(parser);
    if (parser->function->no_arguments && node->as.identifier.name == parser->names->arguments) {
        parser_early(parser, node->position, node->end, "use it in methods and functions only",
                     "'arguments' in a field initialiser or static block");
    }
    return node;
}

static struct ast_node *parse_parenthesised(struct parser *parser) {
    parser_advance(parser);
    struct ast_node *node = parse_expression_in(parser);
    parser_expect(parser, TOKEN_RIGHT_PAREN, "behind the expression");
    if (parser->token.kind == TOKEN_ARROW && !parser->token.newline_before) {
        parser_fail(parser, DIAG_SYNTAX, node->position, node->end,
                    "parameters are names, patterns and defaults",
                    "these are not the parameters of an arrow function");
    }
    node->parenthesised = true;
    return node;
}

static struct ast_node *parse_literal(struct parser *parser, enum ast_kind kind) {
    struct ast_node *node = parser_node(parser, kind, parser->token.position);
    if (kind == NODE_NUMBER || kind == NODE_STRING) {
        check_octal(parser, &parser->token);
    }
    if (kind == NODE_NUMBER) {
        refuse_bigint(parser);
        node->as.number = parser->token.number;
    } else if (kind == NODE_STRING) {
        node->as.string = parser->token.string;
    } else if (kind == NODE_BOOLEAN) {
        node->as.boolean = parser->token.kind == TOKEN_TRUE;
    }
    parser_advance(parser);
    return parser_finish(parser, node);
}

struct ast_node *parse_primary(struct parser *parser) {
    if (parser->token.escaped && parser->token.kind != TOKEN_IDENTIFIER &&
        parser->token.kind != TOKEN_STRING) {
        parser_unexpected(parser, NULL);
    }
    switch (parser->token.kind) {
    case TOKEN_IDENTIFIER: return parse_identifier_expression(parser);
    case TOKEN_NUMBER: return parse_literal(parser, NODE_NUMBER);
    case TOKEN_STRING: return parse_literal(parser, NODE_STRING);
    case TOKEN_NULL: return parse_literal(parser, NODE_NULL);
    case TOKEN_TRUE:
    case TOKEN_FALSE: return parse_literal(parser, NODE_BOOLEAN);
    case TOKEN_THIS: return parse_literal(parser, NODE_THIS);
    case TOKEN_TEMPLATE: return parse_template(parser, NULL, parser->token.position);
    case TOKEN_SLASH:
    case TOKEN_ASSIGN_DIVIDE: return parse_regexp(parser);
    case TOKEN_LEFT_PAREN: return parse_parenthesised(parser);
    case TOKEN_LEFT_BRACKET: return parse_array(parser);
    case TOKEN_LEFT_BRACE: return parse_object(parser);
    case TOKEN_FUNCTION: return parse_function_expression(parser);
    case TOKEN_CLASS: return parse_class(parser, false);
    case TOKEN_AT:
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "call a function instead", "decorators are");
        longjmp(*parser->recovery, 1);
    default: parser_unexpected(parser, "an expression");
    }
}
