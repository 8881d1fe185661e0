/* Each rule of monitor/core/monitor.h as a test. */
#include "lib/evidence_verify.h"
#include "monitor/core/monitor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)

static struct monitor monitor;
static bool keep_fails;
static unsigned kept;

static enum status take_random(void *context, uint8_t *bytes, size_t length) {
    randombytes_buf(bytes, length);
    return STATUS_OK;
}

static enum status keep_slots(void *context, const struct monitor *changed) {
    kept++;
    return keep_fails ? STATUS_IO : STATUS_OK;
}

static const struct secret device_secret = {{1, 2, 3}};
static const uint8_t own_measurement[MEASUREMENT_BYTES] = {9, 9};

static int setup(void **state) {
    memset(&monitor, 0, sizeof monitor);
    keep_fails = false;
    kept = 0;
    struct monitor_identity identity;
    if (monitor_identity_derive(&identity, &device_secret, own_measurement, 7) != STATUS_OK) {
        return -1;
    }
    struct monitor_facts facts = {
        .debug = DEBUG_DISABLED, .backend = BACKEND_PROCESS, .shared_kernel = true};
    struct monitor_hooks hooks = {.random = take_random, .slots_changed = keep_slots};
    return monitor_init(&monitor, &identity, &facts, &hooks) == STATUS_OK ? 0 : -1;
}

static struct monitor_program_identity who(uint8_t measurement, uint8_t bind) {
    struct monitor_program_identity identity = {0};
    identity.measurement[0] = measurement;
    identity.bind[0] = bind;
    return identity;
}

static uint64_t add(uint8_t measurement, uint8_t bind) {
    struct monitor_program_identity identity = who(measurement, bind);
    uint64_t instance = 0;
    assert_int_equal(monitor_program_add(&monitor, &identity, PROGRAM_APPLET, &instance),
                     STATUS_OK);
    return instance;
}

static void nonce_is_good_once(void **state) {
    uint64_t a = add(1, 1);
    uint8_t nonces[2][NONCE_BYTES];
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, 2, nonces), STATUS_OK);
    assert_memory_not_equal(nonces[0], nonces[1], NONCE_BYTES);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, a, nonces[0]), STATUS_OK);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, a, nonces[0]), STATUS_STALE);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, a, nonces[1]), STATUS_OK);
}

static void nonce_unknown_is_stale(void **state) {
    uint64_t a = add(1, 1);
    uint8_t nonce[NONCE_BYTES] = {0};
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, a, nonce), STATUS_STALE);
}

static void nonce_expires(void **state) {
    uint64_t a = add(1, 1);
    uint8_t nonces[2][NONCE_BYTES];
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, 2, nonces), STATUS_OK);
    assert_int_equal(monitor_nonce_consume(&monitor, 61 * SECOND - 1, a, nonces[0]), STATUS_OK);
    assert_int_equal(monitor_nonce_consume(&monitor, 61 * SECOND, a, nonces[1]), STATUS_STALE);
}

static void nonce_of_another_program_is_stale(void **state) {
    uint64_t a = add(1, 1);
    uint64_t other_bind = add(1, 2);
    uint64_t other_program = add(2, 1);
    uint8_t nonces[1][NONCE_BYTES];
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, 1, nonces), STATUS_OK);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, other_bind, nonces[0]), STATUS_STALE);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, other_program, nonces[0]),
                     STATUS_STALE);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, a, nonces[0]), STATUS_OK);
}

static void nonce_dies_with_its_instance(void **state) {
    uint64_t a = add(1, 1);
    uint8_t nonces[1][NONCE_BYTES];
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, 1, nonces), STATUS_OK);
    monitor_program_remove(&monitor, a);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, a, nonces[0]), STATUS_DENIED);
    uint64_t again = add(1, 1);
    assert_true(again != a);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, again, nonces[0]), STATUS_STALE);
}

