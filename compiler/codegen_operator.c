/*
 * compiler/codegen_operator.c: operators: machine arithmetic where the types allow it, inline fast
 * paths inside loops, calls of the runtime for the rest.
 *
 * Numbers are added, subtracted, multiplied and divided as doubles, which is what the language
 * defines; bit operations work on int32.
 */
#include "compiler/codegen_internal.h"

static bool is_number(const struct codegen *cg, ir_ref ref) {
    uint16_t known = cg->ir->instructions[ref].known;
    return known != 0 && (known & ~KNOWN_NUMBER) == 0;
}

static bool may_be_number(const struct codegen *cg, ir_ref ref) {
    return (cg->ir->instructions[ref].known & KNOWN_NUMBER) != 0;
}

static enum ir_form form_of(const struct codegen *cg, ir_ref ref) {
    return (enum ir_form)cg->ir->instructions[ref].form;
}

/* True when boxed `bits` are a number: the tag space of numbers lies lowest. */
static LLVMValueRef test_number(struct codegen *cg, LLVMValueRef bits) {
    return LLVMBuildICmp(cg->builder, LLVMIntULT, bits, codegen_i64(cg, TAG_SPECIAL << TAG_SHIFT),
                         "");
}

static LLVMValueRef test_int(struct codegen *cg, LLVMValueRef bits) {
    LLVMValueRef tag = LLVMBuildLShr(cg->builder, bits, codegen_i64(cg, TAG_SHIFT), "");
    return LLVMBuildICmp(cg->builder, LLVMIntEQ, tag, codegen_i64(cg, TAG_INT), "");
}

/* The condition that both operands pass `test`; NULL when that is known already. */
static LLVMValueRef test_both(struct codegen *cg, ir_ref a, ir_ref b, bool a_known, bool b_known,
                              LLVMValueRef (*test)(struct codegen *, LLVMValueRef)) {
    LLVMValueRef first = a_known ? NULL : test(cg, codegen_value(cg, a));
    LLVMValueRef second = b_known ? NULL : test(cg, codegen_value(cg, b));
    if (first && second) {
        return LLVMBuildAnd(cg->builder, first, second, "");
    }
    return first ? first : second;
}

static LLVMValueRef call_two(struct codegen *cg, const struct ir_instruction *i) {
    LLVMValueRef arguments[2] = {codegen_value(cg, i->a), codegen_value(cg, i->b)};
    return codegen_call_checked(cg, i, i->index, arguments, 2);
}

static LLVMValueRef float_operation(struct codegen *cg, uint32_t import, LLVMValueRef x,
                                    LLVMValueRef y) {
    switch (import) {
    case IMPORT_rt_add: return LLVMBuildFAdd(cg->builder, x, y, "");
    case IMPORT_rt_subtract: return LLVMBuildFSub(cg->builder, x, y, "");
    case IMPORT_rt_multiply: return LLVMBuildFMul(cg->builder, x, y, "");
    default: return LLVMBuildFDiv(cg->builder, x, y, "");
    }
}

static LLVMValueRef int_operation(struct codegen *cg, uint32_t import, LLVMValueRef x,
                                  LLVMValueRef y) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef count = LLVMBuildAnd(b, y, codegen_i32(cg, 31), "");
    switch (import) {
    case IMPORT_rt_bit_and: return LLVMBuildAnd(b, x, y, "");
    case IMPORT_rt_bit_or: return LLVMBuildOr(b, x, y, "");
    case IMPORT_rt_bit_xor: return LLVMBuildXor(b, x, y, "");
    case IMPORT_rt_shift_left: return LLVMBuildShl(b, x, count, "");
    default: return LLVMBuildAShr(b, x, count, "");
    }
}

/* Numbers of any kind; in loops only: it is the largest of the fast ways. */
static LLVMValueRef float_try(struct codegen *cg, const struct ir_instruction *i) {
    if (i->hot != HOT_LOOP) {
        return call_two(cg, i);
    }
    struct codegen_join join = codegen_join_open(
        cg, test_both(cg, i->a, i->b, is_number(cg, i->a), is_number(cg, i->b), test_number));
    LLVMValueRef result =
        float_operation(cg, i->index, codegen_double(cg, i->a), codegen_double(cg, i->b));
    codegen_join_fast(cg, &join, codegen_convert(cg, result, FORM_DOUBLE, FORM_VALUE));
    return codegen_join_close(cg, &join, call_two(cg, i));
}

