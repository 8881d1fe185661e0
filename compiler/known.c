/*
 * compiler/known.c: see known.h. Tables only; each list is sorted by what belongs together.
 */
#include "compiler/known.h"

#include <string.h>

#define PROPERTY(name, type)   {name, type, false, false, 0, 0}
#define PURE(name, type)       {name, type, true, true, 0, 0}
#define ACTS(name, type)       {name, type, true, false, 0, 0}
#define RANGE(name, low, high) {name, TYPE_NUMBER, true, false, low, high}

static const struct known_member text_members[] = {
    PROPERTY("length", TYPE_NUMBER),
    PURE("at", TYPE_UNKNOWN),
    PURE("charAt", TYPE_TEXT),
    PURE("charCodeAt", TYPE_NUMBER),
    PURE("codePointAt", TYPE_UNKNOWN),
    PURE("concat", TYPE_TEXT),
    PURE("endsWith", TYPE_BOOLEAN),
    PURE("includes", TYPE_BOOLEAN),
    PURE("indexOf", TYPE_NUMBER),
    PURE("isWellFormed", TYPE_BOOLEAN),
    PURE("lastIndexOf", TYPE_NUMBER),
    PURE("localeCompare", TYPE_NUMBER),
    ACTS("match", TYPE_UNKNOWN),
    ACTS("matchAll", TYPE_UNKNOWN),
    PURE("normalize", TYPE_TEXT),
    PURE("padEnd", TYPE_TEXT),
    PURE("padStart", TYPE_TEXT),
    PURE("repeat", TYPE_TEXT),
    PURE("replace", TYPE_TEXT),
    PURE("replaceAll", TYPE_TEXT),
    ACTS("search", TYPE_NUMBER),
    PURE("slice", TYPE_TEXT),
    PURE("split", TYPE_ARRAY),
    PURE("startsWith", TYPE_BOOLEAN),
    PURE("substr", TYPE_TEXT),
    PURE("substring", TYPE_TEXT),
    PURE("toLocaleLowerCase", TYPE_TEXT),
    PURE("toLocaleUpperCase", TYPE_TEXT),
    PURE("toLowerCase", TYPE_TEXT),
    PURE("toString", TYPE_TEXT),
    PURE("toUpperCase", TYPE_TEXT),
    PURE("toWellFormed", TYPE_TEXT),
    PURE("trim", TYPE_TEXT),
    PURE("trimEnd", TYPE_TEXT),
    PURE("trimLeft", TYPE_TEXT),
    PURE("trimRight", TYPE_TEXT),
    PURE("trimStart", TYPE_TEXT),
    PURE("valueOf", TYPE_TEXT),
    PURE("anchor", TYPE_TEXT),
    PURE("big", TYPE_TEXT),
    PURE("blink", TYPE_TEXT),
    PURE("bold", TYPE_TEXT),
    PURE("fixed", TYPE_TEXT),
    PURE("fontcolor", TYPE_TEXT),
    PURE("fontsize", TYPE_TEXT),
    PURE("italics", TYPE_TEXT),
    PURE("link", TYPE_TEXT),
    PURE("small", TYPE_TEXT),
    PURE("strike", TYPE_TEXT),
    PURE("sub", TYPE_TEXT),
    PURE("sup", TYPE_TEXT),
};

static const struct known_member number_members[] = {
    PURE("toExponential", TYPE_TEXT),  PURE("toFixed", TYPE_TEXT),
    PURE("toLocaleString", TYPE_TEXT), PURE("toPrecision", TYPE_TEXT),
    PURE("toString", TYPE_TEXT),       PURE("valueOf", TYPE_NUMBER),
};

static const struct known_member boolean_members[] = {
    PURE("toString", TYPE_TEXT),
    PURE("valueOf", TYPE_BOOLEAN),
};

