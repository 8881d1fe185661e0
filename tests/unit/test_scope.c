/*
 * tests/unit/test_scope.c: what names resolve to, dead zones, captures, hoisting, redeclarations.
 */
#include "tests/unit/compiler_fixture.h"

enum { GLOBAL = -1 };

struct search {
    const char *name;
    unsigned left; /* uses to pass by */
    struct ast_node *found;
};

static void search_node(void *context, struct ast_node *node) {
    struct search *search = context;
    if (node->kind == NODE_IDENTIFIER && search->found == NULL &&
        strcmp(node->as.identifier.name->text, search->name) == 0 && search->left-- == 0) {
        search->found = node;
    }
    ast_visit_children(node, search_node, search);
}

/* The identifier node of the `index`th appearance of a name, from 0, in the order of the tree. */
static struct ast_node *find(const struct compiled *compiled, const char *name, unsigned index) {
    struct search search = {.name = name, .left = index};
    ast_visit_function(compiled->script->top, search_node, &search);
    if (search.found == NULL) {
        fail_msg("no use %u of %s in: %s", index, name, compiled->source.text);
    }
    return search.found;
}

static void open_good(struct compiled *compiled, const char *source) {
    compile_text(compiled, "t.ts", source);
    if (compiled->status != STATUS_OK) {
        fail_msg("%s\n%s", source, diagnostics_text(compiled, false));
    }
}

static void expect_binding(const char *source, const char *name, unsigned index, int kind) {
    struct compiled compiled;
    open_good(&compiled, source);
    const struct binding *binding = find(&compiled, name, index)->as.identifier.binding;
    const int found = binding == NULL ? GLOBAL : (int)binding->kind;
    if (found != kind) {
        fail_msg("%s: use %u of %s is %d, not %d", source, index, name, found, kind);
    }
    compile_close(&compiled);
}

static void test_kinds(void **state) {
    (void)state;
    expect_binding("x", "x", 0, GLOBAL);
    expect_binding("x; var x", "x", 0, BINDING_VAR);
    expect_binding("let x; x", "x", 1, BINDING_LET);
    expect_binding("const x = 1; { x }", "x", 1, BINDING_CONST);
    expect_binding("function f() {} f", "f", 0, BINDING_FUNCTION);
    expect_binding("(function f() { f })", "f", 0, BINDING_FUNCTION_SELF);
    expect_binding("(function f(f) { f })", "f", 1, BINDING_PARAMETER);
    expect_binding("(function f() { var f; f })", "f", 1, BINDING_VAR);
    expect_binding("class A {} A", "A", 0, BINDING_CLASS);
    expect_binding("class A { m() { A } }", "A", 0, BINDING_CLASS_SELF);
    expect_binding("x = class A { m() { A } }", "A", 0, BINDING_CLASS_SELF);
    expect_binding("try {} catch (e) { e }", "e", 1, BINDING_CATCH);
    expect_binding("try {} catch (e) { var e = 1 } e", "e", 1, BINDING_CATCH);
    expect_binding("try {} catch (e) { var e = 1 } e", "e", 2, BINDING_VAR);
    expect_binding("function f() { arguments }", "arguments", 0, BINDING_ARGUMENTS);
    expect_binding("function f() { return () => arguments }", "arguments", 0, BINDING_ARGUMENTS);
    expect_binding("arguments", "arguments", 0, GLOBAL);
    expect_binding("function f(arguments) { arguments }", "arguments", 1, BINDING_PARAMETER);
    expect_binding("function f() { var arguments; arguments }", "arguments", 1, BINDING_ARGUMENTS);
    expect_binding("for (let i of i) i", "i", 1, BINDING_LET);
    expect_binding("let x; { let x; } x", "x", 2, BINDING_LET);
}

static void expect_zone(const char *source, const char *name, unsigned index, bool check) {
    struct compiled compiled;
    open_good(&compiled, source);
    const struct ast_node *node = find(&compiled, name, index);
    const bool found = (node->as.identifier.flags & IDENTIFIER_NEEDS_TDZ) != 0;
    if (found != check) {
        fail_msg("%s: use %u of %s %s", source, index, name, found ? "checked" : "not checked");
    }
    if (check) {
        assert_true(node->as.identifier.binding->needs_tdz);
    }
    compile_close(&compiled);
}

