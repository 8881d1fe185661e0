/*
 * tests/fuzz/fuzz_regexp.c: regular expressions. Byte 0: flags; byte 1: bit 0 chooses UTF-16, the rest
 * the pattern's share of what follows; then the pattern and a text. Compiling must end, and matching with
 * little fuel and stack must leave captures within the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/text/regexp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUEL = 20000, STACK_BYTES = 1 << 16, TEXT_MOST = 4096, ARENA_BYTES = 32 << 20 };

static size_t arena_used;
static void *blocks[1 << 16];
static size_t block_count;

/* One block a request, so that the sanitizer sees where each ends. */
static void *allocate(void *context, size_t size) {
    if (size > ARENA_BYTES - arena_used || block_count == sizeof blocks / sizeof blocks[0]) {
        return NULL;
    }
    arena_used += size;
    return blocks[block_count++] = malloc(size + (size == 0));
}

static void release(void) {
    while (block_count > 0) {
        free(blocks[--block_count]);
    }
    arena_used = 0;
}

static struct text_view take(const uint8_t *bytes, size_t length, bool wide) {
    void *copy = allocate(NULL, length);
    if (copy != NULL && length > 0) {
        memcpy(copy, bytes, length);
    }
    return (struct text_view){copy, (uint32_t)(wide ? length / 2 : length), wide};
}

static void match(const struct regexp_program *program, const struct text_view *text,
                  const struct text_memory *memory) {
    uint32_t *registers = calloc(program->register_count, sizeof *registers);
    struct regexp_stack stack = {.limit = STACK_BYTES, .memory = memory};
    int64_t fuel = FUEL;
    if (registers != NULL &&
        regexp_match(program, text, 0, registers, &stack, &fuel) == REGEXP_MATCH) {
        for (uint32_t i = 0; i < program->capture_count; i++) {
            uint32_t start = registers[2 * i];
            uint32_t end = registers[2 * i + 1];
            bool unset = start == REGEXP_UNSET && end == REGEXP_UNSET;
            if (!unset && (start > end || end > text->length)) {
                abort();
            }
        }
    }
    free(registers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > TEXT_MOST) {
        return 0;
    }
    const struct text_memory memory = {allocate, NULL};
    const struct regexp_program *program = NULL;
    struct regexp_error error = {NULL, 0};
    bool wide = (data[1] & 1) != 0;
    size_t length = (size - 2) * (data[1] >> 1) / 127;
    length -= wide ? length % 2 : 0;
    struct text_view pattern = take(data + 2, length, wide);
    struct text_view text = take(data + 2 + length, size - 2 - length, wide);
    enum status status = regexp_compile(&pattern, data[0] & 0x7f, &memory, &program, &error);
    if (status == STATUS_OK) {
        match(program, &text, &memory);
    } else if (status != STATUS_NO_MEMORY &&
               (error.message == NULL || error.position > pattern.length)) {
        abort();
    }
    release();
    return 0;
}
