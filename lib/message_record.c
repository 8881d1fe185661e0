/* lib/message_record.c: the table is in the header. */
#include "lib/message_record.h"

#include "lib/text.h"

#include <string.h>

const char *run_outcome_text(enum run_outcome outcome) {
    switch (outcome) {
    case RUN_OK: return "ok";
    case RUN_ERROR: return "error";
    case RUN_TIMEOUT: return "timeout";
    case RUN_OUT_OF_MEMORY: return "out of memory";
    case RUN_STACK_OVERFLOW: return "stack overflow";
    case RUN_ACTION_TOO_LARGE: return "action too large";
    }
    return NULL;
}

static bool within_limits(const struct record *record) {
    if (record->action_count > LIMIT_ACTIONS || !text_is_name(record->trigger) ||
        run_outcome_text(record->outcome) == NULL || !text_is_utf8(record->log)) {
        return false;
    }
    for (size_t i = 0; i < record->action_count; i++) {
        if (!text_is_name(record->actions[i].id)) {
            return false;
        }
    }
    return true;
}

/* Labels 1 to 11: all before the log. */
static void put_facts(const struct record *record, struct writer *out) {
    cbor_put_map(out, 15);
    cbor_put_uint(out, 1);
    cbor_put_fixed(out, record->instance, sizeof record->instance);
    cbor_put_uint(out, 2);
    cbor_put_uint(out, record->n);
    cbor_put_uint(out, 3);
    cbor_put_fixed(out, record->prev_hash, sizeof record->prev_hash);
    cbor_put_uint(out, 4);
    cbor_put_fixed(out, record->event_id, sizeof record->event_id);
    cbor_put_uint(out, 5);
    cbor_put_text(out, record->trigger);
    cbor_put_uint(out, 6);
    cbor_put_uint(out, record->seq);
    cbor_put_uint(out, 7);
    cbor_put_int(out, record->started_ms);
    cbor_put_uint(out, 8);
    cbor_put_int(out, record->ended_ms);
    cbor_put_uint(out, 9);
    cbor_put_uint(out, record->uncertainty_ms);
    cbor_put_uint(out, 10);
    cbor_put_uint(out, record->outcome);
    cbor_put_uint(out, 11);
    cbor_put_array(out, record->action_count);
    for (size_t i = 0; i < record->action_count; i++) {
        cbor_put_array(out, 3);
        cbor_put_text(out, record->actions[i].id);
        cbor_put_bool(out, record->actions[i].run);
        cbor_put_fixed(out, record->actions[i].idem, IDEM_BYTES);
    }
}

enum status record_payload_encode(const struct record *record, size_t length, struct writer *out) {
    /* Behind the log: log_cut (2), bind (3 + 32), label of the padding and the padding (2); before
     * it: its label (1) and head (at most 3). */
    static const size_t around_log = 2 + 35 + 2 + 1 + 3;
    size_t start = out->position, used = 0;
    struct view log = record->log;
    if (!within_limits(record)) {
        return STATUS_INVALID;
    }
    put_facts(record, out);
    used = out->position - start;
    if (out->overflow || used + around_log > length) {
        return STATUS_TOO_LARGE;
    }
    log = text_truncate(log, length - used - around_log);
    cbor_put_uint(out, 12);
    cbor_put_text(out, log);
    cbor_put_uint(out, 13);
    cbor_put_bool(out, record->log_cut || log.length < record->log.length);
    cbor_put_uint(out, 14);
    cbor_put_fixed(out, record->bind, sizeof record->bind);
    cbor_put_uint(out, 15);
    used = out->position - start;
    if (out->overflow || used >= length) {
        return STATUS_TOO_LARGE;
    }
    cbor_put_padding(out, length - used);
    return writer_end(out);
}

