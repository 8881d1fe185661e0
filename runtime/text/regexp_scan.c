/*
 * runtime/text/regexp_scan.c: looks for places where a match can start: a unit, a unit of a set, or
 * the first units of the expression.
 */
#include "runtime/text/regexp_matcher.h"
#include "runtime/text/text_scan.h"

static uint32_t find_in_set(const struct regexp_program *program, const struct matcher *m,
                            uint32_t at) {
    const uint32_t *set = regexp_words(program, program->scan_data);
    if (program->ranges != 0) {
        at = scan_ranges(m->units, at, m->length, regexp_words(program, program->ranges));
    }
    while (at < m->length && !bit_of(set, unit_at(m, at, false))) {
        at++;
    }
    return at;
}

static uint32_t find_in_set_wide(const struct regexp_program *program, const struct matcher *m,
                                 uint32_t at) {
    const uint32_t *set = regexp_words(program, program->scan_data);
    if (program->ranges != 0 && set[REGEXP_SET_BITS] == 0) { /* none above 255 */
        at = scan_ranges_wide(m->units, at, m->length, regexp_words(program, program->ranges));
    }
    while (at < m->length && !in_set(set, unit_at(m, at, true), true)) {
        at++;
    }
    return at;
}

/* The next place from `at` to `last` where the first and the last of the units may stand. */
ALWAYS uint32_t find_ends(const struct matcher *m, const uint32_t *units, uint32_t at,
                          uint32_t last, bool wide) {
    uint32_t end = regexp_units_count(units) - 1;
    uint32_t first_unit = regexp_units_at(units, 0), first_fold = regexp_units_fold(units, 0);
    uint32_t last_unit = regexp_units_at(units, end), last_fold = regexp_units_fold(units, end);
    if (!wide) {
        struct scan_ends ends = {(uint8_t)first_unit, (uint8_t)first_fold, (uint8_t)last_unit,
                                 (uint8_t)last_fold, end};
        if (first_unit > 255 || last_unit > 255) {
            return last + 1;
        }
        at = scan_ends(m->units, at, last + 1, &ends);
    } else if (first_unit < 256) {
        uint32_t other = first_unit & ~first_fold;
        const uint32_t ranges[3] = {first_unit | first_unit << 8, other | other << 8,
                                    first_unit | first_unit << 8};
        at = scan_ranges_wide(m->units, at, last + 1, ranges);
    }
    while (at <= last && ((unit_at(m, at, wide) | first_fold) != first_unit ||
                          (unit_at(m, at + end, wide) | last_fold) != last_unit)) {
        at++;
    }
    return at;
}

/* Looks for the units that the expression begins with. */
ALWAYS uint32_t find_units(const struct regexp_program *program, const struct matcher *m,
                           uint32_t start, uint64_t *cost, bool wide) {
    const uint32_t *units = regexp_words(program, program->code + program->scan_data);
    uint32_t count = regexp_units_count(units);
    if (m->length - start < count) {
        return m->length;
    }
    uint32_t last = m->length - count, i = 0;
    for (uint32_t at = start; (at = find_ends(m, units, at, last, wide)) <= last; at++) {
        for (i = 1; i < count - 1; i++) {
            uint32_t unit = unit_at(m, at + i, wide) | regexp_units_fold(units, i);
            if (unit != regexp_units_at(units, i)) {
                break;
            }
        }
        *cost += 1 + count / 8;
        if (i >= count - 1) {
            return at;
        }
    }
    return m->length;
}

static uint32_t find_unit(const struct matcher *m, uint32_t unit, uint32_t at, bool wide) {
    if (!wide) {
        return unit < 256 ? scan_byte(m->units, at, m->length, (uint8_t)unit) : m->length;
    }
    if (unit < 256) {
        const uint32_t ranges[3] = {unit | unit << 8, unit | unit << 8, unit | unit << 8};
        at = scan_ranges_wide(m->units, at, m->length, ranges);
    }
    while (at < m->length && unit_at(m, at, true) != unit) {
        at++;
    }
    return at;
}

uint32_t regexp_find_start(const struct regexp_program *program, const struct text_view *input,
                           uint32_t start, uint32_t *required, uint64_t *cost) {
    struct matcher m = {.units = input->units, .length = input->length};
    uint32_t at = start;
    *cost = 0;
    if (program->required != REGEXP_UNSET && (*required == REGEXP_UNSET || *required < start)) {
        *required = find_unit(&m, program->required, start, input->wide);
        *cost = *required - start;
        if (*required >= m.length) {
            return UINT32_MAX;
        }
    }
    switch ((enum regexp_scan)program->scan) {
    case SCAN_ANYWHERE:
    case SCAN_TEXT_START: return start;
    case SCAN_UNIT: at = find_unit(&m, program->scan_data, start, input->wide); break;
    case SCAN_SET:
        at = input->wide ? find_in_set_wide(program, &m, start) : find_in_set(program, &m, start);
        break;
    case SCAN_UNITS:
        at = input->wide ? find_units(program, &m, start, cost, true)
                         : find_units(program, &m, start, cost, false);
        break;
    }
    *cost += at - start;
    return at < m.length ? at : UINT32_MAX; /* every match consumes: none at the end */
}
