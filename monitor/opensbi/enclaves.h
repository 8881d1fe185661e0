/*
 * monitor/opensbi/enclaves.h: the enclaves: their table, life cycle, memory and measurement.
 *
 *            create            finalise         run
 *    free ────────────▶ loading ────────▶ ready ◀────▶ running
 *     ▲                    │                │            │ exit, fault, stop
 *     │   destroy, until   │                ▼            ▼
 *     └──── wiping ◀───────┴──────────── (destroy) ◀─── ended
 *
 * Invariants: memory of the pool that no enclave has is zero; no two enclaves overlap; an enclave runs on
 * one hart at a time; a running one can't be destroyed (stop it first), so nothing waits for another hart.
 * Each call does a bounded amount of work. Ids are never used twice.
 *
 * Functions answer with an SBI error; what they check stands in docs/enclave.md.
 */
#ifndef MONITOR_OPENSBI_ENCLAVES_H
#define MONITOR_OPENSBI_ENCLAVES_H

#include "monitor/opensbi/hart.h"

#define ENCLAVES_MOST 128u

/* Cold boot, after memory_init. */
MUST_CHECK enum status enclaves_init(void);
uint64_t enclaves_largest_free(void);

MUST_CHECK int enclaves_create(uint64_t bytes, struct range shared, uint64_t role, uint64_t *id);
MUST_CHECK int enclaves_add(uint64_t id, uint64_t offset, uint64_t source, uint64_t bytes);
MUST_CHECK int enclaves_finalise(uint64_t id, uint64_t bind, uint64_t *instance);
/*
 * Where `entered`, `regs` are the enclave's and the call is answered later, by enclaves_leave; where not, the
 * enclave had been stopped and `value` says so.
 */
MUST_CHECK int enclaves_run(uint64_t id, struct sbi_trap_regs *regs, bool *entered,
                            uint64_t *value);
/* It ends when it next leaves, or instead of running again. */
MUST_CHECK int enclaves_stop(uint64_t id);
MUST_CHECK int enclaves_destroy(uint64_t id, uint64_t *left);

/* For the enclave that this hart is inside of: `value` as in enclave_abi.h; then `regs` are the host's. */
void enclaves_leave(struct sbi_trap_regs *regs, uint64_t value);
/* Its instance number in the monitor's core, and a range of its memory: false outside of it. */
uint64_t enclaves_instance(unsigned int slot);
bool enclaves_memory(unsigned int slot, uint64_t offset, uint64_t bytes, struct range *range);

#endif
