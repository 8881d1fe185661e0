/* lib/ring.c, lib/ring_map.c and lib/host_channel.c: order, wrap-around, and a hostile other side. */
#include "lib/host_channel.h"
#include "lib/ring_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static _Alignas(4096) uint8_t area[RING_AREA_BYTES];
static struct ring_sender sender;
static struct ring_receiver receiver;
static uint8_t bytes[RING_MESSAGE_MOST], got[RING_MESSAGE_MOST];

static int setup(void **state) {
    memset(area, 0, sizeof area);
    ring_sender_init(&sender, area, RING_TO_PROGRAM);
    ring_receiver_init(&receiver, area, RING_TO_PROGRAM);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7 + (i >> 8));
    }
    return 0;
}

static enum status send_bytes(size_t from, size_t length, bool *wake) {
    struct view parts[2] = {view_of(bytes + from, length / 3),
                            view_of(bytes + from + length / 3, length - length / 3)};
    return ring_send(&sender, parts, 2, wake);
}

static void expect(size_t from, size_t length) {
    bool wake = false;
    size_t received = 0;
    assert_int_equal(ring_receive(&receiver, got, sizeof got, &received, &wake), STATUS_OK);
    assert_int_equal(received, length);
    assert_memory_equal(got, bytes + from, length);
}

static void messages_keep_order_and_bytes(void **state) {
    bool wake = false;
    for (unsigned round = 0; round < 3000; round++) {
        size_t lengths[5];
        unsigned count = 1 + (unsigned)rand() % 5;
        for (unsigned i = 0; i < count; i++) {
            lengths[i] = (unsigned)rand() % (rand() % 4 == 0 ? 18000 : 300);
            assert_int_equal(send_bytes(i, lengths[i], &wake), STATUS_OK);
        }
        for (unsigned i = 0; i < count; i++) {
            expect(i, lengths[i]);
        }
    }
}

static void the_longest_message_fits_at_every_offset(void **state) {
    bool wake = false;
    for (size_t i = 0; i < 190; i++) {
        assert_int_equal(send_bytes(0, i * 991, &wake), STATUS_OK);
        expect(0, i * 991);
        assert_int_equal(send_bytes(0, RING_MESSAGE_MOST, &wake), STATUS_OK);
        expect(0, RING_MESSAGE_MOST);
    }
    struct view parts[2] = {view_of(bytes, RING_MESSAGE_MOST), view_of(bytes, 1)};
    assert_int_equal(ring_send(&sender, parts, 2, &wake), STATUS_TOO_LARGE);
}

/* Small messages in a quiet queue use one page of data. */
static void a_quiet_queue_stays_small(void **state) {
    bool wake = false;
    for (unsigned i = 0; i < 1000; i++) {
        assert_int_equal(send_bytes(i, 3000, &wake), STATUS_OK);
        expect(i, 3000);
    }
    for (size_t i = RING_HEAD_BYTES + 4096; i < RING_AREA_BYTES; i++) {
        assert_int_equal(area[i], 0);
    }
}

static void both_sides_are_told_to_ring(void **state) {
    bool wake = true;
    size_t length = 0;
    assert_int_equal(send_bytes(0, 10, &wake), STATUS_OK);
    assert_false(wake); /* nobody sleeps */
    expect(0, 10);
    assert_int_equal(ring_receive(&receiver, got, sizeof got, &length, &wake), STATUS_UNAVAILABLE);
    assert_int_equal(send_bytes(0, 10, &wake), STATUS_OK);
    assert_true(wake);
    assert_int_equal(send_bytes(0, 10, &wake), STATUS_OK);
    assert_false(wake); /* once */
    unsigned queued = 2;
    enum status status = STATUS_OK;
    while ((status = send_bytes(0, 20000, &wake)) == STATUS_OK) {
        queued++;
    }
    assert_int_equal(status, STATUS_UNAVAILABLE);
    assert_int_equal(ring_receive(&receiver, got, sizeof got, &length, &wake), STATUS_OK);
    assert_true(wake);
    for (unsigned i = 1; i < queued; i++) {
        assert_int_equal(ring_receive(&receiver, got, sizeof got, &length, &wake), STATUS_OK);
        assert_false(wake);
    }
    assert_int_equal(send_bytes(5, 20000, &wake), STATUS_OK);
    expect(5, 20000);
}

