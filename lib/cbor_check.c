/*
 * lib/cbor_check.c: stepping over whole items of unknown kind without recursion.
 *
 * The stack is a fixed array of LIMIT_CBOR_DEPTH levels; each level remembers how many items it
 * still expects and, of a map, where its entries begin, so that each key can be compared with those
 * before.
 */
#include "lib/cbor.h"
#include "lib/limits.h"

struct level {
    uint64_t left;   /* items that still belong to this level */
    bool map;        /* then items alternate between key and value */
    size_t entries;  /* position of the first entry */
    size_t finished; /* complete entries before the present one */
};

/* One item's head and, of a string, its bytes. Containers and tags say how many items follow. */
static enum status step(struct reader *reader, uint64_t *follow, bool *container, bool *map) {
    enum cbor_type type = CBOR_UINT;
    struct view ignored = {0};
    uint64_t value = 0;
    int64_t number = 0;
    size_t count = 0;
    uint8_t first = 0;
    enum status status = cbor_peek(reader, &type);
    *follow = 0;
    *container = false;
    *map = false;
    if (status != STATUS_OK) {
        return status;
    }
    switch (type) {
    case CBOR_UINT: return cbor_get_uint(reader, &value);
    case CBOR_NINT: {
        /* -1 - 2^63 and below are well-formed though no int64 holds them. */
        struct reader ahead = *reader;
        if (cbor_get_int(reader, &number) == STATUS_OK) {
            return STATUS_OK;
        }
        if (reader_u8(&ahead, &first) != STATUS_OK || first != 0x3b ||
            reader_be(&ahead, 8, &value) != STATUS_OK || value <= INT64_MAX) {
            return STATUS_INVALID;
        }
        *reader = ahead;
        return STATUS_OK;
    }
    case CBOR_BYTES: return cbor_get_bytes(reader, &ignored);
    case CBOR_TEXT: return cbor_get_text(reader, &ignored);
    case CBOR_ARRAY:
        status = cbor_get_array(reader, &count);
        *follow = count;
        *container = true;
        return status;
    case CBOR_MAP:
        status = cbor_get_map(reader, &count);
        if (status == STATUS_OK && count > LIMIT_CBOR_ENTRIES) {
            return STATUS_TOO_LARGE;
        }
        *follow = 2 * (uint64_t)count;
        *container = true;
        *map = true;
        return status;
    case CBOR_TAG: {
        /* A tag is a level with one item; its number is in the shortest form like all heads. */
        struct reader ahead = *reader;
        size_t width = 0;
        if (reader_u8(&ahead, &first) != STATUS_OK || (first & 31) > 27) {
            return STATUS_INVALID;
        }
        width = (first & 31) < 24 ? 0 : (size_t)1 << ((first & 31) - 24);
        value = first & 31;
        if (width > 0 && (reader_be(&ahead, width, &value) != STATUS_OK ||
                          cbor_head_bytes(value) != width + 1)) {
            return STATUS_INVALID;
        }
        *reader = ahead;
        *follow = 1;
        *container = true;
        return STATUS_OK;
    }
    case CBOR_SIMPLE: break;
    }
    status = reader_u8(reader, &first);
    if (status != STATUS_OK) {
        return status;
    }
    first &= 31;
    if (first >= 20 && first <= 23) { /* false, true, null, undefined */
        return STATUS_OK;
    }
    return first >= 25 && first <= 27 ? STATUS_UNSUPPORTED : STATUS_INVALID;
}

/* A whole item that was checked before. */
static enum status step_known(struct reader *reader) {
    uint64_t left = 1;
    while (left > 0) {
        uint64_t follow = 0;
        bool container = false, map = false;
        enum status status = step(reader, &follow, &container, &map);
        if (status != STATUS_OK) {
            return status;
        }
        left += follow - 1;
    }
    return STATUS_OK;
}

/* The key that just ended at `reader` against all earlier keys of its map. */
static enum status check_key(const struct reader *reader, const struct level *level, size_t start) {
    struct reader earlier = *reader;
    struct view key = {0};
    struct reader key_reader = *reader;
    key_reader.position = start;
    if (reader_view(&key_reader, reader->position - start, &key) != STATUS_OK) {
        return STATUS_INVALID;
    }
    earlier.position = level->entries;
    for (size_t i = 0; i < level->finished; i++) {
        struct view other = {0};
        size_t from = earlier.position;
        struct reader bytes = earlier;
        if (step_known(&earlier) != STATUS_OK ||
            reader_view(&bytes, earlier.position - from, &other) != STATUS_OK ||
            view_equal(key, other) || step_known(&earlier) != STATUS_OK) {
            return STATUS_INVALID;
        }
    }
    return STATUS_OK;
}

enum status cbor_skip(struct reader *reader, unsigned depth) {
    struct level levels[LIMIT_CBOR_DEPTH + 1] = {{.left = 1}};
    size_t starts[LIMIT_CBOR_DEPTH + 1] = {0};
    struct reader ahead = *reader;
    unsigned top = 0;
    if (depth > LIMIT_CBOR_DEPTH) {
        return STATUS_INVALID;
    }
    while (true) {
        uint64_t follow = 0;
        bool container = false, map = false;
        enum status status = STATUS_INVALID;
        starts[top] = ahead.position;
        status = step(&ahead, &follow, &container, &map);
        if (status != STATUS_OK) {
            return status;
        }
        if (container) {
            if (top == depth) {
                return STATUS_INVALID;
            }
            top++;
            levels[top] = (struct level){.left = follow, .map = map, .entries = ahead.position};
        } else {
            levels[top].left--;
        }
        /* Every container that is full ends an item of the level around it. */
        while (true) {
            struct level *level = &levels[top];
            bool item_ended = !container || level->left == 0;
            if (!item_ended) {
                break;
            }
            if (!container && level->map) {
                if (level->left % 2 == 1) { /* a key has just ended: its value is still due */
                    status = check_key(&ahead, level, starts[top]);
                    if (status != STATUS_OK) {
                        return status;
                    }
                } else {
                    level->finished++;
                }
            }
            if (level->left > 0) {
                break;
            }
            if (top == 0) {
                *reader = ahead;
                return STATUS_OK;
            }
            top--;
            levels[top].left--;
            container = false;
        }
    }
}

enum status cbor_get_item(struct reader *reader, struct view *item) {
    struct reader bytes = *reader;
    enum status status = cbor_skip(reader, LIMIT_CBOR_DEPTH);
    if (status == STATUS_OK) {
        status = reader_view(&bytes, reader->position - bytes.position, item);
    }
    return status;
}

enum status cbor_check(struct view item) {
    struct reader reader;
    enum status status = STATUS_INVALID;
    reader_init_view(&reader, item);
    status = cbor_skip(&reader, LIMIT_CBOR_DEPTH);
    return status == STATUS_OK ? reader_end(&reader) : status;
}
