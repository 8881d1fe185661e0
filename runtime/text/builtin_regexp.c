/*
 * runtime/text/builtin_regexp.c: the RegExp constructor, its prototype's accessors and plain methods
 * (ECMA-262 22.2), and the table of the module. The legacy static properties of Annex B's proposal
 * are left out.
 */
#include "runtime/text/builtin_regexp.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"

/* Whether `pattern` is still that of the expression `from`, and `flags` are its flags. */
static bool is_same(struct rt *rt, value from, value pattern, value flags) {
    uint32_t bits = 0;
    if (from == VALUE_UNDEFINED || !value_is_string(pattern) || !value_is_string(flags) ||
        value_regexp(from)->source != pattern) {
        return false;
    }
    struct text_view view = text_view_of(string_text(rt, flags));
    return regexp_parse_flags(&view, &bits) == STATUS_OK && bits == value_regexp(from)->flags;
}

/* 22.2.3.1 RegExp ( pattern, flags ) */
NATIVE(regexp_constructor) {
    value pattern = ARG(0), flags = ARG(1), from = VALUE_UNDEFINED;
    int is_regexp = value_is_regexp(rt, pattern);
    if (is_regexp < 0) {
        return VALUE_EXCEPTION;
    }
    if (new_target == VALUE_UNDEFINED) {
        new_target = object_value(callee);
        if (is_regexp > 0 && flags == VALUE_UNDEFINED) {
            value constructor = object_get(rt, pattern, rt->realm->atom_constructor);
            if (constructor == VALUE_EXCEPTION || constructor == new_target) {
                return constructor == VALUE_EXCEPTION ? constructor : pattern;
            }
        }
    }
    if (value_is_class(pattern, CLASS_REGEXP)) {
        const struct regexp_object *source = value_regexp(pattern);
        if (flags == VALUE_UNDEFINED) {
            flags = object_get(rt, pattern, rt->realm->atom_flags);
        }
        from = pattern;
        pattern = source->source;
    } else if (is_regexp > 0) {
        value object = pattern;
        pattern = object_get(rt, object, rt->realm->atom_source);
        if (pattern != VALUE_EXCEPTION && flags == VALUE_UNDEFINED) {
            flags = object_get(rt, object, rt->realm->atom_flags);
        }
    }
    if (pattern == VALUE_EXCEPTION || flags == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value object =
        regexp_allocate(rt, new_target == object_value(callee) ? VALUE_UNDEFINED : new_target);
    if (object != VALUE_EXCEPTION && is_same(rt, from, pattern, flags)) {
        return regexp_copy(rt, object, from);
    }
    return object == VALUE_EXCEPTION ? object : regexp_initialise(rt, object, pattern, flags);
}

/* 22.2.4.2 get RegExp [ @@species ] */
NATIVE(regexp_species) {
    return this_value;
}

static value incompatible(struct rt *rt, const char *method, value receiver) {
    return throw_type(rt, "Method RegExp.prototype.%s called on incompatible receiver %v", method,
                      receiver);
}

/* 22.2.6.2 RegExp.prototype.exec ( string ) */
NATIVE(regexp_exec_method) {
    if (!value_is_class(this_value, CLASS_REGEXP)) {
        return incompatible(rt, "exec", this_value);
    }
    value string = to_string(rt, ARG(0));
    return string == VALUE_EXCEPTION ? string : regexp_builtin_exec(rt, this_value, string);
}

/* 22.2.6.16 RegExp.prototype.test ( S ) */
NATIVE(regexp_test) {
    const uint32_t *captures = NULL;
    if (!value_is_object(this_value)) {
        return incompatible(rt, "test", this_value);
    }
    value string = to_string(rt, ARG(0));
    if (string == VALUE_EXCEPTION) {
        return string;
    }
    if (regexp_is_plain(rt, this_value) &&
        (value_regexp(this_value)->flags & (REGEXP_GLOBAL | REGEXP_STICKY)) == 0 &&
        regexp_plain_last_index(this_value) >= 0) {
        int found = regexp_run(rt, this_value, string, 0, &captures);
        return found < 0 ? VALUE_EXCEPTION : value_from_bool(found > 0);
    }
    value result = regexp_exec(rt, this_value, string);
    return result == VALUE_EXCEPTION ? result : value_from_bool(result != VALUE_NULL);
}

/* 22.2.6.17 RegExp.prototype.toString ( ) */
NATIVE(regexp_to_string) {
    struct text_builder builder;
    if (!value_is_object(this_value)) {
        return incompatible(rt, "toString", this_value);
    }
    value source = object_get(rt, this_value, rt->realm->atom_source);
    source = source == VALUE_EXCEPTION ? source : to_string(rt, source);
    if (source == VALUE_EXCEPTION) {
        return source;
    }
    value flags = object_get(rt, this_value, rt->realm->atom_flags);
    flags = flags == VALUE_EXCEPTION ? flags : to_string(rt, flags);
    if (flags == VALUE_EXCEPTION) {
        return flags;
    }
    text_builder_start(&builder, rt);
    text_builder_ascii(&builder, "/");
    text_builder_string(&builder, source);
    text_builder_ascii(&builder, "/");
    text_builder_string(&builder, flags);
    return text_builder_finish(&builder);
}

static const struct {
    const char *name;
    char letter;
    enum regexp_flag flag;
} flag_names[REGEXP_FLAG_COUNT] = {
    {"hasIndices", 'd', REGEXP_HAS_INDICES}, {"global", 'g', REGEXP_GLOBAL},
    {"ignoreCase", 'i', REGEXP_IGNORE_CASE}, {"multiline", 'm', REGEXP_MULTILINE},
    {"dotAll", 's', REGEXP_DOT_ALL},         {"unicode", 'u', REGEXP_UNICODE},
    {"sticky", 'y', REGEXP_STICKY}};

/* B.2.4.1 RegExp.prototype.compile ( pattern, flags ) */
NATIVE(regexp_compile_method) {
    value pattern = ARG(0), flags = ARG(1);
    struct text_builder builder;
    if (!value_is_class(this_value, CLASS_REGEXP)) {
        return incompatible(rt, "compile", this_value);
    }
    if (value_is_class(pattern, CLASS_REGEXP)) {
        if (flags != VALUE_UNDEFINED) {
            return throw_type(rt, "Cannot supply flags when constructing one RegExp from another");
        }
        text_builder_start(&builder, rt);
        for (uint32_t i = 0; i < REGEXP_FLAG_COUNT; i++) {
            if (value_regexp(pattern)->flags & (uint32_t)flag_names[i].flag) {
                text_builder_unit(&builder, (uint16_t)flag_names[i].letter);
            }
        }
        flags = text_builder_finish(&builder);
        pattern = value_regexp(pattern)->source;
    }
    return flags == VALUE_EXCEPTION ? flags : regexp_initialise(rt, this_value, pattern, flags);
}

/* 22.2.6.4 get RegExp.prototype.flags */
NATIVE(regexp_flags) {
    struct text_builder builder;
    if (!value_is_object(this_value)) {
        return throw_type(rt, "RegExp.prototype.flags getter called on non-object %v", this_value);
    }
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < REGEXP_FLAG_COUNT; i++) {
        int set = regexp_get_flag(rt, this_value, flag_names[i].flag);
        if (set < 0) {
            return VALUE_EXCEPTION;
        }
        if (set > 0) {
            text_builder_unit(&builder, (uint16_t)flag_names[i].letter);
        }
    }
    return text_builder_finish(&builder);
}

