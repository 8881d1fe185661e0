/*
 * host/keystore.h: the keystore program: started, given its sealed store, and reached by users through
 * port 7777 and by applets through their own channels. All of it ciphertext.
 */
#ifndef HOST_KEYSTORE_H
#define HOST_KEYSTORE_H

#include "host/host.h"

struct keystore;
struct keystore_stream;

/* The other end of a stream that an applet opened. `end` is called once, also where the keystore ends. */
struct keystore_peer {
    void (*data)(struct view bytes, void *context);
    void (*end)(void *context);
    void *context;
};

MUST_CHECK enum status keystore_start(struct host *host);
/* Every 250 ms: starts it again where it ended, moves clients that wait for room. */
void keystore_tick(struct host *host);
/* NULL where it does not run or too many streams are open. */
struct keystore_stream *keystore_stream_open(struct keystore *keystore,
                                             const struct keystore_peer *peer);
void keystore_stream_send(struct keystore_stream *stream, struct view bytes);
/* The peer's end; its callbacks are not called any more. */
void keystore_stream_close(struct keystore_stream *stream);
bool keystore_ready(const struct keystore *keystore);
/* Why it refused to start, in its own words, while it does not run; "" where it said nothing. */
const char *keystore_trouble(const struct keystore *keystore);
void keystore_stop(struct host *host);

#endif
