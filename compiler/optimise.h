/*
 * compiler/optimise.h: the compiler's own passes over the intermediate form.
 */
#ifndef COMPILER_OPTIMISE_H
#define COMPILER_OPTIMISE_H

#include "compiler/ir.h"

/*
 * Finds the types that each variable and result can have (forward, joined over all assignments,
 * without regard to order), and chooses how it is kept. Must run before code generation.
 */
void ir_infer(struct ir_module *module);

#endif
