/*
 * tests/integration/trusted_path.c: monitor, keystore and applet program as they really run, with this test
 * in the place of the host, the user, and the services.
 *
 *   trusted_path MONITOR KEYSTORE APPLET      (APPLET: linked with scripted_runtime.c)
 *
 * First the path of an event, then every attack of docs/protocol.md that a host or another user could
 * make on it. Each attack differs in one thing from what succeeds beside it.
 */
#include "lib/message_action.h"
#include "lib/message_record.h"
#include "lib/message_trigger.h"
#include "lib/package.h"
#include "tests/integration/host_side.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHAT_BYTES 4096u
#define LOG_BYTES  512u

#if defined(__x86_64__)
#define TARGET "x86-64"
#elif defined(__aarch64__)
#define TARGET "aarch64"
#else
#define TARGET "riscv64"
#endif

static const char *monitor_image, *keystore_image, *applet_image;
static struct monitor_process monitor;
static struct program keystore;
static struct blob_store store;
static struct secret master = {{42}};
static struct signing_key user_key;

/* One deployment of one user, as the user's machine makes it. */
struct deployment {
    const char *user, *applet;
    uint64_t epoch, version;
    struct policy policy;
    struct keystore_keys keys;
    size_t length;
    uint8_t bind[DIGEST_BYTES];
    uint8_t package[16384];
};

