/*
 * runtime/text/builtin_string.c: the String constructor, the methods that take strings apart, the
 * string iterator (ECMA-262 22.1), and the table of the module. Searching and replacing are in
 * builtin_string_search.c, what makes changed strings in builtin_string_change.c.
 */
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text/builtin_text.h"

value text_this(struct rt *rt, struct function *callee, const char *class_name, value this_value) {
    if (value_is_string(this_value)) {
        return this_value;
    }
    if (value_is_nullish(this_value)) {
        const struct code_module *module = rt->modules[callee->code >> 16];
        return throw_type(rt, "%s.prototype.%s called on null or undefined", class_name,
                          module->functions[callee->code & 0xffff].name);
    }
    return to_string(rt, this_value);
}

static value this_string(struct rt *rt, struct function *callee, value this_value) {
    return text_this(rt, callee, "String", this_value);
}

/* 22.1.1.1 String ( value ) */
NATIVE(string_constructor) {
    value string = rt->realm->atom_empty;
    if (argc > 0) {
        if (new_target == VALUE_UNDEFINED && value_is_symbol(argv[0])) {
            struct text_builder builder;
            value description = symbol_description(argv[0]);
            text_builder_start(&builder, rt);
            text_builder_ascii(&builder, "Symbol(");
            if (value_is_string(description)) {
                text_builder_string(&builder, description);
            }
            text_builder_ascii(&builder, ")");
            return text_builder_finish(&builder);
        }
        string = to_string(rt, argv[0]);
    }
    if (string == VALUE_EXCEPTION || new_target == VALUE_UNDEFINED) {
        return string;
    }
    value object = object_create_from_constructor(rt, new_target, CLASS_STRING);
    if (object != VALUE_EXCEPTION) {
        ((struct wrapper *)value_pointer(object))->primitive = string;
    }
    return object;
}

/* 22.1.2.1 String.fromCharCode ( ...codeUnits ) */
NATIVE(string_from_char_code) {
    struct text_builder builder;
    if (argc == 1 && value_is_int(argv[0])) {
        return string_from_unit(rt, (uint16_t)value_to_int(argv[0]));
    }
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < argc; i++) {
        uint32_t unit = 0;
        if (to_uint32(rt, argv[i], &unit) < 0) {
            return VALUE_EXCEPTION;
        }
        text_builder_unit(&builder, (uint16_t)unit);
    }
    return text_builder_finish(&builder);
}

/* 22.1.2.2 String.fromCodePoint ( ...codePoints ) */
NATIVE(string_from_code_point) {
    struct text_builder builder;
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < argc; i++) {
        double point = 0;
        if (to_double(rt, argv[i], &point) < 0) {
            return VALUE_EXCEPTION;
        }
        if (!(point >= 0 && point <= 0x10ffff) || point != (double)(uint32_t)point) {
            return throw_range(rt, "Invalid code point %v", value_from_number(point));
        }
        text_builder_code_point(&builder, (uint32_t)point);
    }
    return text_builder_finish(&builder);
}

/* 22.1.2.4 String.raw ( template, ...substitutions ) */
NATIVE(string_raw) {
    struct text_builder builder;
    double length = 0;
    value cooked = to_object(rt, ARG(0));
    value raw = cooked == VALUE_EXCEPTION ? cooked : object_get_name(rt, cooked, "raw");
    raw = raw == VALUE_EXCEPTION ? raw : to_object(rt, raw);
    if (raw == VALUE_EXCEPTION || object_length(rt, raw, &length) < 0) {
        return VALUE_EXCEPTION;
    }
    text_builder_start(&builder, rt);
    for (double i = 0; i < length; i++) {
        rt_burn(rt, 1);
        value part = object_get(rt, raw, key_from_index(rt, i));
        part = part == VALUE_EXCEPTION ? part : to_string(rt, part);
        if (part == VALUE_EXCEPTION) {
            return part;
        }
        text_builder_string(&builder, part);
        if (i + 1 < length && i + 1 < (double)argc) {
            part = to_string(rt, argv[(uint32_t)i + 1]);
            if (part == VALUE_EXCEPTION) {
                return part;
            }
            text_builder_string(&builder, part);
        }
    }
    return text_builder_finish(&builder);
}

