/* monitor/core/slot.c: versioned digests of programs. Owns the slot table. */
#include "monitor/core/monitor.h"

#include <string.h>

static bool same_identity(const struct monitor_program_identity *a,
                          const struct monitor_program_identity *b) {
    return memcmp(a->measurement, b->measurement, MEASUREMENT_BYTES) == 0 &&
           memcmp(a->bind, b->bind, DIGEST_BYTES) == 0;
}

static const struct monitor_slot_entry *find(const struct monitor *monitor,
                                             const struct monitor_program_identity *identity) {
    for (size_t i = 0; i < MONITOR_SLOTS_MOST && monitor->slots[i].used; i++) {
        if (same_identity(&monitor->slots[i].identity, identity)) {
            return &monitor->slots[i];
        }
    }
    return NULL;
}

/* The entry of `identity`, or the first free one. Entries are never removed: no holes. */
static struct monitor_slot_entry *find_or_free(struct monitor *monitor,
                                               const struct monitor_program_identity *identity) {
    const struct monitor_slot_entry *found = find(monitor, identity);
    if (found != NULL) {
        return &monitor->slots[found - monitor->slots];
    }
    for (size_t i = 0; i < MONITOR_SLOTS_MOST; i++) {
        if (!monitor->slots[i].used) {
            return &monitor->slots[i];
        }
    }
    return NULL;
}

enum status monitor_slot_read(const struct monitor *monitor, uint64_t instance,
                              struct monitor_slot *slot) {
    const struct monitor_program *program = monitor_program_find(monitor, instance);
    if (program == NULL) {
        return STATUS_DENIED;
    }
    const struct monitor_slot_entry *entry = find(monitor, &program->identity);
    *slot = entry == NULL ? (struct monitor_slot){0} : entry->slot;
    return STATUS_OK;
}

enum status monitor_slot_cas(struct monitor *monitor, uint64_t instance,
                             const struct monitor_slot *expected, const struct monitor_slot *next) {
    const struct monitor_program *program = monitor_program_find(monitor, instance);
    if (program == NULL) {
        return STATUS_DENIED;
    }
    struct monitor_slot_entry *entry = find_or_free(monitor, &program->identity);
    if (entry == NULL) {
        return STATUS_NO_MEMORY;
    }
    /* A free entry is all zeros: version 0, digest zeros. */
    if (entry->slot.version != expected->version ||
        memcmp(entry->slot.digest, expected->digest, DIGEST_BYTES) != 0 ||
        next->version <= expected->version) {
        return STATUS_STALE;
    }
    struct monitor_slot_entry before = *entry;
    entry->used = true;
    entry->identity = program->identity;
    entry->slot = *next;
    if (monitor->hooks.slots_changed(monitor->hooks.context, monitor) != STATUS_OK) {
        *entry = before;
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}

enum status monitor_slot_restore(struct monitor *monitor,
                                 const struct monitor_program_identity *identity,
                                 const struct monitor_slot *slot) {
    struct monitor_slot_entry *entry = find_or_free(monitor, identity);
    if (entry == NULL) {
        return STATUS_NO_MEMORY;
    }
    if (entry->used) {
        return STATUS_EXISTS;
    }
    *entry = (struct monitor_slot_entry){.used = true, .identity = *identity, .slot = *slot};
    return STATUS_OK;
}
