/*
 * monitor/stage0/stage0.c: measures the monitor and derives its identity from the device secret
 * (monitor/core/identity.h), before anything else runs. No input but the image and one flash block, no
 * output but the handoff page; a machine without a secret gets a monitor without an identity.
 */
#include "monitor/opensbi/handoff.h"
#include "monitor/opensbi/state_format.h"
#include "monitor/stage0/board.h"

#include <sodium.h>
#include <string.h>

uint64_t stage0_main(void);

/* In the order of string.h: what the compiler and libsodium call. */
void *memcpy(void *to, const void *from, size_t length) {
    return memmove(to, from, length);
}

void *memmove(void *to, const void *from, size_t length) {
    volatile uint8_t *out = to;
    const volatile uint8_t *in = from;
    bool up = (uintptr_t)to <= (uintptr_t)from;
    for (size_t i = 0; i < length; i++) {
        size_t at = up ? i : length - 1 - i;
        out[at] = in[at];
    }
    return to;
}

void *memset(void *to, int byte, size_t length) {
    volatile uint8_t *out = to;
    for (size_t i = 0; i < length; i++) {
        out[i] = (uint8_t)byte;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t length) {
    const uint8_t *left = a;
    const uint8_t *right = b;
    for (size_t i = 0; i < length; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

/* STATUS_NOT_FOUND where no secret was ever written. */
static enum status read_secret(struct secret *secret) {
    const uint8_t *flash = (const uint8_t *)(uintptr_t)BOARD_SECRET_ADDRESS;
    const size_t magic_bytes = sizeof DEVICE_SECRET_MAGIC - 1;
    if (memcmp(flash, DEVICE_SECRET_MAGIC, magic_bytes) != 0) {
        return STATUS_NOT_FOUND;
    }
    memcpy(secret->bytes, flash + magic_bytes, sizeof secret->bytes);
    return STATUS_OK;
}

/* SHA-256(head, image); STATUS_INVALID for a head that is none. */
static enum status measure(const struct image_head *head, uint8_t measurement[MEASUREMENT_BYTES]) {
    const uint8_t *image = (const uint8_t *)(uintptr_t)(BOARD_RAM + MONITOR_OFFSET);
    crypto_hash_sha256_state state;
    if (head->magic != IMAGE_MAGIC || head->bytes > BOARD_MONITOR_MOST) {
        return STATUS_INVALID;
    }
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)head, sizeof *head);
    crypto_hash_sha256_update(&state, image, head->bytes);
    crypto_hash_sha256_final(&state, measurement);
    return STATUS_OK;
}

static void read_state_head(unsigned int number, struct state_head *head) {
    uint64_t block = BOARD_FLASH + BOARD_STATE_OFFSET + number * BOARD_FLASH_BLOCK_BYTES;
    memcpy(head, (const void *)block, sizeof *head);
}

/* True where the flash holds the state of a monitor with another measurement. */
static bool state_is_anothers(const uint8_t measurement[MEASUREMENT_BYTES]) {
    bool anothers = false;
    for (unsigned int i = 0; i < 2; i++) {
        struct state_head head;
        read_state_head(i, &head);
        anothers |=
            head.magic == STATE_MAGIC && memcmp(head.owner, measurement, MEASUREMENT_BYTES) != 0;
    }
    return anothers;
}

static void wipe(uint64_t start, uint64_t bytes) {
    volatile uint64_t *word = (volatile uint64_t *)start;
    for (uint64_t i = 0; i < bytes / sizeof *word; i++) {
        word[i] = 0;
    }
}

/*
 * RAM keeps its contents over a reset: keys of the monitor that ran before and memory of its enclaves must not
 * be left to another one. Where they were, the state says, whoever's image is there now and whatever it
 * claims; an image that lies in the way is destroyed.
 */
static void wipe_remains(void) {
    wipe(BOARD_RAM + BOARD_STACK_BYTES, MONITOR_OFFSET - HANDOFF_PAGE_BYTES - BOARD_STACK_BYTES);
    for (unsigned int i = 0; i < 2; i++) {
        struct state_head head;
        read_state_head(i, &head);
        if (head.magic == STATE_MAGIC && head.own.start > BOARD_RAM + MONITOR_OFFSET &&
            head.pool.start >= BOARD_RAM + BOARD_FIRMWARE_BYTES && head.own.start % 8 == 0 &&
            head.pool.start % 8 == 0) {
            wipe(head.own.start, head.own.bytes);
            wipe(head.pool.start, head.pool.bytes);
        }
    }
}

/* Returns whether the state is to be locked away. */
uint64_t stage0_main(void) {
    void *page = (void *)(uintptr_t)(BOARD_RAM + MONITOR_OFFSET - HANDOFF_PAGE_BYTES);
    struct image_head head;
    struct handoff *handoff = page;
    struct secret secret;
    uint8_t measurement[MEASUREMENT_BYTES];
    bool lock = true;
    wipe_remains();
    memcpy(&head, page, sizeof head);
    enum status status = measure(&head, measurement);
    memset(page, 0, HANDOFF_PAGE_BYTES);
    if (status == STATUS_OK) {
        lock = state_is_anothers(measurement);
        status = read_secret(&secret);
    }
    if (status == STATUS_OK) {
        status = monitor_identity_derive(&handoff->identity, &secret, measurement, head.version);
    }
    secret_wipe(&secret);
    if (status == STATUS_OK) {
        handoff->state_locked = lock;
        handoff->magic = HANDOFF_MAGIC;
    }
    return lock;
}
