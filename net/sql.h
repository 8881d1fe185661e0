/*
 * net/sql.h: SQLite with bound parameters only. A statement is prepared once and kept.
 */
#ifndef NET_SQL_H
#define NET_SQL_H

#include "lib/cursor.h"

#include <sqlite3.h>

/*
 * Opens (makes) the database with write-ahead log and foreign keys, and runs `schema` (CREATE … IF NOT
 * EXISTS). A commit outlives the process; what must outlive a loss of power goes through a durable
 * batch (net/batch.h) or sql_commit_durable. Says on stderr why not.
 */
MUST_CHECK enum status sql_open(const char *path, const char *schema, sqlite3 **out);
/* Prepares a statement that lives as long as the database; ends the program where it is wrong. */
sqlite3_stmt *sql_prepare(sqlite3 *database, const char *text);
/*
 * Binds values to ?1, ?2 … by `types`: t const char *, i int64_t, b struct view (blob), n nothing (NULL),
 * after resetting the statement. Text and blobs must live until it was stepped.
 */
void sql_bind(sqlite3_stmt *statement, const char *types, ...);
/* One step: 1 a row, 0 done, -1 failed (said on stderr). A done or failed statement is reset. */
int sql_step(sqlite3_stmt *statement);
/* Binds, runs to the end and resets: STATUS_OK, STATUS_EXISTS for a constraint, STATUS_IO. */
MUST_CHECK enum status sql_run(sqlite3_stmt *statement, const char *types, ...);
struct view sql_blob(sqlite3_stmt *statement, int column);
const char *sql_text(sqlite3_stmt *statement, int column); /* "" for NULL */
/* Transactions: begin immediate, commit or roll back. */
MUST_CHECK enum status sql_begin(sqlite3 *database);
MUST_CHECK enum status sql_commit(sqlite3 *database);
/* Commits and flushes the whole log to the disk: for what is rare and must never be lost. */
MUST_CHECK enum status sql_commit_durable(sqlite3 *database);
void sql_rollback(sqlite3 *database);
/* Finalises all statements and closes. */
void sql_close(sqlite3 *database);

#endif
