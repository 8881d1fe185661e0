/*
 * compiler/codegen_call.c: calls of the runtime, exception checks, fuel and stack checks.
 */
#include <llvm-c/Core.h>
#include <string.h>

#include "compiler/codegen_internal.h"

static LLVMValueRef element_address(struct codegen *cg, LLVMValueRef base, uint64_t bytes) {
    LLVMValueRef at = codegen_i64(cg, bytes);
    return LLVMBuildGEP2(cg->builder, cg->i8, base, &at, 1, "");
}

LLVMValueRef codegen_constant(struct codegen *cg, uint32_t string) {
    LLVMValueRef address;
    if (cg->options.time_module) {
        address =
            LLVMConstIntToPtr(codegen_i64(cg, CODEGEN_TIME_CONSTANTS + 8ull * string), cg->pointer);
    } else {
        address = element_address(cg, cg->constants, 8ull * string);
    }
    return LLVMBuildLoad2(cg->builder, cg->i64, address, "");
}

LLVMValueRef codegen_call_checked(struct codegen *cg, const struct ir_instruction *instruction,
                                  uint32_t import, LLVMValueRef *arguments, unsigned count) {
    LLVMValueRef result = codegen_call_import(cg, import, arguments, count);
    if (!ir_import_throws(import)) {
        return result;
    }
    char kind = ir_import_signature(import)[0];
    if (kind == 'V') {
        LLVMValueRef raised =
            LLVMBuildICmp(cg->builder, LLVMIntEQ, result, codegen_i64(cg, VALUE_EXCEPTION), "");
        codegen_branch_cold(cg, raised, codegen_handler(cg, instruction));
    } else if (kind == 'I') {
        LLVMValueRef raised =
            LLVMBuildICmp(cg->builder, LLVMIntSLT, result, codegen_i32(cg, 0), "");
        codegen_branch_cold(cg, raised, codegen_handler(cg, instruction));
    }
    return result;
}

LLVMValueRef codegen_words(struct codegen *cg, const char *name, const uint32_t *words,
                           uint32_t count) {
    LLVMValueRef *items = arena_alloc_array(cg->module->arena, count + 1u, sizeof *items);
    for (uint32_t i = 0; i < count; i++) {
        items[i] = codegen_i32(cg, words[i]);
    }
    LLVMValueRef global = LLVMAddGlobal(cg->llvm, LLVMArrayType2(cg->i32, count), name);
    LLVMSetInitializer(global, LLVMConstArray2(cg->i32, items, count));
    LLVMSetGlobalConstant(global, 1);
    LLVMSetLinkage(global, LLVMInternalLinkage);
    LLVMSetAlignment(global, 8); /* of rt_array_constants' values */
    return global;
}

/* A constant array of slot numbers for mapped arguments. */
static LLVMValueRef map_constant(struct codegen *cg, uint32_t index) {
    const struct ir_map *map = &cg->ir->maps[index];
    return codegen_words(cg, "map", map->slots, map->count);
}

static LLVMValueRef argument_emit(struct codegen *cg, const struct ir_argument *argument,
                                  char letter) {
    uint32_t index = argument->index;
    switch (argument->kind) {
    case ARG_REF: return letter == 'P' ? cg->results[index] : codegen_value(cg, index);
    case ARG_U32: return codegen_i32(cg, index);
    case ARG_VALUES: return element_address(cg, cg->values, 8ull * index);
    case ARG_CACHE:
        return element_address(cg, cg->caches, sizeof(struct inline_cache) * (uint64_t)index);
    case ARG_NULL: return LLVMConstNull(cg->pointer);
    case ARG_ITERATOR: return cg->iterators[index];
    case ARG_OUT: return cg->outs[index];
    case ARG_CALLEE: return LLVMGetParam(cg->function, 1);
    case ARG_ARGC: return LLVMGetParam(cg->function, 3);
    case ARG_ARGV: return LLVMGetParam(cg->function, 4);
    case ARG_FUNCTION: {
        LLVMValueRef bits = LLVMBuildAnd(cg->builder, codegen_value(cg, index),
                                         codegen_i64(cg, 0xffffffffffffull), "");
        return LLVMBuildIntToPtr(cg->builder, bits, cg->pointer, "");
    }
    case ARG_CODE: return codegen_i32(cg, cg->module->number << 16 | index);
    case ARG_MAP: return map_constant(cg, index);
    }
    return NULL;
}

