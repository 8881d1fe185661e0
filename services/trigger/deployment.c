/* services/trigger/deployment.c: what users register: sources with their keys; what they ask later. */
#include "lib/hex.h"
#include "lib/text.h"
#include "services/trigger/trigger.h"

#include <stdio.h>
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
static const char *source_store(struct trigger_service *trigger, const char *user,
                                const char *applet, int64_t epoch, const json_t *item) {
    const char *name = json_string_value(json_object_get(item, "name"));
    const char *kind = json_string_value(json_object_get(item, "kind"));
    const char *key_text = json_string_value(json_object_get(item, "key"));
    json_t *ingredients = json_object_get(item, "ingredients");
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
    bool good = json_is_array(ingredients) && json_array_size(ingredients) <= LIMIT_INGREDIENTS;
    json_array_foreach(ingredients, index, ingredient) {
        const char *text = json_string_value(ingredient);
        good = good && text != NULL && text_is_ingredient(view_text(text));
    }
    if (!good) {
        return "ingredients must be a list of at most 256 names";
    }
    if (!source_usable(settings, kind)) {
        return "source must be a webhook with its secret, a feed with url and interval_s, or a "
               "file "
               "with a plain name";
    }
    char *list = json_dumps(ingredients, JSON_COMPACT);
    char *text = json_dumps(settings, JSON_COMPACT);
    enum status status = STATUS_NO_MEMORY;
    if (list != NULL && text != NULL) {
        status = sql_run(trigger->put_source, "tittbttt", applet, epoch, name, kind,
                         view_of(key.bytes, SECRET_BYTES), list,
                         json_string_value(json_object_get(settings, "type")), text);
    }
    secret_wipe(&key);
    free(list);
    free(text);
    if (status == STATUS_OK && strcmp(kind, "trigger") == 0) {
        status = file_begin(trigger, applet, name, user, settings);
    }
    return status == STATUS_OK ? NULL : "a source's name is there twice";
}

