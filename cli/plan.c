/* cli/plan.c: reads a deployment file. */
#include "cli/plan.h"

#include "cli/command.h"
#include "cli/settings.h"
#include "cli/zones.h"
#include "lib/text.h"
#include "moment_locales.h"
#include "net/webhook.h"

#include <ctype.h>
#include <errno.h>
#include <libconfig.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BAD_FILE_NAME                                                                              \
    "the file is a plain name of 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-' in the folder that "   \
    "the "                                                                                         \
    "service keeps for you; no path"
#define QUANTUM_MS_MOST 10000 /* as trusted/applet/load.h */
#define FUEL_LEAST      10000
#define FUEL_MOST       1000000000 /* IMAGE_FUEL_MOST of runtime/image_format.h */
#define MEMORY_MIB_MOST 256

enum entry_kind { ENTRY_TRIGGER, ENTRY_QUERY, ENTRY_ACTION };

static bool refuse(const config_setting_t *at, const char *path, const char *message) {
    complain("%s:%u: %s", path, at != NULL ? config_setting_source_line(at) : 1, message);
    return false;
}

/* "whsec_" and 24 random bytes in base64, as Standard Webhooks writes secrets. */
static void secret_new(char text[64]) {
    uint8_t bytes[24];
    randombytes_buf(bytes, sizeof bytes);
    memcpy(text, "whsec_", 6);
    sodium_bin2base64(text + 6, 58, bytes, sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
}

static bool secret_good(const char *text) {
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    bool good = webhook_secret(text, key, &length) == STATUS_OK;
    secret_wipe_memory(key, sizeof key);
    return good;
}

/* The secret that the last deployment registered for this trigger; false where it had none. */
static bool secret_kept(const struct profile *profile, const char *applet, const char *name,
                        char text[64]) {
    json_t *deployment = NULL;
    bool found = false;
    size_t index;
    json_t *peer;
    if (deployment_read(profile, applet, &deployment) != STATUS_OK) {
        return false;
    }
    json_array_foreach(json_object_get(deployment, "triggers"), index, peer) {
        const char *secret = service_text(json_object_get(peer, "settings"), "secret");
        if (strcmp(service_text(peer, "name"), name) == 0 && strlen(secret) < 64 &&
            secret_good(secret)) {
            snprintf(text, 64, "%s", secret);
            found = true;
        }
    }
    json_decref(deployment);
    return found;
}

/* A plain name: services keep files in one folder of each user. */
static bool file_name_good(const char *text) {
    size_t length = strlen(text);
    bool good = length > 0 && length <= 64 && text[0] != '.';
    for (size_t i = 0; i < length; i++) {
        good = good && (isalnum((unsigned char)text[i]) || strchr("._-", text[i]) != NULL);
    }
    return good;
}

struct entry_context {
    const struct profile *profile;
    const char *path, *applet;
    const config_setting_t *setting;
};

static bool entry_refuse(const struct entry_context *context, const char *message) {
    return refuse(context->setting, context->path, message);
}

/* How many of the settings the entry has: of what it comes from, or goes to, one must be chosen. */
static int chosen(const config_setting_t *setting, const char *const *names) {
    int count = 0;
    for (; *names != NULL; names++) {
        count += config_setting_get_member(setting, *names) != NULL;
    }
    return count;
}

static bool webhook_source(const struct entry_context *context, struct plan_entry *out,
                           const char *text) {
    char secret[64];
    if (text[0] == '\0') {
        out->secret_made = !secret_kept(context->profile, context->applet, out->name, secret);
        if (out->secret_made) {
            secret_new(secret);
        }
        text = secret;
    } else if (!secret_good(text)) {
        return entry_refuse(context, "webhook must be \"\" for a new secret, or \"whsec_\" and at "
                                     "least 16 bytes in base64");
    }
    out->settings = json_pack("{s:s,s:s}", "type", "webhook", "secret", text);
    return true;
}

static bool source_settings(const struct entry_context *context, bool query,
                            struct plan_entry *out) {
    const config_setting_t *setting = context->setting;
    const char *text = NULL;
    int interval = 300;
    if (chosen(setting, (const char *const[]){"feed", "file", "webhook", NULL}) != 1 ||
        (query && config_setting_get_member(setting, "file") == NULL)) {
        return entry_refuse(context, query ? "say where a query's rows are: file = \"FILE\""
                                           : "say where it comes from: feed = \"URL\", file = "
                                             "\"FILE\" or webhook = \"SECRET\"");
    }
    bool feed = config_setting_lookup_string(setting, "feed", &text) == CONFIG_TRUE;
    if (config_setting_lookup_int(setting, "interval_s", &interval) &&
        (!feed || interval < 1 || interval > 86400)) {
        return entry_refuse(context, "interval_s is a feed's, and 1 to 86400");
    }
    if (feed) {
        if (!text_is_url(view_text(text))) {
            return entry_refuse(context, "feed must be an http or https URL");
        }
        out->settings =
            json_pack("{s:s,s:s,s:i}", "type", "feed", "url", text, "interval_s", interval);
        return true;
    }
    if (config_setting_lookup_string(setting, "file", &text)) {
        if (!file_name_good(text)) {
            return entry_refuse(context, BAD_FILE_NAME);
        }
        out->settings = json_pack("{s:s,s:s}", "type", "file", "name", text);
        return true;
    }
    return config_setting_lookup_string(setting, "webhook", &text) &&
           webhook_source(context, out, text);
}

static bool sink_settings(const struct entry_context *context, struct plan_entry *out) {
    const config_setting_t *setting = context->setting;
    const char *text = NULL, *secret = NULL;
    if (chosen(setting, (const char *const[]){"jsonl", "webhook", NULL}) != 1) {
        return entry_refuse(context, "say what acts: jsonl = \"FILE\", or webhook = \"URL\" with "
                                     "secret = \"whsec_…\"");
    }
    config_setting_lookup_string(setting, "secret", &secret);
    if (config_setting_lookup_string(setting, "jsonl", &text)) {
        if (secret != NULL) {
            return entry_refuse(context, "secret is a webhook's; a file has none");
        }
        if (!file_name_good(text)) {
            return entry_refuse(context, BAD_FILE_NAME);
        }
        out->settings = json_pack("{s:s,s:s}", "type", "jsonl", "name", text);
        return true;
    }
    config_setting_lookup_string(setting, "webhook", &text);
    if (!text_is_url(view_text(text))) {
        return entry_refuse(context, "an action's webhook must be an http or https URL");
    }
    if (secret == NULL || !secret_good(secret)) {
        return entry_refuse(context, "a webhook action needs the receiver's secret = \"whsec_…\": "
                                     "what acts there must know who sends it");
    }
    out->settings = json_pack("{s:s,s:s,s:s}", "type", "webhook", "url", text, "secret", secret);
    return true;
}

static bool read_entry(const struct entry_context *context, enum entry_kind kind,
                       struct plan_entry *out) {
    static const struct setting_spec source_specs[] = {
        {"name", CONFIG_TYPE_STRING},    {"service", CONFIG_TYPE_STRING},
        {"feed", CONFIG_TYPE_STRING},    {"file", CONFIG_TYPE_STRING},
        {"webhook", CONFIG_TYPE_STRING}, {"interval_s", CONFIG_TYPE_INT}};
    static const struct setting_spec sink_specs[] = {
        {"name", CONFIG_TYPE_STRING},   {"service", CONFIG_TYPE_STRING},
        {"jsonl", CONFIG_TYPE_STRING},  {"webhook", CONFIG_TYPE_STRING},
        {"secret", CONFIG_TYPE_STRING}, {"message_bytes", CONFIG_TYPE_INT}};
    const config_setting_t *setting = context->setting;
    const char *name = NULL, *service = NULL;
    int message_bytes = ACTION_MESSAGE_BYTES_DEFAULT;
    bool action = kind == ENTRY_ACTION;
    if (!config_setting_is_group(setting)) {
        return entry_refuse(context, "an entry stands in braces: { name = …; … }");
    }
    if (!settings_known(context->path, setting, action ? sink_specs : source_specs, 6)) {
        return false;
    }
    if (!config_setting_lookup_string(setting, "name", &name) || !text_is_name(view_text(name))) {
        return entry_refuse(context, "an entry needs name = \"Service.trigger\"");
    }
    snprintf(out->name, sizeof out->name, "%s", name);
    config_setting_lookup_string(setting, "service", &service);
    config_setting_lookup_int(setting, "message_bytes", &message_bytes);
    if (message_bytes < (int)ACTION_MESSAGE_BYTES_LEAST ||
        message_bytes > (int)ACTION_MESSAGE_BYTES_MOST) {
        return entry_refuse(context, "message_bytes must be 512 to 65536");
    }
    out->message_bytes = (uint32_t)message_bytes;
    out->service = profile_service(context->profile, action ? "action" : "trigger", service);
    if (out->service == NULL) {
        return entry_refuse(context, "this entry has no service");
    }
    bool good =
        action ? sink_settings(context, out) : source_settings(context, kind == ENTRY_QUERY, out);
    return good && out->settings != NULL;
}

static bool read_entries(const struct profile *profile, const char *path, const char *applet,
                         const config_t *config, const char *key, enum entry_kind kind,
                         size_t *count, struct plan_entry *entries) {
    const config_setting_t *list = config_lookup(config, key);
    if (list == NULL) {
        return true;
    }
    for (int i = 0; i < config_setting_length(list); i++) {
        if (*count >= PLAN_ENTRIES) {
            return refuse(list, path, "more than 16 entries");
        }
        const struct entry_context context = {profile, path, applet,
                                              config_setting_get_elem(list, (unsigned)i)};
        if (!read_entry(&context, kind, &entries[*count])) {
            json_decref(entries[*count].settings);
            entries[*count].settings = NULL;
            return false;
        }
        *count += 1;
    }
    return true;
}

/* A host fetches an event from its trigger's service, with the rows of the queries there. */
static bool queries_reachable(const char *path, const struct plan *plan) {
    for (size_t i = 0; i < plan->query_count; i++) {
        for (size_t k = 0; k < plan->trigger_count; k++) {
            if (plan->queries[i].service != plan->triggers[k].service) {
                complain("%s: the query %s must be at the service of the trigger %s", path,
                         plan->queries[i].name, plan->triggers[k].name);
                return false;
            }
        }
    }
    return true;
}

static bool zone_good(const char *path, const config_t *config, const char *zone) {
    if (zone_known(zone)) {
        return true;
    }
    const config_setting_t *at = config_lookup(config, "timezone");
    const char *meant = zone_meant(zone);
    complain("%s:%u: there is no time zone '%s'%s%s%s", path, config_setting_source_line(at), zone,
             meant != NULL ? "; did you mean '" : "", meant != NULL ? meant : "",
             meant != NULL ? "'?" : "");
    return false;
}

/* A file's name in a deployment file is relative to it. */
static void beside(const char *path, const char *name, char out[PATH_MAX]) {
    const char *slash = strrchr(path, '/');
    int folder = name[0] == '/' || slash == NULL ? 0 : (int)(slash - path) + 1;
    snprintf(out, PATH_MAX, "%.*s%s", folder, path, name);
}

static bool read_descriptions(const char *path, const config_t *config, struct plan *plan) {
    const config_setting_t *list = config_lookup(config, "descriptions");
    for (int i = 0; list != NULL && i < config_setting_length(list); i++) {
        const char *name = config_setting_get_string_elem(list, i);
        char file[PATH_MAX];
        if (name == NULL || plan->description_count >= PLAN_DESCRIPTIONS) {
            return refuse(list, path, "descriptions are up to 16 files: ( \"FILE.json\" )");
        }
        beside(path, name, file);
        plan->descriptions[plan->description_count++] = strdup(file);
    }
    return true;
}

static bool locale_good(const char *path, const config_t *config, const char *locale) {
    static const char *const known[] = {MOMENT_LOCALES};
    char list[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], locale) == 0) {
            return true;
        }
        used +=
            (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", known[i]);
    }
    complain("%s:%u: the locale '%s' is not built in; there are %s", path,
             config_setting_source_line(config_lookup(config, "locale")), locale, list);
    return false;
}

