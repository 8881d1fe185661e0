/*
 * runtime/operators.c: the operators as compiled code calls them (ECMA-262 clause 13).
 */
#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/num/math_functions.h"
#include "runtime/realm.h"
#include "runtime/text.h"

value rt_add(struct rt *rt, value a, value b) {
    if (value_is_number(a) && value_is_number(b)) {
        return value_from_number(value_number(a) + value_number(b));
    }
    if (value_is_string(a) && value_is_string(b)) {
        return string_concat(rt, a, b);
    }
    a = to_primitive(rt, a, HINT_DEFAULT);
    if (a == VALUE_EXCEPTION) {
        return a;
    }
    b = to_primitive(rt, b, HINT_DEFAULT);
    if (b == VALUE_EXCEPTION) {
        return b;
    }
    if (value_is_string(a) || value_is_string(b)) {
        a = to_string(rt, a);
        if (a == VALUE_EXCEPTION) {
            return a;
        }
        b = to_string(rt, b);
        return b == VALUE_EXCEPTION ? b : string_concat(rt, a, b);
    }
    double x, y;
    if (to_double(rt, a, &x) < 0 || to_double(rt, b, &y) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(x + y);
}

/* NaN in the one form that values have. */
static value number_value(double d) {
    return d != d ? VALUE_NAN : value_from_number(d);
}

/* Numbers need no conversion: what nearly every operand is. */
static inline int operand(struct rt *rt, value v, double *out) {
    if (value_is_number(v)) {
        *out = value_number(v);
        return 0;
    }
    return to_double(rt, v, out);
}

static inline int bit_operand(struct rt *rt, value v, uint32_t *out) {
    if (value_is_int(v)) {
        *out = (uint32_t)value_to_int(v);
        return 0;
    }
    return to_uint32(rt, v, out);
}

#define ARITHMETIC(name, expression)                                                               \
    value name(struct rt *rt, value a, value b) {                                                  \
        double x, y;                                                                               \
        if (operand(rt, a, &x) < 0 || operand(rt, b, &y) < 0) {                                    \
            return VALUE_EXCEPTION;                                                                \
        }                                                                                          \
        return number_value(expression);                                                           \
    }

ARITHMETIC(rt_subtract, x - y)
ARITHMETIC(rt_multiply, x *y)
ARITHMETIC(rt_divide, x / y)
ARITHMETIC(rt_exponent, math_pow(x, y))

value rt_remainder(struct rt *rt, value a, value b) {
    if (value_is_int(a) && value_is_int(b) && value_to_int(a) >= 0 && value_to_int(b) > 0) {
        return value_from_int(value_to_int(a) % value_to_int(b));
    }
    double x, y;
    if (to_double(rt, a, &x) < 0 || to_double(rt, b, &y) < 0) {
        return VALUE_EXCEPTION;
    }
    return number_value(math_remainder(x, y));
}

#define BITWISE(name, expression)                                                                  \
    value name(struct rt *rt, value a, value b) {                                                  \
        uint32_t x, y;                                                                             \
        if (bit_operand(rt, a, &x) < 0 || bit_operand(rt, b, &y) < 0) {                            \
            return VALUE_EXCEPTION;                                                                \
        }                                                                                          \
        return expression;                                                                         \
    }

BITWISE(rt_bit_and, value_from_int((int32_t)(x &y)))
BITWISE(rt_bit_or, value_from_int((int32_t)(x | y)))
BITWISE(rt_bit_xor, value_from_int((int32_t)(x ^ y)))
BITWISE(rt_shift_left, value_from_int((int32_t)(x << (y & 31))))
BITWISE(rt_shift_right, value_from_int((int32_t)x >> (y & 31)))
BITWISE(rt_shift_right_unsigned, value_from_u32(x >> (y & 31)))

value rt_negate(struct rt *rt, value v) {
    double d;
    return operand(rt, v, &d) < 0 ? VALUE_EXCEPTION : number_value(-d);
}

value rt_bit_not(struct rt *rt, value v) {
    int32_t i;
    return to_int32(rt, v, &i) < 0 ? VALUE_EXCEPTION : value_from_int(~i);
}

value rt_to_number(struct rt *rt, value v) {
    return value_is_number(v) ? v : to_number(rt, v);
}

static inline bool both_numbers(value a, value b) {
    return value_is_number(a) && value_is_number(b);
}

/* The value of a comparison: `less` is IsLessThan's answer, -1 an exception. */
static value compared(int less, bool wanted) {
    return less < 0 ? VALUE_EXCEPTION : value_from_bool(less == (int)wanted);
}

value rt_less(struct rt *rt, value a, value b) {
    if (both_numbers(a, b)) {
        return value_from_bool(value_number(a) < value_number(b));
    }
    return compared(value_less(rt, a, b), true);
}

value rt_greater_equal(struct rt *rt, value a, value b) {
    if (both_numbers(a, b)) {
        return value_from_bool(value_number(a) >= value_number(b));
    }
    return compared(value_less(rt, a, b), false);
}

/* a > b and a <= b are b < a with a evaluated to a primitive first. */
static int less_swapped(struct rt *rt, value a, value b) {
    a = to_primitive(rt, a, HINT_NUMBER);
    if (a == VALUE_EXCEPTION) {
        return -1;
    }
    b = to_primitive(rt, b, HINT_NUMBER);
    if (b == VALUE_EXCEPTION) {
        return -1;
    }
    double x, y;
    if (value_is_string(a) && value_is_string(b)) {
        return string_compare(rt, b, a) < 0;
    }
    if (to_double(rt, b, &y) < 0 || to_double(rt, a, &x) < 0) {
        return -1;
    }
    return x != x || y != y ? 2 : y < x;
}

value rt_greater(struct rt *rt, value a, value b) {
    if (both_numbers(a, b)) {
        return value_from_bool(value_number(a) > value_number(b));
    }
    return compared(less_swapped(rt, a, b), true);
}

value rt_less_equal(struct rt *rt, value a, value b) {
    if (both_numbers(a, b)) {
        return value_from_bool(value_number(a) <= value_number(b));
    }
    return compared(less_swapped(rt, a, b), false);
}

int32_t rt_equal(struct rt *rt, value a, value b) {
    return value_loose_equals(rt, a, b);
}

int32_t rt_strict_equal(struct rt *rt, value a, value b) {
    if (a == b) {
        return !value_is_double(a) || value_to_double_raw(a) == value_to_double_raw(a);
    }
    return value_strict_equals(rt, a, b);
}

int32_t rt_to_boolean(struct rt *rt, value v) {
    return to_boolean(v);
}

value rt_typeof(struct rt *rt, value v) {
    return value_typeof(rt, v);
}

int32_t rt_instance_of(struct rt *rt, value v, value target) {
    return value_instance_of(rt, v, target);
}

int32_t rt_in(struct rt *rt, value key, value object) {
    if (!value_is_object(object)) {
        throw_type(rt, "Cannot use 'in' operator to search for '%v' in %v", key, object);
        return -1;
    }
    if (value_is_symbol(key) && value_symbol(key)->private_name) {
        return object_has_own(rt, object, key);
    }
    key = to_property_key(rt, key);
    return key == VALUE_EXCEPTION ? -1 : object_has(rt, object, key);
}

value rt_to_string(struct rt *rt, value v) {
    return to_string(rt, v);
}

value rt_to_object(struct rt *rt, value v) {
    return to_object(rt, v);
}

value rt_to_key(struct rt *rt, value v) {
    return to_property_key(rt, v);
}

int32_t rt_require_object_coercible(struct rt *rt, value v, value key) {
    return value_is_nullish(v) && rt_get(rt, v, key) == VALUE_EXCEPTION ? -1 : 0;
}

int32_t rt_require_destructurable(struct rt *rt, value v, value key, value what) {
    if (!value_is_nullish(v)) {
        return 0;
    }
    const char *message =
        key == VALUE_UNDEFINED    ? what == VALUE_UNDEFINED ? "Cannot destructure '%c' as it is %v."
                                                            : "Cannot destructure '%v' as it is %v."
        : what == VALUE_UNDEFINED ? "Cannot destructure property '%v' of '%c' as it is %v."
                                  : "Cannot destructure property '%v' of '%v' as it is %v.";
    value shown = what == VALUE_UNDEFINED ? v : what;
    if (key == VALUE_UNDEFINED) {
        throw_type(rt, message, shown, v);
    } else {
        throw_type(rt, message, key, shown, v);
    }
    return -1;
}

value rt_concat(struct rt *rt, uint32_t count, value *strings) {
    value all = rt->realm->atom_empty;
    for (uint32_t i = 0; i < count; i++) {
        value piece = to_string(rt, strings[i]);
        if (piece == VALUE_EXCEPTION) {
            return piece;
        }
        all = string_concat(rt, all, piece);
        if (all == VALUE_EXCEPTION) {
            return all;
        }
    }
    return all;
}