static const struct known_member array_members[] = {
    PROPERTY("length", TYPE_NUMBER),   PURE("at", TYPE_UNKNOWN),
    PURE("concat", TYPE_ARRAY),        ACTS("copyWithin", TYPE_ARRAY),
    PURE("entries", TYPE_UNKNOWN),     ACTS("every", TYPE_BOOLEAN),
    ACTS("fill", TYPE_ARRAY),          ACTS("filter", TYPE_ARRAY),
    ACTS("find", TYPE_UNKNOWN),        ACTS("findIndex", TYPE_NUMBER),
    ACTS("findLast", TYPE_UNKNOWN),
    ACTS("findLastIndex", TYPE_NUMBER),
    PURE("flat", TYPE_ARRAY),          ACTS("flatMap", TYPE_ARRAY),
    ACTS("forEach", TYPE_UNDEFINED),   PURE("includes", TYPE_BOOLEAN),
    PURE("indexOf", TYPE_NUMBER),      PURE("join", TYPE_TEXT),
    PURE("keys", TYPE_UNKNOWN),        PURE("lastIndexOf", TYPE_NUMBER),
    ACTS("map", TYPE_ARRAY),           ACTS("pop", TYPE_UNKNOWN),
    ACTS("push", TYPE_NUMBER),         ACTS("reduce", TYPE_UNKNOWN),
    ACTS("reduceRight", TYPE_UNKNOWN), ACTS("reverse", TYPE_ARRAY),
    ACTS("shift", TYPE_UNKNOWN),       PURE("slice", TYPE_ARRAY),
    ACTS("some", TYPE_BOOLEAN),        ACTS("sort", TYPE_ARRAY),
    ACTS("splice", TYPE_ARRAY),        PURE("toLocaleString", TYPE_TEXT),
    PURE("toString", TYPE_TEXT),       ACTS("unshift", TYPE_NUMBER),
    PURE("values", TYPE_UNKNOWN),
    PURE("with", TYPE_ARRAY),
};

/* A moment's getters set what they are given, so only a call without arguments is pure. */
static const struct known_member moment_members[] = {
    RANGE("hour", 0, 23),
    RANGE("hours", 0, 23),
    RANGE("minute", 0, 59),
    RANGE("minutes", 0, 59),
    RANGE("second", 0, 59),
    RANGE("seconds", 0, 59),
    RANGE("millisecond", 0, 999),
    RANGE("milliseconds", 0, 999),
    RANGE("date", 1, 31),
    RANGE("day", 0, 6),
    RANGE("days", 0, 6),
    RANGE("weekday", 0, 6),
    RANGE("isoWeekday", 1, 7),
    RANGE("month", 0, 11),
    RANGE("quarter", 1, 4),
    RANGE("quarters", 1, 4),
    RANGE("dayOfYear", 1, 366),
    RANGE("week", 1, 53),
    RANGE("weeks", 1, 53),
    RANGE("isoWeek", 1, 53),
    RANGE("isoWeeks", 1, 53),
    ACTS("months", TYPE_NUMBER),
    ACTS("year", TYPE_NUMBER),
    ACTS("years", TYPE_NUMBER),
    ACTS("weekYear", TYPE_NUMBER),
    ACTS("isoWeekYear", TYPE_NUMBER),
    ACTS("dates", TYPE_NUMBER),
    ACTS("utcOffset", TYPE_UNKNOWN),
    ACTS("zone", TYPE_UNKNOWN),
    ACTS("add", TYPE_MOMENT),
    ACTS("subtract", TYPE_MOMENT),
    ACTS("startOf", TYPE_MOMENT),
    ACTS("endOf", TYPE_MOMENT),
    ACTS("set", TYPE_MOMENT),
    ACTS("utc", TYPE_MOMENT),
    ACTS("local", TYPE_MOMENT),
    ACTS("tz", TYPE_UNKNOWN),
    ACTS("locale", TYPE_UNKNOWN),
    ACTS("lang", TYPE_UNKNOWN),
    ACTS("localeData", TYPE_OBJECT),
    ACTS("parseZone", TYPE_MOMENT),
    PURE("clone", TYPE_MOMENT),
    PURE("calendar", TYPE_TEXT),
    PURE("format", TYPE_TEXT),
    PURE("from", TYPE_TEXT),
    PURE("fromNow", TYPE_TEXT),
    PURE("to", TYPE_TEXT),
    PURE("toNow", TYPE_TEXT),
    PURE("get", TYPE_UNKNOWN),
    PURE("diff", TYPE_NUMBER),
    PURE("daysInMonth", TYPE_NUMBER),
    PURE("isAfter", TYPE_BOOLEAN),
    PURE("isBefore", TYPE_BOOLEAN),
    PURE("isBetween", TYPE_BOOLEAN),
    PURE("isSame", TYPE_BOOLEAN),
    PURE("isSameOrAfter", TYPE_BOOLEAN),
    PURE("isSameOrBefore", TYPE_BOOLEAN),
    PURE("isDST", TYPE_BOOLEAN),
    PURE("isDSTShifted", TYPE_BOOLEAN),
    PURE("isLeapYear", TYPE_BOOLEAN),
    PURE("isLocal", TYPE_BOOLEAN),
    PURE("isUTC", TYPE_BOOLEAN),
    PURE("isUtc", TYPE_BOOLEAN),
    PURE("isUtcOffset", TYPE_BOOLEAN),
    PURE("isValid", TYPE_BOOLEAN),
    PURE("hasAlignedHourOffset", TYPE_BOOLEAN),
    PURE("invalidAt", TYPE_NUMBER),
    PURE("isoWeeksInISOWeekYear", TYPE_NUMBER),
    PURE("isoWeeksInYear", TYPE_NUMBER),
    PURE("weeksInWeekYear", TYPE_NUMBER),
    PURE("weeksInYear", TYPE_NUMBER),
    PURE("eraAbbr", TYPE_TEXT),
    PURE("eraName", TYPE_TEXT),
    PURE("eraNarrow", TYPE_TEXT),
    PURE("eraYear", TYPE_UNKNOWN),
    PURE("creationData", TYPE_OBJECT),
    PURE("parsingFlags", TYPE_OBJECT),
    PURE("inspect", TYPE_TEXT),
    PURE("max", TYPE_MOMENT),
    PURE("min", TYPE_MOMENT),
    PURE("toArray", TYPE_ARRAY),
    PURE("toDate", TYPE_DATE),
    PURE("toISOString", TYPE_TEXT),
    PURE("toJSON", TYPE_TEXT),
    PURE("toObject", TYPE_OBJECT),
    PURE("toString", TYPE_TEXT),
    PURE("unix", TYPE_NUMBER),
    PURE("valueOf", TYPE_NUMBER),
    PURE("zoneAbbr", TYPE_TEXT),
    PURE("zoneName", TYPE_TEXT),
};

