/*
 * monitor/opensbi/state.c: the two blocks of state_format.h. Owns a copy of what they hold, to see what has
 * changed, and the place of the next record.
 */
#include "monitor/opensbi/state.h"

#include "lib/hkdf.h"
#include "monitor/opensbi/flash.h"
#include "monitor/opensbi/memory.h"
#include "monitor/opensbi/state_format.h"
#include "monitor/stage0/board.h"

#include <sodium.h>
#include <string.h>

#define BLOCK_BYTES  BOARD_FLASH_BLOCK_BYTES
#define RECORDS_MOST ((BLOCK_BYTES - sizeof(struct state_head)) / sizeof(struct state_record))

_Static_assert(RECORDS_MOST > MONITOR_SLOTS_MOST + 1, "a block holds all that is worth keeping");

extern char _bss_start[]; /* OpenSBI's: nothing of ours that is secret lies before it */

static bool usable;
static struct secret key;
static uint8_t owner[MEASUREMENT_BYTES];
static uint64_t block, generation, next; /* address of the block in use; index of the next record */
static struct monitor_slot_entry kept[MONITOR_SLOTS_MOST];
static int64_t kept_floor_ms = INT64_MIN;

static uint64_t block_address(unsigned int number) {
    return memory_flash().start + BOARD_STATE_OFFSET + number * BLOCK_BYTES;
}

static void code_of(const struct state_record *record, uint64_t of_generation, uint64_t index,
                    uint8_t code[DIGEST_BYTES]) {
    crypto_auth_hmacsha256_state state;
    const uint64_t place[2] = {of_generation, index};
    crypto_auth_hmacsha256_init(&state, key.bytes, sizeof key.bytes);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)place, sizeof place);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)record,
                                  offsetof(struct state_record, code));
    crypto_auth_hmacsha256_final(&state, code);
    sodium_memzero(&state, sizeof state);
}

static enum status put(uint64_t to_block, uint64_t of_generation, uint64_t index,
                       struct state_record *record) {
    code_of(record, of_generation, index, record->code);
    return flash_write(to_block + sizeof(struct state_head) + index * sizeof *record, record,
                       sizeof *record);
}

/* All that is kept, to the block that is not in use; its head makes it the one that is. */
static enum status move(void) {
    uint64_t firmware_end = memory_firmware().start + memory_firmware().bytes;
    uint64_t to = block == block_address(0) ? block_address(1) : block_address(0);
    struct state_head head = {.magic = STATE_MAGIC,
                              .generation = generation + 1,
                              .own = {(uint64_t)_bss_start, firmware_end - (uint64_t)_bss_start},
                              .pool = {memory_pool().start, memory_pool().bytes}};
    uint64_t index = 0;
    memcpy(head.owner, owner, sizeof head.owner);
    enum status status = flash_erase(to);
    for (size_t i = 0; i < MONITOR_SLOTS_MOST && kept[i].used && status == STATUS_OK; i++) {
        struct state_record record = {
            .kind = STATE_SLOT, .identity = kept[i].identity, .slot = kept[i].slot};
        status = put(to, head.generation, index++, &record);
    }
    if (status == STATUS_OK && kept_floor_ms != INT64_MIN) {
        struct state_record record = {.kind = STATE_FLOOR, .floor_ms = kept_floor_ms};
        status = put(to, head.generation, index++, &record);
    }
    if (status == STATUS_OK) {
        status = flash_write(to, &head, sizeof head);
    }
    if (status == STATUS_OK) {
        block = to;
        generation = head.generation;
        next = index;
    }
    return status;
}

/* A record that could not be written whole is not tried again: the block is left for the other. */
static enum status append(struct state_record *record) {
    if (!usable) {
        return STATUS_UNSUPPORTED;
    }
    enum status status = next < RECORDS_MOST ? STATUS_OK : move();
    if (status == STATUS_OK) {
        status = put(block, generation, next, record);
        next = status == STATUS_OK ? next + 1 : RECORDS_MOST;
    }
    return status;
}

static bool is_blank(const struct state_record *record) {
    const uint8_t *byte = (const uint8_t *)record;
    uint8_t all = 0xff;
    for (size_t i = 0; i < sizeof *record; i++) {
        all &= byte[i];
    }
    return all == 0xff;
}

