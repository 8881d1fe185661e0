/* monitor/opensbi/libc/sodium.h: the parts of <sodium.h> that exist in machine mode. */
#ifndef MONITOR_OPENSBI_LIBC_SODIUM_H
#define MONITOR_OPENSBI_LIBC_SODIUM_H

#include <stddef.h>
#include <stdint.h>

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_hash_sha512.h>
#include <sodium/crypto_sign_ed25519.h>

void sodium_memzero(void *memory, size_t length);
int sodium_memcmp(const void *a, const void *b, size_t length) __attribute__((warn_unused_result));
int sodium_is_zero(const unsigned char *memory, size_t length);
void sodium_misuse(void) __attribute__((noreturn));
void randombytes_buf(void *buffer,
                     size_t length); /* declared for lib/; nothing that is linked calls it */
int crypto_sign_seed_keypair(unsigned char *public_key, unsigned char *secret_key,
                             const unsigned char *seed);

#endif
