/* host/keystore_store.c: two generations of the keystore's blob, written durably. */
#include "host/keystore_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void path_of(const struct keystore_store *store, const char *suffix, char path[PATH_MAX]) {
    snprintf(path, PATH_MAX, "%s/keystore.blob%s", store->folder, suffix);
}

/* The file's bytes (malloc), or NULL where there is none. */
static uint8_t *file_load(const struct keystore_store *store, const char *suffix,
                          uint32_t *length) {
    char path[PATH_MAX];
    struct stat facts;
    path_of(store, suffix, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    uint8_t *bytes = NULL;
    if (fd >= 0 && fstat(fd, &facts) == 0 && facts.st_size > 0 &&
        facts.st_size <= (off_t)HOST_STORE_BYTES_MOST) {
        bytes = malloc((size_t)facts.st_size);
        *length = (uint32_t)facts.st_size;
        if (bytes != NULL && read(fd, bytes, *length) != (ssize_t)*length) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return bytes;
}

static enum status blob_send(struct instance *instance, uint8_t candidate, uint8_t candidates,
                             const uint8_t *bytes, uint32_t total) {
    uint32_t offset = 0;
    enum status status = STATUS_OK;
    do {
        uint32_t part = total - offset;
        part = part > HOST_STORE_PART_MOST ? HOST_STORE_PART_MOST : part;
        struct host_message message = {.kind = HOST_STORE_CONTENT,
                                       .body.store = {.candidate = candidate,
                                                      .candidates = candidates,
                                                      .total = total,
                                                      .offset = offset,
                                                      .bytes = view_of(bytes + offset, part)}};
        status = instance_send(instance, &message);
        offset += part;
    } while (status == STATUS_OK && offset < total);
    return status;
}

enum status keystore_store_send(struct keystore_store *store, struct instance *instance) {
    static const char *const suffixes[2] = {"", ".before"};
    uint8_t *blobs[2], *found[2];
    uint32_t lengths[2] = {0, 0}, found_lengths[2] = {0, 0};
    uint8_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        blobs[i] = file_load(store, suffixes[i], &lengths[i]);
        if (blobs[i] != NULL) {
            found[count] = blobs[i];
            found_lengths[count++] = lengths[i];
        }
    }
    enum status status = STATUS_OK;
    if (count == 0) {
        struct host_message nothing = {.kind = HOST_STORE_CONTENT};
        status = instance_send(instance, &nothing);
    }
    for (uint8_t i = 0; i < count && status == STATUS_OK; i++) {
        status = blob_send(instance, i, count, found[i], found_lengths[i]);
    }
    free(blobs[0]);
    free(blobs[1]);
    return status;
}

static enum status durable(const struct keystore_store *store) {
    char fresh[PATH_MAX], newest[PATH_MAX], before[PATH_MAX];
    path_of(store, ".new", fresh);
    path_of(store, "", newest);
    path_of(store, ".before", before);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return STATUS_IO;
    }
    size_t done = 0;
    while (done < store->total) {
        ssize_t wrote = write(fd, store->bytes + done, store->total - done);
        if (wrote <= 0) {
            close(fd);
            return STATUS_IO;
        }
        done += (size_t)wrote;
    }
    bool good = fsync(fd) == 0;
    close(fd);
    if (!good || (rename(newest, before) != 0 && errno != ENOENT) || rename(fresh, newest) != 0) {
        return STATUS_IO;
    }
    int folder = open(store->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    good = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) {
        close(folder);
    }
    return good ? STATUS_OK : STATUS_IO;
}

void keystore_store_forget(struct keystore_store *store) {
    free(store->bytes);
    store->bytes = NULL;
    store->total = store->have = 0;
}

enum status keystore_store_take(struct keystore_store *store, const struct host_store_part *part,
                                bool *complete) {
    *complete = false;
    if (part->offset == 0) {
        keystore_store_forget(store);
        if (part->total == 0 || part->total > HOST_STORE_BYTES_MOST) {
            return STATUS_TOO_LARGE;
        }
        store->bytes = malloc(part->total);
        if (store->bytes == NULL) {
            return STATUS_NO_MEMORY;
        }
        store->total = part->total;
        store->ticket = part->ticket;
    }
    if (store->bytes == NULL || part->ticket != store->ticket || part->total != store->total ||
        part->offset != store->have || part->bytes.length > store->total - store->have) {
        keystore_store_forget(store);
        return STATUS_INVALID;
    }
    memcpy(store->bytes + store->have, part->bytes.data, part->bytes.length);
    store->have += (uint32_t)part->bytes.length;
    if (store->have < store->total) {
        return STATUS_OK;
    }
    enum status status = durable(store);
    *complete = status == STATUS_OK;
    keystore_store_forget(store);
    return status;
}
