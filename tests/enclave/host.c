/* tests/enclave/host.c: the test host's tools; the tests are in host_tests.c. */
#include "tests/enclave/host.h"

struct hart_local hart_locals[2];
uint64_t shared_areas[4][SHARED_BYTES / 8] __attribute__((aligned(4096)));
const char *test_failed;

void host_main(void);
void second_main(void);
void second_start(void);
void unexpected_trap(uint64_t cause, uint64_t value, uint64_t at);

struct answer sbi(uint64_t extension, uint64_t call, uint64_t first, uint64_t second,
                  uint64_t third, uint64_t fourth) {
    register uint64_t a0 __asm__("a0") = first;
    register uint64_t a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a3 __asm__("a3") = fourth;
    register uint64_t a6 __asm__("a6") = call;
    register uint64_t a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a3), "r"(a6), "r"(a7) : "memory");
    return (struct answer){(int64_t)a0, a1};
}

void print(const char *text) {
    for (; *text != 0; text++) {
        (void)sbi(SBI_DBCN, 2, (uint8_t)*text, 0, 0, 0);
    }
}

void print_number(uint64_t number) {
    char digits[24];
    size_t at = sizeof digits - 1;
    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    print(&digits[at]);
}

void print_hex(const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char pair[3] = {"0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15], 0};
        print(pair);
    }
}

bool expect_equal(uint64_t got, uint64_t wanted, const char *what) {
    if (got == wanted) {
        return true;
    }
    print("      ");
    print(what);
    print(": got 0x");
    for (int shift = 56; shift >= 0; shift -= 8) {
        uint8_t byte = (uint8_t)(got >> shift);
        print_hex(&byte, 1);
    }
    print(", wanted 0x");
    for (int shift = 56; shift >= 0; shift -= 8) {
        uint8_t byte = (uint8_t)(wanted >> shift);
        print_hex(&byte, 1);
    }
    print("\n");
    test_failed = what;
    return false;
}

static _Noreturn void power_off(void) {
    (void)sbi(SBI_RESET, 0, 0, 0, 0, 0);
    for (;;) {
    }
}

void unexpected_trap(uint64_t cause, uint64_t value, uint64_t at) {
    print("FAIL  the host trapped: cause, value, place follow\n");
    (void)expect_equal(cause, 0, "cause");
    (void)expect_equal(value, 0, "value");
    (void)expect_equal(at, 0, "place");
    power_off();
}

uint64_t time_now(void) {
    uint64_t now = 0;
    __asm__ volatile("csrr %0, time" : "=r"(now));
    return now;
}

void timer_set(uint64_t deadline) {
    (void)sbi(SBI_TIME, 0, deadline, 0, 0, 0);
}

void second_main(void) {
    struct hart_local *local = &hart_locals[1];
    for (;;) {
        void (*job)(void) = local->job;
        if (job != NULL) {
            job();
            local->job = NULL;
            __asm__ volatile("fence rw, rw" ::: "memory");
            local->jobs_done++;
        }
    }
}

void start_job(void (*job)(void)) {
    __asm__ volatile("fence rw, rw" ::: "memory");
    hart_locals[1].job = job;
}

void wait_job(void) {
    while (hart_locals[1].job != NULL) {
    }
    __asm__ volatile("fence rw, rw" ::: "memory");
}

uint64_t made_instance;

uint64_t make_enclave(unsigned int area) {
    static const uint64_t bind[4] = {0x1111111111111111, 0x2222222222222222, 0x3333333333333333,
                                     0x4444444444444444};
    uint64_t image = (uint64_t)enclave_image;
    struct answer made =
        monitor_call(ENCLAVE_CREATE, MEMORY_BYTES, (uint64_t)shared_areas[area], SHARED_BYTES, 1);
    if (made.error != 0) {
        return 0;
    }
    for (size_t i = 0; i < SHARED_BYTES / 8; i++) {
        shared_areas[area][i] = 0;
    }
    uint64_t bytes = (uint64_t)(enclave_image_end - enclave_image);
    if (monitor_call(ENCLAVE_ADD, made.value, 0, image, bytes).error != 0) {
        return 0;
    }
    struct answer finalised = monitor_call(ENCLAVE_FINALISE, made.value, (uint64_t)bind, 0, 0);
    made_instance = finalised.value;
    if (finalised.error != 0 || run_on(made.value) != ENCLAVE_LEFT_WAITING) {
        return 0;
    }
    return made.value;
}

