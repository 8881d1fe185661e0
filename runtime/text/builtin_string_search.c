/*
 * runtime/text/builtin_string_search.c: methods of String.prototype that look for something: plain
 * search, the ones that hand over to regular expressions, replacing, splitting (ECMA-262 22.1.3).
 */
#include <string.h>

#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text/builtin_regexp.h"
#include "runtime/text/text_scan.h"

static value this_string(struct rt *rt, struct function *callee, value this_value) {
    return text_this(rt, callee, "String", this_value);
}

/* The first place in [from, end) that has the unit, or `end`. */
static uint32_t find_unit(struct text text, uint16_t unit, uint32_t from, uint32_t end) {
    if (!text.wide) {
        return unit > 255 ? end : scan_byte(text.units, from, end, (uint8_t)unit);
    }
    const uint16_t *units = text.units;
    while (from < end && units[from] != unit) {
        from++;
    }
    return from;
}

static bool stands_at(struct text text, struct text needle, uint32_t at) {
    if (text.wide == needle.wide) {
        uint32_t shift = text.wide ? 1 : 0;
        return memcmp((const uint8_t *)text.units + ((size_t)at << shift), needle.units,
                      (size_t)needle.length << shift) == 0;
    }
    for (uint32_t i = 0; i < needle.length; i++) {
        if (text_at(text, at + i) != text_at(needle, i)) {
            return false;
        }
    }
    return true;
}

uint32_t text_find(struct rt *rt, struct text text, struct text needle, uint32_t from) {
    if (needle.length == 0) {
        return from <= text.length ? from : UINT32_MAX;
    }
    if (from > text.length || needle.length > text.length - from) {
        return UINT32_MAX;
    }
    uint32_t last = text.length - needle.length, burnt = from;
    uint16_t first = text_at(needle, 0);
    for (uint32_t at = from; (at = find_unit(text, first, at, last + 1)) <= last; at++) {
        rt_burn(rt, (at - burnt) / 8 + needle.length / 8 + 1);
        burnt = at;
        if (stands_at(text, needle, at)) {
            return at;
        }
    }
    rt_burn(rt, (last + 1 - burnt) / 8);
    return UINT32_MAX;
}

/* An argument that is a position: clamped into 0 .. length. */
static int position_argument(struct rt *rt, value v, uint32_t length, uint32_t absent,
                             uint32_t *out) {
    double position = 0;
    *out = absent;
    if (v == VALUE_UNDEFINED) {
        return 0;
    }
    if (to_integer(rt, v, &position) < 0) {
        return -1;
    }
    *out = position < 0 ? 0 : position > length ? length : (uint32_t)position;
    return 0;
}

/* 22.1.3.9 String.prototype.indexOf ( searchString, position ) */
TEXT_METHOD(string_index_of) {
    uint32_t from = 0;
    value string = this_string(rt, callee, this_value);
    value needle = string == VALUE_EXCEPTION ? string : to_string(rt, ARG(0));
    if (needle == VALUE_EXCEPTION ||
        position_argument(rt, ARG(1), string_length(string), 0, &from) < 0) {
        return VALUE_EXCEPTION;
    }
    uint32_t at = text_find(rt, string_text(rt, string), string_text(rt, needle), from);
    return value_from_int(at == UINT32_MAX ? -1 : (int32_t)at);
}

/* 22.1.3.10 String.prototype.lastIndexOf ( searchString, position ) */
TEXT_METHOD(string_last_index_of) {
    double position = 0;
    value string = this_string(rt, callee, this_value);
    value needle = string == VALUE_EXCEPTION ? string : to_string(rt, ARG(0));
    if (needle == VALUE_EXCEPTION || to_double(rt, ARG(1), &position) < 0) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string), sought = string_text(rt, needle);
    if (sought.length > text.length) {
        return value_from_int(-1);
    }
    uint32_t at = text.length - sought.length;
    if (position < at) { /* NaN, as an absent argument gives, means the end */
        at = position > 0 ? (uint32_t)position : 0;
    }
    for (;; at--) {
        rt_burn(rt, 1);
        if (sought.length == 0 || text_at(text, at) == text_at(sought, 0)) {
            rt_burn(rt, sought.length / 8);
            if (stands_at(text, sought, at)) {
                return value_from_int((int32_t)at);
            }
        }
        if (at == 0) {
            return value_from_int(-1);
        }
    }
}

