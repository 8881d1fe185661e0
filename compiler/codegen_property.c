/*
 * compiler/codegen_property.c: properties and elements without a call of the runtime, in code that
 * is worth it (ir_instruction.hot).
 *
 *   o.name          an object whose shape the site's cache knows, with an own data property
 *   o.length        an array or a string
 *   a[i], a[i] = v  an element that an array has and that is no hole
 *
 * Everything else goes to the runtime, which also fills the caches. A write into memory of snapshot
 * or baseline must be journalled first and goes there too.
 *
 * Why: each was a call with five or more checks. Loops over arrays and objects run 2 to 4 times as
 * fast, for 50 to 90 bytes of code a site; so code that runs once keeps the call, and only loops
 * write inline.
 */
#include <string.h>

#include "compiler/codegen_internal.h"
#include "runtime/shape.h"
#include "runtime/text.h"

_Static_assert(offsetof(struct elements, length) + 4 <= offsetof(struct heap_header, magic),
               "an elements link of 0 must lead to a length of 0");

static LLVMValueRef offset_address(struct codegen *cg, LLVMValueRef base, uint64_t bytes) {
    LLVMValueRef at = codegen_i64(cg, bytes);
    return LLVMBuildGEP2(cg->builder, cg->i8, base, &at, 1, "");
}

static LLVMValueRef load(struct codegen *cg, LLVMTypeRef type, LLVMValueRef base, uint64_t bytes) {
    return LLVMBuildLoad2(cg->builder, type, offset_address(cg, base, bytes), "");
}

/* The address that a 32-bit link means. */
static LLVMValueRef follow(struct codegen *cg, LLVMValueRef link32) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef address =
        LLVMBuildOr(b, LLVMBuildZExt(b, link32, cg->i64, ""), codegen_i64(cg, WINDOW_BASE), "");
    return LLVMBuildIntToPtr(b, address, cg->pointer, "");
}

static LLVMValueRef has_tag(struct codegen *cg, LLVMValueRef bits, uint64_t tag) {
    LLVMValueRef shifted = LLVMBuildLShr(cg->builder, bits, codegen_i64(cg, TAG_SHIFT), "");
    return LLVMBuildICmp(cg->builder, LLVMIntEQ, shifted, codegen_i64(cg, tag), "");
}

static LLVMValueRef pointer_of(struct codegen *cg, LLVMValueRef bits, uint64_t tag) {
    LLVMValueRef address = LLVMBuildSub(cg->builder, bits, codegen_i64(cg, tag << TAG_SHIFT), "");
    return LLVMBuildIntToPtr(cg->builder, address, cg->pointer, "");
}

static uint16_t known_of(const struct codegen *cg, const struct ir_argument *argument) {
    return cg->ir->instructions[argument->index].known;
}

/* True where what lies at `link32` was made by this event: it needs no journal. */
static LLVMValueRef is_new(struct codegen *cg, LLVMValueRef link32) {
    LLVMValueRef end =
        load(cg, cg->i32, LLVMGetParam(cg->function, 0), offsetof(struct rt, baseline_end));
    return LLVMBuildICmp(cg->builder, LLVMIntUGE, link32, end, "");
}

/* The runtime's answer in the slow way; its exception leaves from there. */
static LLVMValueRef ask(struct codegen *cg, const struct ir_instruction *i, LLVMValueRef *arguments,
                        unsigned count) {
    return codegen_call_checked(cg, i, i->index, arguments, count);
}

/* --- named properties --- */

static LLVMValueRef cache_address(struct codegen *cg, uint32_t index) {
    return offset_address(cg, cg->caches, sizeof(struct inline_cache) * (uint64_t)index);
}

