/* host/run.c: one event from accepted to delivered. */
#include "host/applet.h"

#include "lib/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RETRY_FIRST_MS 200
#define RETRY_MOST_MS  15000
#define GIVE_UP_MS     3600000 /* after that an event is failed: its service expired it long before */

static int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct run *run_find(struct applet *applet, int64_t event) {
    for (size_t i = 0; i < APPLET_UNDER_WAY; i++) {
        if (applet->runs[i].state != RUN_UNUSED && applet->runs[i].event == event) {
            return &applet->runs[i];
        }
    }
    return NULL;
}

static struct run *run_of_ticket(struct applet *applet, uint64_t ticket) {
    for (size_t i = 0; i < APPLET_UNDER_WAY; i++) {
        if (applet->runs[i].state == RUN_RUNNING && applet->runs[i].ticket == ticket) {
            return &applet->runs[i];
        }
    }
    return NULL;
}

void run_end(struct run *run, int code, const char *detail) {
    struct event_waiter *waiter = run->waiters;
    struct host *host = run->applet->host;
    host->counters.wait_sum_us += (uint64_t)(now_us() - run->started_us);
    host->counters.wait_count++;
    *run = (struct run){.applet = run->applet};
    while (waiter != NULL) {
        struct event_waiter *next = waiter->next;
        if (code == 200) {
            http_reply_json(waiter->exchange, 200, json_pack("{s:s}", "state", "done"));
        } else {
            http_reply_problem(waiter->exchange, code, "Event not done", "%s", detail);
        }
        free(waiter);
        waiter = next;
    }
}

/* Stores an event's last state. */
static void event_close(struct run *run, const char *state, const char *detail) {
    struct host *host = run->applet->host;
    if (batch_enter(host->batch) != STATUS_OK ||
        sql_run(host->sql.event_state, "itt", run->event, state, detail) != STATUS_OK) {
        host_log("event %lld of %s: its end could not be stored", (long long)run->event,
                 run->applet->id);
    }
}

static void run_fail(struct run *run, const char *detail) {
    run->applet->host->counters.refused++;
    host_log("event %lld of %s failed: %s", (long long)run->event, run->applet->id, detail);
    event_close(run, "failed", detail);
    run_end(run, 502, detail);
}

static void run_retry(struct run *run, const char *why) {
    int64_t wait = RETRY_FIRST_MS;
    for (uint32_t i = 0; i < run->attempts && wait < RETRY_MOST_MS; i++) {
        wait *= 2;
    }
    run->attempts++;
    if (host_wall_ms() - run->accepted_ms > GIVE_UP_MS) {
        run_fail(run, why);
        return;
    }
    run->state = RUN_RETRYING;
    run->due_ms = host_now_ms() + (wait > RETRY_MOST_MS ? RETRY_MOST_MS : wait);
}

/* --- fetch --- */

static const struct applet_source *source_find(const struct applet *applet, const char *name) {
    for (size_t i = 0; i < applet->source_count; i++) {
        if (strcmp(applet->sources[i].name, name) == 0) {
            return &applet->sources[i];
        }
    }
    return NULL;
}

static void fetched(const struct http_answer *answer, void *context);

/* What an outstanding request points to: the run may be gone or used anew when it ends. */
struct fetching {
    struct host *host;
    char applet[LIMIT_ID_BYTES + 1];
    int64_t event;
    uint32_t attempts;
};

