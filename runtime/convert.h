/*
 * runtime/convert.h: type conversion and operators (ECMA-262 clauses 7.1, 7.2, 13).
 * Functions that return a value give VALUE_EXCEPTION on an exception; those that return int, -1 or
 * (with an out parameter) 0 done / -1 exception.
 */
#ifndef RUNTIME_CONVERT_H
#define RUNTIME_CONVERT_H

#include "runtime/rt.h"

enum primitive_hint { HINT_DEFAULT, HINT_NUMBER, HINT_STRING };

bool to_boolean(value v);
value to_primitive(struct rt *rt, value v, enum primitive_hint hint);
value to_number(struct rt *rt, value v); /* int or double value; TypeError for symbols */
int to_double(struct rt *rt, value v, double *out);
int to_int32(struct rt *rt, value v, int32_t *out);
int to_uint32(struct rt *rt, value v, uint32_t *out);
/* ToIntegerOrInfinity. */
int to_integer(struct rt *rt, value v, double *out);
/* ToLength: 0 .. 2^53 - 1. */
int to_length(struct rt *rt, value v, double *out);
/* The relative-index idiom of slice, fill, at …: clamps ToIntegerOrInfinity(v) (negative: from the
 * end) into 0 .. length; `absent` when v is undefined. */
int to_relative_index(struct rt *rt, value v, double length, double absent, double *out);
value to_string(struct rt *rt, value v); /* a string value */
value to_property_key(struct rt *rt, value v);
value to_object(struct rt *rt, value v); /* TypeError for null and undefined */
/* Modular conversion of a double (7.1.6). */
int32_t double_to_int32(double d);
/* StringToNumber. */
double string_to_double(struct rt *rt, value string);
/* Number::toString(v, 10) for a number value. */
value number_to_string(struct rt *rt, value number);
value number_to_string_radix(struct rt *rt, double number, int radix);

value value_typeof(struct rt *rt, value v); /* a string value */
bool value_strict_equals(struct rt *rt, value a, value b);
bool value_same(struct rt *rt, value a, value b);        /* SameValue */
bool value_same_zero(struct rt *rt, value a, value b);   /* SameValueZero */
int value_loose_equals(struct rt *rt, value a, value b); /* 1, 0, -1 */
/* IsLessThan with operands already in evaluation order: 1 true, 0 false, 2 undefined (NaN), -1. */
int value_less(struct rt *rt, value a, value b);

#endif
