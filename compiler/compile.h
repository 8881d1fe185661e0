/*
 * compiler/compile.h: one compilation from file to output; what tapdance-cc's options ask for.
 */
#ifndef COMPILER_COMPILE_H
#define COMPILER_COMPILE_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/codegen.h"

/* Exit codes of tapdance-cc. */
enum compile_result {
    COMPILE_OK = 0,
    COMPILE_REFUSED = 1, /* understood, but not part of the applet language */
    COMPILE_SYNTAX = 2,
    COMPILE_USAGE = 3, /* wrong options, unreadable or unwritable files */
    COMPILE_INTERNAL = 4
};

enum compile_emit { EMIT_IMAGE, EMIT_LLVM, EMIT_ASSEMBLY, EMIT_OBJECT };
enum compile_kind { KIND_BY_NAME, KIND_APPLET, KIND_SCRIPT };

struct compile_options {
    enum compile_emit emit;
    enum compile_kind kind;
    enum codegen_target target;
    bool optimise;
    bool verify, check, json;
    bool types;
    bool explain;       /* beside JSON, diagnostics for people on standard error */
    const char *module; /* name of a module to be linked by the system linker, or NULL */
    const char *output; /* path; "-": standard output */
    const char **files;
    uint32_t file_count;
    const char **services; /* descriptions of services to compare with */
    uint32_t service_count;
    uint64_t fuel, memory, stack;
};

/* Compiles one file (or, for a module, all of them together). */
enum compile_result compile_files(const struct compile_options *options);
/* Prints diagnostics and what the applets use; compiles nothing. */
enum compile_result compile_check(const struct compile_options *options);
/* Writes TypeScript declarations of the services that the files describe. */
enum compile_result compile_types(const struct compile_options *options);

#endif
