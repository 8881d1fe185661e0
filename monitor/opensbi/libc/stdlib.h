/* monitor/opensbi/libc/stdlib.h: what libsodium's primitives name; nothing that is linked calls it. */
#ifndef MONITOR_OPENSBI_LIBC_STDLIB_H
#define MONITOR_OPENSBI_LIBC_STDLIB_H

#include <stddef.h>

_Noreturn void abort(void);

#endif
