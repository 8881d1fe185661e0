/*
 * monitor/opensbi/enclaves.c: the table of enclaves.h.
 *
 * `lock` guards the table and is held for short, bounded stretches only; long work (copying, hashing,
 * wiping) is done without it on an enclave marked `busy`, which nobody else touches meanwhile.
 */
#include "monitor/opensbi/enclaves.h"

#include "monitor/opensbi/enclave_abi.h"
#include "monitor/opensbi/services.h"

#include <sodium.h>
#include <string.h>

#define MEMORY_BYTES_LEAST (4 * ENCLAVE_PAGE_BYTES)
#define WIPE_BYTES_MOST    (UINT64_C(1) << 20) /* in one call */
#define ID_INDEX_BITS      8

_Static_assert(ENCLAVES_MOST <= 1u << ID_INDEX_BITS, "an index fits into an id");

enum enclave_state { FREE, LOADING, READY, RUNNING, ENDED, WIPING };

struct enclave {
    enum enclave_state state;
    bool busy; /* one hart works on it without the lock */
    bool stop; /* READY, RUNNING: ends instead of going on */
    uint64_t id, instance;
    enum program_role role;
    struct range memory, shared;
    uint64_t next_offset; /* LOADING: pages are added upwards */
    uint64_t wiped;       /* WIPING: bytes done */
    uint32_t hart;        /* RUNNING: its index */
    crypto_hash_sha256_state measuring;
    struct supervisor_state supervisor;
};

static spinlock_t lock = SPIN_LOCK_INITIALIZER;
static struct enclave enclaves[ENCLAVES_MOST];
static uint64_t created;
static uint32_t stop_event;

static bool whole_pages(uint64_t bytes) {
    return bytes % ENCLAVE_PAGE_BYTES == 0;
}

/* A hart that is interrupted leaves its enclave: there is nothing else to do. */
static void stop_process(struct sbi_scratch *scratch) {
}

enum status enclaves_init(void) {
    static const struct sbi_ipi_event_ops operations = {.name = "enclave stop",
                                                        .process = stop_process};
    int event = sbi_ipi_event_create(&operations);
    stop_event = (uint32_t)event;
    return event < 0 ? STATUS_NO_MEMORY : STATUS_OK;
}

/* With the lock held. NULL where there is none, or another hart works on it. */
static struct enclave *find(uint64_t id) {
    struct enclave *enclave = &enclaves[id & ((1u << ID_INDEX_BITS) - 1)];
    bool valid = (id & ((1u << ID_INDEX_BITS) - 1)) < ENCLAVES_MOST && enclave->state != FREE &&
                 enclave->id == id;
    return valid ? enclave : NULL;
}

/*
 * Takes an enclave out for work without the lock. SBI_ERR_INVALID_PARAM for an unknown id,
 * SBI_ERR_INVALID_STATE unless it is idle in `state`.
 */
static int take(uint64_t id, enum enclave_state state, struct enclave **taken) {
    int result = SBI_ERR_INVALID_PARAM;
    spin_lock(&lock);
    struct enclave *enclave = find(id);
    if (enclave != NULL) {
        result = SBI_ERR_INVALID_STATE;
        if (enclave->state == state && !enclave->busy) {
            enclave->busy = true;
            *taken = enclave;
            result = SBI_SUCCESS;
        }
    }
    spin_unlock(&lock);
    return result;
}

static void put_back(struct enclave *enclave, enum enclave_state state) {
    spin_lock(&lock);
    enclave->state = state;
    enclave->busy = false;
    spin_unlock(&lock);
}

/* Lowest enclave that begins at or above `address`; with the lock held. */
static const struct enclave *next_above(uint64_t address) {
    const struct enclave *next = NULL;
    for (size_t i = 0; i < ENCLAVES_MOST; i++) {
        const struct enclave *enclave = &enclaves[i];
        if (enclave->state != FREE && enclave->memory.start >= address &&
            (next == NULL || enclave->memory.start < next->memory.start)) {
            next = enclave;
        }
    }
    return next;
}

/* First gap of at least `bytes`; with the lock held. `largest` (may be NULL): bytes of the largest gap. */
static bool find_gap(uint64_t bytes, uint64_t *start, uint64_t *largest) {
    struct range pool = memory_pool();
    uint64_t at = pool.start;
    uint64_t best = 0;
    bool found = false;
    for (size_t i = 0; i <= ENCLAVES_MOST; i++) {
        const struct enclave *next = next_above(at);
        uint64_t end = next == NULL ? pool.start + pool.bytes : next->memory.start;
        best = end - at > best ? end - at : best;
        if (!found && end - at >= bytes) {
            found = true;
            *start = at;
        }
        if (next == NULL) {
            break;
        }
        at = next->memory.start + next->memory.bytes;
    }
    if (largest != NULL) {
        *largest = best;
    }
    return found;
}

