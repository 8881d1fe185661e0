/*
 * compiler/parser_function.c: functions, parameters, directives and arrow functions
 * (ECMA-262 clause 15).
 */
#include "compiler/parser_internal.h"

#include <string.h>

struct ast_function *function_new(struct parser *parser, enum ast_function_kind kind,
                                  uint32_t position) {
    struct script *script = parser->script;
    struct ast_function *function = ARENA_NEW(parser->arena, struct ast_function);
    script->functions = arena_grow(parser->arena, script->functions, script->function_count,
                                   &parser->function_capacity, sizeof(*script->functions));
    function->id = script->function_count;
    script->functions[script->function_count++] = function;
    function->kind = kind;
    function->position = position;
    function->parent = parser->function != NULL ? parser->function->function : NULL;
    function->strict = parser->strict;
    return function;
}

void function_enter(struct parser *parser, struct ast_function *function) {
    struct function_state *state = ARENA_NEW(parser->arena, struct function_state);
    const struct function_state *outer = parser->function;
    state->function = function;
    state->outer = parser->function;
    state->outer_targets = parser->targets;
    state->outer_strict = parser->strict;
    state->generator = parser->generator_next;
    state->async = parser->async_next;
    parser->generator_next = false;
    parser->async_next = false;
    switch (function->kind) {
    case FUNCTION_ARROW:
        state->super_member = outer->super_member;
        state->super_call = outer->super_call;
        state->new_target = outer->new_target;
        state->no_arguments = outer->no_arguments;
        state->static_block = outer->static_block;
        break;
    case FUNCTION_NORMAL: state->new_target = true; break;
    case FUNCTION_SCRIPT: break;
    case FUNCTION_FIELD:
    case FUNCTION_STATIC_BLOCK:
        state->no_arguments = true;
        state->static_block = function->kind == FUNCTION_STATIC_BLOCK;
        state->super_member = true;
        state->new_target = true;
        break;
    default:
        state->super_member = true;
        state->super_call = function->kind == FUNCTION_DERIVED_CONSTRUCTOR;
        state->new_target = true;
        break;
    }
    state->outer_block = parser->block;
    parser->block = ++parser->block_count;
    parser->function = state;
    parser->targets = NULL;
}

void function_leave(struct parser *parser) {
    struct function_state *state = parser->function;
    state->function->strict = parser->strict;
    parser->targets = state->outer_targets;
    parser->strict = state->outer_strict;
    parser->block = state->outer_block;
    parser->function = state->outer;
}

/* Accessibility words before a constructor's parameter: it also becomes a property. */
static bool parse_parameter_modifiers(struct parser *parser) {
    bool found = false;
    while (parser->typescript && parser->token.kind == TOKEN_IDENTIFIER) {
        const struct atom *name = parser->token.name;
        const struct atom_names *names = parser->names;
        if (name != names->public_ && name != names->private_ && name != names->protected_ &&
            name != names->readonly && name != names->override) {
            break;
        }
        struct token next;
        parser_peek(parser, &next);
        if (next.kind != TOKEN_IDENTIFIER && next.kind != TOKEN_LEFT_BRACE &&
            next.kind != TOKEN_LEFT_BRACKET && next.kind != TOKEN_ELLIPSIS) {
            break;
        }
        found = true;
        parser_advance(parser);
    }
    return found;
}

/* TypeScript's `this: T` parameter says something about callers only. */
static bool parse_this_parameter(struct parser *parser) {
    if (!parser->typescript || parser->token.kind != TOKEN_THIS) {
        return false;
    }
    parser_advance(parser);
    parse_type_annotation(parser);
    return true;
}

