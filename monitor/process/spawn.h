/*
 * monitor/process/spawn.h: a measured image becomes a confined process.
 *
 * The program gets descriptors 3 (monitor), 4 (bell), 5 (channel), 6 (input) and nothing else; one
 * empty argument, no environment; no core dumps, at most seven descriptors, no new files; no way to
 * gain privileges; its own user and group id where the monitor runs as root; death with the monitor.
 * It can't be traced from its first instruction on: the image may be run but not read (mode 0111), and
 * the kernel makes such a process undumpable. What it may do from then on is the program's own
 * business (platform/process/sandbox.h), since only it knows when loading is over.
 */
#ifndef MONITOR_PROCESS_SPAWN_H
#define MONITOR_PROCESS_SPAWN_H

#include "lib/status.h"

#include <stdint.h>
#include <sys/types.h>

/* Address space for the image itself, whose arena is reserved there and mostly never touched. */
#define SPAWN_IMAGE_BYTES (UINT64_C(1) << 30)

#define SPAWN_UID_BASE 61000u /* default; MONITOR_PROGRAMS_MOST ids from here */

struct spawn {
    int image; /* sealed memfd */
    int monitor, bell, channel, input;
    uint64_t memory_bytes; /* address space beside SPAWN_IMAGE_BYTES; 0: no limit */
    uint32_t uid;          /* 0: keep the monitor's (not root) */
};

/* Descriptors stay the caller's. STATUS_IO where the system has no process left. */
MUST_CHECK enum status spawn_program(const struct spawn *spawn, pid_t *pid);

#endif
