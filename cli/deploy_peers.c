/* cli/deploy_peers.c: telling services and host of a deployment. */
#include "cli/command.h"
#include "cli/deploy.h"
#include "cli/files.h"
#include "cli/http.h"
#include "lib/keys.h"
#include "net/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static json_t *key_text(const struct deployment *deployment, enum key_purpose purpose,
                        const char *name) {
    struct secret key;
    if (keys_derive(&key, &deployment->profile->master, view_text(deployment->plan->applet),
                    deployment->epoch, purpose, view_text(name)) != STATUS_OK) {
        return NULL;
    }
    char *text = base64url_encode(view_of(key.bytes, SECRET_BYTES));
    secret_wipe(&key);
    json_t *result = text != NULL ? json_string(text) : NULL;
    if (text != NULL) {
        secret_wipe_memory(text, strlen(text));
        free(text);
    }
    return result;
}

static bool belongs(const struct plan *plan, const char *ingredient, const char *trigger) {
    size_t length = strlen(trigger);
    return (strncmp(ingredient, trigger, length) == 0 && ingredient[length] == '.') ||
           (strncmp(ingredient, "Trigger.", 8) == 0 && plan->trigger_count == 1);
}

static json_t *source_json(const struct deployment *deployment, const struct plan_entry *entry,
                           bool query) {
    json_t *ingredients = json_array();
    size_t index;
    json_t *item;
    json_array_foreach(deployment->ingredients, index, item) {
        if (!query && belongs(deployment->plan, json_string_value(item), entry->name)) {
            json_array_append(ingredients, item);
        }
    }
    json_t *source =
        json_pack("{s:s,s:s,s:o,s:o,s:O}", "name", entry->name, "kind", query ? "query" : "trigger",
                  "key", key_text(deployment, KEY_TRIGGER, entry->name), "ingredients", ingredients,
                  "source", entry->settings);
    json_t *columns = query ? json_object_get(deployment->columns, entry->name) : NULL;
    if (source != NULL && columns != NULL) {
        json_object_set(source, "columns", columns);
    }
    return source;
}

static enum exit_code put_deployment(const struct deployment *deployment, const json_t *service,
                                     const char *what, json_t *body) {
    char url[512];
    snprintf(url, sizeof url, "%s/v1/deployments/%s", service_text(service, "api_url"),
             deployment->plan->applet);
    if (body == NULL) {
        complain("the registration for %s could not be made", what);
        return EXIT_CODE_USAGE;
    }
    struct http_response response;
    struct http_request request = {.method = "PUT",
                                   .url = url,
                                   .token = service_text(service, "token"),
                                   .authority =
                                       json_string_value(json_object_get(service, "authority")),
                                   .body = body,
                                   .tls_required = true};
    enum status status = http_call(what, &request, &response);
    json_decref(response.body);
    json_decref(body);
    return exit_code_of(status);
}

static enum exit_code tell_trigger_service(const struct deployment *deployment,
                                           const json_t *service) {
    const struct plan *plan = deployment->plan;
    json_t *sources = json_array();
    for (size_t i = 0; i < plan->trigger_count; i++) {
        if (plan->triggers[i].service == service) {
            json_array_append_new(sources, source_json(deployment, &plan->triggers[i], false));
        }
    }
    for (size_t i = 0; i < plan->query_count; i++) {
        if (plan->queries[i].service == service) {
            json_array_append_new(sources, source_json(deployment, &plan->queries[i], true));
        }
    }
    char hash[TOKEN_TEXT];
    token_hash(deployment->fetch_token, hash);
    return put_deployment(
        deployment, service, "the trigger service",
        json_pack("{s:s,s:I,s:I,s:{s:s,s:s},s:s,s:o}", "user", deployment->profile->user, "epoch",
                  (json_int_t)deployment->epoch, "max_delay_ms", (json_int_t)plan->max_delay_ms,
                  "host", "url", service_text(plan->host, "url"), "notify_token",
                  deployment->notify_token, "fetch_token_hash", hash, "sources", sources));
}

static enum exit_code tell_action_service(const struct deployment *deployment,
                                          const json_t *service) {
    const struct plan *plan = deployment->plan;
    json_t *actions = json_array();
    for (size_t i = 0; i < plan->action_count; i++) {
        const struct plan_entry *entry = &plan->actions[i];
        if (entry->service == service) {
            json_array_append_new(
                actions, json_pack("{s:s,s:o,s:I,s:O}", "name", entry->name, "key",
                                   key_text(deployment, KEY_ACTION, entry->name), "message_bytes",
                                   (json_int_t)entry->message_bytes, "sink", entry->settings));
        }
    }
    char hash[TOKEN_TEXT];
    token_hash(deployment->deliver_token, hash);
    return put_deployment(deployment, service, "the action service",
                          json_pack("{s:s,s:I,s:s,s:o}", "user", deployment->profile->user, "epoch",
                                    (json_int_t)deployment->epoch, "deliver_token_hash", hash,
                                    "actions", actions));
}

