/*
 * compiler/lexer.c: white space, comments, names and punctuators. Numbers are in lexer_number.c,
 * strings, templates and regular expressions in lexer_text.c.
 */
#include "compiler/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compiler/lexer_internal.h"

static const char *const token_texts[TOKEN_KIND_COUNT] = {[TOKEN_END] = "end of file",
                                                          [TOKEN_ERROR] = "malformed token",
                                                          [TOKEN_IDENTIFIER] = "identifier",
                                                          [TOKEN_PRIVATE_NAME] = "private name",
                                                          [TOKEN_NUMBER] = "number",
                                                          [TOKEN_STRING] = "string",
                                                          [TOKEN_TEMPLATE] = "template",
                                                          [TOKEN_REGEXP] = "regular expression",
#define TOKEN_TEXT(name, text) [TOKEN_##name] = text,
                                                          TOKEN_KEYWORD_LIST(TOKEN_TEXT)
                                                              TOKEN_PUNCTUATOR_LIST(TOKEN_TEXT)
#undef TOKEN_TEXT
};

const char *token_kind_text(enum token_kind kind) {
    return token_texts[kind];
}

void lexer_init(struct lexer *lexer, const struct source *source, struct arena *arena,
                struct atom_table *atoms, struct diagnostics *diagnostics, bool typescript) {
    *lexer = (struct lexer){
        .source = source,
        .arena = arena,
        .atoms = atoms,
        .diagnostics = diagnostics,
        .typescript = typescript,
        .line_start = true,
    };
    for (unsigned kind = TOKEN_BREAK; kind <= TOKEN_WITH; kind++) {
        atom_intern(atoms, token_texts[kind], strlen(token_texts[kind]))->keyword = (uint16_t)kind;
    }
    if (lexer_byte(lexer, 0) == '#' && lexer_byte(lexer, 1) == '!') {
        while (lexer->offset < source->length && lexer_line_end(lexer, lexer->offset) == 0) {
            lexer->offset++;
        }
    }
}

uint32_t lexer_line_end(const struct lexer *lexer, uint32_t offset) {
    const unsigned char c = lexer_byte(lexer, offset);
    if (c == '\n') {
        return 1;
    }
    if (c == '\r') {
        return lexer_byte(lexer, offset + 1) == '\n' ? 2 : 1;
    }
    if (c == 0xE2 && lexer_byte(lexer, offset + 1) == 0x80 &&
        (lexer_byte(lexer, offset + 2) == 0xA8 || lexer_byte(lexer, offset + 2) == 0xA9)) {
        return 3;
    }
    return 0;
}

void lexer_fail(struct lexer *lexer, struct token *token, uint32_t position, uint32_t end,
                const char *hint, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    diag_add(lexer->diagnostics, DIAG_ERROR, DIAG_SYNTAX, position, end, hint, "%s", message);
    token->kind = TOKEN_ERROR;
    token->end = end;
    lexer->offset = end;
}

/* White space beyond ASCII. TypeScript also skips NEL and ZERO WIDTH SPACE. */
static bool is_space(const struct lexer *lexer, uint32_t point) {
    switch (point) {
    case 0xA0:
    case 0x1680:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0xFEFF: return true;
    case 0x85:
    case 0x200B: return lexer->typescript;
    default: return point >= 0x2000 && point <= 0x200A;
    }
}

static void skip_line(struct lexer *lexer) {
    while (lexer->offset < lexer->source->length && lexer_line_end(lexer, lexer->offset) == 0) {
        lexer->offset++;
    }
}

/* At the slash of a block comment. False when it is not closed. */
static bool skip_block_comment(struct lexer *lexer, struct token *token) {
    const uint32_t start = lexer->offset;
    lexer->offset += 2;
    while (lexer->offset < lexer->source->length) {
        if (lexer_byte(lexer, lexer->offset) == '*' &&
            lexer_byte(lexer, lexer->offset + 1) == '/') {
            lexer->offset += 2;
            return true;
        }
        const uint32_t ending = lexer_line_end(lexer, lexer->offset);
        if (ending > 0) {
            token->newline_before = true;
            lexer->line_start = true;
        }
        lexer->offset += ending > 0 ? ending : 1;
    }
    lexer_fail(lexer, token, start, start + 2, "close it with */", "this comment is never closed");
    return false;
}

/* ECMA-262 Annex B.1.1: `<!--` anywhere and `-->` at the start of a line open a line comment. */
static bool at_html_comment(const struct lexer *lexer) {
    if (lexer->typescript) {
        return false;
    }
    const uint32_t at = lexer->offset;
    if (lexer_byte(lexer, at) == '<') {
        return lexer_byte(lexer, at + 1) == '!' && lexer_byte(lexer, at + 2) == '-' &&
               lexer_byte(lexer, at + 3) == '-';
    }
    return lexer->line_start && lexer_byte(lexer, at) == '-' && lexer_byte(lexer, at + 1) == '-' &&
           lexer_byte(lexer, at + 2) == '>';
}