/* How far one event may go; 0 is the runtime's default. */
static bool read_limits(const char *path, const config_t *config, struct plan *plan) {
    int fuel = 0, memory = 0;
    if (config_lookup_int(config, "fuel", &fuel) && (fuel < FUEL_LEAST || fuel > FUEL_MOST)) {
        return refuse(config_lookup(config, "fuel"), path, "fuel must be 10000 to 1000000000");
    }
    if (config_lookup_int(config, "memory_mib", &memory) &&
        (memory < 1 || memory > MEMORY_MIB_MOST)) {
        return refuse(config_lookup(config, "memory_mib"), path, "memory_mib must be 1 to 256");
    }
    plan->fuel = (uint64_t)fuel;
    plan->memory_bytes = (uint64_t)memory << 20;
    return true;
}

static bool read_heads(const char *path, const config_t *config, struct plan *plan) {
    static const struct setting_spec specs[] = {
        {"applet", CONFIG_TYPE_STRING},     {"source", CONFIG_TYPE_STRING},
        {"timezone", CONFIG_TYPE_STRING},   {"locale", CONFIG_TYPE_STRING},
        {"host", CONFIG_TYPE_STRING},       {"max_delay_s", CONFIG_TYPE_INT},
        {"quantum_ms", CONFIG_TYPE_INT},    {"triggers", CONFIG_TYPE_LIST},
        {"queries", CONFIG_TYPE_LIST},      {"actions", CONFIG_TYPE_LIST},
        {"descriptions", CONFIG_TYPE_LIST}, {"fuel", CONFIG_TYPE_INT},
        {"memory_mib", CONFIG_TYPE_INT}};
    const char *applet = NULL, *source = NULL, *timezone = "UTC", *locale = "en";
    int delay = 600, quantum = 0;
    if (!settings_known(path, config_root_setting(config), specs, sizeof specs / sizeof *specs)) {
        return false;
    }
    config_lookup_string(config, "applet", &applet);
    config_lookup_string(config, "source", &source);
    config_lookup_string(config, "timezone", &timezone);
    config_lookup_string(config, "locale", &locale);
    config_lookup_int(config, "max_delay_s", &delay);
    config_lookup_int(config, "quantum_ms", &quantum);
    if (applet == NULL || !text_is_id(view_text(applet))) {
        return refuse(NULL, path, "applet = \"id\" is missing or not 1 to 32 of a-z, 0-9 and -");
    }
    if (source == NULL) {
        return refuse(NULL, path, "source = \"FILE.ts\" is missing");
    }
    if (strlen(timezone) > LIMIT_ZONE_BYTES || strlen(locale) > LIMIT_ZONE_BYTES || delay < 1 ||
        delay > 86400) {
        return refuse(NULL, path, "timezone, locale or max_delay_s (1 to 86400) is out of range");
    }
    if (quantum < 0 || quantum > QUANTUM_MS_MOST) {
        return refuse(config_lookup(config, "quantum_ms"), path, "quantum_ms must be 0 to 10000");
    }
    if (!zone_good(path, config, timezone) || !locale_good(path, config, locale)) {
        return false;
    }
    snprintf(plan->applet, sizeof plan->applet, "%s", applet);
    beside(path, source, plan->source);
    snprintf(plan->timezone, sizeof plan->timezone, "%s", timezone);
    snprintf(plan->locale, sizeof plan->locale, "%s", locale);
    plan->max_delay_ms = (int64_t)delay * 1000;
    plan->quantum_ms = (uint64_t)quantum;
    return read_limits(path, config, plan);
}

