/* trusted/applet/memory.c: memory.h with mmap and mprotect; both are gone after platform_confine. */
#include "trusted/applet/memory.h"

#include <stdint.h>
#include <sys/mman.h>

#define PAGE 4096u

static size_t whole_pages(size_t bytes) {
    return (bytes + PAGE - 1) & ~(size_t)(PAGE - 1);
}

/* `address` 0: anywhere. An empty region needs no memory. */
static enum status map(uint64_t address, size_t bytes, void **at) {
    *at = (void *)(uintptr_t)address;
    if (bytes == 0) {
        return STATUS_OK;
    }
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | (address != 0 ? MAP_FIXED_NOREPLACE : 0);
    void *mapped = mmap(*at, whole_pages(bytes), PROT_READ | PROT_WRITE, flags, -1, 0);
    if (mapped == MAP_FAILED || (address != 0 && mapped != *at)) {
        return STATUS_NO_MEMORY;
    }
    *at = mapped;
    return STATUS_OK;
}

enum status memory_map_image(const struct image_layout *layout, struct memory_image *memory) {
    memory->code_bytes = whole_pages(layout->code_bytes);
    enum status status = map(layout->code_address, layout->code_bytes, &memory->code);
    if (status == STATUS_OK) {
        status = map(layout->data_address, layout->data_bytes, &memory->data);
    }
    return status == STATUS_OK ? map(0, layout->tables_bytes, &memory->tables) : status;
}

enum status memory_protect_code(const struct memory_image *memory) {
    if (memory->code_bytes == 0) {
        return STATUS_OK;
    }
    int failed = mprotect(memory->code, memory->code_bytes, PROT_READ | PROT_EXEC);
#if defined(__aarch64__) || defined(__riscv)
    __builtin___clear_cache((char *)memory->code, (char *)memory->code + memory->code_bytes);
#endif
    return failed == 0 ? STATUS_OK : STATUS_IO;
}
