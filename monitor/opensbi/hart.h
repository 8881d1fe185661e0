/*
 * monitor/opensbi/hart.h: a hart changes between the host and an enclave.
 *
 * Everything that supervisor and user mode can read or write is saved, and loaded with the other side's:
 * integer and floating-point registers, supervisor CSRs, interrupt and exception delegation, counters,
 * memory protection. What has no saved counterpart is off inside (hart_usable says on which harts that
 * holds). Inside, no interrupt is delegated: each one leaves the enclave.
 *
 *   inside    mideleg 0; medeleg the enclave's own faults; menvcfg 0 (so stimecmp can't be touched);
 *             mcounteren TM; mcountinhibit all; mstatus.VS off; the host's deadline on machine mode's
 *             timer; mie as the host had it, so that whatever would interrupt the host leaves
 */
#ifndef MONITOR_OPENSBI_HART_H
#define MONITOR_OPENSBI_HART_H

#include "monitor/opensbi/sbi.h"

#include "monitor/opensbi/memory.h"

#define HARTS_MOST 16u

/* What one side has in the registers that the other must not see. */
struct supervisor_state {
    struct sbi_trap_regs regs;
    uint64_t floats[33]; /* f0 to f31, fcsr */
    uint64_t stvec, sscratch, sepc, scause, stval, satp, scounteren, senvcfg;
};

/* The state in which an enclave starts; enclave_abi.h. */
void hart_state_init(struct supervisor_state *state, struct range memory, struct range shared);
/* False where this hart has state that can't be kept apart (hypervisor extension, advanced interrupts). */
bool hart_usable(void);
/*
 * From a host's call: `regs` are the host's and become the enclave's. `slot` is the enclave's place in its
 * table; its state and ranges stay where they are until hart_leave.
 */
void hart_enter(struct sbi_trap_regs *regs, unsigned int slot, struct supervisor_state *state,
                struct range memory, struct range shared);
/* The slot of the enclave that this hart is inside of; -1: none. */
int hart_inside(void);
/* From a trap inside: `regs` are the enclave's and become the host's, whose call is answered with `value`. */
void hart_leave(struct sbi_trap_regs *regs, uint64_t value);

#endif
