/*
 * lib/host_channel.c: encoding and strict decoding of lib/host_channel.h. No state, no I/O.
 */
#include "lib/host_channel.h"

#include "lib/text.h"

static void put_text8(struct writer *out, struct view text) {
    writer_u8(out, (uint8_t)text.length);
    writer_view(out, text);
}

static void put_bytes32(struct writer *out, struct view bytes) {
    writer_u32(out, (uint32_t)bytes.length);
    writer_view(out, bytes);
}

static enum status get_text8(struct reader *in, struct view *text) {
    uint8_t length = 0;
    enum status status = reader_u8(in, &length);
    return status == STATUS_OK ? reader_view(in, length, text) : status;
}

static enum status get_bytes32(struct reader *in, struct view *bytes) {
    uint32_t length = 0;
    enum status status = reader_u32(in, &length);
    return status == STATUS_OK ? reader_view(in, length, bytes) : status;
}

static enum status get_rest(struct reader *in, struct view *rest) {
    return reader_view(in, reader_left(in), rest);
}

/* Names in both directions obey lib/text.h, so that what tapd puts into a URL is harmless. */
static bool event_valid(const struct host_event *event) {
    if (!text_is_name(event->trigger) || event->sealed.length > TRIGGER_MESSAGE_BYTES_MOST ||
        event->query_count > LIMIT_TRIGGERS) {
        return false;
    }
    for (size_t i = 0; i < event->query_count; i++) {
        if (!text_is_name(event->queries[i].name) ||
            event->queries[i].sealed.length > TRIGGER_MESSAGE_BYTES_MOST) {
            return false;
        }
    }
    return true;
}

static enum status event_encode(const struct host_event *event, struct writer *out) {
    if (!event_valid(event)) {
        return STATUS_INVALID;
    }
    writer_u64(out, event->ticket);
    writer_bytes(out, event->nonce, sizeof event->nonce);
    put_text8(out, event->trigger);
    put_bytes32(out, event->sealed);
    writer_u8(out, (uint8_t)event->query_count);
    for (size_t i = 0; i < event->query_count; i++) {
        put_text8(out, event->queries[i].name);
        put_bytes32(out, event->queries[i].sealed);
    }
    return STATUS_OK;
}

static enum status event_decode(struct reader *in, struct host_event *event) {
    uint8_t queries = 0;
    enum status status = reader_u64(in, &event->ticket);
    if (status == STATUS_OK) {
        status = reader_bytes(in, event->nonce, sizeof event->nonce);
    }
    if (status == STATUS_OK) {
        status = get_text8(in, &event->trigger);
    }
    if (status == STATUS_OK) {
        status = get_bytes32(in, &event->sealed);
    }
    if (status == STATUS_OK) {
        status = reader_u8(in, &queries);
    }
    if (status == STATUS_OK && queries > LIMIT_TRIGGERS) {
        status = STATUS_INVALID;
    }
    for (size_t i = 0; status == STATUS_OK && i < queries; i++) {
        status = get_text8(in, &event->queries[i].name);
        if (status == STATUS_OK) {
            status = get_bytes32(in, &event->queries[i].sealed);
        }
    }
    event->query_count = queries;
    return status != STATUS_OK || event_valid(event) ? status : STATUS_INVALID;
}

static bool stream_valid(enum host_kind kind, const struct host_stream *stream) {
    if (kind == HOST_STREAM_DATA) {
        return stream->bytes.length >= 1 && stream->bytes.length <= HOST_STREAM_MOST;
    }
    return stream->bytes.length == 0;
}

static bool store_valid(enum host_kind kind, const struct host_store_part *part) {
    bool fits = part->bytes.length <= HOST_STORE_PART_MOST &&
                part->total <= HOST_STORE_BYTES_MOST && part->offset <= part->total &&
                part->bytes.length <= part->total - part->offset;
    if (!fits) {
        return false;
    }
    if (kind == HOST_STORE_CONTENT) {
        if (part->candidates == 0) {
            return part->candidate == 0 && part->total == 0;
        }
        return part->candidates <= HOST_STORE_CANDIDATES && part->candidate < part->candidates &&
               part->bytes.length > 0;
    }
    return part->bytes.length > 0;
}

static enum status store_encode(enum host_kind kind, const struct host_store_part *part,
                                struct writer *out) {
    if (!store_valid(kind, part)) {
        return STATUS_INVALID;
    }
    if (kind == HOST_STORE_CONTENT) {
        writer_u8(out, part->candidate);
        writer_u8(out, part->candidates);
    } else {
        writer_u64(out, part->ticket);
    }
    writer_u32(out, part->total);
    writer_u32(out, part->offset);
    writer_view(out, part->bytes);
    return STATUS_OK;
}

