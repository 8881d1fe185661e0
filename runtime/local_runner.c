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
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

#include "runtime/image.h"
#include "runtime/image_format.h"
#include "runtime/local_event.h"

static int complain(const char *what, const char *why) {
    fprintf(stderr, "tapdance-run: %s: %s\n", what, why);
    return 1;
}

/* The whole of a file, or of standard input for "-"; NULL with a message. */
static char *read_all(const char *path, size_t *length) {
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL) {
        complain(path, strerror(errno));
        return NULL;
    }
    char *bytes = NULL;
    size_t capacity = 0;
    *length = 0;
    for (;;) {
        if (*length == capacity) {
            capacity = capacity == 0 ? 65536 : capacity * 2;
            char *larger = realloc(bytes, capacity);
            if (larger == NULL) {
                complain(path, strerror(ENOMEM));
                break;
            }
            bytes = larger;
        }
        size_t got = fread(bytes + *length, 1, capacity - *length, file);
        *length += got;
        if (got == 0) {
            if (ferror(file)) {
                complain(path, strerror(errno));
                break;
            }
            fclose(file);
            return bytes;
        }
    }
    free(bytes);
    return NULL;
}

static size_t whole_pages(size_t bytes) {
    return (bytes + IMAGE_PAGE - 1) & ~(size_t)(IMAGE_PAGE - 1);
}

/* The addresses belong to images by design: nothing of this static program stands there. */
static void *map_at(uint64_t address, size_t bytes) {
    void *at = mmap((void *)(uintptr_t)address, whole_pages(bytes == 0 ? 1 : bytes),
                    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

/* Loads the image into this process. NULL, or why it can't. */
static const char *load(struct rt *rt, const char *path, struct applet_manifest *manifest) {
    static struct code_module module;
    struct event_limits limits = {0, 0, 0};
    struct image_layout layout;
    size_t length;
    char *bytes = read_all(path, &length);
    if (bytes == NULL) {
        return "";
    }
    struct view image = {(const uint8_t *)bytes, length};
    enum status status = image_measure(image, &layout);
    if (status == STATUS_STALE) {
        return "compiled for another version of the runtime: recompile";
    }
    if (status == STATUS_UNSUPPORTED) {
        return "compiled for another processor: compile it with this machine's --target";
    }
    if (status != STATUS_OK) {
        return status == STATUS_INVALID ? "no image of tapdance compile" : status_text(status);
    }
    void *code = map_at(layout.code_address, layout.code_bytes);
    void *data = map_at(layout.data_address, layout.data_bytes);
    void *tables = calloc(1, layout.tables_bytes + 8);
    if (code == NULL || data == NULL || tables == NULL) {
        return "no memory at its addresses";
    }
    status = image_load(image, code, data, tables, &module, manifest, &limits);
    if (status != STATUS_OK) {
        return status_text(status);
    }
    if (mprotect(code, whole_pages(layout.code_bytes), PROT_READ | PROT_EXEC) != 0) {
        return strerror(errno);
    }
    __builtin___clear_cache(code, (char *)code + layout.code_bytes);
    free(bytes);
    status = applet_load(rt, &module, manifest, &limits);
    return status == STATUS_OK            ? NULL
           : status == STATUS_UNSUPPORTED ? "uses moment, which this build lacks"
                                          : status_text(status);
}

static int run_events(struct rt *rt, const char *path) {
    size_t length, at = 0;
    char *bytes = read_all(path, &length);
    if (bytes == NULL) {
        return 1;
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
    if (fflush(stdout) != 0) {
        return complain("standard output", strerror(errno));
    }
    if (outcome.status == OUTCOME_OK) {
        return 0;
    }
    if (string_equals(rt, outcome.error_kind, key_from_ascii(rt, "throw"))) {
        /* no error object: what was thrown stands behind "throw: " */
        outcome.error = string_slice(rt, outcome.error, 7, string_length(outcome.error));
    }
    size_t length = string_to_utf8(rt, outcome.error, NULL, 0);
    char *text = malloc(length + 1);
    if (text == NULL) {
        return 1;
    }
    string_to_utf8(rt, outcome.error, text, length);
    fprintf(stderr, "Uncaught %.*s\n", (int)length, text);
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
    const char *problem = load(rt, argv[1], &manifest);
    if (problem != NULL) {
        return *problem == 0 ? 1 : complain(argv[1], problem);
    }
    return manifest.plain_script ? run_script(rt) : run_events(rt, argc == 3 ? argv[2] : "-");
}
