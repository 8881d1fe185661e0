/*
 * monitor/opensbi/memory.h: which physical addresses are whose.
 *
 *   firmware   BOARD_FIRMWARE_BYTES from the start of the machine's RAM: stage 0, monitor, OpenSBI
 *   pool       one naturally aligned block of RAM for all enclaves, chosen from the device tree at boot
 *   flash      the first bank of a CFI flash, where there is one: stage 0, device secret, monitor's state
 *   clock      the machine's real-time clock, where there is one that this monitor knows
 *   host       RAM that is neither
 *
 * The host can never reach firmware or pool, whether there are enclaves or not: creating and destroying
 * one changes no hart's view of memory, so nothing has to be kept in step between harts. Fixed after boot.
 */
#ifndef MONITOR_OPENSBI_MEMORY_H
#define MONITOR_OPENSBI_MEMORY_H

#include "lib/status.h"
#include "monitor/stage0/board.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMORY_FLASH_COMPATIBLE "cfi-flash"
#define MEMORY_CLOCK_COMPATIBLE "google,goldfish-rtc"

struct range {
    uint64_t start, bytes;
};

/* Cold boot: reads the device tree, chooses the pool and zeroes it. STATUS_NOT_FOUND, INVALID. */
MUST_CHECK enum status memory_init(const void *device_tree);
struct range memory_firmware(void);
struct range memory_pool(void);
struct range memory_flash(void); /* no bytes where there is none */
struct range memory_clock(void); /* registers of a real-time clock; no bytes where there is none */
/* True where `inner` has bytes, does not wrap around and lies wholly inside `outer`. */
bool range_contains(struct range outer, struct range inner);
bool range_overlaps(struct range a, struct range b);
/* True for a non-empty range wholly inside the host's RAM: what a pointer of the host may name. */
bool memory_is_host(struct range range);
/* Eight bytes at a time; addresses and lengths are multiples of 8. */
void memory_zero(uint64_t address, uint64_t bytes);
void memory_copy(uint64_t to, uint64_t from, uint64_t bytes);

#endif
