/* monitor/opensbi/memory.c: the ranges of memory.h, from the flattened device tree. */
#include "monitor/opensbi/sbi.h"

#include "monitor/opensbi/memory.h"

#include <libfdt.h>
#include <sbi_utils/fdt/fdt_helper.h>

#define RAM_RANGES_MOST  8
#define POOL_BYTES_MOST  (UINT64_C(1) << 30)
#define POOL_BYTES_LEAST (UINT64_C(4) << 20)
/* Room that the boot code of the host may give to the device tree where it lies. */
#define DEVICE_TREE_ROOM (UINT64_C(2) << 20)

static struct range ram[RAM_RANGES_MOST];
static size_t ram_count;
static struct range firmware, pool, flash, clock;

struct range memory_firmware(void) {
    return firmware;
}

struct range memory_pool(void) {
    return pool;
}

struct range memory_flash(void) {
    return flash;
}

struct range memory_clock(void) {
    return clock;
}

bool range_contains(struct range outer, struct range inner) {
    return inner.bytes > 0 && inner.bytes <= outer.bytes && inner.start >= outer.start &&
           inner.start - outer.start <= outer.bytes - inner.bytes;
}

bool range_overlaps(struct range a, struct range b) {
    return a.start < b.start ? b.start - a.start < a.bytes : a.start - b.start < b.bytes;
}

bool memory_is_host(struct range range) {
    for (size_t i = 0; i < ram_count; i++) {
        if (range_contains(ram[i], range)) {
            return !range_overlaps(firmware, range) && !range_overlaps(pool, range);
        }
    }
    return false;
}

void memory_zero(uint64_t address, uint64_t bytes) {
    volatile uint64_t *word = (volatile uint64_t *)address;
    for (uint64_t i = 0; i < bytes / sizeof *word; i += 1) {
        word[i] = 0;
    }
}

void memory_copy(uint64_t to, uint64_t from, uint64_t bytes) {
    volatile uint64_t *out = (volatile uint64_t *)to;
    const volatile uint64_t *in = (const volatile uint64_t *)from;
    for (uint64_t i = 0; i < bytes / sizeof *in; i++) {
        out[i] = in[i];
    }
}

static enum status find_ram(const void *device_tree) {
    int node = -1;
    fdt_for_each_subnode(node, device_tree, 0) {
        const char *type = fdt_getprop(device_tree, node, "device_type", NULL);
        if (type == NULL || sbi_strcmp(type, "memory") != 0) {
            continue;
        }
        struct range range;
        for (int i = 0;
             fdt_get_node_addr_size(device_tree, node, i, &range.start, &range.bytes) == 0; i++) {
            if (ram_count == RAM_RANGES_MOST || range.start + range.bytes < range.start) {
                return STATUS_INVALID;
            }
            ram[ram_count++] = range;
        }
    }
    return ram_count > 0 ? STATUS_OK : STATUS_NOT_FOUND;
}

/* What the boot code put into RAM for the host: the device tree and the initial file system. */
static bool is_taken(const void *device_tree, struct range range) {
    struct range tree = {(uint64_t)device_tree, fdt_totalsize(device_tree) + DEVICE_TREE_ROOM};
    struct range initrd = {0, 0};
    int chosen = fdt_path_offset(device_tree, "/chosen");
    int start_bytes = 0, end_bytes = 0;
    const void *start =
        chosen < 0 ? NULL : fdt_getprop(device_tree, chosen, "linux,initrd-start", &start_bytes);
    const void *end =
        chosen < 0 ? NULL : fdt_getprop(device_tree, chosen, "linux,initrd-end", &end_bytes);
    if (start != NULL && end != NULL && start_bytes == end_bytes) {
        bool wide = start_bytes == 8;
        initrd.start = wide ? fdt64_ld(start) : fdt32_ld(start);
        initrd.bytes = (wide ? fdt64_ld(end) : fdt32_ld(end)) - initrd.start;
    }
    for (int i = 0; i < fdt_num_mem_rsv(device_tree); i++) {
        struct range reserved;
        if (fdt_get_mem_rsv(device_tree, i, &reserved.start, &reserved.bytes) != 0 ||
            range_overlaps(reserved, range)) {
            return true;
        }
    }
    int parent = fdt_path_offset(device_tree, "/reserved-memory");
    int node = -1;
    if (parent >= 0) {
        fdt_for_each_subnode(node, device_tree, parent) {
            struct range reserved;
            if (fdt_get_node_addr_size(device_tree, node, 0, &reserved.start, &reserved.bytes) ==
                    0 &&
                range_overlaps(reserved, range)) {
                return true;
            }
        }
    }
    return range_overlaps(tree, range) || range_overlaps(initrd, range);
}

/*
 * A quarter of the bank that the firmware runs from, rounded down to a power of two: one PMP entry
 * describes it. As high up as possible, in the bank's upper half, since kernels are loaded low.
 */
static enum status choose_pool(const void *device_tree) {
    for (size_t i = 0; i < ram_count; i++) {
        if (!range_contains(ram[i], firmware)) {
            continue;
        }
        uint64_t bytes = POOL_BYTES_MOST;
        while (bytes > ram[i].bytes / 4) {
            bytes /= 2;
        }
        if (bytes < POOL_BYTES_LEAST) {
            return STATUS_NOT_FOUND;
        }
        uint64_t lowest = ram[i].start + ram[i].bytes / 2;
        uint64_t end = (ram[i].start + ram[i].bytes) & ~(bytes - 1);
        for (; end >= lowest + bytes; end -= bytes) {
            struct range candidate = {end - bytes, bytes};
            if (!is_taken(device_tree, candidate)) {
                pool = candidate;
                return STATUS_OK;
            }
        }
    }
    return STATUS_NOT_FOUND;
}

/* The first range of a device; only a power of two can be kept for machine mode. */
static struct range find_device(const void *device_tree, const char *compatible) {
    struct range range = {0, 0};
    int node = fdt_node_offset_by_compatible(device_tree, -1, compatible);
    if (node < 0 || fdt_get_node_addr_size(device_tree, node, 0, &range.start, &range.bytes) != 0 ||
        (range.bytes & (range.bytes - 1)) != 0) {
        range.bytes = 0;
    }
    return range;
}

enum status memory_init(const void *device_tree) {
    uint64_t start = sbi_scratch_thishart_ptr()->fw_start & ~(uint64_t)(BOARD_FIRMWARE_BYTES - 1);
    firmware = (struct range){start, BOARD_FIRMWARE_BYTES};
    struct range used = {sbi_scratch_thishart_ptr()->fw_start, sbi_scratch_thishart_ptr()->fw_size};
    if (!range_contains(firmware, used)) {
        return STATUS_TOO_LARGE;
    }
    flash = find_device(device_tree, MEMORY_FLASH_COMPATIBLE);
    clock = find_device(device_tree, MEMORY_CLOCK_COMPATIBLE);
    enum status status = find_ram(device_tree);
    if (status == STATUS_OK) {
        status = choose_pool(device_tree);
    }
    if (status == STATUS_OK) {
        memory_zero(pool.start, pool.bytes);
    }
    return status;
}
