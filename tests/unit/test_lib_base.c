/* tests/unit/test_lib_base.c: cursor, secrets, hexadecimal, texts and names. */
#include "lib_test.h"

#include "lib/limits.h"
#include "lib/text.h"

static void test_reader_bounds(void **state) {
    static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct reader reader, sub;
    struct view view = {0};
    uint64_t wide = 0;
    uint16_t two = 0;
    uint8_t one = 0, copy[4];
    reader_init(&reader, bytes, sizeof bytes);
    assert_ok(reader_u64(&reader, &wide));
    assert_int_equal(wide, UINT64_C(0x0807060504030201));
    assert_status(reader_u16(&reader, &two), STATUS_INVALID);
    assert_int_equal(reader.position, 8); /* a failed read moves nothing */
    assert_status(reader_view(&reader, SIZE_MAX, &view), STATUS_INVALID);
    assert_status(reader_bytes(&reader, copy, 2), STATUS_INVALID);
    assert_status(reader_end(&reader), STATUS_INVALID);
    assert_ok(reader_u8(&reader, &one));
    assert_ok(reader_end(&reader));
    reader_init(&reader, bytes, sizeof bytes);
    assert_ok(reader_sub(&reader, 3, &sub));
    assert_ok(reader_u16be(&sub, &two));
    assert_int_equal(two, 0x0102);
    assert_status(reader_u16(&sub, &two), STATUS_INVALID);
    assert_int_equal(reader.position, 3);
    assert_status(reader_be(&reader, 0, &wide), STATUS_INVALID);
    assert_status(reader_be(&reader, 9, &wide), STATUS_INVALID);
    reader_init(&reader, NULL, 0);
    assert_ok(reader_view(&reader, 0, &view));
    assert_status(reader_u8(&reader, &one), STATUS_INVALID);
}

static void test_writer_overflow_is_sticky(void **state) {
    uint8_t bytes[8];
    struct writer writer;
    memset(bytes, 0xaa, sizeof bytes);
    writer_init(&writer, bytes, 4);
    writer_u16(&writer, 0x1234);
    writer_u32(&writer, 1);
    assert_status(writer_end(&writer), STATUS_TOO_LARGE);
    writer_u8(&writer, 7); /* would fit, but something is missing before it */
    assert_int_equal(writer.position, 2);
    assert_null(writer_reserve(&writer, 0));
    assert_int_equal(bytes[2], 0xaa);
    assert_int_equal(bytes[4], 0xaa);
    writer_init(&writer, bytes, sizeof bytes);
    writer_i64(&writer, -2);
    assert_ok(writer_end(&writer));
    assert_int_equal(bytes[0], 0xfe);
    assert_int_equal(bytes[7], 0xff);
    assert_null(writer_reserve(&writer, SIZE_MAX));
}

static void test_hex(void **state) {
    static const uint8_t bytes[] = {0x00, 0x9f, 0xff};
    char text[7];
    uint8_t back[3];
    assert_ok(hex_encode(text, sizeof text, view_of(bytes, sizeof bytes)));
    assert_string_equal(text, "009fff");
    assert_status(hex_encode(text, 6, view_of(bytes, sizeof bytes)), STATUS_TOO_LARGE);
    assert_ok(hex_decode("009FfF", back, 3));
    assert_memory_equal(back, bytes, 3);
    assert_status(hex_decode("009ff", back, 3), STATUS_INVALID);
    assert_status(hex_decode("009fffa", back, 3), STATUS_INVALID);
    assert_status(hex_decode("00 fff", back, 3), STATUS_INVALID);
    assert_status(hex_decode("", back, 1), STATUS_INVALID);
}

