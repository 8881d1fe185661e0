/*
 * runtime/convert.c: type conversion (ECMA-262 clause 7.1) and equality (7.2).
 */
#include "runtime/convert.h"
#include "runtime/num/math_functions.h"
#include "runtime/num/number_format.h"
#include "runtime/num/number_parse.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

bool to_boolean(value v) {
    if (value_is_int(v)) {
        return value_to_int(v) != 0;
    }
    if (value_is_double(v)) {
        double d = value_to_double_raw(v);
        return d != 0 && d == d;
    }
    if (value_is_string(v)) {
        return string_length(v) != 0;
    }
    return v == VALUE_TRUE || value_is_object(v) || value_is_symbol(v);
}

static value ordinary_to_primitive(struct rt *rt, value v, enum primitive_hint hint) {
    struct realm *realm = rt->realm;
    for (int i = 0; i < 2; i++) {
        value key =
            (i == 0) == (hint == HINT_STRING) ? realm->atom_to_string : realm->atom_value_of;
        value method = object_get_often(rt, v, key);
        if (method == VALUE_EXCEPTION) {
            return method;
        }
        if (value_is_callable(method)) {
            value primitive = function_call(rt, method, v, 0, NULL);
            if (!value_is_object(primitive)) { /* VALUE_EXCEPTION too */
                return primitive;
            }
        }
    }
    return throw_type(rt, "Cannot convert object to primitive value");
}

value to_primitive(struct rt *rt, value v, enum primitive_hint hint) {
    if (!value_is_object(v)) {
        return v;
    }
    value exotic = object_get_method_often(rt, v, rt->realm->symbols[SYMBOL_TO_PRIMITIVE]);
    if (exotic == VALUE_EXCEPTION) {
        return exotic;
    }
    if (exotic == VALUE_UNDEFINED) {
        return ordinary_to_primitive(rt, v, hint == HINT_DEFAULT ? HINT_NUMBER : hint);
    }
    const struct realm *realm = rt->realm;
    value argument = hint == HINT_DEFAULT  ? realm->text_default
                     : hint == HINT_NUMBER ? realm->type_number
                                           : realm->type_string;
    value primitive = function_call(rt, exotic, v, 1, &argument);
    if (primitive != VALUE_EXCEPTION && value_is_object(primitive)) {
        return throw_type(rt, "Cannot convert object to primitive value");
    }
    return primitive;
}

double string_to_double(struct rt *rt, value string) {
    struct text text = string_text(rt, string);
    rt_burn(rt, text.length / 4);
    struct number_text view = {text.units, text.length, text.wide};
    return number_parse(view);
}

value to_number(struct rt *rt, value v) {
    if (value_is_number(v)) {
        return v;
    }
    if (value_is_object(v)) {
        v = to_primitive(rt, v, HINT_NUMBER);
        if (v == VALUE_EXCEPTION || value_is_number(v)) {
            return v;
        }
    }
    if (value_is_string(v)) {
        return value_from_number(string_to_double(rt, v));
    }
    if (value_is_symbol(v)) {
        return throw_type(rt, "Cannot convert a Symbol value to a number");
    }
    return v == VALUE_UNDEFINED ? VALUE_NAN : value_from_int(v == VALUE_TRUE);
}

int to_double(struct rt *rt, value v, double *out) {
    v = to_number(rt, v);
    if (v == VALUE_EXCEPTION) {
        return -1;
    }
    *out = value_number(v);
    return 0;
}

int32_t double_to_int32(double d) {
    if (d >= -2147483648.0 && d <= 2147483647.0) {
        return (int32_t)d;
    }
    uint64_t bits = value_from_double_raw(d);
    int exponent = (int)(bits >> 52 & 0x7ff) - 1075; /* of the fraction as an integer */
    if (exponent > 31 || exponent < -52) {
        return 0; /* a multiple of 2^32, infinite, or no number */
    }
    uint64_t fraction = (bits & 0xfffffffffffffull) | 1ull << 52;
    uint32_t low =
        exponent >= 0 ? (uint32_t)(fraction << exponent) : (uint32_t)(fraction >> -exponent);
    return (int32_t)(bits >> 63 != 0 ? 0u - low : low);
}

