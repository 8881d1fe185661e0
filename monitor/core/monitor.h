/*
 * monitor/core/monitor.h: the monitor's state machine, the same under every shell.
 *
 * Portable C: no I/O, no allocation, no clock of its own. All state is one struct that the shell owns
 * (static: it is large, and mostly never touched); all tables are bounded. Not thread-safe: the shell
 * calls it from one place at a time, so there is no lock that an error path could keep.
 *
 * Rules
 *   programs  known by an instance number, given by the shell; measurement and bind are fixed before
 *             the program's first instruction and never change
 *   nonces    issued in batches to one running instance, so to one (measurement, bind); at most
 *             MONITOR_NONCES_EACH unused ones an instance, 60 s long, good once; unknown, used and
 *             expired ones look alike (STALE); gone with the instance
 *   time      set (by the clock program, or by the process shell from the kernel's clock), then
 *             extrapolated by the tick; uncertainty grows by 200 ppm, above 5 s there is no time;
 *             what was once reported is a floor for ever
 *   slots     one {version, digest} for each (measurement, bind), compare-and-set, versions only
 *             grow; kept by the shell through the `slots_changed` hook before the answer is OK
 *   sealing   HKDF(sealing secret, measurement | bind | label): a program's own
 */
#ifndef MONITOR_CORE_MONITOR_H
#define MONITOR_CORE_MONITOR_H

#include "lib/monitor_protocol.h"
#include "monitor/core/identity.h"

#ifndef MONITOR_PROGRAMS_MOST
#define MONITOR_PROGRAMS_MOST 4096u /* at once */
#endif
#ifndef MONITOR_NONCES_EACH
#define MONITOR_NONCES_EACH 256u /* unused ones of one instance */
#endif
#ifndef MONITOR_SLOTS_MOST
#define MONITOR_SLOTS_MOST 1024u
#endif

#define MONITOR_UNCERTAINTY_MOST_MS 5000u
#define MONITOR_DRIFT_PPM           200u

struct monitor_facts { /* about the machine, for the evidence */
    enum evidence_debug debug;
    enum evidence_backend backend;
    bool shared_kernel, dma_protected;
    enum evidence_rollback rollback;
};

struct monitor;

struct monitor_hooks {
    void *context;
    MUST_CHECK enum status (*random)(void *context, uint8_t *bytes, size_t length);
    /* Makes the slots durable. Anything but OK undoes the change and the caller gets UNAVAILABLE. */
    MUST_CHECK enum status (*slots_changed)(void *context, const struct monitor *monitor);
};

struct monitor_program_identity {
    uint8_t measurement[MEASUREMENT_BYTES];
    uint8_t bind[DIGEST_BYTES];
};

struct monitor_nonce {
    uint64_t expires_ns; /* tick; 0: free */
    uint8_t nonce[NONCE_BYTES];
};

struct monitor_program {
    uint64_t instance; /* 0: free */
    struct monitor_program_identity identity;
    enum program_role role;
    size_t nonce_count; /* entries of `nonces` in use, expired ones included */
    struct monitor_nonce nonces[MONITOR_NONCES_EACH];
};

struct monitor_slot_entry {
    bool used;
    struct monitor_program_identity identity;
    struct monitor_slot slot;
};

struct monitor_clock {
    bool set;
    enum evidence_time_source source;
    uint64_t tick_ns;
    int64_t utc_ms;
    uint32_t uncertainty_ms;
    int64_t floor_ms; /* the latest time ever reported */
    bool pinned;      /* `clock` may set the time */
    struct monitor_program_identity clock;
};

struct monitor {
    struct monitor_identity identity;
    struct monitor_facts facts;
    struct monitor_hooks hooks;
    struct monitor_clock time;
    uint8_t boot_id[EVIDENCE_BOOT_ID_BYTES];
    uint64_t started; /* programs so far */
    struct monitor_slot_entry slots[MONITOR_SLOTS_MOST];
    uint8_t scratch[EVIDENCE_BYTES_MOST * 2 + 64];
    struct monitor_program programs[MONITOR_PROGRAMS_MOST];
};

