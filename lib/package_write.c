/* lib/package_write.c: making a package, on the user's machine; layout in package.h. */
#include "lib/package.h"

#include "lib/text.h"

#include <string.h>

static size_t text_bytes(struct view text) {
    return cbor_head_bytes(text.length) + text.length;
}

static void put_clear_map(struct writer *out, const struct package_clear *clear,
                          uint32_t sealed_bytes) {
    cbor_put_map(out, 9);
    cbor_put_uint(out, 1);
    cbor_put_text(out, clear->identity.user);
    cbor_put_uint(out, 2);
    cbor_put_text(out, clear->identity.applet);
    cbor_put_uint(out, 3);
    cbor_put_uint(out, clear->identity.epoch);
    cbor_put_uint(out, 4);
    cbor_put_text(out, clear->target);
    cbor_put_uint(out, 5);
    cbor_put_fixed(out, clear->abi, sizeof clear->abi);
    cbor_put_uint(out, 6);
    cbor_put_array(out, clear->source_count);
    for (size_t i = 0; i < clear->source_count; i++) {
        cbor_put_array(out, 3);
        cbor_put_text(out, clear->sources[i].name);
        cbor_put_uint(out, clear->sources[i].kind);
        cbor_put_text(out, clear->sources[i].url);
    }
    cbor_put_uint(out, 7);
    cbor_put_array(out, clear->action_count);
    for (size_t i = 0; i < clear->action_count; i++) {
        cbor_put_array(out, 3);
        cbor_put_text(out, clear->actions[i].name);
        cbor_put_text(out, clear->actions[i].url);
        cbor_put_uint(out, clear->actions[i].message_bytes);
    }
    cbor_put_uint(out, 8);
    cbor_put_uint(out, RECORD_MESSAGE_BYTES);
    cbor_put_uint(out, 9);
    cbor_put_uint(out, sealed_bytes);
}

/* Bytes of the clear map but for the value of its last entry. */
static size_t clear_map_bytes(const struct package_clear *clear) {
    size_t sum = 1 + 9 + text_bytes(clear->identity.user) + text_bytes(clear->identity.applet) +
                 cbor_head_bytes(clear->identity.epoch) + text_bytes(clear->target) + 2 +
                 PACKAGE_ABI_BYTES + cbor_head_bytes(clear->source_count) +
                 cbor_head_bytes(clear->action_count) + cbor_head_bytes(RECORD_MESSAGE_BYTES);
    for (size_t i = 0; i < clear->source_count; i++) {
        sum += 2 + text_bytes(clear->sources[i].name) + text_bytes(clear->sources[i].url);
    }
    for (size_t i = 0; i < clear->action_count; i++) {
        sum += 1 + text_bytes(clear->actions[i].name) + text_bytes(clear->actions[i].url) +
               cbor_head_bytes(clear->actions[i].message_bytes);
    }
    return sum;
}

static enum status put_content(struct writer *out, const struct package_content *content,
                               size_t length) {
    size_t start = out->position, used = 0;
    cbor_put_map(out, 8);
    cbor_put_uint(out, 1);
    cbor_put_text(out, content->zone);
    cbor_put_uint(out, 2);
    cbor_put_text(out, content->locale);
    cbor_put_uint(out, 3);
    cbor_put_uint(out, content->max_delay_ms);
    cbor_put_uint(out, 4);
    cbor_put_uint(out, content->fuel);
    cbor_put_uint(out, 5);
    cbor_put_uint(out, content->memory_bytes);
    cbor_put_uint(out, 6);
    cbor_put_uint(out, content->quantum_ms);
    cbor_put_uint(out, 7);
    cbor_put_bytes(out, content->image);
    cbor_put_uint(out, 8);
    used = out->position - start;
    if (out->overflow || used >= length) {
        return STATUS_TOO_LARGE;
    }
    cbor_put_padding(out, length - used);
    return writer_end(out);
}

/* Payload bytes with one byte of padding. */
static size_t content_bytes(const struct package_content *content) {
    return 1 + 8 + text_bytes(content->zone) + text_bytes(content->locale) +
           cbor_head_bytes(content->max_delay_ms) + cbor_head_bytes(content->fuel) +
           cbor_head_bytes(content->memory_bytes) + cbor_head_bytes(content->quantum_ms) +
           text_bytes(content->image) + 1;
}

