/*
 * compiler/lower_function.c: functions: closures, entry (ECMA-262 10.2.11), exit.
 */
#include "compiler/lower_internal.h"

#include "compiler/atom.h"

static uint16_t flags_of(const struct ast_function *f) {
    unsigned flags = f->strict ? FUNCTION_STRICT : 0;
    switch (f->kind) {
    case FUNCTION_ARROW: return (uint16_t)(flags | RUNTIME_FUNCTION_ARROW);
    case FUNCTION_METHOD:
    case FUNCTION_GETTER:
    case FUNCTION_SETTER: return (uint16_t)(flags | RUNTIME_FUNCTION_METHOD);
    case FUNCTION_FIELD:
    case FUNCTION_STATIC_BLOCK: return (uint16_t)(FUNCTION_STRICT | RUNTIME_FUNCTION_METHOD);
    case FUNCTION_CONSTRUCTOR: return FUNCTION_STRICT | FUNCTION_CLASS;
    case FUNCTION_DERIVED_CONSTRUCTOR: return FUNCTION_STRICT | FUNCTION_CLASS | FUNCTION_DERIVED;
    default: return (uint16_t)flags;
    }
}

static uint32_t name_index(struct lower *l, const struct atom *name, bool private_name) {
    if (!name) {
        return ir_string_ascii(l->module, "");
    }
    struct ast_string text = atom_to_string(l->arena, name);
    if (!private_name) {
        return ir_string(l->module, text);
    }
    uint16_t *units = arena_alloc_array(l->arena, text.length + 1u, sizeof *units);
    units[0] = '#';
    for (uint32_t i = 0; i < text.length; i++) {
        units[i + 1] = text.units[i];
    }
    return ir_string(l->module, (struct ast_string){units, text.length + 1});
}

uint32_t lower_name(struct lower *l, const struct atom *name) {
    return name_index(l, name, false);
}

static struct lower_function *enqueue(struct lower *l) {
    struct lower_function *fn = ARENA_NEW(l->arena, struct lower_function);
    fn->index = ir_function_new(l->module);
    fn->ir = l->module->functions[fn->index];
    fn->outer = l->scope;
    *l->queue_end = fn;
    l->queue_end = &fn->next;
    return fn;
}

uint32_t lower_code(struct lower *l, struct ast_function *f) {
    if (l->code_of[f->id] == IR_NONE) {
        struct lower_function *fn = enqueue(l);
        fn->ast = f;
        fn->ir->name = name_index(l, f->name, f->private_name);
        fn->ir->length = (uint16_t)(f->length > UINT16_MAX ? UINT16_MAX : f->length);
        fn->ir->flags = flags_of(f);
        l->code_of[f->id] = fn->index;
    }
    return l->code_of[f->id];
}

struct lower_function *lower_synthesise(struct lower *l, struct ast_class *class_,
                                        bool initialiser) {
    struct lower_function *fn = enqueue(l);
    fn->class_ = class_;
    fn->initialiser = initialiser;
    fn->ir->name = name_index(l, initialiser ? NULL : class_->name, false);
    unsigned kind = initialiser          ? (unsigned)RUNTIME_FUNCTION_METHOD
                    : class_->superclass ? (unsigned)(FUNCTION_CLASS | FUNCTION_DERIVED)
                                         : (unsigned)FUNCTION_CLASS;
    fn->ir->flags = (uint16_t)(FUNCTION_STRICT | kind);
    return fn;
}

ir_ref lower_closure_of(struct lower *l, uint32_t code) {
    ir_ref environment = lower_environment(l);
    ir_ref none = lower_undefined(l);
    return LOWER_CALL(l, rt_closure, A_CODE(code), A_REF(environment), A_REF(none));
}

ir_ref lower_closure(struct lower *l, struct ast_function *function) {
    return lower_closure_of(l, lower_code(l, function));
}

/* --- entry --- */

