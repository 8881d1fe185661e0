/*
 * tests/unit/test_lib_cbor.c: the encoder against RFC 8949 appendix A, the decoder against everything
 * that is not deterministic, and against random bytes.
 */
#include "lib_test.h"

#include "lib/cbor.h"
#include "lib/limits.h"

static uint8_t bytes[70100];

static struct writer start(void) {
    struct writer writer;
    writer_init(&writer, bytes, sizeof bytes);
    return writer;
}

/* What was written equals the literal, and is a whole well-formed item. */
static void assert_written(const struct writer *writer, const char *hex) {
    uint8_t want[256];
    assert_ok(writer_end(writer));
    assert_view_equal(writer_written(writer), from_hex(hex, want, sizeof want));
    assert_ok(cbor_check(writer_written(writer)));
}

static void test_integers(void **state) {
    static const struct {
        uint64_t value;
        const char *hex;
    } examples[] = {
        {0, "00"},
        {1, "01"},
        {10, "0a"},
        {23, "17"},
        {24, "1818"},
        {25, "1819"},
        {100, "1864"},
        {1000, "1903e8"},
        {1000000, "1a000f4240"},
        {1000000000000, "1b000000e8d4a51000"},
        {UINT64_MAX, "1bffffffffffffffff"},
    };
    static const struct {
        int64_t value;
        const char *hex;
    } negative[] = {{-1, "20"},
                    {-10, "29"},
                    {-100, "3863"},
                    {-1000, "3903e7"},
                    {INT64_MIN, "3b7fffffffffffffff"}};
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct writer writer = start();
        struct reader reader;
        uint64_t value = 0;
        cbor_put_uint(&writer, examples[i].value);
        assert_written(&writer, examples[i].hex);
        reader_init_view(&reader, writer_written(&writer));
        assert_ok(cbor_get_uint(&reader, &value));
        assert_true(value == examples[i].value);
        assert_ok(reader_end(&reader));
    }
    for (size_t i = 0; i < sizeof negative / sizeof negative[0]; i++) {
        struct writer writer = start();
        struct reader reader;
        int64_t value = 0;
        cbor_put_int(&writer, negative[i].value);
        assert_written(&writer, negative[i].hex);
        reader_init_view(&reader, writer_written(&writer));
        assert_ok(cbor_get_int(&reader, &value));
        assert_true(value == negative[i].value);
    }
}

static void test_strings_and_containers(void **state) {
    struct writer writer = start();
    cbor_put_fixed(&writer, "\x01\x02\x03\x04", 4);
    assert_written(&writer, "4401020304");
    writer = start();
    cbor_put_string(&writer, "IETF");
    assert_written(&writer, "6449455446");
    writer = start();
    cbor_put_string(&writer, "\xc3\xbc");
    assert_written(&writer, "62c3bc");
    writer = start();
    cbor_put_string(&writer, "\xf0\x90\x85\x91");
    assert_written(&writer, "64f0908591");
    writer = start(); /* [1, [2, 3], [4, 5]] */
    cbor_put_array(&writer, 3);
    cbor_put_uint(&writer, 1);
    cbor_put_array(&writer, 2);
    cbor_put_uint(&writer, 2);
    cbor_put_uint(&writer, 3);
    cbor_put_array(&writer, 2);
    cbor_put_uint(&writer, 4);
    cbor_put_uint(&writer, 5);
    assert_written(&writer, "8301820203820405");
    writer = start(); /* {"a": 1, "b": [2, 3]} */
    cbor_put_map(&writer, 2);
    cbor_put_string(&writer, "a");
    cbor_put_uint(&writer, 1);
    cbor_put_string(&writer, "b");
    cbor_put_array(&writer, 2);
    cbor_put_uint(&writer, 2);
    cbor_put_uint(&writer, 3);
    assert_written(&writer, "a26161016162820203");
    writer = start();
    cbor_put_bool(&writer, false);
    assert_written(&writer, "f4");
    writer = start();
    cbor_put_bool(&writer, true);
    assert_written(&writer, "f5");
    writer = start();
    cbor_put_null(&writer);
    assert_written(&writer, "f6");
    writer = start();
    cbor_put_tag(&writer, 32);
    cbor_put_string(&writer, "http://www.example.com");
    assert_written(&writer, "d82076687474703a2f2f7777772e6578616d706c652e636f6d");
    writer = start();
    cbor_put_array(&writer, 25);
    for (unsigned i = 1; i <= 25; i++) {
        cbor_put_uint(&writer, i);
    }
    assert_written(&writer, "98190102030405060708090a0b0c0d0e0f101112131415161718181819");
}

static void check(const char *hex, enum status want) {
    uint8_t item[256];
    struct view view = from_hex(hex, item, sizeof item);
    enum status got = cbor_check(view);
    if (got != want) {
        fail_msg("%s: %s instead of %s", hex, status_text(got), status_text(want));
    }
}

