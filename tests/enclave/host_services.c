/*
 * tests/enclave/host_services.c: what programs and the host ask of the monitor: time, nonces, keys, slots,
 * evidence. Lines that begin with `evidence`, `time` and `slot` are compared by test_enclave.py, across reboots.
 */
#include "tests/enclave/host.h"

#define EVIDENCE      2
#define SEAL_KEY      4
#define TIME          5
#define TIME_SET      6
#define NONCE_ISSUE   7
#define NONCE_CONSUME 8
#define SLOT_READ     9
#define SLOT_CAS      10

#define OK          0
#define DENIED      2
#define STALE       3
#define FULL        4
#define UNAVAILABLE 5

static const uint8_t *body;
static size_t bytes;

static uint64_t word_of(const uint8_t *from, size_t width) {
    uint64_t word = 0;
    for (size_t i = 0; i < width; i++) {
        word |= (uint64_t)from[i] << 8 * i;
    }
    return word;
}

void services_time(void) {
    uint64_t id = make_enclave(0);
    uint64_t before = 0;
    EXPECT(id != 0, 1);
    /* After a quick reboot the clock has to come to what was kept as the floor. */
    uint64_t start = time_now();
    while (ask(0, 0, TIME, NULL, 0, &body, &bytes) == UNAVAILABLE &&
           time_now() - start < 100000000) {
    }
    for (int i = 0; i < 100; i++) {
        EXPECT(ask(i % 2 == 0 ? id : 0, 0, TIME, NULL, 0, &body, &bytes), OK);
        EXPECT(bytes, 24);
        uint64_t now = word_of(body, 8);
        EXPECT(now >= before, 1);
        EXPECT(now > UINT64_C(1700000000000), 1);
        EXPECT(word_of(body + 8, 4) <= 5000, 1);
        EXPECT(word_of(body + 12, 4), 3);
        before = now;
    }
    print("time ");
    print_number(before);
    print("\n");
    /* Nobody has been named who may set it. */
    const uint64_t set[3] = {1, before + 1000000, 10};
    EXPECT(ask(id, 0, TIME_SET, set, sizeof set, &body, &bytes), DENIED);
    EXPECT(ask(0, 0, TIME_SET, set, sizeof set, &body, &bytes), DENIED);
    EXPECT(ask(id, 0, TIME, NULL, 0, &body, &bytes), OK);
    EXPECT(word_of(body, 8) < before + 900000, 1);
    destroy(id);
}

static uint64_t issue(uint64_t instance, uint64_t count) {
    const uint64_t request[2] = {instance, count};
    return ask(0, 0, NONCE_ISSUE, request, sizeof request, &body, &bytes);
}

void services_nonces(void) {
    uint8_t nonce[16], unknown[16] = {1, 2, 3};
    uint64_t id = make_enclave(0);
    uint64_t instance = made_instance;
    uint64_t other = make_enclave(1);
    EXPECT(id != 0 && other != 0, 1);
    EXPECT(issue(instance, 4), OK);
    for (size_t i = 0; i < sizeof nonce; i++) {
        nonce[i] = body[8 + 16 + i]; /* the second of them */
    }
    EXPECT(ask(other, 1, NONCE_CONSUME, nonce, sizeof nonce, &body, &bytes), STALE);
    EXPECT(ask(id, 0, NONCE_CONSUME, nonce, sizeof nonce, &body, &bytes), OK);
    EXPECT(ask(id, 0, NONCE_CONSUME, nonce, sizeof nonce, &body, &bytes), STALE);
    EXPECT(ask(id, 0, NONCE_CONSUME, unknown, sizeof unknown, &body, &bytes), STALE);
    EXPECT(ask(0, 0, NONCE_CONSUME, nonce, sizeof nonce, &body, &bytes), DENIED);
    EXPECT(issue(instance + 1, 1), DENIED);
    EXPECT(issue(0, 1), DENIED);
    uint64_t result = OK;
    for (int i = 0; i < 1000 && result == OK; i++) {
        result = issue(instance, 64);
    }
    EXPECT(result, FULL);
    EXPECT(issue(made_instance, 1), OK); /* another's quota is untouched */
    EXPECT(ask(id, 0, TIME, NULL, 0, &body, &bytes), OK);
    destroy(id);
    EXPECT(issue(instance, 1), DENIED);
    destroy(other);
}

