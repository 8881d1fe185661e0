/*
 * compiler/warn_name.c: names that nothing defines, properties that don't exist, setters used otherwise
 * than by calling them.
 */
#include <string.h>

#include "compiler/scope.h"
#include "compiler/warn_internal.h"

static void offer(void *context, const char *name) {
    suggest_offer(context, name);
}

static void offer_list(struct suggestion *suggestion, const struct analysis_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        suggest_offer(suggestion, list->items[i].text);
    }
}

/* Everything that the applet declares, wherever. */
static void offer_bindings(struct warner *warner, struct suggestion *suggestion) {
    const struct script *script = warner->script;
    for (uint32_t i = 0; i < script->function_count; i++) {
        const struct ast_function *function = script->functions[i];
        for (uint32_t k = 0; k < function->binding_count; k++) {
            const struct analysis_uses *uses =
                &warner->analysis->bindings[warner->analysis->first_binding[function->id] + k];
            if (uses->count > 0) {
                suggest_offer(suggestion, uses->items[0]->as.identifier.name->text);
            }
        }
        if (function->name != NULL && !function->is_expression) {
            suggest_offer(suggestion, function->name->text);
        }
    }
}

static const char *nearest_name(struct warner *warner, const char *name) {
    struct suggestion suggestion;
    suggest_start(&suggestion, name);
    offer_bindings(warner, &suggestion);
    offer_list(&suggestion, &warner->analysis->implicit_globals);
    known_globals(offer, &suggestion);
    for (uint32_t i = 0; i < warner->analysis->roots.count; i++) {
        const struct ast_node *root = warner->analysis->roots.items[i];
        if (warner->analysis->sites[root->id].meaning == MEANS_SERVICE) {
            suggest_offer(&suggestion, root->as.identifier.name->text);
        }
    }
    return suggestion.best;
}

static const char *did_you_mean(struct warner *warner, const char *name) {
    return name != NULL ? warn_text(warner, "did you mean %s?", name) : NULL;
}

/* --- Undefined names --- */

static void report_undefined(struct warner *warner, const struct ast_node *node) {
    const char *name = node->as.identifier.name->text;
    const char *hint = known_absent_advice(name);
    if (hint == NULL) {
        hint = did_you_mean(warner, nearest_name(warner, name));
    }
    if (hint == NULL && warner->script->reaches_global) {
        return; /* globalThis[…] may have made it */
    }
    /* of a capital name the host makes an empty object, as of any service */
    const bool service = warner->analysis->sites[node->id].meaning == MEANS_SERVICE;
    warn(warner, WARN_UNDEFINED_NAME, node, hint, "%s is not defined%s", name,
         service ? "" : ": this throws a ReferenceError when it is reached");
}

/* `typeof name` asks first, `delete name` knows of it: then its other uses are meant for where it exists. */
static bool is_asked_for(const struct warner *warner, const struct atom *name) {
    for (uint32_t i = 0; i < warner->analysis->roots.count; i++) {
        const struct ast_node *root = warner->analysis->roots.items[i];
        if (root->as.identifier.name == name &&
            (root->as.identifier.flags & (IDENTIFIER_TYPEOF | IDENTIFIER_DELETED)) != 0) {
            return true;
        }
    }
    return false;
}

static bool was_reported(const struct warner *warner, uint32_t index) {
    const struct analysis_uses *roots = &warner->analysis->roots;
    for (uint32_t i = 0; i < index; i++) {
        if (roots->items[i]->as.identifier.name == roots->items[index]->as.identifier.name) {
            return true;
        }
    }
    return false;
}

static bool is_called_or_constructed(const struct warner *warner, const struct ast_node *node) {
    const struct ast_node *parent = warn_parent(warner, node);
    return parent != NULL && (parent->kind == NODE_CALL || parent->kind == NODE_NEW) &&
           parent->as.call.callee == node;
}

/* Whether every use of the name takes nothing of it: then it is hardly a service. */
static bool is_only_bare(const struct warner *warner, const struct atom *name) {
    for (uint32_t i = 0; i < warner->analysis->roots.count; i++) {
        const struct ast_node *root = warner->analysis->roots.items[i];
        const struct ast_node *parent = warn_parent(warner, root);
        if (root->as.identifier.name == name && parent != NULL && infer_object(parent) == root) {
            return false;
        }
    }
    return true;
}

