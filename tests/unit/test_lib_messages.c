/*
 * tests/unit/test_lib_messages.c: limits, fixed lengths, bindings and hostile payloads of triggers,
 * actions, records, packages and keystore messages. Their encodings are fixed by test_lib_vectors.
 */
#include "lib_test.h"

#include "lib/keystore_protocol.h"
#include "lib/message_action.h"
#include "lib/message_record.h"
#include "lib/message_trigger.h"
#include "lib/package.h"

static uint8_t bytes[1 << 18], plain[1 << 18];
static struct secret key;
static struct cose_sender sender;
static struct cose_receiver receiver;
static struct applet_identity identity;
static const uint8_t nonce[NONCE_BYTES] = {1, 2, 3};

static int set_up(void **state) {
    identity = (struct applet_identity){view_text("alice"), view_text("feed-to-chat"), 7};
    secret_random(&key);
    return 0;
}

static void use(enum key_purpose purpose) {
    assert_ok(cose_sender_init(&sender, &key, purpose));
    assert_ok(cose_receiver_init(&receiver, &key, purpose));
}

static struct writer start(void) {
    struct writer writer;
    writer_init(&writer, bytes, sizeof bytes);
    return writer;
}

static struct trigger_message trigger_of(const struct text_pair *ingredients, size_t count) {
    return (struct trigger_message){.facts = {.seq = 1, .now_ms = 1000, .trigger_time_ms = -1},
                                    .ingredients = ingredients,
                                    .ingredient_count = count};
}

static void test_trigger_buckets(void **state) {
    static char body[65536];
    static const size_t buckets[] = {1024, 4096, 16384, 65536};
    struct text_pair ingredient = {view_text("Feed.newFeedItem.Body"), {0}};
    memset(body, 'b', sizeof body);
    use(KEY_TRIGGER);
    for (size_t i = 0; i < 4; i++) {
        size_t most = 0;
        /* The longest body of this bucket by search, then one more byte. */
        for (size_t length = buckets[i] - 300; length < buckets[i]; length++) {
            struct trigger_message message = trigger_of(&ingredient, 1);
            ingredient.text = view_of(body, length);
            if (trigger_bucket(trigger_payload_length(&message)) == buckets[i]) {
                most = length;
            }
        }
        assert_true(most > buckets[i] - 300 && most < buckets[i] - COSE_ENCRYPT0_OVERHEAD);
        for (size_t length = most - 3; length <= most + 1; length++) {
            struct writer out = start();
            struct trigger_message message = trigger_of(&ingredient, 1);
            struct trigger_view view;
            enum status status = STATUS_FAILED;
            ingredient.text = view_of(body, length);
            status = trigger_seal(&sender, &identity, view_text("Feed.newFeedItem"), nonce,
                                  &message, &out);
            if (length > most && i == 3) {
                assert_int_equal(status, STATUS_TOO_LARGE);
                continue;
            }
            assert_int_equal(status, STATUS_OK);
            assert_int_equal(out.position, length > most ? buckets[i + 1] : buckets[i]);
            assert_ok(trigger_open(&receiver, &identity, view_text("Feed.newFeedItem"), nonce,
                                   writer_written(&out), plain, sizeof plain, &view));
            assert_int_equal(view.facts.trigger_time_ms, -1);
            assert_int_equal(view.ingredient_count, 1);
        }
    }
}

/* Each part of the external_aad binds: user, applet, epoch, trigger, nonce. */
static void test_trigger_binding(void **state) {
    struct writer out = start();
    struct trigger_message message = trigger_of(NULL, 0);
    struct trigger_view view;
    struct view trigger = view_text("Feed.newFeedItem"), sealed = {0};
    struct applet_identity other = identity;
    uint8_t other_nonce[NONCE_BYTES] = {9};
    use(KEY_TRIGGER);
    assert_ok(trigger_seal(&sender, &identity, trigger, nonce, &message, &out));
    sealed = writer_written(&out);
#define OPEN(who, what, once)                                                                      \
    trigger_open(&receiver, (who), (what), (once), sealed, plain, sizeof plain, &view)
    assert_ok(OPEN(&identity, trigger, nonce));
    assert_status(OPEN(&identity, view_text("Feed.newFeedItex"), nonce), STATUS_AUTH);
    assert_status(OPEN(&identity, trigger, other_nonce), STATUS_AUTH);
    other.user = view_text("mallory");
    assert_status(OPEN(&other, trigger, nonce), STATUS_AUTH);
    other = identity;
    other.applet = view_text("other");
    assert_status(OPEN(&other, trigger, nonce), STATUS_AUTH);
    other = identity;
    other.epoch = 8;
    assert_status(OPEN(&other, trigger, nonce), STATUS_AUTH);
    other.user = view_text("Not An Id");
    assert_status(OPEN(&other, trigger, nonce), STATUS_INVALID);
#undef OPEN
    /* The action's key context differs even where the key is the same. */
    assert_ok(cose_receiver_init(&receiver, &key, KEY_ACTION));
    assert_status(
        trigger_open(&receiver, &identity, trigger, nonce, sealed, plain, sizeof plain, &view),
        STATUS_AUTH);
}

