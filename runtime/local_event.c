/*
 * runtime/local_event.c: reads event objects, writes outcome lines.
 */
#include "runtime/local_event.h"
#include "runtime/realm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/convert.h"
#include "runtime/num/date_time.h"

static struct event_text text_of(const struct json *json) {
    return (struct event_text){json->text, (uint32_t)json->length};
}

static uint32_t count_of(const struct json *parent) {
    uint32_t count = 0;
    for (const struct json *at = parent != NULL ? parent->first : NULL; at != NULL; at = at->next) {
        count++;
    }
    return count;
}

/* The string members of an object, the last of each name. */
static enum status read_texts(const struct json *object, const struct event_ingredient **out,
                              uint32_t *count) {
    *count = 0;
    if (object == NULL) {
        return STATUS_OK;
    }
    if (object->type != JSON_OBJECT) {
        return STATUS_INVALID;
    }
    struct event_ingredient *list = calloc((size_t)count_of(object) + 1, sizeof *list);
    if (list == NULL) {
        return STATUS_NO_MEMORY;
    }
    *out = list;
    for (const struct json *at = object->first; at != NULL; at = at->next) {
        if (at->type != JSON_STRING) {
            return STATUS_INVALID;
        }
        if (json_member(object, at->name) != at) {
            continue;
        }
        list[(*count)++] =
            (struct event_ingredient){{at->name, (uint32_t)at->name_length}, text_of(at)};
    }
    return STATUS_OK;
}

static enum status read_rows(const struct json *rows, struct event_query *query) {
    if (rows->type != JSON_ARRAY) {
        return STATUS_INVALID;
    }
    struct event_row *list = calloc((size_t)count_of(rows) + 1, sizeof *list);
    if (list == NULL) {
        return STATUS_NO_MEMORY;
    }
    query->rows = list;
    for (const struct json *at = rows->first; at != NULL; at = at->next) {
        enum status status = at->type == JSON_OBJECT ? read_texts(at, &list[query->count].fields,
                                                                  &list[query->count].count)
                                                     : STATUS_INVALID;
        if (status != STATUS_OK) {
            return status;
        }
        query->count++;
    }
    return STATUS_OK;
}

