/*
 * tests/fuzz/fuzz_keystore.c: requests to the keystore and its store. The first byte chooses; nothing
 * that is not signed may change the store or get keys out of it.
 */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trusted/keystore/requests.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct store store;
static struct keystore_response response;

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

/* Without its signature no input is a user's: refused, and the store stays empty. */
static void user(struct view bytes) {
    const uint8_t h[NOISE_HASH_BYTES] = {1};
    bool changed = false;
    (void)request_changes(bytes);
    request_user(&store, bytes, h, &response, &changed);
    require(response.result != KEYSTORE_OK && !changed && !response.has_keys);
    require(store.halves[0].length == 0 && store.halves[1].length == 0);
}

static void applet(struct view bytes) {
    const uint8_t caller_data[EVIDENCE_CALLER_DATA_BYTES] = {2};
    enum evidence_refusal refusal = EVIDENCE_ACCEPTED;
    size_t half = bytes.length / 2;
    request_applet(&store, view_of(bytes.data, half),
                   view_of(bytes.data + half, bytes.length - half), caller_data, &response,
                   &refusal);
    require(response.result != KEYSTORE_OK && !response.has_keys);
}

static void answer(struct view bytes) {
    (void)!keystore_response_decode(bytes, &response);
}

static void decoders(struct view bytes) {
    static struct keystore_record record;
    static struct keystore_request request;
    struct keystore_applet_request asked;
    (void)!keystore_record_decode(bytes, &record);
    (void)!keystore_request_decode(bytes, &request);
    (void)!keystore_applet_request_decode(bytes, &asked);
}

/* A store sealed with the right key but other contents: a bug of an older version, say. */
static void contents(struct view bytes) {
    static uint8_t blob[4096 + STORE_OVERHEAD];
    struct writer out;
    if (bytes.length > 4096) {
        return;
    }
    struct store_half *spare = &store.halves[1 - store.current];
    memcpy(spare->bytes, bytes.data, bytes.length);
    spare->length = bytes.length;
    writer_init(&out, blob, sizeof blob);
    require(store_seal(&store, &out) == STATUS_OK);
    store_discard(&store);
    if (store_open(&store, writer_written(&out)) == STATUS_OK) {
        struct store_applet found;
        uint8_t key[SIGN_PUBLIC_BYTES];
        (void)!store_applet(&store, view_text("u"), view_text("a"), &found);
        (void)!store_user(&store, view_text("u"), key);
        store_commit(&store); /* empty again */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static void (*const parts[])(struct view) = {user, applet, answer, decoders, contents};
    if (size > 0) {
        require(sodium_init() >= 0);
        parts[data[0] % (sizeof parts / sizeof parts[0])](view_of(data + 1, size - 1));
    }
    return 0;
}