static bool may_be_int(const struct codegen *cg, ir_ref ref) {
    return form_of(cg, ref) == FORM_INT || form_of(cg, ref) == FORM_VALUE;
}

/* Two boxed int32, as most numbers are: their sum or difference, where it is one again. As a double
 * it would be no key that an element is found by at once. */
static LLVMValueRef int_sum(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuilderRef b = cg->builder;
    struct codegen_join join =
        codegen_join_open(cg, test_both(cg, i->a, i->b, form_of(cg, i->a) == FORM_INT,
                                        form_of(cg, i->b) == FORM_INT, test_int));
    LLVMValueRef x = LLVMBuildSExt(b, codegen_int(cg, i->a), cg->i64, "");
    LLVMValueRef y = LLVMBuildSExt(b, codegen_int(cg, i->b), cg->i64, "");
    LLVMValueRef wide =
        i->index == IMPORT_rt_add ? LLVMBuildAdd(b, x, y, "") : LLVMBuildSub(b, x, y, "");
    LLVMValueRef sum = LLVMBuildTrunc(b, wide, cg->i32, "");
    LLVMValueRef back = LLVMBuildSExt(b, sum, cg->i64, "");
    codegen_join_require(cg, &join, LLVMBuildICmp(b, LLVMIntEQ, wide, back, ""));
    codegen_join_fast(cg, &join, codegen_convert(cg, sum, FORM_INT, FORM_VALUE));
    return codegen_join_close(cg, &join, float_try(cg, i));
}

static LLVMValueRef float_arithmetic(struct codegen *cg, const struct ir_instruction *i) {
    if (i->counts) {
        LLVMValueRef x = codegen_int(cg, i->a), y = codegen_int(cg, i->b);
        return i->index == IMPORT_rt_add ? LLVMBuildAdd(cg->builder, x, y, "")
                                         : LLVMBuildSub(cg->builder, x, y, "");
    }
    bool a_known = is_number(cg, i->a), b_known = is_number(cg, i->b);
    if (a_known && b_known) {
        return float_operation(cg, i->index, codegen_double(cg, i->a), codegen_double(cg, i->b));
    }
    if (!i->hot || !may_be_number(cg, i->a) || !may_be_number(cg, i->b)) {
        return call_two(cg, i);
    }
    bool sum = i->index == IMPORT_rt_add || i->index == IMPORT_rt_subtract;
    return sum && may_be_int(cg, i->a) && may_be_int(cg, i->b) ? int_sum(cg, i) : float_try(cg, i);
}

static LLVMValueRef unsigned_shift(struct codegen *cg, LLVMValueRef x, LLVMValueRef y) {
    LLVMValueRef count = LLVMBuildAnd(cg->builder, y, codegen_i32(cg, 31), "");
    LLVMValueRef shifted = LLVMBuildLShr(cg->builder, x, count, "");
    return LLVMBuildUIToFP(cg->builder, shifted, cg->f64, "");
}

/* ToInt32 of a number: a double in range converts by one instruction, others in the runtime. */
static LLVMValueRef to_int32(struct codegen *cg, const struct ir_instruction *i, ir_ref ref) {
    if (form_of(cg, ref) == FORM_INT) {
        return codegen_int(cg, ref);
    }
    LLVMValueRef number = codegen_double(cg, ref), quick = codegen_truncate(cg, number);
    LLVMValueRef back = LLVMBuildSIToFP(cg->builder, quick, cg->f64, "");
    struct codegen_join join =
        codegen_join_open(cg, LLVMBuildFCmp(cg->builder, LLVMRealOEQ, back, number, ""));
    codegen_join_fast(cg, &join, quick);
    LLVMValueRef arguments[2] = {codegen_convert(cg, number, FORM_DOUBLE, FORM_VALUE),
                                 codegen_i64(cg, TAG_INT << TAG_SHIFT)};
    LLVMValueRef slow = codegen_call_checked(cg, i, IMPORT_rt_bit_or, arguments, 2);
    return codegen_join_close(cg, &join, codegen_convert(cg, slow, FORM_VALUE, FORM_INT));
}

