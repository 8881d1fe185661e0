/*
 * lib/noise.c: Noise_NX_25519_ChaChaPoly_SHA256; section numbers are of the framework's revision
 * 34.
 */
#include "lib/noise.h"

#include "lib/hkdf.h"

#include <sodium.h>
#include <string.h>

static const char protocol_name[] = "Noise_NX_25519_ChaChaPoly_SHA256";
_Static_assert(sizeof protocol_name - 1 == NOISE_HASH_BYTES, "the name itself is the first h");

static enum status fail(struct noise *noise, enum status status) {
    noise_wipe(noise);
    return status;
}

/* 5.2 MixHash */
static void mix_hash(struct noise *noise, struct view data) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, noise->hash, sizeof noise->hash);
    crypto_hash_sha256_update(&state, data.data, data.length);
    crypto_hash_sha256_final(&state, noise->hash);
}

/* 4.3 HKDF with two outputs, which is RFC 5869 with the chaining key as salt and no info. */
static enum status two_keys(const struct secret *chaining_key, struct view input, uint8_t out[64]) {
    struct secret pseudo_random_key;
    enum status status = STATUS_FAILED;
    hkdf_extract(view_of(chaining_key->bytes, sizeof chaining_key->bytes), input,
                 &pseudo_random_key);
    status = hkdf_expand(&pseudo_random_key, view_of(NULL, 0), out, 64);
    secret_wipe(&pseudo_random_key);
    return status;
}

/*
 * 5.2 MixKey of DH(private, public); an all-zero result is refused (12.1, and RFC 7748 section
 * 6.1).
 */
static enum status mix_shared(struct noise *noise, const struct secret *private_key,
                              const uint8_t public_key[32]) {
    uint8_t shared[32], keys[64];
    enum status status = STATUS_AUTH;
    if (crypto_scalarmult_curve25519(shared, private_key->bytes, public_key) == 0 &&
        sodium_is_zero(shared, sizeof shared) == 0) {
        status = two_keys(&noise->chaining_key, view_of(shared, sizeof shared), keys);
    }
    if (status == STATUS_OK) {
        memcpy(noise->chaining_key.bytes, keys, 32);
        memcpy(noise->cipher.key.bytes, keys + 32, 32);
        noise->cipher.nonce = 0;
    }
    sodium_memzero(shared, sizeof shared);
    sodium_memzero(keys, sizeof keys);
    return status;
}

/* 12.3: 32 zero bits, then the counter in little endian. */
static void put_nonce(uint8_t nonce[12], uint64_t counter) {
    struct writer writer;
    writer_init(&writer, nonce, 12);
    writer_u32(&writer, 0);
    writer_u64(&writer, counter);
}

static enum status seal(struct noise_cipher *cipher, struct view aad, struct view plaintext,
                        struct writer *out) {
    uint8_t nonce[12];
    uint8_t *to = writer_reserve(out, plaintext.length + NOISE_TAG_BYTES);
    if (to == NULL) {
        return STATUS_TOO_LARGE;
    }
    if (cipher->nonce == UINT64_MAX) { /* 5.1: the last value is reserved */
        return STATUS_CLOSED;
    }
    put_nonce(nonce, cipher->nonce);
    crypto_aead_chacha20poly1305_ietf_encrypt(to, NULL, plaintext.data, plaintext.length, aad.data,
                                              aad.length, NULL, nonce, cipher->key.bytes);
    cipher->nonce++;
    return STATUS_OK;
}

static enum status open_sealed(struct noise_cipher *cipher, struct view aad, struct view sealed,
                               uint8_t *plaintext) {
    uint8_t nonce[12];
    if (cipher->nonce == UINT64_MAX) {
        return STATUS_CLOSED;
    }
    put_nonce(nonce, cipher->nonce);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(plaintext, NULL, NULL, sealed.data, sealed.length,
                                                  aad.data, aad.length, nonce,
                                                  cipher->key.bytes) != 0) {
        return STATUS_AUTH;
    }
    cipher->nonce++;
    return STATUS_OK;
}

/* EncryptAndHash and DecryptAndHash of 5.2. */
static enum status seal_and_hash(struct noise *noise, struct view plaintext, struct writer *out) {
    size_t start = out->position;
    enum status status =
        seal(&noise->cipher, view_of(noise->hash, sizeof noise->hash), plaintext, out);
    if (status == STATUS_OK) {
        mix_hash(noise, view_of(out->data + start, out->position - start));
    }
    return status;
}

static enum status open_and_hash(struct noise *noise, struct view sealed, uint8_t *plaintext) {
    enum status status =
        open_sealed(&noise->cipher, view_of(noise->hash, sizeof noise->hash), sealed, plaintext);
    if (status == STATUS_OK) {
        mix_hash(noise, sealed);
    }
    return status;
}

static void begin(struct noise *noise, struct view prologue) {
    memset(noise, 0, sizeof *noise);
    memcpy(noise->hash, protocol_name, sizeof noise->hash);
    memcpy(noise->chaining_key.bytes, noise->hash, sizeof noise->hash);
    mix_hash(noise, prologue);
    secret_random(&noise->ephemeral);
    crypto_scalarmult_curve25519_base(noise->ephemeral_public, noise->ephemeral.bytes);
}

void noise_initiator(struct noise *noise, struct view prologue) {
    begin(noise, prologue);
    noise->step = NOISE_WRITE_E;
}

void noise_responder(struct noise *noise, struct view prologue, const struct secret *static_key) {
    begin(noise, prologue);
    secret_copy(&noise->local_static, static_key);
    crypto_scalarmult_curve25519_base(noise->local_static_public, noise->local_static.bytes);
    noise->step = NOISE_READ_E;
}

