/*
 * monitor/opensbi/services.h: the shell of monitor/core in machine mode: identity from stage 0, tick,
 * randomness, one lock around the core.
 */
#ifndef MONITOR_OPENSBI_SERVICES_H
#define MONITOR_OPENSBI_SERVICES_H

#include "monitor/core/monitor.h"
#include "monitor/opensbi/memory.h"

/*
 * Cold boot. Takes stage 0's handoff and wipes it. Anything but OK: there are no services, and the monitor
 * refuses to create enclaves.
 */
MUST_CHECK enum status services_init(void);
bool services_ready(void);

MUST_CHECK enum status services_add(const struct monitor_program_identity *identity,
                                    enum program_role role, uint64_t *instance);
void services_remove(uint64_t instance);
/*
 * One request (lib/monitor_protocol.h) of instance `caller`, 0: the host. Both ranges are the caller's own,
 * checked by whoever calls this; each byte is read and written once. STATUS_INVALID for what is no request,
 * STATUS_TOO_LARGE where `response` is too small; otherwise `length` bytes were written.
 */
MUST_CHECK enum status services_answer(uint64_t caller, struct range request, struct range response,
                                       uint64_t *length);

#endif
