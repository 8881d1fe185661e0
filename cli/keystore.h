/*
 * cli/keystore.h: the user's side of the attested channel to a keystore (protocol section 5).
 */
#ifndef CLI_KEYSTORE_H
#define CLI_KEYSTORE_H

#include "lib/channel.h"
#include "lib/evidence_verify.h"
#include "lib/keystore_protocol.h"

struct keystore_client {
    int socket;
    struct channel channel;
    struct evidence_result evidence; /* of the keystore, once open */
    size_t pending_start, pending_length;
    uint8_t pending[8192]; /* received, not fed yet */
    uint8_t message[CHANNEL_MESSAGE_MOST];
};

/*
 * Connects to "host:port", verifies the keystore's evidence against `policy`, and only then lets
 * anything be sent. Complains with the reason; STATUS_UNAVAILABLE, or what the verifier said.
 */
MUST_CHECK enum status keystore_open(struct keystore_client *client, const char *address,
                                     const struct policy *policy);
/* Sends one request and waits for its answer. Complains where the keystore refuses. */
MUST_CHECK enum status keystore_ask(struct keystore_client *client, struct view request,
                                    struct keystore_response *response);
void keystore_close(struct keystore_client *client);

#endif
