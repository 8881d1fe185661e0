/* trusted/applet/keys.c: one request over one channel. Owns the channel's memory, wiped at its end. */
#include "trusted/applet/keys.h"

#include "lib/channel.h"
#include "platform/platform.h"

#include <string.h>

#define STREAM 1u

static struct {
    struct channel channel;
    bool answered;
    uint8_t message[KEYSTORE_MESSAGE_BYTES_MOST];
    uint8_t out[KEYSTORE_MESSAGE_BYTES_MOST];
    uint8_t host[HOST_STREAM_MOST + 64];
} work;

static enum status send_stream(enum host_kind kind, struct view bytes) {
    uint8_t head[8];
    struct writer out;
    writer_init(&out, head, sizeof head);
    writer_u8(&out, (uint8_t)kind);
    writer_u32(&out, STREAM);
    struct view parts[2] = {writer_written(&out), bytes};
    return platform_send(parts, 2);
}

static enum status flush(struct writer *out) {
    struct view bytes = writer_written(out);
    enum status status = bytes.length > 0 ? send_stream(HOST_STREAM_DATA, bytes) : STATUS_OK;
    writer_init(out, work.out, sizeof work.out);
    return status;
}

/* After the keystore introduced itself: this program's own evidence, and what it wants. */
static enum status ask(const struct keystore_applet_request *request, struct writer *out) {
    uint8_t caller_data[CHANNEL_CALLER_DATA_BYTES];
    uint8_t bytes[EVIDENCE_BYTES_MOST];
    struct writer body;
    writer_init(&body, bytes, sizeof bytes);
    enum status status = channel_accept(&work.channel);
    if (status == STATUS_OK) {
        status = channel_caller_data(&work.channel, true, caller_data);
    }
    if (status == STATUS_OK) {
        status = platform_evidence(caller_data, &body);
    }
    if (status == STATUS_OK) {
        status = channel_send_evidence(&work.channel, writer_written(&body), out);
    }
    writer_init(&body, bytes, sizeof bytes);
    if (status == STATUS_OK) {
        status = keystore_applet_request_encode(request, &body);
    }
    if (status == STATUS_OK) {
        status = channel_send(&work.channel, writer_written(&body), out);
    }
    return status;
}

static enum status on_bytes(struct view bytes, const struct keystore_applet_request *request,
                            struct keystore_response *response) {
    enum status status = STATUS_OK;
    struct writer out;
    writer_init(&out, work.out, sizeof work.out);
    while (status == STATUS_OK && bytes.length > 0 && !work.answered) {
        struct channel_event event = {.kind = CHANNEL_NOTHING};
        size_t used = 0;
        status = channel_feed(&work.channel, bytes, &used, &out, &event);
        if (status != STATUS_OK || used == 0) {
            return status == STATUS_OK ? STATUS_INVALID : status;
        }
        bytes = view_of(bytes.data + used, bytes.length - used);
        if (event.kind == CHANNEL_EVIDENCE) {
            status = ask(request, &out);
        } else if (event.kind == CHANNEL_MESSAGE) {
            status = keystore_response_decode(event.data, response);
            work.answered = status == STATUS_OK;
        } else if (event.kind == CHANNEL_END) {
            status = STATUS_CLOSED;
        }
        if (status == STATUS_OK) {
            status = flush(&out);
        }
    }
    return status;
}

/* Until the answer is there, the relay ends, or time is up. */
static enum status converse(const struct keystore_applet_request *request,
                            struct keystore_response *response) {
    uint64_t end_ms = platform_tick_ms() + KEYS_WAIT_MS;
    while (!work.answered) {
        uint64_t now_ms = platform_tick_ms();
        struct host_message message;
        size_t length = 0;
        if (now_ms >= end_ms) {
            return STATUS_TIMEOUT;
        }
        enum status status =
            platform_receive(work.host, sizeof work.host, &length, (int)(end_ms - now_ms));
        if (status == STATUS_OK) {
            status = host_message_decode(view_of(work.host, length), &message);
        }
        if (status != STATUS_OK) {
            return status;
        }
        if (message.kind == HOST_STOP) {
            platform_exit(0);
        }
        if (message.kind == HOST_STREAM_END && message.body.stream.stream == STREAM) {
            return STATUS_CLOSED;
        }
        if (message.kind == HOST_STREAM_DATA && message.body.stream.stream == STREAM) {
            status = on_bytes(message.body.stream.bytes, request, response);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static enum status begin(void) {
    struct writer out;
    writer_init(&out, work.out, sizeof work.out);
    channel_initiator(&work.channel, CHANNEL_APPLET, work.message, sizeof work.message);
    enum status status = channel_start(&work.channel, &out);
    if (status == STATUS_OK) {
        status = send_stream(HOST_STREAM_OPEN, view_of(NULL, 0));
    }
    return status == STATUS_OK ? flush(&out) : status;
}

enum status keys_fetch(const struct keystore_applet_request *request,
                       struct keystore_response *response, struct load_refusal *refusal) {
    *refusal = (struct load_refusal){HOST_REFUSED_KEYSTORE, "the keystore cannot be reached"};
    enum status status = begin();
    if (status == STATUS_OK) {
        status = converse(request, response);
    }
    if (status == STATUS_TIMEOUT) {
        refusal->text = "the keystore did not answer in time";
    } else if (status == STATUS_INVALID || status == STATUS_AUTH) {
        refusal->text = "the channel to the keystore was disturbed";
    }
    if (status == STATUS_OK) {
        (void)!send_stream(HOST_STREAM_END, view_of(NULL, 0)); /* a courtesy to the relay */
        if (response->result != KEYSTORE_OK || !response->has_keys) {
            *refusal =
                (struct load_refusal){HOST_REFUSED_KEYS, keystore_result_text(response->result)};
            status = STATUS_DENIED;
        }
    }
    channel_wipe(&work.channel);
    secret_wipe_memory(&work, sizeof work);
    return status;
}
