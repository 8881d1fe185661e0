/*
 * compiler/scope_declare.c: makes the scopes of one function's body and declares its names:
 * parameters, hoisted vars and functions (Annex B.3.3 too), and each block's own declarations.
 * Reports redeclarations (the early errors of ECMA-262 14.2.1, 14.7.5.1, 14.12.1, 14.15.1, 16.1.1).
 */
#include "compiler/scope_internal.h"

/* A function declared in a block, which may also make a var of the function around it. */
struct block_function {
    struct ast_node *node;
    struct scope *scope; /* the block */
};

struct declarer {
    struct resolver *resolver;
    struct scope *var_scope;
    struct block_function *block_functions;
    uint32_t block_function_count;
    size_t block_function_capacity;
    enum ast_variable_kind kind; /* of the names being declared */
    uint32_t ready;
};

static bool is_lexical(const struct binding *binding) {
    return binding->kind == BINDING_LET || binding->kind == BINDING_CONST ||
           binding->kind == BINDING_CLASS ||
           (binding->kind == BINDING_FUNCTION && binding->scope->kind != SCOPE_FUNCTION &&
            binding->scope->kind != SCOPE_BODY && binding->scope->kind != SCOPE_SCRIPT);
}

static void report_duplicate(struct resolver *resolver, const struct atom *name, uint32_t position,
                             const struct binding *other) {
    uint32_t line = 0;
    uint32_t column = 0;
    source_locate(resolver->script->source, other->position, &line, &column);
    resolver_error(resolver, position, position + name->length,
                   "'%s' has already been declared (line %u)", name->text, line);
}

/* --- Lexical declarations of one block --- */

static struct binding *declare_lexical(struct declarer *declarer, const struct atom *name,
                                       enum binding_kind kind, uint32_t position) {
    struct resolver *resolver = declarer->resolver;
    struct scope *scope = resolver->scope;
    const struct binding *other = scope_find(scope, name);
    if (other == NULL && scope->handler) {
        other = scope_find(scope->parent, name);
    }
    if (other == NULL && scope->kind == SCOPE_BODY) {
        other = scope_find(scope->parent, name);
        other = other != NULL && other->kind == BINDING_PARAMETER ? other : NULL;
    }
    if (other != NULL && other->kind != BINDING_ARGUMENTS) {
        report_duplicate(resolver, name, position, other);
    }
    if (scope->kind == SCOPE_SCRIPT &&
        (name == resolver->names->undefined || name == resolver->names->nan ||
         name == resolver->names->infinity)) {
        resolver_error(resolver, position, position + name->length,
                       "'%s' is a fixed global property and cannot be declared again", name->text);
    }
    struct binding *binding = scope_add(resolver, scope, name, kind, position);
    binding->ready = declarer->ready;
    binding->valid_until = resolver->case_end;
    return binding;
}

static void declare_lexical_name(void *context, struct ast_node *name) {
    struct declarer *declarer = context;
    struct binding *binding = declare_lexical(
        declarer, name->as.identifier.name,
        declarer->kind == VARIABLE_CONST ? BINDING_CONST : BINDING_LET, name->position);
    binding->hint = name->as.identifier.hint;
}

static void declare_lexical_variables(struct declarer *declarer, const struct ast_node *node) {
    for (uint32_t i = 0; i < node->as.variables.declarators.count; i++) {
        const struct ast_node *item = node->as.variables.declarators.items[i];
        declarer->kind = node->as.variables.kind;
        declarer->ready = item->end;
        ast_pattern_names(item->as.assign.target, declare_lexical_name, declarer);
    }
}

/* Adds to the functions to instantiate on entry; drop_replaced removes all but the last namesake. */
static void hoist(struct resolver *resolver, struct scope *scope, struct ast_node *node) {
    struct ast_list *list = &scope->hoisted;
    node->as.function_declaration.binding->last_function = node;
    list->items = arena_grow(resolver->arena, list->items, list->count, &scope->hoisted_capacity,
                             sizeof(*list->items));
    list->items[list->count++] = node;
}

static void drop_replaced(struct scope *scope) {
    struct ast_list *list = &scope->hoisted;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->as.function_declaration.binding->last_function == list->items[i]) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

