/* lib/monitor_protocol.c: fixed layouts, drawn in the header; both directions, nothing else. */
#include "lib/monitor_protocol.h"

#include <string.h>

static bool known_operation(unsigned operation) {
    return operation >= MONITOR_START && operation <= MONITOR_TICK;
}

static void put_slot(struct writer *out, const struct monitor_slot *slot) {
    writer_u64(out, slot->version);
    writer_bytes(out, slot->digest, sizeof slot->digest);
}

static enum status get_slot(struct reader *reader, struct monitor_slot *slot) {
    enum status status = reader_u64(reader, &slot->version);
    return status == STATUS_OK ? reader_bytes(reader, slot->digest, sizeof slot->digest) : status;
}

/* `length` bytes that must be zero. */
static enum status get_zeros(struct reader *reader, size_t length) {
    struct view zeros = {0};
    enum status status = reader_view(reader, length, &zeros);
    for (size_t i = 0; status == STATUS_OK && i < zeros.length; i++) {
        status = zeros.data[i] == 0 ? STATUS_OK : STATUS_INVALID;
    }
    return status;
}

/* The head with a length to be filled in by put_length. */
static size_t put_head(struct writer *out, unsigned operation, unsigned result) {
    writer_u8(out, MONITOR_PROTOCOL_VERSION);
    writer_u8(out, (uint8_t)operation);
    writer_u16(out, (uint16_t)result);
    writer_u32(out, 0);
    return out->position;
}

static void put_length(struct writer *out, size_t body) {
    struct writer head = *out;
    if (!out->overflow) {
        head.position = body - 4;
        writer_u32(&head, (uint32_t)(out->position - body));
    }
}

void monitor_request_encode(const struct monitor_request *request, struct writer *out) {
    size_t body = put_head(out, request->operation, 0);
    switch (request->operation) {
    case MONITOR_START:
        writer_bytes(out, request->body.start.bind, DIGEST_BYTES);
        writer_u8(out, (uint8_t)request->body.start.role);
        writer_zeros(out, 7);
        writer_u64(out, request->body.start.memory_bytes);
        break;
    case MONITOR_EVIDENCE:
        writer_bytes(out, request->body.caller_data, EVIDENCE_CALLER_DATA_BYTES);
        break;
    case MONITOR_RANDOM:
        writer_u32(out, request->body.random_length);
        writer_zeros(out, 4);
        break;
    case MONITOR_SEAL_KEY: writer_bytes(out, request->body.label, MONITOR_LABEL_BYTES); break;
    case MONITOR_TIME_SET:
        writer_u64(out, request->body.time_set.tick_ns);
        writer_i64(out, request->body.time_set.utc_ms);
        writer_u32(out, request->body.time_set.uncertainty_ms);
        writer_zeros(out, 4);
        break;
    case MONITOR_NONCE_ISSUE:
        writer_u64(out, request->body.nonce_issue.instance);
        writer_u32(out, request->body.nonce_issue.count);
        writer_zeros(out, 4);
        break;
    case MONITOR_NONCE_CONSUME: writer_bytes(out, request->body.nonce, NONCE_BYTES); break;
    case MONITOR_SLOT_CAS:
        put_slot(out, &request->body.slot_cas.expected);
        put_slot(out, &request->body.slot_cas.next);
        break;
    case MONITOR_STOP: writer_u64(out, request->body.instance); break;
    case MONITOR_TIME:
    case MONITOR_SLOT_READ:
    case MONITOR_TICK: break;
    }
    put_length(out, body);
}

static enum status get_start(struct reader *reader, struct monitor_start *start) {
    uint8_t role = 0;
    if (reader_bytes(reader, start->bind, DIGEST_BYTES) != STATUS_OK ||
        reader_u8(reader, &role) != STATUS_OK || role < PROGRAM_KEYSTORE || role > PROGRAM_CLOCK ||
        get_zeros(reader, 7) != STATUS_OK) {
        return STATUS_INVALID;
    }
    start->role = (enum program_role)role;
    return reader_u64(reader, &start->memory_bytes);
}

static enum status get_time_set(struct reader *reader, struct monitor_time *time) {
    if (reader_u64(reader, &time->tick_ns) != STATUS_OK ||
        reader_i64(reader, &time->utc_ms) != STATUS_OK ||
        reader_u32(reader, &time->uncertainty_ms) != STATUS_OK) {
        return STATUS_INVALID;
    }
    return get_zeros(reader, 4);
}

