/*
 * compiler/parser_statement.c: statements (ECMA-262 clause 14); lists of them are in
 * parser_list.c, for loops in parser_for.c.
 */
#include <string.h>

#include "compiler/parser_internal.h"

/* --- Blocks and declarations --- */

struct ast_node *parse_block(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_BLOCK, parser->token.position);
    struct list_builder statements = {0};
    struct ast_namespace *exporting = parser->exporting;
    struct namespace_record *const namespaces = parser->function->namespaces;
    const uint32_t block = parser->block;
    parser_expect(parser, TOKEN_LEFT_BRACE, "before the block");
    parser->exporting = NULL;
    parser->block = ++parser->block_count;
    parse_statement_list(parser, &statements, TOKEN_RIGHT_BRACE);
    parser->block = block;
    parser->function->namespaces = namespaces;
    parser->exporting = exporting;
    parser_expect(parser, TOKEN_RIGHT_BRACE, "behind the block");
    node->as.block.statements = parser_list(&statements);
    return parser_finish(parser, node);
}

static void refuse_let_name(void *context, struct ast_node *name) {
    struct parser *parser = context;
    if (name->as.identifier.name == parser->names->let) {
        parser_early(parser, name->position, name->end, "choose another name",
                     "'let' cannot be the name of a let or const variable");
    }
}

static struct ast_node *parse_declarator(struct parser *parser, enum ast_variable_kind kind,
                                         bool in_for) {
    struct ast_node *node = parser_node(parser, NODE_DECLARATOR, parser->token.position);
    struct ast_node *target = parse_binding_target(parser);
    node->as.assign.target = target;
    if (kind != VARIABLE_VAR) {
        ast_pattern_names(target, refuse_let_name, parser);
    }
    bool typed = false;
    if (parser->typescript) {
        if (parser->token.kind == TOKEN_BANG && !parser->token.newline_before) {
            parser_advance(parser); /* definite assignment: let x!: T */
        }
        typed = parser->token.kind == TOKEN_COLON;
        const enum ast_hint hint = parse_type_annotation(parser);
        if (target->kind == NODE_IDENTIFIER) {
            target->as.identifier.hint = (uint8_t)hint;
        }
    }
    if (parser_accept(parser, TOKEN_ASSIGN)) {
        node->as.assign.value = parse_assignment(parser);
        if (target->kind == NODE_IDENTIFIER) {
            build_infer_name(node->as.assign.value, target->as.identifier.name);
        }
        if (parser->typescript && kind != VARIABLE_VAR) {
            declare_variable(parser, target,
                             kind == VARIABLE_CONST && !typed ? node->as.assign.value : NULL);
        }
        return parser_finish(parser, node);
    }
    const bool head =
        in_for && (parser->token.kind == TOKEN_IN || parser_at_name(parser, parser->names->of));
    if (!head && !parser->ambient && (kind == VARIABLE_CONST || target->kind != NODE_IDENTIFIER)) {
        parser_early(parser, node->position, parser->previous_end, "write '=' and a value",
                     kind == VARIABLE_CONST ? "a const needs a value where it is declared"
                                            : "a destructuring declaration needs a value");
    }
    return parser_finish(parser, node);
}

struct ast_node *parse_variables(struct parser *parser, enum ast_variable_kind kind,
                                 uint32_t position, bool in_for) {
    struct ast_node *node = parser_node(parser, NODE_VARIABLES, position);
    struct list_builder list = {0};
    node->as.variables.kind = kind;
    do {
        parser_push(parser, &list, parse_declarator(parser, kind, in_for));
    } while (parser_accept(parser, TOKEN_COMMA));
    node->as.variables.declarators = parser_list(&list);
    return parser_finish(parser, node);
}

/* `let` is a declaration when a name or pattern follows; otherwise a name in sloppy code. */
bool parse_at_let(struct parser *parser) {
    if (!parser_at_name(parser, parser->names->let)) {
        return false;
    }
    struct token next;
    parser_peek(parser, &next);
    return next.kind == TOKEN_IDENTIFIER || next.kind == TOKEN_LEFT_BRACKET ||
           next.kind == TOKEN_LEFT_BRACE ||
           (next.name != NULL && next.kind != TOKEN_IN && next.kind != TOKEN_INSTANCEOF &&
            next.kind != TOKEN_PRIVATE_NAME);
}

