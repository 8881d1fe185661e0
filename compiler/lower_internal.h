/*
 * compiler/lower_internal.h: what the files of the lowering share.
 *
 * Lowering walks the tree once, in evaluation order, and appends instructions to the current
 * block. Bindings live in variables of their function, or, when a nested function uses them, in
 * slots of an environment that their scope makes on entry.
 */
#ifndef COMPILER_LOWER_INTERNAL_H
#define COMPILER_LOWER_INTERNAL_H

#include "compiler/lower.h"
#include "compiler/runtime_abi.h"
#include "compiler/scope.h"

/* Where a binding lives; binding->user. */
enum place_kind { PLACE_VARIABLE, PLACE_SLOT, PLACE_GLOBAL };

struct place {
    enum place_kind kind;
    uint32_t index; /* variable or slot */
    struct frame *frame;
};

/* The environment of a scope; scope->user. */
struct frame {
    struct lower_function *owner;
    uint32_t pointer; /* variable of the owner that holds it */
    uint32_t slot_count;
};

/* Leaving a block early: what stands between a jump and its target, innermost first. */
enum control_kind { CONTROL_TARGET, CONTROL_ITERATOR, CONTROL_FINALLY };

struct control {
    enum control_kind kind;
    struct control *parent;
    struct ast_node *node;                /* TARGET: loop, switch or labelled statement */
    uint32_t break_block, continue_block; /* TARGET */
    uint32_t handler;                     /* in force outside */
    uint32_t iterator;                    /* ITERATOR */
    struct finally *finally;
};

/* A jump that must run a finally block first; its completion number is its position + 2. */
struct exit {
    struct control *target; /* NULL: return */
    bool is_continue;
    struct exit *next;
};

struct finally {
    uint32_t entry, completion, saved;
    struct exit *exits, **exits_end;
    uint32_t exit_count;
};

struct lower_function {
    struct lower_function *next; /* to be lowered */
    struct ast_function *ast;    /* NULL: synthesised for `class_` */
    struct ast_class *class_;    /* ast NULL: default constructor or field initialiser */
    bool initialiser;
    struct ir_function *ir;
    uint32_t index;
    struct scope *outer; /* innermost scope around the closure */
    uint32_t return_variable, exit_block;
};

/* What a class keeps for its field initialiser, in slots of its environment. */
struct class_state {
    struct frame *frame;
    uint32_t *slots; /* by member: computed key of a field, or private method; IR_NONE */
    uint32_t prototype_slot;
    struct ast_class *class_;
    struct class_state *next;
};

struct lower {
    struct arena *arena;
    struct script *script;
    struct diagnostics *diagnostics;
    struct ir_module *module;
    bool shares_realm;
    uint32_t *code_of; /* by ast function id; IR_NONE: not yet used */
    struct lower_function *queue, **queue_end;
    struct class_state *classes;

    struct lower_function *fn;
    struct ir_function *ir;
    struct scope *scope;
    uint32_t block, handler, loop_depth;
    struct control *control;
    uint32_t chain_exit; /* where a short-circuited optional chain goes */
    uint32_t depth;      /* of recursion */
};

/* --- lower.c: emitting --- */
ir_ref lower_emit(struct lower *l, enum ir_op op, uint16_t known, enum ir_form form);
ir_ref lower_number(struct lower *l, double number);
ir_ref lower_string_index(struct lower *l, uint32_t index);
ir_ref lower_string(struct lower *l, struct ast_string string);
ir_ref lower_atom(struct lower *l, const struct atom *atom);
ir_ref lower_ascii(struct lower *l, const char *text);
/* The value of a key expression; a constant that spells an array index becomes that number. */
ir_ref lower_key(struct lower *l, struct ast_node *node);
/* An atom as a property key: array indices become numbers. */
ir_ref lower_key_atom(struct lower *l, const struct atom *atom);
ir_ref lower_key_number(struct lower *l, double number);
ir_ref lower_undefined(struct lower *l);
ir_ref lower_null(struct lower *l);
ir_ref lower_hole(struct lower *l);
ir_ref lower_boolean(struct lower *l, bool b);
uint32_t lower_variable(struct lower *l);
ir_ref lower_get(struct lower *l, uint32_t variable);
void lower_set(struct lower *l, uint32_t variable, ir_ref ref);
uint32_t lower_block(struct lower *l);
/* Continue appending at `block`. */
void lower_at(struct lower *l, uint32_t block);
void lower_jump(struct lower *l, uint32_t block);
void lower_branch(struct lower *l, ir_ref condition, uint32_t yes, uint32_t no);
void lower_raise(struct lower *l);
/* Returns from the machine code. */
void lower_leave(struct lower *l, ir_ref result);
ir_ref lower_is(struct lower *l, ir_ref ref, enum ir_test test);
ir_ref lower_to_boolean(struct lower *l, ir_ref ref);
ir_ref lower_binary(struct lower *l, enum ir_op op, uint32_t import, ir_ref a, ir_ref b);
uint32_t lower_cache(struct lower *l);
uint16_t lower_known(struct lower *l, ir_ref ref);

