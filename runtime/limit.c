/*
 * runtime/limit.c: leaving an event that reached a limit. One saved set of registers, at the
 * event's entry; nothing between there and here holds anything outside the heap.
 */
#include "runtime/abi.h"
#include "runtime/event.h"
#include "runtime/image_format.h"

#include <string.h>

enum rt_limit_kind rt_enter(struct rt *rt, void (*function)(struct rt *rt, void *argument),
                            void *argument) {
    void *outer[5];
    uintptr_t outer_stack = rt->stack_limit;
    memcpy(outer, rt->entry, sizeof outer);
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    rt->stack_limit = here - (rt->stack_bytes != 0 ? rt->stack_bytes : IMAGE_STACK_DEFAULT);
    rt->limit_kind = RT_LIMIT_NONE;
    if (__builtin_setjmp(rt->entry) == 0) {
        function(rt, argument);
    }
    memcpy(rt->entry, outer, sizeof outer);
    rt->stack_limit = outer_stack;
    return rt->limit_kind;
}

_Noreturn void rt_limit(struct rt *rt, enum rt_limit_kind kind) {
    rt->limit_kind = kind;
    rt->exception = VALUE_HOLE;
    __builtin_longjmp(rt->entry, 1);
}

void rt_out_of_fuel(struct rt *rt) {
    rt_limit(rt, RT_LIMIT_TIMEOUT);
}

value rt_stack_overflow(struct rt *rt) {
    return throw_range(rt, "Maximum call stack size exceeded");
}
