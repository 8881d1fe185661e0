/*
 * compiler/describe.c: reads descriptions of services. Every member of the JSON is looked at; what is not
 * known is refused, so that a misspelled `requird` is no optional field.
 */
#include "compiler/describe.h"

#include <jansson.h>
#include <stdarg.h>
#include <string.h>

enum { NAME_MOST = 200, PATH_MOST = 500 };

struct reading {
    struct arena *arena;
    const char *file;
    char path[PATH_MOST]; /* of the value that is looked at: "actions.ring.fields" */
    bool good;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct reading *reading,
                                                         const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: %s%s", reading->file, reading->path, reading->path[0] != '\0' ? ": " : "");
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    reading->good = false;
    return false;
}

/* Goes into a member; `length` is what path_leave needs. */
static size_t path_enter(struct reading *reading, const char *name) {
    const size_t length = strlen(reading->path);
    snprintf(reading->path + length, sizeof reading->path - length, "%s%s", length > 0 ? "." : "",
             name);
    return length;
}

static void path_leave(struct reading *reading, size_t length) {
    reading->path[length] = '\0';
}

static const char *copy(struct reading *reading, const json_t *text) {
    const char *bytes = json_string_value(text);
    return bytes != NULL ? arena_copy_text(reading->arena, bytes, strlen(bytes)) : NULL;
}

/* Only these members, each of its type; a NULL ends the list. */
struct allowed {
    const char *name;
    json_type type;
};

static bool members_good(struct reading *reading, json_t *object, const struct allowed *allowed) {
    const char *key;
    json_t *value;
    if (!json_is_object(object)) {
        return refuse(reading, "an object { … } is needed");
    }
    json_object_foreach(object, key, value) {
        const struct allowed *found = allowed;
        while (found->name != NULL && strcmp(found->name, key) != 0) {
            found++;
        }
        if (found->name == NULL) {
            return refuse(reading, "there is no setting \"%s\"", key);
        }
        const json_type type = json_is_boolean(value) ? JSON_TRUE : json_typeof(value);
        if (type != found->type) {
            return refuse(reading, "\"%s\" must be %s", key,
                          found->type == JSON_STRING   ? "a text"
                          : found->type == JSON_OBJECT ? "an object"
                          : found->type == JSON_ARRAY  ? "a list"
                                                       : "true or false");
        }
    }
    return true;
}

static bool kind_of(struct reading *reading, const json_t *text, enum described_kind *kind) {
    static const char *const names[KIND_COUNT] = {"text", "number", "boolean", "date", "url"};
    const char *name = json_string_value(text);
    *kind = KIND_TEXT;
    for (unsigned i = 0; name != NULL && i < KIND_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            *kind = (enum described_kind)i;
            return true;
        }
    }
    return name == NULL ||
           refuse(reading, "kind must be text, number, boolean, date or url, not \"%s\"", name);
}

static bool read_choices(struct reading *reading, const json_t *list, struct described_part *part) {
    size_t index;
    const json_t *item;
    part->choices = arena_alloc_array(reading->arena, json_array_size(list) + 1, sizeof(char *));
    json_array_foreach(list, index, item) {
        if (!json_is_string(item)) {
            return refuse(reading, "choices must be texts");
        }
        part->choices[part->choice_count++] = copy(reading, item);
    }
    return true;
}

static bool read_part(struct reading *reading, enum described_role role, json_t *object,
                      struct described_part *part) {
    static const struct allowed of_supply[] = {{"description", JSON_STRING},
                                               {"kind", JSON_STRING},
                                               {"example", JSON_STRING},
                                               {NULL, JSON_NULL}};
    static const struct allowed of_field[] = {{"description", JSON_STRING}, {"kind", JSON_STRING},
                                              {"example", JSON_STRING},     {"required", JSON_TRUE},
                                              {"choices", JSON_ARRAY},      {NULL, JSON_NULL}};
    if (!members_good(reading, object, role == ROLE_ACTION ? of_field : of_supply) ||
        !kind_of(reading, json_object_get(object, "kind"), &part->kind)) {
        return false;
    }
    part->text = copy(reading, json_object_get(object, "description"));
    part->example = copy(reading, json_object_get(object, "example"));
    part->required = json_is_true(json_object_get(object, "required"));
    return read_choices(reading, json_object_get(object, "choices"), part);
}

