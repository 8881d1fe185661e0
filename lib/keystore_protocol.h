/*
 * lib/keystore_protocol.h: what users and applets say to the keystore inside the attested channel.
 *
 * User request (one channel message, purpose user):
 *     1 operation   1 put, 2 version, 3 remove
 *     2 signed      bstr: COSE_Sign1 by the user's key, kid empty, external_aad with h of the channel
 *     3 public key  bstr 32: the key that signed. The first put of a user binds it to the user id.
 *     4 keys        put only
 *   put:      external_aad ["tapdance/v1","record-set",h];     payload = record
 *   version:  external_aad ["tapdance/v1","record-version",h]; payload { 1 user, 2 applet }
 *   remove:   external_aad ["tapdance/v1","record-remove",h];  payload { 1 user, 2 applet, 4 version }
 * Record (payload of put):
 *     1 user  2 applet  3 epoch uint  4 version uint, must grow with each put or remove
 *     5 targets [ 1*8 [ target text, bind bstr 32 ] ]     6 policy (lib/policy.h)
 * Keys:
 *     1 code bstr 32   2 record bstr 32   3 triggers [ * [ name, bstr 32 ] ]   4 actions, the same
 * Applet request (purpose applet, after its evidence): 1 user  2 applet  3 epoch  4 target
 * Response to all:
 *     1 result  2 version uint  3 epoch uint  4 keys (only for an applet whose evidence satisfied the
 *     policy). A refused request has version and epoch 0.
 */
#ifndef LIB_KEYSTORE_PROTOCOL_H
#define LIB_KEYSTORE_PROTOCOL_H

#include "lib/message.h"
#include "lib/noise.h"
#include "lib/policy.h"

enum keystore_operation { KEYSTORE_PUT = 1, KEYSTORE_VERSION = 2, KEYSTORE_REMOVE = 3 };

enum keystore_result {
    KEYSTORE_OK = 0,
    KEYSTORE_MALFORMED = 1,
    KEYSTORE_BAD_SIGNATURE = 2,
    KEYSTORE_OTHER_KEY = 3,   /* the user id belongs to another key */
    KEYSTORE_STALE = 4,       /* version not above the stored one */
    KEYSTORE_UNKNOWN = 5,     /* no such user, applet or target */
    KEYSTORE_REFUSED = 6,     /* evidence does not satisfy the policy */
    KEYSTORE_FULL = 7,        /* quota */
    KEYSTORE_UNAVAILABLE = 8, /* could not be stored durably */
};

struct keystore_named_key {
    uint8_t name_length;
    char name[LIMIT_NAME_BYTES];
    struct secret key;
};

struct keystore_keys {
    struct secret code, record;
    size_t trigger_count, action_count;
    struct keystore_named_key triggers[LIMIT_TRIGGERS];
    struct keystore_named_key actions[LIMIT_ACTIONS];
};

struct keystore_target {
    struct view target;
    uint8_t bind[DIGEST_BYTES];
};

struct keystore_record {
    struct applet_identity identity; /* user, applet, epoch */
    uint64_t version;
    size_t target_count;
    struct keystore_target targets[LIMIT_TARGETS];
    struct policy policy;
};

/* A user request after its outer form was read; `signed_request` is not verified yet. */
struct keystore_request {
    enum keystore_operation operation;
    struct view signed_request;
    uint8_t public_key[SIGN_PUBLIC_BYTES];
    struct keystore_keys keys; /* put only; otherwise zeros */
};

/* The signed payload of version and remove (version 0 for the former). */
struct keystore_query {
    struct view user, applet;
    uint64_t version;
};

struct keystore_applet_request {
    struct applet_identity identity;
    struct view target;
};

struct keystore_response {
    enum keystore_result result;
    uint64_t version, epoch;
    bool has_keys;
    struct keystore_keys keys;
};

/* Keys: derive all of a deployment, find one, wipe. */
MUST_CHECK enum status keystore_keys_add(struct keystore_keys *keys, enum key_purpose purpose,
                                         struct view name, const struct secret *key);
/* STATUS_NOT_FOUND where there is none. `name` is ignored for code and record. */
MUST_CHECK enum status keystore_keys_find(const struct keystore_keys *keys,
                                          enum key_purpose purpose, struct view name,
                                          const struct secret **key);
void keystore_keys_wipe(struct keystore_keys *keys);
void keystore_keys_encode(const struct keystore_keys *keys, struct writer *out);
MUST_CHECK enum status keystore_keys_decode(struct reader *reader, struct keystore_keys *keys);

MUST_CHECK enum status keystore_record_encode(const struct keystore_record *record,
                                              struct writer *out);
MUST_CHECK enum status keystore_record_decode(struct view bytes, struct keystore_record *record);

/* User: whole requests. `scratch` is at least KEYSTORE_MESSAGE_BYTES_MOST, wiped afterwards. */
MUST_CHECK enum status keystore_put_encode(const struct signing_key *user_key,
                                           const uint8_t h[NOISE_HASH_BYTES],
                                           const struct keystore_record *record,
                                           const struct keystore_keys *keys, struct writer scratch,
                                           struct writer *out);
MUST_CHECK enum status keystore_query_encode(const struct signing_key *user_key,
                                             const uint8_t h[NOISE_HASH_BYTES],
                                             enum keystore_operation operation,
                                             const struct keystore_query *query,
                                             struct writer scratch, struct writer *out);
/* Keystore: read the form, then verify and read the signed part. */
MUST_CHECK enum status keystore_request_decode(struct view message,
                                               struct keystore_request *request);
/* STATUS_AUTH for a bad signature. For put. Views lie in the request's message. */
MUST_CHECK enum status keystore_request_record(const struct keystore_request *request,
                                               const uint8_t h[NOISE_HASH_BYTES],
                                               struct writer scratch,
                                               struct keystore_record *record);
/* For version and remove. */
MUST_CHECK enum status keystore_request_query(const struct keystore_request *request,
                                              const uint8_t h[NOISE_HASH_BYTES],
                                              struct writer scratch, struct keystore_query *query);

MUST_CHECK enum status keystore_applet_request_encode(const struct keystore_applet_request *request,
                                                      struct writer *out);
MUST_CHECK enum status keystore_applet_request_decode(struct view message,
                                                      struct keystore_applet_request *request);
void keystore_response_encode(const struct keystore_response *response, struct writer *out);
MUST_CHECK enum status keystore_response_decode(struct view message,
                                                struct keystore_response *response);
/* An English sentence for people, never NULL. */
const char *keystore_result_text(enum keystore_result result);

#endif
