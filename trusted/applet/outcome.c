/*
 * trusted/applet/outcome.c: see outcome.h. Reading strings may flatten them, which allocates and may meet the
 * event's limits: so all of it happens inside rt_enter, and a limit there counts like one in the
 * applet's own code.
 */
#include "trusted/applet/outcome.h"

#include "runtime/text.h"

#include <string.h>

/* Enough to flatten what an event's memory can hold; an end all the same. */
#define COPY_FUEL (INT64_C(1) << 28)

struct taking {
    const struct applet *applet;
    const struct outcome *outcome;
    struct taken *taken;
    bool too_large;
};

/* Copies a string as UTF-8 behind what is there. */
static bool copy_text(struct rt *rt, struct taken *taken, value string, struct view *text) {
    uint8_t *place = taken->text + taken->text_length;
    size_t room = sizeof taken->text - taken->text_length;
    size_t length = string_to_utf8(rt, string, (char *)place, room);
    if (length > room) {
        return false;
    }
    taken->text_length += length;
    *text = view_of(place, length);
    return true;
}

static const struct outcome_action *find_action(struct rt *rt, const struct taking *taking,
                                                struct view name) {
    for (uint32_t i = 0; i < taking->outcome->action_count; i++) {
        const struct outcome_action *action = &taking->outcome->actions[i];
        char text[LIMIT_NAME_BYTES];
        size_t length = string_to_utf8(rt, action->name, text, sizeof text);
        if (length == name.length && memcmp(text, name.data, length) == 0) {
            return action;
        }
    }
    return NULL;
}

static bool take_fields(struct rt *rt, const struct taking *taking,
                        const struct outcome_action *action, struct taken_action *taken) {
    if (action->field_count > LIMIT_FIELDS) {
        return false;
    }
    for (uint32_t i = 0; i < action->field_count; i++) {
        struct text_pair *pair = &taken->fields[i];
        if (!copy_text(rt, taking->taken, action->fields[i].name, &pair->name) ||
            !copy_text(rt, taking->taken, action->fields[i].text, &pair->text) ||
            pair->name.length > LIMIT_INGREDIENT_BYTES) {
            return false;
        }
    }
    taken->field_count = action->field_count;
    return true;
}

static void take_actions(struct rt *rt, void *argument) {
    struct taking *taking = argument;
    for (size_t i = 0; i < taking->applet->sink_count; i++) {
        struct taken_action *taken = &taking->taken->actions[i];
        const struct outcome_action *action =
            find_action(rt, taking, taking->applet->sinks[i].name);
        taken->run = action == NULL || !action->skipped;
        if (action != NULL && taken->run && !take_fields(rt, taking, action, taken)) {
            taking->too_large = true;
            return;
        }
    }
}

static void add_line(struct rt *rt, struct taken *taken, value line) {
    size_t room = sizeof taken->log - taken->log_length;
    char *place = (char *)taken->log + taken->log_length;
    size_t length = string_to_utf8(rt, line, place, room);
    if (length + 1 > room) {
        taken->log_cut = true; /* a partial line may end inside a character: leave it out */
        return;
    }
    place[length] = '\n';
    taken->log_length += length + 1;
}

static void take_log(struct rt *rt, void *argument) {
    struct taking *taking = argument;
    for (uint32_t i = 0; i < taking->outcome->log_count && !taking->taken->log_cut; i++) {
        add_line(rt, taking->taken, taking->outcome->log[i]);
    }
}

/* The last line says what ended the run; room for it is made by giving up the log. */
static void take_error(struct rt *rt, void *argument) {
    struct taking *taking = argument;
    if (!value_is_string(taking->outcome->error)) {
        return;
    }
    size_t need = string_to_utf8(rt, taking->outcome->error, NULL, 0) + 1;
    if (need > sizeof taking->taken->log) {
        taking->taken->log_cut = true;
        return;
    }
    if (need > sizeof taking->taken->log - taking->taken->log_length) {
        taking->taken->log_length = 0;
        taking->taken->log_cut = true;
    }
    add_line(rt, taking->taken, taking->outcome->error);
}

/* By what ended the event, not by an error's name: an applet may name its errors as it likes. */
static enum run_outcome outcome_of(const struct outcome *outcome) {
    switch (outcome->limit) {
    case RT_LIMIT_TIMEOUT: return RUN_TIMEOUT;
    case RT_LIMIT_MEMORY: return RUN_OUT_OF_MEMORY;
    case RT_LIMIT_NONE: break;
    }
    return outcome->status == OUTCOME_OK ? RUN_OK : RUN_ERROR;
}

static void skip_all(struct taken *taken) {
    for (size_t i = 0; i < LIMIT_ACTIONS; i++) {
        taken->actions[i].run = false;
        taken->actions[i].field_count = 0;
    }
}