static int64_t utc_ms(void) {
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct applet_identity identity_of(const struct deployment *deployment) {
    return (struct applet_identity){view_text(deployment->user), view_text(deployment->applet),
                                    deployment->epoch};
}

static struct secret key_of(const struct deployment *deployment, enum key_purpose purpose,
                            const char *id) {
    struct secret key;
    assert_int_equal(keys_derive(&key, &master, view_text(deployment->applet), deployment->epoch,
                                 purpose, view_text(id)),
                     STATUS_OK);
    return key;
}

static void add_key(struct deployment *deployment, enum key_purpose purpose, const char *id) {
    struct secret key = key_of(deployment, purpose, id);
    assert_int_equal(keystore_keys_add(&deployment->keys, purpose, view_text(id), &key), STATUS_OK);
}

static void measure(const char *image, uint8_t measurement[MEASUREMENT_BYTES]) {
    static uint8_t bytes[32u << 20];
    FILE *file = fopen(image, "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    digest_sha256(view_of(bytes, length), measurement);
}

static void make_policy(struct policy *policy) {
    policy_default(policy);
    policy->anchor_count = 1;
    memcpy(policy->anchors[0].public_key, monitor.device_public, SIGN_PUBLIC_BYTES);
    policy->anchors[0].class = CLASS_NONE;
    policy->lowest_class = CLASS_NONE;
    policy->shared_kernel_allowed = true;
    policy->dma_protection_required = false;
    policy->monitor_count = 1;
    memcpy(policy->monitors[0], monitor.measurement, MEASUREMENT_BYTES);
    policy->program_count = 2;
    policy->programs[0].role = PROGRAM_KEYSTORE;
    measure(keystore_image, policy->programs[0].measurement);
    policy->programs[1].role = PROGRAM_APPLET;
    measure(applet_image, policy->programs[1].measurement);
}

static void make_deployment(struct deployment *deployment, const char *user, const char *applet) {
    memset(deployment, 0, sizeof *deployment);
    deployment->user = user;
    deployment->applet = applet;
    deployment->epoch = 1;
    deployment->version = 1;
    make_policy(&deployment->policy);
    add_key(deployment, KEY_CODE, "");
    add_key(deployment, KEY_RECORD, "");
    add_key(deployment, KEY_TRIGGER, "Feed.newItem");
    add_key(deployment, KEY_TRIGGER, "Sheets.findRows");
    add_key(deployment, KEY_ACTION, "Chat.post");
    add_key(deployment, KEY_ACTION, "Log.write");
    struct package_clear clear = {.identity = identity_of(deployment),
                                  .target = view_text(TARGET),
                                  .source_count = 2,
                                  .action_count = 2,
                                  .record_bytes = RECORD_MESSAGE_BYTES};
    struct view url = view_text("http://service.example/");
    memset(clear.abi, 0xab, sizeof clear.abi);
    clear.sources[0] = (struct package_source){view_text("Feed.newItem"), PACKAGE_TRIGGER, url};
    clear.sources[1] = (struct package_source){view_text("Sheets.findRows"), PACKAGE_QUERY, url};
    clear.actions[0] = (struct package_action){view_text("Chat.post"), url, CHAT_BYTES};
    clear.actions[1] = (struct package_action){view_text("Log.write"), url, LOG_BYTES};
    struct package_content content = {.zone = view_text("Europe/Berlin"),
                                      .locale = view_text("en"),
                                      .max_delay_ms = 600000,
                                      .image = view_text("scripted")};
    struct secret code = key_of(deployment, KEY_CODE, "");
    struct writer out;
    writer_init(&out, deployment->package, sizeof deployment->package);
    assert_int_equal(package_write(&clear, &content, &code, &out), STATUS_OK);
    deployment->length = out.position;
    package_bind(writer_written(&out), deployment->bind);
}

static void make_put(void *context, const uint8_t h[NOISE_HASH_BYTES], struct writer *out) {
    static uint8_t scratch_bytes[KEYSTORE_MESSAGE_BYTES_MOST];
    const struct deployment *deployment = context;
    struct keystore_record record = {.identity = identity_of(deployment),
                                     .version = deployment->version,
                                     .target_count = 1,
                                     .policy = deployment->policy};
    struct writer scratch;
    record.targets[0].target = view_text(TARGET);
    memcpy(record.targets[0].bind, deployment->bind, DIGEST_BYTES);
    writer_init(&scratch, scratch_bytes, sizeof scratch_bytes);
    assert_int_equal(keystore_put_encode(&user_key, h, &record, &deployment->keys, scratch, out),
                     STATUS_OK);
}

static struct keystore_response put(struct deployment *deployment) {
    static struct policy policy;
    struct keystore_response response;
    make_policy(&policy);
    assert_int_equal(keystore_ask(&keystore, &store, &policy, make_put, deployment, &response),
                     STATUS_OK);
    return response;
}

static void expect_put(struct deployment *deployment, enum keystore_result result) {
    assert_int_equal(put(deployment).result, result);
}

static const uint8_t no_bind[DIGEST_BYTES];

static void start_keystore(void) {
    uint32_t code = 0;
    program_start(&keystore, &monitor, keystore_image, PROGRAM_KEYSTORE, view_of(NULL, 0), no_bind);
    assert_true(keystore_begin(&keystore, &store, &code));
}

/* Starts the applet and gives what it says first: ready or refused. */
static uint32_t start_applet(struct program *applet, const struct deployment *deployment,
                             const uint8_t *bind, long tamper) {
    struct host_message message;
    program_start(applet, &monitor, applet_image, PROGRAM_APPLET,
                  view_of(deployment->package, deployment->length), bind);
    assert_true(relay_until_ready(applet, &keystore, &store, &message, tamper));
    return message.kind == HOST_READY ? 0 : message.body.text.code;
}

static void refuse_start(const struct deployment *deployment, const uint8_t *bind, long tamper,
                         enum host_refusal expected) {
    struct program applet;
    assert_int_equal(start_applet(&applet, deployment, bind, tamper), expected);
    assert_true(program_gone(&applet, 3000));
    program_stop(&applet, &monitor);
}

/* ---- one event ---- */

struct event_parts { /* what a test may change */
    const char *trigger, *title, *ingredient;
    struct trigger_facts facts;
    const struct query_rows *queries;
    size_t query_count;
    uint8_t nonce[NONCE_BYTES];      /* told to the applet */
    uint8_t seal_nonce[NONCE_BYTES]; /* in the message's additional data */
};

static struct event_parts fresh_event(struct program *applet, const char *title) {
    struct event_parts parts = {
        .trigger = "Feed.newItem", .title = title, .ingredient = "Feed.newItem.Title"};
    static uint64_t seq;
    parts.facts.seq = ++seq;
    randombytes_buf(parts.facts.event_id, sizeof parts.facts.event_id);
    parts.facts.now_ms = utc_ms() - 1000;
    parts.facts.sealed_at_ms = utc_ms();
    parts.facts.trigger_time_ms = parts.facts.now_ms;
    parts.facts.seed = 7;
    program_nonce(applet, &monitor, parts.nonce);
    memcpy(parts.seal_nonce, parts.nonce, NONCE_BYTES);
    return parts;
}

static struct view seal_trigger(const struct deployment *deployment,
                                const struct event_parts *parts, uint8_t *bytes, size_t capacity) {
    struct text_pair pair = {view_text(parts->ingredient), view_text(parts->title)};
    struct trigger_message message = {.facts = parts->facts,
                                      .ingredients = &pair,
                                      .ingredient_count = parts->title[0] == '\0' ? 0 : 1,
                                      .queries = parts->queries,
                                      .query_count = parts->query_count};
    struct secret key = key_of(deployment, KEY_TRIGGER, parts->trigger);
    struct cose_sender sender;
    struct applet_identity identity = identity_of(deployment);
    struct writer out;
    writer_init(&out, bytes, capacity);
    assert_int_equal(cose_sender_init(&sender, &key, KEY_TRIGGER), STATUS_OK);
    assert_int_equal(trigger_seal(&sender, &identity, view_text(parts->trigger), parts->seal_nonce,
                                  &message, &out),
                     STATUS_OK);
    return writer_written(&out);
}

static uint8_t sealed_bytes[TRIGGER_MESSAGE_BYTES_MOST];

static struct host_message event_message(const struct event_parts *parts, struct view sealed) {
    struct host_message message = {.kind = HOST_EVENT};
    message.body.event.ticket = parts->facts.seq;
    memcpy(message.body.event.nonce, parts->nonce, NONCE_BYTES);
    message.body.event.trigger = view_text("Feed.newItem");
    message.body.event.sealed = sealed;
    return message;
}

static void run_message(struct program *applet, const struct host_message *event,
                        struct host_message *answer) {
    program_send(applet, event);
    do {
        assert_true(program_receive(applet, answer, 5000));
    } while (answer->kind == HOST_NOTICE);
}

static void run_event(struct program *applet, const struct deployment *deployment,
                      const struct event_parts *parts, struct host_message *answer) {
    struct view sealed = seal_trigger(deployment, parts, sealed_bytes, sizeof sealed_bytes);
    struct host_message event = event_message(parts, sealed);
    run_message(applet, &event, answer);
}

static void expect_refused(struct program *applet, const struct deployment *deployment,
                           const struct event_parts *parts, enum host_refusal expected) {
    struct host_message answer;
    run_event(applet, deployment, parts, &answer);
    assert_int_equal(answer.kind, HOST_REFUSED);
    assert_int_equal(answer.body.text.ticket, parts->facts.seq);
    assert_int_equal(answer.body.text.code, expected);
}

struct opened {
    struct action_view actions[2];
    struct record record;
    uint8_t plain[3][CHAT_BYTES];
};

static void open_result(const struct deployment *deployment, const struct host_message *answer,
                        struct opened *opened) {
    static const char *const names[] = {"Chat.post", "Log.write"};
    static const size_t lengths[] = {CHAT_BYTES, LOG_BYTES};
    const struct host_result *result = &answer->body.result;
    struct applet_identity identity = identity_of(deployment);
    struct cose_receiver receiver;
    assert_int_equal(answer->kind, HOST_RESULT);
    assert_int_equal(result->action_count, 2);
    for (size_t i = 0; i < 2; i++) {
        struct secret key = key_of(deployment, KEY_ACTION, names[i]);
        assert_int_equal(result->actions[i].length, lengths[i]); /* whatever happened */
        assert_int_equal(cose_receiver_init(&receiver, &key, KEY_ACTION), STATUS_OK);
        assert_int_equal(action_open(&receiver, &identity, view_text(names[i]), result->actions[i],
                                     opened->plain[i], CHAT_BYTES, &opened->actions[i]),
                         STATUS_OK);
    }
    struct secret key = key_of(deployment, KEY_RECORD, "");
    assert_int_equal(result->record.length, RECORD_MESSAGE_BYTES);
    assert_int_equal(cose_receiver_init(&receiver, &key, KEY_RECORD), STATUS_OK);
    assert_int_equal(record_open(&receiver, &identity, result->record, opened->plain[2], CHAT_BYTES,
                                 &opened->record),
                     STATUS_OK);
}

static struct deployment alice;

static void setup_applet(struct program *applet) {
    assert_int_equal(start_applet(applet, &alice, alice.bind, -1), 0);
}

/* ---- tests ---- */

static void an_event_runs(void **state) {
    struct program applet;
    struct host_message answer;
    static struct opened opened;
    uint8_t previous[DIGEST_BYTES] = {0};
    setup_applet(&applet);
    for (uint64_t n = 0; n < 3; n++) {
        struct event_parts parts = fresh_event(&applet, "hello");
        uint8_t idem[IDEM_BYTES];
        struct view text;
        run_event(&applet, &alice, &parts, &answer);
        open_result(&alice, &answer, &opened);
        assert_true(opened.actions[0].facts.run);
        assert_int_equal(text_map_find(opened.actions[0].fields, view_text("message"), &text),
                         STATUS_OK);
        assert_true(view_equal(text, view_text("hello")));
        assert_true(opened.actions[1].facts.run); /* not skipped: runs, without fields */
        assert_int_equal(opened.actions[1].field_count, 0);
        assert_int_equal(opened.actions[0].facts.seq, parts.facts.seq);
        assert_int_equal(opened.actions[0].facts.not_after_ms, parts.facts.now_ms + 600000);
        assert_int_equal(message_idem(idem, view_text(alice.applet), view_text("Feed.newItem"),
                                      parts.facts.event_id, view_text("Chat.post")),
                         STATUS_OK);
        assert_memory_equal(opened.actions[0].facts.idem, idem, IDEM_BYTES);
        assert_int_equal(opened.record.n, n);
        assert_memory_equal(opened.record.prev_hash, previous, DIGEST_BYTES);
        assert_memory_equal(opened.record.bind, alice.bind, DIGEST_BYTES);
        assert_int_equal(opened.record.outcome, RUN_OK);
        assert_true(view_equal(opened.record.log, view_text("logged\n")));
        digest_sha256(answer.body.result.record, previous);
    }
    program_stop(&applet, &monitor);
}

static void every_outcome_has_the_same_shape(void **state) {
    static const struct {
        const char *title;
        enum run_outcome outcome;
        bool run[2];
    } cases[] = {
        {"skip", RUN_OK, {false, true}},
        {"uncalled", RUN_OK, {true, true}},
        {"throw", RUN_ERROR, {false, false}},
        {"timeout", RUN_TIMEOUT, {false, false}},
        {"large", RUN_ACTION_TOO_LARGE, {false, false}},
    };
    struct program applet;
    struct host_message answer;
    static struct opened opened;
    setup_applet(&applet);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct event_parts parts = fresh_event(&applet, cases[i].title);
        run_event(&applet, &alice, &parts, &answer);
        open_result(&alice, &answer, &opened); /* checks all lengths */
        assert_int_equal(opened.record.outcome, cases[i].outcome);
        for (size_t j = 0; j < 2; j++) {
            assert_int_equal(opened.actions[j].facts.run, cases[i].run[j]);
            assert_int_equal(opened.record.actions[j].run, cases[i].run[j]);
            assert_int_equal(opened.actions[j].field_count, cases[i].run[j] && j == 0 && i != 1);
        }
    }
    program_stop(&applet, &monitor);
}

static void queries_of_other_services(void **state) {
    struct program applet;
    struct host_message answer;
    static struct opened opened;
    static uint8_t query_bytes[TRIGGER_MESSAGE_BYTES_MOST];
    struct text_pair cell = {view_text("Name"), view_text("from the sheet")};
    struct query_row row = {&cell, 1};
    struct query_rows rows = {view_text("Sheets.findRows"), &row, 1};
    setup_applet(&applet);
    struct event_parts parts = fresh_event(&applet, "hello");
    struct event_parts query = parts;
    query.trigger = "Sheets.findRows";
    query.title = "";
    query.queries = &rows;
    query.query_count = 1;
    struct host_message event =
        event_message(&parts, seal_trigger(&alice, &parts, sealed_bytes, sizeof sealed_bytes));
    event.body.event.query_count = 1;
    event.body.event.queries[0].name = view_text("Sheets.findRows");
    event.body.event.queries[0].sealed =
        seal_trigger(&alice, &query, query_bytes, sizeof query_bytes);
    struct view text;
    run_message(&applet, &event, &answer);
    open_result(&alice, &answer, &opened);
    assert_int_equal(text_map_find(opened.actions[0].fields, view_text("message"), &text),
                     STATUS_OK);
    assert_true(view_equal(text, view_text("from the sheet")));

    /* a query's message about another event */
    parts = fresh_event(&applet, "hello");
    memcpy(query.nonce, parts.nonce, NONCE_BYTES);
    memcpy(query.seal_nonce, parts.nonce, NONCE_BYTES);
    event = event_message(&parts, seal_trigger(&alice, &parts, sealed_bytes, sizeof sealed_bytes));
    event.body.event.query_count = 1;
    event.body.event.queries[0].name = view_text("Sheets.findRows");
    event.body.event.queries[0].sealed =
        seal_trigger(&alice, &query, query_bytes, sizeof query_bytes);
    run_message(&applet, &event, &answer);
    assert_int_equal(answer.kind, HOST_REFUSED);
    assert_int_equal(answer.body.text.code, HOST_REFUSED_CONTENT);
    program_stop(&applet, &monitor);
}

static void a_nonce_serves_one_event(void **state) {
    struct program applet, second;
    struct host_message answer;
    setup_applet(&applet);
    setup_applet(&second);
    struct event_parts parts = fresh_event(&applet, "hello");
    run_event(&applet, &alice, &parts, &answer);
    assert_int_equal(answer.kind, HOST_RESULT);
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_NONCE); /* the very same again */
    parts = fresh_event(&second, "hello");                       /* another instance's nonce */
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_NONCE);
    parts = fresh_event(&applet, "hello"); /* a nonce that nobody issued */
    randombytes_buf(parts.nonce, NONCE_BYTES);
    memcpy(parts.seal_nonce, parts.nonce, NONCE_BYTES);
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_NONCE);
    parts =
        fresh_event(&applet, "hello"); /* a good nonce, but the message was sealed for another */
    parts.seal_nonce[0] ^= 1;
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_MESSAGE);
    memcpy(parts.seal_nonce, parts.nonce, NONCE_BYTES); /* refused messages use up nothing */
    run_event(&applet, &alice, &parts, &answer);
    assert_int_equal(answer.kind, HOST_RESULT);
    program_stop(&applet, &monitor);
    program_stop(&second, &monitor);
}

