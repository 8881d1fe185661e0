/*
 * runtime/num/math_power.c: pow, sqrt, cbrt, hypot.
 */
#include "math_bits.h"
#include "math_functions.h"

double math_sqrt(double x) {
    double result;
    /* The instruction itself: the compiler's builtin may call libm to set errno. */
#if defined(__x86_64__)
    __asm__("sqrtsd %1, %0" : "=x"(result) : "x"(x));
#elif defined(__riscv)
    __asm__("fsqrt.d %0, %1" : "=f"(result) : "f"(x));
#elif defined(__aarch64__)
    __asm__("fsqrt %d0, %d1" : "=w"(result) : "w"(x));
#else
#error "math_sqrt: no square root instruction known for this target"
#endif
    return result;
}

double math_cbrt(double x) {
    static const uint32_t bias = 715094163;           /* (1023 - 1023/3 - 0.03306235651) * 2^20 */
    static const uint32_t bias_subnormal = 696219795; /* the same less 54/3 */
    static const double p0 = 1.87595182427177009643;
    static const double p1 = -1.88497979543377169875;
    static const double p2 = 1.621429720105354466140;
    static const double p3 = -0.758397934778766047437;
    static const double p4 = 0.145996192886612446982;
    uint32_t hx = (uint32_t)high_magnitude(x);
    uint32_t sign = (uint32_t)high_word(x) & 0x80000000u;
    uint32_t estimate;
    if (hx >= 0x7ff00000 || x == 0.0) {
        return x;
    }
    /* dividing the exponent field by three gives 5 bits */
    if (hx < 0x00100000) {
        estimate = (uint32_t)high_magnitude(0x1p54 * x) / 3 + bias_subnormal;
    } else {
        estimate = hx / 3 + bias;
    }
    double t = double_from_bits((uint64_t)(sign | estimate) << 32);
    /* a polynomial in t^3/x gives 23 bits, rounded away from zero so that t*t is exact */
    double r = (t * t) * (t / x);
    t = t * ((p0 + r * (p1 + r * p2)) + ((r * r) * r) * (p3 + r * p4));
    t = double_from_bits((double_bits(t) + 0x80000000u) & 0xffffffffc0000000u);
    /* one step of Newton's */
    double s = t * t;
    r = x / s;
    double w = t + t;
    r = (r - t) / (w + r);
    return t + t * r;
}

double math_hypot(const double *values, size_t count) {
    double largest = 0.0;
    int any_nan = 0;
    for (size_t i = 0; i < count; i++) {
        double magnitude = __builtin_fabs(values[i]);
        any_nan |= is_nan(magnitude);
        if (magnitude > largest) {
            largest = magnitude;
        }
    }
    if (!is_finite(largest)) {
        return largest;
    }
    if (any_nan) {
        return math_nan();
    }
    if (largest == 0.0) {
        return 0.0;
    }
    /* Kahan's summation of the squares, scaled so that none overflows */
    double sum = 0.0;
    double compensation = 0.0;
    for (size_t i = 0; i < count; i++) {
        double n = __builtin_fabs(values[i]) / largest;
        double summand = n * n - compensation;
        double next = sum + summand;
        compensation = (next - sum) - summand;
        sum = next;
    }
    return math_sqrt(sum) * largest;
}

/* 0: not an integer, 1: odd, 2: even. */
static int integer_kind(double y) {
    double magnitude = __builtin_fabs(y);
    if (magnitude >= 0x1p53) {
        return 2;
    }
    if (magnitude < 1.0) {
        return 0;
    }
    int64_t whole = (int64_t)magnitude;
    if ((double)whole != magnitude) {
        return 0;
    }
    return (whole & 1) ? 1 : 2;
}

/* A logarithm to base 2 as an unevaluated sum; the head has at most 21 fraction bits. */
struct log2_value {
    double head;
    double tail;
};

