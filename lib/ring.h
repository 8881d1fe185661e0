/*
 * lib/ring.h: two one-way message queues in memory that the host and a trusted program share.
 *
 * The area is RING_AREA_BYTES long, a sealed memfd on the process backend, pages on the enclave
 * one:
 *
 *   offset  bytes
 *        0     64   to the program: u64 written, u64 origin (by its sender)
 *       64     64                   u64 read (by its receiver)
 *      128     64                   u32 receiver sleeps (receiver sets, sender clears)
 *      192     64                   u32 sender waits for room (sender sets, receiver clears)
 *      256    256   from the program: the same four
 *     4096   196608 data to the program
 *   200704   196608 data from the program
 *
 * `written` and `read` count bytes since the start and only grow, in steps of 8; what stands at position p
 * has offset (p - origin) modulo RING_DATA_BYTES in the data. The sender moves the origin to its position
 * whenever the queue is empty, so that a quiet queue uses the same few pages again and again. A message is
 * u32 length, u32 zero, its bytes, padding to 8, and may wrap around the end of the data.
 *
 * Neither side trusts the other: every shared word is read once into private memory and then
 * checked, each side keeps its own position privately, and a message is copied out before anybody
 * looks at it. A violation is final for that queue (STATUS_INVALID, from then on always).
 *
 * Sleeping: a receiver that got STATUS_UNAVAILABLE from ring_receive, or a sender that got it from
 * ring_send, has announced that it sleeps: it may wait on its bell, and the other side will be told
 * by `wake` to ring it. A bell byte means nothing but "look at both queues"; spurious ones are
 * normal.
 *
 * Not thread-safe: one thread for each end.
 */
#ifndef LIB_RING_H
#define LIB_RING_H

#include "lib/cursor.h"

#define RING_HEAD_BYTES   4096u
#define RING_DATA_BYTES   196608u
#define RING_AREA_BYTES   (RING_HEAD_BYTES + 2 * RING_DATA_BYTES)
#define RING_MESSAGE_MOST (RING_DATA_BYTES - 8)

enum ring_direction { RING_TO_PROGRAM = 0, RING_FROM_PROGRAM = 1 };

struct ring_shared;

struct ring_sender {
    struct ring_shared *shared;
    uint8_t *data;
    uint64_t written; /* the truth; the shared word is only its announcement */
    uint64_t read;    /* last valid value seen of the receiver */
    uint64_t origin;  /* position of the first byte of the data */
    bool broken;
};

struct ring_receiver {
    struct ring_shared *shared;
    const uint8_t *data;
    uint64_t read;
    bool broken;
};

/* `area`: RING_AREA_BYTES, aligned to 64, zeros before either side starts. */
void ring_sender_init(struct ring_sender *sender, void *area, enum ring_direction direction);
void ring_receiver_init(struct ring_receiver *receiver, void *area, enum ring_direction direction);

/*
 * Sends one message, the concatenation of `count` parts; all of it or nothing. `*wake`: the
 * receiver sleeps, ring its bell. STATUS_UNAVAILABLE: no room now; the bell rings when there is
 * (call again). STATUS_TOO_LARGE above RING_MESSAGE_MOST, STATUS_INVALID where the other side broke
 * the rules.
 */
MUST_CHECK enum status ring_send(struct ring_sender *sender, const struct view *parts, size_t count,
                                 bool *wake);
/*
 * Copies the next message to `to`. `*wake`: the sender waits for room, ring its bell.
 * STATUS_UNAVAILABLE: nothing there; the bell rings when there is. STATUS_TOO_LARGE: longer than
 * `capacity` (final, like STATUS_INVALID: a program and its host agree on HOST_MESSAGE_MOST).
 */
MUST_CHECK enum status ring_receive(struct ring_receiver *receiver, uint8_t *to, size_t capacity,
                                    size_t *length, bool *wake);

#endif
