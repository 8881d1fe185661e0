/*
 * tests/unit/test_parser.c: the shape of trees, what is refused and with which words, recovery.
 */
#include "tests/unit/compiler_fixture.h"

struct tree_case {
    const char *source;
    const char *tree;
};

static void expect_trees(const char *name, const struct tree_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        expect_tree(name, cases[i].source, cases[i].tree);
    }
}

#define EXPECT_TREES(name, cases) expect_trees(name, cases, sizeof(cases) / sizeof((cases)[0]))

static void test_expressions(void **state) {
    (void)state;
    static const struct tree_case cases[] = {
        {"a + b * c ** d ** e", "((a + (b * (c ** (d ** e)))));"},
        {"a || b && c | d ^ e & f == g < h << i + j",
         "((a || (b && (c | (d ^ (e & (f == (g < (h << (i + j))))))))));"},
        {"a ?? (b || c)", "((a ?\? (b || c)));"},
        {"a ? b : c ? d : e", "((a ? b : (c ? d : e)));"},
        {"a = b += c", "((a = (b += c)));"},
        {"-x ** 2 < 1", ""},
        {"typeof void !x++", "((typeof (void (! (x++)))));"},
        {"a, b", "((a, b));"},
        {"new a.b(c).d", "((new (a.b)(c)).d);"},
        {"new new a()(b)", "((new ((new (a)()))(b)));"},
        {"new (a())", "((new (a())()));"},
        {"a?.b.c(1)?.[2]", "((a?.b.c(1)?.[2]));"},
        {"(a?.b).c", "((a?.b).c);"},
        {"a?.5:1", "((a ? 0.5 : 1));"},
        {"x\n/a/g", "(((x / a) / g));"},
        {"x = /=[/]/.y", "((x = /=[/]/.y));"},
        {"`a${b}`", "(`\\u0061${b}`);"},
        {"t`\\u${b}`", "(t`\\u${b}`);"},
        {"[a, , ...b,]", "([a, , ...b]);"},
        {"({a, 'b c': 1, [d]: 2, 3: 4, ...e})", "(({\"a\": a, \"b c\": 1, [d]: 2, 3: 4, ...e}));"},
        {"({get a() {}, set a(v) {}, m() {}})",
         "(({get \"a\"() { }, set \"a\"(v) { }, \"m\"() { }}));"},
        {"({a = 1, b: [c.d], ...e} = f)", "(({\"a\": a = 1, \"b\": [c.d], ...e} = f));"},
        {"[a, b = 1, [c], ...d] = e", "(([a, b = 1, [c], ...d] = e));"},
        {"(a, b = 1, {c}, ...d) => a", "(((a, b = 1, {\"c\": c}, ...d) => { return a; }));"},
        {"a => ({})", "(((a) => { return ({}); }));"},
        {"(a => {})()", "(((a) => { })());"},
        {"a = b\n(c)", "((a = b(c)));"},
        {"a\n++b", "(a); ((++b));"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (cases[i].tree[0] == '\0') {
            expect_refused("t.js", cases[i].source, "needs parentheses");
        } else {
            expect_tree("t.js", cases[i].source, cases[i].tree);
        }
    }
}

static void test_statements(void **state) {
    (void)state;
    static const struct tree_case cases[] = {
        {"if (a) b; else c", "if (a) {(b);} else {(c);}"},
        {"for (var i = (a in b), j; i < 1; i++) ;", "for (var i = (a in b), j; (i < 1); (i++)) ;"},
        {"for (let of of of);", "for (let of of of) ;"},
        {"for (let in a);", "for (let in a) ;"},
        {"for (var a = 1 in b);", "for (var a = 1 in b) ;"},
        {"do x(); while (0) y", "do (x()); while (0); (y);"},
        {"a: for (;;) { continue a; break a }", "a: for (; ; ) { continue a; break a; }"},
        {"switch (a) { case 1: b; default: c }", "switch (a) { case 1: (b); default: (c); }"},
        {"try { a } catch { b } finally { c }", "try { (a); } catch { (b); } finally { (c); }"},
        {"var {a, b: {c = 1} = {}, ...d} = e",
         "var {\"a\": a, \"b\": {\"c\": c = 1} = ({}), ...d} = e;"},
        {"'use strict'\nreturned", "\"use strict\"; (returned);"},
        {"let\nx", "let x;"},
        {"if (1) let\nx", "if (1) {(let);} (x);"},
        {"if (a) function f() {}", "if (a) {{ function f() { } }}"},
        {"yield = let + async + of + get", "((yield = (((let + async) + of) + get)));"},
        {"debugger", ";"},
    };
    EXPECT_TREES("t.js", cases);
}

static void test_classes(void **state) {
    (void)state;
    static const struct tree_case cases[] = {
        {"class A extends B { constructor() { super() } static x = 1; #y; get z() { return this.#y "
         "} "
         "static { this.x } static static() {} 'a b'() {} get; }",
         "class A extends B { constructor() { (super()); } static \"x\" = 1; #y; "
         "get \"z\"() { return this.#y; } static { (this.x); } static \"static\"() { } "
         "\"a b\"() { } \"get\"; }"},
        {"x = class { m() { super.m(); return super[1] } }",
         "((x = (class { \"m\"() { (super.m()); return super[1]; } })));"},
    };
    EXPECT_TREES("t.js", cases);
}

static void test_typescript_erased(void **state) {
    (void)state;
    static const struct tree_case cases[] = {
        {"let x: A<B<C>>= y as any as D[], z!: number", "let x = y, z;"},
        {"type A = {[K in keyof T]?: T[K]}; interface B extends C<D> { (a: string): void; b?: E }",
         "; ;"},
        {"declare var a: number; declare function f(): void; abstract class G<T> { abstract x(): "
         "T; "
         "y?: string; readonly [k: string]: any }",
         "; ; class G { }"},
        {"function f(this: A, a?: B, ...c: C[]): a is D; function f(a) {}", "; function f(a) { }"},
        {"x = <T>(a: T, b = 1): T => a", "((x = ((a, b = 1) => { return a; })));"},
        {"x = <any>y!.z", "((x = y.z));"},
        {"f<number>(a < b, c > d)", "(f((a < b), (c > d)));"},
        {"f(a<b, c>(d))", "(f(a(d)));"},
        {"new Map<string, A<B>>()", "((new (Map)()));"},
        {"a ? (b) : c => d", "((a ? b : ((c) => { return d; })));"},
        {"a ? (b): c => d : e", "((a ? ((b) => { return d; }) : e));"},
        {"for (const a of b as C[]) ;", "for (const a of b) ;"},
        {"type\nx = 1", "(type); ((x = 1));"},
        {"a satisfies B; c\nas\nd", "(a); (c); (as); (d);"},
        {"x = 0905 + 010", "((x = (905 + 8)));"},
        {"function f(a: (b: string) => void, {c}: {c: D} = {c: 1}) {}",
         "function f(a, {\"c\": c} = ({\"c\": 1})) { }"},
        {"try {} catch (e: unknown) {}", "try { } catch (e) { }"},
        {"let x = a as const, y = <const>['b']", "let x = a, y = [\"b\"];"},
    };
    EXPECT_TREES("t.ts", cases);
}

static void test_typescript_lowered(void **state) {
    (void)state;
    static const struct tree_case cases[] = {
        {"enum E { A, B = 5, C, D = A | C, F = 'x' + A, G = f() }",
         "var E; ((function ($$E) { (($$E[($$E[\"A\"] = 0)] = \"A\")); "
         "(($$E[($$E[\"B\"] = 5)] = \"B\")); (($$E[($$E[\"C\"] = 6)] = \"C\")); "
         "(($$E[($$E[\"D\"] = 6)] = \"D\")); (($$E[\"F\"] = \"x0\")); "
         "(($$E[($$E[\"G\"] = f())] = \"G\")); })((E || (E = ({})))));"},
        {"namespace N { export let x = 1; x++; let y; export function f() { return x + y } }",
         "var N; ((function ($$N) { (($$N.x = 1)); (($$N.x++)); let y; "
         "function f() { return ($$N.x + y); } (($$N.f = f)); })((N || (N = ({})))));"},
        {"namespace N { interface I {} }", ";"},
        {"class A { constructor(private x: number, public y = 1) { f() } z = this.x; w }",
         "class A { constructor(x, y = 1) { ((this.x = x)); ((this.y = y)); "
         "this[\"z\"] = this.x; (f()); } }"},
        {"class A extends B { constructor(readonly x) { g(); super(); f() } }",
         "class A extends B { constructor(x) { (g()); (super()); ((this.x = x)); (f()); } }"},
    };
    EXPECT_TREES("t.ts", cases);
}

static void test_early_errors(void **state) {
    (void)state;
    static const struct {
        const char *source;
        const char *message;
    } cases[] = {
        {"return 1", "return outside a function"},
        {"break", "break outside a loop"},
        {"a: { continue a }", "no loop with the label 'a'"},
        {"a: a: ;", "the label 'a' is already used"},
        {"let let = 1", "'let' cannot be the name"},
        {"const a", "a const needs a value"},
        {"let [a]", "destructuring declaration needs a value"},
        {"1 = 2", "invalid assignment target"},
        {"a?.b = 1", "an optional chain"},
        {"({a: 1} = b)", "invalid assignment target"},
        {"({a = 1})", "only allowed in a destructuring pattern"},
        {"[...a,] = b", "rest element must be the last"},
        {"a ?? b || c", "cannot be mixed"},
        {"'use strict'; 010", "leading zero"},
        {"'use strict'; '\\01'", "octal escapes"},
        {"'use strict'; delete x", "cannot be deleted in strict mode"},
        {"'use strict'; eval = 1", "'eval' cannot be declared or assigned"},
        {"'use strict'; let yield", "reserved word in strict mode"},
        {"function f(a, a) { 'use strict' }", "duplicate parameter 'a'"},
        {"(a, a) => 1", "duplicate parameter 'a'"},
        {"function f(a = 1) { 'use strict' }", "\"use strict\" in a function with default"},
        {"super.x", "'super' outside a method"},
        {"class A { constructor() { super() } }", "outside the constructor of a class"},
        {"new.target", "'new.target' outside a function"},
        {"class A { constructor() {} constructor() {} }", "only one constructor"},
        {"class A { x = arguments }", "'arguments' in a field initialiser"},
        {"({__proto__: 1, __proto__: 2})", "duplicate __proto__"},
        {"/a/gg", "flag is given twice"},
        {"/a/x", "unknown regular expression flag"},
        {"`\\01`", "octal escape in a template"},
        {"while (1) function f() {}", "cannot be the whole body"},
        {"for (let a = 1 of b);", "cannot have a value"},
        {"if (1) class A {}", "cannot be the whole body"},
        {"({get a(b) {}})", "a getter has no parameters"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        expect_refused("t.js", cases[i].source, cases[i].message);
    }
    expect_accepted("t.js", "({__proto__: a, __proto__: b} = {}); [(a), (b.c)] = d");
}

static void test_unsupported(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"with (a) {}", "the 'with' statement is not supported"},
        {"function* f() {}", "generator functions are not supported"},
        {"({ *g() {} })", "generator methods are not supported"},
        {"async function f() {}", "async functions are not supported"},
        {"async x => 1", "async functions are not supported"},
        {"async (x) => 1", "async functions are not supported"},
        {"await x", "'await' is not supported"},
        {"yield x", "'yield' is not supported"},
        {"for await (x of y);", "'for await' loops are not supported"},
        {"import x from 'y'", "modules ('import') are not supported"},
        {"x = import('y')", "modules are not supported"},
        {"export const x = 1", "modules ('export') are not supported"},
        {"@a class B {}", "decorators are not supported"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        expect_refused("t.ts", cases[i][0], cases[i][1]);
    }
    expect_accepted("t.js", "async(x); await = async; yield = 1");
}

static void test_recovery(void **state) {
    (void)state;
    struct compiled compiled;
    compile_text(&compiled, "t.js",
                 "var a = ;\nf(1, 2;\nfunction g() {\n  x = (;\n  return 1;\n}\nok();\n}\nlet = 5 "
                 "5;\nf(\"x);\n");
    assert_int_equal(compiled.status, STATUS_INVALID);
    assert_int_equal(compiled.diagnostics.count, 6);
    static const uint32_t lines[] = {1, 2, 4, 8, 9, 10};
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t line = 0;
        uint32_t column = 0;
        source_locate(&compiled.source, compiled.diagnostics.items[i].position, &line, &column);
        assert_int_equal(line, lines[i]);
    }
    compile_close(&compiled);
}