/* True where `new f` runs this code and it makes its own object. */
static bool makes_object(const struct ast_function *f) {
    return f->kind == FUNCTION_NORMAL || f->kind == FUNCTION_CONSTRUCTOR;
}

/* The variable that holds the new object while constructing; IR_NONE where `this` isn't made. */
static void enter_this(struct lower *l, struct ast_function *f, uint32_t object) {
    ir_ref passed = lower_emit(l, IR_THIS, KNOWN_ALL, FORM_VALUE);
    uint32_t construct = lower_block(l), call = lower_block(l), join = lower_block(l);
    lower_branch(l, lower_is(l, passed, TEST_HOLE), construct, call);
    lower_at(l, construct);
    ir_ref target = lower_emit(l, IR_NEW_TARGET, KNOWN_ANY, FORM_VALUE);
    lower_set(l, object, LOWER_CALL(l, rt_this_new, A_REF(target)));
    lower_jump(l, join);
    lower_at(l, call);
    ir_ref own = passed;
    if (f->this_binding && !f->strict) {
        own = LOWER_CALL(l, rt_this_sloppy, A_REF(passed));
    }
    lower_set(l, object, own);
    lower_jump(l, join);
    lower_at(l, join);
    if (f->this_binding) {
        lower_binding_set(l, f->this_binding, lower_get(l, object));
    }
}

static void enter_receiver(struct lower *l, struct ast_function *f) {
    if (!f->this_binding) {
        return;
    }
    if (f->kind == FUNCTION_DERIVED_CONSTRUCTOR) {
        lower_binding_set(l, f->this_binding, lower_hole(l));
        return;
    }
    ir_ref passed = lower_emit(l, IR_THIS, KNOWN_ANY, FORM_VALUE);
    if (!f->strict && f->kind != FUNCTION_FIELD && f->kind != FUNCTION_STATIC_BLOCK) {
        passed = LOWER_CALL(l, rt_this_sloppy, A_REF(passed));
    }
    lower_binding_set(l, f->this_binding, passed);
}

static void enter_internal(struct lower *l, struct ast_function *f) {
    if (f->new_target) {
        lower_binding_set(l, f->new_target, lower_emit(l, IR_NEW_TARGET, KNOWN_ANY, FORM_VALUE));
    }
    if (f->home_object) { /* super.x starts from the method that it stands in */
        lower_binding_set(l, f->home_object, lower_emit(l, IR_CALLEE, KNOWN_OBJECT, FORM_VALUE));
    }
    if (f->active_function) {
        lower_binding_set(l, f->active_function,
                          lower_emit(l, IR_CALLEE, KNOWN_OBJECT, FORM_VALUE));
    }
    if (f->self_binding && f->self_binding->user) {
        lower_binding_set(l, f->self_binding, lower_emit(l, IR_CALLEE, KNOWN_OBJECT, FORM_VALUE));
    }
}

static void enter_arguments(struct lower *l, struct ast_function *f) {
    struct frame *frame = f->scope->user;
    struct ir_argument argc = {ARG_ARGC, 0}, argv = {ARG_ARGV, 0};
    if (!f->mapped_arguments || !frame || f->parameters.count == 0) {
        if (f->mapped_arguments) { /* no parameters to alias, but `callee` is there */
            ir_ref none = lower_emit(l, IR_NULL_ENVIRONMENT, 0, FORM_POINTER);
            ir_ref made = LOWER_CALL(l, rt_arguments_mapped, A_CALLEE, argc, argv, A_REF(none),
                                     A_NULL, A_U32(0));
            lower_binding_set(l, f->arguments, made);
            return;
        }
        lower_binding_set(l, f->arguments, LOWER_CALL(l, rt_arguments, argc, argv));
        return;
    }
    uint32_t count = f->parameters.count;
    uint32_t *slots = arena_alloc_array(l->arena, count, sizeof *slots);
    for (uint32_t i = 0; i < count; i++) {
        struct binding *binding = f->parameters.items[i]->as.identifier.binding;
        bool last = binding->parameter_index == i;
        slots[i] = last ? ((struct place *)binding->user)->index : UINT32_MAX;
    }
    uint32_t map = ir_map_new(l->module, l->ir, slots, count);
    ir_ref environment = lower_frame_pointer(l, frame);
    ir_ref made = LOWER_CALL(l, rt_arguments_mapped, A_CALLEE, argc, argv, A_REF(environment),
                             (struct ir_argument){ARG_MAP, map}, A_U32(count));
    lower_binding_set(l, f->arguments, made);
}

