/* net/sql.c: SQLite with bound parameters only. */
#include "net/sql.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static enum status run_text(sqlite3 *database, const char *text) {
    char *message = NULL;
    if (sqlite3_exec(database, text, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "the database refuses: %s\n", message != NULL ? message : "?");
        sqlite3_free(message);
        return STATUS_IO;
    }
    return STATUS_OK;
}

enum status sql_open(const char *path, const char *schema, sqlite3 **out) {
    *out = NULL;
    sqlite3 *database = NULL;
    int code = sqlite3_open_v2(
        path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        fprintf(stderr, "the database %s can't be opened: %s\n", path, sqlite3_errstr(code));
        sqlite3_close(database);
        return STATUS_IO;
    }
    sqlite3_busy_timeout(database, 5000);
    if (run_text(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                           "PRAGMA foreign_keys=ON;") != STATUS_OK ||
        run_text(database, schema) != STATUS_OK) {
        sqlite3_close(database);
        return STATUS_IO;
    }
    *out = database;
    return STATUS_OK;
}

sqlite3_stmt *sql_prepare(sqlite3 *database, const char *text) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(database, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        fprintf(stderr, "a statement of this program is wrong: %s: %s\n", text,
                sqlite3_errmsg(database));
        abort();
    }
    return statement;
}

static void bind_list(sqlite3_stmt *statement, const char *types, va_list values) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    for (int i = 1; types[i - 1] != '\0'; i++) {
        switch (types[i - 1]) {
        case 't':
            sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_STATIC);
            break;
        case 'i': sqlite3_bind_int64(statement, i, va_arg(values, int64_t)); break;
        case 'b': {
            struct view bytes = va_arg(values, struct view);
            sqlite3_bind_blob64(statement, i, bytes.data != NULL ? (const void *)bytes.data : "",
                                bytes.length, SQLITE_STATIC);
            break;
        }
        default: sqlite3_bind_null(statement, i); break;
        }
    }
}

void sql_bind(sqlite3_stmt *statement, const char *types, ...) {
    va_list values;
    va_start(values, types);
    bind_list(statement, types, values);
    va_end(values);
}

int sql_step(sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        return 1;
    }
    if (code != SQLITE_DONE) {
        fprintf(stderr, "the database failed: %s\n", sqlite3_errmsg(sqlite3_db_handle(statement)));
    }
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? 0 : -1;
}

enum status sql_run(sqlite3_stmt *statement, const char *types, ...) {
    va_list values;
    va_start(values, types);
    bind_list(statement, types, values);
    va_end(values);
    int code;
    do {
        code = sqlite3_step(statement);
    } while (code == SQLITE_ROW);
    enum status status = code == SQLITE_DONE                  ? STATUS_OK
                         : (code & 0xff) == SQLITE_CONSTRAINT ? STATUS_EXISTS
                                                              : STATUS_IO;
    if (status == STATUS_IO) {
        fprintf(stderr, "the database failed: %s\n", sqlite3_errmsg(sqlite3_db_handle(statement)));
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
}

struct view sql_blob(sqlite3_stmt *statement, int column) {
    const void *data = sqlite3_column_blob(statement, column);
    return view_of(data, (size_t)sqlite3_column_bytes(statement, column));
}

const char *sql_text(sqlite3_stmt *statement, int column) {
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

enum status sql_begin(sqlite3 *database) {
    return run_text(database, "BEGIN IMMEDIATE");
}

enum status sql_commit(sqlite3 *database) {
    return run_text(database, "COMMIT");
}

enum status sql_commit_durable(sqlite3 *database) {
    enum status status = run_text(database, "COMMIT");
    /* A checkpoint flushes log and database (synchronous=NORMAL). */
    if (status == STATUS_OK && sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_FULL,
                                                         NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "the database can't be flushed: %s\n", sqlite3_errmsg(database));
        status = STATUS_IO;
    }
    return status;
}

void sql_rollback(sqlite3 *database) {
    sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
}

void sql_close(sqlite3 *database) {
    sqlite3_stmt *statement;
    while (database != NULL && (statement = sqlite3_next_stmt(database, NULL)) != NULL) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
}
