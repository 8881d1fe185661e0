/*
 * runtime/num/math_inverse.c: asin, acos, atan, atan2.
 */
#include "math_bits.h"
#include "math_functions.h"

static const double pi = 3.14159265358979311600e+00;
static const double half_pi = 1.57079632679489655800e+00;
static const double half_pi_tail = 6.12323399573676603587e-17;
static const double quarter_pi = 7.85398163397448278999e-01;

/* (asin(x)-x)/x as a rational function of t = x*x, on |x| <= 1/2. */
static double arc_ratio(double t) {
    static const double p[6] = {
        1.66666666666666657415e-01,  -3.25565818622400915405e-01, 2.01212532134862925881e-01,
        -4.00555345006794114027e-02, 7.91534994289814532176e-04,  3.47933107596021167570e-05,
    };
    static const double q[5] = {
        1.0,
        -2.40339491173441421878e+00,
        2.02094576023350569471e+00,
        -6.88283971605453293030e-01,
        7.70381505559019352791e-02,
    };
    return t * polynomial(t, p, 6) / polynomial(t, q, 5);
}

double math_asin(double x) {
    int32_t ix = high_magnitude(x);
    if (ix >= 0x3ff00000) {
        if (x == 1.0 || x == -1.0) {
            return x * half_pi + x * half_pi_tail;
        }
        return math_nan();
    }
    if (ix < 0x3fe00000) {
        return ix < 0x3e400000 ? x : x + x * arc_ratio(x * x);
    }
    /* asin(x) = pi/2 - 2*asin(sqrt((1-x)/2)) */
    double t = (1.0 - __builtin_fabs(x)) * 0.5;
    double ratio = arc_ratio(t);
    double s = math_sqrt(t);
    double result;
    if (ix >= 0x3fef3333) {
        result = half_pi - (2.0 * (s + s * ratio) - half_pi_tail);
    } else {
        double w = upper_half(s);
        double c = (t - w * w) / (s + w);
        double p = 2.0 * s * ratio - (half_pi_tail - 2.0 * c);
        double q = quarter_pi - 2.0 * w;
        result = quarter_pi - (p - q);
    }
    return x > 0 ? result : -result;
}

double math_acos(double x) {
    int32_t ix = high_magnitude(x);
    if (ix >= 0x3ff00000) {
        if (x == 1.0) {
            return 0.0;
        }
        return x == -1.0 ? pi + 2.0 * half_pi_tail : math_nan();
    }
    if (ix < 0x3fe00000) {
        if (ix <= 0x3c600000) {
            return half_pi + half_pi_tail;
        }
        return half_pi - (x - (half_pi_tail - x * arc_ratio(x * x)));
    }
    if (x < 0) {
        double z = (1.0 + x) * 0.5;
        double s = math_sqrt(z);
        double w = arc_ratio(z) * s - half_pi_tail;
        return pi - 2.0 * (s + w);
    }
    double z = (1.0 - x) * 0.5;
    double s = math_sqrt(z);
    double head = upper_half(s);
    double c = (z - head * head) / (s + head);
    double w = arc_ratio(z) * s + c;
    return 2.0 * (head + w);
}

/* atan(1/2), atan(1), atan(3/2), atan(inf): heads and tails. */
static const double atan_head[4] = {4.63647609000806093515e-01, 7.85398163397448278999e-01,
                                    9.82793723247329054082e-01, 1.57079632679489655800e+00};
static const double atan_tail[4] = {2.26987774529616870924e-17, 3.06161699786838301793e-17,
                                    1.39033110312309984516e-17, 6.12323399573676603587e-17};

double math_atan(double x) {
    static const double even[6] = {
        3.33333333333329318027e-01, 1.42857142725034663711e-01, 9.09088713343650656196e-02,
        6.66107313738753120669e-02, 4.97687799461593236017e-02, 1.62858201153657823623e-02,
    };
    static const double odd[5] = {
        -1.99999999998764832476e-01, -1.11111104054623557880e-01, -7.69187620504482999495e-02,
        -5.83357013379057348645e-02, -3.65315727442169155270e-02,
    };
    int32_t ix = high_magnitude(x);
    int negative = high_word(x) < 0;
    int piece = -1;
    if (is_nan(x)) {
        return x;
    }
    if (ix >= 0x44100000) {
        double limit = atan_head[3] + atan_tail[3];
        return negative ? -limit : limit;
    }
    if (ix < 0x3e400000) {
        return x;
    }
    if (ix >= 0x3fdc0000) {
        x = __builtin_fabs(x);
        if (ix < 0x3fe60000) {
            piece = 0;
            x = (2.0 * x - 1.0) / (2.0 + x);
        } else if (ix < 0x3ff30000) {
            piece = 1;
            x = (x - 1.0) / (x + 1.0);
        } else if (ix < 0x40038000) {
            piece = 2;
            x = (x - 1.5) / (1.0 + 1.5 * x);
        } else {
            piece = 3;
            x = -1.0 / x;
        }
    }
    double z = x * x;
    double w = z * z;
    double s1 = z * polynomial(w, even, 6);
    double s2 = w * polynomial(w, odd, 5);
    if (piece < 0) {
        return x - x * (s1 + s2);
    }
    z = atan_head[piece] - ((x * (s1 + s2) - atan_tail[piece]) - x);
    return negative ? -z : z;
}

/* `angle` of the first quadrant or 0, turned by the signs of x and y. */
static double atan2_turn(double angle, int x_negative, int y_negative) {
    static const double pi_tail = 1.2246467991473531772e-16;
    if (!x_negative) {
        return y_negative ? -angle : angle;
    }
    return y_negative ? (angle - pi_tail) - pi : pi - (angle - pi_tail);
}

double math_atan2(double y, double x) {
    int x_negative = high_word(x) < 0;
    int y_negative = high_word(y) < 0;
    if (is_nan(x) || is_nan(y)) {
        return math_nan();
    }
    if (x == 1.0) {
        return math_atan(y);
    }
    if (y == 0.0) {
        return x_negative ? (y_negative ? -pi : pi) : y;
    }
    if (x == 0.0) {
        return y_negative ? -half_pi : half_pi;
    }
    if (!is_finite(x)) {
        double angle = x_negative ? pi : 0.0;
        if (!is_finite(y)) {
            angle = x_negative ? 3.0 * quarter_pi : quarter_pi;
        }
        return y_negative ? -angle : angle;
    }
    if (!is_finite(y)) {
        return y_negative ? -half_pi : half_pi;
    }
    int32_t difference = (high_magnitude(y) - high_magnitude(x)) >> 20;
    if (difference > 60) {
        double angle = half_pi + 0.5 * 1.2246467991473531772e-16;
        return y_negative ? -angle : angle;
    }
    if (x_negative && difference < -60) {
        return atan2_turn(0.0, x_negative, y_negative);
    }
    return atan2_turn(math_atan(__builtin_fabs(y / x)), x_negative, y_negative);
}