static LLVMValueRef bit_arithmetic(struct codegen *cg, const struct ir_instruction *i) {
    bool a_known = form_of(cg, i->a) == FORM_INT, b_known = form_of(cg, i->b) == FORM_INT;
    if (is_number(cg, i->a) && is_number(cg, i->b)) {
        LLVMValueRef x = to_int32(cg, i, i->a), y = to_int32(cg, i, i->b);
        return i->index == IMPORT_rt_shift_right_unsigned ? unsigned_shift(cg, x, y)
                                                          : int_operation(cg, i->index, x, y);
    }
    enum ir_form form = (enum ir_form)i->form;
    bool fast = i->hot && form == FORM_INT && form_of(cg, i->a) != FORM_DOUBLE &&
                form_of(cg, i->b) != FORM_DOUBLE && form_of(cg, i->a) != FORM_BOOL &&
                form_of(cg, i->b) != FORM_BOOL;
    if (!fast) {
        return codegen_convert(cg, call_two(cg, i), FORM_VALUE, form);
    }
    struct codegen_join join =
        codegen_join_open(cg, test_both(cg, i->a, i->b, a_known, b_known, test_int));
    codegen_join_fast(cg, &join,
                      int_operation(cg, i->index, codegen_int(cg, i->a), codegen_int(cg, i->b)));
    return codegen_join_close(cg, &join,
                              codegen_convert(cg, call_two(cg, i), FORM_VALUE, FORM_INT));
}

/* Both int32: the machine's remainder, where it has a result and that isn't minus zero. */
static LLVMValueRef remainder_arithmetic(struct codegen *cg, const struct ir_instruction *i) {
    if (form_of(cg, i->a) != FORM_INT || form_of(cg, i->b) != FORM_INT) {
        return codegen_convert(cg, call_two(cg, i), FORM_VALUE, (enum ir_form)i->form);
    }
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef x = codegen_int(cg, i->a), y = codegen_int(cg, i->b), zero = codegen_i32(cg, 0);
    LLVMValueRef good = LLVMBuildAnd(b, LLVMBuildICmp(b, LLVMIntSGE, x, zero, ""),
                                     LLVMBuildICmp(b, LLVMIntSGT, y, zero, ""), "");
    struct codegen_join join = codegen_join_open(cg, good);
    LLVMValueRef rest = LLVMBuildURem(b, x, y, "");
    codegen_join_fast(cg, &join, LLVMBuildSIToFP(b, rest, cg->f64, ""));
    return codegen_join_close(cg, &join,
                              codegen_convert(cg, call_two(cg, i), FORM_VALUE, FORM_DOUBLE));
}

LLVMValueRef codegen_arithmetic(struct codegen *cg, const struct ir_instruction *i) {
    switch (i->index) {
    case IMPORT_rt_add:
    case IMPORT_rt_subtract:
    case IMPORT_rt_multiply:
    case IMPORT_rt_divide: return float_arithmetic(cg, i);
    case IMPORT_rt_exponent:
        return codegen_convert(cg, call_two(cg, i), FORM_VALUE, (enum ir_form)i->form);
    case IMPORT_rt_remainder: return remainder_arithmetic(cg, i);
    default: return bit_arithmetic(cg, i);
    }
}

LLVMValueRef codegen_unary(struct codegen *cg, const struct ir_instruction *i) {
    if (i->index == IMPORT_rt_bit_not && is_number(cg, i->a)) {
        return LLVMBuildNot(cg->builder, to_int32(cg, i, i->a), "");
    }
    if (i->index == IMPORT_rt_negate && is_number(cg, i->a)) {
        return LLVMBuildFNeg(cg->builder, codegen_double(cg, i->a), "");
    }
    if (i->index == IMPORT_rt_to_number && is_number(cg, i->a)) {
        return codegen_convert(cg, cg->results[i->a], form_of(cg, i->a), (enum ir_form)i->form);
    }
    LLVMValueRef argument = codegen_value(cg, i->a);
    LLVMValueRef result = codegen_call_checked(cg, i, i->index, &argument, 1);
    return codegen_convert(cg, result, FORM_VALUE, (enum ir_form)i->form);
}

static LLVMValueRef float_compare(struct codegen *cg, const struct ir_instruction *i) {
    LLVMRealPredicate predicate = i->index == IMPORT_rt_less         ? LLVMRealOLT
                                  : i->index == IMPORT_rt_less_equal ? LLVMRealOLE
                                  : i->index == IMPORT_rt_greater    ? LLVMRealOGT
                                                                     : LLVMRealOGE;
    return LLVMBuildFCmp(cg->builder, predicate, codegen_double(cg, i->a), codegen_double(cg, i->b),
                         "");
}

