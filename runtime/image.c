/*
 * runtime/image.c: reads compiled applets. One walk over the bytes serves both calls: measuring
 * runs it with nowhere to store to.
 */
#include "runtime/image.h"

#include <string.h>

#include "abi_hash.h" /* made by the build */
#include "runtime/abi.h"
#include "runtime/image_format.h"
#include "runtime/text/regexp_native.h"

const uint8_t image_abi_hash[32] = {IMAGE_ABI_HASH};

#define X(name, signature, result, parameters) (void (*)(void)) name,
static void (*const import_addresses[IMPORT_COUNT])(void) = {RT_ABI(X)};
#undef X

struct head {
    uint32_t main, code_bytes, imports, functions, strings, caches, ingredients, members, actions,
        regexps;
    uint8_t target, flags;
    uint64_t fuel, memory, stack;
};

/* Tables are handed out from the caller's memory; without memory only the size is counted. */
struct tables {
    uint8_t *memory;
    size_t used;
};

static void *tables_take(struct tables *tables, size_t bytes) {
    void *at = tables->memory ? tables->memory + tables->used : NULL;
    tables->used += (bytes + 7) & ~(size_t)7;
    return at;
}

static enum image_target own_target(void) {
#if defined __aarch64__
    return IMAGE_AARCH64;
#elif defined __riscv
    return IMAGE_RISCV64;
#else
    return IMAGE_X86_64;
#endif
}

#define TRY(expression)                                                                            \
    do {                                                                                           \
        enum status try_status = (expression);                                                     \
        if (try_status != STATUS_OK) {                                                             \
            return try_status;                                                                     \
        }                                                                                          \
    } while (0)

static enum status read_counts(struct reader *reader, struct head *head) {
    uint32_t *const counts[] = {
        &head->main,   &head->code_bytes,  &head->imports, &head->functions, &head->strings,
        &head->caches, &head->ingredients, &head->members, &head->actions,   &head->regexps};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        TRY(reader_u32(reader, counts[i]));
        if (counts[i] != &head->code_bytes && *counts[i] > IMAGE_COUNT_MOST) {
            return STATUS_INVALID;
        }
    }
    TRY(reader_u64(reader, &head->fuel));
    TRY(reader_u64(reader, &head->memory));
    return reader_u64(reader, &head->stack);
}

static enum status read_head(struct reader *reader, struct head *head) {
    uint8_t magic[IMAGE_MAGIC_BYTES], abi[IMAGE_ABI_BYTES];
    uint16_t zero = 0;
    TRY(reader_bytes(reader, magic, sizeof magic));
    if (memcmp(magic, IMAGE_MAGIC, sizeof magic) != 0) {
        return STATUS_INVALID;
    }
    TRY(reader_bytes(reader, abi, sizeof abi));
    if (memcmp(abi, image_abi_hash, sizeof abi) != 0) {
        return STATUS_STALE;
    }
    TRY(reader_u8(reader, &head->target));
    TRY(reader_u8(reader, &head->flags));
    TRY(reader_u16(reader, &zero));
    if (zero != 0 || head->flags > (IMAGE_USES_MOMENT | IMAGE_PLAIN_SCRIPT)) {
        return STATUS_INVALID;
    }
    if (head->target != (uint8_t)own_target()) {
        return STATUS_UNSUPPORTED;
    }
    TRY(read_counts(reader, head));
    bool sound = head->regexps <= IMAGE_REGEXPS_MOST && head->imports <= IMPORT_COUNT &&
                 head->code_bytes <= IMAGE_CODE_MOST && head->code_bytes >= 8ull * head->imports &&
                 head->main < head->functions && head->fuel <= INT64_MAX;
    return sound ? STATUS_OK : STATUS_INVALID;
}

/* LEB128 of at most 32 bits. */
static enum status read_varint(struct reader *reader, uint32_t *out) {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        uint8_t byte = 0;
        TRY(reader_u8(reader, &byte));
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *out = (uint32_t)number;
            return number <= UINT32_MAX ? STATUS_OK : STATUS_INVALID;
        }
    }
    return STATUS_INVALID;
}

