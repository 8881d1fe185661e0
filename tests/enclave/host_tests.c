/*
 * tests/enclave/host_tests.c: what the test host tries. `pool` and `firmware` are found, not known: the
 * enclave tells where its memory is.
 */
#include "tests/enclave/host.h"

#define FIRMWARE       0x80000000u
#define FIRMWARE_BYTES 0x200000u
#define FLASH          0x20000000u
#define CLINT          0x2000000u
#define LOAD_FAULT     (5 + 1) /* cause plus 1, as the probes say */
#define STORE_FAULT    (7 + 1)
#define FETCH_FAULT    (1 + 1)
#define ILLEGAL        (2 + 1)

static uint64_t *area(unsigned int number) {
    return shared_areas[number];
}

/* Where the enclave's memory lies; it shows what it was started with. */
static uint64_t memory_of(unsigned int number) {
    return area(number)[BLOCK_START_INTEGERS / 8 + 9];
}

static uint64_t left_faulted(uint64_t cause) {
    return ENCLAVE_LEFT_FAULTED | cause << 8;
}

static void life_cycle(void) {
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    EXPECT(area(0)[WORD_STARTED], 1);
    EXPECT(command(id, 0, COMMAND_TIME, 0, 0), ENCLAVE_LEFT_WAITING);
    EXPECT(area(0)[WORD_VALUE] > 0, 1);
    EXPECT(command(id, 0, COMMAND_EXIT, 42, 0), ENCLAVE_LEFT_EXITED | 42 << 8);
    EXPECT(monitor_call(ENCLAVE_RUN, id, 0, 0, 0).error, SBI_INVALID_STATE);
    destroy(id);
    EXPECT(monitor_call(ENCLAVE_RUN, id, 0, 0, 0).error, SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_DESTROY, id, 0, 0, 0).error, SBI_INVALID_PARAM);
}

static void sweep(uint64_t start, uint64_t bytes, uint64_t step) {
    uint64_t value = 0;
    for (uint64_t at = start; at < start + bytes; at += step) {
        EXPECT(probe_read(at, &value), LOAD_FAULT);
        EXPECT(probe_write(at, 0), STORE_FAULT);
        EXPECT(probe_execute(at), FETCH_FAULT);
    }
}

static void sweep_everything(void) {
    struct answer pool = monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_POOL, 0, 0, 0);
    sweep(FIRMWARE, FIRMWARE_BYTES, 4096);
    if (test_failed == NULL) {
        sweep(memory_of(0), MEMORY_BYTES, 4096);
    }
    if (test_failed == NULL) {
        sweep(memory_of(0), pool.value, 65536);
    }
    if (test_failed == NULL) {
        sweep(FLASH, 0x200000, 4096);
    }
    if (test_failed == NULL) {
        sweep(CLINT, 0xc000, 4096);
    }
}

static void host_reaches_nothing(void) {
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    sweep_everything();
    EXPECT(test_failed == NULL, 1);
    start_job(sweep_everything);
    while (hart_locals[1].job != NULL) { /* meanwhile others come and go here */
        uint64_t other = make_enclave(1);
        EXPECT(other != 0, 1);
        destroy(other);
    }
    wait_job();
    EXPECT(command(id, 0, COMMAND_TIME, 0, 0), ENCLAVE_LEFT_WAITING);
    destroy(id);
    sweep(memory_of(0), MEMORY_BYTES, 4096);
}

static void enclave_reaches_nothing(void) {
    static uint64_t mine[512] __attribute__((aligned(4096)));
    uint64_t other = make_enclave(1);
    EXPECT(other != 0, 1);
    const uint64_t places[] = {(uint64_t)mine,
                               FIRMWARE,
                               FIRMWARE + 0x80000,
                               CLINT,
                               FLASH,
                               0x10000000,
                               0x100000,
                               0x101000,
                               memory_of(1),
                               (uint64_t)area(1),
                               (uint64_t)area(0) - 8,
                               (uint64_t)area(0) + SHARED_BYTES,
                               0x1000,
                               0xc000000};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        uint64_t id = make_enclave(0);
        EXPECT(id != 0, 1);
        EXPECT(command(id, 0, COMMAND_READ, places[i], 0), left_faulted(5));
        destroy(id);
        id = make_enclave(0);
        EXPECT(command(id, 0, COMMAND_WRITE, places[i], 1), left_faulted(7));
        destroy(id);
        id = make_enclave(0);
        EXPECT(command(id, 0, COMMAND_JUMP, places[i] & ~3ull, 0), left_faulted(1));
        destroy(id);
    }
    uint64_t id = make_enclave(0);
    EXPECT(command(id, 0, COMMAND_READ, memory_of(0) - 8, 0), left_faulted(5));
    destroy(id);
    id = make_enclave(0);
    EXPECT(command(id, 0, COMMAND_READ, memory_of(0) + MEMORY_BYTES, 0), left_faulted(5));
    destroy(id);
    id = make_enclave(0); /* what is shared can't be executed */
    EXPECT(command(id, 0, COMMAND_JUMP, (uint64_t)area(0), 0), left_faulted(1));
    destroy(id);
    destroy(other);
}

