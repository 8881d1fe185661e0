/*
 * runtime/text/unicode_case.c: case mapping of code points and texts, and the equivalence classes
 * of regular expressions' i flag.
 */
#include "runtime/text/unicode.h"
#include "runtime/text/unicode_tables.h"

#define SIGMA       0x3a3u
#define FINAL_SIGMA 0x3c2u
#define DOTTED_I    0x130u
#define DOT_ABOVE   0x307u

enum { DELTA_UPPER, DELTA_LOWER, DELTA_FOLD };

static uint32_t map_simple(uint32_t point, uint32_t which) {
    if (point >= unicode_case_end) {
        return point;
    }
    uint32_t slot = unicode_case_blocks[point / 64] * 64u + point % 64;
    uint32_t triple = unicode_case_index[slot];
    return point + (uint32_t)unicode_case_deltas[triple * 3 + which];
}

uint32_t unicode_upper(uint32_t point) {
    if (point < 0x80) {
        return point - 'a' < 26 ? point - 32 : point;
    }
    return map_simple(point, DELTA_UPPER);
}

uint32_t unicode_lower(uint32_t point) {
    if (point < 0x80) {
        return point - 'A' < 26 ? point + 32 : point;
    }
    return map_simple(point, DELTA_LOWER);
}

uint32_t unicode_fold(uint32_t point) {
    if (point < 0x80) {
        return point - 'A' < 26 ? point + 32 : point;
    }
    return map_simple(point, DELTA_FOLD);
}

/* The row of `point` in the full upper-case mappings, or NULL. */
static const uint16_t *full_upper(uint32_t point) {
    uint32_t low = 0, high = unicode_full_upper_size / 8;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const uint16_t *row = unicode_full_upper + (size_t)middle * 4;
        if (row[0] == point) {
            return row;
        }
        if (row[0] < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

uint32_t unicode_upper_full(uint32_t point, uint32_t out[3]) {
    const uint16_t *row = point < 0xdf ? NULL : full_upper(point);
    if (row == NULL) {
        out[0] = unicode_upper(point);
        return 1;
    }
    out[0] = row[1];
    out[1] = row[2];
    out[2] = row[3];
    return row[3] != 0 ? 3 : 2;
}

static uint32_t put(uint16_t *out, uint32_t at, uint32_t point) {
    uint16_t scratch[2];
    return text_put(out != NULL ? out + at : scratch, point);
}

uint32_t unicode_upper_text(const struct text_view *text, uint16_t *out) {
    uint32_t length = 0;
    for (uint32_t i = 0; i < text->length;) {
        uint32_t mapped[3];
        uint32_t count = unicode_upper_full(text_next(text, &i), mapped);
        for (uint32_t k = 0; k < count; k++) {
            length += put(out, length, mapped[k]);
        }
    }
    return length;
}

struct membership {
    uint32_t point;
    bool found;
};

static enum status check_range(void *context, uint32_t first, uint32_t last) {
    struct membership *member = context;
    if (member->point < first) {
        return STATUS_NOT_FOUND; /* passed it: stop early */
    }
    member->found = member->point <= last;
    return member->found ? STATUS_EXISTS : STATUS_OK;
}

static bool has_binary(uint32_t number, uint32_t point) {
    struct unicode_property property = {UNICODE_BINARY, number};
    struct membership member = {point, false};
    return unicode_property_each(&property, check_range, &member) == STATUS_EXISTS;
}

/* The code point that ends before `*index`; moves `*index` to its start. */
static uint32_t previous_point(const struct text_view *text, uint32_t *index) {
    uint32_t unit = text_unit(text, --*index);
    if (text_is_trail(unit) && *index > 0) {
        uint32_t lead = text_unit(text, *index - 1);
        if (text_is_lead(lead)) {
            --*index;
            return text_pair(lead, unit);
        }
    }
    return unit;
}

/* Unicode 3.13, Final_Sigma: a cased letter before it and none after it, case-ignorable code
 * points skipped. `index` is where the sigma stands. */
static bool is_final_sigma(const struct text_view *text, uint32_t index) {
    bool cased_before = false;
    for (uint32_t i = index; i > 0 && !cased_before;) {
        uint32_t point = previous_point(text, &i);
        if (has_binary(UNICODE_BINARY_CASE_IGNORABLE, point)) {
            continue;
        }
        cased_before = has_binary(UNICODE_BINARY_CASED, point);
        break;
    }
    if (!cased_before) {
        return false;
    }
    for (uint32_t i = index + 1; i < text->length;) {
        uint32_t point = text_next(text, &i);
        if (!has_binary(UNICODE_BINARY_CASE_IGNORABLE, point)) {
            return !has_binary(UNICODE_BINARY_CASED, point);
        }
    }
    return true;
}

uint32_t unicode_lower_text(const struct text_view *text, uint16_t *out) {
    uint32_t length = 0;
    for (uint32_t i = 0; i < text->length;) {
        uint32_t start = i;
        uint32_t point = text_next(text, &i);
        if (point == SIGMA && is_final_sigma(text, start)) {
            length += put(out, length, FINAL_SIGMA);
        } else if (point == DOTTED_I) {
            length += put(out, length, 'i');
            length += put(out, length, DOT_ABOVE);
        } else {
            length += put(out, length, unicode_lower(point));
        }
    }
    return length;
}

uint32_t unicode_canonicalize(uint32_t point, bool modern) {
    if (modern) {
        return unicode_fold(point);
    }
    if (point < 0x80) {
        return unicode_upper(point);
    }
    if (point > 0xffff || full_upper(point) != NULL) {
        return point;
    }
    uint32_t upper = unicode_upper(point);
    return upper < 0x80 ? point : upper;
}

uint32_t unicode_case_class(uint32_t point, bool modern, uint32_t out[UNICODE_CASE_CLASS_MAX]) {
    uint32_t letter = point | 0x20;
    out[0] = point;
    if (point < 0x80 && letter - 'a' >= 26) {
        return 1;
    }
    /* Only U+017F and U+212A fold to ASCII, and only with u. */
    if (point < 0x80 && !(modern && (letter == 'k' || letter == 's'))) {
        out[1] = point ^ 0x20;
        return 2;
    }
    const uint16_t *class = modern ? unicode_case_classes_unicode : unicode_case_classes_legacy;
    while (class[0] != 0) {
        uint32_t count = 0;
        bool found = false;
        for (; class[count] != 0; count++) {
            found = found || class[count] == point;
        }
        if (found) {
            for (uint32_t i = 0; i < count; i++) {
                out[i] = class[i];
            }
            return count;
        }
        class += count + 1;
    }
    uint32_t canonical = unicode_canonicalize(point, modern);
    uint32_t others[2] = {unicode_upper(point), unicode_lower(point)};
    uint32_t count = 1;
    out[0] = point;
    for (uint32_t i = 0; i < 2; i++) {
        if (others[i] != point && unicode_canonicalize(others[i], modern) == canonical) {
            out[count++] = others[i];
        }
    }
    return count;
}

uint32_t unicode_next_cased(uint32_t point) {
    while (point < unicode_case_end) {
        if (unicode_case_blocks[point / 64] == 0) {
            point = (point / 64 + 1) * 64;
        } else if (unicode_case_index[unicode_case_blocks[point / 64] * 64u + point % 64] == 0) {
            point++;
        } else {
            return point;
        }
    }
    return UINT32_MAX;
}
