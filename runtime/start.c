/*
 * runtime/start.c: bringing the runtime up over the snapshot that is linked into this program
 * (snapshot.S). Only programs that link the snapshot have it.
 */
#include "runtime/builtins.h"
#include "runtime/event.h"
#include "runtime/heap.h"

/* From snapshot.S: the address where the arena ends. */
extern const uint64_t runtime_arena_end;

#ifdef RUNTIME_WITH_TIME
extern const struct code_module time_module;
#endif

static struct rt the_rt;

enum status runtime_start(struct rt **out) {
    struct rt *rt = &the_rt;
    if (rt->realm != NULL) {
        return STATUS_EXISTS;
    }
    if (!heap_start_image(rt, runtime_arena_end - WINDOW_BASE)) {
        return STATUS_INVALID;
    }
    rt_set_builtin_modules(rt);
#ifdef RUNTIME_WITH_TIME
    rt->modules[MODULE_TIME] = &time_module;
#endif
    rt->exception = VALUE_HOLE;
    *out = rt;
    return STATUS_OK;
}
