/*
 * lib/message_record.h: the run record of one event, readable by the user alone.
 *
 * COSE_Encrypt0 under K_record; external_aad message_aad_record; RECORD_MESSAGE_BYTES long.
 * Payload:
 *      1 instance     bstr 16, random per start of the applet
 *      2 n            uint, from 0 in each instance
 *      3 prev_hash    bstr 32, SHA-256 of the instance's previous record message; zeros at n = 0
 *      4 event_id     bstr 16
 *      5 trigger      text
 *      6 seq          uint
 *      7 started      int, ms UTC (secure time)
 *      8 ended        int, ms UTC
 *      9 uncertainty  uint, ms
 *     10 outcome      enum run_outcome
 *     11 actions      [ * [ id text, run bool, idem bstr 16 ] ]
 *     12 log          text, cut at a character to what fits
 *     13 log_cut      bool
 *     14 bind         bstr 32, SHA-256 of the package
 *     15 padding      [ * bstr ]
 */
#ifndef LIB_MESSAGE_RECORD_H
#define LIB_MESSAGE_RECORD_H

#include "lib/message.h"

enum run_outcome {
    RUN_OK = 0,
    RUN_ERROR = 1, /* uncaught exception; its text is the log's last line */
    RUN_TIMEOUT = 2,
    RUN_OUT_OF_MEMORY = 3,
    RUN_STACK_OVERFLOW = 4,
    RUN_ACTION_TOO_LARGE = 5, /* a field did not fit: every action became a skip */
};

struct record_action {
    struct view id;
    bool run;
    uint8_t idem[IDEM_BYTES];
};

struct record {
    uint8_t instance[INSTANCE_BYTES];
    uint64_t n;
    uint8_t prev_hash[DIGEST_BYTES];
    uint8_t event_id[EVENT_ID_BYTES];
    struct view trigger;
    uint64_t seq;
    int64_t started_ms, ended_ms;
    uint32_t uncertainty_ms;
    enum run_outcome outcome;
    size_t action_count;
    struct record_action actions[LIMIT_ACTIONS];
    struct view log;
    bool log_cut; /* set by the encoder where it cut; may be set before (the log was cut earlier) */
    uint8_t bind[DIGEST_BYTES];
};

/* Appends the message; cuts the log to what fits. */
MUST_CHECK enum status record_seal(struct cose_sender *sender,
                                   const struct applet_identity *identity,
                                   const struct record *record, struct writer *out);
/* Views of the result lie in `plaintext`. */
MUST_CHECK enum status record_open(struct cose_receiver *receiver,
                                   const struct applet_identity *identity, struct view message,
                                   uint8_t *plaintext, size_t capacity, struct record *record);
MUST_CHECK enum status record_payload_encode(const struct record *record, size_t length,
                                             struct writer *out);
MUST_CHECK enum status record_payload_decode(struct view payload, struct record *record);
/* "ok", "error", "timeout", …; NULL for another value. */
const char *run_outcome_text(enum run_outcome outcome);

#endif
