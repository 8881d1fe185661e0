/* trusted/keystore/stream.c: channels over relayed bytes. Owns the stream table's memory. */
#include "trusted/keystore/stream.h"

#include "platform/platform.h"

#include <string.h>

/* Handshake answer, evidence or one response with frame heads: whatever one event makes. */
static uint8_t out_bytes[KEYSTORE_MESSAGE_BYTES_MOST + 4096];
static uint64_t requests_so_far;

void stream_table_init(struct stream_table *table) {
    secret_random(&table->static_key);
}

static void send_to_host(enum host_kind kind, uint32_t number, struct view bytes) {
    uint8_t head[8];
    struct writer out;
    writer_init(&out, head, sizeof head);
    writer_u8(&out, (uint8_t)kind);
    writer_u32(&out, number);
    struct view parts[2] = {writer_written(&out), bytes};
    if (platform_send(parts, 2) != STATUS_OK) {
        platform_exit(0); /* the host is gone, and every stream with it */
    }
}

void stream_close(struct stream *stream, bool tell) {
    if (tell) {
        send_to_host(HOST_STREAM_END, stream->number, view_of(NULL, 0));
    }
    channel_wipe(&stream->channel);
    secret_wipe_memory(stream, sizeof *stream);
}

struct stream *stream_find(struct stream_table *table, uint32_t number) {
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        if (table->streams[i].used && table->streams[i].number == number) {
            return &table->streams[i];
        }
    }
    return NULL;
}

static struct stream *oldest(struct stream_table *table) {
    struct stream *found = &table->streams[0];
    for (size_t i = 1; i < STREAMS_MOST; i++) {
        if (table->streams[i].opened_ms < found->opened_ms) {
            found = &table->streams[i];
        }
    }
    return found;
}

static struct stream *make_room(struct stream_table *table) {
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        if (!table->streams[i].used) {
            return &table->streams[i];
        }
    }
    struct stream *stream = oldest(table);
    if (platform_tick_ms() - stream->opened_ms < STREAM_GRACE_MS) {
        return NULL;
    }
    stream_close(stream, true);
    return stream;
}

void stream_open(struct stream_table *table, uint32_t number) {
    struct stream *stream = stream_find(table, number);
    if (stream != NULL) {
        stream_close(stream, false);
    } else {
        stream = make_room(table);
    }
    if (stream == NULL) {
        send_to_host(HOST_STREAM_END, number, view_of(NULL, 0));
        return;
    }
    stream->used = true;
    stream->number = number;
    stream->opened_ms = platform_tick_ms();
    channel_responder(&stream->channel, &table->static_key, stream->message,
                      sizeof stream->message);
}

static void flush(struct stream *stream, const struct writer *out) {
    struct view left = writer_written(out);
    while (left.length > 0) {
        size_t now = left.length < HOST_STREAM_MOST ? left.length : HOST_STREAM_MOST;
        send_to_host(HOST_STREAM_DATA, stream->number, view_of(left.data, now));
        left = view_of(left.data + now, left.length - now);
    }
}

/* The keystore's evidence is the first thing said after the handshake. */
static enum status introduce(struct stream *stream, struct writer *out) {
    uint8_t caller_data[CHANNEL_CALLER_DATA_BYTES];
    uint8_t bytes[EVIDENCE_BYTES_MOST];
    struct writer evidence;
    writer_init(&evidence, bytes, sizeof bytes);
    enum status status = channel_caller_data(&stream->channel, true, caller_data);
    if (status == STATUS_OK) {
        status = platform_evidence(caller_data, &evidence);
    }
    if (status == STATUS_OK) {
        status = channel_send_evidence(&stream->channel, writer_written(&evidence), out);
    }
    return status;
}

/* An applet's evidence is kept: which policy judges it is known with its request. */
static enum status keep_evidence(struct stream *stream, struct view evidence) {
    if (evidence.length > sizeof stream->evidence) {
        return STATUS_TOO_LARGE;
    }
    memcpy(stream->evidence, evidence.data, evidence.length);
    stream->evidence_length = evidence.length;
    return channel_accept(&stream->channel);
}

static enum status on_event(struct stream *stream, const struct channel_event *event,
                            struct writer *out, stream_request_fn *handle) {
    enum status status = STATUS_OK;
    switch (event->kind) {
    case CHANNEL_NOTHING: return STATUS_OK;
    case CHANNEL_ESTABLISHED: status = introduce(stream, out); break;
    case CHANNEL_EVIDENCE: return keep_evidence(stream, event->data);
    case CHANNEL_MESSAGE:
        stream->asked = ++requests_so_far;
        handle(stream, event->data);
        return STATUS_OK;
    case CHANNEL_END: return STATUS_CLOSED;
    }
    return status;
}

void stream_feed(struct stream *stream, struct view bytes, stream_request_fn *handle) {
    enum status status = stream->waiting ? STATUS_DENIED : STATUS_OK; /* one request at a time */
    while (status == STATUS_OK && bytes.length > 0 && stream->used) {
        struct channel_event event = {.kind = CHANNEL_NOTHING};
        struct writer out;
        size_t used = 0;
        if (stream->waiting) {
            status = STATUS_DENIED;
            break;
        }
        writer_init(&out, out_bytes, sizeof out_bytes);
        status = channel_feed(&stream->channel, bytes, &used, &out, &event);
        if (status == STATUS_OK) {
            bytes = view_of(bytes.data + used, bytes.length - used);
            uint32_t number = stream->number;
            status = on_event(stream, &event, &out, handle);
            if (!stream->used || stream->number != number) {
                return; /* the request ended its own stream */
            }
        }
        if (status == STATUS_OK) {
            flush(stream, &out);
        }
        if (status == STATUS_OK && used == 0 && event.kind == CHANNEL_NOTHING) {
            status = STATUS_INVALID; /* no progress: never to happen, never to loop */
        }
    }
    if (status != STATUS_OK && stream->used) {
        stream_close(stream, true);
    }
}

void stream_answer(struct stream *stream, struct view message) {
    struct writer out;
    stream->waiting = false;
    /* Beyond what an event of this stream may have written: answers come after it is flushed, or within
     * the handling of a message, when nothing was written. */
    writer_init(&out, out_bytes, sizeof out_bytes);
    if (channel_send(&stream->channel, message, &out) != STATUS_OK) {
        stream_close(stream, true);
        return;
    }
    flush(stream, &out);
}

void stream_expire(struct stream_table *table) {
    uint64_t now_ms = platform_tick_ms();
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct stream *stream = &table->streams[i];
        if (stream->used && now_ms - stream->opened_ms > STREAM_LIFE_MS) {
            stream_close(stream, true);
        }
    }
}

bool stream_any(const struct stream_table *table) {
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        if (table->streams[i].used) {
            return true;
        }
    }
    return false;
}

struct stream *stream_waiting(struct stream_table *table) {
    struct stream *first = NULL;
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct stream *stream = &table->streams[i];
        if (stream->used && stream->waiting && (first == NULL || stream->asked < first->asked)) {
            first = stream;
        }
    }
    return first;
}
