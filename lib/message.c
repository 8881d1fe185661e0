/* lib/message.c: external_aad, idempotency keys, maps of text. */
#include "lib/message.h"

#include "lib/text.h"

#include <string.h>

enum status applet_identity_check(const struct applet_identity *identity) {
    return text_is_id(identity->user) && text_is_id(identity->applet) ? STATUS_OK : STATUS_INVALID;
}

static void put_common(struct writer *out, size_t count, const char *what,
                       const struct applet_identity *identity) {
    cbor_put_array(out, count);
    cbor_put_string(out, "tapdance/v1");
    cbor_put_string(out, what);
    cbor_put_text(out, identity->user);
    cbor_put_text(out, identity->applet);
    cbor_put_uint(out, identity->epoch);
}

void message_aad_trigger(struct writer *out, const struct applet_identity *identity,
                         struct view trigger, const uint8_t nonce[NONCE_BYTES]) {
    put_common(out, 7, "trigger", identity);
    cbor_put_text(out, trigger);
    cbor_put_fixed(out, nonce, NONCE_BYTES);
}

void message_aad_action(struct writer *out, const struct applet_identity *identity,
                        struct view action) {
    put_common(out, 6, "action", identity);
    cbor_put_text(out, action);
}

void message_aad_record(struct writer *out, const struct applet_identity *identity) {
    put_common(out, 5, "record", identity);
}

void message_aad_package(struct writer *out, const struct applet_identity *identity,
                         const uint8_t clear_digest[DIGEST_BYTES]) {
    put_common(out, 6, "package", identity);
    cbor_put_fixed(out, clear_digest, DIGEST_BYTES);
}

enum status message_idem(uint8_t idem[IDEM_BYTES], struct view applet, struct view trigger,
                         const uint8_t event_id[EVENT_ID_BYTES], struct view action) {
    uint8_t bytes[LIMIT_ID_BYTES + 2 * LIMIT_NAME_BYTES + EVENT_ID_BYTES + 32];
    uint8_t digest[DIGEST_BYTES];
    struct writer writer;
    enum status status = STATUS_INVALID;
    if (!text_is_id(applet) || !text_is_name(trigger) || !text_is_name(action)) {
        return STATUS_INVALID;
    }
    writer_init(&writer, bytes, sizeof bytes);
    cbor_put_array(&writer, 5);
    cbor_put_string(&writer, "tapdance/idem/v1");
    cbor_put_text(&writer, applet);
    cbor_put_text(&writer, trigger);
    cbor_put_fixed(&writer, event_id, EVENT_ID_BYTES);
    cbor_put_text(&writer, action);
    status = writer_end(&writer);
    if (status == STATUS_OK) {
        digest_sha256(writer_written(&writer), digest);
        memcpy(idem, digest, IDEM_BYTES);
    }
    return status;
}

enum status text_map_encode(struct writer *out, const struct text_pair *pairs, size_t count) {
    cbor_put_map(out, count);
    for (size_t i = 0; i < count; i++) {
        if (!text_is_ingredient(pairs[i].name) || !text_is_utf8(pairs[i].text)) {
            return STATUS_INVALID;
        }
        for (size_t j = 0; j < i; j++) {
            if (view_equal(pairs[j].name, pairs[i].name)) {
                return STATUS_INVALID;
            }
        }
        cbor_put_text(out, pairs[i].name);
        cbor_put_text(out, pairs[i].text);
    }
    return writer_end(out);
}

/* `name` among the first `count` entries behind the map's head. */
static bool occurs_before(struct reader entries, size_t count, struct view name) {
    for (size_t i = 0; i < count; i++) {
        struct view other = {0}, text = {0};
        if (cbor_get_text(&entries, &other) != STATUS_OK ||
            cbor_get_text(&entries, &text) != STATUS_OK || view_equal(other, name)) {
            return true;
        }
    }
    return false;
}

enum status text_map_decode(struct reader *reader, size_t most, size_t *count,
                            struct view *entries) {
    struct reader ahead = *reader, first;
    /* Names seen so far, while they are few: comparing them again costs no second parse. */
    struct view names[16];
    enum status status = cbor_get_map(&ahead, count);
    if (status != STATUS_OK || *count > most) {
        return STATUS_INVALID;
    }
    first = ahead;
    for (size_t i = 0; i < *count; i++) {
        struct view name = {0}, text = {0};
        if (cbor_get_text(&ahead, &name) != STATUS_OK || !text_is_ingredient(name) ||
            cbor_get_text(&ahead, &text) != STATUS_OK) {
            return STATUS_INVALID;
        }
        if (i < sizeof names / sizeof names[0]) {
            for (size_t j = 0; j < i; j++) {
                if (view_equal(names[j], name)) {
                    return STATUS_INVALID;
                }
            }
            names[i] = name;
        } else if (occurs_before(first, i, name)) {
            return STATUS_INVALID;
        }
    }
    status = reader_view(&first, ahead.position - first.position, entries);
    if (status == STATUS_OK) {
        *reader = ahead;
    }
    return status;
}

void text_map_cursor(struct text_map_cursor *cursor, struct view entries) {
    reader_init_view(&cursor->reader, entries);
}

bool text_map_next(struct text_map_cursor *cursor, struct text_pair *pair) {
    return reader_left(&cursor->reader) > 0 &&
           cbor_get_text(&cursor->reader, &pair->name) == STATUS_OK &&
           cbor_get_text(&cursor->reader, &pair->text) == STATUS_OK;
}

enum status text_map_find(struct view entries, struct view name, struct view *text) {
    struct text_map_cursor cursor;
    struct text_pair pair;
    text_map_cursor(&cursor, entries);
    while (text_map_next(&cursor, &pair)) {
        if (view_equal(pair.name, name)) {
            *text = pair.text;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}