/* The link to the slots and the offset in them, where the cache knows the object's shape. */
static LLVMValueRef cached_slots(struct codegen *cg, const struct codegen_join *join,
                                 LLVMValueRef bits, LLVMValueRef cache, LLVMValueRef *offset) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef object = pointer_of(cg, bits, TAG_OBJECT);
    LLVMValueRef shape = follow(cg, load(cg, cg->i32, object, offsetof(struct object, shape)));
    LLVMValueRef id = load(cg, cg->i32, shape, offsetof(struct shape, id));
    LLVMValueRef known = load(cg, cg->i32, cache, offsetof(struct inline_cache, shape_id));
    codegen_join_require(cg, join, LLVMBuildICmp(b, LLVMIntEQ, id, known, ""));
    LLVMValueRef slot = load(cg, cg->i32, cache, offsetof(struct inline_cache, slot));
    *offset = LLVMBuildZExt(b, slot, cg->i64, "");
    return load(cg, cg->i32, object, offsetof(struct object, slots));
}

static LLVMValueRef slot_at(struct codegen *cg, LLVMValueRef slots, LLVMValueRef index) {
    return LLVMBuildGEP2(cg->builder, cg->i64, follow(cg, slots), &index, 1, "");
}

static LLVMValueRef named_get(struct codegen *cg, const struct ir_instruction *i) {
    LLVMValueRef cache = cache_address(cg, i->arguments[2].index), index;
    LLVMValueRef arguments[3] = {codegen_value(cg, i->arguments[0].index),
                                 codegen_value(cg, i->arguments[1].index), cache};
    struct codegen_join join = codegen_join_open(cg, has_tag(cg, arguments[0], TAG_OBJECT));
    LLVMValueRef slots = cached_slots(cg, &join, arguments[0], cache, &index);
    codegen_join_fast(cg, &join,
                      LLVMBuildLoad2(cg->builder, cg->i64, slot_at(cg, slots, index), ""));
    return codegen_join_close(cg, &join, ask(cg, i, arguments, 3));
}

static void named_set(struct codegen *cg, const struct ir_instruction *i) {
    LLVMValueRef cache = cache_address(cg, i->arguments[3].index), index;
    LLVMValueRef arguments[5] = {
        codegen_value(cg, i->arguments[0].index), codegen_value(cg, i->arguments[1].index),
        codegen_value(cg, i->arguments[2].index), cache, codegen_i32(cg, i->arguments[4].index)};
    struct codegen_join join = codegen_join_open(cg, has_tag(cg, arguments[0], TAG_OBJECT));
    LLVMValueRef slots = cached_slots(cg, &join, arguments[0], cache, &index);
    codegen_join_require(cg, &join, is_new(cg, slots));
    LLVMBuildStore(cg->builder, arguments[2], slot_at(cg, slots, index));
    codegen_join_fast(cg, &join, NULL);
    (void)ask(cg, i, arguments, 5);
    (void)codegen_join_close(cg, &join, NULL);
}

static bool is_length(const struct codegen *cg, const struct ir_argument *name) {
    const struct ir_instruction *constant = &cg->ir->instructions[name->index];
    static const uint16_t text[] = {'l', 'e', 'n', 'g', 't', 'h'};
    if (constant->op != IR_STRING) {
        return false;
    }
    struct ast_string string = cg->module->strings[constant->index];
    return string.length == 6 && memcmp(string.units, text, sizeof text) == 0;
}

static LLVMValueRef is_array(struct codegen *cg, LLVMValueRef object) {
    LLVMValueRef class_id = load(cg, cg->i8, object, offsetof(struct object, class_id));
    return LLVMBuildICmp(cg->builder, LLVMIntEQ, class_id, LLVMConstInt(cg->i8, CLASS_ARRAY, 0),
                         "");
}

