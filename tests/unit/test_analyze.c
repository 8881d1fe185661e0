/*
 * tests/unit/test_analyze.c: ingredients, queries, actions and what else an applet uses.
 */
#include "tests/unit/compiler_fixture.h"

#include "compiler/analyze.h"

static void put_list(FILE *out, const char *label, const struct analysis_list *list) {
    if (list->count > 0) {
        fprintf(out, "%s:", label);
        for (uint32_t i = 0; i < list->count; i++) {
            fprintf(out, " %s", list->items[i].text);
        }
        fputs("; ", out);
    }
}

static void put_groups(FILE *out, const char *label, const struct analysis_groups *groups) {
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct analysis_group *group = &groups->items[i];
        fprintf(out, "%s %s(", label, group->name.text);
        for (uint32_t j = 0; j < group->members.count; j++) {
            fprintf(out, "%s%s", j > 0 ? " " : "", group->members.items[j].text);
        }
        fputs("); ", out);
    }
}

static void expect_analysis(const char *source, const char *expected) {
    struct compiled compiled;
    struct analysis analysis;
    compile_text(&compiled, "t.ts", source);
    if (compiled.status != STATUS_OK) {
        fail_msg("%s\n%s", source, diagnostics_text(&compiled, false));
    }
    assert_int_equal(analyze_script(compiled.script, &compiled.arena, &analysis), STATUS_OK);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    put_list(out, "reads", &analysis.ingredients);
    put_groups(out, "query", &analysis.queries);
    put_groups(out, "action", &analysis.actions);
    put_list(out, "skips", &analysis.skips);
    put_list(out, "dynamic", &analysis.dynamic);
    put_list(out, "bare", &analysis.bare);
    put_list(out, "uses", &analysis.uses);
    put_list(out, "assigns", &analysis.implicit_globals);
    put_list(out, "unresolved", &analysis.unresolved);
    fclose(out);
    if (strcmp(text, expected) != 0) {
        fail_msg("%s\ngot:  %s\nwant: %s", source, text, expected);
    }
    free(text);
    compile_close(&compiled);
}

static void test_direct(void **state) {
    (void)state;
    expect_analysis("if (Meta.currentUserTime.hour() < 7) Phone.ring.skip('x'); else "
                    "Phone.ring.setMessage('a' + Sheets.newRow.Name)",
                    "reads: Sheets.newRow.Name; action Phone.ring(Message); skips: Phone.ring; "
                    "uses: Meta.currentUserTime; ");
    expect_analysis("A.b.setX(Trigger.Y + A?.c?.['D e'])",
                    "reads: A.c.D e Trigger.Y; action A.b(X); ");
    expect_analysis("x = 1; y(Math.max(1), moment(), JSON); _s.t.u",
                    "reads: _s.t.u; uses: JSON Math.max moment; assigns: x; unresolved: y; ");
    expect_analysis("A.b.settle(A.b.set); A.b.set_x(1)",
                    "reads: A.b.set A.b.settle; action A.b(_x); ");
}

static void test_aliases(void **state) {
    (void)state;
    expect_analysis("let t = A.b, u = t as any; (u).C; const {D, e: {F}} = t",
                    "reads: A.b.C A.b.D A.b.e; ");
    expect_analysis("var s; s = A; s.b.C; f(s)", "reads: A.b.C; bare: A; unresolved: f; ");
    expect_analysis("const {b: {setX}, c: {D = 1}} = A", "reads: A.c.D; action A.b(X); ");
    expect_analysis("var a = A.b; var b = a; var a = b; a.C", "reads: A.b.C; bare: A.b; ");
    expect_analysis("function f() { const A = {b: {C: 1}}; return A.b.C }", "");
}

static void test_queries(void **state) {
    (void)state;
    expect_analysis("for (const r of S.q) x(r.A, r['B'])", "query S.q(A B); unresolved: x; ");
    expect_analysis("S.q[0].A; S.q.length", "query S.q(A); ");
    expect_analysis("S.q.filter(r => r.A).map(({B}) => B); S.q.find(r => r)?.C",
                    "query S.q(A B C); ");
    expect_analysis("S.q.reduce((a, r) => a + r.A, 0); S.q.sort((x, y) => x.Z)", "query S.q(A Z); ");
    expect_analysis("S.q.length", "query S.q(); ");
}

static void test_dynamic(void **state) {
    (void)state;
    expect_analysis("for (const k of Object.keys(S.t)) S.t[k]",
                    "dynamic: S.t; uses: Object.keys; ");
    expect_analysis("const {A, ...rest} = S.t", "reads: S.t.A; dynamic: S.t; ");
    expect_analysis("f(S.t, S)", "bare: S S.t; unresolved: f; ");
}

