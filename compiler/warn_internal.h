/*
 * compiler/warn_internal.h: what the files of warnings share; nobody else includes it.
 */
#ifndef COMPILER_WARN_INTERNAL_H
#define COMPILER_WARN_INTERNAL_H

#include "compiler/infer.h"
#include "compiler/suggest.h"
#include "compiler/warn.h"

struct warner {
    struct inferrer inferrer;
    struct arena *arena;
    const struct script *script;
    const struct analysis *analysis;
    struct diagnostics *diagnostics;
    bool applet;        /* no plain script */
    bool extends_types; /* the applet adds to prototypes: properties can't be known */
};

/* Reports about `node`; `hint` may be NULL. */
__attribute__((format(printf, 5, 6))) void warn(struct warner *warner, const char *code,
                                                const struct ast_node *node, const char *hint,
                                                const char *format, ...);
/* The same about the property's name in `node`, a NODE_MEMBER. */
__attribute__((format(printf, 5, 6))) void warn_member(struct warner *warner, const char *code,
                                                       const struct ast_node *node,
                                                       const char *hint, const char *format, ...);
/* A text in the arena, for hints. */
__attribute__((format(printf, 2, 3))) const char *warn_text(struct warner *warner,
                                                            const char *format, ...);
/* The node's own source text where that is short, else "this". */
const char *warn_source(struct warner *warner, const struct ast_node *node);

/* A literal text as UTF-8, in the arena; only its first characters where it is long. */
const char *warn_literal(struct warner *warner, struct ast_string text);

static inline const struct ast_node *warn_parent(const struct warner *warner,
                                                 const struct ast_node *node) {
    const struct ast_node *parent = warner->analysis->parents[node->id];
    while (parent != NULL && parent->kind == NODE_CHAIN) {
        parent = warner->analysis->parents[parent->id];
    }
    return parent;
}

/* A name without a declaration of the applet's own. */
bool warn_is_global(const struct ast_node *node, const char *name);

/*
 * Whether the same property is asked for elsewhere (`called` false: a condition tests that it is there),
 * or called elsewhere: then naming it without calling it may be such a question.
 */
bool warn_is_guarded(struct warner *warner, const struct ast_node *node, bool called);

/* Each looks at one node; warn_script calls them for all. */
void warn_name_node(struct warner *warner, const struct ast_node *node);
void warn_condition_node(struct warner *warner, const struct ast_node *node);
void warn_comparison_node(struct warner *warner, const struct ast_node *node);
void warn_statement_node(struct warner *warner, const struct ast_node *node);
void warn_text_node(struct warner *warner, const struct ast_node *node);
/* Once for all. */
void warn_names(struct warner *warner);

/* --- warn_range.c: which values make a condition true --- */

/* A known method where its result is meant: reported, true. */
bool warn_not_called(struct warner *warner, const struct ast_node *node);
enum range_verdict { RANGE_VARIES, RANGE_ALWAYS, RANGE_NEVER };
/* One comparison with a literal, by the values that its subject can have. */
enum range_verdict warn_range_single(struct warner *warner, const struct ast_node *node);
/*
 * A chain of && or ||: whether the comparisons of one subject in it decide it. Sets `*subject` to
 * that subject.
 */
enum range_verdict warn_range_chain(struct warner *warner, const struct ast_node *chain,
                                    const struct ast_node **subject);
/* The number that a text converts to; false where it is not plain decimal digits. */
bool warn_text_number(struct ast_string text, double *number);

#endif
