/*
 * tapdance-keystore: keeps users' keys and hands them to the applets that the users named, as far as
 * evidence shows that it is them. docs/protocol.md sections 5 and 6.
 *
 * This file owns the order of things: start, the store's way to the host's disk and back, requests.
 * A change is answered only after it is durable and the slot names it; until then other changes wait
 * (in their streams) and reading requests go on.
 */
#include "platform/platform.h"
#include "trusted/keystore/requests.h"
#include "trusted/keystore/stream.h"

#include <string.h>

#define SEAL_LABEL      "tapdance/keystore/store/v1"
#define STORE_WAIT_MS   15000u
#define NOTICE_EVERY_MS 1000u
#define POLL_MS         1000

static struct store store;
static struct stream_table streams;
static struct monitor_slot slot; /* what the monitor holds */
static uint8_t blob[HOST_STORE_BYTES_MOST];
static uint8_t host_bytes[HOST_MESSAGE_MOST];
static struct keystore_response response;

/* The change that is on its way to the disk. */
static struct {
    bool under_way;
    uint64_t ticket, started_ms;
    struct monitor_slot next;
    uint32_t stream;
    uint64_t asked; /* tells a new stream of the same number apart */
    struct keystore_response response;
} change;

static void tell_host(const struct host_message *message) {
    uint8_t bytes[HOST_TEXT_MOST + 64];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    struct view part;
    if (host_message_encode(message, &out) != STATUS_OK) {
        return; /* texts of this program are short and valid */
    }
    part = writer_written(&out);
    if (platform_send(&part, 1) != STATUS_OK) {
        platform_exit(0);
    }
}

static void notice(const char *text) {
    struct host_message message = {.kind = HOST_NOTICE};
    message.body.text.text = view_text(text);
    tell_host(&message);
}

/* What anybody can cause is said once a second at most. */
static void notice_limited(const char *text) {
    static uint64_t last_ms;
    uint64_t now_ms = platform_tick_ms();
    if (last_ms == 0 || now_ms - last_ms >= NOTICE_EVERY_MS) {
        last_ms = now_ms;
        notice(text);
    }
}

_Noreturn static void refuse_start(const char *text) {
    struct host_message message = {.kind = HOST_REFUSED};
    message.body.text.code = HOST_REFUSED_STORE;
    message.body.text.text = view_text(text);
    tell_host(&message);
    platform_exit(1);
}

static void answer_stream(struct stream *stream, struct keystore_response *what) {
    static uint8_t bytes[KEYSTORE_MESSAGE_BYTES_MOST];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    keystore_response_encode(what, &out);
    if (writer_end(&out) == STATUS_OK) {
        stream_answer(stream, writer_written(&out));
    } else {
        stream_close(stream, true);
    }
    secret_wipe_memory(bytes, sizeof bytes);
    secret_wipe_memory(what, sizeof *what);
}

static void send_blob(uint64_t ticket, struct view bytes) {
    for (size_t offset = 0; offset < bytes.length; offset += HOST_STORE_PART_MOST) {
        uint8_t head[32];
        struct writer out;
        size_t left = bytes.length - offset;
        writer_init(&out, head, sizeof head);
        writer_u8(&out, HOST_STORE_PUT);
        writer_u64(&out, ticket);
        writer_u32(&out, (uint32_t)bytes.length);
        writer_u32(&out, (uint32_t)offset);
        struct view parts[2] = {writer_written(&out),
                                view_of(bytes.data + offset,
                                        left < HOST_STORE_PART_MOST ? left : HOST_STORE_PART_MOST)};
        if (platform_send(parts, 2) != STATUS_OK) {
            platform_exit(0);
        }
    }
}