static LLVMValueRef int_compare(struct codegen *cg, const struct ir_instruction *i) {
    LLVMIntPredicate predicate = i->index == IMPORT_rt_less         ? LLVMIntSLT
                                 : i->index == IMPORT_rt_less_equal ? LLVMIntSLE
                                 : i->index == IMPORT_rt_greater    ? LLVMIntSGT
                                                                    : LLVMIntSGE;
    return LLVMBuildICmp(cg->builder, predicate, codegen_int(cg, i->a), codegen_int(cg, i->b), "");
}

LLVMValueRef codegen_compare(struct codegen *cg, const struct ir_instruction *i) {
    bool a_known = is_number(cg, i->a), b_known = is_number(cg, i->b);
    if (form_of(cg, i->a) == FORM_INT && form_of(cg, i->b) == FORM_INT) {
        return int_compare(cg, i);
    }
    if (a_known && b_known) {
        return float_compare(cg, i);
    }
    if (!i->hot || !may_be_number(cg, i->a) || !may_be_number(cg, i->b)) {
        return codegen_convert(cg, call_two(cg, i), FORM_VALUE, FORM_BOOL);
    }
    bool ints = i->hot != HOT_LOOP && may_be_int(cg, i->a) && may_be_int(cg, i->b);
    LLVMValueRef condition = ints ? test_both(cg, i->a, i->b, form_of(cg, i->a) == FORM_INT,
                                              form_of(cg, i->b) == FORM_INT, test_int)
                                  : test_both(cg, i->a, i->b, a_known, b_known, test_number);
    struct codegen_join join = codegen_join_open(cg, condition);
    codegen_join_fast(cg, &join, ints ? int_compare(cg, i) : float_compare(cg, i));
    return codegen_join_close(cg, &join,
                              codegen_convert(cg, call_two(cg, i), FORM_VALUE, FORM_BOOL));
}

/* Types whose values are equal exactly when their bits are. */
static bool equal_by_bits(uint16_t known) {
    return (known & ~(KNOWN_UNDEFINED | KNOWN_NULL | KNOWN_BOOL)) == 0;
}

static LLVMValueRef test_nullish(struct codegen *cg, LLVMValueRef bits) {
    LLVMValueRef offset = LLVMBuildSub(cg->builder, bits, codegen_i64(cg, VALUE_UNDEFINED), "");
    return LLVMBuildICmp(cg->builder, LLVMIntULE, offset, codegen_i64(cg, 1), "");
}

static LLVMValueRef equal_call(struct codegen *cg, const struct ir_instruction *i) {
    LLVMValueRef result = call_two(cg, i);
    return LLVMBuildICmp(cg->builder, LLVMIntNE, result, codegen_i32(cg, 0), "");
}

/*
 * Two int32 are decided by their bits. So are, where one operand is a constant string (an atom),
 * equal pointers, and strict comparison with anything but a string.
 */
static LLVMValueRef equal_inline(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef x = codegen_value(cg, i->a), y = codegen_value(cg, i->b), decided;
    LLVMValueRef same = LLVMBuildICmp(b, LLVMIntEQ, x, y, "");
    bool string = cg->ir->instructions[i->b].op == IR_STRING;
    if (string || cg->ir->instructions[i->a].op == IR_STRING) {
        decided = same;
        if (i->index == IMPORT_rt_strict_equal) {
            LLVMValueRef tag = LLVMBuildLShr(b, string ? x : y, codegen_i64(cg, TAG_SHIFT), "");
            LLVMValueRef other = LLVMBuildICmp(b, LLVMIntNE, tag, codegen_i64(cg, TAG_STRING), "");
            decided = LLVMBuildOr(b, same, other, "");
        }
    } else if (may_be_number(cg, i->a) && may_be_number(cg, i->b)) {
        decided = test_both(cg, i->a, i->b, form_of(cg, i->a) == FORM_INT,
                            form_of(cg, i->b) == FORM_INT, test_int);
    } else {
        return equal_call(cg, i);
    }
    struct codegen_join join = codegen_join_open(cg, decided);
    codegen_join_fast(cg, &join, same);
    return codegen_join_close(cg, &join, equal_call(cg, i));
}

