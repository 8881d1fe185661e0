/*
 * lib/ring.c: queues in shared memory; the layout and the rules are in ring.h.
 *
 * Owns no memory and makes no system calls. Shared words are touched only by the helpers below.
 */
#include "lib/ring.h"

#include <stdatomic.h>
#include <string.h>

#define RECORD_BYTES 8u

struct ring_shared {
    _Alignas(64) _Atomic uint64_t written;
    _Atomic uint64_t origin;
    _Alignas(64) _Atomic uint64_t read;
    _Alignas(64) _Atomic uint32_t receiver_sleeps;
    _Alignas(64) _Atomic uint32_t sender_waits;
};

_Static_assert(sizeof(struct ring_shared) == 256, "layout in ring.h");
_Static_assert(RING_DATA_BYTES % 64 == 0, "positions are multiples of 8");

static struct ring_shared *shared_of(void *area, enum ring_direction direction) {
    return (struct ring_shared *)area + (direction == RING_TO_PROGRAM ? 0 : 1);
}

static uint8_t *data_of(void *area, enum ring_direction direction) {
    return (uint8_t *)area + RING_HEAD_BYTES + (direction == RING_TO_PROGRAM ? 0 : RING_DATA_BYTES);
}

void ring_sender_init(struct ring_sender *sender, void *area, enum ring_direction direction) {
    *sender = (struct ring_sender){.shared = shared_of(area, direction),
                                   .data = data_of(area, direction)};
}

void ring_receiver_init(struct ring_receiver *receiver, void *area, enum ring_direction direction) {
    *receiver = (struct ring_receiver){.shared = shared_of(area, direction),
                                       .data = data_of(area, direction)};
}

static uint64_t padded(uint64_t length) {
    return (length + 7) & ~UINT64_C(7);
}

/* In range whatever `origin` says: a wrong one garbles the messages of its author, nothing else. */
static size_t offset_of(uint64_t position, uint64_t origin) {
    return (size_t)((position - origin) % RING_DATA_BYTES);
}

/* Writes at a position that the caller has reserved; goes around the end of the data. */
static void put_at(struct ring_sender *sender, uint64_t position, const void *bytes,
                   size_t length) {
    if (length == 0) {
        return;
    }
    size_t offset = offset_of(position, sender->origin);
    size_t first = RING_DATA_BYTES - offset < length ? RING_DATA_BYTES - offset : length;
    memcpy(sender->data + offset, bytes, first);
    memcpy(sender->data, (const uint8_t *)bytes + first, length - first);
}

static void get_at(const struct ring_receiver *receiver, uint64_t position, uint64_t origin,
                   void *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    size_t offset = offset_of(position, origin);
    size_t first = RING_DATA_BYTES - offset < length ? RING_DATA_BYTES - offset : length;
    memcpy(bytes, receiver->data + offset, first);
    memcpy((uint8_t *)bytes + first, receiver->data, length - first);
}

/* Takes over the receiver's position where it is possible at all. */
static enum status sender_refresh(struct ring_sender *sender) {
    uint64_t read = atomic_load_explicit(&sender->shared->read, memory_order_acquire);
    if (read < sender->read || read > sender->written || read % 8 != 0) {
        sender->broken = true;
        return STATUS_INVALID;
    }
    sender->read = read;
    return STATUS_OK;
}

static uint64_t sender_free(const struct ring_sender *sender) {
    return RING_DATA_BYTES - (sender->written - sender->read);
}

/* Room for `need` bytes, looking again after announcing the wait so that no bell is missed. */
static enum status sender_room(struct ring_sender *sender, uint64_t need) {
    enum status status = sender_refresh(sender);
    if (status == STATUS_OK && sender_free(sender) < need) {
        atomic_store(&sender->shared->sender_waits, 1);
        atomic_thread_fence(memory_order_seq_cst);
        status = sender_refresh(sender);
        if (status == STATUS_OK && sender_free(sender) < need) {
            return STATUS_UNAVAILABLE;
        }
        atomic_store(&sender->shared->sender_waits, 0);
    }
    return status;
}

