/* cli/cmd_init.c: `tapdance init`: makes the user's keys; trusts the local machine where asked. */
#include "cli/command.h"
#include "cli/files.h"
#include "cli/local.h"
#include "cli/profile.h"
#include "lib/backup.h"
#include "lib/hex.h"
#include "lib/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const char help[] =
    "usage: tapdance init [--user NAME] [--self-hosted [--data FOLDER]] [--restore FILE]\n"
    "       tapdance init --backup FILE\n\n"
    "Makes your master key, from which every key of every applet is derived, in ~/.tapdance (or\n"
    "TAPDANCE_HOME). Whoever has it reads everything of yours; without it nothing can be read "
    "again.\n\n"
    "  --user NAME      your name at hosts and services ([a-z0-9-], default: me)\n"
    "  --self-hosted    also trust the machine that `tapdance up` serves from here, and use its\n"
    "                   host and services; with keys that are there already, only this\n"
    "  --data FOLDER    the data folder of that `tapdance up` (default ~/.tapdance-host; root: "
    "/var/lib/tapdance)\n"
    "  --backup FILE    write the master key to FILE, sealed under a passphrase (Argon2id)\n"
    "  --restore FILE   use the master key of such a file\n"
    "The passphrase is asked for, or read from the file that TAPDANCE_PASSPHRASE_FILE names.\n\n"
    "examples:\n"
    "  tapdance init --self-hosted\n"
    "  tapdance init --backup ~/usb/tapdance-master\n";

static bool read_passphrase(char *text, size_t capacity) {
    const char *file = getenv("TAPDANCE_PASSPHRASE_FILE");
    if (file != NULL) {
        if (file_read_line(file, text, capacity) != STATUS_OK) {
            complain("the passphrase can't be read from %s", file);
            return false;
        }
        return true;
    }
    struct termios before, quiet;
    if (tcgetattr(STDIN_FILENO, &before) != 0) {
        complain("no terminal to ask for a passphrase; set TAPDANCE_PASSPHRASE_FILE");
        return false;
    }
    quiet = before;
    quiet.c_lflag &= (tcflag_t)~ECHO;
    fputs("Passphrase: ", stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    bool good = fgets(text, (int)capacity, stdin) != NULL;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    text[good ? strcspn(text, "\r\n") : 0] = '\0';
    return good;
}

static int backup(const char *path) {
    struct profile profile;
    char passphrase[512];
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    int code = EXIT_CODE_USAGE;
    if (read_passphrase(passphrase, sizeof passphrase)) {
        if (strlen(passphrase) < 8) {
            complain("a passphrase of less than 8 characters protects nothing");
        } else {
            uint8_t file[BACKUP_BYTES];
            progress("sealing (this takes a moment on purpose)…");
            enum status status = backup_seal(file, &profile.master, view_text(passphrase),
                                             BACKUP_PASSES_DEFAULT, BACKUP_MEMORY_KIB);
            if (status == STATUS_OK) {
                status = file_write(path, view_of(file, sizeof file), true);
            }
            if (status != STATUS_OK) {
                complain("%s can't be written (%s)", path, status_text(status));
            } else {
                printf("Your master key, sealed under the passphrase, is in %s.\n", path);
                code = EXIT_CODE_OK;
            }
        }
    }
    secret_wipe_memory(passphrase, sizeof passphrase);
    profile_close(&profile);
    return code;
}

static bool restore(const char *path, struct secret *master) {
    struct file_bytes file;
    char passphrase[512];
    enum status status = file_read(path, BACKUP_BYTES, &file);
    if (status != STATUS_OK) {
        complain("%s can't be read as a backup (%s)", path, status_text(status));
        return false;
    }
    bool good = read_passphrase(passphrase, sizeof passphrase);
    if (good) {
        status = backup_open(master, view_of(file.data, file.length), view_text(passphrase));
        good = status == STATUS_OK;
        if (!good) {
            complain("%s does not open: %s", path,
                     status == STATUS_AUTH ? "wrong passphrase, or the file was changed"
                                           : status_text(status));
        }
    }
    secret_wipe_memory(passphrase, sizeof passphrase);
    free(file.data);
    return good;
}

/* Writes master.key and profile.json into a fresh folder; refuses to overwrite keys. */
static bool create(const char *user, const char *restore_from) {
    char folder[PATH_MAX / 2], path[PATH_MAX];
    if (!profile_folder(folder, sizeof folder)) {
        return false;
    }
    if (folder_make(folder) != STATUS_OK) {
        complain("the folder %s can't be made: %s", folder, strerror(errno));
        return false;
    }
    snprintf(path, sizeof path, "%s/master.key", folder);
    if (access(path, F_OK) == 0) {
        complain("%s exists already; I never overwrite keys. Set TAPDANCE_HOME to another folder "
                 "for a second identity",
                 path);
        return false;
    }
    struct secret master;
    if (restore_from == NULL) {
        secret_random(&master);
    } else if (!restore(restore_from, &master)) {
        return false;
    }
    enum status status = file_write(path, view_of(master.bytes, SECRET_BYTES), true);
    secret_wipe(&master);
    if (status == STATUS_OK) {
        json_t *settings = json_pack("{s:s}", "user", user);
        snprintf(path, sizeof path, "%s/profile.json", folder);
        status = file_write_json(path, settings, false);
        json_decref(settings);
    }
    if (status != STATUS_OK) {
        complain("%s can't be written (%s)", path, status_text(status));
        return false;
    }
    printf("Made your keys in %s for user '%s'.\n", folder, user);
    return true;
}

static bool keys_exist(void) {
    char folder[PATH_MAX / 2], path[PATH_MAX];
    if (!profile_folder(folder, sizeof folder)) {
        return false;
    }
    snprintf(path, sizeof path, "%s/master.key", folder);
    return access(path, F_OK) == 0;
}

/* What the user trusted so far is replaced, but not lost. */
static bool trust_set_aside(const struct profile *profile) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/trust.json.old", profile->folder);
    enum status status = file_write_json(path, profile->trust, false);
    if (status != STATUS_OK) {
        complain("%s can't be written (%s)", path, status_text(status));
    }
    return status == STATUS_OK;
}

