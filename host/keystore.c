/* host/keystore.c: the keystore's life, its store on disk, and its streams. */
#include "host/keystore.h"

#include "host/instance.h"
#include "host/keystore_store.h"
#include "net/listener.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAMS_MOST 128
/* Of the keystore's 32 streams: the others are for applets, whom no client of 7777 may keep out. */
#define CLIENTS_MOST     24
#define CLIENT_SAFE_MS   100 /* enough for a handshake; after that a newer client may push it out */
#define CLIENT_SECONDS   60
#define CLIENT_BUFFER    65536
#define RESTART_FIRST_MS 250
#define RESTART_MOST_MS  10000

struct keystore_stream {
    struct keystore *keystore;
    uint32_t number;            /* 0: unused */
    struct bufferevent *client; /* of port 7777, or NULL for an applet's */
    int64_t opened_ms;
    struct keystore_peer peer;
    bool said_end, heard_end;
};

struct keystore {
    struct host *host;
    struct instance instance;
    struct evconnlistener *listener;
    bool ready;
    char trouble[200]; /* what it said before it ended */
    int64_t restart_ms, wait_ms;
    uint32_t last_number;
    struct keystore_stream streams[STREAMS_MOST];
    struct keystore_store store;
};

bool keystore_ready(const struct keystore *keystore) {
    return keystore != NULL && keystore->ready;
}

const char *keystore_trouble(const struct keystore *keystore) {
    return keystore == NULL || keystore->ready ? "" : keystore->trouble;
}

static struct keystore_stream *stream_find(struct keystore *keystore, uint32_t number) {
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        if (keystore->streams[i].number == number && number != 0) {
            return &keystore->streams[i];
        }
    }
    return NULL;
}

static void stream_drop(struct keystore_stream *stream) {
    if (stream->client != NULL) {
        bufferevent_free(stream->client);
    }
    *stream = (struct keystore_stream){.keystore = stream->keystore};
}

/* A number is free again once both sides said their end. */
static void stream_settle(struct keystore_stream *stream) {
    if (stream->said_end && stream->heard_end) {
        stream_drop(stream);
    }
}

static void stream_tell(struct keystore_stream *stream, enum host_kind kind, struct view bytes) {
    struct host_message message = {.kind = kind, .body.stream = {stream->number, bytes}};
    if (instance_send(&stream->keystore->instance, &message) != STATUS_OK) {
        host_log("stream %u: the keystore can't be told", stream->number);
    }
}

static struct keystore_stream *stream_new(struct keystore *keystore) {
    if (!keystore->ready) {
        return NULL;
    }
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct keystore_stream *stream = &keystore->streams[i];
        if (stream->number == 0) {
            do {
                keystore->last_number++;
            } while (keystore->last_number == 0 ||
                     stream_find(keystore, keystore->last_number) != NULL);
            *stream = (struct keystore_stream){
                .keystore = keystore, .number = keystore->last_number, .opened_ms = host_now_ms()};
            stream_tell(stream, HOST_STREAM_NEW, view_of(NULL, 0));
            return stream;
        }
    }
    return NULL;
}

static void stream_say_end(struct keystore_stream *stream) {
    if (!stream->said_end) {
        stream->said_end = true;
        stream_tell(stream, HOST_STREAM_END, view_of(NULL, 0));
    }
}

void keystore_stream_send(struct keystore_stream *stream, struct view bytes) {
    while (bytes.length > 0 && stream->number != 0 && !stream->said_end) {
        size_t part = bytes.length < HOST_STREAM_MOST ? bytes.length : HOST_STREAM_MOST;
        stream_tell(stream, HOST_STREAM_DATA, view_of(bytes.data, part));
        bytes = view_of(bytes.data + part, bytes.length - part);
    }
}

struct keystore_stream *keystore_stream_open(struct keystore *keystore,
                                             const struct keystore_peer *peer) {
    struct keystore_stream *stream = keystore != NULL ? stream_new(keystore) : NULL;
    if (stream != NULL) {
        stream->peer = *peer;
    }
    return stream;
}

void keystore_stream_close(struct keystore_stream *stream) {
    stream->peer = (struct keystore_peer){0};
    stream_say_end(stream);
    stream_settle(stream);
}

/* --- clients of port 7777 --- */

static void client_read(struct bufferevent *client, void *context) {
    struct keystore_stream *stream = context;
    struct evbuffer *input = bufferevent_get_input(client);
    /* While the ring is full, bytes stay here and TCP makes the client wait. */
    while (stream->keystore->instance.waiting == NULL && evbuffer_get_length(input) > 0) {
        uint8_t part[HOST_STREAM_MOST];
        int got = evbuffer_remove(input, part, sizeof part);
        if (got <= 0) {
            break;
        }
        keystore_stream_send(stream, view_of(part, (size_t)got));
    }
}

