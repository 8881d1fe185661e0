/*
 * tests/unit/test_lib_vectors.c: every message of the protocol against the golden vectors.
 *
 * The vectors were made by tests/vectors/vectors.py, which shares no code with lib/. Argument: the
 * path of messages.txt. Each message is made here from the same inputs with the same (counting)
 * randomness and has to be equal byte for byte; then it is opened and read.
 */
#include "lib_test.h"

#include "lib/backup.h"
#include "lib/channel.h"
#include "lib/evidence_verify.h"
#include "lib/keystore_protocol.h"
#include "lib/message_action.h"
#include "lib/message_record.h"
#include "lib/message_trigger.h"
#include "lib/package.h"

#define TRIGGER "Feed.newFeedItem"
#define ACTION  "Chat.postMessage"
#define QUERY   "Sheets.findRows"
#define NOW     INT64_C(1767225600123)

static const char *vectors_path;
static uint8_t golden[300000], made[300000], plain[300000];
static struct secret master, code_key, trigger_key, action_key, record_key;
static struct applet_identity identity;
static uint8_t event_id[EVENT_ID_BYTES], nonce[NONCE_BYTES], h[NOISE_HASH_BYTES];

/* The vector called `name`; the test fails where the file has none. */
static struct view vector(const char *name) {
    static char line[700000];
    FILE *file = fopen(vectors_path, "r");
    struct view found = {0};
    assert_non_null(file);
    while (found.data == NULL && fgets(line, sizeof line, file) != NULL) {
        char *value = strstr(line, " = ");
        assert_non_null(value);
        *value = '\0';
        value[strcspn(value + 3, "\n") + 3] = '\0';
        if (strcmp(line, name) == 0) {
            found = from_hex(value + 3, golden, sizeof golden);
        }
    }
    assert_int_equal(fclose(file), 0);
    assert_non_null(found.data);
    return found;
}

static struct writer start_writing(void) {
    struct writer out;
    memset(made, 0xee, sizeof made);
    writer_init(&out, made, sizeof made);
    use_counting_random();
    return out;
}

static int set_up(void **state) {
    for (uint8_t i = 0; i < 32; i++) {
        master.bytes[i] = i;
    }
    for (uint8_t i = 0; i < 16; i++) {
        event_id[i] = (uint8_t)(0xe0 + i);
        nonce[i] = (uint8_t)(0x90 + i);
    }
    memset(h, 0x48, sizeof h);
    identity = (struct applet_identity){
        .user = view_text("alice"), .applet = view_text("feed-to-chat"), .epoch = 7};
    return keys_derive(&code_key, &master, identity.applet, 7, KEY_CODE, view_of(NULL, 0)) ||
           keys_derive(&trigger_key, &master, identity.applet, 7, KEY_TRIGGER,
                       view_text(TRIGGER)) ||
           keys_derive(&action_key, &master, identity.applet, 7, KEY_ACTION, view_text(ACTION)) ||
           keys_derive(&record_key, &master, identity.applet, 7, KEY_RECORD, view_of(NULL, 0));
}

static void test_keys(void **state) {
    static const char *const purposes[] = {"code", "trigger", "action", "record"};
    const struct secret *keys[] = {&code_key, &trigger_key, &action_key, &record_key};
    struct signing_key signing;
    uint8_t public_key[SIGN_PUBLIC_BYTES], idem[IDEM_BYTES];
    for (unsigned i = 0; i < 4; i++) {
        char name[32];
        uint8_t kid[KEY_KID_BYTES];
        struct secret content;
        snprintf(name, sizeof name, "key.%s", purposes[i]);
        assert_view_equal(view_of(keys[i]->bytes, 32), vector(name));
        snprintf(name, sizeof name, "kid.%s", purposes[i]);
        keys_derive_kid(kid, keys[i]);
        assert_view_equal(view_of(kid, sizeof kid), vector(name));
        snprintf(name, sizeof name, "content.%s", purposes[i]);
        /* The salt 0, 1, 2 … is how the master begins. */
        assert_ok(keys_derive_content(&content, keys[i], master.bytes, (enum key_purpose)(i + 1)));
        assert_view_equal(view_of(content.bytes, 32), vector(name));
    }
    keys_derive_user_signing(&signing, &master);
    signing_key_public(&signing, public_key);
    assert_view_equal(view_of(public_key, sizeof public_key), vector("user.public"));
    assert_ok(message_idem(idem, identity.applet, view_text(TRIGGER), event_id, view_text(ACTION)));
    assert_view_equal(view_of(idem, sizeof idem), vector("idem"));
}

