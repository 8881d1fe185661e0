/* tests/enclave/enclave.c: the commands of commands.h, inside the test enclave. */
#include "monitor/opensbi/enclave_abi.h"
#include "tests/enclave/commands.h"

#include <stdint.h>

void command(volatile uint64_t *shared, uint64_t memory);
uint64_t registers_kept(void);
uint64_t count(uint64_t iterations);

static void call(volatile uint64_t *shared) {
    register uint64_t a0 __asm__("a0") = shared[WORD_ARGUMENT];
    register uint64_t a1 __asm__("a1") = shared[WORD_ARGUMENT + 1];
    register uint64_t a2 __asm__("a2") = shared[WORD_ARGUMENT + 2];
    register uint64_t a3 __asm__("a3") = shared[WORD_ARGUMENT + 3];
    register uint64_t a4 __asm__("a4") = shared[WORD_ARGUMENT + 4];
    register uint64_t a5 __asm__("a5") = shared[WORD_ARGUMENT + 5];
    register uint64_t a6 __asm__("a6") = shared[WORD_ARGUMENT + 6];
    register uint64_t a7 __asm__("a7") = shared[WORD_ARGUMENT + 7];
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1)
                     : "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7)
                     : "memory");
    shared[WORD_RESULT] = a0;
    shared[WORD_VALUE] = a1;
}

static void copy(volatile uint64_t *to, const volatile uint64_t *from, uint64_t bytes) {
    for (uint64_t i = 0; i < bytes / 8; i++) {
        to[i] = from[i];
    }
}

static uint64_t control(volatile uint64_t *shared) {
    uint64_t value = 0;
    switch (shared[WORD_COMMAND]) {
    case COMMAND_STIMECMP: __asm__ volatile("csrw 0x14d, %0" ::"r"(shared[WORD_ARGUMENT])); break;
    case COMMAND_CYCLE: __asm__ volatile("csrr %0, cycle" : "=r"(value)); break;
    case COMMAND_SEED: __asm__ volatile("csrrw %0, 0x015, x0" : "=r"(value)); break;
    case COMMAND_TIME: __asm__ volatile("csrr %0, time" : "=r"(value)); break;
    default: break;
    }
    return value;
}

void command(volatile uint64_t *shared, uint64_t memory) {
    uint64_t first = shared[WORD_ARGUMENT];
    volatile uint64_t *data = shared + BLOCK_DATA / 8;
    shared[WORD_CAUSE] = 0;
    switch (shared[WORD_COMMAND]) {
    case COMMAND_EXIT:
        shared[WORD_ARGUMENT + 6] = ENCLAVE_EXIT;
        shared[WORD_ARGUMENT + 7] = ENCLAVE_SBI_EXTENSION;
        call(shared);
        break;
    case COMMAND_LOOP:
        shared[WORD_RESULT] = 1;
        for (;;) {
            __asm__ volatile("");
        }
    case COMMAND_READ: shared[WORD_VALUE] = *(volatile uint64_t *)first; break;
    case COMMAND_WRITE: *(volatile uint64_t *)first = shared[WORD_ARGUMENT + 1]; break;
    case COMMAND_JUMP: ((void (*)(void))first)(); break;
    case COMMAND_CALL: call(shared); break;
    case COMMAND_COPY_IN:
        copy((volatile uint64_t *)(memory + first), data, shared[WORD_ARGUMENT + 1]);
        break;
    case COMMAND_COPY_OUT:
        copy(data, (volatile uint64_t *)(memory + first), shared[WORD_ARGUMENT + 1]);
        break;
    case COMMAND_REGISTERS: shared[WORD_VALUE] = registers_kept(); break;
    case COMMAND_COUNT: shared[WORD_VALUE] = count(first); break;
    default: shared[WORD_VALUE] = control(shared); break;
    }
}
