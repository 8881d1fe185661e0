/*
 * compiler/optimise_internal.h: passes over one function.
 */
#ifndef COMPILER_OPTIMISE_INTERNAL_H
#define COMPILER_OPTIMISE_INTERNAL_H

#include "compiler/ir.h"

/* optimise_assign.c */
void ir_drop_undefined(struct ir_module *module, struct ir_function *function);

#endif
