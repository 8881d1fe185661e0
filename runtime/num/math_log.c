/*
 * runtime/num/math_log.c: log, log1p, log2, log10 and the inverse hyperbolic functions.
 */
#include "math_bits.h"
#include "math_functions.h"

static const double ln2_head = 6.93147180369123816490e-01;
static const double ln2_tail = 1.90821492927058770002e-10;
static const double ln2 = 6.93147180559945286227e-01;

/* Coefficients of R where log(1+f) = 2s + s*R(s*s), s = f/(2+f). */
static const double log_odd[4] = {6.666666666666735130e-01, 2.857142874366239149e-01,
                                  1.818357216161805012e-01, 1.479819860511658591e-01};
static const double log_even[3] = {3.999999999940941908e-01, 2.222219843214978396e-01,
                                   1.531383769920937332e-01};
static const double log_all[7] = {6.666666666666735130e-01, 3.999999999940941908e-01,
                                  2.857142874366239149e-01, 2.222219843214978396e-01,
                                  1.818357216161805012e-01, 1.531383769920937332e-01,
                                  1.479819860511658591e-01};

/* R(z), even and odd powers apart. */
static double log_series(double z) {
    double w = z * z;
    double t1 = w * polynomial(w, log_even, 3);
    double t2 = z * polynomial(w, log_odd, 4);
    return t2 + t1;
}

/* The logarithm's values outside (0, inf); true if `x` was one of them. */
static int log_special(double x, double *result) {
    if (x == 0.0) {
        *result = -math_infinity();
        return 1;
    }
    if (is_nan(x) || x < 0) {
        *result = math_nan();
        return 1;
    }
    *result = x;
    return !is_finite(x);
}

/* x = 2^k * m with m in [sqrt(1/2), sqrt(2)); *fraction gets the fraction bits of x's high word. */
static double log_reduce(double x, int *k, int32_t *fraction) {
    *k = 0;
    if (high_word(x) < 0x00100000) {
        *k = -54;
        x *= 0x1p54;
    }
    int32_t hx = high_word(x);
    *k += (hx >> 20) - 1023;
    hx &= 0xfffff;
    int32_t i = (hx + 0x95f64) & 0x100000;
    *k += i >> 20;
    *fraction = hx;
    return with_high(x, (uint32_t)(hx | (i ^ 0x3ff00000)));
}

double math_log(double x) {
    double result;
    int k;
    int32_t hx;
    if (log_special(x, &result)) {
        return result;
    }
    double f = log_reduce(x, &k, &hx) - 1.0;
    double dk = (double)k;
    if ((0xfffff & (2 + hx)) < 3) { /* |f| < 2^-20 */
        if (f == 0.0) {
            return k == 0 ? 0.0 : dk * ln2_head + dk * ln2_tail;
        }
        double r = f * f * (0.5 - 0.33333333333333333 * f);
        return k == 0 ? f - r : dk * ln2_head - ((r - dk * ln2_tail) - f);
    }
    double s = f / (2.0 + f);
    double r = log_series(s * s);
    if (((hx - 0x6147a) | (0x6b851 - hx)) > 0) {
        double hfsq = 0.5 * f * f;
        if (k == 0) {
            return f - (hfsq - s * (hfsq + r));
        }
        return dk * ln2_head - ((hfsq - (s * (hfsq + r) + dk * ln2_tail)) - f);
    }
    if (k == 0) {
        return f - s * (f - r);
    }
    return dk * ln2_head - ((s * (f - r) - dk * ln2_tail) - f);
}

/* 1 + x = 2^k * (1 + f), with c the correction for the rounding of 1 + x. */
static int log1p_reduce(double x, double *f, double *c, int32_t *fraction) {
    double u = x;
    int k;
    *c = 0.0;
    if (high_word(x) < 0x43400000) {
        u = 1.0 + x;
        k = (high_word(u) >> 20) - 1023;
        *c = k > 0 ? 1.0 - (u - x) : x - (u - 1.0);
        *c /= u;
    } else {
        k = (high_word(u) >> 20) - 1023;
    }
    int32_t hu = high_word(u) & 0xfffff;
    if (hu < 0x6a09e) {
        u = with_high(u, (uint32_t)hu | 0x3ff00000u);
    } else {
        k += 1;
        u = with_high(u, (uint32_t)hu | 0x3fe00000u);
        hu = (0x00100000 - hu) >> 2;
    }
    *f = u - 1.0;
    *fraction = hu;
    return k;
}