uint64_t enclaves_largest_free(void) {
    uint64_t start = 0, largest = 0;
    spin_lock(&lock);
    (void)find_gap(0, &start, &largest);
    spin_unlock(&lock);
    return largest;
}

static void start_measuring(struct enclave *enclave) {
    uint64_t bytes = enclave->memory.bytes;
    crypto_hash_sha256_init(&enclave->measuring);
    crypto_hash_sha256_update(&enclave->measuring, (const uint8_t *)ENCLAVE_MEASURE_LABEL,
                              sizeof ENCLAVE_MEASURE_LABEL - 1);
    crypto_hash_sha256_update(&enclave->measuring, (const uint8_t *)&bytes, sizeof bytes);
}

int enclaves_create(uint64_t bytes, struct range shared, uint64_t role, uint64_t *id) {
    if (!whole_pages(bytes) || bytes < MEMORY_BYTES_LEAST || bytes > memory_pool().bytes ||
        !whole_pages(shared.start) || !whole_pages(shared.bytes) || shared.bytes == 0 ||
        shared.bytes > ENCLAVE_SHARED_BYTES_MOST || role < PROGRAM_KEYSTORE ||
        role > PROGRAM_CLOCK) {
        return SBI_ERR_INVALID_PARAM;
    }
    if (!memory_is_host(shared)) {
        return SBI_ERR_INVALID_ADDRESS;
    }
    if (!services_ready()) {
        return SBI_ERR_NOT_SUPPORTED;
    }
    int result = SBI_ERR_FAILED;
    uint64_t start = 0;
    spin_lock(&lock);
    for (size_t i = 0; i < ENCLAVES_MOST && result != SBI_SUCCESS; i++) {
        if (enclaves[i].state != FREE || !find_gap(bytes, &start, NULL)) {
            continue;
        }
        struct enclave *enclave = &enclaves[i];
        created++;
        *enclave = (struct enclave){.state = LOADING,
                                    .id = created << ID_INDEX_BITS | i,
                                    .role = (enum program_role)role,
                                    .memory = {start, bytes},
                                    .shared = shared};
        start_measuring(enclave);
        *id = enclave->id;
        result = SBI_SUCCESS;
    }
    spin_unlock(&lock);
    return result;
}

int enclaves_add(uint64_t id, uint64_t offset, uint64_t source, uint64_t bytes) {
    struct enclave *enclave = NULL;
    if (!whole_pages(offset) || !whole_pages(source) || !whole_pages(bytes) || bytes == 0 ||
        bytes > ENCLAVE_ADD_BYTES_MOST) {
        return SBI_ERR_INVALID_PARAM;
    }
    if (!memory_is_host((struct range){source, bytes})) {
        return SBI_ERR_INVALID_ADDRESS;
    }
    int result = take(id, LOADING, &enclave);
    if (result != SBI_SUCCESS) {
        return result;
    }
    struct range whole = {0, enclave->memory.bytes};
    if (offset < enclave->next_offset || !range_contains(whole, (struct range){offset, bytes})) {
        result = SBI_ERR_INVALID_PARAM;
    } else {
        for (uint64_t done = 0; done < bytes; done += ENCLAVE_PAGE_BYTES) {
            uint64_t at = offset + done;
            uint64_t page = enclave->memory.start + at;
            memory_copy(page, source + done, ENCLAVE_PAGE_BYTES);
            /* The copy is hashed: the host may be writing to its own. */
            crypto_hash_sha256_update(&enclave->measuring, (const uint8_t *)&at, sizeof at);
            crypto_hash_sha256_update(&enclave->measuring, (const uint8_t *)page,
                                      ENCLAVE_PAGE_BYTES);
        }
        enclave->next_offset = offset + bytes;
    }
    put_back(enclave, LOADING);
    return result;
}

int enclaves_finalise(uint64_t id, uint64_t bind, uint64_t *instance) {
    struct enclave *enclave = NULL;
    struct monitor_program_identity identity;
    if (bind % sizeof(uint64_t) != 0) {
        return SBI_ERR_INVALID_PARAM;
    }
    if (!memory_is_host((struct range){bind, sizeof identity.bind})) {
        return SBI_ERR_INVALID_ADDRESS;
    }
    int result = take(id, LOADING, &enclave);
    if (result != SBI_SUCCESS) {
        return result;
    }
    memory_copy((uint64_t)identity.bind, bind, sizeof identity.bind);
    crypto_hash_sha256_state measuring = enclave->measuring;
    crypto_hash_sha256_final(&measuring, identity.measurement);
    enum status status = services_add(&identity, enclave->role, &enclave->instance);
    if (status == STATUS_OK) {
        hart_state_init(&enclave->supervisor, enclave->memory, enclave->shared);
        *instance = enclave->instance;
    }
    put_back(enclave, status == STATUS_OK ? READY : LOADING);
    return status == STATUS_OK ? SBI_SUCCESS : SBI_ERR_FAILED;
}