static void nonce_quota(void **state) {
    uint64_t a = add(1, 1);
    uint64_t b = add(1, 2);
    uint8_t nonces[MONITOR_NONCES_MOST][NONCE_BYTES];
    for (unsigned i = 0; i < MONITOR_NONCES_EACH / MONITOR_NONCES_MOST; i++) {
        assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, MONITOR_NONCES_MOST, nonces),
                         STATUS_OK);
    }
    uint8_t one[1][NONCE_BYTES];
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, 1, one), STATUS_NO_MEMORY);
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, b, 1, one), STATUS_OK);
    assert_int_equal(monitor_nonce_consume(&monitor, SECOND, a, nonces[5]), STATUS_OK);
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, 1, one), STATUS_OK);
    /* expired ones make room */
    assert_int_equal(monitor_nonce_issue(&monitor, 62 * SECOND, a, MONITOR_NONCES_MOST, nonces),
                     STATUS_OK);
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, 0, one), STATUS_INVALID);
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, a, MONITOR_NONCES_MOST + 1, one),
                     STATUS_INVALID);
    assert_int_equal(monitor_nonce_issue(&monitor, SECOND, 12345, 1, one), STATUS_DENIED);
}

static enum status set_time(uint64_t now, uint64_t tick, int64_t utc, uint32_t uncertainty) {
    struct monitor_time time = {
        .tick_ns = tick, .utc_ms = utc, .uncertainty_ms = uncertainty, .source = TIME_SOURCE_HOST};
    return monitor_time_set(&monitor, now, &time);
}

static void time_grows_uncertain_until_it_fails(void **state) {
    struct monitor_time time;
    assert_int_equal(monitor_time_get(&monitor, SECOND, &time), STATUS_UNAVAILABLE);
    assert_int_equal(set_time(SECOND, SECOND, 1000000, 100), STATUS_OK);
    assert_int_equal(monitor_time_get(&monitor, SECOND, &time), STATUS_OK);
    assert_int_equal(time.utc_ms, 1000000);
    assert_int_equal(time.uncertainty_ms, 100);
    assert_int_equal(time.source, TIME_SOURCE_HOST);
    assert_int_equal(monitor_time_get(&monitor, 1001 * SECOND, &time), STATUS_OK);
    assert_int_equal(time.utc_ms, 2000000);
    assert_int_equal(time.uncertainty_ms, 100 + 200 + 1);
    assert_int_equal(monitor_time_get(&monitor, 24400 * SECOND, &time), STATUS_OK);
    assert_int_equal(monitor_time_get(&monitor, 24600 * SECOND, &time), STATUS_UNAVAILABLE);
}

static void time_never_goes_back(void **state) {
    struct monitor_time time;
    assert_int_equal(set_time(SECOND, SECOND, 1000000, 100), STATUS_OK);
    assert_int_equal(monitor_time_get(&monitor, 11 * SECOND, &time), STATUS_OK);
    assert_int_equal(time.utc_ms, 1010000);
    /* a correction within the uncertainty is taken, but nothing earlier is reported */
    assert_int_equal(set_time(12 * SECOND, 12 * SECOND, 1009950, 200), STATUS_OK);
    assert_int_equal(monitor_time_get(&monitor, 12 * SECOND, &time), STATUS_OK);
    assert_int_equal(time.utc_ms, 1010000);
    assert_int_equal(time.uncertainty_ms, 250);
    /* a time that is certainly earlier, or an older tick, is refused and changes nothing */
    assert_int_equal(set_time(13 * SECOND, 13 * SECOND, 900000, 200), STATUS_STALE);
    assert_int_equal(set_time(13 * SECOND, 11 * SECOND, 1010000, 200), STATUS_STALE);
    assert_int_equal(set_time(13 * SECOND, 14 * SECOND, 1020000, 200), STATUS_STALE);
    assert_int_equal(set_time(13 * SECOND, 13 * SECOND, 1020000, 5001), STATUS_INVALID);
    assert_int_equal(monitor_time_get(&monitor, 13 * SECOND, &time), STATUS_OK);
    assert_int_equal(time.utc_ms, 1010950);
}

static void time_floor_outlives_a_reboot(void **state) {
    monitor_time_floor(&monitor, 5000000);
    assert_int_equal(set_time(SECOND, SECOND, 4000000, 100), STATUS_STALE);
    assert_int_equal(set_time(SECOND, SECOND, 5000000, 100), STATUS_OK);
}