static void test_trigger_limits(void **state) {
    static struct text_pair pairs[LIMIT_INGREDIENTS + 1];
    static char names[LIMIT_INGREDIENTS + 1][16];
    static struct query_row rows[LIMIT_ROWS + 1];
    struct query_rows query = {view_text("Sheets.findRows"), rows, LIMIT_ROWS + 1};
    struct query_rows twice[2] = {{view_text("Sheets.findRows"), rows, 1},
                                  {view_text("Sheets.findRows"), rows, 1}};
    struct trigger_message message = trigger_of(pairs, LIMIT_INGREDIENTS + 1);
    struct writer out = start();
    struct view trigger = view_text("Feed.newFeedItem");
    struct trigger_view view;
    for (size_t i = 0; i <= LIMIT_INGREDIENTS; i++) {
        snprintf(names[i], sizeof names[i], "n%zu", i);
        pairs[i] = (struct text_pair){view_text(names[i]), view_text("t")};
    }
    use(KEY_TRIGGER);
    assert_status(trigger_seal(&sender, &identity, trigger, nonce, &message, &out), STATUS_INVALID);
    message.ingredient_count = LIMIT_INGREDIENTS;
    assert_ok(trigger_seal(&sender, &identity, trigger, nonce, &message, &out));
    assert_ok(trigger_open(&receiver, &identity, trigger, nonce, writer_written(&out), plain,
                           sizeof plain, &view));
    assert_int_equal(view.ingredient_count, LIMIT_INGREDIENTS);
    pairs[200].name = pairs[3].name; /* far apart, beyond the names that are remembered */
    assert_status(trigger_seal(&sender, &identity, trigger, nonce, &message, &out), STATUS_INVALID);
    message = trigger_of(NULL, 0);
    message.queries = &query;
    message.query_count = 1;
    assert_status(trigger_seal(&sender, &identity, trigger, nonce, &message, &out), STATUS_INVALID);
    query.row_count = LIMIT_ROWS;
    out = start();
    assert_ok(trigger_seal(&sender, &identity, trigger, nonce, &message, &out));
    message.queries = twice;
    message.query_count = 2;
    assert_status(trigger_seal(&sender, &identity, trigger, nonce, &message, &out), STATUS_INVALID);
    message = trigger_of(NULL, 0);
    message.facts.seq = 0;
    assert_status(trigger_seal(&sender, &identity, trigger, nonce, &message, &out), STATUS_INVALID);
    message = trigger_of(NULL, 0);
    assert_status(trigger_seal(&sender, &identity, view_text("no name"), nonce, &message, &out),
                  STATUS_INVALID);
    pairs[0].text = view_text("\xff"); /* not UTF-8 */
    message = trigger_of(pairs, 1);
    out = start();
    assert_status(trigger_seal(&sender, &identity, trigger, nonce, &message, &out), STATUS_INVALID);
    assert_int_equal(out.position, 0);
}

