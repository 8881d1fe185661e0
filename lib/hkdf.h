/* lib/hkdf.h: HKDF with HMAC-SHA-256 (RFC 5869), on libsodium's multi-part HMAC. */
#ifndef LIB_HKDF_H
#define LIB_HKDF_H

#include "lib/secret.h"

#define HKDF_OUTPUT_MOST (255 * 32)

/* RFC 5869 section 2.2. An empty salt stands for 32 zeros. */
void hkdf_extract(struct view salt, struct view input_key, struct secret *pseudo_random_key);
/* RFC 5869 section 2.3. STATUS_TOO_LARGE above HKDF_OUTPUT_MOST. */
MUST_CHECK enum status hkdf_expand(const struct secret *pseudo_random_key, struct view info,
                                   uint8_t *output, size_t length);
/* Both, for one 32-byte key. */
void hkdf_derive(struct secret *output, struct view salt, struct view input_key, struct view info);

#endif
