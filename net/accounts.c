/* net/accounts.c: reads the file, finds users by token. */
#include "net/accounts.h"

#include "lib/secret.h"
#include "lib/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum status accounts_read(const char *path, struct accounts *accounts) {
    struct stat facts;
    FILE *file = fopen(path, "re");
    accounts->count = 0;
    if (file == NULL || fstat(fileno(file), &facts) != 0) {
        fprintf(stderr, "the accounts in %s can't be read\n", path);
        if (file != NULL) {
            fclose(file);
        }
        return STATUS_IO;
    }
    enum status status = STATUS_OK;
    if ((facts.st_mode & 077) != 0) {
        fprintf(stderr, "%s holds tokens and others may read it: chmod 600 it\n", path);
        status = STATUS_DENIED;
    }
    char line[256], user[64], token[128];
    int number = 0;
    while (status == STATUS_OK && fgets(line, sizeof line, file) != NULL) {
        number++;
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        if (sscanf(line, "%63s %127s", user, token) != 2 || !text_is_id(view_text(user)) ||
            strlen(token) < 20 || accounts->count == ACCOUNTS_MOST) {
            fprintf(stderr, "%s:%d: expected a user id and a token of at least 20 characters\n",
                    path, number);
            status = STATUS_INVALID;
            break;
        }
        struct account *account = &accounts->list[accounts->count++];
        snprintf(account->user, sizeof account->user, "%.*s", (int)LIMIT_ID_BYTES, user);
        token_hash(token, account->hash);
    }
    secret_wipe_memory(line, sizeof line);
    secret_wipe_memory(token, sizeof token);
    fclose(file);
    return status;
}

const char *accounts_user(const struct accounts *accounts, const char *token) {
    char hash[TOKEN_TEXT];
    const char *user = NULL;
    if (token == NULL) {
        return NULL;
    }
    token_hash(token, hash);
    for (size_t i = 0; i < accounts->count; i++) {
        if (secret_equal_memory(hash, accounts->list[i].hash, TOKEN_TEXT - 1)) {
            user = accounts->list[i].user;
        }
    }
    return user;
}
