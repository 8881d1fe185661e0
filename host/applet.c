/* host/applet.c: the applets of this host and the lives of their programs. */
#include "host/applet.h"

#include "host/keystore.h"
#include "host/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESTART_FIRST_MS 100
#define RESTART_MOST_MS  30000
#define STEADY_MS        10000 /* living that long resets the wait */
#define NONCE_MARGIN_MS  10000 /* a nonce this near its end isn't used any more */

const char *applet_state_text(enum applet_state state) {
    static const char *const texts[] = {"starting", "ready", "refused", "stopped"};
    return texts[state];
}

struct applet *applet_find(struct host *host, const char *id) {
    for (struct applet *applet = host->applets; applet != NULL; applet = applet->next) {
        if (strcmp(applet->id, id) == 0) {
            return applet;
        }
    }
    return NULL;
}

enum status nonce_take(struct applet *applet, uint8_t nonce[NONCE_BYTES]) {
    if (applet->nonce_count == 0 || host_now_ms() > applet->nonces_dead_ms) {
        uint32_t lifetime_ms = 0;
        enum status status = monitor_nonces(applet->host->monitor_socket, applet->instance.number,
                                            16, applet->nonces, &applet->nonce_count, &lifetime_ms);
        if (status != STATUS_OK) {
            applet->nonce_count = 0;
            return status;
        }
        applet->nonces_dead_ms = host_now_ms() + (int64_t)lifetime_ms - NONCE_MARGIN_MS;
        if (applet->nonce_count == 0) {
            return STATUS_UNAVAILABLE;
        }
    }
    memcpy(nonce, applet->nonces[--applet->nonce_count], NONCE_BYTES);
    return STATUS_OK;
}

/* --- streams to the keystore --- */

static void stream_tell(struct applet *applet, enum host_kind kind, uint32_t number,
                        struct view bytes) {
    struct host_message message = {.kind = kind, .body.stream = {number, bytes}};
    if (instance_send(&applet->instance, &message) != STATUS_OK) {
        host_log("applet %s: its stream can't be served", applet->id);
    }
}

/* `context` is the slot of the applet's table. */
static void keystore_said(struct view bytes, void *context) {
    typeof(&((struct applet *)NULL)->streams[0]) slot = context;
    while (bytes.length > 0) {
        size_t part = bytes.length < HOST_STREAM_MOST ? bytes.length : HOST_STREAM_MOST;
        stream_tell(slot->applet, HOST_STREAM_DATA, slot->number, view_of(bytes.data, part));
        bytes = view_of(bytes.data + part, bytes.length - part);
    }
}

static void keystore_ended(void *context) {
    typeof(&((struct applet *)NULL)->streams[0]) slot = context;
    uint32_t number = slot->number;
    slot->stream = NULL;
    slot->number = 0;
    stream_tell(slot->applet, HOST_STREAM_END, number, view_of(NULL, 0));
}

static void stream_open(struct applet *applet, uint32_t number) {
    for (size_t i = 0; i < APPLET_STREAMS; i++) {
        if (applet->streams[i].number == 0) {
            const struct keystore_peer peer = {keystore_said, keystore_ended, &applet->streams[i]};
            applet->streams[i].stream = keystore_stream_open(applet->host->keystore, &peer);
            if (applet->streams[i].stream != NULL) {
                applet->streams[i].applet = applet;
                applet->streams[i].number = number;
                return;
            }
            break;
        }
    }
    stream_tell(applet, HOST_STREAM_END, number, view_of(NULL, 0));
}

static void stream_message(struct applet *applet, const struct host_message *message) {
    uint32_t number = message->body.stream.stream;
    for (size_t i = 0; i < APPLET_STREAMS; i++) {
        if (applet->streams[i].number != number || number == 0) {
            continue;
        }
        if (message->kind == HOST_STREAM_DATA) {
            keystore_stream_send(applet->streams[i].stream, message->body.stream.bytes);
        } else {
            struct keystore_stream *stream = applet->streams[i].stream;
            applet->streams[i].stream = NULL;
            applet->streams[i].number = 0;
            keystore_stream_close(stream);
            stream_tell(applet, HOST_STREAM_END, number, view_of(NULL, 0));
        }
        return;
    }
}

