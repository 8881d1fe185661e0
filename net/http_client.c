/*
 * net/http_client.c: one connection carries one request at a time. Plain ones are kept by peer and used
 * again, newest first (libevent connects them anew where the peer closed meanwhile); TLS ones serve
 * once. A request that fails is not repeated here: callers know what may be repeated.
 */
#include "net/http_client.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/keyvalq_struct.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_MOST 32
#define HOST_MOST 256

struct client_connection {
    struct http_client *client;
    struct client_connection *next; /* idle list */
    struct evhttp_connection *connection;
    char host[HOST_MOST];
    int port;
    bool tls;
    http_answered answered;
    void *context;
};

struct http_client {
    struct event_base *base;
    SSL_CTX *tls;
    size_t answer_most;
    int seconds;
    size_t idle_count;
    struct client_connection *idle;
    struct client_connection *ended; /* freed in the next turn, outside their callbacks */
    struct event *sweep;
};

static void connections_free(struct client_connection **list) {
    while (*list != NULL) {
        struct client_connection *next = (*list)->next;
        evhttp_connection_free((*list)->connection);
        free(*list);
        *list = next;
    }
}

static void sweep(evutil_socket_t fd, short what, void *context) {
    struct http_client *client = context;
    (void)fd;
    (void)what;
    connections_free(&client->ended);
}

struct http_client *http_client_new(struct event_base *base, size_t answer_most, int seconds) {
    struct http_client *client = calloc(1, sizeof *client);
    if (client != NULL) {
        *client =
            (struct http_client){.base = base, .answer_most = answer_most, .seconds = seconds};
        client->sweep = evtimer_new(base, sweep, client);
        if (client->sweep == NULL) {
            free(client);
            client = NULL;
        }
    }
    return client;
}

static SSL_CTX *client_tls(struct http_client *client) {
    if (client->tls == NULL) {
        client->tls = SSL_CTX_new(TLS_client_method());
        if (client->tls != NULL) {
            SSL_CTX_set_min_proto_version(client->tls, TLS1_2_VERSION);
            SSL_CTX_set_default_verify_paths(client->tls);
            SSL_CTX_set_verify(client->tls, SSL_VERIFY_PEER, NULL);
        }
    }
    return client->tls;
}