static void test_appendix_a(void **state) {
    /* RFC 8949 appendix A, what our formats use … */
    static const char *const good[] = {"00",
                                       "1bffffffffffffffff",
                                       "3bffffffffffffffff",
                                       "20",
                                       "f4",
                                       "f5",
                                       "f6",
                                       "f7",
                                       "40",
                                       "60",
                                       "6161",
                                       "62225c",
                                       "63e6b0b4",
                                       "80",
                                       "83010203",
                                       "a0",
                                       "a201020304",
                                       "826161a161626163",
                                       "a56161614161626142616361436164614461656145",
                                       "c074323031332d30332d32315432303a30343a30305a",
                                       "c11a514b67b0",
                                       "d74401020304",
                                       "d818456449455446",
                                       "c249010000000000000000"};
    /* … and what they do not: floating point, other simple values, indefinite lengths. */
    static const char *const floats[] = {"f90000",
                                         "f93c00",
                                         "fb3ff199999999999a",
                                         "f97c00",
                                         "fa47c35000",
                                         "fb7e37e43c8800759c",
                                         "f97e00",
                                         "c1fb41d452d9ec200000"};
    static const char *const refused[] = {"f0",
                                          "f8ff",
                                          "5f42010243030405ff",
                                          "7f657374726561646d696e67ff",
                                          "9fff",
                                          "9f018202039f0405ffff",
                                          "83018202039f0405ff",
                                          "bf6161019f"
                                          "ff",
                                          "826161bf61626163ff",
                                          "ff"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        check(good[i], STATUS_OK);
    }
    for (size_t i = 0; i < sizeof floats / sizeof floats[0]; i++) {
        check(floats[i], STATUS_UNSUPPORTED);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        check(refused[i], STATUS_INVALID);
    }
}

static void test_strictness(void **state) {
    static const char *const refused[] = {"1817",
                                          "190017",
                                          "1a00000001",
                                          "1b00000000ffffffff", /* not the shortest integer */
                                          "3817",
                                          "580101",
                                          "780161",
                                          "980100",
                                          "b8010000",
                                          "d80a00", /* ... or length, or tag */
                                          "a201010102",
                                          "a2616101616102",
                                          "a2a10102f5a10102f5", /* duplicate keys */
                                          "a201020100",
                                          "a382010200820102008201030000",
                                          "61ff",
                                          "62c080",
                                          "63eda080",
                                          "64f4908080", /* not UTF-8 */
                                          "41",
                                          "6261",
                                          "8101ff",
                                          "8201",
                                          "a101",
                                          "1b00",
                                          "18",
                                          "", /* cut short or something behind */
                                          "1c",
                                          "1d",
                                          "1e",
                                          "5c",
                                          "fc",
                                          "f814", /* reserved */
                                          "9bffffffffffffffff",
                                          "bbffffffffffffffff",
                                          "5bffffffffffffffff",
                                          "0000"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        check(refused[i], STATUS_INVALID);
    }
    check("a382010200820103008201040a", STATUS_OK);
    check("818181818181818100", STATUS_OK);        /* depth 8 */
    check("81818181818181818100", STATUS_INVALID); /* depth 9 */
    check("a100a100a100a100a100a100a100a10000", STATUS_OK);
    check("a100a100a100a100a100a100a100a100a10000", STATUS_INVALID);
    check("c1c1c1c1c1c1c1c100", STATUS_OK);
    check("c1c1c1c1c1c1c1c1c100", STATUS_INVALID);
}

static void test_too_many_entries(void **state) {
    struct writer writer = start();
    cbor_put_map(&writer, LIMIT_CBOR_ENTRIES + 1);
    for (unsigned i = 0; i <= LIMIT_CBOR_ENTRIES; i++) {
        cbor_put_uint(&writer, i);
        cbor_put_null(&writer);
    }
    assert_status(cbor_check(writer_written(&writer)), STATUS_TOO_LARGE);
}

/* A failed call leaves the reader where it was: every getter on every wrong type. */
static void test_wrong_types(void **state) {
    static const char *const items[] = {"05",     "24",   "4101", "6161", "8101",
                                        "a10102", "c101", "f5",   "f6"};
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        uint8_t item[16];
        struct reader reader;
        struct view view = {0};
        uint64_t value = 0;
        int64_t number = 0;
        uint32_t small = 0;
        size_t count = 0;
        bool flag = false;
        uint8_t one[1];
        reader_init_view(&reader, from_hex(items[i], item, sizeof item));
#define WRONG(index, call)                                                                         \
    do {                                                                                           \
        if (i != (index)) {                                                                        \
            assert_status((call), STATUS_INVALID);                                                 \
            assert_int_equal(reader.position, 0);                                                  \
        }                                                                                          \
    } while (0)
        WRONG(0, cbor_get_uint(&reader, &value));
        WRONG(0, cbor_get_u32(&reader, &small));
        if (i > 1) {
            WRONG(99, cbor_get_int(&reader, &number));
        }
        WRONG(2, cbor_get_bytes(&reader, &view));
        WRONG(2, cbor_get_fixed(&reader, one, 1));
        WRONG(99, cbor_get_fixed(&reader, one, 0));
        WRONG(3, cbor_get_text(&reader, &view));
        WRONG(4, cbor_get_array(&reader, &count));
        WRONG(99, cbor_get_array_of(&reader, 2));
        WRONG(5, cbor_get_map(&reader, &count));
        WRONG(6, cbor_get_tag(&reader, 1));
        WRONG(99, cbor_get_tag(&reader, 2));
        WRONG(7, cbor_get_bool(&reader, &flag));
        WRONG(8, cbor_get_null(&reader));
#undef WRONG
    }
}

