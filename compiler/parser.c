/*
 * compiler/parser.c: the parser's entry, its view of the tokens, errors and speculation.
 */
#include "compiler/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compiler/parser_internal.h"

void parser_advance(struct parser *parser) {
    parser->previous_end = parser->token.end;
    lexer_next(&parser->lexer, &parser->token);
    if (parser->token.kind == TOKEN_ERROR) {
        longjmp(*parser->recovery, 1);
    }
}

bool parser_accept(struct parser *parser, enum token_kind kind) {
    if (parser->token.kind != kind || parser->token.escaped) {
        return false;
    }
    parser_advance(parser);
    return true;
}

void parser_expect(struct parser *parser, enum token_kind kind, const char *where) {
    if (!parser_accept(parser, kind)) {
        char expected[128];
        snprintf(expected, sizeof(expected), "'%s' %s", token_kind_text(kind), where);
        parser_unexpected(parser, expected);
    }
}

void parser_peek(struct parser *parser, struct token *token) {
    const struct lexer saved = parser->lexer;
    const uint32_t count = parser->diagnostics->count;
    const uint32_t error_count = parser->diagnostics->error_count;
    lexer_next(&parser->lexer, token);
    parser->lexer = saved;
    diag_rewind(parser->diagnostics, count, error_count);
}

void parser_semicolon(struct parser *parser) {
    if (parser_accept(parser, TOKEN_SEMICOLON)) {
        return;
    }
    /* Automatic semicolon insertion, ECMA-262 12.10. */
    if (parser->token.kind != TOKEN_RIGHT_BRACE && parser->token.kind != TOKEN_END &&
        !parser->token.newline_before) {
        parser_unexpected(parser, "';' or a new line behind the statement");
    }
}

void parser_unexpected(struct parser *parser, const char *expected) {
    const struct token *token = &parser->token;
    const char *text = parser->lexer.source->text + token->position;
    const int shown = token->end - token->position > 40 ? 40 : (int)(token->end - token->position);
    const char *separator = expected != NULL ? "; expected " : "";
    expected = expected != NULL ? expected : "";
    if (token->kind == TOKEN_END) {
        parser_fail(parser, DIAG_SYNTAX, token->position, token->end,
                    "is a bracket or quote not closed?", "unexpected end of file%s%s", separator,
                    expected);
    }
    if (token->escaped && token->kind != TOKEN_IDENTIFIER && token->name != NULL) {
        parser_fail(parser, DIAG_SYNTAX, token->position, token->end,
                    "write it without \\u escapes", "the keyword '%s' must not contain escapes",
                    token->name->text);
    }
    parser_fail(parser, DIAG_SYNTAX, token->position, token->end, parser_hint(parser),
                "unexpected '%.*s'%s%s", shown, text, separator, expected);
}

/* One bad line often gives several errors in a row; the first tells what is wrong. */
static bool same_line_as_last(const struct parser *parser, uint32_t position) {
    const struct diagnostics *diagnostics = parser->diagnostics;
    if (diagnostics->count == 0 || position < diagnostics->items[diagnostics->count - 1].position ||
        strcmp(diagnostics->items[diagnostics->count - 1].code, DIAG_UNSUPPORTED) == 0) {
        return false;
    }
    const uint32_t last = diagnostics->items[diagnostics->count - 1].position;
    uint32_t line = 0;
    uint32_t other = 0;
    uint32_t column = 0;
    source_locate(diagnostics->source, position, &line, &column);
    source_locate(diagnostics->source, last, &other, &column);
    return line == other;
}

void parser_fail(struct parser *parser, const char *code, uint32_t position, uint32_t end,
                 const char *hint, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    if (!same_line_as_last(parser, position)) {
        diag_add(parser->diagnostics, DIAG_ERROR, code, position, end, hint, "%s", message);
    }
    longjmp(*parser->recovery, 1);
}

void parser_early(struct parser *parser, uint32_t position, uint32_t end, const char *hint,
                  const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    if (!parser->ambient) {
        diag_add(parser->diagnostics, DIAG_ERROR, DIAG_EARLY, position, end, hint, "%s", message);
    }
}

void parser_unsupported(struct parser *parser, uint32_t position, uint32_t end, const char *hint,
                        const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    diag_add(parser->diagnostics, DIAG_ERROR, DIAG_UNSUPPORTED, position, end, hint,
             "%s not supported in applets", message);
}