static void privileges_are_closed(void) {
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    uint64_t deadline = time_now() + 100000000;
    timer_set(deadline);
    EXPECT(command(id, 0, COMMAND_STIMECMP, 1, 0), ENCLAVE_LEFT_WAITING);
    EXPECT(area(0)[WORD_CAUSE], ILLEGAL);
    EXPECT(command(id, 0, COMMAND_CYCLE, 0, 0), ENCLAVE_LEFT_WAITING);
    EXPECT(area(0)[WORD_CAUSE], ILLEGAL);
    EXPECT(command(id, 0, COMMAND_SEED, 0, 0), ENCLAVE_LEFT_WAITING);
    EXPECT(area(0)[WORD_CAUSE], ILLEGAL);
    uint64_t compare = 0;
    __asm__ volatile("csrr %0, 0x14d" : "=r"(compare));
    EXPECT(compare, deadline);
    timer_set(UINT64_MAX);
    /* Neither SBI nor the host's calls are there for it. */
    const uint64_t calls[][2] = {{SBI_DBCN, 0},
                                 {SBI_BASE, 0},
                                 {SBI_TIME, 0},
                                 {SBI_IPI, 0},
                                 {SBI_FENCE, 0},
                                 {SBI_HSM, 0},
                                 {SBI_RESET, 0},
                                 {ENCLAVE_SBI_EXTENSION, ENCLAVE_CREATE},
                                 {ENCLAVE_SBI_EXTENSION, ENCLAVE_RUN},
                                 {ENCLAVE_SBI_EXTENSION, ENCLAVE_DESTROY},
                                 {ENCLAVE_SBI_EXTENSION, ENCLAVE_MONITOR}};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        area(0)[WORD_ARGUMENT + 6] = calls[i][1];
        area(0)[WORD_ARGUMENT + 7] = calls[i][0];
        EXPECT(command(id, 0, COMMAND_CALL, id, 0), ENCLAVE_LEFT_WAITING);
        EXPECT(area(0)[WORD_RESULT], SBI_NOT_SUPPORTED);
    }
    EXPECT(monitor_call(ENCLAVE_EXIT, 0, 0, 0, 0).error, SBI_NOT_SUPPORTED);
    EXPECT(monitor_call(ENCLAVE_WAIT, 0, 0, 0, 0).error, SBI_NOT_SUPPORTED);
    EXPECT(monitor_call(ENCLAVE_ASK, 0, 0, 0, 0).error, SBI_NOT_SUPPORTED);
    destroy(id);
}

static void memory_is_fresh(void) {
    uint64_t *data = area(0) + BLOCK_DATA / 8;
    const uint64_t offset = 0x8000, bytes = 0x3000;
    for (int how = 0; how < 3; how++) { /* destroyed in order, after a fault, when stopped */
        uint64_t id = make_enclave(0);
        EXPECT(id != 0, 1);
        uint64_t place = memory_of(0);
        for (size_t i = 0; i < bytes / 8; i++) {
            data[i] = 0xfeedfacecafebeefull;
        }
        EXPECT(command(id, 0, COMMAND_COPY_IN, offset, bytes), ENCLAVE_LEFT_WAITING);
        if (how == 1) {
            EXPECT(command(id, 0, COMMAND_READ, 0, 0), left_faulted(5));
        } else if (how == 2) {
            EXPECT(monitor_call(ENCLAVE_STOP, id, 0, 0, 0).error, 0);
            EXPECT(run_on(id), ENCLAVE_LEFT_STOPPED);
            EXPECT(monitor_call(ENCLAVE_RUN, id, 0, 0, 0).error, SBI_INVALID_STATE);
            EXPECT(monitor_call(ENCLAVE_STOP, id, 0, 0, 0).error, SBI_INVALID_STATE);
        }
        destroy(id);
        id = make_enclave(0);
        EXPECT(memory_of(0), place);
        EXPECT(command(id, 0, COMMAND_COPY_OUT, offset, bytes), ENCLAVE_LEFT_WAITING);
        uint64_t left = 0;
        for (size_t i = 0; i < bytes / 8; i++) {
            left |= data[i];
        }
        EXPECT(left, 0);
        destroy(id);
    }
}

