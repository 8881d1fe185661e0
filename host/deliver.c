/* host/deliver.c: each sealed message goes to its action service until it is acknowledged. */
#include "host/applet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_FIRST_MS 200
#define RETRY_MOST_MS  15000

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

/* The event is done once none of its deliveries is open. */
static void event_settle(struct host *host, const struct delivery *delivery, bool good) {
    struct applet *applet = applet_find(host, delivery->applet);
    struct run *run = applet != NULL ? run_find(applet, delivery->event) : NULL;
    bool last = false;
    sql_bind(host->sql.event_open_deliveries, "i", delivery->event);
    if (sql_step(host->sql.event_open_deliveries) == 1) {
        last = sqlite3_column_int64(host->sql.event_open_deliveries, 0) == 0;
        sqlite3_reset(host->sql.event_open_deliveries);
    }
    if (run != NULL && !good) {
        run->delivery_failed = true;
    }
    if (!last) {
        return;
    }
    if (sql_run(host->sql.event_state, "itt", delivery->event, "done", "") != STATUS_OK) {
        host_log("event %lld: its end could not be stored", (long long)delivery->event);
    }
    if (run != NULL && run->state == RUN_DELIVERING) {
        run_end(run, run->delivery_failed ? 502 : 200, "An action service refused its message.");
        runs_pump(applet);
    }
}

static void delivery_end(struct delivery *delivery, bool good) {
    struct host *host = delivery->host;
    if (good) {
        host->counters.delivered++;
    } else {
        host->counters.delivery_failures++;
    }
    if (batch_enter(host->batch) != STATUS_OK ||
        sql_run(host->sql.drop_delivery, "i", delivery->row) != STATUS_OK) {
        host_log("delivery %lld stays stored", (long long)delivery->row);
    } else {
        event_settle(host, delivery, good);
    }
    delivery_free(delivery);
}

static void answered(const struct http_answer *answer, void *context) {
    struct delivery *delivery = context;
    delivery->asked = false;
    if (answer->code >= 200 && answer->code < 300) {
        delivery_end(delivery, true);
        return;
    }
    /* Expired, or not accepted by any live deployment: it will never be. */
    if (answer->code == 410 || answer->code == 401 || answer->code == 413) {
        host_log("a delivery of %s to %s was refused: %d", delivery->applet, delivery->action,
                 answer->code);
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
    char url[LIMIT_URL_BYTES + 2 * LIMIT_NAME_BYTES + 64];
    char *name = evhttp_uriencode(delivery->action, -1, 0);
    snprintf(url, sizeof url, "%s/v1/deliver/%s/%s", delivery->url, delivery->applet,
             name != NULL ? name : delivery->action);
    free(name);
    struct http_outgoing outgoing = {.method = EVHTTP_REQ_POST,
                                     .url = url,
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

enum status delivery_add(struct host *host, const struct delivery *facts, struct view message) {
    struct delivery *delivery = malloc(sizeof *delivery);
    uint8_t *copy = malloc(message.length);
    if (delivery == NULL || copy == NULL) {
        free(delivery);
        free(copy);
        return STATUS_NO_MEMORY;
    }
    memcpy(copy, message.data, message.length);
    *delivery = *facts;
    delivery->host = host;
    delivery->message = copy;
    delivery->length = message.length;
    delivery->next = deliveries;
    deliveries = delivery;
    delivery_count++;
    delivery_send(delivery);
    return STATUS_OK;
}

enum status deliveries_load(struct host *host) {
    sqlite3_stmt *list = host->sql.list_deliveries;
    int64_t last = 0;
    bool more = true;
    while (more) {
        more = false;
        sql_bind(list, "i", last);
        while (sql_step(list) == 1) {
            struct delivery facts = {.row = sqlite3_column_int64(list, 0),
                                     .event = sqlite3_column_int64(list, 1)};
            more = true;
            last = facts.row;
            snprintf(facts.applet, sizeof facts.applet, "%s", sql_text(list, 2));
            snprintf(facts.action, sizeof facts.action, "%s", sql_text(list, 3));
            snprintf(facts.url, sizeof facts.url, "%s", sql_text(list, 4));
            snprintf(facts.token, sizeof facts.token, "%s", sql_text(list, 5));
            enum status status = delivery_add(host, &facts, sql_blob(list, 6));
            if (status != STATUS_OK) {
                sqlite3_reset(list);
                return status;
            }
        }
    }
    return STATUS_OK;
}

void deliveries_tick(struct host *host) {
    (void)host;
    for (struct delivery *delivery = deliveries, *next; delivery != NULL; delivery = next) {
        next = delivery->next;
        if (!delivery->asked && host_now_ms() >= delivery->due_ms) {
            delivery_send(delivery);
        }
    }
}
