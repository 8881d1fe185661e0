/* host/deliver.c: each sealed message goes to its action service until it is acknowledged. */
#include "host/applet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_FIRST_MS 200
#define RETRY_MOST_MS  15000

struct delivery {
    struct delivery *next;
    struct host *host;
    struct applet *applet; /* NULL: it was replaced or removed while the request was out */
    int64_t event;
    char url[LIMIT_URL_BYTES + 4 * LIMIT_NAME_BYTES + 64], token[80];
    uint8_t *message;
    size_t length;
    uint32_t attempts;
    int64_t due_ms;
    bool asked;
};

static struct delivery *deliveries;
static size_t delivery_count;

size_t deliveries_waiting(void) {
    return delivery_count;
}

static void delivery_free(struct delivery *delivery) {
    struct delivery **at = &deliveries;
    while (*at != delivery) {
        at = &(*at)->next;
    }
    *at = delivery->next;
    delivery_count--;
    free(delivery->message);
    free(delivery);
}

static void delivery_end(struct delivery *delivery, bool accepted) {
    struct host *host = delivery->host;
    struct applet *applet = delivery->applet;
    int64_t event = delivery->event;
    if (accepted) {
        host->counters.delivered++;
    } else {
        host->counters.delivery_failures++;
    }
    delivery_free(delivery);
    if (applet != NULL) {
        run_delivered(applet, event, accepted);
    }
}

static void answered(const struct http_answer *answer, void *context) {
    struct delivery *delivery = context;
    delivery->asked = false;
    if (answer->code >= 200 && answer->code < 300) {
        delivery_end(delivery, true);
        return;
    }
    /* Expired, too large, or not accepted by any live deployment: it will never be. */
    bool final = answer->code == 410 || answer->code == 401 || answer->code == 413;
    if (final || delivery->applet == NULL) {
        host_log("a delivery to %s was refused: %d", delivery->url, answer->code);
        delivery_end(delivery, false);
        return;
    }
    int64_t wait = RETRY_FIRST_MS;
    for (uint32_t i = 0; i < delivery->attempts && wait < RETRY_MOST_MS; i++) {
        wait *= 2;
    }
    delivery->attempts++;
    delivery->due_ms = host_now_ms() + (wait > RETRY_MOST_MS ? RETRY_MOST_MS : wait);
}

static void delivery_send(struct delivery *delivery) {
    struct http_outgoing outgoing = {.method = EVHTTP_REQ_POST,
                                     .url = delivery->url,
                                     .token = delivery->token,
                                     .type = "application/cose",
                                     .body = view_of(delivery->message, delivery->length),
                                     .answered = answered,
                                     .context = delivery};
    delivery->asked = true;
    if (http_client_send(delivery->host->client, &outgoing) != STATUS_OK) {
        answered(&(struct http_answer){0}, delivery);
    }
}

enum status delivery_start(struct run *run, const struct applet_source *action,
                           struct view message) {
    struct applet *applet = run->applet;
    struct delivery *delivery = calloc(1, sizeof *delivery);
    uint8_t *copy = malloc(message.length);
    char *name = evhttp_uriencode(action->name, -1, 0);
    const char *token = json_string_value(json_object_get(applet->deliver_tokens, action->name));
    if (delivery == NULL || copy == NULL || name == NULL) {
        free(delivery);
        free(copy);
        free(name);
        return STATUS_NO_MEMORY;
    }
    memcpy(copy, message.data, message.length);
    *delivery = (struct delivery){.next = deliveries,
                                  .host = applet->host,
                                  .applet = applet,
                                  .event = run->event,
                                  .message = copy,
                                  .length = message.length};
    snprintf(delivery->url, sizeof delivery->url, "%s/v1/deliver/%s/%s", action->url, applet->id,
             name);
    snprintf(delivery->token, sizeof delivery->token, "%s", token != NULL ? token : "");
    free(name);
    deliveries = delivery;
    delivery_count++;
    delivery_send(delivery);
    return STATUS_OK;
}

void deliveries_drop(const struct applet *applet) {
    for (struct delivery *delivery = deliveries, *next; delivery != NULL; delivery = next) {
        next = delivery->next;
        if (delivery->applet != applet) {
            continue;
        }
        delivery->applet = NULL;
        if (!delivery->asked) {
            delivery_free(delivery);
        }
    }
}

void deliveries_tick(struct host *host) {
    (void)host;
    for (struct delivery *delivery = deliveries; delivery != NULL; delivery = delivery->next) {
        if (!delivery->asked && host_now_ms() >= delivery->due_ms) {
            delivery_send(delivery); /* one that fails at once stays in the list */
        }
    }
}