static void check_watched(const uint64_t stored[69], uint64_t value) {
    for (uint64_t i = 1; i < 32; i++) {
        bool call = i == 16 || i == 17;
        if (i != 10 && i != 11 && !call) {
            EXPECT(stored[i], 0x4b4b000 + i);
        }
        EXPECT(stored[32 + i], 0x3c0000 + i);
    }
    EXPECT(stored[10], 0);
    EXPECT(stored[11], value);
    EXPECT(stored[32], 0x3c0000);
    EXPECT(stored[64], 0x15);
    EXPECT(stored[66], 0x123456789a);
    EXPECT(stored[67], 7);
    EXPECT(stored[68], 0x123456789a);
}

static void registers_carry_nothing(void) {
    static uint64_t stored[69];
    uint64_t image = (uint64_t)enclave_image;
    uint64_t bytes = (uint64_t)(enclave_image_end - enclave_image);
    uint64_t id =
        monitor_call(ENCLAVE_CREATE, MEMORY_BYTES, (uint64_t)area(0), SHARED_BYTES, 1).value;
    EXPECT(monitor_call(ENCLAVE_ADD, id, 0, image, bytes).error, 0);
    EXPECT(monitor_call(ENCLAVE_FINALISE, id, image, 0, 0).error, 0);
    run_watched(id, stored);
    check_watched(stored, ENCLAVE_LEFT_WAITING);
    EXPECT(test_failed == NULL, 1);
    for (uint64_t i = 1; i < 32; i++) { /* nothing came in but the five arguments */
        uint64_t value = area(0)[BLOCK_START_INTEGERS / 8 - 1 + i];
        bool argument = i >= 10 && i <= 14;
        EXPECT(argument ? 0 : value, 0);
        EXPECT(area(0)[BLOCK_START_FLOATS / 8 + i], 0);
    }
    EXPECT(area(0)[BLOCK_START_FLOATS / 8], 0);
    EXPECT(area(0)[BLOCK_START_FLOATS / 8 + 32], 0);
    for (uint64_t i = 0; i < 8; i++) {
        EXPECT(area(0)[BLOCK_START_CONTROL / 8 + i], 0);
    }
    area(0)[WORD_COMMAND] =
        COMMAND_REGISTERS; /* and its own stay, whatever the host has in between */
    run_watched(id, stored);
    check_watched(stored, ENCLAVE_LEFT_WAITING);
    run_watched(id, stored);
    check_watched(stored, ENCLAVE_LEFT_WAITING);
    EXPECT(test_failed == NULL, 1);
    EXPECT(area(0)[WORD_VALUE], 0);
    destroy(id);
}

static void interruptions(void) {
    static uint64_t stored[69];
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    uint64_t interruptions = 0;
    __asm__ volatile(
        "csrs sie, %0" ::"r"(0x20)); /* the timer's; sstatus.SIE stays off: no trap here */
    area(0)[WORD_COMMAND] = COMMAND_COUNT;
    area(0)[WORD_ARGUMENT] = 20000000;
    for (;;) {
        timer_set(time_now() + 5000); /* 0.5 ms */
        run_watched(id, stored);
        EXPECT(stored[10], 0);
        if (stored[11] != ENCLAVE_LEFT_INTERRUPTED) {
            break;
        }
        check_watched(stored, ENCLAVE_LEFT_INTERRUPTED);
        EXPECT(test_failed == NULL, 1);
        interruptions++;
    }
    EXPECT(stored[11], ENCLAVE_LEFT_WAITING);
    EXPECT(area(0)[WORD_VALUE], 0);
    EXPECT(interruptions > 5, 1);
    /* An endless loop is as patient. */
    area(0)[WORD_COMMAND] = COMMAND_LOOP;
    for (int i = 0; i < 20; i++) {
        uint64_t deadline = time_now() + 10000;
        timer_set(deadline);
        EXPECT(monitor_call(ENCLAVE_RUN, id, 0, 0, 0).value, ENCLAVE_LEFT_INTERRUPTED);
        EXPECT(time_now() - deadline < 1000000, 1); /* 0.1 s even on a busy emulator */
    }
    timer_set(UINT64_MAX);
    __asm__ volatile("csrc sie, %0" ::"r"(0x20));
    destroy(id);
}

