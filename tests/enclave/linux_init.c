/*
 * tests/enclave/linux_init.c: the only process of a Linux machine with our driver. Runs the test enclave
 * through /dev/tapdance_enclave, as a host daemon would, and against it; turns the machine off.
 */
#include "driver/tapdance_enclave.h"
#include "monitor/opensbi/enclave_abi.h"
#include "tests/enclave/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint8_t image[MEMORY_BYTES];
static uint64_t image_bytes;
static bool failed;

#define EXPECT(got, wanted)                                                                        \
    do {                                                                                           \
        long long got_value = (long long)(got);                                                    \
        long long wanted_value = (long long)(wanted);                                              \
        if (got_value != wanted_value) {                                                           \
            printf("      line %d: %s: got %lld, wanted %lld (errno %d)\n", __LINE__, #got,        \
                   got_value, wanted_value, errno);                                                \
            failed = true;                                                                         \
            return;                                                                                \
        }                                                                                          \
    } while (0)

struct opened {
    int file;
    volatile uint64_t *shared;
};

static int error_of(int result) {
    return result == 0 ? 0 : errno;
}

static int run(int file, uint64_t *left) {
    struct tapdance_enclave_run result = {0};
    int error = error_of(ioctl(file, TAPDANCE_ENCLAVE_RUN, &result));
    *left = result.left;
    return error;
}

static bool make_enclave(struct opened *made) {
    struct tapdance_enclave_create create = {MEMORY_BYTES, SHARED_BYTES, 1};
    struct tapdance_enclave_add add = {0, (uint64_t)image, image_bytes};
    struct tapdance_enclave_finalise finalise = {0};
    uint64_t left = 0;
    made->file = open(TAPDANCE_ENCLAVE_DEVICE, O_RDWR | O_CLOEXEC);
    if (made->file < 0 || ioctl(made->file, TAPDANCE_ENCLAVE_CREATE, &create) != 0) {
        return false;
    }
    made->shared = mmap(NULL, SHARED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, made->file, 0);
    return made->shared != MAP_FAILED && ioctl(made->file, TAPDANCE_ENCLAVE_ADD, &add) == 0 &&
           ioctl(made->file, TAPDANCE_ENCLAVE_FINALISE, &finalise) == 0 &&
           run(made->file, &left) == 0 && left == ENCLAVE_LEFT_WAITING;
}

static void close_enclave(struct opened *made) {
    munmap((void *)made->shared, SHARED_BYTES);
    close(made->file);
}

static void life_cycle(void) {
    struct opened made;
    uint64_t left = 0;
    EXPECT(make_enclave(&made), true);
    EXPECT(made.shared[WORD_STARTED], 1);
    made.shared[WORD_COMMAND] = COMMAND_COUNT; /* long enough for interruptions */
    made.shared[WORD_ARGUMENT] = 30000000;
    EXPECT(run(made.file, &left), 0);
    EXPECT(left, ENCLAVE_LEFT_WAITING);
    EXPECT(made.shared[WORD_VALUE], 0);
    made.shared[WORD_COMMAND] = COMMAND_EXIT;
    made.shared[WORD_ARGUMENT] = 7;
    EXPECT(run(made.file, &left), 0);
    EXPECT(left, ENCLAVE_LEFT_EXITED | 7 << 8);
    EXPECT(run(made.file, &left), EBUSY);
    close_enclave(&made);
}

static void *run_thread(void *argument) {
    static uint64_t left;
    struct opened *made = argument;
    left = 99;
    return run(made->file, &left) == 0 ? &left : NULL;
}

static void stop_a_loop(void) {
    struct opened made;
    pthread_t thread;
    void *left = NULL;
    EXPECT(make_enclave(&made), true);
    made.shared[WORD_COMMAND] = COMMAND_LOOP;
    EXPECT(pthread_create(&thread, NULL, run_thread, &made), 0);
    while (made.shared[WORD_RESULT] == 0) {
    }
    EXPECT(error_of(ioctl(made.file, TAPDANCE_ENCLAVE_STOP)), 0);
    EXPECT(pthread_join(thread, &left), 0);
    EXPECT(left != NULL && *(uint64_t *)left == ENCLAVE_LEFT_STOPPED, true);
    close_enclave(&made);
}

/* Processes that die at any point leave nothing behind: there is always room for the next. */
static void death_cleans_up(void) {
    for (int i = 0; i < 60; i++) {
        pid_t child = fork();
        if (child == 0) {
            struct opened made;
            for (;;) {
                if (make_enclave(&made)) {
                    made.shared[WORD_COMMAND] = COMMAND_LOOP;
                    uint64_t left = 0;
                    (void)run(made.file, &left);
                }
            }
        }
        struct timespec pause = {0, 1000000L * (i % 12)};
        (void)nanosleep(&pause, NULL);
        EXPECT(kill(child, SIGKILL), 0);
        EXPECT(waitpid(child, NULL, 0), child);
    }
    struct tapdance_enclave_create most = {64u << 20, 4096, 1};
    int file = open(TAPDANCE_ENCLAVE_DEVICE, O_RDWR | O_CLOEXEC);
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_CREATE, &most)), 0);
    close(file);
}