static void streams_close(struct applet *applet) {
    for (size_t i = 0; i < APPLET_STREAMS; i++) {
        struct keystore_stream *stream = applet->streams[i].stream;
        applet->streams[i].stream = NULL;
        applet->streams[i].number = 0;
        if (stream != NULL) {
            keystore_stream_close(stream);
        }
    }
}

/* --- the program --- */

static void refused(struct applet *applet, const struct host_text *text) {
    snprintf(applet->detail, sizeof applet->detail, "%s: %.*s",
             host_refusal_text((enum host_refusal)text->code), (int)text->text.length,
             (const char *)text->text.data);
    host_log("applet %s does not start: %s", applet->id, applet->detail);
    /* Without a keystore it may start later; anything else needs its user. */
    applet->state = text->code == HOST_REFUSED_KEYSTORE ? APPLET_STARTING : APPLET_REFUSED;
}

static void on_message(const struct host_message *message, void *context) {
    struct applet *applet = context;
    switch (message->kind) {
    case HOST_READY:
        applet->state = APPLET_READY;
        applet->detail[0] = '\0';
        host_log("applet %s ready after %lld ms", applet->id,
                 (long long)(host_now_ms() - applet->started_ms));
        runs_pump(applet);
        return;
    case HOST_STREAM_OPEN: stream_open(applet, message->body.stream.stream); return;
    case HOST_STREAM_DATA:
    case HOST_STREAM_END: stream_message(applet, message); return;
    case HOST_REFUSED:
        if (message->body.text.ticket == 0) {
            refused(applet, &message->body.text);
        } else {
            run_message(applet, message);
        }
        return;
    case HOST_RESULT: run_message(applet, message); return;
    case HOST_NOTICE:
        host_log("applet %s: %.*s", applet->id, (int)message->body.text.text.length,
                 (const char *)message->body.text.text.data);
        return;
    default:
        host_log("applet %s: unexpected %s message", applet->id, host_kind_text(message->kind));
    }
}

static void wait_again(struct applet *applet) {
    if (host_now_ms() - applet->started_ms > STEADY_MS) {
        applet->wait_ms = RESTART_FIRST_MS;
    }
    applet->restart_ms = host_now_ms() + applet->wait_ms;
    applet->wait_ms = applet->wait_ms * 2 > RESTART_MOST_MS ? RESTART_MOST_MS : applet->wait_ms * 2;
}

static void on_gone(void *context) {
    struct applet *applet = context;
    streams_close(applet);
    applet->nonce_count = 0;
    if (applet->state != APPLET_REFUSED) {
        applet->state = APPLET_STARTING;
        applet->host->counters.crashes++;
        wait_again(applet);
    }
    runs_interrupted(applet);
}

static void launch(struct applet *applet) {
    struct host *host = applet->host;
    sql_bind(host->sql.get_package, "t", applet->id);
    if (sql_step(host->sql.get_package) != 1) {
        return;
    }
    applet->started_ms = host_now_ms();
    enum status status = instance_start(&applet->instance, host, PROGRAM_APPLET, host->applet_image,
                                        sql_blob(host->sql.get_package, 0));
    sqlite3_reset(host->sql.get_package);
    if (status != STATUS_OK) {
        host_log("applet %s can't be started (%s)", applet->id, status_text(status));
        wait_again(applet);
    }
}

/* --- the list --- */

