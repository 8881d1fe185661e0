/*
 * tests/unit/test_lib_mutations.c: every decoder of lib/ on changed messages.
 *
 * Each golden vector (argument: the path of messages.txt) is given to each decoder, whole, cut and
 * with bytes changed, as is every payload inside. Nothing may crash, read outside (run it under
 * -Db_sanitize=address) or accept what it then writes differently.
 *
 * The same file is a libFuzzer target:
 *   clang-19 -std=gnu17 -D_GNU_SOURCE -DFUZZING -g -O1 -fsanitize=fuzzer,address,undefined -I. \
 *       tests/unit/test_lib_mutations.c lib/[a-gi-q]*.c lib/hex.c lib/hkdf.c lib/secret.c \
 *       lib/status.c lib/text.c -lsodium -lcmocka
 */
#include "lib_test.h"

#include "lib/channel.h"
#include "lib/evidence_verify.h"
#include "lib/keystore_protocol.h"
#include "lib/message_action.h"
#include "lib/message_record.h"
#include "lib/message_trigger.h"
#include "lib/monitor_protocol.h"
#include "lib/package.h"

static uint8_t scratch_bytes[1 << 17], again[1 << 17];

/* Walks what a trigger decoder accepted, to the last cell. */
static void walk_trigger(const struct trigger_view *view, struct view payload) {
    struct text_map_cursor cursor;
    struct text_pair pair;
    struct trigger_query query;
    struct reader queries;
    size_t ingredients = 0, query_count = 0;
    text_map_cursor(&cursor, view->ingredients);
    while (text_map_next(&cursor, &pair)) {
        assert_true(view_contains(payload, pair.name) && view_contains(payload, pair.text));
        ingredients++;
    }
    assert_int_equal(ingredients, view->ingredient_count);
    reader_init_view(&queries, view->queries);
    while (trigger_query_next(&queries, &query)) {
        struct reader rows;
        struct view cells = {0};
        size_t row_count = 0, cell_count = 0;
        reader_init_view(&rows, query.rows);
        while (trigger_row_next(&rows, &cell_count, &cells)) {
            size_t seen = 0;
            text_map_cursor(&cursor, cells);
            while (text_map_next(&cursor, &pair)) {
                seen++;
            }
            assert_int_equal(seen, cell_count);
            row_count++;
        }
        assert_int_equal(row_count, query.row_count);
        query_count++;
    }
    assert_int_equal(query_count, view->query_count);
}

static void decode_payloads(struct view bytes) {
    static struct trigger_view trigger;
    static struct action_view action;
    static struct record record;
    static struct policy policy;
    static struct evidence_claims claims;
    struct writer writer;
    if (trigger_payload_decode(bytes, &trigger) == STATUS_OK) {
        walk_trigger(&trigger, bytes);
    }
    if (action_payload_decode(bytes, &action) == STATUS_OK) {
        assert_true(action.field_count <= LIMIT_FIELDS);
        assert_true(action.facts.run || action.field_count == 0);
    }
    if (record_payload_decode(bytes, &record) == STATUS_OK) {
        assert_true(view_contains(bytes, record.log) && record.action_count <= LIMIT_ACTIONS);
    }
    writer_init(&writer, again, sizeof again);
    if (policy_decode(bytes, &policy) == STATUS_OK) {
        assert_ok(policy_encode(&policy, &writer));
        assert_view_equal(writer_written(&writer), bytes);
    }
    writer_init(&writer, again, sizeof again);
    if (evidence_claims_decode(bytes, &claims) == STATUS_OK) {
        evidence_claims_encode(&claims, &writer);
        assert_view_equal(writer_written(&writer), bytes);
    }
}

