/* cli/up_prepare.c: configuration and data folder of `tapdance up`. */
#include "cli/command.h"
#include "cli/files.h"
#include "cli/local.h"
#include "cli/up.h"
#include "lib/secret.h"
#include "lib/text.h"
#include "net/encoding.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libconfig.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

const char up_default_configuration[] =
    "// tapdance.conf: what `tapdance up` starts. These are the defaults.\n\n"
    "// The one user of this self-hosted machine: [a-z0-9-].\n"
    "user = \"me\";\n\n"
    "// Where monitor, host and services keep their state; \"\" is ~/.tapdance-host\n"
    "// (for root: /var/lib/tapdance).\n"
    "data = \"\";\n\n"
    "// Every program listens on this address only. Put a TLS proxy before it to serve others.\n"
    "address = \"127.0.0.1\";\n\n"
    "ports = {\n"
    "  host = 7770;          // notifications, registration, /metrics, /healthz\n"
    "  keystore = 7777;      // the attested channel\n"
    "  trigger = 7781;       // hosts fetch sealed events here; webhooks arrive here\n"
    "  trigger_tls = 7791;   // users register keys here\n"
    "  action = 7782;        // hosts deliver sealed actions here\n"
    "  action_tls = 7792;    // users register keys here\n"
    "};\n";

static bool take(const config_t *config, struct up_settings *settings) {
    const char *user = "me", *data = "", *address = "127.0.0.1";
    *settings = (struct up_settings){.host_port = 7770,
                                     .keystore_port = 7777,
                                     .trigger_port = 7781,
                                     .trigger_tls_port = 7791,
                                     .action_port = 7782,
                                     .action_tls_port = 7792};
    config_lookup_string(config, "user", &user);
    config_lookup_string(config, "data", &data);
    config_lookup_string(config, "address", &address);
    config_lookup_int(config, "ports.host", &settings->host_port);
    config_lookup_int(config, "ports.keystore", &settings->keystore_port);
    config_lookup_int(config, "ports.trigger", &settings->trigger_port);
    config_lookup_int(config, "ports.trigger_tls", &settings->trigger_tls_port);
    config_lookup_int(config, "ports.action", &settings->action_port);
    config_lookup_int(config, "ports.action_tls", &settings->action_tls_port);
    if (!text_is_id(view_text(user)) || strlen(address) >= sizeof settings->address) {
        complain("user or address in the configuration is not usable");
        return false;
    }
    snprintf(settings->user, sizeof settings->user, "%s", user);
    snprintf(settings->address, sizeof settings->address, "%s", address);
    return local_data_folder(data[0] != '\0' ? data : NULL, settings->data, sizeof settings->data);
}

bool up_settings_read(const char *path, struct up_settings *settings) {
    config_t config;
    config_init(&config);
    int read = path != NULL ? config_read_file(&config, path)
                            : config_read_string(&config, up_default_configuration);
    if (read != CONFIG_TRUE) {
        complain("%s:%d: %s", path != NULL ? path : "(default)", config_error_line(&config),
                 config_error_text(&config));
    }
    bool good = read == CONFIG_TRUE && take(&config, settings);
    config_destroy(&config);
    return good;
}

/* DATA/tokens/KIND holds the user's token, DATA/KIND.accounts what the program accepts. */
static bool prepare_token(const struct up_settings *settings, const char *kind) {
    char path[PATH_MAX], token[TOKEN_TEXT], line[128];
    snprintf(path, sizeof path, "%s/tokens/%s", settings->data, kind);
    if (file_read_line(path, token, sizeof token) != STATUS_OK) {
        token_new(token);
        snprintf(line, sizeof line, "%s\n", token);
        if (file_write(path, view_text(line), true) != STATUS_OK) {
            complain("%s can't be written", path);
            return false;
        }
    }
    snprintf(path, sizeof path, "%s/%s.accounts", settings->data, kind);
    snprintf(line, sizeof line, "%s %s\n", settings->user, token);
    if (file_write(path, view_text(line), true) != STATUS_OK) {
        complain("%s can't be written", path);
        return false;
    }
    return true;
}