static volatile uint64_t job_id, job_left;

static void run_job(void) {
    job_left = run_on(job_id);
}

static void stop_from_another_hart(void) {
    for (int i = 0; i < 20; i++) {
        job_id = make_enclave(0);
        EXPECT(job_id != 0, 1);
        area(0)[WORD_COMMAND] = COMMAND_LOOP;
        start_job(run_job);
        uint64_t id = job_id;
        while (((volatile uint64_t *)area(0))[WORD_RESULT] == 0) { /* until it loops there */
        }
        EXPECT(monitor_call(ENCLAVE_RUN, id, 0, 0, 0).error, SBI_INVALID_STATE);
        EXPECT(monitor_call(ENCLAVE_DESTROY, id, 0, 0, 0).error, SBI_INVALID_STATE);
        EXPECT(monitor_call(ENCLAVE_STOP, id, 0, 0, 0).error, 0);
        wait_job();
        EXPECT(job_left, ENCLAVE_LEFT_STOPPED);
        destroy(id);
    }
}

static void addresses_are_checked(void) {
    static uint64_t page[1024] __attribute__((aligned(4096)));
    uint64_t id = make_enclave(0);
    uint64_t loading =
        monitor_call(ENCLAVE_CREATE, MEMORY_BYTES, (uint64_t)area(1), SHARED_BYTES, 2).value;
    uint64_t pool = memory_of(0);
    const uint64_t bad[] = {pool,
                            pool + 4096,
                            FIRMWARE,
                            FIRMWARE + 0x80000,
                            FIRMWARE + FIRMWARE_BYTES - 4096,
                            FLASH,
                            CLINT,
                            0,
                            0x1000,
                            0x10000000,
                            0xa0000000,
                            UINT64_MAX - 4095,
                            UINT64_C(1) << 63,
                            UINT64_C(0x7ffffffff000)};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        EXPECT(monitor_call(ENCLAVE_CREATE, MEMORY_BYTES, bad[i], 4096, 1).error,
               SBI_INVALID_ADDRESS);
        EXPECT(monitor_call(ENCLAVE_ADD, loading, 0, bad[i], 4096).error, SBI_INVALID_ADDRESS);
        EXPECT(monitor_call(ENCLAVE_FINALISE, loading, bad[i], 0, 0).error, SBI_INVALID_ADDRESS);
        EXPECT(monitor_call(ENCLAVE_MONITOR, bad[i], 8, (uint64_t)page, 4096).error,
               SBI_INVALID_ADDRESS);
        EXPECT(monitor_call(ENCLAVE_MONITOR, (uint64_t)page, 8, bad[i], 4096).error,
               SBI_INVALID_ADDRESS);
        /* OpenSBI's own calls: console from and to it, a hart started in it. */
        if (bad[i] >= FLASH && bad[i] < UINT64_C(0xa0000000) && bad[i] != 0x10000000) {
            EXPECT(sbi(SBI_DBCN, 0, 16, bad[i], 0, 0).error, SBI_INVALID_PARAM);
            EXPECT(sbi(SBI_DBCN, 1, 16, bad[i], 0, 0).error, SBI_INVALID_PARAM);
            EXPECT(sbi(SBI_DBCN, 0, 0 - bad[i] + 16, bad[i], 0, 0).error, SBI_INVALID_PARAM);
            EXPECT(sbi(SBI_HSM, 0, hart_locals[1].hart, bad[i], 0, 0).error != 0, 1);
        }
    }
    /* Across the edge into what is protected. */
    EXPECT(monitor_call(ENCLAVE_ADD, loading, 0, pool - 4096, 8192).error, SBI_INVALID_ADDRESS);
    EXPECT(monitor_call(ENCLAVE_MONITOR, pool - 4, 8, (uint64_t)page, 4096).error,
           SBI_INVALID_ADDRESS);
    EXPECT(sbi(SBI_DBCN, 0, 8192, pool - 4096, 0, 0).error, SBI_INVALID_PARAM);
    /* Order, alignment and bounds of pages. */
    EXPECT(monitor_call(ENCLAVE_ADD, loading, 4096, (uint64_t)page, 4096).error, 0);
    EXPECT(monitor_call(ENCLAVE_ADD, loading, 4096, (uint64_t)page, 4096).error, SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_ADD, loading, 0, (uint64_t)page, 4096).error, SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_ADD, loading, MEMORY_BYTES, (uint64_t)page, 4096).error,
           SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_ADD, loading, MEMORY_BYTES - 4096, (uint64_t)page, 8192).error,
           SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_ADD, loading, UINT64_MAX - 4095, (uint64_t)page, 4096).error,
           SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_ADD, loading, 8192, (uint64_t)page + 8, 4096).error,
           SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_ADD, id, 8192, (uint64_t)page, 4096).error, SBI_INVALID_STATE);
    EXPECT(monitor_call(ENCLAVE_RUN, loading, 0, 0, 0).error, SBI_INVALID_STATE);
    destroy(loading);
    destroy(id);
}

