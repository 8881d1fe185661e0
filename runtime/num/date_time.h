/*
 * runtime/num/date_time.h: time values and their calendar fields (ECMA-262 clause 21.4.1).
 *
 * A time value is a double: milliseconds since 1970-01-01T00:00:00Z, an integer within
 * +-8.64e15, or NaN. The local zone is always UTC, so local and UTC fields are the same.
 */
#ifndef RUNTIME_NUM_DATE_TIME_H
#define RUNTIME_NUM_DATE_TIME_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/num/number_parse.h"

#define DATE_MS_PER_DAY 86400000.0

struct date_fields {
    int year;  /* proleptic Gregorian; 0 is 1 BC */
    int month; /* 0 .. 11 */
    int day;   /* 1 .. 31 */
    int hour;
    int minute;
    int second;
    int millisecond;
    int weekday; /* 0 is Sunday */
};

/* The fields of a valid time value (not NaN). */
void date_fields_of(double time, struct date_fields *fields);

/* Day and TimeWithinDay of a valid time value. */
double date_day(double time);
double date_time_within_day(double time);

/* 21.4.1.27 MakeTime, 21.4.1.28 MakeDay, 21.4.1.29 MakeDate, 21.4.1.31 TimeClip. */
double date_make_time(double hour, double minute, double second, double millisecond);
double date_make_day(double year, double month, double date);
double date_make_date(double day, double time);
double date_time_clip(double time);

/* MakeFullYear: 0 .. 99 mean 1900 .. 1999. */
double date_full_year(double year);

/* Date.parse: the ISO format of 21.4.1.32, then the older forms as V8 11.3 takes them. NaN if the
 * text is neither. */
double date_parse(struct number_text text);

enum date_style {
    DATE_STYLE_FULL,        /* Wed Mar 15 2023 19:16:27 GMT+0000 (Coordinated Universal Time) */
    DATE_STYLE_DATE,        /* Wed Mar 15 2023 */
    DATE_STYLE_TIME,        /* 19:16:27 GMT+0000 (Coordinated Universal Time) */
    DATE_STYLE_UTC,         /* Wed, 15 Mar 2023 19:16:27 GMT */
    DATE_STYLE_ISO,         /* 2023-03-15T19:16:27.000Z; not for NaN */
    DATE_STYLE_LOCALE,      /* 3/15/2023, 7:16:27 PM (en-US) */
    DATE_STYLE_LOCALE_DATE, /* 3/15/2023 */
    DATE_STYLE_LOCALE_TIME, /* 7:16:27 PM */
};

enum { DATE_TEXT_MAX = 96 };

/* Writes ASCII without a terminating zero; returns its length. NaN gives "Invalid Date". */
size_t date_format(double time, enum date_style style, char out[DATE_TEXT_MAX]);

#endif
