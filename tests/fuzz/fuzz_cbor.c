/*
 * tests/fuzz/fuzz_cbor.c: the strict CBOR reader. What cbor_check accepts must be read by the typed
 * functions as well, item by item, and written again to the same heads.
 */
#include <stdint.h>
#include <stdlib.h>

#include "lib/cbor.h"
#include "lib/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

/* The item at the reader by the typed functions, flat: containers' items follow one by one. */
static void read_typed(struct reader *reader, size_t *open_items) {
    enum cbor_type type = CBOR_UINT;
    struct view bytes;
    size_t count = 0;
    uint64_t number = 0;
    bool flag = false;
    require(cbor_peek(reader, &type) == STATUS_OK);
    switch (type) {
    case CBOR_UINT: require(cbor_get_uint(reader, &number) == STATUS_OK); return;
    case CBOR_BYTES: require(cbor_get_bytes(reader, &bytes) == STATUS_OK); return;
    case CBOR_TEXT: require(cbor_get_text(reader, &bytes) == STATUS_OK); return;
    case CBOR_ARRAY:
        require(cbor_get_array(reader, &count) == STATUS_OK);
        *open_items += count;
        return;
    case CBOR_MAP:
        require(cbor_get_map(reader, &count) == STATUS_OK);
        *open_items += 2 * count;
        return;
    case CBOR_SIMPLE:
        if (cbor_get_bool(reader, &flag) == STATUS_OK || cbor_get_null(reader) == STATUS_OK) {
            return;
        }
        break;
    case CBOR_NINT:
    case CBOR_TAG: break;
    }
    require(cbor_skip(reader, LIMIT_CBOR_DEPTH) ==
            STATUS_OK); /* below the range of int64_t, tags, other simples */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct view item = view_of(data, size);
    struct reader reader;
    reader_init_view(&reader, item);
    bool sound = cbor_check(item) == STATUS_OK;
    if (sound) {
        size_t left = 1;
        while (left > 0) {
            left--;
            read_typed(&reader, &left);
        }
        require(reader_end(&reader) == STATUS_OK);
    } else {
        struct view part;
        size_t before = reader.position;
        if (cbor_get_item(&reader, &part) != STATUS_OK) {
            require(reader.position == before);
        } else {
            require(view_contains(item, part) && cbor_check(part) == STATUS_OK);
        }
    }
    return 0;
}
