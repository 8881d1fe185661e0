/*
 * runtime/builtin_array_iterate.c: methods of Array.prototype that call back: every, filter, find,
 * findIndex, findLast, findLastIndex, flat, flatMap, forEach, map, reduce, reduceRight, some.
 */
#include "runtime/abi.h"
#include "runtime/array.h"
#include "runtime/convert.h"
#include "runtime/realm.h"

/* What every method here begins with. */
struct walk {
    value object, callback, this_argument;
    double length;
};

/* this, its length, and a callable first argument. 0 or -1. */
static int walk_start(struct rt *rt, struct walk *walk, const struct function *callee,
                      value this_value, uint32_t argc, value *argv) {
    walk->object = array_this(rt, callee, this_value, &walk->length);
    if (walk->object == VALUE_EXCEPTION) {
        return -1;
    }
    walk->callback = ARG(0);
    walk->this_argument = ARG(1);
    if (!value_is_callable(walk->callback)) {
        throw_type(rt, "%v is not a function", walk->callback);
        return -1;
    }
    return 0;
}

/* callback(element, index, object) */
static value walk_call(struct rt *rt, const struct walk *walk, value element, double index) {
    value arguments[3] = {element, value_from_number(index), walk->object};
    rt_burn(rt, 1);
    return function_call(rt, walk->callback, walk->this_argument, 3, arguments);
}

