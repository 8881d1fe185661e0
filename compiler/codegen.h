/*
 * compiler/codegen.h: from the intermediate form to LLVM 19 and on to an object file in memory.
 *
 * Symbols of the object: `f0` … (functions by index), `p0` …, `m0` … (regular expressions:
 * programs, code), undefined `rt_*` (runtime), and undefined `constants`
 * and `caches` (the module's tables, placed by the image writer).
 */
#ifndef COMPILER_CODEGEN_H
#define COMPILER_CODEGEN_H

#include "compiler/ir.h"
#include "lib/cursor.h"
#include "lib/status.h"

enum codegen_target { TARGET_X86_64, TARGET_AARCH64, TARGET_RISCV64 };

struct codegen_options {
    enum codegen_target target;
    bool verify;   /* let LLVM check what it is given: finds errors of this compiler */
    bool optimise; /* codegen level Less and the cheap passes; else None and only mem2reg */
    /* Makes a self-contained object that exports `time_module` (struct code_module) for the system
     * linker; else one for the image writer. */
    bool time_module;
};

struct codegen;

/* Translates the whole module. STATUS_UNAVAILABLE: this build has no such target. */
MUST_CHECK enum status codegen_new(struct ir_module *module, const struct codegen_options *options,
                                   struct codegen **out);
/* LLVM assembly text; valid until codegen_free. */
const char *codegen_text(struct codegen *codegen);
/* Object file or machine assembly; valid until codegen_free. */
MUST_CHECK enum status codegen_emit(struct codegen *codegen, bool assembly, struct view *out);
void codegen_free(struct codegen *codegen);

/* The name of a target as on the command line; and back. */
const char *codegen_target_name(enum codegen_target target);
MUST_CHECK enum status codegen_target_find(const char *name, enum codegen_target *out);
enum codegen_target codegen_target_native(void);

#endif
