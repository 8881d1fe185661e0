/*
 * trusted/keystore/store.c and requests.c without a monitor or a host: entries, blob, owners, versions,
 * and the release of keys.
 */
#include "monitor/core/monitor.h"
#include "trusted/keystore/requests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *store;
static uint8_t blob[HOST_STORE_BYTES_MOST], message[KEYSTORE_MESSAGE_BYTES_MOST];
static uint8_t scratch_bytes[KEYSTORE_MESSAGE_BYTES_MOST];
static const uint8_t h[NOISE_HASH_BYTES] = {1, 2, 3};
static struct signing_key user_key, other_key;

static int setup(void **state) {
    free(store);
    store = calloc(1, sizeof *store);
    if (store == NULL) {
        return -1;
    }
    secret_random(&store->key);
    struct secret seed = {{1}};
    signing_key_from_seed(&user_key, &seed);
    seed.bytes[0] = 2;
    signing_key_from_seed(&other_key, &seed);
    return 0;
}

static struct store_applet entry(const char *user, const char *applet, uint64_t version) {
    return (struct store_applet){.user = view_text(user),
                                 .applet = view_text(applet),
                                 .version = version,
                                 .live = true,
                                 .record = view_text("record"),
                                 .keys = view_text("keys")};
}

static void keep(const char *user, const char *applet, uint64_t version) {
    struct store_applet changed = entry(user, applet, version);
    uint8_t key[SIGN_PUBLIC_BYTES] = {(uint8_t)user[0]};
    assert_int_equal(store_prepare(store, &changed, key), STATUS_OK);
    store_commit(store);
}

static void entries_are_replaced(void **state) {
    struct store_applet found;
    uint8_t key[SIGN_PUBLIC_BYTES];
    keep("alice", "a", 1);
    keep("bob", "a", 7);
    keep("alice", "b", 2);
    keep("alice", "a", 3);
    assert_int_equal(store_applet(store, view_text("alice"), view_text("a"), &found), STATUS_OK);
    assert_int_equal(found.version, 3);
    assert_int_equal(store_applet(store, view_text("bob"), view_text("a"), &found), STATUS_OK);
    assert_int_equal(found.version, 7);
    assert_int_equal(store_applet(store, view_text("bob"), view_text("b"), &found),
                     STATUS_NOT_FOUND);
    assert_int_equal(store_user(store, view_text("bob"), key), STATUS_OK);
    assert_int_equal(key[0], 'b');
    assert_int_equal(store_user(store, view_text("carol"), key), STATUS_NOT_FOUND);
    /* what is only prepared is not there */
    struct store_applet changed = entry("bob", "a", 8);
    assert_int_equal(store_prepare(store, &changed, key), STATUS_OK);
    assert_int_equal(store_applet(store, view_text("bob"), view_text("a"), &found), STATUS_OK);
    assert_int_equal(found.version, 7);
    store_discard(store);
}

static struct view seal(void) {
    struct writer out;
    struct store_applet changed = entry("zoe", "z", 1);
    uint8_t key[SIGN_PUBLIC_BYTES] = {'z'};
    assert_int_equal(store_prepare(store, &changed, key), STATUS_OK);
    writer_init(&out, blob, sizeof blob);
    assert_int_equal(store_seal(store, &out), STATUS_OK);
    store_discard(store);
    return writer_written(&out);
}

static void blobs_open_with_the_right_key_only(void **state) {
    struct store_applet found;
    keep("alice", "a", 1);
    struct view sealed = seal();
    struct secret key = store->key;
    for (size_t i = 0; i < sealed.length; i++) {
        blob[i] ^= 0x10;
        assert_int_not_equal(store_open(store, sealed), STATUS_OK);
        blob[i] ^= 0x10;
    }
    for (size_t length = 0; length < sealed.length; length++) {
        assert_int_not_equal(store_open(store, view_of(blob, length)), STATUS_OK);
    }
    store->key.bytes[5] ^= 1;
    assert_int_equal(store_open(store, sealed), STATUS_AUTH);
    setup(state);
    store->key = key;
    assert_int_equal(store_open(store, sealed), STATUS_OK);
    assert_int_equal(store_applet(store, view_text("zoe"), view_text("z"), &found), STATUS_OK);
    assert_true(view_equal(found.keys, view_text("keys")));
}

