/* lib/keystore_protocol.c: the tables are in the header. */
#include "lib/keystore_protocol.h"

#include "lib/text.h"

#include <string.h>

/* ---- keys ---- */

static struct keystore_named_key *list_of(struct keystore_keys *keys, enum key_purpose purpose,
                                          size_t **count, size_t *most) {
    if (purpose == KEY_TRIGGER) {
        *count = &keys->trigger_count;
        *most = LIMIT_TRIGGERS;
        return keys->triggers;
    }
    *count = &keys->action_count;
    *most = LIMIT_ACTIONS;
    return keys->actions;
}

static struct view named_key_name(const struct keystore_named_key *named) {
    return view_of(named->name, named->name_length);
}

enum status keystore_keys_add(struct keystore_keys *keys, enum key_purpose purpose,
                              struct view name, const struct secret *key) {
    struct keystore_named_key *list = NULL;
    size_t *count = NULL, most = 0;
    switch (purpose) {
    case KEY_CODE: secret_copy(&keys->code, key); return STATUS_OK;
    case KEY_RECORD: secret_copy(&keys->record, key); return STATUS_OK;
    case KEY_TRIGGER:
    case KEY_ACTION: break;
    default: return STATUS_INVALID;
    }
    list = list_of(keys, purpose, &count, &most);
    if (!text_is_name(name)) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < *count; i++) {
        if (view_equal(named_key_name(&list[i]), name)) {
            return STATUS_EXISTS;
        }
    }
    if (*count >= most) {
        return STATUS_TOO_LARGE;
    }
    list[*count].name_length = (uint8_t)name.length;
    memcpy(list[*count].name, name.data, name.length);
    secret_copy(&list[*count].key, key);
    (*count)++;
    return STATUS_OK;
}