static void wrong_use(void) {
    int file = open(TAPDANCE_ENCLAVE_DEVICE, O_RDWR | O_CLOEXEC);
    struct tapdance_enclave_create create = {MEMORY_BYTES, SHARED_BYTES, 1};
    struct tapdance_enclave_create wrong[] = {
        {MEMORY_BYTES + 1, SHARED_BYTES, 1}, {0, SHARED_BYTES, 1},
        {1ull << 60, SHARED_BYTES, 1},       {MEMORY_BYTES, 0, 1},
        {MEMORY_BYTES, 8ull << 20, 1},       {MEMORY_BYTES, 100, 1},
        {MEMORY_BYTES, SHARED_BYTES, 9}};
    uint64_t left = 0;
    EXPECT(run(file, &left), EBUSY);
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_STOP)), EBUSY);
    EXPECT(mmap(NULL, SHARED_BYTES, PROT_READ, MAP_SHARED, file, 0) == MAP_FAILED, true);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_CREATE, &wrong[i])), EINVAL);
    }
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_CREATE, &create)), 0);
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_CREATE, &create)), EBUSY);
    EXPECT(run(file, &left), EBUSY);
    struct tapdance_enclave_add adds[] = {{0, (uint64_t)image, 100},
                                          {0, (uint64_t)image, 0},
                                          {MEMORY_BYTES, (uint64_t)image, 4096},
                                          {1, (uint64_t)image, 4096}};
    for (size_t i = 0; i < sizeof adds / sizeof adds[0]; i++) {
        EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_ADD, &adds[i])), EINVAL);
    }
    struct tapdance_enclave_add unmapped = {0, 64, 4096};
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_ADD, &unmapped)), EFAULT);
    EXPECT(mmap(NULL, SHARED_BYTES, PROT_READ, MAP_PRIVATE, file, 0) == MAP_FAILED, true);
    EXPECT(mmap(NULL, SHARED_BYTES, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0) == MAP_FAILED,
           true);
    EXPECT(mmap(NULL, SHARED_BYTES * 2, PROT_READ, MAP_SHARED, file, 0) == MAP_FAILED, true);
    EXPECT(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 4096) == MAP_FAILED, true);
    EXPECT(error_of(ioctl(file, _IO('t', 77))), ENOTTY);
    close(file);
}

/* The tick, and nonces for an instance that is there or not. */
static void monitor_requests(void) {
    static struct tapdance_enclave_monitor message;
    int file = open(TAPDANCE_ENCLAVE_DEVICE, O_RDWR | O_CLOEXEC);
    const uint8_t tick[8] = {1, 12};
    memcpy(message.request, tick, sizeof tick);
    message.request_bytes = 8;
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_MONITOR, &message)), 0);
    EXPECT(message.response_bytes, 16);
    EXPECT(message.response[2], 0);
    const uint8_t nonces[24] = {1, 7, 0, 0, 16, 0, 0, 0, 77, 0, 0, 0, 0, 0, 0, 0, 4};
    memcpy(message.request, nonces, sizeof nonces);
    message.request_bytes = sizeof nonces;
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_MONITOR, &message)), 0);
    EXPECT(message.response[2], 2); /* denied: there is no such instance */
    message.request_bytes = 1;
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_MONITOR, &message)), EINVAL);
    message.request_bytes = 4096;
    EXPECT(error_of(ioctl(file, TAPDANCE_ENCLAVE_MONITOR, &message)), EINVAL);
    close(file);
}

static double seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void costs(void) {
    struct opened made;
    uint64_t left = 0;
    EXPECT(make_enclave(&made), true);
    double start = seconds();
    for (int i = 0; i < 2000; i++) {
        made.shared[WORD_COMMAND] = COMMAND_TIME;
        EXPECT(run(made.file, &left), 0);
    }
    double run_us = (seconds() - start) * 1e6 / 2000;
    close_enclave(&made);
    start = seconds();
    for (int i = 0; i < 100; i++) {
        EXPECT(make_enclave(&made), true);
        close_enclave(&made);
    }
    printf("      run and wait %.1f us, make, start and destroy 64 KiB %.0f us\n", run_us,
           (seconds() - start) * 1e6 / 100);
}

static const struct {
    const char *name;
    void (*run)(void);
} tests[] = {
    {"life cycle", life_cycle},
    {"stop a loop", stop_a_loop},
    {"wrong use", wrong_use},
    {"death cleans up", death_cleans_up},
    {"requests to the monitor", monitor_requests},
    {"costs", costs},
};

static bool prepare(void) {
    (void)mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
    (void)mount("proc", "/proc", "proc", 0, NULL);
    int module = open("/driver.ko", O_RDONLY | O_CLOEXEC);
    if (syscall(SYS_finit_module, module, "", 0) != 0) {
        printf("FAIL  the driver can't be loaded (errno %d)\n", errno);
        return false;
    }
    int file = open("/enclave.bin", O_RDONLY | O_CLOEXEC);
    ssize_t got = read(file, image, sizeof image);
    image_bytes = got > 0 ? (uint64_t)got : 0;
    return image_bytes > 0;
}

int main(void) {
    int passed = 0;
    int count = (int)(sizeof tests / sizeof tests[0]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("user space %.1f s after the kernel's start\n", seconds());
    bool prepared = prepare();
    for (int i = 0; prepared && i < count; i++) {
        failed = false;
        tests[i].run();
        printf("%s%s\n", failed ? "FAIL  " : "ok    ", tests[i].name);
        passed += !failed;
    }
    printf("driver tests: %d passed, %d failed\n", passed, count - passed);
    reboot(RB_POWER_OFF);
    return 0;
}
