/*
 * compiler/ast.h: the syntax tree of one script, after TypeScript syntax has been erased or
 * lowered.
 *
 * The parser builds it in an arena (parser.h), scope_resolve (scope.h) fills the fields marked
 * [scope], later phases read it. Shapes follow ECMA-262 (ES2020 plus class fields, private names,
 * static blocks and logical assignment); what has no node here is refused by the parser.
 *
 * Notes for readers:
 * - Parentheses leave no node. An optional chain is closed by NODE_CHAIN, so `(a?.b).c` and
 *   `a?.b.c` differ in where that node stands.
 * - Function names are inferred by the parser (ECMA-262 NamedEvaluation): `function->name` and
 *   `class->name` are final except for computed keys, which are known only at run time
 *   (member and property nodes with AST_KEY_COMPUTED and an anonymous function as value).
 * - Early errors have been reported: consumers need not check anything again.
 * - Enums and namespaces are ordinary nodes by now (a `var` and a called function expression).
 */
#ifndef COMPILER_AST_H
#define COMPILER_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ast_node;
struct ast_function;
struct ast_class;
struct ast_namespace;
struct scope;   /* scope.h */
struct binding; /* scope.h */

/*
 * An interned name: WTF-8 text, so that a lone surrogate in a property name survives. Two atoms of
 * one table are equal if and only if their pointers are.
 */
struct atom {
    uint32_t hash;
    uint32_t length;  /* bytes, without the closing NUL */
    uint16_t keyword; /* enum token_kind of a reserved word, else 0; the lexer's business */
    char text[];      /* `length` bytes and a NUL */
};

/* The value of a string: UTF-16 code units, any of them may be a lone surrogate. */
struct ast_string {
    const uint16_t *units;
    uint32_t length; /* code units */
};

struct ast_list {
    struct ast_node **items; /* an element is NULL only where a comment says so */
    uint32_t count;
};

/* What a TypeScript annotation says; a hint for the optimiser, never trusted. */
enum ast_hint {
    HINT_UNKNOWN = 0,
    HINT_NUMBER,
    HINT_STRING,
    HINT_BOOLEAN,
    HINT_ARRAY,
};

/* A property name of an object literal, class member or object pattern. */
enum ast_key_kind {
    KEY_NAME = 0, /* identifier or string literal; `name` may spell an array index */
    KEY_NUMBER,   /* numeric literal: the property name is ToString(number) */
    KEY_COMPUTED, /* [expression] */
    KEY_PRIVATE,  /* #name of a class member; `name` is without the `#` */
};

struct ast_key {
    enum ast_key_kind kind;
    uint32_t position;
    union {
        const struct atom *name;
        double number;
        struct ast_node *computed;
    } as;
    struct binding *private_binding; /* [scope] KEY_PRIVATE */
};

enum ast_kind {
    /* Expressions: literals and names. */
    NODE_NUMBER = 1, /* number */
    NODE_STRING,     /* string */
    NODE_BOOLEAN,    /* boolean */
    NODE_NULL,
    NODE_REGEXP,          /* regexp */
    NODE_TEMPLATE,        /* template_ */
    NODE_TAGGED_TEMPLATE, /* template_, with tag */
    NODE_IDENTIFIER,      /* identifier; also a declared name or an assignment target */
    NODE_THIS,            /* this_ */
    NODE_NEW_TARGET,      /* this_ */
    NODE_ARRAY,           /* list; NULL is a hole, NODE_SPREAD may occur */
    NODE_OBJECT,          /* list of NODE_PROPERTY */
    NODE_PROPERTY,        /* property */
    NODE_FUNCTION,        /* function: function expression, arrow */
    NODE_CLASS,           /* class_: class expression */

