/*
 * runtime/builtin_array_change.c: methods of Array.prototype that change their object: copyWithin,
 * fill, pop, push, reverse, shift, splice, unshift.
 */
#include "runtime/array.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"

#include <string.h>

/* The elements of a plain array whose `length` is all dense, or NULL. */
static struct elements *plain_elements(value object, double length) {
    struct elements *elements = array_dense(object);
    return elements != NULL && elements->length == length && array_is_plain(object) ? elements
                                                                                    : NULL;
}

/* 23.1.3.23 Array.prototype.push ( ...items ) */
ARRAY_METHOD(array_push_method) {
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (length + argc > ARRAY_MAX_SAFE) {
        return throw_type(rt,
                          "Pushing %v elements on an array-like of length %v is disallowed, as "
                          "the total surpasses 2**53-1",
                          value_from_u32(argc), value_from_number(length));
    }
    rt_burn(rt, argc);
    if ((length == 0 || plain_elements(object, length) != NULL) && argc > 0 &&
        length + argc < UINT32_MAX && array_is_plain(object)) {
        uint32_t count = (uint32_t)length;
        struct elements *elements = array_reserve(rt, object, count + argc);
        for (uint32_t i = 0; i < argc; i++) {
            elements->values[count + i] = argv[i];
        }
        return value_from_u32(count + argc);
    }
    for (uint32_t i = 0; i < argc; i++) {
        if (array_set(rt, object, length++, argv[i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return array_set_length(rt, object, length) < 0 ? VALUE_EXCEPTION : value_from_number(length);
}

/* 23.1.3.22 Array.prototype.pop ( ) */
ARRAY_METHOD(array_pop) {
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (length == 0) {
        return array_set_length(rt, object, 0) < 0 ? VALUE_EXCEPTION : VALUE_UNDEFINED;
    }
    length--;
    const struct elements *elements = plain_elements(object, length + 1);
    if (elements != NULL) {
        value last = elements->values[(uint32_t)length];
        array_truncate(rt, object, (uint32_t)length);
        return last == VALUE_HOLE ? VALUE_UNDEFINED : last;
    }
    value last = array_get(rt, object, length);
    if (last == VALUE_EXCEPTION || array_delete(rt, object, length) < 0 ||
        array_set_length(rt, object, length) < 0) {
        return VALUE_EXCEPTION;
    }
    return last;
}

/* One step of a move: Set(to, Get(from)) or DeletePropertyOrThrow(to). 0 or -1. */
static int move_one(struct rt *rt, value object, double from, double to) {
    value v;
    int found = array_element(rt, object, from, &v);
    if (found < 0) {
        return -1;
    }
    return found > 0 ? array_set(rt, object, to, v) : array_delete(rt, object, to);
}

/* Moves `count` properties from index `from` to index `to` one by one, upwards or (down) from the
 * last; absent ones are deleted at the target. 0 or -1. */
static int move_range(struct rt *rt, value object, double from, double to, double count,
                      bool down) {
    struct elements *elements = array_dense(object);
    if (elements != NULL && count > 0 && from + count <= elements->length &&
        to <= elements->length && to + count < UINT32_MAX && array_is_plain(object)) {
        rt_burn(rt, (uint64_t)(count / 8) + 1);
        elements = array_reserve(rt, object, (uint32_t)(to + count));
        memmove(&elements->values[(uint32_t)to], &elements->values[(uint32_t)from],
                (size_t)count * sizeof(value));
        return 0;
    }
    double i = down ? count - 1 : 0;
    while (down ? i >= 0 : i < count) {
        rt_burn(rt, 1);
        if (move_one(rt, object, from + i, to + i) < 0) {
            return -1;
        }
        /* What is absent on both sides needs no step: deleting it changes nothing. */
        if (down) {
            double source = array_previous_present(rt, object, from + i - 1) - from;
            double target = array_previous_present(rt, object, to + i - 1) - to;
            i = source > target ? source : target;
        } else {
            double source = array_next_present(rt, object, from + i + 1, from + count) - from;
            double target = array_next_present(rt, object, to + i + 1, to + count) - to;
            i = source < target ? source : target;
        }
    }
    return 0;
}

/* Deletes the properties [from, end) from the last one down. 0 or -1. */
static int delete_down(struct rt *rt, value object, double from, double end) {
    double i = array_previous_present(rt, object, end - 1);
    while (i >= from) {
        rt_burn(rt, 1);
        if (array_delete(rt, object, i) < 0) {
            return -1;
        }
        i = array_previous_present(rt, object, i - 1);
    }
    return 0;
}

/* 23.1.3.27 Array.prototype.shift ( ) */
ARRAY_METHOD(array_shift) {
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (length == 0) {
        return array_set_length(rt, object, 0) < 0 ? VALUE_EXCEPTION : VALUE_UNDEFINED;
    }
    value first = array_get(rt, object, 0);
    if (first == VALUE_EXCEPTION || move_range(rt, object, 1, 0, length - 1, false) < 0) {
        return VALUE_EXCEPTION;
    }
    if (plain_elements(object, length) != NULL) {
        array_truncate(rt, object, (uint32_t)length - 1);
        return first;
    }
    if (array_delete(rt, object, length - 1) < 0 || array_set_length(rt, object, length - 1) < 0) {
        return VALUE_EXCEPTION;
    }
    return first;
}

/* 23.1.3.34 Array.prototype.unshift ( ...items ) */
ARRAY_METHOD(array_unshift) {
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    if (argc > 0) {
        if (length + argc > ARRAY_MAX_SAFE) {
            return array_too_long(rt);
        }
        if (move_range(rt, object, 0, argc, length, true) < 0) {
            return VALUE_EXCEPTION;
        }
        for (uint32_t i = 0; i < argc; i++) {
            rt_burn(rt, 1);
            if (array_set(rt, object, i, argv[i]) < 0) {
                return VALUE_EXCEPTION;
            }
        }
    }
    length += argc;
    return array_set_length(rt, object, length) < 0 ? VALUE_EXCEPTION : value_from_number(length);
}

/* The removed part of splice as a new array, or VALUE_EXCEPTION. */
static value removed_part(struct rt *rt, value object, double start, double count) {
    value removed = array_species_create(rt, object, count);
    if (removed == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value v;
    int found;
    double i = start;
    while ((found = array_step(rt, object, &i, start + count, &v)) > 0) {
        rt_burn(rt, 1);
        if (array_create_data(rt, removed, i - start, v) < 0) {
            return VALUE_EXCEPTION;
        }
        i++;
    }
    if (found < 0 || array_set_length(rt, removed, count) < 0) {
        return VALUE_EXCEPTION;
    }
    return removed;
}

/* 23.1.3.31 Array.prototype.splice ( start, deleteCount, ...items ) */
ARRAY_METHOD(array_splice) {
    double length;
    double start;
    double removing = 0;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION || to_relative_index(rt, ARG(0), length, 0, &start) < 0) {
        return VALUE_EXCEPTION;
    }
    uint32_t inserting = argc > 2 ? argc - 2 : 0;
    if (argc == 1) {
        removing = length - start;
    } else if (argc > 1) {
        if (to_integer(rt, argv[1], &removing) < 0) {
            return VALUE_EXCEPTION;
        }
        removing = removing < 0 ? 0 : removing > length - start ? length - start : removing;
    }
    double new_length = length + inserting - removing;
    if (new_length > ARRAY_MAX_SAFE) {
        return array_too_long(rt);
    }
    value removed = removed_part(rt, object, start, removing);
    if (removed == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    double tail = length - start - removing;
    if (inserting != removing && move_range(rt, object, start + removing, start + inserting, tail,
                                            inserting > removing) < 0) {
        return VALUE_EXCEPTION;
    }
    if (new_length < length && plain_elements(object, length) != NULL) {
        array_truncate(rt, object, (uint32_t)new_length);
    } else if (new_length < length && delete_down(rt, object, new_length, length) < 0) {
        return VALUE_EXCEPTION;
    }
    for (uint32_t i = 0; i < inserting; i++) {
        rt_burn(rt, 1);
        if (array_set(rt, object, start + i, argv[2 + i]) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return array_set_length(rt, object, new_length) < 0 ? VALUE_EXCEPTION : removed;
}

/* One exchange of reverse: the properties at `lower` and `upper`. 0 or -1. */
static int exchange(struct rt *rt, value object, double lower, double upper) {
    value low;
    value high;
    int has_low = array_element(rt, object, lower, &low);
    int has_high = has_low < 0 ? -1 : array_element(rt, object, upper, &high);
    if (has_high < 0) {
        return -1;
    }
    if (has_high > 0) {
        if (array_set(rt, object, lower, high) < 0) {
            return -1;
        }
    } else if (has_low > 0 && array_delete(rt, object, lower) < 0) {
        return -1;
    }
    if (has_low > 0) {
        return array_set(rt, object, upper, low);
    }
    return has_high > 0 ? array_delete(rt, object, upper) : 0;
}

/* 23.1.3.26 Array.prototype.reverse ( ) */
ARRAY_METHOD(array_reverse) {
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    struct elements *elements = plain_elements(object, length);
    if (elements != NULL) {
        uint32_t count = (uint32_t)length;
        rt_burn(rt, count / 4);
        heap_touch(rt, elements->values, count * sizeof(value));
        for (uint32_t i = 0; i < count / 2; i++) {
            value v = elements->values[i];
            elements->values[i] = elements->values[count - 1 - i];
            elements->values[count - 1 - i] = v;
        }
        return object;
    }
    /* floor: length may be past 2^32 */
    double middle = (double)((uint64_t)length / 2);
    double i = 0;
    for (;;) {
        double low = array_next_present(rt, object, i, middle);
        double high = length - 1 - array_previous_present(rt, object, length - 1 - i);
        i = low < high ? low : high;
        if (i >= middle) {
            return object;
        }
        rt_burn(rt, 1);
        if (exchange(rt, object, i, length - 1 - i) < 0) {
            return VALUE_EXCEPTION;
        }
        i++;
    }
}

/* 23.1.3.7 Array.prototype.fill ( value, start, end ) */
ARRAY_METHOD(array_fill) {
    double length;
    double start;
    double end;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION || to_relative_index(rt, ARG(1), length, 0, &start) < 0 ||
        to_relative_index(rt, ARG(2), length, length, &end) < 0) {
        return VALUE_EXCEPTION;
    }
    for (double i = start; i < end; i++) {
        rt_burn(rt, 1);
        if (array_set(rt, object, i, ARG(0)) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return object;
}

/* 23.1.3.4 Array.prototype.copyWithin ( target, start, end ) */
ARRAY_METHOD(array_copy_within) {
    double length;
    double to;
    double from;
    double end;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION || to_relative_index(rt, ARG(0), length, 0, &to) < 0 ||
        to_relative_index(rt, ARG(1), length, 0, &from) < 0 ||
        to_relative_index(rt, ARG(2), length, length, &end) < 0) {
        return VALUE_EXCEPTION;
    }
    double count = end - from < length - to ? end - from : length - to;
    if (count > 0 && move_range(rt, object, from, to, count, from < to && to < from + count) < 0) {
        return VALUE_EXCEPTION;
    }
    return object;
}