static void fetch_begin(struct run *run) {
    struct applet *applet = run->applet;
    const struct applet_source *source = source_find(applet, run->source);
    const char *token = json_string_value(json_object_get(applet->fetch_tokens, run->source));
    char url[LIMIT_URL_BYTES + 32], id[2 * EVENT_ID_BYTES + 1], nonce[2 * NONCE_BYTES + 1];
    char body[512];
    if (source == NULL || token == NULL) {
        run_fail(run, "The applet has no such trigger.");
        return;
    }
    struct fetching *fetching = calloc(1, sizeof *fetching);
    if (fetching == NULL || nonce_take(applet, run->nonce) != STATUS_OK ||
        hex_encode(id, sizeof id, view_of(run->event_id, EVENT_ID_BYTES)) != STATUS_OK ||
        hex_encode(nonce, sizeof nonce, view_of(run->nonce, NONCE_BYTES)) != STATUS_OK) {
        free(fetching);
        run_retry(run, "The monitor gives no nonce.");
        return;
    }
    fetching->host = applet->host;
    fetching->event = run->event;
    fetching->attempts = run->attempts;
    memcpy(fetching->applet, applet->id, sizeof fetching->applet);
    snprintf(url, sizeof url, "%s/v1/fetch", source->url);
    /* Ids, names and hexadecimal: nothing here needs escaping in JSON. */
    snprintf(body, sizeof body,
             "{\"applet\":\"%s\",\"epoch\":%lld,\"source\":\"%s\",\"event_id\":\"%s\","
             "\"nonce\":\"%s\"}",
             applet->id, (long long)applet->epoch, run->source, id, nonce);
    struct http_outgoing outgoing = {.method = EVHTTP_REQ_POST,
                                     .url = url,
                                     .token = token,
                                     .type = "application/json",
                                     .body = view_text(body),
                                     .answered = fetched,
                                     .context = fetching};
    run->state = RUN_FETCHING;
    if (http_client_send(applet->host->client, &outgoing) != STATUS_OK) {
        free(fetching);
        run_retry(run, "The trigger service can't be asked.");
    }
}

static void run_start(struct run *run, struct view sealed) {
    struct applet *applet = run->applet;
    struct host_message message = {.kind = HOST_EVENT,
                                   .body.event = {.ticket = ++applet->last_ticket,
                                                  .trigger = view_text(run->source),
                                                  .sealed = sealed}};
    memcpy(message.body.event.nonce, run->nonce, NONCE_BYTES);
    run->ticket = applet->last_ticket;
    run->state = RUN_RUNNING;
    enum status status = instance_send(&applet->instance, &message);
    if (status == STATUS_INVALID || status == STATUS_TOO_LARGE) {
        run_fail(run, "The trigger service's answer is no sealed message.");
    } else if (status != STATUS_OK) {
        run_retry(run, "The applet is not running.");
    }
}

static void fetched(const struct http_answer *answer, void *context) {
    struct fetching fetching = *(struct fetching *)context;
    free(context);
    struct applet *applet = applet_find(fetching.host, fetching.applet);
    struct run *run = applet != NULL ? run_find(applet, fetching.event) : NULL;
    if (run == NULL || run->state != RUN_FETCHING || run->attempts != fetching.attempts) {
        return;
    }
    if (answer->code == 200) {
        fetching.host->counters.fetched++;
        run_start(run, answer->body);
        return;
    }
    fetching.host->counters.fetch_failures++;
    char why[96];
    snprintf(why, sizeof why, "The trigger service answered %d.", answer->code);
    /* 404, 410, 422: there is no such event (any more), or it will never fit. */
    if (answer->code == 404 || answer->code == 410 || answer->code == 422) {
        run_fail(run, why);
    } else {
        run_retry(run, why);
    }
}

/* --- result --- */

static void run_settle(struct run *run) {
    struct applet *applet = run->applet;
    if (run->open_deliveries > 0) {
        return;
    }
    const char *detail = run->delivery_failed ? "An action service refused its message." : "";
    event_close(run, "done", detail);
    run_end(run, run->delivery_failed ? 502 : 200, detail);
    runs_pump(applet);
}

void run_delivered(struct applet *applet, int64_t event, bool accepted) {
    struct run *run = run_find(applet, event);
    if (run == NULL || run->state != RUN_DELIVERING || run->open_deliveries == 0) {
        return;
    }
    run->open_deliveries--;
    run->delivery_failed = run->delivery_failed || !accepted;
    run_settle(run);
}

