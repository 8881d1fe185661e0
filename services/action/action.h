/*
 * services/action/action.h: the action service's parts.
 *
 * A sealed message is authenticated, its idem inserted together with the queued job, and then always
 * the same answer given; whether it says run or skip is looked at by the worker alone.
 *
 * Tables (main.c): deployment, action (with its key and sink), job (one a delivered message), place
 * (how long each jsonl file is as far as jobs are done).
 */
#ifndef SERVICES_ACTION_ACTION_H
#define SERVICES_ACTION_ACTION_H

#include "lib/message_action.h"
#include "services/service.h"

struct action_service {
    struct service service; /* first: handlers get this as their context */
    struct opener *openers; /* deliver.c: receiving contexts by (applet, epoch, action) */
    sqlite3_stmt *put_deployment, *retire_others, *put_action, *delete_deployment, *delete_actions,
        *list_live, *put_job, *list_jobs, *list_queued, *end_job, *put_place, *find_place,
        *queued_idems;
};

/* deployment.c: the user's requests. */
void deployment_put(struct http_exchange *exchange);
void deployment_delete(struct http_exchange *exchange);
void deployment_deliveries(struct http_exchange *exchange);

/* deliver.c: a host delivers a message. */
void deliver(struct http_exchange *exchange);
void deliver_forget(struct action_service *action); /* contexts, after a deployment changed */

/* worker.c: acts on queued jobs. */
void worker_start(struct action_service *action);
void worker_kick(struct action_service *action);

/* A queued job as the worker reads it. */
struct job {
    int64_t number;
    char applet[LIMIT_ID_BYTES + 1], name[LIMIT_NAME_BYTES + 1], user[LIMIT_ID_BYTES + 1];
    char idem[2 * IDEM_BYTES + 1];
    bool run;
    int64_t accepted_ms;
    json_t *fields, *sink;
};
/* The object that sinks write: {"action","applet","at","fields","idem"}. */
char *job_text(const struct job *job);

/* sink_jsonl.c: exactly once. */
/* Appends all jobs of the list whose sink is jsonl and marks them done with the files' new lengths. */
void jsonl_write(struct action_service *action, struct job *jobs, size_t count);
/* After a crash: lines that were written but not marked are marked; half a line is cut off. */
void jsonl_recover(struct action_service *action);

/* sink_webhook.c: at least once, webhook-id = idem. Calls `job_end` itself. */
void webhook_deliver(struct action_service *action, const struct job *job);
/* worker.c: marks a job; STATUS_IO leaves it queued. */
MUST_CHECK enum status job_end(struct action_service *action, int64_t number, const char *state);

#endif