static void quotas_hold(void **state) {
    uint8_t key[SIGN_PUBLIC_BYTES] = {0};
    char name[32];
    for (unsigned i = 0; i < STORE_APPLETS_EACH; i++) {
        (void)snprintf(name, sizeof name, "a%u", i);
        keep("alice", name, 1);
    }
    struct store_applet more = entry("alice", "more", 1);
    assert_int_equal(store_prepare(store, &more, key), STATUS_TOO_LARGE);
    keep("alice", "a0", 2); /* a change of what is there fits */
    keep("bob", "a0", 1);
    static uint8_t large[STORE_PLAIN_MOST];
    more = entry("carol", "large", 1);
    more.record = view_of(large, sizeof large);
    assert_int_equal(store_prepare(store, &more, key), STATUS_TOO_LARGE);
}

/* ---- requests ---- */

static struct keystore_keys keys;
static struct keystore_record record;
static struct keystore_response response;

static void make_record(const char *user, const char *applet, uint64_t version) {
    struct secret key = {{5}};
    memset(&keys, 0, sizeof keys);
    assert_int_equal(keystore_keys_add(&keys, KEY_CODE, view_text(""), &key), STATUS_OK);
    key.bytes[0] = 6;
    assert_int_equal(keystore_keys_add(&keys, KEY_RECORD, view_text(""), &key), STATUS_OK);
    record = (struct keystore_record){
        .identity = {view_text(user), view_text(applet), 1}, .version = version, .target_count = 1};
    record.targets[0].target = view_text("x86-64");
    policy_default(&record.policy);
    record.policy.anchor_count = 1;
    record.policy.monitor_count = 1;
    record.policy.program_count = 1;
    record.policy.programs[0].role = PROGRAM_APPLET;
}

static struct writer scratch(void) {
    struct writer writer;
    writer_init(&writer, scratch_bytes, sizeof scratch_bytes);
    return writer;
}

static enum keystore_result do_put(const struct signing_key *key, const uint8_t *binding,
                                   bool commit) {
    struct writer out;
    bool changed = false;
    writer_init(&out, message, sizeof message);
    assert_int_equal(keystore_put_encode(key, binding, &record, &keys, scratch(), &out), STATUS_OK);
    assert_true(request_changes(writer_written(&out)));
    request_user(store, writer_written(&out), h, &response, &changed);
    assert_int_equal(changed, response.result == KEYSTORE_OK);
    if (changed && commit) {
        store_commit(store);
    }
    return response.result;
}

static enum keystore_result do_query(const struct signing_key *key,
                                     enum keystore_operation operation, uint64_t version) {
    struct keystore_query query = {view_text("alice"), view_text("a"), version};
    struct writer out;
    bool changed = false;
    writer_init(&out, message, sizeof message);
    assert_int_equal(keystore_query_encode(key, h, operation, &query, scratch(), &out), STATUS_OK);
    assert_int_equal(request_changes(writer_written(&out)), operation == KEYSTORE_REMOVE);
    request_user(store, writer_written(&out), h, &response, &changed);
    assert_int_equal(changed, operation == KEYSTORE_REMOVE && response.result == KEYSTORE_OK);
    if (changed) {
        store_commit(store);
    }
    return response.result;
}

static void the_first_put_binds_the_user_id(void **state) {
    make_record("alice", "a", 1);
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_OK);
    make_record("alice", "b", 1);
    assert_int_equal(do_put(&other_key, h, true), KEYSTORE_OTHER_KEY);
    assert_int_equal(do_query(&other_key, KEYSTORE_VERSION, 0), KEYSTORE_OTHER_KEY);
    assert_int_equal(do_query(&other_key, KEYSTORE_REMOVE, 9), KEYSTORE_OTHER_KEY);
    assert_int_equal(do_query(&user_key, KEYSTORE_VERSION, 0), KEYSTORE_OK);
    assert_int_equal(response.version, 1);
    assert_int_equal(response.epoch, 1);
    make_record("bob", "a", 1);
    assert_int_equal(do_put(&other_key, h, true), KEYSTORE_OK);
}

static void requests_belong_to_their_channel(void **state) {
    uint8_t other_channel[NOISE_HASH_BYTES] = {1, 2, 4};
    make_record("alice", "a", 1);
    assert_int_equal(do_put(&user_key, other_channel, true), KEYSTORE_BAD_SIGNATURE);
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_OK);
}

