/*
 * tests/fuzz/fuzz_event.c: an event as the trusted applet decodes it. The senders hold the keys and may
 * still be hostile, so payloads are sealed here: byte 0 chooses which query's message goes with the
 * trigger's, bytes 1 and 2 part the rest into the two payloads. What is accepted holds registered names
 * only, within the sealed messages; an event whose bytes were changed after sealing never is.
 */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trusted/applet/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOW_S = 1700000000, PAYLOAD_MOST = 1 << 14 };
static const uint8_t nonce[NONCE_BYTES] = {5};
static const struct secret keys[3] = {{{1}}, {{2}}, {{3}}};
static const char *const names[3] = {"Feed.newItem", "Sheets.rows", "Other.rows"};
static struct applet applet;

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static struct event_text text(const char *bytes) {
    return (struct event_text){bytes, (uint32_t)strlen(bytes)};
}

static void prepare(void) {
    static struct event_text ingredients[3];
    require(sodium_init() >= 0);
    ingredients[0] = text("Feed.newItem.Title");
    ingredients[1] = text("Feed.newItem.Url");
    ingredients[2] = text("Trigger.Title");
    applet.identity = (struct applet_identity){view_text("user"), view_text("applet"), 1};
    applet.zone = view_text("Europe/Berlin");
    applet.locale = view_text("en");
    applet.max_delay_ms = 600000;
    applet.manifest.ingredients = ingredients;
    applet.manifest.ingredient_count = 3;
    applet.source_count = 3;
    for (size_t i = 0; i < 3; i++) {
        applet.sources[i].name = view_text(names[i]);
        applet.sources[i].kind = i == 0 ? PACKAGE_TRIGGER : PACKAGE_QUERY;
        require(cose_receiver_init(&applet.sources[i].receiver, &keys[i], KEY_TRIGGER) ==
                STATUS_OK);
    }
}

/* The message of source `i` around any payload; in memory of just its size. */
static struct view seal(size_t i, struct view payload) {
    size_t room = payload.length + 4 * COSE_ENCRYPT0_OVERHEAD;
    uint8_t *bytes = malloc(room);
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct cose_sender sender;
    struct writer aad;
    struct writer out;
    require(bytes != NULL);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    writer_init(&out, bytes, room);
    message_aad_trigger(&aad, &applet.identity, view_text(names[i]), nonce);
    require(cose_sender_init(&sender, &keys[i], KEY_TRIGGER) == STATUS_OK &&
            cose_encrypt0(&sender, writer_written(&aad), payload, &out) == STATUS_OK);
    struct view sealed = writer_written(&out);
    uint8_t *exact = realloc(bytes, sealed.length);
    require(exact != NULL);
    return view_of(exact, sealed.length);
}

static void within(struct view message, struct event_text part) {
    require(view_contains(message, view_of(part.bytes, part.length)));
}

static void check_ingredients(const struct event *event, struct view message) {
    for (uint32_t i = 0; i < event->ingredient_count; i++) {
        const struct event_ingredient *found = &event->ingredients[i];
        bool registered = false;
        within(message, found->name);
        within(message, found->text);
        for (uint32_t j = 0; j < applet.manifest.ingredient_count; j++) {
            const struct event_text *name = &applet.manifest.ingredients[j];
            registered |= view_equal(view_of(name->bytes, name->length),
                                     view_of(found->name.bytes, found->name.length));
        }
        require(registered);
    }
}

static void check_query(const struct event_query *query, const struct host_event *message) {
    struct view name = view_of(query->name.bytes, query->name.length);
    struct view own = message->query_count > 0 ? message->queries[0].sealed : message->sealed;
    struct view outer = view_contains(own, name) ? own : message->sealed;
    require(view_contains(outer, name) &&
            (view_equal(name, view_text(names[1])) || view_equal(name, view_text(names[2]))));
    for (uint32_t i = 0; i < query->count; i++) {
        for (uint32_t j = 0; j < query->rows[i].count; j++) {
            within(outer, query->rows[i].fields[j].name);
            within(outer, query->rows[i].fields[j].text);
        }
    }
}

static void check(const struct decoded *decoded, const struct host_event *message) {
    const struct event *event = &decoded->event;
    check_ingredients(event, message->sealed);
    require(event->query_count <= 2);
    for (uint32_t i = 0; i < event->query_count; i++) {
        check_query(&event->queries[i], message);
    }
    require(event->now_ms <= (NOW_S + 10) * 1000.0 && event->now_ms >= (NOW_S - 700) * 1000.0);
}

static enum host_refusal decode(const struct host_event *message, struct decoded *decoded) {
    return decode_event(&applet, message, INT64_C(1000) * NOW_S, 0, decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct decoded decoded;
    if (size < 3 || size > PAYLOAD_MOST) {
        return 0;
    }
    if (applet.source_count == 0) {
        prepare();
    }
    size_t first = data[1] | (size_t)data[2] << 8;
    first = first < size - 3 ? first : size - 3;
    struct host_event message = {.trigger = view_text(names[0])};
    memcpy(message.nonce, nonce, sizeof nonce);
    message.sealed = seal(0, view_of(data + 3, first));
    if (data[0] % 3 != 0) {
        size_t source = data[0] % 3;
        message.query_count = 1;
        message.queries[0].name = view_text(names[source]);
        message.queries[0].sealed = seal(source, view_of(data + 3 + first, size - 3 - first));
    }
    if (data[0] >= 0x80) { /* a bit changed on the way */
        uint8_t *bytes = (uint8_t *)(uintptr_t)message.sealed.data;
        bytes[(data[0] * 7u) % message.sealed.length] ^= 1;
        require(decode(&message, &decoded) != 0);
    } else if (decode(&message, &decoded) == 0) {
        check(&decoded, &message);
    }
    free((void *)(uintptr_t)message.sealed.data);
    if (message.query_count > 0) {
        free((void *)(uintptr_t)message.queries[0].sealed.data);
    }
    return 0;
}
