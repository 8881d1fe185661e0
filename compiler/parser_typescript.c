/*
 * compiler/parser_typescript.c: statements that only TypeScript has. Types, interfaces and
 * `declare` leave nothing; namespaces are lowered as TypeScript does it.
 */
#include "compiler/parser_internal.h"

static struct ast_node *empty(struct parser *parser, uint32_t position) {
    return parser_finish(parser, parser_node(parser, NODE_EMPTY, position));
}

static struct ast_node *parse_type_alias(struct parser *parser) {
    const uint32_t position = parser->token.position;
    parser_advance(parser);
    parse_binding_identifier(parser);
    parse_type_parameters(parser);
    parser_expect(parser, TOKEN_ASSIGN, "behind the name of the type");
    parse_type(parser);
    parser_semicolon(parser);
    return empty(parser, position);
}

static struct ast_node *parse_interface(struct parser *parser) {
    const uint32_t position = parser->token.position;
    parser_advance(parser);
    parse_binding_identifier(parser);
    parse_type_parameters(parser);
    if (parser->token.kind == TOKEN_EXTENDS) {
        do {
            parser_advance(parser);
            parse_type(parser);
        } while (parser->token.kind == TOKEN_COMMA);
    }
    parse_type_members(parser);
    return empty(parser, position);
}

/* Whether a list of statements leaves anything when compiled: else no namespace is made. */
static bool is_instantiated(const struct list_builder *body) {
    for (uint32_t i = 0; i < body->count; i++) {
        if (body->items[i]->kind != NODE_EMPTY) {
            return true;
        }
    }
    return false;
}

static struct ast_node *parse_namespace(struct parser *parser, bool exported);

/* `a.b` in a namespace's head stands for an exported namespace inside. */
static void parse_namespace_body(struct parser *parser, struct list_builder *body) {
    if (parser->token.kind == TOKEN_DOT) {
        struct ast_node *inner = parse_namespace(parser, true);
        parser_push(parser, body, inner);
        if (parser->pending != NULL) {
            parser_push(parser, body, parser->pending);
            parser->pending = NULL;
        }
        return;
    }
    parser_expect(parser, TOKEN_LEFT_BRACE, "before the namespace's statements");
    parse_statement_list(parser, body, TOKEN_RIGHT_BRACE);
    parser_expect(parser, TOKEN_RIGHT_BRACE, "behind the namespace's statements");
}

static struct ast_node *parse_namespace(struct parser *parser, bool exported) {
    const uint32_t position = parser->token.position;
    parser_enter(parser);
    parser_advance(parser); /* the keyword, or the dot of a nested name */
    if (parser->token.kind == TOKEN_STRING && parser->ambient) {
        /* `declare module "name" { ... }` describes a file elsewhere. */
        parser_advance(parser);
        if (parser->token.kind == TOKEN_LEFT_BRACE) {
            parse_block(parser);
        } else {
            parser_semicolon(parser);
        }
        parser_leave(parser);
        return empty(parser, position);
    }
    if (parser->token.kind == TOKEN_STRING) {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "put everything the applet needs into its one file", "modules are");
        longjmp(*parser->recovery, 1);
    }
    const struct atom *name = parse_binding_identifier(parser)->as.identifier.name;
    struct namespace_record *before = parser->function->namespaces;
    struct ast_node *declaration = NULL;
    struct namespace_record *record = namespace_open(parser, name, &declaration, position);
    const uint32_t function_count = parser->script->function_count;
    struct ast_function *function = function_new(parser, FUNCTION_NORMAL, position);
    struct ast_namespace *exporting = parser->exporting;
    struct list_builder body = {0};
    function_enter(parser, function);
    parser->exporting = record->namespace_;
    parse_namespace_body(parser, &body);
    function->body = parser_list(&body);
    parser->exporting = exporting;
    function_leave(parser);
    parser_leave(parser);
    if (parser->ambient || !is_instantiated(&body)) {
        if (declaration != NULL) {
            parser->function->namespaces = before;
        }
        parser->script->function_count = function_count;
        return empty(parser, position);
    }
    if (exported) {
        namespace_export(parser, exporting, name);
    }
    namespace_close(parser, record, function, exported, position);
    return declaration != NULL ? declaration : empty(parser, position);
}

/* `a.b.c` as an expression */
static struct ast_node *parse_entity(struct parser *parser) {
    struct ast_node *node = parse_identifier_reference(parser);
    while (parser_accept(parser, TOKEN_DOT)) {
        const uint32_t position = parser->token.position;
        node = build_member(parser, node, parse_property_name_atom(parser), position);
        node->end = parser->previous_end;
    }
    return node;
}

