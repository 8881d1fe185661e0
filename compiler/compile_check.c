/*
 * compiler/compile_check.c: what an applet reads and sets, for the check and the image.
 */
#include <stdio.h>
#include <string.h>

#include "compiler/compile_internal.h"
#include "compiler/describe.h"
#include "compiler/lower.h"
#include "compiler/warn.h"

enum status compile_analyze(struct unit *unit, struct analysis *analysis) {
    return analyze_script(unit->script, &unit->arena, analysis);
}

static bool names_time(const char *text) {
    static const char *const names[] = {"Meta", "moment", "MomentJS"};
    for (unsigned i = 0; i < 3; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(text, names[i], length) == 0 && (text[length] == 0 || text[length] == '.')) {
            return true;
        }
    }
    return false;
}

bool compile_uses_moment(const struct unit *unit, const struct analysis *analysis) {
    for (uint32_t i = 0; i < analysis->uses.count; i++) {
        if (names_time(analysis->uses.items[i].text)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < analysis->unresolved.count; i++) {
        if (names_time(analysis->unresolved.items[i].text)) {
            return true;
        }
    }
    /* through the global object by any name */
    return unit->script->reaches_global && (strstr(unit->source.text, "oment") != NULL ||
                                            strstr(unit->source.text, "Meta") != NULL);
}

static void members_add(struct unit *unit, struct analysis_list *members, const char *text,
                        uint32_t length) {
    members->items = arena_grow(&unit->arena, members->items, members->count, &members->capacity,
                                sizeof *members->items);
    members->items[members->count++] = (struct analysis_name){text, length, 0};
}

void compile_members(struct unit *unit, const struct analysis *analysis,
                     struct analysis_list *members) {
    const struct analysis_list *lists[] = {&analysis->dynamic, &analysis->bare};
    for (unsigned i = 0; i < 2; i++) {
        for (uint32_t k = 0; k < lists[i]->count; k++) {
            members_add(unit, members, lists[i]->items[k].text, lists[i]->items[k].length);
        }
    }
    bool whole = unit->script->reaches_global && strstr(unit->source.text, "Meta") != NULL;
    for (uint32_t i = 0; i < analysis->uses.count; i++) {
        const struct analysis_name *name = &analysis->uses.items[i];
        if (strcmp(name->text, "Meta") == 0 || strncmp(name->text, "Meta.", 5) == 0) {
            members_add(unit, members, name->text, name->length);
            whole = whole && strcmp(name->text, "Meta") != 0;
        }
    }
    if (whole) {
        members_add(unit, members, "Meta", 4);
    }
}

struct tally {
    uint32_t files, fine, warned;
};

/* All files of descriptions; false after complaining. */
static bool read_descriptions(struct descriptions *descriptions, const char **files,
                              uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!describe_read(descriptions, files[i])) {
            return false;
        }
    }
    return true;
}

static enum compile_result check_file(const struct compile_options *options, const char *path,
                                      const struct descriptions *descriptions,
                                      struct tally *tally) {
    struct unit unit = {0};
    struct analysis analysis = {0};
    struct bounds bounds = {0};
    enum compile_result result = compile_parse(&unit, options, path);
    if (result == COMPILE_USAGE) {
        arena_release(&unit.arena);
        return result;
    }
    if (result == COMPILE_OK) {
        struct ir_module module;
        uint32_t main = 0;
        ir_module_init(&module, &unit.arena, 0);
        if (lower_script(unit.script, false, &unit.diagnostics, &module, &main) != STATUS_OK) {
            result = compile_diagnosed(&unit);
        }
        if (compile_analyze(&unit, &analysis) != STATUS_OK) {
            result = COMPILE_INTERNAL;
        } else if (result == COMPILE_OK) {
            bounds_find(unit.script, &analysis, &unit.diagnostics, &bounds);
            if (descriptions->service_count > 0) {
                describe_check(descriptions, unit.script, &analysis, &bounds, &unit.diagnostics);
                result = unit.diagnostics.error_count > 0 ? COMPILE_REFUSED : result;
            }
            warn_script(unit.script, unit.applet, &analysis, &unit.diagnostics);
        }
    }
    if (options->json && options->explain) {
        diag_print(stderr, &unit.diagnostics);
    }
    if (options->json) {
        report_json(options, &unit, path, &analysis, &bounds);
    } else {
        report_text(&unit, path, &analysis, &bounds, result);
    }
    if (result == COMPILE_OK) {
        tally->fine += unit.diagnostics.warning_count == 0;
        tally->warned += unit.diagnostics.warning_count > 0;
    }
    arena_release(&unit.arena);
    return result;
}

/* Of several files: the last line says how they fared. */
static void print_tally(const struct tally *tally) {
    printf("%u files: %u fine, %u with warnings, %u with errors\n", tally->files, tally->fine,
           tally->warned, tally->files - tally->fine - tally->warned);
}

enum compile_result compile_check(const struct compile_options *options) {
    enum compile_result worst = COMPILE_OK;
    struct tally tally = {.files = options->file_count};
    struct arena arena;
    struct descriptions descriptions = {.arena = &arena};
    arena_init(&arena);
    if (!read_descriptions(&descriptions, options->services, options->service_count)) {
        arena_release(&arena);
        return COMPILE_USAGE;
    }
    fputs(options->json ? "{\"files\":[" : "", stdout);
    for (uint32_t i = 0; i < options->file_count; i++) {
        fputs(options->json && i ? "," : "", stdout);
        enum compile_result result = check_file(options, options->files[i], &descriptions, &tally);
        worst = result > worst ? result : worst;
    }
    fputs(options->json ? "]}\n" : "", stdout);
    if (!options->json && options->file_count > 1) {
        print_tally(&tally);
    }
    arena_release(&arena);
    return fflush(stdout) == 0 ? worst : COMPILE_USAGE;
}

enum compile_result compile_types(const struct compile_options *options) {
    struct arena arena;
    struct descriptions descriptions = {.arena = &arena};
    enum compile_result result = COMPILE_USAGE;
    arena_init(&arena);
    if (read_descriptions(&descriptions, options->services, options->service_count)) {
        const bool to_file = options->output != NULL && strcmp(options->output, "-") != 0;
        FILE *out = to_file ? fopen(options->output, "w") : stdout;
        if (out != NULL) {
            describe_types(out, &descriptions);
            const bool written = fflush(out) == 0 && !ferror(out);
            result = (!to_file || fclose(out) == 0) && written ? COMPILE_OK : COMPILE_USAGE;
        }
        if (result != COMPILE_OK) {
            fprintf(stderr, "tapdance-cc: %s can't be written\n", to_file ? options->output : "-");
        }
    }
    arena_release(&arena);
    return result;
}
