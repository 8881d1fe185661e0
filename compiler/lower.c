/*
 * compiler/lower.c: the lowering's entry, and emitting single instructions.
 */
#include "compiler/lower_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "compiler/atom.h"

ir_ref lower_emit(struct lower *l, enum ir_op op, uint16_t known, enum ir_form form) {
    ir_ref ref = ir_append(l->module, l->ir, l->block, op);
    struct ir_instruction *i = &l->ir->instructions[ref];
    i->known = known;
    i->form = (uint8_t)form;
    bool once = l->fn->ast && l->fn->ast->kind == FUNCTION_SCRIPT;
    i->hot = l->loop_depth > 0 ? HOT_LOOP : once ? HOT_NOT : HOT_FUNCTION;
    return ref;
}

static struct ir_instruction *at(struct lower *l, ir_ref ref) {
    return &l->ir->instructions[ref];
}

static ir_ref emit_index(struct lower *l, enum ir_op op, uint32_t index, uint16_t known,
                         enum ir_form form) {
    ir_ref ref = lower_emit(l, op, known, form);
    at(l, ref)->index = index;
    return ref;
}

uint16_t lower_known(struct lower *l, ir_ref ref) {
    return at(l, ref)->known;
}

ir_ref lower_number(struct lower *l, double number) {
    bool is_int = number >= INT32_MIN && number <= INT32_MAX && number == floor(number) &&
                  !(number == 0 && signbit(number));
    ir_ref ref = lower_emit(l, IR_NUMBER, is_int ? KNOWN_INT : KNOWN_DOUBLE,
                            is_int ? FORM_INT : FORM_DOUBLE);
    at(l, ref)->number = number;
    return ref;
}

ir_ref lower_string_index(struct lower *l, uint32_t index) {
    return emit_index(l, IR_STRING, index, KNOWN_STRING, FORM_VALUE);
}

ir_ref lower_string(struct lower *l, struct ast_string string) {
    return lower_string_index(l, ir_string(l->module, string));
}

ir_ref lower_atom(struct lower *l, const struct atom *atom) {
    return lower_string(l, atom_to_string(l->arena, atom));
}

ir_ref lower_ascii(struct lower *l, const char *text) {
    return lower_string_index(l, ir_string_ascii(l->module, text));
}

/* Canonical decimal array index below 2^31 - 1. */
static bool array_index(const char *text, uint32_t length, double *out) {
    if (length == 0 || length > 10 || (text[0] == '0' && length > 1)) {
        return false;
    }
    double number = 0;
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        number = number * 10 + (text[i] - '0');
    }
    *out = number;
    return number <= INT32_MAX - 1;
}

static bool string_index(struct ast_string string, double *out) {
    char text[11];
    for (uint32_t i = 0; i < string.length && i < sizeof text; i++) {
        text[i] = string.units[i] < 0x80 ? (char)string.units[i] : 'x';
    }
    return array_index(text, string.length, out);
}

ir_ref lower_key(struct lower *l, struct ast_node *node) {
    double number = 0;
    if (node->kind == NODE_STRING && string_index(node->as.string, &number)) {
        return lower_number(l, number);
    }
    ir_ref key = lower_expression(l, node);
    if (at(l, key)->op == IR_STRING &&
        string_index(l->module->strings[at(l, key)->index], &number)) {
        return lower_number(l, number); /* folded from parts */
    }
    return key;
}

ir_ref lower_key_atom(struct lower *l, const struct atom *atom) {
    double number = 0;
    if (array_index(atom->text, atom->length, &number)) {
        return lower_number(l, number);
    }
    return lower_atom(l, atom);
}

ir_ref lower_key_number(struct lower *l, double number) {
    if (number >= 0 && number <= INT32_MAX - 1 && number == floor(number)) {
        return lower_number(l, fabs(number));
    }
    /* Other numbers are property names in their decimal form, which the runtime knows to print. */
    ir_ref ref = lower_number(l, number);
    return LOWER_CALL(l, rt_to_key, A_REF(ref));
}

ir_ref lower_undefined(struct lower *l) {
    return emit_index(l, IR_SPECIAL, 1, KNOWN_UNDEFINED, FORM_VALUE);
}

ir_ref lower_null(struct lower *l) {
    return emit_index(l, IR_SPECIAL, 2, KNOWN_NULL, FORM_VALUE);
}

ir_ref lower_hole(struct lower *l) {
    return emit_index(l, IR_SPECIAL, 6, KNOWN_HOLE, FORM_VALUE);
}

ir_ref lower_boolean(struct lower *l, bool b) {
    return emit_index(l, IR_BOOLEAN, b, KNOWN_BOOL, FORM_BOOL);
}

uint32_t lower_variable(struct lower *l) {
    return ir_variable_new(l->module, l->ir, false);
}

ir_ref lower_get(struct lower *l, uint32_t variable) {
    bool pointer = l->ir->variables[variable].pointer;
    return emit_index(l, IR_GET, variable, pointer ? 0 : KNOWN_ALL,
                      pointer ? FORM_POINTER : FORM_VALUE);
}

void lower_set(struct lower *l, uint32_t variable, ir_ref ref) {
    ir_ref set = emit_index(l, IR_SET, variable, 0, FORM_NONE);
    at(l, set)->a = ref;
}

uint32_t lower_block(struct lower *l) {
    return ir_block_new(l->module, l->ir);
}

void lower_at(struct lower *l, uint32_t block) {
    l->block = block;
}

void lower_jump(struct lower *l, uint32_t block) {
    ir_ref ref = lower_emit(l, IR_JUMP, 0, FORM_NONE);
    at(l, ref)->target[0] = block;
    lower_at(l,
             lower_block(l)); /* what follows is unreachable until somebody says where to go on */
}

