/* net/encoding.c: base64url and bearer tokens. */
#include "net/encoding.h"

#include "lib/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

char *base64url_encode(struct view bytes) {
    size_t capacity =
        sodium_base64_encoded_len(bytes.length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = malloc(capacity);
    if (text != NULL) {
        sodium_bin2base64(text, capacity, bytes.data, bytes.length,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    }
    return text;
}

enum status base64url_decode(const char *text, uint8_t *to, size_t capacity, size_t *length) {
    const char *end = NULL;
    size_t text_length = strlen(text);
    if (sodium_base642bin(to, capacity, text, text_length, NULL, length, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text + text_length) {
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

void token_new(char token[TOKEN_TEXT]) {
    uint8_t bytes[SECRET_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(token, TOKEN_TEXT, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    secret_wipe_memory(bytes, sizeof bytes);
}

void token_hash(const char *token, char hash[TOKEN_TEXT]) {
    uint8_t digest[DIGEST_BYTES];
    digest_sha256(view_text(token), digest);
    sodium_bin2base64(hash, TOKEN_TEXT, digest, sizeof digest,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool token_matches(const char *token, const char *hash) {
    char own[TOKEN_TEXT];
    if (token == NULL || hash == NULL || strlen(hash) != TOKEN_TEXT - 1) {
        return false;
    }
    token_hash(token, own);
    return secret_equal_memory(own, hash, TOKEN_TEXT - 1);
}