/* A u32 from 1 to `most`, then four zeros. */
static enum status get_count(struct reader *reader, uint32_t most, uint32_t *count) {
    if (reader_u32(reader, count) != STATUS_OK || *count < 1 || *count > most) {
        return STATUS_INVALID;
    }
    return get_zeros(reader, 4);
}

static enum status get_request_body(struct reader *reader, struct monitor_request *request) {
    enum status status = STATUS_INVALID;
    switch (request->operation) {
    case MONITOR_START: return get_start(reader, &request->body.start);
    case MONITOR_EVIDENCE:
        return reader_bytes(reader, request->body.caller_data, EVIDENCE_CALLER_DATA_BYTES);
    case MONITOR_RANDOM:
        return get_count(reader, MONITOR_RANDOM_MOST, &request->body.random_length);
    case MONITOR_SEAL_KEY: return reader_bytes(reader, request->body.label, MONITOR_LABEL_BYTES);
    case MONITOR_TIME_SET: return get_time_set(reader, &request->body.time_set);
    case MONITOR_NONCE_ISSUE:
        status = reader_u64(reader, &request->body.nonce_issue.instance);
        return status == STATUS_OK
                   ? get_count(reader, MONITOR_NONCES_MOST, &request->body.nonce_issue.count)
                   : status;
    case MONITOR_NONCE_CONSUME: return reader_bytes(reader, request->body.nonce, NONCE_BYTES);
    case MONITOR_SLOT_CAS:
        status = get_slot(reader, &request->body.slot_cas.expected);
        return status == STATUS_OK ? get_slot(reader, &request->body.slot_cas.next) : status;
    case MONITOR_STOP: return reader_u64(reader, &request->body.instance);
    case MONITOR_TIME:
    case MONITOR_SLOT_READ:
    case MONITOR_TICK: return STATUS_OK;
    }
    return STATUS_INVALID;
}

