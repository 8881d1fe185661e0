/*
 * lib/channel.c: frames, purpose, handshake, evidence, messages. The wire is drawn in the header.
 *
 * `state` counts the handshake; what may pass afterwards is decided by the flags evidence_sent,
 * evidence_received and accepted, in one place each: may_send_evidence, may_receive, channel_ready.
 */
#include "lib/channel.h"

#include <sodium.h>
#include <string.h>

#define PROLOGUE      "tapdance/ch/v1"
#define CALLER_PREFIX "tapdance/ev/v1"
#define PURPOSE_MOST  6 /* "applet" */

enum state {
    STATE_FAILED = 0,
    STATE_START,       /* initiator: channel_start is due */
    STATE_AWAIT_REPLY, /* initiator: Noise message 2 */
    STATE_AWAIT_PURPOSE,
    STATE_AWAIT_HELLO, /* responder: Noise message 1 */
    STATE_OPEN,
    STATE_ENDED,
};

enum part_kind { PART_EVIDENCE = 1, PART_MESSAGE = 2, PART_END = 3 };
#define PART_MORE 0x80

static enum status fail(struct channel *channel, enum status status) {
    channel_wipe(channel);
    return status;
}

static struct view purpose_view(enum channel_purpose purpose) {
    return view_text(purpose == CHANNEL_USER ? "user" : "applet");
}

static struct view prologue_view(enum channel_purpose purpose, uint8_t *bytes, size_t capacity) {
    struct writer writer;
    writer_init(&writer, bytes, capacity);
    writer_view(&writer, view_text(PROLOGUE));
    writer_view(&writer, purpose_view(purpose));
    return writer_written(&writer);
}

static void begin(struct channel *channel, enum channel_role role, uint8_t *message,
                  size_t capacity) {
    memset(channel, 0, sizeof *channel);
    channel->role = role;
    channel->message = message;
    channel->message_capacity = capacity < CHANNEL_MESSAGE_MOST ? capacity : CHANNEL_MESSAGE_MOST;
}

void channel_initiator(struct channel *channel, enum channel_purpose purpose, uint8_t *message,
                       size_t capacity) {
    uint8_t prologue[sizeof PROLOGUE + PURPOSE_MOST];
    begin(channel, CHANNEL_INITIATOR, message, capacity);
    channel->purpose = purpose;
    noise_initiator(&channel->noise, prologue_view(purpose, prologue, sizeof prologue));
    channel->state = STATE_START;
}

void channel_responder(struct channel *channel, const struct secret *static_key, uint8_t *message,
                       size_t capacity) {
    begin(channel, CHANNEL_RESPONDER, message, capacity);
    /* The prologue needs the purpose, which arrives first: until then the static key waits here. */
    secret_copy(&channel->noise.local_static, static_key);
    channel->state = STATE_AWAIT_PURPOSE;
}

enum status channel_start(struct channel *channel, struct writer *out) {
    struct view purpose = purpose_view(channel->purpose);
    enum status status = STATUS_INVALID;
    if (channel->state != STATE_START) {
        return fail(channel, STATUS_INVALID);
    }
    writer_u16be(out, (uint16_t)purpose.length);
    writer_view(out, purpose);
    writer_u16be(out, NOISE_HELLO_BYTES);
    status = noise_handshake_write(&channel->noise, out);
    if (status != STATUS_OK) {
        return fail(channel, status);
    }
    channel->state = STATE_AWAIT_REPLY;
    return STATUS_OK;
}

static enum status take_purpose(struct channel *channel, struct view frame) {
    uint8_t prologue[sizeof PROLOGUE + PURPOSE_MOST];
    struct secret static_key;
    if (view_equal(frame, purpose_view(CHANNEL_USER))) {
        channel->purpose = CHANNEL_USER;
    } else if (view_equal(frame, purpose_view(CHANNEL_APPLET))) {
        channel->purpose = CHANNEL_APPLET;
    } else {
        return STATUS_INVALID;
    }
    secret_copy(&static_key, &channel->noise.local_static);
    noise_responder(&channel->noise, prologue_view(channel->purpose, prologue, sizeof prologue),
                    &static_key);
    secret_wipe(&static_key);
    channel->state = STATE_AWAIT_HELLO;
    return STATUS_OK;
}

