/* services/service.c: options, listeners and loop of a service. */
#include "services/service.h"

#include <ctype.h>
#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define REQUEST_MOST (1u << 20)
#define ANSWER_MOST  (4u << 20)
#define PEER_SECONDS 30

/* A message is accepted up to a day and five minutes after its event: its idem lives longer. */
#define KEEP_DAYS       30
#define KEEP_DAYS_LEAST 2
#define KEEP_DAYS_MOST  36500
#define PURGE_SECONDS   3600

static const char *listen_at, *tls_listen_at, *tls_certificate, *tls_key;

static void usage(FILE *to, const char *name) {
    fprintf(to,
            "usage: %s --data DIR --listen ADDR:PORT --tls-listen ADDR:PORT\n"
            "       --tls-cert FILE --tls-key FILE --users FILE [--keep-days N]\n\n"
            "  --data DIR         database and files; made where missing\n"
            "  --listen           for hosts (sealed messages) and, at a trigger service, webhooks\n"
            "  --tls-listen       for users, who register keys here\n"
            "  --users FILE       a line `user token` each, mode 0600\n"
            "  --keep-days N      drop what is settled after N days, 2 to 36500 (default 30)\n",
            name);
}

static bool read_options(struct service *service, int argc, char **argv, const char **users) {
    static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                            {"listen", required_argument, NULL, 'l'},
                                            {"tls-listen", required_argument, NULL, 't'},
                                            {"tls-cert", required_argument, NULL, 'c'},
                                            {"tls-key", required_argument, NULL, 'k'},
                                            {"users", required_argument, NULL, 'u'},
                                            {"keep-days", required_argument, NULL, 'e'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    const char *data = NULL;
    char *end = NULL;
    long days = KEEP_DAYS;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'd': data = optarg; break;
        case 'l': listen_at = optarg; break;
        case 't': tls_listen_at = optarg; break;
        case 'c': tls_certificate = optarg; break;
        case 'k': tls_key = optarg; break;
        case 'u': *users = optarg; break;
        case 'e': days = strtol(optarg, &end, 10); break;
        case 'h': usage(stdout, service->name); exit(0);
        default: return false;
        }
    }
    if (optind != argc || data == NULL || listen_at == NULL || tls_listen_at == NULL ||
        tls_certificate == NULL || tls_key == NULL || *users == NULL ||
        strlen(data) >= sizeof service->data || (end != NULL && *end != '\0') ||
        days < KEEP_DAYS_LEAST || days > KEEP_DAYS_MOST) {
        return false;
    }
    snprintf(service->data, sizeof service->data, "%s", data);
    service->keep_ms = (int64_t)days * 86400000;
    return true;
}

int service_open(struct service *service, const char *name, int argc, char **argv,
                 const char *schema) {
    const char *users = NULL;
    char path[PATH_MAX];
    *service = (struct service){.name = name};
    if (!read_options(service, argc, argv, &users)) {
        usage(stderr, name);
        return 3;
    }
    umask(077);
    mkdir(service->data, 0700);
    snprintf(path, sizeof path, "%s/service.sqlite", service->data);
    if (sodium_init() < 0 || accounts_read(users, &service->accounts) != STATUS_OK ||
        sql_open(path, schema, &service->database) != STATUS_OK) {
        return 4;
    }
    service->base = event_base_new();
    service->client = http_client_new(service->base, ANSWER_MOST, PEER_SECONDS);
    service->plain = http_server_new(service->base, service, REQUEST_MOST);
    service->secure = http_server_new(service->base, service, REQUEST_MOST);
    service->batch = batch_new(service->base, service->database, path);
    if (service->client == NULL || service->plain == NULL || service->secure == NULL ||
        service->batch == NULL) {
        fprintf(stderr, "%s: out of memory\n", name);
        return 4;
    }
    return 0;
}

static void end_loop(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    event_base_loopbreak(context);
}

static void purge(evutil_socket_t fd, short what, void *context) {
    struct service *service = context;
    (void)fd;
    (void)what;
    if (batch_enter(service->batch) != STATUS_OK ||
        sql_run(service->purge, "i", service_kept_since(service)) != STATUS_OK) {
        service_log(service, "what is older than it is kept could not be dropped");
    }
    event_add(service->purge_timer, &(struct timeval){.tv_sec = PURGE_SECONDS});
}

int64_t service_kept_since(const struct service *service) {
    return service_now_ms() - service->keep_ms;
}

void service_purge(struct service *service, const char *statement) {
    service->purge = sql_prepare(service->database, statement);
    service->purge_timer = evtimer_new(service->base, purge, service);
    event_add(service->purge_timer, &(struct timeval){0});
}

int service_run(struct service *service) {
    if (http_server_listen(service->plain, listen_at) != STATUS_OK ||
        http_server_listen_tls(service->secure, tls_listen_at, tls_certificate, tls_key) !=
            STATUS_OK) {
        return 4;
    }
    signal(SIGPIPE, SIG_IGN);
    struct event *terminate = evsignal_new(service->base, SIGTERM, end_loop, service->base);
    struct event *interrupt = evsignal_new(service->base, SIGINT, end_loop, service->base);
    event_add(terminate, NULL);
    event_add(interrupt, NULL);
    service_log(service, "ready; hosts at %s, users at %s (TLS)", listen_at, tls_listen_at);
    event_base_dispatch(service->base);
    batch_free(service->batch);
    event_free(terminate);
    event_free(interrupt);
    http_server_free(service->plain);
    http_server_free(service->secure);
    sql_close(service->database);
    return 0;
}

int64_t service_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *service_user(struct service *service, struct http_exchange *exchange) {
    const char *user = accounts_user(&service->accounts, http_token(exchange));
    if (user == NULL) {
        http_reply_problem(exchange, 401, "Unauthorized",
                           "Send your token of this service: Authorization: Bearer TOKEN.");
    }
    return user;
}

bool service_file_name(const char *text) {
    size_t length = strlen(text);
    if (length == 0 || length > 64 || text[0] == '.') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)text[i]) && strchr("._-", text[i]) == NULL) {
            return false;
        }
    }
    return true;
}

void service_log(const struct service *service, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", service->name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}
