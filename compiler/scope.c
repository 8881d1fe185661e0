/*
 * compiler/scope.c: scopes, bindings and captures as data; the entry of scope resolution.
 */
#include "compiler/scope.h"

#include <stdarg.h>
#include <stdio.h>

#include "compiler/parser.h"
#include "compiler/scope_internal.h"

/* A scope with more bindings than this gets an index. */
enum { SCOPE_LINEAR = 12 };

void resolver_error(struct resolver *resolver, uint32_t position, uint32_t end, const char *format,
                    ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    diag_add(resolver->diagnostics, DIAG_ERROR, DIAG_EARLY, position, end, NULL, "%s", message);
}

struct scope *scope_enter(struct resolver *resolver, enum scope_kind kind) {
    struct scope *scope = ARENA_NEW(resolver->arena, struct scope);
    scope->kind = kind;
    scope->parent = resolver->scope;
    scope->function = resolver->function;
    scope->in_loop = resolver->loop_depth > 0;
    resolver->scope = scope;
    return scope;
}

void scope_leave(struct resolver *resolver, struct scope *scope) {
    if (scope != NULL) {
        resolver->scope = scope->parent;
    }
}

static void index_insert(struct scope *scope, struct binding *binding) {
    uint32_t slot = binding->name->hash & (scope->index_size - 1);
    while (scope->index[slot] != NULL) {
        slot = (slot + 1) & (scope->index_size - 1);
    }
    scope->index[slot] = binding;
}

static bool is_named(const struct binding *binding) {
    return binding->name != NULL && binding->kind != BINDING_PRIVATE;
}

static void index_add(struct resolver *resolver, struct scope *scope, struct binding *binding) {
    if (scope->binding_count <= SCOPE_LINEAR) {
        return;
    }
    if (scope->binding_count * 2 > scope->index_size) {
        scope->index_size = scope->index_size == 0 ? 64 : scope->index_size * 2;
        scope->index =
            arena_alloc_array(resolver->arena, scope->index_size, sizeof(struct binding *));
        for (struct binding *old = scope->bindings; old != NULL; old = old->next) {
            if (is_named(old)) {
                index_insert(scope, old);
            }
        }
    } else if (is_named(binding)) {
        index_insert(scope, binding);
    }
}

struct binding *scope_add(struct resolver *resolver, struct scope *scope, const struct atom *name,
                          enum binding_kind kind, uint32_t position) {
    struct binding *binding = ARENA_NEW(resolver->arena, struct binding);
    binding->name = name;
    binding->kind = kind;
    binding->scope = scope;
    binding->function = scope->function;
    binding->id = scope->function->binding_count++;
    binding->position = position;
    binding->ready = position;
    binding->valid_until = UINT32_MAX;
    binding->parameter_index = UINT32_MAX;
    if (scope->last == NULL) {
        scope->bindings = binding;
    } else {
        scope->last->next = binding;
    }
    scope->last = binding;
    scope->binding_count++;
    index_add(resolver, scope, binding);
    return binding;
}

struct binding *scope_find(const struct scope *scope, const struct atom *name) {
    if (scope->index != NULL) {
        for (uint32_t slot = name->hash & (scope->index_size - 1); scope->index[slot] != NULL;
             slot = (slot + 1) & (scope->index_size - 1)) {
            if (scope->index[slot]->name == name) {
                return scope->index[slot];
            }
        }
        return NULL;
    }
    for (struct binding *binding = scope->bindings; binding != NULL; binding = binding->next) {
        if (binding->name == name && binding->kind != BINDING_PRIVATE) {
            return binding;
        }
    }
    return NULL;
}

struct binding *scope_find_private(const struct scope *scope, const struct atom *name) {
    for (struct binding *binding = scope->bindings; binding != NULL; binding = binding->next) {
        if (binding->name == name && binding->kind == BINDING_PRIVATE) {
            return binding;
        }
    }
    return NULL;
}

static size_t capture_slot(const struct capture_set *set, const struct ast_function *function,
                           const struct binding *binding) {
    const uint64_t key = ((uint64_t)(uintptr_t)binding >> 4) * 0x9E3779B97F4A7C15u + function->id;
    size_t slot = (size_t)(key ^ key >> 29) & (set->slot_count - 1);
    while (set->slots[slot].binding != NULL &&
           (set->slots[slot].binding != binding || set->slots[slot].function != function)) {
        slot = (slot + 1) & (set->slot_count - 1);
    }
    return slot;
}

/* True when the pair is new. */
static bool capture_add(struct resolver *resolver, const struct ast_function *function,
                        const struct binding *binding) {
    struct capture_set *set = &resolver->captured;
    if (set->count * 2 >= set->slot_count) {
        const struct capture_set old = *set;
        set->slot_count = old.slot_count == 0 ? 256 : old.slot_count * 2;
        set->slots = arena_alloc_array(resolver->arena, set->slot_count, sizeof(*set->slots));
        for (size_t i = 0; i < old.slot_count; i++) {
            if (old.slots[i].binding != NULL) {
                set->slots[capture_slot(set, old.slots[i].function, old.slots[i].binding)] =
                    old.slots[i];
            }
        }
    }
    const size_t slot = capture_slot(set, function, binding);
    if (set->slots[slot].binding != NULL) {
        return false;
    }
    set->slots[slot].binding = binding;
    set->slots[slot].function = function;
    set->count++;
    return true;
}

void binding_use(struct resolver *resolver, struct binding *binding) {
    struct ast_function *function = resolver->function;
    if (function == binding->function) {
        return;
    }
    binding->captured = true;
    binding->scope->has_captured = true;
    if (binding->scope->kind == SCOPE_FOR && binding->kind == BINDING_LET) {
        binding->scope->per_iteration = true;
    }
    /* Every function on the way carries it; once one does, so do those around it. */
    for (; function != binding->function; function = function->parent) {
        if (!capture_add(resolver, function, binding)) {
            return;
        }
        function->captures =
            arena_grow(resolver->arena, function->captures, function->capture_count,
                       &resolver->capture_room[function->id], sizeof(*function->captures));
        function->captures[function->capture_count++] = binding;
    }
}

enum status scope_resolve(struct script *script, struct diagnostics *diagnostics) {
    struct resolver resolver = {
        .script = script,
        .arena = script->arena,
        .diagnostics = diagnostics,
        .names = &script->atoms->names,
        .case_end = UINT32_MAX,
    };
    const uint32_t errors_before = diagnostics->error_count;
    resolver.created =
        arena_alloc_array(script->arena, script->function_count, sizeof(*resolver.created));
    resolver.capture_room =
        arena_alloc_array(script->arena, script->function_count, sizeof(*resolver.capture_room));
    resolve_function(&resolver, script->top);
    script->scope = script->top->scope;
    return diagnostics->error_count == errors_before ? STATUS_OK : STATUS_INVALID;
}
