/* tests/integration/host_side.c: see host_side.h. Owns the processes it starts. */
#include "tests/integration/host_side.h"

#include "lib/evidence_verify.h"
#include "lib/hex.h"
#include "lib/ring_map.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NEED(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                  \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static uint64_t now_ms(void) {
    struct timespec now;
    NEED(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* First line that `image` prints with these options, as 32 bytes of hex. */
static void ask_monitor_image(const char *image, const char *options, uint8_t bytes[32]) {
    char command[512];
    char line[128] = "";
    (void)snprintf(command, sizeof command, "'%s' %s", image, options);
    FILE *pipe = popen(command, "r");
    NEED(pipe != NULL && fgets(line, sizeof line, pipe) != NULL);
    NEED(pclose(pipe) == 0);
    line[64] = '\0';
    NEED(hex_decode(line, bytes, 32) == STATUS_OK);
}

static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    NEED(made >= 0);
    for (int i = 0; i < 500; i++) {
        if (connect(made, (struct sockaddr *)&address, sizeof address) == 0) {
            return made;
        }
        (void)usleep(10000);
    }
    NEED(!"the monitor does not listen");
    return -1;
}

static void run_monitor(struct monitor_process *monitor, const char *image) {
    char state[96];
    (void)snprintf(state, sizeof state, "%s/state", monitor->directory);
    monitor->pid = fork();
    NEED(monitor->pid >= 0);
    if (monitor->pid == 0) {
        (void)execl(image, image, "--socket", monitor->socket_path, "--state", state, (char *)NULL);
        _exit(127);
    }
    monitor->socket = connect_to(monitor->socket_path);
}

void monitor_process_start(struct monitor_process *monitor, const char *image) {
    char options[160];
    if (monitor->directory[0] == '\0') { /* otherwise: again on the same state */
        (void)snprintf(monitor->directory, sizeof monitor->directory, "/tmp/tapdance-test-XXXXXX");
        NEED(mkdtemp(monitor->directory) != NULL);
        (void)snprintf(monitor->socket_path, sizeof monitor->socket_path, "%s/monitor",
                       monitor->directory);
    }
    (void)snprintf(options, sizeof options, "--public-key --state %s/state", monitor->directory);
    ask_monitor_image(image, options, monitor->device_public);
    ask_monitor_image(image, "--self", monitor->measurement);
    run_monitor(monitor, image);
}

void monitor_process_stop(struct monitor_process *monitor) {
    int how = 0;
    close(monitor->socket);
    NEED(kill(monitor->pid, SIGTERM) == 0);
    NEED(waitpid(monitor->pid, &how, 0) == monitor->pid);
    NEED(WIFEXITED(how) && WEXITSTATUS(how) == 0);
}

void monitor_process_remove(const struct monitor_process *monitor) {
    static const char *const files[] = {"/state/device.secret", "/state/state"};
    char path[128];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", monitor->directory, files[i]);
        (void)unlink(path);
    }
    (void)snprintf(path, sizeof path, "%s/state", monitor->directory);
    NEED(rmdir(path) == 0 && rmdir(monitor->directory) == 0);
}

void monitor_process_ask(struct monitor_process *monitor, const struct monitor_request *request,
                         const int *descriptors, size_t count, struct monitor_response *response) {
    uint8_t bytes[MONITOR_RESPONSE_MOST];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    monitor_request_encode(request, &out);
    struct iovec part = {.iov_base = bytes, .iov_len = out.position};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * 8)] = {0};
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
    NEED(sendmsg(monitor->socket, &header, MSG_NOSIGNAL) > 0);
    ssize_t got = recv(monitor->socket, bytes, sizeof bytes, 0);
    NEED(got > 0);
    NEED(monitor_response_decode(view_of(bytes, (size_t)got), request->operation, response) ==
         STATUS_OK);
}

