/*
 * tests/vectors/exchange.c: the applet's side for service_example.py, a line of hexadecimal in, text out.
 *
 *   exchange open-trigger KEY NONCE   < message    prints seq and the ingredients
 *   exchange seal-action KEY run|skip > message    with fixed fields
 */
#include "lib/hex.h"
#include "lib/message_action.h"
#include "lib/message_trigger.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char trigger_name[] = "Feed.newFeedItem";
static const char action_name[] = "Chat.postMessage";

static struct applet_identity identity_of(void) {
    return (struct applet_identity){view_text("alice"), view_text("feed-to-chat"), 7};
}

static int open_trigger(const struct secret *key, const char *nonce_hex) {
    static char line[2 * TRIGGER_MESSAGE_BYTES_MOST + 2];
    static uint8_t message[TRIGGER_MESSAGE_BYTES_MOST], plain[TRIGGER_MESSAGE_BYTES_MOST];
    uint8_t nonce[NONCE_BYTES];
    struct applet_identity identity = identity_of();
    struct cose_receiver receiver;
    struct trigger_view view;
    struct text_map_cursor cursor;
    struct text_pair pair;
    size_t length = 0;
    enum status status = STATUS_FAILED;
    if (fgets(line, sizeof line, stdin) == NULL) {
        return 1;
    }
    length = strcspn(line, "\n") / 2;
    line[2 * length] = '\0';
    if (length > sizeof message || hex_decode(line, message, length) != STATUS_OK ||
        hex_decode(nonce_hex, nonce, sizeof nonce) != STATUS_OK ||
        cose_receiver_init(&receiver, key, KEY_TRIGGER) != STATUS_OK) {
        return 1;
    }
    status = trigger_open(&receiver, &identity, view_text(trigger_name), nonce,
                          view_of(message, length), plain, sizeof plain, &view);
    if (status != STATUS_OK) {
        printf("refused: %s\n", status_text(status));
        return 0;
    }
    printf("length %zu\nseq %llu\n", length, (unsigned long long)view.facts.seq);
    text_map_cursor(&cursor, view.ingredients);
    while (text_map_next(&cursor, &pair)) {
        printf("%.*s=%.*s\n", (int)pair.name.length, (const char *)pair.name.data,
               (int)pair.text.length, (const char *)pair.text.data);
    }
    return 0;
}

static int seal_action(const struct secret *key, bool run) {
    static uint8_t bytes[ACTION_MESSAGE_BYTES_DEFAULT];
    static char hex[2 * sizeof bytes + 1];
    struct applet_identity identity = identity_of();
    struct text_pair field = {view_text("message"), view_text("New: Gr\xc3\xbc\xc3\x9f\x65")};
    struct action_message message = {.facts = {.seq = 41,
                                               .trigger = view_text(trigger_name),
                                               .not_after_ms = INT64_C(1767226200123),
                                               .run = run},
                                     .fields = &field,
                                     .field_count = run ? 1 : 0};
    uint8_t event_id[EVENT_ID_BYTES];
    struct cose_sender sender;
    struct writer out;
    memset(event_id, 0xe0, sizeof event_id);
    writer_init(&out, bytes, sizeof bytes);
    if (message_idem(message.facts.idem, identity.applet, view_text(trigger_name), event_id,
                     view_text(action_name)) != STATUS_OK ||
        cose_sender_init(&sender, key, KEY_ACTION) != STATUS_OK ||
        action_seal(&sender, &identity, view_text(action_name), &message, sizeof bytes, &out) !=
            STATUS_OK ||
        hex_encode(hex, sizeof hex, writer_written(&out)) != STATUS_OK) {
        return 1;
    }
    puts(hex);
    return 0;
}

int main(int argc, char **argv) {
    struct secret key;
    if (sodium_init() < 0 || argc != 4 ||
        hex_decode(argv[2], key.bytes, sizeof key.bytes) != STATUS_OK) {
        fputs("usage: exchange open-trigger KEY NONCE | exchange seal-action KEY run|skip\n",
              stderr);
        return 2;
    }
    if (strcmp(argv[1], "open-trigger") == 0) {
        return open_trigger(&key, argv[3]);
    }
    return strcmp(argv[1], "seal-action") == 0 ? seal_action(&key, strcmp(argv[3], "run") == 0) : 2;
}
