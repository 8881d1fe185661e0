/*
 * tests/unit/test_image.c: the image loader against malformed bytes: a small valid image, every
 * truncation of it, every single byte changed, and each count and index out of range.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/abi.h"
#include "runtime/image.h"
#include "runtime/image_format.h"
#include "runtime/text/regexp_native.h"

/* The loader's import table needs addresses; nothing here calls them. */
#define X(name, signature, result, parameters)                                                     \
    __asm__(".globl " #name "\n.set " #name ", test_image_import");
RT_ABI(X)
#undef X
void test_image_import(void);
void test_image_import(void) {
    abort();
}

enum { MOST = 512 };

struct sample {
    uint8_t bytes[MOST];
    size_t length;
};

static uint8_t own_target(void) {
#if defined __aarch64__
    return IMAGE_AARCH64;
#elif defined __riscv
    return IMAGE_RISCV64;
#else
    return IMAGE_X86_64;
#endif
}

static void write_text(struct writer *writer, const char *text) {
    writer_u8(writer, (uint8_t)strlen(text));
    writer_bytes(writer, text, strlen(text));
}

/* Two imports, one function, 24 bytes of code, two strings, one of each kind of name. */
static void sample_make(struct sample *sample) {
    struct writer writer;
    writer_init(&writer, sample->bytes, sizeof sample->bytes);
    writer_bytes(&writer, IMAGE_MAGIC, IMAGE_MAGIC_BYTES);
    writer_bytes(&writer, image_abi_hash, IMAGE_ABI_BYTES);
    writer_u8(&writer, own_target());
    writer_u8(&writer, IMAGE_USES_MOMENT);
    writer_u16(&writer, 0);
    const uint32_t counts[] = {0, 96, 2, 1, 2, 3, 1, 1, 1, 1};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        writer_u32(&writer, counts[i]);
    }
    writer_u64(&writer, 1000);
    writer_u64(&writer, 2000);
    writer_u64(&writer, 3000);
    writer_u16(&writer, IMPORT_rt_add);
    writer_u16(&writer, IMPORT_rt_call);
    writer_u32(&writer, 16); /* the function: offset, name, length, flags */
    writer_u32(&writer, 1);
    writer_u16(&writer, 3);
    writer_u16(&writer, FUNCTION_STRICT);
    writer_u32(&writer, 40); /* the literal: program, code */
    writer_u32(&writer, 20);
    for (int i = 0; i < 80; i++) {
        writer_u8(&writer, (uint8_t)(0x40 + i));
    }
    writer_u8(&writer, 2 << 1 | 0); /* "hi" */
    writer_bytes(&writer, "hi", 2);
    writer_u8(&writer, 1 << 1 | 1); /* U+20AC */
    writer_u16(&writer, 0x20ac);
    write_text(&writer, "Feed.item.Title");
    write_text(&writer, "Feed.item");
    write_text(&writer, "Mail.send");
    writer_u8(&writer, 2);
    write_text(&writer, "Body");
    write_text(&writer, "Subject");
    writer_u8(&writer, 1);
    write_text(&writer, "Sheet.rows");
    writer_u8(&writer, 2);
    write_text(&writer, "Name");
    write_text(&writer, "Mail");
    sample->length = writer_written(&writer).length;
}

/* Measures and, where that succeeds, loads into memory of exactly the measured sizes. */
static enum status try_load(const uint8_t *bytes, size_t length) {
    struct image_layout layout;
    uint8_t *copy = malloc(length + 1);
    memcpy(copy, bytes, length);
    struct view image = view_of(copy, length);
    enum status status = image_measure(image, &layout);
    if (status == STATUS_OK) {
        void *code = calloc(1, layout.code_bytes + 1), *data = calloc(1, layout.data_bytes + 1);
        void *tables = calloc(1, layout.tables_bytes + 1);
        struct code_module module;
        struct applet_manifest manifest;
        struct event_limits limits;
        assert_int_equal(image_load(image, code, data, tables, &module, &manifest, &limits),
                         STATUS_OK);
        assert_true(module.main < module.function_count);
        free(code);
        free(data);
        free(tables);
    }
    free(copy);
    return status;
}

