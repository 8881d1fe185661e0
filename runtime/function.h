/*
 * runtime/function.h: function objects, calls, construction, errors, iteration.
 */
#ifndef RUNTIME_FUNCTION_H
#define RUNTIME_FUNCTION_H

#include "runtime/object.h"

static inline struct function *value_function(value v) {
    return (struct function *)value_pointer(v);
}

/* Call(F, V, args). TypeError where `callee` isn't callable. */
value function_call(struct rt *rt, value callee, value this_value, uint32_t argc, value *argv);
/* Function.prototype.apply and call: calls of them are seen through. */
value function_apply(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                     value *argv, value new_target);
value function_call_method(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                           value *argv, value new_target);
/* Function.prototype[@@hasInstance]. */
value function_has_instance_method(struct rt *rt, struct function *callee, value this_value,
                                   uint32_t argc, value *argv, value new_target);
/* Construct(F, args, newTarget); pass `constructor` itself as new_target for `new C`. */
value function_construct(struct rt *rt, value constructor, uint32_t argc, value *argv,
                         value new_target);
bool value_is_constructor(struct rt *rt, value v);
/* Invoke(V, P, args). */
value value_invoke(struct rt *rt, value base, value key, uint32_t argc, value *argv);
/* OrdinaryHasInstance / InstanceofOperator: 1, 0, -1. */
int value_instance_of(struct rt *rt, value v, value target);
/* SpeciesConstructor. */
value species_constructor(struct rt *rt, value object, value default_constructor);

/* --- errors: each sets rt->exception and returns VALUE_EXCEPTION --- */
enum error_kind {
    ERROR_ERROR,
    ERROR_TYPE,
    ERROR_RANGE,
    ERROR_SYNTAX,
    ERROR_REFERENCE,
    ERROR_EVAL,
    ERROR_URI,
    ERROR_KIND_COUNT
};
/* `message` ASCII; %s in it is replaced by the strings given (const char *), %v by values shown as
 * V8 would in messages (value, by value), %c by values with their type ("number 5"); %% is a percent
 * sign. */
value throw_error(struct rt *rt, enum error_kind kind, const char *message, ...);
#define throw_type(rt, ...)  throw_error(rt, ERROR_TYPE, __VA_ARGS__)
#define throw_range(rt, ...) throw_error(rt, ERROR_RANGE, __VA_ARGS__)
value throw_value(struct rt *rt, value thrown);
/* Takes the pending exception. */
value exception_take(struct rt *rt);

/* --- iteration (7.4) --- */
struct iterator {
    value object, next; /* object VALUE_HOLE: fast path over an unmodified array */
    value array;
    uint32_t index;
    bool done;
    /* Steps of a built-in iterator that its own unchanged `next` serves, without the result object
     * that nobody sees: 1 with *out set, 0 at the end, -1 exception. NULL: any other. */
    int (*step)(struct rt *rt, value object, value *out);
};
/* Such steps, of arrays and strings. */
int array_iterator_step(struct rt *rt, value iterator, value *out);
int string_iterator_step(struct rt *rt, value iterator, value *out);
/* %StringIteratorPrototype%.next */
value string_iterator_next(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                           value *argv, value new_target);
/* 0 or -1. */
int iterator_open(struct rt *rt, value iterable, struct iterator *out);
/* 1 with *out set, 0 at the end, -1 exception (the iterator is then done). `out` NULL: the value isn't
 * read. */
int iterator_next(struct rt *rt, struct iterator *iterator, value *out);
/* IteratorClose. `throwing`: an exception is pending and stays. 0 or -1. */
int iterator_close(struct rt *rt, struct iterator *iterator, bool throwing);
/* { value, done } */
value iterator_result(struct rt *rt, value v, bool done);

/* --- definition of built-ins --- */

/*
 * Tables that a builtin_*.c file hands over; the position of a table in runtime/builtins.h is its
 * module number, so order is part of the heap image.
 */
#define NATIVE_FUNCTION(js_name, code, length_)                                                    \
    {code, js_name, 0, length_, FUNCTION_NATIVE | FUNCTION_STRICT, 0}
#define NATIVE_MAGIC(js_name, code, length_, magic_)                                               \
    {code, js_name, 0, length_, FUNCTION_NATIVE | FUNCTION_STRICT, magic_}
#define NATIVE_CONSTRUCTOR(js_name, code, length_)                                                 \
    {code, js_name, 0, length_, FUNCTION_NATIVE | FUNCTION_STRICT | FUNCTION_CONSTRUCTOR, 0}

/* The function object for entry `index` of module `module`. */
value native_function(struct rt *rt, uint32_t module, uint32_t index);
/* Defines entries [from, to) of a module's table as methods of `object`, by their names, hidden.
 * A name "[Symbol.iterator]" defines under that well-known symbol; "get x" / "set x" an accessor.
 */
void native_methods(struct rt *rt, value object, uint32_t module, uint32_t from, uint32_t to);
/* Links a constructor and its prototype both ways and defines the constructor as a global. */
void native_class(struct rt *rt, const char *name, value constructor, value prototype);

#endif
