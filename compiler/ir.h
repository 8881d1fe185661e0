/*
 * compiler/ir.h: the typed intermediate form between syntax tree and machine code.
 *
 * A function is a graph of basic blocks. An instruction has at most one result, which is defined
 * once and used only where its block dominates (temporaries); what changes or crosses a join lives
 * in numbered variables, which the code generator turns into registers. Every JavaScript operation
 * is explicit; the runtime's entry points are named by their number in runtime/abi.h.
 *
 * Types come in two parts. `known` is the set of JavaScript types that a result can have; `form`
 * is how its bits are kept. ir_infer (optimise.h) narrows the first and chooses the second.
 *
 * Exceptions: an instruction that can throw goes to block `handler` of its function, or leaves the
 * function where that is IR_NONE.
 */
#ifndef COMPILER_IR_H
#define COMPILER_IR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/arena.h"
#include "compiler/ast.h"

#define IR_NONE UINT32_MAX

/* Number of an instruction in its function; IR_NONE: none. */
typedef uint32_t ir_ref;

enum ir_known {
    KNOWN_UNDEFINED = 1,
    KNOWN_NULL = 2,
    KNOWN_BOOL = 4,
    KNOWN_INT = 8,     /* a number that is an int32, not minus zero */
    KNOWN_DOUBLE = 16, /* any other number */
    KNOWN_STRING = 32,
    KNOWN_SYMBOL = 64,
    KNOWN_OBJECT = 128,
    KNOWN_HOLE = 256, /* uninitialised binding */
    KNOWN_NUMBER = KNOWN_INT | KNOWN_DOUBLE,
    KNOWN_ANY = 255,
    KNOWN_ALL = 511
};

enum ir_form {
    FORM_NONE = 0, /* no result */
    FORM_VALUE,    /* 64 bits, runtime/value.h */
    FORM_BOOL,     /* one bit */
    FORM_INT,      /* int32 */
    FORM_DOUBLE,   /* any number, int32 included */
    FORM_POINTER   /* an environment or a runtime structure; never a JavaScript value */
};

enum ir_op {
    IR_NUMBER,   /* number */
    IR_STRING,   /* index: string constant */
    IR_SPECIAL,  /* index: payload of VALUE_SPECIAL (undefined, null, hole) */
    IR_BOOLEAN,  /* index: 0 or 1 */
    IR_GET,      /* index: variable */
    IR_SET,      /* index: variable; a */
    IR_ARGUMENT, /* index: argument number; undefined when absent */
    IR_THIS,     /* as passed */
    IR_NEW_TARGET,
    IR_CALLEE,              /* the function object being called */
    IR_CLOSURE_ENVIRONMENT, /* pointer */
    IR_ENVIRONMENT_PARENT,  /* a */
    IR_ENVIRONMENT_GET,     /* a, index: slot */
    IR_ENVIRONMENT_SET,     /* a, index: slot, b */
    IR_NULL_ENVIRONMENT,    /* pointer */
    IR_ARITHMETIC,          /* index: import rt_add … rt_shift_right_unsigned; a, b */
    IR_UNARY,               /* index: import rt_negate, rt_bit_not, rt_to_number; a */
    IR_COMPARE,             /* index: import rt_less …; a, b; bool */
    IR_EQUAL,               /* index: import rt_equal or rt_strict_equal; a, b; bool */
    IR_TO_BOOLEAN,          /* a; bool */
    IR_NOT,                 /* a (bool); bool */
    IR_IS,                  /* a; index: enum ir_test; bool */
    IR_CALL,                /* index: import; arguments; values */
    IR_OUT,                 /* index: out slot (value written by a call) */
    IR_COMPLETION,          /* index: an int32 constant that names a completion */
    IR_FUEL,                /* one unit */
    IR_NOTHING,             /* was dropped */
    /* terminators */
    IR_JUMP,   /* target[0] */
    IR_BRANCH, /* a (bool); target[0] when true, target[1] when false */
    IR_SWITCH, /* a (int); cases[0..count) for values 0..count-1, the last also for the rest */
    IR_RETURN, /* a */
    IR_RAISE   /* an exception is pending: to the handler */
};

enum ir_test {
    TEST_HOLE,
    TEST_UNDEFINED,
    TEST_NULLISH,
    TEST_OBJECT /* an object value */
};

enum ir_hot {
    HOT_NOT,      /* runs once an event */
    HOT_FUNCTION, /* in a function, which may be called often */
    HOT_LOOP
};

