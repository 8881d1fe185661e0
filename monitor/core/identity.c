/* monitor/core/identity.c: the derivations of identity.h. No state, no I/O. */
#include "monitor/core/identity.h"

#include "lib/hkdf.h"

#include <string.h>

static void derive(struct secret *output, const struct secret *from, const char *label,
                   struct view context) {
    uint8_t info[64];
    struct writer writer;
    writer_init(&writer, info, sizeof info);
    writer_view(&writer, view_text(label));
    writer_view(&writer, context);
    hkdf_derive(output, view_of(NULL, 0), view_of(from->bytes, sizeof from->bytes),
                writer_written(&writer));
}

void device_key_derive(struct signing_key *key, const struct secret *device_secret) {
    struct secret seed;
    derive(&seed, device_secret, "tapdance/device/sign/v1", view_of(NULL, 0));
    signing_key_from_seed(key, &seed);
    secret_wipe(&seed);
}

enum status monitor_identity_derive(struct monitor_identity *identity,
                                    const struct secret *device_secret,
                                    const uint8_t measurement[MEASUREMENT_BYTES],
                                    uint64_t version) {
    memset(identity, 0, sizeof *identity);
    struct signing_key device;
    device_key_derive(&device, device_secret);
    struct secret cdi;
    struct secret seed;
    derive(&cdi, device_secret, "tapdance/device/cdi/v1", view_of(measurement, MEASUREMENT_BYTES));
    derive(&seed, &cdi, "tapdance/monitor/sign/v1", view_of(NULL, 0));
    derive(&identity->sealing, &cdi, "tapdance/monitor/seal/v1", view_of(NULL, 0));
    signing_key_from_seed(&identity->key, &seed);
    secret_wipe(&seed);
    secret_wipe(&cdi);

    struct certificate *certificate = &identity->certificate;
    uint8_t device_public[SIGN_PUBLIC_BYTES];
    signing_key_public(&device, device_public);
    digest_sha256(view_of(device_public, sizeof device_public), certificate->device_id);
    signing_key_public(&identity->key, certificate->monitor_key);
    memcpy(certificate->monitor_measurement, measurement, MEASUREMENT_BYTES);
    certificate->monitor_version = version;

    uint8_t buffer[CERTIFICATE_BYTES_MOST * 2];
    struct writer out;
    writer_init(&out, buffer, sizeof buffer);
    enum status status = certificate_sign(&device, certificate, &out);
    signing_key_wipe(&device);
    struct view bytes = writer_written(&out);
    if (status == STATUS_OK && bytes.length > sizeof identity->signed_certificate) {
        status = STATUS_TOO_LARGE;
    }
    if (status == STATUS_OK) {
        memcpy(identity->signed_certificate, bytes.data, bytes.length);
        identity->signed_length = bytes.length;
    } else {
        monitor_identity_wipe(identity);
    }
    return status;
}

void monitor_identity_wipe(struct monitor_identity *identity) {
    secret_wipe_memory(identity, sizeof *identity);
}
