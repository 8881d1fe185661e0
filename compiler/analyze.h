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
};

struct analysis_groups {
    struct analysis_group *items; /* sorted by name */
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
    struct analysis_list uses; /* built-in names: "Math.floor", "moment", "Meta.currentUserTime" */
    struct analysis_list implicit_globals; /* undeclared names that are assigned */
    struct analysis_list unresolved;       /* other undeclared names */
};

/*
 * Analyses a script that scope_resolve has accepted. All memory is from `arena`. Always gives a
 * result; STATUS_OK.
 */
MUST_CHECK enum status analyze_script(const struct script *script, struct arena *arena,
                                      struct analysis *analysis);

/* The group or name, or NULL. */
const struct analysis_group *analysis_find_group(const struct analysis_groups *groups,
                                                 const char *name);
const struct analysis_name *analysis_find(const struct analysis_list *list, const char *name);

#endif
