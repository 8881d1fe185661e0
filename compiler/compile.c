/*
 * compiler/compile.c: runs the phases over files and writes the result.
 */
#include "compiler/compile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compiler/compile_internal.h"
#include "compiler/image_writer.h"
#include "compiler/lower.h"
#include "compiler/optimise.h"
#include "compiler/parser.h"
#include "compiler/regexp_check.h"
#include "compiler/runtime_abi.h"
#include "compiler/scope.h"

bool compile_is_applet(const struct compile_options *options, const char *path) {
    if (options->kind != KIND_BY_NAME) {
        return options->kind == KIND_APPLET;
    }
    size_t length = strlen(path);
    return !(length > 3 && strcmp(path + length - 3, ".js") == 0);
}

enum compile_result compile_parse(struct unit *unit, const struct compile_options *options,
                                  const char *path) {
    arena_init(&unit->arena);
    diag_init(&unit->diagnostics, &unit->arena, &unit->source);
    unit->diagnostics.colour = diag_colour_wanted(stderr);
    unit->applet = compile_is_applet(options, path);
    enum status status = source_read(&unit->source, &unit->arena, path);
    if (status != STATUS_OK) {
        fprintf(stderr, "tapdance-cc: %s: %s\n", path, status_text(status));
        return COMPILE_USAGE;
    }
    atom_table_init(&unit->atoms, &unit->arena);
    struct parse_options parse = {.typescript = unit->applet || parse_is_typescript(path),
                                  .validate_regexp = regexp_check,
                                  .regexp_context = &unit->arena};
    status = parse_script(&unit->arena, &unit->atoms, &unit->source, &unit->diagnostics, &parse,
                          &unit->script);
    const bool whole = status == STATUS_OK || compile_diagnosed(unit) == COMPILE_REFUSED;
    if (whole && unit->script->top != NULL) {
        const enum status resolved = scope_resolve(unit->script, &unit->diagnostics);
        status = status == STATUS_OK ? resolved : status;
    }
    if (status != STATUS_OK) {
        return compile_diagnosed(unit);
    }
    return COMPILE_OK;
}

/* A script that only uses what is unsupported is refused; anything else is a syntax error. */
enum compile_result compile_diagnosed(const struct unit *unit) {
    for (uint32_t i = 0; i < unit->diagnostics.count; i++) {
        const struct diag *diag = &unit->diagnostics.items[i];
        if (diag->severity == DIAG_ERROR && strcmp(diag->code, DIAG_UNSUPPORTED) != 0 &&
            strcmp(diag->code, DIAG_LIMIT) != 0) {
            return COMPILE_SYNTAX;
        }
    }
    return unit->diagnostics.error_count > 0 ? COMPILE_REFUSED : COMPILE_OK;
}

static enum compile_result write_output(const char *path, const void *bytes, size_t length) {
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    bool good = file && fwrite(bytes, 1, length, file) == length;
    good = file && fflush(file) == 0 && good;
    if (file && file != stdout) {
        good = fclose(file) == 0 && good;
    }
    if (!good) {
        fprintf(stderr, "tapdance-cc: %s: %s\n", path, strerror(errno));
        return COMPILE_USAGE;
    }
    return COMPILE_OK;
}

static enum compile_result internal(const char *what) {
    fprintf(stderr, "tapdance-cc: internal error: %s\n", what);
    return COMPILE_INTERNAL;
}

static enum compile_result write_image(const struct compile_options *options, struct unit *unit,
                                       struct ir_module *module, struct codegen *codegen) {
    struct view object, image;
    struct linked linked;
    const char *reason = NULL;
    if (codegen_emit(codegen, false, &object) != STATUS_OK) {
        return internal("no object");
    }
    struct object_counts counts = {module->function_count, module->string_count,
                                   module->regexp_count};
    if (object_link(&unit->arena, object, &counts, &linked, &reason) != STATUS_OK) {
        return internal(reason);
    }
    struct image_manifest manifest = {.plain_script = !unit->applet,
                                      .fuel = options->fuel,
                                      .memory = options->memory,
                                      .stack = options->stack};
    struct analysis analysis = {0};
    if (compile_analyze(unit, &analysis) != STATUS_OK) {
        return internal("no analysis");
    }
    if (unit->applet) {
        manifest.analysis = &analysis;
        compile_members(unit, &analysis, &manifest.members);
    }
    manifest.uses_moment = compile_uses_moment(unit, &analysis);
    if (image_write(module, options->target, &linked, &manifest, &image) != STATUS_OK) {
        return internal("the image is too large");
    }
    return write_output(options->output, image.data, image.length);
}

static enum compile_result generate(const struct compile_options *options, struct unit *unit,
                                    struct ir_module *module) {
    struct codegen_options how = {.target = options->target,
                                  .verify = options->verify,
                                  .optimise = options->optimise,
                                  .time_module = options->module != NULL};
    struct codegen *codegen = NULL;
    struct view bytes;
    enum compile_result result;
    ir_infer(module);
    if (codegen_new(module, &how, &codegen) != STATUS_OK) {
        codegen_free(codegen);
        return internal("no code");
    }
    if (options->emit == EMIT_LLVM) {
        const char *text = codegen_text(codegen);
        result = write_output(options->output, text, strlen(text));
    } else if (options->emit == EMIT_IMAGE && !options->module) {
        result = write_image(options, unit, module, codegen);
    } else if (codegen_emit(codegen, options->emit == EMIT_ASSEMBLY, &bytes) != STATUS_OK) {
        result = internal("no output");
    } else {
        result = write_output(options->output, bytes.data, bytes.length);
    }
    codegen_free(codegen);
    return result;
}

/* A module's scripts run in sequence: a main that calls the tops of all. */
static enum compile_result lower_all(const struct compile_options *options, struct unit *units,
                                     struct ir_module *module) {
    uint32_t *mains = arena_alloc_array(module->arena, options->file_count, sizeof *mains);
    for (uint32_t i = 0; i < options->file_count; i++) {
        struct unit *unit = &units[i];
        if (lower_script(unit->script, options->module != NULL, &unit->diagnostics, module,
                         &mains[i]) != STATUS_OK) {
            return compile_diagnosed(unit);
        }
    }
    module->main =
        options->file_count == 1 ? mains[0] : lower_sequence(module, mains, options->file_count);
    return COMPILE_OK;
}

enum compile_result compile_files(const struct compile_options *options) {
    struct unit *units = calloc(options->file_count, sizeof *units);
    struct arena arena;
    arena_init(&arena);
    enum compile_result result = units ? COMPILE_OK : COMPILE_INTERNAL;
    for (uint32_t i = 0; i < options->file_count && result == COMPILE_OK; i++) {
        result = compile_parse(&units[i], options, options->files[i]);
    }
    struct ir_module module;
    ir_module_init(&module, &arena, options->module ? MODULE_TIME : MODULE_APPLET);
    if (result == COMPILE_OK) {
        result = lower_all(options, units, &module);
    }
    if (result == COMPILE_OK) {
        result = generate(options, &units[0], &module);
    }
    for (uint32_t i = 0; units && i < options->file_count; i++) {
        if (units[i].source.name) {
            diag_print(stderr, &units[i].diagnostics);
        }
        arena_release(&units[i].arena);
    }
    free(units);
    arena_release(&arena);
    return result;
}
