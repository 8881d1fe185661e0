/* cli/cmd_list.c: `tapdance list`, `remove`, `notify` and `measure`. */
#include "cli/command.h"
#include "cli/compile.h"
#include "cli/http.h"
#include "cli/local.h"
#include "cli/profile.h"
#include "cli/retire.h"
#include "cli/webhook.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char list_help[] =
    "usage: tapdance list\n\n"
    "The applets deployed from here, with their host's word on their "
    "state (starting, ready, refused\n"
    "with the reason, stopped) and how many events it says it ran. `failed` is "
    "a first deployment that\n"
    "did not get that far, `gone` an applet that the host does not have, `?` a "
    "host that does not answer.\n";

static const char remove_help[] =
    "usage: tapdance remove APPLET\n\n"
    "Takes an applet out of service: its services drop its keys, the keystore its record, the host "
    "its\n"
    "package. What it did stays readable at the host until the host drops it.\n";

static const char notify_help[] =
    "usage: tapdance notify APPLET TRIGGER JSON\n\n"
    "Sends an event to one of your webhook triggers, signed as Standard Webhooks asks for.\n\n"
    "example:\n"
    "  tapdance notify doorbell Door.rang '{\"Visitor\": \"Ada\"}'\n";

static const char measure_help[] = "usage: tapdance measure [applet|keystore|monitor]\n\n"
                                   "Prints the measurement (SHA-256) of the trusted programs that "
                                   "came with this command: what their\n"
                                   "evidence must name, and what `tapdance trust add` pins.\n";

static void list_one(const struct profile *profile, const char *applet) {
    json_t *deployment = NULL;
    if (deployment_read(profile, applet, &deployment) != STATUS_OK) {
        complain("the note of '%s' can't be read", applet);
        return;
    }
    char url[512];
    snprintf(url, sizeof url, "%s/v1/applets/%s", service_text(deployment, "host"), applet);
    struct http_request request = {.method = "GET",
                                   .url = url,
                                   .token = service_text(deployment, "host_token"),
                                   .missing_expected = true};
    struct http_response response;
    enum status status = http_call("the host", &request, &response);
    if (status == STATUS_OK) {
        char state[32], detail[300];
        snprintf(state, sizeof state, "%s", service_text(response.body, "state"));
        snprintf(detail, sizeof detail, "%s", service_text(response.body, "detail"));
        printable(detail);
        printf("%-20s %-8s %6lld events  %s%s%s\n", applet, printable(state),
               (long long)json_integer_value(json_object_get(response.body, "events")),
               service_text(deployment, "source"), detail[0] != '\0' ? "  " : "", detail);
    } else if (status == STATUS_NOT_FOUND) {
        bool begun = json_is_true(json_object_get(deployment, "unfinished"));
        printf("%-20s %-8s                %s  %s\n", applet, begun ? "failed" : "gone",
               service_text(deployment, "source"),
               begun ? "its deployment did not reach the host: deploy it again, or remove it"
                     : "the host does not have it: deploy it again, or remove it");
    } else {
        printf("%-20s ?                       %s\n", applet, service_text(deployment, "source"));
    }
    json_decref(response.body);
    json_decref(deployment);
}

static int list(int argc, char **argv) {
    if (argc != 1) {
        complain("list takes no arguments: %s", argv[1]);
        return EXIT_CODE_USAGE;
    }
    struct profile profile;
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s/deployments", profile.folder);
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, alphasort);
    int shown = 0;
    for (int i = 0; i < count; i++) {
        char *dot = strrchr(names[i]->d_name, '.');
        if (dot != NULL && dot != names[i]->d_name && strcmp(dot, ".json") == 0) {
            *dot = '\0';
            list_one(&profile, names[i]->d_name);
            shown++;
        }
        free(names[i]);
    }
    free(names);
    if (shown == 0) {
        puts("Nothing deployed yet; `tapdance deploy --help` shows how.");
    }
    profile_close(&profile);
    return EXIT_CODE_OK;
}

/* Opens the profile and the note of argv[1]. */
static bool open_both(const char *applet, struct profile *profile, json_t **deployment) {
    if (!profile_open(profile)) {
        return false;
    }
    if (deployment_read(profile, applet, deployment) != STATUS_OK) {
        complain("'%s' was never deployed from here; `tapdance list` shows what was", applet);
        profile_close(profile);
        return false;
    }
    return true;
}

static int remove_applet(int argc, char **argv) {
    struct profile profile;
    json_t *deployment = NULL;
    if (argc != 2) {
        complain("remove takes one applet");
        return EXIT_CODE_USAGE;
    }
    if (!open_both(argv[1], &profile, &deployment)) {
        return EXIT_CODE_USAGE;
    }
    int code = retire(&profile, deployment);
    json_decref(deployment);
    profile_close(&profile);
    return code;
}

static int notify(int argc, char **argv) {
    struct profile profile;
    json_t *deployment = NULL;
    if (argc != 4) {
        complain("notify takes an applet, a trigger and a JSON object; --help has an example");
        return EXIT_CODE_USAGE;
    }
    if (!open_both(argv[1], &profile, &deployment)) {
        return EXIT_CODE_USAGE;
    }
    int code = EXIT_CODE_USAGE;
    size_t index;
    json_t *peer;
    bool found = false;
    json_array_foreach(json_object_get(deployment, "triggers"), index, peer) {
        if (strcmp(service_text(peer, "name"), argv[2]) == 0) {
            found = true;
            code = webhook_send(peer, argv[1], argv[3]);
        }
    }
    if (!found) {
        complain("'%s' has no trigger '%s'", argv[1], argv[2]);
    }
    json_decref(deployment);
    profile_close(&profile);
    return code;
}

static int measure(int argc, char **argv) {
    static const char *const programs[] = {"applet", "keystore", "monitor"};
    int shown = 0;
    for (size_t i = 0; i < 3; i++) {
        if (argc == 2 && strcmp(argv[1], programs[i]) != 0) {
            continue;
        }
        char name[64], monitor[PATH_MAX], path[PATH_MAX];
        snprintf(name, sizeof name, "tapdance-%s", programs[i]);
        const char *const arguments[] = {program_path("tapdance-monitor", monitor, sizeof monitor),
                                         "--measure", program_path(name, path, sizeof path), NULL};
        char *text = program_output(arguments);
        if (text == NULL) {
            return EXIT_CODE_UNAVAILABLE;
        }
        text[strcspn(text, " \n")] = '\0';
        printf(argc == 2 ? "%s\n" : "%s  %s\n", text, name);
        free(text);
        shown++;
    }
    if (shown == 0) {
        complain("measure what? applet, keystore or monitor");
        return EXIT_CODE_USAGE;
    }
    return EXIT_CODE_OK;
}

const struct command command_list = {"list", "show the applets deployed from here", list_help,
                                     list};
const struct command command_remove = {"remove", "take an applet out of service", remove_help,
                                       remove_applet};
const struct command command_notify = {"notify", "send an event to a webhook trigger", notify_help,
                                       notify};
const struct command command_measure = {"measure", "print what the trusted programs measure to",
                                        measure_help, measure};