static const struct known_member duration_members[] = {
    ACTS("abs", TYPE_DURATION),
    ACTS("add", TYPE_DURATION),
    ACTS("subtract", TYPE_DURATION),
    PURE("clone", TYPE_DURATION),
    PURE("as", TYPE_NUMBER),
    PURE("get", TYPE_NUMBER),
    PURE("asDays", TYPE_NUMBER),
    PURE("asHours", TYPE_NUMBER),
    PURE("asMilliseconds", TYPE_NUMBER),
    PURE("asMinutes", TYPE_NUMBER),
    PURE("asMonths", TYPE_NUMBER),
    PURE("asQuarters", TYPE_NUMBER),
    PURE("asSeconds", TYPE_NUMBER),
    PURE("asWeeks", TYPE_NUMBER),
    PURE("asYears", TYPE_NUMBER),
    PURE("days", TYPE_NUMBER),
    PURE("hours", TYPE_NUMBER),
    PURE("milliseconds", TYPE_NUMBER),
    PURE("minutes", TYPE_NUMBER),
    PURE("months", TYPE_NUMBER),
    PURE("seconds", TYPE_NUMBER),
    PURE("weeks", TYPE_NUMBER),
    PURE("years", TYPE_NUMBER),
    PURE("humanize", TYPE_TEXT),
    PURE("isValid", TYPE_BOOLEAN),
    ACTS("lang", TYPE_UNKNOWN),
    ACTS("locale", TYPE_UNKNOWN),
    PURE("localeData", TYPE_OBJECT),
    PURE("toISOString", TYPE_TEXT),
    PURE("toIsoString", TYPE_TEXT),
    PURE("toJSON", TYPE_TEXT),
    PURE("toString", TYPE_TEXT),
    PURE("valueOf", TYPE_NUMBER),
};

