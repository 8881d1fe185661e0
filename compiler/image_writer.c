/*
 * compiler/image_writer.c: writes images; the format is in runtime/image_format.h.
 */
#include "compiler/image_writer.h"

#include <string.h>

#include "abi_hash.h" /* made by the build */
#include "runtime/image_format.h"

static void write_varint(struct writer *writer, uint32_t number) {
    while (number >= 0x80) {
        writer_u8(writer, (uint8_t)(number | 0x80));
        number >>= 7;
    }
    writer_u8(writer, (uint8_t)number);
}

static void write_text(struct writer *writer, const struct analysis_name *text) {
    write_varint(writer, text->length);
    writer_bytes(writer, text->text, text->length);
}

static void write_texts(struct writer *writer, const struct analysis_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        write_text(writer, &list->items[i]);
    }
}

static bool is_wide(struct ast_string string) {
    for (uint32_t i = 0; i < string.length; i++) {
        if (string.units[i] > 0xff) {
            return true;
        }
    }
    return false;
}

static void write_string(struct writer *writer, struct ast_string string) {
    bool wide = is_wide(string);
    write_varint(writer, string.length << 1 | wide);
    for (uint32_t i = 0; i < string.length; i++) {
        if (wide) {
            writer_u16(writer, string.units[i]);
        } else {
            writer_u8(writer, (uint8_t)string.units[i]);
        }
    }
}

static void write_head(struct writer *writer, const struct ir_module *module,
                       enum codegen_target target, const struct linked *linked,
                       const struct image_manifest *manifest) {
    static const uint8_t abi[IMAGE_ABI_BYTES] = {IMAGE_ABI_HASH};
    writer_bytes(writer, IMAGE_MAGIC, IMAGE_MAGIC_BYTES);
    writer_bytes(writer, abi, sizeof abi);
    writer_u8(writer, (uint8_t)target);
    writer_u8(writer, (uint8_t)((manifest->uses_moment ? IMAGE_USES_MOMENT : 0) |
                                (manifest->plain_script ? IMAGE_PLAIN_SCRIPT : 0)));
    writer_u16(writer, 0);
    writer_u32(writer, module->main);
    writer_u32(writer, linked->code_bytes);
    writer_u32(writer, linked->import_count);
    writer_u32(writer, module->function_count);
    writer_u32(writer, module->string_count);
    writer_u32(writer, module->cache_count);
    const struct analysis *names = manifest->analysis;
    writer_u32(writer, names ? names->ingredients.count : 0);
    writer_u32(writer, manifest->members.count);
    writer_u32(writer, names ? names->actions.count : 0);
    writer_u32(writer, module->regexp_count);
    writer_u64(writer, manifest->fuel);
    writer_u64(writer, manifest->memory);
    writer_u64(writer, manifest->stack);
}

static void write_actions(struct writer *writer, const struct analysis *names) {
    for (uint32_t i = 0; i < names->actions.count; i++) {
        const struct analysis_group *action = &names->actions.items[i];
        write_text(writer, &action->name);
        write_varint(writer, action->members.count);
        write_texts(writer, &action->members);
    }
}

/* Those whose columns are known; of others all may be read. */
static void write_queries(struct writer *writer, const struct analysis *names) {
    uint32_t known = 0;
    for (uint32_t i = 0; names != NULL && i < names->queries.count; i++) {
        known += !names->queries.items[i].open;
    }
    write_varint(writer, known);
    for (uint32_t i = 0; names != NULL && i < names->queries.count; i++) {
        const struct analysis_group *query = &names->queries.items[i];
        if (!query->open) {
            write_text(writer, &query->name);
            write_varint(writer, query->members.count);
            write_texts(writer, &query->members);
        }
    }
}

static void write_body(struct writer *writer, const struct ir_module *module,
                       const struct linked *linked, const struct image_manifest *manifest) {
    for (uint32_t i = 0; i < linked->import_count; i++) {
        writer_u16(writer, linked->imports[i]);
    }
    for (uint32_t i = 0; i < module->function_count; i++) {
        const struct ir_function *function = module->functions[i];
        writer_u32(writer, linked->functions[i]);
        writer_u32(writer, function->name);
        writer_u16(writer, function->length);
        writer_u16(writer, function->flags);
    }
    for (uint32_t i = 0; i < module->regexp_count; i++) {
        writer_u32(writer, linked->programs[i]);
        writer_u32(writer, linked->matchers[i]);
    }
    uint32_t table = 8 * linked->import_count;
    writer_bytes(writer, linked->code + table, linked->code_bytes - table);
    for (uint32_t i = 0; i < module->string_count; i++) {
        write_string(writer, module->strings[i]);
    }
    if (manifest->analysis) {
        write_texts(writer, &manifest->analysis->ingredients);
    }
    write_texts(writer, &manifest->members);
    if (manifest->analysis) {
        write_actions(writer, manifest->analysis);
    }
    write_queries(writer, manifest->analysis);
}

static size_t list_bound(const struct analysis_list *list) {
    size_t bytes = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        bytes += 5ull + list->items[i].length;
    }
    return bytes;
}

/* More than the image takes. */
static size_t bound(const struct ir_module *module, const struct linked *linked,
                    const struct image_manifest *manifest) {
    size_t bytes = IMAGE_HEAD_BYTES + 5 + 2ull * linked->import_count +
                   12ull * module->function_count + 8ull * module->regexp_count +
                   linked->code_bytes;
    for (uint32_t i = 0; i < module->string_count; i++) {
        bytes += 5 + 2ull * module->strings[i].length;
    }
    if (manifest->analysis) {
        const struct analysis *names = manifest->analysis;
        bytes += list_bound(&names->ingredients) + list_bound(&manifest->members);
        for (uint32_t i = 0; i < names->actions.count; i++) {
            const struct analysis_group *action = &names->actions.items[i];
            bytes += 10ull + action->name.length + list_bound(&action->members);
        }
        for (uint32_t i = 0; i < names->queries.count; i++) {
            const struct analysis_group *query = &names->queries.items[i];
            bytes += 10ull + query->name.length + list_bound(&query->members);
        }
    }
    return bytes;
}

enum status image_write(const struct ir_module *module, enum codegen_target target,
                        const struct linked *linked, const struct image_manifest *manifest,
                        struct view *out) {
    if (module->function_count > IMAGE_COUNT_MOST || module->string_count > IMAGE_COUNT_MOST ||
        module->cache_count > IMAGE_COUNT_MOST || module->regexp_count > IMAGE_REGEXPS_MOST ||
        linked->code_bytes > IMAGE_CODE_MOST) {
        return STATUS_TOO_LARGE;
    }
    size_t capacity = bound(module, linked, manifest);
    struct writer writer;
    writer_init(&writer, arena_alloc(module->arena, capacity), capacity);
    write_head(&writer, module, target, linked, manifest);
    write_body(&writer, module, linked, manifest);
    enum status status = writer_end(&writer);
    if (status == STATUS_OK) {
        *out = writer_written(&writer);
    }
    return status;
}