/* Layout of ring.h, written by hand as a hostile sender would. */
static void forge(uint64_t written, uint32_t length, uint32_t zero) {
    memcpy(area, &written, 8);
    memcpy(area + RING_HEAD_BYTES, &length, 4);
    memcpy(area + RING_HEAD_BYTES + 4, &zero, 4);
}

static void hostile_senders_are_refused_for_good(void **state) {
    static const struct {
        uint64_t written;
        uint32_t length, zero;
    } attacks[] = {
        {RING_DATA_BYTES + 8, 8, 0}, /* more than there can be */
        {UINT64_MAX - 7, 8, 0},
        {12, 4, 0},  /* not in steps of 8 */
        {16, 16, 0}, /* longer than what was written */
        {16, 0xfffffff0u, 0},
        {16, 0xfffffff9u, 0}, /* its padding overflows 32 bits */
        {16, 8, 1},
        {16, 0xffffffffu, 0},
        {RING_DATA_BYTES, 0xffffffffu, 0},
    };
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        setup(state);
        forge(attacks[i].written, attacks[i].length, attacks[i].zero);
        bool wake = false;
        size_t length = 0;
        assert_int_equal(ring_receive(&receiver, got, sizeof got, &length, &wake), STATUS_INVALID);
        forge(16, 8, 0);
        assert_int_equal(ring_receive(&receiver, got, sizeof got, &length, &wake), STATUS_INVALID);
    }
    /* any origin keeps to the data */
    for (uint64_t origin = 0; origin < 3; origin++) {
        setup(state);
        forge(16, 8, 0);
        uint64_t odd = UINT64_MAX / 3 * origin + 5;
        memcpy(area + 8, &odd, 8);
        bool ring = false;
        size_t taken = 0;
        (void)!ring_receive(&receiver, got, sizeof got, &taken, &ring);
        assert_true(taken == 0 || taken == 8);
    }
    /* a position that goes back */
    setup(state);
    bool wake = false;
    size_t length = 0;
    forge(32, 24, 0);
    assert_int_equal(ring_receive(&receiver, got, sizeof got, &length, &wake), STATUS_OK);
    forge(16, 8, 0);
    assert_int_equal(ring_receive(&receiver, got, sizeof got, &length, &wake), STATUS_INVALID);
    /* longer than the receiver's buffer */
    setup(state);
    forge(128, 100, 0);
    assert_int_equal(ring_receive(&receiver, got, 99, &length, &wake), STATUS_TOO_LARGE);
}

static void hostile_receivers_are_refused_for_good(void **state) {
    static const uint64_t positions[] = {8, UINT64_MAX - 7, 4, 1000 * 8};
    for (size_t i = 0; i < sizeof positions / sizeof positions[0]; i++) {
        setup(state);
        memcpy(area + 64, &positions[i], 8);
        bool wake = false;
        assert_int_equal(send_bytes(0, 8, &wake), STATUS_INVALID);
        uint64_t zero = 0;
        memcpy(area + 64, &zero, 8);
        assert_int_equal(send_bytes(0, 8, &wake), STATUS_INVALID);
    }
}

/* Two processes, small bursts, sleeping by the rules: nothing is lost and nobody sleeps for ever. */
static void two_processes_never_miss_a_bell(void **state) {
    int memory = -1, host = -1, program = -1;
    void *shared = NULL;
    assert_int_equal(ring_area_create(&memory, &shared), STATUS_OK);
    assert_int_equal(ring_bell_create(&host, &program), STATUS_OK);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        void *mapped = NULL;
        size_t length = 0;
        bool wake = false;
        if (ring_area_map(memory, &mapped) != STATUS_OK) {
            _exit(1);
        }
        ring_receiver_init(&receiver, mapped, RING_TO_PROGRAM);
        for (uint32_t next = 0; next < 30000;) {
            enum status status = ring_receive(&receiver, got, sizeof got, &length, &wake);
            if (status == STATUS_OK) {
                uint32_t number = 0;
                memcpy(&number, got, 4);
                if (number != next || (wake && ring_bell_ring(program) != STATUS_OK)) {
                    _exit(2);
                }
                next++;
                continue;
            }
            struct pollfd wait = {.fd = program, .events = POLLIN};
            if (status != STATUS_UNAVAILABLE || poll(&wait, 1, 5000) != 1 ||
                ring_bell_clear(program) != STATUS_OK) {
                _exit(3);
            }
        }
        _exit(0);
    }
    ring_sender_init(&sender, shared, RING_TO_PROGRAM);
    for (uint32_t next = 0; next < 30000;) {
        bool wake = false;
        memcpy(bytes, &next, 4);
        struct view part = view_of(bytes, 4 + next % 3000);
        enum status status = ring_send(&sender, &part, 1, &wake);
        if (status == STATUS_OK) {
            next++;
            assert_true(!wake || ring_bell_ring(host) == STATUS_OK);
            continue;
        }
        assert_int_equal(status, STATUS_UNAVAILABLE);
        struct pollfd wait = {.fd = host, .events = POLLIN};
        assert_int_equal(poll(&wait, 1, 5000), 1);
        assert_int_equal(ring_bell_clear(host), STATUS_OK);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    close(program);
    assert_int_equal(ring_bell_clear(host), STATUS_CLOSED);
    close(host);
    close(memory);
    ring_area_unmap(shared);
}

