/*
 * compiler/parser_pattern.c: names, binding patterns, and expressions that turn out to be
 * assignment targets (ECMA-262 13.15.5 and the cover grammars).
 */
#include "compiler/parser_internal.h"

/* Words that are names in sloppy code and reserved in strict code (ECMA-262 12.7.2). */
static bool is_strict_reserved(const struct atom_names *names, const struct atom *name) {
    return name == names->implements || name == names->interface || name == names->let ||
           name == names->package || name == names->private_ || name == names->protected_ ||
           name == names->public_ || name == names->static_ || name == names->yield;
}

void check_identifier(struct parser *parser, const struct token *token) {
    if (parser->strict && is_strict_reserved(parser->names, token->name)) {
        parser_early(parser, token->position, token->end, "choose another name",
                     "'%s' is a reserved word in strict mode", token->name->text);
    }
    const struct function_state *function = parser->function;
    if ((function->static_block || function->async) && token->name == parser->names->await) {
        parser_early(parser, token->position, token->end, "choose another name",
                     "'await' is a reserved word here");
    } else if (function->generator && token->name == parser->names->yield) {
        parser_early(parser, token->position, token->end, "choose another name",
                     "'yield' is a reserved word in a generator");
    }
}

void check_octal(struct parser *parser, const struct token *token) {
    if (!parser->strict || !token->legacy_octal) {
        return;
    }
    if (token->kind == TOKEN_STRING) {
        parser_early(parser, token->position, token->end, "write \\x or \\u escapes",
                     "octal escapes are not allowed in strict mode");
    } else if (!parser->typescript) { /* TypeScript writes such a number anew */
        parser_early(parser, token->position, token->end, "write 0o before an octal number",
                     "numbers with a leading zero are not allowed in strict mode");
    }
}

void check_binding_name(struct parser *parser, const struct atom *name, uint32_t position,
                        uint32_t end) {
    if (name == parser->names->eval || name == parser->names->arguments) {
        parser_early(parser, position, end, "choose another name",
                     "'%s' cannot be declared or assigned in strict mode", name->text);
    } else if (is_strict_reserved(parser->names, name)) {
        parser_early(parser, position, end, "choose another name",
                     "'%s' is a reserved word in strict mode", name->text);
    }
}

struct ast_node *parse_identifier_reference(struct parser *parser) {
    if (parser->token.kind != TOKEN_IDENTIFIER) {
        parser_unexpected(parser, "a name");
    }
    check_identifier(parser, &parser->token);
    struct ast_node *node = parser_node(parser, NODE_IDENTIFIER, parser->token.position);
    node->as.identifier.name = parser->token.name;
    node->as.identifier.flags = IDENTIFIER_READ;
    parser_advance(parser);
    return parser_finish(parser, node);
}

struct ast_node *parse_binding_identifier(struct parser *parser) {
    if (parser->token.kind != TOKEN_IDENTIFIER) {
        if (parser->token.name != NULL && parser->token.kind != TOKEN_PRIVATE_NAME &&
            !parser->token.escaped) {
            parser_fail(parser, DIAG_SYNTAX, parser->token.position, parser->token.end,
                        "choose another name", "'%s' is a reserved word and cannot be a name here",
                        parser->token.name->text);
        }
        parser_unexpected(parser, "a name");
    }
    if (parser->strict) {
        check_binding_name(parser, parser->token.name, parser->token.position, parser->token.end);
    }
    struct ast_node *node = parse_identifier_reference(parser);
    node->as.identifier.flags = IDENTIFIER_DECLARES;
    return node;
}

static struct ast_node *wrap_default(struct parser *parser, struct ast_node *target,
                                     struct ast_node *value) {
    if (target->kind == NODE_IDENTIFIER && !target->parenthesised) {
        build_infer_name(value, target->as.identifier.name);
    }
    struct ast_node *node = parser_node(parser, NODE_DEFAULT, target->position);
    node->as.assign.target = target;
    node->as.assign.value = value;
    return parser_finish(parser, node);
}

