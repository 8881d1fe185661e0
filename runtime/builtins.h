/*
 * runtime/builtins.h: the list of built-in modules. The position is the module number (part of the
 * heap image); each file defines `const struct code_module builtin_NAME_module` and
 * `void builtin_NAME_init(struct rt *rt)`, called in this order by realm_create().
 * Module 0 is not used; MODULE_TIME and MODULE_APPLET hold compiled code.
 */
#ifndef RUNTIME_BUILTINS_H
#define RUNTIME_BUILTINS_H

#include "runtime/rt.h"

#define BUILTIN_MODULES(X)                                                                         \
    X(function, 1) /* Function, Function.prototype, bind, call, apply */                           \
    X(object, 2)                                                                                   \
    X(error, 3)                                                                                    \
    X(symbol, 4)                                                                                   \
    X(boolean, 5)                                                                                  \
    X(iterator, 6) /* %IteratorPrototype%, array iterators */                                      \
    X(array, 7)                                                                                    \
    X(string, 8)                                                                                   \
    X(regexp, 9)                                                                                   \
    X(number, 10)                                                                                  \
    X(math, 11)                                                                                    \
    X(date, 12)                                                                                    \
    X(json, 13)                                                                                    \
    X(global, 14)     /* parseInt … encodeURIComponent, globalThis, NaN, Infinity, undefined */  \
    X(collection, 15) /* Map, Set, WeakMap, WeakSet */                                             \
    X(host, 16)       /* setters, skip, console */

enum builtin_module {
#define X(name, number) MODULE_##name = number,
    BUILTIN_MODULES(X)
#undef X
        MODULE_TIME = 32,
    MODULE_APPLET = 33
};

/* Interns a compiled module's strings into its constants: atoms, or plain strings where the text is
 * an array index (their key is an int32). */
void module_intern(struct rt *rt, const struct code_module *module);
/* The function `print` of plain scripts. */
value host_function_print(struct rt *rt);

#define X(name, number)                                                                            \
    extern const struct code_module builtin_##name##_module;                                       \
    void builtin_##name##_init(struct rt *rt);
BUILTIN_MODULES(X)
#undef X

#endif
