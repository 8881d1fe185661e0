/*
 * runtime/builtin_host.c: what applet code calls of its host: setters, skip, console, print.
 */
#include "runtime/builtin_object.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/host.h"
#include "runtime/text.h"

value host_string(struct rt *rt, value v) {
    if (!value_is_symbol(v)) {
        return to_string(rt, v);
    }
    value text = symbol_description(v);
    text = string_concat(rt, string_from_ascii(rt, "Symbol("),
                         value_is_string(text) ? text : rt->realm->atom_empty);
    return text == VALUE_EXCEPTION ? text : string_concat(rt, text, string_from_unit(rt, ')'));
}

/* Strings that leave the event are read after it: flat, within its own memory. */
static value flat_string_of(struct rt *rt, value v) {
    value text = host_string(rt, v);
    if (text != VALUE_EXCEPTION) {
        string_text(rt, text);
    }
    return text;
}

/* moment.isMoment(v): 1, 0, -1. */
static int is_moment(struct rt *rt, value v) {
    const struct applet_manifest *manifest = rt_host(rt)->manifest;
    if (!manifest->uses_moment || rt->realm->moment == VALUE_UNDEFINED) {
        return 0;
    }
    value test = object_get_name(rt, rt->realm->moment, "isMoment");
    if (test == VALUE_EXCEPTION) {
        return -1;
    }
    value answer = function_call(rt, test, rt->realm->moment, 1, &v);
    return answer == VALUE_EXCEPTION ? -1 : to_boolean(answer);
}

/* The name of a field's raw type; undefined for strings. */
static value kind_of(struct rt *rt, value v) {
    if (value_is_string(v)) {
        return VALUE_UNDEFINED;
    }
    if (v == VALUE_NULL) {
        return string_from_ascii(rt, "null");
    }
    if (!value_is_object(v) || value_is_callable(v)) {
        return value_typeof(rt, v);
    }
    if (value_is_array(v)) {
        return string_from_ascii(rt, "array");
    }
    int moment = is_moment(rt, v);
    if (moment != 0) {
        return moment < 0 ? VALUE_EXCEPTION : string_from_ascii(rt, "moment");
    }
    value tag = object_proto_to_string(rt, NULL, v, 0, NULL, VALUE_UNDEFINED);
    if (tag == VALUE_EXCEPTION) {
        return tag;
    }
    if (string_equals(rt, tag, string_from_ascii(rt, "[object Object]"))) {
        return string_from_ascii(rt, "object");
    }
    return string_slice(rt, tag, 8, string_length(tag) - 1);
}

/* A setter: `extra` is the action's index, `magic` the field's among all. */
NATIVE(host_set_field) {
    struct host *host = rt_host(rt);
    value v = ARG(0);
    value text = flat_string_of(rt, v);
    if (text == VALUE_EXCEPTION) {
        return text;
    }
    host->records[value_to_int(callee->extra)].called = true;
    struct outcome_field *field = &host->texts[callee->magic];
    field->text = text;
    value kind = kind_of(rt, v);
    if (kind == VALUE_EXCEPTION) {
        return kind;
    }
    field->kind = kind;
    return VALUE_UNDEFINED;
}

NATIVE(host_skip) {
    value reason = VALUE_NULL;
    if (ARG(0) != VALUE_UNDEFINED) {
        reason = flat_string_of(rt, argv[0]);
        if (reason == VALUE_EXCEPTION) {
            return reason;
        }
    }
    struct host_record *record = &rt_host(rt)->records[value_to_int(callee->extra)];
    record->called = record->skipped = true;
    record->skip_reason = reason;
    return VALUE_UNDEFINED;
}

static void log_line(struct rt *rt, value line) {
    struct host *host = rt_host(rt);
    if (host->log_count == host->log_capacity) {
        uint32_t capacity = host->log_capacity == 0 ? 8 : host->log_capacity * 2;
        host->log =
            heap_grow(rt, host->log, host->log_capacity * sizeof(value), capacity * sizeof(value));
        host->log_capacity = capacity;
    }
    host->log[host->log_count++] = line;
}

static void print_line(struct rt *rt, value line, bool error) {
    size_t length = string_to_utf8(rt, line, NULL, 0);
    char *bytes = heap_alloc(rt, length + 1);
    string_to_utf8(rt, line, bytes, length);
    bytes[length] = '\n';
    event_print_line(bytes, length + 1, error);
}

/* console.*, print; magic 1: the error stream of plain scripts. */
NATIVE(host_log) {
    struct text_builder builder;
    text_builder_start(&builder, rt);
    for (uint32_t i = 0; i < argc; i++) {
        value text = host_string(rt, argv[i]);
        if (text == VALUE_EXCEPTION) {
            return text;
        }
        if (i != 0) {
            text_builder_unit(&builder, ' ');
        }
        text_builder_string(&builder, text);
    }
    value line = text_builder_finish(&builder);
    if (line == VALUE_EXCEPTION) {
        return line;
    }
    if (rt_host(rt)->manifest->plain_script && event_print_line != NULL) {
        print_line(rt, line, callee->magic == 1);
    } else {
        log_line(rt, line);
    }
    return VALUE_UNDEFINED;
}

event_print event_print_line;

static const struct function_info functions[] = {
    NATIVE_FUNCTION("", host_set_field, 1), NATIVE_FUNCTION("", host_skip, 1),
    NATIVE_FUNCTION("log", host_log, 0),    NATIVE_FUNCTION("info", host_log, 0),
    NATIVE_MAGIC("warn", host_log, 0, 1),   NATIVE_MAGIC("error", host_log, 0, 1),
    NATIVE_FUNCTION("debug", host_log, 0),  NATIVE_FUNCTION("print", host_log, 0),
};

enum { LOG_FIRST = 2, LOG_END = 7, PRINT = 7 };

const struct code_module builtin_host_module = {
    .functions = functions, .function_count = sizeof functions / sizeof functions[0]};

void builtin_host_init(struct rt *rt) {
    value console = object_new(rt);
    rt->realm->console = console;
    for (uint32_t i = LOG_FIRST; i < LOG_END; i++) {
        object_define_name(rt, console, functions[i].name, native_function(rt, MODULE_host, i),
                           ATTR_ALL);
    }
    object_define_name(rt, rt->realm->global, "console", console, ATTR_HIDDEN);
}

value host_function_print(struct rt *rt) {
    return native_function(rt, MODULE_host, PRINT);
}
