/*
 * tests/unit/compiler_fixture.h: what the tests of the compiler's front end share: compiling a
 * source from a string, diagnostics and trees as text.
 */
#ifndef TESTS_UNIT_COMPILER_FIXTURE_H
#define TESTS_UNIT_COMPILER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/parser.h"
#include "compiler/scope.h"
#include "tests/unit/ast_print.h"

struct compiled {
    struct arena arena;
    struct atom_table atoms;
    struct source source;
    struct diagnostics diagnostics;
    struct script *script;
    enum status status;
};

static inline void compile_open(struct compiled *compiled, const char *name, const char *text) {
    arena_init(&compiled->arena);
    atom_table_init(&compiled->atoms, &compiled->arena);
    assert_int_equal(source_init(&compiled->source, &compiled->arena, name, text, strlen(text)),
                     STATUS_OK);
    diag_init(&compiled->diagnostics, &compiled->arena, &compiled->source);
}

/* Parses and resolves; `name` ends in .ts or .js. */
static inline void compile_text(struct compiled *compiled, const char *name, const char *text) {
    compile_open(compiled, name, text);
    const struct parse_options options = {.typescript = parse_is_typescript(name)};
    compiled->status = parse_script(&compiled->arena, &compiled->atoms, &compiled->source,
                                    &compiled->diagnostics, &options, &compiled->script);
    if (compiled->status == STATUS_OK) {
        compiled->status = scope_resolve(compiled->script, &compiled->diagnostics);
    }
}

static inline void compile_close(struct compiled *compiled) {
    arena_release(&compiled->arena);
}

/* The tree as text, in the arena, with runs of white space as one space. */
static inline const char *compiled_text(struct compiled *compiled) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    ast_print(stream, compiled->script);
    fclose(stream);
    char *copy = arena_alloc(&compiled->arena, length + 1);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i] == '\n' ? ' ' : text[i];
        if (c != ' ' || (used > 0 && copy[used - 1] != ' ')) {
            copy[used++] = c;
        }
    }
    while (used > 0 && copy[used - 1] == ' ') {
        used--;
    }
    copy[used] = '\0';
    free(text);
    return copy;
}

/* The printed diagnostics, in the arena. */
static inline const char *diagnostics_text(struct compiled *compiled, bool json) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    if (json) {
        diag_print_json(stream, &compiled->diagnostics);
    } else {
        diag_print(stream, &compiled->diagnostics);
    }
    fclose(stream);
    const char *copy = arena_copy_text(&compiled->arena, text, length);
    free(text);
    return copy;
}

/* `source` compiles to `expected`. */
static inline void expect_tree(const char *name, const char *source, const char *expected) {
    struct compiled compiled;
    compile_text(&compiled, name, source);
    if (compiled.status != STATUS_OK) {
        fail_msg("%s\n%s", source, diagnostics_text(&compiled, false));
    }
    assert_string_equal(compiled_text(&compiled), expected);
    compile_close(&compiled);
}

/* `source` is refused, and the first message contains `message`. */
static inline void expect_refused(const char *name, const char *source, const char *message) {
    struct compiled compiled;
    compile_text(&compiled, name, source);
    if (compiled.status != STATUS_INVALID || compiled.diagnostics.count == 0) {
        fail_msg("accepted: %s", source);
    }
    if (strstr(compiled.diagnostics.items[0].message, message) == NULL) {
        fail_msg("%s\nmessage: %s\nwanted:  %s", source, compiled.diagnostics.items[0].message,
                 message);
    }
    compile_close(&compiled);
}

static inline void expect_accepted(const char *name, const char *source) {
    struct compiled compiled;
    compile_text(&compiled, name, source);
    if (compiled.status != STATUS_OK) {
        fail_msg("%s\n%s", source, diagnostics_text(&compiled, false));
    }
    compile_close(&compiled);
}

#endif
