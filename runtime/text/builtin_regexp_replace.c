/*
 * runtime/text/builtin_regexp_replace.c: RegExp.prototype [ @@replace ] (ECMA-262 22.2.6.11).
 *
 * All matches are found before the first replacement is made: a replacing function can't change
 * what is found.
 */
#include <string.h>

#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text/builtin_regexp.h"

/* Appends what stands for one match. `captures` are the function's arguments: place 0 is for the
 * whole match, then come the captures, and three places are free behind them. 0 or -1. */
static int append_match(struct rt *rt, struct text_builder *builder,
                        const struct substitution *match, value *captures, value replacement) {
    if (!value_is_callable(replacement)) {
        return text_substitute(rt, builder, match, replacement);
    }
    uint32_t count = match->capture_count;
    captures[0] = match->matched;
    captures[count + 1] = value_from_u32(match->position);
    captures[count + 2] = match->string;
    captures[count + 3] = match->groups;
    value result = function_call(rt, replacement, VALUE_UNDEFINED,
                                 count + (match->groups != VALUE_UNDEFINED ? 4 : 3), captures);
    result = result == VALUE_EXCEPTION ? result : to_string(rt, result);
    if (result == VALUE_EXCEPTION) {
        return -1;
    }
    text_builder_string(builder, result);
    return 0;
}

/* The capture registers of all matches of a plain expression, one after the other. */
struct matches {
    uint32_t *registers;
    uint32_t count, capacity; /* in matches */
};

/* Finds them. 0 or -1. */
static int find_matches(struct rt *rt, value regexp, value string, struct matches *out) {
    const struct regexp_program *program = regexp_program_of(rt, value_regexp(regexp));
    size_t size = (size_t)program->capture_count * 2 * sizeof(uint32_t);
    bool global = (program->flags & REGEXP_GLOBAL) != 0;
    bool sticky = (program->flags & REGEXP_STICKY) != 0;
    bool unicode = (program->flags & REGEXP_UNICODE) != 0;
    struct text text = string_text(rt, string);
    uint32_t start = global || !sticky ? 0 : (uint32_t)regexp_plain_last_index(regexp), end = 0;
    int found = 0;
    while (start <= text.length) {
        const uint32_t *captures = NULL;
        rt_burn(rt, 1);
        found = regexp_run(rt, regexp, string, start, &captures);
        if (found <= 0) {
            break;
        }
        if (out->count == out->capacity) {
            uint32_t capacity = out->capacity == 0 ? 4 : out->capacity * 2;
            out->registers = out->capacity == 0 ? heap_alloc_array(rt, capacity, size)
                                                : heap_grow(rt, out->registers,
                                                            out->capacity * size, capacity * size);
            out->capacity = capacity;
        }
        memcpy((char *)out->registers + out->count++ * size, captures, size);
        end = captures[1];
        if (!global) {
            break;
        }
        start = captures[1] != captures[0] ? captures[1]
                                           : (uint32_t)text_advance(text, captures[1], unicode);
    }
    if (found < 0) {
        return -1;
    }
    return global   ? regexp_set_last_index(rt, regexp, 0)
           : sticky ? regexp_set_last_index(rt, regexp, end)
                    : 0;
}

/* Whether a replacement is the same text for every match. */
static bool is_constant(struct rt *rt, value replacement) {
    return !value_is_callable(replacement) &&
           text_find(rt, string_text(rt, replacement), string_text(rt, string_from_unit(rt, '$')),
                     0) == UINT32_MAX;
}

