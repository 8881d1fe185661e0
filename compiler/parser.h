/*
 * compiler/parser.h: from source text to the syntax tree of ast.h.
 *
 * The language is ES2020 scripts without `with`, modules, generators, async and BigInt, plus
 * logical assignment, class fields, private names and static blocks; and for TypeScript sources
 * its type syntax, erased or lowered as TypeScript's own transpileModule does (target ES2020).
 * Everything else is refused with a diagnostic that names the construct and says what to write
 * instead.
 */
#ifndef COMPILER_PARSER_H
#define COMPILER_PARSER_H

#include <stdbool.h>

#include "compiler/arena.h"
#include "compiler/ast.h"
#include "compiler/atom.h"
#include "compiler/diag.h"
#include "compiler/source.h"
#include "lib/status.h"

struct parse_options {
    bool typescript; /* TypeScript syntax and leniency; plain JavaScript otherwise */

    /*
     * Checks a regular expression literal (flags have been checked for form and duplicates).
     * Returns NULL when it is fine, else a message, which must stay valid. The hook may be NULL.
     */
    const char *(*validate_regexp)(void *context, struct ast_string pattern,
                                   struct ast_string flags);
    void *regexp_context;
};

/*
 * The deepest nesting the parser goes into. Each level costs at most 2 KiB of stack in a release
 * build, so that 8 MiB hold the parser and, after it, one recursive walk.
 */
enum { PARSE_MAX_DEPTH = 1500 };

/* The deepest tree that scope_resolve lets through (long operator chains are deep trees too). */
enum { AST_MAX_DEPTH = 6000 };

/*
 * Parses one script. Errors go to `diagnostics`, several a file when it can go on after them;
 * STATUS_INVALID when there were any. Where all were DIAG_UNSUPPORTED, `*script` lacks nothing but
 * what they name, and scope_resolve can still look for redeclarations; its `top` may be NULL.
 */
MUST_CHECK enum status parse_script(struct arena *arena, struct atom_table *atoms,
                                    const struct source *source, struct diagnostics *diagnostics,
                                    const struct parse_options *options, struct script **script);

/* Whether a file's name says TypeScript: .ts, .mts, .cts. */
bool parse_is_typescript(const char *path);

#endif
