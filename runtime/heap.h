/*
 * runtime/heap.h: the window's memory: bump allocation, tracked writes, reset.
 */
#ifndef RUNTIME_HEAP_H
#define RUNTIME_HEAP_H

#include "runtime/rt.h"

/* `size` zeroed bytes, 8-byte aligned. Never returns NULL: memory's end ends the event. */
void *heap_alloc(struct rt *rt, size_t size);
/* As heap_alloc for count * size, overflow-checked. */
void *heap_alloc_array(struct rt *rt, size_t count, size_t size);
/* Grows `old` in place where it is the last allocation, else allocates and copies. */
void *heap_grow(struct rt *rt, void *old, size_t old_size, size_t new_size);

void heap_touch_slow(struct rt *rt, const void *start, size_t size);

/* Call before writing heap memory that this event did not itself just allocate. */
static inline void heap_touch(struct rt *rt, const void *start, size_t size) {
    if (link_to(start) < rt->baseline_end) {
        heap_touch_slow(rt, start, size);
    }
}

/* Ends loading: what is allocated now becomes the baseline that heap_reset returns to. */
void heap_seal_baseline(struct rt *rt);
/* Restores snapshot and baseline, zeroes the used arena. */
void heap_reset(struct rt *rt);
/* True when snapshot and baseline equal their pristine copies bit for bit (tests). */
bool heap_is_pristine(struct rt *rt);

#endif
