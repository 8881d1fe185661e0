/*
 * compiler/parser_class.c: classes (ECMA-262 15.7), with the members that TypeScript adds.
 */
#include "compiler/parser_internal.h"

struct class_parts {
    struct ast_class *class_;
    struct list_builder members;
    bool derived;
    bool has_instance_fields;
    struct ast_list parameter_properties;
};

/* One member as far as its modifiers and key tell. */
struct member_head {
    uint32_t position;
    bool is_static;
    bool is_abstract; /* or declared: a field is without effect */
    bool is_generator;
    bool is_async;
    enum ast_member_kind kind;
    struct ast_key key;
};

/* Whether the current word is followed by something that makes it a modifier of a member. */
static bool is_modifier(struct parser *parser, const struct atom *name) {
    if (!parser_at_name(parser, name)) {
        return false;
    }
    struct token next;
    parser_peek(parser, &next);
    if (next.newline_before && name != parser->names->static_ && name != parser->names->get &&
        name != parser->names->set && name != parser->names->public_ &&
        name != parser->names->private_ && name != parser->names->protected_) {
        return false;
    }
    return next.name != NULL || next.kind == TOKEN_STRING || next.kind == TOKEN_NUMBER ||
           next.kind == TOKEN_LEFT_BRACKET ||
           (next.kind == TOKEN_STAR && name != parser->names->get && name != parser->names->set) ||
           (next.kind == TOKEN_LEFT_BRACE && name == parser->names->static_);
}

static bool accept_modifier(struct parser *parser, const struct atom *name) {
    if (!is_modifier(parser, name)) {
        return false;
    }
    parser_advance(parser);
    return true;
}

static void parse_modifiers(struct parser *parser, struct member_head *head) {
    const struct atom_names *names = parser->names;
    for (;;) {
        if (!head->is_static && accept_modifier(parser, names->static_)) {
            head->is_static = true;
        } else if (parser->typescript && (accept_modifier(parser, names->abstract) ||
                                          accept_modifier(parser, names->declare))) {
            head->is_abstract = true;
        } else if (!(parser->typescript && (accept_modifier(parser, names->public_) ||
                                            accept_modifier(parser, names->private_) ||
                                            accept_modifier(parser, names->protected_) ||
                                            accept_modifier(parser, names->readonly) ||
                                            accept_modifier(parser, names->override)))) {
            break;
        }
    }
    if (is_modifier(parser, names->accessor) && parser->typescript) {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "write a getter and a setter", "'accessor' fields are");
        parser_advance(parser);
    }
    if (is_modifier(parser, names->async)) {
        refuse_async(parser, "async methods are");
        head->is_async = true;
    }
    head->is_generator = refuse_generator(parser, "generator methods are");
    if (head->is_generator) {
        return;
    }
    if (accept_modifier(parser, names->get)) {
        head->kind = MEMBER_GETTER;
    } else if (accept_modifier(parser, names->set)) {
        head->kind = MEMBER_SETTER;
    }
}

static void add_member(struct parser *parser, struct class_parts *parts,
                       const struct member_head *head, struct ast_function *function) {
    struct ast_node *node = parser_node(parser, NODE_CLASS_MEMBER, head->position);
    node->as.member_.kind = head->kind;
    node->as.member_.is_static = head->is_static;
    node->as.member_.assigns =
        head->kind == MEMBER_FIELD && parser->typescript && head->key.kind != KEY_PRIVATE;
    node->as.member_.key = head->key;
    node->as.member_.function = function;
    if (function != NULL) {
        function->class_ = parts->class_;
    }
    parser_push(parser, &parts->members, parser_finish(parser, node));
}

static bool key_is(const struct ast_key *key, const struct atom *name) {
    return key->kind == KEY_NAME && key->as.name == name;
}