static void decode_keystore(struct view bytes) {
    static const uint8_t h[NOISE_HASH_BYTES];
    static struct keystore_request request;
    static struct keystore_response response;
    static struct keystore_record record;
    struct keystore_applet_request applet;
    struct keystore_query query;
    struct writer writer;
    writer_init(&writer, scratch_bytes, sizeof scratch_bytes);
    if (keystore_request_decode(bytes, &request) == STATUS_OK) {
        assert_true(view_contains(bytes, request.signed_request));
        if (keystore_request_record(&request, h, writer, &record) == STATUS_OK ||
            keystore_request_query(&request, h, writer, &query) == STATUS_OK) {
            fail_msg("a signature for another channel was accepted");
        }
    }
    if (keystore_record_decode(bytes, &record) == STATUS_OK) {
        writer_init(&writer, again, sizeof again);
        assert_ok(keystore_record_encode(&record, &writer));
        assert_view_equal(writer_written(&writer), bytes);
    }
    if (keystore_response_decode(bytes, &response) == STATUS_OK) {
        writer_init(&writer, again, sizeof again);
        keystore_response_encode(&response, &writer);
        assert_int_equal(writer.position, bytes.length);
    }
    if (keystore_applet_request_decode(bytes, &applet) == STATUS_OK) {
        writer_init(&writer, again, sizeof again);
        assert_ok(keystore_applet_request_encode(&applet, &writer));
        assert_int_equal(writer.position, bytes.length);
    }
}

static void decode_monitor(struct view bytes) {
    static struct monitor_request request;
    static struct monitor_response response;
    struct writer writer;
    if (monitor_request_decode(bytes, &request) == STATUS_OK) {
        writer_init(&writer, again, sizeof again);
        monitor_request_encode(&request, &writer);
        assert_view_equal(writer_written(&writer), bytes);
    }
    for (unsigned operation = MONITOR_START; operation <= MONITOR_TICK; operation++) {
        if (monitor_response_decode(bytes, (enum monitor_operation)operation, &response) ==
            STATUS_OK) {
            writer_init(&writer, again, sizeof again);
            monitor_response_encode(&response, &writer);
            assert_view_equal(writer_written(&writer), bytes);
        }
    }
}

static void decode_sealed(struct view bytes) {
    static uint8_t plain[1 << 17];
    static struct package_clear clear;
    static struct evidence_result result;
    static const struct policy policy;
    static const struct evidence_expectation expected;
    struct secret key = secret_of(9);
    struct cose_receiver receiver;
    struct view payload = {0}, kid = {0}, sealed = {0};
    uint8_t digest[DIGEST_BYTES];
    size_t length = sizeof plain;
    assert_ok(cose_receiver_init(&receiver, &key, KEY_TRIGGER));
    assert_int_not_equal(cose_decrypt0(&receiver, view_of(NULL, 0), bytes, plain, &length),
                         STATUS_OK);
    if (cose_sign1_peek(bytes, &payload, &kid) == STATUS_OK) {
        assert_true(view_contains(bytes, payload) && view_contains(bytes, kid));
    }
    if (cose_encrypt0_kid(bytes, &kid) == STATUS_OK) {
        assert_int_equal(kid.length, KEY_KID_BYTES);
    }
    if (package_read_clear(bytes, &clear, &sealed, digest) == STATUS_OK) {
        assert_true(view_contains(bytes, sealed));
    }
    assert_int_not_equal(evidence_verify(bytes, &policy, &expected, &result), STATUS_OK);
}

static void feed_channel(struct view bytes) {
    static struct channel channel;
    static uint8_t message[4096], out_bytes[256];
    struct secret static_key = secret_of(10);
    struct reader reader;
    struct channel_event event;
    struct writer out;
    size_t used = 0;
    writer_init(&out, out_bytes, sizeof out_bytes);
    channel_responder(&channel, &static_key, message, sizeof message);
    reader_init_view(&reader, bytes);
    while (reader_left(&reader) > 0) {
        struct view rest = view_of(bytes.data + reader.position, reader_left(&reader));
        if (channel_feed(&channel, rest, &used, &out, &event) != STATUS_OK) {
            break;
        }
        assert_true(used > 0 && event.kind != CHANNEL_MESSAGE && event.kind != CHANNEL_EVIDENCE);
        assert_ok(reader_view(&reader, used, &rest));
    }
    channel_wipe(&channel);
}