static void changed_and_foreign_messages_are_refused(void **state) {
    struct program applet;
    struct host_message answer;
    setup_applet(&applet);
    for (size_t bit = 0; bit < 1024 * 8; bit += 641) {
        struct event_parts parts = fresh_event(&applet, "hello");
        struct view sealed = seal_trigger(&alice, &parts, sealed_bytes, sizeof sealed_bytes);
        struct host_message event = event_message(&parts, sealed);
        sealed_bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        run_message(&applet, &event, &answer);
        assert_int_equal(answer.kind, HOST_REFUSED);
        assert_int_equal(answer.body.text.code, HOST_REFUSED_MESSAGE);
    }
    /* the same user's other applet, an older epoch, another trigger's key */
    static struct deployment other;
    make_deployment(&other, "alice", "other");
    struct event_parts parts = fresh_event(&applet, "hello");
    expect_refused(&applet, &other, &parts, HOST_REFUSED_MESSAGE);
    other = alice;
    other.epoch = 0;
    expect_refused(&applet, &other, &parts, HOST_REFUSED_MESSAGE);
    parts.trigger = "Sheets.findRows";
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_MESSAGE);
    /* a trigger that the package does not know */
    parts = fresh_event(&applet, "hello");
    struct host_message event =
        event_message(&parts, seal_trigger(&alice, &parts, sealed_bytes, sizeof sealed_bytes));
    event.body.event.trigger = view_text("Feed.other");
    run_message(&applet, &event, &answer);
    assert_int_equal(answer.body.text.code, HOST_REFUSED_MALFORMED);
    program_stop(&applet, &monitor);
}

