/*
 * compiler/codegen_function.c: one function: frame, blocks in dominance order, simple instructions.
 */
#include "compiler/codegen_internal.h"

LLVMValueRef codegen_i64(struct codegen *cg, uint64_t bits) {
    return LLVMConstInt(cg->i64, bits, 0);
}

LLVMValueRef codegen_i32(struct codegen *cg, uint32_t bits) {
    return LLVMConstInt(cg->i32, bits, 0);
}

LLVMBasicBlockRef codegen_block(struct codegen *cg) {
    return LLVMAppendBasicBlockInContext(cg->context, cg->function, "");
}

void codegen_branch_cold(struct codegen *cg, LLVMValueRef condition, LLVMBasicBlockRef cold) {
    LLVMBasicBlockRef go_on = codegen_block(cg);
    LLVMValueRef branch = LLVMBuildCondBr(cg->builder, condition, cold, go_on);
    LLVMSetMetadata(branch, cg->profile_kind, cg->unlikely);
    LLVMPositionBuilderAtEnd(cg->builder, go_on);
}

struct codegen_join codegen_join_open(struct codegen *cg, LLVMValueRef condition) {
    struct codegen_join join = {codegen_block(cg), codegen_block(cg), NULL, NULL};
    LLVMBasicBlockRef fast = codegen_block(cg);
    LLVMValueRef branch = LLVMBuildCondBr(cg->builder, condition, fast, join.slow);
    LLVMSetMetadata(branch, cg->profile_kind, cg->likely);
    LLVMPositionBuilderAtEnd(cg->builder, fast);
    return join;
}

void codegen_join_require(struct codegen *cg, const struct codegen_join *join,
                          LLVMValueRef condition) {
    LLVMBasicBlockRef fast = codegen_block(cg);
    LLVMValueRef branch = LLVMBuildCondBr(cg->builder, condition, fast, join->slow);
    LLVMSetMetadata(branch, cg->profile_kind, cg->likely);
    LLVMPositionBuilderAtEnd(cg->builder, fast);
}

void codegen_join_fast(struct codegen *cg, struct codegen_join *join, LLVMValueRef result) {
    join->fast = result;
    join->fast_end = LLVMGetInsertBlock(cg->builder);
    LLVMBuildBr(cg->builder, join->end);
    LLVMPositionBuilderAtEnd(cg->builder, join->slow);
}

LLVMValueRef codegen_join_close(struct codegen *cg, struct codegen_join *join, LLVMValueRef slow) {
    LLVMBasicBlockRef blocks[2] = {join->fast_end, LLVMGetInsertBlock(cg->builder)};
    LLVMBuildBr(cg->builder, join->end);
    LLVMPositionBuilderAtEnd(cg->builder, join->end);
    if (!slow) {
        return NULL;
    }
    LLVMValueRef phi = LLVMBuildPhi(cg->builder, LLVMTypeOf(slow), "");
    LLVMValueRef values[2] = {join->fast, slow};
    LLVMAddIncoming(phi, values, blocks, 2);
    return phi;
}

LLVMBasicBlockRef codegen_handler(struct codegen *cg, const struct ir_instruction *instruction) {
    if (instruction->handler != IR_NONE) {
        return cg->blocks[instruction->handler];
    }
    if (!cg->raise) {
        LLVMBasicBlockRef here = LLVMGetInsertBlock(cg->builder);
        cg->raise = codegen_block(cg);
        LLVMPositionBuilderAtEnd(cg->builder, cg->raise);
        LLVMBuildRet(cg->builder, codegen_i64(cg, VALUE_EXCEPTION));
        LLVMPositionBuilderAtEnd(cg->builder, here);
    }
    return cg->raise;
}

LLVMValueRef codegen_unbox_number(struct codegen *cg, LLVMValueRef bits) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef tag = LLVMBuildLShr(b, bits, codegen_i64(cg, TAG_SHIFT), "");
    LLVMValueRef is_int = LLVMBuildICmp(b, LLVMIntEQ, tag, codegen_i64(cg, TAG_INT), "");
    LLVMValueRef from_int = LLVMBuildSIToFP(b, LLVMBuildTrunc(b, bits, cg->i32, ""), cg->f64, "");
    LLVMValueRef as_double = LLVMBuildBitCast(b, bits, cg->f64, "");
    return LLVMBuildSelect(b, is_int, from_int, as_double, "");
}

