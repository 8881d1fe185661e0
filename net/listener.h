/*
 * net/listener.h: what listeners do when a process has no file descriptor left for another connection.
 */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include <event2/listener.h>

/*
 * Without this, libevent tries again at once and writes a line each time, so that anybody who opens
 * enough connections fills the operator's disk. Guarded, the listener rests for 100 ms, and says so once
 * in ten seconds at most; who waits in the backlog is served when others end or time out. Also raises
 * the process's own limit of descriptors as far as it may.
 */
void listener_guard(struct evconnlistener *listener);

#endif
