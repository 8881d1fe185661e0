/*
 * net/http_client.h: outgoing requests of tapd and the services: kept-alive connections over libevent.
 */
#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H

#include "lib/cursor.h"

#include <event2/event.h>
#include <event2/http.h>

struct http_client;

/* What came back. `code` 0: no answer (connection, time limit, certificate). Valid in the callback only. */
struct http_answer {
    int code;
    struct view body;
};
typedef void (*http_answered)(const struct http_answer *answer, void *context);

struct http_outgoing {
    enum evhttp_cmd_type method;
    const char
        *url; /* http or https; of https the certificate is verified against the system's list */
    const char *token; /* bearer token, or NULL */
    const char *type;  /* of the body, or NULL */
    struct view body;
    const char *headers[4][2]; /* more headers; unused ones NULL */
    http_answered answered;    /* called exactly once, never from inside http_client_send */
    void *context;
};

/* `answer_most`: larger answers count as none. `seconds`: time limit of each request. */
struct http_client *http_client_new(struct event_base *base, size_t answer_most, int seconds);
/* STATUS_INVALID for a URL it can't use, STATUS_NO_MEMORY; `answered` is then not called. */
MUST_CHECK enum status http_client_send(struct http_client *client,
                                        const struct http_outgoing *outgoing);
/* Drops idle connections; requests under way must have been answered. */
void http_client_free(struct http_client *client);

#endif
