/*
 * compiler/parser_internal.h: what the files of the parser share; nobody else includes it.
 *
 * Errors: parser_fail reports and jumps to the innermost recovery point (a statement list, or an
 * attempt that is undone); everything the parser makes lives in the arena, so nothing leaks.
 * parser_early reports and returns: for early errors, where the syntax itself is clear.
 */
#ifndef COMPILER_PARSER_INTERNAL_H
#define COMPILER_PARSER_INTERNAL_H

#include <setjmp.h>

#include "compiler/lexer.h"
#include "compiler/parser.h"

#define NO_POSITION UINT32_MAX

enum jump_kind { JUMP_LOOP, JUMP_SWITCH, JUMP_LABELED };

/* What break and continue may name, innermost first; ends at the function's edge. */
struct jump_target {
    enum jump_kind kind;
    struct ast_node *node;
    struct ast_node *loop;    /* JUMP_LABELED whose body is a loop, for continue */
    const struct atom *label; /* JUMP_LABELED */
    uint32_t body_position;   /* JUMP_LABELED: where the labelled statement starts */
    struct jump_target *outer;
};

struct function_state {
    struct ast_function *function;
    struct function_state *outer;
    struct jump_target *outer_targets;
    uint32_t outer_block;
    bool outer_strict;
    bool super_member;
    bool super_call;
    bool new_target;
    bool no_arguments; /* inside a field initialiser or static block, arrows included */
    bool static_block; /* directly in a static block, in no function: no `await` name */
    bool generator;    /* a refused one: `yield` is an operator */
    bool async;        /* a refused one: `await` is an operator */
    bool parameters;   /* reading them: neither operator may stand there */
    struct ast_list parameter_properties; /* identifiers, TypeScript constructor */
    struct namespace_record *namespaces;  /* declared in this body so far */
};

/* A value that TypeScript computes while compiling an enum. */
struct enum_constant {
    enum { CONSTANT_NONE, CONSTANT_NUMBER, CONSTANT_STRING } kind;
    double number;
    const struct atom *string;
};

struct enum_member {
    const struct atom *name;
    struct enum_constant value;
    struct enum_member *next;
};

/*
 * A name declared in one block of a body that is still open (TypeScript only): an enum, namespace,
 * class or function, which merge with enums and namespaces of their name; or a variable, whose
 * constant an enum may use.
 */
struct namespace_record {
    const struct atom *name;
    uint32_t block;
    struct ast_namespace *namespace_; /* of an enum or namespace, else NULL */
    struct enum_member *members;
    bool variable;
    struct enum_constant constant; /* of a variable */
    struct namespace_record *next;
};

/* Positions where no arrow function starts, so that nothing is tried twice. */
struct position_set {
    uint32_t *slots; /* position + 1; 0 is free */
    uint32_t slot_count;
    uint32_t count;
};

struct parser {
    struct lexer lexer;
    struct token token; /* the current one */
    uint32_t previous_end;
    struct arena *arena;
    struct atom_table *atoms;
    const struct atom_names *names;
    struct diagnostics *diagnostics;
    const struct parse_options *options;
    struct script *script;
    size_t function_capacity;

    jmp_buf *recovery;
    struct function_state *function;
    struct jump_target *targets;
    uint32_t depth;
    uint32_t cover_error; /* `{a = 1}` read as an object so far, or NO_POSITION */
    bool cover_duplicate; /* it is a second __proto__ instead */
    bool typescript;
    bool strict;
    bool no_in;           /* the `in` operator ends the expression (for heads) */
    bool conditional_yes; /* between `?` and `:`, not inside brackets */
    bool no_conditional_type;
    bool generator_next;             /* the next function entered is a refused generator */
    bool async_next;                 /* it is a refused async function */
    uint32_t async_position;         /* where a function behind a refused `async` starts */
    bool ambient;                    /* under `declare`: parsed and dropped */
    struct ast_namespace *exporting; /* directly in a namespace body: `export` is allowed */
    struct ast_node *pending; /* second statement of an enum or namespace, for the list around */
    uint32_t block;           /* of the innermost block or body; unique */
    uint32_t block_count;
    struct ast_list collected_properties; /* parameter properties of the function just parsed */
    struct position_set not_arrow;
};

/* A list under construction. */
struct list_builder {
    struct ast_node **items;
    uint32_t count;
    size_t capacity;
};

/* parser.c: tokens, errors, speculation. */
void parser_advance(struct parser *parser);
bool parser_accept(struct parser *parser, enum token_kind kind);
void parser_expect(struct parser *parser, enum token_kind kind, const char *where);
void parser_peek(struct parser *parser, struct token *token);
void parser_semicolon(struct parser *parser);
_Noreturn void parser_unexpected(struct parser *parser, const char *expected);
__attribute__((format(printf, 6, 7))) _Noreturn void
parser_fail(struct parser *parser, const char *code, uint32_t position, uint32_t end,
            const char *hint, const char *format, ...);
