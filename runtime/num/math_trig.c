/*
 * runtime/num/math_trig.c: sin, cos, tan and the reduction of their argument modulo pi/2.
 *
 * The kernels approximate on [-pi/4, pi/4] from a head and a tail. Up to 2^19*pi/2 the reduction
 * subtracts a multiple of pi/2 in up to three pieces of 33 bits (Cody and Waite); beyond, it
 * multiplies by as many 24-bit digits of 2/pi as matter (Payne and Hanek).
 */
#include "math_bits.h"
#include "math_functions.h"

/* 2/pi in digits of 24 bits: as many as the largest exponent needs. */
static const int32_t two_over_pi[] = {
    0xA2F983, 0x6E4E44, 0x1529FC, 0x2757D1, 0xF534DD, 0xC0DB62, 0x95993C, 0x439041, 0xFE5163,
    0xABDEBB, 0xC561B7, 0x246E3A, 0x424DD2, 0xE00649, 0x2EEA09, 0xD1921C, 0xFE1DEB, 0x1CB129,
    0xA73EE8, 0x8235F5, 0x2EBB44, 0x84E99C, 0x7026B4, 0x5F7E41, 0x3991D6, 0x398353, 0x39F49C,
    0x845F8B, 0xBDF928, 0x3B1FF8, 0x97FFDE, 0x05980F, 0xEF2F11, 0x8B5A0A, 0x6D1F6D, 0x367ECF,
    0x27CB09, 0xB74F46, 0x3F669E, 0x5FEA2D, 0x7527BA, 0xC7EBE5, 0xF17B3D, 0x0739F7, 0x8A5292,
    0xEA6BFB, 0x5FB11F, 0x8D5D08, 0x560330, 0x46FC7B, 0x6BABF0, 0xCFBC20, 0x9AF436, 0x1DA9E3,
    0x91615E, 0xE61B08, 0x659985, 0x5F14A0, 0x68408D, 0xFFD880, 0x4D7327, 0x310606, 0x1556CA,
    0x73A8C9, 0x60E27B, 0xC08C6B,
};

/* pi/2 in pieces of 24 bits. */
static const double half_pi_pieces[] = {
    1.57079625129699707031e+00, 7.54978941586159635335e-08, 5.39030252995776476554e-15,
    3.28200341580791294123e-22, 1.27065575308067607349e-29, 1.22933308981111328932e-36,
    2.73370053816464559624e-44, 2.16741683877804819444e-51,
};

static const double two_24 = 0x1p24;
static const double two_minus_24 = 0x1p-24;

/* An angle in [-pi/4, pi/4] as an unevaluated sum. */
struct angle {
    double head;
    double tail;
};

enum { DIGITS_MIN = 4, DIGITS_MAX = 20 };

/* The product x * 2/pi while it is worked on; digit 0 is the most significant. */
struct product {
    double factor[DIGITS_MAX]; /* digits of 2/pi as doubles */
    double digit[DIGITS_MAX];  /* sums of partial products */
    int32_t whole[DIGITS_MAX]; /* the digits distilled, least significant first carried */
    int last;                  /* index of the last digit in use */
    int exponent;              /* of digit 0 */
};

/* Distils the digits into 24-bit integers; the head that remains is returned. */
static double product_distil(struct product *p) {
    double z = p->digit[p->last];
    for (int i = 0, j = p->last; j > 0; i++, j--) {
        double carry = (double)(int32_t)(two_minus_24 * z);
        p->whole[i] = (int32_t)(z - two_24 * carry);
        z = p->digit[j - 1] + carry;
    }
    return z;
}

/* Replaces the fraction by one minus it; returns whether any digit was not zero. */
static int product_complement(struct product *p) {
    int carry = 0;
    for (int i = 0; i < p->last; i++) {
        int32_t digit = p->whole[i];
        if (carry) {
            p->whole[i] = 0xFFFFFF - digit;
        } else if (digit != 0) {
            carry = 1;
            p->whole[i] = 0x1000000 - digit;
        }
    }
    if (p->exponent == 1) {
        p->whole[p->last - 1] &= 0x7FFFFF;
    } else if (p->exponent == 2) {
        p->whole[p->last - 1] &= 0x3FFFFF;
    }
    return carry;
}

