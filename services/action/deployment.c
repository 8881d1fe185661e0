/* services/action/deployment.c: what users register: actions with keys and sinks; what they ask. */
#include "lib/hex.h"
#include "lib/text.h"
#include "services/action/action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool sink_usable(const json_t *sink) {
    const char *type = json_string_value(json_object_get(sink, "type"));
    const char *name = json_string_value(json_object_get(sink, "name"));
    const char *url = json_string_value(json_object_get(sink, "url"));
    const char *secret = json_string_value(json_object_get(sink, "secret"));
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    if (type != NULL && strcmp(type, "jsonl") == 0) {
        return name != NULL && service_file_name(name);
    }
    return type != NULL && strcmp(type, "webhook") == 0 && url != NULL &&
           text_is_url(view_text(url)) && secret != NULL &&
           webhook_secret(secret, key, &length) == STATUS_OK;
}

/* NULL where stored, else what is wrong. */
static const char *action_store(struct action_service *action, const char *applet, int64_t epoch,
                                const json_t *item) {
    const char *name = json_string_value(json_object_get(item, "name"));
    const char *key_text = json_string_value(json_object_get(item, "key"));
    int64_t bytes = json_integer_value(json_object_get(item, "message_bytes"));
    const json_t *sink = json_object_get(item, "sink");
    struct secret key;
    size_t length = 0;
    if (name == NULL || !text_is_name(view_text(name))) {
        return "an action needs a name";
    }
    if (key_text == NULL ||
        base64url_decode(key_text, key.bytes, SECRET_BYTES, &length) != STATUS_OK ||
        length != SECRET_BYTES) {
        return "key must be 32 bytes in base64url";
    }
    if (bytes < (int64_t)ACTION_MESSAGE_BYTES_LEAST || bytes > (int64_t)ACTION_MESSAGE_BYTES_MOST) {
        return "message_bytes must be 512 to 65536";
    }
    if (!sink_usable(sink)) {
        return "sink must be jsonl with a plain file name, or webhook with url and secret";
    }
    char *text = json_dumps(sink, JSON_COMPACT);
    enum status status = STATUS_NO_MEMORY;
    if (text != NULL) {
        status = sql_run(action->put_action, "titbit", applet, epoch, name,
                         view_of(key.bytes, SECRET_BYTES), bytes, text);
    }
    secret_wipe(&key);
    free(text);
    return status == STATUS_OK ? NULL : "an action's name is there twice";
}

static int owner_of(struct action_service *action, const char *applet, char *user, size_t capacity,
                    int64_t *epoch) {
    sql_bind(action->find_owner, "t", applet);
    int found = sql_step(action->find_owner);
    user[0] = '\0';
    *epoch = -1;
    if (found == 1) {
        snprintf(user, capacity, "%s", sql_text(action->find_owner, 0));
        *epoch = sqlite3_column_int64(action->find_owner, 1);
        sqlite3_reset(action->find_owner);
    }
    return found;
}

/* Refuses other people's applets and epochs that do not grow; true where the request may go on. */
static bool may_change(struct http_exchange *exchange, const char *user, int64_t epoch) {
    char owner[LIMIT_ID_BYTES + 1];
    int64_t newest = -1;
    const char *applet = exchange->parameters[0];
    if (!text_is_id(view_text(applet))) {
        http_reply_problem(exchange, 400, "Malformed applet id", "1 to 32 of a-z, 0-9 and -.");
        return false;
    }
    int found = owner_of(exchange->context, applet, owner, sizeof owner, &newest);
    if (found == 1 && strcmp(owner, user) != 0) {
        http_reply_problem(exchange, 409, "Applet id taken",
                           "Another user has an applet '%s' here.", applet);
        return false;
    }
    if (found == 1 && epoch <= newest) {
        http_reply_problem(exchange, 409, "Epoch not new",
                           "The epoch must be above %lld: deploy again.", (long long)newest);
        return false;
    }
    return true;
}