void lower_branch(struct lower *l, ir_ref condition, uint32_t yes, uint32_t no) {
    ir_ref ref = lower_emit(l, IR_BRANCH, 0, FORM_NONE);
    at(l, ref)->a = condition;
    at(l, ref)->target[0] = yes;
    at(l, ref)->target[1] = no;
    lower_at(l, lower_block(l));
}

void lower_raise(struct lower *l) {
    ir_ref ref = lower_emit(l, IR_RAISE, 0, FORM_NONE);
    at(l, ref)->handler = l->handler;
    lower_at(l, lower_block(l));
}

void lower_leave(struct lower *l, ir_ref result) {
    ir_ref ref = lower_emit(l, IR_RETURN, 0, FORM_NONE);
    at(l, ref)->a = result;
}

ir_ref lower_is(struct lower *l, ir_ref ref, enum ir_test test) {
    ir_ref result = emit_index(l, IR_IS, (uint32_t)test, KNOWN_BOOL, FORM_BOOL);
    at(l, result)->a = ref;
    return result;
}

ir_ref lower_to_boolean(struct lower *l, ir_ref ref) {
    ir_ref result = lower_emit(l, IR_TO_BOOLEAN, KNOWN_BOOL, FORM_BOOL);
    at(l, result)->a = ref;
    return result;
}

ir_ref lower_binary(struct lower *l, enum ir_op op, uint32_t import, ir_ref a, ir_ref b) {
    bool boolean = op == IR_COMPARE || op == IR_EQUAL;
    ir_ref ref = emit_index(l, op, import, boolean ? KNOWN_BOOL : ir_import_known(import),
                            boolean ? FORM_BOOL : FORM_VALUE);
    at(l, ref)->a = a;
    at(l, ref)->b = b;
    at(l, ref)->handler = l->handler;
    l->ir->calls_code = true;
    return ref;
}

uint32_t lower_cache(struct lower *l) {
    return l->module->cache_count++;
}

/* Imports whose I result is a truth value. */
static bool answers(uint32_t import) {
    return import == IMPORT_rt_in || import == IMPORT_rt_instance_of ||
           import == IMPORT_rt_delete || import == IMPORT_rt_global_delete ||
           import == IMPORT_rt_iterator_next;
}

ir_ref lower_import(struct lower *l, uint32_t import, struct values values,
                    const struct ir_argument *arguments, uint32_t count) {
    ir_ref ref = emit_index(l, IR_CALL, import, 0, FORM_NONE);
    struct ir_instruction *i = at(l, ref);
    i->handler = ir_import_throws(import) ? l->handler : IR_NONE;
    i->arguments = arena_alloc_array(l->arena, count + 1u, sizeof *i->arguments);
    for (uint32_t k = 0; k < count; k++) {
        i->arguments[k] = arguments[k];
    }
    i->values = values.items;
    i->count = values.count;
    if (values.count > l->ir->values_max) {
        l->ir->values_max = values.count;
    }
    switch (ir_import_signature(import)[0]) {
    case 'V':
        i->known = ir_import_known(import);
        i->form = FORM_VALUE;
        break;
    case 'P': i->form = FORM_POINTER; break;
    case 'I':
        i->form = answers(import) ? FORM_BOOL : FORM_NONE;
        i->known = answers(import) ? KNOWN_BOOL : 0;
        break;
    default: break;
    }
    l->ir->calls_code = true;
    return ref;
}

void lower_refuse(struct lower *l, const struct ast_node *node, const char *message,
                  const char *hint) {
    diag_add(l->diagnostics, DIAG_ERROR, DIAG_UNSUPPORTED, node->position, node->end, hint, "%s",
             message);
}

enum status lower_script(struct script *script, bool shares_realm, struct diagnostics *diagnostics,
                         struct ir_module *module, uint32_t *main) {
    struct lower l = {.arena = module->arena,
                      .script = script,
                      .diagnostics = diagnostics,
                      .module = module,
                      .shares_realm = shares_realm || script->reaches_global,
                      .handler = IR_NONE,
                      .chain_exit = IR_NONE};
    l.queue_end = &l.queue;
    l.code_of = arena_alloc_array(l.arena, script->function_count + 1u, sizeof *l.code_of);
    memset(l.code_of, 0xff, sizeof *l.code_of * script->function_count);
    uint32_t errors = diagnostics->error_count;
    *main = lower_code(&l, script->top);
    while (l.queue) {
        struct lower_function *fn = l.queue;
        l.queue = fn->next;
        if (!l.queue) {
            l.queue_end = &l.queue;
        }
        lower_function_body(&l, fn);
    }
    return diagnostics->error_count > errors ? STATUS_UNSUPPORTED : STATUS_OK;
}

uint32_t lower_sequence(struct ir_module *module, const uint32_t *mains, uint32_t count) {
    struct lower l = {.arena = module->arena, .module = module, .handler = IR_NONE};
    struct lower_function fn = {0};
    fn.index = ir_function_new(module);
    l.fn = &fn;
    l.ir = fn.ir = module->functions[fn.index];
    l.ir->name = ir_string_ascii(module, "");
    for (uint32_t i = 0; i < count; i++) {
        ir_ref none = lower_undefined(&l), environment = lower_environment(&l);
        ir_ref script =
            LOWER_CALL(&l, rt_closure, A_CODE(mains[i]), A_REF(environment), A_REF(none));
        LOWER_CALL(&l, rt_call, A_REF(script), A_REF(none), A_U32(0), A_NULL, A_REF(none));
    }
    ir_ref none = lower_undefined(&l);
    lower_leave(&l, none);
    return fn.index;
}
