/*
 * runtime/num/date_locale.h: dates as English (en-US) writes them, with the fields one asks for
 * (ECMA-402 clause 11, as Node 20 renders it).
 */
#ifndef RUNTIME_NUM_DATE_LOCALE_H
#define RUNTIME_NUM_DATE_LOCALE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/num/date_time.h"

enum date_width {
    DATE_WIDTH_NONE, /* field not wanted */
    DATE_WIDTH_NUMERIC,
    DATE_WIDTH_2_DIGIT,
    DATE_WIDTH_SHORT,
    DATE_WIDTH_LONG,
    DATE_WIDTH_NARROW,
};

enum date_clock {
    DATE_CLOCK_12, /* 12 AM .. 11 PM */
    DATE_CLOCK_24, /* 24, 01 .. 23: what hour12: false means in en-US */
    DATE_CLOCK_23, /* 00 .. 23 */
};

enum date_locale_field {
    DATE_FIELD_WEEKDAY,
    DATE_FIELD_YEAR,
    DATE_FIELD_MONTH,
    DATE_FIELD_DAY,
    DATE_FIELD_HOUR,
    DATE_FIELD_MINUTE,
    DATE_FIELD_SECOND,
    DATE_FIELD_ZONE,
    DATE_FIELD_COUNT
};

struct date_locale_form {
    enum date_width width[DATE_FIELD_COUNT];
    enum date_clock clock;
};

/* Whether English has a pattern for this combination of fields; some odd ones are left out (a year
 * and a day without a month, an hour and a second without a minute,
 * a 24-hour clock's hour alone with the zone). */
bool date_locale_is_supported(const struct date_locale_form *form);

/* Writes a valid time value; `form` must be supported. ASCII, without a terminating zero. */
size_t date_locale_format(double time, const struct date_locale_form *form,
                          char out[DATE_TEXT_MAX]);

#endif
