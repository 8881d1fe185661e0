/*
 * runtime/text/regexp_emit.h: the buffers a program is written into. Shared by regexp_compile.c
 * (trees to instructions) and regexp_emit.c (words, sets, names, the finished program).
 */
#ifndef RUNTIME_TEXT_REGEXP_EMIT_H
#define RUNTIME_TEXT_REGEXP_EMIT_H

#include "runtime/text/regexp_code.h"
#include "runtime/text/regexp_first.h"

struct regexp_words {
    uint32_t *items;
    uint32_t count;
    uint32_t capacity;
};

/* `status` stays at the first failure, after which nothing more is written: emitting code checks it
 * once at the end. */
struct regexp_emitter {
    const struct regexp_tree *tree;
    const struct text_memory *memory;
    struct regexp_words data, code;
    uint32_t sets[32]; /* where the first sets are in `data`, to share equal ones */
    uint32_t set_count;
    uint32_t registers;
    uint32_t word_set; /* the set of \b, once used */
    uint32_t skip;     /* for the program's header */
    uint32_t ranges;   /* the same */
    uint32_t required; /* the same */
    uint32_t free;     /* instructions since the last that spends fuel */
    bool references;   /* the expression has back references */
    bool choices;      /* there may be something to go back to */
    bool back;         /* inside a lookbehind: everything is matched right to left */
    bool unicode;
    enum status status;
};

/* Appends a word to the code, or an instruction's first word, and returns where it is. */
uint32_t regexp_emit(struct regexp_emitter *emitter, uint32_t word);
uint32_t regexp_emit_op(struct regexp_emitter *emitter, enum regexp_operation operation,
                        uint32_t operand);

/* Sets operand A of the instruction at `at`, or the whole word, to the current end of the code. */
void regexp_patch_operand(struct regexp_emitter *emitter, uint32_t at);
void regexp_patch_word(struct regexp_emitter *emitter, uint32_t at);

/* Puts a set into the data, or finds an equal one; its operand. */
uint32_t regexp_emit_set(struct regexp_emitter *emitter, const struct regexp_set *set);
uint32_t regexp_emit_first(struct regexp_emitter *emitter, const struct regexp_first *first);

/* Puts the units below 256 into the data as three ranges; 0 if they are more. */
uint32_t regexp_emit_ranges(struct regexp_emitter *emitter, const uint32_t bits[8]);

/* Appends the names and puts header, data and code together. */
enum status regexp_emit_program(struct regexp_emitter *emitter, enum regexp_scan scan,
                                uint32_t scan_data,
                                const struct regexp_program **program) MUST_CHECK;

#endif
