/*
 * compiler/describe.h: descriptions of services: what a service supplies and does. Read from JSON files
 * (docs/descriptions.md has the format), compared with what an applet uses, printed as TypeScript.
 */
#ifndef COMPILER_DESCRIBE_H
#define COMPILER_DESCRIBE_H

#include <stdio.h>

#include "compiler/analyze.h"
#include "compiler/bounds.h"
#include "compiler/diag.h"

/* Errors: the service says that there is no such thing. */
#define DESCRIBED_NO_SERVICE    "unknown-service"           /* a warning where no name is near */
#define DESCRIBED_NO_MEMBER     "unknown-service-member" /* trigger, query or action */
#define DESCRIBED_NO_INGREDIENT "unknown-ingredient"        /* also of a query's rows */
#define DESCRIBED_NO_FIELD      "unknown-field"
/* Warnings. */
#define DESCRIBED_MISSING "missing-field"
#define DESCRIBED_VALUE   "field-value"

enum described_kind { KIND_TEXT = 0, KIND_NUMBER, KIND_BOOLEAN, KIND_DATE, KIND_URL, KIND_COUNT };

/* An ingredient, column or field. */
struct described_part {
    const char *name;
    const char *text;    /* description, or NULL */
    const char *example; /* or NULL */
    enum described_kind kind;
    bool required;        /* a field: the action needs it */
    const char **choices; /* a field: the only values; count 0: any */
    uint32_t choice_count;
};

enum described_role { ROLE_TRIGGER = 0, ROLE_QUERY, ROLE_ACTION };

struct described_member {
    const char *name, *text;
    enum described_role role;
    struct described_part *parts;
    uint32_t part_count;
};

struct described_service {
    const char *name, *text;
    struct described_member *members;
    uint32_t member_count;
};

struct descriptions {
    struct arena *arena;
    struct described_service *services;
    uint32_t service_count;
    size_t service_capacity;
};

/*
 * Adds what a file describes. False after saying on stderr what is wrong with it and where. All memory
 * is the arena's.
 */
bool describe_read(struct descriptions *descriptions, const char *path);

/* Reports what the applet uses otherwise than described. */
void describe_check(const struct descriptions *descriptions, const struct script *script,
                    const struct analysis *analysis, const struct bounds *bounds,
                    struct diagnostics *diagnostics);

/* The described services and the host's own objects as a TypeScript declaration file. */
void describe_types(FILE *out, const struct descriptions *descriptions);

#endif