static void versions_only_grow(void **state) {
    make_record("alice", "a", 5);
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_OK);
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_STALE);
    assert_int_equal(do_query(&user_key, KEYSTORE_REMOVE, 5), KEYSTORE_STALE);
    assert_int_equal(do_query(&user_key, KEYSTORE_REMOVE, 6), KEYSTORE_OK);
    assert_int_equal(do_query(&user_key, KEYSTORE_VERSION, 0), KEYSTORE_OK);
    assert_int_equal(response.version, 6); /* a removed applet is remembered */
    assert_int_equal(response.epoch, 0);
    make_record("alice", "a", 6);
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_STALE);
    make_record("alice", "a", 7);
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_OK);
}

static void changed_requests_are_refused(void **state) {
    struct writer out;
    bool changed = false;
    make_record("alice", "a", 1);
    writer_init(&out, message, sizeof message);
    assert_int_equal(keystore_put_encode(&user_key, h, &record, &keys, scratch(), &out), STATUS_OK);
    struct view request = writer_written(&out);
    size_t accepted = 0;
    for (size_t i = 0; i < request.length; i++) {
        message[i] ^= 1;
        request_user(store, request, h, &response, &changed);
        accepted += changed ? 1 : 0;
        message[i] ^= 1;
        assert_false(response.has_keys);
    }
    /* The keys are beside the signature, protected by the channel alone: those 64 bytes may change. */
    assert_in_range(accepted, 1, 2 * SECRET_BYTES);
    for (size_t length = 0; length < request.length; length++) {
        request_user(store, view_of(message, length), h, &response, &changed);
        assert_int_equal(response.result, KEYSTORE_MALFORMED);
    }
}

static void no_keys_without_accepted_evidence(void **state) {
    static const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES] = {1};
    struct keystore_applet_request asked = {.identity = {view_text("alice"), view_text("a"), 1},
                                            .target = view_text("x86-64")};
    enum evidence_refusal refusal = EVIDENCE_ACCEPTED;
    struct writer out;
    make_record("alice", "a", 1);
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_OK);
    for (unsigned i = 0; i < 6; i++) {
        struct keystore_applet_request changed = asked;
        if (i == 1) {
            changed.identity.user = view_text("bob");
        } else if (i == 2) {
            changed.identity.applet = view_text("b");
        } else if (i == 3) {
            changed.identity.epoch = 2;
        } else if (i == 4) {
            changed.target = view_text("riscv64");
        }
        writer_init(&out, message, sizeof message);
        assert_int_equal(keystore_applet_request_encode(&changed, &out), STATUS_OK);
        struct view evidence = i == 5 ? view_of(NULL, 0) : view_text("no evidence");
        request_applet(store, writer_written(&out), evidence, caller_data, &response, &refusal);
        assert_int_equal(response.result, i >= 1 && i <= 4 ? KEYSTORE_UNKNOWN : KEYSTORE_REFUSED);
        assert_false(response.has_keys);
        assert_true(secret_is_zero(&response.keys.code));
    }
    assert_int_equal(do_query(&user_key, KEYSTORE_REMOVE, 2), KEYSTORE_OK);
    writer_init(&out, message, sizeof message);
    assert_int_equal(keystore_applet_request_encode(&asked, &out), STATUS_OK);
    request_applet(store, writer_written(&out), view_text("x"), caller_data, &response, &refusal);
    assert_int_equal(response.result, KEYSTORE_UNKNOWN);
}

/* ---- evidence of a real monitor core ---- */

static struct monitor monitor;

static enum status take_random(void *context, uint8_t *bytes, size_t length) {
    randombytes_buf(bytes, length);
    return STATUS_OK;
}

static enum status keep_slots(void *context, const struct monitor *changed) {
    return STATUS_OK;
}

/* A monitor of that device and measurement; evidence of its program with that identity. */
static struct view evidence_of(uint8_t device, uint8_t measurement, uint8_t program, uint8_t bind,
                               const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES]) {
    static uint8_t bytes[EVIDENCE_BYTES_MOST];
    static struct monitor_identity identity;
    struct secret secret = {{device}};
    uint8_t own[MEASUREMENT_BYTES] = {measurement};
    struct monitor_facts facts = {
        .debug = DEBUG_DISABLED, .backend = BACKEND_PROCESS, .shared_kernel = true};
    struct monitor_hooks hooks = {.random = take_random, .slots_changed = keep_slots};
    struct monitor_program_identity who = {.measurement = {program}, .bind = {bind}};
    uint64_t instance = 0;
    size_t length = 0;
    memset(&monitor, 0, sizeof monitor);
    assert_int_equal(monitor_identity_derive(&identity, &secret, own, 1), STATUS_OK);
    assert_int_equal(monitor_init(&monitor, &identity, &facts, &hooks), STATUS_OK);
    assert_int_equal(monitor_program_add(&monitor, &who, PROGRAM_APPLET, &instance), STATUS_OK);
    assert_int_equal(monitor_evidence(&monitor, 1, instance, caller_data, bytes, &length),
                     STATUS_OK);
    return view_of(bytes, length);
}

