/*
 * compiler/parser_enum.c: TypeScript enums, lowered to the function expression that TypeScript
 * itself writes, with members computed while compiling where it does so. Also the parts that
 * enums and namespaces share.
 */
#include <math.h>
#include <string.h>

#include "compiler/parser_internal.h"
#include "runtime/num/math_functions.h"

/* --- Records and lowering shared with namespaces --- */

struct namespace_record *namespace_find(struct parser *parser, const struct atom *name) {
    for (const struct function_state *state = parser->function; state != NULL;
         state = state->outer) {
        for (struct namespace_record *record = state->namespaces; record != NULL;
             record = record->next) {
            if (record->name == name) {
                return record;
            }
        }
    }
    return NULL;
}

static struct namespace_record *find_in_block(struct parser *parser, const struct atom *name) {
    for (struct namespace_record *record = parser->function->namespaces; record != NULL;
         record = record->next) {
        if (record->name == name && record->block == parser->block && !record->variable) {
            return record;
        }
    }
    return NULL;
}

static struct namespace_record *add_record(struct parser *parser, const struct atom *name) {
    struct namespace_record *record = ARENA_NEW(parser->arena, struct namespace_record);
    record->name = name;
    record->block = parser->block;
    record->next = parser->function->namespaces;
    parser->function->namespaces = record;
    return record;
}

void declare_mergeable(struct parser *parser, const struct atom *name) {
    if (parser->typescript && !parser->ambient) {
        add_record(parser, name);
    }
}

/* The parameter's name starts with a space, so that no source can spell it. */
static const struct atom *parameter_name(struct parser *parser, const struct atom *name) {
    char *text = arena_alloc(parser->arena, (size_t)name->length + 1);
    text[0] = ' ';
    memcpy(text + 1, name->text, name->length);
    return atom_intern(parser->atoms, text, (size_t)name->length + 1);
}

struct namespace_record *namespace_open(struct parser *parser, const struct atom *name,
                                        struct ast_node **declaration, uint32_t position) {
    struct namespace_record *record = find_in_block(parser, name);
    *declaration = NULL;
    if (record == NULL) {
        record = add_record(parser, name);
        /* `var` at the top level, `let` elsewhere, as TypeScript writes it. */
        const bool top = parser->block == 1;
        *declaration =
            build_variable(parser, top ? VARIABLE_VAR : VARIABLE_LET, name, NULL, position);
    }
    if (record->namespace_ == NULL) {
        record->namespace_ = ARENA_NEW(parser->arena, struct ast_namespace);
        record->namespace_->parameter = parameter_name(parser, name);
    }
    return record;
}

void namespace_export(struct parser *parser, struct ast_namespace *namespace_,
                      const struct atom *name) {
    namespace_->exports = arena_grow(parser->arena, namespace_->exports, namespace_->export_count,
                                     &namespace_->export_capacity, sizeof(*namespace_->exports));
    namespace_->exports[namespace_->export_count++] = name;
}

static struct ast_node *either(struct parser *parser, struct ast_node *left, struct ast_node *right,
                               uint32_t position) {
    struct ast_node *node = parser_node(parser, NODE_LOGICAL, position);
    node->as.binary.operator_ = OP_OR;
    node->as.binary.left = left;
    node->as.binary.right = right;
    node->end = position;
    return node;
}

/* `target = {}` */
static struct ast_node *assign_object(struct parser *parser, struct ast_node *target,
                                      uint32_t position) {
    struct ast_node *object = parser_node(parser, NODE_OBJECT, position);
    object->end = position;
    return build_assign(parser, target, object, position);
}

