/*
 * tests/integration/scripted_runtime.c: a stand-in for the runtime behind runtime/event.h and image.h, so
 * that the applet program's own rules can be tested without a compiler: the trigger's Title says what the
 * "applet" does. Its image is the text "scripted", its ABI hash 32 times 0xab.
 */
#include "runtime/image.h"
#include "runtime/text.h"

#include <string.h>

const uint8_t image_abi_hash[32] = {
    0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab,
    0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab};

static const struct event_text ingredient_names[] = {{"Feed.newItem.Title", 18}};
static const struct event_text field_names[] = {{"message", 7}};
static const struct applet_action actions[] = {
    {.name = {"Chat.post", 9}, .fields = field_names, .field_count = 1},
    {.name = {"Log.write", 9}, .fields = NULL, .field_count = 0},
};

static const struct event_text column_names[] = {{"Name", 4}};
static const struct applet_query queries[] = {
    {.name = {"Sheets.findRows", 15}, .columns = column_names, .column_count = 1}};

static struct rt the_rt;
static struct event_text texts[16]; /* "strings": a value is an index */
static char large[10000];

static value text_value(const char *bytes, size_t length, size_t index) {
    texts[index] = (struct event_text){bytes, (uint32_t)length};
    return string_value((const struct string *)(uintptr_t)(WINDOW_BASE + index));
}

size_t string_to_utf8(struct rt *rt, value string, char *out, size_t capacity) {
    struct event_text text = texts[(uintptr_t)value_pointer(string) - WINDOW_BASE];
    if (capacity > 0) {
        memcpy(out, text.bytes, text.length < capacity ? text.length : capacity);
    }
    return text.length;
}

enum status image_measure(struct view image, struct image_layout *layout) {
    if (!view_equal(image, view_text("scripted"))) {
        return STATUS_INVALID;
    }
    *layout = (struct image_layout){.code_address = 0xF00000000u,
                                    .code_bytes = 16,
                                    .data_address = 0xF00001000u,
                                    .data_bytes = 16,
                                    .tables_bytes = 16};
    return STATUS_OK;
}

enum status image_load(struct view image, void *code, void *data, void *tables,
                       struct code_module *module, struct applet_manifest *manifest,
                       struct event_limits *limits) {
    memcpy(code, image.data, image.length);
    memset(data, 1, 16);
    memset(tables, 1, 16);
    *manifest = (struct applet_manifest){.ingredients = ingredient_names,
                                         .ingredient_count = 1,
                                         .actions = actions,
                                         .action_count = 2,
                                         .queries = queries,
                                         .query_count = 1};
    return STATUS_OK;
}

enum status runtime_start(struct rt **out) {
    *out = &the_rt;
    return STATUS_OK;
}

enum status applet_load(struct rt *rt, const struct code_module *module,
                        const struct applet_manifest *manifest, const struct event_limits *limits) {
    return STATUS_OK;
}

enum status applet_set_locale(struct rt *rt, struct event_text locale) {
    return STATUS_OK;
}

enum rt_limit_kind rt_enter(struct rt *rt, void (*function)(struct rt *rt, void *argument),
                            void *argument) {
    function(rt, argument);
    return RT_LIMIT_NONE;
}

static bool is(struct event_text text, const char *word) {
    return text.length == strlen(word) && memcmp(text.bytes, word, text.length) == 0;
}

void applet_run(struct rt *rt, const struct event *event, struct outcome *out) {
    static struct outcome_action done;
    static struct outcome_field field;
    static value log;
    static char title_copy[4096];
    struct event_text title = {"", 0};
    if (event->ingredient_count > 0) {
        title = event->ingredients[0].text;
    }
    if (event->query_count > 0 && event->queries[0].count > 0 &&
        event->queries[0].rows[0].count > 0) {
        title = event->queries[0].rows[0].fields[0].text;
    }
    memcpy(title_copy, title.bytes, title.length < 4096 ? title.length : 4096);
    *out = (struct outcome){.status = OUTCOME_OK, .log = &log, .log_count = 1};
    log = text_value("logged", 6, 0);
    done =
        (struct outcome_action){.name = text_value("Chat.post", 9, 1), .skip_reason = VALUE_NULL};
    field = (struct outcome_field){.name = text_value("message", 7, 2),
                                   .text = text_value(title_copy, title.length, 3),
                                   .kind = VALUE_UNDEFINED};
    done.fields = &field;
    done.field_count = 1;
    out->actions = &done;
    out->action_count = 1;
    if (is(title, "skip")) {
        done.skipped = true;
    } else if (is(title, "uncalled")) {
        out->action_count = 0;
    } else if (is(title, "large")) {
        memset(large, 'x', sizeof large);
        field.text = text_value(large, sizeof large, 3);
    } else if (is(title, "throw") || is(title, "timeout")) {
        out->status = OUTCOME_ERROR;
        out->error = text_value("TypeError: x is not a function", 30, 4);
        out->error_kind = text_value("TypeError", 9, 5);
        out->limit = is(title, "timeout") ? RT_LIMIT_TIMEOUT : RT_LIMIT_NONE;
    }
}

void event_reset(struct rt *rt) {
    memset(texts, 0, sizeof texts);
}