static void client_drop(struct keystore_stream *stream) {
    stream_say_end(stream);
    bufferevent_free(stream->client);
    stream->client = NULL;
    stream_settle(stream);
}

static void client_event(struct bufferevent *client, short what, void *context) {
    (void)client;
    if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) != 0) {
        client_drop(context);
    }
}

/*
 * True where one more client may come. A flood of them pushes out its own oldest, so that somebody who
 * does something always finds a place.
 */
static bool client_room(struct keystore *keystore) {
    struct keystore_stream *oldest = NULL;
    size_t count = 0;
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct keystore_stream *stream = &keystore->streams[i];
        if (stream->client != NULL) {
            count++;
            oldest = oldest == NULL || stream->opened_ms < oldest->opened_ms ? stream : oldest;
        }
    }
    if (count < CLIENTS_MOST) {
        return true;
    }
    if (oldest == NULL || host_now_ms() - oldest->opened_ms < CLIENT_SAFE_MS) {
        return false;
    }
    client_drop(oldest);
    return true;
}

/* The keystore's last bytes went out: the client's connection may end. */
static void client_written(struct bufferevent *client, void *context) {
    struct keystore_stream *stream = context;
    (void)client;
    if (stream->heard_end) {
        stream_say_end(stream);
        stream_drop(stream);
    }
}

static void client_arrived(struct evconnlistener *listener, evutil_socket_t fd,
                           struct sockaddr *address, int length, void *context) {
    struct keystore *keystore = context;
    (void)listener;
    (void)address;
    (void)length;
    struct keystore_stream *stream = client_room(keystore) ? stream_new(keystore) : NULL;
    if (stream == NULL) {
        evutil_closesocket(fd); /* not ready, or too many: the client tries again */
        return;
    }
    keystore->host->counters.keystore_clients++;
    stream->client = bufferevent_socket_new(keystore->host->base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (stream->client == NULL) {
        evutil_closesocket(fd);
        stream_say_end(stream);
        return;
    }
    bufferevent_setcb(stream->client, client_read, client_written, client_event, stream);
    bufferevent_setwatermark(stream->client, EV_READ, 0, CLIENT_BUFFER);
    bufferevent_set_timeouts(stream->client, &(struct timeval){.tv_sec = CLIENT_SECONDS},
                             &(struct timeval){.tv_sec = CLIENT_SECONDS});
    bufferevent_enable(stream->client, EV_READ | EV_WRITE);
}

/* --- messages of the program --- */

static void stream_data(struct keystore_stream *stream, struct view bytes) {
    if (stream->client != NULL) {
        bufferevent_write(stream->client, bytes.data, bytes.length);
    } else if (stream->peer.data != NULL) {
        stream->peer.data(bytes, stream->peer.context);
    }
}

static void stream_end(struct keystore_stream *stream) {
    struct keystore_peer peer = stream->peer;
    stream->heard_end = true;
    stream->peer = (struct keystore_peer){0};
    if (stream->client != NULL && evbuffer_get_length(bufferevent_get_output(stream->client)) > 0) {
        return; /* client_written ends it */
    }
    stream_say_end(stream);
    stream_drop(stream);
    if (peer.end != NULL) {
        peer.end(peer.context);
    }
}

static void store_put(struct keystore *keystore, const struct host_store_part *part) {
    bool complete = false;
    enum status status = keystore_store_take(&keystore->store, part, &complete);
    if (status == STATUS_OK && !complete) {
        return;
    }
    if (status != STATUS_OK) {
        host_log("the keystore's store can't be written (%s)", status_text(status));
    }
    struct host_message done = {.kind = HOST_STORE_DONE,
                                .body.done = {part->ticket, status == STATUS_OK}};
    if (instance_send(&keystore->instance, &done) != STATUS_OK) {
        host_log("the keystore can't be told of its store");
    }
}

static void on_message(const struct host_message *message, void *context) {
    struct keystore *keystore = context;
    struct keystore_stream *stream;
    switch (message->kind) {
    case HOST_READY:
        keystore->ready = true;
        keystore->trouble[0] = '\0';
        keystore->wait_ms = RESTART_FIRST_MS;
        host_log("keystore ready");
        return;
    case HOST_STREAM_DATA:
        stream = stream_find(keystore, message->body.stream.stream);
        if (stream != NULL) {
            stream_data(stream, message->body.stream.bytes);
        }
        return;
    case HOST_STREAM_END:
        stream = stream_find(keystore, message->body.stream.stream);
        if (stream != NULL) {
            stream_end(stream);
        }
        return;
    case HOST_STORE_PUT: store_put(keystore, &message->body.store); return;
    case HOST_REFUSED:
        snprintf(keystore->trouble, sizeof keystore->trouble, "%.*s",
                 (int)message->body.text.text.length, (const char *)message->body.text.text.data);
        host_log("the keystore does not start: %s", keystore->trouble);
        return;
    case HOST_NOTICE:
        host_log("keystore: %.*s", (int)message->body.text.text.length,
                 (const char *)message->body.text.text.data);
        return;
    default: host_log("keystore: unexpected %s message", host_kind_text(message->kind));
    }
}

static void on_gone(void *context) {
    struct keystore *keystore = context;
    struct keystore_peer peers[STREAMS_MOST];
    size_t count = 0;
    keystore->ready = false;
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct keystore_stream *stream = &keystore->streams[i];
        if (stream->number != 0) {
            if (stream->peer.end != NULL) {
                peers[count++] = stream->peer;
            }
            stream_drop(stream);
        }
    }
    keystore_store_forget(&keystore->store);
    keystore->host->counters.crashes++;
    keystore->restart_ms = host_now_ms() + keystore->wait_ms;
    keystore->wait_ms =
        keystore->wait_ms * 2 > RESTART_MOST_MS ? RESTART_MOST_MS : keystore->wait_ms * 2;
    host_log("the keystore ended; starting it again in %lld ms",
             (long long)(keystore->restart_ms - host_now_ms()));
    for (size_t i = 0; i < count; i++) {
        peers[i].end(peers[i].context);
    }
}

