/* cli/history_verify.c: run records against what the services saw. */
#include "cli/history.h"

#include "cli/command.h"
#include "cli/http.h"
#include "lib/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* GET of a service with the user's own token; NULL after complaining. */
static json_t *ask_service(const json_t *peer, const char *applet, const char *what,
                           const char *path) {
    char url[512];
    snprintf(url, sizeof url, "%s/v1/deployments/%s/%s", service_text(peer, "api_url"), applet,
             path);
    const char *authority = service_text(peer, "authority");
    struct http_request request = {.method = "GET",
                                   .url = url,
                                   .token = service_text(peer, "token"),
                                   .authority = authority[0] != '\0' ? authority : NULL,
                                   .tls_required = true};
    struct http_response response;
    if (http_call(what, &request, &response) != STATUS_OK) {
        json_decref(response.body);
        return NULL;
    }
    return response.body;
}

static bool hex_is(const uint8_t bytes[EVENT_ID_BYTES], const char *hex) {
    char text[2 * EVENT_ID_BYTES + 1];
    return hex_encode(text, sizeof text, view_of(bytes, EVENT_ID_BYTES)) == STATUS_OK &&
           strcmp(text, hex) == 0;
}

static bool same_outcome(const struct record *one, const struct record *other) {
    bool same = one->outcome == other->outcome && one->action_count == other->action_count;
    for (size_t i = 0; same && i < one->action_count; i++) {
        same = one->actions[i].run == other->actions[i].run &&
               view_equal(one->actions[i].id, other->actions[i].id) &&
               memcmp(one->actions[i].idem, other->actions[i].idem, IDEM_BYTES) == 0;
    }
    return same;
}

/*
 * An event of more than one record. Where tapd, the monitor or the program dies between a run and the
 * storing of its end, the host runs the event again: that is no finding, since a run is a pure function
 * of the event and the action service takes each idem once. In one instance, or with another outcome,
 * it can't have come about so.
 */
static int judge_repeated(const struct history *history, const char *id, long long seq,
                          const char *trigger, size_t found) {
    for (size_t i = 0; i < history->count; i++) {
        const struct record *record = &history->entries[i]->record;
        for (size_t k = 0; k < i && hex_is(record->event_id, id); k++) {
            const struct record *earlier = &history->entries[k]->record;
            if (!hex_is(earlier->event_id, id)) {
                continue;
            }
            bool same = same_outcome(earlier, record);
            if (!same || memcmp(earlier->instance, record->instance, INSTANCE_BYTES) == 0) {
                printf("! event %lld of %s ran %zu times %s\n", seq, trigger, found,
                       same ? "in one instance" : "with different outcomes");
                return 1;
            }
        }
    }
    printf(
        "  event %lld of %s ran %zu times, in programs that were started one after another, with "
        "one outcome; each action counts once\n",
        seq, trigger, found);
    return 0;
}

/* Every event of the service has a record. */
static int events_against_records(const json_t *events, const char *trigger,
                                  const struct history *history) {
    int findings = 0;
    size_t index;
    json_t *event;
    json_array_foreach(events, index, event) {
        const char *id = service_text(event, "event_id");
        long long seq = (long long)json_integer_value(json_object_get(event, "seq"));
        if (strcmp(service_text(event, "trigger"), trigger) != 0) {
            continue;
        }
        size_t found = 0;
        for (size_t i = 0; i < history->count; i++) {
            found += hex_is(history->entries[i]->record.event_id, id);
        }
        if (found == 0) {
            bool fetched = json_integer_value(json_object_get(event, "fetched")) > 0;
            printf("! event %lld of %s %s\n", seq, trigger,
                   fetched ? "was fetched, but there is no record of its run"
                           : "was never fetched by the host");
            findings++;
        } else if (found > 1) {
            findings += judge_repeated(history, id, seq, trigger, found);
        }
    }
    return findings;
}

/*
 * Services drop what is settled after some weeks and say since when they have everything. A run may
 * be a day later than its event (max_delay).
 */
static bool older_than_kept(const struct record *record, const json_t *answer) {
    return record->started_ms <
           json_integer_value(json_object_get(answer, "kept_since")) + 86400000;
}

static void tell_old(size_t old, const char *name) {
    if (old > 0) {
        printf("  %zu records are from before what the service of %s still keeps: not compared\n",
               old, name);
    }
}

/* Every record belongs to an event of the service. */
static int records_against_events(const json_t *answer, const char *trigger,
                                  const struct history *history) {
    const json_t *events = json_object_get(answer, "events");
    size_t old = 0;
    int findings = 0;
    for (size_t i = 0; i < history->count; i++) {
        const struct record *record = &history->entries[i]->record;
        bool known = false;
        size_t index;
        json_t *event;
        if (!view_equal(record->trigger, view_text(trigger))) {
            continue;
        }
        json_array_foreach(events, index, event) {
            known = known || hex_is(record->event_id, service_text(event, "event_id"));
        }
        if (!known && older_than_kept(record, answer)) {
            old++;
        } else if (!known) {
            printf("! record %lld names an event that %s does not know\n",
                   (long long)history->entries[i]->host_number, trigger);
            findings++;
        }
    }
    tell_old(old, trigger);
    return findings;
}

static int records_against_deliveries(const json_t *answer, const char *action,
                                      const struct history *history) {
    const json_t *deliveries = json_object_get(answer, "deliveries");
    size_t old = 0;
    int findings = 0;
    for (size_t i = 0; i < history->count; i++) {
        const struct record *record = &history->entries[i]->record;
        for (size_t k = 0; k < record->action_count; k++) {
            const struct record_action *taken = &record->actions[k];
            if (!view_equal(taken->id, view_text(action))) {
                continue;
            }
            const char *state = "";
            size_t index;
            json_t *delivery;
            json_array_foreach(deliveries, index, delivery) {
                if (hex_is(taken->idem, service_text(delivery, "idem"))) {
                    state = service_text(delivery, "state");
                }
            }
            if (state[0] == '\0' && older_than_kept(record, answer)) {
                old++;
            } else if (state[0] == '\0' || strcmp(state, "expired") == 0) {
                printf("! record %lld: %s of %s %s\n", (long long)history->entries[i]->host_number,
                       taken->run ? "the run" : "the skip", action,
                       state[0] == '\0' ? "never reached the service" : "reached it too late");
                findings++;
            }
        }
    }
    tell_old(old, action);
    return findings;
}

int history_verify(const struct profile *profile, const json_t *deployment,
                   const struct history *history) {
    (void)profile;
    const char *applet = service_text(deployment, "applet");
    int findings = 0;
    size_t index;
    json_t *peer;
    json_array_foreach(json_object_get(deployment, "triggers"), index, peer) {
        const char *name = service_text(peer, "name");
        json_t *answer = ask_service(peer, applet, "the trigger service", "events?after=0");
        if (answer == NULL) {
            return -1;
        }
        findings += events_against_records(json_object_get(answer, "events"), name, history);
        findings += records_against_events(answer, name, history);
        json_decref(answer);
    }
    json_array_foreach(json_object_get(deployment, "actions"), index, peer) {
        json_t *answer = ask_service(peer, applet, "the action service", "deliveries?after=0");
        if (answer == NULL) {
            return -1;
        }
        findings += records_against_deliveries(answer, service_text(peer, "name"), history);
        json_decref(answer);
    }
    return findings;
}
