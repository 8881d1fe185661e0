/*
 * host/keystore_store.h: the keystore's sealed blob in two files: `keystore.blob`, the newest, and
 * `keystore.blob.before`. Which of them is the true one only the keystore can tell.
 */
#ifndef HOST_KEYSTORE_STORE_H
#define HOST_KEYSTORE_STORE_H

#include "host/instance.h"

struct keystore_store {
    char folder[PATH_MAX / 2];
    uint8_t *bytes; /* a blob that is arriving */
    uint64_t ticket;
    uint32_t total, have;
};

/* Sends what is stored, newest first. */
MUST_CHECK enum status keystore_store_send(struct keystore_store *store, struct instance *instance);
/* Takes a part of a new blob; *complete: all of it is durable. */
MUST_CHECK enum status keystore_store_take(struct keystore_store *store,
                                           const struct host_store_part *part, bool *complete);
/* Drops a blob that never arrived whole. */
void keystore_store_forget(struct keystore_store *store);

#endif
