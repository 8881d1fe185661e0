/* cli/history.c: fetching and opening run records; the chain. */
#include "cli/history.h"

#include "cli/command.h"
#include "cli/files.h"
#include "cli/http.h"
#include "lib/keys.h"
#include "net/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool open_record(const struct profile *profile, struct view applet, struct view sealed,
                        struct history_entry *entry) {
    struct secret key;
    struct cose_receiver receiver;
    struct applet_identity identity = {view_text(profile->user), applet, entry->epoch};
    enum status status =
        keys_derive(&key, &profile->master, applet, entry->epoch, KEY_RECORD, view_text(""));
    if (status == STATUS_OK) {
        status = cose_receiver_init(&receiver, &key, KEY_RECORD);
    }
    secret_wipe(&key);
    if (status != STATUS_OK) {
        return false;
    }
    status = record_open(&receiver, &identity, sealed, entry->plaintext, sizeof entry->plaintext,
                         &entry->record);
    cose_receiver_wipe(&receiver);
    digest_sha256(sealed, entry->digest);
    return status == STATUS_OK;
}

static bool take_record(const struct profile *profile, struct view applet, const json_t *item,
                        struct history *out) {
    const char *text = json_string_value(json_object_get(item, "record"));
    uint8_t sealed[RECORD_MESSAGE_BYTES];
    size_t length = 0;
    struct history_entry **grown = realloc(out->entries, (out->count + 1) * sizeof *grown);
    struct history_entry *entry = calloc(1, sizeof *entry);
    if (grown != NULL) {
        out->entries = grown;
    }
    if (grown == NULL || entry == NULL) {
        free(entry);
        return false;
    }
    entry->host_number = json_integer_value(json_object_get(item, "n"));
    entry->epoch = (uint64_t)json_integer_value(json_object_get(item, "epoch"));
    if (text == NULL || base64url_decode(text, sealed, sizeof sealed, &length) != STATUS_OK ||
        !open_record(profile, applet, view_of(sealed, length), entry)) {
        out->unreadable++;
        free(entry);
        return true;
    }
    grown[out->count++] = entry;
    return true;
}

static bool page_fetch(const struct profile *profile, const json_t *deployment, int64_t *after,
                       struct history *out, size_t *got) {
    char url[512];
    const char *applet = service_text(deployment, "applet");
    snprintf(url, sizeof url, "%s/v1/applets/%s/records?after=%lld",
             service_text(deployment, "host"), applet, (long long)*after);
    struct http_request request = {
        .method = "GET", .url = url, .token = service_text(deployment, "host_token")};
    struct http_response response;
    bool good = http_call("the host", &request, &response) == STATUS_OK;
    size_t index;
    json_t *item;
    const json_t *records = json_object_get(response.body, "records");
    *got = json_array_size(records);
    json_array_foreach(records, index, item) {
        int64_t number = json_integer_value(json_object_get(item, "n"));
        if (good && number <= *after) {
            complain("the host repeats records instead of counting on");
            good = false;
        }
        good = good && take_record(profile, view_text(applet), item, out);
        *after = number;
    }
    json_decref(response.body);
    return good;
}

bool history_fetch(const struct profile *profile, const json_t *deployment, struct history *out) {
    *out = (struct history){0};
    int64_t after = 0;
    size_t got = 0;
    do {
        if (!page_fetch(profile, deployment, &after, out, &got)) {
            history_free(out);
            return false;
        }
    } while (got > 0);
    return true;
}

/* The entry before `entry` in its instance, or NULL. */
static const struct history_entry *previous_of(const struct history *history,
                                               const struct history_entry *entry) {
    for (size_t i = 0; i < history->count; i++) {
        const struct record *other = &history->entries[i]->record;
        if (memcmp(other->instance, entry->record.instance, INSTANCE_BYTES) == 0 &&
            other->n + 1 == entry->record.n) {
            return history->entries[i];
        }
    }
    return NULL;
}

size_t history_check_chain(const struct history *history) {
    size_t findings = history->unreadable;
    if (history->unreadable > 0) {
        printf("! %zu records of the host open with none of your keys: changed, or not yours\n",
               history->unreadable);
    }
    for (size_t i = 0; i < history->count; i++) {
        const struct history_entry *entry = history->entries[i];
        if (entry->record.n == 0) {
            continue;
        }
        const struct history_entry *before = previous_of(history, entry);
        if (before == NULL) {
            printf("! record %lld: the host withholds the one before it\n",
                   (long long)entry->host_number);
            findings++;
        } else if (memcmp(before->digest, entry->record.prev_hash, DIGEST_BYTES) != 0) {
            printf("! record %lld does not follow from the one before it\n",
                   (long long)entry->host_number);
            findings++;
        }
    }
    return findings;
}

void history_free(struct history *history) {
    for (size_t i = 0; i < history->count; i++) {
        free(history->entries[i]);
    }
    free(history->entries);
    *history = (struct history){0};
}
