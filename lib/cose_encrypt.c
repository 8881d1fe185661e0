/*
 * lib/cose_encrypt.c: COSE_Encrypt0 with ChaCha20/Poly1305 (RFC 9052 section 5.3, RFC 9053 section
 * 4.3), with the content key of lib/keys.h.
 */
#include "lib/cbor.h"
#include "lib/cose.h"

#include <sodium.h>
#include <string.h>

#define TAG_ENCRYPT0       16
#define HEADER_ALG         1
#define HEADER_KID         4
#define HEADER_IV          5
#define HEADER_KID_CONTEXT 10
#define ALG_CHACHA20       24
#define HEADER_BYTES       32 /* of the protected map */
/* Tag, array head, protected (two bytes of head), unprotected: all before the ciphertext. */
#define FRONT_BYTES     (2 + 2 + HEADER_BYTES + 3 + COSE_IV_BYTES)
#define STRUCTURE_BYTES 512 /* Enc_structure: external_aad is at most MESSAGE_AAD_MOST */

_Static_assert(FRONT_BYTES + 3 + COSE_AEAD_TAG_BYTES == COSE_ENCRYPT0_OVERHEAD, "overhead");
_Static_assert(COSE_IV_BYTES == crypto_aead_chacha20poly1305_ietf_NPUBBYTES, "libsodium's IV");

static enum status renew_salt(struct cose_sender *sender) {
    enum status status = STATUS_FAILED;
    randombytes_buf(sender->salt, sizeof sender->salt);
    sender->used = 0;
    status = keys_derive_content(&sender->content, &sender->key, sender->salt, sender->purpose);
    return status;
}

enum status cose_sender_init(struct cose_sender *sender, const struct secret *key,
                             enum key_purpose purpose) {
    memset(sender, 0, sizeof *sender);
    secret_copy(&sender->key, key);
    sender->purpose = purpose;
    keys_derive_kid(sender->kid, key);
    return renew_salt(sender);
}

void cose_sender_wipe(struct cose_sender *sender) {
    sodium_memzero(sender, sizeof *sender);
}

enum status cose_receiver_init(struct cose_receiver *receiver, const struct secret *key,
                               enum key_purpose purpose) {
    if (key_purpose_text(purpose) == NULL) {
        return STATUS_INVALID;
    }
    memset(receiver, 0, sizeof *receiver);
    secret_copy(&receiver->key, key);
    receiver->purpose = purpose;
    keys_derive_kid(receiver->kid, key);
    return STATUS_OK;
}

void cose_receiver_wipe(struct cose_receiver *receiver) {
    sodium_memzero(receiver, sizeof *receiver);
}

size_t cose_message_length(size_t plaintext) {
    if (plaintext > SIZE_MAX - COSE_ENCRYPT0_OVERHEAD - 16) {
        return SIZE_MAX;
    }
    return FRONT_BYTES + cbor_head_bytes(plaintext + COSE_AEAD_TAG_BYTES) + plaintext +
           COSE_AEAD_TAG_BYTES;
}

size_t cose_plaintext_length(size_t total) {
    for (size_t head = 1; head <= 9; head++) {
        size_t around = FRONT_BYTES + head + COSE_AEAD_TAG_BYTES;
        if (total > around && cbor_head_bytes(total - around + COSE_AEAD_TAG_BYTES) == head) {
            return total - around;
        }
    }
    return 0;
}

uint8_t *cose_plaintext_slot(const struct writer *out, size_t total) {
    struct writer ahead = *out;
    size_t plaintext = cose_plaintext_length(total);
    if (plaintext == 0 || writer_left(&ahead) < total) {
        return NULL;
    }
    writer_reserve(&ahead, total - plaintext - COSE_AEAD_TAG_BYTES);
    return writer_reserve(&ahead, plaintext);
}

static enum status put_structure(struct writer *out, struct view header, struct view aad) {
    cbor_put_array(out, 3);
    cbor_put_string(out, "Encrypt0");
    cbor_put_bytes(out, header);
    cbor_put_bytes(out, aad);
    return writer_end(out);
}

enum status cose_encrypt0(struct cose_sender *sender, struct view aad, struct view plaintext,
                          struct writer *out) {
    uint8_t header_bytes[HEADER_BYTES], structure_bytes[STRUCTURE_BYTES], iv[COSE_IV_BYTES];
    struct writer header, structure;
    uint8_t *ciphertext = NULL;
    size_t start = out->position;
    enum status status = STATUS_FAILED;
    if (sender->used >= COSE_MESSAGES_PER_SALT) {
        status = renew_salt(sender);
        if (status != STATUS_OK) {
            return status;
        }
    }
    writer_init(&header, header_bytes, sizeof header_bytes);
    cbor_put_map(&header, 3);
    cbor_put_uint(&header, HEADER_ALG);
    cbor_put_uint(&header, ALG_CHACHA20);
    cbor_put_uint(&header, HEADER_KID);
    cbor_put_fixed(&header, sender->kid, sizeof sender->kid);
    cbor_put_uint(&header, HEADER_KID_CONTEXT);
    cbor_put_fixed(&header, sender->salt, sizeof sender->salt);
    status = writer_end(&header);
    if (status != STATUS_OK) {
        return status;
    }
    writer_init(&structure, structure_bytes, sizeof structure_bytes);
    status = put_structure(&structure, writer_written(&header), aad);
    if (status != STATUS_OK) {
        return status;
    }
    randombytes_buf(iv, sizeof iv);
    cbor_put_tag(out, TAG_ENCRYPT0);
    cbor_put_array(out, 3);
    cbor_put_bytes(out, writer_written(&header));
    cbor_put_map(out, 1);
    cbor_put_uint(out, HEADER_IV);
    cbor_put_fixed(out, iv, sizeof iv);
    cbor_put_head(out, CBOR_BYTES, plaintext.length + COSE_AEAD_TAG_BYTES);
    ciphertext = writer_reserve(out, plaintext.length + COSE_AEAD_TAG_BYTES);
    if (ciphertext == NULL) {
        out->position = start;
        return STATUS_TOO_LARGE;
    }
    crypto_aead_chacha20poly1305_ietf_encrypt(ciphertext, NULL, plaintext.data, plaintext.length,
                                              structure.data, structure.position, NULL, iv,
                                              sender->content.bytes);
    sender->used++;
    return STATUS_OK;
}

