/*
 * runtime/snapshot_compact.h: makes the finished snapshot small. Used by the snapshot builder only.
 */
#ifndef RUNTIME_SNAPSHOT_COMPACT_H
#define RUNTIME_SNAPSHOT_COMPACT_H

#include "lib/status.h"
#include "runtime/rt.h"

/* How blocks are laid out. All zero: what every applet needs, what the time library needs, long
 * texts. */
struct snapshot_layout {
    bool transitions; /* keeps shapes that no object has now, but may have again */
    bool apart;       /* each block begins on a page of its own: to see which are used */
    const uint8_t
        *used; /* of a heap laid out apart, by page: 1 where an exercise of the time library
                            touched it. Those blocks go before the others of the library; NULL:
                            unknown */
};

/*
 * Moves what can be reached from the realm and from `constant_count` values at
 * HEAP_TIME_CONSTANTS to the window's start. What building left behind is dropped. Afterwards
 * rt->realm and rt->next stand for the new heap; every other pointer into the window is stale.
 * STATUS_UNSUPPORTED with *reason where the heap holds what a snapshot can't: an iterator, a filled
 * collection.
 */
MUST_CHECK enum status snapshot_compact(struct rt *rt, uint32_t constant_count,
                                        const struct snapshot_layout *layout, const char **reason);

#endif
