/*
 * tests/sweep/sweep.c: runs the events of one image at every limit, in one process.
 *
 *   sweep [--points N] [--work N] [--seed N] IMAGE [EVENTS]
 *
 * For each event (a plain script: one), first in a process of its own, then here:
 *   - with fuel for 0, 1, 2 … steps, spaced by logarithm, dense around what the run needs, and at random;
 *   - with memory ending at the same sort of places: every allocation of the run may be the one that fails;
 *   - all events in shuffled order, again and again.
 * Each run must end as the whole one or as Timeout or OutOfMemory, with a part of its output; after each
 * reset the heap's digest must be the loaded applet's, and the next run must be as in a fresh process.
 * --points: places of each kind; fewer where a run takes long: at most --work steps an event in all.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/heap.h"
#include "runtime/host.h"
#include "runtime/local_event.h"
#include "runtime/local_image.h"
#include "tests/sweep/fresh.h"

#define EVENTS_MOST 4096

struct result {
    enum rt_limit_kind limit;
    char *outcome, *printed;
    size_t outcome_length, printed_length;
};

static struct {
    struct rt *rt;
    struct host *host;
    struct event events[EVENTS_MOST];
    struct result fresh[EVENTS_MOST];
    int64_t steps[EVENTS_MOST]; /* fuel that the whole run takes */
    uint32_t count, points;
    uint64_t work, random, digest;
    uint64_t runs;
} sweep;

static FILE *printed;

static _Noreturn void fail(uint32_t event, const char *what, int64_t at, const char *detail) {
    fprintf(stderr, "sweep: event %u, %s %lld: %s\n", event + 1, what, (long long)at, detail);
    exit(1);
}

static uint64_t next_random(void) { /* xorshift64* */
    sweep.random ^= sweep.random >> 12;
    sweep.random ^= sweep.random << 25;
    sweep.random ^= sweep.random >> 27;
    return sweep.random * UINT64_C(2685821657736338717);
}

static void print_line(const char *bytes, size_t length, bool error) {
    if (printed != NULL && !error) {
        fwrite(bytes, 1, length, printed);
    }
}

static void result_free(struct result *result) {
    free(result->outcome);
    free(result->printed);
    *result = (struct result){0};
}

/* Runs an event within those limits and resets; the outcome is the caller's to free. */
static int64_t run(uint32_t number, int64_t fuel, uint32_t memory, struct result *result) {
    struct rt *rt = sweep.rt;
    struct outcome outcome;
    sweep.host->fuel = fuel;
    sweep.host->memory_limit = rt->next + memory;
    printed = open_memstream(&result->printed, &result->printed_length);
    applet_run(rt, &sweep.events[number], &outcome);
    int64_t left = rt->fuel;
    fclose(printed);
    FILE *file = open_memstream(&result->outcome, &result->outcome_length);
    local_outcome_settle(rt, &outcome);
    local_outcome_write(file, rt, &outcome);
    fclose(file);
    result->limit = outcome.limit;
    event_reset(rt);
    sweep.runs++;
    return fuel - left;
}

static bool same(const struct result *a, const struct result *b) {
    return a->limit == b->limit && strcmp(a->outcome, b->outcome) == 0 &&
           strcmp(a->printed, b->printed) == 0;
}

static uint32_t whole_memory(void) {
    uint64_t room = (uint64_t)sweep.rt->limit - sweep.rt->next - host_outcome_size(sweep.host);
    return (uint32_t)(sweep.host->memory < room ? sweep.host->memory : room) & ~7u;
}

static void check_digest(uint32_t number, const char *what, int64_t at) {
    if (heap_digest(sweep.rt) != sweep.digest) {
        fail(number, what, at, "the reset left the heap changed");
    }
}

/* The whole run, which must be as in a process of its own. */
static void check_whole(uint32_t number, const char *after, int64_t at) {
    struct result result = {0};
    run(number, sweep.host->fuel, whole_memory(), &result);
    if (!same(&result, &sweep.fresh[number])) {
        fprintf(stderr, "fresh: %s%s\nnow:   %s%s\n", sweep.fresh[number].outcome,
                sweep.fresh[number].printed, result.outcome, result.printed);
        fail(number, after, at, "the next run is not as in a fresh process");
    }
    result_free(&result);
}

