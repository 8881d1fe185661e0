/*
 * runtime/rt.h: the state of one running applet, and how code runs in it.
 *
 * There is one `struct rt` a process (or enclave address space). Its heap has three parts, in order
 * of address inside the window:
 *
 *   snapshot   built-ins and moment, made at build time; the same bytes in every process
 *   baseline   what loading the applet's package adds (its atoms, its host objects)
 *   arena      what an event allocates; zeroed and reset after it
 *
 * Snapshot and baseline are restored after each event from a journal: every write into the heap
 * that might hit them goes through heap_touch() first (runtime/heap.h), which saves the card.
 *
 * Failure comes in two kinds. An exception is a return value: VALUE_EXCEPTION, with rt->exception
 * set. A limit (fuel, memory) can't be caught: rt_limit() leaves straight to the event's entry, so
 * allocation never fails for its caller, and nothing of the runtime holds resources outside the
 * heap.
 */
#ifndef RUNTIME_RT_H
#define RUNTIME_RT_H

#include "runtime/value.h"

struct rt;
struct function;

/*
 * What a function's machine code looks like, compiled or built in.
 *   callee      the function object being called (environment, home object, `magic` of built-ins)
 *   this_value  as passed; sloppy callees coerce it themselves (rt_this_sloppy)
 *   argv        argc values; fewer or more than declared is normal
 *   new_target  VALUE_UNDEFINED for a call; the constructor for `new`. For `new` this_value is
 *               VALUE_HOLE and base constructors and built-ins make their own object
 *               (object_create_from_constructor).
 * Returns a value, or VALUE_EXCEPTION with rt->exception set.
 */
typedef value (*code_fn)(struct rt *rt, struct function *callee, value this_value, uint32_t argc,
                         value *argv, value new_target);

/* Spells the parameter list of a built-in once. */
#define NATIVE(name)                                                                               \
    static value name(struct rt *rt, struct function *callee, value this_value, uint32_t argc,     \
                      value *argv, value new_target)

/* Argument i of a NATIVE, undefined when absent. */
#define ARG(i) ((uint32_t)(i) < argc ? argv[i] : VALUE_UNDEFINED)

enum function_flags {
    FUNCTION_STRICT = 1,      /* `this` is passed as it is */
    FUNCTION_ARROW = 2,       /* no own this/arguments/new.target/prototype; can't be constructed */
    FUNCTION_METHOD = 4,      /* concise method or accessor: can't be constructed */
    FUNCTION_CLASS = 8,       /* class constructor: can't be called without new */
    FUNCTION_DERIVED = 16,    /* class with extends: `this` starts uninitialised */
    FUNCTION_NATIVE = 32,     /* built in, in C */
    FUNCTION_CONSTRUCTOR = 64 /* built in and can be constructed */
};

/* One function's code and constant facts; lives in read-only data, compiled or in C. */
struct function_info {
    code_fn code;
    const char *name;       /* built-ins: ASCII name, "get x" made by the definer; compiled: NULL */
    uint32_t name_constant; /* compiled: index of the name in the module's constants */
    uint16_t length;        /* the `length` property */
    uint16_t flags;         /* enum function_flags */
    uint32_t magic;         /* built-ins that share code tell their variant by this */
};

/* A string constant as a compiler emits it: Latin-1 bytes, or UTF-16 units where wide. */
struct string_constant {
    const void *units;
    uint32_t length;
    uint32_t wide;
};

/*
 * One unit of code: a table of built-ins, the compiled moment, or a package. Function objects name
 * their code by (module number << 16 | index), never by address, so that heap images are portable;
 * objects of regular expression literals likewise.
 */
struct code_module {
    const struct function_info *functions;
    const struct string_constant *strings; /* interned at load into constants[0..string_count) */
    value *constants;                      /* what compiled code reads; NULL for built-ins */
    struct inline_cache *caches;           /* zeroed at load */
    const struct regexp_literal *regexps;  /* runtime/text/regexp_native.h */
    uint32_t function_count, string_count, cache_count, regexp_count;
    uint32_t main; /* index of the script's top-level function */
    uint32_t reserved;
};

/* Why an event ended without the program's consent. */
enum rt_limit_kind { RT_LIMIT_NONE, RT_LIMIT_TIMEOUT, RT_LIMIT_MEMORY };

/* Leaves to rt_enter() at once. Never returns. */
_Noreturn void rt_limit(struct rt *rt, enum rt_limit_kind kind);

/*
 * The fields that compiled code reads directly stand first and are part of the ABI.
 */
struct rt {
    int64_t fuel;          /* ABI, offset 0: counts down; below zero: rt_out_of_fuel */
    uintptr_t stack_limit; /* ABI, offset 8: lowest address a frame may start at */
    value exception;       /* ABI, offset 16: what was thrown; VALUE_HOLE when nothing */

    /* heap.c */
    link next;         /* bump pointer, 8-byte aligned offset */
    link limit;        /* first offset that may not be allocated: OutOfMemory */
    link baseline_end; /* below it: snapshot and baseline, tracked by cards */
    uint32_t next_shape_id;
    uint32_t prototype_epoch; /* rises when a prototype object changes its structure */
    uint32_t event_number;    /* rises at every reset */
    uintptr_t stack_bytes;    /* machine stack that code under rt_enter() may use */

    /* the intrinsics, see runtime/realm.h; in the window, part of the snapshot */
    struct realm *realm;

    /* per event: runtime/event.c */
    double now_ms;         /* what every clock shows, ms since 1970-01-01T00:00:00Z */
    double (*clock)(void); /* plain scripts: the real time instead; else NULL */
    uint32_t random_state; /* mulberry32 */
    void *host;            /* struct host *: recorder of actions and log, runtime/host.h */

    void *entry[5]; /* saved registers of rt_enter */
    enum rt_limit_kind limit_kind;

    const struct code_module *modules[64]; /* by module number, see runtime/builtins.h */
    struct heap_private *heap;             /* cards and pristine copies: heap.c's own */
};

/* Enters the built-in modules into rt->modules. */
void rt_set_builtin_modules(struct rt *rt);

/* What a clock shows now. */
static inline double rt_now(const struct rt *rt) {
    return rt->clock != NULL ? rt->clock() : rt->now_ms;
}

/* Spends `units` of fuel (about one for each basic step); ends the event when none is left. */
static inline void rt_burn(struct rt *rt, uint64_t units) {
    rt->fuel -= (int64_t)units;
    if (rt->fuel < 0) {
        rt_limit(rt, RT_LIMIT_TIMEOUT);
    }
}

#endif
