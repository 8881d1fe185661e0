/*
 * trusted/keystore/requests.c: the rules of requests.h. Owns scratch memory only, wiped after each
 * request: requests and records hold keys and are too large for a stack.
 */
#include "trusted/keystore/requests.h"

#include <string.h>

static struct keystore_request request;
static struct keystore_record record;
static struct evidence_result verified;
static uint8_t scratch[KEYSTORE_MESSAGE_BYTES_MOST];
static uint8_t record_bytes[KEYSTORE_MESSAGE_BYTES_MOST];
static uint8_t key_bytes[KEYSTORE_MESSAGE_BYTES_MOST];

static void wipe_scratch(void) {
    secret_wipe_memory(&request, sizeof request);
    secret_wipe_memory(scratch, sizeof scratch);
    secret_wipe_memory(key_bytes, sizeof key_bytes);
}

static struct writer scratch_writer(void) {
    struct writer writer;
    writer_init(&writer, scratch, sizeof scratch);
    return writer;
}

/* The id belongs to the key that used it first. */
static enum keystore_result check_owner(const struct store *store, struct view user) {
    uint8_t owner[SIGN_PUBLIC_BYTES];
    enum status status = store_user(store, user, owner);
    if (status == STATUS_NOT_FOUND) {
        return KEYSTORE_UNKNOWN;
    }
    if (status != STATUS_OK) {
        return KEYSTORE_UNAVAILABLE;
    }
    return secret_equal_memory(owner, request.public_key, sizeof owner) ? KEYSTORE_OK
                                                                        : KEYSTORE_OTHER_KEY;
}

static enum keystore_result result_of(enum status status) {
    return status == STATUS_OK          ? KEYSTORE_OK
           : status == STATUS_TOO_LARGE ? KEYSTORE_FULL
                                        : KEYSTORE_UNAVAILABLE;
}

static enum keystore_result put_record(struct store *store, struct keystore_response *response) {
    struct writer records;
    struct writer keys;
    writer_init(&records, record_bytes, sizeof record_bytes);
    writer_init(&keys, key_bytes, sizeof key_bytes);
    if (keystore_record_encode(&record, &records) != STATUS_OK) {
        return KEYSTORE_MALFORMED;
    }
    keystore_keys_encode(&request.keys, &keys);
    if (writer_end(&keys) != STATUS_OK) {
        return KEYSTORE_MALFORMED;
    }
    struct store_applet changed = {.user = record.identity.user,
                                   .applet = record.identity.applet,
                                   .version = record.version,
                                   .live = true,
                                   .record = writer_written(&records),
                                   .keys = writer_written(&keys)};
    response->version = record.version;
    response->epoch = record.identity.epoch;
    return result_of(store_prepare(store, &changed, request.public_key));
}

static enum keystore_result user_put(struct store *store, const uint8_t h[NOISE_HASH_BYTES],
                                     struct keystore_response *response) {
    enum status status = keystore_request_record(&request, h, scratch_writer(), &record);
    if (status != STATUS_OK) {
        return status == STATUS_AUTH ? KEYSTORE_BAD_SIGNATURE : KEYSTORE_MALFORMED;
    }
    enum keystore_result owner = check_owner(store, record.identity.user);
    if (owner != KEYSTORE_OK && owner != KEYSTORE_UNKNOWN) {
        return owner;
    }
    struct store_applet stored;
    status = store_applet(store, record.identity.user, record.identity.applet, &stored);
    if (status == STATUS_OK && record.version <= stored.version) {
        return KEYSTORE_STALE;
    }
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        return KEYSTORE_UNAVAILABLE;
    }
    return put_record(store, response);
}

/* The epoch of a stored record, for `version`. */
static enum keystore_result stored_epoch(const struct store_applet *stored, uint64_t *epoch) {
    *epoch = 0;
    if (!stored->live) {
        return KEYSTORE_OK;
    }
    if (keystore_record_decode(stored->record, &record) != STATUS_OK) {
        return KEYSTORE_UNAVAILABLE;
    }
    *epoch = record.identity.epoch;
    return KEYSTORE_OK;
}

