/*
 * host/host.h: tapd, the operator's daemon: the parts and what they share.
 *
 * tapd moves sealed bytes and starts programs. It holds no key and sees no plaintext; what it stores
 * and logs are names, ids, sizes and ciphertext.
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "lib/limits.h"
#include "net/accounts.h"
#include "net/batch.h"
#include "net/http_client.h"
#include "net/http_server.h"

#include <limits.h>

struct keystore;
struct applet;

struct host_statements {
    sqlite3_stmt *put_applet, *drop_applet, *list_applets, *get_package, *put_event, *find_event,
        *list_events, *count_events, *event_state, *put_record, *list_records, *drop_events,
        *purge_events;
};

/* Counters of /metrics; all since the start. */
struct host_counters {
    uint64_t notified, repeated, fetched, fetch_failures, ran, refused, delivered,
        delivery_failures, records, starts, crashes, keystore_clients;
    uint64_t wait_sum_us, wait_count; /* notification to last delivery */
};

struct host {
    const char *listen, *keystore_listen, *monitor_socket, *applet_image, *keystore_image;
    char data[PATH_MAX / 2];
    struct event_base *base;
    struct http_server *server;
    struct http_client *client;
    sqlite3 *database;
    struct batch *batch;
    struct accounts accounts;
    struct host_statements sql;
    struct host_counters counters;
    struct keystore *keystore;
    struct applet *applets; /* list */
    struct event *tick;     /* every 250 ms: restarts, leases, retries */
    bool ending;
};

int64_t host_now_ms(void);  /* CLOCK_MONOTONIC */
int64_t host_wall_ms(void); /* CLOCK_REALTIME */
/* "tapd: …"; never message contents. */
void host_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* store.c: opens the database and prepares the statements. */
MUST_CHECK enum status store_open(struct host *host);

/* api.c: routes of users, trigger services and monitoring. */
void api_routes(struct host *host);

#endif