/* A capital letter begins a service's name: undefined only where it is used as no service can be. */
static bool capital_is_undefined(struct warner *warner, const struct ast_node *node) {
    const struct atom *name = node->as.identifier.name;
    if (is_called_or_constructed(warner, node)) {
        return true;
    }
    return is_only_bare(warner, name) && nearest_name(warner, name->text) != NULL;
}

static void check_roots(struct warner *warner) {
    const struct analysis *analysis = warner->analysis;
    for (uint32_t i = 0; i < analysis->roots.count; i++) {
        const struct ast_node *node = analysis->roots.items[i];
        const struct atom *name = node->as.identifier.name;
        if (analysis_find(&analysis->implicit_globals, name->text) != NULL ||
            known_global(name->text) != NULL || is_asked_for(warner, name)) {
            continue;
        }
        if (!warner->applet && strcmp(name->text, "print") == 0) {
            continue;
        }
        const bool service = analysis->sites[node->id].meaning == MEANS_SERVICE;
        if (service ? capital_is_undefined(warner, node) : !was_reported(warner, i)) {
            report_undefined(warner, node);
        }
    }
}

/* `totl = total + 1`: assigned, never read, and near to a declared name. */
static void check_implicit_globals(struct warner *warner) {
    const struct analysis *analysis = warner->analysis;
    for (uint32_t i = 0; i < analysis->roots.count; i++) {
        const struct ast_node *node = analysis->roots.items[i];
        const char *name = node->as.identifier.name->text;
        bool read = strlen(name) < 4;
        for (uint32_t k = 0; k < analysis->roots.count; k++) {
            const struct ast_node *root = analysis->roots.items[k];
            read = read || (root->as.identifier.name == node->as.identifier.name &&
                            ((root->as.identifier.flags & IDENTIFIER_READ) != 0 || k < i));
        }
        if (read || analysis_find(&analysis->implicit_globals, name) == NULL) {
            continue;
        }
        struct suggestion suggestion;
        suggest_start(&suggestion, name);
        offer_bindings(warner, &suggestion);
        if (suggestion.best != NULL && suggestion.cost <= 2) {
            warn(warner, WARN_SIMILAR_NAME, node, did_you_mean(warner, suggestion.best),
                 "%s is assigned here and used nowhere", name);
        }
    }
}

/* --- Names like others --- */

/*
 * One letter swapped with the next, left out or doubled, or another case; not another letter, digit or a
 * plural: these are different things.
 */
static bool is_misspelling(const char *a, const char *b) {
    const size_t first = strlen(a);
    const size_t second = strlen(b);
    const char *longer = first > second ? a : b;
    const uint32_t cost = suggest_distance(a, b, 2);
    if (first < 4 || second < 4 || cost == UINT32_MAX || cost == 0) {
        return false;
    }
    if (first == second) {
        uint32_t exchanged = 0;
        bool swapped = true;
        for (size_t i = 0; i < first; i++) {
            exchanged += a[i] != b[i];
            const bool digit = (a[i] >= '0' && a[i] <= '9') || (b[i] >= '0' && b[i] <= '9');
            if (a[i] != b[i] && digit) {
                return false;
            }
            swapped = swapped && (a[i] == b[i] || (i > 0 && a[i] == b[i - 1]) ||
                                  (i + 1 < first && a[i] == b[i + 1]));
        }
        const bool cases = cost == exchanged; /* every difference is one of case */
        return cases || (exchanged == 2 && swapped && first >= 5);
    }
    /* the letter that is there once more: no digit, and not at the end */
    const size_t length = first > second ? first : second;
    size_t at = 0;
    while (at + 1 < length && a[at] == b[at]) {
        at++;
    }
    const char extra = longer[at];
    return length >= 6 && at + 1 < length && !(extra >= '0' && extra <= '9');
}

static void report_similar(struct warner *warner, const struct analysis_name *one,
                           const struct analysis_name *two, const char *what) {
    const struct analysis_name *later = one->position > two->position ? one : two;
    const struct analysis_name *earlier = later == one ? two : one;
    diag_add(warner->diagnostics, DIAG_WARNING, WARN_SIMILAR_NAME, later->position,
             source_path_end(warner->script->source, later->position),
             warn_text(warner, "did you mean %s?", earlier->text), "%s and %s are different %s",
             earlier->text, later->text, what);
}

