/*
 * runtime/builtin_array_read.c: methods of Array.prototype that neither change their object nor
 * call back: at, concat, includes, indexOf, join, lastIndexOf, slice, toString, toLocaleString.
 */
#include "runtime/abi.h"
#include "runtime/array.h"
#include "runtime/builtin_object.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text.h"

/* 23.1.3.1 Array.prototype.at ( index ) */
ARRAY_METHOD(array_at) {
    double length;
    double index;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION || to_integer(rt, ARG(0), &index) < 0) {
        return VALUE_EXCEPTION;
    }
    if (index < 0) {
        index += length;
    }
    return index < 0 || index >= length ? VALUE_UNDEFINED : array_get(rt, object, index);
}

/* --- concat --- */

/* IsConcatSpreadable (23.1.3.2.1). 1, 0, -1. */
static int is_spreadable(struct rt *rt, value v) {
    if (!value_is_object(v)) {
        return 0;
    }
    value spreadable = object_get(rt, v, rt->realm->symbols[SYMBOL_IS_CONCAT_SPREADABLE]);
    if (spreadable == VALUE_EXCEPTION) {
        return -1;
    }
    return spreadable == VALUE_UNDEFINED ? value_is_array(v) : to_boolean(spreadable);
}

/* The dense elements of `source` where `length` of them are all there is to copy, else NULL. */
static const struct elements *whole_elements(value source, double length) {
    const struct elements *elements = array_dense(source);
    return elements != NULL && elements->length == length && array_reads_plain(source) ? elements
                                                                                       : NULL;
}

/* The elements of `source` as properties of `result` from *next on. 0 or -1. */
static int concat_elements(struct rt *rt, value result, value source, double *next) {
    double length;
    if (object_length(rt, source, &length) < 0) {
        return -1;
    }
    if (*next + length > ARRAY_MAX_SAFE) {
        array_too_long(rt);
        return -1;
    }
    const struct elements *from = whole_elements(source, length);
    if (from != NULL && array_is_plain(result) && *next + length < UINT32_MAX &&
        *next == ((struct array *)value_pointer(result))->length) {
        uint32_t at = (uint32_t)*next;
        uint32_t count = (uint32_t)length;
        rt_burn(rt, count / 4);
        struct elements *to = array_reserve(rt, result, at + count);
        for (uint32_t i = 0; i < count; i++) {
            to->values[at + i] = from->values[i];
        }
        *next += length;
        return 0;
    }
    value v;
    double i = 0;
    int found;
    while ((found = array_step(rt, source, &i, length, &v)) > 0) {
        rt_burn(rt, 1);
        if (array_create_data(rt, result, *next + i, v) < 0) {
            return -1;
        }
        i++;
    }
    *next += length;
    return found;
}

