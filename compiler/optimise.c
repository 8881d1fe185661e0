/*
 * compiler/optimise.c: type inference.
 *
 * Variables start with no type and grow by what is assigned to them until nothing changes; every
 * pass over the instructions is linear and a set of nine types can grow only nine times. Variables
 * of parameters are assigned arguments of any type, so nothing is assumed of callers.
 */
#include "compiler/optimise.h"

#include "compiler/optimise_internal.h"
#include "compiler/runtime_abi.h"

static bool number(uint16_t known) {
    return known != 0 && (known & ~KNOWN_NUMBER) == 0;
}

/* Primitive types that + adds as numbers. */
static bool adds_as_number(uint16_t known) {
    return known != 0 && (known & ~(KNOWN_NUMBER | KNOWN_BOOL | KNOWN_UNDEFINED | KNOWN_NULL)) == 0;
}

static uint16_t add_known(uint16_t a, uint16_t b) {
    if (a == 0 || b == 0) {
        return 0; /* not reached yet in this pass */
    }
    if (adds_as_number(a) && adds_as_number(b)) {
        return KNOWN_NUMBER;
    }
    if (a == KNOWN_STRING || b == KNOWN_STRING) {
        return KNOWN_STRING;
    }
    return KNOWN_NUMBER | KNOWN_STRING;
}

static uint16_t known_of(const struct ir_function *f, const struct ir_instruction *i) {
    switch ((enum ir_op)i->op) {
    case IR_GET: return f->variables[i->index].known;
    case IR_ARITHMETIC:
        if (i->counts) {
            return KNOWN_INT;
        }
        if (i->index == IMPORT_rt_add) {
            return add_known(f->instructions[i->a].known, f->instructions[i->b].known);
        }
        return ir_import_known(i->index);
    case IR_UNARY:
        if (i->index == IMPORT_rt_to_number && number(f->instructions[i->a].known)) {
            return f->instructions[i->a].known;
        }
        return ir_import_known(i->index);
    default: return i->known;
    }
}

static bool grow(struct ir_function *f) {
    bool changed = false;
    for (uint32_t at = 0; at < f->instruction_count; at++) {
        struct ir_instruction *i = &f->instructions[at];
        uint16_t known = known_of(f, i);
        changed |= known != i->known;
        i->known = known;
        if (i->op == IR_SET) {
            struct ir_variable *variable = &f->variables[i->index];
            uint16_t joined = variable->known | f->instructions[i->a].known;
            changed |= joined != variable->known;
            variable->known = joined;
        }
    }
    return changed;
}

/* A set of types has one form in registers. */
static enum ir_form form_of(uint16_t known) {
    if (known == KNOWN_INT) {
        return FORM_INT;
    }
    if (known == KNOWN_BOOL) {
        return FORM_BOOL;
    }
    return number(known) ? FORM_DOUBLE : FORM_VALUE;
}

/* Whether the operator yields a number in a register or the runtime's boxed value. */
static enum ir_form arithmetic_form(const struct ir_function *f, const struct ir_instruction *i) {
    uint16_t a = f->instructions[i->a].known, b = f->instructions[i->b].known;
    if (i->counts) {
        return FORM_INT;
    }
    bool numbers = number(a) && number(b);
    bool ints = a == KNOWN_INT && b == KNOWN_INT;
    switch (i->index) {
    case IMPORT_rt_add:
    case IMPORT_rt_subtract:
    case IMPORT_rt_multiply:
    case IMPORT_rt_divide: return numbers ? FORM_DOUBLE : FORM_VALUE;
    case IMPORT_rt_shift_right_unsigned: return numbers ? FORM_DOUBLE : FORM_VALUE;
    case IMPORT_rt_remainder: return ints ? FORM_DOUBLE : FORM_VALUE;
    case IMPORT_rt_exponent: return FORM_VALUE;
    default: return FORM_INT;
    }
}

static enum ir_form unary_form(const struct ir_function *f, const struct ir_instruction *i) {
    uint16_t a = f->instructions[i->a].known;
    if (i->index == IMPORT_rt_bit_not) {
        return FORM_INT;
    }
    if (!number(a)) {
        return FORM_VALUE;
    }
    return i->index == IMPORT_rt_to_number ? form_of(a) : FORM_DOUBLE;
}

static void choose_forms(struct ir_function *f) {
    for (uint32_t at = 0; at < f->instruction_count; at++) {
        struct ir_instruction *i = &f->instructions[at];
        switch ((enum ir_op)i->op) {
        case IR_GET: i->form = f->variables[i->index].form; break;
        case IR_ARITHMETIC: i->form = (uint8_t)arithmetic_form(f, i); break;
        case IR_UNARY: i->form = (uint8_t)unary_form(f, i); break;
        default: break;
        }
    }
}

static void function_infer(struct ir_function *f) {
    for (uint32_t v = 0; v < f->variable_count; v++) {
        f->variables[v].known = 0;
    }
    for (uint32_t at = 0; at < f->instruction_count; at++) {
        struct ir_instruction *i = &f->instructions[at];
        if (i->op == IR_GET || i->op == IR_ARITHMETIC || i->op == IR_UNARY) {
            i->known = 0;
        }
    }
    while (grow(f)) {
    }
    for (uint32_t v = 0; v < f->variable_count; v++) {
        struct ir_variable *variable = &f->variables[v];
        if (!variable->pointer) {
            variable->form = (uint8_t)form_of(variable->known);
        }
    }
    choose_forms(f);
}

void ir_infer(struct ir_module *module) {
    for (uint32_t i = 0; i < module->function_count; i++) {
        ir_drop_undefined(module, module->functions[i]);
        if (module->number == MODULE_APPLET) { /* the time module's fuel is unknown */
            ir_find_counters(module, module->functions[i]);
        }
        function_infer(module->functions[i]);
    }
}
