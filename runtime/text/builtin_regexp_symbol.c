/*
 * runtime/text/builtin_regexp_symbol.c: what String's methods call on a regular expression:
 * @@match, @@matchAll with its iterator, @@search and @@split (ECMA-262 22.2.6, 22.2.9).
 *
 * Each follows the specification's steps for any object; where exec runs no code of the program
 * (regexp_is_plain), the matcher is called directly and no arrays of captures are made.
 */
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text/builtin_regexp.h"

static value incompatible(struct rt *rt, const char *method, value receiver) {
    return throw_type(rt, "Method RegExp.prototype.%s called on incompatible receiver %v", method,
                      receiver);
}

/* Where to look next behind a match, in code units. */
static uint32_t next_start(struct text text, const uint32_t *captures, bool unicode) {
    return captures[1] != captures[0] ? captures[1]
                                      : (uint32_t)text_advance(text, captures[1], unicode);
}

static value match_all_plain(struct rt *rt, value regexp, value string) {
    bool unicode = (value_regexp(regexp)->flags & REGEXP_UNICODE) != 0;
    struct text text = string_text(rt, string);
    const uint32_t *captures = NULL;
    value list = VALUE_NULL;
    int found = 0;
    for (uint32_t start = 0; start <= text.length;) {
        rt_burn(rt, 1);
        found = regexp_run(rt, regexp, string, start, &captures);
        if (found <= 0) {
            break;
        }
        list = list == VALUE_NULL ? array_new(rt, 0, NULL) : list;
        start = next_start(text, captures, unicode);
        array_push(rt, list, string_slice(rt, string, captures[0], captures[1]));
    }
    return found < 0 || regexp_set_last_index(rt, regexp, 0) < 0 ? VALUE_EXCEPTION : list;
}

/* 22.2.6.8 RegExp.prototype [ @@match ] ( string ) */
TEXT_METHOD(regexp_symbol_match) {
    if (!value_is_object(this_value)) {
        return incompatible(rt, "@@match", this_value);
    }
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    if (regexp_is_plain(rt, this_value)) {
        return (value_regexp(this_value)->flags & REGEXP_GLOBAL) != 0
                   ? match_all_plain(rt, this_value, string)
                   : regexp_builtin_exec(rt, this_value, string);
    }
    int global = regexp_get_flag(rt, this_value, REGEXP_GLOBAL);
    if (global <= 0) {
        return global < 0 ? VALUE_EXCEPTION : regexp_exec(rt, this_value, string);
    }
    int unicode = regexp_get_flag(rt, this_value, REGEXP_UNICODE);
    if (unicode < 0 || regexp_set_last_index(rt, this_value, 0) < 0) {
        return VALUE_EXCEPTION;
    }
    value list = VALUE_NULL;
    for (;;) {
        rt_burn(rt, 1);
        value result = regexp_exec(rt, this_value, string);
        if (result == VALUE_EXCEPTION || result == VALUE_NULL) {
            return result == VALUE_EXCEPTION ? result : list;
        }
        value matched = object_get(rt, result, value_from_int(0));
        matched = matched == VALUE_EXCEPTION ? matched : to_string(rt, matched);
        if (matched == VALUE_EXCEPTION) {
            return matched;
        }
        list = list == VALUE_NULL ? array_new(rt, 0, NULL) : list;
        array_push(rt, list, matched);
        if (string_length(matched) == 0 &&
            regexp_step_over_empty(rt, this_value, string, unicode > 0) < 0) {
            return VALUE_EXCEPTION;
        }
    }
}

static bool has_letter(struct rt *rt, value flags, char letter) {
    struct text text = string_text(rt, flags);
    for (uint32_t i = 0; i < text.length; i++) {
        if (text_at(text, i) == (uint16_t)letter) {
            return true;
        }
    }
    return false;
}

/* ToString(Get(R, "flags")). */
static value get_flags(struct rt *rt, value regexp) {
    value flags = object_get(rt, regexp, rt->realm->atom_flags);
    return flags == VALUE_EXCEPTION ? flags : to_string(rt, flags);
}

/* 22.2.6.9 RegExp.prototype [ @@matchAll ] ( string ) */
TEXT_METHOD(regexp_symbol_match_all) {
    double index = 0;
    if (!value_is_object(this_value)) {
        return incompatible(rt, "@@matchAll", this_value);
    }
    value string = to_string(rt, ARG(0));
    value constructor = string == VALUE_EXCEPTION
                            ? string
                            : species_constructor(rt, this_value, rt->realm->regexp_constructor);
    value flags = constructor == VALUE_EXCEPTION ? constructor : get_flags(rt, this_value);
    if (flags == VALUE_EXCEPTION) {
        return flags;
    }
    value arguments[2] = {this_value, flags};
    value matcher = function_construct(rt, constructor, 2, arguments, constructor);
    value last = matcher == VALUE_EXCEPTION
                     ? matcher
                     : object_get(rt, this_value, rt->realm->atom_last_index);
    if (last == VALUE_EXCEPTION || to_length(rt, last, &index) < 0 ||
        regexp_set_last_index(rt, matcher, index) < 0) {
        return VALUE_EXCEPTION;
    }
    value object = object_create(rt, CLASS_REGEXP_STRING_ITERATOR,
                                 rt->realm->prototypes[CLASS_REGEXP_STRING_ITERATOR]);
    struct regexp_string_iterator *iterator = value_pointer(object);
    iterator->regexp = matcher;
    iterator->string = string;
    iterator->global = has_letter(rt, flags, 'g');
    iterator->unicode = has_letter(rt, flags, 'u');
    return object;
}