static void only_the_pinned_clock_sets_the_time(void **state) {
    struct monitor_program_identity clock = who(3, 4);
    uint64_t applet = add(1, 1);
    uint64_t same_program = add(3, 5);
    uint64_t right = add(3, 4);
    struct monitor_request request = {.operation = MONITOR_TIME_SET,
                                      .body.time_set = {.tick_ns = SECOND, .utc_ms = 77}};
    static struct monitor_response response;
    uint64_t callers[] = {0, applet, same_program, right};
    for (size_t i = 0; i < 4; i++) {
        monitor_answer(&monitor, SECOND, callers[i], &request, &response);
        assert_int_equal(response.result, MONITOR_DENIED); /* nobody while none is pinned */
    }
    monitor_pin_clock(&monitor, &clock);
    for (size_t i = 0; i < 3; i++) {
        monitor_answer(&monitor, SECOND, callers[i], &request, &response);
        assert_int_equal(response.result, MONITOR_DENIED);
    }
    monitor_answer(&monitor, SECOND, right, &request, &response);
    assert_int_equal(response.result, MONITOR_OK);
    struct monitor_time time;
    assert_int_equal(monitor_time_get(&monitor, SECOND, &time), STATUS_OK);
    assert_int_equal(time.source, TIME_SOURCE_CLOCK);
}

static void slot_is_compare_and_set(void **state) {
    uint64_t a = add(1, 1);
    struct monitor_slot zero = {0};
    struct monitor_slot one = {.version = 1, .digest = {1}};
    struct monitor_slot two = {.version = 2, .digest = {2}};
    struct monitor_slot slot;
    assert_int_equal(monitor_slot_read(&monitor, a, &slot), STATUS_OK);
    assert_memory_equal(&slot, &zero, sizeof slot);
    assert_int_equal(monitor_slot_cas(&monitor, a, &one, &two), STATUS_STALE);
    assert_int_equal(monitor_slot_cas(&monitor, a, &zero, &one), STATUS_OK);
    assert_int_equal(kept, 1);
    assert_int_equal(monitor_slot_cas(&monitor, a, &zero, &two), STATUS_STALE);
    struct monitor_slot wrong_digest = {.version = 1, .digest = {9}};
    assert_int_equal(monitor_slot_cas(&monitor, a, &wrong_digest, &two), STATUS_STALE);
    struct monitor_slot same_version = {.version = 1, .digest = {2}};
    assert_int_equal(monitor_slot_cas(&monitor, a, &one, &same_version), STATUS_STALE);
    assert_int_equal(monitor_slot_cas(&monitor, a, &one, &two), STATUS_OK);
    /* kept over a restart of the program, apart for others */
    monitor_program_remove(&monitor, a);
    assert_int_equal(monitor_slot_read(&monitor, add(1, 1), &slot), STATUS_OK);
    assert_int_equal(slot.version, 2);
    assert_int_equal(monitor_slot_read(&monitor, add(1, 2), &slot), STATUS_OK);
    assert_int_equal(slot.version, 0);
}

static void slot_that_cannot_be_kept_does_not_change(void **state) {
    uint64_t a = add(1, 1);
    struct monitor_slot zero = {0};
    struct monitor_slot one = {.version = 1, .digest = {1}};
    struct monitor_slot slot;
    keep_fails = true;
    assert_int_equal(monitor_slot_cas(&monitor, a, &zero, &one), STATUS_UNAVAILABLE);
    assert_int_equal(monitor_slot_read(&monitor, a, &slot), STATUS_OK);
    assert_memory_equal(&slot, &zero, sizeof slot);
    keep_fails = false;
    assert_int_equal(monitor_slot_cas(&monitor, a, &zero, &one), STATUS_OK);
}

static void slot_table_is_bounded(void **state) {
    struct monitor_slot zero = {0};
    struct monitor_slot one = {.version = 1};
    for (unsigned i = 0; i < MONITOR_SLOTS_MOST; i++) {
        struct monitor_program_identity identity = who((uint8_t)i, (uint8_t)(i >> 8));
        assert_int_equal(monitor_slot_restore(&monitor, &identity, &one), STATUS_OK);
        assert_int_equal(monitor_slot_restore(&monitor, &identity, &one), STATUS_EXISTS);
    }
    assert_int_equal(monitor_slot_cas(&monitor, add(0, 200), &zero, &one), STATUS_NO_MEMORY);
    struct monitor_slot two = {.version = 2};
    assert_int_equal(monitor_slot_cas(&monitor, add(0, 0), &one, &two), STATUS_OK);
}

