/* lib/evidence_verify.c: one check after the other, in the order of enum evidence_refusal. */
#include "lib/evidence_verify.h"

#include "lib/cbor.h"
#include "lib/cose.h"

#include <string.h>

static enum status refuse(struct evidence_result *result, enum evidence_refusal refusal) {
    result->refusal = refusal;
    memset(&result->claims, 0, sizeof result->claims);
    switch (refusal) {
    case EVIDENCE_ACCEPTED: return STATUS_OK;
    case EVIDENCE_MALFORMED: return STATUS_INVALID;
    case EVIDENCE_BAD_CERTIFICATE:
    case EVIDENCE_BAD_SIGNATURE: return STATUS_AUTH;
    case EVIDENCE_WRONG_CALLER_DATA: return STATUS_STALE;
    default: return STATUS_DENIED;
    }
}

static bool find_anchor(const struct policy *policy, struct view device_id, size_t *found) {
    for (size_t i = 0; i < policy->anchor_count; i++) {
        uint8_t id[DIGEST_BYTES];
        digest_sha256(view_of(policy->anchors[i].public_key, SIGN_PUBLIC_BYTES), id);
        if (view_equal(device_id, view_of(id, sizeof id))) {
            *found = i;
            return true;
        }
    }
    return false;
}

static enum status read_certificate(struct view payload, struct certificate *certificate) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, payload);
    status = cbor_map_begin_ordered(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1:
            status =
                cbor_get_fixed(&reader, certificate->monitor_key, sizeof certificate->monitor_key);
            break;
        case 2:
            status = cbor_get_fixed(&reader, certificate->monitor_measurement,
                                    sizeof certificate->monitor_measurement);
            break;
        case 3: status = cbor_get_uint(&reader, &certificate->monitor_version); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x0e);
    }
    return status == STATUS_OK ? reader_end(&reader) : status;
}

/* The chain anchor -> certificate -> statement; claims are authentic where this accepts. */
static enum evidence_refusal check_chain(struct view evidence, const struct policy *policy,
                                         struct evidence_result *result) {
    uint8_t scratch_bytes[EVIDENCE_BYTES_MOST + COSE_SIGN1_OVERHEAD], aad_bytes[48];
    struct reader reader;
    struct writer scratch, aad;
    struct view certificate = {0}, statement = {0}, payload = {0}, device_id = {0}, kid = {0};
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, evidence);
    if (evidence.length > EVIDENCE_BYTES_MOST || cbor_get_array_of(&reader, 2) != STATUS_OK ||
        cbor_get_bytes(&reader, &certificate) != STATUS_OK ||
        cbor_get_bytes(&reader, &statement) != STATUS_OK || reader_end(&reader) != STATUS_OK ||
        cose_sign1_peek(certificate, NULL, &device_id) != STATUS_OK) {
        return EVIDENCE_MALFORMED;
    }
    if (!find_anchor(policy, device_id, &result->anchor)) {
        return EVIDENCE_UNKNOWN_ANCHOR;
    }
    result->class = policy->anchors[result->anchor].class;
    memcpy(result->certificate.device_id, device_id.data, DIGEST_BYTES);
    writer_init(&scratch, scratch_bytes, sizeof scratch_bytes);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    certificate_aad(&aad);
    if (writer_end(&aad) != STATUS_OK ||
        cose_verify1(certificate, policy->anchors[result->anchor].public_key, writer_written(&aad),
                     scratch, &payload, NULL) != STATUS_OK) {
        return EVIDENCE_BAD_CERTIFICATE;
    }
    if (read_certificate(payload, &result->certificate) != STATUS_OK) {
        return EVIDENCE_MALFORMED;
    }
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    evidence_aad(&aad);
    status = writer_end(&aad);
    if (status == STATUS_OK) {
        status = cose_verify1(statement, result->certificate.monitor_key, writer_written(&aad),
                              scratch, &payload, &kid);
    }
    if (status != STATUS_OK) {
        return status == STATUS_AUTH ? EVIDENCE_BAD_SIGNATURE : EVIDENCE_MALFORMED;
    }
    status = evidence_claims_decode(payload, &result->claims);
    if (status != STATUS_OK) {
        return status == STATUS_UNSUPPORTED ? EVIDENCE_WRONG_PROFILE : EVIDENCE_MALFORMED;
    }
    return EVIDENCE_ACCEPTED;
}