void parser_enter(struct parser *parser) {
    if (++parser->depth > PARSE_MAX_DEPTH) {
        /* Going on behind this would only find the same again, at every level: stop here. */
        parser->lexer.offset = parser->lexer.source->length;
        parser_fail(parser, DIAG_LIMIT, parser->token.position, parser->token.end,
                    "split the code into smaller functions or statements",
                    "nesting too deep (more than %d levels)", PARSE_MAX_DEPTH);
    }
}

/* Runs `parse` and undoes it when it fails, or in any case when `keep` is false. */
static bool run_attempt(struct parser *parser, bool (*parse)(struct parser *, void *),
                        void *context, bool keep) {
    const struct parser saved = *parser;
    const uint32_t count = parser->diagnostics->count;
    const uint32_t error_count = parser->diagnostics->error_count;
    const uint32_t function_count = parser->script->function_count;
    bool result = false;
    jmp_buf here;
    if (setjmp(here) == 0) {
        parser->recovery = &here;
        result = parse(parser, context);
        if (result && keep) {
            parser->recovery = saved.recovery;
            return true;
        }
        /* Locals changed behind setjmp are only lost when something jumps, which is over here. */
    } else {
        result = false;
    }
    const struct position_set learned = parser->not_arrow;
    const size_t function_capacity = parser->function_capacity;
    const uint32_t block_count = parser->block_count;
    *parser = saved;
    parser->not_arrow = learned;
    parser->function_capacity = function_capacity;
    parser->block_count = block_count;
    parser->script->function_count = function_count;
    diag_rewind(parser->diagnostics, count, error_count);
    return result;
}

bool parser_attempt(struct parser *parser, bool (*parse)(struct parser *, void *), void *context) {
    return run_attempt(parser, parse, context, true);
}

bool parser_look(struct parser *parser, bool (*parse)(struct parser *, void *), void *context) {
    return run_attempt(parser, parse, context, false);
}

struct ast_node *parser_node(struct parser *parser, enum ast_kind kind, uint32_t position) {
    struct ast_node *node = ARENA_NEW(parser->arena, struct ast_node);
    node->kind = (uint8_t)kind;
    node->strict = parser->strict;
    node->id = parser->script->node_count++;
    node->position = position;
    return node;
}

struct ast_node *parser_finish(struct parser *parser, struct ast_node *node) {
    node->end = parser->previous_end;
    return node;
}

void parser_push(struct parser *parser, struct list_builder *builder, struct ast_node *node) {
    builder->items = arena_grow(parser->arena, builder->items, builder->count, &builder->capacity,
                                sizeof(*builder->items));
    builder->items[builder->count++] = node;
}

/* Scans the first token; a malformed one is reported and what follows it is tried. */
static void start(struct parser *parser) {
    do {
        lexer_next(&parser->lexer, &parser->token);
    } while (parser->token.kind == TOKEN_ERROR);
}

static void parse_top(struct parser *parser) {
    struct ast_function *top = function_new(parser, FUNCTION_SCRIPT, 0);
    top->simple_parameters = true;
    function_enter(parser, top);
    parse_script_body(parser, top);
    top->end = parser->lexer.source->length;
    function_leave(parser);
    parser->script->top = top;
}

enum status parse_script(struct arena *arena, struct atom_table *atoms, const struct source *source,
                         struct diagnostics *diagnostics, const struct parse_options *options,
                         struct script **script) {
    struct parser parser = {
        .arena = arena,
        .atoms = atoms,
        .names = &atoms->names,
        .diagnostics = diagnostics,
        .options = options,
        .typescript = options->typescript,
        .cover_error = NO_POSITION,
        .async_position = NO_POSITION,
    };
    const uint32_t errors_before = diagnostics->error_count;
    parser.script = ARENA_NEW(arena, struct script);
    parser.script->arena = arena;
    parser.script->source = source;
    parser.script->atoms = atoms;
    parser.script->typescript = options->typescript;
    lexer_init(&parser.lexer, source, arena, atoms, diagnostics, options->typescript);
    start(&parser);

    /* The statement list recovers by itself; this catches what fails outside of any. */
    jmp_buf here;
    parser.recovery = &here;
    if (setjmp(here) == 0) {
        parse_top(&parser);
    }
    *script = parser.script;
    return diagnostics->error_count == errors_before ? STATUS_OK : STATUS_INVALID;
}

bool parse_is_typescript(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot != NULL &&
           (strcmp(dot, ".ts") == 0 || strcmp(dot, ".mts") == 0 || strcmp(dot, ".cts") == 0);
}
