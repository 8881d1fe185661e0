/* cli/profile.c: reads and writes the user's folder. */
#include "cli/profile.h"

#include "cli/command.h"
#include "cli/files.h"
#include "lib/hex.h"
#include "lib/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void path_in(const struct profile *profile, const char *name, char path[PATH_MAX]) {
    snprintf(path, PATH_MAX, "%s/%s", profile->folder, name);
}

bool profile_folder(char *folder, size_t capacity) {
    const char *chosen = getenv("TAPDANCE_HOME");
    const char *home = getenv("HOME");
    int length = -1;
    if (chosen != NULL && chosen[0] != '\0') {
        length = snprintf(folder, capacity, "%s", chosen);
    } else if (home != NULL && home[0] != '\0') {
        length = snprintf(folder, capacity, "%s/.tapdance", home);
    }
    if (length <= 0 || (size_t)length >= capacity) {
        complain("neither TAPDANCE_HOME nor HOME names a usable folder for your keys");
        return false;
    }
    return true;
}

static bool read_master(struct profile *profile) {
    char path[PATH_MAX];
    struct file_bytes file;
    path_in(profile, "master.key", path);
    enum status status = file_read(path, SECRET_BYTES, &file);
    if (status == STATUS_NOT_FOUND) {
        complain("there are no keys in %s yet: run `tapdance init` first", profile->folder);
        return false;
    }
    if (status != STATUS_OK || file.length != SECRET_BYTES) {
        complain("%s can't be read as a master key (%s)", path, status_text(status));
        free(file.data);
        return false;
    }
    memcpy(profile->master.bytes, file.data, SECRET_BYTES);
    secret_wipe_memory(file.data, file.length);
    free(file.data);
    return true;
}

static bool read_json(const struct profile *profile, const char *name, json_t **out) {
    char path[PATH_MAX];
    path_in(profile, name, path);
    enum status status = file_read_json(path, out);
    if (status == STATUS_NOT_FOUND) {
        *out = json_object();
        return true;
    }
    if (status != STATUS_OK || !json_is_object(*out)) {
        complain("%s is not readable JSON (%s)", path, status_text(status));
        return false;
    }
    return true;
}

bool profile_open(struct profile *profile) {
    *profile = (struct profile){0};
    if (!profile_folder(profile->folder, sizeof profile->folder) || !read_master(profile)) {
        return false;
    }
    json_t *settings = NULL;
    bool good = read_json(profile, "profile.json", &settings) &&
                read_json(profile, "trust.json", &profile->trust) &&
                read_json(profile, "services.json", &profile->services);
    const char *user = json_string_value(json_object_get(settings, "user"));
    if (good && (user == NULL || !text_is_id(view_text(user)))) {
        complain("profile.json in %s names no user", profile->folder);
        good = false;
    }
    if (good) {
        snprintf(profile->user, sizeof profile->user, "%s", user);
    }
    json_decref(settings);
    if (!good) {
        profile_close(profile);
    }
    return good;
}

void profile_close(struct profile *profile) {
    secret_wipe(&profile->master);
    json_decref(profile->trust);
    json_decref(profile->services);
    profile->trust = NULL;
    profile->services = NULL;
}

enum status profile_save_trust(const struct profile *profile) {
    char path[PATH_MAX];
    path_in(profile, "trust.json", path);
    return file_write_json(path, profile->trust, false);
}

enum status profile_save_services(const struct profile *profile) {
    char path[PATH_MAX];
    path_in(profile, "services.json", path);
    return file_write_json(path, profile->services, true);
}

static bool read_measurements(const json_t *list, size_t most, size_t *count,
                              uint8_t out[][MEASUREMENT_BYTES]) {
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item) {
        const char *text = json_string_value(item);
        if (*count >= most || text == NULL ||
            hex_decode(text, out[*count], MEASUREMENT_BYTES) != STATUS_OK) {
            return false;
        }
        *count += 1;
    }
    return true;
}

static bool read_programs(const json_t *programs, const char *name, enum program_role role,
                          struct policy *policy) {
    uint8_t found[LIMIT_PROGRAMS][MEASUREMENT_BYTES];
    size_t count = 0;
    if (!read_measurements(json_object_get(programs, name), LIMIT_PROGRAMS, &count, found) ||
        policy->program_count + count > LIMIT_PROGRAMS) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct policy_program *program = &policy->programs[policy->program_count++];
        program->role = role;
        memcpy(program->measurement, found[i], MEASUREMENT_BYTES);
    }
    return true;
}

static bool read_anchor(const json_t *item, struct anchor *anchor) {
    const char *key = json_string_value(json_object_get(item, "key"));
    const char *class_name = json_string_value(json_object_get(item, "class"));
    const char *note = json_string_value(json_object_get(item, "note"));
    if (key == NULL || class_name == NULL ||
        hex_decode(key, anchor->public_key, SIGN_PUBLIC_BYTES) != STATUS_OK ||
        anchor_class_parse(class_name, &anchor->class) != STATUS_OK) {
        return false;
    }
    struct view text = text_truncate(view_text(note != NULL ? note : ""), LIMIT_NOTE_BYTES);
    anchor->note_length = (uint8_t)text.length;
    memcpy(anchor->note, text.data, text.length);
    return true;
}