static void declare_block_function(struct declarer *declarer, struct ast_node *node) {
    struct resolver *resolver = declarer->resolver;
    struct scope *scope = resolver->scope;
    const struct ast_function *function = node->as.function_declaration.function;
    struct binding *binding = scope_find(scope, function->name);
    if (binding != NULL && binding->kind == BINDING_FUNCTION && !node->strict) {
        binding->assigned = true; /* Annex B.3.3.4: duplicates are fine in sloppy code */
    } else {
        declarer->ready = 0;
        binding = declare_lexical(declarer, function->name, BINDING_FUNCTION, node->position);
        binding->valid_until = UINT32_MAX;
    }
    node->as.function_declaration.binding = binding;
    hoist(resolver, scope, node);
    if (!node->strict) {
        declarer->block_functions =
            arena_grow(resolver->arena, declarer->block_functions, declarer->block_function_count,
                       &declarer->block_function_capacity, sizeof(struct block_function));
        declarer->block_functions[declarer->block_function_count++] =
            (struct block_function){node, scope};
    }
}

static void declare_class_name(struct declarer *declarer, struct ast_node *node) {
    declarer->ready = node->end;
    node->as.class_->binding =
        declare_lexical(declarer, node->as.class_->name, BINDING_CLASS, node->position);
}

static struct ast_node *unlabel(struct ast_node *node) {
    while (node->kind == NODE_LABELED) {
        node = node->as.labeled.body;
    }
    return node;
}

static bool declares_lexically(const struct ast_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        const struct ast_node *node = unlabel(list->items[i]);
        if (node->kind == NODE_CLASS_DECLARATION || node->kind == NODE_FUNCTION_DECLARATION ||
            (node->kind == NODE_VARIABLES && node->as.variables.kind != VARIABLE_VAR)) {
            return true;
        }
    }
    return false;
}

/* The let, const and class declarations directly in a list; in a block its functions too. */
static void declare_list(struct declarer *declarer, const struct ast_list *list, bool block) {
    for (uint32_t i = 0; i < list->count; i++) {
        struct ast_node *node = unlabel(list->items[i]);
        if (node->kind == NODE_CLASS_DECLARATION) {
            declare_class_name(declarer, node);
        } else if (node->kind == NODE_VARIABLES && node->as.variables.kind != VARIABLE_VAR) {
            declare_lexical_variables(declarer, node);
        } else if (node->kind == NODE_FUNCTION_DECLARATION && block) {
            declare_block_function(declarer, node);
        }
    }
    drop_replaced(declarer->resolver->scope);
}

/* --- Variables of the function --- */

/*
 * The var binding of `name` in the function, made if need be. A lexical declaration between here
 * and there forbids it; a simple catch parameter does not (Annex B.3.5).
 */
static struct binding *declare_var(struct declarer *declarer, const struct atom *name,
                                   uint32_t position) {
    struct resolver *resolver = declarer->resolver;
    struct scope *var_scope = declarer->var_scope;
    struct binding *binding = scope_find(var_scope, name);
    if (binding == NULL && var_scope->kind == SCOPE_FUNCTION &&
        name == resolver->names->arguments && resolver->function->kind != FUNCTION_ARROW) {
        binding = function_arguments(resolver, resolver->function);
    }
    if (binding != NULL) {
        return binding;
    }
    binding = scope_add(resolver, var_scope, name, BINDING_VAR, position);
    binding->is_global = var_scope->kind == SCOPE_SCRIPT;
    if (var_scope->kind == SCOPE_BODY) {
        binding->initial = scope_find(var_scope->parent, name);
        if (binding->initial == NULL && name == resolver->names->arguments &&
            resolver->function->kind != FUNCTION_ARROW) {
            binding->initial = function_arguments(resolver, resolver->function);
        }
        if (binding->initial != NULL) {
            binding->initial->used = true;
        }
    }
    return binding;
}

static bool blocks_var(const struct scope *scope, const struct binding *binding) {
    if (binding == NULL) {
        return false;
    }
    return scope->kind == SCOPE_CATCH ? scope->catch_pattern : is_lexical(binding);
}

static void declare_var_name(void *context, struct ast_node *name) {
    struct declarer *declarer = context;
    struct resolver *resolver = declarer->resolver;
    const struct atom *atom = name->as.identifier.name;
    for (const struct scope *scope = resolver->scope;; scope = scope->parent) {
        const struct binding *other = scope_find(scope, atom);
        if (blocks_var(scope, other)) {
            report_duplicate(resolver, atom, name->position, other);
            return;
        }
        if (scope == declarer->var_scope) {
            break;
        }
    }
    struct binding *binding = declare_var(declarer, atom, name->position);
    if (binding->hint == HINT_UNKNOWN) {
        binding->hint = name->as.identifier.hint;
    }
}