bool plan_read(const struct profile *profile, const char *path, struct plan *plan) {
    *plan = (struct plan){0};
    config_t config;
    config_init(&config);
    bool good = config_read_file(&config, path) == CONFIG_TRUE;
    if (!good && config_error_type(&config) == CONFIG_ERR_FILE_IO) {
        complain("%s can't be read: %s", path, strerror(errno));
    } else if (!good) {
        complain("%s:%d: %s", path, config_error_line(&config), config_error_text(&config));
    }
    const char *host = NULL;
    config_lookup_string(&config, "host", &host);
    good = good && read_heads(path, &config, plan) && read_descriptions(path, &config, plan) &&
           (plan->host = profile_service(profile, "host", host)) != NULL &&
           read_entries(profile, path, plan->applet, &config, "triggers", ENTRY_TRIGGER,
                        &plan->trigger_count, plan->triggers) &&
           read_entries(profile, path, plan->applet, &config, "queries", ENTRY_QUERY,
                        &plan->query_count, plan->queries) &&
           read_entries(profile, path, plan->applet, &config, "actions", ENTRY_ACTION,
                        &plan->action_count, plan->actions);
    if (good && plan->trigger_count == 0) {
        good = refuse(NULL, path, "an applet needs a trigger: triggers = ( { name = …; … } );");
    }
    good = good && queries_reachable(path, plan);
    config_destroy(&config);
    if (!good) {
        plan_free(plan);
    }
    return good;
}

void plan_free(struct plan *plan) {
    for (size_t i = 0; i < PLAN_ENTRIES; i++) {
        json_decref(plan->triggers[i].settings);
        json_decref(plan->queries[i].settings);
        json_decref(plan->actions[i].settings);
    }
    for (size_t i = 0; i < plan->description_count; i++) {
        free(plan->descriptions[i]);
    }
    *plan = (struct plan){0};
}