static struct trigger_facts facts_of(bool has_previous) {
    struct trigger_facts facts = {.seq = 41,
                                  .now_ms = NOW,
                                  .sealed_at_ms = NOW + 5,
                                  .trigger_time_ms = NOW - 1000,
                                  .has_previous = has_previous,
                                  .previous_trigger_time_ms = has_previous ? NOW - 3601000 : 0,
                                  .seed = 4000000000};
    memcpy(facts.event_id, event_id, sizeof event_id);
    return facts;
}

static void assert_facts(const struct trigger_facts *got, bool has_previous) {
    struct trigger_facts want = facts_of(has_previous);
    assert_memory_equal(got->event_id, want.event_id, sizeof want.event_id);
    assert_int_equal(got->seq, want.seq);
    assert_int_equal(got->now_ms, want.now_ms);
    assert_int_equal(got->sealed_at_ms, want.sealed_at_ms);
    assert_int_equal(got->trigger_time_ms, want.trigger_time_ms);
    assert_int_equal(got->has_previous, want.has_previous);
    assert_int_equal(got->previous_trigger_time_ms, want.previous_trigger_time_ms);
    assert_int_equal(got->seed, want.seed);
}

static void assert_pair(struct text_map_cursor *cursor, const char *name, const char *text) {
    struct text_pair pair;
    assert_true(text_map_next(cursor, &pair));
    assert_view_text(pair.name, name);
    assert_view_text(pair.text, text);
}

static void test_trigger(void **state) {
    struct text_pair ingredients[] = {
        {view_text("Feed.newFeedItem.Title"), view_text("Grüße, 世界 \U0001F600")},
        {view_text("Feed.newFeedItem.Url"), view_text("https://example.org/1")}};
    struct text_pair first[] = {{view_text("Name"), view_text("Ada")},
                                {view_text("Row"), view_text("1")}};
    struct text_pair second[] = {{view_text("Name"), view_text("")},
                                 {view_text("Row"), view_text("2")}};
    struct query_row rows[] = {{first, 2}, {second, 2}};
    struct query_rows queries[] = {{view_text(QUERY), rows, 2}};
    struct trigger_message message = {facts_of(true), ingredients, 2, queries, 1};
    struct trigger_view view;
    struct trigger_query query;
    struct text_map_cursor cursor;
    struct reader reader, row_reader;
    struct cose_sender sender;
    struct cose_receiver receiver;
    struct view cells = {0};
    size_t count = 0;
    struct writer out = start_writing();
    assert_ok(cose_sender_init(&sender, &trigger_key, KEY_TRIGGER));
    assert_ok(trigger_seal(&sender, &identity, view_text(TRIGGER), nonce, &message, &out));
    assert_view_equal(writer_written(&out), vector("trigger"));

    assert_ok(cose_receiver_init(&receiver, &trigger_key, KEY_TRIGGER));
    assert_ok(trigger_open(&receiver, &identity, view_text(TRIGGER), nonce, vector("trigger"),
                           plain, sizeof plain, &view));
    assert_facts(&view.facts, true);
    assert_int_equal(view.ingredient_count, 2);
    assert_true(view_contains(view_of(plain, sizeof plain), view.ingredients));
    text_map_cursor(&cursor, view.ingredients);
    assert_pair(&cursor, "Feed.newFeedItem.Title", "Grüße, 世界 \U0001F600");
    assert_pair(&cursor, "Feed.newFeedItem.Url", "https://example.org/1");
    assert_int_equal(view.query_count, 1);
    reader_init_view(&reader, view.queries);
    assert_true(trigger_query_next(&reader, &query));
    assert_view_text(query.name, QUERY);
    assert_int_equal(query.row_count, 2);
    reader_init_view(&row_reader, query.rows);
    assert_true(trigger_row_next(&row_reader, &count, &cells));
    text_map_cursor(&cursor, cells);
    assert_pair(&cursor, "Name", "Ada");
    assert_pair(&cursor, "Row", "1");
    assert_true(trigger_row_next(&row_reader, &count, &cells));
    assert_int_equal(count, 2);
    assert_false(trigger_row_next(&row_reader, &count, &cells));
    assert_false(trigger_query_next(&reader, &query));
}