static enum status launch(struct keystore *keystore) {
    struct host *host = keystore->host;
    enum status status = instance_start(&keystore->instance, host, PROGRAM_KEYSTORE,
                                        host->keystore_image, view_of(NULL, 0));
    if (status == STATUS_OK) {
        status = keystore_store_send(&keystore->store, &keystore->instance);
        if (status != STATUS_OK) {
            instance_stop(&keystore->instance);
        }
    }
    if (status != STATUS_OK) {
        host_log("the keystore can't be started (%s)", status_text(status));
        keystore->restart_ms = host_now_ms() + keystore->wait_ms;
        keystore->wait_ms =
            keystore->wait_ms * 2 > RESTART_MOST_MS ? RESTART_MOST_MS : keystore->wait_ms * 2;
    }
    return status;
}

static enum status listen_clients(struct keystore *keystore) {
    struct sockaddr_storage address;
    int length = sizeof address;
    const char *where = keystore->host->keystore_listen;
    if (evutil_parse_sockaddr_port(where, (struct sockaddr *)&address, &length) != 0) {
        host_log("'%s' is no address:port to listen on", where);
        return STATUS_INVALID;
    }
    keystore->listener =
        evconnlistener_new_bind(keystore->host->base, client_arrived, keystore,
                                LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE,
                                64, (struct sockaddr *)&address, length);
    if (keystore->listener == NULL) {
        host_log("can't listen on %s: is something else there?", where);
        return STATUS_UNAVAILABLE;
    }
    listener_guard(keystore->listener);
    return STATUS_OK;
}

enum status keystore_start(struct host *host) {
    struct keystore *keystore = calloc(1, sizeof *keystore);
    if (keystore == NULL) {
        return STATUS_NO_MEMORY;
    }
    host->keystore = keystore;
    keystore->host = host;
    keystore->wait_ms = RESTART_FIRST_MS;
    keystore->instance.message = on_message;
    keystore->instance.gone = on_gone;
    keystore->instance.context = keystore;
    snprintf(keystore->store.folder, sizeof keystore->store.folder, "%s", host->data);
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        keystore->streams[i].keystore = keystore;
    }
    enum status status = listen_clients(keystore);
    if (status == STATUS_OK && launch(keystore) != STATUS_OK) {
        host_log("trying the keystore again while serving");
    }
    return status;
}

void keystore_tick(struct host *host) {
    struct keystore *keystore = host->keystore;
    if (keystore->instance.number == 0) {
        if (host_now_ms() < keystore->restart_ms || launch(keystore) != STATUS_OK) {
            return;
        }
    }
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        if (keystore->streams[i].client != NULL) {
            client_read(keystore->streams[i].client, &keystore->streams[i]);
        }
    }
}

void keystore_stop(struct host *host) {
    struct keystore *keystore = host->keystore;
    if (keystore == NULL) {
        return;
    }
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        stream_drop(&keystore->streams[i]);
    }
    instance_stop(&keystore->instance);
    keystore_store_forget(&keystore->store);
    if (keystore->listener != NULL) {
        evconnlistener_free(keystore->listener);
    }
    free(keystore);
    host->keystore = NULL;
}