/* 22.1.3.28 toString, 22.1.3.33 valueOf (by magic): thisStringValue. */
NATIVE(string_to_string) {
    if (value_is_string(this_value)) {
        return this_value;
    }
    if (value_is_class(this_value, CLASS_STRING)) {
        return ((struct wrapper *)value_pointer(this_value))->primitive;
    }
    return throw_type(rt, "String.prototype.%s requires that 'this' be a String",
                      callee->magic != 0 ? "valueOf" : "toString");
}

enum { UNIT_AT, UNIT_CHAR, UNIT_CODE, UNIT_POINT };

/* 22.1.3.1 at, 22.1.3.2 charAt, 22.1.3.3 charCodeAt, 22.1.3.4 codePointAt (by magic). */
NATIVE(string_unit) {
    double index = 0;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION || to_integer(rt, ARG(0), &index) < 0) {
        return VALUE_EXCEPTION;
    }
    struct text text = string_text(rt, string);
    if (callee->magic == UNIT_AT && index < 0) {
        index += text.length;
    }
    if (!(index >= 0 && index < text.length)) {
        return callee->magic == UNIT_CHAR   ? rt->realm->atom_empty
               : callee->magic == UNIT_CODE ? VALUE_NAN
                                            : VALUE_UNDEFINED;
    }
    uint32_t at = (uint32_t)index;
    if (callee->magic == UNIT_CODE) {
        return value_from_int(text_at(text, at));
    }
    if (callee->magic == UNIT_POINT) {
        struct text_view view = text_view_of(text);
        return value_from_int((int32_t)text_next(&view, &at));
    }
    return string_from_unit(rt, text_at(text, at));
}

/* 22.1.3.22 String.prototype.slice ( start, end ) */
NATIVE(string_slice_method) {
    double from = 0, to = 0;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    double length = string_length(string);
    if (to_relative_index(rt, ARG(0), length, 0, &from) < 0 ||
        to_relative_index(rt, ARG(1), length, length, &to) < 0) {
        return VALUE_EXCEPTION;
    }
    return from < to ? string_slice(rt, string, (uint32_t)from, (uint32_t)to)
                     : rt->realm->atom_empty;
}

/* An argument of substring: clamped into 0 .. length. */
static int clamp_index(struct rt *rt, value v, double length, double absent, double *out) {
    *out = absent;
    if (v != VALUE_UNDEFINED && to_integer(rt, v, out) < 0) {
        return -1;
    }
    *out = *out < 0 ? 0 : *out > length ? length : *out;
    return 0;
}

/* 22.1.3.25 String.prototype.substring ( start, end ) */
NATIVE(string_substring) {
    double from = 0, to = 0;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    double length = string_length(string);
    if (clamp_index(rt, ARG(0), length, 0, &from) < 0 ||
        clamp_index(rt, ARG(1), length, length, &to) < 0) {
        return VALUE_EXCEPTION;
    }
    return from < to ? string_slice(rt, string, (uint32_t)from, (uint32_t)to)
                     : string_slice(rt, string, (uint32_t)to, (uint32_t)from);
}

/* B.2.2.1 String.prototype.substr ( start, length ) */
NATIVE(string_substr) {
    double from = 0, count = 0;
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    double length = string_length(string);
    if (to_relative_index(rt, ARG(0), length, 0, &from) < 0 ||
        clamp_index(rt, ARG(1), length, length, &count) < 0) {
        return VALUE_EXCEPTION;
    }
    double to = from + count > length ? length : from + count;
    return string_slice(rt, string, (uint32_t)from, (uint32_t)to);
}

