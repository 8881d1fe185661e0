/*
 * monitor/core against a model: long random sequences of operations on few programs, nonces, slots and
 * times. The model keeps everything that ever happened and decides by searching it, so it shares no
 * mechanism with the tables it checks.
 */
#include "monitor/core/monitor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#define OPERATIONS  200000
#define PROGRAMS    6
#define IDENTITIES  4
#define HISTORY     (1u << 20)
#define LIFETIME_NS (UINT64_C(60000) * 1000000)

static struct monitor monitor;

struct model_nonce {
    uint8_t bytes[NONCE_BYTES];
    uint64_t instance, issued_ns;
    bool used;
};

struct model {
    uint64_t now_ns;
    struct {
        uint64_t instance; /* 0: none */
        unsigned identity;
    } programs[PROGRAMS];
    struct model_nonce nonces[HISTORY];
    size_t nonce_count;
    struct monitor_slot slots[IDENTITIES];
    bool time_set;
    struct monitor_time time;
    int64_t reported_ms; /* INT64_MIN: nothing yet */
    bool keep_fails;
};
static struct model model;

static uint64_t random_state = 0x9e3779b97f4a7c15u; /* fixed: a failure can be repeated */

static uint32_t pick(uint32_t below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % below;
}

static enum status take_random(void *context, uint8_t *bytes, size_t length) {
    randombytes_buf(bytes, length);
    return STATUS_OK;
}

static enum status keep_slots(void *context, const struct monitor *changed) {
    return model.keep_fails ? STATUS_IO : STATUS_OK;
}

static void do_start_or_stop(void) {
    unsigned which = pick(PROGRAMS);
    if (model.programs[which].instance != 0) {
        monitor_program_remove(&monitor, model.programs[which].instance);
        model.programs[which].instance = 0;
        return;
    }
    unsigned identity = pick(IDENTITIES);
    struct monitor_program_identity bytes = {.measurement = {(uint8_t)(identity / 2)},
                                             .bind = {(uint8_t)(identity % 2)}};
    uint64_t instance = 0;
    assert_int_equal(monitor_program_add(&monitor, &bytes, PROGRAM_APPLET, &instance), STATUS_OK);
    assert_true(instance != 0);
    for (size_t i = 0; i < PROGRAMS; i++) {
        assert_true(model.programs[i].instance != instance);
    }
    model.programs[which].instance = instance;
    model.programs[which].identity = identity;
}

static void do_issue(void) {
    uint64_t instance = model.programs[pick(PROGRAMS)].instance;
    uint32_t count = 1 + pick(MONITOR_NONCES_MOST);
    size_t live = 0;
    for (size_t i = model.nonce_count; i > 0; i--) {
        const struct model_nonce *nonce = &model.nonces[i - 1];
        if (nonce->issued_ns + LIFETIME_NS <= model.now_ns) {
            break; /* history is in order of time: all earlier ones are dead too */
        }
        live += nonce->instance == instance && !nonce->used ? 1 : 0;
    }
    enum status expected = instance == 0                        ? STATUS_DENIED
                           : live + count > MONITOR_NONCES_EACH ? STATUS_NO_MEMORY
                                                                : STATUS_OK;
    uint8_t nonces[MONITOR_NONCES_MOST][NONCE_BYTES];
    assert_int_equal(monitor_nonce_issue(&monitor, model.now_ns, instance, count, nonces),
                     expected);
    for (uint32_t i = 0; expected == STATUS_OK && i < count && model.nonce_count < HISTORY; i++) {
        struct model_nonce *nonce = &model.nonces[model.nonce_count++];
        memcpy(nonce->bytes, nonces[i], NONCE_BYTES);
        nonce->instance = instance;
        nonce->issued_ns = model.now_ns;
    }
}

static void do_consume(void) {
    uint64_t instance = model.programs[pick(PROGRAMS)].instance;
    uint8_t unknown[NONCE_BYTES] = {1};
    struct model_nonce *nonce = NULL;
    if (model.nonce_count > 0 && pick(20) != 0) {
        size_t recent = model.nonce_count < 400 ? model.nonce_count : 400;
        nonce = &model.nonces[model.nonce_count - 1 - pick((uint32_t)recent)];
        if (pick(4) != 0) {
            instance = nonce->instance; /* mostly the right program, running or not */
        }
    }
    bool running = false;
    for (size_t i = 0; i < PROGRAMS; i++) {
        running = running || (instance != 0 && model.programs[i].instance == instance);
    }
    bool good = nonce != NULL && nonce->instance == instance && !nonce->used &&
                model.now_ns < nonce->issued_ns + LIFETIME_NS;
    enum status expected = !running ? STATUS_DENIED : good ? STATUS_OK : STATUS_STALE;
    assert_int_equal(monitor_nonce_consume(&monitor, model.now_ns, instance,
                                           nonce == NULL ? unknown : nonce->bytes),
                     expected);
    if (running && nonce != NULL && nonce->instance == instance) {
        nonce->used = true;
    }
}