/* A run within limits: how it may end. True where it came to its own end. */
static bool check_limited(uint32_t number, const char *what, int64_t at, int64_t fuel,
                          uint32_t memory, enum rt_limit_kind kind) {
    int64_t whole_fuel = sweep.host->fuel;
    struct result result = {0};
    run(number, fuel, memory, &result);
    sweep.host->fuel = whole_fuel;
    const struct result *fresh = &sweep.fresh[number];
    bool whole = result.limit == RT_LIMIT_NONE || same(&result, fresh);
    if (whole && !same(&result, fresh)) {
        fprintf(stderr, "whole: %s%s\nthis:  %s%s\n", fresh->outcome, fresh->printed,
                result.outcome, result.printed);
        fail(number, what, at, "came to an end of its own, but another one");
    }
    const char *name =
        kind == RT_LIMIT_TIMEOUT ? "\"error_kind\":\"Timeout\"" : "\"error_kind\":\"OutOfMemory\"";
    if (!whole && (result.limit != kind || strstr(result.outcome, name) == NULL)) {
        fail(number, what, at, result.outcome);
    }
    if (strncmp(result.printed, fresh->printed, result.printed_length) != 0) {
        fail(number, what, at, "printed something else");
    }
    result_free(&result);
    check_digest(number, what, at);
    check_whole(number, what, at);
    return whole;
}

static bool with_fuel(uint32_t number, int64_t fuel) {
    return check_limited(number, "fuel", fuel, fuel, whole_memory(), RT_LIMIT_TIMEOUT);
}

static bool with_memory(uint32_t number, int64_t bytes) {
    return check_limited(number, "memory", bytes, sweep.host->fuel, (uint32_t)bytes,
                         RT_LIMIT_MEMORY);
}

/* Limits from 0 to `need`, where the run just comes to its end, and a little more. */
static void sweep_limits(uint32_t number, bool (*within)(uint32_t number, int64_t limit),
                         int64_t need, int64_t unit, uint32_t points) {
    for (int64_t at = need - 4 * unit; at <= need + 4 * unit; at += unit) {
        if (at >= 0 && within(number, at) != (at >= need)) {
            fail(number, "limit", at, at < need ? "enough where more was needed" : "not enough");
        }
    }
    for (uint32_t i = 0; i < points; i++) {
        double at = pow((double)need + 1, (double)i / (double)points) - 1;
        within(number, (int64_t)at / unit * unit);
    }
    for (uint32_t i = 0; i < points; i++) {
        within(number, (int64_t)(next_random() % (uint64_t)(need + unit)) / unit * unit);
    }
}

/* The least memory with which the run comes to its end. */
static int64_t least_memory(uint32_t number) {
    int64_t low = 0;
    int64_t high = whole_memory();
    while (low < high) {
        int64_t middle = (low + high) / 16 * 8;
        if (with_memory(number, middle)) {
            high = middle;
        } else {
            low = middle + 8;
        }
    }
    return low;
}

/* In the child, which has the loaded applet and has run nothing: what the run gave. */
static bool write_fresh(FILE *file, uint32_t number) {
    struct result result = {0};
    int64_t used = run(number, sweep.host->fuel, whole_memory(), &result);
    return fwrite(&used, sizeof used, 1, file) == 1 &&
           fwrite(&result.limit, sizeof result.limit, 1, file) == 1 &&
           fwrite(&result.outcome_length, sizeof(size_t), 1, file) == 1 &&
           fwrite(&result.printed_length, sizeof(size_t), 1, file) == 1 &&
           fwrite(result.outcome, 1, result.outcome_length, file) == result.outcome_length &&
           fwrite(result.printed, 1, result.printed_length, file) == result.printed_length;
}

static bool read_fresh(FILE *file, uint32_t number) {
    struct result *result = &sweep.fresh[number];
    if (fread(&sweep.steps[number], sizeof(int64_t), 1, file) != 1 ||
        fread(&result->limit, sizeof result->limit, 1, file) != 1 ||
        fread(&result->outcome_length, sizeof(size_t), 1, file) != 1 ||
        fread(&result->printed_length, sizeof(size_t), 1, file) != 1) {
        return false;
    }
    result->outcome = calloc(1, result->outcome_length + 1);
    result->printed = calloc(1, result->printed_length + 1);
    return result->outcome != NULL && result->printed != NULL &&
           fread(result->outcome, 1, result->outcome_length, file) == result->outcome_length &&
           fread(result->printed, 1, result->printed_length, file) == result->printed_length;
}

static uint32_t fresh_memory;
static enum rt_limit_kind fresh_limit;

static bool write_limit(FILE *file, uint32_t number) {
    struct result result = {0};
    run(number, sweep.host->fuel, fresh_memory, &result);
    return fwrite(&result.limit, sizeof result.limit, 1, file) == 1;
}

static bool read_limit(FILE *file, uint32_t number) {
    return fread(&fresh_limit, sizeof fresh_limit, 1, file) == 1;
}

/* What a run needs must not depend on the events before it. */
static void check_fresh_memory(uint32_t number, int64_t bytes, enum rt_limit_kind limit) {
    fresh_memory = (uint32_t)bytes;
    if (bytes < 0) {
        return;
    }
    if (!fresh_process(write_limit, read_limit, number) || fresh_limit != limit) {
        fail(number, "memory", bytes, "another end than in a process that ran other events");
    }
}

