/*
 * services/trigger/fetch.c: seals an event for the host's nonce. The values are the stored ones, always
 * the same; only sealed_at, salt and IV are new.
 */
#include "lib/hex.h"
#include "services/trigger/trigger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sending context of one key, so that a message costs no key derivation. */
struct sender {
    struct sender *next;
    char applet[LIMIT_ID_BYTES + 1], source[LIMIT_NAME_BYTES + 1];
    int64_t epoch;
    struct cose_sender cose;
    json_t *ingredients; /* registered names */
};

void fetch_forget(struct trigger_service *trigger) {
    while (trigger->senders != NULL) {
        struct sender *next = trigger->senders->next;
        cose_sender_wipe(&trigger->senders->cose);
        json_decref(trigger->senders->ingredients);
        free(trigger->senders);
        trigger->senders = next;
    }
}

static struct sender *sender_load(struct trigger_service *trigger, const char *applet,
                                  int64_t epoch, const char *source) {
    sqlite3_stmt *find = trigger->find_source;
    sql_bind(find, "tit", applet, epoch, source);
    if (sql_step(find) != 1) {
        return NULL;
    }
    struct secret key;
    struct view bytes = sql_blob(find, 0);
    struct sender *sender = calloc(1, sizeof *sender);
    enum status status = STATUS_NO_MEMORY;
    if (sender != NULL && bytes.length == SECRET_BYTES &&
        strcmp(sql_text(find, 4), "trigger") == 0) {
        memcpy(key.bytes, bytes.data, SECRET_BYTES);
        status = cose_sender_init(&sender->cose, &key, KEY_TRIGGER);
        secret_wipe(&key);
        sender->ingredients = json_loads(sql_text(find, 1), 0, NULL);
        snprintf(sender->applet, sizeof sender->applet, "%s", applet);
        snprintf(sender->source, sizeof sender->source, "%s", source);
        sender->epoch = epoch;
    }
    sqlite3_reset(find);
    if (status != STATUS_OK || sender == NULL || sender->ingredients == NULL) {
        free(sender);
        return NULL;
    }
    sender->next = trigger->senders;
    trigger->senders = sender;
    return sender;
}

static struct sender *sender_find(struct trigger_service *trigger, const char *applet,
                                  int64_t epoch, const char *source) {
    for (struct sender *sender = trigger->senders; sender != NULL; sender = sender->next) {
        if (sender->epoch == epoch && strcmp(sender->applet, applet) == 0 &&
            strcmp(sender->source, source) == 0) {
            return sender;
        }
    }
    return sender_load(trigger, applet, epoch, source);
}

/* A JSON value as the text that an applet sees; the caller frees *made. */
static const char *field_text(const json_t *value, char **made) {
    *made = NULL;
    if (json_is_string(value)) {
        return json_string_value(value);
    }
    *made = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    return *made;
}

/* A cell takes two bytes of a message at least, a row one: more fit into none. */
#define ROWS_MOST  (LIMIT_TRIGGERS * LIMIT_ROWS)
#define CELLS_MOST (TRIGGER_MESSAGE_BYTES_MOST / 2)

struct sealing {
    struct text_pair ingredients[LIMIT_INGREDIENTS];
    char *made[LIMIT_INGREDIENTS + CELLS_MOST];
    size_t made_count;
    struct query_rows queries[LIMIT_TRIGGERS];
    struct query_row rows[ROWS_MOST];
    size_t row_count;
    struct text_pair cells[CELLS_MOST];
    size_t cell_count;
    uint8_t message[TRIGGER_MESSAGE_BYTES_MOST];
};
static struct sealing sealing; /* one event at a time: this program has one thread */

static bool keep(char *made) {
    if (made != NULL) {
        sealing.made[sealing.made_count++] = made;
    }
    return true;
}

