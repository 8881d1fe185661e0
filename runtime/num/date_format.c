/*
 * runtime/num/date_format.c: time values as text (ECMA-262 clause 21.4.4, Node 20's en-US forms).
 */
#include <stdint.h>

#include "date_time.h"
#include "math_bits.h"

struct output {
    char *text;
    size_t length;
};

static const char weekday_names[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char month_names[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static void put(struct output *o, const char *text) {
    while (*text != '\0') {
        o->text[o->length++] = *text++;
    }
}

/* `value` >= 0 with at least `width` digits. */
static void put_number(struct output *o, int value, int width) {
    char reversed[12];
    int count = 0;
    do {
        reversed[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count < width) {
        reversed[count++] = '0';
    }
    while (count > 0) {
        o->text[o->length++] = reversed[--count];
    }
}

/* At least four digits, after a minus before the year 0. */
static void put_year(struct output *o, int year) {
    if (year < 0) {
        put(o, "-");
        year = -year;
    }
    put_number(o, year, 4);
}

static void put_iso_year(struct output *o, int year) {
    if (year >= 0 && year <= 9999) {
        put_number(o, year, 4);
        return;
    }
    put(o, year < 0 ? "-" : "+");
    put_number(o, year < 0 ? -year : year, 6);
}

static void put_clock(struct output *o, const struct date_fields *f) {
    put_number(o, f->hour, 2);
    put(o, ":");
    put_number(o, f->minute, 2);
    put(o, ":");
    put_number(o, f->second, 2);
}

/* Wed Mar 15 2023 */
static void put_date(struct output *o, const struct date_fields *f) {
    put(o, weekday_names[f->weekday]);
    put(o, " ");
    put(o, month_names[f->month]);
    put(o, " ");
    put_number(o, f->day, 2);
    put(o, " ");
    put_year(o, f->year);
}

static void put_time(struct output *o, const struct date_fields *f) {
    put_clock(o, f);
    put(o, " GMT+0000 (Coordinated Universal Time)");
}

static void put_utc(struct output *o, const struct date_fields *f) {
    put(o, weekday_names[f->weekday]);
    put(o, ", ");
    put_number(o, f->day, 2);
    put(o, " ");
    put(o, month_names[f->month]);
    put(o, " ");
    put_year(o, f->year);
    put(o, " ");
    put_clock(o, f);
    put(o, " GMT");
}

static void put_iso(struct output *o, const struct date_fields *f) {
    put_iso_year(o, f->year);
    put(o, "-");
    put_number(o, f->month + 1, 2);
    put(o, "-");
    put_number(o, f->day, 2);
    put(o, "T");
    put_clock(o, f);
    put(o, ".");
    put_number(o, f->millisecond, 3);
    put(o, "Z");
}

/* en-US numbers the years before 1 by their distance, without naming the era. */
static void put_locale_date(struct output *o, const struct date_fields *f) {
    put_number(o, f->month + 1, 1);
    put(o, "/");
    put_number(o, f->day, 1);
    put(o, "/");
    put_number(o, f->year > 0 ? f->year : 1 - f->year, 1);
}

static void put_locale_time(struct output *o, const struct date_fields *f) {
    put_number(o, f->hour % 12 == 0 ? 12 : f->hour % 12, 1);
    put(o, ":");
    put_number(o, f->minute, 2);
    put(o, ":");
    put_number(o, f->second, 2);
    put(o, f->hour < 12 ? " AM" : " PM");
}

size_t date_format(double time, enum date_style style, char out[DATE_TEXT_MAX]) {
    struct output o = {out, 0};
    struct date_fields f;
    if (is_nan(time)) {
        put(&o, "Invalid Date");
        return o.length;
    }
    date_fields_of(time, &f);
    switch (style) {
    case DATE_STYLE_FULL:
        put_date(&o, &f);
        put(&o, " ");
        put_time(&o, &f);
        break;
    case DATE_STYLE_DATE: put_date(&o, &f); break;
    case DATE_STYLE_TIME: put_time(&o, &f); break;
    case DATE_STYLE_UTC: put_utc(&o, &f); break;
    case DATE_STYLE_ISO: put_iso(&o, &f); break;
    case DATE_STYLE_LOCALE:
        put_locale_date(&o, &f);
        put(&o, ", ");
        put_locale_time(&o, &f);
        break;
    case DATE_STYLE_LOCALE_DATE: put_locale_date(&o, &f); break;
    case DATE_STYLE_LOCALE_TIME: put_locale_time(&o, &f); break;
    }
    return o.length;
}
