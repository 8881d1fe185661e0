/*
 * trusted/keystore/requests.h: who may store, ask and get what. No I/O: the store and the channel's facts in,
 * a response out, so that every refusal can be tested alone.
 */
#ifndef TRUSTED_KEYSTORE_REQUESTS_H
#define TRUSTED_KEYSTORE_REQUESTS_H

#include "lib/channel.h"
#include "lib/evidence_verify.h"
#include "trusted/keystore/store.h"

/*
 * A user's request that came in over the channel with handshake hash `h`. `*changed`: the new store stands
 * ready in the spare half; the response holds once it is durable. A request that is refused changes nothing.
 */
void request_user(struct store *store, struct view message, const uint8_t h[NOISE_HASH_BYTES],
                  struct keystore_response *response, bool *changed);
/* True where request_user may change the store, so that it has to wait for a change under way. */
bool request_changes(struct view message);
/*
 * An applet's request. `evidence` is what it sent over this channel, `caller_data` what that must carry.
 * Keys are in the response only where the record's policy accepts the evidence; wipe it. `*refusal` says
 * why not.
 */
void request_applet(const struct store *store, struct view message, struct view evidence,
                    const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES],
                    struct keystore_response *response, enum evidence_refusal *refusal);

#endif
