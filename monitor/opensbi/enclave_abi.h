/*
 * monitor/opensbi/enclave_abi.h: the calls into machine mode, the one interface between the monitor, the
 * host's driver and the enclave's kernel. Constants only, so that Linux can include it too.
 *
 * A call is `ecall` in supervisor mode: a7 = ENCLAVE_SBI_EXTENSION, a6 = the call, a0 to a3 arguments; it
 * answers with an SBI error in a0 (0: done) and a value in a1, and changes no other register, except that
 * after ENCLAVE_RUN time has passed. Life cycle, every argument and error: docs/enclave.md.
 *
 * Who calls is known by what runs on the hart: host calls are denied to enclaves and the other way round.
 */
#ifndef MONITOR_OPENSBI_ENCLAVE_ABI_H
#define MONITOR_OPENSBI_ENCLAVE_ABI_H

#define ENCLAVE_SBI_EXTENSION 0x08544150 /* "TAP" in SBI's experimental range */
#define ENCLAVE_ABI_VERSION   1
#define ENCLAVE_PAGE_BYTES    4096

/* Host calls. Addresses are physical, of host memory, in one piece. */
#define ENCLAVE_INFO     0 /* which (below)                                  -> value */
#define ENCLAVE_CREATE   1 /* memory bytes, shared address, shared bytes, role -> id */
#define ENCLAVE_ADD      2 /* id, offset, source address, bytes              -> 0 */
#define ENCLAVE_FINALISE 3 /* id, address of the 32 bytes of bind            -> instance */
#define ENCLAVE_RUN      4 /* id                                             -> how it left (below) */
#define ENCLAVE_STOP     5 /* id                                             -> 0 */
#define ENCLAVE_DESTROY                                                                            \
    6 /* id                                             -> bytes still to wipe */
#define ENCLAVE_MONITOR                                                                            \
    7 /* request address, bytes, response address, room -> bytes of the response */

#define ENCLAVE_ADD_BYTES_MOST    65536   /* in one call */
#define ENCLAVE_SHARED_BYTES_MOST 4194304 /* of one enclave */

/* What ENCLAVE_INFO tells. */
#define ENCLAVE_INFO_VERSION  0 /* ENCLAVE_ABI_VERSION */
#define ENCLAVE_INFO_POOL     1 /* bytes of memory for enclaves */
#define ENCLAVE_INFO_LARGEST  2 /* bytes of the largest enclave that fits now */
#define ENCLAVE_INFO_ENCLAVES 3 /* how many there can be at once */
#define ENCLAVE_INFO_IDENTITY 4 /* 1: the monitor has keys; 0: it refuses to create enclaves */

/* How ENCLAVE_RUN came back: the low byte of its value; the rest is a detail of that reason. */
#define ENCLAVE_LEFT_INTERRUPTED   0 /* the host has an interrupt to serve; run it again */
#define ENCLAVE_LEFT_WAITING       1 /* it waits for the host; run it again when there is something */
#define ENCLAVE_LEFT_EXITED        2 /* ended by itself; detail: its code, 0 to 255 */
#define ENCLAVE_LEFT_FAULTED       3 /* ended by a fault; detail: mcause, no address */
#define ENCLAVE_LEFT_STOPPED       4 /* ended by ENCLAVE_STOP */
#define ENCLAVE_LEFT_REASON(value) ((value) & 0xff)
#define ENCLAVE_LEFT_DETAIL(value) ((value) >> 8)

/* Calls of enclaves. Offsets are into the enclave's own memory. */
#define ENCLAVE_EXIT 16 /* code, 0 to 255; does not return */
#define ENCLAVE_WAIT 17 /* returns when the host runs the enclave again    -> 0 */
#define ENCLAVE_ASK                                                                                \
    18 /* request offset, bytes, response offset, room    -> bytes of the response */

/*
 * An enclave starts in supervisor mode at offset 0 of its memory, without address translation, interrupts
 * off, floating point on and zero, all registers zero but
 *   a0 physical address of its memory   a1 its bytes
 *   a2 physical address of what it shares with the host   a3 its bytes   a4 ENCLAVE_ABI_VERSION
 * It can reach these two ranges and nothing else; the shared one can't be executed. It gets no interrupt
 * and no device. Delegated to its own trap handler: misaligned accesses, illegal instructions,
 * breakpoints, page faults and calls from user mode. Any other fault ends it. `time` can be read; the
 * other counters, stimecmp and the vector unit are off.
 *
 * Measurement: SHA-256 of ENCLAVE_MEASURE_LABEL (without its end), u64 memory bytes, then for each added
 * page in ascending order u64 offset and its 4096 bytes; little endian. What was not added is zero.
 */
#define ENCLAVE_MEASURE_LABEL "tapdance/enclave/v1"

#endif