static enum status take_hello(struct channel *channel, struct view frame, struct writer *out) {
    enum status status = noise_handshake_read(&channel->noise, frame);
    if (status == STATUS_OK) {
        writer_u16be(out, NOISE_HELLO_ACK_BYTES);
        status = noise_handshake_write(&channel->noise, out);
    }
    if (status == STATUS_OK) {
        channel->state = STATE_OPEN;
    }
    return status;
}

/* The initiator of purpose user shows none. */
static bool peer_owes_evidence(const struct channel *channel) {
    return channel->role == CHANNEL_INITIATOR || channel->purpose == CHANNEL_APPLET;
}

static bool owes_evidence(const struct channel *channel) {
    return channel->role == CHANNEL_RESPONDER || channel->purpose == CHANNEL_APPLET;
}

bool channel_ready(const struct channel *channel) {
    return channel->state == STATE_OPEN && !channel->ended &&
           (channel->evidence_sent || !owes_evidence(channel)) &&
           (channel->accepted || !peer_owes_evidence(channel));
}

static bool may_send_evidence(const struct channel *channel) {
    return channel->state == STATE_OPEN && !channel->ended && !channel->evidence_sent &&
           owes_evidence(channel) && (channel->role == CHANNEL_RESPONDER || channel->accepted);
}

static bool may_receive(const struct channel *channel, uint8_t kind) {
    bool first_part = !channel->in_message;
    switch (kind) {
    case PART_EVIDENCE:
        /* A responder hears evidence only after it gave its own. */
        return peer_owes_evidence(channel) && !channel->accepted &&
               (!channel->evidence_received || !first_part) &&
               (channel->role == CHANNEL_INITIATOR || channel->evidence_sent);
    case PART_MESSAGE: return channel_ready(channel);
    case PART_END: return first_part;
    default: return false;
    }
}

/* A decrypted part: collect it; the last one of a message makes the event. */
static enum status take_part(struct channel *channel, struct view plain,
                             struct channel_event *event) {
    struct reader reader;
    struct view data = {0};
    uint8_t head = 0, kind = 0;
    reader_init_view(&reader, plain);
    if (reader_u8(&reader, &head) != STATUS_OK ||
        reader_view(&reader, reader_left(&reader), &data) != STATUS_OK) {
        return STATUS_INVALID;
    }
    kind = (uint8_t)(head & ~PART_MORE);
    if (!may_receive(channel, kind) || (channel->in_message && kind != channel->part_kind)) {
        return STATUS_INVALID;
    }
    if (kind == PART_END) {
        if (head != PART_END || data.length != 0) {
            return STATUS_INVALID;
        }
        channel->state = STATE_ENDED;
        event->kind = CHANNEL_END;
        return STATUS_OK;
    }
    if (!channel->in_message) {
        channel->message_length = 0;
    }
    if (data.length > channel->message_capacity - channel->message_length) {
        return STATUS_TOO_LARGE;
    }
    if (data.length > 0) {
        memcpy(channel->message + channel->message_length, data.data, data.length);
    }
    channel->message_length += data.length;
    channel->part_kind = kind;
    channel->in_message = (head & PART_MORE) != 0;
    if (channel->in_message) {
        /* Parts without data would be work for nothing without end. */
        return data.length > 0 ? STATUS_OK : STATUS_INVALID;
    }
    if (kind == PART_EVIDENCE) {
        channel->evidence_received = true;
    }
    event->kind = kind == PART_EVIDENCE ? CHANNEL_EVIDENCE : CHANNEL_MESSAGE;
    event->data = view_of(channel->message, channel->message_length);
    return STATUS_OK;
}

