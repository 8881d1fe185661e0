/*
 * runtime/realm.c: the realm: atoms, well-known symbols and the first objects, then every built-in
 * module in the order of builtins.h.
 */
#include "runtime/realm.h"
#include "runtime/abi.h"
#include "runtime/builtins.h"
#include "runtime/shape.h"
#include "runtime/text_internal.h"

static void create_atoms(struct rt *rt) {
    struct realm *realm = rt->realm;
    atoms_create(rt, 512);
    realm->atom_empty = key_from_ascii(rt, "");
    value *units = heap_alloc_array(rt, 256, sizeof(value));
    for (uint32_t i = 0; i < 256; i++) {
        units[i] = string_from_unit(rt, (uint16_t)i);
        value key = string_to_key(rt, units[i]);
        units[i] = value_is_int(key) ? units[i] : key;
    }
    realm->unit_strings = link_to(units);
    const struct {
        value *at;
        const char *text;
    } atoms[] = {
        {&realm->atom_length, "length"},
        {&realm->atom_callee, "callee"},
        {&realm->atom_prototype, "prototype"},
        {&realm->atom_constructor, "constructor"},
        {&realm->atom_name, "name"},
        {&realm->atom_message, "message"},
        {&realm->atom_value, "value"},
        {&realm->atom_done, "done"},
        {&realm->atom_next, "next"},
        {&realm->atom_return, "return"},
        {&realm->atom_to_string, "toString"},
        {&realm->atom_value_of, "valueOf"},
        {&realm->atom_get, "get"},
        {&realm->atom_set, "set"},
        {&realm->atom_last_index, "lastIndex"},
        {&realm->atom_index, "index"},
        {&realm->atom_input, "input"},
        {&realm->atom_groups, "groups"},
        {&realm->atom_exec, "exec"},
        {&realm->atom_flags, "flags"},
        {&realm->atom_source, "source"},
        {&realm->atom_to_json, "toJSON"},
        {&realm->atom_join, "join"},
        {&realm->type_undefined, "undefined"},
        {&realm->type_object, "object"},
        {&realm->type_boolean, "boolean"},
        {&realm->type_number, "number"},
        {&realm->type_string, "string"},
        {&realm->type_symbol, "symbol"},
        {&realm->type_function, "function"},
        {&realm->text_null, "null"},
        {&realm->text_true, "true"},
        {&realm->text_false, "false"},
        {&realm->text_default, "default"},
        {&realm->text_timeout, "Timeout"},
        {&realm->text_out_of_memory, "OutOfMemory"},
    };
    for (size_t i = 0; i < sizeof atoms / sizeof atoms[0]; i++) {
        *atoms[i].at = key_from_ascii(rt, atoms[i].text);
    }
}

/* Every field that holds a value, so that none is the number 0 by accident. */
static void clear_values(struct realm *realm) {
    for (size_t i = 0; i < REALM_VALUES; i++) {
        (&realm->global)[i] = VALUE_UNDEFINED;
    }
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        realm->prototypes[i] = VALUE_NULL;
    }
    for (size_t i = 0; i < ERROR_KIND_COUNT; i++) {
        realm->error_prototypes[i] = realm->error_constructors[i] = VALUE_NULL;
    }
}

void rt_set_builtin_modules(struct rt *rt) {
#define X(name, number) rt->modules[number] = &builtin_##name##_module;
    BUILTIN_MODULES(X)
#undef X
}

void realm_create(struct rt *rt) {
    rt->realm = heap_alloc(rt, sizeof *rt->realm);
    struct realm *realm = rt->realm;
    clear_values(realm);
    rt_set_builtin_modules(rt);
    create_atoms(rt);
    shapes_create(rt, 256);
    symbols_create(rt);

    value object_prototype = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    realm->prototypes[CLASS_OBJECT] = object_prototype;
    value function_prototype = object_create(rt, CLASS_FUNCTION, object_prototype);
    struct function *function = value_function(function_prototype);
    function->code = MODULE_function << 16 | 1; /* entry 1 of that table: does nothing */
    function->lazy = 1;
    function_materialise(rt, &function->object);
    realm->prototypes[CLASS_FUNCTION] = function_prototype;
    realm->prototypes[CLASS_BOUND_FUNCTION] = function_prototype;
    realm->prototypes[CLASS_ARGUMENTS] = object_prototype;
    realm->prototypes[CLASS_MAPPED_ARGUMENTS] = object_prototype;
    realm->global = object_create(rt, CLASS_GLOBAL, object_prototype);
    shape_make_dictionary(rt, value_object(realm->global));

#define X(name, number) builtin_##name##_init(rt);
    BUILTIN_MODULES(X)
#undef X
}
