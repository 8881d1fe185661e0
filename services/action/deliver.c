/*
 * services/action/deliver.c: authenticates a message, queues it with its idem in one transaction, and
 * answers the same to every authentic one: run or skip, new or repeated.
 */
#include "lib/text.h"
#include "services/action/action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The receiving context of one key. */
struct opener {
    struct opener *next;
    char applet[LIMIT_ID_BYTES + 1], name[LIMIT_NAME_BYTES + 1], user[LIMIT_ID_BYTES + 1];
    char deliver_hash[TOKEN_TEXT];
    int64_t epoch, message_bytes, dead_ms; /* dead_ms: when the grace of a replaced epoch ends */
    char *sink;
    struct cose_receiver cose;
};

void deliver_forget(struct action_service *action) {
    while (action->openers != NULL) {
        struct opener *next = action->openers->next;
        cose_receiver_wipe(&action->openers->cose);
        free(action->openers->sink);
        free(action->openers);
        action->openers = next;
    }
}

static struct opener *opener_make(sqlite3_stmt *row, const char *applet, const char *name) {
    struct opener *opener = calloc(1, sizeof *opener);
    struct view bytes = sql_blob(row, 3);
    struct secret key;
    if (opener == NULL || bytes.length != SECRET_BYTES) {
        free(opener);
        return NULL;
    }
    memcpy(key.bytes, bytes.data, SECRET_BYTES);
    enum status status = cose_receiver_init(&opener->cose, &key, KEY_ACTION);
    secret_wipe(&key);
    opener->sink = strdup(sql_text(row, 5));
    if (status != STATUS_OK || opener->sink == NULL) {
        free(opener->sink);
        free(opener);
        return NULL;
    }
    snprintf(opener->applet, sizeof opener->applet, "%.32s", applet);
    snprintf(opener->name, sizeof opener->name, "%.64s", name);
    snprintf(opener->user, sizeof opener->user, "%s", sql_text(row, 1));
    snprintf(opener->deliver_hash, sizeof opener->deliver_hash, "%s", sql_text(row, 2));
    opener->epoch = sqlite3_column_int64(row, 0);
    opener->message_bytes = sqlite3_column_int64(row, 4);
    opener->dead_ms = sqlite3_column_type(row, 6) == SQLITE_NULL
                          ? INT64_MAX
                          : sqlite3_column_int64(row, 6) + EPOCH_GRACE_MS;
    return opener;
}

/* Loads the live epochs of an action once; later calls find them in the list. */
static void openers_load(struct action_service *action, const char *applet, const char *name) {
    for (struct opener *opener = action->openers; opener != NULL; opener = opener->next) {
        if (strcmp(opener->applet, applet) == 0 && strcmp(opener->name, name) == 0) {
            return;
        }
    }
    sqlite3_stmt *list = action->list_live;
    sql_bind(list, "tti", applet, name, service_now_ms() - EPOCH_GRACE_MS);
    while (sql_step(list) == 1) {
        struct opener *opener = opener_make(list, applet, name);
        if (opener != NULL) {
            opener->next = action->openers;
            action->openers = opener;
        }
    }
}

/* One message at a time: this program has one thread. */
static uint8_t plaintext[ACTION_MESSAGE_BYTES_MOST];

/* The context whose key opens the message, or NULL. */
static struct opener *open_message(struct action_service *action, struct http_exchange *exchange,
                                   struct action_view *view) {
    const char *applet = exchange->parameters[0], *name = exchange->parameters[1];
    const char *token = http_token(exchange);
    int64_t now = service_now_ms();
    for (struct opener *opener = action->openers; opener != NULL; opener = opener->next) {
        if (strcmp(opener->applet, applet) != 0 || strcmp(opener->name, name) != 0 ||
            now > opener->dead_ms || !token_matches(token, opener->deliver_hash) ||
            (int64_t)exchange->body.length != opener->message_bytes) {
            continue;
        }
        struct applet_identity identity = {view_text(opener->user), view_text(applet),
                                           (uint64_t)opener->epoch};
        if (action_open(&opener->cose, &identity, view_text(name), exchange->body, plaintext,
                        sizeof plaintext, view) == STATUS_OK) {
            return opener;
        }
    }
    return NULL;
}

static void committed(bool good, void *context) {
    struct http_exchange *exchange = context;
    struct action_service *action = exchange->context;
    if (good) {
        http_reply_json(exchange, 202, json_pack("{s:b}", "accepted", 1));
        worker_kick(action);
    } else {
        http_reply_problem(exchange, 503, "Not stored", "Deliver it again.");
    }
}

static char *fields_text(const struct action_view *view) {
    struct text_map_cursor cursor;
    struct text_pair pair;
    json_t *fields = json_object();
    text_map_cursor(&cursor, view->fields);
    while (text_map_next(&cursor, &pair)) {
        char name[LIMIT_INGREDIENT_BYTES + 1];
        snprintf(name, sizeof name, "%.*s", (int)pair.name.length, (const char *)pair.name.data);
        json_object_set_new(fields, name,
                            json_stringn((const char *)pair.text.data, pair.text.length));
    }
    char *text = json_dumps(fields, JSON_COMPACT);
    json_decref(fields);
    return text;
}

static void queue(struct http_exchange *exchange, const struct opener *opener,
                  const struct action_view *view) {
    struct action_service *action = exchange->context;
    int64_t now = service_now_ms();
    bool late = view->facts.not_after_ms < now;
    char *fields = fields_text(view);
    enum status status = fields != NULL ? batch_enter(action->service.batch) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        status = sql_run(action->put_job, "tttbittit", opener->user, opener->applet, opener->name,
                         view_of(view->facts.idem, IDEM_BYTES), (int64_t)view->facts.run,
                         late ? "{}" : fields, opener->sink, now, late ? "expired" : "queued");
    }
    free(fields);
    if (status != STATUS_OK && status != STATUS_EXISTS) {
        http_reply_problem(exchange, 503, "Not stored", "Deliver it again.");
    } else if (late) {
        http_reply_problem(exchange, 410, "Expired", "Its not_after has passed.");
    } else {
        batch_durable(action->service.batch);
        batch_after(action->service.batch, committed, exchange);
    }
}

void deliver(struct http_exchange *exchange) {
    struct action_service *action = exchange->context;
    struct action_view view;
    openers_load(action, exchange->parameters[0], exchange->parameters[1]);
    const struct opener *opener = open_message(action, exchange, &view);
    if (opener == NULL) {
        /* Unknown applet, wrong token, wrong key, changed bytes: all the same from outside. */
        http_reply_problem(exchange, 401, "Not authentic",
                           "No live deployment of this action accepts the message.");
    } else {
        queue(exchange, opener, &view);
    }
    secret_wipe_memory(plaintext, sizeof plaintext);
}
