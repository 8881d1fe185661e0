/*
 * compiler/infer.c: see infer.h.
 */
#include "compiler/infer.h"

#include <math.h>
#include <string.h>

#include "compiler/scope.h"

/* Expressions deeper than this are left unknown; so are longer chains of names. */
enum { DEPTH_MOST = 60 };

void infer_init(struct inferrer *inferrer, struct arena *arena, const struct script *script,
                const struct analysis *analysis) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < script->function_count; i++) {
        count += script->functions[i]->binding_count;
    }
    *inferrer = (struct inferrer){
        .analysis = analysis, .arena = arena, .types = arena_alloc(arena, (size_t)count + 1)};
}

/* --- Parts of expressions --- */

bool infer_text(const struct ast_node *node, struct ast_string *text) {
    if (node->kind == NODE_STRING) {
        *text = node->as.string;
        return true;
    }
    if (node->kind == NODE_TEMPLATE && node->as.template_.expressions.count == 0) {
        *text = node->as.template_.cooked[0];
        return text->units != NULL;
    }
    return false;
}

bool infer_number(const struct ast_node *node, double *number) {
    double sign = 1;
    if (node->kind == NODE_UNARY &&
        (node->as.unary.operator_ == OP_MINUS || node->as.unary.operator_ == OP_PLUS)) {
        sign = node->as.unary.operator_ == OP_MINUS ? -1 : 1;
        node = node->as.unary.operand;
    }
    if (node->kind != NODE_NUMBER) {
        return false;
    }
    *number = sign * node->as.number;
    return true;
}

const struct ast_node *infer_object(const struct ast_node *node) {
    if (node->kind == NODE_MEMBER) {
        return node->as.member.object;
    }
    return node->kind == NODE_INDEX ? node->as.index.object : NULL;
}

const char *infer_property_name(const struct ast_node *node) {
    return node->kind == NODE_MEMBER ? node->as.member.name->text : NULL;
}

static const struct ast_node *inside_chain(const struct ast_node *node) {
    while (node->kind == NODE_CHAIN) {
        node = node->as.unary.operand;
    }
    return node;
}

/* --- Names --- */

static uint32_t index_of(const struct inferrer *inferrer, const struct binding *binding) {
    return inferrer->analysis->first_binding[binding->function->id] + binding->id;
}

static enum known_type of_hint(uint8_t hint) {
    switch (hint) {
    case HINT_NUMBER: return TYPE_NUMBER;
    case HINT_STRING: return TYPE_TEXT;
    case HINT_BOOLEAN: return TYPE_BOOLEAN;
    case HINT_ARRAY: return TYPE_ARRAY;
    default: return TYPE_UNKNOWN;
    }
}

/* What `name op= value` leaves in the name. */
static enum known_type of_compound(struct inferrer *inferrer, const struct ast_node *assign) {
    switch (assign->as.assign.operator_) {
    case OP_NONE: return infer_type(inferrer, assign->as.assign.value);
    case OP_ADD: {
        const enum known_type right = infer_type(inferrer, assign->as.assign.value);
        /* a text added makes a text; a number added leaves what was there */
        return right == TYPE_NUMBER || right == TYPE_SELF ? TYPE_SELF
               : right == TYPE_TEXT                       ? TYPE_TEXT
                                                          : TYPE_UNKNOWN;
    }
    case OP_AND:
    case OP_OR:
    case OP_NULLISH: return infer_type(inferrer, assign->as.assign.value);
    default: return TYPE_NUMBER;
    }
}

