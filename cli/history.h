/*
 * cli/history.h: run records, fetched from the host and opened here (protocol section 9).
 */
#ifndef CLI_HISTORY_H
#define CLI_HISTORY_H

#include "cli/profile.h"
#include "lib/message_record.h"

struct history_entry {
    int64_t host_number; /* the host's own count; proves nothing */
    uint64_t epoch;
    uint8_t digest[DIGEST_BYTES]; /* SHA-256 of the sealed record: what the next one names */
    struct record record;
    uint8_t plaintext[RECORD_MESSAGE_BYTES]; /* what `record` points into */
};

struct history {
    struct history_entry **entries; /* one allocation each: records point into their own */
    size_t count;
    size_t unreadable; /* records that no key of this applet opens: changed, or another's */
};

/* Fetches and opens all records of an applet. Complains; false where the host doesn't answer. */
bool history_fetch(const struct profile *profile, const json_t *deployment, struct history *out);
/*
 * Checks the chain of each instance: n without gaps, each naming the digest of the one before.
 * Prints what does not hold; the number of findings.
 */
size_t history_check_chain(const struct history *history);
/*
 * Asks trigger and action services with the user's own tokens and prints what was never run, ran
 * without a record, was recorded without acceptance, or ran in two instances. -1 where a service
 * doesn't answer, else the number of findings.
 */
int history_verify(const struct profile *profile, const json_t *deployment,
                   const struct history *history);
void history_free(struct history *history);

#endif