/* The part behind the last point, and the length of what is before it. */
static const char *last_part(const char *name, size_t *length) {
    const char *dot = strrchr(name, '.');
    *length = dot != NULL ? (size_t)(dot - name) : 0;
    return dot != NULL ? dot + 1 : name;
}

static void check_similar_list(struct warner *warner, const struct analysis_list *list,
                               const char *what) {
    for (uint32_t i = 0; i < list->count && list->count < 200; i++) {
        for (uint32_t k = 0; k < i; k++) {
            size_t first = 0;
            size_t second = 0;
            const char *a = last_part(list->items[i].text, &first);
            const char *b = last_part(list->items[k].text, &second);
            if (first == second && memcmp(list->items[i].text, list->items[k].text, first) == 0 &&
                is_misspelling(a, b)) {
                report_similar(warner, &list->items[i], &list->items[k], what);
            }
        }
    }
}

static void check_similar_groups(struct warner *warner, const struct analysis_groups *groups,
                                 const char *what, const char *parts) {
    struct analysis_list names = {0};
    for (uint32_t i = 0; i < groups->count; i++) {
        check_similar_list(warner, &groups->items[i].members, parts);
        names.items = arena_grow(warner->arena, names.items, names.count, &names.capacity,
                                 sizeof(*names.items));
        names.items[names.count++] = groups->items[i].name;
    }
    check_similar_list(warner, &names, what);
}

static void check_similar_services(struct warner *warner) {
    struct analysis_list services = {0};
    const struct analysis *analysis = warner->analysis;
    for (uint32_t i = 0; i < analysis->roots.count; i++) {
        const struct ast_node *root = analysis->roots.items[i];
        if (analysis->sites[root->id].meaning == MEANS_SERVICE && !was_reported(warner, i)) {
            const struct atom *name = root->as.identifier.name;
            services.items = arena_grow(warner->arena, services.items, services.count,
                                        &services.capacity, sizeof(*services.items));
            services.items[services.count++] =
                (struct analysis_name){name->text, name->length, root->position};
        }
    }
    check_similar_list(warner, &services, "services");
}

void warn_names(struct warner *warner) {
    const struct analysis *analysis = warner->analysis;
    check_roots(warner);
    check_implicit_globals(warner);
    if (warner->applet) {
        check_similar_services(warner);
        check_similar_list(warner, &analysis->ingredients, "ingredients");
        check_similar_groups(warner, &analysis->queries, "queries", "columns");
        check_similar_groups(warner, &analysis->actions, "actions", "fields");
    }
}

/* --- Properties --- */

/* `if (s.x)`, `s.x && …`, `s.x ? …`, `s.x == null`: asks whether it is there. */
static bool asks_whether(const struct warner *warner, const struct ast_node *node) {
    const struct ast_node *parent = warner->analysis->parents[node->id];
    switch (parent != NULL ? (enum ast_kind)parent->kind : NODE_EMPTY) {
    case NODE_IF:
    case NODE_CONDITIONAL: return parent->as.conditional.test == node;
    case NODE_LOGICAL:
    case NODE_UNARY: return true;
    case NODE_BINARY:
        return parent->as.binary.left->kind == NODE_NULL ||
               parent->as.binary.right->kind == NODE_NULL ||
               warn_is_global(parent->as.binary.left, "undefined") ||
               warn_is_global(parent->as.binary.right, "undefined");
    default: return false;
    }
}

/* The same property elsewhere, being asked for or being called. */
struct search {
    struct warner *warner;
    const struct ast_node *wanted;
    bool called; /* what to look for: a call; otherwise a question */
    bool found;
};

static void search_node(void *context, struct ast_node *node) {
    struct search *search = context;
    if (search->found) {
        return;
    }
    if (node->kind == NODE_MEMBER && node != search->wanted) {
        const struct ast_node *parent = warn_parent(search->warner, node);
        const bool fits = search->called ? parent != NULL && parent->kind == NODE_CALL &&
                                               parent->as.call.callee == node
                                         : asks_whether(search->warner, node);
        search->found = fits && infer_same(&search->warner->inferrer, node, search->wanted);
    }
    ast_visit_children(node, search_node, search);
}

bool warn_is_guarded(struct warner *warner, const struct ast_node *node, bool called) {
    struct search search = {warner, node, called, false};
    ast_visit_function(warner->script->top, search_node, &search);
    return search.found;
}