/* Strings and arrays keep their length in different places. */
static LLVMValueRef length_get(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef bits = codegen_value(cg, i->arguments[0].index);
    LLVMValueRef zero = codegen_i32(cg, 0);
    struct codegen_join string = codegen_join_open(cg, has_tag(cg, bits, TAG_STRING));
    LLVMValueRef text = pointer_of(cg, bits, TAG_STRING);
    LLVMValueRef units = load(cg, cg->i32, text, offsetof(struct string, length));
    codegen_join_fast(cg, &string, codegen_convert(cg, units, FORM_INT, FORM_VALUE));
    struct codegen_join array = codegen_join_open(cg, has_tag(cg, bits, TAG_OBJECT));
    LLVMValueRef object = pointer_of(cg, bits, TAG_OBJECT);
    codegen_join_require(cg, &array, is_array(cg, object));
    LLVMValueRef length = load(cg, cg->i32, object, offsetof(struct array, length));
    codegen_join_require(cg, &array, LLVMBuildICmp(b, LLVMIntSGE, length, zero, ""));
    codegen_join_fast(cg, &array, codegen_convert(cg, length, FORM_INT, FORM_VALUE));
    LLVMValueRef arguments[3] = {bits, codegen_value(cg, i->arguments[1].index),
                                 cache_address(cg, i->arguments[2].index)};
    LLVMValueRef asked = codegen_join_close(cg, &array, ask(cg, i, arguments, 3));
    return codegen_join_close(cg, &string, asked);
}

/* --- elements --- */

/* a[i + 1]: 64 bits hold any sum or difference of two int32. */
static LLVMValueRef key_sum(struct codegen *cg, const struct ir_instruction *i) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef x = LLVMBuildSExt(b, codegen_int(cg, i->a), cg->i64, "");
    LLVMValueRef y = LLVMBuildSExt(b, codegen_int(cg, i->b), cg->i64, "");
    return i->index == IMPORT_rt_add ? LLVMBuildAdd(b, x, y, "") : LLVMBuildSub(b, x, y, "");
}

static bool is_sum(const struct codegen *cg, const struct ir_instruction *i) {
    return i->op == IR_ARITHMETIC &&
           (i->index == IMPORT_rt_add || i->index == IMPORT_rt_subtract) &&
           cg->ir->instructions[i->a].form == FORM_INT &&
           cg->ir->instructions[i->b].form == FORM_INT;
}

/* The integer that a key is, in the fast way, as 64 bits. */
static LLVMValueRef key_index(struct codegen *cg, const struct codegen_join *join, ir_ref key) {
    LLVMBuilderRef b = cg->builder;
    const struct ir_instruction *i = &cg->ir->instructions[key];
    if (is_sum(cg, i)) {
        return key_sum(cg, i);
    }
    switch ((enum ir_form)i->form) {
    case FORM_INT: return LLVMBuildSExt(b, codegen_int(cg, key), cg->i64, "");
    case FORM_DOUBLE: {
        LLVMValueRef number = codegen_double(cg, key), quick = codegen_truncate(cg, number);
        LLVMValueRef back = LLVMBuildSIToFP(b, quick, cg->f64, "");
        codegen_join_require(cg, join, LLVMBuildFCmp(b, LLVMRealOEQ, back, number, ""));
        return LLVMBuildSExt(b, quick, cg->i64, "");
    }
    default: {
        LLVMValueRef bits = codegen_value(cg, key);
        codegen_join_require(cg, join, has_tag(cg, bits, TAG_INT));
        return LLVMBuildSExt(b, LLVMBuildTrunc(b, bits, cg->i32, ""), cg->i64, "");
    }
    }
}

/* The address of an array's element that is there and no hole, in the fast way. An array without
 * elements has the link 0, at which a length of 0 stands (heap.h). */
