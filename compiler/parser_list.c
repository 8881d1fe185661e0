/*
 * compiler/parser_list.c: lists of statements, and going on behind a statement that failed.
 */
#include "compiler/parser_internal.h"

static bool starts_statement(enum token_kind kind) {
    switch (kind) {
    case TOKEN_VAR:
    case TOKEN_CONST:
    case TOKEN_FUNCTION:
    case TOKEN_CLASS:
    case TOKEN_IF:
    case TOKEN_FOR:
    case TOKEN_WHILE:
    case TOKEN_DO:
    case TOKEN_SWITCH:
    case TOKEN_TRY:
    case TOKEN_RETURN:
    case TOKEN_THROW:
    case TOKEN_BREAK:
    case TOKEN_CONTINUE: return true;
    default: return false;
    }
}

/* Next token, without reporting malformed ones: the first error is what counts. */
static void skip_token(struct parser *parser) {
    const uint32_t count = parser->diagnostics->count;
    const uint32_t error_count = parser->diagnostics->error_count;
    parser->previous_end = parser->token.end;
    lexer_next(&parser->lexer, &parser->token);
    diag_rewind(parser->diagnostics, count, error_count);
}

/* Characters before `position` on its line. */
static uint32_t indentation(const struct parser *parser, uint32_t position) {
    uint32_t line = 0;
    uint32_t column = 0;
    source_locate(parser->lexer.source, position, &line, &column);
    return column;
}

static bool is_in_switch(const struct parser *parser) {
    return parser->targets != NULL && parser->targets->kind == JUMP_SWITCH;
}

/* A line that starts no deeper than the failed statement is probably the next one. */
static bool may_restart(const struct parser *parser, uint32_t start) {
    return parser->token.newline_before &&
           (starts_statement(parser->token.kind) ||
            (is_in_switch(parser) &&
             (parser->token.kind == TOKEN_CASE || parser->token.kind == TOKEN_DEFAULT)) ||
            (parser->token.kind == TOKEN_IDENTIFIER &&
             indentation(parser, parser->token.position) <= indentation(parser, start)));
}

/* Skips to where a statement may start again; consumes at least one token beyond `start`. */
static void resynchronise(struct parser *parser, uint32_t start) {
    unsigned braces = 0;
    for (;; skip_token(parser)) {
        const enum token_kind kind = parser->token.kind;
        if (kind == TOKEN_END) {
            return;
        }
        if (kind == TOKEN_LEFT_BRACE) {
            braces++;
        } else if (kind == TOKEN_RIGHT_BRACE) {
            if (braces == 0) {
                return;
            }
            braces--;
        } else if (braces == 0 && parser->token.position > start) {
            if (kind == TOKEN_SEMICOLON) {
                skip_token(parser);
                return;
            }
            if (may_restart(parser, start)) {
                return;
            }
        }
    }
}

struct ast_node *parse_recovering(struct parser *parser,
                                  struct ast_node *(*parse)(struct parser *parser)) {
    const struct parser saved = *parser;
    jmp_buf here;
    if (setjmp(here) == 0) {
        parser->recovery = &here;
        struct ast_node *node = parse(parser);
        parser->recovery = saved.recovery;
        return node;
    }
    /* Keep where we are and what was built; restore the surroundings. */
    parser->recovery = saved.recovery;
    parser->function = saved.function;
    parser->targets = saved.targets;
    parser->depth = saved.depth;
    parser->cover_error = NO_POSITION;
    parser->strict = saved.strict;
    parser->no_in = false;
    parser->conditional_yes = false;
    parser->no_conditional_type = false;
    parser->ambient = saved.ambient;
    parser->exporting = saved.exporting;
    parser->block = saved.block;
    parser->pending = NULL;
    resynchronise(parser, saved.token.position);
    return NULL;
}

/* Adds a statement and the second one that lowering may have left for the list. */
void parser_push_statement(struct parser *parser, struct list_builder *builder,
                           struct ast_node *node) {
    parser_push(parser, builder, node);
    if (parser->pending != NULL) {
        parser_push(parser, builder, parser->pending);
        parser->pending = NULL;
    }
}

void parse_statement_list(struct parser *parser, struct list_builder *builder,
                          enum token_kind closing) {
    while (parser->token.kind != closing && parser->token.kind != TOKEN_END) {
        const uint32_t position = parser->token.position;
        struct ast_node *node = parse_recovering(parser, parse_statement);
        if (node != NULL) {
            parser_push_statement(parser, builder, node);
        } else if (parser->token.kind == TOKEN_RIGHT_BRACE && closing != TOKEN_RIGHT_BRACE) {
            skip_token(parser); /* a stray brace at the top level */
        } else if (parser->token.position == position && parser->token.kind != closing &&
                   parser->token.kind != TOKEN_END) {
            skip_token(parser);
        }
        while (parser->token.kind == TOKEN_ERROR) {
            skip_token(parser);
        }
    }
}
