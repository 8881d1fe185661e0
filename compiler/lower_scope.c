/*
 * compiler/lower_scope.c: where bindings live, and reading and writing them.
 */
#include "compiler/lower_internal.h"

#include <math.h>
#include <string.h>

#include "compiler/atom.h"

/* Bindings that a `let`-like declaration makes: they start uninitialised. */
static bool starts_dead(const struct binding *binding) {
    switch (binding->kind) {
    case BINDING_LET:
    case BINDING_CONST:
    case BINDING_CLASS:
    case BINDING_CLASS_SELF: return true;
    default: return false;
    }
}

/* `var undefined` and its like declare nothing new: the global constants stay. */
static bool is_constant_name(const struct atom *name) {
    return strcmp(name->text, "undefined") == 0 || strcmp(name->text, "NaN") == 0 ||
           strcmp(name->text, "Infinity") == 0;
}

static bool is_property(const struct lower *l, const struct binding *binding) {
    return binding->is_global && (l->shares_realm || is_constant_name(binding->name));
}

/* A mapped arguments object aliases slots of the environment; private names are used by the class's
 * initialiser, which is no function of the tree. */
static bool needs_slot(const struct lower *l, const struct binding *binding) {
    return !is_property(l, binding) &&
           (binding->captured || binding->kind == BINDING_PRIVATE ||
            (binding->kind == BINDING_PARAMETER && binding->function->mapped_arguments));
}

static struct place *place_new(struct lower *l, struct binding *binding, struct frame *frame) {
    struct place *place = ARENA_NEW(l->arena, struct place);
    if (is_property(l, binding)) {
        place->kind = PLACE_GLOBAL;
    } else if (needs_slot(l, binding)) {
        place->kind = PLACE_SLOT;
        place->frame = frame;
        place->index = frame->slot_count++;
    } else {
        place->kind = PLACE_VARIABLE;
        place->index = lower_variable(l);
    }
    return place;
}

static void places_make(struct lower *l, struct scope *scope, uint32_t extra) {
    bool slots = extra > 0;
    for (struct binding *b = scope->bindings; b; b = b->next) {
        slots |= needs_slot(l, b);
    }
    struct frame *frame = NULL;
    if (slots) {
        frame = ARENA_NEW(l->arena, struct frame);
        frame->owner = l->fn;
        frame->pointer = ir_variable_new(l->module, l->ir, true);
    }
    for (struct binding *b = scope->bindings; b; b = b->next) {
        b->user = place_new(l, b, frame);
    }
    if (frame) {
        frame->slot_count += extra;
    }
    scope->user = frame;
}

struct frame *lower_frame(const struct scope *scope) {
    for (; scope; scope = scope->parent) {
        if (scope->user) {
            return scope->user;
        }
    }
    return NULL;
}

/* The value that a binding has from the scope's entry on; IR_NONE: none that anybody can see. */
static ir_ref first_value(struct lower *l, const struct binding *binding) {
    if (starts_dead(binding)) {
        return binding->needs_tdz ? lower_hole(l) : IR_NONE;
    }
    if (binding->kind == BINDING_PARAMETER && binding->needs_tdz) {
        return lower_hole(l);
    }
    if (binding->kind == BINDING_VAR && !binding->initial) {
        return lower_undefined(l);
    }
    return IR_NONE;
}

void lower_scope_enter(struct lower *l, struct scope *scope, uint32_t extra) {
    if (!scope) {
        return;
    }
    if (scope->bindings ? !scope->bindings->user : !scope->user) {
        places_make(l, scope, extra);
    }
    struct frame *frame = scope->user;
    if (frame) {
        scope->user = NULL; /* the parent is what surrounds it */
        struct scope *before = l->scope;
        l->scope = scope->parent;
        ir_ref parent = lower_environment(l);
        l->scope = before;
        scope->user = frame;
        ir_ref made = LOWER_CALL(l, rt_environment_new, A_REF(parent), A_U32(frame->slot_count));
        lower_set(l, frame->pointer, made);
    }
    l->scope = scope;
    for (struct binding *b = scope->bindings; b; b = b->next) {
        struct place *place = b->user;
        if (place->kind == PLACE_GLOBAL) {
            continue;
        }
        ir_ref first = first_value(l, b);
        bool is_undefined = first != IR_NONE && lower_known(l, first) == KNOWN_UNDEFINED;
        if (first != IR_NONE && !(is_undefined && place->kind == PLACE_SLOT)) {
            lower_binding_set(l, b, first);
        }
    }
}