enum status keystore_keys_find(const struct keystore_keys *keys, enum key_purpose purpose,
                               struct view name, const struct secret **key) {
    const struct keystore_named_key *list = keys->actions;
    size_t count = keys->action_count;
    switch (purpose) {
    case KEY_CODE: *key = &keys->code; return STATUS_OK;
    case KEY_RECORD: *key = &keys->record; return STATUS_OK;
    case KEY_TRIGGER:
        list = keys->triggers;
        count = keys->trigger_count;
        break;
    case KEY_ACTION: break;
    default: return STATUS_INVALID;
    }
    for (size_t i = 0; i < count; i++) {
        if (view_equal(named_key_name(&list[i]), name)) {
            *key = &list[i].key;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

void keystore_keys_wipe(struct keystore_keys *keys) {
    secret_wipe_memory(keys, sizeof *keys);
}

static void put_named(struct writer *out, const struct keystore_named_key *list, size_t count) {
    cbor_put_array(out, count);
    for (size_t i = 0; i < count; i++) {
        cbor_put_array(out, 2);
        cbor_put_text(out, named_key_name(&list[i]));
        cbor_put_fixed(out, list[i].key.bytes, sizeof list[i].key.bytes);
    }
}

void keystore_keys_encode(const struct keystore_keys *keys, struct writer *out) {
    cbor_put_map(out, 4);
    cbor_put_uint(out, 1);
    cbor_put_fixed(out, keys->code.bytes, sizeof keys->code.bytes);
    cbor_put_uint(out, 2);
    cbor_put_fixed(out, keys->record.bytes, sizeof keys->record.bytes);
    cbor_put_uint(out, 3);
    put_named(out, keys->triggers, keys->trigger_count);
    cbor_put_uint(out, 4);
    put_named(out, keys->actions, keys->action_count);
}

static enum status get_named(struct reader *reader, struct keystore_keys *keys,
                             enum key_purpose purpose) {
    size_t count = 0;
    enum status status = cbor_get_array(reader, &count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct view name = {0};
        struct secret key;
        if (cbor_get_array_of(reader, 2) != STATUS_OK ||
            cbor_get_text(reader, &name) != STATUS_OK ||
            cbor_get_fixed(reader, key.bytes, sizeof key.bytes) != STATUS_OK) {
            return STATUS_INVALID;
        }
        status =
            keystore_keys_add(keys, purpose, name, &key) == STATUS_OK ? STATUS_OK : STATUS_INVALID;
        secret_wipe(&key);
    }
    return status;
}

enum status keystore_keys_decode(struct reader *reader, struct keystore_keys *keys) {
    struct cbor_map map;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(keys, 0, sizeof *keys);
    status = cbor_map_begin(&map, reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_fixed(reader, keys->code.bytes, SECRET_BYTES); break;
        case 2: status = cbor_get_fixed(reader, keys->record.bytes, SECRET_BYTES); break;
        case 3: status = get_named(reader, keys, KEY_TRIGGER); break;
        case 4: status = get_named(reader, keys, KEY_ACTION); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x1e);
    }
    if (status != STATUS_OK) {
        keystore_keys_wipe(keys);
    }
    return status;
}

/* ---- record ---- */

enum status keystore_record_encode(const struct keystore_record *record, struct writer *out) {
    if (applet_identity_check(&record->identity) != STATUS_OK || record->version == 0 ||
        record->target_count < 1 || record->target_count > LIMIT_TARGETS) {
        return STATUS_INVALID;
    }
    cbor_put_map(out, 6);
    cbor_put_uint(out, 1);
    cbor_put_text(out, record->identity.user);
    cbor_put_uint(out, 2);
    cbor_put_text(out, record->identity.applet);
    cbor_put_uint(out, 3);
    cbor_put_uint(out, record->identity.epoch);
    cbor_put_uint(out, 4);
    cbor_put_uint(out, record->version);
    cbor_put_uint(out, 5);
    cbor_put_array(out, record->target_count);
    for (size_t i = 0; i < record->target_count; i++) {
        if (!text_is_id(record->targets[i].target)) {
            return STATUS_INVALID;
        }
        cbor_put_array(out, 2);
        cbor_put_text(out, record->targets[i].target);
        cbor_put_fixed(out, record->targets[i].bind, DIGEST_BYTES);
    }
    cbor_put_uint(out, 6);
    return policy_encode(&record->policy, out);
}

static enum status get_targets(struct reader *reader, struct keystore_record *record) {
    if (cbor_get_array(reader, &record->target_count) != STATUS_OK || record->target_count < 1 ||
        record->target_count > LIMIT_TARGETS) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < record->target_count; i++) {
        struct keystore_target *target = &record->targets[i];
        if (cbor_get_array_of(reader, 2) != STATUS_OK ||
            cbor_get_text(reader, &target->target) != STATUS_OK || !text_is_id(target->target) ||
            cbor_get_fixed(reader, target->bind, DIGEST_BYTES) != STATUS_OK) {
            return STATUS_INVALID;
        }
        for (size_t j = 0; j < i; j++) {
            if (view_equal(record->targets[j].target, target->target)) {
                return STATUS_INVALID;
            }
        }
    }
    return STATUS_OK;
}

static enum status get_policy(struct reader *reader, struct policy *policy) {
    struct view item = {0};
    enum status status = cbor_get_item(reader, &item);
    return status == STATUS_OK ? policy_decode(item, policy) : status;
}

enum status keystore_record_decode(struct view bytes, struct keystore_record *record) {
    struct reader reader;
    struct cbor_map map;
    struct applet_identity *identity = &record->identity;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(record, 0, sizeof *record);
    reader_init_view(&reader, bytes);
    status = cbor_map_begin_ordered(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_text(&reader, &identity->user); break;
        case 2: status = cbor_get_text(&reader, &identity->applet); break;
        case 3: status = cbor_get_uint(&reader, &identity->epoch); break;
        case 4: status = cbor_get_uint(&reader, &record->version); break;
        case 5: status = get_targets(&reader, record); break;
        case 6: status = get_policy(&reader, &record->policy); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x7e);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK &&
        (applet_identity_check(identity) != STATUS_OK || record->version == 0)) {
        status = STATUS_INVALID;
    }
    return status;
}

/* ---- user requests ---- */

static enum status request_aad(struct writer *out, enum keystore_operation operation,
                               const uint8_t h[NOISE_HASH_BYTES]) {
    const char *what = NULL;
    switch (operation) {
    case KEYSTORE_PUT: what = "record-set"; break;
    case KEYSTORE_VERSION: what = "record-version"; break;
    case KEYSTORE_REMOVE: what = "record-remove"; break;
    default: return STATUS_INVALID;
    }
    cbor_put_array(out, 3);
    cbor_put_string(out, "tapdance/v1");
    cbor_put_string(out, what);
    cbor_put_fixed(out, h, NOISE_HASH_BYTES);
    return writer_end(out);
}

/*
 * Signs the payload that stands at the start of `scratch` into what is left of it, and appends the
 * outer request to `out`.
 */
