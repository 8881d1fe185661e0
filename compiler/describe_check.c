/*
 * compiler/describe_check.c: compares what an applet uses with what its services say that they have.
 */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "compiler/describe.h"
#include "compiler/infer.h"
#include "compiler/suggest.h"

struct comparing {
    const struct descriptions *descriptions;
    const struct script *script;
    const struct analysis *analysis;
    const struct bounds *bounds;
    struct diagnostics *diagnostics;
    struct arena *arena;
};

/* "Service.member.part" taken apart; the texts are the arena's. NULL where a part is absent. */
struct path {
    const char *service, *member, *part;
    uint32_t position;
};

static const char *cut(struct arena *arena, const char **rest, bool last) {
    const char *dot = *rest != NULL && !last ? strchr(*rest, '.') : NULL;
    if (*rest == NULL) {
        return NULL;
    }
    const size_t length = dot != NULL ? (size_t)(dot - *rest) : strlen(*rest);
    const char *piece = arena_copy_text(arena, *rest, length);
    *rest = dot != NULL ? dot + 1 : NULL;
    return piece;
}

static struct path path_of(const struct comparing *comparing, const struct analysis_name *name) {
    const char *rest = name->text;
    struct path path = {.position = name->position};
    path.service = cut(comparing->arena, &rest, false);
    if (strcmp(path.service, "Trigger") != 0) {
        path.member = cut(comparing->arena, &rest, false);
    }
    path.part = cut(comparing->arena, &rest, true);
    return path;
}