static void only_fresh_events_run(void **state) {
    struct program applet;
    setup_applet(&applet);
    static const struct {
        int64_t sealed, now;
    } late[] = {{-120000, -120000}, {60000, 0}, {0, 60000}, {0, -700000}};
    for (size_t i = 0; i < sizeof late / sizeof late[0]; i++) {
        struct event_parts parts = fresh_event(&applet, "hello");
        parts.facts.sealed_at_ms = utc_ms() + late[i].sealed;
        parts.facts.now_ms = utc_ms() + late[i].now;
        expect_refused(&applet, &alice, &parts, HOST_REFUSED_TIME);
    }
    struct event_parts parts = fresh_event(&applet, "hello"); /* late, but within max_delay */
    struct host_message answer;
    parts.facts.now_ms = utc_ms() - 590000;
    run_event(&applet, &alice, &parts, &answer);
    assert_int_equal(answer.kind, HOST_RESULT);
    program_stop(&applet, &monitor);
}

static void unregistered_content_is_refused(void **state) {
    struct program applet;
    setup_applet(&applet);
    static const char *const names[] = {"Feed.newItem.Body", "Feed.other.Title", "Title",
                                        "Feed.newItem.", "Feed.newItem.TitleX"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct event_parts parts = fresh_event(&applet, "hello");
        parts.ingredient = names[i];
        expect_refused(&applet, &alice, &parts, HOST_REFUSED_CONTENT);
    }
    struct text_pair cell = {view_text("Name"), view_text("x")};
    struct query_row row = {&cell, 1};
    struct query_rows rows = {view_text("Sheets.other"), &row, 1};
    struct event_parts parts = fresh_event(&applet, "hello");
    parts.queries = &rows;
    parts.query_count = 1;
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_CONTENT);
    program_stop(&applet, &monitor);
}