static void test_names(void **state) {
    static const char *const ids[] = {"a", "feed-to-chat", "0123456789-abcdefghijklmnopqrstu"};
    static const char *const no_ids[] = {
        "", "A", "a_b", "a.b", "a b", "ä", "/", "a/", "0123456789-abcdefghijklmnopqrstuv"};
    static const char *const names[] = {"Feed.newFeedItem", "天気.予報", "a.b", "Été.übung"};
    static const char *const no_names[] = {"",     "Feed",   ".a",     "a.",    "a.b.c", "a b.c",
                                           "a/.b", "a%2e.b", "a?.b",   "a#.b",  "a\n.b", "a\".b",
                                           "..",   "a..b",   "\x80.a", "a\\.b", "\x7f.b"};
    char longest[LIMIT_NAME_BYTES + 2];
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_true(text_is_id(view_text(ids[i])));
    }
    for (size_t i = 0; i < sizeof no_ids / sizeof no_ids[0]; i++) {
        assert_false(text_is_id(view_text(no_ids[i])));
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(text_is_name(view_text(names[i])));
    }
    for (size_t i = 0; i < sizeof no_names / sizeof no_names[0]; i++) {
        assert_false(text_is_name(view_text(no_names[i])));
    }
    assert_false(text_is_name(view_of("a\0.b", 4)));
    memset(longest, 'a', sizeof longest);
    longest[3] = '.';
    assert_true(text_is_name(view_of(longest, LIMIT_NAME_BYTES)));
    assert_false(text_is_name(view_of(longest, LIMIT_NAME_BYTES + 1)));
    assert_true(text_is_url(view_text("https://a.example/x?y=1")));
    assert_true(text_is_url(view_text("http://127.0.0.1:8080")));
    assert_false(text_is_url(view_text("ftp://a.example")));
    assert_false(text_is_url(view_text("https://")));
    assert_false(text_is_url(view_text("https://a b")));
    assert_false(text_is_url(view_text("https://a\r\nHost: b")));
}

static void test_utf8(void **state) {
    static const char *const good[] = {"",
                                       "plain ascii, longer than eight bytes",
                                       "é",
                                       "\xe2\x82\xac",
                                       "\xf0\x9f\x98\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xf4\x8f\xbf\xbf",
                                       "12345678\xc3\xa9"};
    static const char *const bad[] = {"\x80",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xe0\x80\xaf",
                                      "\xed\xa0\x80",
                                      "\xed\xbf\xbf",
                                      "\xf0\x80\x80\xaf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xff",
                                      "\xe2\x82",
                                      "\xc3",
                                      "a\xc3(",
                                      "12345678\xe2\x28\xa1",
                                      "\xf0\x9f\x98"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(text_is_utf8(view_text(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(text_is_utf8(view_text(bad[i])));
    }
}

static void test_truncate(void **state) {
    struct view text = view_text("a\xc3\xa9\xf0\x9f\x98\x80");
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 3, 7, 7};
    for (size_t most = 0; most < 9; most++) {
        struct view cut = text_truncate(text, most);
        assert_int_equal(cut.length, want[most]);
        assert_true(text_is_utf8(cut));
    }
}

static void test_text_leaving_the_applet(void **state) {
    static const uint16_t units[] = {'a', 0xe9,   0x20ac, 0xd83d, 0xde00, 0xd83d,
                                     'b', 0xde00, 0xd800, 0xdbff, 0xdc00, 0xd83d};
    static const uint8_t latin[] = {'a', 0xe9, 0x80, 0x7f};
    uint8_t bytes[64];
    struct writer writer;
    writer_init(&writer, bytes, sizeof bytes);
    text_put_utf16(&writer, units, sizeof units / sizeof units[0]);
    /* Lone surrogates: before b, after b, d800, the last. */
    assert_view_text(writer_written(&writer), "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbd"
                                              "b\xef\xbf\xbd\xef\xbf\xbd"
                                              "\xf4\x8f\xb0\x80\xef\xbf\xbd");
    assert_true(text_is_utf8(writer_written(&writer)));
    writer_init(&writer, bytes, sizeof bytes);
    text_put_latin1(&writer, latin, sizeof latin);
    assert_view_text(writer_written(&writer), "a\xc3\xa9\xc2\x80\x7f");
}

static void test_secrets(void **state) {
    struct secret a, b;
    struct signing_key key;
    uint8_t zeros[sizeof key] = {0};
    secret_random(&a);
    secret_random(&b);
    assert_false(secret_equal(&a, &b));
    secret_copy(&b, &a);
    assert_true(secret_equal(&a, &b));
    b.bytes[31] ^= 1;
    assert_false(secret_equal(&a, &b));
    assert_false(secret_is_zero(&a));
    signing_key_from_seed(&key, &a);
    signing_key_wipe(&key);
    assert_memory_equal(&key, zeros, sizeof key);
    secret_wipe(&a);
    assert_true(secret_is_zero(&a));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_bounds),
        cmocka_unit_test(test_writer_overflow_is_sticky),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_truncate),
        cmocka_unit_test(test_text_leaving_the_applet),
        cmocka_unit_test(test_secrets),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
