/*
 * tests/enclave/commands.h: what the test host asks of the test enclave, through the memory they share, in
 * words of 8 bytes. The host writes a command and its arguments, runs the enclave, and finds the answer
 * when the enclave waits.
 */
#ifndef TESTS_ENCLAVE_COMMANDS_H
#define TESTS_ENCLAVE_COMMANDS_H

#define WORD_COMMAND  0
#define WORD_ARGUMENT 1 /* eight of them */
#define WORD_RESULT   9
#define WORD_VALUE    10
#define WORD_CAUSE    11 /* of a trap that the enclave took itself, plus 1; 0: none */
#define WORD_STARTED  12 /* how often its first instruction ran */

#define COMMAND_EXIT     1 /* code */
#define COMMAND_LOOP     2 /* says 1 as result, then loops for ever */
#define COMMAND_READ     3 /* address -> value */
#define COMMAND_WRITE    4 /* address, value */
#define COMMAND_JUMP     5 /* address */
#define COMMAND_CALL     6 /* a0 to a7 -> result, value */
#define COMMAND_COPY_IN  7 /* offset, bytes: from BLOCK_DATA to its memory */
#define COMMAND_COPY_OUT 8 /* offset, bytes */
#define COMMAND_STIMECMP 9 /* sets it */
#define COMMAND_CYCLE    10
#define COMMAND_SEED     11
#define COMMAND_TIME     12
#define COMMAND_REGISTERS                                                                          \
    13 /* fills every register with its own pattern, waits, counts what changed */
#define COMMAND_COUNT                                                                              \
    14 /* iterations, with patterns in the floating-point registers -> changed ones */

/* Blocks of the shared memory, offsets in bytes. */
#define BLOCK_START_INTEGERS 0x100 /* x1 to x31 at its first instruction */
#define BLOCK_START_FLOATS   0x200 /* f0 to f31, fcsr */
#define BLOCK_START_CONTROL                                                                        \
    0x380 /* sscratch, sepc, scause, stval, satp, sie, sip, scounteren, sstatus */
#define BLOCK_DATA 0x1000

#define SHARED_BYTES 0x4000
#define MEMORY_BYTES 0x10000

#endif