static struct ast_node *parse_variable_statement(struct parser *parser,
                                                 enum ast_variable_kind kind) {
    const uint32_t position = parser->token.position;
    parser_advance(parser);
    struct ast_node *node = parse_variables(parser, kind, position, false);
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

/* --- Jumps --- */

static void push_target(struct parser *parser, struct jump_target *target, enum jump_kind kind,
                        struct ast_node *node) {
    *target = (struct jump_target){.kind = kind, .node = node, .outer = parser->targets};
    if (kind == JUMP_LOOP) {
        /* Labels directly before a loop let `continue label` name it. */
        uint32_t position = node->position;
        for (struct jump_target *label = parser->targets;
             label != NULL && label->kind == JUMP_LABELED && label->body_position == position;
             label = label->outer) {
            label->loop = node;
            position = label->node->position;
        }
    }
    parser->targets = target;
}

static void pop_target(struct parser *parser) {
    parser->targets = parser->targets->outer;
}

static struct ast_node *find_target(struct parser *parser, const struct atom *label,
                                    bool is_continue) {
    for (struct jump_target *target = parser->targets; target != NULL; target = target->outer) {
        if (label != NULL) {
            if (target->label == label) {
                return is_continue ? target->loop : target->node;
            }
        } else if (target->kind == JUMP_LOOP || (target->kind == JUMP_SWITCH && !is_continue)) {
            return target->node;
        }
    }
    return NULL;
}

/* Behind a syntax error nothing is sure about what stands around a statement. */
static bool lost_context(const struct parser *parser) {
    for (uint32_t i = 0; i < parser->diagnostics->count; i++) {
        if (strcmp(parser->diagnostics->items[i].code, DIAG_SYNTAX) == 0) {
            return true;
        }
    }
    return false;
}

static struct ast_node *parse_jump(struct parser *parser, bool is_continue) {
    struct ast_node *node =
        parser_node(parser, is_continue ? NODE_CONTINUE : NODE_BREAK, parser->token.position);
    parser_advance(parser);
    if (parser->token.kind == TOKEN_IDENTIFIER && !parser->token.newline_before) {
        node->as.jump.label = parser->token.name;
        check_identifier(parser, &parser->token);
        parser_advance(parser);
    }
    node->as.jump.target = find_target(parser, node->as.jump.label, is_continue);
    if (node->as.jump.target == NULL && node->as.jump.label != NULL && !lost_context(parser)) {
        parser_early(parser, node->position, parser->previous_end, NULL,
                     is_continue ? "there is no loop with the label '%s' around this continue"
                                 : "there is no label '%s' around this break",
                     node->as.jump.label->text);
    } else if (node->as.jump.target == NULL && !lost_context(parser)) {
        parser_early(parser, node->position, parser->previous_end,
                     is_continue ? NULL : "to end the applet early, use if/else or a function",
                     is_continue ? "continue outside a loop" : "break outside a loop or switch");
    }
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

static struct ast_node *parse_return(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_RETURN, parser->token.position);
    const enum ast_function_kind kind = parser->function->function->kind;
    if ((kind == FUNCTION_SCRIPT || kind == FUNCTION_STATIC_BLOCK) && !lost_context(parser)) {
        parser_early(parser, parser->token.position, parser->token.end,
                     "put the code into a function, or use if/else", "return outside a function");
    }
    parser_advance(parser);
    if (parser->token.kind != TOKEN_SEMICOLON && parser->token.kind != TOKEN_RIGHT_BRACE &&
        parser->token.kind != TOKEN_END && !parser->token.newline_before) {
        node->as.unary.operand = parse_expression(parser);
    }
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

static struct ast_node *parse_throw(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_THROW, parser->token.position);
    parser_advance(parser);
    if (parser->token.newline_before) {
        parser_fail(parser, DIAG_SYNTAX, node->position, parser->previous_end,
                    "write the value on the same line", "a line break behind 'throw'");
    }
    node->as.unary.operand = parse_expression(parser);
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

/* --- Compound statements --- */

static struct ast_node *parse_condition(struct parser *parser) {
    parser_expect(parser, TOKEN_LEFT_PAREN, "before the condition");
    struct ast_node *test = parse_expression_in(parser);
    parser_expect(parser, TOKEN_RIGHT_PAREN, "behind the condition");
    return test;
}

static bool is_labelled_function(const struct ast_node *node) {
    while (node->kind == NODE_LABELED) {
        node = node->as.labeled.body;
    }
    return node->kind == NODE_FUNCTION_DECLARATION;
}

static struct ast_node *parse_expression_statement(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_EXPRESSION_STATEMENT, parser->token.position);
    node->as.unary.operand = parse_expression(parser);
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

/*
 * A statement where no let, const or class may stand: the body of if, loops and labels. A `let` on
 * a line of its own is a name there, unless `[` follows (ECMA-262 14.5).
 */
static struct ast_node *parse_body_statement(struct parser *parser) {
    const struct token first = parser->token;
    const bool at_let = parser_at_name(parser, parser->names->let);
    struct token next = {0};
    if (at_let) {
        parser_peek(parser, &next);
    }
    const bool let = at_let && (next.kind == TOKEN_LEFT_BRACKET ||
                                (!next.newline_before && parse_at_let(parser)));
    struct ast_node *node = NULL;
    if (at_let && !let && next.kind != TOKEN_COLON) {
        node = parse_expression_statement(parser);
    } else if (first.kind != TOKEN_CLASS && first.kind != TOKEN_CONST && !let) {
        node = parse_statement(parser);
    }
    if (node == NULL || parser->pending != NULL) {
        parser_fail(parser, DIAG_EARLY, first.position, first.end, "put it into a block: { ... }",
                    "a declaration cannot be the whole body of a statement");
    }
    return node;
}

static struct ast_node *parse_substatement(struct parser *parser, bool function_allowed) {
    const struct token first = parser->token;
    struct ast_node *node = parse_body_statement(parser);
    if (is_labelled_function(node) &&
        !(function_allowed && node->kind == NODE_FUNCTION_DECLARATION && !parser->strict)) {
        parser_early(parser, first.position, first.end, "put it into a block: { ... }",
                     "a function declaration cannot be the whole body of this statement");
    }
    return node;
}

/* `if (x) function f() {}` reads as if in a block (Annex B.3.3). */
static struct ast_node *parse_if_branch(struct parser *parser) {
    struct ast_node *node = parse_substatement(parser, true);
    if (node->kind != NODE_FUNCTION_DECLARATION) {
        return node;
    }
    struct ast_node *block = parser_node(parser, NODE_BLOCK, node->position);
    struct list_builder list = {0};
    parser_push(parser, &list, node);
    block->as.block.statements = parser_list(&list);
    return parser_finish(parser, block);
}

static struct ast_node *parse_if(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_IF, parser->token.position);
    parser_advance(parser);
    node->as.conditional.test = parse_condition(parser);
    node->as.conditional.yes = parse_if_branch(parser);
    if (parser_accept(parser, TOKEN_ELSE)) {
        node->as.conditional.no = parse_if_branch(parser);
    }
    return parser_finish(parser, node);
}

struct ast_node *parse_loop_statement(struct parser *parser, struct ast_node *loop) {
    struct jump_target target;
    push_target(parser, &target, JUMP_LOOP, loop);
    struct ast_node *body = parse_substatement(parser, false);
    pop_target(parser);
    return body;
}

static struct ast_node *parse_while(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_WHILE, parser->token.position);
    parser_advance(parser);
    node->as.loop.test = parse_condition(parser);
    node->as.loop.body = parse_loop_statement(parser, node);
    return parser_finish(parser, node);
}

