/*
 * platform/process/platform.c: platform.h on descriptors 3 to 6 of a process that the monitor started.
 *
 * Owns the channel's mapping, the input copy and the time that the monitor gave last. Requests to the
 * monitor are one datagram and its answer, one at a time.
 */
#include "platform/platform.h"

#include "lib/package.h"
#include "lib/ring_map.h"
#include "platform/process/sandbox.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MONITOR = 3, BELL = 4, CHANNEL = 5, INPUT = 6 };

#define NS_PER_MS       UINT64_C(1000000)
#define TIME_REFRESH_NS (1000 * NS_PER_MS) /* the monitor is asked again after that long */
#define NO_LANDLOCK     "this kernel has no Landlock: files are denied by seccomp alone"

static struct {
    struct ring_sender out;
    struct ring_receiver in;
    bool input_regular;
    off_t input_size; /* as it was at the start */
    uint8_t *input;
    size_t input_length;
    bool landlocked;
    bool has_time;
    struct monitor_time time; /* as of time.tick_ns */
    int64_t last_utc_ms;
} self;

/* Kept apart: answers are large and may hold a key. */
static struct monitor_response answer;
static uint8_t answer_bytes[MONITOR_RESPONSE_MOST];

void platform_start(void) {
    void *area = NULL;
    bool landlocked = false;
    struct stat input;
    if (ring_area_map(CHANNEL, &area) != STATUS_OK || fstat(INPUT, &input) != 0 ||
        sodium_init() < 0 || sandbox_load(&landlocked) != STATUS_OK) {
        _exit(111);
    }
    self.input_regular = S_ISREG(input.st_mode);
    self.input_size = input.st_size;
    self.landlocked = landlocked;
    ring_sender_init(&self.out, area, RING_FROM_PROGRAM);
    ring_receiver_init(&self.in, area, RING_TO_PROGRAM);
}

void platform_confine(void) {
    if (sandbox_serve() != STATUS_OK) {
        _exit(112);
    }
}

struct view platform_notice(void) {
    return view_text(self.landlocked ? "" : NO_LANDLOCK);
}

/* Sends `request` and waits for its answer in `answer`. Ends nothing: a dead monitor is STATUS_CLOSED. */
static enum status ask_begin(const struct monitor_request *request) {
    uint8_t bytes[MONITOR_REQUEST_MOST];
    struct writer out;
    writer_init(&out, bytes, sizeof bytes);
    monitor_request_encode(request, &out);
    struct view written = writer_written(&out);
    if (writer_end(&out) != STATUS_OK ||
        send(MONITOR, written.data, written.length, MSG_NOSIGNAL) != (ssize_t)written.length) {
        return STATUS_CLOSED;
    }
    return STATUS_OK;
}

static enum status ask_finish(enum monitor_operation operation) {
    ssize_t got = 0;
    do {
        got = recv(MONITOR, answer_bytes, sizeof answer_bytes, 0);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        return STATUS_CLOSED;
    }
    enum status status =
        monitor_response_decode(view_of(answer_bytes, (size_t)got), operation, &answer);
    return status == STATUS_OK ? monitor_result_status(answer.result) : status;
}

static enum status ask(const struct monitor_request *request) {
    enum status status = ask_begin(request);
    return status == STATUS_OK ? ask_finish(request->operation) : status;
}

static enum status own_claims(struct evidence_claims *claims) {
    struct monitor_request request = {.operation = MONITOR_EVIDENCE};
    enum status status = ask(&request);
    struct reader reader;
    struct view statement;
    struct view payload;
    struct view kid;
    reader_init(&reader, answer.body.evidence.bytes, answer.body.evidence.length);
    if (status == STATUS_OK) {
        status = cbor_get_array_of(&reader, 2);
    }
    if (status == STATUS_OK) {
        status = cbor_get_bytes(&reader, &statement); /* the certificate */
    }
    if (status == STATUS_OK) {
        status = cbor_get_bytes(&reader, &statement);
    }
    /* No signature is checked: the answer came through the inherited socket, from nobody else. */
    if (status == STATUS_OK) {
        status = cose_sign1_peek(statement, &payload, &kid);
    }
    return status == STATUS_OK ? evidence_claims_decode(payload, claims) : status;
}

