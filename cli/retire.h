/* cli/retire.h: taking an applet out of service. */
#ifndef CLI_RETIRE_H
#define CLI_RETIRE_H

#include "cli/command.h"
#include "cli/profile.h"

/*
 * Services first (they then refuse its keys), then the keystore, then the host, then the note here.
 * Each service is told once. A peer that no longer knows the applet is no failure. Complains where a
 * peer doesn't answer, refuses or is not to be trusted: the note then stays, to try again.
 */
enum exit_code retire(const struct profile *profile, const json_t *deployment);

#endif
