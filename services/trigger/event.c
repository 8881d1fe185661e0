/*
 * services/trigger/event.c: fixes an event once and for ever, then tells the applet's host until it
 * answers 2xx or the event is older than the deployment's max_delay.
 */
#include "lib/hex.h"
#include "services/trigger/trigger.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNDER_WAY_MOST 128
#define RETRY_FIRST_MS 100
#define RETRY_MOST_MS  10000

/* A notification under way, or waiting for its next try. */
struct notice {
    struct trigger_service *trigger;
    bool used;
    int64_t event; /* row id */
    int64_t retry_ms;
    struct event *timer;
    bool asked; /* the request is out */
};

static struct notice notices[UNDER_WAY_MOST];
static struct event *kick_event;

/* Leaves in each row what the applet reads: nothing else is kept, let alone sent. */
static void keep_columns(json_t *rows, const json_t *columns) {
    size_t index, place;
    json_t *row, *column;
    json_array_foreach(rows, index, row) {
        json_t *kept = json_object();
        json_array_foreach((json_t *)(uintptr_t)columns, place, column) {
            json_t *cell = json_object_get(row, json_string_value(column));
            if (cell != NULL) {
                json_object_set(kept, json_string_value(column), cell);
            }
        }
        json_array_set_new(rows, index, kept);
    }
}

static json_t *query_rows_now(struct trigger_service *trigger, const char *applet, int64_t epoch,
                              const char *user) {
    json_t *queries = json_object();
    sqlite3_stmt *list = trigger->list_sources;
    sql_bind(list, "ti", applet, epoch);
    while (sql_step(list) == 1) {
        json_t *rows = file_rows(trigger, user, sql_text(list, 1));
        json_t *columns = json_loads(sql_text(list, 2), JSON_DECODE_ANY, NULL);
        if (rows != NULL && json_is_array(columns)) {
            keep_columns(rows, columns);
        }
        json_decref(columns);
        json_object_set_new(queries, sql_text(list, 0), rows != NULL ? rows : json_array());
    }
    return queries;
}

static bool owner_find(struct trigger_service *trigger, const struct new_event *event,
                       char user[LIMIT_ID_BYTES + 1]) {
    sql_bind(trigger->find_deployment, "ti", event->applet, event->epoch);
    bool found = sql_step(trigger->find_deployment) == 1;
    snprintf(user, LIMIT_ID_BYTES + 1, "%s", found ? sql_text(trigger->find_deployment, 0) : "");
    sqlite3_reset(trigger->find_deployment);
    return found;
}

static enum status event_store(struct trigger_service *trigger, const struct new_event *event,
                               const char *user) {
    int64_t seq = 1, previous = -1;
    sql_bind(trigger->last_event, "ttt", user, event->applet, event->source);
    if (sql_step(trigger->last_event) == 1) {
        seq = sqlite3_column_int64(trigger->last_event, 0) + 1;
        previous = sqlite3_column_int64(trigger->last_event, 1);
        sqlite3_reset(trigger->last_event);
    }
    uint8_t id[EVENT_ID_BYTES];
    randombytes_buf(id, sizeof id);
    json_t *queries = query_rows_now(trigger, event->applet, event->epoch, user);
    char *fields = json_dumps(event->fields, JSON_COMPACT);
    char *rows = json_dumps(queries, JSON_COMPACT);
    enum status status = STATUS_NO_MEMORY;
    if (fields != NULL && rows != NULL) {
        status = sql_run(trigger->put_event, "tttibiiiitt", user, event->applet, event->source, seq,
                         view_of(id, sizeof id), service_now_ms(), (int64_t)randombytes_random(),
                         event->trigger_time_ms, previous, fields, rows);
    }
    json_decref(queries);
    free(fields);
    free(rows);
    return status;
}

static void committed(bool good, void *context) {
    if (good) {
        events_kick(context);
    }
}

enum status event_fix(struct trigger_service *trigger, const struct new_event *event) {
    char user[LIMIT_ID_BYTES + 1];
    if (!owner_find(trigger, event, user)) {
        return STATUS_NOT_FOUND;
    }
    enum status status = batch_enter(trigger->service.batch);
    if (status == STATUS_OK && event->origin != NULL) {
        status = sql_run(trigger->put_seen, "ttt", event->applet, event->source, event->origin);
    }
    if (status == STATUS_OK) {
        status = event_store(trigger, event, user);
    }
    if (status == STATUS_OK) {
        batch_durable(trigger->service.batch);
        batch_after(trigger->service.batch, committed, trigger);
    }
    return status;
}

