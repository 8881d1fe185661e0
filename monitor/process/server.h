/*
 * monitor/process/server.h: the socket side of the process monitor: one thread, one poll loop.
 *
 * The host connects to a SOCK_SEQPACKET socket; each started program has one end of a socket pair.
 * Who asks is known by the socket a request came in on. One request at a time is answered completely;
 * a peer that does not take its answer, or sends what is no request, loses its connection (and a
 * program its life), never more.
 */
#ifndef MONITOR_PROCESS_SERVER_H
#define MONITOR_PROCESS_SERVER_H

#include "monitor/core/monitor.h"
#include "monitor/process/image.h"
#include "monitor/process/state.h"

#include <sys/types.h>

#define SERVER_HOSTS_MOST 16u
#define SERVER_PEERS_MOST (MONITOR_PROGRAMS_MOST + SERVER_HOSTS_MOST)

struct server_peer {
    int socket; /* -1: free, or a program whose socket is closed and that is not reaped yet */
    uint64_t instance; /* 0: a host */
    pid_t pid;         /* of a program */
};

struct server {
    struct monitor *monitor;
    struct state *state;
    struct image_table images;
    int poll, listener, signals;
    uid_t host_uid;
    uint32_t uid_base; /* 0: programs keep the monitor's uid */
    bool stopping;
    uint64_t time_due_ns, saved_ns;
    struct server_peer peers[SERVER_PEERS_MOST]; /* programs by table index, then hosts */
};

/* `server` is zeros but for monitor, state, host_uid and uid_base. Listens on `path`. */
MUST_CHECK enum status server_open(struct server *server, const char *path);
/* Until SIGTERM or SIGINT. */
MUST_CHECK enum status server_run(struct server *server);
/* The tick of the monitor: CLOCK_BOOTTIME in nanoseconds. */
uint64_t server_tick(void);

#endif