/* With keys that exist: only what is trusted here and which services are used. */
static int adopt_again(const struct local_host *local, const char *user) {
    struct profile profile;
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    int code = EXIT_CODE_USAGE;
    if (strcmp(profile.user, user) != 0) {
        complain("your keys in %s are those of user '%s', not of '%s': set TAPDANCE_HOME to "
                 "another folder for a second identity",
                 profile.folder, profile.user, user);
    } else if (trust_set_aside(&profile)) {
        printf("Your keys in %s stay as they are. trust.json and this machine's entries of "
               "services.json\nare made anew; what you trusted before is in trust.json.old.\n",
               profile.folder);
        code = local_host_adopt(local, &profile) ? EXIT_CODE_OK : EXIT_CODE_UNAVAILABLE;
    }
    profile_close(&profile);
    return code;
}

static int run(int argc, char **argv) {
    const char *user = NULL, *self_hosted = NULL, *data = NULL, *backup_to = NULL,
               *restore_from = NULL;
    const struct option_spec options[] = {{"user", false, &user},
                                          {"self-hosted", true, &self_hosted},
                                          {"data", false, &data},
                                          {"backup", false, &backup_to},
                                          {"restore", false, &restore_from}};
    if (!options_parse(&command_init, &argc, argv, options, 5)) {
        return EXIT_CODE_USAGE;
    }
    if (argc > 1) {
        complain("init takes no arguments: %s", argv[1]);
        return EXIT_CODE_USAGE;
    }
    if (backup_to != NULL) {
        return backup(backup_to);
    }
    struct local_host local = {0};
    if (self_hosted != NULL && !local_host_find(data, &local)) {
        return EXIT_CODE_USAGE;
    }
    if (user == NULL) {
        user = self_hosted != NULL ? local.user : "me";
    }
    if (!text_is_id(view_text(user))) {
        complain("'%s' is no user name: 1 to 32 of a-z, 0-9 and -", user);
        return EXIT_CODE_USAGE;
    }
    if (self_hosted != NULL && restore_from == NULL && keys_exist()) {
        return adopt_again(&local, user);
    }
    if (!create(user, restore_from)) {
        return EXIT_CODE_USAGE;
    }
    if (self_hosted == NULL) {
        puts("Next: `tapdance trust add` for the machine, `tapdance service add` for host and "
             "services.");
        return EXIT_CODE_OK;
    }
    struct profile profile;
    if (!profile_open(&profile)) {
        return EXIT_CODE_USAGE;
    }
    int code = local_host_adopt(&local, &profile) ? EXIT_CODE_OK : EXIT_CODE_UNAVAILABLE;
    profile_close(&profile);
    return code;
}

const struct command command_init = {"init", "make your keys; --self-hosted: trust this machine",
                                     help, run};
