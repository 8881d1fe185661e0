/*
 * runtime/text/regexp_emit.c: writes the words, sets and names of a program and puts it together.
 */
#include "runtime/text/regexp_emit.h"

#include <string.h>

static uint32_t append(struct regexp_emitter *emitter, struct regexp_words *words, uint32_t value) {
    if (emitter->status != STATUS_OK) {
        return 0;
    }
    if (words->count == words->capacity) {
        uint32_t capacity = words->capacity == 0 ? 64 : words->capacity * 2;
        uint32_t *items = NULL;
        if (capacity > REGEXP_WORD_LIMIT) {
            emitter->status = STATUS_TOO_LARGE;
            return 0;
        }
        items = emitter->memory->allocate(emitter->memory->context, (size_t)capacity * 4);
        if (items == NULL) {
            emitter->status = STATUS_NO_MEMORY;
            return 0;
        }
        if (words->count > 0) {
            memcpy(items, words->items, (size_t)words->count * 4);
        }
        words->items = items;
        words->capacity = capacity;
    }
    words->items[words->count] = value;
    return words->count++;
}

uint32_t regexp_emit(struct regexp_emitter *emitter, uint32_t word) {
    return append(emitter, &emitter->code, word);
}

/* Whether an instruction may cost no fuel. */
static bool is_free(enum regexp_operation operation) {
    switch (operation) {
    case OP_JUMP:
    case OP_SPLIT:
    case OP_SPLIT_FAR:
    case OP_SPEND:
    case OP_RESET:
    case OP_LOOP:
    case OP_LOOP_LAZY:
    case OP_NEXT:
    case OP_LOOK:
    case OP_LOOK_END:
    case OP_LOOK_NOT:
    case OP_REFERENCE:
    case OP_REFERENCE_BACK:
    case OP_RUN:
    case OP_RUN_LAZY:
    case OP_RUN_ALL: return false;
    default: return true;
    }
}

uint32_t regexp_emit_op(struct regexp_emitter *emitter, enum regexp_operation operation,
                        uint32_t operand) {
    if (!is_free(operation)) {
        emitter->free = 0;
    } else if (++emitter->free == REGEXP_FREE_RUN) {
        append(emitter, &emitter->code, OP_SPEND | (REGEXP_FREE_RUN / 4) << 8);
        emitter->free = 0;
    }
    return append(emitter, &emitter->code, (uint32_t)operation | operand << 8);
}

void regexp_patch_operand(struct regexp_emitter *emitter, uint32_t at) {
    if (emitter->status == STATUS_OK) {
        uint32_t *word = emitter->code.items + at;
        *word = (*word & 0xff) | emitter->code.count << 8;
    }
}

void regexp_patch_word(struct regexp_emitter *emitter, uint32_t at) {
    if (emitter->status == STATUS_OK) {
        emitter->code.items[at] = emitter->code.count;
    }
}

/* Shares the set that was just written at `start` with an equal earlier one. */
static uint32_t share_set(struct regexp_emitter *emitter, uint32_t start) {
    struct regexp_words *data = &emitter->data;
    if (emitter->status != STATUS_OK) {
        return 0;
    }
    uint32_t length = data->count - start;
    for (uint32_t i = 0; i < emitter->set_count; i++) {
        uint32_t other = emitter->sets[i];
        if (other + length <= start &&
            memcmp(data->items + other, data->items + start, (size_t)length * 4) == 0) {
            data->count = start;
            return REGEXP_HEADER_WORDS + other;
        }
    }
    if (emitter->set_count < sizeof emitter->sets / sizeof emitter->sets[0]) {
        emitter->sets[emitter->set_count++] = start;
    }
    return REGEXP_HEADER_WORDS + start;
}

uint32_t regexp_emit_set(struct regexp_emitter *emitter, const struct regexp_set *set) {
    uint32_t start = emitter->data.count, bits[REGEXP_SET_BITS] = {0}, ranges = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t first = set->ranges[(size_t)i * 2], last = set->ranges[(size_t)i * 2 + 1];
        for (; first <= last && first < 256; first++) {
            bits[first / 32] |= 1u << first % 32;
        }
        ranges += last > 255;
    }
    for (uint32_t i = 0; i < REGEXP_SET_BITS; i++) {
        append(emitter, &emitter->data, bits[i]);
    }
    append(emitter, &emitter->data, ranges);
    for (uint32_t i = set->count - ranges; i < set->count; i++) {
        uint32_t first = set->ranges[(size_t)i * 2];
        append(emitter, &emitter->data, first < 256 ? 256 : first);
        append(emitter, &emitter->data, set->ranges[(size_t)i * 2 + 1]);
    }
    return share_set(emitter, start);
}