static bool monitor_allowed(const struct policy *policy, const uint8_t *measurement) {
    for (size_t i = 0; i < policy->monitor_count; i++) {
        if (memcmp(policy->monitors[i], measurement, MEASUREMENT_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

static bool program_allowed(const struct policy *policy, enum program_role role,
                            const uint8_t *measurement) {
    for (size_t i = 0; i < policy->program_count; i++) {
        if (policy->programs[i].role == role &&
            memcmp(policy->programs[i].measurement, measurement, MEASUREMENT_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

static enum evidence_refusal check_claims(const struct policy *policy,
                                          const struct evidence_expectation *expected,
                                          const struct evidence_result *result) {
    const struct evidence_claims *claims = &result->claims;
    if (memcmp(claims->device_id, result->certificate.device_id, DIGEST_BYTES) != 0) {
        return EVIDENCE_DEVICE_MISMATCH;
    }
    if (memcmp(claims->monitor, result->certificate.monitor_measurement, MEASUREMENT_BYTES) != 0 ||
        claims->monitor_version != result->certificate.monitor_version) {
        return EVIDENCE_MONITOR_MISMATCH;
    }
    if (!secret_equal_memory(claims->caller_data, expected->caller_data,
                             sizeof claims->caller_data)) {
        return EVIDENCE_WRONG_CALLER_DATA;
    }
    if (claims->backend == BACKEND_PROCESS && result->class != CLASS_NONE) {
        return EVIDENCE_CLASS_CONTRADICTION;
    }
    if (result->class < policy->lowest_class) {
        return EVIDENCE_CLASS_TOO_LOW;
    }
    if (claims->debug == DEBUG_ENABLED) {
        return EVIDENCE_DEBUG;
    }
    if (!monitor_allowed(policy, claims->monitor)) {
        return EVIDENCE_WRONG_MONITOR;
    }
    if (!program_allowed(policy, expected->role, claims->program)) {
        return EVIDENCE_WRONG_PROGRAM;
    }
    if (memcmp(claims->bind, expected->bind, DIGEST_BYTES) != 0) {
        return EVIDENCE_WRONG_BIND;
    }
    if (claims->shared_kernel && !policy->shared_kernel_allowed) {
        return EVIDENCE_SHARED_KERNEL;
    }
    if (!claims->dma_protected && policy->dma_protection_required) {
        return EVIDENCE_DMA;
    }
    return EVIDENCE_ACCEPTED;
}

enum status evidence_verify(struct view evidence, const struct policy *policy,
                            const struct evidence_expectation *expected,
                            struct evidence_result *result) {
    enum evidence_refusal refusal = EVIDENCE_MALFORMED;
    memset(result, 0, sizeof *result);
    result->refusal = EVIDENCE_MALFORMED;
    refusal = check_chain(evidence, policy, result);
    if (refusal == EVIDENCE_ACCEPTED) {
        refusal = check_claims(policy, expected, result);
    }
    if (refusal != EVIDENCE_ACCEPTED) {
        return refuse(result, refusal);
    }
    result->refusal = EVIDENCE_ACCEPTED;
    return STATUS_OK;
}

const char *evidence_refusal_text(enum evidence_refusal refusal) {
    switch (refusal) {
    case EVIDENCE_ACCEPTED: return "the evidence satisfies the policy";
    case EVIDENCE_MALFORMED: return "the evidence is malformed";
    case EVIDENCE_UNKNOWN_ANCHOR: return "the device is none of the pinned anchors";
    case EVIDENCE_BAD_CERTIFICATE:
        return "the monitor's certificate is not signed by the pinned device key";
    case EVIDENCE_BAD_SIGNATURE: return "the statement is not signed by the certified monitor";
    case EVIDENCE_WRONG_PROFILE: return "the evidence follows another profile";
    case EVIDENCE_DEVICE_MISMATCH: return "statement and certificate name different devices";
    case EVIDENCE_MONITOR_MISMATCH: return "statement and certificate name different monitors";
    case EVIDENCE_WRONG_CALLER_DATA:
        return "the evidence was made for another channel, role or purpose";
    case EVIDENCE_CLASS_CONTRADICTION:
        return "a process backend contradicts the class of the pinned anchor";
    case EVIDENCE_CLASS_TOO_LOW: return "the anchor's class is below the lowest class allowed";
    case EVIDENCE_DEBUG: return "the device allows debugging";
    case EVIDENCE_WRONG_MONITOR: return "the monitor's measurement is not in the policy";
    case EVIDENCE_WRONG_PROGRAM: return "the program's measurement is not in the policy";
    case EVIDENCE_WRONG_BIND: return "the program was started with another input";
    case EVIDENCE_SHARED_KERNEL: return "the kernel is shared, which the policy forbids";
    case EVIDENCE_DMA: return "memory is not protected against devices, as the policy requires";
    }
    return "unknown refusal";
}
