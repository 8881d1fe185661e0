/* lib/backup.c: the master under a passphrase. Layout in the header. */
#include "lib/backup.h"

#include <sodium.h>

#define MAGIC        "tapdmas1"
#define MAGIC_BYTES  8
#define SALT_BYTES   16
#define NONCE_LENGTH 24
#define HEAD_BYTES   56
#define SEALED_BYTES 48

_Static_assert(MAGIC_BYTES + 4 + 4 + SALT_BYTES + NONCE_LENGTH == HEAD_BYTES, "layout");
_Static_assert(HEAD_BYTES + SEALED_BYTES == BACKUP_BYTES, "layout");
_Static_assert(SALT_BYTES == crypto_pwhash_argon2id_SALTBYTES, "libsodium's salt");
_Static_assert(NONCE_LENGTH == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "libsodium's nonce");
_Static_assert(SEALED_BYTES == SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");

static enum status wrapping_key(struct secret *key, struct view passphrase, const uint8_t *salt,
                                uint32_t passes, uint32_t memory_kib) {
    if (passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || passes > BACKUP_PASSES_MOST ||
        memory_kib < BACKUP_MEMORY_KIB_LEAST || memory_kib > BACKUP_MEMORY_KIB_MOST) {
        return STATUS_INVALID;
    }
    if (crypto_pwhash_argon2id(key->bytes, sizeof key->bytes, (const char *)passphrase.data,
                               passphrase.length, salt, passes, (size_t)memory_kib * 1024,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
        return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

enum status backup_seal(uint8_t file[BACKUP_BYTES], const struct secret *master,
                        struct view passphrase, uint32_t passes, uint32_t memory_kib) {
    struct secret key;
    struct writer writer;
    uint8_t salt[SALT_BYTES], nonce[NONCE_LENGTH];
    enum status status = STATUS_FAILED;
    randombytes_buf(salt, sizeof salt);
    randombytes_buf(nonce, sizeof nonce);
    status = wrapping_key(&key, passphrase, salt, passes, memory_kib);
    if (status != STATUS_OK) {
        return status;
    }
    writer_init(&writer, file, BACKUP_BYTES);
    writer_bytes(&writer, MAGIC, MAGIC_BYTES);
    writer_u32(&writer, passes);
    writer_u32(&writer, memory_kib);
    writer_bytes(&writer, salt, sizeof salt);
    writer_bytes(&writer, nonce, sizeof nonce);
    crypto_aead_xchacha20poly1305_ietf_encrypt(writer_reserve(&writer, SEALED_BYTES), NULL,
                                               master->bytes, sizeof master->bytes, file,
                                               HEAD_BYTES, NULL, nonce, key.bytes);
    secret_wipe(&key);
    return writer_end(&writer);
}

enum status backup_open(struct secret *master, struct view file, struct view passphrase) {
    struct reader reader;
    struct secret key;
    struct view magic = {0}, salt = {0}, nonce = {0}, sealed = {0};
    uint32_t passes = 0, memory_kib = 0;
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, file);
    if (reader_view(&reader, MAGIC_BYTES, &magic) != STATUS_OK ||
        !view_equal(magic, view_text(MAGIC)) || reader_u32(&reader, &passes) != STATUS_OK ||
        reader_u32(&reader, &memory_kib) != STATUS_OK ||
        reader_view(&reader, SALT_BYTES, &salt) != STATUS_OK ||
        reader_view(&reader, NONCE_LENGTH, &nonce) != STATUS_OK ||
        reader_view(&reader, SEALED_BYTES, &sealed) != STATUS_OK ||
        reader_end(&reader) != STATUS_OK) {
        return STATUS_INVALID;
    }
    status = wrapping_key(&key, passphrase, salt.data, passes, memory_kib);
    if (status != STATUS_OK) {
        return status;
    }
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(master->bytes, NULL, NULL, sealed.data,
                                                   sealed.length, file.data, HEAD_BYTES, nonce.data,
                                                   key.bytes) != 0) {
        secret_wipe(master);
        status = STATUS_AUTH;
    }
    secret_wipe(&key);
    return status;
}
