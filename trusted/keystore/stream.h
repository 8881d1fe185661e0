/*
 * trusted/keystore/stream.h: the relayed connections of port 7777, each an attested channel.
 *
 * At most STREAMS_MOST at once, each STREAM_LIFE_MS long at most and one request at a time; where all
 * are taken, the oldest one past STREAM_GRACE_MS gives way, so that a flood can't keep others out
 * for longer than that. A stream that breaks any rule ends; nothing it does touches another.
 */
#ifndef TRUSTED_KEYSTORE_STREAM_H
#define TRUSTED_KEYSTORE_STREAM_H

#include "lib/channel.h"
#include "lib/host_channel.h"

#define STREAMS_MOST    32
#define STREAM_LIFE_MS  30000u
#define STREAM_GRACE_MS 3000u

struct stream {
    bool used;
    bool waiting; /* a request stands in `message` and waits for the store */
    uint32_t number;
    uint64_t opened_ms, asked; /* `asked`: order of waiting requests */
    struct view request;       /* while waiting */
    size_t evidence_length;
    uint8_t evidence[EVIDENCE_BYTES_MOST];
    uint8_t message[KEYSTORE_MESSAGE_BYTES_MOST];
    struct channel channel;
};

struct stream_table {
    struct secret static_key; /* X25519, fresh at every start, pinned by nobody */
    struct stream streams[STREAMS_MOST];
};

/* What a stream's request needs from the keystore proper. */
typedef void stream_request_fn(struct stream *stream, struct view message);

void stream_table_init(struct stream_table *table);
/* A new client. Numbers in use end their old stream. */
void stream_open(struct stream_table *table, uint32_t number);
/* NULL where there is none. */
struct stream *stream_find(struct stream_table *table, uint32_t number);
/* Bytes from the client; `handle` is called for each whole request. */
void stream_feed(struct stream *stream, struct view bytes, stream_request_fn *handle);
/* Sends one message to the client; the stream ends where that fails. */
void stream_answer(struct stream *stream, struct view message);
/* Ends the stream; `tell`: the host is told too. */
void stream_close(struct stream *stream, bool tell);
/* Ends what lives too long. */
void stream_expire(struct stream_table *table);
/* True where there is one: it will have to be expired. */
bool stream_any(const struct stream_table *table);
/* The waiting stream that asked first, or NULL. */
struct stream *stream_waiting(struct stream_table *table);

#endif
