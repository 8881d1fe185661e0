/* lib/message_trigger.c: the table is in the header. */
#include "lib/message_trigger.h"

#include "lib/text.h"

#include <string.h>

static const size_t buckets[] = {1024, 4096, 16384, TRIGGER_MESSAGE_BYTES_MOST};

size_t trigger_bucket(size_t payload_length) {
    for (size_t i = 0; i < sizeof buckets / sizeof buckets[0]; i++) {
        /* At least one byte is left for the padding item itself. */
        if (payload_length < cose_plaintext_length(buckets[i])) {
            return buckets[i];
        }
    }
    return 0;
}

static size_t text_bytes(struct view text) {
    return cbor_head_bytes(text.length) + text.length;
}

static size_t int_bytes(int64_t value) {
    return cbor_head_bytes(value >= 0 ? (uint64_t)value : (uint64_t)(-1 - value));
}

static size_t map_bytes(const struct text_pair *pairs, size_t count) {
    size_t sum = cbor_head_bytes(count);
    for (size_t i = 0; i < count; i++) {
        sum += text_bytes(pairs[i].name) + text_bytes(pairs[i].text);
    }
    return sum;
}

static bool within_limits(const struct trigger_message *message) {
    if (message->ingredient_count > LIMIT_INGREDIENTS || message->query_count > LIMIT_TRIGGERS ||
        message->facts.seq == 0) {
        return false;
    }
    for (size_t i = 0; i < message->query_count; i++) {
        const struct query_rows *query = &message->queries[i];
        if (query->row_count > LIMIT_ROWS || !text_is_name(query->name)) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (view_equal(message->queries[j].name, query->name)) {
                return false;
            }
        }
        for (size_t j = 0; j < query->row_count; j++) {
            if (query->rows[j].cell_count > LIMIT_CELLS) {
                return false;
            }
        }
    }
    return true;
}

size_t trigger_payload_length(const struct trigger_message *message) {
    const struct trigger_facts *facts = &message->facts;
    /* Map head, ten labels of one byte (nine without the previous time), the event id. */
    size_t sum = 1 + 9 + (facts->has_previous ? 1 : 0) + 1 + EVENT_ID_BYTES;
    if (!within_limits(message)) {
        return 0;
    }
    sum += cbor_head_bytes(facts->seq) + int_bytes(facts->now_ms) + int_bytes(facts->sealed_at_ms) +
           int_bytes(facts->trigger_time_ms) + cbor_head_bytes(facts->seed);
    sum += facts->has_previous ? int_bytes(facts->previous_trigger_time_ms) : 0;
    sum += map_bytes(message->ingredients, message->ingredient_count);
    sum += cbor_head_bytes(message->query_count);
    for (size_t i = 0; i < message->query_count; i++) {
        const struct query_rows *query = &message->queries[i];
        sum += text_bytes(query->name) + cbor_head_bytes(query->row_count);
        for (size_t j = 0; j < query->row_count; j++) {
            sum += map_bytes(query->rows[j].cells, query->rows[j].cell_count);
        }
    }
    return sum;
}

