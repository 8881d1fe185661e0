/* trusted/keystore/store.c: the entries and the blob of store.h. Owns nothing but its argument. */
#include "trusted/keystore/store.h"

#include "lib/text.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "tapdkst1"

enum { MAGIC_BYTES = 8, ENTRY_USER = 1, ENTRY_APPLET = 2 };

_Static_assert(STORE_OVERHEAD == MAGIC_BYTES + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                     crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "the blob's form");

struct entry {
    uint8_t kind;
    struct store_applet applet; /* kind ENTRY_APPLET; user is set for both */
    const uint8_t *public_key;  /* kind ENTRY_USER */
};

static enum status get_id(struct reader *in, struct view *id) {
    uint8_t length = 0;
    enum status status = reader_u8(in, &length);
    if (status == STATUS_OK) {
        status = reader_view(in, length, id);
    }
    return status != STATUS_OK || text_is_id(*id) ? status : STATUS_INVALID;
}

static enum status get_sized(struct reader *in, struct view *bytes) {
    uint32_t length = 0;
    enum status status = reader_u32(in, &length);
    return status == STATUS_OK ? reader_view(in, length, bytes) : status;
}

static enum status get_applet(struct reader *in, struct store_applet *applet) {
    uint8_t live = 0;
    enum status status = get_id(in, &applet->applet);
    if (status == STATUS_OK) {
        status = reader_u64(in, &applet->version);
    }
    if (status == STATUS_OK) {
        status = reader_u8(in, &live);
    }
    if (status == STATUS_OK) {
        status = get_sized(in, &applet->record);
    }
    if (status == STATUS_OK) {
        status = get_sized(in, &applet->keys);
    }
    applet->live = live == 1;
    return status != STATUS_OK || live <= 1 ? status : STATUS_INVALID;
}

