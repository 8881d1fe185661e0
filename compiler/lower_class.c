/*
 * compiler/lower_class.c: class definitions (ECMA-262 15.7.14).
 *
 * Instance fields and private methods are added by one function of the class, its initialiser,
 * which rt_run_fields calls on each new object. What it needs of the definition (computed keys,
 * private methods, the prototype as home of field functions) lies in slots of the class scope's
 * environment.
 */
#include "compiler/lower_internal.h"

#include <string.h>

static bool is_field(const struct ast_node *node) {
    return node->as.member_.kind == MEMBER_FIELD;
}

static bool is_private_method(const struct ast_node *node) {
    return node->as.member_.key.kind == KEY_PRIVATE && !is_field(node) &&
           node->as.member_.kind != MEMBER_STATIC_BLOCK;
}

/* Instance member that the initialiser adds. */
static bool is_added(const struct ast_node *node) {
    return !node->as.member_.is_static && node->as.member_.kind != MEMBER_STATIC_BLOCK &&
           (is_field(node) || is_private_method(node));
}

bool lower_class_has_fields(const struct ast_class *class_) {
    for (uint32_t i = 0; i < class_->members.count; i++) {
        if (is_added(class_->members.items[i])) {
            return true;
        }
    }
    return false;
}

static uint32_t define_kind(const struct ast_node *node, bool hidden) {
    switch (node->as.member_.kind) {
    case MEMBER_GETTER: return hidden ? DEFINE_HIDDEN_GETTER : DEFINE_GETTER;
    case MEMBER_SETTER: return hidden ? DEFINE_HIDDEN_SETTER : DEFINE_SETTER;
    default: return hidden ? DEFINE_HIDDEN_METHOD : DEFINE_METHOD;
    }
}

static struct class_state *state_of(struct lower *l, const struct ast_class *class_) {
    for (struct class_state *state = l->classes; state; state = state->next) {
        if (state->class_ == class_) {
            return state;
        }
    }
    return NULL;
}

/* Numbers the extra slots; they follow those of the scope's bindings. */
static struct class_state *state_new(struct lower *l, struct ast_class *class_, uint32_t *extra) {
    struct class_state *state = ARENA_NEW(l->arena, struct class_state);
    state->class_ = class_;
    state->slots = arena_alloc_array(l->arena, class_->members.count + 1u, sizeof *state->slots);
    uint32_t count = 0;
    for (uint32_t i = 0; i < class_->members.count; i++) {
        struct ast_node *node = class_->members.items[i];
        bool computed = is_field(node) && node->as.member_.key.kind == KEY_COMPUTED;
        bool added_method = is_added(node) && is_private_method(node);
        state->slots[i] = computed || added_method ? count++ : IR_NONE;
    }
    state->prototype_slot = count++;
    *extra = lower_class_has_fields(class_) || count > 1 ? count : 0;
    state->next = l->classes;
    l->classes = state;
    return state;
}

static void slots_place(struct class_state *state, struct frame *frame, uint32_t extra) {
    state->frame = frame;
    uint32_t first = frame->slot_count - extra;
    for (uint32_t i = 0; i < state->class_->members.count; i++) {
        if (state->slots[i] != IR_NONE) {
            state->slots[i] += first;
        }
    }
    state->prototype_slot += first;
}

static void private_names(struct lower *l, struct scope *scope) {
    for (struct binding *b = scope ? scope->bindings : NULL; b; b = b->next) {
        if (b->kind != BINDING_PRIVATE) {
            continue;
        }
        char text[256];
        size_t length = b->name->length < sizeof text - 2 ? b->name->length : sizeof text - 2;
        text[0] = '#';
        memcpy(text + 1, b->name->text, length);
        text[length + 1] = 0;
        ir_ref description = lower_ascii(l, text);
        lower_binding_set(l, b, LOWER_CALL(l, rt_private_new, A_REF(description)));
    }
}

/* Methods and accessors; keys of fields. */
static void define_members(struct lower *l, struct ast_class *class_, struct class_state *state,
                           ir_ref constructor, ir_ref prototype) {
    for (uint32_t i = 0; i < class_->members.count; i++) {
        struct ast_node *node = class_->members.items[i];
        ir_ref home = node->as.member_.is_static ? constructor : prototype;
        if (node->as.member_.kind == MEMBER_STATIC_BLOCK) {
            continue;
        }
        if (is_field(node)) {
            if (node->as.member_.key.kind == KEY_COMPUTED) {
                ir_ref key = lower_property_key(l, &node->as.member_.key);
                lower_slot_set(l, state->frame, state->slots[i], key);
            }
            continue;
        }
        if (node->as.member_.key.kind != KEY_PRIVATE) {
            ir_ref key = lower_property_key(l, &node->as.member_.key);
            ir_ref method = lower_closure(l, node->as.member_.function);
            LOWER_CALL(l, rt_define_method, A_REF(home), A_REF(key), A_REF(method),
                       A_U32(define_kind(node, true)));
            continue;
        }
        ir_ref method = lower_closure(l, node->as.member_.function);
        LOWER_CALL(l, rt_set_home, A_REF(method), A_REF(home));
        if (node->as.member_.is_static) {
            ir_ref name = lower_property_key(l, &node->as.member_.key);
            LOWER_CALL(l, rt_private_define, A_REF(constructor), A_REF(name), A_REF(method),
                       A_U32(define_kind(node, false)));
        } else {
            lower_slot_set(l, state->frame, state->slots[i], method);
        }
    }
}

