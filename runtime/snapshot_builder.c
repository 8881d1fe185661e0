/*
 * runtime/snapshot_builder.c: a build-time program. Makes the realm in an empty window, runs the
 * compiled time library where one is linked in, and writes the window's used bytes to a file.
 * The bytes depend on nothing but the sources: no addresses but the window's, no clock, no order
 * of memory.
 *
 *   snapshot-builder OUTPUT
 */
#include "runtime/abi.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/event.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/snapshot_compact.h"
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
static void warm_time(struct rt *rt) {
    value moment = rt->realm->moment;
    value argv[] = {value_from_int(0), string_from_ascii(rt, "UTC")};
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

/* Runs the time library and takes `moment` out of the globals: the applet's manifest puts it back
 * where it is used. */
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
    value name = key_from_ascii(rt, "moment");
    realm->moment = object_get(rt, realm->global, name);
    if (!value_is_callable(realm->moment)) {
        fprintf(stderr, "snapshot-builder: the time library defined no moment\n");
        exit(1);
    }
    object_delete(rt, realm->global, name);
    object_set(rt, realm->moment, key_from_ascii(rt, "suppressDeprecationWarnings"), VALUE_TRUE);
}
#endif

static void compact(struct rt *rt, uint32_t constants, bool transitions) {
    const char *reason;
    if (snapshot_compact(rt, constants, transitions, &reason) != STATUS_OK) {
        fprintf(stderr, "snapshot-builder: can't keep %s\n", reason);
        exit(1);
    }
}

static void build(struct rt *rt, void *argument) {
    realm_create(rt);
#ifdef RUNTIME_WITH_TIME
    build_time(rt);
    compact(rt, time_module.string_count, false); /* the shapes of loading don't come back */
    memset(time_module.caches, 0, time_module.cache_count * sizeof *time_module.caches);
    warm_time(rt);
    compact(rt, time_module.string_count, true);
#else
    compact(rt, 0, true);
#endif
    heap_finish_image(rt);
}

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
