/*
 * compiler/source.h: one source text and the mapping from byte offsets to lines and columns.
 */
#ifndef COMPILER_SOURCE_H
#define COMPILER_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/arena.h"
#include "lib/status.h"

/* Offsets are u32 and the parser adds to them; larger sources are refused. */
enum { SOURCE_MAX_BYTES = 64 * 1024 * 1024 };

struct source {
    const char *name;      /* as messages show it */
    const char *text;      /* valid UTF-8, followed by a NUL that is not part of it */
    uint32_t length;       /* bytes */
    uint32_t *line_starts; /* offset of each line's first byte */
    uint32_t line_count;
};

/*
 * Makes a source from `length` bytes, which are copied into `arena`. Bytes that are not UTF-8
 * become U+FFFD, as the Encoding Standard's decoder does. Lines end with LF, CR, CR LF, U+2028 or
 * U+2029 (ECMA-262 12.3). STATUS_TOO_LARGE above SOURCE_MAX_BYTES.
 */
MUST_CHECK enum status source_init(struct source *source, struct arena *arena, const char *name,
                                   const char *text, size_t length);

/* Reads the file at `path`, which also becomes the name. STATUS_NOT_FOUND, STATUS_IO, or as above.
 */
MUST_CHECK enum status source_read(struct source *source, struct arena *arena, const char *path);

/* Where the dotted name that begins at `offset` ends, for what points at a whole `Service.name.Field`. */
uint32_t source_path_end(const struct source *source, uint32_t offset);

/* Line and column of a byte offset, both from 1; the column counts code points. */
void source_locate(const struct source *source, uint32_t offset, uint32_t *line, uint32_t *column);

/* Text of line `line` (from 1) without its terminator: returns its offset, sets the byte length. */
uint32_t source_line(const struct source *source, uint32_t line, uint32_t *length);

/*
 * Decodes the code point at `offset` (which must be inside the text and at a character's start);
 * sets its length in bytes.
 */
uint32_t source_code_point(const struct source *source, uint32_t offset, uint32_t *length);

#endif