/* Registered ingredients of which the event has a field of that last name part. */
static size_t ingredients_fill(const struct sender *sender, const json_t *fields) {
    size_t count = 0, index;
    json_t *item;
    json_array_foreach(sender->ingredients, index, item) {
        const char *name = json_string_value(item);
        const char *last = strrchr(name, '.');
        const json_t *value = json_object_get(fields, last != NULL ? last + 1 : name);
        char *made = NULL;
        if (value == NULL || json_is_null(value) || count == LIMIT_INGREDIENTS) {
            continue;
        }
        const char *text = field_text(value, &made);
        if (text != NULL && keep(made)) {
            sealing.ingredients[count++] = (struct text_pair){view_text(name), view_text(text)};
        }
    }
    return count;
}

static bool rows_fill(json_t *rows, struct query_rows *query) {
    size_t index;
    json_t *row;
    query->rows = &sealing.rows[sealing.row_count];
    json_array_foreach(rows, index, row) {
        if (sealing.row_count == ROWS_MOST) {
            return false;
        }
        struct query_row *out = &sealing.rows[sealing.row_count++];
        *out = (struct query_row){&sealing.cells[sealing.cell_count], 0};
        const char *key;
        json_t *value;
        json_object_foreach(row, key, value) {
            char *made = NULL;
            if (sealing.cell_count == CELLS_MOST) {
                return false;
            }
            const char *text = field_text(value, &made);
            if (text != NULL && keep(made)) {
                sealing.cells[sealing.cell_count++] =
                    (struct text_pair){view_text(key), view_text(text)};
                out->cell_count++;
            }
        }
        query->row_count++;
    }
    return true;
}

static bool queries_fill(json_t *queries, size_t *count) {
    const char *name;
    json_t *rows;
    json_object_foreach(queries, name, rows) {
        struct query_rows *query = &sealing.queries[*count];
        *query = (struct query_rows){.name = view_text(name)};
        if (*count == LIMIT_TRIGGERS || !rows_fill(rows, query)) {
            return false;
        }
        *count += 1;
    }
    return true;
}

/* Seals the event that find_event stands on. */
static enum status seal(struct trigger_service *trigger, struct sender *sender, const char *user,
                        const uint8_t event_id[EVENT_ID_BYTES], const uint8_t nonce[NONCE_BYTES],
                        struct writer *out) {
    sqlite3_stmt *row = trigger->find_event;
    struct trigger_message message = {
        .facts = {.seq = (uint64_t)sqlite3_column_int64(row, 0),
                  .now_ms = sqlite3_column_int64(row, 1),
                  .sealed_at_ms = service_now_ms(),
                  .trigger_time_ms = sqlite3_column_int64(row, 3),
                  .has_previous = sqlite3_column_type(row, 4) != SQLITE_NULL,
                  .previous_trigger_time_ms = sqlite3_column_int64(row, 4),
                  .seed = (uint32_t)sqlite3_column_int64(row, 2)}};
    memcpy(message.facts.event_id, event_id, EVENT_ID_BYTES);
    json_t *fields = json_loads(sql_text(row, 5), 0, NULL);
    json_t *queries = json_loads(sql_text(row, 6), 0, NULL);
    sealing.made_count = sealing.row_count = sealing.cell_count = 0;
    enum status status = STATUS_TOO_LARGE;
    if (queries_fill(queries, &message.query_count)) {
        message.queries = sealing.queries;
        message.ingredients = sealing.ingredients;
        message.ingredient_count = ingredients_fill(sender, fields);
        struct applet_identity identity = {view_text(user), view_text(sender->applet),
                                           (uint64_t)sender->epoch};
        status =
            trigger_seal(&sender->cose, &identity, view_text(sender->source), nonce, &message, out);
    }
    while (sealing.made_count > 0) {
        free(sealing.made[--sealing.made_count]);
    }
    json_decref(fields);
    json_decref(queries);
    return status;
}

struct fetch_request {
    const char *applet, *source;
    int64_t epoch;
    uint8_t event_id[EVENT_ID_BYTES], nonce[NONCE_BYTES];
};

