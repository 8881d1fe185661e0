/*
 * monitor/core/identity.h: from the device's secret to the keys of one monitor.
 *
 *   device key     Ed25519, seed = HKDF(device secret, "tapdance/device/sign/v1")
 *   CDI            HKDF(device secret, "tapdance/device/cdi/v1" | SHA-256 of the monitor)
 *   monitor key    Ed25519, seed = HKDF(CDI, "tapdance/monitor/sign/v1")
 *   sealing secret HKDF(CDI, "tapdance/monitor/seal/v1")
 *
 * Another monitor gets another CDI: it can neither sign for this one nor open what was sealed under it.
 * On the enclave backend stage 0 does this and the monitor never sees the device secret; the process
 * monitor does it at its start and wipes the secret.
 */
#ifndef MONITOR_CORE_IDENTITY_H
#define MONITOR_CORE_IDENTITY_H

#include "lib/evidence.h"

struct monitor_identity {
    struct signing_key key;
    struct secret sealing;
    struct certificate certificate; /* what the signed one says */
    size_t signed_length;
    uint8_t signed_certificate[CERTIFICATE_BYTES_MOST];
};

/* The key that users pin as an anchor. */
void device_key_derive(struct signing_key *key, const struct secret *device_secret);
/* Everything above for the monitor with this measurement and version. */
MUST_CHECK enum status monitor_identity_derive(struct monitor_identity *identity,
                                               const struct secret *device_secret,
                                               const uint8_t measurement[MEASUREMENT_BYTES],
                                               uint64_t version);
void monitor_identity_wipe(struct monitor_identity *identity);

#endif
