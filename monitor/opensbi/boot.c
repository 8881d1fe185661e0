/*
 * monitor/opensbi/boot.c: where OpenSBI's boot is changed, by taking the place of some of its functions at
 * link time (`--wrap`); OpenSBI itself is built as it was released. Owns no state beyond the boot.
 */
#include "monitor/opensbi/sbi.h"

#include "monitor/opensbi/boot.h"
#include "monitor/opensbi/memory.h"
#include "monitor/opensbi/pmp.h"
#include "monitor/opensbi/random.h"

#include <libfdt.h>
#include <sbi_utils/fdt/fdt_helper.h>

#define STACK_MARK  UINT64_C(0x6b636174735f6e6f) /* at the end of each stack */
#define STACK_BYTES 32768u /* of each hart: signatures need more than OpenSBI's 8 KiB */

unsigned long generic_fw_platform_init(unsigned long arg0, unsigned long arg1, unsigned long arg2,
                                       unsigned long arg3, unsigned long arg4);
unsigned long fw_platform_init(unsigned long arg0, unsigned long arg1, unsigned long arg2,
                               unsigned long arg3, unsigned long arg4);
int __real_fdt_domains_populate(const void *device_tree);
int __wrap_fdt_domains_populate(const void *device_tree);
void __real_fdt_domain_fixup(void *device_tree);
void __wrap_fdt_domain_fixup(void *device_tree);
int __real_fdt_parse_isa_extensions(const void *device_tree, unsigned int hart,
                                    unsigned long *extensions);
int __wrap_fdt_parse_isa_extensions(const void *device_tree, unsigned int hart,
                                    unsigned long *extensions);
int __wrap_sbi_hart_pmp_configure(struct sbi_scratch *scratch);
bool __wrap_sbi_domain_check_addr_range(const struct sbi_domain *domain, unsigned long address,
                                        unsigned long size, unsigned long mode,
                                        unsigned long access);

extern struct sbi_platform platform;

/*
 * The first C code on the boot hart, before stacks are laid out. (Not by --wrap, which would leave the call to
 * the empty function of this name that lies beside the caller: objects.mk gives the platform's another.)
 */
unsigned long fw_platform_init(unsigned long arg0, unsigned long arg1, unsigned long arg2,
                               unsigned long arg3, unsigned long arg4) {
    platform.hart_stack_size = STACK_BYTES;
    return generic_fw_platform_init(arg0, arg1, arg2, arg3, arg4);
}

/* OpenSBI's scratch space is the upper end of each hart's stack. */
static volatile uint64_t *stack_end(void) {
    return (volatile uint64_t *)((uint64_t)sbi_scratch_thishart_ptr() + SBI_SCRATCH_SIZE -
                                 STACK_BYTES);
}

void boot_check_stack(void) {
    if (*stack_end() != STACK_MARK) {
        sbi_panic("enclaves: the monitor's stack is too small\n");
    }
}

/* Nothing where the machine has no such thing. */
static int keep_for_machine(struct range range, unsigned long kind) {
    return range.bytes == 0 ? 0
                            : sbi_domain_root_add_memrange(range.start, range.bytes, range.bytes,
                                                           kind | SBI_DOMAIN_MEMREGION_M_READABLE |
                                                               SBI_DOMAIN_MEMREGION_M_WRITABLE);
}

/*
 * The seed CSR stays machine mode's: OpenSBI must not open it to supervisor mode (on emulators whose
 * mseccfg is missing it could not even try).
 */
int __wrap_fdt_parse_isa_extensions(const void *device_tree, unsigned int hart,
                                    unsigned long *extensions) {
    int result = __real_fdt_parse_isa_extensions(device_tree, hart, extensions);
    if (result == 0 && __test_bit(SBI_HART_EXT_ZKR, extensions)) {
        random_allow();
        __clear_bit(SBI_HART_EXT_ZKR, extensions);
    }
    return result;
}

