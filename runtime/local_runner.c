/*
 * runtime/local_runner.c: the program behind `tapdance run`: runs a compiled image here, without
 * any service.
 *
 *   tapdance-run IMAGE [EVENTS]
 *
 * An applet gets the events of the file (JSON, one after the other; "-" or nothing: standard
 * input) and prints one outcome a line. A plain script runs once, on the real clock; what it prints
 * goes to standard output; an uncaught exception prints "Uncaught Name: message" on standard error.
 * Exit codes: 0 ran; 1 the script threw, or the image or an event is refused.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "runtime/local_event.h"
#include "runtime/local_image.h"

static int complain(const char *what, const char *why) {
    fprintf(stderr, "tapdance-run: %s: %s\n", what, why);
    return 1;
}

static int run_events(struct rt *rt, const char *path) {
    size_t length, at = 0;
    char *bytes;
    if (local_file_read(path, &bytes, &length) != STATUS_OK) {
        return complain(path, strerror(errno));
    }
    while (at < length && strchr(" \t\r\n", bytes[at]) != NULL) {
        at++;
    }
    for (uint32_t number = 1; at < length; number++) {
        struct json *json;
        struct event event;
        struct outcome outcome;
        size_t used;
        const char *problem = "malformed JSON";
        enum status status = json_parse(bytes + at, length - at, &json, &used);
        if (status == STATUS_OK) {
            status = local_event_read(json, &event, &problem);
        }
        if (status != STATUS_OK) {
            fprintf(stderr, "tapdance-run: %s: event %u: %s\n", path, number, problem);
            return 1;
        }
        at += used;
        applet_run(rt, &event, &outcome);
        local_outcome_settle(rt, &outcome);
        local_outcome_write(stdout, rt, &outcome);
        event_reset(rt);
        local_event_free(&event);
        json_free(json);
    }
    free(bytes);
    return fflush(stdout) == 0 ? 0 : complain("standard output", strerror(errno));
}

static double real_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec * 1000 + (double)(now.tv_nsec / 1000000);
}

static void print_line(const char *bytes, size_t length, bool error) {
    fwrite(bytes, 1, length, error ? stderr : stdout);
}

static int run_script(struct rt *rt) {
    struct event event = {.previous_trigger_ms = __builtin_nan("")};
    struct outcome outcome;
    event_print_line = print_line;
    rt->clock = real_clock;
    event.now_ms = event.trigger_ms = real_clock();
    if (getrandom(&event.seed, sizeof event.seed, 0) != sizeof event.seed) {
        return complain("random seed", strerror(errno));
    }
    applet_run(rt, &event, &outcome);
    local_outcome_settle(rt, &outcome);
    if (fflush(stdout) != 0) {
        return complain("standard output", strerror(errno));
    }
    if (outcome.status == OUTCOME_OK) {
        return 0;
    }
    size_t length = string_to_utf8(rt, outcome.error, NULL, 0);
    char *text = malloc(length + 1);
    if (text == NULL) {
        return 1;
    }
    string_to_utf8(rt, outcome.error, text, length);
    /* No error object: what was thrown stands behind "throw: ", which no error's name begins with. */
    size_t skipped = length >= 7 && memcmp(text, "throw: ", 7) == 0 ? 7 : 0;
    fprintf(stderr, "Uncaught %.*s\n", (int)(length - skipped), text + skipped);
    free(text);
    return 1;
}

int main(int argc, char **argv) {
    struct rt *rt;
    static struct applet_manifest manifest;
    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: tapdance-run IMAGE [EVENTS]\n");
        return 1;
    }
    enum status status = runtime_start(&rt);
    if (status != STATUS_OK) {
        return complain("runtime", status_text(status));
    }
    const char *problem = local_image_load(rt, argv[1], &manifest);
    if (problem != NULL) {
        return complain(argv[1], problem);
    }
    return manifest.plain_script ? run_script(rt) : run_events(rt, argc == 3 ? argv[2] : "-");
}
