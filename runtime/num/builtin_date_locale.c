/*
 * runtime/num/builtin_date_locale.c: toLocaleString, toLocaleDateString and toLocaleTimeString of
 * Date.prototype (ECMA-402 20.4), in English and UTC.
 */
#include "builtin_date.h"
#include "builtin_locale.h"
#include "builtin_text.h"
#include "runtime/convert.h"
#include "runtime/num/date_locale.h"
#include "runtime/num/math_bits.h"

static const char *const width_names[] = {NULL, "numeric", "2-digit", "short", "long", "narrow"};

enum {
    WIDTHS_NUMBER = 1 << DATE_WIDTH_NUMERIC | 1 << DATE_WIDTH_2_DIGIT,
    WIDTHS_NAME = 1 << DATE_WIDTH_SHORT | 1 << DATE_WIDTH_LONG | 1 << DATE_WIDTH_NARROW,
    WIDTHS_ZONE = 1 << DATE_WIDTH_SHORT | 1 << DATE_WIDTH_LONG,
};

static const struct {
    const char *name;
    int widths;
} field_options[DATE_FIELD_COUNT] = {
    {"weekday", WIDTHS_NAME},
    {"year", WIDTHS_NUMBER},
    {"month", WIDTHS_NUMBER | WIDTHS_NAME},
    {"day", WIDTHS_NUMBER},
    {"hour", WIDTHS_NUMBER},
    {"minute", WIDTHS_NUMBER},
    {"second", WIDTHS_NUMBER},
    {"timeZoneName", WIDTHS_ZONE},
};

/* The method that was called, its options, and what becomes of them. */
struct request {
    struct rt *rt;
    enum date_style method;
    value options;
    struct date_locale_form form;
};

static int refuse_value(const struct request *r, const char *name, value v) {
    const char *method = r->method == DATE_STYLE_LOCALE_DATE   ? "toLocaleDateString"
                         : r->method == DATE_STYLE_LOCALE_TIME ? "toLocaleTimeString"
                                                               : "toLocaleString";
    (void)throw_range(r->rt, "Value %v out of range for Date.prototype.%s options property %s", v,
                      method, name);
    return -1;
}

/* The fields that the options ask for. 0 or -1. */
static int read_fields(struct request *r) {
    for (int i = 0; i < DATE_FIELD_COUNT; i++) {
        value v;
        if (locale_option(r->rt, r->options, field_options[i].name, &v) < 0) {
            return -1;
        }
        if (v == VALUE_UNDEFINED) {
            continue;
        }
        for (int width = DATE_WIDTH_NUMERIC; width <= DATE_WIDTH_NARROW; width++) {
            if ((field_options[i].widths >> width & 1) != 0 &&
                string_equals(r->rt, v, string_from_ascii(r->rt, width_names[width]))) {
                r->form.width[i] = (enum date_width)width;
            }
        }
        if (r->form.width[i] == DATE_WIDTH_NONE) {
            return refuse_value(r, field_options[i].name, v);
        }
    }
    return 0;
}

/* hour12 wins over hourCycle. 0 or -1. */
static int read_clock(struct request *r) {
    struct rt *rt = r->rt;
    struct date_locale_form *form = &r->form;
    value cycle;
    if (!value_is_object(r->options)) {
        return 0;
    }
    value hour12 = object_get_name(rt, r->options, "hour12");
    if (hour12 == VALUE_EXCEPTION || locale_option(rt, r->options, "hourCycle", &cycle) < 0) {
        return -1;
    }
    if (hour12 != VALUE_UNDEFINED) {
        form->clock = to_boolean(hour12) ? DATE_CLOCK_12 : DATE_CLOCK_24;
    } else if (cycle != VALUE_UNDEFINED) {
        if (string_equals(rt, cycle, string_from_ascii(rt, "h23"))) {
            form->clock = DATE_CLOCK_23;
        } else if (string_equals(rt, cycle, string_from_ascii(rt, "h24"))) {
            form->clock = DATE_CLOCK_24;
        } else if (!string_equals(rt, cycle, string_from_ascii(rt, "h12"))) {
            return refuse_value(r, "hourCycle", cycle);
        }
    }
    return 0;
}

static int check_zone(struct rt *rt, value options) {
    static const char *const names[] = {"UTC", "Etc/UTC", "GMT"};
    value zone;
    if (locale_option(rt, options, "timeZone", &zone) < 0) {
        return -1;
    }
    if (zone == VALUE_UNDEFINED) {
        return 0;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (string_equals(rt, zone, string_from_ascii(rt, names[i]))) {
            return 0;
        }
    }
    (void)throw_range(rt, "Time zone %v is not supported by Date; use moment.tz", zone);
    return -1;
}

enum { STYLE_FULL, STYLE_LONG, STYLE_MEDIUM, STYLE_SHORT, STYLE_NONE };

static int read_style(const struct request *r, const char *name, int *style) {
    struct rt *rt = r->rt;
    static const char *const names[] = {"full", "long", "medium", "short"};
    value v;
    *style = STYLE_NONE;
    if (locale_option(rt, r->options, name, &v) < 0) {
        return -1;
    }
    if (v == VALUE_UNDEFINED) {
        return 0;
    }
    for (int i = STYLE_FULL; i <= STYLE_SHORT; i++) {
        if (string_equals(rt, v, string_from_ascii(rt, names[i]))) {
            *style = i;
            return 0;
        }
    }
    return refuse_value(r, name, v);
}

