/*
 * monitor/opensbi/hart.c: the switch of hart.h. Owns what each hart keeps of the host while it is inside an
 * enclave. Sections of the privileged specification in brackets.
 */
#include "monitor/opensbi/hart.h"

#include "monitor/opensbi/enclave_abi.h"
#include "monitor/opensbi/pmp.h"

#include <string.h>

/* mstatus bits that belong to supervisor mode [10.1.1]; an enclave's are taken from its own state. */
#define MSTATUS_OWN                                                                                \
    (MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_MPP | MSTATUS_FS | MSTATUS_VS |            \
     MSTATUS_XS | MSTATUS_SUM | MSTATUS_MXR)
#define MSTATUS_FS_INITIAL UINT64_C(0x2000)
/* Never inherited from the host: MPRV, trapping of the enclave's own instructions. */
#define MSTATUS_OFF (MSTATUS_MPRV | MSTATUS_TVM | MSTATUS_TW | MSTATUS_TSR)

#define ENCLAVE_MEDELEG                                                                            \
    ((1u << CAUSE_MISALIGNED_FETCH) | (1u << CAUSE_ILLEGAL_INSTRUCTION) |                          \
     (1u << CAUSE_BREAKPOINT) | (1u << CAUSE_MISALIGNED_LOAD) | (1u << CAUSE_MISALIGNED_STORE) |   \
     (1u << CAUSE_USER_ECALL) | (1u << CAUSE_FETCH_PAGE_FAULT) | (1u << CAUSE_LOAD_PAGE_FAULT) |   \
     (1u << CAUSE_STORE_PAGE_FAULT))
#define COUNTER_TIME       2u
#define COUNTERS_INHIBITED UINT64_C(0xfffffffd) /* all but time, which can't be */

struct hart {
    int inside; /* slot + 1; 0: the host runs */
    struct supervisor_state *enclave;
    struct supervisor_state host;
    uint64_t mideleg, medeleg, mie, menvcfg, mcounteren, mcountinhibit;
};

static struct hart harts[HARTS_MOST];

void hart_floats_save(uint64_t floats[33]);
void hart_floats_load(const uint64_t floats[33]);

static struct hart *this_hart(void) {
    return &harts[current_hartindex()];
}

int hart_inside(void) {
    return current_hartindex() < HARTS_MOST ? this_hart()->inside - 1 : -1;
}

static bool has(enum sbi_hart_extensions extension) {
    return sbi_hart_has_extension(sbi_scratch_thishart_ptr(), extension);
}

bool hart_usable(void) {
    bool more_state = misa_extension('H') || has(SBI_HART_EXT_SMAIA) ||
                      has(SBI_HART_EXT_SMSTATEEN) || has(SBI_HART_EXT_SMCSRIND) ||
                      has(SBI_HART_EXT_ZICFISS) || has(SBI_HART_EXT_ZICFILP) ||
                      has(SBI_HART_EXT_SMEPMP);
    return current_hartindex() < HARTS_MOST && misa_extension('D') && !more_state &&
           sbi_hart_priv_version(sbi_scratch_thishart_ptr()) >= SBI_HART_PRIV_VER_1_11;
}

static bool has_environment(void) { /* menvcfg and senvcfg exist [3.1.18, 10.1.10] */
    return sbi_hart_priv_version(sbi_scratch_thishart_ptr()) >= SBI_HART_PRIV_VER_1_12;
}

void hart_state_init(struct supervisor_state *state, struct range memory, struct range shared) {
    memset(state, 0, sizeof *state);
    state->regs.mepc = memory.start;
    state->regs.mstatus = ((uint64_t)PRV_S << MSTATUS_MPP_SHIFT) | MSTATUS_FS_INITIAL;
    state->regs.a0 = memory.start;
    state->regs.a1 = memory.bytes;
    state->regs.a2 = shared.start;
    state->regs.a3 = shared.bytes;
    state->regs.a4 = ENCLAVE_ABI_VERSION;
}

/* OpenSBI's memcpy goes byte by byte, and this is on the way of every event. */
static void copy_regs(struct sbi_trap_regs *to, const struct sbi_trap_regs *from) {
    memory_copy((uint64_t)to, (uint64_t)from, sizeof *to);
}