/* Skips white space and comments. False when a comment is not closed (reported). */
static bool skip_trivia(struct lexer *lexer, struct token *token) {
    while (lexer->offset < lexer->source->length) {
        const unsigned char c = lexer_byte(lexer, lexer->offset);
        const uint32_t ending = lexer_line_end(lexer, lexer->offset);
        if (ending > 0) {
            token->newline_before = true;
            lexer->line_start = true;
            lexer->offset += ending;
        } else if (c == ' ' || c == '\t' || c == '\v' || c == '\f') {
            lexer->offset++;
        } else if (c == '/' && lexer_byte(lexer, lexer->offset + 1) == '/') {
            skip_line(lexer);
        } else if (c == '/' && lexer_byte(lexer, lexer->offset + 1) == '*') {
            if (!skip_block_comment(lexer, token)) {
                return false;
            }
        } else if ((c == '<' || c == '-') && at_html_comment(lexer)) {
            skip_line(lexer);
        } else if (c >= 0x80) {
            uint32_t length = 0;
            if (!is_space(lexer, source_code_point(lexer->source, lexer->offset, &length))) {
                return true;
            }
            lexer->offset += length;
        } else {
            return true;
        }
    }
    return true;
}

int lexer_hex_digit(unsigned char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

bool lexer_unicode_escape(const struct lexer *lexer, uint32_t offset, uint32_t *point,
                          uint32_t *end) {
    uint32_t value = 0;
    if (lexer_byte(lexer, offset) == '{') {
        uint32_t at = offset + 1;
        for (; lexer_hex_digit(lexer_byte(lexer, at)) >= 0; at++) {
            value = value * 16 + (uint32_t)lexer_hex_digit(lexer_byte(lexer, at));
            if (value > 0x10FFFF) {
                return false;
            }
        }
        if (at == offset + 1 || lexer_byte(lexer, at) != '}') {
            return false;
        }
        *end = at + 1;
    } else {
        for (uint32_t i = 0; i < 4; i++) {
            const int digit = lexer_hex_digit(lexer_byte(lexer, offset + i));
            if (digit < 0) {
                return false;
            }
            value = value * 16 + (uint32_t)digit;
        }
        *end = offset + 4;
    }
    *point = value;
    return true;
}

/* The character of a name at `offset`, perhaps spelled as an escape. False: no such character. */
static bool name_character(const struct lexer *lexer, uint32_t offset, bool first, uint32_t *point,
                           uint32_t *end) {
    const unsigned char c = lexer_byte(lexer, offset);
    if (c == '\\') {
        if (lexer_byte(lexer, offset + 1) != 'u' ||
            !lexer_unicode_escape(lexer, offset + 2, point, end)) {
            return false;
        }
    } else if (offset < lexer->source->length) {
        uint32_t length = 0;
        *point = source_code_point(lexer->source, offset, &length);
        *end = offset + length;
    } else {
        return false;
    }
    if (*point == '$' || *point == '_') {
        return true;
    }
    return first ? unicode_id_start(*point) : unicode_id_continue(*point);
}

bool lexer_name_follows(const struct lexer *lexer, uint32_t offset) {
    uint32_t point = 0;
    uint32_t end = 0;
    return lexer_byte(lexer, offset) == '\\' || name_character(lexer, offset, false, &point, &end);
}

/* The slow way: escapes or characters beyond ASCII. */
static const struct atom *scan_any_name(struct lexer *lexer, struct token *token, bool *escaped) {
    const uint32_t start = lexer->offset;
    uint32_t at = start;
    uint32_t point = 0;
    uint32_t end = 0;
    size_t length = 0;
    while (name_character(lexer, at, at == start, &point, &end)) {
        *escaped |= lexer_byte(lexer, at) == '\\';
        length += 4;
        at = end;
    }
    if (lexer_byte(lexer, at) == '\\') {
        lexer_fail(lexer, token, at, at + 1,
                   "a name may hold \\uXXXX or \\u{X} of a letter or digit",
                   "malformed escape in a name");
        return NULL;
    }
    if (length == 0) {
        return NULL;
    }
    char *text = arena_alloc(lexer->arena, length);
    length = 0;
    for (at = start; name_character(lexer, at, at == start, &point, &end); at = end) {
        length += atom_encode(point, text + length);
    }
    lexer->offset = at;
    return atom_intern(lexer->atoms, text, length);
}

const struct atom *lexer_scan_name(struct lexer *lexer, struct token *token, bool *escaped) {
    const uint32_t start = lexer->offset;
    uint32_t at = start;
    *escaped = false;
    for (;; at++) {
        const unsigned char c = lexer_byte(lexer, at);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '$' || c == '_' ||
            (c >= '0' && c <= '9' && at > start)) {
            continue;
        }
        if (c >= 0x80 || c == '\\') {
            return scan_any_name(lexer, token, escaped);
        }
        break;
    }
    if (at == start) {
        return NULL;
    }
    lexer->offset = at;
    return atom_intern(lexer->atoms, lexer->source->text + start, at - start);
}

