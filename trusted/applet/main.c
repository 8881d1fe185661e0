/*
 * tapdance-applet: runs one user's applet. docs/protocol.md sections 5 to 9.
 *
 * This file owns the order of things: confine, load, confine further, then one event after the other.
 * Between events no plaintext of one is left anywhere.
 */
#include "platform/platform.h"
#include "trusted/applet/decode.h"
#include "trusted/applet/load.h"
#include "trusted/applet/outcome.h"

#include <string.h>

static struct applet applet;
static struct taken taken;
static uint8_t host_bytes[HOST_MESSAGE_MOST];
static uint8_t result_bytes[HOST_MESSAGE_MOST];

static void tell_host(const struct host_message *message) {
    uint8_t bytes[HOST_TEXT_MOST + 64];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    if (host_message_encode(message, &out) != STATUS_OK) {
        return; /* texts of this program are short and valid */
    }
    struct view part = writer_written(&out);
    if (platform_send(&part, 1) != STATUS_OK) {
        platform_exit(0);
    }
}

static void refuse(uint64_t ticket, enum host_refusal code, const char *text) {
    struct host_message message = {.kind = HOST_REFUSED};
    message.body.text.ticket = ticket;
    message.body.text.code = (uint32_t)code;
    message.body.text.text = view_text(text);
    tell_host(&message);
}

static void notice(struct view text) {
    struct host_message message = {.kind = HOST_NOTICE};
    message.body.text.text = text;
    tell_host(&message);
}

/*
 * All that may be refused: from here on the event runs. The nonce is used up whatever becomes of the event;
 * a host that wastes nonces wastes its own.
 */
static enum host_refusal admit(const struct host_event *event, struct decoded *decoded,
                               int64_t *started_ms, uint32_t *uncertainty_ms) {
    if (platform_time(started_ms, uncertainty_ms) != STATUS_OK) {
        return HOST_REFUSED_NO_TIME;
    }
    if (platform_nonce_begin(event->nonce) != STATUS_OK) {
        platform_exit(0);
    }
    enum host_refusal refusal = decode_event(&applet, event, *started_ms, *uncertainty_ms, decoded);
    enum status status = platform_nonce_finish();
    if (status == STATUS_CLOSED) {
        platform_exit(0);
    }
    if (refusal == 0 && status != STATUS_OK) {
        refusal = HOST_REFUSED_NONCE;
    }
    return refusal;
}

/* Results leave on a time grid where the user asked for one, so that running time shows less. */
static void wait_for_grid(uint64_t began_ms) {
    if (applet.quantum_ms > 0) {
        uint64_t spent_ms = (platform_tick_ms() - began_ms) % applet.quantum_ms;
        platform_sleep_ms((uint32_t)(applet.quantum_ms - spent_ms));
    }
}

static enum status run(const struct host_event *event, const struct decoded *decoded,
                       int64_t started_ms, uint32_t uncertainty_ms, struct writer *out) {
    struct outcome outcome;
    int64_t ended_ms = started_ms;
    applet_run(applet.rt, &decoded->event, &outcome);
    outcome_take(&applet, &outcome, &taken);
    event_reset(applet.rt);
    if (platform_time(&ended_ms, &uncertainty_ms) != STATUS_OK) {
        ended_ms = started_ms; /* lost meanwhile: the start is what is known */
    }
    enum status status = outcome_seal(&applet, decoded, &taken, event->ticket, started_ms, ended_ms,
                                      uncertainty_ms, out);
    outcome_wipe(&taken);
    return status;
}

static void on_event(const struct host_event *event) {
    static struct decoded decoded;
    uint64_t began_ms = platform_tick_ms();
    int64_t started_ms = 0;
    uint32_t uncertainty_ms = 0;
    enum host_refusal refusal = admit(event, &decoded, &started_ms, &uncertainty_ms);
    if (refusal != 0) {
        refuse(event->ticket, refusal, host_refusal_text(refusal));
        return;
    }
    struct writer out;
    writer_init(&out, result_bytes, sizeof result_bytes);
    enum status status = run(event, &decoded, started_ms, uncertainty_ms, &out);
    if (status != STATUS_OK) {
        notice(view_text("an outcome could not be sealed; the program ends"));
        platform_exit(2);
    }
    wait_for_grid(began_ms);
    struct view part = writer_written(&out);
    if (platform_send(&part, 1) != STATUS_OK) {
        platform_exit(0);
    }
}

static void serve(void) {
    for (;;) {
        static struct host_message message;
        size_t length = 0;
        if (platform_receive(host_bytes, sizeof host_bytes, &length, -1) != STATUS_OK) {
            platform_exit(0);
        }
        if (host_message_decode(view_of(host_bytes, length), &message) != STATUS_OK) {
            notice(view_text("a malformed message of the host was ignored"));
        } else if (message.kind == HOST_EVENT) {
            on_event(&message.body.event);
        } else if (message.kind == HOST_STOP) {
            platform_exit(0);
        }
        secret_wipe_memory(host_bytes, length); /* messages were opened in place */
    }
}

int main(void) {
    struct load_refusal refusal = {HOST_REFUSED_PACKAGE, "the package does not load"};
    platform_start();
    if (applet_start(&applet, &refusal) != STATUS_OK) {
        refuse(0, refusal.code, refusal.text);
        platform_exit(1);
    }
    platform_confine();
    if (platform_notice().length > 0) {
        notice(platform_notice());
    }
    struct host_message ready = {.kind = HOST_READY};
    tell_host(&ready);
    serve();
}
