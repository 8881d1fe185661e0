/*
 * runtime/num/number_format.c: Number::toString and the formatting methods of Number.prototype.
 */
#include "number_format.h"

#include <stdbool.h>
#include <string.h>

#include "bignum.h"
#include "math_bits.h"
#include "math_functions.h"

struct output {
    char *text;
    size_t length;
};

static void put(struct output *o, char c) {
    o->text[o->length++] = c;
}

static void put_text(struct output *o, const char *text, size_t length) {
    memcpy(o->text + o->length, text, length);
    o->length += length;
}

static void put_zeros(struct output *o, int count) {
    for (int i = 0; i < count; i++) {
        put(o, '0');
    }
}

static size_t put_word(char *out, const char *word) {
    size_t length = 0;
    while (word[length] != '\0') {
        out[length] = word[length];
        length++;
    }
    return length;
}

/* NaN and the infinities; false if `x` is finite. */
static bool put_not_finite(double x, char *out, size_t *length) {
    if (is_finite(x)) {
        return false;
    }
    *length = put_word(out, is_nan(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity");
    return true;
}

size_t number_int_to_text(int32_t x, char out[NUMBER_TEXT_MAX]) {
    char reversed[12];
    int count = 0;
    size_t length = 0;
    uint32_t rest = x < 0 ? 0u - (uint32_t)x : (uint32_t)x;
    do {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (x < 0) {
        out[length++] = '-';
    }
    while (count > 0) {
        out[length++] = reversed[--count];
    }
    return length;
}

/* e+21, e-7 */
static void put_exponent(struct output *o, int exponent) {
    put(o, 'e');
    put(o, exponent < 0 ? '-' : '+');
    o->length += number_int_to_text(exponent < 0 ? -exponent : exponent, o->text + o->length);
}

/* d.ddde+x */
static void put_scientific(struct output *o, const char *digits, int count, int exponent) {
    put(o, digits[0]);
    if (count > 1) {
        put(o, '.');
        put_text(o, digits + 1, (size_t)(count - 1));
    }
    put_exponent(o, exponent);
}

/* 0.DIGITS * 10^point without an exponent; zeros fill up to the units. */
static void put_positional(struct output *o, const char *digits, int count, int point) {
    if (point <= 0) {
        put_text(o, "0.", 2);
        put_zeros(o, -point);
        put_text(o, digits, (size_t)count);
    } else if (point >= count) {
        put_text(o, digits, (size_t)count);
        put_zeros(o, point - count);
    } else {
        put_text(o, digits, (size_t)point);
        put(o, '.');
        put_text(o, digits + point, (size_t)(count - point));
    }
}

size_t number_to_text(double x, char out[NUMBER_TEXT_MAX]) {
    struct output o = {out, 0};
    char digits[20];
    int point = 0;
    if (x >= -2147483648.0 && x <= 2147483647.0 && (double)(int32_t)x == x) {
        return number_int_to_text((int32_t)x, out);
    }
    if (put_not_finite(x, out, &o.length)) {
        return o.length;
    }
    if (x < 0) {
        put(&o, '-');
        x = -x;
    }
    int count = number_shortest_digits(x, digits, &point);
    if (point > -6 && point <= 21) {
        put_positional(&o, digits, count, point);
    } else {
        put_scientific(&o, digits, count, point - 1);
    }
    return o.length;
}

/* Exact decimal digits of a double: 0.DIGITS * 10^point, cut off somewhere behind the digit that
 * decides the rounding. */
struct decimal {
    char digits[420];
    int count;
    int point;
};

/* Writes the digits of `b`, which is used up. */
static void decimal_from_bignum(struct decimal *d, struct bignum *b) {
    char reversed[sizeof d->digits + 9];
    int count = 0;
    while (b->count > 0) {
        uint32_t chunk = bignum_divide(b, 1000000000u);
        for (int i = 0; i < 9; i++) {
            reversed[count++] = (char)('0' + chunk % 10);
            chunk /= 10;
        }
    }
    while (count > 0 && reversed[count - 1] == '0') {
        count--;
    }
    d->count = count;
    for (int i = 0; i < count; i++) {
        d->digits[i] = reversed[count - 1 - i];
    }
}

/* The digits of floor(x * 10^fraction_digits) for a finite x >= 0. At most 309 digits; the callers
 * ask for fraction digits only where x is small. */
static void decimal_exact(struct decimal *d, double x, int fraction_digits) {
    struct bignum b;
    uint64_t bits = double_bits(x);
    uint64_t mantissa = bits & 0x000fffffffffffffu;
    int biased = (int)(bits >> 52);
    int exponent = -1074;
    if (biased != 0) {
        mantissa |= 0x0010000000000000u;
        exponent = biased - 1075;
    }
    bignum_set(&b, mantissa);
    bignum_multiply_5(&b, fraction_digits);
    exponent += fraction_digits;
    if (exponent >= 0) {
        bignum_shift_left(&b, exponent);
    } else {
        (void)bignum_shift_right(&b, -exponent);
    }
    decimal_from_bignum(d, &b);
    d->point = d->count - fraction_digits;
}

/* Rounds to `count` digits, halves up (21.1.3: "if there are two such n, pick the larger n"). A
 * count of zero or less can leave one digit 1 or none. */
static void decimal_round(struct decimal *d, int count) {
    if (count >= d->count) {
        return;
    }
    if (count < 0) {
        d->count = 0;
        return;
    }
    bool up = d->digits[count] >= '5';
    d->count = count;
    if (!up) {
        return;
    }
    int i = count - 1;
    while (i >= 0 && d->digits[i] == '9') {
        d->digits[i] = '0';
        i--;
    }
    if (i >= 0) {
        d->digits[i]++;
        return;
    }
    memmove(d->digits + 1, d->digits, (size_t)count);
    d->digits[0] = '1';
    d->point++;
    d->count++;
}

size_t number_to_fixed(double x, int digits, char out[NUMBER_DIGITS_MAX]) {
    struct output o = {out, 0};
    struct decimal d;
    if (!(__builtin_fabs(x) < 1e21)) {
        return number_to_text(x, out);
    }
    if (x < 0) {
        put(&o, '-');
    }
    decimal_exact(&d, __builtin_fabs(x), digits + 1);
    decimal_round(&d, d.point + digits);
    /* after rounding all digits lie at or before the last place wanted */
    if (d.count == 0) {
        d.point = -digits;
    }
    int whole = d.point > 0 ? d.point : 0;
    if (whole == 0) {
        put(&o, '0');
    } else {
        put_text(&o, d.digits, (size_t)whole);
    }
    if (digits > 0) {
        int zeros = d.point < 0 ? -d.point : 0;
        int rest = digits - zeros;
        put(&o, '.');
        put_zeros(&o, zeros);
        put_text(&o, d.digits + whole, (size_t)rest);
    }
    return o.length;
}

/* Exactly `count` digits of a finite x > 0, rounded. */
static void decimal_counted(struct decimal *d, double x, int count) {
    char shortest[20];
    int point = 0;
    (void)number_shortest_digits(x, shortest, &point);
    /* the digit behind those wanted decides; shortest digits may have been rounded up to a power
     * of ten, which costs another one */
    int fraction_digits = count - point + 2;
    decimal_exact(d, x, fraction_digits > 0 ? fraction_digits : 0);
    decimal_round(d, count);
    if (d->count > count) {
        d->count = count; /* 9.99 became 10.0: the last digit is a zero */
    }
    while (d->count < count) {
        d->digits[d->count++] = '0';
    }
}

size_t number_to_exponential(double x, int digits, char out[NUMBER_DIGITS_MAX]) {
    struct output o = {out, 0};
    struct decimal d;
    if (put_not_finite(x, out, &o.length)) {
        return o.length;
    }
    if (x < 0) {
        put(&o, '-');
        x = -x;
    }
    if (x == 0.0) {
        d.count = digits < 0 ? 1 : digits + 1;
        memset(d.digits, '0', (size_t)d.count);
        d.point = 1;
    } else if (digits < 0) {
        d.count = number_shortest_digits(x, d.digits, &d.point);
    } else {
        decimal_counted(&d, x, digits + 1);
    }
    put_scientific(&o, d.digits, d.count, d.point - 1);
    return o.length;
}

size_t number_to_precision(double x, int precision, char out[NUMBER_DIGITS_MAX]) {
    struct output o = {out, 0};
    struct decimal d;
    if (put_not_finite(x, out, &o.length)) {
        return o.length;
    }
    if (x < 0) {
        put(&o, '-');
        x = -x;
    }
    if (x == 0.0) {
        d.count = precision;
        memset(d.digits, '0', (size_t)precision);
        d.point = 1;
    } else {
        decimal_counted(&d, x, precision);
    }
    if (d.point <= -6 || d.point > precision) {
        put_scientific(&o, d.digits, d.count, d.point - 1);
    } else {
        put_positional(&o, d.digits, d.count, d.point);
    }
    return o.length;
}
