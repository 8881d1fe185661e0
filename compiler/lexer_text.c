/*
 * compiler/lexer_text.c: string literals, templates and regular expressions as tokens
 * (ECMA-262 12.9.4 to 12.9.6, Annex B.1.2). Values are UTF-16 code units.
 */
#include "compiler/lexer_internal.h"

/* Room for the value of `bytes` source bytes: no form takes more code units than bytes. */
struct units {
    uint16_t *units;
    uint32_t length;
};

static struct units units_new(struct lexer *lexer, uint32_t bytes) {
    return (struct units){
        .units = arena_alloc_array(lexer->arena, (size_t)bytes + 1, sizeof(uint16_t)),
    };
}

static void units_add(struct units *units, uint32_t point) {
    if (point >= 0x10000) {
        units->units[units->length++] = (uint16_t)(0xD800 + ((point - 0x10000) >> 10));
        units->units[units->length++] = (uint16_t)(0xDC00 + ((point - 0x10000) & 0x3FF));
    } else {
        units->units[units->length++] = (uint16_t)point;
    }
}

static struct ast_string units_string(const struct units *units) {
    return (struct ast_string){.units = units->units, .length = units->length};
}

static struct ast_string source_string(struct lexer *lexer, uint32_t start, uint32_t end) {
    struct units units = units_new(lexer, end - start);
    while (start < end) {
        uint32_t length = 0;
        units_add(&units, source_code_point(lexer->source, start, &length));
        start += length;
    }
    return units_string(&units);
}

enum escape_result { ESCAPE_GOOD, ESCAPE_LEGACY_OCTAL, ESCAPE_BAD };

/* An octal escape of up to three digits with a value below 256; at its first digit. */
static uint32_t octal_escape(const struct lexer *lexer, uint32_t *offset) {
    uint32_t value = 0;
    for (int i = 0; i < 3; i++) {
        const unsigned char c = lexer_byte(lexer, *offset);
        if (c < '0' || c > '7' || value * 8 + (c - '0') > 255) {
            break;
        }
        value = value * 8 + (c - '0');
        (*offset)++;
    }
    return value;
}

/* At the character behind a backslash; adds its value and moves `*offset` behind the escape. */
static enum escape_result read_escape(const struct lexer *lexer, uint32_t *offset,
                                      struct units *units) {
    const uint32_t at = *offset;
    const unsigned char c = lexer_byte(lexer, at);
    const uint32_t ending = lexer_line_end(lexer, at);
    if (ending > 0) {
        *offset = at + ending; /* a line continuation adds nothing */
        return ESCAPE_GOOD;
    }
    *offset = at + 1;
    switch (c) {
    case 'b': units_add(units, 8); return ESCAPE_GOOD;
    case 't': units_add(units, 9); return ESCAPE_GOOD;
    case 'n': units_add(units, 10); return ESCAPE_GOOD;
    case 'v': units_add(units, 11); return ESCAPE_GOOD;
    case 'f': units_add(units, 12); return ESCAPE_GOOD;
    case 'r': units_add(units, 13); return ESCAPE_GOOD;
    case 'x': {
        const int high = lexer_hex_digit(lexer_byte(lexer, at + 1));
        const int low = lexer_hex_digit(lexer_byte(lexer, at + 2));
        if (high < 0 || low < 0) {
            return ESCAPE_BAD;
        }
        units_add(units, (uint32_t)(high * 16 + low));
        *offset = at + 3;
        return ESCAPE_GOOD;
    }
    case 'u': {
        uint32_t point = 0;
        if (!lexer_unicode_escape(lexer, at + 1, &point, offset)) {
            *offset = at + 1;
            return ESCAPE_BAD;
        }
        units_add(units, point);
        return ESCAPE_GOOD;
    }
    default: break;
    }
    if (c >= '0' && c <= '7') {
        *offset = at;
        units_add(units, octal_escape(lexer, offset));
        const unsigned char next = lexer_byte(lexer, at + 1);
        return c == '0' && (next < '0' || next > '9') ? ESCAPE_GOOD : ESCAPE_LEGACY_OCTAL;
    }
    uint32_t length = 0;
    units_add(units, source_code_point(lexer->source, at, &length));
    *offset = at + length;
    return c == '8' || c == '9' ? ESCAPE_LEGACY_OCTAL : ESCAPE_GOOD;
}

/* Offset of the closing quote, or of the line end or end of file that comes first. */
static uint32_t find_quote(const struct lexer *lexer, uint32_t at, unsigned char quote) {
    while (at < lexer->source->length) {
        const unsigned char c = lexer_byte(lexer, at);
        if (c == quote || c == '\n' || c == '\r') {
            break;
        }
        if (c == '\\' && at + 1 < lexer->source->length) {
            const uint32_t ending = lexer_line_end(lexer, at + 1);
            at += 1 + (ending > 0 ? ending : 1);
        } else {
            at++;
        }
    }
    return at < lexer->source->length ? at : lexer->source->length;
}

