/*
 * compiler/analyze.c: see analyze.h. Starting from the free names, values that denote a service, a
 * member of one, a query or one of its elements are followed to where they are used.
 */
#include "compiler/analyze.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/analyze_set.h"
#include "compiler/atom.h"
#include "compiler/scope.h"

enum value_kind {
    VALUE_SERVICE, /* Service */
    VALUE_MEMBER,  /* Service.member */
    VALUE_QUERY,   /* the same, used as an array, or an array made of its rows */
    VALUE_ELEMENT, /* one row of it */
};

struct value {
    enum value_kind kind;
    const struct atom *service;
    const struct atom *member; /* NULL for VALUE_SERVICE */
};

/* A name that holds a value; its uses are still to be looked at. */
struct task {
    struct value value;
    struct ast_node *name;
};

struct analyzer {
    struct arena *arena;
    struct atom_table *atoms;
    struct analysis *out;
    struct analysis_site *sites;   /* out->sites, while it is filled */
    struct ast_node *parent;       /* during the first walk */
    struct analysis_uses assigned; /* roots that are assigned, one for each name */
    struct task *tasks;            /* done and to do, which also tells what was done */
    uint32_t task_count;
    uint32_t tasks_done;
    size_t task_capacity;
};

static const char *const builtin_names[] = {
    "Array",
    "ArrayBuffer",
    "BigInt",
    "Boolean",
    "DataView",
    "Date",
    "Error",
    "EvalError",
    "Float32Array",
    "Float64Array",
    "Function",
    "Infinity",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "JSON",
    "Map",
    "Math",
    "Meta",
    "MomentJS",
    "NaN",
    "Number",
    "Object",
    "Partial",
    "Promise",
    "Proxy",
    "RangeError",
    "ReadonlyArray",
    "Record",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakSet",
    "arguments",
    "clearInterval",
    "clearTimeout",
    "console",
    "decodeURI",
    "decodeURIComponent",
    "encodeURI",
    "encodeURIComponent",
    "escape",
    "eval",
    "globalThis",
    "isFinite",
    "isNaN",
    "moment",
    "parseFloat",
    "parseInt",
    "print",
    "setInterval",
    "setTimeout",
    "undefined",
    "unescape",
};

/* Names that a query answers as an array does. */
static const char *const array_names[] = {
    "concat",   "entries",     "every",   "filter", "find",   "findIndex", "flatMap", "forEach",
    "includes", "indexOf",     "join",    "keys",   "length", "map",       "pop",     "push",
    "reduce",   "reduceRight", "reverse", "shift",  "slice",  "some",      "sort",    "values",
};

/* What rows inherit. */
static const char *const object_names[] = {
    "hasOwnProperty",   "propertyIsEnumerable", "toLocaleString",   "toString",
    "valueOf",          "isPrototypeOf",        "constructor",      "__proto__",
    "__defineGetter__", "__defineSetter__",     "__lookupGetter__", "__lookupSetter__",
};

static bool is_in(const char *const *list, size_t count, const struct atom *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], name->text) == 0 && strlen(list[i]) == name->length) {
            return true;
        }
    }
    return false;
}

#define IS_IN(list, name) is_in(list, sizeof(list) / sizeof((list)[0]), name)

static bool is_text(const struct atom *name, const char *text) {
    return strcmp(name->text, text) == 0;
}

/* --- First walk: parents, uses of each binding, undeclared names --- */

static void add_use(struct analyzer *analyzer, struct analysis_uses *list, struct ast_node *node) {
    list->items = arena_grow(analyzer->arena, list->items, list->count, &list->capacity,
                             sizeof(*list->items));
    list->items[list->count++] = node;
}

const struct analysis_uses *analysis_uses_of(const struct analysis *analysis,
                                             const struct binding *binding) {
    return &analysis->bindings[analysis->first_binding[binding->function->id] + binding->id];
}

bool analysis_is_builtin(const struct atom *name) {
    return IS_IN(builtin_names, name);
}

static bool is_assigned_somewhere(const struct analyzer *analyzer, const struct atom *name) {
    for (uint32_t i = 0; i < analyzer->assigned.count; i++) {
        if (analyzer->assigned.items[i]->as.identifier.name == name) {
            return true;
        }
    }
    return false;
}

static void collect_root(struct analyzer *analyzer, struct ast_node *node) {
    const struct ast_node *parent = analyzer->parent;
    add_use(analyzer, &analyzer->out->roots, node);
    if (parent != NULL && parent->kind == NODE_ASSIGN && parent->as.assign.operator_ == OP_NONE &&
        parent->as.assign.target == node &&
        !is_assigned_somewhere(analyzer, node->as.identifier.name)) {
        add_use(analyzer, &analyzer->assigned, node);
    }
}