static ir_ref argument(struct lower *l, uint32_t index) {
    ir_ref ref = lower_emit(l, IR_ARGUMENT, KNOWN_ANY, FORM_VALUE);
    l->ir->instructions[ref].index = index;
    return ref;
}

static void enter_parameters(struct lower *l, struct ast_function *f) {
    for (uint32_t i = 0; i < f->parameters.count; i++) {
        struct ast_node *parameter = f->parameters.items[i];
        struct origin origin = {ORIGIN_VALUE, NULL, IR_NONE};
        if (parameter->kind == NODE_DEFAULT &&
            parameter->as.assign.target->kind == NODE_OBJECT_PATTERN) {
            const char *text = "(intermediate value)(intermediate value)(intermediate value)";
            origin = (struct origin){ORIGIN_NAMED, NULL, lower_ascii(l, text)};
        }
        if (parameter->kind == NODE_REST) {
            ir_ref rest = LOWER_CALL(l, rt_rest, ((struct ir_argument){ARG_ARGC, 0}),
                                     ((struct ir_argument){ARG_ARGV, 0}), A_U32(i));
            lower_pattern(l, parameter->as.unary.operand, rest, origin);
        } else {
            lower_pattern(l, parameter, argument(l, i), origin);
        }
    }
}

/* Vars of a separate body scope start with the parameter of their name. */
static void enter_body_scope(struct lower *l, struct ast_function *f) {
    if (f->var_scope == f->scope || !f->var_scope) {
        return;
    }
    lower_scope_enter(l, f->var_scope, 0);
    for (struct binding *b = f->var_scope->bindings; b; b = b->next) {
        if (b->initial && b->user) {
            lower_binding_set(l, b, lower_binding_get(l, b->initial));
        }
    }
}

static void enter_script(struct lower *l, struct ast_function *f) {
    for (struct binding *b = f->scope->bindings; b; b = b->next) {
        if (((struct place *)b->user)->kind == PLACE_GLOBAL && b->kind == BINDING_VAR) {
            ir_ref name = lower_key_atom(l, b->name);
            LOWER_CALL(l, rt_global_declare, A_REF(name));
        } else if (!b->is_global && b->name && l->shares_realm) {
            ir_ref name = lower_key_atom(l, b->name);
            LOWER_CALL(l, rt_global_check_lexical, A_REF(name));
        }
    }
}

/* --- exit --- */

static void leave_constructor(struct lower *l, ir_ref result, uint32_t object) {
    ir_ref passed = lower_emit(l, IR_THIS, KNOWN_ALL, FORM_VALUE);
    uint32_t construct = lower_block(l), plain = lower_block(l), own = lower_block(l);
    lower_branch(l, lower_is(l, passed, TEST_HOLE), construct, plain);
    lower_at(l, construct);
    lower_branch(l, lower_is(l, result, TEST_OBJECT), plain, own);
    lower_at(l, own);
    ir_ref made = lower_get(l, object);
    lower_leave(l, made);
    lower_at(l, plain);
}