LLVMValueRef codegen_truncate(struct codegen *cg, LLVMValueRef number) {
    LLVMValueRef any = LLVMBuildFPToSI(cg->builder, number, cg->i32, "");
    return LLVMBuildFreeze(cg->builder, any, "");
}

LLVMValueRef codegen_key(struct codegen *cg, LLVMValueRef number) {
    LLVMValueRef quick = codegen_truncate(cg, number);
    LLVMValueRef back = LLVMBuildSIToFP(cg->builder, quick, cg->f64, "");
    LLVMValueRef same = LLVMBuildFCmp(cg->builder, LLVMRealOEQ, back, number, "");
    return LLVMBuildSelect(cg->builder, same, codegen_convert(cg, quick, FORM_INT, FORM_VALUE),
                           codegen_convert(cg, number, FORM_DOUBLE, FORM_VALUE), "");
}

static LLVMValueRef box(struct codegen *cg, LLVMValueRef from, enum ir_form have) {
    LLVMBuilderRef b = cg->builder;
    switch (have) {
    case FORM_BOOL:
        return LLVMBuildOr(b, LLVMBuildZExt(b, from, cg->i64, ""), codegen_i64(cg, VALUE_FALSE),
                           "");
    case FORM_INT:
        return LLVMBuildOr(b, LLVMBuildZExt(b, from, cg->i64, ""),
                           codegen_i64(cg, TAG_INT << TAG_SHIFT), "");
    case FORM_DOUBLE: return LLVMBuildBitCast(b, from, cg->i64, "");
    default: return from;
    }
}

LLVMValueRef codegen_convert(struct codegen *cg, LLVMValueRef from, enum ir_form have,
                             enum ir_form want) {
    if (have == want) {
        return from;
    }
    if (want == FORM_VALUE) {
        return box(cg, from, have);
    }
    if (want == FORM_DOUBLE) {
        return have == FORM_INT ? LLVMBuildSIToFP(cg->builder, from, cg->f64, "")
                                : codegen_unbox_number(cg, from);
    }
    if (want == FORM_INT) { /* from FORM_VALUE known to be an int */
        return LLVMBuildTrunc(cg->builder, from, cg->i32, "");
    }
    /* FORM_BOOL from FORM_VALUE known to be a boolean */
    return LLVMBuildICmp(cg->builder, LLVMIntEQ, from, codegen_i64(cg, VALUE_TRUE), "");
}

static LLVMValueRef in_form(struct codegen *cg, ir_ref ref, enum ir_form want) {
    const struct ir_instruction *i = &cg->ir->instructions[ref];
    enum ir_form have = (enum ir_form)i->form;
    if (i->op == IR_STRING) { /* loaded where it is used: it needs no register until then */
        return codegen_convert(cg, codegen_constant(cg, i->index), FORM_VALUE, want);
    }
    return codegen_convert(cg, cg->results[ref], have, want);
}

LLVMValueRef codegen_value(struct codegen *cg, ir_ref ref) {
    return in_form(cg, ref, FORM_VALUE);
}

LLVMValueRef codegen_double(struct codegen *cg, ir_ref ref) {
    return in_form(cg, ref, FORM_DOUBLE);
}

LLVMValueRef codegen_int(struct codegen *cg, ir_ref ref) {
    return in_form(cg, ref, FORM_INT);
}

LLVMValueRef codegen_bool(struct codegen *cg, ir_ref ref) {
    return in_form(cg, ref, FORM_BOOL);
}

static LLVMTypeRef form_type(struct codegen *cg, enum ir_form form) {
    switch (form) {
    case FORM_BOOL: return cg->i1;
    case FORM_INT: return cg->i32;
    case FORM_DOUBLE: return cg->f64;
    case FORM_POINTER: return cg->pointer;
    default: return cg->i64;
    }
}