/* The owner of an applet id and its newest epoch: 1 known, 0 new. */
static int owner_of(struct trigger_service *trigger, const char *applet, char *user,
                    size_t capacity, int64_t *epoch) {
    sql_bind(trigger->find_owner, "t", applet);
    int found = sql_step(trigger->find_owner);
    user[0] = '\0';
    *epoch = -1;
    if (found == 1) {
        snprintf(user, capacity, "%s", sql_text(trigger->find_owner, 0));
        *epoch = sqlite3_column_int64(trigger->find_owner, 1);
        sqlite3_reset(trigger->find_owner);
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

/* Inside the batch: the deployment's rows. NULL where stored, else what is wrong. */
static const char *deployment_store(struct trigger_service *trigger, const char *user,
                                    const char *applet, const json_t *body) {
    const json_t *host = json_object_get(body, "host");
    const char *url = json_string_value(json_object_get(host, "url"));
    const char *token = json_string_value(json_object_get(host, "notify_token"));
    const char *hash = json_string_value(json_object_get(body, "fetch_token_hash"));
    const json_t *sources = json_object_get(body, "sources");
    int64_t epoch = json_integer_value(json_object_get(body, "epoch"));
    int64_t delay = json_integer_value(json_object_get(body, "max_delay_ms"));
    if (url == NULL || !text_is_url(view_text(url)) || token == NULL ||
        strlen(token) != TOKEN_TEXT - 1 || hash == NULL || strlen(hash) != TOKEN_TEXT - 1 ||
        delay < 1000 || delay > 86400000 || json_array_size(sources) == 0 ||
        json_array_size(sources) > LIMIT_TRIGGERS) {
        return "user, epoch, max_delay_ms, host (url, notify_token), fetch_token_hash and 1 to 16 "
               "sources are needed";
    }
    if (sql_run(trigger->put_deployment, "ttiittt", user, applet, epoch, delay, url, token, hash) !=
            STATUS_OK ||
        sql_run(trigger->retire_others, "tii", applet, epoch, service_now_ms()) != STATUS_OK) {
        return "the database refused it";
    }
    size_t index;
    json_t *item;
    json_array_foreach(sources, index, item) {
        const char *wrong = source_store(trigger, user, applet, epoch, item);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}

void deployment_put(struct http_exchange *exchange) {
    struct trigger_service *trigger = exchange->context;
    const char *user = service_user(&trigger->service, exchange);
    json_t *body = user != NULL ? http_json(exchange) : NULL;
    if (body == NULL) {
        return;
    }
    const char *named = json_string_value(json_object_get(body, "user"));
    int64_t epoch = json_integer_value(json_object_get(body, "epoch"));
    if (named == NULL || strcmp(named, user) != 0 || epoch < 1) {
        http_reply_problem(exchange, 403, "Not yours", "user must be the owner of the token.");
    } else if (may_change(exchange, user, epoch)) {
        /* Its own transaction: a wrong source must undo all of it, and only it. */
        batch_flush(trigger->service.batch);
        const char *wrong = "the database can't be written";
        if (sql_begin(trigger->service.database) == STATUS_OK) {
            wrong = deployment_store(trigger, user, exchange->parameters[0], body);
            if (wrong == NULL && sql_commit_durable(trigger->service.database) != STATUS_OK) {
                wrong = "the database can't be written";
            }
        }
        if (wrong != NULL) {
            sql_rollback(trigger->service.database);
            http_reply_problem(exchange, 400, "Registration refused", "%s.", wrong);
        } else {
            fetch_forget(trigger);
            http_reply_json(exchange, 200, json_pack("{s:s}", "applet", exchange->parameters[0]));
        }
    }
    json_decref(body);
}

void deployment_delete(struct http_exchange *exchange) {
    struct trigger_service *trigger = exchange->context;
    const char *user = service_user(&trigger->service, exchange);
    char owner[LIMIT_ID_BYTES + 1];
    int64_t newest;
    if (user == NULL) {
        return;
    }
    const char *applet = exchange->parameters[0];
    if (owner_of(trigger, applet, owner, sizeof owner, &newest) != 1 || strcmp(owner, user) != 0) {
        http_reply_problem(exchange, 404, "Not found", "You have no applet '%s' here.", applet);
        return;
    }
    batch_flush(trigger->service.batch);
    enum status status = sql_begin(trigger->service.database);
    if (status == STATUS_OK) {
        status = sql_run(trigger->delete_sources, "t", applet);
    }
    sqlite3_stmt *const forget[] = {trigger->blank_events, trigger->delete_seen,
                                    trigger->delete_places};
    for (size_t i = 0; i < sizeof forget / sizeof *forget && status == STATUS_OK; i++) {
        status = sql_run(forget[i], "t", applet);
    }
    if (status == STATUS_OK) {
        status = sql_run(trigger->delete_deployment, "tt", applet, user);
    }
    if (status == STATUS_OK) {
        status = sql_commit_durable(trigger->service.database);
    }
    if (status != STATUS_OK) {
        sql_rollback(trigger->service.database);
        http_reply_problem(exchange, 503, "Not stored",
                           "The database can't be written; try again.");
        return;
    }
    fetch_forget(trigger);
    feeds_forget(applet);
    http_reply_empty(exchange, 204);
}

void deployment_events(struct http_exchange *exchange) {
    struct trigger_service *trigger = exchange->context;
    const char *user = service_user(&trigger->service, exchange);
    char owner[LIMIT_ID_BYTES + 1];
    int64_t newest;
    if (user == NULL) {
        return;
    }
    const char *applet = exchange->parameters[0];
    if (owner_of(trigger, applet, owner, sizeof owner, &newest) != 1 || strcmp(owner, user) != 0) {
        http_reply_problem(exchange, 404, "Not found", "You have no applet '%s' here.", applet);
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