static void nonsense_of_the_host_changes_nothing(void **state) {
    struct program applet;
    struct host_message answer;
    setup_applet(&applet);
    uint8_t bytes[600];
    for (unsigned i = 0; i < 500; i++) {
        bool wake = false;
        randombytes_buf(bytes, sizeof bytes);
        bytes[0] = (uint8_t)(1 + i % 12); /* any kind but stop */
        struct view part = view_of(bytes, 1 + i);
        while (ring_send(&applet.out, &part, 1, &wake) != STATUS_OK) {
            (void)usleep(1000);
        }
        if (wake) {
            assert_int_equal(send(applet.bell, "!", 1, MSG_NOSIGNAL), 1);
        }
        while (program_receive(&applet, &answer, 0)) {
        }
    }
    while (program_receive(&applet, &answer, 200)) {
    }
    struct event_parts parts = fresh_event(&applet, "hello");
    run_event(&applet, &alice, &parts, &answer);
    assert_int_equal(answer.kind, HOST_RESULT);
    program_stop(&applet, &monitor);
}

static void swapped_and_changed_packages_do_not_start(void **state) {
    static struct deployment mallory, changed;
    /* another user's package under the measured hash of alice's: seen before a byte is parsed */
    make_deployment(&mallory, "mallory", "steal");
    refuse_start(&mallory, alice.bind, -1, HOST_REFUSED_INPUT);
    for (size_t i = 0; i < alice.length; i += 1369) {
        changed = alice;
        changed.package[i] ^= 1;
        refuse_start(&changed, alice.bind, -1, HOST_REFUSED_INPUT);
        /* told the changed file's own hash, the keystore does not know it */
        uint8_t bind[DIGEST_BYTES];
        struct program applet;
        package_bind(view_of(changed.package, changed.length), bind);
        assert_int_not_equal(start_applet(&applet, &changed, bind, -1), 0);
        program_stop(&applet, &monitor);
    }
}

