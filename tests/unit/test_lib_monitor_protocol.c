/*
 * tests/unit/test_lib_monitor_protocol.c: the fixed layouts between programs, host and monitor: exact
 * bytes, every length but the right one refused, every bit outside the fields refused.
 */
#include "lib_test.h"

#include "lib/monitor_protocol.h"

static uint8_t bytes[MONITOR_RESPONSE_MOST + 8];

static const size_t request_bodies[] = {0, 48, 64, 8, 32, 0, 24, 16, 16, 0, 80, 8, 0};

static struct monitor_request request_of(unsigned operation) {
    struct monitor_request request = {.operation = (enum monitor_operation)operation};
    switch (request.operation) {
    case MONITOR_START:
        memset(request.body.start.bind, 0x31, DIGEST_BYTES);
        request.body.start.role = PROGRAM_APPLET;
        request.body.start.memory_bytes = UINT64_C(0x0102030405060708);
        break;
    case MONITOR_EVIDENCE:
        memset(request.body.caller_data, 0x32, EVIDENCE_CALLER_DATA_BYTES);
        break;
    case MONITOR_RANDOM: request.body.random_length = 256; break;
    case MONITOR_SEAL_KEY: memcpy(request.body.label, "store", 5); break;
    case MONITOR_TIME_SET:
        request.body.time_set =
            (struct monitor_time){.tick_ns = 7, .utc_ms = -9, .uncertainty_ms = 11};
        break;
    case MONITOR_NONCE_ISSUE:
        request.body.nonce_issue.instance = 12;
        request.body.nonce_issue.count = 64;
        break;
    case MONITOR_NONCE_CONSUME: memset(request.body.nonce, 0x33, NONCE_BYTES); break;
    case MONITOR_SLOT_CAS:
        request.body.slot_cas.expected.version = 4;
        request.body.slot_cas.next.version = 5;
        memset(request.body.slot_cas.next.digest, 0x34, DIGEST_BYTES);
        break;
    case MONITOR_STOP: request.body.instance = 13; break;
    default: break;
    }
    return request;
}