static const char *format_text(const struct comparing *comparing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static const char *format_text(const struct comparing *comparing, const char *format, ...) {
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return arena_copy_text(comparing->arena, text, strlen(text));
}

static void report(const struct comparing *comparing, enum diag_severity severity, const char *code,
                   uint32_t position, const char *hint, const char *message) {
    diag_add(comparing->diagnostics, severity, code, position,
             source_path_end(comparing->script->source, position), hint, "%s", message);
}

/* --- Lookups --- */

static const struct described_service *find_service(const struct comparing *comparing,
                                                    const char *name) {
    const struct descriptions *descriptions = comparing->descriptions;
    for (uint32_t i = 0; i < descriptions->service_count; i++) {
        if (strcmp(descriptions->services[i].name, name) == 0) {
            return &descriptions->services[i];
        }
    }
    return NULL;
}

static const struct described_member *find_member(const struct described_service *service,
                                                  const char *name, enum described_role role) {
    const struct described_member *other = NULL;
    for (uint32_t i = 0; i < service->member_count; i++) {
        const struct described_member *member = &service->members[i];
        if (strcmp(member->name, name) == 0) {
            if (member->role == role) {
                return member;
            }
            other = member;
        }
    }
    return other;
}

static const struct described_part *find_part(const struct described_member *member,
                                              const char *name) {
    for (uint32_t i = 0; i < member->part_count; i++) {
        if (strcmp(member->parts[i].name, name) == 0) {
            return &member->parts[i];
        }
    }
    return NULL;
}

/* --- Hints --- */

static const char *did_you_mean(const struct comparing *comparing,
                                const struct suggestion *suggestion, const char *before) {
    return suggestion->best != NULL
               ? format_text(comparing, "did you mean %s%s?", before, suggestion->best)
               : NULL;
}

/* Where nothing is near: what there is, as far as it fits into a line. */
static const char *there_is(const struct comparing *comparing,
                            const struct described_member *member, const char *before) {
    char text[200] = "";
    for (uint32_t i = 0; i < member->part_count; i++) {
        const size_t used = strlen(text);
        const int more = snprintf(text + used, sizeof text - used, "%s%s%s", i > 0 ? ", " : "",
                                  before, member->parts[i].name);
        if (more < 0 || used + (size_t)more >= sizeof text - 4) {
            snprintf(text + used, sizeof text - used, " …");
            break;
        }
    }
    return text[0] != '\0' ? format_text(comparing, "there is %s", text) : NULL;
}

static const char *hint_for_part(const struct comparing *comparing,
                                 const struct described_member *member, const char *name,
                                 const char *before) {
    struct suggestion suggestion;
    suggest_start(&suggestion, name);
    for (uint32_t i = 0; i < member->part_count; i++) {
        suggest_offer(&suggestion, member->parts[i].name);
    }
    const char *hint = did_you_mean(comparing, &suggestion, before);
    return hint != NULL ? hint : there_is(comparing, member, before);
}

static const char *const role_names[] = {"trigger", "query", "action"};
static const char *const role_articles[] = {"a trigger", "a query", "an action"};

/* --- Services and members --- */

/* Each service once, where it is named first. */
static void check_services(const struct comparing *comparing) {
    const struct analysis_uses *roots = &comparing->analysis->roots;
    for (uint32_t i = 0; i < roots->count; i++) {
        const struct ast_node *node = roots->items[i];
        const char *name = node->as.identifier.name->text;
        bool seen = comparing->analysis->sites[node->id].meaning != MEANS_SERVICE ||
                    strcmp(name, "Trigger") == 0 || find_service(comparing, name) != NULL;
        for (uint32_t k = 0; k < i && !seen; k++) {
            seen = roots->items[k]->as.identifier.name == node->as.identifier.name;
        }
        if (seen) {
            continue;
        }
        struct suggestion suggestion;
        suggest_start(&suggestion, name);
        for (uint32_t k = 0; k < comparing->descriptions->service_count; k++) {
            suggest_offer(&suggestion, comparing->descriptions->services[k].name);
        }
        diag_add(comparing->diagnostics, suggestion.best != NULL ? DIAG_ERROR : DIAG_WARNING,
                 DESCRIBED_NO_SERVICE, node->position, node->end,
                 did_you_mean(comparing, &suggestion, ""), "no description has a service %s", name);
    }
}

/* The member as described, in this role; NULL after a report, or where its service is not described. */
static const struct described_member *
member_for(const struct comparing *comparing, const struct path *path, enum described_role role) {
    const struct described_service *service = find_service(comparing, path->service);
    if (service == NULL || path->member == NULL) {
        return NULL;
    }
    const struct described_member *member = find_member(service, path->member, role);
    if (member != NULL && member->role == role) {
        return member;
    }
    if (member != NULL) {
        report(comparing, DIAG_ERROR, DESCRIBED_NO_MEMBER, path->position,
               member->role == ROLE_ACTION ? there_is(comparing, member, "set") : NULL,
               format_text(comparing, "%s.%s is %s and is used as %s", path->service, path->member,
                           role_articles[member->role], role_articles[role]));
        return NULL;
    }
    struct suggestion suggestion;
    suggest_start(&suggestion, path->member);
    for (uint32_t i = 0; i < service->member_count; i++) {
        if (service->members[i].role == role) {
            suggest_offer(&suggestion, service->members[i].name);
        }
    }
    report(
        comparing, DIAG_ERROR, DESCRIBED_NO_MEMBER, path->position,
        did_you_mean(comparing, &suggestion, format_text(comparing, "%s.", path->service)),
        format_text(comparing, "%s has no %s %s", path->service, role_names[role], path->member));
    return NULL;
}

/* --- Ingredients --- */

/* `Trigger.Title`: an ingredient of whichever trigger it is; one of the described ones must have it. */
static void check_any_trigger(const struct comparing *comparing, const struct path *path) {
    struct suggestion suggestion;
    bool any = false;
    suggest_start(&suggestion, path->part);
    for (uint32_t i = 0; i < comparing->descriptions->service_count; i++) {
        const struct described_service *service = &comparing->descriptions->services[i];
        for (uint32_t k = 0; k < service->member_count; k++) {
            const struct described_member *member = &service->members[k];
            if (member->role != ROLE_TRIGGER) {
                continue;
            }
            any = true;
            if (find_part(member, path->part) != NULL) {
                return;
            }
            for (uint32_t p = 0; p < member->part_count; p++) {
                suggest_offer(&suggestion, member->parts[p].name);
            }
        }
    }
    if (any) {
        report(comparing, DIAG_ERROR, DESCRIBED_NO_INGREDIENT, path->position,
               did_you_mean(comparing, &suggestion, "Trigger."),
               format_text(comparing, "no described trigger supplies %s", path->part));
    }
}

/* A member that failed once is not reported for each of its parts. */
static bool same_member_before(const struct comparing *comparing, const struct analysis_list *list,
                               uint32_t index, const struct path *path) {
    for (uint32_t i = 0; i < index; i++) {
        const struct path other = path_of(comparing, &list->items[i]);
        if (other.member != NULL && path->member != NULL &&
            strcmp(other.service, path->service) == 0 && strcmp(other.member, path->member) == 0) {
            return true;
        }
    }
    return false;
}

static void check_ingredients(const struct comparing *comparing) {
    const struct analysis_list *list = &comparing->analysis->ingredients;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct path path = path_of(comparing, &list->items[i]);
        if (strcmp(path.service, "Trigger") == 0) {
            check_any_trigger(comparing, &path);
            continue;
        }
        const struct described_service *service = find_service(comparing, path.service);
        const struct described_member *member =
            service != NULL ? find_member(service, path.member, ROLE_TRIGGER) : NULL;
        if (member == NULL || member->role != ROLE_TRIGGER) {
            if (!same_member_before(comparing, list, i, &path)) {
                (void)member_for(comparing, &path, ROLE_TRIGGER);
            }
        } else if (path.part != NULL && find_part(member, path.part) == NULL) {
            report(comparing, DIAG_ERROR, DESCRIBED_NO_INGREDIENT, path.position,
                   hint_for_part(comparing, member, path.part, ""),
                   format_text(comparing, "%s.%s supplies no %s", path.service, path.member,
                               path.part));
        }
    }
}

