/*
 * lib/host_channel.h: the messages between tapd and a trusted program, one to a message of
 * lib/ring.h.
 *
 * Everything here is visible to the operator: sealed bytes, sizes, codes. Little endian; `text8` is
 * u8 length and UTF-8, `bytes32` u32 length and bytes; `rest` goes to the end of the message.
 *
 *   kind  name           way  who        body
 *    1    event          in   applet     u64 ticket, nonce 16, text8 trigger, bytes32 sealed message,
 *                                        u8 queries, for each: text8 name, bytes32 sealed message
 *    2    stream_new     in   keystore   u32 stream: a client of port 7777 connected
 *    3    stream_open    out  applet     u32 stream: relay this to the keystore's port
 *    4    stream_data    both both       u32 stream, rest: 1 to HOST_STREAM_MOST bytes
 *    5    stream_end     both both       u32 stream: nothing follows from this side, and forget it
 *    6    store_content  in   keystore   u8 candidate, u8 candidates, u32 total, u32 offset, rest
 *    7    store_put      out  keystore   u64 ticket, u32 total, u32 offset, rest
 *    8    store_done     in   keystore   u64 ticket, u8 1 durable, 0 failed
 *    9    ready          out  both       -
 *   10    refused        out  both       u64 ticket (0: the start; the program ends), u32 code,
 *                                        rest: text
 *   11    notice         out  both       rest: text for the operator's log, nothing secret in it
 *   12    result         out  applet     u64 ticket, u8 actions, for each bytes32 sealed action message
 *                                        in the package's order, bytes32 sealed run record
 *   13    stop           in   both       -: end in order
 *
 * Streams: the side that opens chooses the number (applets count from 1; tapd gives each client of
 * the keystore a number that is not in use). After stream_end from either side the number is free
 * once both said so; data for a stream that this side has ended is dropped. Order within a stream
 * is kept. Backpressure is the ring's: a full ring makes its sender wait.
 *
 * Store: at start tapd sends what it has: candidates newest first (two at most: the blob last
 * acknowledged to the keystore and one that may or may not have been), each in parts of rising
 * offset that make up `total`; `candidates` 0 with an empty rest where there is nothing. The
 * keystore takes the one that its slot's digest names. store_put brings a new blob in the same
 * manner; once all of it is on the disk (fsync of file and directory, the previous blob kept beside
 * it) tapd sends store_done.
 *
 * Tickets are the host's; the program only repeats them. An event gets exactly one answer, result
 * or refused. All decoders check every length and that nothing follows; views lie in `message`.
 */
#ifndef LIB_HOST_CHANNEL_H
#define LIB_HOST_CHANNEL_H

#include "lib/message.h"
#include "lib/ring.h"

#define HOST_MESSAGE_MOST     RING_MESSAGE_MOST
#define HOST_STREAM_MOST      16384u
#define HOST_STORE_PART_MOST  65536u
#define HOST_STORE_BYTES_MOST (4u << 20)
#define HOST_STORE_CANDIDATES 2u
#define HOST_TEXT_MOST        512u
/* What a package's action messages and its run record may come to together; more is refused at
 * start. */
#define HOST_RESULT_BYTES_MOST (HOST_MESSAGE_MOST - 256u)

enum host_kind {
    HOST_EVENT = 1,
    HOST_STREAM_NEW = 2,
    HOST_STREAM_OPEN = 3,
    HOST_STREAM_DATA = 4,
    HOST_STREAM_END = 5,
    HOST_STORE_CONTENT = 6,
    HOST_STORE_PUT = 7,
    HOST_STORE_DONE = 8,
    HOST_READY = 9,
    HOST_REFUSED = 10,
    HOST_NOTICE = 11,
    HOST_RESULT = 12,
    HOST_STOP = 13,
};

/* Why a start or an event was refused. All decided before applet code runs. */
enum host_refusal {
    HOST_REFUSED_INPUT = 1,    /* start: the input isn't what the monitor measured, or no package */
    HOST_REFUSED_TARGET = 2,   /* start: made for another processor or runtime: recompile */
    HOST_REFUSED_KEYSTORE = 3, /* start: the keystore can't be reached; starting again may help */
    HOST_REFUSED_KEYS = 4,     /* start: the keystore gave no keys */
    HOST_REFUSED_PACKAGE = 5,  /* start: the package does not open or load */
    HOST_REFUSED_LIMIT = 6,    /* start: the package exceeds a limit of this program */
    HOST_REFUSED_STORE = 7,    /* start (keystore): what is stored is not the newest state */
    HOST_REFUSED_MALFORMED = 16, /* event: not of the form above, unknown trigger or query */
    HOST_REFUSED_MESSAGE = 17, /* event: a sealed message does not open: changed, or for another */
    HOST_REFUSED_NONCE = 18, /* event: nonce unknown, used or expired: fetch again with a new one */
    HOST_REFUSED_TIME = 19,  /* event: sealed or fixed too long ago, or in the future */
    HOST_REFUSED_NO_TIME = 20, /* event: the monitor has no time; later it may */
    HOST_REFUSED_CONTENT = 21, /* event: ingredients or queries that were not registered */
};

struct host_query_message {
    struct view name, sealed;
};

struct host_event {
    uint64_t ticket;
    uint8_t nonce[NONCE_BYTES];
    struct view trigger, sealed;
    size_t query_count;
    struct host_query_message queries[LIMIT_TRIGGERS];
};

/* stream_new, stream_open, stream_end: `bytes` is empty. */
struct host_stream {
    uint32_t stream;
    struct view bytes;
};

struct host_store_part {
    uint8_t candidate, candidates; /* store_content */
    uint64_t ticket;               /* store_put */
    uint32_t total, offset;
    struct view bytes;
};

struct host_store_done {
    uint64_t ticket;
    bool durable;
};

/* refused, notice (ticket and code 0). */
struct host_text {
    uint64_t ticket;
    uint32_t code;
    struct view text;
};

struct host_result {
    uint64_t ticket;
    size_t action_count;
    struct view actions[LIMIT_ACTIONS];
    struct view record;
};

struct host_message {
    enum host_kind kind;
    union {
        struct host_event event;
        struct host_stream stream;
        struct host_store_part store;
        struct host_store_done done;
        struct host_text text;
        struct host_result result;
    } body;
};

/* Appends the message. STATUS_INVALID for a value out of range, STATUS_TOO_LARGE for lack of room.
 */
MUST_CHECK enum status host_message_encode(const struct host_message *message, struct writer *out);
/* Every kind in either direction: which ones a side accepts is its own business. */
MUST_CHECK enum status host_message_decode(struct view bytes, struct host_message *message);
/* Bytes of an encoded event or result message, to see whether it fits into HOST_MESSAGE_MOST. */
size_t host_message_length(const struct host_message *message);
/* "event", "stream_new", …; NULL for another value. */
const char *host_kind_text(enum host_kind kind);
/* An English phrase, never NULL. */
const char *host_refusal_text(enum host_refusal refusal);

#endif