static enum status read_queries(const struct json *object, struct event *event) {
    if (object == NULL) {
        return STATUS_OK;
    }
    struct event_query *list = calloc((size_t)count_of(object) + 1, sizeof *list);
    if (list == NULL) {
        return STATUS_NO_MEMORY;
    }
    event->queries = list;
    for (const struct json *at = object->first; at != NULL; at = at->next) {
        struct event_query *query = &list[event->query_count++];
        query->name = (struct event_text){at->name, (uint32_t)at->name_length};
        enum status status = read_rows(at, query);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* An ISO time as ms; `absent` where the member is missing or null. False: not a time. */
static bool read_time(const struct json *object, const char *name, double absent, double *out) {
    const struct json *json = json_member(object, name);
    *out = absent;
    if (json == NULL || json->type == JSON_NULL) {
        return true;
    }
    if (json->type != JSON_STRING) {
        return false;
    }
    /* ASCII only in times: bytes are units */
    *out = date_parse((struct number_text){json->text, json->length, false});
    return isfinite(*out);
}

static enum status read_members(const struct json *json, struct event *event,
                                const char **problem) {
    *problem = "the event is not an object";
    if (json->type != JSON_OBJECT) {
        return STATUS_INVALID;
    }
    *problem = "`now` is not a time like 2026-01-31T08:00:00Z";
    if (!read_time(json, "now", NAN, &event->now_ms) || isnan(event->now_ms)) {
        return STATUS_INVALID;
    }
    *problem = "`triggerTime` or `previousTriggerTime` is not a time";
    if (!read_time(json, "triggerTime", event->now_ms, &event->trigger_ms) ||
        !read_time(json, "previousTriggerTime", NAN, &event->previous_trigger_ms)) {
        return STATUS_INVALID;
    }
    const struct json *zone = json_member(json, "timezone");
    const struct json *locale = json_member(json, "locale");
    const struct json *seed = json_member(json, "seed");
    *problem = "`timezone` and `locale` are strings, `seed` is a number";
    if ((zone != NULL && zone->type != JSON_STRING) ||
        (locale != NULL && locale->type != JSON_STRING) ||
        (seed != NULL && seed->type != JSON_NUMBER)) {
        return STATUS_INVALID;
    }
    event->timezone = zone != NULL ? text_of(zone) : (struct event_text){"UTC", 3};
    event->locale = locale != NULL ? text_of(locale) : (struct event_text){"en", 2};
    event->seed = seed != NULL ? (uint32_t)double_to_int32(seed->number) : 0;
    *problem = "`ingredients` is an object of strings";
    enum status status =
        read_texts(json_member(json, "ingredients"), &event->ingredients, &event->ingredient_count);
    if (status != STATUS_OK) {
        return status;
    }
    *problem = "`queries` is an object of arrays of objects of strings";
    return read_queries(json_member(json, "queries"), event);
}

enum status local_event_read(const struct json *json, struct event *out, const char **problem) {
    memset(out, 0, sizeof *out);
    enum status status = read_members(json, out, problem);
    if (status != STATUS_OK) {
        local_event_free(out);
    }
    return status;
}

void local_event_free(struct event *event) {
    for (uint32_t i = 0; i < event->query_count; i++) {
        for (uint32_t k = 0; k < event->queries[i].count; k++) {
            free((void *)(uintptr_t)event->queries[i].rows[k].fields);
        }
        free((void *)(uintptr_t)event->queries[i].rows);
    }
    free((void *)(uintptr_t)event->queries);
    free((void *)(uintptr_t)event->ingredients);
    memset(event, 0, sizeof *event);
}

/* Enough to flatten what the window can hold; an end all the same. */
#define READ_FUEL (INT64_C(1) << 30)

static void flatten(struct rt *rt, value v) {
    if (value_is_string(v)) {
        (void)string_text(rt, v);
    }
}

static void flatten_outcome(struct rt *rt, void *argument) {
    const struct outcome *outcome = argument;
    for (uint32_t i = 0; i < outcome->action_count; i++) {
        const struct outcome_action *action = &outcome->actions[i];
        flatten(rt, action->skip_reason);
        for (uint32_t k = 0; k < action->field_count; k++) {
            flatten(rt, action->fields[k].text);
        }
    }
    for (uint32_t i = 0; i < outcome->log_count; i++) {
        flatten(rt, outcome->log[i]);
    }
    flatten(rt, outcome->error);
}

void local_outcome_settle(struct rt *rt, struct outcome *outcome) {
    rt->fuel = READ_FUEL;
    enum rt_limit_kind limit = rt_enter(rt, flatten_outcome, outcome);
    if (limit != RT_LIMIT_NONE) {
        value error =
            limit == RT_LIMIT_TIMEOUT ? rt->realm->text_timeout : rt->realm->text_out_of_memory;
        *outcome = (struct outcome){
            .status = OUTCOME_ERROR, .limit = limit, .error = error, .error_kind = error};
    }
}

/* {"name":"value",…} of the fields, or of their kinds where there are any. */
static void write_fields(FILE *file, struct rt *rt, const struct outcome_action *action,
                         bool kinds) {
    const char *comma = "";
    for (uint32_t i = 0; i < action->field_count; i++) {
        value v = kinds ? action->fields[i].kind : action->fields[i].text;
        if (v == VALUE_UNDEFINED) {
            continue;
        }
        fputs(comma, file);
        json_write_value(file, rt, action->fields[i].name);
        fputc(':', file);
        json_write_value(file, rt, v);
        comma = ",";
    }
}

static void write_action(FILE *file, struct rt *rt, const struct outcome_action *action) {
    bool kinds = false;
    for (uint32_t i = 0; i < action->field_count; i++) {
        kinds = kinds || action->fields[i].kind != VALUE_UNDEFINED;
    }
    json_write_value(file, rt, action->name);
    fputs(":{\"fields\":{", file);
    write_fields(file, rt, action, false);
    if (kinds) {
        fputs("},\"kinds\":{", file);
        write_fields(file, rt, action, true);
    }
    fputs("},\"skip_reason\":", file);
    if (value_is_string(action->skip_reason)) {
        json_write_value(file, rt, action->skip_reason);
    } else {
        fputs("null", file);
    }
    fputs(action->skipped ? ",\"skipped\":true}" : ",\"skipped\":false}", file);
}

void local_outcome_write(FILE *file, struct rt *rt, const struct outcome *outcome) {
    fputs("{\"actions\":{", file);
    for (uint32_t i = 0; i < outcome->action_count; i++) {
        fputs(i == 0 ? "" : ",", file);
        write_action(file, rt, &outcome->actions[i]);
    }
    fputs("}", file);
    if (outcome->status == OUTCOME_ERROR) {
        fputs(",\"error\":", file);
        json_write_value(file, rt, outcome->error);
        fputs(",\"error_kind\":", file);
        json_write_value(file, rt, outcome->error_kind);
    }
    fputs(",\"log\":[", file);
    for (uint32_t i = 0; i < outcome->log_count; i++) {
        fputs(i == 0 ? "" : ",", file);
        json_write_value(file, rt, outcome->log[i]);
    }
    fputs(outcome->status == OUTCOME_OK ? "],\"status\":\"ok\"}\n" : "],\"status\":\"error\"}\n",
          file);
}
