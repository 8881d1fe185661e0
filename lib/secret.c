/* lib/secret.c: keys and digests, on libsodium. */
#include "lib/secret.h"

#include <sodium.h>
#include <string.h>

void secret_random(struct secret *secret) {
    randombytes_buf(secret->bytes, sizeof secret->bytes);
}

void secret_copy(struct secret *to, const struct secret *from) {
    memmove(to->bytes, from->bytes, sizeof to->bytes);
}

bool secret_equal(const struct secret *a, const struct secret *b) {
    return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool secret_is_zero(const struct secret *secret) {
    return sodium_is_zero(secret->bytes, sizeof secret->bytes) == 1;
}

void secret_wipe(struct secret *secret) {
    sodium_memzero(secret, sizeof *secret);
}

void secret_wipe_memory(void *memory, size_t length) {
    sodium_memzero(memory, length);
}

bool secret_equal_memory(const void *a, const void *b, size_t length) {
    return sodium_memcmp(a, b, length) == 0;
}

void signing_key_from_seed(struct signing_key *key, const struct secret *seed) {
    uint8_t public_key[SIGN_PUBLIC_BYTES];
    crypto_sign_seed_keypair(public_key, key->bytes, seed->bytes);
}

void signing_key_public(const struct signing_key *key, uint8_t public_key[SIGN_PUBLIC_BYTES]) {
    memcpy(public_key, key->bytes + SECRET_BYTES, SIGN_PUBLIC_BYTES);
}

void signing_key_wipe(struct signing_key *key) {
    sodium_memzero(key, sizeof *key);
}

void digest_sha256(struct view bytes, uint8_t digest[DIGEST_BYTES]) {
    crypto_hash_sha256(digest, bytes.data, bytes.length);
}
