/*
 * monitor/process/server.c: connections, requests, the death of programs, the kernel's clock. Owns all
 * sockets; the state machine behind them is monitor/core.
 */
#include "monitor/process/server.h"
#include "monitor/process/start.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S              UINT64_C(1000000000)
#define TIME_READ_EVERY_NS    NS_PER_S
#define SAVE_EVERY_NS         (600 * NS_PER_S)
#define UNSYNCHRONISED_MS     1000u /* assumed where the kernel does not know how wrong its clock is */
#define DESCRIPTORS_LOOKED_AT 8 /* more than a request may carry, so that too many are noticed */

uint64_t server_tick(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) {
        return 0; /* the core treats a tick that goes back as no time at all */
    }
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* The kernel's clock is this backend's source of time; the evidence says so. */
static void read_kernel_clock(struct server *server, uint64_t now_ns) {
    if (now_ns < server->time_due_ns) {
        return;
    }
    server->time_due_ns = now_ns + TIME_READ_EVERY_NS;
    struct timex facts = {0};
    int state = adjtimex(&facts);
    uint32_t uncertainty_ms = UNSYNCHRONISED_MS;
    if (state >= 0 && state != TIME_ERROR && (facts.status & STA_UNSYNC) == 0 &&
        facts.maxerror >= 0) {
        uncertainty_ms =
            facts.maxerror / 1000 < 5000 ? (uint32_t)(facts.maxerror / 1000) + 1 : 5000;
    }
    struct timespec utc;
    if (clock_gettime(CLOCK_REALTIME, &utc) != 0) {
        return;
    }
    struct monitor_time time = {.utc_ms = (int64_t)utc.tv_sec * 1000 + utc.tv_nsec / 1000000,
                                .uncertainty_ms = uncertainty_ms,
                                .source = TIME_SOURCE_HOST,
                                .tick_ns = now_ns};
    if (monitor_time_set(server->monitor, now_ns, &time) != STATUS_OK) {
        /* Turned back: the last good time is carried on by the tick until it is too uncertain. */
        (void)fprintf(stderr, "tapdance-monitor: the kernel's clock went back; not followed\n");
        server->time_due_ns = now_ns + 60 * NS_PER_S;
    }
}

static void save_sometimes(struct server *server, uint64_t now_ns) {
    if (now_ns - server->saved_ns >= SAVE_EVERY_NS) {
        server->saved_ns = now_ns;
        if (state_save(server->state, server->monitor) != STATUS_OK) {
            (void)fprintf(stderr, "tapdance-monitor: cannot write the state: %s\n",
                          strerror(errno));
        }
    }
}

/* Ends a connection; a program without its monitor has no business to run. */
static void drop_peer(struct server_peer *peer) {
    if (peer->socket >= 0) {
        close(peer->socket); /* leaves the poll set too: no other descriptor refers to it */
        peer->socket = -1;
    }
    if (peer->pid > 0) {
        (void)kill(peer->pid, SIGKILL);
    }
}

static struct server_peer *program_peer(struct server *server, uint64_t instance) {
    const struct monitor_program *program = monitor_program_find(server->monitor, instance);
    return program == NULL ? NULL : &server->peers[program - server->monitor->programs];
}

static void reap(struct server *server) {
    for (;;) {
        int how = 0;
        pid_t pid = waitpid(-1, &how, WNOHANG);
        if (pid <= 0) {
            return;
        }
        for (size_t i = 0; i < MONITOR_PROGRAMS_MOST; i++) {
            struct server_peer *peer = &server->peers[i];
            if (peer->pid == pid) {
                (void)fprintf(stderr, "tapdance-monitor: program %llu ended (%s %d)\n",
                              (unsigned long long)peer->instance,
                              WIFSIGNALED(how) ? "signal" : "exit",
                              WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
                peer->pid = 0;
                drop_peer(peer);
                monitor_program_remove(server->monitor, peer->instance);
                peer->instance = 0;
            }
        }
    }
}

static void on_signal(struct server *server) {
    struct signalfd_siginfo info;
    while (read(server->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD) {
            reap(server);
        } else {
            server->stopping = true;
        }
    }
}

static enum status answer_host(struct server *server, const struct monitor_request *request,
                               const int *descriptors, size_t count,
                               struct monitor_response *response) {
    if (request->operation == MONITOR_START) {
        if (count != START_DESCRIPTORS) {
            return STATUS_INVALID;
        }
        return start_program(server, request, descriptors, response);
    }
    struct server_peer *peer = program_peer(server, request->body.instance);
    if (peer == NULL) {
        return STATUS_DENIED;
    }
    if (peer->pid > 0) {
        (void)kill(peer->pid, SIGKILL);
    }
    return STATUS_OK;
}

static void answer(struct server *server, struct server_peer *peer, struct view message,
                   const int *descriptors, size_t count, struct monitor_response *response) {
    struct monitor_request request;
    uint64_t now_ns = server_tick();
    enum status status = monitor_request_decode(message, &request);
    if (status != STATUS_OK || (count > 0 && request.operation != MONITOR_START)) {
        memset(response, 0, sizeof *response);
        response->operation = message.length > 1 ? (enum monitor_operation)message.data[1] : 0;
        response->result = MONITOR_MALFORMED;
        return;
    }
    bool shell = request.operation == MONITOR_START || request.operation == MONITOR_STOP;
    if (peer->instance == 0 && shell) {
        memset(response, 0, sizeof *response);
        response->operation = request.operation;
        response->result =
            monitor_result_of(answer_host(server, &request, descriptors, count, response));
        return;
    }
    if (request.operation == MONITOR_TIME || request.operation == MONITOR_EVIDENCE) {
        read_kernel_clock(server, now_ns);
    }
    monitor_answer(server->monitor, now_ns, peer->instance, &request, response);
}

static size_t take_descriptors(struct msghdr *header, int *descriptors) {
    size_t count = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL;
         part = CMSG_NXTHDR(header, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS) {
            size_t here = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            for (size_t i = 0; i < here && count < DESCRIPTORS_LOOKED_AT; i++) {
                memcpy(&descriptors[count], CMSG_DATA(part) + i * sizeof(int), sizeof(int));
                count++;
            }
        }
    }
    return count;
}

