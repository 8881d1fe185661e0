/*
 * lib/evidence.h: what the monitor says about a program, and how it is written and signed.
 *
 * Evidence = CBOR [ certificate, statement ], both byte strings holding a COSE_Sign1.
 *
 * certificate: by the device key; external_aad ["tapdance/v1","certificate"]; kid = device id;
 * payload
 *     1 monitor public key   bstr 32 (Ed25519)
 *     2 monitor measurement  bstr 32
 *     3 monitor version      uint
 * statement: by the monitor key; external_aad ["tapdance/v1","evidence"]; kid empty; payload EAT
 * claims (RFC 9711), with private claims below -65536:
 *         10 nonce = caller data     bstr 64      -70001 program measurement  bstr 32
 *        256 ueid = 0x01, device id  bstr 33      -70002 bind                 bstr 32
 *        263 dbgstat                 0..4         -70003 monitor measurement  bstr 32
 *        265 eat_profile             text         -70004 monitor version      uint
 *        268 bootseed = boot id      bstr 16      -70005 backend              1 process, 2 enclave
 *                                                 -70006 shared kernel        bool
 *                                                 -70007 dma protected        bool
 *                                                 -70008 rollback    0 none, 1 volatile, 2 persistent
 *                                                 -70009 time                 int, ms UTC; absent: not set
 *                                                 -70010 uncertainty          uint, ms; with time
 *                                                 -70011 time source  0 none, 1 clock program, 2 host, 3 machine
 * Device id = SHA-256 of the device public key. All claims are present and in this order of their
 * encodings; evidence is deterministic CBOR.
 *
 * This file is part of the monitor: no verifying here (lib/evidence_verify.h).
 */
#ifndef LIB_EVIDENCE_H
#define LIB_EVIDENCE_H

#include "lib/limits.h"
#include "lib/secret.h"

#define MEASUREMENT_BYTES          32
#define EVIDENCE_CALLER_DATA_BYTES 64
#define EVIDENCE_BOOT_ID_BYTES     16
#define EVIDENCE_PROFILE           "urn:tapdance:evidence:1"
#define CERTIFICATE_BYTES_MOST     320

/* RFC 9711 section 4.2.9 */
enum evidence_debug {
    DEBUG_ENABLED = 0,
    DEBUG_DISABLED = 1,
    DEBUG_DISABLED_SINCE_BOOT = 2,
    DEBUG_DISABLED_PERMANENTLY = 3,
    DEBUG_DISABLED_FULLY = 4,
};

enum evidence_backend { BACKEND_PROCESS = 1, BACKEND_ENCLAVE = 2 };
enum evidence_rollback { ROLLBACK_NONE = 0, ROLLBACK_VOLATILE = 1, ROLLBACK_PERSISTENT = 2 };
enum evidence_time_source {
    TIME_SOURCE_NONE = 0,
    TIME_SOURCE_CLOCK = 1,   /* the measured clock program */
    TIME_SOURCE_HOST = 2,    /* the operating system */
    TIME_SOURCE_MACHINE = 3, /* the machine's own clock, which no software but the monitor reaches */
};

struct certificate {
    uint8_t device_id[DIGEST_BYTES]; /* the kid */
    uint8_t monitor_key[SIGN_PUBLIC_BYTES];
    uint8_t monitor_measurement[MEASUREMENT_BYTES];
    uint64_t monitor_version;
};

struct evidence_claims {
    uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES];
    uint8_t device_id[DIGEST_BYTES];
    enum evidence_debug debug;
    uint8_t boot_id[EVIDENCE_BOOT_ID_BYTES];
    uint8_t program[MEASUREMENT_BYTES];
    uint8_t bind[DIGEST_BYTES];
    uint8_t monitor[MEASUREMENT_BYTES];
    uint64_t monitor_version;
    enum evidence_backend backend;
    bool shared_kernel;
    bool dma_protected;
    enum evidence_rollback rollback;
    bool has_time;
    int64_t time_ms;
    uint32_t uncertainty_ms;
    enum evidence_time_source time_source;
};

/* By stage 0 (or the process monitor at its start). `device_id` is filled from `device_key`. */
MUST_CHECK enum status certificate_sign(const struct signing_key *device_key,
                                        const struct certificate *certificate, struct writer *out);
/*
 * Appends the evidence. `out` needs EVIDENCE_BYTES_MOST * 2 bytes of room while signing (the result
 * is at most EVIDENCE_BYTES_MOST). `certificate` is the signed certificate of this monitor.
 */
MUST_CHECK enum status evidence_sign(const struct signing_key *monitor_key, struct view certificate,
                                     const struct evidence_claims *claims, struct writer *out);
/* The claims map alone, as it is signed. */
void evidence_claims_encode(const struct evidence_claims *claims, struct writer *out);
MUST_CHECK enum status evidence_claims_decode(struct view payload, struct evidence_claims *claims);
/* External additional data of the two signatures. */
void certificate_aad(struct writer *out);
void evidence_aad(struct writer *out);

#endif
