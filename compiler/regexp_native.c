/*
 * compiler/regexp_native.c: regular expression literals as machine code.
 *
 * The runtime's own compiler makes the program (runtime/text/regexp_compile.c); here its instructions
 * become a function of struct regexp_machine. A switch over the number on top of the stack takes the
 * place of a program counter. The function is for Latin-1 subjects: code for UTF-16 too would double
 * what a literal costs in the package and in compile time, so the runtime runs the program for those.
 */
#include <stdio.h>

#include "compiler/regexp_native_internal.h"

/* Programs beyond this are run by the runtime's matcher: their code would be long. */
enum { NATIVE_WORDS_MOST = 2000 };

LLVMValueRef native_offset(struct native *n, LLVMValueRef pointer, int64_t bytes) {
    LLVMValueRef index = codegen_i64(n->cg, (uint64_t)bytes);
    return LLVMBuildGEP2(n->b, n->cg->i8, pointer, &index, 1, "");
}

LLVMValueRef native_field(struct native *n, LLVMTypeRef type, size_t offset) {
    return LLVMBuildLoad2(n->b, type, native_offset(n, n->machine, (int64_t)offset), "");
}

#define FIELD(n, type, name) native_field(n, type, offsetof(struct regexp_machine, name))

void native_require(struct native *n, LLVMValueRef condition) {
    LLVMBasicBlockRef good = native_block(n);
    native_branch(n, condition, good, n->fail);
    native_at(n, good);
}

void native_spend(struct native *n, LLVMValueRef amount) {
    LLVMValueRef left = LLVMBuildSub(n->b, native_load(n, n->fuel), amount, "");
    native_store(n, n->fuel, left);
    codegen_branch_cold(n->cg, native_compare(n, LLVMIntSLT, left, codegen_i64(n->cg, 0)),
                        n->no_fuel);
}

void native_spend_constant(struct native *n, uint32_t amount) {
    if (amount > 0) {
        native_spend(n, codegen_i64(n->cg, amount));
    }
}

LLVMValueRef native_register(struct native *n, uint32_t number) {
    LLVMValueRef address = native_offset(n, n->registers, 4 * (int64_t)number);
    return LLVMBuildZExt(n->b, LLVMBuildLoad2(n->b, n->cg->i32, address, ""), n->cg->i64, "");
}

void native_set_register(struct native *n, uint32_t number, LLVMValueRef content) {
    LLVMBuildStore(n->b, LLVMBuildTrunc(n->b, content, n->cg->i32, ""),
                   native_offset(n, n->registers, 4 * (int64_t)number));
}

void native_save(struct native *n, uint32_t number, LLVMValueRef content) {
    LLVMValueRef old = native_register(n, number);
    native_set_register(n, number, content);
    native_push(n, codegen_i32(n->cg, REGEXP_UNDO | number), old);
}

void native_push_more(struct native *n, LLVMValueRef what, LLVMValueRef content) {
    LLVMValueRef top = native_load(n, n->top);
    LLVMBuildStore(n->b, what, top);
    LLVMBuildStore(n->b, LLVMBuildTrunc(n->b, content, n->cg->i32, ""), native_offset(n, top, 4));
    native_store(n, n->top, native_offset(n, top, 8));
}

void native_push(struct native *n, LLVMValueRef what, LLVMValueRef content) {
    LLVMBasicBlockRef grow = native_block(n), good = native_block(n);
    LLVMValueRef top = native_load(n, n->top);
    LLVMValueRef beyond = LLVMBuildPtrToInt(n->b, native_offset(n, top, 16), n->cg->i64, "");
    LLVMValueRef end = FIELD(n, n->cg->i64, end);
    codegen_branch_cold(n->cg, native_compare(n, LLVMIntUGT, beyond, end), grow);
    native_jump(n, good);
    native_at(n, grow);
    LLVMValueRef arguments[2] = {n->machine, top};
    LLVMValueRef grown = codegen_call_import(n->cg, IMPORT_rt_regexp_grow, arguments, 2);
    native_store(n, n->top, grown);
    native_branch(n, LLVMBuildIsNull(n->b, grown, ""), n->full, good);
    native_at(n, good);
    native_push_more(n, what, content);
}