/* 22.2.6.3 and others: the accessor of one flag (by magic, index into flag_names). */
NATIVE(regexp_flag) {
    if (value_is_class(this_value, CLASS_REGEXP)) {
        return value_from_bool(
            (value_regexp(this_value)->flags & (uint32_t)flag_names[callee->magic].flag) != 0);
    }
    if (this_value == rt->realm->prototypes[CLASS_REGEXP]) {
        return VALUE_UNDEFINED;
    }
    return throw_type(rt, "RegExp.prototype.%s getter called on non-RegExp object",
                      flag_names[callee->magic].name);
}

/* The text of a pattern between slashes (EscapeRegExpPattern, 22.2.6.13.1): slashes outside classes
 * and line terminators become escapes. */
static value escape_source(struct rt *rt, value source) {
    struct text text = string_text(rt, source);
    struct text_builder builder;
    bool in_class = false, escaped = false;
    rt_burn(rt, text.length / 4);
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < text.length; i++) {
        uint16_t unit = text_at(text, i);
        const char *line = unit == '\n'     ? "n"
                           : unit == '\r'   ? "r"
                           : unit == 0x2028 ? "u2028"
                           : unit == 0x2029 ? "u2029"
                                            : NULL;
        if (line != NULL) {
            text_builder_ascii(&builder, escaped ? "" : "\\");
            text_builder_ascii(&builder, line);
            escaped = false;
            continue;
        }
        if (!escaped) {
            if (unit == '/' && !in_class) {
                text_builder_ascii(&builder, "\\");
            }
            in_class = unit == '[' || (in_class && unit != ']');
        }
        escaped = unit == '\\' && !escaped;
        text_builder_unit(&builder, unit);
    }
    return text_builder_finish(&builder);
}