struct encrypt0_parts {
    struct view header, kid, salt, iv, ciphertext;
};

static enum status get_header(struct view bytes, struct encrypt0_parts *parts) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    uint64_t algorithm = 0;
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, bytes);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case HEADER_ALG: status = cbor_get_uint(&reader, &algorithm); break;
        case HEADER_KID: status = cbor_get_bytes(&reader, &parts->kid); break;
        case HEADER_KID_CONTEXT: status = cbor_get_bytes(&reader, &parts->salt); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, CBOR_LABEL(HEADER_ALG) | CBOR_LABEL(HEADER_KID) |
                                        CBOR_LABEL(HEADER_KID_CONTEXT));
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK && (algorithm != ALG_CHACHA20 || parts->kid.length != KEY_KID_BYTES ||
                                parts->salt.length != KEY_SALT_BYTES)) {
        status = STATUS_INVALID;
    }
    return status;
}

static enum status get_encrypt0(struct view message, struct encrypt0_parts *parts) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    enum status status = STATUS_OK;
    reader_init_view(&reader, message);
    if (cbor_get_tag(&reader, TAG_ENCRYPT0) != STATUS_OK ||
        cbor_get_array_of(&reader, 3) != STATUS_OK ||
        cbor_get_bytes(&reader, &parts->header) != STATUS_OK ||
        cbor_map_begin(&map, &reader) != STATUS_OK || map.left != 1 ||
        !cbor_map_next(&map, &label, &status) || label != HEADER_IV ||
        cbor_get_bytes(&reader, &parts->iv) != STATUS_OK || parts->iv.length != COSE_IV_BYTES ||
        cbor_get_bytes(&reader, &parts->ciphertext) != STATUS_OK ||
        parts->ciphertext.length < COSE_AEAD_TAG_BYTES || reader_end(&reader) != STATUS_OK) {
        return STATUS_INVALID;
    }
    return get_header(parts->header, parts);
}

enum status cose_encrypt0_kid(struct view message, struct view *kid) {
    struct encrypt0_parts parts = {0};
    enum status status = get_encrypt0(message, &parts);
    if (status == STATUS_OK) {
        *kid = parts.kid;
    }
    return status;
}

/* The content key for the message's salt: the remembered one, or derived afresh into `derived`. */
static enum status choose_content_key(const struct cose_receiver *receiver, struct view salt,
                                      struct secret *derived, const struct secret **content) {
    if (receiver->cached && view_equal(salt, view_of(receiver->salt, sizeof receiver->salt))) {
        *content = &receiver->content;
        return STATUS_OK;
    }
    *content = derived;
    return keys_derive_content(derived, &receiver->key, salt.data, receiver->purpose);
}

enum status cose_decrypt0(struct cose_receiver *receiver, struct view aad, struct view message,
                          uint8_t *plaintext, size_t *length) {
    uint8_t structure_bytes[STRUCTURE_BYTES], salt[KEY_SALT_BYTES], iv[COSE_IV_BYTES];
    struct writer structure;
    struct encrypt0_parts parts = {0};
    struct secret derived = {{0}};
    const struct secret *content = NULL;
    unsigned long long plain_length = 0;
    size_t due = 0;
    enum status status = get_encrypt0(message, &parts);
    if (status != STATUS_OK) {
        return status;
    }
    due = parts.ciphertext.length - COSE_AEAD_TAG_BYTES;
    if (due > *length) {
        return STATUS_TOO_LARGE;
    }
    if (!view_equal(parts.kid, view_of(receiver->kid, sizeof receiver->kid))) {
        return STATUS_AUTH;
    }
    writer_init(&structure, structure_bytes, sizeof structure_bytes);
    status = put_structure(&structure, parts.header, aad);
    if (status == STATUS_OK) {
        status = choose_content_key(receiver, parts.salt, &derived, &content);
    }
    if (status != STATUS_OK) {
        return status;
    }
    /*
     * The plaintext may take the place of the message: keep what is needed later. libsodium's
     * vector code decrypts in place only where both begin at the same byte, hence the move.
     */
    memcpy(salt, parts.salt.data, sizeof salt);
    memcpy(iv, parts.iv.data, sizeof iv);
    if (plaintext == message.data) {
        memmove(plaintext, parts.ciphertext.data, parts.ciphertext.length);
        parts.ciphertext.data = plaintext;
    }
    if (crypto_aead_chacha20poly1305_ietf_decrypt(
            plaintext, &plain_length, NULL, parts.ciphertext.data, parts.ciphertext.length,
            structure.data, structure.position, iv, content->bytes) != 0) {
        secret_wipe(&derived);
        return STATUS_AUTH;
    }
    if (content == &derived) { /* only a salt that authenticated replaces the remembered one */
        secret_copy(&receiver->content, &derived);
        memcpy(receiver->salt, salt, sizeof salt);
        receiver->cached = true;
        secret_wipe(&derived);
    }
    *length = (size_t)plain_length;
    return STATUS_OK;
}