bool profile_policy(const struct profile *profile, struct policy *policy) {
    policy_default(policy);
    const json_t *trust = profile->trust;
    const json_t *programs = json_object_get(trust, "programs");
    bool good = read_measurements(json_object_get(trust, "monitors"), LIMIT_MONITORS,
                                  &policy->monitor_count, policy->monitors) &&
                read_programs(programs, "keystore", PROGRAM_KEYSTORE, policy) &&
                read_programs(programs, "applet", PROGRAM_APPLET, policy);
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(trust, "anchors"), index, item) {
        good = good && policy->anchor_count < LIMIT_ANCHORS &&
               read_anchor(item, &policy->anchors[policy->anchor_count++]);
    }
    const char *lowest = json_string_value(json_object_get(trust, "lowest_class"));
    if (lowest != NULL) {
        good = good && anchor_class_parse(lowest, &policy->lowest_class) == STATUS_OK;
    }
    policy->shared_kernel_allowed = json_is_true(json_object_get(trust, "shared_kernel_allowed"));
    policy->dma_protection_required = !json_is_false(json_object_get(trust, "dma_required"));
    if (!good) {
        complain("trust.json in %s has an entry that can't be read", profile->folder);
    } else if (policy->anchor_count == 0) {
        complain("you trust no machine yet: `tapdance trust add` pins one, "
                 "`tapdance init --self-hosted` this one");
        good = false;
    }
    return good;
}

const json_t *profile_service(const struct profile *profile, const char *kind, const char *name) {
    const json_t *found = NULL;
    const char *key;
    json_t *item;
    size_t matches = 0;
    json_object_foreach(profile->services, key, item) {
        const char *item_kind = json_string_value(json_object_get(item, "kind"));
        if (item_kind != NULL && strcmp(item_kind, kind) == 0 &&
            (name == NULL || strcmp(name, key) == 0)) {
            found = item;
            matches++;
        }
    }
    if (matches == 1) {
        return found;
    }
    if (name != NULL) {
        complain("there is no %s service called '%s'; `tapdance service show` lists them", kind,
                 name);
    } else if (matches == 0) {
        complain("you have no %s service yet; `tapdance service add NAME --kind %s …` adds one",
                 kind, kind);
    } else {
        complain("you have %zu %s services; say which one with service = \"NAME\"", matches, kind);
    }
    return NULL;
}

const char *service_text(const json_t *service, const char *key) {
    const char *text = json_string_value(json_object_get(service, key));
    return text != NULL ? text : "";
}

void deployment_path(const struct profile *profile, const char *applet, char *path,
                     size_t capacity) {
    snprintf(path, capacity, "%s/deployments/%s.json", profile->folder, applet);
}

/* Not *.json: what is listed are the deployments that stand. */
static void retired_path(const struct profile *profile, const char *applet, char *path,
                         size_t capacity) {
    snprintf(path, capacity, "%s/deployments/%s.retired", profile->folder, applet);
}

enum status deployment_retired_write(const struct profile *profile, const char *applet,
                                     uint64_t version) {
    char path[PATH_MAX];
    json_t *note = json_pack("{s:I}", "version", (json_int_t)version);
    retired_path(profile, applet, path, sizeof path);
    enum status status = note != NULL ? file_write_json(path, note, false) : STATUS_NO_MEMORY;
    json_decref(note);
    return status;
}

uint64_t deployment_last_version(const struct profile *profile, const char *applet) {
    char path[PATH_MAX];
    json_t *note = NULL, *deployment = NULL;
    uint64_t last = 0;
    retired_path(profile, applet, path, sizeof path);
    if (file_read_json(path, &note) == STATUS_OK) {
        last = (uint64_t)json_integer_value(json_object_get(note, "version"));
    }
    if (deployment_read(profile, applet, &deployment) == STATUS_OK) {
        uint64_t epoch = (uint64_t)json_integer_value(json_object_get(deployment, "epoch"));
        last = epoch > last ? epoch : last;
    }
    json_decref(note);
    json_decref(deployment);
    return last;
}

enum status deployment_read(const struct profile *profile, const char *applet, json_t **out) {
    char path[PATH_MAX];
    deployment_path(profile, applet, path, sizeof path);
    return file_read_json(path, out);
}

enum status deployment_write(const struct profile *profile, const char *applet,
                             const json_t *deployment) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/deployments", profile->folder);
    enum status status = folder_make(path);
    if (status != STATUS_OK) {
        return status;
    }
    deployment_path(profile, applet, path, sizeof path);
    return file_write_json(path, deployment, true);
}