/* One machine-level argument of IR_CALL, by the import's signature. */
enum ir_argument_kind {
    ARG_REF,    /* index: an instruction's result */
    ARG_U32,    /* index itself */
    ARG_VALUES, /* address of values[index] in the frame's outgoing area */
    ARG_CACHE,  /* inline cache `index` */
    ARG_NULL,
    ARG_ITERATOR, /* iterator state `index` of the frame */
    ARG_OUT,      /* address of out slot `index` */
    ARG_CALLEE,   /* struct function * of this call */
    ARG_ARGC,     /* the count of arguments of this call, */
    ARG_ARGV,     /* and their address */
    ARG_FUNCTION, /* struct function * of the object value `index` (an instruction) */
    ARG_CODE,     /* code number of function, or of regular expression, `index` */
    ARG_MAP       /* constant uint32 array `index` of the function, aligned to 8 bytes */
};

struct ir_argument {
    enum ir_argument_kind kind;
    uint32_t index;
};

struct ir_instruction {
    uint8_t op;
    uint8_t form;
    uint16_t known;
    uint8_t hot; /* enum ir_hot: whether inline fast paths are worth their size */
    bool counts; /* IR_ARITHMETIC: a step whose result is always an int32 (optimise_count.c) */
    uint32_t index;
    ir_ref a, b;
    uint32_t handler; /* block */
    uint32_t target[2];
    uint32_t next; /* in its block */
    double number;
    struct ir_argument *arguments; /* as many as the import's signature has */
    ir_ref *values;                /* outgoing area of IR_CALL */
    uint32_t *cases;               /* IR_SWITCH */
    uint32_t count;                /* of values or cases */
};

struct ir_block {
    uint32_t first, last; /* instructions; IR_NONE when empty */
    bool ended;           /* has its terminator */
};

struct ir_variable {
    uint16_t known;
    uint8_t form;
    bool pointer; /* holds an environment */
};

struct ir_map {
    uint32_t *slots;
    uint32_t count;
};

struct ir_function {
    struct ir_instruction *instructions;
    uint32_t instruction_count;
    size_t instruction_capacity;
    struct ir_block *blocks; /* 0 is the entry */
    uint32_t block_count;
    size_t block_capacity;
    struct ir_variable *variables;
    uint32_t variable_count;
    size_t variable_capacity;
    struct ir_map *maps;
    uint32_t map_count;
    size_t map_capacity;
    uint32_t iterator_count, out_count, values_max;
    bool calls_code; /* may call back into compiled code: needs a stack check */

    /* facts for struct function_info */
    uint32_t name; /* string constant */
    uint16_t length;
    uint16_t flags; /* runtime enum function_flags */
};

/* A regular expression literal; equal ones are one. */
struct ir_regexp {
    struct ast_string pattern, flags;
};

struct ir_module {
    struct arena *arena;
    struct ir_function **functions;
    uint32_t function_count;
    size_t function_capacity;
    struct ast_string *strings;
    uint32_t string_count;
    size_t string_capacity;
    uint32_t *string_slots; /* hash table over strings */
    uint32_t string_slot_count;
    struct ir_regexp *regexps;
    uint32_t regexp_count;
    size_t regexp_capacity;
    uint32_t cache_count;
    uint32_t template_count;
    uint32_t main;
    uint32_t number; /* MODULE_APPLET or MODULE_TIME */
};

void ir_module_init(struct ir_module *module, struct arena *arena, uint32_t number);
/* Appends an empty function with its entry block; returns its index. */
uint32_t ir_function_new(struct ir_module *module);
/* The constant index of a string, added once. */
uint32_t ir_string(struct ir_module *module, struct ast_string string);
/* The same for ASCII text. */
uint32_t ir_string_ascii(struct ir_module *module, const char *text);

/* The index of a regular expression literal, added once. */
uint32_t ir_regexp(struct ir_module *module, struct ast_string pattern, struct ast_string flags);

uint32_t ir_block_new(struct ir_module *module, struct ir_function *function);
uint32_t ir_variable_new(struct ir_module *module, struct ir_function *function, bool pointer);
uint32_t ir_map_new(struct ir_module *module, struct ir_function *function, uint32_t *slots,
                    uint32_t count);
/* Appends a zeroed instruction (operands IR_NONE) to a block. */
ir_ref ir_append(struct ir_module *module, struct ir_function *function, uint32_t block,
                 enum ir_op op);

/* Names, signatures and behaviour of the runtime's entry points. */
const char *ir_import_name(uint32_t import);
const char *ir_import_signature(uint32_t import);
/* False where the import never reports an exception. */
bool ir_import_throws(uint32_t import);
/* The types its result can have. */
uint16_t ir_import_known(uint32_t import);

bool ir_is_terminator(enum ir_op op);

#endif