/* `count` times `open`, then `middle`, then `count` times `close`. */
static char *nested(const char *open, const char *middle, const char *close, size_t count) {
    char *text = malloc((strlen(open) + strlen(close)) * count + strlen(middle) + 1);
    assert_non_null(text);
    text[0] = '\0';
    char *at = text;
    for (size_t i = 0; i < count; i++) {
        at = stpcpy(at, open);
    }
    at = stpcpy(at, middle);
    for (size_t i = 0; i < count; i++) {
        at = stpcpy(at, close);
    }
    return text;
}

static void test_depth(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"(", "1", ")"},
        {"[", "", "]"},
        {"{", "", "}"},
        {"!", "1", ""},
        {"a=>", "1", ""},
        {"x=", "1", ""},
        {"a?", "1", ":2"},
        {"if(a)b;else ", "c", ""},
        {"`${", "1", "}`"},
        {"(a=", "1", ")=>1"},
        {"function f(){", "", "}"},
        {"a+", "1", ""},
        {"a**", "1", ""},
        {"new ", "a", ""},
        {"f(", "", ")"},
        {"", "f", "()"},
        {"", "a", ".b"},
        {"class A extends ", "B", "{}"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = nested(cases[i][0], cases[i][1], cases[i][2], 30000);
        struct compiled compiled;
        compile_text(&compiled, "t.js", text);
        assert_int_equal(compiled.status, STATUS_INVALID);
        free(text);
        compile_close(&compiled);
    }
    char *text = nested("(a = ", "1", ")", 300);
    expect_accepted("t.ts", text);
    free(text);
    text = nested("a + ", "1", "", 5000);
    expect_accepted("t.js", text);
    free(text);
}

