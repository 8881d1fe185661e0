/*
 * compiler/known.h: what the language and the host supply: globals, and the properties of texts,
 * numbers, moments … with what they give. Only for advice: nothing is compiled by it.
 *
 * tests/e2e/test_diagnostics.py compares the tables with the runtime's own objects.
 */
#ifndef COMPILER_KNOWN_H
#define COMPILER_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of a value. */
enum known_type {
    TYPE_UNKNOWN = 0,
    TYPE_TEXT,
    TYPE_NUMBER,
    TYPE_BOOLEAN,
    TYPE_ARRAY,
    TYPE_MOMENT,
    TYPE_DURATION,
    TYPE_DATE,
    TYPE_REGEXP,
    TYPE_FUNCTION,
    TYPE_OBJECT, /* any other object */
    TYPE_UNDEFINED,
    TYPE_NULL,
    TYPE_SELF, /* nothing yet: the value is computed from itself; never in a table */
    /* Objects that are there once. */
    TYPE_META,
    TYPE_MATH,
    TYPE_JSON,
    TYPE_CONSOLE,
    TYPE_MOMENT_FUNCTION,
    TYPE_MOMENT_TZ,
    TYPE_NUMBER_FUNCTION,
    TYPE_STRING_FUNCTION,
    TYPE_DATE_FUNCTION,
    TYPE_OBJECT_FUNCTION,
    TYPE_ARRAY_FUNCTION,
    TYPE_COUNT
};

/* What a property of some type is. */
struct known_member {
    const char *name;
    uint8_t result; /* enum known_type: of the property, or of a method's call */
    bool is_method;
    bool pure;   /* a method that changes nothing: a call is for its result */
    int16_t low; /* whole numbers of a small range: low < high */
    int16_t high;
};

/* The property, or NULL where the type is not known well enough or has no such property. */
const struct known_member *known_member(enum known_type type, const char *name);
/* Whether all properties of the type are known. */
bool known_type_closed(enum known_type type);
/* "a text", "Math" … for messages. */
const char *known_type_name(enum known_type type);
/* Calls `visit` with each property's name. */
void known_members(enum known_type type, void (*visit)(void *context, const char *name),
                   void *context);

/* A name that the language or the host defines globally: what it is. */
struct known_global {
    const char *name;
    uint8_t type;   /* enum known_type */
    uint8_t result; /* of calling it as a function */
};
const struct known_global *known_global(const char *name);
void known_globals(void (*visit)(void *context, const char *name), void *context);

/* What to write instead of a name that other environments have and applets don't, or NULL. */
const char *known_absent_advice(const char *name);
/* The same for a property of a type, as `contains` of a text. */
const char *known_member_advice(enum known_type type, const char *name);

#endif