static enum status read_map(const char *hex, uint64_t required, uint64_t *sum) {
    uint8_t item[64];
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    uint64_t value = 0;
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, from_hex(hex, item, sizeof item));
    *sum = 0;
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        status = cbor_get_uint(&reader, &value);
        *sum += label * value;
    }
    return status == STATUS_OK ? cbor_map_end(&map, required) : status;
}

static void test_map_helper(void **state) {
    uint64_t sum = 0;
    assert_ok(read_map("a20103020a", CBOR_LABEL(1) | CBOR_LABEL(2), &sum));
    assert_int_equal(sum, 23);
    assert_ok(read_map("a2020a0103", CBOR_LABEL(1), &sum)); /* any order */
    assert_ok(read_map("a1183f01", CBOR_LABEL(63), &sum));
    assert_status(read_map("a20103010a", 0, &sum), STATUS_INVALID);         /* twice */
    assert_status(read_map("a1184001", 0, &sum), STATUS_INVALID);           /* label 64 */
    assert_status(read_map("a12001", 0, &sum), STATUS_INVALID);             /* label -1 */
    assert_status(read_map("a10103", CBOR_LABEL(2), &sum), STATUS_INVALID); /* missing */
    assert_status(read_map("a20103", 0, &sum), STATUS_INVALID);             /* cut short */
}

static void test_ordered_map(void **state) {
    static const struct {
        const char *hex;
        bool ascending;
    } cases[] = {{"a30101020218200a", true}, {"a30201010118200a", false}, {"a218200a0101", false},
                 {"a200010100", true},       {"a201010101", false},       {"a0", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t item[64];
        struct reader reader;
        struct cbor_map map;
        unsigned label = 0;
        uint64_t value = 0;
        enum status status = STATUS_INVALID;
        reader_init_view(&reader, from_hex(cases[i].hex, item, sizeof item));
        status = cbor_map_begin_ordered(&map, &reader);
        while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
            status = cbor_get_uint(&reader, &value);
        }
        assert_int_equal(status == STATUS_OK, cases[i].ascending);
    }
}

static void test_padding_reaches_every_length(void **state) {
    for (size_t length = 1; length < 70000; length += length < 70 || (length > 240 && length < 300)
                                                          ? 1
                                                      : length > 65500 && length < 65600 ? 1
                                                                                         : 97) {
        struct writer writer = start();
        struct reader reader;
        cbor_put_padding(&writer, length);
        assert_ok(writer_end(&writer));
        assert_int_equal(writer.position, length);
        assert_ok(cbor_check(writer_written(&writer)));
        reader_init_view(&reader, writer_written(&writer));
        assert_ok(cbor_get_padding(&reader));
        assert_ok(reader_end(&reader));
    }
    {
        struct writer writer = start();
        cbor_put_padding(&writer, 0);
        assert_status(writer_end(&writer), STATUS_TOO_LARGE);
    }
}

/* Random bytes, and random changes of a good item: no crash, and what is accepted re-reads alike. */
static void test_random_bytes(void **state) {
    uint8_t item[64];
    unsigned accepted = 0;
    for (unsigned round = 0; round < 200000; round++) {
        size_t length = 1 + randombytes_uniform(sizeof item);
        struct reader reader;
        struct view got = {0};
        randombytes_buf(item, length);
        if (round % 2 == 0) { /* bias towards containers of small things */
            for (size_t i = 0; i < length; i++) {
                item[i] = (uint8_t)((item[i] & 0xe3) % 0xd8);
            }
        }
        reader_init(&reader, item, length);
        if (cbor_get_item(&reader, &got) == STATUS_OK) {
            accepted++;
            assert_ok(cbor_check(got));
            assert_int_equal(got.length, reader.position);
        } else {
            assert_int_equal(reader.position, 0);
        }
    }
    assert_true(accepted > 1000); /* else the bias above tests nothing */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_strings_and_containers),
        cmocka_unit_test(test_appendix_a),
        cmocka_unit_test(test_strictness),
        cmocka_unit_test(test_too_many_entries),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_map_helper),
        cmocka_unit_test(test_ordered_map),
        cmocka_unit_test(test_padding_reaches_every_length),
        cmocka_unit_test(test_random_bytes),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