/* Payloads that authenticate but are not in order: a service's mistake must not become ours. */
static void test_trigger_payloads(void **state) {
    static const struct {
        const char *hex;
        enum status want;
    } cases[] = {
        /* {1: 16 bytes, 2: 1, 3: 0, 4: 0, 5: 0, 7: 0, 8: {}, 9: {}, 10: []} */
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a00a80", STATUS_OK},
        {"a901500001020304050607"
         "08090a0b0c0d0e0f02010300040005000700"
         "08a16161616209a00a80",
         STATUS_OK},
        /* any order, text in several paddings */
        {"a90a82404100020101500001020304050607"
         "08090a0b0c0d0e0f030004000500070008a009a0",
         STATUS_OK},
        /* seq 0 */
        {"a90150000102030405060708090a0b0c0d0e0f0200030004000500070008a009a00a80", STATUS_INVALID},
        /* event_id of 15 bytes */
        {"a9014f000102030405060708090a0b0c0d0e0201030004000500070008a009a00a80", STATUS_INVALID},
        /* seed of 33 bits */
        {"a90150000102030405060708090a0b0c0d0e0f02010300040005000"
         "71b000000010000000008a009a00a80",
         STATUS_INVALID},
        /* padding missing; padding of integers */
        {"a80150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a0", STATUS_INVALID},
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a00a8101",
         STATUS_INVALID},
        /* unknown label 11; label 8 twice; something behind */
        {"aa0150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a00a800b00",
         STATUS_INVALID},
        {"aa0150000102030405060708090a0b0c0d0e0f0201030004000500070008a008a009a00a80",
         STATUS_INVALID},
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a00a8000",
         STATUS_INVALID},
        /* ingredient given twice; an empty name; a number as a text */
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a261616161616109a00a80",
         STATUS_INVALID},
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a160616109a00a80",
         STATUS_INVALID},
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a161610109a00a80",
         STATUS_INVALID},
        /* a query whose name has no dot; rows that are no maps; time as a float */
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a16161800a80",
         STATUS_INVALID},
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a163612e6281010a80",
         STATUS_INVALID},
        {"a90150000102030405060708090a0b0c0d0e0f020103fb000000000000000004000500070008a009a00a80",
         STATUS_INVALID},
        {"a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a009a163612e6281a16161616"
         "20a80",
         STATUS_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t payload[128];
        struct trigger_view view;
        struct view item = from_hex(cases[i].hex, payload, sizeof payload);
        if (trigger_payload_decode(item, &view) != cases[i].want) {
            fail_msg("case %zu", i);
        }
        for (size_t length = 0; cases[i].want == STATUS_OK && length < item.length; length++) {
            assert_status(trigger_payload_decode(view_of(payload, length), &view), STATUS_INVALID);
        }
    }
}

static void test_action_lengths(void **state) {
    static char long_text[5000];
    struct text_pair fields[2] = {{view_text("message"), {0}}, {view_text("more"), view_text("x")}};
    struct action_message message = {
        {.seq = 5, .trigger = view_text("Feed.newFeedItem"), .not_after_ms = 1, .run = true},
        fields,
        2};
    struct view action = view_text("Chat.postMessage");
    size_t most = 0;
    memset(long_text, 'm', sizeof long_text);
    use(KEY_ACTION);
    for (size_t length = 0; length < sizeof long_text; length++) {
        fields[0].text = view_of(long_text, length);
        if (action_fits(&message, 4096)) {
            most = length;
        }
    }
    assert_true(most > 3800 && most < 4026);
    for (size_t length = most - 300; length <= most + 300; length++) {
        struct writer out = start();
        struct action_view view;
        enum status status = STATUS_FAILED;
        fields[0].text = view_of(long_text, length);
        status = action_seal(&sender, &identity, action, &message, 4096, &out);
        if (length > most) {
            assert_int_equal(status, STATUS_TOO_LARGE);
            assert_int_equal(out.position, 0);
            assert_false(action_fits(&message, 4096));
            continue;
        }
        assert_int_equal(status, STATUS_OK);
        assert_int_equal(out.position, 4096);
        assert_ok(action_open(&receiver, &identity, action, writer_written(&out), plain,
                              sizeof plain, &view));
        assert_int_equal(view.field_count, 2);
    }
    {
        struct writer out = start();
        struct action_view view;
        message.facts.run = false; /* a skip with fields would leak into logs of the service */
        assert_status(action_seal(&sender, &identity, action, &message, 4096, &out),
                      STATUS_INVALID);
        message.field_count = 0;
        assert_ok(action_seal(&sender, &identity, action, &message, 512, &out));
        assert_int_equal(out.position, 512);
        assert_status(action_open(&receiver, &identity, view_text("Chat.postMessagf"),
                                  writer_written(&out), plain, sizeof plain, &view),
                      STATUS_AUTH);
        assert_status(action_seal(&sender, &identity, action, &message, 511, &out), STATUS_INVALID);
        assert_status(action_seal(&sender, &identity, action, &message, 65537, &out),
                      STATUS_INVALID);
        writer_init(&out, bytes, 4095);
        assert_status(action_seal(&sender, &identity, action, &message, 4096, &out),
                      STATUS_TOO_LARGE);
    }
}

