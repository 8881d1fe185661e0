/*
 * compiler/bounds_internal.h: what bounds.c (facts, functions) and bounds_walk.c (statements,
 * expressions) share; nobody else includes it.
 */
#ifndef COMPILER_BOUNDS_INTERNAL_H
#define COMPILER_BOUNDS_INTERNAL_H

#include "compiler/bounds.h"
#include "compiler/scope.h"

/* Calls are followed while the walk is not deeper than this in nodes; a tree may be AST_MAX_DEPTH deep. */
enum { WALK_DEPTH_MOST = 1000 };

/* What holds at one place, on every path that leads there. */
struct state {
    uint64_t *facts; /* walk->words of them */
    bool reached;    /* by any path */
};

/* A statement that break or continue may leave or continue. */
struct frame {
    const struct ast_node *node;
    struct state breaks, continues; /* joined over all jumps */
    struct frame *outer;
};

/* What one call of a function adds. */
struct summary {
    struct state state;
    bool in_work, done;
};

struct walk {
    struct arena *arena;
    const struct analysis *analysis;
    struct diagnostics *diagnostics; /* or NULL */
    uint32_t words;
    uint32_t *first_fact;      /* by action */
    struct summary *summaries; /* by function id */
    struct state nothing;
    struct frame *frames; /* of the function that is walked */
    struct state *exit;   /* joined over its returns */
    uint32_t depth;       /* of the recursion, in nodes */
};

struct state state_unreached(struct walk *walk);
void state_join(const struct walk *walk, struct state *state, const struct state *other);

void walk_call(struct walk *walk, const struct ast_node *call, struct state *state);
const struct state *walk_function(struct walk *walk, const struct ast_function *function);
void walk_parameters(struct walk *walk, const struct ast_list *parameters, struct state *state);
void walk_statements(struct walk *walk, const struct ast_list *statements, struct state *state);
struct state walk_copy(struct walk *walk, const struct state *state);

#endif