static void test_trigger_large(void **state) {
    static char body[5001];
    struct text_pair ingredient = {view_text("Feed.newFeedItem.Body"), {0}};
    struct trigger_message message = {facts_of(false), &ingredient, 1, NULL, 0};
    struct trigger_view view;
    struct cose_sender sender;
    struct cose_receiver receiver;
    struct view text = {0}, sealed = {0};
    struct writer out = start_writing();
    memset(body, 'x', 5000);
    ingredient.text = view_text(body);
    assert_ok(cose_sender_init(&sender, &trigger_key, KEY_TRIGGER));
    assert_ok(trigger_seal(&sender, &identity, view_text(TRIGGER), nonce, &message, &out));
    sealed = vector("trigger.16k");
    assert_view_equal(writer_written(&out), sealed);
    /* Decrypting in place, over the message itself. */
    assert_ok(cose_receiver_init(&receiver, &trigger_key, KEY_TRIGGER));
    assert_ok(trigger_open(&receiver, &identity, view_text(TRIGGER), nonce, sealed, golden,
                           sealed.length, &view));
    assert_facts(&view.facts, false);
    assert_ok(text_map_find(view.ingredients, view_text("Feed.newFeedItem.Body"), &text));
    assert_view_text(text, body);
}

static void test_action(void **state) {
    struct text_pair fields[] = {{view_text("message"), view_text("New: Grüße")},
                                 {view_text("channel"), view_text("general")}};
    struct action_message message = {
        {.seq = 41, .trigger = view_text(TRIGGER), .not_after_ms = NOW + 600000, .run = true},
        fields,
        2};
    struct action_view view;
    struct text_map_cursor cursor;
    struct cose_sender sender;
    struct cose_receiver receiver;
    struct writer out = start_writing();
    assert_ok(message_idem(message.facts.idem, identity.applet, view_text(TRIGGER), event_id,
                           view_text(ACTION)));
    assert_ok(cose_sender_init(&sender, &action_key, KEY_ACTION));
    assert_ok(action_seal(&sender, &identity, view_text(ACTION), &message, 4096, &out));
    assert_view_equal(writer_written(&out), vector("action.run"));

    out = start_writing();
    message.facts.run = false;
    message.field_count = 0;
    assert_ok(cose_sender_init(&sender, &action_key, KEY_ACTION));
    assert_ok(action_seal(&sender, &identity, view_text(ACTION), &message, 4096, &out));
    assert_view_equal(writer_written(&out), vector("action.skip"));

    assert_ok(cose_receiver_init(&receiver, &action_key, KEY_ACTION));
    assert_ok(action_open(&receiver, &identity, view_text(ACTION), vector("action.run"), plain,
                          sizeof plain, &view));
    assert_true(view.facts.run);
    assert_memory_equal(view.facts.idem, message.facts.idem, IDEM_BYTES);
    assert_int_equal(view.facts.seq, 41);
    assert_view_text(view.facts.trigger, TRIGGER);
    assert_int_equal(view.facts.not_after_ms, NOW + 600000);
    text_map_cursor(&cursor, view.fields);
    assert_pair(&cursor, "message", "New: Grüße");
    assert_pair(&cursor, "channel", "general");
    assert_ok(action_open(&receiver, &identity, view_text(ACTION), vector("action.skip"), plain,
                          sizeof plain, &view));
    assert_false(view.facts.run);
    assert_int_equal(view.field_count, 0);
}