int enclaves_run(uint64_t id, struct sbi_trap_regs *regs, bool *entered, uint64_t *value) {
    int result = SBI_ERR_INVALID_PARAM;
    if (!hart_usable()) {
        return SBI_ERR_NOT_SUPPORTED;
    }
    spin_lock(&lock);
    struct enclave *enclave = find(id);
    if (enclave != NULL) {
        result = SBI_ERR_INVALID_STATE;
        if (enclave->state == READY && !enclave->busy) {
            result = SBI_SUCCESS;
            *entered = !enclave->stop;
            enclave->state = *entered ? RUNNING : ENDED;
            enclave->hart = (uint32_t)current_hartindex();
        }
    }
    spin_unlock(&lock);
    if (result == SBI_SUCCESS && !*entered) {
        *value = ENCLAVE_LEFT_STOPPED;
    } else if (result == SBI_SUCCESS) {
        hart_enter(regs, (unsigned int)(enclave - enclaves), &enclave->supervisor, enclave->memory,
                   enclave->shared);
    }
    return result;
}

void enclaves_leave(struct sbi_trap_regs *regs, uint64_t value) {
    struct enclave *enclave = &enclaves[hart_inside()];
    spin_lock(&lock);
    uint64_t reason = ENCLAVE_LEFT_REASON(value);
    if (enclave->stop && (reason == ENCLAVE_LEFT_INTERRUPTED || reason == ENCLAVE_LEFT_WAITING)) {
        value = ENCLAVE_LEFT_STOPPED;
        reason = value;
    }
    bool goes_on = reason == ENCLAVE_LEFT_INTERRUPTED || reason == ENCLAVE_LEFT_WAITING;
    hart_leave(regs, value);
    enclave->state = goes_on ? READY : ENDED;
    spin_unlock(&lock);
}

int enclaves_stop(uint64_t id) {
    int result = SBI_ERR_INVALID_PARAM;
    uint32_t hart = 0;
    bool running = false;
    spin_lock(&lock);
    struct enclave *enclave = find(id);
    if (enclave != NULL) {
        result = SBI_ERR_INVALID_STATE;
        if (enclave->state == READY || enclave->state == RUNNING) {
            enclave->stop = true;
            running = enclave->state == RUNNING;
            hart = enclave->hart;
            result = SBI_SUCCESS;
        }
    }
    spin_unlock(&lock);
    if (running) {
        /* Not waited for: should it have left by itself meanwhile, the interrupt does nothing. */
        return sbi_ipi_send_many(1, sbi_hartindex_to_hartid(hart), stop_event, NULL);
    }
    return result;
}

int enclaves_destroy(uint64_t id, uint64_t *left) {
    int result = SBI_ERR_INVALID_PARAM;
    spin_lock(&lock);
    struct enclave *enclave = find(id);
    if (enclave != NULL) {
        result = enclave->busy || enclave->state == RUNNING ? SBI_ERR_INVALID_STATE : SBI_SUCCESS;
    }
    if (result == SBI_SUCCESS) {
        enclave->busy = true;
        enclave->state = WIPING;
    }
    spin_unlock(&lock);
    if (result != SBI_SUCCESS) {
        return result;
    }
    if (enclave->instance != 0) {
        services_remove(enclave->instance);
        enclave->instance = 0;
    }
    uint64_t step = enclave->memory.bytes - enclave->wiped;
    step = step > WIPE_BYTES_MOST ? WIPE_BYTES_MOST : step;
    memory_zero(enclave->memory.start + enclave->wiped, step);
    enclave->wiped += step;
    *left = enclave->memory.bytes - enclave->wiped;
    if (*left == 0) {
        sodium_memzero(&enclave->supervisor, sizeof enclave->supervisor);
        sodium_memzero(&enclave->measuring, sizeof enclave->measuring);
    }
    put_back(enclave, *left == 0 ? FREE : WIPING);
    return SBI_SUCCESS;
}

uint64_t enclaves_instance(unsigned int slot) {
    return enclaves[slot].instance;
}

bool enclaves_memory(unsigned int slot, uint64_t offset, uint64_t bytes, struct range *range) {
    struct range memory = enclaves[slot].memory;
    if (!range_contains((struct range){0, memory.bytes}, (struct range){offset, bytes})) {
        return false;
    }
    *range = (struct range){memory.start + offset, bytes};
    return true;
}