/* Arguments of a runtime call. */
#define A_REF(ref)      ((struct ir_argument){ARG_REF, (ref)})
#define A_U32(number)   ((struct ir_argument){ARG_U32, (number)})
#define A_VALUES(at)    ((struct ir_argument){ARG_VALUES, (at)})
#define A_CACHE(l)      ((struct ir_argument){ARG_CACHE, lower_cache(l)})
#define A_NULL          ((struct ir_argument){ARG_NULL, 0})
#define A_ITERATOR(it)  ((struct ir_argument){ARG_ITERATOR, (it)})
#define A_OUT(out)      ((struct ir_argument){ARG_OUT, (out)})
#define A_CALLEE        ((struct ir_argument){ARG_CALLEE, 0})
#define A_FUNCTION(ref) ((struct ir_argument){ARG_FUNCTION, (ref)})
#define A_CODE(index)   ((struct ir_argument){ARG_CODE, (index)})

struct values {
    ir_ref *items;
    uint32_t count;
};

ir_ref lower_import(struct lower *l, uint32_t import, struct values values,
                    const struct ir_argument *arguments, uint32_t count);
#define NO_VALUES ((struct values){NULL, 0})
#define LOWER_CALL(l, import, ...)                                                                 \
    lower_import((l), IMPORT_##import, NO_VALUES, (struct ir_argument[]){__VA_ARGS__},             \
                 sizeof((struct ir_argument[]){__VA_ARGS__}) / sizeof(struct ir_argument))
#define LOWER_CALL_VALUES(l, import, values, ...)                                                  \
    lower_import((l), IMPORT_##import, (values), (struct ir_argument[]){__VA_ARGS__},              \
                 sizeof((struct ir_argument[]){__VA_ARGS__}) / sizeof(struct ir_argument))
#define LOWER_CALL_0(l, import) lower_import((l), IMPORT_##import, NO_VALUES, NULL, 0)

/* Reports what TAPDance does not offer. */
void lower_refuse(struct lower *l, const struct ast_node *node, const char *message,
                  const char *hint);

/* --- lower_scope.c: bindings and environments --- */
/* Makes the scope's places and its environment, with `extra` further slots. */
void lower_scope_enter(struct lower *l, struct scope *scope, uint32_t extra);
void lower_scope_leave(struct lower *l, struct scope *scope);
/* Creates the hoisted functions of a scope. */
void lower_hoisted(struct lower *l, struct scope *scope);
struct frame *lower_frame(const struct scope *scope);
/* The environment pointer for closures made here; never none (a null environment). */
ir_ref lower_environment(struct lower *l);
ir_ref lower_frame_pointer(struct lower *l, struct frame *frame);
ir_ref lower_slot_get(struct lower *l, struct frame *frame, uint32_t slot);
void lower_slot_set(struct lower *l, struct frame *frame, uint32_t slot, ir_ref ref);
/* No checks. */
ir_ref lower_binding_get(struct lower *l, const struct binding *binding);
void lower_binding_set(struct lower *l, const struct binding *binding, ir_ref ref);
/* The value of an identifier, with TDZ check. */
ir_ref lower_identifier(struct lower *l, struct ast_node *node);
/* Assignment or initialisation, as the identifier's flags say. */
void lower_identifier_set(struct lower *l, struct ast_node *node, ir_ref ref);
ir_ref lower_this(struct lower *l, const struct binding *binding);
/* `this` of a derived constructor before super(). */
void lower_throw_unbound(struct lower *l);

/* --- lower_function.c --- */
uint32_t lower_code(struct lower *l, struct ast_function *function);
/* The string constant of a function's name; NULL: the empty name. */
uint32_t lower_name(struct lower *l, const struct atom *name);
ir_ref lower_closure(struct lower *l, struct ast_function *function);
ir_ref lower_closure_of(struct lower *l, uint32_t code);
void lower_function_body(struct lower *l, struct lower_function *fn);
struct lower_function *lower_synthesise(struct lower *l, struct ast_class *class_,
                                        bool initialiser);

