/*
 * cli/local.h: what `tapdance up` leaves in its data folder, and how `tapdance init --self-hosted`
 * takes it up.
 *
 *   DATA/local.json   {"user","host_url","keystore","trigger_url","trigger_api","action_url",
 *                      "action_api"}
 *   DATA/tokens/{host,trigger,action}    the user's bearer tokens (0600)
 *   DATA/tls/service.{key,crt}           of the two services; self-signed (each has a copy of the key)
 *   DATA/monitor/ DATA/host/ DATA/trigger/ DATA/action/   each program's own folder
 *   DATA/run/monitor.sock
 */
#ifndef CLI_LOCAL_H
#define CLI_LOCAL_H

#include "cli/profile.h"

struct local_host {
    char data[PATH_MAX / 2];
    char user[LIMIT_ID_BYTES + 1];
    json_t *settings; /* local.json */
};

/* The data folder: `chosen`, or TAPDANCE_DATA, or ~/.tapdance-host (root: /var/lib/tapdance). */
bool local_data_folder(const char *chosen, char *folder, size_t capacity);
/* Complains (has `tapdance up` ever run?) and returns false. */
bool local_host_find(const char *data, struct local_host *local);
/*
 * Pins the local device key as class none with the measurements of the programs beside this command,
 * adds the three services, and says what that protects against.
 */
bool local_host_adopt(const struct local_host *local, struct profile *profile);
/* Runs a sister program and gives its standard output (malloc), or NULL after complaining. */
char *program_output(const char *const *arguments);

#endif