static bool is_assigned(const struct warner *warner, const struct ast_node *node) {
    const struct ast_node *parent = warner->analysis->parents[node->id];
    switch (parent != NULL ? (enum ast_kind)parent->kind : NODE_EMPTY) {
    case NODE_ASSIGN:
    case NODE_DEFAULT: return parent->as.assign.target == node;
    case NODE_UPDATE:
    case NODE_ARRAY_PATTERN:
    case NODE_PATTERN_PROPERTY:
    case NODE_FOR_IN:
    case NODE_FOR_OF: return true;
    default: return false;
    }
}

static void check_member(struct warner *warner, const struct ast_node *node) {
    const char *name = node->as.member.name->text;
    const enum known_type type = infer_type(&warner->inferrer, node->as.member.object);
    if (!known_type_closed(type) || warner->extends_types || known_member(type, name) != NULL ||
        asks_whether(warner, node) || is_assigned(warner, node) || node->as.member.optional ||
        warn_is_guarded(warner, node, false)) {
        return;
    }
    const char *hint = known_member_advice(type, name);
    if (hint == NULL) {
        struct suggestion suggestion;
        suggest_start(&suggestion, name);
        known_members(type, offer, &suggestion);
        hint = did_you_mean(warner, suggestion.best);
    }
    warn_member(warner, WARN_UNKNOWN_MEMBER, node, hint, "%s has no %s", known_type_name(type),
                name);
}

/* --- Calls --- */

static bool is_callable(enum known_type type) {
    switch (type) {
    case TYPE_TEXT:
    case TYPE_NUMBER:
    case TYPE_BOOLEAN:
    case TYPE_ARRAY:
    case TYPE_MOMENT:
    case TYPE_DURATION:
    case TYPE_DATE:
    case TYPE_REGEXP:
    case TYPE_META:
    case TYPE_MATH:
    case TYPE_JSON:
    case TYPE_CONSOLE: return false;
    default: return true;
    }
}

/* An ingredient that is called was meant as a setter, as skip, or as a property of something else. */
static const char *hint_for_called(struct warner *warner, const struct analysis_site *site) {
    const char *name = site->name != NULL ? site->name->text : "";
    struct suggestion suggestion;
    suggest_start(&suggestion, site->service->text);
    suggest_offer(&suggestion, "Meta");
    suggest_offer(&suggestion, "Math");
    suggest_offer(&suggestion, "JSON");
    suggest_offer(&suggestion, "Object");
    if (suggestion.best != NULL && suggestion.cost <= 2) {
        return did_you_mean(warner, suggestion.best);
    }
    if (suggest_distance(name, "skip", 2) != UINT32_MAX) {
        return "did you mean skip?";
    }
    if (strncmp(name, "set", 3) == 0 && name[3] >= 'a' && name[3] <= 'z') {
        return warn_text(warner, "did you mean set%c%s?", name[3] - 32, name + 4);
    }
    if (strncmp(name, "Set", 3) == 0 && name[3] != '\0') {
        return warn_text(warner, "did you mean set%s?", name + 3);
    }
    return "an action has skip, and a setter for each field: set and the field's name";
}

static void check_call(struct warner *warner, const struct ast_node *node) {
    const struct ast_node *callee = node->as.call.callee;
    while (callee->kind == NODE_CHAIN) {
        callee = callee->as.unary.operand;
    }
    const struct analysis_site *site = &warner->analysis->sites[callee->id];
    const char *source = warn_source(warner, callee);
    switch (site->meaning) {
    case MEANS_INGREDIENT:
    case MEANS_COLUMN:
        if (!warner->extends_types) {
            warn(warner, WARN_NOT_A_FUNCTION, callee, hint_for_called(warner, site),
                 "%s is read as an ingredient, a text: it can't be called", source);
        }
        return;
    case MEANS_ROW:
        warn(warner, WARN_SETTER, callee,
             warn_text(warner, "write it out: %s.%s.set…(…)", site->service->text,
                       site->member != NULL ? site->member->text : "action"),
             "a setter whose name is computed is no action's: it can't be called");
        return;
    case MEANS_MEMBER:
    case MEANS_QUERY: {
        const char *near = nearest_name(warner, site->service->text);
        const bool builtin = near != NULL && known_global(near) != NULL;
        warn(warner, WARN_NOT_A_FUNCTION, callee,
             builtin ? did_you_mean(warner, near)
                     : "an action has skip, and a setter for each field",
             "%s is an object of the service: it can't be called", source);
        return;
    }
    case MEANS_NOTHING: break;
    default: return;
    }
    const enum known_type type = infer_type(&warner->inferrer, callee);
    if (!is_callable(type) && !warner->extends_types) {
        warn(warner, WARN_NOT_A_FUNCTION, callee,
             node->as.call.arguments.count == 0 ? "leave the parentheses away" : NULL,
             "%s is %s: it can't be called", source, known_type_name(type));
    }
}

