/*
 * compiler/scope_walk.c: the walk that resolves every name, decides where a use needs a check for
 * initialisation, and rewrites names that namespaces and enums export.
 */
#include "compiler/parser.h"
#include "compiler/scope_internal.h"

static void walk(struct resolver *resolver, struct ast_node *node);

static void walk_list(struct resolver *resolver, const struct ast_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        walk(resolver, list->items[i]);
    }
}

/* --- Looking names up --- */

struct binding *function_arguments(struct resolver *resolver, struct ast_function *function) {
    if (function->arguments == NULL) {
        function->arguments = scope_add(resolver, function->scope, resolver->names->arguments,
                                        BINDING_ARGUMENTS, function->position);
        function->mapped_arguments = !function->strict && function->simple_parameters;
    }
    return function->arguments;
}

static bool has_arguments(const struct ast_function *function) {
    return function->kind != FUNCTION_SCRIPT && function->kind != FUNCTION_ARROW &&
           function->kind != FUNCTION_FIELD && function->kind != FUNCTION_STATIC_BLOCK;
}

static bool exports_name(const struct ast_namespace *namespace_, const struct atom *name) {
    for (uint32_t i = 0; namespace_ != NULL && i < namespace_->export_count; i++) {
        if (namespace_->exports[i] == name) {
            return true;
        }
    }
    return false;
}

/*
 * The binding of `name` seen from the current scope, or NULL. `*exporter` is set when an enum or
 * namespace around exports the name instead.
 */
static struct binding *look_up(struct resolver *resolver, const struct atom *name,
                               const struct ast_namespace **exporter) {
    *exporter = NULL;
    for (struct scope *scope = resolver->scope; scope != NULL; scope = scope->parent) {
        struct binding *binding = scope_find(scope, name);
        if (binding != NULL) {
            return binding;
        }
        struct ast_function *function = scope->function;
        if (scope->kind != SCOPE_FUNCTION) {
            continue;
        }
        if (name == resolver->names->arguments && has_arguments(function)) {
            return function_arguments(resolver, function);
        }
        if (exports_name(function->namespace_, name)) {
            *exporter = function->namespace_;
            return NULL;
        }
    }
    return NULL;
}

/*
 * Whether a use at `position` may find `binding` uninitialised. It cannot when the use, or the
 * creation of the closure it is in, stands behind the declaration: a scope is entered afresh each
 * time, so its own code runs through the declaration first. Only a switch jumps into the middle.
 */
static bool needs_check(const struct resolver *resolver, const struct binding *binding,
                        uint32_t position) {
    switch (binding->kind) {
    case BINDING_LET:
    case BINDING_CONST:
    case BINDING_CLASS:
    case BINDING_PARAMETER:
    case BINDING_CATCH: break;
    case BINDING_CLASS_SELF: return binding->open;
    default: return false;
    }
    const struct ast_function *function = resolver->function;
    if (function != binding->function) {
        while (function->parent != binding->function) {
            function = function->parent;
        }
        position = resolver->created[function->id];
    }
    return binding->open || position < binding->ready || position >= binding->valid_until;
}

static void bind(struct resolver *resolver, struct ast_node *node, struct binding *binding) {
    const uint8_t flags = node->as.identifier.flags;
    node->as.identifier.binding = binding;
    binding_use(resolver, binding);
    binding->uses++;
    binding->used |= (flags & IDENTIFIER_READ) != 0;
    binding->assigned |= (flags & IDENTIFIER_ASSIGNED) != 0;
    if (needs_check(resolver, binding, node->position)) {
        node->as.identifier.flags |= IDENTIFIER_NEEDS_TDZ;
        binding->needs_tdz = true;
    }
}

/* `name` exported by a namespace becomes `parameter.name`. */
static void rewrite_export(struct resolver *resolver, struct ast_node *node,
                           const struct ast_namespace *exporter) {
    const struct atom *name = node->as.identifier.name;
    struct ast_node *object = ARENA_NEW(resolver->arena, struct ast_node);
    object->kind = NODE_IDENTIFIER;
    object->strict = node->strict;
    object->id = resolver->script->node_count++;
    object->position = node->position;
    object->end = node->position;
    object->as.identifier.name = exporter->parameter;
    object->as.identifier.flags = IDENTIFIER_READ;
    node->kind = NODE_MEMBER;
    node->as.member.object = object;
    node->as.member.name = name;
    node->as.member.name_position = node->position;
    node->as.member.optional = false;
    walk(resolver, object);
}