static void collect(void *context, struct ast_node *node) {
    struct analyzer *analyzer = context;
    analyzer->out->parents[node->id] = analyzer->parent;
    if (node->kind == NODE_IDENTIFIER) {
        struct binding *binding = node->as.identifier.binding;
        if (binding == NULL) {
            collect_root(analyzer, node);
        } else {
            const struct analysis *out = analyzer->out;
            add_use(analyzer,
                    &out->bindings[out->first_binding[binding->function->id] + binding->id], node);
        }
    }
    struct ast_node *outer = analyzer->parent;
    analyzer->parent = node;
    ast_visit_children(node, collect, analyzer);
    analyzer->parent = outer;
}

/* --- What is found --- */

static struct analysis_name value_name(struct analyzer *analyzer, const struct value *value,
                                       const struct ast_node *node) {
    struct analysis_name name =
        analysis_join(analyzer->arena, value->service, value->member, NULL, 0);
    name.position = node->position;
    return name;
}

static struct analysis_name plain_name(const struct atom *atom, uint32_t position) {
    return (struct analysis_name){atom->text, atom->length, position};
}

static struct analysis_group *add_query(struct analyzer *analyzer, const struct value *value,
                                        const struct ast_node *node) {
    return analysis_group_add(analyzer->arena, &analyzer->out->queries,
                              value_name(analyzer, value, node));
}

/* From here on nothing is known of what happens to the value. */
static void add_escaped(struct analyzer *analyzer, const struct value *value,
                        const struct ast_node *node) {
    analysis_add(analyzer->arena, &analyzer->out->escaped, value_name(analyzer, value, node));
}

static void add_bare(struct analyzer *analyzer, const struct value *value,
                     const struct ast_node *node) {
    add_escaped(analyzer, value, node);
    if (value->kind == VALUE_SERVICE || value->kind == VALUE_MEMBER) {
        analysis_add(analyzer->arena, &analyzer->out->bare, value_name(analyzer, value, node));
    }
}

static void add_dynamic(struct analyzer *analyzer, const struct value *value,
                        const struct ast_node *node) {
    analysis_add(analyzer->arena, &analyzer->out->dynamic, value_name(analyzer, value, node));
}

static void mark(struct analyzer *analyzer, const struct ast_node *node,
                 enum analysis_meaning meaning, const struct value *value,
                 const struct atom *name) {
    analyzer->sites[node->id] =
        (struct analysis_site){meaning, value->service, value->member, name};
}

/* --- Following values --- */

static void follow(struct analyzer *analyzer, struct ast_node *node, struct value value);

static void follow_target(struct analyzer *analyzer, struct ast_node *target, struct value value);

static struct value as_kind(struct value value, enum value_kind kind) {
    value.kind = kind;
    return value;
}

/* A variable takes the value: its other uses are looked at in their turn, once. */
static void follow_variable(struct analyzer *analyzer, struct ast_node *name, struct value value) {
    if (name->as.identifier.binding == NULL) {
        add_escaped(analyzer, &value, name);
        return;
    }
    for (uint32_t i = 0; i < analyzer->task_count; i++) {
        const struct task *task = &analyzer->tasks[i];
        if (task->name == name && task->value.kind == value.kind &&
            task->value.service == value.service && task->value.member == value.member) {
            return;
        }
    }
    analyzer->tasks = arena_grow(analyzer->arena, analyzer->tasks, analyzer->task_count,
                                 &analyzer->task_capacity, sizeof(*analyzer->tasks));
    analyzer->tasks[analyzer->task_count++] = (struct task){value, name};
}

/* The callback of an array method: its parameters from `first` on, `count` of them, are rows. */
static void follow_callback(struct analyzer *analyzer, struct value value,
                            struct ast_node *callback, uint32_t first, uint32_t count) {
    const struct ast_function *function =
        callback->kind == NODE_FUNCTION ? callback->as.function : NULL;
    /* the array itself comes behind element and index */
    if (function == NULL || function->arguments != NULL ||
        function->parameters.count > first + count + (count == 1)) {
        add_escaped(analyzer, &value, callback);
    }
    for (uint32_t i = 0; function != NULL && i < function->parameters.count; i++) {
        struct ast_node *parameter = function->parameters.items[i];
        if (parameter->kind == NODE_REST) {
            add_escaped(analyzer, &value, parameter);
        } else if (i >= first && i < first + count) {
            follow_target(analyzer, parameter, as_kind(value, VALUE_ELEMENT));
        }
    }
}

