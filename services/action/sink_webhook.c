/*
 * services/action/sink_webhook.c: posts a job to the user's URL, signed, again and again until it
 * answers 2xx or a day has passed; the receiver tells repeats by webhook-id.
 */
#include "services/action/action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNDER_WAY_MOST 64
#define GIVE_UP_MS     86400000
#define RETRY_MOST_MS  300000

struct posting {
    struct action_service *action;
    int64_t number; /* 0: unused */
    int64_t accepted_ms, next_ms, wait_ms;
    bool asked;
};
static struct posting postings[UNDER_WAY_MOST];

static void answered(const struct http_answer *answer, void *context) {
    struct posting *posting = context;
    int64_t now = service_now_ms();
    posting->asked = false;
    bool done = answer->code >= 200 && answer->code < 300;
    if (done || now - posting->accepted_ms > GIVE_UP_MS) {
        if (job_end(posting->action, posting->number, done ? "done" : "failed") == STATUS_OK) {
            posting->number = 0;
            return;
        }
    }
    posting->next_ms = now + posting->wait_ms;
    posting->wait_ms = posting->wait_ms * 2 > RETRY_MOST_MS ? RETRY_MOST_MS : posting->wait_ms * 2;
}

/* The posting of a job that may be tried now, or NULL. */
static struct posting *posting_of(struct action_service *action, const struct job *job) {
    struct posting *unused = NULL;
    for (size_t i = 0; i < UNDER_WAY_MOST; i++) {
        if (postings[i].number == job->number) {
            bool due = !postings[i].asked && service_now_ms() >= postings[i].next_ms;
            return due ? &postings[i] : NULL;
        }
        if (postings[i].number == 0) {
            unused = &postings[i];
        }
    }
    if (unused != NULL) {
        *unused = (struct posting){.action = action,
                                   .number = job->number,
                                   .accepted_ms = job->accepted_ms,
                                   .wait_ms = 1000};
    }
    return unused;
}

void webhook_deliver(struct action_service *action, const struct job *job) {
    struct posting *posting = posting_of(action, job);
    const char *secret = json_string_value(json_object_get(job->sink, "secret"));
    const char *url = json_string_value(json_object_get(job->sink, "url"));
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    char *body = posting != NULL ? job_text(job) : NULL;
    if (body == NULL) {
        return;
    }
    enum status status = STATUS_INVALID;
    if (secret != NULL && url != NULL && webhook_secret(secret, key, &length) == STATUS_OK) {
        char at[24], signature[WEBHOOK_SIGNATURE_TEXT];
        snprintf(at, sizeof at, "%lld", (long long)(service_now_ms() / 1000));
        webhook_sign(key, length, job->idem, at, view_text(body), signature);
        secret_wipe_memory(key, sizeof key);
        struct http_outgoing outgoing = {.method = EVHTTP_REQ_POST,
                                         .url = url,
                                         .type = "application/json",
                                         .body = view_text(body),
                                         .headers = {{"webhook-id", job->idem},
                                                     {"webhook-timestamp", at},
                                                     {"webhook-signature", signature}},
                                         .answered = answered,
                                         .context = posting};
        posting->asked = true;
        status = http_client_send(action->service.client, &outgoing);
    }
    if (status != STATUS_OK) {
        answered(&(struct http_answer){0}, posting);
    }
    free(body);
}
