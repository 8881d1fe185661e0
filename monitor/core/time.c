/*
 * monitor/core/time.c: UTC from a tick and somebody's word about it.
 *
 * Owns monitor->time. The interval [utc - uncertainty, utc + uncertainty] always holds the true time
 * where the source told the truth and the tick drifts by at most 200 ppm.
 */
#include "monitor/core/monitor.h"

#define NS_PER_MS UINT64_C(1000000)

void monitor_pin_clock(struct monitor *monitor, const struct monitor_program_identity *clock) {
    monitor->time.pinned = true;
    monitor->time.clock = *clock;
}

void monitor_time_floor(struct monitor *monitor, int64_t floor_ms) {
    if (floor_ms > monitor->time.floor_ms) {
        monitor->time.floor_ms = floor_ms;
    }
}

/* `time` carried on to `now_ns`; the uncertainty is rounded up. False on any overflow. */
static bool extrapolate(const struct monitor_time *time, uint64_t now_ns, int64_t *utc_ms,
                        uint64_t *uncertainty_ms) {
    if (now_ns < time->tick_ns) {
        return false;
    }
    uint64_t elapsed_ms = (now_ns - time->tick_ns) / NS_PER_MS;
    uint64_t drift_ms = elapsed_ms / (1000000 / MONITOR_DRIFT_PPM);
    bool whole = now_ns == time->tick_ns;
    *uncertainty_ms = (uint64_t)time->uncertainty_ms + drift_ms + (whole ? 0 : 1);
    return !__builtin_add_overflow(time->utc_ms, (int64_t)elapsed_ms, utc_ms);
}

enum status monitor_time_set(struct monitor *monitor, uint64_t now_ns,
                             const struct monitor_time *time) {
    struct monitor_clock *clock = &monitor->time;
    int64_t utc_ms = 0;
    int64_t latest_ms = 0;
    uint64_t uncertainty_ms = 0;
    if (time->uncertainty_ms > MONITOR_UNCERTAINTY_MOST_MS) {
        return STATUS_INVALID;
    }
    if (clock->set && time->tick_ns < clock->tick_ns) {
        return STATUS_STALE;
    }
    if (!extrapolate(time, now_ns, &utc_ms, &uncertainty_ms) ||
        __builtin_add_overflow(utc_ms, (int64_t)uncertainty_ms, &latest_ms)) {
        return STATUS_STALE;
    }
    if (latest_ms < clock->floor_ms) {
        return STATUS_STALE; /* certainly before what has been reported: somebody turns it back */
    }
    clock->set = true;
    clock->source = time->source;
    clock->tick_ns = time->tick_ns;
    clock->utc_ms = time->utc_ms;
    clock->uncertainty_ms = time->uncertainty_ms;
    return STATUS_OK;
}

enum status monitor_time_get(struct monitor *monitor, uint64_t now_ns, struct monitor_time *time) {
    struct monitor_clock *clock = &monitor->time;
    struct monitor_time base = {.utc_ms = clock->utc_ms,
                                .uncertainty_ms = clock->uncertainty_ms,
                                .tick_ns = clock->tick_ns};
    int64_t utc_ms = 0;
    uint64_t uncertainty_ms = 0;
    if (!clock->set || !extrapolate(&base, now_ns, &utc_ms, &uncertainty_ms)) {
        return STATUS_UNAVAILABLE;
    }
    if (utc_ms < clock->floor_ms) {
        /* Within its uncertainty (monitor_time_set saw to that): hold, and say how wrong that may be. */
        uncertainty_ms += (uint64_t)clock->floor_ms - (uint64_t)utc_ms;
        utc_ms = clock->floor_ms;
    }
    if (uncertainty_ms > MONITOR_UNCERTAINTY_MOST_MS) {
        return STATUS_UNAVAILABLE;
    }
    clock->floor_ms = utc_ms;
    *time = (struct monitor_time){.utc_ms = utc_ms,
                                  .uncertainty_ms = (uint32_t)uncertainty_ms,
                                  .source = clock->source,
                                  .tick_ns = now_ns};
    return STATUS_OK;
}
