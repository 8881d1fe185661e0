/*
 * tests/unit/test_warn.c: suggestions; and programs with random mistakes, which must always be told what
 * is wrong: no crash, no silence.
 */
#include "tests/unit/compiler_fixture.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>

#include "compiler/analyze.h"
#include "compiler/bounds.h"
#include "compiler/lexer.h"
#include "compiler/suggest.h"
#include "compiler/warn.h"

static const char *suggested(const char *name, const char *const *candidates) {
    struct suggestion suggestion;
    suggest_start(&suggestion, name);
    for (; *candidates != NULL; candidates++) {
        suggest_offer(&suggestion, *candidates);
    }
    return suggestion.best;
}

static void test_suggestions(void **state) {
    static const char *const names[] = {"toLowerCase", "trim", "length", "includes", "x", NULL};
    (void)state;
    assert_string_equal(suggested("toLowercase", names), "toLowerCase");
    assert_string_equal(suggested("lenght", names), "length");
    assert_string_equal(suggested("TRIM", names), "trim");
    assert_string_equal(suggested("tirm", names), "trim");
    assert_null(suggested("contains", names));
    assert_null(suggested("y", names));
    assert_null(suggested("", names));
    assert_int_equal(suggest_distance("abc", "abc", 4), 0);
    assert_int_equal(suggest_distance("abc", "aBc", 4), 1);
    assert_int_equal(suggest_distance("abc", "acb", 4), 2);
    assert_int_equal(suggest_distance("abc", "ab", 4), 2);
    assert_int_equal(suggest_distance("abc", "xyz", 4), UINT32_MAX);
}

/* --- Bounds --- */

static void expect_bounds(const char *source, const char *expected) {
    struct compiled compiled;
    struct analysis analysis;
    struct bounds bounds;
    char text[512] = "";
    compile_text(&compiled, "t.ts", source);
    assert_int_equal(compiled.status, STATUS_OK);
    assert_int_equal(analyze_script(compiled.script, &compiled.arena, &analysis), STATUS_OK);
    bounds_find(compiled.script, &analysis, NULL, &bounds);
    for (uint32_t i = 0; i < analysis.actions.count; i++) {
        const struct analysis_group *group = &analysis.actions.items[i];
        const struct action_bounds *action = &bounds.actions[i];
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s%s", i > 0 ? "; " : "", group->name.text,
                 action->always_skips ? " skip!"
                 : action->skips      ? " skip?"
                                      : "");
        for (uint32_t k = 0; k < group->members.count; k++) {
            used = strlen(text);
            snprintf(text + used, sizeof text - used, " %s%s%s", group->members.items[k].text,
                     action->always_set[k] ? "!" : "?", action->settled[k] ? "s" : "");
        }
    }
    if (strcmp(text, expected) != 0) {
        fail_msg("%s\ngot:  %s\nwant: %s", source, text, expected);
    }
    compile_close(&compiled);
}

