/*
 * compiler/suggest.h: which of the names that exist a misspelled one was meant to be.
 *
 * Nearness counts letters inserted, left out, exchanged or swapped with their neighbour (optimal
 * string alignment), where another case counts half, and names that differ in
 * case alone are as near as can be. A third of the name may be wrong.
 */
#ifndef COMPILER_SUGGEST_H
#define COMPILER_SUGGEST_H

#include <stdint.h>

struct suggestion {
    const char *name; /* as written */
    const char *best; /* the nearest so far, or NULL */
    uint32_t cost;    /* its distance, in half letters */
};

void suggest_start(struct suggestion *suggestion, const char *name);
/* Looks at one name that exists; it must outlive the suggestion. The name itself is passed over. */
void suggest_offer(struct suggestion *suggestion, const char *candidate);
/* Distance in half letters, or UINT32_MAX where it is more than `most` or a name is too long. */
uint32_t suggest_distance(const char *a, const char *b, uint32_t most);

#endif
