/*
 * compiler/regexp_native_run.c: loops over single characters: RUN, RUN_LAZY, RUN_ALL.
 *
 * Characters are tested one after the other without touching the stack; one entry of two halves
 * remembers how far the loop may go back, or on.
 */
#include "compiler/regexp_native_internal.h"

struct run {
    uint32_t set, min, max, follow;
    bool lazy, all;
    LLVMBasicBlockRef after; /* where a match goes on */
};

static bool is_endless(const struct run *run) {
    return run->max == REGEXP_UNSET;
}

/* Takes characters from `scan` on until one is not in the set, none is left, or (unless `most` is
 * REGEXP_UNSET) `most` were taken; then goes to `done`. */
static void take(struct native *n, const struct run *run, uint32_t most, LLVMBasicBlockRef done) {
    LLVMValueRef end = n->length;
    if (most != REGEXP_UNSET) {
        LLVMValueRef bound = native_add(n, native_load(n, n->scan), most);
        LLVMValueRef inside = native_compare(n, LLVMIntULT, bound, n->length);
        end = LLVMBuildSelect(n->b, inside, bound, n->length, "");
    }
    LLVMBasicBlockRef top = native_block(n), test = native_block(n), good = native_block(n);
    native_jump(n, top);
    native_at(n, top);
    LLVMValueRef at = native_load(n, n->scan);
    native_branch(n, native_compare(n, LLVMIntULT, at, end), test, done);
    native_at(n, test);
    native_branch_in_set(n, run->set, native_unit(n, at), good, done);
    native_at(n, good);
    native_store(n, n->scan, native_add(n, at, 1));
    native_jump(n, top);
}

/* Exactly `min` characters, of which there are as many units at least. */
static void run_exact(struct native *n, const struct run *run) {
    enum { UNROLL_MOST = 4 };
    LLVMValueRef position = native_load(n, n->position);
    native_spend_constant(n, run->min + 1);
    if (run->min <= UNROLL_MOST) {
        for (uint32_t i = 0; i < run->min; i++) {
            LLVMBasicBlockRef next = native_block(n);
            native_branch_in_set(n, run->set, native_unit(n, native_add(n, position, i)), next,
                                 n->fail);
            native_at(n, next);
        }
        native_store(n, n->position, native_add(n, position, run->min));
        native_jump(n, run->after);
        return;
    }
    LLVMBasicBlockRef taken = native_block(n);
    native_store(n, n->scan, position);
    take(n, run, run->min, taken);
    native_at(n, taken);
    LLVMValueRef end = native_add(n, position, run->min);
    native_require(n, native_compare(n, LLVMIntEQ, native_load(n, n->scan), end));
    native_store(n, n->position, end);
    native_jump(n, run->after);
}

/* What was taken since `from`, and `more`, costs fuel. */
static void spend_moved(struct native *n, int64_t more) {
    LLVMValueRef moved = LLVMBuildSub(n->b, native_load(n, n->scan), native_load(n, n->from), "");
    native_spend(n, more ? native_add(n, moved, more) : moved);
}

/* Goes to `yes` if what follows the loop can start at `scan`. */
static void branch_can_follow(struct native *n, const struct run *run, LLVMBasicBlockRef yes,
                              LLVMBasicBlockRef no) {
    if (run->follow == 0) {
        native_jump(n, yes);
        return;
    }
    LLVMBasicBlockRef test = native_block(n);
    LLVMValueRef at = native_load(n, n->scan);
    native_branch(n, native_compare(n, LLVMIntULT, at, n->length), test, no);
    native_at(n, test);
    native_branch_in_set(n, run->follow, native_unit(n, at), yes, no);
}

/* Gives characters back, from `scan` down to `left`, until what follows can start; remembers the rest.
 */
static void settle_greedy(struct native *n, const struct run *run, LLVMBasicBlockRef settle,
                          LLVMValueRef number) {
    LLVMBasicBlockRef fits = native_block(n), back = native_block(n), step = native_block(n),
                      keep = native_block(n);
    native_at(n, settle);
    branch_can_follow(n, run, fits, back);
    native_at(n, back);
    if (run->follow == 0) {
        LLVMBuildUnreachable(n->b);
        native_at(n, step);
        LLVMBuildUnreachable(n->b);
    } else {
        LLVMValueRef at = native_load(n, n->scan), low = native_load(n, n->left);
        native_branch(n, native_compare(n, LLVMIntEQ, at, low), n->fail, step);
        native_at(n, step);
        native_store(n, n->scan, native_add(n, at, -1));
        native_jump(n, settle);
    }
    native_at(n, fits);
    LLVMValueRef at = native_load(n, n->scan), low = native_load(n, n->left);
    native_store(n, n->position, at);
    native_branch(n, native_compare(n, LLVMIntUGT, at, low), keep, run->after);
    native_at(n, keep);
    native_push(n, codegen_i32(n->cg, 0), low);
    native_push_more(n, number, at);
    native_jump(n, run->after);
}

