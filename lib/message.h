/*
 * lib/message.h: what all messages share: the identity of a deployment, the external_aad of each
 * message, idempotency keys.
 */
#ifndef LIB_MESSAGE_H
#define LIB_MESSAGE_H

#include "lib/cbor.h"
#include "lib/cose.h"
#include "lib/limits.h"

#define EVENT_ID_BYTES 16
#define NONCE_BYTES    16
#define IDEM_BYTES     16
#define INSTANCE_BYTES 16

/* Whose applet, and which deployment of it. */
struct applet_identity {
    struct view user;
    struct view applet;
    uint64_t epoch;
};

/* A name and its text: an ingredient, a cell of a query's row, a field. Both UTF-8. */
struct text_pair {
    struct view name;
    struct view text;
};

/* Bytes that any external_aad below takes at most. */
#define MESSAGE_AAD_MOST 320

MUST_CHECK enum status applet_identity_check(const struct applet_identity *identity);
/* ["tapdance/v1","trigger",user,applet,epoch,trigger,nonce] */
void message_aad_trigger(struct writer *out, const struct applet_identity *identity,
                         struct view trigger, const uint8_t nonce[NONCE_BYTES]);
/* ["tapdance/v1","action",user,applet,epoch,action] */
void message_aad_action(struct writer *out, const struct applet_identity *identity,
                        struct view action);
/* ["tapdance/v1","record",user,applet,epoch] */
void message_aad_record(struct writer *out, const struct applet_identity *identity);
/* ["tapdance/v1","package",user,applet,epoch,digest of the clear part] */
void message_aad_package(struct writer *out, const struct applet_identity *identity,
                         const uint8_t clear_digest[DIGEST_BYTES]);

/* First 16 bytes of SHA-256(CBOR ["tapdance/idem/v1", applet, trigger, event_id, action]). */
MUST_CHECK enum status message_idem(uint8_t idem[IDEM_BYTES], struct view applet,
                                    struct view trigger, const uint8_t event_id[EVENT_ID_BYTES],
                                    struct view action);

/* A map of text to text, in the order given. Shared by triggers, queries and actions. */
MUST_CHECK enum status text_map_encode(struct writer *out, const struct text_pair *pairs,
                                       size_t count);
/*
 * Steps over a map of text to text, checking names (1 to LIMIT_INGREDIENT_BYTES), duplicates and
 * the count. `entries` are the bytes behind the map's head, for text_map_next.
 */
MUST_CHECK enum status text_map_decode(struct reader *reader, size_t most, size_t *count,
                                       struct view *entries);

/* Walks entries that a decoder has checked; views into the decrypted buffer, nothing is copied. */
struct text_map_cursor {
    struct reader reader;
};
void text_map_cursor(struct text_map_cursor *cursor, struct view entries);
bool text_map_next(struct text_map_cursor *cursor, struct text_pair *pair);
/* STATUS_NOT_FOUND where there is no such name. */
MUST_CHECK enum status text_map_find(struct view entries, struct view name, struct view *text);

#endif