/* Splits off the integer part modulo 8 (into *quadrant) and makes the fraction at most 1/2 in
 * magnitude; *negative says that it was complemented. Returns the fraction's head. */
static double product_fraction(struct product *p, double z, int *quadrant, int *negative) {
    int32_t *top = &p->whole[p->last - 1];
    int half = 0;
    z = math_scale(z, p->exponent);
    z -= 8.0 * math_floor(z * 0.125);
    int n = (int)z;
    z -= (double)n;
    if (p->exponent > 0) {
        int32_t extra = *top >> (24 - p->exponent);
        n += extra;
        *top -= extra << (24 - p->exponent);
        half = *top >> (23 - p->exponent);
    } else if (p->exponent == 0) {
        half = *top >> 23;
    } else if (z >= 0.5) {
        half = 2;
    }
    if (half > 0) {
        n += 1;
        int carry = product_complement(p);
        if (half == 2) {
            z = 1.0 - z;
            if (carry) {
                z -= math_scale(1.0, p->exponent);
            }
        }
    }
    *quadrant = n;
    *negative = half > 0;
    return z;
}

/* How many more digits of 2/pi are needed because all kept ones cancelled; 0 if enough. */
static int product_missing(const struct product *p) {
    int32_t any = 0;
    for (int i = p->last - 1; i >= DIGITS_MIN; i--) {
        any |= p->whole[i];
    }
    if (any != 0) {
        return 0;
    }
    int k = 1;
    while (k <= DIGITS_MIN && p->whole[DIGITS_MIN - k] == 0) {
        k++;
    }
    return k;
}

/* Puts the fraction's head back among the digits and drops leading zeros. */
static void product_normalise(struct product *p, double z) {
    if (z == 0.0) {
        do {
            p->last--;
            p->exponent -= 24;
        } while (p->whole[p->last] == 0);
        return;
    }
    z = math_scale(z, -p->exponent);
    if (z >= two_24) {
        double carry = (double)(int32_t)(two_minus_24 * z);
        p->whole[p->last] = (int32_t)(z - two_24 * carry);
        p->last++;
        p->exponent += 24;
        p->whole[p->last] = (int32_t)carry;
    } else {
        p->whole[p->last] = (int32_t)z;
    }
}

/* Multiplies the fraction by pi/2. */
static struct angle product_angle(struct product *p) {
    double partial[DIGITS_MAX] = {0};
    double scale = math_scale(1.0, p->exponent);
    for (int i = p->last; i >= 0; i--) {
        p->digit[i] = scale * (double)p->whole[i];
        scale *= two_minus_24;
    }
    for (int i = p->last; i >= 0; i--) {
        double sum = 0.0;
        for (int k = 0; k <= DIGITS_MIN && k <= p->last - i; k++) {
            sum += half_pi_pieces[k] * p->digit[i + k];
        }
        partial[p->last - i] = sum;
    }
    struct angle result;
    double sum = 0.0;
    for (int i = p->last; i >= 0; i--) {
        sum += partial[i];
    }
    result.head = sum;
    sum = partial[0] - sum;
    for (int i = 1; i <= p->last; i++) {
        sum += partial[i];
    }
    result.tail = sum;
    return result;
}

