/*
 * runtime/host.c: builds the host objects from the manifest and fills in events.
 */
#include "runtime/host.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/text_internal.h"

#include <string.h>

enum { CODE_SET_FIELD, CODE_SKIP };

/* The parts of "Service.member.rest": `first` and `second` as keys; rest begins at *rest. */
struct dotted {
    value first, second;
    uint32_t parts; /* 1, 2 or 3 (the third holds all that follows) */
    struct event_text rest;
};

static value text_key(struct rt *rt, const char *bytes, size_t length) {
    return string_to_key(rt, string_from_utf8(rt, bytes, length));
}

static struct dotted split_name(struct rt *rt, struct event_text name) {
    struct dotted dotted = {VALUE_UNDEFINED, VALUE_UNDEFINED, 1, {NULL, 0}};
    const char *dot = memchr(name.bytes, '.', name.length);
    size_t first = dot != NULL ? (size_t)(dot - name.bytes) : name.length;
    dotted.first = text_key(rt, name.bytes, first);
    if (dot == NULL) {
        return dotted;
    }
    const char *second = dot + 1;
    size_t left = name.length - first - 1;
    dot = memchr(second, '.', left);
    size_t length = dot != NULL ? (size_t)(dot - second) : left;
    dotted.second = text_key(rt, second, length);
    dotted.parts = 2;
    if (dot != NULL) {
        dotted.parts = 3;
        dotted.rest = (struct event_text){dot + 1, (uint32_t)(left - length - 1)};
    }
    return dotted;
}

/* The service's object; made, and made a global, where there is none yet. */
static value service(struct rt *rt, const struct host *host, value name) {
    value known = object_get(rt, host->services, name);
    if (known != VALUE_UNDEFINED) {
        return known;
    }
    value object = object_new(rt);
    object_create_data(rt, host->services, name, object);
    object_define(rt, rt->realm->global, name, object, ATTR_HIDDEN);
    return object;
}

static value member(struct rt *rt, const struct host *host, value service_name, value name) {
    value object = service(rt, host, service_name);
    if (object_has_own(rt, object, name) == 1) {
        return object_get(rt, object, name);
    }
    value made = object_new(rt);
    object_create_data(rt, object, name, made);
    return made;
}

/* --- loading --- */

/* Sorts by UTF-16 code units; the lists are as short as an applet's text. */
static void sort_names(struct rt *rt, uint32_t *order, const value *names, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        uint32_t moving = order[i];
        uint32_t at = i;
        while (at > 0 && string_compare(rt, names[order[at - 1]], names[moving]) > 0) {
            rt_burn(rt, 1);
            order[at] = order[at - 1];
            at--;
        }
        order[at] = moving;
    }
}

/* The strings of `count` texts and the order that sorts them. */
static value *sorted_names(struct rt *rt, uint32_t count, size_t stride,
                           const struct event_text *first, uint32_t **order) {
    value *names = heap_alloc_array(rt, count, sizeof(value));
    *order = heap_alloc_array(rt, count, sizeof(uint32_t));
    for (uint32_t i = 0; i < count; i++) {
        const struct event_text *text = (const void *)((const char *)first + i * stride);
        names[i] = string_from_utf8(rt, text->bytes, text->length);
        (*order)[i] = i;
    }
    sort_names(rt, *order, names, count);
    return names;
}

static void define_host_function(struct rt *rt, value object, value name, uint32_t code,
                                 uint32_t action, uint32_t field) {
    value v = native_function(rt, MODULE_host, code);
    value_function(v)->extra = value_from_u32(action);
    value_function(v)->magic = field;
    object_define(rt, object, name, v, ATTR_HIDDEN);
}

static void load_action(struct rt *rt, struct host *host, const struct applet_action *source,
                        value name, uint32_t index) {
    struct host_action *action = (struct host_action *)link_pointer(host->actions) + index;
    uint32_t *order;
    value *names =
        sorted_names(rt, source->field_count, sizeof *source->fields, source->fields, &order);
    struct host_field *fields =
        heap_alloc_array(rt, source->field_count, sizeof(struct host_field));
    for (uint32_t i = 0; i < source->field_count; i++) {
        fields[i].name = names[order[i]];
    }
    action->name = name;
    action->fields = link_to(fields);
    action->field_count = source->field_count;
    action->first_field = host->field_count;
    host->field_count += source->field_count;

    struct dotted dotted = split_name(rt, source->name);
    value object = dotted.parts == 1 ? service(rt, host, dotted.first)
                                     : member(rt, host, dotted.first, dotted.second);
    for (uint32_t i = 0; i < source->field_count; i++) {
        value setter = string_concat(rt, string_from_ascii(rt, "set"), fields[i].name);
        define_host_function(rt, object, string_to_key(rt, setter), CODE_SET_FIELD, index,
                             action->first_field + i);
    }
    define_host_function(rt, object, key_from_ascii(rt, "skip"), CODE_SKIP, index, 0);
}

static const char *const meta_names[] = {"currentUserTime", "triggerTime", "previousTriggerTime"};
enum { META_TIMES = 3, META_ALL = 7 };