LLVMValueRef native_resume(struct native *n, LLVMBasicBlockRef block) {
    LLVMValueRef number = codegen_i32(n->cg, n->resume_count++);
    LLVMAddCase(n->resume, number, block);
    return number;
}

LLVMValueRef native_height(struct native *n) {
    LLVMValueRef top = LLVMBuildPtrToInt(n->b, native_load(n, n->top), n->cg->i64, "");
    LLVMValueRef bytes = LLVMBuildSub(n->b, top, FIELD(n, n->cg->i64, entries), "");
    return LLVMBuildLShr(n->b, bytes, codegen_i64(n->cg, 2), "");
}

static LLVMValueRef field_address(struct native *n, size_t offset) {
    return native_offset(n, n->machine, (int64_t)offset);
}

/* Makes the state, from the parameters. What changes rarely stays in memory: LLVM's work grows with
 * what is kept in registers. */
static void enter(struct native *n) {
    LLVMValueRef *const variables[] = {&n->position, &n->scan, &n->left, &n->from};
    n->machine = LLVMGetParam(n->cg->function, 1);
    for (unsigned i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        *variables[i] = LLVMBuildAlloca(n->b, n->cg->i64, "");
    }
    n->top = field_address(n, offsetof(struct regexp_machine, top));
    n->fuel = field_address(n, offsetof(struct regexp_machine, fuel));
    n->start = field_address(n, offsetof(struct regexp_machine, start));
    n->units = FIELD(n, n->cg->pointer, units);
    n->length = FIELD(n, n->cg->i64, length);
    n->registers = FIELD(n, n->cg->pointer, registers);
}

static void result(struct native *n, enum regexp_result result) {
    if (result == REGEXP_OUT_OF_FUEL) {
        native_store(n, n->fuel, codegen_i64(n->cg, 0));
    }
    LLVMBuildRet(n->b, codegen_i64(n->cg, (uint64_t)result));
}

/* Looks for a place where the expression can start, and goes on there. */
static void find_start(struct native *n) {
    struct codegen *cg = n->cg;
    uint32_t scan = n->program->scan;
    bool anywhere = scan == SCAN_ANYWHERE && n->program->required == REGEXP_UNSET;
    if ((n->program->flags & REGEXP_STICKY) != 0 || anywhere || scan == SCAN_TEXT_START) {
        return;
    }
    LLVMBasicBlockRef found = native_block(n);
    LLVMValueRef result = codegen_call_import(cg, IMPORT_rt_regexp_find, &n->machine, 1);
    native_spend(n, codegen_i64(cg, 0));
    native_branch(n, native_compare(n, LLVMIntNE, result, codegen_i64(cg, 0)), found, n->no_match);
    native_at(n, found);
}

/* Unsets all captures but the first, which a match sets. */
static void reset_captures(struct native *n) {
    enum { UNROLL_MOST = 8 };
    struct codegen *cg = n->cg;
    uint32_t count = n->program->capture_count;
    LLVMValueRef unset = codegen_i64(cg, UINT64_MAX);
    if (count <= UNROLL_MOST) {
        for (uint32_t i = 1; i < count; i++) {
            LLVMValueRef store = LLVMBuildStore(n->b, unset, native_offset(n, n->registers, 8 * i));
            LLVMSetAlignment(store, 4);
        }
        return;
    }
    LLVMBasicBlockRef top = native_block(n), done = native_block(n);
    native_store(n, n->scan, codegen_i64(cg, 1));
    native_jump(n, top);
    native_at(n, top);
    LLVMValueRef index = native_load(n, n->scan);
    LLVMValueRef address = LLVMBuildGEP2(n->b, cg->i64, n->registers, &index, 1, "");
    LLVMSetAlignment(LLVMBuildStore(n->b, unset, address), 4);
    index = native_add(n, index, 1);
    native_store(n, n->scan, index);
    native_branch(n, native_compare(n, LLVMIntULT, index, codegen_i64(cg, count)), top, done);
    native_at(n, done);
}

