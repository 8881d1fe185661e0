/*
 * tests/unit/ast_print.h: writes a syntax tree as JavaScript again, with every operation in
 * parentheses, so that tests can compare trees as text and run them elsewhere.
 */
#ifndef TESTS_UNIT_AST_PRINT_H
#define TESTS_UNIT_AST_PRINT_H

#include <stdio.h>

#include "compiler/ast.h"

void ast_print(FILE *stream, const struct script *script);

#endif