static struct ast_node *parse_do_while(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_DO_WHILE, parser->token.position);
    parser_advance(parser);
    node->as.loop.body = parse_loop_statement(parser, node);
    parser_expect(parser, TOKEN_WHILE, "behind the body of do");
    node->as.loop.test = parse_condition(parser);
    parser_accept(parser, TOKEN_SEMICOLON); /* always inserted here, even on the same line */
    return parser_finish(parser, node);
}

/* `case test: statements` or `default: statements` */
static struct ast_node *parse_case(struct parser *parser) {
    struct ast_node *item = parser_node(parser, NODE_CASE, parser->token.position);
    struct list_builder statements = {0};
    if (parser_accept(parser, TOKEN_CASE)) {
        item->as.case_.test = parse_expression_in(parser);
    } else {
        parser_expect(parser, TOKEN_DEFAULT, "or 'case' in a switch");
    }
    parser_expect(parser, TOKEN_COLON, "behind the case");
    while (parser->token.kind != TOKEN_CASE && parser->token.kind != TOKEN_DEFAULT &&
           parser->token.kind != TOKEN_RIGHT_BRACE && parser->token.kind != TOKEN_END) {
        struct ast_node *statement = parse_recovering(parser, parse_statement);
        if (statement != NULL) {
            parser_push_statement(parser, &statements, statement);
        }
    }
    item->as.case_.statements = parser_list(&statements);
    return parser_finish(parser, item);
}

