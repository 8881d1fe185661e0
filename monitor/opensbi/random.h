/*
 * monitor/opensbi/random.h: random bytes from the processor's entropy source (Zkr, the seed CSR).
 *
 * Raw samples are never given out: each request mixes 256 fresh raw bits into a secret state with
 * HMAC-SHA-256 and takes output and next state from the result, so neither a weak sample nor the state of
 * a later moment gives away what was handed out before.
 */
#ifndef MONITOR_OPENSBI_RANDOM_H
#define MONITOR_OPENSBI_RANDOM_H

#include "lib/status.h"

#include <stddef.h>
#include <stdint.h>

/* Boot: the processor says that it has Zkr. */
void random_allow(void);
/* Cold boot. STATUS_UNSUPPORTED without Zkr, STATUS_UNAVAILABLE where the source fails its own tests. */
MUST_CHECK enum status random_init(void);
/* Up to 7,000 bytes. Not thread-safe. STATUS_UNAVAILABLE where the source has stopped. */
MUST_CHECK enum status random_bytes(uint8_t *bytes, size_t length);

#endif