static const struct known_member date_members[] = {
    RANGE("getDate", 1, 31),
    RANGE("getDay", 0, 6),
    RANGE("getHours", 0, 23),
    RANGE("getMinutes", 0, 59),
    RANGE("getMonth", 0, 11),
    RANGE("getSeconds", 0, 59),
    RANGE("getMilliseconds", 0, 999),
    RANGE("getUTCDate", 1, 31),
    RANGE("getUTCDay", 0, 6),
    RANGE("getUTCHours", 0, 23),
    RANGE("getUTCMinutes", 0, 59),
    RANGE("getUTCMonth", 0, 11),
    RANGE("getUTCSeconds", 0, 59),
    RANGE("getUTCMilliseconds", 0, 999),
    PURE("getFullYear", TYPE_NUMBER),
    PURE("getUTCFullYear", TYPE_NUMBER),
    PURE("getTime", TYPE_NUMBER),
    PURE("getTimezoneOffset", TYPE_NUMBER),
    PURE("getYear", TYPE_NUMBER),
    ACTS("setDate", TYPE_NUMBER),
    ACTS("setFullYear", TYPE_NUMBER),
    ACTS("setHours", TYPE_NUMBER),
    ACTS("setMilliseconds", TYPE_NUMBER),
    ACTS("setMinutes", TYPE_NUMBER),
    ACTS("setMonth", TYPE_NUMBER),
    ACTS("setSeconds", TYPE_NUMBER),
    ACTS("setTime", TYPE_NUMBER),
    ACTS("setUTCDate", TYPE_NUMBER),
    ACTS("setUTCFullYear", TYPE_NUMBER),
    ACTS("setUTCHours", TYPE_NUMBER),
    ACTS("setUTCMilliseconds", TYPE_NUMBER),
    ACTS("setUTCMinutes", TYPE_NUMBER),
    ACTS("setUTCMonth", TYPE_NUMBER),
    ACTS("setUTCSeconds", TYPE_NUMBER),
    ACTS("setYear", TYPE_NUMBER),
    PURE("toDateString", TYPE_TEXT),
    PURE("toGMTString", TYPE_TEXT),
    PURE("toISOString", TYPE_TEXT),
    PURE("toJSON", TYPE_UNKNOWN),
    PURE("toLocaleDateString", TYPE_TEXT),
    PURE("toLocaleString", TYPE_TEXT),
    PURE("toLocaleTimeString", TYPE_TEXT),
    PURE("toString", TYPE_TEXT),
    PURE("toTimeString", TYPE_TEXT),
    PURE("toUTCString", TYPE_TEXT),
    PURE("valueOf", TYPE_NUMBER),
};

static const struct known_member regexp_members[] = {
    ACTS("compile", TYPE_REGEXP),         ACTS("exec", TYPE_UNKNOWN),
    ACTS("test", TYPE_BOOLEAN),           PURE("toString", TYPE_TEXT),
    PROPERTY("dotAll", TYPE_BOOLEAN),     PROPERTY("flags", TYPE_TEXT),
    PROPERTY("global", TYPE_BOOLEAN),     PROPERTY("hasIndices", TYPE_BOOLEAN),
    PROPERTY("ignoreCase", TYPE_BOOLEAN), PROPERTY("lastIndex", TYPE_NUMBER),
    PROPERTY("multiline", TYPE_BOOLEAN),  PROPERTY("source", TYPE_TEXT),
    PROPERTY("sticky", TYPE_BOOLEAN),     PROPERTY("unicode", TYPE_BOOLEAN),
};

static const struct known_member meta_members[] = {
    PROPERTY("currentUserTime", TYPE_MOMENT),
    PROPERTY("triggerTime", TYPE_MOMENT),
    PROPERTY("previousTriggerTime", TYPE_MOMENT),
};

