/*
 * compiler/regexp_native_set.c: reading units of the subject; tests whether one is in a set, by
 * comparing where the set is a few ranges, else by the program's tables.
 */
#include "compiler/regexp_native_internal.h"

LLVMValueRef native_unit_address(struct native *n, LLVMValueRef at) {
    return LLVMBuildGEP2(n->b, n->cg->i8, n->units, &at, 1, "");
}

LLVMValueRef native_unit(struct native *n, LLVMValueRef at) {
    LLVMValueRef unit = LLVMBuildLoad2(n->b, n->cg->i8, native_unit_address(n, at), "");
    return LLVMBuildZExt(n->b, unit, n->cg->i32, "");
}

enum { RANGES_MOST = 3 };

struct ranges {
    uint32_t first[RANGES_MOST + 1], last[RANGES_MOST + 1];
    uint32_t count; /* RANGES_MOST + 1: too many */
};

static void range_add(struct ranges *ranges, uint32_t first, uint32_t last) {
    if (ranges->count > 0 && ranges->count <= RANGES_MOST &&
        ranges->last[ranges->count - 1] + 1 == first) {
        ranges->last[ranges->count - 1] = last;
    } else if (ranges->count <= RANGES_MOST) {
        ranges->first[ranges->count] = first;
        ranges->last[ranges->count] = last;
        ranges->count++;
    }
}

/* The ranges of units 0 to 255 that are, or are not, in the set. */
static void ranges_find(const uint32_t *set, bool in, struct ranges *out) {
    for (uint32_t unit = 0; unit < 256; unit++) {
        if (((set[unit / 32] >> unit % 32 & 1) != 0) == in) {
            range_add(out, unit, unit);
        }
    }
}

static LLVMValueRef range_test(struct native *n, LLVMValueRef point, uint32_t first,
                               uint32_t last) {
    if (first == last) {
        return native_compare(n, LLVMIntEQ, point, codegen_i32(n->cg, first));
    }
    if (first > 0) {
        point = LLVMBuildSub(n->b, point, codegen_i32(n->cg, first), "");
    }
    return native_compare(n, LLVMIntULE, point, codegen_i32(n->cg, last - first));
}

/* One letter or range of letters in both cases. */
static bool is_letters(const struct ranges *ranges) {
    return ranges->count == 2 && ranges->first[0] + 32 == ranges->first[1] &&
           ranges->last[0] + 32 == ranges->last[1] && (ranges->first[0] & 32) == 0 &&
           (ranges->last[0] & 32) == 0 && ranges->first[0] / 64 == ranges->last[0] / 64;
}

/* Whether the point is in one of the ranges, or (if `not`) in none. */
static LLVMValueRef ranges_test(struct native *n, LLVMValueRef point, const struct ranges *ranges,
                                bool not) {
    LLVMValueRef result = NULL;
    if (is_letters(ranges)) {
        point = LLVMBuildOr(n->b, point, codegen_i32(n->cg, 32), "");
        result = range_test(n, point, ranges->first[1], ranges->last[1]);
    } else {
        for (uint32_t i = 0; i < ranges->count; i++) {
            LLVMValueRef one = range_test(n, point, ranges->first[i], ranges->last[i]);
            result = result ? LLVMBuildOr(n->b, result, one, "") : one;
        }
    }
    result = result ? result : LLVMConstInt(n->cg->i1, 0, 0);
    return not ? LLVMBuildNot(n->b, result, "") : result;
}

/* Looks the unit up in the set's bits. */
static LLVMValueRef bits_test(struct native *n, uint32_t set, LLVMValueRef unit) {
    struct codegen *cg = n->cg;
    LLVMValueRef word = LLVMBuildLShr(n->b, unit, codegen_i32(cg, 5), "");
    LLVMValueRef index = LLVMBuildZExt(n->b, word, cg->i64, "");
    LLVMValueRef address = native_offset(n, n->table, 4 * (int64_t)set);
    address = LLVMBuildGEP2(n->b, cg->i32, address, &index, 1, "");
    LLVMValueRef bits = LLVMBuildLoad2(n->b, cg->i32, address, "");
    LLVMValueRef shift = LLVMBuildAnd(n->b, unit, codegen_i32(cg, 31), "");
    return LLVMBuildTrunc(n->b, LLVMBuildLShr(n->b, bits, shift, ""), cg->i1, "");
}

void native_branch_in_set(struct native *n, uint32_t set, LLVMValueRef unit, LLVMBasicBlockRef yes,
                          LLVMBasicBlockRef no) {
    struct ranges in = {.count = 0}, out = {.count = 0};
    LLVMValueRef test;
    ranges_find(n->words + set, true, &in);
    ranges_find(n->words + set, false, &out);
    if (in.count <= RANGES_MOST) {
        test = ranges_test(n, unit, &in, false);
    } else if (out.count <= RANGES_MOST) {
        test = ranges_test(n, unit, &out, true);
    } else {
        test = bits_test(n, set, unit);
    }
    native_branch(n, test, yes, no);
}

LLVMValueRef native_in_set(struct native *n, uint32_t set, LLVMValueRef unit) {
    LLVMBasicBlockRef yes = native_block(n), no = native_block(n), done = native_block(n);
    native_branch_in_set(n, set, unit, yes, no);
    native_at(n, yes);
    native_jump(n, done);
    native_at(n, no);
    native_jump(n, done);
    native_at(n, done);
    LLVMValueRef result = LLVMBuildPhi(n->b, n->cg->i1, "");
    LLVMValueRef values[2] = {LLVMConstInt(n->cg->i1, 1, 0), LLVMConstInt(n->cg->i1, 0, 0)};
    LLVMBasicBlockRef blocks[2] = {yes, no};
    LLVMAddIncoming(result, values, blocks, 2);
    return result;
}