static LLVMValueRef number_constant(struct codegen *cg, const struct ir_instruction *i) {
    if (i->form == FORM_INT) {
        return codegen_i32(cg, (uint32_t)(int32_t)i->number);
    }
    return LLVMConstReal(cg->f64, i->number);
}

/* Parameter i of the machine code: rt, callee, this, argc, argv, new_target. */
static LLVMValueRef parameter(struct codegen *cg, unsigned i) {
    return LLVMGetParam(cg->function, i);
}

static LLVMValueRef argument_load(struct codegen *cg, uint32_t index) {
    LLVMBuilderRef b = cg->builder;
    LLVMBasicBlockRef before = LLVMGetInsertBlock(b);
    LLVMBasicBlockRef present = codegen_block(cg), join = codegen_block(cg);
    LLVMValueRef has = LLVMBuildICmp(b, LLVMIntUGT, parameter(cg, 3), codegen_i32(cg, index), "");
    LLVMBuildCondBr(b, has, present, join);
    LLVMPositionBuilderAtEnd(b, present);
    LLVMValueRef offset = codegen_i64(cg, 8ull * index);
    LLVMValueRef address = LLVMBuildGEP2(b, cg->i8, parameter(cg, 4), &offset, 1, "");
    LLVMValueRef loaded = LLVMBuildLoad2(b, cg->i64, address, "");
    LLVMBuildBr(b, join);
    LLVMPositionBuilderAtEnd(b, join);
    LLVMValueRef phi = LLVMBuildPhi(b, cg->i64, "");
    LLVMValueRef values[2] = {codegen_i64(cg, VALUE_UNDEFINED), loaded};
    LLVMBasicBlockRef blocks[2] = {before, present};
    LLVMAddIncoming(phi, values, blocks, 2);
    return phi;
}

/* A struct environment * from the 32-bit link at `offset` of the thing at `base`. */
static LLVMValueRef link_load(struct codegen *cg, LLVMValueRef base, uint64_t offset) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef at = codegen_i64(cg, offset);
    LLVMValueRef loaded =
        LLVMBuildLoad2(b, cg->i32, LLVMBuildGEP2(b, cg->i8, base, &at, 1, ""), "");
    LLVMValueRef address =
        LLVMBuildOr(b, LLVMBuildZExt(b, loaded, cg->i64, ""), codegen_i64(cg, WINDOW_BASE), "");
    return LLVMBuildIntToPtr(b, address, cg->pointer, "");
}

static LLVMValueRef slot_address(struct codegen *cg, LLVMValueRef environment, uint32_t slot) {
    LLVMValueRef at = codegen_i64(cg, offsetof(struct environment, slots) + 8ull * slot);
    return LLVMBuildGEP2(cg->builder, cg->i8, environment, &at, 1, "");
}

static LLVMValueRef environment_set(struct codegen *cg, const struct ir_instruction *i) {
    LLVMValueRef stored = codegen_value(cg, i->b);
    if (cg->options.time_module) {
        LLVMValueRef arguments[3] = {cg->results[i->a], codegen_i32(cg, i->index), stored};
        codegen_call_import(cg, IMPORT_rt_environment_set, arguments, 3);
    } else {
        LLVMBuildStore(cg->builder, stored, slot_address(cg, cg->results[i->a], i->index));
    }
    return NULL;
}

static LLVMValueRef variable_set(struct codegen *cg, const struct ir_instruction *i) {
    struct ir_variable *variable = &cg->ir->variables[i->index];
    LLVMBuildStore(cg->builder, in_form(cg, i->a, (enum ir_form)variable->form),
                   cg->variables[i->index]);
    return NULL;
}

static LLVMValueRef branch(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuildCondBr(cg->builder, codegen_bool(cg, i->a), cg->blocks[i->target[0]],
                    cg->blocks[i->target[1]]);
    return NULL;
}

static LLVMValueRef multiway(struct codegen *cg, const struct ir_instruction *i) {
    LLVMValueRef on = codegen_int(cg, i->a);
    LLVMValueRef node =
        LLVMBuildSwitch(cg->builder, on, cg->blocks[i->cases[i->count - 1]], i->count);
    for (uint32_t k = 0; k + 1 < i->count; k++) {
        LLVMAddCase(node, codegen_i32(cg, k), cg->blocks[i->cases[k]]);
    }
    return NULL;
}

