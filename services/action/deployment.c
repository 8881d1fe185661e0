/* services/action/deployment.c: what users register: actions with keys and sinks; what they ask. */
#include "lib/hex.h"
#include "lib/text.h"
#include "services/action/action.h"
#include "services/registration.h"

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

static const char *deployment_store(void *context, const struct registration *registration) {
    struct action_service *action = context;
    const char *applet = registration->applet;
    const char *hash = json_string_value(json_object_get(registration->body, "deliver_token_hash"));
    const json_t *actions = json_object_get(registration->body, "actions");
    if (hash == NULL || strlen(hash) != TOKEN_TEXT - 1 || json_array_size(actions) == 0 ||
        json_array_size(actions) > LIMIT_ACTIONS) {
        return "user, epoch, deliver_token_hash and 1 to 16 actions are needed";
    }
    if (sql_run(action->put_deployment, "ttit", registration->user, applet, registration->epoch,
                hash) != STATUS_OK ||
        sql_run(action->retire_others, "tii", applet, registration->epoch, service_now_ms()) !=
            STATUS_OK) {
        return "the database refused it";
    }
    size_t index;
    json_t *item;
    json_array_foreach(actions, index, item) {
        const char *wrong = action_store(action, applet, registration->epoch, item);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}

void deployment_put(struct http_exchange *exchange) {
    if (registration_put(exchange, deployment_store)) {
        deliver_forget(exchange->context);
    }
}

static enum status deployment_remove(void *context, const char *user, const char *applet) {
    struct action_service *action = context;
    enum status status = sql_run(action->delete_actions, "t", applet);
    return status == STATUS_OK ? sql_run(action->delete_deployment, "tt", applet, user) : status;
}

void deployment_delete(struct http_exchange *exchange) {
    if (registration_delete(exchange, deployment_remove)) {
        deliver_forget(exchange->context);
    }
}

void deployment_deliveries(struct http_exchange *exchange) {
    struct action_service *action = exchange->context;
    const char *user = registration_owned(exchange);
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
