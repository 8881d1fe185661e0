/* cli/webhook.h: sending an event to a webhook trigger (Standard Webhooks). */
#ifndef CLI_WEBHOOK_H
#define CLI_WEBHOOK_H

#include <jansson.h>

/* `peer`: the trigger's entry in a deployment note. Complains; an exit code. */
int webhook_send(const json_t *peer, const char *applet, const char *text);

#endif