static void refuse_import(struct parser *parser, uint32_t position) {
    parser_unsupported(parser, position, position + 6,
                       "put everything the applet needs into its one file",
                       "modules ('import') are");
    longjmp(*parser->recovery, 1);
}

/* `import Q = N.M;` is `var Q = N.M;`; with `type` it leaves nothing. */
static struct ast_node *parse_import_alias(struct parser *parser) {
    const uint32_t position = parser->token.position;
    struct token next;
    bool erased = false;
    parser_advance(parser);
    parser_peek(parser, &next);
    if (parser_at_name(parser, parser->names->type) && next.kind == TOKEN_IDENTIFIER &&
        next.name != parser->names->from) {
        erased = true;
        parser_advance(parser);
        parser_peek(parser, &next);
    }
    if (parser->token.kind != TOKEN_IDENTIFIER || next.kind != TOKEN_ASSIGN) {
        refuse_import(parser, position);
    }
    const struct atom *name = parse_binding_identifier(parser)->as.identifier.name;
    parser_advance(parser);
    parser_peek(parser, &next);
    if (parser->token.name == parser->names->require && next.kind == TOKEN_LEFT_PAREN) {
        refuse_import(parser, position);
    }
    struct ast_node *value = parse_entity(parser);
    parser_semicolon(parser);
    return erased || parser->ambient ? empty(parser, position)
                                     : build_variable(parser, VARIABLE_VAR, name, value, position);
}

/* --- export inside a namespace --- */

struct export_context {
    struct parser *parser;
    struct ast_namespace *namespace_;
};

static void export_name(void *context, struct ast_node *name) {
    struct export_context *export = context;
    namespace_export(export->parser, export->namespace_, name->as.identifier.name);
    name->as.identifier.flags = IDENTIFIER_ASSIGNED;
}

/* TypeScript writes `N.a = value`, which gives a function no name. */
static void forget_name(struct ast_node *value) {
    if (value->kind == NODE_FUNCTION && !value->as.function->is_expression) {
        value->as.function->name = NULL;
    } else if (value->kind == NODE_CLASS && !value->as.class_->has_own_name) {
        value->as.class_->name = NULL;
    }
}

/* `export let a = 1, {b} = c;` becomes assignments; scope_resolve turns the names to members. */
static struct ast_node *export_variables(struct parser *parser, struct ast_node *variables) {
    struct export_context context = {parser, parser->exporting};
    struct list_builder items = {0};
    for (uint32_t i = 0; i < variables->as.variables.declarators.count; i++) {
        struct ast_node *item = variables->as.variables.declarators.items[i];
        ast_pattern_names(item->as.assign.target, export_name, &context);
        if (item->as.assign.value != NULL) {
            item->kind = NODE_ASSIGN; /* same fields as a declarator */
            forget_name(item->as.assign.value);
            item->as.assign.operator_ = OP_NONE;
            parser_push(parser, &items, item);
        }
    }
    if (items.count == 0) {
        return empty(parser, variables->position);
    }
    struct ast_node *expression = items.items[0];
    if (items.count > 1) {
        expression = parser_node(parser, NODE_SEQUENCE, variables->position);
        expression->as.list = parser_list(&items);
        parser_finish(parser, expression);
    }
    return build_statement(parser, expression);
}

/* `N.name = name` behind an exported function or class. */
static void export_local(struct parser *parser, const struct atom *name, uint32_t position) {
    struct ast_node *object =
        build_identifier(parser, parser->exporting->parameter, position, IDENTIFIER_READ);
    struct ast_node *value = build_identifier(parser, name, position, IDENTIFIER_READ);
    struct ast_node *target = build_member(parser, object, name, position);
    namespace_export(parser, parser->exporting, name);
    parser->pending = build_statement(parser, build_assign(parser, target, value, position));
}