static const struct known_member math_members[] = {
    PROPERTY("E", TYPE_NUMBER),       PROPERTY("LN10", TYPE_NUMBER),  PROPERTY("LN2", TYPE_NUMBER),
    PROPERTY("LOG10E", TYPE_NUMBER),  PROPERTY("LOG2E", TYPE_NUMBER), PROPERTY("PI", TYPE_NUMBER),
    PROPERTY("SQRT1_2", TYPE_NUMBER), PROPERTY("SQRT2", TYPE_NUMBER), PURE("abs", TYPE_NUMBER),
    PURE("acos", TYPE_NUMBER),        PURE("acosh", TYPE_NUMBER),     PURE("asin", TYPE_NUMBER),
    PURE("asinh", TYPE_NUMBER),       PURE("atan", TYPE_NUMBER),      PURE("atan2", TYPE_NUMBER),
    PURE("atanh", TYPE_NUMBER),       PURE("cbrt", TYPE_NUMBER),      PURE("ceil", TYPE_NUMBER),
    PURE("clz32", TYPE_NUMBER),       PURE("cos", TYPE_NUMBER),       PURE("cosh", TYPE_NUMBER),
    PURE("exp", TYPE_NUMBER),         PURE("expm1", TYPE_NUMBER),     PURE("floor", TYPE_NUMBER),
    PURE("fround", TYPE_NUMBER),      PURE("hypot", TYPE_NUMBER),     PURE("imul", TYPE_NUMBER),
    PURE("log", TYPE_NUMBER),         PURE("log10", TYPE_NUMBER),     PURE("log1p", TYPE_NUMBER),
    PURE("log2", TYPE_NUMBER),        PURE("max", TYPE_NUMBER),       PURE("min", TYPE_NUMBER),
    PURE("pow", TYPE_NUMBER),         ACTS("random", TYPE_NUMBER),    PURE("round", TYPE_NUMBER),
    PURE("sign", TYPE_NUMBER),        PURE("sin", TYPE_NUMBER),       PURE("sinh", TYPE_NUMBER),
    PURE("sqrt", TYPE_NUMBER),        PURE("tan", TYPE_NUMBER),       PURE("tanh", TYPE_NUMBER),
    PURE("trunc", TYPE_NUMBER),
};

static const struct known_member json_members[] = {
    ACTS("parse", TYPE_UNKNOWN),
    ACTS("stringify", TYPE_UNKNOWN),
};

static const struct known_member console_members[] = {
    ACTS("log", TYPE_UNDEFINED),  ACTS("info", TYPE_UNDEFINED),  ACTS("debug", TYPE_UNDEFINED),
    ACTS("warn", TYPE_UNDEFINED), ACTS("error", TYPE_UNDEFINED),
};

static const struct known_member moment_function_members[] = {
    PROPERTY("tz", TYPE_MOMENT_TZ),
    ACTS("utc", TYPE_MOMENT),
    ACTS("unix", TYPE_MOMENT),
    ACTS("parseZone", TYPE_MOMENT),
    ACTS("duration", TYPE_DURATION),
    ACTS("max", TYPE_MOMENT),
    ACTS("min", TYPE_MOMENT),
    ACTS("now", TYPE_NUMBER),
    ACTS("invalid", TYPE_MOMENT),
    ACTS("isMoment", TYPE_BOOLEAN),
    ACTS("isDate", TYPE_BOOLEAN),
    ACTS("isDuration", TYPE_BOOLEAN),
    ACTS("locale", TYPE_UNKNOWN),
    ACTS("locales", TYPE_ARRAY),
    ACTS("localeData", TYPE_OBJECT),
    ACTS("months", TYPE_UNKNOWN),
    ACTS("monthsShort", TYPE_UNKNOWN),
    ACTS("weekdays", TYPE_UNKNOWN),
    ACTS("weekdaysShort", TYPE_UNKNOWN),
    ACTS("weekdaysMin", TYPE_UNKNOWN),
    ACTS("defineLocale", TYPE_UNKNOWN),
    ACTS("updateLocale", TYPE_UNKNOWN),
    ACTS("relativeTimeRounding", TYPE_UNKNOWN),
    ACTS("relativeTimeThreshold", TYPE_UNKNOWN),
    ACTS("normalizeUnits", TYPE_UNKNOWN),
    ACTS("calendarFormat", TYPE_UNKNOWN),
    ACTS("createFromInputFallback", TYPE_UNKNOWN),
    ACTS("deprecationHandler", TYPE_UNKNOWN),
    ACTS("updateOffset", TYPE_UNKNOWN),
    ACTS("lang", TYPE_UNKNOWN),
    ACTS("langData", TYPE_UNKNOWN),
    ACTS("parseTwoDigitYear", TYPE_NUMBER),
    PROPERTY("HTML5_FMT", TYPE_UNKNOWN),
    PROPERTY("ISO_8601", TYPE_FUNCTION),
    PROPERTY("RFC_2822", TYPE_FUNCTION),
    PROPERTY("defaultFormat", TYPE_TEXT),
    PROPERTY("defaultFormatUtc", TYPE_TEXT),
    PROPERTY("defaultZone", TYPE_UNKNOWN),
    PROPERTY("fn", TYPE_UNKNOWN),
    PROPERTY("momentProperties", TYPE_UNKNOWN),
    PROPERTY("suppressDeprecationWarnings", TYPE_UNKNOWN),
    PROPERTY("version", TYPE_TEXT),
    PROPERTY("_getDefaultDateParts", TYPE_UNKNOWN),
};

