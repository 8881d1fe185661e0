/*
 * monitor/core/nonce.c: one-time nonces of running programs.
 *
 * Owns the nonce tables inside the programs. Nonces are known to the host, so comparing them need not be
 * constant time; what counts is that each is good for one instance, once, for 60 s.
 */
#include "monitor/core/monitor.h"

#include <string.h>

#define LIFETIME_NS (UINT64_C(1000000) * MONITOR_NONCE_LIFETIME_MS)

static struct monitor_program *program_of(struct monitor *monitor, uint64_t instance) {
    const struct monitor_program *found = monitor_program_find(monitor, instance);
    return found == NULL ? NULL : &monitor->programs[found - monitor->programs];
}

/* Fills the hole with the last entry: the used ones stay together. */
static void forget(struct monitor_program *program, size_t index) {
    program->nonce_count--;
    program->nonces[index] = program->nonces[program->nonce_count];
    memset(&program->nonces[program->nonce_count], 0, sizeof program->nonces[0]);
}

static void forget_expired(struct monitor_program *program, uint64_t now_ns) {
    for (size_t i = program->nonce_count; i > 0; i--) {
        if (program->nonces[i - 1].expires_ns <= now_ns) {
            forget(program, i - 1);
        }
    }
}

enum status monitor_nonce_issue(struct monitor *monitor, uint64_t now_ns, uint64_t instance,
                                uint32_t count, uint8_t nonces[][NONCE_BYTES]) {
    struct monitor_program *program = program_of(monitor, instance);
    if (program == NULL) {
        return STATUS_DENIED;
    }
    if (count < 1 || count > MONITOR_NONCES_MOST) {
        return STATUS_INVALID;
    }
    forget_expired(program, now_ns);
    if (count > MONITOR_NONCES_EACH - program->nonce_count) {
        return STATUS_NO_MEMORY;
    }
    enum status status =
        monitor->hooks.random(monitor->hooks.context, nonces[0], (size_t)count * NONCE_BYTES);
    if (status != STATUS_OK) {
        return status;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct monitor_nonce *entry = &program->nonces[program->nonce_count];
        memcpy(entry->nonce, nonces[i], NONCE_BYTES);
        entry->expires_ns = now_ns + LIFETIME_NS;
        program->nonce_count++;
    }
    return STATUS_OK;
}

enum status monitor_nonce_consume(struct monitor *monitor, uint64_t now_ns, uint64_t instance,
                                  const uint8_t nonce[NONCE_BYTES]) {
    struct monitor_program *program = program_of(monitor, instance);
    if (program == NULL) {
        return STATUS_DENIED;
    }
    for (size_t i = 0; i < program->nonce_count; i++) {
        if (memcmp(program->nonces[i].nonce, nonce, NONCE_BYTES) == 0) {
            bool fresh = now_ns < program->nonces[i].expires_ns;
            forget(program, i);
            return fresh ? STATUS_OK : STATUS_STALE;
        }
    }
    return STATUS_STALE;
}