LLVMValueRef codegen_equal(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuilderRef b = cg->builder;
    uint16_t a = cg->ir->instructions[i->a].known, c = cg->ir->instructions[i->b].known;
    if (form_of(cg, i->a) == FORM_INT && form_of(cg, i->b) == FORM_INT) {
        return LLVMBuildICmp(b, LLVMIntEQ, codegen_int(cg, i->a), codegen_int(cg, i->b), "");
    }
    if (is_number(cg, i->a) && is_number(cg, i->b)) {
        return LLVMBuildFCmp(b, LLVMRealOEQ, codegen_double(cg, i->a), codegen_double(cg, i->b),
                             "");
    }
    bool strict = i->index == IMPORT_rt_strict_equal;
    if (strict && (equal_by_bits(a) || equal_by_bits(c))) {
        return LLVMBuildICmp(b, LLVMIntEQ, codegen_value(cg, i->a), codegen_value(cg, i->b), "");
    }
    uint16_t nullish = KNOWN_UNDEFINED | KNOWN_NULL;
    if (!strict && (c & ~nullish) == 0) {
        return test_nullish(cg, codegen_value(cg, i->a));
    }
    if (!strict && (a & ~nullish) == 0) {
        return test_nullish(cg, codegen_value(cg, i->b));
    }
    return i->hot ? equal_inline(cg, i) : equal_call(cg, i);
}

static LLVMValueRef boolean_call(struct codegen *cg, LLVMValueRef bits) {
    LLVMValueRef result = codegen_call_import(cg, IMPORT_rt_to_boolean, &bits, 1);
    return LLVMBuildICmp(cg->builder, LLVMIntNE, result, codegen_i32(cg, 0), "");
}

/* undefined, null and the booleans are decided here: they are VALUE_SPECIAL, and only the last of
 * them is true. */
static LLVMValueRef boolean_inline(struct codegen *cg, LLVMValueRef bits) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef offset = LLVMBuildSub(b, bits, codegen_i64(cg, VALUE_UNDEFINED), "");
    LLVMValueRef special =
        LLVMBuildICmp(b, LLVMIntULE, offset, codegen_i64(cg, VALUE_TRUE - VALUE_UNDEFINED), "");
    struct codegen_join join = codegen_join_open(cg, special);
    codegen_join_fast(cg, &join,
                      LLVMBuildICmp(b, LLVMIntEQ, bits, codegen_i64(cg, VALUE_TRUE), ""));
    return codegen_join_close(cg, &join, boolean_call(cg, bits));
}

LLVMValueRef codegen_to_boolean(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuilderRef b = cg->builder;
    uint16_t known = cg->ir->instructions[i->a].known;
    switch (form_of(cg, i->a)) {
    case FORM_BOOL: return cg->results[i->a];
    case FORM_INT: return LLVMBuildICmp(b, LLVMIntNE, cg->results[i->a], codegen_i32(cg, 0), "");
    case FORM_DOUBLE: /* neither zero nor NaN */
        return LLVMBuildFCmp(b, LLVMRealONE, cg->results[i->a], LLVMConstReal(cg->f64, 0), "");
    default: break;
    }
    LLVMValueRef bits = codegen_value(cg, i->a);
    if ((known & ~(KNOWN_OBJECT | KNOWN_SYMBOL)) == 0) {
        return LLVMConstInt(cg->i1, 1, 0);
    }
    uint16_t plain = KNOWN_OBJECT | KNOWN_SYMBOL | KNOWN_UNDEFINED | KNOWN_NULL;
    if ((known & ~plain) == 0) {
        return LLVMBuildNot(b, test_nullish(cg, bits), "");
    }
    return i->hot ? boolean_inline(cg, bits) : boolean_call(cg, bits);
}

LLVMValueRef codegen_test(struct codegen *cg, const struct ir_instruction *i) {
    LLVMValueRef bits = codegen_value(cg, i->a);
    switch ((enum ir_test)i->index) {
    case TEST_HOLE:
        return LLVMBuildICmp(cg->builder, LLVMIntEQ, bits, codegen_i64(cg, VALUE_HOLE), "");
    case TEST_UNDEFINED:
        return LLVMBuildICmp(cg->builder, LLVMIntEQ, bits, codegen_i64(cg, VALUE_UNDEFINED), "");
    case TEST_NULLISH: return test_nullish(cg, bits);
    case TEST_OBJECT: break;
    }
    LLVMValueRef tag = LLVMBuildLShr(cg->builder, bits, codegen_i64(cg, TAG_SHIFT), "");
    return LLVMBuildICmp(cg->builder, LLVMIntEQ, tag, codegen_i64(cg, TAG_OBJECT), "");
}
