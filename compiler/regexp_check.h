/*
 * compiler/regexp_check.h: early errors of regular expression literals, found by the runtime's own
 * parser and compiler.
 */
#ifndef COMPILER_REGEXP_CHECK_H
#define COMPILER_REGEXP_CHECK_H

#include "compiler/ast.h"

/* For struct parse_options; `arena` is a struct arena *. NULL, or what is wrong. */
const char *regexp_check(void *arena, struct ast_string pattern, struct ast_string flags);

#endif
