/* lib/message_action.c: the table is in the header. */
#include "lib/message_action.h"

#include "lib/text.h"

#include <string.h>

static bool within_limits(const struct action_message *message) {
    return message->field_count <= LIMIT_FIELDS && text_is_name(message->facts.trigger) &&
           (message->facts.run || message->field_count == 0);
}

bool action_fits(const struct action_message *message, size_t total) {
    const struct action_facts *facts = &message->facts;
    size_t plain = cose_plaintext_length(total);
    /*
     * Map head, seven labels, idem, run; the rest depends on values. One byte is padding at
     * least.
     */
    size_t sum = 1 + 7 + 1 + IDEM_BYTES + 1 + cbor_head_bytes(facts->seq) +
                 cbor_head_bytes(facts->trigger.length) + facts->trigger.length +
                 cbor_head_bytes(facts->not_after_ms >= 0 ? (uint64_t)facts->not_after_ms
                                                          : (uint64_t)(-1 - facts->not_after_ms)) +
                 cbor_head_bytes(message->field_count) + 1;
    for (size_t i = 0; i < message->field_count; i++) {
        const struct text_pair *field = &message->fields[i];
        if (sum > plain || field->text.length > plain || field->name.length > plain) {
            return false;
        }
        sum += cbor_head_bytes(field->name.length) + field->name.length +
               cbor_head_bytes(field->text.length) + field->text.length;
    }
    return within_limits(message) && sum <= plain;
}

enum status action_payload_encode(const struct action_message *message, size_t length,
                                  struct writer *out) {
    const struct action_facts *facts = &message->facts;
    size_t start = out->position, used = 0;
    enum status status = STATUS_INVALID;
    if (!within_limits(message)) {
        return STATUS_INVALID;
    }
    cbor_put_map(out, 7);
    cbor_put_uint(out, 1);
    cbor_put_fixed(out, facts->idem, sizeof facts->idem);
    cbor_put_uint(out, 2);
    cbor_put_uint(out, facts->seq);
    cbor_put_uint(out, 3);
    cbor_put_text(out, facts->trigger);
    cbor_put_uint(out, 4);
    cbor_put_int(out, facts->not_after_ms);
    cbor_put_uint(out, 5);
    cbor_put_bool(out, facts->run);
    cbor_put_uint(out, 6);
    status = text_map_encode(out, message->fields, message->field_count);
    if (status != STATUS_OK) {
        return status;
    }
    cbor_put_uint(out, 7);
    used = out->position - start;
    if (out->overflow || used >= length) {
        return STATUS_TOO_LARGE;
    }
    cbor_put_padding(out, length - used);
    return writer_end(out);
}

static enum status make_aad(struct writer *aad, const struct applet_identity *identity,
                            struct view action) {
    if (applet_identity_check(identity) != STATUS_OK || !text_is_name(action)) {
        return STATUS_INVALID;
    }
    message_aad_action(aad, identity, action);
    return writer_end(aad);
}

enum status action_seal(struct cose_sender *sender, const struct applet_identity *identity,
                        struct view action, const struct action_message *message, size_t total,
                        struct writer *out) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad, payload;
    size_t plain_length = cose_plaintext_length(total);
    uint8_t *slot = cose_plaintext_slot(out, total);
    enum status status = STATUS_INVALID;
    if (total < ACTION_MESSAGE_BYTES_LEAST || total > ACTION_MESSAGE_BYTES_MOST) {
        return STATUS_INVALID;
    }
    if (slot == NULL) {
        return STATUS_TOO_LARGE;
    }
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    status = make_aad(&aad, identity, action);
    if (status != STATUS_OK) {
        return status;
    }
    writer_init(&payload, slot, plain_length);
    status = action_payload_encode(message, plain_length, &payload);
    if (status == STATUS_OK) {
        status = cose_encrypt0(sender, writer_written(&aad), writer_written(&payload), out);
    }
    if (status != STATUS_OK) {
        secret_wipe_memory(slot, plain_length); /* no half-built plaintext stays in the output */
    }
    return status;
}

enum status action_payload_decode(struct view payload, struct action_view *view) {
    struct reader reader;
    struct cbor_map map;
    struct action_facts *facts = &view->facts;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(view, 0, sizeof *view);
    reader_init_view(&reader, payload);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_fixed(&reader, facts->idem, IDEM_BYTES); break;
        case 2: status = cbor_get_uint(&reader, &facts->seq); break;
        case 3: status = cbor_get_text(&reader, &facts->trigger); break;
        case 4: status = cbor_get_int(&reader, &facts->not_after_ms); break;
        case 5: status = cbor_get_bool(&reader, &facts->run); break;
        case 6:
            status = text_map_decode(&reader, LIMIT_FIELDS, &view->field_count, &view->fields);
            break;
        case 7: status = cbor_get_padding(&reader); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0xfe);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK &&
        (!text_is_name(facts->trigger) || (!facts->run && view->field_count > 0))) {
        status = STATUS_INVALID;
    }
    return status;
}

enum status action_open(struct cose_receiver *receiver, const struct applet_identity *identity,
                        struct view action, struct view message, uint8_t *plaintext,
                        size_t capacity, struct action_view *view) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad;
    size_t length = capacity;
    enum status status = STATUS_INVALID;
    memset(view, 0, sizeof *view);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    status = make_aad(&aad, identity, action);
    if (status == STATUS_OK) {
        status = cose_decrypt0(receiver, writer_written(&aad), message, plaintext, &length);
    }
    if (status == STATUS_OK) {
        status = action_payload_decode(view_of(plaintext, length), view);
    }
    return status;
}
