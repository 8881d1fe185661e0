/* net/batch.c: group commit. */
#include "net/batch.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct waiting {
    batch_done done;
    void *context;
};

struct batch {
    sqlite3 *database;
    struct event *turn;
    int log; /* the write-ahead log */
    bool open, durable;
    size_t count, capacity;
    struct waiting *list;
};

static void turn_ended(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    batch_flush(context);
}

struct batch *batch_new(struct event_base *base, sqlite3 *database, const char *path) {
    char log[PATH_MAX];
    struct batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL) {
        return NULL;
    }
    snprintf(log, sizeof log, "%s-wal", path);
    batch->database = database;
    batch->log = open(log, O_RDONLY | O_CLOEXEC);
    batch->turn = event_new(base, -1, 0, turn_ended, batch);
    if (batch->log < 0 || batch->turn == NULL) {
        fprintf(stderr, "the write-ahead log %s can't be opened\n", log);
        batch_free(batch);
        return NULL;
    }
    return batch;
}

void batch_durable(struct batch *batch) {
    batch->durable = true;
}

enum status batch_enter(struct batch *batch) {
    if (batch->open) {
        return STATUS_OK;
    }
    enum status status = sql_begin(batch->database);
    if (status == STATUS_OK) {
        batch->open = true;
        /* After the I/O events of this turn: a zero timer fires in the next. */
        event_add(batch->turn, &(struct timeval){0});
    }
    return status;
}

void batch_after(struct batch *batch, batch_done done, void *context) {
    if (batch->count == batch->capacity) {
        size_t capacity = batch->capacity == 0 ? 64 : 2 * batch->capacity;
        struct waiting *grown = realloc(batch->list, capacity * sizeof *grown);
        if (grown == NULL) {
            done(false, context);
            return;
        }
        batch->list = grown;
        batch->capacity = capacity;
    }
    batch->list[batch->count++] = (struct waiting){done, context};
}

void batch_flush(struct batch *batch) {
    if (!batch->open) {
        return;
    }
    event_del(batch->turn);
    bool committed = sql_commit(batch->database) == STATUS_OK;
    if (!committed) {
        sql_rollback(batch->database);
    } else if (batch->durable && fdatasync(batch->log) != 0) {
        /* Stored, but perhaps not for ever: nobody may be told that it is. */
        committed = false;
    }
    batch->open = batch->durable = false;
    /* Callbacks may enter the next batch: take the list first. */
    struct waiting *list = batch->list;
    size_t count = batch->count;
    batch->list = NULL;
    batch->count = batch->capacity = 0;
    for (size_t i = 0; i < count; i++) {
        list[i].done(committed, list[i].context);
    }
    if (batch->list == NULL) {
        batch->list = list;
        batch->capacity = count;
    } else {
        free(list);
    }
}

void batch_free(struct batch *batch) {
    if (batch != NULL) {
        batch_flush(batch);
        if (batch->turn != NULL) {
            event_free(batch->turn);
        }
        if (batch->log >= 0) {
            close(batch->log);
        }
        free(batch->list);
        free(batch);
    }
}