static bool clear_valid(const struct package_clear *clear) {
    if (applet_identity_check(&clear->identity) != STATUS_OK || !text_is_id(clear->target) ||
        clear->source_count > LIMIT_TRIGGERS || clear->action_count > LIMIT_ACTIONS) {
        return false;
    }
    for (size_t i = 0; i < clear->source_count; i++) {
        const struct package_source *source = &clear->sources[i];
        if (!text_is_name(source->name) || !text_is_url(source->url) ||
            (source->kind != PACKAGE_TRIGGER && source->kind != PACKAGE_QUERY)) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (view_equal(clear->sources[j].name, source->name)) {
                return false;
            }
        }
    }
    for (size_t i = 0; i < clear->action_count; i++) {
        const struct package_action *action = &clear->actions[i];
        if (!text_is_name(action->name) || !text_is_url(action->url) ||
            action->message_bytes < ACTION_MESSAGE_BYTES_LEAST ||
            action->message_bytes > ACTION_MESSAGE_BYTES_MOST) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (view_equal(clear->actions[j].name, action->name)) {
                return false;
            }
        }
    }
    return true;
}

static bool content_valid(const struct package_content *content) {
    return content->zone.length >= 1 && content->zone.length <= LIMIT_ZONE_BYTES &&
           content->locale.length >= 1 && content->locale.length <= LIMIT_ZONE_BYTES &&
           text_is_utf8(content->zone) && text_is_utf8(content->locale) &&
           content->image.length <= PACKAGE_BYTES_MOST;
}

/*
 * The shortest file, a multiple of PACKAGE_PADDING, that holds everything. The clear map names the
 * sealed length, whose encoding takes 3 or 5 bytes; a candidate counts where both sides agree.
 */
static size_t plan(const struct package_clear *clear, const struct package_content *content,
                   size_t *sealed_bytes) {
    size_t front = PACKAGE_HEAD_BYTES, least = 0, total = 0;
    if (!clear_valid(clear) || !content_valid(content)) {
        return 0;
    }
    front += clear_map_bytes(clear);
    least = content_bytes(content);
    if (front + 5 > PACKAGE_HEAD_BYTES + PACKAGE_CLEAR_BYTES_MOST) {
        return 0;
    }
    total = (front + least) / PACKAGE_PADDING * PACKAGE_PADDING;
    for (; total <= PACKAGE_BYTES_MOST; total += PACKAGE_PADDING) {
        for (size_t head = 3; head <= 5; head += 2) {
            size_t sealed = total > front + head ? total - front - head : 0;
            if (sealed > 0 && cbor_head_bytes(sealed) == head &&
                cose_plaintext_length(sealed) >= least) {
                *sealed_bytes = sealed;
                return total;
            }
        }
    }
    return 0;
}

size_t package_length(const struct package_clear *clear, const struct package_content *content) {
    size_t sealed_bytes = 0;
    return plan(clear, content, &sealed_bytes);
}

enum status package_write(const struct package_clear *clear, const struct package_content *content,
                          const struct secret *code_key, struct writer *out) {
    uint8_t aad_bytes[MESSAGE_AAD_MOST], clear_digest[DIGEST_BYTES];
    struct writer aad, payload;
    struct cose_sender sender;
    size_t sealed_bytes = 0, start = out->position, plain_length = 0;
    size_t total = plan(clear, content, &sealed_bytes);
    uint8_t *slot = NULL;
    enum status status = STATUS_FAILED;
    if (total == 0) {
        return STATUS_INVALID;
    }
    if (writer_left(out) < total) {
        return STATUS_TOO_LARGE;
    }
    writer_bytes(out, PACKAGE_MAGIC, PACKAGE_MAGIC_BYTES);
    writer_u32(out, (uint32_t)(total - sealed_bytes - PACKAGE_HEAD_BYTES));
    put_clear_map(out, clear, (uint32_t)sealed_bytes);
    if (writer_end(out) != STATUS_OK || out->position - start != total - sealed_bytes) {
        return STATUS_FAILED; /* the plan and what was written would disagree */
    }
    digest_sha256(view_of(out->data + start, out->position - start), clear_digest);
    writer_init(&aad, aad_bytes, sizeof aad_bytes);
    message_aad_package(&aad, &clear->identity, clear_digest);
    plain_length = cose_plaintext_length(sealed_bytes);
    slot = cose_plaintext_slot(out, sealed_bytes);
    if (slot == NULL || writer_end(&aad) != STATUS_OK) {
        return STATUS_FAILED;
    }
    writer_init(&payload, slot, plain_length);
    status = put_content(&payload, content, plain_length);
    if (status == STATUS_OK) {
        status = cose_sender_init(&sender, code_key, KEY_CODE);
    }
    if (status == STATUS_OK) {
        status = cose_encrypt0(&sender, writer_written(&aad), writer_written(&payload), out);
        cose_sender_wipe(&sender);
    }
    if (status != STATUS_OK) {
        secret_wipe_memory(slot, plain_length); /* no plaintext stays in the output */
    }
    return status;
}