static enum status put_queries(const struct trigger_message *message, struct writer *out) {
    cbor_put_map(out, message->query_count);
    for (size_t i = 0; i < message->query_count; i++) {
        const struct query_rows *query = &message->queries[i];
        cbor_put_text(out, query->name);
        cbor_put_array(out, query->row_count);
        for (size_t j = 0; j < query->row_count; j++) {
            enum status status =
                text_map_encode(out, query->rows[j].cells, query->rows[j].cell_count);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    return writer_end(out);
}

enum status trigger_payload_encode(const struct trigger_message *message, size_t length,
                                   struct writer *out) {
    const struct trigger_facts *facts = &message->facts;
    size_t start = out->position, used = 0;
    enum status status = STATUS_INVALID;
    if (!within_limits(message)) {
        return STATUS_INVALID;
    }
    cbor_put_map(out, facts->has_previous ? 10 : 9);
    cbor_put_uint(out, 1);
    cbor_put_fixed(out, facts->event_id, sizeof facts->event_id);
    cbor_put_uint(out, 2);
    cbor_put_uint(out, facts->seq);
    cbor_put_uint(out, 3);
    cbor_put_int(out, facts->now_ms);
    cbor_put_uint(out, 4);
    cbor_put_int(out, facts->sealed_at_ms);
    cbor_put_uint(out, 5);
    cbor_put_int(out, facts->trigger_time_ms);
    if (facts->has_previous) {
        cbor_put_uint(out, 6);
        cbor_put_int(out, facts->previous_trigger_time_ms);
    }
    cbor_put_uint(out, 7);
    cbor_put_uint(out, facts->seed);
    cbor_put_uint(out, 8);
    status = text_map_encode(out, message->ingredients, message->ingredient_count);
    if (status == STATUS_OK) {
        cbor_put_uint(out, 9);
        status = put_queries(message, out);
    }
    if (status != STATUS_OK) {
        return status;
    }
    cbor_put_uint(out, 10);
    used = out->position - start;
    if (out->overflow || used >= length) {
        return STATUS_TOO_LARGE;
    }
    cbor_put_padding(out, length - used);
    return writer_end(out);
}

enum status trigger_seal(struct cose_sender *sender, const struct applet_identity *identity,
                         struct view trigger, const uint8_t nonce[NONCE_BYTES],
                         const struct trigger_message *message, struct writer *out) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad, payload;
    size_t length = trigger_payload_length(message);
    size_t bucket = length == 0 ? 0 : trigger_bucket(length);
    size_t plain_length = bucket == 0 ? 0 : cose_plaintext_length(bucket);
    uint8_t *slot = bucket == 0 ? NULL : cose_plaintext_slot(out, bucket);
    enum status status = STATUS_INVALID;
    if (length == 0 || applet_identity_check(identity) != STATUS_OK || !text_is_name(trigger)) {
        return STATUS_INVALID;
    }
    if (slot == NULL) {
        return STATUS_TOO_LARGE;
    }
    writer_init(&payload, slot, plain_length);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    message_aad_trigger(&aad, identity, trigger, nonce);
    status = writer_end(&aad);
    if (status == STATUS_OK) {
        status = trigger_payload_encode(message, plain_length, &payload);
    }
    if (status == STATUS_OK) {
        status = cose_encrypt0(sender, writer_written(&aad), writer_written(&payload), out);
    }
    if (status != STATUS_OK) {
        secret_wipe_memory(slot, plain_length); /* no half-built plaintext stays in the output */
    }
    return status;
}

static enum status get_rows(struct reader *reader, size_t *count, struct view *rows) {
    struct reader start;
    enum status status = cbor_get_array(reader, count);
    if (status != STATUS_OK || *count > LIMIT_ROWS) {
        return STATUS_INVALID;
    }
    start = *reader;
    for (size_t i = 0; status == STATUS_OK && i < *count; i++) {
        size_t cells = 0;
        struct view entries = {0};
        status = text_map_decode(reader, LIMIT_CELLS, &cells, &entries);
    }
    return status == STATUS_OK ? reader_view(&start, reader->position - start.position, rows)
                               : status;
}

static enum status get_queries(struct reader *reader, struct trigger_view *view) {
    struct view names[LIMIT_TRIGGERS];
    struct reader start;
    enum status status = cbor_get_map(reader, &view->query_count);
    if (status != STATUS_OK || view->query_count > LIMIT_TRIGGERS) {
        return STATUS_INVALID;
    }
    start = *reader;
    for (size_t i = 0; i < view->query_count; i++) {
        size_t count = 0;
        struct view rows = {0};
        if (cbor_get_text(reader, &names[i]) != STATUS_OK || !text_is_name(names[i]) ||
            get_rows(reader, &count, &rows) != STATUS_OK) {
            return STATUS_INVALID;
        }
        for (size_t j = 0; j < i; j++) {
            if (view_equal(names[j], names[i])) {
                return STATUS_INVALID;
            }
        }
    }
    return reader_view(&start, reader->position - start.position, &view->queries);
}

enum status trigger_payload_decode(struct view payload, struct trigger_view *view) {
    struct reader reader;
    struct cbor_map map;
    struct trigger_facts *facts = &view->facts;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(view, 0, sizeof *view);
    reader_init_view(&reader, payload);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_fixed(&reader, facts->event_id, EVENT_ID_BYTES); break;
        case 2: status = cbor_get_uint(&reader, &facts->seq); break;
        case 3: status = cbor_get_int(&reader, &facts->now_ms); break;
        case 4: status = cbor_get_int(&reader, &facts->sealed_at_ms); break;
        case 5: status = cbor_get_int(&reader, &facts->trigger_time_ms); break;
        case 6: status = cbor_get_int(&reader, &facts->previous_trigger_time_ms); break;
        case 7: status = cbor_get_u32(&reader, &facts->seed); break;
        case 8:
            status = text_map_decode(&reader, LIMIT_INGREDIENTS, &view->ingredient_count,
                                     &view->ingredients);
            break;
        case 9: status = get_queries(&reader, view); break;
        case 10: status = cbor_get_padding(&reader); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) { /* all but the previous time (6) */
        status = cbor_map_end(&map, UINT64_C(0x7fe) & ~CBOR_LABEL(6));
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK && facts->seq == 0) {
        status = STATUS_INVALID;
    }
    facts->has_previous = cbor_map_has(&map, 6);
    return status;
}

enum status trigger_open(struct cose_receiver *receiver, const struct applet_identity *identity,
                         struct view trigger, const uint8_t nonce[NONCE_BYTES], struct view message,
                         uint8_t *plaintext, size_t capacity, struct trigger_view *view) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad;
    size_t length = capacity;
    enum status status = STATUS_INVALID;
    memset(view, 0, sizeof *view);
    if (applet_identity_check(identity) != STATUS_OK || !text_is_name(trigger)) {
        return STATUS_INVALID;
    }
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    message_aad_trigger(&aad, identity, trigger, nonce);
    status = writer_end(&aad);
    if (status == STATUS_OK) {
        status = cose_decrypt0(receiver, writer_written(&aad), message, plaintext, &length);
    }
    if (status == STATUS_OK) {
        status = trigger_payload_decode(view_of(plaintext, length), view);
    }
    return status;
}

bool trigger_query_next(struct reader *queries, struct trigger_query *query) {
    return reader_left(queries) > 0 && cbor_get_text(queries, &query->name) == STATUS_OK &&
           get_rows(queries, &query->row_count, &query->rows) == STATUS_OK;
}

bool trigger_row_next(struct reader *rows, size_t *cell_count, struct view *cells) {
    return reader_left(rows) > 0 &&
           text_map_decode(rows, LIMIT_CELLS, cell_count, cells) == STATUS_OK;
}
