/*
 * tests/unit/test_lower.c: what the lowering and type inference make of small scripts: forms of
 * operations, where bindings live, one function for each of the source, refusals.
 */
#include "tests/unit/compiler_fixture.h"

#include "compiler/lower.h"
#include "compiler/optimise.h"
#include "compiler/runtime_abi.h"

struct lowered {
    struct compiled compiled;
    struct ir_module module;
    uint32_t main;
    enum status status;
};

static void lower_text(struct lowered *lowered, const char *text) {
    memset(lowered, 0, sizeof *lowered);
    compile_text(&lowered->compiled, "a.js", text);
    assert_int_equal(lowered->compiled.status, STATUS_OK);
    ir_module_init(&lowered->module, &lowered->compiled.arena, MODULE_APPLET);
    lowered->status = lower_script(lowered->compiled.script, false, &lowered->compiled.diagnostics,
                                   &lowered->module, &lowered->main);
    if (lowered->status == STATUS_OK) {
        ir_infer(&lowered->module);
    }
}

/* How many instructions of function `index` have this operation, import and form. */
static unsigned count(const struct lowered *lowered, uint32_t index, enum ir_op op, uint32_t import,
                      enum ir_form form) {
    const struct ir_function *f = lowered->module.functions[index];
    unsigned found = 0;
    for (uint32_t i = 0; i < f->instruction_count; i++) {
        const struct ir_instruction *at = &f->instructions[i];
        found += at->op == op && at->index == import && at->form == form;
    }
    return found;
}

static void test_numbers_stay_in_registers(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "var s = 0; for (var i = 0; i < 10; i++) { s += i * 2; } print(s);");
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_DOUBLE), 1);
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_INT), 1);
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_multiply, FORM_DOUBLE), 1);
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_VALUE), 0);
    compile_close(&l.compiled);
}

/* How many additions and subtractions of a script are done in int32. */
static unsigned int_steps(const char *text) {
    struct lowered l;
    lower_text(&l, text);
    unsigned found = count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_INT) +
                     count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_subtract, FORM_INT);
    compile_close(&l.compiled);
    return found;
}

static void test_counters_stay_in_range(void **state) {
    (void)state;
    assert_int_equal(int_steps("for (let i = 0; print(i); i++) { }"), 1);
    assert_int_equal(int_steps("for (let i = 100; print(i); i -= 2) { }"), 1);
    /* with the fuel there is, these could leave the range of int32 */
    assert_int_equal(int_steps("for (let i = 0; print(i); i += 3) { }"), 0);
    assert_int_equal(int_steps("for (let i = 0; print(i); i++) { i++; i++; }"), 0);
    assert_int_equal(int_steps("for (let i = 2147483000; print(i); i++) { }"), 0);
    /* these are not int32 from the start */
    assert_int_equal(int_steps("for (let i = -0; print(i); i++) { }"), 0);
    assert_int_equal(int_steps("for (let i = 0; print(i); i++) { i = print(); }"), 0);
    assert_int_equal(int_steps("for (let i = 0; print(i); i += 0.5) { }"), 0);
    assert_int_equal(int_steps("for (let i = 9; print(i); i = 1 - i) { }"), 0);
}

static void test_maybe_undefined_is_boxed(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "var x; if (print) { x = 1; } print(x + 1);");
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_VALUE), 1);
    compile_close(&l.compiled);
    lower_text(&l, "var x; if (print) { x = 1; } else { x = 2; } print(x + 1);");
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_DOUBLE), 1);
    compile_close(&l.compiled);
    /* the exception may arrive before the assignment */
    lower_text(&l, "var x; try { print(); x = 1; } catch (e) { } print(x + 1);");
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_VALUE), 1);
    compile_close(&l.compiled);
}

static void test_annotations_are_not_trusted(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "function f(a) { return a - 1; } print(f);");
    assert_int_equal(l.module.function_count, 2);
    assert_int_equal(count(&l, 1, IR_ARITHMETIC, IMPORT_rt_subtract, FORM_VALUE), 1);
    compile_close(&l.compiled);
}

static void test_bit_operations_are_int(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "let h = 0; h = (h * 31 + 7) | 0; print(h);");
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_bit_or, FORM_INT), 1);
    compile_close(&l.compiled);
}

static void test_constants_fold(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "print('a' + 'b' + 'c', -5);");
    assert_int_equal(count(&l, l.main, IR_ARITHMETIC, IMPORT_rt_add, FORM_VALUE), 0);
    assert_int_equal(count(&l, l.main, IR_UNARY, IMPORT_rt_negate, FORM_DOUBLE), 0);
    compile_close(&l.compiled);
}

static void test_only_captured_variables_on_the_heap(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "(function () { let a = 1, b = 2; print(b); return b; })();");
    assert_int_equal(count(&l, 1, IR_CALL, IMPORT_rt_environment_new, FORM_POINTER), 0);
    compile_close(&l.compiled);
    lower_text(&l, "(function () { let a = 1, b = 2; print(b); return () => a; })();");
    assert_int_equal(count(&l, 1, IR_CALL, IMPORT_rt_environment_new, FORM_POINTER), 1);
    assert_int_equal(count(&l, 2, IR_ENVIRONMENT_GET, 0, FORM_VALUE), 1);
    compile_close(&l.compiled);
}

static void test_dead_zone_only_where_needed(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "let a = 1; print(a);");
    assert_int_equal(count(&l, l.main, IR_CALL, IMPORT_rt_throw_uninitialised, FORM_VALUE), 0);
    compile_close(&l.compiled);
    lower_text(&l, "print(a); let a = 1;");
    assert_int_equal(count(&l, l.main, IR_CALL, IMPORT_rt_throw_uninitialised, FORM_VALUE), 1);
    compile_close(&l.compiled);
}

static void test_array_indices_are_number_keys(void **state) {
    (void)state;
    struct lowered l;
    lower_text(&l, "print(({ 7: 1, '8': 2 })['7']);");
    const struct ir_module *module = &l.module;
    for (uint32_t i = 0; i < module->string_count; i++) {
        assert_false(module->strings[i].length == 1 && module->strings[i].units[0] == '7');
        assert_false(module->strings[i].length == 1 && module->strings[i].units[0] == '8');
    }
    compile_close(&l.compiled);
}

static void test_refusals(void **state) {
    (void)state;
    static const char *const texts[] = {"eval('1')", "Function('1')", "new Function('1')",
                                        "(() => eval('1'))()"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct lowered l;
        lower_text(&l, texts[i]);
        assert_int_equal(l.status, STATUS_UNSUPPORTED);
        assert_int_equal(l.compiled.diagnostics.error_count, 1);
        assert_string_equal(l.compiled.diagnostics.items[0].code, DIAG_UNSUPPORTED);
        compile_close(&l.compiled);
    }
    struct lowered l;
    lower_text(&l, "(function (eval) { eval('1'); })(print)");
    assert_int_equal(l.status, STATUS_OK);
    compile_close(&l.compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_stay_in_registers),
        cmocka_unit_test(test_counters_stay_in_range),
        cmocka_unit_test(test_maybe_undefined_is_boxed),
        cmocka_unit_test(test_annotations_are_not_trusted),
        cmocka_unit_test(test_bit_operations_are_int),
        cmocka_unit_test(test_constants_fold),
        cmocka_unit_test(test_only_captured_variables_on_the_heap),
        cmocka_unit_test(test_dead_zone_only_where_needed),
        cmocka_unit_test(test_array_indices_are_number_keys),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
