/* host/api.c: HTTP: notifications of trigger services, registrations of users, monitoring. */
#include "host/applet.h"
#include "host/keystore.h"
#include "lib/hex.h"
#include "lib/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- notifications --- */

/* A notification as it is read. */
struct notice {
    const char *source;
    uint8_t event_id[EVENT_ID_BYTES];
    bool wait;
};

static void waiter_add(struct run *run, struct http_exchange *exchange) {
    struct event_waiter *waiter = malloc(sizeof *waiter);
    if (waiter == NULL) {
        http_reply_problem(exchange, 503, "Busy", "The event is accepted; don't wait for it.");
        return;
    }
    *waiter = (struct event_waiter){run->waiters, exchange};
    run->waiters = waiter;
}

/* Answers a waiting notification: at its event's end, or now where that has come already. */
static void wait_for(struct http_exchange *exchange, struct applet *applet,
                     const struct notice *notice) {
    struct host *host = exchange->context;
    sqlite3_stmt *find = host->sql.find_event;
    sql_bind(find, "tb", applet->id, view_of(notice->event_id, EVENT_ID_BYTES));
    if (sql_step(find) != 1) {
        http_reply_problem(exchange, 503, "Not stored", "Notify again.");
        return;
    }
    struct run *run = run_find(applet, sqlite3_column_int64(find, 0));
    bool done = strcmp(sql_text(find, 1), "done") == 0;
    bool failed = strcmp(sql_text(find, 1), "failed") == 0;
    char detail[256];
    snprintf(detail, sizeof detail, "%s", sql_text(find, 2));
    sqlite3_reset(find);
    if (run != NULL) {
        waiter_add(run, exchange);
    } else if (done && detail[0] == '\0') {
        http_reply_json(exchange, 200, json_pack("{s:s}", "state", "done"));
    } else if (done || failed) {
        http_reply_problem(exchange, 502, "Event not done", "%s", detail);
    } else {
        /* Too many are under way, or the applet isn't running: nobody can wait for this one. */
        http_reply_problem(exchange, 503, "Busy", "The event will be done; don't wait for it.");
    }
}

static void notice_committed(bool committed, void *context) {
    struct http_exchange *exchange = context;
    if (committed) {
        http_reply_json(exchange, 202, json_pack("{s:s}", "state", "accepted"));
    } else {
        http_reply_problem(exchange, 503, "Not stored", "Notify again.");
    }
}

/* Stores the event; a repeated one is no error and changes nothing. */
static enum status event_store(struct host *host, const struct applet *applet,
                               const struct notice *notice) {
    enum status status = batch_enter(host->batch);
    if (status != STATUS_OK) {
        return status;
    }
    status = sql_run(host->sql.put_event, "ttbi", applet->id, notice->source,
                     view_of(notice->event_id, EVENT_ID_BYTES), host_wall_ms());
    if (status == STATUS_EXISTS) {
        host->counters.repeated++;
        return STATUS_OK;
    }
    host->counters.notified++;
    return status;
}

