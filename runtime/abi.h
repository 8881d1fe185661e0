/*
 * runtime/abi.h: everything that compiled code calls or reads: the contract between compiler and
 * runtime. A package names imports by their position here and carries ABI_HASH (SHA-256 over this
 * file, value.h and rt.h, made by the build); a mismatch is refused with "recompile".
 *
 * Conventions
 *   - Every function takes `struct rt *rt` first; it is left out of the signature string.
 *   - Signature: result, then arguments: V value, P pointer, U uint32, I int32, D double, L int64,
 * v none.
 *   - V results may be VALUE_EXCEPTION unless said otherwise; I results are -1 on an exception
 * unless said otherwise. "key" arguments marked K below are constants that are already keys (atom
 * or int); others are any value and are converted with ToPropertyKey at the specified moment.
 *   - `cache` is a struct inline_cache of the module, or NULL.
 *   - Compiled code may itself test tags and handle int32/double/boolean cases inline; the
 * functions here take every case.
 *   - Fuel: compiled code subtracts from rt->fuel at every loop back edge and function entry and
 * calls rt_out_of_fuel() when it gets negative. Stack: a function entry whose frame would start
 * below rt->stack_limit returns rt_stack_overflow().
 *   - Environments: `struct environment` (object.h); slot i is at offset 8 + 8 * i. Code of
 * MODULE_APPLET may store into slots directly (its environments are always of this event); code of
 * MODULE_TIME stores with rt_environment_set (its environments are in the snapshot).
 */
#ifndef RUNTIME_ABI_H
#define RUNTIME_ABI_H

#include "runtime/function.h"

struct regexp_machine;

/* Where shape_id is the shape of an object, `slot` is that of its own data property (a writable one
 * in the cache of an assignment): compiled code tests this itself, the rest is the runtime's. */
struct inline_cache {
    uint32_t shape_id; /* 0: empty; with CACHE_OTHER set: not an own property */
    uint32_t slot;     /* own data slot; or with holder set, slot of the holder */
    link holder;       /* prototype that has it */
    uint32_t reserved; /* runtime's */
};
#define CACHE_OTHER   0x80000000u /* shape ids stay below it */
#define CACHE_FOREVER UINT32_MAX  /* instead of an event's number: holds in all events */

/* State of one for-of / spread / destructuring iteration, in the caller's frame. */
#define ABI_ITERATOR_SIZE 64 /* >= sizeof(struct iterator) */

