/*
 * compiler/regexp_native_code.c: the instructions of a program as machine code, in their order.
 * What each does is in runtime/text/regexp_code.h, and in regexp_match.c step by step the same.
 */
#include "compiler/regexp_native_internal.h"

static uint32_t instruction_words(const uint32_t *at) {
    switch ((enum regexp_operation)(at[0] & 0xff)) {
    case OP_EITHER:
    case OP_PEEK:
    case OP_PEEK_BACK:
    case OP_RESET:
    case OP_NEXT:
    case OP_AHEAD:
    case OP_BEHIND:
    case OP_LOOK_NOT: return 2;
    case OP_MOVED_MIN: return 3;
    case OP_LOOP:
    case OP_LOOP_LAZY:
    case OP_RUN:
    case OP_RUN_LAZY:
    case OP_RUN_ALL: return 4;
    case OP_UNITS:
    case OP_UNITS_FOLD:
        return regexp_units_words((enum regexp_operation)(at[0] & 0xff), at[0] >> 8);
    default: return 1;
    }
}

/* Whether an instruction may leave something on the stack. */
static bool pushes(const uint32_t *at) {
    switch ((enum regexp_operation)(at[0] & 0xff)) {
    case OP_SPLIT:
    case OP_SPLIT_FAR:
    case OP_SAVE:
    case OP_RESET:
    case OP_ZERO:
    case OP_LOOP:
    case OP_LOOP_LAZY:
    case OP_NEXT:
    case OP_LOOK:
    case OP_LOOK_NOT: return true;
    case OP_RUN:
    case OP_RUN_LAZY: return at[1] != at[2];
    default: return false;
    }
}

static void mark(struct native *n, uint32_t pc) {
    if (pc < n->code_count && !n->blocks[pc]) {
        n->blocks[pc] = native_block(n);
    }
}

void native_find_targets(struct native *n) {
    mark(n, 0);
    for (uint32_t pc = 0; pc < n->code_count; pc += instruction_words(n->code + pc)) {
        const uint32_t *at = n->code + pc;
        uint32_t next = pc + instruction_words(at);
        n->stacked = n->stacked || pushes(at);
        switch ((enum regexp_operation)(at[0] & 0xff)) {
        case OP_JUMP:
        case OP_PEEK:
        case OP_PEEK_BACK:
        case OP_SPLIT: mark(n, at[0] >> 8); break;
        case OP_SPLIT_FAR:
            mark(n, at[0] >> 8);
            mark(n, next);
            break;
        case OP_LOOP:
        case OP_LOOP_LAZY:
            mark(n, at[3]);
            mark(n, next);
            break;
        case OP_NEXT:
        case OP_LOOK_NOT: mark(n, at[1]); break;
        case OP_RUN:
        case OP_RUN_LAZY:
        case OP_RUN_ALL: mark(n, next); break;
        default: break;
        }
    }
}

static LLVMValueRef is_at(struct native *n, LLVMValueRef position, LLVMIntPredicate how,
                          LLVMValueRef other) {
    return native_compare(n, how, position, other);
}

/* Whether there is a unit behind, or before, the position. */
static LLVMValueRef is_there(struct native *n, LLVMValueRef position, bool back) {
    return back ? is_at(n, position, LLVMIntNE, codegen_i64(n->cg, 0))
                : is_at(n, position, LLVMIntULT, n->length);
}

/* Fails unless `count` more units are there; the position. */
static LLVMValueRef require_units(struct native *n, uint32_t count) {
    LLVMValueRef position = native_load(n, n->position);
    if (count == 1) {
        native_require(n, is_at(n, position, LLVMIntULT, n->length));
    } else {
        LLVMValueRef left = LLVMBuildSub(n->b, n->length, position, "");
        native_require(n, is_at(n, left, LLVMIntUGE, codegen_i64(n->cg, count)));
    }
    return position;
}

static void compare_unit(struct native *n, uint32_t unit, uint32_t other) {
    LLVMValueRef position = require_units(n, 1);
    LLVMValueRef found = native_unit(n, position);
    LLVMValueRef same;
    native_store(n, n->position, native_add(n, position, 1));
    if (unit != other && (unit ^ other) == 32) {
        found = LLVMBuildOr(n->b, found, codegen_i32(n->cg, 32), "");
        same = native_compare(n, LLVMIntEQ, found, codegen_i32(n->cg, unit | 32));
    } else {
        same = native_compare(n, LLVMIntEQ, found, codegen_i32(n->cg, unit));
        if (unit != other) {
            LLVMValueRef too = native_compare(n, LLVMIntEQ, found, codegen_i32(n->cg, other));
            same = LLVMBuildOr(n->b, same, too, "");
        }
    }
    native_require(n, same);
}

