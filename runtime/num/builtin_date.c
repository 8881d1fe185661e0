/*
 * runtime/num/builtin_date.c: Date and Date.prototype (ECMA-262 21.4, B.2.3). The setters are in
 * builtin_date_set.c. The local zone is UTC; every clock shows the event's time.
 */
#include "builtin_date.h"

#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/num/builtin_text.h"
#include "runtime/num/date_time.h"
#include "runtime/num/math_bits.h"
#include "runtime/num/math_functions.h"
#include "runtime/realm.h"
#include "runtime/shape.h"

#include <string.h>

static double date_time_of(value date) {
    return value_number(((const struct wrapper *)value_pointer(date))->primitive);
}

int date_this(struct rt *rt, const struct function *callee, value this_value, double *time) {
    if (!value_is_class(this_value, CLASS_DATE)) {
        const char *name = function_info(rt, callee)->name;
        bool reads = (strncmp(name, "get", 3) == 0 && strcmp(name, "getYear") != 0) ||
                     strcmp(name, "valueOf") == 0;
        if (reads) {
            (void)throw_type(rt, "this is not a Date object.");
        } else {
            (void)throw_type(rt, "Method Date.prototype.%s called on incompatible receiver %v",
                             name, this_value);
        }
        return -1;
    }
    *time = date_time_of(this_value);
    return 0;
}

value date_store(struct rt *rt, value date, double time) {
    struct wrapper *wrapper = value_pointer(date);
    heap_touch(rt, &wrapper->primitive, sizeof wrapper->primitive);
    wrapper->primitive = value_from_number(time);
    return wrapper->primitive;
}

static double now(const struct rt *rt) {
    return date_time_clip(math_floor(rt_now(rt)));
}

static value text_of_date(struct rt *rt, double time, enum date_style style) {
    char out[DATE_TEXT_MAX];
    return string_from_buffer(rt, out, date_format(time, style, out));
}

/* The fields of Date.UTC and the constructor; at least one argument is taken as given. 0 or -1. */
static int time_from_fields(struct rt *rt, uint32_t argc, value *argv, double *time) {
    double field[7] = {math_nan(), 0, 1, 0, 0, 0, 0};
    for (uint32_t i = 0; i < argc && i < 7; i++) {
        if (to_double(rt, argv[i], &field[i]) < 0) {
            return -1;
        }
    }
    double day = date_make_day(date_full_year(field[0]), field[1], field[2]);
    double in_day = date_make_time(field[3], field[4], field[5], field[6]);
    *time = date_time_clip(date_make_date(day, in_day));
    return 0;
}

static double parse_text(struct rt *rt, value string) {
    rt_burn(rt, string_length(string) / 8);
    return date_parse(number_text_of(rt, string));
}

/* new Date(v). 0 or -1. */
static int time_from_value(struct rt *rt, value v, double *time) {
    if (value_is_class(v, CLASS_DATE)) {
        *time = date_time_of(v);
        return 0;
    }
    v = to_primitive(rt, v, HINT_DEFAULT);
    if (v == VALUE_EXCEPTION) {
        return -1;
    }
    if (value_is_string(v)) {
        *time = parse_text(rt, v);
        return 0;
    }
    if (to_double(rt, v, time) < 0) {
        return -1;
    }
    *time = date_time_clip(*time);
    return 0;
}

