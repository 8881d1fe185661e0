/*
 * tests/unit/test_lib_evidence.c: one refusal after the other. The class comes from the anchor alone;
 * whatever an attacker can sign with his own keys, or change without them, is refused for the reason
 * expected.
 */
#include "lib_test.h"

#include "lib/cbor.h"
#include "lib/cose.h"
#include "lib/evidence_verify.h"

static struct signing_key device, monitor, stranger;
static struct certificate certificate;
static struct evidence_claims claims;
static struct policy policy;
static struct evidence_expectation expected;
static uint8_t certificate_bytes[2 * CERTIFICATE_BYTES_MOST];
static uint8_t evidence_bytes[2 * EVIDENCE_BYTES_MOST];

/* Everything in order: a keystore in an enclave of a silicon-anchored device. */
static int set_up(void **state) {
    struct secret seed = secret_of(1);
    signing_key_from_seed(&device, &seed);
    seed = secret_of(2);
    signing_key_from_seed(&monitor, &seed);
    seed = secret_of(3);
    signing_key_from_seed(&stranger, &seed);
    memset(&certificate, 0, sizeof certificate);
    signing_key_public(&monitor, certificate.monitor_key);
    memset(certificate.monitor_measurement, 0x55, MEASUREMENT_BYTES);
    certificate.monitor_version = 4;
    policy_default(&policy);
    policy.anchor_count = 2;
    signing_key_public(&device, policy.anchors[1].public_key);
    policy.anchors[1].class = CLASS_SILICON;
    policy.monitor_count = policy.program_count = 1;
    memset(policy.monitors[0], 0x55, MEASUREMENT_BYTES);
    policy.programs[0].role = PROGRAM_KEYSTORE;
    memset(policy.programs[0].measurement, 0x66, MEASUREMENT_BYTES);
    memset(&claims, 0, sizeof claims);
    memset(claims.caller_data, 0x77, sizeof claims.caller_data);
    digest_sha256(view_of(policy.anchors[1].public_key, SIGN_PUBLIC_BYTES), claims.device_id);
    claims.debug = DEBUG_DISABLED_SINCE_BOOT;
    memset(claims.program, 0x66, sizeof claims.program);
    memset(claims.monitor, 0x55, sizeof claims.monitor);
    claims.monitor_version = 4;
    claims.backend = BACKEND_ENCLAVE;
    claims.dma_protected = true;
    claims.rollback = ROLLBACK_PERSISTENT;
    memset(&expected, 0, sizeof expected);
    memset(expected.caller_data, 0x77, sizeof expected.caller_data);
    expected.role = PROGRAM_KEYSTORE;
    return 0;
}

static struct view sign_with(const struct signing_key *device_key,
                             const struct signing_key *monitor_key) {
    struct writer certificate_out, out;
    writer_init(&certificate_out, certificate_bytes, sizeof certificate_bytes);
    assert_ok(certificate_sign(device_key, &certificate, &certificate_out));
    assert_true(certificate_out.position <= CERTIFICATE_BYTES_MOST);
    writer_init(&out, evidence_bytes, sizeof evidence_bytes);
    assert_ok(evidence_sign(monitor_key, writer_written(&certificate_out), &claims, &out));
    assert_true(out.position <= EVIDENCE_BYTES_MOST);
    return writer_written(&out);
}

static void assert_refused(struct view evidence, enum evidence_refusal want) {
    struct evidence_result result;
    enum status status = evidence_verify(evidence, &policy, &expected, &result);
    if (result.refusal != want) {
        fail_msg("refusal is '%s' instead of '%s'", evidence_refusal_text(result.refusal),
                 evidence_refusal_text(want));
    }
    assert_int_equal(status == STATUS_OK, want == EVIDENCE_ACCEPTED);
    assert_true(strlen(evidence_refusal_text(want)) > 10);
}

static void test_accepted(void **state) {
    struct evidence_result result;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_ACCEPTED);
    claims.has_time = true;
    claims.time_ms = -5;
    claims.uncertainty_ms = UINT32_MAX;
    claims.time_source = TIME_SOURCE_CLOCK;
    assert_ok(evidence_verify(sign_with(&device, &monitor), &policy, &expected, &result));
    assert_int_equal(result.class, CLASS_SILICON);
    assert_int_equal(result.anchor, 1);
    assert_int_equal(result.claims.time_ms, -5);
    assert_int_equal(result.claims.uncertainty_ms, UINT32_MAX);
    assert_int_equal(result.claims.debug, DEBUG_DISABLED_SINCE_BOOT);
    assert_int_equal(result.certificate.monitor_version, 4);
}