static enum evidence_refusal release(struct view evidence, const uint8_t *caller_data) {
    struct keystore_applet_request asked = {.identity = {view_text("alice"), view_text("a"), 1},
                                            .target = view_text("x86-64")};
    enum evidence_refusal refusal = EVIDENCE_ACCEPTED;
    struct writer out;
    writer_init(&out, message, sizeof message);
    assert_int_equal(keystore_applet_request_encode(&asked, &out), STATUS_OK);
    request_applet(store, writer_written(&out), evidence, caller_data, &response, &refusal);
    assert_int_equal(response.has_keys, refusal == EVIDENCE_ACCEPTED);
    assert_int_equal(response.result,
                     refusal == EVIDENCE_ACCEPTED ? KEYSTORE_OK : KEYSTORE_REFUSED);
    assert_int_equal(secret_is_zero(&response.keys.code), !response.has_keys);
    return refusal;
}

static void keys_for_the_right_evidence_only(void **state) {
    static const uint8_t channel[EVIDENCE_CALLER_DATA_BYTES] = {1};
    static const uint8_t another[EVIDENCE_CALLER_DATA_BYTES] = {2};
    struct signing_key device;
    struct secret secret = {{7}};
    make_record("alice", "a", 1);
    device_key_derive(&device, &secret);
    signing_key_public(&device, record.policy.anchors[0].public_key);
    record.policy.anchors[0].class = CLASS_NONE;
    record.policy.lowest_class = CLASS_NONE;
    record.policy.shared_kernel_allowed = true;
    record.policy.dma_protection_required = false;
    record.policy.monitors[0][0] = 8;
    record.policy.programs[0].measurement[0] = 9;
    record.targets[0].bind[0] = 10;
    assert_int_equal(do_put(&user_key, h, true), KEYSTORE_OK);

    assert_int_equal(release(evidence_of(7, 8, 9, 10, channel), channel), EVIDENCE_ACCEPTED);
    assert_int_equal(release(evidence_of(6, 8, 9, 10, channel), channel), EVIDENCE_UNKNOWN_ANCHOR);
    assert_int_equal(release(evidence_of(7, 7, 9, 10, channel), channel), EVIDENCE_WRONG_MONITOR);
    assert_int_equal(release(evidence_of(7, 8, 8, 10, channel), channel), EVIDENCE_WRONG_PROGRAM);
    assert_int_equal(release(evidence_of(7, 8, 9, 11, channel), channel), EVIDENCE_WRONG_BIND);
    /* genuine, but said over another channel: stale or relayed */
    assert_int_equal(release(evidence_of(7, 8, 9, 10, another), channel),
                     EVIDENCE_WRONG_CALLER_DATA);
    /* any changed bit */
    struct view genuine = evidence_of(7, 8, 9, 10, channel);
    uint8_t *bytes = (uint8_t *)(uintptr_t)genuine.data;
    for (size_t i = 0; i < genuine.length; i++) {
        bytes[i] ^= 4;
        assert_int_not_equal(release(genuine, channel), EVIDENCE_ACCEPTED);
        bytes[i] ^= 4;
    }
    assert_int_equal(release(genuine, channel), EVIDENCE_ACCEPTED);
}

int main(void) {
    if (sodium_init() < 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(entries_are_replaced, setup),
        cmocka_unit_test_setup(blobs_open_with_the_right_key_only, setup),
        cmocka_unit_test_setup(quotas_hold, setup),
        cmocka_unit_test_setup(the_first_put_binds_the_user_id, setup),
        cmocka_unit_test_setup(requests_belong_to_their_channel, setup),
        cmocka_unit_test_setup(versions_only_grow, setup),
        cmocka_unit_test_setup(changed_requests_are_refused, setup),
        cmocka_unit_test_setup(no_keys_without_accepted_evidence, setup),
        cmocka_unit_test_setup(keys_for_the_right_evidence_only, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