static bool read_request(const json_t *body, struct fetch_request *out) {
    const char *id = json_string_value(json_object_get(body, "event_id"));
    const char *nonce = json_string_value(json_object_get(body, "nonce"));
    out->applet = json_string_value(json_object_get(body, "applet"));
    out->source = json_string_value(json_object_get(body, "source"));
    out->epoch = json_integer_value(json_object_get(body, "epoch"));
    return out->applet != NULL && strlen(out->applet) <= LIMIT_ID_BYTES && out->source != NULL &&
           strlen(out->source) <= LIMIT_NAME_BYTES && id != NULL && nonce != NULL &&
           hex_decode(id, out->event_id, EVENT_ID_BYTES) == STATUS_OK &&
           hex_decode(nonce, out->nonce, NONCE_BYTES) == STATUS_OK;
}

/* The deployment's user where token and epoch are good; answers the problem itself otherwise. */
static bool authorise(struct http_exchange *exchange, const struct fetch_request *request,
                      char user[LIMIT_ID_BYTES + 1]) {
    struct trigger_service *trigger = exchange->context;
    sqlite3_stmt *find = trigger->find_deployment;
    sql_bind(find, "ti", request->applet, request->epoch);
    bool found = sql_step(find) == 1;
    bool good = found && token_matches(http_token(exchange), sql_text(find, 4));
    bool late = good && sqlite3_column_type(find, 5) != SQLITE_NULL &&
                sqlite3_column_int64(find, 5) + EPOCH_GRACE_MS < service_now_ms();
    if (good) {
        snprintf(user, LIMIT_ID_BYTES + 1, "%s", sql_text(find, 0));
    }
    sqlite3_reset(find);
    if (!good) {
        /* The same for an unknown applet and a wrong token. */
        http_reply_problem(exchange, 401, "Unauthorized",
                           "No deployment of this applet and epoch accepts this token.");
    } else if (late) {
        http_reply_problem(exchange, 410, "Epoch replaced", "A newer deployment took its place.");
    }
    return good && !late;
}

static void answer(struct http_exchange *exchange, const struct fetch_request *request) {
    struct trigger_service *trigger = exchange->context;
    char user[LIMIT_ID_BYTES + 1];
    if (!authorise(exchange, request, user)) {
        return;
    }
    struct sender *sender = sender_find(trigger, request->applet, request->epoch, request->source);
    sqlite3_stmt *find = trigger->find_event;
    sql_bind(find, "bttt", view_of(request->event_id, EVENT_ID_BYTES), request->applet,
             request->source, user);
    if (sender == NULL || sql_step(find) != 1) {
        sqlite3_reset(find);
        http_reply_problem(exchange, 404, "Not found", "There is no such event.");
        return;
    }
    struct writer out;
    writer_init(&out, sealing.message, sizeof sealing.message);
    int64_t id = sqlite3_column_int64(find, 7);
    enum status status = seal(trigger, sender, user, request->event_id, request->nonce, &out);
    sqlite3_reset(find);
    if (status != STATUS_OK) {
        service_log(&trigger->service, "event %lld does not fit into a message (%s)", (long long)id,
                    status_text(status));
        http_reply_problem(exchange, 422, "Event too large",
                           "Its ingredients exceed the largest message.");
        return;
    }
    if (batch_enter(trigger->service.batch) != STATUS_OK ||
        sql_run(trigger->count_fetch, "i", id) != STATUS_OK) {
        service_log(&trigger->service, "the fetch of event %lld was not counted", (long long)id);
    }
    http_reply_bytes(exchange, 200, "application/cose", writer_written(&out));
}

void fetch(struct http_exchange *exchange) {
    json_t *body = http_json(exchange);
    struct fetch_request request;
    if (body == NULL) {
        return;
    }
    if (!read_request(body, &request)) {
        http_reply_problem(exchange, 400, "Malformed request",
                           "applet, epoch, source, event_id and nonce (hex) are needed.");
    } else {
        answer(exchange, &request);
    }
    json_decref(body);
}