static void test_bounds(void **state) {
    (void)state;
    expect_bounds("A.b.setX(1); A.b.setY(2)", "A.b X!s Y!s");
    expect_bounds("if (A.t.C) A.b.setX(1); else A.b.skip()", "A.b skip? X?s");
    expect_bounds("if (A.t.C) A.b.setX(1); else A.b.setX(2)", "A.b X!s");
    expect_bounds("if (A.t.C) throw 1; A.b.setX(2)", "A.b X!s");
    expect_bounds("if (A.t.C) throw 1; else A.b.setX(2)", "A.b X!s");
    expect_bounds("A.t.C && A.b.setX(1); A.t.D ? A.b.setY(1) : A.b.setY(2)", "A.b X? Y!s");
    expect_bounds("for (const x of [1]) A.b.setX(x); do { A.b.setY(1); } while (A.t.C)",
                  "A.b X? Y!s");
    expect_bounds("while (true) { A.b.setX(1); if (A.t.C) break; A.b.setY(1) }", "A.b X!s Y?");
    expect_bounds("switch (A.t.C) { case 1: A.b.setX(1); break; default: A.b.setX(2) }", "A.b X!s");
    expect_bounds("switch (A.t.C) { case 1: A.b.setX(1); case 2: A.b.setX(2) }", "A.b X?");
    expect_bounds("function f() { A.b.setX(1) } f()", "A.b X!s");
    expect_bounds("function f() { if (A.t.C) return; A.b.setX(1) } f()", "A.b X?");
    expect_bounds("function f() { A.b.setX(1) } if (A.t.C) f()", "A.b X?");
    expect_bounds("const f = () => A.b.setX(1); f(); (function () { A.b.skip() })()",
                  "A.b skip! X!s");
    expect_bounds("let f = () => A.b.setX(1); f = null; f()", "A.b X?");
    expect_bounds("function f(n) { if (n) f(n - 1); else A.b.setX(1) } f(3)", "A.b X?");
    expect_bounds("try { A.b.setX(JSON.parse('1')) } catch (e) { A.b.skip() }", "A.b skip? X?s");
    expect_bounds("try { JSON.parse('1') } finally { A.b.setX(1) }", "A.b X!s");
    expect_bounds("a: { if (A.t.C) break a; A.b.setX(1) } A.b.setY(1)", "A.b X? Y!s");
    expect_bounds("A.q.forEach(r => A.b.setX(r.C))", "A.b X?");
    expect_bounds("A.t?.x(A.b.setX(1))", "A.b X?");
}

/* --- Mistakes --- */

static uint32_t random_state = 1;

static uint32_t random_below(uint32_t limit) {
    random_state = random_state * 1664525u + 1013904223u;
    return limit == 0 ? 0 : (random_state >> 8) % limit;
}

struct words {
    uint32_t starts[20000], ends[20000];
    uint32_t count;
};

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c > 0x7F;
}

/* Pieces that a person would call words and signs; also inside comments and texts. */
static void split_words(const char *text, uint32_t length, struct words *words) {
    words->count = 0;
    for (uint32_t i = 0; i < length && words->count < 20000;) {
        uint32_t end = i + 1;
        while (is_word(text[i]) && end < length && is_word(text[end])) {
            end++;
        }
        if ((unsigned char)text[i] > ' ') {
            words->starts[words->count] = i;
            words->ends[words->count++] = end;
        }
        i = end;
    }
}

static size_t put(char *out, size_t used, const char *text, size_t length) {
    memcpy(out + used, text, length);
    return used + length;
}

/* Leaves out, doubles, exchanges or replaces one to three words. `out` has room for twice the text. */
static size_t mutate(const char *text, uint32_t length, const struct words *words, char *out) {
    static const char *const signs[] = {"(", ")", "{", "}",  "[",  "]",  ";",      ",",   "=",
                                        "'", "`", "/", "=>", "if", "?.", "class ", "...", "\\",
                                        "<", ":", "@", "#",  "${", "*/", "return", "0x",  "\""};
    uint32_t chosen[3];
    const uint32_t changes = 1 + random_below(3);
    size_t used = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < changes; i++) {
        chosen[i] = random_below(words->count);
    }
    for (uint32_t i = 0; i < words->count; i++) {
        for (uint32_t k = 0; k < changes; k++) {
            if (chosen[k] != i || words->starts[i] < at) {
                continue;
            }
            used = put(out, used, text + at, words->starts[i] - at);
            at = words->ends[i];
            const uint32_t other = random_below(words->count);
            const char *sign = signs[random_below(sizeof signs / sizeof signs[0])];
            switch (random_below(4)) {
            case 0: break;
            case 1:
                used = put(out, used, text + words->starts[i], at - words->starts[i]);
                used = put(out, used, sign, strlen(sign));
                break;
            case 2:
                used = put(out, used, text + words->starts[other],
                           words->ends[other] - words->starts[other]);
                break;
            default: used = put(out, used, sign, strlen(sign)); break;
            }
        }
    }
    return put(out, used, text + at, length - at);
}

