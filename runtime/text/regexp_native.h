/*
 * runtime/text/regexp_native.h: regular expressions that the compiler turned into machine code: what
 * their code works on, and what it calls. Offsets and meanings are part of the ABI.
 *
 * The code does what regexp_match does with the program that it was made from, fuel and limits
 * included. Its stack has the same number of entries at each moment, of two words:
 *
 *   choice   where to go on, a number    position
 *   undo     REGEXP_UNDO | register      its old value
 *   loop     0                           lowest position, or iterations still allowed
 *            where to go on, a number    position the loop has reached
 */
#ifndef RUNTIME_TEXT_REGEXP_NATIVE_H
#define RUNTIME_TEXT_REGEXP_NATIVE_H

#include "runtime/text/regexp.h"

#define REGEXP_UNDO 0x80000000u

struct rt;

struct regexp_machine {
    const void *units;   /* of the subject */
    uint64_t length;     /* in units */
    uint32_t *registers; /* program->register_count */
    uint32_t *entries;   /* the stack */
    uint32_t *end;       /* of it */
    uint32_t *top;       /* behind its last entry */
    int64_t fuel;
    uint64_t start;    /* of the attempt */
    uint32_t required; /* see regexp_find_start */
    const struct regexp_program *program;
    struct regexp_stack *stack;
};

/* Looks for a match in a Latin-1 subject from machine->start on, as regexp_match does; an enum
 * regexp_result. */
typedef int64_t (*regexp_code)(struct rt *rt, struct regexp_machine *machine);

/* A regular expression literal of compiled code. */
struct regexp_literal {
    const struct regexp_program *program;
    regexp_code code; /* NULL: the program is run, as it is for UTF-16 subjects */
};

/* As regexp_match, by machine code where there is some. */
enum regexp_result regexp_match_literal(struct rt *rt, const struct regexp_literal *literal,
                                        const struct text_view *input, uint32_t start,
                                        uint32_t *registers, struct regexp_stack *stack,
                                        int64_t *fuel) MUST_CHECK;

#endif