static void test_dead_zones(void **state) {
    (void)state;
    expect_zone("let x = 1; x", "x", 1, false);
    expect_zone("x; let x = 1", "x", 0, true);
    expect_zone("let x = x", "x", 0, false); /* the declared name itself */
    expect_zone("let x = x", "x", 1, true);
    expect_zone("let x; { x }", "x", 1, false);
    expect_zone("let x; function f() { x }", "x", 1, true); /* f may be called before */
    expect_zone("function g() { let x; { function f() { x } } }", "x", 1, false);
    expect_zone("let x; (() => x)()", "x", 1, false);
    expect_zone("let x = (() => x)()", "x", 1, true);
    expect_zone("const f = () => f()", "f", 1, false);
    expect_zone("for (let i = 0; i < 1; i++) i", "i", 1, false);
    expect_zone("for (let i of i) i", "i", 1, true);
    expect_zone("for (let i of a) i", "i", 1, false);
    expect_zone("for (let f = () => g, g = 1;;) ;", "g", 0, true);
    expect_zone("switch (a) { case 1: let x; x; break; case 2: x }", "x", 1, false);
    expect_zone("switch (a) { case 1: let x; x; break; case 2: x }", "x", 2, true);
    expect_zone("switch (a) { case 1: let x; break; case 2: () => x }", "x", 1, true);
    expect_zone("while (1) { let x; x }", "x", 1, false);
    expect_zone("while (1) { x; let x }", "x", 0, true);
    expect_zone("class A extends A {}", "A", 0, true);
    expect_zone("class A { [A]() {} }", "A", 0, true);
    expect_zone("class A { static x = A; m() { A } }", "A", 0, false);
    expect_zone("class A {} A", "A", 0, false);
    expect_zone("new A; class A {}", "A", 0, true);
    expect_zone("function f(a = b, b) {}", "b", 0, true);
    expect_zone("function f(a, b = a) {}", "a", 1, false);
    expect_zone("function f(a = a) {}", "a", 1, true);
    expect_zone("x = 1; let x", "x", 0, true);
    expect_zone("typeof x; let x", "x", 0, true);
}

static void test_captures(void **state) {
    (void)state;
    struct compiled compiled;
    open_good(&compiled, "function f(a) { let b; var c; return () => { b; return () => a } }");
    const struct binding *a = find(&compiled, "a", 0)->as.identifier.binding;
    const struct binding *b = find(&compiled, "b", 0)->as.identifier.binding;
    const struct binding *c = find(&compiled, "c", 0)->as.identifier.binding;
    assert_true(a->captured);
    assert_true(b->captured);
    assert_false(c->captured);
    assert_int_equal(a->parameter_index, 0);
    const struct ast_function *outer = compiled.script->functions[2];
    const struct ast_function *inner = compiled.script->functions[3];
    assert_int_equal(compiled.script->functions[1]->capture_count, 0);
    assert_int_equal(outer->capture_count, 2);
    assert_int_equal(inner->capture_count, 1);
    assert_ptr_equal(inner->captures[0], a);
    compile_close(&compiled);
}

static void test_loops(void **state) {
    (void)state;
    struct compiled compiled;
    open_good(&compiled,
              "for (let i = 0;;) { f(() => i) } for (let j = 0;;) { j; let k; () => k }");
    const struct binding *i = find(&compiled, "i", 0)->as.identifier.binding;
    const struct binding *j = find(&compiled, "j", 0)->as.identifier.binding;
    const struct binding *k = find(&compiled, "k", 0)->as.identifier.binding;
    assert_true(i->scope->per_iteration);
    assert_false(j->scope->per_iteration);
    assert_true(k->scope->in_loop);
    assert_false(i->scope->in_loop);
    compile_close(&compiled);
}

static void test_this(void **state) {
    (void)state;
    struct compiled compiled;
    open_good(&compiled,
              "class A extends B { constructor() { (() => super())(); () => this } m() { "
              "return () => super.x } }");
    const struct ast_function *constructor = compiled.script->functions[1];
    assert_non_null(constructor->this_binding);
    assert_true(constructor->this_binding->captured);
    assert_non_null(constructor->active_function);
    assert_non_null(constructor->new_target);
    assert_null(constructor->home_object);
    assert_false(compiled.script->reaches_global);
    compile_close(&compiled);
}

static void expect_reaches(const char *source, bool reaches) {
    struct compiled compiled;
    open_good(&compiled, source);
    if (compiled.script->reaches_global != reaches) {
        fail_msg("%s: %d", source, compiled.script->reaches_global);
    }
    compile_close(&compiled);
}

static void test_reaches_global(void **state) {
    (void)state;
    expect_reaches("var a = 1; function f() { return a }", false);
    expect_reaches("this.a", true);
    expect_reaches("() => this", true);
    expect_reaches("function f() { this }", true);
    expect_reaches("function f() { 'use strict'; this }", false);
    expect_reaches("class A { m() { this } }", false);
    expect_reaches("({ m() { this } })", true);
    expect_reaches("globalThis.x", true);
    expect_reaches("Function('return this')()", true);
    expect_reaches("var globalThis; globalThis", false);
}

static struct ast_node *function_node(struct ast_list list) {
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.items[i]->kind == NODE_FUNCTION_DECLARATION) {
            return list.items[i];
        }
    }
    fail_msg("no function declaration");
    return NULL;
}

