/*
 * compiler/lexer.h: source text to tokens (ECMA-262 clause 12).
 *
 * The parser drives it: a token is scanned when the parser advances, and where the grammar's goal
 * symbol matters (regular expression or division, template continuation, `>` in types) the parser
 * asks for the current token to be scanned again. The lexer's whole state can be copied, which is
 * how the parser looks ahead and speculates.
 */
#ifndef COMPILER_LEXER_H
#define COMPILER_LEXER_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/atom.h"
#include "compiler/diag.h"
#include "compiler/source.h"

/* Reserved words, always keywords; the contextual ones are TOKEN_IDENTIFIER with a known atom. */
#define TOKEN_KEYWORD_LIST(X)                                                                      \
    X(BREAK, "break")                                                                              \
    X(CASE, "case")                                                                                \
    X(CATCH, "catch")                                                                              \
    X(CLASS, "class")                                                                              \
    X(CONST, "const")                                                                              \
    X(CONTINUE, "continue")                                                                        \
    X(DEBUGGER, "debugger")                                                                        \
    X(DEFAULT, "default")                                                                          \
    X(DELETE, "delete")                                                                            \
    X(DO, "do")                                                                                    \
    X(ELSE, "else")                                                                                \
    X(ENUM, "enum")                                                                                \
    X(EXPORT, "export")                                                                            \
    X(EXTENDS, "extends")                                                                          \
    X(FALSE, "false")                                                                              \
    X(FINALLY, "finally")                                                                          \
    X(FOR, "for")                                                                                  \
    X(FUNCTION, "function")                                                                        \
    X(IF, "if")                                                                                    \
    X(IMPORT, "import")                                                                            \
    X(IN, "in")                                                                                    \
    X(INSTANCEOF, "instanceof")                                                                    \
    X(NEW, "new")                                                                                  \
    X(NULL, "null")                                                                                \
    X(RETURN, "return")                                                                            \
    X(SUPER, "super")                                                                              \
    X(SWITCH, "switch")                                                                            \
    X(THIS, "this")                                                                                \
    X(THROW, "throw")                                                                              \
    X(TRUE, "true")                                                                                \
    X(TRY, "try")                                                                                  \
    X(TYPEOF, "typeof")                                                                            \
    X(VAR, "var")                                                                                  \
    X(VOID, "void")                                                                                \
    X(WHILE, "while")                                                                              \
    X(WITH, "with")

/* Longest match first is the lexer's business; the order here is only by meaning. */
#define TOKEN_PUNCTUATOR_LIST(X)                                                                   \
    X(LEFT_BRACE, "{")                                                                             \
    X(RIGHT_BRACE, "}")                                                                            \
    X(LEFT_PAREN, "(")                                                                             \
    X(RIGHT_PAREN, ")")                                                                            \
    X(LEFT_BRACKET, "[")                                                                           \
    X(RIGHT_BRACKET, "]")                                                                          \
    X(DOT, ".")                                                                                    \
    X(ELLIPSIS, "...")                                                                             \
    X(SEMICOLON, ";")                                                                              \
    X(COMMA, ",")                                                                                  \
    X(COLON, ":")                                                                                  \
    X(QUESTION, "?")                                                                               \
    X(QUESTION_DOT, "?.")                                                                          \
    X(ARROW, "=>")                                                                                 \
    X(AT, "@")                                                                                     \
    X(LESS, "<")                                                                                   \
    X(GREATER, ">")                                                                                \
    X(LESS_EQUAL, "<=")                                                                            \
    X(GREATER_EQUAL, ">=")                                                                         \
    X(EQUAL, "==")                                                                                 \
    X(NOT_EQUAL, "!=")                                                                             \
    X(STRICT_EQUAL, "===")                                                                         \
    X(STRICT_NOT_EQUAL, "!==")                                                                     \
    X(PLUS, "+")                                                                                   \
    X(MINUS, "-")                                                                                  \
    X(STAR, "*")                                                                                   \
    X(SLASH, "/")                                                                                  \
    X(PERCENT, "%")                                                                                \
    X(POWER, "**")                                                                                 \
    X(INCREMENT, "++")                                                                             \
    X(DECREMENT, "--")                                                                             \
    X(SHIFT_LEFT, "<<")                                                                            \
    X(SHIFT_RIGHT, ">>")                                                                           \
    X(SHIFT_RIGHT_UNSIGNED, ">>>")                                                                 \
    X(BIT_AND, "&")                                                                                \
    X(BIT_OR, "|")                                                                                 \
    X(BIT_XOR, "^")                                                                                \
    X(BANG, "!")                                                                                   \
    X(TILDE, "~")                                                                                  \
    X(AND, "&&")                                                                                   \
    X(OR, "||")                                                                                    \
    X(NULLISH, "??")                                                                               \
    X(ASSIGN, "=")                                                                                 \
    X(ASSIGN_ADD, "+=")                                                                            \
    X(ASSIGN_SUBTRACT, "-=")                                                                       \
    X(ASSIGN_MULTIPLY, "*=")                                                                       \
    X(ASSIGN_DIVIDE, "/=")                                                                         \
    X(ASSIGN_REMAINDER, "%=")                                                                      \
    X(ASSIGN_POWER, "**=")                                                                         \
    X(ASSIGN_SHIFT_LEFT, "<<=")                                                                    \
    X(ASSIGN_SHIFT_RIGHT, ">>=")                                                                   \
    X(ASSIGN_SHIFT_RIGHT_UNSIGNED, ">>>=")                                                         \
    X(ASSIGN_BIT_AND, "&=")                                                                        \
    X(ASSIGN_BIT_OR, "|=")                                                                         \
    X(ASSIGN_BIT_XOR, "^=")                                                                        \
    X(ASSIGN_AND, "&&=")                                                                           \
    X(ASSIGN_OR, "||=")                                                                            \
    X(ASSIGN_NULLISH, "\?\?=")