void program_start(struct program *program, struct monitor_process *monitor, const char *image,
                   enum program_role role, struct view input, const uint8_t bind[DIGEST_BYTES]) {
    int file = open(image, O_RDONLY | O_CLOEXEC);
    int memory = -1;
    int bell = -1;
    int content = memfd_create("input", MFD_CLOEXEC);
    *program = (struct program){.bell = -1};
    NEED(file >= 0 && content >= 0);
    NEED(input.length == 0 || write(content, input.data, input.length) == (ssize_t)input.length);
    NEED(ring_area_create(&memory, &program->area) == STATUS_OK);
    NEED(ring_bell_create(&program->bell, &bell) == STATUS_OK);
    ring_sender_init(&program->out, program->area, RING_TO_PROGRAM);
    ring_receiver_init(&program->in, program->area, RING_FROM_PROGRAM);
    program->received = malloc(HOST_MESSAGE_MOST);
    NEED(program->received != NULL);
    struct monitor_request request = {.operation = MONITOR_START};
    struct monitor_response response;
    memcpy(request.body.start.bind, bind, DIGEST_BYTES);
    request.body.start.role = role;
    int descriptors[4] = {file, content, memory, bell};
    monitor_process_ask(monitor, &request, descriptors, 4, &response);
    NEED(response.result == MONITOR_OK);
    program->instance = response.body.start.instance;
    memcpy(program->measurement, response.body.start.measurement, MEASUREMENT_BYTES);
    for (size_t i = 0; i < 4; i++) {
        close(descriptors[i]);
    }
}

void program_stop(struct program *program, struct monitor_process *monitor) {
    close(program->bell);
    ring_area_unmap(program->area);
    free(program->received);
    struct monitor_request request = {.operation = MONITOR_STOP};
    struct monitor_response response = {.result = MONITOR_OK};
    request.body.instance = program->instance;
    for (int i = 0; i < 500 && response.result == MONITOR_OK; i++) {
        monitor_process_ask(monitor, &request, NULL, 0, &response);
        (void)usleep(2000);
    }
    NEED(response.result == MONITOR_DENIED); /* it is no more */
}

void program_send(struct program *program, const struct host_message *message) {
    static uint8_t bytes[HOST_MESSAGE_MOST];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    NEED(host_message_encode(message, &out) == STATUS_OK);
    struct view part = writer_written(&out);
    for (int i = 0; i < 1000; i++) {
        bool wake = false;
        enum status status = ring_send(&program->out, &part, 1, &wake);
        if (wake) {
            (void)!ring_bell_ring(program->bell);
        }
        if (status == STATUS_OK) {
            return;
        }
        NEED(status == STATUS_UNAVAILABLE);
        (void)usleep(5000);
    }
    NEED(!"the program takes no messages");
}

bool program_receive(struct program *program, struct host_message *message, int timeout_ms) {
    uint64_t end_ms = now_ms() + (uint64_t)timeout_ms;
    for (;;) {
        bool wake = false;
        size_t length = 0;
        enum status status =
            ring_receive(&program->in, program->received, HOST_MESSAGE_MOST, &length, &wake);
        if (wake) {
            (void)!ring_bell_ring(program->bell);
        }
        if (status == STATUS_OK) {
            NEED(host_message_decode(view_of(program->received, length), message) == STATUS_OK);
            return true;
        }
        NEED(status == STATUS_UNAVAILABLE);
        uint64_t now = now_ms();
        struct pollfd bell = {.fd = program->bell, .events = POLLIN};
        if (poll(&bell, 1, now >= end_ms ? 0 : (int)(end_ms - now)) <= 0) {
            return false;
        }
        if (ring_bell_clear(program->bell) == STATUS_CLOSED &&
            ring_receive(&program->in, program->received, HOST_MESSAGE_MOST, &length, &wake) !=
                STATUS_OK) {
            return false;
        }
        if (length > 0) { /* its last words */
            NEED(host_message_decode(view_of(program->received, length), message) == STATUS_OK);
            return true;
        }
    }
}

bool program_gone(struct program *program, int timeout_ms) {
    uint64_t end_ms = now_ms() + (uint64_t)timeout_ms;
    while (now_ms() < end_ms) {
        struct pollfd bell = {.fd = program->bell, .events = POLLIN};
        if (poll(&bell, 1, 100) > 0 && ring_bell_clear(program->bell) == STATUS_CLOSED) {
            return true;
        }
    }
    return false;
}

