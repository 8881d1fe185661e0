/*
 * tests/enclave/host_fuzz.c: many calls with arguments that are right, nearly right or nonsense, each
 * answer compared with a model of the life cycle (docs/enclave.md) written for this test. The enclaves'
 * memory holds nothing but zeros, so that every run ends at its first instruction.
 */
#include "tests/enclave/host.h"

#ifndef CALLS
#define CALLS 200000u
#endif
#define LIVE_MOST 128u
#define PAGE      4096u
#define WIPE_STEP (1u << 20)

enum model_state { GONE, LOADING, READY, STOPPED, ENDED, WIPING };

struct model_enclave {
    enum model_state state;
    uint64_t id, place, bytes, next_offset, wiped;
};

static struct model_enclave live[LIVE_MOST];
static uint64_t old_ids[16], pool_bytes, seed;
static uint64_t zeros[2 * PAGE / 8] __attribute__((aligned(4096)));

static uint64_t draw(uint64_t below) { /* splitmix64 */
    seed += 0x9e3779b97f4a7c15;
    uint64_t mixed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return (mixed ^ mixed >> 31) % below;
}

static struct model_enclave *find(uint64_t id) {
    for (size_t i = 0; i < LIVE_MOST; i++) {
        if (live[i].state != GONE && live[i].id == id) {
            return &live[i];
        }
    }
    return NULL;
}

static bool is_free(uint64_t place, uint64_t bytes) {
    if (bytes > pool_bytes || place > pool_bytes - bytes) {
        return false;
    }
    for (size_t i = 0; i < LIVE_MOST; i++) {
        if (live[i].state != GONE && place < live[i].place + live[i].bytes &&
            live[i].place < place + bytes) {
            return false;
        }
    }
    return true;
}

/* The lowest place for `bytes`: the pool's start or right behind another enclave. */
static bool find_place(uint64_t bytes, uint64_t *place) {
    bool found = is_free(0, bytes);
    *place = 0;
    for (size_t i = 0; i < LIVE_MOST && !(found && *place == 0); i++) {
        uint64_t end = live[i].place + live[i].bytes;
        if (live[i].state != GONE && is_free(end, bytes) && (!found || end < *place)) {
            found = true;
            *place = end;
        }
    }
    return found;
}

static struct model_enclave *any_live(void) {
    size_t first = draw(LIVE_MOST);
    for (size_t i = 0; i < LIVE_MOST; i++) {
        struct model_enclave *enclave = &live[(first + i) % LIVE_MOST];
        if (enclave->state != GONE) {
            return enclave;
        }
    }
    return NULL;
}

static uint64_t draw_id(void) {
    struct model_enclave *enclave = any_live();
    switch (draw(8)) {
    case 0: return old_ids[draw(16)];
    case 1: return draw(UINT64_MAX);
    case 2: return enclave == NULL ? 0 : enclave->id ^ UINT64_C(1) << draw(64);
    default: return enclave == NULL ? 0 : enclave->id;
    }
}

/* With what the monitor must say about so many bytes there. */
static uint64_t draw_address(bool *allowed, uint64_t bytes) {
    static const uint64_t wrong[] = {0,          0x1000,     0x2000000,  0x10000000,
                                     0x20000000, 0x80000000, 0x80080000, 0x801ff000,
                                     0x90000000, 0x97fff000, 0xa0000000, UINT64_MAX - 4095};
    if (draw(4) == 0) {
        *allowed = false;
        return wrong[draw(sizeof wrong / sizeof wrong[0])] + (draw(4) == 0 ? draw(PAGE) : 0);
    }
    *allowed = bytes > 0 && bytes <= sizeof zeros;
    return (uint64_t)zeros;
}

static bool pages(uint64_t bytes) {
    return bytes % PAGE == 0;
}