static struct ast_node *parse_switch(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_SWITCH, parser->token.position);
    struct list_builder cases = {0};
    struct jump_target target;
    bool has_default = false;
    parser_advance(parser);
    node->as.switch_.discriminant = parse_condition(parser);
    parser_expect(parser, TOKEN_LEFT_BRACE, "before the cases");
    push_target(parser, &target, JUMP_SWITCH, node);
    while (parser->token.kind != TOKEN_RIGHT_BRACE && parser->token.kind != TOKEN_END) {
        struct ast_node *item = parse_recovering(parser, parse_case);
        if (item == NULL) {
            continue;
        }
        if (has_default && item->as.case_.test == NULL) {
            parser_early(parser, item->position, item->position + 7, "keep one",
                         "a switch has only one default");
        }
        has_default = has_default || item->as.case_.test == NULL;
        parser_push(parser, &cases, item);
    }
    pop_target(parser);
    parser_expect(parser, TOKEN_RIGHT_BRACE, "behind the cases");
    node->as.switch_.cases = parser_list(&cases);
    return parser_finish(parser, node);
}

static struct ast_node *parse_try(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_TRY, parser->token.position);
    parser_advance(parser);
    node->as.try_.block = parse_block(parser);
    if (parser_accept(parser, TOKEN_CATCH)) {
        if (parser_accept(parser, TOKEN_LEFT_PAREN)) {
            node->as.try_.parameter = parse_binding_target(parser);
            if (parser->typescript) {
                parse_type_annotation(parser);
            }
            parser_expect(parser, TOKEN_RIGHT_PAREN, "behind the catch parameter");
        }
        node->as.try_.handler = parse_block(parser);
    }
    if (parser_accept(parser, TOKEN_FINALLY)) {
        node->as.try_.finalizer = parse_block(parser);
    }
    if (node->as.try_.handler == NULL && node->as.try_.finalizer == NULL) {
        parser_unexpected(parser, "'catch' or 'finally' behind the try block");
    }
    return parser_finish(parser, node);
}

static struct ast_node *parse_labeled(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_LABELED, parser->token.position);
    const struct atom *label = parser->token.name;
    check_identifier(parser, &parser->token);
    for (struct jump_target *outer = parser->targets; outer != NULL; outer = outer->outer) {
        if (outer->label == label) {
            parser_early(parser, node->position, parser->token.end, "choose another label",
                         "the label '%s' is already used around this statement", label->text);
        }
    }
    parser_advance(parser);
    parser_expect(parser, TOKEN_COLON, "behind the label");
    struct jump_target target = {.kind = JUMP_LABELED,
                                 .node = node,
                                 .label = label,
                                 .body_position = parser->token.position,
                                 .outer = parser->targets};
    parser->targets = &target;
    const struct token first = parser->token;
    node->as.labeled.label = label;
    node->as.labeled.body = parse_body_statement(parser);
    if (parser->strict && node->as.labeled.body->kind == NODE_FUNCTION_DECLARATION) {
        parser_early(parser, first.position, first.end, "delete the label",
                     "a function declaration cannot follow a label in strict mode");
    }
    parser->targets = target.outer;
    return parser_finish(parser, node);
}

/* Read to be refused by name, and what is wrong inside with it. */
static struct ast_node *parse_with(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_EMPTY, parser->token.position);
    if (parser->strict) {
        parser_early(parser, parser->token.position, parser->token.end,
                     "name the object at each use", "'with' is not allowed in strict mode");
    } else {
        parser_unsupported(parser, parser->token.position, parser->token.end,
                           "name the object at each use", "the 'with' statement is");
    }
    parser_advance(parser);
    parse_condition(parser);
    parse_substatement(parser, false);
    return parser_finish(parser, node);
}