static void compare_unit_back(struct native *n, uint32_t unit) {
    LLVMValueRef position = native_load(n, n->position);
    native_require(n, is_at(n, position, LLVMIntNE, codegen_i64(n->cg, 0)));
    position = native_add(n, position, -1);
    native_store(n, n->position, position);
    native_require(
        n, native_compare(n, LLVMIntEQ, native_unit(n, position), codegen_i32(n->cg, unit)));
}

static void require_in_set(struct native *n, uint32_t set, bool back) {
    LLVMBasicBlockRef yes = native_block(n);
    LLVMValueRef position = native_load(n, n->position), next;
    if (back) {
        native_require(n, is_at(n, position, LLVMIntNE, codegen_i64(n->cg, 0)));
        position = next = native_add(n, position, -1);
    } else {
        native_require(n, is_at(n, position, LLVMIntULT, n->length));
        next = native_add(n, position, 1);
    }
    native_store(n, n->position, next);
    native_branch_in_set(n, set, native_unit(n, position), yes, n->fail);
    native_at(n, yes);
}

/* `bytes` bytes of the subject as one integer. */
static LLVMValueRef load_bytes(struct native *n, LLVMValueRef address, uint32_t at,
                               uint32_t bytes) {
    LLVMTypeRef type = LLVMIntTypeInContext(n->cg->context, bytes * 8);
    LLVMValueRef word = LLVMBuildLoad2(n->b, type, native_offset(n, address, at), "");
    LLVMSetAlignment(word, 1);
    return word;
}

/* Several units at once, where the processor may load from any address. */
static void compare_units(struct native *n, const uint32_t *units) {
    uint32_t count = regexp_units_count(units);
    native_spend_constant(n, count / 8);
    LLVMValueRef position = require_units(n, count);
    LLVMValueRef address = native_unit_address(n, position);
    uint32_t most = n->cg->options.target == TARGET_RISCV64 ? 1 : 8;
    for (uint32_t i = 0; i < count;) {
        uint32_t bytes = most;
        while (bytes > count - i) {
            bytes /= 2;
        }
        uint64_t expected = 0, fold = 0;
        bool possible = true;
        for (uint32_t k = 0; k < bytes; k++) {
            uint64_t unit = regexp_units_at(units, i + k);
            fold |= (uint64_t)regexp_units_fold(units, i + k) << (k * 8);
            possible = possible && unit < 256;
            expected |= unit << (k * 8);
        }
        LLVMValueRef found = load_bytes(n, address, i, bytes), same;
        LLVMTypeRef type = LLVMTypeOf(found);
        if (fold != 0) {
            found = LLVMBuildOr(n->b, found, LLVMConstInt(type, fold, 0), "");
        }
        same = possible ? native_compare(n, LLVMIntEQ, found, LLVMConstInt(type, expected, 0))
                        : LLVMConstInt(n->cg->i1, 0, 0);
        native_require(n, same);
        i += bytes;
    }
    native_store(n, n->position, native_add(n, position, count));
}

static LLVMValueRef is_line_end(struct native *n, LLVMValueRef unit) {
    LLVMValueRef feed = native_compare(n, LLVMIntEQ, unit, codegen_i32(n->cg, '\n'));
    LLVMValueRef back = native_compare(n, LLVMIntEQ, unit, codegen_i32(n->cg, '\r'));
    return LLVMBuildOr(n->b, feed, back, "");
}

/* Goes on at the edge of the subject, or where the unit at `at` ends a line. */
static void require_line_edge(struct native *n, LLVMValueRef at_edge, LLVMValueRef at) {
    LLVMBasicBlockRef look = native_block(n), good = native_block(n);
    native_branch(n, at_edge, good, look);
    native_at(n, look);
    native_branch(n, is_line_end(n, native_unit(n, at)), good, n->fail);
    native_at(n, good);
}

