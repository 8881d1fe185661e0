/*
 * cli/up.h: `tapdance up`: one machine with everything on it.
 *
 * up_prepare writes the data folder (cli/local.h); up_serve starts the programs in order, copies their
 * log lines to stderr under their names, starts again what dies, and ends them all on SIGTERM or SIGINT.
 */
#ifndef CLI_UP_H
#define CLI_UP_H

#include "cli/profile.h"

#include <sys/types.h>

/*
 * Started as root, each program gets a uid of its own, so that tapd can reach neither the services' keys
 * nor, by ptrace or /proc, the trusted programs (which the monitor starts under uids from 61000 on).
 * Otherwise all run under the caller's.
 */
#define UP_UID_HOST    60901
#define UP_UID_TRIGGER 60902
#define UP_UID_ACTION  60903
/* `uid` where this process is root, else 0: no change. */
uid_t up_uid(uid_t uid);

struct up_settings {
    char data[PATH_MAX / 2];
    char user[LIMIT_ID_BYTES + 1];
    char address[64]; /* all programs listen here */
    int host_port, keystore_port, trigger_port, trigger_tls_port, action_port, action_tls_port;
};

/* From `path`, or the embedded default where NULL. Complains; false. */
bool up_settings_read(const char *path, struct up_settings *settings);
extern const char up_default_configuration[];
/* Folders, tokens, certificate, local.json; keeps what is there. Complains; false. */
bool up_prepare(const struct up_settings *settings);
/* An exit code. */
int up_serve(const struct up_settings *settings);

#endif