/* What one use gives the name: TYPE_SELF where it gives nothing. */
static enum known_type given_by(struct inferrer *inferrer, const struct ast_node *use) {
    if ((use->as.identifier.flags & (IDENTIFIER_DECLARES | IDENTIFIER_ASSIGNED)) == 0) {
        return TYPE_SELF;
    }
    const struct ast_node *parent = inferrer->analysis->parents[use->id];
    if (parent == NULL) {
        return TYPE_UNKNOWN;
    }
    switch ((enum ast_kind)parent->kind) {
    case NODE_DECLARATOR: {
        const struct ast_node *list = inferrer->analysis->parents[parent->id];
        const struct ast_node *around = list != NULL ? inferrer->analysis->parents[list->id] : NULL;
        if (parent->as.assign.target != use) {
            return TYPE_SELF;
        }
        if (parent->as.assign.value != NULL) {
            return infer_type(inferrer, parent->as.assign.value);
        }
        if (around != NULL && around->kind == NODE_FOR_IN) {
            return TYPE_TEXT;
        }
        return around != NULL && around->kind == NODE_FOR_OF ? TYPE_UNKNOWN : TYPE_SELF;
    }
    case NODE_ASSIGN:
        return parent->as.assign.target == use ? of_compound(inferrer, parent) : TYPE_UNKNOWN;
    case NODE_UPDATE: return TYPE_NUMBER;
    default: return TYPE_UNKNOWN;
    }
}

static enum known_type join(enum known_type a, enum known_type b) {
    if (a == TYPE_SELF || a == b) {
        return b;
    }
    return b == TYPE_SELF ? a : TYPE_UNKNOWN;
}

static enum known_type of_values(struct inferrer *inferrer, const struct binding *binding) {
    const struct analysis_uses *uses = analysis_uses_of(inferrer->analysis, binding);
    enum known_type type = TYPE_SELF;
    for (uint32_t i = 0; i < uses->count && type != TYPE_UNKNOWN; i++) {
        type = join(type, given_by(inferrer, uses->items[i]));
    }
    if (type == TYPE_NULL || type == TYPE_UNDEFINED) {
        type = TYPE_UNKNOWN;
    }
    return type == TYPE_SELF || type == TYPE_UNKNOWN ? of_hint(binding->hint) : type;
}

enum { IN_WORK = 255 };

static enum known_type of_binding(struct inferrer *inferrer, const struct binding *binding) {
    switch (binding->kind) {
    case BINDING_VAR:
    case BINDING_LET:
    case BINDING_CONST: break;
    case BINDING_PARAMETER: return binding->assigned ? TYPE_UNKNOWN : of_hint(binding->hint);
    case BINDING_FUNCTION: return binding->assigned ? TYPE_UNKNOWN : TYPE_FUNCTION;
    default: return TYPE_UNKNOWN;
    }
    uint8_t *known = &inferrer->types[index_of(inferrer, binding)];
    if (*known == IN_WORK) {
        return binding == inferrer->innermost ? TYPE_SELF : TYPE_UNKNOWN;
    }
    if (*known == 0) {
        const struct binding *outer = inferrer->innermost;
        *known = IN_WORK;
        inferrer->innermost = binding;
        const enum known_type type = of_values(inferrer, binding);
        inferrer->innermost = outer;
        *known = (uint8_t)(type + 1);
    }
    return (enum known_type)(*known - 1);
}

const struct ast_node *infer_only_value(const struct inferrer *inferrer,
                                        const struct ast_node *name) {
    const struct binding *binding =
        name->kind == NODE_IDENTIFIER ? name->as.identifier.binding : NULL;
    if (binding == NULL || binding->assigned || binding->kind > BINDING_CONST) {
        return NULL;
    }
    const struct analysis_uses *uses = analysis_uses_of(inferrer->analysis, binding);
    const struct ast_node *value = NULL;
    for (uint32_t i = 0; i < uses->count; i++) {
        const struct ast_node *use = uses->items[i];
        const struct ast_node *parent = inferrer->analysis->parents[use->id];
        if ((use->as.identifier.flags & (IDENTIFIER_DECLARES | IDENTIFIER_ASSIGNED)) == 0) {
            continue;
        }
        if (parent == NULL || parent->kind != NODE_DECLARATOR || value != NULL ||
            parent->as.assign.target != use || parent->as.assign.value == NULL) {
            return NULL;
        }
        value = parent->as.assign.value;
    }
    return value;
}

/* --- Types --- */

static enum known_type of_identifier(struct inferrer *inferrer, const struct ast_node *node) {
    if (node->as.identifier.binding != NULL) {
        return of_binding(inferrer, node->as.identifier.binding);
    }
    const char *name = node->as.identifier.name->text;
    if (analysis_find(&inferrer->analysis->implicit_globals, name) != NULL) {
        return TYPE_UNKNOWN;
    }
    const struct known_global *global = known_global(name);
    return global != NULL ? (enum known_type)global->type : TYPE_UNKNOWN;
}

