/*
 * cli/files.h: small whole files: read, written atomically, private where they hold keys.
 */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "lib/cursor.h"

#include <jansson.h>

struct file_bytes {
    uint8_t *data; /* free() it; one zero byte follows the content */
    size_t length;
};

/* STATUS_NOT_FOUND, STATUS_TOO_LARGE (over `most` bytes), STATUS_IO. */
MUST_CHECK enum status file_read(const char *path, size_t most, struct file_bytes *out);
/* Through a temporary file, fsync and rename. `secret`: mode 0600, else 0644. */
MUST_CHECK enum status file_write(const char *path, struct view bytes, bool secret);
/* Makes a folder (0700) and those above it. */
MUST_CHECK enum status folder_make(const char *path);
/* A file's first line without its end, into text[capacity]. */
MUST_CHECK enum status file_read_line(const char *path, char *text, size_t capacity);
MUST_CHECK enum status file_read_json(const char *path, json_t **out);
MUST_CHECK enum status file_write_json(const char *path, const json_t *value, bool secret);

#endif