static void test_loads(void **state) {
    (void)state;
    struct sample sample;
    sample_make(&sample);
    struct image_layout layout;
    struct view image = view_of(sample.bytes, sample.length);
    assert_int_equal(image_measure(image, &layout), STATUS_OK);
    assert_int_equal(layout.code_bytes, 96);
    assert_true(layout.code_address == IMAGE_CODE_ADDRESS);
    assert_true(layout.data_address == IMAGE_CODE_ADDRESS + IMAGE_PAGE);
    assert_int_equal(layout.data_bytes, 2 * 8 + 3 * sizeof(struct inline_cache));
    uint8_t code[128] = {0}, data[128] = {0};
    uint64_t tables[128] = {0};
    assert_true(layout.tables_bytes <= sizeof tables);
    struct code_module module;
    struct applet_manifest manifest;
    struct event_limits limits;
    assert_int_equal(image_load(image, code, data, tables, &module, &manifest, &limits), STATUS_OK);
    assert_int_equal(module.functions[0].length, 3);
    assert_true((uintptr_t)module.functions[0].code == (uintptr_t)code + 16);
    assert_int_equal(code[16], 0x40);
    assert_int_equal(module.regexp_count, 1);
    assert_true((uintptr_t)module.regexps[0].program == (uintptr_t)code + 40);
    assert_true((uintptr_t)module.regexps[0].code == (uintptr_t)code + 20);
    assert_int_equal(module.strings[0].length, 2);
    assert_memory_equal(module.strings[0].units, "hi", 2);
    assert_int_equal(module.strings[1].wide, 1);
    assert_int_equal(((const uint16_t *)module.strings[1].units)[0], 0x20ac);
    assert_int_equal(manifest.ingredients[0].length, strlen("Feed.item.Title"));
    assert_int_equal(manifest.actions[0].field_count, 2);
    assert_memory_equal(manifest.actions[0].fields[1].bytes, "Subject", 7);
    assert_int_equal(manifest.query_count, 1);
    assert_int_equal(manifest.queries[0].column_count, 2);
    assert_memory_equal(manifest.queries[0].name.bytes, "Sheet.rows", 10);
    assert_memory_equal(manifest.queries[0].columns[1].bytes, "Mail", 4);
    assert_true(manifest.uses_moment && !manifest.plain_script);
    assert_true(limits.fuel == 1000 && limits.memory == 2000 && limits.stack_bytes == 3000);
}

static void test_truncations(void **state) {
    (void)state;
    struct sample sample;
    sample_make(&sample);
    for (size_t length = 0; length < sample.length; length++) {
        assert_int_equal(try_load(sample.bytes, length), STATUS_INVALID);
    }
    sample.bytes[sample.length] = 0; /* and nothing may follow */
    assert_int_equal(try_load(sample.bytes, sample.length + 1), STATUS_INVALID);
}

/* No change may do more than be refused, or load something within bounds. */
static void test_changed_bytes(void **state) {
    (void)state;
    struct sample sample;
    sample_make(&sample);
    for (size_t at = 0; at < sample.length; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct sample changed = sample;
            changed.bytes[at] ^= (uint8_t)(1u << bit);
            enum status status = try_load(changed.bytes, changed.length);
            if (at >= 8 && at < 40) {
                assert_int_equal(status, STATUS_STALE);
            }
        }
        struct sample changed = sample;
        changed.bytes[at] = 0xff;
        (void)try_load(changed.bytes, changed.length);
    }
}

static void refused(size_t at, uint32_t word) {
    struct sample sample;
    sample_make(&sample);
    memcpy(sample.bytes + at, &word, sizeof word);
    assert_int_equal(try_load(sample.bytes, sample.length), STATUS_INVALID);
}

static void test_out_of_range(void **state) {
    (void)state;
    for (size_t at = 44; at < 84; at += 4) {
        refused(at, UINT32_MAX);
        refused(at, IMAGE_COUNT_MOST + 1);
    }
    refused(44, 1);             /* main is no function */
    refused(48, 15);            /* code smaller than its import table */
    refused(108, IMPORT_COUNT); /* import that the runtime hasn't */
    refused(112, 15);           /* function inside the import table */
    refused(112, 96);           /* function behind the code */
    refused(116, 2);            /* name that is no string */
    refused(124, 12);           /* program inside the import table */
    refused(124, 56);           /* program that the code region ends within */
    refused(124, 38);           /* program that is not aligned */
    refused(128, 15);           /* code of a literal inside the import table */
    refused(128, 96);           /* and behind the code */
}

static void test_target(void **state) {
    (void)state;
    struct sample sample;
    sample_make(&sample);
    sample.bytes[40] = (uint8_t)(own_target() ^ 1);
    assert_int_equal(try_load(sample.bytes, sample.length), STATUS_UNSUPPORTED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loads),         cmocka_unit_test(test_truncations),
        cmocka_unit_test(test_changed_bytes), cmocka_unit_test(test_out_of_range),
        cmocka_unit_test(test_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