LLVMValueRef codegen_runtime_call(struct codegen *cg, const struct ir_instruction *i) {
    const char *signature = ir_import_signature(i->index);
    LLVMValueRef inlined;
    if (codegen_property(cg, i, &inlined)) {
        return inlined;
    }
    for (uint32_t k = 0; k < i->count; k++) {
        LLVMBuildStore(cg->builder, codegen_value(cg, i->values[k]),
                       element_address(cg, cg->values, 8ull * k));
    }
    LLVMValueRef arguments[12];
    unsigned count = (unsigned)strlen(signature) - 1;
    for (unsigned k = 0; k < count; k++) {
        arguments[k] = argument_emit(cg, &i->arguments[k], signature[k + 1]);
        bool key = k == 1 && (i->index == IMPORT_rt_get || i->index == IMPORT_rt_set);
        ir_ref ref = i->arguments[k].index;
        if (key && i->arguments[k].kind == ARG_REF &&
            cg->ir->instructions[ref].form == FORM_DOUBLE) {
            arguments[k] = codegen_key(cg, cg->results[ref]);
        }
    }
    LLVMValueRef result = codegen_call_checked(cg, i, i->index, arguments, count);
    if (signature[0] == 'I' && i->form == FORM_BOOL) {
        return LLVMBuildICmp(cg->builder, LLVMIntNE, result, codegen_i32(cg, 0), "");
    }
    if (signature[0] == 'V') {
        return codegen_convert(cg, result, FORM_VALUE, (enum ir_form)i->form);
    }
    return result;
}

void codegen_fuel(struct codegen *cg) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef rt = LLVMGetParam(cg->function, 0);
    LLVMValueRef left = LLVMBuildSub(b, LLVMBuildLoad2(b, cg->i64, rt, ""), codegen_i64(cg, 1), "");
    LLVMBuildStore(b, left, rt);
    LLVMValueRef empty = LLVMBuildICmp(b, LLVMIntSLT, left, codegen_i64(cg, 0), "");
    LLVMBasicBlockRef cold = codegen_block(cg);
    codegen_branch_cold(cg, empty, cold);
    LLVMBasicBlockRef here = LLVMGetInsertBlock(b);
    LLVMPositionBuilderAtEnd(b, cold);
    codegen_call_import(cg, IMPORT_rt_out_of_fuel, NULL, 0);
    LLVMBuildUnreachable(b);
    LLVMPositionBuilderAtEnd(b, here);
}

/* The stack pointer after the frame was made, against rt->stack_limit. */
static void stack_check(struct codegen *cg) {
    LLVMBuilderRef b = cg->builder;
    if (!cg->stack_save) {
        cg->stack_save_type = LLVMFunctionType(cg->pointer, NULL, 0, 0);
        cg->stack_save = LLVMAddFunction(cg->llvm, "llvm.stacksave.p0", cg->stack_save_type);
    }
    LLVMValueRef top = LLVMBuildCall2(b, cg->stack_save_type, cg->stack_save, NULL, 0, "");
    LLVMValueRef rt = LLVMGetParam(cg->function, 0);
    LLVMValueRef limit =
        LLVMBuildLoad2(b, cg->i64, element_address(cg, rt, offsetof(struct rt, stack_limit)), "");
    LLVMValueRef below =
        LLVMBuildICmp(b, LLVMIntULT, LLVMBuildPtrToInt(b, top, cg->i64, ""), limit, "");
    LLVMBasicBlockRef cold = codegen_block(cg);
    codegen_branch_cold(cg, below, cold);
    LLVMBasicBlockRef here = LLVMGetInsertBlock(b);
    LLVMPositionBuilderAtEnd(b, cold);
    LLVMBuildRet(b, codegen_call_import(cg, IMPORT_rt_stack_overflow, NULL, 0));
    LLVMPositionBuilderAtEnd(b, here);
}

void codegen_prologue(struct codegen *cg) {
    if (cg->ir->calls_code) {
        stack_check(cg);
    }
    codegen_fuel(cg);
}