void namespace_close(struct parser *parser, const struct namespace_record *record,
                     struct ast_function *function, bool exported, uint32_t position) {
    struct list_builder parameters = {0};
    function->namespace_ = record->namespace_;
    function->simple_parameters = true;
    function->length = 1;
    function->end = parser->previous_end;
    parser_push(
        parser, &parameters,
        build_identifier(parser, record->namespace_->parameter, position, IDENTIFIER_DECLARES));
    function->parameters = parser_list(&parameters);

    struct ast_node *argument = NULL;
    struct ast_node *name = build_identifier(parser, record->name, position, IDENTIFIER_READ);
    if (exported) {
        const struct atom *outer = parser->exporting->parameter;
        struct ast_node *members[2];
        for (int i = 0; i < 2; i++) {
            members[i] =
                build_member(parser, build_identifier(parser, outer, position, IDENTIFIER_READ),
                             record->name, position);
        }
        struct ast_node *value =
            either(parser, members[0], assign_object(parser, members[1], position), position);
        argument = build_assign(parser, name, value, position);
    } else {
        struct ast_node *target = build_identifier(parser, record->name, position, 0);
        argument = either(parser, name, assign_object(parser, target, position), position);
    }
    struct list_builder arguments = {0};
    parser_push(parser, &arguments, argument);
    struct ast_node *callee = parser_node(parser, NODE_FUNCTION, position);
    callee->as.function = function;
    parser_finish(parser, callee);
    struct ast_node *call = parser_node(parser, NODE_CALL, position);
    call->as.call.callee = callee;
    call->as.call.arguments = parser_list(&arguments);
    parser->pending = build_statement(parser, parser_finish(parser, call));
}

/* --- Constants --- */

static struct enum_constant none(void) {
    return (struct enum_constant){.kind = CONSTANT_NONE};
}

static struct enum_constant from_number(double number) {
    return (struct enum_constant){.kind = CONSTANT_NUMBER, .number = number};
}

static struct enum_constant from_string(const struct atom *string) {
    return (struct enum_constant){.kind = CONSTANT_STRING, .string = string};
}

/* ToInt32, ECMA-262 7.1.6 */
static int32_t to_int32(double number) {
    if (!isfinite(number)) {
        return 0;
    }
    double modulo = fmod(trunc(number), 4294967296.0);
    modulo += modulo < 0 ? 4294967296.0 : 0;
    return (int32_t)(uint32_t)modulo;
}

static const struct atom *constant_text(struct parser *parser, const struct enum_constant *value) {
    return value->kind == CONSTANT_STRING ? value->string
                                          : build_number_name(parser, value->number);
}

static struct enum_constant concatenate(struct parser *parser, const struct enum_constant *left,
                                        const struct enum_constant *right) {
    const struct atom *first = constant_text(parser, left);
    const struct atom *second = constant_text(parser, right);
    const struct ast_string a = atom_to_string(parser->arena, first);
    const struct ast_string b = atom_to_string(parser->arena, second);
    uint16_t *units =
        arena_alloc_array(parser->arena, (size_t)a.length + b.length + 1, sizeof(*units));
    memcpy(units, a.units, a.length * sizeof(*units));
    memcpy(units + a.length, b.units, b.length * sizeof(*units));
    const struct ast_string joined = {.units = units, .length = a.length + b.length};
    return from_string(atom_from_string(parser->atoms, joined));
}

static struct enum_constant compute(enum ast_operator operator_, double left, double right) {
    const int32_t a = to_int32(left);
    const int32_t b = to_int32(right);
    const unsigned shift = (uint32_t)b & 31;
    switch (operator_) {
    case OP_ADD: return from_number(left + right);
    case OP_SUBTRACT: return from_number(left - right);
    case OP_MULTIPLY: return from_number(left * right);
    case OP_DIVIDE: return from_number(left / right);
    case OP_REMAINDER: return from_number(fmod(left, right));
    case OP_BIT_OR: return from_number(a | b);
    case OP_BIT_AND: return from_number(a & b);
    case OP_BIT_XOR: return from_number(a ^ b);
    case OP_SHIFT_LEFT: return from_number((int32_t)((uint32_t)a << shift));
    case OP_SHIFT_RIGHT: return from_number(a >> shift);
    case OP_SHIFT_RIGHT_UNSIGNED: return from_number((uint32_t)a >> shift);
    case OP_POWER: return from_number(math_pow(left, right));
    default: return none();
    }
}

static struct enum_constant find_member(const struct namespace_record *record,
                                        const struct atom *name) {
    for (const struct enum_member *member = record != NULL ? record->members : NULL; member != NULL;
         member = member->next) {
        if (member->name == name) {
            return member->value;
        }
    }
    return none();
}

static struct enum_constant evaluate(struct parser *parser, const struct namespace_record *record,
                                     const struct ast_node *node);

