/*
 * runtime/event.h: one applet in this process: load once, then run events.
 *
 * Used by the trusted applet program and by the local runner. The decoded event and the outcome are
 * plain structures; their encodings (CBOR, JSON) belong to the programs.
 */
#ifndef RUNTIME_EVENT_H
#define RUNTIME_EVENT_H

#include "lib/status.h"
#include "runtime/rt.h"

/* UTF-8 text, not terminated. */
struct event_text {
    const char *bytes;
    uint32_t length;
};

/* "Service.trigger.Ingredient" = text. */
struct event_ingredient {
    struct event_text name, text;
};
struct event_row {
    const struct event_ingredient *fields; /* name is the column's */
    uint32_t count;
};
struct event_query {
    struct event_text name; /* "Service.query" */
    const struct event_row *rows;
    uint32_t count;
};

struct event {
    double now_ms, trigger_ms;  /* since 1970-01-01T00:00:00Z */
    double previous_trigger_ms; /* NaN: first run */
    struct event_text timezone; /* IANA name; empty: UTC */
    struct event_text locale;   /* "en" */
    uint32_t seed;
    const struct event_ingredient *ingredients;
    uint32_t ingredient_count;
    const struct event_query *queries;
    uint32_t query_count;
};

/* What the compiler found in the applet's text; from the package. All names UTF-8. */
struct applet_manifest {
    const struct event_text *ingredients; /* "Service.trigger.Ingredient" */
    uint32_t ingredient_count;
    const struct event_text *members; /* other "Service.member" names to exist as empty objects */
    uint32_t member_count;
    const struct applet_action {
        struct event_text name; /* "Service.action" */
        const struct event_text *fields;
        uint32_t field_count;
    } *actions;
    uint32_t action_count;
    const struct applet_query {
        struct event_text name; /* "Service.query" */
        const struct event_text
            *columns; /* no others are read; a query that is not here: all may be */
        uint32_t column_count;
    } *queries;
    uint32_t query_count;
    bool uses_moment;  /* mentions Meta, moment or MomentJS: those globals exist */
    bool plain_script; /* `tapdance run S.js`: no host objects but moment, MomentJS, console, print
                        */
};

struct event_limits {
    int64_t fuel;    /* about basic steps; 0: the default */
    uint64_t memory; /* bytes of arena an event may use; 0: the default */
    uint64_t
        stack_bytes; /* of machine stack that an event may use; 0: the default (1 MiB). Built-in
                           * code may go up to 64 KiB below it */
};

enum outcome_status { OUTCOME_OK, OUTCOME_ERROR };

/* Views into the arena: valid until event_reset(). Strings are values (UTF-16 semantics kept). */
struct outcome_field {
    value name, text, kind; /* kind: VALUE_UNDEFINED when the argument was a string */
};
struct outcome_action {
    value name;
    bool skipped;
    value skip_reason;                  /* string or VALUE_NULL */
    const struct outcome_field *fields; /* sorted by name */
    uint32_t field_count;
};
struct outcome {
    enum outcome_status status;
    enum rt_limit_kind limit; /* what ended the event, whatever the applet may name its errors */
    value error;              /* "Name: message" string when status is OUTCOME_ERROR */
    value error_kind;         /* "TypeError", "Timeout", "OutOfMemory", "throw" … */
    const struct outcome_action *actions; /* sorted by name */
    uint32_t action_count;
    const value *log; /* one string a console call */
    uint32_t log_count;
};

/* Where a plain script's output goes, line by line; unused for applets. `error`: console.error and
 * console.warn. */
typedef void (*event_print)(const char *bytes, size_t length, bool error);
extern event_print event_print_line;

/* Brings the runtime up over the snapshot in the window. Once a process. */
enum status runtime_start(struct rt **out);
/* Registers a loaded package's module and host objects, then seals the baseline. Once a process.
 * The manifest must stay valid. */
enum status applet_load(struct rt *rt, const struct code_module *module,
                        const struct applet_manifest *manifest, const struct event_limits *limits);
/* Says that all events have this locale of moment, so that it need not be loaded for each; once, after
 * applet_load. An unknown one changes nothing, as with moment.locale(). */
enum status applet_set_locale(struct rt *rt, struct event_text locale);
/* Runs one event to its end. The outcome is always filled: errors and limits are outcomes. */
void applet_run(struct rt *rt, const struct event *event, struct outcome *out);
/* Back to the baseline; the event's memory is zeroed. */
void event_reset(struct rt *rt);

/* Runs `function` so that rt_limit() inside comes back here: RT_LIMIT_NONE when it returned. */
enum rt_limit_kind rt_enter(struct rt *rt, void (*function)(struct rt *rt, void *argument),
                            void *argument);

#endif
