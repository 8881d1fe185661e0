/* net/: encoding, accounts, webhook signatures, SQLite, group commit. */
#include "net/accounts.h"
#include "net/batch.h"
#include "net/webhook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int setup(void **state) {
    snprintf(folder, sizeof folder, "/tmp/tapdance-net-XXXXXX");
    return sodium_init() < 0 || mkdtemp(folder) == NULL ? -1 : 0;
}

static int teardown(void **state) {
    static const char *const names[] = {"accounts", "db", "db-wal", "db-shm"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

/* RFC 4648 section 10, without padding, and the two letters that differ from base64. */
static void base64url_both_ways(void **state) {
    static const struct {
        const char *text, *encoded;
    } cases[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t bytes[16];
        size_t length = 99;
        char *encoded = base64url_encode(view_text(cases[i].text));
        assert_string_equal(encoded, cases[i].encoded);
        free(encoded);
        assert_int_equal(base64url_decode(cases[i].encoded, bytes, sizeof bytes, &length),
                         STATUS_OK);
        assert_int_equal(length, strlen(cases[i].text));
        assert_memory_equal(bytes, cases[i].text, length);
    }
}

static void base64url_refuses(void **state) {
    static const char *const wrong[] = {"Zg==", "Zm9v!", "Z", "+/8", "Zm 9v", "Zm9v\n"};
    uint8_t bytes[16];
    size_t length = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(base64url_decode(wrong[i], bytes, sizeof bytes, &length), STATUS_INVALID);
    }
    assert_int_equal(base64url_decode("Zm9vYmFy", bytes, 5, &length), STATUS_INVALID);
    assert_int_equal(base64url_decode("Zm9vYmFy", bytes, 6, &length), STATUS_OK);
}

static void tokens_match_their_hash_only(void **state) {
    char one[TOKEN_TEXT], other[TOKEN_TEXT], hash[TOKEN_TEXT];
    token_new(one);
    token_new(other);
    assert_int_equal(strlen(one), TOKEN_TEXT - 1);
    assert_string_not_equal(one, other);
    token_hash(one, hash);
    assert_true(token_matches(one, hash));
    assert_false(token_matches(other, hash));
    assert_false(token_matches(one, one));
    assert_false(token_matches(NULL, hash));
    assert_false(token_matches(one, NULL));
    assert_false(token_matches(one, ""));
    /* FIPS 180-4's "abc". */
    token_hash("abc", hash);
    assert_string_equal(hash, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

static enum status accounts_of(const char *text, mode_t mode, struct accounts *accounts) {
    char path[128];
    snprintf(path, sizeof path, "%s/accounts", folder);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
    return accounts_read(path, accounts);
}

static struct accounts accounts;

static void accounts_by_token(void **state) {
    assert_int_equal(accounts_of("# users\n\nada aaaaaaaaaaaaaaaaaaaaaaaa\nbob "
                                 "bbbbbbbbbbbbbbbbbbbbbbbb\nada cccccccccccccccccccccccc\n",
                                 0600, &accounts),
                     STATUS_OK);
    assert_int_equal(accounts.count, 3);
    assert_string_equal(accounts_user(&accounts, "aaaaaaaaaaaaaaaaaaaaaaaa"), "ada");
    assert_string_equal(accounts_user(&accounts, "bbbbbbbbbbbbbbbbbbbbbbbb"), "bob");
    assert_string_equal(accounts_user(&accounts, "cccccccccccccccccccccccc"), "ada");
    assert_null(accounts_user(&accounts, "aaaaaaaaaaaaaaaaaaaaaaab"));
    assert_null(accounts_user(&accounts, accounts.list[0].hash));
    assert_null(accounts_user(&accounts, ""));
    assert_null(accounts_user(&accounts, NULL));
}

static void accounts_refuse(void **state) {
    assert_int_equal(accounts_of("ada aaaaaaaaaaaaaaaaaaaaaaaa\n", 0640, &accounts), STATUS_DENIED);
    assert_int_equal(accounts_of("ada short\n", 0600, &accounts), STATUS_INVALID);
    assert_int_equal(accounts_of("ada\n", 0600, &accounts), STATUS_INVALID);
    assert_int_equal(accounts_of("Ada aaaaaaaaaaaaaaaaaaaaaaaa\n", 0600, &accounts),
                     STATUS_INVALID);
    assert_int_equal(accounts_read("/nonexistent/accounts", &accounts), STATUS_IO);
    assert_int_equal(accounts.count, 0);
}

/* The test vector of the Standard Webhooks libraries. */
static void webhook_vector(void **state) {
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    char signature[WEBHOOK_SIGNATURE_TEXT];
    assert_int_equal(webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", key, &length),
                     STATUS_OK);
    assert_int_equal(length, 24);
    webhook_sign(key, length, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                 view_text("{\"test\": 2432232314}"), signature);
    assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    webhook_sign(key, length, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265331",
                 view_text("{\"test\": 2432232314}"), signature);
    assert_string_not_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void webhook_secrets_refused(void **state) {
    static const char *const wrong[] = {"",
                                        "whsec_",
                                        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                        "whsec_c2hvcnQ=",
                                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                                        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    char long_secret[400] = "whsec_";
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(webhook_secret(wrong[i], key, &length), STATUS_INVALID);
    }
    memset(long_secret + 6, 'A', 176); /* 132 bytes */
    assert_int_equal(webhook_secret(long_secret, key, &length), STATUS_INVALID);
}

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS thing(name TEXT PRIMARY KEY, size INTEGER, bytes BLOB);"
    "CREATE TABLE IF NOT EXISTS part(thing TEXT REFERENCES thing(name) DEFERRABLE INITIALLY "
    "DEFERRED);";

static sqlite3 *database_open(void) {
    char path[128];
    sqlite3 *database = NULL;
    snprintf(path, sizeof path, "%s/db", folder);
    assert_int_equal(sql_open(path, schema, &database), STATUS_OK);
    return database;
}

static int64_t things(sqlite3 *database) {
    sqlite3_stmt *count = sql_prepare(database, "SELECT count(*) FROM thing");
    assert_int_equal(sql_step(count), 1);
    int64_t found = sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    return found;
}

static void sql_values(void **state) {
    sqlite3 *database = database_open();
    sqlite3_stmt *put = sql_prepare(database, "INSERT INTO thing VALUES(?1, ?2, ?3)");
    sqlite3_stmt *get =
        sql_prepare(database, "SELECT size, bytes, name FROM thing WHERE name = ?1");
    const uint8_t bytes[3] = {0, 1, 255};
    assert_int_equal(sql_run(put, "tib", "a'; DROP TABLE thing; --", INT64_MIN, view_of(bytes, 3)),
                     STATUS_OK);
    assert_int_equal(sql_run(put, "tnb", "empty", view_of(NULL, 0)), STATUS_OK);
    assert_int_equal(sql_run(put, "tin", "empty", (int64_t)1), STATUS_EXISTS);
    sql_bind(get, "t", "a'; DROP TABLE thing; --");
    assert_int_equal(sql_step(get), 1);
    assert_true(sqlite3_column_int64(get, 0) == INT64_MIN);
    assert_true(view_equal(sql_blob(get, 1), view_of(bytes, 3)));
    assert_int_equal(sql_step(get), 0);
    sql_bind(get, "t", "empty");
    assert_int_equal(sql_step(get), 1);
    assert_int_equal(sqlite3_column_type(get, 0), SQLITE_NULL);
    assert_string_equal(sql_text(get, 0), "");
    assert_int_equal(sqlite3_column_type(get, 1), SQLITE_BLOB);
    assert_int_equal(sql_blob(get, 1).length, 0);
    sql_close(database);
}

static void sql_transactions(void **state) {
    sqlite3 *database = database_open();
    sqlite3_stmt *put = sql_prepare(database, "INSERT INTO thing(name) VALUES(?1)");
    int64_t before = things(database);
    assert_int_equal(sql_begin(database), STATUS_OK);
    assert_int_equal(sql_run(put, "t", "undone"), STATUS_OK);
    sql_rollback(database);
    assert_int_equal(things(database), before);
    assert_int_equal(sql_begin(database), STATUS_OK);
    assert_int_equal(sql_begin(database), STATUS_IO); /* not twice */
    assert_int_equal(sql_run(put, "t", "kept"), STATUS_OK);
    assert_int_equal(sql_commit_durable(database), STATUS_OK);
    assert_int_equal(sql_commit(database), STATUS_IO);
    sql_close(database);
    database = database_open();
    assert_int_equal(things(database), before + 1);
    sql_close(database);
    assert_int_equal(sql_open("/nonexistent/db", schema, &database), STATUS_IO);
    assert_null(database);
}

struct batch_fixture {
    struct event_base *base;
    sqlite3 *database;
    sqlite3_stmt *put, *put_part;
    struct batch *batch;
    int good, bad;
    bool chain; /* the callback opens the next batch */
};

static void batch_open(struct batch_fixture *fixture) {
    char path[128];
    snprintf(path, sizeof path, "%s/db", folder);
    *fixture = (struct batch_fixture){.base = event_base_new(), .database = database_open()};
    fixture->put = sql_prepare(fixture->database, "INSERT INTO thing(name) VALUES(?1)");
    fixture->put_part = sql_prepare(fixture->database, "INSERT INTO part(thing) VALUES(?1)");
    fixture->batch = batch_new(fixture->base, fixture->database, path);
    assert_non_null(fixture->batch);
}

static void batch_close(struct batch_fixture *fixture) {
    batch_free(fixture->batch);
    sql_close(fixture->database);
    event_base_free(fixture->base);
}

static void ended(bool committed, void *context) {
    struct batch_fixture *fixture = context;
    *(committed ? &fixture->good : &fixture->bad) += 1;
    if (fixture->chain) {
        fixture->chain = false;
        assert_int_equal(batch_enter(fixture->batch), STATUS_OK);
        assert_int_equal(sql_run(fixture->put, "t", "chained"), STATUS_OK);
        batch_after(fixture->batch, ended, fixture);
    }
}

static void batch_commits_once_a_turn(void **state) {
    struct batch_fixture fixture;
    batch_open(&fixture);
    int64_t before = things(fixture.database);
    fixture.chain = true;
    for (int i = 0; i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "turn %d", i);
        assert_int_equal(batch_enter(fixture.batch), STATUS_OK);
        assert_int_equal(sql_run(fixture.put, "t", name), STATUS_OK);
        batch_durable(fixture.batch);
        batch_after(fixture.batch, ended, &fixture);
    }
    assert_int_equal(fixture.good, 0); /* nobody hears of it before the commit */
    event_base_loop(fixture.base, EVLOOP_ONCE);
    assert_int_equal(fixture.good, 100);
    assert_false(sqlite3_get_autocommit(fixture.database)); /* the chained batch is open */
    event_base_loop(fixture.base, EVLOOP_ONCE);
    assert_int_equal(fixture.good, 101);
    assert_int_equal(fixture.bad, 0);
    assert_true(sqlite3_get_autocommit(fixture.database));
    assert_int_equal(things(fixture.database), before + 101);
    batch_close(&fixture);
}

static void batch_tells_that_nothing_was_stored(void **state) {
    struct batch_fixture fixture;
    batch_open(&fixture);
    int64_t before = things(fixture.database);
    assert_int_equal(batch_enter(fixture.batch), STATUS_OK);
    assert_int_equal(sql_run(fixture.put, "t", "lost"), STATUS_OK);
    /* A reference to nothing is found at the commit, which then fails. */
    assert_int_equal(sql_run(fixture.put_part, "t", "no such thing"), STATUS_OK);
    batch_after(fixture.batch, ended, &fixture);
    batch_after(fixture.batch, ended, &fixture);
    batch_flush(fixture.batch);
    assert_int_equal(fixture.bad, 2);
    assert_int_equal(fixture.good, 0);
    assert_int_equal(things(fixture.database), before);
    batch_flush(fixture.batch); /* nothing is open */
    assert_int_equal(fixture.bad, 2);
    assert_int_equal(batch_enter(fixture.batch), STATUS_OK);
    assert_int_equal(sql_run(fixture.put, "t", "after a failure"), STATUS_OK);
    batch_after(fixture.batch, ended, &fixture);
    batch_close(&fixture); /* commits what is open */
    assert_int_equal(fixture.good, 1);
}

static void batch_needs_its_log(void **state) {
    struct event_base *base = event_base_new();
    sqlite3 *database = database_open();
    assert_null(batch_new(base, database, "/nonexistent/db"));
    sql_close(database);
    event_base_free(base);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64url_both_ways),
        cmocka_unit_test(base64url_refuses),
        cmocka_unit_test(tokens_match_their_hash_only),
        cmocka_unit_test(accounts_by_token),
        cmocka_unit_test(accounts_refuse),
        cmocka_unit_test(webhook_vector),
        cmocka_unit_test(webhook_secrets_refused),
        cmocka_unit_test(sql_values),
        cmocka_unit_test(sql_transactions),
        cmocka_unit_test(batch_commits_once_a_turn),
        cmocka_unit_test(batch_tells_that_nothing_was_stored),
        cmocka_unit_test(batch_needs_its_log),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