static enum keystore_result user_query(struct store *store, const uint8_t h[NOISE_HASH_BYTES],
                                       struct keystore_response *response, bool *changed) {
    struct keystore_query query;
    enum status status = keystore_request_query(&request, h, scratch_writer(), &query);
    if (status != STATUS_OK) {
        return status == STATUS_AUTH ? KEYSTORE_BAD_SIGNATURE : KEYSTORE_MALFORMED;
    }
    enum keystore_result result = check_owner(store, query.user);
    if (result != KEYSTORE_OK) {
        return result;
    }
    struct store_applet stored;
    status = store_applet(store, query.user, query.applet, &stored);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? KEYSTORE_UNKNOWN : KEYSTORE_UNAVAILABLE;
    }
    if (request.operation == KEYSTORE_VERSION) {
        response->version = stored.version;
        return stored_epoch(&stored, &response->epoch);
    }
    if (query.version <= stored.version) {
        return KEYSTORE_STALE;
    }
    struct store_applet removed = {
        .user = query.user, .applet = query.applet, .version = query.version, .live = false};
    response->version = query.version;
    *changed = true;
    return result_of(store_prepare(store, &removed, request.public_key));
}

bool request_changes(struct view message) {
    bool changes = keystore_request_decode(message, &request) == STATUS_OK &&
                   request.operation != KEYSTORE_VERSION;
    wipe_scratch();
    return changes;
}

void request_user(struct store *store, struct view message, const uint8_t h[NOISE_HASH_BYTES],
                  struct keystore_response *response, bool *changed) {
    *changed = false;
    memset(response, 0, sizeof *response);
    enum keystore_result result = KEYSTORE_MALFORMED;
    if (keystore_request_decode(message, &request) == STATUS_OK) {
        if (request.operation == KEYSTORE_PUT) {
            *changed = true;
            result = user_put(store, h, response);
        } else {
            result = user_query(store, h, response, changed);
        }
    }
    if (result != KEYSTORE_OK) {
        *changed = false;
        memset(response, 0, sizeof *response);
    }
    response->result = result;
    wipe_scratch();
}

/* The bind that the user registered for the applet's processor. */
static bool find_target(struct view target, uint8_t bind[DIGEST_BYTES]) {
    for (size_t i = 0; i < record.target_count; i++) {
        if (view_equal(record.targets[i].target, target)) {
            memcpy(bind, record.targets[i].bind, DIGEST_BYTES);
            return true;
        }
    }
    return false;
}

static enum keystore_result release(const struct store *store, struct view message,
                                    struct view evidence,
                                    const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES],
                                    struct keystore_response *response,
                                    enum evidence_refusal *refusal) {
    struct keystore_applet_request asked;
    struct store_applet stored;
    if (keystore_applet_request_decode(message, &asked) != STATUS_OK) {
        return KEYSTORE_MALFORMED;
    }
    if (store_applet(store, asked.identity.user, asked.identity.applet, &stored) != STATUS_OK ||
        !stored.live) {
        return KEYSTORE_UNKNOWN;
    }
    if (keystore_record_decode(stored.record, &record) != STATUS_OK) {
        return KEYSTORE_UNAVAILABLE;
    }
    struct evidence_expectation expected = {.role = PROGRAM_APPLET};
    memcpy(expected.caller_data, caller_data, sizeof expected.caller_data);
    if (record.identity.epoch != asked.identity.epoch ||
        !find_target(asked.target, expected.bind)) {
        return KEYSTORE_UNKNOWN;
    }
    enum status status = evidence_verify(evidence, &record.policy, &expected, &verified);
    *refusal = verified.refusal;
    if (status != STATUS_OK || verified.refusal != EVIDENCE_ACCEPTED) {
        return KEYSTORE_REFUSED;
    }
    struct reader keys;
    reader_init_view(&keys, stored.keys);
    if (keystore_keys_decode(&keys, &response->keys) != STATUS_OK ||
        reader_end(&keys) != STATUS_OK) {
        return KEYSTORE_UNAVAILABLE;
    }
    response->has_keys = true;
    response->version = stored.version;
    response->epoch = record.identity.epoch;
    return KEYSTORE_OK;
}

void request_applet(const struct store *store, struct view message, struct view evidence,
                    const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES],
                    struct keystore_response *response, enum evidence_refusal *refusal) {
    memset(response, 0, sizeof *response);
    memset(&verified, 0, sizeof verified);
    *refusal = EVIDENCE_ACCEPTED;
    enum keystore_result result = release(store, message, evidence, caller_data, response, refusal);
    if (result != KEYSTORE_OK) {
        secret_wipe_memory(response, sizeof *response);
    }
    response->result = result;
}