static void test_record(void **state) {
    struct record record = {.n = 3,
                            .trigger = view_text(TRIGGER),
                            .seq = 41,
                            .started_ms = NOW + 10,
                            .ended_ms = NOW + 12,
                            .uncertainty_ms = 250,
                            .outcome = RUN_ERROR,
                            .action_count = 2,
                            .log = view_text("one\nTypeError: x is not a function")};
    struct record got;
    struct cose_sender sender;
    struct cose_receiver receiver;
    struct writer out = start_writing();
    memset(record.instance, 0x11, sizeof record.instance);
    memset(record.prev_hash, 0x22, sizeof record.prev_hash);
    memset(record.bind, 0x33, sizeof record.bind);
    memcpy(record.event_id, event_id, sizeof event_id);
    record.actions[0] = (struct record_action){.id = view_text(ACTION), .run = true};
    record.actions[1] = (struct record_action){.id = view_text("Mail.send"), .run = false};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(message_idem(record.actions[i].idem, identity.applet, view_text(TRIGGER),
                               event_id, record.actions[i].id));
    }
    assert_ok(cose_sender_init(&sender, &record_key, KEY_RECORD));
    assert_ok(record_seal(&sender, &identity, &record, &out));
    assert_view_equal(writer_written(&out), vector("record"));

    assert_ok(cose_receiver_init(&receiver, &record_key, KEY_RECORD));
    assert_ok(record_open(&receiver, &identity, vector("record"), plain, sizeof plain, &got));
    assert_int_equal(got.n, 3);
    assert_int_equal(got.outcome, RUN_ERROR);
    assert_int_equal(got.action_count, 2);
    assert_view_text(got.actions[1].id, "Mail.send");
    assert_false(got.actions[1].run);
    assert_memory_equal(got.actions[1].idem, record.actions[1].idem, IDEM_BYTES);
    assert_view_equal(got.log, record.log);
    assert_false(got.log_cut);
    assert_memory_equal(got.bind, record.bind, DIGEST_BYTES);
    assert_memory_equal(got.prev_hash, record.prev_hash, DIGEST_BYTES);
    assert_int_equal(got.ended_ms, NOW + 12);
}

static struct package_clear clear_of(void) {
    struct package_clear clear = {
        .identity = identity, .target = view_text("x86-64"), .source_count = 2, .action_count = 1};
    memset(clear.abi, 0x88, sizeof clear.abi);
    clear.sources[0] = (struct package_source){view_text(TRIGGER), PACKAGE_TRIGGER,
                                               view_text("https://feed.example/v1")};
    clear.sources[1] = (struct package_source){view_text(QUERY), PACKAGE_QUERY,
                                               view_text("https://sheets.example/v1")};
    clear.actions[0] =
        (struct package_action){view_text(ACTION), view_text("https://chat.example/v1"), 4096};
    return clear;
}

static void check_package(const struct package_content *content, const char *name) {
    struct package_clear clear = clear_of(), got;
    struct package_view view;
    struct view sealed = {0}, file = {0};
    uint8_t digest[DIGEST_BYTES];
    struct writer out = start_writing();
    assert_ok(package_write(&clear, content, &code_key, &out));
    file = vector(name);
    assert_view_equal(writer_written(&out), file);
    assert_int_equal(package_length(&clear, content), file.length);

    assert_ok(package_read_clear(file, &got, &sealed, digest));
    assert_view_text(got.identity.user, "alice");
    assert_int_equal(got.source_count, 2);
    assert_view_text(got.sources[1].url, "https://sheets.example/v1");
    assert_int_equal(got.actions[0].message_bytes, 4096);
    assert_ok(package_open(&got, sealed, digest, &code_key, plain, sizeof plain, &view));
    assert_view_text(view.zone, "Europe/Berlin");
    assert_int_equal(view.max_delay_ms, 600000);
    assert_int_equal(view.memory_bytes, 4 << 20);
    assert_view_equal(view.image, content->image);
}

