/* net/accounts.h: who may use a program: a file with a line `user token` each, mode 0600. */
#ifndef NET_ACCOUNTS_H
#define NET_ACCOUNTS_H

#include "lib/limits.h"
#include "net/encoding.h"

#define ACCOUNTS_MOST 1024

struct account {
    char user[LIMIT_ID_BYTES + 1];
    char hash[TOKEN_TEXT]; /* the token itself is not kept */
};

struct accounts {
    size_t count;
    struct account list[ACCOUNTS_MOST];
};

/* Says on stderr what is wrong with the file, also where others may read it. */
MUST_CHECK enum status accounts_read(const char *path, struct accounts *accounts);
/* The user whose token this is, or NULL. Takes the same time for every wrong token. */
const char *accounts_user(const struct accounts *accounts, const char *token);

#endif