static void test_positions(void **state) {
    (void)state;
    struct compiled compiled;
    struct analysis analysis;
    compile_text(&compiled, "t.ts", "f(A.b.C);\nf(A.b.C + A.b.B)");
    assert_int_equal(compiled.status, STATUS_OK);
    assert_int_equal(analyze_script(compiled.script, &compiled.arena, &analysis), STATUS_OK);
    assert_int_equal(analysis.ingredients.count, 2);
    assert_int_equal(analysis.ingredients.items[0].position, 20);
    assert_int_equal(analysis.ingredients.items[1].position, 2);
    assert_non_null(analysis_find(&analysis.ingredients, "A.b.C"));
    assert_null(analysis_find(&analysis.ingredients, "A.b"));
    assert_null(analysis_find_group(&analysis.actions, "A.b"));
    compile_close(&compiled);
}

/* U+FB01 sorts behind U+1F600, whose first code unit is a surrogate. */
static void test_order(void **state) {
    (void)state;
    expect_analysis("A['\\uFB01'].x; A['\\u{1F600}'].x; A.b.x",
                    "reads: A.b.x A.\xF0\x9F\x98\x80.x A.\xEF\xAC\x81.x; ");
}

/* Whether any column of S.q may be read. */
static void expect_open(bool open, const char *source) {
    struct compiled compiled;
    struct analysis analysis;
    compile_text(&compiled, "t.ts", source);
    assert_int_equal(compiled.status, STATUS_OK);
    assert_int_equal(analyze_script(compiled.script, &compiled.arena, &analysis), STATUS_OK);
    const struct analysis_group *query = analysis_find_group(&analysis.queries, "S.q");
    if ((query == NULL || query->open) != open) {
        fail_msg("%s: %s", open ? "closed" : "open", source);
    }
    compile_close(&compiled);
}

static void test_open_queries(void **state) {
    static const char *const closed[] = {
        "S.q[0].A; S.q.length",
        "for (const r of S.q) { A.b.setX(r.N + r['M']) }",
        "for (const { N, M: { x } } of S.q) A.b.setX(N)",
        "S.q.forEach((r, i) => A.b.setX(r.N + i))",
        "const q = S.q; for (let i = 0; i < q.length; i++) A.b.setX(q[i].N)",
        "S.q.filter(r => r.N == 'x').slice(1).sort((a, b) => a.M - b.M).map(r => r.O).join()",
        "const r = S.q.find(r => r.N); A.b.setX(r?.M)",
        "S.q.reduce((sum, r) => sum + Number(r.N), 0)",
        "const { q } = S; const last = q[q.length - 1]; A.b.setX(last.N)",
        "const { N } = S.q[0]; A.b.setX(N)",
    };
    static const char *const open[] = {
        "A.b.setX(JSON.stringify(S.q[0])); S.q.length",
        "for (const r of S.q) A.b.setX(Object.keys(r).join())",
        "S.q.forEach(f); function f(r) { A.b.setX(r.N) }",
        "S.q.forEach(function () { A.b.setX(arguments[0].N) })",
        "S.q.forEach((...all) => A.b.setX(all[0].N))",
        "S.q.forEach((r, i, all) => A.b.setX(all[i].N))",
        "S.q.reduce((best, r) => best.N > r.N ? best : r)",
        "S.q.reduce((best, r) => r, null)",
        "const [first] = S.q; A.b.setX(first.N + S.q.length)",
        "const { N, ...rest } = S.q[0]",
        "const c = 'N'; A.b.setX(S.q[0][c])",
        "const c = 'N'; const { [c]: v } = S.q[0]",
        "({ N: A.x } = S.q[0])",
        "let r; for (r of S.q) A.b.setX(r.N)",
        "r = S.q[0]; A.b.setX(r.N + S.q.length)",
        "S.q[0].hasOwnProperty('N')",
        "A.b.setX([...S.q].length + S.q.length)",
        "for (const k in S.q[0]) A.b.setX(k)",
        "const m = S.q.map; S.q.length",
        "const f = r => r; f(S.q[0]).N",
        "function g() { return S.q[0] } g().N; S.q.length",
        "const o = { r: S.q[0] }; A.b.setX(o.r.N)",
        "const n = 'q'; S[n]; S.q.length",
        "h(S); function h(s) { s.q[0].N } S.q.length",
        "h(S.q); function h(q) { q[0].N } S.q.length",
        "S.q.at(0).N; S.q.length",
        "S.q.entries(); S.q.length",
        "S.q.length; globalThis.S.q[0].N",
        "S.q.map(r => r).forEach(r => r.N)",
        "Object.assign({}, S.q[0]).N",
        "class C { r = S.q[0] } new C().r.N",
        "S.q[0] ?? 1",
    };
    (void)state;
    for (unsigned i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        expect_open(false, closed[i]);
    }
    for (unsigned i = 0; i < sizeof open / sizeof open[0]; i++) {
        expect_open(true, open[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_direct),       cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_queries),      cmocka_unit_test(test_dynamic),
        cmocka_unit_test(test_positions),    cmocka_unit_test(test_order),
        cmocka_unit_test(test_open_queries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