/* `name.length`, `rows.filter(row => ...)`: the callback's parameter and the result are known. */
static void use_as_array(struct analyzer *analyzer, struct value value, const struct atom *name,
                         struct ast_node *node) {
    static const char *const same[] = {"slice", "filter", "concat", "sort", "reverse"};
    static const char *const one[] = {"find", "pop", "shift"};
    static const char *const nothing[] = {"length", "includes", "indexOf", "join", "keys"};
    static const char *const no_callback[] = {"slice", "concat", "reverse", "pop", "shift", "push"};
    add_query(analyzer, &value, node);
    struct ast_node *call = analyzer->out->parents[node->id];
    if (IS_IN(nothing, name)) {
        return;
    }
    if (node->kind == NODE_IDENTIFIER || call == NULL || call->kind != NODE_CALL ||
        call->as.call.callee != node) {
        add_escaped(analyzer, &value, node);
        return;
    }
    const struct ast_list *arguments = &call->as.call.arguments;
    const bool reduces = is_text(name, "reduce") || is_text(name, "reduceRight");
    if (reduces && arguments->count < 2) {
        add_escaped(analyzer, &value, node); /* the first row is what it starts with */
    }
    if (arguments->count > 0 && !IS_IN(no_callback, name)) {
        follow_callback(analyzer, value, arguments->items[0], reduces ? 1 : 0,
                        is_text(name, "sort") ? 2 : 1);
    }
    if (is_text(name, "entries") || is_text(name, "values")) {
        add_escaped(analyzer, &value, node);
    }
    if (IS_IN(same, name)) {
        follow(analyzer, call, as_kind(value, VALUE_QUERY));
    } else if (IS_IN(one, name)) {
        follow(analyzer, call, as_kind(value, VALUE_ELEMENT));
    }
}

static bool is_setter(const struct atom *name) {
    const char c = name->length > 3 ? name->text[3] : '\0';
    return strncmp(name->text, "set", 3) == 0 &&
           ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
}

/* Property `name` of the value is used: by `node`, or bound to the target `node`. */
static void use_property(struct analyzer *analyzer, struct value value, const struct atom *name,
                         struct ast_node *node, bool binds) {
    struct arena *arena = analyzer->arena;
    struct analysis *out = analyzer->out;
    enum analysis_meaning meaning = MEANS_NOTHING;
    if (value.kind == VALUE_ELEMENT) {
        struct analysis_group *query = add_query(analyzer, &value, node);
        analysis_add(arena, &query->members, plain_name(name, node->position));
        meaning = MEANS_COLUMN;
        if (IS_IN(object_names, name)) {
            add_escaped(analyzer, &value, node); /* asks for other names, or for all */
        }
    } else if (value.kind == VALUE_SERVICE && is_text(value.service, "Trigger")) {
        struct analysis_name joined = analysis_join(arena, value.service, name, NULL, 0);
        joined.position = node->position;
        analysis_add(arena, &out->ingredients, joined);
        meaning = MEANS_INGREDIENT;
    } else if (value.kind == VALUE_SERVICE) {
        const struct value member = {VALUE_MEMBER, value.service, name};
        if (binds) {
            follow_target(analyzer, node, member);
        } else {
            follow(analyzer, node, member);
        }
    } else if (is_text(name, "skip")) {
        const struct analysis_name action = value_name(analyzer, &value, node);
        analysis_group_add(arena, &out->actions, action);
        analysis_add(arena, &out->skips, action);
        meaning = MEANS_SKIP;
    } else if (is_setter(name)) {
        struct analysis_group *action =
            analysis_group_add(arena, &out->actions, value_name(analyzer, &value, node));
        const struct analysis_name field = {name->text + 3, name->length - 3, node->position};
        analysis_add(arena, &action->members, field);
        meaning = MEANS_SETTER;
    } else if (IS_IN(array_names, name)) {
        use_as_array(analyzer, value, name, node);
    } else {
        struct analysis_name joined =
            analysis_join(arena, value.service, value.member, name->text, name->length);
        joined.position = node->position;
        analysis_add(arena, &out->ingredients, joined);
        meaning = MEANS_INGREDIENT;
    }
    if (meaning != MEANS_NOTHING && !binds) {
        mark(analyzer, node, meaning, &value, name);
    }
}

