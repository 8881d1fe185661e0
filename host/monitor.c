/* host/monitor.c: one SOCK_SEQPACKET connection to the monitor, made when it is needed. */
#include "host/monitor.h"

#include "host/host.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_SECONDS 10

static int connection = -1;

static void disconnect(void) {
    if (connection >= 0) {
        close(connection);
        connection = -1;
    }
}

static enum status connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (connection >= 0) {
        return STATUS_OK;
    }
    if (strlen(path) >= sizeof address.sun_path) {
        return STATUS_TOO_LARGE;
    }
    memcpy(address.sun_path, path, strlen(path));
    connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    if (connection < 0 ||
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
        connect(connection, (struct sockaddr *)&address, sizeof address) != 0) {
        host_log("the monitor at %s does not answer: %s", path, strerror(errno));
        disconnect();
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}

static enum status send_request(struct view bytes, const int *descriptors, size_t count) {
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * 4)] = {0};
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes.data, .iov_len = bytes.length};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        header.msg_control = control;
        header.msg_controllen = CMSG_SPACE(sizeof(int) * count);
        struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int) * count);
        memcpy(CMSG_DATA(rights), descriptors, sizeof(int) * count);
    }
    return sendmsg(connection, &header, MSG_NOSIGNAL) == (ssize_t)bytes.length ? STATUS_OK
                                                                               : STATUS_UNAVAILABLE;
}

static enum status ask(const char *path, const struct monitor_request *request,
                       const int *descriptors, size_t count, struct monitor_response *response) {
    uint8_t bytes[MONITOR_REQUEST_MOST], answer[MONITOR_RESPONSE_MOST];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    monitor_request_encode(request, &out);
    enum status status = writer_end(&out);
    if (status == STATUS_OK) {
        status = connect_to(path);
    }
    if (status == STATUS_OK) {
        status = send_request(writer_written(&out), descriptors, count);
    }
    ssize_t got = status == STATUS_OK ? recv(connection, answer, sizeof answer, 0) : -1;
    if (got <= 0) {
        disconnect();
        return status == STATUS_OK ? STATUS_UNAVAILABLE : status;
    }
    status = monitor_response_decode(view_of(answer, (size_t)got), request->operation, response);
    if (status != STATUS_OK) {
        host_log("the monitor's answer can't be read (%s)", status_text(status));
        disconnect();
        return status;
    }
    return monitor_result_status(response->result);
}

static struct monitor_response response; /* large; calls don't nest */

enum status monitor_start_program(const char *socket, enum program_role role,
                                  const uint8_t bind[DIGEST_BYTES],
                                  const struct monitor_descriptors *descriptors,
                                  uint64_t *instance) {
    struct monitor_request request = {.operation = MONITOR_START};
    memcpy(request.body.start.bind, bind, DIGEST_BYTES);
    request.body.start.role = role;
    const int list[4] = {descriptors->image, descriptors->input, descriptors->channel,
                         descriptors->bell};
    enum status status = ask(socket, &request, list, 4, &response);
    *instance = status == STATUS_OK ? response.body.start.instance : 0;
    return status;
}

enum status monitor_stop_program(const char *socket, uint64_t instance) {
    struct monitor_request request = {.operation = MONITOR_STOP, .body.instance = instance};
    return ask(socket, &request, NULL, 0, &response);
}

enum status monitor_nonces(const char *socket, uint64_t instance, uint32_t wanted,
                           uint8_t nonces[][NONCE_BYTES], uint32_t *count, uint32_t *lifetime_ms) {
    struct monitor_request request = {.operation = MONITOR_NONCE_ISSUE,
                                      .body.nonce_issue = {.instance = instance, .count = wanted}};
    *count = 0;
    enum status status = ask(socket, &request, NULL, 0, &response);
    if (status == STATUS_OK) {
        *count = response.body.nonce_issue.count;
        *lifetime_ms = response.body.nonce_issue.lifetime_ms;
        memcpy(nonces, response.body.nonce_issue.nonces, (size_t)*count * NONCE_BYTES);
    }
    return status;
}
