/*
 * lib/cose.h: the two COSE messages (RFC 9052) that TAPDance uses, in exactly one form each.
 *
 * COSE_Sign1 (tag 18), EdDSA with Ed25519 (RFC 9053 section 2.2):
 *     18([ << {1: -8, 4: kid} >>, {}, payload, signature ])      kid: 0 to 32 bytes
 * COSE_Encrypt0 (tag 16), ChaCha20/Poly1305 (RFC 9053 section 4.3, alg 24):
 *     16([ << {1: 24, 4: kid, 10: kid context} >>, {5: IV}, ciphertext ])
 *     kid 8 bytes (lib/keys.h), kid context = salt, 16 bytes; IV 12 bytes
 * Receivers refuse any other header parameter. A key here is K of lib/keys.h; the content key under
 * it is derived once for a salt and kept in the context, so a message costs no HKDF.
 */
#ifndef LIB_COSE_H
#define LIB_COSE_H

#include "lib/keys.h"

#define COSE_KID_MOST 32
/* What COSE_Sign1 adds to its payload at most, and what signing needs beyond payload and AAD. */
#define COSE_SIGN1_OVERHEAD 160

/*
 * Appends a COSE_Sign1 to `out`. The structure to be signed is built in the free part of `out`
 * first: it needs room for payload + aad + COSE_SIGN1_OVERHEAD. Neither view may lie in that room.
 */
MUST_CHECK enum status cose_sign1(const struct signing_key *key, struct view kid, struct view aad,
                                  struct view payload, struct writer *out);
/*
 * Verifies a COSE_Sign1. `scratch` holds the structure that was signed while it is checked: payload
 * + aad + COSE_SIGN1_OVERHEAD bytes. `payload` and `kid` (may be NULL) are views into `message`.
 * STATUS_AUTH for a bad signature, STATUS_INVALID for another form, STATUS_TOO_LARGE where
 * `scratch` is too small.
 */
MUST_CHECK enum status cose_verify1(struct view message,
                                    const uint8_t public_key[SIGN_PUBLIC_BYTES], struct view aad,
                                    struct writer scratch, struct view *payload, struct view *kid);
/* The parts of a COSE_Sign1 without verifying: only to find the key that must verify it. */
MUST_CHECK enum status cose_sign1_peek(struct view message, struct view *payload, struct view *kid);

#define COSE_IV_BYTES          12
#define COSE_AEAD_TAG_BYTES    16
#define COSE_MESSAGES_PER_SALT (UINT32_C(1) << 20)
/* Length of a message minus length of its plaintext, for messages of 512 to 65,589 bytes. */
#define COSE_ENCRYPT0_OVERHEAD 70u

/* The sending side of one K. Fill by cose_sender_init, end by cose_sender_wipe. */
struct cose_sender {
    struct secret key;
    struct secret content;
    enum key_purpose purpose;
    uint32_t used; /* messages under the present salt */
    uint8_t salt[KEY_SALT_BYTES];
    uint8_t kid[KEY_KID_BYTES];
};

/* The receiving side of one K; keeps the content key of the last salt that authenticated. */
struct cose_receiver {
    struct secret key;
    struct secret content;
    enum key_purpose purpose;
    bool cached;
    uint8_t salt[KEY_SALT_BYTES];
    uint8_t kid[KEY_KID_BYTES];
};

MUST_CHECK enum status cose_sender_init(struct cose_sender *sender, const struct secret *key,
                                        enum key_purpose purpose);
void cose_sender_wipe(struct cose_sender *sender);
MUST_CHECK enum status cose_receiver_init(struct cose_receiver *receiver, const struct secret *key,
                                          enum key_purpose purpose);
void cose_receiver_wipe(struct cose_receiver *receiver);

/* Plaintext bytes of a message that is exactly `total` bytes long; 0 where there is none. */
size_t cose_plaintext_length(size_t total);
/* Length of the message around `plaintext` bytes. */
size_t cose_message_length(size_t plaintext);

/*
 * Appends the COSE_Encrypt0 message to `out`. `plaintext` may not overlap the free part of `out`,
 * except by being built in place (cose_plaintext_slot).
 */
MUST_CHECK enum status cose_encrypt0(struct cose_sender *sender, struct view aad,
                                     struct view plaintext, struct writer *out);
/*
 * Where the plaintext of a message of exactly `total` bytes at the present position of `out` goes,
 * so that it can be built in place and given to cose_encrypt0 without a copy. NULL where it doesn't
 * fit.
 */
uint8_t *cose_plaintext_slot(const struct writer *out, size_t total);

/*
 * Authenticates and decrypts `message` into `plaintext` (capacity in *length, the result's length
 * in *length on return); decrypting over the message's own memory is allowed (plaintext == the
 * message's start). STATUS_AUTH where kid, key, aad or bytes are wrong (the plaintext is then
 * zeros), STATUS_INVALID for another form, STATUS_TOO_LARGE where the capacity is too small.
 */
MUST_CHECK enum status cose_decrypt0(struct cose_receiver *receiver, struct view aad,
                                     struct view message, uint8_t *plaintext, size_t *length);
/* The kid of a message, to choose between the keys of two epochs before decrypting. */
MUST_CHECK enum status cose_encrypt0_kid(struct view message, struct view *kid);

#endif
