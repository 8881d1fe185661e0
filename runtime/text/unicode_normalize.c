/*
 * runtime/text/unicode_normalize.c: the four normalization forms (UAX #15).
 */
#include "runtime/text/unicode.h"
#include "runtime/text/unicode_tables.h"

#define HANGUL_BASE  0xac00u
#define HANGUL_COUNT 11172u
#define L_BASE       0x1100u
#define V_BASE       0x1161u
#define T_BASE       0x11a7u
#define L_COUNT      19u
#define V_COUNT      21u
#define T_COUNT      28u
#define LENGTH_LIMIT (1u << 30)

uint32_t unicode_combining_class(uint32_t point) {
    uint32_t low = 0, high = unicode_combining_size / 4;
    if (point < 0x300) {
        return 0;
    }
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        uint32_t first = unicode_combining[middle] >> 11;
        uint32_t length = (unicode_combining[middle] >> 8 & 7) + 1;
        if (point < first) {
            high = middle;
        } else if (point >= first + length) {
            low = middle + 1;
        } else {
            return unicode_combining[middle] & 0xff;
        }
    }
    return 0;
}

const uint16_t *unicode_decomposition(uint32_t point, bool compatibility, uint32_t *length) {
    uint32_t count = unicode_decomposition_keys_size / 4;
    uint32_t low = 0, high = count;
    if (point < 0xa0) {
        return NULL;
    }
    /* The first entry that belongs to `point`; a compatibility entry follows a canonical one. */
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (unicode_decomposition_keys[middle] >> 11 < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const uint16_t *found = NULL;
    for (; low < count && unicode_decomposition_keys[low] >> 11 == point; low++) {
        uint32_t key = unicode_decomposition_keys[low];
        if ((key >> 10 & 1) <= (compatibility ? 1u : 0u)) {
            found = unicode_decomposition_units + unicode_decomposition_offsets[low];
            *length = key & 0x3ff;
        }
    }
    return found;
}

/* Code points under construction. */
struct points {
    uint32_t *items;
    uint32_t count;
    uint32_t capacity;
    const struct text_memory *memory;
};

static enum status points_add(struct points *points, uint32_t point) {
    if (points->count == points->capacity) {
        uint32_t capacity = points->capacity * 2;
        uint32_t *items = capacity > LENGTH_LIMIT
                              ? NULL
                              : points->memory->allocate(points->memory->context,
                                                         (size_t)capacity * sizeof *items);
        if (items == NULL) {
            return STATUS_NO_MEMORY;
        }
        for (uint32_t i = 0; i < points->count; i++) {
            items[i] = points->items[i];
        }
        points->items = items;
        points->capacity = capacity;
    }
    points->items[points->count++] = point;
    return STATUS_OK;
}

static enum status add_decomposed(struct points *points, uint32_t point, bool compatibility) {
    enum status status = STATUS_OK;
    if (point - HANGUL_BASE < HANGUL_COUNT) {
        uint32_t index = point - HANGUL_BASE;
        uint32_t tail = index % T_COUNT;
        status = points_add(points, L_BASE + index / (V_COUNT * T_COUNT));
        if (status == STATUS_OK) {
            status = points_add(points, V_BASE + index % (V_COUNT * T_COUNT) / T_COUNT);
        }
        if (status == STATUS_OK && tail != 0) {
            status = points_add(points, T_BASE + tail);
        }
        return status;
    }
    struct text_view view = {NULL, 0, true};
    view.units = unicode_decomposition(point, compatibility, &view.length);
    if (view.units == NULL) {
        return points_add(points, point);
    }
    for (uint32_t i = 0; i < view.length && status == STATUS_OK;) {
        status = points_add(points, text_next(&view, &i));
    }
    return status;
}

/* Sorts items[first..end), all of them non-starters, stably by combining class. Runs are usually
 * two long; a counting sort over the classes keeps long, hostile ones linear. */
static enum status sort_marks(struct points *points, uint32_t first, uint32_t end,
                              const struct text_memory *memory) {
    uint32_t count = end - first;
    if (count < 2) {
        return STATUS_OK;
    }
    uint32_t *items = points->items + first;
    if (count <= 16) {
        for (uint32_t i = 1; i < count; i++) {
            uint32_t point = items[i], class = unicode_combining_class(point), k = i;
            for (; k > 0 && unicode_combining_class(items[k - 1]) > class; k--) {
                items[k] = items[k - 1];
            }
            items[k] = point;
        }
        return STATUS_OK;
    }
    uint32_t *sorted = memory->allocate(memory->context, (size_t)count * sizeof *sorted);
    if (sorted == NULL) {
        return STATUS_NO_MEMORY;
    }
    uint32_t starts[257] = {0};
    for (uint32_t i = 0; i < count; i++) {
        starts[unicode_combining_class(items[i]) + 1]++;
    }
    for (uint32_t i = 1; i < 257; i++) {
        starts[i] += starts[i - 1];
    }
    for (uint32_t i = 0; i < count; i++) {
        sorted[starts[unicode_combining_class(items[i])]++] = items[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        items[i] = sorted[i];
    }
    return STATUS_OK;
}

static enum status order_marks(struct points *points, const struct text_memory *memory) {
    enum status status = STATUS_OK;
    uint32_t first = 0;
    for (uint32_t i = 0; i <= points->count && status == STATUS_OK; i++) {
        if (i == points->count || unicode_combining_class(points->items[i]) == 0) {
            status = sort_marks(points, first, i, memory);
            first = i + 1;
        }
    }
    return status;
}

/* The primary composite of two code points, or 0. */
static uint32_t compose_pair(uint32_t first, uint32_t second) {
    if (first - L_BASE < L_COUNT && second - V_BASE < V_COUNT) {
        return HANGUL_BASE + ((first - L_BASE) * V_COUNT + (second - V_BASE)) * T_COUNT;
    }
    if (first - HANGUL_BASE < HANGUL_COUNT && (first - HANGUL_BASE) % T_COUNT == 0 &&
        second - T_BASE - 1 < T_COUNT - 1) {
        return first + (second - T_BASE);
    }
    if (first > 0xffff || second > 0xffff) {
        for (uint32_t i = 0; i < unicode_compose_astral_size / 4; i += 3) {
            if (unicode_compose_astral[i] == first && unicode_compose_astral[i + 1] == second) {
                return unicode_compose_astral[i + 2];
            }
        }
        return 0;
    }
    uint32_t key = first << 16 | second;
    uint32_t low = 0, high = unicode_compose_pairs_size / 4;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (unicode_compose_pairs[middle] == key) {
            return unicode_compose_results[middle];
        }
        if (unicode_compose_pairs[middle] < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

static void compose(struct points *points) {
    uint32_t written = 0, starter = UINT32_MAX, last_class = 0;
    for (uint32_t i = 0; i < points->count; i++) {
        uint32_t point = points->items[i];
        uint32_t class = unicode_combining_class(point);
        bool adjacent = starter != UINT32_MAX && starter + 1 == written;
        /* Blocked if something of the same or a higher class, or a starter, stands between. */
        if (starter != UINT32_MAX && (adjacent || (last_class != 0 && last_class < class))) {
            uint32_t composite = compose_pair(points->items[starter], point);
            if (composite != 0) {
                points->items[starter] = composite;
                continue;
            }
        }
        if (class == 0) {
            starter = written;
        }
        last_class = class;
        points->items[written++] = point;
    }
    points->count = written;
}

enum status unicode_normalize(enum unicode_form form, const struct text_view *text,
                              const struct text_memory *memory, uint16_t **out,
                              uint32_t *out_length) {
    bool compatibility = form == UNICODE_NFKC || form == UNICODE_NFKD;
    struct points points = {NULL, 0, text->length + 16, memory};
    if (text->length > LENGTH_LIMIT) {
        return STATUS_TOO_LARGE;
    }
    points.items = memory->allocate(memory->context, (size_t)points.capacity * 4);
    enum status status = points.items == NULL ? STATUS_NO_MEMORY : STATUS_OK;
    for (uint32_t i = 0; i < text->length && status == STATUS_OK;) {
        status = add_decomposed(&points, text_next(text, &i), compatibility);
    }
    if (status == STATUS_OK) {
        status = order_marks(&points, memory);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (form == UNICODE_NFC || form == UNICODE_NFKC) {
        compose(&points);
    }
    uint16_t *units = memory->allocate(memory->context, (size_t)points.count * 4 + 2);
    if (units == NULL) {
        return STATUS_NO_MEMORY;
    }
    uint32_t length = 0;
    for (uint32_t i = 0; i < points.count; i++) {
        length += text_put(units + length, points.items[i]);
    }
    *out = units;
    *out_length = length;
    return STATUS_OK;
}