static const struct known_member moment_tz_members[] = {
    ACTS("add", TYPE_UNDEFINED),
    ACTS("countries", TYPE_ARRAY),
    ACTS("guess", TYPE_TEXT),
    ACTS("link", TYPE_UNDEFINED),
    ACTS("load", TYPE_UNDEFINED),
    ACTS("names", TYPE_ARRAY),
    ACTS("needsOffset", TYPE_BOOLEAN),
    ACTS("setDefault", TYPE_UNKNOWN),
    ACTS("unpack", TYPE_UNKNOWN),
    ACTS("unpackBase60", TYPE_NUMBER),
    ACTS("zone", TYPE_UNKNOWN),
    ACTS("zoneExists", TYPE_UNKNOWN),
    ACTS("zonesForCountry", TYPE_UNKNOWN),
    PROPERTY("Zone", TYPE_UNKNOWN),
    PROPERTY("dataVersion", TYPE_TEXT),
    PROPERTY("version", TYPE_TEXT),
    PROPERTY("moveAmbiguousForward", TYPE_BOOLEAN),
    PROPERTY("moveInvalidForward", TYPE_BOOLEAN),
    PROPERTY("_countries", TYPE_UNKNOWN),
    PROPERTY("_links", TYPE_UNKNOWN),
    PROPERTY("_names", TYPE_UNKNOWN),
    PROPERTY("_zones", TYPE_UNKNOWN),
};

static const struct known_member number_function_members[] = {
    PROPERTY("EPSILON", TYPE_NUMBER),   PROPERTY("MAX_SAFE_INTEGER", TYPE_NUMBER),
    PROPERTY("MAX_VALUE", TYPE_NUMBER), PROPERTY("MIN_SAFE_INTEGER", TYPE_NUMBER),
    PROPERTY("MIN_VALUE", TYPE_NUMBER), PROPERTY("NEGATIVE_INFINITY", TYPE_NUMBER),
    PROPERTY("NaN", TYPE_NUMBER),       PROPERTY("POSITIVE_INFINITY", TYPE_NUMBER),
    PURE("isFinite", TYPE_BOOLEAN),     PURE("isInteger", TYPE_BOOLEAN),
    PURE("isNaN", TYPE_BOOLEAN),        PURE("isSafeInteger", TYPE_BOOLEAN),
    PURE("parseFloat", TYPE_NUMBER),    PURE("parseInt", TYPE_NUMBER),
};

static const struct known_member string_function_members[] = {
    PURE("fromCharCode", TYPE_TEXT),
    PURE("fromCodePoint", TYPE_TEXT),
    PURE("raw", TYPE_TEXT),
};

static const struct known_member date_function_members[] = {
    PURE("UTC", TYPE_NUMBER),
    PURE("now", TYPE_NUMBER),
    PURE("parse", TYPE_NUMBER),
};

static const struct known_member object_function_members[] = {
    ACTS("assign", TYPE_UNKNOWN),
    ACTS("create", TYPE_UNKNOWN),
    ACTS("defineProperties", TYPE_UNKNOWN),
    ACTS("defineProperty", TYPE_UNKNOWN),
    PURE("entries", TYPE_ARRAY),
    ACTS("freeze", TYPE_UNKNOWN),
    PURE("fromEntries", TYPE_OBJECT),
    PURE("getOwnPropertyDescriptor", TYPE_UNKNOWN),
    PURE("getOwnPropertyDescriptors", TYPE_UNKNOWN),
    PURE("getOwnPropertyNames", TYPE_ARRAY),
    PURE("getOwnPropertySymbols", TYPE_ARRAY),
    PURE("getPrototypeOf", TYPE_UNKNOWN),
    PURE("hasOwn", TYPE_BOOLEAN),
    PURE("is", TYPE_BOOLEAN),
    PURE("isExtensible", TYPE_BOOLEAN),
    PURE("isFrozen", TYPE_BOOLEAN),
    PURE("isSealed", TYPE_BOOLEAN),
    PURE("keys", TYPE_ARRAY),
    ACTS("preventExtensions", TYPE_UNKNOWN),
    ACTS("seal", TYPE_UNKNOWN),
    ACTS("setPrototypeOf", TYPE_UNKNOWN),
    PURE("values", TYPE_ARRAY),
};