static bool key_of(uint64_t id, unsigned int area, const char *label, uint64_t key[4]) {
    uint8_t text[32] = {0};
    for (size_t i = 0; label[i] != 0; i++) {
        text[i] = (uint8_t)label[i];
    }
    if (ask(id, area, SEAL_KEY, text, sizeof text, &body, &bytes) != OK || bytes != 32) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        key[i] = word_of(body + 8 * i, 8);
    }
    return true;
}

void services_keys(void) {
    uint64_t first[4], second[4], third[4];
    uint64_t id = make_enclave(0);
    uint64_t same = make_enclave(1);
    EXPECT(id != 0 && same != 0, 1);
    EXPECT(key_of(id, 0, "store", first), true);
    EXPECT(key_of(same, 1, "store", second), true);
    EXPECT(key_of(id, 0, "other", third), true);
    for (size_t i = 0; i < 4; i++) { /* one program, one key; another label, another key */
        EXPECT(first[i], second[i]);
        EXPECT(first[i] == third[i], false);
    }
    destroy(same);
    destroy(id);
}

/* After a reboot more changes than a block of flash has records: the state moves to the other block. */
#define SLOT_CHANGES (SERVICES_ONLY ? 1700 : 10)

static void slot_contents(uint64_t version, uint64_t words[5]) {
    for (size_t i = 0; i < 5; i++) {
        words[i] = version == 0 ? 0 : i == 0 ? version : version * 77 + i;
    }
}

void services_slots(void) {
    uint64_t change[10]; /* version and digest, expected and next */
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    EXPECT(ask(id, 0, SLOT_READ, NULL, 0, &body, &bytes), OK);
    EXPECT(bytes, 40);
    uint64_t version = word_of(body, 8);
    slot_contents(version, change);
    for (size_t i = 0; i < 5; i++) { /* what the boot before put there */
        EXPECT(word_of(body + 8 * i, 8), change[i]);
    }
    print("slot ");
    print_number(version);
    print("\n");
    uint64_t start = time_now();
    for (uint64_t i = 0; i < SLOT_CHANGES; i++) {
        slot_contents(version, &change[0]);
        slot_contents(version + 1, &change[5]);
        EXPECT(ask(id, 0, SLOT_CAS, change, sizeof change, &body, &bytes), OK);
        version++;
    }
    print("      changed a slot: us ");
    print_number((time_now() - start) / 10 / SLOT_CHANGES);
    print("\n");
    EXPECT(ask(id, 0, SLOT_CAS, change, sizeof change, &body, &bytes), STALE);
    EXPECT(ask(id, 0, SLOT_READ, NULL, 0, &body, &bytes), OK);
    EXPECT(word_of(body, 8), version);
    destroy(id);
}

/* The machine's evidence over 64 times 0x77. */
void services_evidence(void) {
    uint8_t caller_data[64];
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    for (size_t i = 0; i < sizeof caller_data; i++) {
        caller_data[i] = 0x77;
    }
    EXPECT(ask(id, 0, EVIDENCE, caller_data, sizeof caller_data, &body, &bytes), OK);
    uint64_t start = time_now();
    EXPECT(ask(id, 0, EVIDENCE, caller_data, sizeof caller_data, &body, &bytes), OK);
    uint64_t took = time_now() - start;
    print("evidence ");
    print_hex(body, bytes);
    print("\n      evidence: us ");
    print_number(took / 10);
    print("\n");
    destroy(id);
}
