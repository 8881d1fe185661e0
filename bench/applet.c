/*
 * bench/applet.c: tapdance-bench-applet: runs one compiled applet over decoded events, as
 * bench/engine.js does in other engines: no JSON is read or written while it is timed.
 *
 * usage: tapdance-bench-applet IMAGE EVENTS
 *
 * It answers commands on standard input: "outcomes" with one JSON line for each event, "time N" with
 * "done" after N passes over all events.
 */
#include <stdlib.h>
#include <string.h>

#include "runtime/local_event.h"
#include "runtime/local_image.h"

#define EVENTS_MOST 4096

static struct event events[EVENTS_MOST];
static size_t event_count;

/* The events, and the text that they are views into, live as long as the process. */
static const char *read_events(const char *path) {
    char *bytes;
    size_t length, at = 0, used;
    const char *problem = "malformed JSON";
    if (local_file_read(path, &bytes, &length) != STATUS_OK) {
        return "can't be read";
    }
    while (at < length && event_count < EVENTS_MOST) {
        struct json *json;
        if (json_parse(bytes + at, length - at, &json, &used) != STATUS_OK ||
            local_event_read(json, &events[event_count], &problem) != STATUS_OK) {
            return problem;
        }
        event_count++;
        at += used;
    }
    return at < length ? "too many events" : NULL;
}

static void run_all(struct rt *rt, FILE *out) {
    for (size_t i = 0; i < event_count; i++) {
        struct outcome outcome;
        applet_run(rt, &events[i], &outcome);
        if (out != NULL) {
            local_outcome_settle(rt, &outcome);
            local_outcome_write(out, rt, &outcome);
        }
        event_reset(rt);
    }
}

int main(int argc, char **argv) {
    static struct applet_manifest manifest;
    struct rt *rt;
    char line[64];
    if (argc != 3) {
        fprintf(stderr, "usage: %s IMAGE EVENTS\n", argv[0]);
        return 3;
    }
    if (runtime_start(&rt) != STATUS_OK) {
        return 4;
    }
    const char *problem = local_image_load(rt, argv[1], &manifest);
    problem = problem != NULL ? problem : read_events(argv[2]);
    if (problem != NULL) {
        fprintf(stderr, "%s: %s\n", argv[0], problem);
        return 1;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strncmp(line, "time ", 5) == 0) {
            for (long passes = atol(line + 5); passes > 0; passes--) {
                run_all(rt, NULL);
            }
            puts("done");
        } else {
            run_all(rt, stdout);
        }
        fflush(stdout);
    }
    return 0;
}
