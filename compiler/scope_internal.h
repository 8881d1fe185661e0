/*
 * compiler/scope_internal.h: what the files of scope resolution share; nobody else includes it.
 */
#ifndef COMPILER_SCOPE_INTERNAL_H
#define COMPILER_SCOPE_INTERNAL_H

#include "compiler/atom.h"
#include "compiler/diag.h"
#include "compiler/scope.h"

/* Which functions capture which bindings already: keys are (function id, binding). */
struct capture_set {
    struct capture_entry {
        const struct ast_function *function;
        const struct binding *binding;
    } *slots;
    size_t slot_count;
    size_t count;
};

struct resolver {
    struct script *script;
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct atom_names *names;
    struct scope *scope;           /* current */
    struct ast_function *function; /* current */
    uint32_t depth;
    bool too_deep;
    uint32_t loop_depth;  /* while declaring: loops around, in this function */
    uint32_t loops;       /* while walking: loops around, in this function */
    uint32_t case_end;    /* while declaring: end of the switch case, or UINT32_MAX */
    uint32_t *created;    /* by function id: source offset from which its closure may exist */
    size_t *capture_room; /* by function id: room in its captures */
    struct capture_set captured;
};

__attribute__((format(printf, 4, 5))) void
resolver_error(struct resolver *resolver, uint32_t position, uint32_t end, const char *format, ...);

/* Makes a scope inside the current one and enters it. */
struct scope *scope_enter(struct resolver *resolver, enum scope_kind kind);
void scope_leave(struct resolver *resolver, struct scope *scope);

/* Adds a binding without looking for another of that name. */
struct binding *scope_add(struct resolver *resolver, struct scope *scope, const struct atom *name,
                          enum binding_kind kind, uint32_t position);

struct binding *scope_find_private(const struct scope *scope, const struct atom *name);

/* A use of `binding` from the current function: marks it captured where that is another. */
void binding_use(struct resolver *resolver, struct binding *binding);

/* scope_declare.c: makes the scopes and bindings of the current function's body. */
void declare_function(struct resolver *resolver, struct ast_function *function);
void declare_class(struct resolver *resolver, struct ast_class *class_);

/* scope_walk.c: resolves the names of a function that has been declared. */
void resolve_function(struct resolver *resolver, struct ast_function *function);

/* The `arguments` of the nearest function that has one, or NULL at the top level. */
struct binding *function_arguments(struct resolver *resolver, struct ast_function *function);

#endif
