/*
 * compiler/regexp_check.c: see regexp_check.h.
 */
#include "compiler/regexp_check.h"

#include "compiler/arena.h"
#include "runtime/text/regexp.h"

static void *take(void *arena, size_t size) {
    return arena_alloc(arena, size);
}

const char *regexp_check(void *arena, struct ast_string pattern, struct ast_string flags) {
    struct text_view flag_text = {flags.units, flags.length, true};
    struct text_view text = {pattern.units, pattern.length, true};
    uint32_t bits = 0;
    if (regexp_parse_flags(&flag_text, &bits) != STATUS_OK) {
        return "invalid regular expression flags";
    }
    struct text_memory memory = {take, arena};
    const struct regexp_program *program = NULL;
    struct regexp_error error = {NULL, 0};
    if (regexp_compile(&text, bits, &memory, &program, &error) != STATUS_OK) {
        return error.message ? error.message : "invalid regular expression";
    }
    return NULL;
}
