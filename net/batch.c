/* net/batch.c: group commit. */
#include "net/batch.h"

#include <stdlib.h>

struct waiting {
    batch_done done;
    void *context;
};

struct batch {
    sqlite3 *database;
    struct event *turn;
    bool open;
    size_t count, capacity;
    struct waiting *list;
};

static void turn_ended(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    batch_flush(context);
}

struct batch *batch_new(struct event_base *base, sqlite3 *database) {
    struct batch *batch = calloc(1, sizeof *batch);
    if (batch != NULL) {
        batch->database = database;
        batch->turn = event_new(base, -1, 0, turn_ended, batch);
        if (batch->turn == NULL) {
            free(batch);
            return NULL;
        }
    }
    return batch;
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
    }
    batch->open = false;
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
        event_free(batch->turn);
        free(batch->list);
        free(batch);
    }
}
