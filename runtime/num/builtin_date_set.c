/*
 * runtime/num/builtin_date_set.c: the setters of Date.prototype (ECMA-262 21.4.4.20 to 34, B.2.3.2).
 */
#include "builtin_date.h"
#include "runtime/convert.h"
#include "runtime/num/date_time.h"
#include "runtime/num/math_bits.h"

/* Behind which unit a setter's optional arguments end. */
static enum date_unit last_unit(enum date_unit first) {
    return first <= DATE_UNIT_DAY ? DATE_UNIT_DAY : DATE_UNIT_MILLISECOND;
}

/*
 * setFullYear … setUTCMilliseconds: units from callee->magic on, one an argument. The time value is
 * read before the arguments are converted, and all of these are converted even where it is NaN.
 */
DATE_METHOD(date_set_part) {
    double time;
    double given[4] = {math_nan()};
    struct date_fields f;
    enum date_unit first = (enum date_unit)callee->magic;
    uint32_t count = (uint32_t)(last_unit(first) - first) + 1;
    if (date_this(rt, callee, this_value, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    if (argc < count) {
        count = argc == 0 ? 1 : argc;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (to_double(rt, ARG(i), &given[i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    if (is_nan(time)) {
        if (first != DATE_UNIT_YEAR) {
            return VALUE_NAN;
        }
        time = 0;
    }
    date_fields_of(time, &f);
    double field[7] = {f.year, f.month, f.day, f.hour, f.minute, f.second, f.millisecond};
    for (uint32_t i = 0; i < count; i++) {
        field[first + i] = given[i];
    }
    bool is_date = first <= DATE_UNIT_DAY;
    double day = is_date ? date_make_day(field[0], field[1], field[2]) : date_day(time);
    double in_day = is_date ? date_time_within_day(time)
                            : date_make_time(field[3], field[4], field[5], field[6]);
    return date_store(rt, this_value, date_time_clip(date_make_date(day, in_day)));
}

/* 21.4.4.27 Date.prototype.setTime ( time ) */
DATE_METHOD(date_set_time) {
    double time;
    if (date_this(rt, callee, this_value, &time) < 0 || to_double(rt, ARG(0), &time) < 0) {
        return VALUE_EXCEPTION;
    }
    return date_store(rt, this_value, date_time_clip(time));
}

/* B.2.3.2 Date.prototype.setYear ( year ) */
DATE_METHOD(date_set_year) {
    double time;
    double year;
    struct date_fields f;
    if (date_this(rt, callee, this_value, &time) < 0 || to_double(rt, ARG(0), &year) < 0) {
        return VALUE_EXCEPTION;
    }
    if (is_nan(year)) {
        return date_store(rt, this_value, math_nan());
    }
    if (is_nan(time)) {
        time = 0;
    }
    date_fields_of(time, &f);
    double day = date_make_day(date_full_year(year), f.month, f.day);
    return date_store(rt, this_value,
                      date_time_clip(date_make_date(day, date_time_within_day(time))));
}
