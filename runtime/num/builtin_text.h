/*
 * runtime/num/builtin_text.h: what the built-ins of this folder share about strings.
 */
#ifndef RUNTIME_NUM_BUILTIN_TEXT_H
#define RUNTIME_NUM_BUILTIN_TEXT_H

#include "runtime/num/number_parse.h"
#include "runtime/text.h"

/* A string's units as the number and date parsers take them. */
static inline struct number_text number_text_of(struct rt *rt, value string) {
    struct text text = string_text(rt, string);
    return (struct number_text){text.units, text.length, text.wide};
}

static inline value string_from_buffer(struct rt *rt, const char *text, size_t length) {
    return string_from_latin1(rt, (const uint8_t *)text, length);
}

#endif
