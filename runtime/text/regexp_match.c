/*
 * runtime/text/regexp_match.c: runs programs by backtracking over an explicit stack.
 *
 * The stack holds entries of two words: what to go back to, with the kind in the top two bits.
 *   choice   program counter            position
 *   undo     register                   its old value
 *   loop     the RUN or RUN_LAZY        lowest position, or iterations still allowed
 *   where    (always upon a loop)       position the loop has reached
 * Going back pops entries, restoring registers, up to a choice or a loop that can still give.
 */
#include <string.h>

#include "runtime/text/regexp_matcher.h"

#define KIND_SHIFT  30
#define KIND_CHOICE 0u
#define KIND_LOOP   1u
#define KIND_UNDO   2u
#define KIND_WHERE  3u
#define PAYLOAD     0x3fffffffu
#define FIRST_STACK 256u

bool regexp_stack_grow(struct regexp_stack *stack, uint32_t used) {
    uint32_t limit = stack->limit / 4;
    uint32_t capacity = stack->capacity < FIRST_STACK / 2 ? FIRST_STACK : stack->capacity * 2;
    capacity = capacity > limit ? limit & ~3u : capacity;
    if (capacity < used + 4) {
        return false;
    }
    uint32_t *entries = stack->memory->allocate(stack->memory->context, (size_t)capacity * 4);
    if (entries == NULL) {
        return false;
    }
    if (used > 0) {
        memcpy(entries, stack->entries, (size_t)used * 4);
    }
    stack->entries = entries;
    stack->capacity = capacity;
    return true;
}

static bool grow_stack(struct matcher *m) {
    if (!regexp_stack_grow(m->stack, m->top)) {
        return false;
    }
    m->entries = m->stack->entries;
    m->capacity = m->stack->capacity;
    return true;
}

ALWAYS void put(struct matcher *m, uint32_t kind, uint32_t payload, uint32_t value) {
    m->entries[m->top] = kind << KIND_SHIFT | payload;
    m->entries[m->top + 1] = value;
    m->top += 2;
}

ALWAYS bool push(struct matcher *m, uint32_t kind, uint32_t payload, uint32_t value) {
    /* Room for two entries, so that a loop can add its second without asking. */
    if (__builtin_expect(m->top + 4 > m->capacity, 0) && !grow_stack(m)) {
        return false;
    }
    put(m, kind, payload, value);
    return true;
}

/* Changes a register so that going back restores it. */
ALWAYS bool set_register(struct matcher *m, uint32_t index, uint32_t value) {
    uint32_t old = m->registers[index];
    m->registers[index] = value;
    return push(m, KIND_UNDO, index, old);
}

static bool reset_registers(struct matcher *m, uint32_t first, uint32_t end) {
    for (; first < end; first++) {
        if (m->registers[first] != REGEXP_UNSET && !set_register(m, first, REGEXP_UNSET)) {
            return false;
        }
    }
    return true;
}

/* Leaves a lookahead that matched: keeps what undoes its captures, drops its choices. */
static void drop_choices(struct matcher *m, uint32_t height) {
    uint32_t kept = height;
    for (uint32_t i = height; i < m->top; i += 2) {
        if (m->entries[i] >> KIND_SHIFT == KIND_UNDO) {
            m->entries[kept] = m->entries[i];
            m->entries[kept + 1] = m->entries[i + 1];
            kept += 2;
        }
    }
    m->top = kept;
}

/* Leaves a negative lookaround that matched: as if it had never been tried. */
static void undo_to(struct matcher *m, uint32_t height) {
    while (m->top > height) {
        m->top -= 2;
        if (m->entries[m->top] >> KIND_SHIFT == KIND_UNDO) {
            m->registers[m->entries[m->top] & PAYLOAD] = m->entries[m->top + 1];
        }
    }
}

ALWAYS bool is_word_at(const struct matcher *m, const uint32_t *set, uint32_t index, bool wide) {
    return index < m->length && in_set(set, unit_at(m, index, wide), wide);
}

ALWAYS bool is_line_end(uint32_t unit) {
    return unit == '\n' || unit == '\r' || unit == 0x2028 || unit == 0x2029;
}

