/*
 * runtime/num/builtin_math.c: the Math object (ECMA-262 21.3).
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/num/math_bits.h"
#include "runtime/num/math_functions.h"
#include "runtime/realm.h"
#include "runtime/text.h"

typedef double unary_function(double);

/* By magic. */
static unary_function *const unary_functions[] = {
    math_acos, math_acosh, math_asin, math_asinh, math_atan, math_atanh, math_cbrt,
    math_cos,  math_cosh,  math_exp,  math_expm1, math_log,  math_log1p, math_log10,
    math_log2, math_sin,   math_sinh, math_sqrt,  math_tan,  math_tanh,  math_fround,
};

NATIVE(math_unary) {
    double x;
    if (to_double(rt, ARG(0), &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(unary_functions[callee->magic](x));
}

/* Those that leave an integer as it is. */
static unary_function *const rounding_functions[] = {math_ceil, math_floor, math_round, math_trunc};

NATIVE(math_rounding) {
    double x;
    value v = ARG(0);
    if (value_is_int(v)) {
        return v;
    }
    if (to_double(rt, v, &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(rounding_functions[callee->magic](x));
}

NATIVE(math_abs) {
    double x;
    if (to_double(rt, ARG(0), &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(__builtin_fabs(x));
}

NATIVE(math_sign_method) {
    double x;
    if (to_double(rt, ARG(0), &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(math_sign(x));
}

typedef double binary_function(double, double);

static binary_function *const binary_functions[] = {math_atan2, math_pow};

NATIVE(math_binary) {
    double x;
    double y;
    if (to_double(rt, ARG(0), &x) < 0 || to_double(rt, ARG(1), &y) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(binary_functions[callee->magic](x, y));
}

NATIVE(math_clz32_method) {
    uint32_t x;
    if (to_uint32(rt, ARG(0), &x) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_u32(math_clz32(x));
}

NATIVE(math_imul_method) {
    int32_t a;
    int32_t b;
    if (to_int32(rt, ARG(0), &a) < 0 || to_int32(rt, ARG(1), &b) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_int(math_imul(a, b));
}

/* Every argument is converted, also after a NaN. */
NATIVE(math_max_min) {
    binary_function *const select = callee->magic == 0 ? math_max : math_min;
    double result = callee->magic == 0 ? -math_infinity() : math_infinity();
    for (uint32_t i = 0; i < argc; i++) {
        double x;
        if (to_double(rt, argv[i], &x) < 0) {
            return VALUE_EXCEPTION;
        }
        result = select(result, x);
    }
    return value_from_number(result);
}

NATIVE(math_hypot_method) {
    double few[8];
    double *values = argc <= 8 ? few : heap_alloc_array(rt, argc, sizeof *values);
    for (uint32_t i = 0; i < argc; i++) {
        if (to_double(rt, argv[i], &values[i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return value_from_number(math_hypot(values, argc));
}

/* 21.3.2.27: the event's own sequence, the same on every replay. */
NATIVE(math_random) {
    return value_from_number(math_random_next(&rt->random_state));
}

static const struct function_info math_functions[] = {
    NATIVE_MAGIC("acos", math_unary, 1, 0),       NATIVE_MAGIC("acosh", math_unary, 1, 1),
    NATIVE_MAGIC("asin", math_unary, 1, 2),       NATIVE_MAGIC("asinh", math_unary, 1, 3),
    NATIVE_MAGIC("atan", math_unary, 1, 4),       NATIVE_MAGIC("atanh", math_unary, 1, 5),
    NATIVE_MAGIC("cbrt", math_unary, 1, 6),       NATIVE_MAGIC("cos", math_unary, 1, 7),
    NATIVE_MAGIC("cosh", math_unary, 1, 8),       NATIVE_MAGIC("exp", math_unary, 1, 9),
    NATIVE_MAGIC("expm1", math_unary, 1, 10),     NATIVE_MAGIC("log", math_unary, 1, 11),
    NATIVE_MAGIC("log1p", math_unary, 1, 12),     NATIVE_MAGIC("log10", math_unary, 1, 13),
    NATIVE_MAGIC("log2", math_unary, 1, 14),      NATIVE_MAGIC("sin", math_unary, 1, 15),
    NATIVE_MAGIC("sinh", math_unary, 1, 16),      NATIVE_MAGIC("sqrt", math_unary, 1, 17),
    NATIVE_MAGIC("tan", math_unary, 1, 18),       NATIVE_MAGIC("tanh", math_unary, 1, 19),
    NATIVE_MAGIC("fround", math_unary, 1, 20),    NATIVE_MAGIC("ceil", math_rounding, 1, 0),
    NATIVE_MAGIC("floor", math_rounding, 1, 1),   NATIVE_MAGIC("round", math_rounding, 1, 2),
    NATIVE_MAGIC("trunc", math_rounding, 1, 3),   NATIVE_FUNCTION("abs", math_abs, 1),
    NATIVE_FUNCTION("sign", math_sign_method, 1), NATIVE_MAGIC("atan2", math_binary, 2, 0),
    NATIVE_MAGIC("pow", math_binary, 2, 1),       NATIVE_FUNCTION("clz32", math_clz32_method, 1),
    NATIVE_FUNCTION("imul", math_imul_method, 2), NATIVE_MAGIC("max", math_max_min, 2, 0),
    NATIVE_MAGIC("min", math_max_min, 2, 1),      NATIVE_FUNCTION("hypot", math_hypot_method, 2),
    NATIVE_FUNCTION("random", math_random, 0),
};

enum { MATH_FUNCTION_COUNT = sizeof math_functions / sizeof *math_functions };

const struct code_module builtin_math_module = {.functions = math_functions,
                                                .function_count = MATH_FUNCTION_COUNT};

void builtin_math_init(struct rt *rt) {
    static const struct {
        const char *name;
        double x;
    } constants[] = {
        {"E", 2.718281828459045},        {"LN10", 2.302585092994046},   {"LN2", 0.6931471805599453},
        {"LOG10E", 0.4342944819032518},  {"LOG2E", 1.4426950408889634}, {"PI", 3.141592653589793},
        {"SQRT1_2", 0.7071067811865476}, {"SQRT2", 1.4142135623730951},
    };
    struct realm *realm = rt->realm;
    value math = object_create(rt, CLASS_MATH, realm->prototypes[CLASS_OBJECT]);
    native_methods(rt, math, MODULE_math, 0, MATH_FUNCTION_COUNT);
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        object_define_name(rt, math, constants[i].name, value_from_number(constants[i].x),
                           ATTR_NONE);
    }
    object_define(rt, math, realm->symbols[SYMBOL_TO_STRING_TAG], string_from_ascii(rt, "Math"),
                  ATTR_READONLY);
    object_define_name(rt, realm->global, "Math", math, ATTR_HIDDEN);
}