static enum status take_frame(struct channel *channel, uint8_t *bytes, size_t length,
                              struct writer *out, struct channel_event *event) {
    struct view frame = view_of(bytes, length);
    size_t plain_length = length;
    enum status status = STATUS_INVALID;
    switch (channel->state) {
    case STATE_AWAIT_PURPOSE: return take_purpose(channel, frame);
    case STATE_AWAIT_HELLO:
        status = take_hello(channel, frame, out);
        event->kind = status == STATUS_OK ? CHANNEL_ESTABLISHED : CHANNEL_NOTHING;
        return status;
    case STATE_AWAIT_REPLY:
        status = noise_handshake_read(&channel->noise, frame);
        if (status == STATUS_OK) {
            channel->state = STATE_OPEN;
            event->kind = CHANNEL_ESTABLISHED;
        }
        return status;
    case STATE_OPEN:
        status = noise_receive(&channel->noise, frame, bytes, &plain_length);
        return status == STATUS_OK ? take_part(channel, view_of(bytes, plain_length), event)
                                   : status;
    default: return STATUS_INVALID;
    }
}

enum status channel_feed(struct channel *channel, struct view bytes, size_t *used,
                         struct writer *out, struct channel_event *event) {
    struct reader reader;
    *used = 0;
    *event = (struct channel_event){.kind = CHANNEL_NOTHING};
    if (channel->state == STATE_FAILED || channel->state == STATE_START) {
        return fail(channel, STATUS_INVALID);
    }
    if (channel->state == STATE_ENDED) {
        return bytes.length == 0 ? STATUS_OK : STATUS_CLOSED;
    }
    reader_init_view(&reader, bytes);
    while (event->kind == CHANNEL_NOTHING && reader_left(&reader) > 0) {
        size_t due = 2, part = 0;
        enum status status = STATUS_INVALID;
        if (channel->frame_length >= 2) {
            due += (size_t)channel->frame[0] << 8 | channel->frame[1];
        }
        part = due - channel->frame_length;
        part = part < reader_left(&reader) ? part : reader_left(&reader);
        status = reader_bytes(&reader, channel->frame + channel->frame_length, part);
        channel->frame_length += part;
        if (status == STATUS_OK && channel->frame_length == 2) {
            due = (size_t)channel->frame[0] << 8 | channel->frame[1];
            status = due >= 1 && due <= CHANNEL_FRAME_MOST ? STATUS_OK : STATUS_INVALID;
        } else if (status == STATUS_OK && channel->frame_length == due && due > 2) {
            channel->frame_length = 0;
            status = take_frame(channel, channel->frame + 2, due - 2, out, event);
        }
        if (status != STATUS_OK) {
            event->kind = CHANNEL_NOTHING;
            return fail(channel, status);
        }
    }
    *used = reader.position;
    return STATUS_OK;
}

enum status channel_caller_data(const struct channel *channel, bool own,
                                uint8_t data[CHANNEL_CALLER_DATA_BYTES]) {
    uint8_t bytes[sizeof CALLER_PREFIX + 2 + PURPOSE_MOST + NOISE_HASH_BYTES];
    struct writer writer;
    enum channel_role peer =
        channel->role == CHANNEL_INITIATOR ? CHANNEL_RESPONDER : CHANNEL_INITIATOR;
    if (channel->state != STATE_OPEN) {
        return STATUS_INVALID;
    }
    writer_init(&writer, bytes, sizeof bytes);
    writer_view(&writer, view_text(CALLER_PREFIX));
    writer_u8(&writer, 0);
    writer_u8(&writer, (uint8_t)(own ? channel->role : peer));
    writer_view(&writer, purpose_view(channel->purpose));
    writer_bytes(&writer, channel->noise.hash, sizeof channel->noise.hash);
    crypto_hash_sha512(data, writer.data, writer.position);
    return writer_end(&writer);
}