    /* Expressions: operations. */
    NODE_UNARY,          /* unary */
    NODE_UPDATE,         /* update: ++ and -- */
    NODE_BINARY,         /* binary; also `#x in o`: see NODE_PRIVATE_IN */
    NODE_LOGICAL,        /* binary, with OP_AND, OP_OR, OP_NULLISH */
    NODE_ASSIGN,         /* assign */
    NODE_CONDITIONAL,    /* conditional */
    NODE_SEQUENCE,       /* list of at least two */
    NODE_CALL,           /* call; arguments may hold NODE_SPREAD */
    NODE_NEW,            /* call */
    NODE_SUPER_CALL,     /* super_call */
    NODE_MEMBER,         /* member: object.name */
    NODE_INDEX,          /* index: object[expression] */
    NODE_PRIVATE_MEMBER, /* private_member: object.#name */
    NODE_PRIVATE_IN,     /* private_member: #name in object */
    NODE_SUPER_MEMBER,   /* super_member: super.name (index NULL) or super[index] */
    NODE_CHAIN,          /* unary.operand: an optional chain; a short circuit inside ends here,
                            with undefined. `delete a?.b` is NODE_UNARY over NODE_CHAIN. */
    NODE_SPREAD,         /* unary.operand */

    /* Patterns: in declarations, parameters, catch, for heads and NODE_ASSIGN targets. */
    NODE_ARRAY_PATTERN,    /* list; NULL is a hole, NODE_DEFAULT and (last) NODE_REST may occur */
    NODE_OBJECT_PATTERN,   /* list of NODE_PATTERN_PROPERTY and (last) NODE_REST */
    NODE_PATTERN_PROPERTY, /* property: key, value = target, perhaps NODE_DEFAULT */
    NODE_DEFAULT,          /* assign: target = value, value used when undefined arrives */
    NODE_REST,             /* unary.operand = target */

    /* Statements. */
    NODE_VARIABLES,            /* variables: var, let, const */
    NODE_DECLARATOR,           /* assign: target, value (NULL if none) */
    NODE_FUNCTION_DECLARATION, /* function_declaration */
    NODE_CLASS_DECLARATION,    /* class_ */
    NODE_EXPRESSION_STATEMENT, /* unary.operand */
    NODE_BLOCK,                /* block */
    NODE_EMPTY,
    NODE_IF,                /* conditional; no_ may be NULL */
    NODE_FOR,               /* for_ */
    NODE_FOR_IN,            /* for_each */
    NODE_FOR_OF,            /* for_each */
    NODE_WHILE,             /* loop */
    NODE_DO_WHILE,          /* loop */
    NODE_RETURN,            /* unary.operand, may be NULL */
    NODE_BREAK,             /* jump */
    NODE_CONTINUE,          /* jump */
    NODE_THROW,             /* unary.operand */
    NODE_TRY,               /* try_ */
    NODE_SWITCH,            /* switch_ */
    NODE_CASE,              /* case_ */
    NODE_LABELED,           /* labeled */
    NODE_INITIALISE_FIELDS, /* statement: see ast_class.fields_by_statement */

    NODE_CLASS_MEMBER, /* member_ */
    NODE_KIND_COUNT,
};

enum ast_operator {
    OP_NONE = 0, /* NODE_ASSIGN: plain `=` */
    /* binary, also compound assignment */
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_REMAINDER,
    OP_POWER,
    OP_SHIFT_LEFT,
    OP_SHIFT_RIGHT,
    OP_SHIFT_RIGHT_UNSIGNED,
    OP_BIT_AND,
    OP_BIT_OR,
    OP_BIT_XOR,
    /* logical, also compound assignment */
    OP_AND,
    OP_OR,
    OP_NULLISH,
    /* binary only */
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_STRICT_EQUAL,
    OP_STRICT_NOT_EQUAL,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_GREATER,
    OP_GREATER_EQUAL,
    OP_INSTANCEOF,
    OP_IN,
    /* unary */
    OP_PLUS,
    OP_MINUS,
    OP_NOT,
    OP_BIT_NOT,
    OP_TYPEOF,
    OP_VOID,
    OP_DELETE,
    /* update */
    OP_INCREMENT,
    OP_DECREMENT,
};

enum ast_property_kind {
    PROPERTY_VALUE = 0, /* key: value, shorthand, and methods (function->kind is FUNCTION_METHOD) */
    PROPERTY_GETTER,    /* value is NODE_FUNCTION */
    PROPERTY_SETTER,    /* value is NODE_FUNCTION */
    PROPERTY_SPREAD,    /* ...value, no key */
    PROPERTY_PROTOTYPE, /* __proto__: value, which sets the prototype (Annex B.3.1) */
};

enum ast_variable_kind { VARIABLE_VAR = 0, VARIABLE_LET, VARIABLE_CONST };