void program_nonce(struct program *program, struct monitor_process *monitor,
                   uint8_t nonce[NONCE_BYTES]) {
    struct monitor_request request = {.operation = MONITOR_NONCE_ISSUE};
    struct monitor_response response;
    request.body.nonce_issue.instance = program->instance;
    request.body.nonce_issue.count = 1;
    monitor_process_ask(monitor, &request, NULL, 0, &response);
    NEED(response.result == MONITOR_OK);
    memcpy(nonce, response.body.nonce_issue.nonces[0], NONCE_BYTES);
}

static void send_content(struct program *keystore, const struct blob_store *store) {
    struct host_message message = {.kind = HOST_STORE_CONTENT};
    if (store->length == 0) {
        program_send(keystore, &message);
        return;
    }
    message.body.store.candidates = 1;
    message.body.store.total = (uint32_t)store->length;
    for (size_t offset = 0; offset < store->length; offset += HOST_STORE_PART_MOST) {
        size_t left = store->length - offset;
        message.body.store.offset = (uint32_t)offset;
        message.body.store.bytes = view_of(
            store->bytes + offset, left < HOST_STORE_PART_MOST ? left : HOST_STORE_PART_MOST);
        program_send(keystore, &message);
    }
}

bool keystore_begin(struct program *keystore, struct blob_store *store, uint32_t *code) {
    struct host_message message;
    send_content(keystore, store);
    while (program_receive(keystore, &message, 5000)) {
        if (message.kind == HOST_READY) {
            return true;
        }
        if (message.kind == HOST_REFUSED) {
            *code = message.body.text.code;
            return false;
        }
    }
    NEED(!"the keystore says nothing");
    return false;
}

static void keep_part(struct program *keystore, struct blob_store *store,
                      const struct host_store_part *part) {
    memcpy(store->incoming_bytes + part->offset, part->bytes.data, part->bytes.length);
    store->incoming = part->offset + part->bytes.length;
    if (store->incoming < part->total || store->swallow) {
        return;
    }
    struct host_message done = {.kind = HOST_STORE_DONE};
    done.body.done.ticket = part->ticket;
    done.body.done.durable = !store->fail;
    if (!store->fail) {
        memcpy(store->bytes, store->incoming_bytes, store->incoming);
        store->length = store->incoming;
    }
    program_send(keystore, &done);
}

bool keystore_next(struct program *keystore, struct blob_store *store, struct host_message *message,
                   int timeout_ms) {
    while (program_receive(keystore, message, timeout_ms)) {
        if (message->kind == HOST_STORE_PUT) {
            keep_part(keystore, store, &message->body.store);
        } else if (message->kind != HOST_NOTICE) {
            return true;
        }
    }
    return false;
}

/* What a client holds while it talks. */
struct client {
    struct program *keystore;
    uint32_t number;
    struct channel channel;
    uint8_t message[CHANNEL_MESSAGE_MOST];
    uint8_t out[2 * CHANNEL_MESSAGE_MOST];
};
static struct client client;
static uint32_t next_number = 1000;

static void client_flush(struct writer *out) {
    struct host_message data = {.kind = HOST_STREAM_DATA};
    data.body.stream.stream = client.number;
    for (size_t at = 0; at < out->position; at += HOST_STREAM_MOST) {
        size_t left = out->position - at;
        data.body.stream.bytes =
            view_of(out->data + at, left < HOST_STREAM_MOST ? left : HOST_STREAM_MOST);
        program_send(client.keystore, &data);
    }
    writer_init(out, client.out, sizeof client.out);
}

static enum status on_keystore_evidence(struct view evidence, const struct policy *policy,
                                        make_request_fn *make, void *context, struct writer *out) {
    static uint8_t request[KEYSTORE_MESSAGE_BYTES_MOST];
    static struct evidence_result result;
    struct evidence_expectation expected = {.role = PROGRAM_KEYSTORE};
    uint8_t h[NOISE_HASH_BYTES];
    struct writer body;
    NEED(channel_caller_data(&client.channel, false, expected.caller_data) == STATUS_OK);
    enum status status = evidence_verify(evidence, policy, &expected, &result);
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "keystore evidence: %s\n", evidence_refusal_text(result.refusal));
        return status;
    }
    NEED(channel_accept(&client.channel) == STATUS_OK);
    NEED(channel_binding(&client.channel, h) == STATUS_OK);
    writer_init(&body, request, sizeof request);
    make(context, h, &body);
    return channel_send(&client.channel, writer_written(&body), out);
}

