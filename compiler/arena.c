/*
 * compiler/arena.c: see arena.h. Owns the blocks behind an arena, nothing else.
 */
#include "compiler/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *older;
    alignas(max_align_t) char bytes[];
};

enum { ARENA_BLOCK_SIZE = 64 * 1024 };

static _Noreturn void arena_exhausted(void) {
    fputs("tapdance: out of memory\n", stderr);
    exit(70);
}

void arena_init(struct arena *arena) {
    *arena = (struct arena){0};
}

void arena_release(struct arena *arena) {
    struct arena_block *block = arena->blocks;
    while (block != NULL) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena_init(arena);
}

void *arena_alloc(struct arena *arena, size_t size) {
    const size_t alignment = alignof(max_align_t);
    if (size > SIZE_MAX / 2) {
        arena_exhausted();
    }
    const size_t rounded = (size + alignment - 1) / alignment * alignment;
    if (rounded > arena->left) {
        const size_t room = rounded > ARENA_BLOCK_SIZE / 4 ? rounded : ARENA_BLOCK_SIZE;
        struct arena_block *block = malloc(sizeof(*block) + room);
        if (block == NULL) {
            arena_exhausted();
        }
        if (room == rounded && arena->blocks != NULL) {
            /* A large object gets a block of its own; the current one keeps its free bytes. */
            block->older = arena->blocks->older;
            arena->blocks->older = block;
            arena->used += rounded;
            return memset(block->bytes, 0, rounded);
        }
        block->older = arena->blocks;
        arena->blocks = block;
        arena->next = block->bytes;
        arena->left = room;
    }
    void *result = arena->next;
    arena->next += rounded;
    arena->left -= rounded;
    arena->used += rounded;
    return memset(result, 0, rounded);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        arena_exhausted();
    }
    return arena_alloc(arena, bytes);
}

char *arena_copy_text(struct arena *arena, const char *text, size_t length) {
    if (length > SIZE_MAX / 4) {
        arena_exhausted();
    }
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    size_t larger = 0;
    if (__builtin_mul_overflow(*capacity, (size_t)2, &larger)) {
        arena_exhausted();
    }
    larger = larger < 8 ? 8 : larger;
    void *copy = arena_alloc_array(arena, larger, size);
    if (count > 0) {
        memcpy(copy, items, count * size);
    }
    *capacity = larger;
    return copy;
}
