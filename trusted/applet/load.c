/*
 * trusted/applet/load.c: package, keys, image, runtime, in this order. Owns the memory that code, data and
 * tables of the image stand in.
 */
#include "trusted/applet/load.h"

#include "platform/platform.h"
#include "runtime/image.h"
#include "trusted/applet/keys.h"
#include "trusted/applet/memory.h"

#include <string.h>

#if defined(__x86_64__)
#define OWN_TARGET "x86-64"
#elif defined(__aarch64__)
#define OWN_TARGET "aarch64"
#elif defined(__riscv)
#define OWN_TARGET "riscv64"
#endif

_Static_assert(sizeof image_abi_hash == PACKAGE_ABI_BYTES, "the package names the runtime");

static struct keystore_response response;

static enum status refuse(struct load_refusal *refusal, enum host_refusal code, const char *text) {
    *refusal = (struct load_refusal){code, text};
    return STATUS_DENIED;
}

/* Texts of the package that are needed after the package's memory is gone. */
static enum status keep(struct applet *applet, struct view *text) {
    if (text->length > sizeof applet->texts - applet->text_used) {
        return STATUS_TOO_LARGE; /* the limits of lib/limits.h add up to the room */
    }
    uint8_t *place = applet->texts + applet->text_used;
    if (text->length > 0) {
        memcpy(place, text->data, text->length);
    }
    applet->text_used += text->length;
    *text = view_of(place, text->length);
    return STATUS_OK;
}

static enum status keep_identity(struct applet *applet, const struct package_clear *clear) {
    applet->identity = clear->identity;
    enum status status = keep(applet, &applet->identity.user);
    return status == STATUS_OK ? keep(applet, &applet->identity.applet) : status;
}

