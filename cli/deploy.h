/*
 * cli/deploy.h: the steps of a deployment: compile, seal, tell services, keystore and host.
 */
#ifndef CLI_DEPLOY_H
#define CLI_DEPLOY_H

#include "cli/command.h"
#include "cli/plan.h"
#include "lib/keystore_protocol.h"

struct deployment {
    const struct profile *profile;
    const struct plan *plan;
    struct policy policy;
    const char *target; /* "x86-64", "aarch64", "riscv64" */
    uint64_t epoch;
    json_t *ingredients; /* the compiler's list: array of "Service.trigger.Name" */
    json_t *columns;     /* object: query to the columns that are read; others may be read whole */
    uint8_t *package;    /* sealed */
    size_t package_length;
    uint8_t bind[DIGEST_BYTES];
    /* one token for all of a deployment's calls in each direction */
    char notify_token[48], fetch_token[48], deliver_token[48];
};

/* Each complains where it can't go on. The compiler's own exit code where it refuses the applet. */
int deploy_compile(struct deployment *deployment, uint8_t **image, size_t *length);
bool deploy_seal(struct deployment *deployment, struct view image);
/* These say by their exit code whether somebody does not answer, refuses, or is not to be trusted. */
enum exit_code deploy_services(const struct deployment *deployment);
enum exit_code deploy_keystore(const struct deployment *deployment);
enum exit_code deploy_host(const struct deployment *deployment);
/* Polls the host until the applet serves, or says why it doesn't. */
enum exit_code deploy_wait_ready(const struct deployment *deployment);
/* `unfinished`: the host does not know of it yet; what `list` says of a failed deployment. */
bool deploy_remember(const struct deployment *deployment, bool unfinished);

#endif
