/*
 * compiler/parser_hint.c: what was probably meant where the text follows no production: habits from other
 * languages, and slips that leave a typical trace.
 */
#include <ctype.h>
#include <string.h>

#include "compiler/parser_internal.h"

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The word that ends at `end`, or an empty one. */
static size_t word_before(const char *text, uint32_t end, const char **word) {
    uint32_t start = end;
    while (start > 0 && is_word(text[start - 1])) {
        start--;
    }
    *word = text + start;
    return end - start;
}

struct habit {
    const char *word, *hint;
};

#define DECLARE "a variable is declared with let or const, whatever it holds"
#define ELSE_IF "write else if (…)"

/* Words in front of what is unexpected. */
static const char *hint_for_word(const char *word, size_t length) {
    static const struct habit habits[] = {
        {"int", DECLARE},
        {"float", DECLARE},
        {"double", DECLARE},
        {"string", DECLARE},
        {"String", DECLARE},
        {"bool", DECLARE},
        {"boolean", DECLARE},
        {"char", DECLARE},
        {"auto", DECLARE},
        {"val", DECLARE},
        {"dim", DECLARE},
        {"Dim", DECLARE},
        {"elif", ELSE_IF},
        {"elsif", ELSE_IF},
        {"elseif", ELSE_IF},
        {"ElseIf", ELSE_IF},
        {"def", "a function is written function name(…) { … }"},
        {"func", "a function is written function name(…) { … }"},
        {"fn", "a function is written function name(…) { … }"},
        {"sub", "a function is written function name(…) { … }"},
        {"then", "leave then out: if (…) { … }"},
        {"unless", "write if (!(…)) { … }"},
        {"foreach", "write for (const x of list) { … }"},
        {"echo", "console.log(…) writes to the run's log"},
        {"print", "console.log(…) writes to the run's log"},
        {"If", "write if, in small letters"},
        {"Else", "write else, in small letters"},
        {"For", "write for, in small letters"},
        {"While", "write while, in small letters"},
        {"Var", "write var, in small letters"},
        {"Let", "write let, in small letters"},
        {"Const", "write const, in small letters"},
        {"Function", "write function, in small letters"},
        {"not", "not is written !"},
    };
    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
        if (strlen(habits[i].word) == length && memcmp(habits[i].word, word, length) == 0) {
            return habits[i].hint;
        }
    }
    return NULL;
}

static bool token_is(const struct parser *parser, const char *text) {
    const struct token *token = &parser->token;
    const size_t length = token->end - token->position;
    return strlen(text) == length &&
           memcmp(parser->lexer.source->text + token->position, text, length) == 0;
}

/* Before the token, without a space between. */
static bool stands_behind(const struct parser *parser, char sign) {
    const uint32_t position = parser->token.position;
    return position > 0 && parser->previous_end == position &&
           parser->lexer.source->text[position - 1] == sign;
}

const char *parser_hint_turned(const struct parser *parser) {
    const char *text = parser->lexer.source->text;
    uint32_t at = parser->token.position + (text[parser->token.position] == '=');
    while (at > 0 && text[at - 1] != '\n') {
        if (text[at - 1] == '=' && text[at] == '<') {
            return "\"at most\" is written <=";
        }
        at--;
    }
    return NULL;
}

const char *parser_hint(const struct parser *parser) {
    const char *text = parser->lexer.source->text;
    const enum token_kind kind = parser->token.kind;
    const char *word = NULL;
    const size_t length = word_before(text, parser->previous_end, &word);
    if (kind == TOKEN_ELSE) {
        return "else stands right behind the statement or block of its if: is a { missing, or a ; "
               "too many?";
    }
    if (token_is(parser, "and")) {
        return "and is written &&";
    }
    if (token_is(parser, "or")) {
        return "or is written ||";
    }
    if (stands_behind(parser, '-') && text[parser->token.position] == '>') {
        return "an arrow is written =>, a property behind a point";
    }
    if (stands_behind(parser, '<') && text[parser->token.position] == '>') {
        return "\"is not\" is written !=";
    }
    if (length > 0 && hint_for_word(word, length) != NULL) {
        return hint_for_word(word, length);
    }
    if (length == 0 && parser->previous_end > 0 && kind == TOKEN_IDENTIFIER &&
        (stands_behind(parser, '\'') || stands_behind(parser, '"'))) {
        return "a quote inside a text is written \\' or \\\", or the text stands in other quotes";
    }
    if (kind == TOKEN_STRING || kind == TOKEN_TEMPLATE) {
        return "texts are joined with +";
    }
    return parser_hint_turned(parser);
}