enum status keystore_ask(struct program *keystore, struct blob_store *store,
                         const struct policy *policy, make_request_fn *make, void *context,
                         struct keystore_response *response) {
    struct writer out;
    struct host_message message = {.kind = HOST_STREAM_NEW};
    client.keystore = keystore;
    client.number = next_number++;
    message.body.stream.stream = client.number;
    program_send(keystore, &message);
    channel_initiator(&client.channel, CHANNEL_USER, client.message, sizeof client.message);
    writer_init(&out, client.out, sizeof client.out);
    NEED(channel_start(&client.channel, &out) == STATUS_OK);
    client_flush(&out);
    while (keystore_next(keystore, store, &message, 5000)) {
        if (message.body.stream.stream != client.number) {
            continue; /* late, about a stream before this one */
        }
        if (message.kind == HOST_STREAM_END) {
            return STATUS_CLOSED;
        }
        NEED(message.kind == HOST_STREAM_DATA);
        struct view bytes = message.body.stream.bytes;
        while (bytes.length > 0) {
            struct channel_event event;
            size_t used = 0;
            enum status status = channel_feed(&client.channel, bytes, &used, &out, &event);
            if (status == STATUS_OK && event.kind == CHANNEL_EVIDENCE) {
                status = on_keystore_evidence(event.data, policy, make, context, &out);
            }
            if (status != STATUS_OK) {
                return status;
            }
            client_flush(&out);
            if (event.kind == CHANNEL_MESSAGE) {
                struct host_message end = {.kind = HOST_STREAM_END};
                end.body.stream.stream = client.number;
                status = keystore_response_decode(event.data, response);
                program_send(keystore, &end);
                do {
                    NEED(keystore_next(keystore, store, &message, 5000));
                } while (message.body.stream.stream != client.number);
                NEED(message.kind == HOST_STREAM_END);
                return status;
            }
            bytes = view_of(bytes.data + used, bytes.length - used);
        }
    }
    return STATUS_TIMEOUT;
}

/* A changed copy of relayed bytes. */
static struct view tampered(struct view bytes, long *left) {
    static uint8_t copy[HOST_STREAM_MOST];
    memcpy(copy, bytes.data, bytes.length);
    if (*left >= 0 && *left < (long)bytes.length) {
        copy[*left] ^= 1;
        *left = -1;
    } else if (*left >= 0) {
        *left -= (long)bytes.length;
    }
    return view_of(copy, bytes.length);
}

bool relay_until_ready(struct program *applet, struct program *keystore, struct blob_store *store,
                       struct host_message *message, long tamper) {
    uint64_t end_ms = now_ms() + 15000;
    uint32_t number = next_number++;
    bool quiet = false; /* both queues were empty, so both will ring */
    while (now_ms() < end_ms) {
        struct host_message other;
        struct pollfd bells[2] = {{.fd = applet->bell, .events = POLLIN},
                                  {.fd = keystore != NULL ? keystore->bell : -1, .events = POLLIN}};
        if (quiet) {
            (void)poll(bells, 2, 100);
        }
        quiet = true;
        if (program_receive(applet, message, 0)) {
            quiet = false;
            if (message->kind == HOST_READY || message->kind == HOST_REFUSED) {
                return true;
            }
            other = *message;
            other.body.stream.stream = number;
            if (message->kind == HOST_STREAM_OPEN) {
                other.kind = HOST_STREAM_NEW;
            }
            if (message->kind != HOST_NOTICE && keystore != NULL) {
                program_send(keystore, &other);
            }
        }
        /* What comes late about a stream before this one is nobody's any more. */
        if (keystore != NULL && keystore_next(keystore, store, &other, 0) &&
            other.body.stream.stream == number) {
            quiet = false;
            other.body.stream.stream = 1;
            if (other.kind == HOST_STREAM_DATA) {
                other.body.stream.bytes = tampered(other.body.stream.bytes, &tamper);
            }
            program_send(applet, &other);
        }
    }
    return false;
}