/* Early errors of ECMA-262 15.7.1 about names. */
static void check_member_name(struct parser *parser, const struct member_head *head,
                              bool is_field) {
    const struct ast_key *key = &head->key;
    const uint32_t end = parser->previous_end;
    if (key->kind == KEY_PRIVATE && key->as.name == parser->names->constructor) {
        parser_early(parser, key->position, end, "choose another name",
                     "a private name cannot be #constructor");
    } else if (head->is_static && key_is(key, parser->names->prototype)) {
        parser_early(parser, key->position, end, "choose another name",
                     "a static member cannot be named 'prototype'");
    } else if (key_is(key, parser->names->constructor) &&
               (is_field || (!head->is_static && head->kind != MEMBER_METHOD))) {
        parser_early(parser, key->position, end, "choose another name",
                     "only the constructor itself can be named 'constructor'");
    }
}

/* A function whose only statement is `return value`. */
static struct ast_function *parse_field_value(struct parser *parser,
                                              const struct member_head *head) {
    struct ast_function *function = function_new(parser, FUNCTION_FIELD, parser->token.position);
    function->simple_parameters = true;
    function->expression_body = true;
    function_enter(parser, function);
    struct ast_node *result = parser_node(parser, NODE_RETURN, parser->token.position);
    result->as.unary.operand = parse_assignment_in(parser);
    parser_finish(parser, result);
    const struct atom *name = parse_key_name(parser, &head->key);
    if (name != NULL && (!parser->typescript || head->key.kind == KEY_PRIVATE)) {
        build_infer_name(result->as.unary.operand, name);
        if (head->key.kind == KEY_PRIVATE && result->as.unary.operand->kind == NODE_FUNCTION &&
            result->as.unary.operand->as.function->name == name &&
            !result->as.unary.operand->as.function->is_expression) {
            result->as.unary.operand->as.function->private_name = true;
        }
    }
    struct list_builder body = {0};
    parser_push(parser, &body, result);
    function->body = parser_list(&body);
    function->end = parser->previous_end;
    function_leave(parser);
    return function;
}

static void parse_field(struct parser *parser, struct class_parts *parts,
                        struct member_head *head) {
    head->kind = MEMBER_FIELD;
    check_member_name(parser, head, true);
    if (parser->typescript) {
        if (!parser_accept(parser, TOKEN_QUESTION)) {
            if (parser->token.kind == TOKEN_BANG && !parser->token.newline_before) {
                parser_advance(parser);
            }
        }
        parse_type_annotation(parser);
    }
    struct ast_function *function = NULL;
    if (parser_accept(parser, TOKEN_ASSIGN)) {
        function = parse_field_value(parser, head);
    }
    parser_semicolon(parser);
    /* TypeScript emits nothing for a public field without a value. */
    const bool erased =
        head->is_abstract || (parser->typescript && function == NULL &&
                              head->key.kind != KEY_PRIVATE && head->key.kind != KEY_COMPUTED);
    if (!erased) {
        add_member(parser, parts, head, function);
        parts->has_instance_fields |= !head->is_static;
    }
}

static void parse_constructor(struct parser *parser, struct class_parts *parts,
                              const struct member_head *head) {
    const uint32_t count = parser->script->function_count;
    struct ast_function *function =
        function_new(parser, parts->derived ? FUNCTION_DERIVED_CONSTRUCTOR : FUNCTION_CONSTRUCTOR,
                     head->position);
    /* The state that collects parameter properties is gone after parsing: catch them there. */
    parser->collected_properties = (struct ast_list){0};
    if (!parse_function_rest(parser, function)) {
        parser->script->function_count = count;
        parser_semicolon(parser);
        return;
    }
    if (parts->class_->constructor != NULL) {
        parser_early(parser, head->position, head->position + 11, "keep one of them",
                     "a class has only one constructor");
    }
    function->class_ = parts->class_;
    parts->class_->constructor = function;
    parts->parameter_properties = parser->collected_properties;
}

static void parse_class_method(struct parser *parser, struct class_parts *parts,
                               const struct member_head *head) {
    check_member_name(parser, head, false);
    const uint32_t count = parser->script->function_count;
    const enum ast_function_kind kind = head->kind == MEMBER_GETTER   ? FUNCTION_GETTER
                                        : head->kind == MEMBER_SETTER ? FUNCTION_SETTER
                                                                      : FUNCTION_METHOD;
    parser->generator_next = head->is_generator;
    parser->async_next = head->is_async;
    struct ast_node *node = parse_method(parser, kind, &head->key, head->position);
    if (node == NULL) {
        parser_semicolon(parser);
        parser->script->function_count = count;
        return;
    }
    add_member(parser, parts, head, node->as.function);
}

