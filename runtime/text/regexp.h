/*
 * runtime/text/regexp.h: ECMAScript regular expressions (ECMA-262 2020 22.2 with Annex B, flags
 * dgimsuy): parsing, compiling to a position-independent program, and a matcher for it.
 *
 * The same parser serves the host compiler, which validates literals with it and emits native code
 * from the tree (regexp_ir.h), and the runtime, which runs programs. Nothing here allocates but
 * through `struct text_memory`, keeps state between calls, or recurses on input beyond
 * REGEXP_DEPTH_LIMIT.
 */
#ifndef RUNTIME_TEXT_REGEXP_H
#define RUNTIME_TEXT_REGEXP_H

#include "lib/status.h"
#include "runtime/text/text_view.h"

/* Groups nested deeper than this are refused ("Regular expression too large"). */
#define REGEXP_DEPTH_LIMIT 250

/* So are expressions with more names: each is compared with the others. */
#define REGEXP_NAME_LIMIT 1000

/* Capture groups of one expression, as V8 has it. */
#define REGEXP_CAPTURE_LIMIT 65535

/* A capture that did not take part in the match. */
#define REGEXP_UNSET UINT32_MAX

enum regexp_flag {
    REGEXP_HAS_INDICES = 1 << 0, /* d */
    REGEXP_GLOBAL = 1 << 1,      /* g */
    REGEXP_IGNORE_CASE = 1 << 2, /* i */
    REGEXP_MULTILINE = 1 << 3,   /* m */
    REGEXP_DOT_ALL = 1 << 4,     /* s */
    REGEXP_UNICODE = 1 << 5,     /* u */
    REGEXP_STICKY = 1 << 6,      /* y */
};

/* Why a pattern was refused: V8's wording without "Invalid regular expression: /…/flags: ", and the
 * code unit of the pattern at which it was noticed. */
struct regexp_error {
    const char *message;
    uint32_t position;
};

/* Reads flag letters. STATUS_INVALID for an unknown or repeated one. */
enum status regexp_parse_flags(const struct text_view *text, uint32_t *flags) MUST_CHECK;

struct regexp_tree;

/* Parses `pattern` into a tree in memory from `memory`. STATUS_INVALID with `error` filled for an
 * early error (ECMA-262 22.2.1.1), STATUS_NO_MEMORY. */
enum status regexp_parse(const struct text_view *pattern, uint32_t flags,
                         const struct text_memory *memory, const struct regexp_tree **tree,
                         struct regexp_error *error) MUST_CHECK;

/* A compiled expression: this header and `size - sizeof` more bytes; 4-aligned, free of pointers,
 * so it may be copied, stored in a package and mapped read-only. Programs are trusted: the matcher
 * does not check one that something else than regexp_compile made. */
struct regexp_program {
    uint32_t size;           /* bytes in all */
    uint32_t flags;          /* enum regexp_flag */
    uint32_t capture_count;  /* groups, the whole match included */
    uint32_t register_count; /* words regexp_match works on; at least 2 * capture_count */
    uint32_t code;           /* words from the start of the program to its first instruction */
    uint32_t names;          /* words to the group names */
    uint32_t name_count;
    uint32_t scan;      /* how a match may start: enum regexp_scan in regexp_code.h */
    uint32_t scan_data; /* words to the set, or the code unit; see there */
    uint32_t ranges;    /* words to three ranges, first | last << 8, that are the units below 256 of
                           the set to look for; 0: they would be more */
    uint32_t required;  /* a unit that every match has at or behind its start; REGEXP_UNSET: none */
    uint32_t skip;      /* words to a set, or 0: where no match starts at a character of it, none
                           starts at those of the set that follow, nor at the first behind them */
};

/* Compiles a tree, or (regexp_compile) parses and compiles. STATUS_TOO_LARGE, with `error` filled,
 * if the program would exceed 2^24 words. */
enum status regexp_compile_tree(const struct regexp_tree *tree, const struct text_memory *memory,
                                const struct regexp_program **program,
                                struct regexp_error *error) MUST_CHECK;
enum status regexp_compile(const struct text_view *pattern, uint32_t flags,
                           const struct text_memory *memory, const struct regexp_program **program,
                           struct regexp_error *error) MUST_CHECK;

/* The `index`th named group (in the pattern's order) and the number of its capture. */
void regexp_group_name(const struct regexp_program *program, uint32_t index, struct text_view *name,
                       uint32_t *capture);

/* The matcher's backtracking stack: grows through `memory` up to `limit` bytes and may be kept from
 * one match to the next. Start with entries = NULL, capacity = 0. */
struct regexp_stack {
    uint32_t *entries;
    uint32_t capacity; /* in words */
    uint32_t limit;    /* in bytes */
    const struct text_memory *memory;
};

enum regexp_result {
    REGEXP_NO_MATCH,
    REGEXP_MATCH,
    REGEXP_OUT_OF_FUEL,  /* the fuel ran out: ends the event */
    REGEXP_OUT_OF_STACK, /* the stack's limit was reached, or memory: a RangeError */
};

/* Finds the first match at or after `start` (at `start` only, if sticky; with u, a start inside a
 * surrogate pair counts as the pair's). `registers` holds program->register_count words; on a match
 * its first 2 * capture_count are the captures' start and end in code units, or REGEXP_UNSET.
 * Takes from `*fuel` as regexp_code.h has it; leaves 0 there when it ran out. */
enum regexp_result regexp_match(const struct regexp_program *program, const struct text_view *input,
                                uint32_t start, uint32_t *registers, struct regexp_stack *stack,
                                int64_t *fuel) MUST_CHECK;

#endif
