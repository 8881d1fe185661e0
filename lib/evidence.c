/*
 * lib/evidence.c: writing, signing and reading certificates and claims; the tables are in the
 * header.
 */
#include "lib/evidence.h"

#include "lib/cbor.h"
#include "lib/cose.h"

#include <string.h>

#define UEID_RANDOM 0x01 /* RFC 9711 section 4.2.1: type RAND */

enum claim {
    CLAIM_NONCE = 10,
    CLAIM_UEID = 256,
    CLAIM_DEBUG = 263,
    CLAIM_PROFILE = 265,
    CLAIM_BOOT_SEED = 268,
    CLAIM_PROGRAM = -70001,
    CLAIM_BIND = -70002,
    CLAIM_MONITOR = -70003,
    CLAIM_MONITOR_VERSION = -70004,
    CLAIM_BACKEND = -70005,
    CLAIM_SHARED_KERNEL = -70006,
    CLAIM_DMA_PROTECTED = -70007,
    CLAIM_ROLLBACK = -70008,
    CLAIM_TIME = -70009,
    CLAIM_UNCERTAINTY = -70010,
    CLAIM_TIME_SOURCE = -70011,
};

static void put_aad(struct writer *out, const char *what) {
    cbor_put_array(out, 2);
    cbor_put_string(out, "tapdance/v1");
    cbor_put_string(out, what);
}

void certificate_aad(struct writer *out) {
    put_aad(out, "certificate");
}

void evidence_aad(struct writer *out) {
    put_aad(out, "evidence");
}

enum status certificate_sign(const struct signing_key *device_key,
                             const struct certificate *certificate, struct writer *out) {
    uint8_t payload_bytes[96], aad_bytes[48], public_key[SIGN_PUBLIC_BYTES];
    uint8_t device_id[DIGEST_BYTES];
    struct writer payload, aad;
    signing_key_public(device_key, public_key);
    digest_sha256(view_of(public_key, sizeof public_key), device_id);
    writer_init(&payload, payload_bytes, sizeof payload_bytes);
    cbor_put_map(&payload, 3);
    cbor_put_uint(&payload, 1);
    cbor_put_fixed(&payload, certificate->monitor_key, sizeof certificate->monitor_key);
    cbor_put_uint(&payload, 2);
    cbor_put_fixed(&payload, certificate->monitor_measurement,
                   sizeof certificate->monitor_measurement);
    cbor_put_uint(&payload, 3);
    cbor_put_uint(&payload, certificate->monitor_version);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    certificate_aad(&aad);
    if (writer_end(&payload) != STATUS_OK || writer_end(&aad) != STATUS_OK) {
        return STATUS_TOO_LARGE;
    }
    return cose_sign1(device_key, view_of(device_id, sizeof device_id), writer_written(&aad),
                      writer_written(&payload), out);
}

