/*
 * runtime/text/builtin_regexp_cache.c: compiles patterns, each at most once.
 *
 * Two caches: the event's own, in the heap, for every expression; and behind it one that outlives
 * events, outside the heap, for expressions whose pattern is a constant of the package. The latter
 * can't be seen by a program or in an outcome: programs are a function of pattern and flags, copied
 * into the event's memory, and fuel and memory used are the same on a hit. It holds nothing that
 * came with an event; the scratch memory, which does, is wiped.
 */
#include <string.h>

#include "runtime/abi.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/text/builtin_regexp.h"

#define SCRATCH_BYTES (64u << 10)
#define STORE_BYTES   (48u << 10)

/* In front of each stored program: its key. The pattern's units and the program follow. */
struct stored {
    uint32_t flags;
    uint32_t length; /* of the pattern */
    uint32_t wide;
    uint32_t program; /* bytes from here to the program */
};

static uint8_t store[STORE_BYTES] __attribute__((aligned(8)));
static uint32_t store_used;
static uint32_t store_slots[REGEXP_CACHE_SIZE]; /* offset + 1 into the store; 0: empty */

/* Memory to compile in: static, and the heap when it is full. */
static uint8_t scratch[SCRATCH_BYTES] __attribute__((aligned(8)));
static size_t scratch_used;
static bool scratch_full;

static void *allocate_scratch(void *context, size_t size) {
    size = (size + 7) & ~(size_t)7;
    if (size > SCRATCH_BYTES - scratch_used) {
        scratch_full = true;
        return heap_alloc(context, size);
    }
    scratch_used += size;
    return scratch + scratch_used - size;
}

static void wipe_scratch(void) {
    memset(scratch, 0, scratch_used);
    scratch_used = 0;
    scratch_full = false;
}

static void syntax_error(struct rt *rt, value pattern, uint32_t flags, const char *message) {
    static const char letters[] = "dgimsuy";
    char text[sizeof letters] = {0};
    uint32_t length = 0;
    for (uint32_t i = 0; letters[i] != 0; i++) {
        if ((flags >> i & 1) != 0) {
            text[length++] = letters[i];
        }
    }
    throw_error(rt, ERROR_SYNTAX, "Invalid regular expression: /%v/%s: %s", pattern, text, message);
}

/* The slot where an expression is, or would be, in both caches. */
static uint32_t cache_slot(struct text text, uint32_t flags) {
    uint32_t hash = flags * 31 + text.length;
    for (uint32_t i = 0; i < text.length && i < 16; i++) {
        hash = hash * 31 + text_at(text, i);
    }
    return (hash ^ hash >> 7 ^ hash >> 15) % REGEXP_CACHE_SIZE;
}

static uint32_t text_bytes(struct text text) {
    return text.length << (text.wide ? 1 : 0);
}

static const struct regexp_program *find_stored(struct text text, uint32_t flags, uint32_t slot) {
    if (store_slots[slot] == 0) {
        return NULL;
    }
    const uint8_t *at = store + store_slots[slot] - 1;
    struct stored head;
    memcpy(&head, at, sizeof head);
    if (head.flags != flags || head.length != text.length || head.wide != text.wide ||
        memcmp(at + sizeof head, text.units, text_bytes(text)) != 0) {
        return NULL;
    }
    return (const struct regexp_program *)(const void *)(at + head.program);
}

/* Keeps a program while there is room. */
static void add_stored(struct text text, uint32_t flags, uint32_t slot,
                       const struct regexp_program *program) {
    struct stored head = {.flags = flags, .length = text.length, .wide = text.wide};
    if (text.length > STORE_BYTES / 4 || program->size > STORE_BYTES / 4) {
        return;
    }
    head.program = ((uint32_t)sizeof head + text_bytes(text) + 7) & ~7u;
    uint32_t size = (head.program + program->size + 7) & ~7u;
    if (store_slots[slot] != 0 || size > STORE_BYTES - store_used) {
        return;
    }
    uint8_t *at = store + store_used;
    memcpy(at, &head, sizeof head);
    memcpy(at + sizeof head, text.units, text_bytes(text));
    memcpy(at + head.program, program, program->size);
    store_slots[slot] = store_used + 1;
    store_used += size;
}

/* Whether the machine stack has room to compile a pattern: its groups nest as deep as it has
 * parentheses at most, and each level takes well under this many bytes. */
static bool has_stack(const struct rt *rt, struct text text) {
    const uintptr_t level_bytes = 1024;
    uintptr_t levels = 2, here = (uintptr_t)__builtin_frame_address(0);
    for (uint32_t i = 0; i < text.length && levels < REGEXP_DEPTH_LIMIT; i++) {
        levels += text_at(text, i) == '(';
    }
    return here > rt->stack_limit && here - rt->stack_limit > levels * level_bytes;
}

/* Compiles, or copies what was compiled for an earlier event, into the heap. */
static int make_program(struct rt *rt, value pattern, struct text text, uint32_t flags,
                        uint32_t slot, link *out) {
    bool constant = link_to(value_pointer(pattern)) < rt->baseline_end;
    const struct regexp_program *program = constant ? find_stored(text, flags, slot) : NULL;
    if (program == NULL) {
        struct text_view view = text_view_of(text);
        struct text_memory memory = {allocate_scratch, rt};
        struct regexp_error error = {NULL, 0};
        wipe_scratch(); /* a limit may have ended an event in the middle of this */
        if (regexp_compile(&view, flags, &memory, &program, &error) != STATUS_OK) {
            rt_burn(rt, scratch_used / 4);
            wipe_scratch();
            syntax_error(rt, pattern, flags,
                         error.message != NULL ? error.message : "Regular expression too large");
            return -1;
        }
        /* One that took heap memory would have to take it again. */
        if (constant && !scratch_full) {
            add_stored(text, flags, slot, program);
        }
    }
    rt_burn(rt, program->size / 2);
    void *copy = heap_alloc(rt, program->size);
    memcpy(copy, program, program->size);
    wipe_scratch();
    *out = link_to(copy);
    return 0;
}

int regexp_compile_cached(struct rt *rt, value pattern, uint32_t flags, link *program) {
    struct regexp_state *state = regexp_state(rt);
    struct text text = string_text(rt, pattern);
    uint32_t slot = cache_slot(text, flags);
    if (state->cache[slot].source != 0 && state->cache[slot].flags == flags &&
        string_equals(rt, state->cache[slot].source, pattern)) {
        *program = state->cache[slot].program;
        return 0;
    }
    rt_burn(rt, text.length * 4 + 16);
    if (!has_stack(rt, text)) {
        rt_stack_overflow(rt);
        return -1;
    }
    if (make_program(rt, pattern, text, flags, slot, program) < 0) {
        return -1;
    }
    heap_touch(rt, &state->cache[slot], sizeof state->cache[slot]);
    state->cache[slot].source = pattern;
    state->cache[slot].flags = flags;
    state->cache[slot].program = *program;
    return 0;
}