static LLVMValueRef terminator(struct codegen *cg, const struct ir_instruction *i) {
    switch (i->op) {
    case IR_JUMP: LLVMBuildBr(cg->builder, cg->blocks[i->target[0]]); return NULL;
    case IR_BRANCH: return branch(cg, i);
    case IR_SWITCH: return multiway(cg, i);
    case IR_RETURN: LLVMBuildRet(cg->builder, codegen_value(cg, i->a)); return NULL;
    default: LLVMBuildBr(cg->builder, codegen_handler(cg, i)); return NULL;
    }
}

static LLVMValueRef callee_value(struct codegen *cg) {
    LLVMValueRef bits = LLVMBuildPtrToInt(cg->builder, parameter(cg, 1), cg->i64, "");
    return LLVMBuildOr(cg->builder, bits, codegen_i64(cg, TAG_OBJECT << TAG_SHIFT), "");
}

static LLVMValueRef instruction_emit(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuilderRef b = cg->builder;
    switch ((enum ir_op)i->op) {
    case IR_NUMBER: return number_constant(cg, i);
    case IR_NOTHING:
    case IR_STRING: return NULL;
    case IR_SPECIAL: return codegen_i64(cg, VALUE_SPECIAL(i->index));
    case IR_BOOLEAN: return LLVMConstInt(cg->i1, i->index, 0);
    case IR_COMPLETION: return codegen_i32(cg, i->index);
    case IR_GET:
        return LLVMBuildLoad2(b, form_type(cg, (enum ir_form)i->form), cg->variables[i->index], "");
    case IR_SET: return variable_set(cg, i);
    case IR_ARGUMENT: return argument_load(cg, i->index);
    case IR_THIS: return parameter(cg, 2);
    case IR_NEW_TARGET: return parameter(cg, 5);
    case IR_CALLEE: return callee_value(cg);
    case IR_CLOSURE_ENVIRONMENT:
        return link_load(cg, parameter(cg, 1), offsetof(struct function, environment));
    case IR_NULL_ENVIRONMENT: return LLVMConstNull(cg->pointer);
    case IR_ENVIRONMENT_PARENT:
        return link_load(cg, cg->results[i->a], offsetof(struct environment, parent));
    case IR_ENVIRONMENT_GET:
        return LLVMBuildLoad2(b, cg->i64, slot_address(cg, cg->results[i->a], i->index), "");
    case IR_ENVIRONMENT_SET: return environment_set(cg, i);
    case IR_ARITHMETIC: return codegen_arithmetic(cg, i);
    case IR_UNARY: return codegen_unary(cg, i);
    case IR_COMPARE: return codegen_compare(cg, i);
    case IR_EQUAL: return codegen_equal(cg, i);
    case IR_TO_BOOLEAN: return codegen_to_boolean(cg, i);
    case IR_NOT: return LLVMBuildNot(b, codegen_bool(cg, i->a), "");
    case IR_IS: return codegen_test(cg, i);
    case IR_CALL: return codegen_runtime_call(cg, i);
    case IR_OUT: return LLVMBuildLoad2(b, cg->i64, cg->outs[i->index], "");
    case IR_FUEL: codegen_fuel(cg); return NULL;
    case IR_JUMP:
    case IR_BRANCH:
    case IR_SWITCH:
    case IR_RETURN:
    case IR_RAISE: return terminator(cg, i);
    }
    return NULL;
}

/* --- order of blocks --- */

struct order {
    uint32_t *blocks; /* postorder */
    uint32_t count;
    uint32_t *stack;
    uint32_t depth;
    uint8_t *state; /* 0 new, 1 open, 2 done */
};

static void order_push(struct order *order, uint32_t block) {
    if (block != IR_NONE && order->state[block] == 0) {
        order->stack[order->depth++] = block;
    }
}

