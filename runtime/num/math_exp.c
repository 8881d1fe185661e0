/*
 * runtime/num/math_exp.c: exp, expm1 and the hyperbolic functions made of them.
 */
#include "math_bits.h"
#include "math_functions.h"

static const double overflow_above = 7.09782712893383973096e+02;
static const double underflow_below = -7.45133219101941108420e+02;
static const double ln2_head = 6.93147180369123816490e-01;
static const double ln2_tail = 1.90821492927058770002e-10;
static const double inverse_ln2 = 1.44269504088896338700e+00;

/* 2^k for a k of the normal range. */
static double power_of_two(int k) {
    return double_from_bits((uint64_t)(uint32_t)(1023 + k) << 52);
}

/* x = k*ln2 + (head - tail), |head - tail| <= ln2/2; only called for |x| > ln2/2. */
static int reduce_ln2(double x, double *head, double *tail) {
    int negative = x < 0;
    if (high_magnitude(x) < 0x3ff0a2b2) {
        *head = negative ? x + ln2_head : x - ln2_head;
        *tail = negative ? -ln2_tail : ln2_tail;
        return negative ? -1 : 1;
    }
    int k = (int)(inverse_ln2 * x + (negative ? -0.5 : 0.5));
    *head = x - (double)k * ln2_head;
    *tail = (double)k * ln2_tail;
    return k;
}

double math_exp(double x) {
    static const double p[5] = {
        1.66666666666666019037e-01,  -2.77777777770155933842e-03, 6.61375632143793436117e-05,
        -1.65339022054652515390e-06, 4.13813679705723846039e-08,
    };
    double head = 0.0;
    double tail = 0.0;
    int k = 0;
    int32_t ix = high_magnitude(x);
    if (is_nan(x)) {
        return x;
    }
    if (x > overflow_above) {
        return math_infinity();
    }
    if (x < underflow_below) {
        return 0.0;
    }
    if (ix > 0x3fd62e42) {
        if (x == 1.0) {
            return 2.718281828459045; /* the series below is off by one in the last place */
        }
        k = reduce_ln2(x, &head, &tail);
        x = head - tail;
    } else if (ix < 0x3e300000) {
        return 1.0 + x;
    }
    double t = x * x;
    double c = x - t * polynomial(t, p, 5);
    if (k == 0) {
        return 1.0 - ((x * c) / (c - 2.0) - x);
    }
    double y = 1.0 - ((tail - (x * c) / (2.0 - c)) - head);
    if (k == 1024) {
        return y * 2.0 * 0x1p1023;
    }
    if (k >= -1021) {
        return y * power_of_two(k);
    }
    return y * power_of_two(k + 1000) * 0x1p-1000;
}

/* 2^k * (1 + (x - e)) - 1 for k other than 0. */
static double expm1_scale(double x, double e, int k) {
    if (k == -1) {
        return 0.5 * (x - e) - 0.5;
    }
    if (k == 1) {
        return x < -0.25 ? -2.0 * (e - (x + 0.5)) : 1.0 + 2.0 * (x - e);
    }
    if (k <= -2 || k > 56) {
        double y = 1.0 - (e - x);
        y = k == 1024 ? y * 2.0 * 0x1p1023 : y * power_of_two(k);
        return y - 1.0;
    }
    if (k < 20) {
        double t = 1.0 - power_of_two(-k);
        return (t - (e - x)) * power_of_two(k);
    }
    double y = x - (e + power_of_two(-k));
    y += 1.0;
    return y * power_of_two(k);
}

double math_expm1(double x) {
    static const double q[6] = {
        1.0,
        -3.33333333333331316428e-02,
        1.58730158725481460165e-03,
        -7.93650757867487942473e-05,
        4.00821782732936239552e-06,
        -2.01099218183624371326e-07,
    };
    double c = 0.0;
    int k = 0;
    int32_t ix = high_magnitude(x);
    if (is_nan(x)) {
        return x;
    }
    if (ix >= 0x4043687a) { /* |x| >= 56*ln2 */
        if (x < 0) {
            return -1.0;
        }
        if (x > overflow_above) {
            return math_infinity();
        }
    }
    if (ix > 0x3fd62e42) {
        double head;
        double tail;
        k = reduce_ln2(x, &head, &tail);
        x = head - tail;
        c = (head - x) - tail;
    } else if (ix < 0x3c900000) {
        return x;
    }
    double hfx = 0.5 * x;
    double hxs = x * hfx;
    double r1 = polynomial(hxs, q, 6);
    double t = 3.0 - r1 * hfx;
    double e = hxs * ((r1 - t) / (6.0 - x * t));
    if (k == 0) {
        return x - (x * e - hxs);
    }
    e = x * (e - c) - c;
    e -= hxs;
    return expm1_scale(x, e, k);
}

static const double hyperbolic_overflow = 710.4758600739439;

double math_cosh(double x) {
    int32_t ix = high_magnitude(x);
    double magnitude = __builtin_fabs(x);
    if (ix < 0x3fd62e43) {
        double t = math_expm1(magnitude);
        double w = 1.0 + t;
        return ix < 0x3c800000 ? w : 1.0 + (t * t) / (w + w);
    }
    if (ix < 0x40360000) {
        double t = math_exp(magnitude);
        return 0.5 * t + 0.5 / t;
    }
    if (ix < 0x40862e42) {
        return 0.5 * math_exp(magnitude);
    }
    if (magnitude <= hyperbolic_overflow) {
        double w = math_exp(0.5 * magnitude);
        return 0.5 * w * w;
    }
    return is_nan(x) ? x : math_infinity();
}

double math_sinh(double x) {
    double h = x < 0 ? -0.5 : 0.5;
    double magnitude = __builtin_fabs(x);
    if (magnitude < 22) {
        if (magnitude < 0x1p-28) {
            return x;
        }
        double t = math_expm1(magnitude);
        if (magnitude < 1) {
            return h * (2 * t - t * t / (t + 1));
        }
        return h * (t + t / (t + 1));
    }
    if (magnitude < 709.7822265625) {
        return h * math_exp(magnitude);
    }
    if (magnitude <= hyperbolic_overflow) {
        double w = math_exp(0.5 * magnitude);
        double t = h * w;
        return t * w;
    }
    return x * 1.0e307;
}

double math_tanh(double x) {
    int32_t ix = high_magnitude(x);
    double z = 1.0;
    if (is_nan(x) || ix < 0x3e300000) {
        return x;
    }
    if (ix < 0x40360000) {
        if (ix >= 0x3ff00000) {
            double t = math_expm1(2.0 * __builtin_fabs(x));
            z = 1.0 - 2.0 / (t + 2.0);
        } else {
            double t = math_expm1(-2.0 * __builtin_fabs(x));
            z = -t / (t + 2.0);
        }
    }
    return high_word(x) >= 0 ? z : -z;
}