static bool text_is(struct event_text text, const char *word) {
    size_t length = text_ascii_length(word);
    return text.length == length && memcmp(text.bytes, word, length) == 0;
}

/* The compiler lists "Meta.x" for each moment that is used, or "Meta" where it can't tell. True
 * where `name` is one of these. */
static bool note_meta(struct host *host, struct event_text name) {
    if (text_is(name, "Meta")) {
        host->times = META_ALL;
        return true;
    }
    if (name.length < 5 || memcmp(name.bytes, "Meta.", 5) != 0) {
        return false;
    }
    for (uint32_t i = 0; i < META_TIMES; i++) {
        if (text_is((struct event_text){name.bytes + 5, name.length - 5}, meta_names[i])) {
            host->times |= 1u << i;
        }
    }
    return true;
}

static void load_member(struct rt *rt, const struct host *host, struct event_text name,
                        bool with_ingredient) {
    if (with_ingredient) { /* all but the last part */
        uint32_t length = name.length;
        while (length > 0 && name.bytes[length - 1] != '.') {
            length--;
        }
        name.length = length > 0 ? length - 1 : name.length;
    }
    struct dotted dotted = split_name(rt, name);
    if (dotted.parts == 1) {
        service(rt, host, dotted.first);
    } else {
        member(rt, host, dotted.first, dotted.second);
    }
}

static void load_time(struct rt *rt, const struct host *host) {
    value moment = rt->realm->moment;
    value global = rt->realm->global;
    if (host->manifest->uses_moment && moment != VALUE_UNDEFINED) {
        object_define_name(rt, global, "moment", moment, ATTR_HIDDEN);
        object_define_name(rt, global, "MomentJS", moment, ATTR_HIDDEN);
        host_unpack_zones(rt, rt->modules[MODULE_APPLET]);
    }
}

void host_load(struct rt *rt, struct host *host) {
    const struct applet_manifest *manifest = host->manifest;
    host->services = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    host->zones = object_create(rt, CLASS_OBJECT, VALUE_NULL);
    for (uint32_t i = 0; i < manifest->action_count; i++) {
        load_member(rt, host, manifest->actions[i].name, false);
    }
    for (uint32_t i = 0; i < manifest->ingredient_count; i++) {
        load_member(rt, host, manifest->ingredients[i], true);
    }
    bool meta_known = false;
    for (uint32_t i = 0; i < manifest->member_count; i++) {
        if (note_meta(host, manifest->members[i])) {
            meta_known = true;
        } else {
            load_member(rt, host, manifest->members[i], false);
        }
    }
    if (!meta_known) {
        host->times = META_ALL;
    }
    host->action_count = manifest->action_count;
    host->actions =
        link_to(heap_alloc_array(rt, manifest->action_count, sizeof(struct host_action)));
    if (manifest->action_count != 0) {
        uint32_t *order;
        value *names = sorted_names(rt, manifest->action_count, sizeof *manifest->actions,
                                    &manifest->actions[0].name, &order);
        for (uint32_t i = 0; i < manifest->action_count; i++) {
            load_action(rt, host, &manifest->actions[order[i]], names[order[i]], i);
        }
    }
    load_time(rt, host);
    if (manifest->plain_script) {
        object_define_name(rt, rt->realm->global, "print", host_function_print(rt), ATTR_HIDDEN);
    }
}

/* --- one event --- */

static void set_ingredient(struct rt *rt, const struct host *host, struct event_text name,
                           value v) {
    struct dotted dotted = split_name(rt, name);
    if (dotted.parts == 1) {
        return; /* names no member */
    }
    value object = service(rt, host, dotted.first);
    value key = dotted.second;
    if (dotted.parts == 3) {
        object = member(rt, host, dotted.first, dotted.second);
        key = text_key(rt, dotted.rest.bytes, dotted.rest.length);
    }
    if (value_is_object(object)) {
        object_create_data(rt, object, key, v);
    }
}

static value rows_of(struct rt *rt, const struct event_query *query) {
    value rows = array_new(rt, 0, NULL);
    for (uint32_t i = 0; i < query->count; i++) {
        value row = object_new(rt);
        for (uint32_t k = 0; k < query->rows[i].count; k++) {
            const struct event_ingredient *field = &query->rows[i].fields[k];
            object_create_data(rt, row, text_key(rt, field->name.bytes, field->name.length),
                               string_from_utf8(rt, field->text.bytes, field->text.length));
        }
        array_push(rt, rows, row);
    }
    return rows;
}

/* moment.tz(ms, zone), defined as a property of Meta. 0 or -1. */
static int define_time(struct rt *rt, value meta, value tz, const char *name, double ms,
                       value zone) {
    value argv[2] = {value_from_number(ms), zone};
    value time = function_call(rt, tz, rt->realm->moment, 2, argv);
    if (time == VALUE_EXCEPTION) {
        return -1;
    }
    object_define_name(rt, meta, name, time, ATTR_ALL);
    return 0;
}

static value zone_of(struct rt *rt, struct event_text zone) {
    return zone.length != 0 ? string_from_utf8(rt, zone.bytes, zone.length)
                            : string_from_ascii(rt, "UTC");
}

