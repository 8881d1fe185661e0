/* net/http_server.c: routes requests to handlers and writes answers. */
#include "net/http_server.h"

#include "net/listener.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/keyvalq_struct.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUTES_MOST  24
#define HEADERS_MOST 16384
#define IDLE_SECONDS 60

struct route {
    enum evhttp_cmd_type method;
    const char *pattern;
    http_handler handler;
};

struct http_server {
    struct event_base *base;
    struct evhttp *http;
    SSL_CTX *tls;
    void *context;
    size_t route_count;
    struct route routes[ROUTES_MOST];
};

static void client_gone(struct evhttp_connection *connection, void *context) {
    struct http_exchange *exchange = context;
    (void)connection;
    exchange->request = NULL;
}

/* Matches one segment after another; fills parameters. */
static bool route_matches(const char *pattern, const char *path, struct http_exchange *exchange) {
    size_t used = 0;
    while (*pattern != '\0' && *path != '\0') {
        if (strncmp(pattern, "{}", 2) == 0) {
            size_t length = strcspn(path, "/");
            size_t decoded_length = 0;
            char raw[3 * HTTP_PARAMETER_MOST];
            if (length == 0 || length >= sizeof raw || used >= HTTP_PARAMETERS) {
                return false;
            }
            memcpy(raw, path, length);
            raw[length] = '\0';
            char *decoded = evhttp_uridecode(raw, 0, &decoded_length);
            bool good = decoded != NULL && decoded_length < HTTP_PARAMETER_MOST &&
                        strlen(decoded) == decoded_length;
            if (good) {
                memcpy(exchange->parameters[used++], decoded, decoded_length + 1);
            }
            free(decoded);
            if (!good) {
                return false;
            }
            pattern += 2;
            path += length;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *pattern == '\0' && *path == '\0';
}

static struct http_exchange *exchange_new(struct http_server *server,
                                          struct evhttp_request *request) {
    struct http_exchange *exchange = calloc(1, sizeof *exchange);
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
    if (exchange == NULL || uri == NULL) {
        free(exchange);
        evhttp_send_error(request, 400, NULL);
        return NULL;
    }
    struct evbuffer *body = evhttp_request_get_input_buffer(request);
    size_t length = evbuffer_get_length(body);
    *exchange = (struct http_exchange){
        .request = request,
        .path = evhttp_uri_get_path(uri),
        .query = evhttp_uri_get_query(uri),
        .body = view_of(length > 0 ? evbuffer_pullup(body, -1) : NULL, length),
        .context = server->context};
    evhttp_connection_set_closecb(evhttp_request_get_connection(request), client_gone, exchange);
    return exchange;
}

static void handle(struct evhttp_request *request, void *context) {
    struct http_server *server = context;
    struct http_exchange *exchange = exchange_new(server, request);
    if (exchange == NULL) {
        return;
    }
    const char *path = exchange->path != NULL ? exchange->path : "";
    bool other_method = false;
    for (size_t i = 0; i < server->route_count; i++) {
        const struct route *route = &server->routes[i];
        if (!route_matches(route->pattern, path, exchange)) {
            continue;
        }
        if (route->method == evhttp_request_get_command(request)) {
            route->handler(exchange);
            return;
        }
        other_method = true;
    }
    if (other_method) {
        http_reply_problem(exchange, 405, "Method not allowed", "This path has other methods.");
    } else {
        http_reply_problem(exchange, 404, "Not found", "There is nothing at this path.");
    }
}

struct http_server *http_server_new(struct event_base *base, void *context, size_t body_most) {
    struct http_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        return NULL;
    }
    server->base = base;
    server->context = context;
    server->http = evhttp_new(base);
    if (server->http == NULL) {
        free(server);
        return NULL;
    }
    evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_PUT |
                                                 EVHTTP_REQ_DELETE);
    evhttp_set_max_body_size(server->http, (ev_ssize_t)body_most);
    evhttp_set_max_headers_size(server->http, HEADERS_MOST);
    evhttp_set_timeout(server->http, IDLE_SECONDS);
    evhttp_set_gencb(server->http, handle, server);
    return server;
}

void http_server_route(struct http_server *server, enum evhttp_cmd_type method, const char *pattern,
                       http_handler handler) {
    if (server->route_count == ROUTES_MOST) {
        fprintf(stderr, "too many routes\n");
        abort();
    }
    server->routes[server->route_count++] = (struct route){method, pattern, handler};
}