static void only_sealed_areas_are_mapped(void **state) {
    void *mapped = NULL;
    int plain = memfd_create("plain", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_true(plain >= 0);
    assert_int_equal(ftruncate(plain, RING_AREA_BYTES), 0);
    assert_int_equal(ring_area_map(plain, &mapped), STATUS_INVALID);
    assert_int_equal(fcntl(plain, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
    assert_int_equal(ring_area_map(plain, &mapped), STATUS_INVALID);
    assert_int_equal(fcntl(plain, F_ADD_SEALS, F_SEAL_SEAL), 0);
    assert_int_equal(ring_area_map(plain, &mapped), STATUS_OK);
    ring_area_unmap(mapped);
    close(plain);
    int small = memfd_create("small", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(ftruncate(small, RING_AREA_BYTES - 4096), 0);
    assert_int_equal(fcntl(small, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL), 0);
    assert_int_equal(ring_area_map(small, &mapped), STATUS_INVALID);
    close(small);
    int memory = -1;
    assert_int_equal(ring_area_create(&memory, &mapped), STATUS_OK);
    assert_int_equal(ftruncate(memory, 0), -1);
    ring_area_unmap(mapped);
    close(memory);
}

static struct host_message samples[16];
static size_t sample_count;

static void make_samples(void) {
    struct view text = view_text("Feed.newItem");
    struct host_message event = {.kind = HOST_EVENT};
    event.body.event = (struct host_event){.ticket = 7,
                                           .nonce = {1, 2},
                                           .trigger = text,
                                           .sealed = view_of(bytes, 1024),
                                           .query_count = 1,
                                           .queries = {{text, view_of(bytes, 99)}}};
    struct host_message result = {.kind = HOST_RESULT};
    result.body.result = (struct host_result){.ticket = 7,
                                              .action_count = 2,
                                              .actions = {view_of(bytes, 512), view_of(bytes, 600)},
                                              .record = view_of(bytes, 2048)};
    struct host_message store = {.kind = HOST_STORE_CONTENT};
    store.body.store = (struct host_store_part){
        .candidates = 2, .candidate = 1, .total = 50, .offset = 10, .bytes = view_of(bytes, 40)};
    struct host_message put = {.kind = HOST_STORE_PUT};
    put.body.store = (struct host_store_part){
        .ticket = 3, .total = 50, .offset = 10, .bytes = view_of(bytes, 40)};
    struct host_message data = {.kind = HOST_STREAM_DATA,
                                .body.stream = {.stream = 9, .bytes = view_of(bytes, 33)}};
    struct host_message end = {.kind = HOST_STREAM_END, .body.stream = {.stream = 9}};
    struct host_message done = {.kind = HOST_STORE_DONE,
                                .body.done = {.ticket = 3, .durable = true}};
    struct host_message refused = {.kind = HOST_REFUSED,
                                   .body.text = {1, HOST_REFUSED_NONCE, view_text("no")}};
    struct host_message notice = {.kind = HOST_NOTICE, .body.text = {.text = view_text("hello")}};
    struct host_message ready = {.kind = HOST_READY};
    struct host_message all[] = {event, result, store,   put,    data,
                                 end,   done,   refused, notice, ready};
    sample_count = sizeof all / sizeof all[0];
    memcpy(samples, all, sizeof all);
}

/* Decoding and encoding again gives the same bytes; every shorter and every longer message fails. */
static void host_messages_round_trip(void **state) {
    static uint8_t first[8192], second[8192];
    make_samples();
    for (size_t i = 0; i < sample_count; i++) {
        struct writer out;
        writer_init(&out, first, sizeof first);
        assert_int_equal(host_message_encode(&samples[i], &out), STATUS_OK);
        struct view encoded = writer_written(&out);
        if (samples[i].kind == HOST_EVENT || samples[i].kind == HOST_RESULT) {
            assert_int_equal(host_message_length(&samples[i]), encoded.length);
        }
        struct host_message decoded;
        assert_int_equal(host_message_decode(encoded, &decoded), STATUS_OK);
        assert_int_equal(decoded.kind, samples[i].kind);
        writer_init(&out, second, sizeof second);
        assert_int_equal(host_message_encode(&decoded, &out), STATUS_OK);
        assert_true(view_equal(encoded, writer_written(&out)));
        bool open_ended = samples[i].kind == HOST_REFUSED || samples[i].kind == HOST_NOTICE ||
                          samples[i].kind == HOST_STREAM_DATA ||
                          samples[i].kind == HOST_STORE_PUT ||
                          samples[i].kind == HOST_STORE_CONTENT;
        for (size_t cut = 0; cut < encoded.length && !open_ended; cut++) {
            assert_int_not_equal(host_message_decode(view_of(first, cut), &decoded), STATUS_OK);
        }
        if (!open_ended) {
            assert_int_not_equal(host_message_decode(view_of(first, encoded.length + 1), &decoded),
                                 STATUS_OK);
        }
        assert_non_null(host_kind_text(samples[i].kind));
    }
}

static void host_messages_are_checked(void **state) {
    static uint8_t buffer[HOST_MESSAGE_MOST];
    struct host_message bad[] = {
        {.kind = (enum host_kind)0},
        {.kind = (enum host_kind)14},
        {.kind = HOST_STREAM_DATA, .body.stream = {.stream = 1}},
        {.kind = HOST_STREAM_END, .body.stream = {.stream = 1, .bytes = view_of(bytes, 1)}},
        {.kind = HOST_STREAM_DATA,
         .body.stream = {.stream = 1, .bytes = view_of(bytes, HOST_STREAM_MOST + 1)}},
        {.kind = HOST_STORE_PUT,
         .body.store = {.total = 10, .offset = 5, .bytes = view_of(bytes, 6)}},
        {.kind = HOST_STORE_PUT,
         .body.store = {.total = 10, .offset = 11, .bytes = view_of(bytes, 1)}},
        {.kind = HOST_STORE_CONTENT,
         .body.store = {.candidates = 3, .total = 1, .bytes = view_of(bytes, 1)}},
        {.kind = HOST_EVENT,
         .body.event = {.trigger = view_text("no dot"), .sealed = view_of(bytes, 9)}},
        {.kind = HOST_EVENT,
         .body.event = {.trigger = view_text("a.b/c"), .sealed = view_of(bytes, 9)}},
        {.kind = HOST_NOTICE, .body.text = {.text = view_text("\xff")}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct writer out;
        writer_init(&out, buffer, sizeof buffer);
        assert_int_equal(host_message_encode(&bad[i], &out), STATUS_INVALID);
        struct host_message decoded;
        assert_int_not_equal(host_message_decode(writer_written(&out), &decoded), STATUS_OK);
    }
}

int main(void) {
    srand(4);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(messages_keep_order_and_bytes, setup),
        cmocka_unit_test_setup(the_longest_message_fits_at_every_offset, setup),
        cmocka_unit_test_setup(a_quiet_queue_stays_small, setup),
        cmocka_unit_test_setup(both_sides_are_told_to_ring, setup),
        cmocka_unit_test_setup(hostile_senders_are_refused_for_good, setup),
        cmocka_unit_test_setup(hostile_receivers_are_refused_for_good, setup),
        cmocka_unit_test_setup(two_processes_never_miss_a_bell, setup),
        cmocka_unit_test_setup(only_sealed_areas_are_mapped, setup),
        cmocka_unit_test_setup(host_messages_round_trip, setup),
        cmocka_unit_test_setup(host_messages_are_checked, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
