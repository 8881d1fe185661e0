/*
 * runtime/host.h: the host objects of an applet and the recorder behind them.
 *
 * applet_load() makes what the manifest names, once, in the baseline; each event fills in its
 * ingredients and records actions. The actions and their fields stand in the order in which the
 * outcome lists them (names by UTF-16 code units).
 */
#ifndef RUNTIME_HOST_H
#define RUNTIME_HOST_H

#include "runtime/event.h"
#include "runtime/realm.h"

/* What one setter sets; in the baseline. */
struct host_field {
    value name; /* "Field" */
};
struct host_action {
    value name;  /* "Service.action" */
    link fields; /* struct host_field[field_count], sorted */
    uint32_t field_count;
    uint32_t first_field; /* of all fields of all actions, for the recorder */
};

/* One recorded action of the running event; in the arena. */
struct host_record {
    bool called, skipped;
    value skip_reason;
};

struct host {
    const struct applet_manifest *manifest;
    value services; /* null-prototype object: service name to object; in the baseline */
    value script;   /* the applet's top-level function */
    link actions;   /* struct host_action[], sorted */
    uint32_t action_count, field_count;
    uint32_t times; /* which moments of Meta are made: bit i for meta_names[i] */
    value zones;    /* names of the time zones that the baseline has ready; null-prototype */
    struct event_text locale; /* that the baseline is set to; empty: "en" */
    int64_t fuel;             /* of an event */
    uint64_t memory;          /* bytes of arena an event may use */
    link memory_limit;        /* rt->limit during an event */
    /* of the running event; all zero between events */
    struct host_record *records; /* one an action */
    struct outcome_field *texts; /* one a field; name 0: not set */
    value *log;
    uint32_t log_count, log_capacity;
};

static inline struct host *rt_host(struct rt *rt) {
    return rt->host;
}

/* Makes services, members and actions of the manifest, console, and the time library's names. */
void host_load(struct rt *rt, struct host *host);
/* Unpacks an event's time zone in the unsealed baseline, for all events. */
void host_prepare_zone(struct rt *rt, struct host *host, struct event_text zone);
/* Lets the time library know a zone as if it had been asked for it. Unknown names are left to the
 * event. */
void host_unpack_zone(struct rt *rt, value name);
/* The same for the zones that an applet's text names. */
void host_unpack_zones(struct rt *rt, const struct code_module *module);
/* Whether the baseline is set to this locale. */
bool host_has_locale(const struct host *host, struct event_text locale);
/* Sets moment's locale in the unsealed baseline. The text must stay valid. */
void host_set_locale(struct rt *rt, struct host *host, struct event_text locale);
/* Fills in an event's ingredients, queries and Meta. 0, or -1 with an exception. */
int host_begin(struct rt *rt, struct host *host, const struct event *event);
/* String(v): symbols are described, not refused. VALUE_EXCEPTION. */
value host_string(struct rt *rt, value v);
/* The recorded effects as an outcome's; the arrays are in the arena. */
void host_outcome(struct rt *rt, struct host *host, struct outcome *out);
/* The arena that host_outcome() needs, so that it can't run out. */
size_t host_outcome_size(const struct host *host);

#endif