static struct ast_node *parse_parameter(struct parser *parser, struct ast_function *function) {
    if (parser->token.kind == TOKEN_AT) {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "call a function instead", "decorators are");
    }
    const bool property = parse_parameter_modifiers(parser);
    const uint32_t position = parser->token.position;
    struct ast_node *node = parser_node(parser, NODE_REST, position);
    const bool rest = parser_accept(parser, TOKEN_ELLIPSIS);
    struct ast_node *target = parse_binding_target(parser);
    if (parser->typescript) {
        parser_accept(parser, TOKEN_QUESTION);
        const enum ast_hint hint = parse_type_annotation(parser);
        if (target->kind == NODE_IDENTIFIER) {
            target->as.identifier.hint = (uint8_t)hint;
        }
    }
    if (property && target->kind == NODE_IDENTIFIER) {
        struct function_state *state = parser->function;
        struct list_builder list = {state->parameter_properties.items,
                                    state->parameter_properties.count,
                                    state->parameter_properties.count};
        parser_push(parser, &list, target);
        state->parameter_properties = parser_list(&list);
    }
    if (target->kind != NODE_IDENTIFIER) {
        function->simple_parameters = false;
    }
    if (rest) {
        function->simple_parameters = false;
        node->as.unary.operand = target;
        if (parser->token.kind == TOKEN_ASSIGN) {
            parser_unexpected(parser, "')': a rest parameter has no default");
        }
        return parser_finish(parser, node);
    }
    if (parser->token.kind != TOKEN_ASSIGN) {
        return target;
    }
    function->simple_parameters = false;
    parser_advance(parser);
    struct ast_node *with_default = parser_node(parser, NODE_DEFAULT, position);
    with_default->as.assign.target = target;
    with_default->as.assign.value = parse_assignment_in(parser);
    if (target->kind == NODE_IDENTIFIER) {
        build_infer_name(with_default->as.assign.value, target->as.identifier.name);
    }
    return parser_finish(parser, with_default);
}

/* Whether evaluating a parameter's pattern runs expressions (ECMA-262 ContainsExpression). */
static bool contains_expression(const struct ast_node *pattern) {
    if (pattern == NULL) {
        return false;
    }
    switch ((enum ast_kind)pattern->kind) {
    case NODE_DEFAULT: return true;
    case NODE_REST: return contains_expression(pattern->as.unary.operand);
    case NODE_PATTERN_PROPERTY:
        return pattern->as.property.key.kind == KEY_COMPUTED ||
               contains_expression(pattern->as.property.value);
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < pattern->as.list.count; i++) {
            if (contains_expression(pattern->as.list.items[i])) {
                return true;
            }
        }
        return false;
    default: return false;
    }
}

/* From `(` to behind `)`. */
static void parse_parameters(struct parser *parser, struct ast_function *function) {
    struct list_builder list = {0};
    bool counting = true;
    function->simple_parameters = true;
    parser->function->parameters = true;
    parser_expect(parser, TOKEN_LEFT_PAREN, "before the parameters");
    while (parser->token.kind != TOKEN_RIGHT_PAREN) {
        if (!(list.count == 0 && parse_this_parameter(parser))) {
            struct ast_node *parameter = parse_parameter(parser, function);
            parser_push(parser, &list, parameter);
            counting &= parameter->kind != NODE_DEFAULT && parameter->kind != NODE_REST;
            function->length += counting;
            function->has_parameter_expressions |= contains_expression(parameter);
            if (parameter->kind == NODE_REST && parser->token.kind != TOKEN_RIGHT_PAREN) {
                parser_unexpected(parser, "')': a rest parameter is the last one");
            }
        }
        if (parser->token.kind != TOKEN_RIGHT_PAREN) {
            parser_expect(parser, TOKEN_COMMA, "or ')' behind the parameter");
        }
    }
    parser->function->parameters = false;
    parser_advance(parser);
    function->parameters = parser_list(&list);
}

struct name_check {
    struct parser *parser;
    struct ast_node **names;
    size_t capacity;
    uint32_t count;
    bool unique; /* duplicates are errors */
    bool strict; /* the names were parsed as sloppy ones: check them again */
};

static void collect_parameter(void *context, struct ast_node *name) {
    struct name_check *check = context;
    if (check->strict) {
        check_binding_name(check->parser, name->as.identifier.name, name->position, name->end);
    }
    check->names = arena_grow(check->parser->arena, check->names, check->count, &check->capacity,
                              sizeof(*check->names));
    check->names[check->count++] = name;
}

/* Duplicates among a parameter list: few names, so comparing them all is fine up to a bound. */
static void check_parameters(struct parser *parser, const struct ast_function *function,
                             bool became_strict) {
    struct name_check check = {.parser = parser, .strict = became_strict};
    check.unique =
        parser->strict || !function->simple_parameters || (function->kind != FUNCTION_NORMAL);
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        ast_pattern_names(function->parameters.items[i], collect_parameter, &check);
    }
    if (check.count > 2000) {
        parser_fail(parser, DIAG_LIMIT, function->position, function->position + 1,
                    "pass an array instead", "more than 2000 parameters");
    }
    for (uint32_t i = 0; check.unique && i < check.count; i++) {
        const struct ast_node *name = check.names[i];
        for (uint32_t j = 0; j < i; j++) {
            if (check.names[j]->as.identifier.name == name->as.identifier.name) {
                parser_early(parser, name->position, name->end, "give each parameter its own name",
                             "duplicate parameter '%s'", name->as.identifier.name->text);
                break;
            }
        }
    }
}