static struct record record_of(size_t actions, char names[LIMIT_ACTIONS][LIMIT_NAME_BYTES]) {
    struct record record = {.n = UINT64_MAX,
                            .seq = UINT64_MAX,
                            .started_ms = INT64_MIN,
                            .ended_ms = INT64_MAX,
                            .uncertainty_ms = UINT32_MAX,
                            .outcome = RUN_TIMEOUT,
                            .action_count = actions};
    for (size_t i = 0; i < actions; i++) {
        memset(names[i], 'a' + (int)i, LIMIT_NAME_BYTES);
        names[i][10] = '.';
        record.actions[i].id = view_of(names[i], LIMIT_NAME_BYTES);
    }
    record.trigger = view_of(names[0], LIMIT_NAME_BYTES);
    return record;
}

/* The largest possible record still fits, and the log is cut at a character. */
static void test_record_always_fits(void **state) {
    static char names[LIMIT_ACTIONS][LIMIT_NAME_BYTES];
    static char log[6000];
    struct record record = record_of(LIMIT_ACTIONS, names), got;
    use(KEY_RECORD);
    for (size_t i = 0; i < sizeof log / 3; i++) {
        memcpy(log + 3 * i, "\xe2\x82\xac", 3);
    }
    for (size_t length = 0; length < sizeof log; length += 3) {
        struct writer out = start();
        record.log = view_of(log, length);
        assert_ok(record_seal(&sender, &identity, &record, &out));
        assert_int_equal(out.position, RECORD_MESSAGE_BYTES);
        assert_ok(
            record_open(&receiver, &identity, writer_written(&out), plain, sizeof plain, &got));
        assert_int_equal(got.action_count, LIMIT_ACTIONS);
        assert_int_equal(got.started_ms, INT64_MIN);
        assert_int_equal(got.log.length % 3, 0);
        assert_int_equal(got.log_cut, got.log.length < length);
        if (length < 240) {
            assert_false(got.log_cut);
        }
    }
    record.action_count = 1;
    record.log = view_of(log, 5700);
    {
        struct writer out = start();
        assert_ok(record_seal(&sender, &identity, &record, &out));
        assert_ok(
            record_open(&receiver, &identity, writer_written(&out), plain, sizeof plain, &got));
        assert_true(got.log_cut && got.log.length > 1500);
        record.log = view_text("\xff");
        assert_status(record_seal(&sender, &identity, &record, &out), STATUS_INVALID);
        record.log = view_text("");
        record.outcome = (enum run_outcome)17;
        assert_status(record_seal(&sender, &identity, &record, &out), STATUS_INVALID);
    }
}

static void test_idem(void **state) {
    uint8_t idems[4][IDEM_BYTES], event[EVENT_ID_BYTES] = {1}, other_event[EVENT_ID_BYTES] = {2};
    struct view applet = view_text("a");
    assert_ok(message_idem(idems[0], applet, view_text("T.t"), event, view_text("A.a")));
    assert_ok(message_idem(idems[1], applet, view_text("T.t"), other_event, view_text("A.a")));
    assert_ok(message_idem(idems[2], applet, view_text("T.t"), event, view_text("A.b")));
    assert_ok(message_idem(idems[3], view_text("b"), view_text("T.t"), event, view_text("A.a")));
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(idems[i], idems[j], IDEM_BYTES);
        }
    }
    assert_status(message_idem(idems[0], applet, view_text("T"), event, view_text("A.a")),
                  STATUS_INVALID);
}

