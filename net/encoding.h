/*
 * net/encoding.h: base64url and bearer tokens, for the programs outside enclaves.
 */
#ifndef NET_ENCODING_H
#define NET_ENCODING_H

#include "lib/cursor.h"

/* base64url without padding (RFC 4648 section 5), both ways. */
char *base64url_encode(struct view bytes); /* malloc; NULL without memory */
MUST_CHECK enum status base64url_decode(const char *text, uint8_t *to, size_t capacity,
                                        size_t *length);
/* A token is 32 random bytes in base64url; its hash is the base64url of the SHA-256 of that text. */
#define TOKEN_TEXT 44
void token_new(char token[TOKEN_TEXT]);
void token_hash(const char *token, char hash[TOKEN_TEXT]);
/* Constant time; false where either is NULL. */
bool token_matches(const char *token, const char *hash);

#endif