/* The spare half goes to the disk; `response` is what its stream gets then. */
static enum status begin_change(const struct stream *stream) {
    struct writer out;
    writer_init(&out, blob, sizeof blob);
    enum status status = store_seal(&store, &out);
    if (status != STATUS_OK) {
        store_discard(&store);
        return status;
    }
    struct view bytes = writer_written(&out);
    change.under_way = true;
    change.ticket++;
    change.started_ms = platform_tick_ms();
    change.next.version = slot.version + 1;
    digest_sha256(bytes, change.next.digest);
    change.stream = stream->number;
    change.asked = stream->asked;
    change.response = response;
    send_blob(change.ticket, bytes);
    return STATUS_OK;
}

static void user_request(struct stream *stream, struct view message) {
    uint8_t h[NOISE_HASH_BYTES];
    bool changed = false;
    if (change.under_way && request_changes(message)) {
        stream->waiting = true;
        stream->request = message; /* in the stream's own buffer, which nothing touches meanwhile */
        return;
    }
    if (channel_binding(&stream->channel, h) != STATUS_OK) {
        stream_close(stream, true);
        return;
    }
    request_user(&store, message, h, &response, &changed);
    if (changed) {
        stream->waiting = true;
        stream->request = view_of(NULL, 0);
        if (begin_change(stream) == STATUS_OK) {
            return;
        }
        response = (struct keystore_response){.result = KEYSTORE_FULL};
    }
    answer_stream(stream, &response);
}

static void applet_request(struct stream *stream, struct view message) {
    uint8_t caller_data[CHANNEL_CALLER_DATA_BYTES];
    enum evidence_refusal refusal = EVIDENCE_ACCEPTED;
    if (channel_caller_data(&stream->channel, false, caller_data) != STATUS_OK) {
        stream_close(stream, true);
        return;
    }
    request_applet(&store, message, view_of(stream->evidence, stream->evidence_length), caller_data,
                   &response, &refusal);
    if (response.result == KEYSTORE_REFUSED) {
        notice_limited(evidence_refusal_text(refusal));
    }
    answer_stream(stream, &response);
}

static void on_request(struct stream *stream, struct view message) {
    enum channel_purpose purpose = CHANNEL_USER;
    if (channel_purpose_of(&stream->channel, &purpose) != STATUS_OK) {
        stream_close(stream, true);
        return;
    }
    if (purpose == CHANNEL_USER) {
        user_request(stream, message);
    } else {
        applet_request(stream, message);
    }
    if (stream->used && !(stream->waiting && stream->request.length > 0)) {
        secret_wipe_memory(stream->message, sizeof stream->message); /* keys came in there */
    }
}

/* The requests that waited for the store, until one changes it again. */
static void serve_waiting(void) {
    struct stream *stream = NULL;
    while (!change.under_way && (stream = stream_waiting(&streams)) != NULL) {
        stream->waiting = false;
        on_request(stream, stream->request);
    }
}

static void end_change(bool durable) {
    struct stream *stream = stream_find(&streams, change.stream);
    if (stream != NULL && (!stream->waiting || stream->asked != change.asked)) {
        stream = NULL; /* the client has gone; the change stands all the same */
    }
    change.under_way = false;
    enum status status = durable ? platform_slot_cas(&slot, &change.next) : STATUS_IO;
    if (status == STATUS_OK) {
        slot = change.next;
        store_commit(&store);
    } else {
        store_discard(&store);
        change.response = (struct keystore_response){.result = KEYSTORE_UNAVAILABLE};
        if (status == STATUS_STALE || status == STATUS_CLOSED) {
            refuse_start("another keystore has changed the slot, or the monitor is gone");
        }
        notice_limited("a change could not be stored durably and was refused");
    }
    if (stream != NULL) {
        answer_stream(stream, &change.response);
    }
    serve_waiting();
}