static void test_keys(void **state) {
    struct view evidence = sign_with(&stranger, &monitor);
    assert_refused(evidence, EVIDENCE_UNKNOWN_ANCHOR);
    assert_refused(sign_with(&device, &stranger), EVIDENCE_BAD_SIGNATURE);
    /* The right device id on a certificate that the device never signed. */
    {
        uint8_t payload_bytes[128], aad_bytes[64], forged_bytes[512], public_key[32], id[32];
        struct writer payload, aad, forged, out;
        signing_key_public(&stranger, public_key);
        memcpy(id, claims.device_id, sizeof id);
        writer_init(&payload, payload_bytes, sizeof payload_bytes);
        cbor_put_map(&payload, 3);
        cbor_put_uint(&payload, 1);
        cbor_put_fixed(&payload, public_key, 32);
        cbor_put_uint(&payload, 2);
        cbor_put_fixed(&payload, certificate.monitor_measurement, 32);
        cbor_put_uint(&payload, 3);
        cbor_put_uint(&payload, 4);
        writer_init(&aad, aad_bytes, sizeof aad_bytes);
        certificate_aad(&aad);
        writer_init(&forged, forged_bytes, sizeof forged_bytes);
        assert_ok(cose_sign1(&stranger, view_of(id, sizeof id), writer_written(&aad),
                             writer_written(&payload), &forged));
        writer_init(&out, evidence_bytes, sizeof evidence_bytes);
        assert_ok(evidence_sign(&stranger, writer_written(&forged), &claims, &out));
        assert_refused(writer_written(&out), EVIDENCE_BAD_CERTIFICATE);
    }
    /* A statement of the monitor in the place of the certificate: other external_aad. */
    {
        struct reader reader;
        struct view first = {0}, statement = {0};
        struct writer out;
        uint8_t swapped[2 * EVIDENCE_BYTES_MOST];
        evidence = sign_with(&device, &monitor);
        reader_init_view(&reader, evidence);
        assert_ok(cbor_get_array_of(&reader, 2));
        assert_ok(cbor_get_bytes(&reader, &first));
        assert_ok(cbor_get_bytes(&reader, &statement));
        writer_init(&out, swapped, sizeof swapped);
        cbor_put_array(&out, 2);
        cbor_put_bytes(&out, first);
        cbor_put_bytes(&out, first);
        assert_refused(writer_written(&out), EVIDENCE_BAD_SIGNATURE);
        writer_init(&out, swapped, sizeof swapped);
        cbor_put_array(&out, 2);
        cbor_put_bytes(&out, statement);
        cbor_put_bytes(&out, first);
        assert_refused(writer_written(&out), EVIDENCE_UNKNOWN_ANCHOR);
    }
}

/* What a certified monitor (or one anchored too low) may state, and the user refuses. */
static void test_claims(void **state) {
    claims.device_id[0] ^= 1;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_DEVICE_MISMATCH);
    set_up(NULL);
    claims.monitor[0] ^= 1;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_MONITOR_MISMATCH);
    set_up(NULL);
    claims.monitor_version++;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_MONITOR_MISMATCH);
    set_up(NULL);
    expected.caller_data[63] ^= 1;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_WRONG_CALLER_DATA);
    set_up(NULL);
    claims.backend = BACKEND_PROCESS;
    for (unsigned class = CLASS_EMULATED; class <= CLASS_SILICON; class ++) {
        policy.anchors[1].class = (enum anchor_class) class;
        policy.lowest_class = CLASS_NONE;
        assert_refused(sign_with(&device, &monitor), EVIDENCE_CLASS_CONTRADICTION);
    }
    policy.anchors[1].class = CLASS_NONE;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_ACCEPTED);
    policy.lowest_class = CLASS_EMULATED;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_CLASS_TOO_LOW);
    set_up(NULL);
    policy.anchors[1].class = CLASS_BOARD;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_CLASS_TOO_LOW);
    set_up(NULL);
    claims.debug = DEBUG_ENABLED;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_DEBUG);
    set_up(NULL);
    memset(certificate.monitor_measurement, 0x56, MEASUREMENT_BYTES);
    memset(claims.monitor, 0x56, MEASUREMENT_BYTES);
    assert_refused(sign_with(&device, &monitor), EVIDENCE_WRONG_MONITOR);
    set_up(NULL);
    claims.program[31] ^= 1;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_WRONG_PROGRAM);
    set_up(NULL);
    expected.role = PROGRAM_APPLET; /* the keystore's measurement does not make an applet */
    assert_refused(sign_with(&device, &monitor), EVIDENCE_WRONG_PROGRAM);
    set_up(NULL);
    claims.bind[0] = 1;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_WRONG_BIND);
    set_up(NULL);
    claims.shared_kernel = true;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_SHARED_KERNEL);
    policy.shared_kernel_allowed = true;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_ACCEPTED);
    set_up(NULL);
    claims.dma_protected = false;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_DMA);
    policy.dma_protection_required = false;
    assert_refused(sign_with(&device, &monitor), EVIDENCE_ACCEPTED);
}