static void declare_var_statement(struct declarer *declarer, const struct ast_node *node) {
    for (uint32_t i = 0; i < node->as.variables.declarators.count; i++) {
        const struct ast_node *item = node->as.variables.declarators.items[i];
        ast_pattern_names(item->as.assign.target, declare_var_name, declarer);
    }
}

/* --- The walk over statements --- */

static void declare_statement(struct declarer *declarer, struct ast_node *node);

static void declare_statements(struct declarer *declarer, const struct ast_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        declare_statement(declarer, list->items[i]);
    }
}

/* `handler`: the block of a catch, whose names must differ from the catch parameter's. */
static void declare_block(struct declarer *declarer, struct ast_node *node, bool handler) {
    struct resolver *resolver = declarer->resolver;
    const uint32_t case_end = resolver->case_end;
    resolver->case_end = UINT32_MAX;
    if (declares_lexically(&node->as.block.statements)) {
        node->as.block.scope = scope_enter(resolver, SCOPE_BLOCK);
        node->as.block.scope->start = node->position;
        node->as.block.scope->handler = handler;
        declare_list(declarer, &node->as.block.statements, true);
    }
    declare_statements(declarer, &node->as.block.statements);
    scope_leave(resolver, node->as.block.scope);
    resolver->case_end = case_end;
}

static void declare_loop_body(struct declarer *declarer, struct ast_node *body) {
    struct resolver *resolver = declarer->resolver;
    const uint32_t case_end = resolver->case_end;
    resolver->case_end = UINT32_MAX;
    resolver->loop_depth++;
    declare_statement(declarer, body);
    resolver->loop_depth--;
    resolver->case_end = case_end;
}

/* The head of a for statement; returns the scope of its let or const, or NULL. */
static struct scope *declare_for_head(struct declarer *declarer, struct ast_node *head) {
    if (head == NULL || head->kind != NODE_VARIABLES) {
        return NULL;
    }
    if (head->as.variables.kind == VARIABLE_VAR) {
        declare_var_statement(declarer, head);
        return NULL;
    }
    struct resolver *resolver = declarer->resolver;
    const uint32_t case_end = resolver->case_end;
    resolver->case_end = UINT32_MAX;
    struct scope *scope = scope_enter(resolver, SCOPE_FOR);
    scope->start = head->position;
    declare_lexical_variables(declarer, head);
    resolver->case_end = case_end;
    return scope;
}

static void declare_catch_name(void *context, struct ast_node *name) {
    struct declarer *declarer = context;
    struct resolver *resolver = declarer->resolver;
    const struct binding *other = scope_find(resolver->scope, name->as.identifier.name);
    if (other != NULL) {
        report_duplicate(resolver, name->as.identifier.name, name->position, other);
        return;
    }
    struct binding *binding = scope_add(resolver, resolver->scope, name->as.identifier.name,
                                        BINDING_CATCH, name->position);
    binding->ready = declarer->ready;
}

static void declare_try(struct declarer *declarer, struct ast_node *node) {
    struct resolver *resolver = declarer->resolver;
    declare_statement(declarer, node->as.try_.block);
    if (node->as.try_.handler != NULL) {
        if (node->as.try_.parameter != NULL) {
            struct scope *scope = scope_enter(resolver, SCOPE_CATCH);
            scope->catch_pattern = node->as.try_.parameter->kind != NODE_IDENTIFIER;
            scope->start = node->as.try_.parameter->position;
            declarer->ready = node->as.try_.parameter->end;
            ast_pattern_names(node->as.try_.parameter, declare_catch_name, declarer);
            node->as.try_.scope = scope;
        }
        declare_block(declarer, node->as.try_.handler, node->as.try_.scope != NULL);
        scope_leave(resolver, node->as.try_.scope);
    }
    if (node->as.try_.finalizer != NULL) {
        declare_statement(declarer, node->as.try_.finalizer);
    }
}