/* True the first time this service is met. */
static bool first_of(const json_t *service, const json_t **seen, size_t *count) {
    for (size_t i = 0; i < *count; i++) {
        if (seen[i] == service) {
            return false;
        }
    }
    seen[(*count)++] = service;
    return true;
}

enum exit_code deploy_services(const struct deployment *deployment) {
    const struct plan *plan = deployment->plan;
    const json_t *seen[3 * PLAN_ENTRIES];
    size_t count = 0;
    for (size_t i = 0; i < plan->action_count; i++) {
        if (first_of(plan->actions[i].service, seen, &count)) {
            enum exit_code code = tell_action_service(deployment, plan->actions[i].service);
            if (code != EXIT_CODE_OK) {
                return code;
            }
        }
    }
    count = 0;
    for (size_t i = 0; i < plan->trigger_count + plan->query_count; i++) {
        const struct plan_entry *entry =
            i < plan->trigger_count ? &plan->triggers[i] : &plan->queries[i - plan->trigger_count];
        if (first_of(entry->service, seen, &count)) {
            enum exit_code code = tell_trigger_service(deployment, entry->service);
            if (code != EXIT_CODE_OK) {
                return code;
            }
        }
    }
    return EXIT_CODE_OK;
}

static void tokens_add(json_t *into, const struct plan_entry *entries, size_t count,
                       const char *token) {
    for (size_t i = 0; i < count; i++) {
        json_object_set_new(into, entries[i].name, json_string(token));
    }
}

enum exit_code deploy_host(const struct deployment *deployment) {
    const struct plan *plan = deployment->plan;
    char url[512], hash[TOKEN_TEXT];
    snprintf(url, sizeof url, "%s/v1/applets/%s", service_text(plan->host, "url"), plan->applet);
    token_hash(deployment->notify_token, hash);
    char *package = base64url_encode(view_of(deployment->package, deployment->package_length));
    json_t *fetch = json_object(), *deliver = json_object();
    tokens_add(fetch, plan->triggers, plan->trigger_count, deployment->fetch_token);
    tokens_add(fetch, plan->queries, plan->query_count, deployment->fetch_token);
    tokens_add(deliver, plan->actions, plan->action_count, deployment->deliver_token);
    json_t *body =
        json_pack("{s:s,s:I,s:s,s:s,s:o,s:o}", "user", deployment->profile->user, "epoch",
                  (json_int_t)deployment->epoch, "package", package, "notify_token_hash", hash,
                  "fetch_tokens", fetch, "deliver_tokens", deliver);
    free(package);
    if (body == NULL) {
        complain("the registration for the host could not be made");
        return EXIT_CODE_USAGE;
    }
    struct http_response response;
    struct http_request request = {
        .method = "PUT", .url = url, .token = service_text(plan->host, "token"), .body = body};
    enum status status = http_call("the host", &request, &response);
    json_decref(response.body);
    json_decref(body);
    return exit_code_of(status);
}

enum exit_code deploy_wait_ready(const struct deployment *deployment) {
    const struct plan *plan = deployment->plan;
    char url[512];
    snprintf(url, sizeof url, "%s/v1/applets/%s", service_text(plan->host, "url"), plan->applet);
    for (int tries = 0; tries < 2000; tries++) {
        struct http_response response;
        struct http_request request = {
            .method = "GET", .url = url, .token = service_text(plan->host, "token")};
        enum status status = http_call("the host", &request, &response);
        char state[32], detail[256];
        snprintf(state, sizeof state, "%s", service_text(response.body, "state"));
        snprintf(detail, sizeof detail, "%s", service_text(response.body, "detail"));
        json_decref(response.body);
        if (status != STATUS_OK) {
            return exit_code_of(status);
        }
        if (strcmp(state, "ready") == 0) {
            return EXIT_CODE_OK;
        }
        if (strcmp(state, "refused") == 0 || strcmp(state, "stopped") == 0) {
            complain("the applet does not start: %s", printable(detail));
            return EXIT_CODE_UNAVAILABLE;
        }
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    complain("the host has not started the applet within 20 s; `tapdance list` shows its state");
    return EXIT_CODE_UNAVAILABLE;
}