/* One request. False where the peer is gone or not worth keeping. */
static bool serve(struct server *server, struct server_peer *peer) {
    uint8_t bytes[MONITOR_REQUEST_MOST + 1];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * DESCRIPTORS_LOOKED_AT)];
    struct iovec part = {.iov_base = bytes, .iov_len = sizeof bytes};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control,
                            .msg_controllen = sizeof control};
    ssize_t got = recvmsg(peer->socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return true;
    }
    if (got <= 0) {
        return false;
    }
    int descriptors[DESCRIPTORS_LOOKED_AT];
    size_t count = take_descriptors(&header, descriptors);
    static struct monitor_response response;
    static uint8_t out_bytes[MONITOR_RESPONSE_MOST];
    struct writer out;
    writer_init(&out, out_bytes, sizeof out_bytes);
    answer(server, peer, view_of(bytes, (size_t)got), descriptors, count, &response);
    for (size_t i = 0; i < count; i++) {
        close(descriptors[i]);
    }
    monitor_response_encode(&response, &out);
    struct view written = writer_written(&out);
    bool sent = writer_end(&out) == STATUS_OK &&
                send(peer->socket, written.data, written.length, MSG_DONTWAIT | MSG_NOSIGNAL) ==
                    (ssize_t)written.length;
    if (response.operation == MONITOR_SEAL_KEY) {
        secret_wipe_memory(&response, sizeof response);
        secret_wipe_memory(out_bytes, sizeof out_bytes);
    }
    return sent;
}

static void accept_host(struct server *server) {
    int socket = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) {
        return;
    }
    struct ucred who;
    socklen_t length = sizeof who;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &length) != 0 ||
        (who.uid != server->host_uid && who.uid != geteuid())) {
        close(socket); /* silently: anybody could fill the log */
        return;
    }
    for (size_t i = MONITOR_PROGRAMS_MOST; i < SERVER_PEERS_MOST; i++) {
        struct server_peer *peer = &server->peers[i];
        if (peer->socket < 0) {
            *peer = (struct server_peer){.socket = socket};
            struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
            if (epoll_ctl(server->poll, EPOLL_CTL_ADD, socket, &event) != 0) {
                drop_peer(peer);
            }
            return;
        }
    }
    (void)fprintf(stderr, "tapdance-monitor: too many host connections\n");
    close(socket);
}

static enum status listen_on(struct server *server, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return STATUS_TOO_LARGE;
    }
    memcpy(address.sun_path, path, strlen(path));
    server->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener < 0 || (unlink(path) != 0 && errno != ENOENT) ||
        bind(server->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, 0600) != 0 || chown(path, server->host_uid, (gid_t)-1) != 0 ||
        listen(server->listener, 16) != 0) {
        return STATUS_IO;
    }
    return STATUS_OK;
}

static enum status open_signals(struct server *server) {
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    if (sigprocmask(SIG_BLOCK, &watched, NULL) != 0) {
        return STATUS_IO;
    }
    server->signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    return server->signals >= 0 ? STATUS_OK : STATUS_IO;
}

static enum status watch(const struct server *server, int descriptor, void *tag) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = tag};
    return epoll_ctl(server->poll, EPOLL_CTL_ADD, descriptor, &event) == 0 ? STATUS_OK : STATUS_IO;
}

enum status server_open(struct server *server, const char *path) {
    for (size_t i = 0; i < SERVER_PEERS_MOST; i++) {
        server->peers[i].socket = -1;
    }
    server->saved_ns = server_tick();
    server->poll = epoll_create1(EPOLL_CLOEXEC);
    enum status status = server->poll < 0 ? STATUS_IO : open_signals(server);
    if (status == STATUS_OK) {
        status = listen_on(server, path);
    }
    if (status == STATUS_OK) {
        status = watch(server, server->listener, &server->listener);
    }
    if (status == STATUS_OK) {
        status = watch(server, server->signals, &server->signals);
    }
    read_kernel_clock(server, server_tick());
    return status;
}

enum status server_run(struct server *server) {
    while (!server->stopping) {
        struct epoll_event events[64];
        int count = epoll_wait(server->poll, events, 64, 60000);
        if (count < 0 && errno != EINTR) {
            return STATUS_IO;
        }
        bool signalled = false;
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == &server->listener) {
                accept_host(server);
            } else if (events[i].data.ptr == &server->signals) {
                signalled = true; /* after the rest: reaping frees peers that `events` may name */
            } else {
                struct server_peer *peer = events[i].data.ptr;
                if (peer->socket >= 0 && !serve(server, peer)) {
                    drop_peer(peer);
                }
            }
        }
        if (signalled) {
            on_signal(server);
        }
        save_sometimes(server, server_tick());
    }
    return state_save(server->state, server->monitor);
}
