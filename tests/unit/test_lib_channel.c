/*
 * tests/unit/test_lib_channel.c: the attested channel between two ends in one process, whole and in
 * single bytes, and what an attacker in between or a disorderly peer may try.
 */
#include "lib_test.h"

#include "lib/channel.h"

struct end {
    struct channel channel;
    uint8_t message[CHANNEL_MESSAGE_MOST];
    uint8_t out_bytes[2 * CHANNEL_MESSAGE_MOST];
    struct writer out;
};

static struct end initiator, responder;
static struct secret static_key;

static void set_up_ends(enum channel_purpose purpose) {
    secret_random(&static_key);
    channel_initiator(&initiator.channel, purpose, initiator.message, sizeof initiator.message);
    channel_responder(&responder.channel, &static_key, responder.message, sizeof responder.message);
    writer_init(&initiator.out, initiator.out_bytes, sizeof initiator.out_bytes);
    writer_init(&responder.out, responder.out_bytes, sizeof responder.out_bytes);
}

/* Moves everything `from` has written to `to` in steps; the last event that was one is returned. */
static enum status move(struct end *from, struct end *to, size_t step,
                        struct channel_event *event) {
    size_t at = 0, total = from->out.position;
    event->kind = CHANNEL_NOTHING;
    while (at < total) {
        size_t part = total - at < step ? total - at : step, used = 0;
        struct channel_event now;
        enum status status =
            channel_feed(&to->channel, view_of(from->out_bytes + at, part), &used, &to->out, &now);
        if (status != STATUS_OK) {
            return status;
        }
        assert_true(used > 0);
        at += used;
        if (now.kind != CHANNEL_NOTHING) {
            *event = now;
        }
    }
    writer_init(&from->out, from->out_bytes, sizeof from->out_bytes);
    return STATUS_OK;
}

static void handshake(size_t step) {
    struct channel_event event;
    assert_ok(channel_start(&initiator.channel, &initiator.out));
    assert_ok(move(&initiator, &responder, step, &event));
    assert_int_equal(event.kind, CHANNEL_ESTABLISHED);
    assert_ok(move(&responder, &initiator, step, &event));
    assert_int_equal(event.kind, CHANNEL_ESTABLISHED);
}

static void attest(size_t step, bool applet) {
    struct channel_event event;
    uint8_t own[64], peer[64];
    assert_ok(channel_send_evidence(&responder.channel, view_text("keystore's"), &responder.out));
    assert_ok(move(&responder, &initiator, step, &event));
    assert_int_equal(event.kind, CHANNEL_EVIDENCE);
    assert_view_text(event.data, "keystore's");
    assert_ok(channel_caller_data(&responder.channel, true, own));
    assert_ok(channel_caller_data(&initiator.channel, false, peer));
    assert_memory_equal(own, peer, sizeof own);
    assert_ok(channel_caller_data(&initiator.channel, true, own));
    assert_memory_not_equal(own, peer, sizeof own); /* roles differ */
    assert_false(channel_ready(&initiator.channel));
    assert_ok(channel_accept(&initiator.channel));
    if (applet) {
        assert_false(channel_ready(&initiator.channel));
        assert_ok(channel_send_evidence(&initiator.channel, view_text("applet's"), &initiator.out));
        assert_ok(move(&initiator, &responder, step, &event));
        assert_int_equal(event.kind, CHANNEL_EVIDENCE);
        assert_view_text(event.data, "applet's");
        assert_false(channel_ready(&responder.channel));
        assert_ok(channel_accept(&responder.channel));
    }
    assert_true(channel_ready(&initiator.channel));
    assert_true(channel_ready(&responder.channel));
}

