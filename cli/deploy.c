/* cli/deploy.c: compiling and sealing a package on the user's machine. */
#include "cli/deploy.h"

#include "cli/command.h"
#include "cli/compile.h"
#include "cli/local.h"
#include "lib/host_channel.h"
#include "lib/keys.h"
#include "lib/package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IMAGE_MOST (8u << 20)

static bool starts_with_name(const char *ingredient, const char *name) {
    size_t length = strlen(name);
    return strncmp(ingredient, name, length) == 0 && ingredient[length] == '.';
}

/* The trigger that supplies an ingredient; "Trigger.X" is whatever the only trigger sends. */
static const struct plan_entry *trigger_of(const struct plan *plan, const char *ingredient) {
    for (size_t i = 0; i < plan->trigger_count; i++) {
        if (starts_with_name(ingredient, plan->triggers[i].name)) {
            return &plan->triggers[i];
        }
    }
    bool generic = strncmp(ingredient, "Trigger.", 8) == 0;
    return generic && plan->trigger_count == 1 ? &plan->triggers[0] : NULL;
}

static bool named(const struct plan_entry *entries, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(entries[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* What the applet's text mentions must be what the plan connects, both ways. */
static bool plan_matches(const struct deployment *deployment, json_t *facts) {
    const struct plan *plan = deployment->plan;
    size_t index;
    json_t *item;
    const char *key;
    json_array_foreach(json_object_get(facts, "ingredients"), index, item) {
        if (trigger_of(plan, json_string_value(item)) == NULL) {
            complain("%s reads %s, but no trigger of the deployment file supplies it", plan->source,
                     json_string_value(item));
            return false;
        }
    }
    json_object_foreach(json_object_get(facts, "queries"), key, item) {
        if (!named(plan->queries, plan->query_count, key)) {
            complain("%s asks %s, but the deployment file has no such query", plan->source, key);
            return false;
        }
    }
    json_t *actions = json_object_get(facts, "actions");
    json_object_foreach(actions, key, item) {
        if (!named(plan->actions, plan->action_count, key)) {
            complain("%s uses the action %s, but the deployment file doesn't connect it",
                     plan->source, key);
            return false;
        }
    }
    for (size_t i = 0; i < plan->action_count; i++) {
        if (json_object_get(actions, plan->actions[i].name) == NULL) {
            complain("%s never mentions the action %s of the deployment file", plan->source,
                     plan->actions[i].name);
            return false;
        }
    }
    return true;
}

/* "name: a, b (on some paths)" of an object with "always" and "sometimes". */
static void show_fields(const char *action, const json_t *fields) {
    const char *field;
    const char *before = ":";
    json_t *how;
    printf("  sets %s", action);
    json_object_foreach((json_t *)(uintptr_t)fields, field, how) {
        printf("%s %s%s", before, field,
               strcmp(json_string_value(how), "always") == 0 ? "" : " (on some paths)");
        before = ",";
    }
    putchar('\n');
}

/* Without a list all columns may be read. */
static void show_columns(const char *query, const json_t *columns) {
    const char *before = ":";
    size_t index;
    json_t *column;
    printf("  queries %s%s", query, columns == NULL ? ": all columns" : "");
    json_array_foreach((json_t *)(uintptr_t)columns, index, column) {
        printf("%s %s", before, json_string_value(column));
        before = ",";
    }
    putchar('\n');
}

/* What the user's keys are given out for: all that the applet can do, whatever happens at the host. */
static void show_bounds(const struct plan *plan, const json_t *facts) {
    const json_t *bounds = json_object_get(facts, "bounds");
    const json_t *limits = json_object_get(bounds, "limits");
    const char *key;
    size_t index;
    json_t *item;
    printf("%s can do this and nothing else:\n", plan->applet);
    json_array_foreach(json_object_get(facts, "ingredients"), index, item) {
        printf("  reads %s\n", json_string_value(item));
    }
    json_object_foreach(json_object_get(facts, "queries"), key, item) {
        show_columns(key, json_object_get(json_object_get(bounds, "columns"), key));
    }
    json_object_foreach(json_object_get(bounds, "actions"), key, item) {
        const char *skipped = service_text(item, "skipped");
        if (json_object_size(json_object_get(item, "fields")) > 0) {
            show_fields(key, json_object_get(item, "fields"));
        }
        if (strcmp(skipped, "never") != 0) {
            printf("  skips %s%s\n", key,
                   strcmp(skipped, "always") == 0 ? ": always" : " (on some paths)");
        }
    }
    long long fuel = (long long)json_integer_value(json_object_get(limits, "fuel"));
    long long memory = (long long)json_integer_value(json_object_get(limits, "memory"));
    printf("  each time within %lld steps and %lld MiB of memory\n",
           plan->fuel > 0 ? (long long)plan->fuel : fuel,
           (plan->memory_bytes > 0 ? (long long)plan->memory_bytes : memory) >> 20);
}

/* What it finds wrong goes to the terminal. With warnings deploying goes on; errors are NULL. */
static json_t *check_facts(const struct plan *plan) {
    char path[PATH_MAX];
    const char *arguments[8 + 2 * PLAN_DESCRIPTIONS] = {path, "--applet", "--check", "--json",
                                                        "--explain"};
    size_t count = 5;
    program_path("tapdance-cc", path, sizeof path);
    for (size_t i = 0; i < plan->description_count; i++) {
        arguments[count++] = "--services";
        arguments[count++] = plan->descriptions[i];
    }
    arguments[count] = plan->source;
    char *text = program_output(arguments);
    if (text == NULL) {
        return NULL;
    }
    json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    json_t *facts = json_incref(json_array_get(json_object_get(all, "files"), 0));
    json_decref(all);
    if (facts == NULL) {
        complain("the compiler's description of %s can't be read", plan->source);
    }
    return facts;
}

int deploy_compile(struct deployment *deployment, uint8_t **image, size_t *length) {
    char path[PATH_MAX];
    const char *source = deployment->plan->source;
    *image = NULL;
    if (!temporary_file(path, sizeof path)) {
        return EXIT_CODE_USAGE;
    }
    const char *target = strcmp(deployment->target, "x86-64") == 0 ? "x86_64" : deployment->target;
    const char *arguments[] = {"tapdance-cc", "--applet", "--target", target,
                               "-o",          path,       source,     NULL};
    int code = program_run("tapdance-cc", arguments);
    struct file_bytes file = {0};
    if (code == EXIT_CODE_OK && file_read(path, IMAGE_MOST, &file) != STATUS_OK) {
        complain("the compiler's result can't be read");
        code = EXIT_CODE_USAGE;
    }
    unlink(path);
    json_t *facts = code == EXIT_CODE_OK ? check_facts(deployment->plan) : NULL;
    if (code == EXIT_CODE_OK && (facts == NULL || !plan_matches(deployment, facts))) {
        code = EXIT_CODE_REFUSED;
    }
    if (code == EXIT_CODE_OK) {
        deployment->ingredients = json_incref(json_object_get(facts, "ingredients"));
        deployment->columns =
            json_incref(json_object_get(json_object_get(facts, "bounds"), "columns"));
        show_bounds(deployment->plan, facts);
        *image = file.data;
        *length = file.length;
    } else {
        free(file.data);
    }
    json_decref(facts);
    return code;
}

/* The ABI hash that the compiler wrote into the image (runtime/image_format.h). */
static bool image_abi(struct view image, uint8_t abi[PACKAGE_ABI_BYTES]) {
    struct reader reader;
    struct view magic;
    reader_init_view(&reader, image);
    return reader_view(&reader, 8, &magic) == STATUS_OK &&
           view_equal(magic, view_text("tapdimg1")) &&
           reader_bytes(&reader, abi, PACKAGE_ABI_BYTES) == STATUS_OK;
}

/* The trusted loader's rule (trusted/applet/load.c): one event's messages fit into one answer. */
static bool lengths_fit(const struct plan *plan) {
    size_t result = 13 + 4 + RECORD_MESSAGE_BYTES;
    for (size_t i = 0; i < plan->action_count; i++) {
        result += 4 + plan->actions[i].message_bytes;
    }
    if (result > HOST_RESULT_BYTES_MOST) {
        complain("the message_bytes of all actions and a record's %u come to %zu bytes; a run's "
                 "messages may be %u together",
                 RECORD_MESSAGE_BYTES, result, HOST_RESULT_BYTES_MOST);
        return false;
    }
    return true;
}

static bool seal_heads(const struct deployment *deployment, struct view image,
                       struct package_clear *clear) {
    const struct plan *plan = deployment->plan;
    clear->identity = (struct applet_identity){view_text(deployment->profile->user),
                                               view_text(plan->applet), deployment->epoch};
    clear->target = view_text(deployment->target);
    clear->record_bytes = RECORD_MESSAGE_BYTES;
    if (!image_abi(image, clear->abi)) {
        complain("the compiler's result is no image");
        return false;
    }
    if (plan->trigger_count + plan->query_count > LIMIT_TRIGGERS) {
        complain("more than %d triggers and queries", LIMIT_TRIGGERS);
        return false;
    }
    for (size_t i = 0; i < plan->trigger_count + plan->query_count; i++) {
        bool query = i >= plan->trigger_count;
        const struct plan_entry *entry =
            query ? &plan->queries[i - plan->trigger_count] : &plan->triggers[i];
        clear->sources[clear->source_count++] =
            (struct package_source){view_text(entry->name), query ? PACKAGE_QUERY : PACKAGE_TRIGGER,
                                    view_text(service_text(entry->service, "url"))};
    }
    for (size_t i = 0; i < plan->action_count; i++) {
        const struct plan_entry *entry = &plan->actions[i];
        clear->actions[clear->action_count++] = (struct package_action){
            view_text(entry->name), view_text(service_text(entry->service, "url")),
            entry->message_bytes};
    }
    return true;
}

bool deploy_seal(struct deployment *deployment, struct view image) {
    const struct plan *plan = deployment->plan;
    struct package_clear clear = {0};
    struct secret code_key;
    if (!lengths_fit(plan) || !seal_heads(deployment, image, &clear)) {
        return false;
    }
    struct package_content content = {.zone = view_text(plan->timezone),
                                      .locale = view_text(plan->locale),
                                      .max_delay_ms = (uint64_t)plan->max_delay_ms,
                                      .quantum_ms = plan->quantum_ms,
                                      .fuel = plan->fuel,
                                      .memory_bytes = plan->memory_bytes,
                                      .image = image};
    size_t length = package_length(&clear, &content);
    enum status status =
        keys_derive(&code_key, &deployment->profile->master, view_text(plan->applet),
                    deployment->epoch, KEY_CODE, view_text(""));
    deployment->package = length > 0 ? malloc(length) : NULL;
    if (status == STATUS_OK && deployment->package != NULL) {
        struct writer out;
        writer_init(&out, deployment->package, length);
        status = package_write(&clear, &content, &code_key, &out);
        deployment->package_length = out.position;
    } else if (status == STATUS_OK) {
        status = STATUS_TOO_LARGE;
    }
    secret_wipe(&code_key);
    if (status != STATUS_OK) {
        complain("the package could not be sealed (%s)", status_text(status));
        return false;
    }
    package_bind(view_of(deployment->package, deployment->package_length), deployment->bind);
    return true;
}

static json_t *peers_json(const struct plan_entry *entries, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const json_t *service = entries[i].service;
        json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s,s:s,s:O}", "name", entries[i].name,
                                              "url", service_text(service, "url"), "api_url",
                                              service_text(service, "api_url"), "authority",
                                              service_text(service, "authority"), "token",
                                              service_text(service, "token"), "settings",
                                              entries[i].settings));
    }
    return list;
}

bool deploy_remember(const struct deployment *deployment, bool unfinished) {
    const struct plan *plan = deployment->plan;
    json_t *state = json_pack("{s:s,s:I,s:s,s:s,s:s,s:s,s:s,s:o,s:o,s:o}", "applet", plan->applet,
                              "epoch", (json_int_t)deployment->epoch, "source", plan->source,
                              "timezone", plan->timezone, "host", service_text(plan->host, "url"),
                              "host_token", service_text(plan->host, "token"), "keystore",
                              service_text(plan->host, "keystore"), "triggers",
                              peers_json(plan->triggers, plan->trigger_count), "queries",
                              peers_json(plan->queries, plan->query_count), "actions",
                              peers_json(plan->actions, plan->action_count));
    enum status status = STATUS_FAILED;
    if (state != NULL && unfinished) {
        json_object_set_new(state, "unfinished", json_true());
    }
    if (state != NULL) {
        status = deployment_write(deployment->profile, plan->applet, state);
    }
    json_decref(state);
    if (status != STATUS_OK) {
        complain("your own note of this deployment could not be written (%s)", status_text(status));
    }
    return status == STATUS_OK;
}