static struct enum_constant evaluate_unary(struct parser *parser,
                                           const struct namespace_record *record,
                                           const struct ast_node *node) {
    const struct enum_constant value = evaluate(parser, record, node->as.unary.operand);
    if (value.kind != CONSTANT_NUMBER) {
        return none();
    }
    switch (node->as.unary.operator_) {
    case OP_PLUS: return value;
    case OP_MINUS: return from_number(-value.number);
    case OP_BIT_NOT: return from_number(~to_int32(value.number));
    default: return none();
    }
}

static struct enum_constant evaluate_binary(struct parser *parser,
                                            const struct namespace_record *record,
                                            const struct ast_node *node) {
    const struct enum_constant left = evaluate(parser, record, node->as.binary.left);
    const struct enum_constant right = evaluate(parser, record, node->as.binary.right);
    if (left.kind == CONSTANT_NONE || right.kind == CONSTANT_NONE) {
        return none();
    }
    if (left.kind == CONSTANT_NUMBER && right.kind == CONSTANT_NUMBER) {
        return compute(node->as.binary.operator_, left.number, right.number);
    }
    return node->as.binary.operator_ == OP_ADD ? concatenate(parser, &left, &right) : none();
}

static const struct namespace_record *find_variable(const struct function_state *state,
                                                    const struct atom *name) {
    const struct namespace_record *record = state->namespaces;
    while (record != NULL && record->name != name) {
        record = record->next;
    }
    return record != NULL && record->variable ? record : NULL;
}

/* A member of the enum, or a constant of the body around it. */
static struct enum_constant evaluate_name(struct parser *parser,
                                          const struct namespace_record *record,
                                          const struct atom *name) {
    const struct enum_constant value = find_member(record, name);
    if (value.kind != CONSTANT_NONE) {
        return value;
    }
    const struct namespace_record *variable =
        find_variable(record != NULL ? parser->function->outer : parser->function, name);
    if (variable != NULL) {
        return variable->constant;
    }
    if (name == parser->names->nan) {
        return from_number((double)NAN);
    }
    return name == parser->names->infinity ? from_number((double)INFINITY) : none();
}

static struct enum_constant evaluate_template(struct parser *parser,
                                              const struct namespace_record *record,
                                              const struct ast_node *node) {
    const struct ast_string *cooked = node->as.template_.cooked;
    struct enum_constant text = from_string(atom_from_string(parser->atoms, cooked[0]));
    for (uint32_t i = 0; i < node->as.template_.expressions.count; i++) {
        const struct enum_constant part =
            evaluate(parser, record, node->as.template_.expressions.items[i]);
        if (part.kind == CONSTANT_NONE) {
            return part;
        }
        const struct enum_constant next =
            from_string(atom_from_string(parser->atoms, cooked[i + 1]));
        text = concatenate(parser, &text, &part);
        text = concatenate(parser, &text, &next);
    }
    return text;
}

static struct enum_constant evaluate(struct parser *parser, const struct namespace_record *record,
                                     const struct ast_node *node) {
    const struct ast_node *object = NULL;
    switch ((enum ast_kind)node->kind) {
    case NODE_NUMBER: return from_number(node->as.number);
    case NODE_STRING: return from_string(atom_from_string(parser->atoms, node->as.string));
    case NODE_TEMPLATE: return evaluate_template(parser, record, node);
    case NODE_IDENTIFIER: return evaluate_name(parser, record, node->as.identifier.name);
    case NODE_UNARY: return evaluate_unary(parser, record, node);
    case NODE_BINARY: return evaluate_binary(parser, record, node);
    case NODE_MEMBER:
        object = node->as.member.object;
        return object->kind == NODE_IDENTIFIER
                   ? find_member(namespace_find(parser, object->as.identifier.name),
                                 node->as.member.name)
                   : none();
    case NODE_INDEX:
        object = node->as.index.object;
        return object->kind == NODE_IDENTIFIER && node->as.index.index->kind == NODE_STRING
                   ? find_member(namespace_find(parser, object->as.identifier.name),
                                 atom_from_string(parser->atoms, node->as.index.index->as.string))
                   : none();
    default: return none();
    }
}

struct variable_value {
    struct parser *parser;
    struct enum_constant constant;
};

static void remember_variable(void *context, struct ast_node *name) {
    const struct variable_value *value = context;
    struct namespace_record *record = add_record(value->parser, name->as.identifier.name);
    record->variable = true;
    record->constant = value->constant;
}