/* 22.2.9.2.1 %RegExpStringIteratorPrototype%.next ( ) */
TEXT_METHOD(regexp_string_iterator_next) {
    if (!value_is_class(this_value, CLASS_REGEXP_STRING_ITERATOR)) {
        return throw_type(rt,
                          "Method %%RegExpStringIterator%%.prototype.next called on incompatible "
                          "receiver %v",
                          this_value);
    }
    struct regexp_string_iterator *iterator = value_pointer(this_value);
    value regexp = iterator->regexp;
    if (regexp == VALUE_UNDEFINED) {
        return iterator_result(rt, VALUE_UNDEFINED, true);
    }
    value result = regexp_exec(rt, regexp, iterator->string);
    if (result == VALUE_EXCEPTION) {
        return result;
    }
    if (result == VALUE_NULL || iterator->global == 0) {
        heap_touch(rt, iterator, sizeof *iterator);
        iterator->regexp = VALUE_UNDEFINED;
        return result == VALUE_NULL ? iterator_result(rt, VALUE_UNDEFINED, true)
                                    : iterator_result(rt, result, false);
    }
    value matched = object_get(rt, result, value_from_int(0));
    matched = matched == VALUE_EXCEPTION ? matched : to_string(rt, matched);
    if (matched == VALUE_EXCEPTION ||
        (string_length(matched) == 0 &&
         regexp_step_over_empty(rt, regexp, iterator->string, iterator->unicode != 0) < 0)) {
        return VALUE_EXCEPTION;
    }
    return iterator_result(rt, result, false);
}

/* 22.2.6.12 RegExp.prototype [ @@search ] ( string ) */
TEXT_METHOD(regexp_symbol_search) {
    const uint32_t *captures = NULL;
    value last_index = rt->realm->atom_last_index;
    if (!value_is_object(this_value)) {
        return incompatible(rt, "@@search", this_value);
    }
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    if (regexp_is_plain(rt, this_value)) {
        int found = regexp_run(rt, this_value, string, 0, &captures);
        return found < 0   ? VALUE_EXCEPTION
               : found > 0 ? value_from_u32(captures[0])
                           : value_from_int(-1);
    }
    value previous = object_get(rt, this_value, last_index);
    if (previous == VALUE_EXCEPTION || (!value_same(rt, previous, value_from_int(0)) &&
                                        regexp_set_last_index(rt, this_value, 0) < 0)) {
        return VALUE_EXCEPTION;
    }
    value result = regexp_exec(rt, this_value, string);
    value current = result == VALUE_EXCEPTION ? result : object_get(rt, this_value, last_index);
    if (current == VALUE_EXCEPTION || (!value_same(rt, current, previous) &&
                                       object_set(rt, this_value, last_index, previous) < 0)) {
        return VALUE_EXCEPTION;
    }
    return result == VALUE_NULL ? value_from_int(-1)
                                : object_get(rt, result, rt->realm->atom_index);
}

/* What split does with one match: the piece before it and its captures. False once `limit` is
 * reached. */
static bool push_piece(struct rt *rt, value list, uint32_t *count, uint32_t limit, value piece) {
    array_push(rt, list, piece);
    return ++*count < limit;
}

/* Splits by searching: the same pieces as trying a sticky copy at each position. */
static value split_plain(struct rt *rt, value regexp, value string, uint32_t limit) {
    const struct regexp_program *program = regexp_program_of(rt, value_regexp(regexp));
    bool unicode = (program->flags & REGEXP_UNICODE) != 0;
    struct text text = string_text(rt, string);
    const uint32_t *captures = NULL;
    uint32_t piece = 0, start = 0, count = 0;
    value list = array_new(rt, 0, NULL);
    if (text.length == 0) {
        int found = regexp_run(rt, regexp, string, 0, &captures);
        if (found == 0) {
            array_push(rt, list, string);
        }
        return found < 0 ? VALUE_EXCEPTION : list;
    }
    while (start < text.length) {
        rt_burn(rt, 1);
        int found = regexp_run(rt, regexp, string, start, &captures);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found == 0 || captures[0] >= text.length) {
            break;
        }
        if (captures[1] == piece) {
            start = (uint32_t)text_advance(text, start, unicode);
            continue;
        }
        if (!push_piece(rt, list, &count, limit, string_slice(rt, string, piece, captures[0]))) {
            return list;
        }
        piece = start = captures[1];
        for (uint32_t i = 1; i < program->capture_count; i++) {
            if (!push_piece(rt, list, &count, limit, regexp_capture(rt, string, captures, i))) {
                return list;
            }
        }
        if (captures[1] == captures[0]) {
            start = (uint32_t)text_advance(text, start, unicode);
        }
    }
    array_push(rt, list, string_slice(rt, string, piece, text.length));
    return list;
}

