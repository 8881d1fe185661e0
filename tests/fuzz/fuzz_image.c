/*
 * tests/fuzz/fuzz_image.c: the loader of compiled applets. What image_measure accepts must load into
 * memory of just the sizes that it said, with every pointer of module and manifest within it.
 *
 * An image of another runtime would end at the ABI hash: this target writes its own there.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/abi.h"
#include "runtime/image.h"
#include "runtime/image_format.h"

/* The loader's import table needs addresses; nothing here calls them. */
#define X(name, signature, result, parameters)                                                     \
    __asm__(".globl " #name "\n.set " #name ", fuzz_image_import");
RT_ABI(X)
#undef X
void fuzz_image_import(void);
void fuzz_image_import(void) {
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct memory {
    uint8_t *code, *data, *tables;
};

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

/* Reads every byte, so that the sanitizer sees a view that leaves its table. */
static void touch(const void *bytes, size_t length) {
    static volatile uint8_t sink;
    for (size_t i = 0; i < length; i++) {
        sink = (uint8_t)(sink + ((const uint8_t *)bytes)[i]);
    }
}

static void touch_texts(const struct event_text *texts, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        touch(texts[i].bytes, texts[i].length);
    }
}

static void check(const struct image_layout *layout, const struct memory *memory,
                  const struct code_module *module, const struct applet_manifest *manifest) {
    require(module->main < module->function_count);
    for (uint32_t i = 0; i < module->function_count; i++) {
        const uint8_t *code = (const uint8_t *)(uintptr_t)module->functions[i].code;
        require(code >= memory->code && code < memory->code + layout->code_bytes);
        require(module->functions[i].name_constant < module->string_count);
    }
    for (uint32_t i = 0; i < module->string_count; i++) {
        touch(module->strings[i].units,
              (size_t)module->strings[i].length << module->strings[i].wide);
    }
    touch(module->constants, module->string_count * sizeof module->constants[0]);
    touch(module->caches, module->cache_count * sizeof module->caches[0]);
    touch_texts(manifest->ingredients, manifest->ingredient_count);
    touch_texts(manifest->members, manifest->member_count);
    for (uint32_t i = 0; i < manifest->action_count; i++) {
        touch_texts(&manifest->actions[i].name, 1);
        touch_texts(manifest->actions[i].fields, manifest->actions[i].field_count);
    }
    for (uint32_t i = 0; i < manifest->query_count; i++) {
        touch_texts(&manifest->queries[i].name, 1);
        touch_texts(manifest->queries[i].columns, manifest->queries[i].column_count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct image_layout layout;
    struct code_module module;
    struct applet_manifest manifest;
    struct event_limits limits = {0};
    uint8_t *image = malloc(size + 1);
    require(image != NULL);
    memcpy(image, bytes, size);
    if (size >= IMAGE_MAGIC_BYTES + IMAGE_ABI_BYTES) {
        memcpy(image + IMAGE_MAGIC_BYTES, image_abi_hash, IMAGE_ABI_BYTES);
    }
    if (image_measure(view_of(image, size), &layout) == STATUS_OK) {
        struct memory memory = {calloc(1, layout.code_bytes + 1), calloc(1, layout.data_bytes + 1),
                                calloc(1, layout.tables_bytes + 1)};
        require(memory.code != NULL && memory.data != NULL && memory.tables != NULL);
        require(image_load(view_of(image, size), memory.code, memory.data, memory.tables, &module,
                           &manifest, &limits) == STATUS_OK);
        memset(image, 0xa5, size); /* nothing may be read from it any more */
        check(&layout, &memory, &module, &manifest);
        free(memory.code);
        free(memory.data);
        free(memory.tables);
    }
    free(image);
    return 0;
}