static void event_end(struct trigger_service *trigger, int64_t id, const char *state) {
    if (batch_enter(trigger->service.batch) != STATUS_OK ||
        sql_run(trigger->end_event, "it", id, state) != STATUS_OK) {
        service_log(&trigger->service, "event %lld stays pending: the database can't be written",
                    (long long)id);
    }
}

static void notice_free(struct notice *notice) {
    if (notice->timer != NULL) {
        event_del(notice->timer);
    }
    notice->used = false;
    notice->asked = false;
}

static void answered(const struct http_answer *answer, void *context) {
    struct notice *notice = context;
    notice->asked = false;
    if (answer->code >= 200 && answer->code < 300) {
        event_end(notice->trigger, notice->event, "notified");
        notice_free(notice);
        return;
    }
    int64_t wait = notice->retry_ms;
    notice->retry_ms = wait * 2 > RETRY_MOST_MS ? RETRY_MOST_MS : wait * 2;
    struct timeval delay = {.tv_sec = wait / 1000, .tv_usec = (wait % 1000) * 1000};
    event_add(notice->timer, &delay);
}

/* A waiting notice is simply dropped: the pending list finds its event again. */
static void retry(evutil_socket_t fd, short what, void *context) {
    struct notice *notice = context;
    (void)fd;
    (void)what;
    notice->asked = false;
    event_active(kick_event, EV_TIMEOUT, 0);
}

static struct notice *notice_of(struct trigger_service *trigger, int64_t event) {
    struct notice *unused = NULL;
    for (size_t i = 0; i < UNDER_WAY_MOST; i++) {
        if (notices[i].used && notices[i].event == event) {
            bool waits = notices[i].asked || evtimer_pending(notices[i].timer, NULL);
            return waits ? NULL : &notices[i];
        }
        if (!notices[i].used && unused == NULL) {
            unused = &notices[i];
        }
    }
    if (unused != NULL) {
        struct event *timer = unused->timer;
        if (timer == NULL) {
            timer = evtimer_new(trigger->service.base, retry, unused);
        }
        *unused = (struct notice){.trigger = trigger,
                                  .used = true,
                                  .event = event,
                                  .retry_ms = RETRY_FIRST_MS,
                                  .timer = timer};
    }
    return unused;
}

static void tell(struct trigger_service *trigger, struct notice *notice) {
    sqlite3_stmt *row = trigger->list_pending;
    char url[600], id[2 * EVENT_ID_BYTES + 1], body[256];
    if (hex_encode(id, sizeof id, sql_blob(row, 3)) != STATUS_OK) {
        notice_free(notice);
        return;
    }
    snprintf(url, sizeof url, "%s/v1/notify/%s", sql_text(row, 6), sql_text(row, 1));
    /* A name holds no quote, backslash or control character (lib/text.h). */
    snprintf(body, sizeof body, "{\"trigger\":\"%s\",\"event_id\":\"%s\"}", sql_text(row, 2), id);
    struct http_outgoing outgoing = {.method = EVHTTP_REQ_POST,
                                     .url = url,
                                     .token = sql_text(row, 7),
                                     .type = "application/json",
                                     .body = view_text(body),
                                     .answered = answered,
                                     .context = notice};
    notice->asked = true;
    if (http_client_send(trigger->service.client, &outgoing) != STATUS_OK) {
        answered(&(struct http_answer){0}, notice);
    }
}

static void kick(evutil_socket_t fd, short what, void *context) {
    struct trigger_service *trigger = context;
    sqlite3_stmt *list = trigger->list_pending;
    (void)fd;
    (void)what;
    sql_bind(list, "");
    while (sql_step(list) == 1) {
        int64_t id = sqlite3_column_int64(list, 0);
        if (sqlite3_column_int64(list, 4) + sqlite3_column_int64(list, 5) < service_now_ms()) {
            service_log(&trigger->service, "event %lld expired: its host never took it",
                        (long long)id);
            event_end(trigger, id, "expired");
            continue;
        }
        struct notice *notice = notice_of(trigger, id);
        if (notice != NULL) {
            tell(trigger, notice);
        }
    }
    event_add(kick_event, &(struct timeval){.tv_sec = 1});
}

void events_kick(struct trigger_service *trigger) {
    (void)trigger;
    event_active(kick_event, EV_TIMEOUT, 0);
}

void events_start(struct trigger_service *trigger) {
    kick_event = evtimer_new(trigger->service.base, kick, trigger);
    event_add(kick_event, &(struct timeval){0});
}
