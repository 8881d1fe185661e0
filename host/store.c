/*
 * host/store.c: the operator's database. Nothing here needs protection from the operator: packages and
 * records are sealed; tokens are the applets' access to services, useless without keys.
 *
 * event.state: accepted -> done, or failed. An accepted event is on the disk before its trigger service
 * hears 202, and stays accepted until every delivery is acknowledged: after a crash it is fetched and
 * run again, which makes the same actions with the same idempotency keys. So deliveries are not stored.
 * Ids stay for a day, so that a repeated notification changes nothing.
 */
#include "host/host.h"

#include <stdio.h>

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS applet("
    "  applet TEXT PRIMARY KEY, user TEXT NOT NULL, epoch INTEGER NOT NULL, package BLOB NOT NULL,"
    "  notify_hash TEXT NOT NULL, fetch_tokens TEXT NOT NULL, deliver_tokens TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS event("
    "  id INTEGER PRIMARY KEY, applet TEXT NOT NULL, source TEXT NOT NULL, event_id BLOB NOT NULL,"
    "  state TEXT NOT NULL DEFAULT 'accepted', detail TEXT NOT NULL DEFAULT '',"
    "  accepted_ms INTEGER NOT NULL, UNIQUE(applet, event_id));"
    "CREATE INDEX IF NOT EXISTS event_open ON event(applet, id) WHERE state = 'accepted';"
    "CREATE TABLE IF NOT EXISTS record("
    "  n INTEGER PRIMARY KEY AUTOINCREMENT, applet TEXT NOT NULL, user TEXT NOT NULL,"
    "  epoch INTEGER NOT NULL, record BLOB NOT NULL);"
    "CREATE INDEX IF NOT EXISTS record_applet ON record(applet, user, n);";

enum status store_open(struct host *host) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/host.sqlite", host->data);
    enum status status = sql_open(path, schema, &host->database);
    if (status != STATUS_OK) {
        return status;
    }
    sqlite3 *database = host->database;
    struct host_statements *sql = &host->sql;
    sql->put_applet = sql_prepare(
        database, "INSERT INTO applet(applet, user, epoch, package, notify_hash, fetch_tokens,"
                  " deliver_tokens) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                  " ON CONFLICT(applet) DO UPDATE SET epoch = excluded.epoch,"
                  " package = excluded.package, notify_hash = excluded.notify_hash,"
                  " fetch_tokens = excluded.fetch_tokens,"
                  " deliver_tokens = excluded.deliver_tokens");
    sql->drop_applet = sql_prepare(database, "DELETE FROM applet WHERE applet = ?1");
    sql->list_applets =
        sql_prepare(database, "SELECT applet, user, epoch, package, notify_hash, fetch_tokens,"
                              " deliver_tokens FROM applet ORDER BY applet");
    sql->get_package = sql_prepare(database, "SELECT package FROM applet WHERE applet = ?1");
    sql->put_event =
        sql_prepare(database, "INSERT INTO event(applet, source, event_id, accepted_ms)"
                              " VALUES(?1, ?2, ?3, ?4)");
    sql->find_event = sql_prepare(
        database, "SELECT id, state, detail FROM event WHERE applet = ?1 AND event_id = ?2");
    sql->list_events = sql_prepare(
        database, "SELECT id, source, event_id, accepted_ms FROM event"
                  " WHERE applet = ?1 AND state = 'accepted' AND id > ?2 ORDER BY id LIMIT 64");
    sql->count_events =
        sql_prepare(database, "SELECT count(*) FROM record WHERE applet = ?1 AND user = ?2");
    sql->event_state =
        sql_prepare(database, "UPDATE event SET state = ?2, detail = ?3 WHERE id = ?1");
    sql->put_record = sql_prepare(
        database, "INSERT INTO record(applet, user, epoch, record) VALUES(?1, ?2, ?3, ?4)");
    sql->list_records =
        sql_prepare(database, "SELECT n, epoch, record FROM record"
                              " WHERE applet = ?1 AND user = ?2 AND n > ?3 ORDER BY n LIMIT 100");
    sql->drop_events = sql_prepare(database, "DELETE FROM event WHERE applet = ?1");
    sql->purge_events = sql_prepare(
        database, "DELETE FROM event WHERE state IN ('done', 'failed') AND accepted_ms < ?1");
    return STATUS_OK;
}