const struct known_member *infer_member(struct inferrer *inferrer, const struct ast_node *node) {
    const char *name = infer_property_name(node);
    if (name == NULL) {
        return NULL;
    }
    return known_member(infer_type(inferrer, node->as.member.object), name);
}

static enum known_type of_member(struct inferrer *inferrer, const struct ast_node *node) {
    switch (inferrer->analysis->sites[node->id].meaning) {
    case MEANS_INGREDIENT:
    case MEANS_COLUMN: return TYPE_TEXT;
    case MEANS_SETTER:
    case MEANS_SKIP: return TYPE_FUNCTION;
    case MEANS_QUERY: return TYPE_ARRAY;
    case MEANS_NOTHING: break;
    default: return TYPE_UNKNOWN;
    }
    const enum known_type object = infer_type(inferrer, infer_object(node));
    if (object == TYPE_SELF) {
        return TYPE_SELF;
    }
    const char *name = infer_property_name(node);
    const struct known_member *member = name != NULL ? known_member(object, name) : NULL;
    if (member == NULL) {
        return TYPE_UNKNOWN;
    }
    return member->is_method ? TYPE_FUNCTION : (enum known_type)member->result;
}

static enum known_type of_call(struct inferrer *inferrer, const struct ast_node *node) {
    const struct ast_node *callee = inside_chain(node->as.call.callee);
    const enum analysis_meaning meaning = inferrer->analysis->sites[callee->id].meaning;
    if (meaning == MEANS_SETTER || meaning == MEANS_SKIP) {
        return TYPE_UNDEFINED;
    }
    if (callee->kind == NODE_IDENTIFIER && callee->as.identifier.binding == NULL) {
        const struct known_global *global = known_global(callee->as.identifier.name->text);
        return global != NULL ? (enum known_type)global->result : TYPE_UNKNOWN;
    }
    if (callee->kind != NODE_MEMBER) {
        return TYPE_UNKNOWN;
    }
    const enum known_type object = infer_type(inferrer, callee->as.member.object);
    const struct known_member *member = known_member(object, callee->as.member.name->text);
    if (object == TYPE_SELF) {
        return TYPE_SELF;
    }
    if (member == NULL) {
        return TYPE_UNKNOWN;
    }
    if (!member->is_method) {
        return member->result == TYPE_MOMENT_TZ ? TYPE_MOMENT : TYPE_UNKNOWN;
    }
    if (member->low < member->high && node->as.call.arguments.count > 0) {
        return TYPE_MOMENT; /* hour(5) sets and gives the moment back */
    }
    return (enum known_type)member->result;
}

static enum known_type of_addition(struct inferrer *inferrer, const struct ast_node *node) {
    const enum known_type left = infer_type(inferrer, node->as.binary.left);
    const enum known_type right = infer_type(inferrer, node->as.binary.right);
    if (left == TYPE_TEXT || right == TYPE_TEXT) {
        return TYPE_TEXT;
    }
    if (left == TYPE_SELF || right == TYPE_SELF) {
        return TYPE_UNKNOWN;
    }
    return left == TYPE_NUMBER && right == TYPE_NUMBER ? TYPE_NUMBER : TYPE_UNKNOWN;
}

static enum known_type of_operator(struct inferrer *inferrer, const struct ast_node *node) {
    switch (node->as.binary.operator_) {
    case OP_ADD: return of_addition(inferrer, node);
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_REMAINDER:
    case OP_POWER:
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT:
    case OP_SHIFT_RIGHT_UNSIGNED:
    case OP_BIT_AND:
    case OP_BIT_OR:
    case OP_BIT_XOR: return TYPE_NUMBER;
    default: return TYPE_BOOLEAN;
    }
}

static enum known_type of_unary(const struct ast_node *node) {
    switch (node->as.unary.operator_) {
    case OP_NOT:
    case OP_DELETE: return TYPE_BOOLEAN;
    case OP_TYPEOF: return TYPE_TEXT;
    case OP_VOID: return TYPE_UNDEFINED;
    default: return TYPE_NUMBER;
    }
}