/* A self-signed certificate for the two services' user ports; users pin it. */
static bool prepare_certificate(const struct up_settings *settings) {
    char key[PATH_MAX], certificate[PATH_MAX], names[128];
    snprintf(key, sizeof key, "%s/tls/service.key", settings->data);
    snprintf(certificate, sizeof certificate, "%s/tls/service.crt", settings->data);
    if (access(key, R_OK) == 0 && access(certificate, R_OK) == 0) {
        return true;
    }
    snprintf(names, sizeof names, "subjectAltName=DNS:localhost,IP:%s", settings->address);
    const char *arguments[] = {"openssl",
                               "req",
                               "-x509",
                               "-newkey",
                               "ec",
                               "-pkeyopt",
                               "ec_paramgen_curve:prime256v1",
                               "-nodes",
                               "-days",
                               "3650",
                               "-subj",
                               "/CN=TAPDance services of this machine",
                               "-addext",
                               names,
                               "-keyout",
                               key,
                               "-out",
                               certificate,
                               NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1 /* O_WRONLY */, 0);
    pid_t child = 0;
    int failure = posix_spawnp(&child, "openssl", &actions, NULL,
                               (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    int state = 1;
    if (failure == 0) {
        waitpid(child, &state, 0);
    }
    if (failure != 0 || state != 0) {
        complain("openssl could not make the services' certificate in %s", certificate);
        return false;
    }
    return true;
}

static bool write_local(const struct up_settings *settings) {
    char path[PATH_MAX], urls[6][128];
    const int ports[6] = {settings->host_port,        settings->trigger_port,
                          settings->trigger_tls_port, settings->action_port,
                          settings->action_tls_port,  settings->keystore_port};
    static const char *const schemes[6] = {"http://", "http://",  "https://",
                                           "http://", "https://", ""};
    for (size_t i = 0; i < 6; i++) {
        snprintf(urls[i], sizeof urls[i], "%s%s:%d", schemes[i], settings->address, ports[i]);
    }
    json_t *local = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "user", settings->user, "host_url",
                              urls[0], "trigger_url", urls[1], "trigger_api", urls[2], "action_url",
                              urls[3], "action_api", urls[4], "keystore", urls[5]);
    snprintf(path, sizeof path, "%s/local.json", settings->data);
    enum status status = file_write_json(path, local, false);
    json_decref(local);
    if (status != STATUS_OK) {
        complain("%s can't be written (%s)", path, status_text(status));
    }
    return status == STATUS_OK;
}

uid_t up_uid(uid_t uid) {
    return geteuid() == 0 ? uid : 0;
}

/* Gives a file or folder (descriptor, no symbolic links followed) and all below it to `uid`. */
static bool give(int folder, const char *name, uid_t uid) {
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat facts;
    if (fd < 0 || fstat(fd, &facts) != 0 || fchown(fd, uid, uid) != 0) {
        bool socket = fd < 0 && errno == ENXIO;
        if (fd >= 0) {
            close(fd);
        }
        return socket;
    }
    bool good = true;
    DIR *list = S_ISDIR(facts.st_mode) ? fdopendir(fd) : NULL;
    if (list == NULL) {
        close(fd);
        return !S_ISDIR(facts.st_mode);
    }
    for (struct dirent *entry; good && (entry = readdir(list)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            good = give(dirfd(list), entry->d_name, uid);
        }
    }
    closedir(list);
    return good;
}

/* A service's own copy of the TLS key, in its folder. */
static bool prepare_key(const struct up_settings *settings, const char *kind) {
    char path[PATH_MAX];
    struct file_bytes key;
    snprintf(path, sizeof path, "%s/tls/service.key", settings->data);
    if (file_read(path, 1 << 16, &key) != STATUS_OK) {
        complain("%s can't be read", path);
        return false;
    }
    snprintf(path, sizeof path, "%s/%s/tls.key", settings->data, kind);
    enum status status = file_write(path, view_of(key.data, key.length), true);
    secret_wipe_memory(key.data, key.length);
    free(key.data);
    if (status != STATUS_OK) {
        complain("%s can't be written (%s)", path, status_text(status));
    }
    return status == STATUS_OK;
}

/* The programs' uids must get through every folder above the data. */
static bool parents_passable(const char *data) {
    char path[PATH_MAX];
    struct stat facts;
    if (realpath(data, path) == NULL) {
        return false;
    }
    for (char *slash = strrchr(path, '/'); slash != NULL && slash != path;
         slash = strrchr(path, '/')) {
        *slash = '\0';
        if (stat(path, &facts) == 0 && (facts.st_mode & S_IXOTH) == 0) {
            complain("%s lets no other user through, but as root each program runs under a uid of "
                     "its own: choose another --data folder, or chmod o+x it",
                     path);
            return false;
        }
    }
    return true;
}

/* As root: what each program must reach belongs to it, and the folders above let it through. */
static bool prepare_owners(const struct up_settings *settings) {
    static const struct {
        const char *name;
        uid_t uid;
    } owned[] = {{"host", UP_UID_HOST},       {"host.accounts", UP_UID_HOST},
                 {"trigger", UP_UID_TRIGGER}, {"trigger.accounts", UP_UID_TRIGGER},
                 {"action", UP_UID_ACTION},   {"action.accounts", UP_UID_ACTION}};
    static const char *const open_folders[] = {".", "run", "tls"};
    if (geteuid() != 0) {
        return true;
    }
    if (!parents_passable(settings->data)) {
        return false;
    }
    int folder = open(settings->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0;
    for (size_t i = 0; good && i < sizeof owned / sizeof *owned; i++) {
        good = give(folder, owned[i].name, owned[i].uid);
    }
    for (size_t i = 0; good && i < sizeof open_folders / sizeof *open_folders; i++) {
        good = fchmodat(folder, open_folders[i], 0711, 0) == 0;
    }
    if (folder >= 0) {
        close(folder);
    }
    if (!good) {
        complain("the folders in %s can't be given to their programs: %s", settings->data,
                 strerror(errno));
    }
    return good;
}

bool up_prepare(const struct up_settings *settings) {
    static const char *const folders[] = {"tokens",  "tls",    "monitor", "host",
                                          "trigger", "action", "run"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", settings->data, folders[i]);
        if (folder_make(path) != STATUS_OK) {
            complain("the folder %s can't be made", path);
            return false;
        }
    }
    return prepare_token(settings, "host") && prepare_token(settings, "trigger") &&
           prepare_token(settings, "action") && prepare_certificate(settings) &&
           prepare_key(settings, "trigger") && prepare_key(settings, "action") &&
           write_local(settings) && prepare_owners(settings);
}