static void walk_identifier(struct resolver *resolver, struct ast_node *node) {
    const struct atom *name = node->as.identifier.name;
    const struct ast_namespace *exporter = NULL;
    struct binding *binding = look_up(resolver, name, &exporter);
    if (exporter != NULL) {
        rewrite_export(resolver, node, exporter);
    } else if (binding != NULL) {
        bind(resolver, node, binding);
    } else if (name == resolver->names->global_this || name == resolver->names->eval ||
               name == resolver->names->function) {
        resolver->script->reaches_global = true;
    }
}

/* --- this, new.target, super --- */

/* The function whose `this` an arrow function shares. */
static struct ast_function *this_owner(const struct resolver *resolver) {
    struct ast_function *function = resolver->function;
    while (function->kind == FUNCTION_ARROW) {
        function = function->parent;
    }
    return function;
}

static struct binding *special(struct resolver *resolver, struct ast_function *owner,
                               struct binding **place, enum binding_kind kind) {
    if (*place == NULL) {
        *place = scope_add(resolver, owner->scope, NULL, kind, owner->position);
    }
    (*place)->used = true;
    binding_use(resolver, *place);
    return *place;
}

static struct binding *use_this(struct resolver *resolver) {
    struct ast_function *owner = this_owner(resolver);
    if (!owner->strict) {
        resolver->script->reaches_global = true;
    }
    if (owner->kind == FUNCTION_SCRIPT) {
        resolver->script->reaches_global = true;
        return NULL;
    }
    return special(resolver, owner, &owner->this_binding, BINDING_THIS);
}

static struct binding *use_new_target(struct resolver *resolver) {
    struct ast_function *owner = this_owner(resolver);
    return special(resolver, owner, &owner->new_target, BINDING_NEW_TARGET);
}

static void walk_super_call(struct resolver *resolver, struct ast_node *node) {
    struct ast_function *owner = this_owner(resolver);
    node->as.super_call.class_ = owner->class_;
    node->as.super_call.this_binding = use_this(resolver);
    node->as.super_call.new_target = use_new_target(resolver);
    node->as.super_call.function_binding =
        special(resolver, owner, &owner->active_function, BINDING_ACTIVE_FUNCTION);
    walk_list(resolver, &node->as.super_call.arguments);
}

static void walk_super_member(struct resolver *resolver, struct ast_node *node) {
    struct ast_function *owner = this_owner(resolver);
    node->as.super_member.this_binding = use_this(resolver);
    node->as.super_member.home_object =
        special(resolver, owner, &owner->home_object, BINDING_HOME_OBJECT);
    walk(resolver, node->as.super_member.index);
}

static void walk_private(struct resolver *resolver, struct ast_node *node) {
    const struct atom *name = node->as.private_member.name;
    walk(resolver, node->as.private_member.object);
    for (const struct scope *scope = resolver->scope; scope != NULL; scope = scope->parent) {
        if (scope->kind == SCOPE_CLASS && !scope->in_heritage) {
            struct binding *binding = scope_find_private(scope, name);
            if (binding != NULL) {
                node->as.private_member.binding = binding;
                binding->used = true;
                binding_use(resolver, binding);
                return;
            }
        }
    }
    resolver_error(resolver, node->as.private_member.name_position,
                   node->as.private_member.name_position + name->length + 1,
                   "the private name '#%s' is not declared in a class around it", name->text);
}

/* f.apply(x, arguments), outside of loops: the arguments can be handed on as they lie. */
static void note_forward(struct resolver *resolver, struct ast_node *node) {
    const struct ast_node *callee = node->as.call.callee;
    const struct ast_list *list = &node->as.call.arguments;
    if (node->kind != NODE_CALL || callee->kind != NODE_MEMBER || callee->as.member.optional ||
        node->as.call.optional || callee->as.member.name != resolver->names->apply ||
        list->count != 2 || list->items[1]->kind != NODE_IDENTIFIER || resolver->loops > 0) {
        return;
    }
    const struct binding *binding = list->items[1]->as.identifier.binding;
    node->as.call.forwards = binding != NULL && binding == resolver->function->arguments;
    resolver->function->forwards_arguments |= node->as.call.forwards;
}

