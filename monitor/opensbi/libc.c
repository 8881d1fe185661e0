/*
 * monitor/opensbi/libc.c: the few functions that lib/ and libsodium's primitives expect around them: of
 * libsodium's utils.c and generic layer (which can't be compiled for machine mode: guarded memory, system
 * calls), and strlen. The primitives themselves are libsodium's own files; memcpy and its like OpenSBI's.
 */
#include <sodium.h>
#include <string.h>

size_t strlen(const char *text) {
    size_t length = 0;
    while (text[length] != 0) {
        length++;
    }
    return length;
}

void sodium_memzero(void *const memory, const size_t length) {
    volatile unsigned char *byte = memory;
    for (size_t i = 0; i < length; i++) {
        byte[i] = 0;
    }
}

int sodium_memcmp(const void *const a, const void *const b, size_t length) {
    const volatile unsigned char *left = a;
    const volatile unsigned char *right = b;
    unsigned int different = 0;
    for (size_t i = 0; i < length; i++) {
        different |= (unsigned int)(left[i] ^ right[i]);
    }
    return different == 0 ? 0 : -1;
}

int sodium_is_zero(const unsigned char *memory, const size_t length) {
    const volatile unsigned char *byte = memory;
    unsigned int any = 0;
    for (size_t i = 0; i < length; i++) {
        any |= byte[i];
    }
    return any == 0;
}

void sodium_misuse(void) {
    __builtin_trap();
}

int crypto_sign_seed_keypair(unsigned char *public_key, unsigned char *secret_key,
                             const unsigned char *seed) {
    return crypto_sign_ed25519_seed_keypair(public_key, secret_key, seed);
}