static void test_package(void **state) {
    static uint8_t code[70000];
    struct package_content content = {.zone = view_text("Europe/Berlin"),
                                      .locale = view_text("en"),
                                      .max_delay_ms = 600000,
                                      .fuel = 1000000,
                                      .memory_bytes = 4 << 20,
                                      .image = view_of(code, 500)};
    memset(code, 0x99, 500);
    check_package(&content, "package");
    for (unsigned i = 0; i < sizeof code; i++) {
        code[i] = (uint8_t)(7 * i);
    }
    content.image.length = sizeof code;
    check_package(&content, "package.large");
}

static struct policy policy_of(void) {
    struct policy policy = {.anchor_count = 2,
                            .monitor_count = 1,
                            .program_count = 2,
                            .lowest_class = CLASS_NONE,
                            .shared_kernel_allowed = true};
    struct secret seed = secret_of(0xd0);
    struct signing_key device;
    signing_key_from_seed(&device, &seed);
    signing_key_public(&device, policy.anchors[0].public_key);
    policy.anchors[0].note_length = 12;
    memcpy(policy.anchors[0].note, "this machine", 12);
    memset(policy.anchors[1].public_key, 0x44, SIGN_PUBLIC_BYTES);
    policy.anchors[1].class = CLASS_SILICON;
    memset(policy.monitors[0], 0x55, MEASUREMENT_BYTES);
    policy.programs[0].role = PROGRAM_KEYSTORE;
    memset(policy.programs[0].measurement, 0x66, MEASUREMENT_BYTES);
    policy.programs[1].role = PROGRAM_APPLET;
    memset(policy.programs[1].measurement, 0x77, MEASUREMENT_BYTES);
    return policy;
}

static void test_evidence(void **state) {
    static uint8_t certificate_bytes[CERTIFICATE_BYTES_MOST * 2];
    struct secret device_seed = secret_of(0xd0), monitor_seed = secret_of(0xd1);
    struct signing_key device, monitor;
    struct certificate certificate = {.monitor_version = 2};
    struct evidence_claims claims = {.debug = DEBUG_DISABLED,
                                     .monitor_version = 2,
                                     .backend = BACKEND_PROCESS,
                                     .shared_kernel = true,
                                     .rollback = ROLLBACK_VOLATILE,
                                     .has_time = true,
                                     .time_ms = NOW,
                                     .uncertainty_ms = 40,
                                     .time_source = TIME_SOURCE_HOST};
    struct policy policy = policy_of();
    struct evidence_expectation expected = {.role = PROGRAM_KEYSTORE};
    struct evidence_result result;
    struct writer certificate_out, out;
    signing_key_from_seed(&device, &device_seed);
    signing_key_from_seed(&monitor, &monitor_seed);
    signing_key_public(&monitor, certificate.monitor_key);
    memset(certificate.monitor_measurement, 0x55, MEASUREMENT_BYTES);
    writer_init(&certificate_out, certificate_bytes, sizeof certificate_bytes);
    assert_ok(certificate_sign(&device, &certificate, &certificate_out));
    assert_view_equal(writer_written(&certificate_out), vector("certificate"));
    for (uint8_t i = 0; i < 64; i++) {
        claims.caller_data[i] = i;
    }
    memcpy(expected.caller_data, claims.caller_data, sizeof claims.caller_data);
    digest_sha256(view_of(policy.anchors[0].public_key, SIGN_PUBLIC_BYTES), claims.device_id);
    memset(claims.boot_id, 0xb0, sizeof claims.boot_id);
    memset(claims.program, 0x66, sizeof claims.program);
    memset(claims.monitor, 0x55, sizeof claims.monitor);
    out = start_writing();
    assert_ok(evidence_sign(&monitor, writer_written(&certificate_out), &claims, &out));
    assert_view_equal(writer_written(&out), vector("evidence"));
    assert_ok(evidence_verify(vector("evidence"), &policy, &expected, &result));
    assert_int_equal(result.refusal, EVIDENCE_ACCEPTED);
    assert_int_equal(result.class, CLASS_NONE);
    assert_int_equal(result.claims.time_ms, NOW);
    assert_int_equal(result.claims.time_source, TIME_SOURCE_HOST);
}