int to_int32(struct rt *rt, value v, int32_t *out) {
    if (value_is_int(v)) {
        *out = value_to_int(v);
        return 0;
    }
    double d;
    if (to_double(rt, v, &d) < 0) {
        return -1;
    }
    *out = double_to_int32(d);
    return 0;
}

int to_uint32(struct rt *rt, value v, uint32_t *out) {
    return to_int32(rt, v, (int32_t *)out);
}

int to_integer(struct rt *rt, value v, double *out) {
    if (value_is_int(v)) {
        *out = value_to_int(v);
        return 0;
    }
    double d;
    if (to_double(rt, v, &d) < 0) {
        return -1;
    }
    *out = d != d ? 0 : math_trunc(d) + 0.0;
    return 0;
}

int to_length(struct rt *rt, value v, double *out) {
    double d;
    if (to_integer(rt, v, &d) < 0) {
        return -1;
    }
    *out = d <= 0 ? 0 : d > 9007199254740991.0 ? 9007199254740991.0 : d;
    return 0;
}

int to_relative_index(struct rt *rt, value v, double length, double absent, double *out) {
    if (v == VALUE_UNDEFINED) {
        *out = absent;
        return 0;
    }
    double d;
    if (to_integer(rt, v, &d) < 0) {
        return -1;
    }
    if (d < 0) {
        d = d + length < 0 ? 0 : d + length;
    }
    *out = d > length ? length : d;
    return 0;
}

value number_to_string(struct rt *rt, value number) {
    char text[NUMBER_TEXT_MAX];
    size_t length;
    if (value_is_int(number)) {
        int32_t i = value_to_int(number);
        if (i >= 0 && i < 10) {
            return string_from_unit(rt, (uint16_t)('0' + i));
        }
        length = number_int_to_text(i, text);
    } else {
        length = number_to_text(value_to_double_raw(number), text);
    }
    return string_from_latin1(rt, (const uint8_t *)text, length);
}

value number_to_string_radix(struct rt *rt, double number, int radix) {
    char text[NUMBER_RADIX_MAX];
    size_t length = number_to_radix(number, radix, text);
    return string_from_latin1(rt, (const uint8_t *)text, length);
}

value key_to_string(struct rt *rt, value key) {
    return value_is_int(key) ? number_to_string(rt, key) : key;
}

value to_string(struct rt *rt, value v) {
    if (value_is_string(v)) {
        return v;
    }
    if (value_is_object(v)) {
        v = to_primitive(rt, v, HINT_STRING);
        if (v == VALUE_EXCEPTION || value_is_string(v)) {
            return v;
        }
    }
    if (value_is_number(v)) {
        return number_to_string(rt, v);
    }
    if (value_is_symbol(v)) {
        return throw_type(rt, "Cannot convert a Symbol value to a string");
    }
    const struct realm *realm = rt->realm;
    return v == VALUE_UNDEFINED ? realm->type_undefined
           : v == VALUE_NULL    ? realm->text_null
           : v == VALUE_TRUE    ? realm->text_true
                                : realm->text_false;
}

value to_property_key(struct rt *rt, value v) {
    if (value_is_int(v) && value_to_int(v) >= 0 && value_to_int(v) != INT32_MAX) {
        return v;
    }
    if (value_is_object(v)) {
        v = to_primitive(rt, v, HINT_STRING);
        if (v == VALUE_EXCEPTION) {
            return v;
        }
    }
    if (value_is_symbol(v)) {
        return v;
    }
    if (value_is_double(v)) {
        value exact = value_from_number(value_to_double_raw(v) + 0.0);
        if (value_is_int(exact) && value_to_int(exact) >= 0 && value_to_int(exact) != INT32_MAX) {
            return exact;
        }
    }
    return string_to_key(rt, to_string(rt, v));
}