static LLVMValueRef element_checked(struct codegen *cg, const struct codegen_join *join,
                                    LLVMValueRef bits, ir_ref key, LLVMValueRef *link32,
                                    LLVMValueRef *element) {
    LLVMBuilderRef b = cg->builder;
    LLVMValueRef index = key_index(cg, join, key);
    LLVMValueRef object = pointer_of(cg, bits, TAG_OBJECT);
    codegen_join_require(cg, join, is_array(cg, object));
    *link32 = load(cg, cg->i32, object, offsetof(struct object, elements));
    LLVMValueRef elements = follow(cg, *link32);
    LLVMValueRef length = load(cg, cg->i32, elements, offsetof(struct elements, length));
    LLVMValueRef end = LLVMBuildZExt(b, length, cg->i64, "");
    codegen_join_require(cg, join, LLVMBuildICmp(b, LLVMIntULT, index, end, ""));
    LLVMValueRef values = offset_address(cg, elements, offsetof(struct elements, values));
    LLVMValueRef at = LLVMBuildGEP2(b, cg->i64, values, &index, 1, "");
    *element = LLVMBuildLoad2(b, cg->i64, at, "");
    codegen_join_require(cg, join,
                         LLVMBuildICmp(b, LLVMIntNE, *element, codegen_i64(cg, VALUE_HOLE), ""));
    return at;
}

/* A key as the runtime takes it: an int32 where it is one. */
static LLVMValueRef key_value(struct codegen *cg, ir_ref key) {
    return cg->ir->instructions[key].form == FORM_DOUBLE ? codegen_key(cg, cg->results[key])
                                                         : codegen_value(cg, key);
}

static LLVMValueRef element_get(struct codegen *cg, const struct ir_instruction *i) {
    ir_ref key = i->arguments[1].index;
    LLVMValueRef bits = codegen_value(cg, i->arguments[0].index), link32, element;
    struct codegen_join join = codegen_join_open(cg, has_tag(cg, bits, TAG_OBJECT));
    (void)element_checked(cg, &join, bits, key, &link32, &element);
    codegen_join_fast(cg, &join, element);
    LLVMValueRef arguments[2] = {bits, key_value(cg, key)};
    return codegen_join_close(cg, &join, ask(cg, i, arguments, 2));
}

static void element_set(struct codegen *cg, const struct ir_instruction *i) {
    ir_ref key = i->arguments[1].index;
    LLVMValueRef bits = codegen_value(cg, i->arguments[0].index), link32, old;
    LLVMValueRef stored = codegen_value(cg, i->arguments[2].index);
    struct codegen_join join = codegen_join_open(cg, has_tag(cg, bits, TAG_OBJECT));
    LLVMValueRef at = element_checked(cg, &join, bits, key, &link32, &old);
    codegen_join_require(cg, &join, is_new(cg, link32));
    LLVMBuildStore(cg->builder, stored, at);
    codegen_join_fast(cg, &join, NULL);
    LLVMValueRef arguments[4] = {bits, key_value(cg, key), stored,
                                 codegen_i32(cg, i->arguments[3].index)};
    (void)ask(cg, i, arguments, 4);
    (void)codegen_join_close(cg, &join, NULL);
}

static bool may_be(const struct codegen *cg, const struct ir_argument *argument, uint16_t types) {
    return (known_of(cg, argument) & types) != 0;
}

bool codegen_property(struct codegen *cg, const struct ir_instruction *i, LLVMValueRef *result) {
    *result = NULL;
    if (!i->hot || !may_be(cg, &i->arguments[0], KNOWN_OBJECT | KNOWN_STRING)) {
        return false;
    }
    bool object = may_be(cg, &i->arguments[0], KNOWN_OBJECT);
    switch (i->index) {
    case IMPORT_rt_get_named:
        if (is_length(cg, &i->arguments[1])) {
            *result = length_get(cg, i);
            return true;
        }
        *result = object ? named_get(cg, i) : NULL;
        return object;
    case IMPORT_rt_set_named:
        if (!object || i->hot != HOT_LOOP) {
            return false;
        }
        named_set(cg, i);
        return true;
    case IMPORT_rt_get:
        if (!object || !may_be(cg, &i->arguments[1], KNOWN_NUMBER)) {
            return false;
        }
        *result = element_get(cg, i);
        return true;
    case IMPORT_rt_set:
        if (!object || i->hot != HOT_LOOP || !may_be(cg, &i->arguments[1], KNOWN_NUMBER)) {
            return false;
        }
        element_set(cg, i);
        return true;
    default: return false;
    }
}