/* Whether the one use of `arguments` is such a call, and no parameter could change meanwhile. */
static bool only_forwards(const struct ast_function *function) {
    const struct binding *arguments = function->arguments;
    return function->forwards_arguments && arguments->kind == BINDING_ARGUMENTS &&
           arguments->uses == 1 && !arguments->captured && !arguments->assigned &&
           (function->parameters.count == 0 || !function->mapped_arguments);
}

/* --- Functions and classes --- */

static void walk_function(struct resolver *resolver, struct ast_function *function,
                          uint32_t created) {
    resolver->created[function->id] = created;
    resolve_function(resolver, function);
}

void resolve_function(struct resolver *resolver, struct ast_function *function) {
    struct scope *outer_scope = resolver->scope;
    struct ast_function *outer_function = resolver->function;
    const uint32_t outer_loops = resolver->loop_depth;
    const uint32_t outer_case = resolver->case_end, outer_walk = resolver->loops;
    resolver->function = function;
    resolver->loop_depth = resolver->loops = 0;
    resolver->case_end = UINT32_MAX;
    declare_function(resolver, function);
    resolver->scope = function->scope;
    walk_list(resolver, &function->parameters);
    resolver->scope = function->var_scope;
    const struct ast_list *hoisted = &function->var_scope->hoisted;
    for (uint32_t i = 0; i < hoisted->count; i++) {
        walk_function(resolver, hoisted->items[i]->as.function_declaration.function,
                      function->var_scope->start);
    }
    walk_list(resolver, &function->body);
    function->forwards_arguments = only_forwards(function);
    resolver->loops = outer_walk;
    resolver->scope = outer_scope;
    resolver->function = outer_function;
    resolver->loop_depth = outer_loops;
    resolver->case_end = outer_case;
}

static void walk_key(struct resolver *resolver, const struct ast_key *key) {
    if (key->kind == KEY_COMPUTED) {
        walk(resolver, key->as.computed);
    }
}

static void walk_class(struct resolver *resolver, struct ast_class *class_) {
    declare_class(resolver, class_);
    if (class_->inner_binding != NULL) {
        class_->inner_binding->open = true;
    }
    class_->scope->in_heritage = true;
    walk(resolver, class_->superclass);
    class_->scope->in_heritage = false;
    for (uint32_t i = 0; i < class_->members.count; i++) {
        const struct ast_node *member = class_->members.items[i];
        if (member->as.member_.kind != MEMBER_STATIC_BLOCK) {
            walk_key(resolver, &member->as.member_.key);
        }
    }
    /* Code of the members cannot run before the class has its value. */
    if (class_->inner_binding != NULL) {
        class_->inner_binding->open = false;
    }
    if (class_->constructor != NULL) {
        walk_function(resolver, class_->constructor, class_->position);
    }
    for (uint32_t i = 0; i < class_->members.count; i++) {
        const struct ast_node *member = class_->members.items[i];
        if (member->as.member_.function != NULL) {
            walk_function(resolver, member->as.member_.function, class_->position);
        }
    }
    scope_leave(resolver, class_->scope);
}

/* --- Declarations --- */

/* Marks the names of a declaration as their bindings' first values, where they are. */
static void mark_initialising(void *context, struct ast_node *name) {
    (void)context;
    name->as.identifier.flags |= IDENTIFIER_INITIALISES;
}

static void mark_assigned(void *context, struct ast_node *name) {
    (void)context;
    name->as.identifier.flags |= IDENTIFIER_ASSIGNED;
}

/* A name that a declaration initialises needs no lookup beyond it and no check. */
static void walk_declared(struct resolver *resolver, struct ast_node *node) {
    const struct ast_namespace *exporter = NULL;
    struct binding *binding = look_up(resolver, node->as.identifier.name, &exporter);
    if (binding == NULL) {
        return; /* a redeclaration that was reported */
    }
    node->as.identifier.binding = binding;
    binding_use(resolver, binding);
    if ((node->as.identifier.flags & IDENTIFIER_ASSIGNED) != 0) {
        binding->assigned = true;
        node->as.identifier.flags &= (uint8_t)~IDENTIFIER_ASSIGNED;
        if (needs_check(resolver, binding, node->position)) {
            node->as.identifier.flags |= IDENTIFIER_NEEDS_TDZ;
            binding->needs_tdz = true;
        }
    }
}

