/*
 * tests/unit/test_unicode.c: identifiers, case, normalization and properties.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/text/unicode.h"

static char arena[1 << 20] __attribute__((aligned(8)));
static size_t arena_used;

static void *allocate(void *context, size_t size) {
    size = (size + 7) & ~(size_t)7;
    if (size > sizeof arena - arena_used) {
        return NULL;
    }
    arena_used += size;
    return arena + arena_used - size;
}

static const struct text_memory memory = {allocate, NULL};

static struct text_view wide(const uint16_t *units) {
    uint32_t length = 0;
    while (units[length] != 0) {
        length++;
    }
    return (struct text_view){units, length, true};
}

static void test_identifiers(void **state) {
    assert_true(unicode_is_id_start('a') && unicode_is_id_start(0xe9));
    assert_true(unicode_is_id_start(0x6f22) && unicode_is_id_start(0x1d49c));
    assert_false(unicode_is_id_start('1') || unicode_is_id_start('$') || unicode_is_id_start('_'));
    assert_false(unicode_is_id_start(0x20ac) || unicode_is_id_start(0x1f600));
    assert_true(unicode_is_id_continue('1') && unicode_is_id_continue('_'));
    assert_true(unicode_is_id_continue(0x301) && unicode_is_id_continue(0xb7));
    assert_false(unicode_is_id_continue('-') || unicode_is_id_continue(0x10ffff));
}

static void test_space(void **state) {
    uint32_t count = 0;
    for (uint32_t point = 0; point < 0x110000; point++) {
        count += unicode_is_space(point);
    }
    assert_int_equal(count, 25);
    assert_true(unicode_is_space(0xfeff) && unicode_is_space(0x3000) && unicode_is_space(0x0b));
    assert_false(unicode_is_space(0x200b) || unicode_is_space(0x85) || unicode_is_space(0x180e));
}

static void check_lower(const uint16_t *in, const uint16_t *expected) {
    uint16_t out[32] = {0};
    struct text_view text = wide(in);
    assert_int_equal(unicode_lower_text(&text, NULL), wide(expected).length);
    assert_int_equal(unicode_lower_text(&text, out), wide(expected).length);
    assert_memory_equal(out, expected, wide(expected).length * 2);
}

static void test_case(void **state) {
    uint16_t out[32] = {0};
    struct text_view text = wide(u"stra\u00dfe \ufb03 \u0149 \u1fb7");
    uint32_t length = unicode_upper_text(&text, out);
    assert_int_equal(length, wide(u"STRASSE FFI \u02bcN \u0391\u0342\u0399").length);
    assert_memory_equal(out, u"STRASSE FFI \u02bcN \u0391\u0342\u0399", length * 2);
    check_lower(u"\u039f\u0394\u039f\u03a3 \u03a3 \u03a3\u0391\u03a3.",
                u"\u03bf\u03b4\u03bf\u03c2 \u03c3 \u03c3\u03b1\u03c2.");
    check_lower(u"A\u0301\u03a3\u0301B", u"a\u0301\u03c3\u0301b");
    check_lower(u"\u0130\u1e9e", u"i\u0307\u00df");
    check_lower(u"\xd801\xdc00", u"\xd801\xdc28");
    assert_int_equal(unicode_canonicalize(0x17f, false), 0x17f);
    assert_int_equal(unicode_canonicalize(0x17f, true), 's');
    assert_int_equal(unicode_canonicalize(0xdf, false), 0xdf);
}

/* Every class is what grouping all code points by Canonicalize gives. */
static void test_case_classes(void **state) {
    for (int modern = 0; modern < 2; modern++) {
        for (uint32_t point = 0; point < 0x1e944; point++) {
            uint32_t class[UNICODE_CASE_CLASS_MAX];
            uint32_t count = unicode_case_class(point, modern != 0, class);
            uint32_t canonical = unicode_canonicalize(point, modern != 0);
            bool self = false, has_canonical = false;
            assert_in_range(count, 1, UNICODE_CASE_CLASS_MAX);
            for (uint32_t i = 0; i < count; i++) {
                uint32_t other[UNICODE_CASE_CLASS_MAX];
                assert_int_equal(unicode_canonicalize(class[i], modern != 0), canonical);
                assert_int_equal(unicode_case_class(class[i], modern != 0, other), count);
                self = self || class[i] == point;
                has_canonical = has_canonical || class[i] == canonical;
            }
            assert_true(self && has_canonical);
        }
    }
}

