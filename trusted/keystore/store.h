/*
 * trusted/keystore/store.h: all users' records and keys, in memory and as one sealed blob.
 *
 * Plaintext, little endian, entries one behind the other:
 *     user     u8 1, u8 length, user id, 32 public key        the key that owns the id, for ever
 *     applet   u8 2, u8 length, user id, u8 length, applet id, u64 version, u8 live,
 *              u32 length, record (lib/keystore_protocol.h), u32 length, keys
 * A removed applet stays as an entry without record and keys, so that its version can't be used again.
 * Blob: "tapdkst1", 24 nonce, XChaCha20-Poly1305 ciphertext (the magic is its additional data), under a
 * key that the monitor gives to this program alone. Its SHA-256 stands in the program's slot.
 *
 * A change is built in the spare half and becomes the store by store_commit; until then nothing of it
 * is seen by anybody.
 */
#ifndef TRUSTED_KEYSTORE_STORE_H
#define TRUSTED_KEYSTORE_STORE_H

#include "lib/host_channel.h"
#include "lib/keystore_protocol.h"

#define STORE_OVERHEAD     (8 + 24 + 16)
#define STORE_PLAIN_MOST   (HOST_STORE_BYTES_MOST - STORE_OVERHEAD)
#define STORE_USERS_MOST   4096u
#define STORE_APPLETS_EACH 256u /* of one user, removed ones included */

struct store_half {
    size_t length;
    uint8_t bytes[STORE_PLAIN_MOST];
};

struct store {
    struct secret key;
    unsigned current; /* which half is the store */
    struct store_half halves[2];
};

/* One applet; views into the store, valid until store_commit. */
struct store_applet {
    struct view user, applet;
    uint64_t version;
    bool live;
    struct view record, keys; /* empty where not live */
};

/* The public key that owns `user`. STATUS_NOT_FOUND. */
MUST_CHECK enum status store_user(const struct store *store, struct view user,
                                  uint8_t public_key[SIGN_PUBLIC_BYTES]);
/* Removed applets are found too. STATUS_NOT_FOUND. */
MUST_CHECK enum status store_applet(const struct store *store, struct view user, struct view applet,
                                    struct store_applet *found);
/*
 * Builds the store with `changed` in the place of what it was, and its user, in the spare half.
 * STATUS_TOO_LARGE where a quota or the size is exceeded.
 */
MUST_CHECK enum status store_prepare(struct store *store, const struct store_applet *changed,
                                     const uint8_t public_key[SIGN_PUBLIC_BYTES]);
/* The spare half as a blob, appended to `out`. */
MUST_CHECK enum status store_seal(const struct store *store, struct writer *out);
/* The spare half becomes the store; the old one is wiped. */
void store_commit(struct store *store);
/* The spare half is wiped. */
void store_discard(struct store *store);
/* Opens a blob into the store, checking every entry. STATUS_AUTH, STATUS_INVALID. */
MUST_CHECK enum status store_open(struct store *store, struct view blob);

#endif
