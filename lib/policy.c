/* lib/policy.c: the policy's encoding; the table is in the header. */
#include "lib/policy.h"

#include "lib/cbor.h"
#include "lib/text.h"

#include <string.h>

void policy_default(struct policy *policy) {
    memset(policy, 0, sizeof *policy);
    policy->lowest_class = CLASS_SILICON;
    policy->dma_protection_required = true;
}

const char *anchor_class_text(enum anchor_class class) {
    switch (class) {
    case CLASS_NONE: return "none";
    case CLASS_EMULATED: return "emulated";
    case CLASS_BOARD: return "board";
    case CLASS_SILICON: return "silicon";
    }
    return NULL;
}

enum status anchor_class_parse(const char *text, enum anchor_class *class) {
    for (unsigned i = CLASS_NONE; i <= CLASS_SILICON; i++) {
        if (view_equal(view_text(text), view_text(anchor_class_text((enum anchor_class)i)))) {
            *class = (enum anchor_class)i;
            return STATUS_OK;
        }
    }
    return STATUS_INVALID;
}

static bool counts_in_range(size_t anchors, size_t monitors, size_t programs) {
    return anchors >= 1 && anchors <= LIMIT_ANCHORS && monitors >= 1 &&
           monitors <= LIMIT_MONITORS && programs >= 1 && programs <= LIMIT_PROGRAMS;
}

enum status policy_encode(const struct policy *policy, struct writer *out) {
    if (!counts_in_range(policy->anchor_count, policy->monitor_count, policy->program_count)) {
        return STATUS_INVALID;
    }
    cbor_put_map(out, 6);
    cbor_put_uint(out, 1);
    cbor_put_array(out, policy->anchor_count);
    for (size_t i = 0; i < policy->anchor_count; i++) {
        const struct anchor *anchor = &policy->anchors[i];
        cbor_put_array(out, 3);
        cbor_put_fixed(out, anchor->public_key, sizeof anchor->public_key);
        cbor_put_uint(out, anchor->class);
        if (anchor->note_length > LIMIT_NOTE_BYTES ||
            !text_is_utf8(view_of(anchor->note, anchor->note_length))) {
            return STATUS_INVALID;
        }
        cbor_put_text(out, view_of(anchor->note, anchor->note_length));
    }
    cbor_put_uint(out, 2);
    cbor_put_uint(out, policy->lowest_class);
    cbor_put_uint(out, 3);
    cbor_put_array(out, policy->monitor_count);
    for (size_t i = 0; i < policy->monitor_count; i++) {
        cbor_put_fixed(out, policy->monitors[i], MEASUREMENT_BYTES);
    }
    cbor_put_uint(out, 4);
    cbor_put_array(out, policy->program_count);
    for (size_t i = 0; i < policy->program_count; i++) {
        cbor_put_array(out, 2);
        cbor_put_uint(out, policy->programs[i].role);
        cbor_put_fixed(out, policy->programs[i].measurement, MEASUREMENT_BYTES);
    }
    cbor_put_uint(out, 5);
    cbor_put_bool(out, policy->shared_kernel_allowed);
    cbor_put_uint(out, 6);
    cbor_put_bool(out, policy->dma_protection_required);
    return writer_end(out);
}

static enum status get_class(struct reader *reader, enum anchor_class *class) {
    uint64_t value = 0;
    if (cbor_get_uint(reader, &value) != STATUS_OK || value > CLASS_SILICON) {
        return STATUS_INVALID;
    }
    *class = (enum anchor_class)value;
    return STATUS_OK;
}

static enum status get_anchors(struct reader *reader, struct policy *policy) {
    if (cbor_get_array(reader, &policy->anchor_count) != STATUS_OK ||
        policy->anchor_count > LIMIT_ANCHORS) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < policy->anchor_count; i++) {
        struct anchor *anchor = &policy->anchors[i];
        struct view note = {0};
        if (cbor_get_array_of(reader, 3) != STATUS_OK ||
            cbor_get_fixed(reader, anchor->public_key, sizeof anchor->public_key) != STATUS_OK ||
            get_class(reader, &anchor->class) != STATUS_OK ||
            cbor_get_text(reader, &note) != STATUS_OK || note.length > LIMIT_NOTE_BYTES) {
            return STATUS_INVALID;
        }
        for (size_t j = 0; j < i; j++) {
            if (memcmp(policy->anchors[j].public_key, anchor->public_key, SIGN_PUBLIC_BYTES) == 0) {
                return STATUS_INVALID;
            }
        }
        anchor->note_length = (uint8_t)note.length;
        if (note.length > 0) {
            memcpy(anchor->note, note.data, note.length);
        }
    }
    return STATUS_OK;
}

static enum status get_monitors(struct reader *reader, struct policy *policy) {
    enum status status = cbor_get_array(reader, &policy->monitor_count);
    if (status == STATUS_OK && policy->monitor_count > LIMIT_MONITORS) {
        status = STATUS_INVALID;
    }
    for (size_t i = 0; status == STATUS_OK && i < policy->monitor_count; i++) {
        status = cbor_get_fixed(reader, policy->monitors[i], MEASUREMENT_BYTES);
    }
    return status;
}

static enum status get_programs(struct reader *reader, struct policy *policy) {
    if (cbor_get_array(reader, &policy->program_count) != STATUS_OK ||
        policy->program_count > LIMIT_PROGRAMS) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < policy->program_count; i++) {
        uint64_t role = 0;
        if (cbor_get_array_of(reader, 2) != STATUS_OK ||
            cbor_get_uint(reader, &role) != STATUS_OK || role < PROGRAM_KEYSTORE ||
            role > PROGRAM_CLOCK ||
            cbor_get_fixed(reader, policy->programs[i].measurement, MEASUREMENT_BYTES) !=
                STATUS_OK) {
            return STATUS_INVALID;
        }
        policy->programs[i].role = (enum program_role)role;
    }
    return STATUS_OK;
}

enum status policy_decode(struct view bytes, struct policy *policy) {
    struct reader reader;
    struct cbor_map map;
    unsigned label = 0;
    enum status status = STATUS_INVALID;
    memset(policy, 0, sizeof *policy);
    reader_init_view(&reader, bytes);
    status = cbor_map_begin_ordered(&map, &reader);
    while (status == STATUS_OK && cbor_map_next(&map, &label, &status)) {
        switch (label) {
        case 1: status = get_anchors(&reader, policy); break;
        case 2: status = get_class(&reader, &policy->lowest_class); break;
        case 3: status = get_monitors(&reader, policy); break;
        case 4: status = get_programs(&reader, policy); break;
        case 5: status = cbor_get_bool(&reader, &policy->shared_kernel_allowed); break;
        case 6: status = cbor_get_bool(&reader, &policy->dma_protection_required); break;
        default: status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK) {
        status = cbor_map_end(&map, 0x7e);
    }
    if (status == STATUS_OK) {
        status = reader_end(&reader);
    }
    if (status == STATUS_OK &&
        !counts_in_range(policy->anchor_count, policy->monitor_count, policy->program_count)) {
        status = STATUS_INVALID;
    }
    return status;
}
