/*
 * runtime/num/builtin_number.c: Number and Number.prototype (ECMA-262 21.1).
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/num/builtin_locale.h"
#include "runtime/num/builtin_text.h"
#include "runtime/num/math_bits.h"
#include "runtime/num/math_functions.h"
#include "runtime/num/number_format.h"
#include "runtime/realm.h"

/* 21.1.1.1 Number ( value ) */
NATIVE(number_constructor) {
    value number = value_from_int(0);
    if (argc > 0) {
        number = to_number(rt, argv[0]);
        if (number == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
    }
    if (new_target == VALUE_UNDEFINED) {
        return number;
    }
    value object = object_create_from_constructor(rt, new_target, CLASS_NUMBER);
    if (object != VALUE_EXCEPTION) {
        ((struct wrapper *)value_pointer(object))->primitive = number;
    }
    return object;
}

static bool number_is_integer(value v) {
    if (value_is_int(v)) {
        return true;
    }
    double x = value_is_number(v) ? value_number(v) : math_nan();
    return is_finite(x) && math_trunc(x) == x;
}

/* 21.1.2.2 Number.isFinite ( number ) */
NATIVE(number_is_finite) {
    value v = ARG(0);
    return value_from_bool(value_is_number(v) && is_finite(value_number(v)));
}

/* 21.1.2.3 Number.isInteger ( number ) */
NATIVE(number_is_integer_method) {
    return value_from_bool(number_is_integer(ARG(0)));
}

/* 21.1.2.4 Number.isNaN ( number ) */
NATIVE(number_is_nan) {
    value v = ARG(0);
    return value_from_bool(value_is_double(v) && is_nan(value_number(v)));
}

/* 21.1.2.5 Number.isSafeInteger ( number ) */
NATIVE(number_is_safe_integer) {
    value v = ARG(0);
    return value_from_bool(number_is_integer(v) &&
                           __builtin_fabs(value_number(v)) <= 9007199254740991.0);
}

/* thisNumberValue. 0 or -1; `method` names the caller in the TypeError. */
static int this_number(struct rt *rt, value this_value, const char *method, double *out) {
    if (value_is_class(this_value, CLASS_NUMBER)) {
        this_value = ((struct wrapper *)value_pointer(this_value))->primitive;
    }
    if (!value_is_number(this_value)) {
        (void)throw_type(rt, "%s requires that 'this' be a Number", method);
        return -1;
    }
    *out = value_number(this_value);
    return 0;
}

/* 21.1.3.6 Number.prototype.toString ( [ radix ] ) */
NATIVE(number_to_string_method) {
    double x;
    double radix = 10;
    if (this_number(rt, this_value, "Number.prototype.toString", &x) < 0) {
        return VALUE_EXCEPTION;
    }
    if (ARG(0) != VALUE_UNDEFINED && to_integer(rt, argv[0], &radix) < 0) {
        return VALUE_EXCEPTION;
    }
    if (!(radix >= 2 && radix <= 36)) {
        return throw_range(rt, "toString() radix argument must be between 2 and 36");
    }
    if (radix == 10) {
        return number_to_string(rt, value_from_number(x));
    }
    char out[NUMBER_RADIX_MAX];
    size_t length = number_to_radix(x, (int)radix, out);
    rt_burn(rt, length / 4);
    return string_from_buffer(rt, out, length);
}

/* 21.1.3.7 Number.prototype.valueOf ( ) */
NATIVE(number_value_of) {
    double x;
    if (this_number(rt, this_value, "Number.prototype.valueOf", &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(x);
}

/* Exact digits cost about as much as this many basic steps. */
static void burn_for_digits(struct rt *rt, double digits) {
    rt_burn(rt, 8 + (uint64_t)digits);
}

/* 21.1.3.3 Number.prototype.toFixed ( fractionDigits ) */
NATIVE(number_to_fixed_method) {
    double x;
    double digits;
    char out[NUMBER_DIGITS_MAX];
    if (this_number(rt, this_value, "Number.prototype.toFixed", &x) < 0 ||
        to_integer(rt, ARG(0), &digits) < 0) {
        return VALUE_EXCEPTION;
    }
    if (!(digits >= 0 && digits <= 100)) {
        return throw_range(rt, "toFixed() digits argument must be between 0 and 100");
    }
    burn_for_digits(rt, digits);
    return string_from_buffer(rt, out, number_to_fixed(x, (int)digits, out));
}

/* 21.1.3.2 Number.prototype.toExponential ( fractionDigits ) */
NATIVE(number_to_exponential_method) {
    double x;
    double digits;
    char out[NUMBER_DIGITS_MAX];
    if (this_number(rt, this_value, "Number.prototype.toExponential", &x) < 0 ||
        to_integer(rt, ARG(0), &digits) < 0) {
        return VALUE_EXCEPTION;
    }
    if (!is_finite(x)) {
        return number_to_string(rt, value_from_number(x));
    }
    if (!(digits >= 0 && digits <= 100)) {
        return throw_range(rt, "toExponential() argument must be between 0 and 100");
    }
    int count = ARG(0) == VALUE_UNDEFINED ? -1 : (int)digits;
    burn_for_digits(rt, digits);
    return string_from_buffer(rt, out, number_to_exponential(x, count, out));
}

/* 21.1.3.5 Number.prototype.toPrecision ( precision ) */
NATIVE(number_to_precision_method) {
    double x;
    double digits;
    char out[NUMBER_DIGITS_MAX];
    if (this_number(rt, this_value, "Number.prototype.toPrecision", &x) < 0) {
        return VALUE_EXCEPTION;
    }
    if (ARG(0) == VALUE_UNDEFINED) {
        return number_to_string(rt, value_from_number(x));
    }
    if (to_integer(rt, argv[0], &digits) < 0) {
        return VALUE_EXCEPTION;
    }
    if (!is_finite(x)) {
        return number_to_string(rt, value_from_number(x));
    }
    if (!(digits >= 1 && digits <= 100)) {
        return throw_range(rt, "toPrecision() argument must be between 1 and 100");
    }
    burn_for_digits(rt, digits);
    return string_from_buffer(rt, out, number_to_precision(x, (int)digits, out));
}

enum {
    NUMBER_STATIC_FIRST = 1,
    NUMBER_METHOD_FIRST = 5,
};

static const struct function_info number_functions[] = {
    NATIVE_CONSTRUCTOR("Number", number_constructor, 1),
    NATIVE_FUNCTION("isFinite", number_is_finite, 1),
    NATIVE_FUNCTION("isInteger", number_is_integer_method, 1),
    NATIVE_FUNCTION("isNaN", number_is_nan, 1),
    NATIVE_FUNCTION("isSafeInteger", number_is_safe_integer, 1),
    NATIVE_FUNCTION("toExponential", number_to_exponential_method, 1),
    NATIVE_FUNCTION("toFixed", number_to_fixed_method, 1),
    NATIVE_FUNCTION("toLocaleString", number_to_locale_string, 0),
    NATIVE_FUNCTION("toPrecision", number_to_precision_method, 1),
    NATIVE_FUNCTION("toString", number_to_string_method, 1),
    NATIVE_FUNCTION("valueOf", number_value_of, 0),
};

enum { NUMBER_FUNCTION_COUNT = sizeof number_functions / sizeof *number_functions };

const struct code_module builtin_number_module = {.functions = number_functions,
                                                  .function_count = NUMBER_FUNCTION_COUNT};

void builtin_number_init(struct rt *rt) {
    static const struct {
        const char *name;
        double x;
    } constants[] = {
        {"MAX_SAFE_INTEGER", 9007199254740991.0},
        {"MIN_SAFE_INTEGER", -9007199254740991.0},
        {"MAX_VALUE", 1.7976931348623157e308},
        {"MIN_VALUE", 5e-324},
        {"EPSILON", 0x1p-52},
    };
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_number, 0);
    /* Number.prototype is itself a Number, 0. */
    value prototype = object_create(rt, CLASS_NUMBER, realm->prototypes[CLASS_OBJECT]);
    ((struct wrapper *)value_pointer(prototype))->primitive = value_from_int(0);
    realm->prototypes[CLASS_NUMBER] = prototype;
    native_class(rt, "Number", constructor, prototype);
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        object_define_name(rt, constructor, constants[i].name, value_from_number(constants[i].x),
                           ATTR_NONE);
    }
    object_define_name(rt, constructor, "NaN", VALUE_NAN, ATTR_NONE);
    object_define_name(rt, constructor, "POSITIVE_INFINITY", value_from_number(math_infinity()),
                       ATTR_NONE);
    object_define_name(rt, constructor, "NEGATIVE_INFINITY", value_from_number(-math_infinity()),
                       ATTR_NONE);
    native_methods(rt, constructor, MODULE_number, NUMBER_STATIC_FIRST, NUMBER_METHOD_FIRST);
    native_methods(rt, prototype, MODULE_number, NUMBER_METHOD_FIRST, NUMBER_FUNCTION_COUNT);
}