static enum status store_decode(enum host_kind kind, struct reader *in,
                                struct host_store_part *part) {
    enum status status = STATUS_FAILED;
    if (kind == HOST_STORE_CONTENT) {
        status = reader_u8(in, &part->candidate);
        if (status == STATUS_OK) {
            status = reader_u8(in, &part->candidates);
        }
    } else {
        status = reader_u64(in, &part->ticket);
    }
    if (status == STATUS_OK) {
        status = reader_u32(in, &part->total);
    }
    if (status == STATUS_OK) {
        status = reader_u32(in, &part->offset);
    }
    if (status == STATUS_OK) {
        status = get_rest(in, &part->bytes);
    }
    return status != STATUS_OK || store_valid(kind, part) ? status : STATUS_INVALID;
}

static bool text_valid(const struct host_text *text) {
    return text->text.length <= HOST_TEXT_MOST && text_is_utf8(text->text);
}

static enum status refused_decode(struct reader *in, struct host_text *text) {
    enum status status = reader_u64(in, &text->ticket);
    if (status == STATUS_OK) {
        status = reader_u32(in, &text->code);
    }
    if (status == STATUS_OK) {
        status = get_rest(in, &text->text);
    }
    return status != STATUS_OK || text_valid(text) ? status : STATUS_INVALID;
}

static enum status result_encode(const struct host_result *result, struct writer *out) {
    if (result->action_count > LIMIT_ACTIONS) {
        return STATUS_INVALID;
    }
    writer_u64(out, result->ticket);
    writer_u8(out, (uint8_t)result->action_count);
    for (size_t i = 0; i < result->action_count; i++) {
        put_bytes32(out, result->actions[i]);
    }
    put_bytes32(out, result->record);
    return STATUS_OK;
}

static enum status result_decode(struct reader *in, struct host_result *result) {
    uint8_t actions = 0;
    enum status status = reader_u64(in, &result->ticket);
    if (status == STATUS_OK) {
        status = reader_u8(in, &actions);
    }
    if (status == STATUS_OK && actions > LIMIT_ACTIONS) {
        status = STATUS_INVALID;
    }
    for (size_t i = 0; status == STATUS_OK && i < actions; i++) {
        status = get_bytes32(in, &result->actions[i]);
    }
    result->action_count = actions;
    return status == STATUS_OK ? get_bytes32(in, &result->record) : status;
}

static enum status body_encode(const struct host_message *message, struct writer *out) {
    switch (message->kind) {
    case HOST_EVENT: return event_encode(&message->body.event, out);
    case HOST_STREAM_NEW:
    case HOST_STREAM_OPEN:
    case HOST_STREAM_DATA:
    case HOST_STREAM_END:
        if (!stream_valid(message->kind, &message->body.stream)) {
            return STATUS_INVALID;
        }
        writer_u32(out, message->body.stream.stream);
        writer_view(out, message->body.stream.bytes);
        return STATUS_OK;
    case HOST_STORE_CONTENT:
    case HOST_STORE_PUT: return store_encode(message->kind, &message->body.store, out);
    case HOST_STORE_DONE:
        writer_u64(out, message->body.done.ticket);
        writer_u8(out, message->body.done.durable ? 1 : 0);
        return STATUS_OK;
    case HOST_REFUSED:
        writer_u64(out, message->body.text.ticket);
        writer_u32(out, message->body.text.code);
        __attribute__((fallthrough));
    case HOST_NOTICE:
        writer_view(out, message->body.text.text);
        return text_valid(&message->body.text) ? STATUS_OK : STATUS_INVALID;
    case HOST_RESULT: return result_encode(&message->body.result, out);
    case HOST_READY:
    case HOST_STOP: return STATUS_OK;
    }
    return STATUS_INVALID;
}

enum status host_message_encode(const struct host_message *message, struct writer *out) {
    writer_u8(out, (uint8_t)message->kind);
    enum status status = body_encode(message, out);
    return status == STATUS_OK ? writer_end(out) : status;
}

static enum status done_decode(struct reader *in, struct host_store_done *done) {
    uint8_t durable = 0;
    enum status status = reader_u64(in, &done->ticket);
    if (status == STATUS_OK) {
        status = reader_u8(in, &durable);
    }
    if (status == STATUS_OK && durable > 1) {
        status = STATUS_INVALID;
    }
    done->durable = durable == 1;
    return status;
}