/* Consumes up to `max` characters of the set; returns how many. */
ALWAYS uint32_t consume(const struct matcher *m, const uint32_t *set, uint32_t max,
                        uint32_t *position, bool wide, bool unicode) {
    uint32_t at = *position, count = 0;
    while (count < max && at < m->length) {
        uint32_t next = at;
        if (!in_set(set, read_forward(m, &next, wide, unicode), wide)) {
            break;
        }
        at = next;
        count++;
    }
    *position = at;
    return count;
}

/* Whether the unit at `position` can start what follows a loop. */
ALWAYS bool can_follow(const struct matcher *m, const uint32_t *run, uint32_t position, bool wide) {
    return run[3] == 0 ||
           (position < m->length && in_set(m->words + run[3], unit_at(m, position, wide), wide));
}

/* Moves a greedy loop's end back, not below `low`, to where what follows can start. */
ALWAYS bool give_back(const struct matcher *m, const uint32_t *run, uint32_t low,
                      uint32_t *position, bool wide, bool unicode) {
    while (!can_follow(m, run, *position, wide)) {
        if (*position == low) {
            return false;
        }
        uint32_t before = *position;
        read_back(m, &before, wide, unicode);
        *position = before < low ? low : before;
    }
    return true;
}

/* Moves a lazy loop's end forward to where what follows can start. */
ALWAYS bool take_more(const struct matcher *m, const uint32_t *run, uint32_t *left,
                      uint32_t *position, bool wide, bool unicode) {
    const uint32_t *set = m->words + (run[0] >> 8);
    while (!can_follow(m, run, *position, wide)) {
        if (*left == 0 || consume(m, set, 1, position, wide, unicode) == 0) {
            return false;
        }
        *left -= *left != REGEXP_UNSET;
    }
    return true;
}

/* Enters a loop over single characters. A result of false means fail; `*full` that the stack is.
 * `*cost` gets the units looked at. */
ALWAYS bool enter_run(struct matcher *m, const uint32_t *run, uint32_t pc, uint32_t *position,
                      uint32_t *cost, bool *full, bool wide, bool unicode) {
    const uint32_t *set = m->words + (run[0] >> 8);
    uint32_t operation = run[0] & 0xff, min = run[1], max = run[2], start = *position;
    if (min == max) {
        *cost = min;
        return consume(m, set, min, position, wide, unicode) == min;
    }
    uint32_t taken = consume(m, set, min, position, wide, unicode);
    *cost = *position - start;
    if (taken < min) {
        return false;
    }
    uint32_t low = *position, left = max == REGEXP_UNSET ? max : max - min;
    if (operation == OP_RUN_LAZY) {
        bool good = take_more(m, run, &left, position, wide, unicode);
        *cost = *position - start;
        if (!good) {
            return false;
        }
        low = left;
        if (left == 0) {
            return true;
        }
    } else {
        consume(m, set, left, position, wide, unicode);
        *cost = *position - start;
        if (operation == OP_RUN_ALL) {
            return true;
        }
        if (!give_back(m, run, low, position, wide, unicode)) {
            return false;
        }
        if (*position == low) {
            return true;
        }
    }
    *full = !push(m, KIND_LOOP, pc, low);
    if (!*full) {
        put(m, KIND_WHERE, 0, *position);
    }
    return true;
}

/* Lets the loop on top of the stack go on by one; false, with its entries gone, if it can't. */
ALWAYS bool resume_run(struct matcher *m, const uint32_t *run, uint32_t *position, bool wide,
                       bool unicode) {
    uint32_t *entry = m->entries + m->top - 4;
    bool good = false, more = false;
    *position = entry[3];
    if ((run[0] & 0xff) == OP_RUN) {
        uint32_t low = entry[1], before = *position;
        read_back(m, &before, wide, unicode);
        *position = before < low ? low : before;
        good = give_back(m, run, low, position, wide, unicode);
        more = *position > low;
    } else if (consume(m, m->words + (run[0] >> 8), 1, position, wide, unicode)) {
        uint32_t left = entry[1] - (entry[1] != REGEXP_UNSET);
        good = take_more(m, run, &left, position, wide, unicode);
        entry[1] = left;
        more = left > 0;
    }
    entry[3] = *position;
    m->top -= good && more ? 0 : 4;
    return good;
}

