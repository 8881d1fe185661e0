/* monitor/process/start.h: the host's `start` request with its descriptors. */
#ifndef MONITOR_PROCESS_START_H
#define MONITOR_PROCESS_START_H

#include "monitor/process/server.h"

#define START_DESCRIPTORS 4 /* image, input, channel, bell */

/*
 * Starts the program of `request`. Descriptors stay the caller's. On STATUS_OK `response` is filled and
 * the program's peer is polled. STATUS_NO_MEMORY where the tables are full, STATUS_INVALID or
 * STATUS_IO where the image can't be used.
 */
MUST_CHECK enum status start_program(struct server *server, const struct monitor_request *request,
                                     const int descriptors[START_DESCRIPTORS],
                                     struct monitor_response *response);

#endif