/* All phases that tell of mistakes; what is printed must not be empty where the text is refused. */
static void look_at(const char *text, size_t length) {
    struct compiled compiled;
    struct analysis analysis;
    struct bounds bounds;
    arena_init(&compiled.arena);
    atom_table_init(&compiled.atoms, &compiled.arena);
    assert_int_equal(source_init(&compiled.source, &compiled.arena, "m.ts", text, length),
                     STATUS_OK);
    diag_init(&compiled.diagnostics, &compiled.arena, &compiled.source);
    const struct parse_options options = {.typescript = true};
    compiled.status = parse_script(&compiled.arena, &compiled.atoms, &compiled.source,
                                   &compiled.diagnostics, &options, &compiled.script);
    if (compiled.status == STATUS_OK) {
        compiled.status = scope_resolve(compiled.script, &compiled.diagnostics);
    }
    if (compiled.status == STATUS_OK) {
        assert_int_equal(compiled.diagnostics.error_count, 0);
        assert_int_equal(analyze_script(compiled.script, &compiled.arena, &analysis), STATUS_OK);
        warn_script(compiled.script, true, &analysis, &compiled.diagnostics);
        bounds_find(compiled.script, &analysis, &compiled.diagnostics, &bounds);
    } else if (compiled.diagnostics.error_count == 0) {
        fail_msg("refused without a word:\n%s", text);
    }
    for (uint32_t i = 0; i < compiled.diagnostics.count; i++) {
        const struct diag *diag = &compiled.diagnostics.items[i];
        assert_true(diag->position <= diag->end && diag->position <= compiled.source.length);
        assert_true(diag->message[0] != '\0' && (diag->hint == NULL || diag->hint[0] != '\0'));
    }
    assert_true((compiled.diagnostics.count == 0) ==
                (diagnostics_text(&compiled, false)[0] == '\0'));
    assert_true(strlen(diagnostics_text(&compiled, true)) >= 2);
    compile_close(&compiled);
}

enum { ROUNDS = 40, TEXT_MOST = 100000 };

static void mutate_file(const char *path) {
    static char text[TEXT_MOST], mutated[3 * TEXT_MOST];
    static struct words words;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    look_at(text, length);
    split_words(text, (uint32_t)length, &words);
    for (uint32_t i = 0; i < ROUNDS && words.count > 0; i++) {
        const size_t size = mutate(text, (uint32_t)length, &words, mutated);
        mutated[size] = '\0';
        look_at(mutated, size);
    }
}

static void test_mutations(void **state) {
    static const char *const folders[] = {DIAGNOSTICS_FOLDER, LANGUAGE_FOLDER};
    uint32_t files = 0;
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        DIR *folder = opendir(folders[i]);
        assert_non_null(folder);
        for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
            char path[1024];
            const size_t length = strlen(entry->d_name);
            if (length > 3 && (strcmp(entry->d_name + length - 3, ".ts") == 0 ||
                               strcmp(entry->d_name + length - 3, ".js") == 0)) {
                snprintf(path, sizeof path, "%s/%s", folders[i], entry->d_name);
                mutate_file(path);
                files++;
            }
        }
        closedir(folder);
    }
    assert_true(files > 50);
}

/* Deep and wide texts end in time, whatever is looked for in them. */
static void repeat(const char *head, const char *piece, uint32_t times, const char *tail) {
    const size_t length = strlen(head) + strlen(piece) * times + strlen(tail);
    char *text = malloc(length + 1);
    assert_non_null(text);
    size_t used = put(text, 0, head, strlen(head));
    for (uint32_t i = 0; i < times; i++) {
        used = put(text, used, piece, strlen(piece));
    }
    used = put(text, used, tail, strlen(tail));
    text[used] = '\0';
    look_at(text, used);
    free(text);
}

static void test_large(void **state) {
    (void)state;
    repeat("A.b.setX(A.t.C", " || A.t.C == 'x'", 5000, ")");
    repeat("A.b.setX(A.t.C", ".trim()", 5000, ")");
    repeat("A.b.setX(1", " + 1", 5000, ")");
    repeat("", "if (A.t.C == 'x') A.b.skip(); else ", 2000, "A.b.setX(1)");
    repeat("", "A.b.setX(undefinedName);", 3000, "");
    repeat("", "{", 5000, "");
    repeat("x = ", "(", 5000, "");
    repeat("let a = ", "!", 5000, "1");
    repeat("", "function f() { ", 1000, "f(); ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suggestions),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