static void declare_switch(struct declarer *declarer, struct ast_node *node) {
    struct resolver *resolver = declarer->resolver;
    const uint32_t case_end = resolver->case_end;
    const struct ast_list *cases = &node->as.switch_.cases;
    bool any = false;
    for (uint32_t i = 0; i < cases->count; i++) {
        any |= declares_lexically(&cases->items[i]->as.case_.statements);
    }
    if (any) {
        node->as.switch_.scope = scope_enter(resolver, SCOPE_SWITCH);
        node->as.switch_.scope->start = node->position;
        for (uint32_t i = 0; i < cases->count; i++) {
            resolver->case_end = cases->items[i]->end;
            declare_list(declarer, &cases->items[i]->as.case_.statements, true);
        }
    }
    for (uint32_t i = 0; i < cases->count; i++) {
        declare_statements(declarer, &cases->items[i]->as.case_.statements);
    }
    scope_leave(resolver, node->as.switch_.scope);
    resolver->case_end = case_end;
}

static void declare_statement(struct declarer *declarer, struct ast_node *node) {
    struct resolver *resolver = declarer->resolver;
    switch ((enum ast_kind)node->kind) {
    case NODE_VARIABLES:
        if (node->as.variables.kind == VARIABLE_VAR) {
            declare_var_statement(declarer, node);
        }
        break;
    case NODE_BLOCK: declare_block(declarer, node, false); break;
    case NODE_IF:
        declare_statement(declarer, node->as.conditional.yes);
        if (node->as.conditional.no != NULL) {
            declare_statement(declarer, node->as.conditional.no);
        }
        break;
    case NODE_FOR:
        node->as.for_.scope = declare_for_head(declarer, node->as.for_.init);
        declare_loop_body(declarer, node->as.for_.body);
        scope_leave(resolver, node->as.for_.scope);
        break;
    case NODE_FOR_IN:
    case NODE_FOR_OF:
        resolver->loop_depth++;
        node->as.for_each.scope = declare_for_head(declarer, node->as.for_each.left);
        resolver->loop_depth--;
        declare_loop_body(declarer, node->as.for_each.body);
        scope_leave(resolver, node->as.for_each.scope);
        break;
    case NODE_WHILE:
    case NODE_DO_WHILE: declare_loop_body(declarer, node->as.loop.body); break;
    case NODE_TRY: declare_try(declarer, node); break;
    case NODE_SWITCH: declare_switch(declarer, node); break;
    case NODE_LABELED: declare_statement(declarer, node->as.labeled.body); break;
    default: break; /* expressions declare nothing here; functions and classes are done */
    }
}

/* --- Function level --- */

struct parameter_context {
    struct declarer *declarer;
    uint32_t index; /* UINT32_MAX inside a pattern */
    uint32_t ready;
};

static void declare_parameter(void *context, struct ast_node *name) {
    const struct parameter_context *parameter = context;
    struct resolver *resolver = parameter->declarer->resolver;
    struct binding *binding = scope_find(resolver->scope, name->as.identifier.name);
    if (binding == NULL) {
        binding = scope_add(resolver, resolver->scope, name->as.identifier.name, BINDING_PARAMETER,
                            name->position);
    }
    binding->parameter_index = parameter->index;
    binding->hint = name->as.identifier.hint;
    binding->ready = parameter->ready;
}

static void declare_parameters(struct declarer *declarer, struct ast_function *function) {
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        struct ast_node *node = function->parameters.items[i];
        struct parameter_context context = {declarer, UINT32_MAX, node->end};
        if (node->kind == NODE_IDENTIFIER) {
            context.index = i;
        }
        ast_pattern_names(node, declare_parameter, &context);
    }
}

/* Functions at function level are vars that have their value from the start. */
static void declare_top_functions(struct declarer *declarer, const struct ast_list *body) {
    struct resolver *resolver = declarer->resolver;
    struct scope *scope = declarer->var_scope;
    for (uint32_t i = 0; i < body->count; i++) {
        struct ast_node *node = unlabel(body->items[i]);
        if (node->kind != NODE_FUNCTION_DECLARATION) {
            continue;
        }
        const struct atom *name = node->as.function_declaration.function->name;
        struct binding *binding = scope_find(scope, name);
        if (binding == NULL) {
            binding = scope_add(resolver, scope, name, BINDING_FUNCTION, node->position);
            binding->is_global = scope->kind == SCOPE_SCRIPT;
        } else {
            binding->assigned = true;
        }
        node->as.function_declaration.binding = binding;
        hoist(resolver, scope, node);
    }
}

/* Whether a var of a block's function would hide the function's own `arguments` (10.2.11, 22.f). */
static bool hides_arguments(const struct declarer *declarer, const struct atom *name) {
    const struct resolver *resolver = declarer->resolver;
    const enum ast_function_kind kind = resolver->function->kind;
    if (name != resolver->names->arguments || kind == FUNCTION_SCRIPT || kind == FUNCTION_ARROW) {
        return false;
    }
    const struct binding *top = scope_find(declarer->var_scope, name);
    return top == NULL || top->kind != BINDING_FUNCTION;
}

