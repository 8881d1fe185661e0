/* lib/hkdf.c: RFC 5869. */
#include "lib/hkdf.h"

#include <sodium.h>
#include <string.h>

void hkdf_extract(struct view salt, struct view input_key, struct secret *pseudo_random_key) {
    static const uint8_t nothing[1] = {0};
    crypto_auth_hmacsha256_state state;
    /* HMAC pads its key with zeros: an empty salt and 32 zeros are the same key. */
    crypto_auth_hmacsha256_init(&state, salt.length > 0 ? salt.data : nothing, salt.length);
    crypto_auth_hmacsha256_update(&state, input_key.length > 0 ? input_key.data : nothing,
                                  input_key.length);
    crypto_auth_hmacsha256_final(&state, pseudo_random_key->bytes);
    sodium_memzero(&state, sizeof state);
}

enum status hkdf_expand(const struct secret *pseudo_random_key, struct view info, uint8_t *output,
                        size_t length) {
    crypto_auth_hmacsha256_state state;
    struct secret block;
    size_t done = 0;
    uint8_t counter = 1;
    if (length > HKDF_OUTPUT_MOST) {
        return STATUS_TOO_LARGE;
    }
    while (done < length) {
        size_t part = length - done < sizeof block.bytes ? length - done : sizeof block.bytes;
        crypto_auth_hmacsha256_init(&state, pseudo_random_key->bytes,
                                    sizeof pseudo_random_key->bytes);
        if (counter > 1) {
            crypto_auth_hmacsha256_update(&state, block.bytes, sizeof block.bytes);
        }
        crypto_auth_hmacsha256_update(&state, info.data, info.length);
        crypto_auth_hmacsha256_update(&state, &counter, 1);
        crypto_auth_hmacsha256_final(&state, block.bytes);
        memcpy(output + done, block.bytes, part);
        done += part;
        counter++;
    }
    sodium_memzero(&state, sizeof state);
    secret_wipe(&block);
    return STATUS_OK;
}

void hkdf_derive(struct secret *output, struct view salt, struct view input_key, struct view info) {
    struct secret pseudo_random_key;
    hkdf_extract(salt, input_key, &pseudo_random_key);
    /* 32 bytes can't exceed HKDF_OUTPUT_MOST; should that ever change, no key is better than one
     * that was not derived. */
    if (hkdf_expand(&pseudo_random_key, info, output->bytes, sizeof output->bytes) != STATUS_OK) {
        __builtin_trap();
    }
    secret_wipe(&pseudo_random_key);
}