/* An attempt failed: moves the start on, if another can do better. */
static void next_start(struct native *n, LLVMBasicBlockRef search) {
    const struct regexp_program *program = n->program;
    if ((program->flags & REGEXP_STICKY) != 0 || program->scan == SCAN_TEXT_START) {
        native_jump(n, n->no_match);
        return;
    }
    LLVMBasicBlockRef more = native_block(n);
    LLVMValueRef start = native_load(n, n->start);
    native_branch(n, native_compare(n, LLVMIntULT, start, n->length), more, n->no_match);
    native_at(n, more);
    if (program->skip != 0) {
        LLVMBasicBlockRef top = native_block(n), test = native_block(n), next = native_block(n),
                          done = native_block(n), again = native_block(n);
        native_store(n, n->scan, start);
        native_jump(n, top);
        native_at(n, top);
        LLVMValueRef at = native_load(n, n->scan);
        native_branch(n, native_compare(n, LLVMIntULT, at, n->length), test, done);
        native_at(n, test);
        native_branch_in_set(n, program->skip, native_unit(n, at), next, done);
        native_at(n, next);
        native_store(n, n->scan, native_add(n, at, 1));
        native_jump(n, top);
        native_at(n, done);
        LLVMValueRef end = native_load(n, n->scan);
        native_spend(n, LLVMBuildSub(n->b, end, start, ""));
        start = end;
        native_store(n, n->start, start);
        native_branch(n, native_compare(n, LLVMIntULT, start, n->length), again, n->no_match);
        native_at(n, again);
    }
    native_store(n, n->start, native_add(n, start, 1));
    native_jump(n, search);
}

/* Where everything goes that fails: takes the top entry of the stack, or ends the attempt. The switch
 * was made before, for the instructions to add to. */
static void go_back(struct native *n, LLVMBasicBlockRef failed) {
    struct codegen *cg = n->cg;
    native_at(n, n->fail);
    if (!n->stacked) {
        native_jump(n, failed);
        return;
    }
    LLVMBasicBlockRef some = native_block(n);
    LLVMValueRef top = native_load(n, n->top);
    LLVMValueRef base = FIELD(n, cg->pointer, entries);
    native_branch(n, native_compare(n, LLVMIntEQ, top, base), failed, some);
    native_at(n, some);
    top = native_offset(n, top, -8);
    native_store(n, n->top, top);
    native_spend_constant(n, 1);
    LLVMValueRef what = LLVMBuildLoad2(n->b, cg->i32, top, "");
    LLVMValueRef content = LLVMBuildLoad2(n->b, cg->i32, native_offset(n, top, 4), "");
    native_store(n, n->position, LLVMBuildZExt(n->b, content, cg->i64, ""));
    LLVMBasicBlockRef undo = native_block(n);
    n->resume = LLVMBuildSwitch(n->b, what, undo, 8);
    native_at(n, undo);
    LLVMValueRef number = LLVMBuildAnd(n->b, what, codegen_i32(cg, ~REGEXP_UNDO), "");
    LLVMValueRef index = LLVMBuildZExt(n->b, number, cg->i64, "");
    LLVMBuildStore(n->b, content, LLVMBuildGEP2(n->b, cg->i32, n->registers, &index, 1, ""));
    native_jump(n, n->fail);
}

static void body(struct native *n) {
    struct codegen *cg = n->cg;
    LLVMBasicBlockRef search = native_block(n), match = native_block(n), failed = native_block(n);
    n->fail = native_block(n);
    n->no_fuel = native_block(n);
    n->full = native_block(n);
    n->no_match = native_block(n);
    native_find_targets(n);
    if (n->program->scan == SCAN_TEXT_START) {
        LLVMValueRef at_start =
            native_compare(n, LLVMIntEQ, native_load(n, n->start), codegen_i64(cg, 0));
        native_branch(n, at_start, search, n->no_match);
    } else {
        native_jump(n, search);
    }
    native_at(n, search);
    find_start(n);
    native_spend_constant(n, 1 + n->program->capture_count / 8);
    reset_captures(n);
    if (n->stacked) {
        native_store(n, n->top, FIELD(n, cg->pointer, entries));
    }
    native_store(n, n->position, native_load(n, n->start));
    native_jump(n, n->blocks[0]);
    go_back(n, failed);
    native_instructions(n, match);
    native_at(n, failed);
    next_start(n, search);
    native_at(n, match);
    native_set_register(n, 1, native_load(n, n->position));
    result(n, REGEXP_MATCH);
    native_at(n, n->no_match);
    result(n, REGEXP_NO_MATCH);
    native_at(n, n->no_fuel);
    result(n, REGEXP_OUT_OF_FUEL);
    native_at(n, n->full);
    result(n, REGEXP_OUT_OF_STACK);
}

