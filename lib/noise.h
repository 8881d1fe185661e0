/*
 * lib/noise.h: Noise_NX_25519_ChaChaPoly_SHA256 (Noise Protocol Framework, revision 34).
 *
 *   -> e                     32 bytes
 *   <- e, ee, s, es          96 bytes (32 + 48 + 16)
 *
 * Handshake payloads are empty. An all-zero Diffie-Hellman result ends the handshake. Transport
 * messages carry at most 65,519 bytes; rekeying is not offered, a channel ends long before 2^64.
 * Every failure is final: the state is wiped and refuses further calls.
 */
#ifndef LIB_NOISE_H
#define LIB_NOISE_H

#include "lib/secret.h"

#define NOISE_HASH_BYTES      32
#define NOISE_TAG_BYTES       16
#define NOISE_MESSAGE_MOST    65535
#define NOISE_PAYLOAD_MOST    (NOISE_MESSAGE_MOST - NOISE_TAG_BYTES)
#define NOISE_HELLO_BYTES     32 /* first handshake message */
#define NOISE_HELLO_ACK_BYTES 96 /* second handshake message */

enum noise_step {
    NOISE_FAILED = 0,
    NOISE_WRITE_E,
    NOISE_READ_E,
    NOISE_WRITE_ES,
    NOISE_READ_ES,
    NOISE_TRANSPORT,
};

struct noise_cipher {
    struct secret key;
    uint64_t nonce;
};

struct noise {
    enum noise_step step;
    struct secret chaining_key;
    struct noise_cipher cipher; /* of the handshake, once it has a key */
    struct noise_cipher send, receive;
    struct secret ephemeral, local_static;
    uint8_t ephemeral_public[32], local_static_public[32];
    uint8_t remote_ephemeral[32], remote_static[32];
    uint8_t hash[NOISE_HASH_BYTES]; /* h: after the handshake the channel's binding */
};

void noise_initiator(struct noise *noise, struct view prologue);
/* `static_key`: X25519 private key, fresh per boot of the responder. */
void noise_responder(struct noise *noise, struct view prologue, const struct secret *static_key);
/* Replaces the ephemeral key by a fixed one. For test vectors only. */
void noise_set_ephemeral(struct noise *noise, const struct secret *ephemeral);
/* The next handshake message of this side. STATUS_INVALID where it isn't this side's turn. */
MUST_CHECK enum status noise_handshake_write(struct noise *noise, struct writer *out);
MUST_CHECK enum status noise_handshake_read(struct noise *noise, struct view message);
bool noise_established(const struct noise *noise);
/*
 * Appends the ciphertext of one transport message. STATUS_TOO_LARGE above NOISE_PAYLOAD_MOST.
 * `plaintext` may stand where the ciphertext will (at the writer's position), else it may not overlap.
 */
MUST_CHECK enum status noise_send(struct noise *noise, struct view plaintext, struct writer *out);
/* Decrypts one transport message; `plaintext` may be the message's own memory. */
MUST_CHECK enum status noise_receive(struct noise *noise, struct view message, uint8_t *plaintext,
                                     size_t *length);
void noise_wipe(struct noise *noise);

#endif