static void walk_declarator(struct resolver *resolver, struct ast_node *node, bool var,
                            bool always_written) {
    if (!var) {
        ast_pattern_names(node->as.assign.target, mark_initialising, NULL);
    } else if (node->as.assign.value != NULL || always_written) {
        ast_pattern_names(node->as.assign.target, mark_assigned, NULL);
    }
    struct ast_node *value = node->as.assign.value;
    if (value != NULL && value->kind == NODE_FUNCTION) {
        /* `const f = () => f()`: the closure cannot run before the variable holds it. */
        walk_function(resolver, value->as.function, node->end);
    } else {
        walk(resolver, value);
    }
    walk(resolver, node->as.assign.target);
}

static void walk_variables(struct resolver *resolver, struct ast_node *node, bool for_each) {
    const bool var = node->as.variables.kind == VARIABLE_VAR;
    for (uint32_t i = 0; i < node->as.variables.declarators.count; i++) {
        walk_declarator(resolver, node->as.variables.declarators.items[i], var, for_each);
    }
}

/* --- Statements with scopes --- */

static void enter(struct resolver *resolver, struct scope *scope) {
    if (scope != NULL) {
        resolver->scope = scope;
        for (uint32_t i = 0; i < scope->hoisted.count; i++) {
            walk_function(resolver, scope->hoisted.items[i]->as.function_declaration.function,
                          scope->start);
        }
    }
}

static void walk_for(struct resolver *resolver, struct ast_node *node) {
    enter(resolver, node->as.for_.scope);
    walk(resolver, node->as.for_.init);
    walk(resolver, node->as.for_.test);
    walk(resolver, node->as.for_.update);
    walk(resolver, node->as.for_.body);
    scope_leave(resolver, node->as.for_.scope);
}

static void set_open(const struct scope *scope, bool open) {
    for (struct binding *binding = scope != NULL ? scope->bindings : NULL; binding != NULL;
         binding = binding->next) {
        binding->open = open;
    }
}

static void walk_for_each(struct resolver *resolver, struct ast_node *node) {
    struct scope *scope = node->as.for_each.scope;
    enter(resolver, scope);
    set_open(scope, true);
    walk(resolver, node->as.for_each.right);
    set_open(scope, false);
    if (node->as.for_each.left->kind == NODE_VARIABLES) {
        walk_variables(resolver, node->as.for_each.left, true);
    } else {
        walk(resolver, node->as.for_each.left);
    }
    walk(resolver, node->as.for_each.body);
    scope_leave(resolver, scope);
}

static void walk_try(struct resolver *resolver, struct ast_node *node) {
    walk(resolver, node->as.try_.block);
    if (node->as.try_.handler != NULL) {
        enter(resolver, node->as.try_.scope);
        if (node->as.try_.parameter != NULL) {
            ast_pattern_names(node->as.try_.parameter, mark_initialising, NULL);
            walk(resolver, node->as.try_.parameter);
        }
        walk(resolver, node->as.try_.handler);
        scope_leave(resolver, node->as.try_.scope);
    }
    walk(resolver, node->as.try_.finalizer);
}

static void walk_switch(struct resolver *resolver, struct ast_node *node) {
    walk(resolver, node->as.switch_.discriminant);
    enter(resolver, node->as.switch_.scope);
    for (uint32_t i = 0; i < node->as.switch_.cases.count; i++) {
        const struct ast_node *item = node->as.switch_.cases.items[i];
        walk(resolver, item->as.case_.test);
        walk_list(resolver, &item->as.case_.statements);
    }
    scope_leave(resolver, node->as.switch_.scope);
}

static void walk_function_declaration(struct resolver *resolver, struct ast_node *node) {
    /* Hoisted ones were walked on entry; one that a later namesake replaced has not been. */
    struct ast_function *function = node->as.function_declaration.function;
    if (function->scope == NULL) {
        walk_function(resolver, function, node->position);
    }
}

/* --- The walk --- */

