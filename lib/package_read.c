/*
 * lib/package_read.c: reading a package, by the host (clear part) and the loader; layout in
 * package.h.
 */
#include "lib/package.h"

#include "lib/text.h"

#include <string.h>

static enum status get_name_url(struct reader *reader, struct view *name, struct view *url) {
    if (cbor_get_text(reader, name) != STATUS_OK || !text_is_name(*name)) {
        return STATUS_INVALID;
    }
    if (url != NULL && (cbor_get_text(reader, url) != STATUS_OK || !text_is_url(*url))) {
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status get_sources(struct reader *reader, struct package_clear *clear) {
    if (cbor_get_array(reader, &clear->source_count) != STATUS_OK ||
        clear->source_count > LIMIT_TRIGGERS) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < clear->source_count; i++) {
        struct package_source *source = &clear->sources[i];
        uint64_t kind = 0;
        if (cbor_get_array_of(reader, 3) != STATUS_OK ||
            get_name_url(reader, &source->name, NULL) != STATUS_OK ||
            cbor_get_uint(reader, &kind) != STATUS_OK || kind < PACKAGE_TRIGGER ||
            kind > PACKAGE_QUERY || cbor_get_text(reader, &source->url) != STATUS_OK ||
            !text_is_url(source->url)) {
            return STATUS_INVALID;
        }
        source->kind = (enum package_source_kind)kind;
        for (size_t j = 0; j < i; j++) {
            if (view_equal(clear->sources[j].name, source->name)) {
                return STATUS_INVALID;
            }
        }
    }
    return STATUS_OK;
}

static enum status get_actions(struct reader *reader, struct package_clear *clear) {
    if (cbor_get_array(reader, &clear->action_count) != STATUS_OK ||
        clear->action_count > LIMIT_ACTIONS) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < clear->action_count; i++) {
        struct package_action *action = &clear->actions[i];
        if (cbor_get_array_of(reader, 3) != STATUS_OK ||
            get_name_url(reader, &action->name, &action->url) != STATUS_OK ||
            cbor_get_u32(reader, &action->message_bytes) != STATUS_OK ||
            action->message_bytes < ACTION_MESSAGE_BYTES_LEAST ||
            action->message_bytes > ACTION_MESSAGE_BYTES_MOST) {
            return STATUS_INVALID;
        }
        for (size_t j = 0; j < i; j++) {
            if (view_equal(clear->actions[j].name, action->name)) {
                return STATUS_INVALID;
            }
        }
    }
    return STATUS_OK;
}

static enum status get_clear_map(struct view bytes, struct package_clear *clear) {
    struct reader reader;
    struct cbor_map map;
    struct applet_identity *identity = &clear->identity;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, bytes);
    status = cbor_map_begin_ordered(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = cbor_get_text(&reader, &identity->user); break;
        case 2: status = cbor_get_text(&reader, &identity->applet); break;
        case 3: status = cbor_get_uint(&reader, &identity->epoch); break;
        case 4: status = cbor_get_text(&reader, &clear->target); break;
        case 5: status = cbor_get_fixed(&reader, clear->abi, sizeof clear->abi); break;
        case 6: status = get_sources(&reader, clear); break;
        case 7: status = get_actions(&reader, clear); break;
        case 8: status = cbor_get_u32(&reader, &clear->record_bytes); break;
        case 9: status = cbor_get_u32(&reader, &clear->sealed_bytes); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x3fe);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK &&
        (applet_identity_check(identity) != STATUS_OK || !text_is_id(clear->target) ||
         clear->record_bytes != RECORD_MESSAGE_BYTES)) {
        status = STATUS_INVALID;
    }
    return status;
}

enum status package_read_clear(struct view file, struct package_clear *clear, struct view *sealed,
                               uint8_t clear_digest[DIGEST_BYTES]) {
    struct reader reader;
    struct view magic = {0}, map = {0};
    uint32_t length = 0;
    enum status status = STATUS_INVALID;
    memset(clear, 0, sizeof *clear);
    if (file.length > PACKAGE_BYTES_MOST || file.length % PACKAGE_PADDING != 0) {
        return STATUS_INVALID;
    }
    reader_init_view(&reader, file);
    if (reader_view(&reader, PACKAGE_MAGIC_BYTES, &magic) != STATUS_OK ||
        !view_equal(magic, view_text(PACKAGE_MAGIC)) || reader_u32(&reader, &length) != STATUS_OK ||
        length > PACKAGE_CLEAR_BYTES_MOST || reader_view(&reader, length, &map) != STATUS_OK) {
        return STATUS_INVALID;
    }
    digest_sha256(view_of(file.data, reader.position), clear_digest);
    status = get_clear_map(map, clear);
    if (status == STATUS_OK) {
        status = reader_view(&reader, clear->sealed_bytes, sealed);
    }
    return status == STATUS_OK ? reader_end(&reader) : status;
}

static enum status get_short_text(struct reader *reader, struct view *text) {
    enum status status = cbor_get_text(reader, text);
    return status == STATUS_OK && (text->length < 1 || text->length > LIMIT_ZONE_BYTES)
               ? STATUS_INVALID
               : status;
}

static enum status get_sealed_map(struct view bytes, struct package_view *view) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(view, 0, sizeof *view);
    reader_init_view(&reader, bytes);
    status = cbor_map_begin(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = get_short_text(&reader, &view->zone); break;
        case 2: status = get_short_text(&reader, &view->locale); break;
        case 3: status = cbor_get_uint(&reader, &view->max_delay_ms); break;
        case 4: status = cbor_get_uint(&reader, &view->fuel); break;
        case 5: status = cbor_get_uint(&reader, &view->memory_bytes); break;
        case 6: status = cbor_get_uint(&reader, &view->quantum_ms); break;
        case 7: status = cbor_get_bytes(&reader, &view->image); break;
        case 8: status = cbor_get_padding(&reader); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x1fe);
    }
    return status == STATUS_OK ? reader_end(&reader) : status;
}

enum status package_open(const struct package_clear *clear, struct view sealed,
                         const uint8_t clear_digest[DIGEST_BYTES], const struct secret *code_key,
                         uint8_t *plaintext, size_t capacity, struct package_view *view) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST];
    struct writer aad;
    struct cose_receiver receiver;
    size_t length = capacity;
    enum status status = STATUS_INVALID;
    memset(view, 0, sizeof *view);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    message_aad_package(&aad, &clear->identity, clear_digest);
    status = writer_end(&aad);
    if (status == STATUS_OK) {
        status = cose_receiver_init(&receiver, code_key, KEY_CODE);
    }
    if (status == STATUS_OK) {
        status = cose_decrypt0(&receiver, writer_written(&aad), sealed, plaintext, &length);
        cose_receiver_wipe(&receiver);
    }
    if (status == STATUS_OK) {
        status = get_sealed_map(view_of(plaintext, length), view);
    }
    return status;
}

void package_bind(struct view file, uint8_t bind[DIGEST_BYTES]) {
    digest_sha256(file, bind);
}
