/*
 * tests/integration/trusted_path.c: monitor, keystore and applet program as they really run, with this test
 * in the place of the host, the user, and the services.
 *
 *   trusted_path MONITOR KEYSTORE APPLET      (APPLET: linked with scripted_runtime.c)
 *
 * First the path of an event, then every attack of docs/protocol.md that a host or another user could
 * make on it. Each attack differs in one thing from what succeeds beside it.
 */
#include "tests/integration/deployment.h"

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

/* With a quantum, results leave when a whole number of them has passed, whatever the event did. */
static void results_leave_on_the_time_grid(void **state) {
    static struct deployment gridded;
    struct program applet;
    struct host_message answer;
    package_quantum_ms = 60;
    make_deployment(&gridded, "alice", "grid");
    package_quantum_ms = 0;
    expect_put(&gridded, KEYSTORE_OK);
    assert_int_equal(start_applet(&applet, &gridded, gridded.bind, -1), 0);
    for (int i = 0; i < 3; i++) {
        struct event_parts parts = fresh_event(&applet, i == 1 ? "skip" : "hello");
        int64_t begin = utc_ms();
        run_event(&applet, &gridded, &parts, &answer);
        assert_int_equal(answer.kind, HOST_RESULT);
        assert_true(utc_ms() - begin >= 59);
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

    /* a column that the applet was not compiled to read */
    cell.name = view_text("Salary");
    query = parts = fresh_event(&applet, "hello");
    query.trigger = "Sheets.findRows";
    query.title = "";
    query.queries = &rows;
    query.query_count = 1;
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
    memcpy(parts.seal_nonce, parts.nonce,
           NONCE_BYTES); /* refused messages use up their nonce too */
    expect_refused(&applet, &alice, &parts, HOST_REFUSED_NONCE);
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
    memset(applet_abi, 0xab, sizeof applet_abi); /* scripted_runtime.c's */
    begin_scene(arguments[1], arguments[2], arguments[3]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_runs),
        cmocka_unit_test(every_outcome_has_the_same_shape),
        cmocka_unit_test(results_leave_on_the_time_grid),
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
    end_scene();
    return failures;
}
