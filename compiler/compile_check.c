/*
 * compiler/compile_check.c: what an applet reads and sets, for people, the CLI and the image.
 */
#include <stdio.h>
#include <string.h>

#include "compiler/compile_internal.h"
#include "compiler/lower.h"

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

/* --- JSON --- */

static void json_list(const struct analysis_list *list) {
    putchar('[');
    for (uint32_t i = 0; i < list->count; i++) {
        fputs(i ? "," : "", stdout);
        diag_print_json_string(stdout, list->items[i].text, list->items[i].length);
    }
    putchar(']');
}

static void json_groups(const struct analysis_groups *groups) {
    putchar('{');
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct analysis_group *group = &groups->items[i];
        fputs(i ? "," : "", stdout);
        diag_print_json_string(stdout, group->name.text, group->name.length);
        putchar(':');
        json_list(&group->members);
    }
    putchar('}');
}

static void json_file(const struct unit *unit, const char *path, const struct analysis *analysis) {
    fputs("{\"file\":", stdout);
    diag_print_json_string(stdout, path, strlen(path));
    fputs(",\"diagnostics\":", stdout);
    diag_print_json(stdout, &unit->diagnostics);
    fputs(",\"ingredients\":", stdout);
    json_list(&analysis->ingredients);
    fputs(",\"queries\":", stdout);
    json_groups(&analysis->queries);
    fputs(",\"actions\":", stdout);
    json_groups(&analysis->actions);
    putchar('}');
}

/* --- text --- */

static void text_groups(const char *verb, const struct analysis_groups *groups) {
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct analysis_group *group = &groups->items[i];
        printf("  %s %s", verb, group->name.text);
        for (uint32_t k = 0; k < group->members.count; k++) {
            printf("%s %s", k ? "," : ":", group->members.items[k].text);
        }
        putchar('\n');
    }
}

static void text_file(const struct unit *unit, const char *path, const struct analysis *analysis,
                      enum compile_result result) {
    diag_print(stderr, &unit->diagnostics);
    printf("%s: %s\n", path,
           result == COMPILE_OK       ? "fine"
           : result == COMPILE_SYNTAX ? "syntax error"
                                      : "outside the applet language");
    for (uint32_t i = 0; i < analysis->ingredients.count; i++) {
        printf("  reads %s\n", analysis->ingredients.items[i].text);
    }
    for (uint32_t i = 0; i < analysis->dynamic.count; i++) {
        printf("  reads all of %s\n", analysis->dynamic.items[i].text);
    }
    text_groups("queries", &analysis->queries);
    text_groups("sets", &analysis->actions);
}

static enum compile_result check_file(const struct compile_options *options, const char *path) {
    struct unit unit = {0};
    struct analysis analysis = {0};
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
        }
    }
    if (options->json) {
        json_file(&unit, path, &analysis);
    } else {
        text_file(&unit, path, &analysis, result);
    }
    arena_release(&unit.arena);
    return result;
}

enum compile_result compile_check(const struct compile_options *options) {
    enum compile_result worst = COMPILE_OK;
    fputs(options->json ? "{\"files\":[" : "", stdout);
    for (uint32_t i = 0; i < options->file_count; i++) {
        fputs(options->json && i ? "," : "", stdout);
        enum compile_result result = check_file(options, options->files[i]);
        worst = result > worst ? result : worst;
    }
    fputs(options->json ? "]}\n" : "", stdout);
    return fflush(stdout) == 0 ? worst : COMPILE_USAGE;
}
