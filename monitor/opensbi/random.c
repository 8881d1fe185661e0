/* monitor/opensbi/random.c: random.h on the seed CSR (unprivileged specification, Zkr). */
#include "monitor/opensbi/sbi.h"

#include "monitor/opensbi/random.h"

#include "lib/hkdf.h"

#define CSR_SEED         0x015
#define SEED_STATE(word) ((word) >> 30 & 3)
#define SEED_ES16        2 /* sixteen bits of entropy */
#define SEED_DEAD        3
#define TRIES_MOST       100000
#define FIRST_SAMPLES    64 /* 1,024 raw bits */
#define SAMPLES          16

static struct secret state;
static bool allowed;

void random_allow(void) {
    allowed = true;
}

static enum status sample(uint8_t raw[2]) {
    for (int i = 0; i < TRIES_MOST; i++) {
        uint64_t word = csr_swap(CSR_SEED, 0);
        if (SEED_STATE(word) == SEED_ES16) {
            raw[0] = (uint8_t)word;
            raw[1] = (uint8_t)(word >> 8);
            return STATUS_OK;
        }
        if (SEED_STATE(word) == SEED_DEAD) {
            break;
        }
    }
    return STATUS_UNAVAILABLE;
}

/* Mixes `count` samples into the state. */
static enum status mix(size_t count) {
    uint8_t raw[2 * FIRST_SAMPLES];
    struct secret mixed;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = sample(&raw[2 * i]);
    }
    if (status == STATUS_OK) {
        hkdf_extract(view_of(state.bytes, sizeof state.bytes), view_of(raw, 2 * count), &mixed);
        secret_copy(&state, &mixed);
    }
    secret_wipe_memory(raw, sizeof raw);
    secret_wipe(&mixed);
    return status;
}

enum status random_init(void) {
    return allowed ? mix(FIRST_SAMPLES) : STATUS_UNSUPPORTED;
}

enum status random_bytes(uint8_t *bytes, size_t length) {
    struct secret next;
    enum status status = mix(SAMPLES);
    if (status == STATUS_OK) {
        status = hkdf_expand(&state, view_text("tapdance/random/output"), bytes, length);
    }
    if (status == STATUS_OK) {
        status =
            hkdf_expand(&state, view_text("tapdance/random/next"), next.bytes, sizeof next.bytes);
    }
    if (status == STATUS_OK) {
        secret_copy(&state, &next);
    }
    secret_wipe(&next);
    return status;
}
