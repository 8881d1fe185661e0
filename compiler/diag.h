/*
 * compiler/diag.h: what the compiler has to tell its user about a source.
 *
 * Printed as
 *     file:line:column: SyntaxError: message
 *         source line
 *         ^~~~
 *     hint: what to do
 * Columns count characters from 1. On a terminal the parts have colours, unless NO_COLOR is set.
 */
#ifndef COMPILER_DIAG_H
#define COMPILER_DIAG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "compiler/arena.h"
#include "compiler/source.h"

enum diag_severity { DIAG_ERROR = 0, DIAG_WARNING, DIAG_NOTE };

/* Stable words for programs that read the JSON form. Later phases may use words of their own. */
#define DIAG_SYNTAX      "syntax"      /* the text follows no production */
#define DIAG_EARLY       "early-error" /* ECMA-262 Early Errors */
#define DIAG_UNSUPPORTED "unsupported" /* valid elsewhere, not part of the applet language */
#define DIAG_LIMIT       "limit"       /* a bound of this compiler */

struct diag {
    enum diag_severity severity;
    const char *code;
    uint32_t position; /* byte offset */
    uint32_t end;      /* byte offset behind; the caret line marks at least one character */
    const char *message;
    const char *hint; /* or NULL */
};

/* More errors than this add nothing for the reader; later ones are counted, not kept. */
enum { DIAG_MAX_KEPT = 50 };

struct diagnostics {
    struct arena *arena;
    const struct source *source;
    struct diag *items; /* in the order of reporting */
    uint32_t count;
    uint32_t error_count; /* including those not kept */
    uint32_t warning_count;
    bool colour; /* print for a terminal */
    size_t capacity;
};

void diag_init(struct diagnostics *diagnostics, struct arena *arena, const struct source *source);

/* Whether what goes to the stream is read in colours. */
bool diag_colour_wanted(FILE *stream);

/*
 * Adds one diagnostic, but no warning where an error is: it has the same reason. `hint` may be NULL and
 * must outlive the arena; the message is copied.
 */
__attribute__((format(printf, 7, 8))) void diag_add(struct diagnostics *diagnostics,
                                                    enum diag_severity severity, const char *code,
                                                    uint32_t position, uint32_t end,
                                                    const char *hint, const char *format, ...);

/* Undoes everything added since the pair was read off; for speculative parsing. */
void diag_rewind(struct diagnostics *diagnostics, uint32_t count, uint32_t error_count);

/* Prints all, sorted by position, with source lines. */
void diag_print(FILE *stream, const struct diagnostics *diagnostics);

/*
 * Prints one JSON array: {"severity","code","file","line","column","end_line","end_column",
 * "message","hint"?}, sorted by position.
 */
void diag_print_json(FILE *stream, const struct diagnostics *diagnostics);

/* Writes `text` (UTF-8, `length` bytes) as a JSON string with its quotes. */
void diag_print_json_string(FILE *stream, const char *text, size_t length);

#endif