enum token_kind {
    TOKEN_END = 0,
    TOKEN_ERROR, /* already reported */
    TOKEN_IDENTIFIER,
    TOKEN_PRIVATE_NAME, /* #name */
    TOKEN_NUMBER,
    TOKEN_STRING,
    TOKEN_TEMPLATE, /* one piece of a template; `template_ends` tells `...`}` from `...${` */
    TOKEN_REGEXP,
#define TOKEN_ENUM(name, text) TOKEN_##name,
    TOKEN_KEYWORD_LIST(TOKEN_ENUM) TOKEN_PUNCTUATOR_LIST(TOKEN_ENUM)
#undef TOKEN_ENUM
        TOKEN_KIND_COUNT,
};

struct token {
    enum token_kind kind;
    uint32_t position;
    uint32_t end;
    bool newline_before;
    bool escaped;       /* identifier or keyword spelled with \u: not usable as a keyword */
    bool template_ends; /* TOKEN_TEMPLATE: closed by a backtick */
    bool bigint;        /* TOKEN_NUMBER with an n behind it: refused where it is a value */
    bool legacy_octal;  /* number like 010 or 08, or string with \1 or \8: refused in strict code */
    const struct atom *name; /* identifier, private name (without #), keyword */
    double number;
    struct ast_string string; /* string; template: cooked, units NULL when an escape is invalid */
    struct ast_string raw;    /* template: raw; regexp: pattern */
    struct ast_string flags;  /* regexp */
    uint32_t bad_escape;      /* template: offset of the invalid escape */
};

struct lexer {
    const struct source *source;
    struct arena *arena;
    struct atom_table *atoms;
    struct diagnostics *diagnostics;
    bool typescript; /* no HTML-like comments; U+200B is white space; ... */
    uint32_t offset; /* of the next token, or the white space before it */
    bool line_start; /* nothing but white space and comments since the last line end */
};

/* Starts before the first token, behind a hashbang line. Makes keywords known in `atoms`. */
void lexer_init(struct lexer *lexer, const struct source *source, struct arena *arena,
                struct atom_table *atoms, struct diagnostics *diagnostics, bool typescript);

/*
 * Scans one token; `/` and `}` are punctuators. Malformed input is reported to the diagnostics and
 * gives TOKEN_ERROR.
 */
void lexer_next(struct lexer *lexer, struct token *token);

/* The token at a `/` or `/=` is a regular expression after all. */
void lexer_rescan_regexp(struct lexer *lexer, struct token *token);

/* The token at a `}` closes a template's substitution: scans the next piece. */
void lexer_rescan_template(struct lexer *lexer, struct token *token);

/* Cuts a token that starts with `>` or `<` (as `>>=`, `<<`) down to that one character. */
void lexer_split_angle(struct lexer *lexer, struct token *token);

/* How a token of this kind is spelled in messages: keyword or punctuator text, or a description. */
const char *token_kind_text(enum token_kind kind);

/* Unicode 15 ID_Start and ID_Continue (UAX #31), ASCII included but not $ and _. */
bool unicode_id_start(uint32_t point);
bool unicode_id_continue(uint32_t point);

#endif