void host_prepare_zone(struct rt *rt, struct host *host, struct event_text zone) {
    value name = zone_of(rt, zone);
    object_create_data(rt, host->zones, string_to_key(rt, name), VALUE_TRUE);
    host_unpack_zone(rt, name);
}

static struct event_text locale_or_english(struct event_text locale) {
    return locale.length != 0 ? locale : (struct event_text){"en", 2};
}

bool host_has_locale(const struct host *host, struct event_text locale) {
    struct event_text a = locale_or_english(host->locale);
    struct event_text b = locale_or_english(locale);
    return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

/* moment.locale(name). 0 or -1. */
static int call_locale(struct rt *rt, struct event_text locale) {
    locale = locale_or_english(locale);
    value name = string_from_utf8(rt, locale.bytes, locale.length);
    value result = value_invoke(rt, rt->realm->moment, key_from_ascii(rt, "locale"), 1, &name);
    return result == VALUE_EXCEPTION ? -1 : 0;
}

void host_set_locale(struct rt *rt, struct host *host, struct event_text locale) {
    if (call_locale(rt, locale) < 0) {
        exception_take(rt); /* the event itself meets it again */
        return;
    }
    host->locale = locale;
}

static int begin_time(struct rt *rt, const struct host *host, const struct event *event) {
    value moment = rt->realm->moment;
    if (!host_has_locale(host, event->locale) && call_locale(rt, event->locale) < 0) {
        return -1;
    }
    value zone = zone_of(rt, event->timezone);
    value tz = object_get_name(rt, moment, "tz");
    value meta = object_new(rt);
    const double times[META_TIMES] = {event->now_ms, event->trigger_ms, event->previous_trigger_ms};
    for (uint32_t i = 0; i < META_TIMES; i++) {
        bool wanted = (host->times >> i & 1) != 0 && times[i] == times[i];
        if (wanted && define_time(rt, meta, tz, meta_names[i], times[i], zone) < 0) {
            return -1;
        }
    }
    object_define_name(rt, rt->realm->global, "Meta", meta, ATTR_HIDDEN);
    return 0;
}

/* Less-than by bytes equals less-than by UTF-16 units but for surrogates; ingredients come sorted
 * from the wire or are sorted here, by UTF-16 units. */
static const uint32_t *ingredient_order(struct rt *rt, const struct event *event) {
    uint32_t *order;
    sorted_names(rt, event->ingredient_count, sizeof *event->ingredients,
                 &event->ingredients[0].name, &order);
    return order;
}

int host_begin(struct rt *rt, struct host *host, const struct event *event) {
    host->records = heap_alloc_array(rt, host->action_count, sizeof *host->records);
    host->texts = heap_alloc_array(rt, host->field_count, sizeof *host->texts);
    host->log = NULL;
    host->log_count = host->log_capacity = 0;
    if (host->manifest->plain_script) {
        return 0;
    }
    if (event->ingredient_count != 0) {
        const uint32_t *order = ingredient_order(rt, event);
        for (uint32_t i = 0; i < event->ingredient_count; i++) {
            const struct event_ingredient *ingredient = &event->ingredients[order[i]];
            value text = string_from_utf8(rt, ingredient->text.bytes, ingredient->text.length);
            set_ingredient(rt, host, ingredient->name, text);
        }
    }
    for (uint32_t i = 0; i < event->query_count; i++) {
        set_ingredient(rt, host, event->queries[i].name, rows_of(rt, &event->queries[i]));
    }
    if (host->manifest->uses_moment && rt->realm->moment != VALUE_UNDEFINED) {
        return begin_time(rt, host, event);
    }
    return 0;
}

size_t host_outcome_size(const struct host *host) {
    return host->action_count * sizeof(struct outcome_action) +
           host->field_count * sizeof(struct outcome_field) + 64;
}

void host_outcome(struct rt *rt, struct host *host, struct outcome *out) {
    struct outcome_action *actions = heap_alloc_array(rt, host->action_count, sizeof *actions);
    struct outcome_field *fields = heap_alloc_array(rt, host->field_count, sizeof *fields);
    const struct host_action *known = link_pointer(host->actions);
    out->actions = actions;
    out->log = host->log;
    out->log_count = host->log_count;
    for (uint32_t i = 0; i < host->action_count && host->records != NULL; i++) {
        const struct host_record *record = &host->records[i];
        if (!record->called) {
            continue;
        }
        struct outcome_action *action = actions++;
        action->name = known[i].name;
        action->skipped = record->skipped;
        action->skip_reason = record->skipped ? record->skip_reason : VALUE_NULL;
        action->fields = fields;
        const struct host_field *names = link_pointer(known[i].fields);
        for (uint32_t k = 0; k < known[i].field_count; k++) {
            struct outcome_field field = host->texts[known[i].first_field + k];
            if (field.text != 0) {
                field.name = names[k].name;
                field.kind = field.kind == 0 ? VALUE_UNDEFINED : field.kind;
                *fields++ = field;
                action->field_count++;
            }
        }
        out->action_count++;
    }
}
