/*
 * runtime/builtin_array_copy.c: methods of Array.prototype that leave the array alone and return a
 * changed copy: toReversed, toSorted (in builtin_array_sort.c), toSpliced, with. The copy is an
 * ordinary array without holes.
 */
#include "runtime/array.h"
#include "runtime/convert.h"

/* Copies `count` elements of `from`, absent ones as undefined. 0 or -1. */
static int copy_range(struct rt *rt, value from, double start, value to, double at, double count) {
    for (double i = 0; i < count; i++) {
        rt_burn(rt, 1);
        value v = array_get(rt, from, start + i);
        if (v == VALUE_EXCEPTION || array_create_data(rt, to, at + i, v) < 0) {
            return -1;
        }
    }
    return 0;
}

/* 23.1.3.33 Array.prototype.toReversed ( ) */
ARRAY_METHOD(array_to_reversed) {
    double length;
    value object = array_this(rt, callee, this_value, &length);
    value copy = object == VALUE_EXCEPTION ? VALUE_EXCEPTION : array_create(rt, length);
    if (copy == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (double i = 0; i < length; i++) {
        if (copy_range(rt, object, length - 1 - i, copy, i, 1) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return copy;
}

/* 23.1.3.35 Array.prototype.toSpliced ( start, skipCount, ...items ) */
ARRAY_METHOD(array_to_spliced) {
    double length;
    double start;
    double skipping = 0;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION || to_relative_index(rt, ARG(0), length, 0, &start) < 0) {
        return VALUE_EXCEPTION;
    }
    uint32_t inserting = argc > 2 ? argc - 2 : 0;
    if (argc == 1) {
        skipping = length - start;
    } else if (argc > 1) {
        if (to_integer(rt, argv[1], &skipping) < 0) {
            return VALUE_EXCEPTION;
        }
        skipping = skipping < 0 ? 0 : skipping > length - start ? length - start : skipping;
    }
    double new_length = length + inserting - skipping;
    if (new_length > ARRAY_MAX_SAFE) {
        return array_too_long(rt);
    }
    value copy = array_create(rt, new_length);
    if (copy == VALUE_EXCEPTION || copy_range(rt, object, 0, copy, 0, start) < 0) {
        return VALUE_EXCEPTION;
    }
    for (uint32_t i = 0; i < inserting; i++) {
        if (array_create_data(rt, copy, start + i, argv[2 + i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    double from = start + skipping;
    return copy_range(rt, object, from, copy, start + inserting, length - from) < 0
               ? VALUE_EXCEPTION
               : copy;
}

/* 23.1.3.39 Array.prototype.with ( index, value ) */
ARRAY_METHOD(array_with) {
    double length;
    double index;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION || to_integer(rt, ARG(0), &index) < 0) {
        return VALUE_EXCEPTION;
    }
    double actual = index < 0 ? length + index : index;
    if (actual < 0 || actual >= length) {
        return throw_range(rt, "Invalid index : %v", ARG(0));
    }
    value copy = array_create(rt, length);
    if (copy == VALUE_EXCEPTION || copy_range(rt, object, 0, copy, 0, actual) < 0 ||
        array_create_data(rt, copy, actual, ARG(1)) < 0 ||
        copy_range(rt, object, actual + 1, copy, actual + 1, length - actual - 1) < 0) {
        return VALUE_EXCEPTION;
    }
    return copy;
}
