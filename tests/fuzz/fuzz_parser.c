/*
 * tests/fuzz/fuzz_parser.c: the compiler's front end. The first byte chooses JavaScript or TypeScript;
 * the rest is the source. Whatever it is, parsing, resolving, analysing and printing the diagnostics
 * must end without a fault.
 */
#include <stdint.h>
#include <stdlib.h>

#include "compiler/analyze.h"
#include "compiler/parser.h"
#include "compiler/scope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    struct arena arena;
    struct atom_table atoms;
    struct source source;
    struct diagnostics diagnostics;
    struct script *script = NULL;
    const struct parse_options options = {.typescript = (data[0] & 1) != 0};
    arena_init(&arena);
    atom_table_init(&atoms, &arena);
    if (source_init(&source, &arena, "fuzz", (const char *)data + 1, size - 1) == STATUS_OK) {
        diag_init(&diagnostics, &arena, &source);
        enum status status = parse_script(&arena, &atoms, &source, &diagnostics, &options, &script);
        if (status == STATUS_OK) {
            status = scope_resolve(script, &diagnostics);
        }
        struct analysis analysis;
        if (status == STATUS_OK && analyze_script(script, &arena, &analysis) != STATUS_OK) {
            abort();
        }
        if ((status == STATUS_OK) != (diagnostics.error_count == 0)) {
            abort();
        }
        static FILE *sink;
        sink = sink != NULL ? sink : fopen("/dev/null", "w");
        if (sink != NULL) {
            diag_print(sink, &diagnostics);
            diag_print_json(sink, &diagnostics);
        }
    }
    arena_release(&arena);
    return 0;
}
