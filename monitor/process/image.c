/* monitor/process/image.c: copy, seal, measure. Owns the memfds of the table for the monitor's life. */
#include "monitor/process/image.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 16u /* Linux 6.3; older C libraries do not name it */
#endif

#define IMAGE_SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

static uint8_t copy_buffer[65536];

static bool same_time(struct timespec a, struct timespec b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool matches(const struct image *image, const struct stat *facts) {
    return image->used && image->device == facts->st_dev && image->inode == facts->st_ino &&
           image->size == facts->st_size && same_time(image->modified, facts->st_mtim) &&
           same_time(image->changed, facts->st_ctim);
}

static enum status write_all(int file, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t wrote = write(file, bytes, length);
        if (wrote <= 0) {
            return STATUS_IO;
        }
        bytes += wrote;
        length -= (size_t)wrote;
    }
    return STATUS_OK;
}

/* Reads `file` from its start to its end, hashing and, where `copy` >= 0, copying. */
static enum status scan(int file, int copy, uint8_t measurement[MEASUREMENT_BYTES]) {
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    off_t offset = 0;
    for (;;) {
        ssize_t got = pread(file, copy_buffer, sizeof copy_buffer, offset);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return STATUS_IO;
        }
        if (got == 0) {
            break;
        }
        offset += got;
        if (offset > (off_t)IMAGE_BYTES_MOST) {
            return STATUS_TOO_LARGE;
        }
        crypto_hash_sha256_update(&hash, copy_buffer, (unsigned long long)got);
        if (copy >= 0 && write_all(copy, copy_buffer, (size_t)got) != STATUS_OK) {
            return STATUS_IO;
        }
    }
    crypto_hash_sha256_final(&hash, measurement);
    return offset > 0 ? STATUS_OK : STATUS_INVALID;
}

enum status image_measure_file(int file, uint8_t measurement[MEASUREMENT_BYTES]) {
    return scan(file, -1, measurement);
}

/* A sealed copy. Hashing the buffer that was copied is the same as hashing the copy: it is private. */
static enum status copy_sealed(int file, int *memory, uint8_t measurement[MEASUREMENT_BYTES]) {
    int made = memfd_create("tapdance-image", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (made < 0 && errno == EINVAL) {
        made = memfd_create("tapdance-image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    }
    if (made < 0) {
        return STATUS_IO;
    }
    enum status status = scan(file, made, measurement);
    if (status == STATUS_OK &&
        (fchmod(made, 0111) != 0 || fcntl(made, F_ADD_SEALS, IMAGE_SEALS) != 0)) {
        status = STATUS_IO;
    }
    if (status != STATUS_OK) {
        close(made);
        return status;
    }
    *memory = made;
    return STATUS_OK;
}

static struct image *least_used(struct image_table *table) {
    struct image *least = &table->images[0];
    for (size_t i = 0; i < IMAGES_MOST; i++) {
        if (!table->images[i].used) {
            return &table->images[i];
        }
        if (table->images[i].last_use < least->last_use) {
            least = &table->images[i];
        }
    }
    return least;
}

enum status image_get(struct image_table *table, int file, const struct image **image) {
    struct stat facts;
    if (fstat(file, &facts) != 0) {
        return STATUS_IO;
    }
    if (!S_ISREG(facts.st_mode)) {
        return STATUS_INVALID;
    }
    table->uses++;
    for (size_t i = 0; i < IMAGES_MOST; i++) {
        if (matches(&table->images[i], &facts)) {
            table->images[i].last_use = table->uses;
            *image = &table->images[i];
            return STATUS_OK;
        }
    }
    struct image fresh = {.used = true,
                          .last_use = table->uses,
                          .device = facts.st_dev,
                          .inode = facts.st_ino,
                          .size = facts.st_size,
                          .modified = facts.st_mtim,
                          .changed = facts.st_ctim};
    enum status status = copy_sealed(file, &fresh.memory, fresh.measurement);
    if (status != STATUS_OK) {
        return status;
    }
    struct image *place = least_used(table);
    if (place->used) {
        close(place->memory);
    }
    *place = fresh;
    *image = place;
    return STATUS_OK;
}
