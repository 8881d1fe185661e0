/*
 * monitor/opensbi/state.h: slots and the time floor, across reboots (state_format.h). Not thread-safe: with
 * the lock of services.c.
 *
 * The floor is written ahead of the time by STATE_FLOOR_AHEAD_MS, and again when the time has come there: what
 * was once reported is below it whenever the machine stops. After a quicker reboot there is no time until the
 * machine's clock has come there, too.
 */
#ifndef MONITOR_OPENSBI_STATE_H
#define MONITOR_OPENSBI_STATE_H

#include "monitor/core/monitor.h"

#define STATE_FLOOR_AHEAD_MS 5000

/*
 * Boot: takes over what is in the flash, into a monitor that was just initialised; makes it where the flash
 * is blank. STATUS_UNSUPPORTED without flash, STATUS_IO where it can't be written: nothing is kept then.
 */
MUST_CHECK enum status state_open(struct monitor *monitor);
/* The core's hook. STATUS_OK once durable. */
MUST_CHECK enum status state_slots_changed(void *context, const struct monitor *monitor);
/* After answers that may have told the time; before they are given. STATUS_IO: the time must not be told. */
MUST_CHECK enum status state_follow_floor(const struct monitor *monitor);

#endif