int value_is_regexp(struct rt *rt, value v) {
    if (!value_is_object(v)) {
        return 0;
    }
    value matcher = object_get(rt, v, rt->realm->symbols[SYMBOL_MATCH]);
    if (matcher == VALUE_EXCEPTION) {
        return -1;
    }
    return matcher != VALUE_UNDEFINED ? to_boolean(matcher) : value_is_class(v, CLASS_REGEXP);
}

/* 22.1.3.8 includes, 22.1.3.7 endsWith, 22.1.3.24 startsWith (by magic). */
TEXT_METHOD(string_includes) {
    static const char *const names[] = {"includes", "startsWith", "endsWith"};
    value string = this_string(rt, callee, this_value);
    int is_regexp = string == VALUE_EXCEPTION ? -1 : value_is_regexp(rt, ARG(0));
    if (is_regexp != 0) {
        return is_regexp < 0 ? VALUE_EXCEPTION
                             : throw_type(rt,
                                          "First argument to String.prototype.%s must not be a "
                                          "regular expression",
                                          names[callee->magic]);
    }
    uint32_t length = string_length(string), position = 0;
    value needle = to_string(rt, ARG(0));
    if (needle == VALUE_EXCEPTION ||
        position_argument(rt, ARG(1), length, callee->magic == STRING_ENDS_WITH ? length : 0,
                          &position) < 0) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string), sought = string_text(rt, needle);
    if (callee->magic == STRING_INCLUDES) {
        return value_from_bool(text_find(rt, text, sought, position) != UINT32_MAX);
    }
    rt_burn(rt, sought.length / 8);
    if (callee->magic == STRING_ENDS_WITH) {
        return value_from_bool(sought.length <= position &&
                               stands_at(text, sought, position - sought.length));
    }
    return value_from_bool(sought.length <= length - position && stands_at(text, sought, position));
}

/* The method that an argument brings along for a symbol: undefined if it has none. Strings are not
 * asked (as ECMA-262 has it since 2025): String.prototype has no such methods. */
static value method_of(struct rt *rt, value argument, enum well_known_symbol symbol) {
    if (value_is_nullish(argument) || value_is_string(argument)) {
        return VALUE_UNDEFINED;
    }
    return value_get_method(rt, argument, rt->realm->symbols[symbol]);
}

/* A call of a method of RegExp.prototype on an expression that is plain: no look-up, no frame. */
static value call_plain(struct rt *rt, code_fn method, value regexp, uint32_t argc, value *argv) {
    rt_burn(rt, 1);
    return method(rt, NULL, regexp, argc, argv, VALUE_UNDEFINED);
}

/* For matchAll and replaceAll: a regular expression must have the flag g. 0 or -1. */
static int require_global(struct rt *rt, value argument, const char *message) {
    if (value_is_class(argument, CLASS_REGEXP) && regexp_is_plain(rt, argument) &&
        (value_regexp(argument)->flags & REGEXP_GLOBAL) != 0) {
        return 0;
    }
    int is_regexp = value_is_regexp(rt, argument);
    if (is_regexp <= 0) {
        return is_regexp;
    }
    value flags = object_get(rt, argument, rt->realm->atom_flags);
    if (flags == VALUE_EXCEPTION) {
        return -1;
    }
    if (value_is_nullish(flags)) {
        throw_type(rt, "%s", message);
        return -1;
    }
    flags = to_string(rt, flags);
    if (flags == VALUE_EXCEPTION) {
        return -1;
    }
    struct text text = string_text(rt, flags);
    for (uint32_t i = 0; i < text.length; i++) {
        if (text_at(text, i) == 'g') {
            return 0;
        }
    }
    throw_type(rt, "%s", message);
    return -1;
}