/* A string statement before any other; its raw text has no escapes. */
static bool at_directive(struct parser *parser, bool *use_strict) {
    if (parser->token.kind != TOKEN_STRING) {
        return false;
    }
    struct token next;
    parser_peek(parser, &next);
    if (next.kind != TOKEN_SEMICOLON && next.kind != TOKEN_RIGHT_BRACE && next.kind != TOKEN_END) {
        if (!next.newline_before) {
            return false;
        }
        /* The next line may go on with the expression: no directive then. */
        switch (next.kind) {
        case TOKEN_LEFT_PAREN:
        case TOKEN_LEFT_BRACKET:
        case TOKEN_DOT:
        case TOKEN_QUESTION_DOT:
        case TOKEN_QUESTION:
        case TOKEN_TEMPLATE:
        case TOKEN_COMMA:
        case TOKEN_IN:
        case TOKEN_INSTANCEOF: return false;
        default: break;
        }
        if (next.kind >= TOKEN_LESS && next.kind <= TOKEN_ASSIGN_NULLISH &&
            next.kind != TOKEN_INCREMENT && next.kind != TOKEN_DECREMENT &&
            next.kind != TOKEN_BANG && next.kind != TOKEN_TILDE) {
            return false;
        }
        if (next.kind == TOKEN_ERROR) {
            /* A quote or slash that is malformed as a token here is reported in its turn. */
            return false;
        }
    }
    const uint32_t length = parser->token.end - parser->token.position - 2;
    *use_strict =
        !parser->token.escaped && length == 10 &&
        memcmp(parser->lexer.source->text + parser->token.position + 1, "use strict", length) == 0;
    return true;
}

/* The directive prologue at the current token; returns whether it makes the code strict. */
static bool parse_directives(struct parser *parser, struct list_builder *body) {
    bool strict = false;
    uint32_t octal = NO_POSITION;
    bool use_strict = false;
    while (at_directive(parser, &use_strict)) {
        const uint32_t position = parser->token.position;
        if (parser->token.legacy_octal && octal == NO_POSITION) {
            octal = position;
        }
        if (use_strict) {
            strict = true;
            parser->strict = true;
        }
        struct ast_node *string = parser_node(parser, NODE_STRING, position);
        string->as.string = parser->token.string;
        parser_advance(parser);
        parser_finish(parser, string);
        struct ast_node *statement = build_statement(parser, string);
        parser_semicolon(parser);
        parser_push(parser, body, parser_finish(parser, statement));
    }
    if (octal != NO_POSITION && parser->strict) {
        parser_early(parser, octal, octal + 1, "write \\x or \\u escapes",
                     "octal escapes are not allowed in strict mode");
    }
    return strict;
}

/* From behind the opening brace (or the start of the script) through the closing token. */
static void parse_body(struct parser *parser, struct ast_function *function,
                       enum token_kind closing) {
    struct list_builder body = {0};
    const bool was_strict = parser->strict;
    const uint32_t position = parser->token.position;
    const bool directive = parse_directives(parser, &body);
    if (directive && !function->simple_parameters) {
        parser_early(parser, position, position + 12, "move the directive to the whole script",
                     "\"use strict\" in a function with default, rest or pattern parameters");
    }
    check_parameters(parser, function, directive && !was_strict);
    if (directive && !was_strict && function->name != NULL &&
        (function->is_expression || function->kind == FUNCTION_NORMAL)) {
        check_binding_name(parser, function->name, function->position, function->position + 8);
    }
    parse_statement_list(parser, &body, closing);
    function->body = parser_list(&body);
}

void parse_script_body(struct parser *parser, struct ast_function *function) {
    parse_body(parser, function, TOKEN_END);
}

static void parse_braced_body(struct parser *parser, struct ast_function *function) {
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    parser->no_in = false;
    parser->conditional_yes = false;
    parser_expect(parser, TOKEN_LEFT_BRACE, "before the function's body");
    parse_body(parser, function, TOKEN_RIGHT_BRACE);
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    /* What follows is scanned as the function's surroundings want it. */
    function->end = parser->token.end;
    function_leave(parser);
    parser_expect(parser, TOKEN_RIGHT_BRACE, "behind the function's body");
}

bool parse_function_rest(struct parser *parser, struct ast_function *function) {
    function_enter(parser, function);
    if (parser->typescript) {
        parse_type_parameters(parser);
    }
    parse_parameters(parser, function);
    if (parser->typescript) {
        function->return_hint = (uint8_t)parse_return_type(parser);
        if (parser->token.kind != TOKEN_LEFT_BRACE) {
            function_leave(parser);
            return false;
        }
    }
    const struct function_state *state = parser->function;
    parse_braced_body(parser, function);
    parser->collected_properties = state->parameter_properties;
    return true;
}