/* log2 of a positive x within 2^-20 of 1, for exponents so large that nothing else matters. */
static struct log2_value log2_near_one(double x) {
    static const double inverse_ln2 = 1.44269504088896338700e+00;
    static const double inverse_head = 1.44269502162933349609e+00;
    static const double inverse_tail = 1.92596299112661746887e-08;
    struct log2_value result;
    double t = x - 1.0;
    double w = (t * t) * (0.5 - t * (0.3333333333333333333333 - t * 0.25));
    double u = inverse_head * t;
    double v = t * inverse_tail - w * inverse_ln2;
    result.head = upper_half(u + v);
    result.tail = v - (result.head - u);
    return result;
}

/* log2 of any positive x, about 2^-68 relative. */
static struct log2_value log2_extended(double x) {
    static const double l[6] = {
        5.99999999999994648725e-01, 4.28571428578550184252e-01, 3.33333329818377432918e-01,
        2.72728123808534006489e-01, 2.30660745775561754067e-01, 2.06975017800338417784e-01,
    };
    static const double base[2] = {1.0, 1.5};
    static const double base_log_head[2] = {0.0, 5.84962487220764160156e-01};
    static const double base_log_tail[2] = {0.0, 1.35003920212974897128e-08};
    static const double cp = 9.61796693925975554329e-01; /* 2/(3 ln 2) */
    static const double cp_head = 9.61796700954437255859e-01;
    static const double cp_tail = -7.02846165095275826516e-09;
    int n = 0;
    int k = 0;
    if (high_word(x) < 0x00100000) {
        x *= 0x1p53;
        n = -53;
    }
    int32_t ix = high_word(x);
    int32_t j = ix & 0xfffff;
    n += (ix >> 20) - 0x3ff;
    ix = j | 0x3ff00000;
    if (j > 0x3988e) {
        if (j < 0xbb67a) {
            k = 1;
        } else {
            n += 1;
            ix -= 0x00100000;
        }
    }
    x = with_high(x, (uint32_t)ix);

    /* s = (x-b)/(x+b) as head and tail */
    double u = x - base[k];
    double v = 1.0 / (x + base[k]);
    double s = u * v;
    double s_head = upper_half(s);
    uint32_t sum_high = (((uint32_t)ix >> 1) | 0x20000000u) + 0x00080000u + ((uint32_t)k << 18);
    double t_head = double_from_bits((uint64_t)sum_high << 32);
    double t_tail = x - (t_head - base[k]);
    double s_tail = v * ((u - s_head * t_head) - s_head * t_tail);

    double s2 = s * s;
    double r = s2 * s2 * polynomial(s2, l, 6);
    r += s_tail * (s_head + s);
    s2 = s_head * s_head;
    t_head = upper_half(3.0 + s2 + r);
    t_tail = r - ((t_head - 3.0) - s2);
    u = s_head * t_head;
    v = s_tail * t_head + t_tail * s;
    double p_head = upper_half(u + v);
    double p_tail = v - (p_head - u);
    double z_head = cp_head * p_head;
    double z_tail = cp_tail * p_head + p_tail * cp + base_log_tail[k];

    struct log2_value result;
    double t = (double)n;
    result.head = upper_half(((z_head + z_tail) + base_log_head[k]) + t);
    result.tail = z_tail - (((result.head - t) - base_log_head[k]) - z_head);
    return result;
}

