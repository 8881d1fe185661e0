/* cli/plan.c: reads a deployment file. */
#include "cli/plan.h"

#include "cli/command.h"
#include "lib/text.h"

#include <errno.h>
#include <libconfig.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(const config_setting_t *at, const char *path, const char *message) {
    complain("%s:%u: %s", path, at != NULL ? config_setting_source_line(at) : 1, message);
    return false;
}

/* "whsec_" and 24 random bytes in base64, as Standard Webhooks writes secrets. */
static void webhook_secret(char text[64]) {
    uint8_t bytes[24];
    randombytes_buf(bytes, sizeof bytes);
    memcpy(text, "whsec_", 6);
    sodium_bin2base64(text + 6, 58, bytes, sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
}

static json_t *source_settings(const config_setting_t *setting, const char *applet,
                               const char *name) {
    const char *text = NULL;
    int interval = 300;
    if (config_setting_lookup_string(setting, "feed", &text)) {
        config_setting_lookup_int(setting, "interval_s", &interval);
        return json_pack("{s:s,s:s,s:i}", "type", "feed", "url", text, "interval_s", interval);
    }
    if (config_setting_lookup_string(setting, "file", &text)) {
        return json_pack("{s:s,s:s}", "type", "file", "name", text);
    }
    if (config_setting_lookup_string(setting, "webhook", &text)) {
        char secret[64];
        if (text[0] == '\0') {
            webhook_secret(secret);
            printf("Webhook secret of %s %s: %s\n", applet, name, secret);
            text = secret;
        }
        return json_pack("{s:s,s:s}", "type", "webhook", "secret", text);
    }
    return NULL;
}

static json_t *sink_settings(const config_setting_t *setting) {
    const char *text = NULL, *secret = NULL;
    if (config_setting_lookup_string(setting, "jsonl", &text)) {
        return json_pack("{s:s,s:s}", "type", "jsonl", "name", text);
    }
    if (config_setting_lookup_string(setting, "webhook", &text) &&
        config_setting_lookup_string(setting, "secret", &secret)) {
        return json_pack("{s:s,s:s,s:s}", "type", "webhook", "url", text, "secret", secret);
    }
    return NULL;
}

static bool read_entry(const struct profile *profile, const char *path, const char *applet,
                       const char *kind, const config_setting_t *setting, struct plan_entry *out) {
    const char *name = NULL, *service = NULL;
    int message_bytes = ACTION_MESSAGE_BYTES_DEFAULT;
    bool action = strcmp(kind, "action") == 0;
    if (!config_setting_is_group(setting) ||
        !config_setting_lookup_string(setting, "name", &name) || !text_is_name(view_text(name))) {
        return refuse(setting, path, "an entry needs name = \"Service.trigger\"");
    }
    snprintf(out->name, sizeof out->name, "%s", name);
    config_setting_lookup_string(setting, "service", &service);
    config_setting_lookup_int(setting, "message_bytes", &message_bytes);
    if (message_bytes < (int)ACTION_MESSAGE_BYTES_LEAST ||
        message_bytes > (int)ACTION_MESSAGE_BYTES_MOST) {
        return refuse(setting, path, "message_bytes must be 512 to 65536");
    }
    out->message_bytes = (uint32_t)message_bytes;
    out->service = profile_service(profile, kind, service);
    if (out->service == NULL) {
        return refuse(setting, path, "this entry has no service");
    }
    out->settings = action ? sink_settings(setting) : source_settings(setting, applet, name);
    if (out->settings == NULL) {
        return refuse(setting, path,
                      action
                          ? "say what acts: jsonl = \"FILE\", or webhook = \"URL\" with secret = "
                            "\"whsec_…\""
                          : "say where it comes from: feed = \"URL\", file = \"FILE\" or webhook "
                            "= \"SECRET\"");
    }
    return true;
}

static bool read_entries(const struct profile *profile, const char *path, const char *applet,
                         const config_t *config, const char *key, const char *kind, size_t *count,
                         struct plan_entry *entries) {
    const config_setting_t *list = config_lookup(config, key);
    if (list == NULL) {
        return true;
    }
    if (!config_setting_is_list(list)) {
        return refuse(list, path, "expected a list: ( { name = …; }, … )");
    }
    for (int i = 0; i < config_setting_length(list); i++) {
        if (*count >= PLAN_ENTRIES) {
            return refuse(list, path, "more than 16 entries");
        }
        struct plan_entry *entry = &entries[*count];
        if (!read_entry(profile, path, applet, kind, config_setting_get_elem(list, (unsigned)i),
                        entry)) {
            return false;
        }
        *count += 1;
    }
    return true;
}

static bool read_heads(const char *path, const config_t *config, struct plan *plan) {
    const char *applet = NULL, *source = NULL, *timezone = "UTC", *locale = "en";
    int delay = 600;
    config_lookup_string(config, "applet", &applet);
    config_lookup_string(config, "source", &source);
    config_lookup_string(config, "timezone", &timezone);
    config_lookup_string(config, "locale", &locale);
    config_lookup_int(config, "max_delay_s", &delay);
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
    const char *slash = strrchr(path, '/');
    int folder = source[0] == '/' || slash == NULL ? 0 : (int)(slash - path) + 1;
    snprintf(plan->applet, sizeof plan->applet, "%s", applet);
    snprintf(plan->source, sizeof plan->source, "%.*s%s", folder, path, source);
    snprintf(plan->timezone, sizeof plan->timezone, "%s", timezone);
    snprintf(plan->locale, sizeof plan->locale, "%s", locale);
    plan->max_delay_ms = (int64_t)delay * 1000;
    return true;
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
    good = good && read_heads(path, &config, plan) &&
           (plan->host = profile_service(profile, "host", host)) != NULL &&
           read_entries(profile, path, plan->applet, &config, "triggers", "trigger",
                        &plan->trigger_count, plan->triggers) &&
           read_entries(profile, path, plan->applet, &config, "queries", "trigger",
                        &plan->query_count, plan->queries) &&
           read_entries(profile, path, plan->applet, &config, "actions", "action",
                        &plan->action_count, plan->actions);
    if (good && plan->trigger_count == 0) {
        good = refuse(NULL, path, "an applet needs a trigger: triggers = ( { name = …; … } );");
    }
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
    *plan = (struct plan){0};
}