static void result_take(struct run *run, const struct host_result *result) {
    struct applet *applet = run->applet;
    struct host *host = applet->host;
    if (result->action_count != applet->action_count) {
        run_fail(run, "The program answered for another number of actions than its package names.");
        return;
    }
    enum status status = batch_enter(host->batch);
    if (status == STATUS_OK) {
        status = sql_run(host->sql.put_record, "ttib", applet->id, applet->user, applet->epoch,
                         result->record);
    }
    if (status != STATUS_OK) {
        run_retry(run, "The host's database can't be written.");
        return;
    }
    host->counters.ran++;
    host->counters.records++;
    run->state = RUN_DELIVERING;
    /* One more than there are, so that none that ends at once settles the run before all are out. */
    run->open_deliveries = (uint32_t)result->action_count + 1;
    int64_t event = run->event;
    for (size_t i = 0; i < result->action_count; i++) {
        if (delivery_start(run, &applet->actions[i], result->actions[i]) != STATUS_OK) {
            host_log("event %lld of %s: no memory for a delivery", (long long)event, applet->id);
            run_delivered(applet, event, false);
        }
    }
    run_delivered(applet, event, true);
}

void run_message(struct applet *applet, const struct host_message *message) {
    bool result = message->kind == HOST_RESULT;
    uint64_t ticket = result ? message->body.result.ticket : message->body.text.ticket;
    struct run *run = run_of_ticket(applet, ticket);
    if (run == NULL) {
        host_log("applet %s answered ticket %llu, which is not open", applet->id,
                 (unsigned long long)ticket);
        return;
    }
    if (result) {
        result_take(run, &message->body.result);
        return;
    }
    char why[256];
    uint32_t code = message->body.text.code;
    snprintf(why, sizeof why, "%s", host_refusal_text((enum host_refusal)code));
    bool again = code == HOST_REFUSED_NONCE || code == HOST_REFUSED_NO_TIME;
    if (again) {
        applet->nonce_count = 0; /* a lease gone stale: the monitor was restarted, say */
        run_retry(run, why);
    } else {
        run_fail(run, why);
    }
}

void runs_interrupted(struct applet *applet) {
    for (size_t i = 0; i < APPLET_UNDER_WAY; i++) {
        struct run *run = &applet->runs[i];
        if (run->state == RUN_FETCHING || run->state == RUN_RUNNING) {
            run_retry(run, "The applet's program ended.");
        }
    }
}

static struct run *run_unused(struct applet *applet) {
    for (size_t i = 0; i < APPLET_UNDER_WAY; i++) {
        if (applet->runs[i].state == RUN_UNUSED) {
            return &applet->runs[i];
        }
    }
    return NULL;
}

/* Puts stored events under way, in their order, while there is room. */
static void runs_take(struct applet *applet) {
    sqlite3_stmt *list = applet->host->sql.list_events;
    struct run *run = run_unused(applet);
    if (run == NULL) {
        return;
    }
    sql_bind(list, "ti", applet->id, applet->last_taken);
    while (run != NULL && sql_step(list) == 1) {
        struct view id = sql_blob(list, 2);
        applet->last_taken = sqlite3_column_int64(list, 0);
        if (id.length == EVENT_ID_BYTES && run_find(applet, applet->last_taken) == NULL) {
            *run = (struct run){.state = RUN_RETRYING,
                                .applet = applet,
                                .event = applet->last_taken,
                                .accepted_ms = sqlite3_column_int64(list, 3),
                                .started_us = now_us()};
            memcpy(run->event_id, id.data, EVENT_ID_BYTES);
            snprintf(run->source, sizeof run->source, "%s", sql_text(list, 1));
            run = run_unused(applet);
        }
    }
    sqlite3_reset(list);
}

void runs_pump(struct applet *applet) {
    if (applet->state != APPLET_READY) {
        return;
    }
    runs_take(applet);
    for (size_t i = 0; i < APPLET_UNDER_WAY; i++) {
        struct run *run = &applet->runs[i];
        if (run->state == RUN_RETRYING && host_now_ms() >= run->due_ms) {
            fetch_begin(run);
        }
    }
}
