/*
 * lib/message_trigger.h: an event (or the rows of one query) from a service to the applet.
 *
 * COSE_Encrypt0 under K_trigger of the trigger's or query's name; external_aad message_aad_trigger.
 * Payload:
 *      1 event_id               bstr 16
 *      2 seq                    uint, from 1, no gaps, per (applet, trigger)
 *      3 now                    int, ms UTC: the applet's clock during the run
 *      4 sealed_at              int, ms UTC: when this message was sealed
 *      5 trigger_time           int, ms UTC
 *      6 previous_trigger_time  int, ms UTC; absent at the first event
 *      7 seed                   uint below 2^32
 *      8 ingredients            { text name: text }    names as in the applet: "Feed.newFeedItem.Title"
 *      9 queries                { text query: [ { text field: text } ] }    "Sheets.findRows"
 *     10 padding                [ * bstr ]
 * The whole message is 1,024, 4,096, 16,384 or 65,536 bytes long. A query answered by another
 * service than the trigger's is a message of its own with that query's name as the trigger in AAD
 * and key, the same event_id, seq, now and so on, no ingredients, and the one query.
 */
#ifndef LIB_MESSAGE_TRIGGER_H
#define LIB_MESSAGE_TRIGGER_H

#include "lib/message.h"

struct trigger_facts {
    uint8_t event_id[EVENT_ID_BYTES];
    uint64_t seq;
    int64_t now_ms;
    int64_t sealed_at_ms;
    int64_t trigger_time_ms;
    bool has_previous;
    int64_t previous_trigger_time_ms;
    uint32_t seed;
};

struct query_row {
    const struct text_pair *cells;
    size_t cell_count;
};

struct query_rows {
    struct view name;
    const struct query_row *rows;
    size_t row_count;
};

/* What a service seals. */
struct trigger_message {
    struct trigger_facts facts;
    const struct text_pair *ingredients;
    size_t ingredient_count;
    const struct query_rows *queries;
    size_t query_count;
};

/* What the applet gets: views into the decrypted payload, checked as a whole by the decoder. */
struct trigger_view {
    struct trigger_facts facts;
    size_t ingredient_count;
    struct view ingredients; /* for text_map_cursor */
    size_t query_count;
    struct view queries; /* for trigger_query_next */
};

struct trigger_query {
    struct view name;
    size_t row_count;
    struct view rows; /* for trigger_row_next */
};

/* The smallest bucket that holds a payload of `length` bytes; 0 where none does. */
size_t trigger_bucket(size_t payload_length);
/*
 * Seals `message` into the smallest bucket; the payload is built in place in `out`.
 * STATUS_TOO_LARGE where 64 KiB or `out` do not suffice.
 */
MUST_CHECK enum status trigger_seal(struct cose_sender *sender,
                                    const struct applet_identity *identity, struct view trigger,
                                    const uint8_t nonce[NONCE_BYTES],
                                    const struct trigger_message *message, struct writer *out);
/*
 * Authenticates, decrypts into `plaintext` (capacity in `capacity`) and checks everything that can
 * be checked without knowing the applet: the caller compares ingredients with its manifest and now
 * with its clock.
 */
MUST_CHECK enum status trigger_open(struct cose_receiver *receiver,
                                    const struct applet_identity *identity, struct view trigger,
                                    const uint8_t nonce[NONCE_BYTES], struct view message,
                                    uint8_t *plaintext, size_t capacity, struct trigger_view *view);

MUST_CHECK enum status trigger_payload_encode(const struct trigger_message *message, size_t length,
                                              struct writer *out);
/* Payload bytes without padding, or 0 where a limit is exceeded. */
size_t trigger_payload_length(const struct trigger_message *message);
MUST_CHECK enum status trigger_payload_decode(struct view payload, struct trigger_view *view);

/* Walk queries and rows: start with a reader over view->queries or query->rows. */
bool trigger_query_next(struct reader *queries, struct trigger_query *query);
bool trigger_row_next(struct reader *rows, size_t *cell_count, struct view *cells);

#endif
