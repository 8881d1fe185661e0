/*
 * compiler/bounds.c: see bounds.h. Goes over the statements as they run, with the set of facts that hold
 * on every path so far. A fact never ceases to hold, so what holds before a loop holds in all its rounds.
 */
#include "compiler/bounds.h"

#include <string.h>

#include "compiler/bounds_internal.h"
#include "compiler/warn.h"

/* --- Facts --- */

static uint64_t *facts_new(struct walk *walk) {
    return arena_alloc_array(walk->arena, walk->words + 1, sizeof(uint64_t));
}

/* A state that no path has reached: joining with it changes nothing. */
struct state state_unreached(struct walk *walk) {
    return (struct state){facts_new(walk), false};
}

/* Either way may have been taken: what holds on both. */
void state_join(const struct walk *walk, struct state *state, const struct state *other) {
    if (!other->reached) {
        return;
    }
    for (uint32_t i = 0; i < walk->words; i++) {
        state->facts[i] = state->reached ? state->facts[i] & other->facts[i] : other->facts[i];
    }
    state->reached = true;
}

static bool state_has(const struct state *state, uint32_t fact) {
    return (state->facts[fact / 64] >> (fact % 64) & 1) != 0;
}

static void state_add(struct state *state, uint32_t fact) {
    state->facts[fact / 64] |= UINT64_C(1) << (fact % 64);
}

/* --- Effects --- */

/* Facts of one action: skipped; then for each field: set, settled. */
static uint32_t fact_skipped(const struct walk *walk, uint32_t action) {
    return walk->first_fact[action];
}

static uint32_t fact_set(const struct walk *walk, uint32_t action, uint32_t field) {
    return walk->first_fact[action] + 1 + 2 * field;
}

static bool find_action(const struct walk *walk, const struct analysis_site *site,
                        uint32_t *action) {
    const struct analysis_groups *groups = &walk->analysis->actions;
    const size_t service = site->service->length;
    for (uint32_t i = 0; i < groups->count; i++) {
        const struct analysis_name *name = &groups->items[i].name;
        if (site->member != NULL && name->length == service + 1 + site->member->length &&
            memcmp(name->text, site->service->text, service) == 0 && name->text[service] == '.' &&
            memcmp(name->text + service + 1, site->member->text, site->member->length) == 0) {
            *action = i;
            return true;
        }
    }
    return false;
}

static void apply_skip(const struct walk *walk, struct state *state, uint32_t action) {
    const uint32_t fields = walk->analysis->actions.items[action].members.count;
    state_add(state, fact_skipped(walk, action));
    for (uint32_t i = 0; i < fields; i++) {
        state_add(state, fact_set(walk, action, i) + 1);
    }
}

static void apply_setter(const struct walk *walk, struct state *state, uint32_t action,
                         const struct analysis_site *site, const struct ast_node *call) {
    const struct analysis_group *group = &walk->analysis->actions.items[action];
    if (state->reached && state_has(state, fact_skipped(walk, action)) &&
        walk->diagnostics != NULL) {
        diag_add(walk->diagnostics, DIAG_WARNING, WARN_AFTER_SKIP, call->position, call->end,
                 "skip in one branch and set in the other",
                 "%s was skipped before on every path: what is set here is never sent",
                 group->name.text);
    }
    for (uint32_t i = 0; i < group->members.count; i++) {
        const struct analysis_name *field = &group->members.items[i];
        if (field->length == site->name->length - 3 &&
            memcmp(field->text, site->name->text + 3, field->length) == 0) {
            state_add(state, fact_set(walk, action, i));
            state_add(state, fact_set(walk, action, i) + 1);
        }
    }
}

/* The applet's own function that a call runs for sure, or NULL. */
static const struct ast_function *function_of(const struct walk *walk,
                                              const struct ast_node *callee) {
    if (callee->kind == NODE_FUNCTION) {
        return callee->as.function;
    }
    const struct binding *binding =
        callee->kind == NODE_IDENTIFIER ? callee->as.identifier.binding : NULL;
    if (binding == NULL || binding->assigned) {
        return NULL;
    }
    if (binding->kind == BINDING_FUNCTION && binding->last_function != NULL) {
        return binding->last_function->as.function_declaration.function;
    }
    if (binding->kind > BINDING_CONST) {
        return NULL;
    }
    const struct analysis_uses *uses = analysis_uses_of(walk->analysis, binding);
    const struct ast_node *declarator =
        uses->count > 0 ? walk->analysis->parents[uses->items[0]->id] : NULL;
    if (declarator == NULL || declarator->kind != NODE_DECLARATOR ||
        declarator->as.assign.target != uses->items[0] || declarator->as.assign.value == NULL ||
        declarator->as.assign.value->kind != NODE_FUNCTION) {
        return NULL;
    }
    return declarator->as.assign.value->as.function;
}

