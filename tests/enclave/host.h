/*
 * tests/enclave/host.h: the test host: a hostile operating system of two harts, in supervisor mode, as small
 * as can be. Tests call the monitor as a driver would, and in every way that a driver would not.
 */
#ifndef TESTS_ENCLAVE_HOST_H
#define TESTS_ENCLAVE_HOST_H

#include "monitor/opensbi/enclave_abi.h"
#include "tests/enclave/commands.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Build option: only what is run again after a reboot. */
#ifndef SERVICES_ONLY
#define SERVICES_ONLY 0
#endif

struct hart_local {
    uint64_t resume, hart; /* host_start.S knows these two */
    void (*volatile job)(void);
    volatile uint64_t jobs_done;
};

extern struct hart_local hart_locals[2]; /* the boot hart's first */

struct answer {
    int64_t error;
    uint64_t value;
};

#define SBI_BASE  0x10
#define SBI_TIME  0x54494d45
#define SBI_IPI   0x735049
#define SBI_FENCE 0x52464e43
#define SBI_HSM   0x48534d
#define SBI_RESET 0x53525354
#define SBI_DBCN  0x4442434e

#define SBI_DENIED          (-4)
#define SBI_FAILED          (-1)
#define SBI_NOT_SUPPORTED   (-2)
#define SBI_INVALID_PARAM   (-3)
#define SBI_INVALID_ADDRESS (-5)
#define SBI_INVALID_STATE   (-10)
#define SBI_BAD_RANGE       (-11)

struct answer sbi(uint64_t extension, uint64_t call, uint64_t a0, uint64_t a1, uint64_t a2,
                  uint64_t a3);
#define monitor_call(call, a0, a1, a2, a3)                                                         \
    sbi(ENCLAVE_SBI_EXTENSION, (call), (a0), (a1), (a2), (a3))

void print(const char *text);
void print_number(uint64_t number);
void print_hex(const uint8_t *bytes, size_t length);

/* Each test is a list of checks; the first that fails is printed with both values and ends the test. */
extern const char *test_failed;
bool expect_equal(uint64_t got, uint64_t wanted, const char *what);
#define EXPECT(got, wanted)                                                                        \
    do {                                                                                           \
        if (!expect_equal((uint64_t)(got), (uint64_t)(wanted), #got)) {                            \
            return;                                                                                \
        }                                                                                          \
    } while (0)

uint64_t probe_read(uint64_t address, uint64_t *value);
uint64_t probe_write(uint64_t address, uint64_t value);
uint64_t probe_execute(uint64_t address);
void run_watched(uint64_t id, uint64_t stored[69]);
uint64_t time_now(void); /* of the 10 MHz clock */
void timer_set(uint64_t deadline);

/* Runs `job` on the other hart; wait_job waits for its end. */
void start_job(void (*job)(void));
void wait_job(void);

/* The test enclave. */
extern const uint8_t enclave_image[], enclave_image_end[];
extern uint64_t shared_areas[4][SHARED_BYTES / 8];
uint64_t make_enclave(unsigned int area);
extern uint64_t made_instance; /* of the last that was made */
/* Puts a command into the shared area and runs the enclave until it leaves for good or waits. */
uint64_t command(uint64_t id, unsigned int area, uint64_t what, uint64_t first, uint64_t second);
uint64_t run_on(uint64_t id); /* past interruptions */
void destroy(uint64_t id);

/*
 * One request to the monitor (lib/monitor_protocol.h), of the enclave or (id 0) of the host: the result of
 * the protocol, or 100 where the call itself failed. The response's body is at *body.
 */
uint64_t ask(uint64_t id, unsigned int area, uint8_t operation, const void *request, size_t bytes,
             const uint8_t **body, size_t *body_bytes);

/* host_fuzz.c, host_dma.c */
void fuzz_calls(void);
void dma_reaches_enclaves(void);

/* host_services.c */
void services_time(void);
void services_nonces(void);
void services_keys(void);
void services_slots(void);
void services_evidence(void);

void run_tests(void);

#endif
