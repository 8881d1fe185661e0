/* cli/webhook.c: sends an event to a webhook trigger. */
#include "cli/webhook.h"

#include "cli/command.h"
#include "cli/profile.h"
#include "lib/secret.h"
#include "net/webhook.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static size_t ignore(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

static long post(const char *url, const char *id, const char *at, const char *signature,
                 const char *body) {
    CURL *curl = curl_easy_init();
    char line[128];
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    snprintf(line, sizeof line, "webhook-id: %s", id);
    headers = curl_slist_append(headers, line);
    snprintf(line, sizeof line, "webhook-timestamp: %s", at);
    headers = curl_slist_append(headers, line);
    snprintf(line, sizeof line, "webhook-signature: %s", signature);
    headers = curl_slist_append(headers, line);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    long code = 0;
    CURLcode result = curl_easy_perform(curl);
    if (result == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    } else {
        complain("the trigger service at %s does not answer: %s", url, curl_easy_strerror(result));
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return code;
}

int webhook_send(const json_t *peer, const char *applet, const char *text) {
    const json_t *settings = json_object_get(peer, "settings");
    json_t *body = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(body)) {
        complain("the event must be a JSON object such as '{\"Visitor\": \"Ada\"}'");
        json_decref(body);
        return EXIT_CODE_USAGE;
    }
    json_decref(body);
    char url[512], id[40], at[24], signature[WEBHOOK_SIGNATURE_TEXT];
    uint8_t random[12];
    randombytes_buf(random, sizeof random);
    memcpy(id, "msg_", 4);
    sodium_bin2hex(id + 4, sizeof id - 4, random, sizeof random);
    snprintf(at, sizeof at, "%lld", (long long)time(NULL));
    snprintf(url, sizeof url, "%s/hooks/%s/%s", service_text(peer, "url"), applet,
             service_text(peer, "name"));
    uint8_t key[WEBHOOK_KEY_MOST];
    size_t length = 0;
    if (webhook_secret(service_text(settings, "secret"), key, &length) != STATUS_OK) {
        complain("%s is not fed by a webhook, so nothing can be sent to it from here",
                 service_text(peer, "name"));
        return EXIT_CODE_USAGE;
    }
    webhook_sign(key, length, id, at, view_text(text), signature);
    secret_wipe_memory(key, sizeof key);
    long code = post(url, id, at, signature, text);
    if (code == 202) {
        puts("Accepted.");
        return EXIT_CODE_OK;
    }
    if (code != 0) {
        complain("the trigger service refused the event: %ld", code);
    }
    return code == 0 ? EXIT_CODE_UNAVAILABLE : EXIT_CODE_REFUSED;
}