static void parse_static_block(struct parser *parser, struct class_parts *parts,
                               struct member_head *head) {
    struct ast_function *function = function_new(parser, FUNCTION_STATIC_BLOCK, head->position);
    struct list_builder body = {0};
    function->simple_parameters = true;
    head->kind = MEMBER_STATIC_BLOCK;
    function_enter(parser, function);
    parser_advance(parser);
    parse_statement_list(parser, &body, TOKEN_RIGHT_BRACE);
    function->body = parser_list(&body);
    function->end = parser->token.end;
    function_leave(parser);
    parser_expect(parser, TOKEN_RIGHT_BRACE, "behind the static block");
    add_member(parser, parts, head, function);
}

/* `[key: string]: T;` */
static bool parse_index_signature(struct parser *parser, void *context) {
    (void)context;
    parser_expect(parser, TOKEN_LEFT_BRACKET, "");
    parse_binding_identifier(parser);
    if (parser->token.kind != TOKEN_COLON) {
        return false;
    }
    parse_type_annotation(parser);
    parser_expect(parser, TOKEN_RIGHT_BRACKET, "");
    parse_type_annotation(parser);
    parser_semicolon(parser);
    return true;
}

static void parse_member(struct parser *parser, struct class_parts *parts) {
    struct member_head head = {.position = parser->token.position, .kind = MEMBER_METHOD};
    if (parser->token.kind == TOKEN_AT) {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "call a function instead", "decorators are");
        longjmp(*parser->recovery, 1);
    }
    parse_modifiers(parser, &head);
    if (head.is_static && parser->token.kind == TOKEN_LEFT_BRACE) {
        parse_static_block(parser, parts, &head);
        return;
    }
    if (parser->typescript && parser->token.kind == TOKEN_LEFT_BRACKET &&
        parser_attempt(parser, parse_index_signature, NULL)) {
        return;
    }
    parse_key(parser, &head.key, true);
    if (parser->typescript && parser->token.kind == TOKEN_QUESTION) {
        parser_advance(parser);
    }
    const bool method = parser->token.kind == TOKEN_LEFT_PAREN ||
                        (parser->typescript && parser->token.kind == TOKEN_LESS);
    if (method && !head.is_static && head.kind == MEMBER_METHOD &&
        key_is(&head.key, parser->names->constructor)) {
        parse_constructor(parser, parts, &head);
    } else if (method) {
        parse_class_method(parser, parts, &head);
    } else if (head.kind != MEMBER_METHOD) {
        parser_unexpected(parser, "'(' behind the accessor's name");
    } else {
        parse_field(parser, parts, &head);
    }
}

/*
 * TypeScript parameter properties: `this.name = name` for each, then the fields, at the start of
 * the constructor or behind the first super(...) statement of its body.
 */
