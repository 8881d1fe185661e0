/*
 * compiler/bounds.h: what a run can do at most and does at least: the fields that an applet sets on every
 * path, the actions that it skips on every path.
 *
 * "Every path" is every way through the applet that ends without an error: after an error nothing is
 * done anyway. What may happen on some path is what the text says, struct analysis.
 */
#ifndef COMPILER_BOUNDS_H
#define COMPILER_BOUNDS_H

#include "compiler/analyze.h"
#include "compiler/diag.h"

/* One action, in the order of analysis->actions. */
struct action_bounds {
    bool skips;        /* skip is called somewhere */
    bool always_skips; /* on every path */
    bool *always_set;  /* by field, in the order of the group's members: on every path */
    bool *settled;     /* by field: on every path it is set, or the action is skipped */
};

struct bounds {
    struct action_bounds *actions;
};

/*
 * Memory is from the script's arena. With `diagnostics` also warns of code that is never reached and of
 * setters behind a skip of the same action on every path.
 */
void bounds_find(const struct script *script, const struct analysis *analysis,
                 struct diagnostics *diagnostics, struct bounds *bounds);

#endif
