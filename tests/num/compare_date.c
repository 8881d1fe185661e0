/*
 * tests/num/compare_date.c: vectors of time arithmetic, Date.parse and date texts.
 */
#include "compare.h"

#include <stdlib.h>

#include "runtime/num/date_locale.h"
#include "runtime/num/date_time.h"
#include "runtime/num/number_locale.h"

static bool same_date_text(char **fields) {
    static char out[DATE_TEXT_MAX];
    size_t length = date_format(field_number(fields[1]), (enum date_style)atoi(fields[2]), out);
    snprintf(last_result, sizeof last_result, "%.*s", (int)length, out);
    return strlen(fields[3]) == length && memcmp(out, fields[3], length) == 0;
}

static bool same_fields(char **fields) {
    struct date_fields f;
    date_fields_of(field_number(fields[1]), &f);
    snprintf(last_result, sizeof last_result, "%d %d %d %d %d %d %d %d", f.year, f.month, f.day,
             f.hour, f.minute, f.second, f.millisecond, f.weekday);
    return strcmp(last_result, fields[2]) == 0;
}

static bool same_utc(char **fields) {
    double day = date_make_day(date_full_year(field_number(fields[1])), field_number(fields[2]),
                               field_number(fields[3]));
    double time = date_make_time(field_number(fields[4]), field_number(fields[5]),
                                 field_number(fields[6]), 0);
    double result = date_time_clip(date_make_date(day, time));
    snprintf(last_result, sizeof last_result, "%.17g", result);
    return same_number(result, fields[7]);
}

static bool same_locale_date(char **fields) {
    struct date_locale_form form = {.clock = (enum date_clock)atoi(fields[3])};
    char out[DATE_TEXT_MAX];
    for (int i = 0; i < DATE_FIELD_COUNT; i++) {
        form.width[i] = (enum date_width)(fields[2][i] - '0');
    }
    if (!date_locale_is_supported(&form)) {
        return false;
    }
    size_t length = date_locale_format(field_number(fields[1]), &form, out);
    snprintf(last_result, sizeof last_result, "%.*s", (int)length, out);
    return strcmp(last_result, fields[4]) == 0;
}

static bool same_locale_number(char **fields) {
    const struct number_locale_form form = {atoi(fields[2]), atoi(fields[3]), atoi(fields[4]) != 0,
                                            atoi(fields[5]) != 0};
    char out[NUMBER_LOCALE_MAX];
    size_t length = number_to_locale(field_number(fields[1]), &form, out);
    snprintf(last_result, sizeof last_result, "%.*s", (int)length, out);
    return strcmp(last_result, fields[6]) == 0;
}

bool compare_date(char **fields, int count, bool *known) {
    const char *name = fields[0];
    *known = true;
    if (count == 4 && strcmp(name, "date_text") == 0) {
        return same_date_text(fields);
    }
    if (count == 3 && strcmp(name, "date_fields") == 0) {
        return same_fields(fields);
    }
    if (count == 5 && strcmp(name, "date_locale") == 0) {
        return same_locale_date(fields);
    }
    if (count == 7 && strcmp(name, "number_locale") == 0) {
        return same_locale_number(fields);
    }
    if (count == 8 && strcmp(name, "date_utc") == 0) {
        return same_utc(fields);
    }
    if (count == 3 && strcmp(name, "date_parse") == 0) {
        double result = date_parse(field_text(fields[1]));
        snprintf(last_result, sizeof last_result, "%.17g", result);
        return same_number(result, fields[2]);
    }
    *known = false;
    return false;
}