static void refuse_module(struct parser *parser) {
    parser_unsupported(parser, parser->token.position, parser->token.end,
                       parser->token.kind == TOKEN_IMPORT
                           ? "put everything the applet needs into its one file"
                           : "delete 'export'",
                       "modules ('%s') are", token_kind_text(parser->token.kind));
    longjmp(*parser->recovery, 1);
}

static struct ast_node *parse_import_statement(struct parser *parser) {
    struct token next;
    parser_peek(parser, &next);
    if (next.kind == TOKEN_LEFT_PAREN || next.kind == TOKEN_DOT) {
        return parse_expression_statement(parser);
    }
    if (parser->typescript) {
        return parse_typescript_statement(parser);
    }
    refuse_module(parser);
    return NULL;
}

/* `;`, and `debugger`, which does nothing here. */
static struct ast_node *parse_empty(struct parser *parser) {
    struct ast_node *node = parser_node(parser, NODE_EMPTY, parser->token.position);
    const bool debugger = parser->token.kind == TOKEN_DEBUGGER;
    parser_advance(parser);
    if (debugger) {
        parser_semicolon(parser);
    }
    return parser_finish(parser, node);
}

static struct ast_node *parse_name_statement(struct parser *parser) {
    if (parse_at_let(parser)) {
        return parse_variable_statement(parser, VARIABLE_LET);
    }
    if (parser->typescript) {
        struct ast_node *node = parse_typescript_statement(parser);
        if (node != NULL) {
            return node;
        }
    }
    struct token next;
    parser_peek(parser, &next);
    if (next.kind == TOKEN_COLON) {
        return parse_labeled(parser);
    }
    if (parser_at_name(parser, parser->names->async) && next.kind == TOKEN_FUNCTION &&
        !next.newline_before) {
        refuse_async(parser, "async functions are");
        return parse_function_declaration(parser);
    }
    return parse_expression_statement(parser);
}

static struct ast_node *dispatch_statement(struct parser *parser) {
    if (parser->token.escaped && parser->token.kind != TOKEN_IDENTIFIER) {
        return parse_expression_statement(parser);
    }
    switch (parser->token.kind) {
    case TOKEN_LEFT_BRACE: return parse_block(parser);
    case TOKEN_SEMICOLON:
    case TOKEN_DEBUGGER: return parse_empty(parser);
    case TOKEN_VAR: return parse_variable_statement(parser, VARIABLE_VAR);
    case TOKEN_CONST:
        if (parser->typescript) {
            struct token next;
            parser_peek(parser, &next);
            if (next.kind == TOKEN_ENUM) {
                const uint32_t position = parser->token.position;
                parser_advance(parser);
                return parse_enum(parser, position, false);
            }
        }
        return parse_variable_statement(parser, VARIABLE_CONST);
    case TOKEN_ENUM:
        if (parser->typescript) {
            return parse_enum(parser, parser->token.position, false);
        }
        return parse_expression_statement(parser);
    case TOKEN_FUNCTION: return parse_function_declaration(parser);
    case TOKEN_CLASS: return parse_class(parser, true);
    case TOKEN_IF: return parse_if(parser);
    case TOKEN_FOR: return parse_for(parser);
    case TOKEN_WHILE: return parse_while(parser);
    case TOKEN_DO: return parse_do_while(parser);
    case TOKEN_RETURN: return parse_return(parser);
    case TOKEN_BREAK: return parse_jump(parser, false);
    case TOKEN_CONTINUE: return parse_jump(parser, true);
    case TOKEN_THROW: return parse_throw(parser);
    case TOKEN_TRY: return parse_try(parser);
    case TOKEN_SWITCH: return parse_switch(parser);
    case TOKEN_WITH: return parse_with(parser);
    case TOKEN_EXPORT:
        if (parser->exporting != NULL || parser->ambient) {
            return parse_exported(parser);
        }
        refuse_module(parser);
        return NULL;
    case TOKEN_IMPORT: return parse_import_statement(parser);
    case TOKEN_IDENTIFIER: return parse_name_statement(parser);
    default: return parse_expression_statement(parser);
    }
}

struct ast_node *parse_statement(struct parser *parser) {
    parser_enter(parser);
    struct ast_node *node = dispatch_statement(parser);
    parser_leave(parser);
    return node;
}