/* A TLS socket that accepts only a verified certificate for this host. */
static struct bufferevent *tls_socket(struct http_client *client, const char *host) {
    SSL_CTX *context = client_tls(client);
    SSL *ssl = context != NULL ? SSL_new(context) : NULL;
    if (ssl == NULL || SSL_set_tlsext_host_name(ssl, host) != 1 || SSL_set1_host(ssl, host) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    struct bufferevent *socket = bufferevent_openssl_socket_new(
        client->base, -1, ssl, BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE);
    if (socket != NULL) {
        bufferevent_openssl_set_allow_dirty_shutdown(socket, 1);
    }
    return socket;
}

static struct client_connection *idle_take(struct http_client *client, const char *host, int port) {
    for (struct client_connection **at = &client->idle; *at != NULL; at = &(*at)->next) {
        struct client_connection *found = *at;
        if (found->port == port && strcmp(found->host, host) == 0) {
            *at = found->next;
            client->idle_count--;
            return found;
        }
    }
    return NULL;
}

static struct client_connection *connection_new(struct http_client *client, const char *host,
                                                int port, bool tls) {
    struct client_connection *made = calloc(1, sizeof *made);
    struct bufferevent *socket = NULL;
    if (made == NULL || strlen(host) >= sizeof made->host) {
        free(made);
        return NULL;
    }
    if (tls && (socket = tls_socket(client, host)) == NULL) {
        free(made);
        return NULL;
    }
    made->connection =
        evhttp_connection_base_bufferevent_new(client->base, NULL, socket, host, (ev_uint16_t)port);
    if (made->connection == NULL) {
        free(made);
        return NULL;
    }
    made->client = client;
    made->port = port;
    made->tls = tls;
    memcpy(made->host, host, strlen(host) + 1);
    evhttp_connection_set_timeout(made->connection, client->seconds);
    evhttp_connection_set_max_body_size(made->connection, (ev_ssize_t)client->answer_most);
    return made;
}

static void answered(struct evhttp_request *request, void *context) {
    struct client_connection *connection = context;
    struct http_client *client = connection->client;
    struct http_answer answer = {0};
    http_answered call = connection->answered;
    void *call_context = connection->context;
    if (request != NULL && evhttp_request_get_response_code(request) != 0) {
        struct evbuffer *body = evhttp_request_get_input_buffer(request);
        size_t length = evbuffer_get_length(body);
        answer.code = evhttp_request_get_response_code(request);
        answer.body = view_of(length > 0 ? evbuffer_pullup(body, -1) : NULL, length);
    }
    bool keep = answer.code != 0 && !connection->tls && client->idle_count < IDLE_MOST;
    if (!keep) {
        /* Not inside its own callback. (libevent's evhttp_connection_free_on_completion frees no
         * connection whose request failed.) */
        connection->next = client->ended;
        client->ended = connection;
        event_add(client->sweep, &(struct timeval){0});
    }
    call(&answer, call_context);
    if (keep) {
        connection->next = client->idle;
        client->idle = connection;
        client->idle_count++;
    }
}

static bool add_headers(struct evhttp_request *request, const struct http_outgoing *outgoing,
                        const char *host) {
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    char authorization[160];
    bool good = evhttp_add_header(headers, "Host", host) == 0;
    if (outgoing->token != NULL) {
        int length = snprintf(authorization, sizeof authorization, "Bearer %s", outgoing->token);
        good = good && length < (int)sizeof authorization &&
               evhttp_add_header(headers, "Authorization", authorization) == 0;
    }
    if (outgoing->type != NULL) {
        good = good && evhttp_add_header(headers, "Content-Type", outgoing->type) == 0;
    }
    for (size_t i = 0; i < 4 && outgoing->headers[i][0] != NULL; i++) {
        good = good &&
               evhttp_add_header(headers, outgoing->headers[i][0], outgoing->headers[i][1]) == 0;
    }
    return good;
}

static enum status send_on(struct client_connection *connection,
                           const struct http_outgoing *outgoing, const char *target) {
    struct evhttp_request *request = evhttp_request_new(answered, connection);
    if (request == NULL) {
        return STATUS_NO_MEMORY;
    }
    char host[HOST_MOST + 8];
    snprintf(host, sizeof host, "%s:%d", connection->host, connection->port);
    if (!add_headers(request, outgoing, host) ||
        evbuffer_add(evhttp_request_get_output_buffer(request), outgoing->body.data,
                     outgoing->body.length) != 0) {
        evhttp_request_free(request);
        return STATUS_INVALID;
    }
    connection->answered = outgoing->answered;
    connection->context = outgoing->context;
    /* Owns the request from here, also where it fails. */
    return evhttp_make_request(connection->connection, request, outgoing->method, target) == 0
               ? STATUS_OK
               : STATUS_UNAVAILABLE;
}

enum status http_client_send(struct http_client *client, const struct http_outgoing *outgoing) {
    struct evhttp_uri *uri = evhttp_uri_parse(outgoing->url);
    const char *scheme = uri != NULL ? evhttp_uri_get_scheme(uri) : NULL;
    const char *host = uri != NULL ? evhttp_uri_get_host(uri) : NULL;
    bool tls = scheme != NULL && strcmp(scheme, "https") == 0;
    enum status status = STATUS_INVALID;
    if (host != NULL && host[0] != '\0' && scheme != NULL && (tls || strcmp(scheme, "http") == 0)) {
        int port = evhttp_uri_get_port(uri);
        port = port > 0 ? port : tls ? 443 : 80;
        const char *path = evhttp_uri_get_path(uri), *query = evhttp_uri_get_query(uri);
        char target[1024];
        int length =
            snprintf(target, sizeof target, "%s%s%s", path != NULL && path[0] != '\0' ? path : "/",
                     query != NULL ? "?" : "", query != NULL ? query : "");
        struct client_connection *connection = tls ? NULL : idle_take(client, host, port);
        if (connection == NULL) {
            connection = connection_new(client, host, port, tls);
        }
        status = connection == NULL             ? STATUS_NO_MEMORY
                 : length >= (int)sizeof target ? STATUS_INVALID
                                                : send_on(connection, outgoing, target);
        if (status != STATUS_OK && connection != NULL) {
            evhttp_connection_free(connection->connection);
            free(connection);
        }
    }
    if (uri != NULL) {
        evhttp_uri_free(uri);
    }
    return status;
}

void http_client_free(struct http_client *client) {
    if (client == NULL) {
        return;
    }
    connections_free(&client->idle);
    connections_free(&client->ended);
    event_free(client->sweep);
    SSL_CTX_free(client->tls);
    free(client);
}
