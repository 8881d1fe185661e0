/* cli/cmd_service.c: `tapdance service`: hosts, trigger services and action services. */
#include "cli/command.h"
#include "cli/files.h"
#include "cli/profile.h"
#include "lib/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: tapdance service add NAME --kind KIND --url URL --token-file FILE [MORE]\n"
    "       tapdance service show\n"
    "       tapdance service remove NAME\n\n"
    "  --kind host      runs your applets; MORE: --keystore HOST:PORT (usually port 7777)\n"
    "  --kind trigger   sends your events; MORE: --api-url HTTPS-URL [--authority PEM-FILE]\n"
    "  --kind action    acts for you; MORE: as for trigger\n"
    "  --url URL        where hosts reach it (for a host: where you and services reach it)\n"
    "  --api-url URL    where you register keys; https only\n"
    "  --authority FILE the certificate authority to accept there (default: the system's list)\n"
    "  --token-file F   your bearer token, as that service gave it to you\n\n"
    "example:\n"
    "  tapdance service add sheets --kind trigger --url http://sheets.example:7781 \\\n"
    "      --api-url https://sheets.example:7791 --token-file ~/sheets.token\n";

static json_t *entry_make(const char *kind, const char *url, const char *api, const char *authority,
                          const char *keystore, const char *token_file) {
    char token[256];
    if (token_file == NULL || file_read_line(token_file, token, sizeof token) != STATUS_OK ||
        token[0] == '\0') {
        complain("--token-file must name a file with your token in its first line");
        return NULL;
    }
    json_t *entry = json_pack("{s:s,s:s,s:s}", "kind", kind, "url", url, "token", token);
    if (strcmp(kind, "host") == 0) {
        if (keystore == NULL) {
            complain("a host needs --keystore HOST:PORT");
            json_decref(entry);
            return NULL;
        }
        json_object_set_new(entry, "keystore", json_string(keystore));
        return entry;
    }
    if (api == NULL || strncmp(api, "https://", 8) != 0) {
        complain("a %s service needs --api-url with https: keys go nowhere else", kind);
        json_decref(entry);
        return NULL;
    }
    json_object_set_new(entry, "api_url", json_string(api));
    if (authority != NULL) {
        struct file_bytes pem;
        if (file_read(authority, 1 << 20, &pem) != STATUS_OK) {
            complain("%s can't be read", authority);
            json_decref(entry);
            return NULL;
        }
        json_object_set_new(entry, "authority", json_string((const char *)pem.data));
        free(pem.data);
    }
    return entry;
}

static int show(const struct profile *profile) {
    const char *name;
    json_t *item;
    json_object_foreach(profile->services, name, item) {
        printf("%-16s %-8s %s", name, service_text(item, "kind"), service_text(item, "url"));
        if (service_text(item, "api_url")[0] != '\0') {
            printf("  keys: %s", service_text(item, "api_url"));
        }
        if (service_text(item, "keystore")[0] != '\0') {
            printf("  keystore: %s", service_text(item, "keystore"));
        }
        putchar('\n');
    }
    return EXIT_CODE_OK;
}

static int run(int argc, char **argv) {
    const char *kind = NULL, *url = NULL, *api = NULL, *authority = NULL, *keystore = NULL,
               *token_file = NULL;
    const struct option_spec options[] = {
        {"kind", false, &kind},         {"url", false, &url},
        {"api-url", false, &api},       {"authority", false, &authority},
        {"keystore", false, &keystore}, {"token-file", false, &token_file}};
    if (!options_parse(&command_service, &argc, argv, options, 6)) {
        return EXIT_CODE_USAGE;
    }
    const char *what = argc > 1 ? argv[1] : "";
    struct profile profile;
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    int code = EXIT_CODE_USAGE;
    if (strcmp(what, "show") == 0) {
        code = show(&profile);
    } else if (strcmp(what, "remove") == 0 && argc == 3) {
        if (json_object_del(profile.services, argv[2]) == 0) {
            code = profile_save_services(&profile) == STATUS_OK ? EXIT_CODE_OK : EXIT_CODE_USAGE;
        } else {
            complain("there is no service '%s'", argv[2]);
        }
    } else if (strcmp(what, "add") == 0 && argc == 3 && text_is_id(view_text(argv[2])) &&
               kind != NULL && url != NULL && text_is_url(view_text(url)) &&
               (strcmp(kind, "host") == 0 || strcmp(kind, "trigger") == 0 ||
                strcmp(kind, "action") == 0)) {
        json_t *entry = entry_make(kind, url, api, authority, keystore, token_file);
        if (entry != NULL && json_object_set_new(profile.services, argv[2], entry) == 0 &&
            profile_save_services(&profile) == STATUS_OK) {
            code = EXIT_CODE_OK;
        }
    } else {
        complain("service add NAME --kind host|trigger|action --url URL …, show, or remove NAME; "
                 "`tapdance service --help` has examples");
    }
    profile_close(&profile);
    return code;
}

const struct command command_service = {"service", "add, show or remove hosts and services", help,
                                        run};