static enum known_type of_new(const struct ast_node *node) {
    const struct ast_node *callee = node->as.call.callee;
    if (callee->kind != NODE_IDENTIFIER || callee->as.identifier.binding != NULL) {
        return TYPE_OBJECT;
    }
    const char *name = callee->as.identifier.name->text;
    if (strcmp(name, "Date") == 0) {
        return TYPE_DATE;
    }
    if (strcmp(name, "RegExp") == 0) {
        return TYPE_REGEXP;
    }
    return strcmp(name, "Array") == 0 ? TYPE_ARRAY : TYPE_OBJECT;
}

static enum known_type of_node(struct inferrer *inferrer, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER: return TYPE_NUMBER;
    case NODE_STRING:
    case NODE_TEMPLATE: return TYPE_TEXT;
    case NODE_BOOLEAN: return TYPE_BOOLEAN;
    case NODE_NULL: return TYPE_NULL;
    case NODE_REGEXP: return TYPE_REGEXP;
    case NODE_ARRAY: return TYPE_ARRAY;
    case NODE_OBJECT: return TYPE_OBJECT;
    case NODE_FUNCTION:
    case NODE_CLASS: return TYPE_FUNCTION;
    case NODE_IDENTIFIER: return of_identifier(inferrer, node);
    case NODE_MEMBER:
    case NODE_INDEX: return of_member(inferrer, node);
    case NODE_CALL: return of_call(inferrer, node);
    case NODE_NEW: return of_new(node);
    case NODE_CHAIN: return infer_type(inferrer, node->as.unary.operand);
    case NODE_UNARY: return of_unary(node);
    case NODE_UPDATE: return TYPE_NUMBER;
    case NODE_BINARY: return of_operator(inferrer, node);
    case NODE_PRIVATE_IN: return TYPE_BOOLEAN;
    case NODE_LOGICAL:
        return join(infer_type(inferrer, node->as.binary.left),
                    infer_type(inferrer, node->as.binary.right));
    case NODE_CONDITIONAL:
        return join(infer_type(inferrer, node->as.conditional.yes),
                    infer_type(inferrer, node->as.conditional.no));
    case NODE_ASSIGN:
        return node->as.assign.operator_ == OP_NONE ? infer_type(inferrer, node->as.assign.value)
                                                    : TYPE_UNKNOWN;
    case NODE_SEQUENCE: return infer_type(inferrer, node->as.list.items[node->as.list.count - 1]);
    default: return TYPE_UNKNOWN;
    }
}

enum known_type infer_type(struct inferrer *inferrer, const struct ast_node *node) {
    if (inferrer->depth >= DEPTH_MOST) {
        return TYPE_UNKNOWN;
    }
    inferrer->depth++;
    const enum known_type type = of_node(inferrer, node);
    inferrer->depth--;
    return type;
}

/* --- Purity and sameness --- */

static bool pure_list(struct inferrer *inferrer, const struct ast_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] != NULL && !infer_pure(inferrer, list->items[i])) {
            return false;
        }
    }
    return true;
}

static bool pure_call(struct inferrer *inferrer, const struct ast_node *node) {
    const struct ast_node *callee = node->as.call.callee;
    if (callee->kind == NODE_IDENTIFIER && callee->as.identifier.binding == NULL) {
        static const char *const functions[] = {"parseInt", "parseFloat", "Number", "String",
                                                "isNaN",    "isFinite",   "Boolean"};
        for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
            if (strcmp(functions[i], callee->as.identifier.name->text) == 0) {
                return pure_list(inferrer, &node->as.call.arguments);
            }
        }
        return false;
    }
    const struct known_member *member = infer_member(inferrer, callee);
    if (member == NULL || !member->is_method) {
        return false;
    }
    const bool getter = member->low < member->high && node->as.call.arguments.count == 0;
    return (member->pure || getter) && infer_pure(inferrer, callee->as.member.object) &&
           pure_list(inferrer, &node->as.call.arguments);
}

