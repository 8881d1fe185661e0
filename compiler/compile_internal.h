/*
 * compiler/compile_internal.h: one file on its way through the phases.
 */
#ifndef COMPILER_COMPILE_INTERNAL_H
#define COMPILER_COMPILE_INTERNAL_H

#include <stdlib.h>

#include "compiler/analyze.h"
#include "compiler/atom.h"
#include "compiler/bounds.h"
#include "compiler/compile.h"
#include "compiler/diag.h"
#include "compiler/image_writer.h"
#include "compiler/source.h"

struct unit {
    struct arena arena;
    struct source source;
    struct atom_table atoms;
    struct diagnostics diagnostics;
    struct script *script;
    bool applet;
};

bool compile_is_applet(const struct compile_options *options, const char *path);
/* Reads, parses and resolves. */
enum compile_result compile_parse(struct unit *unit, const struct compile_options *options,
                                  const char *path);
/* What the diagnostics so far mean for the exit code. */
enum compile_result compile_diagnosed(const struct unit *unit);
MUST_CHECK enum status compile_analyze(struct unit *unit, struct analysis *analysis);
/* Whether the globals Meta, moment and MomentJS may be looked at. */
bool compile_uses_moment(const struct unit *unit, const struct analysis *analysis);

/* Names that must exist though no ingredient or action says so, and what is used of Meta: each
 * "Meta.name", or "Meta" where it is used in any other way. */
void compile_members(struct unit *unit, const struct analysis *analysis,
                     struct analysis_list *members);

/* What `--check` says of one file; bounds->actions is NULL where it does not compile. */
void report_json(const struct compile_options *options, const struct unit *unit, const char *path,
                 const struct analysis *analysis, const struct bounds *bounds);
void report_text(const struct unit *unit, const char *path, const struct analysis *analysis,
                 const struct bounds *bounds, enum compile_result result);

#endif
