/*
 * compiler/warn.h: warnings: what compiles, and surely is a mistake.
 *
 * Each check is precise: it stays silent where an applet may be meant as it is written. Nothing here
 * changes what is compiled. docs/diagnostics.md lists the codes with examples.
 */
#ifndef COMPILER_WARN_H
#define COMPILER_WARN_H

#include "compiler/analyze.h"
#include "compiler/diag.h"

/* Names. */
#define WARN_UNDEFINED_NAME "undefined-name" /* nothing defines it */
#define WARN_SIMILAR_NAME   "similar-name"   /* probably another name of the applet, misspelled */
#define WARN_UNKNOWN_MEMBER "unknown-member" /* a text, moment … has no such property */
#define WARN_NOT_A_FUNCTION "not-a-function" /* called, but no function */
#define WARN_NOT_CALLED     "not-called"     /* a function where its result is meant */
#define WARN_CONST_ASSIGNED "const-assigned" /* throws when it is reached */
#define WARN_SETTER         "setter"         /* assigned, computed, or called without a value */
/* Conditions. */
#define WARN_ASSIGNMENT      "assignment-in-condition"
#define WARN_CONSTANT        "constant-condition"
#define WARN_COMPARISON      "impossible-comparison" /* of kinds that are never equal */
#define WARN_TEXT_COMPARISON "text-comparison"       /* digits compared letter by letter */
#define WARN_PRECEDENCE      "precedence"            /* `a < b < c`, `!a == b` */
/* Statements. */
#define WARN_UNREACHABLE     "unreachable"
#define WARN_AFTER_SKIP      "set-after-skip"
#define WARN_UNUSED_RESULT   "unused-result"
#define WARN_EMPTY_BODY      "empty-body"
#define WARN_SELF_ASSIGNMENT "self-assignment"
#define WARN_DUPLICATE       "duplicate" /* key, case or condition */
/* Texts. */
#define WARN_TIME_FORMAT "time-format"
#define WARN_LOCALE      "locale"      /* of moment, not built in */
#define WARN_PLACEHOLDER "placeholder" /* `${…}` outside a template */

/* Adds the warnings about a script that compiles. The analysis is of the same script; `applet`: it is no
 * plain script. */
void warn_script(const struct script *script, bool applet, const struct analysis *analysis,
                 struct diagnostics *diagnostics);

#endif
