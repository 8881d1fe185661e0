/*
 * runtime/iterate.c: the iteration protocol (ECMA-262 7.4), with a short way over arrays whose
 * iteration nobody changed.
 */
#include "runtime/abi.h"
#include "runtime/collection.h"
#include "runtime/convert.h"
#include "runtime/realm.h"
#include "runtime/shape.h"

_Static_assert(sizeof(struct iterator) <= ABI_ITERATOR_SIZE, "compiled frames reserve too little");

/* True where iterating `v` runs no code but that of %Array.prototype.values% and its iterator. */
static bool is_plain_array(struct rt *rt, value v) {
    struct realm *realm = rt->realm;
    struct place place;
    if (!value_is_array(v) || object_get_prototype(v) != realm->prototypes[CLASS_ARRAY] ||
        object_shape(value_object(v))->count != 0) {
        return false;
    }
    if (!object_place(rt, value_object(realm->prototypes[CLASS_ARRAY]),
                      realm->symbols[SYMBOL_ITERATOR], &place) ||
        (place.attributes & ATTR_ACCESSOR) != 0 || *place.at != realm->array_values) {
        return false;
    }
    return object_place(rt, value_object(realm->prototypes[CLASS_ARRAY_ITERATOR]), realm->atom_next,
                        &place) &&
           (place.attributes & ATTR_ACCESSOR) == 0 && *place.at == realm->array_iterator_next;
}

/* Throws as V8 words it; what and form: see rt_iterator_open. -1. */
static int throw_not_iterable(struct rt *rt, value iterable, value what, uint32_t form) {
    bool nullish = value_is_nullish(iterable);
    switch ((enum iterate_form)form) {
    case ITERATE_CALL:
        throw_type(rt, "%v is not a function or its return value is not iterable", what);
        return -1;
    case ITERATE_SPREAD:
        if (nullish) {
            throw_type(rt, "%v is not iterable (cannot read property %v)",
                       what != VALUE_UNDEFINED ? what : iterable, iterable);
        } else {
            throw_type(rt, "Spread syntax requires ...iterable[Symbol.iterator] to be a function");
        }
        return -1;
    case ITERATE_PROPERTY:
        if (nullish) {
            throw_type(rt,
                       "Cannot destructure property 'Symbol(Symbol.iterator)' of '%v' as it is %v.",
                       what, iterable);
        } else if (what == VALUE_UNDEFINED) {
            break;
        } else {
            throw_type(rt, "%v is not iterable (cannot read property Symbol(Symbol.iterator))",
                       what);
        }
        return -1;
    case ITERATE_VALUE: break;
    }
    if (what == VALUE_UNDEFINED) {
        throw_type(rt, "%c is not iterable (cannot read property Symbol(Symbol.iterator))",
                   iterable);
    } else {
        throw_type(rt, "%v is not iterable", what);
    }
    return -1;
}

/* What steps this iterator when its `next` is the built-in one of its class; else NULL. */
static int (*own_step(struct rt *rt, value object, value next))(struct rt *, value, value *) {
    if (!value_is_class(next, CLASS_FUNCTION)) {
        return NULL;
    }
    const struct function *function = value_function(next);
    code_fn code = function_info(rt, function)->code;
    uint32_t class_id = value_object(object)->class_id;
    switch (class_id) {
    case CLASS_MAP_ITERATOR:
    case CLASS_SET_ITERATOR:
        return code == collection_iterator_next && function->magic == class_id
                   ? collection_iterator_step
                   : NULL;
    case CLASS_ARRAY_ITERATOR:
        return next == rt->realm->array_iterator_next ? array_iterator_step : NULL;
    case CLASS_STRING_ITERATOR: return code == string_iterator_next ? string_iterator_step : NULL;
    default: return NULL;
    }
}

int iterator_open(struct rt *rt, value iterable, struct iterator *out) {
    return rt_iterator_open(rt, out, iterable, VALUE_UNDEFINED, ITERATE_VALUE);
}

