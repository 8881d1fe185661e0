/*
 * services/trigger/trigger.h: the trigger service's parts.
 *
 * An event is fixed in one transaction when it is accepted: event_id, seq, now, seed, trigger time,
 * the raw fields, and the rows of the deployment's queries. Every fetch seals those same values anew.
 *
 * Tables (main.c): deployment (one row an applet and epoch), source, event, seen (feed items, webhook
 * ids), place (how far a file was read). An applet id may pass from one user to another once it was
 * removed, so events belong to a user, and of a removed applet's events only ids and times are kept.
 */
#ifndef SERVICES_TRIGGER_TRIGGER_H
#define SERVICES_TRIGGER_TRIGGER_H

#include "lib/message_trigger.h"
#include "services/service.h"

struct trigger_service {
    struct service service; /* first: handlers get this as their context */
    struct sender *senders; /* fetch.c: sending contexts by (applet, epoch, source) */
    sqlite3_stmt *put_deployment, *retire_others, *put_source, *find_deployment, *delete_deployment,
        *delete_sources, *blank_events, *delete_seen, *delete_places, *find_source, *list_sources,
        *list_active, *last_event, *put_event, *find_event, *list_events, *count_fetch,
        *list_pending, *end_event, *put_seen, *find_seen, *put_place, *find_place;
};

/* deployment.c: the user's requests. */
void deployment_put(struct http_exchange *exchange);
void deployment_delete(struct http_exchange *exchange);
void deployment_events(struct http_exchange *exchange);

/* fetch.c: a host fetches an event. */
void fetch(struct http_exchange *exchange);
void fetch_forget(
    struct trigger_service *trigger); /* sending contexts, after a deployment changed */

/* event.c: fixing events and telling hosts. */
struct new_event {
    const char *applet, *source;
    int64_t epoch;
    int64_t trigger_time_ms;
    const json_t *fields; /* object: last name part -> value */
    const char
        *origin; /* unique name of this event at its source (webhook id, feed item), or NULL */
};
/*
 * Fixes the event inside the open batch. STATUS_EXISTS where its origin was seen before: then nothing
 * happens. The host is told after the commit.
 */
MUST_CHECK enum status event_fix(struct trigger_service *trigger, const struct new_event *event);
/* Starts telling hosts of events that they don't know yet, and keeps at it. */
void events_start(struct trigger_service *trigger);
/* The time of a commit passed: look for pending events now. */
void events_kick(struct trigger_service *trigger);

/* source_webhook.c */
void webhook_receive(struct http_exchange *exchange);
/* source_feed.c, source_file.c: timers that poll every active source of their type. */
void feeds_start(struct trigger_service *trigger);
void feeds_forget(const char *applet); /* it was removed: what it has seen is forgotten */
void files_start(struct trigger_service *trigger);
/*
 * Inside the transaction that registers a source: where a file that was not read before will be read
 * from: its present end, or its start where there is no such file yet. Other sources need nothing.
 */
MUST_CHECK enum status file_begin(struct trigger_service *trigger, const char *applet,
                                  const char *source, const char *user, const json_t *settings);
/* The rows of a query source: an array of objects; NULL where the file can't be read. */
json_t *file_rows(struct trigger_service *trigger, const char *user, const char *settings);

#endif
