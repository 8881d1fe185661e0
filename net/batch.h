/*
 * net/batch.h: group commit: everything that arrives in one turn of the event loop shares one
 * transaction, and one flush to the disk where something in it must outlive a loss of power. What is
 * committed without a flush outlives the death of the process; answers are sent after either.
 */
#ifndef NET_BATCH_H
#define NET_BATCH_H

#include "net/sql.h"

#include <event2/event.h>

struct batch;

/* Called once the transaction ended. Not committed: nothing of it was stored. */
typedef void (*batch_done)(bool committed, void *context);

/* `path` of the database, whose write-ahead log is flushed. NULL where that can't be opened. */
struct batch *batch_new(struct event_base *base, sqlite3 *database, const char *path);
/* Opens the turn's transaction where none is open. */
MUST_CHECK enum status batch_enter(struct batch *batch);
/* The open transaction must be on the disk before its answers are sent. */
void batch_durable(struct batch *batch);
/* Runs `done` after the commit of the open transaction; without memory at once, as not committed. */
void batch_after(struct batch *batch, batch_done done, void *context);
/* Commits what is open, at once. */
void batch_flush(struct batch *batch);
void batch_free(struct batch *batch);

#endif
