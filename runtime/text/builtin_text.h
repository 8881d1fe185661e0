/*
 * runtime/text/builtin_text.h: what the files of String and RegExp share: object layouts, and the
 * helpers that read strings, search them and expand replacement templates.
 */
#ifndef RUNTIME_TEXT_BUILTIN_TEXT_H
#define RUNTIME_TEXT_BUILTIN_TEXT_H

#include "runtime/function.h"
#include "runtime/text.h"
#include "runtime/text/text_view.h"

/* CLASS_REGEXP. `lastIndex` is the first property, so slot 0 while the shape is `birth_shape`. */
struct regexp_object {
    struct object object;
    value source;     /* the pattern's text; undefined before initialisation */
    link program;     /* struct regexp_program; 0: that of a literal */
    link birth_shape; /* the shape with lastIndex alone, writable */
    uint32_t flags;   /* enum regexp_flag */
    uint32_t code;    /* of a literal: module << 16 | its index there; else 0 */
};

/* CLASS_STRING_ITERATOR. */
struct string_iterator {
    struct object object;
    value string; /* undefined when exhausted */
    uint32_t position;
    uint32_t reserved;
};

/* CLASS_REGEXP_STRING_ITERATOR. */
struct regexp_string_iterator {
    struct object object;
    value regexp; /* undefined when done */
    value string;
    uint32_t global, unicode;
};

/* RegExpCreate of two strings or undefined (22.2.3.1); a SyntaxError where the pattern or the flags
 * are wrong. */
value regexp_object_new(struct rt *rt, value pattern, value flags);

/* The object of a literal: module << 16 | its index there. */
value regexp_literal_new(struct rt *rt, value source, uint32_t code);

/* IsRegExp (7.2.8): 1, 0, -1. */
int value_is_regexp(struct rt *rt, value v);

/* RequireObjectCoercible(this) and ToString; the TypeError names the callee as V8 does. */
value text_this(struct rt *rt, struct function *callee, const char *class_name, value this_value);

/* The first place at or after `from` where `needle` stands in `text`, or UINT32_MAX. Burns fuel for
 * what it compares. */
uint32_t text_find(struct rt *rt, struct text text, struct text needle, uint32_t from);

/* AdvanceStringIndex (22.2.7.3). */
double text_advance(struct text text, double index, bool unicode);

/* One match, for GetSubstitution (22.1.3.19.1). Captures as strings or undefined, without the
 * whole match; `groups` is undefined or an object. */
struct substitution {
    value string;
    value matched;
    uint32_t position;
    uint32_t capture_count;
    const value *captures;
    value groups;
};

/* Appends the expansion of `replacement` to the builder. 0 or -1. */
int text_substitute(struct rt *rt, struct text_builder *builder, const struct substitution *match,
                    value replacement);

/* The view that the pure functions of this folder take. */
static inline struct text_view text_view_of(struct text text) {
    return (struct text_view){text.units, text.length, text.wide};
}

/* `text_memory` over the event's arena. */
struct text_memory text_heap(struct rt *rt);

/* What Intl.Collator calls sensitivity: which differences count. */
enum text_sensitivity {
    SENSITIVITY_BASE,
    SENSITIVITY_ACCENT,
    SENSITIVITY_CASE,
    SENSITIVITY_VARIANT
};

/* Compares as ICU's root collation orders ordinary text (text_collate.c): -1, 0, 1. `numeric` takes
 * runs of the digits 0 to 9 as numbers. */
int text_collate(struct rt *rt, value left, value right, enum text_sensitivity sensitivity,
                 bool numeric);

#define TEXT_METHOD(name)                                                                          \
    value name(struct rt *rt, struct function *callee, value this_value, uint32_t argc,            \
               value *argv, value new_target)

/* builtin_string_search.c */
TEXT_METHOD(string_index_of);
TEXT_METHOD(string_last_index_of);
TEXT_METHOD(string_includes); /* magic: enum string_includes_kind */
TEXT_METHOD(string_match);    /* magic: SYMBOL_MATCH, SYMBOL_MATCH_ALL or SYMBOL_SEARCH */
TEXT_METHOD(string_replace);  /* magic: 1 for replaceAll */
TEXT_METHOD(string_split);
TEXT_METHOD(string_locale_compare);
enum string_includes_kind { STRING_INCLUDES, STRING_STARTS_WITH, STRING_ENDS_WITH };

/* builtin_string_change.c */
TEXT_METHOD(string_case); /* magic: 1 for lower */
TEXT_METHOD(string_trim); /* magic: 1 start, 2 end, 3 both */
TEXT_METHOD(string_pad);  /* magic: 1 at the start */
TEXT_METHOD(string_repeat);
TEXT_METHOD(string_normalize);
TEXT_METHOD(string_concat_method);
TEXT_METHOD(string_html);        /* magic: enum string_html_kind */
TEXT_METHOD(string_well_formed); /* magic: 1 for toWellFormed */
enum string_html_kind {
    HTML_ANCHOR,
    HTML_BIG,
    HTML_BLINK,
    HTML_BOLD,
    HTML_FIXED,
    HTML_FONTCOLOR,
    HTML_FONTSIZE,
    HTML_ITALICS,
    HTML_LINK,
    HTML_SMALL,
    HTML_STRIKE,
    HTML_SUB,
    HTML_SUP
};

#endif
