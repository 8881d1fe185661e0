/*
 * services/service.h: what trigger and action service share: options, accounts, listeners, loop.
 */
#ifndef SERVICES_SERVICE_H
#define SERVICES_SERVICE_H

#include "net/accounts.h"
#include "net/batch.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/webhook.h"

#include <limits.h>

/* How long the keys of a replaced epoch are still accepted. */
#define EPOCH_GRACE_MS 600000

struct service {
    const char *name; /* of the program */
    char data[PATH_MAX / 2];
    struct event_base *base;
    struct http_server *plain, *secure; /* for hosts and the world; for users */
    struct http_client *client;
    sqlite3 *database;
    struct batch *batch;
    struct accounts accounts;
    int64_t keep_ms;                  /* how long settled events and jobs are kept */
    sqlite3_stmt *purge, *find_owner; /* find_owner: registration.c */
    struct event *purge_timer;
    void *own; /* the particular service's state: the context of its handlers is the service */
};

/*
 * Reads the options, opens everything but the listeners. `schema` makes the tables. Says on stderr
 * what is wrong; an exit code (0: go on).
 */
int service_open(struct service *service, const char *name, int argc, char **argv,
                 const char *schema);
/* Listens, says ready, serves until SIGTERM or SIGINT; an exit code. */
int service_run(struct service *service);

int64_t service_now_ms(void);
/* Runs `statement` now and every hour; ?1 is the time (ms) before which what is settled goes. */
void service_purge(struct service *service, const char *statement);
/* That time: nothing later was dropped. */
int64_t service_kept_since(const struct service *service);
/* The user of a request to a user's port; answers 401 itself and returns NULL. */
const char *service_user(struct service *service, struct http_exchange *exchange);
/* A plain file name: [A-Za-z0-9._-]{1,64}, no leading dot. */
bool service_file_name(const char *text);
/* One log line "NAME: …". */
void service_log(const struct service *service, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
