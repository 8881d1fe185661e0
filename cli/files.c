/* cli/files.c: whole files. */
#include "cli/files.h"

#include "lib/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status file_read(const char *path, size_t most, struct file_bytes *out) {
    *out = (struct file_bytes){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO;
    }
    size_t capacity = 4096;
    uint8_t *data = malloc(capacity + 1);
    size_t length = 0;
    enum status status = STATUS_IO;
    while (data != NULL) {
        ssize_t got = read(fd, data + length, capacity - length);
        if (got < 0) {
            break;
        }
        if (got == 0) {
            status = STATUS_OK;
            break;
        }
        length += (size_t)got;
        if (length > most) {
            status = STATUS_TOO_LARGE;
            break;
        }
        if (length == capacity) {
            capacity *= 2;
            uint8_t *grown = realloc(data, capacity + 1);
            if (grown == NULL) {
                status = STATUS_NO_MEMORY;
                break;
            }
            data = grown;
        }
    }
    close(fd);
    if (status != STATUS_OK || data == NULL) {
        free(data);
        return data == NULL ? STATUS_NO_MEMORY : status;
    }
    data[length] = 0;
    *out = (struct file_bytes){data, length};
    return STATUS_OK;
}

static enum status write_all(int fd, struct view bytes) {
    size_t done = 0;
    while (done < bytes.length) {
        ssize_t wrote = write(fd, bytes.data + done, bytes.length - done);
        if (wrote <= 0) {
            return STATUS_IO;
        }
        done += (size_t)wrote;
    }
    return STATUS_OK;
}

enum status file_write(const char *path, struct view bytes, bool secret) {
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof temporary, "%s.new-%d", path, (int)getpid());
    if (length < 0 || (size_t)length >= sizeof temporary) {
        return STATUS_TOO_LARGE;
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, secret ? 0600 : 0644);
    if (fd < 0) {
        return STATUS_IO;
    }
    enum status status = write_all(fd, bytes);
    if (status == STATUS_OK && fsync(fd) != 0) {
        status = STATUS_IO;
    }
    close(fd);
    if (status == STATUS_OK && rename(temporary, path) != 0) {
        status = STATUS_IO;
    }
    if (status != STATUS_OK) {
        unlink(temporary);
    }
    return status;
}

enum status folder_make(const char *path) {
    char partial[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof partial) {
        return STATUS_TOO_LARGE;
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] == '/' || path[i] == '\0') {
            memcpy(partial, path, i);
            partial[i] = '\0';
            if (mkdir(partial, 0700) != 0 && errno != EEXIST) {
                return STATUS_IO;
            }
        }
    }
    return STATUS_OK;
}

enum status file_read_line(const char *path, char *text, size_t capacity) {
    struct file_bytes file;
    enum status status = file_read(path, 1 << 16, &file);
    if (status != STATUS_OK) {
        return status;
    }
    size_t length = strcspn((char *)file.data, "\r\n");
    if (length >= capacity) {
        status = STATUS_TOO_LARGE;
    } else {
        memcpy(text, file.data, length);
        text[length] = '\0';
    }
    secret_wipe_memory(file.data, file.length);
    free(file.data);
    return status;
}

enum status file_read_json(const char *path, json_t **out) {
    struct file_bytes file;
    *out = NULL;
    enum status status = file_read(path, 64u << 20, &file);
    if (status != STATUS_OK) {
        return status;
    }
    *out = json_loadb((const char *)file.data, file.length, JSON_REJECT_DUPLICATES, NULL);
    free(file.data);
    return *out == NULL ? STATUS_INVALID : STATUS_OK;
}

enum status file_write_json(const char *path, const json_t *value, bool secret) {
    char *text = json_dumps(value, JSON_INDENT(2) | JSON_SORT_KEYS);
    if (text == NULL) {
        return STATUS_NO_MEMORY;
    }
    enum status status = file_write(path, view_text(text), secret);
    free(text);
    return status;
}