bool refuse_generator(struct parser *parser, const char *what) {
    if (parser->token.kind != TOKEN_STAR) {
        return false;
    }
    parser_unsupported(parser, parser->token.position, parser->token.end,
                       "build an array and return it", "%s", what);
    parser_advance(parser);
    return true;
}

void refuse_async(struct parser *parser, const char *what) {
    parser_unsupported(parser, parser->token.position, parser->token.end,
                       "write an ordinary function; everything an applet needs is there when it "
                       "starts",
                       "%s", what);
    parser_advance(parser);
    parser->async_position = parser->token.position;
}

struct ast_node *parse_function_expression(struct parser *parser) {
    const uint32_t position = parser->token.position;
    struct ast_node *node = parser_node(parser, NODE_FUNCTION, position);
    const bool async = parser->async_position == position;
    parser_advance(parser);
    const bool generator = refuse_generator(parser, "generator functions are");
    struct ast_function *function = function_new(parser, FUNCTION_NORMAL, position);
    node->as.function = function;
    if (parser->token.kind == TOKEN_IDENTIFIER) {
        /* The name belongs to the function's inside: `await` is fine even in a static block. */
        struct function_state *state = parser->function;
        const struct function_state saved = *state;
        state->static_block = false;
        state->generator = generator;
        state->async = async;
        function->name = parse_binding_identifier(parser)->as.identifier.name;
        function->is_expression = true;
        *state = saved;
    }
    parser->generator_next = generator;
    parser->async_next = async;
    if (!parse_function_rest(parser, function)) {
        parser_unexpected(parser, "'{' and the function's body");
    }
    return parser_finish(parser, node);
}

struct ast_node *parse_function_declaration(struct parser *parser) {
    const uint32_t position = parser->token.position;
    struct ast_node *node = parser_node(parser, NODE_FUNCTION_DECLARATION, position);
    const bool async = parser->async_position == position;
    parser_advance(parser);
    const bool generator = refuse_generator(parser, "generator functions are");
    struct ast_node *name = parse_binding_identifier(parser);
    declare_mergeable(parser, name->as.identifier.name);
    const uint32_t id = parser->script->function_count;
    struct ast_function *function = function_new(parser, FUNCTION_NORMAL, position);
    function->name = name->as.identifier.name;
    node->as.function_declaration.function = function;
    parser->generator_next = generator;
    parser->async_next = async;
    if (!parse_function_rest(parser, function)) {
        /* TypeScript: an overload signature or a declared function. */
        parser_semicolon(parser);
        parser->script->function_count = id;
        node = parser_node(parser, NODE_EMPTY, position);
    }
    return parser_finish(parser, node);
}

struct ast_node *parse_method(struct parser *parser, enum ast_function_kind kind,
                              const struct ast_key *key, uint32_t position) {
    struct ast_node *node = parser_node(parser, NODE_FUNCTION, position);
    struct ast_function *function = function_new(parser, kind, position);
    node->as.function = function;
    function->name = parse_key_name(parser, key);
    function->private_name = key->kind == KEY_PRIVATE;
    if (!parse_function_rest(parser, function)) {
        return NULL;
    }
    if ((kind == FUNCTION_GETTER && function->parameters.count != 0) ||
        (kind == FUNCTION_SETTER &&
         (function->parameters.count != 1 || function->parameters.items[0]->kind == NODE_REST))) {
        parser_early(parser, key->position, key->position + 1, NULL,
                     kind == FUNCTION_GETTER ? "a getter has no parameters"
                                             : "a setter has exactly one parameter");
    }
    return parser_finish(parser, node);
}

/* --- Arrow functions --- */

static uint32_t position_slot(const struct position_set *set, uint32_t position) {
    uint32_t slot = (position * 2654435761u) & (set->slot_count - 1);
    while (set->slots[slot] != 0 && set->slots[slot] != position + 1) {
        slot = (slot + 1) & (set->slot_count - 1);
    }
    return slot;
}

static bool position_known(const struct position_set *set, uint32_t position) {
    return set->slot_count > 0 && set->slots[position_slot(set, position)] != 0;
}

