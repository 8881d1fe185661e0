/* net/http_server.c and net/http_client.c: routes, limits, problem documents; connections. */
#include "net/encoding.h"
#include "net/http_client.h"
#include "net/http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BODY_MOST 4096

static struct event_base *base;
static struct http_server *server;
static int port;
static int context_of_server;
static struct http_exchange *later; /* an exchange that waits for its answer */

/* A loopback socket on a port of its own; listening where asked. */
static int socket_new(int *chosen, bool listening) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    if (listening) {
        assert_int_equal(listen(fd, 4), 0);
    }
    *chosen = ntohs(address.sin_port);
    return fd;
}

static void show_thing(struct http_exchange *exchange) {
    assert_ptr_equal(exchange->context, &context_of_server);
    http_reply_json(exchange, 200,
                    json_pack("{s:s,s:s,s:I}", "one", exchange->parameters[0], "two",
                              exchange->parameters[1], "after",
                              (json_int_t)http_query_number(exchange, "after", -1)));
}

static void echo(struct http_exchange *exchange) {
    json_t *body = http_json(exchange);
    if (body != NULL) {
        http_reply_json(exchange, 201, body);
    }
}

static void empty(struct http_exchange *exchange) {
    http_reply_empty(exchange, 204);
}

static void who(struct http_exchange *exchange) {
    const char *token = http_token(exchange);
    if (token == NULL) {
        http_reply_problem(exchange, 401, "Unauthorized", "Send %s.", "a \"token\"");
    } else {
        http_reply_json(exchange, 200, json_pack("{s:s}", "token", token));
    }
}

/* The client's port: the same for two requests of one connection. */
static void peer(struct http_exchange *exchange) {
    char *address = NULL;
    ev_uint16_t number = 0;
    evhttp_connection_get_peer(evhttp_request_get_connection(exchange->request), &address, &number);
    http_reply_json(exchange, 200, json_pack("{s:i}", "port", (int)number));
}

static void wait_here(struct http_exchange *exchange) {
    later = exchange;
}

static void large(struct http_exchange *exchange) {
    static const uint8_t bytes[5000];
    http_reply_bytes(exchange, 200, "application/octet-stream", view_of(bytes, sizeof bytes));
}

static void server_start(void) {
    char where[64];
    server = http_server_new(base, &context_of_server, BODY_MOST);
    assert_non_null(server);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/things/{}", show_thing);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/things/{}/parts/{}", show_thing);
    http_server_route(server, EVHTTP_REQ_POST, "/v1/echo", echo);
    http_server_route(server, EVHTTP_REQ_DELETE, "/v1/echo", empty);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/who", who);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/peer", peer);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/later", wait_here);
    http_server_route(server, EVHTTP_REQ_GET, "/v1/large", large);
    snprintf(where, sizeof where, "127.0.0.1:%d", port);
    assert_int_equal(http_server_listen(server, where), STATUS_OK);
}

static int setup(void **state) {
    signal(SIGPIPE, SIG_IGN);
    base = event_base_new();
    close(socket_new(&port, false));
    server_start();
    return sodium_init() < 0;
}