/* Reduces |x| >= 2^19*pi/2 given as `count` 24-bit pieces scaled by 2^e0; Payne and Hanek. */
static int reduce_large(const double *x, int count, int e0, struct angle *result) {
    struct product p;
    int jx = count - 1;
    int first = (e0 - 3) / 24;
    if (first < 0) {
        first = 0;
    }
    int exponent = e0 - 24 * (first + 1);
    for (int i = 0; i <= jx + DIGITS_MIN; i++) {
        int j = first - jx + i;
        p.factor[i] = j < 0 ? 0.0 : (double)two_over_pi[j];
    }
    int computed = 0;
    int quadrant = 0;
    int negative = 0;
    double z = 0.0;
    p.last = DIGITS_MIN;
    for (;;) {
        for (; computed <= p.last; computed++) {
            if (computed > DIGITS_MIN) {
                p.factor[jx + computed] = (double)two_over_pi[first + computed];
            }
            double sum = 0.0;
            for (int j = 0; j <= jx; j++) {
                sum += x[j] * p.factor[jx + computed - j];
            }
            p.digit[computed] = sum;
        }
        p.exponent = exponent;
        z = product_distil(&p);
        z = product_fraction(&p, z, &quadrant, &negative);
        int missing = z == 0.0 ? product_missing(&p) : 0;
        if (missing == 0) {
            break;
        }
        p.last += missing;
    }
    product_normalise(&p, z);
    *result = product_angle(&p);
    if (negative) {
        result->head = -result->head;
        result->tail = -result->tail;
    }
    return quadrant & 7;
}

/* Reduces |x| below 2^19*pi/2 (`x` positive, `ix` its high word) by subtracting n*pi/2. */
static int reduce_medium(double x, int32_t ix, struct angle *result) {
    static const double piece[3] = {1.57079632673412561417e+00, 6.07710050630396597660e-11,
                                    2.02226624871116645580e-21};
    static const double rest[3] = {6.07710050650619224932e-11, 2.02226624879595063154e-21,
                                   8.47842766036889956997e-32};
    /* How many bits may cancel before the next piece is needed. */
    static const int enough[2] = {16, 49};
    int32_t n = (int32_t)(x * 6.36619772367581382433e-01 + 0.5);
    double fn = (double)n;
    double r = x - fn * piece[0];
    double w = fn * rest[0];
    result->head = r - w;
    for (int i = 0; i < 2; i++) {
        int cancelled = (ix >> 20) - (high_magnitude(result->head) >> 20);
        if (cancelled <= enough[i]) {
            break;
        }
        double before = r;
        w = fn * piece[i + 1];
        r = before - w;
        w = fn * rest[i + 1] - ((before - r) - w);
        result->head = r - w;
    }
    result->tail = (r - result->head) - w;
    return n;
}

/* x = n*pi/2 + result; returns n modulo 8 (or n itself). `x` is finite. */
static int reduce_half_pi(double x, struct angle *result) {
    int32_t ix = high_magnitude(x);
    double magnitude = __builtin_fabs(x);
    int n;
    if (ix <= 0x3fe921fb) {
        result->head = x;
        result->tail = 0;
        return 0;
    }
    if (ix <= 0x413921fb) {
        n = reduce_medium(magnitude, ix, result);
    } else {
        double pieces[3];
        int e0 = (ix >> 20) - 1046;
        double z = with_high(x, (uint32_t)ix - ((uint32_t)e0 << 20));
        for (int i = 0; i < 2; i++) {
            pieces[i] = (double)(int32_t)z;
            z = (z - pieces[i]) * two_24;
        }
        pieces[2] = z;
        int count = 3;
        while (pieces[count - 1] == 0.0) {
            count--;
        }
        n = reduce_large(pieces, count, e0, result);
    }
    if (x < 0) {
        result->head = -result->head;
        result->tail = -result->tail;
        return -n;
    }
    return n;
}

static double kernel_cos(struct angle a) {
    static const double c[6] = {
        4.16666666666666019037e-02,  -1.38888888888741095749e-03, 2.48015872894767294178e-05,
        -2.75573143513906633035e-07, 2.08757232129817482790e-09,  -1.13596475577881948265e-11,
    };
    double x = a.head;
    int32_t ix = high_magnitude(x);
    if (ix < 0x3e400000) {
        return 1.0;
    }
    double z = x * x;
    double r = z * polynomial(z, c, 6);
    if (ix < 0x3fd33333) {
        return 1.0 - (0.5 * z - (z * r - x * a.tail));
    }
    /* 1 - qx and z/2 - qx are exact, so that less is lost in the difference. */
    double qx = 0.28125;
    if (ix <= 0x3fe90000) {
        qx = double_from_bits((uint64_t)(uint32_t)(ix - 0x00200000) << 32);
    }
    double iz = 0.5 * z - qx;
    return (1.0 - qx) - (iz - (z * r - x * a.tail));
}