static void test_every_bit(void **state) {
    struct view evidence = sign_with(&device, &monitor);
    struct evidence_result result;
    for (size_t i = 0; i < evidence.length * 8; i++) {
        evidence_bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        assert_int_not_equal(evidence_verify(evidence, &policy, &expected, &result), STATUS_OK);
        assert_int_not_equal(result.refusal, EVIDENCE_ACCEPTED);
        evidence_bytes[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    for (size_t length = 0; length < evidence.length; length++) {
        assert_status(evidence_verify(view_of(evidence_bytes, length), &policy, &expected, &result),
                      STATUS_INVALID);
    }
    assert_refused(evidence, EVIDENCE_ACCEPTED);
}

/* Claims in another order, one missing, one more: signed properly, still not our form. */
static void test_claims_form(void **state) {
    uint8_t bytes[640], changed[640];
    struct writer writer;
    struct evidence_claims decoded;
    writer_init(&writer, bytes, sizeof bytes);
    evidence_claims_encode(&claims, &writer);
    assert_ok(evidence_claims_decode(writer_written(&writer), &decoded));
    for (size_t i = 0; i < writer.position; i++) { /* a label changed: refused or another value */
        memcpy(changed, bytes, sizeof changed);
        changed[i] ^= 0x20; /* flips the major type of any head */
        if (evidence_claims_decode(view_of(changed, writer.position), &decoded) == STATUS_OK) {
            struct writer again;
            writer_init(&again, changed + 0, sizeof changed);
            evidence_claims_encode(&decoded, &again);
            assert_int_equal(again.position, writer.position);
            assert_memory_not_equal(changed, bytes, writer.position);
        }
    }
    memcpy(changed, bytes, sizeof changed);
    changed[0] = 0xad; /* thirteen entries */
    assert_status(evidence_claims_decode(view_of(changed, writer.position), &decoded),
                  STATUS_INVALID);
    changed[0] = 0xb0; /* sixteen: would carry the time */
    assert_status(evidence_claims_decode(view_of(changed, writer.position), &decoded),
                  STATUS_INVALID);
}

static void test_policy(void **state) {
    uint8_t bytes[1024];
    struct writer writer;
    struct policy decoded;
    enum anchor_class class = CLASS_NONE;
    policy.anchors[0].note_length = 4;
    memcpy(policy.anchors[0].note, "n\xc3\xa9!", 4);
    writer_init(&writer, bytes, sizeof bytes);
    assert_ok(policy_encode(&policy, &writer));
    assert_ok(policy_decode(writer_written(&writer), &decoded));
    assert_memory_equal(&decoded, &policy, sizeof policy);
    for (size_t length = 0; length < writer.position; length++) {
        assert_status(policy_decode(view_of(bytes, length), &decoded), STATUS_INVALID);
    }
    /* The same key as none and as silicon. */
    memcpy(policy.anchors[0].public_key, policy.anchors[1].public_key, SIGN_PUBLIC_BYTES);
    writer_init(&writer, bytes, sizeof bytes);
    assert_ok(policy_encode(&policy, &writer));
    assert_status(policy_decode(writer_written(&writer), &decoded), STATUS_INVALID);
    policy_default(&policy); /* trusts nobody: not even written */
    writer_init(&writer, bytes, sizeof bytes);
    assert_status(policy_encode(&policy, &writer), STATUS_INVALID);
    assert_int_equal(policy.lowest_class, CLASS_SILICON);
    for (unsigned i = CLASS_NONE; i <= CLASS_SILICON; i++) {
        assert_ok(anchor_class_parse(anchor_class_text((enum anchor_class)i), &class));
        assert_int_equal(class, i);
    }
    assert_status(anchor_class_parse("gold", &class), STATUS_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_accepted, set_up),
        cmocka_unit_test_setup(test_keys, set_up),
        cmocka_unit_test_setup(test_claims, set_up),
        cmocka_unit_test_setup(test_every_bit, set_up),
        cmocka_unit_test_setup(test_claims_form, set_up),
        cmocka_unit_test_setup(test_policy, set_up),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
