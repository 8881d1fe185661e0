/*
 * runtime/text/builtin_regexp.h: what the files of RegExp share. Private to them.
 *
 *   builtin_regexp.c         constructor, prototype's accessors and plain methods, the table
 *   builtin_regexp_cache.c   compiling, once for each expression
 *   builtin_regexp_exec.c    objects, running, match results
 *   builtin_regexp_symbol.c  @@match, @@matchAll, @@search, @@split
 *   builtin_regexp_replace.c @@replace
 */
#ifndef RUNTIME_TEXT_BUILTIN_REGEXP_H
#define RUNTIME_TEXT_BUILTIN_REGEXP_H

#include "runtime/text/builtin_text.h"
#include "runtime/text/regexp_native.h"

#define REGEXP_FLAG_COUNT   7u
#define REGEXP_CACHE_SIZE   64u
#define REGEXP_METHODS_MOST 32u
#define REGEXP_STACK_LIMIT  (16u << 20) /* bytes; more is a RangeError, as in V8 */

/* What lives as long as the event: programs by source and flags, the matcher's memory. In the heap,
 * as a cell in the RegExp constructor's `extra`. */
struct regexp_state {
    value flag_keys[REGEXP_FLAG_COUNT]; /* "hasIndices", "global", …: in the order of the bits */
    value methods[REGEXP_METHODS_MOST]; /* the prototype's slots, as they were made */
    uint32_t method_count;
    link object_shape; /* of a RegExp object as it is made: with lastIndex */
    link match_shape;  /* of what exec returns: with index, input and groups */
    link stack;
    uint32_t stack_capacity; /* words */
    link registers;
    uint32_t register_capacity; /* words */
    struct {
        value source; /* 0: empty */
        link program;
        uint32_t flags;
    } cache[REGEXP_CACHE_SIZE];
};

static inline struct regexp_object *value_regexp(value v) {
    return (struct regexp_object *)value_pointer(v);
}

/* The compiled literal that an object came from; NULL for others. */
static inline const struct regexp_literal *regexp_literal_of(const struct rt *rt,
                                                             const struct regexp_object *regexp) {
    return regexp->code == 0 ? NULL
                             : &rt->modules[regexp->code >> 16]->regexps[regexp->code & 0xffff];
}
static inline const struct regexp_program *regexp_program_of(const struct rt *rt,
                                                             const struct regexp_object *regexp) {
    const struct regexp_literal *literal = regexp_literal_of(rt, regexp);
    return literal != NULL ? literal->program : link_pointer(regexp->program);
}

struct regexp_state *regexp_state(struct rt *rt);

/* The program for a pattern, from the event's cache where it is; 0, or -1 with a SyntaxError. Costs
 * the same fuel and leaves the same memory used whether it had been compiled before or not. */
int regexp_compile_cached(struct rt *rt, value pattern, uint32_t flags, link *program);

/* An uninitialised RegExp object gets its pattern and flags (strings or undefined): RegExpInitialize
 * (22.2.3.3). The object, or VALUE_EXCEPTION. */
value regexp_initialise(struct rt *rt, value regexp, value pattern, value flags);

/* Notes shapes and methods in the state; once, for the snapshot, when all is made. */
void regexp_state_init(struct rt *rt);

/* An uninitialised RegExp object becomes the same expression as another. The object. */
value regexp_copy(struct rt *rt, value regexp, value from);

/* A RegExp object with lastIndex and nothing else yet (RegExpAlloc). */
value regexp_allocate(struct rt *rt, value new_target);

/* Whether nothing that can be done with this value runs code of the program: a RegExp object as it was
 * made, with the usual prototype, whose methods and accessors are the built-in ones. */
bool regexp_is_plain(struct rt *rt, value regexp);

/* lastIndex of a plain one, where it is an int; else -1. */
int32_t regexp_plain_last_index(value regexp);

/* Matches from `start`. 1 with *captures pointing at the pairs (valid until the next run), 0, or -1
 * with an exception. */
int regexp_run(struct rt *rt, value regexp, value string, uint32_t start,
               const uint32_t **captures);

/* RegExpBuiltinExec (22.2.7.2): an array or null. */
value regexp_builtin_exec(struct rt *rt, value regexp, value string);

/* RegExpExec (22.2.7.1). */
value regexp_exec(struct rt *rt, value regexp, value string);

/* A capture as a string, or undefined. */
value regexp_capture(struct rt *rt, value string, const uint32_t *captures, uint32_t number);

/* The groups object of a match, or undefined. */
value regexp_groups(struct rt *rt, const struct regexp_program *program, value string,
                    const uint32_t *captures);

/* Set(R, "lastIndex", index, true). 0 or -1. */
int regexp_set_last_index(struct rt *rt, value regexp, double index);

/* lastIndex moved by one behind an empty match. 0 or -1. */
int regexp_step_over_empty(struct rt *rt, value regexp, value string, bool unicode);

/* ToBoolean(Get(R, name of the flag)): 1, 0, -1. */
int regexp_get_flag(struct rt *rt, value regexp, enum regexp_flag flag);

TEXT_METHOD(regexp_symbol_match);
TEXT_METHOD(regexp_symbol_match_all);
TEXT_METHOD(regexp_symbol_replace);
TEXT_METHOD(regexp_symbol_search);
TEXT_METHOD(regexp_symbol_split);
TEXT_METHOD(regexp_string_iterator_next);

#endif