static void program_table_is_bounded(void **state) {
    struct monitor_program_identity identity = who(1, 1);
    uint64_t instance = 0;
    for (unsigned i = 0; i < MONITOR_PROGRAMS_MOST; i++) {
        assert_int_equal(monitor_program_add(&monitor, &identity, PROGRAM_APPLET, &instance),
                         STATUS_OK);
    }
    uint64_t more = 0;
    assert_int_equal(monitor_program_add(&monitor, &identity, PROGRAM_APPLET, &more),
                     STATUS_NO_MEMORY);
    monitor_program_remove(&monitor, instance);
    assert_int_equal(monitor_program_add(&monitor, &identity, PROGRAM_APPLET, &more), STATUS_OK);
    assert_true(more != instance);
    assert_null(monitor_program_find(&monitor, instance));
    assert_null(monitor_program_find(&monitor, 0));
    assert_null(monitor_program_find(&monitor, UINT64_MAX));
}

static void seal_key(uint64_t instance, const char *text, struct secret *key) {
    uint8_t label[MONITOR_LABEL_BYTES] = {0};
    memcpy(label, text, strlen(text));
    assert_int_equal(monitor_seal_key(&monitor, instance, label, key), STATUS_OK);
}

static void sealing_keys_belong_to_a_program(void **state) {
    struct secret keys[5];
    seal_key(add(1, 1), "a", &keys[0]);
    seal_key(add(1, 1), "b", &keys[1]);
    seal_key(add(1, 2), "a", &keys[2]);
    seal_key(add(2, 1), "a", &keys[3]);
    struct secret again;
    seal_key(add(1, 1), "a", &again);
    assert_true(secret_equal(&keys[0], &again));
    /* another monitor on the same device */
    uint8_t other[MEASUREMENT_BYTES] = {8};
    assert_int_equal(monitor_identity_derive(&monitor.identity, &device_secret, other, 7),
                     STATUS_OK);
    seal_key(add(1, 1), "a", &keys[4]);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_false(secret_equal(&keys[i], &keys[j]));
        }
    }
}

static void evidence_verifies(void **state) {
    uint64_t a = add(1, 2);
    uint8_t bytes[EVIDENCE_BYTES_MOST];
    size_t length = 0;
    struct evidence_expectation expected = {.role = PROGRAM_APPLET, .bind = {2}};
    memset(expected.caller_data, 5, sizeof expected.caller_data);
    assert_int_equal(set_time(SECOND, SECOND, 123456, 10), STATUS_OK);
    assert_int_equal(monitor_evidence(&monitor, SECOND, a, expected.caller_data, bytes, &length),
                     STATUS_OK);

    struct policy policy;
    policy_default(&policy);
    struct signing_key device;
    device_key_derive(&device, &device_secret);
    signing_key_public(&device, policy.anchors[0].public_key);
    policy.anchor_count = 1;
    policy.anchors[0].class = CLASS_NONE;
    policy.lowest_class = CLASS_NONE;
    policy.monitor_count = 1;
    memcpy(policy.monitors[0], own_measurement, MEASUREMENT_BYTES);
    policy.program_count = 1;
    policy.programs[0] = (struct policy_program){.role = PROGRAM_APPLET, .measurement = {1}};
    policy.shared_kernel_allowed = true;
    policy.dma_protection_required = false;
    static struct evidence_result result;
    assert_int_equal(evidence_verify(view_of(bytes, length), &policy, &expected, &result),
                     STATUS_OK);
    assert_int_equal(result.claims.rollback, ROLLBACK_NONE);
    assert_int_equal(result.claims.time_source, TIME_SOURCE_HOST);
    assert_int_equal(result.claims.time_ms, 123456);
    assert_false(result.claims.dma_protected);

    policy.programs[0].measurement[0] = 2;
    assert_int_equal(evidence_verify(view_of(bytes, length), &policy, &expected, &result),
                     STATUS_DENIED);
    assert_int_equal(result.refusal, EVIDENCE_WRONG_PROGRAM);
    policy.programs[0].measurement[0] = 1;
    expected.bind[0] = 3;
    assert_int_equal(evidence_verify(view_of(bytes, length), &policy, &expected, &result),
                     STATUS_DENIED);
    assert_int_equal(result.refusal, EVIDENCE_WRONG_BIND);
}