static void save(struct supervisor_state *state, const struct sbi_trap_regs *regs) {
    copy_regs(&state->regs, regs);
    hart_floats_save(state->floats);
    state->stvec = csr_read(CSR_STVEC);
    state->sscratch = csr_read(CSR_SSCRATCH);
    state->sepc = csr_read(CSR_SEPC);
    state->scause = csr_read(CSR_SCAUSE);
    state->stval = csr_read(CSR_STVAL);
    state->satp = csr_read(CSR_SATP);
    state->scounteren = csr_read(CSR_SCOUNTEREN);
    state->senvcfg = has_environment() ? csr_read(CSR_SENVCFG) : 0;
}

static void load(const struct supervisor_state *state, struct sbi_trap_regs *regs) {
    copy_regs(regs, &state->regs);
    hart_floats_load(state->floats);
    csr_write(CSR_STVEC, state->stvec);
    csr_write(CSR_SSCRATCH, state->sscratch);
    csr_write(CSR_SEPC, state->sepc);
    csr_write(CSR_SCAUSE, state->scause);
    csr_write(CSR_STVAL, state->stval);
    csr_write(CSR_SATP, state->satp);
    csr_write(CSR_SCOUNTEREN, state->scounteren);
    if (has_environment()) {
        csr_write(CSR_SENVCFG, state->senvcfg);
    }
}

/*
 * With Sstc the host's deadline is in stimecmp, which raises an interrupt only while the host runs: put it
 * on machine mode's timer too, if the host wants to be interrupted by it. Without, OpenSBI has put it there already.
 */
static void watch_deadline(const struct hart *hart) {
    if (has(SBI_HART_EXT_SSTC) && (hart->mie & MIP_STIP) != 0) {
        sbi_timer_get_device()->timer_event_start(csr_read(CSR_STIMECMP));
        csr_set(CSR_MIE, MIP_MTIP);
    }
}

static void close_off(struct hart *hart) {
    hart->mideleg = csr_read(CSR_MIDELEG);
    hart->medeleg = csr_read(CSR_MEDELEG);
    hart->mie = csr_read(CSR_MIE);
    hart->mcounteren = csr_read(CSR_MCOUNTEREN);
    hart->mcountinhibit = csr_read(CSR_MCOUNTINHIBIT);
    watch_deadline(hart);
    csr_write(CSR_MIDELEG, 0);
    csr_write(CSR_MEDELEG, ENCLAVE_MEDELEG);
    csr_write(CSR_MCOUNTEREN, COUNTER_TIME);
    csr_write(CSR_MCOUNTINHIBIT, COUNTERS_INHIBITED);
    if (has_environment()) {
        hart->menvcfg = csr_read(CSR_MENVCFG);
        csr_write(CSR_MENVCFG, 0);
    }
}

static void open_up(const struct hart *hart) {
    if (has_environment()) {
        csr_write(CSR_MENVCFG, hart->menvcfg);
    }
    csr_write(CSR_MCOUNTINHIBIT, hart->mcountinhibit);
    csr_write(CSR_MCOUNTEREN, hart->mcounteren);
    csr_write(CSR_MEDELEG, hart->medeleg);
    csr_write(CSR_MIDELEG, hart->mideleg);
    /* Without Sstc the timer's enable bit is OpenSBI's and may have changed inside. */
    uint64_t kept = has(SBI_HART_EXT_SSTC) ? 0 : csr_read(CSR_MIE) & MIP_MTIP;
    csr_write(CSR_MIE, (hart->mie & ~(uint64_t)MIP_MTIP) | kept);
}

void hart_enter(struct sbi_trap_regs *regs, unsigned int slot, struct supervisor_state *state,
                struct range memory, struct range shared) {
    struct hart *hart = this_hart();
    uint64_t host_mstatus = regs->mstatus;
    hart->enclave = state;
    save(&hart->host, regs);
    close_off(hart);
    load(state, regs);
    regs->mstatus =
        (host_mstatus & ~(MSTATUS_OWN | MSTATUS_OFF)) | (state->regs.mstatus & MSTATUS_OWN);
    regs->mstatus &= ~MSTATUS_VS; /* vector registers stay as the host left them, out of reach */
    pmp_show_enclave(memory, shared);
    __asm__ volatile("fence.i" ::: "memory"); /* its code was written by any hart */
    hart->inside = (int)slot + 1;
}

void hart_leave(struct sbi_trap_regs *regs, uint64_t value) {
    struct hart *hart = this_hart();
    save(hart->enclave, regs);
    open_up(hart);
    load(&hart->host, regs);
    regs->mepc += 4; /* behind the host's ecall */
    regs->a0 = SBI_SUCCESS;
    regs->a1 = value;
    pmp_show_host();
    hart->inside = 0;
    hart->enclave = NULL;
    memory_zero((uint64_t)&hart->host, sizeof hart->host);
}
