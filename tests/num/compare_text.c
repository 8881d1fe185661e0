/*
 * tests/num/compare_text.c: vectors of number printing and parsing.
 */
#include "compare.h"

#include <stdlib.h>

#include "runtime/num/math_functions.h"
#include "runtime/num/number_format.h"
#include "runtime/num/number_parse.h"

/* Decodes a field's \uXXXX into UTF-16 units; returns how many. */
static size_t decode_text(const char *field, uint16_t *units) {
    size_t count = 0;
    while (*field != '\0') {
        if (field[0] == '\\' && field[1] == 'u') {
            char digits[5] = {0};
            memcpy(digits, field + 2, 4);
            units[count++] = (uint16_t)strtoul(digits, NULL, 16);
            field += 6;
        } else {
            units[count++] = (uint8_t)*field++;
        }
    }
    return count;
}

struct number_text field_text(const char *field) {
    static uint16_t wide[LINE_MAX_LENGTH];
    static uint8_t narrow[LINE_MAX_LENGTH];
    size_t count = decode_text(field, wide);
    for (size_t i = 0; i < count; i++) {
        if (wide[i] > 255) {
            return (struct number_text){wide, count, true};
        }
        narrow[i] = (uint8_t)wide[i];
    }
    return (struct number_text){narrow, count, false};
}

static bool same_text(const char *actual, size_t length, const char *field) {
    snprintf(last_result, sizeof last_result, "%.*s", (int)length, actual);
    return strlen(field) == length && memcmp(actual, field, length) == 0;
}

static bool same_parsed(double actual, const char *field) {
    snprintf(last_result, sizeof last_result, "%.17g", actual);
    return same_number(actual, field);
}

bool compare_text(char **fields, int count, bool *known) {
    static char out[NUMBER_RADIX_MAX];
    const char *name = fields[0];
    *known = true;
    if (count == 3 && strcmp(name, "number_text") == 0) {
        return same_text(out, number_to_text(field_number(fields[1]), out), fields[2]);
    }
    if (count == 3 && strcmp(name, "number_parse") == 0) {
        return same_parsed(number_parse(field_text(fields[1])), fields[2]);
    }
    if (count == 3 && strcmp(name, "parse_float") == 0) {
        return same_parsed(number_parse_float(field_text(fields[1])), fields[2]);
    }
    if (count == 4 && strcmp(name, "parse_int") == 0) {
        double value = number_parse_int(field_text(fields[1]), atoi(fields[2]));
        return same_parsed(value, fields[3]);
    }
    if (count == 4) {
        double x = field_number(fields[1]);
        int digits = atoi(fields[2]);
        if (strcmp(name, "radix") == 0) {
            return same_text(out, number_to_radix(x, digits, out), fields[3]);
        }
        if (strcmp(name, "fixed") == 0) {
            return same_text(out, number_to_fixed(x, digits, out), fields[3]);
        }
        if (strcmp(name, "exponential") == 0) {
            return same_text(out, number_to_exponential(x, digits, out), fields[3]);
        }
        if (strcmp(name, "precision") == 0) {
            return same_text(out, number_to_precision(x, digits, out), fields[3]);
        }
    }
    *known = false;
    return false;
}
