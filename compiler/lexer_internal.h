/*
 * compiler/lexer_internal.h: what the files of the lexer share; nobody else includes it.
 */
#ifndef COMPILER_LEXER_INTERNAL_H
#define COMPILER_LEXER_INTERNAL_H

#include "compiler/lexer.h"

/* The byte at an offset, NUL at and behind the end. */
static inline unsigned char lexer_byte(const struct lexer *lexer, uint32_t offset) {
    return offset < lexer->source->length ? (unsigned char)lexer->source->text[offset] : 0;
}

/* Bytes of the line terminator at `offset` (CR LF counts as one of two bytes), or 0. */
uint32_t lexer_line_end(const struct lexer *lexer, uint32_t offset);

/* Reports an error and makes the token a TOKEN_ERROR that ends at `end`. */
__attribute__((format(printf, 6, 7))) void lexer_fail(struct lexer *lexer, struct token *token,
                                                      uint32_t position, uint32_t end,
                                                      const char *hint, const char *format, ...);

/*
 * Reads `\u` escapes: `offset` is behind the `u`. Sets the code point and the offset behind.
 * False when malformed (nothing is reported).
 */
bool lexer_unicode_escape(const struct lexer *lexer, uint32_t offset, uint32_t *point,
                          uint32_t *end);

/* Value of a hexadecimal digit, or -1. */
int lexer_hex_digit(unsigned char c);

/* Scanners by first character; the token's position is set, lexer->offset is at the start. */
void lexer_scan_number(struct lexer *lexer, struct token *token);
void lexer_scan_string(struct lexer *lexer, struct token *token);
void lexer_scan_template(struct lexer *lexer, struct token *token);

/*
 * Scans an identifier at lexer->offset into an atom; sets `*escaped`. NULL after reporting, or
 * (nothing reported) when no name starts there.
 */
const struct atom *lexer_scan_name(struct lexer *lexer, struct token *token, bool *escaped);

/* Whether a character that could continue a name or number stands at `offset`. */
bool lexer_name_follows(const struct lexer *lexer, uint32_t offset);

#endif
