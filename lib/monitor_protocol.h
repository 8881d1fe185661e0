/*
 * lib/monitor_protocol.h: what trusted programs and the host ask of the monitor.
 *
 * The same bytes travel over the inherited socket of a program, over the host's socket of the
 * process monitor (one message per SOCK_SEQPACKET datagram) and through the page that an enclave
 * shares with M-mode. Little endian, fixed layout for each operation:
 *
 *   request   u8 version = 1, u8 operation, u16 0, u32 length of the body, body
 *   response  u8 version = 1, u8 operation, u16 enum monitor_result, u32 length of the body, body
 *
 *   operation        by        request body                             response body (where OK)
 *    1 start         host      bind 32, u8 role, 7 zeros, u64 memory    u64 instance, measurement 32
 *    2 evidence      program   caller data 64                           1 to 1,536 bytes
 *    3 random        program   u32 length (1 to 256), 4 zeros           that many bytes
 *    4 seal_key      program   label 32 (text, zero padded)             key 32
 *    5 time          any       -                                        i64 utc ms, u32 uncertainty ms,
 *                                                                       u32 source, u64 tick ns
 *    6 time_set      clock     u64 tick ns, i64 utc ms,                 -
 *                              u32 uncertainty ms, 4 zeros
 *    7 nonce_issue   host      u64 instance, u32 count (1 to 64),       u32 count, u32 lifetime ms,
 *                              4 zeros                                  64 x 16, unused ones zero
 *    8 nonce_consume program   nonce 16                                 -
 *    9 slot_read     program   -                                        u64 version, digest 32
 *   10 slot_cas      program   expected (u64, 32), next (u64, 32)       -
 *   11 stop          host      u64 instance                             -
 *   12 tick          any       -                                        u64 tick ns
 *
 * A response other than OK has no body. The monitor knows its caller by the socket or the enclave
 * id; nothing in a request names the caller. File descriptors that `start` needs (image, input,
 * shared buffers) travel beside the bytes as SCM_RIGHTS; their order is the process monitor's.
 */
#ifndef LIB_MONITOR_PROTOCOL_H
#define LIB_MONITOR_PROTOCOL_H

#include "lib/evidence.h"
#include "lib/message.h"
#include "lib/policy.h"

#define MONITOR_PROTOCOL_VERSION  1
#define MONITOR_HEAD_BYTES        8
#define MONITOR_RANDOM_MOST       256
#define MONITOR_LABEL_BYTES       32
#define MONITOR_NONCES_MOST       64
#define MONITOR_NONCE_LIFETIME_MS 60000
#define MONITOR_REQUEST_MOST      (MONITOR_HEAD_BYTES + 80)
#define MONITOR_RESPONSE_MOST     (MONITOR_HEAD_BYTES + EVIDENCE_BYTES_MOST)

enum monitor_operation {
    MONITOR_START = 1,
    MONITOR_EVIDENCE = 2,
    MONITOR_RANDOM = 3,
    MONITOR_SEAL_KEY = 4,
    MONITOR_TIME = 5,
    MONITOR_TIME_SET = 6,
    MONITOR_NONCE_ISSUE = 7,
    MONITOR_NONCE_CONSUME = 8,
    MONITOR_SLOT_READ = 9,
    MONITOR_SLOT_CAS = 10,
    MONITOR_STOP = 11,
    MONITOR_TICK = 12,
};

enum monitor_result {
    MONITOR_OK = 0,
    MONITOR_MALFORMED = 1,
    MONITOR_DENIED = 2,      /* this caller may not do that */
    MONITOR_STALE = 3,       /* nonce unknown, used or expired; slot changed; time went backwards */
    MONITOR_FULL = 4,        /* a table or quota is full */
    MONITOR_UNAVAILABLE = 5, /* time not set or too uncertain; storage failed */
    MONITOR_FAILED = 6,      /* start: the image could not be loaded */
};

struct monitor_slot {
    uint64_t version;
    uint8_t digest[DIGEST_BYTES];
};

struct monitor_start {
    uint8_t bind[DIGEST_BYTES];
    enum program_role role; /* a hint for limits only; identity is the measurement */
    uint64_t memory_bytes;
};

struct monitor_time {
    int64_t utc_ms;
    uint32_t uncertainty_ms;
    enum evidence_time_source source; /* response only */
    uint64_t tick_ns;                 /* when this was true */
};

struct monitor_request {
    enum monitor_operation operation;
    union {
        struct monitor_start start;
        uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES];
        uint32_t random_length;
        uint8_t label[MONITOR_LABEL_BYTES];
        struct monitor_time time_set;
        struct {
            uint64_t instance;
            uint32_t count;
        } nonce_issue;
        uint8_t nonce[NONCE_BYTES];
        struct {
            struct monitor_slot expected, next;
        } slot_cas;
        uint64_t instance; /* stop */
    } body;
};

struct monitor_response {
    enum monitor_operation operation;
    enum monitor_result result;
    union {
        struct {
            uint64_t instance;
            uint8_t measurement[MEASUREMENT_BYTES];
        } start;
        struct {
            size_t length;
            uint8_t bytes[EVIDENCE_BYTES_MOST];
        } evidence;
        struct {
            size_t length;
            uint8_t bytes[MONITOR_RANDOM_MOST];
        } random;
        struct secret seal_key;
        struct monitor_time time;
        struct {
            uint32_t count;
            uint32_t lifetime_ms;
            uint8_t nonces[MONITOR_NONCES_MOST][NONCE_BYTES];
        } nonce_issue;
        struct monitor_slot slot;
        uint64_t tick_ns;
    } body;
};

void monitor_request_encode(const struct monitor_request *request, struct writer *out);
/* STATUS_INVALID for any other version, operation, length, value out of range or bit set. */
MUST_CHECK enum status monitor_request_decode(struct view message, struct monitor_request *request);
void monitor_response_encode(const struct monitor_response *response, struct writer *out);
/* Also refuses an answer to another operation than `expected`. */
MUST_CHECK enum status monitor_response_decode(struct view message, enum monitor_operation expected,
                                               struct monitor_response *response);
/* STATUS_OK, INVALID, DENIED, STALE, NO_MEMORY (full), UNAVAILABLE or FAILED. */
MUST_CHECK enum status monitor_result_status(enum monitor_result result);

#endif