value to_object(struct rt *rt, value v) {
    if (value_is_object(v)) {
        return v;
    }
    if (value_is_nullish(v)) {
        return throw_type(rt, "Cannot convert undefined or null to object");
    }
    return object_wrap(rt,
                       value_is_string(v)   ? CLASS_STRING
                       : value_is_number(v) ? CLASS_NUMBER
                       : value_is_symbol(v) ? CLASS_SYMBOL
                                            : CLASS_BOOLEAN,
                       v);
}

value value_typeof(struct rt *rt, value v) {
    const struct realm *realm = rt->realm;
    if (value_is_object(v)) {
        return value_is_callable(v) ? realm->type_function : realm->type_object;
    }
    if (value_is_string(v)) {
        return realm->type_string;
    }
    if (value_is_number(v)) {
        return realm->type_number;
    }
    if (v == VALUE_UNDEFINED) {
        return realm->type_undefined;
    }
    if (value_is_symbol(v)) {
        return realm->type_symbol;
    }
    return v == VALUE_NULL ? realm->type_object : realm->type_boolean;
}

bool value_strict_equals(struct rt *rt, value a, value b) {
    if (value_is_number(a)) {
        return value_is_number(b) && value_number(a) == value_number(b);
    }
    if (value_is_string(a)) {
        return value_is_string(b) && string_equals(rt, a, b);
    }
    return a == b;
}

bool value_same_zero(struct rt *rt, value a, value b) {
    if (value_is_number(a) && value_is_number(b)) {
        double x = value_number(a), y = value_number(b);
        return x == y || (x != x && y != y);
    }
    return value_strict_equals(rt, a, b);
}

bool value_same(struct rt *rt, value a, value b) {
    if (value_is_number(a) && value_is_number(b)) {
        double x = value_number(a), y = value_number(b);
        return (x != x && y != y) || value_from_double_raw(x) == value_from_double_raw(y);
    }
    return value_strict_equals(rt, a, b);
}

int value_loose_equals(struct rt *rt, value a, value b) {
    for (;;) {
        if ((value_is_number(a) && value_is_number(b)) ||
            (value_is_string(a) && value_is_string(b)) ||
            (value_is_object(a) && value_is_object(b))) {
            return value_strict_equals(rt, a, b);
        }
        if (value_is_nullish(a) || value_is_nullish(b)) {
            return value_is_nullish(a) && value_is_nullish(b);
        }
        if (a == b) {
            return 1;
        }
        if (value_is_bool(a)) {
            a = value_from_int(a == VALUE_TRUE);
        } else if (value_is_bool(b)) {
            b = value_from_int(b == VALUE_TRUE);
        } else if (value_is_object(a) || value_is_object(b)) {
            value *object = value_is_object(a) ? &a : &b;
            *object = to_primitive(rt, *object, HINT_DEFAULT);
            if (*object == VALUE_EXCEPTION) {
                return -1;
            }
        } else if (value_is_symbol(a) || value_is_symbol(b)) {
            return 0;
        } else { /* one number, one string */
            a = to_number(rt, a);
            b = to_number(rt, b);
        }
    }
}

int value_less(struct rt *rt, value a, value b) {
    a = to_primitive(rt, a, HINT_NUMBER);
    if (a == VALUE_EXCEPTION) {
        return -1;
    }
    b = to_primitive(rt, b, HINT_NUMBER);
    if (b == VALUE_EXCEPTION) {
        return -1;
    }
    if (value_is_string(a) && value_is_string(b)) {
        return string_compare(rt, a, b) < 0;
    }
    double x, y;
    if (to_double(rt, a, &x) < 0 || to_double(rt, b, &y) < 0) {
        return -1;
    }
    return x != x || y != y ? 2 : x < y;
}