static void exchange(size_t length, size_t step) {
    static uint8_t bytes[CHANNEL_MESSAGE_MOST];
    struct channel_event event;
    randombytes_buf(bytes, length);
    assert_ok(channel_send(&initiator.channel, view_of(bytes, length), &initiator.out));
    assert_int_equal(initiator.out.position, channel_sent_length(length));
    assert_ok(move(&initiator, &responder, step, &event));
    assert_int_equal(event.kind, CHANNEL_MESSAGE);
    assert_view_equal(event.data, view_of(bytes, length));
    assert_ok(channel_send(&responder.channel, view_of(bytes, length), &responder.out));
    assert_ok(move(&responder, &initiator, step, &event));
    assert_int_equal(event.kind, CHANNEL_MESSAGE);
    assert_view_equal(event.data, view_of(bytes, length));
}

static void test_conversations(void **state) {
    static const size_t steps[] = {1, 7, 100000};
    for (unsigned purpose = CHANNEL_USER; purpose <= CHANNEL_APPLET; purpose++) {
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            enum channel_purpose seen = CHANNEL_USER;
            struct channel_event event;
            set_up_ends((enum channel_purpose)purpose);
            handshake(steps[i]);
            assert_ok(channel_purpose_of(&responder.channel, &seen));
            assert_int_equal(seen, purpose);
            attest(steps[i], purpose == CHANNEL_APPLET);
            exchange(0, steps[i]);
            exchange(1, steps[i]);
            exchange(CHANNEL_PART_MOST, steps[i]);
            exchange(CHANNEL_PART_MOST + 1, steps[i]);
            exchange(CHANNEL_MESSAGE_MOST, steps[i]);
            assert_ok(channel_end(&initiator.channel, &initiator.out));
            assert_ok(move(&initiator, &responder, steps[i], &event));
            assert_int_equal(event.kind, CHANNEL_END);
            assert_false(channel_ready(&responder.channel));
            assert_status(channel_send(&initiator.channel, view_text("x"), &initiator.out),
                          STATUS_INVALID);
        }
    }
}

