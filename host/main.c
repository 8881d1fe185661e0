/* host/main.c: tapd: options, start, loop, end. */
#include "host/applet.h"
#include "host/keystore.h"

#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>

#define REQUEST_MOST   (32u << 20) /* a package in base64url */
#define ANSWER_MOST    (TRIGGER_MESSAGE_BYTES_MOST + 4096)
#define PEER_SECONDS   20
#define TICK_MS        250
#define KEEP_EVENTS_MS 86400000
#define PURGE_EVERY    2400 /* ticks: ten minutes */

int64_t host_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t host_wall_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void host_log(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("tapd: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

static void usage(FILE *to) {
    fputs("usage: tapd --data DIR --listen ADDR:PORT --keystore-listen ADDR:PORT --monitor SOCKET\n"
          "            --applet-image FILE --keystore-image FILE --accounts FILE\n\n"
          "  --data DIR            database and the keystore's sealed store; made where missing\n"
          "  --listen              notifications, registrations, /metrics, /healthz\n"
          "  --keystore-listen     relayed into the keystore (port 7777)\n"
          "  --monitor SOCKET      of tapdance-monitor\n"
          "  --applet-image FILE   the program that runs applets; the monitor measures it\n"
          "  --keystore-image FILE the keystore's program\n"
          "  --accounts FILE       a line `user token` each, mode 0600\n",
          to);
}

static bool read_options(struct host *host, int argc, char **argv, const char **accounts) {
    static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                            {"listen", required_argument, NULL, 'l'},
                                            {"keystore-listen", required_argument, NULL, 'k'},
                                            {"monitor", required_argument, NULL, 'm'},
                                            {"applet-image", required_argument, NULL, 'a'},
                                            {"keystore-image", required_argument, NULL, 'i'},
                                            {"accounts", required_argument, NULL, 'u'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    const char *data = NULL;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'd': data = optarg; break;
        case 'l': host->listen = optarg; break;
        case 'k': host->keystore_listen = optarg; break;
        case 'm': host->monitor_socket = optarg; break;
        case 'a': host->applet_image = optarg; break;
        case 'i': host->keystore_image = optarg; break;
        case 'u': *accounts = optarg; break;
        case 'h': usage(stdout); exit(0);
        default: return false;
        }
    }
    if (optind != argc || data == NULL || strlen(data) >= sizeof host->data ||
        host->listen == NULL || host->keystore_listen == NULL || host->monitor_socket == NULL ||
        host->applet_image == NULL || host->keystore_image == NULL || *accounts == NULL) {
        return false;
    }
    snprintf(host->data, sizeof host->data, "%s", data);
    return true;
}

static void tick(evutil_socket_t fd, short what, void *context) {
    static unsigned int count;
    struct host *host = context;
    (void)fd;
    (void)what;
    keystore_tick(host);
    applets_tick(host);
    deliveries_tick(host);
    if (count++ % PURGE_EVERY == 0 &&
        (batch_enter(host->batch) != STATUS_OK ||
         sql_run(host->sql.purge_events, "i", host_wall_ms() - KEEP_EVENTS_MS) != STATUS_OK)) {
        host_log("old events could not be dropped");
    }
    event_add(host->tick, &(struct timeval){.tv_usec = TICK_MS * 1000});
}

static void end_loop(evutil_socket_t fd, short what, void *context) {
    struct host *host = context;
    (void)fd;
    (void)what;
    host->ending = true;
    event_base_loopbreak(host->base);
}

static enum status host_open(struct host *host, const char *accounts) {
    enum status status = accounts_read(accounts, &host->accounts);
    if (status == STATUS_OK) {
        status = store_open(host);
    }
    if (status != STATUS_OK) {
        return status;
    }
    host->base = event_base_new();
    host->server = http_server_new(host->base, host, REQUEST_MOST);
    host->client = http_client_new(host->base, ANSWER_MOST, PEER_SECONDS);
    host->batch =
        batch_new(host->base, host->database, sqlite3_db_filename(host->database, "main"));
    host->tick = evtimer_new(host->base, tick, host);
    if (host->server == NULL || host->client == NULL || host->batch == NULL || host->tick == NULL) {
        return STATUS_NO_MEMORY;
    }
    api_routes(host);
    status = applets_load(host);
    if (status == STATUS_OK) {
        status = keystore_start(host);
    }
    if (status == STATUS_OK) {
        status = http_server_listen(host->server, host->listen);
    }
    return status;
}

static void host_close(struct host *host) {
    host->ending = true;
    applets_stop(host);
    keystore_stop(host);
    if (host->server != NULL) {
        http_server_free(host->server);
    }
    batch_free(host->batch);
    sql_close(host->database);
}

int main(int argc, char **argv) {
    static struct host host;
    const char *accounts = NULL;
    if (!read_options(&host, argc, argv, &accounts)) {
        usage(stderr);
        return 3;
    }
    umask(077);
    mkdir(host.data, 0700);
    signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0) {
        host_log("libsodium could not be initialised");
        return 4;
    }
    enum status status = host_open(&host, accounts);
    if (status != STATUS_OK) {
        host_log("can't start (%s)", status_text(status));
        host_close(&host);
        return 4;
    }
    struct event *terminate = evsignal_new(host.base, SIGTERM, end_loop, &host);
    struct event *interrupt = evsignal_new(host.base, SIGINT, end_loop, &host);
    event_add(terminate, NULL);
    event_add(interrupt, NULL);
    event_add(host.tick, &(struct timeval){0});
    host_log("ready; %s, keystore %s", host.listen, host.keystore_listen);
    event_base_dispatch(host.base);
    host_close(&host);
    return 0;
}
