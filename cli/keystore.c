/* cli/keystore.c: connects, verifies, asks. */
#include "cli/keystore.h"

#include "cli/command.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_SECONDS 30

static int connect_to(const char *address) {
    char host[256];
    const char *colon = strrchr(address, ':');
    if (colon == NULL || (size_t)(colon - address) >= sizeof host) {
        complain("'%s' is no keystore address (host:port)", address);
        return -1;
    }
    memcpy(host, address, (size_t)(colon - address));
    host[colon - address] = '\0';
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    int failure = getaddrinfo(host, colon + 1, &hints, &list);
    if (failure != 0) {
        complain("the keystore's address %s can't be resolved: %s", address, gai_strerror(failure));
        return -1;
    }
    int fd = -1;
    for (struct addrinfo *item = list; item != NULL && fd < 0; item = item->ai_next) {
        fd = socket(item->ai_family, item->ai_socktype | SOCK_CLOEXEC, item->ai_protocol);
        if (fd >= 0 && connect(fd, item->ai_addr, item->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(list);
    if (fd < 0) {
        complain("the keystore at %s does not answer: %s", address, strerror(errno));
        return -1;
    }
    struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    return fd;
}

static enum status send_all(int fd, struct view bytes) {
    size_t done = 0;
    while (done < bytes.length) {
        ssize_t sent = send(fd, bytes.data + done, bytes.length - done, MSG_NOSIGNAL);
        if (sent <= 0) {
            return errno == EPIPE || errno == ECONNRESET ? STATUS_CLOSED : STATUS_UNAVAILABLE;
        }
        done += (size_t)sent;
    }
    return STATUS_OK;
}

/* Feeds what arrives until the channel reports something. */
static enum status next_event(struct keystore_client *client, struct channel_event *event) {
    for (;;) {
        if (client->pending_length == 0) {
            ssize_t got = recv(client->socket, client->pending, sizeof client->pending, 0);
            if (got <= 0) {
                return got == 0 || errno == ECONNRESET ? STATUS_CLOSED : STATUS_TIMEOUT;
            }
            client->pending_start = 0;
            client->pending_length = (size_t)got;
        }
        uint8_t answer[512];
        struct writer out;
        writer_init(&out, answer, sizeof answer);
        size_t used = 0;
        enum status status =
            channel_feed(&client->channel,
                         view_of(client->pending + client->pending_start, client->pending_length),
                         &used, &out, event);
        if (status != STATUS_OK) {
            return status;
        }
        client->pending_start += used;
        client->pending_length -= used;
        if (out.position > 0) {
            status = send_all(client->socket, writer_written(&out));
            if (status != STATUS_OK) {
                return status;
            }
        }
        if (event->kind != CHANNEL_NOTHING) {
            return STATUS_OK;
        }
    }
}

static enum status verify_evidence(struct keystore_client *client, const struct policy *policy,
                                   struct view evidence) {
    struct evidence_expectation expected = {.role = PROGRAM_KEYSTORE};
    enum status status = channel_caller_data(&client->channel, false, expected.caller_data);
    if (status != STATUS_OK) {
        return status;
    }
    status = evidence_verify(evidence, policy, &expected, &client->evidence);
    if (status != STATUS_OK) {
        complain("the keystore is not one that you trust: %s. Nothing was sent.",
                 evidence_refusal_text(client->evidence.refusal));
        return STATUS_AUTH; /* whatever it is, nobody to be trusted speaks there */
    }
    return channel_accept(&client->channel);
}

static enum status handshake(struct keystore_client *client, const struct policy *policy) {
    uint8_t first[512];
    struct writer out;
    writer_init(&out, first, sizeof first);
    enum status status = channel_start(&client->channel, &out);
    if (status == STATUS_OK) {
        status = send_all(client->socket, writer_written(&out));
    }
    while (status == STATUS_OK && !channel_ready(&client->channel)) {
        struct channel_event event;
        status = next_event(client, &event);
        if (status == STATUS_OK && event.kind == CHANNEL_EVIDENCE) {
            return verify_evidence(client, policy, event.data);
        }
        if (status == STATUS_OK && event.kind != CHANNEL_ESTABLISHED) {
            status = STATUS_INVALID;
        }
    }
    if (status != STATUS_OK && status != STATUS_CLOSED) {
        complain("the keystore's handshake failed (%s)", status_text(status));
        bool silent = status == STATUS_CLOSED || status == STATUS_TIMEOUT ||
                      status == STATUS_UNAVAILABLE || status == STATUS_IO;
        status = silent ? status : STATUS_AUTH;
    }
    return status;
}

static enum status open_once(struct keystore_client *client, const char *address,
                             const struct policy *policy) {
    client->pending_length = 0;
    client->socket = connect_to(address);
    if (client->socket < 0) {
        return STATUS_UNAVAILABLE;
    }
    channel_initiator(&client->channel, CHANNEL_USER, client->message, sizeof client->message);
    enum status status = handshake(client, policy);
    if (status != STATUS_OK) {
        keystore_close(client);
    }
    return status;
}

enum status keystore_open(struct keystore_client *client, const char *address,
                          const struct policy *policy) {
    enum status status = STATUS_CLOSED;
    for (int tries = 0; tries < 3 && status == STATUS_CLOSED; tries++) {
        if (tries > 0) {
            nanosleep(&(struct timespec){.tv_nsec = 300000000},
                      NULL); /* it may be starting, or full */
        }
        status = open_once(client, address, policy);
    }
    if (status == STATUS_CLOSED) {
        complain("the keystore at %s ends every connection: it is not running, or has too many "
                 "clients",
                 address);
    }
    return status;
}

enum status keystore_ask(struct keystore_client *client, struct view request,
                         struct keystore_response *response) {
    uint8_t frames[KEYSTORE_MESSAGE_BYTES_MOST + 1024];
    struct writer out;
    writer_init(&out, frames, sizeof frames);
    enum status status = channel_send(&client->channel, request, &out);
    if (status == STATUS_OK) {
        status = send_all(client->socket, writer_written(&out));
    }
    struct channel_event event = {.kind = CHANNEL_NOTHING};
    if (status == STATUS_OK) {
        status = next_event(client, &event);
    }
    if (status == STATUS_OK && event.kind != CHANNEL_MESSAGE) {
        status = STATUS_CLOSED;
    }
    if (status == STATUS_OK) {
        status = keystore_response_decode(event.data, response);
    }
    if (status != STATUS_OK) {
        complain("the keystore gave no answer (%s)", status_text(status));
        return status;
    }
    return STATUS_OK;
}

void keystore_close(struct keystore_client *client) {
    if (client->socket >= 0) {
        close(client->socket);
        client->socket = -1;
    }
    channel_wipe(&client->channel);
}