/* 22.2.6.13 get RegExp.prototype.source */
NATIVE(regexp_source) {
    if (!value_is_class(this_value, CLASS_REGEXP)) {
        if (this_value == rt->realm->prototypes[CLASS_REGEXP]) {
            return string_from_ascii(rt, "(?:)");
        }
        return throw_type(rt, "RegExp.prototype.source getter called on non-RegExp object");
    }
    value source = value_regexp(this_value)->source;
    return string_length(source) == 0 ? string_from_ascii(rt, "(?:)") : escape_source(rt, source);
}

enum { SPECIES = 1, ITERATOR_NEXT = 2, EXEC = 3 };

static const struct function_info regexp_functions[] = {
    NATIVE_CONSTRUCTOR("RegExp", regexp_constructor, 2),
    NATIVE_FUNCTION("get [Symbol.species]", regexp_species, 0),
    /* %RegExpStringIteratorPrototype% */
    NATIVE_FUNCTION("next", regexp_string_iterator_next, 0),
    /* RegExp.prototype, from EXEC on, in V8's order */
    NATIVE_FUNCTION("exec", regexp_exec_method, 1),
    NATIVE_MAGIC("get dotAll", regexp_flag, 0, 4),
    NATIVE_FUNCTION("get flags", regexp_flags, 0),
    NATIVE_MAGIC("get global", regexp_flag, 0, 1),
    NATIVE_MAGIC("get hasIndices", regexp_flag, 0, 0),
    NATIVE_MAGIC("get ignoreCase", regexp_flag, 0, 2),
    NATIVE_MAGIC("get multiline", regexp_flag, 0, 3),
    NATIVE_FUNCTION("get source", regexp_source, 0),
    NATIVE_MAGIC("get sticky", regexp_flag, 0, 6),
    NATIVE_MAGIC("get unicode", regexp_flag, 0, 5),
    NATIVE_FUNCTION("compile", regexp_compile_method, 2),
    NATIVE_FUNCTION("toString", regexp_to_string, 0),
    NATIVE_FUNCTION("test", regexp_test, 1),
    NATIVE_FUNCTION("[Symbol.match]", regexp_symbol_match, 1),
    NATIVE_FUNCTION("[Symbol.matchAll]", regexp_symbol_match_all, 1),
    NATIVE_FUNCTION("[Symbol.replace]", regexp_symbol_replace, 2),
    NATIVE_FUNCTION("[Symbol.search]", regexp_symbol_search, 1),
    NATIVE_FUNCTION("[Symbol.split]", regexp_symbol_split, 2),
};

#define REGEXP_FUNCTION_COUNT (sizeof regexp_functions / sizeof regexp_functions[0])

const struct code_module builtin_regexp_module = {.functions = regexp_functions,
                                                  .function_count = REGEXP_FUNCTION_COUNT};

void builtin_regexp_init(struct rt *rt) {
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_regexp, 0);
    value prototype = object_create(rt, CLASS_OBJECT, realm->prototypes[CLASS_OBJECT]);
    struct regexp_state *state = heap_alloc(rt, sizeof *state);
    value_function(constructor)->extra = value_from_pointer(TAG_CELL, state);
    for (uint32_t i = 0; i < REGEXP_FLAG_COUNT; i++) {
        state->flag_keys[i] = key_from_ascii(rt, flag_names[i].name);
    }
    realm->regexp_constructor = constructor;
    realm->prototypes[CLASS_REGEXP] = prototype;
    native_class(rt, "RegExp", constructor, prototype);
    native_methods(rt, constructor, MODULE_regexp, SPECIES, ITERATOR_NEXT);
    native_methods(rt, prototype, MODULE_regexp, EXEC, REGEXP_FUNCTION_COUNT);
    realm->regexp_exec = object_get(rt, prototype, realm->atom_exec);
    value iterator = object_create(rt, CLASS_OBJECT, realm->iterator_prototype);
    realm->prototypes[CLASS_REGEXP_STRING_ITERATOR] = iterator;
    native_methods(rt, iterator, MODULE_regexp, ITERATOR_NEXT, EXEC);
    object_define(rt, iterator, realm->symbols[SYMBOL_TO_STRING_TAG],
                  string_from_ascii(rt, "RegExp String Iterator"), ATTR_READONLY);
    regexp_state_init(rt);
}
