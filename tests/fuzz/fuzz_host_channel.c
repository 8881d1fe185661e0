/*
 * tests/fuzz/fuzz_host_channel.c: the messages between host and trusted programs, in both directions.
 * What decodes must have all its views within the message and encode to the same bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/host_channel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct host_message message;
    struct view bytes = view_of(data, size);
    if (host_message_decode(bytes, &message) != STATUS_OK) {
        return 0;
    }
    uint8_t *again = malloc(size);
    struct writer out;
    writer_init(&out, again, size);
    if (again == NULL || host_message_encode(&message, &out) != STATUS_OK ||
        !view_equal(writer_written(&out), bytes) || host_kind_text(message.kind) == NULL) {
        abort();
    }
    size_t length = host_message_length(&message);
    if (length != 0 && length != size) {
        abort();
    }
    free(again);
    return 0;
}
