/*
 * runtime/num/math_functions.h: the functions of ECMA-262 clause 21.3 (Math) on doubles.
 *
 * Every result equals that of V8 11.3 (Node 20) bit for bit, on every target, provided that the
 * compiler neither contracts products and sums (-ffp-contract=off) nor relaxes floating point.
 * Pure functions, no state, no libm. A NaN comes back as some quiet NaN: the sign and payload of
 * an argument's NaN may pass through, so the value layer makes it canonical.
 *
 * Methods and constants: fdlibm (Sun Microsystems 1993), with the refinements published in
 * FreeBSD's msun for exp, expm1, log1p, log2 and cbrt.
 */
#ifndef RUNTIME_NUM_MATH_FUNCTIONS_H
#define RUNTIME_NUM_MATH_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

/* 21.3.2.12 and siblings; angles in radians. */
double math_sin(double x);
double math_cos(double x);
double math_tan(double x);
double math_asin(double x);
double math_acos(double x);
double math_atan(double x);
double math_atan2(double y, double x);

double math_exp(double x);
double math_expm1(double x);
double math_sinh(double x);
double math_cosh(double x);
double math_tanh(double x);

double math_log(double x);
double math_log1p(double x);
double math_log2(double x);
double math_log10(double x);
double math_asinh(double x);
double math_acosh(double x);
double math_atanh(double x);

/* 6.1.6.1.3 Number::exponentiate: also the operator **. */
double math_pow(double base, double exponent);
double math_sqrt(double x);
double math_cbrt(double x);

/* 21.3.2.18 over `count` numbers. */
double math_hypot(const double *values, size_t count);

double math_floor(double x);
double math_ceil(double x);
double math_trunc(double x);

/* 21.3.2.28: to the nearest integer, halves towards +Infinity, zeros keep their sign. */
double math_round(double x);
double math_fround(double x);
double math_sign(double x);
uint32_t math_clz32(uint32_t x);
int32_t math_imul(int32_t a, int32_t b);

/* 21.3.2.24/25 for two operands: NaN wins, -0 < +0. */
double math_max(double a, double b);
double math_min(double a, double b);

/* 6.1.6.1.6 Number::remainder (the operator %): exact, the sign of the dividend. */
double math_remainder(double dividend, double divisor);

/* 7.1.6 ToInt32 of a Number: modulo 2^32, NaN and infinities give 0. */
int32_t math_to_int32(double x);

/* x * 2^n, rounded once. */
double math_scale(double x, int n);

/* One step of the generator mulberry32: advances `state`, result in [0, 1). */
double math_random_next(uint32_t *state);

#endif