void lower_scope_leave(struct lower *l, struct scope *scope) {
    if (scope) {
        l->scope = scope->parent;
    }
}

void lower_hoisted(struct lower *l, struct scope *scope) {
    if (!scope) {
        return;
    }
    for (uint32_t i = 0; i < scope->hoisted.count; i++) {
        struct ast_node *node = scope->hoisted.items[i];
        struct binding *binding = node->as.function_declaration.binding;
        ir_ref made = lower_closure(l, node->as.function_declaration.function);
        if (((struct place *)binding->user)->kind == PLACE_GLOBAL) {
            ir_ref name = lower_key_atom(l, binding->name);
            LOWER_CALL(l, rt_global_declare_function, A_REF(name), A_REF(made));
        } else {
            lower_binding_set(l, binding, made);
        }
    }
}

/* --- environments --- */

/* Follows the chain of environments from this function's own down to `frame`. */
static ir_ref frame_outside(struct lower *l, struct frame *frame) {
    ir_ref pointer = lower_emit(l, IR_CLOSURE_ENVIRONMENT, 0, FORM_POINTER);
    for (struct scope *scope = l->fn->outer; scope; scope = scope->parent) {
        if (scope->user == frame) {
            return pointer;
        }
        if (scope->user) {
            ir_ref up = lower_emit(l, IR_ENVIRONMENT_PARENT, 0, FORM_POINTER);
            l->ir->instructions[up].a = pointer;
            pointer = up;
        }
    }
    return pointer;
}

ir_ref lower_frame_pointer(struct lower *l, struct frame *frame) {
    return frame->owner == l->fn ? lower_get(l, frame->pointer) : frame_outside(l, frame);
}

ir_ref lower_environment(struct lower *l) {
    struct frame *frame = lower_frame(l->scope);
    if (!frame) {
        return lower_emit(l, IR_NULL_ENVIRONMENT, 0, FORM_POINTER);
    }
    return lower_frame_pointer(l, frame);
}

ir_ref lower_slot_get(struct lower *l, struct frame *frame, uint32_t slot) {
    ir_ref pointer = lower_frame_pointer(l, frame);
    ir_ref ref = lower_emit(l, IR_ENVIRONMENT_GET, KNOWN_ALL, FORM_VALUE);
    l->ir->instructions[ref].a = pointer;
    l->ir->instructions[ref].index = slot;
    return ref;
}

void lower_slot_set(struct lower *l, struct frame *frame, uint32_t slot, ir_ref stored) {
    ir_ref pointer = lower_frame_pointer(l, frame);
    ir_ref ref = lower_emit(l, IR_ENVIRONMENT_SET, 0, FORM_NONE);
    l->ir->instructions[ref].a = pointer;
    l->ir->instructions[ref].b = stored;
    l->ir->instructions[ref].index = slot;
}

/* --- bindings --- */

ir_ref lower_binding_get(struct lower *l, const struct binding *binding) {
    const struct place *place = binding->user;
    switch (place->kind) {
    case PLACE_VARIABLE: return lower_get(l, place->index);
    case PLACE_SLOT: return lower_slot_get(l, place->frame, place->index);
    case PLACE_GLOBAL: break;
    }
    ir_ref name = lower_key_atom(l, binding->name);
    return LOWER_CALL(l, rt_global_get, A_REF(name), A_CACHE(l));
}

void lower_binding_set(struct lower *l, const struct binding *binding, ir_ref ref) {
    const struct place *place = binding->user;
    switch (place->kind) {
    case PLACE_VARIABLE: lower_set(l, place->index, ref); return;
    case PLACE_SLOT: lower_slot_set(l, place->frame, place->index, ref); return;
    case PLACE_GLOBAL: break;
    }
    ir_ref name = lower_key_atom(l, binding->name);
    LOWER_CALL(l, rt_global_set, A_REF(name), A_REF(ref), A_U32(l->fn->ast && l->fn->ast->strict));
}

