/*
 * runtime/event.c: loading one applet and running its events.
 */
#include "runtime/event.h"
#include "runtime/abi.h"
#include "runtime/builtins.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/host.h"
#include "runtime/shape.h"
#include "runtime/image_format.h"
#include "runtime/text.h"

#include <string.h>

/* Shape ids and epochs beyond this are reached by running billions of events only; the caches are
 * then emptied and the numbers start again from the baseline's. */
#define NUMBERS_MOST (CACHE_OTHER - (1u << 28))

/* What outlives events but is not in the window. */
static struct host the_host;
static const struct code_module *the_module;
static uint32_t baseline_shape_id, baseline_epoch;

/* What compiled code reads as its constants: atoms, or plain strings where the text is an index. */
void module_intern(struct rt *rt, const struct code_module *module) {
    for (uint32_t i = 0; i < module->string_count; i++) {
        const struct string_constant *constant = &module->strings[i];
        value v = constant->wide != 0 ? string_from_utf16(rt, constant->units, constant->length)
                                      : string_from_latin1(rt, constant->units, constant->length);
        value key = string_to_key(rt, v);
        module->constants[i] = value_is_int(key) ? v : key;
    }
}

struct loading {
    const struct code_module *module;
    struct host *host;
};

static void load(struct rt *rt, void *argument) {
    struct loading *loading = argument;
    module_intern(rt, loading->module);
    host_load(rt, loading->host);
    loading->host->script = rt_closure(rt, (uint32_t)MODULE_APPLET << 16 | loading->module->main,
                                       NULL, VALUE_UNDEFINED);
    /* the string pieces of a rope would be flattened again in every event */
    heap_seal_baseline(rt);
}

/* Notes where the sealed baseline ends, for limits and numbers. */
static void place_limit(struct rt *rt, struct host *host) {
    uint64_t most = rt->limit - rt->next - host_outcome_size(host);
    host->memory_limit = rt->next + (link)(host->memory < most ? host->memory : most);
    baseline_shape_id = rt->next_shape_id;
    baseline_epoch = rt->prototype_epoch;
}

enum status applet_load(struct rt *rt, const struct code_module *module,
                        const struct applet_manifest *manifest, const struct event_limits *limits) {
    if (the_module != NULL || module->function_count == 0) {
        return STATUS_INVALID;
    }
    if (manifest->uses_moment && rt->realm->moment == VALUE_UNDEFINED) {
        return STATUS_UNSUPPORTED;
    }
    struct host *host = &the_host;
    memset(host, 0, sizeof *host);
    host->manifest = manifest;
    rt->host = host;
    rt->modules[MODULE_APPLET] = module;
    rt->fuel = INT64_MAX;
    rt->stack_bytes = (uintptr_t)limits->stack_bytes;
    struct loading loading = {module, host};
    if (rt_enter(rt, load, &loading) != RT_LIMIT_NONE) {
        return STATUS_NO_MEMORY;
    }
    uint64_t memory = limits->memory != 0 ? limits->memory : IMAGE_MEMORY_DEFAULT;
    if (rt->limit - rt->next < host_outcome_size(host)) {
        return STATUS_NO_MEMORY;
    }
    host->memory = memory;
    place_limit(rt, host);
    host->fuel = limits->fuel != 0 ? limits->fuel : IMAGE_FUEL_DEFAULT;
    host->fuel = host->fuel < IMAGE_FUEL_MOST ? host->fuel : IMAGE_FUEL_MOST;
    the_module = module;
    return STATUS_OK;
}

/* Unpacking a zone takes longer than most applets run; it need not be done for every event. */
#define ZONE_ROOM (4u << 20) /* more than the largest zone takes */

static void prepare_zone(struct rt *rt, void *argument) {
    const struct event *event = argument;
    heap_unseal_baseline(rt);
    host_prepare_zone(rt, rt->host, event->timezone);
    heap_seal_baseline(rt);
}

/* Outside of the event's fuel and memory, so that both mean the same in every event. */
static void know_zone(struct rt *rt, struct host *host, const struct event *event) {
    if (!host->manifest->uses_moment || rt->realm->moment == VALUE_UNDEFINED ||
        rt->limit - rt->next < ZONE_ROOM + host->memory || event->timezone.length > 64) {
        return;
    }
    char name[65] = "UTC";
    if (event->timezone.length != 0) {
        memcpy(name, event->timezone.bytes, event->timezone.length);
        name[event->timezone.length] = 0;
    }
    value key = key_from_ascii(rt, name);
    bool known = object_has_own(rt, host->zones, key) == 1;
    heap_reset(rt); /* the key, where it was new */
    if (!known) {
        rt->fuel = INT64_MAX;
        rt_enter(rt, prepare_zone, (void *)(uintptr_t)event);
        place_limit(rt, host);
    }
}

static void set_locale(struct rt *rt, void *argument) {
    heap_unseal_baseline(rt);
    host_set_locale(rt, rt->host, *(const struct event_text *)argument);
    heap_seal_baseline(rt);
}

