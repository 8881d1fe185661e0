/*
 * monitor/process/start.c: image, identity, uid, socket and process of one program. What fails takes
 * back everything done before.
 */
#include "monitor/process/start.h"
#include "monitor/process/spawn.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *role_text(enum program_role role) {
    switch (role) {
    case PROGRAM_KEYSTORE: return "keystore";
    case PROGRAM_APPLET: return "applet";
    case PROGRAM_CLOCK: return "clock";
    }
    return "program";
}

static enum status watch(const struct server *server, struct server_peer *peer) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    return epoll_ctl(server->poll, EPOLL_CTL_ADD, peer->socket, &event) == 0 ? STATUS_OK
                                                                             : STATUS_IO;
}

/* Process and socket of a program that is in the core's table already. */
static enum status start_process(struct server *server, const struct monitor_request *request,
                                 const int descriptors[START_DESCRIPTORS], int image,
                                 uint64_t instance) {
    const struct monitor_program *program = monitor_program_find(server->monitor, instance);
    size_t index = (size_t)(program - server->monitor->programs);
    struct server_peer *peer = &server->peers[index];
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        return STATUS_IO;
    }
    struct spawn spawn = {
        .image = image,
        .monitor = pair[1],
        .input = descriptors[1],
        .channel = descriptors[2],
        .bell = descriptors[3],
        .memory_bytes = request->body.start.memory_bytes,
        .uid = server->uid_base == 0 ? 0 : server->uid_base + (uint32_t)index,
    };
    *peer = (struct server_peer){.socket = pair[0], .instance = instance};
    enum status status = watch(server, peer);
    if (status == STATUS_OK) {
        status = spawn_program(&spawn, &peer->pid);
    }
    close(pair[1]);
    if (status != STATUS_OK) {
        close(pair[0]);
        *peer = (struct server_peer){.socket = -1};
    }
    return status;
}

enum status start_program(struct server *server, const struct monitor_request *request,
                          const int descriptors[START_DESCRIPTORS],
                          struct monitor_response *response) {
    const struct image *image = NULL;
    enum status status = image_get(&server->images, descriptors[0], &image);
    if (status != STATUS_OK) {
        return status;
    }
    struct monitor_program_identity identity;
    memcpy(identity.measurement, image->measurement, sizeof identity.measurement);
    memcpy(identity.bind, request->body.start.bind, sizeof identity.bind);
    uint64_t instance = 0;
    status = monitor_program_add(server->monitor, &identity, request->body.start.role, &instance);
    if (status != STATUS_OK) {
        return status;
    }
    status = start_process(server, request, descriptors, image->memory, instance);
    if (status != STATUS_OK) {
        monitor_program_remove(server->monitor, instance);
        return status;
    }
    response->body.start.instance = instance;
    memcpy(response->body.start.measurement, identity.measurement, sizeof identity.measurement);
    (void)fprintf(stderr, "tapdance-monitor: started %s %llu, measurement %02x%02x%02x%02x…\n",
                  role_text(request->body.start.role), (unsigned long long)instance,
                  identity.measurement[0], identity.measurement[1], identity.measurement[2],
                  identity.measurement[3]);
    return STATUS_OK;
}
