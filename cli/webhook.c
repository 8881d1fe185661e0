/*
 * cli/webhook.c: a signed webhook: headers webhook-id, webhook-timestamp and webhook-signature, the
 * last being "v1," and the base64 of HMAC-SHA256(secret, id "." timestamp "." body).
 */
#include "cli/webhook.h"

#include "cli/command.h"
#include "cli/profile.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static bool sign(const char *secret, const char *id, const char *at, const char *body,
                 char out[64]) {
    uint8_t key[128], tag[crypto_auth_hmacsha256_BYTES];
    size_t length = 0;
    if (strncmp(secret, "whsec_", 6) != 0 ||
        sodium_base642bin(key, sizeof key, secret + 6, strlen(secret) - 6, NULL, &length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return false;
    }
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, length);
    const char *parts[] = {id, ".", at, ".", body};
    for (size_t i = 0; i < 5; i++) {
        crypto_auth_hmacsha256_update(&state, (const uint8_t *)parts[i], strlen(parts[i]));
    }
    crypto_auth_hmacsha256_final(&state, tag);
    memcpy(out, "v1,", 3);
    sodium_bin2base64(out + 3, 61, tag, sizeof tag, sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(key, sizeof key);
    return true;
}

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
    char url[512], id[40], at[24], signature[64];
    uint8_t random[12];
    randombytes_buf(random, sizeof random);
    memcpy(id, "msg_", 4);
    sodium_bin2hex(id + 4, sizeof id - 4, random, sizeof random);
    snprintf(at, sizeof at, "%lld", (long long)time(NULL));
    snprintf(url, sizeof url, "%s/hooks/%s/%s", service_text(peer, "url"), applet,
             service_text(peer, "name"));
    if (!sign(service_text(settings, "secret"), id, at, text, signature)) {
        complain("%s is not fed by a webhook, so nothing can be sent to it from here",
                 service_text(peer, "name"));
        return EXIT_CODE_USAGE;
    }
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
