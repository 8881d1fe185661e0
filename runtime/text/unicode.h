/*
 * runtime/text/unicode.h: Unicode properties, case mapping and normalization. Pure functions over
 * constant tables; used by the runtime and by the host compiler.
 */
#ifndef RUNTIME_TEXT_UNICODE_H
#define RUNTIME_TEXT_UNICODE_H

#include "lib/status.h"
#include "runtime/text/text_view.h"

/* Properties ID_Start and ID_Continue (UAX #31); `$`, `_` as a start, U+200C and U+200D are the
 * caller's (ECMA-262 IdentifierStart, IdentifierPart). */
bool unicode_is_id_start(uint32_t point);
bool unicode_is_id_continue(uint32_t point);

/* ECMA-262 WhiteSpace or LineTerminator: what `trim` removes and \s matches. */
bool unicode_is_space(uint32_t point);

/* Simple (one to one) mappings. */
uint32_t unicode_upper(uint32_t point);
uint32_t unicode_lower(uint32_t point);
uint32_t unicode_fold(uint32_t point);

/* Full upper-case mapping: writes 1 to 3 code points and returns how many. */
uint32_t unicode_upper_full(uint32_t point, uint32_t out[3]);

/* Upper- or lower-cases a text as String.prototype.toUpperCase and toLowerCase do (ECMA-262
 * 22.1.3.26, SpecialCasing without the language-dependent part, final sigma included). Writes to
 * `out` unless it is NULL and returns the length in code units; the first call with NULL tells how
 * much room the second needs. */
uint32_t unicode_upper_text(const struct text_view *text, uint16_t *out);
uint32_t unicode_lower_text(const struct text_view *text, uint16_t *out);

/* ECMA-262 Canonicalize (22.2.2.7.3) of a code point under /i; `modern` with u as well. */
uint32_t unicode_canonicalize(uint32_t point, bool modern);

/* All code points with the same Canonicalize as `point`, itself included, into `out`; returns how
 * many. */
#define UNICODE_CASE_CLASS_MAX 5
uint32_t unicode_case_class(uint32_t point, bool modern, uint32_t out[UNICODE_CASE_CLASS_MAX]);

/* The first code point from `point` on that has a simple case mapping or is the target of one, or
 * UINT32_MAX. */
uint32_t unicode_next_cased(uint32_t point);

/* Canonical combining class (0 for most). */
uint32_t unicode_combining_class(uint32_t point);

/* The full decomposition of `point` in UTF-16 units: a pointer into the tables and its length, or
 * NULL if it has none. Hangul syllables are not in the tables: unicode_normalize knows them. */
const uint16_t *unicode_decomposition(uint32_t point, bool compatibility, uint32_t *length);

enum unicode_form { UNICODE_NFC, UNICODE_NFD, UNICODE_NFKC, UNICODE_NFKD };

/* Normalizes `text` (UAX #15) into memory from `memory`. STATUS_NO_MEMORY if that gives none,
 * STATUS_TOO_LARGE beyond 2^30 units. */
enum status unicode_normalize(enum unicode_form form, const struct text_view *text,
                              const struct text_memory *memory, uint16_t **out,
                              uint32_t *out_length) MUST_CHECK;

/* What \p{...} names (ECMA-262 22.2.1, UnicodePropertyValueExpression). */
struct unicode_property {
    enum { UNICODE_BINARY, UNICODE_CATEGORY, UNICODE_SCRIPT, UNICODE_EXTENSIONS } kind;
    uint32_t number;
};

/* Looks up `name` or, if `value_length` is not 0, `name=value`. STATUS_NOT_FOUND if ECMA-262 does
 * not list it. */
enum status unicode_property_find(const char *name, uint32_t name_length, const char *value,
                                  uint32_t value_length, struct unicode_property *out) MUST_CHECK;

/* Calls `add` with every inclusive range of the property, in ascending order (not always merged);
 * stops at the first failure and returns it. */
enum status unicode_property_each(const struct unicode_property *property,
                                  enum status (*add)(void *context, uint32_t first, uint32_t last),
                                  void *context) MUST_CHECK;

#endif