void evidence_claims_encode(const struct evidence_claims *claims, struct writer *out) {
    uint8_t ueid[1 + DIGEST_BYTES] = {UEID_RANDOM};
    memcpy(ueid + 1, claims->device_id, DIGEST_BYTES);
    cbor_put_map(out, claims->has_time ? 16 : 14);
    cbor_put_int(out, CLAIM_NONCE);
    cbor_put_fixed(out, claims->caller_data, sizeof claims->caller_data);
    cbor_put_int(out, CLAIM_UEID);
    cbor_put_fixed(out, ueid, sizeof ueid);
    cbor_put_int(out, CLAIM_DEBUG);
    cbor_put_uint(out, claims->debug);
    cbor_put_int(out, CLAIM_PROFILE);
    cbor_put_string(out, EVIDENCE_PROFILE);
    cbor_put_int(out, CLAIM_BOOT_SEED);
    cbor_put_fixed(out, claims->boot_id, sizeof claims->boot_id);
    cbor_put_int(out, CLAIM_PROGRAM);
    cbor_put_fixed(out, claims->program, sizeof claims->program);
    cbor_put_int(out, CLAIM_BIND);
    cbor_put_fixed(out, claims->bind, sizeof claims->bind);
    cbor_put_int(out, CLAIM_MONITOR);
    cbor_put_fixed(out, claims->monitor, sizeof claims->monitor);
    cbor_put_int(out, CLAIM_MONITOR_VERSION);
    cbor_put_uint(out, claims->monitor_version);
    cbor_put_int(out, CLAIM_BACKEND);
    cbor_put_uint(out, claims->backend);
    cbor_put_int(out, CLAIM_SHARED_KERNEL);
    cbor_put_bool(out, claims->shared_kernel);
    cbor_put_int(out, CLAIM_DMA_PROTECTED);
    cbor_put_bool(out, claims->dma_protected);
    cbor_put_int(out, CLAIM_ROLLBACK);
    cbor_put_uint(out, claims->rollback);
    if (claims->has_time) {
        cbor_put_int(out, CLAIM_TIME);
        cbor_put_int(out, claims->time_ms);
        cbor_put_int(out, CLAIM_UNCERTAINTY);
        cbor_put_uint(out, claims->uncertainty_ms);
    }
    cbor_put_int(out, CLAIM_TIME_SOURCE);
    cbor_put_uint(out, claims->time_source);
}

enum status evidence_sign(const struct signing_key *monitor_key, struct view certificate,
                          const struct evidence_claims *claims, struct writer *out) {
    uint8_t claims_bytes[640], aad_bytes[48];
    struct writer payload, aad, statement;
    struct view signed_claims = {0};
    size_t start = out->position;
    enum status status = STATUS_TOO_LARGE;
    writer_init(&payload, claims_bytes, sizeof claims_bytes);
    evidence_claims_encode(claims, &payload);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    evidence_aad(&aad);
    cbor_put_array(out, 2);
    cbor_put_bytes(out, certificate);
    if (writer_end(&payload) != STATUS_OK || writer_end(&aad) != STATUS_OK ||
        writer_end(out) != STATUS_OK) {
        return STATUS_TOO_LARGE;
    }
    /*
     * The statement's length comes before it, but is known only behind it: sign three bytes further
     * on, where it stays, since a statement is 256 to 65,535 bytes long.
     */
    statement = *out;
    writer_zeros(&statement, 3);
    status = cose_sign1(monitor_key, view_of(NULL, 0), writer_written(&aad),
                        writer_written(&payload), &statement);
    if (status != STATUS_OK) {
        return status;
    }
    signed_claims = view_of(out->data + out->position + 3, statement.position - out->position - 3);
    if (cbor_head_bytes(signed_claims.length) != 3 ||
        statement.position - start > EVIDENCE_BYTES_MOST) {
        return STATUS_TOO_LARGE;
    }
    cbor_put_head(out, CBOR_BYTES, signed_claims.length);
    out->position = statement.position;
    return writer_end(out);
}

/* An unsigned integer of at most `most`. */
static enum status get_below(struct reader *reader, uint64_t most, uint64_t *value) {
    enum status status = cbor_get_uint(reader, value);
    return status == STATUS_OK && *value > most ? STATUS_INVALID : status;
}

static enum status get_label(struct reader *reader, enum claim label) {
    int64_t got = 0;
    enum status status = cbor_get_int(reader, &got);
    return status == STATUS_OK && got != (int64_t)label ? STATUS_INVALID : status;
}

static enum status get_fixed_claim(struct reader *reader, enum claim label, void *to,
                                   size_t length) {
    enum status status = get_label(reader, label);
    return status == STATUS_OK ? cbor_get_fixed(reader, to, length) : status;
}

static enum status get_uint_claim(struct reader *reader, enum claim label, uint64_t most,
                                  uint64_t *value) {
    enum status status = get_label(reader, label);
    return status == STATUS_OK ? get_below(reader, most, value) : status;
}

static enum status get_bool_claim(struct reader *reader, enum claim label, bool *value) {
    enum status status = get_label(reader, label);
    return status == STATUS_OK ? cbor_get_bool(reader, value) : status;
}

