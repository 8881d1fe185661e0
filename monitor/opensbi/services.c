/*
 * monitor/opensbi/services.c: owns the core's state. The lock is held while the core works, at most for one
 * signature; nobody holding it waits for anything.
 */
#include "monitor/opensbi/sbi.h"

#include "monitor/opensbi/services.h"

#include "monitor/opensbi/boot.h"
#include "monitor/opensbi/handoff.h"
#include "monitor/opensbi/random.h"
#include "monitor/opensbi/state.h"

#include <string.h>

#define NS_PER_S             UINT64_C(1000000000)
#define CLOCK_PERIOD_NS      (60 * NS_PER_S)
#define CLOCK_UNCERTAINTY_MS 1000

static spinlock_t lock = SPIN_LOCK_INITIALIZER;
static bool ready, persistent;
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

/* Where there is no flash: slots live as long as the machine runs, and evidence says so. */
static enum status keep_slots(void *context, const struct monitor *of) {
    return STATUS_OK;
}

static void open_state(bool locked) {
    if (!locked && state_open(&monitor) == STATUS_OK) {
        monitor.hooks.slots_changed = state_slots_changed;
        monitor.facts.rollback = ROLLBACK_PERSISTENT;
        persistent = true;
    }
}

/*
 * Until the clock program sets the time (no program may yet), it is the machine's clock's. Its error is not
 * known; a second is what people set clocks to. Read again before the drift makes it useless.
 */
static void follow_clock(uint64_t now_ns) {
    bool fresh = monitor.time.set && now_ns - monitor.time.tick_ns < CLOCK_PERIOD_NS;
    if (memory_clock().bytes == 0 || fresh ||
        (monitor.time.set && monitor.time.source == TIME_SOURCE_CLOCK)) {
        return;
    }
    volatile const uint32_t *registers = (volatile const uint32_t *)memory_clock().start;
    uint64_t low = registers[0]; /* reading it fixes the other half */
    uint64_t utc_ns = (uint64_t)registers[1] << 32 | low;
    struct monitor_time time = {.tick_ns = now_ns,
                                .utc_ms = (int64_t)(utc_ns / 1000000),
                                .uncertainty_ms = CLOCK_UNCERTAINTY_MS,
                                .source = TIME_SOURCE_MACHINE};
    /* Where the clock was turned back, the time goes on from what was set before, and runs out. */
    enum status status = monitor_time_set(&monitor, now_ns, &time);
    (void)status;
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
    if (status == STATUS_OK) {
        open_state(handoff->state_locked != 0);
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
        uint64_t now_ns = tick_ns();
        follow_clock(now_ns);
        monitor_answer(&monitor, now_ns, caller, &request, &response);
        if (persistent && state_follow_floor(&monitor) != STATUS_OK) {
            secret_wipe_memory(&response.body, sizeof response.body); /* it may tell a time */
            response.result = MONITOR_UNAVAILABLE;
        }
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
    boot_check_stack();
    spin_unlock(&lock);
    return status;
}