static void apply_date_style(struct date_locale_form *form, int style) {
    form->width[DATE_FIELD_YEAR] = style == STYLE_SHORT ? DATE_WIDTH_2_DIGIT : DATE_WIDTH_NUMERIC;
    form->width[DATE_FIELD_DAY] = DATE_WIDTH_NUMERIC;
    form->width[DATE_FIELD_MONTH] = style == STYLE_SHORT    ? DATE_WIDTH_NUMERIC
                                    : style == STYLE_MEDIUM ? DATE_WIDTH_SHORT
                                                            : DATE_WIDTH_LONG;
    if (style == STYLE_FULL) {
        form->width[DATE_FIELD_WEEKDAY] = DATE_WIDTH_LONG;
    }
}

static void apply_time_style(struct date_locale_form *form, int style) {
    form->width[DATE_FIELD_HOUR] = DATE_WIDTH_NUMERIC;
    form->width[DATE_FIELD_MINUTE] = DATE_WIDTH_NUMERIC;
    if (style != STYLE_SHORT) {
        form->width[DATE_FIELD_SECOND] = DATE_WIDTH_NUMERIC;
    }
    if (style <= STYLE_LONG) {
        form->width[DATE_FIELD_ZONE] = style == STYLE_FULL ? DATE_WIDTH_LONG : DATE_WIDTH_SHORT;
    }
}

static bool asks_for(const struct date_locale_form *form, int from, int to) {
    for (int i = from; i <= to; i++) {
        if (form->width[i] != DATE_WIDTH_NONE) {
            return true;
        }
    }
    return false;
}

/* The first field that was asked for; there is one. */
static const char *first_field(const struct date_locale_form *form) {
    int i = 0;
    while (form->width[i] == DATE_WIDTH_NONE) {
        i++;
    }
    return field_options[i].name;
}

/* dateStyle and timeStyle; *given if there was one. 0 or -1. */
static int read_styles(struct request *r, bool *given) {
    struct rt *rt = r->rt;
    int date;
    int time;
    if (read_style(r, "dateStyle", &date) < 0 || read_style(r, "timeStyle", &time) < 0) {
        return -1;
    }
    *given = date != STYLE_NONE || time != STYLE_NONE;
    if (!*given) {
        return 0;
    }
    if (asks_for(&r->form, DATE_FIELD_WEEKDAY, DATE_FIELD_ZONE)) {
        (void)throw_type(rt, "Can't set option %s when %s is used", first_field(&r->form),
                         date != STYLE_NONE ? "dateStyle" : "timeStyle");
        return -1;
    }
    if ((r->method == DATE_STYLE_LOCALE_DATE && time != STYLE_NONE) ||
        (r->method == DATE_STYLE_LOCALE_TIME && date != STYLE_NONE)) {
        (void)throw_type(rt, "Invalid option : %s",
                         r->method == DATE_STYLE_LOCALE_DATE ? "timeStyle" : "dateStyle");
        return -1;
    }
    if (date != STYLE_NONE) {
        apply_date_style(&r->form, date);
    }
    if (time != STYLE_NONE) {
        apply_time_style(&r->form, time);
    }
    return 0;
}

/* ToDateTimeOptions: what the method shows when nothing that it cares for was asked for. */
static void apply_defaults(struct date_locale_form *form, enum date_style method) {
    bool date = asks_for(form, DATE_FIELD_WEEKDAY, DATE_FIELD_DAY);
    bool time = asks_for(form, DATE_FIELD_HOUR, DATE_FIELD_SECOND);
    bool enough = method == DATE_STYLE_LOCALE_DATE   ? date
                  : method == DATE_STYLE_LOCALE_TIME ? time
                                                     : date || time;
    if (enough) {
        return;
    }
    if (method != DATE_STYLE_LOCALE_TIME) {
        for (int i = DATE_FIELD_YEAR; i <= DATE_FIELD_DAY; i++) {
            form->width[i] = DATE_WIDTH_NUMERIC;
        }
    }
    if (method != DATE_STYLE_LOCALE_DATE) {
        for (int i = DATE_FIELD_HOUR; i <= DATE_FIELD_SECOND; i++) {
            form->width[i] = DATE_WIDTH_NUMERIC;
        }
    }
}

DATE_METHOD(date_to_locale_string) {
    static const char *const known[] = {
        "weekday",      "year",      "month",     "day",    "hour",      "minute",   "second",
        "timeZoneName", "dateStyle", "timeStyle", "hour12", "hourCycle", "timeZone", NULL};
    struct request r = {rt, (enum date_style)callee->magic, ARG(1), {.clock = DATE_CLOCK_12}};
    char out[DATE_TEXT_MAX];
    bool styled;
    double time;
    if (date_this(rt, callee, this_value, &time) < 0 || locale_check(rt, ARG(0)) < 0 ||
        locale_check_options(rt, r.options, known) < 0 || read_fields(&r) < 0 ||
        read_clock(&r) < 0 || check_zone(rt, r.options) < 0 || read_styles(&r, &styled) < 0) {
        return VALUE_EXCEPTION;
    }
    if (!styled) {
        apply_defaults(&r.form, r.method);
    }
    if (!date_locale_is_supported(&r.form)) {
        return throw_range(rt, "This combination of date fields is not supported");
    }
    size_t length = is_nan(time) ? date_format(time, DATE_STYLE_FULL, out)
                                 : date_locale_format(time, &r.form, out);
    return string_from_buffer(rt, out, length);
}
