/*
 * trusted/applet/decode.h: a host's event message becomes an event of the runtime, or is refused.
 *
 * Everything the host may learn about an event's fate is decided here, before applet code runs:
 * authenticity and binding (COSE and its additional data), freshness, and that the content is what the user
 * registered. The nonce is the caller's business.
 *
 * Freshness, with t the secure time and u its uncertainty: the message was sealed within the life of a
 * nonce (t - 60 s - u - SKEW <= sealed_at <= t + u + SKEW), the event was not fixed after that
 * (now <= sealed_at + SKEW), and is not past its end (t - u <= now + max_delay). SKEW is what a service's
 * clock may be off.
 */
#ifndef TRUSTED_APPLET_DECODE_H
#define TRUSTED_APPLET_DECODE_H

#include "trusted/applet/applet.h"

#define DECODE_SKEW_MS 5000

struct decoded {
    struct event event; /* views into the message's memory */
    struct trigger_facts facts;
    struct view trigger;
    int64_t not_after_ms;
};

/*
 * `message` lies in this program's private memory and is decrypted in place. 0 where the event may run,
 * otherwise the refusal.
 */
enum host_refusal decode_event(struct applet *applet, const struct host_event *message,
                               int64_t utc_ms, uint32_t uncertainty_ms, struct decoded *decoded);
/* The freshness rules alone. */
MUST_CHECK enum status decode_check_time(const struct trigger_facts *facts, uint64_t max_delay_ms,
                                         int64_t utc_ms, uint32_t uncertainty_ms);

#endif