/* 22.1.3.36 String.prototype [ @@iterator ] ( ) */
NATIVE(string_iterator_method) {
    value string = this_string(rt, callee, this_value);
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    value object =
        object_create(rt, CLASS_STRING_ITERATOR, rt->realm->prototypes[CLASS_STRING_ITERATOR]);
    struct string_iterator *iterator = value_pointer(object);
    iterator->string = string;
    iterator->position = 0;
    return object;
}

int string_iterator_step(struct rt *rt, value v, value *out) {
    struct string_iterator *iterator = value_pointer(v);
    if (iterator->string == VALUE_UNDEFINED) {
        return 0;
    }
    struct text text = string_text(rt, iterator->string);
    struct text_view view = text_view_of(text);
    uint32_t start = iterator->position, end = start;
    heap_touch(rt, iterator, sizeof *iterator);
    if (start >= text.length) {
        iterator->string = VALUE_UNDEFINED;
        return 0;
    }
    text_next(&view, &end);
    iterator->position = end;
    *out = end - start == 1 ? string_from_unit(rt, text_at(text, start))
                            : string_slice(rt, iterator->string, start, end);
    return 1;
}

/* 22.1.5.1 %StringIteratorPrototype%.next ( ) */
value string_iterator_next(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                           value *argv, value new_target) {
    if (!value_is_class(this_value, CLASS_STRING_ITERATOR)) {
        return throw_type(rt,
                          "Method String Iterator.prototype.next called on incompatible "
                          "receiver %v",
                          this_value);
    }
    value v = VALUE_UNDEFINED;
    int more = string_iterator_step(rt, this_value, &v);
    return iterator_result(rt, v, more == 0);
}

enum { STATIC_FIRST = 1, STATIC_END = 4, ITERATOR_FIRST = 4, ITERATOR_END = 5 };

static const struct function_info string_functions[] = {
    NATIVE_CONSTRUCTOR("String", string_constructor, 1),
    NATIVE_FUNCTION("fromCharCode", string_from_char_code, 1),
    NATIVE_FUNCTION("fromCodePoint", string_from_code_point, 1),
    NATIVE_FUNCTION("raw", string_raw, 1),
    /* %StringIteratorPrototype% */
    NATIVE_FUNCTION("next", string_iterator_next, 0),
    /* String.prototype, from ITERATOR_END on, in V8's order */
    NATIVE_MAGIC("anchor", string_html, 1, HTML_ANCHOR),
    NATIVE_MAGIC("at", string_unit, 1, UNIT_AT),
    NATIVE_MAGIC("big", string_html, 0, HTML_BIG),
    NATIVE_MAGIC("blink", string_html, 0, HTML_BLINK),
    NATIVE_MAGIC("bold", string_html, 0, HTML_BOLD),
    NATIVE_MAGIC("charAt", string_unit, 1, UNIT_CHAR),
    NATIVE_MAGIC("charCodeAt", string_unit, 1, UNIT_CODE),
    NATIVE_MAGIC("codePointAt", string_unit, 1, UNIT_POINT),
    NATIVE_FUNCTION("concat", string_concat_method, 1),
    NATIVE_MAGIC("endsWith", string_includes, 1, STRING_ENDS_WITH),
    NATIVE_MAGIC("fontcolor", string_html, 1, HTML_FONTCOLOR),
    NATIVE_MAGIC("fontsize", string_html, 1, HTML_FONTSIZE),
    NATIVE_MAGIC("fixed", string_html, 0, HTML_FIXED),
    NATIVE_MAGIC("includes", string_includes, 1, STRING_INCLUDES),
    NATIVE_FUNCTION("indexOf", string_index_of, 1),
    NATIVE_MAGIC("isWellFormed", string_well_formed, 0, 0),
    NATIVE_MAGIC("italics", string_html, 0, HTML_ITALICS),
    NATIVE_FUNCTION("lastIndexOf", string_last_index_of, 1),
    NATIVE_MAGIC("link", string_html, 1, HTML_LINK),
    NATIVE_FUNCTION("localeCompare", string_locale_compare, 1),
    NATIVE_MAGIC("match", string_match, 1, SYMBOL_MATCH),
    NATIVE_MAGIC("matchAll", string_match, 1, SYMBOL_MATCH_ALL),
    NATIVE_FUNCTION("normalize", string_normalize, 0),
    NATIVE_MAGIC("padEnd", string_pad, 1, 0),
    NATIVE_MAGIC("padStart", string_pad, 1, 1),
    NATIVE_FUNCTION("repeat", string_repeat, 1),
    NATIVE_MAGIC("replace", string_replace, 2, 0),
    NATIVE_MAGIC("replaceAll", string_replace, 2, 1),
    NATIVE_MAGIC("search", string_match, 1, SYMBOL_SEARCH),
    NATIVE_FUNCTION("slice", string_slice_method, 2),
    NATIVE_MAGIC("small", string_html, 0, HTML_SMALL),
    NATIVE_FUNCTION("split", string_split, 2),
    NATIVE_MAGIC("strike", string_html, 0, HTML_STRIKE),
    NATIVE_MAGIC("sub", string_html, 0, HTML_SUB),
    NATIVE_FUNCTION("substr", string_substr, 2),
    NATIVE_FUNCTION("substring", string_substring, 2),
    NATIVE_MAGIC("sup", string_html, 0, HTML_SUP),
    NATIVE_MAGIC("startsWith", string_includes, 1, STRING_STARTS_WITH),
    NATIVE_MAGIC("toString", string_to_string, 0, 0),
    NATIVE_MAGIC("toWellFormed", string_well_formed, 0, 1),
    NATIVE_MAGIC("trim", string_trim, 0, 3),
    NATIVE_MAGIC("trimStart", string_trim, 0, 1),
    NATIVE_MAGIC("trimEnd", string_trim, 0, 2),
    NATIVE_MAGIC("toLocaleLowerCase", string_case, 0, 1),
    NATIVE_MAGIC("toLocaleUpperCase", string_case, 0, 0),
    NATIVE_MAGIC("toLowerCase", string_case, 0, 1),
    NATIVE_MAGIC("toUpperCase", string_case, 0, 0),
    NATIVE_MAGIC("valueOf", string_to_string, 0, 1),
    NATIVE_FUNCTION("[Symbol.iterator]", string_iterator_method, 0),
};