int32_t rt_iterator_open(struct rt *rt, struct iterator *out, value iterable, value what,
                         uint32_t form) {
    out->index = 0;
    out->done = false;
    out->array = iterable;
    out->object = out->next = VALUE_HOLE;
    if (is_plain_array(rt, iterable)) {
        return 0;
    }
    value method = VALUE_UNDEFINED;
    if (!value_is_nullish(iterable)) {
        method = value_get(rt, iterable, rt->realm->symbols[SYMBOL_ITERATOR]);
        if (method == VALUE_EXCEPTION) {
            return -1;
        }
    }
    if (!value_is_callable(method)) {
        return throw_not_iterable(rt, iterable, what, form);
    }
    value object = function_call(rt, method, iterable, 0, NULL);
    if (object == VALUE_EXCEPTION) {
        return -1;
    }
    if (!value_is_object(object)) {
        throw_type(rt, "Result of the Symbol.iterator method is not an object");
        return -1;
    }
    out->object = object;
    out->next = object_get(rt, object, rt->realm->atom_next);
    out->step = own_step(rt, object, out->next);
    return out->next == VALUE_EXCEPTION ? -1 : 0;
}

int iterator_next(struct rt *rt, struct iterator *iterator, value *into) {
    value skipped;
    value *out = into != NULL ? into : &skipped;
    *out = VALUE_UNDEFINED;
    if (iterator->done) {
        return 0;
    }
    if (iterator->object == VALUE_HOLE) {
        const struct array *array = (const struct array *)value_object(iterator->array);
        if (iterator->index >= array->length) {
            iterator->done = true;
            return 0;
        }
        rt_burn(rt, 1);
        uint32_t index = iterator->index++;
        *out = object_dense(&array->object, index);
        if (*out == VALUE_HOLE) {
            *out = object_get(rt, iterator->array, key_from_index(rt, index));
            iterator->done = *out == VALUE_EXCEPTION;
        }
        return *out == VALUE_EXCEPTION ? -1 : 1;
    }
    iterator->done = true; /* unless everything below succeeds */
    if (iterator->step != NULL) {
        rt_burn(rt, 1);
        int more = iterator->step(rt, iterator->object, out);
        iterator->done = more != 1;
        return more;
    }
    value result = function_call(rt, iterator->next, iterator->object, 0, NULL);
    if (result == VALUE_EXCEPTION) {
        return -1;
    }
    if (!value_is_object(result)) {
        throw_type(rt, "Iterator result %v is not an object", result);
        return -1;
    }
    value done = object_get(rt, result, rt->realm->atom_done);
    if (done == VALUE_EXCEPTION) {
        return -1;
    }
    if (to_boolean(done)) {
        return 0;
    }
    if (into != NULL) {
        *out = object_get(rt, result, rt->realm->atom_value);
    }
    if (*out == VALUE_EXCEPTION) {
        return -1;
    }
    iterator->done = false;
    return 1;
}

int iterator_close(struct rt *rt, struct iterator *iterator, bool throwing) {
    if (iterator->object == VALUE_HOLE || iterator->done) {
        return 0;
    }
    iterator->done = true;
    value pending = rt->exception;
    value method = value_get_method(rt, iterator->object, rt->realm->atom_return);
    value result = method;
    if (method != VALUE_EXCEPTION && method != VALUE_UNDEFINED) {
        result = function_call(rt, method, iterator->object, 0, NULL);
    }
    if (throwing) {
        rt->exception = pending;
        return -1;
    }
    if (result == VALUE_EXCEPTION) {
        return -1;
    }
    if (method != VALUE_UNDEFINED && !value_is_object(result)) {
        throw_type(rt, "Iterator result %v is not an object", result);
        return -1;
    }
    return 0;
}

value iterator_result(struct rt *rt, value v, bool done) {
    value result = object_new(rt);
    object_add(rt, value_object(result), rt->realm->atom_value, v, ATTR_ALL);
    object_add(rt, value_object(result), rt->realm->atom_done, value_from_bool(done), ATTR_ALL);
    return result;
}

int32_t rt_iterator_next(struct rt *rt, struct iterator *it, value *out) {
    return iterator_next(rt, it, out);
}

int32_t rt_iterator_close(struct rt *rt, struct iterator *it, uint32_t throwing) {
    return iterator_close(rt, it, throwing != 0);
}
