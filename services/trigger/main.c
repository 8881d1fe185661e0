/* services/trigger/main.c: tapdance-trigger: turns webhooks, feeds and files into sealed events. */
#include "services/registration.h"
#include "services/trigger/trigger.h"

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS deployment("
    "  user TEXT NOT NULL, applet TEXT NOT NULL, epoch INTEGER NOT NULL, max_delay_ms INTEGER NOT "
    "NULL,"
    "  host_url TEXT NOT NULL, notify_token TEXT NOT NULL, fetch_hash TEXT NOT NULL,"
    "  retired_ms INTEGER, PRIMARY KEY(applet, epoch));"
    "CREATE TABLE IF NOT EXISTS source("
    "  applet TEXT NOT NULL, epoch INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
    "  key BLOB NOT NULL, ingredients TEXT NOT NULL, type TEXT NOT NULL, settings TEXT NOT NULL,"
    "  PRIMARY KEY(applet, epoch, name),"
    "  FOREIGN KEY(applet, epoch) REFERENCES deployment(applet, epoch));"
    "CREATE TABLE IF NOT EXISTS event("
    "  id INTEGER PRIMARY KEY, user TEXT NOT NULL, applet TEXT NOT NULL, source TEXT NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  event_id BLOB NOT NULL UNIQUE, now_ms INTEGER NOT NULL, seed INTEGER NOT NULL,"
    "  trigger_ms INTEGER NOT NULL, previous_ms INTEGER, fields TEXT NOT NULL, queries TEXT NOT "
    "NULL,"
    "  state TEXT NOT NULL DEFAULT 'pending', fetched INTEGER NOT NULL DEFAULT 0,"
    "  UNIQUE(user, applet, source, seq));"
    "CREATE INDEX IF NOT EXISTS event_pending ON event(id) WHERE state = 'pending';"
    "CREATE TABLE IF NOT EXISTS seen("
    "  applet TEXT NOT NULL, source TEXT NOT NULL, origin TEXT NOT NULL,"
    "  PRIMARY KEY(applet, source, origin)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS place("
    "  applet TEXT NOT NULL, source TEXT NOT NULL, offset INTEGER NOT NULL,"
    "  PRIMARY KEY(applet, source)) WITHOUT ROWID;";

static void prepare(struct trigger_service *trigger) {
    sqlite3 *database = trigger->service.database;
    registration_prepare(&trigger->service);
    trigger->put_deployment =
        sql_prepare(database, "INSERT INTO deployment(user, applet, epoch, max_delay_ms, host_url,"
                              " notify_token, fetch_hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    trigger->retire_others =
        sql_prepare(database, "UPDATE deployment SET retired_ms = ?3"
                              " WHERE applet = ?1 AND epoch <> ?2 AND retired_ms IS NULL");
    trigger->put_source = sql_prepare(
        database, "INSERT INTO source(applet, epoch, name, kind, key, ingredients, type, settings)"
                  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    trigger->find_deployment = sql_prepare(
        database, "SELECT user, max_delay_ms, host_url, notify_token, fetch_hash, retired_ms"
                  " FROM deployment WHERE applet = ?1 AND epoch = ?2");
    trigger->delete_deployment =
        sql_prepare(database, "DELETE FROM deployment WHERE applet = ?1 AND user = ?2");
    trigger->delete_sources = sql_prepare(database, "DELETE FROM source WHERE applet = ?1");
    trigger->blank_events =
        sql_prepare(database, "UPDATE event SET state = 'removed', fields = '{}', queries = '{}'"
                              " WHERE applet = ?1");
    trigger->delete_seen = sql_prepare(database, "DELETE FROM seen WHERE applet = ?1");
    trigger->delete_places = sql_prepare(database, "DELETE FROM place WHERE applet = ?1");
    trigger->find_source =
        sql_prepare(database, "SELECT key, ingredients, type, settings, kind FROM source"
                              " WHERE applet = ?1 AND epoch = ?2 AND name = ?3");
    trigger->list_sources =
        sql_prepare(database, "SELECT name, settings, ingredients FROM source"
                              " WHERE applet = ?1 AND epoch = ?2 AND kind = 'query'");
    trigger->list_active =
        sql_prepare(database, "SELECT s.applet, s.epoch, s.name, s.settings, d.user FROM source s"
                              " JOIN deployment d ON d.applet = s.applet AND d.epoch = s.epoch"
                              " WHERE s.type = ?1 AND s.kind = 'trigger' AND d.retired_ms IS NULL");
    trigger->last_event = sql_prepare(database, "SELECT seq, trigger_ms FROM event"
                                                " WHERE user = ?1 AND applet = ?2 AND source = ?3"
                                                " ORDER BY seq DESC LIMIT 1");
    trigger->put_event = sql_prepare(
        database, "INSERT INTO event(user, applet, source, seq, event_id, now_ms, seed, trigger_ms,"
                  " previous_ms, fields, queries) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                  " CASE WHEN ?9 < 0 THEN NULL ELSE ?9 END, ?10, ?11)");
    trigger->find_event = sql_prepare(
        database, "SELECT seq, now_ms, seed, trigger_ms, previous_ms, fields, queries, id"
                  " FROM event WHERE event_id = ?1 AND applet = ?2 AND source = ?3"
                  " AND user = ?4 AND state <> 'removed'");
    trigger->list_events =
        sql_prepare(database, "SELECT source, seq, event_id, now_ms, fetched, id FROM event"
                              " WHERE applet = ?1 AND user = ?2 AND id > ?3 ORDER BY id");
    trigger->count_fetch =
        sql_prepare(database, "UPDATE event SET fetched = fetched + 1 WHERE id = ?1");
    trigger->list_pending = sql_prepare(
        database, "SELECT e.id, e.applet, e.source, e.event_id, e.now_ms, d.max_delay_ms,"
                  " d.host_url, d.notify_token FROM event e JOIN deployment d"
                  " ON d.applet = e.applet AND d.user = e.user AND d.retired_ms IS NULL"
                  " WHERE e.state = 'pending' ORDER BY e.id LIMIT 256");
    trigger->end_event = sql_prepare(database, "UPDATE event SET state = ?2 WHERE id = ?1");
    trigger->put_seen =
        sql_prepare(database, "INSERT INTO seen(applet, source, origin) VALUES(?1, ?2, ?3)");
    trigger->find_seen =
        sql_prepare(database, "SELECT 1 FROM seen WHERE applet = ?1 AND source = ?2 LIMIT 1");
    trigger->put_place = sql_prepare(
        database, "INSERT INTO place(applet, source, offset) VALUES(?1, ?2, ?3)"
                  " ON CONFLICT(applet, source) DO UPDATE SET offset = excluded.offset");
    trigger->find_place =
        sql_prepare(database, "SELECT offset FROM place WHERE applet = ?1 AND source = ?2");
}

int main(int argc, char **argv) {
    static struct trigger_service trigger;
    struct service *service = &trigger.service;
    int code = service_open(service, "tapdance-trigger", argc, argv, schema);
    if (code != 0) {
        return code;
    }
    prepare(&trigger);
    http_server_route(service->secure, EVHTTP_REQ_PUT, "/v1/deployments/{}", deployment_put);
    http_server_route(service->secure, EVHTTP_REQ_DELETE, "/v1/deployments/{}", deployment_delete);
    http_server_route(service->secure, EVHTTP_REQ_GET, "/v1/deployments/{}/events",
                      deployment_events);
    http_server_route(service->plain, EVHTTP_REQ_POST, "/v1/fetch", fetch);
    http_server_route(service->plain, EVHTTP_REQ_POST, "/hooks/{}/{}", webhook_receive);
    /* The newest event of a trigger stays: the next one counts on from it. */
    service_purge(service, "DELETE FROM event WHERE state IN ('notified', 'expired', 'removed')"
                           " AND now_ms < ?1 AND seq < (SELECT max(other.seq) FROM event other"
                           " WHERE other.user = event.user AND other.applet = event.applet"
                           " AND other.source = event.source)");
    events_start(&trigger);
    feeds_start(&trigger);
    files_start(&trigger);
    return service_run(service);
}
