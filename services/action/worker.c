/* services/action/worker.c: takes queued jobs in order and acts on them. */
#include "lib/hex.h"
#include "services/action/action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOBS_A_TURN 256

static struct event *turn;

enum status job_end(struct action_service *action, int64_t number, const char *state) {
    enum status status = batch_enter(action->service.batch);
    if (status == STATUS_OK) {
        status = sql_run(action->end_job, "it", number, state);
    }
    return status;
}

char *job_text(const struct job *job) {
    json_t *object =
        json_pack("{s:s,s:s,s:I,s:s,s:O}", "applet", job->applet, "action", job->name, "at",
                  (json_int_t)job->accepted_ms, "idem", job->idem, "fields", job->fields);
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(object);
    return text;
}

static bool job_read(sqlite3_stmt *row, struct job *job) {
    *job = (struct job){.number = sqlite3_column_int64(row, 0),
                        .run = sqlite3_column_int64(row, 5) != 0,
                        .accepted_ms = sqlite3_column_int64(row, 8)};
    snprintf(job->user, sizeof job->user, "%s", sql_text(row, 1));
    snprintf(job->applet, sizeof job->applet, "%s", sql_text(row, 2));
    snprintf(job->name, sizeof job->name, "%s", sql_text(row, 3));
    job->fields = json_loads(sql_text(row, 6), 0, NULL);
    job->sink = json_loads(sql_text(row, 7), 0, NULL);
    return hex_encode(job->idem, sizeof job->idem, sql_blob(row, 4)) == STATUS_OK &&
           job->fields != NULL && job->sink != NULL;
}

static void job_free(struct job *job) {
    json_decref(job->fields);
    json_decref(job->sink);
}

static bool is_jsonl(const struct job *job) {
    const char *type = json_string_value(json_object_get(job->sink, "type"));
    return type != NULL && strcmp(type, "jsonl") == 0;
}

/* The next jobs after *last, in order; jsonl ones go to `files`, the others act at once. */
static size_t jobs_take(struct action_service *action, int64_t *last, struct job *files,
                        size_t *file_count) {
    size_t count = 0;
    sqlite3_stmt *list = action->list_queued;
    sql_bind(list, "i", *last);
    while (sql_step(list) == 1) {
        struct job job;
        count++;
        *last = sqlite3_column_int64(list, 0);
        if (!job_read(list, &job)) {
            service_log(&action->service, "job %lld can't be read", (long long)job.number);
            job_free(&job);
            continue;
        }
        if (!job.run) {
            if (job_end(action, job.number, "skipped") != STATUS_OK) {
                service_log(&action->service, "job %lld stays queued", (long long)job.number);
            }
            job_free(&job);
        } else if (is_jsonl(&job)) {
            files[(*file_count)++] = job;
        } else {
            webhook_deliver(action, &job);
            job_free(&job);
        }
    }
    return count;
}

static void work(evutil_socket_t fd, short what, void *context) {
    static struct job files[JOBS_A_TURN];
    struct action_service *action = context;
    size_t file_count = 0;
    int64_t last = 0;
    (void)fd;
    (void)what;
    size_t count;
    do {
        file_count = 0;
        count = jobs_take(action, &last, files, &file_count);
        /* Files are written and marked in a transaction of their own. */
        batch_flush(action->service.batch);
        jsonl_write(action, files, file_count);
        for (size_t i = 0; i < file_count; i++) {
            job_free(&files[i]);
        }
    } while (count == JOBS_A_TURN);
    event_add(turn, &(struct timeval){.tv_sec = 1});
}

void worker_kick(struct action_service *action) {
    (void)action;
    event_active(turn, EV_TIMEOUT, 0);
}

void worker_start(struct action_service *action) {
    jsonl_recover(action);
    turn = evtimer_new(action->service.base, work, action);
    event_add(turn, &(struct timeval){0});
}