static enum status stream_decode(enum host_kind kind, struct reader *in,
                                 struct host_stream *stream) {
    enum status status = reader_u32(in, &stream->stream);
    if (status == STATUS_OK) {
        status = get_rest(in, &stream->bytes);
    }
    return status != STATUS_OK || stream_valid(kind, stream) ? status : STATUS_INVALID;
}

static enum status body_decode(struct reader *in, struct host_message *message) {
    enum status status = STATUS_FAILED;
    switch (message->kind) {
    case HOST_EVENT: return event_decode(in, &message->body.event);
    case HOST_STREAM_NEW:
    case HOST_STREAM_OPEN:
    case HOST_STREAM_DATA:
    case HOST_STREAM_END: return stream_decode(message->kind, in, &message->body.stream);
    case HOST_STORE_CONTENT:
    case HOST_STORE_PUT: return store_decode(message->kind, in, &message->body.store);
    case HOST_STORE_DONE: return done_decode(in, &message->body.done);
    case HOST_REFUSED: return refused_decode(in, &message->body.text);
    case HOST_NOTICE:
        status = get_rest(in, &message->body.text.text);
        return status != STATUS_OK || text_valid(&message->body.text) ? status : STATUS_INVALID;
    case HOST_RESULT: return result_decode(in, &message->body.result);
    case HOST_READY:
    case HOST_STOP: return STATUS_OK;
    }
    return STATUS_INVALID;
}

enum status host_message_decode(struct view bytes, struct host_message *message) {
    struct reader in;
    reader_init_view(&in, bytes);
    uint8_t kind = 0;
    enum status status = reader_u8(&in, &kind);
    if (status != STATUS_OK) {
        return status;
    }
    *message = (struct host_message){.kind = (enum host_kind)kind};
    status = body_decode(&in, message);
    return status == STATUS_OK ? reader_end(&in) : status;
}

size_t host_message_length(const struct host_message *message) {
    size_t length = 0;
    if (message->kind == HOST_EVENT) {
        const struct host_event *event = &message->body.event;
        length = 1 + 8 + NONCE_BYTES + 1 + event->trigger.length + 4 + event->sealed.length + 1;
        for (size_t i = 0; i < event->query_count; i++) {
            length += 1 + event->queries[i].name.length + 4 + event->queries[i].sealed.length;
        }
    } else if (message->kind == HOST_RESULT) {
        const struct host_result *result = &message->body.result;
        length = 1 + 8 + 1 + 4 + result->record.length;
        for (size_t i = 0; i < result->action_count; i++) {
            length += 4 + result->actions[i].length;
        }
    }
    return length;
}

const char *host_kind_text(enum host_kind kind) {
    switch (kind) {
    case HOST_EVENT: return "event";
    case HOST_STREAM_NEW: return "stream_new";
    case HOST_STREAM_OPEN: return "stream_open";
    case HOST_STREAM_DATA: return "stream_data";
    case HOST_STREAM_END: return "stream_end";
    case HOST_STORE_CONTENT: return "store_content";
    case HOST_STORE_PUT: return "store_put";
    case HOST_STORE_DONE: return "store_done";
    case HOST_READY: return "ready";
    case HOST_REFUSED: return "refused";
    case HOST_NOTICE: return "notice";
    case HOST_RESULT: return "result";
    case HOST_STOP: return "stop";
    }
    return NULL;
}

const char *host_refusal_text(enum host_refusal refusal) {
    switch (refusal) {
    case HOST_REFUSED_INPUT: return "the package is not the one that was measured";
    case HOST_REFUSED_TARGET: return "the package is for another processor or runtime: recompile";
    case HOST_REFUSED_KEYSTORE: return "the keystore cannot be reached";
    case HOST_REFUSED_KEYS: return "the keystore gave no keys";
    case HOST_REFUSED_PACKAGE: return "the package does not open or load";
    case HOST_REFUSED_LIMIT: return "the package exceeds a limit";
    case HOST_REFUSED_STORE: return "the stored records are not the newest ones";
    case HOST_REFUSED_MALFORMED: return "malformed event, unknown trigger or query";
    case HOST_REFUSED_MESSAGE: return "a sealed message does not open";
    case HOST_REFUSED_NONCE: return "the nonce is unknown, used or expired";
    case HOST_REFUSED_TIME: return "the event is too old or in the future";
    case HOST_REFUSED_NO_TIME: return "there is no secure time now";
    case HOST_REFUSED_CONTENT: return "the event holds what was not registered";
    }
    return "refused";
}
