/*
 * runtime/text_internal.h: what text.c, text_utf8.c, text_builder.c and atoms.c share.
 */
#ifndef RUNTIME_TEXT_INTERNAL_H
#define RUNTIME_TEXT_INTERNAL_H

#include "runtime/text.h"

/* A flat string whose units the caller fills in. */
struct string *string_allocate(struct rt *rt, uint32_t length, bool wide);
bool text_equals(struct text a, struct text b);

static inline size_t text_ascii_length(const char *text) {
    size_t length = 0;
    while (text[length] != 0) {
        length++;
    }
    return length;
}

/* An empty intern table, for `count` atoms at first. */
void atoms_create(struct rt *rt, uint32_t count);
/* Enters an atom that was moved into a new table. */
void atoms_index(struct rt *rt, struct string *atom);
/* The table is complete as it is: later atoms go into another. */
void atoms_finish(struct rt *rt);

#endif
