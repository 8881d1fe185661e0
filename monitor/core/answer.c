/*
 * monitor/core/answer.c: one request in, one response out; who may ask what.
 *
 * Owns no state. Every operation that a caller may not use is DENIED before its body is looked at.
 */
#include "monitor/core/monitor.h"

#include <string.h>

enum monitor_result monitor_result_of(enum status status) {
    switch (status) {
    case STATUS_OK: return MONITOR_OK;
    case STATUS_INVALID: return MONITOR_MALFORMED;
    case STATUS_DENIED: return MONITOR_DENIED;
    case STATUS_STALE: return MONITOR_STALE;
    case STATUS_NO_MEMORY: return MONITOR_FULL;
    case STATUS_UNAVAILABLE: return MONITOR_UNAVAILABLE;
    default: return MONITOR_FAILED;
    }
}

static bool is_clock(const struct monitor *monitor, const struct monitor_program *program) {
    return monitor->time.pinned &&
           memcmp(&monitor->time.clock, &program->identity, sizeof program->identity) == 0;
}

static enum status answer_nonces(struct monitor *monitor, uint64_t now_ns,
                                 const struct monitor_request *request,
                                 struct monitor_response *response) {
    uint32_t count = request->body.nonce_issue.count;
    response->body.nonce_issue.count = count;
    response->body.nonce_issue.lifetime_ms = MONITOR_NONCE_LIFETIME_MS;
    return monitor_nonce_issue(monitor, now_ns, request->body.nonce_issue.instance, count,
                               response->body.nonce_issue.nonces);
}

/* What anybody may ask, and what the host alone may. */
static enum status answer_host(struct monitor *monitor, uint64_t now_ns,
                               const struct monitor_request *request,
                               struct monitor_response *response) {
    switch (request->operation) {
    case MONITOR_TIME: return monitor_time_get(monitor, now_ns, &response->body.time);
    case MONITOR_TICK: response->body.tick_ns = now_ns; return STATUS_OK;
    case MONITOR_NONCE_ISSUE: return answer_nonces(monitor, now_ns, request, response);
    default: return STATUS_DENIED;
    }
}

static enum status answer_time_set(struct monitor *monitor, uint64_t now_ns,
                                   const struct monitor_program *program,
                                   const struct monitor_request *request) {
    if (!is_clock(monitor, program)) {
        return STATUS_DENIED;
    }
    struct monitor_time time = request->body.time_set;
    time.source = TIME_SOURCE_CLOCK;
    return monitor_time_set(monitor, now_ns, &time);
}

/*
 * Applets keep no state. Their native code could otherwise fill the table of slots, one a deployment,
 * and make the monitor write to its disk without end.
 */
static bool has_slot(const struct monitor_program *program) {
    return program->role != PROGRAM_APPLET;
}

static enum status answer_program(struct monitor *monitor, uint64_t now_ns, uint64_t caller,
                                  const struct monitor_request *request,
                                  struct monitor_response *response) {
    const struct monitor_program *program = monitor_program_find(monitor, caller);
    if (program == NULL) {
        return STATUS_DENIED;
    }
    switch (request->operation) {
    case MONITOR_TIME: return monitor_time_get(monitor, now_ns, &response->body.time);
    case MONITOR_TICK: response->body.tick_ns = now_ns; return STATUS_OK;
    case MONITOR_TIME_SET: return answer_time_set(monitor, now_ns, program, request);
    case MONITOR_EVIDENCE:
        return monitor_evidence(monitor, now_ns, caller, request->body.caller_data,
                                response->body.evidence.bytes, &response->body.evidence.length);
    case MONITOR_RANDOM:
        if (request->body.random_length < 1 || request->body.random_length > MONITOR_RANDOM_MOST) {
            return STATUS_INVALID;
        }
        response->body.random.length = request->body.random_length;
        return monitor->hooks.random(monitor->hooks.context, response->body.random.bytes,
                                     request->body.random_length);
    case MONITOR_SEAL_KEY:
        return monitor_seal_key(monitor, caller, request->body.label, &response->body.seal_key);
    case MONITOR_NONCE_CONSUME:
        return monitor_nonce_consume(monitor, now_ns, caller, request->body.nonce);
    case MONITOR_SLOT_READ:
        return has_slot(program) ? monitor_slot_read(monitor, caller, &response->body.slot)
                                 : STATUS_DENIED;
    case MONITOR_SLOT_CAS:
        if (!has_slot(program)) {
            return STATUS_DENIED;
        }
        return monitor_slot_cas(monitor, caller, &request->body.slot_cas.expected,
                                &request->body.slot_cas.next);
    default: return STATUS_DENIED;
    }
}

void monitor_answer(struct monitor *monitor, uint64_t now_ns, uint64_t caller,
                    const struct monitor_request *request, struct monitor_response *response) {
    memset(response, 0, sizeof *response);
    response->operation = request->operation;
    enum status status = caller == 0 ? answer_host(monitor, now_ns, request, response)
                                     : answer_program(monitor, now_ns, caller, request, response);
    response->result = monitor_result_of(status);
    if (status != STATUS_OK) {
        secret_wipe_memory(&response->body, sizeof response->body);
    }
}
