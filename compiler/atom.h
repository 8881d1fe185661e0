/*
 * compiler/atom.h: interned names (struct atom is in ast.h) and the names the compiler knows.
 */
#ifndef COMPILER_ATOM_H
#define COMPILER_ATOM_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/arena.h"
#include "compiler/ast.h"

/* Names with a meaning in some context; field of struct atom_names, text. */
#define ATOM_NAME_LIST(X)                                                                          \
    X(abstract, "abstract")                                                                        \
    X(accessor, "accessor")                                                                        \
    X(any, "any")                                                                                  \
    X(apply, "apply")                                                                              \
    X(arguments, "arguments")                                                                      \
    X(array, "Array")                                                                              \
    X(as, "as")                                                                                    \
    X(asserts, "asserts")                                                                          \
    X(async, "async")                                                                              \
    X(await, "await")                                                                              \
    X(boolean, "boolean")                                                                          \
    X(constructor, "constructor")                                                                  \
    X(declare, "declare")                                                                          \
    X(default_, "default")                                                                         \
    X(empty, "")                                                                                   \
    X(eval, "eval")                                                                                \
    X(from, "from")                                                                                \
    X(function, "Function")                                                                        \
    X(get, "get")                                                                                  \
    X(global, "global")                                                                            \
    X(global_this, "globalThis")                                                                   \
    X(implements, "implements")                                                                    \
    X(infer, "infer")                                                                              \
    X(infinity, "Infinity")                                                                        \
    X(interface, "interface")                                                                      \
    X(is, "is")                                                                                    \
    X(keyof, "keyof")                                                                              \
    X(let, "let")                                                                                  \
    X(meta, "meta")                                                                                \
    X(module, "module")                                                                            \
    X(namespace, "namespace")                                                                      \
    X(nan, "NaN")                                                                                  \
    X(new_, "new")                                                                                 \
    X(number, "number")                                                                            \
    X(of, "of")                                                                                    \
    X(out, "out")                                                                                  \
    X(override, "override")                                                                        \
    X(package, "package")                                                                          \
    X(private_, "private")                                                                         \
    X(protected_, "protected")                                                                     \
    X(proto, "__proto__")                                                                          \
    X(prototype, "prototype")                                                                      \
    X(public_, "public")                                                                           \
    X(readonly, "readonly")                                                                        \
    X(readonly_array, "ReadonlyArray")                                                             \
    X(require, "require")                                                                          \
    X(satisfies, "satisfies")                                                                      \
    X(set, "set")                                                                                  \
    X(static_, "static")                                                                           \
    X(string, "string")                                                                            \
    X(symbol, "symbol")                                                                            \
    X(target, "target")                                                                            \
    X(this_, "this")                                                                               \
    X(type, "type")                                                                                \
    X(undefined, "undefined")                                                                      \
    X(unique, "unique")                                                                            \
    X(use_strict, "use strict")                                                                    \
    X(yield, "yield")

struct atom_names {
#define ATOM_NAME_FIELD(field, text) const struct atom *field;
    ATOM_NAME_LIST(ATOM_NAME_FIELD)
#undef ATOM_NAME_FIELD
};

struct atom_table {
    struct arena *arena;
    struct atom **slots; /* open addressing */
    uint32_t slot_count; /* a power of two */
    uint32_t count;
    struct atom_names names;
};

/* Makes a table with the known names in it; atoms live in `arena`. */
void atom_table_init(struct atom_table *table, struct arena *arena);

/* The atom of `length` bytes of WTF-8 (a NUL among them is allowed). */
struct atom *atom_intern(struct atom_table *table, const char *text, size_t length);

/* The atom that spells a string: its code units as WTF-8, surrogate pairs joined. */
struct atom *atom_from_string(struct atom_table *table, struct ast_string string);

/* The code units of an atom. */
struct ast_string atom_to_string(struct arena *arena, const struct atom *atom);

/* Appends the WTF-8 form (1 to 4 bytes) of a code point or lone surrogate; returns its length. */
size_t atom_encode(uint32_t point, char *out);

#endif