/* --- Queries and actions --- */

static void check_queries(const struct comparing *comparing) {
    const struct analysis_groups *groups = &comparing->analysis->queries;
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct analysis_group *group = &groups->items[i];
        const struct path path = path_of(comparing, &group->name);
        const struct described_member *member = member_for(comparing, &path, ROLE_QUERY);
        for (uint32_t k = 0; member != NULL && k < group->members.count; k++) {
            const struct analysis_name *column = &group->members.items[k];
            if (find_part(member, column->text) == NULL) {
                report(comparing, DIAG_ERROR, DESCRIBED_NO_INGREDIENT, column->position,
                       hint_for_part(comparing, member, column->text, ""),
                       format_text(comparing, "the rows of %s have no %s", group->name.text,
                                   column->text));
            }
        }
    }
}

/* The index of a field among those set, or the count. */
static uint32_t field_index(const struct analysis_group *group, const char *name) {
    uint32_t index = 0;
    while (index < group->members.count && strcmp(group->members.items[index].text, name) != 0) {
        index++;
    }
    return index;
}

static void check_required(const struct comparing *comparing, const struct analysis_group *group,
                           const struct action_bounds *bounds,
                           const struct described_member *member) {
    for (uint32_t i = 0; i < member->part_count && !bounds->always_skips; i++) {
        const char *name = member->parts[i].name;
        const uint32_t index = field_index(group, name);
        if (!member->parts[i].required ||
            (index < group->members.count && bounds->settled[index])) {
            continue;
        }
        const char *when = index < group->members.count
                               ? "on some paths it is neither set nor is the action skipped"
                               : "nothing sets it";
        report(comparing, DIAG_WARNING, DESCRIBED_MISSING, group->name.position,
               format_text(comparing, "call %s.set%s(…)", group->name.text, name),
               format_text(comparing, "%s needs %s: %s", group->name.text, name, when));
    }
}

static void check_actions(const struct comparing *comparing) {
    const struct analysis_groups *groups = &comparing->analysis->actions;
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct analysis_group *group = &groups->items[i];
        const struct path path = path_of(comparing, &group->name);
        const struct described_member *member = member_for(comparing, &path, ROLE_ACTION);
        for (uint32_t k = 0; member != NULL && k < group->members.count; k++) {
            const struct analysis_name *field = &group->members.items[k];
            if (find_part(member, field->text) == NULL) {
                report(comparing, DIAG_ERROR, DESCRIBED_NO_FIELD, field->position,
                       hint_for_part(comparing, member, field->text, "set"),
                       format_text(comparing, "%s has no field %s", group->name.text, field->text));
            }
        }
        if (member != NULL) {
            check_required(comparing, group, &comparing->bounds->actions[i], member);
        }
    }
}