static void fuzz_create(void) {
    static const uint64_t sizes[] = {0x4000, 0x4000, 0x4000, 0x5000, 0x10000,    0x200000,
                                     0x3000, 0,      0x4001, 0x5fff, UINT64_MAX, 1ull << 63};
    static const uint64_t shares[] = {PAGE, PAGE, PAGE,    PAGE,      2 * PAGE,
                                      0,    100,  8 << 20, UINT64_MAX};
    uint64_t bytes = sizes[draw(sizeof sizes / sizeof sizes[0])];
    uint64_t shared_bytes = shares[draw(sizeof shares / sizeof shares[0])];
    uint64_t role = draw(8) == 0 ? draw(10) : 2;
    bool allowed = false;
    uint64_t shared = draw_address(&allowed, shared_bytes);
    uint64_t place = 0;
    struct model_enclave *free_entry = NULL;
    for (size_t i = 0; i < LIVE_MOST; i++) {
        free_entry = live[i].state == GONE ? &live[i] : free_entry;
    }
    int64_t expected = 0;
    if (!pages(bytes) || bytes < 4 * PAGE || bytes > pool_bytes || !pages(shared) ||
        !pages(shared_bytes) || shared_bytes == 0 || shared_bytes > 4 << 20 || role < 1 ||
        role > 3) {
        expected = SBI_INVALID_PARAM;
    } else if (!allowed) {
        expected = SBI_INVALID_ADDRESS;
    } else if (free_entry == NULL || !find_place(bytes, &place)) {
        expected = SBI_FAILED;
    }
    struct answer got = monitor_call(ENCLAVE_CREATE, bytes, shared, shared_bytes, role);
    EXPECT(got.error, expected);
    if (expected == 0) {
        EXPECT(find(got.value) == NULL, 1);
        *free_entry = (struct model_enclave){LOADING, got.value, place, bytes, 0, 0};
    }
}

static void fuzz_add(void) {
    static const uint64_t sizes[] = {PAGE, PAGE, 2 * PAGE, 0, 100, 17 * PAGE, UINT64_MAX - 4095};
    uint64_t id = draw_id();
    struct model_enclave *enclave = find(id);
    uint64_t bytes = sizes[draw(sizeof sizes / sizeof sizes[0])];
    uint64_t offset = draw(2) == 0 ? draw(6) * PAGE : enclave == NULL ? 0 : enclave->next_offset;
    offset = draw(16) == 0 ? draw(UINT64_MAX) : offset;
    bool allowed = false;
    uint64_t source = draw_address(&allowed, bytes);
    int64_t expected = 0;
    if (!pages(offset) || !pages(source) || !pages(bytes) || bytes == 0 || bytes > 65536) {
        expected = SBI_INVALID_PARAM;
    } else if (!allowed) {
        expected = SBI_INVALID_ADDRESS;
    } else if (enclave == NULL) {
        expected = SBI_INVALID_PARAM;
    } else if (enclave->state != LOADING) {
        expected = SBI_INVALID_STATE;
    } else if (offset < enclave->next_offset || offset > enclave->bytes ||
               bytes > enclave->bytes - offset) {
        expected = SBI_INVALID_PARAM;
    }
    EXPECT(monitor_call(ENCLAVE_ADD, id, offset, source, bytes).error, expected);
    if (expected == 0) {
        enclave->next_offset = offset + bytes;
    }
}

static void fuzz_finalise(void) {
    uint64_t id = draw_id();
    struct model_enclave *enclave = find(id);
    bool allowed = false;
    uint64_t bind = draw_address(&allowed, 32);
    int64_t expected = 0;
    if (bind % 8 != 0) {
        expected = SBI_INVALID_PARAM;
    } else if (!allowed) {
        expected = SBI_INVALID_ADDRESS;
    } else if (enclave == NULL) {
        expected = SBI_INVALID_PARAM;
    } else if (enclave->state != LOADING) {
        expected = SBI_INVALID_STATE;
    }
    EXPECT(monitor_call(ENCLAVE_FINALISE, id, bind, 0, 0).error, expected);
    if (expected == 0) {
        enclave->state = READY;
    }
}

static void fuzz_run_or_stop(bool run) {
    uint64_t id = draw_id();
    struct model_enclave *enclave = find(id);
    bool ready = enclave != NULL && (enclave->state == READY || enclave->state == STOPPED);
    int64_t expected = enclave == NULL ? SBI_INVALID_PARAM : ready ? 0 : SBI_INVALID_STATE;
    struct answer got = monitor_call(run ? ENCLAVE_RUN : ENCLAVE_STOP, id, 0, 0, 0);
    EXPECT(got.error, expected);
    if (expected == 0 && run) {
        EXPECT(got.value,
               enclave->state == STOPPED ? ENCLAVE_LEFT_STOPPED : ENCLAVE_LEFT_FAULTED | 1 << 8);
        enclave->state = ENDED;
    } else if (expected == 0) {
        enclave->state = STOPPED;
    }
}

