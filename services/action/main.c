/* services/action/main.c: tapdance-action: turns sealed messages into actions, once each. */
#include "services/action/action.h"
#include "services/registration.h"

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS deployment("
    "  user TEXT NOT NULL, applet TEXT NOT NULL, epoch INTEGER NOT NULL, deliver_hash TEXT NOT "
    "NULL,"
    "  retired_ms INTEGER, PRIMARY KEY(applet, epoch));"
    "CREATE TABLE IF NOT EXISTS action("
    "  applet TEXT NOT NULL, epoch INTEGER NOT NULL, name TEXT NOT NULL, key BLOB NOT NULL,"
    "  message_bytes INTEGER NOT NULL, sink TEXT NOT NULL, PRIMARY KEY(applet, epoch, name),"
    "  FOREIGN KEY(applet, epoch) REFERENCES deployment(applet, epoch));"
    "CREATE TABLE IF NOT EXISTS job("
    "  n INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, applet TEXT NOT NULL,"
    "  name TEXT NOT NULL, idem BLOB NOT NULL, run INTEGER NOT NULL, fields TEXT NOT NULL,"
    "  sink TEXT NOT NULL, accepted_ms INTEGER NOT NULL, state TEXT NOT NULL,"
    "  UNIQUE(applet, idem));"
    "CREATE INDEX IF NOT EXISTS job_queued ON job(n) WHERE state = 'queued';"
    "CREATE TABLE IF NOT EXISTS place("
    "  user TEXT NOT NULL, file TEXT NOT NULL, length INTEGER NOT NULL,"
    "  PRIMARY KEY(user, file)) WITHOUT ROWID;";

static void prepare(struct action_service *action) {
    sqlite3 *database = action->service.database;
    registration_prepare(&action->service);
    action->put_deployment =
        sql_prepare(database, "INSERT INTO deployment(user, applet, epoch, deliver_hash)"
                              " VALUES(?1, ?2, ?3, ?4)");
    action->retire_others =
        sql_prepare(database, "UPDATE deployment SET retired_ms = ?3"
                              " WHERE applet = ?1 AND epoch <> ?2 AND retired_ms IS NULL");
    action->put_action =
        sql_prepare(database, "INSERT INTO action(applet, epoch, name, key, message_bytes, sink)"
                              " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    action->delete_deployment =
        sql_prepare(database, "DELETE FROM deployment WHERE applet = ?1 AND user = ?2");
    action->delete_actions = sql_prepare(database, "DELETE FROM action WHERE applet = ?1");
    action->list_live = sql_prepare(
        database, "SELECT d.epoch, d.user, d.deliver_hash, a.key, a.message_bytes, a.sink,"
                  " d.retired_ms FROM deployment d"
                  " JOIN action a ON a.applet = d.applet AND a.epoch = d.epoch"
                  " WHERE d.applet = ?1 AND a.name = ?2"
                  " AND (d.retired_ms IS NULL OR d.retired_ms > ?3) ORDER BY d.epoch DESC");
    action->put_job = sql_prepare(
        database, "INSERT INTO job(user, applet, name, idem, run, fields, sink, accepted_ms, state)"
                  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    action->list_jobs =
        sql_prepare(database, "SELECT n, name, idem, state, accepted_ms FROM job"
                              " WHERE applet = ?1 AND user = ?2 AND n > ?3 ORDER BY n");
    action->list_queued = sql_prepare(
        database, "SELECT n, user, applet, name, idem, run, fields, sink, accepted_ms FROM job"
                  " WHERE state = 'queued' AND n > ?1 ORDER BY n LIMIT 256");
    action->end_job =
        sql_prepare(database, "UPDATE job SET state = ?2, fields = '{}' WHERE n = ?1");
    action->put_place =
        sql_prepare(database, "INSERT INTO place(user, file, length) VALUES(?1, ?2, ?3)"
                              " ON CONFLICT(user, file) DO UPDATE SET length = excluded.length");
    action->find_place =
        sql_prepare(database, "SELECT length FROM place WHERE user = ?1 AND file = ?2");
    action->queued_idems = sql_prepare(
        database, "SELECT n FROM job WHERE state = 'queued' AND user = ?1 AND idem = ?2");
}

int main(int argc, char **argv) {
    static struct action_service action;
    struct service *service = &action.service;
    int code = service_open(service, "tapdance-action", argc, argv, schema);
    if (code != 0) {
        return code;
    }
    prepare(&action);
    http_server_route(service->secure, EVHTTP_REQ_PUT, "/v1/deployments/{}", deployment_put);
    http_server_route(service->secure, EVHTTP_REQ_DELETE, "/v1/deployments/{}", deployment_delete);
    http_server_route(service->secure, EVHTTP_REQ_GET, "/v1/deployments/{}/deliveries",
                      deployment_deliveries);
    http_server_route(service->plain, EVHTTP_REQ_POST, "/v1/deliver/{}/{}", deliver);
    service_purge(service, "DELETE FROM job WHERE state IN ('done', 'skipped', 'expired', 'failed')"
                           " AND accepted_ms < ?1");
    worker_start(&action);
    return service_run(service);
}