static void leave_derived(struct lower *l, struct ast_function *f, ir_ref result) {
    uint32_t object = lower_block(l), other = lower_block(l), undefined = lower_block(l),
             wrong = lower_block(l);
    lower_branch(l, lower_is(l, result, TEST_OBJECT), object, other);
    lower_at(l, other);
    lower_branch(l, lower_is(l, result, TEST_UNDEFINED), undefined, wrong);
    lower_at(l, wrong);
    ir_ref message = lower_ascii(l, "Derived constructors may only return object or undefined");
    LOWER_CALL(l, rt_throw_type, A_REF(message));
    lower_raise(l);
    lower_at(l, undefined);
    if (f->this_binding) {
        lower_leave(l, lower_this(l, f->this_binding));
    } else { /* no super() anywhere */
        lower_throw_unbound(l);
    }
    lower_at(l, object);
}

static void leave(struct lower *l, struct ast_function *f, uint32_t object) {
    lower_at(l, l->fn->exit_block);
    ir_ref result = lower_get(l, l->fn->return_variable);
    if (makes_object(f)) {
        leave_constructor(l, result, object);
    } else if (f->kind == FUNCTION_DERIVED_CONSTRUCTOR) {
        leave_derived(l, f, result);
    }
    lower_leave(l, result);
}

/* `constructor(...args) { super(...args); }` or nothing, and the instance fields. */
static void default_constructor(struct lower *l, struct ast_class *class_) {
    ir_ref target = lower_emit(l, IR_NEW_TARGET, KNOWN_ANY, FORM_VALUE);
    ir_ref made;
    if (class_->superclass) {
        made = LOWER_CALL(l, rt_super_call, A_CALLEE, ((struct ir_argument){ARG_ARGC, 0}),
                          ((struct ir_argument){ARG_ARGV, 0}), A_REF(target));
    } else {
        made = LOWER_CALL(l, rt_this_new, A_REF(target));
    }
    if (lower_class_has_fields(class_)) {
        LOWER_CALL(l, rt_run_fields, A_CALLEE, A_REF(made));
    }
    lower_leave(l, made);
}

static void function_state(struct lower *l, struct lower_function *fn) {
    l->fn = fn;
    l->ir = fn->ir;
    l->scope = fn->outer;
    l->block = 0;
    l->handler = IR_NONE;
    l->loop_depth = 0;
    l->control = NULL;
    l->chain_exit = IR_NONE;
}

void lower_function_body(struct lower *l, struct lower_function *fn) {
    function_state(l, fn);
    struct ast_function *f = fn->ast;
    if (!f) {
        if (fn->initialiser) {
            lower_initialiser(l, fn);
        } else {
            default_constructor(l, fn->class_);
        }
        return;
    }
    fn->return_variable = lower_variable(l);
    fn->exit_block = lower_block(l);
    uint32_t object = lower_variable(l);
    if (f->scope && f->scope->parent && f->scope->parent->kind == SCOPE_FUNCTION_NAME) {
        lower_scope_enter(l, f->scope->parent, 0);
    }
    lower_scope_enter(l, f->scope, 0);
    enter_internal(l, f);
    if (makes_object(f)) {
        enter_this(l, f, object);
    } else {
        enter_receiver(l, f);
    }
    if (f->kind == FUNCTION_CONSTRUCTOR && !f->class_->fields_by_statement &&
        lower_class_has_fields(f->class_)) {
        ir_ref own = lower_get(l, object);
        LOWER_CALL(l, rt_run_fields, A_CALLEE, A_REF(own));
    }
    if (f->kind == FUNCTION_SCRIPT) {
        enter_script(l, f);
    }
    if (f->arguments && !f->forwards_arguments) {
        if (f->mapped_arguments) { /* the object aliases parameters that are in place */
            enter_parameters(l, f);
            enter_arguments(l, f);
        } else {
            enter_arguments(l, f);
            enter_parameters(l, f);
        }
    } else {
        enter_parameters(l, f);
    }
    enter_body_scope(l, f);
    lower_hoisted(l, f->var_scope ? f->var_scope : f->scope);
    lower_statements(l, f->body);
    lower_set(l, fn->return_variable, lower_undefined(l));
    lower_jump(l, fn->exit_block);
    leave(l, f, object);
}