static double kernel_sin(struct angle a, int has_tail) {
    static const double s1 = -1.66666666666666324348e-01;
    static const double s[5] = {
        8.33333333332248946124e-03,  -1.98412698298579493134e-04, 2.75573137070700676789e-06,
        -2.50507602534068634195e-08, 1.58969099521155010221e-10,
    };
    double x = a.head;
    if (high_magnitude(x) < 0x3e400000) {
        return x;
    }
    double z = x * x;
    double v = z * x;
    double r = polynomial(z, s, 5);
    if (!has_tail) {
        return x + v * (s1 + z * r);
    }
    return x - ((z * (0.5 * a.tail - v * r) - a.tail) - v * s1);
}

/* -1/(x+y) with the error of the rounded sum `w` and of the quotient put back. */
static double negative_reciprocal(double w, double x, double y) {
    double z = upper_half(w);
    double v = y - (z - x);
    double a = -1.0 / w;
    double t = upper_half(a);
    double s = 1.0 + t * z;
    return t + a * (s + t * v);
}

/* tan (odd == 0) or -1/tan (odd == 1) of the angle. */
static double kernel_tan(struct angle a, int odd) {
    static const double t0 = 3.33333333333334091986e-01;
    static const double t_odd[6] = {
        1.33333333333201242699e-01, 2.18694882948595424599e-02, 3.59207910759131235356e-03,
        5.88041240820264096874e-04, 7.81794442939557092300e-05, -1.85586374855275456654e-05,
    };
    static const double t_even[6] = {
        5.39682539762260521377e-02, 8.86323982359930005737e-03, 1.45620945432529025516e-03,
        2.46463134818469906812e-04, 7.14072491382608190305e-05, 2.59073051863633712884e-05,
    };
    double x = a.head;
    double y = a.tail;
    int negative = high_word(x) < 0;
    int32_t ix = high_magnitude(x);
    int folded = ix >= 0x3fe59428;
    if (ix < 0x3e300000) {
        return odd ? negative_reciprocal(x + y, x, y) : x;
    }
    if (folded) {
        /* tan(pi/4 - u) from tan(u) */
        if (negative) {
            x = -x;
            y = -y;
        }
        x = (7.85398163397448278999e-01 - x) + (3.06161699786838301793e-17 - y);
        y = 0.0;
    }
    double z = x * x;
    double w = z * z;
    double r = polynomial(w, t_odd, 6);
    double v = z * polynomial(w, t_even, 6);
    double s = z * x;
    r = y + z * (s * (r + v) + y);
    r += t0 * s;
    w = x + r;
    if (folded) {
        v = odd ? -1.0 : 1.0;
        double result = v - 2.0 * (x - (w * w / (w + v) - r));
        return negative ? -result : result;
    }
    return odd ? negative_reciprocal(w, x, r) : w;
}

double math_sin(double x) {
    struct angle a;
    if (!is_finite(x)) {
        return math_nan();
    }
    int n = reduce_half_pi(x, &a);
    int has_tail = high_magnitude(x) > 0x3fe921fb;
    double value = (n & 1) ? kernel_cos(a) : kernel_sin(a, has_tail);
    return (n & 2) ? -value : value;
}

double math_cos(double x) {
    struct angle a;
    if (!is_finite(x)) {
        return math_nan();
    }
    int n = reduce_half_pi(x, &a);
    double value = (n & 1) ? kernel_sin(a, 1) : kernel_cos(a);
    return ((n + 1) & 2) ? -value : value;
}

double math_tan(double x) {
    struct angle a;
    if (!is_finite(x)) {
        return math_nan();
    }
    int n = reduce_half_pi(x, &a);
    return kernel_tan(a, n & 1);
}