/* 22.1.3.13 match, 22.1.3.14 matchAll, 22.1.3.21 search (by magic, the symbol). */
TEXT_METHOD(string_match) {
    enum well_known_symbol symbol = (enum well_known_symbol)callee->magic;
    value regexp = ARG(0), flags = VALUE_UNDEFINED;
    if (value_is_nullish(this_value)) {
        return this_string(rt, callee, this_value); /* throws */
    }
    if (symbol == SYMBOL_MATCH_ALL) {
        if (require_global(rt, regexp,
                           "String.prototype.matchAll called with a non-global RegExp argument") <
            0) {
            return VALUE_EXCEPTION;
        }
        flags = string_from_unit(rt, 'g');
    }
    if (symbol != SYMBOL_MATCH_ALL && regexp_is_plain(rt, regexp)) {
        return call_plain(rt, symbol == SYMBOL_MATCH ? regexp_symbol_match : regexp_symbol_search,
                          regexp, 1, &this_value);
    }
    value method = method_of(rt, regexp, symbol);
    if (method == VALUE_EXCEPTION) {
        return method;
    }
    if (method != VALUE_UNDEFINED) {
        return function_call(rt, method, regexp, 1, &this_value);
    }
    value string = to_string(rt, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    if (regexp != VALUE_UNDEFINED) {
        regexp = to_string(rt, regexp);
    }
    regexp = regexp == VALUE_EXCEPTION ? regexp : regexp_object_new(rt, regexp, flags);
    return regexp == VALUE_EXCEPTION
               ? regexp
               : value_invoke(rt, regexp, rt->realm->symbols[symbol], 1, &string);
}

/* What stands for one match of a plain string: the function's answer, or the expanded template. */
static int append_replacement(struct rt *rt, struct text_builder *builder, value string,
                              value sought, uint32_t at, value replacement) {
    if (value_is_callable(replacement)) {
        value arguments[3] = {sought, value_from_int((int32_t)at), string};
        value result = function_call(rt, replacement, VALUE_UNDEFINED, 3, arguments);
        result = result == VALUE_EXCEPTION ? result : to_string(rt, result);
        if (result == VALUE_EXCEPTION) {
            return -1;
        }
        text_builder_string(builder, result);
        return 0;
    }
    struct substitution match = {string, sought, at, 0, NULL, VALUE_UNDEFINED};
    return text_substitute(rt, builder, &match, replacement);
}

/* 22.1.3.19 replace, 22.1.3.20 replaceAll (by magic). */
TEXT_METHOD(string_replace) {
    value arguments[2] = {this_value, ARG(1)}, search = ARG(0), replacement = ARG(1);
    bool all = callee->magic != 0;
    if (value_is_nullish(this_value)) {
        return this_string(rt, callee, this_value); /* throws */
    }
    if (all && require_global(
                   rt, search,
                   "String.prototype.replaceAll called with a non-global RegExp argument") < 0) {
        return VALUE_EXCEPTION;
    }
    if (regexp_is_plain(rt, search)) {
        return call_plain(rt, regexp_symbol_replace, search, 2, arguments);
    }
    value method = method_of(rt, search, SYMBOL_REPLACE);
    if (method == VALUE_EXCEPTION) {
        return method;
    }
    if (method != VALUE_UNDEFINED) {
        return function_call(rt, method, search, 2, arguments);
    }
    value string = to_string(rt, this_value);
    value sought = string == VALUE_EXCEPTION ? string : to_string(rt, search);
    if (sought != VALUE_EXCEPTION && !value_is_callable(replacement)) {
        replacement = to_string(rt, replacement);
    }
    if (sought == VALUE_EXCEPTION || replacement == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string), needle = string_text(rt, sought);
    uint32_t at = text_find(rt, text, needle, 0), end = 0;
    if (at == UINT32_MAX) {
        return string;
    }
    struct text_builder builder;
    text_builder_start(&builder, rt);
    do {
        rt_burn(rt, 1);
        text_builder_range(&builder, text, end, at);
        if (append_replacement(rt, &builder, string, sought, at, replacement) < 0) {
            return VALUE_EXCEPTION;
        }
        end = at + needle.length;
        at = all ? text_find(rt, text, needle, end + (needle.length == 0)) : UINT32_MAX;
    } while (at != UINT32_MAX);
    text_builder_range(&builder, text, end, text.length);
    return text_builder_finish(&builder);
}

static value split_units(struct rt *rt, struct text text, uint32_t limit) {
    uint32_t count = text.length < limit ? text.length : limit;
    value list = array_new(rt, 0, NULL);
    rt_burn(rt, count);
    for (uint32_t i = 0; i < count; i++) {
        array_push(rt, list, string_from_unit(rt, text_at(text, i)));
    }
    return list;
}

/* 22.1.3.23 String.prototype.split ( separator, limit ) */
TEXT_METHOD(string_split) {
    value arguments[2] = {this_value, ARG(1)};
    uint32_t limit = UINT32_MAX, start = 0;
    if (value_is_nullish(this_value)) {
        return this_string(rt, callee, this_value); /* throws */
    }
    if (regexp_is_plain(rt, ARG(0))) {
        return call_plain(rt, regexp_symbol_split, argv[0], 2, arguments);
    }
    value method = method_of(rt, ARG(0), SYMBOL_SPLIT);
    if (method == VALUE_EXCEPTION) {
        return method;
    }
    if (method != VALUE_UNDEFINED) {
        return function_call(rt, method, argv[0], 2, arguments);
    }
    value string = to_string(rt, this_value);
    if (string == VALUE_EXCEPTION ||
        (ARG(1) != VALUE_UNDEFINED && to_uint32(rt, argv[1], &limit) < 0)) {
        return VALUE_EXCEPTION;
    }
    value separator = to_string(rt, ARG(0));
    if (separator == VALUE_EXCEPTION) {
        return separator;
    }
    value list = array_new(rt, 0, NULL);
    struct text text = string_text(rt, string), sought = string_text(rt, separator);
    if (limit == 0) {
        return list;
    }
    if (ARG(0) == VALUE_UNDEFINED) {
        array_push(rt, list, string);
        return list;
    }
    if (sought.length == 0) {
        return split_units(rt, text, limit);
    }
    for (uint32_t at; (at = text_find(rt, text, sought, start)) != UINT32_MAX;) {
        rt_burn(rt, 1);
        array_push(rt, list, string_slice(rt, string, start, at));
        if (--limit == 0) {
            return list;
        }
        start = at + sought.length;
    }
    array_push(rt, list, string_slice(rt, string, start, text.length));
    return list;
}

/* Reads the options of ECMA-402 10.1.2 that the runtime knows. 0 or -1. */
static int collator_options(struct rt *rt, value options, enum text_sensitivity *sensitivity,
                            bool *numeric) {
    static const char *const names[] = {"base", "accent", "case", "variant"};
    if (options == VALUE_UNDEFINED) {
        return 0;
    }
    options = to_object(rt, options);
    value found = options == VALUE_EXCEPTION ? options : object_get_name(rt, options, "numeric");
    if (found == VALUE_EXCEPTION) {
        return -1;
    }
    *numeric = to_boolean(found);
    found = object_get_name(rt, options, "sensitivity");
    if (found == VALUE_EXCEPTION || found == VALUE_UNDEFINED) {
        return found == VALUE_EXCEPTION ? -1 : 0;
    }
    found = to_string(rt, found);
    for (uint32_t i = 0; found != VALUE_EXCEPTION && i < 4; i++) {
        if (string_equals(rt, found, string_from_ascii(rt, names[i]))) {
            *sensitivity = (enum text_sensitivity)i;
            return 0;
        }
    }
    if (found != VALUE_EXCEPTION) {
        throw_range(
            rt,
            "Value %v out of range for String.prototype.localeCompare options property sensitivity",
            found);
    }
    return -1;
}

/* 22.1.3.11 String.prototype.localeCompare ( that, locales, options ), ECMA-402 19.1.1: the order
 * is the root collation's for every locale. */
TEXT_METHOD(string_locale_compare) {
    enum text_sensitivity sensitivity = SENSITIVITY_VARIANT;
    bool numeric = false;
    value string = this_string(rt, callee, this_value);
    value that = string == VALUE_EXCEPTION ? string : to_string(rt, ARG(0));
    if (that == VALUE_EXCEPTION || collator_options(rt, ARG(2), &sensitivity, &numeric) < 0) {
        return VALUE_EXCEPTION;
    }
    return value_from_int(text_collate(rt, string, that, sensitivity, numeric));
}
