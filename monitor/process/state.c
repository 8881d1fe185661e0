/* monitor/process/state.c: the files of state.h. Owns the directory's descriptor. */
#include "monitor/process/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_FILE "device.secret"
#define STATE_FILE  "state"
#define STATE_MAGIC "tapdstat"
#define SLOT_BYTES  (MEASUREMENT_BYTES + DIGEST_BYTES + 8 + DIGEST_BYTES)
#define HEAD_BYTES  (8 + 8 + MEASUREMENT_BYTES + 4)
#define STATE_MOST  (HEAD_BYTES + SLOT_BYTES * MONITOR_SLOTS_MOST)

/* One writer and one thread: the buffer serves loading and saving. */
static uint8_t file_buffer[STATE_MOST + 1];

enum status state_open(struct state *state, const char *directory) {
    if (mkdir(directory, 0700) != 0 && errno != EEXIST) {
        return STATUS_IO;
    }
    int opened = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat facts;
    if (opened < 0 || fstat(opened, &facts) != 0) {
        if (opened >= 0) {
            close(opened);
        }
        return STATUS_IO;
    }
    if (facts.st_uid != geteuid() || (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        close(opened);
        return STATUS_DENIED;
    }
    state->directory = opened;
    return STATUS_OK;
}

void state_close(struct state *state) {
    close(state->directory);
    state->directory = -1;
}

enum status state_lock(const struct state *state) {
    if (flock(state->directory, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? STATUS_EXISTS : STATUS_IO;
    }
    return STATUS_OK;
}

static enum status write_all(int file, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t wrote = write(file, bytes, length);
        if (wrote < 0 && errno != EINTR) {
            return STATUS_IO;
        }
        if (wrote > 0) {
            bytes += wrote;
            length -= (size_t)wrote;
        }
    }
    return STATUS_OK;
}

/* Up to `capacity` bytes; fewer at the end of the file. */
static enum status read_all(int file, uint8_t *bytes, size_t capacity, size_t *length) {
    *length = 0;
    while (*length < capacity) {
        ssize_t got = read(file, bytes + *length, capacity - *length);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return STATUS_IO;
        }
        if (got > 0) {
            *length += (size_t)got;
        }
    }
    return STATUS_OK;
}

static enum status replace_file(const struct state *state, const char *name, const uint8_t *bytes,
                                size_t length) {
    char fresh[64];
    (void)snprintf(fresh, sizeof fresh, "%s.new", name);
    int file = openat(state->directory, fresh,
                      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        return STATUS_IO;
    }
    enum status status = write_all(file, bytes, length);
    if (status == STATUS_OK && fsync(file) != 0) {
        status = STATUS_IO;
    }
    if (close(file) != 0) {
        status = STATUS_IO;
    }
    if (status == STATUS_OK && (renameat(state->directory, fresh, state->directory, name) != 0 ||
                                fsync(state->directory) != 0)) {
        status = STATUS_IO;
    }
    return status;
}

static enum status read_secret(const struct state *state, struct secret *secret) {
    int file = openat(state->directory, SECRET_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO;
    }
    struct stat facts;
    uint8_t bytes[SECRET_BYTES + 1];
    size_t length = 0;
    enum status status = STATUS_IO;
    if (fstat(file, &facts) == 0) {
        bool ours = facts.st_uid == geteuid() && S_ISREG(facts.st_mode) &&
                    (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
        status = ours ? read_all(file, bytes, sizeof bytes, &length) : STATUS_DENIED;
    }
    close(file);
    if (status == STATUS_OK && length != SECRET_BYTES) {
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK) {
        memcpy(secret->bytes, bytes, sizeof secret->bytes);
    }
    secret_wipe_memory(bytes, sizeof bytes);
    return status;
}

enum status state_device_secret(const struct state *state, struct secret *secret) {
    enum status status = read_secret(state, secret);
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    struct secret fresh;
    secret_random(&fresh);
    status = replace_file(state, SECRET_FILE, fresh.bytes, sizeof fresh.bytes);
    secret_wipe(&fresh);
    return status == STATUS_OK ? read_secret(state, secret) : status;
}

static enum status load_slots(struct reader *in, struct monitor *monitor, bool ours) {
    uint32_t count = 0;
    enum status status = reader_u32(in, &count);
    for (uint32_t i = 0; status == STATUS_OK && i < count; i++) {
        struct monitor_program_identity identity;
        struct monitor_slot slot;
        status = reader_bytes(in, identity.measurement, sizeof identity.measurement);
        if (status == STATUS_OK) {
            status = reader_bytes(in, identity.bind, sizeof identity.bind);
        }
        if (status == STATUS_OK) {
            status = reader_u64(in, &slot.version);
        }
        if (status == STATUS_OK) {
            status = reader_bytes(in, slot.digest, sizeof slot.digest);
        }
        if (status == STATUS_OK && ours) {
            status = monitor_slot_restore(monitor, &identity, &slot);
        }
    }
    return status == STATUS_OK ? reader_end(in) : status;
}

enum status state_load(const struct state *state, struct monitor *monitor) {
    int file = openat(state->directory, STATE_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return errno == ENOENT ? STATUS_OK : STATUS_IO;
    }
    size_t length = 0;
    enum status status = read_all(file, file_buffer, sizeof file_buffer, &length);
    close(file);
    struct reader in;
    struct view magic;
    int64_t floor_ms = 0;
    uint8_t measurement[MEASUREMENT_BYTES];
    reader_init(&in, file_buffer, length);
    if (status == STATUS_OK) {
        status = reader_view(&in, 8, &magic);
    }
    if (status == STATUS_OK && !view_equal(magic, view_text(STATE_MAGIC))) {
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK) {
        status = reader_i64(&in, &floor_ms);
    }
    if (status == STATUS_OK) {
        status = reader_bytes(&in, measurement, sizeof measurement);
    }
    if (status != STATUS_OK) {
        return status;
    }
    monitor_time_floor(monitor, floor_ms);
    bool ours = memcmp(measurement, monitor->identity.certificate.monitor_measurement,
                       sizeof measurement) == 0;
    return load_slots(&in, monitor, ours);
}

enum status state_save(const struct state *state, const struct monitor *monitor) {
    struct writer out;
    writer_init(&out, file_buffer, sizeof file_buffer);
    writer_view(&out, view_text(STATE_MAGIC));
    writer_i64(&out, monitor->time.floor_ms);
    writer_bytes(&out, monitor->identity.certificate.monitor_measurement, MEASUREMENT_BYTES);
    uint32_t count = 0;
    while (count < MONITOR_SLOTS_MOST && monitor->slots[count].used) {
        count++;
    }
    writer_u32(&out, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct monitor_slot_entry *entry = &monitor->slots[i];
        writer_bytes(&out, entry->identity.measurement, MEASUREMENT_BYTES);
        writer_bytes(&out, entry->identity.bind, DIGEST_BYTES);
        writer_u64(&out, entry->slot.version);
        writer_bytes(&out, entry->slot.digest, DIGEST_BYTES);
    }
    enum status status = writer_end(&out);
    struct view bytes = writer_written(&out);
    return status == STATUS_OK ? replace_file(state, STATE_FILE, bytes.data, bytes.length) : status;
}