static enum status get_time(struct reader *reader, struct evidence_claims *claims) {
    uint64_t uncertainty = 0;
    if (get_label(reader, CLAIM_TIME) != STATUS_OK ||
        cbor_get_int(reader, &claims->time_ms) != STATUS_OK ||
        get_uint_claim(reader, CLAIM_UNCERTAINTY, UINT32_MAX, &uncertainty) != STATUS_OK) {
        return STATUS_INVALID;
    }
    claims->uncertainty_ms = (uint32_t)uncertainty;
    return STATUS_OK;
}

/* The order is fixed, so one pass with the expected label before each value reads it all. */
enum status evidence_claims_decode(struct view payload, struct evidence_claims *claims) {
    struct reader reader;
    struct view profile = {0};
    uint8_t ueid[1 + DIGEST_BYTES];
    uint64_t debug = 0, backend = 0, rollback = 0, source = 0;
    size_t count = 0;
    memset(claims, 0, sizeof *claims);
    reader_init_view(&reader, payload);
    if (cbor_get_map(&reader, &count) != STATUS_OK || (count != 14 && count != 16)) {
        return STATUS_INVALID;
    }
    claims->has_time = count == 16;
    if (get_fixed_claim(&reader, CLAIM_NONCE, claims->caller_data, sizeof claims->caller_data) !=
            STATUS_OK ||
        get_fixed_claim(&reader, CLAIM_UEID, ueid, sizeof ueid) != STATUS_OK ||
        ueid[0] != UEID_RANDOM ||
        get_uint_claim(&reader, CLAIM_DEBUG, DEBUG_DISABLED_FULLY, &debug) != STATUS_OK ||
        get_label(&reader, CLAIM_PROFILE) != STATUS_OK ||
        cbor_get_text(&reader, &profile) != STATUS_OK ||
        get_fixed_claim(&reader, CLAIM_BOOT_SEED, claims->boot_id, sizeof claims->boot_id) !=
            STATUS_OK ||
        get_fixed_claim(&reader, CLAIM_PROGRAM, claims->program, sizeof claims->program) !=
            STATUS_OK ||
        get_fixed_claim(&reader, CLAIM_BIND, claims->bind, sizeof claims->bind) != STATUS_OK ||
        get_fixed_claim(&reader, CLAIM_MONITOR, claims->monitor, sizeof claims->monitor) !=
            STATUS_OK ||
        get_uint_claim(&reader, CLAIM_MONITOR_VERSION, UINT64_MAX, &claims->monitor_version) !=
            STATUS_OK ||
        get_uint_claim(&reader, CLAIM_BACKEND, BACKEND_ENCLAVE, &backend) != STATUS_OK ||
        backend < BACKEND_PROCESS ||
        get_bool_claim(&reader, CLAIM_SHARED_KERNEL, &claims->shared_kernel) != STATUS_OK ||
        get_bool_claim(&reader, CLAIM_DMA_PROTECTED, &claims->dma_protected) != STATUS_OK ||
        get_uint_claim(&reader, CLAIM_ROLLBACK, ROLLBACK_PERSISTENT, &rollback) != STATUS_OK ||
        (claims->has_time && get_time(&reader, claims) != STATUS_OK) ||
        get_uint_claim(&reader, CLAIM_TIME_SOURCE, TIME_SOURCE_MACHINE, &source) != STATUS_OK ||
        reader_end(&reader) != STATUS_OK) {
        return STATUS_INVALID;
    }
    if (!view_equal(profile, view_text(EVIDENCE_PROFILE))) {
        return STATUS_UNSUPPORTED;
    }
    memcpy(claims->device_id, ueid + 1, DIGEST_BYTES);
    claims->debug = (enum evidence_debug)debug;
    claims->backend = (enum evidence_backend)backend;
    claims->rollback = (enum evidence_rollback)rollback;
    claims->time_source = (enum evidence_time_source)source;
    return STATUS_OK;
}
