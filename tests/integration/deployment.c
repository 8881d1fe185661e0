/*
 * tests/integration/deployment.c: see deployment.h.
 */
#include "tests/integration/deployment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#define TARGET "x86-64"
#elif defined(__aarch64__)
#define TARGET "aarch64"
#else
#define TARGET "riscv64"
#endif

const char *monitor_image, *keystore_image, *applet_image;
struct view applet_code = {(const uint8_t *)"scripted", 8};
uint8_t applet_abi[PACKAGE_ABI_BYTES];
uint64_t package_quantum_ms;
struct monitor_process monitor;
struct program keystore;
struct blob_store store;
struct secret master = {{42}};
struct signing_key user_key;
struct deployment alice;

int64_t utc_ms(void) {
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

void make_policy(struct policy *policy) {
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

void make_deployment(struct deployment *deployment, const char *user, const char *applet) {
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
    memcpy(clear.abi, applet_abi, sizeof clear.abi);
    clear.sources[0] = (struct package_source){view_text("Feed.newItem"), PACKAGE_TRIGGER, url};
    clear.sources[1] = (struct package_source){view_text("Sheets.findRows"), PACKAGE_QUERY, url};
    clear.actions[0] = (struct package_action){view_text("Chat.post"), url, CHAT_BYTES};
    clear.actions[1] = (struct package_action){view_text("Log.write"), url, LOG_BYTES};
    struct package_content content = {.zone = view_text("Europe/Berlin"),
                                      .locale = view_text("en"),
                                      .max_delay_ms = 600000,
                                      .quantum_ms = package_quantum_ms,
                                      .image = applet_code};
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

struct keystore_response put(struct deployment *deployment) {
    static struct policy policy;
    struct keystore_response response;
    make_policy(&policy);
    assert_int_equal(keystore_ask(&keystore, &store, &policy, make_put, deployment, &response),
                     STATUS_OK);
    return response;
}

void expect_put(struct deployment *deployment, enum keystore_result result) {
    assert_int_equal(put(deployment).result, result);
}

const uint8_t no_bind[DIGEST_BYTES];

void start_keystore(void) {
    uint32_t code = 0;
    program_start(&keystore, &monitor, keystore_image, PROGRAM_KEYSTORE, view_of(NULL, 0), no_bind);
    assert_true(keystore_begin(&keystore, &store, &code));
}

/* Starts the applet and gives what it says first: ready or refused. */
uint32_t start_applet(struct program *applet, const struct deployment *deployment,
                      const uint8_t *bind, long tamper) {
    struct host_message message;
    program_start(applet, &monitor, applet_image, PROGRAM_APPLET,
                  view_of(deployment->package, deployment->length), bind);
    assert_true(relay_until_ready(applet, &keystore, &store, &message, tamper));
    return message.kind == HOST_READY ? 0 : message.body.text.code;
}

void refuse_start(const struct deployment *deployment, const uint8_t *bind, long tamper,
                  enum host_refusal expected) {
    struct program applet;
    assert_int_equal(start_applet(&applet, deployment, bind, tamper), expected);
    assert_true(program_gone(&applet, 3000));
    program_stop(&applet, &monitor);
}

struct event_parts fresh_event(struct program *applet, const char *title) {
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

struct view seal_trigger(const struct deployment *deployment, const struct event_parts *parts,
                         uint8_t *bytes, size_t capacity) {
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

uint8_t sealed_bytes[TRIGGER_MESSAGE_BYTES_MOST];

struct host_message event_message(const struct event_parts *parts, struct view sealed) {
    struct host_message message = {.kind = HOST_EVENT};
    message.body.event.ticket = parts->facts.seq;
    memcpy(message.body.event.nonce, parts->nonce, NONCE_BYTES);
    message.body.event.trigger = view_text("Feed.newItem");
    message.body.event.sealed = sealed;
    return message;
}

void run_message(struct program *applet, const struct host_message *event,
                 struct host_message *answer) {
    program_send(applet, event);
    do {
        assert_true(program_receive(applet, answer, 5000));
    } while (answer->kind == HOST_NOTICE);
}

void run_event(struct program *applet, const struct deployment *deployment,
               const struct event_parts *parts, struct host_message *answer) {
    struct view sealed = seal_trigger(deployment, parts, sealed_bytes, sizeof sealed_bytes);
    struct host_message event = event_message(parts, sealed);
    run_message(applet, &event, answer);
}

void expect_refused(struct program *applet, const struct deployment *deployment,
                    const struct event_parts *parts, enum host_refusal expected) {
    struct host_message answer;
    run_event(applet, deployment, parts, &answer);
    assert_int_equal(answer.kind, HOST_REFUSED);
    assert_int_equal(answer.body.text.ticket, parts->facts.seq);
    assert_int_equal(answer.body.text.code, expected);
}

void open_result(const struct deployment *deployment, const struct host_message *answer,
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

void setup_applet(struct program *applet) {
    assert_int_equal(start_applet(applet, &alice, alice.bind, -1), 0);
}

void begin_scene(const char *monitor_path, const char *keystore_path, const char *applet_path) {
    monitor_image = monitor_path;
    keystore_image = keystore_path;
    applet_image = applet_path;
    keys_derive_user_signing(&user_key, &master);
    monitor_process_start(&monitor, monitor_image);
    start_keystore();
    make_deployment(&alice, "alice", "notify");
    expect_put(&alice, KEYSTORE_OK);
}

void end_scene(void) {
    program_stop(&keystore, &monitor);
    monitor_process_stop(&monitor);
    monitor_process_remove(&monitor);
}