/* Mallory's package names alice's applet in clear, to be given alice's keys: its hash isn't registered. */
static void another_package_gets_no_keys(void **state) {
    static struct deployment forged;
    struct secret right = master;
    master.bytes[0] ^= 1; /* mallory's own keys */
    make_deployment(&forged, "alice", alice.applet);
    master = right;
    refuse_start(&forged, forged.bind, -1, HOST_REFUSED_KEYS);
    struct program applet;
    setup_applet(&applet); /* the real one still starts */
    program_stop(&applet, &monitor);
}

static void policies_are_kept(void **state) {
    static struct deployment strict;
    make_deployment(&strict, "alice", "strict");
    strict.policy.programs[1].measurement[0] ^= 1; /* another loader */
    expect_put(&strict, KEYSTORE_OK);
    refuse_start(&strict, strict.bind, -1, HOST_REFUSED_KEYS);
    make_policy(&strict.policy);
    strict.policy.monitors[0][0] ^= 1; /* another monitor */
    strict.version++;
    expect_put(&strict, KEYSTORE_OK);
    refuse_start(&strict, strict.bind, -1, HOST_REFUSED_KEYS);
    make_policy(&strict.policy);
    strict.policy.anchors[0].public_key[0] ^= 1; /* another device */
    strict.version++;
    expect_put(&strict, KEYSTORE_OK);
    refuse_start(&strict, strict.bind, -1, HOST_REFUSED_KEYS);
    make_policy(&strict.policy);
    strict.policy.lowest_class = CLASS_SILICON;
    strict.version++;
    expect_put(&strict, KEYSTORE_OK);
    refuse_start(&strict, strict.bind, -1, HOST_REFUSED_KEYS);
    make_policy(&strict.policy);
    strict.policy.shared_kernel_allowed = false;
    strict.version++;
    expect_put(&strict, KEYSTORE_OK);
    refuse_start(&strict, strict.bind, -1, HOST_REFUSED_KEYS);
    make_policy(&strict.policy); /* and with nothing wrong it starts */
    strict.version++;
    expect_put(&strict, KEYSTORE_OK);
    struct program applet;
    assert_int_equal(start_applet(&applet, &strict, strict.bind, -1), 0);
    program_stop(&applet, &monitor);
}