enum status record_seal(struct cose_sender *sender, const struct applet_identity *identity,
                        const struct record *record, struct writer *out) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad, payload;
    size_t plain_length = cose_plaintext_length(RECORD_MESSAGE_BYTES);
    uint8_t *slot = cose_plaintext_slot(out, RECORD_MESSAGE_BYTES);
    enum status status = applet_identity_check(identity);
    if (status != STATUS_OK) {
        return status;
    }
    if (slot == NULL) {
        return STATUS_TOO_LARGE;
    }
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    message_aad_record(&aad, identity);
    writer_init(&payload, slot, plain_length);
    status = writer_end(&aad);
    if (status == STATUS_OK) {
        status = record_payload_encode(record, plain_length, &payload);
    }
    if (status == STATUS_OK) {
        status = cose_encrypt0(sender, writer_written(&aad), writer_written(&payload), out);
    }
    if (status != STATUS_OK) {
        secret_wipe_memory(slot, plain_length); /* no half-built plaintext stays in the output */
    }
    return status;
}

static enum status get_actions(struct reader *reader, struct record *record) {
    enum status status = cbor_get_array(reader, &record->action_count);
    if (status != STATUS_OK || record->action_count > LIMIT_ACTIONS) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < record->action_count; i++) {
        struct record_action *action = &record->actions[i];
        if (cbor_get_array_of(reader, 3) != STATUS_OK ||
            cbor_get_text(reader, &action->id) != STATUS_OK ||
            cbor_get_bool(reader, &action->run) != STATUS_OK ||
            cbor_get_fixed(reader, action->idem, IDEM_BYTES) != STATUS_OK) {
            return STATUS_INVALID;
        }
    }
    return STATUS_OK;
}

static enum status get_outcome(struct reader *reader, enum run_outcome *outcome) {
    uint64_t value = 0;
    if (cbor_get_uint(reader, &value) != STATUS_OK || value > RUN_ACTION_TOO_LARGE) {
        return STATUS_INVALID;
    }
    *outcome = (enum run_outcome)value;
    return STATUS_OK;
}

enum status record_payload_decode(struct view payload, struct record *record) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(record, 0, sizeof *record);
    reader_init_view(&reader, payload);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_fixed(&reader, record->instance, INSTANCE_BYTES); break;
        case 2: status = cbor_get_uint(&reader, &record->n); break;
        case 3: status = cbor_get_fixed(&reader, record->prev_hash, DIGEST_BYTES); break;
        case 4: status = cbor_get_fixed(&reader, record->event_id, EVENT_ID_BYTES); break;
        case 5: status = cbor_get_text(&reader, &record->trigger); break;
        case 6: status = cbor_get_uint(&reader, &record->seq); break;
        case 7: status = cbor_get_int(&reader, &record->started_ms); break;
        case 8: status = cbor_get_int(&reader, &record->ended_ms); break;
        case 9: status = cbor_get_u32(&reader, &record->uncertainty_ms); break;
        case 10: status = get_outcome(&reader, &record->outcome); break;
        case 11: status = get_actions(&reader, record); break;
        case 12: status = cbor_get_text(&reader, &record->log); break;
        case 13: status = cbor_get_bool(&reader, &record->log_cut); break;
        case 14: status = cbor_get_fixed(&reader, record->bind, DIGEST_BYTES); break;
        case 15: status = cbor_get_padding(&reader); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0xfffe);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK && !within_limits(record)) {
        status = STATUS_INVALID;
    }
    return status;
}

enum status record_open(struct cose_receiver *receiver, const struct applet_identity *identity,
                        struct view message, uint8_t *plaintext, size_t capacity,
                        struct record *record) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad;
    size_t length = capacity;
    enum status status = applet_identity_check(identity);
    memset(record, 0, sizeof *record);
    if (status != STATUS_OK) {
        return status;
    }
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    message_aad_record(&aad, identity);
    status = writer_end(&aad);
    if (status == STATUS_OK) {
        status = cose_decrypt0(receiver, writer_written(&aad), message, plaintext, &length);
    }
    if (status == STATUS_OK) {
        status = record_payload_decode(view_of(plaintext, length), record);
    }
    return status;
}