#define STRING_FUNCTION_COUNT (sizeof string_functions / sizeof string_functions[0])

const struct code_module builtin_string_module = {.functions = string_functions,
                                                  .function_count = STRING_FUNCTION_COUNT};

void builtin_string_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_string, 0);
    /* 22.1.3: the prototype is a String object itself. */
    value prototype = object_create(rt, CLASS_STRING, realm->prototypes[CLASS_OBJECT]);
    ((struct wrapper *)value_pointer(prototype))->primitive = realm->atom_empty;
    realm->string_constructor = constructor;
    realm->prototypes[CLASS_STRING] = prototype;
    native_class(rt, "String", constructor, prototype);
    native_methods(rt, constructor, MODULE_string, STATIC_FIRST, STATIC_END);
    native_methods(rt, prototype, MODULE_string, ITERATOR_END, STRING_FUNCTION_COUNT);
    /* Annex B: trimLeft and trimRight are the same functions as trimStart and trimEnd. */
    object_define_name(rt, prototype, "trimLeft", object_get_name(rt, prototype, "trimStart"),
                       ATTR_HIDDEN);
    object_define_name(rt, prototype, "trimRight", object_get_name(rt, prototype, "trimEnd"),
                       ATTR_HIDDEN);
    value iterator = object_create(rt, CLASS_OBJECT, realm->iterator_prototype);
    realm->prototypes[CLASS_STRING_ITERATOR] = iterator;
    native_methods(rt, iterator, MODULE_string, ITERATOR_FIRST, ITERATOR_END);
    object_define(rt, iterator, realm->symbols[SYMBOL_TO_STRING_TAG],
                  string_from_ascii(rt, "String Iterator"), ATTR_READONLY);
}
