/* lib/keys.c: the user's key schedule. */
#include "lib/keys.h"

#include "lib/cbor.h"
#include "lib/hkdf.h"
#include "lib/text.h"

const char *key_purpose_text(enum key_purpose purpose) {
    switch (purpose) {
    case KEY_CODE: return "code";
    case KEY_TRIGGER: return "trigger";
    case KEY_ACTION: return "action";
    case KEY_RECORD: return "record";
    }
    return NULL;
}

static struct view secret_view(const struct secret *secret) {
    return view_of(secret->bytes, sizeof secret->bytes);
}

enum status keys_derive(struct secret *key, const struct secret *master, struct view applet,
                        uint64_t epoch, enum key_purpose purpose, struct view id) {
    uint8_t info[LIMIT_ID_BYTES + LIMIT_NAME_BYTES + 32];
    struct writer writer;
    const char *purpose_text = key_purpose_text(purpose);
    bool named = purpose == KEY_TRIGGER || purpose == KEY_ACTION;
    enum status status = STATUS_INVALID;
    if (purpose_text == NULL || !text_is_id(applet) ||
        (named ? !text_is_name(id) : id.length != 0)) {
        return STATUS_INVALID;
    }
    writer_init(&writer, info, sizeof info);
    cbor_put_array(&writer, 4);
    cbor_put_text(&writer, applet);
    cbor_put_uint(&writer, epoch);
    cbor_put_string(&writer, purpose_text);
    cbor_put_text(&writer, id);
    status = writer_end(&writer);
    if (status == STATUS_OK) {
        hkdf_derive(key, view_of(NULL, 0), secret_view(master), writer_written(&writer));
    }
    return status;
}

void keys_derive_user_signing(struct signing_key *key, const struct secret *master) {
    uint8_t info[32];
    struct writer writer;
    struct secret seed;
    writer_init(&writer, info, sizeof info);
    cbor_put_array(&writer, 1);
    cbor_put_string(&writer, "tapdance/sign/v1");
    hkdf_derive(&seed, view_of(NULL, 0), secret_view(master), writer_written(&writer));
    signing_key_from_seed(key, &seed);
    secret_wipe(&seed);
}

enum status keys_derive_content(struct secret *content, const struct secret *key,
                                const uint8_t salt[KEY_SALT_BYTES], enum key_purpose purpose) {
    uint8_t info[32];
    struct writer writer;
    const char *purpose_text = key_purpose_text(purpose);
    enum status status = STATUS_INVALID;
    if (purpose_text == NULL) {
        return STATUS_INVALID;
    }
    writer_init(&writer, info, sizeof info);
    writer_view(&writer, view_text("tapdance/msg/v1"));
    writer_view(&writer, view_text(purpose_text));
    status = writer_end(&writer);
    if (status == STATUS_OK) {
        hkdf_derive(content, view_of(salt, KEY_SALT_BYTES), secret_view(key),
                    writer_written(&writer));
    }
    return status;
}

void keys_derive_kid(uint8_t kid[KEY_KID_BYTES], const struct secret *key) {
    struct secret wide;
    hkdf_derive(&wide, view_of(NULL, 0), secret_view(key), view_text("tapdance/kid/v1"));
    for (size_t i = 0; i < KEY_KID_BYTES; i++) {
        kid[i] = wide.bytes[i];
    }
    secret_wipe(&wide);
}
