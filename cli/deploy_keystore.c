/* cli/deploy_keystore.c: giving an applet's keys to a keystore whose evidence holds. */
#include "cli/command.h"
#include "cli/deploy.h"
#include "cli/keystore.h"
#include "lib/keys.h"

#include <string.h>

static enum status key_add(const struct deployment *deployment, struct keystore_keys *keys,
                           enum key_purpose purpose, const char *name) {
    struct secret key;
    enum status status =
        keys_derive(&key, &deployment->profile->master, view_text(deployment->plan->applet),
                    deployment->epoch, purpose, view_text(name));
    if (status == STATUS_OK) {
        status = keystore_keys_add(keys, purpose, view_text(name), &key);
    }
    secret_wipe(&key);
    return status;
}

static enum status keys_add(const struct deployment *deployment, struct keystore_keys *keys,
                            enum key_purpose purpose, const struct plan_entry *entries,
                            size_t count) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = key_add(deployment, keys, purpose, entries[i].name);
    }
    return status;
}

static enum status keys_collect(const struct deployment *deployment, struct keystore_keys *keys) {
    const struct plan *plan = deployment->plan;
    enum status status = key_add(deployment, keys, KEY_CODE, "");
    if (status == STATUS_OK) {
        status = key_add(deployment, keys, KEY_RECORD, "");
    }
    if (status == STATUS_OK) {
        status = keys_add(deployment, keys, KEY_TRIGGER, plan->triggers, plan->trigger_count);
    }
    if (status == STATUS_OK) {
        status = keys_add(deployment, keys, KEY_TRIGGER, plan->queries, plan->query_count);
    }
    if (status == STATUS_OK) {
        status = keys_add(deployment, keys, KEY_ACTION, plan->actions, plan->action_count);
    }
    return status;
}

/* Static: the command talks to one keystore, once, and these are large. */
static struct keystore_client client;
static struct keystore_keys keys;
static struct keystore_response response;
static uint8_t scratch_bytes[KEYSTORE_MESSAGE_BYTES_MOST], request[KEYSTORE_MESSAGE_BYTES_MOST];

static enum status put_encode(const struct deployment *deployment, struct writer *out) {
    struct keystore_record record = {.identity = {view_text(deployment->profile->user),
                                                  view_text(deployment->plan->applet),
                                                  deployment->epoch},
                                     .version = deployment->epoch,
                                     .target_count = 1,
                                     .policy = deployment->policy};
    record.targets[0].target = view_text(deployment->target);
    memcpy(record.targets[0].bind, deployment->bind, DIGEST_BYTES);
    struct signing_key user_key;
    keys_derive_user_signing(&user_key, &deployment->profile->master);
    uint8_t h[NOISE_HASH_BYTES];
    struct writer scratch;
    writer_init(&scratch, scratch_bytes, sizeof scratch_bytes);
    enum status status = keys_collect(deployment, &keys);
    if (status == STATUS_OK) {
        status = channel_binding(&client.channel, h);
    }
    if (status == STATUS_OK) {
        status = keystore_put_encode(&user_key, h, &record, &keys, scratch, out);
    }
    keystore_keys_wipe(&keys);
    signing_key_wipe(&user_key);
    return status;
}

enum exit_code deploy_keystore(const struct deployment *deployment) {
    const char *address = service_text(deployment->plan->host, "keystore");
    enum status status = keystore_open(&client, address, &deployment->policy);
    if (status != STATUS_OK) {
        return exit_code_of(status);
    }
    progress("keystore verified: class %s, program and monitor as pinned",
             anchor_class_text(client.evidence.class));
    struct writer out;
    writer_init(&out, request, sizeof request);
    status = put_encode(deployment, &out);
    if (status != STATUS_OK) {
        complain("the keystore request could not be made (%s)", status_text(status));
    } else {
        status = keystore_ask(&client, writer_written(&out), &response);
    }
    secret_wipe_memory(request, sizeof request);
    secret_wipe_memory(scratch_bytes, sizeof scratch_bytes);
    keystore_close(&client);
    if (status == STATUS_OK && response.result != KEYSTORE_OK) {
        complain("the keystore refused: %s", keystore_result_text(response.result));
        return EXIT_CODE_REFUSED;
    }
    return exit_code_of(status);
}
