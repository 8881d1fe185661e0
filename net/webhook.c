/* net/webhook.c: Standard Webhooks signatures. */
#include "net/webhook.h"

#include <sodium.h>
#include <string.h>

enum status webhook_secret(const char *text, uint8_t key[WEBHOOK_KEY_MOST], size_t *length) {
    if (strncmp(text, "whsec_", 6) != 0 ||
        sodium_base642bin(key, WEBHOOK_KEY_MOST, text + 6, strlen(text) - 6, NULL, length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        *length < 16) {
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

void webhook_sign(const uint8_t *key, size_t length, const char *id, const char *at,
                  struct view body, char out[WEBHOOK_SIGNATURE_TEXT]) {
    uint8_t tag[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, length);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)id, strlen(id));
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)".", 1);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)at, strlen(at));
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)".", 1);
    crypto_auth_hmacsha256_update(&state, body.data, body.length);
    crypto_auth_hmacsha256_final(&state, tag);
    memcpy(out, "v1,", 3);
    sodium_bin2base64(out + 3, 61, tag, sizeof tag, sodium_base64_VARIANT_ORIGINAL);
}
