/*
 * lib/keys.h: the user's key schedule (docs/protocol.md section 4).
 *
 *   master                    32 random bytes; the backup is the master itself (lib/backup.h)
 *   K(applet, epoch, purpose, id)
 *                             HKDF-SHA256(IKM master, salt empty,
 *                                         info CBOR [applet, epoch, purpose, id])
 *   user signing seed         HKDF-SHA256(IKM master, salt empty, info CBOR ["tapdance/sign/v1"])
 *   content key               HKDF-SHA256(IKM K, salt 16 bytes, info "tapdance/msg/v1" | purpose)
 *   kid                       first 8 bytes of HKDF-SHA256(IKM K, salt empty, "tapdance/kid/v1")
 *
 * Each K has one direction and one purpose.
 */
#ifndef LIB_KEYS_H
#define LIB_KEYS_H

#include "lib/limits.h"
#include "lib/secret.h"

enum key_purpose {
    KEY_CODE = 1,    /* opens the package; id "" */
    KEY_TRIGGER = 2, /* trigger or query service to applet; id = trigger or query name */
    KEY_ACTION = 3,  /* applet to action service; id = action name */
    KEY_RECORD = 4,  /* applet to user; id "" */
};

#define KEY_SALT_BYTES 16
#define KEY_KID_BYTES  8

/* "code", "trigger", "action" or "record"; NULL for another value. */
const char *key_purpose_text(enum key_purpose purpose);

/* STATUS_INVALID where `applet` is no id, `id` no name (or not empty for code and record). */
MUST_CHECK enum status keys_derive(struct secret *key, const struct secret *master,
                                   struct view applet, uint64_t epoch, enum key_purpose purpose,
                                   struct view id);
void keys_derive_user_signing(struct signing_key *key, const struct secret *master);
MUST_CHECK enum status keys_derive_content(struct secret *content, const struct secret *key,
                                           const uint8_t salt[KEY_SALT_BYTES],
                                           enum key_purpose purpose);
void keys_derive_kid(uint8_t kid[KEY_KID_BYTES], const struct secret *key);

#endif