static void scan_private_name(struct lexer *lexer, struct token *token) {
    lexer->offset++;
    token->name = lexer_scan_name(lexer, token, &token->escaped);
    if (token->name != NULL) {
        token->kind = TOKEN_PRIVATE_NAME;
    } else if (token->kind != TOKEN_ERROR) {
        lexer_fail(lexer, token, token->position, token->position + 1,
                   "a comment begins with //; a private name follows without a space: #name",
                   "stray '#'");
    }
}

struct punctuator {
    const char *text;
    enum token_kind kind;
};

/* The punctuators that start with a character, longest first; NULL: there is none. */
static const struct punctuator *punctuators_of(unsigned char first) {
#define PUNCTUATORS(...)                                                                           \
    {                                                                                              \
        static const struct punctuator list[] = {__VA_ARGS__};                                     \
        return list;                                                                               \
    }
    switch (first) {
    case '{': PUNCTUATORS({"{", TOKEN_LEFT_BRACE})
    case '}': PUNCTUATORS({"}", TOKEN_RIGHT_BRACE})
    case '(': PUNCTUATORS({"(", TOKEN_LEFT_PAREN})
    case ')': PUNCTUATORS({")", TOKEN_RIGHT_PAREN})
    case '[': PUNCTUATORS({"[", TOKEN_LEFT_BRACKET})
    case ']': PUNCTUATORS({"]", TOKEN_RIGHT_BRACKET})
    case ';': PUNCTUATORS({";", TOKEN_SEMICOLON})
    case ',': PUNCTUATORS({",", TOKEN_COMMA})
    case ':': PUNCTUATORS({":", TOKEN_COLON})
    case '@': PUNCTUATORS({"@", TOKEN_AT})
    case '~': PUNCTUATORS({"~", TOKEN_TILDE})
    case '.': PUNCTUATORS({"...", TOKEN_ELLIPSIS}, {".", TOKEN_DOT})
    case '?':
        PUNCTUATORS({"?\?=", TOKEN_ASSIGN_NULLISH}, {"?\?", TOKEN_NULLISH},
                    {"?.", TOKEN_QUESTION_DOT}, {"?", TOKEN_QUESTION})
    case '<':
        PUNCTUATORS({"<<=", TOKEN_ASSIGN_SHIFT_LEFT}, {"<<", TOKEN_SHIFT_LEFT},
                    {"<=", TOKEN_LESS_EQUAL}, {"<", TOKEN_LESS})
    case '>':
        PUNCTUATORS({">>>=", TOKEN_ASSIGN_SHIFT_RIGHT_UNSIGNED},
                    {">>>", TOKEN_SHIFT_RIGHT_UNSIGNED}, {">>=", TOKEN_ASSIGN_SHIFT_RIGHT},
                    {">>", TOKEN_SHIFT_RIGHT}, {">=", TOKEN_GREATER_EQUAL}, {">", TOKEN_GREATER})
    case '=':
        PUNCTUATORS({"===", TOKEN_STRICT_EQUAL}, {"==", TOKEN_EQUAL}, {"=>", TOKEN_ARROW},
                    {"=", TOKEN_ASSIGN})
    case '!':
        PUNCTUATORS({"!==", TOKEN_STRICT_NOT_EQUAL}, {"!=", TOKEN_NOT_EQUAL}, {"!", TOKEN_BANG})
    case '+': PUNCTUATORS({"++", TOKEN_INCREMENT}, {"+=", TOKEN_ASSIGN_ADD}, {"+", TOKEN_PLUS})
    case '-':
        PUNCTUATORS({"--", TOKEN_DECREMENT}, {"-=", TOKEN_ASSIGN_SUBTRACT}, {"-", TOKEN_MINUS})
    case '*':
        PUNCTUATORS({"**=", TOKEN_ASSIGN_POWER}, {"**", TOKEN_POWER}, {"*=", TOKEN_ASSIGN_MULTIPLY},
                    {"*", TOKEN_STAR})
    case '/': PUNCTUATORS({"/=", TOKEN_ASSIGN_DIVIDE}, {"/", TOKEN_SLASH})
    case '%': PUNCTUATORS({"%=", TOKEN_ASSIGN_REMAINDER}, {"%", TOKEN_PERCENT})
    case '&':
        PUNCTUATORS({"&&=", TOKEN_ASSIGN_AND}, {"&&", TOKEN_AND}, {"&=", TOKEN_ASSIGN_BIT_AND},
                    {"&", TOKEN_BIT_AND})
    case '|':
        PUNCTUATORS({"||=", TOKEN_ASSIGN_OR}, {"||", TOKEN_OR}, {"|=", TOKEN_ASSIGN_BIT_OR},
                    {"|", TOKEN_BIT_OR})
    case '^': PUNCTUATORS({"^=", TOKEN_ASSIGN_BIT_XOR}, {"^", TOKEN_BIT_XOR})
    default: return NULL;
    }
#undef PUNCTUATORS
}