static enum status keep_sources(struct applet *applet, const struct package_clear *clear) {
    applet->source_count = clear->source_count;
    for (size_t i = 0; i < clear->source_count; i++) {
        struct applet_source *source = &applet->sources[i];
        const struct secret *key = NULL;
        source->name = clear->sources[i].name;
        source->kind = clear->sources[i].kind;
        enum status status = keystore_keys_find(&response.keys, KEY_TRIGGER, source->name, &key);
        if (status == STATUS_OK) {
            status = cose_receiver_init(&source->receiver, key, KEY_TRIGGER);
        }
        if (status == STATUS_OK) {
            status = keep(applet, &source->name);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static enum status keep_sinks(struct applet *applet, const struct package_clear *clear) {
    applet->sink_count = clear->action_count;
    for (size_t i = 0; i < clear->action_count; i++) {
        struct applet_sink *sink = &applet->sinks[i];
        const struct secret *key = NULL;
        sink->name = clear->actions[i].name;
        sink->message_bytes = clear->actions[i].message_bytes;
        enum status status = keystore_keys_find(&response.keys, KEY_ACTION, sink->name, &key);
        if (status == STATUS_OK) {
            status = cose_sender_init(&sink->sender, key, KEY_ACTION);
        }
        if (status == STATUS_OK) {
            status = keep(applet, &sink->name);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* What is in clear: another processor's or runtime's package, or one that can't be served, costs no key. */
static enum status check_clear(const struct package_clear *clear, struct load_refusal *refusal) {
    if (!view_equal(clear->target, view_text(OWN_TARGET))) {
        return refuse(refusal, HOST_REFUSED_TARGET, "the package is for another processor");
    }
    if (memcmp(clear->abi, image_abi_hash, sizeof clear->abi) != 0) {
        return refuse(refusal, HOST_REFUSED_TARGET,
                      "the package is for another runtime: recompile");
    }
    size_t result = 13 + 4 + RECORD_MESSAGE_BYTES;
    for (size_t i = 0; i < clear->action_count; i++) {
        result += 4 + clear->actions[i].message_bytes;
    }
    if (result > HOST_RESULT_BYTES_MOST) {
        return refuse(refusal, HOST_REFUSED_LIMIT,
                      "the lengths of the action messages come to too much");
    }
    return STATUS_OK;
}

static bool has_action(const struct applet_manifest *manifest, struct view name) {
    for (uint32_t i = 0; i < manifest->action_count; i++) {
        const struct event_text *text = &manifest->actions[i].name;
        if (view_equal(view_of(text->bytes, text->length), name)) {
            return true;
        }
    }
    return false;
}

/* The package's actions are exactly the applet's: no message without code, no code without message. */
static bool actions_agree(const struct applet *applet) {
    for (size_t i = 0; i < applet->sink_count; i++) {
        if (!has_action(&applet->manifest, applet->sinks[i].name)) {
            return false;
        }
    }
    return applet->manifest.action_count == applet->sink_count;
}

static enum status load_image(struct applet *applet, const struct package_view *view,
                              struct load_refusal *refusal) {
    struct image_layout layout;
    struct memory_image memory;
    struct event_limits limits = {0};
    enum status status = image_measure(view->image, &layout);
    if (status == STATUS_STALE || status == STATUS_UNSUPPORTED) {
        return refuse(refusal, HOST_REFUSED_TARGET, "the image is for another runtime: recompile");
    }
    if (status == STATUS_OK) {
        status = memory_map_image(&layout, &memory);
    }
    if (status == STATUS_OK) {
        status = image_load(view->image, memory.code, memory.data, memory.tables, &applet->module,
                            &applet->manifest, &limits);
    }
    if (status == STATUS_OK) {
        status = memory_protect_code(&memory);
    }
    if (status != STATUS_OK) {
        return refuse(refusal, HOST_REFUSED_PACKAGE, "the image does not load");
    }
    if (!actions_agree(applet)) {
        return refuse(refusal, HOST_REFUSED_PACKAGE, "package and image name different actions");
    }
    if (view->fuel != 0) {
        limits.fuel = view->fuel > INT64_MAX ? INT64_MAX : (int64_t)view->fuel;
    }
    if (view->memory_bytes != 0) {
        limits.memory = view->memory_bytes;
    }
    status = runtime_start(&applet->rt);
    if (status == STATUS_OK) {
        status = applet_load(applet->rt, &applet->module, &applet->manifest, &limits);
    }
    if (status == STATUS_OK) {
        const struct event_text locale = {(const char *)applet->locale.data,
                                          (uint32_t)applet->locale.length};
        status = applet_set_locale(applet->rt, locale);
    }
    return status == STATUS_OK
               ? STATUS_OK
               : refuse(refusal, HOST_REFUSED_PACKAGE, "the runtime does not start");
}

static enum status open_package(struct applet *applet, const struct package_clear *clear,
                                struct view sealed, const uint8_t digest[DIGEST_BYTES],
                                struct load_refusal *refusal) {
    struct package_view view;
    /* In place: the input is this program's private copy. */
    uint8_t *plaintext = (uint8_t *)(uintptr_t)sealed.data;
    if (package_open(clear, sealed, digest, &response.keys.code, plaintext, sealed.length, &view) !=
        STATUS_OK) {
        return refuse(refusal, HOST_REFUSED_PACKAGE, "the package does not open with its key");
    }
    applet->zone = view.zone;
    applet->locale = view.locale;
    applet->max_delay_ms = view.max_delay_ms;
    applet->quantum_ms = view.quantum_ms;
    enum status status = keep_identity(applet, clear);
    if (status == STATUS_OK) {
        status = keep(applet, &applet->zone);
    }
    if (status == STATUS_OK) {
        status = keep(applet, &applet->locale);
    }
    if (status == STATUS_OK) {
        status = keep_sources(applet, clear);
    }
    if (status == STATUS_OK) {
        status = keep_sinks(applet, clear);
    }
    if (status == STATUS_OK) {
        status = cose_sender_init(&applet->record_sender, &response.keys.record, KEY_RECORD);
    }
    if (status != STATUS_OK) {
        return refuse(refusal, HOST_REFUSED_KEYS, "a key of the package is missing");
    }
    if (applet->max_delay_ms > MAX_DELAY_MOST_MS || applet->quantum_ms > QUANTUM_MOST_MS) {
        return refuse(refusal, HOST_REFUSED_LIMIT, "max_delay or quantum is out of range");
    }
    return load_image(applet, &view, refusal);
}

static enum status start_bound(struct applet *applet, struct view input,
                               struct load_refusal *refusal) {
    static struct package_clear clear;
    struct view sealed;
    uint8_t digest[DIGEST_BYTES];
    if (package_read_clear(input, &clear, &sealed, digest) != STATUS_OK) {
        return refuse(refusal, HOST_REFUSED_INPUT, "the input is no package");
    }
    package_bind(input, applet->bind);
    enum status status = check_clear(&clear, refusal);
    if (status != STATUS_OK) {
        return status;
    }
    struct keystore_applet_request request = {.identity = clear.identity, .target = clear.target};
    status = keys_fetch(&request, &response, refusal);
    if (status == STATUS_OK) {
        status = open_package(applet, &clear, sealed, digest, refusal);
    }
    secret_wipe_memory(&response, sizeof response);
    return status;
}

enum status applet_start(struct applet *applet, struct load_refusal *refusal) {
    struct view input;
    enum status status = platform_input(&input);
    if (status != STATUS_OK) {
        return refuse(refusal, HOST_REFUSED_INPUT,
                      status == STATUS_AUTH ? "the input is not what the monitor was told"
                                            : "the input cannot be read");
    }
    status = start_bound(applet, input, refusal);
    platform_input_free();
    struct secret instance;
    secret_random(&instance);
    memcpy(applet->instance, instance.bytes, sizeof applet->instance);
    return status;
}