ALWAYS bool match_units(const struct matcher *m, const uint32_t *instruction, uint32_t *position,
                        bool wide) {
    uint32_t count = regexp_units_count(instruction);
    if (m->length - *position < count) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t unit = unit_at(m, *position + i, wide) | regexp_units_fold(instruction, i);
        if (unit != regexp_units_at(instruction, i)) {
            return false;
        }
    }
    *position += count;
    return true;
}

#define FAIL_UNLESS(condition)                                                                     \
    if (!(condition)) {                                                                            \
        goto fail;                                                                                 \
    }                                                                                              \
    break
#define FULL_UNLESS(condition)                                                                     \
    if (!(condition)) {                                                                            \
        *fuel_left = fuel;                                                                         \
        return REGEXP_OUT_OF_STACK;                                                                \
    }
#define SPEND(amount)                                                                              \
    fuel -= (int64_t)(amount);                                                                     \
    if (fuel < 0) {                                                                                \
        *fuel_left = 0;                                                                            \
        return REGEXP_OUT_OF_FUEL;                                                                 \
    }

/* Tries to match at `position`. One long function: the instruction loop keeps its state in
 * registers of the machine. */
ALWAYS enum regexp_result run_at(struct matcher *m, uint32_t position, int64_t *fuel_left,
                                 bool wide, bool unicode) {
    const uint32_t *const code = m->words + m->program->code;
    uint32_t *const registers = m->registers;
    int64_t fuel = *fuel_left;
    uint32_t pc = 0;
    bool full = false;
    for (;;) {
        const uint32_t *at = code + pc;
        uint32_t a = at[0] >> 8, before = position;
        switch ((enum regexp_operation)(at[0] & 0xff)) {
        case OP_MATCH:
            registers[1] = position;
            *fuel_left = fuel;
            return REGEXP_MATCH;
        case OP_UNIT: pc++; FAIL_UNLESS(position < m->length && unit_at(m, position++, wide) == a);
        case OP_UNIT_BACK: pc++; FAIL_UNLESS(position > 0 && unit_at(m, --position, wide) == a);
        case OP_EITHER: {
            uint32_t unit = position < m->length ? unit_at(m, position++, wide) : REGEXP_UNSET;
            pc += 2;
            FAIL_UNLESS(unit == a || unit == at[1]);
        }
        case OP_UNITS:
        case OP_UNITS_FOLD:
            pc += regexp_units_words((enum regexp_operation)(at[0] & 0xff), a);
            SPEND(a / 8);
            FAIL_UNLESS(match_units(m, at, &position, wide));
        case OP_POINT:
            pc++;
            FAIL_UNLESS(position < m->length && read_forward(m, &position, wide, true) == a);
        case OP_POINT_BACK:
            pc++;
            FAIL_UNLESS(position > 0 && read_back(m, &position, wide, true) == a);
        case OP_SET:
            pc++;
            FAIL_UNLESS(position < m->length &&
                        in_set(m->words + a, read_forward(m, &position, wide, unicode), wide));
        case OP_SET_BACK:
            pc++;
            FAIL_UNLESS(position > 0 &&
                        in_set(m->words + a, read_back(m, &position, wide, unicode), wide));
        case OP_SPEND:
            pc++;
            SPEND(a);
            break;
        case OP_JUMP:
            pc = a;
            SPEND(1);
            break;
        case OP_SPLIT:
            pc++;
            SPEND(1);
            FULL_UNLESS(push(m, KIND_CHOICE, a, position));
            break;
        case OP_SPLIT_FAR:
            SPEND(1);
            FULL_UNLESS(push(m, KIND_CHOICE, pc + 1, position));
            pc = a;
            break;
        case OP_PEEK:
        case OP_PEEK_BACK: {
            bool back = (at[0] & 0xff) == OP_PEEK_BACK;
            bool fits =
                (back ? position > 0 : position < m->length) &&
                in_set(m->words + at[1], unit_at(m, back ? position - 1 : position, wide), wide);
            if (!fits) {
                SPEND(1);
            }
            pc = fits ? pc + 2 : a;
            break;
        }
        case OP_STORE:
            pc++;
            registers[a] = position;
            break;
        case OP_SAVE:
            pc++;
            FULL_UNLESS(set_register(m, a, position));
            break;
        case OP_RESET:
            pc += 2;
            SPEND(1 + (at[1] - a) / 8);
            FULL_UNLESS(reset_registers(m, a, at[1]));
            break;
        case OP_ZERO:
            pc++;
            FULL_UNLESS(set_register(m, a, 0));
            break;
        case OP_LOOP:
        case OP_LOOP_LAZY:
            SPEND(1);
            if (registers[a] < at[1]) {
                pc += 4;
            } else if (registers[a] >= at[2]) {
                pc = at[3];
            } else if ((at[0] & 0xff) == OP_LOOP) {
                pc += 4;
                FULL_UNLESS(push(m, KIND_CHOICE, at[3], position));
            } else {
                FULL_UNLESS(push(m, KIND_CHOICE, pc + 4, position));
                pc = at[3];
            }
            break;
        case OP_NEXT:
            pc = at[1];
            SPEND(1);
            FULL_UNLESS(set_register(m, a, registers[a] + 1));
            break;
        case OP_MOVED: pc++; FAIL_UNLESS(registers[a] != position);
        case OP_MOVED_MIN:
            pc += 3;
            FAIL_UNLESS(registers[a] != position || registers[at[1]] < at[2]);
        case OP_LINE_START:
            pc++;
            FAIL_UNLESS(position == 0 || is_line_end(unit_at(m, position - 1, wide)));
        case OP_TEXT_START: pc++; FAIL_UNLESS(position == 0);
        case OP_LINE_END:
            pc++;
            FAIL_UNLESS(position == m->length || is_line_end(unit_at(m, position, wide)));
        case OP_TEXT_END: pc++; FAIL_UNLESS(position == m->length);
        case OP_WORD_EDGE:
        case OP_NO_WORD_EDGE: {
            bool edge = is_word_at(m, m->words + a, position, wide) !=
                        is_word_at(m, m->words + a, position - 1, wide);
            pc++;
            FAIL_UNLESS(edge == ((at[0] & 0xff) == OP_WORD_EDGE));
        }
        case OP_AHEAD:
        case OP_BEHIND: {
            bool back = (at[0] & 0xff) == OP_BEHIND, in = false;
            uint32_t there = position;
            pc += 2;
            if (back ? position > 0 : position < m->length) {
                in = in_set(m->words + a,
                            back ? read_back(m, &there, wide, unicode)
                                 : read_forward(m, &there, wide, unicode),
                            wide);
            }
            FAIL_UNLESS(in != (at[1] != 0));
        }
        case OP_LOOK:
            pc++;
            SPEND(1);
            FULL_UNLESS(set_register(m, a, position) && set_register(m, a + 1, 0));
            registers[a + 1] = m->top;
            break;
        case OP_LOOK_END:
            pc++;
            position = registers[a];
            SPEND(1 + (m->top - registers[a + 1]) / 16);
            drop_choices(m, registers[a + 1]);
            break;
        case OP_LOOK_NOT: {
            pc += 2;
            SPEND(1);
            FULL_UNLESS(set_register(m, a + 1, 0));
            registers[a + 1] = m->top;
            FULL_UNLESS(push(m, KIND_CHOICE, at[1], position));
            break;
        }
        case OP_LOOK_NOT_END: undo_to(m, registers[a + 1]); goto fail;
        case OP_REFERENCE:
        case OP_REFERENCE_BACK: {
            bool back = (at[0] & 0xff) == OP_REFERENCE_BACK;
            pc++;
            if (!match_reference(m, a, back, &position, wide, unicode)) {
                goto fail;
            }
            SPEND(1 + (back ? before - position : position - before));
            break;
        }
        case OP_RUN:
        case OP_RUN_LAZY:
        case OP_RUN_ALL: {
            uint32_t cost = 0;
            if (m->length - position < at[1]) {
                goto fail;
            }
            bool good = enter_run(m, at, pc, &position, &cost, &full, wide, unicode);
            SPEND(1 + (int64_t)cost);
            if (!good) {
                goto fail;
            }
            FULL_UNLESS(!full);
            pc += 4;
            break;
        }
        }
        continue;
    fail:
        for (;;) {
            if (m->top == 0) {
                *fuel_left = fuel;
                return REGEXP_NO_MATCH;
            }
            uint32_t entry = m->entries[m->top - 2], value = m->entries[m->top - 1];
            SPEND(1);
            if (entry >> KIND_SHIFT == KIND_CHOICE) {
                m->top -= 2;
                pc = entry;
                position = value;
                break;
            }
            if (entry >> KIND_SHIFT == KIND_UNDO) {
                m->top -= 2;
                registers[entry & PAYLOAD] = value;
                continue;
            }
            pc = m->entries[m->top - 4] & PAYLOAD;
            bool resumed = resume_run(m, code + pc, &position, wide, unicode);
            SPEND(position > value ? position - value : 0);
            if (resumed) {
                pc += 4;
                break;
            }
        }
    }
}