/* Whether a word character stands at `at`, where `inside` holds. */
static LLVMValueRef is_word(struct native *n, uint32_t set, LLVMValueRef inside, LLVMValueRef at) {
    LLVMBasicBlockRef first = LLVMGetInsertBlock(n->b), look = native_block(n),
                      done = native_block(n);
    native_branch(n, inside, look, done);
    native_at(n, look);
    LLVMValueRef in = native_in_set(n, set, native_unit(n, at));
    LLVMBasicBlockRef looked = LLVMGetInsertBlock(n->b);
    native_jump(n, done);
    native_at(n, done);
    LLVMValueRef result = LLVMBuildPhi(n->b, n->cg->i1, "");
    LLVMValueRef values[2] = {LLVMConstInt(n->cg->i1, 0, 0), in};
    LLVMBasicBlockRef blocks[2] = {first, looked};
    LLVMAddIncoming(result, values, blocks, 2);
    return result;
}

static void word_edge(struct native *n, uint32_t set, bool edge) {
    LLVMValueRef position = native_load(n, n->position), before = native_add(n, position, -1);
    LLVMValueRef started = is_at(n, position, LLVMIntNE, codegen_i64(n->cg, 0));
    LLVMValueRef left = is_word(n, set, started, before);
    LLVMValueRef more = is_at(n, position, LLVMIntULT, n->length);
    LLVMValueRef right = is_word(n, set, more, position);
    native_require(n, native_compare(n, edge ? LLVMIntNE : LLVMIntEQ, left, right));
}

static void reset(struct native *n, uint32_t first, uint32_t end) {
    LLVMBasicBlockRef top = native_block(n), set = native_block(n), next = native_block(n),
                      done = native_block(n);
    struct codegen *cg = n->cg;
    native_spend_constant(n, 1 + (end - first) / 8);
    native_store(n, n->scan, codegen_i64(cg, first));
    native_jump(n, top);
    native_at(n, top);
    LLVMValueRef index = native_load(n, n->scan);
    LLVMValueRef address = LLVMBuildGEP2(n->b, cg->i32, n->registers, &index, 1, "");
    LLVMValueRef old = LLVMBuildLoad2(n->b, cg->i32, address, "");
    LLVMValueRef unset = codegen_i32(cg, REGEXP_UNSET);
    native_branch(n, native_compare(n, LLVMIntNE, old, unset), set, next);
    native_at(n, set);
    LLVMBuildStore(n->b, unset, address);
    LLVMValueRef what = LLVMBuildOr(n->b, LLVMBuildTrunc(n->b, index, cg->i32, ""),
                                    codegen_i32(cg, REGEXP_UNDO), "");
    native_push(n, what, LLVMBuildZExt(n->b, old, cg->i64, ""));
    native_jump(n, next);
    native_at(n, next);
    index = native_add(n, index, 1);
    native_store(n, n->scan, index);
    native_branch(n, native_compare(n, LLVMIntULT, index, codegen_i64(cg, end)), top, done);
    native_at(n, done);
}

static void push_choice(struct native *n, LLVMBasicBlockRef block, LLVMValueRef position) {
    native_push(n, native_resume(n, block), position);
}

/* LOOP, LOOP_LAZY: one more iteration, or what follows. Ends the block. */
static void loop(struct native *n, const uint32_t *at, LLVMBasicBlockRef body) {
    struct codegen *cg = n->cg;
    LLVMBasicBlockRef enough = native_block(n), open = native_block(n), end = n->blocks[at[3]];
    bool lazy = (at[0] & 0xff) == OP_LOOP_LAZY;
    native_spend_constant(n, 1);
    LLVMValueRef count = native_register(n, at[0] >> 8);
    native_branch(n, native_compare(n, LLVMIntULT, count, codegen_i64(cg, at[1])), body, enough);
    native_at(n, enough);
    native_branch(n, native_compare(n, LLVMIntUGE, count, codegen_i64(cg, at[2])), end, open);
    native_at(n, open);
    push_choice(n, lazy ? body : end, native_load(n, n->position));
    native_jump(n, lazy ? end : body);
}

static void look(struct native *n, uint32_t number) {
    native_spend_constant(n, 1);
    native_save(n, number, native_load(n, n->position));
    native_save(n, number + 1, codegen_i64(n->cg, 0));
    native_set_register(n, number + 1, native_height(n));
}

