/*
 * runtime/local_event.h: events and outcomes as JSON (the form of the applet contract), for the
 * local runner.
 */
#ifndef RUNTIME_LOCAL_EVENT_H
#define RUNTIME_LOCAL_EVENT_H

#include "runtime/event.h"
#include "runtime/local_json.h"

/* Views into `json`, which must live as long; the arrays are the caller's to free through
 * local_event_free(). STATUS_INVALID with *problem a phrase. */
MUST_CHECK enum status local_event_read(const struct json *json, struct event *out,
                                        const char **problem);
void local_event_free(struct event *event);
/*
 * Makes the outcome's strings readable without allocating. Where the window has no room left for that, the
 * outcome becomes the limit's error and has no actions.
 */
void local_outcome_settle(struct rt *rt, struct outcome *outcome);
/* One line, keys sorted. The outcome is settled. */
void local_outcome_write(FILE *file, struct rt *rt, const struct outcome *outcome);

#endif