/* Annex B.3.3: a block's function also becomes a var where no lexical name is in the way. */
static void declare_block_vars(struct declarer *declarer) {
    struct resolver *resolver = declarer->resolver;
    for (uint32_t i = 0; i < declarer->block_function_count; i++) {
        struct ast_node *node = declarer->block_functions[i].node;
        const struct atom *name = node->as.function_declaration.function->name;
        bool free = true;
        for (const struct scope *scope = declarer->block_functions[i].scope->parent; free;
             scope = scope->parent) {
            free = !blocks_var(scope, scope_find(scope, name));
            if (scope == declarer->var_scope) {
                break;
            }
        }
        const struct binding *parameter = scope_find(resolver->function->scope, name);
        if (!free || (parameter != NULL && parameter->kind == BINDING_PARAMETER) ||
            hides_arguments(declarer, name)) {
            continue;
        }
        struct binding *binding = declare_var(declarer, name, node->position);
        binding->assigned = true;
        node->as.function_declaration.var_binding = binding;
    }
}

void declare_function(struct resolver *resolver, struct ast_function *function) {
    struct declarer declarer = {.resolver = resolver};
    const bool script = function->kind == FUNCTION_SCRIPT;
    if (function->is_expression) {
        struct scope *name_scope = scope_enter(resolver, SCOPE_FUNCTION_NAME);
        function->self_binding = scope_add(resolver, name_scope, function->name,
                                           BINDING_FUNCTION_SELF, function->position);
    }
    function->scope = scope_enter(resolver, script ? SCOPE_SCRIPT : SCOPE_FUNCTION);
    function->scope->in_loop = false;
    declare_parameters(&declarer, function);
    function->var_scope = function->scope;
    if (function->has_parameter_expressions) {
        function->var_scope = scope_enter(resolver, SCOPE_BODY);
    }
    const uint32_t count = function->parameters.count;
    function->var_scope->start =
        count > 0 ? function->parameters.items[count - 1]->end : function->position;
    declarer.var_scope = function->var_scope;
    declare_top_functions(&declarer, &function->body);
    declare_list(&declarer, &function->body, false);
    declare_statements(&declarer, &function->body);
    declare_block_vars(&declarer);
}

/* --- Classes --- */

static void declare_private(struct resolver *resolver, const struct ast_node *member) {
    const struct atom *name = member->as.member_.key.as.name;
    struct scope *scope = resolver->scope;
    struct binding *binding = scope_find_private(scope, name);
    const enum ast_member_kind kind = member->as.member_.kind;
    const bool getter = kind == MEMBER_GETTER;
    const bool setter = kind == MEMBER_SETTER;
    if (binding != NULL) {
        const bool pair = binding->is_static == member->as.member_.is_static &&
                          ((getter && binding->has_setter && !binding->has_getter) ||
                           (setter && binding->has_getter && !binding->has_setter));
        if (!pair) {
            resolver_error(resolver, member->as.member_.key.position,
                           member->as.member_.key.position + name->length + 1,
                           "the private name '#%s' has already been declared", name->text);
        }
    } else {
        binding =
            scope_add(resolver, scope, name, BINDING_PRIVATE, member->as.member_.key.position);
        binding->is_static = member->as.member_.is_static;
    }
    binding->has_getter |= getter;
    binding->has_setter |= setter;
    binding->has_method |= kind == MEMBER_METHOD;
}

void declare_class(struct resolver *resolver, struct ast_class *class_) {
    class_->scope = scope_enter(resolver, SCOPE_CLASS);
    class_->scope->start = class_->position;
    if (class_->has_own_name) {
        class_->inner_binding =
            scope_add(resolver, class_->scope, class_->name, BINDING_CLASS_SELF, class_->position);
    }
    for (uint32_t i = 0; i < class_->members.count; i++) {
        struct ast_node *member = class_->members.items[i];
        if (member->as.member_.kind != MEMBER_STATIC_BLOCK &&
            member->as.member_.key.kind == KEY_PRIVATE) {
            declare_private(resolver, member);
            member->as.member_.key.private_binding =
                scope_find_private(class_->scope, member->as.member_.key.as.name);
        }
    }
}
