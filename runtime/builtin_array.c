/*
 * runtime/builtin_array.c: the Array constructor, its functions (ECMA-262 23.1.1, 23.1.2), and the
 * table of the module; the methods of Array.prototype are in builtin_array_*.c.
 */
#include "runtime/array.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"

/* 23.1.1.1 Array ( ...values ) */
NATIVE(array_constructor) {
    value array;
    if (new_target == VALUE_UNDEFINED || new_target == object_value(callee)) {
        array = array_new(rt, 0, NULL);
    } else {
        array = object_create_from_constructor(rt, new_target, CLASS_ARRAY);
        if (array == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
    }
    if (argc == 1 && value_is_number(argv[0])) {
        double length = value_number(argv[0]);
        if (!(length >= 0 && length <= UINT32_MAX) || length != (double)(uint32_t)length) {
            return throw_range(rt, "Invalid array length");
        }
        return array_set_length(rt, array, length) < 0 ? VALUE_EXCEPTION : array;
    }
    rt_burn(rt, argc);
    for (uint32_t i = 0; i < argc; i++) {
        if (array_create_data(rt, array, i, argv[i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return array;
}

NATIVE(array_species) {
    return this_value;
}

/* 23.1.2.2 Array.isArray ( arg ) */
NATIVE(array_is_array) {
    return value_from_bool(value_is_array(ARG(0)));
}

/* The new object of Array.of and Array.from: `new constructor(length)`, without an argument where
 * length is negative; an array where `constructor` can't be constructed. */
static value make_target(struct rt *rt, value constructor, double length) {
    if (constructor == rt->realm->array_constructor || !value_is_constructor(rt, constructor)) {
        return array_create(rt, length < 0 ? 0 : length);
    }
    value argument = value_from_number(length);
    return function_construct(rt, constructor, length < 0 ? 0 : 1, &argument, constructor);
}

/* 23.1.2.3 Array.of ( ...items ) */
NATIVE(array_of) {
    value target = make_target(rt, this_value, argc);
    if (target == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (uint32_t i = 0; i < argc; i++) {
        rt_burn(rt, 1);
        if (array_create_data(rt, target, i, argv[i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return array_set_length(rt, target, argc) < 0 ? VALUE_EXCEPTION : target;
}

/* GetIterator with a method already read. 0 or -1. */
static int open_with_method(struct rt *rt, value iterable, value method, struct iterator *out) {
    if (value_is_array(iterable) && method == rt->realm->array_values) {
        return iterator_open(rt, iterable, out); /* may go over the elements directly */
    }
    *out = (struct iterator){.array = VALUE_UNDEFINED};
    out->object = function_call(rt, method, iterable, 0, NULL);
    if (out->object == VALUE_EXCEPTION) {
        return -1;
    }
    if (!value_is_object(out->object)) {
        throw_type(rt, "Result of the Symbol.iterator method is not an object");
        return -1;
    }
    out->next = object_get(rt, out->object, rt->realm->atom_next);
    return out->next == VALUE_EXCEPTION ? -1 : 0;
}

/* The value for index i, given to the mapper where there is one. */
static value map_item(struct rt *rt, value mapper, value this_argument, value item, double i) {
    if (mapper == VALUE_UNDEFINED) {
        return item;
    }
    value arguments[2] = {item, value_from_number(i)};
    return function_call(rt, mapper, this_argument, 2, arguments);
}

/* Array.from's way with an iterator. The new object or VALUE_EXCEPTION. */
static value from_iterable(struct rt *rt, value target, value iterable, value method, value mapper,
                           value this_argument) {
    struct iterator iterator;
    if (open_with_method(rt, iterable, method, &iterator) < 0) {
        return VALUE_EXCEPTION;
    }
    for (double i = 0;; i++) {
        rt_burn(rt, 1);
        value item;
        int more = iterator_next(rt, &iterator, &item);
        if (more < 0) {
            return VALUE_EXCEPTION;
        }
        if (more == 0) {
            return array_set_length(rt, target, i) < 0 ? VALUE_EXCEPTION : target;
        }
        item = map_item(rt, mapper, this_argument, item, i);
        if (item == VALUE_EXCEPTION || array_create_data(rt, target, i, item) < 0) {
            iterator_close(rt, &iterator, true);
            return VALUE_EXCEPTION;
        }
    }
}

/* 23.1.2.1 Array.from ( items, mapfn, thisArg ) */
NATIVE(array_from) {
    value items = ARG(0);
    value mapper = ARG(1);
    if (mapper != VALUE_UNDEFINED && !value_is_callable(mapper)) {
        return throw_type(rt, "%v is not a function", mapper);
    }
    if (value_is_nullish(items)) {
        return throw_type(rt, "%s is not iterable (cannot read property Symbol(Symbol.iterator))",
                          items == VALUE_NULL ? "object null" : "undefined");
    }
    value method = value_get_method(rt, items, rt->realm->symbols[SYMBOL_ITERATOR]);
    if (method == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (method != VALUE_UNDEFINED) {
        value target = make_target(rt, this_value, -1);
        return target == VALUE_EXCEPTION ? VALUE_EXCEPTION
                                         : from_iterable(rt, target, items, method, mapper, ARG(2));
    }
    double length;
    value source = to_object(rt, items);
    if (source == VALUE_EXCEPTION || object_length(rt, source, &length) < 0) {
        return VALUE_EXCEPTION;
    }
    value target = make_target(rt, this_value, length);
    if (target == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (double i = 0; i < length; i++) {
        rt_burn(rt, 1);
        value item = array_get(rt, source, i);
        if (item != VALUE_EXCEPTION) {
            item = map_item(rt, mapper, ARG(2), item, i);
        }
        if (item == VALUE_EXCEPTION || array_create_data(rt, target, i, item) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return array_set_length(rt, target, length) < 0 ? VALUE_EXCEPTION : target;
}

/* 23.1.3.5 entries, 23.1.3.19 keys, 23.1.3.35 values (by magic) */
NATIVE(array_list) {
    value object = array_this_object(rt, callee, this_value);
    return object == VALUE_EXCEPTION ? VALUE_EXCEPTION
                                     : array_iterator_new(rt, object, callee->magic);
}

enum { STATIC_FIRST = ARRAY_SPECIES_INDEX, STATIC_END = 5 };

static const struct function_info array_functions[] = {
    NATIVE_CONSTRUCTOR("Array", array_constructor, 1),
    NATIVE_FUNCTION("get [Symbol.species]", array_species, 0), /* ARRAY_SPECIES_INDEX */
    NATIVE_FUNCTION("isArray", array_is_array, 1),
    NATIVE_FUNCTION("from", array_from, 1),
    NATIVE_FUNCTION("of", array_of, 0),
    /* Array.prototype, from STATIC_END on */
    NATIVE_FUNCTION("at", array_at, 1),
    NATIVE_FUNCTION("concat", array_concat, 1),
    NATIVE_FUNCTION("copyWithin", array_copy_within, 2),
    NATIVE_FUNCTION("fill", array_fill, 1),
    NATIVE_MAGIC("find", array_find, 1, ARRAY_FIND_VALUE),
    NATIVE_MAGIC("findIndex", array_find, 1, ARRAY_FIND_INDEX),
    NATIVE_MAGIC("findLast", array_find, 1, ARRAY_FIND_LAST_VALUE),
    NATIVE_MAGIC("findLastIndex", array_find, 1, ARRAY_FIND_LAST_INDEX),
    NATIVE_FUNCTION("lastIndexOf", array_last_index_of, 1),
    NATIVE_FUNCTION("pop", array_pop, 0),
    NATIVE_FUNCTION("push", array_push_method, 1),
    NATIVE_FUNCTION("reverse", array_reverse, 0),
    NATIVE_FUNCTION("shift", array_shift, 0),
    NATIVE_FUNCTION("unshift", array_unshift, 1),
    NATIVE_FUNCTION("slice", array_slice, 2),
    NATIVE_FUNCTION("sort", array_sort, 1),
    NATIVE_FUNCTION("splice", array_splice, 2),
    NATIVE_FUNCTION("includes", array_includes, 1),
    NATIVE_FUNCTION("indexOf", array_index_of, 1),
    NATIVE_FUNCTION("join", array_join, 1),
    NATIVE_MAGIC("keys", array_list, 0, ARRAY_KEYS),
    NATIVE_MAGIC("entries", array_list, 0, ARRAY_ENTRIES),
    NATIVE_MAGIC("values", array_list, 0, ARRAY_VALUES),
    NATIVE_FUNCTION("forEach", array_for_each, 1),
    NATIVE_FUNCTION("filter", array_filter, 1),
    NATIVE_FUNCTION("flat", array_flat, 0),
    NATIVE_FUNCTION("flatMap", array_flat_map, 1),
    NATIVE_FUNCTION("map", array_map, 1),
    NATIVE_MAGIC("every", array_some_every, 1, ARRAY_EVERY),
    NATIVE_MAGIC("some", array_some_every, 1, ARRAY_SOME),
    NATIVE_MAGIC("reduce", array_reduce, 1, ARRAY_REDUCE),
    NATIVE_MAGIC("reduceRight", array_reduce, 1, ARRAY_REDUCE_RIGHT),
    NATIVE_FUNCTION("toLocaleString", array_to_locale_string, 0),
    NATIVE_FUNCTION("toString", array_to_string, 0),
    NATIVE_FUNCTION("toReversed", array_to_reversed, 0),
    NATIVE_FUNCTION("toSorted", array_to_sorted, 1),
    NATIVE_FUNCTION("toSpliced", array_to_spliced, 2),
    NATIVE_FUNCTION("with", array_with, 2),
};

#define ARRAY_FUNCTION_COUNT (sizeof array_functions / sizeof array_functions[0])

const struct code_module builtin_array_module = {.functions = array_functions,
                                                 .function_count = ARRAY_FUNCTION_COUNT};

void builtin_array_init(struct rt *rt) {
    static const char *const unscopable[] = {
        "at",       "copyWithin",    "entries",  "fill",      "find",     "findIndex",
        "findLast", "findLastIndex", "flat",     "flatMap",   "includes", "keys",
        "values",   "toReversed",    "toSorted", "toSpliced",
    };
    struct realm *realm = rt->realm;
    value constructor = native_function(rt, MODULE_array, 0);
    /* Array.prototype is itself an array. */
    value prototype = object_create(rt, CLASS_ARRAY, realm->prototypes[CLASS_OBJECT]);
    realm->prototypes[CLASS_ARRAY] = prototype;
    realm->array_constructor = constructor;
    native_class(rt, "Array", constructor, prototype);
    native_methods(rt, constructor, MODULE_array, STATIC_FIRST, STATIC_END);
    native_methods(rt, prototype, MODULE_array, STATIC_END, ARRAY_FUNCTION_COUNT);

    realm->array_values = object_get_name(rt, prototype, "values");
    object_define(rt, prototype, realm->symbols[SYMBOL_ITERATOR], realm->array_values, ATTR_HIDDEN);

    value list = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    for (uint32_t i = 0; i < sizeof unscopable / sizeof unscopable[0]; i++) {
        object_define_name(rt, list, unscopable[i], VALUE_TRUE, ATTR_ALL);
    }
    object_define(rt, prototype, realm->symbols[SYMBOL_UNSCOPABLES], list, ATTR_READONLY);
}