static enum status put_request(const struct signing_key *user_key,
                               enum keystore_operation operation, const uint8_t h[NOISE_HASH_BYTES],
                               struct writer *scratch, const struct keystore_keys *keys,
                               struct writer *out) {
    uint8_t aad_bytes[64], public_key[SIGN_PUBLIC_BYTES];
    struct writer aad, signed_bytes;
    size_t room = writer_left(scratch);
    enum status status = STATUS_FAILED;
    struct view payload = writer_written(scratch);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    status = request_aad(&aad, operation, h);
    if (status == STATUS_OK) {
        writer_init(&signed_bytes, writer_reserve(scratch, room), room);
        status =
            cose_sign1(user_key, view_of(NULL, 0), writer_written(&aad), payload, &signed_bytes);
    }
    if (status != STATUS_OK) {
        return status;
    }
    signing_key_public(user_key, public_key);
    cbor_put_map(out, keys == NULL ? 3 : 4);
    cbor_put_uint(out, 1);
    cbor_put_uint(out, operation);
    cbor_put_uint(out, 2);
    cbor_put_bytes(out, writer_written(&signed_bytes));
    cbor_put_uint(out, 3);
    cbor_put_fixed(out, public_key, sizeof public_key);
    if (keys != NULL) {
        cbor_put_uint(out, 4);
        keystore_keys_encode(keys, out);
    }
    return writer_end(out);
}

enum status keystore_put_encode(const struct signing_key *user_key,
                                const uint8_t h[NOISE_HASH_BYTES],
                                const struct keystore_record *record,
                                const struct keystore_keys *keys, struct writer scratch,
                                struct writer *out) {
    enum status status = keystore_record_encode(record, &scratch);
    return status == STATUS_OK ? put_request(user_key, KEYSTORE_PUT, h, &scratch, keys, out)
                               : status;
}

enum status keystore_query_encode(const struct signing_key *user_key,
                                  const uint8_t h[NOISE_HASH_BYTES],
                                  enum keystore_operation operation,
                                  const struct keystore_query *query, struct writer scratch,
                                  struct writer *out) {
    if ((operation != KEYSTORE_VERSION && operation != KEYSTORE_REMOVE) ||
        !text_is_id(query->user) || !text_is_id(query->applet)) {
        return STATUS_INVALID;
    }
    cbor_put_map(&scratch, operation == KEYSTORE_REMOVE ? 3 : 2);
    cbor_put_uint(&scratch, 1);
    cbor_put_text(&scratch, query->user);
    cbor_put_uint(&scratch, 2);
    cbor_put_text(&scratch, query->applet);
    if (operation == KEYSTORE_REMOVE) {
        cbor_put_uint(&scratch, 4);
        cbor_put_uint(&scratch, query->version);
    }
    return put_request(user_key, operation, h, &scratch, NULL, out);
}

enum status keystore_request_decode(struct view message, struct keystore_request *request) {
    struct reader reader;
    struct cbor_map map;
    uint64_t operation = 0;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(request, 0, sizeof *request);
    reader_init_view(&reader, message);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_uint(&reader, &operation); break;
        case 2: status = cbor_get_bytes(&reader, &request->signed_request); break;
        case 3:
            status = cbor_get_fixed(&reader, request->public_key, sizeof request->public_key);
            break;
        case 4: status = keystore_keys_decode(&reader, &request->keys); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x0e);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK && (operation < KEYSTORE_PUT || operation > KEYSTORE_REMOVE ||
                                cbor_map_has(&map, 4) != (operation == KEYSTORE_PUT))) {
        status = STATUS_INVALID;
    }
    if (status != STATUS_OK) {
        keystore_keys_wipe(&request->keys);
        return status;
    }
    request->operation = (enum keystore_operation)operation;
    return STATUS_OK;
}

static enum status verify_request(const struct keystore_request *request,
                                  const uint8_t h[NOISE_HASH_BYTES], struct writer scratch,
                                  struct view *payload) {
    uint8_t aad_bytes[64];
    struct writer aad;
    enum status status = STATUS_FAILED;
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    status = request_aad(&aad, request->operation, h);
    if (status == STATUS_OK) {
        status = cose_verify1(request->signed_request, request->public_key, writer_written(&aad),
                              scratch, payload, NULL);
    }
    return status;
}

enum status keystore_request_record(const struct keystore_request *request,
                                    const uint8_t h[NOISE_HASH_BYTES], struct writer scratch,
                                    struct keystore_record *record) {
    struct view payload = {0};
    enum status status = STATUS_INVALID;
    if (request->operation != KEYSTORE_PUT) {
        return STATUS_INVALID;
    }
    status = verify_request(request, h, scratch, &payload);
    return status == STATUS_OK ? keystore_record_decode(payload, record) : status;
}

