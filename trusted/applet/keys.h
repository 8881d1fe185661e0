/*
 * trusted/applet/keys.h: the attested channel to the keystore, through the host's relay.
 */
#ifndef TRUSTED_APPLET_KEYS_H
#define TRUSTED_APPLET_KEYS_H

#include "lib/keystore_protocol.h"
#include "trusted/applet/load.h"

#define KEYS_WAIT_MS 10000

/*
 * Asks for the keys of `request` and waits up to KEYS_WAIT_MS. STATUS_OK only with keys in `response`, which the
 * caller wipes. The keystore's own evidence is not checked: a false keystore can't have the code key that
 * opens the package whose hash this program is bound to.
 */
MUST_CHECK enum status keys_fetch(const struct keystore_applet_request *request,
                                  struct keystore_response *response, struct load_refusal *refusal);

#endif
