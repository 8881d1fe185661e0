/*
 * compiler/regexp_native_internal.h: what the files that turn one program (runtime/text/regexp_code.h)
 * into machine code share.
 *
 *   regexp_native.c        functions: looking for a start, attempts, going back
 *   regexp_native_code.c   instructions, one after the other
 *   regexp_native_run.c    loops over single characters
 *   regexp_native_set.c    reading units, whether one is in a set
 */
#ifndef COMPILER_REGEXP_NATIVE_INTERNAL_H
#define COMPILER_REGEXP_NATIVE_INTERNAL_H

#include "compiler/codegen_internal.h"
#include "runtime/text/regexp_code.h"
#include "runtime/text/regexp_native.h"

/* One function being made. Positions are 64 bits wide, units 32. */
struct native {
    struct codegen *cg;
    LLVMBuilderRef b;
    const struct regexp_program *program;
    const uint32_t *words; /* the program */
    const uint32_t *code;
    uint32_t code_count; /* words */
    bool stacked;        /* it uses the stack */
    LLVMValueRef table;  /* the program, as a constant of the object */
    LLVMValueRef machine, units, length, registers;
    /* The matcher's state: of the machine, and (LLVM makes registers of them) of the function; the
     * last three are what one loop needs. */
    LLVMValueRef top, fuel, start;
    LLVMValueRef position, scan, left, from;
    LLVMBasicBlockRef fail, no_fuel, full, no_match;
    LLVMBasicBlockRef *blocks; /* by word of code: where a jump may lead */
    LLVMValueRef resume;       /* the switch over where to go on */
    uint32_t resume_count;
};

static inline LLVMValueRef native_load(struct native *n, LLVMValueRef variable) {
    LLVMTypeRef type = variable == n->top ? n->cg->pointer : n->cg->i64;
    return LLVMBuildLoad2(n->b, type, variable, "");
}
static inline void native_store(struct native *n, LLVMValueRef variable, LLVMValueRef content) {
    LLVMBuildStore(n->b, content, variable);
}
static inline LLVMValueRef native_add(struct native *n, LLVMValueRef to, int64_t number) {
    return LLVMBuildAdd(n->b, to, codegen_i64(n->cg, (uint64_t)number), "");
}
static inline LLVMValueRef native_compare(struct native *n, LLVMIntPredicate how, LLVMValueRef a,
                                          LLVMValueRef b) {
    return LLVMBuildICmp(n->b, how, a, b, "");
}
static inline LLVMBasicBlockRef native_block(struct native *n) {
    return codegen_block(n->cg);
}
static inline void native_at(struct native *n, LLVMBasicBlockRef block) {
    LLVMPositionBuilderAtEnd(n->b, block);
}
static inline void native_jump(struct native *n, LLVMBasicBlockRef block) {
    LLVMBuildBr(n->b, block);
}
static inline void native_branch(struct native *n, LLVMValueRef condition, LLVMBasicBlockRef yes,
                                 LLVMBasicBlockRef no) {
    LLVMBuildCondBr(n->b, condition, yes, no);
}

/* `bytes` behind a pointer. */
LLVMValueRef native_offset(struct native *n, LLVMValueRef pointer, int64_t bytes);
/* A field of the machine. */
LLVMValueRef native_field(struct native *n, LLVMTypeRef type, size_t offset);
/* Goes on only if the condition holds; else fails. */
void native_require(struct native *n, LLVMValueRef condition);
/* Spends fuel. */
void native_spend(struct native *n, LLVMValueRef amount);
void native_spend_constant(struct native *n, uint32_t amount);

/* Registers are kept in memory, 32 bits wide. */
LLVMValueRef native_register(struct native *n, uint32_t number);
void native_set_register(struct native *n, uint32_t number, LLVMValueRef content);
/* Changes a register so that going back restores it; 64 bits in, of which 32 count. */
void native_save(struct native *n, uint32_t number, LLVMValueRef content);

/* Makes sure that the stack has room for two more entries, and pushes one. `what`, `content`: 32 and
 * 64 bits. */
void native_push(struct native *n, LLVMValueRef what, LLVMValueRef content);
/* Another behind it. */
void native_push_more(struct native *n, LLVMValueRef what, LLVMValueRef content);
/* The number that an entry names `block` with, for going back to it. */
LLVMValueRef native_resume(struct native *n, LLVMBasicBlockRef block);
/* Entries on the stack, in words. */
LLVMValueRef native_height(struct native *n);

/* regexp_native_set.c */

/* The unit at a position, which must be inside the subject. */
LLVMValueRef native_unit(struct native *n, LLVMValueRef at);
/* The address of the unit. */
LLVMValueRef native_unit_address(struct native *n, LLVMValueRef at);
/* Goes where the set at `set` (words from the start of the program) says. */
void native_branch_in_set(struct native *n, uint32_t set, LLVMValueRef unit, LLVMBasicBlockRef yes,
                          LLVMBasicBlockRef no);
/* The same as a bit. */
LLVMValueRef native_in_set(struct native *n, uint32_t set, LLVMValueRef unit);

/* regexp_native_run.c: RUN, RUN_LAZY, RUN_ALL; goes on at `after`. */
void native_run(struct native *n, const uint32_t *run, LLVMBasicBlockRef after);

/* regexp_native_code.c */

/* Makes the blocks of all targets; finds out whether the stack is used. */
void native_find_targets(struct native *n);
/* All instructions, from the current block on; what matches goes to `match`. */
void native_instructions(struct native *n, LLVMBasicBlockRef match);

#endif
