/*
 * compiler/arena.h: bump allocation for everything that lives as long as one compilation.
 *
 * Memory is never freed piece by piece: arena_release gives all of it back. An arena belongs to
 * one thread.
 */
#ifndef COMPILER_ARENA_H
#define COMPILER_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    char *next;                 /* first free byte of the newest block */
    size_t left;                /* free bytes from `next` on */
    size_t used;                /* bytes handed out so far, for limits and reports */
};

/* Makes an empty arena; allocates nothing yet. */
void arena_init(struct arena *arena);

/* Gives back every block. The arena is empty and usable again afterwards. */
void arena_release(struct arena *arena);

/*
 * `size` zeroed bytes, aligned for any object. The compiler is a short-lived process on the user's
 * own machine: when the system has no memory left it says so on stderr and exits with status 70,
 * so callers need no check.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` elements of `size` zeroed bytes; the product is overflow-checked. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* Copies `length` bytes and appends a NUL. */
char *arena_copy_text(struct arena *arena, const char *text, size_t length);

/* A zeroed object of type `type`. */
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

/*
 * Makes room for one more element in a growing array of `size`-byte elements: returns `items`
 * itself, or a copy twice as large. `*capacity` is the current room in elements.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#endif