static LLVMValueRef call_stack(struct native *n, uint32_t import, LLVMValueRef height) {
    LLVMValueRef arguments[3] = {n->machine, height, native_load(n, n->top)};
    return codegen_call_import(n->cg, import, arguments, 3);
}

static void look_end(struct native *n, uint32_t number) {
    struct codegen *cg = n->cg;
    LLVMBasicBlockRef some = native_block(n), done = native_block(n);
    native_store(n, n->position, native_register(n, number));
    LLVMValueRef height = native_register(n, number + 1);
    LLVMValueRef words = LLVMBuildSub(n->b, native_height(n), height, "");
    LLVMValueRef cost = LLVMBuildLShr(n->b, words, codegen_i64(cg, 4), "");
    native_spend(n, native_add(n, cost, 1));
    native_branch(n, native_compare(n, LLVMIntNE, words, codegen_i64(cg, 0)), some, done);
    native_at(n, some);
    native_store(n, n->top, call_stack(n, IMPORT_rt_regexp_keep, height));
    native_jump(n, done);
    native_at(n, done);
}

static void look_not(struct native *n, const uint32_t *at) {
    uint32_t number = at[0] >> 8;
    native_spend_constant(n, 1);
    native_save(n, number + 1, codegen_i64(n->cg, 0));
    native_set_register(n, number + 1, native_height(n));
    push_choice(n, n->blocks[at[1]], native_load(n, n->position));
}

static void refer(struct native *n, uint32_t number, bool back) {
    struct codegen *cg = n->cg;
    LLVMValueRef position = native_load(n, n->position);
    LLVMValueRef arguments[4] = {n->machine, position, codegen_i32(cg, number),
                                 codegen_i32(cg, back)};
    LLVMValueRef end = codegen_call_import(cg, IMPORT_rt_regexp_refer, arguments, 4);
    native_require(n, native_compare(n, LLVMIntSGE, end, codegen_i64(cg, 0)));
    LLVMValueRef moved =
        back ? LLVMBuildSub(n->b, position, end, "") : LLVMBuildSub(n->b, end, position, "");
    native_spend(n, native_add(n, moved, 1));
    native_store(n, n->position, end);
}

static void moved(struct native *n, const uint32_t *at) {
    LLVMValueRef stored = native_register(n, at[0] >> 8);
    LLVMValueRef good = native_compare(n, LLVMIntNE, stored, native_load(n, n->position));
    if ((at[0] & 0xff) == OP_MOVED_MIN) {
        LLVMValueRef count = native_register(n, at[1]);
        LLVMValueRef few = native_compare(n, LLVMIntULT, count, codegen_i64(n->cg, at[2]));
        good = LLVMBuildOr(n->b, good, few, "");
    }
    native_require(n, good);
}

static void peek(struct native *n, const uint32_t *at) {
    LLVMBasicBlockRef look = native_block(n), fits = native_block(n), other = native_block(n);
    bool back = (at[0] & 0xff) == OP_PEEK_BACK;
    LLVMValueRef position = native_load(n, n->position);
    native_branch(n, is_there(n, position, back), look, other);
    native_at(n, look);
    native_branch_in_set(n, at[1], native_unit(n, native_add(n, position, back ? -1 : 0)), fits,
                         other);
    native_at(n, other);
    native_spend_constant(n, 1);
    native_jump(n, n->blocks[at[0] >> 8]);
    native_at(n, fits);
}

/* AHEAD, BEHIND. */
static void adjacent(struct native *n, const uint32_t *at) {
    bool back = (at[0] & 0xff) == OP_BEHIND, negative = at[1] != 0;
    LLVMBasicBlockRef look = native_block(n), good = native_block(n);
    LLVMValueRef position = native_load(n, n->position);
    native_branch(n, is_there(n, position, back), look, negative ? good : n->fail);
    native_at(n, look);
    native_branch_in_set(n, at[0] >> 8, native_unit(n, native_add(n, position, back ? -1 : 0)),
                         negative ? n->fail : good, negative ? good : n->fail);
    native_at(n, good);
}