/* Goes back to a loop: takes its entry's other half into `left`. The position is `scan`. */
static void resume_entry(struct native *n) {
    LLVMValueRef top = native_offset(n, native_load(n, n->top), -8);
    native_store(n, n->top, top);
    LLVMValueRef content = LLVMBuildLoad2(n->b, n->cg->i32, native_offset(n, top, 4), "");
    native_store(n, n->left, LLVMBuildZExt(n->b, content, n->cg->i64, ""));
    native_store(n, n->scan, native_load(n, n->position));
}

static void run_greedy(struct native *n, const struct run *run) {
    LLVMBasicBlockRef taken = native_block(n);
    LLVMValueRef start = native_load(n, n->position);
    native_store(n, n->scan, start);
    native_store(n, n->from, start);
    take(n, run, run->max, taken);
    native_at(n, taken);
    spend_moved(n, 1);
    LLVMValueRef low = native_add(n, start, run->min);
    if (run->min > 0) {
        native_require(n, native_compare(n, LLVMIntUGE, native_load(n, n->scan), low));
    }
    if (run->all) {
        native_store(n, n->position, native_load(n, n->scan));
        native_jump(n, run->after);
        return;
    }
    LLVMBasicBlockRef settle = native_block(n), resume = native_block(n);
    native_store(n, n->left, low);
    native_jump(n, settle);
    settle_greedy(n, run, settle, native_resume(n, resume));
    native_at(n, resume);
    resume_entry(n);
    native_store(n, n->scan, native_add(n, native_load(n, n->scan), -1));
    native_jump(n, settle);
}

/* Takes one more character, if it can, and comes back to `more`; else goes to `none`. */
static void take_one(struct native *n, const struct run *run, LLVMBasicBlockRef more,
                     LLVMBasicBlockRef none) {
    LLVMBasicBlockRef test = native_block(n), good = native_block(n);
    LLVMValueRef at = native_load(n, n->scan);
    native_branch(n, native_compare(n, LLVMIntULT, at, n->length), test, none);
    native_at(n, test);
    native_branch_in_set(n, run->set, native_unit(n, at), good, none);
    native_at(n, good);
    native_store(n, n->scan, native_add(n, at, 1));
    if (!is_endless(run)) {
        native_store(n, n->left, native_add(n, native_load(n, n->left), -1));
    }
    native_jump(n, more);
}

static void run_lazy(struct native *n, const struct run *run) {
    struct codegen *cg = n->cg;
    LLVMBasicBlockRef more = native_block(n), fits = native_block(n), unfit = native_block(n),
                      taking = native_block(n), stuck = native_block(n), keep = native_block(n),
                      resume = native_block(n), enough = native_block(n);
    LLVMValueRef start = native_load(n, n->position), number = native_resume(n, resume);
    native_store(n, n->scan, start);
    native_store(n, n->from, start);
    native_spend_constant(n, 1);
    if (run->min > 0) {
        LLVMBasicBlockRef taken = native_block(n);
        LLVMValueRef low = native_add(n, start, run->min);
        take(n, run, run->min, taken);
        native_at(n, taken);
        native_branch(n, native_compare(n, LLVMIntUGE, native_load(n, n->scan), low), enough,
                      stuck);
        native_at(n, enough);
    }
    native_store(n, n->left, codegen_i64(cg, is_endless(run) ? run->max : run->max - run->min));
    native_jump(n, more);
    if (run->min == 0) {
        native_at(n, enough);
        LLVMBuildUnreachable(n->b);
    }
    native_at(n, more);
    branch_can_follow(n, run, fits, unfit);
    native_at(n, unfit);
    if (is_endless(run)) {
        native_jump(n, taking);
    } else {
        LLVMValueRef left = native_load(n, n->left);
        native_branch(n, native_compare(n, LLVMIntNE, left, codegen_i64(cg, 0)), taking, stuck);
    }
    native_at(n, taking);
    take_one(n, run, more, stuck);
    native_at(n, stuck);
    spend_moved(n, 0);
    native_jump(n, n->fail);
    native_at(n, fits);
    spend_moved(n, 0);
    LLVMValueRef at = native_load(n, n->scan), left = native_load(n, n->left);
    native_store(n, n->position, at);
    native_branch(n, native_compare(n, LLVMIntNE, left, codegen_i64(cg, 0)), keep, run->after);
    native_at(n, keep);
    native_push(n, codegen_i32(cg, 0), left);
    native_push_more(n, number, at);
    native_jump(n, run->after);
    native_at(n, resume);
    resume_entry(n);
    native_store(n, n->from, native_load(n, n->scan));
    native_jump(n, taking);
}

void native_run(struct native *n, const uint32_t *words, LLVMBasicBlockRef after) {
    uint32_t operation = words[0] & 0xff;
    struct run run = {.set = words[0] >> 8,
                      .min = words[1],
                      .max = words[2],
                      .follow = words[3],
                      .lazy = operation == OP_RUN_LAZY,
                      .all = operation == OP_RUN_ALL,
                      .after = after};
    if (run.min > 0) {
        LLVMValueRef left = LLVMBuildSub(n->b, n->length, native_load(n, n->position), "");
        native_require(n, native_compare(n, LLVMIntUGE, left, codegen_i64(n->cg, run.min)));
    }
    if (run.min == run.max) {
        run_exact(n, &run);
    } else if (run.lazy) {
        run_lazy(n, &run);
    } else {
        run_greedy(n, &run);
    }
}
