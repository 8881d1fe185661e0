/*
 * runtime/text/regexp_ir.h: the tree that regexp_parse makes and that both back ends read: the
 * program compiler here and the native emitter of the host compiler.
 *
 * Case-insensitivity is gone from the tree except for back references: under i a character that
 * has case variants is a set, and sets are closed over their variants.
 */
#ifndef RUNTIME_TEXT_REGEXP_IR_H
#define RUNTIME_TEXT_REGEXP_IR_H

#include "runtime/text/regexp.h"
#include "runtime/text/regexp_set.h"

enum regexp_kind {
    REGEXP_EMPTY,
    REGEXP_CHAR,     /* point: one code unit, or with u one code point */
    REGEXP_SET,      /* set: one code unit or point in it */
    REGEXP_SEQUENCE, /* children in order */
    REGEXP_CHOICE,   /* children, first alternative first */
    REGEXP_CAPTURE,  /* number, one child */
    REGEXP_REPEAT,   /* min, max, lazy, captures first_capture..end_capture, one child */
    REGEXP_LINE_START,
    REGEXP_LINE_END,
    REGEXP_WORD_EDGE,      /* negative: \B */
    REGEXP_LOOK,           /* behind, negative, one child */
    REGEXP_BACK_REFERENCE, /* number */
};

#define REGEXP_INFINITE UINT32_MAX

struct regexp_node {
    enum regexp_kind kind;
    struct regexp_node *next;  /* the next sibling */
    struct regexp_node *child; /* the first child */
    uint32_t point;
    uint32_t number;
    struct regexp_set *set; /* normalized */
    uint32_t min, max;      /* REGEXP_INFINITE: no upper bound */
    uint32_t first_capture, end_capture;
    bool lazy, behind, negative;
};

struct regexp_name {
    struct regexp_name *next;
    const uint16_t *units;
    uint32_t length;
    uint32_t capture;
    bool closed; /* while parsing: its ) was seen */
};

struct regexp_tree {
    uint32_t flags;
    uint32_t capture_count; /* the whole match included */
    struct regexp_node *root;
    struct regexp_name *names; /* in the order of the pattern */
    uint32_t name_count;
    struct regexp_set *words; /* what \b counts as a word character */
};

#endif
