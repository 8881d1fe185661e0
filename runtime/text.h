/*
 * runtime/text.h: strings. Immutable UTF-16 semantics, stored as Latin-1 where all units fit, else
 * as 16-bit units; concatenations may be ropes until somebody reads them. Atoms are interned
 * strings: equal atoms are the same pointer; every property key that is a string is an atom.
 */
#ifndef RUNTIME_TEXT_H
#define RUNTIME_TEXT_H

#include "runtime/rt.h"

#define STRING_MAX_LENGTH                                                                          \
    ((1u << 29) - 24) /* V8's; longer is RangeError "Invalid string length"  \
                                             */

enum string_flags {
    STRING_WIDE = 1,  /* 16-bit units */
    STRING_ROPE = 2,  /* not flat yet: left and right are set */
    STRING_ATOM = 4,  /* interned */
    STRING_INDEX = 8, /* an atom that is the canonical text of an array index from 2^31 - 1 on
                         (smaller ones are never atoms: those keys are int32 values) */
    STRING_HASHED = 16,
    STRING_VIEW = 32,  /* with STRING_ROPE: `length` units of the flat string rope.left from unit
                          rope.right on */
    STRING_BUFFER = 64 /* only seen through views; may grow at its end. depth: its capacity */
};

struct string {
    uint32_t flags;
    uint32_t length; /* in UTF-16 units */
    uint32_t hash;   /* valid with STRING_HASHED */
    uint32_t depth;  /* of a buffer: capacity in units */
    union {
        uint8_t latin1[8];
        uint16_t wide[4];
        struct {
            link left, right;
        } rope;
    } u; /* flat: the units start here and go on for `length` */
};

/* A flat string's units, to read from. */
struct text {
    uint32_t length;
    bool wide;
    const void *units;
};

static inline struct string *value_string(value v) {
    return (struct string *)value_pointer(v);
}
static inline value string_value(const struct string *s) {
    return value_from_pointer(TAG_STRING, s);
}
static inline uint16_t text_at(struct text t, uint32_t i) {
    return t.wide ? ((const uint16_t *)t.units)[i] : ((const uint8_t *)t.units)[i];
}

/* Flattens a rope (in place) and gives its units. `v` must be a string. */
struct text string_text(struct rt *rt, value v);
uint32_t string_length(value v);

value string_from_ascii(struct rt *rt, const char *text);
value string_from_latin1(struct rt *rt, const uint8_t *units, size_t length);
/* Narrows to Latin-1 where every unit fits. */
value string_from_utf16(struct rt *rt, const uint16_t *units, size_t length);
/* Invalid sequences become U+FFFD. */
value string_from_utf8(struct rt *rt, const char *bytes, size_t length);
value string_from_unit(struct rt *rt, uint16_t unit);
value string_slice(struct rt *rt, value string, uint32_t start, uint32_t end);
/* Both must be strings. RangeError past STRING_MAX_LENGTH. */
value string_concat(struct rt *rt, value left, value right);
bool string_equals(struct rt *rt, value left, value right);
/* < 0, 0, > 0 by UTF-16 code units. */
int string_compare(struct rt *rt, value left, value right);
/* Writes UTF-8 (lone surrogates as U+FFFD) into out[capacity]; returns the bytes needed in all. */
size_t string_to_utf8(struct rt *rt, value string, char *out, size_t capacity);

/* A hash of the units: equal for equal strings. */
uint32_t string_hash(struct rt *rt, value string);

/* The key of a string: its atom, or the int32 value of an array index below 2^31 - 1. */
value string_to_key(struct rt *rt, value string);
/* The key of a name known at compile time (ASCII). */
value key_from_ascii(struct rt *rt, const char *name);
/* The string of a key (int or atom); symbols are not strings. */
value key_to_string(struct rt *rt, value key);

/* Builds a string piece by piece; starts as Latin-1 and widens itself when it must. */
struct text_builder {
    struct rt *rt;
    void *units;
    uint32_t length, capacity;
    bool wide;
    bool too_long; /* text_builder_finish then throws RangeError */
};
void text_builder_start(struct text_builder *builder, struct rt *rt);
void text_builder_unit(struct text_builder *builder, uint16_t unit);
void text_builder_code_point(struct text_builder *builder, uint32_t code_point);
void text_builder_ascii(struct text_builder *builder, const char *text);
void text_builder_string(struct text_builder *builder, value string);
void text_builder_range(struct text_builder *builder, struct text text, uint32_t start,
                        uint32_t end);
/* The string, or VALUE_EXCEPTION. */
value text_builder_finish(struct text_builder *builder);

#endif
