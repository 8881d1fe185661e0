/*
 * tapdance-monitor: the software monitor of the process backend.
 *
 *   tapdance-monitor --socket PATH --state DIR [--host-uid UID] [--uid-base UID]
 *   tapdance-monitor --measure FILE…          SHA-256 of programs, as evidence will name them
 *   tapdance-monitor --public-key --state DIR the device's public key, for the user to pin
 *   tapdance-monitor --self                   the measurement of this monitor
 *
 * Owns the process: options, self-protection, and the order of start and end.
 */
#include "lib/hex.h"
#include "monitor/process/server.h"
#include "monitor/process/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define MONITOR_VERSION 1

struct options {
    const char *socket, *state;
    uid_t host_uid;
    uint32_t uid_base;
    bool measure, public_key, self, help;
};

/* Large and mostly untouched: they cost only the pages that are used. */
static struct monitor monitor;
static struct server server;

static enum status hook_random(void *context, uint8_t *bytes, size_t length) {
    randombytes_buf(bytes, length);
    return STATUS_OK;
}

static enum status hook_slots_changed(void *context, const struct monitor *changed) {
    return state_save(context, changed);
}

static int fail(const char *what, enum status status) {
    (void)fprintf(stderr, "tapdance-monitor: %s: %s%s%s\n", what, status_text(status),
                  status == STATUS_IO ? ": " : "", status == STATUS_IO ? strerror(errno) : "");
    return 1;
}

static enum status measure_path(const char *path, uint8_t measurement[MEASUREMENT_BYTES]) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return STATUS_IO;
    }
    enum status status = image_measure_file(file, measurement);
    close(file);
    return status;
}

static enum status print_hex(const uint8_t *bytes, size_t length, const char *behind) {
    char text[2 * 32 + 1];
    enum status status = hex_encode(text, sizeof text, view_of(bytes, length));
    if (status == STATUS_OK && printf("%s%s\n", text, behind) < 0) {
        status = STATUS_IO;
    }
    return status;
}

static int measure_files(char **paths, int count) {
    for (int i = 0; i < count; i++) {
        uint8_t measurement[MEASUREMENT_BYTES];
        char behind[4096];
        (void)snprintf(behind, sizeof behind, "  %s", paths[i]);
        enum status status = measure_path(paths[i], measurement);
        if (status == STATUS_OK) {
            status = print_hex(measurement, sizeof measurement, behind);
        }
        if (status != STATUS_OK) {
            return fail(paths[i], status);
        }
    }
    return 0;
}

static int print_self(void) {
    uint8_t measurement[MEASUREMENT_BYTES];
    enum status status = measure_path("/proc/self/exe", measurement);
    if (status == STATUS_OK) {
        status = print_hex(measurement, sizeof measurement, "");
    }
    return status == STATUS_OK ? 0 : fail("own measurement", status);
}

/* Nobody but root may look into this process, and nothing of it reaches a disk by accident. */
static enum status protect(void) {
    struct rlimit none = {0, 0};
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0) {
        return STATUS_IO;
    }
    return STATUS_OK;
}

static int print_public_key(const struct options *options) {
    struct state state;
    enum status status = protect();
    if (status != STATUS_OK) {
        return fail("self-protection", status);
    }
    status = state_open(&state, options->state);
    if (status != STATUS_OK) {
        return fail(options->state, status);
    }
    struct secret secret = {0};
    status = state_device_secret(&state, &secret);
    state_close(&state);
    if (status == STATUS_OK) {
        struct signing_key key;
        uint8_t public_key[SIGN_PUBLIC_BYTES];
        device_key_derive(&key, &secret);
        signing_key_public(&key, public_key);
        signing_key_wipe(&key);
        status = print_hex(public_key, sizeof public_key, "");
    }
    secret_wipe(&secret);
    return status == STATUS_OK ? 0 : fail("device key", status);
}

/* Every program and host connection needs a descriptor here. */
static void raise_descriptors(void) {
    struct rlimit limits;
    if (getrlimit(RLIMIT_NOFILE, &limits) == 0) {
        limits.rlim_cur = limits.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limits);
    }
}