static void test_keystore(void **state) {
    static uint8_t scratch_bytes[KEYSTORE_MESSAGE_BYTES_MOST];
    static struct keystore_request request;
    static struct keystore_keys keys;
    static struct keystore_response response;
    struct keystore_record record = {.identity = identity, .version = 9, .target_count = 1}, got;
    struct keystore_query query = {view_text("alice"), view_text("feed-to-chat"), 10}, got_query;
    struct keystore_applet_request applet = {identity, view_text("x86-64")}, got_applet;
    const struct secret *key = NULL;
    struct signing_key user;
    struct writer scratch, out;
    keys_derive_user_signing(&user, &master);
    record.targets[0].target = view_text("x86-64");
    memset(record.targets[0].bind, 0x33, DIGEST_BYTES);
    record.policy = policy_of();
    assert_ok(keystore_keys_add(&keys, KEY_CODE, view_of(NULL, 0), &code_key));
    assert_ok(keystore_keys_add(&keys, KEY_RECORD, view_of(NULL, 0), &record_key));
    assert_ok(keystore_keys_add(&keys, KEY_TRIGGER, view_text(TRIGGER), &trigger_key));
    assert_ok(keystore_keys_add(&keys, KEY_ACTION, view_text(ACTION), &action_key));
    writer_init(&scratch, scratch_bytes, sizeof scratch_bytes);

    out = start_writing();
    assert_ok(keystore_put_encode(&user, h, &record, &keys, scratch, &out));
    assert_view_equal(writer_written(&out), vector("keystore.put"));
    out = start_writing();
    assert_ok(keystore_query_encode(&user, h, KEYSTORE_VERSION, &query, scratch, &out));
    assert_view_equal(writer_written(&out), vector("keystore.version"));
    out = start_writing();
    assert_ok(keystore_query_encode(&user, h, KEYSTORE_REMOVE, &query, scratch, &out));
    assert_view_equal(writer_written(&out), vector("keystore.remove"));
    out = start_writing();
    assert_ok(keystore_applet_request_encode(&applet, &out));
    assert_view_equal(writer_written(&out), vector("keystore.applet"));

    assert_ok(keystore_request_decode(vector("keystore.put"), &request));
    assert_ok(keystore_request_record(&request, h, scratch, &got));
    assert_int_equal(got.version, 9);
    assert_view_text(got.targets[0].target, "x86-64");
    assert_memory_equal(&got.policy, &record.policy, sizeof got.policy);
    assert_ok(keystore_keys_find(&request.keys, KEY_ACTION, view_text(ACTION), &key));
    assert_true(secret_equal(key, &action_key));
    assert_ok(keystore_request_decode(vector("keystore.remove"), &request));
    assert_ok(keystore_request_query(&request, h, scratch, &got_query));
    assert_int_equal(got_query.version, 10);
    assert_ok(keystore_applet_request_decode(vector("keystore.applet"), &got_applet));
    assert_view_text(got_applet.target, "x86-64");

    response = (struct keystore_response){
        .result = KEYSTORE_OK, .version = 9, .epoch = 7, .has_keys = true, .keys = keys};
    out = start_writing();
    keystore_response_encode(&response, &out);
    assert_view_equal(writer_written(&out), vector("keystore.response"));
    assert_ok(keystore_response_decode(vector("keystore.response"), &response));
    assert_ok(keystore_keys_find(&response.keys, KEY_TRIGGER, view_text(TRIGGER), &key));
    assert_true(secret_equal(key, &trigger_key));
    assert_ok(keystore_response_decode(vector("keystore.refusal"), &response));
    assert_int_equal(response.result, KEYSTORE_REFUSED);
    assert_false(response.has_keys);
}

static void test_backup(void **state) {
    uint8_t file[BACKUP_BYTES];
    struct secret opened = {{0}};
    use_counting_random();
    assert_ok(backup_seal(file, &master, view_text("correct horse"), 2, 1024));
    assert_view_equal(view_of(file, sizeof file), vector("backup"));
    assert_ok(backup_open(&opened, vector("backup"), view_text("correct horse")));
    assert_true(secret_equal(&opened, &master));
}

