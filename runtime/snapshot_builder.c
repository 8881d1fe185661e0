/*
 * runtime/snapshot_builder.c: a build-time program. Makes the realm in an empty window, runs the
 * compiled time library where one is linked in, and writes the window's used bytes to a file.
 * The bytes depend on nothing but the sources: no addresses but the window's, no clock, no order
 * of memory.
 *
 * What of the library an applet commonly uses goes together. To see what that is, the builder lays
 * the heap out with each block on pages of its own, lets no page be touched unseen, and exercises
 * the library.
 *
 *   snapshot-builder OUTPUT
 */
#include "runtime/abi.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/event.h"
#include "runtime/heap.h"
#include "runtime/host.h"
#include "runtime/realm.h"
#include "runtime/snapshot_compact.h"
#include "runtime/snapshot_touch.h"
#include "runtime/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BUILD_WINDOW (256u << 20)

#ifdef RUNTIME_WITH_TIME
extern const struct code_module time_module;
extern const struct string_constant time_strings[];

static value must(struct rt *rt, value result) {
    if (result == VALUE_EXCEPTION) {
        value text = to_string(rt, exception_take(rt));
        char message[512] = "?";
        if (value_is_string(text)) {
            size_t length = string_to_utf8(rt, text, message, sizeof message - 1);
            message[length < sizeof message - 1 ? length : sizeof message - 1] = 0;
        }
        fprintf(stderr, "snapshot-builder: the time library failed: %s\n", message);
        exit(1);
    }
    return result;
}

static value invoke(struct rt *rt, value base, const char *method, uint32_t argc, value *argv) {
    return must(rt, value_invoke(rt, base, key_from_ascii(rt, method), argc, argv));
}

/* Does what applets do with times, so that the library makes here, once, what it makes when it is
 * first used: shapes of its objects, most of all. */
static void warm_time(struct rt *rt, const char *zone) {
    value moment = rt->realm->moment;
    value argv[] = {value_from_int(0), string_from_ascii(rt, zone)};
    value time = invoke(rt, moment, "tz", 2, argv);
    static const char *const readers[] = {"format", "toDate",  "year",   "month",   "date",
                                          "day",    "hour",    "minute", "week",    "isoWeek",
                                          "unix",   "valueOf", "clone",  "fromNow", "calendar"};
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        invoke(rt, time, readers[i], 0, NULL);
    }
    value day[] = {value_from_int(1), string_from_ascii(rt, "day")};
    static const char *const changers[] = {"add", "subtract"};
    for (size_t i = 0; i < sizeof changers / sizeof changers[0]; i++) {
        invoke(rt, invoke(rt, time, "clone", 0, NULL), changers[i], 2, day);
    }
    value copy = invoke(rt, time, "clone", 0, NULL);
    invoke(rt, copy, "startOf", 1, &day[1]);
    invoke(rt, copy, "endOf", 1, &day[1]);
    invoke(rt, copy, "diff", 1, &time);
    invoke(rt, copy, "isBefore", 1, &time);
    value texts[] = {string_from_ascii(rt, "2026-01-31T08:00:00Z"),
                     string_from_ascii(rt, "YYYY-MM-DDTHH:mm:ssZ")};
    must(rt, function_call(rt, moment, VALUE_UNDEFINED, 0, NULL));
    must(rt, function_call(rt, moment, VALUE_UNDEFINED, 1, texts));
    must(rt, function_call(rt, moment, VALUE_UNDEFINED, 2, texts));
    invoke(rt, moment, "utc", 0, NULL);
    invoke(rt, moment, "duration", 2, day);
}

/* More of it, which leaves texts and zones behind. */
static void exercise_time(struct rt *rt) {
    static const char *const zones[] = {"America/New_York", "Europe/London"};
    static const char *const formats[] = {"LLLL", "L LT", "dddd, MMMM Do YYYY, h:mm:ss a z",
                                          "ddd MMM D HH:mm:ss.SSS ZZ [week] w X"};
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        host_unpack_zone(rt, string_from_ascii(rt, zones[i]));
        warm_time(rt, zones[i]);
    }
    value time = invoke(rt, rt->realm->moment, "utc", 0, NULL);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        value format = string_from_ascii(rt, formats[i]);
        invoke(rt, time, "format", 1, &format);
    }
}

