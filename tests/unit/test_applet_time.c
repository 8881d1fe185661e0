/* The freshness rules of trusted/applet/decode.h at their edges. */
#include "trusted/applet/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW   INT64_C(1700000000000)
#define DELAY 600000u

static enum status check(int64_t sealed_at, int64_t now, uint32_t uncertainty) {
    struct trigger_facts facts = {.sealed_at_ms = sealed_at, .now_ms = now, .trigger_time_ms = now};
    return decode_check_time(&facts, DELAY, NOW, uncertainty);
}

static void sealed_within_a_nonces_life(void **state) {
    assert_int_equal(check(NOW, NOW, 0), STATUS_OK);
    assert_int_equal(check(NOW - 65000, NOW - 65000, 0), STATUS_OK);
    assert_int_equal(check(NOW - 65001, NOW - 65001, 0), STATUS_STALE);
    assert_int_equal(check(NOW - 66000, NOW - 66000, 1000), STATUS_OK);
    assert_int_equal(check(NOW + 5000, NOW, 0), STATUS_OK);
    assert_int_equal(check(NOW + 5001, NOW, 0), STATUS_STALE);
    assert_int_equal(check(NOW + 6000, NOW, 1000), STATUS_OK);
}

static void fixed_before_it_was_sealed(void **state) {
    assert_int_equal(check(NOW, NOW + 5000, 0), STATUS_OK);
    assert_int_equal(check(NOW, NOW + 5001, 0), STATUS_STALE);
}

static void not_after_its_end(void **state) {
    assert_int_equal(check(NOW, NOW - DELAY, 0), STATUS_OK);
    assert_int_equal(check(NOW, NOW - DELAY - 1, 0), STATUS_STALE);
    assert_int_equal(check(NOW, NOW - DELAY - 1000, 1000), STATUS_OK);
    assert_int_equal(check(NOW, NOW - DELAY - 1001, 1000), STATUS_STALE);
}

static void absurd_times_are_refused(void **state) {
    static const int64_t absurd[] = {INT64_MAX, INT64_MIN, INT64_C(1) << 50, -(INT64_C(1) << 50)};
    for (size_t i = 0; i < sizeof absurd / sizeof absurd[0]; i++) {
        assert_int_equal(check(absurd[i], NOW, 0), STATUS_INVALID);
        assert_int_equal(check(NOW, absurd[i], 0), STATUS_INVALID);
        struct trigger_facts facts = {.sealed_at_ms = NOW,
                                      .now_ms = NOW,
                                      .trigger_time_ms = NOW,
                                      .has_previous = true,
                                      .previous_trigger_time_ms = absurd[i]};
        assert_int_equal(decode_check_time(&facts, DELAY, NOW, 0), STATUS_INVALID);
        facts.has_previous = false;
        assert_int_equal(decode_check_time(&facts, DELAY, NOW, 0), STATUS_OK);
        assert_int_equal(decode_check_time(&facts, UINT64_MAX, NOW, 0), STATUS_INVALID);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealed_within_a_nonces_life),
        cmocka_unit_test(fixed_before_it_was_sealed),
        cmocka_unit_test(not_after_its_end),
        cmocka_unit_test(absurd_times_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
