/*
 * services/trigger/source_webhook.c: events that the outer world posts, authenticated as Standard
 * Webhooks says: HMAC over id, timestamp and body; five minutes of tolerance; each webhook-id once.
 */
#include "lib/secret.h"
#include "services/registration.h"
#include "services/trigger/trigger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE_S 300

/* The newest deployment's webhook source: its settings (json_decref) and epoch, or NULL. */
static json_t *source_find(struct trigger_service *trigger, const char *applet, const char *name,
                           int64_t *epoch) {
    json_t *settings = NULL;
    char owner[LIMIT_ID_BYTES + 1];
    if (registration_owner(&trigger->service, applet, owner, epoch) == STATUS_OK) {
        sql_bind(trigger->find_source, "tit", applet, *epoch, name);
        if (sql_step(trigger->find_source) == 1) {
            if (strcmp(sql_text(trigger->find_source, 2), "webhook") == 0) {
                settings = json_loads(sql_text(trigger->find_source, 3), 0, NULL);
            }
            sqlite3_reset(trigger->find_source);
        }
    }
    return settings;
}

/* The header holds signatures parted by spaces, for secrets being rotated. */
static bool signature_holds(const char *header, const char *expected) {
    size_t length = strlen(expected);
    bool good = false;
    while (*header != '\0') {
        size_t part = strcspn(header, " ");
        if (part == length && secret_equal_memory(header, expected, length)) {
            good = true;
        }
        header += part;
        header += strspn(header, " ");
    }
    return good;
}

/* NULL where the webhook is authentic, else what to say. */
static const char *check(const struct http_exchange *exchange, const json_t *settings) {
    const char *id = http_header(exchange, "webhook-id");
    const char *at = http_header(exchange, "webhook-timestamp");
    const char *signature = http_header(exchange, "webhook-signature");
    const char *secret = json_string_value(json_object_get(settings, "secret"));
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    char expected[WEBHOOK_SIGNATURE_TEXT];
    if (id == NULL || id[0] == '\0' || strlen(id) > 128 || at == NULL || signature == NULL ||
        secret == NULL || webhook_secret(secret, key, &length) != STATUS_OK) {
        return "The headers webhook-id, webhook-timestamp and webhook-signature are needed.";
    }
    webhook_sign(key, length, id, at, exchange->body, expected);
    secret_wipe_memory(key, sizeof key);
    if (!signature_holds(signature, expected)) {
        return "The signature is not that of this source's secret.";
    }
    char *end = NULL;
    long long seconds = strtoll(at, &end, 10);
    long long now = service_now_ms() / 1000;
    if (end == at || *end != '\0' || seconds < now - TOLERANCE_S || seconds > now + TOLERANCE_S) {
        return "The timestamp is more than five minutes off.";
    }
    return NULL;
}

static void committed(bool good, void *context) {
    struct http_exchange *exchange = context;
    if (good) {
        http_reply_json(exchange, 202, json_pack("{s:b}", "accepted", 1));
    } else {
        http_reply_problem(exchange, 503, "Not stored", "Send it again.");
    }
}

void webhook_receive(struct http_exchange *exchange) {
    struct trigger_service *trigger = exchange->context;
    const char *applet = exchange->parameters[0], *source = exchange->parameters[1];
    int64_t epoch = 0;
    json_t *settings = source_find(trigger, applet, source, &epoch);
    /* An unknown source and a wrong signature look the same from outside. */
    const char *wrong =
        settings != NULL ? check(exchange, settings) : "No such source accepts this webhook.";
    json_decref(settings);
    if (wrong != NULL) {
        http_reply_problem(exchange, 401, "Webhook refused", "%s", wrong);
        return;
    }
    json_t *fields = http_json(exchange);
    if (fields == NULL) {
        return;
    }
    long long seconds = strtoll(http_header(exchange, "webhook-timestamp"), NULL, 10);
    struct new_event event = {.applet = applet,
                              .source = source,
                              .epoch = epoch,
                              .trigger_time_ms = (int64_t)seconds * 1000,
                              .fields = fields,
                              .origin = http_header(exchange, "webhook-id")};
    enum status status = event_fix(trigger, &event);
    json_decref(fields);
    if (status == STATUS_OK || status == STATUS_EXISTS) {
        /* Sent again: it was taken the first time. */
        batch_after(trigger->service.batch, committed, exchange);
    } else {
        http_reply_problem(exchange, 503, "Not stored", "Send it again.");
    }
}
