/*
 * net/webhook.h: signing webhooks as Standard Webhooks 1.0 says: headers webhook-id,
 * webhook-timestamp (s since 1970) and webhook-signature.
 */
#ifndef NET_WEBHOOK_H
#define NET_WEBHOOK_H

#include "lib/cursor.h"

#define WEBHOOK_KEY_MOST       128
#define WEBHOOK_SIGNATURE_TEXT 64

/* The key of a secret "whsec_" and base64: 16 bytes at least. STATUS_INVALID. */
MUST_CHECK enum status webhook_secret(const char *text, uint8_t key[WEBHOOK_KEY_MOST],
                                      size_t *length);
/* "v1," and the base64 of HMAC-SHA256(key, id "." at "." body). */
void webhook_sign(const uint8_t *key, size_t length, const char *id, const char *at,
                  struct view body, char out[WEBHOOK_SIGNATURE_TEXT]);

#endif
