/*
 * runtime/text/regexp_set.c: sets of code points.
 */
#include "runtime/text/regexp_set.h"

#include <string.h>

#include "runtime/text/regexp.h"
#include "runtime/text/unicode.h"

enum status regexp_set_new(const struct text_memory *memory, struct regexp_set **out) {
    struct regexp_set *set = memory->allocate(memory->context, sizeof *set);
    if (set == NULL) {
        return STATUS_NO_MEMORY;
    }
    *set = (struct regexp_set){NULL, 0, 0, true, memory};
    *out = set;
    return STATUS_OK;
}

enum status regexp_set_add(struct regexp_set *set, uint32_t first, uint32_t last) {
    if (set->count > 0 && set->sorted) {
        uint32_t *top = set->ranges + (size_t)(set->count - 1) * 2;
        if (first >= top[0] && first <= top[1] + 1) {
            top[1] = last > top[1] ? last : top[1];
            return STATUS_OK;
        }
        set->sorted = first > top[1];
    }
    if (set->count == set->capacity) {
        uint32_t capacity = set->capacity == 0 ? 4 : set->capacity * 2;
        uint32_t *ranges =
            set->memory->allocate(set->memory->context, (size_t)capacity * 2 * sizeof *ranges);
        if (ranges == NULL) {
            return STATUS_NO_MEMORY;
        }
        if (set->count > 0) {
            memcpy(ranges, set->ranges, (size_t)set->count * 2 * sizeof *ranges);
        }
        set->ranges = ranges;
        set->capacity = capacity;
    }
    set->ranges[(size_t)set->count * 2] = first;
    set->ranges[(size_t)set->count * 2 + 1] = last;
    set->count++;
    return STATUS_OK;
}

enum status regexp_set_add_set(struct regexp_set *set, const struct regexp_set *other) {
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < other->count && status == STATUS_OK; i++) {
        status =
            regexp_set_add(set, other->ranges[(size_t)i * 2], other->ranges[(size_t)i * 2 + 1]);
    }
    return status;
}

/* Shell sort: short, in place, and fast enough for the few thousand ranges a class can have. */
static void sort_ranges(uint64_t *pairs, uint32_t count) {
    static const uint32_t gaps[] = {8858, 3937, 1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (uint32_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++) {
        uint32_t gap = gaps[g];
        for (uint32_t i = gap; i < count; i++) {
            uint64_t pair = pairs[i];
            uint32_t k = i;
            for (; k >= gap && (uint32_t)pairs[k - gap] > (uint32_t)pair; k -= gap) {
                pairs[k] = pairs[k - gap];
            }
            pairs[k] = pair;
        }
    }
}

void regexp_set_normalize(struct regexp_set *set) {
    if (set->sorted || set->count == 0) {
        return;
    }
    /* On every target of ours the first of a pair is the low half of a little-endian word. */
    sort_ranges((uint64_t *)(void *)set->ranges, set->count);
    uint32_t written = 1;
    for (uint32_t i = 1; i < set->count; i++) {
        uint32_t first = set->ranges[(size_t)i * 2], last = set->ranges[(size_t)i * 2 + 1];
        uint32_t *top = set->ranges + (size_t)(written - 1) * 2;
        if (first <= top[1] + 1) {
            top[1] = last > top[1] ? last : top[1];
        } else {
            set->ranges[(size_t)written * 2] = first;
            set->ranges[(size_t)written * 2 + 1] = last;
            written++;
        }
    }
    set->count = written;
    set->sorted = true;
}

enum status regexp_set_negate(struct regexp_set *set) {
    regexp_set_normalize(set);
    struct regexp_set copy = *set;
    uint32_t position = 0;
    enum status status = STATUS_OK;
    *set = (struct regexp_set){NULL, 0, 0, true, copy.memory};
    for (uint32_t i = 0; i < copy.count && status == STATUS_OK; i++) {
        if (copy.ranges[(size_t)i * 2] > position) {
            status = regexp_set_add(set, position, copy.ranges[(size_t)i * 2] - 1);
        }
        position = copy.ranges[(size_t)i * 2 + 1] + 1;
    }
    if (status == STATUS_OK && position <= REGEXP_POINT_LAST) {
        status = regexp_set_add(set, position, REGEXP_POINT_LAST);
    }
    return status;
}

enum status regexp_set_close(struct regexp_set *set, bool unicode) {
    regexp_set_normalize(set);
    struct regexp_set original = *set;
    enum status status = STATUS_OK;
    if (set->count == 1 && set->ranges[0] == 0 && set->ranges[1] == REGEXP_POINT_LAST) {
        return STATUS_OK;
    }
    for (uint32_t i = 0; i < original.count; i++) {
        uint32_t last = original.ranges[(size_t)i * 2 + 1];
        for (uint32_t point = original.ranges[(size_t)i * 2]; point <= last; point++) {
            uint32_t class[UNICODE_CASE_CLASS_MAX];
            point = unicode_next_cased(point);
            if (point > last) {
                break;
            }
            uint32_t count = unicode_case_class(point, unicode, class);
            for (uint32_t k = 0; k < count && status == STATUS_OK; k++) {
                if (class[k] != point && !regexp_set_has(&original, class[k])) {
                    status = regexp_set_add(set, class[k], class[k]);
                }
            }
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    regexp_set_normalize(set);
    return STATUS_OK;
}

bool regexp_set_has(const struct regexp_set *set, uint32_t point) {
    uint32_t low = 0, high = set->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (point < set->ranges[(size_t)middle * 2]) {
            high = middle;
        } else if (point > set->ranges[(size_t)middle * 2 + 1]) {
            low = middle + 1;
        } else {
            return true;
        }
    }
    return false;
}

static enum status add_pairs(struct regexp_set *set, const uint16_t *pairs, uint32_t count) {
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < count && status == STATUS_OK; i += 2) {
        status = regexp_set_add(set, pairs[i], pairs[i + 1]);
    }
    return status;
}

enum status regexp_set_add_escape(struct regexp_set *set, char letter, uint32_t flags) {
    static const uint16_t digits[] = {'0', '9'};
    static const uint16_t spaces[] = {0x09,   0x0d,   0x20,   0x20,   0xa0,   0xa0,   0x1680,
                                      0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f,
                                      0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff};
    static const uint16_t words[] = {'0', '9', 'A',   'Z',   '_',    '_',
                                     'a', 'z', 0x17f, 0x17f, 0x212a, 0x212a};
    switch (letter) {
    case 'd': return add_pairs(set, digits, 2);
    case 's': return add_pairs(set, spaces, sizeof spaces / sizeof spaces[0]);
    case 'w': {
        bool folding = (flags & REGEXP_IGNORE_CASE) != 0 && (flags & REGEXP_UNICODE) != 0;
        return add_pairs(set, words, folding ? 12 : 8);
    }
    default: return STATUS_INVALID;
    }
}