/*
 * `monitor` must be zeros. The identity is copied. The boot id is drawn with hooks->random.
 */
MUST_CHECK enum status monitor_init(struct monitor *monitor,
                                    const struct monitor_identity *identity,
                                    const struct monitor_facts *facts,
                                    const struct monitor_hooks *hooks);
/* Only the program with this identity may set the time. Without the call no program may. */
void monitor_pin_clock(struct monitor *monitor, const struct monitor_program_identity *clock);

/* Shell: a program was measured and is about to start. STATUS_NO_MEMORY where the table is full. */
MUST_CHECK enum status monitor_program_add(struct monitor *monitor,
                                           const struct monitor_program_identity *identity,
                                           enum program_role role, uint64_t *instance);
/* Shell: it ended; its nonces are gone. Unknown instances are ignored. */
void monitor_program_remove(struct monitor *monitor, uint64_t instance);
/* NULL where there is none. */
const struct monitor_program *monitor_program_find(const struct monitor *monitor,
                                                   uint64_t instance);

/* STATUS_STALE for ticks that go back or a time that is certainly before the floor. */
MUST_CHECK enum status monitor_time_set(struct monitor *monitor, uint64_t now_ns,
                                        const struct monitor_time *time);
/* STATUS_UNAVAILABLE where not set or too uncertain. Raises the floor. */
MUST_CHECK enum status monitor_time_get(struct monitor *monitor, uint64_t now_ns,
                                        struct monitor_time *time);
/* Shell, at its start: the floor kept across reboots. Only raises it. */
void monitor_time_floor(struct monitor *monitor, int64_t floor_ms);

/* `count` nonces (1 to MONITOR_NONCES_MOST) for an instance. STATUS_NO_MEMORY above the quota. */
MUST_CHECK enum status monitor_nonce_issue(struct monitor *monitor, uint64_t now_ns,
                                           uint64_t instance, uint32_t count,
                                           uint8_t nonces[][NONCE_BYTES]);
/* STATUS_STALE where unknown, used or expired. */
MUST_CHECK enum status monitor_nonce_consume(struct monitor *monitor, uint64_t now_ns,
                                             uint64_t instance, const uint8_t nonce[NONCE_BYTES]);

/* Version 0 and a digest of zeros where never set. */
MUST_CHECK enum status monitor_slot_read(const struct monitor *monitor, uint64_t instance,
                                         struct monitor_slot *slot);
/*
 * STATUS_STALE where the slot isn't as expected or the version does not grow; STATUS_NO_MEMORY where the
 * table is full; STATUS_UNAVAILABLE where the hook could not keep it (the slot is then unchanged).
 */
MUST_CHECK enum status monitor_slot_cas(struct monitor *monitor, uint64_t instance,
                                        const struct monitor_slot *expected,
                                        const struct monitor_slot *next);
/* Shell, at its start: a slot kept from before. */
MUST_CHECK enum status monitor_slot_restore(struct monitor *monitor,
                                            const struct monitor_program_identity *identity,
                                            const struct monitor_slot *slot);

MUST_CHECK enum status monitor_seal_key(const struct monitor *monitor, uint64_t instance,
                                        const uint8_t label[MONITOR_LABEL_BYTES],
                                        struct secret *key);
/* `bytes` holds EVIDENCE_BYTES_MOST. */
MUST_CHECK enum status monitor_evidence(struct monitor *monitor, uint64_t now_ns, uint64_t instance,
                                        const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES],
                                        uint8_t *bytes, size_t *length);

/*
 * One request of a caller that the shell knows: instance 0 is the host. Always fills `response`.
 * `start` and `stop` are the shell's and DENIED here.
 */
void monitor_answer(struct monitor *monitor, uint64_t now_ns, uint64_t caller,
                    const struct monitor_request *request, struct monitor_response *response);
/* What a status is on the wire. */
enum monitor_result monitor_result_of(enum status status);

#endif