enum ast_member_kind {
    MEMBER_METHOD = 0,
    MEMBER_GETTER,
    MEMBER_SETTER,
    MEMBER_FIELD,        /* function computes the initial value; NULL means undefined */
    MEMBER_STATIC_BLOCK, /* function runs once, `this` is the class; no key */
};

/* How an identifier node is used; set by the parser where it builds the use. */
enum ast_identifier_flag {
    IDENTIFIER_DECLARES = 1 << 0,  /* a declared name (or pattern leaf of a declaration) */
    IDENTIFIER_ASSIGNED = 1 << 1,  /* target of =, op=, ++, --, for-in/of, assignment pattern */
    IDENTIFIER_READ = 1 << 2,      /* its value is used (op= and ++ both read and assign) */
    IDENTIFIER_TYPEOF = 1 << 3,    /* operand of typeof: no ReferenceError when unresolvable */
    IDENTIFIER_DELETED = 1 << 4,   /* operand of sloppy `delete name` */
    IDENTIFIER_CALLED = 1 << 5,    /* callee of a call */
    IDENTIFIER_NEEDS_TDZ = 1 << 6, /* [scope] check for initialisation at this use */
    IDENTIFIER_INITIALISES =
        1 << 7, /* [scope] this declaration gives the binding its first value */
};