/* What reads or looks at a character, and goes on behind it. */
static void character_instruction(struct native *n, const uint32_t *at) {
    uint32_t a = at[0] >> 8;
    LLVMValueRef zero = codegen_i64(n->cg, 0), position = native_load(n, n->position);
    switch ((enum regexp_operation)(at[0] & 0xff)) {
    case OP_UNIT: compare_unit(n, a, a); break;
    case OP_UNIT_BACK: compare_unit_back(n, a); break;
    case OP_EITHER: compare_unit(n, a, at[1]); break;
    case OP_UNITS:
    case OP_UNITS_FOLD: compare_units(n, at); break;
    case OP_POINT: /* never a Latin-1 unit */
    case OP_POINT_BACK: native_require(n, LLVMConstInt(n->cg->i1, 0, 0)); break;
    case OP_SET: require_in_set(n, a, false); break;
    case OP_SET_BACK: require_in_set(n, a, true); break;
    case OP_LINE_START:
        require_line_edge(n, is_at(n, position, LLVMIntEQ, zero), native_add(n, position, -1));
        break;
    case OP_LINE_END:
        require_line_edge(n, is_at(n, position, LLVMIntEQ, n->length), position);
        break;
    case OP_TEXT_START: native_require(n, is_at(n, position, LLVMIntEQ, zero)); break;
    case OP_TEXT_END: native_require(n, is_at(n, position, LLVMIntEQ, n->length)); break;
    case OP_AHEAD:
    case OP_BEHIND: adjacent(n, at); break;
    case OP_WORD_EDGE: word_edge(n, a, true); break;
    case OP_NO_WORD_EDGE: word_edge(n, a, false); break;
    case OP_REFERENCE: refer(n, a, false); break;
    case OP_REFERENCE_BACK: refer(n, a, true); break;
    default: break;
    }
}

/* One instruction. False if it ends the block: what follows is reached by jumps alone. */
static bool instruction(struct native *n, const uint32_t *at, uint32_t next,
                        LLVMBasicBlockRef match) {
    uint32_t a = at[0] >> 8;
    switch ((enum regexp_operation)(at[0] & 0xff)) {
    case OP_MATCH: native_jump(n, match); return false;
    case OP_SPEND: native_spend_constant(n, a); return true;
    case OP_JUMP:
        native_spend_constant(n, 1);
        native_jump(n, n->blocks[a]);
        return false;
    case OP_SPLIT:
        native_spend_constant(n, 1);
        push_choice(n, n->blocks[a], native_load(n, n->position));
        return true;
    case OP_SPLIT_FAR:
        native_spend_constant(n, 1);
        push_choice(n, n->blocks[next], native_load(n, n->position));
        native_jump(n, n->blocks[a]);
        return false;
    case OP_PEEK:
    case OP_PEEK_BACK: peek(n, at); return true;
    case OP_STORE: native_set_register(n, a, native_load(n, n->position)); return true;
    case OP_SAVE: native_save(n, a, native_load(n, n->position)); return true;
    case OP_RESET: reset(n, a, at[1]); return true;
    case OP_ZERO: native_save(n, a, codegen_i64(n->cg, 0)); return true;
    case OP_LOOP:
    case OP_LOOP_LAZY: loop(n, at, n->blocks[next]); return false;
    case OP_NEXT:
        native_spend_constant(n, 1);
        native_save(n, a, native_add(n, native_register(n, a), 1));
        native_jump(n, n->blocks[at[1]]);
        return false;
    case OP_MOVED:
    case OP_MOVED_MIN: moved(n, at); return true;
    case OP_LOOK: look(n, a); return true;
    case OP_LOOK_END: look_end(n, a); return true;
    case OP_LOOK_NOT: look_not(n, at); return true;
    case OP_LOOK_NOT_END:
        native_store(n, n->top, call_stack(n, IMPORT_rt_regexp_undo, native_register(n, a + 1)));
        native_jump(n, n->fail);
        return false;
    case OP_RUN:
    case OP_RUN_LAZY:
    case OP_RUN_ALL: native_run(n, at, n->blocks[next]); return false;
    default: character_instruction(n, at); return true;
    }
}

void native_instructions(struct native *n, LLVMBasicBlockRef match) {
    bool open = false;
    for (uint32_t pc = 0; pc < n->code_count;) {
        const uint32_t *at = n->code + pc;
        uint32_t next = pc + instruction_words(at);
        if (n->blocks[pc]) {
            if (open) {
                native_jump(n, n->blocks[pc]);
            }
            native_at(n, n->blocks[pc]);
            open = true;
        }
        if (open) { /* else nothing leads here */
            open = instruction(n, at, next, match);
        }
        pc = next;
    }
}
