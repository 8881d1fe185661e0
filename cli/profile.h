/*
 * cli/profile.h: the user's own folder: master key, what is trusted, services, deployments.
 *
 *   master.key        32 bytes, mode 0600
 *   profile.json      {"user": id}
 *   trust.json        {"anchors":[{"key":hex,"class","note"}],"monitors":[hex],
 *                      "programs":{"keystore":[hex],"applet":[hex]},"lowest_class",
 *                      "shared_kernel_allowed":bool,"dma_required":bool}
 *   services.json     {name: {"kind":"host"|"trigger"|"action","url","api_url","keystore","token",
 *                      "authority"}}, mode 0600
 *   deployments/ID.json   what `deploy` made: epoch, version, host, triggers, actions; mode 0600
 */
#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include "lib/policy.h"
#include "lib/secret.h"

#include <jansson.h>
#include <limits.h>

struct profile {
    char folder[PATH_MAX / 2];
    char user[LIMIT_ID_BYTES + 1];
    struct secret master;
    json_t *trust, *services;
};

/* The folder alone: TAPDANCE_HOME or ~/.tapdance. Complains and returns false where there is none. */
bool profile_folder(char *folder, size_t capacity);
/* Complains with what to do (`tapdance init`) and returns false where it can't be read. */
bool profile_open(struct profile *profile);
void profile_close(struct profile *profile);
MUST_CHECK enum status profile_save_trust(const struct profile *profile);
MUST_CHECK enum status profile_save_services(const struct profile *profile);

/* trust.json as the policy that deployments sign. Complains about what is malformed. */
bool profile_policy(const struct profile *profile, struct policy *policy);
/* A named service of the kind, or (name NULL) the only one of that kind. Complains; NULL. */
const json_t *profile_service(const struct profile *profile, const char *kind, const char *name);
/* A string of a service's entry, "" where absent. */
const char *service_text(const json_t *service, const char *key);

/* STATUS_NOT_FOUND where this applet was never deployed from here. */
MUST_CHECK enum status deployment_read(const struct profile *profile, const char *applet,
                                       json_t **out);
/* Remembers that the applet was removed, as `version` at its keystore. */
MUST_CHECK enum status deployment_retired_write(const struct profile *profile, const char *applet,
                                                uint64_t version);
/* The largest epoch or version of an applet that these notes know of, or 0. */
uint64_t deployment_last_version(const struct profile *profile, const char *applet);
MUST_CHECK enum status deployment_write(const struct profile *profile, const char *applet,
                                        const json_t *deployment);
void deployment_path(const struct profile *profile, const char *applet, char *path,
                     size_t capacity);

#endif