/* --- Values of setters --- */

static bool is_choice(const struct described_part *part, const char *text) {
    for (uint32_t i = 0; i < part->choice_count; i++) {
        if (strcmp(part->choices[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static bool looks_like_number(const char *text) {
    bool digit = false;
    for (; *text != '\0'; text++) {
        digit = digit || isdigit((unsigned char)*text);
        if (!isdigit((unsigned char)*text) && strchr("+-.eE ", *text) == NULL) {
            return false;
        }
    }
    return digit;
}

/* A literal text of ASCII characters, or NULL. */
static const char *literal_of(const struct comparing *comparing, const struct ast_node *node) {
    struct ast_string text;
    if (!infer_text(node, &text) || text.length > 200) {
        return NULL;
    }
    char *bytes = arena_alloc(comparing->arena, text.length + 1);
    for (uint32_t i = 0; i < text.length; i++) {
        if (text.units[i] == 0 || text.units[i] >= 0x80) {
            return NULL;
        }
        bytes[i] = (char)text.units[i];
    }
    return bytes;
}

static void check_value(const struct comparing *comparing, const struct described_part *part,
                        const struct ast_node *value) {
    const char *text = literal_of(comparing, value);
    const char *message = NULL;
    const char *hint = NULL;
    if (text == NULL) {
        return;
    }
    if (part->choice_count > 0 && !is_choice(part, text)) {
        struct suggestion suggestion;
        suggest_start(&suggestion, text);
        for (uint32_t i = 0; i < part->choice_count; i++) {
            suggest_offer(&suggestion, part->choices[i]);
        }
        message = format_text(comparing, "%s can't be \"%s\"", part->name, text);
        hint = suggestion.best != NULL
                   ? format_text(comparing, "did you mean \"%s\"?", suggestion.best)
                   : format_text(comparing, "the first choice is \"%s\"", part->choices[0]);
    } else if (part->kind == KIND_NUMBER && !looks_like_number(text)) {
        message = format_text(comparing, "%s is a number; \"%s\" is none", part->name, text);
    } else if (part->kind == KIND_BOOLEAN && strcmp(text, "true") != 0 &&
               strcmp(text, "false") != 0) {
        message =
            format_text(comparing, "%s is true or false; \"%s\" is neither", part->name, text);
    }
    if (message != NULL) {
        diag_add(comparing->diagnostics, DIAG_WARNING, DESCRIBED_VALUE, value->position, value->end,
                 hint, "%s", message);
    }
}

static void check_setter(void *context, struct ast_node *node) {
    const struct comparing *comparing = context;
    if (node->kind == NODE_CALL && node->as.call.arguments.count > 0) {
        const struct analysis_site *site = &comparing->analysis->sites[node->as.call.callee->id];
        const struct described_service *service =
            site->meaning == MEANS_SETTER ? find_service(comparing, site->service->text) : NULL;
        const struct described_member *member =
            service != NULL && site->member != NULL
                ? find_member(service, site->member->text, ROLE_ACTION)
                : NULL;
        const struct described_part *part =
            member != NULL ? find_part(member, site->name->text + 3) : NULL;
        if (part != NULL) {
            check_value(comparing, part, node->as.call.arguments.items[0]);
        }
    }
    ast_visit_children(node, check_setter, context);
}

void describe_check(const struct descriptions *descriptions, const struct script *script,
                    const struct analysis *analysis, const struct bounds *bounds,
                    struct diagnostics *diagnostics) {
    struct comparing comparing = {descriptions, script,      analysis,
                                  bounds,       diagnostics, script->arena};
    check_services(&comparing);
    check_ingredients(&comparing);
    check_queries(&comparing);
    check_actions(&comparing);
    ast_visit_function(script->top, check_setter, &comparing);
}