/* 23.1.3.2 Array.prototype.concat ( ...items ) */
ARRAY_METHOD(array_concat) {
    value object = array_this_object(rt, callee, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value result = array_species_create(rt, object, 0);
    if (result == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    double next = 0;
    for (uint32_t i = 0; i <= argc; i++) {
        rt_burn(rt, 1);
        value item = i == 0 ? object : argv[i - 1];
        int spreadable = is_spreadable(rt, item);
        if (spreadable < 0) {
            return VALUE_EXCEPTION;
        }
        if (spreadable > 0) {
            if (concat_elements(rt, result, item, &next) < 0) {
                return VALUE_EXCEPTION;
            }
        } else if (next >= ARRAY_MAX_SAFE) {
            return array_too_long(rt);
        } else if (array_create_data(rt, result, next++, item) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return array_set_length(rt, result, next) < 0 ? VALUE_EXCEPTION : result;
}

/* 23.1.3.28 Array.prototype.slice ( start, end ) */
ARRAY_METHOD(array_slice) {
    double length;
    double start;
    double end;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION || to_relative_index(rt, ARG(0), length, 0, &start) < 0 ||
        to_relative_index(rt, ARG(1), length, length, &end) < 0) {
        return VALUE_EXCEPTION;
    }
    double count = end > start ? end - start : 0;
    value result = array_species_create(rt, object, count);
    if (result == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    const struct elements *from = array_dense(object);
    struct array *array = value_pointer(result);
    if (from != NULL && end <= from->length && array_reads_plain(object) &&
        array_is_plain(result) && array->object.elements == 0 && array->length == count) {
        uint32_t n = (uint32_t)count;
        rt_burn(rt, n / 4);
        const value *first = &from->values[(uint32_t)start];
        struct elements *to = n == 0 ? NULL : array_reserve(rt, result, n);
        for (uint32_t i = 0; i < n; i++) {
            to->values[i] = first[i];
        }
        return result;
    }
    value v;
    int found;
    double i = start;
    while ((found = array_step(rt, object, &i, end, &v)) > 0) {
        rt_burn(rt, 1);
        if (array_create_data(rt, result, i - start, v) < 0) {
            return VALUE_EXCEPTION;
        }
        i++;
    }
    if (found < 0 || array_set_length(rt, result, count) < 0) {
        return VALUE_EXCEPTION;
    }
    return result;
}

/* --- searching --- */

/* 23.1.3.16 Array.prototype.includes ( searchElement, fromIndex ) */
ARRAY_METHOD(array_includes) {
    double length;
    double i;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (length == 0) {
        return VALUE_FALSE;
    }
    if (to_relative_index(rt, ARG(1), length, 0, &i) < 0) {
        return VALUE_EXCEPTION;
    }
    value wanted = ARG(0);
    for (; i < length; i++) {
        rt_burn(rt, 1);
        value v;
        double at = i;
        int found = array_step(rt, object, &i, length, &v);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        /* An absent element counts as undefined. */
        if (wanted == VALUE_UNDEFINED && (found == 0 || at != i)) {
            return VALUE_TRUE;
        }
        if (found > 0 && value_same_zero(rt, v, wanted)) {
            return VALUE_TRUE;
        }
    }
    return VALUE_FALSE;
}

/* 23.1.3.17 Array.prototype.indexOf ( searchElement, fromIndex ) */
ARRAY_METHOD(array_index_of) {
    double length;
    double i;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (length == 0) {
        return value_from_int(-1);
    }
    if (to_relative_index(rt, ARG(1), length, 0, &i) < 0) {
        return VALUE_EXCEPTION;
    }
    value v;
    int found;
    while ((found = array_step(rt, object, &i, length, &v)) > 0) {
        rt_burn(rt, 1);
        if (value_strict_equals(rt, v, ARG(0))) {
            return value_from_number(i);
        }
        i++;
    }
    return found < 0 ? VALUE_EXCEPTION : value_from_int(-1);
}

/* 23.1.3.20 Array.prototype.lastIndexOf ( searchElement, fromIndex ) */
ARRAY_METHOD(array_last_index_of) {
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (length == 0) {
        return value_from_int(-1);
    }
    double i = length - 1;
    if (argc > 1) {
        double from;
        if (to_integer(rt, argv[1], &from) < 0) {
            return VALUE_EXCEPTION;
        }
        i = from >= 0 ? (from < i ? from : i) : length + from;
    }
    while (i >= 0) {
        rt_burn(rt, 1);
        i = array_previous_present(rt, object, i);
        value v;
        int found = i < 0 ? 0 : array_element(rt, object, i, &v);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found > 0 && value_strict_equals(rt, v, ARG(0))) {
            return value_from_number(i);
        }
        i--;
    }
    return value_from_int(-1);
}

/* --- join --- */

/* The arrays being joined right now, innermost first; hangs on the method's function object so
 * that it is heap like the rest. */
struct joining {
    value object;
    link outer;
};

static struct joining *joining_of(const struct function *callee) {
    return value_is_cell(callee->extra) ? value_pointer(callee->extra) : NULL;
}

static void set_joining(struct rt *rt, struct function *callee, const struct joining *joining) {
    heap_touch(rt, callee, sizeof *callee);
    callee->extra = joining == NULL ? VALUE_UNDEFINED : value_from_pointer(TAG_CELL, joining);
}

static bool is_joining(struct rt *rt, const struct function *callee, value object) {
    const struct joining *joining = joining_of(callee);
    while (joining != NULL) {
        rt_burn(rt, 1);
        if (joining->object == object) {
            return true;
        }
        joining = joining->outer == 0 ? NULL : link_pointer(joining->outer);
    }
    return false;
}

/* What is to be done with each element: its own text, or toLocaleString with these arguments. */
struct joining_way {
    bool locale;
    uint32_t argc;
    value *argv;
};

/* What join and toLocaleString make of one element: a string value or VALUE_EXCEPTION. Only an
 * object's conversion can come back to the array being joined, so only then is it noted. */
static value element_text(struct rt *rt, struct function *callee, value object, value element,
                          const struct joining_way *way) {
    if (value_is_string(element) && !way->locale) {
        return element;
    }
    struct joining *joining = NULL;
    const struct joining *outer = joining_of(callee);
    if (value_is_object(element)) {
        joining = heap_alloc(rt, sizeof *joining);
        joining->object = object;
        joining->outer = outer == NULL ? 0 : link_to(outer);
        set_joining(rt, callee, joining);
    }
    value text = element;
    if (way->locale) {
        text =
            value_invoke(rt, element, key_from_ascii(rt, "toLocaleString"), way->argc, way->argv);
    }
    if (text != VALUE_EXCEPTION) {
        text = to_string(rt, text);
    }
    if (joining != NULL) {
        set_joining(rt, callee, outer);
    }
    return text;
}

static value join(struct rt *rt, struct function *callee, value object, double length,
                  value separator, const struct joining_way *way) {
    if (is_joining(rt, callee, object)) {
        return rt->realm->atom_empty;
    }
    struct text_builder builder;
    text_builder_start(&builder, rt);
    uint32_t gap = string_length(separator);
    for (double i = 0; i < length; i++) {
        rt_burn(rt, 1 + gap / 8);
        if (i > 0 && gap != 0) {
            text_builder_string(&builder, separator);
        }
        if (builder.too_long) {
            break;
        }
        value element = array_get(rt, object, i);
        if (element == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (value_is_nullish(element)) {
            continue;
        }
        value text = element_text(rt, callee, object, element, way);
        if (text == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        rt_burn(rt, string_length(text) / 8);
        text_builder_string(&builder, text);
    }
    return text_builder_finish(&builder);
}

/* 23.1.3.18 Array.prototype.join ( separator ) */
ARRAY_METHOD(array_join) {
    if ((uintptr_t)__builtin_frame_address(0) < rt->stack_limit) {
        return rt_stack_overflow(rt);
    }
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value separator = ARG(0);
    separator = separator == VALUE_UNDEFINED ? key_from_ascii(rt, ",") : to_string(rt, separator);
    if (separator == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct joining_way way = {false, 0, NULL};
    return join(rt, callee, object, length, separator, &way);
}

/* 23.1.3.32 Array.prototype.toLocaleString ( [ locales [ , options ] ] ): as ECMA-402 has it, the
 * elements get the arguments. */
ARRAY_METHOD(array_to_locale_string) {
    if ((uintptr_t)__builtin_frame_address(0) < rt->stack_limit) {
        return rt_stack_overflow(rt);
    }
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    uint32_t given = argc < 2 ? argc : 2;
    while (given > 0 && argv[given - 1] == VALUE_UNDEFINED) {
        given--;
    }
    struct joining_way way = {true, given, argv};
    return join(rt, callee, object, length, key_from_ascii(rt, ","), &way);
}

/* 23.1.3.36 Array.prototype.toString ( ) */
ARRAY_METHOD(array_to_string) {
    value object = array_this_object(rt, callee, this_value);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value method = object_get(rt, object, rt->realm->atom_join);
    if (method == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (!value_is_callable(method)) {
        return object_proto_to_string(rt, callee, object, 0, NULL, VALUE_UNDEFINED);
    }
    return function_call(rt, method, object, 0, NULL);
}