static void sweep_event(uint32_t number) {
    int64_t steps = sweep.steps[number];
    uint64_t affordable = sweep.work / ((uint64_t)steps + 2000) / 4;
    uint32_t points = affordable < sweep.points ? (uint32_t)affordable : sweep.points;
    if (sweep.fresh[number].limit != RT_LIMIT_NONE || points == 0) {
        return; /* it ends at a limit by itself, or takes too long to be run often */
    }
    sweep_limits(number, with_fuel, steps, 1, points);
    int64_t bytes = least_memory(number);
    check_fresh_memory(number, bytes, RT_LIMIT_NONE);
    check_fresh_memory(number, bytes - 8, RT_LIMIT_MEMORY);
    sweep_limits(number, with_memory, bytes, 8, points);
}

static void shuffled(uint32_t rounds) {
    static uint32_t order[EVENTS_MOST];
    for (uint32_t i = 0; i < sweep.count; i++) {
        order[i] = i;
    }
    for (uint32_t round = 0; round < rounds; round++) {
        for (uint32_t i = sweep.count; i > 1; i--) {
            uint32_t j = (uint32_t)(next_random() % i);
            uint32_t other = order[j];
            order[j] = order[i - 1];
            order[i - 1] = other;
        }
        for (uint32_t i = 0; i < sweep.count; i++) {
            check_whole(order[i], "round", round);
            check_digest(order[i], "round", round);
        }
    }
}

/* Events of the file; they live as long as the process. */
static void read_events(const char *path) {
    size_t length = 0;
    size_t at = 0;
    char *bytes = NULL;
    if (local_file_read(path, &bytes, &length) != STATUS_OK) {
        fail(0, path, errno, strerror(errno));
    }
    while (at < length && sweep.count < EVENTS_MOST) {
        struct json *json;
        const char *problem = "malformed JSON";
        size_t used;
        enum status status = json_parse(bytes + at, length - at, &json, &used);
        if (status == STATUS_OK) {
            status = local_event_read(json, &sweep.events[sweep.count], &problem);
        }
        if (status != STATUS_OK) {
            fail(sweep.count, path, 0, problem);
        }
        sweep.count++;
        at += used;
    }
}

static void options(int argc, char **argv) {
    static const struct option names[] = {{"points", required_argument, NULL, 'p'},
                                          {"work", required_argument, NULL, 'w'},
                                          {"seed", required_argument, NULL, 's'},
                                          {NULL, 0, NULL, 0}};
    sweep.points = 20;
    sweep.work = 20000000;
    sweep.random = 1;
    for (int letter; (letter = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (letter) {
        case 'p': sweep.points = (uint32_t)strtoul(optarg, NULL, 10); break;
        case 'w': sweep.work = strtoull(optarg, NULL, 10); break;
        case 's': sweep.random = strtoull(optarg, NULL, 10) * 2 + 1; break;
        default: exit(2);
        }
    }
    if (argc - optind < 1 || argc - optind > 2) {
        fprintf(stderr, "usage: sweep [--points N] [--work N] [--seed N] IMAGE [EVENTS]\n");
        exit(2);
    }
}

int main(int argc, char **argv) {
    static struct applet_manifest manifest;
    options(argc, argv);
    if (runtime_start(&sweep.rt) != STATUS_OK) {
        fail(0, "runtime", 0, "does not start");
    }
    const char *problem = local_image_load(sweep.rt, argv[optind], &manifest);
    if (problem != NULL) {
        fail(0, argv[optind], 0, problem);
    }
    sweep.host = rt_host(sweep.rt);
    event_print_line = print_line;
    if (manifest.plain_script) {
        sweep.events[0] = (struct event){.now_ms = 1.7e12,
                                         .trigger_ms = 1.7e12,
                                         .previous_trigger_ms = __builtin_nan(""),
                                         .seed = 1};
        sweep.count = 1;
    } else if (argc - optind == 2) {
        read_events(argv[optind + 1]);
    }
    for (uint32_t i = 0; i < sweep.count; i++) {
        if (!fresh_process(write_fresh, read_fresh, i)) {
            fail(i, "fresh process", 0, "it did not end in order");
        }
    }
    for (uint32_t i = 0; i < sweep.count;
         i++) { /* time zones that are met become part of the baseline */
        struct result result = {0};
        run(i, sweep.host->fuel, whole_memory(), &result);
        result_free(&result);
    }
    sweep.digest = heap_digest(sweep.rt);
    shuffled(3);
    for (uint32_t i = 0; i < sweep.count; i++) {
        sweep_event(i);
    }
    shuffled(3);
    printf("%u events, %llu runs\n", sweep.count, (unsigned long long)sweep.runs);
    return sweep.count > 0 ? 0 : 1;
}