/* A declared or assigned target takes the value. */
static void follow_target(struct analyzer *analyzer, struct ast_node *target, struct value value) {
    if (target->kind == NODE_DEFAULT) {
        target = target->as.assign.target;
    }
    if (target->kind == NODE_IDENTIFIER) {
        follow_variable(analyzer, target, value);
        return;
    }
    if (target->kind != NODE_OBJECT_PATTERN) {
        add_escaped(analyzer, &value, target);
        return;
    }
    for (uint32_t i = 0; i < target->as.list.count; i++) {
        struct ast_node *item = target->as.list.items[i];
        if (item->kind == NODE_REST) {
            if (value.kind == VALUE_MEMBER) {
                add_dynamic(analyzer, &value, item);
            } else {
                add_bare(analyzer, &value, item);
            }
        } else if (item->as.property.key.kind == KEY_NAME) {
            use_property(analyzer, value, item->as.property.key.as.name, item->as.property.value,
                         true);
        } else {
            add_escaped(analyzer, &value, item);
        }
    }
}

/* `value[index]` */
static void use_index(struct analyzer *analyzer, struct value value, struct ast_node *node) {
    const struct ast_node *index = node->as.index.index;
    struct ast_string text = {0};
    if (index->kind == NODE_STRING) {
        text = index->as.string;
    } else if (index->kind == NODE_TEMPLATE && index->as.template_.expressions.count == 0) {
        text = index->as.template_.cooked[0];
    }
    if (text.units != NULL) {
        use_property(analyzer, value, atom_from_string(analyzer->atoms, text), node, false);
    } else if (value.kind == VALUE_MEMBER || value.kind == VALUE_QUERY) {
        const struct analysis_name name = value_name(analyzer, &value, node);
        if (analysis_find(&analyzer->out->dynamic, name.text) == NULL) {
            add_query(analyzer, &value, node);
            follow(analyzer, node, as_kind(value, VALUE_ELEMENT));
        }
    } else {
        add_escaped(analyzer, &value, node);
    }
}

/* `Object.keys(value)` and its kin read the names of all properties. */
static bool reads_all_names(const struct ast_node *call) {
    const struct ast_node *callee = call->as.call.callee;
    static const char *const readers[] = {"keys", "values", "entries", "getOwnPropertyNames"};
    return callee->kind == NODE_MEMBER && IS_IN(readers, callee->as.member.name) &&
           callee->as.member.object->kind == NODE_IDENTIFIER &&
           is_text(callee->as.member.object->as.identifier.name, "Object");
}

static bool follow_for_of(struct analyzer *analyzer, struct ast_node *loop, struct ast_node *node,
                          struct value value) {
    if (loop->as.for_each.right != node ||
        (value.kind != VALUE_MEMBER && value.kind != VALUE_QUERY)) {
        return false;
    }
    add_query(analyzer, &value, node);
    const struct ast_node *left = loop->as.for_each.left;
    if (left->kind == NODE_VARIABLES) {
        follow_target(analyzer, left->as.variables.declarators.items[0]->as.assign.target,
                      as_kind(value, VALUE_ELEMENT));
    } else {
        add_escaped(analyzer, &value, node);
    }
    return true;
}

/* The expression `node` has the value; what does the code around it do with it? */
static void follow(struct analyzer *analyzer, struct ast_node *node, struct value value) {
    static const enum analysis_meaning meanings[] = {MEANS_SERVICE, MEANS_MEMBER, MEANS_QUERY,
                                                     MEANS_ROW};
    mark(analyzer, node, meanings[value.kind], &value, NULL);
    struct ast_node *parent = analyzer->out->parents[node->id];
    while (parent != NULL && parent->kind == NODE_CHAIN) {
        node = parent;
        parent = analyzer->out->parents[node->id];
    }
    switch (parent != NULL ? (enum ast_kind)parent->kind : NODE_EMPTY) {
    case NODE_MEMBER: use_property(analyzer, value, parent->as.member.name, parent, false); return;
    case NODE_INDEX:
        if (parent->as.index.object == node) {
            use_index(analyzer, value, parent);
            return;
        }
        break;
    case NODE_DECLARATOR:
        if (parent->as.assign.value == node) {
            follow_target(analyzer, parent->as.assign.target, value);
            return;
        }
        break;
    case NODE_ASSIGN:
        if (parent->as.assign.operator_ == OP_NONE && parent->as.assign.value == node &&
            parent->as.assign.target->kind == NODE_IDENTIFIER) {
            follow_variable(analyzer, parent->as.assign.target, value);
            return;
        }
        break;
    case NODE_FOR_OF:
        if (follow_for_of(analyzer, parent, node, value)) {
            return;
        }
        break;
    case NODE_CALL:
        if (parent->as.call.callee != node && value.kind == VALUE_MEMBER &&
            reads_all_names(parent)) {
            add_dynamic(analyzer, &value, node);
            return;
        }
        break;
    default: break;
    }
    add_bare(analyzer, &value, node);
}