static void fuzz_destroy(void) {
    uint64_t id = draw_id();
    struct model_enclave *enclave = find(id);
    struct answer got = monitor_call(ENCLAVE_DESTROY, id, 0, 0, 0);
    EXPECT(got.error, enclave == NULL ? SBI_INVALID_PARAM : 0);
    if (enclave != NULL) {
        uint64_t left = enclave->bytes - enclave->wiped;
        uint64_t step = left < WIPE_STEP ? left : WIPE_STEP;
        enclave->wiped += step;
        EXPECT(got.value, left - step);
        enclave->state = left == step ? GONE : WIPING;
        old_ids[draw(16)] = id;
    }
}

static void fuzz_rest(void) {
    uint64_t number = draw(3) == 0 ? draw(UINT64_MAX) : draw(24);
    if (number == ENCLAVE_INFO) {
        uint64_t which = draw(8);
        struct answer got = monitor_call(ENCLAVE_INFO, which, draw(9), draw(9), draw(9));
        EXPECT(got.error, which <= ENCLAVE_INFO_IDENTITY ? 0 : SBI_INVALID_PARAM);
        if (which == ENCLAVE_INFO_LARGEST) {
            uint64_t place = 0;
            EXPECT(got.value == 0 || find_place(got.value, &place), 1);
            EXPECT(got.value < pool_bytes && find_place(got.value + PAGE, &place), 0);
        }
    } else if (number == ENCLAVE_MONITOR) {
        static uint64_t answer[256] __attribute__((aligned(4096)));
        bool allowed = false, room = draw(2) == 0;
        uint64_t bytes = draw(8) == 0 ? draw(UINT64_MAX) : draw(128);
        uint64_t request = draw_address(&allowed, bytes);
        uint8_t *byte = (uint8_t *)zeros;
        byte[0] = (uint8_t)draw(3);
        byte[1] = (uint8_t)draw(16);
        byte[4] = (uint8_t)draw(90);
        struct answer got = monitor_call(ENCLAVE_MONITOR, request, bytes, (uint64_t)answer,
                                         room ? sizeof answer : draw(9));
        zeros[0] = 0;
        bool plausible = got.error == 0 || got.error == SBI_INVALID_PARAM ||
                         got.error == SBI_BAD_RANGE || got.error == SBI_INVALID_ADDRESS;
        EXPECT(allowed ? plausible : got.error == SBI_INVALID_ADDRESS, 1);
    } else if (number > ENCLAVE_MONITOR) {
        EXPECT(monitor_call(number, draw_id(), draw(UINT64_MAX), draw(UINT64_MAX), 0).error,
               SBI_NOT_SUPPORTED);
    }
}

static void one_call(void) {
    switch (draw(10)) {
    case 0:
    case 1: fuzz_create(); break;
    case 2:
    case 3: fuzz_add(); break;
    case 4: fuzz_finalise(); break;
    case 5: fuzz_run_or_stop(true); break;
    case 6: fuzz_run_or_stop(false); break;
    case 7: fuzz_rest(); break;
    default: fuzz_destroy(); break;
    }
}

void fuzz_calls(void) {
    uint64_t start = time_now();
    pool_bytes = monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_POOL, 0, 0, 0).value;
    seed = 20260101;
    uint64_t calls = 0;
    for (; calls < CALLS && test_failed == NULL; calls++) {
        one_call();
    }
    for (size_t i = 0; i < LIVE_MOST; i++) {
        if (live[i].state != GONE) {
            destroy(live[i].id);
        }
    }
    print("      calls compared with the model: ");
    print_number(calls);
    print(", ms ");
    print_number((time_now() - start) / 10000);
    print("\n");
    if (test_failed == NULL) {
        EXPECT(monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_LARGEST, 0, 0, 0).value, pool_bytes);
    }
}
