/*
 * trusted/applet/decode.c: opens the messages of one event and checks them against the package. Owns the
 * tables that an event's views are put into; they hold no text themselves.
 */
#include "trusted/applet/decode.h"

#include "lib/monitor_protocol.h"

#include <math.h>
#include <string.h>

#define ROWS_MOST  (LIMIT_ROWS * LIMIT_TRIGGERS)
#define CELLS_MOST (HOST_MESSAGE_MOST / 2) /* a cell takes two bytes at least */

static struct event_ingredient ingredients[LIMIT_INGREDIENTS];
static struct event_query queries[LIMIT_TRIGGERS];
static struct event_row rows[ROWS_MOST];
static struct event_ingredient cells[CELLS_MOST];
static size_t row_count, cell_count;

static struct event_text text_of(struct view view) {
    return (struct event_text){.bytes = (const char *)view.data, .length = (uint32_t)view.length};
}

static struct view view_of_text(struct event_text text) {
    return view_of(text.bytes, text.length);
}

static struct applet_source *find_source(struct applet *applet, struct view name,
                                         enum package_source_kind kind) {
    for (size_t i = 0; i < applet->source_count; i++) {
        if (applet->sources[i].kind == kind && view_equal(applet->sources[i].name, name)) {
            return &applet->sources[i];
        }
    }
    return NULL;
}

/* Services' clocks are in range of doubles and far from overflow; anything else is an attack or a bug. */
static bool plausible(int64_t ms) {
    return ms > -(INT64_C(1) << 50) && ms < (INT64_C(1) << 50);
}

enum status decode_check_time(const struct trigger_facts *facts, uint64_t max_delay_ms,
                              int64_t utc_ms, uint32_t uncertainty_ms) {
    int64_t margin = (int64_t)uncertainty_ms + DECODE_SKEW_MS;
    if (!plausible(facts->sealed_at_ms) || !plausible(facts->now_ms) || !plausible(utc_ms) ||
        !plausible(facts->trigger_time_ms) || max_delay_ms > INT64_C(1) << 50 ||
        (facts->has_previous && !plausible(facts->previous_trigger_time_ms))) {
        return STATUS_INVALID;
    }
    if (facts->sealed_at_ms > utc_ms + margin ||
        facts->sealed_at_ms < utc_ms - MONITOR_NONCE_LIFETIME_MS - margin ||
        facts->now_ms > facts->sealed_at_ms + DECODE_SKEW_MS ||
        utc_ms - (int64_t)uncertainty_ms > facts->now_ms + (int64_t)max_delay_ms) {
        return STATUS_STALE;
    }
    return STATUS_OK;
}

static bool starts_with_member(struct view name, struct view prefix) {
    return name.length > prefix.length + 1 && memcmp(name.data, prefix.data, prefix.length) == 0 &&
           name.data[prefix.length] == '.';
}

/*
 * An ingredient that the applet was compiled to read, and of the trigger that fired: by the trigger's name,
 * or as "Trigger.Title", which is whichever one fired. Another trigger's service can't supply it.
 */
static bool is_registered(const struct applet *applet, struct view trigger, struct view name) {
    if (!starts_with_member(name, trigger) && !starts_with_member(name, view_text("Trigger"))) {
        return false;
    }
    for (uint32_t i = 0; i < applet->manifest.ingredient_count; i++) {
        if (view_equal(view_of_text(applet->manifest.ingredients[i]), name)) {
            return true;
        }
    }
    return false;
}

static enum status take_ingredients(const struct applet *applet, const struct trigger_view *view,
                                    struct decoded *decoded) {
    struct text_map_cursor cursor;
    struct text_pair pair;
    size_t count = 0;
    text_map_cursor(&cursor, view->ingredients);
    while (text_map_next(&cursor, &pair)) {
        if (count >= LIMIT_INGREDIENTS || !is_registered(applet, decoded->trigger, pair.name)) {
            return STATUS_DENIED;
        }
        ingredients[count++] =
            (struct event_ingredient){.name = text_of(pair.name), .text = text_of(pair.text)};
    }
    decoded->event.ingredients = ingredients;
    decoded->event.ingredient_count = (uint32_t)count;
    return STATUS_OK;
}

/* What the applet was compiled to read of a query's rows; NULL where that may be all. */
static const struct applet_query *columns_of(const struct applet *applet, struct view query) {
    for (uint32_t i = 0; i < applet->manifest.query_count; i++) {
        if (view_equal(view_of_text(applet->manifest.queries[i].name), query)) {
            return &applet->manifest.queries[i];
        }
    }
    return NULL;
}

static bool is_column(const struct applet_query *columns, struct view name) {
    for (uint32_t i = 0; columns != NULL && i < columns->column_count; i++) {
        if (view_equal(view_of_text(columns->columns[i]), name)) {
            return true;
        }
    }
    return columns == NULL;
}

static enum status take_row(const struct applet_query *columns, struct view entries,
                            struct event_row *row) {
    struct text_map_cursor cursor;
    struct text_pair pair;
    row->fields = &cells[cell_count];
    row->count = 0;
    text_map_cursor(&cursor, entries);
    while (text_map_next(&cursor, &pair)) {
        if (cell_count >= CELLS_MOST) {
            return STATUS_TOO_LARGE;
        }
        if (!is_column(columns, pair.name)) {
            return STATUS_DENIED;
        }
        cells[cell_count++] =
            (struct event_ingredient){.name = text_of(pair.name), .text = text_of(pair.text)};
        row->count++;
    }
    return STATUS_OK;
}