__attribute__((format(printf, 5, 6))) void parser_early(struct parser *parser, uint32_t position,
                                                        uint32_t end, const char *hint,
                                                        const char *format, ...);
__attribute__((format(printf, 5, 6))) void parser_unsupported(struct parser *parser,
                                                              uint32_t position, uint32_t end,
                                                              const char *hint, const char *format,
                                                              ...);
void parser_enter(struct parser *parser);
static inline void parser_leave(struct parser *parser) {
    parser->depth--;
}

/*
 * Runs `parse`; when it fails or returns false everything is as before and nothing is reported.
 */
bool parser_attempt(struct parser *parser, bool (*parse)(struct parser *, void *), void *context);

/* The same, but everything is as before in any case. */
bool parser_look(struct parser *parser, bool (*parse)(struct parser *, void *), void *context);

/* The current token is this contextual keyword, not spelled with escapes. */
static inline bool parser_at_name(const struct parser *parser, const struct atom *name) {
    return parser->token.kind == TOKEN_IDENTIFIER && parser->token.name == name &&
           !parser->token.escaped;
}

struct ast_node *parser_node(struct parser *parser, enum ast_kind kind, uint32_t position);
struct ast_node *parser_finish(struct parser *parser, struct ast_node *node);
void parser_push(struct parser *parser, struct list_builder *builder, struct ast_node *node);
static inline struct ast_list parser_list(const struct list_builder *builder) {
    return (struct ast_list){.items = builder->items, .count = builder->count};
}

/* parser_build.c: nodes made without source text of their own. */
struct ast_node *build_identifier(struct parser *parser, const struct atom *name, uint32_t position,
                                  unsigned flags);
struct ast_node *build_string(struct parser *parser, const struct atom *text, uint32_t position);
struct ast_node *build_number(struct parser *parser, double number, uint32_t position);
struct ast_node *build_member(struct parser *parser, struct ast_node *object,
                              const struct atom *name, uint32_t position);
struct ast_node *build_index(struct parser *parser, struct ast_node *object, struct ast_node *index,
                             uint32_t position);
struct ast_node *build_assign(struct parser *parser, struct ast_node *target,
                              struct ast_node *value, uint32_t position);
struct ast_node *build_statement(struct parser *parser, struct ast_node *expression);
struct ast_node *build_variable(struct parser *parser, enum ast_variable_kind kind,
                                const struct atom *name, struct ast_node *value, uint32_t position);
/* Gives an anonymous function or class the name of what it is assigned to. */
void build_infer_name(struct ast_node *value, const struct atom *name);
/* ToString of a number (ECMA-262 6.1.6.1.20) as an atom. */
const struct atom *build_number_name(struct parser *parser, double number);

/* parser_hint.c */
/* What may help where the current token is unexpected, or NULL. */
const char *parser_hint(const struct parser *parser);
/* Where `=<` stands on the line up to the current token, or NULL. */
const char *parser_hint_turned(const struct parser *parser);

/* parser_list.c */
/* Runs `parse`; where it fails, NULL, and the parser stands where a statement may start again. */
struct ast_node *parse_recovering(struct parser *parser,
                                  struct ast_node *(*parse)(struct parser *parser));
/* Adds a statement and the second one that lowering may have left for the list. */
void parser_push_statement(struct parser *parser, struct list_builder *builder,
                           struct ast_node *node);
/* Up to `closing`, which stays the current token; recovers from errors by itself. */
void parse_statement_list(struct parser *parser, struct list_builder *builder,
                          enum token_kind closing);

/* parser_statement.c */
struct ast_node *parse_statement(struct parser *parser);
struct ast_node *parse_block(struct parser *parser);
struct ast_node *parse_variables(struct parser *parser, enum ast_variable_kind kind,
                                 uint32_t position, bool in_for);

/* The body of a loop, in which break and continue name it. */
struct ast_node *parse_loop_statement(struct parser *parser, struct ast_node *loop);
bool parse_at_let(struct parser *parser); /* at a let declaration */

/* parser_for.c */
struct ast_node *parse_for(struct parser *parser);

/* parser_typescript.c: statements only TypeScript has; NULL from try: no such statement here. */
struct ast_node *parse_typescript_statement(struct parser *parser);
struct ast_node *parse_exported(struct parser *parser);
/* Remembers a class or function that a namespace of the same name would merge with. */
void declare_mergeable(struct parser *parser, const struct atom *name);

