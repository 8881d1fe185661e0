/*
 * runtime/local_image.c: reads an image, maps its addresses and loads it.
 */
#include "runtime/local_image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/image.h"
#include "runtime/image_format.h"

enum status local_file_read(const char *path, char **bytes, size_t *length) {
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL) {
        return STATUS_IO;
    }
    enum status status = STATUS_IO;
    size_t capacity = 0;
    *bytes = NULL;
    *length = 0;
    for (;;) {
        if (*length == capacity) {
            capacity = capacity == 0 ? 65536 : capacity * 2;
            char *larger = realloc(*bytes, capacity);
            if (larger == NULL) {
                status = STATUS_NO_MEMORY;
                break;
            }
            *bytes = larger;
        }
        size_t got = fread(*bytes + *length, 1, capacity - *length, file);
        *length += got;
        if (got == 0) {
            status = ferror(file) ? STATUS_IO : STATUS_OK;
            break;
        }
    }
    int reason = errno;
    fclose(file);
    if (status != STATUS_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    errno = reason;
    return status;
}

static size_t whole_pages(size_t bytes) {
    return (bytes + IMAGE_PAGE - 1) & ~(size_t)(IMAGE_PAGE - 1);
}

/* The addresses belong to images by design: nothing of this static program stands there. */
static void *map_at(uint64_t address, size_t bytes) {
    void *at = mmap((void *)(uintptr_t)address, whole_pages(bytes == 0 ? 1 : bytes),
                    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

const char *local_image_load(struct rt *rt, const char *path, struct applet_manifest *manifest) {
    static struct code_module module;
    struct event_limits limits = {0, 0, 0};
    struct image_layout layout;
    size_t length;
    char *bytes;
    if (local_file_read(path, &bytes, &length) != STATUS_OK) {
        return strerror(errno);
    }
    struct view image = {(const uint8_t *)bytes, length};
    enum status status = image_measure(image, &layout);
    if (status == STATUS_STALE) {
        return "compiled for another version of the runtime: recompile";
    }
    if (status == STATUS_UNSUPPORTED) {
        return "compiled for another processor: compile it with this machine's --target";
    }
    if (status != STATUS_OK) {
        return status == STATUS_INVALID ? "no image of tapdance compile" : status_text(status);
    }
    void *code = map_at(layout.code_address, layout.code_bytes);
    void *data = map_at(layout.data_address, layout.data_bytes);
    void *tables = calloc(1, layout.tables_bytes + 8);
    if (code == NULL || data == NULL || tables == NULL) {
        return "no memory at its addresses";
    }
    status = image_load(image, code, data, tables, &module, manifest, &limits);
    if (status != STATUS_OK) {
        return status_text(status);
    }
    if (mprotect(code, whole_pages(layout.code_bytes), PROT_READ | PROT_EXEC) != 0) {
        return strerror(errno);
    }
    __builtin___clear_cache(code, (char *)code + layout.code_bytes);
    free(bytes);
    status = applet_load(rt, &module, manifest, &limits);
    return status == STATUS_OK            ? NULL
           : status == STATUS_UNSUPPORTED ? "uses moment, which this build lacks"
                                          : status_text(status);
}