/* Programs may not do the host's part, and the host none of a program's. */
static void callers_have_their_own_operations(void **state) {
    uint64_t a = add(1, 1);
    static struct monitor_response response;
    static const enum monitor_operation host_only[] = {MONITOR_NONCE_ISSUE, MONITOR_START,
                                                       MONITOR_STOP};
    static const enum monitor_operation program_only[] = {
        MONITOR_EVIDENCE,      MONITOR_RANDOM,    MONITOR_SEAL_KEY, MONITOR_TIME_SET,
        MONITOR_NONCE_CONSUME, MONITOR_SLOT_READ, MONITOR_SLOT_CAS};
    for (size_t i = 0; i < sizeof host_only / sizeof host_only[0]; i++) {
        struct monitor_request request = {.operation = host_only[i]};
        if (request.operation == MONITOR_NONCE_ISSUE) {
            request.body.nonce_issue.instance = a;
            request.body.nonce_issue.count = 1;
        }
        monitor_answer(&monitor, SECOND, a, &request, &response);
        assert_int_equal(response.result, MONITOR_DENIED);
    }
    for (size_t i = 0; i < sizeof program_only / sizeof program_only[0]; i++) {
        struct monitor_request request = {.operation = program_only[i]};
        monitor_answer(&monitor, SECOND, 0, &request, &response);
        assert_int_equal(response.result, MONITOR_DENIED);
        monitor_answer(&monitor, SECOND, 4711, &request, &response);
        assert_int_equal(response.result, MONITOR_DENIED);
    }
    struct monitor_request tick = {.operation = MONITOR_TICK};
    monitor_answer(&monitor, 42, 0, &tick, &response);
    assert_int_equal(response.result, MONITOR_OK);
    assert_int_equal(response.body.tick_ns, 42);
}

/* An applet's native code could fill the slots and keep the monitor writing; a keystore needs one. */
static void applets_have_no_slots(void **state) {
    uint64_t applet = add(1, 1), keystore = 0;
    struct monitor_program_identity identity = {.measurement = {9}};
    assert_int_equal(monitor_program_add(&monitor, &identity, PROGRAM_KEYSTORE, &keystore),
                     STATUS_OK);
    static struct monitor_response response;
    struct monitor_request read = {.operation = MONITOR_SLOT_READ};
    struct monitor_request cas = {.operation = MONITOR_SLOT_CAS,
                                  .body.slot_cas.next = {.version = 1, .digest = {7}}};
    monitor_answer(&monitor, SECOND, applet, &read, &response);
    assert_int_equal(response.result, MONITOR_DENIED);
    monitor_answer(&monitor, SECOND, applet, &cas, &response);
    assert_int_equal(response.result, MONITOR_DENIED);
    monitor_answer(&monitor, SECOND, keystore, &cas, &response);
    assert_int_equal(response.result, MONITOR_OK);
    monitor_answer(&monitor, SECOND, keystore, &read, &response);
    assert_int_equal(response.result, MONITOR_OK);
    assert_int_equal(response.body.slot.version, 1);
}

int main(void) {
    if (sodium_init() < 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nonce_is_good_once, setup),
        cmocka_unit_test_setup(nonce_unknown_is_stale, setup),
        cmocka_unit_test_setup(nonce_expires, setup),
        cmocka_unit_test_setup(nonce_of_another_program_is_stale, setup),
        cmocka_unit_test_setup(nonce_dies_with_its_instance, setup),
        cmocka_unit_test_setup(nonce_quota, setup),
        cmocka_unit_test_setup(time_grows_uncertain_until_it_fails, setup),
        cmocka_unit_test_setup(time_never_goes_back, setup),
        cmocka_unit_test_setup(time_floor_outlives_a_reboot, setup),
        cmocka_unit_test_setup(only_the_pinned_clock_sets_the_time, setup),
        cmocka_unit_test_setup(slot_is_compare_and_set, setup),
        cmocka_unit_test_setup(slot_that_cannot_be_kept_does_not_change, setup),
        cmocka_unit_test_setup(slot_table_is_bounded, setup),
        cmocka_unit_test_setup(program_table_is_bounded, setup),
        cmocka_unit_test_setup(sealing_keys_belong_to_a_program, setup),
        cmocka_unit_test_setup(evidence_verifies, setup),
        cmocka_unit_test_setup(callers_have_their_own_operations, setup),
        cmocka_unit_test_setup(applets_have_no_slots, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