/* parser_enum.c: enums and what they share with namespaces. */
/* Remembers a let or const variable; `value` is a const's value where it has no type, else NULL. */
void declare_variable(struct parser *parser, struct ast_node *target, const struct ast_node *value);
struct ast_node *parse_enum(struct parser *parser, uint32_t position, bool exported);
struct namespace_record *namespace_find(struct parser *parser, const struct atom *name);
/*
 * Makes `var name;` (the result, NULL if it is declared already) and, in parser->pending,
 * `(function (parameter) { body })(name || (name = {}))`; exported from a namespace, the argument
 * is `name = outer.name || (outer.name = {})`.
 */
struct namespace_record *namespace_open(struct parser *parser, const struct atom *name,
                                        struct ast_node **declaration, uint32_t position);
void namespace_close(struct parser *parser, const struct namespace_record *record,
                     struct ast_function *function, bool exported, uint32_t position);
void namespace_export(struct parser *parser, struct ast_namespace *namespace_,
                      const struct atom *name);

/* parser_expression.c */
struct ast_node *parse_expression(struct parser *parser);
struct ast_node *parse_expression_in(struct parser *parser); /* with `in`, whatever is around */
struct ast_node *parse_assignment(struct parser *parser);
struct ast_node *parse_assignment_in(struct parser *parser);
struct ast_node *parse_assignment_cover(struct parser *parser); /* may leave cover_error set */
struct ast_node *parse_left_hand_side(struct parser *parser);

/* parser_primary.c */
struct ast_node *parse_primary(struct parser *parser);
struct ast_node *parse_template(struct parser *parser, struct ast_node *tag, uint32_t position);
void parse_arguments(struct parser *parser, struct ast_list *arguments);

/* Parses an object literal's or class member's key; `[expr]` inferring nothing. */
void parse_key(struct parser *parser, struct ast_key *key, bool allow_private);
const struct atom *parse_key_name(struct parser *parser, const struct ast_key *key);
const struct atom *parse_property_name_atom(struct parser *parser);

/* parser_pattern.c */
struct ast_node *parse_binding_identifier(struct parser *parser);
struct ast_node *parse_binding_target(struct parser *parser);
struct ast_node *parse_binding_element(struct parser *parser);
struct ast_node *parse_identifier_reference(struct parser *parser);
void check_identifier(struct parser *parser, const struct token *token);
/* Refuses legacy octal numbers and strings in strict code. */
void check_octal(struct parser *parser, const struct token *token);
void check_binding_name(struct parser *parser, const struct atom *name, uint32_t position,
                        uint32_t end);
/* Turns an expression into an assignment target, reports what cannot be one. */
struct ast_node *convert_to_target(struct parser *parser, struct ast_node *node, bool pattern);
/* The same outside of patterns, where sloppy code may have a call: assigning to it throws. */
struct ast_node *convert_to_reference(struct parser *parser, struct ast_node *node, bool pattern);

/* parser_function.c */
struct ast_function *function_new(struct parser *parser, enum ast_function_kind kind,
                                  uint32_t position);
void function_enter(struct parser *parser, struct ast_function *function);
void function_leave(struct parser *parser);
/* Directives and statements up to the end of file. */
void parse_script_body(struct parser *parser, struct ast_function *function);
/* From the `(` of the parameters to the closing brace. False: TypeScript signature without body. */
bool parse_function_rest(struct parser *parser, struct ast_function *function);
/* Reports the `*` of a generator; whether one was there. The caller sets generator_next. */
bool refuse_generator(struct parser *parser, const char *what);
/* Reports the word `async`, which is the current token, and goes behind it. */
void refuse_async(struct parser *parser, const char *what);
struct ast_node *parse_function_expression(struct parser *parser);
struct ast_node *parse_function_declaration(struct parser *parser);
/* NULL: a TypeScript signature without body. */
struct ast_node *parse_method(struct parser *parser, enum ast_function_kind kind,
                              const struct ast_key *key, uint32_t position);
/* At `(`, `<` or a name: an arrow function, or NULL when none starts here (nothing consumed). */
struct ast_node *parse_arrow(struct parser *parser);

/* parser_class.c */
struct ast_node *parse_class(struct parser *parser, bool declaration);

/* parser_type.c */
enum ast_hint parse_type(struct parser *parser);
enum ast_hint parse_result_type(struct parser *parser);     /* a type or a type predicate */
enum ast_hint parse_return_type(struct parser *parser);     /* `: type or predicate` if there */
enum ast_hint parse_type_annotation(struct parser *parser); /* `: type` if there */
void parse_type_parameters(struct parser *parser);          /* `<T>` if there */
void parse_type_arguments(struct parser *parser);           /* at `<` */
void parse_type_members(struct parser *parser);             /* `{ ... }` of an interface */
bool parse_call_type_arguments(struct parser *parser);      /* `<T>` before a call or template */

#endif