static void decode_everything(struct view bytes) {
    if (cbor_check(bytes) == STATUS_OK) {
        struct reader reader;
        reader_init_view(&reader, bytes);
        assert_ok(cbor_skip(&reader, LIMIT_CBOR_DEPTH));
        assert_ok(reader_end(&reader));
    }
    decode_payloads(bytes);
    decode_keystore(bytes);
    decode_monitor(bytes);
    decode_sealed(bytes);
    feed_channel(bytes);
}

#ifdef FUZZING
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    decode_everything(view_of(data, size));
    return 0;
}
#else
static const char *vectors_path;

/* Decoders read `length` bytes that end where the allocation ends, so that one byte more is caught. */
static void decode_copy(const uint8_t *bytes, size_t length) {
    uint8_t *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    if (length > 0) {
        memcpy(copy, bytes, length);
    }
    decode_everything(view_of(copy, length));
    free(copy);
}

static void mutate(uint8_t *bytes, size_t length) {
    for (unsigned round = 0; round < 150; round++) {
        size_t at = randombytes_uniform((uint32_t)(length < 400 ? length : 400));
        uint8_t kept = bytes[at];
        switch (round % 3) {
        case 0: bytes[at] ^= (uint8_t)(1 << randombytes_uniform(8)); break;
        case 1: bytes[at] = (uint8_t)randombytes_uniform(256); break;
        default: bytes[at]++; break;
        }
        decode_copy(bytes, length);
        bytes[at] = kept;
        decode_copy(bytes, randombytes_uniform((uint32_t)length));
    }
}

static void test_changed_vectors(void **state) {
    static char line[700000];
    static uint8_t bytes[300000];
    FILE *file = fopen(vectors_path, "r");
    unsigned vectors = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *value = strstr(line, " = ");
        struct view vector = {0}, payload = {0};
        assert_non_null(value);
        line[strcspn(line, "\n")] = '\0';
        vector = from_hex(value + 3, bytes, sizeof bytes);
        if (vector.length > 20000) { /* the large packages: their form is that of the small one */
            continue;
        }
        decode_copy(bytes, vector.length);
        mutate(bytes, vector.length);
        if (cose_sign1_peek(vector, &payload, NULL) == STATUS_OK) {
            memmove(bytes, payload.data, payload.length);
            mutate(bytes, payload.length);
        }
        vectors++;
    }
    assert_int_equal(fclose(file), 0);
    assert_true(vectors > 30);
}

/* Plaintexts of triggers, actions, records, claims and records of the keystore, changed. */
static void test_changed_payloads(void **state) {
    static const char *const payloads[] = {
        "a90150000102030405060708090a0b0c0d0e0f0201030004000500070008a261610061626063"
        "09a163612e6281a1616161620a8140",
        "aa0150000102030405060708090a0b0c0d0e0f020103000400050006200700"
        "08a26161616161626009a163612e6282a16161616261a00a814100",
        "a70150000102030405060708090a0b0c0d0e0f02010363612e62040005f506a1616161620780",
        "af0150000102030405060708090a0b0c0d0e0f02000358200000000000000000000000000000000000000000"
        "0000000000000000000000000450000102030405060708090a0b0c0d0e0f0563612e62060107000800090a0a"
        "000b818363612e62f550000102030405060708090a0b0c0d0e0f0c616c0df40e582000000000000000000000"
        "000000000000000000000000000000000000000000000f80"};
    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        uint8_t bytes[512];
        struct view payload = from_hex(payloads[i], bytes, sizeof bytes);
        for (unsigned round = 0; round < 20; round++) {
            mutate(bytes, payload.length);
        }
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changed_vectors),
        cmocka_unit_test(test_changed_payloads),
    };
    if (argc != 2 || sodium_init() < 0) {
        fprintf(stderr, "usage: test_lib_mutations messages.txt\n");
        return 2;
    }
    vectors_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
