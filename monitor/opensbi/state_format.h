/*
 * monitor/opensbi/state_format.h: what the monitor keeps in flash, two erase blocks that take turns.
 *
 *   head     u64 magic, u64 generation, 32 bytes owner: measurement of the monitor whose it is, then u64 start
 *            and u64 bytes of its own writable memory and of the pool, which stage 0 wipes at every boot before
 *            any monitor can look at them; zeros to 128 bytes
 *   records  one behind the other, until the first that is blank (all ones):
 *            u64 kind, i64 time floor (kind 1), identity 64, slot: u64 version, digest 32 (kind 2), u64 zero,
 *            HMAC-SHA-256 over u64 generation, u64 index, and all before
 *
 * A change appends one record, good from when its code verifies. A full block is copied, as short as can be,
 * to the other one, whose head is written last with the next generation. The key of the code is derived
 * from the sealing secret. Stage 0 locks both blocks away, until reset, from a monitor that is not the owner:
 * so nobody puts back an older state by starting a firmware of his own.
 */
#ifndef MONITOR_OPENSBI_STATE_FORMAT_H
#define MONITOR_OPENSBI_STATE_FORMAT_H

#include "monitor/core/monitor.h"

#define STATE_MAGIC UINT64_C(0x3165746174736d74) /* "tmstate1" */

struct memory_range {
    uint64_t start, bytes;
};

struct state_head {
    uint64_t magic, generation;
    uint8_t owner[MEASUREMENT_BYTES];
    struct memory_range own, pool;
    uint8_t zeros[48];
};

enum state_kind { STATE_FLOOR = 1, STATE_SLOT = 2 };

struct state_record {
    uint64_t kind;
    int64_t floor_ms;
    struct monitor_program_identity identity;
    struct monitor_slot slot;
    uint64_t zero;
    uint8_t code[DIGEST_BYTES];
};

_Static_assert(sizeof(struct state_head) == 128, "no gaps");
_Static_assert(sizeof(struct state_record) == 160, "no gaps");

#endif