static void check_form(enum unicode_form form, const uint16_t *in, const uint16_t *expected) {
    struct text_view text = wide(in);
    uint16_t *out = NULL;
    uint32_t length = 0;
    arena_used = 0;
    assert_int_equal(unicode_normalize(form, &text, &memory, &out, &length), STATUS_OK);
    assert_int_equal(length, wide(expected).length);
    assert_memory_equal(out, expected, length * 2);
}

static void test_normalize(void **state) {
    check_form(UNICODE_NFD, u"\u1e9b\u0323", u"\u017f\u0323\u0307");
    check_form(UNICODE_NFC, u"\u1e9b\u0323", u"\u1e9b\u0323");
    check_form(UNICODE_NFKD, u"\u1e9b\u0323", u"s\u0323\u0307");
    check_form(UNICODE_NFKC, u"\u1e9b\u0323", u"\u1e69");
    check_form(UNICODE_NFD, u"\uac01", u"\u1100\u1161\u11a8");
    check_form(UNICODE_NFC, u"\u1100\u1161\u11a8", u"\uac01");
    check_form(UNICODE_NFC, u"\u212b\u0958", u"\u00c5\u0915\u093c");
    check_form(UNICODE_NFKC, u"\ufb01\u2460\ufdfa",
               u"fi1\u0635\u0644\u0649 \u0627\u0644\u0644\u0647"
               u" \u0639\u0644\u064a\u0647 \u0648\u0633\u0644"
               u"\u0645");
    check_form(UNICODE_NFC, u"\xd804\xdc99\xd804\xdcba", u"\xd804\xdc9a");
    check_form(UNICODE_NFC, u"\xd800 a", u"\xd800 a");
}

static enum status count_points(void *context, uint32_t first, uint32_t last) {
    *(uint32_t *)context += last - first + 1;
    return STATUS_OK;
}

static uint32_t size_of(const char *name, const char *value) {
    struct unicode_property property;
    uint32_t count = 0;
    assert_int_equal(unicode_property_find(name, (uint32_t)strlen(name), value,
                                           (uint32_t)strlen(value), &property),
                     STATUS_OK);
    assert_int_equal(unicode_property_each(&property, count_points, &count), STATUS_OK);
    return count;
}

static void test_properties(void **state) {
    struct unicode_property property;
    assert_int_equal(size_of("Any", ""), 0x110000);
    assert_int_equal(size_of("ASCII", ""), 128);
    assert_int_equal(size_of("AHex", ""), 22);
    assert_int_equal(size_of("Cs", ""), 2048);
    assert_int_equal(size_of("gc", "Surrogate"), 2048);
    assert_int_equal(size_of("Assigned", "") + size_of("Cn", ""), 0x110000);
    assert_int_equal(size_of("Lu", "") + size_of("Ll", "") + size_of("Lt", ""), size_of("LC", ""));
    assert_int_equal(size_of("Script", "Ogham"), 29);
    assert_true(size_of("scx", "Grek") > size_of("sc", "Greek"));
    assert_int_equal(unicode_property_find("Greek", 5, NULL, 0, &property), STATUS_NOT_FOUND);
    assert_int_equal(unicode_property_find("gc", 2, "Foo", 3, &property), STATUS_NOT_FOUND);
    assert_int_equal(unicode_property_find("Alphabetic", 10, "Y", 1, &property), STATUS_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identifiers), cmocka_unit_test(test_space),
        cmocka_unit_test(test_case),        cmocka_unit_test(test_case_classes),
        cmocka_unit_test(test_normalize),   cmocka_unit_test(test_properties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