static enum status read_imports(struct reader *reader, const struct head *head, void *code) {
    for (uint32_t i = 0; i < head->imports; i++) {
        uint16_t number = 0;
        TRY(reader_u16(reader, &number));
        if (number >= IMPORT_COUNT) {
            return STATUS_INVALID;
        }
        if (code) {
            uint64_t address = (uint64_t)(uintptr_t)import_addresses[number];
            memcpy((uint8_t *)code + 8ull * i, &address, sizeof address);
        }
    }
    return STATUS_OK;
}

/* An offset of machine code. */
static bool is_code(const struct head *head, uint32_t offset) {
    return offset >= 8ull * head->imports && offset < head->code_bytes;
}

static enum status read_functions(struct reader *reader, const struct head *head, void *code,
                                  struct tables *tables, struct code_module *module) {
    struct function_info *infos = tables_take(tables, sizeof *infos * head->functions);
    for (uint32_t i = 0; i < head->functions; i++) {
        uint32_t offset = 0;
        struct function_info info = {0};
        TRY(reader_u32(reader, &offset));
        TRY(reader_u32(reader, &info.name_constant));
        TRY(reader_u16(reader, &info.length));
        TRY(reader_u16(reader, &info.flags));
        if (!is_code(head, offset) || info.name_constant >= head->strings ||
            (info.flags & FUNCTION_NATIVE)) {
            return STATUS_INVALID;
        }
        if (infos) {
            info.code = (code_fn)(uintptr_t)((uint8_t *)code + offset);
            infos[i] = info;
        }
    }
    module->functions = infos;
    module->function_count = head->functions;
    return STATUS_OK;
}

static enum status read_regexps(struct reader *reader, const struct head *head, uint8_t *code,
                                struct tables *tables, struct code_module *module) {
    struct regexp_literal *literals = tables_take(tables, sizeof *literals * head->regexps);
    for (uint32_t i = 0; i < head->regexps; i++) {
        uint32_t program = 0, matcher = 0;
        TRY(reader_u32(reader, &program));
        TRY(reader_u32(reader, &matcher));
        if (!is_code(head, program) || program % 4 != 0 ||
            head->code_bytes - program < sizeof(struct regexp_program) ||
            (matcher != 0 && !is_code(head, matcher))) {
            return STATUS_INVALID;
        }
        if (literals) {
            literals[i].program = (const struct regexp_program *)(const void *)(code + program);
            literals[i].code = matcher ? (regexp_code)(uintptr_t)(code + matcher) : NULL;
        }
    }
    module->regexps = literals;
    module->regexp_count = head->regexps;
    return STATUS_OK;
}

static enum status read_code(struct reader *reader, const struct head *head, void *code) {
    struct view text;
    size_t table = 8ull * head->imports;
    TRY(reader_view(reader, head->code_bytes - table, &text));
    if (code && text.length > 0) {
        memcpy((uint8_t *)code + table, text.data, text.length);
    }
    return STATUS_OK;
}

static enum status read_strings(struct reader *reader, const struct head *head,
                                struct tables *tables, struct code_module *module) {
    struct string_constant *strings = tables_take(tables, sizeof *strings * head->strings);
    for (uint32_t i = 0; i < head->strings; i++) {
        uint32_t tagged = 0;
        struct view units;
        TRY(read_varint(reader, &tagged));
        size_t bytes = (size_t)(tagged >> 1) << (tagged & 1);
        TRY(reader_view(reader, bytes, &units));
        void *copy = tables_take(tables, bytes);
        if (strings) {
            if (bytes > 0) {
                memcpy(copy, units.data, bytes);
            }
            strings[i] = (struct string_constant){copy, tagged >> 1, tagged & 1};
        }
    }
    module->strings = strings;
    module->string_count = head->strings;
    return STATUS_OK;
}

static enum status read_text(struct reader *reader, struct tables *tables, struct event_text *out) {
    uint32_t length = 0;
    struct view bytes;
    TRY(read_varint(reader, &length));
    TRY(reader_view(reader, length, &bytes));
    char *copy = tables_take(tables, length);
    if (copy && length > 0) {
        memcpy(copy, bytes.data, length);
    }
    *out = (struct event_text){copy, length};
    return STATUS_OK;
}

static enum status read_texts(struct reader *reader, struct tables *tables, uint32_t count,
                              const struct event_text **out) {
    if (count > reader_left(reader)) { /* each takes a byte at least */
        return STATUS_INVALID;
    }
    struct event_text *texts = tables_take(tables, sizeof *texts * count);
    for (uint32_t i = 0; i < count; i++) {
        struct event_text text;
        TRY(read_text(reader, tables, &text));
        if (texts) {
            texts[i] = text;
        }
    }
    *out = texts;
    return STATUS_OK;
}

