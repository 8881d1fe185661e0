/*
 * compiler/optimise_internal.h: passes over one function.
 */
#ifndef COMPILER_OPTIMISE_INTERNAL_H
#define COMPILER_OPTIMISE_INTERNAL_H

#include "compiler/ir.h"

/* optimise_count.c: marks the steps of variables that stay int32 */
void ir_find_counters(struct ir_module *module, struct ir_function *function);

/* optimise_assign.c */
void ir_drop_undefined(struct ir_module *module, struct ir_function *function);

#endif