double math_log1p(double x) {
    double f = x;
    double c = 0.0;
    int k = 0;
    int32_t hu = 1;
    int32_t ax = high_magnitude(x);
    if (is_nan(x) || x < -1.0) {
        return math_nan();
    }
    if (x == -1.0) {
        return -math_infinity();
    }
    if (!is_finite(x)) {
        return x;
    }
    if (ax < 0x3e200000) {
        return ax < 0x3c900000 ? x : x - x * x * 0.5;
    }
    /* outside [sqrt(1/2), sqrt(2)) - 1 the argument 1 + x is reduced */
    int32_t hx = high_word(x);
    if (hx >= 0x3fda827a || (hx < 0 && (uint32_t)hx > 0xbfd2bec4u)) {
        k = log1p_reduce(x, &f, &c, &hu);
    }
    double dk = (double)k;
    double hfsq = 0.5 * f * f;
    if (hu == 0) { /* |f| < 2^-20 */
        if (f == 0.0) {
            c += dk * ln2_tail;
            return k == 0 ? 0.0 : dk * ln2_head + c;
        }
        double r = hfsq * (1.0 - 0.66666666666666666 * f);
        return k == 0 ? f - r : dk * ln2_head - ((r - (dk * ln2_tail + c)) - f);
    }
    double s = f / (2.0 + f);
    double z = s * s;
    double r = z * polynomial(z, log_all, 7);
    if (k == 0) {
        return f - (hfsq - s * (hfsq + r));
    }
    return dk * ln2_head - ((hfsq - (s * (hfsq + r) + (dk * ln2_tail + c))) - f);
}

double math_log2(double x) {
    static const double inverse_head = 1.44269504072144627571e+00;
    static const double inverse_tail = 1.67517131648865118353e-10;
    double result;
    int k;
    int32_t hx;
    if (log_special(x, &result)) {
        return result;
    }
    if (x == 1.0) {
        return 0.0;
    }
    double f = log_reduce(x, &k, &hx) - 1.0;
    double y = (double)k;
    double hfsq = 0.5 * f * f;
    double s = f / (2.0 + f);
    double r = s * (hfsq + log_series(s * s));
    double head = upper_half(f - hfsq);
    double tail = (f - head) - hfsq + r;
    double value_head = head * inverse_head;
    double value_tail = (tail + head) * inverse_tail + tail * inverse_head;
    double w = y + value_head;
    value_tail += (y - w) + value_head;
    return value_tail + w;
}

double math_log10(double x) {
    static const double inverse_ln10 = 4.34294481903251816668e-01;
    static const double log10_2_head = 3.01029995663611771306e-01;
    static const double log10_2_tail = 3.69423907715893078616e-13;
    double result;
    int k = 0;
    if (log_special(x, &result)) {
        return result;
    }
    if (high_word(x) < 0x00100000) {
        k = -54;
        x *= 0x1p54;
    }
    int32_t hx = high_word(x);
    k += (hx >> 20) - 1023;
    int32_t i = k < 0;
    double y = (double)(k + i);
    x = with_high(x, (uint32_t)((hx & 0xfffff) | ((0x3ff - i) << 20)));
    double z = y * log10_2_tail + inverse_ln10 * math_log(x);
    return z + y * log10_2_head;
}

double math_asinh(double x) {
    int32_t ix = high_magnitude(x);
    double magnitude = __builtin_fabs(x);
    double w;
    if (ix >= 0x7ff00000 || ix < 0x3e300000) {
        return x;
    }
    if (ix > 0x41b00000) {
        w = math_log(magnitude) + ln2;
    } else if (ix > 0x40000000) {
        w = math_log(2.0 * magnitude + 1.0 / (math_sqrt(x * x + 1.0) + magnitude));
    } else {
        double t = x * x;
        w = math_log1p(magnitude + t / (1.0 + math_sqrt(1.0 + t)));
    }
    return x > 0 ? w : -w;
}

double math_acosh(double x) {
    int32_t hx = high_word(x);
    if (is_nan(x) || x < 1.0) {
        return math_nan();
    }
    if (!is_finite(x)) {
        return x;
    }
    if (hx >= 0x41b00000) {
        return math_log(x) + ln2;
    }
    if (x == 1.0) {
        return 0.0;
    }
    if (hx > 0x40000000) {
        double t = x * x;
        return math_log(2.0 * x - 1.0 / (x + math_sqrt(t - 1.0)));
    }
    double t = x - 1.0;
    return math_log1p(t + math_sqrt(2.0 * t + t * t));
}

double math_atanh(double x) {
    double magnitude = __builtin_fabs(x);
    double t;
    if (is_nan(x) || magnitude > 1.0) {
        return math_nan();
    }
    if (magnitude == 1.0) {
        return x > 0 ? math_infinity() : -math_infinity();
    }
    if (magnitude < 0x1p-28) {
        return x;
    }
    if (magnitude < 0.5) {
        t = magnitude + magnitude;
        t = 0.5 * math_log1p(t + t * magnitude / (1.0 - magnitude));
    } else {
        t = 0.5 * math_log1p((magnitude + magnitude) / (1.0 - magnitude));
    }
    return x >= 0 ? t : -t;
}
