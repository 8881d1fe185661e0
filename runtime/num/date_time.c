/*
 * runtime/num/date_time.c: arithmetic on time values.
 */
#include "date_time.h"

#include <stdint.h>

#include "math_bits.h"
#include "math_functions.h"

/* ToIntegerOrInfinity without -0. */
static double integer_of(double x) {
    return is_nan(x) ? 0.0 : math_trunc(x) + 0.0;
}

static int64_t floor_divide(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

double date_day(double time) {
    return (double)floor_divide((int64_t)time, 86400000);
}

double date_time_within_day(double time) {
    return time - date_day(time) * DATE_MS_PER_DAY;
}

/*
 * Days and civil dates: years are counted from March, in eras of 400 years, so that the leap day
 * is the last one (H. Hinnant, "chrono-compatible low-level date algorithms").
 */
enum { DAYS_PER_ERA = 146097, EPOCH_DAYS = 719468 /* 0000-03-01 to 1970-01-01 */ };

/* Days since 1970-01-01 of the first day of a month (0 .. 11). */
static int64_t days_of_month(int64_t year, int month) {
    if (month < 2) {
        year--;
    }
    int64_t era = floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((month + 10) % 12) + 2) / 5;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_DAYS;
}

void date_fields_of(double time, struct date_fields *fields) {
    int64_t ms = (int64_t)time;
    int64_t days = floor_divide(ms, 86400000);
    int in_day = (int)(ms - days * 86400000);
    int64_t shifted = days + EPOCH_DAYS;
    int64_t era = floor_divide(shifted, DAYS_PER_ERA);
    int day_of_era = (int)(shifted - era * DAYS_PER_ERA);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    fields->day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    fields->month = (month_from_march + 2) % 12;
    fields->year = (int)(era * 400) + year_of_era + (fields->month < 2);
    fields->hour = in_day / 3600000;
    fields->minute = in_day / 60000 % 60;
    fields->second = in_day / 1000 % 60;
    fields->millisecond = in_day % 1000;
    fields->weekday = (int)(days + 4 - floor_divide(days + 4, 7) * 7);
}

double date_make_time(double hour, double minute, double second, double millisecond) {
    if (!is_finite(hour) || !is_finite(minute) || !is_finite(second) || !is_finite(millisecond)) {
        return math_nan();
    }
    return integer_of(hour) * 3600000.0 + integer_of(minute) * 60000.0 +
           integer_of(second) * 1000.0 + integer_of(millisecond);
}

double date_make_day(double year, double month, double date) {
    /* far outside the range of time values, whatever the date adds: the bounds are V8's */
    if (!(year >= -1e6 && year <= 1e6 && month >= -1e7 && month <= 1e7) || !is_finite(date)) {
        return math_nan();
    }
    int64_t whole_month = (int64_t)month;
    int64_t years = floor_divide(whole_month, 12);
    int month_of_year = (int)(whole_month - years * 12);
    return (double)(days_of_month((int64_t)year + years, month_of_year) - 1) + integer_of(date);
}

double date_make_date(double day, double time) {
    double value = time + day * DATE_MS_PER_DAY;
    return is_finite(value) ? value : math_nan();
}

double date_time_clip(double time) {
    if (!(__builtin_fabs(time) <= 8.64e15)) {
        return math_nan();
    }
    return integer_of(time);
}

double date_full_year(double year) {
    double whole = integer_of(year);
    return !is_nan(year) && whole >= 0 && whole <= 99 ? 1900 + whole : year;
}
