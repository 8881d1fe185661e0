/*
 * tests/integration/deployment.h: a user and the services for tests of the trusted path: packages, keys,
 * events, and what comes back, all through lib as the real ones do.
 */
#ifndef TESTS_INTEGRATION_DEPLOYMENT_H
#define TESTS_INTEGRATION_DEPLOYMENT_H

#include "lib/message_action.h"
#include "lib/message_record.h"
#include "lib/message_trigger.h"
#include "lib/package.h"
#include "tests/integration/host_side.h"

#define CHAT_BYTES 4096u
#define LOG_BYTES  512u

/* One deployment of one user, as the user's machine makes it. */
struct deployment {
    const char *user, *applet;
    uint64_t epoch, version;
    struct policy policy;
    struct keystore_keys keys;
    size_t length;
    uint8_t bind[DIGEST_BYTES];
    uint8_t package[16384];
};

struct event_parts { /* what a test may change */
    const char *trigger, *title, *ingredient;
    struct trigger_facts facts;
    const struct query_rows *queries;
    size_t query_count;
    uint8_t nonce[NONCE_BYTES];      /* told to the applet */
    uint8_t seal_nonce[NONCE_BYTES]; /* in the message's additional data */
};

struct opened {
    struct action_view actions[2];
    struct record record;
    uint8_t plain[3][CHAT_BYTES];
};

/* The scene: one monitor, one keystore, and alice's applet "notify" registered there. */
extern const char *monitor_image, *keystore_image, *applet_image;
extern struct view applet_code;               /* image that packages hold */
extern uint8_t applet_abi[PACKAGE_ABI_BYTES]; /* and the runtime it is for */
extern uint64_t package_quantum_ms;           /* of packages made from now on */
extern struct monitor_process monitor;
extern struct program keystore;
extern struct blob_store store;
extern struct secret master;
extern struct signing_key user_key;
extern struct deployment alice;
extern uint8_t sealed_bytes[TRIGGER_MESSAGE_BYTES_MOST];
extern const uint8_t no_bind[DIGEST_BYTES];

void begin_scene(const char *monitor_path, const char *keystore_path, const char *applet_path);
void end_scene(void);

int64_t utc_ms(void);
void make_policy(struct policy *policy);
void make_deployment(struct deployment *deployment, const char *user, const char *applet);
struct keystore_response put(struct deployment *deployment);
void expect_put(struct deployment *deployment, enum keystore_result result);
void start_keystore(void);
uint32_t start_applet(struct program *applet, const struct deployment *deployment,
                      const uint8_t *bind, long tamper);
void refuse_start(const struct deployment *deployment, const uint8_t *bind, long tamper,
                  enum host_refusal expected);
struct event_parts fresh_event(struct program *applet, const char *title);
struct view seal_trigger(const struct deployment *deployment, const struct event_parts *parts,
                         uint8_t *bytes, size_t capacity);
struct host_message event_message(const struct event_parts *parts, struct view sealed);
void run_message(struct program *applet, const struct host_message *event,
                 struct host_message *answer);
void run_event(struct program *applet, const struct deployment *deployment,
               const struct event_parts *parts, struct host_message *answer);
void expect_refused(struct program *applet, const struct deployment *deployment,
                    const struct event_parts *parts, enum host_refusal expected);
void open_result(const struct deployment *deployment, const struct host_message *answer,
                 struct opened *opened);
void setup_applet(struct program *applet);

#endif
