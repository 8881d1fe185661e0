/*
 * tests/unit/test_lexer.c: tokens, literals' values, positions and messages about them.
 */
#include "tests/unit/compiler_fixture.h"

#include <math.h>

#include "compiler/lexer.h"

static struct token first_token(struct compiled *compiled, const char *text, bool typescript) {
    struct lexer lexer;
    struct token token;
    compile_open(compiled, typescript ? "t.ts" : "t.js", text);
    lexer_init(&lexer, &compiled->source, &compiled->arena, &compiled->atoms,
               &compiled->diagnostics, typescript);
    lexer_next(&lexer, &token);
    return token;
}

static void test_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0", 0},
        {"1.5e3", 1500},
        {".25", 0.25},
        {"5.", 5},
        {"0xFF", 255},
        {"0b101", 5},
        {"0o17", 15},
        {"010", 8},
        {"0905", 905},
        {"08.5", 8.5},
        {"1_000.5_0", 1000.5},
        {"0x1fffffffffffff8", 144115188075855864.0},
        {"0x20000000000001", 9007199254740992.0}, /* a tie, to even */
        {"0x20000000000003", 9007199254740996.0}, /* a tie, to even */
        {"0x200000000000011", 144115188075855904.0},
        {"1e400", INFINITY},
        {"4.9e-324", 4.9e-324},
        {"9007199254740993", 9007199254740992.0},
        {"0.1", 0.1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct compiled compiled;
        const struct token token = first_token(&compiled, cases[i].text, false);
        assert_int_equal(token.kind, TOKEN_NUMBER);
        if (token.number != cases[i].value) {
            fail_msg("%s: %.17g", cases[i].text, token.number);
        }
        assert_int_equal(token.end, strlen(cases[i].text));
        compile_close(&compiled);
    }
}

static void expect_units(const char *text, const uint16_t *units, uint32_t length) {
    struct compiled compiled;
    const struct token token = first_token(&compiled, text, false);
    assert_int_equal(token.kind, TOKEN_STRING);
    assert_int_equal(token.string.length, length);
    assert_memory_equal(token.string.units, units, length * sizeof(*units));
    compile_close(&compiled);
}

static void test_strings(void **state) {
    (void)state;
    expect_units("\"a\\n\\x41\\u0042\\u{43}\"", (const uint16_t[]){'a', '\n', 'A', 'B', 'C'}, 5);
    expect_units("'\\\r\nx'", (const uint16_t[]){'x'}, 1);
    expect_units("'\\0'", (const uint16_t[]){0}, 1);
    expect_units("'\\377\\400'", (const uint16_t[]){255, 32, '0'}, 3);
    expect_units("'\xF0\x9F\x98\x80'", (const uint16_t[]){0xD83D, 0xDE00}, 2);
    expect_units("'\\ud83d'", (const uint16_t[]){0xD83D}, 1);
    expect_units("'\xE2\x80\xA8'", (const uint16_t[]){0x2028}, 1);
    expect_units("'\xFF'", (const uint16_t[]){0xFFFD}, 1);
}

static void test_names(void **state) {
    (void)state;
    struct compiled compiled;
    struct token token = first_token(&compiled, "v\\u0061r", false);
    assert_int_equal(token.kind, TOKEN_VAR);
    assert_true(token.escaped);
    compile_close(&compiled);
    token = first_token(&compiled, "\xC3\xBCn\\u{ef}x", false);
    assert_int_equal(token.kind, TOKEN_IDENTIFIER);
    assert_string_equal(token.name->text, "\xC3\xBCn\xC3\xAFx");
    compile_close(&compiled);
    token = first_token(&compiled, "#priv", false);
    assert_int_equal(token.kind, TOKEN_PRIVATE_NAME);
    assert_string_equal(token.name->text, "priv");
    compile_close(&compiled);
}

static void test_space_and_comments(void **state) {
    (void)state;
    struct compiled compiled;
    struct token token = first_token(&compiled, "/* a\n */ <!-- b\n--> c\n x", false);
    assert_int_equal(token.kind, TOKEN_IDENTIFIER);
    assert_true(token.newline_before);
    compile_close(&compiled);
    token = first_token(&compiled, "\xEF\xBB\xBF\xC2\xA0 x", false);
    assert_int_equal(token.kind, TOKEN_IDENTIFIER);
    compile_close(&compiled);
    token = first_token(&compiled, "\xE2\x80\x8B x", true);
    assert_int_equal(token.kind, TOKEN_IDENTIFIER);
    compile_close(&compiled);
    token = first_token(&compiled, "\xE2\x80\x8B x", false);
    assert_int_equal(token.kind, TOKEN_ERROR);
    compile_close(&compiled);
}

static void test_malformed(void **state) {
    (void)state;
    expect_refused("t.js", "'abc", "string is never closed");
    expect_refused("t.js", "`abc", "template is never closed");
    expect_refused("t.js", "/* abc", "comment is never closed");
    expect_refused("t.js", "x = /abc", "regular expression is never closed");
    expect_refused("t.js", "'\\x1'", "malformed escape");
    expect_refused("t.js", "'\\u{110000}'", "malformed escape");
    expect_refused("t.js", "3in []", "directly behind a number");
    expect_refused("t.js", "1__0", "numeric separator");
    expect_refused("t.js", "0x", "without digits");
    expect_refused("t.js", "1n", "BigInt literals are not supported");
    expect_refused("t.js", "x = \xE2\x80\x9Chi\xE2\x80\x9D", "typographic quotation mark");
    expect_refused("t.js", "a \x01 b", "control character U+0001");
    expect_refused("t.js", "# a", "stray '#'");
}

static void test_positions(void **state) {
    (void)state;
    struct compiled compiled;
    compile_text(&compiled, "dir/t.js", "a;\r\n\t\xC3\xBC\xE6\x97\xA5 = ;\r\xE2\x80\xA8var 1;\n");
    assert_int_equal(compiled.status, STATUS_INVALID);
    assert_string_equal(diagnostics_text(&compiled, false),
                        "dir/t.js:2:7: SyntaxError: unexpected ';'; expected an expression\n"
                        "        \xC3\xBC\xE6\x97\xA5 = ;\n"
                        "              ^\n"
                        "dir/t.js:4:5: SyntaxError: unexpected '1'; expected a name\n"
                        "    var 1;\n"
                        "        ^\n");
    assert_string_equal(
        diagnostics_text(&compiled, true),
        "[{\"severity\":\"error\",\"code\":\"syntax\",\"file\":\"dir/t.js\",\"line\":2,"
        "\"column\":7,\"end_line\":2,\"end_column\":8,\"message\":\"unexpected ';'; expected an "
        "expression\"},{\"severity\":\"error\",\"code\":\"syntax\",\"file\":\"dir/t.js\","
        "\"line\":4,\"column\":5,\"end_line\":4,\"end_column\":6,\"message\":\"unexpected '1'; "
        "expected a name\"}]");
    compile_close(&compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_strings),
        cmocka_unit_test(test_names),     cmocka_unit_test(test_space_and_comments),
        cmocka_unit_test(test_malformed), cmocka_unit_test(test_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
