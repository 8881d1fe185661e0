/*
 * compiler/analyze.h: what an applet reads from its triggers and queries, and what it does.
 *
 * Free names that start with a capital letter or `_` and are no built-ins are services. A
 * service's member is a trigger or query when it is read, an action when `setField` or `skip` is
 * taken from it; a member used like an array is a query, and what is read from its elements are
 * the columns. Values are followed through variables, destructuring, array methods and loops; they
 * are not followed through calls of the applet's own functions, properties or conditions: such
 * uses are listed as `bare`.
 */
#ifndef COMPILER_ANALYZE_H
#define COMPILER_ANALYZE_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/arena.h"
#include "compiler/ast.h"
#include "lib/status.h"

struct analysis_name {
    const char *text; /* WTF-8, NUL-terminated */
    uint32_t length;
    uint32_t position; /* source offset of the first use */
};

/* Sorted by UTF-16 code units, without duplicates. */
struct analysis_list {
    struct analysis_name *items;
    uint32_t count;
    size_t capacity;
};

/* One action or query, "Service.member", with its fields or columns. */
struct analysis_group {
    struct analysis_name name;
    struct analysis_list members;
    bool
        open; /* a query: its rows go where the analysis does not follow, so any column may be read */
};

struct analysis_groups {
    struct analysis_group *items; /* sorted by name */
    uint32_t count;
    size_t capacity;
};

/* What the expression at a node means, as far as it was followed. */
enum analysis_meaning {
    MEANS_NOTHING = 0, /* not of a service */
    MEANS_SERVICE,     /* Service */
    MEANS_MEMBER,      /* Service.member: a trigger or an action */
    MEANS_QUERY,       /* Service.query, or an array of its rows */
    MEANS_ROW,         /* one row of a query */
    MEANS_INGREDIENT,  /* Service.trigger.Ingredient or Trigger.Ingredient: a text or undefined */
    MEANS_COLUMN,      /* of a row: a text or undefined */
    MEANS_SETTER,      /* Service.action.setField, not yet called */
    MEANS_SKIP,        /* Service.action.skip, not yet called */
};

struct analysis_site {
    enum analysis_meaning meaning;
    const struct atom *service, *member; /* member NULL for MEANS_SERVICE and Trigger.Ingredient */
    const struct atom *name;             /* of the property: ingredient, column, setter or `skip` */
};

/* All places where one binding is named, its declaration included. */
struct analysis_uses {
    struct ast_node **items;
    uint32_t count;
    size_t capacity;
};

struct analysis {
    struct analysis_list ingredients; /* "Service.trigger.Ingredient", "Trigger.Ingredient" */
    struct analysis_groups queries;   /* columns read; may be empty where only counted */
    struct analysis_groups actions;   /* fields set, without `set`; may be empty: only skipped */
    struct analysis_list skips;       /* actions that `skip` is taken from */
    struct analysis_list
        dynamic;               /* "Service.trigger": all its property names are read at run time */
    struct analysis_list bare; /* "Service" or "Service.member" whose value goes where the
                                     analysis does not follow */
    struct analysis_list escaped; /* "Service" or "Service.query" with a use that is not followed,
                                     other than those in `bare` and `dynamic` */
    struct analysis_list uses; /* built-in names: "Math.floor", "moment", "Meta.currentUserTime" */
    struct analysis_list implicit_globals; /* undeclared names that are assigned */
    struct analysis_list unresolved;       /* other undeclared names */
    struct ast_node **parents;             /* by node id: the node around it; NULL at the top */
    const struct analysis_site *sites;     /* by node id */
    struct analysis_uses roots;            /* each use of an undeclared name */
    struct analysis_uses *bindings;        /* see analysis_uses_of */
    uint32_t *first_binding;               /* by function id */
};

/*
 * Analyses a script that scope_resolve has accepted. All memory is from `arena`. Always gives a
 * result; STATUS_OK.
 */
MUST_CHECK enum status analyze_script(const struct script *script, struct arena *arena,
                                      struct analysis *analysis);

const struct analysis_uses *analysis_uses_of(const struct analysis *analysis,
                                             const struct binding *binding);

/* Whether the global `name` is an object or function that the language or the host supplies. */
bool analysis_is_builtin(const struct atom *name);

/* The group or name, or NULL. */
const struct analysis_group *analysis_find_group(const struct analysis_groups *groups,
                                                 const char *name);
const struct analysis_name *analysis_find(const struct analysis_list *list, const char *name);

#endif
