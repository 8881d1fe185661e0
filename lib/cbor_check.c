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

/* What the head of a container or tag announced. */
struct announced {
    bool container; /* items of a deeper level follow */
    bool map;
    uint64_t items;
};

/* -1 - 2^63 and below are well-formed though no int64 holds them. */
static enum status step_negative(struct reader *reader) {
    struct reader ahead = *reader;
    int64_t number = 0;
    uint64_t argument = 0;
    uint8_t first = 0;
    if (cbor_get_int(reader, &number) == STATUS_OK) {
        return STATUS_OK;
    }
    if (reader_u8(&ahead, &first) != STATUS_OK || first != 0x3b ||
        reader_be(&ahead, 8, &argument) != STATUS_OK || argument <= INT64_MAX) {
        return STATUS_INVALID;
    }
    *reader = ahead;
    return STATUS_OK;
}

/* A tag is a level with one item; its number is in the shortest form like all heads. */
static enum status step_tag(struct reader *reader, struct announced *announced) {
    uint8_t first = 0, info = 0;
    uint64_t number = 0;
    size_t width = 0;
    if (reader_u8(reader, &first) != STATUS_OK) {
        return STATUS_INVALID;
    }
    info = first & 31;
    if (info > 27) {
        return STATUS_INVALID;
    }
    width = info < 24 ? 0 : (size_t)1 << (info - 24);
    if (width > 0 &&
        (reader_be(reader, width, &number) != STATUS_OK || cbor_head_bytes(number) != width + 1)) {
        return STATUS_INVALID;
    }
    *announced = (struct announced){.container = true, .items = 1};
    return STATUS_OK;
}

static enum status step_container(struct reader *reader, bool map, struct announced *announced) {
    size_t count = 0;
    enum status status = map ? cbor_get_map(reader, &count) : cbor_get_array(reader, &count);
    if (status == STATUS_OK && map && count > LIMIT_CBOR_ENTRIES) {
        return STATUS_TOO_LARGE;
    }
    *announced = (struct announced){
        .container = true, .map = map, .items = map ? 2 * (uint64_t)count : count};
    return status;
}

static enum status step_simple(struct reader *reader) {
    uint8_t first = 0;
    enum status status = reader_u8(reader, &first);
    if (status != STATUS_OK) {
        return status;
    }
    first &= 31;
    if (first >= 20 && first <= 23) { /* false, true, null, undefined */
        return STATUS_OK;
    }
    return first >= 25 && first <= 27 ? STATUS_UNSUPPORTED : STATUS_INVALID;
}

/* One item's head and, of a string, its bytes. The reader's position after a failure is not used. */
static enum status step(struct reader *reader, struct announced *announced) {
    enum cbor_type type = CBOR_UINT;
    struct view ignored = {0};
    uint64_t value = 0;
    enum status status = cbor_peek(reader, &type);
    *announced = (struct announced){0};
    if (status != STATUS_OK) {
        return status;
    }
    switch (type) {
    case CBOR_UINT: return cbor_get_uint(reader, &value);
    case CBOR_NINT: return step_negative(reader);
    case CBOR_BYTES: return cbor_get_bytes(reader, &ignored);
    case CBOR_TEXT: return cbor_get_text(reader, &ignored);
    case CBOR_ARRAY: return step_container(reader, false, announced);
    case CBOR_MAP: return step_container(reader, true, announced);
    case CBOR_TAG: return step_tag(reader, announced);
    case CBOR_SIMPLE: return step_simple(reader);
    }
    return STATUS_INVALID;
}

/* A whole item that was checked before. */
static enum status step_known(struct reader *reader) {
    uint64_t left = 1;
    while (left > 0) {
        struct announced announced;
        enum status status = step(reader, &announced);
        if (status != STATUS_OK) {
            return status;
        }
        left += announced.items - 1;
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

/*
 * An item has ended at `reader`: it may end the containers around it. False at the end of the whole
 * item. `starts` says where the present item of each level began.
 */
static bool end_item(const struct reader *reader, struct level *levels, const size_t *starts,
                     unsigned *top, enum status *status) {
    while (true) {
        struct level *level = &levels[*top];
        level->left--;
        if (level->map && level->left % 2 == 1) { /* a key: its value is still due */
            *status = check_key(reader, level, starts[*top]);
            return *status == STATUS_OK;
        }
        if (level->map) {
            level->finished++;
        }
        if (level->left > 0) {
            return true;
        }
        if (*top == 0) {
            return false;
        }
        (*top)--;
    }
}

enum status cbor_skip(struct reader *reader, unsigned depth) {
    struct level levels[LIMIT_CBOR_DEPTH + 1] = {{.left = 1}};
    size_t starts[LIMIT_CBOR_DEPTH + 1] = {0};
    struct reader ahead = *reader;
    unsigned top = 0;
    enum status status = depth <= LIMIT_CBOR_DEPTH ? STATUS_OK : STATUS_INVALID;
    while (status == STATUS_OK) {
        struct announced announced;
        starts[top] = ahead.position;
        status = step(&ahead, &announced);
        if (status == STATUS_OK && announced.container) {
            if (top == depth) {
                return STATUS_INVALID;
            }
            if (announced.items > 0) {
                top++;
                levels[top] = (struct level){
                    .left = announced.items, .map = announced.map, .entries = ahead.position};
                continue;
            }
        }
        if (status == STATUS_OK && !end_item(&ahead, levels, starts, &top, &status)) {
            break;
        }
    }
    if (status == STATUS_OK) {
        *reader = ahead;
    }
    return status;
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