struct ast_node {
    uint8_t kind; /* enum ast_kind */
    bool parenthesised;
    bool strict;       /* NODE_ASSIGN, NODE_UPDATE, NODE_UNARY, NODE_IDENTIFIER, NODE_CALL: code is
                          strict (failed writes and deletes throw; unresolvable names too) */
    uint32_t id;       /* 0 .. script->node_count - 1, for side tables */
    uint32_t position; /* byte offset of the first character in the source */
    uint32_t end;      /* byte offset behind the last character */
    union {
        double number;
        bool boolean;
        struct ast_string string;
        struct {
            struct ast_string pattern; /* text between the slashes */
            struct ast_string flags;
        } regexp;
        struct {
            struct ast_node *tag;      /* NODE_TAGGED_TEMPLATE, else NULL */
            struct ast_string *cooked; /* expressions.count + 1; units NULL: undefined (tagged) */
            struct ast_string *raw;    /* as many; tagged only, else NULL */
            struct ast_list expressions;
        } template_;
        struct {
            const struct atom *name;
            struct binding *binding; /* [scope] NULL: looked up by name in the global environment */
            uint8_t flags;           /* enum ast_identifier_flag */
            uint8_t hint;            /* enum ast_hint, where it declares */
        } identifier;
        struct {
            struct binding *binding; /* [scope] BINDING_THIS / BINDING_NEW_TARGET of the function
                                        that owns it; NULL: top level (`this` is the global object,
                                        and NODE_NEW_TARGET does not occur) */
        } this_;
        struct ast_list list;
        struct {
            struct ast_key key;
            enum ast_property_kind kind;
            bool shorthand;
            struct ast_node *value;
        } property;
        struct ast_function *function;
        struct ast_class *class_;
        struct {
            enum ast_operator operator_;
            struct ast_node *operand;
        } unary;
        struct {
            enum ast_operator operator_;
            bool prefix;
            struct ast_node *target;
        } update;
        struct {
            enum ast_operator operator_;
            struct ast_node *left;
            struct ast_node *right;
        } binary;
        struct {
            enum ast_operator operator_; /* OP_NONE for `=`, patterns, declarators */
            struct ast_node *target;     /* pattern only where operator_ is OP_NONE */
            struct ast_node *value;
        } assign;
        struct {
            struct ast_node *test;
            struct ast_node *yes;
            struct ast_node *no;
        } conditional;
        struct {
            struct ast_node *callee; /* member-like: `this` is its object; NODE_CHAIN likewise */
            struct ast_list arguments;
            bool optional; /* callee?.(arguments) */
            bool forwards; /* f.apply(x, arguments); set by scope_resolve */
        } call;
        struct {
            struct ast_list arguments;
            struct binding *this_binding;     /* [scope] BINDING_THIS it initialises */
            struct binding *function_binding; /* [scope] BINDING_ACTIVE_FUNCTION */
            struct binding *new_target;       /* [scope] BINDING_NEW_TARGET */
            struct ast_class *class_;         /* [scope] whose fields it initialises afterwards */
        } super_call;
        struct {
            struct ast_node *object;
            const struct atom *name;
            uint32_t name_position;
            bool optional; /* object?.name */
        } member;
        struct {
            struct ast_node *object;
            struct ast_node *index;
            bool optional; /* object?.[index] */
        } index;
        struct {
            struct ast_node *object;
            const struct atom *name; /* without `#` */
            uint32_t name_position;
            bool optional;
            struct binding *binding; /* [scope] BINDING_PRIVATE */
        } private_member;
        struct {
            const struct atom *name; /* NULL when index is given */
            struct ast_node *index;
            struct binding *this_binding; /* [scope] receiver */
            struct binding *home_object;  /* [scope] BINDING_HOME_OBJECT */
        } super_member;
        struct {
            enum ast_variable_kind kind;
            struct ast_list declarators; /* NODE_DECLARATOR */
        } variables;
        struct {
            struct ast_function *function;
            struct binding *binding;     /* [scope] holds the function from scope entry on */
            struct binding *var_binding; /* [scope] Annex B.3.3: when this statement is reached,
                                            copy `binding` to it; NULL: nothing to do */
        } function_declaration;
        struct {
            struct ast_list statements;
            struct scope *scope; /* [scope] NULL when it declares nothing */
        } block;
        struct {
            struct ast_node *init;   /* NODE_VARIABLES, expression or NULL */
            struct ast_node *test;   /* or NULL */
            struct ast_node *update; /* or NULL */
            struct ast_node *body;
            struct scope *scope; /* [scope] of let/const in init, else NULL; scope->per_iteration */
        } for_;
        struct {
            struct ast_node *left; /* NODE_VARIABLES with one declarator, or target/pattern. A
                                      value in the declarator: Annex B.3.6 `for (var a = 1 in o)` */
            struct ast_node *right;
            struct ast_node *body;
            struct scope *scope; /* [scope] of let/const in left, else NULL. `right` is evaluated
                           with these names in their dead zone; each round has fresh ones */
        } for_each;
        struct {
            struct ast_node *test;
            struct ast_node *body;
        } loop;
        struct {
            const struct atom *label; /* or NULL */
            struct ast_node *target;  /* the loop, switch or NODE_LABELED that is left or continued;
                                         `continue` always names the loop itself */
        } jump;
        struct {
            struct ast_node *block;     /* NODE_BLOCK */
            struct ast_node *parameter; /* identifier, pattern or NULL */
            struct ast_node *handler;   /* NODE_BLOCK or NULL */
            struct ast_node *finalizer; /* NODE_BLOCK or NULL */
            struct scope *scope;        /* [scope] of parameter, or NULL */
        } try_;
        struct {
            struct ast_node *discriminant;
            struct ast_list cases; /* NODE_CASE */
            struct scope *scope;   /* [scope] or NULL */
        } switch_;
        struct {
            struct ast_node *test; /* NULL: default */
            struct ast_list statements;
        } case_;
        struct {
            const struct atom *label;
            struct ast_node *body;
        } labeled;
        struct {
            enum ast_member_kind kind;
            bool is_static;
            bool assigns; /* MEMBER_FIELD from TypeScript: `this.key = value` ([[Set]]), where a
                             JavaScript field is CreateDataPropertyOrThrow */
            struct ast_key key;
            struct ast_function *function;
        } member_;
    } as;
};

enum ast_function_kind {
    FUNCTION_SCRIPT = 0, /* the top level itself */
    FUNCTION_NORMAL,     /* declaration or expression */
    FUNCTION_ARROW,
    FUNCTION_METHOD, /* no [[Construct]]; has a home object */
    FUNCTION_GETTER,
    FUNCTION_SETTER,
    FUNCTION_CONSTRUCTOR,         /* of a class without heritage */
    FUNCTION_DERIVED_CONSTRUCTOR, /* `this` starts uninitialised */
    FUNCTION_FIELD,               /* returns the initial value of a field; `this` is the object */
    FUNCTION_STATIC_BLOCK,
};