static bool name_good(struct reading *reading, const char *name) {
    const size_t length = strlen(name);
    return (length > 0 && length <= NAME_MOST && strchr(name, '\n') == NULL) ||
           refuse(reading, "a name has 1 to %d characters", NAME_MOST);
}

static bool read_member(struct reading *reading, enum described_role role, const char *name,
                        json_t *object, struct described_member *member) {
    static const char *const part_names[] = {"ingredients", "fields", "fields"};
    const struct allowed allowed[] = {
        {"description", JSON_STRING}, {part_names[role], JSON_OBJECT}, {NULL, JSON_NULL}};
    json_t *parts = json_object_get(object, part_names[role]);
    const char *key;
    json_t *value;
    bool good = name_good(reading, name) && members_good(reading, object, allowed);
    member->role = role;
    member->name = arena_copy_text(reading->arena, name, strlen(name));
    member->text = copy(reading, json_object_get(object, "description"));
    member->parts =
        arena_alloc_array(reading->arena, json_object_size(parts) + 1, sizeof(*member->parts));
    const size_t outer = path_enter(reading, part_names[role]);
    json_object_foreach(parts, key, value) {
        struct described_part *part = &member->parts[member->part_count++];
        part->name = arena_copy_text(reading->arena, key, strlen(key));
        const size_t inner = path_enter(reading, key);
        good = good && name_good(reading, key) && read_part(reading, role, value, part);
        path_leave(reading, inner);
    }
    path_leave(reading, outer);
    return good;
}

static bool read_service(struct reading *reading, json_t *object,
                         struct described_service *service) {
    static const struct allowed allowed[] = {
        {"service", JSON_STRING}, {"description", JSON_STRING}, {"triggers", JSON_OBJECT},
        {"queries", JSON_OBJECT}, {"actions", JSON_OBJECT},     {NULL, JSON_NULL}};
    static const char *const lists[] = {"triggers", "queries", "actions"};
    if (!members_good(reading, object, allowed)) {
        return false;
    }
    service->name = copy(reading, json_object_get(object, "service"));
    service->text = copy(reading, json_object_get(object, "description"));
    if (service->name == NULL || !name_good(reading, service->name)) {
        return refuse(reading, "\"service\" must be the service's name, as applets write it");
    }
    size_t count = 0;
    for (unsigned i = 0; i < 3; i++) {
        count += json_object_size(json_object_get(object, lists[i]));
    }
    service->members = arena_alloc_array(reading->arena, count + 1, sizeof(*service->members));
    for (unsigned i = 0; i < 3; i++) {
        const char *key;
        json_t *value;
        const size_t outer = path_enter(reading, lists[i]);
        json_object_foreach(json_object_get(object, lists[i]), key, value) {
            const size_t inner = path_enter(reading, key);
            if (!read_member(reading, (enum described_role)i, key, value,
                             &service->members[service->member_count++])) {
                return false;
            }
            path_leave(reading, inner);
        }
        path_leave(reading, outer);
    }
    return true;
}

static bool add_service(struct descriptions *descriptions, struct reading *reading,
                        json_t *object) {
    struct described_service service = {0};
    if (!read_service(reading, object, &service)) {
        return false;
    }
    for (uint32_t i = 0; i < descriptions->service_count; i++) {
        if (strcmp(descriptions->services[i].name, service.name) == 0) {
            return refuse(reading, "the service %s is described twice", service.name);
        }
    }
    descriptions->services =
        arena_grow(descriptions->arena, descriptions->services, descriptions->service_count,
                   &descriptions->service_capacity, sizeof(*descriptions->services));
    descriptions->services[descriptions->service_count++] = service;
    return true;
}

bool describe_read(struct descriptions *descriptions, const char *path) {
    struct reading reading = {.arena = descriptions->arena, .file = path, .good = true};
    json_error_t error;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        if (error.line > 0) {
            fprintf(stderr, "%s:%d:%d: %s\n", path, error.line, error.column, error.text);
        } else {
            fprintf(stderr, "%s\n", error.text);
        }
        return false;
    }
    size_t index;
    json_t *item;
    bool good = true;
    if (json_is_array(root)) {
        json_array_foreach(root, index, item) {
            good = good && add_service(descriptions, &reading, item);
        }
    } else {
        good = add_service(descriptions, &reading, root);
    }
    json_decref(root);
    return good && reading.good;
}
