/*
 * tests/integration/host_side.h: a small tapd for tests: starts the real monitor and trusted programs, speaks
 * with them through the rings, relays their streams, keeps the keystore's blob in memory.
 */
#ifndef TESTS_INTEGRATION_HOST_SIDE_H
#define TESTS_INTEGRATION_HOST_SIDE_H

#include "lib/channel.h"
#include "lib/host_channel.h"
#include "lib/keystore_protocol.h"
#include "lib/monitor_protocol.h"

#include <sys/types.h>

struct monitor_process {
    pid_t pid;
    int socket; /* the host's connection */
    char directory[64], socket_path[96];
    uint8_t device_public[SIGN_PUBLIC_BYTES];
    uint8_t measurement[MEASUREMENT_BYTES];
};

struct program {
    uint64_t instance;
    uint8_t measurement[MEASUREMENT_BYTES];
    void *area;
    int bell;
    struct ring_sender out;
    struct ring_receiver in;
    uint8_t *received; /* HOST_MESSAGE_MOST */
};

/* The one blob store of the one keystore. */
struct blob_store {
    bool fail;    /* answers "not durable" */
    bool swallow; /* never answers */
    size_t length, incoming;
    uint8_t bytes[HOST_STORE_BYTES_MOST], incoming_bytes[HOST_STORE_BYTES_MOST];
};

/* All of these end the test by abort() with a message where something does not work at all. */
void monitor_process_start(struct monitor_process *monitor, const char *image);
void monitor_process_stop(struct monitor_process *monitor);
/* Its files too, once it has ended for good. */
void monitor_process_remove(const struct monitor_process *monitor);
/* Exchanges one request; the response's result may be a refusal. */
void monitor_process_ask(struct monitor_process *monitor, const struct monitor_request *request,
                         const int *descriptors, size_t count, struct monitor_response *response);
/* `input`: bytes that become the input file; `bind`: what the monitor is told. */
void program_start(struct program *program, struct monitor_process *monitor, const char *image,
                   enum program_role role, struct view input, const uint8_t bind[DIGEST_BYTES]);
/* Closes the bell, which ends the program, and waits until the monitor has forgotten it. */
void program_stop(struct program *program, struct monitor_process *monitor);
void program_send(struct program *program, const struct host_message *message);
/* False after `timeout_ms`, or where the program is gone. Views lie in program->received. */
bool program_receive(struct program *program, struct host_message *message, int timeout_ms);
/* True once the bell says that the program is gone. */
bool program_gone(struct program *program, int timeout_ms);
/* A fresh nonce for a program. */
void program_nonce(struct program *program, struct monitor_process *monitor,
                   uint8_t nonce[NONCE_BYTES]);

/* Sends the store's content and waits for `ready`. False: the keystore refused (its code in `*code`). */
bool keystore_begin(struct program *keystore, struct blob_store *store, uint32_t *code);
/* Serves the keystore's own messages (store_put, notices) and gives the next one about a stream. */
bool keystore_next(struct program *keystore, struct blob_store *store, struct host_message *message,
                   int timeout_ms);
/*
 * A user's connection to the keystore: handshake, evidence against `policy`, one request made by `make`, its
 * response. STATUS_OK where a response came.
 */
typedef void make_request_fn(void *context, const uint8_t h[NOISE_HASH_BYTES], struct writer *out);
enum status keystore_ask(struct program *keystore, struct blob_store *store,
                         const struct policy *policy, make_request_fn *make, void *context,
                         struct keystore_response *response);
/*
 * Carries bytes between an applet that starts and the keystore until the applet says ready or refused,
 * which is in `message`. `tamper`: flips a bit of what the keystore says, from that byte of the stream on.
 */
bool relay_until_ready(struct program *applet, struct program *keystore, struct blob_store *store,
                       struct host_message *message, long tamper);

#endif