/* Before the root domain is final: what becomes a region of it is checked in every SBI call, too. */
int __wrap_fdt_domains_populate(const void *device_tree) {
    enum status status = memory_init(device_tree);
    if (status != STATUS_OK) {
        sbi_printf("enclaves: no room for their memory on this machine\n");
        return SBI_ENOMEM;
    }
    int result = keep_for_machine(memory_firmware(), 0);
    if (result == 0) {
        result = keep_for_machine(memory_pool(), 0);
    }
    if (result == 0) {
        result = keep_for_machine(memory_flash(), SBI_DOMAIN_MEMREGION_MMIO);
    }
    if (result == 0) {
        result = keep_for_machine(memory_clock(), SBI_DOMAIN_MEMREGION_MMIO);
    }
    sbi_printf("enclaves: memory 0x%lx, %lu MiB\n", memory_pool().start, memory_pool().bytes >> 20);
    return result == 0 ? __real_fdt_domains_populate(device_tree) : result;
}

static void set_text(void *device_tree, int node, const char *name, const char *text) {
    /* A node that keeps its old text: the host would try, and fault. */
    (void)fdt_setprop(device_tree, node, name, text, (int)sbi_strlen(text) + 1);
}

/* Takes the first `_zkr` out of a hart's ISA string. */
static void hide_seed(void *device_tree, int cpu) {
    char isa[256];
    int bytes = 0;
    const char *text = fdt_getprop(device_tree, cpu, "riscv,isa", &bytes);
    if (text == NULL || bytes <= 0 || (size_t)bytes > sizeof isa) {
        return;
    }
    sbi_memcpy(isa, text, (size_t)bytes);
    isa[bytes - 1] = 0;
    for (size_t i = 0; isa[i] != 0; i++) {
        if (sbi_strncmp(&isa[i], "_zkr", 4) == 0) {
            sbi_memmove(&isa[i], &isa[i + 4], sbi_strlen(&isa[i + 4]) + 1);
            set_text(device_tree, cpu, "riscv,isa", isa);
            return;
        }
    }
}

/* OpenSBI names its own code as reserved too, inside of the firmware's range: hosts warn of overlaps. */
static void name_firmware_once(void *device_tree) {
    int parent = fdt_path_offset(device_tree, "/reserved-memory");
    int node = parent < 0 ? -1 : fdt_first_subnode(device_tree, parent);
    while (node >= 0) {
        struct range reserved;
        bool again =
            fdt_get_node_addr_size(device_tree, node, 0, &reserved.start, &reserved.bytes) == 0 &&
            range_contains(memory_firmware(), reserved) && reserved.bytes < memory_firmware().bytes;
        if (again && fdt_del_node(device_tree, node) == 0) {
            node = fdt_first_subnode(device_tree, parent);
        } else {
            node = fdt_next_subnode(device_tree, node);
        }
    }
}

static void disable(void *device_tree, const char *compatible, struct range kept) {
    int node = fdt_node_offset_by_compatible(device_tree, -1, compatible);
    if (node >= 0 && kept.bytes != 0 &&
        fdt_open_into(device_tree, device_tree, (int)fdt_totalsize(device_tree) + 64) == 0) {
        set_text(device_tree, node, "status", "disabled");
    }
}

/* The host must not look for what it can't have. */
void __wrap_fdt_domain_fixup(void *device_tree) {
    __real_fdt_domain_fixup(device_tree);
    name_firmware_once(device_tree);
    int cpus = fdt_path_offset(device_tree, "/cpus");
    int cpu = -1;
    fdt_for_each_subnode(cpu, device_tree, cpus) {
        hide_seed(device_tree, cpu);
    }
    disable(device_tree, MEMORY_FLASH_COMPATIBLE, memory_flash());
    disable(device_tree, MEMORY_CLOCK_COMPATIBLE, memory_clock());
}

/* The last step on every hart's way to the host: cold boot, start, resume. */
int __wrap_sbi_hart_pmp_configure(struct sbi_scratch *scratch) {
    static bool done; /* by the boot hart, before any other comes here */
    if (!done) {
        if (pmp_init() != STATUS_OK) {
            sbi_printf("enclaves: this hart's memory protection does not suffice\n");
            return SBI_ENOTSUPP;
        }
        done = true;
    }
    *stack_end() = STACK_MARK;
    pmp_start();
    return 0;
}

/*
 * OpenSBI 1.6 lets through every range whose end wraps around, and every range that begins in the host's
 * memory and reaches into machine mode's (it shifts a word by its width). What it would then do is print it
 * on the console. All that the host may name is its own RAM.
 */
bool __wrap_sbi_domain_check_addr_range(const struct sbi_domain *domain, unsigned long address,
                                        unsigned long size, unsigned long mode,
                                        unsigned long access) {
    return memory_is_host((struct range){address, size});
}
