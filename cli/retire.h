/* cli/retire.h: taking an applet out of service. */
#ifndef CLI_RETIRE_H
#define CLI_RETIRE_H

#include "cli/profile.h"

/*
 * Services first (they then refuse its keys), then the keystore, then the host, then the note here.
 * A peer that no longer knows the applet is no failure. Complains; false where a peer doesn't answer:
 * the note stays, to try again.
 */
bool retire(const struct profile *profile, const json_t *deployment);

#endif