void lexer_scan_string(struct lexer *lexer, struct token *token) {
    const unsigned char quote = lexer_byte(lexer, token->position);
    const uint32_t close = find_quote(lexer, token->position + 1, quote);
    if (lexer_byte(lexer, close) != quote) {
        lexer_fail(lexer, token, token->position, close,
                   "close it on this line, or use a template: `...`",
                   "this string is never closed");
        return;
    }
    token->kind = TOKEN_STRING;
    struct units units = units_new(lexer, close - token->position);
    uint32_t at = token->position + 1;
    while (at < close) {
        if (lexer_byte(lexer, at) != '\\') {
            uint32_t length = 0;
            units_add(&units, source_code_point(lexer->source, at, &length));
            at += length;
            continue;
        }
        const uint32_t escape = at++;
        token->escaped = true;
        switch (read_escape(lexer, &at, &units)) {
        case ESCAPE_GOOD: break;
        case ESCAPE_LEGACY_OCTAL: token->legacy_octal = true; break;
        case ESCAPE_BAD:
            lexer_fail(lexer, token, escape, at, "write \\\\ for a backslash",
                       "malformed escape in a string");
            lexer->offset = close + 1;
            return;
        }
    }
    token->string = units_string(&units);
    lexer->offset = close + 1;
}

/* Offset of the backtick or `${` that ends a template piece, or of the end of file. */
static uint32_t find_template_end(const struct lexer *lexer, uint32_t at) {
    while (at < lexer->source->length) {
        const unsigned char c = lexer_byte(lexer, at);
        if (c == '`' || (c == '$' && lexer_byte(lexer, at + 1) == '{')) {
            return at;
        }
        at += c == '\\' ? 2 : 1;
    }
    return lexer->source->length;
}

/* Reads the piece between `start` and `end` in both readings; CR and CR LF become LF. */
static void read_template(struct lexer *lexer, struct token *token, uint32_t start, uint32_t end) {
    struct units raw = units_new(lexer, end - start);
    struct units cooked = units_new(lexer, end - start);
    bool valid = true;
    for (uint32_t at = start; at < end;) {
        const uint32_t ending = lexer_line_end(lexer, at);
        uint32_t length = 0;
        if (lexer_byte(lexer, at) == '\r') {
            units_add(&cooked, '\n');
            at += ending;
        } else if (lexer_byte(lexer, at) != '\\') {
            units_add(&cooked, source_code_point(lexer->source, at, &length));
            at += length;
        } else {
            const uint32_t escape = at++;
            if (read_escape(lexer, &at, &cooked) != ESCAPE_GOOD && valid) {
                valid = false;
                token->bad_escape = escape;
            }
        }
    }
    for (uint32_t at = start; at < end;) {
        uint32_t length = 0;
        const uint32_t point = source_code_point(lexer->source, at, &length);
        units_add(&raw, point == '\r' ? '\n' : point);
        at += point == '\r' ? lexer_line_end(lexer, at) : length;
    }
    token->string = valid ? units_string(&cooked) : (struct ast_string){0};
    token->raw = units_string(&raw);
}

void lexer_scan_template(struct lexer *lexer, struct token *token) {
    const uint32_t start = token->position + 1; /* behind the backtick or brace */
    const uint32_t end = find_template_end(lexer, start);
    if (end >= lexer->source->length) {
        lexer_fail(lexer, token, token->position, token->position + 1, "close it with `",
                   "this template is never closed");
        lexer->offset = lexer->source->length;
        return;
    }
    token->kind = TOKEN_TEMPLATE;
    token->template_ends = lexer_byte(lexer, end) == '`';
    read_template(lexer, token, start, end);
    lexer->offset = end + (token->template_ends ? 1 : 2);
}

void lexer_rescan_template(struct lexer *lexer, struct token *token) {
    const bool newline_before = token->newline_before;
    *token = (struct token){.position = token->position, .newline_before = newline_before};
    lexer->offset = token->position;
    lexer_scan_template(lexer, token);
    token->end = lexer->offset;
}

/* Offset of the slash that ends a regular expression, or of the line's end. */
static uint32_t find_slash(const struct lexer *lexer, uint32_t at) {
    bool in_class = false;
    while (at < lexer->source->length && lexer_line_end(lexer, at) == 0) {
        const unsigned char c = lexer_byte(lexer, at);
        if (c == '\\' && at + 1 < lexer->source->length && lexer_line_end(lexer, at + 1) == 0) {
            at++;
        } else if (c == '[') {
            in_class = true;
        } else if (c == ']') {
            in_class = false;
        } else if (c == '/' && !in_class) {
            break;
        }
        at++;
    }
    return at;
}

void lexer_rescan_regexp(struct lexer *lexer, struct token *token) {
    const uint32_t start = token->position + 1;
    const uint32_t slash = find_slash(lexer, start);
    if (lexer_byte(lexer, slash) != '/') {
        lexer_fail(lexer, token, token->position, slash,
                   "close it with / on this line; write \\/ for a slash inside",
                   "this regular expression is never closed");
        return;
    }
    token->kind = TOKEN_REGEXP;
    token->raw = source_string(lexer, start, slash);
    lexer->offset = slash + 1;
    const uint32_t flags = lexer->offset;
    while (lexer_name_follows(lexer, lexer->offset)) {
        if (lexer_byte(lexer, lexer->offset) == '\\') {
            lexer_fail(lexer, token, lexer->offset, lexer->offset + 1, NULL,
                       "escapes are not allowed in regular expression flags");
            return;
        }
        uint32_t length = 0;
        source_code_point(lexer->source, lexer->offset, &length);
        lexer->offset += length;
    }
    token->flags = source_string(lexer, flags, lexer->offset);
    token->end = lexer->offset;
}