static void test_package(void **state) {
    static uint8_t code[66000];
    struct package_clear clear = {
        .identity = identity, .target = view_text("riscv64"), .source_count = 1, .action_count = 1};
    struct package_content content = {.zone = view_text("UTC"), .locale = view_text("en")};
    struct package_clear got;
    struct package_view view;
    struct view sealed = {0}, file = {0};
    uint8_t digest[DIGEST_BYTES];
    size_t front = 0;
    struct writer out;
    clear.sources[0] = (struct package_source){view_text("Feed.newFeedItem"), PACKAGE_TRIGGER,
                                               view_text("https://a.example")};
    clear.actions[0] =
        (struct package_action){view_text("Chat.post"), view_text("https://b.example"), 4096};
    /* Around the page and around the longer heads: always whole pages, always the shortest. */
    for (size_t length = 3300; length < sizeof code; length += length < 4000    ? 7
                                                               : length > 65000 ? 3
                                                                                : 1009) {
        content.image = view_of(code, length);
        out = start();
        assert_ok(package_write(&clear, &content, &key, &out));
        assert_int_equal(out.position % PACKAGE_PADDING, 0);
        assert_true(out.position < length + PACKAGE_PADDING + 400);
        assert_ok(package_read_clear(writer_written(&out), &got, &sealed, digest));
        assert_ok(package_open(&got, sealed, digest, &key, plain, sizeof plain, &view));
        assert_int_equal(view.image.length, length);
    }
    content.image = view_of(code, 100);
    out = start();
    assert_ok(package_write(&clear, &content, &key, &out));
    file = writer_written(&out);
    /* No bit of the clear part can change unnoticed: it is part of the external_aad. */
    assert_ok(package_read_clear(file, &got, &sealed, digest));
    front = file.length - sealed.length;
    for (size_t i = 0; i < front * 8; i++) {
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        if (package_read_clear(file, &got, &sealed, digest) == STATUS_OK) {
            assert_status(package_open(&got, sealed, digest, &key, plain, sizeof plain, &view),
                          STATUS_AUTH);
        }
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    assert_status(package_read_clear(view_of(bytes, file.length - 1), &got, &sealed, digest),
                  STATUS_INVALID);
    assert_status(package_read_clear(view_of(bytes, file.length - 4096), &got, &sealed, digest),
                  STATUS_INVALID);
    assert_status(package_read_clear(view_of(bytes, file.length + 4096), &got, &sealed, digest),
                  STATUS_INVALID);
    clear.actions[0].url = view_text("file:///etc/passwd");
    assert_int_equal(package_length(&clear, &content), 0);
    assert_status(package_write(&clear, &content, &key, &out), STATUS_INVALID);
}

static void test_keystore_requests(void **state) {
    static struct keystore_keys keys;
    static struct keystore_request request;
    static uint8_t scratch_bytes[KEYSTORE_MESSAGE_BYTES_MOST];
    struct keystore_query query = {view_text("alice"), view_text("a"), 3}, got;
    struct keystore_record record;
    struct signing_key user;
    struct writer out = start(), scratch;
    uint8_t h[NOISE_HASH_BYTES] = {1}, other_h[NOISE_HASH_BYTES] = {2};
    const struct secret *found = NULL;
    signing_key_from_seed(&user, &key);
    writer_init(&scratch, scratch_bytes, sizeof scratch_bytes);
    assert_ok(keystore_query_encode(&user, h, KEYSTORE_REMOVE, &query, scratch, &out));
    assert_ok(keystore_request_decode(writer_written(&out), &request));
    assert_ok(keystore_request_query(&request, h, scratch, &got));
    assert_int_equal(got.version, 3);
    /* Signed for one channel, replayed in another. */
    assert_status(keystore_request_query(&request, other_h, scratch, &got), STATUS_AUTH);
    /* Signed as one operation, sent as another. */
    request.operation = KEYSTORE_VERSION;
    assert_status(keystore_request_query(&request, h, scratch, &got), STATUS_AUTH);
    request.operation = KEYSTORE_PUT;
    assert_status(keystore_request_query(&request, h, scratch, &got), STATUS_INVALID);
    assert_status(keystore_request_record(&request, h, scratch, &record), STATUS_AUTH);
    request.public_key[0] ^= 1;
    request.operation = KEYSTORE_REMOVE;
    assert_status(keystore_request_query(&request, h, scratch, &got), STATUS_AUTH);
    for (size_t length = 0; length < out.position; length++) {
        assert_status(keystore_request_decode(view_of(bytes, length), &request), STATUS_INVALID);
    }
    /* Key lists: duplicates, too many, unknown. */
    for (size_t i = 0; i < LIMIT_ACTIONS; i++) {
        char name[8];
        snprintf(name, sizeof name, "A.%zu", i);
        assert_ok(keystore_keys_add(&keys, KEY_ACTION, view_text(name), &key));
    }
    assert_status(keystore_keys_add(&keys, KEY_ACTION, view_text("A.3"), &key), STATUS_EXISTS);
    assert_status(keystore_keys_add(&keys, KEY_ACTION, view_text("A.x"), &key), STATUS_TOO_LARGE);
    assert_status(keystore_keys_find(&keys, KEY_TRIGGER, view_text("A.3"), &found),
                  STATUS_NOT_FOUND);
    keystore_keys_wipe(&keys);
    assert_int_equal(keys.action_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trigger_buckets),
        cmocka_unit_test(test_trigger_binding),
        cmocka_unit_test(test_trigger_limits),
        cmocka_unit_test(test_trigger_payloads),
        cmocka_unit_test(test_action_lengths),
        cmocka_unit_test(test_record_always_fits),
        cmocka_unit_test(test_idem),
        cmocka_unit_test(test_package),
        cmocka_unit_test(test_keystore_requests),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, set_up, NULL);
}
