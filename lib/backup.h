/*
 * lib/backup.h: the user's master, wrapped by a passphrase (used by the command only, not in
 * enclaves).
 *
 *   offset  bytes
 *        0      8   "tapdmas1"
 *        8      4   Argon2id passes, little endian
 *       12      4   Argon2id memory in KiB, little endian
 *       16     16   Argon2id salt
 *       32     24   XChaCha20-Poly1305 nonce
 *       56     48   sealed master; the first 56 bytes are its additional data
 *
 * Argon2id: RFC 9106, one lane, 32-byte output. Opening refuses more than 1 GiB or 16 passes, so
 * that a hostile file can't exhaust the machine.
 */
#ifndef LIB_BACKUP_H
#define LIB_BACKUP_H

#include "lib/secret.h"

#define BACKUP_BYTES            104
#define BACKUP_PASSES_DEFAULT   3
#define BACKUP_MEMORY_KIB       262144
#define BACKUP_PASSES_MOST      16
#define BACKUP_MEMORY_KIB_MOST  1048576
#define BACKUP_MEMORY_KIB_LEAST 8

/* STATUS_NO_MEMORY where the machine can't spare `memory_kib`. */
MUST_CHECK enum status backup_seal(uint8_t file[BACKUP_BYTES], const struct secret *master,
                                   struct view passphrase, uint32_t passes, uint32_t memory_kib);
/* STATUS_AUTH for a wrong passphrase or a changed file, STATUS_INVALID for another format. */
MUST_CHECK enum status backup_open(struct secret *master, struct view file, struct view passphrase);

#endif