static bool source_known(const struct applet *applet, const char *name) {
    for (size_t i = 0; i < applet->source_count; i++) {
        if (strcmp(applet->sources[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * 202 promises that the event will be done: it waits for the disk. Who waits for the end keeps that
 * responsibility until then, so nothing here waits for the disk; either way the run begins at once.
 */
static void notify_accept(struct http_exchange *exchange, struct applet *applet,
                          const json_t *body) {
    struct host *host = exchange->context;
    const char *id = json_string_value(json_object_get(body, "event_id"));
    struct notice notice = {.source = json_string_value(json_object_get(body, "trigger")),
                            .wait = http_query_number(exchange, "wait", 0) == 1};
    if (notice.source == NULL || !source_known(applet, notice.source) || id == NULL ||
        hex_decode(id, notice.event_id, EVENT_ID_BYTES) != STATUS_OK) {
        http_reply_problem(exchange, 400, "Malformed notification",
                           "trigger must be one of the applet's, event_id 16 bytes in hex.");
        return;
    }
    if (event_store(host, applet, &notice) != STATUS_OK) {
        http_reply_problem(exchange, 503, "Not stored", "Notify again.");
        return;
    }
    runs_pump(applet);
    if (notice.wait) {
        wait_for(exchange, applet, &notice);
    } else {
        batch_durable(host->batch);
        batch_after(host->batch, notice_committed, exchange);
    }
}

static void notify(struct http_exchange *exchange) {
    struct applet *applet = applet_find(exchange->context, exchange->parameters[0]);
    /* An unknown applet and a wrong token look the same. */
    if (applet == NULL || !token_matches(http_token(exchange), applet->notify_hash)) {
        http_reply_problem(exchange, 401, "Unauthorized",
                           "No applet of this name accepts this notify token.");
        return;
    }
    json_t *body = http_json(exchange);
    if (body != NULL) {
        notify_accept(exchange, applet, body);
        json_decref(body);
    }
}

/* --- users --- */

static const char *user_of(struct http_exchange *exchange) {
    struct host *host = exchange->context;
    const char *user = accounts_user(&host->accounts, http_token(exchange));
    if (user == NULL) {
        http_reply_problem(exchange, 401, "Unauthorized",
                           "Send your token of this host: Authorization: Bearer TOKEN.");
    }
    return user;
}

/* The user's applet; answers the problem itself and returns NULL otherwise. */
static struct applet *owned(struct http_exchange *exchange) {
    const char *user = user_of(exchange);
    if (user == NULL) {
        return NULL;
    }
    struct applet *applet = applet_find(exchange->context, exchange->parameters[0]);
    if (applet == NULL || strcmp(applet->user, user) != 0) {
        http_reply_problem(exchange, 404, "Not found", "You have no applet '%s' here.",
                           exchange->parameters[0]);
        return NULL;
    }
    return applet;
}

static json_t *applet_json(struct applet *applet) {
    struct host *host = applet->host;
    int64_t events = 0;
    char detail[sizeof applet->detail];
    if (applet->state == APPLET_STARTING && !keystore_ready(host->keystore)) {
        const char *trouble = keystore_trouble(host->keystore);
        snprintf(detail, sizeof detail, "it waits for the keystore, which does not run%s%s",
                 trouble[0] != '\0' ? ": " : "", trouble);
    } else {
        snprintf(detail, sizeof detail, "%s", applet->detail);
    }
    sql_bind(host->sql.count_events, "tt", applet->id, applet->user);
    if (sql_step(host->sql.count_events) == 1) {
        events = sqlite3_column_int64(host->sql.count_events, 0);
        sqlite3_reset(host->sql.count_events);
    }
    return json_pack("{s:s,s:s,s:I,s:s,s:s,s:I,s:I}", "applet", applet->id, "user", applet->user,
                     "epoch", (json_int_t)applet->epoch, "state", applet_state_text(applet->state),
                     "detail", detail, "events", (json_int_t)events, "package_bytes",
                     (json_int_t)applet->package_bytes);
}

static void applets_get(struct http_exchange *exchange) {
    struct host *host = exchange->context;
    const char *user = user_of(exchange);
    if (user == NULL) {
        return;
    }
    json_t *list = json_array();
    for (struct applet *applet = host->applets; applet != NULL; applet = applet->next) {
        if (strcmp(applet->user, user) == 0) {
            json_array_append_new(list, applet_json(applet));
        }
    }
    http_reply_json(exchange, 200, json_pack("{s:o}", "applets", list));
}

static void applet_get(struct http_exchange *exchange) {
    struct applet *applet = owned(exchange);
    if (applet != NULL) {
        http_reply_json(exchange, 200, applet_json(applet));
    }
}

static void records_get(struct http_exchange *exchange) {
    struct host *host = exchange->context;
    struct applet *applet = owned(exchange);
    if (applet == NULL) {
        return;
    }
    json_t *records = json_array();
    sqlite3_stmt *list = host->sql.list_records;
    sql_bind(list, "tti", applet->id, applet->user, http_query_number(exchange, "after", 0));
    while (sql_step(list) == 1) {
        char *text = base64url_encode(sql_blob(list, 2));
        json_array_append_new(records, json_pack("{s:I,s:I,s:s}", "n",
                                                 (json_int_t)sqlite3_column_int64(list, 0), "epoch",
                                                 (json_int_t)sqlite3_column_int64(list, 1),
                                                 "record", text != NULL ? text : ""));
        free(text);
    }
    http_reply_json(exchange, 200, json_pack("{s:o}", "records", records));
}

/* Token maps: names to texts, nothing else. */
static bool tokens_good(const json_t *tokens) {
    const char *name;
    json_t *token;
    if (!json_is_object(tokens) || json_object_size(tokens) > LIMIT_TRIGGERS) {
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)tokens, name, token) {
        if (!json_is_string(token) || json_string_length(token) >= 80) {
            return false;
        }
    }
    return true;
}

/* Stores the row and takes it up; NULL where done, else what is wrong. */
static const char *applet_store(struct http_exchange *exchange, const char *user,
                                const json_t *body, struct view package) {
    struct host *host = exchange->context;
    const char *id = exchange->parameters[0];
    const char *hash = json_string_value(json_object_get(body, "notify_token_hash"));
    char *fetch = json_dumps(json_object_get(body, "fetch_tokens"), JSON_COMPACT);
    char *deliver = json_dumps(json_object_get(body, "deliver_tokens"), JSON_COMPACT);
    enum status status = STATUS_NO_MEMORY;
    batch_flush(host->batch);
    if (fetch != NULL && deliver != NULL && sql_begin(host->database) == STATUS_OK) {
        status = sql_run(host->sql.put_applet, "ttibttt", id, user,
                         (int64_t)json_integer_value(json_object_get(body, "epoch")), package, hash,
                         fetch, deliver);
        if (status == STATUS_OK) {
            bool taken = false;
            sql_bind(host->sql.list_applets, "");
            while (status == STATUS_OK && sql_step(host->sql.list_applets) == 1) {
                if (strcmp(sql_text(host->sql.list_applets, 0), id) == 0) {
                    status = applet_take(host, host->sql.list_applets);
                    taken = true;
                }
            }
            sqlite3_reset(host->sql.list_applets);
            status = status == STATUS_OK && !taken ? STATUS_IO : status;
        }
        if (status == STATUS_OK) {
            status = sql_commit_durable(host->database);
        }
        if (status != STATUS_OK) {
            sql_rollback(host->database);
        }
    }
    free(fetch);
    free(deliver);
    return status == STATUS_OK ? NULL : "The package is not one for this applet and epoch.";
}

static void applet_put_body(struct http_exchange *exchange, const char *user, const json_t *body) {
    const char *named = json_string_value(json_object_get(body, "user"));
    const char *text = json_string_value(json_object_get(body, "package"));
    const char *hash = json_string_value(json_object_get(body, "notify_token_hash"));
    int64_t epoch = json_integer_value(json_object_get(body, "epoch"));
    const struct applet *old = applet_find(exchange->context, exchange->parameters[0]);
    if (named == NULL || strcmp(named, user) != 0) {
        http_reply_problem(exchange, 403, "Not yours", "user must be the owner of the token.");
    } else if (old != NULL && strcmp(old->user, user) != 0) {
        http_reply_problem(exchange, 409, "Applet id taken",
                           "Another user has an applet '%s' here.", exchange->parameters[0]);
    } else if (old != NULL && epoch <= old->epoch) {
        http_reply_problem(exchange, 409, "Epoch not new", "The epoch must be above %" PRId64 ".",
                           old->epoch);
    } else if (!text_is_id(view_text(exchange->parameters[0])) || text == NULL || hash == NULL ||
               strlen(hash) != TOKEN_TEXT - 1 || epoch < 1 ||
               !tokens_good(json_object_get(body, "fetch_tokens")) ||
               !tokens_good(json_object_get(body, "deliver_tokens"))) {
        http_reply_problem(exchange, 400, "Malformed registration",
                           "user, epoch, package, notify_token_hash, fetch_tokens and "
                           "deliver_tokens are needed.");
    } else {
        size_t length = 0, capacity = strlen(text);
        uint8_t *package = malloc(capacity + 1);
        const char *wrong = "The package is not base64url.";
        if (package != NULL && base64url_decode(text, package, capacity, &length) == STATUS_OK) {
            wrong = applet_store(exchange, user, body, view_of(package, length));
        }
        free(package);
        if (wrong != NULL) {
            http_reply_problem(exchange, 400, "Registration refused", "%s", wrong);
        } else {
            http_reply_json(
                exchange, 200,
                json_pack("{s:s,s:s}", "applet", exchange->parameters[0], "state", "starting"));
        }
    }
}

static void applet_put(struct http_exchange *exchange) {
    const char *user = user_of(exchange);
    json_t *body = user != NULL ? http_json(exchange) : NULL;
    if (body != NULL) {
        applet_put_body(exchange, user, body);
        json_decref(body);
    }
}

static void applet_delete(struct http_exchange *exchange) {
    struct applet *applet = owned(exchange);
    if (applet == NULL) {
        return;
    }
    struct host *host = applet->host;
    if (batch_enter(host->batch) != STATUS_OK ||
        sql_run(host->sql.drop_applet, "t", applet->id) != STATUS_OK ||
        sql_run(host->sql.drop_events, "t", applet->id) != STATUS_OK) {
        http_reply_problem(exchange, 503, "Not stored", "Try again.");
        return;
    }
    applet_remove(applet);
    http_reply_empty(exchange, 204);
}

/* --- monitoring --- */

static void healthz(struct http_exchange *exchange) {
    struct host *host = exchange->context;
    bool good = keystore_ready(host->keystore);
    http_reply_json(exchange, good ? 200 : 503,
                    json_pack("{s:s}", "status", good ? "ok" : "keystore not ready"));
}

struct metric {
    const char *name, *type, *help;
    uint64_t value;
};

static void metrics(struct http_exchange *exchange) {
    struct host *host = exchange->context;
    const struct host_counters *c = &host->counters;
    uint64_t ready = 0, all = 0;
    for (const struct applet *applet = host->applets; applet != NULL; applet = applet->next) {
        all++;
        ready += applet->state == APPLET_READY;
    }
    const struct metric list[] = {
        {"applets", "gauge", "deployed applets", all},
        {"applets_ready", "gauge", "applets that serve", ready},
        {"keystore_ready", "gauge", "1 where the keystore serves", keystore_ready(host->keystore)},
        {"deliveries_waiting", "gauge", "sealed messages not yet acknowledged",
         deliveries_waiting()},
        {"notifications_total", "counter", "events accepted", c->notified},
        {"notifications_repeated_total", "counter", "notifications of known events", c->repeated},
        {"fetches_total", "counter", "sealed events fetched", c->fetched},
        {"fetch_failures_total", "counter", "fetches that failed", c->fetch_failures},
        {"runs_total", "counter", "events run", c->ran},
        {"events_failed_total", "counter", "events given up or refused", c->refused},
        {"deliveries_total", "counter", "sealed messages acknowledged", c->delivered},
        {"delivery_failures_total", "counter", "sealed messages refused", c->delivery_failures},
        {"program_starts_total", "counter", "trusted programs started", c->starts},
        {"program_ends_total", "counter", "trusted programs that ended by themselves", c->crashes},
        {"keystore_clients_total", "counter", "connections to the keystore", c->keystore_clients},
        {"event_microseconds_sum", "counter", "time from acceptance to the last delivery",
         c->wait_sum_us},
        {"event_microseconds_count", "counter", "events in that sum", c->wait_count},
    };
    char text[8192];
    size_t at = 0;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        at += (size_t)snprintf(text + at, sizeof text - at,
                               "# HELP tapd_%s %s\n# TYPE tapd_%s %s\ntapd_%s %" PRIu64 "\n",
                               list[i].name, list[i].help, list[i].name, list[i].type, list[i].name,
                               list[i].value);
    }
    http_reply_bytes(exchange, 200, "text/plain; version=0.0.4", view_of(text, at));
}

void api_routes(struct host *host) {
    struct http_server *server = host->server;
    http_server_route(server, EVHTTP_REQ_POST, "/v1/notify/{}", notify);
    http_server_route(server, EVHTTP_REQ_PUT, "/v1/applets/{}", applet_put);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/applets", applets_get);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/applets/{}", applet_get);
    http_server_route(server, EVHTTP_REQ_DELETE, "/v1/applets/{}", applet_delete);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/applets/{}/records", records_get);
    http_server_route(server, EVHTTP_REQ_GET, "/healthz", healthz);
    http_server_route(server, EVHTTP_REQ_GET, "/metrics", metrics);
}