static enum status take_rows(const struct applet *applet, const struct trigger_query *query,
                             struct event_query *taken) {
    const struct applet_query *known = columns_of(applet, query->name);
    struct reader reader;
    struct view entries;
    size_t columns = 0;
    taken->name = text_of(query->name);
    taken->rows = &rows[row_count];
    taken->count = 0;
    reader_init_view(&reader, query->rows);
    while (trigger_row_next(&reader, &columns, &entries)) {
        if (row_count >= ROWS_MOST) {
            return STATUS_TOO_LARGE;
        }
        enum status status = take_row(known, entries, &rows[row_count]);
        if (status != STATUS_OK) {
            return status;
        }
        row_count++;
        taken->count++;
    }
    return STATUS_OK;
}

/* Queries of one message: registered ones, none twice. `only`: the one that this message may hold. */
static enum status take_queries(struct applet *applet, const struct trigger_view *view,
                                const struct view *only, struct decoded *decoded) {
    struct reader reader;
    struct trigger_query query;
    reader_init_view(&reader, view->queries);
    while (trigger_query_next(&reader, &query)) {
        if (decoded->event.query_count >= LIMIT_TRIGGERS ||
            find_source(applet, query.name, PACKAGE_QUERY) == NULL ||
            (only != NULL && !view_equal(*only, query.name))) {
            return STATUS_DENIED;
        }
        for (uint32_t i = 0; i < decoded->event.query_count; i++) {
            if (view_equal(view_of_text(queries[i].name), query.name)) {
                return STATUS_DENIED;
            }
        }
        enum status status = take_rows(applet, &query, &queries[decoded->event.query_count]);
        if (status != STATUS_OK) {
            return status;
        }
        decoded->event.query_count++;
    }
    decoded->event.queries = queries;
    return STATUS_OK;
}

static enum status open_message(struct applet *applet, struct applet_source *source,
                                const uint8_t nonce[NONCE_BYTES], struct view sealed,
                                struct trigger_view *view) {
    uint8_t *in_place = (uint8_t *)(uintptr_t)sealed.data;
    return trigger_open(&source->receiver, &applet->identity, source->name, nonce, sealed, in_place,
                        sealed.length, view);
}

/* Everything but the time of sealing: a query's message is about the same event or it is refused. */
static bool same_event(const struct trigger_facts *a, const struct trigger_facts *b) {
    return memcmp(a->event_id, b->event_id, EVENT_ID_BYTES) == 0 && a->seq == b->seq &&
           a->now_ms == b->now_ms && a->trigger_time_ms == b->trigger_time_ms &&
           a->has_previous == b->has_previous &&
           (!a->has_previous || a->previous_trigger_time_ms == b->previous_trigger_time_ms) &&
           a->seed == b->seed;
}

static enum host_refusal time_refusal(enum status status) {
    return status == STATUS_OK ? (enum host_refusal)0 : HOST_REFUSED_TIME;
}

static enum host_refusal decode_query(struct applet *applet, const struct host_event *message,
                                      const struct host_query_message *query, int64_t utc_ms,
                                      uint32_t uncertainty_ms, struct decoded *decoded) {
    struct trigger_view view;
    struct applet_source *source = find_source(applet, query->name, PACKAGE_QUERY);
    if (source == NULL) {
        return HOST_REFUSED_MALFORMED;
    }
    if (open_message(applet, source, message->nonce, query->sealed, &view) != STATUS_OK) {
        return HOST_REFUSED_MESSAGE;
    }
    if (!same_event(&view.facts, &decoded->facts) || view.ingredient_count != 0) {
        return HOST_REFUSED_CONTENT;
    }
    enum host_refusal refusal =
        time_refusal(decode_check_time(&view.facts, applet->max_delay_ms, utc_ms, uncertainty_ms));
    if (refusal != 0) {
        return refusal;
    }
    return take_queries(applet, &view, &source->name, decoded) == STATUS_OK ? 0
                                                                            : HOST_REFUSED_CONTENT;
}

static void fill_facts(const struct applet *applet, struct decoded *decoded) {
    const struct trigger_facts *facts = &decoded->facts;
    decoded->event.now_ms = (double)facts->now_ms;
    decoded->event.trigger_ms = (double)facts->trigger_time_ms;
    decoded->event.previous_trigger_ms =
        facts->has_previous ? (double)facts->previous_trigger_time_ms : (double)NAN;
    decoded->event.timezone = text_of(applet->zone);
    decoded->event.locale = text_of(applet->locale);
    decoded->event.seed = facts->seed;
    decoded->not_after_ms = facts->now_ms + (int64_t)applet->max_delay_ms;
}

enum host_refusal decode_event(struct applet *applet, const struct host_event *message,
                               int64_t utc_ms, uint32_t uncertainty_ms, struct decoded *decoded) {
    struct trigger_view view;
    struct applet_source *source = find_source(applet, message->trigger, PACKAGE_TRIGGER);
    *decoded = (struct decoded){0};
    row_count = 0;
    cell_count = 0;
    if (source == NULL) {
        return HOST_REFUSED_MALFORMED;
    }
    if (open_message(applet, source, message->nonce, message->sealed, &view) != STATUS_OK) {
        return HOST_REFUSED_MESSAGE;
    }
    decoded->facts = view.facts;
    decoded->trigger = source->name;
    enum host_refusal refusal =
        time_refusal(decode_check_time(&view.facts, applet->max_delay_ms, utc_ms, uncertainty_ms));
    if (refusal != 0) {
        return refusal;
    }
    if (take_ingredients(applet, &view, decoded) != STATUS_OK ||
        take_queries(applet, &view, NULL, decoded) != STATUS_OK) {
        return HOST_REFUSED_CONTENT;
    }
    for (size_t i = 0; i < message->query_count && refusal == 0; i++) {
        refusal =
            decode_query(applet, message, &message->queries[i], utc_ms, uncertainty_ms, decoded);
    }
    fill_facts(applet, decoded);
    return refusal;
}