struct ast_node *parse_binding_element(struct parser *parser) {
    struct ast_node *target = parse_binding_target(parser);
    if (!parser_accept(parser, TOKEN_ASSIGN)) {
        return target;
    }
    return wrap_default(parser, target, parse_assignment_in(parser));
}

static struct ast_node *parse_binding_rest(struct parser *parser, bool identifier_only) {
    struct ast_node *node = parser_node(parser, NODE_REST, parser->token.position);
    parser_advance(parser);
    node->as.unary.operand =
        identifier_only ? parse_binding_identifier(parser) : parse_binding_target(parser);
    return parser_finish(parser, node);
}

static struct ast_node *parse_array_pattern(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_ARRAY_PATTERN, parser->token.position);
    struct list_builder items = {0};
    parser_advance(parser);
    while (parser->token.kind != TOKEN_RIGHT_BRACKET) {
        if (parser->token.kind == TOKEN_COMMA) {
            parser_push(parser, &items, NULL);
            parser_advance(parser);
            continue;
        }
        if (parser->token.kind == TOKEN_ELLIPSIS) {
            parser_push(parser, &items, parse_binding_rest(parser, false));
            break;
        }
        parser_push(parser, &items, parse_binding_element(parser));
        if (parser->token.kind != TOKEN_RIGHT_BRACKET) {
            parser_expect(parser, TOKEN_COMMA, "between the elements of the pattern");
        }
    }
    parser_expect(parser, TOKEN_RIGHT_BRACKET, "behind the pattern's elements");
    node->as.list = parser_list(&items);
    return parser_finish(parser, node);
}

static struct ast_node *parse_pattern_property(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_PATTERN_PROPERTY, parser->token.position);
    const struct token first = parser->token;
    parse_key(parser, &node->as.property.key, false);
    if (parser_accept(parser, TOKEN_COLON)) {
        node->as.property.value = parse_binding_element(parser);
        return parser_finish(parser, node);
    }
    if (first.kind != TOKEN_IDENTIFIER) {
        parser_unexpected(parser, "':' and the name to bind");
    }
    check_identifier(parser, &first);
    if (parser->strict) {
        check_binding_name(parser, first.name, first.position, first.end);
    }
    struct ast_node *target =
        build_identifier(parser, first.name, first.position, IDENTIFIER_DECLARES);
    target->end = first.end;
    node->as.property.shorthand = true;
    node->as.property.value = target;
    if (parser_accept(parser, TOKEN_ASSIGN)) {
        node->as.property.value = wrap_default(parser, target, parse_assignment_in(parser));
    }
    return parser_finish(parser, node);
}

static struct ast_node *parse_object_pattern(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_OBJECT_PATTERN, parser->token.position);
    struct list_builder items = {0};
    parser_advance(parser);
    while (parser->token.kind != TOKEN_RIGHT_BRACE) {
        if (parser->token.kind == TOKEN_ELLIPSIS) {
            parser_push(parser, &items, parse_binding_rest(parser, true));
            break;
        }
        parser_push(parser, &items, parse_pattern_property(parser));
        if (parser->token.kind != TOKEN_RIGHT_BRACE) {
            parser_expect(parser, TOKEN_COMMA, "between the properties of the pattern");
        }
    }
    parser_expect(parser, TOKEN_RIGHT_BRACE, "behind the pattern's properties");
    node->as.list = parser_list(&items);
    return parser_finish(parser, node);
}

struct ast_node *parse_binding_target(struct parser *parser) {
    struct ast_node *node = NULL;
    parser_enter(parser);
    if (parser->token.kind == TOKEN_LEFT_BRACKET) {
        node = parse_array_pattern(parser);
    } else if (parser->token.kind == TOKEN_LEFT_BRACE) {
        node = parse_object_pattern(parser);
    } else {
        node = parse_binding_identifier(parser);
    }
    parser_leave(parser);
    return node;
}

static _Noreturn void fail_target(struct parser *parser, const struct ast_node *node) {
    if (node->kind == NODE_CHAIN) {
        parser_fail(parser, DIAG_EARLY, node->position, node->end,
                    "test for null first, then assign with '.'",
                    "an optional chain (?.) cannot be assigned to");
    }
    const char *hint = parser_hint_turned(parser);
    parser_fail(parser, DIAG_EARLY, node->position, node->end,
                hint != NULL ? hint
                             : "only a variable, a property or (with =) a pattern can be assigned "
                               "to; == compares",
                "invalid assignment target");
}