uint64_t run_on(uint64_t id) {
    for (;;) {
        struct answer left = monitor_call(ENCLAVE_RUN, id, 0, 0, 0);
        if (left.error != 0) {
            return (uint64_t)left.error;
        }
        if (left.value != ENCLAVE_LEFT_INTERRUPTED) {
            return left.value;
        }
    }
}

uint64_t command(uint64_t id, unsigned int area, uint64_t what, uint64_t first, uint64_t second) {
    shared_areas[area][WORD_COMMAND] = what;
    shared_areas[area][WORD_ARGUMENT] = first;
    shared_areas[area][WORD_ARGUMENT + 1] = second;
    return run_on(id);
}

#define REQUEST_OFFSET  0x8000 /* in the enclave's memory */
#define RESPONSE_OFFSET 0x9000
#define RESPONSE_MOST   0x1000

uint64_t ask(uint64_t id, unsigned int area, uint8_t operation, const void *request, size_t bytes,
             const uint8_t **body, size_t *body_bytes) {
    static uint64_t hosts[2 + RESPONSE_MOST / 8 + 16];
    uint64_t *words = shared_areas[area];
    uint64_t result = 0, length = 0;
    uint8_t *data = id == 0 ? (uint8_t *)hosts : (uint8_t *)(words + BLOCK_DATA / 8);
    for (size_t i = 0; i < 8 + (bytes + 7) / 8 * 8; i++) {
        data[i] = i >= 8 && i - 8 < bytes ? ((const uint8_t *)request)[i - 8] : 0;
    }
    data[0] = 1;
    data[1] = operation;
    data[4] = (uint8_t)bytes;
    if (id == 0) {
        uint8_t *response = data + 128;
        struct answer answer = monitor_call(ENCLAVE_MONITOR, (uint64_t)data, 8 + bytes,
                                            (uint64_t)response, RESPONSE_MOST);
        result = (uint64_t)answer.error;
        length = answer.value;
        data = response;
    } else {
        (void)command(id, area, COMMAND_COPY_IN, REQUEST_OFFSET, (8 + bytes + 7) / 8 * 8);
        words[WORD_ARGUMENT + 2] = RESPONSE_OFFSET;
        words[WORD_ARGUMENT + 3] = RESPONSE_MOST;
        words[WORD_ARGUMENT + 6] = ENCLAVE_ASK;
        words[WORD_ARGUMENT + 7] = ENCLAVE_SBI_EXTENSION;
        (void)command(id, area, COMMAND_CALL, REQUEST_OFFSET, 8 + bytes);
        result = words[WORD_RESULT];
        length = words[WORD_VALUE];
        (void)command(id, area, COMMAND_COPY_OUT, RESPONSE_OFFSET, RESPONSE_MOST);
    }
    if (result != 0 || length < 8 || data[0] != 1 || data[1] != operation) {
        return 100;
    }
    *body = data + 8;
    *body_bytes = length - 8;
    return data[2];
}

void destroy(uint64_t id) {
    struct answer left = {0, 0};
    do {
        left = monitor_call(ENCLAVE_DESTROY, id, 0, 0, 0);
    } while (left.error == 0 && left.value > 0);
    (void)expect_equal((uint64_t)left.error, 0, "destroy");
}

void host_main(void) {
    uint64_t other = hart_locals[0].hart == 0 ? 1 : 0;
    struct answer started =
        sbi(SBI_HSM, 0, other, (uint64_t)second_start, (uint64_t)&hart_locals[1], 0);
    if (expect_equal((uint64_t)started.error, 0, "start of the other hart")) {
        run_tests();
    }
    power_off();
}