static void test_block_functions(void **state) {
    (void)state;
    static const struct {
        const char *source;
        bool var;
    } cases[] = {
        {"{ function f() {} } f", true},
        {"{ function f() {} } let f", false},
        {"{ function f() {} } var f", true},
        {"{ let f; { function f() {} } }", false},
        {"'use strict'; { function f() {} }", false},
        {"{ function f() {} function f() {} }", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct compiled compiled;
        open_good(&compiled, cases[i].source);
        struct ast_list list = compiled.script->top->body;
        while (list.items[0]->kind != NODE_BLOCK) {
            list.items++;
            list.count--;
        }
        list = list.items[0]->as.block.statements;
        if (list.count > 1 && list.items[1]->kind == NODE_BLOCK) {
            list = list.items[1]->as.block.statements;
        }
        const struct ast_node *node = function_node(list);
        const struct binding *var = node->as.function_declaration.var_binding;
        if ((var != NULL) != cases[i].var) {
            fail_msg("%s", cases[i].source);
        }
        assert_int_equal(node->as.function_declaration.binding->scope->kind, SCOPE_BLOCK);
        assert_int_equal(node->as.function_declaration.binding->scope->hoisted.count, 1);
        compile_close(&compiled);
    }
    expect_binding("function g(f) { { function f() {} } f }", "f", 1, BINDING_PARAMETER);
}

static void test_parameters(void **state) {
    (void)state;
    struct compiled compiled;
    open_good(&compiled, "function f(a, b = () => a) { var a; arguments }");
    const struct ast_function *function = compiled.script->functions[1];
    assert_ptr_not_equal(function->scope, function->var_scope);
    const struct binding *var =
        scope_find(function->var_scope, find(&compiled, "a", 0)->as.identifier.name);
    assert_non_null(var);
    assert_int_equal(var->kind, BINDING_VAR);
    assert_ptr_equal(var->initial, scope_find(function->scope, var->name));
    assert_false(function->mapped_arguments);
    assert_int_equal(function->length, 1);
    compile_close(&compiled);
    open_good(&compiled,
              "function f(a, b, a) { arguments } function g(a) { 'use strict'; arguments }");
    assert_true(compiled.script->functions[1]->mapped_arguments);
    assert_int_equal(find(&compiled, "a", 0)->as.identifier.binding->parameter_index, 2);
    assert_false(compiled.script->functions[2]->mapped_arguments);
    compile_close(&compiled);
}

static void test_globals(void **state) {
    (void)state;
    struct compiled compiled;
    open_good(&compiled, "var a; function b() {} let c; { var d; let e } (function () { var f })");
    static const struct {
        const char *name;
        bool global;
    } cases[] = {{"a", true}, {"c", false}, {"d", true}, {"e", false}, {"f", false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct ast_node *node = find(&compiled, cases[i].name, 0);
        assert_int_equal(node->as.identifier.binding->is_global, cases[i].global);
    }
    compile_close(&compiled);
}

static void test_redeclarations(void **state) {
    (void)state;
    static const char *const refused[] = {
        "let a; let a",
        "let a; var a",
        "var a; let a",
        "let a; { var a }",
        "{ let a; { var a } }",
        "const a = 1; function a() {}",
        "{ function a() {} var a }",
        "{ let a; function a() {} }",
        "'use strict'; { function a() {} function a() {} }",
        "class a {} var a",
        "function f(a) { let a }",
        "function f(a = 1) { let a }",
        "(a) => { const a = 1 }",
        "try {} catch (e) { let e }",
        "try {} catch (e) { function e() {} }",
        "try {} catch ([e]) { var e }",
        "try {} catch ([e, e]) {}",
        "for (let a of b) { var a }",
        "for (let a, a;;) ;",
        "switch (1) { case 1: let a; case 2: let a }",
        "let [a, a] = b",
        "class A { #x; #x }",
        "class A { get #x() {} static set #x(v) {} }",
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        expect_refused("t.js", refused[i], "has already been declared");
    }
    expect_refused("t.js", "let undefined", "cannot be declared again");
    expect_refused("t.js", "class A { m() { this.#y } }", "'#y' is not declared");
    expect_refused("t.js", "class A extends (class { m() { this.#y } }) { #y }", "not declared");
    expect_accepted("t.js", "var a; var a; function a() {} function f(a) { var a; { let a } }");
    expect_accepted("t.js", "try {} catch (e) { var e; { let e } for (var e of x) ; }");
    expect_accepted("t.js", "{ function a() {} function a() {} } let b; { let b } let arguments");
    expect_accepted("t.js",
                    "class A { get #x() {} set #x(v) {} static #y; m(o) { return #y in o } }");
}

static void test_private(void **state) {
    (void)state;
    struct compiled compiled;
    open_good(&compiled, "class A { #A; static get #b() { return this.#A } set #c(v) {} #d() {} }");
    const struct scope *scope = compiled.script->functions[1]->class_->scope;
    unsigned count = 0;
    for (const struct binding *binding = scope->bindings; binding != NULL;
         binding = binding->next) {
        count += binding->kind == BINDING_PRIVATE;
        if (strcmp(binding->name->text, "b") == 0) {
            assert_true(binding->is_static);
            assert_true(binding->has_getter);
        } else if (strcmp(binding->name->text, "d") == 0) {
            assert_true(binding->has_method);
        }
    }
    assert_int_equal(count, 4);
    compile_close(&compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_dead_zones),
        cmocka_unit_test(test_captures),
        cmocka_unit_test(test_loops),
        cmocka_unit_test(test_this),
        cmocka_unit_test(test_reaches_global),
        cmocka_unit_test(test_block_functions),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_globals),
        cmocka_unit_test(test_redeclarations),
        cmocka_unit_test(test_private),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
