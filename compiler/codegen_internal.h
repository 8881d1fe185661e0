/*
 * compiler/codegen_internal.h: what the files of the code generator share.
 */
#ifndef COMPILER_CODEGEN_INTERNAL_H
#define COMPILER_CODEGEN_INTERNAL_H

#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>

#include "compiler/codegen.h"
#include "compiler/runtime_abi.h"

/* Where the snapshot keeps the constants of the time module. */
#define CODEGEN_TIME_CONSTANTS (WINDOW_BASE + 0x1000)

struct codegen {
    struct ir_module *module;
    struct codegen_options options;
    LLVMContextRef context;
    LLVMModuleRef llvm;
    LLVMBuilderRef builder;
    LLVMTargetMachineRef machine;
    LLVMMemoryBufferRef buffer;
    char *text;
    LLVMTypeRef i1, i8, i32, i64, f64, pointer, nothing, code_type;
    LLVMValueRef imports[IMPORT_COUNT];
    LLVMTypeRef import_types[IMPORT_COUNT];
    LLVMValueRef *functions;
    LLVMValueRef *programs, *matchers; /* of the regular expressions; a NULL matcher: no code */
    LLVMValueRef constants, caches;
    LLVMValueRef stack_save;
    LLVMTypeRef stack_save_type;
    LLVMValueRef unlikely, likely; /* branch weights: first target cold; second target cold */
    unsigned profile_kind;
    unsigned signext_attribute, nounwind_attribute, optsize_attribute, noreturn_attribute;

    /* the function being translated */
    struct ir_function *ir;
    LLVMValueRef function;
    LLVMValueRef *results;
    LLVMBasicBlockRef *blocks;
    LLVMBasicBlockRef raise; /* returns VALUE_EXCEPTION; made on first use */
    LLVMValueRef *variables, *iterators, *outs;
    LLVMValueRef values; /* outgoing area */
};

/* Results in a wanted form. */
LLVMValueRef codegen_value(struct codegen *cg, ir_ref ref);
LLVMValueRef codegen_double(struct codegen *cg, ir_ref ref); /* known to be a number */
LLVMValueRef codegen_int(struct codegen *cg, ir_ref ref);    /* FORM_INT only */
LLVMValueRef codegen_bool(struct codegen *cg, ir_ref ref);   /* FORM_BOOL only */
LLVMValueRef codegen_convert(struct codegen *cg, LLVMValueRef from, enum ir_form have,
                             enum ir_form want);
/* Boxed bits to a double; the bits are those of a number. */
LLVMValueRef codegen_unbox_number(struct codegen *cg, LLVMValueRef bits);

/* An int32 that equals the double wherever any does; else anything. */
LLVMValueRef codegen_truncate(struct codegen *cg, LLVMValueRef number);
/* A double boxed as a property key: an int32 where it equals one (minus zero is key 0 as well). */
LLVMValueRef codegen_key(struct codegen *cg, LLVMValueRef number);

LLVMValueRef codegen_i64(struct codegen *cg, uint64_t bits);
LLVMValueRef codegen_i32(struct codegen *cg, uint32_t bits);
LLVMBasicBlockRef codegen_block(struct codegen *cg);
/* What every function of compiled code has: visibility, no unwinding, small code. */
void codegen_function_attributes(struct codegen *cg, LLVMValueRef function);
/* Goes to `cold` if `condition`, which is rare; continues in a new block. */
void codegen_branch_cold(struct codegen *cg, LLVMValueRef condition, LLVMBasicBlockRef cold);
/* Joins a fast result with the runtime's answer; each ends in a block of its own. */
struct codegen_join {
    LLVMBasicBlockRef slow, end, fast_end;
    LLVMValueRef fast;
};
/* Goes on in the fast way where `condition` holds, */
struct codegen_join codegen_join_open(struct codegen *cg, LLVMValueRef condition);
/* whose result it is told here; goes on in the slow way, */
void codegen_join_fast(struct codegen *cg, struct codegen_join *join, LLVMValueRef result);
/* and gives the result of either; both NULL: there is none. */
LLVMValueRef codegen_join_close(struct codegen *cg, struct codegen_join *join, LLVMValueRef slow);
/* Leaves the fast way unless `condition` holds, as it mostly does. */
void codegen_join_require(struct codegen *cg, const struct codegen_join *join,
                          LLVMValueRef condition);
/* Where an exception of `instruction` goes. */
LLVMBasicBlockRef codegen_handler(struct codegen *cg, const struct ir_instruction *instruction);
LLVMValueRef codegen_call_import(struct codegen *cg, uint32_t import, LLVMValueRef *arguments,
                                 unsigned count);
/* Calls and leaves to the handler where the result says so. */
LLVMValueRef codegen_call_checked(struct codegen *cg, const struct ir_instruction *instruction,
                                  uint32_t import, LLVMValueRef *arguments, unsigned count);

/* codegen_call.c */
LLVMValueRef codegen_runtime_call(struct codegen *cg, const struct ir_instruction *instruction);
LLVMValueRef codegen_constant(struct codegen *cg, uint32_t string);
void codegen_fuel(struct codegen *cg);
void codegen_prologue(struct codegen *cg);

/* codegen_property.c: property and element access inline. False: call the runtime. */
bool codegen_property(struct codegen *cg, const struct ir_instruction *instruction,
                      LLVMValueRef *result);

/* codegen_operator.c: arithmetic, comparisons, tests */
LLVMValueRef codegen_arithmetic(struct codegen *cg, const struct ir_instruction *instruction);
LLVMValueRef codegen_unary(struct codegen *cg, const struct ir_instruction *instruction);
LLVMValueRef codegen_compare(struct codegen *cg, const struct ir_instruction *instruction);
LLVMValueRef codegen_equal(struct codegen *cg, const struct ir_instruction *instruction);
LLVMValueRef codegen_to_boolean(struct codegen *cg, const struct ir_instruction *instruction);
LLVMValueRef codegen_test(struct codegen *cg, const struct ir_instruction *instruction);

/* codegen_function.c */
void codegen_function_body(struct codegen *cg, uint32_t index);

/* A constant of 4-aligned words. */
LLVMValueRef codegen_words(struct codegen *cg, const char *name, const uint32_t *words,
                           uint32_t count);

/* regexp_native.c: the machine code of all regular expression literals; STATUS_TOO_LARGE. */
MUST_CHECK enum status codegen_regexps(struct codegen *cg);

/* codegen_tables.c: the data of `time_module` */
void codegen_time_tables(struct codegen *cg);

#endif
