/* host/instance.c: starting a program and talking to it. */
#include "host/instance.h"

#include "host/monitor.h"
#include "lib/ring_map.h"
#include "lib/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct outgoing {
    struct outgoing *next;
    size_t length;
    uint8_t bytes[];
};

static uint8_t scratch[HOST_MESSAGE_MOST]; /* one message at a time: tapd has one thread */
static uint8_t incoming[HOST_MESSAGE_MOST];

static void instance_lost(struct instance *instance) {
    instance_stop(instance);
    instance->gone(instance->context);
}

static enum status ring_out(struct instance *instance, struct view bytes) {
    bool wake = false;
    enum status status = ring_send(&instance->sender, &bytes, 1, &wake);
    if (status == STATUS_OK && wake) {
        status = ring_bell_ring(instance->bell);
    }
    return status;
}

static enum status waiting_send(struct instance *instance) {
    enum status status = STATUS_OK;
    while (instance->waiting != NULL && status == STATUS_OK) {
        struct outgoing *first = instance->waiting;
        status = ring_out(instance, view_of(first->bytes, first->length));
        if (status == STATUS_OK) {
            instance->waiting = first->next;
            if (instance->waiting == NULL) {
                instance->waiting_end = &instance->waiting;
            }
            free(first);
        }
    }
    return status == STATUS_UNAVAILABLE ? STATUS_OK : status;
}

/* Takes what the program sent; false where it broke the rules or went away meanwhile. */
static bool receive_all(struct instance *instance) {
    for (;;) {
        size_t length = 0;
        bool wake = false;
        enum status status =
            ring_receive(&instance->receiver, incoming, sizeof incoming, &length, &wake);
        if (status == STATUS_UNAVAILABLE) {
            return true;
        }
        if (status == STATUS_OK && wake) {
            status = ring_bell_ring(instance->bell);
        }
        struct host_message message;
        if (status != STATUS_OK ||
            host_message_decode(view_of(incoming, length), &message) != STATUS_OK) {
            host_log("program %llu broke the rules of its channel; ending it",
                     (unsigned long long)instance->number);
            return false;
        }
        uint64_t number = instance->number;
        instance->message(&message, instance->context);
        if (instance->number != number) {
            return true; /* stopped by its own message */
        }
    }
}

static void bell_rang(evutil_socket_t fd, short what, void *context) {
    struct instance *instance = context;
    (void)fd;
    (void)what;
    bool closed = ring_bell_clear(instance->bell) != STATUS_OK;
    /* Also where it is gone: its last words say why. */
    bool good = receive_all(instance);
    if (instance->number == 0) {
        return;
    }
    if (closed || !good || waiting_send(instance) != STATUS_OK) {
        instance_lost(instance);
    }
}

/* A descriptor that holds `bytes`, or -1. */
static int input_make(struct view bytes) {
    int fd = memfd_create("input", MFD_CLOEXEC);
    size_t done = 0;
    while (fd >= 0 && done < bytes.length) {
        ssize_t wrote = write(fd, bytes.data + done, bytes.length - done);
        if (wrote <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)wrote;
    }
    if (fd >= 0) {
        lseek(fd, 0, SEEK_SET);
    }
    return fd;
}

static void close_if(int fd) {
    if (fd >= 0) {
        close(fd);
    }
}

enum status instance_start(struct instance *instance, struct host *host, enum program_role role,
                           const char *image, struct view input) {
    struct monitor_descriptors descriptors = {-1, -1, -1, -1};
    uint8_t bind[DIGEST_BYTES] = {0};
    if (role != PROGRAM_KEYSTORE) {
        digest_sha256(input, bind);
    }
    instance->host = host;
    instance->number = 0;
    instance->bell = -1;
    instance->area = NULL;
    instance->waiting = NULL;
    instance->waiting_end = &instance->waiting;
    descriptors.image = open(image, O_RDONLY | O_CLOEXEC);
    descriptors.input = input_make(input);
    enum status status = descriptors.image >= 0 && descriptors.input >= 0 ? STATUS_OK : STATUS_IO;
    if (status == STATUS_OK) {
        status = ring_area_create(&descriptors.channel, &instance->area);
    }
    if (status == STATUS_OK) {
        status = ring_bell_create(&instance->bell, &descriptors.bell);
    }
    if (status == STATUS_OK) {
        ring_sender_init(&instance->sender, instance->area, RING_TO_PROGRAM);
        ring_receiver_init(&instance->receiver, instance->area, RING_FROM_PROGRAM);
        status = monitor_start_program(host->monitor_socket, role, bind, &descriptors,
                                       &instance->number);
    }
    if (descriptors.image < 0) {
        host_log("the image %s can't be opened: %s", image, strerror(errno));
    }
    close_if(descriptors.image);
    close_if(descriptors.input);
    close_if(descriptors.channel);
    close_if(descriptors.bell);
    if (status == STATUS_OK) {
        instance->bell_event =
            event_new(host->base, instance->bell, EV_READ | EV_PERSIST, bell_rang, instance);
        status = instance->bell_event != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    }
    if (status != STATUS_OK) {
        instance_stop(instance);
        return status;
    }
    event_add(instance->bell_event, NULL);
    /* Announces that this side sleeps: the program rings for its first message. */
    event_active(instance->bell_event, EV_READ, 0);
    host->counters.starts++;
    return STATUS_OK;
}

enum status instance_send(struct instance *instance, const struct host_message *message) {
    struct writer out;
    if (instance->number == 0) {
        return STATUS_CLOSED;
    }
    writer_init(&out, scratch, sizeof scratch);
    enum status status = host_message_encode(message, &out);
    if (status != STATUS_OK) {
        return status;
    }
    struct view bytes = writer_written(&out);
    if (instance->waiting == NULL) {
        status = ring_out(instance, bytes);
        if (status != STATUS_UNAVAILABLE) {
            return status;
        }
    }
    struct outgoing *outgoing = malloc(sizeof *outgoing + bytes.length);
    if (outgoing == NULL) {
        return STATUS_NO_MEMORY;
    }
    outgoing->next = NULL;
    outgoing->length = bytes.length;
    memcpy(outgoing->bytes, bytes.data, bytes.length);
    *instance->waiting_end = outgoing;
    instance->waiting_end = &outgoing->next;
    return STATUS_OK;
}

void instance_stop(struct instance *instance) {
    uint64_t number = instance->number;
    instance->number = 0;
    if (instance->bell_event != NULL) {
        event_free(instance->bell_event);
        instance->bell_event = NULL;
    }
    if (number != 0 &&
        monitor_stop_program(instance->host->monitor_socket, number) == STATUS_UNAVAILABLE) {
        host_log("program %llu: the monitor is gone, and it with it", (unsigned long long)number);
    }
    close_if(instance->bell);
    instance->bell = -1;
    if (instance->area != NULL) {
        ring_area_unmap(instance->area);
        instance->area = NULL;
    }
    while (instance->waiting != NULL) {
        struct outgoing *next = instance->waiting->next;
        free(instance->waiting);
        instance->waiting = next;
    }
    instance->waiting_end = &instance->waiting;
}