static enum status get_entry(struct reader *in, struct entry *entry) {
    memset(entry, 0, sizeof *entry);
    enum status status = reader_u8(in, &entry->kind);
    if (status == STATUS_OK) {
        status = get_id(in, &entry->applet.user);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (entry->kind == ENTRY_USER) {
        struct view key;
        status = reader_view(in, SIGN_PUBLIC_BYTES, &key);
        entry->public_key = key.data;
        return status;
    }
    return entry->kind == ENTRY_APPLET ? get_applet(in, &entry->applet) : STATUS_INVALID;
}

static void put_id(struct writer *out, struct view id) {
    writer_u8(out, (uint8_t)id.length);
    writer_view(out, id);
}

static void put_applet(struct writer *out, const struct store_applet *applet) {
    writer_u8(out, ENTRY_APPLET);
    put_id(out, applet->user);
    put_id(out, applet->applet);
    writer_u64(out, applet->version);
    writer_u8(out, applet->live ? 1 : 0);
    writer_u32(out, (uint32_t)applet->record.length);
    writer_view(out, applet->record);
    writer_u32(out, (uint32_t)applet->keys.length);
    writer_view(out, applet->keys);
}

static void put_user(struct writer *out, struct view user, const uint8_t *public_key) {
    writer_u8(out, ENTRY_USER);
    put_id(out, user);
    writer_bytes(out, public_key, SIGN_PUBLIC_BYTES);
}

static const struct store_half *current(const struct store *store) {
    return &store->halves[store->current];
}

static struct store_half *spare(struct store *store) {
    return &store->halves[1 - store->current];
}

enum status store_user(const struct store *store, struct view user,
                       uint8_t public_key[SIGN_PUBLIC_BYTES]) {
    struct reader in;
    struct entry entry;
    reader_init(&in, current(store)->bytes, current(store)->length);
    while (reader_left(&in) > 0) {
        enum status status = get_entry(&in, &entry);
        if (status != STATUS_OK) {
            return status;
        }
        if (entry.kind == ENTRY_USER && view_equal(entry.applet.user, user)) {
            memcpy(public_key, entry.public_key, SIGN_PUBLIC_BYTES);
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

enum status store_applet(const struct store *store, struct view user, struct view applet,
                         struct store_applet *found) {
    struct reader in;
    struct entry entry;
    reader_init(&in, current(store)->bytes, current(store)->length);
    while (reader_left(&in) > 0) {
        enum status status = get_entry(&in, &entry);
        if (status != STATUS_OK) {
            return status;
        }
        if (entry.kind == ENTRY_APPLET && view_equal(entry.applet.user, user) &&
            view_equal(entry.applet.applet, applet)) {
            *found = entry.applet;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

static void wipe_half(struct store_half *half) {
    secret_wipe_memory(half->bytes, half->length); /* not the pages that were never used */
    half->length = 0;
}

enum status store_prepare(struct store *store, const struct store_applet *changed,
                          const uint8_t public_key[SIGN_PUBLIC_BYTES]) {
    struct reader in;
    struct writer out;
    struct entry entry;
    bool has_user = false;
    size_t users = 0;
    size_t applets = 0;
    store_discard(store);
    reader_init(&in, current(store)->bytes, current(store)->length);
    writer_init(&out, spare(store)->bytes, sizeof spare(store)->bytes);
    while (reader_left(&in) > 0) {
        enum status status = get_entry(&in, &entry);
        if (status != STATUS_OK) {
            return status;
        }
        bool same_user = view_equal(entry.applet.user, changed->user);
        if (entry.kind == ENTRY_USER) {
            put_user(&out, entry.applet.user, entry.public_key);
            users++;
            has_user = has_user || same_user;
        } else if (!same_user || !view_equal(entry.applet.applet, changed->applet)) {
            put_applet(&out, &entry.applet);
            applets += same_user ? 1 : 0;
        }
    }
    if (!has_user) {
        put_user(&out, changed->user, public_key);
        users++;
    }
    put_applet(&out, changed);
    spare(store)->length = out.position;
    enum status status = writer_end(&out);
    if (status == STATUS_OK && (users > STORE_USERS_MOST || applets >= STORE_APPLETS_EACH)) {
        status = STATUS_TOO_LARGE;
    }
    if (status != STATUS_OK) {
        store_discard(store);
    }
    return status;
}

void store_commit(struct store *store) {
    store->current = 1 - store->current;
    store_discard(store);
}

void store_discard(struct store *store) {
    wipe_half(spare(store));
}

enum status store_seal(const struct store *store, struct writer *out) {
    const struct store_half *half = &store->halves[1 - store->current];
    uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
    randombytes_buf(nonce, sizeof nonce);
    writer_view(out, view_text(MAGIC));
    writer_bytes(out, nonce, sizeof nonce);
    uint8_t *sealed = writer_reserve(out, half->length + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    if (sealed == NULL) {
        return STATUS_TOO_LARGE;
    }
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, half->bytes, half->length,
                                                     (const uint8_t *)MAGIC, MAGIC_BYTES, NULL,
                                                     nonce, store->key.bytes);
    return STATUS_OK;
}

static enum status check_entries(const struct store_half *half) {
    struct reader in;
    struct entry entry;
    reader_init(&in, half->bytes, half->length);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && reader_left(&in) > 0) {
        status = get_entry(&in, &entry);
    }
    return status;
}

enum status store_open(struct store *store, struct view blob) {
    struct reader in;
    struct view magic;
    struct view nonce;
    struct view sealed;
    reader_init_view(&in, blob);
    enum status status = reader_view(&in, MAGIC_BYTES, &magic);
    if (status == STATUS_OK) {
        status = reader_view(&in, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, &nonce);
    }
    if (status == STATUS_OK) {
        status = reader_view(&in, reader_left(&in), &sealed);
    }
    if (status != STATUS_OK || !view_equal(magic, view_text(MAGIC)) ||
        sealed.length < crypto_aead_xchacha20poly1305_ietf_ABYTES ||
        sealed.length - crypto_aead_xchacha20poly1305_ietf_ABYTES > STORE_PLAIN_MOST) {
        return STATUS_INVALID;
    }
    struct store_half *half = spare(store);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            half->bytes, NULL, NULL, sealed.data, sealed.length, (const uint8_t *)MAGIC,
            MAGIC_BYTES, nonce.data, store->key.bytes) != 0) {
        return STATUS_AUTH;
    }
    half->length = sealed.length - crypto_aead_xchacha20poly1305_ietf_ABYTES;
    status = check_entries(half);
    if (status == STATUS_OK) {
        store_commit(store);
    } else {
        store_discard(store);
    }
    return status;
}