struct ast_node *parse_exported(struct parser *parser) {
    parser_advance(parser);
    const uint32_t position = parser->token.position;
    if (parser->token.kind == TOKEN_ENUM || parser->token.kind == TOKEN_CONST) {
        struct token next;
        parser_peek(parser, &next);
        if (parser->token.kind == TOKEN_ENUM || next.kind == TOKEN_ENUM) {
            parser_accept(parser, TOKEN_CONST);
            struct token name;
            parser_peek(parser, &name);
            if (parser->exporting != NULL && name.name != NULL) {
                namespace_export(parser, parser->exporting, name.name);
            }
            return parse_enum(parser, position, parser->exporting != NULL);
        }
    }
    if (parser->exporting != NULL && (parser_at_name(parser, parser->names->namespace) ||
                                      parser_at_name(parser, parser->names->module))) {
        return parse_namespace(parser, true);
    }
    switch (parser->token.kind) {
    case TOKEN_VAR:
    case TOKEN_CONST:
    case TOKEN_FUNCTION:
    case TOKEN_CLASS:
    case TOKEN_IMPORT:
    case TOKEN_IDENTIFIER: break;
    default: parser_unexpected(parser, "a declaration behind 'export'");
    }
    struct ast_node *node = parse_statement(parser);
    if (parser->exporting == NULL) {
        return node;
    }
    switch ((enum ast_kind)node->kind) {
    case NODE_VARIABLES: return export_variables(parser, node);
    case NODE_FUNCTION_DECLARATION:
        export_local(parser, node->as.function_declaration.function->name, position);
        return node;
    case NODE_CLASS_DECLARATION: export_local(parser, node->as.class_->name, position); return node;
    case NODE_EMPTY: return node;
    default:
        parser_fail(parser, DIAG_SYNTAX, position, node->end, "export a declaration",
                    "only declarations can be exported from a namespace");
    }
}

/* `declare ...`: for the type checker only. */
static struct ast_node *parse_declare(struct parser *parser) {
    const uint32_t position = parser->token.position;
    const bool ambient = parser->ambient;
    const uint32_t function_count = parser->script->function_count;
    struct namespace_record *namespaces = parser->function->namespaces;
    parser_advance(parser);
    parser->ambient = true;
    if (parser_at_name(parser, parser->names->global)) {
        parser_advance(parser);
        parse_block(parser);
    } else {
        parse_statement(parser);
    }
    parser->ambient = ambient;
    parser->function->namespaces = namespaces;
    parser->pending = NULL;
    parser->script->function_count = function_count;
    return empty(parser, position);
}

/* Whether a word starts a declaration: a name follows on the same line. */
static bool name_follows(const struct token *next) {
    return next->kind == TOKEN_IDENTIFIER && !next->newline_before;
}

static bool declaration_follows(struct parser *parser, const struct token *next) {
    if (next->newline_before) {
        return false;
    }
    const struct atom_names *names = parser->names;
    switch (next->kind) {
    case TOKEN_VAR:
    case TOKEN_CONST:
    case TOKEN_FUNCTION:
    case TOKEN_CLASS:
    case TOKEN_ENUM: return true;
    case TOKEN_IDENTIFIER:
        return next->name == names->let || next->name == names->namespace ||
               next->name == names->module || next->name == names->type ||
               next->name == names->interface || next->name == names->abstract ||
               next->name == names->global;
    default: return false;
    }
}

/* Words that belong before class members. */
static bool is_member_word(const struct atom_names *names, const struct atom *name) {
    return name == names->public_ || name == names->private_ || name == names->protected_ ||
           name == names->readonly;
}

struct ast_node *parse_typescript_statement(struct parser *parser) {
    const struct atom_names *names = parser->names;
    const struct atom *name = parser->token.name;
    if (parser->token.kind == TOKEN_IMPORT) {
        return parse_import_alias(parser);
    }
    if (parser->token.escaped) {
        return NULL;
    }
    const bool known = name == names->type || name == names->interface ||
                       name == names->namespace || name == names->module ||
                       name == names->abstract || name == names->declare;
    if (!known && !is_member_word(names, name)) {
        return NULL;
    }
    struct token next;
    parser_peek(parser, &next);
    if (!known) {
        if (!declaration_follows(parser, &next)) {
            return NULL;
        }
        parser_advance(parser); /* TypeScript complains of the word, but writes the declaration */
        return parse_statement(parser);
    }
    if (name == names->type && name_follows(&next)) {
        return parse_type_alias(parser);
    }
    if (name == names->interface && name_follows(&next)) {
        return parse_interface(parser);
    }
    if ((name == names->namespace && name_follows(&next)) ||
        (name == names->module &&
         (name_follows(&next) || (next.kind == TOKEN_STRING && !next.newline_before)))) {
        return parse_namespace(parser, false);
    }
    if (name == names->abstract && next.kind == TOKEN_CLASS && !next.newline_before) {
        parser_advance(parser);
        return parse_class(parser, true);
    }
    if (name == names->declare && declaration_follows(parser, &next)) {
        return parse_declare(parser);
    }
    return NULL;
}
