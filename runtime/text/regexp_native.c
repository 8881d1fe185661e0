/*
 * runtime/text/regexp_native.c: runs the machine code of literals, and what that code calls where
 * a few instructions don't do.
 */
#include "runtime/text/regexp_native.h"

#include <string.h>

#include "runtime/abi.h"
#include "runtime/text/regexp_matcher.h"

enum regexp_result regexp_match_literal(struct rt *rt, const struct regexp_literal *literal,
                                        const struct text_view *input, uint32_t start,
                                        uint32_t *registers, struct regexp_stack *stack,
                                        int64_t *fuel) {
    if (literal->code == NULL || input->wide) {
        return regexp_match(literal->program, input, start, registers, stack, fuel);
    }
    if (start > input->length) {
        return REGEXP_NO_MATCH;
    }
    struct regexp_machine machine = {.units = input->units,
                                     .length = input->length,
                                     .registers = registers,
                                     .entries = stack->entries,
                                     .end = stack->entries + stack->capacity,
                                     .fuel = *fuel,
                                     .start = start,
                                     .required = REGEXP_UNSET,
                                     .program = literal->program,
                                     .stack = stack};
    enum regexp_result result = (enum regexp_result)literal->code(rt, &machine);
    *fuel = machine.fuel;
    return result;
}

uint32_t *rt_regexp_grow(struct rt *rt, struct regexp_machine *machine, uint32_t *top) {
    uint32_t used = (uint32_t)(top - machine->entries);
    if (!regexp_stack_grow(machine->stack, used)) {
        return NULL;
    }
    machine->entries = machine->stack->entries;
    machine->end = machine->entries + machine->stack->capacity;
    return machine->entries + used;
}

uint32_t *rt_regexp_keep(struct rt *rt, struct regexp_machine *machine, int64_t height,
                         uint32_t *top) {
    uint32_t *kept = machine->entries + height;
    for (const uint32_t *entry = kept; entry < top; entry += 2) {
        if ((entry[0] & REGEXP_UNDO) != 0) {
            kept[0] = entry[0];
            kept[1] = entry[1];
            kept += 2;
        }
    }
    return kept;
}

uint32_t *rt_regexp_undo(struct rt *rt, struct regexp_machine *machine, int64_t height,
                         uint32_t *top) {
    while (top > machine->entries + height) {
        top -= 2;
        if ((top[0] & REGEXP_UNDO) != 0) {
            machine->registers[top[0] & ~REGEXP_UNDO] = top[1];
        }
    }
    return top;
}

int64_t rt_regexp_refer(struct rt *rt, struct regexp_machine *machine, int64_t position,
                        uint32_t number, uint32_t back) {
    struct matcher matcher = {.program = machine->program,
                              .units = machine->units,
                              .length = (uint32_t)machine->length,
                              .registers = machine->registers};
    uint32_t at = (uint32_t)position;
    return match_reference(&matcher, number, back != 0, &at, false, false) ? (int64_t)at : -1;
}

int64_t rt_regexp_find(struct rt *rt, struct regexp_machine *machine) {
    struct text_view input = {machine->units, (uint32_t)machine->length, false};
    uint64_t cost = 0;
    uint32_t found = regexp_find_start(machine->program, &input, (uint32_t)machine->start,
                                       &machine->required, &cost);
    machine->fuel -= (int64_t)cost;
    machine->start = found;
    return found != UINT32_MAX;
}
