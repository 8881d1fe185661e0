/*
 * runtime/heap.c: the window's memory. Owns the bump pointer, the header at the window's start and
 * the journal that undoes an event's writes to snapshot and baseline.
 *
 * The journal keeps, for each card (256 bytes) below baseline_end that the event was about to
 * write, the bytes as they were. It lives in the arena; a bitmap right behind the baseline tells
 * which cards it has. So an event pays for what it touches, and no second copy of the snapshot
 * exists.
 */
#include "runtime/heap.h"
#include "runtime/shape.h"

#include <string.h>

#define CARD_SHIFT 8
#define CARD_SIZE  (1u << CARD_SHIFT)

struct journal_entry {
    link previous;
    uint32_t card;
    uint64_t bytes[CARD_SIZE / 8];
};

struct heap_private {
    link arena_start;
    link journal; /* last struct journal_entry; 0 none */
    uint64_t saved[];
};

static link align_link(link at, uint32_t to) {
    return (at + to - 1) & ~(to - 1);
}

void heap_start_empty(struct rt *rt, uint64_t size) {
    rt->next = HEAP_START;
    rt->limit = size > UINT32_MAX ? UINT32_MAX & ~7u : (link)size;
    rt->baseline_end = 0;
    rt->next_shape_id = 1;
    rt->prototype_epoch = 1;
    rt->event_number = 1;
    rt->heap = NULL;
}

bool heap_start_image(struct rt *rt, uint64_t size) {
    const struct heap_header *header = (const void *)(uintptr_t)WINDOW_BASE;
    if (header->magic != HEAP_MAGIC || header->next < HEAP_TIME_CONSTANTS || header->next >= size) {
        return false;
    }
    heap_start_empty(rt, size);
    rt->next = header->next;
    rt->next_shape_id = header->next_shape_id;
    rt->prototype_epoch = header->prototype_epoch;
    rt->realm = link_pointer(header->realm);
    return true;
}

void heap_finish_image(struct rt *rt) {
    struct heap_header *header = (void *)(uintptr_t)WINDOW_BASE;
    header->magic = HEAP_MAGIC;
    header->realm = link_to(rt->realm);
    header->next = rt->next;
    header->next_shape_id = rt->next_shape_id;
    header->prototype_epoch = rt->prototype_epoch;
}

void *heap_alloc_slow(struct rt *rt, size_t size) {
    rt_limit(rt, RT_LIMIT_MEMORY);
}

void *heap_alloc_array(struct rt *rt, size_t count, size_t size) {
    if (size != 0 && count > UINT32_MAX / size) {
        rt_limit(rt, RT_LIMIT_MEMORY);
    }
    return heap_alloc(rt, count * size);
}

void *heap_grow(struct rt *rt, void *old, size_t old_size, size_t new_size) {
    size_t old_total = (old_size + 7) & ~(size_t)7;
    if (old != NULL && link_to(old) + old_total == rt->next && new_size >= old_size) {
        size_t new_total = (new_size + 7) & ~(size_t)7;
        if (new_total > old_total) {
            heap_alloc(rt, new_total - old_total);
        }
        return old;
    }
    void *grown = heap_alloc(rt, new_size);
    if (old != NULL && old_size != 0) {
        memcpy(grown, old, old_size < new_size ? old_size : new_size);
    }
    return grown;
}

void heap_touch_slow(struct rt *rt, const void *start, size_t size) {
    struct heap_private *heap = rt->heap;
    if (size == 0) {
        return;
    }
    uint64_t last = (uint64_t)link_to(start) + size - 1;
    if (last >= rt->baseline_end) {
        last = rt->baseline_end - 1;
    }
    for (uint32_t card = link_to(start) >> CARD_SHIFT; card <= (uint32_t)(last >> CARD_SHIFT);
         card++) {
        uint64_t bit = 1ull << (card & 63);
        if ((heap->saved[card >> 6] & bit) != 0) {
            continue;
        }
        struct journal_entry *entry = heap_alloc(rt, sizeof *entry);
        entry->card = card;
        entry->previous = heap->journal;
        memcpy(entry->bytes, link_pointer(card << CARD_SHIFT), CARD_SIZE);
        heap->journal = link_to(entry);
        heap->saved[card >> 6] |= bit;
    }
}

void heap_seal_baseline(struct rt *rt) {
    rt->next = align_link(rt->next, CARD_SIZE);
    link end = rt->next;
    size_t words = ((size_t)(end >> CARD_SHIFT) + 63) / 64;
    struct heap_private *heap = heap_alloc(rt, sizeof *heap + words * 8);
    heap->arena_start = rt->next;
    rt->heap = heap;
    rt->baseline_end = end;
    property_caches_clear(); /* they hold names of the baseline only */
}

void heap_unseal_baseline(struct rt *rt) {
    rt->baseline_end = 0;
    rt->heap = NULL;
}

void heap_reset(struct rt *rt) {
    struct heap_private *heap = rt->heap;
    for (link at = heap->journal; at != 0;) {
        const struct journal_entry *entry = link_pointer(at);
        memcpy(link_pointer(entry->card << CARD_SHIFT), entry->bytes, CARD_SIZE);
        heap->saved[entry->card >> 6] &= ~(1ull << (entry->card & 63));
        at = entry->previous;
    }
    heap->journal = 0;
    memset(link_pointer(heap->arena_start), 0, rt->next - heap->arena_start);
    rt->next = heap->arena_start;
}

uint64_t heap_digest(struct rt *rt) {
    uint64_t digest = 0x9e3779b97f4a7c15ull;
    link end = rt->baseline_end != 0 ? rt->baseline_end : rt->next;
    for (link at = 0; at < end; at += 8) {
        uint64_t word = *(const uint64_t *)link_pointer(at);
        digest = (digest ^ word) * 0xff51afd7ed558ccdull;
        digest ^= digest >> 29;
    }
    return digest;
}