static void lower_parameter_properties(struct parser *parser, struct class_parts *parts) {
    const struct ast_list *properties = &parts->parameter_properties;
    struct ast_function *constructor = parts->class_->constructor;
    if (properties->count == 0) {
        return;
    }
    struct list_builder body = {0};
    const struct ast_list *old = &constructor->body;
    uint32_t at = 0;
    uint32_t behind = 0;
    for (uint32_t i = 0; parts->derived && i < old->count; i++) {
        const struct ast_node *item = old->items[i];
        if (item->kind == NODE_EXPRESSION_STATEMENT &&
            item->as.unary.operand->kind == NODE_SUPER_CALL) {
            behind = i + 1;
            break;
        }
    }
    while (behind == 0 && at < old->count && /* directives stay first */
           old->items[at]->kind == NODE_EXPRESSION_STATEMENT &&
           old->items[at]->as.unary.operand->kind == NODE_STRING) {
        parser_push(parser, &body, old->items[at++]);
    }
    while (at < behind) {
        parser_push(parser, &body, old->items[at++]);
    }
    for (uint32_t i = 0; i < properties->count; i++) {
        const struct ast_node *name = properties->items[i];
        struct ast_node *object = parser_node(parser, NODE_THIS, name->position);
        object->end = name->position;
        struct ast_node *target =
            build_member(parser, object, name->as.identifier.name, name->position);
        struct ast_node *value =
            build_identifier(parser, name->as.identifier.name, name->position, IDENTIFIER_READ);
        struct ast_node *assign = build_assign(parser, target, value, name->position);
        assign->strict = true;
        parser_push(parser, &body, build_statement(parser, assign));
    }
    if (parts->has_instance_fields) {
        parts->class_->fields_by_statement = true;
        parser_push(parser, &body,
                    parser_node(parser, NODE_INITIALISE_FIELDS, constructor->position));
    }
    while (at < old->count) {
        parser_push(parser, &body, old->items[at++]);
    }
    constructor->body = parser_list(&body);
}

static void parse_implements(struct parser *parser) {
    const bool no_conditional = parser->no_conditional_type;
    parser->no_conditional_type = true; /* an `extends` behind it is the class's */
    do {
        parser_advance(parser);
        parse_type(parser);
    } while (parser->token.kind == TOKEN_COMMA);
    parser->no_conditional_type = no_conditional;
}

static void parse_heritage(struct parser *parser, struct class_parts *parts) {
    const struct atom *implements = parser->names->implements;
    if (parser->typescript && parser_at_name(parser, implements)) {
        parse_implements(parser);
    }
    if (parser_accept(parser, TOKEN_EXTENDS)) {
        parts->derived = true;
        parts->class_->superclass = parse_left_hand_side(parser);
        if (parser->typescript && parser->token.kind == TOKEN_LESS) {
            parse_type_arguments(parser);
        }
    }
    if (parser->typescript && parser_at_name(parser, implements)) {
        parse_implements(parser);
    }
}

struct ast_node *parse_class(struct parser *parser, bool declaration) {
    const uint32_t position = parser->token.position;
    struct ast_node *node =
        parser_node(parser, declaration ? NODE_CLASS_DECLARATION : NODE_CLASS, position);
    struct class_parts parts = {.class_ = ARENA_NEW(parser->arena, struct ast_class)};
    const bool strict = parser->strict;
    const bool no_in = parser->no_in;
    const bool conditional_yes = parser->conditional_yes;
    struct ast_namespace *exporting = parser->exporting;
    node->as.class_ = parts.class_;
    parts.class_->position = position;
    parser_enter(parser);
    parser_advance(parser);
    parser->strict = true;
    parser->no_in = false;
    parser->conditional_yes = false;
    parser->exporting = NULL;
    if (parser->token.kind == TOKEN_IDENTIFIER &&
        !(parser->typescript && parser_at_name(parser, parser->names->implements))) {
        parts.class_->name = parse_binding_identifier(parser)->as.identifier.name;
        parts.class_->has_own_name = true;
        if (declaration) {
            declare_mergeable(parser, parts.class_->name);
        }
    } else if (declaration) {
        parser_unexpected(parser, "the class's name");
    }
    if (parser->typescript) {
        parse_type_parameters(parser);
    }
    parse_heritage(parser, &parts);
    parser_expect(parser, TOKEN_LEFT_BRACE, "before the class's members");
    while (parser->token.kind != TOKEN_RIGHT_BRACE) {
        if (!parser_accept(parser, TOKEN_SEMICOLON)) {
            parse_member(parser, &parts);
        }
    }
    lower_parameter_properties(parser, &parts);
    parser->strict = strict;
    parser->no_in = no_in;
    parser->conditional_yes = conditional_yes;
    parser->exporting = exporting;
    parts.class_->end = parser->token.end;
    parser_advance(parser);
    parser_leave(parser);
    parts.class_->members = parser_list(&parts.members);
    return parser_finish(parser, node);
}