static void on_host_message(struct view bytes) {
    struct host_message message;
    if (host_message_decode(bytes, &message) != STATUS_OK) {
        notice_limited("a malformed message of the host was ignored");
        return;
    }
    struct stream *stream = NULL;
    switch (message.kind) {
    case HOST_STREAM_NEW: stream_open(&streams, message.body.stream.stream); break;
    case HOST_STREAM_DATA:
        stream = stream_find(&streams, message.body.stream.stream);
        if (stream != NULL) {
            stream_feed(stream, message.body.stream.bytes, on_request);
        }
        break;
    case HOST_STREAM_END:
        stream = stream_find(&streams, message.body.stream.stream);
        if (stream != NULL) {
            stream_close(stream, true);
        }
        break;
    case HOST_STORE_DONE:
        if (change.under_way && message.body.done.ticket == change.ticket) {
            end_change(message.body.done.durable);
        }
        break;
    case HOST_STOP: platform_exit(0);
    default: notice_limited("a message of the host that is not for a keystore was ignored");
    }
}

/* One candidate is complete in `blob`: true where it is the newest store. */
static bool take_candidate(size_t length) {
    uint8_t digest[DIGEST_BYTES];
    struct view bytes = view_of(blob, length);
    digest_sha256(bytes, digest);
    if (memcmp(digest, slot.digest, sizeof digest) != 0) {
        return false;
    }
    if (store_open(&store, bytes) != STATUS_OK) {
        refuse_start("the newest store does not open: was it made on another machine?");
    }
    return true;
}

/* Parts come in order; anything else is the host's mistake or attack and ends the start. */
static void receive_store(void) {
    size_t filled = 0;
    unsigned expected = 0;
    bool found = false;
    for (;;) {
        size_t length = 0;
        struct host_message message;
        if (platform_receive(host_bytes, sizeof host_bytes, &length, -1) != STATUS_OK) {
            platform_exit(0);
        }
        if (host_message_decode(view_of(host_bytes, length), &message) != STATUS_OK ||
            message.kind != HOST_STORE_CONTENT) {
            refuse_start("the host did not send its store first");
        }
        const struct host_store_part *part = &message.body.store;
        if (part->candidates == 0) {
            break;
        }
        if (part->candidate != expected || part->offset != filled) {
            refuse_start("the host sent its store out of order");
        }
        memcpy(blob + filled, part->bytes.data, part->bytes.length);
        filled += part->bytes.length;
        if (filled < part->total) {
            continue;
        }
        found = found || (slot.version > 0 && take_candidate(filled));
        filled = 0;
        expected++;
        if (expected < part->candidates) {
            continue;
        }
        if (slot.version > 0 && !found) {
            refuse_start(
                "the stored records are not the newest ones: restore them, or delete them to "
                "start empty and have every user redeploy");
        }
        break;
    }
    if (!found && (slot.version > 0 || expected > 0)) {
        notice("starting with an empty store: users must redeploy");
    }
}

int main(void) {
    platform_start();
    if (platform_seal_key(SEAL_LABEL, &store.key) != STATUS_OK ||
        platform_slot_read(&slot) != STATUS_OK) {
        refuse_start("the monitor gave no sealing key or slot");
    }
    stream_table_init(&streams);
    platform_confine();
    receive_store();
    if (platform_notice().length > 0) {
        struct host_message message = {.kind = HOST_NOTICE};
        message.body.text.text = platform_notice();
        tell_host(&message);
    }
    struct host_message ready = {.kind = HOST_READY};
    tell_host(&ready);
    for (;;) {
        size_t length = 0;
        bool quiet = !change.under_way && !stream_any(&streams);
        enum status status =
            platform_receive(host_bytes, sizeof host_bytes, &length, quiet ? -1 : POLL_MS);
        if (status == STATUS_OK) {
            on_host_message(view_of(host_bytes, length));
        } else if (status != STATUS_TIMEOUT) {
            platform_exit(0);
        }
        stream_expire(&streams);
        if (change.under_way && platform_tick_ms() - change.started_ms > STORE_WAIT_MS) {
            end_change(false);
        }
    }
}