static bool spend(int64_t *fuel, uint64_t amount) {
    *fuel -= (int64_t)amount;
    if (*fuel < 0) {
        *fuel = 0;
        return false;
    }
    return true;
}

ALWAYS enum regexp_result search(struct matcher *m, uint32_t start, int64_t *fuel, bool wide,
                                 bool unicode) {
    bool sticky = (m->program->flags & REGEXP_STICKY) != 0;
    bool anchored = m->program->scan == SCAN_TEXT_START;
    uint32_t required = REGEXP_UNSET;
    if (wide && unicode && start > 0 && start < m->length &&
        text_is_trail(unit_at(m, start, wide)) && text_is_lead(unit_at(m, start - 1, wide))) {
        start--;
    }
    if (anchored && start > 0) {
        return REGEXP_NO_MATCH;
    }
    for (;;) {
        if (!sticky) {
            struct text_view input = {m->units, m->length, wide};
            uint64_t cost = 0;
            uint32_t found = regexp_find_start(m->program, &input, start, &required, &cost);
            if (!spend(fuel, cost)) {
                return REGEXP_OUT_OF_FUEL;
            }
            if (found == UINT32_MAX) {
                return REGEXP_NO_MATCH;
            }
            start = found;
        }
        if (!spend(fuel, 1 + m->program->capture_count / 8)) {
            return REGEXP_OUT_OF_FUEL;
        }
        memset(m->registers, 0xff, (size_t)m->program->capture_count * 8);
        m->top = 0;
        enum regexp_result result = run_at(m, start, fuel, wide, unicode);
        if (result != REGEXP_NO_MATCH || sticky || anchored || start >= m->length) {
            return result;
        }
        if (m->program->skip != 0) {
            uint32_t before = start;
            consume(m, m->words + m->program->skip, UINT32_MAX, &start, wide, unicode);
            if (!spend(fuel, start - before)) {
                return REGEXP_OUT_OF_FUEL;
            }
            if (start >= m->length) {
                return REGEXP_NO_MATCH;
            }
        }
        read_forward(m, &start, wide, unicode);
    }
}

