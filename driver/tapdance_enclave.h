/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver/tapdance_enclave.h: /dev/tapdance_enclave, as user space sees it.
 *
 * An open file is one enclave; closing it (or the death of its process) destroys it. Order: CREATE, mmap of
 * the shared memory (offset 0, shared bytes), ADD in ascending offsets, FINALISE, RUN as often as it takes.
 * RUN blocks while the enclave computes; STOP and MONITOR may come from other threads meanwhile. The
 * driver has no power over an enclave but that of refusing it service; docs/enclave.md.
 */
#ifndef DRIVER_TAPDANCE_ENCLAVE_H
#define DRIVER_TAPDANCE_ENCLAVE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define TAPDANCE_ENCLAVE_DEVICE        "/dev/tapdance_enclave"
#define TAPDANCE_ENCLAVE_REQUEST_MOST  128
#define TAPDANCE_ENCLAVE_RESPONSE_MOST 2048

struct tapdance_enclave_create {
    __u64 memory_bytes; /* whole pages */
    __u64 shared_bytes; /* whole pages, up to 4 MiB */
    __u64 role;         /* enum program_role */
};

struct tapdance_enclave_add {
    __u64 offset; /* of a page, above all that were added */
    __u64 source; /* address in user space */
    __u64 bytes;  /* whole pages */
};

struct tapdance_enclave_finalise {
    __u8 bind[32];
    __u64 instance; /* out: its number in requests to the monitor */
};

struct tapdance_enclave_run {
    __u64 left; /* out: ENCLAVE_LEFT_…, never INTERRUPTED */
};

/* One request of a host to the monitor (lib/monitor_protocol.h) and its response. */
struct tapdance_enclave_monitor {
    __u64 request_bytes, response_bytes; /* response_bytes: out */
    __u8 request[TAPDANCE_ENCLAVE_REQUEST_MOST];
    __u8 response[TAPDANCE_ENCLAVE_RESPONSE_MOST];
};

/*
 * Errors: EINVAL arguments, EBUSY state (or somebody runs it), ENOMEM no room in the pool or for the shared
 * memory, ENODEV the monitor has no identity, EIO anything else of the monitor, EINTR a signal (RUN:
 * call it again).
 */
#define TAPDANCE_ENCLAVE_CREATE   _IOW('t', 1, struct tapdance_enclave_create)
#define TAPDANCE_ENCLAVE_ADD      _IOW('t', 2, struct tapdance_enclave_add)
#define TAPDANCE_ENCLAVE_FINALISE _IOWR('t', 3, struct tapdance_enclave_finalise)
#define TAPDANCE_ENCLAVE_RUN      _IOR('t', 4, struct tapdance_enclave_run)
#define TAPDANCE_ENCLAVE_STOP     _IO('t', 5)
#define TAPDANCE_ENCLAVE_MONITOR  _IOWR('t', 6, struct tapdance_enclave_monitor)

#endif