enum status applet_set_locale(struct rt *rt, struct event_text locale) {
    struct host *host = rt->host;
    if (!host->manifest->uses_moment || rt->realm->moment == VALUE_UNDEFINED ||
        host_has_locale(host, locale)) {
        return STATUS_OK;
    }
    rt->fuel = INT64_MAX;
    if (rt_enter(rt, set_locale, &locale) != RT_LIMIT_NONE ||
        rt->limit - rt->next < host_outcome_size(host)) {
        return STATUS_NO_MEMORY;
    }
    place_limit(rt, host);
    return STATUS_OK;
}

struct running {
    struct host *host;
    const struct event *event;
    struct outcome *out;
};

/* A string property of a thrown object, without a second exception. */
static value error_text(struct rt *rt, value thrown, value key) {
    value v = object_get(rt, thrown, key);
    if (v == VALUE_EXCEPTION) {
        exception_take(rt);
        return VALUE_UNDEFINED;
    }
    return v;
}

static value join(struct rt *rt, value a, const char *between, value b) {
    value text = string_concat(rt, a, string_from_ascii(rt, between));
    text = text == VALUE_EXCEPTION ? a : string_concat(rt, text, b);
    if (text == VALUE_EXCEPTION) {
        exception_take(rt);
        return a;
    }
    string_text(rt, text);
    return text;
}

/* error and error_kind of an uncaught exception, as the contract words them. */
static void describe_thrown(struct rt *rt, value thrown, struct outcome *out) {
    struct realm *realm = rt->realm;
    out->status = OUTCOME_ERROR;
    if (value_is_object(thrown) && object_has(rt, thrown, realm->atom_message) == 1) {
        value name = error_text(rt, thrown, realm->atom_name);
        if (value_is_string(name)) {
            value message = to_string(rt, error_text(rt, thrown, realm->atom_message));
            if (message == VALUE_EXCEPTION) {
                exception_take(rt);
                message = realm->atom_empty;
            }
            string_text(rt, name);
            out->error_kind = name;
            out->error = join(rt, name, ": ", message);
            return;
        }
    }
    value text = host_string(rt, thrown);
    if (text == VALUE_EXCEPTION) {
        exception_take(rt);
        text = string_from_unit(rt, '?');
    }
    out->error_kind = key_from_ascii(rt, "throw");
    out->error = join(rt, out->error_kind, ": ", text);
}

static void run(struct rt *rt, void *argument) {
    struct running *running = argument;
    int ready = host_begin(rt, running->host, running->event);
    value result = VALUE_EXCEPTION;
    if (ready == 0) {
        result = function_call(rt, running->host->script, rt->realm->global, 0, NULL);
    }
    if (result == VALUE_EXCEPTION) {
        describe_thrown(rt, exception_take(rt), running->out);
    }
}

void applet_run(struct rt *rt, const struct event *event, struct outcome *out) {
    struct host *host = rt->host;
    know_zone(rt, host, event);
    link window_limit = rt->limit;
    memset(out, 0, sizeof *out);
    out->error = out->error_kind = VALUE_UNDEFINED;
    rt->exception = VALUE_HOLE;
    rt->fuel = host->fuel;
    rt->limit = host->memory_limit;
    rt->now_ms = event->now_ms;
    rt->random_state = event->seed;
    struct running running = {host, event, out};
    enum rt_limit_kind limit = rt_enter(rt, run, &running);
    rt->limit = window_limit;
    out->limit = limit;
    if (limit != RT_LIMIT_NONE) {
        out->status = OUTCOME_ERROR;
        out->error = out->error_kind =
            limit == RT_LIMIT_TIMEOUT ? rt->realm->text_timeout : rt->realm->text_out_of_memory;
    }
    host_outcome(rt, host, out);
}

void event_reset(struct rt *rt) {
    struct host *host = rt->host;
    host->records = NULL;
    host->texts = NULL;
    host->log = NULL;
    host->log_count = host->log_capacity = 0;
    bool structure_changed = rt->prototype_epoch != baseline_epoch;
    heap_reset(rt);
    rt->event_number++;
    if (structure_changed) { /* what caches learned of the changed prototypes is wrong now */
        rt->prototype_epoch++;
        baseline_epoch = rt->prototype_epoch;
    }
    if (rt->next_shape_id > NUMBERS_MOST || rt->prototype_epoch > NUMBERS_MOST ||
        rt->event_number > NUMBERS_MOST) {
        property_caches_clear();
        for (uint32_t m = MODULE_TIME; m <= MODULE_APPLET; m++) {
            const struct code_module *module = rt->modules[m];
            if (module != NULL && module->caches != NULL) {
                memset(module->caches, 0, module->cache_count * sizeof *module->caches);
            }
        }
        rt->next_shape_id = baseline_shape_id;
        rt->prototype_epoch = baseline_epoch = 1;
        rt->event_number = 1;
    }
}