static enum regexp_result search_narrow(struct matcher *m, uint32_t start, int64_t *fuel) {
    /* No surrogates in Latin-1: u makes no difference to reading. */
    return search(m, start, fuel, false, false);
}

static enum regexp_result search_wide(struct matcher *m, uint32_t start, int64_t *fuel) {
    return search(m, start, fuel, true, false);
}

static enum regexp_result search_unicode(struct matcher *m, uint32_t start, int64_t *fuel) {
    return search(m, start, fuel, true, true);
}

enum regexp_result regexp_match(const struct regexp_program *program, const struct text_view *input,
                                uint32_t start, uint32_t *registers, struct regexp_stack *stack,
                                int64_t *fuel) {
    struct matcher matcher = {.program = program,
                              .words = regexp_words(program, 0),
                              .units = input->units,
                              .length = input->length,
                              .registers = registers,
                              .stack = stack,
                              .entries = stack->entries,
                              .capacity = stack->capacity};
    if (start > input->length) {
        return REGEXP_NO_MATCH;
    }
    if (!input->wide) {
        return search_narrow(&matcher, start, fuel);
    }
    return (program->flags & REGEXP_UNICODE) != 0 ? search_unicode(&matcher, start, fuel)
                                                  : search_wide(&matcher, start, fuel);
}
