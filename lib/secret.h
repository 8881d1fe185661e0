/*
 * lib/secret.h: the one type in which keys live, and the calls that touch them.
 *
 * There is no function that prints a secret. Randomness is libsodium's randombytes_buf: where there
 * is no system call for it (an enclave), the platform installs its implementation with
 * randombytes_set_implementation before anything here runs. sodium_init must have been called.
 */
#ifndef LIB_SECRET_H
#define LIB_SECRET_H

#include "lib/cursor.h"

#define SECRET_BYTES      32
#define SIGN_PUBLIC_BYTES 32
#define SIGN_BYTES        64
#define DIGEST_BYTES      32 /* SHA-256 */

struct secret {
    uint8_t bytes[SECRET_BYTES];
};

/* An Ed25519 key pair (RFC 8032) in libsodium's form: seed and public key. Also a secret. */
struct signing_key {
    uint8_t bytes[64];
};

void secret_random(struct secret *secret);
void secret_copy(struct secret *to, const struct secret *from);
/* Constant time. */
bool secret_equal(const struct secret *a, const struct secret *b);
bool secret_is_zero(const struct secret *secret);
void secret_wipe(struct secret *secret);
/* Wipes any memory; never optimised away. */
void secret_wipe_memory(void *memory, size_t length);
/* Constant-time comparison of equal-length public or secret bytes. */
bool secret_equal_memory(const void *a, const void *b, size_t length);

void signing_key_from_seed(struct signing_key *key, const struct secret *seed);
void signing_key_public(const struct signing_key *key, uint8_t public_key[SIGN_PUBLIC_BYTES]);
void signing_key_wipe(struct signing_key *key);

/* SHA-256 of `bytes`. */
void digest_sha256(struct view bytes, uint8_t digest[DIGEST_BYTES]);

#endif
