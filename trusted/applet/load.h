/*
 * trusted/applet/load.h: from the package to an applet that can run: check, keys, open, load.
 *
 * Nothing here can go on by default: without the keystore's keys there is no applet.
 */
#ifndef TRUSTED_APPLET_LOAD_H
#define TRUSTED_APPLET_LOAD_H

#include "trusted/applet/applet.h"

#define MAX_DELAY_MOST_MS (UINT64_C(30) * 24 * 3600 * 1000)
#define QUANTUM_MOST_MS   10000u

struct load_refusal {
    enum host_refusal code;
    const char *text; /* holds nothing secret */
};

/* On anything but STATUS_OK `refusal` says what the host may know. Leaves no key but in `applet`. */
MUST_CHECK enum status applet_start(struct applet *applet, struct load_refusal *refusal);

#endif
