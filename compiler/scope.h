/*
 * compiler/scope.h: the scopes and bindings of a script, and what each identifier refers to.
 *
 * scope_resolve runs once, after the parser. It owns every field marked [scope] in ast.h.
 *
 * How to use the result:
 * - On entering a construct with a scope, create its bindings: LET, CONST, CLASS as uninitialised
 *   (only where `needs_tdz`; otherwise nothing can observe it before its declaration ran, but a
 *   `let x;` still sets undefined each time it is reached), VAR as undefined, then instantiate
 *   `scope->hoisted` in order, each into its function_declaration.binding.
 * - A binding with `captured` needs a place that outlives the frame, fresh for each entry of its
 *   scope; others may stay in registers. `function->captures` lists what a closure must carry.
 * - NODE_FOR with scope->per_iteration: copy the bindings to fresh places before each update.
 * - An identifier with binding NULL is a global lookup by name: first the script scope of other
 *   scripts, then the global object; unresolvable: ReferenceError, except under
 *   IDENTIFIER_TYPEOF; assignment in sloppy code creates a global property.
 * - Assigning a CONST (or CLASS_SELF) binding throws TypeError; a FUNCTION_SELF binding too in
 *   strict code, and is ignored in sloppy code. The reference is left in the tree.
 */
#ifndef COMPILER_SCOPE_H
#define COMPILER_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/ast.h"
#include "lib/status.h"

struct diagnostics; /* diag.h */

enum scope_kind {
    SCOPE_SCRIPT = 0,    /* top level: VAR and FUNCTION bindings are global object properties,
                            LET, CONST, CLASS live in the script scope */
    SCOPE_FUNCTION_NAME, /* only the self name of a function expression */
    SCOPE_FUNCTION,      /* parameters, `arguments`; and the body's declarations unless BODY */
    SCOPE_BODY,          /* body of a function with parameter expressions (ECMA-262 10.2.11, 27) */
    SCOPE_BLOCK,
    SCOPE_FOR,
    SCOPE_CATCH, /* catch parameter; the handler block has its own SCOPE_BLOCK */
    SCOPE_SWITCH,
    SCOPE_CLASS, /* inner class name, private names */
};

enum binding_kind {
    BINDING_VAR = 0,
    BINDING_LET,
    BINDING_CONST,
    BINDING_CLASS,    /* class declaration: like let */
    BINDING_FUNCTION, /* function declaration, at function level (var-like) or in a block */
    BINDING_PARAMETER,
    BINDING_CATCH,
    BINDING_ARGUMENTS,
    BINDING_FUNCTION_SELF,
    BINDING_CLASS_SELF,
    /* What arrows inherit; made only where used. */
    BINDING_THIS,
    BINDING_NEW_TARGET,
    BINDING_HOME_OBJECT,
    BINDING_ACTIVE_FUNCTION,
    BINDING_PRIVATE, /* a class's #name */
    BINDING_EXPORT,  /* exported name of a namespace or enum; never left in the tree */
};

struct binding {
    const struct atom *name; /* NULL for THIS, NEW_TARGET, HOME_OBJECT, ACTIVE_FUNCTION */
    enum binding_kind kind;
    struct scope *scope;
    struct ast_function *function; /* that creates it */
    uint32_t id;                   /* 0 .. function's binding count - 1, unique in its function */
    uint32_t position;             /* of the first declaration */
    bool captured;                 /* used by a function nested in `function` */
    bool assigned;                 /* written anywhere but at its declaration's initialisation */
    bool used;                     /* read anywhere */
    uint32_t uses;                 /* identifiers that name it */
    bool needs_tdz; /* some use carries IDENTIFIER_NEEDS_TDZ: mark it uninitialised on entry */
    bool is_global; /* a property of the global object (VAR, FUNCTION of SCOPE_SCRIPT) */
    uint8_t hint;   /* enum ast_hint */
    uint32_t parameter_index; /* BINDING_PARAMETER that is a plain identifier: its (last) position
                                 among the parameters, else UINT32_MAX */
    struct binding *initial;  /* BINDING_VAR in SCOPE_BODY that starts with a parameter's value */
    struct binding *next;     /* in its scope, in order of declaration */
    struct ast_node *last_function; /* the last function declaration with this name */

    /* BINDING_PRIVATE */
    bool is_static;
    bool has_method; /* #name() {} */
    bool has_getter;
    bool has_setter; /* none of the three: a field */

    /* How scope_resolve proves that a use comes behind the initialisation. */
    uint32_t ready;       /* source offset behind the declaration */
    uint32_t valid_until; /* a switch case: only up to its end */
    bool open;            /* being initialised: nothing is proved now */

    void *user; /* for the back end */
};

struct scope {
    enum scope_kind kind;
    struct scope *parent;
    struct ast_function *function; /* whose code runs in it */
    struct binding *bindings;      /* in order of declaration */
    struct binding *last;
    uint32_t binding_count;
    bool has_captured;       /* some binding is captured */
    bool per_iteration;      /* SCOPE_FOR of NODE_FOR: some let is captured by a closure */
    bool in_loop;            /* may be entered more than once in one call of `function` */
    struct ast_list hoisted; /* NODE_FUNCTION_DECLARATION to instantiate on entry; of several with
                                one name at function level only the last */
    uint32_t start;          /* source offset; hoisted functions exist from here on */
    bool handler;            /* SCOPE_BLOCK directly in a SCOPE_CATCH */
    bool catch_pattern;      /* SCOPE_CATCH of a pattern rather than a plain name */
    bool in_heritage;        /* SCOPE_CLASS while `extends` is resolved: no private names there */
    size_t hoisted_capacity;
    struct binding **index; /* names to bindings, once there are many */
    uint32_t index_size;
    void *user; /* for the back end */
};

/*
 * Resolves every name of `script`. Reports redeclarations and undeclared private names as
 * SyntaxError in `diagnostics`, and trees deeper than AST_MAX_DEPTH (parser.h), so that later
 * phases may recurse. Rewrites uses of names that enums and namespaces export.
 *
 * Sets script->reaches_global: the script mentions `globalThis`, `eval` or `Function` as globals,
 * or `this` where it can be the global object (the top level and sloppy functions). When false,
 * only its names reach the global object, and top-level var and function bindings may be treated
 * as ordinary locals.
 *
 * STATUS_INVALID when errors were reported; the tree must not be used then.
 */
MUST_CHECK enum status scope_resolve(struct script *script, struct diagnostics *diagnostics);

/* The binding of `name` in `scope` itself, or NULL. */
struct binding *scope_find(const struct scope *scope, const struct atom *name);

#endif