static const struct known_member array_function_members[] = {
    ACTS("from", TYPE_ARRAY),
    PURE("isArray", TYPE_BOOLEAN),
    PURE("of", TYPE_ARRAY),
};

/* What every object and function has; TYPE_FUNCTION is closed with these. */
static const struct known_member object_members[] = {
    ACTS("__defineGetter__", TYPE_UNKNOWN),
    ACTS("__defineSetter__", TYPE_UNKNOWN),
    ACTS("__lookupGetter__", TYPE_UNKNOWN),
    ACTS("__lookupSetter__", TYPE_UNKNOWN),
    PROPERTY("__proto__", TYPE_UNKNOWN),
    PROPERTY("constructor", TYPE_UNKNOWN),
    PURE("hasOwnProperty", TYPE_BOOLEAN),
    PURE("isPrototypeOf", TYPE_BOOLEAN),
    PURE("propertyIsEnumerable", TYPE_BOOLEAN),
    PURE("toLocaleString", TYPE_TEXT),
    PURE("toString", TYPE_TEXT),
    PURE("valueOf", TYPE_UNKNOWN),
};

static const struct known_member function_members[] = {
    ACTS("apply", TYPE_UNKNOWN),         ACTS("bind", TYPE_FUNCTION),
    ACTS("call", TYPE_UNKNOWN),          PROPERTY("length", TYPE_NUMBER),
    PROPERTY("name", TYPE_TEXT),         PROPERTY("prototype", TYPE_UNKNOWN),
    PROPERTY("arguments", TYPE_UNKNOWN), PROPERTY("caller", TYPE_UNKNOWN),
};

struct type_entry {
    const char *name;
    const struct known_member *members;
    size_t count;
    bool is_function;
};

#define MEMBERS(list) list, sizeof(list) / sizeof((list)[0])

static const struct type_entry types[TYPE_COUNT] = {
    [TYPE_TEXT] = {"a text", MEMBERS(text_members), false},
    [TYPE_NUMBER] = {"a number", MEMBERS(number_members), false},
    [TYPE_BOOLEAN] = {"true or false", MEMBERS(boolean_members), false},
    [TYPE_ARRAY] = {"an array", MEMBERS(array_members), false},
    [TYPE_MOMENT] = {"a moment", MEMBERS(moment_members), false},
    [TYPE_DURATION] = {"a duration", MEMBERS(duration_members), false},
    [TYPE_DATE] = {"a Date", MEMBERS(date_members), false},
    [TYPE_REGEXP] = {"a regular expression", MEMBERS(regexp_members), false},
    [TYPE_FUNCTION] = {"a function", NULL, 0, false},
    [TYPE_OBJECT] = {"an object", NULL, 0, false},
    [TYPE_UNDEFINED] = {"undefined", NULL, 0, false},
    [TYPE_NULL] = {"null", NULL, 0, false},
    [TYPE_META] = {"Meta", MEMBERS(meta_members), false},
    [TYPE_MATH] = {"Math", MEMBERS(math_members), false},
    [TYPE_JSON] = {"JSON", MEMBERS(json_members), false},
    [TYPE_CONSOLE] = {"console", MEMBERS(console_members), false},
    [TYPE_MOMENT_FUNCTION] = {"moment", MEMBERS(moment_function_members), true},
    [TYPE_MOMENT_TZ] = {"moment.tz", MEMBERS(moment_tz_members), true},
    [TYPE_NUMBER_FUNCTION] = {"Number", MEMBERS(number_function_members), true},
    [TYPE_STRING_FUNCTION] = {"String", MEMBERS(string_function_members), true},
    [TYPE_DATE_FUNCTION] = {"Date", MEMBERS(date_function_members), true},
    [TYPE_OBJECT_FUNCTION] = {"Object", MEMBERS(object_function_members), true},
    [TYPE_ARRAY_FUNCTION] = {"Array", MEMBERS(array_function_members), true},
};

static const struct known_member *find(const struct known_member *members, size_t count,
                                       const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0) {
            return &members[i];
        }
    }
    return NULL;
}

bool known_type_closed(enum known_type type) {
    return types[type].members != NULL;
}

const char *known_type_name(enum known_type type) {
    return types[type].name;
}