uint32_t regexp_emit_first(struct regexp_emitter *emitter, const struct regexp_first *first) {
    uint32_t start = emitter->data.count;
    for (uint32_t i = 0; i < REGEXP_SET_BITS; i++) {
        append(emitter, &emitter->data, first->bits[i]);
    }
    append(emitter, &emitter->data, first->above ? 1 : 0);
    if (first->above) {
        append(emitter, &emitter->data, 256);
        append(emitter, &emitter->data, REGEXP_POINT_LAST);
    }
    return share_set(emitter, start);
}

uint32_t regexp_emit_ranges(struct regexp_emitter *emitter, const uint32_t bits[8]) {
    uint32_t ranges[3] = {0}, count = 0, at = REGEXP_HEADER_WORDS + emitter->data.count;
    for (uint32_t unit = 0; unit < 256; unit++) {
        if ((bits[unit / 32] >> unit % 32 & 1) == 0) {
            continue;
        }
        if (count > 0 && (ranges[count - 1] >> 8) + 1 == unit) {
            ranges[count - 1] = (ranges[count - 1] & 0xff) | unit << 8;
        } else if (count == 3) {
            return 0;
        } else {
            ranges[count++] = unit | unit << 8;
        }
    }
    for (uint32_t i = 0; i < 3 && count > 0; i++) {
        append(emitter, &emitter->data, ranges[i < count ? i : 0]);
    }
    return count == 0 ? 0 : at;
}

static void append_names(struct regexp_emitter *emitter) {
    for (const struct regexp_name *name = emitter->tree->names; name != NULL; name = name->next) {
        append(emitter, &emitter->data, name->capture);
        append(emitter, &emitter->data, name->length);
        for (uint32_t i = 0; i < name->length; i += 2) {
            uint32_t high = i + 1 < name->length ? name->units[i + 1] : 0;
            append(emitter, &emitter->data, name->units[i] | high << 16);
        }
    }
}

enum status regexp_emit_program(struct regexp_emitter *emitter, enum regexp_scan scan,
                                uint32_t scan_data, const struct regexp_program **out) {
    uint32_t names = REGEXP_HEADER_WORDS + emitter->data.count;
    append_names(emitter);
    if (emitter->status != STATUS_OK) {
        return emitter->status;
    }
    uint32_t code = REGEXP_HEADER_WORDS + emitter->data.count;
    uint32_t total = code + emitter->code.count;
    if (total > REGEXP_WORD_LIMIT) {
        return STATUS_TOO_LARGE;
    }
    uint32_t *words = emitter->memory->allocate(emitter->memory->context, (size_t)total * 4);
    if (words == NULL) {
        return STATUS_NO_MEMORY;
    }
    struct regexp_program header = {.size = total * 4,
                                    .flags = emitter->tree->flags,
                                    .capture_count = emitter->tree->capture_count,
                                    .register_count = emitter->registers,
                                    .code = code,
                                    .names = names,
                                    .name_count = emitter->tree->name_count,
                                    .scan = scan,
                                    .scan_data = scan_data,
                                    .ranges = emitter->ranges,
                                    .required = emitter->required,
                                    .skip = emitter->skip};
    memcpy(words, &header, sizeof header);
    if (emitter->data.count > 0) {
        memcpy(words + REGEXP_HEADER_WORDS, emitter->data.items, (size_t)emitter->data.count * 4);
    }
    memcpy(words + code, emitter->code.items, (size_t)emitter->code.count * 4);
    *out = (const struct regexp_program *)(const void *)words;
    return STATUS_OK;
}

void regexp_group_name(const struct regexp_program *program, uint32_t index, struct text_view *name,
                       uint32_t *capture) {
    const uint32_t *entry = regexp_words(program, program->names);
    for (uint32_t i = 0; i < index; i++) {
        entry += 2 + (entry[1] + 1) / 2;
    }
    *capture = entry[0];
    *name = (struct text_view){entry + 2, entry[1], true};
}
