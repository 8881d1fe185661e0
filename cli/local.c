/* cli/local.c: the self-hosted machine as an anchor and three services. */
#include "cli/local.h"

#include "cli/command.h"
#include "cli/files.h"
#include "lib/hex.h"
#include "lib/text.h"
#include "net/encoding.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

bool local_data_folder(const char *chosen, char *folder, size_t capacity) {
    const char *variable = getenv("TAPDANCE_DATA"), *home = getenv("HOME");
    int length = -1;
    if (chosen != NULL) {
        length = snprintf(folder, capacity, "%s", chosen);
    } else if (variable != NULL && variable[0] != '\0') {
        length = snprintf(folder, capacity, "%s", variable);
    } else if (geteuid() == 0) {
        /* root's home lets no other uid through, and each program has its own (cli/up.h). */
        length = snprintf(folder, capacity, "/var/lib/tapdance");
    } else if (home != NULL && home[0] != '\0') {
        length = snprintf(folder, capacity, "%s/.tapdance-host", home);
    }
    if (length <= 0 || (size_t)length >= capacity) {
        complain("no usable data folder: give --data FOLDER");
        return false;
    }
    return true;
}

bool local_host_find(const char *data, struct local_host *local) {
    char path[PATH_MAX];
    if (!local_data_folder(data, local->data, sizeof local->data)) {
        return false;
    }
    snprintf(path, sizeof path, "%s/local.json", local->data);
    enum status status = file_read_json(path, &local->settings);
    const char *user = json_string_value(json_object_get(local->settings, "user"));
    if (status != STATUS_OK || user == NULL || !text_is_id(view_text(user))) {
        complain(
            "%s is not there or not readable: start `tapdance up` first (with the same --data)",
            path);
        return false;
    }
    snprintf(local->user, sizeof local->user, "%s", user);
    return true;
}

char *program_output(const char *const *arguments) {
    int ends[2];
    if (pipe(ends) != 0) {
        complain("no pipe to run %s", arguments[0]);
        return NULL;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    pid_t child = 0;
    int failure = posix_spawnp(&child, arguments[0], &actions, NULL,
                               (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failure != 0) {
        close(ends[0]);
        complain("%s can't be started: %s", arguments[0], strerror(failure));
        return NULL;
    }
    char *text = NULL;
    size_t length = 0;
    char part[4096];
    ssize_t got;
    while ((got = read(ends[0], part, sizeof part)) > 0) {
        char *grown = realloc(text, length + (size_t)got + 1);
        if (grown == NULL) {
            break;
        }
        text = grown;
        memcpy(text + length, part, (size_t)got);
        length += (size_t)got;
        text[length] = '\0';
    }
    close(ends[0]);
    int state = 0;
    waitpid(child, &state, 0);
    if (!WIFEXITED(state) || WEXITSTATUS(state) != 0 || text == NULL) {
        complain("%s failed", arguments[0]);
        free(text);
        return NULL;
    }
    return text;
}

/* The first word of a program's output, checked to be `bytes` bytes in hex. */
static json_t *output_hex(const char *const *arguments, size_t bytes) {
    char *text = program_output(arguments);
    if (text == NULL) {
        return NULL;
    }
    text[strcspn(text, " \n")] = '\0';
    uint8_t decoded[64];
    json_t *result = NULL;
    if (bytes <= sizeof decoded && hex_decode(text, decoded, bytes) == STATUS_OK) {
        result = json_string(text);
    } else {
        complain("%s printed no key or measurement", arguments[0]);
    }
    free(text);
    return result;
}

static json_t *measure(const char *program) {
    char monitor[PATH_MAX], path[PATH_MAX];
    program_path("tapdance-monitor", monitor, sizeof monitor);
    program_path(program, path, sizeof path);
    const char *const arguments[] = {monitor, "--measure", path, NULL};
    return output_hex(arguments, MEASUREMENT_BYTES);
}

static bool adopt_trust(const struct local_host *local, struct profile *profile) {
    char monitor[PATH_MAX], state[PATH_MAX];
    program_path("tapdance-monitor", monitor, sizeof monitor);
    snprintf(state, sizeof state, "%s/monitor", local->data);
    const char *const arguments[] = {monitor, "--state", state, "--public-key", NULL};
    json_t *key = output_hex(arguments, SIGN_PUBLIC_BYTES);
    json_t *monitor_measurement = measure("tapdance-monitor");
    json_t *applet = measure("tapdance-applet"), *keystore = measure("tapdance-keystore");
    if (key == NULL || monitor_measurement == NULL || applet == NULL || keystore == NULL) {
        json_decref(key);
        json_decref(monitor_measurement);
        json_decref(applet);
        json_decref(keystore);
        return false;
    }
    json_t *trust =
        json_pack("{s:[{s:o,s:s,s:s}],s:[o],s:{s:[o],s:[o]},s:s,s:b,s:b}", "anchors", "key", key,
                  "class", "none", "note", "this machine, self-hosted", "monitors",
                  monitor_measurement, "programs", "applet", applet, "keystore", keystore,
                  "lowest_class", "none", "shared_kernel_allowed", 1, "dma_required", 0);
    json_decref(profile->trust);
    profile->trust = trust;
    return trust != NULL && profile_save_trust(profile) == STATUS_OK;
}

static bool adopt_service(const struct local_host *local, struct profile *profile, const char *name,
                          const char *kind, const char *url_key, const char *api_key) {
    char path[PATH_MAX], token[TOKEN_TEXT + 1];
    snprintf(path, sizeof path, "%s/tokens/%s", local->data, kind);
    if (file_read_line(path, token, sizeof token) != STATUS_OK) {
        complain("the token in %s can't be read", path);
        return false;
    }
    json_t *service = json_pack("{s:s,s:s,s:s}", "kind", kind, "url",
                                service_text(local->settings, url_key), "token", token);
    if (api_key != NULL) {
        struct file_bytes pem;
        snprintf(path, sizeof path, "%s/tls/service.crt", local->data);
        if (file_read(path, 1 << 16, &pem) != STATUS_OK) {
            complain("the certificate %s can't be read", path);
            json_decref(service);
            return false;
        }
        json_object_set_new(service, "api_url",
                            json_string(service_text(local->settings, api_key)));
        json_object_set_new(service, "authority", json_string((const char *)pem.data));
        free(pem.data);
    } else {
        json_object_set_new(service, "keystore",
                            json_string(service_text(local->settings, "keystore")));
    }
    json_object_set_new(profile->services, name, service);
    return true;
}

bool local_host_adopt(const struct local_host *local, struct profile *profile) {
    if (!adopt_trust(local, profile) ||
        !adopt_service(local, profile, "local-host", "host", "host_url", NULL) ||
        !adopt_service(local, profile, "local-trigger", "trigger", "trigger_url", "trigger_api") ||
        !adopt_service(local, profile, "local-action", "action", "action_url", "action_api") ||
        profile_save_services(profile) != STATUS_OK) {
        complain("this machine was not adopted as your host");
        return false;
    }
    puts(
        "This machine is your host now, pinned as class 'none': its key is a file that root can\n"
        "read. Applets are kept apart from one another, and tapd never handles what they see; but\n"
        "this protects against nothing that root on this machine does. For machines that do\n"
        "protect, see docs/threat-model.md and `tapdance trust add --help`.");
    return true;
}