static void order_push_successors(struct order *order, const struct ir_function *ir,
                                  uint32_t block) {
    for (uint32_t at = ir->blocks[block].first; at != IR_NONE; at = ir->instructions[at].next) {
        const struct ir_instruction *i = &ir->instructions[at];
        order_push(order, i->handler);
        order_push(order, i->target[0]);
        order_push(order, i->target[1]);
        for (uint32_t k = 0; i->op == IR_SWITCH && k < i->count; k++) {
            order_push(order, i->cases[k]);
        }
    }
}

/* Depth-first postorder from the entry; its reverse visits dominators first. */
static void order_blocks(struct codegen *cg, struct order *order) {
    const struct ir_function *ir = cg->ir;
    size_t edges = ir->block_count + 3ull * ir->instruction_count + 1;
    for (uint32_t i = 0; i < ir->instruction_count; i++) {
        edges += ir->instructions[i].op == IR_SWITCH ? ir->instructions[i].count : 0;
    }
    order->blocks = arena_alloc_array(cg->module->arena, ir->block_count, sizeof(uint32_t));
    order->stack = arena_alloc_array(cg->module->arena, edges, sizeof(uint32_t));
    order->state = arena_alloc(cg->module->arena, ir->block_count);
    order_push(order, 0);
    while (order->depth > 0) {
        uint32_t block = order->stack[order->depth - 1];
        if (order->state[block] == 0) {
            order->state[block] = 1;
            order_push_successors(order, ir, block);
            continue;
        }
        order->depth--;
        if (order->state[block] == 1) {
            order->state[block] = 2;
            order->blocks[order->count++] = block;
        }
    }
}

static void frame_make(struct codegen *cg) {
    struct ir_function *ir = cg->ir;
    struct arena *arena = cg->module->arena;
    cg->variables = arena_alloc_array(arena, ir->variable_count + 1u, sizeof *cg->variables);
    for (uint32_t i = 0; i < ir->variable_count; i++) {
        cg->variables[i] =
            LLVMBuildAlloca(cg->builder, form_type(cg, (enum ir_form)ir->variables[i].form), "");
    }
    cg->outs = arena_alloc_array(arena, ir->out_count + 1u, sizeof *cg->outs);
    for (uint32_t i = 0; i < ir->out_count; i++) {
        cg->outs[i] = LLVMBuildAlloca(cg->builder, cg->i64, "");
    }
    cg->iterators = arena_alloc_array(arena, ir->iterator_count + 1u, sizeof *cg->iterators);
    for (uint32_t i = 0; i < ir->iterator_count; i++) {
        cg->iterators[i] =
            LLVMBuildAlloca(cg->builder, LLVMArrayType2(cg->i64, ABI_ITERATOR_SIZE / 8), "");
    }
    cg->values = LLVMBuildAlloca(cg->builder,
                                 LLVMArrayType2(cg->i64, ir->values_max ? ir->values_max : 1), "");
}

void codegen_function_body(struct codegen *cg, uint32_t index) {
    struct ir_function *ir = cg->module->functions[index];
    struct arena *arena = cg->module->arena;
    cg->ir = ir;
    cg->function = cg->functions[index];
    cg->raise = NULL;
    cg->results = arena_alloc_array(arena, ir->instruction_count + 1u, sizeof *cg->results);
    cg->blocks = arena_alloc_array(arena, ir->block_count, sizeof *cg->blocks);
    LLVMPositionBuilderAtEnd(cg->builder, codegen_block(cg));
    frame_make(cg);
    codegen_prologue(cg);
    struct order order = {0};
    order_blocks(cg, &order);
    for (uint32_t i = order.count; i-- > 0;) {
        cg->blocks[order.blocks[i]] = codegen_block(cg);
    }
    LLVMBuildBr(cg->builder, cg->blocks[0]);
    for (uint32_t i = order.count; i-- > 0;) {
        uint32_t block = order.blocks[i];
        LLVMPositionBuilderAtEnd(cg->builder, cg->blocks[block]);
        for (uint32_t at = ir->blocks[block].first; at != IR_NONE; at = ir->instructions[at].next) {
            cg->results[at] = instruction_emit(cg, &ir->instructions[at]);
            if (ir_is_terminator((enum ir_op)ir->instructions[at].op)) {
                break;
            }
        }
    }
}