static void check_noise(const char *purpose) {
    struct secret initiator_ephemeral = secret_of(0xa1), responder_ephemeral = secret_of(0xa2);
    struct secret responder_static = secret_of(0xa3);
    struct noise initiator, responder;
    char prologue[32], name[64];
    uint8_t got[64];
    size_t length = sizeof got;
    struct writer out;
    snprintf(prologue, sizeof prologue, "tapdance/ch/v1%s", purpose);
    noise_initiator(&initiator, view_text(prologue));
    noise_set_ephemeral(&initiator, &initiator_ephemeral);
    noise_responder(&responder, view_text(prologue), &responder_static);
    noise_set_ephemeral(&responder, &responder_ephemeral);
    out = start_writing();
    assert_ok(noise_handshake_write(&initiator, &out));
    snprintf(name, sizeof name, "noise.%s.first", purpose);
    assert_view_equal(writer_written(&out), vector(name));
    assert_ok(noise_handshake_read(&responder, vector(name)));
    out = start_writing();
    assert_ok(noise_handshake_write(&responder, &out));
    snprintf(name, sizeof name, "noise.%s.second", purpose);
    assert_view_equal(writer_written(&out), vector(name));
    assert_ok(noise_handshake_read(&initiator, vector(name)));
    snprintf(name, sizeof name, "noise.%s.h", purpose);
    assert_view_equal(view_of(initiator.hash, 32), vector(name));
    assert_view_equal(view_of(responder.hash, 32), vector(name));
    out = start_writing();
    assert_ok(noise_send(&responder,
                         view_text("\x01"
                                   "evidence"),
                         &out));
    snprintf(name, sizeof name, "noise.%s.to-initiator", purpose);
    assert_view_equal(writer_written(&out), vector(name));
    snprintf(name, sizeof name, "noise.%s.to-responder", purpose);
    assert_ok(noise_receive(&responder, vector(name), got, &length));
    assert_view_equal(view_of(got, length), view_text("\x02"
                                                      "message"));
}

static void test_noise(void **state) {
    check_noise("user");
    check_noise("applet");
}

static void test_caller_data(void **state) {
    static struct channel channel;
    static uint8_t message[16], frame[2 + NOISE_HELLO_ACK_BYTES];
    static const char *const purposes[] = {"user", "applet"};
    struct secret ephemeral = secret_of(0xa1);
    for (unsigned i = 0; i < 2; i++) {
        char name[64];
        uint8_t data[CHANNEL_CALLER_DATA_BYTES];
        struct channel_event event;
        struct writer out = start_writing(), framed;
        size_t used = 0;
        channel_initiator(&channel, i == 0 ? CHANNEL_USER : CHANNEL_APPLET, message,
                          sizeof message);
        noise_set_ephemeral(&channel.noise, &ephemeral);
        assert_ok(channel_start(&channel, &out));
        snprintf(name, sizeof name, "noise.%s.second", purposes[i]);
        writer_init(&framed, frame, sizeof frame);
        writer_u16be(&framed, NOISE_HELLO_ACK_BYTES);
        writer_view(&framed, vector(name));
        assert_ok(channel_feed(&channel, writer_written(&framed), &used, &out, &event));
        assert_int_equal(event.kind, CHANNEL_ESTABLISHED);
        assert_ok(channel_caller_data(&channel, true, data));
        snprintf(name, sizeof name, "caller-data.%s.initiator", purposes[i]);
        assert_view_equal(view_of(data, sizeof data), vector(name));
        assert_ok(channel_caller_data(&channel, false, data));
        snprintf(name, sizeof name, "caller-data.%s.responder", purposes[i]);
        assert_view_equal(view_of(data, sizeof data), vector(name));
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),          cmocka_unit_test(test_trigger),
        cmocka_unit_test(test_trigger_large), cmocka_unit_test(test_action),
        cmocka_unit_test(test_record),        cmocka_unit_test(test_package),
        cmocka_unit_test(test_evidence),      cmocka_unit_test(test_keystore),
        cmocka_unit_test(test_backup),        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_caller_data),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_lib_vectors messages.txt\n");
        return 2;
    }
    vectors_path = argv[1];
    return cmocka_run_group_tests(tests, set_up, NULL);
}