static void versions_and_owners(void **state) {
    static struct deployment again;
    make_deployment(&again, "alice", "versions");
    again.version = 5;
    expect_put(&again, KEYSTORE_OK);
    expect_put(&again, KEYSTORE_STALE);
    again.version = 4;
    expect_put(&again, KEYSTORE_STALE);
    again.version = 6;
    struct signing_key right = user_key;
    struct secret seed = {{9}};
    signing_key_from_seed(&user_key, &seed); /* somebody else, as alice */
    expect_put(&again, KEYSTORE_OTHER_KEY);
    user_key = right;
    expect_put(&again, KEYSTORE_OK);
}

static void unreachable_or_disturbed_keystore(void **state) {
    struct program applet;
    struct host_message message;
    for (long byte = 0; byte < 980; byte += 97) {
        struct program disturbed;
        assert_int_not_equal(start_applet(&disturbed, &alice, alice.bind, byte), 0);
        assert_true(program_gone(&disturbed, 3000));
        program_stop(&disturbed, &monitor);
    }
    /* nobody answers */
    program_start(&applet, &monitor, applet_image, PROGRAM_APPLET,
                  view_of(alice.package, alice.length), alice.bind);
    struct host_message end = {.kind = HOST_STREAM_END};
    end.body.stream.stream = 1;
    program_send(&applet, &end);
    assert_true(relay_until_ready(&applet, NULL, NULL, &message, -1));
    assert_int_equal(message.kind, HOST_REFUSED);
    assert_int_equal(message.body.text.code, HOST_REFUSED_KEYSTORE);
    assert_true(message.body.text.text.length > 0);
    assert_true(program_gone(&applet, 3000));
    program_stop(&applet, &monitor);
}

static void acknowledged_is_durable(void **state) {
    static struct deployment durable;
    struct program applet;
    make_deployment(&durable, "alice", "durable");
    store.fail = true;
    expect_put(&durable, KEYSTORE_UNAVAILABLE);
    store.fail = false;
    refuse_start(&durable, durable.bind, -1, HOST_REFUSED_KEYS); /* nothing of it was kept */
    expect_put(&durable, KEYSTORE_OK);
    /* keystore and monitor start again: what was acknowledged is there */
    program_stop(&keystore, &monitor);
    monitor_process_stop(&monitor);
    monitor_process_start(&monitor, monitor_image);
    start_keystore();
    assert_int_equal(start_applet(&applet, &durable, durable.bind, -1), 0);
    program_stop(&applet, &monitor);
}

