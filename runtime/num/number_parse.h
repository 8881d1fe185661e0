/*
 * runtime/num/number_parse.h: text to numbers, as ECMA-262 clauses 7.1.4.1 (StringToNumber),
 * 19.2.4 (parseFloat) and 19.2.5 (parseInt) read it.
 *
 * Decimal literals of any length are rounded correctly (half to even). Pure functions without
 * allocation; text that is not a number gives NaN, as the standard says.
 */
#ifndef RUNTIME_NUM_NUMBER_PARSE_H
#define RUNTIME_NUM_NUMBER_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A string's code units, Latin-1 (`wide` false, uint8_t) or UTF-16 (uint16_t). Not owned. */
struct number_text {
    const void *units;
    size_t length;
    bool wide;
};

static inline uint32_t number_text_unit(const struct number_text *text, size_t index) {
    if (text->wide) {
        return ((const uint16_t *)text->units)[index];
    }
    return ((const uint8_t *)text->units)[index];
}

/* WhiteSpace or LineTerminator (clauses 12.2, 12.3). */
bool number_is_space(uint32_t unit);

/* StringToNumber: the whole text, white space around it allowed; the empty text is 0. */
double number_parse(struct number_text text);

/* parseFloat and parseInt: the longest prefix. `radix` as ToInt32 gave it. */
double number_parse_float(struct number_text text);
double number_parse_int(struct number_text text, int32_t radix);

/* Reads StrUnsignedDecimalLiteral without Infinity at *position and moves it behind; false, and
 * nothing moved, if there is none. */
bool number_parse_decimal(struct number_text text, size_t *position, double *result);

#endif
