/*
 * compiler/object.h: applies the relocations of an ELF object in memory, in place of a linker.
 */
#ifndef COMPILER_OBJECT_H
#define COMPILER_OBJECT_H

#include "compiler/arena.h"
#include "lib/cursor.h"
#include "lib/status.h"

/* What the code of an image is made of, linked for a fixed address. */
struct linked {
    uint8_t *code; /* the whole code region, import table (zeros) first */
    uint32_t code_bytes;
    uint16_t *imports; /* enum rt_import, in the order of the table */
    uint32_t import_count;
    uint32_t *functions; /* offset of `f0` … in the region */
    /* Of regular expressions: `p0` … (programs), `m0` … (their code; 0: none). */
    uint32_t *programs, *matchers;
};

/* How many symbols of each kind the object defines. */
struct object_counts {
    uint32_t functions, strings, regexps;
};

/*
 * Links `object` (x86-64, AArch64 or RISC-V, made by codegen_emit) at `code_address`, with the
 * tables `constants` and `caches` of counts.strings values and any number of caches in the data
 * region behind it. STATUS_UNSUPPORTED: a relocation or section that this linker doesn't know;
 * *reason says which.
 */
MUST_CHECK enum status object_link(struct arena *arena, struct view object,
                                   const struct object_counts *counts, struct linked *out,
                                   const char **reason);

#endif
