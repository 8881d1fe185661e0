/*
 * services/trigger/source_file.c: JSON lines. As a trigger: each new line is an event; the place is
 * kept with the events in one transaction. As a query: the file's lines are its rows.
 */
#include "services/trigger/trigger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINE_MOST        65536
#define LINES_A_TURN     256
#define POLL_INTERVAL_MS 250

static FILE *file_open(struct trigger_service *trigger, const char *user, const char *settings) {
    char path[PATH_MAX];
    json_t *parsed = json_loads(settings, 0, NULL);
    const char *name = json_string_value(json_object_get(parsed, "name"));
    FILE *file = NULL;
    if (name != NULL && service_file_name(name)) {
        snprintf(path, sizeof path, "%s/sources/%s/%s", trigger->service.data, user, name);
        file = fopen(path, "re");
    }
    json_decref(parsed);
    return file;
}

json_t *file_rows(struct trigger_service *trigger, const char *user, const char *settings) {
    static char line[LINE_MOST];
    FILE *file = file_open(trigger, user, settings);
    if (file == NULL) {
        return NULL;
    }
    json_t *rows = json_array();
    while (json_array_size(rows) < LIMIT_ROWS && fgets(line, sizeof line, file) != NULL) {
        json_t *row = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        if (json_is_object(row)) {
            json_array_append_new(rows, row);
        } else {
            json_decref(row);
        }
    }
    fclose(file);
    return rows;
}

struct file_source {
    char applet[LIMIT_ID_BYTES + 1], name[LIMIT_NAME_BYTES + 1], user[LIMIT_ID_BYTES + 1];
    int64_t epoch;
    char *settings;
};

/* One whole line into an event; false where the turn should end. */
static bool line_take(struct trigger_service *trigger, const struct file_source *source,
                      const char *key, const char *line, int64_t end) {
    json_t *fields = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    enum status status = STATUS_OK;
    if (json_is_object(fields)) {
        struct new_event event = {.applet = source->applet,
                                  .source = source->name,
                                  .epoch = source->epoch,
                                  .trigger_time_ms = service_now_ms(),
                                  .fields = fields};
        status = event_fix(trigger, &event);
    } else {
        service_log(&trigger->service, "%s %s: a line is no JSON object; left out", source->applet,
                    source->name);
        status = batch_enter(trigger->service.batch);
    }
    json_decref(fields);
    if (status == STATUS_OK) {
        status = sql_run(trigger->put_place, "tti", source->applet, key, end);
    }
    return status == STATUS_OK;
}

/* Places are kept by source and file: another file starts at its own end. */
static void place_key(const char *source, const char *file, char *key, size_t capacity) {
    snprintf(key, capacity, "%s %s", source, file);
}

static bool place_find(struct trigger_service *trigger, const char *applet, const char *key,
                       int64_t *place) {
    sql_bind(trigger->find_place, "tt", applet, key);
    bool known = sql_step(trigger->find_place) == 1;
    if (known) {
        *place = sqlite3_column_int64(trigger->find_place, 0);
        sqlite3_reset(trigger->find_place);
    }
    return known;
}

enum status file_begin(struct trigger_service *trigger, const char *applet, const char *source,
                       const char *user, const json_t *settings) {
    char path[PATH_MAX], key[LIMIT_NAME_BYTES + 80];
    const char *type = json_string_value(json_object_get(settings, "type"));
    const char *file = json_string_value(json_object_get(settings, "name"));
    int64_t place = 0;
    struct stat facts;
    if (type == NULL || strcmp(type, "file") != 0 || file == NULL) {
        return STATUS_OK;
    }
    place_key(source, file, key, sizeof key);
    if (place_find(trigger, applet, key, &place)) {
        return STATUS_OK; /* an earlier deployment read it: go on there */
    }
    snprintf(path, sizeof path, "%s/sources/%s/%s", trigger->service.data, user, file);
    if (stat(path, &facts) == 0) {
        place = facts.st_size;
    } else if (errno != ENOENT) {
        return STATUS_IO;
    }
    return sql_run(trigger->put_place, "tti", applet, key, place);
}

static void source_poll(struct trigger_service *trigger, const struct file_source *source) {
    static char line[LINE_MOST];
    json_t *settings = json_loads(source->settings, 0, NULL);
    const char *name = json_string_value(json_object_get(settings, "name"));
    char key[LIMIT_NAME_BYTES + 80];
    int64_t place = 0;
    place_key(source->name, name != NULL ? name : "", key, sizeof key);
    json_decref(settings);
    FILE *file = file_open(trigger, source->user, source->settings);
    struct stat facts;
    if (file == NULL || fstat(fileno(file), &facts) != 0 ||
        !place_find(trigger, source->applet, key, &place)) {
        if (file != NULL) {
            fclose(file);
        }
        return;
    }
    if (place > facts.st_size) {
        place = 0; /* cut or replaced: from the start */
    }
    int taken = 0;
    fseeko(file, place, SEEK_SET);
    while (taken++ < LINES_A_TURN && fgets(line, sizeof line, file) != NULL &&
           strchr(line, '\n') != NULL) {
        place += (int64_t)strlen(line);
        if (!line_take(trigger, source, key, line, place)) {
            break;
        }
    }
    fclose(file);
}

static struct event *poll_timer;

static void poll_all(evutil_socket_t fd, short what, void *context) {
    struct trigger_service *trigger = context;
    struct file_source *list = NULL;
    size_t count = 0;
    (void)fd;
    (void)what;
    sql_bind(trigger->list_active, "t", "file");
    while (sql_step(trigger->list_active) == 1) {
        struct file_source *grown = realloc(list, (count + 1) * sizeof *grown);
        if (grown == NULL) {
            sqlite3_reset(trigger->list_active);
            break;
        }
        list = grown;
        struct file_source *source = &list[count++];
        snprintf(source->applet, sizeof source->applet, "%s", sql_text(trigger->list_active, 0));
        source->epoch = sqlite3_column_int64(trigger->list_active, 1);
        snprintf(source->name, sizeof source->name, "%s", sql_text(trigger->list_active, 2));
        source->settings = strdup(sql_text(trigger->list_active, 3));
        snprintf(source->user, sizeof source->user, "%s", sql_text(trigger->list_active, 4));
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i].settings != NULL) {
            source_poll(trigger, &list[i]);
        }
        free(list[i].settings);
    }
    free(list);
    event_add(poll_timer, &(struct timeval){.tv_usec = POLL_INTERVAL_MS * 1000});
}

void files_start(struct trigger_service *trigger) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/sources", trigger->service.data);
    mkdir(path, 0700);
    for (size_t i = 0; i < trigger->service.accounts.count; i++) {
        snprintf(path, sizeof path, "%s/sources/%s", trigger->service.data,
                 trigger->service.accounts.list[i].user);
        mkdir(path, 0700);
    }
    poll_timer = evtimer_new(trigger->service.base, poll_all, trigger);
    event_add(poll_timer, &(struct timeval){0});
}