/* An empty queue starts again at the first byte of the data. The receiver reads `origin` only after it
 * has seen more written than it has read, and then this side leaves it alone. */
static void sender_rewind(struct ring_sender *sender) {
    if (sender->read == sender->written && sender->origin != sender->written) {
        sender->origin = sender->written;
        atomic_store_explicit(&sender->shared->origin, sender->origin, memory_order_relaxed);
    }
}

enum status ring_send(struct ring_sender *sender, const struct view *parts, size_t count,
                      bool *wake) {
    *wake = false;
    if (sender->broken) {
        return STATUS_INVALID;
    }
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].length > RING_MESSAGE_MOST - length) {
            return STATUS_TOO_LARGE;
        }
        length += parts[i].length;
    }
    uint64_t need = RECORD_BYTES + padded(length);
    enum status status = sender_room(sender, need);
    if (status != STATUS_OK) {
        return status;
    }
    sender_rewind(sender);
    uint32_t head[2] = {(uint32_t)length, 0};
    uint64_t position = sender->written;
    put_at(sender, position, head, sizeof head);
    position += RECORD_BYTES;
    for (size_t i = 0; i < count; i++) {
        put_at(sender, position, parts[i].data, parts[i].length);
        position += parts[i].length;
    }
    sender->written += need;
    atomic_store_explicit(&sender->shared->written, sender->written, memory_order_release);
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&sender->shared->receiver_sleeps, memory_order_relaxed) != 0) {
        *wake = atomic_exchange(&sender->shared->receiver_sleeps, 0) != 0;
    }
    return STATUS_OK;
}

/* How many bytes are there, once looked at. */
static enum status receiver_available(struct ring_receiver *receiver, uint64_t *available) {
    uint64_t written = atomic_load_explicit(&receiver->shared->written, memory_order_acquire);
    if (written < receiver->read || written - receiver->read > RING_DATA_BYTES ||
        written % 8 != 0) {
        receiver->broken = true;
        return STATUS_INVALID;
    }
    *available = written - receiver->read;
    return STATUS_OK;
}

static enum status receiver_wait(struct ring_receiver *receiver, uint64_t *available) {
    enum status status = receiver_available(receiver, available);
    if (status == STATUS_OK && *available == 0) {
        atomic_store(&receiver->shared->receiver_sleeps, 1);
        atomic_thread_fence(memory_order_seq_cst);
        status = receiver_available(receiver, available);
        if (status == STATUS_OK && *available == 0) {
            return STATUS_UNAVAILABLE;
        }
        atomic_store(&receiver->shared->receiver_sleeps, 0);
    }
    return status;
}

static void receiver_advance(struct ring_receiver *receiver, uint64_t length, bool *wake) {
    receiver->read += length;
    atomic_store_explicit(&receiver->shared->read, receiver->read, memory_order_release);
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&receiver->shared->sender_waits, memory_order_relaxed) != 0) {
        *wake = *wake || atomic_exchange(&receiver->shared->sender_waits, 0) != 0;
    }
}

static enum status receiver_broken(struct ring_receiver *receiver, enum status status) {
    receiver->broken = true;
    return status;
}

enum status ring_receive(struct ring_receiver *receiver, uint8_t *to, size_t capacity,
                         size_t *length, bool *wake) {
    *wake = false;
    *length = 0;
    if (receiver->broken) {
        return STATUS_INVALID;
    }
    uint64_t available = 0;
    enum status status = receiver_wait(receiver, &available);
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t origin = atomic_load_explicit(&receiver->shared->origin, memory_order_relaxed);
    uint32_t head[2];
    get_at(receiver, receiver->read, origin, head, sizeof head);
    uint64_t need = RECORD_BYTES + padded(head[0]);
    if (head[1] != 0 || need > available) {
        return receiver_broken(receiver, STATUS_INVALID);
    }
    if (head[0] > capacity) {
        return receiver_broken(receiver, STATUS_TOO_LARGE);
    }
    get_at(receiver, receiver->read + RECORD_BYTES, origin, to, head[0]);
    *length = head[0];
    receiver_advance(receiver, need, wake);
    return STATUS_OK;
}
