/*
 * compiler/source.c: see source.h. Owns the decoding of source bytes and the table of lines.
 */
#include "compiler/source.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Length of the well-formed UTF-8 sequence at `text` (Unicode, table 3-7), or 0. `*skip` is set to
 * the bytes one U+FFFD stands for when it is malformed.
 */
static size_t utf8_sequence(const unsigned char *text, size_t left, size_t *skip) {
    const unsigned char first = text[0];
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    size_t needed = 0;
    *skip = 1;
    if (first < 0x80) {
        return 1;
    } else if (first >= 0xC2 && first <= 0xDF) {
        needed = 1;
    } else if (first >= 0xE0 && first <= 0xEF) {
        needed = 2;
        low = first == 0xE0 ? 0xA0 : 0x80;
        high = first == 0xED ? 0x9F : 0xBF;
    } else if (first >= 0xF0 && first <= 0xF4) {
        needed = 3;
        low = first == 0xF0 ? 0x90 : 0x80;
        high = first == 0xF4 ? 0x8F : 0xBF;
    } else {
        return 0;
    }
    for (size_t i = 1; i <= needed; i++) {
        if (i >= left || text[i] < low || text[i] > high) {
            *skip = i;
            return 0;
        }
        low = 0x80;
        high = 0xBF;
    }
    return needed + 1;
}

/* Copies valid UTF-8, with U+FFFD for what is not. `out` NULL only counts. */
static size_t copy_utf8(const unsigned char *text, size_t length, char *out) {
    size_t written = 0;
    for (size_t i = 0; i < length;) {
        size_t skip = 0;
        const size_t sequence = utf8_sequence(text + i, length - i, &skip);
        if (sequence > 0) {
            if (out != NULL) {
                memcpy(out + written, text + i, sequence);
            }
            written += sequence;
            i += sequence;
        } else {
            if (out != NULL) {
                memcpy(out + written, "\xEF\xBF\xBD", 3);
            }
            written += 3;
            i += skip;
        }
    }
    return written;
}

/* Bytes of the line terminator at `offset`, or 0. */
static uint32_t line_terminator(const char *text, uint32_t length, uint32_t offset) {
    const char c = text[offset];
    if (c == '\n') {
        return 1;
    }
    if (c == '\r') {
        return offset + 1 < length && text[offset + 1] == '\n' ? 2 : 1;
    }
    if (c == '\xE2' && offset + 2 < length && text[offset + 1] == '\x80' &&
        (text[offset + 2] == '\xA8' || text[offset + 2] == '\xA9')) {
        return 3;
    }
    return 0;
}

static void index_lines(struct source *source, struct arena *arena) {
    size_t capacity = 0;
    uint32_t *starts = NULL;
    uint32_t count = 0;
    starts = arena_grow(arena, starts, count, &capacity, sizeof(*starts));
    starts[count++] = 0;
    for (uint32_t i = 0; i < source->length;) {
        const uint32_t ending = line_terminator(source->text, source->length, i);
        if (ending == 0) {
            i++;
            continue;
        }
        i += ending;
        starts = arena_grow(arena, starts, count, &capacity, sizeof(*starts));
        starts[count++] = i;
    }
    source->line_starts = starts;
    source->line_count = count;
}

enum status source_init(struct source *source, struct arena *arena, const char *name,
                        const char *text, size_t length) {
    *source = (struct source){0};
    if (length > SOURCE_MAX_BYTES) {
        return STATUS_TOO_LARGE;
    }
    const unsigned char *bytes = (const unsigned char *)text;
    const size_t valid = copy_utf8(bytes, length, NULL);
    if (valid > SOURCE_MAX_BYTES) {
        return STATUS_TOO_LARGE;
    }
    char *copy = arena_alloc(arena, valid + 1);
    copy_utf8(bytes, length, copy);
    source->name = arena_copy_text(arena, name, strlen(name));
    source->text = copy;
    source->length = (uint32_t)valid;
    index_lines(source, arena);
    return STATUS_OK;
}

enum status source_read(struct source *source, struct arena *arena, const char *path) {
    enum status status = STATUS_IO;
    *source = (struct source){0};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO;
    }
    char *bytes = NULL;
    size_t capacity = 0;
    size_t length = 0;
    for (;;) {
        if (length == capacity) {
            capacity = capacity == 0 ? 16384 : capacity * 2;
            char *larger =
                capacity > 2 * (size_t)SOURCE_MAX_BYTES ? NULL : realloc(bytes, capacity);
            if (larger == NULL) {
                status = STATUS_TOO_LARGE;
                break;
            }
            bytes = larger;
        }
        const size_t got = fread(bytes + length, 1, capacity - length, file);
        length += got;
        if (got == 0) {
            status = ferror(file) ? STATUS_IO : source_init(source, arena, path, bytes, length);
            break;
        }
    }
    free(bytes);
    fclose(file);
    return status;
}

static uint32_t line_of(const struct source *source, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = source->line_count;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t source_path_end(const struct source *source, uint32_t offset) {
    uint32_t end = offset;
    while (end < source->length &&
           (strchr("._$", source->text[end]) != NULL || isalnum((unsigned char)source->text[end]) ||
            (unsigned char)source->text[end] >= 0x80)) {
        end++;
    }
    return end;
}

void source_locate(const struct source *source, uint32_t offset, uint32_t *line, uint32_t *column) {
    const uint32_t at = offset > source->length ? source->length : offset;
    const uint32_t index = line_of(source, at);
    uint32_t points = 1;
    for (uint32_t i = source->line_starts[index]; i < at; i++) {
        points += ((unsigned char)source->text[i] & 0xC0) != 0x80;
    }
    *line = index + 1;
    *column = points;
}

uint32_t source_line(const struct source *source, uint32_t line, uint32_t *length) {
    const uint32_t start = source->line_starts[line - 1];
    uint32_t end = start;
    while (end < source->length && line_terminator(source->text, source->length, end) == 0) {
        end++;
    }
    *length = end - start;
    return start;
}

uint32_t source_code_point(const struct source *source, uint32_t offset, uint32_t *length) {
    const unsigned char *text = (const unsigned char *)source->text + offset;
    if (text[0] < 0x80) {
        *length = 1;
        return text[0];
    }
    if (text[0] < 0xE0) {
        *length = 2;
        return (uint32_t)(text[0] & 0x1F) << 6 | (text[1] & 0x3F);
    }
    if (text[0] < 0xF0) {
        *length = 3;
        return (uint32_t)(text[0] & 0x0F) << 12 | (uint32_t)(text[1] & 0x3F) << 6 |
               (text[2] & 0x3F);
    }
    *length = 4;
    return (uint32_t)(text[0] & 0x07) << 18 | (uint32_t)(text[1] & 0x3F) << 12 |
           (uint32_t)(text[2] & 0x3F) << 6 | (text[3] & 0x3F);
}