/* Adds the captures of a result of exec. 1 to go on, 0 at the limit, -1. */
static int push_captures(struct rt *rt, value list, uint32_t *count, uint32_t limit, value result) {
    double length = 0;
    if (object_length(rt, result, &length) < 0) {
        return -1;
    }
    for (double i = 1; i < length; i++) {
        rt_burn(rt, 1);
        value capture = object_get(rt, result, key_from_index(rt, i));
        if (capture == VALUE_EXCEPTION) {
            return -1;
        }
        if (!push_piece(rt, list, count, limit, capture)) {
            return 0;
        }
    }
    return 1;
}

/* The loop of 22.2.6.14, steps 19 to 21, with a sticky `splitter`. */
static value split_general(struct rt *rt, value splitter, value string, uint32_t limit,
                           bool unicode) {
    struct text text = string_text(rt, string);
    value list = array_new(rt, 0, NULL);
    uint32_t piece = 0, count = 0;
    double at = 0, end = 0;
    if (text.length == 0) {
        value result = regexp_exec(rt, splitter, string);
        if (result == VALUE_NULL) {
            array_push(rt, list, string);
        }
        return result == VALUE_EXCEPTION ? result : list;
    }
    while (at < text.length) {
        rt_burn(rt, 1);
        if (regexp_set_last_index(rt, splitter, at) < 0) {
            return VALUE_EXCEPTION;
        }
        value result = regexp_exec(rt, splitter, string);
        if (result == VALUE_EXCEPTION) {
            return result;
        }
        if (result == VALUE_NULL) {
            at = text_advance(text, at, unicode);
            continue;
        }
        value last = object_get(rt, splitter, rt->realm->atom_last_index);
        if (last == VALUE_EXCEPTION || to_length(rt, last, &end) < 0) {
            return VALUE_EXCEPTION;
        }
        end = end > text.length ? text.length : end;
        if (end == piece) {
            at = text_advance(text, at, unicode);
            continue;
        }
        if (!push_piece(rt, list, &count, limit, string_slice(rt, string, piece, (uint32_t)at))) {
            return list;
        }
        piece = (uint32_t)end;
        at = end;
        int more = push_captures(rt, list, &count, limit, result);
        if (more <= 0) {
            return more < 0 ? VALUE_EXCEPTION : list;
        }
    }
    array_push(rt, list, string_slice(rt, string, piece, text.length));
    return list;
}

/* 22.2.6.14 RegExp.prototype [ @@split ] ( string, limit ) */
TEXT_METHOD(regexp_symbol_split) {
    uint32_t limit = UINT32_MAX, bits = 0;
    if (!value_is_object(this_value)) {
        return incompatible(rt, "@@split", this_value);
    }
    value string = to_string(rt, ARG(0));
    value constructor = string == VALUE_EXCEPTION
                            ? string
                            : species_constructor(rt, this_value, rt->realm->regexp_constructor);
    value flags = constructor == VALUE_EXCEPTION ? constructor : get_flags(rt, this_value);
    if (flags == VALUE_EXCEPTION) {
        return flags;
    }
    struct text_view view = text_view_of(string_text(rt, flags));
    /* Converting an object to the limit may change the expression. */
    bool plain = constructor == rt->realm->regexp_constructor && regexp_is_plain(rt, this_value) &&
                 !value_is_object(ARG(1)) && regexp_parse_flags(&view, &bits) == STATUS_OK &&
                 bits == value_regexp(this_value)->flags && (bits & REGEXP_STICKY) == 0;
    value splitter = this_value;
    if (!plain) {
        value arguments[2] = {this_value, flags};
        if (!has_letter(rt, flags, 'y')) {
            arguments[1] = string_concat(rt, flags, string_from_unit(rt, 'y'));
        }
        splitter = arguments[1] == VALUE_EXCEPTION
                       ? VALUE_EXCEPTION
                       : function_construct(rt, constructor, 2, arguments, constructor);
    }
    if (splitter == VALUE_EXCEPTION ||
        (ARG(1) != VALUE_UNDEFINED && to_uint32(rt, argv[1], &limit) < 0)) {
        return VALUE_EXCEPTION;
    }
    if (limit == 0) {
        return array_new(rt, 0, NULL);
    }
    if (plain) {
        return split_plain(rt, this_value, string, limit);
    }
    return split_general(rt, splitter, string, limit, has_letter(rt, flags, 'u'));
}