static LLVMValueRef function_make(struct codegen *cg, const struct regexp_program *program,
                                  LLVMValueRef table, const char *name) {
    LLVMTypeRef parameters[2] = {cg->pointer, cg->pointer};
    LLVMValueRef function =
        LLVMAddFunction(cg->llvm, name, LLVMFunctionType(cg->i64, parameters, 2, 0));
    codegen_function_attributes(cg, function);
    if (cg->options.time_module) { /* for the linker to place, as other functions of the module */
        char section[32];
        snprintf(section, sizeof section, ".text.time.regexp.%s", name);
        LLVMSetSection(function, section);
    }
    cg->function = function;
    struct native n = {.cg = cg,
                       .b = cg->builder,
                       .program = program,
                       .words = regexp_words(program, 0),
                       .code = regexp_words(program, program->code),
                       .code_count = program->size / 4 - program->code,
                       .table = table};
    n.blocks = arena_alloc_array(cg->module->arena, n.code_count, sizeof(LLVMBasicBlockRef));
    native_at(&n, native_block(&n));
    enter(&n);
    body(&n);
    return function;
}

/* Whether an expression is nothing but units, which the runtime finds fastest itself. */
static bool is_bare(const struct regexp_program *program) {
    const uint32_t *code = regexp_words(program, program->code);
    uint32_t at = program->scan_data;
    if (program->scan != SCAN_UNITS) {
        return false;
    }
    at += regexp_units_words((enum regexp_operation)(code[at] & 0xff), code[at] >> 8);
    while ((code[at] & 0xff) == OP_STORE) {
        at++;
    }
    return (code[at] & 0xff) == OP_MATCH;
}

static void *take(void *arena, size_t size) {
    return arena_alloc(arena, size);
}

static enum status program_make(struct codegen *cg, const struct ir_regexp *regexp,
                                const struct regexp_program **program) {
    struct text_view flags = {regexp->flags.units, regexp->flags.length, true};
    struct text_view pattern = {regexp->pattern.units, regexp->pattern.length, true};
    struct text_memory memory = {take, cg->module->arena};
    struct regexp_error error = {NULL, 0};
    uint32_t bits = 0;
    enum status status = regexp_parse_flags(&flags, &bits);
    return status == STATUS_OK ? regexp_compile(&pattern, bits, &memory, program, &error) : status;
}

/* The object's symbol of regular expression `index`. */
static void name_make(char out[16], char letter, uint32_t index) {
    snprintf(out, 16, "%c%u", letter, index);
}

enum status codegen_regexps(struct codegen *cg) {
    struct ir_module *module = cg->module;
    uint32_t count = module->regexp_count;
    cg->programs = arena_alloc_array(module->arena, count + 1u, sizeof *cg->programs);
    cg->matchers = arena_alloc_array(module->arena, count + 1u, sizeof *cg->matchers);
    for (uint32_t i = 0; i < count; i++) {
        const struct regexp_program *program = NULL;
        char name[16];
        enum status status = program_make(cg, &module->regexps[i], &program);
        if (status != STATUS_OK) {
            return status;
        }
        name_make(name, 'p', i);
        LLVMValueRef table = codegen_words(cg, name, regexp_words(program, 0), program->size / 4);
        cg->programs[i] = table;
        if (!cg->options.time_module) {
            LLVMSetLinkage(table, LLVMExternalLinkage);
            LLVMSetVisibility(table, LLVMHiddenVisibility);
        }
        if (is_bare(program) || program->size / 4 - program->code > NATIVE_WORDS_MOST) {
            continue;
        }
        name_make(name, 'm', i);
        cg->matchers[i] = function_make(cg, program, table, name);
    }
    return STATUS_OK;
}