/* Throws ReferenceError where `ref` is the mark of an uninitialised binding. */
static void dead_zone_test(struct lower *l, const struct binding *binding, ir_ref ref) {
    uint32_t dead = lower_block(l), alive = lower_block(l);
    lower_branch(l, lower_is(l, ref, TEST_HOLE), dead, alive);
    lower_at(l, dead);
    ir_ref name = lower_atom(l, binding->name);
    LOWER_CALL(l, rt_throw_uninitialised, A_REF(name));
    lower_raise(l);
    lower_at(l, alive);
}

/* The language's own constants, where nothing of the script has their name. */
static ir_ref constant_global(struct lower *l, const struct atom *name) {
    if (strcmp(name->text, "undefined") == 0) {
        return lower_undefined(l);
    }
    if (strcmp(name->text, "NaN") == 0) {
        return lower_number(l, NAN);
    }
    return strcmp(name->text, "Infinity") == 0 ? lower_number(l, INFINITY) : IR_NONE;
}

static ir_ref global_get(struct lower *l, struct ast_node *node) {
    ir_ref constant = constant_global(l, node->as.identifier.name);
    if (constant != IR_NONE) {
        return constant;
    }
    ir_ref name = lower_key_atom(l, node->as.identifier.name);
    if (node->as.identifier.flags & IDENTIFIER_TYPEOF) {
        return LOWER_CALL(l, rt_global_get_soft, A_REF(name));
    }
    return LOWER_CALL(l, rt_global_get, A_REF(name), A_CACHE(l));
}

ir_ref lower_identifier(struct lower *l, struct ast_node *node) {
    struct binding *binding = node->as.identifier.binding;
    if (!binding) {
        return global_get(l, node);
    }
    ir_ref ref = lower_binding_get(l, binding);
    if (node->as.identifier.flags & IDENTIFIER_NEEDS_TDZ) {
        dead_zone_test(l, binding, ref);
    }
    return ref;
}

/* Writing a constant: an error, or nothing for a sloppy function expression's own name. */
static bool constant_set(struct lower *l, struct ast_node *node, const struct binding *binding) {
    if (binding->kind == BINDING_FUNCTION_SELF && !node->strict) {
        return true;
    }
    if (binding->kind != BINDING_CONST && binding->kind != BINDING_CLASS_SELF &&
        binding->kind != BINDING_FUNCTION_SELF) {
        return false;
    }
    ir_ref name = lower_atom(l, binding->name);
    LOWER_CALL(l, rt_throw_constant, A_REF(name));
    lower_raise(l);
    return true;
}

void lower_identifier_set(struct lower *l, struct ast_node *node, ir_ref ref) {
    struct binding *binding = node->as.identifier.binding;
    uint8_t flags = node->as.identifier.flags;
    if (!binding) {
        ir_ref name = lower_key_atom(l, node->as.identifier.name);
        LOWER_CALL(l, rt_global_set, A_REF(name), A_REF(ref), A_U32(node->strict));
        return;
    }
    if (!(flags & IDENTIFIER_DECLARES)) {
        if (flags & IDENTIFIER_NEEDS_TDZ) {
            dead_zone_test(l, binding, lower_binding_get(l, binding));
        }
        if (constant_set(l, node, binding)) {
            return;
        }
    }
    lower_binding_set(l, binding, ref);
}

void lower_throw_unbound(struct lower *l) {
    ir_ref message = lower_ascii(l, "Must call super constructor in derived class before "
                                    "accessing 'this' or returning from derived constructor");
    LOWER_CALL(l, rt_throw_reference, A_REF(message));
    lower_raise(l);
}

ir_ref lower_this(struct lower *l, const struct binding *binding) {
    if (!binding) { /* the top level: the global object */
        ir_ref none = lower_undefined(l);
        return LOWER_CALL(l, rt_this_sloppy, A_REF(none));
    }
    ir_ref ref = lower_binding_get(l, binding);
    if (binding->function->kind == FUNCTION_DERIVED_CONSTRUCTOR) {
        uint32_t dead = lower_block(l), alive = lower_block(l);
        lower_branch(l, lower_is(l, ref, TEST_HOLE), dead, alive);
        lower_at(l, dead);
        lower_throw_unbound(l);
        lower_at(l, alive);
    }
    return ref;
}