void walk_call(struct walk *walk, const struct ast_node *call, struct state *state) {
    const struct ast_node *callee = call->as.call.callee;
    const struct analysis_site *site = &walk->analysis->sites[callee->id];
    uint32_t action = 0;
    if (site->meaning == MEANS_SKIP && find_action(walk, site, &action)) {
        apply_skip(walk, state, action);
        return;
    }
    if (site->meaning == MEANS_SETTER && find_action(walk, site, &action)) {
        apply_setter(walk, state, action, site, call);
        return;
    }
    const struct ast_function *function = function_of(walk, callee);
    if (function == NULL) {
        return;
    }
    const struct state *summary = walk_function(walk, function);
    if (!summary->reached && walk->summaries[function->id].done) {
        state->reached = false; /* it always throws, or never ends */
    }
    for (uint32_t i = 0; i < walk->words; i++) {
        state->facts[i] |= summary->facts[i];
    }
}

/* --- Functions --- */

static const struct state *function_run(struct walk *walk, const struct ast_function *function) {
    struct summary *summary = &walk->summaries[function->id];
    struct frame *outer_frames = walk->frames;
    struct state *outer_exit = walk->exit;
    struct state exit = state_unreached(walk);
    struct state state = {facts_new(walk), true};
    summary->in_work = true;
    walk->frames = NULL;
    walk->exit = &exit;
    walk_parameters(walk, &function->parameters, &state);
    walk_statements(walk, &function->body, &state);
    state_join(walk, &exit, &state);
    walk->frames = outer_frames;
    walk->exit = outer_exit;
    summary->state = exit;
    summary->in_work = false;
    summary->done = true;
    return &summary->state;
}

const struct state *walk_function(struct walk *walk, const struct ast_function *function) {
    struct summary *summary = &walk->summaries[function->id];
    if (summary->in_work || (!summary->done && walk->depth >= WALK_DEPTH_MOST)) {
        return &walk->nothing; /* a recursive call adds nothing that is known */
    }
    if (summary->done) {
        return &summary->state;
    }
    return function_run(walk, function);
}

/* --- All --- */

static void number_facts(struct walk *walk) {
    const struct analysis_groups *groups = &walk->analysis->actions;
    uint32_t facts = 0;
    walk->first_fact =
        arena_alloc_array(walk->arena, (size_t)groups->count + 1, sizeof(*walk->first_fact));
    for (uint32_t i = 0; i < groups->count; i++) {
        walk->first_fact[i] = facts;
        facts += 1 + 2 * groups->items[i].members.count;
    }
    walk->words = (facts + 63) / 64;
}

static void tell(const struct walk *walk, const struct state *end, struct bounds *bounds) {
    const struct analysis_groups *groups = &walk->analysis->actions;
    bounds->actions =
        arena_alloc_array(walk->arena, (size_t)groups->count + 1, sizeof(*bounds->actions));
    for (uint32_t i = 0; i < groups->count; i++) {
        const uint32_t fields = groups->items[i].members.count;
        struct action_bounds *action = &bounds->actions[i];
        action->skips = analysis_find(&walk->analysis->skips, groups->items[i].name.text) != NULL;
        action->always_skips = end->reached && state_has(end, fact_skipped(walk, i));
        action->always_set = arena_alloc(walk->arena, (size_t)fields + 1);
        action->settled = arena_alloc(walk->arena, (size_t)fields + 1);
        for (uint32_t k = 0; k < fields; k++) {
            action->always_set[k] = end->reached && state_has(end, fact_set(walk, i, k));
            action->settled[k] = end->reached && state_has(end, fact_set(walk, i, k) + 1);
        }
    }
}

void bounds_find(const struct script *script, const struct analysis *analysis,
                 struct diagnostics *diagnostics, struct bounds *bounds) {
    struct walk walk = {.arena = script->arena, .analysis = analysis, .diagnostics = diagnostics};
    number_facts(&walk);
    walk.nothing = (struct state){facts_new(&walk), true};
    walk.summaries = arena_alloc_array(walk.arena, script->function_count, sizeof(*walk.summaries));
    const struct state *end = walk_function(&walk, script->top);
    for (uint32_t i = 0; i < script->function_count; i++) {
        walk_function(&walk, script->functions[i]); /* those that nothing calls: for warnings */
    }
    tell(&walk, end, bounds);
}
