/*
 * runtime/num/builtin_date.h: the natives of Date that live in files of their own.
 */
#ifndef RUNTIME_NUM_BUILTIN_DATE_H
#define RUNTIME_NUM_BUILTIN_DATE_H

#include "runtime/function.h"

/* thisTimeValue: 0 with the time value, -1 with a TypeError. */
int date_this(struct rt *rt, const struct function *callee, value this_value, double *time);

/* Stores a time value into a Date object; returns it as a value. */
value date_store(struct rt *rt, value date, double time);

#define DATE_METHOD(name)                                                                          \
    value name(struct rt *rt, struct function *callee, value this_value, uint32_t argc,            \
               value *argv, value new_target)

/* builtin_date_set.c; magic: enum date_unit of the first argument. */
DATE_METHOD(date_set_part);
DATE_METHOD(date_set_time);
DATE_METHOD(date_set_year);

/* builtin_date_locale.c; magic: enum date_style. */
DATE_METHOD(date_to_locale_string);

enum date_unit {
    DATE_UNIT_YEAR,
    DATE_UNIT_MONTH,
    DATE_UNIT_DAY,
    DATE_UNIT_HOUR,
    DATE_UNIT_MINUTE,
    DATE_UNIT_SECOND,
    DATE_UNIT_MILLISECOND,
    DATE_UNIT_WEEKDAY,
    DATE_UNIT_YEAR_1900, /* getYear */
};

#endif