struct ast_function {
    enum ast_function_kind kind;
    uint32_t id; /* 0 is the script; script->functions[id] */
    uint32_t position;
    uint32_t end;
    const struct atom *name; /* own or inferred name, without "get "/"set "; NULL: "" or computed */
    bool is_expression;      /* a function expression with its own name: see self_binding */
    bool private_name;       /* `name` is a private name: the function's name shows a `#` */
    bool strict;
    bool simple_parameters;         /* identifiers only: no default, rest or pattern */
    bool has_parameter_expressions; /* then var_scope differs from scope */
    bool expression_body;           /* arrow; the body is one NODE_RETURN */
    uint32_t length;     /* the `length` property: parameters before the first default/rest */
    uint8_t return_hint; /* enum ast_hint */
    struct ast_list parameters;       /* identifier, pattern, NODE_DEFAULT; last may be NODE_REST */
    struct ast_list body;             /* statements */
    struct ast_class *class_;         /* the class it is a member of, or NULL */
    struct ast_function *parent;      /* enclosing function; NULL for the script */
    uint32_t binding_count;           /* [scope] bindings it creates, over all its scopes */
    struct ast_namespace *namespace_; /* a lowered enum or namespace body, else NULL; consumed by
                                         scope_resolve, which rewrites names it exports */

    /* [scope] See scope.h. */
    struct scope *scope;
    struct scope *var_scope;
    struct binding *self_binding;
    struct binding *arguments;
    struct binding *this_binding;
    struct binding *new_target;
    struct binding *home_object;
    struct binding *active_function;
    bool forwards_arguments;   /* the only use of `arguments` is in one NODE_CALL that forwards */
    bool mapped_arguments;     /* `arguments` aliases the parameters (sloppy, simple parameters) */
    struct binding **captures; /* of enclosing functions, what it or a nested function uses */
    uint32_t capture_count;
};

/*
 * What the bodies of one enum or namespace export, over all its merged declarations: inside them a
 * free use of such a name means `parameter.name`.
 */
struct ast_namespace {
    const struct atom *parameter; /* unspellable name of the body function's parameter */
    const struct atom **exports;
    uint32_t export_count;
    size_t export_capacity;
};

struct ast_class {
    const struct atom *name; /* own or inferred; NULL: "" or computed */
    uint32_t position;
    uint32_t end;
    bool has_own_name;           /* `class name`, which makes inner_binding */
    bool fields_by_statement;    /* instance fields are initialised where NODE_INITIALISE_FIELDS
                                    stands in the constructor (TypeScript parameter properties
                                    come first), not right at entry or after super() */
    struct ast_node *superclass; /* or NULL */
    struct ast_function *constructor; /* or NULL: the default one */
    struct ast_list members;          /* NODE_CLASS_MEMBER in source order */
    struct scope *scope;              /* [scope] inner name and private names */
    struct binding *binding;          /* [scope] of a declaration: the name outside */
    struct binding *inner_binding;    /* [scope] const name seen inside the class, or NULL */
};

/* Writes ToString of a number (ECMA-262 6.1.6.1.20) and a NUL; returns its length. */
#define AST_NUMBER_TEXT_MAX 64
size_t ast_number_text(double number, char text[AST_NUMBER_TEXT_MAX]);

/* Calls `visit` for each identifier that a declared target or pattern binds, in source order. */
void ast_pattern_names(struct ast_node *pattern,
                       void (*visit)(void *context, struct ast_node *name), void *context);

/*
 * Calls `visit` for each direct child of a node, in source order: operands, statements, parameters
 * and body of a function, members of a class. Absent children are left out.
 */
void ast_visit_children(struct ast_node *node, void (*visit)(void *context, struct ast_node *child),
                        void *context);

/* The same for the parameters and body of a function, the parts of a class. */
void ast_visit_function(const struct ast_function *function,
                        void (*visit)(void *context, struct ast_node *child), void *context);

/* One parsed script. */
struct script {
    struct arena *arena;
    struct atom_table *atoms;
    const struct source *source;
    struct ast_function *top;        /* FUNCTION_SCRIPT; its body is the program */
    struct ast_function **functions; /* by id, in source order */
    uint32_t function_count;
    uint32_t node_count;
    bool typescript;

    /* [scope] */
    bool reaches_global; /* see scope_resolve */
    struct scope *scope; /* SCOPE_SCRIPT */
};

#endif
