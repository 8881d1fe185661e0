/*
 * tests/fuzz/fuzz_package.c: package files. The first byte chooses: the file as the host reads it, or
 * its sealed map, sealed here with a known key as a legitimate user could.
 */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cose.h"
#include "lib/package.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void read_file(struct view bytes) {
    static struct package_clear clear;
    uint8_t digest[DIGEST_BYTES];
    size_t length = (bytes.length + PACKAGE_PADDING - 1) / PACKAGE_PADDING * PACKAGE_PADDING;
    uint8_t *file = calloc(1, length + 1); /* any input has a valid length this way */
    struct view sealed;
    require(file != NULL);
    memcpy(file, bytes.data, bytes.length);
    if (package_read_clear(view_of(file, length), &clear, &sealed, digest) == STATUS_OK) {
        require(view_contains(view_of(file, length), sealed));
        require(clear.source_count <= LIMIT_TRIGGERS && clear.action_count <= LIMIT_ACTIONS);
    }
    free(file);
}

static void read_sealed(struct view map) {
    struct package_clear clear = {.identity = {view_text("u"), view_text("a"), 1}};
    const uint8_t digest[DIGEST_BYTES] = {0};
    const struct secret key = {{7}};
    struct cose_sender sender;
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad;
    struct writer out;
    uint8_t *sealed = malloc(map.length + 128);
    require(sealed != NULL && sodium_init() >= 0);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    message_aad_package(&aad, &clear.identity, digest);
    writer_init(&out, sealed, map.length + 128);
    require(cose_sender_init(&sender, &key, KEY_CODE) == STATUS_OK &&
            cose_encrypt0(&sender, writer_written(&aad), map, &out) == STATUS_OK);
    struct package_view view;
    struct view message = writer_written(&out);
    if (package_open(&clear, message, digest, &key, sealed, message.length, &view) == STATUS_OK) {
        require(view_contains(view_of(sealed, map.length), view.image));
        require(view.zone.length > 0 && view.locale.length > 0);
    }
    free(sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 0) {
        struct view rest = view_of(data + 1, size - 1);
        if (data[0] & 1) {
            read_sealed(rest);
        } else {
            read_file(rest);
        }
    }
    return 0;
}
