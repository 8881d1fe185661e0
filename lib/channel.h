/*
 * lib/channel.h: the attested channel of port 7777, as a state machine without I/O.
 *
 * Wire: frames of a big-endian u16 length and that many bytes (at most CHANNEL_FRAME_MOST).
 *   1. initiator   the purpose in clear ("user" or "applet"); it is part of the prologue, so changing
 *                  it ends the handshake
 *   2. initiator   Noise message 1        prologue = "tapdance/ch/v1" | purpose
 *   3. responder   Noise message 2
 *   4. both        Noise transport messages; plaintext = u8 kind, data
 *                  kind 1 evidence, 2 message, 3 end; bit 0x80: more parts of this message follow
 * The responder's evidence is its first transport message. An initiator of purpose "applet" sends
 * its own evidence next; one of purpose "user" sends none. A message is at most
 * CHANNEL_MESSAGE_MOST bytes, over as many frames as needed. One evidence per role and channel.
 * Everything out of order is final: STATUS_INVALID or STATUS_AUTH, and the channel refuses further
 * calls.
 *
 * The caller moves bytes: what arrives goes to channel_feed, what the calls append to `out` is
 * sent.
 * The channel verifies no evidence: it hands it out, and lets nothing else pass until
 * channel_accept.
 */
#ifndef LIB_CHANNEL_H
#define LIB_CHANNEL_H

#include "lib/noise.h"

#define CHANNEL_FRAME_MOST        4096
#define CHANNEL_PART_MOST         (CHANNEL_FRAME_MOST - NOISE_TAG_BYTES - 1)
#define CHANNEL_MESSAGE_MOST      65536u
#define CHANNEL_CALLER_DATA_BYTES 64

enum channel_role { CHANNEL_INITIATOR = 1, CHANNEL_RESPONDER = 2 };
enum channel_purpose { CHANNEL_USER = 1, CHANNEL_APPLET = 2 };

enum channel_event_kind {
    CHANNEL_NOTHING = 0, /* all input used, more is needed */
    CHANNEL_ESTABLISHED, /* handshake done: a responder, or an applet after accepting, now calls
                            channel_send_evidence */
    CHANNEL_EVIDENCE,    /* the peer's evidence in `data`: verify, then channel_accept or drop */
    CHANNEL_MESSAGE,     /* a whole message in `data` */
    CHANNEL_END,         /* the peer ended the channel in order */
};

struct channel_event {
    enum channel_event_kind kind;
    struct view data; /* valid until the next call; of a message: in the caller's message buffer */
};

struct channel {
    struct noise noise;
    enum channel_role role;
    enum channel_purpose purpose;
    uint8_t state;     /* private to channel.c, as all below */
    uint8_t part_kind; /* of the message being put together */
    bool evidence_sent, evidence_received, accepted, ended, in_message;
    uint8_t *message; /* the caller's buffer */
    size_t message_capacity, message_length;
    size_t frame_length; /* bytes of the present frame that arrived, length field included */
    uint8_t frame[2 + CHANNEL_FRAME_MOST];
};

/* `message` is where messages are put together; larger ones than `capacity` end the channel. */
void channel_initiator(struct channel *channel, enum channel_purpose purpose, uint8_t *message,
                       size_t capacity);
/* The responder learns the purpose from the initiator (channel_purpose_of). */
void channel_responder(struct channel *channel, const struct secret *static_key, uint8_t *message,
                       size_t capacity);
/* Initiator: appends purpose and first handshake message. */
MUST_CHECK enum status channel_start(struct channel *channel, struct writer *out);
/*
 * Takes bytes from the peer; `*used` says how many. Returns after at most one event: call again
 * with the rest. Handshake answers are appended to `out` (at least 128 bytes of room).
 */
MUST_CHECK enum status channel_feed(struct channel *channel, struct view bytes, size_t *used,
                                    struct writer *out, struct channel_event *event);
/*
 * What this side's (own = true) or the peer's evidence must carry as its caller data:
 * SHA-512("tapdance/ev/v1" | 0 | role | purpose | h), role one byte (1 initiator, 2 responder),
 * purpose its text, h the handshake hash (32 bytes).
 */
MUST_CHECK enum status channel_caller_data(const struct channel *channel, bool own,
                                           uint8_t data[CHANNEL_CALLER_DATA_BYTES]);
/* h, for the external_aad of the user's signed requests. */
MUST_CHECK enum status channel_binding(const struct channel *channel,
                                       uint8_t hash[NOISE_HASH_BYTES]);
MUST_CHECK enum status channel_purpose_of(const struct channel *channel,
                                          enum channel_purpose *purpose);
/* Once, by a responder, or by an initiator of purpose applet after it accepted the responder. */
MUST_CHECK enum status channel_send_evidence(struct channel *channel, struct view evidence,
                                             struct writer *out);
/* The caller verified the peer's evidence (or, an applet, needs not to). */
MUST_CHECK enum status channel_accept(struct channel *channel);
/* True where messages may be sent: own evidence sent if due, the peer's accepted if due. */
bool channel_ready(const struct channel *channel);
/* Bytes that channel_send appends for a message of `length` bytes. */
size_t channel_sent_length(size_t length);
MUST_CHECK enum status channel_send(struct channel *channel, struct view message,
                                    struct writer *out);
/* Tells the peer that nothing follows. */
MUST_CHECK enum status channel_end(struct channel *channel, struct writer *out);
void channel_wipe(struct channel *channel);

#endif
