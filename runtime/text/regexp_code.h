/*
 * runtime/text/regexp_code.h: the program that regexp_compile.c writes and regexp_match.c runs.
 *
 * A program is 32-bit words: struct regexp_program, data (sets, group names), code. An
 * instruction's first word is its operation in the low 8 bits and operand A above; further words
 * follow it. Targets are words from the first instruction. A set, found by its words from the start
 * of the program, is 8 words of bits for the units 0 to 255, a count, and that many inclusive
 * ranges above. A group name is the number of the capture, the length, and UTF-16 units two a word.
 *
 *   MATCH                          the whole expression matched
 *   UNIT, UNIT_BACK        A unit  that code unit (BACK: before the position, moving back)
 *   EITHER                 A unit, other   one of two code units
 *   UNITS                  A n     n units, two a word
 *   UNITS_FOLD             A n     the same, then a bit for each: the unit is a lower-case ASCII
 *                          letter that stands for either case
 *   POINT, POINT_BACK      A point a code point, read with surrogate pairs
 *   SET, SET_BACK          A set   a unit (with u a code point) in the set
 *   JUMP                   A target
 *   SPLIT                  A target   goes on; tries the target if that fails
 *   SPLIT_FAR              A target   goes to the target; tries here if that fails
 *   PEEK, PEEK_BACK        A target, set   goes to the target unless the next unit is in the set
 *   SPEND                  A fuel   spends it
 *   STORE                  A register   stores the position, where there is nothing to go back to
 *   SAVE                   A register   stores the position
 *   RESET                  A register, end   unsets the registers from A up to end
 *   ZERO                   A register
 *   LOOP, LOOP_LAZY        A counter, min, max, target   decides on one more iteration
 *   NEXT                   A counter, target   counts and jumps
 *   MOVED                  A register   fails if the position is the one stored
 *   MOVED_MIN              A register, counter, min   the same once the counter has reached min
 *   LINE_START, TEXT_START, LINE_END, TEXT_END
 *   WORD_EDGE, NO_WORD_EDGE A set of word characters
 *   AHEAD, BEHIND          A set, not   goes on if the character there is in the set; if `not` is 1, if
 *                          it isn't, or there is none
 *   LOOK                   A register   stores position and stack height (A + 1)
 *   LOOK_END               A register   goes back there, keeping captures, dropping choices
 *   LOOK_NOT               A register, target   the same, with a choice to go on at the target
 *   LOOK_NOT_END           A register   undoes all of it and fails
 *   REFERENCE, REFERENCE_BACK  A number
 *   RUN, RUN_LAZY, RUN_ALL A set, min, max, follow   a loop over single characters; `follow` is
 *                          the set of what can come next, or 0; ALL never gives back
 *
 * Fuel, the same in every matcher: 1 for each unit that looking for a start passes over, and
 * for SCAN_UNITS 1 and an eighth of the units for each place compared; 1 and an
 * eighth of the captures for each attempt; 1 for each entry of the stack gone back to, and 1 for
 * each unit a loop takes then; 1 for JUMP, SPLIT, SPLIT_FAR, LOOP, NEXT, LOOK,
 * LOOK_NOT and a PEEK that jumps; 1 and what was passed for REFERENCE; 1 and the units
 * looked at for the RUNs (min, where that is max as well and there are as many); 1 and an eighth of the
 * registers for RESET; an eighth of the units for UNITS and UNITS_FOLD; 1 and an eighth of the entries for LOOK_END.
 * The rest is free, and the compiler puts a SPEND into every straight line of REGEXP_FREE_RUN such.
 */
#ifndef RUNTIME_TEXT_REGEXP_CODE_H
#define RUNTIME_TEXT_REGEXP_CODE_H

#include "runtime/text/regexp.h"

enum regexp_operation {
    OP_MATCH,
    OP_UNIT,
    OP_UNIT_BACK,
    OP_EITHER,
    OP_UNITS,
    OP_UNITS_FOLD,
    OP_POINT,
    OP_POINT_BACK,
    OP_SET,
    OP_SET_BACK,
    OP_JUMP,
    OP_SPLIT,
    OP_SPLIT_FAR,
    OP_PEEK,
    OP_PEEK_BACK,
    OP_SPEND,
    OP_STORE,
    OP_SAVE,
    OP_RESET,
    OP_ZERO,
    OP_LOOP,
    OP_LOOP_LAZY,
    OP_NEXT,
    OP_MOVED,
    OP_MOVED_MIN,
    OP_LINE_START,
    OP_TEXT_START,
    OP_LINE_END,
    OP_TEXT_END,
    OP_WORD_EDGE,
    OP_NO_WORD_EDGE,
    OP_AHEAD,
    OP_BEHIND,
    OP_LOOK,
    OP_LOOK_END,
    OP_LOOK_NOT,
    OP_LOOK_NOT_END,
    OP_REFERENCE,
    OP_REFERENCE_BACK,
    OP_RUN,
    OP_RUN_LAZY,
    OP_RUN_ALL,
};

/* Where a match can start. */
enum regexp_scan {
    SCAN_ANYWHERE,
    SCAN_TEXT_START, /* only at 0 */
    SCAN_SET,        /* before a unit of the set scan_data */
    SCAN_UNIT,       /* before the unit scan_data */
    SCAN_UNITS,      /* before the units of the instruction UNITS or UNITS_FOLD at word scan_data of
                        the code */
};

#define REGEXP_HEADER_WORDS ((uint32_t)(sizeof(struct regexp_program) / 4))
#define REGEXP_WORD_LIMIT   (1u << 24)
#define REGEXP_SET_BITS     8u /* words of bits in front of a set's ranges */
#define REGEXP_FREE_RUN     32u

/* The units of UNITS and UNITS_FOLD. */
static inline uint32_t regexp_units_count(const uint32_t *instruction) {
    return instruction[0] >> 8;
}
static inline uint32_t regexp_units_at(const uint32_t *instruction, uint32_t index) {
    return instruction[1 + index / 2] >> (index % 2 * 16) & 0xffff;
}
/* 32 where a unit stands for either case, to be set in the subject's before comparing; else 0. */
static inline uint32_t regexp_units_fold(const uint32_t *instruction, uint32_t index) {
    const uint32_t *bits = instruction + 1 + (regexp_units_count(instruction) + 1) / 2;
    return (instruction[0] & 0xff) == OP_UNITS_FOLD ? (bits[index / 32] >> index % 32 & 1) << 5 : 0;
}
/* Words that UNITS or UNITS_FOLD of `count` units takes. */
static inline uint32_t regexp_units_words(enum regexp_operation operation, uint32_t count) {
    return 1 + (count + 1) / 2 + (operation == OP_UNITS_FOLD ? (count + 31) / 32 : 0);
}

static inline const uint32_t *regexp_words(const struct regexp_program *program, uint32_t at) {
    return (const uint32_t *)(const void *)program + at;
}

#endif
