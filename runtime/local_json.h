/*
 * runtime/local_json.h: JSON for the local runner: reads events, writes outcomes. Not part of the
 * runtime; uses libc.
 */
#ifndef RUNTIME_LOCAL_JSON_H
#define RUNTIME_LOCAL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/status.h"
#include "runtime/text.h"

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json {
    enum json_type type;
    double number;
    char *text; /* strings: UTF-8, lone surrogates as U+FFFD */
    size_t length;
    char *name; /* where this is a member of an object */
    size_t name_length;
    struct json *first, *next; /* items or members, in order */
};

/* Parses one text (RFC 8259) from the start of `text`; *used tells how far it went, white space
 * behind included, or where it is malformed (STATUS_INVALID). The tree belongs to the caller:
 * json_free(). */
MUST_CHECK enum status json_parse(const char *text, size_t length, struct json **out, size_t *used);
void json_free(struct json *json);
/* The last member of that name, or NULL. */
const struct json *json_member(const struct json *object, const char *name);

/* Writes a string value as JSON.stringify does: lone surrogates escaped. */
void json_write_value(FILE *file, struct rt *rt, value string);

#endif
