/*
 * monitor/process/image.h: programs measured and kept in sealed memory.
 *
 * An image is copied once into a memfd that is then sealed against every change, and measured there:
 * what runs is what was measured. The table is keyed by the file's identity (device, inode, size,
 * times), so that starting the same program again costs no hashing; a stale entry could only start
 * an older program under that older program's own measurement.
 */
#ifndef MONITOR_PROCESS_IMAGE_H
#define MONITOR_PROCESS_IMAGE_H

#include "lib/evidence.h"

#include <sys/stat.h>

#define IMAGES_MOST      8
#define IMAGE_BYTES_MOST (64u << 20)

struct image {
    bool used;
    uint64_t last_use;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
    int memory; /* sealed memfd, mode 0111: the program can run it and not read it as a file */
    uint8_t measurement[MEASUREMENT_BYTES];
};

struct image_table {
    uint64_t uses;
    struct image images[IMAGES_MOST];
};

/* The measured image of the regular file `file`; it stays the table's. STATUS_INVALID, IO, TOO_LARGE. */
MUST_CHECK enum status image_get(struct image_table *table, int file, const struct image **image);
/* SHA-256 of a whole file from its start, without keeping it. */
MUST_CHECK enum status image_measure_file(int file, uint8_t measurement[MEASUREMENT_BYTES]);

#endif
