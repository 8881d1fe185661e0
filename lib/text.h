/*
 * lib/text.h: what a text and a name may be.
 *
 * ids      user, applet, service, target: [a-z0-9-]{1,32}
 * names    trigger, query, action: "Service.name", UTF-8 in any script, at most 64 bytes, exactly one
 *          dot with something on both sides, no control character, space, quote, slash, backslash,
 *          '%', '?' or '#' (they appear in paths of URLs)
 * texts    well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF)
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include "lib/cursor.h"

bool text_is_id(struct view text);
bool text_is_name(struct view text);
/* The name of an ingredient ("Service.trigger.Name") or field: 1 to 128 bytes of UTF-8, no
 * controls. */
bool text_is_ingredient(struct view text);
/* An http or https URL of 1 to 256 printable ASCII characters without spaces. */
bool text_is_url(struct view text);
bool text_is_utf8(struct view text);
/* The longest prefix of at most `most` bytes that does not cut a character. `text` is valid UTF-8.
 */
struct view text_truncate(struct view text, size_t most);
/*
 * Text on its way out of the applet: UTF-16 code units or Latin-1 bytes as UTF-8. A lone surrogate,
 * which ECMAScript strings may hold and UTF-8 may not, becomes U+FFFD here and nowhere earlier.
 */
void text_put_utf16(struct writer *writer, const uint16_t *units, size_t count);
void text_put_latin1(struct writer *writer, const uint8_t *units, size_t count);

#endif