/* The longest punctuator at the current offset, or TOKEN_ERROR. */
static enum token_kind match_punctuator(const struct lexer *lexer, uint32_t *length) {
    const struct punctuator *choice = punctuators_of(lexer_byte(lexer, lexer->offset));
    if (choice == NULL) {
        return TOKEN_ERROR;
    }
    /* Each list ends with the character itself, which always matches. */
    for (;; choice++) {
        uint32_t size = 1;
        while (choice->text[size] != '\0' &&
               lexer_byte(lexer, lexer->offset + size) == (unsigned char)choice->text[size]) {
            size++;
        }
        if (choice->text[size] == '\0') {
            *length = size;
            break;
        }
    }
    if (choice->kind == TOKEN_QUESTION_DOT) {
        /* `a?.5:b` is a conditional (ECMA-262 12.8, OptionalChainingPunctuator). */
        const unsigned char next = lexer_byte(lexer, lexer->offset + 2);
        if (next >= '0' && next <= '9') {
            *length = 1;
            return TOKEN_QUESTION;
        }
    }
    return choice->kind;
}

static void fail_character(struct lexer *lexer, struct token *token) {
    uint32_t length = 0;
    const uint32_t point = source_code_point(lexer->source, token->position, &length);
    const uint32_t end = token->position + length;
    if (point == 0x201C || point == 0x201D || point == 0x2018 || point == 0x2019) {
        lexer_fail(lexer, token, token->position, end, "write a plain ' or \" instead",
                   "typographic quotation mark outside a string");
    } else if (point < 0x20 || point == 0x7F) {
        lexer_fail(lexer, token, token->position, end, "delete it",
                   "invisible control character U+%04X", point);
    } else {
        lexer_fail(lexer, token, token->position, end, NULL, "unexpected character '%.*s' (U+%04X)",
                   (int)length, lexer->source->text + token->position, point);
    }
}

static void scan_token(struct lexer *lexer, struct token *token) {
    const unsigned char c = lexer_byte(lexer, lexer->offset);
    if (lexer->offset >= lexer->source->length) {
        token->kind = TOKEN_END;
    } else if ((c >= '0' && c <= '9') || (c == '.' && lexer_byte(lexer, lexer->offset + 1) >= '0' &&
                                          lexer_byte(lexer, lexer->offset + 1) <= '9')) {
        lexer_scan_number(lexer, token);
    } else if (c == '"' || c == '\'') {
        lexer_scan_string(lexer, token);
    } else if (c == '`') {
        lexer_scan_template(lexer, token);
    } else if (c == '#') {
        scan_private_name(lexer, token);
    } else {
        token->name = lexer_scan_name(lexer, token, &token->escaped);
        if (token->name != NULL) {
            token->kind = token->name->keyword != 0 ? (enum token_kind)token->name->keyword
                                                    : TOKEN_IDENTIFIER;
        } else if (token->kind != TOKEN_ERROR) {
            uint32_t length = 0;
            const enum token_kind kind = match_punctuator(lexer, &length);
            if (kind == TOKEN_ERROR) {
                fail_character(lexer, token);
                return;
            }
            token->kind = kind;
            lexer->offset += length;
        }
    }
}

void lexer_next(struct lexer *lexer, struct token *token) {
    *token = (struct token){.kind = TOKEN_END};
    if (!skip_trivia(lexer, token)) {
        return;
    }
    token->position = lexer->offset;
    scan_token(lexer, token);
    token->end = lexer->offset;
    lexer->line_start = false;
}

void lexer_split_angle(struct lexer *lexer, struct token *token) {
    if (token->end > token->position + 1) {
        token->kind = lexer_byte(lexer, token->position) == '<' ? TOKEN_LESS : TOKEN_GREATER;
        token->end = token->position + 1;
        lexer->offset = token->end;
    }
}