static void keep_slot(const struct state_record *record) {
    for (size_t i = 0; i < MONITOR_SLOTS_MOST; i++) {
        bool same = memcmp(&kept[i].identity, &record->identity, sizeof kept[i].identity) == 0;
        if (!kept[i].used || same) {
            kept[i] = (struct monitor_slot_entry){
                .used = true, .identity = record->identity, .slot = record->slot};
            return;
        }
    }
}

/* Records up to the first that is blank or does not verify; true where that one is blank. */
static bool read_block(void) {
    for (next = 0; next < RECORDS_MOST; next++) {
        struct state_record record;
        uint8_t code[DIGEST_BYTES];
        memcpy(&record, (const void *)(block + sizeof(struct state_head) + next * sizeof record),
               sizeof record);
        code_of(&record, generation, next, code);
        if (sodium_memcmp(code, record.code, sizeof code) != 0) {
            return is_blank(&record);
        }
        if (record.kind == STATE_SLOT) {
            keep_slot(&record);
        } else if (record.floor_ms > kept_floor_ms) {
            kept_floor_ms = record.floor_ms;
        }
    }
    return true;
}

/*
 * The block with our head and the highest generation, or 0: blank. True where it names the pool that there is.
 */
static bool find_block(void) {
    bool same_pool = false;
    block = 0;
    for (unsigned int i = 0; i < 2; i++) {
        struct state_head head;
        memcpy(&head, (const void *)block_address(i), sizeof head);
        if (head.magic == STATE_MAGIC && memcmp(head.owner, owner, sizeof owner) == 0 &&
            (block == 0 || head.generation > generation)) {
            block = block_address(i);
            generation = head.generation;
            same_pool =
                head.pool.start == memory_pool().start && head.pool.bytes == memory_pool().bytes;
        }
    }
    return same_pool;
}

enum status state_open(struct monitor *monitor) {
    const struct secret *sealing = &monitor->identity.sealing;
    if (memory_flash().bytes < BOARD_STATE_OFFSET + 2 * BLOCK_BYTES) {
        return STATUS_UNSUPPORTED;
    }
    hkdf_derive(&key, view_of(NULL, 0), view_of(sealing->bytes, sizeof sealing->bytes),
                view_text("tapdance/monitor/state/v1"));
    memcpy(owner, monitor->identity.certificate.monitor_measurement, sizeof owner);
    bool same_pool = find_block();
    bool whole = block != 0 && read_block();
    enum status status = whole && same_pool ? STATUS_OK : move();
    for (size_t i = 0; i < MONITOR_SLOTS_MOST && kept[i].used && status == STATUS_OK; i++) {
        status = monitor_slot_restore(monitor, &kept[i].identity, &kept[i].slot);
    }
    if (status == STATUS_OK) {
        monitor_time_floor(monitor, kept_floor_ms);
        usable = true;
    }
    return status;
}

enum status state_slots_changed(void *context, const struct monitor *monitor) {
    for (size_t i = 0; i < MONITOR_SLOTS_MOST && monitor->slots[i].used; i++) {
        const struct monitor_slot_entry *entry = &monitor->slots[i];
        if (memcmp(&kept[i], entry, sizeof kept[i]) != 0) {
            struct state_record record = {
                .kind = STATE_SLOT, .identity = entry->identity, .slot = entry->slot};
            enum status status = append(&record);
            if (status != STATUS_OK) {
                return status;
            }
            kept[i] = *entry;
        }
    }
    return STATUS_OK;
}

enum status state_follow_floor(const struct monitor *monitor) {
    int64_t floor_ms = monitor->time.floor_ms;
    if (floor_ms == INT64_MIN || floor_ms <= kept_floor_ms) {
        return STATUS_OK;
    }
    struct state_record record = {.kind = STATE_FLOOR, .floor_ms = floor_ms + STATE_FLOOR_AHEAD_MS};
    enum status status = append(&record);
    if (status == STATUS_OK) {
        kept_floor_ms = record.floor_ms;
    }
    return status;
}
