/*
 * services/action/sink_jsonl.c: one JSON object a line, appended exactly once.
 *
 * Lines are appended and flushed first; then one transaction marks their jobs done and keeps the
 * file's length. A crash between the two leaves lines beyond the kept length: their idems say which
 * jobs are done already. Half a line at the very end is ours alone and is cut off.
 */
#include "lib/hex.h"
#include "services/action/action.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int file_open(struct action_service *action, const char *user, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/sinks/%s", action->service.data, user);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/sinks/%s/%s", action->service.data, user, name);
    return open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static enum status write_all(int fd, const char *text, size_t length) {
    while (length > 0) {
        ssize_t wrote = write(fd, text, length);
        if (wrote <= 0) {
            return STATUS_IO;
        }
        text += wrote;
        length -= (size_t)wrote;
    }
    return STATUS_OK;
}

static bool same_file(const struct job *a, const struct job *b) {
    const char *one = json_string_value(json_object_get(a->sink, "name"));
    const char *two = json_string_value(json_object_get(b->sink, "name"));
    return one != NULL && two != NULL && strcmp(a->user, b->user) == 0 && strcmp(one, two) == 0;
}

static enum status lines_append(int fd, const struct job *jobs, size_t count, const bool *mine) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (!mine[i]) {
            continue;
        }
        char *text = job_text(&jobs[i]);
        size_t length = text != NULL ? strlen(text) : 0;
        if (text != NULL) {
            /* With its end in one write: who follows the file reads whole lines. */
            text[length] = '\n';
        }
        status = text != NULL ? write_all(fd, text, length + 1) : STATUS_NO_MEMORY;
        free(text);
    }
    if (status == STATUS_OK && fdatasync(fd) != 0) {
        status = STATUS_IO;
    }
    return status;
}

static enum status lines_mark(struct action_service *action, int fd, const struct job *jobs,
                              size_t count, const bool *mine, const char *user, const char *name) {
    struct stat facts;
    enum status status = fstat(fd, &facts) == 0 ? sql_begin(action->service.database) : STATUS_IO;
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (mine[i]) {
            status = sql_run(action->end_job, "it", jobs[i].number, "done");
        }
    }
    if (status == STATUS_OK) {
        status = sql_run(action->put_place, "tti", user, name, (int64_t)facts.st_size);
    }
    if (status == STATUS_OK) {
        status = sql_commit(action->service.database);
    }
    if (status != STATUS_OK) {
        sql_rollback(action->service.database);
    }
    return status;
}

void jsonl_write(struct action_service *action, struct job *jobs, size_t count) {
    bool taken[256] = {false};
    for (size_t i = 0; i < count; i++) {
        bool mine[256] = {false};
        if (taken[i]) {
            continue;
        }
        for (size_t k = i; k < count; k++) {
            mine[k] = !taken[k] && (k == i || same_file(&jobs[i], &jobs[k]));
            taken[k] = taken[k] || mine[k];
        }
        const char *name = json_string_value(json_object_get(jobs[i].sink, "name"));
        int fd = file_open(action, jobs[i].user, name);
        struct stat before;
        enum status status = fd >= 0 && fstat(fd, &before) == 0 ? STATUS_OK : STATUS_IO;
        if (status == STATUS_OK) {
            status = lines_append(fd, jobs, count, mine);
        }
        if (status == STATUS_OK) {
            status = lines_mark(action, fd, jobs, count, mine, jobs[i].user, name);
        }
        if (status != STATUS_OK) {
            service_log(&action->service, "%s of %s can't be written; its actions wait", name,
                        jobs[i].user);
            /* What was appended but not marked must not stay, or it would be there twice. */
            if (fd >= 0 && ftruncate(fd, before.st_size) != 0) {
                service_log(&action->service, "%s can't be cut back; stopping", name);
                abort();
            }
        }
        if (fd >= 0) {
            close(fd);
        }
    }
}

/* A line beyond the kept length: marks its job done where it is one of ours. */
static void line_recover(struct action_service *action, const char *user, const char *line) {
    json_t *object = json_loads(line, 0, NULL);
    const char *text = json_string_value(json_object_get(object, "idem"));
    uint8_t idem[IDEM_BYTES];
    int64_t number = 0;
    if (text != NULL && hex_decode(text, idem, sizeof idem) == STATUS_OK) {
        sql_bind(action->queued_idems, "tb", user, view_of(idem, sizeof idem));
        if (sql_step(action->queued_idems) == 1) {
            number = sqlite3_column_int64(action->queued_idems, 0);
            sqlite3_reset(action->queued_idems);
        }
    }
    json_decref(object);
    if (number != 0 && job_end(action, number, "done") != STATUS_OK) {
        service_log(&action->service, "job %lld stays queued", (long long)number);
    }
}

static void file_recover(struct action_service *action, const char *user, const char *name) {
    sql_bind(action->find_place, "tt", user, name);
    int64_t place = 0;
    if (sql_step(action->find_place) == 1) {
        place = sqlite3_column_int64(action->find_place, 0);
        sqlite3_reset(action->find_place);
    }
    int fd = file_open(action, user, name);
    FILE *file = fd >= 0 ? fdopen(fd, "r+") : NULL;
    if (file == NULL) {
        return;
    }
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    fseeko(file, place, SEEK_SET);
    while ((length = getline(&line, &capacity, file)) > 0) {
        if (line[length - 1] == '\n') {
            line_recover(action, user, line);
            place += length;
        } else if (ftruncate(fd, place) != 0) {
            service_log(&action->service, "half a line in %s can't be cut off", name);
        }
    }
    free(line);
    fclose(file);
}

void jsonl_recover(struct action_service *action) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/sinks", action->service.data);
    mkdir(path, 0700);
    for (size_t i = 0; i < action->service.accounts.count; i++) {
        const char *user = action->service.accounts.list[i].user;
        snprintf(path, sizeof path, "%s/sinks/%s", action->service.data, user);
        mkdir(path, 0700);
        DIR *folder = opendir(path);
        for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
            if (service_file_name(entry->d_name)) {
                file_recover(action, user, entry->d_name);
            }
        }
        if (folder != NULL) {
            closedir(folder);
        }
    }
    batch_flush(action->service.batch);
}
