/*
 * platform/platform.h: all that a trusted program stands on. One header, an implementation for each
 * backend (platform/process, platform/enclave); a program includes nothing else of either.
 *
 * Order: platform_start, then load, then platform_confine (from then on no memory becomes executable and
 * none is added), then serve. There is one program in a process or enclave and it has one thread: the
 * state behind these calls is the implementation's own.
 *
 * Every failure is the caller's to judge, except that a sandbox which can't be built ends the program at
 * once: it must never run unconfined. Losing the monitor or the host (STATUS_CLOSED) leaves nothing to
 * do but platform_exit.
 */
#ifndef PLATFORM_PLATFORM_H
#define PLATFORM_PLATFORM_H

#include "lib/host_channel.h"
#include "lib/monitor_protocol.h"

/* First of all: confines the program, maps the channel, prepares libsodium. Ends the program on failure. */
void platform_start(void);
/*
 * After loading: takes away what only loading needs. Ends the program on failure.
 */
void platform_confine(void);
/* What the platform could not do and the operator should know (no secret), or an empty text. */
struct view platform_notice(void);

/*
 * The program's input as a private copy, checked against the `bind` that the monitor stated before
 * the first instruction. STATUS_AUTH where they differ, STATUS_TOO_LARGE above PACKAGE_BYTES_MOST. Once.
 */
MUST_CHECK enum status platform_input(struct view *input);
/* Wipes and frees the copy; before platform_confine. */
void platform_input_free(void);
/* What this program was measured as and is bound to, as the monitor states it. */
MUST_CHECK enum status platform_identity(uint8_t measurement[MEASUREMENT_BYTES],
                                         uint8_t bind[DIGEST_BYTES]);

/* Evidence about this program over `caller_data`; appended to `out` (EVIDENCE_BYTES_MOST). */
MUST_CHECK enum status platform_evidence(const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES],
                                         struct writer *out);
/* A key that only this (measurement, bind) gets; `label` has at most 32 characters. */
MUST_CHECK enum status platform_seal_key(const char *label, struct secret *key);
/*
 * Uses up a nonce. In two halves, so that the monitor works while the program opens messages: between
 * them nothing else may be asked of the monitor (no evidence, key, time or slot). The second half
 * gives the verdict: STATUS_STALE where the nonce was unknown, used or expired.
 */
MUST_CHECK enum status platform_nonce_begin(const uint8_t nonce[NONCE_BYTES]);
MUST_CHECK enum status platform_nonce_finish(void);
/* UTC with its uncertainty. STATUS_UNAVAILABLE where there is none. Never goes back. */
MUST_CHECK enum status platform_time(int64_t *utc_ms, uint32_t *uncertainty_ms);
/* Milliseconds of an unspecified start, for time limits. */
uint64_t platform_tick_ms(void);
/* Waits; host messages stay in their queue. */
void platform_sleep_ms(uint32_t milliseconds);
MUST_CHECK enum status platform_slot_read(struct monitor_slot *slot);
/* STATUS_STALE where the slot isn't as expected, STATUS_UNAVAILABLE where it could not be kept. */
MUST_CHECK enum status platform_slot_cas(const struct monitor_slot *expected,
                                         const struct monitor_slot *next);

/*
 * The next message of the host, copied to `to`. Waits up to `timeout_ms` (-1: for ever), STATUS_TIMEOUT
 * then. STATUS_CLOSED where the host is gone, STATUS_INVALID where it broke the channel's rules.
 */
MUST_CHECK enum status platform_receive(uint8_t *to, size_t capacity, size_t *length,
                                        int timeout_ms);
/* Sends one message, the parts one after the other; waits while the queue is full. */
MUST_CHECK enum status platform_send(const struct view *parts, size_t count);

/* Ends the program in order. */
_Noreturn void platform_exit(int code);

#endif