static void rolled_back_or_changed_stores_are_refused(void **state) {
    static struct blob_store old;
    static struct deployment newer;
    uint32_t code = 0;
    old = store;
    make_deployment(&newer, "alice", "newer");
    expect_put(&newer, KEYSTORE_OK);
    program_stop(&keystore, &monitor);
    struct blob_store *current = malloc(sizeof *current);
    assert_non_null(current);
    *current = store;
    store = old; /* the blob before the last change */
    program_start(&keystore, &monitor, keystore_image, PROGRAM_KEYSTORE, view_of(NULL, 0), no_bind);
    assert_false(keystore_begin(&keystore, &store, &code));
    assert_int_equal(code, HOST_REFUSED_STORE);
    program_stop(&keystore, &monitor);
    store = *current;
    store.bytes[store.length / 2] ^= 1;
    program_start(&keystore, &monitor, keystore_image, PROGRAM_KEYSTORE, view_of(NULL, 0), no_bind);
    assert_false(keystore_begin(&keystore, &store, &code));
    assert_int_equal(code, HOST_REFUSED_STORE);
    program_stop(&keystore, &monitor);
    store = *current;
    free(current);
    start_keystore();
    struct program applet;
    assert_int_equal(start_applet(&applet, &newer, newer.bind, -1), 0);
    program_stop(&applet, &monitor);
}

static void floods_leave_the_keystore_working(void **state) {
    struct host_message message = {.kind = HOST_STREAM_NEW};
    struct host_message answer;
    uint8_t bytes[1500];
    for (uint32_t i = 0; i < 2000; i++) {
        message.kind = HOST_STREAM_NEW;
        message.body.stream = (struct host_stream){.stream = 500000 + i};
        program_send(&keystore, &message);
        randombytes_buf(bytes, sizeof bytes);
        if (i % 3 == 0) {
            memcpy(bytes, "\x00\x04user\x00\x20", 8); /* a good beginning, then random */
        }
        message.kind = HOST_STREAM_DATA;
        message.body.stream.bytes = view_of(bytes, 1 + i % 1400);
        program_send(&keystore, &message);
        while (program_receive(&keystore, &answer, 0)) {
        }
    }
    for (uint32_t i = 0; i < 2000; i++) {
        message.kind = HOST_STREAM_END;
        message.body.stream = (struct host_stream){.stream = 500000 + i};
        program_send(&keystore, &message);
        while (program_receive(&keystore, &answer, 0)) {
        }
    }
    while (program_receive(&keystore, &answer, 300)) {
    }
    static struct deployment after;
    make_deployment(&after, "alice", "after");
    expect_put(&after, KEYSTORE_OK);
}

int main(int count, char **arguments) {
    if (count != 4 || sodium_init() < 0) {
        (void)fprintf(stderr, "usage: trusted_path MONITOR KEYSTORE APPLET\n");
        return 2;
    }
    monitor_image = arguments[1];
    keystore_image = arguments[2];
    applet_image = arguments[3];
    keys_derive_user_signing(&user_key, &master);
    monitor_process_start(&monitor, monitor_image);
    start_keystore();
    make_deployment(&alice, "alice", "notify");
    expect_put(&alice, KEYSTORE_OK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_runs),
        cmocka_unit_test(every_outcome_has_the_same_shape),
        cmocka_unit_test(queries_of_other_services),
        cmocka_unit_test(a_nonce_serves_one_event),
        cmocka_unit_test(changed_and_foreign_messages_are_refused),
        cmocka_unit_test(only_fresh_events_run),
        cmocka_unit_test(unregistered_content_is_refused),
        cmocka_unit_test(nonsense_of_the_host_changes_nothing),
        cmocka_unit_test(swapped_and_changed_packages_do_not_start),
        cmocka_unit_test(another_package_gets_no_keys),
        cmocka_unit_test(policies_are_kept),
        cmocka_unit_test(versions_and_owners),
        cmocka_unit_test(unreachable_or_disturbed_keystore),
        cmocka_unit_test(acknowledged_is_durable),
        cmocka_unit_test(rolled_back_or_changed_stores_are_refused),
        cmocka_unit_test(floods_leave_the_keystore_working),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    program_stop(&keystore, &monitor);
    monitor_process_stop(&monitor);
    return failures;
}