enum status channel_binding(const struct channel *channel, uint8_t hash[NOISE_HASH_BYTES]) {
    if (channel->state != STATE_OPEN) {
        return STATUS_INVALID;
    }
    memcpy(hash, channel->noise.hash, NOISE_HASH_BYTES);
    return STATUS_OK;
}

enum status channel_purpose_of(const struct channel *channel, enum channel_purpose *purpose) {
    if (channel->purpose != CHANNEL_USER && channel->purpose != CHANNEL_APPLET) {
        return STATUS_INVALID;
    }
    *purpose = channel->purpose;
    return STATUS_OK;
}

size_t channel_sent_length(size_t length) {
    size_t frames = length == 0 ? 1 : (length + CHANNEL_PART_MOST - 1) / CHANNEL_PART_MOST;
    return length + frames * (2 + 1 + NOISE_TAG_BYTES);
}

/*
 * Parts of one message, each built and encrypted where it is sent from. The noise state moves on with
 * every part, so a failure in between is final.
 */
static enum status send_parts(struct channel *channel, uint8_t kind, struct view data,
                              struct writer *out) {
    struct reader reader;
    if (writer_left(out) < channel_sent_length(data.length)) {
        return STATUS_TOO_LARGE;
    }
    reader_init_view(&reader, data);
    do {
        size_t left = reader_left(&reader);
        size_t part = left < CHANNEL_PART_MOST ? left : CHANNEL_PART_MOST;
        struct writer plain;
        enum status status = STATUS_FAILED;
        writer_u16be(out, (uint16_t)(1 + part + NOISE_TAG_BYTES));
        plain = *out;
        writer_u8(&plain, (uint8_t)(kind | (part < left ? PART_MORE : 0)));
        status = reader_bytes(&reader, writer_reserve(&plain, part), part);
        if (status == STATUS_OK) {
            status = noise_send(&channel->noise, view_of(out->data + out->position, 1 + part), out);
        }
        if (status != STATUS_OK) {
            return fail(channel, status);
        }
    } while (reader_left(&reader) > 0);
    return STATUS_OK;
}

enum status channel_send_evidence(struct channel *channel, struct view evidence,
                                  struct writer *out) {
    enum status status = STATUS_INVALID;
    if (!may_send_evidence(channel)) {
        return STATUS_INVALID;
    }
    status = send_parts(channel, PART_EVIDENCE, evidence, out);
    if (status == STATUS_OK) {
        channel->evidence_sent = true;
    }
    return status;
}

enum status channel_accept(struct channel *channel) {
    if (channel->state != STATE_OPEN || !channel->evidence_received || channel->accepted) {
        return STATUS_INVALID;
    }
    channel->accepted = true;
    return STATUS_OK;
}

enum status channel_send(struct channel *channel, struct view message, struct writer *out) {
    if (!channel_ready(channel)) {
        return STATUS_INVALID;
    }
    if (message.length > CHANNEL_MESSAGE_MOST) {
        return STATUS_TOO_LARGE;
    }
    return send_parts(channel, PART_MESSAGE, message, out);
}

enum status channel_end(struct channel *channel, struct writer *out) {
    enum status status = STATUS_INVALID;
    if (channel->state != STATE_OPEN || channel->ended) {
        return STATUS_INVALID;
    }
    status = send_parts(channel, PART_END, view_of(NULL, 0), out);
    if (status == STATUS_OK) {
        channel->ended = true;
    }
    return status;
}

void channel_wipe(struct channel *channel) {
    noise_wipe(&channel->noise);
    if (channel->message != NULL && channel->message_length > 0) {
        sodium_memzero(channel->message, channel->message_length);
    }
    sodium_memzero(channel->frame, sizeof channel->frame);
    channel->state = STATE_FAILED;
}