enum status platform_identity(uint8_t measurement[MEASUREMENT_BYTES], uint8_t bind[DIGEST_BYTES]) {
    struct evidence_claims claims;
    enum status status = own_claims(&claims);
    if (status == STATUS_OK) {
        memcpy(measurement, claims.program, MEASUREMENT_BYTES);
        memcpy(bind, claims.bind, DIGEST_BYTES);
    }
    return status;
}

static enum status copy_input(size_t length) {
    void *copy = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED) {
        return STATUS_NO_MEMORY;
    }
    self.input = copy;
    self.input_length = length;
    size_t done = 0;
    while (done < length) {
        ssize_t got = pread(INPUT, self.input + done, length - done, (off_t)done);
        if (got == 0) {
            return STATUS_INVALID; /* the host made it shorter meanwhile */
        }
        if (got < 0 && errno != EINTR) {
            return STATUS_IO;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return STATUS_OK;
}

enum status platform_input(struct view *input) {
    if (self.input != NULL || !self.input_regular) {
        return STATUS_INVALID;
    }
    if (self.input_size < 1 || self.input_size > (off_t)PACKAGE_BYTES_MOST) {
        return STATUS_TOO_LARGE;
    }
    uint8_t measurement[MEASUREMENT_BYTES];
    uint8_t stated[DIGEST_BYTES];
    uint8_t found[DIGEST_BYTES];
    enum status status = copy_input((size_t)self.input_size);
    if (status == STATUS_OK) {
        status = platform_identity(measurement, stated);
    }
    if (status == STATUS_OK) {
        struct view copy = view_of(self.input, self.input_length);
        package_bind(copy, found);
        if (memcmp(found, stated, sizeof found) == 0) {
            *input = copy;
            return STATUS_OK;
        }
        status = STATUS_AUTH;
    }
    platform_input_free();
    return status;
}

void platform_input_free(void) {
    if (self.input != NULL) {
        secret_wipe_memory(self.input, self.input_length);
        (void)munmap(self.input, self.input_length);
        self.input = NULL;
    }
}

enum status platform_evidence(const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES],
                              struct writer *out) {
    struct monitor_request request = {.operation = MONITOR_EVIDENCE};
    memcpy(request.body.caller_data, caller_data, sizeof request.body.caller_data);
    enum status status = ask(&request);
    if (status == STATUS_OK) {
        writer_bytes(out, answer.body.evidence.bytes, answer.body.evidence.length);
        status = writer_end(out);
    }
    return status;
}

enum status platform_seal_key(const char *label, struct secret *key) {
    struct monitor_request request = {.operation = MONITOR_SEAL_KEY};
    if (strlen(label) > sizeof request.body.label) {
        return STATUS_INVALID;
    }
    memcpy(request.body.label, label, strlen(label));
    enum status status = ask(&request);
    if (status == STATUS_OK) {
        secret_copy(key, &answer.body.seal_key);
    }
    secret_wipe_memory(&answer, sizeof answer);
    secret_wipe_memory(answer_bytes, sizeof answer_bytes);
    return status;
}

enum status platform_nonce_begin(const uint8_t nonce[NONCE_BYTES]) {
    struct monitor_request request = {.operation = MONITOR_NONCE_CONSUME};
    memcpy(request.body.nonce, nonce, sizeof request.body.nonce);
    return ask_begin(&request);
}

enum status platform_nonce_finish(void) {
    return ask_finish(MONITOR_NONCE_CONSUME);
}

static uint64_t tick_ns(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) {
        platform_exit(113); /* without a tick nothing that follows would be true */
    }
    return (uint64_t)now.tv_sec * 1000 * NS_PER_MS + (uint64_t)now.tv_nsec;
}

uint64_t platform_tick_ms(void) {
    return tick_ns() / NS_PER_MS;
}

/*
 * The monitor's word carried on for up to a second by the same tick, with the same growing
 * uncertainty: saves two exchanges an event and states the same interval.
 */