static enum status read_queries(struct reader *reader, struct tables *tables,
                                struct applet_manifest *manifest) {
    uint32_t count = 0;
    TRY(read_varint(reader, &count));
    if (count > reader_left(reader)) { /* each takes a byte at least */
        return STATUS_INVALID;
    }
    struct applet_query *queries = tables_take(tables, sizeof *queries * count);
    for (uint32_t i = 0; i < count; i++) {
        struct applet_query query = {0};
        TRY(read_text(reader, tables, &query.name));
        TRY(read_varint(reader, &query.column_count));
        TRY(read_texts(reader, tables, query.column_count, &query.columns));
        if (queries) {
            queries[i] = query;
        }
    }
    manifest->queries = queries;
    manifest->query_count = count;
    return STATUS_OK;
}

static enum status read_manifest(struct reader *reader, const struct head *head,
                                 struct tables *tables, struct applet_manifest *manifest) {
    manifest->uses_moment = (head->flags & IMAGE_USES_MOMENT) != 0;
    manifest->plain_script = (head->flags & IMAGE_PLAIN_SCRIPT) != 0;
    manifest->ingredient_count = head->ingredients;
    TRY(read_texts(reader, tables, head->ingredients, &manifest->ingredients));
    manifest->member_count = head->members;
    TRY(read_texts(reader, tables, head->members, &manifest->members));
    struct applet_action *actions = tables_take(tables, sizeof *actions * head->actions);
    for (uint32_t i = 0; i < head->actions; i++) {
        struct applet_action action = {0};
        TRY(read_text(reader, tables, &action.name));
        TRY(read_varint(reader, &action.field_count));
        TRY(read_texts(reader, tables, action.field_count, &action.fields));
        if (actions) {
            actions[i] = action;
        }
    }
    manifest->actions = actions;
    manifest->action_count = head->actions;
    return read_queries(reader, tables, manifest);
}

static enum status walk(struct view image, void *code, struct head *head, struct tables *tables,
                        struct code_module *module, struct applet_manifest *manifest) {
    struct reader reader;
    reader_init_view(&reader, image);
    TRY(read_head(&reader, head));
    /* every function takes 12 bytes, every literal 8 and every string, text and action one at least */
    if (12ull * head->functions > reader_left(&reader) ||
        8ull * head->regexps > reader_left(&reader) || head->strings > reader_left(&reader) ||
        head->actions > reader_left(&reader)) {
        return STATUS_INVALID;
    }
    TRY(read_imports(&reader, head, code));
    TRY(read_functions(&reader, head, code, tables, module));
    TRY(read_regexps(&reader, head, code, tables, module));
    TRY(read_code(&reader, head, code));
    TRY(read_strings(&reader, head, tables, module));
    TRY(read_manifest(&reader, head, tables, manifest));
    return reader_end(&reader);
}

enum status image_measure(struct view image, struct image_layout *layout) {
    struct head head = {0};
    struct tables tables = {NULL, 0};
    struct code_module module = {0};
    struct applet_manifest manifest = {0};
    TRY(walk(image, NULL, &head, &tables, &module, &manifest));
    layout->code_address = IMAGE_CODE_ADDRESS;
    layout->code_bytes = head.code_bytes;
    layout->data_address = IMAGE_DATA_ADDRESS(head.code_bytes);
    layout->data_bytes = 8ull * head.strings + sizeof(struct inline_cache) * head.caches;
    layout->tables_bytes = tables.used;
    return STATUS_OK;
}

enum status image_load(struct view image, void *code, void *data, void *tables_memory,
                       struct code_module *module, struct applet_manifest *manifest,
                       struct event_limits *limits) {
    struct head head = {0};
    struct tables tables = {tables_memory, 0};
    memset(module, 0, sizeof *module);
    memset(manifest, 0, sizeof *manifest);
    TRY(walk(image, code, &head, &tables, module, manifest));
    module->constants = data;
    module->caches = (struct inline_cache *)((uint8_t *)data + 8ull * head.strings);
    module->cache_count = head.caches;
    module->main = head.main;
    limits->fuel = (int64_t)head.fuel;
    limits->memory = head.memory;
    limits->stack_bytes = head.stack;
    return STATUS_OK;
}
