/*
 * monitor/core/program.c: who runs, evidence and sealing keys.
 *
 * Owns the program table. An instance number is the count of programs started so far, above its
 * table index in the low bits: looked up without a search, never used twice.
 */
#include "lib/hkdf.h"
#include "monitor/core/monitor.h"

#include <string.h>

#define INDEX_BITS 16u
#define INDEX_MASK ((UINT64_C(1) << INDEX_BITS) - 1)

_Static_assert(MONITOR_PROGRAMS_MOST <= INDEX_MASK + 1, "an index fits into an instance number");

enum status monitor_init(struct monitor *monitor, const struct monitor_identity *identity,
                         const struct monitor_facts *facts, const struct monitor_hooks *hooks) {
    monitor->identity = *identity;
    monitor->facts = *facts;
    monitor->hooks = *hooks;
    monitor->time.floor_ms = INT64_MIN;
    return hooks->random(hooks->context, monitor->boot_id, sizeof monitor->boot_id);
}

enum status monitor_program_add(struct monitor *monitor,
                                const struct monitor_program_identity *identity,
                                enum program_role role, uint64_t *instance) {
    for (uint64_t i = 0; i < MONITOR_PROGRAMS_MOST; i++) {
        struct monitor_program *program = &monitor->programs[i];
        if (program->instance == 0) {
            monitor->started++;
            program->instance = monitor->started << INDEX_BITS | i;
            program->identity = *identity;
            program->role = role;
            *instance = program->instance;
            return STATUS_OK;
        }
    }
    return STATUS_NO_MEMORY;
}

const struct monitor_program *monitor_program_find(const struct monitor *monitor,
                                                   uint64_t instance) {
    uint64_t index = instance & INDEX_MASK;
    if (instance == 0 || index >= MONITOR_PROGRAMS_MOST) {
        return NULL;
    }
    const struct monitor_program *program = &monitor->programs[index];
    return program->instance == instance ? program : NULL;
}

void monitor_program_remove(struct monitor *monitor, uint64_t instance) {
    const struct monitor_program *found = monitor_program_find(monitor, instance);
    if (found != NULL) {
        struct monitor_program *program = &monitor->programs[found - monitor->programs];
        /* Only what was used: the tail of `nonces` was never touched and should stay so. */
        memset(program->nonces, 0, program->nonce_count * sizeof program->nonces[0]);
        program->nonce_count = 0;
        program->identity = (struct monitor_program_identity){0};
        program->instance = 0;
    }
}

enum status monitor_seal_key(const struct monitor *monitor, uint64_t instance,
                             const uint8_t label[MONITOR_LABEL_BYTES], struct secret *key) {
    const struct monitor_program *program = monitor_program_find(monitor, instance);
    if (program == NULL) {
        return STATUS_DENIED;
    }
    uint8_t info[MEASUREMENT_BYTES + DIGEST_BYTES + MONITOR_LABEL_BYTES];
    struct writer writer;
    writer_init(&writer, info, sizeof info);
    writer_bytes(&writer, program->identity.measurement, MEASUREMENT_BYTES);
    writer_bytes(&writer, program->identity.bind, DIGEST_BYTES);
    writer_bytes(&writer, label, MONITOR_LABEL_BYTES);
    const struct secret *sealing = &monitor->identity.sealing;
    hkdf_derive(key, view_of(NULL, 0), view_of(sealing->bytes, sizeof sealing->bytes),
                writer_written(&writer));
    return STATUS_OK;
}

enum status monitor_evidence(struct monitor *monitor, uint64_t now_ns, uint64_t instance,
                             const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES], uint8_t *bytes,
                             size_t *length) {
    const struct monitor_program *program = monitor_program_find(monitor, instance);
    if (program == NULL) {
        return STATUS_DENIED;
    }
    const struct certificate *certificate = &monitor->identity.certificate;
    struct evidence_claims claims = {
        .debug = monitor->facts.debug,
        .monitor_version = certificate->monitor_version,
        .backend = monitor->facts.backend,
        .shared_kernel = monitor->facts.shared_kernel,
        .dma_protected = monitor->facts.dma_protected,
        .rollback = monitor->facts.rollback,
    };
    memcpy(claims.caller_data, caller_data, sizeof claims.caller_data);
    memcpy(claims.device_id, certificate->device_id, sizeof claims.device_id);
    memcpy(claims.boot_id, monitor->boot_id, sizeof claims.boot_id);
    memcpy(claims.program, program->identity.measurement, sizeof claims.program);
    memcpy(claims.bind, program->identity.bind, sizeof claims.bind);
    memcpy(claims.monitor, certificate->monitor_measurement, sizeof claims.monitor);
    struct monitor_time time;
    if (monitor_time_get(monitor, now_ns, &time) == STATUS_OK) {
        claims.has_time = true;
        claims.time_ms = time.utc_ms;
        claims.uncertainty_ms = time.uncertainty_ms;
        claims.time_source = time.source;
    }
    struct writer out;
    writer_init(&out, monitor->scratch, sizeof monitor->scratch);
    enum status status = evidence_sign(
        &monitor->identity.key,
        view_of(monitor->identity.signed_certificate, monitor->identity.signed_length), &claims,
        &out);
    struct view evidence = writer_written(&out);
    if (status == STATUS_OK && evidence.length > EVIDENCE_BYTES_MOST) {
        status = STATUS_TOO_LARGE;
    }
    if (status == STATUS_OK) {
        memcpy(bytes, evidence.data, evidence.length);
        *length = evidence.length;
    }
    return status;
}