static const char *refuse_pattern(void *context, struct ast_string pattern,
                                  struct ast_string flags) {
    (void)flags;
    assert_ptr_equal(context, &refuse_pattern);
    return pattern.length == 3 ? "no three" : NULL;
}

static void test_regexp_hook(void **state) {
    (void)state;
    struct compiled compiled;
    compile_open(&compiled, "t.js", "/ab/; /abc/");
    const struct parse_options options = {.validate_regexp = refuse_pattern,
                                          .regexp_context = (void *)&refuse_pattern};
    assert_int_equal(parse_script(&compiled.arena, &compiled.atoms, &compiled.source,
                                  &compiled.diagnostics, &options, &compiled.script),
                     STATUS_INVALID);
    assert_int_equal(compiled.diagnostics.count, 1);
    assert_string_equal(compiled.diagnostics.items[0].message,
                        "invalid regular expression: no three");
    assert_int_equal(compiled.diagnostics.items[0].position, 6);
    compile_close(&compiled);
}

static void expect_function_name(const char *source, const char *name) {
    struct compiled compiled;
    compile_text(&compiled, "t.js", source);
    assert_int_equal(compiled.status, STATUS_OK);
    const struct ast_function *function =
        compiled.script->functions[compiled.script->function_count - 1];
    if (name == NULL) {
        assert_null(function->name);
    } else {
        assert_non_null(function->name);
        assert_string_equal(function->name->text, name);
    }
    compile_close(&compiled);
}