static bool texts_fill(const struct package_clear *clear, struct applet *applet) {
    applet->source_count = clear->source_count;
    applet->action_count = clear->action_count;
    for (size_t i = 0; i < clear->source_count; i++) {
        snprintf(applet->sources[i].name, sizeof applet->sources[i].name, "%.*s",
                 (int)clear->sources[i].name.length, (const char *)clear->sources[i].name.data);
        snprintf(applet->sources[i].url, sizeof applet->sources[i].url, "%.*s",
                 (int)clear->sources[i].url.length, (const char *)clear->sources[i].url.data);
    }
    for (size_t i = 0; i < clear->action_count; i++) {
        snprintf(applet->actions[i].name, sizeof applet->actions[i].name, "%.*s",
                 (int)clear->actions[i].name.length, (const char *)clear->actions[i].name.data);
        snprintf(applet->actions[i].url, sizeof applet->actions[i].url, "%.*s",
                 (int)clear->actions[i].url.length, (const char *)clear->actions[i].url.data);
    }
    return view_equal(clear->identity.applet, view_text(applet->id)) &&
           clear->identity.epoch == (uint64_t)applet->epoch;
}

static enum status applet_fill(struct applet *applet, sqlite3_stmt *row) {
    static struct package_clear clear;
    struct view package = sql_blob(row, 3), sealed;
    uint8_t digest[DIGEST_BYTES];
    snprintf(applet->id, sizeof applet->id, "%s", sql_text(row, 0));
    snprintf(applet->user, sizeof applet->user, "%s", sql_text(row, 1));
    applet->epoch = sqlite3_column_int64(row, 2);
    applet->package_bytes = package.length;
    snprintf(applet->notify_hash, sizeof applet->notify_hash, "%s", sql_text(row, 4));
    applet->fetch_tokens = json_loads(sql_text(row, 5), 0, NULL);
    applet->deliver_tokens = json_loads(sql_text(row, 6), 0, NULL);
    enum status status = package_read_clear(package, &clear, &sealed, digest);
    if (status != STATUS_OK) {
        return status;
    }
    return applet->fetch_tokens != NULL && applet->deliver_tokens != NULL &&
                   texts_fill(&clear, applet)
               ? STATUS_OK
               : STATUS_INVALID;
}

static void applet_free(struct applet *applet) {
    for (size_t i = 0; i < APPLET_UNDER_WAY; i++) {
        if (applet->runs[i].state != RUN_UNUSED) {
            run_end(&applet->runs[i], 503, "The applet was replaced or removed.");
        }
    }
    deliveries_drop(applet);
    streams_close(applet);
    instance_stop(&applet->instance);
    json_decref(applet->fetch_tokens);
    json_decref(applet->deliver_tokens);
    free(applet);
}

enum status applet_take(struct host *host, sqlite3_stmt *row) {
    struct applet *applet = calloc(1, sizeof *applet);
    if (applet == NULL) {
        return STATUS_NO_MEMORY;
    }
    applet->host = host;
    applet->wait_ms = RESTART_FIRST_MS;
    applet->instance.bell = -1;
    applet->instance.host = host;
    applet->instance.message = on_message;
    applet->instance.gone = on_gone;
    applet->instance.context = applet;
    enum status status = applet_fill(applet, row);
    if (status != STATUS_OK) {
        applet_free(applet);
        return status;
    }
    struct applet *old = applet_find(host, applet->id);
    if (old != NULL) {
        applet_remove(old);
    }
    applet->next = host->applets;
    host->applets = applet;
    return STATUS_OK;
}

enum status applets_load(struct host *host) {
    sqlite3_stmt *list = host->sql.list_applets;
    sql_bind(list, "");
    while (sql_step(list) == 1) {
        if (applet_take(host, list) != STATUS_OK) {
            host_log("the stored applet %s can't be read; left out", sql_text(list, 0));
        }
    }
    return STATUS_OK;
}

void applet_remove(struct applet *applet) {
    struct applet **at = &applet->host->applets;
    while (*at != applet) {
        at = &(*at)->next;
    }
    *at = applet->next;
    applet_free(applet);
}

void applets_tick(struct host *host) {
    for (struct applet *applet = host->applets; applet != NULL; applet = applet->next) {
        bool wanted = applet->state == APPLET_STARTING && applet->instance.number == 0;
        if (wanted && keystore_ready(host->keystore) && host_now_ms() >= applet->restart_ms) {
            launch(applet);
        }
        runs_pump(applet);
    }
}

void applets_stop(struct host *host) {
    while (host->applets != NULL) {
        applet_remove(host->applets);
    }
}