static void test_requests(void **state) {
    for (unsigned operation = MONITOR_START; operation <= MONITOR_TICK; operation++) {
        struct monitor_request request = request_of(operation), decoded;
        struct writer writer;
        size_t length = MONITOR_HEAD_BYTES + request_bodies[operation];
        writer_init(&writer, bytes, sizeof bytes);
        monitor_request_encode(&request, &writer);
        assert_int_equal(writer.position, length);
        assert_true(length <= MONITOR_REQUEST_MOST);
        assert_ok(monitor_request_decode(writer_written(&writer), &decoded));
        assert_memory_equal(&decoded, &request, sizeof request);
        for (size_t cut = 0; cut <= length + 8; cut++) {
            if (cut != length) {
                assert_status(monitor_request_decode(view_of(bytes, cut), &decoded),
                              STATUS_INVALID);
            }
        }
        for (size_t bit = 0; bit < MONITOR_HEAD_BYTES * 8; bit++) {
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (monitor_request_decode(view_of(bytes, length), &decoded) == STATUS_OK) {
                /* Only another operation of the same length can result. */
                assert_int_equal(bit / 8, 1);
                assert_int_equal(request_bodies[decoded.operation], request_bodies[operation]);
            }
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

static void test_exact_bytes(void **state) {
    struct monitor_request request = request_of(MONITOR_NONCE_ISSUE);
    struct writer writer;
    uint8_t want[64];
    writer_init(&writer, bytes, sizeof bytes);
    monitor_request_encode(&request, &writer);
    assert_view_equal(writer_written(&writer), from_hex("0107000010000000"
                                                        "0c00000000000000"
                                                        "4000000000000000",
                                                        want, sizeof want));
    request = request_of(MONITOR_TIME_SET);
    writer_init(&writer, bytes, sizeof bytes);
    monitor_request_encode(&request, &writer);
    assert_view_equal(writer_written(&writer), from_hex("0106000018000000"
                                                        "0700000000000000"
                                                        "f7ffffffffffffff"
                                                        "0b00000000000000",
                                                        want, sizeof want));
}

static void test_request_ranges(void **state) {
    struct monitor_request request, decoded;
    struct writer writer;
    static const struct {
        unsigned operation;
        size_t at;
        uint8_t value;
    } changes[] = {{MONITOR_START, 32, 0},      {MONITOR_START, 32, 4},
                   {MONITOR_START, 33, 1},      {MONITOR_START, 39, 1},
                   {MONITOR_RANDOM, 0, 1},      {MONITOR_RANDOM, 4, 1},
                   {MONITOR_TIME_SET, 23, 1},   {MONITOR_NONCE_ISSUE, 8, 65},
                   {MONITOR_NONCE_ISSUE, 8, 0}, {MONITOR_NONCE_ISSUE, 15, 1}};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        request = request_of(changes[i].operation);
        writer_init(&writer, bytes, sizeof bytes);
        monitor_request_encode(&request, &writer);
        bytes[MONITOR_HEAD_BYTES + changes[i].at] = changes[i].value;
        assert_status(monitor_request_decode(writer_written(&writer), &decoded), STATUS_INVALID);
    }
}

static struct monitor_response response_of(unsigned operation) {
    struct monitor_response response = {.operation = (enum monitor_operation)operation};
    switch (response.operation) {
    case MONITOR_START:
        response.body.start.instance = 9;
        memset(response.body.start.measurement, 1, MEASUREMENT_BYTES);
        break;
    case MONITOR_EVIDENCE:
        response.body.evidence.length = EVIDENCE_BYTES_MOST;
        memset(response.body.evidence.bytes, 2, EVIDENCE_BYTES_MOST);
        break;
    case MONITOR_RANDOM:
        response.body.random.length = 5;
        memset(response.body.random.bytes, 3, 5);
        break;
    case MONITOR_SEAL_KEY: response.body.seal_key = secret_of(4); break;
    case MONITOR_TIME:
        response.body.time = (struct monitor_time){5, 6, TIME_SOURCE_CLOCK, 7};
        break;
    case MONITOR_NONCE_ISSUE:
        response.body.nonce_issue.count = 2;
        response.body.nonce_issue.lifetime_ms = MONITOR_NONCE_LIFETIME_MS;
        memset(response.body.nonce_issue.nonces, 8, 2 * NONCE_BYTES);
        break;
    case MONITOR_SLOT_READ: response.body.slot.version = 10; break;
    case MONITOR_TICK: response.body.tick_ns = 11; break;
    default: break;
    }
    return response;
}

static void test_responses(void **state) {
    for (unsigned operation = MONITOR_START; operation <= MONITOR_TICK; operation++) {
        static struct monitor_response response, decoded;
        struct writer writer;
        bool variable = operation == MONITOR_EVIDENCE || operation == MONITOR_RANDOM;
        response = response_of(operation);
        writer_init(&writer, bytes, sizeof bytes);
        monitor_response_encode(&response, &writer);
        assert_ok(writer_end(&writer));
        assert_true(writer.position <= MONITOR_RESPONSE_MOST);
        assert_ok(monitor_response_decode(writer_written(&writer),
                                          (enum monitor_operation)operation, &decoded));
        assert_memory_equal(&decoded, &response, sizeof response);
        assert_status(monitor_response_decode(
                          writer_written(&writer),
                          (enum monitor_operation)(operation % MONITOR_TICK + 1), &decoded),
                      STATUS_INVALID);
        for (size_t cut = 0; cut < writer.position; cut++) {
            assert_status(monitor_response_decode(view_of(bytes, cut),
                                                  (enum monitor_operation)operation, &decoded),
                          STATUS_INVALID);
        }
        if (!variable) { /* a consistent head with one byte more */
            bytes[4]++;
            assert_status(monitor_response_decode(view_of(bytes, writer.position + 1),
                                                  (enum monitor_operation)operation, &decoded),
                          STATUS_INVALID);
        }
        /* A refusal carries nothing. */
        response = (struct monitor_response){.operation = (enum monitor_operation)operation,
                                             .result = MONITOR_STALE};
        writer_init(&writer, bytes, sizeof bytes);
        monitor_response_encode(&response, &writer);
        assert_int_equal(writer.position, MONITOR_HEAD_BYTES);
        assert_ok(monitor_response_decode(writer_written(&writer),
                                          (enum monitor_operation)operation, &decoded));
        assert_status(monitor_result_status(decoded.result), STATUS_STALE);
        bytes[2] = MONITOR_FAILED + 1;
        assert_status(monitor_response_decode(writer_written(&writer),
                                              (enum monitor_operation)operation, &decoded),
                      STATUS_INVALID);
    }
    {
        static struct monitor_response response, decoded;
        struct writer writer;
        response = response_of(MONITOR_NONCE_ISSUE);
        response.body.nonce_issue.lifetime_ms++; /* longer than any nonce lives */
        writer_init(&writer, bytes, sizeof bytes);
        monitor_response_encode(&response, &writer);
        assert_status(
            monitor_response_decode(writer_written(&writer), MONITOR_NONCE_ISSUE, &decoded),
            STATUS_INVALID);
    }
}

static void test_overflow(void **state) {
    struct monitor_request request = request_of(MONITOR_START);
    for (size_t capacity = 0; capacity < MONITOR_HEAD_BYTES + 48; capacity++) {
        uint8_t small[MONITOR_HEAD_BYTES + 48 + 1];
        struct writer writer;
        memset(small, 0xee, sizeof small);
        writer_init(&writer, small, capacity);
        monitor_request_encode(&request, &writer);
        assert_status(writer_end(&writer), STATUS_TOO_LARGE);
        assert_int_equal(small[capacity], 0xee);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests),       cmocka_unit_test(test_exact_bytes),
        cmocka_unit_test(test_request_ranges), cmocka_unit_test(test_responses),
        cmocka_unit_test(test_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
