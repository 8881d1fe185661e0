/*
 * runtime/text/regexp_first.h: which code units a piece of an expression can start with. Private
 * to the back ends; a conservative approximation, used to avoid work, never to decide a match.
 */
#ifndef RUNTIME_TEXT_REGEXP_FIRST_H
#define RUNTIME_TEXT_REGEXP_FIRST_H

#include "runtime/text/regexp_ir.h"

/* Units 0 to 255 by bit; all above by one flag. */
struct regexp_first {
    uint32_t bits[8];
    bool above;
};

/* What follows a node: siblings from `node` on (perhaps, if `again`: the body of a loop), then the
 * parent's; the end of the expression (or of a lookahead) if the chain is NULL. */
struct regexp_follow {
    const struct regexp_node *node;
    const struct regexp_follow *parent;
    bool again;
};

/* Adds what must come next where `node` matches; false if so, true if it can match whatever comes, so
 * that what follows counts too. `*budget` bounds the nodes looked at; at 0 everything is possible. */
bool regexp_first_of(const struct regexp_node *node, struct regexp_first *first, uint32_t *budget);

/* The same backwards: what must come before the end of `node`, matched right to left. */
bool regexp_last_of(const struct regexp_node *node, struct regexp_first *first, uint32_t *budget);

/* The same for a chain; false if it may reach the end. */
bool regexp_first_after(const struct regexp_follow *follow, struct regexp_first *first);

/* Whether `node` can match without consuming anything. */
bool regexp_is_nullable(const struct regexp_node *node, uint32_t *budget);

#endif
