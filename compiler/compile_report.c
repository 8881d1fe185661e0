/*
 * compiler/compile_report.c: what `--check` prints of one file: for people and as JSON.
 */
#include <stdio.h>
#include <string.h>

#include "compiler/compile_internal.h"
#include "runtime/image_format.h"

static uint64_t or_default(uint64_t chosen, uint64_t by_default) {
    return chosen != 0 ? chosen : by_default;
}

/* "always", "sometimes" or "never", of what is done at all. */
static const char *how_often(bool always, bool ever) {
    return always ? "always" : ever ? "sometimes" : "never";
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

/* Of queries that are read by known columns only. */
static void json_columns(const struct analysis_groups *queries) {
    const char *before = "";
    for (uint32_t i = 0; i < queries->count; i++) {
        const struct analysis_group *query = &queries->items[i];
        if (!query->open) {
            fputs(before, stdout);
            diag_print_json_string(stdout, query->name.text, query->name.length);
            putchar(':');
            json_list(&query->members);
            before = ",";
        }
    }
}

static void json_action(const struct analysis_group *group, const struct action_bounds *action) {
    diag_print_json_string(stdout, group->name.text, group->name.length);
    fputs(":{\"fields\":{", stdout);
    for (uint32_t i = 0; i < group->members.count; i++) {
        const struct analysis_name *field = &group->members.items[i];
        fputs(i ? "," : "", stdout);
        diag_print_json_string(stdout, field->text, field->length);
        printf(":\"%s\"", how_often(action->always_set[i], true));
    }
    printf("},\"skipped\":\"%s\"}", how_often(action->always_skips, action->skips));
}

static void json_bounds(const struct compile_options *options, const struct analysis *analysis,
                        const struct bounds *bounds) {
    fputs("{\"reads_all_of\":", stdout);
    json_list(&analysis->dynamic);
    fputs(",\"columns\":{", stdout);
    json_columns(&analysis->queries);
    fputs("},\"actions\":{", stdout);
    for (uint32_t i = 0; i < analysis->actions.count; i++) {
        fputs(i ? "," : "", stdout);
        json_action(&analysis->actions.items[i], &bounds->actions[i]);
    }
    printf("},\"limits\":{\"fuel\":%llu,\"memory\":%llu,\"stack\":%llu}}",
           (unsigned long long)or_default(options->fuel, IMAGE_FUEL_DEFAULT),
           (unsigned long long)or_default(options->memory, IMAGE_MEMORY_DEFAULT),
           (unsigned long long)or_default(options->stack, IMAGE_STACK_DEFAULT));
}

void report_json(const struct compile_options *options, const struct unit *unit, const char *path,
                 const struct analysis *analysis, const struct bounds *bounds) {
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
    if (bounds->actions != NULL) {
        fputs(",\"bounds\":", stdout);
        json_bounds(options, analysis, bounds);
    }
    putchar('}');
}

/* --- text --- */

static void text_queries(const struct analysis_groups *groups) {
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct analysis_group *group = &groups->items[i];
        printf("  queries %s", group->name.text);
        for (uint32_t k = 0; k < group->members.count; k++) {
            printf("%s %s", k ? "," : ":", group->members.items[k].text);
        }
        if (group->open) {
            fputs(group->members.count > 0 ? ", and all others" : ": all columns", stdout);
        }
        putchar('\n');
    }
}

static void text_action(const struct analysis_group *group, const struct action_bounds *action) {
    if (group->members.count > 0) {
        printf("  sets %s:", group->name.text);
        for (uint32_t i = 0; i < group->members.count; i++) {
            printf("%s %s%s", i ? "," : "", group->members.items[i].text,
                   action->always_set[i] ? "" : " (on some paths)");
        }
        putchar('\n');
    }
    if (action->skips) {
        printf("  skips %s%s\n", group->name.text,
               action->always_skips ? ": always" : " (on some paths)");
    }
}

static void text_verdict(const struct unit *unit, enum compile_result result) {
    const uint32_t errors = unit->diagnostics.error_count;
    const uint32_t warnings = unit->diagnostics.warning_count;
    if (result == COMPILE_OK && warnings == 0) {
        puts("fine");
        return;
    }
    if (result == COMPILE_SYNTAX || result == COMPILE_REFUSED) {
        printf("%u error%s", errors, errors == 1 ? "" : "s");
        fputs(warnings > 0 ? ", " : "\n", stdout);
    }
    if (warnings > 0) {
        printf("%u warning%s\n", warnings, warnings == 1 ? "" : "s");
    }
}

void report_text(const struct unit *unit, const char *path, const struct analysis *analysis,
                 const struct bounds *bounds, enum compile_result result) {
    diag_print(stderr, &unit->diagnostics);
    printf("%s: ", path);
    text_verdict(unit, result);
    for (uint32_t i = 0; i < analysis->ingredients.count; i++) {
        printf("  reads %s\n", analysis->ingredients.items[i].text);
    }
    for (uint32_t i = 0; i < analysis->dynamic.count; i++) {
        printf("  reads all of %s\n", analysis->dynamic.items[i].text);
    }
    text_queries(&analysis->queries);
    for (uint32_t i = 0; i < analysis->actions.count && bounds->actions != NULL; i++) {
        text_action(&analysis->actions.items[i], &bounds->actions[i]);
    }
    fflush(stdout); /* in order with the next file's diagnostics */
}