static value replace_plain(struct rt *rt, value regexp, value string, value replacement) {
    const struct regexp_program *program = regexp_program_of(rt, value_regexp(regexp));
    uint32_t captures = program->capture_count, end = 0;
    struct matches matches = {NULL, 0, 0};
    struct text_builder builder;
    if (find_matches(rt, regexp, string, &matches) < 0) {
        return VALUE_EXCEPTION;
    }
    if (matches.count == 0) {
        return string;
    }
    struct text text = string_text(rt, string);
    bool constant = is_constant(rt, replacement);
    value *arguments = heap_alloc_array(rt, (size_t)captures + 3, sizeof(value));
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < matches.count; i++) {
        const uint32_t *registers = matches.registers + (size_t)i * captures * 2;
        text_builder_range(&builder, text, end, registers[0]);
        end = registers[1];
        rt_burn(rt, captures);
        if (constant) {
            text_builder_string(&builder, replacement);
            continue;
        }
        for (uint32_t k = 0; k < captures; k++) {
            arguments[k] = regexp_capture(rt, string, registers, k);
        }
        struct substitution match = {string,        arguments[0],
                                     registers[0],  captures - 1,
                                     arguments + 1, regexp_groups(rt, program, string, registers)};
        if (append_match(rt, &builder, &match, arguments, replacement) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    text_builder_range(&builder, text, end, text.length);
    return text_builder_finish(&builder);
}

/* Reads one result of exec, as any object may have been returned (step 14). `*captures` gets the
 * arguments of append_match. 0 or -1. */
static int read_result(struct rt *rt, value result, value string, struct substitution *match,
                       value **captures) {
    double length = 0, position = 0;
    if (object_length(rt, result, &length) < 0) {
        return -1;
    }
    uint32_t count = length<1 ? 0 : length>(1 << 24) ? 1 << 24 : (uint32_t)length - 1;
    rt_burn(rt, count);
    value *values = heap_alloc_array(rt, (size_t)count + 4, sizeof(value));
    value matched = object_get(rt, result, value_from_int(0));
    matched = matched == VALUE_EXCEPTION ? matched : to_string(rt, matched);
    value index =
        matched == VALUE_EXCEPTION ? matched : object_get(rt, result, rt->realm->atom_index);
    if (index == VALUE_EXCEPTION || to_integer(rt, index, &position) < 0) {
        return -1;
    }
    for (uint32_t i = 1; i <= count; i++) {
        values[i] = object_get(rt, result, value_from_int((int32_t)i));
        if (values[i] != VALUE_EXCEPTION && values[i] != VALUE_UNDEFINED) {
            values[i] = to_string(rt, values[i]);
        }
        if (values[i] == VALUE_EXCEPTION) {
            return -1;
        }
    }
    value groups = object_get(rt, result, rt->realm->atom_groups);
    if (groups == VALUE_EXCEPTION) {
        return -1;
    }
    uint32_t size = string_length(string);
    position = position < 0 ? 0 : position > size ? size : position;
    *match = (struct substitution){string, matched, (uint32_t)position, count, values + 1, groups};
    *captures = values;
    return 0;
}

/* Makes the new string from the results of exec (steps 13 to 16). */
static value assemble(struct rt *rt, value results, value string, value replacement) {
    struct text text = string_text(rt, string);
    struct text_builder builder;
    uint32_t end = 0, count = ((struct array *)value_pointer(results))->length;
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < count; i++) {
        struct substitution match;
        value *captures = NULL;
        struct text_builder piece;
        value result = object_get(rt, results, value_from_int((int32_t)i));
        if (read_result(rt, result, string, &match, &captures) < 0) {
            return VALUE_EXCEPTION;
        }
        if (!value_is_callable(replacement) && match.groups != VALUE_UNDEFINED) {
            match.groups = to_object(rt, match.groups);
            if (match.groups == VALUE_EXCEPTION) {
                return VALUE_EXCEPTION;
            }
        }
        text_builder_start(&piece, rt);
        if (append_match(rt, &piece, &match, captures, replacement) < 0) {
            return VALUE_EXCEPTION;
        }
        value text_of_match = text_builder_finish(&piece);
        if (text_of_match == VALUE_EXCEPTION) {
            return text_of_match;
        }
        if (match.position >= end) {
            text_builder_range(&builder, text, end, match.position);
            text_builder_string(&builder, text_of_match);
            end = match.position + string_length(match.matched);
        }
    }
    if (end < text.length) {
        text_builder_range(&builder, text, end, text.length);
    }
    return text_builder_finish(&builder);
}

/* 22.2.6.11 RegExp.prototype [ @@replace ] ( string, replaceValue ) */
TEXT_METHOD(regexp_symbol_replace) {
    value replacement = ARG(1);
    if (!value_is_object(this_value)) {
        return throw_type(
            rt, "Method RegExp.prototype.@@replace called on incompatible receiver %v", this_value);
    }
    value string = to_string(rt, ARG(0));
    if (string != VALUE_EXCEPTION && !value_is_callable(replacement)) {
        replacement = to_string(rt, replacement);
    }
    if (string == VALUE_EXCEPTION || replacement == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (regexp_is_plain(rt, this_value) && regexp_plain_last_index(this_value) >= 0) {
        return replace_plain(rt, this_value, string, replacement);
    }
    int global = regexp_get_flag(rt, this_value, REGEXP_GLOBAL);
    int unicode = global > 0 ? regexp_get_flag(rt, this_value, REGEXP_UNICODE) : global;
    if (unicode < 0 || (global > 0 && regexp_set_last_index(rt, this_value, 0) < 0)) {
        return VALUE_EXCEPTION;
    }
    value results = array_new(rt, 0, NULL);
    for (;;) {
        rt_burn(rt, 1);
        value result = regexp_exec(rt, this_value, string);
        if (result == VALUE_EXCEPTION) {
            return result;
        }
        if (result == VALUE_NULL) {
            break;
        }
        array_push(rt, results, result);
        if (global == 0) {
            break;
        }
        value matched = object_get(rt, result, value_from_int(0));
        matched = matched == VALUE_EXCEPTION ? matched : to_string(rt, matched);
        if (matched == VALUE_EXCEPTION ||
            (string_length(matched) == 0 &&
             regexp_step_over_empty(rt, this_value, string, unicode > 0) < 0)) {
            return VALUE_EXCEPTION;
        }
    }
    return assemble(rt, results, string, replacement);
}
