/*
 * runtime/heap.h: the window's memory: bump allocation, tracked writes, reset.
 */
#ifndef RUNTIME_HEAP_H
#define RUNTIME_HEAP_H

#include "runtime/rt.h"

/* `size` zeroed bytes, 8-byte aligned. Never returns NULL: memory's end ends the event. */
static inline void *heap_alloc(struct rt *rt, size_t size);
void *heap_alloc_slow(struct rt *rt, size_t size);
/* As heap_alloc for count * size, overflow-checked. */
void *heap_alloc_array(struct rt *rt, size_t count, size_t size);
/* Grows `old` in place where it is the last allocation, else allocates and copies. */
void *heap_grow(struct rt *rt, void *old, size_t old_size, size_t new_size);

static inline void *heap_alloc(struct rt *rt, size_t size) {
    if (size > (size_t)(rt->limit - rt->next) || rt->limit - rt->next - size < 8) {
        return heap_alloc_slow(rt, size);
    }
    void *block = link_pointer(rt->next);
    rt->next += ((link)size + 7) & ~7u;
    return block;
}

void heap_touch_slow(struct rt *rt, const void *start, size_t size);

/* Call before writing heap memory that this event did not itself just allocate. */
static inline void heap_touch(struct rt *rt, const void *start, size_t size) {
    if (link_to(start) < rt->baseline_end) {
        heap_touch_slow(rt, start, size);
    }
}

/* Ends loading: what is allocated now becomes the baseline that heap_reset returns to. */
void heap_seal_baseline(struct rt *rt);
/* Between events: lets the baseline grow and change again, until it is sealed anew. */
void heap_unseal_baseline(struct rt *rt);
/* Restores snapshot and baseline, zeroes the used arena. */
void heap_reset(struct rt *rt);
/* A digest of every byte of snapshot and baseline, to prove that a reset restored all of them
 * (tests: take it after heap_seal_baseline, compare after heap_reset). */
uint64_t heap_digest(struct rt *rt);

/* What stands at the window's first bytes: how to go on with an image of the heap. */
#define HEAP_MAGIC 0x3150414548504154ull /* "TAPHEAP1" */
struct heap_header {
    uint64_t nothing; /* 0: what the elements link 0 leads to has the length 0 */
    uint64_t magic;
    link realm, next;
    uint32_t next_shape_id, prototype_epoch;
};

/* The window's fixed places: constants of MODULE_TIME, then everything else. */
#define HEAP_TIME_CONSTANTS       0x1000u
#define HEAP_TIME_CONSTANTS_COUNT 16384u
#define HEAP_START                0x21000u

/* An empty heap; [WINDOW_BASE, WINDOW_BASE + size) must be mapped, zeroed and writable. */
void heap_start_empty(struct rt *rt, uint64_t size);
/* Goes on with the image that stands in the window; false where there is none. */
bool heap_start_image(struct rt *rt, uint64_t size);
/* Completes the header, so that the bytes [WINDOW_BASE, WINDOW_BASE + rt->next) are an image. */
void heap_finish_image(struct rt *rt);

#endif
