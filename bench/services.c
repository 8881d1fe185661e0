/*
 * bench/services.c: tapdance-bench-services: a trigger and an action service for measuring a host: they
 * seal and authenticate as the real ones do, but keep nothing and wait for no disk. Any event_id is an
 * event; every authentic action is accepted, and at /plain/{action} every one of the platforms in
 * plain text that a host is compared with.
 *
 * usage: tapdance-bench-services ADDR:PORT TLS-ADDR:PORT CERTIFICATE KEY
 */
#include "lib/hex.h"
#include "lib/message_action.h"
#include "lib/message_trigger.h"
#include "net/encoding.h"
#include "net/http_server.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEYS_MOST 64

/* One registered source or action. */
struct entry {
    char user[LIMIT_ID_BYTES + 1], applet[LIMIT_ID_BYTES + 1], name[LIMIT_NAME_BYTES + 1];
    uint64_t epoch, seq;
    json_t *ingredients;
    struct cose_sender sender;
    struct cose_receiver receiver;
    bool action;
};

static struct entry entries[KEYS_MOST];
static size_t entry_count;
static uint64_t accepted, refused;

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct entry *entry_find(const char *applet, const char *name, bool action) {
    for (size_t i = entry_count; i-- > 0;) {
        if (entries[i].action == action && strcmp(entries[i].applet, applet) == 0 &&
            strcmp(entries[i].name, name) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

static bool entry_add(const json_t *body, const char *applet, const json_t *item, bool action) {
    const char *user = json_string_value(json_object_get(body, "user"));
    const char *name = json_string_value(json_object_get(item, "name"));
    const char *key_text = json_string_value(json_object_get(item, "key"));
    struct secret key;
    size_t length = 0;
    if (entry_count == KEYS_MOST || user == NULL || name == NULL || key_text == NULL ||
        base64url_decode(key_text, key.bytes, SECRET_BYTES, &length) != STATUS_OK ||
        length != SECRET_BYTES) {
        return false;
    }
    struct entry *entry = &entries[entry_count];
    *entry = (struct entry){.epoch = (uint64_t)json_integer_value(json_object_get(body, "epoch")),
                            .action = action};
    snprintf(entry->user, sizeof entry->user, "%s", user);
    snprintf(entry->applet, sizeof entry->applet, "%s", applet);
    snprintf(entry->name, sizeof entry->name, "%s", name);
    entry->ingredients = json_incref(json_object_get(item, "ingredients"));
    enum status status = action ? cose_receiver_init(&entry->receiver, &key, KEY_ACTION)
                                : cose_sender_init(&entry->sender, &key, KEY_TRIGGER);
    entry_count += status == STATUS_OK;
    return status == STATUS_OK;
}

static void put(struct http_exchange *exchange) {
    json_t *body = http_json(exchange);
    bool good = body != NULL;
    size_t index;
    json_t *item;
    if (body == NULL) {
        return;
    }
    json_array_foreach(json_object_get(body, "sources"), index, item) {
        good = good && entry_add(body, exchange->parameters[0], item, false);
    }
    json_array_foreach(json_object_get(body, "actions"), index, item) {
        good = good && entry_add(body, exchange->parameters[0], item, true);
    }
    json_decref(body);
    if (good) {
        http_reply_json(exchange, 200, json_object());
    } else {
        http_reply_problem(exchange, 400, "Refused", "This registration can't be used.");
    }
}

static enum status seal(struct entry *entry, const uint8_t event_id[EVENT_ID_BYTES],
                        const uint8_t nonce[NONCE_BYTES], struct writer *out) {
    struct text_pair pairs[LIMIT_INGREDIENTS];
    size_t index, count = 0;
    json_t *item;
    json_array_foreach(entry->ingredients, index, item) {
        pairs[count++] = (struct text_pair){view_text(json_string_value(item)),
                                            view_text("Release v2.4.0 of the rocket, 12 items")};
    }
    struct trigger_message message = {.facts = {.seq = ++entry->seq,
                                                .now_ms = now_ms(),
                                                .sealed_at_ms = now_ms(),
                                                .trigger_time_ms = now_ms(),
                                                .seed = 7},
                                      .ingredients = pairs,
                                      .ingredient_count = count};
    memcpy(message.facts.event_id, event_id, EVENT_ID_BYTES);
    struct applet_identity identity = {view_text(entry->user), view_text(entry->applet),
                                       entry->epoch};
    return trigger_seal(&entry->sender, &identity, view_text(entry->name), nonce, &message, out);
}

static void fetch(struct http_exchange *exchange) {
    static uint8_t bytes[TRIGGER_MESSAGE_BYTES_MOST];
    json_t *body = http_json(exchange);
    if (body == NULL) {
        return;
    }
    const char *applet = json_string_value(json_object_get(body, "applet"));
    const char *source = json_string_value(json_object_get(body, "source"));
    const char *id = json_string_value(json_object_get(body, "event_id"));
    const char *nonce_text = json_string_value(json_object_get(body, "nonce"));
    uint8_t event_id[EVENT_ID_BYTES], nonce[NONCE_BYTES];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    struct entry *entry =
        applet != NULL && source != NULL ? entry_find(applet, source, false) : NULL;
    if (entry == NULL || id == NULL || nonce_text == NULL ||
        hex_decode(id, event_id, sizeof event_id) != STATUS_OK ||
        hex_decode(nonce_text, nonce, sizeof nonce) != STATUS_OK ||
        seal(entry, event_id, nonce, &out) != STATUS_OK) {
        http_reply_problem(exchange, 404, "Not found", "There is no such event.");
    } else {
        http_reply_bytes(exchange, 200, "application/cose", writer_written(&out));
    }
    json_decref(body);
}

static void deliver(struct http_exchange *exchange) {
    static uint8_t plaintext[ACTION_MESSAGE_BYTES_MOST];
    struct entry *entry = entry_find(exchange->parameters[0], exchange->parameters[1], true);
    struct action_view view;
    enum status status = STATUS_NOT_FOUND;
    if (entry != NULL) {
        struct applet_identity identity = {view_text(entry->user), view_text(entry->applet),
                                           entry->epoch};
        status = action_open(&entry->receiver, &identity, view_text(entry->name), exchange->body,
                             plaintext, sizeof plaintext, &view);
    }
    if (status == STATUS_OK) {
        accepted++;
        http_reply_json(exchange, 202, json_pack("{s:b}", "accepted", 1));
    } else {
        refused++;
        http_reply_problem(exchange, 401, "Not authentic", "This message does not open.");
    }
}

/* An action of a platform that encrypts nothing. */
static void deliver_plain(struct http_exchange *exchange) {
    json_t *body = http_json(exchange);
    if (body == NULL) {
        return;
    }
    bool good = json_is_object(json_object_get(body, "fields")) &&
                json_is_string(json_object_get(body, "event_id"));
    json_decref(body);
    if (good) {
        accepted++;
        http_reply_json(exchange, 202, json_pack("{s:b}", "accepted", 1));
    } else {
        refused++;
        http_reply_problem(exchange, 400, "No action", "This is no action.");
    }
}

static void counts(struct http_exchange *exchange) {
    http_reply_json(
        exchange, 200,
        json_pack("{s:I,s:I}", "accepted", (json_int_t)accepted, "refused", (json_int_t)refused));
}

int main(int argc, char **argv) {
    if (argc != 5 || sodium_init() < 0) {
        fprintf(stderr, "usage: %s ADDR:PORT TLS-ADDR:PORT CERTIFICATE KEY\n", argv[0]);
        return 3;
    }
    signal(SIGPIPE, SIG_IGN);
    struct event_base *base = event_base_new();
    struct http_server *plain = http_server_new(base, NULL, 1u << 20);
    struct http_server *secure = http_server_new(base, NULL, 1u << 20);
    if (base == NULL || plain == NULL || secure == NULL) {
        return 4;
    }
    http_server_route(secure, EVHTTP_REQ_PUT, "/v1/deployments/{}", put);
    http_server_route(plain, EVHTTP_REQ_POST, "/v1/fetch", fetch);
    http_server_route(plain, EVHTTP_REQ_POST, "/v1/deliver/{}/{}", deliver);
    http_server_route(plain, EVHTTP_REQ_POST, "/plain/{}", deliver_plain);
    http_server_route(plain, EVHTTP_REQ_GET, "/counts", counts);
    if (http_server_listen(plain, argv[1]) != STATUS_OK ||
        http_server_listen_tls(secure, argv[2], argv[3], argv[4]) != STATUS_OK) {
        return 4;
    }
    fprintf(stderr, "tapdance-bench-services: ready\n");
    event_base_dispatch(base);
    return 0;
}