void declare_variable(struct parser *parser, struct ast_node *target,
                      const struct ast_node *value) {
    struct variable_value variable = {parser, none()};
    if (value != NULL && target->kind == NODE_IDENTIFIER) {
        variable.constant = evaluate(parser, NULL, value);
    }
    ast_pattern_names(target, remember_variable, &variable);
}

/* --- Members --- */

static struct ast_node *constant_node(struct parser *parser, const struct enum_constant *value,
                                      uint32_t position) {
    return value->kind == CONSTANT_STRING ? build_string(parser, value->string, position)
                                          : build_number(parser, value->number, position);
}

/* `E["A"] = value`, and around it `E[...] = "A"` unless the value is a constant string. */
static struct ast_node *member_statement(struct parser *parser,
                                         const struct namespace_record *record,
                                         const struct atom *name, struct ast_node *value,
                                         bool reverse, uint32_t position) {
    const struct atom *parameter = record->namespace_->parameter;
    struct ast_node *target =
        build_index(parser, build_identifier(parser, parameter, position, IDENTIFIER_READ),
                    build_string(parser, name, position), position);
    struct ast_node *assign = build_assign(parser, target, value, position);
    if (reverse) {
        struct ast_node *back =
            build_index(parser, build_identifier(parser, parameter, position, IDENTIFIER_READ),
                        assign, position);
        assign = build_assign(parser, back, build_string(parser, name, position), position);
    }
    return build_statement(parser, assign);
}

static const struct atom *parse_member_key(struct parser *parser) {
    struct ast_key key = {0};
    const struct token first = parser->token;
    parse_key(parser, &key, false);
    if (key.kind == KEY_COMPUTED && key.as.computed->kind == NODE_STRING) {
        return atom_from_string(parser->atoms, key.as.computed->as.string);
    }
    if (key.kind != KEY_NAME) {
        parser_fail(parser, DIAG_SYNTAX, first.position, parser->previous_end,
                    "write a name or a string", "an enum member needs a plain name");
    }
    return key.as.name;
}

static struct ast_node *parse_enum_member(struct parser *parser, struct namespace_record *record,
                                          struct enum_constant *previous, bool first) {
    const uint32_t position = parser->token.position;
    const struct atom *name = parse_member_key(parser);
    struct enum_constant value = none();
    struct ast_node *node = NULL;
    if (parser_accept(parser, TOKEN_ASSIGN)) {
        node = parse_assignment_in(parser);
        value = evaluate(parser, record, node);
    } else if (first) {
        value = from_number(0);
    } else if (previous->kind == CONSTANT_NUMBER) {
        value = from_number(previous->number + 1);
    } else {
        parser_early(parser, position, parser->previous_end, "write '=' and a value",
                     "this enum member needs a value: the one before it is not a constant number");
    }
    if (value.kind != CONSTANT_NONE || node == NULL) {
        node = constant_node(parser, &value, position);
    }
    *previous = value;
    struct enum_member *member = ARENA_NEW(parser->arena, struct enum_member);
    member->name = name;
    member->value = value;
    member->next = record->members;
    record->members = member;
    namespace_export(parser, record->namespace_, name);
    return member_statement(parser, record, name, node, value.kind != CONSTANT_STRING, position);
}

struct ast_node *parse_enum(struct parser *parser, uint32_t position, bool exported) {
    parser_advance(parser);
    const struct atom *name = parse_binding_identifier(parser)->as.identifier.name;
    struct ast_node *declaration = NULL;
    struct namespace_record *record = namespace_open(parser, name, &declaration, position);
    struct ast_function *function = function_new(parser, FUNCTION_NORMAL, position);
    struct list_builder body = {0};
    struct enum_constant previous = none();
    function_enter(parser, function);
    parser_expect(parser, TOKEN_LEFT_BRACE, "before the enum's members");
    for (bool first = true; parser->token.kind != TOKEN_RIGHT_BRACE; first = false) {
        parser_push(parser, &body, parse_enum_member(parser, record, &previous, first));
        if (parser->token.kind != TOKEN_RIGHT_BRACE) {
            parser_expect(parser, TOKEN_COMMA, "or '}' behind the enum member");
        }
    }
    function->body = parser_list(&body);
    function_leave(parser);
    parser_advance(parser);
    namespace_close(parser, record, function, exported, position);
    return declaration != NULL ? declaration : parser_node(parser, NODE_EMPTY, position);
}
