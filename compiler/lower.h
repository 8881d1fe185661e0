/*
 * compiler/lower.h: from the resolved syntax tree to the intermediate form.
 */
#ifndef COMPILER_LOWER_H
#define COMPILER_LOWER_H

#include "compiler/ast.h"
#include "compiler/diag.h"
#include "compiler/ir.h"
#include "lib/status.h"

/*
 * Appends the functions of `script` to `module`; the index of its top level goes to *main. With
 * `shares_realm` other scripts run in the same realm, so top-level names are always properties of
 * the global object. STATUS_UNSUPPORTED when the script uses what TAPDance does not offer; the
 * reasons are in `diagnostics`.
 */
MUST_CHECK enum status lower_script(struct script *script, bool shares_realm,
                                    struct diagnostics *diagnostics, struct ir_module *module,
                                    uint32_t *main);

/* Appends a function that calls the given ones in order, as the top level of several scripts. */
uint32_t lower_sequence(struct ir_module *module, const uint32_t *mains, uint32_t count);

#endif
