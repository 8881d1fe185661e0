/*
 * services/registration.c: see registration.h. A registration stores all it brings or nothing, and nobody
 * takes over another user's applet or goes back to an epoch.
 */
#include "services/registration.h"

#include "lib/text.h"

#include <stdio.h>
#include <string.h>

void registration_prepare(struct service *service) {
    service->find_owner =
        sql_prepare(service->database,
                    "SELECT user, max(epoch) FROM deployment WHERE applet = ?1 GROUP BY user");
}

enum status registration_owner(struct service *service, const char *applet,
                               char owner[LIMIT_ID_BYTES + 1], int64_t *epoch) {
    owner[0] = '\0';
    *epoch = -1;
    sql_bind(service->find_owner, "t", applet);
    int found = sql_step(service->find_owner);
    if (found != 1) {
        return found == 0 ? STATUS_NOT_FOUND : STATUS_IO;
    }
    snprintf(owner, LIMIT_ID_BYTES + 1, "%s", sql_text(service->find_owner, 0));
    *epoch = sqlite3_column_int64(service->find_owner, 1);
    sqlite3_reset(service->find_owner);
    return STATUS_OK;
}

const char *registration_owned(struct http_exchange *exchange) {
    struct service *service = exchange->context;
    const char *user = service_user(service, exchange);
    const char *applet = exchange->parameters[0];
    char owner[LIMIT_ID_BYTES + 1];
    int64_t newest;
    if (user == NULL) {
        return NULL;
    }
    if (registration_owner(service, applet, owner, &newest) != STATUS_OK ||
        strcmp(owner, user) != 0) {
        http_reply_problem(exchange, 404, "Not found", "You have no applet '%s' here.", applet);
        return NULL;
    }
    return user;
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
    enum status status = registration_owner(exchange->context, applet, owner, &newest);
    if (status == STATUS_NOT_FOUND) {
        return true;
    }
    if (status != STATUS_OK) {
        http_reply_problem(exchange, 503, "Not stored", "The database can't be read; try again.");
        return false;
    }
    if (strcmp(owner, user) != 0) {
        http_reply_problem(exchange, 409, "Applet id taken",
                           "Another user has an applet '%s' here.", applet);
        return false;
    }
    if (epoch <= newest) {
        http_reply_problem(exchange, 409, "Epoch not new",
                           "The epoch must be above %lld: deploy again.", (long long)newest);
        return false;
    }
    return true;
}

/* Its own transaction: a wrong part must undo all of it, and only it. */
static bool store_all(struct http_exchange *exchange, const struct registration *registration,
                      const char *(*store)(void *, const struct registration *)) {
    struct service *service = exchange->context;
    const char *wrong = "the database can't be written";
    batch_flush(service->batch);
    if (sql_begin(service->database) == STATUS_OK) {
        wrong = store(service, registration);
        if (wrong == NULL && sql_commit_durable(service->database) != STATUS_OK) {
            wrong = "the database can't be written";
        }
    }
    if (wrong != NULL) {
        sql_rollback(service->database);
        http_reply_problem(exchange, 400, "Registration refused", "%s.", wrong);
        return false;
    }
    http_reply_json(exchange, 200, json_pack("{s:s}", "applet", registration->applet));
    return true;
}

bool registration_put(struct http_exchange *exchange,
                      const char *(*store)(void *context, const struct registration *)) {
    const char *user = service_user(exchange->context, exchange);
    json_t *body = user != NULL ? http_json(exchange) : NULL;
    bool stored = false;
    if (body == NULL) {
        return false;
    }
    const char *named = json_string_value(json_object_get(body, "user"));
    const struct registration registration = {
        user, exchange->parameters[0], json_integer_value(json_object_get(body, "epoch")), body};
    if (named == NULL || strcmp(named, user) != 0 || registration.epoch < 1) {
        http_reply_problem(exchange, 403, "Not yours", "user must be the owner of the token.");
    } else if (may_change(exchange, user, registration.epoch)) {
        stored = store_all(exchange, &registration, store);
    }
    json_decref(body);
    return stored;
}

bool registration_delete(struct http_exchange *exchange,
                         enum status (*remove)(void *context, const char *user,
                                               const char *applet)) {
    struct service *service = exchange->context;
    const char *user = registration_owned(exchange);
    if (user == NULL) {
        return false;
    }
    batch_flush(service->batch);
    enum status status = sql_begin(service->database);
    if (status == STATUS_OK) {
        status = remove(service, user, exchange->parameters[0]);
    }
    if (status == STATUS_OK) {
        status = sql_commit_durable(service->database);
    }
    if (status != STATUS_OK) {
        sql_rollback(service->database);
        http_reply_problem(exchange, 503, "Not stored",
                           "The database can't be written; try again.");
        return false;
    }
    http_reply_empty(exchange, 204);
    return true;
}