/* --- lower_expression.c, lower_operator.c --- */
ir_ref lower_expression(struct lower *l, struct ast_node *node);
void lower_effect(struct lower *l, struct ast_node *node);
void lower_condition(struct lower *l, struct ast_node *node, uint32_t yes, uint32_t no);
ir_ref lower_operator(struct lower *l, enum ast_operator operator_, ir_ref a, ir_ref b);
ir_ref lower_unary(struct lower *l, struct ast_node *node);
ir_ref lower_logical(struct lower *l, struct ast_node *node);
ir_ref lower_conditional(struct lower *l, struct ast_node *node);
ir_ref lower_chain(struct lower *l, struct ast_node *node);
/* Tests a nullish base of `?.`: leaves the chain. */
void lower_chain_test(struct lower *l, ir_ref base);

/* --- lower_target.c: what can be assigned --- */
enum target_kind {
    TARGET_NAME,
    TARGET_NAMED,
    TARGET_KEYED,
    TARGET_PRIVATE,
    TARGET_SUPER,
    TARGET_CALL /* `f() = 1` in sloppy code: f is called, then a ReferenceError thrown */
};

struct target {
    enum target_kind kind;
    struct ast_node *node;
    ir_ref object, key;
    bool strict;
};
/* Evaluates object and key; `reads`: it will be read before it is written. */
void lower_target(struct lower *l, struct ast_node *node, bool strict, bool reads,
                  struct target *target);
ir_ref lower_target_get(struct lower *l, const struct target *target);
void lower_target_set(struct lower *l, const struct target *target, ir_ref ref);
ir_ref lower_assign(struct lower *l, struct ast_node *node);
ir_ref lower_update(struct lower *l, struct ast_node *node);
ir_ref lower_member_get(struct lower *l, struct ast_node *node);

/* --- lower_text.c: what error messages call an expression --- */
/* As a callee; undefined where it is too long: the message shows the value then. */
ir_ref lower_text(struct lower *l, const struct ast_node *node);
struct iterated_text {
    ir_ref ref;    /* text, or undefined */
    uint32_t form; /* enum iterate_form */
};
/* As something iterated by for-of or a spread. */
struct iterated_text lower_iterated_text(struct lower *l, const struct ast_node *node);

/* --- lower_pattern.c --- */
/* Where the value of a pattern comes from, as error messages tell. */
enum origin_kind {
    ORIGIN_VALUE,    /* a parameter: messages show the value */
    ORIGIN_DECLARED, /* the initial value of a declaration */
    ORIGIN_ASSIGNED, /* the right side of an assignment */
    ORIGIN_NAMED,    /* ".for", ".catch": what V8 calls its own variables */
    ORIGIN_PART,     /* an element of another pattern */
    ORIGIN_PROPERTY, /* a property of the outermost pattern, whose text `text` is */
};
struct origin {
    enum origin_kind kind;
    const struct ast_node *node; /* DECLARED, ASSIGNED */
    ir_ref text;                 /* NAMED, PROPERTY */
};
/* Binds or assigns `ref` to an identifier, member expression or pattern. */
void lower_pattern(struct lower *l, struct ast_node *node, ir_ref ref, struct origin origin);
/* `ref`, or the default where it is undefined. */
ir_ref lower_default(struct lower *l, struct ast_node *value, ir_ref ref);
ir_ref lower_property_key(struct lower *l, const struct ast_key *key);

/* --- lower_call.c --- */
ir_ref lower_call(struct lower *l, struct ast_node *node);
ir_ref lower_new(struct lower *l, struct ast_node *node);
ir_ref lower_super_call(struct lower *l, struct ast_node *node);
ir_ref lower_tagged_template(struct lower *l, struct ast_node *node);
ir_ref lower_array(struct lower *l, struct ast_list list);

/* --- lower_object.c, lower_class.c --- */
ir_ref lower_object(struct lower *l, struct ast_node *node);
ir_ref lower_template(struct lower *l, struct ast_node *node);
ir_ref lower_class(struct lower *l, struct ast_class *class_);
void lower_initialiser(struct lower *l, struct lower_function *fn);
bool lower_class_has_fields(const struct ast_class *class_);

/* --- lower_statement.c, lower_loop.c, lower_control.c --- */
void lower_statement(struct lower *l, struct ast_node *node);
void lower_statements(struct lower *l, struct ast_list list);
void lower_loop(struct lower *l, struct ast_node *node);
void lower_for_each(struct lower *l, struct ast_node *node);
void lower_switch(struct lower *l, struct ast_node *node);
void lower_try(struct lower *l, struct ast_node *node);
void lower_return(struct lower *l, struct ast_node *value);
void lower_jump_statement(struct lower *l, struct ast_node *node);
/* Leaves everything up to `target` (NULL: the function) and jumps. */
void lower_exit(struct lower *l, struct control *target, bool is_continue);

#endif
