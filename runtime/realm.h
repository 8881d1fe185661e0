/*
 * runtime/realm.h: the intrinsic objects (ECMA-262 table 6) and names that the runtime itself uses.
 * Lives in the window, is made once by realm_create(), and is part of the snapshot.
 */
#ifndef RUNTIME_REALM_H
#define RUNTIME_REALM_H

#include "runtime/function.h"

enum well_known_symbol {
    SYMBOL_ITERATOR,
    SYMBOL_HAS_INSTANCE,
    SYMBOL_TO_PRIMITIVE,
    SYMBOL_TO_STRING_TAG,
    SYMBOL_SPECIES,
    SYMBOL_IS_CONCAT_SPREADABLE,
    SYMBOL_UNSCOPABLES,
    SYMBOL_MATCH,
    SYMBOL_MATCH_ALL,
    SYMBOL_REPLACE,
    SYMBOL_SEARCH,
    SYMBOL_SPLIT,
    SYMBOL_ASYNC_ITERATOR,
    SYMBOL_COUNT
};

/* All values first, then all links: the snapshot's compaction walks them as such. */
struct realm {
    value global;                  /* the global object */
    value prototypes[CLASS_COUNT]; /* default prototype by class: prototypes[CLASS_DATE] … */
    value error_prototypes[ERROR_KIND_COUNT];
    value error_constructors[ERROR_KIND_COUNT];
    value iterator_prototype; /* %IteratorPrototype% */
    value function_constructor, object_constructor, array_constructor, regexp_constructor,
        map_constructor, set_constructor, string_constructor, promise_constructor;
    value array_values; /* %Array.prototype.values%, for the iteration fast path */
    value array_iterator_next;
    value regexp_exec;      /* %RegExp.prototype.exec% */
    value throw_type_error; /* %ThrowTypeError% */
    value symbols[SYMBOL_COUNT];
    /* Atoms that C code uses often; more by key_from_ascii. */
    value atom_length, atom_prototype, atom_constructor, atom_name, atom_message, atom_value,
        atom_done, atom_next, atom_return, atom_to_string, atom_value_of, atom_get, atom_set,
        atom_last_index, atom_index, atom_input, atom_groups, atom_exec, atom_flags, atom_source,
        atom_to_json, atom_join, atom_callee, atom_empty;
    value type_undefined, type_object, type_boolean, type_number, type_string, type_symbol,
        type_function; /* what typeof answers */
    value text_null, text_true, text_false, text_default;
    value text_timeout, text_out_of_memory; /* what an ended event is called */
    value template_objects; /* array by site, of this event; undefined before the first */
    value console;
    value moment; /* what the compiled time module made; undefined without it */

    link snapshot_atoms;       /* atoms.c's: those of the snapshot; 0 while building it */
    link atoms;                /* all others; 0 none yet */
    link root_shapes;          /* shape.c's */
    link snapshot_transitions; /* shape.c's, in the same way */
    link transitions;
    link unit_strings;              /* value[256]: the strings of one Latin-1 unit */
    link class_shapes[CLASS_COUNT]; /* root shape of an object with the class's own prototype */
    uint32_t symbol_count;          /* symbols made so far, for their hashes */
};

/* The values of a realm; `moment` is the last of them. */
#define REALM_VALUES (offsetof(struct realm, snapshot_atoms) / sizeof(value))

/* Makes the whole realm in an empty window: every built-in. Called by the snapshot builder and
 * tests. */
void realm_create(struct rt *rt);

#endif