/* Any bit changed anywhere in the handshake, the purpose included, ends it on one of the sides. */
static void test_changed_handshake(void **state) {
    size_t first = 2 + 4 + 2 + 32, second = 2 + 96;
    for (size_t bit = 0; bit < (first + second) * 8; bit++) {
        struct channel_event event;
        enum status status = STATUS_FAILED;
        set_up_ends(CHANNEL_USER);
        assert_ok(channel_start(&initiator.channel, &initiator.out));
        assert_int_equal(initiator.out.position, first);
        if (bit < first * 8) {
            initiator.out_bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        status = move(&initiator, &responder, 4096, &event);
        if (status == STATUS_OK && event.kind == CHANNEL_ESTABLISHED) {
            assert_int_equal(responder.out.position, second);
            if (bit >= first * 8) {
                responder.out_bytes[bit / 8 - first] ^= (uint8_t)(1 << bit % 8);
            }
            status = move(&responder, &initiator, 4096, &event);
        }
        /* X25519 ignores the top bit of a public key, but h does not. */
        assert_true(status != STATUS_OK || event.kind == CHANNEL_NOTHING);
        assert_false(channel_ready(&initiator.channel));
    }
}

static void test_zero_point(void **state) {
    static const uint8_t frames[2 + 4 + 2 + 32] = {0, 4, 'u', 's', 'e', 'r', 0, 32};
    struct channel_event event;
    size_t used = 0;
    set_up_ends(CHANNEL_USER);
    assert_status(channel_feed(&responder.channel, view_of(frames, sizeof frames), &used,
                               &responder.out, &event),
                  STATUS_AUTH);
    assert_status(channel_feed(&responder.channel, view_of(frames, sizeof frames), &used,
                               &responder.out, &event),
                  STATUS_INVALID); /* final */
}

static void test_bad_frames(void **state) {
    static const struct {
        uint8_t bytes[12];
        size_t length;
    } cases[] = {
        {{0, 0}, 2},                              /* empty frame */
        {{0xff, 0xff}, 2},                        /* larger than we take */
        {{0x10, 0x01}, 2},                        /* 4,097 */
        {{0, 5, 'a', 'd', 'm', 'i', 'n'}, 7},     /* unknown purpose */
        {{0, 4, 'u', 's', 'e', 'r', 0, 1, 9}, 9}, /* handshake message of one byte */
        {{0, 5, 'u', 's', 'e', 'r', 0}, 7},       /* trailing zero */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct channel_event event;
        size_t used = 0;
        set_up_ends(CHANNEL_USER);
        assert_status(channel_feed(&responder.channel, view_of(cases[i].bytes, cases[i].length),
                                   &used, &responder.out, &event),
                      STATUS_INVALID);
    }
}

static void test_changed_and_replayed_frames(void **state) {
    uint8_t recorded[64];
    size_t length = 0, used = 0;
    struct channel_event event;
    set_up_ends(CHANNEL_USER);
    handshake(4096);
    attest(4096, false);
    assert_ok(channel_send(&initiator.channel, view_text("remove"), &initiator.out));
    length = initiator.out.position;
    memcpy(recorded, initiator.out_bytes, length);
    assert_ok(move(&initiator, &responder, 4096, &event));
    assert_int_equal(event.kind, CHANNEL_MESSAGE);
    assert_status(
        channel_feed(&responder.channel, view_of(recorded, length), &used, &responder.out, &event),
        STATUS_AUTH);
    assert_false(channel_ready(&responder.channel));

    set_up_ends(CHANNEL_USER);
    handshake(4096);
    attest(4096, false);
    assert_ok(channel_send(&initiator.channel, view_text("remove"), &initiator.out));
    initiator.out_bytes[5] ^= 1;
    assert_status(move(&initiator, &responder, 4096, &event), STATUS_AUTH);
}

/* Each of these calls comes at the wrong time or twice. */
static void test_order_of_calls(void **state) {
    uint8_t data[64];
    struct channel_event event;
    size_t used = 0;
    set_up_ends(CHANNEL_USER);
    assert_status(channel_caller_data(&initiator.channel, true, data), STATUS_INVALID);
    assert_status(channel_binding(&initiator.channel, data), STATUS_INVALID);
    assert_status(channel_send(&initiator.channel, view_text("x"), &initiator.out), STATUS_INVALID);
    assert_status(channel_accept(&initiator.channel), STATUS_INVALID);
    assert_status(channel_send_evidence(&responder.channel, view_text("x"), &responder.out),
                  STATUS_INVALID);
    handshake(4096);
    assert_status(channel_send(&initiator.channel, view_text("x"), &initiator.out), STATUS_INVALID);
    assert_status(channel_accept(&initiator.channel), STATUS_INVALID); /* nothing to accept yet */
    assert_status(channel_send_evidence(&initiator.channel, view_text("x"), &initiator.out),
                  STATUS_INVALID); /* a user shows none */
    attest(4096, false);
    assert_status(channel_send_evidence(&responder.channel, view_text("x"), &responder.out),
                  STATUS_INVALID); /* once only */
    assert_status(channel_accept(&initiator.channel), STATUS_INVALID);
    assert_status(channel_start(&initiator.channel, &initiator.out), STATUS_INVALID);
    assert_status(channel_feed(&initiator.channel, view_text("x"), &used, &initiator.out, &event),
                  STATUS_INVALID);
}

/* An applet may not ask before it showed evidence that was accepted, whatever it sends. */
static void test_no_message_before_acceptance(void **state) {
    struct channel_event event;
    set_up_ends(CHANNEL_APPLET);
    handshake(4096);
    assert_ok(channel_send_evidence(&responder.channel, view_text("keystore's"), &responder.out));
    assert_ok(move(&responder, &initiator, 4096, &event));
    assert_ok(channel_accept(&initiator.channel));
    /* A dishonest applet: straight to a message, by writing the part itself. */
    writer_u16be(&initiator.out, 1 + 7 + NOISE_TAG_BYTES);
    assert_ok(noise_send(&initiator.channel.noise, view_text("\x02give me"), &initiator.out));
    assert_status(move(&initiator, &responder, 4096, &event), STATUS_INVALID);

    /* Or after its evidence, while the keystore still judges it. */
    set_up_ends(CHANNEL_APPLET);
    handshake(4096);
    assert_ok(channel_send_evidence(&responder.channel, view_text("keystore's"), &responder.out));
    assert_ok(move(&responder, &initiator, 4096, &event));
    assert_ok(channel_accept(&initiator.channel));
    assert_ok(channel_send_evidence(&initiator.channel, view_text("applet's"), &initiator.out));
    assert_ok(move(&initiator, &responder, 4096, &event));
    assert_ok(channel_send(&initiator.channel, view_text("give me"), &initiator.out));
    assert_status(move(&initiator, &responder, 4096, &event), STATUS_INVALID);
}

static void test_disorderly_parts(void **state) {
    static const struct {
        const char *plain;
        size_t length;
    } cases[] = {
        {"", 0},                    /* no kind */
        {"\x00x", 2},               /* unknown kinds */
        {"\x04x", 2}, {"\x01x", 2}, /* evidence from a user */
        {"\x82", 1},                /* more to come, but nothing here */
        {"\x83", 1},                /* an end with more */
        {"\x03x", 2},               /* an end with data */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct channel_event event;
        set_up_ends(CHANNEL_USER);
        handshake(4096);
        attest(4096, false);
        writer_u16be(&initiator.out, (uint16_t)(cases[i].length + NOISE_TAG_BYTES));
        assert_ok(noise_send(&initiator.channel.noise, view_of(cases[i].plain, cases[i].length),
                             &initiator.out));
        assert_status(move(&initiator, &responder, 4096, &event), STATUS_INVALID);
    }
}

static void test_message_too_large_for_the_receiver(void **state) {
    static uint8_t bytes[2000];
    struct channel_event event;
    set_up_ends(CHANNEL_USER);
    channel_responder(&responder.channel, &static_key, responder.message, 1000);
    handshake(4096);
    attest(4096, false);
    assert_ok(channel_send(&initiator.channel, view_of(bytes, 1000), &initiator.out));
    assert_ok(move(&initiator, &responder, 4096, &event));
    assert_int_equal(event.kind, CHANNEL_MESSAGE);
    assert_ok(channel_send(&initiator.channel, view_of(bytes, 1001), &initiator.out));
    assert_status(move(&initiator, &responder, 4096, &event), STATUS_TOO_LARGE);
}

/* A man in the middle with his own handshakes: the evidence carries another h, and does not fit. */
static void test_relayed_evidence(void **state) {
    static struct end attacker_server, attacker_client;
    uint8_t real[64], expected[64];
    set_up_ends(CHANNEL_USER);
    handshake(4096);
    memcpy(&attacker_client, &initiator, sizeof initiator);
    assert_ok(channel_caller_data(&responder.channel, true, real));
    set_up_ends(CHANNEL_USER);
    handshake(4096);
    memcpy(&attacker_server, &responder, sizeof responder);
    assert_ok(channel_caller_data(&initiator.channel, false, expected));
    assert_memory_not_equal(real, expected, sizeof real);
}

static void test_random_input(void **state) {
    for (unsigned round = 0; round < 3000; round++) {
        uint8_t bytes[200];
        struct channel_event event;
        size_t used = 0;
        set_up_ends(CHANNEL_USER);
        if (round % 2 == 0) {
            handshake(4096);
        }
        randombytes_buf(bytes, sizeof bytes);
        bytes[0] = 0;
        bytes[1] &= 0x3f;
        if (channel_feed(&responder.channel, view_of(bytes, sizeof bytes), &used, &responder.out,
                         &event) == STATUS_OK) {
            assert_int_equal(event.kind, CHANNEL_NOTHING);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversations),
        cmocka_unit_test(test_changed_handshake),
        cmocka_unit_test(test_zero_point),
        cmocka_unit_test(test_bad_frames),
        cmocka_unit_test(test_changed_and_replayed_frames),
        cmocka_unit_test(test_order_of_calls),
        cmocka_unit_test(test_no_message_before_acceptance),
        cmocka_unit_test(test_disorderly_parts),
        cmocka_unit_test(test_message_too_large_for_the_receiver),
        cmocka_unit_test(test_relayed_evidence),
        cmocka_unit_test(test_random_input),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