static int teardown(void **state) {
    http_server_free(server);
    event_base_free(base);
    return 0;
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int connect_raw(void) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static char raw_answer[16384];

/* Sends these bytes and turns the loop until the server closes; the status code, 0 without one. */
static int raw(const char *request, size_t length) {
    int fd = connect_raw();
    size_t sent = 0, got = 0;
    int64_t limit = now_ms() + 5000;
    while (now_ms() < limit) {
        if (sent < length) {
            ssize_t wrote = send(fd, request + sent, length - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
            sent += wrote > 0 ? (size_t)wrote : 0;
        }
        event_base_loop(base, EVLOOP_NONBLOCK);
        ssize_t part = recv(fd, raw_answer + got, sizeof raw_answer - 1 - got, MSG_DONTWAIT);
        if (part > 0) {
            got += (size_t)part;
        } else if (part == 0 || (errno != EAGAIN && errno != EINTR)) {
            break;
        }
    }
    close(fd);
    raw_answer[got] = '\0';
    assert_true(now_ms() < limit);
    int code = 0;
    return sscanf(raw_answer, "HTTP/1.1 %d", &code) == 1 ? code : 0;
}

static int ask(const char *method, const char *target, const char *headers, const char *body) {
    static char request[32768];
    int length = snprintf(request, sizeof request,
                          "%s %s HTTP/1.1\r\nHost: here\r\nConnection: close\r\n%sContent-Length: "
                          "%zu\r\n\r\n%s",
                          method, target, headers, strlen(body), body);
    assert_true(length > 0 && (size_t)length < sizeof request);
    return raw(request, (size_t)length);
}

static const char *answer_body(void) {
    const char *end = strstr(raw_answer, "\r\n\r\n");
    assert_non_null(end);
    return end + 4;
}

static void routes_fill_parameters(void **state) {
    assert_int_equal(ask("GET", "/v1/things/lamp", "", ""), 200);
    assert_non_null(strstr(raw_answer, "Content-Type: application/json\r\n"));
    assert_string_equal(answer_body(), "{\"one\":\"lamp\",\"two\":\"\",\"after\":-1}");
    assert_int_equal(ask("GET", "/v1/things/a%2Fb/parts/%C3%A9?x=1&after=12", "", ""), 200);
    assert_string_equal(answer_body(), "{\"one\":\"a/b\",\"two\":\"\xc3\xa9\",\"after\":12}");
    assert_int_equal(ask("GET", "/v1/things/a?after=12x", "", ""), 200);
    assert_non_null(strstr(answer_body(), "\"after\":-1"));
}

static void routes_refuse(void **state) {
    char target[400] = "/v1/things/";
    static const char *const missing[] = {"/",
                                          "/v1/things",
                                          "/v1/things/",
                                          "/v1/things/a/parts",
                                          "/v1/things/a/parts/b/c",
                                          "/v1/things/a%00b",
                                          "/v1/echo/",
                                          "/v2/echo"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        assert_int_equal(ask("GET", missing[i], "", ""), 404);
    }
    memset(target + strlen(target), 'a', HTTP_PARAMETER_MOST - 1);
    assert_int_equal(ask("GET", target, "", ""), 200);
    strcat(target, "a");
    assert_int_equal(ask("GET", target, "", ""), 404);
    assert_int_equal(ask("PUT", "/v1/echo", "", "{}"), 405);
    assert_int_equal(ask("DELETE", "/v1/echo", "", ""), 204);
    assert_string_equal(answer_body(), "");
    assert_int_not_equal(ask("PATCH", "/v1/echo", "", "{}") / 100, 2);
    assert_int_not_equal(raw("nonsense\r\n\r\n", 12) / 100, 2);
}

static void bodies_are_objects_within_limits(void **state) {
    static char body[BODY_MOST + 64];
    assert_int_equal(ask("POST", "/v1/echo", "", "{\"a\":[1,\"\xc3\xa9\"]}"), 201);
    assert_string_equal(answer_body(), "{\"a\":[1,\"\xc3\xa9\"]}");
    static const char *const wrong[] = {
        "", "[]", "7", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(ask("POST", "/v1/echo", "", wrong[i]), 400);
        assert_non_null(strstr(answer_body(), "JSON object"));
    }
    memset(body, ' ', BODY_MOST);
    memcpy(body, "{}", 2);
    assert_int_equal(ask("POST", "/v1/echo", "", body), 201);
    body[BODY_MOST] = ' ';
    assert_int_equal(ask("POST", "/v1/echo", "", body), 413);
}

static void headers_have_a_limit(void **state) {
    static char header[20100] = "X-Long: ";
    memset(header + 8, 'a', 20000);
    strcpy(header + 20008, "\r\n");
    assert_int_not_equal(ask("DELETE", "/v1/echo", header, "") / 100, 2);
}

static void problems_are_documents(void **state) {
    json_error_t error;
    assert_int_equal(ask("GET", "/v1/who", "", ""), 401);
    assert_non_null(strstr(raw_answer, "Content-Type: application/problem+json\r\n"));
    json_t *problem = json_loads(answer_body(), 0, &error);
    assert_string_equal(json_string_value(json_object_get(problem, "title")), "Unauthorized");
    assert_string_equal(json_string_value(json_object_get(problem, "detail")), "Send a \"token\".");
    assert_int_equal(json_integer_value(json_object_get(problem, "status")), 401);
    json_decref(problem);
}

static void tokens_are_bearer_tokens(void **state) {
    assert_int_equal(ask("GET", "/v1/who", "Authorization: Bearer abc\r\n", ""), 200);
    assert_string_equal(answer_body(), "{\"token\":\"abc\"}");
    assert_int_equal(ask("GET", "/v1/who", "Authorization: Basic abc\r\n", ""), 401);
    assert_int_equal(ask("GET", "/v1/who?token=abc", "", ""), 401);
}

/* A client that asks, and hears nothing yet. */
static int ask_later(void) {
    static const char request[] = "GET /v1/later HTTP/1.1\r\nHost: here\r\n\r\n";
    int fd = connect_raw();
    assert_int_equal(send(fd, request, sizeof request - 1, 0), (ssize_t)sizeof request - 1);
    later = NULL;
    while (later == NULL) {
        event_base_loop(base, EVLOOP_ONCE);
    }
    assert_non_null(later->request);
    return fd;
}

/* An answer to a client that went away, or by a server that ended, goes nowhere and costs nothing. */
static void answers_may_come_too_late(void **state) {
    close(ask_later());
    event_base_loop(base, EVLOOP_NONBLOCK);
    http_reply_json(later, 200, json_object());
    event_base_loop(base, EVLOOP_NONBLOCK);
    int fd = ask_later();
    http_server_free(server);
    assert_null(later->request);
    assert_null(http_token(later));
    http_reply_json(later, 200, json_object());
    close(fd);
    server_start();
}

static void listening_refused(void **state) {
    struct http_server *other = http_server_new(base, NULL, BODY_MOST);
    char foreign[64];
    static const char *const wrong[] = {
        "", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", ":80"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(http_server_listen(other, wrong[i]), STATUS_INVALID);
    }
    /* An address that this machine does not have. */
    snprintf(foreign, sizeof foreign, "192.0.2.1:%d", port);
    assert_int_equal(http_server_listen(other, foreign), STATUS_UNAVAILABLE);
    assert_int_equal(http_server_listen_tls(other, "127.0.0.1:1", "/nonexistent", "/nonexistent"),
                     STATUS_INVALID);
    http_server_free(other);
}

struct call {
    int count, code;
    char body[512];
};

static void call_answered(const struct http_answer *answer, void *context) {
    struct call *call = context;
    call->count++;
    call->code = answer->code;
    snprintf(call->body, sizeof call->body, "%.*s", (int)answer->body.length,
             answer->body.length > 0 ? (const char *)answer->body.data : "");
}

static struct http_outgoing outgoing_to(struct call *call, char url[128], int to,
                                        const char *path) {
    *call = (struct call){0};
    snprintf(url, 128, "http://127.0.0.1:%d%s", to, path);
    return (struct http_outgoing){
        .method = EVHTTP_REQ_GET, .url = url, .answered = call_answered, .context = call};
}

static void finish(const struct call *call) {
    while (call->count == 0) {
        event_base_loop(base, EVLOOP_ONCE);
    }
    assert_int_equal(call->count, 1);
}

/* One GET; the code. */
static int fetch(struct http_client *client, struct call *call, int to, const char *path) {
    char url[128];
    struct http_outgoing outgoing = outgoing_to(call, url, to, path);
    assert_int_equal(http_client_send(client, &outgoing), STATUS_OK);
    assert_int_equal(call->count, 0); /* never from inside */
    finish(call);
    return call->code;
}

static void client_sends_everything(void **state) {
    struct http_client *client = http_client_new(base, 4096, 5);
    struct call call;
    char url[128];
    struct http_outgoing outgoing = outgoing_to(&call, url, port, "/v1/who?x=1");
    outgoing.token = "secret";
    assert_int_equal(http_client_send(client, &outgoing), STATUS_OK);
    finish(&call);
    assert_int_equal(call.code, 200);
    assert_string_equal(call.body, "{\"token\":\"secret\"}");
    outgoing = outgoing_to(&call, url, port, "/v1/echo");
    outgoing.method = EVHTTP_REQ_POST;
    outgoing.type = "application/json";
    outgoing.body = view_text("{\"a\":1}");
    assert_int_equal(http_client_send(client, &outgoing), STATUS_OK);
    finish(&call);
    assert_int_equal(call.code, 201);
    assert_string_equal(call.body, "{\"a\":1}");
    assert_int_equal(fetch(client, &call, port, "/nothing"), 404);
    http_client_free(client);
}

static void client_keeps_connections(void **state) {
    struct http_client *client = http_client_new(base, 4096, 5);
    struct call first, second;
    char url[2][128], before[512];
    assert_int_equal(fetch(client, &first, port, "/v1/peer"), 200);
    snprintf(before, sizeof before, "%s", first.body);
    assert_int_equal(fetch(client, &first, port, "/v1/peer"), 200);
    assert_string_equal(first.body, before);
    /* At once they need two. */
    struct http_outgoing one = outgoing_to(&first, url[0], port, "/v1/peer");
    struct http_outgoing two = outgoing_to(&second, url[1], port, "/v1/peer");
    assert_int_equal(http_client_send(client, &one), STATUS_OK);
    assert_int_equal(http_client_send(client, &two), STATUS_OK);
    finish(&first);
    finish(&second);
    assert_string_not_equal(first.body, second.body);
    assert_true(strcmp(first.body, before) == 0 || strcmp(second.body, before) == 0);
    /* A server that started again in between is found again. */
    http_server_free(server);
    server_start();
    event_base_loop(base, EVLOOP_NONBLOCK);
    assert_int_equal(fetch(client, &first, port, "/v1/peer"), 200);
    http_client_free(client);
}

static void client_refused(void **state) {
    static const char *const wrong[] = {"", "here", "ftp://127.0.0.1/", "http://", "http:///path"};
    struct http_client *client = http_client_new(base, 4096, 5);
    struct call call;
    int nobody;
    close(socket_new(&nobody, false));
    assert_int_equal(fetch(client, &call, nobody, "/"), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct http_outgoing outgoing = {
            .url = wrong[i], .method = EVHTTP_REQ_GET, .answered = call_answered, .context = &call};
        call = (struct call){0};
        assert_int_equal(http_client_send(client, &outgoing), STATUS_INVALID);
        event_base_loop(base, EVLOOP_NONBLOCK);
        assert_int_equal(call.count, 0);
    }
    http_client_free(client);
}

static void client_has_limits(void **state) {
    struct http_client *client = http_client_new(base, 4096, 1);
    struct call call;
    int silent;
    assert_int_equal(fetch(client, &call, port, "/v1/large"), 0); /* 5,000 bytes */
    int fd = socket_new(&silent, true);                           /* takes calls, never answers */
    int64_t began = now_ms();
    assert_int_equal(fetch(client, &call, silent, "/"), 0);
    assert_in_range(now_ms() - began, 500, 4000);
    close(fd);
    http_client_free(client);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_fill_parameters),
        cmocka_unit_test(routes_refuse),
        cmocka_unit_test(bodies_are_objects_within_limits),
        cmocka_unit_test(headers_have_a_limit),
        cmocka_unit_test(problems_are_documents),
        cmocka_unit_test(tokens_are_bearer_tokens),
        cmocka_unit_test(answers_may_come_too_late),
        cmocka_unit_test(listening_refused),
        cmocka_unit_test(client_sends_everything),
        cmocka_unit_test(client_keeps_connections),
        cmocka_unit_test(client_refused),
        cmocka_unit_test(client_has_limits),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