static bool pure_node(struct inferrer *inferrer, const struct ast_node *node) {
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER:
    case NODE_STRING:
    case NODE_BOOLEAN:
    case NODE_NULL:
    case NODE_REGEXP:
    case NODE_THIS:
    case NODE_IDENTIFIER: return true;
    case NODE_MEMBER: return infer_pure(inferrer, node->as.member.object);
    case NODE_INDEX:
        return infer_pure(inferrer, node->as.index.object) &&
               infer_pure(inferrer, node->as.index.index);
    case NODE_CHAIN: return infer_pure(inferrer, node->as.unary.operand);
    case NODE_TEMPLATE: return pure_list(inferrer, &node->as.template_.expressions);
    case NODE_UNARY:
        return node->as.unary.operator_ != OP_DELETE &&
               infer_pure(inferrer, node->as.unary.operand);
    case NODE_BINARY:
    case NODE_LOGICAL:
        return infer_pure(inferrer, node->as.binary.left) &&
               infer_pure(inferrer, node->as.binary.right);
    case NODE_CALL: return pure_call(inferrer, node);
    default: return false;
    }
}

bool infer_pure(struct inferrer *inferrer, const struct ast_node *node) {
    if (inferrer->depth >= DEPTH_MOST) {
        return false;
    }
    inferrer->depth++;
    const bool pure = pure_node(inferrer, node);
    inferrer->depth--;
    return pure;
}

static bool same_text(struct ast_string a, struct ast_string b) {
    return a.length == b.length &&
           (a.length == 0 || memcmp(a.units, b.units, a.length * sizeof(a.units[0])) == 0);
}

static bool same_list(struct inferrer *inferrer, const struct ast_list *a,
                      const struct ast_list *b) {
    bool same = a->count == b->count;
    for (uint32_t i = 0; i < a->count && same; i++) {
        same = a->items[i] != NULL && b->items[i] != NULL &&
               infer_same(inferrer, a->items[i], b->items[i]);
    }
    return same;
}

static bool same_shape(struct inferrer *inferrer, const struct ast_node *a,
                       const struct ast_node *b) {
    switch ((enum ast_kind)a->kind) {
    case NODE_NUMBER: return memcmp(&a->as.number, &b->as.number, sizeof(double)) == 0;
    case NODE_STRING: return same_text(a->as.string, b->as.string);
    case NODE_BOOLEAN: return a->as.boolean == b->as.boolean;
    case NODE_NULL:
    case NODE_THIS: return true;
    case NODE_REGEXP:
        return same_text(a->as.regexp.pattern, b->as.regexp.pattern) &&
               same_text(a->as.regexp.flags, b->as.regexp.flags);
    case NODE_IDENTIFIER:
        return a->as.identifier.name == b->as.identifier.name &&
               a->as.identifier.binding == b->as.identifier.binding;
    case NODE_MEMBER:
        return a->as.member.name == b->as.member.name &&
               infer_same(inferrer, a->as.member.object, b->as.member.object);
    case NODE_INDEX:
        return infer_same(inferrer, a->as.index.object, b->as.index.object) &&
               infer_same(inferrer, a->as.index.index, b->as.index.index);
    case NODE_CHAIN: return infer_same(inferrer, a->as.unary.operand, b->as.unary.operand);
    case NODE_UNARY:
        return a->as.unary.operator_ == b->as.unary.operator_ &&
               infer_same(inferrer, a->as.unary.operand, b->as.unary.operand);
    case NODE_BINARY:
    case NODE_LOGICAL:
        return a->as.binary.operator_ == b->as.binary.operator_ &&
               infer_same(inferrer, a->as.binary.left, b->as.binary.left) &&
               infer_same(inferrer, a->as.binary.right, b->as.binary.right);
    case NODE_CALL:
        return infer_same(inferrer, a->as.call.callee, b->as.call.callee) &&
               same_list(inferrer, &a->as.call.arguments, &b->as.call.arguments);
    default: return false;
    }
}

bool infer_same(struct inferrer *inferrer, const struct ast_node *a, const struct ast_node *b) {
    if (a->kind != b->kind || inferrer->depth >= DEPTH_MOST) {
        return false;
    }
    inferrer->depth++;
    const bool same = same_shape(inferrer, a, b);
    inferrer->depth--;
    return same && (a->kind != NODE_CALL || infer_pure(inferrer, a));
}
