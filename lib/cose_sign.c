/* lib/cose_sign.c: COSE_Sign1 with EdDSA (RFC 9052 section 4.4, RFC 9053 section 2.2). */
#include "lib/cbor.h"
#include "lib/cose.h"

#include <sodium.h>
#include <string.h>

#define TAG_SIGN1    18
#define HEADER_ALG   1
#define HEADER_KID   4
#define ALG_EDDSA    (-8)
#define HEADER_BYTES (COSE_KID_MOST + 8)

/* Sig_structure = ["Signature1", protected, external_aad, payload]. */
static void put_signed(struct writer *out, struct view header, struct view aad,
                       struct view payload) {
    cbor_put_array(out, 4);
    cbor_put_string(out, "Signature1");
    cbor_put_bytes(out, header);
    cbor_put_bytes(out, aad);
    cbor_put_bytes(out, payload);
}

enum status cose_sign1(const struct signing_key *key, struct view kid, struct view aad,
                       struct view payload, struct writer *out) {
    uint8_t header_bytes[HEADER_BYTES], signature[SIGN_BYTES];
    struct writer header;
    size_t start = out->position;
    enum status status = STATUS_INVALID;
    if (kid.length > COSE_KID_MOST) {
        return STATUS_INVALID;
    }
    writer_init(&header, header_bytes, sizeof header_bytes);
    cbor_put_map(&header, 2);
    cbor_put_uint(&header, HEADER_ALG);
    cbor_put_int(&header, ALG_EDDSA);
    cbor_put_uint(&header, HEADER_KID);
    cbor_put_bytes(&header, kid);
    status = writer_end(&header);
    if (status != STATUS_OK) {
        return status;
    }
    /*
     * libsodium signs contiguous memory only: the structure takes the place of the message
     * first.
     */
    put_signed(out, writer_written(&header), aad, payload);
    status = writer_end(out);
    if (status != STATUS_OK) {
        return status;
    }
    crypto_sign_ed25519_detached(signature, NULL, out->data + start, out->position - start,
                                 key->bytes);
    out->position = start;
    cbor_put_tag(out, TAG_SIGN1);
    cbor_put_array(out, 4);
    cbor_put_bytes(out, writer_written(&header));
    cbor_put_map(out, 0);
    cbor_put_bytes(out, payload);
    cbor_put_fixed(out, signature, sizeof signature);
    return writer_end(out);
}

struct sign1_parts {
    struct view header, kid, payload, signature;
};

static enum status get_header(struct view bytes, struct view *kid) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    int64_t algorithm = 0;
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, bytes);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case HEADER_ALG: status = cbor_get_int(&reader, &algorithm); break;
        case HEADER_KID: status = cbor_get_bytes(&reader, kid); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, CBOR_LABEL(HEADER_ALG) | CBOR_LABEL(HEADER_KID));
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK && (algorithm != ALG_EDDSA || kid->length > COSE_KID_MOST)) {
        status = STATUS_INVALID;
    }
    return status;
}

static enum status get_sign1(struct view message, struct sign1_parts *parts) {
    struct reader reader;
    size_t unprotected = 0;
    reader_init_view(&reader, message);
    if (cbor_get_tag(&reader, TAG_SIGN1) != STATUS_OK ||
        cbor_get_array_of(&reader, 4) != STATUS_OK ||
        cbor_get_bytes(&reader, &parts->header) != STATUS_OK ||
        cbor_get_map(&reader, &unprotected) != STATUS_OK || unprotected != 0 ||
        cbor_get_bytes(&reader, &parts->payload) != STATUS_OK ||
        cbor_get_bytes(&reader, &parts->signature) != STATUS_OK ||
        parts->signature.length != SIGN_BYTES || reader_end(&reader) != STATUS_OK) {
        return STATUS_INVALID;
    }
    return get_header(parts->header, &parts->kid);
}

enum status cose_sign1_peek(struct view message, struct view *payload, struct view *kid) {
    struct sign1_parts parts = {0};
    enum status status = get_sign1(message, &parts);
    if (status == STATUS_OK && payload != NULL) {
        *payload = parts.payload;
    }
    if (status == STATUS_OK && kid != NULL) {
        *kid = parts.kid;
    }
    return status;
}

enum status cose_verify1(struct view message, const uint8_t public_key[SIGN_PUBLIC_BYTES],
                         struct view aad, struct writer scratch, struct view *payload,
                         struct view *kid) {
    struct sign1_parts parts = {0};
    struct view to_sign = {0};
    enum status status = get_sign1(message, &parts);
    if (status != STATUS_OK) {
        return status;
    }
    put_signed(&scratch, parts.header, aad, parts.payload);
    status = writer_end(&scratch);
    if (status != STATUS_OK) {
        return status;
    }
    to_sign = writer_written(&scratch);
    if (crypto_sign_ed25519_verify_detached(parts.signature.data, to_sign.data, to_sign.length,
                                            public_key) != 0) {
        return STATUS_AUTH;
    }
    *payload = parts.payload;
    if (kid != NULL) {
        *kid = parts.kid;
    }
    return STATUS_OK;
}
