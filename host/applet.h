/*
 * host/applet.h: one deployed applet: its program, its nonces, and the events under way.
 *
 * An event under way goes through: accepted (stored) -> fetching -> running -> delivering -> done. Where
 * tapd or the program dies in between, the accepted event is fetched and run again: the same outcome by
 * construction, and the action service takes each action once.
 */
#ifndef HOST_APPLET_H
#define HOST_APPLET_H

#include "host/host.h"
#include "host/instance.h"
#include "lib/message.h"
#include "lib/package.h"

#define APPLET_UNDER_WAY 32
#define APPLET_STREAMS   4
#define APPLET_NONCES    MONITOR_NONCES_MOST

enum applet_state { APPLET_STARTING, APPLET_READY, APPLET_REFUSED, APPLET_STOPPED };

struct applet_source {
    char name[LIMIT_NAME_BYTES + 1], url[LIMIT_URL_BYTES + 1];
};

/* A request that waits for its event's end (?wait=1). */
struct event_waiter {
    struct event_waiter *next;
    struct http_exchange *exchange;
};

enum run_state { RUN_UNUSED, RUN_FETCHING, RUN_RUNNING, RUN_RETRYING, RUN_DELIVERING };

struct run {
    enum run_state state;
    struct applet *applet;
    int64_t event; /* row id */
    char source[LIMIT_NAME_BYTES + 1];
    uint8_t event_id[EVENT_ID_BYTES], nonce[NONCE_BYTES];
    uint64_t ticket;
    int64_t accepted_ms, due_ms, started_us;
    uint32_t attempts;
    uint32_t open_deliveries;
    bool delivery_failed;
    struct event_waiter *waiters;
};

struct applet {
    struct applet *next;
    struct host *host;
    char id[LIMIT_ID_BYTES + 1], user[LIMIT_ID_BYTES + 1];
    int64_t epoch;
    char notify_hash[TOKEN_TEXT];
    json_t *fetch_tokens, *deliver_tokens;
    size_t package_bytes;
    size_t source_count, action_count;
    struct applet_source sources[LIMIT_TRIGGERS], actions[LIMIT_ACTIONS];

    struct instance instance;
    enum applet_state state;
    char detail[256]; /* why it was refused */
    int64_t restart_ms, wait_ms, started_ms;
    struct {
        struct keystore_stream *stream;
        struct applet *applet;
        uint32_t number; /* the applet's */
    } streams[APPLET_STREAMS];

    uint8_t nonces[APPLET_NONCES][NONCE_BYTES];
    uint32_t nonce_count;
    int64_t nonces_dead_ms;

    int64_t last_taken; /* row id of the newest event under way */
    uint64_t last_ticket;
    struct run runs[APPLET_UNDER_WAY];
};

const char *applet_state_text(enum applet_state state);
struct applet *applet_find(struct host *host, const char *id);
/* All of the database, at tapd's start. */
MUST_CHECK enum status applets_load(struct host *host);
/*
 * Takes up a row of list_applets (new or changed): starts its program. The old one of that id, where
 * there is one, is stopped.
 */
MUST_CHECK enum status applet_take(struct host *host, sqlite3_stmt *row);
void applet_remove(struct applet *applet);
/* Every 250 ms. */
void applets_tick(struct host *host);
void applets_stop(struct host *host);

/* run.c: moves events on. */
void runs_pump(struct applet *applet);
void run_message(struct applet *applet, const struct host_message *message);
/* The program is gone: what ran there is fetched again. */
void runs_interrupted(struct applet *applet);
/* The run of an event under way, or NULL. */
struct run *run_find(struct applet *applet, int64_t event);
/* Answers the event's waiters and frees the run. */
void run_end(struct run *run, int code, const char *detail);
/* A nonce from the lease, renewed where it ran out. */
MUST_CHECK enum status nonce_take(struct applet *applet, uint8_t nonce[NONCE_BYTES]);

/* deliver.c: brings a sealed message to its action service until it is acknowledged or refused for good. */
MUST_CHECK enum status delivery_start(struct run *run, const struct applet_source *action,
                                      struct view message);
/* Tells the run that one of its deliveries ended (run.c). */
void run_delivered(struct applet *applet, int64_t event, bool accepted);
void deliveries_tick(struct host *host);
/* Those of an applet that is replaced or removed. */
void deliveries_drop(const struct applet *applet);
size_t deliveries_waiting(void);

#endif