static void run_tasks(struct analyzer *analyzer) {
    while (analyzer->tasks_done < analyzer->task_count) {
        const struct task task = analyzer->tasks[analyzer->tasks_done++];
        const struct analysis_uses *uses =
            analysis_uses_of(analyzer->out, task.name->as.identifier.binding);
        for (uint32_t j = 0; j < uses->count; j++) {
            if (uses->items[j] != task.name) {
                follow(analyzer, uses->items[j], task.value);
            }
        }
    }
}

/* --- Undeclared names --- */

static void use_builtin(struct analyzer *analyzer, const struct ast_node *node) {
    const struct ast_node *parent = analyzer->out->parents[node->id];
    const struct atom *property =
        parent != NULL && parent->kind == NODE_MEMBER ? parent->as.member.name : NULL;
    struct analysis_name name =
        analysis_join(analyzer->arena, node->as.identifier.name, property, NULL, 0);
    name.position = node->position;
    analysis_add(analyzer->arena, &analyzer->out->uses, name);
}

static void use_root(struct analyzer *analyzer, struct ast_node *node) {
    const struct atom *name = node->as.identifier.name;
    struct analysis *out = analyzer->out;
    if (is_assigned_somewhere(analyzer, name)) {
        analysis_add(analyzer->arena, &out->implicit_globals, plain_name(name, node->position));
    } else if (IS_IN(builtin_names, name)) {
        use_builtin(analyzer, node);
    } else if ((name->text[0] >= 'A' && name->text[0] <= 'Z') || name->text[0] == '_') {
        follow(analyzer, node, (struct value){VALUE_SERVICE, name, NULL});
    } else {
        analysis_add(analyzer->arena, &out->unresolved, plain_name(name, node->position));
    }
}

/* A member whose names are all read anyway is no query just because it is indexed. */
static void drop_empty_dynamic_queries(struct analysis *out) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < out->queries.count; i++) {
        const struct analysis_group *query = &out->queries.items[i];
        if (query->members.count > 0 || analysis_find(&out->dynamic, query->name.text) == NULL) {
            out->queries.items[kept++] = *query;
        }
    }
    out->queries.count = kept;
}

static void drop_dynamic_bare(struct analysis *out) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < out->bare.count; i++) {
        if (analysis_find(&out->dynamic, out->bare.items[i].text) == NULL) {
            out->bare.items[kept++] = out->bare.items[i];
        }
    }
    out->bare.count = kept;
}

static void count_bindings(struct analyzer *analyzer, const struct script *script) {
    struct analysis *out = analyzer->out;
    uint32_t count = 0;
    out->first_binding =
        arena_alloc_array(analyzer->arena, script->function_count, sizeof(*out->first_binding));
    for (uint32_t i = 0; i < script->function_count; i++) {
        out->first_binding[script->functions[i]->id] = count;
        count += script->functions[i]->binding_count;
    }
    out->bindings = arena_alloc_array(analyzer->arena, (size_t)count + 1, sizeof(*out->bindings));
}

enum status analyze_script(const struct script *script, struct arena *arena,
                           struct analysis *analysis) {
    *analysis = (struct analysis){0};
    struct analyzer analyzer = {
        .arena = arena,
        .out = analysis,
        .atoms = script->atoms,
        .sites = arena_alloc_array(arena, script->node_count, sizeof(struct analysis_site)),
    };
    analysis->sites = analyzer.sites;
    analysis->parents = arena_alloc_array(arena, script->node_count, sizeof(struct ast_node *));
    count_bindings(&analyzer, script);
    ast_visit_function(script->top, collect, &analyzer);
    for (uint32_t i = 0; i < analysis->roots.count; i++) {
        use_root(&analyzer, analysis->roots.items[i]);
        run_tasks(&analyzer);
    }
    analysis_mark_open(analysis, script->reaches_global);
    drop_empty_dynamic_queries(analysis);
    drop_dynamic_bare(analysis);
    analysis_sort(&analysis->ingredients);
    analysis_sort(&analysis->skips);
    analysis_sort(&analysis->dynamic);
    analysis_sort(&analysis->bare);
    analysis_sort(&analysis->uses);
    analysis_sort(&analysis->implicit_globals);
    analysis_sort(&analysis->unresolved);
    analysis_sort_groups(&analysis->queries);
    analysis_sort_groups(&analysis->actions);
    return STATUS_OK;
}
