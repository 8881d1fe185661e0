/*
 * runtime/snapshot_compact.h: makes the finished snapshot small. Used by the snapshot builder only.
 */
#ifndef RUNTIME_SNAPSHOT_COMPACT_H
#define RUNTIME_SNAPSHOT_COMPACT_H

#include "lib/status.h"
#include "runtime/rt.h"

/*
 * Moves what can be reached from the realm and from `constant_count` values at
 * HEAP_TIME_CONSTANTS to the window's start, in this order: what every applet needs, what the time
 * library needs, long texts. What building left behind is dropped; shapes that no object has now,
 * but may have again, stay where `transitions` says so. Afterwards rt->realm and rt->next stand for
 * the new heap; every other pointer into the window is stale. STATUS_UNSUPPORTED with
 * *reason where the heap holds what a snapshot can't: an iterator, a filled collection.
 */
MUST_CHECK enum status snapshot_compact(struct rt *rt, uint32_t constant_count, bool transitions,
                                        const char **reason);

#endif