static void exhaustion(void) {
    static uint64_t ids[256];
    uint64_t most = monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_ENCLAVES, 0, 0, 0).value;
    uint64_t pool = monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_POOL, 0, 0, 0).value;
    uint64_t count = 0;
    EXPECT(monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_LARGEST, 0, 0, 0).value, pool);
    for (; count < 256; count++) {
        struct answer made = monitor_call(ENCLAVE_CREATE, MEMORY_BYTES, (uint64_t)area(0), 4096, 2);
        if (made.error != 0) {
            EXPECT(made.error, SBI_FAILED);
            break;
        }
        ids[count] = made.value;
    }
    EXPECT(count, most);
    for (uint64_t i = 0; i < count; i++) {
        destroy(ids[i]);
    }
    /* All of the memory for one; then nothing for another. */
    struct answer all = monitor_call(ENCLAVE_CREATE, pool, (uint64_t)area(0), 4096, 2);
    EXPECT(all.error, 0);
    EXPECT(monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_LARGEST, 0, 0, 0).value, 0);
    EXPECT(monitor_call(ENCLAVE_CREATE, MEMORY_BYTES, (uint64_t)area(0), 4096, 2).error,
           SBI_FAILED);
    EXPECT(monitor_call(ENCLAVE_CREATE, pool + 4096, (uint64_t)area(0), 4096, 2).error,
           SBI_INVALID_PARAM);
    destroy(all.value);
    EXPECT(monitor_call(ENCLAVE_INFO, ENCLAVE_INFO_LARGEST, 0, 0, 0).value, pool);
}

static volatile bool fencing;

static void fence_job(void) {
    uint64_t mask = UINT64_C(1) << hart_locals[0].hart;
    while (fencing) {
        (void)sbi(SBI_FENCE, 1, mask, 0, 0, UINT64_MAX);
        (void)sbi(SBI_IPI, 0, mask, 0, 0, 0);
    }
}

static void churn_against_fences(void) {
    uint64_t start = time_now();
    fencing = true;
    start_job(fence_job);
    uint64_t cycles = 0;
    for (; cycles < 10000 && test_failed == NULL; cycles++) {
        struct answer made = monitor_call(ENCLAVE_CREATE, MEMORY_BYTES, (uint64_t)area(0), 4096, 2);
        EXPECT(made.error, 0);
        destroy(made.value);
    }
    for (int i = 0; i < 100 && test_failed == NULL; i++) {
        uint64_t id = make_enclave(0);
        EXPECT(id != 0, 1);
        EXPECT(command(id, 0, COMMAND_TIME, 0, 0), ENCLAVE_LEFT_WAITING);
        destroy(id);
    }
    fencing = false;
    wait_job();
    print("      10,000 enclaves made and destroyed, 100 run, against fences: ms ");
    print_number((time_now() - start) / 10000);
    print("\n");
}

