/*
 * compiler/codegen.c: the LLVM module around the functions: target, declarations, passes, output.
 */
#include "compiler/codegen.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <llvm-c/Analysis.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include "compiler/codegen_internal.h"

static const struct target_facts {
    const char *name, *triple, *cpu, *features;
} targets[] = {
    [TARGET_X86_64] = {"x86_64", "x86_64-unknown-linux-gnu", "x86-64", ""},
    [TARGET_AARCH64] = {"aarch64", "aarch64-unknown-linux-gnu", "generic", ""},
    [TARGET_RISCV64] = {"riscv64", "riscv64-unknown-linux-gnu", "generic-rv64",
                        "+m,+a,+f,+d,+c,-relax"},
};

const char *codegen_target_name(enum codegen_target target) {
    return targets[target].name;
}

enum status codegen_target_find(const char *name, enum codegen_target *out) {
    for (unsigned i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        if (strcmp(name, targets[i].name) == 0) {
            *out = (enum codegen_target)i;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

enum codegen_target codegen_target_native(void) {
#if defined __aarch64__
    return TARGET_AARCH64;
#elif defined __riscv
    return TARGET_RISCV64;
#else
    return TARGET_X86_64;
#endif
}

static void target_initialise(enum codegen_target target) {
    switch (target) {
    case TARGET_X86_64:
        LLVMInitializeX86TargetInfo();
        LLVMInitializeX86Target();
        LLVMInitializeX86TargetMC();
        LLVMInitializeX86AsmPrinter();
        break;
    case TARGET_AARCH64:
        LLVMInitializeAArch64TargetInfo();
        LLVMInitializeAArch64Target();
        LLVMInitializeAArch64TargetMC();
        LLVMInitializeAArch64AsmPrinter();
        break;
    case TARGET_RISCV64:
        LLVMInitializeRISCVTargetInfo();
        LLVMInitializeRISCVTarget();
        LLVMInitializeRISCVTargetMC();
        LLVMInitializeRISCVAsmPrinter();
        break;
    }
}

/* LLVM's better allocator takes more than linear time; programs beyond this are mostly data. */
enum { OPTIMISE_MOST = 30000 };

static bool is_large(const struct ir_module *module) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < module->function_count; i++) {
        count += module->functions[i]->instruction_count;
    }
    return count > OPTIMISE_MOST;
}

static bool computes_in_loops(const struct ir_module *module) {
    for (uint32_t i = 0; i < module->function_count; i++) {
        const struct ir_function *f = module->functions[i];
        for (uint32_t at = 0; at < f->instruction_count; at++) {
            if (f->instructions[at].op == IR_ARITHMETIC && f->instructions[at].hot == HOT_LOOP) {
                return true;
            }
        }
    }
    return false;
}

static enum status machine_new(struct codegen *cg) {
    const struct target_facts *facts = &targets[cg->options.target];
    target_initialise(cg->options.target);
    LLVMTargetRef target = NULL;
    char *message = NULL;
    if (LLVMGetTargetFromTriple(facts->triple, &target, &message)) {
        LLVMDisposeMessage(message);
        return STATUS_UNAVAILABLE;
    }
    cg->machine = LLVMCreateTargetMachine(
        target, facts->triple, facts->cpu, facts->features,
        cg->options.optimise ? LLVMCodeGenLevelLess : LLVMCodeGenLevelNone, LLVMRelocPIC,
        cg->options.target == TARGET_RISCV64 ? LLVMCodeModelMedium : LLVMCodeModelSmall);
    if (!cg->machine) {
        return STATUS_UNAVAILABLE;
    }
    /* A third less compile time for 3 per cent more code, but loops that compute suffer. */
    LLVMSetTargetMachineFastISel(cg->machine, !computes_in_loops(cg->module));
    LLVMSetTarget(cg->llvm, facts->triple);
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(cg->machine);
    LLVMSetModuleDataLayout(cg->llvm, layout);
    LLVMDisposeTargetData(layout);
    if (cg->options.target == TARGET_RISCV64) {
        LLVMMetadataRef abi = LLVMMDStringInContext2(cg->context, "lp64d", 5);
        LLVMAddModuleFlag(cg->llvm, LLVMModuleFlagBehaviorError, "target-abi", 10, abi);
    }
    return STATUS_OK;
}

static LLVMTypeRef letter_type(struct codegen *cg, char letter) {
    switch (letter) {
    case 'V':
    case 'L': return cg->i64;
    case 'P': return cg->pointer;
    case 'U':
    case 'I': return cg->i32;
    case 'D': return cg->f64;
    default: return cg->nothing;
    }
}

static void attribute_add(struct codegen *cg, LLVMValueRef function, unsigned index,
                          unsigned kind) {
    LLVMAddAttributeAtIndex(function, index, LLVMCreateEnumAttribute(cg->context, kind, 0));
}

/* The RISC-V calling convention keeps 32-bit integers sign-extended; C code relies on it. */
static void extend_attributes(struct codegen *cg, LLVMValueRef function, const char *signature) {
    if (cg->options.target != TARGET_RISCV64) {
        return;
    }
    for (unsigned i = 1; signature[i]; i++) {
        if (signature[i] == 'U' || signature[i] == 'I') {
            attribute_add(cg, function, i + 1, cg->signext_attribute);
        }
    }
    if (signature[0] == 'I' || signature[0] == 'U') {
        attribute_add(cg, function, LLVMAttributeReturnIndex, cg->signext_attribute);
    }
}

static void import_declare(struct codegen *cg, uint32_t import) {
    const char *signature = ir_import_signature(import);
    LLVMTypeRef parameters[16] = {cg->pointer};
    unsigned count = 1;
    for (const char *letter = signature + 1; *letter; letter++) {
        parameters[count++] = letter_type(cg, *letter);
    }
    cg->import_types[import] =
        LLVMFunctionType(letter_type(cg, signature[0]), parameters, count, 0);
    LLVMValueRef function =
        LLVMAddFunction(cg->llvm, ir_import_name(import), cg->import_types[import]);
    LLVMSetVisibility(function, LLVMHiddenVisibility);
    attribute_add(cg, function, (unsigned)LLVMAttributeFunctionIndex, cg->nounwind_attribute);
    if (import == IMPORT_rt_out_of_fuel) {
        attribute_add(cg, function, (unsigned)LLVMAttributeFunctionIndex, cg->noreturn_attribute);
    }
    extend_attributes(cg, function, signature);
    cg->imports[import] = function;
}

LLVMValueRef codegen_call_import(struct codegen *cg, uint32_t import, LLVMValueRef *arguments,
                                 unsigned count) {
    if (!cg->imports[import]) {
        import_declare(cg, import);
    }
    LLVMValueRef all[16] = {LLVMGetParam(cg->function, 0)};
    for (unsigned i = 0; i < count; i++) {
        all[i + 1] = arguments[i];
    }
    LLVMValueRef call = LLVMBuildCall2(cg->builder, cg->import_types[import], cg->imports[import],
                                       all, count + 1, "");
    if (cg->options.target == TARGET_RISCV64) {
        const char *signature = ir_import_signature(import);
        LLVMAttributeRef extend = LLVMCreateEnumAttribute(cg->context, cg->signext_attribute, 0);
        for (unsigned i = 1; signature[i]; i++) {
            if (signature[i] == 'U' || signature[i] == 'I') {
                LLVMAddCallSiteAttribute(call, i + 1, extend);
            }
        }
    }
    return call;
}

static void types_init(struct codegen *cg) {
    cg->i1 = LLVMInt1TypeInContext(cg->context);
    cg->i8 = LLVMInt8TypeInContext(cg->context);
    cg->i32 = LLVMInt32TypeInContext(cg->context);
    cg->i64 = LLVMInt64TypeInContext(cg->context);
    cg->f64 = LLVMDoubleTypeInContext(cg->context);
    cg->nothing = LLVMVoidTypeInContext(cg->context);
    cg->pointer = LLVMPointerTypeInContext(cg->context, 0);
    LLVMTypeRef parameters[6] = {cg->pointer, cg->pointer, cg->i64, cg->i32, cg->pointer, cg->i64};
    cg->code_type = LLVMFunctionType(cg->i64, parameters, 6, 0);
    cg->signext_attribute = LLVMGetEnumAttributeKindForName("signext", 7);
    cg->nounwind_attribute = LLVMGetEnumAttributeKindForName("nounwind", 8);
    cg->optsize_attribute = LLVMGetEnumAttributeKindForName("optsize", 7);
    cg->noreturn_attribute = LLVMGetEnumAttributeKindForName("noreturn", 8);
    cg->profile_kind = LLVMGetMDKindIDInContext(cg->context, "prof", 4);
    LLVMMetadataRef weights[4] = {
        LLVMMDStringInContext2(cg->context, "branch_weights", 14),
        LLVMValueAsMetadata(LLVMConstInt(cg->i32, 1, 0)),
        LLVMValueAsMetadata(LLVMConstInt(cg->i32, 4000, 0)),
    };
    cg->unlikely = LLVMMetadataAsValue(cg->context, LLVMMDNodeInContext2(cg->context, weights, 3));
    weights[3] = weights[1];
    weights[1] = weights[2];
    weights[2] = weights[3];
    cg->likely = LLVMMetadataAsValue(cg->context, LLVMMDNodeInContext2(cg->context, weights, 3));
}

/* Functions of the time module can be placed by the system linker: each is in a section named by its
 * name in the source and its number among those of that name, so that the linker can put those
 * together that are used together. */
static void place_function(struct codegen *cg, LLVMValueRef function, uint32_t index) {
    const struct ir_module *module = cg->module;
    uint32_t name_index = module->functions[index]->name, number = 0;
    struct ast_string name = module->strings[name_index];
    char section[64] = ".text.time.";
    size_t at = strlen(section);
    for (uint32_t i = 0; i < name.length && at < sizeof section - 12; i++) {
        uint16_t unit = name.units[i];
        bool plain = unit < 127 && (isalnum(unit) || unit == '_' || unit == '$');
        section[at++] = plain ? (char)unit : '_';
    }
    for (uint32_t i = 0; i < index; i++) {
        number += module->functions[i]->name == name_index;
    }
    snprintf(section + at, sizeof section - at, ".%u", number);
    LLVMSetSection(function, section);
    LLVMSetLinkage(function, LLVMInternalLinkage);
}

void codegen_function_attributes(struct codegen *cg, LLVMValueRef function) {
    LLVMSetVisibility(function, LLVMHiddenVisibility);
    if (cg->options.time_module) {
        LLVMSetLinkage(function, LLVMInternalLinkage);
        LLVMSetVisibility(function, LLVMDefaultVisibility);
    }
    unsigned at = (unsigned)LLVMAttributeFunctionIndex;
    attribute_add(cg, function, at, cg->nounwind_attribute);
    attribute_add(cg, function, at, cg->optsize_attribute);
    LLVMAddAttributeAtIndex(
        function, at, LLVMCreateStringAttribute(cg->context, "no-jump-tables", 14, "true", 4));
}

static void functions_declare(struct codegen *cg) {
    struct ir_module *module = cg->module;
    cg->functions =
        arena_alloc_array(module->arena, module->function_count + 1, sizeof *cg->functions);
    for (uint32_t i = 0; i < module->function_count; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%u", i);
        LLVMValueRef function = LLVMAddFunction(cg->llvm, name, cg->code_type);
        codegen_function_attributes(cg, function);
        if (cg->options.time_module) {
            place_function(cg, function, i);
        }
        extend_attributes(cg, function, "VPVUPV");
        cg->functions[i] = function;
    }
}

static LLVMValueRef table_declare(struct codegen *cg, const char *name, LLVMTypeRef element,
                                  uint32_t count) {
    LLVMValueRef table = LLVMAddGlobal(cg->llvm, LLVMArrayType2(element, count), name);
    LLVMSetAlignment(table, 8);
    if (cg->options.time_module) {
        LLVMSetLinkage(table, LLVMInternalLinkage);
        LLVMSetInitializer(table, LLVMConstNull(LLVMArrayType2(element, count)));
    } else {
        LLVMSetVisibility(table, LLVMHiddenVisibility);
    }
    return table;
}

static enum status passes_run(struct codegen *cg) {
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    const char *passes =
        cg->options.optimise ? "function(sroa,early-cse,simplifycfg)" : "function(mem2reg)";
    LLVMErrorRef error = LLVMRunPasses(cg->llvm, passes, cg->machine, options);
    LLVMDisposePassBuilderOptions(options);
    if (error) {
        LLVMConsumeError(error);
        return STATUS_FAILED;
    }
    return STATUS_OK;
}

enum status codegen_new(struct ir_module *module, const struct codegen_options *options,
                        struct codegen **out) {
    struct codegen *cg = ARENA_NEW(module->arena, struct codegen);
    cg->module = module;
    cg->options = *options;
    cg->options.optimise &= options->time_module || !is_large(module);
    cg->context = LLVMContextCreate();
    LLVMContextSetDiscardValueNames(cg->context, 1);
    cg->llvm = LLVMModuleCreateWithNameInContext("applet", cg->context);
    cg->builder = LLVMCreateBuilderInContext(cg->context);
    *out = cg;
    enum status status = machine_new(cg);
    if (status != STATUS_OK) {
        return status;
    }
    types_init(cg);
    functions_declare(cg);
    if (!options->time_module) {
        cg->constants = table_declare(cg, "constants", cg->i64, module->string_count);
    }
    cg->caches = table_declare(cg, "caches", LLVMArrayType2(cg->i64, 2), module->cache_count);
    for (uint32_t i = 0; i < module->function_count; i++) {
        codegen_function_body(cg, i);
    }
    status = codegen_regexps(cg);
    if (status != STATUS_OK) {
        return status;
    }
    if (options->time_module) {
        codegen_time_tables(cg);
    }
    if (options->verify) {
        char *message = NULL;
        if (LLVMVerifyModule(cg->llvm, LLVMReturnStatusAction, &message)) {
            fprintf(stderr, "tapdance-cc: internal error: %s\n", message);
            LLVMDisposeMessage(message);
            return STATUS_FAILED;
        }
        LLVMDisposeMessage(message);
    }
    return passes_run(cg);
}

const char *codegen_text(struct codegen *cg) {
    if (!cg->text) {
        cg->text = LLVMPrintModuleToString(cg->llvm);
    }
    return cg->text;
}

enum status codegen_emit(struct codegen *cg, bool assembly, struct view *out) {
    char *message = NULL;
    if (LLVMTargetMachineEmitToMemoryBuffer(cg->machine, cg->llvm,
                                            assembly ? LLVMAssemblyFile : LLVMObjectFile, &message,
                                            &cg->buffer)) {
        LLVMDisposeMessage(message);
        return STATUS_FAILED;
    }
    out->data = (const uint8_t *)LLVMGetBufferStart(cg->buffer);
    out->length = LLVMGetBufferSize(cg->buffer);
    return STATUS_OK;
}

void codegen_free(struct codegen *cg) {
    if (!cg) {
        return;
    }
    if (cg->text) {
        LLVMDisposeMessage(cg->text);
    }
    if (cg->buffer) {
        LLVMDisposeMemoryBuffer(cg->buffer);
    }
    if (cg->machine) {
        LLVMDisposeTargetMachine(cg->machine);
    }
    LLVMDisposeBuilder(cg->builder);
    LLVMDisposeModule(cg->llvm);
    LLVMContextDispose(cg->context);
}