/* 21.4.2.1 Date ( ...values ) */
NATIVE(date_constructor) {
    double time = now(rt);
    if (new_target == VALUE_UNDEFINED) {
        return text_of_date(rt, time, DATE_STYLE_FULL);
    }
    if (argc == 1 && time_from_value(rt, argv[0], &time) < 0) {
        return VALUE_EXCEPTION;
    }
    if (argc > 1 && time_from_fields(rt, argc, argv, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    value date = object_create_from_constructor(rt, new_target, CLASS_DATE);
    if (date != VALUE_EXCEPTION) {
        ((struct wrapper *)value_pointer(date))->primitive = value_from_number(time);
    }
    return date;
}

/* 21.4.3.1 Date.now ( ) */
NATIVE(date_now) {
    return value_from_number(now(rt));
}

/* 21.4.3.2 Date.parse ( string ) */
NATIVE(date_parse_method) {
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(parse_text(rt, string));
}

/* 21.4.3.4 Date.UTC ( year [ , month [ , … ] ] ) */
NATIVE(date_utc) {
    double time;
    if (time_from_fields(rt, argc, argv, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(time);
}

/* getFullYear … getUTCMilliseconds, getDay, getYear; magic: enum date_unit. */
NATIVE(date_get_part) {
    double time;
    struct date_fields f;
    if (date_this(rt, callee, this_value, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    if (is_nan(time)) {
        return VALUE_NAN;
    }
    date_fields_of(time, &f);
    switch ((enum date_unit)callee->magic) {
    case DATE_UNIT_YEAR: return value_from_int(f.year);
    case DATE_UNIT_MONTH: return value_from_int(f.month);
    case DATE_UNIT_DAY: return value_from_int(f.day);
    case DATE_UNIT_HOUR: return value_from_int(f.hour);
    case DATE_UNIT_MINUTE: return value_from_int(f.minute);
    case DATE_UNIT_SECOND: return value_from_int(f.second);
    case DATE_UNIT_MILLISECOND: return value_from_int(f.millisecond);
    case DATE_UNIT_WEEKDAY: return value_from_int(f.weekday);
    case DATE_UNIT_YEAR_1900: return value_from_int(f.year - 1900);
    }
    return VALUE_NAN;
}

/* 21.4.4.10 Date.prototype.getTime ( ), 21.4.4.44 valueOf ( ) */
NATIVE(date_get_time) {
    double time;
    if (date_this(rt, callee, this_value, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_number(time);
}

/* 21.4.4.11 Date.prototype.getTimezoneOffset ( ) */
NATIVE(date_get_timezone_offset) {
    double time;
    if (date_this(rt, callee, this_value, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    return is_nan(time) ? VALUE_NAN : value_from_int(0);
}

/* toString, toDateString, toTimeString, toUTCString; magic: enum date_style. */
NATIVE(date_to_text) {
    double time;
    if (date_this(rt, callee, this_value, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    return text_of_date(rt, time, (enum date_style)callee->magic);
}

/* 21.4.4.36 Date.prototype.toISOString ( ) */
NATIVE(date_to_iso_string) {
    double time;
    if (date_this(rt, callee, this_value, &time) < 0) {
        return VALUE_EXCEPTION;
    }
    if (is_nan(time)) {
        return throw_range(rt, "Invalid time value");
    }
    return text_of_date(rt, time, DATE_STYLE_ISO);
}

/* 21.4.4.37 Date.prototype.toJSON ( key ) */
NATIVE(date_to_json) {
    value object = to_object(rt, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value primitive = to_primitive(rt, object, HINT_NUMBER);
    if (primitive == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (value_is_number(primitive) && !is_finite(value_number(primitive))) {
        return VALUE_NULL;
    }
    return value_invoke(rt, object, key_from_ascii(rt, "toISOString"), 0, NULL);
}

/* 7.1.1.1 OrdinaryToPrimitive */
static value ordinary_to_primitive(struct rt *rt, value object, bool string_first) {
    const struct realm *realm = rt->realm;
    for (int i = 0; i < 2; i++) {
        bool use_string = (i == 0) == string_first;
        value key = use_string ? realm->atom_to_string : realm->atom_value_of;
        value method = object_get(rt, object, key);
        if (method == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (value_is_callable(method)) {
            value result = function_call(rt, method, object, 0, NULL);
            if (result == VALUE_EXCEPTION || !value_is_object(result)) {
                return result;
            }
        }
    }
    return throw_type(rt, "Cannot convert object to primitive value");
}

/* 21.4.4.45 Date.prototype [ @@toPrimitive ] ( hint ) */
NATIVE(date_to_primitive) {
    value hint = ARG(0);
    if (!value_is_object(this_value)) {
        return throw_type(
            rt, "Method Date.prototype [ @@toPrimitive ] called on incompatible receiver %v",
            this_value);
    }
    if (value_is_string(hint)) {
        if (string_equals(rt, hint, string_from_ascii(rt, "number"))) {
            return ordinary_to_primitive(rt, this_value, false);
        }
        if (string_equals(rt, hint, string_from_ascii(rt, "string")) ||
            string_equals(rt, hint, string_from_ascii(rt, "default"))) {
            return ordinary_to_primitive(rt, this_value, true);
        }
    }
    return throw_type(rt, "Invalid hint: %v", hint);
}

/* A part in the local zone and in UTC, which are the same. */
#define GETTER(part, unit)                                                                         \
    NATIVE_MAGIC("get" part, date_get_part, 0, unit),                                              \
        NATIVE_MAGIC("getUTC" part, date_get_part, 0, unit)
#define SETTER(part, length, unit)                                                                 \
    NATIVE_MAGIC("set" part, date_set_part, length, unit),                                         \
        NATIVE_MAGIC("setUTC" part, date_set_part, length, unit)

enum {
    DATE_TO_PRIMITIVE = 1,
    DATE_STATIC_FIRST = 2,
    DATE_METHOD_FIRST = 5,
};

static const struct function_info date_functions[] = {
    NATIVE_CONSTRUCTOR("Date", date_constructor, 7),
    NATIVE_FUNCTION("[Symbol.toPrimitive]", date_to_primitive, 1),
    NATIVE_FUNCTION("now", date_now, 0),
    NATIVE_FUNCTION("parse", date_parse_method, 1),
    NATIVE_FUNCTION("UTC", date_utc, 7),
    NATIVE_MAGIC("toString", date_to_text, 0, DATE_STYLE_FULL),
    NATIVE_MAGIC("toDateString", date_to_text, 0, DATE_STYLE_DATE),
    NATIVE_MAGIC("toTimeString", date_to_text, 0, DATE_STYLE_TIME),
    NATIVE_FUNCTION("toISOString", date_to_iso_string, 0),
    NATIVE_MAGIC("toUTCString", date_to_text, 0, DATE_STYLE_UTC),
    GETTER("Date", DATE_UNIT_DAY),
    SETTER("Date", 1, DATE_UNIT_DAY),
    GETTER("Day", DATE_UNIT_WEEKDAY),
    GETTER("FullYear", DATE_UNIT_YEAR),
    SETTER("FullYear", 3, DATE_UNIT_YEAR),
    GETTER("Hours", DATE_UNIT_HOUR),
    SETTER("Hours", 4, DATE_UNIT_HOUR),
    GETTER("Milliseconds", DATE_UNIT_MILLISECOND),
    SETTER("Milliseconds", 1, DATE_UNIT_MILLISECOND),
    GETTER("Minutes", DATE_UNIT_MINUTE),
    SETTER("Minutes", 3, DATE_UNIT_MINUTE),
    GETTER("Month", DATE_UNIT_MONTH),
    SETTER("Month", 2, DATE_UNIT_MONTH),
    GETTER("Seconds", DATE_UNIT_SECOND),
    SETTER("Seconds", 2, DATE_UNIT_SECOND),
    NATIVE_FUNCTION("getTime", date_get_time, 0),
    NATIVE_FUNCTION("setTime", date_set_time, 1),
    NATIVE_FUNCTION("getTimezoneOffset", date_get_timezone_offset, 0),
    NATIVE_MAGIC("getYear", date_get_part, 0, DATE_UNIT_YEAR_1900),
    NATIVE_FUNCTION("setYear", date_set_year, 1),
    NATIVE_FUNCTION("toJSON", date_to_json, 1),
    NATIVE_FUNCTION("valueOf", date_get_time, 0),
    NATIVE_MAGIC("toLocaleString", date_to_locale_string, 0, DATE_STYLE_LOCALE),
    NATIVE_MAGIC("toLocaleDateString", date_to_locale_string, 0, DATE_STYLE_LOCALE_DATE),
    NATIVE_MAGIC("toLocaleTimeString", date_to_locale_string, 0, DATE_STYLE_LOCALE_TIME),
};

enum { DATE_FUNCTION_COUNT = sizeof date_functions / sizeof *date_functions };

const struct code_module builtin_date_module = {.functions = date_functions,
                                                .function_count = DATE_FUNCTION_COUNT};

void builtin_date_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_date, 0);
    value prototype = object_create(rt, CLASS_OBJECT, realm->prototypes[CLASS_OBJECT]);
    realm->prototypes[CLASS_DATE] = prototype;
    native_class(rt, "Date", constructor, prototype);
    native_methods(rt, constructor, MODULE_date, DATE_STATIC_FIRST, DATE_METHOD_FIRST);
    native_methods(rt, prototype, MODULE_date, DATE_METHOD_FIRST, DATE_FUNCTION_COUNT);
    object_define_name(rt, prototype, "toGMTString", object_get_name(rt, prototype, "toUTCString"),
                       ATTR_HIDDEN);
    object_define(rt, prototype, realm->symbols[SYMBOL_TO_PRIMITIVE],
                  native_function(rt, MODULE_date, DATE_TO_PRIMITIVE), ATTR_READONLY);
}