static void walk_statement(struct resolver *resolver, struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_VARIABLES: walk_variables(resolver, node, false); break;
    case NODE_FUNCTION_DECLARATION: walk_function_declaration(resolver, node); break;
    case NODE_CLASS_DECLARATION: walk_class(resolver, node->as.class_); break;
    case NODE_BLOCK:
        enter(resolver, node->as.block.scope);
        walk_list(resolver, &node->as.block.statements);
        scope_leave(resolver, node->as.block.scope);
        break;
    case NODE_FOR:
        resolver->loops++;
        walk_for(resolver, node);
        resolver->loops--;
        break;
    case NODE_FOR_IN:
    case NODE_FOR_OF:
        resolver->loops++;
        walk_for_each(resolver, node);
        resolver->loops--;
        break;
    case NODE_WHILE:
    case NODE_DO_WHILE:
        resolver->loops++;
        walk(resolver, node->as.loop.test);
        walk(resolver, node->as.loop.body);
        resolver->loops--;
        break;
    case NODE_TRY: walk_try(resolver, node); break;
    case NODE_SWITCH: walk_switch(resolver, node); break;
    case NODE_LABELED: walk(resolver, node->as.labeled.body); break;
    default: break; /* nothing inside: jumps and empty statements, literals */
    }
}

static void walk_property(struct resolver *resolver, struct ast_node *node) {
    walk_key(resolver, &node->as.property.key);
    walk(resolver, node->as.property.value);
}

static void walk_assign(struct resolver *resolver, struct ast_node *node) {
    walk(resolver, node->as.assign.target);
    walk(resolver, node->as.assign.value);
}

static void walk_inner(struct resolver *resolver, struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_IDENTIFIER:
        if ((node->as.identifier.flags & IDENTIFIER_DECLARES) != 0) {
            walk_declared(resolver, node);
        } else {
            walk_identifier(resolver, node);
        }
        break;
    case NODE_TEMPLATE:
    case NODE_TAGGED_TEMPLATE:
        walk(resolver, node->as.template_.tag);
        walk_list(resolver, &node->as.template_.expressions);
        break;
    case NODE_THIS: node->as.this_.binding = use_this(resolver); break;
    case NODE_NEW_TARGET: node->as.this_.binding = use_new_target(resolver); break;
    case NODE_ARRAY:
    case NODE_OBJECT:
    case NODE_SEQUENCE:
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN: walk_list(resolver, &node->as.list); break;
    case NODE_PROPERTY:
    case NODE_PATTERN_PROPERTY: walk_property(resolver, node); break;
    case NODE_FUNCTION:
        walk_function(resolver, node->as.function, node->as.function->position);
        break;
    case NODE_CLASS: walk_class(resolver, node->as.class_); break;
    case NODE_UNARY:
    case NODE_CHAIN:
    case NODE_SPREAD:
    case NODE_REST:
    case NODE_EXPRESSION_STATEMENT:
    case NODE_RETURN:
    case NODE_THROW: walk(resolver, node->as.unary.operand); break;
    case NODE_UPDATE: walk(resolver, node->as.update.target); break;
    case NODE_BINARY:
    case NODE_LOGICAL:
        walk(resolver, node->as.binary.left);
        walk(resolver, node->as.binary.right);
        break;
    case NODE_ASSIGN:
    case NODE_DEFAULT: walk_assign(resolver, node); break;
    case NODE_CONDITIONAL:
    case NODE_IF:
        walk(resolver, node->as.conditional.test);
        walk(resolver, node->as.conditional.yes);
        walk(resolver, node->as.conditional.no);
        break;
    case NODE_CALL:
    case NODE_NEW:
        walk(resolver, node->as.call.callee);
        walk_list(resolver, &node->as.call.arguments);
        note_forward(resolver, node);
        break;
    case NODE_SUPER_CALL: walk_super_call(resolver, node); break;
    case NODE_MEMBER: walk(resolver, node->as.member.object); break;
    case NODE_INDEX:
        walk(resolver, node->as.index.object);
        walk(resolver, node->as.index.index);
        break;
    case NODE_PRIVATE_MEMBER:
    case NODE_PRIVATE_IN: walk_private(resolver, node); break;
    case NODE_SUPER_MEMBER: walk_super_member(resolver, node); break;
    default: walk_statement(resolver, node); break;
    }
}

static void walk(struct resolver *resolver, struct ast_node *node) {
    if (node == NULL || resolver->too_deep) {
        return;
    }
    if (++resolver->depth > AST_MAX_DEPTH) {
        resolver->too_deep = true;
        resolver_error(resolver, node->position, node->position + 1,
                       "nesting too deep (more than %d levels); split the expression",
                       AST_MAX_DEPTH);
    } else {
        walk_inner(resolver, node);
    }
    resolver->depth--;
}