/* 23.1.3.15 Array.prototype.forEach ( callbackfn, thisArg ) */
ARRAY_METHOD(array_for_each) {
    struct walk walk;
    if (walk_start(rt, &walk, callee, this_value, argc, argv) < 0) {
        return VALUE_EXCEPTION;
    }
    value v;
    int found;
    double i = 0;
    while ((found = array_step(rt, walk.object, &i, walk.length, &v)) > 0) {
        if (walk_call(rt, &walk, v, i) == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        i++;
    }
    return found < 0 ? VALUE_EXCEPTION : VALUE_UNDEFINED;
}

/* 23.1.3.21 Array.prototype.map ( callbackfn, thisArg ) */
ARRAY_METHOD(array_map) {
    struct walk walk;
    if (walk_start(rt, &walk, callee, this_value, argc, argv) < 0) {
        return VALUE_EXCEPTION;
    }
    value result = array_species_create(rt, walk.object, walk.length);
    if (result == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    const struct elements *from = array_dense(walk.object);
    if (from != NULL && from->length == walk.length && from->length > 0 && array_is_plain(result)) {
        array_make_room(rt, result, from->length); /* the callback's own allocations come between */
    }
    value v;
    int found;
    double i = 0;
    while ((found = array_step(rt, walk.object, &i, walk.length, &v)) > 0) {
        value mapped = walk_call(rt, &walk, v, i);
        if (mapped == VALUE_EXCEPTION || array_create_data(rt, result, i, mapped) < 0) {
            return VALUE_EXCEPTION;
        }
        i++;
    }
    return found < 0 ? VALUE_EXCEPTION : result;
}

/* 23.1.3.8 Array.prototype.filter ( callbackfn, thisArg ) */
ARRAY_METHOD(array_filter) {
    struct walk walk;
    if (walk_start(rt, &walk, callee, this_value, argc, argv) < 0) {
        return VALUE_EXCEPTION;
    }
    value result = array_species_create(rt, walk.object, 0);
    if (result == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value v;
    int found;
    double i = 0;
    double kept = 0;
    while ((found = array_step(rt, walk.object, &i, walk.length, &v)) > 0) {
        value keep = walk_call(rt, &walk, v, i);
        if (keep == VALUE_EXCEPTION ||
            (to_boolean(keep) && array_create_data(rt, result, kept++, v) < 0)) {
            return VALUE_EXCEPTION;
        }
        i++;
    }
    return found < 0 ? VALUE_EXCEPTION : result;
}

/* 23.1.3.6 Array.prototype.every, 23.1.3.29 Array.prototype.some (by magic) */
ARRAY_METHOD(array_some_every) {
    struct walk walk;
    if (walk_start(rt, &walk, callee, this_value, argc, argv) < 0) {
        return VALUE_EXCEPTION;
    }
    bool deciding = callee->magic == ARRAY_SOME;
    value v;
    int found;
    double i = 0;
    while ((found = array_step(rt, walk.object, &i, walk.length, &v)) > 0) {
        value answer = walk_call(rt, &walk, v, i);
        if (answer == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (to_boolean(answer) == deciding) {
            return value_from_bool(deciding);
        }
        i++;
    }
    return found < 0 ? VALUE_EXCEPTION : value_from_bool(!deciding);
}

/* 23.1.3.9 find, 23.1.3.10 findIndex, 23.1.3.11 findLast, 23.1.3.12 findLastIndex (by magic).
 * Absent elements are visited as undefined. */
ARRAY_METHOD(array_find) {
    struct walk walk;
    if (walk_start(rt, &walk, callee, this_value, argc, argv) < 0) {
        return VALUE_EXCEPTION;
    }
    bool last = callee->magic >= ARRAY_FIND_LAST_VALUE;
    bool index = callee->magic == ARRAY_FIND_INDEX || callee->magic == ARRAY_FIND_LAST_INDEX;
    for (double done = 0; done < walk.length; done++) {
        double i = last ? walk.length - 1 - done : done;
        value v = array_get(rt, walk.object, i);
        if (v == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        value answer = walk_call(rt, &walk, v, i);
        if (answer == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (to_boolean(answer)) {
            return index ? value_from_number(i) : v;
        }
    }
    return index ? value_from_int(-1) : VALUE_UNDEFINED;
}

/* The next present element in the direction of reduce: 1, 0 at the end, -1. */
static int reduce_step(struct rt *rt, const struct walk *walk, bool right, double *index,
                       value *out) {
    if (!right) {
        return array_step(rt, walk->object, index, walk->length, out);
    }
    *index = array_previous_present(rt, walk->object, *index);
    return *index < 0 ? 0 : array_element(rt, walk->object, *index, out);
}

/* 23.1.3.24 Array.prototype.reduce, 23.1.3.25 Array.prototype.reduceRight (by magic) */
ARRAY_METHOD(array_reduce) {
    struct walk walk;
    if (walk_start(rt, &walk, callee, this_value, argc, argv) < 0) {
        return VALUE_EXCEPTION;
    }
    bool right = callee->magic == ARRAY_REDUCE_RIGHT;
    double step = right ? -1 : 1;
    double i = right ? walk.length - 1 : 0;
    value accumulator = ARG(1);
    if (argc < 2) {
        int found = reduce_step(rt, &walk, right, &i, &accumulator);
        if (found < 0) {
            return VALUE_EXCEPTION;
        }
        if (found == 0) {
            return throw_type(rt, "Reduce of empty array with no initial value");
        }
        i += step;
    }
    value v;
    int found;
    while ((found = reduce_step(rt, &walk, right, &i, &v)) > 0) {
        value arguments[4] = {accumulator, v, value_from_number(i), walk.object};
        rt_burn(rt, 1);
        accumulator = function_call(rt, walk.callback, VALUE_UNDEFINED, 4, arguments);
        if (accumulator == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        i += step;
    }
    return found < 0 ? VALUE_EXCEPTION : accumulator;
}

/* FlattenIntoArray (23.1.3.11.1) without a mapper; *next is the target's next index. 0 or -1. */
static int flatten(struct rt *rt, value target, value source, double length, double depth,
                   double *next) {
    if ((uintptr_t)__builtin_frame_address(0) < rt->stack_limit) {
        rt_stack_overflow(rt);
        return -1;
    }
    value v;
    int found;
    double i = 0;
    while ((found = array_step(rt, source, &i, length, &v)) > 0) {
        rt_burn(rt, 1);
        if (depth > 0 && value_is_array(v)) {
            double inner;
            if (object_length(rt, v, &inner) < 0 ||
                flatten(rt, target, v, inner, depth - 1, next) < 0) {
                return -1;
            }
        } else if (*next >= ARRAY_MAX_SAFE) {
            array_too_long(rt);
            return -1;
        } else if (array_create_data(rt, target, (*next)++, v) < 0) {
            return -1;
        }
        i++;
    }
    return found;
}

/* 23.1.3.11 Array.prototype.flat ( depth ) */
ARRAY_METHOD(array_flat) {
    double length;
    double depth = 1;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION ||
        (ARG(0) != VALUE_UNDEFINED && to_integer(rt, ARG(0), &depth) < 0)) {
        return VALUE_EXCEPTION;
    }
    value result = array_species_create(rt, object, 0);
    double next = 0;
    if (result == VALUE_EXCEPTION || flatten(rt, result, object, length, depth, &next) < 0) {
        return VALUE_EXCEPTION;
    }
    return result;
}

/* 23.1.3.12 Array.prototype.flatMap ( mapperFunction, thisArg ) */
ARRAY_METHOD(array_flat_map) {
    struct walk walk;
    double length;
    walk.object = array_this(rt, callee, this_value, &length);
    if (walk.object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    walk.callback = ARG(0);
    walk.this_argument = ARG(1);
    if (!value_is_callable(walk.callback)) {
        return throw_type(rt, "flatMap mapper function is not callable");
    }
    value result = array_species_create(rt, walk.object, 0);
    if (result == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    value v;
    int found;
    double i = 0;
    double next = 0;
    while ((found = array_step(rt, walk.object, &i, length, &v)) > 0) {
        value mapped = walk_call(rt, &walk, v, i);
        if (mapped == VALUE_EXCEPTION) {
            return VALUE_EXCEPTION;
        }
        if (value_is_array(mapped)) {
            double inner;
            if (object_length(rt, mapped, &inner) < 0 ||
                flatten(rt, result, mapped, inner, 0, &next) < 0) {
                return VALUE_EXCEPTION;
            }
        } else if (array_create_data(rt, result, next++, mapped) < 0) {
            return VALUE_EXCEPTION;
        }
        i++;
    }
    return found < 0 ? VALUE_EXCEPTION : result;
}
