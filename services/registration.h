/*
 * services/registration.h: what registering and removing a deployment have in common at both services:
 * whose an applet id is, and the one transaction.
 */
#ifndef SERVICES_REGISTRATION_H
#define SERVICES_REGISTRATION_H

#include "services/service.h"

/* Once the tables are there; both services have deployment(user, applet, epoch, …). */
void registration_prepare(struct service *service);

/* The owner of an applet id and its newest epoch. STATUS_NOT_FOUND where nobody has it. */
MUST_CHECK enum status registration_owner(struct service *service, const char *applet,
                                          char owner[LIMIT_ID_BYTES + 1], int64_t *epoch);
/*
 * The user of a request about the applet that its path names, where it is theirs; answers the
 * problem itself and returns NULL otherwise.
 */
const char *registration_owned(struct http_exchange *exchange);

/* Who registers what: the applet's id is valid, the user's own or new, and the epoch grows. */
struct registration {
    const char *user, *applet;
    int64_t epoch;
    const json_t *body;
};

/*
 * PUT of a deployment: checks it, calls `store` inside a transaction of its own and answers. `store`
 * returns NULL where all is stored, else what is wrong, which undoes all of it. True where stored.
 */
bool registration_put(struct http_exchange *exchange,
                      const char *(*store)(void *context, const struct registration *registration));
/*
 * DELETE of a deployment: calls `remove` inside a transaction of its own and answers. True where
 * removed.
 */
bool registration_delete(struct http_exchange *exchange,
                         enum status (*remove)(void *context, const char *user,
                                               const char *applet));

#endif