static void position_learn(struct parser *parser, uint32_t position) {
    struct position_set *set = &parser->not_arrow;
    if (set->count * 2 >= set->slot_count) {
        const struct position_set old = *set;
        set->slot_count = old.slot_count == 0 ? 64 : old.slot_count * 2;
        set->slots = arena_alloc_array(parser->arena, set->slot_count, sizeof(*set->slots));
        for (uint32_t i = 0; i < old.slot_count; i++) {
            if (old.slots[i] != 0) {
                set->slots[position_slot(set, old.slots[i] - 1)] = old.slots[i];
            }
        }
    }
    set->slots[position_slot(set, position)] = position + 1;
    set->count++;
}

struct arrow_head {
    struct ast_function *function;
    bool with_body; /* parse the body too, and insist on a `:` behind it */
};

/* The body behind `=>`; leaves the function. */
static void parse_arrow_body(struct parser *parser, struct ast_function *function) {
    parser->function->static_block = false; /* `await` is a name again, unlike in parameters */
    if (parser->token.kind == TOKEN_LEFT_BRACE) {
        parse_braced_body(parser, function);
        return;
    }
    check_parameters(parser, function, false);
    function->expression_body = true;
    struct ast_node *result = parser_node(parser, NODE_RETURN, parser->token.position);
    parser_enter(parser);
    result->as.unary.operand = parse_assignment(parser);
    parser_leave(parser);
    parser_finish(parser, result);
    struct list_builder body = {0};
    parser_push(parser, &body, result);
    function->body = parser_list(&body);
    function->end = parser->previous_end;
    function_leave(parser);
}

/* `(parameters)`, return type, `=>`. Leaves the parser inside the function. */
static bool parse_arrow_head(struct parser *parser, void *context) {
    struct arrow_head *head = context;
    head->function = function_new(parser, FUNCTION_ARROW, parser->token.position);
    parser->async_next = parser->async_position == parser->token.position;
    function_enter(parser, head->function);
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    parser->no_in = false;
    parser->conditional_yes = false;
    parse_type_parameters(parser);
    parse_parameters(parser, head->function);
    bool typed = false;
    if (parser->typescript && parser->token.kind == TOKEN_COLON) {
        typed = true;
        head->function->return_hint = (uint8_t)parse_return_type(parser);
    }
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    if (parser->token.kind != TOKEN_ARROW || parser->token.newline_before) {
        return false;
    }
    parser_advance(parser);
    if (typed && parser->conditional_yes) {
        /* `a ? (b) : c => d`: a typed arrow only when another `:` follows it, as TypeScript does */
        head->with_body = true;
        parse_arrow_body(parser, head->function);
        return parser->token.kind == TOKEN_COLON;
    }
    return true;
}

/* Quick look at what follows `(`: false when it cannot be an arrow function's parameters. */
static bool may_be_arrow(struct parser *parser) {
    if (parser->token.kind == TOKEN_LESS) {
        return parser->typescript;
    }
    struct token next;
    parser_peek(parser, &next);
    switch (next.kind) {
    case TOKEN_RIGHT_PAREN:
    case TOKEN_ELLIPSIS:
    case TOKEN_IDENTIFIER:
    case TOKEN_LEFT_BRACE:
    case TOKEN_LEFT_BRACKET: return true;
    case TOKEN_THIS: return parser->typescript;
    default: return false;
    }
}

static struct ast_node *parse_single_arrow(struct parser *parser) {
    struct token next;
    parser_peek(parser, &next);
    if (next.kind != TOKEN_ARROW || next.newline_before) {
        return NULL;
    }
    struct ast_node *node = parser_node(parser, NODE_FUNCTION, parser->token.position);
    struct ast_function *function = function_new(parser, FUNCTION_ARROW, parser->token.position);
    struct list_builder list = {0};
    node->as.function = function;
    parser->async_next = parser->async_position == function->position;
    function_enter(parser, function);
    parser_push(parser, &list, parse_binding_identifier(parser));
    function->parameters = parser_list(&list);
    function->simple_parameters = true;
    function->length = 1;
    parser_advance(parser);
    parse_arrow_body(parser, function);
    return parser_finish(parser, node);
}

struct ast_node *parse_arrow(struct parser *parser) {
    const uint32_t position = parser->token.position;
    if (parser->token.kind == TOKEN_IDENTIFIER) {
        return parse_single_arrow(parser);
    }
    if (!may_be_arrow(parser) || position_known(&parser->not_arrow, position)) {
        return NULL;
    }
    struct arrow_head head = {0};
    if (!parser_attempt(parser, parse_arrow_head, &head)) {
        position_learn(parser, position);
        return NULL;
    }
    struct ast_node *node = parser_node(parser, NODE_FUNCTION, position);
    node->as.function = head.function;
    if (!head.with_body) {
        parse_arrow_body(parser, head.function);
    }
    return parser_finish(parser, node);
}