enum status keystore_request_query(const struct keystore_request *request,
                                   const uint8_t h[NOISE_HASH_BYTES], struct writer scratch,
                                   struct keystore_query *query) {
    struct view payload = {0};
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    bool remove = request->operation == KEYSTORE_REMOVE;
    enum status status = STATUS_INVALID;
    memset(query, 0, sizeof *query);
    if (!remove && request->operation != KEYSTORE_VERSION) {
        return STATUS_INVALID;
    }
    status = verify_request(request, h, scratch, &payload);
    if (status != STATUS_OK) {
        return status;
    }
    reader_init_view(&reader, payload);
    status = cbor_map_begin_ordered(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_text(&reader, &query->user); break;
        case 2: status = cbor_get_text(&reader, &query->applet); break;
        case 4: status = cbor_get_uint(&reader, &query->version); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, remove ? 0x16 : 0x06);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK && (!text_is_id(query->user) || !text_is_id(query->applet) ||
                                cbor_map_has(&map, 4) != remove)) {
        status = STATUS_INVALID;
    }
    return status;
}

/* ---- applets and responses ---- */

enum status keystore_applet_request_encode(const struct keystore_applet_request *request,
                                           struct writer *out) {
    if (applet_identity_check(&request->identity) != STATUS_OK || !text_is_id(request->target)) {
        return STATUS_INVALID;
    }
    cbor_put_map(out, 4);
    cbor_put_uint(out, 1);
    cbor_put_text(out, request->identity.user);
    cbor_put_uint(out, 2);
    cbor_put_text(out, request->identity.applet);
    cbor_put_uint(out, 3);
    cbor_put_uint(out, request->identity.epoch);
    cbor_put_uint(out, 4);
    cbor_put_text(out, request->target);
    return writer_end(out);
}

enum status keystore_applet_request_decode(struct view message,
                                           struct keystore_applet_request *request) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(request, 0, sizeof *request);
    reader_init_view(&reader, message);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_text(&reader, &request->identity.user); break;
        case 2: status = cbor_get_text(&reader, &request->identity.applet); break;
        case 3: status = cbor_get_uint(&reader, &request->identity.epoch); break;
        case 4: status = cbor_get_text(&reader, &request->target); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x1e);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK &&
        (applet_identity_check(&request->identity) != STATUS_OK || !text_is_id(request->target))) {
        status = STATUS_INVALID;
    }
    return status;
}

void keystore_response_encode(const struct keystore_response *response, struct writer *out) {
    cbor_put_map(out, response->has_keys ? 4 : 3);
    cbor_put_uint(out, 1);
    cbor_put_uint(out, response->result);
    cbor_put_uint(out, 2);
    cbor_put_uint(out, response->version);
    cbor_put_uint(out, 3);
    cbor_put_uint(out, response->epoch);
    if (response->has_keys) {
        cbor_put_uint(out, 4);
        keystore_keys_encode(&response->keys, out);
    }
}

enum status keystore_response_decode(struct view message, struct keystore_response *response) {
    struct reader reader;
    struct cbor_map map;
    uint64_t result = 0;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(response, 0, sizeof *response);
    reader_init_view(&reader, message);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_uint(&reader, &result); break;
        case 2: status = cbor_get_uint(&reader, &response->version); break;
        case 3: status = cbor_get_uint(&reader, &response->epoch); break;
        case 4: status = keystore_keys_decode(&reader, &response->keys); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x0e);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    response->has_keys = cbor_map_has(&map, 4);
    if (status == STATUS_OK &&
        (result > KEYSTORE_UNAVAILABLE || (response->has_keys && result != KEYSTORE_OK))) {
        status = STATUS_INVALID;
    }
    if (status != STATUS_OK) {
        keystore_keys_wipe(&response->keys);
        return status;
    }
    response->result = (enum keystore_result)result;
    return STATUS_OK;
}

const char *keystore_result_text(enum keystore_result result) {
    switch (result) {
    case KEYSTORE_OK: return "done";
    case KEYSTORE_MALFORMED: return "the keystore could not read the request";
    case KEYSTORE_BAD_SIGNATURE: return "the request is not signed by the key it names";
    case KEYSTORE_OTHER_KEY: return "this user id belongs to another key";
    case KEYSTORE_STALE: return "the keystore holds this version or a newer one";
    case KEYSTORE_UNKNOWN: return "the keystore knows no such user, applet or target";
    case KEYSTORE_REFUSED: return "the evidence does not satisfy the user's policy";
    case KEYSTORE_FULL: return "the quota of this user is used up";
    case KEYSTORE_UNAVAILABLE: return "the keystore could not store the change";
    }
    return "unknown answer of the keystore";
}