void outcome_take(const struct applet *applet, const struct outcome *outcome, struct taken *taken) {
    struct taking taking = {.applet = applet, .outcome = outcome, .taken = taken};
    taken->log_length = 0;
    taken->text_length = 0;
    taken->log_cut = false;
    skip_all(taken);
    applet->rt->fuel = COPY_FUEL; /* the event may have used up its own */
    taken->outcome = outcome_of(outcome);
    if (rt_enter(applet->rt, take_log, &taking) != RT_LIMIT_NONE) {
        taken->log_cut = true;
    }
    if (outcome->status != OUTCOME_OK) {
        if (rt_enter(applet->rt, take_error, &taking) != RT_LIMIT_NONE) {
            taken->log_cut = true;
        }
        return;
    }
    enum rt_limit_kind limit = rt_enter(applet->rt, take_actions, &taking);
    if (limit != RT_LIMIT_NONE) {
        taken->outcome = limit == RT_LIMIT_MEMORY ? RUN_OUT_OF_MEMORY : RUN_TIMEOUT;
    } else if (taking.too_large) {
        taken->outcome = RUN_ACTION_TOO_LARGE;
    }
    if (taken->outcome != RUN_OK) {
        skip_all(taken);
    }
}

static enum status action_of(const struct applet *applet, const struct decoded *decoded,
                             const struct taken_action *taken, size_t index,
                             struct action_message *message) {
    *message = (struct action_message){.facts = {.seq = decoded->facts.seq,
                                                 .trigger = decoded->trigger,
                                                 .not_after_ms = decoded->not_after_ms,
                                                 .run = taken->run},
                                       .fields = taken->fields,
                                       .field_count = taken->field_count};
    return message_idem(message->facts.idem, applet->identity.applet, decoded->trigger,
                        decoded->facts.event_id, applet->sinks[index].name);
}

/* All are looked at before any is sealed: one that does not fit makes skips of all. */
static enum status make_messages(const struct applet *applet, const struct decoded *decoded,
                                 struct taken *taken, struct action_message *messages) {
    bool fit = true;
    for (size_t i = 0; i < applet->sink_count; i++) {
        enum status status = action_of(applet, decoded, &taken->actions[i], i, &messages[i]);
        if (status != STATUS_OK) {
            return status;
        }
        fit = fit && action_fits(&messages[i], applet->sinks[i].message_bytes);
    }
    for (size_t i = 0; i < applet->sink_count && !fit; i++) {
        messages[i].facts.run = false;
        messages[i].field_count = 0;
    }
    if (!fit) {
        taken->outcome = RUN_ACTION_TOO_LARGE;
    }
    return STATUS_OK;
}

static enum status seal_record(struct applet *applet, struct record *record, struct writer *out) {
    writer_u32(out, RECORD_MESSAGE_BYTES);
    size_t start = out->position;
    memcpy(record->instance, applet->instance, sizeof record->instance);
    memcpy(record->prev_hash, applet->previous_record, sizeof record->prev_hash);
    memcpy(record->bind, applet->bind, sizeof record->bind);
    record->n = applet->records;
    enum status status = record_seal(&applet->record_sender, &applet->identity, record, out);
    if (status == STATUS_OK && out->position - start != RECORD_MESSAGE_BYTES) {
        status = STATUS_FAILED;
    }
    if (status == STATUS_OK) {
        digest_sha256(view_of(out->data + start, RECORD_MESSAGE_BYTES), applet->previous_record);
        applet->records++;
    }
    return status;
}

enum status outcome_seal(struct applet *applet, const struct decoded *decoded, struct taken *taken,
                         uint64_t ticket, int64_t started_ms, int64_t ended_ms,
                         uint32_t uncertainty_ms, struct writer *out) {
    struct action_message messages[LIMIT_ACTIONS];
    enum status status = make_messages(applet, decoded, taken, messages);
    struct record record = {.trigger = decoded->trigger,
                            .seq = decoded->facts.seq,
                            .started_ms = started_ms,
                            .ended_ms = ended_ms,
                            .uncertainty_ms = uncertainty_ms,
                            .outcome = taken->outcome,
                            .action_count = applet->sink_count,
                            .log = view_of(taken->log, taken->log_length),
                            .log_cut = taken->log_cut};
    memcpy(record.event_id, decoded->facts.event_id, sizeof record.event_id);
    writer_u8(out, HOST_RESULT);
    writer_u64(out, ticket);
    writer_u8(out, (uint8_t)applet->sink_count);
    for (size_t i = 0; status == STATUS_OK && i < applet->sink_count; i++) {
        struct applet_sink *sink = &applet->sinks[i];
        writer_u32(out, sink->message_bytes);
        status = action_seal(&sink->sender, &applet->identity, sink->name, &messages[i],
                             sink->message_bytes, out);
        record.actions[i].id = sink->name;
        record.actions[i].run = messages[i].facts.run;
        memcpy(record.actions[i].idem, messages[i].facts.idem, IDEM_BYTES);
    }
    if (status == STATUS_OK) {
        status = seal_record(applet, &record, out);
    }
    return status == STATUS_OK ? writer_end(out) : status;
}

void outcome_wipe(struct taken *taken) {
    secret_wipe_memory(taken->text, taken->text_length);
    secret_wipe_memory(taken->log, sizeof taken->log);
    taken->text_length = 0;
}