/* Offsets outside of its memory; the host's requests that only a program may make. */
static void requests_are_checked(void) {
    static uint64_t request[16], response[512];
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    const uint64_t outside[] = {MEMORY_BYTES, MEMORY_BYTES - 8, UINT64_MAX, UINT64_MAX - 70,
                                UINT64_C(1) << 63};
    area(0)[WORD_ARGUMENT + 3] = 0x1000;
    area(0)[WORD_ARGUMENT + 6] = ENCLAVE_ASK;
    area(0)[WORD_ARGUMENT + 7] = ENCLAVE_SBI_EXTENSION;
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        area(0)[WORD_ARGUMENT + 2] = 0x9000;
        EXPECT(command(id, 0, COMMAND_CALL, outside[i], 72), ENCLAVE_LEFT_WAITING);
        EXPECT(area(0)[WORD_RESULT], SBI_INVALID_ADDRESS);
        area(0)[WORD_ARGUMENT + 2] = outside[i];
        EXPECT(command(id, 0, COMMAND_CALL, 0x8000, 72), ENCLAVE_LEFT_WAITING);
        EXPECT(area(0)[WORD_RESULT], SBI_INVALID_ADDRESS);
    }
    const uint8_t of_programs[] = {2, 3, 4, 6, 8, 9, 10};
    const uint8_t lengths[] = {64, 8, 32, 24, 16, 0, 80};
    for (size_t i = 0; i < sizeof of_programs; i++) {
        uint8_t *bytes = (uint8_t *)request;
        for (size_t k = 0; k < sizeof request; k++) {
            bytes[k] = 0;
        }
        bytes[0] = 1;
        bytes[1] = of_programs[i];
        bytes[4] = lengths[i];
        bytes[8] = of_programs[i] == 3 ? 8 : 0; /* random: some bytes; none would be malformed */
        struct answer asked = monitor_call(ENCLAVE_MONITOR, (uint64_t)request, 8 + lengths[i],
                                           (uint64_t)response, 4096);
        EXPECT(asked.error, 0);
        EXPECT(asked.value, 8);
        EXPECT(((uint8_t *)response)[2], 2);
    }
    EXPECT(monitor_call(ENCLAVE_MONITOR, (uint64_t)request, 7, (uint64_t)response, 4096).error,
           SBI_INVALID_PARAM);
    EXPECT(
        monitor_call(ENCLAVE_MONITOR, (uint64_t)request, 1 << 20, (uint64_t)response, 4096).error,
        SBI_INVALID_PARAM);
    EXPECT(monitor_call(ENCLAVE_MONITOR, (uint64_t)request, 88, (uint64_t)response, 4).error,
           SBI_BAD_RANGE);
    destroy(id);
}

static void costs(void) {
    uint64_t id = make_enclave(0);
    EXPECT(id != 0, 1);
    uint64_t start = time_now();
    for (int i = 0; i < 2000; i++) {
        EXPECT(command(id, 0, COMMAND_TIME, 0, 0), ENCLAVE_LEFT_WAITING);
    }
    print("      run and wait: ns ");
    print_number((time_now() - start) * 100 / 2000);
    start = time_now();
    for (int i = 0; i < 2000; i++) {
        (void)sbi(SBI_BASE, 0, 0, 0, 0, 0);
    }
    print(", an empty call: ns ");
    print_number((time_now() - start) * 100 / 2000);
    start = time_now();
    for (int i = 0; i < 100; i++) {
        uint64_t other = make_enclave(1);
        EXPECT(other != 0, 1);
        destroy(other);
    }
    print(", make, start and destroy 64 KiB: us ");
    print_number((time_now() - start) / 10 / 100);
    print("\n");
    destroy(id);
}

struct test {
    const char *name;
    void (*run)(void);
};

static const struct test isolation[] = {
    {"life cycle", life_cycle},
    {"the host reaches neither firmware, device secret nor enclaves", host_reaches_nothing},
    {"an enclave reaches nothing else", enclave_reaches_nothing},
    {"privileges are closed inside", privileges_are_closed},
    {"memory is fresh after any end", memory_is_fresh},
    {"registers carry nothing", registers_carry_nothing},
    {"interruptions", interruptions},
    {"stop from another hart", stop_from_another_hart},
    {"addresses are checked", addresses_are_checked},
    {"exhaustion", exhaustion},
    {"churn against fences", churn_against_fences},
    {"requests are checked", requests_are_checked},
    {"calls and a model", fuzz_calls},
    {"not protected: a device reaches enclaves", dma_reaches_enclaves},
    {"costs", costs},
};

static const struct test services[] = {
    {"time", services_time},   {"nonces", services_nonces},     {"keys", services_keys},
    {"slots", services_slots}, {"evidence", services_evidence},
};

static uint64_t passed, failed;

static void run_list(const struct test *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        test_failed = NULL;
        list[i].run();
        print(test_failed == NULL ? "ok    " : "FAIL  ");
        print(list[i].name);
        print("\n");
        passed += test_failed == NULL;
        failed += test_failed != NULL;
    }
}

void run_tests(void) {
    if (!SERVICES_ONLY) {
        run_list(isolation, sizeof isolation / sizeof isolation[0]);
    }
    run_list(services, sizeof services / sizeof services[0]);
    print("enclave tests: ");
    print_number(passed);
    print(" passed, ");
    print_number(failed);
    print(" failed\n");
}