/* --- Setters --- */

static void check_setter_call(struct warner *warner, const struct ast_node *node,
                              const struct ast_node *call) {
    const struct ast_list *arguments = &call->as.call.arguments;
    const char *source = warn_source(warner, node);
    if (arguments->count == 0) {
        warn(warner, WARN_SETTER, call, warn_text(warner, "give the value: %s(…)", source),
             "without a value this sets the text \"undefined\"");
        return;
    }
    const struct ast_node *value = arguments->items[0];
    if (warn_not_called(warner, value)) {
        return;
    }
    const enum known_type type = infer_type(&warner->inferrer, value);
    if (value->kind == NODE_OBJECT) {
        warn(warner, WARN_SETTER, value, "JSON.stringify(…) makes a text of an object",
             "this sets the text \"[object Object]\"");
    } else if (type == TYPE_FUNCTION) {
        warn(warner, WARN_SETTER, value, "call it",
             "this sets a function's text, not what it returns");
    }
}

static void check_setter(struct warner *warner, const struct ast_node *node) {
    const struct analysis_site *site = &warner->analysis->sites[node->id];
    const struct ast_node *parent = warn_parent(warner, node);
    const bool setter = site->meaning == MEANS_SETTER;
    if (parent == NULL) {
        return;
    }
    if (parent->kind == NODE_CALL && parent->as.call.callee == node) {
        if (setter) {
            check_setter_call(warner, node, parent);
        }
    } else if (parent->kind == NODE_ASSIGN && parent->as.assign.target == node) {
        warn(warner, WARN_SETTER, node,
             warn_text(warner, "call it: %s(…)", warn_source(warner, node)),
             "%s is a function: assigning to it sets nothing", site->name->text);
    } else if (parent->kind == NODE_EXPRESSION_STATEMENT) {
        warn(warner, WARN_NOT_CALLED, node,
             warn_text(warner, "call it: %s(%s)", warn_source(warner, node), setter ? "…" : ""),
             "this names %s and does not call it", site->name->text);
    }
}

/* `Phone.ring.Message = "x"` where Phone.ring is an action. */
static void check_ingredient_assignment(struct warner *warner, const struct ast_node *node) {
    const struct analysis_site *site = &warner->analysis->sites[node->id];
    const struct ast_node *parent = warner->analysis->parents[node->id];
    if (parent == NULL || parent->kind != NODE_ASSIGN || parent->as.assign.target != node ||
        site->member == NULL) {
        return;
    }
    const char *action = warn_text(warner, "%s.%s", site->service->text, site->member->text);
    if (analysis_find_group(&warner->analysis->actions, action) != NULL) {
        warn(warner, WARN_SETTER, node,
             warn_text(warner, "call %s.set%s(…)", action, site->name->text),
             "assigning to a property of an action sets no field");
    }
}

void warn_name_node(struct warner *warner, const struct ast_node *node) {
    switch (warner->analysis->sites[node->id].meaning) {
    case MEANS_SETTER:
    case MEANS_SKIP: check_setter(warner, node); break;
    case MEANS_INGREDIENT: check_ingredient_assignment(warner, node); break;
    case MEANS_NOTHING:
        if (node->kind == NODE_MEMBER) {
            check_member(warner, node);
        }
        break;
    default: break;
    }
    if (node->kind == NODE_CALL) {
        check_call(warner, node);
    }
    if (node->kind == NODE_IDENTIFIER && node->as.identifier.binding != NULL &&
        node->as.identifier.binding->kind == BINDING_CONST &&
        (node->as.identifier.flags & IDENTIFIER_ASSIGNED) != 0 &&
        (node->as.identifier.flags & IDENTIFIER_DECLARES) == 0) {
        warn(warner, WARN_CONST_ASSIGNED, node, "declare it with let",
             "%s is a const: this throws a TypeError when it is reached",
             node->as.identifier.name->text);
    }
}
