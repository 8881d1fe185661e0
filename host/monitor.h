/*
 * host/monitor.h: asking the monitor: starting and stopping programs, nonces. Calls block; the monitor
 * answers within milliseconds or not at all.
 */
#ifndef HOST_MONITOR_H
#define HOST_MONITOR_H

#include "lib/monitor_protocol.h"

/* What `start` hands over beside the bytes; see docs/architecture.md. */
struct monitor_descriptors {
    int image, input, channel, bell;
};

/* STATUS_UNAVAILABLE where the monitor can't be reached: it is connected again at the next call. */
MUST_CHECK enum status monitor_start_program(const char *socket, enum program_role role,
                                             const uint8_t bind[DIGEST_BYTES],
                                             const struct monitor_descriptors *descriptors,
                                             uint64_t *instance);
MUST_CHECK enum status monitor_stop_program(const char *socket, uint64_t instance);
/* Up to MONITOR_NONCES_MOST nonces for one instance; valid for *lifetime_ms from now. */
MUST_CHECK enum status monitor_nonces(const char *socket, uint64_t instance, uint32_t wanted,
                                      uint8_t nonces[][NONCE_BYTES], uint32_t *count,
                                      uint32_t *lifetime_ms);

#endif