static void do_slot(void) {
    unsigned which = pick(PROGRAMS);
    uint64_t instance = model.programs[which].instance;
    unsigned identity = model.programs[which].identity;
    struct monitor_slot slot;
    if (instance == 0) {
        assert_int_equal(monitor_slot_read(&monitor, instance, &slot), STATUS_DENIED);
        return;
    }
    struct monitor_slot *kept = &model.slots[identity];
    assert_int_equal(monitor_slot_read(&monitor, instance, &slot), STATUS_OK);
    assert_memory_equal(&slot, kept, sizeof slot);
    struct monitor_slot expected = *kept;
    struct monitor_slot next = {.version = kept->version + pick(3), .digest = {(uint8_t)pick(256)}};
    if (pick(4) == 0) {
        expected.digest[pick(DIGEST_BYTES)] ^= (uint8_t)(1 + pick(255));
    }
    if (pick(4) == 0) {
        expected.version -= pick(2);
    }
    model.keep_fails = pick(8) == 0;
    bool matches = memcmp(&expected, kept, sizeof expected) == 0;
    enum status status = !matches || next.version <= kept->version ? STATUS_STALE
                         : model.keep_fails                        ? STATUS_UNAVAILABLE
                                                                   : STATUS_OK;
    assert_int_equal(monitor_slot_cas(&monitor, instance, &expected, &next), status);
    if (status == STATUS_OK) {
        *kept = next;
    }
}

/* Exact arithmetic of the rules, in 128 bits. */
static void model_time(const struct monitor_time *base, __int128 *utc_ms, __int128 *uncertainty) {
    __int128 elapsed_ns = (__int128)model.now_ns - base->tick_ns;
    *utc_ms = base->utc_ms + elapsed_ns / 1000000;
    *uncertainty =
        base->uncertainty_ms + elapsed_ns * 200 / 1000000 / 1000000 + (elapsed_ns == 0 ? 0 : 1);
}

static void do_time_set(void) {
    struct monitor_time time = {.tick_ns = model.now_ns - pick(2) * (uint64_t)pick(2000000000),
                                .utc_ms = 1700000000000 + (int64_t)(model.now_ns / 1000000) +
                                          (int64_t)pick(4000) - 2000,
                                .uncertainty_ms = pick(5200),
                                .source = TIME_SOURCE_HOST};
    if (pick(10) == 0) {
        time.utc_ms -= (int64_t)pick(100000000);
    }
    enum status expected = STATUS_OK;
    __int128 utc_ms = 0;
    __int128 uncertainty = 0;
    model_time(&time, &utc_ms, &uncertainty);
    if (time.uncertainty_ms > 5000) {
        expected = STATUS_INVALID;
    } else if ((model.time_set && time.tick_ns < model.time.tick_ns) ||
               utc_ms + uncertainty < model.reported_ms) {
        expected = STATUS_STALE;
    }
    assert_int_equal(monitor_time_set(&monitor, model.now_ns, &time), expected);
    if (expected == STATUS_OK) {
        model.time_set = true;
        model.time = time;
    }
}

static void do_time_get(void) {
    struct monitor_time time;
    enum status status = monitor_time_get(&monitor, model.now_ns, &time);
    if (!model.time_set) {
        assert_int_equal(status, STATUS_UNAVAILABLE);
        return;
    }
    __int128 utc_ms = 0;
    __int128 uncertainty = 0;
    model_time(&model.time, &utc_ms, &uncertainty);
    if (utc_ms < model.reported_ms) {
        uncertainty += model.reported_ms - utc_ms;
        utc_ms = model.reported_ms;
    }
    assert_int_equal(status, uncertainty > 5000 ? STATUS_UNAVAILABLE : STATUS_OK);
    if (status == STATUS_OK) {
        assert_true(time.utc_ms == utc_ms);
        assert_true(time.uncertainty_ms == uncertainty);
        assert_true(time.utc_ms >= model.reported_ms);
        model.reported_ms = time.utc_ms;
    }
}

static void random_operations(void **state) {
    model.now_ns = 5000000000u;
    model.reported_ms = INT64_MIN;
    unsigned counts[7] = {0};
    for (unsigned i = 0; i < OPERATIONS; i++) {
        unsigned operation = pick(100);
        if (operation < 3) {
            do_start_or_stop();
            counts[0]++;
        } else if (operation < 10) {
            do_issue();
            counts[1]++;
        } else if (operation < 70) {
            do_consume();
            counts[2]++;
        } else if (operation < 80) {
            do_slot();
            counts[3]++;
        } else if (operation < 83) {
            do_time_set();
            counts[4]++;
        } else if (operation < 90) {
            do_time_get();
            counts[5]++;
        } else {
            model.now_ns += pick(50) == 0 ? pick(100000) * UINT64_C(1000000) : pick(400000000);
            counts[6]++;
        }
    }
    for (size_t i = 0; i < 7; i++) {
        assert_true(counts[i] > 1000);
    }
}

int main(void) {
    if (sodium_init() < 0) {
        return 1;
    }
    static struct monitor_identity identity;
    struct secret secret = {{7}};
    uint8_t measurement[MEASUREMENT_BYTES] = {1};
    struct monitor_facts facts = {.backend = BACKEND_PROCESS};
    struct monitor_hooks hooks = {.random = take_random, .slots_changed = keep_slots};
    if (monitor_identity_derive(&identity, &secret, measurement, 1) != STATUS_OK ||
        monitor_init(&monitor, &identity, &facts, &hooks) != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_operations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
