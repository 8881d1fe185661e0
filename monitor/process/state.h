/*
 * monitor/process/state.h: what the process monitor keeps on disk.
 *
 *   DIR/device.secret   32 random bytes, mode 0600, made at the first start, never read by anybody else
 *   DIR/state           "tapdstat", i64 time floor, 32 monitor measurement, u32 count, for each slot
 *                       32 measurement, 32 bind, u64 version, 32 digest (little endian)
 *
 * Who can write DIR (its owner, root) can roll slots back; evidence says `rollback: none`. Slots of
 * another monitor measurement are dropped: their sealing keys are gone with it.
 */
#ifndef MONITOR_PROCESS_STATE_H
#define MONITOR_PROCESS_STATE_H

#include "monitor/core/monitor.h"

struct state {
    int directory; /* descriptor of DIR */
};

/* Opens DIR, making it (0700) where it is missing. STATUS_DENIED where others may write to it. */
MUST_CHECK enum status state_open(struct state *state, const char *directory);
void state_close(struct state *state);
/*
 * Makes this process the directory's only monitor until state_close or its end: two would each count slots
 * of their own. STATUS_EXISTS where another one has it.
 */
MUST_CHECK enum status state_lock(const struct state *state);
/* Reads the device secret; makes it first where there is none. STATUS_DENIED unless it is 0600 and ours. */
MUST_CHECK enum status state_device_secret(const struct state *state, struct secret *secret);
/* Slots and time floor into a fresh monitor. STATUS_INVALID for a file of another form. */
MUST_CHECK enum status state_load(const struct state *state, struct monitor *monitor);
/* Written beside, synchronised, renamed, directory synchronised. */
MUST_CHECK enum status state_save(const struct state *state, const struct monitor *monitor);

#endif
