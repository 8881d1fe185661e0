/*
 * runtime/error.c: throwing: errors with V8's wording, and the pending exception.
 */
#include "runtime/abi.h"
#include "runtime/builtin_object.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"
#include "runtime/text.h"

#include <stdarg.h>

/* A data property found without running code; undefined where there is none. */
static value peek(struct rt *rt, value object, value key) {
    struct place place;
    for (value at = object; at != VALUE_NULL; at = object_get_prototype(at)) {
        if (object_place(rt, value_object(at), key, &place)) {
            return (place.attributes & ATTR_ACCESSOR) != 0 ? VALUE_UNDEFINED : place_value(&place);
        }
    }
    return VALUE_UNDEFINED;
}

/* "[object Date]" */
static void describe_tag(struct text_builder *builder, value v) {
    struct rt *rt = builder->rt;
    value tag = peek(rt, v, rt->realm->symbols[SYMBOL_TO_STRING_TAG]);
    text_builder_ascii(builder, "[object ");
    if (value_is_string(tag)) {
        text_builder_string(builder, tag);
    } else {
        text_builder_ascii(builder, object_tag(v));
    }
    text_builder_ascii(builder, "]");
}

/* "Error: message" */
static void describe_error(struct text_builder *builder, value v) {
    struct rt *rt = builder->rt;
    value name = peek(rt, v, rt->realm->atom_name);
    value message = peek(rt, v, rt->realm->atom_message);
    bool named = value_is_string(name) && string_length(name) != 0;
    bool tells = value_is_string(message) && string_length(message) != 0;
    if (named) {
        text_builder_string(builder, name);
    } else if (name == VALUE_UNDEFINED) {
        text_builder_ascii(builder, "Error");
    }
    text_builder_ascii(builder, named && tells ? ": " : "");
    if (tells) {
        text_builder_string(builder, message);
    }
}

static void describe_object(struct text_builder *builder, value v) {
    struct rt *rt = builder->rt;
    if (value_is_class(v, CLASS_ERROR)) {
        describe_error(builder, v);
        return;
    }
    if (value_is_callable(v)) {
        value name = peek(rt, v, rt->realm->atom_name);
        text_builder_ascii(builder, "function ");
        if (value_is_string(name)) {
            text_builder_string(builder, name);
        }
        text_builder_ascii(builder, "() { [native code] }");
        return;
    }
    value constructor = peek(rt, v, rt->realm->atom_constructor);
    value name = value_is_object(constructor) ? peek(rt, constructor, rt->realm->atom_name)
                                              : VALUE_UNDEFINED;
    value usual = peek(rt, rt->realm->prototypes[CLASS_OBJECT], rt->realm->atom_to_string);
    if (peek(rt, v, rt->realm->atom_to_string) != usual || !value_is_string(name) ||
        string_length(name) == 0) {
        describe_tag(builder, v);
        return;
    }
    text_builder_ascii(builder, "#<");
    text_builder_string(builder, name);
    text_builder_ascii(builder, ">");
}

/* As V8 shows a value inside a message, without running code. */
static void describe(struct text_builder *builder, value v) {
    struct rt *rt = builder->rt;
    if (value_is_object(v)) {
        describe_object(builder, v);
    } else if (value_is_symbol(v)) {
        value description = symbol_description(v);
        bool private_name = value_symbol(v)->private_name != 0;
        text_builder_ascii(builder, private_name ? "" : "Symbol(");
        if (value_is_string(description)) {
            text_builder_string(builder, description);
        }
        text_builder_ascii(builder, private_name ? "" : ")");
    } else if (value_is_string(v)) {
        text_builder_string(builder, v);
    } else {
        text_builder_string(builder, to_string(rt, v));
    }
}

/* As V8 shows a value whose text in the source it can't find: "number 5", "object null". */
static void describe_typed(struct text_builder *builder, value v) {
    text_builder_string(builder, rt_typeof(builder->rt, v));
    if (value_is_string(v)) {
        text_builder_ascii(builder, " \"");
        text_builder_string(builder, v);
        text_builder_ascii(builder, "\"");
    } else if (v == VALUE_NULL || value_is_bool(v) || value_is_number(v)) {
        text_builder_ascii(builder, " ");
        describe(builder, v);
    }
}

static value error_new(struct rt *rt, enum error_kind kind, value message) {
    value error = object_create(rt, CLASS_ERROR, rt->realm->error_prototypes[kind]);
    object_define(rt, error, rt->realm->atom_message, message, ATTR_HIDDEN);
    return error;
}

value throw_error(struct rt *rt, enum error_kind kind, const char *message, ...) {
    struct text_builder builder;
    text_builder_start(&builder, rt);
    va_list arguments;
    va_start(arguments, message);
    for (const char *at = message; *at != 0; at++) {
        if (*at != '%') {
            text_builder_unit(&builder, (uint8_t)*at);
            continue;
        }
        at++;
        if (*at == 's') {
            text_builder_ascii(&builder, va_arg(arguments, const char *));
        } else if (*at == 'v') {
            describe(&builder, va_arg(arguments, value));
        } else if (*at == 'c') {
            describe_typed(&builder, va_arg(arguments, value));
        } else {
            text_builder_unit(&builder, '%');
        }
    }
    va_end(arguments);
    value text = builder.too_long ? rt->realm->atom_empty : text_builder_finish(&builder);
    return throw_value(rt, error_new(rt, kind, text));
}

value throw_value(struct rt *rt, value thrown) {
    rt->exception = thrown;
    return VALUE_EXCEPTION;
}

value exception_take(struct rt *rt) {
    value thrown = rt->exception;
    rt->exception = VALUE_HOLE;
    return thrown;
}

value rt_throw(struct rt *rt, value thrown) {
    return throw_value(rt, thrown);
}

value rt_catch(struct rt *rt) {
    return exception_take(rt);
}

value rt_throw_uninitialised(struct rt *rt, value name) {
    return throw_error(rt, ERROR_REFERENCE, "Cannot access '%v' before initialization", name);
}

value rt_throw_constant(struct rt *rt, value name) {
    return throw_type(rt, "Assignment to constant variable.");
}

value rt_throw_type(struct rt *rt, value message) {
    return throw_value(rt, error_new(rt, ERROR_TYPE, message));
}

value rt_throw_reference(struct rt *rt, value message) {
    return throw_value(rt, error_new(rt, ERROR_REFERENCE, message));
}

value rt_throw_syntax(struct rt *rt, value message) {
    return throw_value(rt, error_new(rt, ERROR_SYNTAX, message));
}
