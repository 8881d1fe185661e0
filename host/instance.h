/*
 * host/instance.h: a trusted program that runs: its rings, its bell, and messages that wait for room.
 */
#ifndef HOST_INSTANCE_H
#define HOST_INSTANCE_H

#include "host/host.h"
#include "lib/host_channel.h"
#include "lib/monitor_protocol.h"

struct outgoing;

struct instance {
    struct host *host;
    uint64_t number; /* the monitor's; 0: not running */
    int bell;
    void *area;
    struct ring_sender sender;
    struct ring_receiver receiver;
    struct event *bell_event;
    struct outgoing *waiting, **waiting_end; /* messages for which the ring had no room */
    /* Every message of the program; views are valid during the call. */
    void (*message)(const struct host_message *message, void *context);
    /* The program is gone; called once, instance_stop was done before it. */
    void (*gone)(void *context);
    void *context;
};

/*
 * Starts `image` with `input` as its bound bytes. STATUS_UNAVAILABLE, or what the monitor said. The
 * callbacks must be set before.
 */
MUST_CHECK enum status instance_start(struct instance *instance, struct host *host,
                                      enum program_role role, const char *image, struct view input);
/* Sends or queues; STATUS_CLOSED where the program is gone. */
MUST_CHECK enum status instance_send(struct instance *instance, const struct host_message *message);
/* Ends the program and forgets it; `gone` is not called. */
void instance_stop(struct instance *instance);

#endif