/* Calls a field's function, or a static block, on `object`. */
static ir_ref run_member(struct lower *l, struct ast_function *function, ir_ref object,
                         ir_ref home) {
    if (!function) {
        return lower_undefined(l);
    }
    ir_ref closure = lower_closure(l, function);
    if (home != IR_NONE) {
        LOWER_CALL(l, rt_set_home, A_REF(closure), A_REF(home));
    }
    ir_ref none = lower_undefined(l);
    return LOWER_CALL(l, rt_call, A_REF(closure), A_REF(object), A_U32(0), A_NULL, A_REF(none));
}

/* An anonymous function as the value of a field with a computed key. */
static bool field_takes_name(const struct ast_node *node) {
    const struct ast_function *f = node->as.member_.function;
    if (!f || node->as.member_.key.kind != KEY_COMPUTED || f->body.count != 1) {
        return false;
    }
    const struct ast_node *initial = f->body.items[0];
    if (initial->kind != NODE_RETURN || !initial->as.unary.operand) {
        return false;
    }
    initial = initial->as.unary.operand;
    return (initial->kind == NODE_FUNCTION && !initial->as.function->name) ||
           (initial->kind == NODE_CLASS && !initial->as.class_->name);
}

static void add_field(struct lower *l, struct ast_node *node, struct class_state *state,
                      uint32_t index, ir_ref object, ir_ref home) {
    ir_ref key = node->as.member_.key.kind == KEY_COMPUTED
                     ? lower_slot_get(l, state->frame, state->slots[index])
                     : lower_property_key(l, &node->as.member_.key);
    ir_ref ref = run_member(l, node->as.member_.function, object, home);
    if (field_takes_name(node)) {
        LOWER_CALL(l, rt_set_function_name, A_REF(ref), A_REF(key), A_U32(0));
    }
    if (node->as.member_.key.kind == KEY_PRIVATE) {
        LOWER_CALL(l, rt_private_define, A_REF(object), A_REF(key), A_REF(ref),
                   A_U32(DEFINE_FIELD));
    } else if (node->as.member_.assigns) {
        LOWER_CALL(l, rt_set, A_REF(object), A_REF(key), A_REF(ref), A_U32(1));
    } else {
        LOWER_CALL(l, rt_define_field, A_REF(object), A_REF(key), A_REF(ref));
    }
}

void lower_initialiser(struct lower *l, struct lower_function *fn) {
    struct ast_class *class_ = fn->class_;
    struct class_state *state = state_of(l, class_);
    ir_ref object = lower_emit(l, IR_THIS, KNOWN_OBJECT, FORM_VALUE);
    ir_ref home = lower_slot_get(l, state->frame, state->prototype_slot);
    for (uint32_t i = 0; i < class_->members.count; i++) {
        struct ast_node *node = class_->members.items[i];
        if (is_added(node) && is_private_method(node)) {
            ir_ref name = lower_property_key(l, &node->as.member_.key);
            ir_ref method = lower_slot_get(l, state->frame, state->slots[i]);
            LOWER_CALL(l, rt_private_define, A_REF(object), A_REF(name), A_REF(method),
                       A_U32(define_kind(node, false)));
        }
    }
    for (uint32_t i = 0; i < class_->members.count; i++) {
        struct ast_node *node = class_->members.items[i];
        if (is_added(node) && is_field(node)) {
            add_field(l, node, state, i, object, home);
        }
    }
    ir_ref none = lower_undefined(l);
    lower_leave(l, none);
}

static void static_members(struct lower *l, struct ast_class *class_, struct class_state *state,
                           ir_ref constructor) {
    for (uint32_t i = 0; i < class_->members.count; i++) {
        struct ast_node *node = class_->members.items[i];
        if (node->as.member_.kind == MEMBER_STATIC_BLOCK) {
            (void)run_member(l, node->as.member_.function, constructor, constructor);
        } else if (is_field(node) && node->as.member_.is_static) {
            add_field(l, node, state, i, constructor, constructor);
        }
    }
}

static uint32_t constructor_code(struct lower *l, struct ast_class *class_) {
    if (!class_->constructor) {
        return lower_synthesise(l, class_, false)->index;
    }
    uint32_t code = lower_code(l, class_->constructor);
    l->module->functions[code]->name = lower_name(l, class_->name);
    return code;
}

ir_ref lower_class(struct lower *l, struct ast_class *class_) {
    uint32_t extra = 0;
    struct class_state *state = state_new(l, class_, &extra);
    lower_scope_enter(l, class_->scope, extra);
    if (extra) {
        slots_place(state, class_->scope->user, extra);
    }
    private_names(l, class_->scope);
    ir_ref heritage = class_->superclass ? lower_expression(l, class_->superclass) : lower_hole(l);
    ir_ref constructor = lower_closure_of(l, constructor_code(l, class_));
    uint32_t out = l->ir->out_count++;
    LOWER_CALL(l, rt_class, A_REF(constructor), A_REF(heritage), A_OUT(out));
    ir_ref prototype = lower_emit(l, IR_OUT, KNOWN_OBJECT, FORM_VALUE);
    l->ir->instructions[prototype].index = out;
    define_members(l, class_, state, constructor, prototype);
    if (class_->inner_binding) {
        lower_binding_set(l, class_->inner_binding, constructor);
    }
    if (lower_class_has_fields(class_)) {
        lower_slot_set(l, state->frame, state->prototype_slot, prototype);
        ir_ref initialiser = lower_closure_of(l, lower_synthesise(l, class_, true)->index);
        LOWER_CALL(l, rt_set_fields, A_REF(constructor), A_REF(initialiser));
    }
    static_members(l, class_, state, constructor);
    lower_scope_leave(l, class_->scope);
    return constructor;
}