static void test_inferred_names(void **state) {
    (void)state;
    expect_function_name("x = function () {}", "x");
    expect_function_name("(x) = function () {}", NULL);
    expect_function_name("x.y = function () {}", NULL);
    expect_function_name("x ?\?= () => 1", "x");
    expect_function_name("x += () => 1", NULL);
    expect_function_name("x = (() => 1)", "x");
    expect_function_name("x = (0, () => 1)", NULL);
    expect_function_name("({a: () => 1})", "a");
    expect_function_name("({1e21: () => 1})", "1e+21");
    expect_function_name("({0.1: () => 1})", "0.1");
    expect_function_name("({1e-7: () => 1})", "1e-7");
    expect_function_name("({123456789012345680000: () => 1})", "123456789012345680000");
    expect_function_name("({[a]: () => 1})", NULL);
    expect_function_name("({__proto__: () => 1})", NULL);
    expect_function_name("var {a = () => 1} = b", "a");
    expect_function_name("[a = () => 1] = b", "a");
    expect_function_name("(function (a = () => 1) {})", "a");
    expect_function_name("x = function y() {}", "y");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_typescript_erased),
        cmocka_unit_test(test_typescript_lowered),
        cmocka_unit_test(test_early_errors),
        cmocka_unit_test(test_unsupported),
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_regexp_hook),
        cmocka_unit_test(test_inferred_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
