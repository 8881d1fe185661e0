/*
 * monitor/opensbi/services.c: owns the core's state. The lock is held while the core works, at most for one
 * signature; nobody holding it waits for anything.
 */
#include "monitor/opensbi/sbi.h"

#include "monitor/opensbi/services.h"

#include "monitor/opensbi/handoff.h"
#include "monitor/opensbi/random.h"

#include <string.h>

#define NS_PER_S UINT64_C(1000000000)

static spinlock_t lock = SPIN_LOCK_INITIALIZER;
static bool ready;
static struct monitor monitor;
/* Too large for the stack; used with the lock held and wiped behind each use. */
static struct monitor_request request;
static struct monitor_response response;
static uint8_t bytes_in[MONITOR_REQUEST_MOST], bytes_out[MONITOR_RESPONSE_MOST];

bool services_ready(void) {
    return ready;
}

static uint64_t tick_ns(void) {
    uint64_t frequency = sbi_timer_get_device()->timer_freq;
    uint64_t value = sbi_timer_value();
    return value / frequency * NS_PER_S + value % frequency * NS_PER_S / frequency;
}

static enum status draw(void *context, uint8_t *bytes, size_t length) {
    return random_bytes(bytes, length);
}

/* Slots live as long as the machine runs, and evidence says so (ROLLBACK_VOLATILE). */
static enum status keep_slots(void *context, const struct monitor *of) {
    return STATUS_OK;
}

enum status services_init(void) {
    static const struct monitor_hooks hooks = {.random = draw, .slots_changed = keep_slots};
    struct handoff *handoff =
        (struct handoff *)(sbi_scratch_thishart_ptr()->fw_start - HANDOFF_PAGE_BYTES);
    struct monitor_facts facts = {
        .debug = DEBUG_DISABLED,
        .backend = BACKEND_ENCLAVE,
        .shared_kernel = false,
        .dma_protected = false, /* PMP does not bind devices */
        .rollback = ROLLBACK_VOLATILE,
    };
    enum status status = STATUS_NOT_FOUND;
    if (handoff->magic == HANDOFF_MAGIC) {
        status = random_init();
        if (status == STATUS_OK) {
            status = monitor_init(&monitor, &handoff->identity, &facts, &hooks);
        }
    }
    secret_wipe_memory(handoff, HANDOFF_PAGE_BYTES);
    ready = status == STATUS_OK;
    return status;
}

enum status services_add(const struct monitor_program_identity *identity, enum program_role role,
                         uint64_t *instance) {
    spin_lock(&lock);
    enum status status = monitor_program_add(&monitor, identity, role, instance);
    spin_unlock(&lock);
    return status;
}

void services_remove(uint64_t instance) {
    spin_lock(&lock);
    monitor_program_remove(&monitor, instance);
    spin_unlock(&lock);
}

enum status services_answer(uint64_t caller, struct range asked, struct range room,
                            uint64_t *length) {
    if (asked.bytes > sizeof bytes_in) {
        return STATUS_INVALID;
    }
    struct writer out;
    spin_lock(&lock);
    memcpy(bytes_in, (const void *)asked.start, asked.bytes);
    enum status status = monitor_request_decode(view_of(bytes_in, asked.bytes), &request);
    if (status == STATUS_OK) {
        monitor_answer(&monitor, tick_ns(), caller, &request, &response);
        writer_init(&out, bytes_out, sizeof bytes_out);
        monitor_response_encode(&response, &out);
        struct view written = writer_written(&out);
        status = writer_end(&out);
        if (status == STATUS_OK && written.length > room.bytes) {
            status = STATUS_TOO_LARGE;
        }
        if (status == STATUS_OK) {
            memcpy((void *)room.start, written.data, written.length);
            *length = written.length;
        }
    }
    secret_wipe_memory(bytes_in, sizeof bytes_in);
    secret_wipe_memory(bytes_out, sizeof bytes_out);
    secret_wipe_memory(&request, sizeof request);
    secret_wipe_memory(&response, sizeof response);
    spin_unlock(&lock);
    return status;
}