static enum status get_head(struct reader *reader, uint8_t *operation, uint16_t *result) {
    uint8_t version = 0;
    uint32_t length = 0;
    if (reader_u8(reader, &version) != STATUS_OK || version != MONITOR_PROTOCOL_VERSION ||
        reader_u8(reader, operation) != STATUS_OK || !known_operation(*operation) ||
        reader_u16(reader, result) != STATUS_OK || reader_u32(reader, &length) != STATUS_OK ||
        length != reader_left(reader)) {
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

enum status monitor_request_decode(struct view message, struct monitor_request *request) {
    struct reader reader;
    uint8_t operation = 0;
    uint16_t zero = 0;
    enum status status = STATUS_INVALID;
    memset(request, 0, sizeof *request);
    reader_init_view(&reader, message);
    if (get_head(&reader, &operation, &zero) != STATUS_OK || zero != 0) {
        return STATUS_INVALID;
    }
    request->operation = (enum monitor_operation)operation;
    status = get_request_body(&reader, request);
    return status == STATUS_OK ? reader_end(&reader) : STATUS_INVALID;
}

static void put_time(struct writer *out, const struct monitor_time *time) {
    writer_i64(out, time->utc_ms);
    writer_u32(out, time->uncertainty_ms);
    writer_u32(out, time->source);
    writer_u64(out, time->tick_ns);
}

void monitor_response_encode(const struct monitor_response *response, struct writer *out) {
    size_t body = put_head(out, response->operation, response->result);
    if (response->result != MONITOR_OK) {
        return;
    }
    switch (response->operation) {
    case MONITOR_START:
        writer_u64(out, response->body.start.instance);
        writer_bytes(out, response->body.start.measurement, MEASUREMENT_BYTES);
        break;
    case MONITOR_EVIDENCE:
        writer_bytes(out, response->body.evidence.bytes, response->body.evidence.length);
        break;
    case MONITOR_RANDOM:
        writer_bytes(out, response->body.random.bytes, response->body.random.length);
        break;
    case MONITOR_SEAL_KEY:
        writer_bytes(out, response->body.seal_key.bytes, sizeof response->body.seal_key.bytes);
        break;
    case MONITOR_TIME: put_time(out, &response->body.time); break;
    case MONITOR_NONCE_ISSUE:
        writer_u32(out, response->body.nonce_issue.count);
        writer_u32(out, response->body.nonce_issue.lifetime_ms);
        writer_bytes(out, response->body.nonce_issue.nonces,
                     sizeof response->body.nonce_issue.nonces);
        break;
    case MONITOR_SLOT_READ: put_slot(out, &response->body.slot); break;
    case MONITOR_TICK: writer_u64(out, response->body.tick_ns); break;
    case MONITOR_TIME_SET:
    case MONITOR_NONCE_CONSUME:
    case MONITOR_SLOT_CAS:
    case MONITOR_STOP: break;
    }
    put_length(out, body);
}

static enum status get_time(struct reader *reader, struct monitor_time *time) {
    uint32_t source = 0;
    if (reader_i64(reader, &time->utc_ms) != STATUS_OK ||
        reader_u32(reader, &time->uncertainty_ms) != STATUS_OK ||
        reader_u32(reader, &source) != STATUS_OK || source > TIME_SOURCE_MACHINE) {
        return STATUS_INVALID;
    }
    time->source = (enum evidence_time_source)source;
    return reader_u64(reader, &time->tick_ns);
}

/* All that is left, 1 to `most` bytes. */
static enum status get_rest(struct reader *reader, size_t most, uint8_t *bytes, size_t *length) {
    *length = reader_left(reader);
    if (*length < 1 || *length > most) {
        return STATUS_INVALID;
    }
    return reader_bytes(reader, bytes, *length);
}

static enum status get_nonces(struct reader *reader, struct monitor_response *response) {
    uint32_t count = 0;
    if (reader_u32(reader, &count) != STATUS_OK || count < 1 || count > MONITOR_NONCES_MOST ||
        reader_u32(reader, &response->body.nonce_issue.lifetime_ms) != STATUS_OK ||
        response->body.nonce_issue.lifetime_ms > MONITOR_NONCE_LIFETIME_MS) {
        return STATUS_INVALID;
    }
    response->body.nonce_issue.count = count;
    return reader_bytes(reader, response->body.nonce_issue.nonces,
                        sizeof response->body.nonce_issue.nonces);
}

static enum status get_response_body(struct reader *reader, struct monitor_response *response) {
    enum status status = STATUS_INVALID;
    switch (response->operation) {
    case MONITOR_START:
        status = reader_u64(reader, &response->body.start.instance);
        return status == STATUS_OK
                   ? reader_bytes(reader, response->body.start.measurement, MEASUREMENT_BYTES)
                   : status;
    case MONITOR_EVIDENCE:
        return get_rest(reader, EVIDENCE_BYTES_MOST, response->body.evidence.bytes,
                        &response->body.evidence.length);
    case MONITOR_RANDOM:
        return get_rest(reader, MONITOR_RANDOM_MOST, response->body.random.bytes,
                        &response->body.random.length);
    case MONITOR_SEAL_KEY: return reader_bytes(reader, response->body.seal_key.bytes, SECRET_BYTES);
    case MONITOR_TIME: return get_time(reader, &response->body.time);
    case MONITOR_NONCE_ISSUE: return get_nonces(reader, response);
    case MONITOR_SLOT_READ: return get_slot(reader, &response->body.slot);
    case MONITOR_TICK: return reader_u64(reader, &response->body.tick_ns);
    case MONITOR_TIME_SET:
    case MONITOR_NONCE_CONSUME:
    case MONITOR_SLOT_CAS:
    case MONITOR_STOP: return STATUS_OK;
    }
    return STATUS_INVALID;
}

enum status monitor_response_decode(struct view message, enum monitor_operation expected,
                                    struct monitor_response *response) {
    struct reader reader;
    uint8_t operation = 0;
    uint16_t result = 0;
    enum status status = STATUS_OK;
    memset(response, 0, sizeof *response);
    reader_init_view(&reader, message);
    if (get_head(&reader, &operation, &result) != STATUS_OK || operation != expected ||
        result > MONITOR_FAILED) {
        return STATUS_INVALID;
    }
    response->operation = (enum monitor_operation)operation;
    response->result = (enum monitor_result)result;
    if (response->result == MONITOR_OK) {
        status = get_response_body(&reader, response);
    }
    return status == STATUS_OK ? reader_end(&reader) : STATUS_INVALID;
}

enum status monitor_result_status(enum monitor_result result) {
    switch (result) {
    case MONITOR_OK: return STATUS_OK;
    case MONITOR_MALFORMED: return STATUS_INVALID;
    case MONITOR_DENIED: return STATUS_DENIED;
    case MONITOR_STALE: return STATUS_STALE;
    case MONITOR_FULL: return STATUS_NO_MEMORY;
    case MONITOR_UNAVAILABLE: return STATUS_UNAVAILABLE;
    case MONITOR_FAILED: break;
    }
    return STATUS_FAILED;
}
