/*
 * runtime/num/date_locale.c: dates as English writes them.
 */
#include "date_locale.h"

struct output {
    char *text;
    size_t length;
};

static const char *const weekday_names[7] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                             "Thursday", "Friday", "Saturday"};
static const char *const month_names[12] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};

static void put(struct output *o, const char *text) {
    while (*text != '\0') {
        o->text[o->length++] = *text++;
    }
}

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

static int digits_of(enum date_width width) {
    return width == DATE_WIDTH_2_DIGIT ? 2 : 1;
}

static void put_name(struct output *o, const char *name, enum date_width width) {
    size_t most = width == DATE_WIDTH_LONG ? 16 : width == DATE_WIDTH_SHORT ? 3 : 1;
    for (size_t i = 0; i < most && name[i] != '\0'; i++) {
        o->text[o->length++] = name[i];
    }
}

static void put_year(struct output *o, int year, enum date_width width) {
    int shown = year > 0 ? year : 1 - year; /* 1 BC is the year before AD 1 */
    if (width == DATE_WIDTH_2_DIGIT) {
        put_number(o, shown % 100, 2);
    } else {
        put_number(o, shown, 1);
    }
}

static bool is_text(enum date_width width) {
    return width >= DATE_WIDTH_SHORT;
}

/* Dec 15, 2023; December 2023; 12/15/2023; 2023; 15 */
static void put_calendar(struct output *o, const struct date_fields *f,
                         const enum date_width *width) {
    bool text = is_text(width[DATE_FIELD_MONTH]);
    bool month = width[DATE_FIELD_MONTH] != DATE_WIDTH_NONE;
    bool day = width[DATE_FIELD_DAY] != DATE_WIDTH_NONE;
    if (text) {
        put_name(o, month_names[f->month], width[DATE_FIELD_MONTH]);
    } else if (month) {
        put_number(o, f->month + 1, digits_of(width[DATE_FIELD_MONTH]));
    }
    if (day) {
        put(o, !month ? "" : text ? " " : "/");
        put_number(o, f->day, digits_of(width[DATE_FIELD_DAY]));
    }
    if (width[DATE_FIELD_YEAR] != DATE_WIDTH_NONE) {
        put(o, !month ? "" : !text ? "/" : day ? ", " : " ");
        put_year(o, f->year, width[DATE_FIELD_YEAR]);
    }
}

static void put_date(struct output *o, const struct date_fields *f, const enum date_width *width) {
    bool month = width[DATE_FIELD_MONTH] != DATE_WIDTH_NONE;
    bool day = width[DATE_FIELD_DAY] != DATE_WIDTH_NONE;
    const char *name = weekday_names[f->weekday];
    if (width[DATE_FIELD_WEEKDAY] == DATE_WIDTH_NONE) {
        put_calendar(o, f, width);
    } else if (month) {
        put_name(o, name, width[DATE_FIELD_WEEKDAY]);
        put(o, ", ");
        put_calendar(o, f, width);
    } else {
        put_calendar(o, f, width);
        put(o, day ? " " : "");
        put_name(o, name, width[DATE_FIELD_WEEKDAY]);
    }
}

static void put_hour(struct output *o, int hour, enum date_clock clock, enum date_width width) {
    if (clock == DATE_CLOCK_12) {
        put_number(o, hour % 12 == 0 ? 12 : hour % 12, digits_of(width));
    } else {
        put_number(o, clock == DATE_CLOCK_24 && hour == 0 ? 24 : hour, 2);
    }
}

static void put_time(struct output *o, const struct date_fields *f,
                     const struct date_locale_form *form) {
    const enum date_width *width = form->width;
    bool hour = width[DATE_FIELD_HOUR] != DATE_WIDTH_NONE;
    bool minute = width[DATE_FIELD_MINUTE] != DATE_WIDTH_NONE;
    bool second = width[DATE_FIELD_SECOND] != DATE_WIDTH_NONE;
    if (hour) {
        put_hour(o, f->hour, form->clock, width[DATE_FIELD_HOUR]);
    }
    if (minute) {
        put(o, hour ? ":" : "");
        put_number(o, f->minute, hour || second ? 2 : 1);
    }
    if (second) {
        put(o, minute ? ":" : "");
        put_number(o, f->second, minute ? 2 : 1);
    }
    if (hour && form->clock == DATE_CLOCK_12) {
        put(o, f->hour < 12 ? " AM" : " PM");
    }
}

static bool has(const struct date_locale_form *form, enum date_locale_field from,
                enum date_locale_field to) {
    for (int i = (int)from; i <= (int)to; i++) {
        if (form->width[i] != DATE_WIDTH_NONE) {
            return true;
        }
    }
    return false;
}

bool date_locale_is_supported(const struct date_locale_form *form) {
    bool weekday = has(form, DATE_FIELD_WEEKDAY, DATE_FIELD_WEEKDAY);
    bool year = has(form, DATE_FIELD_YEAR, DATE_FIELD_YEAR);
    bool month = has(form, DATE_FIELD_MONTH, DATE_FIELD_MONTH);
    bool day = has(form, DATE_FIELD_DAY, DATE_FIELD_DAY);
    bool hour = has(form, DATE_FIELD_HOUR, DATE_FIELD_HOUR);
    bool minute = has(form, DATE_FIELD_MINUTE, DATE_FIELD_MINUTE);
    bool second = has(form, DATE_FIELD_SECOND, DATE_FIELD_SECOND);
    if (month ? weekday && !day : year && (weekday || day)) {
        return false;
    }
    if (hour && !minute && form->clock != DATE_CLOCK_12 &&
        has(form, DATE_FIELD_ZONE, DATE_FIELD_ZONE)) {
        return false;
    }
    return !(hour && second && !minute);
}

size_t date_locale_format(double time, const struct date_locale_form *form,
                          char out[DATE_TEXT_MAX]) {
    struct output o = {out, 0};
    struct date_fields f;
    bool date = has(form, DATE_FIELD_WEEKDAY, DATE_FIELD_DAY);
    bool clock = has(form, DATE_FIELD_HOUR, DATE_FIELD_SECOND);
    bool zone = form->width[DATE_FIELD_ZONE] != DATE_WIDTH_NONE;
    /* "Sunday 7:06 AM" is a pattern of its own; otherwise date and time are joined */
    bool together =
        !has(form, DATE_FIELD_YEAR, DATE_FIELD_DAY) && !zone &&
        form->width[DATE_FIELD_HOUR] != DATE_WIDTH_NONE &&
        (form->width[DATE_FIELD_MINUTE] != DATE_WIDTH_NONE || form->clock == DATE_CLOCK_12);
    date_fields_of(time, &f);
    if (date) {
        put_date(&o, &f, form->width);
    }
    const char *join = form->width[DATE_FIELD_MONTH] == DATE_WIDTH_LONG ? " at " : ", ";
    if (date && (clock || zone)) {
        put(&o, together ? " " : join);
    }
    if (clock) {
        put_time(&o, &f, form);
    }
    if (zone) {
        put(&o, clock ? " " : "");
        put(&o,
            form->width[DATE_FIELD_ZONE] == DATE_WIDTH_LONG ? "Coordinated Universal Time" : "UTC");
    }
    return o.length;
}
