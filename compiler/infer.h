/*
 * compiler/infer.h: what can be told of an expression's value without running it. Only for advice.
 *
 * Names are followed to all values that they are given; a TypeScript annotation counts where nothing
 * is known otherwise. What is said holds for values, not for the `undefined` of a name or ingredient
 * that has none.
 */
#ifndef COMPILER_INFER_H
#define COMPILER_INFER_H

#include "compiler/analyze.h"
#include "compiler/known.h"

struct inferrer {
    const struct analysis *analysis;
    struct arena *arena;
    uint8_t *types;                  /* of bindings: a known type + 1; 0 is not looked at yet */
    const struct binding *innermost; /* whose values are being looked at */
    uint32_t depth;
};

void infer_init(struct inferrer *inferrer, struct arena *arena, const struct script *script,
                const struct analysis *analysis);

enum known_type infer_type(struct inferrer *inferrer, const struct ast_node *node);

/* The property that a member expression or a call's callee names, where its object is known. */
const struct known_member *infer_member(struct inferrer *inferrer, const struct ast_node *node);

/* `.name` or `["name"]` of any node: the name, or NULL. */
const char *infer_property_name(const struct ast_node *node);
/* The object that a property is taken of, or NULL where the node takes none. */
const struct ast_node *infer_object(const struct ast_node *node);
/* A name's only value, where it has one initialiser and is never assigned; else NULL. */
const struct ast_node *infer_only_value(const struct inferrer *inferrer,
                                        const struct ast_node *name);

/* A literal number, also with a sign; a literal text (ASCII only, else `text` is shortened away). */
bool infer_number(const struct ast_node *node, double *number);
bool infer_text(const struct ast_node *node, struct ast_string *text);

/*
 * Whether two expressions are written alike and have the same value when evaluated one after the
 * other: names, properties, and calls of what changes nothing.
 */
bool infer_same(struct inferrer *inferrer, const struct ast_node *a, const struct ast_node *b);
/* Whether evaluating the expression does nothing but give a value. */
bool infer_pure(struct inferrer *inferrer, const struct ast_node *node);

#endif
