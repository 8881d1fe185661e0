/*
 * compiler/lexer_number.c: numeric literals (ECMA-262 12.9.3, Annex B.1.1; separators of ES2021).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/lexer_internal.h"

static bool is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}

static int digit_value(unsigned char c, unsigned radix) {
    const int value = lexer_hex_digit(c);
    return value >= 0 && (unsigned)value < radix ? value : -1;
}

/*
 * Skips digits and separators from `offset`. A separator must stand between two digits; TypeScript
 * compiles the others too. False after reporting.
 */
static bool skip_digits(struct lexer *lexer, struct token *token, uint32_t *offset,
                        unsigned radix) {
    uint32_t at = *offset;
    for (;; at++) {
        const unsigned char c = lexer_byte(lexer, at);
        if (digit_value(c, radix) >= 0) {
            continue;
        }
        if (c != '_') {
            break;
        }
        const bool between = at > *offset && digit_value(lexer_byte(lexer, at - 1), radix) >= 0 &&
                             digit_value(lexer_byte(lexer, at + 1), radix) >= 0;
        if (!between && !lexer->typescript) {
            lexer_fail(lexer, token, at, at + 1, "write it between two digits, as in 1_000",
                       "misplaced numeric separator");
            return false;
        }
    }
    *offset = at;
    return true;
}

/* The digits from `start` to `end` in a radix that is a power of two, rounded to nearest, even. */
static double power_of_two_value(const struct lexer *lexer, uint32_t start, uint32_t end,
                                 unsigned bits) {
    uint64_t mantissa = 0;
    int exponent = 0;
    for (uint32_t at = start; at < end; at++) {
        const int digit = lexer_hex_digit(lexer_byte(lexer, at));
        if (digit < 0) {
            continue; /* a separator */
        }
        if (mantissa >> (64 - bits) == 0) {
            mantissa = mantissa << bits | (uint64_t)digit;
        } else {
            /* More than 60 bits are there already: what follows only breaks ties. */
            mantissa |= digit != 0;
            exponent += exponent < 4096 ? (int)bits : 0;
        }
    }
    return ldexp((double)mantissa, exponent);
}

static double decimal_value(struct lexer *lexer, uint32_t start, uint32_t end) {
    char *text = arena_alloc(lexer->arena, (size_t)(end - start) + 1);
    size_t length = 0;
    for (uint32_t at = start; at < end; at++) {
        if (lexer_byte(lexer, at) != '_') {
            text[length++] = (char)lexer_byte(lexer, at);
        }
    }
    return strtod(text, NULL);
}

static bool scan_prefixed(struct lexer *lexer, struct token *token, unsigned radix, unsigned bits) {
    const uint32_t start = token->position + 2;
    uint32_t end = start;
    if (!skip_digits(lexer, token, &end, radix)) {
        return false;
    }
    if (end == start) {
        lexer_fail(lexer, token, token->position, start, "digits must follow the prefix",
                   "number without digits");
        return false;
    }
    token->number = power_of_two_value(lexer, start, end, bits);
    lexer->offset = end;
    return true;
}

/* `0` followed by a digit: an octal number, or a decimal one when it holds an 8 or 9. */
static bool is_legacy_octal(const struct lexer *lexer, uint32_t start, uint32_t *end) {
    bool octal = true;
    uint32_t at = start;
    for (; is_digit(lexer_byte(lexer, at)); at++) {
        octal &= lexer_byte(lexer, at) < '8';
    }
    *end = at;
    return octal;
}

static bool scan_decimal(struct lexer *lexer, struct token *token) {
    uint32_t at = token->position;
    if (lexer_byte(lexer, at) == '0' && is_digit(lexer_byte(lexer, at + 1))) {
        token->legacy_octal = true;
        uint32_t end = 0;
        if (is_legacy_octal(lexer, at, &end)) {
            token->number = power_of_two_value(lexer, at, end, 3);
            lexer->offset = end;
            return true;
        }
        at = end;
    } else if (lexer_byte(lexer, at) == '0' && lexer_byte(lexer, at + 1) == '_' &&
               !lexer->typescript) {
        lexer_fail(lexer, token, at + 1, at + 2, "write it between two digits, as in 1_000",
                   "misplaced numeric separator");
        return false;
    } else if (lexer_byte(lexer, at) != '.' && !skip_digits(lexer, token, &at, 10)) {
        return false;
    }
    if (lexer_byte(lexer, at) == '.') {
        at++;
        if (!skip_digits(lexer, token, &at, 10)) {
            return false;
        }
    }
    if (lexer_byte(lexer, at) == 'e' || lexer_byte(lexer, at) == 'E') {
        uint32_t digits = at + 1;
        if (lexer_byte(lexer, digits) == '+' || lexer_byte(lexer, digits) == '-') {
            digits++;
        }
        at = digits;
        if (!skip_digits(lexer, token, &at, 10)) {
            return false;
        }
        if (at == digits) {
            lexer_fail(lexer, token, token->position, at, "as in 1e3 or 1e-3",
                       "number without digits in its exponent");
            return false;
        }
    }
    token->number = decimal_value(lexer, token->position, at);
    lexer->offset = at;
    return true;
}

/* Whether the digits up to `end` may be a BigInt's (ECMA-262 12.9.3). */
static bool is_integer(const struct lexer *lexer, const struct token *token, uint32_t end) {
    const unsigned char second = lexer_byte(lexer, token->position + 1);
    const bool prefixed = lexer_byte(lexer, token->position) == '0' && second != 0 &&
                          strchr("xXoObB", second) != NULL;
    for (uint32_t at = token->position; at < end && !prefixed; at++) {
        const unsigned char c = lexer_byte(lexer, at);
        if (c == '.' || c == 'e' || c == 'E') {
            return false;
        }
    }
    return !token->legacy_octal;
}

void lexer_scan_number(struct lexer *lexer, struct token *token) {
    token->kind = TOKEN_NUMBER;
    bool good = false;
    const unsigned char second =
        lexer_byte(lexer, token->position) == '0' ? lexer_byte(lexer, token->position + 1) : 0;
    switch (second) {
    case 'x':
    case 'X': good = scan_prefixed(lexer, token, 16, 4); break;
    case 'o':
    case 'O': good = scan_prefixed(lexer, token, 8, 3); break;
    case 'b':
    case 'B': good = scan_prefixed(lexer, token, 2, 1); break;
    default: good = scan_decimal(lexer, token); break;
    }
    if (!good) {
        return;
    }
    const uint32_t end = lexer->offset;
    if (lexer_byte(lexer, end) == 'n' && !lexer_name_follows(lexer, end + 1)) {
        if (!is_integer(lexer, token, end)) {
            lexer_fail(lexer, token, end, end + 1, "delete it",
                       "'n' behind a number with a fraction");
        }
        token->bigint = true;
        lexer->offset = end + 1;
    } else if (lexer_name_follows(lexer, end)) {
        lexer_fail(lexer, token, end, end + 1, "put an operator or a space between them",
                   "a name or digit directly behind a number");
    }
}