enum status platform_time(int64_t *utc_ms, uint32_t *uncertainty_ms) {
    uint64_t now_ns = tick_ns();
    if (!self.has_time || now_ns < self.time.tick_ns ||
        now_ns - self.time.tick_ns > TIME_REFRESH_NS) {
        struct monitor_request request = {.operation = MONITOR_TIME};
        self.has_time = false;
        enum status status = ask(&request);
        if (status != STATUS_OK) {
            return status;
        }
        self.time = answer.body.time;
        self.has_time = true;
        now_ns = tick_ns();
    }
    uint64_t elapsed_ns = now_ns < self.time.tick_ns ? 0 : now_ns - self.time.tick_ns;
    *utc_ms = self.time.utc_ms + (int64_t)(elapsed_ns / NS_PER_MS);
    *uncertainty_ms = self.time.uncertainty_ms + 1; /* 200 ppm of a second, rounded up */
    if (*utc_ms < self.last_utc_ms) {
        *uncertainty_ms += (uint32_t)(self.last_utc_ms - *utc_ms);
        *utc_ms = self.last_utc_ms;
    }
    self.last_utc_ms = *utc_ms;
    return STATUS_OK;
}

void platform_sleep_ms(uint32_t milliseconds) {
    struct timespec left = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = (long)(milliseconds % 1000) * (long)NS_PER_MS};
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
    }
}

enum status platform_slot_read(struct monitor_slot *slot) {
    struct monitor_request request = {.operation = MONITOR_SLOT_READ};
    enum status status = ask(&request);
    if (status == STATUS_OK) {
        *slot = answer.body.slot;
    }
    return status;
}

enum status platform_slot_cas(const struct monitor_slot *expected,
                              const struct monitor_slot *next) {
    struct monitor_request request = {.operation = MONITOR_SLOT_CAS};
    request.body.slot_cas.expected = *expected;
    request.body.slot_cas.next = *next;
    return ask(&request);
}

/* Until the bell rings. `timeout_ms` -1: for ever, in one system call instead of two. */
static enum status wait_bell(int timeout_ms) {
    if (timeout_ms < 0) {
        char rings[64];
        ssize_t got = recv(BELL, rings, sizeof rings, 0);
        return got > 0 || (got < 0 && errno == EINTR) ? STATUS_OK : STATUS_CLOSED;
    }
    struct pollfd bell = {.fd = BELL, .events = POLLIN};
    struct timespec limit = {.tv_sec = timeout_ms / 1000,
                             .tv_nsec = (long)(timeout_ms % 1000) * (long)NS_PER_MS};
    int count = ppoll(&bell, 1, &limit, NULL);
    if (count == 0) {
        return STATUS_TIMEOUT;
    }
    if (count < 0) {
        return errno == EINTR ? STATUS_OK : STATUS_IO;
    }
    return ring_bell_clear(BELL);
}

enum status platform_receive(uint8_t *to, size_t capacity, size_t *length, int timeout_ms) {
    uint64_t deadline_ms = timeout_ms < 0 ? 0 : platform_tick_ms() + (uint64_t)timeout_ms;
    for (;;) {
        bool wake = false;
        enum status status = ring_receive(&self.in, to, capacity, length, &wake);
        if (wake && ring_bell_ring(BELL) != STATUS_OK) {
            return STATUS_CLOSED;
        }
        if (status != STATUS_UNAVAILABLE) {
            return status == STATUS_OK ? STATUS_OK : STATUS_INVALID;
        }
        int left_ms = -1;
        if (timeout_ms >= 0) {
            uint64_t now_ms = platform_tick_ms();
            left_ms = now_ms >= deadline_ms ? 0 : (int)(deadline_ms - now_ms);
        }
        status = wait_bell(left_ms);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

enum status platform_send(const struct view *parts, size_t count) {
    for (;;) {
        bool wake = false;
        enum status status = ring_send(&self.out, parts, count, &wake);
        if (wake && ring_bell_ring(BELL) != STATUS_OK) {
            return STATUS_CLOSED;
        }
        if (status != STATUS_UNAVAILABLE) {
            return status;
        }
        status = wait_bell(-1);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

_Noreturn void platform_exit(int code) {
    _exit(code);
}
