/*
 * runtime/builtin_object.h: the methods of Object.prototype (builtin_object_prototype.c), for the
 * one table of the module in builtin_object.c.
 */
#ifndef RUNTIME_BUILTIN_OBJECT_H
#define RUNTIME_BUILTIN_OBJECT_H

#include "runtime/function.h"

/* The builtinTag of ECMA-262 20.1.3.6: "Array", "Date", … */
const char *object_tag(value object);

#define OBJECT_METHOD(name)                                                                        \
    value name(struct rt *rt, struct function *callee, value this_value, uint32_t argc,            \
               value *argv, value new_target)

OBJECT_METHOD(object_proto_to_string);
OBJECT_METHOD(object_proto_to_locale_string);
OBJECT_METHOD(object_proto_value_of);
OBJECT_METHOD(object_proto_has_own_property);
OBJECT_METHOD(object_proto_is_prototype_of);
OBJECT_METHOD(object_proto_property_is_enumerable);
OBJECT_METHOD(object_proto_define_accessor); /* magic: 0 getter, 1 setter */
OBJECT_METHOD(object_proto_lookup_accessor); /* magic: 0 getter, 1 setter */
OBJECT_METHOD(object_proto_get_proto);
OBJECT_METHOD(object_proto_set_proto);

/* DefinePropertyOrThrow (7.3.8). 0, or -1 with a TypeError as V8 words it. */
int object_define_or_throw(struct rt *rt, value object, value key, const struct property *property);
/* [[SetPrototypeOf]], a refusal thrown as V8 words it. 0 or -1. */
int object_set_prototype_or_throw(struct rt *rt, value object, value prototype);

#endif
