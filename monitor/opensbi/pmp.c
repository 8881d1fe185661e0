/* monitor/opensbi/pmp.c: PMP registers (privileged specification, section 3.7). */
#include "monitor/opensbi/sbi.h"

#include "monitor/opensbi/pmp.h"

#define FIRST_ENTRY   1 /* entry 0 is stage 0's */
#define ENTRIES_LEAST 8
#define ENTRIES_MOST  16
#define GRAIN_MOST    12 /* log2 of a page */
#define ADDRESS_SHIFT 2

/* One byte of configuration for each entry; addresses as the registers hold them. */
struct view_of_memory {
    uint8_t config[ENTRIES_MOST];
    uint64_t address[ENTRIES_MOST];
};

static struct view_of_memory host_view;
static unsigned int entries; /* used of the hart's */

static uint64_t natural_address(uint64_t base, uint64_t order) {
    if (order >= 64) {
        return UINT64_MAX >> 10; /* all of a 56-bit physical address space */
    }
    return (base >> ADDRESS_SHIFT) | ((UINT64_C(1) << (order - 3)) - 1);
}

enum status pmp_init(void) {
    struct sbi_scratch *scratch = sbi_scratch_thishart_ptr();
    struct sbi_domain *root = sbi_hartindex_to_domain((u32)current_hartindex());
    struct sbi_domain_memregion *region = NULL;
    unsigned int next = FIRST_ENTRY;
    entries =
        sbi_hart_pmp_count(scratch) < ENTRIES_MOST ? sbi_hart_pmp_count(scratch) : ENTRIES_MOST;
    if (entries < ENTRIES_LEAST || sbi_hart_pmp_log2gran(scratch) > GRAIN_MOST) {
        return STATUS_UNSUPPORTED;
    }
    sbi_domain_for_each_memregion(root, region) {
        bool machine_only = (region->flags & SBI_DOMAIN_MEMREGION_SU_ACCESS_MASK) == 0;
        bool everything = region->order == __riscv_xlen;
        struct range range = {region->base, everything ? UINT64_MAX : UINT64_C(1) << region->order};
        bool inside =
            range_contains(memory_firmware(), range) && range.bytes < memory_firmware().bytes;
        if ((!machine_only && !everything) || inside) {
            continue; /* no entry needed: the last one allows it, the firmware's denies it */
        }
        if (next == entries) {
            return STATUS_TOO_LARGE;
        }
        uint8_t rights = machine_only ? 0 : PMP_R | PMP_W | PMP_X;
        host_view.config[next] = (uint8_t)(PMP_A_NAPOT | rights);
        host_view.address[next] = natural_address(region->base, region->order);
        next++;
    }
    return STATUS_OK;
}

static uint64_t config_word(const uint8_t config[8]) {
    uint64_t word = 0;
    for (unsigned int i = 0; i < 8; i++) {
        word |= (uint64_t)config[i] << (8 * i);
    }
    return word;
}

/*
 * Machine mode is bound by locked entries only, so nothing in between matters to it. Addresses of
 * entries above 4 are the host's for ever: the enclave's view has them off.
 */
static void show(const struct view_of_memory *view) {
    csr_write(CSR_PMPADDR0 + 1, view->address[1]);
    csr_write(CSR_PMPADDR0 + 2, view->address[2]);
    csr_write(CSR_PMPADDR0 + 3, view->address[3]);
    csr_write(CSR_PMPADDR0 + 4, view->address[4]);
    csr_write(CSR_PMPCFG0, config_word(&view->config[0]));
    if (entries > 8) {
        csr_write(CSR_PMPCFG2, config_word(&view->config[8]));
    }
    __asm__ volatile("sfence.vma" ::: "memory");
}

void pmp_start(void) {
    for (unsigned int i = FIRST_ENTRY; i < entries; i++) {
        csr_write_num((int)(CSR_PMPADDR0 + i), host_view.address[i]);
    }
    show(&host_view);
}

void pmp_show_host(void) {
    show(&host_view);
}

void pmp_show_enclave(struct range memory, struct range shared) {
    struct view_of_memory view = {0};
    view.address[1] = memory.start >> ADDRESS_SHIFT;
    view.address[2] = (memory.start + memory.bytes) >> ADDRESS_SHIFT;
    view.config[2] = PMP_A_TOR | PMP_R | PMP_W | PMP_X;
    view.address[3] = shared.start >> ADDRESS_SHIFT;
    view.address[4] = (shared.start + shared.bytes) >> ADDRESS_SHIFT;
    view.config[4] = PMP_A_TOR | PMP_R | PMP_W;
    show(&view);
}
