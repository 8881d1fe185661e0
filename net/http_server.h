/*
 * net/http_server.h: HTTP/1.1 over libevent for tapd and the services: routes, bearer tokens, JSON,
 * problem documents (RFC 9457), answers that come later.
 */
#ifndef NET_HTTP_SERVER_H
#define NET_HTTP_SERVER_H

#include "lib/cursor.h"

#include <event2/event.h>
#include <event2/http.h>
#include <jansson.h>

#define HTTP_PARAMETERS     2
#define HTTP_PARAMETER_MOST 160

struct http_server;

/* One request. Lives until it is answered; `request` becomes NULL where the client went away. */
struct http_exchange {
    struct evhttp_request *request;
    const char *path, *query;                              /* query may be NULL */
    char parameters[HTTP_PARAMETERS][HTTP_PARAMETER_MOST]; /* what stood for "{}", decoded */
    struct view body;
    void *context; /* of the server */
};

typedef void (*http_handler)(struct http_exchange *exchange);

/* `body_most`: larger request bodies are answered 413. NULL without memory. */
struct http_server *http_server_new(struct event_base *base, void *context, size_t body_most);
/* `pattern`: segments are literal or "{}". Patterns and methods must outlive the server. */
void http_server_route(struct http_server *server, enum evhttp_cmd_type method, const char *pattern,
                       http_handler handler);
/* "address:port" (IPv6 in brackets). Says on stderr why not. */
MUST_CHECK enum status http_server_listen(struct http_server *server, const char *where);
/* TLS 1.3 with this certificate chain and key (PEM files). */
MUST_CHECK enum status http_server_listen_tls(struct http_server *server, const char *where,
                                              const char *certificate, const char *key);
void http_server_free(struct http_server *server);

/* The bearer token of a request, or NULL. Valid until it is answered. */
const char *http_token(const struct http_exchange *exchange);
/* A header's value, or NULL. */
const char *http_header(const struct http_exchange *exchange, const char *name);
/* A whole number of the query string, or `absent`. */
int64_t http_query_number(const struct http_exchange *exchange, const char *name, int64_t absent);
/* The body as a JSON object; answers 400 itself and returns NULL where it isn't one. */
json_t *http_json(struct http_exchange *exchange);

/* Each answers the exchange and frees it. `value` is released. */
void http_reply_json(struct http_exchange *exchange, int code, json_t *value);
void http_reply_bytes(struct http_exchange *exchange, int code, const char *type,
                      struct view bytes);
void http_reply_empty(struct http_exchange *exchange, int code);
/* A problem document: title names the kind, detail says what to do. */
void http_reply_problem(struct http_exchange *exchange, int code, const char *title,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
