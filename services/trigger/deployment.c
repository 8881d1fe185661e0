/* services/trigger/deployment.c: what users register: sources with their keys; what they ask later. */
#include "lib/hex.h"
#include "lib/text.h"
#include "services/registration.h"
#include "services/trigger/trigger.h"

#include <stdlib.h>
#include <string.h>

static bool source_usable(const json_t *settings, const char *kind) {
    const char *type = json_string_value(json_object_get(settings, "type"));
    const char *url = json_string_value(json_object_get(settings, "url"));
    const char *name = json_string_value(json_object_get(settings, "name"));
    const char *secret = json_string_value(json_object_get(settings, "secret"));
    if (type == NULL) {
        return false;
    }
    if (strcmp(type, "file") == 0) {
        return name != NULL && service_file_name(name);
    }
    if (strcmp(kind, "trigger") != 0) {
        return false;
    }
    if (strcmp(type, "feed") == 0) {
        json_int_t interval = json_integer_value(json_object_get(settings, "interval_s"));
        return url != NULL && text_is_url(view_text(url)) && interval >= 1 && interval <= 86400;
    }
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    return strcmp(type, "webhook") == 0 && secret != NULL &&
           webhook_secret(secret, key, &length) == STATUS_OK;
}

/* NULL where stored, else what is wrong. */
static const char *source_store(struct trigger_service *trigger,
                                const struct registration *registration, const json_t *item) {
    const char *name = json_string_value(json_object_get(item, "name"));
    const char *kind = json_string_value(json_object_get(item, "kind"));
    const char *key_text = json_string_value(json_object_get(item, "key"));
    bool query = kind != NULL && strcmp(kind, "query") == 0;
    /* of a query the columns that the applet reads; without them, all */
    json_t *ingredients = json_object_get(item, query ? "columns" : "ingredients");
    const json_t *settings = json_object_get(item, "source");
    struct secret key;
    size_t length = 0;
    if (name == NULL || !text_is_name(view_text(name)) || kind == NULL ||
        (strcmp(kind, "trigger") != 0 && strcmp(kind, "query") != 0)) {
        return "a source needs a name and kind trigger or query";
    }
    if (key_text == NULL ||
        base64url_decode(key_text, key.bytes, SECRET_BYTES, &length) != STATUS_OK ||
        length != SECRET_BYTES) {
        return "key must be 32 bytes in base64url";
    }
    size_t index;
    json_t *ingredient;
    bool good = (query && ingredients == NULL) ||
                (json_is_array(ingredients) && json_array_size(ingredients) <= LIMIT_INGREDIENTS);
    json_array_foreach(ingredients, index, ingredient) {
        const char *text = json_string_value(ingredient);
        good = good && text != NULL && (query || text_is_ingredient(view_text(text)));
    }
    if (!good) {
        return query ? "columns must be a list of at most 256 names"
                     : "ingredients must be a list of at most 256 names";
    }
    if (!source_usable(settings, kind)) {
        return "source must be a webhook with its secret, a feed with url and interval_s, or a "
               "file "
               "with a plain name";
    }
    char *list = ingredients != NULL ? json_dumps(ingredients, JSON_COMPACT) : strdup("null");
    char *text = json_dumps(settings, JSON_COMPACT);
    enum status status = STATUS_NO_MEMORY;
    if (list != NULL && text != NULL) {
        status = sql_run(trigger->put_source, "tittbttt", registration->applet, registration->epoch,
                         name, kind, view_of(key.bytes, SECRET_BYTES), list,
                         json_string_value(json_object_get(settings, "type")), text);
    }
    secret_wipe(&key);
    free(list);
    free(text);
    if (status == STATUS_OK && strcmp(kind, "trigger") == 0) {
        status = file_begin(trigger, registration->applet, name, registration->user, settings);
    }
    return status == STATUS_OK ? NULL : "a source's name is there twice";
}

/* The deployment's rows. */
static const char *deployment_store(void *context, const struct registration *registration) {
    struct trigger_service *trigger = context;
    const json_t *body = registration->body;
    const char *applet = registration->applet;
    const json_t *host = json_object_get(body, "host");
    const char *url = json_string_value(json_object_get(host, "url"));
    const char *token = json_string_value(json_object_get(host, "notify_token"));
    const char *hash = json_string_value(json_object_get(body, "fetch_token_hash"));
    const json_t *sources = json_object_get(body, "sources");
    int64_t delay = json_integer_value(json_object_get(body, "max_delay_ms"));
    if (url == NULL || !text_is_url(view_text(url)) || token == NULL ||
        strlen(token) != TOKEN_TEXT - 1 || hash == NULL || strlen(hash) != TOKEN_TEXT - 1 ||
        delay < 1000 || delay > 86400000 || json_array_size(sources) == 0 ||
        json_array_size(sources) > LIMIT_TRIGGERS) {
        return "user, epoch, max_delay_ms, host (url, notify_token), fetch_token_hash and 1 to 16 "
               "sources are needed";
    }
    if (sql_run(trigger->put_deployment, "ttiittt", registration->user, applet, registration->epoch,
                delay, url, token, hash) != STATUS_OK ||
        sql_run(trigger->retire_others, "tii", applet, registration->epoch, service_now_ms()) !=
            STATUS_OK) {
        return "the database refused it";
    }
    size_t index;
    json_t *item;
    json_array_foreach(sources, index, item) {
        const char *wrong = source_store(trigger, registration, item);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}

void deployment_put(struct http_exchange *exchange) {
    if (registration_put(exchange, deployment_store)) {
        fetch_forget(exchange->context);
    }
}

static enum status deployment_remove(void *context, const char *user, const char *applet) {
    struct trigger_service *trigger = context;
    sqlite3_stmt *const forget[] = {trigger->delete_sources, trigger->blank_events,
                                    trigger->delete_seen, trigger->delete_places};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof forget / sizeof *forget && status == STATUS_OK; i++) {
        status = sql_run(forget[i], "t", applet);
    }
    return status == STATUS_OK ? sql_run(trigger->delete_deployment, "tt", applet, user) : status;
}

void deployment_delete(struct http_exchange *exchange) {
    if (registration_delete(exchange, deployment_remove)) {
        fetch_forget(exchange->context);
        feeds_forget(exchange->parameters[0]);
    }
}

void deployment_events(struct http_exchange *exchange) {
    struct trigger_service *trigger = exchange->context;
    const char *user = registration_owned(exchange);
    const char *applet = exchange->parameters[0];
    if (user == NULL) {
        return;
    }
    json_t *events = json_array();
    sqlite3_stmt *list = trigger->list_events;
    sql_bind(list, "tti", applet, user, http_query_number(exchange, "after", 0));
    while (sql_step(list) == 1) {
        char id[2 * EVENT_ID_BYTES + 1];
        if (hex_encode(id, sizeof id, sql_blob(list, 2)) != STATUS_OK) {
            continue;
        }
        json_array_append_new(
            events, json_pack("{s:s,s:I,s:s,s:I,s:I}", "trigger", sql_text(list, 0), "seq",
                              (json_int_t)sqlite3_column_int64(list, 1), "event_id", id, "now",
                              (json_int_t)sqlite3_column_int64(list, 3), "fetched",
                              (json_int_t)sqlite3_column_int64(list, 4)));
    }
    http_reply_json(exchange, 200,
                    json_pack("{s:o,s:I}", "events", events, "kept_since",
                              (json_int_t)service_kept_since(&trigger->service)));
}