enum status http_server_listen(struct http_server *server, const char *where) {
    char host[128];
    const char *colon = strrchr(where, ':');
    long port = colon != NULL ? strtol(colon + 1, NULL, 10) : 0;
    size_t length = colon != NULL ? (size_t)(colon - where) : 0;
    if (length >= 2 && where[0] == '[' && where[length - 1] == ']') {
        where++;
        length -= 2;
    }
    if (colon == NULL || length == 0 || length >= sizeof host || port < 1 || port > 65535) {
        fprintf(stderr, "'%s' is no address:port to listen on\n", where);
        return STATUS_INVALID;
    }
    memcpy(host, where, length);
    host[length] = '\0';
    struct evhttp_bound_socket *bound =
        evhttp_bind_socket_with_handle(server->http, host, (ev_uint16_t)port);
    if (bound == NULL) {
        fprintf(stderr, "can't listen on %s port %ld: is something else there?\n", host, port);
        return STATUS_UNAVAILABLE;
    }
    listener_guard(evhttp_bound_socket_get_listener(bound));
    return STATUS_OK;
}

static struct bufferevent *connection_tls(struct event_base *base, void *context) {
    struct http_server *server = context;
    SSL *ssl = SSL_new(server->tls);
    return ssl == NULL ? NULL
                       : bufferevent_openssl_socket_new(base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING,
                                                        BEV_OPT_CLOSE_ON_FREE);
}

enum status http_server_listen_tls(struct http_server *server, const char *where,
                                   const char *certificate, const char *key) {
    server->tls = SSL_CTX_new(TLS_server_method());
    if (server->tls == NULL || SSL_CTX_set_min_proto_version(server->tls, TLS1_3_VERSION) != 1 ||
        SSL_CTX_use_certificate_chain_file(server->tls, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(server->tls, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(server->tls) != 1) {
        fprintf(stderr, "the certificate %s and its key %s can't be used: %s\n", certificate, key,
                ERR_reason_error_string(ERR_peek_last_error()));
        return STATUS_INVALID;
    }
    evhttp_set_bevcb(server->http, connection_tls, server);
    return http_server_listen(server, where);
}

void http_server_free(struct http_server *server) {
    if (server != NULL) {
        evhttp_free(server->http);
        SSL_CTX_free(server->tls);
        free(server);
    }
}

const char *http_header(const struct http_exchange *exchange, const char *name) {
    return exchange->request == NULL
               ? NULL
               : evhttp_find_header(evhttp_request_get_input_headers(exchange->request), name);
}

const char *http_token(const struct http_exchange *exchange) {
    const char *value = http_header(exchange, "Authorization");
    return value != NULL && strncmp(value, "Bearer ", 7) == 0 ? value + 7 : NULL;
}

int64_t http_query_number(const struct http_exchange *exchange, const char *name, int64_t absent) {
    struct evkeyvalq pairs;
    int64_t result = absent;
    if (exchange->query == NULL || evhttp_parse_query_str(exchange->query, &pairs) != 0) {
        return absent;
    }
    const char *text = evhttp_find_header(&pairs, name);
    if (text != NULL) {
        char *end = NULL;
        long long value = strtoll(text, &end, 10);
        result = end != text && *end == '\0' ? value : absent;
    }
    evhttp_clear_headers(&pairs);
    return result;
}

json_t *http_json(struct http_exchange *exchange) {
    json_error_t error;
    json_t *value = json_loadb((const char *)exchange->body.data, exchange->body.length,
                               JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(value)) {
        json_decref(value);
        http_reply_problem(exchange, 400, "Malformed request", "The body must be a JSON object.");
        return NULL;
    }
    return value;
}

void http_reply_bytes(struct http_exchange *exchange, int code, const char *type,
                      struct view bytes) {
    struct evhttp_request *request = exchange->request;
    if (request != NULL) {
        /* First: the exchange ends here, whatever happens to the connection while sending. */
        evhttp_connection_set_closecb(evhttp_request_get_connection(request), NULL, NULL);
        struct evbuffer *out = evbuffer_new();
        if (out != NULL) {
            evbuffer_add(out, bytes.data, bytes.length);
        }
        if (type != NULL) {
            evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", type);
        }
        evhttp_send_reply(request, code, NULL, out);
        if (out != NULL) {
            evbuffer_free(out);
        }
    }
    free(exchange);
}

void http_reply_empty(struct http_exchange *exchange, int code) {
    http_reply_bytes(exchange, code, NULL, view_of(NULL, 0));
}

static void reply_text(struct http_exchange *exchange, int code, const char *type, json_t *value) {
    char *text = value != NULL ? json_dumps(value, JSON_COMPACT) : NULL;
    json_decref(value);
    http_reply_bytes(exchange, text != NULL ? code : 500, type,
                     text != NULL ? view_text(text) : view_of(NULL, 0));
    free(text);
}

void http_reply_json(struct http_exchange *exchange, int code, json_t *value) {
    reply_text(exchange, code, "application/json", value);
}

void http_reply_problem(struct http_exchange *exchange, int code, const char *title,
                        const char *format, ...) {
    char detail[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    reply_text(exchange, code, "application/problem+json",
               json_pack("{s:s,s:s,s:i,s:s}", "type", "about:blank", "title", title, "status", code,
                         "detail", detail));
}
