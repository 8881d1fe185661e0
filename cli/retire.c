/* cli/retire.c: services, keystore, host, in that order. */
#include "cli/retire.h"

#include "cli/command.h"
#include "cli/http.h"
#include "cli/keystore.h"
#include "lib/keys.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum exit_code delete_at(const char *what, const char *url, const char *token,
                                const char *authority, bool tls) {
    struct http_request request = {.method = "DELETE",
                                   .url = url,
                                   .token = token,
                                   .authority =
                                       authority != NULL && authority[0] != '\0' ? authority : NULL,
                                   .tls_required = tls,
                                   .missing_expected = true};
    struct http_response response;
    enum status status = http_call(what, &request, &response);
    json_decref(response.body);
    return status == STATUS_NOT_FOUND ? EXIT_CODE_OK : exit_code_of(status);
}

/* True where a peer of `peers` before `index` is the same service. */
static bool told_before(const json_t *peers, size_t index) {
    const char *url = service_text(json_array_get(peers, index), "api_url");
    for (size_t i = 0; i < index; i++) {
        if (strcmp(service_text(json_array_get(peers, i), "api_url"), url) == 0) {
            return true;
        }
    }
    return false;
}

static enum exit_code retire_peers(const json_t *peers, const char *applet, const char *what) {
    size_t index;
    json_t *peer;
    json_array_foreach(peers, index, peer) {
        char url[512];
        snprintf(url, sizeof url, "%s/v1/deployments/%s", service_text(peer, "api_url"), applet);
        if (told_before(peers, index)) {
            continue;
        }
        enum exit_code code = delete_at(what, url, service_text(peer, "token"),
                                        service_text(peer, "authority"), true);
        if (code != EXIT_CODE_OK) {
            return code;
        }
    }
    return EXIT_CODE_OK;
}

/* Triggers and queries may be at one service: it is told of both at once. */
static enum exit_code retire_services(const json_t *deployment, const char *applet) {
    json_t *sources = json_array();
    json_array_extend(sources, json_object_get(deployment, "triggers"));
    json_array_extend(sources, json_object_get(deployment, "queries"));
    enum exit_code code = retire_peers(sources, applet, "the trigger service");
    json_decref(sources);
    return code != EXIT_CODE_OK
               ? code
               : retire_peers(json_object_get(deployment, "actions"), applet, "the action service");
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

static enum exit_code retire_keystore(const struct profile *profile, const json_t *deployment) {
    struct policy policy;
    if (!profile_policy(profile, &policy)) {
        return EXIT_CODE_USAGE;
    }
    enum status status = keystore_open(&client, service_text(deployment, "keystore"), &policy);
    if (status != STATUS_OK) {
        return exit_code_of(status);
    }
    struct writer out;
    writer_init(&out, request_bytes, sizeof request_bytes);
    status = remove_encode(profile, deployment, &out);
    if (status == STATUS_OK) {
        status = keystore_ask(&client, writer_written(&out), &response);
    }
    keystore_close(&client);
    if (status == STATUS_OK && response.result != KEYSTORE_OK &&
        response.result != KEYSTORE_UNKNOWN) {
        complain("the keystore refused: %s", keystore_result_text(response.result));
        return EXIT_CODE_REFUSED;
    }
    return exit_code_of(status);
}

enum exit_code retire(const struct profile *profile, const json_t *deployment) {
    const char *applet = service_text(deployment, "applet");
    char url[512], path[PATH_MAX];
    snprintf(url, sizeof url, "%s/v1/applets/%s", service_text(deployment, "host"), applet);
    enum exit_code code = retire_services(deployment, applet);
    if (code == EXIT_CODE_OK) {
        code = retire_keystore(profile, deployment);
    }
    if (code == EXIT_CODE_OK) {
        code = delete_at("the host", url, service_text(deployment, "host_token"), NULL, false);
    }
    if (code != EXIT_CODE_OK) {
        return code;
    }
    if (deployment_retired_write(profile, applet, version_after(deployment)) != STATUS_OK) {
        complain("your own note of the removal could not be written; wait two seconds before you "
                 "deploy '%s' again",
                 applet);
    }
    deployment_path(profile, applet, path, sizeof path);
    unlink(path);
    printf("%s is out of service.\n", applet);
    return EXIT_CODE_OK;
}
