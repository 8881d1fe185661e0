/*
 * runtime/text/text_collate.c: String.prototype.localeCompare: the order of UTS #10's default table,
 * three levels, nothing ignored but what has no weight, as ICU's root collation has it for the
 * scripts in the table (tools/unicode_tables.py, COLLATED). Other code points sort behind them, by
 * number; symbols in front of the currency signs.
 */
#include "runtime/heap.h"
#include "runtime/text/builtin_text.h"
#include "runtime/text/unicode.h"
#include "runtime/text/unicode_tables.h"

#define ELEMENT_LAST   0x80000000u
#define ELEMENT_END    UINT32_MAX /* no more text; no element looks so */
#define COMMON_WEIGHTS (1u << 5 | 2u)
#define COMPATIBLE     2u
#define UPPER_FIRST    8u /* tertiary weights of capital letters */
#define UPPER_LAST     12u
#define BEHIND_ALL     0xf000u

enum level { LEVEL_PRIMARY, LEVEL_SECONDARY, LEVEL_TERTIARY, LEVEL_CASE, LEVEL_COUNT };

/* Reads the collation elements of a text in NFC, one after the other. */
struct reader {
    struct text_view text;
    uint32_t index;
    struct text_view parts; /* of the decomposition being read */
    uint32_t part;
    bool compatible;          /* it is a compatibility decomposition: another tertiary weight */
    const uint32_t *elements; /* to come, of the code point being read; NULL: none */
    bool numeric;
    uint32_t digits; /* digits of a number still to be given as elements */
    uint32_t second; /* the second element of one without an entry; 0: none */
};

static const uint32_t *find_elements(uint32_t point) {
    uint32_t low = 0, high = unicode_collation_points_size / 2;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (unicode_collation_points[middle] == point) {
            return unicode_collation_elements + unicode_collation_offsets[middle];
        }
        if (unicode_collation_points[middle] < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static uint32_t next_point(struct reader *reader) {
    if (reader->part < reader->parts.length) {
        return text_next(&reader->parts, &reader->part);
    }
    return text_next(&reader->text, &reader->index);
}

/* The first of two elements for a code point that has no entry; the second keeps their order. */
static uint32_t make_elements(struct reader *reader, uint32_t point) {
    bool symbol = (point >= 0x2200 && point < 0x2c00) || (point >= 0x1f000 && point < 0x1fb00);
    bool hangul = point >= 0xac00 && point < 0xd7a4;
    uint32_t primary = symbol   ? unicode_collation_currency - 1
                       : hangul ? unicode_collation_kana - 1
                                : BEHIND_ALL + (point >> 12);
    reader->second = (hangul ? point - 0xac00 + 1 : (point & 0xfff) + 1) << 13;
    return primary << 13 | COMMON_WEIGHTS;
}

/* Behind the first digit of a number: its elements are that of 0, how many digits it has without
 * leading zeros, and those. */
static uint32_t start_number(struct reader *reader) {
    uint32_t start = reader->index - 1, length = reader->text.length;
    while (start < length && text_unit(&reader->text, start) == '0') {
        start++;
    }
    uint32_t end = start;
    while (end < length && text_unit(&reader->text, end) - '0' < 10) {
        end++;
    }
    reader->index = start;
    reader->digits = end - start;
    reader->second = (reader->digits < 0xfffe ? reader->digits + 1 : 0xffff) << 13;
    return find_elements('0')[0] & ~ELEMENT_LAST;
}

static uint32_t next_element(struct reader *reader) {
    for (;;) {
        if (reader->elements != NULL) {
            uint32_t element = *reader->elements++;
            if ((element & ELEMENT_LAST) != 0) {
                reader->elements = NULL;
            }
            return (element & ~ELEMENT_LAST) + (reader->compatible ? COMPATIBLE : 0);
        }
        if (reader->second != 0) {
            uint32_t element = reader->second;
            reader->second = 0;
            return element;
        }
        if (reader->digits > 0) {
            reader->digits--;
            return (text_unit(&reader->text, reader->index++) - '0' + 1) << 13;
        }
        if (reader->part >= reader->parts.length && reader->index >= reader->text.length) {
            return ELEMENT_END;
        }
        bool whole = reader->part >= reader->parts.length;
        reader->compatible = reader->compatible && !whole;
        uint32_t point = next_point(reader), length = 0;
        if (whole && reader->numeric && point - '0' < 10) {
            return start_number(reader);
        }
        reader->elements = find_elements(point);
        if (reader->elements != NULL) {
            continue;
        }
        const uint16_t *parts = whole ? unicode_decomposition(point, true, &length) : NULL;
        if (parts == NULL) {
            return make_elements(reader, point);
        }
        uint32_t canonical = 0;
        reader->compatible = unicode_decomposition(point, false, &canonical) == NULL;
        reader->parts = (struct text_view){parts, length, true};
        reader->part = 0;
    }
}

static uint32_t weight(uint32_t element, enum level level) {
    uint32_t tertiary = element & 0x1f;
    switch (level) {
    case LEVEL_PRIMARY: return element >> 13;
    case LEVEL_SECONDARY: return element >> 5 & 0xff;
    case LEVEL_CASE: /* 0 for marks, which have no case */
        return element >> 13 == 0 ? 0 : tertiary >= UPPER_FIRST && tertiary <= UPPER_LAST ? 2 : 1;
    default: return tertiary;
    }
}

/* The next weight of a level that is not ignorable; 0 at the end, which sorts first. */
static uint32_t next_weight(struct reader *reader, enum level level) {
    for (;;) {
        uint32_t element = next_element(reader);
        if (element == ELEMENT_END) {
            return 0;
        }
        uint32_t found = weight(element, level);
        if (found != 0) {
            return found;
        }
    }
}

/* A flat text in NFC. */
static struct text_view composed(struct rt *rt, value string) {
    struct text_view view = text_view_of(string_text(rt, string));
    struct text_memory memory = text_heap(rt);
    uint16_t *units = NULL;
    uint32_t length = 0;
    if (view.wide && unicode_normalize(UNICODE_NFC, &view, &memory, &units, &length) == STATUS_OK) {
        view = (struct text_view){units, length, true};
    }
    return view;
}

int text_collate(struct rt *rt, value left, value right, enum text_sensitivity sensitivity,
                 bool numeric) {
    static const uint8_t levels[] = {
        [SENSITIVITY_BASE] = 1u << LEVEL_PRIMARY,
        [SENSITIVITY_ACCENT] = 1u << LEVEL_PRIMARY | 1u << LEVEL_SECONDARY,
        [SENSITIVITY_CASE] = 1u << LEVEL_PRIMARY | 1u << LEVEL_CASE,
        [SENSITIVITY_VARIANT] = 1u << LEVEL_PRIMARY | 1u << LEVEL_SECONDARY | 1u << LEVEL_TERTIARY};
    if (string_equals(rt, left, right)) {
        return 0;
    }
    struct text_view views[2] = {composed(rt, left), composed(rt, right)};
    rt_burn(rt, ((uint64_t)views[0].length + views[1].length) * 8);
    for (enum level level = LEVEL_PRIMARY; level < LEVEL_COUNT; level++) {
        if ((levels[sensitivity] >> level & 1) == 0) {
            continue;
        }
        struct reader a = {.text = views[0], .numeric = numeric};
        struct reader b = {.text = views[1], .numeric = numeric};
        uint32_t first = 0, second = 0;
        do {
            first = next_weight(&a, level);
            second = next_weight(&b, level);
        } while (first == second && first != 0);
        if (first != second) {
            return first < second ? -1 : 1;
        }
    }
    return 0;
}