const struct known_member *known_member(enum known_type type, const char *name) {
    const struct type_entry *entry = &types[type];
    if (entry->members == NULL) {
        return NULL;
    }
    const struct known_member *member = find(entry->members, entry->count, name);
    if (member == NULL && entry->is_function) {
        member = find(MEMBERS(function_members), name);
    }
    return member != NULL ? member : find(MEMBERS(object_members), name);
}

void known_members(enum known_type type, void (*visit)(void *context, const char *name),
                   void *context) {
    for (size_t i = 0; i < types[type].count; i++) {
        visit(context, types[type].members[i].name);
    }
}

static const struct known_global globals[] = {
    {"Array", TYPE_ARRAY_FUNCTION, TYPE_ARRAY},
    {"Boolean", TYPE_FUNCTION, TYPE_BOOLEAN},
    {"Date", TYPE_DATE_FUNCTION, TYPE_TEXT},
    {"Error", TYPE_FUNCTION, TYPE_OBJECT},
    {"EvalError", TYPE_FUNCTION, TYPE_OBJECT},
    {"Function", TYPE_FUNCTION, TYPE_FUNCTION},
    {"Infinity", TYPE_NUMBER, TYPE_UNKNOWN},
    {"JSON", TYPE_JSON, TYPE_UNKNOWN},
    {"Map", TYPE_FUNCTION, TYPE_OBJECT},
    {"Math", TYPE_MATH, TYPE_UNKNOWN},
    {"Meta", TYPE_META, TYPE_UNKNOWN},
    {"MomentJS", TYPE_MOMENT_FUNCTION, TYPE_MOMENT},
    {"NaN", TYPE_NUMBER, TYPE_UNKNOWN},
    {"Number", TYPE_NUMBER_FUNCTION, TYPE_NUMBER},
    {"Object", TYPE_OBJECT_FUNCTION, TYPE_UNKNOWN},
    {"RangeError", TYPE_FUNCTION, TYPE_OBJECT},
    {"ReferenceError", TYPE_FUNCTION, TYPE_OBJECT},
    {"RegExp", TYPE_FUNCTION, TYPE_REGEXP},
    {"Set", TYPE_FUNCTION, TYPE_OBJECT},
    {"String", TYPE_STRING_FUNCTION, TYPE_TEXT},
    {"Symbol", TYPE_FUNCTION, TYPE_UNKNOWN},
    {"SyntaxError", TYPE_FUNCTION, TYPE_OBJECT},
    {"TypeError", TYPE_FUNCTION, TYPE_OBJECT},
    {"URIError", TYPE_FUNCTION, TYPE_OBJECT},
    {"WeakMap", TYPE_FUNCTION, TYPE_OBJECT},
    {"WeakSet", TYPE_FUNCTION, TYPE_OBJECT},
    {"arguments", TYPE_UNKNOWN, TYPE_UNKNOWN},
    {"console", TYPE_CONSOLE, TYPE_UNKNOWN},
    {"decodeURI", TYPE_FUNCTION, TYPE_TEXT},
    {"decodeURIComponent", TYPE_FUNCTION, TYPE_TEXT},
    {"encodeURI", TYPE_FUNCTION, TYPE_TEXT},
    {"encodeURIComponent", TYPE_FUNCTION, TYPE_TEXT},
    {"escape", TYPE_FUNCTION, TYPE_TEXT},
    {"globalThis", TYPE_OBJECT, TYPE_UNKNOWN},
    {"isFinite", TYPE_FUNCTION, TYPE_BOOLEAN},
    {"isNaN", TYPE_FUNCTION, TYPE_BOOLEAN},
    {"moment", TYPE_MOMENT_FUNCTION, TYPE_MOMENT},
    {"parseFloat", TYPE_FUNCTION, TYPE_NUMBER},
    {"parseInt", TYPE_FUNCTION, TYPE_NUMBER},
    {"undefined", TYPE_UNDEFINED, TYPE_UNKNOWN},
    {"unescape", TYPE_FUNCTION, TYPE_TEXT},
};

const struct known_global *known_global(const char *name) {
    for (size_t i = 0; i < sizeof globals / sizeof globals[0]; i++) {
        if (strcmp(globals[i].name, name) == 0) {
            return &globals[i];
        }
    }
    return NULL;
}

void known_globals(void (*visit)(void *context, const char *name), void *context) {
    for (size_t i = 0; i < sizeof globals / sizeof globals[0]; i++) {
        visit(context, globals[i].name);
    }
}
