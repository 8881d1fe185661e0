/*
 * runtime/num/number_parse.c: StringToNumber, parseFloat, parseInt.
 */
#include "number_parse.h"

#include "math_bits.h"
#include "math_functions.h"
#include "number_decimal.h"

bool number_is_space(uint32_t unit) {
    if (unit < 128) {
        return unit == ' ' || (unit >= 9 && unit <= 13);
    }
    return unit == 0xa0 || unit == 0x1680 || (unit >= 0x2000 && unit <= 0x200a) || unit == 0x2028 ||
           unit == 0x2029 || unit == 0x202f || unit == 0x205f || unit == 0x3000 || unit == 0xfeff;
}

static size_t skip_space(const struct number_text *text, size_t position) {
    while (position < text->length && number_is_space(number_text_unit(text, position))) {
        position++;
    }
    return position;
}

/* Moves past `+` or `-`; true if it was a minus. */
static bool scan_sign(const struct number_text *text, size_t *position) {
    if (*position < text->length) {
        uint32_t c = number_text_unit(text, *position);
        if (c == '+' || c == '-') {
            (*position)++;
            return c == '-';
        }
    }
    return false;
}

static bool scan_infinity(const struct number_text *text, size_t *position) {
    static const char word[8] = {'I', 'n', 'f', 'i', 'n', 'i', 't', 'y'};
    if (text->length - *position < sizeof word) {
        return false;
    }
    for (size_t i = 0; i < sizeof word; i++) {
        if (number_text_unit(text, *position + i) != (uint32_t)word[i]) {
            return false;
        }
    }
    *position += sizeof word;
    return true;
}

/* A digit's value, or 36 and more if it is none. */
static int digit_of(uint32_t c) {
    if (c >= '0' && c <= '9') {
        return (int)(c - '0');
    }
    uint32_t letter = c | 0x20;
    return letter >= 'a' && letter <= 'z' && c < 128 ? (int)(letter - 'a') + 10 : 99;
}

/* Digits in a radix of 2, 4, 8, 16 or 32: exact, halves to even. */
static double parse_power_of_two(const struct number_text *text, size_t *position, int log2) {
    uint64_t value = 0;
    int exponent = 0;
    bool lost = false;
    for (; *position < text->length; (*position)++) {
        int digit = digit_of(number_text_unit(text, *position));
        if (digit >= 1 << log2) {
            break;
        }
        if (value >> (64 - log2) == 0) {
            value = value << log2 | (uint64_t)digit;
        } else {
            lost = lost || digit != 0;
            exponent += exponent < 4096 ? log2 : 0;
        }
    }
    /* at least 59 bits are kept when digits were lost, so the lowest can stand for them */
    return math_scale((double)(value | lost), exponent);
}

/* Digits in any other radix, the way V8 approximates: parts that fit 32 bits, in doubles. */
static double parse_parts(const struct number_text *text, size_t *position, uint32_t radix) {
    double value = 0;
    bool done = false;
    /* leading zeros would shift the parts */
    while (*position < text->length && number_text_unit(text, *position) == '0') {
        (*position)++;
    }
    do {
        uint32_t part = 0;
        uint32_t multiplier = 1;
        for (;;) {
            if (*position == text->length) {
                done = true;
                break;
            }
            int digit = digit_of(number_text_unit(text, *position));
            if (digit >= (int)radix) {
                done = true;
                break;
            }
            if (multiplier * radix > 0xffffffffu / 36) {
                break;
            }
            part = part * radix + (uint32_t)digit;
            multiplier *= radix;
            (*position)++;
        }
        value = value * multiplier + part;
    } while (!done);
    return value;
}

/* Digits of an integer from *position on; NaN if there is none. */
static double parse_digits(const struct number_text *text, size_t *position, int32_t radix) {
    size_t start = *position;
    double value = 0;
    if (radix == 10) {
        struct scanned_decimal d;
        if (!decimal_scan(text, start, true, &d)) {
            return math_nan();
        }
        *position = d.end;
        return decimal_to_double(text, &d);
    }
    if ((radix & (radix - 1)) == 0) {
        value = parse_power_of_two(text, position, 31 - (int)math_clz32((uint32_t)radix));
    } else {
        value = parse_parts(text, position, (uint32_t)radix);
    }
    return *position == start ? math_nan() : value;
}

/* The radix of a prefix 0x, 0o, 0b at `position`, or 0. */
static int32_t prefix_radix(const struct number_text *text, size_t position) {
    if (text->length - position < 2 || number_text_unit(text, position) != '0') {
        return 0;
    }
    switch (number_text_unit(text, position + 1)) {
    case 'x':
    case 'X': return 16;
    case 'o':
    case 'O': return 8;
    case 'b':
    case 'B': return 2;
    default: return 0;
    }
}

double number_parse(struct number_text text) {
    size_t position = skip_space(&text, 0);
    double value = 0.0;
    bool negative = false;
    if (position == text.length) {
        return 0.0;
    }
    int32_t radix = prefix_radix(&text, position);
    if (radix != 0) {
        position += 2;
        value = parse_digits(&text, &position, radix);
    } else {
        negative = scan_sign(&text, &position);
        if (scan_infinity(&text, &position)) {
            value = math_infinity();
        } else if (!number_parse_decimal(text, &position, &value)) {
            return math_nan();
        }
    }
    if (skip_space(&text, position) != text.length) {
        return math_nan();
    }
    return negative ? -value : value;
}

double number_parse_float(struct number_text text) {
    size_t position = skip_space(&text, 0);
    double value = math_infinity();
    bool negative = scan_sign(&text, &position);
    if (!scan_infinity(&text, &position) && !number_parse_decimal(text, &position, &value)) {
        return math_nan();
    }
    return negative ? -value : value;
}

double number_parse_int(struct number_text text, int32_t radix) {
    size_t position = skip_space(&text, 0);
    bool negative = scan_sign(&text, &position);
    if (radix != 0 && (radix < 2 || radix > 36)) {
        return math_nan();
    }
    if ((radix == 0 || radix == 16) && prefix_radix(&text, position) == 16) {
        position += 2;
        radix = 16;
    }
    double value = parse_digits(&text, &position, radix == 0 ? 10 : radix);
    return negative ? -value : value;
}
