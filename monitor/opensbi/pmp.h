/*
 * monitor/opensbi/pmp.h: the two views of memory that a hart can have: the host's and an enclave's.
 *
 * Entry 0 belongs to stage 0: it hides the device secret, also from the monitor, until reset; and the state of
 * another monitor.
 *   host      1… no access: what OpenSBI and the monitor keep for machine mode; then all access to the rest
 *   enclave   2 its memory (read, write, execute), 4 what it shares (read, write); nothing else
 * Entries 1 and 3 hold the lower bounds of 2 and 4. Switching is local to a hart.
 */
#ifndef MONITOR_OPENSBI_PMP_H
#define MONITOR_OPENSBI_PMP_H

#include "monitor/opensbi/memory.h"

/* Cold boot, once the root domain's regions are final. STATUS_TOO_LARGE where the entries don't suffice. */
MUST_CHECK enum status pmp_init(void);
/* Once on each hart, before it runs the host. */
void pmp_start(void);
void pmp_show_host(void);
/* Both ranges begin and end on page boundaries. */
void pmp_show_enclave(struct range memory, struct range shared);

#endif