static const char *deployment_store(struct action_service *action, const char *user,
                                    const char *applet, const json_t *body) {
    const char *hash = json_string_value(json_object_get(body, "deliver_token_hash"));
    const json_t *actions = json_object_get(body, "actions");
    int64_t epoch = json_integer_value(json_object_get(body, "epoch"));
    if (hash == NULL || strlen(hash) != TOKEN_TEXT - 1 || json_array_size(actions) == 0 ||
        json_array_size(actions) > LIMIT_ACTIONS) {
        return "user, epoch, deliver_token_hash and 1 to 16 actions are needed";
    }
    if (sql_run(action->put_deployment, "ttit", user, applet, epoch, hash) != STATUS_OK ||
        sql_run(action->retire_others, "tii", applet, epoch, service_now_ms()) != STATUS_OK) {
        return "the database refused it";
    }
    size_t index;
    json_t *item;
    json_array_foreach(actions, index, item) {
        const char *wrong = action_store(action, applet, epoch, item);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}

void deployment_put(struct http_exchange *exchange) {
    struct action_service *action = exchange->context;
    const char *user = service_user(&action->service, exchange);
    json_t *body = user != NULL ? http_json(exchange) : NULL;
    if (body == NULL) {
        return;
    }
    const char *named = json_string_value(json_object_get(body, "user"));
    int64_t epoch = json_integer_value(json_object_get(body, "epoch"));
    if (named == NULL || strcmp(named, user) != 0 || epoch < 1) {
        http_reply_problem(exchange, 403, "Not yours", "user must be the owner of the token.");
    } else if (may_change(exchange, user, epoch)) {
        /* Its own transaction: a wrong action must undo all of it, and only it. */
        batch_flush(action->service.batch);
        const char *wrong = "the database can't be written";
        if (sql_begin(action->service.database) == STATUS_OK) {
            wrong = deployment_store(action, user, exchange->parameters[0], body);
            if (wrong == NULL && sql_commit_durable(action->service.database) != STATUS_OK) {
                wrong = "the database can't be written";
            }
        }
        if (wrong != NULL) {
            sql_rollback(action->service.database);
            http_reply_problem(exchange, 400, "Registration refused", "%s.", wrong);
        } else {
            deliver_forget(action);
            http_reply_json(exchange, 200, json_pack("{s:s}", "applet", exchange->parameters[0]));
        }
    }
    json_decref(body);
}

/* The user where the applet is theirs; answers the problem itself otherwise. */
static const char *owned(struct http_exchange *exchange) {
    struct action_service *action = exchange->context;
    const char *user = service_user(&action->service, exchange);
    char owner[LIMIT_ID_BYTES + 1];
    int64_t newest;
    if (user == NULL) {
        return NULL;
    }
    if (owner_of(action, exchange->parameters[0], owner, sizeof owner, &newest) != 1 ||
        strcmp(owner, user) != 0) {
        http_reply_problem(exchange, 404, "Not found", "You have no applet '%s' here.",
                           exchange->parameters[0]);
        return NULL;
    }
    return user;
}

void deployment_delete(struct http_exchange *exchange) {
    struct action_service *action = exchange->context;
    const char *user = owned(exchange);
    if (user == NULL) {
        return;
    }
    const char *applet = exchange->parameters[0];
    batch_flush(action->service.batch);
    enum status status = sql_begin(action->service.database);
    if (status == STATUS_OK) {
        status = sql_run(action->delete_actions, "t", applet);
    }
    if (status == STATUS_OK) {
        status = sql_run(action->delete_deployment, "tt", applet, user);
    }
    if (status == STATUS_OK) {
        status = sql_commit_durable(action->service.database);
    }
    if (status != STATUS_OK) {
        sql_rollback(action->service.database);
        http_reply_problem(exchange, 503, "Not stored",
                           "The database can't be written; try again.");
        return;
    }
    deliver_forget(action);
    http_reply_empty(exchange, 204);
}

void deployment_deliveries(struct http_exchange *exchange) {
    struct action_service *action = exchange->context;
    const char *user = owned(exchange);
    if (user == NULL) {
        return;
    }
    json_t *deliveries = json_array();
    sqlite3_stmt *list = action->list_jobs;
    sql_bind(list, "tti", exchange->parameters[0], user, http_query_number(exchange, "after", 0));
    while (sql_step(list) == 1) {
        char idem[2 * IDEM_BYTES + 1];
        if (hex_encode(idem, sizeof idem, sql_blob(list, 2)) != STATUS_OK) {
            continue;
        }
        json_array_append_new(deliveries,
                              json_pack("{s:I,s:s,s:s,s:s,s:I}", "n",
                                        (json_int_t)sqlite3_column_int64(list, 0), "action",
                                        sql_text(list, 1), "idem", idem, "state", sql_text(list, 3),
                                        "at", (json_int_t)sqlite3_column_int64(list, 4)));
    }
    http_reply_json(exchange, 200,
                    json_pack("{s:o,s:I}", "deliveries", deliveries, "kept_since",
                              (json_int_t)service_kept_since(&action->service)));
}
