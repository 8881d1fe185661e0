/*
 * platform/process/sandbox.h: what the kernel still does for a trusted program.
 *
 * Two seccomp filters (allow-lists; anything else kills the process at once), Landlock against files,
 * network, signals and abstract sockets, no core dumps, not traceable. The first filter serves loading: memory
 * may be mapped and code made executable, but nothing is ever writable and executable at once. The
 * second leaves reading and writing of the four inherited descriptors, waiting, clocks, random numbers
 * and the end. Filters stack: the second only takes away.
 */
#ifndef PLATFORM_PROCESS_SANDBOX_H
#define PLATFORM_PROCESS_SANDBOX_H

#include "lib/status.h"

#include <stdbool.h>

/* `*landlocked`: false where this kernel has no Landlock; seccomp denies every file call all the same. */
MUST_CHECK enum status sandbox_load(bool *landlocked);
MUST_CHECK enum status sandbox_serve(void);

#endif
