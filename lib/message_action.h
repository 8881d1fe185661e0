/*
 * lib/message_action.h: one outcome for one action, run or skipped, always of the same length.
 *
 * COSE_Encrypt0 under K_action of the action's name; external_aad message_aad_action. Payload:
 *      1 idem       bstr 16 (message_idem)
 *      2 seq        uint, of the event
 *      3 trigger    text
 *      4 not_after  int, ms UTC: refused later
 *      5 run        bool: false is a skip, to be dropped silently
 *      6 fields     { text name: text }, empty where run is false
 *      7 padding    [ * bstr ]
 * The whole message has exactly the length that the package fixes for this applet.
 */
#ifndef LIB_MESSAGE_ACTION_H
#define LIB_MESSAGE_ACTION_H

#include "lib/message.h"

struct action_facts {
    uint8_t idem[IDEM_BYTES];
    uint64_t seq;
    struct view trigger;
    int64_t not_after_ms;
    bool run;
};

struct action_message {
    struct action_facts facts;
    const struct text_pair *fields;
    size_t field_count;
};

struct action_view {
    struct action_facts facts;
    size_t field_count;
    struct view fields; /* for text_map_cursor */
};

/*
 * Appends a message of exactly `total` bytes. STATUS_TOO_LARGE where the fields do not fit (an
 * event error: the caller then seals a skip for every action). STATUS_INVALID for fields beside a
 * skip.
 */
MUST_CHECK enum status action_seal(struct cose_sender *sender,
                                   const struct applet_identity *identity, struct view action,
                                   const struct action_message *message, size_t total,
                                   struct writer *out);
MUST_CHECK enum status action_open(struct cose_receiver *receiver,
                                   const struct applet_identity *identity, struct view action,
                                   struct view message, uint8_t *plaintext, size_t capacity,
                                   struct action_view *view);
/* True where `message` would fit into `total` bytes; checked for all actions before sealing any. */
bool action_fits(const struct action_message *message, size_t total);
MUST_CHECK enum status action_payload_encode(const struct action_message *message, size_t length,
                                             struct writer *out);
MUST_CHECK enum status action_payload_decode(struct view payload, struct action_view *view);

#endif