/* Runs the time library. Its names are no globals: the applet's manifest makes `moment` one where it
 * is used. */
static void build_time(struct rt *rt) {
    struct realm *realm = rt->realm;
    if (time_module.string_count > HEAP_TIME_CONSTANTS_COUNT) {
        fprintf(stderr, "snapshot-builder: too many constants in the time library\n");
        exit(1);
    }
    struct code_module with_strings = time_module;
    with_strings.strings = time_strings;
    rt->modules[MODULE_TIME] = &time_module;
    module_intern(rt, &with_strings);
    value script =
        rt_closure(rt, (uint32_t)MODULE_TIME << 16 | time_module.main, NULL, VALUE_UNDEFINED);
    must(rt, function_call(rt, script, realm->global, 0, NULL));
    value name = string_from_ascii(rt, "moment-timezone");
    realm->moment = invoke(rt, realm->global, "require", 1, &name);
    if (!value_is_callable(realm->moment)) {
        fprintf(stderr, "snapshot-builder: the time library defined no moment\n");
        exit(1);
    }
    object_delete(rt, realm->global, key_from_ascii(rt, "require"));
    object_delete(rt, realm->global, key_from_ascii(rt, "define"));
    object_set(rt, realm->moment, key_from_ascii(rt, "suppressDeprecationWarnings"), VALUE_TRUE);
}
#endif

static void compact(struct rt *rt, uint32_t constants, const struct snapshot_layout *layout) {
    const char *reason;
    if (snapshot_compact(rt, constants, layout, &reason) != STATUS_OK) {
        fprintf(stderr, "snapshot-builder: can't keep %s\n", reason);
        exit(1);
    }
}

#ifdef RUNTIME_WITH_TIME
static uint8_t used[BUILD_WINDOW / TOUCH_PAGE]; /* by page: the exercise touched it */

/* Which pages the exercise touches; all that it does is undone. */
static void note_use(struct rt *rt) {
    link from = HEAP_TIME_CONSTANTS + time_module.string_count * (link)sizeof(value);
    from = (from + TOUCH_PAGE - 1) & ~(TOUCH_PAGE - 1);
    link end = (rt->next + TOUCH_PAGE - 1) & ~(TOUCH_PAGE - 1);
    rt->next = end;
    heap_seal_baseline(rt);
    touch_watch(link_pointer(0), from, end - from, used);
    exercise_time(rt);
    touch_unwatch();
    heap_reset(rt);
    heap_unseal_baseline(rt);
}

static void build(struct rt *rt, void *argument) {
    const uint32_t constants = time_module.string_count;
    const size_t caches = time_module.cache_count * sizeof *time_module.caches;
    realm_create(rt);
    build_time(rt);
    compact(rt, constants, &(struct snapshot_layout){.apart = true});
    memset(time_module.caches, 0, caches); /* their links are stale */
    warm_time(rt, "UTC");
    compact(rt, constants, &(struct snapshot_layout){.apart = true, .transitions = true});
    memset(time_module.caches, 0, caches);
    note_use(rt);
    compact(rt, constants, &(struct snapshot_layout){.used = used, .transitions = true});
    heap_finish_image(rt);
}
#else
static void build(struct rt *rt, void *argument) {
    realm_create(rt);
    compact(rt, 0, &(struct snapshot_layout){.transitions = true});
    heap_finish_image(rt);
}
#endif

int main(int argc, char **argv) {
    static struct rt rt;
    if (argc != 2) {
        fprintf(stderr, "usage: snapshot-builder OUTPUT\n");
        return 2;
    }
    void *window = mmap((void *)(uintptr_t)WINDOW_BASE, BUILD_WINDOW, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (window == MAP_FAILED) {
        perror("snapshot-builder: window");
        return 1;
    }
    heap_start_empty(&rt, BUILD_WINDOW);
    rt.fuel = INT64_MAX;
    rt.exception = VALUE_HOLE;
    if (rt_enter(&rt, build, NULL) != RT_LIMIT_NONE) {
        fprintf(stderr, "snapshot-builder: the realm does not fit\n");
        return 1;
    }
    FILE *file = fopen(argv[1], "wb");
    if (file == NULL || fwrite(window, 1, rt.next, file) != rt.next || fclose(file) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