void noise_set_ephemeral(struct noise *noise, const struct secret *ephemeral) {
    secret_copy(&noise->ephemeral, ephemeral);
    crypto_scalarmult_curve25519_base(noise->ephemeral_public, noise->ephemeral.bytes);
}

/* 5.2 Split; the initiator sends with the first key. */
static enum status split(struct noise *noise, bool initiator) {
    uint8_t keys[64];
    enum status status = two_keys(&noise->chaining_key, view_of(NULL, 0), keys);
    if (status == STATUS_OK) {
        memcpy(noise->send.key.bytes, keys + (initiator ? 0 : 32), 32);
        memcpy(noise->receive.key.bytes, keys + (initiator ? 32 : 0), 32);
        noise->step = NOISE_TRANSPORT;
    }
    sodium_memzero(keys, sizeof keys);
    secret_wipe(&noise->chaining_key);
    secret_wipe(&noise->ephemeral);
    secret_wipe(&noise->local_static);
    sodium_memzero(&noise->cipher, sizeof noise->cipher);
    return status;
}

static struct view public_view(const uint8_t key[32]) {
    return view_of(key, 32);
}

/* <- e, ee, s, es */
static enum status write_second(struct noise *noise, struct writer *out) {
    enum status status = STATUS_FAILED;
    writer_bytes(out, noise->ephemeral_public, 32);
    mix_hash(noise, public_view(noise->ephemeral_public));
    status = mix_shared(noise, &noise->ephemeral, noise->remote_ephemeral);
    if (status == STATUS_OK) {
        status = seal_and_hash(noise, public_view(noise->local_static_public), out);
    }
    if (status == STATUS_OK) {
        status = mix_shared(noise, &noise->local_static, noise->remote_ephemeral);
    }
    if (status == STATUS_OK) {
        status = seal_and_hash(noise, view_of(NULL, 0), out);
    }
    return status == STATUS_OK ? split(noise, false) : status;
}

static enum status read_second(struct noise *noise, struct view message) {
    struct reader reader;
    struct view sealed_static = {0}, sealed_payload = {0};
    uint8_t nothing[1];
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, message);
    if (reader_bytes(&reader, noise->remote_ephemeral, 32) != STATUS_OK ||
        reader_view(&reader, 32 + NOISE_TAG_BYTES, &sealed_static) != STATUS_OK ||
        reader_view(&reader, NOISE_TAG_BYTES, &sealed_payload) != STATUS_OK ||
        reader_end(&reader) != STATUS_OK) {
        return STATUS_INVALID;
    }
    mix_hash(noise, public_view(noise->remote_ephemeral));
    status = mix_shared(noise, &noise->ephemeral, noise->remote_ephemeral);
    if (status == STATUS_OK) {
        status = open_and_hash(noise, sealed_static, noise->remote_static);
    }
    if (status == STATUS_OK) {
        status = mix_shared(noise, &noise->ephemeral, noise->remote_static);
    }
    if (status == STATUS_OK) {
        status = open_and_hash(noise, sealed_payload, nothing);
    }
    return status == STATUS_OK ? split(noise, true) : status;
}

enum status noise_handshake_write(struct noise *noise, struct writer *out) {
    enum status status = STATUS_INVALID;
    if (noise->step == NOISE_WRITE_E) {
        writer_bytes(out, noise->ephemeral_public, 32);
        mix_hash(noise, public_view(noise->ephemeral_public));
        mix_hash(noise, view_of(NULL, 0)); /* the empty payload, not encrypted yet */
        noise->step = NOISE_READ_ES;
        status = writer_end(out);
    } else if (noise->step == NOISE_WRITE_ES) {
        status = write_second(noise, out);
        if (status == STATUS_OK) {
            status = writer_end(out);
        }
    }
    return status == STATUS_OK ? status : fail(noise, status);
}

enum status noise_handshake_read(struct noise *noise, struct view message) {
    enum status status = STATUS_INVALID;
    if (noise->step == NOISE_READ_E && message.length == NOISE_HELLO_BYTES) {
        memcpy(noise->remote_ephemeral, message.data, 32);
        mix_hash(noise, message);
        mix_hash(noise, view_of(NULL, 0));
        noise->step = NOISE_WRITE_ES;
        status = STATUS_OK;
    } else if (noise->step == NOISE_READ_ES) {
        status = read_second(noise, message);
    }
    return status == STATUS_OK ? status : fail(noise, status);
}

bool noise_established(const struct noise *noise) {
    return noise->step == NOISE_TRANSPORT;
}

enum status noise_send(struct noise *noise, struct view plaintext, struct writer *out) {
    enum status status = STATUS_INVALID;
    if (noise->step != NOISE_TRANSPORT) {
        return STATUS_INVALID;
    }
    if (plaintext.length > NOISE_PAYLOAD_MOST) {
        return STATUS_TOO_LARGE;
    }
    status = seal(&noise->send, view_of(NULL, 0), plaintext, out);
    return status == STATUS_OK ? status : fail(noise, status);
}

enum status noise_receive(struct noise *noise, struct view message, uint8_t *plaintext,
                          size_t *length) {
    enum status status = STATUS_INVALID;
    if (noise->step == NOISE_TRANSPORT && message.length >= NOISE_TAG_BYTES &&
        message.length <= NOISE_MESSAGE_MOST && message.length - NOISE_TAG_BYTES <= *length) {
        status = open_sealed(&noise->receive, view_of(NULL, 0), message, plaintext);
    }
    if (status != STATUS_OK) {
        return fail(noise, status);
    }
    *length = message.length - NOISE_TAG_BYTES;
    return STATUS_OK;
}

void noise_wipe(struct noise *noise) {
    sodium_memzero(noise, sizeof *noise);
    noise->step = NOISE_FAILED;
}