static enum status make_monitor(struct state *state) {
    struct secret secret = {0};
    uint8_t measurement[MEASUREMENT_BYTES];
    static struct monitor_identity identity;
    enum status status = state_device_secret(state, &secret);
    if (status == STATUS_OK) {
        status = measure_path("/proc/self/exe", measurement);
    }
    if (status == STATUS_OK) {
        status = monitor_identity_derive(&identity, &secret, measurement, MONITOR_VERSION);
    }
    secret_wipe(&secret);
    if (status == STATUS_OK) {
        struct monitor_facts facts = {.debug = DEBUG_DISABLED,
                                      .backend = BACKEND_PROCESS,
                                      .shared_kernel = true,
                                      .dma_protected = false,
                                      .rollback = ROLLBACK_NONE};
        struct monitor_hooks hooks = {
            .context = state, .random = hook_random, .slots_changed = hook_slots_changed};
        status = monitor_init(&monitor, &identity, &facts, &hooks);
    }
    monitor_identity_wipe(&identity);
    return status == STATUS_OK ? state_load(state, &monitor) : status;
}

static int run(const struct options *options) {
    static struct state state;
    enum status status = protect();
    if (status != STATUS_OK) {
        return fail("self-protection", status);
    }
    raise_descriptors();
    status = state_open(&state, options->state);
    if (status != STATUS_OK) {
        return fail(options->state, status);
    }
    status = state_lock(&state);
    if (status == STATUS_EXISTS) {
        (void)fprintf(stderr, "tapdance-monitor: another monitor runs with %s; stop it first\n",
                      options->state);
        return 1;
    }
    if (status != STATUS_OK) {
        return fail(options->state, status);
    }
    status = make_monitor(&state);
    if (status != STATUS_OK) {
        return fail("state", status);
    }
    server.monitor = &monitor;
    server.state = &state;
    server.host_uid = options->host_uid;
    server.uid_base = geteuid() == 0 ? options->uid_base : 0;
    if (server.uid_base == 0) {
        (void)fprintf(stderr, "tapdance-monitor: not root: programs run under this uid\n");
    }
    status = server_open(&server, options->socket);
    if (status != STATUS_OK) {
        return fail(options->socket, status);
    }
    (void)fprintf(stderr, "tapdance-monitor: ready\n");
    status = server_run(&server);
    (void)unlink(options->socket);
    return status == STATUS_OK ? 0 : fail("end", status);
}

static enum status parse_uid(const char *text, uint32_t *uid) {
    char *end = NULL;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value > UINT32_MAX - MONITOR_PROGRAMS_MOST) {
        return STATUS_INVALID;
    }
    *uid = (uint32_t)value;
    return STATUS_OK;
}

static enum status parse(int count, char **arguments, struct options *options) {
    static const struct option names[] = {
        {"socket", required_argument, NULL, 's'},   {"state", required_argument, NULL, 'd'},
        {"host-uid", required_argument, NULL, 'u'}, {"uid-base", required_argument, NULL, 'b'},
        {"measure", no_argument, NULL, 'm'},        {"public-key", no_argument, NULL, 'k'},
        {"self", no_argument, NULL, 'e'},           {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    *options = (struct options){.host_uid = geteuid(), .uid_base = SPAWN_UID_BASE};
    enum status status = STATUS_OK;
    int option = 0;
    while (status == STATUS_OK && (option = getopt_long(count, arguments, "", names, NULL)) != -1) {
        switch (option) {
        case 's': options->socket = optarg; break;
        case 'd': options->state = optarg; break;
        case 'u': status = parse_uid(optarg, &options->host_uid); break;
        case 'b': status = parse_uid(optarg, &options->uid_base); break;
        case 'm': options->measure = true; break;
        case 'k': options->public_key = true; break;
        case 'e': options->self = true; break;
        case 'h': options->help = true; break;
        default: status = STATUS_INVALID;
        }
    }
    return status;
}

static void usage_to(FILE *to) {
    (void)fprintf(to, "usage: tapdance-monitor --socket PATH --state DIR [--host-uid UID] "
                          "[--uid-base UID]\n"
                          "       tapdance-monitor --measure FILE…\n"
                          "       tapdance-monitor --public-key --state DIR\n"
                          "       tapdance-monitor --self\n");
}

static int usage(void) {
    usage_to(stderr);
    return 2;
}

int main(int count, char **arguments) {
    struct options options;
    if (parse(count, arguments, &options) != STATUS_OK || sodium_init() < 0) {
        return usage();
    }
    if (options.help) {
        usage_to(stdout);
        return 0;
    }
    if (options.measure && optind < count) {
        return measure_files(arguments + optind, count - optind);
    }
    if (options.self) {
        return print_self();
    }
    if (options.public_key && options.state != NULL) {
        return print_public_key(&options);
    }
    if (options.socket == NULL || options.state == NULL || optind < count) {
        return usage();
    }
    return run(&options);
}
