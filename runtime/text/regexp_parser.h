/*
 * runtime/text/regexp_parser.h: what regexp_parse.c (terms and groups) and regexp_escape.c (escapes
 * and classes) share. Private to them.
 */
#ifndef RUNTIME_TEXT_REGEXP_PARSER_H
#define RUNTIME_TEXT_REGEXP_PARSER_H

#include "runtime/text/regexp_ir.h"

#define REGEXP_END UINT32_MAX /* no more pattern */

/* A \k<name> whose group may come later in the pattern. */
struct regexp_reference {
    struct regexp_reference *next;
    struct regexp_node *node;
    const uint16_t *units;
    uint32_t length;
};

struct regexp_parser {
    struct text_view pattern;
    uint32_t position; /* in code units */
    uint32_t flags;
    bool unicode, ignore_case;
    uint32_t depth;
    uint32_t captures;       /* groups opened so far */
    uint32_t total_captures; /* groups in the whole pattern */
    bool has_names;
    struct regexp_name *names, **names_end;
    uint32_t name_count;
    struct regexp_reference *references;
    const struct text_memory *memory;
    struct regexp_error *error;
};

/* The code unit `ahead` of the position, or REGEXP_END. */
static inline uint32_t regexp_peek(const struct regexp_parser *parser, uint32_t ahead) {
    uint32_t left = parser->pattern.length - parser->position;
    return ahead < left ? text_unit(&parser->pattern, parser->position + ahead) : REGEXP_END;
}

/* Reports an early error. */
enum status regexp_refuse(struct regexp_parser *parser, const char *message) MUST_CHECK;

enum status regexp_new_node(struct regexp_parser *parser, enum regexp_kind kind,
                            struct regexp_node **out) MUST_CHECK;

/* A REGEXP_CHAR, or under i the REGEXP_SET of its case variants. */
enum status regexp_new_char(struct regexp_parser *parser, uint32_t point,
                            struct regexp_node **out) MUST_CHECK;

/* Reads one source character: a code point with u, else a code unit. */
uint32_t regexp_read_char(struct regexp_parser *parser);

/* Parses `<name>` after `(?` or `\k`, standing on `<`. */
enum status regexp_parse_name(struct regexp_parser *parser, const uint16_t **units,
                              uint32_t *length) MUST_CHECK;

/* Reads the escape sequence at `\u`, standing on the u; false, without moving, if it is none. A
 * surrogate pair of escapes is one code point if `pairs`. */
bool regexp_read_unicode_escape(struct regexp_parser *parser, bool pairs, uint32_t *point);

/* Parses an escape outside a class, standing on the backslash (ECMA-262 AtomEscape and \b \B). */
enum status regexp_parse_escape(struct regexp_parser *parser, struct regexp_node **out) MUST_CHECK;

/* Parses a character class, standing on `[`. */
enum status regexp_parse_class(struct regexp_parser *parser, struct regexp_node **out) MUST_CHECK;

#endif