#define RT_ABI(X)                                                                                  \
    /* limits, exceptions */                                                                       \
    X(rt_out_of_fuel, "v", void, (struct rt * rt))     /* never returns */                         \
    X(rt_stack_overflow, "V", value, (struct rt * rt)) /* RangeError, catchable */                 \
    X(rt_throw, "VV", value, (struct rt * rt, value thrown))                                       \
    X(rt_catch, "V", value, (struct rt * rt)) /* takes the pending exception; not an exception */  \
    X(rt_throw_uninitialised, "VV", value, (struct rt * rt, value name)) /* TDZ */                 \
    X(rt_throw_constant, "VV", value, (struct rt * rt, value name))      /* assignment to const */ \
    X(rt_throw_type, "VV", value, (struct rt * rt, value message))                                 \
    X(rt_throw_reference, "VV", value, (struct rt * rt, value message))                            \
    X(rt_throw_syntax, "VV", value, (struct rt * rt, value message))                               \
    /* operators; any operands */                                                                  \
    X(rt_add, "VVV", value, (struct rt * rt, value a, value b))                                    \
    X(rt_subtract, "VVV", value, (struct rt * rt, value a, value b))                               \
    X(rt_multiply, "VVV", value, (struct rt * rt, value a, value b))                               \
    X(rt_divide, "VVV", value, (struct rt * rt, value a, value b))                                 \
    X(rt_remainder, "VVV", value, (struct rt * rt, value a, value b))                              \
    X(rt_exponent, "VVV", value, (struct rt * rt, value a, value b))                               \
    X(rt_bit_and, "VVV", value, (struct rt * rt, value a, value b))                                \
    X(rt_bit_or, "VVV", value, (struct rt * rt, value a, value b))                                 \
    X(rt_bit_xor, "VVV", value, (struct rt * rt, value a, value b))                                \
    X(rt_shift_left, "VVV", value, (struct rt * rt, value a, value b))                             \
    X(rt_shift_right, "VVV", value, (struct rt * rt, value a, value b))                            \
    X(rt_shift_right_unsigned, "VVV", value, (struct rt * rt, value a, value b))                   \
    X(rt_negate, "VV", value, (struct rt * rt, value v))                                           \
    X(rt_bit_not, "VV", value, (struct rt * rt, value v))                                          \
    X(rt_to_number, "VV", value, (struct rt * rt, value v)) /* unary plus, ++ and -- operands */   \
    X(rt_less, "VVV", value, (struct rt * rt, value a, value b)) /* a < b: boolean value */        \
    X(rt_less_equal, "VVV", value, (struct rt * rt, value a, value b))                             \
    X(rt_greater, "VVV", value, (struct rt * rt, value a, value b))                                \
    X(rt_greater_equal, "VVV", value, (struct rt * rt, value a, value b))                          \
    X(rt_equal, "IVV", int32_t, (struct rt * rt, value a, value b))        /* ==: 1, 0, -1 */      \
    X(rt_strict_equal, "IVV", int32_t, (struct rt * rt, value a, value b)) /* 1, 0 */              \
    X(rt_to_boolean, "IV", int32_t, (struct rt * rt, value v))             /* 1, 0 */              \
    X(rt_typeof, "VV", value, (struct rt * rt, value v))                   /* not an exception */  \
    X(rt_instance_of, "IVV", int32_t, (struct rt * rt, value v, value target))                     \
    X(rt_in, "IVV", int32_t, (struct rt * rt, value key, value object))                            \
    X(rt_to_string, "VV", value, (struct rt * rt, value v))                                        \
    X(rt_to_object, "VV", value, (struct rt * rt, value v))                                        \
    X(rt_to_key, "VV", value, (struct rt * rt, value v)) /* ToPropertyKey */                       \
    X(rt_concat, "VUP", value, (struct rt * rt, uint32_t count, value * strings)) /* templates */  \
    X(rt_require_object_coercible, "IVV", int32_t, /* before v[key] is read and written */         \
      (struct rt * rt, value v, value key))                                                        \
    X(rt_require_destructurable, "IVVV", int32_t, /* key: first one read, or undefined */          \
      (struct rt * rt, value v, value key, value what))                                            \
    /* properties */                                                                               \
    X(rt_get, "VVV", value, (struct rt * rt, value base, value key))                               \
    X(rt_get_named, "VVVP", value,                                                                 \
      (struct rt * rt, value base, value name /* K */, struct inline_cache * cache))               \
    X(rt_set, "IVVVU", int32_t, (struct rt * rt, value base, value key, value v, uint32_t strict)) \
    X(rt_set_named, "IVVVPU", int32_t,                                                             \
      (struct rt * rt, value base, value name /* K */, value v, struct inline_cache * cache,       \
       uint32_t strict))                                                                           \
    X(rt_delete, "IVVU", int32_t, (struct rt * rt, value base, value key, uint32_t strict))        \
    X(rt_super_get, "VPVV", value,                                                                 \
      (struct rt * rt, struct function * callee, value key, value this_value))                     \
    X(rt_super_set, "IPVVVU", int32_t,                                                             \
      (struct rt * rt, struct function * callee, value key, value v, value this_value,             \
       uint32_t strict))                                                                           \
    X(rt_private_new, "VV", value, (struct rt * rt, value description)) /* a private name */       \
    X(rt_private_get, "VVV", value, (struct rt * rt, value base, value name))                      \
    X(rt_private_set, "IVVV", int32_t, (struct rt * rt, value base, value name, value v))          \
    /* adds a field (attributes as enum attribute; accessor/method: see rt_define_method) */       \
    X(rt_private_define, "IVVVU", int32_t,                                                         \
      (struct rt * rt, value base, value name, value v, uint32_t kind /* define_kind */))          \
    /* globals; name is K */                                                                       \
    X(rt_global_get, "VVP", value, (struct rt * rt, value name, struct inline_cache * cache))      \
    X(rt_global_get_soft, "VV", value, (struct rt * rt, value name)) /* typeof x: undefined */     \
    X(rt_global_set, "IVVU", int32_t, (struct rt * rt, value name, value v, uint32_t strict))      \
    X(rt_global_delete, "IV", int32_t, (struct rt * rt, value name))                               \
    X(rt_global_declare, "IV", int32_t, (struct rt * rt, value name)) /* var */                    \
    X(rt_global_declare_function, "IVV", int32_t, (struct rt * rt, value name, value function))    \
    /* a let/const/class at top level may not shadow a var or restricted global property */        \
    X(rt_global_check_lexical, "IV", int32_t, (struct rt * rt, value name))                        \
    /* calls; argv holds argc values in the caller's frame; what: constant text of the callee      \
       expression for "x is not a function", or VALUE_UNDEFINED */                                 \
    X(rt_call, "VVVUPV", value,                                                                    \
      (struct rt * rt, value callee, value this_value, uint32_t argc, value * argv, value what))   \
    X(rt_call_method, "VVVUPPV", value,                                                            \
      (struct rt * rt, value base, value name /* K */, uint32_t argc, value * argv,                \
       struct inline_cache * cache, value what))                                                   \
    X(rt_call_spread, "VVVVV", value,                                                              \
      (struct rt * rt, value callee, value this_value, value arguments_array, value what))         \
    /* function.apply(this_value, arguments) with the arguments of `caller`; callee: its apply */  \
    X(rt_call_forward, "VVVVPUPUV", value,                                                         \
      (struct rt * rt, value callee, value function, value this_value, struct function * caller,   \
       uint32_t argc, value * argv, uint32_t mapped, value what))                                  \
    X(rt_construct, "VVUPV", value,                                                                \
      (struct rt * rt, value callee, uint32_t argc, value * argv, value what))                     \
    X(rt_construct_spread, "VVVV", value,                                                          \
      (struct rt * rt, value callee, value arguments_array, value what))                           \
    X(rt_super_call, "VPUPV", value,                                                               \
      (struct rt * rt, struct function * callee, uint32_t argc, value * argv, value new_target))   \
    X(rt_super_call_spread, "VPVV", value,                                                         \
      (struct rt * rt, struct function * callee, value arguments_array, value new_target))         \
    /* functions, environments */                                                                  \
    X(rt_closure, "VUPV", value,                                                                   \
      (struct rt * rt, uint32_t code, struct environment * environment, value this_if_arrow))      \
    X(rt_environment_new, "PPU", struct environment *,                                             \
      (struct rt * rt, struct environment * parent, uint32_t count)) /* slots: VALUE_UNDEFINED */  \
    X(rt_environment_copy, "PP", struct environment *,                                             \
      (struct rt * rt, struct environment * from)) /* per-iteration bindings */                    \
    X(rt_environment_set, "vPUV", void,                                                            \
      (struct rt * rt, struct environment * environment, uint32_t slot, value v))                  \
    X(rt_this_sloppy, "VV", value, (struct rt * rt, value this_value)) /* never an exception */    \
    /* the object of `new` for a base constructor */                                               \
    X(rt_this_new, "VV", value, (struct rt * rt, value new_target))                                \
    X(rt_set_home, "vVV", void, (struct rt * rt, value function, value home))                      \
    X(rt_set_function_name, "VVVU", value, /* anonymous function given a name; key any key value;  \
        prefix 0 none, 1 "get", 2 "set" */                                                         \
      (struct rt * rt, value function, value key, uint32_t prefix))                                \
    X(rt_arguments, "VUP", value, (struct rt * rt, uint32_t argc, value * argv)) /* unmapped */    \
    /* mapped: parameter i < count lives in slots[map[i]] of the environment (map[i] = 0xffffffff: \
       unmapped duplicate) */                                                                      \
    X(rt_arguments_mapped, "VPUPPPU", value,                                                       \
      (struct rt * rt, struct function * callee, uint32_t argc, value * argv,                      \
       struct environment * environment, const uint32_t *map, uint32_t count))                     \
    X(rt_rest, "VUPU", value, (struct rt * rt, uint32_t argc, value * argv, uint32_t from))        \
    /* literals */                                                                                 \
    X(rt_object, "V", value, (struct rt * rt))                                                     \
    /* an object with `count` fields; keys: constants of the module, no indices, all different */  \
    X(rt_object_literal, "VUUPPP", value,                                                          \
      (struct rt * rt, uint32_t module, uint32_t count, const value *values, const uint32_t *keys, \
       struct inline_cache *cache))                                                                \
    X(rt_array, "VUP", value, (struct rt * rt, uint32_t count, const value *values)) /* HOLE ok */ \
    /* values; strings as cells (TAG_CELL) that hold their index among the module's constants */   \
    X(rt_array_constants, "VUUP", value,                                                           \
      (struct rt * rt, uint32_t module, uint32_t count, const value *values))                      \
    X(rt_array_push, "IVV", int32_t, (struct rt * rt, value array, value v))                       \
    X(rt_array_push_hole, "IV", int32_t, (struct rt * rt, value array))                            \
    X(rt_array_spread, "IVVVU", int32_t,                                                           \
      (struct rt * rt, value array, value iterable, value what, uint32_t form))                    \
    X(rt_define_field, "IVVV", int32_t, (struct rt * rt, value object, value key, value v))        \
    X(rt_define_method, "IVVVU", int32_t, /* kind: enum define_kind; sets home and name */         \
      (struct rt * rt, value object, value key, value function, uint32_t kind))                    \
    X(rt_set_literal_prototype, "IVV", int32_t, (struct rt * rt, value object, value prototype))   \
    X(rt_copy_properties, "IVVUP", int32_t, /* CopyDataProperties, without excluded keys */        \
      (struct rt * rt, value target, value source, uint32_t excluded, const value *keys))          \
    X(rt_regexp, "VVU", value, /* code: module << 16 | index of the literal */                     \
      (struct rt * rt, value source, uint32_t code))                                               \
    /* one frozen object a site and event: site is a module-wide number */                         \
    X(rt_template_object, "VUUPP", value,                                                          \
      (struct rt * rt, uint32_t site, uint32_t count, const value *cooked, const value *raw))      \
    /* classes: the constructor closure exists already; heritage VALUE_HOLE when absent. Links     \
       prototype chain, writes the prototype object to *prototype */                               \
    X(rt_class, "IVVP", int32_t,                                                                   \
      (struct rt * rt, value constructor, value heritage, value * prototype))                      \
    X(rt_set_fields, "vVV", void, (struct rt * rt, value constructor, value initialiser))          \
    X(rt_run_fields, "IPV", int32_t, /* the callee's field initialiser on a new object */          \
      (struct rt * rt, struct function * callee, value object))                                    \
    /* iteration; the iterator state is ABI_ITERATOR_SIZE bytes in the caller's frame; what:       \
       constant text of the iterable for messages, or undefined; form: enum iterate_form */        \
    X(rt_iterator_open, "IPVVU", int32_t,                                                          \
      (struct rt * rt, struct iterator * it, value iterable, value what, uint32_t form))           \
    X(rt_iterator_next, "IPP", int32_t, /* 1 value, 0 end, -1; out NULL: not read */               \
      (struct rt * rt, struct iterator * it, value * out))                                         \
    X(rt_iterator_close, "IPU", int32_t,                                                           \
      (struct rt * rt, struct iterator * it, uint32_t throwing)) /* throwing: pending one stays */ \
    X(rt_for_in_open, "VV", value, (struct rt * rt, value object)) /* nullish: empty */            \
    X(rt_for_in_next, "VV", value, (struct rt * rt, value state))  /* key, or VALUE_HOLE */        \
    /* called by the code of regular expressions; runtime/text/regexp_native.h */                  \
    X(rt_regexp_grow, "PPP", uint32_t *, /* the stack's new top, or NULL */                        \
      (struct rt * rt, struct regexp_machine * machine, uint32_t * top))                           \
    X(rt_regexp_keep, "PPLP", uint32_t *, /* the new top: undo entries alone from height on */     \
      (struct rt * rt, struct regexp_machine * machine, int64_t height, uint32_t * top))           \
    X(rt_regexp_undo, "PPLP", uint32_t *, /* the new top: height; registers restored */            \
      (struct rt * rt, struct regexp_machine * machine, int64_t height, uint32_t * top))           \
    X(rt_regexp_refer, "LPLUU", int64_t, /* the position behind the capture's text, or -1 */       \
      (struct rt * rt, struct regexp_machine * machine, int64_t position, uint32_t number,         \
       uint32_t back))                                                                             \
    X(rt_regexp_find, "LP", int64_t, /* moves machine->start to where a match can start: 1, or 0;  \
        machine->fuel may get negative */                                                          \
      (struct rt * rt, struct regexp_machine * machine))

enum iterate_form {
    ITERATE_VALUE = 0,    /* what is the iterable itself */
    ITERATE_CALL = 1,     /* what is the function that returned it */
    ITERATE_SPREAD = 2,   /* the last argument of a call, spread */
    ITERATE_PROPERTY = 3, /* destructured behind a property of what */
};

enum define_kind {
    DEFINE_FIELD = 0,
    DEFINE_METHOD = 1, /* enumerable (object literal) */
    DEFINE_GETTER = 2,
    DEFINE_SETTER = 3,
    DEFINE_HIDDEN_METHOD = 5, /* of a class: not enumerable */
    DEFINE_HIDDEN_GETTER = 6,
    DEFINE_HIDDEN_SETTER = 7
};

enum rt_import {
#define X(name, signature, result, parameters) IMPORT_##name,
    RT_ABI(X)
#undef X
        IMPORT_COUNT
};

#define X(name, signature, result, parameters) result name parameters;
RT_ABI(X)
#undef X

#endif
