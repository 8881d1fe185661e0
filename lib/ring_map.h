/*
 * lib/ring_map.h: the area of lib/ring.h as a memfd sealed against resizing, and its bell (Linux).
 *
 * The bell is a SOCK_STREAM socket pair: any byte wakes the other side, end of file means that it
 * is gone. Neither side may send anything else through it.
 */
#ifndef LIB_RING_MAP_H
#define LIB_RING_MAP_H

#include "lib/ring.h"

/*
 * The host's side: a new area of zeros. `*descriptor` (close-on-exec) goes to the monitor with
 * `start`, then it may be closed; `*area` stays mapped until ring_area_unmap. STATUS_IO where the
 * system refuses.
 */
MUST_CHECK enum status ring_area_create(int *descriptor, void **area);
/*
 * The program's side: maps what it was given. STATUS_INVALID unless it is a memfd of exactly
 * RING_AREA_BYTES that is sealed against growing, shrinking and further seals.
 */
MUST_CHECK enum status ring_area_map(int descriptor, void **area);
void ring_area_unmap(void *area);

/* Both ends close-on-exec; `*host` also non-blocking. */
MUST_CHECK enum status ring_bell_create(int *host, int *program);
/* Never blocks; a bell that is full of unheard rings is fine. STATUS_CLOSED: the other side is
 * gone. */
MUST_CHECK enum status ring_bell_ring(int bell);
/* Takes all rings there are, never blocks. STATUS_CLOSED: the other side is gone. */
MUST_CHECK enum status ring_bell_clear(int bell);

#endif
