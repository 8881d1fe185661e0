/*
 * compiler/codegen_tables.c: the constant data of a module that the system linker takes in:
 * `const struct code_module time_module` with its functions (runtime/rt.h), and apart from it
 * `const struct string_constant time_strings[]`, which is needed only where they are interned.
 */
#include "compiler/codegen_internal.h"

static LLVMTypeRef struct_type(struct codegen *cg, LLVMTypeRef *fields, unsigned count) {
    return LLVMStructTypeInContext(cg->context, fields, count, 0);
}

static LLVMValueRef constant_global(struct codegen *cg, const char *name, LLVMValueRef content,
                                    LLVMLinkage linkage) {
    LLVMValueRef global = LLVMAddGlobal(cg->llvm, LLVMTypeOf(content), name);
    LLVMSetInitializer(global, content);
    LLVMSetGlobalConstant(global, 1);
    LLVMSetLinkage(global, linkage);
    return global;
}

static LLVMValueRef i16(struct codegen *cg, uint32_t bits) {
    return LLVMConstInt(LLVMInt16TypeInContext(cg->context), bits, 0);
}

/* struct function_info */
static LLVMValueRef functions_table(struct codegen *cg) {
    struct ir_module *module = cg->module;
    LLVMTypeRef half = LLVMInt16TypeInContext(cg->context);
    LLVMTypeRef fields[6] = {cg->pointer, cg->pointer, cg->i32, half, half, cg->i32};
    LLVMTypeRef type = struct_type(cg, fields, 6);
    LLVMValueRef *items =
        arena_alloc_array(module->arena, module->function_count + 1u, sizeof *items);
    for (uint32_t i = 0; i < module->function_count; i++) {
        const struct ir_function *f = module->functions[i];
        LLVMValueRef parts[6] = {cg->functions[i],         LLVMConstNull(cg->pointer),
                                 codegen_i32(cg, f->name), i16(cg, f->length),
                                 i16(cg, f->flags),        codegen_i32(cg, 0)};
        items[i] = LLVMConstStructInContext(cg->context, parts, 6, 0);
    }
    return constant_global(cg, "time_functions",
                           LLVMConstArray2(type, items, module->function_count),
                           LLVMInternalLinkage);
}

/* Their own section, which the linker drops where nothing refers to the strings. */
static void place_strings(LLVMValueRef global, bool relocated) {
    LLVMSetSection(global, relocated ? ".data.rel.ro.time_strings" : ".rodata.time_strings");
}

static LLVMValueRef units_constant(struct codegen *cg, struct ast_string string, bool *wide) {
    *wide = false;
    for (uint32_t i = 0; i < string.length; i++) {
        *wide |= string.units[i] > 0xff;
    }
    LLVMTypeRef type = *wide ? LLVMInt16TypeInContext(cg->context) : cg->i8;
    LLVMValueRef *items = arena_alloc_array(cg->module->arena, string.length + 1u, sizeof *items);
    for (uint32_t i = 0; i < string.length; i++) {
        items[i] = LLVMConstInt(type, string.units[i], 0);
    }
    LLVMValueRef units = constant_global(cg, "units", LLVMConstArray2(type, items, string.length),
                                         LLVMInternalLinkage);
    place_strings(units, false);
    return units;
}

/* struct string_constant */
static void strings_table(struct codegen *cg) {
    struct ir_module *module = cg->module;
    LLVMTypeRef fields[3] = {cg->pointer, cg->i32, cg->i32};
    LLVMTypeRef type = struct_type(cg, fields, 3);
    LLVMValueRef *items =
        arena_alloc_array(module->arena, module->string_count + 1u, sizeof *items);
    for (uint32_t i = 0; i < module->string_count; i++) {
        bool wide = false;
        LLVMValueRef units = units_constant(cg, module->strings[i], &wide);
        LLVMValueRef parts[3] = {units, codegen_i32(cg, module->strings[i].length),
                                 codegen_i32(cg, wide)};
        items[i] = LLVMConstStructInContext(cg->context, parts, 3, 0);
    }
    place_strings(constant_global(cg, "time_strings",
                                  LLVMConstArray2(type, items, module->string_count),
                                  LLVMExternalLinkage),
                  true);
}

/* struct regexp_literal */
static LLVMValueRef regexps_table(struct codegen *cg) {
    struct ir_module *module = cg->module;
    LLVMTypeRef fields[2] = {cg->pointer, cg->pointer};
    LLVMTypeRef type = struct_type(cg, fields, 2);
    LLVMValueRef *items =
        arena_alloc_array(module->arena, module->regexp_count + 1u, sizeof *items);
    for (uint32_t i = 0; i < module->regexp_count; i++) {
        LLVMValueRef none = LLVMConstNull(cg->pointer);
        LLVMValueRef parts[2] = {cg->programs[i], cg->matchers[i] ? cg->matchers[i] : none};
        items[i] = LLVMConstStructInContext(cg->context, parts, 2, 0);
    }
    return constant_global(cg, "time_regexps", LLVMConstArray2(type, items, module->regexp_count),
                           LLVMInternalLinkage);
}

void codegen_time_tables(struct codegen *cg) {
    struct ir_module *module = cg->module;
    strings_table(cg);
    LLVMValueRef constants =
        LLVMConstIntToPtr(codegen_i64(cg, CODEGEN_TIME_CONSTANTS), cg->pointer);
    LLVMValueRef parts[11] = {functions_table(cg),
                              LLVMConstNull(cg->pointer),
                              constants,
                              cg->caches,
                              regexps_table(cg),
                              codegen_i32(cg, module->function_count),
                              codegen_i32(cg, module->string_count),
                              codegen_i32(cg, module->cache_count),
                              codegen_i32(cg, module->regexp_count),
                              codegen_i32(cg, module->main),
                              codegen_i32(cg, 0)};
    /* struct code_module ends with six uint32: no padding is left over */
    LLVMValueRef content = LLVMConstStructInContext(cg->context, parts, 11, 0);
    constant_global(cg, "time_module", content, LLVMExternalLinkage);
}
