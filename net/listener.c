/* net/listener.c: rests listeners while descriptors are short. */
#include "net/listener.h"

#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define REST_US     100000
#define SAY_SECONDS 10

static void wake(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    evconnlistener_enable(context);
}

static void accept_failed(struct evconnlistener *listener, void *context) {
    static time_t said;
    int error = EVUTIL_SOCKET_ERROR();
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (said == 0 || now.tv_sec - said >= SAY_SECONDS) {
        said = now.tv_sec;
        fprintf(stderr, "connections wait: %s\n", strerror(error));
    }
    /* Where even the timer can't be had, libevent tries again at once, as it would without this. */
    if (event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT, wake, listener,
                        &(struct timeval){.tv_usec = REST_US}) == 0) {
        evconnlistener_disable(listener);
    }
}

void listener_guard(struct evconnlistener *listener) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
    evconnlistener_set_error_cb(listener, accept_failed);
}
