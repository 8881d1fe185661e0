/* cli/retire.c: services, keystore, host, in that order. */
#include "cli/retire.h"

#include "cli/command.h"
#include "cli/http.h"
#include "cli/keystore.h"
#include "lib/keys.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool delete_at(const char *what, const char *url, const char *token, const char *authority,
                      bool tls) {
    struct http_request request = {.method = "DELETE",
                                   .url = url,
                                   .token = token,
                                   .authority =
                                       authority != NULL && authority[0] != '\0' ? authority : NULL,
                                   .tls_required = tls};
    struct http_response response;
    enum status status = http_call(what, &request, &response);
    json_decref(response.body);
    return status == STATUS_OK || status == STATUS_NOT_FOUND;
}

static bool retire_peers(const json_t *peers, const char *applet, const char *what) {
    size_t index;
    json_t *peer;
    json_array_foreach(peers, index, peer) {
        char url[512];
        snprintf(url, sizeof url, "%s/v1/deployments/%s", service_text(peer, "api_url"), applet);
        if (!delete_at(what, url, service_text(peer, "token"), service_text(peer, "authority"),
                       true)) {
            return false;
        }
    }
    return true;
}

/* Static: one keystore a command, and these are large. */
static struct keystore_client client;
static struct keystore_response response;
static uint8_t scratch_bytes[4096], request_bytes[4096];

/* The removal counts as a version of its own at the keystore. */
static uint64_t version_after(const json_t *deployment) {
    return (uint64_t)json_integer_value(json_object_get(deployment, "epoch")) + 1;
}

static enum status remove_encode(const struct profile *profile, const json_t *deployment,
                                 struct writer *out) {
    struct signing_key user_key;
    uint8_t h[NOISE_HASH_BYTES];
    struct writer scratch;
    struct keystore_query query = {.user = view_text(profile->user),
                                   .applet = view_text(service_text(deployment, "applet")),
                                   .version = version_after(deployment)};
    writer_init(&scratch, scratch_bytes, sizeof scratch_bytes);
    keys_derive_user_signing(&user_key, &profile->master);
    enum status status = channel_binding(&client.channel, h);
    if (status == STATUS_OK) {
        status = keystore_query_encode(&user_key, h, KEYSTORE_REMOVE, &query, scratch, out);
    }
    signing_key_wipe(&user_key);
    return status;
}

static bool retire_keystore(const struct profile *profile, const json_t *deployment) {
    struct policy policy;
    if (!profile_policy(profile, &policy) ||
        keystore_open(&client, service_text(deployment, "keystore"), &policy) != STATUS_OK) {
        return false;
    }
    struct writer out;
    writer_init(&out, request_bytes, sizeof request_bytes);
    enum status status = remove_encode(profile, deployment, &out);
    if (status == STATUS_OK) {
        status = keystore_ask(&client, writer_written(&out), &response);
    }
    keystore_close(&client);
    if (status != STATUS_OK) {
        return false;
    }
    if (response.result != KEYSTORE_OK && response.result != KEYSTORE_UNKNOWN) {
        complain("the keystore refused: %s", keystore_result_text(response.result));
        return false;
    }
    return true;
}

bool retire(const struct profile *profile, const json_t *deployment) {
    const char *applet = service_text(deployment, "applet");
    char url[512], path[PATH_MAX];
    if (!retire_peers(json_object_get(deployment, "triggers"), applet, "the trigger service") ||
        !retire_peers(json_object_get(deployment, "queries"), applet, "the trigger service") ||
        !retire_peers(json_object_get(deployment, "actions"), applet, "the action service") ||
        !retire_keystore(profile, deployment)) {
        return false;
    }
    snprintf(url, sizeof url, "%s/v1/applets/%s", service_text(deployment, "host"), applet);
    if (!delete_at("the host", url, service_text(deployment, "host_token"), NULL, false)) {
        return false;
    }
    if (deployment_retired_write(profile, applet, version_after(deployment)) != STATUS_OK) {
        complain("your own note of the removal could not be written; wait two seconds before you "
                 "deploy '%s' again",
                 applet);
    }
    deployment_path(profile, applet, path, sizeof path);
    unlink(path);
    printf("%s is out of service.\n", applet);
    return true;
}