/* `a = 1` inside a pattern is a target with a default. */
static struct ast_node *convert_element(struct parser *parser, struct ast_node *node) {
    if (node->kind == NODE_ASSIGN && node->as.assign.operator_ == OP_NONE && !node->parenthesised) {
        node->kind = NODE_DEFAULT; /* its target was converted when it was parsed */
        return node;
    }
    return convert_to_target(parser, node, true);
}

static void convert_array(struct parser *parser, struct ast_node *node) {
    node->kind = NODE_ARRAY_PATTERN;
    for (uint32_t i = 0; i < node->as.list.count; i++) {
        struct ast_node *item = node->as.list.items[i];
        if (item == NULL) {
            continue;
        }
        if (item->kind != NODE_SPREAD) {
            node->as.list.items[i] = convert_element(parser, item);
            continue;
        }
        struct ast_node *operand = item->as.unary.operand;
        if (item->parenthesised) { /* set for a comma behind the spread, see parse_array */
            parser_fail(parser, DIAG_SYNTAX, item->position, item->end, "delete the comma",
                        "a rest element must be the last one, without a comma behind it");
        }
        item->kind = NODE_REST;
        item->as.unary.operand = convert_to_target(parser, operand, true);
    }
}

static void convert_object(struct parser *parser, struct ast_node *node) {
    node->kind = NODE_OBJECT_PATTERN;
    for (uint32_t i = 0; i < node->as.list.count; i++) {
        struct ast_node *item = node->as.list.items[i];
        struct ast_node *value = item->as.property.value;
        if (item->as.property.kind == PROPERTY_SPREAD) {
            if (i + 1 < node->as.list.count || item->parenthesised) {
                parser_fail(parser, DIAG_SYNTAX, item->position, item->end, NULL,
                            "a rest element must be the last one, without a comma behind it");
            }
            if (value->kind == NODE_OBJECT || value->kind == NODE_ARRAY) {
                fail_target(parser, value);
            }
            item->kind = NODE_REST;
            item->as.unary.operand = convert_to_target(parser, value, false);
            continue;
        }
        const bool method =
            value->kind == NODE_FUNCTION && value->as.function->kind == FUNCTION_METHOD;
        if (item->as.property.kind == PROPERTY_GETTER ||
            item->as.property.kind == PROPERTY_SETTER || method) {
            fail_target(parser, item);
        }
        item->kind = NODE_PATTERN_PROPERTY;
        item->as.property.kind = PROPERTY_VALUE; /* __proto__: x is an ordinary name here */
        item->as.property.value = convert_element(parser, value);
    }
}

struct ast_node *convert_to_target(struct parser *parser, struct ast_node *node, bool pattern) {
    switch ((enum ast_kind)node->kind) {
    case NODE_IDENTIFIER:
        if (parser->strict && (node->as.identifier.name == parser->names->eval ||
                               node->as.identifier.name == parser->names->arguments)) {
            check_binding_name(parser, node->as.identifier.name, node->position, node->end);
        }
        node->as.identifier.flags =
            (uint8_t)((node->as.identifier.flags & ~IDENTIFIER_READ) | IDENTIFIER_ASSIGNED);
        return node;
    case NODE_MEMBER:
    case NODE_INDEX:
    case NODE_PRIVATE_MEMBER:
    case NODE_SUPER_MEMBER: return node;
    case NODE_ARRAY:
    case NODE_OBJECT:
        if (!pattern || node->parenthesised) {
            fail_target(parser, node);
        }
        if (node->kind == NODE_ARRAY) {
            convert_array(parser, node);
        } else {
            convert_object(parser, node);
        }
        return node;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN: return node;
    default: fail_target(parser, node);
    }
}

struct ast_node *convert_to_reference(struct parser *parser, struct ast_node *node, bool pattern) {
    const bool call = node->kind == NODE_CALL && !parser->strict;
    return call ? node : convert_to_target(parser, node, pattern);
}