/* 2^(head + tail); the sum is below 1024 and above -1075. */
static double exp2_extended(double head, double tail) {
    static const double p[5] = {
        1.66666666666666019037e-01,  -2.77777777770155933842e-03, 6.61375632143793436117e-05,
        -1.65339022054652515390e-06, 4.13813679705723846039e-08,
    };
    static const double ln2 = 6.93147180559945286227e-01;
    static const double ln2_head = 6.93147182464599609375e-01;
    static const double ln2_tail = -1.90465429995776804525e-09;
    double z = head + tail;
    int32_t j = high_word(z);
    int32_t i = high_magnitude(z);
    int32_t n = 0;
    if (i > 0x3fe00000) { /* |z| > 1/2: take off the nearest integer */
        int shift = (i >> 20) - 0x3ff;
        uint32_t rounded = (uint32_t)j + (0x00100000u >> (shift + 1));
        shift = (int)((rounded & 0x7fffffffu) >> 20) - 0x3ff;
        uint32_t whole = rounded & ~(0x000fffffu >> shift);
        head -= double_from_bits((uint64_t)whole << 32);
        n = (int32_t)(((rounded & 0x000fffffu) | 0x00100000u) >> (20 - shift));
        if (j < 0) {
            n = -n;
        }
    }
    double t = upper_half(tail + head);
    double u = t * ln2_head;
    double v = (tail - (t - head)) * ln2 + t * ln2_tail;
    z = u + v;
    double w = v - (z - u);
    t = z * z;
    double t1 = z - t * polynomial(t, p, 5);
    /* fdlibm divides by t1 - 2 alone and subtracts the rest; V8 divides by all of it, and so do
     * we: the difference is in the last place. */
    double r = (z * t1) / ((t1 - 2.0) - (w + z * w));
    z = 1.0 - (r - z);
    int32_t high = (int32_t)((uint32_t)high_word(z) + ((uint32_t)n << 20));
    if ((high >> 20) <= 0) {
        return math_scale(z, n);
    }
    return with_high(z, (uint32_t)high);
}

/* x^y for a positive finite x other than 1 and a finite y. */
static double pow_positive(double x, double y) {
    static const double overflow_tail = 8.0085662595372944372e-17; /* -(1024 - log2(max + ulp/2)) */
    int32_t ix = high_word(x);
    struct log2_value log;
    if (__builtin_fabs(y) > 0x1p31 && high_magnitude(y) > 0x41e00000) {
        int grows = (y > 0) == (x > 1.0);
        if (high_magnitude(y) > 0x43f00000 || ix < 0x3fefffff || ix > 0x3ff00000) {
            return grows ? math_infinity() : 0.0;
        }
        log = log2_near_one(x);
    } else {
        log = log2_extended(x);
    }
    double y_head = upper_half(y);
    double tail = (y - y_head) * log.head + y * log.tail;
    double head = y_head * log.head;
    double z = tail + head;
    if (z > 1024.0 || (z == 1024.0 && tail + overflow_tail > z - head)) {
        return math_infinity();
    }
    if (z < -1075.0 || (z == -1075.0 && tail <= z - head)) {
        return 0.0;
    }
    return exp2_extended(head, tail);
}

/* The exponents and bases with a fixed answer; true if this is one of them. */
static int pow_special(double x, double y, double *result) {
    double magnitude = __builtin_fabs(x);
    *result = math_nan();
    if (y == 0.0) {
        *result = 1.0;
        return 1;
    }
    if (is_nan(x) || is_nan(y)) {
        return 1;
    }
    if (!is_finite(y)) {
        if (magnitude != 1.0) {
            *result = (magnitude > 1.0) == (y > 0) ? math_infinity() : 0.0;
        }
        return 1;
    }
    if (y == 1.0 || y == -1.0 || y == 2.0) {
        *result = y == 1.0 ? x : y == 2.0 ? x * x : 1.0 / x;
        return 1;
    }
    if (magnitude == 0.0 || magnitude == 1.0 || !is_finite(x)) {
        int kind = integer_kind(y);
        double value = y < 0 ? 1.0 / magnitude : magnitude;
        if (high_word(x) < 0) {
            if (x == -1.0 && kind == 0) {
                return 1;
            }
            value = kind == 1 ? -value : value;
        }
        *result = value;
        return 1;
    }
    return 0;
}

double math_pow(double base, double exponent) {
    double result;
    if (pow_special(base, exponent, &result)) {
        return result;
    }
    if (base > 0) {
        return exponent == 0.5 ? math_sqrt(base) : pow_positive(base, exponent);
    }
    int kind = integer_kind(exponent);
    if (kind == 0) {
        return math_nan();
    }
    result = pow_positive(-base, exponent);
    return kind == 1 ? -result : result;
}
